//! Exchange, signing and credentials: text whose parts are selected one by one.

use super::{Laid, Look, folded, paragraph, source};
use crate::cloud::{Sheet, SheetLine};
use crate::tui::view::text::{truncate, width};
use ratatui::text::{Line, Span};

/// Lines that a single piece may take in the list; in full it takes what it needs.
const LONGEST_PIECE: usize = 2;

/// Lays the sheet out, the part `selected` marked.
pub(super) fn lay(look: &Look<'_>, sheet: &Sheet, selected: Option<usize>, columns: usize, full: bool) -> Laid {
    let mut out = Vec::new();
    let mut range = 0..0;
    for line in &sheet.lines {
        let here = selected.is_some() && line.pieces.iter().any(|piece| piece.part == selected);
        let start = out.len();
        out.extend(line_of(look, line, selected, columns, full));
        if here {
            range = if range.is_empty() { start..out.len() } else { range.start..out.len() };
            // An element that goes over many lines begins where its first tag stands.
            if range.len() > 6 {
                range.end = range.start + 1;
            }
        }
    }
    Laid { lines: out, selected: range }
}

fn line_of(
    look: &Look<'_>,
    line: &SheetLine,
    selected: Option<usize>,
    columns: usize,
    full: bool,
) -> Vec<Line<'static>> {
    let theme = look.theme;
    let here = selected.is_some() && line.pieces.iter().any(|piece| piece.part == selected);
    let pointer = if here { look.glyphs.pointer } else { " " };
    let mut spans = vec![Span::styled(format!("{pointer} {}", " ".repeat(line.indent)), theme.focus)];
    if let Some(holds) = line.holds {
        let (sign, style) = if holds { (look.glyphs.yes, theme.good) } else { (look.glyphs.no, theme.bad) };
        spans.push(Span::styled(format!("{sign} "), style));
    }
    for piece in &line.pieces {
        let style = match piece.part {
            _ if line.heading => theme.title,
            Some(part) if Some(part) == selected => theme.current,
            Some(_) => theme.text,
            None => theme.json_key,
        };
        let limit = if full { usize::MAX } else { columns.saturating_mul(LONGEST_PIECE).saturating_sub(52).max(24) };
        let text = if width(&piece.text) > limit {
            let more = format!("{} ({} characters)", look.glyphs.more, piece.text.chars().count());
            truncate(&piece.text, limit, &more)
        } else {
            piece.text.clone()
        };
        spans.push(Span::styled(text, style));
    }
    folded(&spans, columns, 4 + line.indent)
}

/// The part in words.
pub(super) fn explain(look: &Look<'_>, sheet: &Sheet, at: usize, columns: usize, full: bool) -> Vec<Line<'static>> {
    let Some(part) = sheet.parts.get(at) else { return Vec::new() };
    let mut out = Vec::new();
    let all: Vec<Line<'static>> = part
        .value
        .lines()
        .flat_map(|line| folded(&[Span::styled(line.to_owned(), look.theme.json_value)], columns, 2))
        .collect();
    let most = if full { usize::MAX } else { 3 };
    let cut = all.len() > most;
    out.extend(all.into_iter().take(most));
    if cut {
        out.push(Line::from(Span::styled(format!("{} the rest with z", look.glyphs.more), look.theme.dim)));
    }
    if !out.is_empty() {
        out.push(Line::default());
    }
    out.extend(paragraph("", &part.words, columns, look.theme.text));
    out.extend(source(look, &part.page, columns));
    out
}
