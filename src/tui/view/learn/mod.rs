//! The Learn lens on the screen: sections as tabs, the text in lines that are read with ease, and beside it, or under
//! it where there is little room, what the lit word means.

mod page;

use super::chrome;
use super::panel::{ASCII_BORDER, lines, paragraph, put};
use super::text::{more, truncate, width};
use crate::tui::model::Model;
use page::{MEASURE, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

pub(in crate::tui) use page::{Page, Words};

/// From this width on the meaning stands at the right; below it stands under the text.
const WIDE: u16 = 100;
/// Blanks around the text.
const MARGIN: u16 = 2;

/// Where things stand.
struct Room {
    tabs: Rect,
    text: Rect,
    meaning: Rect,
}

fn room(area: Rect) -> Room {
    let top = area.y + 1 + chrome::lens_bar_height(area);
    let tabs = Rect::new(area.x, top, area.width, 1);
    let body = Rect::new(area.x, top + 1, area.width, area.bottom().saturating_sub(top + 2));
    let whole = MEASURE as u16 + 2 * MARGIN;
    let (text, meaning) = if area.width >= WIDE {
        let beside = body.width.saturating_sub(whole).clamp(34, 60);
        let text = Rect { width: (body.width - beside).min(whole), ..body };
        (text, Rect { x: text.right(), width: beside, ..body })
    } else {
        let height = if area.height >= 22 { 7 } else { 5 };
        let text = Rect { height: body.height.saturating_sub(height), ..body };
        (text, Rect { y: text.bottom(), height: body.height - text.height, ..body })
    };
    // A line of air between the tabs and the text, where there is room.
    let air = u16::from(text.height > 12);
    let text = Rect::new(text.x + MARGIN, text.y + air, text.width.saturating_sub(2 * MARGIN), text.height - air);
    Room { tabs, text, meaning }
}

/// The text of the open lesson, laid out for the screen's size.
pub(in crate::tui) fn page(model: &Model) -> Option<Page> {
    let (lesson, open) = model.open()?;
    let room = room(Rect::new(0, 0, model.size.0, model.size.1));
    let known = model.record.lessons.get(&lesson.head.id);
    let seen = |id: &str| known.is_some_and(|record| record.moments.contains(id));
    let bullet = model.glyphs.changed;
    let size = (usize::from(room.text.width), usize::from(room.text.height));
    Some(Page::of(lesson, &open.learn.words, size, bullet, seen))
}

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (Some(page), Some((_, open))) = (page(model), model.open()) else { return };
    chrome::lesson_header(model, area, buf);
    let room = room(area);
    let (top, at) = page.place(open.learn.top, open.learn.at);
    tabs(model, &page, top, room.tabs, buf);
    let shown: Vec<Line<'static>> = page.lines.iter().map(|pieces| line(model, pieces, at)).collect();
    lines(room.text, buf, &shown, top);

    let title =
        truncate(&title(model, &page, at), usize::from(room.meaning.width.saturating_sub(4)), model.glyphs.more);
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let block = Block::bordered()
        .border_set(set)
        .border_style(model.theme.border)
        .title(Span::styled(format!(" {title} "), model.theme.focus));
    let inner = block.inner(room.meaning);
    block.render(room.meaning, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let meaning = meaning(model, &page, at, usize::from(inner.width), area.width >= WIDE);
    lines(inner, buf, &meaning, 0);
    if meaning.len() > usize::from(inner.height) {
        let text = format!(" {} Enter shows all ", model.glyphs.more);
        let x = room.meaning.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, room.meaning.bottom().saturating_sub(1), width(&text), &text, model.theme.dim, "");
    }
}

fn tabs(model: &Model, page: &Page, top: usize, area: Rect, buf: &mut Buffer) {
    let here = page.section_at(top);
    let mut x = area.x + 1;
    for (at, section) in page.sections.iter().enumerate() {
        let text = if at == here { format!("[{}]", section.title) } else { format!(" {} ", section.title) };
        let style = if at == here { model.theme.focus } else { model.theme.dim };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, "");
        x += width(&text) as u16;
    }
    let below = page.lines.len().saturating_sub(top + page.height);
    let text = match below {
        0 => "the end ".to_owned(),
        _ => format!("{} {} ", model.glyphs.more, more(below)),
    };
    if usize::from(area.right().saturating_sub(x)) > width(&text) {
        put(buf, area.right() - width(&text) as u16, area.y, width(&text), &text, model.theme.dim, "");
    }
}

fn line(model: &Model, pieces: &[page::Piece], at: Option<usize>) -> Line<'static> {
    let theme = &model.theme;
    let style = |tone: Tone| -> Style {
        match tone {
            Tone::Heading => theme.focus,
            Tone::Text => theme.text,
            Tone::Strong => theme.title,
            Tone::Quiet => theme.dim,
        }
    };
    let spans = pieces.iter().map(|piece| {
        let style = match piece.stop {
            Some(stop) if Some(stop) == at => theme.lit,
            Some(_) => style(piece.tone).add_modifier(Modifier::UNDERLINED),
            None => style(piece.tone),
        };
        Span::styled(piece.text.clone(), style)
    });
    Line::from(spans.collect::<Vec<_>>())
}

fn title(model: &Model, page: &Page, at: Option<usize>) -> String {
    let Some(stop) = at.and_then(|at| page.stops.get(at)) else { return "Words of the field".to_owned() };
    match (stop.term, stop.moment) {
        (Some(term), _) => term.term.clone(),
        (None, Some(moment)) => {
            let count = model.open().map_or(0, |(lesson, _)| lesson.key_moments.len());
            format!("Key moment {} of {count}", moment + 1)
        }
        (None, None) => String::new(),
    }
}

/// What the lit stop means. Where there is width to spare there is air between the parts.
fn meaning(model: &Model, page: &Page, at: Option<usize>, columns: usize, airy: bool) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let keys = |text: &str| chrome::plain_key(text, model.glyphs.ascii);
    let Some(stop) = at.and_then(|at| page.stops.get(at)) else {
        let text = keys("No underlined word is in sight. ← goes to the last one, Tab to the next section.");
        return paragraph("", &text, columns, theme.dim);
    };
    let mut out = Vec::new();
    let air = |out: &mut Vec<Line<'static>>| {
        if airy {
            out.push(Line::default());
        }
    };
    if let Some(term) = stop.term {
        out.extend(paragraph("", &term.says, columns, theme.text));
        air(&mut out);
        if !term.aliases.is_empty() {
            out.extend(paragraph("also called: ", &term.aliases.join(", "), columns, theme.text));
            air(&mut out);
        }
        out.extend(paragraph("", term.source.trim_start_matches("https://"), columns, theme.dim));
    }
    if let Some((at, moment)) = stop
        .moment
        .and_then(|at| Some((at, model.open()?.0.key_moments.get(at)?)))
        .filter(|_| stop.term.is_none() || airy)
    {
        if stop.term.is_some() {
            air(&mut out);
        }
        let under = moment.what_if.as_ref().and_then(|id| model.open()?.0.what_if(id)).map(|what_if| &what_if.title);
        let mut text = format!("Enter answers question {} in Visualize, at step {}", at + 1, moment.step);
        if let Some(title) = under {
            text.push_str(&format!(", with \"What if: {title}\""));
        }
        text.push_str(". Key 2 comes back here.");
        out.extend(paragraph("", &text, columns, if stop.term.is_some() { theme.dim } else { theme.text }));
    }
    out
}

/// Title of the meaning in full.
pub(super) fn full_title(model: &Model) -> String {
    let at = model.open().and_then(|(_, open)| open.learn.at);
    page(model).map_or_else(String::new, |page| title(model, &page, at))
}

/// The meaning in full.
pub(super) fn full_text(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let at = model.open().and_then(|(_, open)| open.learn.at);
    page(model).map_or_else(Vec::new, |page| meaning(model, &page, at, columns, true))
}

#[cfg(test)]
mod tests {
    use super::page::{Page, Piece, Words};
    use crate::diagnostic::Source;
    use crate::lesson::{embedded, load};
    use std::sync::Arc;

    #[test]
    fn wrapping_keeps_every_letter_and_every_stop() {
        let (name, text) = embedded()[0];
        let (lesson, _) = load(Arc::new(Source::new(name, text)), &|_| Err("no files".to_owned()));
        let lesson = lesson.expect("a lesson");
        let letters = |lines: &[Vec<Piece>]| -> String {
            lines.iter().flatten().flat_map(|piece| piece.text.chars()).filter(|c| !c.is_whitespace()).collect()
        };
        let words = Words::of(&lesson);
        let wide = Page::of(&lesson, &words, (88, 30), "*", |_| false);
        assert!(wide.stops.len() > 30, "{}", wide.stops.len());
        for columns in [20, 33, 56, 76, 200] {
            let page = Page::of(&lesson, &words, (columns, 10), "*", |_| false);
            assert_eq!(letters(&page.lines), letters(&wide.lines), "{columns}");
            assert_eq!(page.stops.len(), wide.stops.len());
            for (at, stop) in page.stops.iter().enumerate() {
                assert!(!stop.lines.is_empty(), "{columns}: stop {at} stands nowhere");
                let text: String = page.lines[stop.lines.clone()]
                    .iter()
                    .flatten()
                    .filter(|piece| piece.stop == Some(at))
                    .map(|piece| piece.text.trim())
                    .collect::<Vec<_>>()
                    .join(" ");
                let known = stop.term.is_none_or(|term| {
                    crate::lesson::Glossary::shipped().find(&text.replace('\u{a0}', " ")) == Some(term)
                });
                assert!(known, "{columns}: `{text}` is lit for {:?}", stop.term);
            }
        }
    }
}
