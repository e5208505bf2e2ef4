//! `rolecall check`.

use super::settings::Settings;
use super::{Outcome, shelf};
use crate::diagnostic::{Diagnostic, Severity, render_all};
use crate::lesson::check as prove;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

pub(crate) fn check(settings: &Settings, paths: &[PathBuf]) -> io::Result<Outcome> {
    let mut files = Vec::new();
    for path in paths {
        shelf::files_at(path, 0, &mut files);
    }
    let (mut errors, mut warnings) = (0, 0);
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut stderr = anstream::stderr();
    for path in &files {
        let shelved = shelf::read(path);
        let mut problems = shelved.diagnostics;
        if let Some(lesson) = &shelved.lesson {
            problems.extend(prove(lesson));
            if let Some(other) = ids.insert(lesson.head.id.clone(), shelved.name.clone()) {
                let title = format!("the id `{}` is used by {other} too", lesson.head.id);
                let mut diagnostic =
                    Diagnostic::error("duplicate-id", &lesson.source, crate::diagnostic::Span::default(), title);
                diagnostic.labels.clear();
                problems.push(diagnostic.help("progress is kept under the id; give each lesson its own"));
            }
        }
        errors += problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        warnings += problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
        stderr.write_all(render_all(&problems, settings.render_style()).as_bytes())?;
    }
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    writeln!(
        io::stdout(),
        "{} checked: {}, {}",
        count(files.len(), "scenario"),
        count(errors, "error"),
        count(warnings, "warning")
    )?;
    if files.is_empty() {
        super::complain("there is no .toml file at the given paths");
        return Ok(Outcome::Bad);
    }
    Ok(if errors == 0 { Outcome::Done } else { Outcome::Bad })
}
