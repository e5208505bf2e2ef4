//! Free edits of policies that hang nowhere when the play begins: managed ones that a call names, and those in calls.

mod screen;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rolecall::diagnostic::Source;
use rolecall::iam::PolicyKind;
use rolecall::lesson::{AccessMatrix, EditPlace, EditTarget, RowKind, check, edit_place, embedded, load, places, play};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, LessonModel, Model, Msg, Reading, Start, update};
use screen::{flat, lesson_at, press, text};
use std::sync::Arc;

fn start(lesson: &str) -> Model {
    lesson_at(lesson, (120, 40), "")
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
        let here = shown.lines().find(|line| line.contains("│ ▸ ") && line.contains(": ")).unwrap_or_default();
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
    if text.is_empty() {
        update(model, Msg::Key(KeyEvent::from(KeyCode::Backspace)));
    } else {
        update(model, Msg::Paste(text.to_owned()));
    }
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

#[test]
fn the_session_policy_of_a_call_is_edited_and_taken_away() {
    let mut model = start("session-policy");
    press(&mut model, "→→→→→");
    open(&mut model, "call 1, AssumeRole: session policy");
    assert_eq!(reading(&model), Reading::Unchanged);
    // A text that is no policy leaves the play alone, is kept, and opened again.
    let whole = typed(&model);
    write(&mut model, "{ \"Version\": \"2012");
    assert_eq!(reading(&model), Reading::Broken);
    assert!(is_base(&model));
    press(&mut model, "⎋");
    let mut model = again(&model);
    assert_eq!(lesson(&model).edits.left(), ["session policy of ticket-4711"]);
    open(&mut model, "call 1, AssumeRole");
    assert_eq!(typed(&model), "{ \"Version\": \"2012");
    write(&mut model, &whole);
    assert_eq!(reading(&model), Reading::Unchanged);
    replace(&mut model, "s3:GetObject", "s3:PutObject");
    assert_eq!(reading(&model), Reading::Played);
    assert!(lesson(&model).timeline.error.is_some());
    goes_every_way(model, "session policy of ticket-4711");

    let mut model = start("session-policy");
    open(&mut model, "call 1, AssumeRole");
    write(&mut model, "");
    assert_eq!(reading(&model), Reading::Removed);
    goes_every_way(model, "session policy of ticket-4711");
}

#[test]
fn a_call_without_a_session_policy_may_have_one() {
    for (id, row, name) in [
        ("iam-roles", "call 1, AssumeRole: session policy", "session policy of alice-report"),
        ("web-identity", "call 1, AssumeRoleWithWebIdentity: session policy", "session policy of "),
    ] {
        let mut model = start(id);
        open(&mut model, row);
        let proposal = text(&model);
        assert!(proposal.contains("Nothing hangs here yet."), "{proposal}");
        assert_eq!(reading(&model), Reading::Unchanged);
        write(
            &mut model,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:DeleteObject","Resource":"*"}]}"#,
        );
        assert_eq!(reading(&model), Reading::Played);
        assert_eq!(lesson(&model).timeline.error.as_ref().map(|error| error.code.as_str()), Some("AccessDenied"));
        let named = lesson(&model).edits.names().concat();
        assert!(named.starts_with(name), "{named}");
        goes_every_way(model, &named);
    }
}

#[test]
fn the_documents_that_calls_put_are_edited_and_never_empty() {
    for (id, row, name, old, new) in [
        (
            "permissions-boundary",
            "call 1, CreateRole: ",
            "trust policy of SensorReader",
            "user/ines",
            "role/SensorReader",
        ),
        ("permissions-boundary", "call 2, PutRolePolicy: ", "AllFiles", "\"s3:GetObject\", ", ""),
        (
            "public-bucket",
            "call 1, PutBucketPolicy: ",
            "bucket policy of willow-pages",
            "s3:GetObject",
            "s3:GetObjectAcl",
        ),
    ] {
        let mut model = start(id);
        open(&mut model, row);
        let whole = typed(&model);
        write(&mut model, "");
        assert_eq!(reading(&model), Reading::Broken, "{row}: the call cannot be without it");
        assert!(is_base(&model));
        write(&mut model, &whole);
        assert_eq!(reading(&model), Reading::Unchanged);
        replace(&mut model, old, new);
        assert_eq!(reading(&model), Reading::Played, "{row}");
        assert!(lesson(&model).timeline.error.is_some(), "{row}");
        goes_every_way(model, name);
    }
}

#[test]
fn the_kind_of_policy_is_that_of_the_call() {
    let mut model = start("permissions-boundary");
    open(&mut model, "call 2, PutRolePolicy");
    write(
        &mut model,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#,
    );
    assert_eq!(reading(&model), Reading::Broken);
    press(&mut model, "⎋");
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.starts_with("`AllFiles` is a resource-based policy and no identity-based policy"), "{notice}");
}

#[test]
fn edits_of_the_world_and_of_calls_are_undone_in_turn_and_exported_together() {
    let mut model = start("permissions-boundary");
    open(&mut model, ": TeamBoundary");
    replace(&mut model, "\"s3:GetObject\", ", "");
    press(&mut model, "⎋");
    open(&mut model, "call 2, PutRolePolicy");
    replace(&mut model, "\"s3:GetObject\", ", "");
    press(&mut model, "⎋");
    assert_eq!(lesson(&model).edits.names(), ["TeamBoundary", "AllFiles"]);
    let exported = export(&mut model);
    assert!(exported.contains("managed = \"arn:aws:iam::222233334444:policy/TeamBoundary\""), "{exported}");
    assert!(exported.contains("[what-ifs.changes.call]\ncall = 2\ndocument = '''"), "{exported}");
    press(&mut model, "u");
    assert_eq!(lesson(&model).edits.names(), ["TeamBoundary"]);
    press(&mut model, "u");
    assert!(is_base(&model));
}

#[test]
fn under_a_what_if_the_call_is_the_one_that_it_makes() {
    let mut model = start("session-policy");
    let what_ifs = &model.entries[lesson(&model).entry].lesson.as_ref().expect("a lesson").what_ifs;
    let of_call = |what_if: &rolecall::lesson::WhatIf| {
        let sets = |edit: &_| {
            matches!(edit, rolecall::lesson::ScriptEdit::Set { call: 1, field: rolecall::lesson::CallField::Policy(_) })
        };
        what_if.edits.iter().any(sets)
    };
    let at = what_ifs.iter().position(of_call).expect("one of them sets the session policy");
    let edited = what_ifs[at].edits[0].clone();
    press(&mut model, &format!("w{}⏎", "↓".repeat(at + 1)));
    let before = lesson(&model).timeline.clone();
    open(&mut model, "call 1, AssumeRole");
    let rolecall::lesson::ScriptEdit::Set { field: rolecall::lesson::CallField::Policy(policy), .. } = edited else {
        panic!("{edited:?}")
    };
    match policy {
        Some(policy) => assert_eq!(typed(&model).trim(), policy.source.text().trim()),
        None => assert!(text(&model).contains("Nothing hangs here yet."), "{}", text(&model)),
    }
    write(&mut model, r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#);
    press(&mut model, "⎋");
    assert_ne!(lesson(&model).timeline.steps, before.steps);
    assert_eq!(lesson(&again(&model)).timeline, lesson(&model).timeline, "what-if and edit come back together");
    press(&mut model, "u");
    assert_eq!(lesson(&model).timeline, before, "the what-if stays");
}

#[test]
fn the_matrix_shows_a_session_policy_as_it_was_edited() {
    let (lesson, _) = embedded()
        .iter()
        .filter(|(_, text)| text.contains("id = \"session-policy\""))
        .map(|(name, text)| {
            let source = Arc::new(Source::new(*name, *text));
            load(source, &|_| Err(String::new()))
        })
        .next()
        .expect("the lesson ships");
    let lesson = lesson.expect("it is sound");
    let carried = |place: &&EditTarget<EditPlace>| {
        matches!(place.target, EditPlace::Call { .. }) && place.kind == PolicyKind::Session && place.policy.is_some()
    };
    let places = places(&lesson, &[], &[]).expect("it can be edited");
    let place = places.iter().find(carried).expect("a call carries a session policy");
    let nothing = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    let (edit, _) = edit_place(place, nothing);
    let of = |edits: &[_]| AccessMatrix::on_show(&lesson, &[], edits).expect("it can be set up");
    let (base, edited) = (of(&[]), of(&[edit]));
    let flipped = edited.differs_from(&base);
    assert!(!flipped.is_empty(), "the edit counts");
    for (row, _) in flipped {
        assert_eq!(edited.rows[row].kind, RowKind::Session);
    }
}

/// Where a what-if puts in a call with a policy of its own, the list says why that text is not in it.
#[test]
fn the_list_says_which_text_of_a_what_if_is_not_edited() {
    let mut model = lesson_at("explicit-deny", (120, 40), "e");
    assert!(!text(&model).contains("is not edited"), "{}", text(&model));
    press(&mut model, "⎋w↓⏎e");
    let screen = flat(&text(&model));
    assert!(
        screen.contains("The what-if adds a call, PutBucketPolicy, with the bucket policy of bright-records."),
        "{screen}"
    );
    assert!(screen.contains("belongs to the what-if and is not edited."), "{screen}");
}
