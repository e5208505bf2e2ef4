//! The home screen: the map of lessons, what the selected one is about and how far the learner is. A broken file is
//! listed as broken.

use super::chrome;
use super::panel::{ASCII_BORDER, lines, more_lines, paragraph, put};
use super::text::{pad, truncate, width};
use crate::learner::LessonRecord;
use crate::lesson::{Lens, Lesson, LessonHead};
use crate::tui::home::MapRow;
use crate::tui::lens::placement::PLACEMENT;
use crate::tui::lens::{self, review};
use crate::tui::model::{Entry, Model};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// Cells of a progress gauge.
const GAUGE: usize = 5;
/// From this width on the details stand beside the map, else below it.
const BESIDE: u16 = 110;
/// Columns in which the titles of the shipped lessons stand whole in the map.
const TITLES: u16 = 84;
/// Rows of the details below the map, frame included.
const BELOW: u16 = 7;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    chrome::header(model, area, "learn how AWS access really works", &counted(model), buf);
    let room = Rect::new(area.x, area.y + 1, area.width, area.height.saturating_sub(2));
    if model.entries.is_empty() {
        let text =
            "There are no lessons. Put a scenario file into ./scenarios, or give its path: rolecall learn FILE.toml";
        lines(inset(room), buf, &paragraph("", text, usize::from(room.width) - 4, model.theme.text), 0);
        return;
    }
    let (left, details) = if area.width >= BESIDE {
        let wide = (room.width * 2 / 3).max(TITLES.min(room.width * 3 / 4));
        (Rect { width: wide, ..room }, Rect { x: room.x + wide, width: room.width - wide, ..room })
    } else {
        let height = BELOW.min(room.height.saturating_sub(6));
        let y = room.bottom() - height;
        (Rect { height: room.height - height, ..room }, Rect { y, height, ..room })
    };
    list(model, left, buf);
    about(model, details, buf);
}

/// `2 lessons, 1 broken file, 3 due for review (r)`. What is still being loaded is taken for a lesson.
fn counted(model: &Model) -> String {
    let is_broken = |entry: &&Entry| entry.lesson.is_none() && !entry.is_loading();
    let broken = model.entries.iter().filter(is_broken).count();
    let some = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let lessons = some(model.entries.len() - broken, "lesson");
    let files = if broken == 0 { lessons } else { format!("{lessons}, {}", some(broken, "broken file")) };
    match review::due(model.entries.iter().filter_map(|entry| entry.lesson.as_ref()), &model.record, model.local_now())
    {
        0 => files,
        due => format!("{files}, {due} due for review (r)"),
    }
}

fn inset(area: Rect) -> Rect {
    Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(4), area.height.saturating_sub(2))
}

fn framed(model: &Model, title: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let theme = &model.theme;
    let (line, name) = if focused { (theme.focus, theme.focus) } else { (theme.border, theme.title) };
    let title = truncate(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), model.glyphs.more);
    Block::bordered().border_set(set).border_style(line).title(Span::styled(title, name)).render(area, buf);
    inset(area)
}

/// The lessons, a row each.
fn list(model: &Model, area: Rect, buf: &mut Buffer) {
    let title = match &model.home.search {
        Some(field) if model.home.typing => format!("Search: {}_", field.text()),
        Some(field) => format!("Search: {} (Esc shows all)", field.text()),
        None => "Lessons: what builds on what".to_owned(),
    };
    let room = framed(model, &title, true, area, buf);
    let rows = model.home.rows(&model.entries);
    if rows.is_empty() {
        put(
            buf,
            room.x,
            room.y,
            usize::from(room.width),
            "nothing matches; Esc shows all lessons",
            model.theme.dim,
            "",
        );
        return;
    }
    let height = usize::from(room.height).max(1);
    let cursor = model.home.cursor.min(rows.len() - 1);
    let top = cursor.saturating_sub(height / 2).min(rows.len().saturating_sub(height));
    for (y, (at, row)) in (room.y..room.bottom()).zip(rows.iter().enumerate().skip(top)) {
        if let Some(entry) = model.entries.get(row.entry) {
            let line = list_line(model, row, entry, at == cursor, usize::from(room.width));
            line.render(Rect::new(room.x, y, room.width, 1), buf);
        }
    }
    let hidden = rows.len().saturating_sub(top + height);
    for (count, what, y) in [(top, "above", area.y), (hidden, "more", area.bottom() - 1)] {
        if count > 0 {
            let text = format!(" {} {count} {what} ", model.glyphs.more);
            let x = area.right().saturating_sub(u16::try_from(width(&text) + 2).unwrap_or(0));
            put(buf, x, y, 20, &text, model.theme.dim, "");
        }
    }
}

fn list_line(model: &Model, row: &MapRow, entry: &Entry, selected: bool, columns: usize) -> Line<'static> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let pointer = if selected { format!("{} ", glyphs.pointer) } else { "  ".to_owned() };
    let tree = branches(&row.branches, glyphs.ascii);
    let style = if selected { theme.focus } else { theme.text };
    let Some(head) = entry.head() else {
        let (text, style) = if entry.is_loading() {
            (format!("{} {}: loading", glyphs.future, entry.name), theme.dim)
        } else {
            (format!("{} {}: broken, Enter says why", glyphs.failed, entry.name), theme.bad)
        };
        let text = truncate(&text, columns.saturating_sub(width(&pointer) + width(&tree)), glyphs.more);
        return Line::from(vec![
            Span::styled(pointer, theme.focus),
            Span::styled(tree, theme.border),
            Span::styled(text, style),
        ]);
    };
    let record = model.record.lessons.get(&head.id);
    let steps = steps(entry, record);
    let (sign, sign_style) = sign(model, steps, record);
    let right = format!("{:<12} {:>3} min {}", head.level.name(), head.minutes, gauge(model, steps, record));
    let room = columns.saturating_sub(width(&pointer) + width(&tree) + 2 + width(&right) + 1);
    let title = pad(&truncate(&head.title, room, glyphs.more), room);
    Line::from(vec![
        Span::styled(pointer, theme.focus),
        Span::styled(tree, theme.border),
        Span::styled(format!("{sign} "), sign_style),
        Span::styled(title, style),
        Span::styled(format!(" {right}"), theme.dim),
    ])
}

/// How many steps the lesson has; until it is loaded, as many as when it was played.
fn steps(entry: &Entry, record: Option<&LessonRecord>) -> usize {
    let played = record.map_or(0, |record| record.steps);
    entry.lesson.as_ref().map_or(played, Lesson::step_count).max(1)
}

/// Whether the learner was in the lesson; a question of it may have been asked from elsewhere, to place them.
/// To review is no beginning: what is asked there comes from all lessons.
fn is_begun(record: &LessonRecord) -> bool {
    record.furthest > 0
        || record.place.is_some()
        || record.lenses.keys().any(|name| name != Lens::Review.id() && name != PLACEMENT)
}

/// Not begun, under way, done.
fn sign(model: &Model, steps: usize, record: Option<&LessonRecord>) -> (&'static str, Style) {
    match record.filter(|record| is_begun(record)) {
        None => (model.glyphs.future, model.theme.dim),
        Some(record) if record.furthest >= steps => (model.glyphs.done, model.theme.good),
        Some(_) => (model.glyphs.current, model.theme.focus),
    }
}

fn gauge(model: &Model, steps: usize, record: Option<&LessonRecord>) -> String {
    let reached = record.map_or(0, |record| record.furthest).min(steps);
    let full = GAUGE * reached / steps;
    format!("{}{}", model.glyphs.gauge_full.repeat(full), model.glyphs.gauge_empty.repeat(GAUGE - full))
}

/// The lines of the tree left of a row.
fn branches(branches: &[bool], ascii: bool) -> String {
    let (bar, tee, corner) = if ascii { ("| ", "|-", "`-") } else { ("│ ", "├─", "╰─") };
    let Some((own, above)) = branches.split_last() else { return String::new() };
    let above: String = above.iter().map(|more| if *more { bar } else { "  " }).collect();
    format!("{above}{}", if *own { tee } else { corner })
}

/// What the selected lesson is about.
fn about(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some(entry) = model.home.selected(&model.entries).and_then(|at| model.entries.get(at)) else { return };
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let columns = usize::from(area.width.saturating_sub(4));
    let Some(head) = entry.head() else {
        let room = framed(model, &entry.name, false, area, buf);
        lines(room, buf, &about_broken(model, entry, columns), 0);
        return;
    };
    let room = framed(model, &head.title, false, area, buf);
    let mut said = paragraph("", &progress(model, entry, head), columns, theme.title);
    if let Some(origin) = &entry.origin {
        said.extend(paragraph("", origin, columns, theme.dim));
    }
    if let Some(lesson) = &entry.lesson {
        let lenses: Vec<String> =
            lens::offered(lesson).map(|lens| format!("{} {}", lens.number(), lens.title())).collect();
        let rows = names_in_lines(&lenses, columns).into_iter();
        said.extend(rows.map(|line| Line::from(Span::styled(line, theme.dim))));
    }
    if area.height > BELOW {
        said.push(Line::default());
    }
    for line in &head.summary {
        said.extend(paragraph(&format!("{} ", glyphs.changed), line, columns, theme.text));
    }
    if area.height > BELOW {
        said.push(Line::default());
        let names: Vec<&str> = head.builds_on.iter().filter_map(|id| title_of(model, id)).collect();
        if !names.is_empty() {
            said.extend(paragraph("builds on: ", &names.join("; "), columns, theme.dim));
        }
        if let Some(lesson) = &entry.lesson {
            let counts = format!(
                "{} key moments, {} what-ifs, {} questions",
                lesson.key_moments.len(),
                lesson.what_ifs.len(),
                lesson.questions.len()
            );
            said.extend(paragraph("", &counts, columns, theme.dim));
        }
    }
    lines(room, buf, &said, 0);
    // Learn shows all of the summary.
    more_lines((theme, glyphs), area, said.len().saturating_sub(usize::from(room.height)), "2 shows all", buf);
}

/// What can be said of a file that gives no lesson, or none yet.
fn about_broken(model: &Model, entry: &Entry, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    if entry.is_loading() {
        return paragraph("", "loading", columns, theme.dim);
    }
    let count = entry.diagnostics.len();
    let first = entry.diagnostics.first().map(|problem| problem.title.clone()).unwrap_or_default();
    let problems = format!("{count} problem{}: {first}", if count == 1 { "" } else { "s" });
    let mut said = paragraph("", &problems, columns, theme.bad);
    said.extend(paragraph("", "Enter shows what is wrong, where, and what to do.", columns, theme.dim));
    said
}

/// Names side by side; a line ends between two of them, never inside one.
fn names_in_lines(names: &[String], columns: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        match out.last_mut().filter(|line| width(line) + 2 + width(name) <= columns) {
            Some(line) => {
                line.push_str("  ");
                line.push_str(name);
            }
            None => out.push(name.clone()),
        }
    }
    out
}

fn title_of<'a>(model: &'a Model, id: &str) -> Option<&'a str> {
    let mut heads = model.entries.iter().filter_map(Entry::head);
    heads.find(|head| head.id == id).map(|head| head.title.as_str())
}

/// How far the learner is, in words.
fn progress(model: &Model, entry: &Entry, head: &LessonHead) -> String {
    let not_begun = format!("not begun; about {} minutes", head.minutes);
    let Some(record) = model.record.lessons.get(&head.id) else { return not_begun };
    let steps = steps(entry, Some(record));
    let reached = if is_begun(record) { format!("step {} of {steps}", record.furthest.min(steps)) } else { not_begun };
    let Some(lesson) = &entry.lesson else { return reached };
    let right = record.right(lesson.questions.iter().map(|question| question.id.as_str()));
    let due = match review::due(std::iter::once(lesson), &model.record, model.local_now()) {
        0 => String::new(),
        due => format!(", {due} due for review"),
    };
    format!("{reached}, quiz {right} of {}{due}", lesson.questions.len())
}

#[cfg(test)]
mod tests {
    use super::names_in_lines;

    #[test]
    fn a_name_is_never_torn() {
        let names = ["7 Project", "8 Review", "9 Scale"].map(str::to_owned);
        assert_eq!(names_in_lines(&names, 20), ["7 Project  8 Review", "9 Scale"]);
        assert_eq!(names_in_lines(&names, 12), names);
        assert_eq!(names_in_lines(&names, 29), ["7 Project  8 Review  9 Scale"]);
    }
}
