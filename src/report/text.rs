//! A lesson as linear text: for screen readers, pipes and CI. No boxes, no columns, no colour; one thing a line.

use super::evidence;
use crate::lesson::{Lesson, Status, Timeline, clock_duration};
use std::fmt::Write as _;

/// Columns to which prose is wrapped.
const WIDTH: usize = 90;

/// Writing into a `String` cannot fail.
macro_rules! line {
    ($out:expr) => { $out.push('\n'); };
    ($out:expr, $($arguments:tt)*) => { let _ = writeln!($out, $($arguments)*); };
}

/// Wraps `text` with `first` before its first line and blanks of the same width before the others.
fn wrapped(out: &mut String, first: &str, text: &str) {
    let indent = " ".repeat(first.chars().count());
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for part in text.lines() {
        line!(out, "{}", textwrap::fill(part, &options));
    }
}

/// Title and concept snapshot.
pub fn introduction(lesson: &Lesson) -> String {
    let head = &lesson.head;
    let mut out = String::new();
    line!(out, "{}", head.title);
    line!(out, "{}, {}, about {} minutes", head.topic, head.level.name(), head.minutes);
    line!(out);
    line!(out, "In short:");
    for summary in &head.summary {
        wrapped(&mut out, "- ", summary);
    }
    out
}

/// One step: its words, its values and its evidence.
pub fn step(timeline: &Timeline, number: usize) -> String {
    let mut out = String::new();
    let Some(step) = timeline.step(number) else { return out };
    let clock = step.clock.format("%H:%M:%SZ");
    // What never happened has no time.
    let when = if step.status == Status::Skipped { String::new() } else { format!(", at {clock}") };
    line!(
        out,
        "Step {number} of {}: {}. {}{when}.",
        timeline.steps.len(),
        step.words.action,
        capital(if step.status == Status::Skipped { &step.words.result } else { step.status.words() })
    );
    if step.status == Status::Skipped {
        wrapped(&mut out, "  ", &step.says);
        return out;
    }
    for (name, words, value) in [
        ("Input", &step.words.input, &step.values.input),
        ("Output", &step.words.output, &step.values.output),
        ("Result", &step.words.result, &step.values.result),
    ] {
        let value = if value == "–" || value == words { String::new() } else { format!(" ({value})") };
        wrapped(&mut out, &format!("  {name}: "), &format!("{words}{value}"));
    }
    wrapped(&mut out, "  What happens: ", &step.says);
    for one in timeline.questions_of(step) {
        if let Some(why) = one.because {
            wrapped(&mut out, "  ", why);
        }
        line!(out, "  Evidence for {} on {}: {}.", one.action, one.resource, one.verdict());
        for reason in evidence(one).iter().skip(1) {
            wrapped(&mut out, "    - ", reason);
        }
    }
    if let Some(left) = step.session_left {
        let left = if left == 0 { "expired".to_owned() } else { format!("{} left", clock_duration(left)) };
        line!(out, "  Session: {left}.");
    }
    out
}

/// The whole play.
pub fn timeline(lesson: &Lesson, timeline: &Timeline, until: usize) -> String {
    let mut out = introduction(lesson);
    for name in &timeline.what_ifs {
        if let Some(what_if) = lesson.what_if(name) {
            line!(out);
            wrapped(&mut out, "What if: ", &what_if.title);
            wrapped(&mut out, "  ", &what_if.lesson);
        }
    }
    for number in 1..=timeline.steps.len().min(until) {
        line!(out);
        out.push_str(&step(timeline, number));
    }
    line!(out);
    line!(out, "What was typed and answered:");
    for execution in timeline.execution.iter().filter(|line| line.steps.first().is_none_or(|first| *first <= until)) {
        line!(out, "- {}:", execution.words);
        for text in execution.text().lines() {
            line!(out, "    {text}");
        }
    }
    line!(out);
    line!(out, "Status:");
    for row in &timeline.variables {
        line!(out, "- {}:", row.name);
        for (column, cell) in timeline.columns.iter().zip(&row.cells).filter(|(column, _)| column.step <= until) {
            let value = if cell.value == "–" { String::new() } else { format!(" ({})", cell.value) };
            wrapped(
                &mut out,
                &format!("    {} ({}): ", column.title, column.clock.format("%H:%M:%SZ")),
                &format!("{}{value}", cell.words),
            );
        }
    }
    if until >= timeline.steps.len() {
        line!(out);
        let verdict = timeline.decision.map_or("refused, but not by a policy", |decision| decision.words());
        match &timeline.error {
            Some(error) => wrapped(
                &mut out,
                "Outcome: ",
                &format!("{verdict}; {} {}: {}", error.status, error.code, error.message),
            ),
            None => wrapped(&mut out, "Outcome: ", verdict),
        }
    }
    out
}

/// The key moments, question and answer.
pub fn key_moments(lesson: &Lesson) -> String {
    let mut out = String::from("Key moments\n");
    for (number, moment) in (1..).zip(&lesson.key_moments) {
        line!(out);
        wrapped(&mut out, &format!("{number}. "), &moment.question);
        for paragraph in &moment.answer {
            wrapped(&mut out, "   ", paragraph);
        }
    }
    out
}

/// The transcript and the sources.
pub fn transcript(lesson: &Lesson) -> String {
    let mut out = String::from("Transcript\n");
    for paragraph in &lesson.head.transcript {
        line!(out);
        wrapped(&mut out, "", paragraph);
    }
    line!(out);
    line!(out, "Sources:");
    for source in &lesson.head.sources {
        line!(out, "- {}: {}", source.title, source.url);
    }
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
