//! Free edits of policies that hang nowhere when the play begins: managed ones that a call names.

mod screen;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rolecall::lesson::{check, play};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, LessonModel, Model, Msg, Reading, Start, update};
use screen::{press, text};

fn start(lesson: &str) -> Model {
    let mut model = screen::model(ThemeName::Dark, false, (120, 40));
    model.start(&Start::Lesson(lesson.to_owned()));
    model
}

fn lesson(model: &Model) -> &LessonModel {
    model.lesson.as_ref().expect("a lesson is open")
}

fn is_base(model: &Model) -> bool {
    lesson(model).timeline == lesson(model).base
}

/// Opens the row of the list that says this.
fn open(model: &mut Model, row: &str) {
    press(model, "e");
    for _ in 0..40 {
        let shown = text(model);
        let here = shown.lines().find(|line| line.contains('▸') && line.contains(": ")).unwrap_or_default();
        if here.contains(row) {
            press(model, "⏎");
            return;
        }
        press(model, "↓");
    }
    panic!("no row says `{row}`\n{}", text(model));
}

fn typed(model: &Model) -> String {
    lesson(model).editing.as_ref().expect("the editor is open").editor.text()
}

fn reading(model: &Model) -> Reading {
    lesson(model).editing.as_ref().expect("the editor is open").reading
}

/// Replaces the whole text in the editor.
fn write(model: &mut Model, text: &str) {
    update(model, Msg::Key(KeyEvent::new(KeyCode::Char('a'), KeyModifiers::CONTROL)));
    update(model, Msg::Key(KeyEvent::from(KeyCode::Backspace)));
    update(model, Msg::Paste(text.to_owned()));
}

/// Puts something else in place of a word of the text.
fn replace(model: &mut Model, old: &str, new: &str) {
    let text = typed(model);
    assert!(text.contains(old), "{text}");
    write(model, &text.replace(old, new));
}

/// The program started anew with what the learner's file holds.
fn again(before: &Model) -> Model {
    let written = toml::to_string(&before.record).expect("it can be written");
    let record = toml::from_str(&written).expect("it can be read");
    let mut model = Model::new(before.entries.clone(), ThemeName::Dark, false, false, record, screen::now);
    update(&mut model, Msg::Resize(before.size.0, before.size.1));
    let id = before.entries[lesson(before).entry].lesson.as_ref().expect("a lesson").head.id.clone();
    model.start(&Start::Lesson(id));
    model
}

/// The exported scenario, which `check` takes and which plays as the screen shows it.
fn export(model: &mut Model) -> String {
    let effects = press(model, "x");
    let [Effect::WriteFile { text: exported, what_ifs, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let entry = screen::entry("exported.toml", exported);
    let again = entry.lesson.unwrap_or_else(|| panic!("{:?}\n{exported}", entry.diagnostics));
    assert_eq!((entry.diagnostics, check(&again)), (Vec::new(), Vec::new()));
    assert_eq!(play(&again, what_ifs).expect("it plays").steps, lesson(model).timeline.steps);
    update(model, Msg::Written(Ok("mine.toml".to_owned()), what_ifs.clone()));
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.contains("--what-if my-edit"), "{notice}");
    exported.clone()
}

/// What holds of an edit wherever it is made: it is undone, made again, set aside, kept in the record, exported, reset.
fn goes_every_way(mut model: Model, name: &str) {
    press(&mut model, "⎋");
    assert_eq!(lesson(&model).edits.names(), [name]);
    assert!(text(&model).contains(&format!("Δ edited: {name}; u undoes")), "{}", text(&model));
    let edited = lesson(&model).timeline.clone();
    assert_ne!(edited.steps, lesson(&model).base.steps, "the play shows it");
    press(&mut model, "u");
    assert!(is_base(&model));
    press(&mut model, "U");
    assert_eq!(lesson(&model).timeline, edited);
    press(&mut model, "⎋");
    assert!(is_base(&again(&model)) && lesson(&again(&model)).edits.are_aside());
    press(&mut model, "u");
    let mut next = again(&model);
    assert_eq!((lesson(&next).timeline.steps == edited.steps, lesson(&next).edits.names()), (true, vec![name.into()]));
    export(&mut next);
    press(&mut next, "r");
    assert!(is_base(&next) && lesson(&again(&next)).edits.now().is_empty());
}

#[test]
fn a_managed_policy_that_only_a_call_names_is_edited() {
    let mut model = start("permissions-boundary");
    press(&mut model, "→→→→");
    open(&mut model, "managed in account 222233334444: TeamBoundary");
    assert_eq!(reading(&model), Reading::Unchanged);
    replace(&mut model, "\"s3:GetObject\", ", "");
    let read = &lesson(&model).timeline;
    assert_eq!(
        (reading(&model), read.error.as_ref().map(|error| error.code.as_str())),
        (Reading::Played, Some("AccessDenied"))
    );
    goes_every_way(model, "TeamBoundary");
}

#[test]
fn a_boundary_that_is_named_stands_among_the_policies_that_were_asked() {
    let mut model = start("permissions-boundary");
    press(&mut model, "→→→→e");
    let shown = text(&model);
    let row = shown.lines().find(|line| line.contains(": TeamBoundary")).expect("it is in the list");
    assert!(row.contains("asked at this step"), "{row}");
    let row = shown.lines().find(|line| line.contains(": WideBoundary")).expect("it is in the list");
    assert!(!row.contains("asked"), "{row}");
}

#[test]
fn a_managed_policy_that_is_gone_cannot_be_named() {
    let mut model = start("permissions-boundary");
    open(&mut model, ": TeamBoundary");
    write(&mut model, "");
    assert_eq!((reading(&model), lesson(&model).timeline.failed_step), (Reading::Removed, Some(2)));
    let error = lesson(&model).timeline.error.clone().expect("it is refused");
    assert_eq!(error.code, "NoSuchEntity");
    goes_every_way(model, "TeamBoundary");
}
