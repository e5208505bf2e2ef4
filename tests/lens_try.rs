//! The Try lens, played with keys: tasks of every kind, right and wrong, and policies with blanks.

mod screen;

use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Screen, Start, update};
use screen::{answer, at, draw, endures, lesson_at, library, model, open, press, styled, text};
use std::collections::BTreeSet;

const TRUST: &str = "iam-roles/trust-blank";
const PERMISSIONS: &str = "iam-roles/permissions-blank";

/// Opens the task with this id from the list.
fn go(model: &mut Model, id: &str) {
    press(model, "⌂");
    for _ in 0..20 {
        press(model, "⏎");
        let open = &model.lesson.as_ref().expect("a lesson").tasks;
        let here =
            open.ask().map(|ask| ask.question().id.as_str()).or(open.filling().map(|filling| filling.id.as_str()));
        if here == Some(id) {
            return;
        }
        // Out of a field first, then out of the task.
        while model.lesson.as_ref().is_some_and(|open| open.tasks.ask().is_some() || open.tasks.filling().is_some()) {
            press(model, "⎋");
        }
        press(model, "↓");
    }
    panic!("no task {id}");
}

fn done(model: &Model) -> BTreeSet<String> {
    let lesson = model.record.lessons.get("iam-roles");
    lesson.and_then(|lesson| lesson.lenses.get("try")).map(|lens| lens.done.clone()).unwrap_or_default()
}

#[test]
fn every_task_is_done_to_the_end_and_the_lens_with_it() {
    let mut model = open("5");
    let mut kinds = BTreeSet::new();
    for number in 0..9 {
        assert_eq!(done(&model).len(), number);
        assert!(text(&model).contains(&format!("{number} of 9 done")), "{}", text(&model));
        press(&mut model, "⏎");
        let tasks = &model.lesson.as_ref().expect("a lesson").tasks;
        if let Some(ask) = tasks.ask() {
            kinds.insert(ask.question().kind.id());
            // Wrong first, then the same task once more: another order, and right.
            let keys = answer(&model, false) + "u";
            assert_eq!(press(&mut model, &keys), [Effect::Save]);
            assert!(text(&model).contains("Not right"), "{}", text(&model));
            assert_eq!(done(&model).len(), number, "wrong is not done");
            press(&mut model, "⎋⏎");
            let keys = answer(&model, true) + "v";
            press(&mut model, &keys);
            assert!(text(&model).contains("Right."), "{}", text(&model));
        } else {
            let filling = tasks.filling().expect("a policy with blanks");
            let lesson = model.open().expect("a lesson").0;
            let task = lesson.lab.blanks.iter().find(|task| task.id == filling.id).expect("it is there");
            let keys = task.solution.join("⇥") + "⏎";
            kinds.insert("blank");
            press(&mut model, &keys);
            assert!(text(&model).contains("It works: every goal is met."), "{}", text(&model));
        }
        press(&mut model, "⎋↓");
    }
    assert_eq!(kinds, BTreeSet::from(["blank", "fill", "match", "order", "pick"]));
    let lens = &model.record.lessons["iam-roles"].lenses["try"];
    assert!(lens.finished.is_some(), "the lens was worked through");
    assert!(text(&model).contains("9 of 9 done"));
    let answers = &model.record.lessons["iam-roles"].questions["iam-roles/put-in-order"].answers;
    assert!(!answers.is_empty(), "answers are kept under the id of the task");
}

#[test]
fn every_task_of_every_lesson_is_done_with_keys_alone() {
    let library = library();
    for lesson in library.iter().filter_map(|entry| entry.lesson.clone()) {
        let mut model = model(ThemeName::Dark, false, (80, 24));
        model.entries.clone_from(&library);
        model.start(&Start::Lesson(lesson.head.id.clone()));
        press(&mut model, "5⌂");
        for _ in 0..lesson.tasks.len() + lesson.lab.blanks.len() {
            press(&mut model, "⏎");
            let filling = model.lesson.as_ref().and_then(|open| open.tasks.filling()).map(|filling| filling.id.clone());
            let keys = match filling {
                None => answer(&model, true) + "⏎",
                Some(id) => {
                    let task = lesson.lab.blanks.iter().find(|task| task.id == id).expect("it is there");
                    task.solution.join("⇥") + "⏎"
                }
            };
            press(&mut model, &keys);
            draw(&model);
            // Enter after a blank is solved would go back into the field.
            press(&mut model, "⎋↓");
        }
        let record = model.record.lessons.get(&lesson.head.id).and_then(|record| record.lenses.get("try"));
        let done = record.map_or(0, |lens| lens.done.len());
        assert_eq!(done, lesson.tasks.len() + lesson.lab.blanks.len(), "{}: {record:?}", lesson.head.id);
    }
}

/// What was answered wrong is no task that was never opened: told by a sign and in words.
#[test]
fn a_task_answered_wrong_is_told_from_one_not_begun() {
    for size in [(60, 16), (80, 24)] {
        let mut model = at(size, "5");
        assert!(!text(&model).contains("not right yet"));
        go(&mut model, "iam-roles/put-in-order");
        let wrong = answer(&model, false);
        press(&mut model, &(wrong + "u⎋"));
        let screen = text(&model);
        assert!(screen.contains("✗ put in order") && screen.contains("○ in writing"), "{screen}");
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("0 of 9 done, 1 tried and not right yet (✗)"), "{screen}");
        go(&mut model, "iam-roles/put-in-order");
        let right = answer(&model, true);
        press(&mut model, &(right + "u⎋⌂"));
        let screen = text(&model);
        assert!(screen.contains("✓ put in order") && !screen.contains("not right yet"), "{screen}");
    }
}

#[test]
fn the_key_to_the_goals_below_is_not_cut() {
    let mut model = at((60, 16), "5");
    go(&mut model, TRUST);
    let screen = text(&model);
    assert!(screen.contains("more below: PgDn"), "{screen}");
}

#[test]
fn a_task_about_a_what_if_is_shown_in_that_play() {
    let mut model = open("5");
    let lesson = model.entries[0].lesson.clone().expect("a lesson");
    let task = lesson.tasks.iter().find(|task| !task.what_ifs.is_empty()).expect("a task about a what-if");
    go(&mut model, &task.id);
    let keys = answer(&model, false) + "⏎s";
    press(&mut model, &keys);
    let open = model.lesson.as_ref().expect("a lesson");
    assert_eq!((open.lens, &open.timeline.what_ifs), (Lens::Visualize, &task.what_ifs));
}

#[test]
fn the_lens_opens_where_the_learner_was() {
    let mut model = open("5");
    go(&mut model, "iam-roles/match-errors");
    let record = model.record.clone();
    let mut again = screen::model(ThemeName::Dark, false, (120, 40));
    again.record = record;
    again.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut again, "5⏎");
    let ask = again.ask().expect("a question");
    assert_eq!(ask.question().id, "iam-roles/match-errors");
}

#[test]
fn another_right_answer_than_the_authors_counts() {
    for principal in ["arn:aws:iam::111122223333:root", "111122223333", "\"arn:aws:iam::111122223333:user/alice\""] {
        let mut model = open("5");
        go(&mut model, TRUST);
        press(&mut model, principal);
        assert_eq!(press(&mut model, "⏎"), [Effect::Save]);
        assert!(text(&model).contains("It works: every goal is met."), "{principal}: {}", text(&model));
        assert!(done(&model).contains(TRUST));
    }
    let mut model = open("5");
    go(&mut model, PERMISSIONS);
    press(&mut model, "s3:Get*⇥arn:aws:s3:::acme-reports/2026/*⏎");
    assert!(text(&model).contains("It works"), "{}", text(&model));
}

#[test]
fn a_likely_mistake_is_named_and_every_goal_tells_what_happened() {
    let mut model = open("5");
    go(&mut model, PERMISSIONS);
    press(&mut model, "s3:*⏎");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("empty")), "the second is still empty");
    press(&mut model, "arn:aws:s3:::acme-reports/*⏎");
    let screen = text(&model);
    assert!(screen.contains("it overwrites and deletes it, too"), "{screen}");
    assert!(screen.contains("reads the report through the role (must be allowed): met"), "{screen}");
    assert!(screen.contains("overwrites the report through the role (must be denied): not met"), "{screen}");
    assert!(!done(&model).contains(PERMISSIONS));
    let answers = &model.record.lessons["iam-roles"].questions[PERMISSIONS].answers;
    assert_eq!(answers.iter().map(|answer| answer.right).collect::<Vec<_>>(), [false]);
    // What is changed is not judged any more.
    press(&mut model, "x");
    assert!(!text(&model).contains("not met"), "{}", text(&model));
}

#[test]
fn what_is_wrong_with_the_text_is_said_with_its_line() {
    let mut model = open("5");
    go(&mut model, TRUST);
    press(&mut model, "nobody\",⏎");
    let screen = text(&model);
    assert!(screen.contains("Not yet."), "{screen}");
    assert!(screen.contains("line 6") || screen.contains("line 7"), "{screen}");
    press(&mut model, "⎋⎋");
    assert!(text(&model).contains("0 of 9 done"));
}

/// Why it is wrong is said at once; what is right only when the hints are used up.
#[test]
fn a_wrong_answer_is_not_told_the_right_one() {
    let mut model = lesson_at("mfa-role", (120, 40), "5");
    go(&mut model, "mfa-role/guard-blank");
    press(&mut model, "Bool⏎");
    let screen = text(&model);
    assert!(screen.contains("does not match a missing condition key") && !screen.contains("BoolIfExists"), "{screen}");
    press(&mut model, "⎋hhh");
    assert!(text(&model).contains("BoolIfExists"), "{}", text(&model));
}

#[test]
fn the_next_blank_is_offered_only_where_there_is_one() {
    for entry in library() {
        let lesson = entry.lesson.expect("a lesson");
        let Some(task) = lesson.lab.blanks.first() else { continue };
        let mut model = lesson_at(&lesson.head.id, (120, 40), "5");
        go(&mut model, &task.id);
        let (screen, has_several) = (text(&model), task.solution.len() > 1);
        for offer in ["Tab next blank", "Tab goes to the next"] {
            assert_eq!(screen.contains(offer), has_several, "{}: {screen}", task.id);
        }
    }
}

#[test]
fn no_remark_on_a_likely_mistake_names_what_is_right() {
    let mut mistakes = 0;
    for entry in library() {
        let lesson = entry.lesson.expect("a lesson");
        for task in &lesson.lab.blanks {
            for mistake in &task.mistakes {
                // `Service` and the like are words of the language, too.
                let parts = task.solution.iter().filter(|part| part.contains([':', '.']) || *part == "Deny");
                let told: Vec<_> = parts.filter(|part| mistake.explanation.contains(part.as_str())).collect();
                assert!(told.is_empty(), "{}: {told:?}", task.id);
                mistakes += 1;
            }
        }
    }
    assert!(mistakes > 30, "{mistakes}");
}

#[test]
fn hints_then_a_solution_on_demand_and_the_record_knows() {
    let mut model = open("5");
    go(&mut model, TRUST);
    press(&mut model, "x⎋");
    assert_eq!(model.screen, Screen::Lesson);
    press(&mut model, "s");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("second hint")));
    press(&mut model, "hh");
    assert!(text(&model).contains("hint 2") && !text(&model).contains("worked"));
    press(&mut model, "s");
    assert_eq!(model.lens(), Lens::Visualize);
    assert!(model.lesson.as_ref().is_some_and(|open| open.step == 2 && !open.lit.is_empty()));
    press(&mut model, "5");
    assert!(text(&model).contains("hint 2"), "the task is still open");
    press(&mut model, "hS");
    let screen = text(&model);
    assert!(screen.contains("worked") && screen.contains("one answer that works"), "{screen}");
    update(&mut model, Msg::Key(crossterm::event::KeyCode::Enter.into()));
    update(&mut model, Msg::Key(crossterm::event::KeyCode::Backspace.into()));
    update(&mut model, Msg::Paste("arn:aws:iam::111122223333:user/alice\n".to_owned()));
    press(&mut model, "⏎");
    let screen = text(&model);
    assert!(screen.contains("You have seen an answer"), "{screen}");
    let answers = &model.record.lessons["iam-roles"].questions[TRUST].answers;
    assert_eq!(answers.iter().map(|answer| (answer.right, answer.hints)).collect::<Vec<_>>(), [(true, 3)]);
}

#[test]
fn what_is_written_is_kept_for_the_next_time() {
    let mut model = open("5");
    go(&mut model, PERMISSIONS);
    press(&mut model, "s3:GetObject⇥arn⎋⎋");
    go(&mut model, PERMISSIONS);
    assert!(text(&model).contains("\"s3:GetObject \"") && text(&model).contains("\"arn\""), "{}", text(&model));
    press(&mut model, "⇥");
    assert!(text(&model).contains("\"arn \""), "Tab goes round: {}", text(&model));
    press(&mut model, ":aws:s3:::acme-reports/*⏎");
    assert!(text(&model).contains("It works"), "{}", text(&model));
}

#[test]
fn while_something_is_typed_letters_are_letters() {
    let mut model = open("5");
    go(&mut model, "iam-roles/how-long");
    press(&mut model, "q?5t h");
    assert_eq!(model.screen, Screen::Lesson);
    assert!(text(&model).contains("answer: q?5t h"), "{}", text(&model));
    update(&mut model, Msg::Paste("\u{1b}[31m".to_owned()));
    assert!(!text(&model).contains('\u{1b}'));
    // Out of the field they are keys.
    press(&mut model, "⎋h");
    assert!(text(&model).contains("hint 1"), "{}", text(&model));
    press(&mut model, "⏎!");
    assert!(text(&model).contains("31m!"), "Enter goes back to the field: {}", text(&model));
    update(&mut model, Msg::Key(crossterm::event::KeyCode::F(2).into()));
    assert!(text(&model).contains("hint 2"), "F2 is the hint while one types");
}

#[test]
fn an_order_is_made_with_shift_and_arrows_too() {
    let order = |keys: &str, with: crossterm::event::KeyModifiers| {
        let mut model = open("5⏎");
        press(&mut model, keys);
        if !with.is_empty() {
            update(&mut model, Msg::Key(crossterm::event::KeyEvent::new(crossterm::event::KeyCode::Down, with)));
        }
        text(&model)
    };
    let none = crossterm::event::KeyModifiers::NONE;
    let plain = order("", none);
    let moved = order("J", none);
    assert_ne!(plain, moved);
    assert_eq!(moved, order("", crossterm::event::KeyModifiers::SHIFT));
    assert_eq!(moved, order("", crossterm::event::KeyModifiers::ALT));
    assert_eq!(plain, order("JK", none));
}

#[test]
fn try_screens() {
    for (size, name) in [((80, 24), "80x24"), ((120, 40), "120x40"), ((60, 16), "60x16")] {
        insta::assert_snapshot!(format!("try-{name}-list"), styled(&at(size, "5↓↓")));
        for (id, short) in [
            ("iam-roles/put-in-order", "order"),
            ("iam-roles/how-long", "fill"),
            ("iam-roles/match-errors", "match"),
            ("iam-roles/pick-the-deny", "pick"),
        ] {
            let mut model = at(size, "5");
            go(&mut model, id);
            insta::assert_snapshot!(format!("try-{name}-{short}"), text(&model));
            let keys = answer(&model, false) + "g";
            press(&mut model, &keys);
            insta::assert_snapshot!(format!("try-{name}-{short}-wrong"), text(&model));
        }
        let mut model = at(size, "5");
        go(&mut model, PERMISSIONS);
        insta::assert_snapshot!(format!("try-{name}-blank"), styled(&model));
        press(&mut model, "s3:*⇥arn:aws:s3:::acme-reports/*⏎");
        insta::assert_snapshot!(format!("try-{name}-blank-wrong"), text(&model));
    }
}

#[test]
fn what_is_cut_off_below_is_told_whole() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    model.start(&Start::Lesson("explicit-deny".to_owned()));
    press(&mut model, "5⌂↓↓↓⏎hhha↑");
    let screen = text(&model);
    assert!(screen.contains("Which cause belongs") && screen.contains("more below"), "{screen}");
    assert!(!screen.contains("……"), "{screen}");
}

#[test]
fn odd_sizes_any_key_and_plain_signs() {
    let openings = ["5", "5⏎", "5↓⏎x", "5↓↓⏎x", "5↓↓⏎x⎋hhhS", "5↓↓⏎arn⏎", "5↓↓↓⏎", "5↓↓↓↓⏎", "5↓↓↓↓⏎a⏎"];
    for keys in openings {
        endures(keys, &[(0, 0), (1, 1), (59, 16), (60, 16), (89, 20), (92, 18), (300, 100)]);
        for size in [(60, 16), (80, 24), (120, 40)] {
            let mut model = model(ThemeName::None, true, size);
            model.start(&Start::Lesson("iam-roles".to_owned()));
            press(&mut model, keys);
            let others: String = text(&model).chars().filter(|c| !c.is_ascii()).collect();
            assert!(others.is_empty(), "{keys}: {others}");
        }
    }
}

#[test]
fn while_something_is_typed_the_footer_offers_no_letter() {
    for keys in ["5↓⏎", "5↓↓⏎"] {
        let mut model = open(keys);
        let screen = text(&model);
        assert!(!screen.contains("q quit") && !screen.contains("? help"), "{screen}");
        assert!(screen.contains("F1 help") && screen.contains("Ctrl-C quit"), "{screen}");
        press(&mut model, "q?H");
        assert!(text(&model).contains("q?H"), "letters are letters: {}", text(&model));
    }
}

#[test]
fn when_all_hints_are_out_no_more_are_offered() {
    let mut model = open("5");
    go(&mut model, "iam-roles/how-long");
    let f2 = || Msg::Key(crossterm::event::KeyCode::F(2).into());
    assert!(text(&model).contains("F2 gives a hint."), "{}", text(&model));
    update(&mut model, f2());
    assert!(text(&model).contains("2 more with F2."), "{}", text(&model));
    update(&mut model, f2());
    update(&mut model, f2());
    let screen = text(&model);
    assert!(screen.contains("No more hints.") && !screen.contains("F2 gives"), "{screen}");
    // The same where a policy is filled.
    press(&mut model, "⎋⎋");
    go(&mut model, PERMISSIONS);
    press(&mut model, "⎋");
    assert!(text(&model).contains("h gives a hint"), "{}", text(&model));
    press(&mut model, "hhh");
    assert!(!text(&model).contains("h gives a hint"), "{}", text(&model));
}

#[test]
fn an_answer_half_made_is_there_when_one_comes_back() {
    for (id, keys, shown) in
        [("iam-roles/match-errors", "ca", &["1  c", "2  a", "3  ?"][..]), ("iam-roles/put-in-order", "J", &[])]
    {
        let mut before = open("5");
        go(&mut before, id);
        press(&mut before, keys);
        let screen = text(&before);
        for part in shown {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        let mut after = model(ThemeName::Dark, false, (120, 40));
        after.record = before.record.clone();
        after.start(&Start::Lesson("iam-roles".to_owned()));
        // The last line says something else: where one is again. The cursor may stand elsewhere.
        let parts = |model: &Model| {
            let screen = text(model).replace('▸', " ");
            screen.lines().take(39).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(parts(&after), parts(&before), "{}", text(&after));
        // What is given is no draft.
        press(&mut after, if id.ends_with("order") { "⏎g" } else { "bd⏎g" });
        assert!(after.ask().is_some_and(rolecall::tui::Ask::is_locked), "{}", text(&after));
        let drafts = &after.record.lessons["iam-roles"].drafts;
        assert!(drafts.values().all(|draft| draft.text.is_empty()), "{drafts:?}");
    }
}

/// Messages of one lesson begin alike: where they are cut, their ends tell them apart.
#[test]
fn what_is_to_be_matched_differs_in_little_room() {
    let mut seen = 0;
    for entry in library() {
        let lesson = entry.lesson.clone().expect("a lesson");
        for question in &lesson.tasks {
            let rolecall::lesson::QuestionKind::Match { pairs } = &question.kind else { continue };
            let mut model = model(ThemeName::Dark, false, (80, 24));
            model.start(&Start::Lesson(lesson.head.id.clone()));
            press(&mut model, "5");
            go(&mut model, &question.id);
            press(&mut model, &"↓".repeat(pairs.len() - 1));
            let screen = text(&model);
            // What is told on several lines is whole.
            let lefts: Vec<&str> = screen.lines().filter(|line| line.contains("  ?  ") && line.contains('…')).collect();
            let texts: BTreeSet<&str> =
                lefts.iter().filter_map(|line| line.split("  ?  ").nth(1)).map(str::trim_end).collect();
            assert_eq!(texts.len(), lefts.len(), "{}: {screen}", question.id);
            seen += lefts.len();
        }
    }
    assert!(seen > 1, "{seen}");
}

#[test]
fn what_is_missing_yet_is_said_in_a_sentence() {
    let mut said = 0;
    for entry in library() {
        let lesson = entry.lesson.as_ref().expect("a lesson");
        for task in &lesson.lab.blanks {
            let mut model = lesson_at(&lesson.head.id, (120, 40), "5");
            go(&mut model, &task.id);
            press(&mut model, &"nobody⏎".repeat(task.document.matches(rolecall::lesson::BLANK).count()));
            let screen = text(&model);
            let Some((_, words)) = screen.split_once("Not yet. ") else { continue };
            let first = words.chars().next().expect("words");
            let is_name = words.split_whitespace().next().is_some_and(|word| word.contains(':'));
            assert!(is_name || !first.is_lowercase(), "{}: {screen}", task.id);
            said += 1;
        }
    }
    assert!(said > 5, "{said}");
}
