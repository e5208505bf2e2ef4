//! The statements of a decision as options: which of them decided, and why each of the others did not.
//!
//! Every word comes from the trace; nothing here evaluates anything.

use super::{PickOption, QuestionOption};
use crate::iam::{Effect, Layer, LayerTrace, PolicyTrace, StatementTrace, Trace};
use std::sync::Arc;

/// Every statement of every policy that took part, in AWS's order of evaluation, and last "none of them".
pub(in crate::lesson) fn options(trace: &Trace) -> Vec<PickOption> {
    let mut options = Vec::new();
    for (layer_index, layer) in trace.layers.iter().enumerate() {
        for (policy_index, policy) in layer.policies.iter().enumerate() {
            for statement in &policy.statements {
                let decides = trace.decided_by.is_some_and(|by| {
                    (by.layer_index, by.policy_index, by.statement_index)
                        == (layer_index, policy_index, statement.index)
                });
                options.push(PickOption {
                    option: QuestionOption {
                        text: name(layer, policy, statement),
                        explanation: why(trace, policy, statement, decides),
                        right: decides,
                    },
                    statement: Some((Arc::clone(&policy.policy), statement.index)),
                });
            }
        }
    }
    let none = trace.decided_by.is_none();
    let explanation = if none {
        format!("No statement decides: {}.", trace.plain_sentence())
    } else {
        format!("One of them does: {}.", trace.plain_sentence())
    };
    let text = "None of them: no statement that applies decides".to_owned();
    options.push(PickOption { option: QuestionOption { text, explanation, right: none }, statement: None });
    options
}

/// Whether the decision has more than one author: another statement would have decided in the same way. Asking which
/// one decides would then be unfair.
pub(in crate::lesson) fn has_rivals(trace: &Trace) -> bool {
    let Some(by) = trace.decided_by else { return false };
    let effect = trace.deciding().map_or(Effect::Allow, |(_, statement)| statement.effect);
    let mut deciders = 0;
    for layer in &trace.layers {
        // An Allow counts where it grants; the other layers only limit. A Deny counts everywhere.
        let grants = matches!(layer.layer, Layer::Identity | Layer::Resource | Layer::Trust);
        if effect == Effect::Deny || grants || layer.layer == by.layer {
            let statements = layer.policies.iter().flat_map(|policy| &policy.statements);
            deciders += statements.filter(|statement| statement.applies && statement.effect == effect).count();
        }
    }
    deciders > 1
}

/// `ReadTheFiles in ReadReports`, with the level of SCPs and RCPs.
fn name(layer: &LayerTrace, policy: &PolicyTrace, statement: &StatementTrace) -> String {
    let label = policy.policy.statements.get(statement.index).map(crate::iam::Statement::label).unwrap_or_default();
    let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
    format!("{label} in {} ({}{level})", policy.policy.name, layer.layer.name())
}

fn why(trace: &Trace, policy: &PolicyTrace, statement: &StatementTrace, decides: bool) -> String {
    if decides {
        return format!("Yes: {}.", trace.plain_sentence());
    }
    match (statement.failed(), statement.effect) {
        (Some(check), _) => {
            format!("It does not apply: {}.", trace.say_check(&policy.policy, statement.index, check))
        }
        (None, _) if !statement.applies => "It could not be understood and never applies.".to_owned(),
        (None, Effect::Deny) => format!("It applies and denies, but {}.", trace.plain_sentence()),
        (None, Effect::Allow) if trace.is_allowed() => {
            "It applies and lets the request pass, but what grants it is another statement.".to_owned()
        }
        (None, Effect::Allow) => format!("It applies and allows, but that is not enough: {}.", trace.plain_sentence()),
    }
}
