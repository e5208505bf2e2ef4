//! The statement of a policy, as text in colours: what is picked from.

use super::Look;
use crate::iam::Policy;
use crate::lesson::QuestionKind;
use crate::tui::ask::Ask;
use crate::tui::view::{evidence, json, panel};
use ratatui::text::{Line, Span};

/// Name and text of the statement at the cursor; once the answer is locked, of the right one.
pub(super) fn read(ask: &Ask, columns: usize, look: Look<'_>) -> Option<(String, Vec<Line<'static>>)> {
    let QuestionKind::Pick { options } = &ask.question().kind else { return None };
    let at = if ask.is_locked() {
        options.iter().position(|pick| pick.option.right)?
    } else {
        ask.order().get(ask.cursor()).copied()?
    };
    Some(match &options.get(at)?.statement {
        Some((policy, index)) => (policy.name.clone(), lines(policy, *index, columns, look)),
        None => {
            let words = "This is right when nothing that applies decides: no statement denies, and no Allow is enough.";
            ("None of them".to_owned(), panel::paragraph("", words, columns, look.0.text))
        }
    })
}

/// The statement with the numbers of its lines in the policy.
fn lines(policy: &Policy, index: usize, columns: usize, (theme, _): Look<'_>) -> Vec<Line<'static>> {
    let Some(statement) = policy.statements.get(index) else { return Vec::new() };
    let source = &policy.source;
    let (from, to) = (source.own_line(statement.span.start), source.own_line(statement.span.end));
    let code: Vec<&str> = source.text().lines().skip(from - 1).take(to + 1 - from).collect();
    let blanks = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let margin = code.iter().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    let mut out = Vec::new();
    // The comma after a statement belongs to the list.
    let code =
        code.into_iter().enumerate().map(|(at, line)| if from + at == to { line.trim_end_matches(',') } else { line });
    for (number, line) in (from..).zip(code) {
        let line = line.get(margin..).unwrap_or_default();
        for (part, text) in evidence::code_lines(line, columns.saturating_sub(5)).iter().enumerate() {
            let head = if part == 0 { format!("{number:>4} ") } else { " ".repeat(5) };
            let mut spans = vec![Span::styled(head, theme.dim)];
            spans.extend(json::spans(text, theme));
            out.push(Line::from(spans));
        }
    }
    out
}
