//! Statements that another statement of the same policy makes idle.

use super::Findings;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::iam::catalog::Template;
use crate::iam::policy::{Effect, Statement};

pub(super) fn check(findings: &mut Findings<'_>) {
    let statements: Vec<&Statement> = findings.policy.statements.iter().filter(|one| !one.broken).collect();
    for (position, statement) in statements.iter().enumerate() {
        let others = statements.iter().enumerate().filter(|(at, _)| *at != position);
        let idle = others.clone().find(|(_, other)| {
            statement.effect == Effect::Allow && other.effect == Effect::Deny && covers(other, statement)
        });
        if let Some((_, deny)) = idle {
            report(findings, statement, deny, "unreachable-statement", Severity::Warning);
            continue;
        }
        // Of two equal statements the later one is the redundant one.
        let twin = others.clone().find(|(at, other)| {
            other.effect == statement.effect
                && covers(other, statement)
                && (*at < position || !covers(statement, other))
        });
        if let Some((_, twin)) = twin {
            report(findings, statement, twin, "redundant-statement", Severity::Note);
        }
    }
    for statement in statements {
        check_list(findings, statement);
    }
}

fn report(findings: &mut Findings<'_>, statement: &Statement, by: &Statement, code: &'static str, severity: Severity) {
    let head = |statement: &Statement| Span::new(statement.span.start, statement.span.start + 1);
    let (title, label, help) = if code == "unreachable-statement" {
        let title = format!("everything that {} allows is denied by {}", statement.label(), by.label());
        (title, "denied here", "a Deny always wins; narrow it, or remove the Allow")
    } else {
        let title = format!("{} adds nothing to {}", statement.label(), by.label());
        (title, "already here", "remove one of them")
    };
    let finding = Diagnostic::new(severity, code, &findings.policy.source, head(statement), title);
    findings.list.push(finding.and_at(head(by), label).help(help));
}

/// Whether every request to which `narrow` applies is one to which `wide` applies. `false` when it cannot be told.
fn covers(wide: &Statement, narrow: &Statement) -> bool {
    let principals = match (&wide.principal, &narrow.principal) {
        (None, None) => true,
        (Some(wide), Some(narrow)) if !wide.negated && !narrow.negated => {
            let everybody = wide.values.iter().any(|value| value.text == "*");
            let named = |text: &str| wide.values.iter().any(|value| value.text == text);
            everybody || narrow.values.iter().all(|value| named(&value.text))
        }
        _ => false,
    };
    let lower = |text: &str| text.to_ascii_lowercase();
    let actions = list_covers(
        (wide.action.negated, wide.action.values.iter().map(|value| lower(&value.text)).collect()),
        (narrow.action.negated, narrow.action.values.iter().map(|value| lower(&value.text)).collect()),
    );
    let resources = match (&wide.resource, &narrow.resource) {
        (None, None) => true,
        (Some(wide), Some(narrow)) => list_covers(
            (wide.negated, wide.values.iter().map(|value| value.text.clone()).collect()),
            (narrow.negated, narrow.values.iter().map(|value| value.text.clone()).collect()),
        ),
        _ => false,
    };
    // Fewer conditions let more through; each must be one of the narrower statement's own.
    let conditions = wide.conditions.iter().all(|test| {
        narrow.conditions.iter().any(|other| {
            test.operator_text == other.operator_text
                && test.key.eq_ignore_ascii_case(&other.key)
                && test.values.iter().map(|value| &value.text).eq(other.values.iter().map(|value| &value.text))
        })
    });
    principals && actions && resources && conditions
}

fn list_covers((wide_not, wide): (bool, Vec<String>), (narrow_not, narrow): (bool, Vec<String>)) -> bool {
    match (wide_not, narrow_not) {
        (false, false) => narrow.iter().all(|one| wide.iter().any(|other| text_covers(other, one))),
        // Sparing less covers more: all that the wide one spares, the narrow one spares, too.
        (true, true) => wide.iter().all(|one| narrow.iter().any(|other| text_covers(other, one))),
        (false, true) => wide.iter().any(|text| text == "*"),
        (true, false) => false,
    }
}

/// Whether the pattern `wide` covers all that `narrow` covers. Variables are only equal to themselves.
fn text_covers(wide: &str, narrow: &str) -> bool {
    wide == narrow || (!wide.contains("${") && Template::of_pattern(wide).covers(&Template::of_pattern(narrow)))
}

/// Values of a list that another value of the list covers.
fn check_list(findings: &mut Findings<'_>, statement: &Statement) {
    let actions: Vec<_> =
        statement.action.values.iter().map(|value| (value.text.to_ascii_lowercase(), value.span)).collect();
    redundant(findings, "redundant-action", &actions);
    if let Some(element) = &statement.resource {
        let resources: Vec<_> = element.values.iter().map(|value| (value.text.clone(), value.span)).collect();
        redundant(findings, "redundant-resource", &resources);
    }
}

/// Longer lists are left alone: the comparison is quadratic.
const LONGEST_LIST: usize = 64;

fn redundant(findings: &mut Findings<'_>, code: &'static str, values: &[(String, Span)]) {
    if values.len() > LONGEST_LIST {
        return;
    }
    for (position, (text, at)) in values.iter().enumerate() {
        let by = values.iter().enumerate().find(|(other, (wide, _))| {
            *other != position && text_covers(wide, text) && (*other < position || !text_covers(text, wide))
        });
        if let Some((_, (wide, by))) = by {
            let title = format!("`{}` is covered by `{wide}`", findings.policy.source.slice(*at).trim_matches('"'));
            let finding = Diagnostic::new(Severity::Note, code, &findings.policy.source, *at, title);
            findings.list.push(finding.and_at(*by, "covers it").help("remove it"));
        }
    }
}
