//! The bench on the screen: story and goals at the left, the editor at the right, below why the selected goal stands as
//! it does. Where there is no room for all, the three are tabs.

mod goals;
mod text;
mod why;

use super::chrome;
use super::editor as editor_view;
use super::panel::{ASCII_BORDER, lines, put};
use super::text::{truncate, width};
use crate::diagnostic::Diagnostic;
use crate::lesson::unsound;
use crate::tui::lens::bench::{Bench, Pane, bench};
use crate::tui::model::Model;
use crate::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

pub(super) use text::{Part, lay};

/// From this size on everything is in sight at once.
const WIDE: (u16, u16) = (100, 30);

/// What the views draw with.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub theme: &'a Theme,
    pub glyphs: &'a Glyphs,
}

impl<'a> Look<'a> {
    pub fn of(model: &'a Model) -> Self {
        Self { theme: &model.theme, glyphs: &model.glyphs }
    }
}

/// What the lens says around the bench.
pub(super) struct Words {
    /// What is on the bench.
    pub heading: String,
    /// Name of the first pane.
    pub story_title: &'static str,
    /// The story or the task, with the hints that were opened.
    pub story: Vec<Part>,
    /// The row after the goals: its sign, its words and how they look.
    pub result_row: Option<(&'static str, String, Style)>,
    /// What that row tells in full.
    pub result: Vec<Part>,
    /// Said at the right of the heading: a stopwatch.
    pub aside: String,
}

/// Where the panes are; those out of sight are missing.
struct Plan {
    top: Rect,
    story: Option<Rect>,
    goals: Option<Rect>,
    editor: Option<Rect>,
    why: Option<Rect>,
    /// One row under the editor where the goals are out of sight.
    strip: Option<Rect>,
}

fn plan(look: Look<'_>, bench: &Bench, words: &Words, area: Rect) -> Plan {
    let y = area.y + 1 + chrome::lens_bar_height(area);
    let top = Rect::new(area.x, y, area.width, 1);
    let room = Rect::new(area.x, y + 1, area.width, area.bottom().saturating_sub(y + 2));
    let none = Plan { top, story: None, goals: None, editor: None, why: None, strip: None };
    if is_wide(area) {
        let below = (room.height * 3 / 10).clamp(9, 18);
        let main = Rect { height: room.height - below, ..room };
        let left = Rect { width: main.width * 48 / 100, ..main };
        let inner = usize::from(left.width.saturating_sub(4));
        let wanted = |rows: usize| u16::try_from(rows + 2).unwrap_or(u16::MAX);
        let goals = wanted(goals::lay(look, bench, words, inner).0.len()).min(main.height * 3 / 5);
        let story = Rect { height: main.height - goals, ..left };
        return Plan {
            story: Some(story),
            goals: Some(Rect { y: story.bottom(), height: goals, ..left }),
            editor: Some(Rect { x: left.right(), width: main.width - left.width, ..main }),
            why: Some(Rect { y: main.bottom(), height: below, ..room }),
            ..none
        };
    }
    match bench.pane {
        Pane::Story => Plan { story: Some(room), ..none },
        Pane::Editor => Plan {
            editor: Some(Rect { height: room.height - 1, ..room }),
            strip: Some(Rect { y: room.bottom() - 1, height: 1, ..room }),
            ..none
        },
        Pane::Goals => {
            let rows = goals::lay(look, bench, words, usize::from(room.width.saturating_sub(4))).0.len();
            let upper = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(room.height * 3 / 5);
            let goals = Rect { height: upper, ..room };
            Plan {
                goals: Some(goals),
                why: Some(Rect { y: goals.bottom(), height: room.height - upper, ..room }),
                ..none
            }
        }
    }
}

fn is_wide(area: Rect) -> bool {
    area.width >= WIDE.0 && area.height >= WIDE.1
}

/// Draws the bench.
pub(super) fn render(model: &Model, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let look = Look::of(model);
    let plan = plan(look, bench, words, area);
    if is_wide(area) {
        heading(look, bench, words, plan.top, buf);
    } else {
        tabs(look, bench, words, plan.top, buf);
    }
    if let Some(area) = plan.story {
        story(look, bench, words, area, buf);
    }
    if let Some(area) = plan.goals {
        goals::render(look, bench, words, area, buf);
    }
    if let Some(area) = plan.editor {
        let found = bench.open_sheet().map_or(&[][..], |sheet| &sheet.problems);
        let remarks = model.open().map_or_else(Vec::new, |(lesson, _)| lesson.remarks(found));
        editor(look, bench, &remarks, area, buf);
    }
    if let Some(area) = plan.why {
        why::render(look, bench, words, area, buf);
    }
    if let Some(area) = plan.strip {
        goals::strip(look, bench, words, area, buf);
    }
}

fn count(bench: &Bench) -> String {
    format!("{} of {} goals met", bench.met(), bench.goals.len())
}

fn heading(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let style = if bench.solved { look.theme.good } else { look.theme.text };
    let sign = if bench.solved { look.glyphs.yes } else { look.glyphs.pointer };
    let right = format!("{}   {}", words.aside, count(bench));
    let right = right.trim_start();
    let x = area.right().saturating_sub(width(right) as u16 + 1);
    let room = usize::from(x.saturating_sub(area.x + 2));
    put(buf, area.x + 1, area.y, room, &format!("{sign} {}", words.heading), look.theme.title, look.glyphs.more);
    put(buf, x, area.y, width(right), right, style, "");
}

fn tabs(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for (number, pane) in Pane::ALL.into_iter().enumerate() {
        let name = match pane {
            Pane::Story => words.story_title,
            Pane::Goals => "Goals",
            Pane::Editor => "Editor",
        };
        let here = pane == bench.pane;
        // Where it is out of sight one still sees which policy is in it.
        let of = if pane == Pane::Editor && bench.sheets.len() > 1 {
            format!(" {} of {}", bench.sheet + 1, bench.sheets.len())
        } else {
            String::new()
        };
        let name = format!("F{} {name}{of}", number + 2);
        let text = if here { format!("[{name}]") } else { format!(" {name} ") };
        let style = if here { look.theme.focus } else { look.theme.dim };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, "");
        x += width(&text) as u16 + 1;
    }
    let style = if bench.solved { look.theme.good } else { look.theme.text };
    let right = format!("{}  {}", words.aside, count(bench));
    let right = right.trim_start();
    let from = area.right().saturating_sub(width(right) as u16 + 1);
    if from > x {
        put(buf, from, area.y, width(right), right, style, "");
    }
}

pub(super) fn frame(look: Look<'_>, title: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let (style, title_style) =
        if focused { (look.theme.focus, look.theme.focus) } else { (look.theme.border, look.theme.title) };
    let mark = if focused { format!("{} ", look.glyphs.pointer) } else { String::new() };
    let title = truncate(&format!(" {mark}{title} "), usize::from(area.width.saturating_sub(2)), look.glyphs.more);
    let set = if look.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let block = Block::bordered().border_set(set).border_style(style).title(Span::styled(title, title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// Draws lines from `top` on and says what is out of sight; `how` tells how to see it.
pub(super) fn scrolled(
    look: Look<'_>,
    text: &[Line<'static>],
    top: usize,
    how: &str,
    (frame, inner): (Rect, Rect),
    buf: &mut Buffer,
) {
    lines(inner, buf, text, top);
    let hidden = text.len().saturating_sub(top + usize::from(inner.height));
    let said = |number: usize| if number == 1 { "1 line".to_owned() } else { format!("{number} lines") };
    let mut sign = |text: String, y: u16| {
        let x = frame.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, y, width(&text), &text, look.theme.dim, "");
    };
    if hidden > 0 {
        sign(format!(" {} {} below{how} ", look.glyphs.more, said(hidden)), frame.bottom().saturating_sub(1));
    }
    if top > 0 {
        sign(format!(" {} {} above ", look.glyphs.more, said(top)), frame.y);
    }
}

fn story(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    // Where everything is in sight, the heading stands above already.
    let title = if is_wide(buf.area) {
        words.story_title.to_owned()
    } else {
        format!("{}: {}", words.story_title, words.heading)
    };
    let focused = bench.pane == Pane::Story;
    let inner = frame(look, &title, focused, area, buf);
    let text = lay(look, &words.story, usize::from(inner.width));
    let last = text.len().saturating_sub(usize::from(inner.height));
    let down = chrome::plain_key("↓", look.glyphs.ascii);
    let how = if focused { format!(", {down} scrolls") } else { format!(", F2 and {down}") };
    scrolled(look, &text, bench.scroll.min(last), &how, (area, inner), buf);
}

/// The furthest line that the story can be scrolled to: on the bench, or beside the list.
pub(in crate::tui) fn story_end(model: &Model) -> usize {
    let look = Look::of(model);
    let area = Rect::new(0, 0, model.size.0.max(60), model.size.1.max(16));
    let (room, parts) = match (bench(model), super::words(model)) {
        (Some(bench), Some(words)) => {
            let Some(room) = plan(look, bench, &words, area).story else { return 0 };
            (room, words.story)
        }
        _ => return super::project::story_end(model, area),
    };
    lay(look, &parts, usize::from(room.width.saturating_sub(4)))
        .len()
        .saturating_sub(usize::from(room.height.saturating_sub(2)))
}

fn editor(look: Look<'_>, bench: &Bench, remarks: &[Diagnostic], area: Rect, buf: &mut Buffer) {
    let Some(sheet) = bench.open_sheet() else { return };
    let focused = bench.pane == Pane::Editor;
    let target = &sheet.target;
    let whose = sheet.name();
    let several = bench.sheets.len();
    let title = match (several > 1, focused) {
        (true, true) => format!("{whose} ({} of {several}, F5 next)", bench.sheet + 1),
        (true, false) => format!("{whose} ({} of {several}, n next)", bench.sheet + 1),
        (false, true) => whose,
        (false, false) => format!("{whose}: Enter edits"),
    };
    let inner = frame(look, &title, focused, area, buf);
    editor_view::render(&sheet.editor, remarks, focused, (look.theme, look.glyphs), inner, buf);
    let room = usize::from(area.width.saturating_sub(4));
    let note = if sheet.removes() {
        " empty: the policy is taken away ".to_owned()
    } else if let Some(unsound) = unsound(target, &sheet.editor.text(), &sheet.problems) {
        let whole = format!(" {}: the goals wait ", unsound.what);
        // Where there is no room for what it is, what it is not still says what to do.
        match unsound.missing.is_empty() {
            true => " cannot be read yet: the goals wait ".to_owned(),
            false if width(&whole) <= room => whole,
            false => format!(" no {} yet: the goals wait ", target.kind.name()),
        }
    } else if let Some(other) = bench.broken() {
        let whole = format!(" {} cannot be read: the goals wait ", other.name());
        if width(&whole) <= room { whole } else { " the other policy cannot be read: the goals wait ".to_owned() }
    } else if sheet.editor.text().trim().is_empty() {
        " there is no policy here yet ".to_owned()
    } else {
        return;
    };
    put(buf, area.x + 2, area.bottom() - 1, room, &note, look.theme.warn, "");
}

/// Title of the selected goal in full.
pub(super) fn full_title(model: &Model) -> String {
    bench(model).map(why::title).unwrap_or_default()
}

/// The selected goal in full: its words, what was called, what came back, why.
pub(super) fn full_text(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let (Some(bench), Some(words)) = (bench(model), super::words(model)) else { return Vec::new() };
    why::full(Look::of(model), bench, &words, columns)
}
