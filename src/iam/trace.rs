//! What was considered for one decision, and why: the only source of every explanation.

use super::gates::Gates;
use super::{Ambiguity, Effect, Layer, Policy, Request, Statement};
use crate::diagnostic::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// AWS's three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Decision {
    /// Something allowed it and nothing stood in the way.
    Allowed,
    /// Nothing denied it, but something that had to allow it did not.
    ImplicitlyDenied,
    /// A Deny applied; it wins over every Allow.
    ExplicitlyDenied,
}

impl Decision {
    /// The name in JSON and on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "Allowed",
            Self::ImplicitlyDenied => "ImplicitlyDenied",
            Self::ExplicitlyDenied => "ExplicitlyDenied",
        }
    }

    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitlyDenied => "implicitly denied",
            Self::ExplicitlyDenied => "explicitly denied",
        }
    }
}

/// All that the engine considered for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was asked.
    pub request: Arc<Request>,
    /// The verdict.
    pub decision: Decision,
    /// The statement that decided; `None` when none did (implicit deny, root user, calls that need no permission).
    pub decided_by: Option<DecidedBy>,
    /// Every layer that took part, in AWS's order of evaluation; SCPs and RCPs give one entry per level.
    pub layers: Vec<LayerTrace>,
    /// What stands in the way, the primary reason first. Empty when allowed.
    pub reasons: Vec<Reason>,
    /// Open points of AWS's documentation that this decision met.
    pub ambiguous: Vec<Ambiguity>,
    /// What the layers said, for asking what else would have let the request through.
    pub(crate) gates: Gates,
    /// Block Public Access would keep this caller out as soon as the policy let it in: by `*` is the only way to name it.
    pub(crate) is_shut_out_when_named: bool,
}

/// Place of a statement, as indices into [`Trace::layers`] and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedBy {
    /// Kind of layer.
    pub layer: Layer,
    /// Index into [`Trace::layers`].
    pub layer_index: usize,
    /// Index into [`LayerTrace::policies`].
    pub policy_index: usize,
    /// Index into [`PolicyTrace::statements`] and [`Policy::statements`].
    pub statement_index: usize,
}

/// One thing that stands in the way of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The layer.
    pub layer: Layer,
    /// The level of SCPs and RCPs.
    pub level: Option<String>,
    /// A Deny applied there; otherwise an Allow is missing there.
    pub explicit: bool,
    /// ARN of the denying policy, for the layers whose ARN AWS tells.
    pub policy_arn: Option<String>,
}

/// What a layer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerOutcome {
    /// A Deny applied.
    Denies,
    /// An Allow applied.
    Allows,
    /// Present, but no Allow applied.
    NoAllow,
    /// There is no such policy: the layer neither grants nor limits.
    Absent,
    /// Present, but it does not bind this caller or call.
    NotApplicable,
}

impl LayerOutcome {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Denies => "denies",
            Self::Allows => "allows",
            Self::NoAllow => "does not allow",
            Self::Absent => "none attached",
            Self::NotApplicable => "does not apply",
        }
    }
}

/// One layer; for SCPs and RCPs one level of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerTrace {
    /// Which.
    pub layer: Layer,
    /// Name of the level of SCPs and RCPs.
    pub level: Option<String>,
    /// What it said.
    pub outcome: LayerOutcome,
    /// Its policies in order; empty when absent or not applicable.
    pub policies: Vec<PolicyTrace>,
}

impl LayerTrace {
    /// What it said, in words: also what no policy in it says.
    pub fn words(&self) -> &'static str {
        match (self.layer, self.outcome) {
            (Layer::ResourceControl, LayerOutcome::Allows) => "allows, by RCPFullAWSAccess",
            (Layer::PublicAccessBlock, LayerOutcome::NoAllow) => "keeps this caller out",
            (_, outcome) => outcome.words(),
        }
    }
}

/// One policy's statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTrace {
    /// The policy with its text.
    pub policy: Arc<Policy>,
    /// One entry per statement, in order.
    pub statements: Vec<StatementTrace>,
}

impl PolicyTrace {
    /// What this policy says by itself; its layer may have heard another say more.
    pub fn outcome(&self) -> LayerOutcome {
        let applies = |effect| self.statements.iter().any(|one| one.applies && one.effect == effect);
        if applies(Effect::Deny) {
            LayerOutcome::Denies
        } else if applies(Effect::Allow) {
            LayerOutcome::Allows
        } else if self.statements.iter().all(|one| one.effect == Effect::Deny) && !self.statements.is_empty() {
            // A Deny that does not apply fails at nothing.
            LayerOutcome::NotApplicable
        } else {
            LayerOutcome::NoAllow
        }
    }
}

/// One statement: whether it applied, and what each element said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTrace {
    /// Index into [`Policy::statements`].
    pub index: usize,
    /// Its effect.
    pub effect: Effect,
    /// All its elements matched.
    pub applies: bool,
    /// The elements in the order they were compared, up to the first that failed.
    pub checks: Vec<Check>,
}

impl StatementTrace {
    /// The check that failed.
    pub fn failed(&self) -> Option<&Check> {
        self.checks.iter().find(|check| check.outcome == Outcome::NoMatch)
    }
}

/// An element of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Element {
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// One operator and key of `Condition`.
    Condition,
}

impl Element {
    /// The name in policies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Principal => "Principal",
            Self::Action => "Action",
            Self::Resource => "Resource",
            Self::Condition => "Condition",
        }
    }
}

/// Whether an element matched the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It did.
    Match,
    /// It did not; the statement does not apply.
    NoMatch,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which element.
    pub element: Element,
    /// Whether it matched.
    pub outcome: Outcome,
    /// The matching value in the policy's text, or the whole element when none matched.
    pub span: Span,
}

impl Trace {
    /// Whether the request is allowed.
    pub fn is_allowed(&self) -> bool {
        self.decision == Decision::Allowed
    }

    /// That the evaluation looked for these layers and found no such policy, in one short line; `None` when all are there.
    pub fn none_attached(&self) -> Option<String> {
        let absent = self.layers.iter().filter(|layer| layer.outcome == LayerOutcome::Absent);
        let names: Vec<&str> = absent.map(|layer| layer.layer.name()).collect();
        (!names.is_empty()).then(|| format!("{}: {}", LayerOutcome::Absent.words(), names.join(", ")))
    }

    /// The deciding policy and statement.
    pub fn deciding(&self) -> Option<(&Arc<Policy>, &Statement)> {
        let by = self.decided_by?;
        let policy = &self.layers.get(by.layer_index)?.policies.get(by.policy_index)?.policy;
        Some((policy, policy.statements.get(by.statement_index)?))
    }
}
