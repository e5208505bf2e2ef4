//! What the tests of the screens share: a model with the shipped lessons, keys as they are typed, the screen as text.
#![allow(dead_code, reason = "each test uses its part of it")]

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use rolecall::diagnostic::Source;
use rolecall::learner::Record;
use rolecall::lesson::{QuestionKind, Response, embedded, load};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Entry, Model, Msg, Start, update, view};
use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

pub fn entry(name: &str, text: &str) -> Entry {
    let (lesson, diagnostics) = load(Arc::new(Source::new(name, text)), &|_| Err("no files".to_owned()));
    Entry { name: name.to_owned(), lesson, diagnostics, ..Entry::default() }
}

/// A clock that goes on a little whenever it is read, so that later is later. Each test has its own.
pub fn now() -> DateTime<Utc> {
    thread_local!(static READ: Cell<i64> = const { Cell::new(0) });
    READ.set(READ.get() + 1);
    DateTime::from_timestamp_micros(1_790_000_000_000_000 + READ.get()).expect("a moment")
}

pub fn model(theme: ThemeName, ascii: bool, size: (u16, u16)) -> Model {
    // Loaded once: hundreds of models are made from the same files.
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    let load_all = || {
        let shipped = embedded().iter().map(|(name, text)| entry(name, text));
        let broken = entry("broken.toml", "format = 1\nid = \"x\"\ntitel = \"\\u001b[31mred\"\n");
        shipped.chain([broken]).collect()
    };
    let entries = ENTRIES.get_or_init(load_all).clone();
    let mut model = Model::new(entries, theme, ascii, false, Record::default(), now);
    update(&mut model, Msg::Resize(size.0, size.1));
    model
}

/// Every lesson of the library, whether it ships inside the program yet or not.
pub fn library() -> Vec<Entry> {
    let mut files: Vec<_> =
        std::fs::read_dir("scenarios").expect("a folder").map(|file| file.expect("a file")).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let read = |file: &std::fs::DirEntry| std::fs::read_to_string(file.path()).expect("a text");
    let entries = files.iter().map(|file| entry(&file.file_name().to_string_lossy(), &read(file)));
    entries.filter(|entry| entry.lesson.is_some()).collect()
}

/// Keys as they are typed: characters, and `→ ← ↑ ↓ ⏎ ⎋ ⇥ ⇤ ⌂ ⇲ ⇞ ⇟` for the keys without one.
pub fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.chars() {
        let code = match key {
            '→' => KeyCode::Right,
            '←' => KeyCode::Left,
            '↑' => KeyCode::Up,
            '↓' => KeyCode::Down,
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '⇥' => KeyCode::Tab,
            '⌂' => KeyCode::Home,
            '⇲' => KeyCode::End,
            '⇞' => KeyCode::PageUp,
            '⇟' => KeyCode::PageDown,
            '⇤' => KeyCode::BackTab,
            other => KeyCode::Char(other),
        };
        effects.extend(update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))));
    }
    effects
}

/// The first lesson after these keys.
pub fn open(keys: &str) -> Model {
    at((120, 40), keys)
}

/// The first lesson at this size, after these keys.
pub fn at(size: (u16, u16), keys: &str) -> Model {
    lesson_at("iam-roles", size, keys)
}

/// A lesson at this size, after these keys.
pub fn lesson_at(lesson: &str, size: (u16, u16), keys: &str) -> Model {
    let mut model = model(ThemeName::Dark, false, size);
    model.start(&Start::Lesson(lesson.to_owned()));
    press(&mut model, keys);
    model
}

/// The text of the first lesson as it ships.
pub fn first_text() -> &'static str {
    embedded().iter().find(|(name, _)| name.contains("iam-roles")).expect("the lesson").1
}

/// The first lesson from this text with some of it replaced, after these keys.
pub fn variant(whole: &str, replacements: &[(&str, &str)], keys: &str) -> Model {
    let changed = replacements.iter().fold(whole.to_owned(), |whole, (old, new)| {
        assert!(whole.contains(old), "{old}");
        whole.replace(old, new)
    });
    let entry = entry("variant.toml", &changed);
    let titles: Vec<&String> = entry.diagnostics.iter().map(|diagnostic| &diagnostic.title).collect();
    assert!(entry.lesson.is_some(), "{titles:?}");
    let now = || DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, Record::default(), now);
    update(&mut model, Msg::Resize(120, 40));
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, keys);
    model
}

/// What is seen on the way down by this many rows.
pub fn read_down(model: &mut Model, rows: usize) -> String {
    let mut all = String::new();
    for _ in 0..rows {
        all.push_str(&text(model));
        press(model, "↓");
    }
    all
}

/// The words of a screen, wherever its lines end.
pub fn flat(screen: &str) -> String {
    screen.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// After these keys every size can be drawn, and what any key but `q` leads to.
pub fn endures(keys: &str, sizes: &[(u16, u16)]) {
    for size in sizes {
        let mut model = open(keys);
        update(&mut model, Msg::Resize(size.0, size.1));
        draw(&model);
    }
    for key in (' '..='~').chain("↑↓⇞⇟⇥⇤⎋⏎←→⌂⇲".chars()).filter(|key| *key != 'q') {
        let mut model = open(keys);
        press(&mut model, &key.to_string());
        draw(&model);
    }
}

pub fn draw(model: &Model) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(model.size.0, model.size.1)).expect("a buffer");
    terminal.draw(|frame| view(model, frame)).expect("a frame");
    terminal.backend().buffer().clone()
}

pub fn text(model: &Model) -> String {
    let buffer = draw(model);
    let width = usize::from(buffer.area.width);
    buffer
        .content
        .chunks(width)
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n")
        .collect()
}

/// The text, and under every row its styles as letters: one letter a distinct style, explained at the end.
pub fn styled(model: &Model) -> String {
    let buffer = draw(model);
    let mut styles: Vec<String> = Vec::new();
    let mut out = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width)) {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        let marks: String = row
            .iter()
            .map(|cell| {
                let style = format!("{:?} on {:?} {:?}", cell.fg, cell.bg, cell.modifier);
                let at = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                    styles.push(style);
                    styles.len() - 1
                });
                char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at])
            })
            .collect();
        let _ = writeln!(out, "{}\n{marks}", line.trim_end());
    }
    for (letter, style) in ('a'..).zip(styles) {
        let _ = writeln!(out, "{letter} {style}");
    }
    out
}

/// The keys that answer the question on show, right or wrong, up to where it asks how sure the learner is.
pub fn answer(model: &Model, right: bool) -> String {
    let ask = model.ask().expect("a question");
    let row_of = |part: &usize| ask.order().iter().position(|other| other == part).expect("a row");
    // Four rows have a letter.
    let letter = |row: usize| b"abcd".get(row).map(|letter| char::from(*letter).to_string());
    let keys = match (&ask.question().kind, ask.question().key()) {
        (QuestionKind::Fill { answers, .. }, _) if right => answers[0].clone(),
        (QuestionKind::Fill { mistakes, .. }, _) => {
            mistakes.first().map_or_else(|| "nobody knows".to_owned(), |mistake| mistake.value.clone())
        }
        (_, Response::Option(key)) => {
            let rows = ask.order().len();
            let row = if right { row_of(&key) } else { (row_of(&key) + 1) % rows };
            "↓".repeat(row)
        }
        (_, Response::Options(keys)) => {
            let mut keys: Vec<usize> = keys.iter().map(row_of).collect();
            if !right {
                let wrong = (0..ask.order().len()).find(|row| !keys.contains(row)).expect("a wrong one");
                keys.push(wrong);
            }
            // Whoever has no letter is ticked with the arrows and space.
            let tick = |row| letter(row).unwrap_or_else(|| "↑".repeat(9) + &"↓".repeat(row) + " ");
            keys.into_iter().map(tick).collect()
        }
        (_, Response::Sequence(solved)) => {
            let mut items = ask.order().to_vec();
            let (mut cursor, mut keys) = (0, String::new());
            for (place, item) in solved.iter().enumerate().take(if right { solved.len() } else { 0 }) {
                let at = items.iter().position(|other| other == item).expect("an item");
                let (way, steps) = if at >= cursor { ("↓", at - cursor) } else { ("↑", cursor - at) };
                keys.push_str(&way.repeat(steps));
                keys.push_str(&"K".repeat(at - place));
                let moved = items.remove(at);
                items.insert(place, moved);
                cursor = place;
            }
            keys
        }
        (_, Response::Pairing(key)) => {
            let turned = |left: usize| if right { left } else { (left + 1) % key.len() };
            let choose = |row| letter(row).unwrap_or_else(|| "→".to_owned() + &"↓".repeat(row) + "⏎");
            (0..key.len()).map(|left| choose(row_of(&turned(left)))).collect()
        }
        (_, Response::Text(_)) => unreachable!("only what is filled in is a text"),
    };
    keys + "⏎"
}
