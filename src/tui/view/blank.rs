//! A policy with blanks: its text in colours with the fields in their places, and what came of the last try.

use super::ask::Look;
use super::json;
use super::panel::{lines, paragraph, put};
use super::text::{capitalised, truncate, width};
use crate::diagnostic::Severity;
use crate::lesson::{BLANK, BlankState, BlankTask, Lesson, Must};
use crate::tui::lens::blank::{Filling, HINTS, Looking};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Columns before the text of the policy: the numbers of its lines.
const GUTTER: usize = 5;

/// All that is shown, and what has to be in sight.
fn content(lesson: &Lesson, filling: &Filling, look: Look<'_>, columns: usize) -> (Vec<Line<'static>>, Range<usize>) {
    let (theme, glyphs) = look;
    let Some(task) = lesson.lab.blanks.iter().find(|task| task.id == filling.id) else { return (Vec::new(), 0..0) };
    let mut out = paragraph("", &task.prompt, columns, theme.title);
    out.push(Line::default());
    let above = out.len();
    let (text, mut blank) = document(task, filling, look, columns);
    out.extend(text);
    blank = blank.start + above..blank.end + above;
    // The goals are the task; before the first try they are only listed.
    out.push(Line::default());
    let result_from = out.len();
    match filling.judged() {
        None => {
            out.push(Line::from(Span::styled("It is right when", theme.title)));
            for goal in &task.goals {
                let words = format!("{} ({})", goal.says, must(goal.must));
                out.extend(paragraph(&format!("{} ", glyphs.future), &words, columns, theme.text));
            }
        }
        Some(Err(error)) => out.extend(paragraph(&format!("{} ", glyphs.no), error, columns, theme.bad)),
        Some(Ok(state)) => result(state, (task, filling), look, columns, &mut out),
    }
    let result = result_from..out.len();
    let help_from = out.len();
    if filling.hints() > 0 || filling.shows_solution() {
        out.push(Line::default());
    }
    for (number, hint) in (1..).zip(task.hints.iter().take(filling.hints())) {
        let head = if number == task.hints.len() { "worked  ".to_owned() } else { format!("hint {number}  ") };
        out.extend(paragraph(&head, hint, columns, theme.warn));
    }
    if filling.shows_solution() {
        for (number, answer) in (1..).zip(&task.solution) {
            let head = if task.solution.len() == 1 {
                "one answer that works: ".to_owned()
            } else {
                format!("blank {number}: ")
            };
            out.extend(paragraph(&head, answer, columns, theme.warn));
        }
    }
    let help = help_from..out.len();
    if let Some(source) = task.source.and_then(|at| lesson.head.sources.get(at)).filter(|_| filling.is_solved()) {
        out.push(Line::default());
        out.extend(paragraph("source: ", &format!("{} {}", source.title, source.url), columns, theme.dim));
    }
    let target = match filling.looking() {
        // The first blank is read with all that stands above it.
        Looking::Blank if filling.at() == 0 => 0..blank.end,
        Looking::Blank => blank,
        Looking::Result => result,
        Looking::Hints => help,
        Looking::At(line) => line..usize::MAX,
    };
    (out, target)
}

fn must(must: Must) -> &'static str {
    match must {
        Must::Allow => "must be allowed",
        Must::Deny => "must be denied",
    }
}

/// What came of it: the verdict, what is wrong with the text, every goal with what happened.
fn result(
    state: &BlankState,
    (task, filling): (&BlankTask, &Filling),
    look: Look<'_>,
    columns: usize,
    out: &mut Vec<Line<'static>>,
) {
    let (theme, glyphs) = look;
    // What is wrong is said at once; what would be right, once there is nothing left to find out.
    let may_tell = state.solved || filling.shows_solution() || filling.hints() >= task.hints.len();
    let answers = filling.answers();
    let tells = |help: &&String| may_tell || !task.gives_away(help, &answers);
    if state.solved {
        let words = if filling.shows_solution() {
            "It works. You have seen an answer; try the next one without."
        } else {
            "It works: every goal is met."
        };
        out.extend(paragraph(&format!("{} ", glyphs.yes), words, columns, theme.good));
    } else {
        let says = state.says.as_deref().unwrap_or("not every goal is met");
        out.extend(paragraph(&format!("{} Not yet. ", glyphs.no), &capitalised(says), columns, theme.bad));
    }
    for problem in &state.problems {
        let line = problem.position().0.saturating_sub(problem.source.first_line()) + 1;
        let style = if problem.severity == Severity::Error { theme.bad } else { theme.warn };
        // The first problem is the verdict already: then only its place and its help are new.
        let is_said = state.says.as_deref().is_some_and(|says| says.contains(&problem.title));
        let head = format!("  line {line}: ");
        match (problem.help.as_ref().filter(tells), is_said) {
            (Some(help), true) => out.extend(paragraph(&head, help, columns, style)),
            (None, true) => out.extend(paragraph(&head, "here", columns, style)),
            (help, false) => {
                out.extend(paragraph(&head, &problem.title, columns, style));
                out.extend(help.into_iter().flat_map(|help| paragraph("    ", help, columns, theme.dim)));
            }
        }
    }
    for goal in &state.goals {
        let (sign, style) = if goal.met { (glyphs.yes, theme.good) } else { (glyphs.no, theme.bad) };
        let met = if goal.met { "met" } else { "not met" };
        let words = format!("{} ({}): {met}", goal.goal, must(goal.must));
        out.extend(paragraph(&format!("{sign} "), &words, columns, style));
        out.extend(paragraph("    ", &goal.says(), columns, theme.dim));
    }
}

/// The policy with what is written in its blanks, and the lines of the blank that is filled.
fn document(task: &BlankTask, filling: &Filling, look: Look<'_>, columns: usize) -> (Vec<Line<'static>>, Range<usize>) {
    let (theme, _) = look;
    let answers = filling.answers();
    let mut out = Vec::new();
    let mut target = 0..0;
    let mut number_of_blank = 0;
    for (number, line) in (1..).zip(task.document.trim_matches('\n').lines()) {
        let mut text = String::new();
        let mut marks: Vec<(Range<usize>, bool)> = Vec::new();
        for (part, piece) in line.split(BLANK).enumerate() {
            if part > 0 {
                let answer = answers.get(number_of_blank).map_or("", String::as_str);
                let here = number_of_blank == filling.at();
                let from = text.len();
                let typing = here && filling.is_typing();
                text.push_str(if answer.is_empty() && !typing { BLANK } else { answer });
                // Where the next letter will stand.
                if typing {
                    text.push(' ');
                }
                marks.push((from..text.len(), here));
                number_of_blank += 1;
            }
            text.push_str(piece);
        }
        let from = out.len();
        let cells = cells(&text, &marks, filling.is_typing(), look);
        let margin = line.len() - line.trim_start_matches(' ').len();
        let room = columns.saturating_sub(GUTTER).max(1);
        for (row, spans) in fold(cells, room, margin.min(room / 2)).into_iter().enumerate() {
            let head = if row == 0 { format!("{number:>3}  ") } else { " ".repeat(GUTTER) };
            let mut all = vec![Span::styled(head, theme.dim)];
            all.extend(spans);
            out.push(Line::from(all));
        }
        if marks.iter().any(|(_, here)| *here) {
            target = from..out.len();
        }
    }
    (out, target)
}

/// Every character with its style: JSON, and over it the blanks.
fn cells(text: &str, marks: &[(Range<usize>, bool)], typing: bool, (theme, _): Look<'_>) -> Vec<(char, Style)> {
    let spans = json::spans(text, theme);
    let coloured = spans.iter().flat_map(|span| span.content.chars().map(|c| (c, span.style)));
    text.char_indices()
        .zip(coloured)
        .map(|((byte, c), (_, style))| {
            let Some((range, here)) = marks.iter().find(|(range, _)| range.contains(&byte)) else {
                return (c, style);
            };
            let blank = if *here { theme.focus } else { theme.warn };
            let is_cursor = *here && typing && byte + 1 == range.end;
            let mark = if is_cursor { Modifier::REVERSED } else { Modifier::UNDERLINED };
            (c, blank.add_modifier(mark))
        })
        .collect()
}

/// Lines of at most `columns`, the later ones behind `margin` and two blanks more.
fn fold(cells: Vec<(char, Style)>, columns: usize, margin: usize) -> Vec<Vec<Span<'static>>> {
    let mut rows: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    let mut used = 0;
    for (c, style) in cells {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        let needed = width(text);
        if used + needed > columns {
            let indent = (margin + 2).min(columns / 2);
            rows.push(vec![Span::raw(" ".repeat(indent))]);
            used = indent;
        }
        used += needed;
        let Some(row) = rows.last_mut() else { continue };
        match row.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push(c),
            _ => row.push(Span::styled(text.to_owned(), style)),
        }
    }
    rows
}

/// First line shown, and the last that can be first.
pub(super) fn place(lesson: &Lesson, filling: &Filling, look: Look<'_>, area: Rect) -> (usize, usize) {
    let (all, target) = content(lesson, filling, look, columns(area));
    top(all.len(), &target, area)
}

fn columns(area: Rect) -> usize {
    usize::from(area.width.min(110))
}

fn top(all: usize, target: &Range<usize>, area: Rect) -> (usize, usize) {
    let height = usize::from(area.height.saturating_sub(1));
    let last = all.saturating_sub(height);
    (target.end.saturating_sub(height).min(target.start).min(last), last)
}

/// Draws the task in `area`.
pub(super) fn render(lesson: &Lesson, filling: &Filling, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (all, target) = content(lesson, filling, look, columns(area));
    let (top, last) = top(all.len(), &target, area);
    let body = Rect { height: area.height.saturating_sub(1), ..area };
    lines(body, buf, &all, top);
    let below = last - top;
    let more = if below > 0 { format!("  {} {below} more below: PgDn", look.1.more) } else { String::new() };
    let words = match (filling.is_typing(), filling.is_solved()) {
        (true, _) if !filling.has_several() => "Write into the blank; Enter tries it.",
        (true, _) => "Write into the blank; Enter tries it, Tab goes to the next.",
        (false, true) => "Done. Esc goes back to the tasks.",
        (false, false) if filling.hints() >= HINTS => "Enter writes on, S gives a solution, Esc goes back.",
        (false, false) => "Enter writes on, h gives a hint, S a solution, Esc goes back.",
    };
    let used = u16::try_from(all.len()).unwrap_or(u16::MAX).min(body.height);
    // The keys of the sentence stand in the footer, too; the one that leads further down stands only here.
    let columns = usize::from(area.width);
    let words = truncate(words, columns.saturating_sub(width(&more)), look.1.more);
    put(buf, area.x, area.y + used, columns, &format!("{words}{more}"), look.0.dim, look.1.more);
}
