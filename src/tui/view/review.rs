//! The Review lens: what is due, what comes and what was done; then one card or question at a time.

use super::panel::{ASCII_BORDER, lines, paragraph, put};
use super::{ask, chrome};
use crate::tui::ask::{Ask, SURE};
use crate::tui::keymap::told;
use crate::tui::lens::placement::{self, Outcome};
use crate::tui::lens::review::{BACK, Item, Overview, Session, Stage, card, lesson};
use crate::tui::model::Model;
use chrono::Days;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// Widest text.
const WIDEST: u16 = 92;
/// Longest bar of the forecast.
const BAR: usize = 24;

/// Room between header and footer.
fn room(model: &Model, area: Rect) -> Rect {
    let top = 1 + chrome::lens_bar_height(area);
    let wide = area.width.min(ask::widest(model.ask(), WIDEST));
    let x = area.x + (area.width - wide) / 2 + 1;
    Rect::new(x, area.y + top + 1, wide.saturating_sub(2), area.height.saturating_sub(top + 2))
}

/// Room of the question on show.
pub(super) fn ask_room(model: &Model, area: Rect) -> Rect {
    let room = room(model, area);
    Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room }
}

/// Draws the lens.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    chrome::lesson_header(model, area, buf);
    let Some((_, open)) = model.open() else { return };
    let room = room(model, area);
    match (&open.review.session, &open.review.overview) {
        (Some(session), _) => one(model, session, area, room, buf),
        (None, Some(overview)) => all(model, overview, room, buf),
        (None, None) => {}
    }
}

/// One item: from which lesson, how far, and the item itself.
fn one(model: &Model, session: &Session, area: Rect, room: Rect, buf: &mut Buffer) {
    if let (Stage::Placed, Some(outcome)) = (&session.stage, placement::outcome(model)) {
        lines(room, buf, &placed(model, &outcome, usize::from(room.width)), 0);
        return;
    }
    let Some(item) = session.item() else { return };
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let title = lesson(&model.entries, &item.lesson).map_or(item.lesson.as_str(), |lesson| lesson.head.title.as_str());
    let far = match &session.placement {
        // Most are never asked: a number of all would frighten for nothing.
        Some(found) => {
            let is_locked = model.ask().is_some_and(Ask::is_locked);
            format!("Where to begin: question {}", found.answers + usize::from(!is_locked))
        }
        None => format!("{} of {}", session.at + 1, session.items.len()),
    };
    let columns = usize::from(room.width);
    put(buf, room.x, room.y, columns, &format!("{far}   {title}"), theme.dim, glyphs.more);
    match &session.stage {
        Stage::Asking(asked) => {
            let sources = lesson(&model.entries, &item.lesson).map(|lesson| lesson.head.sources.as_slice());
            ask::render(asked, sources.unwrap_or_default(), (theme, glyphs), ask_room(model, area), buf);
        }
        Stage::Front => flip_card(model, item, false, ask_room(model, area), buf),
        Stage::Back(_) => flip_card(model, item, true, ask_room(model, area), buf),
        Stage::Placed => {}
    }
}

/// Where to begin, and why there.
fn placed(model: &Model, outcome: &Outcome, columns: usize) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let all = |titles: &[String]| titles.join("; ");
    let mut text = paragraph("", "Where to begin", columns, theme.dim);
    match outcome.begin.split_first() {
        Some((first, others)) => {
            text.extend(paragraph("", &format!("Begin with: {first}"), columns, theme.focus));
            if !others.is_empty() {
                text.push(Line::default());
                let said = format!("Then these are new to you, in any order: {}.", all(others));
                text.extend(paragraph("", &said, columns, theme.text));
            }
        }
        None => {
            let said = "You know all of it. The challenges of each lesson (6) are for you.";
            text.extend(paragraph("", said, columns, theme.focus));
        }
    }
    if outcome.after > 0 {
        let (lessons, build) = if outcome.after == 1 {
            ("1 lesson".to_owned(), "builds")
        } else {
            (format!("{} lessons", outcome.after), "build")
        };
        text.push(Line::default());
        let said =
            format!("{lessons} {build} on what is new to you, so nothing was asked about them; they come after it.");
        text.extend(paragraph("", &said, columns, theme.text));
    }
    if !outcome.known.is_empty() {
        text.push(Line::default());
        let said = format!("You know what these teach: {}.", all(&outcome.known));
        text.extend(paragraph(&format!("{} ", glyphs.yes), &said, columns, theme.good));
    }
    text.push(Line::default());
    text.extend(paragraph("", "Nothing is locked: every lesson can be opened at any time.", columns, theme.dim));
    text
}

fn flip_card(model: &Model, item: &Item, turned: bool, area: Rect, buf: &mut Buffer) {
    let Some(card) = card(&model.entries, item) else { return };
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let set = if glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let columns = usize::from(area.width.saturating_sub(4));
    let mut text = paragraph("", &card.front, columns, theme.title);
    if turned {
        text.push(Line::default());
        text.extend(paragraph("", &card.back, columns, theme.text));
        let sources = lesson(&model.entries, &item.lesson).map(|lesson| &lesson.head.sources);
        if let Some(source) = card.source.and_then(|at| sources?.get(at)) {
            text.push(Line::default());
            text.extend(paragraph("", &format!("{}: {}", source.title, source.url), columns, theme.dim));
        }
    }
    let height = u16::try_from(text.len() + 2).unwrap_or(u16::MAX).clamp(7, area.height.max(7)).min(area.height);
    let frame = Rect { height, ..area };
    let name = if turned { " Back " } else { " Front " };
    let block = Block::bordered().border_set(set).border_style(theme.focus).title(Span::styled(name, theme.focus));
    let inner = block.inner(frame);
    block.render(frame, buf);
    let inner = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    lines(inner, buf, &text, 0);
    let foot = if turned {
        format!("How well did you know it?  {}", told(BACK, "  "))
    } else {
        format!("Say it first. How sure are you?  {}  Enter just turns", told(SURE, "  "))
    };
    let y = (frame.bottom() + 1).min(area.bottom().saturating_sub(1));
    put(buf, area.x, y, usize::from(area.width), &foot, theme.focus, glyphs.more);
}

/// What is due, what comes, what was done.
fn all(model: &Model, overview: &Overview, room: Rect, buf: &mut Buffer) {
    let (theme, columns) = (&model.theme, usize::from(room.width));
    let (cards, questions) = overview.due;
    let some = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let head = match (cards, questions) {
        (0, 0) => "Nothing is due now.".to_owned(),
        _ => format!("Due now, across all lessons: {} and {}.", some(cards, "card"), some(questions, "question")),
    };
    let mut text = paragraph("", &head, columns, theme.title);
    let what = match (cards + questions, overview.fresh) {
        (0, 0) => match overview.next {
            Some(next) => format!("The next falls due {}.", next.format("%A, %d %B, %H:%M")),
            None => "Answer the quiz of a lesson; what you answered comes back here before it fades.".to_owned(),
        },
        (0, fresh) => {
            let next = overview.next.map(|next| format!("The next falls due {}. ", next.format("%A, %d %B, %H:%M")));
            format!("{}n takes new ones of this lesson: {}.", next.unwrap_or_default(), waiting(fresh))
        }
        (_, 0) => "Enter begins. The fading ones and the confident errors come first, lessons mixed.".to_owned(),
        (_, fresh) => format!(
            "Enter begins. The fading ones and the confident errors come first, lessons mixed. n takes new ones of this lesson: {}.",
            waiting(fresh)
        ),
    };
    text.extend(paragraph("", &what, columns, theme.text));
    if columns >= 70 && room.height >= 14 {
        text.extend(paragraph(
            "",
            "Mixed lessons feel harder than one at a time; that is why they stick.",
            columns,
            theme.dim,
        ));
    }
    text.push(Line::default());
    let used = u16::try_from(text.len()).unwrap_or(u16::MAX).min(room.height);
    lines(room, buf, &text, 0);
    let rest = Rect { y: room.y + used, height: room.height - used, ..room };
    if columns >= 70 {
        let half = rest.width / 2;
        lines(Rect { width: half, ..rest }, buf, &forecast_lines(model, overview), 0);
        lines(Rect { x: rest.x + half, width: rest.width - half, ..rest }, buf, &heat_lines(model, overview), 0);
    } else {
        let mut both = forecast_lines(model, overview);
        both.push(Line::default());
        both.extend(heat_lines(model, overview));
        lines(rest, buf, &both, 0);
    }
}

fn waiting(fresh: usize) -> String {
    format!("{fresh} {}", if fresh == 1 { "waits" } else { "wait" })
}

/// A bar a day.
fn forecast_lines(model: &Model, overview: &Overview) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let most = overview.forecast.iter().copied().max().unwrap_or(0).max(1);
    let mut out = vec![Line::from(Span::styled("What comes", theme.title))];
    for (ahead, count) in overview.forecast.iter().enumerate() {
        let day = overview.now.date_naive().checked_add_days(Days::new(ahead as u64));
        let name = match (ahead, day) {
            (0, _) => "today".to_owned(),
            (_, Some(day)) => day.format("%a %d").to_string(),
            (_, None) => String::new(),
        };
        let bar = if *count == 0 { 0 } else { (count * BAR / most).clamp(1, BAR) };
        out.push(Line::from(vec![
            Span::styled(format!("{name:<7}"), theme.dim),
            Span::styled(glyphs.gauge_full.repeat(bar), theme.focus),
            Span::styled(if *count == 0 { glyphs.hidden.to_owned() } else { format!(" {count}") }, theme.text),
        ]));
    }
    out
}

/// A row a weekday, a column a week.
fn heat_lines(model: &Model, overview: &Overview) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let most = overview.heat.most().max(1);
    let days =
        if overview.streak == 1 { "1 day in a row".to_owned() } else { format!("{} days in a row", overview.streak) };
    let mut out = vec![Line::from(vec![
        Span::styled("What was done", theme.title),
        Span::styled(format!("   {days}"), theme.dim),
    ])];
    for (weekday, name) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].into_iter().enumerate() {
        let mut spans = vec![Span::styled(format!("{name} "), theme.dim)];
        for week in &overview.heat.weeks {
            // Signs of growing weight, so that the map is read without colour, too.
            let (sign, style) = match week.get(weekday).copied().flatten() {
                None => (" ", theme.dim),
                Some(0) => (glyphs.hidden, theme.dim),
                Some(count) if count * 3 <= most => (if glyphs.ascii { "-" } else { "▪" }, theme.good),
                Some(count) if count * 3 <= most * 2 => (if glyphs.ascii { "=" } else { "◼" }, theme.good),
                Some(_) => (glyphs.gauge_full, theme.good),
            };
            spans.push(Span::styled(format!("{sign} "), style));
        }
        out.push(Line::from(spans));
    }
    let from = overview.heat.from.format("%d %b").to_string();
    let peak = match overview.heat.most() {
        0 => "nothing yet".to_owned(),
        most => format!("at most {most} a day"),
    };
    out.push(Line::from(Span::styled(format!("{from} to today, {peak}"), theme.dim)));
    out
}
