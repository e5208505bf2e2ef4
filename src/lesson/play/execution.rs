//! The execution sample: what was typed and what was printed, line by line, and the steps that light each.

use super::run::Run;
use super::told::Said;
use crate::cloud::{Exchange, Output};
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{ExecutionLine, Stage, Status, Step};
use crate::lesson::words::Shows;

impl Run {
    pub(super) fn execution(&self, lesson: &Lesson, steps: &[Step], said: &Said<'_>) -> Vec<ExecutionLine> {
        lesson
            .execution
            .iter()
            .map(|words| {
                // What comes after a refusal is not told in the rows, so it is not told here either.
                let before = |number: usize| lesson.steps.iter().position(|step| step.call == Some(number));
                let failed = steps.iter().position(|step| step.status == Status::Failed);
                let is_after = matches!((before(words.call), failed), (Some(own), Some(failed)) if own > failed);
                let exchange = self.exchange(words.call).filter(|_| !is_after);
                let lit_by = |stage: Stage| match words.shows {
                    Shows::Command => matches!(stage, Stage::Request | Stage::Use),
                    Shows::Answer => matches!(stage, Stage::Validate | Stage::Evaluate),
                };
                let of_call = || {
                    let told = lesson.steps.iter().zip(steps);
                    told.filter(|(step, _)| step.call == Some(words.call))
                };
                let mut own: Vec<&Step> =
                    of_call().filter(|(step, _)| lit_by(step.stage)).map(|(_, step)| step).collect();
                // A call may be told without the row in which it is made. Its command still comes before its answer.
                if own.is_empty() && words.shows == Shows::Command {
                    own.extend(of_call().next().map(|(_, step)| step));
                }
                let refused_earlier =
                    words.shows == Shows::Answer && exchange.is_some_and(|exchange| exchange.outcome.is_err());
                let status = match exchange {
                    None => Status::Skipped,
                    Some(_) if refused_earlier => Status::Failed,
                    Some(_) => Status::Done,
                };
                // An answer that comes a stage early (credentials refused) is lit with the step that failed.
                let mut lit: Vec<usize> = own.iter().map(|step| step.number).collect();
                if refused_earlier {
                    lit.extend(steps.iter().filter(|step| step.status == Status::Failed).map(|step| step.number));
                }
                lit.sort_unstable();
                lit.dedup();
                ExecutionLine {
                    words: words.words.fill(said.of_call(Some(words.call))),
                    steps: lit,
                    status,
                    shows: words.shows,
                    exchange: exchange.cloned(),
                }
            })
            .collect()
    }
}

impl ExecutionLine {
    /// A real command (starting with `$ `) or a real answer; may have several lines.
    pub fn text(&self) -> String {
        match (&self.exchange, self.shows) {
            (None, _) => "(never sent)".to_owned(),
            (Some(exchange), Shows::Command) => exchange.shown_command(),
            (Some(exchange), Shows::Answer) => answer(exchange),
        }
    }
}

/// What the CLI printed, with secrets and tokens shortened: the sample shows the form, the exchange keeps the whole.
fn answer(exchange: &Exchange) -> String {
    const SECRETS: [&str; 5] =
        ["\"SecretAccessKey\"", "\"SessionToken\"", "\"Token\"", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    if exchange.printed().is_empty() {
        // The CLI prints nothing where the answer holds nothing: that it went through is a remark, and no output.
        let status = exchange.status_line();
        return if status.is_empty() { status } else { format!("(no output: {status})") };
    }
    let shorten = |line: &str| {
        let secret = SECRETS.iter().any(|name| line.trim_start().starts_with(name));
        let (between, end) = if line.contains(": \"") { (": \"", "\"") } else { ("=", "") };
        match (secret, line.split_once(between)) {
            (true, Some((name, value))) => {
                let comma = if value.ends_with(',') { "," } else { "" };
                let head: String = value.chars().take(12).collect();
                format!("{name}{between}{head}…{end}{comma}")
            }
            _ => line.to_owned(),
        }
    };
    let mut text = exchange.printed().lines().map(shorten).collect::<Vec<_>>().join("\n");
    if let Ok(Output::Object { body, .. }) = &exchange.outcome
        && !body.is_empty()
    {
        let first = body.lines().next().unwrap_or_default();
        text.push_str(&format!("\n# the file begins: {first}"));
    }
    text
}
