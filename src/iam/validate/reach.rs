//! Statements that another statement of the same policy makes idle.

use super::Findings;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::iam::catalog::Template;
use crate::iam::policy::{Effect, Statement};

/// Every text is laid over every other, so the cost is the square of all their characters: longer policies are let be.
const MOST_CHARACTERS: usize = 10_240;

pub(super) fn check(findings: &mut Findings<'_>) {
    let sound = findings.policy.statements.iter().filter(|one| !one.broken);
    let statements: Vec<Compiled<'_>> = sound.map(Compiled::new).collect();
    let lists = || statements.iter().flat_map(|one| std::iter::once(&one.actions).chain(&one.resources));
    if lists().flat_map(|list| &list.texts).map(|text| text.written.len()).sum::<usize>() > MOST_CHARACTERS {
        return;
    }
    for (position, one) in statements.iter().enumerate() {
        let others = statements.iter().enumerate().filter(|(at, _)| *at != position);
        let idle = others.clone().find(|(_, other)| {
            one.statement.effect == Effect::Allow && other.statement.effect == Effect::Deny && other.covers(one)
        });
        if let Some((_, deny)) = idle {
            report(findings, one.statement, deny.statement, "unreachable-statement", Severity::Warning);
            continue;
        }
        // Of two equal statements the later one is the redundant one.
        let twin = others.clone().find(|(at, other)| {
            other.statement.effect == one.statement.effect
                && other.covers(one)
                && (*at < position || !one.covers(other))
        });
        if let Some((_, twin)) = twin {
            report(findings, one.statement, twin.statement, "redundant-statement", Severity::Note);
        }
    }
    for one in statements {
        redundant(findings, "redundant-action", &one.actions);
        if let Some(resources) = &one.resources {
            redundant(findings, "redundant-resource", resources);
        }
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

/// A statement with its texts made ready for comparing.
struct Compiled<'a> {
    statement: &'a Statement,
    actions: List,
    resources: Option<List>,
}

/// `Action` or `Resource`, or their negations.
struct List {
    negated: bool,
    texts: Vec<Text>,
}

struct Text {
    /// Actions in lower case.
    written: String,
    /// Length of what stands before the first wildcard; `None` for a text that covers nothing but itself.
    head: Option<usize>,
    template: Template,
    span: Span,
}

impl Text {
    fn new(written: String, span: Span) -> Self {
        // Variables are only equal to themselves.
        let head = written.find(['*', '?']).filter(|_| !written.contains("${"));
        Self { template: Template::of_pattern(&written), head, written, span }
    }

    /// Whether this pattern covers all that `narrow` covers.
    fn covers(&self, narrow: &Self) -> bool {
        let begins_alike = |head| self.written.get(..head).is_some_and(|head| narrow.written.starts_with(head));
        self.written == narrow.written || self.head.is_some_and(begins_alike) && self.template.covers(&narrow.template)
    }
}

impl List {
    fn covers(&self, narrow: &Self) -> bool {
        match (self.negated, narrow.negated) {
            (false, false) => narrow.texts.iter().all(|one| self.texts.iter().any(|wide| wide.covers(one))),
            // Sparing less covers more: all that the wide one spares, the narrow one spares, too.
            (true, true) => self.texts.iter().all(|one| narrow.texts.iter().any(|spared| spared.covers(one))),
            (false, true) => self.texts.iter().any(|text| text.written == "*"),
            (true, false) => false,
        }
    }
}

impl<'a> Compiled<'a> {
    fn new(statement: &'a Statement) -> Self {
        let action = &statement.action;
        let texts =
            action.values.iter().map(|value| Text::new(value.text.as_str().to_ascii_lowercase(), value.span)).collect();
        let resources = statement.resource.as_ref().map(|element| List {
            negated: element.negated,
            texts: element.values.iter().map(|value| Text::new(value.text.to_string(), value.span)).collect(),
        });
        Self { statement, actions: List { negated: action.negated, texts }, resources }
    }

    /// Whether this applies to every request to which `narrow` applies. `false` when it cannot be told.
    fn covers(&self, narrow: &Self) -> bool {
        let (wide, slim) = (self.statement, narrow.statement);
        let principals = || match (&wide.principal, &slim.principal) {
            (None, None) => true,
            (Some(wide), Some(slim)) if !wide.negated && !slim.negated => {
                let everybody = wide.values.iter().any(|value| value.text == "*");
                let named = |text: &str| wide.values.iter().any(|value| value.text == text);
                everybody || slim.values.iter().all(|value| named(&value.text))
            }
            _ => false,
        };
        let resources = || match (&self.resources, &narrow.resources) {
            (None, None) => true,
            (Some(wide), Some(slim)) => wide.covers(slim),
            _ => false,
        };
        // Fewer conditions let more through; each must be one of the narrower statement's own.
        let conditions = || {
            wide.conditions.iter().all(|test| {
                slim.conditions.iter().any(|other| {
                    test.operator_text == other.operator_text
                        && test.key.eq_ignore_ascii_case(&other.key)
                        && test.values.iter().map(|value| &value.text).eq(other.values.iter().map(|value| &value.text))
                })
            })
        };
        principals() && self.actions.covers(&narrow.actions) && resources() && conditions()
    }
}

/// Values of a list that another value of the list covers.
fn redundant(findings: &mut Findings<'_>, code: &'static str, list: &List) {
    for (position, text) in list.texts.iter().enumerate() {
        let by =
            list.texts.iter().enumerate().find(|(other, wide)| {
                *other != position && wide.covers(text) && (*other < position || !text.covers(wide))
            });
        if let Some((_, wide)) = by {
            let source = &findings.policy.source;
            let title = format!("`{}` is covered by `{}`", source.slice(text.span).trim_matches('"'), wide.written);
            // Of two that say the same one goes. A wildcard may be what is too wide: it is told where it stands.
            let is_twin = wide.written == text.written;
            let (at, other, label, help) = if is_twin {
                (text.span, wide.span, "covers it", "remove it")
            } else {
                (wide.span, text.span, "covered", "narrow the wildcard, or remove what it covers")
            };
            let finding = Diagnostic::new(Severity::Note, code, source, at, title);
            findings.list.push(finding.and_at(other, label).help(help));
        }
    }
}
