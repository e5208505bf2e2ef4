//! `rolecall decide`: one line in, one line out, in order; a bad line never stops the rest.

use super::{Outcome, complain};
use crate::diagnostic::sanitize_line;
use crate::iam::case::{Answer, AnswerOutcome, LONGEST_LINE, answer_line};
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
        let answer = answer_line(text.trim(), explain);
        fine &= answer.is_fine();
        if human {
            say(&mut out, &answer)?;
        } else {
            serde_json::to_writer(&mut out, &answer)?;
            out.write_all(b"\n")?;
        }
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

/// For people.
fn say(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let id = answer
        .id
        .as_ref()
        .map_or_else(|| "case".to_owned(), |id| id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned));
    let id = sanitize_line(&id).into_owned();
    match &answer.outcome {
        AnswerOutcome::Failed { error } => writeln!(out, "{id}: cannot be read: {}", sanitize_line(&error.message)),
        AnswerOutcome::Decided { decision, message, decided_by, ambiguous, as_expected, .. } => {
            let expected = match as_expected {
                Some(false) => " (not as expected)",
                _ => "",
            };
            writeln!(out, "{id}: {}{expected}", decision.name())?;
            if let Some(by) = decided_by {
                let statement = by.sid.clone().unwrap_or_else(|| format!("statement {}", by.statement + 1));
                writeln!(
                    out,
                    "  decided by {} of {} ({})",
                    sanitize_line(&statement),
                    sanitize_line(&by.policy),
                    by.layer
                )?;
            }
            if let Some(message) = message {
                writeln!(out, "  {}", sanitize_line(message))?;
            }
            if let Some(ambiguous) = ambiguous {
                writeln!(out, "  ambiguous: {ambiguous}")?;
            }
            Ok(())
        }
    }
}
