//! The screens, or the plain way where there is no terminal.

use super::args::Lens;
use super::settings::Settings;
use super::{Outcome, complain, export, list, plain, play, shelf};
use crate::learner::{Loaded, Record};
use crate::lesson::Lesson;
use crate::tui;
use chrono::Utc;
use std::io;
use std::path::Path;

/// Bare `rolecall`.
pub(crate) fn home(settings: &Settings) -> io::Result<Outcome> {
    if settings.plain {
        let outcome = list::list(settings, false)?;
        complain(
            "there is no terminal for the screens; `rolecall learn LESSON` tells a lesson as text, `rolecall quiz LESSON` asks its questions",
        );
        return Ok(outcome);
    }
    Ok(screens(settings, tui::Start::Home, None))
}

/// `rolecall learn`.
pub(crate) fn learn(settings: &Settings, name: Option<&str>, lens: Lens) -> io::Result<Outcome> {
    let Lens::Visualize = lens;
    let Some(name) = name else { return home(settings) };
    let lesson = match shelf::find(name) {
        Ok(lesson) => lesson,
        Err(error) => return Ok(play::not_found(error)),
    };
    if settings.plain {
        return plain::learn(settings, &lesson);
    }
    Ok(screens(settings, tui::Start::Lesson(lesson.head.id.clone()), Some(lesson)))
}

/// `rolecall quiz`.
pub(crate) fn quiz(settings: &Settings, name: &str) -> io::Result<Outcome> {
    let lesson = match shelf::find(name) {
        Ok(lesson) => lesson,
        Err(error) => return Ok(play::not_found(error)),
    };
    if settings.plain {
        return plain::quiz(settings, &lesson);
    }
    Ok(screens(settings, tui::Start::Quiz(lesson.head.id.clone()), Some(lesson)))
}

/// The record, and what has to be said about it.
pub(crate) fn record(settings: &Settings) -> Loaded {
    match settings.store().and_then(|store| store.load(Utc::now())) {
        Ok(loaded) => loaded,
        Err(error) => Loaded { record: Record::default(), notice: Some(error.to_string()) },
    }
}

fn screens(settings: &Settings, start: tui::Start, opened: Option<Lesson>) -> Outcome {
    let mut entries: Vec<tui::Entry> = Vec::new();
    for shelved in shelf::shipped() {
        entries.push(tui::Entry { name: shelved.name, lesson: shelved.lesson, diagnostics: shelved.diagnostics });
    }
    // Files in ./scenarios are lessons of whoever sits here; a broken one is listed as broken.
    let mut files = Vec::new();
    let own = Path::new("scenarios");
    if own.is_dir() {
        shelf::files_at(own, 0, &mut files);
    }
    for path in files {
        let shelved = shelf::read(&path);
        let known = |lesson: &Lesson| {
            entries.iter().any(|entry| entry.lesson.as_ref().is_some_and(|other| other.head.id == lesson.head.id))
        };
        if !shelved.lesson.as_ref().is_some_and(known) {
            entries.push(tui::Entry { name: shelved.name, lesson: shelved.lesson, diagnostics: shelved.diagnostics });
        }
    }
    if let Some(lesson) = opened {
        entries.retain(|entry| entry.lesson.as_ref().is_none_or(|other| other.head.id != lesson.head.id));
        entries.insert(
            0,
            tui::Entry { name: lesson.source.name().to_owned(), lesson: Some(lesson), diagnostics: Vec::new() },
        );
    }
    let loaded = record(settings);
    let store = settings.store();
    let save = move |record: &Record| match &store {
        Ok(store) => store.save(record, Utc::now()).map(|loaded| loaded.notice).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let options = tui::Options {
        start,
        entries,
        theme: settings.theme,
        ascii: settings.ascii,
        motion: settings.motion,
        mouse: settings.mouse,
        record: loaded.record,
        notice: loaded.notice,
        now: Utc::now,
        offset: *chrono::Local::now().offset(),
        save: Box::new(save),
        write: Box::new(|name, text| export::write_new(Path::new("."), name, text).map_err(|error| error.to_string())),
        export: Box::new(|folder: &str, files: &[_]| {
            export::write(Path::new("."), folder, files).map_err(|error| error.to_string())
        }),
    };
    match tui::run(options) {
        Ok(tui::Exit::Quit) => Outcome::Done,
        Ok(tui::Exit::Signal(number)) => Outcome::Signal(number),
        Err(error) => {
            complain(&format!("the terminal cannot be used: {error}; try --plain"));
            Outcome::Bad
        }
    }
}
