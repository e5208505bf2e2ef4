//! Free edits: any policy in the editor, the play replayed at every keystroke, undone, reset, exported and compared.

mod screen;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;
use rolecall::diagnostic::{Diagnostic, Source};
use rolecall::lesson::{check, load, play};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Reading, Screen, Start, update};
use screen::{at, draw, model, open, press, styled, text};
use std::sync::Arc;

/// At step 4 the role's permissions policy decided: it is the first of the list. Line 13 of it is the action that reads.
const TO_READ_ACTION: &str = "→→→→e⏎↓↓↓↓↓↓↓↓↓↓↓↓⇲←←";

fn control(model: &mut Model, letter: char) {
    update(model, Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)));
}

fn backspace(model: &mut Model) {
    update(model, Msg::Key(KeyEvent::from(KeyCode::Backspace)));
}

/// The role may no longer read: `s3:GetObjec` names no action.
fn spoil(model: &mut Model) {
    press(model, TO_READ_ACTION);
    backspace(model);
}

fn spoilt(size: (u16, u16)) -> Model {
    let mut model = model(ThemeName::Dark, false, size);
    model.start(&Start::Lesson("iam-roles".to_owned()));
    spoil(&mut model);
    model
}

fn lesson(model: &Model) -> &rolecall::tui::LessonModel {
    model.lesson.as_ref().expect("a lesson is open")
}

fn is_base(model: &Model) -> bool {
    lesson(model).timeline == lesson(model).base
}

fn reading(model: &Model) -> Reading {
    lesson(model).editing.as_ref().expect("the editor is open").reading
}

/// Replaces the whole text in the editor.
fn write(model: &mut Model, text: &str) {
    control(model, 'a');
    update(model, Msg::Paste(text.to_owned()));
}

#[test]
fn the_policies_behind_the_step_stand_first() {
    let rows = |keys: &str| -> Vec<String> {
        let text = text(&open(keys));
        text.lines().filter(|line| line.contains(": ") && line.contains('│')).map(ToOwned::to_owned).collect()
    };
    let at_4 = rows("→→→→e");
    assert!(at_4[0].contains("role DataReader: ReadReports") && at_4[0].contains("decides at this step"), "{at_4:#?}");
    assert!(at_4[1].contains("bucket acme-reports: bucket policy") && at_4[1].contains("asked"), "{at_4:#?}");
    let at_2 = rows("→→e");
    assert!(at_2[0].contains("role DataReader: trust policy") && at_2[0].contains("decides"), "{at_2:#?}");
    // Before the first step nothing was asked, and yet everything can be edited.
    let at_0 = text(&open("e"));
    assert!(!at_0.contains("decides at this step") && at_0.contains("user alice: AskForDataReader"), "{at_0}");
}

#[test]
fn every_keystroke_is_played_and_what_differs_is_marked() {
    let mut model = spoilt((120, 40));
    assert_eq!(model.screen, Screen::Edit);
    assert_eq!((reading(&model), lesson(&model).timeline.failed_step), (Reading::Played, Some(4)));
    let shown = text(&model);
    assert!(shown.contains("Δ4 ✗ S3 evaluates permissions: access denied"), "{shown}");
    assert!(shown.contains("base: ✓ access granted; s3:GetObject is allowed"), "{shown}");
    assert!(shown.contains("there is no action `s3:GetObjec`"), "{shown}");
    press(&mut model, "t");
    assert_eq!(reading(&model), Reading::Unchanged);
    assert!(is_base(&model), "mended, the play is the base play to the last byte");
    assert!(text(&model).contains("Nothing in this play differs from the base play."));
}

#[test]
fn while_the_text_is_broken_the_last_sound_play_stays_dimmed() {
    let mut model = spoilt((120, 40));
    let sound = lesson(&model).timeline.clone();
    backspace(&mut model);
    press(&mut model, "⇲");
    backspace(&mut model);
    backspace(&mut model);
    assert_eq!(reading(&model), Reading::Broken);
    let editing = lesson(&model).editing.as_ref().expect("open");
    assert!(editing.problems.iter().any(Diagnostic::is_error));
    assert_eq!(lesson(&model).timeline.failed_step, sound.failed_step, "the last sound play stays");
    let shown = text(&model);
    assert!(shown.contains("The text cannot be read. Below stands the play of"), "{shown}");
    let buffer = draw(&model);
    let row = shown.lines().position(|line| line.contains("S3 evaluates permissions")).expect("its row");
    let column = shown.lines().nth(row).expect("the row").chars().position(|c| c == 'Δ').expect("its sign");
    let cell = &buffer[(u16::try_from(column).expect("small"), u16::try_from(row).expect("small"))];
    assert_eq!(Some(cell.fg), model.theme.dim.fg, "what is not in force any more is dimmed");
    press(&mut model, "t\",");
    assert_ne!(reading(&model), Reading::Broken);
}

#[test]
fn a_whole_edit_is_undone_at_once_and_made_again() {
    let mut model = spoilt((120, 40));
    for _ in 0..4 {
        backspace(&mut model);
    }
    press(&mut model, "⎋");
    assert_eq!(model.screen, Screen::Lesson);
    assert!(text(&model).contains("Δ edited: ReadReports; u undoes, r resets, c compares, x exports"));
    let edited = lesson(&model).timeline.clone();
    press(&mut model, "u");
    assert!(is_base(&model) && model.notice.as_deref().is_some_and(|notice| notice.contains("U makes it again")));
    press(&mut model, "u");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("no edit to undo")), "{:?}", model.notice);
    press(&mut model, "U");
    assert_eq!(lesson(&model).timeline, edited);
    press(&mut model, "u");
    control(&mut model, 'r');
    assert_eq!(lesson(&model).timeline, edited);
    control(&mut model, 'r');
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("no edit to make again")));
}

#[test]
fn two_policies_are_edited_one_after_the_other_and_undone_in_turn() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋e");
    // The edited policy is marked in the list; the trust policy is the third.
    assert!(text(&model).contains("Δ role DataReader: ReadReports"), "{}", text(&model));
    press(&mut model, "↓↓⏎");
    write(
        &mut model,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}"#,
    );
    assert_eq!(lesson(&model).timeline.failed_step, Some(2));
    press(&mut model, "⎋");
    assert_eq!(lesson(&model).edits.names(), ["ReadReports", "trust policy of DataReader"]);
    press(&mut model, "u");
    assert_eq!(lesson(&model).timeline.failed_step, Some(4));
    press(&mut model, "u");
    assert!(is_base(&model));
}

#[test]
fn reset_and_escape_go_back_to_the_base_play_and_undo_brings_the_edit_back() {
    for key in ["r", "⎋"] {
        let mut model = spoilt((120, 40));
        press(&mut model, "⎋");
        press(&mut model, key);
        assert!(is_base(&model), "{key}");
        assert_eq!(model.screen, Screen::Lesson);
        press(&mut model, "u");
        assert_eq!(lesson(&model).timeline.failed_step, Some(4), "{key}");
        // It says what came about, not that an edit was undone: the edit is in force now.
        let said = model.notice.as_deref().unwrap_or_default();
        assert!(said.contains("your edit is in force again"), "{key}: {said}");
    }
    let mut model = open("r");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("base play already")), "{:?}", model.notice);
    // A what-if alone is left the same way.
    press(&mut model, "w↓⏎r");
    assert!(is_base(&model));
}

#[test]
fn a_what_if_is_chosen_under_an_edit_and_both_are_in_force() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋w");
    let at =
        model.entries[0].lesson.as_ref().expect("a lesson").what_ifs.iter().position(|one| one.id == "bucket-denies");
    press(&mut model, &"↓".repeat(at.expect("it has it") + 1));
    press(&mut model, "⏎");
    let open = lesson(&model);
    assert_eq!(
        (open.timeline.what_ifs.as_slice(), open.edits.now().len()),
        (["bucket-denies".to_owned()].as_slice(), 1)
    );
    assert!(text(&model).contains("Δ edited: ReadReports; u undoes, r resets. What if:"), "{}", text(&model));
    press(&mut model, "u");
    let open = lesson(&model);
    let expected = play(model.entries[0].lesson.as_ref().expect("a lesson"), &open.timeline.what_ifs).expect("plays");
    assert_eq!(open.timeline, expected, "the what-if stays");
}

/// The list of what-ifs opens on the one on show, and says when what is on show has an edit over it.
#[test]
fn the_list_of_what_ifs_knows_what_is_on_show() {
    let selected = |model: &Model| {
        let screen = text(model);
        let row = screen.lines().find(|line| line.contains("▸") && line.contains("(on show"));
        row.unwrap_or_else(|| panic!("none: {screen}")).to_owned()
    };
    let mut model = open("w");
    assert!(selected(&model).contains("The base play  (on show)"));
    press(&mut model, "↓↓⏎w");
    let title = &model.entries[0].lesson.as_ref().expect("a lesson").what_ifs[1].title;
    assert!(selected(&model).contains(&format!("{title}  (on show)")));
    assert_eq!(text(&model).matches("(on show").count(), 1);
    // Taken again it stays.
    press(&mut model, "⏎");
    assert_eq!(lesson(&model).timeline.what_ifs, ["bucket-denies"]);
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋w");
    assert!(selected(&model).contains("The base play  (on show, with your edit)"));
    assert!(text(&model).contains("As the lesson is written, under your edit."));
    press(&mut model, "↓⏎w");
    assert!(selected(&model).contains("(on show, with your edit)"));
    assert_eq!(text(&model).matches("(on show").count(), 1);
    // Once the edit is set aside, the base play is what is on show.
    press(&mut model, "⎋⎋w");
    assert!(selected(&model).contains("The base play  (on show) "));
}

#[test]
fn what_is_pasted_can_be_anything() {
    let hostile = [
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"\\ud800\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
        "{\"a\": \"\0\"}",
        "\u{1b}[31m\u{1b}]0;title\u{7}",
        "\u{202e}{}",
        "[[[[[[[[[[[[",
        "null",
        "日本語 \u{301}\u{301}",
    ];
    for pasted in hostile {
        for size in [(120, 40), (80, 24), (60, 16)] {
            let mut model = spoilt(size);
            write(&mut model, pasted);
            assert_eq!(reading(&model), Reading::Broken, "{pasted:?}");
            let shown = text(&model);
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{pasted:?}\n{shown}");
            assert!(shown.contains("line 1: "), "it is said where it is wrong: {pasted:?}\n{shown}");
            press(&mut model, "⇥↓⇟⎋");
            assert_eq!(model.screen, Screen::Lesson);
        }
    }
    let mut model = spoilt((80, 24));
    write(&mut model, &"{\"x\":".repeat(10_000));
    assert_eq!(reading(&model), Reading::Broken);
}

#[test]
fn a_broken_text_that_is_left_is_kept_and_opened_again() {
    let mut model = spoilt((120, 40));
    write(&mut model, "{ I was in the middle of");
    press(&mut model, "⎋");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("`ReadReports` cannot be read")));
    assert_eq!(lesson(&model).timeline.failed_step, Some(4), "the last sound text is in force");
    press(&mut model, "e⏎");
    assert!(text(&model).contains("{ I was in the middle of"), "{}", text(&model));
    assert_eq!(reading(&model), Reading::Broken);
    press(&mut model, "⎋r e");
    press(&mut model, "⎋e⏎");
    assert!(!text(&model).contains("in the middle of"), "a reset forgets it");
}

#[test]
fn json_that_is_no_policy_of_its_place_is_told_for_what_it_is() {
    let mut model = spoilt((120, 40));
    let trust = r#"{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" } ] }"#;
    write(&mut model, trust);
    assert_eq!(reading(&model), Reading::Broken);
    let shown = text(&model).split(['│', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
    assert!(!shown.contains("cannot be read"), "{shown}");
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("is a role trust policy"), "{shown}");
    press(&mut model, "⎋");
    let notice = model.notice.as_deref().expect("a notice");
    assert!(notice.starts_with("`ReadReports` is a role trust policy and no identity-based policy, and"), "{notice}");
}

#[test]
fn an_empty_text_takes_the_policy_away_but_never_a_trust_policy() {
    let mut model = spoilt((120, 40));
    control(&mut model, 'a');
    backspace(&mut model);
    assert_eq!(reading(&model), Reading::Removed);
    assert!(text(&model).contains("The text is empty: the policy is gone."));
    assert_eq!(lesson(&model).timeline.failed_step, Some(4));
    press(&mut model, "⎋u");
    assert!(is_base(&model));
    press(&mut model, "e↓↓⏎");
    assert!(text(&model).contains("Edit trust policy of DataReader"), "{}", text(&model));
    control(&mut model, 'a');
    backspace(&mut model);
    assert_eq!(reading(&model), Reading::Broken);
    assert!(is_base(&model));
}

#[test]
fn a_proposal_for_an_empty_place_counts_from_its_first_change() {
    let mut model = open("→→→→e");
    let row = text(&model)
        .lines()
        .filter(|line| line.contains("│ ") && line.contains(": "))
        .position(|line| line.contains("role DataReader: boundary"));
    press(&mut model, &"↓".repeat(row.expect("it is listed")));
    press(&mut model, "⏎");
    assert!(text(&model).contains("Nothing hangs here yet."), "{}", text(&model));
    assert!(is_base(&model) && lesson(&model).edits.now().is_empty());
    // A boundary that allows only the listing takes the reading away.
    write(
        &mut model,
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}}"#,
    );
    assert_eq!((reading(&model), lesson(&model).timeline.failed_step), (Reading::Played, Some(4)));
    press(&mut model, "⎋");
    assert_eq!(lesson(&model).edits.names(), ["boundary of DataReader"]);
}

#[test]
fn an_export_loads_is_sound_and_plays_the_same() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋");
    let first = press(&mut model, "x");
    assert_eq!(press(&mut model, "x"), first, "twice the same; the name is settled where it is written");
    let [Effect::WriteFile { name, text: exported, what_ifs }] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((name.as_str(), what_ifs.as_slice()), ("iam-roles-edited.toml", ["my-edit".to_owned()].as_slice()));
    let (again, problems) =
        load(Arc::new(Source::new("edited.toml", exported.as_str())), &|_| Err("no files".to_owned()));
    assert!(problems.is_empty(), "{problems:?}");
    let again = again.expect("it loads");
    assert!(!check(&again).iter().any(Diagnostic::is_error));
    assert_eq!(play(&again, what_ifs).expect("plays").steps, lesson(&model).timeline.steps);

    update(&mut model, Msg::Written(Ok("/home/ana/iam-roles-edited-2.toml".to_owned()), what_ifs.clone()));
    let said = "written: /home/ana/iam-roles-edited-2.toml; to play it: rolecall play iam-roles-edited-2.toml";
    assert_eq!(model.notice, Some(format!("{said} --what-if my-edit")));
    update(&mut model, Msg::Written(Err("`x` cannot be written here: disk full".to_owned()), Vec::new()));
    assert!(text(&model).contains("cannot be written here: disk full"));
}

#[test]
fn an_export_under_every_what_if_plays_the_same() {
    let count = open("").entries[0].lesson.as_ref().expect("a lesson").what_ifs.len();
    for row in 1..=count {
        let mut model = open("w");
        press(&mut model, &"↓".repeat(row));
        press(&mut model, "⏎⇲e");
        // The bucket's policy: it may be asked or not, so it is looked for.
        let list: Vec<String> = text(&model)
            .lines()
            .filter(|line| line.contains(": ") && line.contains("│ "))
            .map(ToOwned::to_owned)
            .collect();
        let at = list.iter().position(|line| line.contains("bucket policy")).expect("the bucket's policy is listed");
        press(&mut model, &"↓".repeat(at));
        press(&mut model, "⏎");
        write(
            &mut model,
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::acme-reports","arn:aws:s3:::acme-reports/*"]}}"#,
        );
        assert_eq!(reading(&model), Reading::Played);
        press(&mut model, "⎋");
        let effects = press(&mut model, "x");
        let [Effect::WriteFile { text: exported, what_ifs, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let (again, problems) =
            load(Arc::new(Source::new("e.toml", exported.as_str())), &|_| Err("no files".to_owned()));
        assert!(problems.is_empty(), "{problems:?}");
        let played = play(&again.expect("it loads"), what_ifs).expect("plays");
        assert_eq!(played.steps, lesson(&model).timeline.steps, "{what_ifs:?}");
    }
}

#[test]
fn a_play_without_edits_is_shared_as_a_line() {
    let mut model = open("w↓⏎");
    assert!(press(&mut model, "x").is_empty());
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.starts_with("to play this again: rolecall play iam-roles --what-if "), "{notice}");
}

#[test]
fn a_key_moment_shows_the_lesson_as_it_is_written() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋");
    let edited = lesson(&model).timeline.clone();
    press(&mut model, "k⏎⏎");
    assert!(lesson(&model).edits.now().is_empty());
    assert_eq!(model.screen, Screen::Lesson);
    assert!(text(&model).contains("Your edit is set aside here: u brings it back."), "{}", text(&model));
    press(&mut model, "u");
    assert_eq!(lesson(&model).timeline.steps, edited.steps);
}

#[test]
fn a_hint_shows_the_lesson_as_it_is_written_and_gives_the_edit_back() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋");
    let edited = lesson(&model).timeline.clone();
    press(&mut model, "thhs");
    assert!(lesson(&model).edits.now().is_empty());
    press(&mut model, "⎋⎋");
    assert_eq!((model.screen, lesson(&model).edits.now().len()), (Screen::Lesson, 1));
    assert_eq!(lesson(&model).timeline.steps, edited.steps);
}

#[test]
fn letters_are_text_while_a_policy_is_written() {
    let mut model = open("→→→→e⏎");
    assert_eq!(press(&mut model, "qHrum?1"), []);
    assert_eq!(model.screen, Screen::Edit);
    assert!(text(&model).contains("qHrum?1{"), "{}", text(&model));
    for _ in 0..7 {
        control(&mut model, 'z');
    }
    assert!(is_base(&model) && reading(&model) == Reading::Unchanged);
    control(&mut model, 'y');
    assert_eq!(reading(&model), Reading::Broken);
    let quits = update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
    assert_eq!(quits, [Effect::Save, Effect::Quit]);
}

#[test]
fn help_lies_over_the_editor_and_leaves_it_as_it_was() {
    let mut model = spoilt((80, 24));
    let before = text(&model);
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::F(1))));
    assert!(text(&model).contains("Editing a policy"), "{}", text(&model));
    press(&mut model, "⎋");
    assert_eq!(text(&model), before);
}

#[test]
fn other_lenses_say_that_the_play_is_edited() {
    let mut model = spoilt((80, 24));
    press(&mut model, "⎋4");
    assert!(text(&model).lines().next().is_some_and(|line| line.contains("Δ edited")), "{}", text(&model));
    press(&mut model, "e⏎⎋u");
    assert!(is_base(&model));
    assert!(!text(&model).contains("Δ edited"));
}

#[test]
fn the_comparison_needs_something_to_compare() {
    let mut model = open("c");
    assert_eq!(model.screen, Screen::Lesson);
    assert!(model.notice.as_deref().is_some_and(|notice| notice.starts_with("this is the base play")));
    press(&mut model, "w↓⏎c");
    assert_eq!(model.screen, Screen::Compare);
    assert!(text(&model).contains("Base") && text(&model).contains("Changed"));
    press(&mut model, "c");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn the_comparison_scrolls_to_its_end_and_no_further() {
    let mut model = spoilt((60, 16));
    press(&mut model, "⎋c");
    assert!(text(&model).contains("more lines"));
    press(&mut model, "⇲");
    assert!(!text(&model).contains("more lines") && text(&model).contains("denied: AccessDenied"), "{}", text(&model));
    let end = text(&model);
    press(&mut model, "↓⇟");
    assert_eq!(text(&model), end);
    press(&mut model, "⌂⎋");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn screens_at_both_sizes() {
    for size in [(80, 24), (120, 40)] {
        let name = |what: &str| format!("{what}-{}x{}", size.0, size.1);
        let mut model = model(ThemeName::Dark, false, size);
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "→→→→e");
        insta::assert_snapshot!(name("list"), text(&model));
        let mut model = spoilt(size);
        insta::assert_snapshot!(name("edited"), styled(&model));
        press(&mut model, "⇥");
        insta::assert_snapshot!(name("result"), text(&model));
        press(&mut model, "⇥⇲\"");
        insta::assert_snapshot!(name("broken"), styled(&model));
        backspace(&mut model);
        press(&mut model, "⎋");
        insta::assert_snapshot!(name("banner"), text(&model));
        press(&mut model, "c");
        insta::assert_snapshot!(name("comparison"), styled(&model));
    }
}

#[test]
fn without_colour_the_differences_still_stand_out() {
    let mut model = model(ThemeName::None, false, (120, 40));
    model.start(&Start::Lesson("iam-roles".to_owned()));
    spoil(&mut model);
    press(&mut model, "⎋c");
    let buffer = draw(&model);
    let row = text(&model).lines().position(|line| line.contains("Δ 4 S3 evaluates")).expect("marked with a sign");
    let y = u16::try_from(row).expect("small");
    assert!(buffer[(2, y)].modifier.contains(Modifier::BOLD | Modifier::ITALIC));
}

#[test]
fn no_size_and_no_sign_is_too_little() {
    for ascii in [false, true] {
        for theme in [ThemeName::Dark, ThemeName::Light, ThemeName::None] {
            for size in [(1, 1), (20, 5), (59, 16), (60, 16), (61, 17), (79, 23), (99, 24), (100, 24), (200, 60)] {
                let mut model = model(theme, ascii, size);
                model.start(&Start::Lesson("iam-roles".to_owned()));
                for keys in ["→→→→e", "⎋", TO_READ_ACTION, "x日\u{301}", "⇥↓⇟", "⇥⎋", "c", "⇲", "⎋u"]
                {
                    press(&mut model, keys);
                    let shown = text(&model);
                    assert!(!ascii || shown.is_ascii(), "{size:?} {keys}\n{shown}");
                }
            }
        }
    }
}

#[test]
fn coming_back_from_the_lessons_one_finds_the_edit_again() {
    let mut model = spoilt((120, 40));
    press(&mut model, "⎋H⏎");
    assert_eq!(lesson(&model).timeline.failed_step, Some(4));
    // Escape is one thing back and loses nothing: the edit is set aside, here and after the lessons.
    press(&mut model, "⎋");
    assert!(is_base(&model) && text(&model).contains("Your edit is set aside here"), "{}", text(&model));
    press(&mut model, "⎋⏎");
    assert!(is_base(&model) && text(&model).contains("Your edit is set aside here"), "{}", text(&model));
    press(&mut model, "x");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("u brings it back")), "{:?}", model.notice);
    press(&mut model, "u");
    assert_eq!(lesson(&model).timeline.failed_step, Some(4));
}

/// The program started anew with what the learner's file holds, on the lesson as it is now.
fn again(before: &Model, lesson: &str) -> Model {
    let written = toml::to_string(&before.record).expect("it can be written");
    let entry = screen::entry("iam-roles.toml", lesson);
    assert!(entry.lesson.is_some(), "{:?}", entry.diagnostics);
    let record = toml::from_str(&written).expect("it can be read");
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, record, screen::now);
    update(&mut model, Msg::Resize(before.size.0, before.size.1));
    model.start(&Start::Lesson("iam-roles".to_owned()));
    model
}

fn shipped() -> &'static str {
    rolecall::lesson::embedded()[0].1
}

#[test]
fn an_edit_outlives_the_program_until_it_is_reset() {
    // In the middle of writing: what ends the program takes along what is in force.
    let before = spoilt((120, 40));
    let typed = lesson(&before).editing.as_ref().map(|editing| editing.editor.text()).expect("an editor");
    let mut after = again(&before, shipped());
    assert_eq!((lesson(&after).timeline.failed_step, lesson(&after).step), (Some(4), lesson(&before).step));
    assert!(text(&after).contains("edited: ReadReports; u undoes, r resets"), "{}", text(&after));
    press(&mut after, "e⏎");
    let editing = lesson(&after).editing.as_ref().expect("an editor");
    assert_eq!((editing.editor.text(), editing.reading), (typed, Reading::Played));
    press(&mut after, "⎋u");
    assert!(is_base(&after), "one undo takes back what was brought along");
    assert!(is_base(&again(&after, shipped())), "and undone it stays");
    press(&mut after, "U");
    assert_eq!(lesson(&again(&after, shipped())).timeline.failed_step, Some(4));
    press(&mut after, "r");
    let mut base = again(&after, shipped());
    assert!(is_base(&base) && base.record.lessons["iam-roles"].edits.values().all(|edit| edit.text.is_none()));
    press(&mut base, "u");
    assert!(base.notice.as_deref().is_some_and(|notice| notice.contains("no edit to undo")), "{:?}", base.notice);
}

#[test]
fn what_is_set_aside_taken_away_or_under_a_what_if_is_so_the_next_time() {
    let mut model = spoilt((80, 24));
    press(&mut model, "⎋⎋");
    let mut aside = again(&model, shipped());
    assert!(is_base(&aside) && text(&aside).contains("Your edit is set aside here"), "{}", text(&aside));
    press(&mut aside, "u");
    assert_eq!(lesson(&aside).timeline.failed_step, Some(4));
    let mut gone = spoilt((80, 24));
    write(&mut gone, "");
    backspace(&mut gone);
    assert_eq!(reading(&gone), Reading::Removed);
    assert_eq!(lesson(&again(&gone, shipped())).edits.now(), lesson(&gone).edits.now());
    press(&mut gone, "⎋w↓↓⏎");
    let after = again(&gone, shipped());
    assert_eq!(lesson(&after).timeline, lesson(&gone).timeline);
    assert_eq!(lesson(&after).timeline.what_ifs, ["bucket-denies"]);
}

#[test]
fn a_text_that_cannot_be_read_outlives_the_program_and_undo_and_export_speak_of_it() {
    let mut model = spoilt((80, 24));
    write(&mut model, "{ I was in the middle of");
    let mut after = again(&model, shipped());
    assert_eq!(lesson(&after).timeline.failed_step, Some(4), "the last sound text is in force");
    press(&mut after, "u");
    for key in ["u", "x"] {
        press(&mut after, key);
        let notice = after.notice.clone().unwrap_or_default();
        assert!(notice.contains("your text of `ReadReports` is not in force: e opens it, r drops it"), "{notice}");
    }
    press(&mut after, "e⏎");
    assert!(text(&after).contains("{ I was in the middle of"), "{}", text(&after));
    press(&mut after, "⎋r");
    assert!(after.notice.as_deref().is_some_and(|notice| notice.contains("is dropped")), "{:?}", after.notice);
    assert!(again(&after, shipped()).lesson.is_some_and(|open| open.edits.left().is_empty()));
    // With another edit in force, what is written says what it leaves out.
    let mut both = spoilt((80, 24));
    write(&mut both, "{ broken");
    press(&mut both, "⎋x");
    update(&mut both, Msg::Written(Ok("mine.toml".to_owned()), Vec::new()));
    assert!(both.notice.as_deref().is_some_and(|notice| notice.contains("not in it: your text of `ReadReports`")));
}

#[test]
fn when_the_lesson_changed_the_policy_the_text_is_kept_to_be_read() {
    let before = spoilt((80, 24));
    let typed = lesson(&before).editing.as_ref().map(|editing| editing.editor.text()).expect("an editor");
    let changed = shipped().replace("\"Sid\": \"ReadTheFiles\"", "\"Sid\": \"ReadTheFilesNow\"");
    assert_ne!(changed, shipped());
    let mut after = again(&before, &changed);
    assert!(is_base(&after));
    let notice = after.notice.clone().unwrap_or_default();
    assert!(notice.contains("the lesson has changed `ReadReports` since you edited it"), "{notice}");
    press(&mut after, "→");
    // It is said once; the text waits.
    let mut later = again(&after, &changed);
    assert!(!later.notice.as_deref().is_some_and(|notice| notice.contains("changed")), "{:?}", later.notice);
    assert!(is_base(&later));
    press(&mut later, "⌂→→→→e⏎");
    assert_eq!(lesson(&later).editing.as_ref().map(|editing| editing.editor.text()), Some(typed));
    // A place that is gone is said, and the text stays in the file.
    let gone = shipped().replace("DataReader", "ReportReader");
    let after = again(&before, &gone);
    let notice = after.notice.clone().unwrap_or_default();
    assert!(is_base(&after) && notice.contains("has no such place now"), "{notice}");
}

#[test]
fn a_lesson_that_is_not_shipped_is_shared_by_its_path() {
    let text = rolecall::lesson::embedded()[0].1.replacen("IAM roles", "My roles", 1);
    let now = || chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let entry = screen::entry("lessons/mine.toml", &text);
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, rolecall::learner::Record::default(), now);
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, "w↓⏎x");
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.starts_with("to play this again: rolecall play lessons/mine.toml --what-if "), "{notice}");
}

#[test]
fn a_managed_policy_is_called_what_the_play_uses_it_as() {
    for (policy, kind) in [("TeamBoundary", "permissions boundary"), ("WideBoundary", "managed policy")] {
        for size in [(80, 24), (120, 40)] {
            let mut model = screen::lesson_at("permissions-boundary", size, "e");
            let mut rows = 0;
            while !text(&model).lines().any(|line| line.contains('▸') && line.contains(policy)) {
                press(&mut model, "↓");
                rows += 1;
                assert!(rows < 20, "{}", text(&model));
            }
            press(&mut model, "⏎");
            let screen = text(&model);
            assert!(screen.contains(kind) && !screen.contains("identity-based policy"), "{screen}");
        }
    }
}

#[test]
fn the_comparison_offers_the_way_that_it_can_be_read() {
    let mut model = at((80, 24), "w↓⏎c");
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    assert!(footer(&model).contains("↓ down") && !footer(&model).contains('↑'), "{}", text(&model));
    press(&mut model, "⇲");
    assert!(!footer(&model).contains('↓') && footer(&model).contains("↑ up"), "{}", text(&model));
}

/// AWS turns a name into an id when the policy is saved, and refuses one without an id. In an account that the lesson does
/// not have, anybody may be.
#[test]
fn a_principal_that_is_not_there_is_remarked_and_one_of_another_account_is_not() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    model.start(&Start::Lesson("role-chaining".to_owned()));
    press(&mut model, "e⏎");
    let trust = |who: &str| {
        let statement = format!(r#""Effect": "Allow", "Principal": {{ "AWS": "{who}" }}, "Action": "sts:AssumeRole""#);
        format!(r#"{{ "Version": "2012-10-17", "Statement": [ {{ {statement} }} ] }}"#)
    };
    for (who, help) in [
        ("arn:aws:iam::222233334444:role/Gsate", Some("write `arn:aws:iam::222233334444:role/Gate`")),
        ("arn:aws:iam::111122223333:user/nobody-at-all", Some("name a user or role that is there, or the account")),
        ("arn:aws:iam::111122223333:user/jonas", None),
        ("arn:aws:iam::111122223333:root", None),
        ("arn:aws:iam::999900009999:user/anybody", None),
    ] {
        write(&mut model, &trust(who));
        assert_eq!(reading(&model), Reading::Played, "{who}");
        let editing = lesson(&model).editing.as_ref().expect("the editor is open");
        let found = editing.problems.iter().find(|problem| problem.code == "unknown-principal");
        assert_eq!(found.and_then(|found| found.help.as_deref()), help, "{who}: {:?}", editing.problems);
        if let Some(found) = found {
            assert!(found.title.contains(who) && found.title.contains("MalformedPolicyDocument"), "{}", found.title);
            assert!(text(&model).contains(", 1 remark"), "{}", text(&model));
        }
    }
}
