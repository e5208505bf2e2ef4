//! Key scripts drive `update`; the screens are compared with their styles.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use rolecall::diagnostic::Source;
use rolecall::learner::Record;
use rolecall::lesson::{Panel, embedded, load};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Entry, Model, Msg, Overlay, Screen, Start, update, view};
use std::fmt::Write as _;
use std::sync::Arc;

fn entry(name: &str, text: &str) -> Entry {
    let (lesson, diagnostics) = load(Arc::new(Source::new(name, text)), &|_| Err("no files".to_owned()));
    Entry { name: name.to_owned(), lesson, diagnostics, ..Entry::default() }
}

fn model(theme: ThemeName, ascii: bool, size: (u16, u16)) -> Model {
    let mut entries: Vec<Entry> = embedded().iter().map(|(name, text)| entry(name, text)).collect();
    entries.push(entry("broken.toml", "format = 1\nid = \"x\"\ntitel = \"\\u001b[31mred\"\n"));
    let now = || chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let mut model = Model::new(entries, theme, ascii, false, Record::default(), now);
    update(&mut model, Msg::Resize(size.0, size.1));
    model
}

/// Keys as they are typed: characters, and `→ ← ↑ ↓ ⏎ ⎋ ⇥ ⌂ ⇲` for the keys without one.
fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
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
            other => KeyCode::Char(other),
        };
        effects.extend(update(model, Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))));
    }
    effects
}

fn open(keys: &str) -> Model {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, keys);
    model
}

fn draw(model: &Model) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(model.size.0, model.size.1)).expect("a buffer");
    terminal.draw(|frame| view(model, frame)).expect("a frame");
    terminal.backend().buffer().clone()
}

fn text(model: &Model) -> String {
    let buffer = draw(model);
    let width = usize::from(buffer.area.width);
    buffer
        .content
        .chunks(width)
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n")
        .collect()
}

/// The text, and under every row its styles as letters: one letter a distinct style, explained at the end.
fn styled(model: &Model) -> String {
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

#[test]
fn stepping_forward_back_first_last_and_by_number() {
    let mut model = open("→→→");
    let step = |model: &Model| model.lesson.as_ref().map(|lesson| lesson.step);
    assert_eq!(step(&model), Some(3));
    press(&mut model, "←");
    assert_eq!(step(&model), Some(2));
    press(&mut model, "⇲");
    assert_eq!(step(&model), Some(5));
    press(&mut model, "→");
    assert_eq!(step(&model), Some(5), "the last step is the last");
    press(&mut model, "⌂←");
    assert_eq!(step(&model), Some(0));
    press(&mut model, "j4⏎");
    assert_eq!(step(&model), Some(4));
    press(&mut model, "j9⏎");
    assert_eq!(step(&model), Some(4), "there is no step 9");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains('9')));
}

#[test]
fn later_rows_stay_hidden_until_they_are_reached() {
    let mut model = open("→");
    assert!(text(&model).contains("sent to AWS"));
    assert!(!text(&model).contains("AccessKeyId"));
    press(&mut model, "→");
    assert!(text(&model).contains("AccessKeyId"));
    press(&mut model, "←");
    assert!(!text(&model).contains("AccessKeyId"));
}

#[test]
fn every_step_is_saved_and_quitting_saves_too() {
    let mut model = open("");
    assert_eq!(press(&mut model, "→"), [Effect::Save]);
    assert_eq!(model.record.lessons["iam-roles"].furthest, 1);
    assert_eq!(press(&mut model, "q"), [Effect::Save, Effect::Quit]);
}

#[test]
fn playing_goes_on_by_itself_and_stops_at_the_end() {
    let mut model = open(" ");
    for _ in 0..400 {
        if model.tick().is_none() {
            break;
        }
        update(&mut model, Msg::Tick);
    }
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!((lesson.step, lesson.playing), (5, false));
    assert_eq!(model.tick(), None, "at the end the program sleeps");
}

#[test]
fn a_what_if_marks_what_differs_and_esc_undoes_it() {
    let mut model = open("⇲w↓↓⏎");
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!(lesson.timeline.what_ifs, ["bucket-denies"]);
    let screen = text(&model);
    assert!(screen.contains('Δ') && screen.contains("explicitly denied"), "{screen}");
    press(&mut model, "⎋");
    assert!(model.lesson.as_ref().is_some_and(|lesson| lesson.timeline.what_ifs.is_empty()));
    assert!(!text(&model).contains('Δ'));
}

#[test]
fn a_key_moment_jumps_lights_and_plays_its_what_if() {
    let mut model = open("k↓⏎");
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!(lesson.step, 4);
    assert_eq!(lesson.timeline.what_ifs, ["role-may-not-read"]);
    assert!(!lesson.lit.is_empty());
    assert_eq!(model.overlay, Some(Overlay::Moments(Some(1))));
    press(&mut model, "⏎");
    assert_eq!(model.overlay, None);
    assert!(model.lesson.as_ref().is_some_and(|lesson| !lesson.lit.is_empty()), "the lights stay on");
    press(&mut model, "⎋");
    assert!(model.lesson.as_ref().is_some_and(|lesson| lesson.lit.is_empty()));
}

#[test]
fn the_quiz_is_played_to_its_end() {
    let mut model = open("t");
    for question in 0..3 {
        let quiz = model.quiz.as_ref().expect("a quiz");
        assert_eq!(quiz.question, question);
        let lesson = model.entries[0].lesson.as_ref().expect("a lesson");
        let right =
            quiz.order.iter().position(|option| lesson.questions[question].options[*option].right).expect("a key");
        // The second question is answered wrongly, after two hints and a look at the lesson.
        let row = if question == 1 { (right + 1) % 4 } else { right };
        if question == 1 {
            press(&mut model, "s");
            assert!(model.notice.is_some(), "the place is shown from the second hint on");
            press(&mut model, "hhs");
            assert!(model.quiz.as_ref().is_some_and(|quiz| quiz.looking));
            assert!(
                model.lesson.as_ref().is_some_and(|lesson| lesson.focus == Panel::Process && !lesson.lit.is_empty())
            );
            press(&mut model, "s");
        }
        let letter = ['a', 'b', 'c', 'd'][row].to_string();
        assert_eq!(press(&mut model, &letter), [Effect::Save]);
        let screen = text(&model);
        assert!(screen.contains(if question == 1 { "not right" } else { "right" }), "{screen}");
        assert!(screen.contains("how we know"));
        press(&mut model, "⏎");
    }
    let screen = text(&model);
    assert!(screen.contains("2 of 3 right") && screen.contains("shown at: Process, step 4"), "{screen}");
    press(&mut model, "⏎");
    assert_eq!(model.screen, Screen::Lesson);
    assert_eq!(model.record.lessons["iam-roles"].questions.len(), 3);
}

#[test]
fn options_keep_their_place_within_a_try_and_change_with_the_next() {
    let order = |model: &Model| model.quiz.as_ref().map(|quiz| quiz.order.clone());
    let mut model = open("t");
    let first = order(&model);
    press(&mut model, "⎋t");
    assert_eq!(order(&model), first, "leaving and coming back is the same try");
    let mut seen = vec![first];
    for _ in 0..6 {
        press(&mut model, "a⎋t");
        seen.push(order(&model));
    }
    seen.dedup();
    assert!(seen.len() > 1, "a new try is shuffled anew");
}

#[test]
fn a_broken_file_is_listed_as_broken_and_the_rest_works() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    assert!(text(&model).contains("broken.toml: broken"));
    press(&mut model, "↓⏎ ");
    let screen = text(&model);
    assert!(screen.contains("did you mean `title`?"), "{screen}");
    assert!(!screen.contains('\u{1b}'), "no escape sequence reaches the screen");
    press(&mut model, "⎋↑⏎→");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn every_key_of_the_help_is_shown_and_every_key_is_harmless() {
    let mut model = open("→→?");
    assert!(text(&model).contains("one step back"));
    press(&mut model, "⎋");
    for key in ' '..='~' {
        for start in ["", "w", "k", "s", "z", "?", "t", "j"] {
            if start != "q" && key != 'q' {
                let mut model = open("→→");
                press(&mut model, start);
                press(&mut model, &key.to_string());
                draw(&model);
            }
        }
    }
}

#[test]
fn any_size_is_drawn_without_harm() {
    for keys in ["", "→→", "⇲", "→→w", "→→k⏎", "→→e", "→→⇥⇥z", "thh", "ta", "s", "?"] {
        let mut model = open(keys);
        for size in
            [(0, 0), (1, 1), (2, 40), (59, 16), (60, 16), (60, 15), (80, 24), (99, 50), (100, 36), (250, 8), (300, 100)]
        {
            update(&mut model, Msg::Resize(size.0, size.1));
            draw(&model);
        }
    }
}

#[test]
fn screens_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut model = model(ThemeName::Dark, false, size);
        insta::assert_snapshot!(format!("home-{}x{}", size.0, size.1), styled(&model));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "→→→→");
        insta::assert_snapshot!(format!("step-4-{}x{}", size.0, size.1), styled(&model));
    }
}

#[test]
fn screens_without_colour_and_in_ascii() {
    for (name, theme, ascii) in
        [("no-colour", ThemeName::None, false), ("ascii", ThemeName::Dark, true), ("light", ThemeName::Light, false)]
    {
        let mut model = model(theme, ascii, (120, 40));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "→→→→w↓⏎");
        insta::assert_snapshot!(format!("denied-{name}"), styled(&model));
        if ascii {
            assert!(text(&model).is_ascii(), "{}", text(&model).chars().filter(|c| !c.is_ascii()).collect::<String>());
        }
    }
}

#[test]
fn every_panel_tab_and_overlay_at_80x24() {
    for (name, keys) in [
        ("process", "→→"),
        ("evidence", "→→e"),
        ("status", "→→⇥⇥"),
        ("commands", "→→⇥⇥⇥"),
        ("flow", "→→⇥⇥⇥⇥"),
        ("values", "→→v"),
        ("what-ifs", "→→w↓"),
        ("moments", "k"),
        ("moment", "k⏎"),
        ("snapshot", "s"),
        ("zoom", "→→→→z"),
        ("help", "?"),
        ("quiz", "thh"),
        ("expired", "⇲w↓↓↓↓↓⏎"),
    ] {
        let mut model = model(ThemeName::Dark, false, (80, 24));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, keys);
        insta::assert_snapshot!(format!("80x24-{name}"), text(&model));
    }
}
