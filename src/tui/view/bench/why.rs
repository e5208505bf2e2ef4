//! Why the selected goal stands as it does: who decided, by which statement, and what would change it. Every word comes
//! from the goal's own trace.

use super::goals::{must, state};
use super::text::{coloured, dimmed};
use super::{Look, Part, Words, frame, lay, scrolled};
use crate::iam::{Obstacle, Policy, Statement};
use crate::lesson::{GoalOutcome, Must};
use crate::tui::lens::bench::{Bench, Pane};
use crate::tui::view::text::capitalised;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::Arc;

/// From this width on the statement stands beside the words.
const BESIDE: u16 = 96;

pub(super) fn title(bench: &Bench) -> String {
    match bench.goals.get(bench.row) {
        Some(goal) => format!("Why: {}", goal.goal),
        None if bench.solved => "Solved".to_owned(),
        None => "What else it lets in".to_owned(),
    }
}

pub(super) fn render(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let inner = frame(look, &title(bench), false, area, buf);
    let Some(goal) = bench.goals.get(bench.row) else {
        let text = old(look, bench, lay(look, &words.result, usize::from(inner.width)));
        return scrolled(look, &text, 0, how(bench), (area, inner), buf);
    };
    let (left, right) = if inner.width >= BESIDE {
        let left = Rect { width: inner.width * 11 / 20, ..inner };
        (left, Some(Rect { x: left.right() + 2, width: inner.width - left.width - 2, ..inner }))
    } else {
        (inner, None)
    };
    let mut text = lay(look, &reasons(look, bench, goal), usize::from(left.width));
    match right {
        Some(right) => {
            let beside = old(look, bench, statement(look, bench, goal, usize::from(right.width)));
            let hidden = beside.len() > usize::from(right.height);
            super::lines(right, buf, &beside, 0);
            if hidden {
                let last = Rect { y: right.bottom() - 1, height: 1, ..right };
                let more = format!("{} {}", look.glyphs.more, how(bench).trim_start_matches(", "));
                super::put(
                    buf,
                    last.x,
                    last.y,
                    usize::from(last.width),
                    &" ".repeat(usize::from(last.width)),
                    look.theme.text,
                    "",
                );
                super::put(buf, last.x, last.y, usize::from(last.width), &more, look.theme.dim, "");
            }
        }
        None => {
            text.push(Line::default());
            text.extend(statement(look, bench, goal, usize::from(left.width)));
        }
    }
    scrolled(look, &old(look, bench, text), 0, how(bench), (area, left), buf);
}

/// How one comes to what is cut: in the editor `z` is a letter.
fn how(bench: &Bench) -> &'static str {
    if bench.pane == Pane::Editor { ", F3 and z show all" } else { ", z shows all" }
}

/// What is older than the text is drawn dim.
fn old(look: Look<'_>, bench: &Bench, text: Vec<Line<'static>>) -> Vec<Line<'static>> {
    if bench.stale { dimmed(text, look.theme.dim) } else { text }
}

/// In words: what must be, what is, who decided, what would change it.
fn reasons(look: Look<'_>, bench: &Bench, goal: &GoalOutcome) -> Vec<Part> {
    let theme = look.theme;
    let (sign, style) = if goal.met { (look.glyphs.yes, theme.good) } else { (look.glyphs.no, theme.bad) };
    let joined = if goal.met { "and" } else { "but" };
    let mut out = vec![
        Part::Said(format!("{sign} "), format!("It {}, {joined} {}.", must(goal), state(goal)), style),
        Part::Said("  ".to_owned(), format!("{}.", capitalised(&goal.says())), theme.text),
    ];
    let Some(trace) = &goal.trace else { return out };
    if goal.met {
        return out;
    }
    let arrow = format!("{} ", look.glyphs.pointer);
    match goal.must {
        Must::Allow => {
            out.push(Part::Title("What would change it".to_owned()));
            out.extend(trace.what_would_change().into_iter().map(|line| Part::Said(arrow.clone(), line, theme.text)));
        }
        Must::Deny => {
            let ways = allowing(goal, bench);
            let text = match ways.as_slice() {
                [] => "something must deny it".to_owned(),
                [one] => {
                    let what = if one.on_the_way { one.what() } else { "it".to_owned() };
                    format!("{} must no longer allow {what}, or something must deny it", one.label())
                }
                several => {
                    let each: Vec<String> =
                        several.iter().map(|one| format!("{} ({})", one.label(), one.what())).collect();
                    format!("one of these must no longer allow it, or something must deny it: {}", each.join(", "))
                }
            };
            out.push(Part::Title("What would change it".to_owned()));
            out.push(Part::Said(arrow, text, theme.text));
        }
    }
    out
}

/// A statement that allows what should be denied, and the actions that it allows.
struct Allowing<'a> {
    policy: &'a Arc<Policy>,
    statement: &'a Statement,
    actions: Vec<&'a str>,
    /// It is about calls before the one that counted.
    on_the_way: bool,
}

impl Allowing<'_> {
    fn label(&self) -> String {
        self.statement.label_in(self.policy)
    }

    fn what(&self) -> String {
        let on_the_way = if self.on_the_way { " on the way to it" } else { "" };
        format!("{}{on_the_way}", self.actions.join(" and "))
    }

    fn is_on(&self, bench: &Bench) -> bool {
        let is_it = |policy: &Policy| policy.kind == self.policy.kind && policy.name == self.policy.name;
        bench.sheets.iter().any(|sheet| sheet.target.policy.as_deref().is_some_and(is_it))
    }
}

/// The statements that let the request through: a call such as `CreateFunction` needs several permissions. Where calls
/// come before it, to refuse one of them is enough, and what can be edited here is what matters.
fn allowing<'a>(goal: &'a GoalOutcome, bench: &Bench) -> Vec<Allowing<'a>> {
    let mut all: Vec<Allowing<'_>> = Vec::new();
    let on_the_way = goal.on_the_way.iter().map(|one| (one, true));
    for (one, on_the_way) in on_the_way.chain(goal.decisions.iter().map(|one| (one, false))) {
        let Some((policy, statement)) = one.trace.deciding() else { continue };
        let known = all.iter_mut().find(|it| Arc::ptr_eq(it.policy, policy) && it.statement.index == statement.index);
        match known {
            Some(known) if known.actions.contains(&one.action.as_str()) => known.on_the_way = on_the_way,
            Some(known) => {
                known.actions.push(&one.action);
                known.on_the_way = on_the_way;
            }
            None => all.push(Allowing { policy, statement, actions: vec![&one.action], on_the_way }),
        }
    }
    let any_here = !goal.on_the_way.is_empty() && all.iter().any(|one| one.is_on(bench));
    all.retain(|one| if any_here { one.is_on(bench) } else { !one.on_the_way });
    all
}

/// The statement that decided, or the Allow that came nearest. Where the way to what should be denied goes by a statement
/// that can be edited here, that one.
fn deciding(goal: &GoalOutcome, bench: &Bench) -> Option<(&'static str, Arc<Policy>, usize)> {
    if !goal.met && goal.must == Must::Deny {
        let on_the_way = allowing(goal, bench).pop().filter(|one| one.on_the_way);
        if let Some(one) = on_the_way {
            return Some(("Lets it through", one.policy.clone(), one.statement.index));
        }
    }
    let trace = goal.trace.as_deref()?;
    if let Some((policy, statement)) = trace.deciding() {
        return Some(("Decided by", policy.clone(), statement.index));
    }
    let remedy = trace.remedy()?;
    let obstacles = remedy.always.into_iter().chain(remedy.ways.into_iter().flatten());
    let near = |obstacle| match obstacle {
        Obstacle::NoAllow { nearest: Some(near), .. } => Some(("Nearest Allow", near.policy, near.statement)),
        _ => None,
    };
    obstacles.into_iter().find_map(near)
}

/// The statement as it stands in its policy.
fn statement(look: Look<'_>, bench: &Bench, goal: &GoalOutcome, columns: usize) -> Vec<Line<'static>> {
    let Some((how, policy, index)) = deciding(goal, bench) else { return Vec::new() };
    let Some(statement): Option<&Statement> = policy.statements.get(index) else { return Vec::new() };
    let head = format!("{how}: {}", statement.label_in(&policy));
    let mut out = lay(look, &[Part::Title(head)], columns);
    // The braces stand where the policy has them: what comes before the first is blank.
    let (_, column) = policy.source.position(statement.span.start);
    let first = format!("{}{}", " ".repeat(column.saturating_sub(1)), policy.source.slice(statement.span));
    let margin =
        first.lines().filter(|text| !text.trim().is_empty()).map(|text| text.len() - text.trim_start().len()).min();
    let from = policy.source.own_line(statement.span.start);
    for (number, text) in first.lines().enumerate() {
        let text: String = text.chars().skip(margin.unwrap_or(0)).collect();
        for (at, folded) in coloured(look, &text, columns.saturating_sub(5)).into_iter().enumerate() {
            let number = if at == 0 { format!("{:>3}  ", from + number) } else { " ".repeat(5) };
            let mut spans = vec![ratatui::text::Span::styled(number, look.theme.dim)];
            spans.extend(folded.spans);
            out.push(Line::from(spans));
        }
    }
    out
}

/// All of it, with the command and what was printed.
pub(super) fn full(look: Look<'_>, bench: &Bench, words: &Words, columns: usize) -> Vec<Line<'static>> {
    let Some(goal) = bench.goals.get(bench.row) else { return lay(look, &words.result, columns) };
    let mut parts = reasons(look, bench, goal);
    if let Some(exchange) = goal.exchange() {
        parts.push(Part::Gap);
        parts.push(Part::Title("What was called, and what came back".to_owned()));
        parts.push(Part::Said(String::new(), exchange.shown_command(), look.theme.text));
        parts.push(Part::Said("  ".to_owned(), exchange.printed().to_owned(), look.theme.dim));
    }
    parts.push(Part::Gap);
    let mut out = lay(look, &parts, columns);
    out.push(Line::default());
    out.extend(statement(look, bench, goal, columns));
    old(look, bench, out)
}
