//! What is to be said of a locked answer: the verdict, every part with its explanation, how we know, and the source.

use super::{Look, letter, prompt, statement};
use crate::learner::Confidence;
use crate::lesson::{Judgement, OrderItem, PartJudgement, QuestionKind, Response, SourceLink};
use crate::tui::ask::Ask;
use crate::tui::view::panel::paragraph;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A locked answer.
type Locked<'a> = (&'a Response, &'a Judgement, Option<Confidence>);

/// All lines.
pub(super) fn lines(
    ask: &Ask,
    (response, judgement, confidence): Locked<'_>,
    sources: &[SourceLink],
    look: Look<'_>,
    columns: usize,
    statements: bool,
) -> Vec<Line<'static>> {
    let (theme, glyphs) = look;
    let mut out = if ask.is_brief() { Vec::new() } else { prompt(ask, theme, columns) };
    let (sign, style) = if judgement.right { (glyphs.yes, theme.good) } else { (glyphs.no, theme.bad) };
    let verdict = format!("{}{}", said(ask, judgement), weighed(judgement.right, confidence));
    out.extend(paragraph(&format!("{sign} "), &verdict, columns, style));
    if !ask.is_brief() {
        out.push(Line::default());
    }
    match &ask.question().kind {
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => chosen(ask, response, look, columns, &mut out),
        QuestionKind::Multiple { .. } => several(ask, response, judgement, look, columns, &mut out),
        QuestionKind::Order { items } => ordered(items, judgement, look, columns, &mut out),
        QuestionKind::Match { pairs } => {
            for part in &judgement.parts {
                let Some(pair) = pairs.get(part.index) else { continue };
                let Response::Pairing(pairing) = response else { continue };
                let mine = pairing.get(part.index).and_then(|right| pairs.get(*right));
                let mine = mine.map_or("", |pair| pair.right.as_str());
                judged(
                    &format!("{} ", part.index + 1),
                    &format!("{}  (you: {mine})", pair.left),
                    part,
                    look,
                    columns,
                    &mut out,
                );
            }
        }
        QuestionKind::Fill { .. } => {
            let Response::Text(text) = response else { return out };
            for part in &judgement.parts {
                judged("", &format!("you wrote: {text}"), part, look, columns, &mut out);
            }
        }
    }
    if ask.is_brief() {
        return out;
    }
    out.push(Line::default());
    if statements && let Some((title, text)) = statement::read(ask, columns, look) {
        out.extend(paragraph("", &title, columns, theme.title));
        out.extend(text);
        out.push(Line::default());
    }
    out.extend(paragraph("how we know: ", &ask.question().proof, columns, theme.dim));
    if let Some(source) = ask.question().source.and_then(|at| sources.get(at)) {
        out.extend(paragraph("source: ", &format!("{} {}", source.title, source.url), columns, theme.dim));
    }
    others(ask, response, look, columns, &mut out);
    out
}

/// The verdict. The right answer stands with the parts, where they are explained; only what is written has it here.
fn said(ask: &Ask, judgement: &Judgement) -> String {
    let good = judgement.parts.iter().filter(|part| part.right).count();
    let of = |what: &str| format!("Not right: {good} of {} {what}.", judgement.parts.len());
    match &ask.question().kind {
        _ if judgement.right => judgement.says.clone(),
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => "Not right.".to_owned(),
        QuestionKind::Multiple { .. } => of("options"),
        QuestionKind::Order { .. } => of("places") + " The right order is below.",
        QuestionKind::Match { .. } => of("pairs"),
        QuestionKind::Fill { .. } => judgement.says.clone(),
    }
}

fn weighed(right: bool, confidence: Option<Confidence>) -> &'static str {
    match (right, confidence) {
        (false, Some(Confidence::Sure)) => " You were sure: such errors come back soon.",
        (true, Some(Confidence::Guess)) => " You said it was a guess: it comes back sooner.",
        _ => "",
    }
}

/// The chosen option and the right one are explained where they stand; the others only keep their place.
fn chosen(ask: &Ask, response: &Response, look: Look<'_>, columns: usize, out: &mut Vec<Line<'static>>) {
    let (theme, glyphs) = look;
    let options = ask.question().options();
    for (position, index) in ask.order().iter().enumerate() {
        let Some(option) = options.get(*index) else { continue };
        let mine = *response == Response::Option(*index);
        let (sign, words, style) = match (mine, option.right) {
            (true, true) => (glyphs.yes, "  your answer, right", theme.good),
            (true, false) => (glyphs.no, "  your answer, not right", theme.bad),
            (false, true) => (glyphs.yes, "  this is right", theme.good),
            (false, false) => (" ", "", theme.dim),
        };
        if ask.is_brief() && !mine && !option.right {
            continue;
        }
        let head = format!("{sign} {}  ", letter(position));
        out.extend(paragraph(&head, &format!("{}{words}", option.text), columns, style));
        if mine || option.right {
            out.extend(paragraph("     ", &option.explanation, columns, theme.text));
        }
    }
}

/// The items in the right order, with the place that the learner gave to each.
fn ordered(items: &[OrderItem], judgement: &Judgement, look: Look<'_>, columns: usize, out: &mut Vec<Line<'static>>) {
    let mut solved: Vec<_> = items.iter().enumerate().collect();
    solved.sort_unstable_by_key(|(_, item)| item.place);
    for (index, item) in solved {
        let Some(mine) = judgement.parts.iter().position(|part| part.index == index) else { continue };
        let right = mine == item.place;
        let words = if right { String::new() } else { format!("  (you put it at place {})", mine + 1) };
        let part = PartJudgement { index, right, explanation: item.explanation.clone() };
        judged(&format!("{}. ", item.place + 1), &format!("{}{words}", item.text), &part, look, columns, out);
    }
}

/// Every option, chosen or not.
fn several(
    ask: &Ask,
    response: &Response,
    judgement: &Judgement,
    look: Look<'_>,
    columns: usize,
    out: &mut Vec<Line<'static>>,
) {
    let options = ask.question().options();
    let Response::Options(chosen) = response else { return };
    for (position, index) in ask.order().iter().enumerate() {
        let part = judgement.parts.iter().find(|part| part.index == *index);
        let (Some(option), Some(part)) = (options.get(*index), part) else { continue };
        let (tick, words) = match (chosen.contains(index), option.right) {
            (true, true) => ("[x]", "  right"),
            (true, false) => ("[x]", "  this is not so"),
            (false, true) => ("[ ]", "  this is right, too"),
            (false, false) => ("[ ]", "  rightly left out"),
        };
        let head = format!("{}  {tick} ", letter(position));
        judged(&head, &format!("{}{words}", option.text), part, look, columns, out);
    }
}

/// A part with its sign, and its explanation below.
fn judged(
    head: &str,
    text: &str,
    part: &PartJudgement,
    (theme, glyphs): Look<'_>,
    columns: usize,
    out: &mut Vec<Line<'static>>,
) {
    let (sign, style): (_, Style) = if part.right { (glyphs.yes, theme.good) } else { (glyphs.no, theme.bad) };
    out.extend(paragraph(&format!("{sign} {head}"), text, columns, style));
    out.extend(paragraph("     ", &part.explanation, columns, theme.text));
}

/// What the options not chosen would have been wrong about, for those who want to know.
fn others(ask: &Ask, response: &Response, (theme, _): Look<'_>, columns: usize, out: &mut Vec<Line<'static>>) {
    if !matches!(ask.question().kind, QuestionKind::Choice { .. } | QuestionKind::Pick { .. }) {
        return;
    }
    let options = ask.question().options();
    let rest: Vec<_> = ask
        .order()
        .iter()
        .enumerate()
        .filter(|(_, index)| *response != Response::Option(**index))
        .filter_map(|(position, index)| Some((position, options.get(*index)?)))
        .filter(|(_, option)| !option.right)
        .collect();
    if rest.is_empty() {
        return;
    }
    out.push(Line::default());
    out.push(Line::from(Span::styled("The others", theme.title)));
    for (position, option) in rest {
        let text = match letter(position) {
            '-' => format!("{}: {}", option.text, option.explanation),
            _ => option.explanation.clone(),
        };
        let head = format!("  {}  ", letter(position));
        out.extend(paragraph(&head, &text, columns, theme.dim));
    }
}
