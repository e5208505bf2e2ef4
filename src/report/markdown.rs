//! A play as Markdown, for hand-outs and notes.

use super::evidence;
use crate::lesson::{Lesson, Timeline};
use std::fmt::Write as _;

macro_rules! line {
    ($out:expr, $($arguments:tt)*) => { let _ = writeln!($out, $($arguments)*); };
}

/// The lesson played to step `until` as one Markdown document.
pub fn timeline(lesson: &Lesson, timeline: &Timeline, until: usize) -> String {
    let mut out = String::new();
    line!(out, "# {}\n", text(&lesson.head.title));
    for summary in &lesson.head.summary {
        line!(out, "- {}", text(summary));
    }
    for what_if in timeline.what_ifs.iter().filter_map(|id| lesson.what_if(id)) {
        line!(out, "\n**What if:** {}. {}", text(&what_if.title), text(&what_if.lesson));
    }
    line!(out, "\n## Process\n\n| Step | Action | Input | Output | Result |\n| --- | --- | --- | --- | --- |");
    for step in timeline.steps.iter().take(until) {
        let cells = step.words.each().map(cell);
        line!(out, "| {} | {} |", step.number, cells.join(" | "));
    }
    line!(out, "\nSimulated values:\n\n| Step | Action | Input | Output | Result |\n| --- | --- | --- | --- | --- |");
    for step in timeline.steps.iter().take(until) {
        let cells = step.values.each().map(cell);
        line!(out, "| {} | {} |", step.number, cells.join(" | "));
    }
    let titles: Vec<String> = timeline
        .columns
        .iter()
        .map(|column| format!("{}, {}", column.title, column.clock.format("%H:%M:%SZ")))
        .collect();
    line!(out, "\n## Status\n\n| | {} |\n| --- |{}", titles.join(" | "), " --- |".repeat(titles.len()));
    for row in &timeline.variables {
        let cells: Vec<String> = timeline
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, value)| if column.step <= until { cell(&value.words) } else { "·".to_owned() })
            .collect();
        line!(out, "| {} | {} |", cell(&row.name), cells.join(" | "));
    }
    line!(out, "\n## Evidence");
    for step in timeline.steps.iter().take(until) {
        for one in timeline.questions_of(step) {
            line!(out, "\n### Step {}: `{}` on `{}`\n", step.number, one.action, one.resource);
            if let Some(why) = one.because {
                line!(out, "{why}\n");
            }
            for reason in evidence(one) {
                line!(out, "- {}", text(&reason));
            }
        }
    }
    if let Some(error) = timeline.error.as_ref().filter(|_| until >= timeline.steps.len()) {
        line!(out, "\nThe answer: {} {}, {}", error.status, error.code, text(&error.message));
    }
    line!(out, "\n## Commands");
    for line in timeline.execution.iter().filter(|line| line.steps.first().is_none_or(|first| *first <= until)) {
        // The fence is longer than any run of backticks inside.
        line!(out, "\n{}:\n\n````text\n{}\n````", text(&line.words), line.text().replace("````", "'''' "));
    }
    out
}

/// Text that Markdown leaves as it is.
fn text(raw: &str) -> String {
    raw.chars().fold(String::with_capacity(raw.len()), |mut out, c| {
        if "\\`*_[]<>#|".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

fn cell(raw: &str) -> String {
    text(raw).replace('\n', " ")
}
