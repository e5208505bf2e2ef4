//! What lies over a screen: help, key moments, what-ifs, a panel in full.

use super::panel::{ASCII_BORDER, lines, more_lines, paragraph};
use super::text::{pad, wrap};
use super::{chrome, evidence, execution, flow, policies, process, scene, variables};
use crate::diagnostic::{self, RenderStyle};
use crate::lesson::{Lens, Panel};
use crate::tui::keymap::{self, Mode};
use crate::tui::model::{Model, Overlay};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

/// Room of the overlay on a screen of `area`.
fn room(model: &Model, overlay: &Overlay, area: Rect) -> Rect {
    match overlay {
        Overlay::Jump(_) => Rect::new(area.x + area.width / 2 - 16, area.y + area.height / 2 - 1, 32, 3),
        // An open key moment leaves what it lights in sight.
        Overlay::Moments(Some(at)) => {
            let width = area.width.saturating_sub(2);
            let rows = moment(model, *at, usize::from(width.saturating_sub(4))).len() + 2;
            let height = u16::try_from(rows).unwrap_or(u16::MAX).min((area.height / 2).saturating_sub(2).max(9));
            Rect::new(area.x + 1, area.bottom().saturating_sub(height + 1), width, height)
        }
        _ => {
            let width = area.width.saturating_sub(4).min(104);
            // As tall as it needs, so that the lesson stays in sight around it.
            let most = area.height.saturating_sub(3);
            let height = wanted_height(model, overlay, usize::from(width.saturating_sub(4))).min(most);
            Rect::new(area.x + (area.width - width) / 2, area.y + 1, width, height)
        }
    }
}

/// Rows that all of it takes with its frame, in a list whichever of its entries is selected.
fn wanted_height(model: &Model, overlay: &Overlay, columns: usize) -> u16 {
    let rows = match (overlay, model.open()) {
        (Overlay::WhatIfs, Some((lesson, _))) => {
            (0..=lesson.what_ifs.len()).map(|at| what_ifs(model, at, columns).0.len()).max().unwrap_or(0)
        }
        _ => content(model, overlay, columns).0.len(),
    };
    u16::try_from(rows + 2).unwrap_or(u16::MAX)
}

/// Draws the overlay that is open.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some(overlay) = &model.overlay else { return };
    let mut room = room(model, overlay, area);
    if matches!(overlay, Overlay::Moments(Some(_))) {
        // At the bottom, or at the top where that leaves more of the lights in sight.
        let above = Rect { y: area.y + 1, ..room };
        if lit_cells(model, above, buf) < lit_cells(model, room, buf) {
            room = above;
        }
    }
    Clear.render(room, buf);
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let block = Block::bordered()
        .border_set(set)
        .border_style(model.theme.focus)
        .title(Span::styled(format!(" {} ", title(model, overlay)), model.theme.focus));
    let inner = block.inner(room);
    block.render(room, buf);
    let inner = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let (content, cursor_line) = content(model, overlay, usize::from(inner.width));
    let height = usize::from(inner.height);
    let last = content.len().saturating_sub(height);
    let top = match cursor_line {
        Some(line) => line.saturating_sub(height / 2).min(last),
        None => model.scroll.min(last),
    };
    lines(inner, buf, &content, top);
    more_lines((&model.theme, &model.glyphs), room, last - top, "", buf);
}

/// Cells in `area` that are drawn as lit.
fn lit_cells(model: &Model, area: Rect, buf: &Buffer) -> usize {
    let lit = model.theme.lit;
    let is_lit = |cell: &&Cell| cell.modifier.contains(lit.add_modifier) && lit.bg.is_none_or(|back| cell.bg == back);
    area.positions().filter_map(|place| buf.cell(place)).filter(is_lit).count()
}

/// The furthest line that can be scrolled to.
pub(in crate::tui) fn scroll_limit(model: &Model) -> usize {
    let Some(overlay) = &model.overlay else { return 0 };
    let area = Rect::new(0, 0, model.size.0.max(40), model.size.1.max(8));
    let room = room(model, overlay, area);
    let rows = content(model, overlay, usize::from(room.width.saturating_sub(4))).0.len();
    rows.saturating_sub(usize::from(room.height.saturating_sub(2)))
}

fn title(model: &Model, overlay: &Overlay) -> String {
    match overlay {
        Overlay::Help => "Keys".to_owned(),
        Overlay::Moments(None) => "Key moments".to_owned(),
        Overlay::Moments(Some(_)) => "Key moment".to_owned(),
        Overlay::WhatIfs => "What if …".to_owned(),
        Overlay::Policies => "Edit a policy".to_owned(),
        Overlay::Zoom if model.lens() == Lens::Learn => super::learn::full_title(model),
        Overlay::Zoom if model.lens() == Lens::Deep => super::deep::full_title(model),
        Overlay::Zoom if model.lens() == Lens::Scale => super::scale::full_title(model),
        Overlay::Zoom if has_bench(model) => super::bench::full_title(model),
        Overlay::Zoom => {
            model.lesson.as_ref().map_or_else(String::new, |lesson| format!("{}, in full", lesson.focus.title()))
        }
        Overlay::Jump(_) => "Jump to step".to_owned(),
        Overlay::Broken(at) => model.entries.get(*at).map(|entry| entry.name.clone()).unwrap_or_default(),
    }
}

/// The lines, and the line of the list's cursor.
fn content(model: &Model, overlay: &Overlay, columns: usize) -> (Vec<Line<'static>>, Option<usize>) {
    match overlay {
        Overlay::Help => (help(model, columns), None),
        Overlay::Jump(text) => {
            (vec![Line::from(Span::styled(format!("number, then Enter: {text}_"), model.theme.text))], None)
        }
        Overlay::Zoom => (zoom(model, columns), None),
        Overlay::WhatIfs => what_ifs(model, model.overlay_cursor, columns),
        Overlay::Policies => policies::list(model, columns),
        Overlay::Moments(None) => moments(model, columns),
        Overlay::Moments(Some(at)) => (moment(model, *at, columns), None),
        Overlay::Broken(at) => (broken(model, *at, columns), None),
    }
}

fn help(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    // The keys of the screen one came from stand first.
    let now = keymap::modes_below(model);
    let rest = [Mode::Overlay, Mode::Lens(Lens::Visualize), Mode::Lesson, Mode::Home];
    let others = rest.iter().filter(|mode| !now.contains(mode));
    for mode in now.iter().chain(others) {
        out.push(Line::from(Span::styled(mode.title(), model.theme.title)));
        for row in keymap::rows(*mode).filter(|row| !is_taken(now, *mode, row)) {
            let Some(shown) = keymap::shown(model, row).filter(|shown| !shown.is_empty()) else { continue };
            let shown = chrome::plain_key(&shown, model.glyphs.ascii);
            for (at, text) in wrap(row.help, columns.saturating_sub(18)).into_iter().enumerate() {
                let keys = if at == 0 { format!("  {shown}") } else { String::new() };
                out.push(Line::from(vec![
                    Span::styled(pad(&keys, 18), model.theme.key),
                    Span::styled(text, model.theme.text),
                ]));
            }
        }
        out.push(Line::default());
    }
    out
}

/// Whether keys that count now have been told already with what they do here: the more particular meaning stands first.
fn is_taken(now: &[Mode], mode: Mode, row: &keymap::Row) -> bool {
    let Some(at) = now.iter().position(|one| *one == mode) else { return false };
    let before = now.iter().take(at).flat_map(|one| keymap::rows(*one)).flat_map(|row| row.keys);
    let taken: Vec<_> = before.collect();
    row.keys.iter().all(|key| taken.contains(&key))
}

fn has_bench(model: &Model) -> bool {
    matches!(model.lens(), Lens::Challenge | Lens::Project)
}

fn zoom(model: &Model, columns: usize) -> Vec<Line<'static>> {
    match model.lens() {
        Lens::Learn => return super::learn::full_text(model, columns),
        Lens::Deep => return super::deep::full_text(model, columns),
        Lens::Scale => return super::scale::full_text(model, columns),
        _ => {}
    }
    if has_bench(model) {
        return super::bench::full_text(model, columns);
    }
    let Some(scene) = scene(model) else { return Vec::new() };
    match scene.focus {
        Panel::Flow => flow::full_text(&scene, columns),
        Panel::Execution => execution::full_text(&scene, columns),
        Panel::Process => process::full_text(&scene, columns),
        Panel::Variables => variables::full_text(&scene, columns),
        Panel::Evidence => evidence::full_text(&scene, columns),
    }
}

/// The what-ifs with the one at `selected` unfolded.
fn what_ifs(model: &Model, selected: usize, columns: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let Some((lesson, open)) = model.open() else { return (Vec::new(), None) };
    let known = model.record.lessons.get(&lesson.head.id);
    // An edit lies over whichever is chosen.
    let is_edited = !open.edits.now().is_empty();
    let as_written = if is_edited { "As the lesson is written, under your edit." } else { "As the lesson is written." };
    let base = ("The base play", as_written, None);
    let rest =
        lesson.what_ifs.iter().map(|what_if| (what_if.title.as_str(), what_if.lesson.as_str(), Some(&what_if.id)));
    let mut out = Vec::new();
    let mut cursor = 0;
    for (row, (title, lesson_text, id)) in std::iter::once(base).chain(rest).enumerate() {
        let here = row == selected;
        if here {
            cursor = out.len();
        }
        let on_show = match id {
            Some(id) => open.timeline.what_ifs.contains(id),
            None => open.timeline.what_ifs.is_empty(),
        };
        let seen = id.is_some_and(|id| known.is_some_and(|record| record.what_ifs.contains(id)));
        let pointer = if here { model.glyphs.pointer } else { " " };
        let state = match (on_show, seen) {
            (true, _) if is_edited => "  (on show, with your edit)",
            (true, _) => "  (on show)",
            (_, true) => "  (seen)",
            _ => "",
        };
        let style = if here { model.theme.focus } else { model.theme.text };
        out.extend(paragraph(&format!("{pointer} "), &format!("{title}{state}"), columns, style));
        if here {
            out.extend(paragraph("    ", lesson_text, columns, model.theme.dim));
        }
    }
    (out, Some(cursor))
}

fn moments(model: &Model, columns: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let Some((lesson, _)) = model.open() else { return (Vec::new(), None) };
    let known = model.record.lessons.get(&lesson.head.id);
    let mut out = Vec::new();
    for (row, moment) in lesson.key_moments.iter().enumerate() {
        let here = row == model.overlay_cursor;
        let seen = known.is_some_and(|record| record.moments.contains(&moment.id));
        let pointer = if here { model.glyphs.pointer } else { " " };
        let style = if here { model.theme.focus } else { model.theme.text };
        let state = if seen { "  (seen)" } else { "" };
        out.extend(paragraph(
            &format!("{pointer} {} ", row + 1),
            &format!("{}{state}", moment.question),
            columns,
            style,
        ));
        out.push(Line::default());
    }
    out.extend(paragraph(
        "",
        "Enter opens one: the lesson jumps to its step and lights what it speaks of.",
        columns,
        model.theme.dim,
    ));
    (out, Some(model.overlay_cursor * 2))
}

fn moment(model: &Model, at: usize, columns: usize) -> Vec<Line<'static>> {
    let Some(moment) = model.open().and_then(|(lesson, _)| lesson.key_moments.get(at)) else { return Vec::new() };
    let mut out = paragraph("", &moment.question, columns, model.theme.title);
    for text in &moment.answer {
        out.push(Line::default());
        out.extend(paragraph("", text, columns, model.theme.text));
    }
    out.push(Line::default());
    out.extend(paragraph(
        "",
        "Enter closes this and leaves the lights on; Esc goes back to the list.",
        columns,
        model.theme.dim,
    ));
    out
}

fn broken(model: &Model, at: usize, columns: usize) -> Vec<Line<'static>> {
    let Some(entry) = model.entries.get(at) else { return Vec::new() };
    let mut out = Vec::new();
    if entry.lesson.is_some() {
        let said =
            "The file was saved with faults. What could be loaded stays open; it is loaded again with the next save.";
        out.extend(paragraph("", said, columns, model.theme.text));
        out.push(Line::default());
    }
    for diagnostic in &entry.diagnostics {
        for line in diagnostic::render(diagnostic, RenderStyle::Plain).lines() {
            let style = if line.starts_with("error") { model.theme.bad } else { model.theme.text };
            // Sentences are wrapped; the file's own lines are cut, or their carets would stand in the wrong place.
            let sentence = line.starts_with("error") || line.starts_with("warning");
            match line.split_once("= help: ") {
                Some((before, advice)) => out.extend(paragraph(&format!("{before}= help: "), advice, columns, style)),
                None if sentence => out.extend(paragraph("", line, columns, style)),
                None => {
                    let cut = super::text::truncate(line, columns, model.glyphs.more);
                    out.push(Line::from(Span::styled(cut, style)));
                }
            }
        }
        out.push(Line::default());
    }
    out
}
