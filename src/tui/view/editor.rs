//! A text being edited: numbered lines in the colours of JSON, the cursor, what is selected, and what is wrong where
//! it is wrong. The text scrolls so that the cursor stays near the middle: the place is a function of the text alone.

use super::json;
use super::panel::{lines, paragraph, put};
use super::text::{truncate, width};
use crate::diagnostic::{Diagnostic, Severity};
use crate::tui::editor::Editor;
use crate::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Columns of the line numbers.
const GUTTER: usize = 5;
/// Rows for what is wrong, under the text: never fewer, so that a short remark does not move the text.
const PROBLEM_ROWS: u16 = 3;

/// Draws the text in `area`, and under it the problem at the cursor or the first one.
pub(super) fn render(
    editor: &Editor,
    problems: &[Diagnostic],
    focused: bool,
    (theme, glyphs): (&Theme, &Glyphs),
    area: Rect,
    buf: &mut Buffer,
) {
    if area.is_empty() {
        return;
    }
    let (row, column) = editor.cursor();
    let remark = remark(problems, row, (theme, glyphs), usize::from(area.width));
    // A remark is read whole: for a long one the text gives way, down to half of the room.
    let most = PROBLEM_ROWS.max(area.height / 2);
    let below = match &remark {
        Some(said) if area.height >= PROBLEM_ROWS + 3 => {
            u16::try_from(said.len()).unwrap_or(most).clamp(PROBLEM_ROWS, most)
        }
        _ => 0,
    };
    let text_area = Rect { height: area.height - below, ..area };
    let height = usize::from(text_area.height);
    let columns = usize::from(text_area.width).saturating_sub(GUTTER).max(1);
    let top = row.saturating_sub(height / 2).min(editor.lines().len().saturating_sub(height));
    let cursor_columns =
        editor.lines().get(row).map_or(0, |line| width(&line.chars().take(column).collect::<String>()));
    let left = cursor_columns.saturating_sub(columns.saturating_sub(1));
    let shown: Vec<Line<'static>> = editor
        .lines()
        .iter()
        .enumerate()
        .skip(top)
        .take(height)
        .map(|(number, line)| {
            let marks = marks(editor, problems, number, line, focused, theme);
            let style = if number == row && focused { theme.focus } else { theme.dim };
            let sign = if problems.iter().any(|problem| line_of(problem) == number) { glyphs.no } else { " " };
            let mut spans = vec![Span::styled(format!("{:>3}{sign} ", number + 1), style)];
            spans.extend(styled(line, &marks, left, theme));
            Line::from(spans)
        })
        .collect();
    lines(text_area, buf, &shown, 0);
    // Where a line goes on out of sight, a sign says so; never in place of the cursor.
    for ((number, line), y) in editor.lines().iter().enumerate().skip(top).zip(text_area.y..text_area.bottom()) {
        let cursor_at_end = focused && number == row && cursor_columns == left + columns - 1;
        if width(line) > left + columns && !cursor_at_end {
            put(buf, text_area.right() - 1, y, 1, glyphs.more, theme.dim, "");
        }
        if left > 0 && !line.trim().is_empty() {
            put(buf, text_area.x + GUTTER as u16 - 1, y, 1, glyphs.more, theme.dim, "");
        }
    }
    if let Some(mut said) = remark.filter(|_| below > 0) {
        if said.len() > usize::from(below) {
            said.truncate(usize::from(below));
            let columns = usize::from(area.width).saturating_sub(width(glyphs.more));
            if let Some(last) = said.last_mut() {
                let cut = truncate(&last.to_string(), columns, "");
                *last = Line::from(Span::styled(format!("{cut}{}", glyphs.more), theme.dim));
            }
        }
        lines(Rect { y: text_area.bottom(), height: below, ..area }, buf, &said, 0);
    }
}

/// What is said under the text: the problem in the line of the cursor, else the first one.
fn remark(
    problems: &[Diagnostic],
    row: usize,
    (theme, glyphs): (&Theme, &Glyphs),
    columns: usize,
) -> Option<Vec<Line<'static>>> {
    let problem = problems.iter().find(|problem| line_of(problem) == row).or_else(|| problems.first())?;
    let style = if problem.severity == Severity::Error { theme.bad } else { theme.warn };
    let what = format!("line {}: {}", line_of(problem) + 1, problem.title);
    let mut said = paragraph(&format!("{} ", glyphs.pointer), &what, columns, style);
    said.extend(problem.help.iter().flat_map(|help| paragraph("  ", help, columns, theme.dim)));
    Some(said)
}

/// Line of a problem in its own text, from 0.
fn line_of(problem: &Diagnostic) -> usize {
    problem.position().0.saturating_sub(problem.source.first_line())
}

/// Style to lay over each character: selection, problems, cursor.
fn marks(
    editor: &Editor,
    problems: &[Diagnostic],
    number: usize,
    line: &str,
    focused: bool,
    theme: &Theme,
) -> Vec<Option<Style>> {
    let count = line.chars().count() + 1;
    let mut marks: Vec<Option<Style>> = vec![None; count];
    for problem in problems {
        let Some(span) = problem.labels.first().map(|label| label.span) else { continue };
        let start = problem.source.position(span.start);
        let end = problem.source.position(span.end);
        let first = problem.source.first_line();
        let (from_line, to_line) = (start.0.saturating_sub(first), end.0.saturating_sub(first));
        if !(from_line..=to_line).contains(&number) {
            continue;
        }
        let from = if number == from_line { start.1.saturating_sub(1) } else { 0 };
        let to = if number == to_line { end.1.saturating_sub(1).max(from + 1) } else { count };
        let colour = if problem.severity == Severity::Error { theme.bad } else { theme.warn };
        let style = colour.add_modifier(Modifier::UNDERLINED);
        marks.iter_mut().take(to).skip(from).for_each(|mark| *mark = Some(style));
    }
    if let Some((from, to)) = editor.selection() {
        for (column, mark) in marks.iter_mut().enumerate() {
            if (number, column) >= from && (number, column) < to {
                *mark = Some(theme.lit);
            }
        }
    }
    let (row, column) = editor.cursor();
    if focused
        && number == row
        && let Some(mark) = marks.get_mut(column)
    {
        *mark = Some(Style::new().add_modifier(Modifier::REVERSED));
    }
    marks
}

/// The line in colours with its marks, from column `left` on; one blank more, where the cursor may stand.
fn styled(line: &str, marks: &[Option<Style>], left: usize, theme: &Theme) -> Vec<Span<'static>> {
    let coloured = json::spans(line, theme);
    let base = coloured.iter().flat_map(|span| span.content.chars().map(move |c| (c, span.style)));
    let mut out: Vec<Span<'static>> = Vec::new();
    let mut skipped = 0;
    for ((c, style), mark) in base.chain(std::iter::once((' ', theme.text))).zip(marks) {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        if skipped < left {
            skipped += width(text);
            continue;
        }
        let style = mark.map_or(style, |mark| style.patch(mark));
        match out.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push(c),
            _ => out.push(Span::styled(text.to_owned(), style)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tui::theme::ThemeName;
    use std::sync::Arc;

    fn drawn(editor: &Editor, problems: &[Diagnostic], size: (u16, u16)) -> Buffer {
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buf = Buffer::empty(area);
        let theme = Theme::new(ThemeName::Dark);
        render(editor, problems, true, (&theme, &Glyphs::UNICODE), area, &mut buf);
        buf
    }

    fn row(buf: &Buffer, y: u16) -> String {
        (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect()
    }

    #[test]
    fn the_cursor_stays_in_sight_in_long_texts_and_long_lines() {
        let text: String = (0..100).map(|n| format!("line {n} {}\n", "x".repeat(200))).collect();
        let mut editor = Editor::new(&text);
        editor.go_to(80, 200);
        let buf = drawn(&editor, &[], (40, 10));
        let reversed = buf.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        assert_eq!(reversed, 1);
        assert!((0..10).any(|y| row(&buf, y).starts_with(" 81")));
    }

    #[test]
    fn a_problem_is_marked_at_its_place_and_said_below() {
        let text = "{\n  \"a\" 1\n}";
        let source = Arc::new(Source::new("x", text));
        let at = text.find('1').expect("it is there");
        let problem =
            Diagnostic::error("c", &source, crate::diagnostic::Span::new(at, at + 1), "no colon").help("add one");
        let buf = drawn(&Editor::new(text), &[problem], (40, 9));
        assert!(row(&buf, 1).starts_with("  2✗"), "{}", row(&buf, 1));
        assert!(buf[(5 + 6, 1)].modifier.contains(Modifier::UNDERLINED));
        assert!(row(&buf, 6).contains("line 2: no colon") && row(&buf, 7).contains("add one"));
    }

    #[test]
    fn a_long_remark_is_said_whole_and_leaves_the_text_its_half() {
        let text = "{\n  \"a\" 1\n}";
        let source = Arc::new(Source::new("x", text));
        let remark = |words: usize| {
            let title = "something is wrong here and there ".repeat(words) + "end";
            Diagnostic::error("c", &source, crate::diagnostic::Span::new(8, 9), title).help("do this, last of all")
        };
        let whole = |buf: &Buffer| (0..buf.area.height).map(|y| row(buf, y)).collect::<Vec<_>>().join("\n");
        let buf = drawn(&Editor::new(text), &[remark(4)], (40, 16));
        let shown = whole(&buf);
        assert!(shown.contains("end") && shown.contains("last of all") && !shown.contains('…'), "{shown}");
        // What is longer still is cut with a sign, and the cursor's line stays in sight.
        let buf = drawn(&Editor::new(text), &[remark(40)], (40, 16));
        let shown = whole(&buf);
        assert!(shown.contains('…') && row(&buf, 0).starts_with("  1"), "{shown}");
    }
}
