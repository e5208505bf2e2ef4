//! The Challenge lens on the screen: the list of puzzles, and what is said around the bench.

use super::bench::{self, Look, Part, Words, frame, lay, scrolled};
use super::chrome;
use super::panel::paragraph;
use crate::cloud::Change;
use crate::diagnostic::sanitize;
use crate::learner::Badge;
use crate::lesson::{Difficulty, Puzzle, clock_duration, say_grants};
use crate::tui::lens::bench::{Bench, Pane, record};
use crate::tui::lens::challenge::{self, badges};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Sentences about what is let in beyond need; whoever lets in everything need not read all of it.
const MOST_SENTENCES: usize = 24;

/// Draws the list or the bench.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    chrome::lesson_header(model, area, buf);
    let Some((_, open)) = model.open() else { return };
    match (&open.challenge.open, words(model)) {
        (Some(puzzle), Some(words)) => bench::render(model, &puzzle.bench, &words, area, buf),
        _ => list(model, area, buf),
    }
}

pub(super) fn difficulty(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

fn badge(badge: Badge) -> &'static str {
    match badge {
        Badge::Solved => "solved",
        Badge::Alone => "alone",
        Badge::LeastPrivilege => "least privilege",
    }
}

/// The badges as a list; what was solved after the solution was shown has none.
fn badge_list(model: &Model, id: &str) -> Option<String> {
    let known = record(model)?;
    known.solved.get(id)?;
    let all: Vec<_> = badges(model, id).into_iter().map(badge).collect();
    Some(if all.is_empty() { "solved with the solution".to_owned() } else { all.join(", ") })
}

fn list(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, _)) = model.open() else { return };
    let look = Look::of(model);
    let y = area.y + 1 + chrome::lens_bar_height(area);
    let room = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y + 1));
    let cursor = challenge::cursor(model);
    let columns = usize::from(room.width.saturating_sub(4));
    let (rows, selected) = rows(model, look, columns);
    let upper = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX).min(room.height * 3 / 5);
    let upper = Rect { height: upper, ..room };
    let solved = lesson.lab.puzzles.iter().filter(|puzzle| badge_list(model, &puzzle.id).is_some()).count();
    let title = format!("Mend what is broken: {solved} of {} solved", lesson.lab.puzzles.len());
    let inner = frame(look, &title, true, upper, buf);
    let top =
        selected.saturating_sub(usize::from(inner.height)).min(rows.len().saturating_sub(usize::from(inner.height)));
    scrolled(look, &rows, top, "", (upper, inner), buf);
    let lower = Rect { y: upper.bottom(), height: room.height - upper.height, ..room };
    let Some(puzzle) = lesson.lab.puzzles.get(cursor) else { return };
    let inner = frame(look, &puzzle.title, false, lower, buf);
    let mut parts = Part::paragraphs(&puzzle.story, look.theme.text);
    parts.push(Part::Said(
        format!("{} ", look.glyphs.pointer),
        "Enter opens it: you see the error, edit the policy, and every goal is judged while you type.".to_owned(),
        look.theme.focus,
    ));
    let text = lay(look, &parts, usize::from(inner.width).min(96));
    scrolled(look, &text, 0, ", Enter shows all", (lower, inner), buf);
}

/// The puzzles, and the last line of the selected one.
fn rows(model: &Model, look: Look<'_>, columns: usize) -> (Vec<Line<'static>>, usize) {
    let theme = look.theme;
    let mut out = Vec::new();
    let mut selected = 0;
    let Some((lesson, _)) = model.open() else { return (out, 0) };
    let cursor = challenge::cursor(model);
    for (row, puzzle) in lesson.lab.puzzles.iter().enumerate() {
        let here = row == cursor;
        let pointer = if here { look.glyphs.pointer } else { " " };
        let (sign, state, style) = match badge_list(model, &puzzle.id) {
            Some(badges) => (look.glyphs.yes, badges, theme.good),
            None if challenge::is_begun(model, puzzle) => (look.glyphs.current, "begun".to_owned(), theme.text),
            None => (look.glyphs.future, "not solved yet".to_owned(), theme.dim),
        };
        let title = if here { theme.focus } else { theme.text };
        out.extend(paragraph(&format!("{pointer} {sign} "), &puzzle.title, columns, title));
        let said = format!("{}  {}  {state}", difficulty(puzzle.difficulty), look.glyphs.hidden);
        out.extend(paragraph("    ", &said, columns, style));
        if here {
            selected = out.len();
        }
    }
    (out, selected)
}

/// What is said around the bench.
pub(super) fn words(model: &Model) -> Option<Words> {
    let (lesson, open) = model.open()?;
    let puzzle_open = open.challenge.open.as_ref()?;
    let puzzle = lesson.lab.puzzles.get(puzzle_open.at)?;
    let bench = &puzzle_open.bench;
    let look = Look::of(model);
    let aside = open.challenge.watch.as_ref().map(|watch| clock_duration(watch.seconds)).unwrap_or_default();
    Some(Words {
        heading: format!("{} ({})", puzzle.title, difficulty(puzzle.difficulty)),
        story_title: "Story",
        story: story(look, puzzle, &puzzle_open.symptom, bench),
        result_row: Some(result_row(look, bench)),
        result: result(model, look, puzzle, bench),
        aside,
    })
}

fn story(look: Look<'_>, puzzle: &Puzzle, symptom: &str, bench: &Bench) -> Vec<Part> {
    let theme = look.theme;
    let task = "Enter opens the editor: mend the policy until every goal is met, and let in no more.";
    let mut out = vec![Part::Said(format!("{} ", look.glyphs.pointer), task.to_owned(), theme.focus), Part::Gap];
    out.extend(Part::paragraphs(&puzzle.story, theme.text));
    // What is mended is no longer so.
    let (title, style) = if bench.solved { ("What one saw", theme.dim) } else { ("What one sees", theme.bad) };
    out.push(Part::Title(title.to_owned()));
    out.push(Part::Said(format!("{} ", look.glyphs.no), symptom.to_owned(), style));
    out.extend(hints(look, &puzzle.hints, bench));
    if bench.revealed {
        out.push(Part::Gap);
        out.push(Part::Title("The worked solution".to_owned()));
        out.extend(Part::paragraphs(&puzzle.worked, theme.text));
        for change in &puzzle.solution {
            match change {
                Change::SetPolicy { policy, .. } => {
                    out.push(Part::Said(String::new(), format!("{}:", policy.name), theme.dim));
                    out.push(Part::Json(sanitize(policy.source.text().trim()).into_owned()));
                }
                Change::RemovePolicy { target } => {
                    let name = bench.sheets.iter().find(|sheet| sheet.target.target == *target);
                    let name = name.map_or_else(String::new, |sheet| sheet.target.name.clone());
                    out.push(Part::Said(String::new(), format!("{name} is taken away: an empty text."), theme.text));
                }
                _ => {}
            }
            out.push(Part::Gap);
        }
    }
    out
}

/// The hints that were opened.
pub(super) fn hints(look: Look<'_>, all: &[String], bench: &Bench) -> Vec<Part> {
    let opened = all.iter().take(bench.help.hints).enumerate();
    let hint = |(at, text): (usize, &String)| {
        [Part::Gap, Part::Said(format!("Hint {} of {}: ", at + 1, all.len()), text.clone(), look.theme.warn)]
    };
    opened.flat_map(hint).collect()
}

fn result_row(look: Look<'_>, bench: &Bench) -> (&'static str, String, ratatui::style::Style) {
    let theme = look.theme;
    let extra = bench.extra.len();
    let beyond = if extra == 1 { "1 request".to_owned() } else { format!("{extra} requests") };
    match (bench.solved, extra) {
        (true, 0) => (look.glyphs.yes, "Solved, and nothing beyond need was found".to_owned(), theme.good),
        (true, _) => (look.glyphs.differs, format!("Solved, but {beyond} beyond need let in"), theme.warn),
        (false, 0) => (look.glyphs.hidden, "Nothing new beyond need was found".to_owned(), theme.dim),
        (false, _) => (look.glyphs.differs, format!("{beyond} beyond need let in"), theme.warn),
    }
}

fn result(model: &Model, look: Look<'_>, puzzle: &Puzzle, bench: &Bench) -> Vec<Part> {
    let theme = look.theme;
    let mut out = Vec::new();
    if bench.solved {
        let said = match badges(model, &puzzle.id).as_slice() {
            // A badge that was earned stays, whatever is looked at afterwards.
            [] if bench.help.solution => "Solved, with the worked solution seen: no badge.".to_owned(),
            [] => "Solved.".to_owned(),
            all => format!("Solved. Badges: {}.", all.iter().map(|it| badge(*it)).collect::<Vec<_>>().join(", ")),
        };
        out.push(Part::Said(format!("{} ", look.glyphs.yes), said, theme.good));
    }
    if bench.extra.is_empty() {
        let none = if bench.solved {
            "what is let in of them the author's solution lets in, too, or it was let in before and no goal closes it"
        } else {
            "none is let in that both the broken set-up and the author's solution refuse"
        };
        let text = format!(
            "{} requests were tried, those of the lesson and those that the policies' own texts suggest: {none}.",
            bench.tried
        );
        out.push(Part::Said("  ".to_owned(), text, theme.text));
    } else {
        let badge = if badges(model, &puzzle.id).contains(&Badge::LeastPrivilege) {
            "An earlier answer earned the badge for least privilege"
        } else {
            "With less you earn the badge for least privilege"
        };
        out.push(Part::Said(
            format!("{} ", look.glyphs.differs),
            format!("{} requests were tried, and this is let in beyond need. {badge}:", bench.tried),
            theme.warn,
        ));
        let grants = say_grants(&bench.extra);
        let more = grants.len().saturating_sub(MOST_SENTENCES);
        let more = (more > 0).then(|| format!("and so on, {more} lines more"));
        let said = grants.into_iter().take(MOST_SENTENCES).chain(more);
        out.extend(said.map(|said| Part::Said("    ".to_owned(), said, theme.text)));
    }
    if bench.solved {
        out.push(Part::Gap);
        out.extend(Part::paragraphs(&puzzle.worked, theme.text));
        let next = if bench.pane == Pane::Editor {
            "Esc leaves the editor, and once more goes back to the list."
        } else {
            "Esc goes back to the list."
        };
        out.push(Part::Said(format!("{} ", look.glyphs.pointer), next.to_owned(), theme.focus));
    }
    out
}
