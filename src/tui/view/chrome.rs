//! The bars at the top and the bottom, and the card for terminals that are too small.

use super::panel::put;
use super::text::{truncate, width, wrap};
use super::{ask_scroll_limit, comparison_scroll_limit, overlay_scroll_limit};
use crate::lesson::{Lens, clock_duration};
use crate::tui::ask::{AskMode, Forming};
use crate::tui::keymap::{self, Action, Mode};
use crate::tui::lens;
use crate::tui::model::{Model, Overlay, QuizModel, Screen};
use crate::tui::update::overlay_entries;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Cells of the session's gauge.
const GAUGE: usize = 10;

fn bar(area: Rect, y: u16, style: Style, buf: &mut Buffer) {
    buf.set_style(Rect::new(area.x, y, area.width, 1), style);
    put(buf, area.x, y, usize::from(area.width), &" ".repeat(usize::from(area.width)), style, "");
}

/// Program, title, and at the right what belongs to the screen. While the file of the open lesson is broken or gone,
/// that stands in place of the title: it counts until it is mended, and a notice goes with the next key.
pub(super) fn header(model: &Model, area: Rect, title: &str, right: &str, buf: &mut Buffer) {
    let style = model.theme.bar;
    let open = model.lesson.as_ref().filter(|_| model.screen != Screen::Home);
    let fault = open.and_then(|open| model.entries.get(open.entry)?.at_fault());
    let fault = fault.map(|fault| format!("{} {fault}", model.glyphs.failed));
    let title = fault.as_deref().unwrap_or(title);
    bar(area, area.y, style, buf);
    let columns = usize::from(area.width);
    let name = " RoleCall  ";
    put(buf, area.x, area.y, columns, name, style.add_modifier(Modifier::BOLD), "");
    let room = columns.saturating_sub(width(name) + width(right) + 2);
    put(buf, area.x + width(name) as u16, area.y, room, title, style, model.glyphs.more);
    let x = area.right().saturating_sub(u16::try_from(width(right) + 1).unwrap_or(0));
    put(buf, x, area.y, width(right), right, style, "");
}

/// Lens, simulated clock, and how long the session still lives.
pub(super) fn lesson_header(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let step = open.timeline.step(open.step);
    let clock = step.map_or(open.timeline.start, |step| step.clock).format("%H:%M:%SZ");
    let session = match step.and_then(|step| step.session_left) {
        None => "no session".to_owned(),
        Some(0) => "session expired".to_owned(),
        Some(left) => {
            let whole = open.timeline.steps.iter().filter_map(|step| step.session_left).max().unwrap_or(left).max(1);
            let full =
                usize::try_from(left.saturating_mul(GAUGE as i64).div_euclid(whole)).unwrap_or(0).clamp(1, GAUGE);
            let gauge =
                format!("{}{}", model.glyphs.gauge_full.repeat(full), model.glyphs.gauge_empty.repeat(GAUGE - full));
            if area.width >= 100 {
                format!("session {gauge} {} left", clock_duration(left))
            } else {
                format!("session {}", clock_duration(left))
            }
        }
    };
    let playing = if open.playing { format!("  playing, {} s", open.pace) } else { String::new() };
    // Visualize says it in full on a line of its own.
    let changed = match (open.edits.now().is_empty(), open.timeline.what_ifs.is_empty()) {
        _ if open.lens == Lens::Visualize => String::new(),
        (true, true) => String::new(),
        (false, true) => format!("{} edited   ", model.glyphs.differs),
        (true, false) => format!("{} what if   ", model.glyphs.differs),
        (false, false) => format!("{} edited, what if   ", model.glyphs.differs),
    };
    let predict = if open.predict.on && open.lens == Lens::Visualize { "predict  " } else { "" };
    header(model, area, &lesson.head.title, &format!("{predict}{changed}{clock}   {session}{playing}"), buf);
    lens_bar(model, area, buf);
}

/// Rows that the bar of lenses takes under the header.
pub(super) fn lens_bar_height(area: Rect) -> u16 {
    u16::from(area.height >= 22)
}

/// The lenses that the open lesson offers, the one on show marked.
pub(super) fn lens_bar(model: &Model, area: Rect, buf: &mut Buffer) {
    if lens_bar_height(area) == 0 {
        return;
    }
    for (lens, x, text) in lens_places(model, area) {
        let style = if lens == lens_on_show(model) { model.theme.focus } else { model.theme.dim };
        put(buf, x, area.y + 1, width(&text), &text, style, "");
    }
}

/// The lens at a column of the bar.
pub(super) fn lens_at(model: &Model, area: Rect, column: u16) -> Option<Lens> {
    lens_places(model, area)
        .into_iter()
        .find(|(_, x, text)| (*x..*x + width(text) as u16).contains(&column))
        .map(|(lens, ..)| lens)
}

/// Most rows that a notice covers.
const NOTICE_ROWS: usize = 3;

/// The lens that is drawn: a question of the quiz shows its place in Visualize, from whichever lens it was asked.
fn lens_on_show(model: &Model) -> Lens {
    let looking = model.screen == Screen::Quiz && model.quiz.as_ref().is_some_and(QuizModel::is_looking);
    if looking { Lens::Visualize } else { model.lens() }
}

/// Where each lens stands in the bar; all nine fit into 80 columns.
fn lens_places(model: &Model, area: Rect) -> Vec<(Lens, u16, String)> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let wide = area.width >= 100;
    let mut x = area.x + u16::from(wide);
    let mut places = Vec::new();
    for lens in lens::offered(lesson) {
        let name = format!("{} {}", lens.number(), lens.title());
        let text = match (lens == lens_on_show(model), wide) {
            (true, _) => format!("[{name}]"),
            (false, true) => format!(" {name} "),
            (false, false) => format!("{name} "),
        };
        let at = x;
        x += width(&text) as u16 + u16::from(wide);
        places.push((lens, at, text));
    }
    places
}

/// The keys that count now, from the key table; or a notice.
pub(super) fn footer(model: &Model, area: Rect, buf: &mut Buffer) {
    let y = area.bottom() - 1;
    let style = model.theme.bar;
    bar(area, y, style, buf);
    let columns = usize::from(area.width);
    if let Some(notice) = &model.notice {
        said(notice, area, style.add_modifier(Modifier::BOLD), model.glyphs.more, buf);
        return;
    }
    // Where letters are text, what counts everywhere does not.
    let everywhere = keymap::modes(model).contains(&Mode::Everywhere);
    let always = keymap::rows(Mode::Everywhere).filter(|row| everywhere && !row.footer.is_empty());
    // The quiz is where the steps lead to: however narrow it is, it is told.
    let is_goal = |row: &&keymap::Row| row.action == Action::Quiz && model.lens() == Lens::Visualize;
    let in_lesson = model.ask().is_none() && keymap::modes(model).contains(&Mode::Lesson);
    let goal = keymap::rows(Mode::Lesson).filter(|row| in_lesson && is_goal(row) && footer_words(model, row).is_some());
    let always: Vec<_> = goal.chain(always).collect();
    let modes = keymap::modes(model).iter().filter(|mode| **mode != Mode::Everywhere);
    let reserved: usize = always.iter().map(|row| width(row.shown) + width(row.footer) + 3).sum();
    let key_style = model.theme.bar_key;
    let mut x = area.x + 1;
    let mut left = columns.saturating_sub(1);
    let mut show = |shown: &str, words: &str, x: &mut u16, left: &mut usize| {
        put(buf, *x, y, *left, shown, key_style, "");
        put(buf, *x + width(shown) as u16 + 1, y, left.saturating_sub(width(shown) + 1), words, style, "");
        let used = width(shown) + width(words) + 3;
        *x += u16::try_from(used).unwrap_or(0);
        *left = left.saturating_sub(used);
    };
    let others = modes.flat_map(|mode| keymap::rows(*mode)).filter(|row| !row.footer.is_empty());
    let idle = lens::idle(model);
    for row in others.filter(|row| !(idle.contains(&row.action) || in_lesson && is_goal(row))) {
        let Some(words) = footer_words(model, row) else { continue };
        let Some(keys) = keymap::shown(model, row) else { continue };
        let first = if keys.contains('…') { &keys } else { keys.split(' ').next().unwrap_or(&keys) };
        let shown = plain_key(first, model.glyphs.ascii);
        if width(&shown) + width(words) + 3 + reserved > left {
            continue;
        }
        show(&shown, words, &mut x, &mut left);
    }
    for row in always {
        show(row.shown, row.footer, &mut x, &mut left);
    }
}

/// A notice, on as many rows from the bottom up as its words need: what it says is said whole until the next key.
fn said(notice: &str, area: Rect, style: Style, more: &str, buf: &mut Buffer) {
    let columns = usize::from(area.width.saturating_sub(2));
    let mut words = wrap(notice, columns);
    let cut = words.len().saturating_sub(NOTICE_ROWS);
    words.truncate(NOTICE_ROWS);
    if let Some(last) = words.last_mut().filter(|_| cut > 0) {
        last.push_str(more);
    }
    for (line, y) in words.iter().rev().zip((area.y..area.bottom()).rev()) {
        bar(area, y, style, buf);
        put(buf, area.x + 1, y, columns, line, style, more);
    }
}

/// What the footer calls a key now; `None` for what its moment does not allow.
fn footer_words(model: &Model, row: &'static keymap::Row) -> Option<&'static str> {
    if let Some(matrix) = model.lesson.as_ref().and_then(|open| open.matrix.as_ref())
        && keymap::modes(model).contains(&Mode::Matrix)
    {
        return match (row.action, &matrix.trace) {
            (Action::Open, Some(_)) => Some("fold"),
            (Action::Down, Some(_)) => Some("part"),
            (Action::Next | Action::Differing, Some(_)) => None,
            (Action::Differing, None) if matrix.flipped.is_empty() => None,
            _ => Some(row.footer),
        };
    }
    if model.screen == Screen::Compare && model.overlay.is_none() {
        return match row.action {
            Action::Up if model.scroll == 0 => None,
            Action::Down if model.scroll >= comparison_scroll_limit(model) => None,
            _ => Some(row.footer),
        };
    }
    if model.screen == Screen::Home && model.overlay.is_none() {
        let selected = model.home.selected(&model.entries);
        return match row.action {
            Action::Close if model.home.search.is_none() => None,
            // Where nothing was found there is nothing to open.
            Action::Open | Action::Down | Action::Quiz | Action::Lens(1) if selected.is_none() => None,
            // Only what was begun can be reviewed.
            Action::Review if lens::place::last_entry(&model.entries, &model.record).is_none() => None,
            _ => Some(row.footer),
        };
    }
    if model.screen == Screen::Lesson
        && let Some((lesson, open)) = model.open()
    {
        let of_lesson = keymap::rows(Mode::Lesson).any(|known| std::ptr::eq(known, row));
        let filling = open.tasks.filling().filter(|_| open.lens == Lens::Try);
        match row.action {
            Action::Quiz if lesson.questions.is_empty() => return None,
            Action::FocusNext if filling.is_some_and(|filling| !filling.has_several()) => return None,
            // Project exports what was built, edit or none; the bench knows itself what there is to reset, and while a
            // task is open on it the key is its own.
            Action::Export | Action::Reset if !of_lesson => {}
            Action::Reset | Action::Export if lens::bench::bench(model).is_some() => return None,
            Action::Undo if open.edits.now().is_empty() && !open.edits.are_aside() => return None,
            Action::Reset | Action::Export | Action::Compare if !open.is_changed() => return None,
            _ => {}
        }
    }
    // Before anything was studied nothing can come back; the room is for where to begin.
    if let Some(overlay) = &model.overlay {
        let is_list = matches!(overlay, Overlay::Moments(None) | Overlay::WhatIfs | Overlay::Policies);
        let (at, last) = if is_list {
            (model.overlay_cursor, overlay_entries(model, overlay).saturating_sub(1))
        } else {
            (model.scroll, overlay_scroll_limit(model))
        };
        return match row.action {
            Action::Open if matches!(overlay, Overlay::Jump(_)) => Some("go"),
            Action::Open if matches!(overlay, Overlay::Moments(Some(_))) => Some("close"),
            Action::Close if matches!(overlay, Overlay::Moments(Some(_))) => Some("list"),
            Action::Open if !is_list => None,
            Action::Up if at == 0 => None,
            Action::Down if at >= last => None,
            _ => Some(row.footer),
        };
    }
    let quiz = model.quiz.as_ref().filter(|_| model.screen == Screen::Quiz && model.overlay.is_none());
    let Some(ask) = model.ask().filter(|_| model.overlay.is_none()) else {
        let mut of_lens = keymap::rows(Mode::Lens(model.lens())).chain(keymap::rows(Mode::Editor));
        let of_lens = of_lens.any(|known| std::ptr::eq(known, row));
        return if of_lens { lens::footer(model, row) } else { Some(row.footer) };
    };
    match row.action {
        // What a prediction points at is not shown yet.
        // Review mixes lessons, and only one is open.
        Action::Show if !ask.may_show() || ask.is_brief() || model.lens() == Lens::Review && quiz.is_none() => None,
        Action::Unknown if ask.is_locked() => None,
        Action::Hint if ask.hints() >= ask.question().hints.len() => None,
        Action::Up if ask.is_locked() && ask.scroll == 0 => None,
        Action::Down if ask.is_locked() && Some(ask.scroll) >= ask_scroll_limit(model) => None,
        Action::Open if quiz.is_some_and(|quiz| model.is_last_of(quiz)) && ask.is_locked() => Some("the result"),
        Action::Open if quiz.is_some() && ask.is_locked() => Some("next question"),
        Action::Open if ask.mode() == AskMode::Match => match ask.forming() {
            Forming::Pairing { of, choosing: None } if of.iter().all(Option::is_some) => Some("answer"),
            _ => Some("choose"),
        },
        _ => Some(row.footer),
    }
}

/// Arrows in words where only ASCII may be drawn.
pub(super) fn plain_key(shown: &str, ascii: bool) -> String {
    if !ascii {
        return shown.to_owned();
    }
    shown.replace('←', "Left").replace('→', "Right").replace('↑', "Up").replace('↓', "Down").replace(" … ", "-")
}

/// A card that says what size is needed, down to a single cell.
pub(super) fn too_small(model: &Model, area: Rect, needed: (u16, u16), buf: &mut Buffer) {
    let text = format!(
        "RoleCall needs {}x{}. This terminal has {}x{}. Make it larger, or use --plain. q quits.",
        needed.0, needed.1, area.width, area.height
    );
    let lines = wrap(&text, usize::from(area.width));
    let top = area.y + area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(0)) / 2;
    for (y, line) in (top..area.bottom()).zip(&lines) {
        let line = truncate(line, usize::from(area.width), "");
        put(buf, area.x, y, usize::from(area.width), &line, model.theme.text, "");
    }
}
