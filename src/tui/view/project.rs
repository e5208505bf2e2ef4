//! The Project lens on the screen: the parts as a checklist beside the story, and what is said around the bench.

use super::bench::{self, Look, Part, Words, frame, lay, scrolled};
use super::challenge::hints;
use super::chrome;
use super::panel::paragraph;
use crate::lesson::Project;
use crate::tui::lens::bench::{Bench, Pane, record};
use crate::tui::lens::project;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// From this width on the checklist stands beside the story.
const WIDE: u16 = 100;

/// Draws the checklist or the bench.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    chrome::lesson_header(model, area, buf);
    let Some((_, open)) = model.open() else { return };
    match (&open.project.open, words(model)) {
        (Some(part), Some(words)) => bench::render(model, &part.bench, &words, area, buf),
        _ => list(model, area, buf),
    }
}

/// Room for the checklist and for the story.
fn share(model: &Model, area: Rect) -> (Rect, Rect) {
    let y = area.y + 1 + chrome::lens_bar_height(area);
    let room = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y + 1));
    if area.width >= WIDE {
        let story = Rect { width: room.width / 2, ..room };
        return (Rect { x: story.right(), width: room.width - story.width, ..room }, story);
    }
    let rows = checklist(model, usize::from(room.width.saturating_sub(4)), false).len();
    let upper = Rect { height: u16::try_from(rows + 2).unwrap_or(u16::MAX).min(room.height * 3 / 5), ..room };
    (upper, Rect { y: upper.bottom(), height: room.height - upper.height, ..room })
}

fn list(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let Some(project) = &lesson.lab.project else { return };
    let look = Look::of(model);
    let (upper, lower) = share(model, area);
    let done = open.project.right.iter().filter(|right| **right).count();
    let title = format!("Build it: {done} of {} parts right", project.parts.len());
    let inner = frame(look, &title, true, upper, buf);
    let rows = checklist(model, usize::from(inner.width), area.width >= WIDE);
    scrolled(look, &rows, 0, "", (upper, inner), buf);
    let inner = frame(look, &project.title, false, lower, buf);
    let text = lay(look, &story(look, project), usize::from(inner.width).min(96));
    let last = text.len().saturating_sub(usize::from(inner.height));
    scrolled(look, &text, open.project.scroll.min(last), ", PgDn", (lower, inner), buf);
}

fn story(look: Look<'_>, project: &Project) -> Vec<Part> {
    let mut out = Part::paragraphs(&project.story, look.theme.text);
    out.push(Part::Title("Why it matters at work".to_owned()));
    out.extend(Part::paragraphs(&project.why, look.theme.text));
    out
}

/// The furthest line that the story beside the checklist can be scrolled to.
pub(super) fn story_end(model: &Model, area: Rect) -> usize {
    let Some(project) = model.open().and_then(|(lesson, _)| lesson.lab.project.as_ref()) else { return 0 };
    let look = Look::of(model);
    let (_, room) = share(model, area);
    let text = lay(look, &story(look, project), usize::from(room.width.saturating_sub(4)).min(96));
    text.len().saturating_sub(usize::from(room.height.saturating_sub(2)))
}

/// The parts with their state; where there is room, the task of the selected one, too.
fn checklist(model: &Model, columns: usize, with_task: bool) -> Vec<Line<'static>> {
    let look = Look::of(model);
    let theme = look.theme;
    let mut out = Vec::new();
    let Some((lesson, open)) = model.open() else { return out };
    let Some(project) = &lesson.lab.project else { return out };
    let cursor = project::cursor(model);
    let drafts = record(model).map(|record| &record.drafts);
    for (row, part) in project.parts.iter().enumerate() {
        let here = row == cursor;
        let pointer = if here { look.glyphs.pointer } else { " " };
        let right = open.project.right.get(row).copied().unwrap_or(false);
        let begun =
            drafts.and_then(|drafts| drafts.get(&part.id)).is_some_and(|draft| draft.text != part.starter.trim());
        let (sign, state, style) = match (right, begun) {
            (true, _) => (look.glyphs.yes, "right", theme.good),
            (false, true) => (look.glyphs.current, "begun", theme.text),
            (false, false) => (look.glyphs.future, "not begun", theme.dim),
        };
        let title = format!("{}  {}", row + 1, part.title);
        let mut said =
            paragraph(&format!("{pointer} {sign} "), &title, columns, if here { theme.focus } else { theme.text });
        if let Some(line) = said.last_mut() {
            line.spans.push(ratatui::text::Span::styled(format!("  {} {state}", look.glyphs.hidden), style));
        }
        out.extend(said);
        if here && with_task {
            out.push(Line::default());
            for text in &part.task {
                out.extend(paragraph("    ", text, columns, theme.text));
            }
            out.push(Line::default());
        }
    }
    let call = if project::is_complete(model) {
        "Everything is right. x writes the policies and the commands that create it into a new folder."
    } else {
        "Enter opens the part: its goals are judged while you type."
    };
    if with_task {
        out.push(Line::default());
    }
    out.extend(paragraph(&format!("{} ", look.glyphs.pointer), call, columns, theme.focus));
    out
}

/// What is said around the bench.
pub(super) fn words(model: &Model) -> Option<Words> {
    let (lesson, open) = model.open()?;
    let project = lesson.lab.project.as_ref()?;
    let at = open.project.open.as_ref()?.at;
    let part = project.parts.get(at)?;
    let bench = &open.project.open.as_ref()?.bench;
    let look = Look::of(model);
    let theme = look.theme;

    let mut story = Part::paragraphs(&part.task, theme.text);
    let before = open.project.right.iter().take(at).position(|right| !right);
    if let Some(missing) = before {
        let said = format!("Part {} is not right yet, and this part is judged on top of it.", missing + 1);
        story.push(Part::Said(format!("{} ", look.glyphs.differs), said, theme.warn));
        story.push(Part::Gap);
    }
    let call = "Enter opens the editor. Esc leaves it, and your text is kept.";
    story.push(Part::Said(format!("{} ", look.glyphs.pointer), call.to_owned(), theme.focus));
    story.extend(hints(look, &part.hints, bench));
    if bench.revealed {
        story.push(Part::Gap);
        story.push(Part::Title("The worked solution".to_owned()));
        story.push(Part::Json(part.solution.trim().to_owned()));
        story.push(Part::Gap);
        story.extend(Part::paragraphs(&part.explanation, theme.text));
    }
    Some(Words {
        heading: format!("Part {} of {}: {}", at + 1, project.parts.len(), part.title),
        story_title: "Task",
        story,
        result_row: Some((look.glyphs.yes, format!("Part {} is right", at + 1), theme.good)),
        result: result(model, look, project, (at, bench)),
        aside: String::new(),
    })
}

fn result(model: &Model, look: Look<'_>, project: &Project, (at, bench): (usize, &Bench)) -> Vec<Part> {
    let theme = look.theme;
    let Some(part) = project.parts.get(at).filter(|_| bench.solved) else { return Vec::new() };
    let mut out = vec![Part::Said(format!("{} ", look.glyphs.yes), format!("Part {} is right.", at + 1), theme.good)];
    out.extend(Part::paragraphs(&part.explanation, theme.text));
    let next = if project::is_complete(model) {
        "x writes the policies, and the commands that create it all, into a new folder."
    } else {
        "n goes to the next part."
    };
    let first = if bench.pane == Pane::Editor { "Esc leaves the editor; then " } else { "" };
    out.push(Part::Said(format!("{} ", look.glyphs.pointer), format!("{first}{next}"), theme.focus));
    out
}
