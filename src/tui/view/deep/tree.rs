//! The evaluation as a tree, and the selected entry with its JSON, the element in question lit.

use super::{Laid, Look, folded, paragraph, source};
use crate::diagnostic::sanitize_line;
use crate::report::outline::{Entry, Excerpt, Kind, Sign};
use crate::tui::view::json;
use crate::tui::view::text::{truncate, width};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Lays out the entries, the one at `selected` marked; in full nothing is cut.
pub(super) fn lay(look: &Look<'_>, entries: &[Entry], selected: Option<usize>, columns: usize, full: bool) -> Laid {
    let mut out = Vec::new();
    let mut range = 0..0;
    for (at, entry) in entries.iter().enumerate() {
        let here = selected == Some(at);
        let head = format!(
            "{} {}{} {} ",
            if here { look.glyphs.pointer } else { " " },
            "  ".repeat(entry.place.len().saturating_sub(1)),
            fold_sign(look, entry),
            sign(look, entry)
        );
        let style = if here { look.theme.current } else { style(look, entry) };
        let text = sanitize_line(&entry.text).into_owned();
        let start = out.len();
        if full {
            out.extend(paragraph(&head, &text, columns, style));
        } else {
            let room = columns.saturating_sub(width(&head));
            out.push(Line::from(vec![
                Span::styled(head, if here || entry.decides { look.theme.focus } else { style }),
                Span::styled(truncate(&text, room, look.glyphs.more), style),
            ]));
        }
        if here {
            range = start..out.len();
        }
    }
    Laid { lines: out, selected: range }
}

fn fold_sign(look: &Look<'_>, entry: &Entry) -> &'static str {
    match (entry.has_children, entry.open, look.glyphs.ascii) {
        (false, ..) => " ",
        (true, true, false) => "▾",
        (true, false, false) => "▸",
        (true, true, true) => "v",
        (true, false, true) => ">",
    }
}

fn sign(look: &Look<'_>, entry: &Entry) -> &'static str {
    match (entry.kind, entry.sign) {
        (Kind::Ambiguity, _) => "?",
        (Kind::Change, _) => look.glyphs.differs,
        (_, Sign::Yes) => look.glyphs.yes,
        (_, Sign::No) => look.glyphs.no,
        (_, Sign::Off | Sign::Note) => look.glyphs.skipped,
    }
}

fn style(look: &Look<'_>, entry: &Entry) -> Style {
    match (entry.kind, entry.sign) {
        (Kind::Statement, _) if entry.decides => look.theme.lit,
        (Kind::Ambiguity, _) => look.theme.warn,
        (_, Sign::Yes) => look.theme.good,
        (_, Sign::No) => look.theme.bad,
        (Kind::Change | Kind::Because, _) => look.theme.text,
        (_, Sign::Off | Sign::Note) => look.theme.dim,
    }
}

/// What an entry is.
pub(super) fn title(entry: &Entry) -> String {
    match (entry.kind, &entry.shows) {
        (Kind::Decision, _) => "Decision".to_owned(),
        (Kind::Layer(layer), _) => format!("Layer: {}", layer.name()),
        (Kind::Ambiguity, _) => "What AWS leaves open".to_owned(),
        (Kind::Change, _) => "What would change the verdict".to_owned(),
        (Kind::Because, _) => "Why this is asked".to_owned(),
        (Kind::Refusal, _) => "Refused all the same".to_owned(),
        (_, Some(shows)) => {
            let line = shows.policy.source.own_line(shows.lit.unwrap_or(shows.span).start);
            format!("{}, line {line}", shows.policy.name)
        }
        (_, None) => String::new(),
    }
}

/// The entry in full, with its JSON; and how many lines the sentence has, with the line that is lit.
pub(super) fn explain(
    look: &Look<'_>,
    entries: &[Entry],
    at: usize,
    columns: usize,
) -> (Vec<Line<'static>>, Option<(usize, usize)>) {
    let Some(entry) = entries.get(at) else { return (Vec::new(), None) };
    let style = match entry.sign {
        Sign::Yes => look.theme.good,
        Sign::No => look.theme.bad,
        Sign::Off | Sign::Note => look.theme.text,
    };
    let head = format!("{} ", sign(look, entry));
    let mut out = paragraph(&head, &sanitize_line(&entry.text), columns, style);
    if let Kind::Layer(layer) = entry.kind {
        out.push(Line::default());
        out.extend(paragraph("", layer.words(), columns, look.theme.text));
        out.extend(source(look, &layer.page(), columns));
    }
    if entry.kind == Kind::Decision {
        out.push(Line::default());
        let words = "Below stand the layers in AWS's order of evaluation, with all that was compared. An explicit deny \
                     anywhere wins; without one, something must allow.";
        out.extend(paragraph("", words, columns, look.theme.text));
    }
    let mut lit = None;
    if let Some(shows) = &entry.shows {
        let head = out.len();
        out.push(Line::default());
        let (text, at) = excerpt(look, shows, columns);
        out.extend(text);
        lit = at.map(|at| (head, head + 1 + at));
    }
    (out, lit)
}

/// The lines of the policy that hold the span, with what is lit in it.
fn excerpt(look: &Look<'_>, shows: &Excerpt, columns: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let source = &shows.policy.source;
    let mut out: Vec<Line<'static>> = Vec::new();
    let mut lit_at = None;
    let mut start = 0;
    // Inner statements stand far to the right in their file: blanks that all lines share are left out.
    let margin = common_margin(shows);
    for (offset, whole) in source.text().split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let (from, to) = (start, start + line.len());
        start += whole.len();
        if to < shows.span.start || from >= shows.span.end || line.trim().is_empty() {
            continue;
        }
        let number = Span::styled(format!("{:>4} ", offset + 1), look.theme.dim);
        let mut spans = vec![number];
        let blanks = line.len() - line.trim_start().len();
        let skip = margin.min(blanks);
        let (line, from) = (line.get(skip..).unwrap_or(line), from + skip);
        let blanks = blanks - skip;
        let lit = shows.lit.map(|lit| (lit.start.max(from + blanks).min(to) - from, lit.end.clamp(from, to) - from));
        match lit.filter(|(a, b)| a < b) {
            Some((a, b)) => {
                lit_at = lit_at.or(Some(out.len()));
                let (before, rest) = line.split_at_checked(a).unwrap_or((line, ""));
                let (middle, after) = rest.split_at_checked(b - a).unwrap_or((rest, ""));
                spans.extend(json::spans(&sanitize_line(before), look.theme));
                spans.push(Span::styled(sanitize_line(middle).into_owned(), look.theme.lit));
                spans.extend(json::spans(&sanitize_line(after), look.theme));
            }
            None => spans.extend(json::spans(&sanitize_line(line), look.theme)),
        }
        out.extend(folded(&spans, columns, 5 + blanks));
    }
    (out, lit_at)
}

/// Blanks at the beginning of every line that is shown.
fn common_margin(shows: &Excerpt) -> usize {
    let mut start = 0;
    let lines = shows.policy.source.text().split_inclusive('\n').filter(|line| {
        let (from, to) = (start, start + line.len());
        start = to;
        to > shows.span.start && from < shows.span.end && !line.trim().is_empty()
    });
    lines.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0)
}
