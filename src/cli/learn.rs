//! The screens, or the plain way where there is no terminal.

use super::file::Opened;
use super::settings::Settings;
use super::shelf::{NotFound, Shelf};
use super::watch::WatchedLesson;
use super::{Outcome, complain, export, list, plain, play};
use crate::learner::{Loaded, Record};
use crate::lesson::Lens;
use crate::tui;
use chrono::Utc;
use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::rc::Rc;

/// Bare `rolecall`.
pub(crate) fn home(settings: &Settings) -> io::Result<Outcome> {
    if settings.plain {
        let outcome = list::list(settings, false)?;
        complain(
            "there is no terminal for the screens; `rolecall learn LESSON` tells a lesson as text, `rolecall quiz LESSON` asks its questions",
        );
        return Ok(outcome);
    }
    Ok(screens(settings, tui::Start::Home, Shelf::whole(&settings.shelves), None, None))
}

/// `rolecall learn`.
pub(crate) fn learn(settings: &Settings, name: &str, lens: Option<Lens>, watch: bool) -> io::Result<Outcome> {
    if settings.plain {
        if watch || lens.is_some_and(|lens| lens != Lens::Visualize) {
            complain("--watch and --lens are for the screens; here the lesson is told as text");
        }
        return match Shelf::whole(&settings.shelves).open(name) {
            Ok(lesson) => plain::learn(settings, &lesson),
            Err(error) => Ok(play::not_found(settings, error)),
        };
    }
    Ok(open(settings, name, watch, |id| match lens {
        Some(lens) => tui::Start::Lens(id, lens),
        None => tui::Start::Lesson(id),
    }))
}

/// `rolecall quiz`.
pub(crate) fn quiz(settings: &Settings, name: &str) -> io::Result<Outcome> {
    if settings.plain {
        return match Shelf::whole(&settings.shelves).open(name) {
            Ok(lesson) => plain::quiz(settings, &lesson),
            Err(error) => Ok(play::not_found(settings, error)),
        };
    }
    Ok(open(settings, name, false, tui::Start::Quiz))
}

/// The record, and what has to be said about it.
pub(crate) fn record(settings: &Settings) -> Loaded {
    match settings.store().and_then(|store| Ok((store.load(Utc::now())?, store.try_out()))) {
        // Said before anything is done that would be lost.
        Ok((Loaded { record, notice }, tried)) => {
            Loaded { record, notice: notice.or_else(|| tried.err().map(|error| error.to_string())) }
        }
        Err(error) => Loaded { record: Record::default(), notice: Some(error.to_string()) },
    }
}

/// The screens with a lesson open, which is loaded before the first frame.
fn open(settings: &Settings, name: &str, watch: bool, start: impl Fn(String) -> tui::Start) -> Outcome {
    let mut shelf = Shelf::whole(&settings.shelves);
    let found = shelf.find(name).and_then(|at| {
        let opened = shelf.lessons[at].open();
        let Some(lesson) = &opened.lesson else { return Err(NotFound::Broken(opened.diagnostics)) };
        Ok((at, start(lesson.head.id.clone()), opened))
    });
    let (at, start, opened) = match found {
        Ok(found) => found,
        Err(error) => return play::not_found(settings, error),
    };
    let watched = match (watch, shelf.lessons[at].path()) {
        (false, _) => None,
        (true, Some(path)) => Some(WatchedLesson::new(at, path.to_owned(), &opened)),
        (true, None) => {
            complain(&format!("`{name}` ships with the program and has no file to watch; give the path of a file"));
            return Outcome::Usage;
        }
    };
    screens(settings, start, shelf, Some((at, opened)), watched)
}

fn screens(
    settings: &Settings,
    start: tui::Start,
    shelf: Shelf,
    opened: Option<(usize, Opened)>,
    watched: Option<WatchedLesson>,
) -> Outcome {
    let mut entries: Vec<tui::Entry> = shelf
        .lessons
        .iter()
        .map(|shelved| tui::Entry {
            name: shelved.name.clone(),
            origin: shelved.origin(),
            head: shelved.head.clone(),
            ..tui::Entry::default()
        })
        .collect();
    let ready = opened.as_ref().map(|(at, _)| *at);
    if let Some((at, opened)) = opened {
        entries[at].lesson = opened.lesson;
        entries[at].diagnostics = opened.diagnostics;
    }
    // The rest is loaded while the first frame is on the screen already.
    let rest = shelf.lessons.into_iter().enumerate().filter(move |(at, _)| Some(*at) != ready);
    let rest = rest.map(|(entry, shelved)| {
        let opened = shelved.open();
        tui::Arrival::Loaded { entry, lesson: opened.lesson.map(Box::new), diagnostics: opened.diagnostics }
    });
    let loaded = record(settings);
    let store = settings.store();
    // What could not be kept at last is said once more when the screens are gone.
    let not_kept = Rc::new(RefCell::new(None));
    let last = Rc::clone(&not_kept);
    let save = move |record: &Record| {
        let kept = match &store {
            Ok(store) => store.save(record, Utc::now()).map(|loaded| loaded.notice).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        *last.borrow_mut() = kept.as_ref().err().cloned();
        kept
    };
    let options = tui::Options {
        start,
        entries,
        arrivals: Box::new(rest.chain(watched.into_iter().flatten())),
        theme: settings.theme,
        ascii: settings.ascii,
        motion: settings.motion,
        mouse: settings.mouse,
        record: loaded.record,
        notice: loaded.notice,
        now: Utc::now,
        offset: *chrono::Local::now().offset(),
        save: Box::new(save),
        write: Box::new(|name, text| {
            let written = export::write_new(Path::new("."), name, text).map_err(|error| error.to_string())?;
            Ok(export::in_full(&written))
        }),
        export: Box::new(|folder: &str, files: &[_]| {
            let written = export::write(Path::new("."), folder, files).map_err(|error| error.to_string())?;
            Ok(export::in_full(&written))
        }),
    };
    let ended = tui::run(options);
    if let Some(error) = not_kept.take() {
        complain(&error);
    }
    match ended {
        Ok(tui::Exit::Quit) => Outcome::Done,
        Ok(tui::Exit::Signal(number)) => Outcome::Signal(number),
        Err(error) => {
            complain(&format!("the terminal cannot be used: {error}; try --plain"));
            Outcome::Bad
        }
    }
}
