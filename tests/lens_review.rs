//! The Review lens by key scripts: new cards, ratings, questions among them, the overview, and where to begin.

mod screen;

use rolecall::learner::{Answer, Confidence, Rating};
use rolecall::lesson::{Lens, QuestionKind, Response, shuffle};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Screen, update};
use screen::{answer, lesson_at, model, open, press, styled, text};

fn at(size: (u16, u16), keys: &str) -> Model {
    let mut model = open("8");
    update(&mut model, Msg::Resize(size.0, size.1));
    press(&mut model, keys);
    model
}

#[test]
fn the_overview_says_what_is_due_and_what_waits() {
    let mut model = open("8");
    let screen = text(&model);
    assert!(screen.contains("Nothing is due now") && screen.contains("n takes new ones"), "{screen}");
    press(&mut model, "⏎");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("nothing is due")));
}

#[test]
fn a_card_is_turned_and_rated_and_the_rating_is_kept() {
    let mut model = open("8n");
    let front = text(&model);
    assert!(front.contains("Front") && !front.contains("Back"), "{front}");
    // Confidence is said with the same keys as at a question; none of them rates a card that is not turned.
    press(&mut model, "fwresa");
    assert_eq!(text(&model), front);
    press(&mut model, "v");
    assert!(text(&model).contains("Back"));
    // Enter is no rating.
    press(&mut model, "⏎");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("forgotten")));
    assert_eq!(press(&mut model, "e").first(), Some(&Effect::Save));
    let cards = &model.record.lessons["iam-roles"].cards;
    let review = cards.values().next().and_then(|card| card.last()).expect("a review");
    assert_eq!((cards.len(), review.rating, review.confidence), (1, Rating::Easy, Some(Confidence::Sure)));
    assert!(text(&model).contains("2 of 10"), "{}", text(&model));
}

#[test]
fn what_is_forgotten_is_due_again_and_comes_first() {
    let mut model = open("8n⏎f⏎e⎋");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.starts_with("1 remembered, 1 to come back")));
    // A day later the forgotten one is due, the easy one is not.
    model.now = || chrono::DateTime::from_timestamp(1_790_000_000 + 86_400, 0).expect("a moment");
    press(&mut model, "38");
    assert!(text(&model).contains("Due now, across all lessons: 1 card and 0 questions"), "{}", text(&model));
    press(&mut model, "⏎");
    assert!(text(&model).contains("1 of 1"), "{}", text(&model));
}

#[test]
fn the_bars_of_the_forecast_stand_to_each_other_as_their_numbers() {
    let model = open("8n⏎f⏎r⏎r⎋");
    let screen = text(&model);
    let bar = |day: &str| {
        let line = screen.lines().find(|line| line.contains(&format!(" {day} "))).expect("a day");
        line.chars().take(50).filter(|sign| *sign == '█').count()
    };
    assert_eq!((bar("today"), bar("Wed 23")), (12, 24), "{screen}");
}

#[test]
fn home_says_what_is_due_whatever_lesson_is_chosen() {
    let mut model = open("8n⏎f⏎e⎋");
    model.now = || chrono::DateTime::from_timestamp(1_790_000_000 + 86_400, 0).expect("a moment");
    update(&mut model, Msg::Resize(80, 24));
    press(&mut model, "H");
    assert_eq!(model.screen, Screen::Home);
    assert!(text(&model).contains("quiz 0 of 7, 1 due for review"), "{}", text(&model));
    press(&mut model, "↓");
    let screen = text(&model);
    let first = screen.lines().next().expect("a header");
    assert!(first.contains("1 due for review (r)"), "{screen}");
    // What is due is reviewed with the key that stands there.
    press(&mut model, "r");
    assert!(text(&model).contains("Due now, across all lessons: 1 card and 0 questions"), "{}", text(&model));
}

#[test]
fn a_task_of_try_that_was_answered_comes_back_as_try_says() {
    let mut model = open("5");
    let lesson = model.entries[0].lesson.clone().expect("a lesson");
    for _ in 0..lesson.tasks.len() + lesson.lab.blanks.len() {
        press(&mut model, "⏎");
        // Policies with blanks are no questions; they stay in Try. One leaves their field first, then the task.
        if model.ask().is_some() {
            let keys = answer(&model, false) + "v";
            press(&mut model, &keys);
            assert!(text(&model).contains("such errors come back soon"), "{}", text(&model));
            press(&mut model, "⎋↓");
        } else {
            press(&mut model, "⎋⎋↓");
        }
    }
    let answered = model.record.lessons["iam-roles"].questions.len();
    assert_eq!(answered, lesson.tasks.len());
    model.now = || chrono::DateTime::from_timestamp(1_790_000_000 + 86_400, 0).expect("a moment");
    press(&mut model, "8");
    let due = text(&model);
    assert!(due.contains(&format!("0 cards and {answered} questions")), "{due}");
    assert!(due.contains(&format!("{} wait", lesson.cards.len() + lesson.questions.len())), "{due}");
    press(&mut model, "⏎");
    for number in 1..=answered {
        assert!(text(&model).contains(&format!("{number} of {answered}")), "{}", text(&model));
        let keys = answer(&model, true) + "v⏎";
        press(&mut model, &keys);
    }
    assert!(model.notice.as_deref().is_some_and(|notice| notice.starts_with(&format!("{answered} remembered, 0 "))));
}

#[test]
fn what_was_answered_in_the_quiz_is_no_longer_new() {
    let mut model = open("8");
    let waiting = |model: &Model| text(model).lines().find(|line| line.contains(" wait.")).map(str::to_owned);
    let before = waiting(&model).expect("a line");
    press(&mut model, "ta⏎⎋");
    assert_ne!(waiting(&model).expect("a line"), before, "{}", text(&model));
}

#[test]
fn questions_come_among_the_cards_and_are_judged() {
    let mut model = open("8n");
    let mut asked = 0;
    for _ in 0..20 {
        if text(&model).contains("What was done") {
            break;
        }
        let question = model.ask().map(|ask| ask.question().clone());
        match question {
            None => press(&mut model, "⏎r"),
            Some(question) => {
                asked += 1;
                let QuestionKind::Choice { .. } = question.kind else { panic!("the first two are choices") };
                let Response::Option(right) = question.key() else { panic!("a choice has one key") };
                let row = shuffle(&question, 0).iter().position(|shown| *shown == right).expect("shown");
                press(&mut model, &format!("{}v⏎", ["a", "b", "c", "d"][row]))
            }
        };
    }
    assert_eq!(asked, 2);
    let questions = &model.record.lessons["iam-roles"].questions;
    assert!(questions.values().all(|one| one.last().is_some_and(|answer| answer.right && answer.confidence.is_some())));
    assert!(text(&model).contains("What was done"));
}

#[test]
fn a_few_questions_say_where_to_begin() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    press(&mut model, "p");
    assert!(text(&model).contains("Where to begin: question 1 "), "{}", text(&model));
    assert!(!keys_offered(&model).contains("hint") && keys_offered(&model).contains("i don't know"));
    let mut asked = 0;
    while model.ask().is_some() {
        let keys = answer(&model, true) + "v";
        press(&mut model, &keys);
        assert!(!keys_offered(&model).contains("do not know"), "{}", text(&model));
        asked += 1;
        assert!(text(&model).contains(&format!("question {asked} ")), "it is numbered once: {}", text(&model));
        press(&mut model, "⏎");
        assert!(asked < 100, "{}", text(&model));
    }
    assert_eq!(
        asked,
        model.entries.iter().filter(|entry| entry.lesson.is_some()).count(),
        "one right answer is enough"
    );
    assert!(text(&model).contains("You know all of it"), "{}", text(&model));
    press(&mut model, "⎋");
    assert_eq!(model.screen, Screen::Home);
}

#[test]
fn what_builds_on_the_unknown_is_not_asked_and_nothing_of_it_falls_due() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    press(&mut model, "p");
    // Of the first lesson a second question is asked, and one right answer counts.
    let keys = answer(&model, false) + "v⏎";
    press(&mut model, &keys);
    let keys = answer(&model, true) + "v⏎";
    press(&mut model, &keys);
    let mut unknown = Vec::new();
    while let Some(ask) = model.ask() {
        let lesson = ask.question().id.split('/').next().unwrap_or_default().to_owned();
        let builds_on = |id: &str| {
            let heads = model.entries.iter().filter_map(|entry| entry.lesson.as_ref()).map(|lesson| &lesson.head);
            heads.filter(|head| head.id == id).flat_map(|head| head.builds_on.clone()).collect::<Vec<_>>()
        };
        assert!(builds_on(&lesson).iter().all(|below| !unknown.contains(below)), "{lesson} builds on {unknown:?}");
        unknown.push(lesson);
        press(&mut model, "i");
    }
    assert!(unknown.len() > 3 && unknown.len() < 16, "{unknown:?}");
    let screen = text(&model);
    assert!(screen.contains("Begin with: Service roles") && screen.contains("build on what is new"), "{screen}");
    assert!(screen.contains("You know what these teach: IAM roles"), "{screen}");
    // Days later nothing of it is due: no lesson was begun.
    model.now = || chrono::DateTime::from_timestamp(1_790_000_000 + 30 * 86_400, 0).expect("a moment");
    press(&mut model, "⎋");
    let screen = text(&model);
    assert!(model.screen == Screen::Home && !screen.contains("due for review"), "{screen}");
    assert!(screen.contains("▸ ├─○ Service roles"), "{screen}");
    press(&mut model, "p");
    assert!(text(&model).contains("Where to begin: question 1 "), "at the end one begins anew: {}", text(&model));
    press(&mut model, "ii");
    assert!(text(&model).contains("Begin with: IAM roles"), "{}", text(&model));
    press(&mut model, "⏎");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn an_answer_of_an_old_placement_falls_due_only_once_its_lesson_is_begun() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    let at = (model.now)();
    for lesson in ["external-id", "iam-roles"] {
        let id = model.entries.iter().find_map(|entry| {
            entry.lesson.as_ref().filter(|one| one.head.id == lesson).map(|one| one.questions[2].id.clone())
        });
        let answer = Answer { at, right: false, hints: 0, confidence: None };
        model.record.answer(lesson, &id.expect("a question"), answer.clone());
        model.record.answer(lesson, "placement: x", answer);
    }
    model.now = || chrono::DateTime::from_timestamp(1_790_000_000 + 30 * 86_400, 0).expect("a moment");
    press(&mut model, "g");
    assert!(!text(&model).contains("due for review"), "{}", text(&model));
    press(&mut model, "⏎8");
    assert!(text(&model).contains("Due now, across all lessons: 0 cards and 1 question"), "{}", text(&model));
}

#[test]
fn every_lesson_has_a_question_that_needs_no_story() {
    for entry in screen::library() {
        let lesson = entry.lesson.expect("a lesson");
        let marked: Vec<_> = lesson.questions.iter().filter(|question| question.placement).collect();
        assert!(!marked.is_empty(), "{}", lesson.head.id);
        let world = &lesson.world;
        let users = world.users.values().map(|user| user.name.clone());
        let roles = world.roles.values().map(|role| role.name.clone());
        let accounts = world.accounts.values().map(|account| account.name.clone());
        let buckets = world.buckets.keys().cloned();
        let policies = world
            .policies()
            .map(|policy| policy.name.clone())
            .filter(|name| !name.contains(' ') && name != "FullAWSAccess");
        let cast: Vec<String> = users.chain(roles).chain(accounts).chain(buckets).chain(policies).collect();
        for question in marked {
            let options = question.options().into_iter();
            let texts = options.flat_map(|option| [option.text.as_str(), option.explanation.as_str()]);
            for text in texts.chain([question.prompt.as_str()]) {
                let words: Vec<String> =
                    text.split(|c: char| !c.is_alphanumeric() && c != '-').map(str::to_lowercase).collect();
                let named = cast.iter().find(|name| words.contains(&name.to_lowercase()));
                assert_eq!(named, None, "{}: {text}", question.id);
                assert!(!words.windows(2).any(|two| two[0] == "step" && two[1].parse::<u8>().is_ok()), "{text}");
            }
        }
    }
}

/// The last row: the keys that count now.
fn keys_offered(model: &Model) -> String {
    text(model).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_footer_offers_what_does_something_at_this_stage() {
    let mut model = open("8");
    let footer = keys_offered(&model);
    assert!(footer.contains("n new") && !footer.contains("forgotten") && !footer.contains("begin"), "{footer}");
    assert!(text(&model).contains("nothing yet"), "{}", text(&model));
    press(&mut model, "n");
    let footer = keys_offered(&model);
    assert!(footer.contains("g guess  u unsure  v sure  Enter turn") && !footer.contains("easily"), "{footer}");
    press(&mut model, "⏎");
    let footer = keys_offered(&model);
    assert!(
        footer.contains("f forgotten  w with effort  r remembered  e easily") && !footer.contains("new"),
        "{footer}"
    );
}

#[test]
fn every_stage_at_every_size() {
    for size in [(120, 40), (80, 24), (60, 16), (1, 1), (200, 60)] {
        for keys in ["", "n", "nv", "nv⏎f", "n⏎r⏎r⏎r⏎r⏎r⏎r⏎r⏎r"] {
            let _ = text(&at(size, keys));
        }
    }
    insta::assert_snapshot!("review-120x40", styled(&at((120, 40), "n⏎f⏎r⏎e⎋")));
    insta::assert_snapshot!("review-80x24", styled(&at((80, 24), "n⏎f⏎r⏎e⎋")));
    insta::assert_snapshot!("review-card-80x24", styled(&at((80, 24), "nv")));
}

#[test]
fn on_a_card_no_key_changes_the_play_behind_it_and_the_help_tells_the_keys() {
    for (keys, told) in [("n", "how sure are you?"), ("nv", "how well did you remember it?")] {
        let mut model = at((120, 40), keys);
        // Elsewhere in a lesson these edit, undo, reset and export; here `u` says that one is unsure, and on the back
        // `e` and `r` say how well one remembered.
        for key in ["m", "x", "U", "e", "m", "r", "x", "U"] {
            press(&mut model, key);
            let open = model.lesson.as_ref().expect("a lesson");
            assert!(model.screen == Screen::Lesson && open.editing.is_none() && open.timeline == open.base, "{key}");
        }
        let mut model = at((120, 40), keys);
        press(&mut model, "?");
        let help = text(&model);
        assert!(help.contains(told) && !help.contains("undo the last edit"), "{help}");
        press(&mut model, "⎋3");
        assert_eq!(model.lens(), rolecall::lesson::Lens::Visualize, "another lens is a key away");
    }
}

#[test]
fn review_offers_no_place_in_a_lesson_that_may_not_be_open() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    press(&mut model, "/cross-account⏎p");
    // Whatever was searched for, all lessons are asked about.
    assert!(text(&model).contains("question 1 "), "{}", text(&model));
    let keys = screen::answer(&model, true) + "⏎";
    press(&mut model, &keys);
    assert!(text(&model).contains("Right.") && !text(&model).contains("show me"), "{}", text(&model));
    press(&mut model, "s");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("the quiz (t) shows the place")));
    // To be placed by a lesson is not to have begun it.
    press(&mut model, "⎋H⎋g");
    assert!(text(&model).contains("not begun; about 10 minutes"), "{}", text(&model));
}

#[test]
fn whoever_breaks_the_placement_off_is_back_where_they_came_from_and_can_go_on() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    press(&mut model, "p");
    assert!(keys_offered(&model).contains("Esc home"), "{}", text(&model));
    let keys = answer(&model, true);
    press(&mut model, &format!("{keys}g⏎"));
    assert!(text(&model).contains("question 2 "), "{}", text(&model));
    // Out of what is typed first, where something is.
    press(&mut model, "⎋⎋");
    assert_eq!(model.screen, Screen::Home, "{}", text(&model));
    press(&mut model, "p");
    assert!(text(&model).contains("Where to begin: question 2 "), "{}", text(&model));
    assert!(text(&model).contains("you were at question 2;"), "counted as in the header: {}", text(&model));
}

#[test]
fn what_is_cut_of_a_summary_is_told() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    let screen = text(&model);
    assert!(screen.contains("more lines, 2 shows all"), "{screen}");
    press(&mut model, "2");
    assert_eq!(model.lens(), Lens::Learn);
}

/// A statement needs the width that the screen has: torn inside its strings it cannot be compared.
#[test]
fn a_statement_to_pick_has_the_room_that_is_left() {
    let mut model = lesson_at("rcp-perimeter", (120, 40), "8n");
    let is_pick =
        |model: &Model| model.ask().is_some_and(|ask| matches!(ask.question().kind, QuestionKind::Pick { .. }));
    for _ in 0..60 {
        if is_pick(&model) {
            break;
        }
        let keys = if model.ask().is_some() { answer(&model, true) + "⏎⏎" } else { "⏎r".to_owned() };
        press(&mut model, &keys);
        if text(&model).contains("What was done") {
            press(&mut model, "n");
        }
    }
    assert!(is_pick(&model), "{}", text(&model));
    for _ in 0..8 {
        let screen = text(&model);
        let lines: Vec<&str> = screen.lines().filter_map(|line| line.split_once("│ ")).map(|(_, code)| code).collect();
        assert!(!lines.iter().any(|code| code.matches('"').count() % 2 == 1), "{screen}");
        press(&mut model, "↓");
    }
}
