//! What the tests of Challenge and Project share: a bench to open, texts to type and to paste.
#![allow(dead_code, reason = "each test uses its part of it")]

use super::screen::{draw, model, press};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rolecall::learner::{LessonRecord, Record};
use rolecall::lesson::Lesson;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Start, update};
use std::cell::Cell;

pub const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// A clock that goes on by a second each time it is read: of two drafts the later one counts.
fn now() -> chrono::DateTime<chrono::Utc> {
    // Of each test its own.
    thread_local!(static SECONDS: Cell<i64> = const { Cell::new(1_790_000_000) });
    let second = SECONDS.with(|seconds| seconds.replace(seconds.get() + 1));
    chrono::DateTime::from_timestamp(second, 0).expect("a moment")
}

/// A lesson opened by somebody with this record, and the keys pressed.
pub fn with_record(lesson: &str, size: (u16, u16), record: Record, keys: &str) -> Model {
    let mut model = model(ThemeName::Dark, false, size);
    model.now = now;
    model.record = record;
    model.start(&Start::Lesson(lesson.to_owned()));
    model.notice = None;
    press(&mut model, keys);
    model
}

pub fn at(size: (u16, u16), keys: &str) -> Model {
    with_record("iam-roles", size, Record::default(), keys)
}

pub fn key(model: &mut Model, code: KeyCode, modifiers: KeyModifiers) -> Vec<Effect> {
    update(model, Msg::Key(KeyEvent::new(code, modifiers)))
}

pub fn control(model: &mut Model, letter: char) -> Vec<Effect> {
    key(model, KeyCode::Char(letter), KeyModifiers::CONTROL)
}

pub fn function(model: &mut Model, number: u8) -> Vec<Effect> {
    key(model, KeyCode::F(number), KeyModifiers::NONE)
}

pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    update(model, Msg::Paste(text.to_owned()))
}

/// The whole text in the editor is replaced by another, which is pasted.
pub fn replace(model: &mut Model, text: &str) -> Vec<Effect> {
    function(model, 4);
    control(model, 'a');
    paste(model, text)
}

/// The lesson that is open.
pub fn lesson(model: &Model) -> &Lesson {
    model.open().expect("a lesson is open").0
}

/// What is known of the learner in it.
pub fn known(model: &Model) -> LessonRecord {
    model.record.lessons.get(&lesson(model).head.id).cloned().unwrap_or_default()
}

/// At every kind of size, after each of these keys, something is drawn, and after a few more.
pub fn draws_at_every_size(all_keys: &[&str]) {
    let roomy = [(99, 50), (100, 29), (100, 30), (120, 40), (200, 60), (300, 16)];
    let narrow = [(60, 16), (61, 17), (79, 22), (80, 24), (1, 1)];
    for size in narrow.into_iter().chain(roomy) {
        for keys in all_keys {
            let mut model = at(size, keys);
            draw(&model);
            press(&mut model, "⇟⇟⇞↓↑");
            draw(&model);
        }
    }
}
