//! `rolecall decide`: one line in, one line out, in order; a bad line never stops the rest.

mod lines;

use super::settings::Settings;
use super::{Outcome, complain, crew};
use crate::diagnostic::sanitize_line;
use crate::iam::Catalog;
use crate::iam::case::{Answer, Case, answer_line};
use lines::Lines;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

pub(crate) fn decide(settings: &Settings, file: Option<&Path>, explain: bool, json: bool) -> io::Result<Outcome> {
    let input: Box<dyn Read + Send> = match file {
        None => Box::new(io::stdin()),
        Some(path) if path == Path::new("-") => Box::new(io::stdin()),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => {
                complain(&format!("`{}` cannot be read: {error}", path.display()));
                return Ok(Outcome::Usage);
            }
        },
    };
    let human = io::stdout().is_terminal() && !json && !explain;
    let form = if human { Form::Words } else { Form::Json { explain } };
    let mut lines = Lines::new(input);
    let next = move || lines.batch().map(|batch| Some(batch).filter(|batch| !batch.is_empty()));
    let mut out: Box<dyn Write> = if human { Box::new(settings.text_out()) } else { Box::new(io::stdout().lock()) };
    let mut fine = true;
    crew::run(
        next,
        move |batch: Vec<u8>| answer_all(&batch, form),
        |answers| {
            let answers = answers?;
            fine &= answers.fine;
            out.write_all(&answers.text)?;
            // A batch is what came without waiting, so whoever waits for its answers gets them now.
            out.flush()
        },
    )?;
    Ok(if fine { Outcome::Done } else { Outcome::Bad })
}

/// How answers are given.
#[derive(Clone, Copy)]
enum Form {
    /// To people.
    Words,
    /// To programs: one line of JSON each.
    Json { explain: bool },
}

/// The answers to a batch of lines.
struct Answers {
    text: Vec<u8>,
    /// All were read and as expected.
    fine: bool,
}

fn answer_all(batch: &[u8], form: Form) -> io::Result<Answers> {
    let mut answers = Answers { text: Vec::new(), fine: true };
    // A text that is sound takes the quick way; in another what is wrong becomes visible.
    let text = std::str::from_utf8(batch).map_or_else(|_| String::from_utf8_lossy(batch), Cow::Borrowed);
    for line in text.split('\n').map(str::trim) {
        if !line.is_empty() {
            answers.fine &= match form {
                Form::Words => say_line(&mut answers.text, line)?,
                Form::Json { explain } => answer(&mut answers.text, line, explain)?,
            };
        }
    }
    Ok(answers)
}

/// For programs: one line of JSON. Whether all is well.
fn answer(out: &mut Vec<u8>, line: &str, explain: bool) -> io::Result<bool> {
    let answer = answer_line(line, explain);
    serde_json::to_writer(&mut *out, &answer)?;
    out.push(b'\n');
    Ok(answer.is_fine())
}

/// For people: the verdict, what decided, what stands in the way and what would change it. Whether all is well.
fn say_line(out: &mut impl Write, line: &str) -> io::Result<bool> {
    let case = match Case::parse(line) {
        Ok(case) => case,
        Err(error) => {
            let answer = Answer::unreadable(line, error.clone());
            writeln!(out, "{}: cannot be read: {}", name(answer.id.as_ref()), sanitize_line(&error.message))?;
            return Ok(false);
        }
    };
    let trace = case.trace();
    let as_expected = case.expected.is_none_or(|expected| expected == trace.decision);
    let expected = match case.expected.filter(|_| !as_expected) {
        Some(expected) => format!(", but {} was expected", expected.words()),
        None => String::new(),
    };
    writeln!(out, "{}: {}{expected}", name(case.id.as_ref()), trace.decision.words())?;
    say(out, "", &trace.plain_sentence())?;
    if let Some((policy, statement)) = trace.deciding() {
        let layer = trace.decided_by.map_or("", |by| by.layer.name());
        let line = statement.line(policy);
        say(out, "by    ", &format!("{}, {layer}, line {line}", statement.label_in(policy)))?;
    }
    if let Some(message) = trace.aws_message() {
        say(out, "AWS   ", &message)?;
    }
    for layer in &trace.layers {
        let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
        say(out, "layer ", &format!("{}{level}: {}", layer.layer.name(), layer.outcome.words()))?;
    }
    for change in trace.what_would_change() {
        say(out, "change", &change)?;
    }
    for point in &trace.ambiguous {
        say(out, "open  ", point.sentence())?;
    }
    for unusual in Catalog::shipped().unusual_keys(&trace.request) {
        say(out, "odd   ", &format!("{}: {}", unusual.key, unusual.why))?;
    }
    for finding in case.findings() {
        let (line, column) = finding.position();
        let place = format!("{}:{line}:{column}", finding.source.name());
        say(out, "policy", &format!("{place}: {} ({})", finding.title, finding.code))?;
    }
    Ok(as_expected)
}

fn say(out: &mut impl Write, what: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {what}{}{}", if what.is_empty() { "" } else { "  " }, sanitize_line(text))
}

fn name(id: Option<&serde_json::Value>) -> String {
    let text = id.map_or_else(|| "case".to_owned(), |id| id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned));
    sanitize_line(&text).into_owned()
}
