//! `rolecall list`.

use super::file::shown;
use super::settings::Settings;
use super::{Outcome, shelf};
use crate::learner::Record;
use serde_json::json;
use std::io::{self, Write};

pub(crate) fn list(settings: &Settings, as_json: bool) -> io::Result<Outcome> {
    let record = settings
        .store()
        .and_then(|store| store.load(chrono::Utc::now()))
        .map(|loaded| loaded.record)
        .unwrap_or_default();
    let shelf = shelf::Shelf::whole(&settings.shelves).lessons;
    if as_json {
        let lessons: Vec<_> = shelf
            .iter()
            .map(|shelved| match shelved.open().lesson {
                Some(lesson) => json!({
                    "id": lesson.head.id,
                    "title": lesson.head.title,
                    "topic": lesson.head.topic,
                    "level": lesson.head.level,
                    "minutes": lesson.head.minutes,
                    "steps": lesson.step_count(),
                    "questions": lesson.questions.len(),
                    "what_ifs": lesson.what_ifs.iter().map(|what_if| &what_if.id).collect::<Vec<_>>(),
                    "furthest": record.lessons.get(&lesson.head.id).map_or(0, |lesson| lesson.furthest),
                    "file": shelved.path().map(shown),
                    "replaces": shelved.replaces,
                }),
                None => json!({ "file": shelved.name, "broken": true }),
            })
            .collect();
        writeln!(io::stdout().lock(), "{}", serde_json::to_string_pretty(&lessons)?)?;
        return Ok(Outcome::Done);
    }
    let mut out = settings.text_out();
    for shelved in &shelf {
        match shelved.open().lesson {
            Some(lesson) => {
                let head = &lesson.head;
                writeln!(out, "{:<20} {}", head.id, head.title)?;
                writeln!(
                    out,
                    "{:<20} {}, {} min, {}",
                    "",
                    head.level.name(),
                    head.minutes,
                    progress(&record, &lesson)
                )?;
                if let Some(origin) = shelved.origin() {
                    writeln!(out, "{:<20} {origin}", "")?;
                }
            }
            None => writeln!(out, "{:<20} broken: see `rolecall check {}`", shelved.name, shelved.name)?,
        }
    }
    Ok(Outcome::Done)
}

/// How far the learner is, in words.
pub(crate) fn progress(record: &Record, lesson: &crate::lesson::Lesson) -> String {
    let Some(known) = record.lessons.get(&lesson.head.id) else { return "not begun".to_owned() };
    let right = known.right(lesson.questions.iter().map(|question| question.id.as_str()));
    format!("step {} of {}, quiz {right} of {}", known.furthest, lesson.step_count(), lesson.questions.len())
}
