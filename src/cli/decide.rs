//! `rolecall decide`: one line in, one line out, in order; a bad line never stops the rest.

use super::{Outcome, complain};
use crate::diagnostic::sanitize_line;
use crate::iam::Catalog;
use crate::iam::case::{Answer, Case, LONGEST_LINE, answer_line};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::Path;

pub(crate) fn decide(file: Option<&Path>, explain: bool, json: bool) -> io::Result<Outcome> {
    let input: Box<dyn Read> = match file {
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
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    let mut fine = true;
    loop {
        line.clear();
        // One byte more than allowed tells a long line from one of just that length.
        let limit = LONGEST_LINE as u64 + 2;
        if (&mut input).take(limit).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.last() != Some(&b'\n') && line.len() as u64 == limit {
            skip_line(&mut input)?;
        }
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        let text = text.trim();
        fine &= if human { say_line(&mut out, text)? } else { answer(&mut out, text, explain)? };
        // Somebody who types a line wants its answer; a file wants speed.
        if human || input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(if fine { Outcome::Done } else { Outcome::Bad })
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            input.consume(end + 1);
            return Ok(());
        }
        let length = buffer.len();
        input.consume(length);
    }
}

/// For programs: one line of JSON. Whether all is well.
fn answer(out: &mut impl Write, line: &str, explain: bool) -> io::Result<bool> {
    let answer = answer_line(line, explain);
    serde_json::to_writer(&mut *out, &answer)?;
    out.write_all(b"\n")?;
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
        say(out, "by    ", &format!("{} of {}, {layer}, line {line}", statement.label(), policy.name))?;
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
