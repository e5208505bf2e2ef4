//! `rolecall check`.

use super::file::{self, Opened, Stamp, files_at};
use super::settings::Settings;
use super::shelf::{Shelf, is_path};
use super::watch::Watch;
use super::{Outcome, complain, crew};
use crate::diagnostic::{Diagnostic, Severity, Source, Span, render_all_within};
use crate::lesson::load_and_check;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often the files are looked at with `--watch`.
const EVERY: Duration = Duration::from_millis(300);

/// What is to be checked.
enum Target {
    /// A file, or all below a folder.
    Path(PathBuf),
    /// A lesson that was found by its id.
    Lesson(Box<super::shelf::Shelved>),
}

impl Target {
    fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Path(path) => files_at(path),
            Self::Lesson(shelved) => shelved.path().map(Path::to_owned).into_iter().collect(),
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        match self {
            Self::Path(path) => files_at(path).into_iter().map(Piece::File).collect(),
            Self::Lesson(shelved) => vec![Piece::Lesson(shelved.clone())],
        }
    }
}

/// One scenario of a target.
enum Piece {
    File(PathBuf),
    Lesson(Box<super::shelf::Shelved>),
}

/// A scenario that was checked. The lesson itself is not kept: of many files none waits in memory for the others.
struct Checked {
    name: String,
    /// The id, when there is a lesson, and the text it came from.
    lesson: Option<(String, Arc<Source>)>,
    problems: Vec<Diagnostic>,
    files: Vec<(PathBuf, Stamp)>,
}

impl Piece {
    fn check(&self) -> Checked {
        let Opened { name, lesson, diagnostics, files } = match self {
            Self::File(path) => file::open(path, load_and_check),
            Self::Lesson(shelved) => shelved.open_by(load_and_check),
        };
        Checked { name, lesson: lesson.map(|it| (it.head.id, it.source)), problems: diagnostics, files }
    }
}

pub(crate) fn check(settings: &Settings, names: &[PathBuf], watch: bool) -> io::Result<Outcome> {
    let mut targets = Vec::new();
    for name in names {
        match name.to_str().filter(|text| !is_path(text) && !name.exists()) {
            None => targets.push(Target::Path(name.clone())),
            Some(id) => {
                let mut shelf = Shelf::whole(&settings.shelves);
                match shelf.find(id) {
                    Ok(at) => targets.push(Target::Lesson(Box::new(shelf.lessons.swap_remove(at)))),
                    Err(error) => return Ok(super::play::not_found(settings, error)),
                }
            }
        }
    }
    let files = || targets.iter().flat_map(Target::files).collect::<Vec<_>>();
    let mut watched = Watch::new(files(), EVERY);
    loop {
        let (outcome, read) = once(settings, &targets)?;
        if !watch {
            return Ok(outcome);
        }
        complain("watching; every save is checked, Ctrl-C ends");
        let beside: Vec<PathBuf> = read.iter().map(|(path, _)| path.clone()).collect();
        watched.also(read);
        watched.wait(|| files().into_iter().chain(beside.iter().cloned()).collect());
    }
}

/// Checks all, on all cores and in their order; gives the files that were read.
fn once(settings: &Settings, targets: &[Target]) -> io::Result<(Outcome, Vec<(PathBuf, Stamp)>)> {
    let (mut count, mut errors, mut warnings) = (0, 0, 0);
    let mut read = Vec::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut stderr = settings.text_to(anstream::stderr());
    let mut pieces = targets.iter().flat_map(Target::pieces).collect::<Vec<_>>().into_iter();
    let take = |checked: Checked| {
        count += 1;
        read.extend(checked.files);
        let mut problems = checked.problems;
        if let Some((id, source)) = checked.lesson
            && let Some(other) = ids.insert(id.clone(), checked.name)
        {
            let title = format!("the id `{id}` is used by {other} too");
            let mut diagnostic = Diagnostic::error("duplicate-id", &source, Span::default(), title);
            diagnostic.labels.clear();
            problems.push(diagnostic.help("progress is kept under the id; give each lesson its own"));
        }
        errors += problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        warnings += problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
        stderr.write_all(render_all_within(&problems, settings.render_style(), Settings::columns()).as_bytes())
    };
    crew::run(move || Ok(pieces.next()), |piece: Piece| piece.check(), take)?;
    let say = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    writeln!(
        settings.text_out(),
        "{} checked: {}, {}",
        say(count, "scenario"),
        say(errors, "error"),
        say(warnings, "warning")
    )?;
    if count == 0 {
        complain("there is no .toml file at the given paths");
        return Ok((Outcome::Bad, read));
    }
    Ok((if errors == 0 { Outcome::Done } else { Outcome::Bad }, read))
}
