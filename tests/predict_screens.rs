//! Predict, lock, reveal: the next step is held until the learner has said what it brings.

mod screen;

use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Start, update};
use screen::{answer, endures, model, open, press, styled, text};

fn step(model: &Model) -> usize {
    model.lesson.as_ref().expect("a lesson").step
}

fn asked(model: &Model) -> Option<String> {
    model.ask().map(|ask| ask.question().id.clone())
}

#[test]
fn without_it_nothing_is_asked() {
    let mut model = open("→→→→→");
    assert_eq!((step(&model), asked(&model)), (5, None));
    assert!(model.record.lessons["iam-roles"].predictions.is_empty());
    press(&mut model, "pp⌂→→");
    assert_eq!(step(&model), 2, "switched off again");
}

#[test]
fn the_step_is_held_until_it_is_predicted_then_shown_with_why() {
    for right in [true, false] {
        let mut model = open("p→→");
        assert!(text(&model).contains("predict"));
        assert_eq!(step(&model), 1, "step 2 is held");
        assert!(!text(&model).contains("AccessKeyId"), "and hidden");
        assert!(text(&model).contains("Predict step 2"));
        let keys = answer(&model, right);
        assert!(press(&mut model, &keys).contains(&Effect::Save));
        assert_eq!(step(&model), 2, "locked is revealed");
        let screen = text(&model);
        assert!(screen.contains("AccessKeyId"), "{screen}");
        assert!(screen.contains(if right { "as you said" } else { "not as you said" }), "{screen}");
        assert!(screen.contains("allowed by TrustAlice"), "and why: {screen}");
        let made: Vec<_> = model.record.lessons["iam-roles"].predictions.iter().cloned().collect();
        assert_eq!(made.len(), 1);
        assert_eq!((made[0].step, made[0].what.as_str(), made[0].right), (2, "issued", right));
        press(&mut model, "⏎");
        assert_eq!((step(&model), asked(&model)), (2, None), "Enter only closes");
    }
}

#[test]
fn esc_skips_and_nothing_is_asked_twice() {
    let mut model = open("p→→⎋");
    assert_eq!((step(&model), asked(&model)), (2, None));
    assert!(model.record.lessons["iam-roles"].predictions.is_empty());
    press(&mut model, "←→");
    assert_eq!((step(&model), asked(&model)), (2, None), "it was skipped once");
    press(&mut model, "←pp→");
    assert_eq!(step(&model), 1, "switched on anew it asks anew");
}

#[test]
fn under_a_what_if_the_what_if_is_predicted() {
    let mut model = open("pw↓↓⏎⌂→→⎋→⎋→");
    let id = asked(&model).expect("a question about step 4");
    assert!(id.contains("bucket-denies"), "{id}");
    let ask = model.ask().expect("a question");
    let right = ask.question().options().into_iter().find(|option| option.right).expect("a key").text.clone();
    assert_eq!(right, "Explicitly denied");
    let keys = answer(&model, true);
    press(&mut model, &keys);
    assert!(text(&model).contains("KeepReadersOut"), "{}", text(&model));
}

#[test]
fn a_play_that_runs_by_itself_waits_for_the_prediction() {
    let mut model = open("p ");
    for _ in 0..400 {
        if model.tick().is_none() {
            break;
        }
        update(&mut model, Msg::Tick);
    }
    assert_eq!(step(&model), 1);
    assert!(asked(&model).is_some());
    assert_eq!(model.tick(), None, "while it waits the program sleeps");
}

#[test]
fn hints_help_and_nothing_hidden_can_be_looked_up() {
    let mut model = open("p→→hhhs");
    assert_eq!(step(&model), 1);
    let screen = text(&model);
    assert!(screen.contains("worked") && !screen.contains("show me"), "{screen}");
    // The other lenses stay open, and the question waits.
    press(&mut model, "4");
    assert_eq!(model.lens(), Lens::Deep);
    press(&mut model, "3");
    assert!(text(&model).contains("Predict step 2"));
}

#[test]
fn jumping_goes_past_predictions() {
    let model = open("pj4⏎");
    assert_eq!((step(&model), asked(&model)), (4, None));
}

#[test]
fn prediction_screens() {
    for (size, ascii, name) in [
        ((80, 24), false, "80x24"),
        ((120, 40), false, "120x40"),
        ((60, 16), false, "60x16"),
        ((80, 24), true, "ascii"),
    ] {
        let mut model = model(ThemeName::Dark, ascii, size);
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "p→→");
        insta::assert_snapshot!(format!("predict-{name}-asked"), styled(&model));
        let keys = answer(&model, false);
        press(&mut model, &keys);
        insta::assert_snapshot!(format!("predict-{name}-shown"), styled(&model));
        if ascii {
            assert!(text(&model).is_ascii());
        }
    }
}

#[test]
fn odd_sizes_and_any_key() {
    for keys in ["p→→", "p→→hhh", "p→→a"] {
        endures(keys, &[(0, 0), (1, 1), (59, 16), (60, 16), (61, 17), (100, 36), (300, 100)]);
    }
}

/// Switched on it stays on, also when one goes home in between, and it asks again for the next step.
#[test]
fn predict_holds_for_the_lesson_until_it_is_switched_off() {
    let says = |model: &Model| text(model).lines().next().is_some_and(|line| line.contains(" predict "));
    let mut model = open("p→→");
    assert!(model.ask().is_some());
    press(&mut model, "H⏎");
    assert_eq!(model.screen, rolecall::tui::Screen::Lesson);
    assert!(says(&model), "{}", text(&model));
    press(&mut model, "→");
    assert!(model.ask().is_some(), "{}", text(&model));
    // Of another lesson nothing was said.
    press(&mut model, "⎋H↓⏎→");
    assert!(model.ask().is_none() && model.lesson.as_ref().is_some_and(|open| open.step == 1));
    press(&mut model, "H↑⏎pH⏎→");
    assert!(model.ask().is_none() && !says(&model), "{}", text(&model));
}

#[test]
fn what_switched_it_on_switches_it_off_while_a_step_is_held() {
    let mut model = open("p→→");
    assert!(asked(&model).is_some() && text(&model).contains("p stop predicting"), "{}", text(&model));
    press(&mut model, "p");
    assert_eq!((step(&model), asked(&model)), (1, None), "the step stays");
    assert!(text(&model).contains("predict is off"), "{}", text(&model));
    press(&mut model, "→→");
    assert_eq!((step(&model), asked(&model)), (3, None));
}

/// The verdict is about all that a call needs: what came of each permission is said, and for whom where that is another.
#[test]
fn the_answer_to_a_verdict_tells_of_every_permission_and_for_whom() {
    let said = |keys: &str| text(&screen::lesson_at("trust-and-permissions", (120, 40), keys));
    let refused = said("w↓↓↓⏎⌂p→a⏎→a");
    assert!(refused.contains("Yes: nothing denies sts:AssumeRole"), "{refused}");
    assert!(refused.contains("does not let lambda.amazonaws.com"), "{refused}");
    let allowed = said("p→a⏎→a");
    assert!(allowed.contains("Yes: lambda:CreateFunction") && allowed.contains("iam:PassRole"), "{allowed}");
}
