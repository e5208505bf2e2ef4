//! The command line: one file per verb. The only floor that looks at arguments, environment and the files to read.

mod args;
mod ask;
mod check;
mod crew;
mod decide;
mod export;
mod file;
mod learn;
mod list;
mod new;
mod out;
mod plain;
mod play;
mod settings;
mod shelf;
mod watch;

use args::{Arguments, Verb};
use clap::{CommandFactory, Parser};
use std::io::{self, Write};
use std::process::ExitCode;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 0.
    Done,
    /// 1: the input was judged bad, or a check failed.
    Bad,
    /// 2: the program was used wrongly.
    Usage,
    /// 128 and the number of the signal that ended the program.
    Signal(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Bad => Self::from(1),
            Outcome::Usage => Self::from(2),
            Outcome::Signal(number) => Self::from(number.saturating_add(128)),
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run(arguments) {
        Ok(outcome) => outcome.into(),
        // Whoever reads our output has seen enough: `rolecall play … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(1)
        }
    }
}

fn run(arguments: Arguments) -> io::Result<Outcome> {
    let settings = settings::Settings::of(&arguments);
    if let Some(folder) = arguments.path.iter().find(|folder| !folder.is_dir()) {
        complain(&format!("`{}`, given with --path, is no folder", folder.display()));
        return Ok(Outcome::Usage);
    }
    match arguments.verb {
        None | Some(Verb::Learn { lesson: None, .. }) => learn::home(&settings),
        Some(Verb::Learn { lesson: Some(lesson), lens, watch }) => learn::learn(&settings, &lesson, lens, watch),
        Some(Verb::List { json }) => list::list(&settings, json),
        Some(Verb::Play { lesson, format, what_if, until }) => {
            play::play(&settings, &lesson, format, &what_if, until.as_deref())
        }
        Some(Verb::Quiz { lesson }) => learn::quiz(&settings, &lesson),
        Some(Verb::Check { paths, watch }) => check::check(&settings, &paths, watch),
        Some(Verb::New { name, at }) => new::new(&settings, &name, &at),
        Some(Verb::Schema) => {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &crate::lesson::schema())?;
            writeln!(out)?;
            Ok(Outcome::Done)
        }
        Some(Verb::Decide { file, explain, json }) => decide::decide(&settings, file.as_deref(), explain, json),
        Some(Verb::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "rolecall", &mut text);
            io::stdout().lock().write_all(&text)?;
            Ok(Outcome::Done)
        }
        Some(Verb::Man) => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Arguments::command()).render(&mut text)?;
            io::stdout().lock().write_all(&text)?;
            Ok(Outcome::Done)
        }
    }
}

/// Says something to people, on stderr, harmlessly. A closed stderr is nobody's problem.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr(), "rolecall: {}", crate::diagnostic::sanitize(message));
}
