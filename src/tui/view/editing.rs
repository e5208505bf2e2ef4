//! The editor's screen: the policy at the left, what its text makes of the play at the right; where it is narrow, as
//! tabs. While the text is broken, the play of the last sound text stays, dimmed.

use super::live::Plays;
use super::panel::{ASCII_BORDER, lines, more_lines, paragraph, put};
use super::text::{truncate, width};
use super::{chrome, editor};
use crate::diagnostic::sanitize_line;
use crate::lesson::{Unsound, unsound};
use crate::tui::edits::{Editing, Reading};
use crate::tui::model::Model;
use crate::tui::update::kind_words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// From this width on text and result stand side by side.
const WIDE: u16 = 100;

/// Where everything stands; on narrow screens only one of text and result.
struct Plan {
    tabs: Option<Rect>,
    text: Option<Rect>,
    result: Option<Rect>,
    /// One line of the result under the text, where there is no room for more.
    brief: Option<Rect>,
}

fn plan(editing: &Editing, area: Rect) -> Plan {
    let body = Rect::new(area.x, area.y + 1, area.width, area.height.saturating_sub(2));
    if area.width >= WIDE {
        let left = Rect { width: body.width * 52 / 100, ..body };
        let right = Rect { x: left.right(), width: body.width - left.width, ..body };
        return Plan { tabs: None, text: Some(left), result: Some(right), brief: None };
    }
    let tabs = Some(Rect { height: 1, ..body });
    let rest = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    if editing.on_result {
        return Plan { tabs, text: None, result: Some(rest), brief: None };
    }
    let brief = Rect { y: rest.bottom().saturating_sub(2), height: 2.min(rest.height), ..rest };
    let text = Rect { height: rest.height - brief.height, ..rest };
    Plan { tabs, text: Some(text), result: None, brief: Some(brief) }
}

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let Some(editing) = &open.editing else { return };
    let target = &editing.target;
    let place = format!("Edit {} ({})", target.name, target.owner);
    let kind = kind_words(open, target);
    let right = if area.width >= WIDE { lesson.head.title.as_str() } else { kind };
    chrome::header(model, area, &sanitize_line(&place), right, buf);
    let plan = plan(editing, area);
    if let Some(tabs) = plan.tabs {
        draw_tabs(model, editing, tabs, buf);
    }
    if let Some(area) = plan.text {
        let remarks = lesson.remarks(&editing.problems);
        let count = remarks.len();
        let problems = match count {
            0 => String::new(),
            1 => ", 1 remark".to_owned(),
            _ => format!(", {count} remarks"),
        };
        let title = format!("{kind}{problems}");
        let inner = frame(model, &title, !editing.on_result, area, buf);
        let look = (&model.theme, &model.glyphs);
        editor::render(&editing.editor, &remarks, !editing.on_result, look, inner, buf);
    }
    if let Some(area) = plan.result {
        let inner = frame(model, "the play with this text", editing.on_result, area, buf);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let all = result(model, usize::from(inner.width));
        let last = all.len().saturating_sub(usize::from(inner.height));
        let top = model.scroll.min(last);
        lines(inner, buf, &all, top);
        more_lines((&model.theme, &model.glyphs), area, last - top, "Tab and ↓", buf);
    }
    if let (Some(area), Some(plays)) = (plan.brief, plays(model)) {
        let (sign, words, style) = state(model, editing);
        let columns = usize::from(area.width).saturating_sub(2);
        put(buf, area.x + 1, area.y, columns, &format!("{sign} {words}"), style, model.glyphs.more);
        let style = if editing.reading == Reading::Broken { model.theme.dim } else { model.theme.text };
        put(buf, area.x + 1, area.y + 1, columns, &brief(&plays), style, model.glyphs.more);
    }
}

/// The end of the play and what differs, in one line.
fn brief(plays: &Plays<'_>) -> String {
    let first = plays.pairs().into_iter().find(|(_, _, differs)| *differs);
    let Some((base, changed, _)) = first else { return plays.summary() };
    let (before, _) = plays.sign(plays.base, base);
    let (after, _) = plays.sign(plays.changed, changed);
    let (was, is) = plays.difference(base, changed);
    format!("{} step {}: {before} {was} > {after} {is}  (Tab shows all)", plays.glyphs.differs, changed.number)
}

fn plays(model: &Model) -> Option<Plays<'_>> {
    let (_, open) = model.open()?;
    Some(Plays {
        base: &open.base,
        changed: &open.timeline,
        step: open.step,
        theme: &model.theme,
        glyphs: &model.glyphs,
    })
}

/// What the text is at the moment: a sign, words, and their style.
fn state(model: &Model, editing: &Editing) -> (&'static str, String, Style) {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let (sign, words, style) = match editing.reading {
        Reading::Unchanged if editing.is_new() => (
            glyphs.hidden,
            "Nothing hangs here yet. The text is a proposal and counts from your first change.",
            theme.dim,
        ),
        Reading::Unchanged => (glyphs.hidden, "Nothing is changed here yet.", theme.dim),
        Reading::Played => (glyphs.yes, "Your text is in force.", theme.good),
        Reading::Removed => (glyphs.yes, "The text is empty: the policy is gone.", theme.warn),
        Reading::Broken => {
            let words = match unsound(&editing.target, &editing.editor.text(), &editing.problems) {
                Some(Unsound { what, missing }) if !missing.is_empty() => format!("{what}: {}", missing.join("; ")),
                _ => "cannot be read".to_owned(),
            };
            let words = format!("The text {words}. Below stands the play of the last sound text.");
            return (glyphs.no, words, theme.bad);
        }
    };
    (sign, words.to_owned(), style)
}

/// All lines of the result.
fn result(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some((_, open)) = model.open() else { return Vec::new() };
    let (Some(editing), Some(plays)) = (&open.editing, plays(model)) else { return Vec::new() };
    let (sign, words, style) = state(model, editing);
    let mut out = paragraph(&format!("{sign} "), &words, columns, style);
    out.push(Line::default());
    let mut play = plays.lines(columns);
    if editing.reading == Reading::Broken {
        for span in play.iter_mut().flat_map(|line| &mut line.spans) {
            span.style = model.theme.dim;
        }
    }
    out.extend(play);
    out
}

/// The furthest line of the result that can be scrolled to.
pub(in crate::tui) fn scroll_limit(model: &Model) -> usize {
    let Some(editing) = model.lesson.as_ref().and_then(|open| open.editing.as_ref()) else { return 0 };
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    let Some(room) = plan(editing, area).result else { return 0 };
    let columns = usize::from(room.width.saturating_sub(4));
    result(model, columns).len().saturating_sub(usize::from(room.height.saturating_sub(2)))
}

fn draw_tabs(model: &Model, editing: &Editing, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for (name, here) in [("Text", !editing.on_result), ("Result", editing.on_result)] {
        let text = if here { format!("[{name}]") } else { format!(" {name} ") };
        let style = if here { model.theme.focus } else { model.theme.dim };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, "");
        x += width(&text) as u16 + 1;
    }
}

/// A frame with a title.
pub(super) fn frame(model: &Model, title: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let (style, title_style) =
        if focused { (model.theme.focus, model.theme.focus) } else { (model.theme.border, model.theme.title) };
    let title = truncate(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), model.glyphs.more);
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let block = Block::bordered().border_set(set).border_style(style).title(Span::styled(title, title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}
