//! The quiz and the drill, played with keys to their ends: every kind of question, right and wrong.

mod screen;

use rolecall::learner::Confidence;
use rolecall::lesson::{MatchPair, Panel, Question, QuestionKind, judge};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Screen, Start};
use screen::{answer, draw, endures, lesson_at, library, model, open, press, styled, text};

fn kind(model: &Model) -> &'static str {
    model.ask().map_or("none", |ask| ask.question().kind.id())
}

/// The quiz at its first question of a kind, those before it answered.
fn at_first(wanted: &str) -> Model {
    let mut model = open("t");
    while kind(&model) != wanted {
        let keys = answer(&model, true) + "⏎⏎";
        press(&mut model, &keys);
    }
    model
}

/// Answers the question on show, without saying how sure.
fn give(model: &mut Model, right: bool) -> Vec<Effect> {
    let keys = answer(model, right) + "⏎";
    press(model, &keys)
}

#[test]
fn the_quiz_is_played_to_its_end() {
    let mut model = open("t");
    let lesson = model.entries[0].lesson.clone().expect("a lesson");
    let mut kinds = Vec::new();
    for (number, asked) in lesson.questions.iter().enumerate() {
        assert_eq!(model.quiz.as_ref().map(|quiz| quiz.question), Some(number));
        assert_eq!(model.ask().map(rolecall::tui::Ask::question), Some(asked), "every question is asked, in order");
        kinds.push(kind(&model));
        // The second question is answered wrongly, after two hints and a look at the lesson.
        if number == 1 {
            press(&mut model, "s");
            assert!(model.notice.is_some(), "the place is shown from the second hint on");
            press(&mut model, "hhs");
            assert!(model.quiz.as_ref().is_some_and(rolecall::tui::QuizModel::is_looking));
            let open = model.lesson.as_ref().expect("a lesson");
            assert!(open.focus == Panel::Process && !open.lit.is_empty());
            press(&mut model, "s");
        }
        assert_eq!(give(&mut model, number != 1), [Effect::Save], "{}", asked.id);
        let screen = text(&model);
        assert!(screen.contains(if number == 1 { "Not right" } else { "Right." }), "{screen}");
        assert!(screen.contains("how we know"), "{screen}");
        press(&mut model, "⏎");
    }
    assert!(kinds.contains(&"match") && kinds.contains(&"multiple") && kinds.contains(&"choice"), "{kinds:?}");
    let screen = text(&model);
    assert!(screen.contains("6 of 7 right") && screen.contains("shown at: Process, step 4"), "{screen}");
    let missed = screen.find("At which step").expect("what was missed");
    let known = screen.find("What does STS issue").expect("what was known");
    assert!(missed < known, "what was missed comes first: {screen}");
    // The first row is the one that was missed: it is shown, lit, and one comes back.
    press(&mut model, "s");
    let looking = text(&model);
    assert!(looking.contains("At which step does the decision") && looking.contains("s goes back"), "{looking}");
    assert!(model.lesson.as_ref().is_some_and(|open| open.step == 4 && !open.lit.is_empty()));
    press(&mut model, "s");
    assert!(text(&model).contains("6 of 7 right"));
    press(&mut model, "⏎");
    assert_eq!(model.screen, Screen::Lesson);
    let record = &model.record.lessons["iam-roles"].questions;
    assert_eq!(record.len(), lesson.questions.len());
    let second = record[&lesson.questions[1].id].last().expect("an answer");
    assert!(!second.right && second.hints == 2 && second.confidence.is_none());
}

#[test]
fn the_place_is_shown_in_the_play_that_the_question_asks_about() {
    let mut model = open("t");
    let lesson = model.entries[0].lesson.clone().expect("a lesson");
    let mut changed = 0;
    for asked in &lesson.questions {
        give(&mut model, true);
        press(&mut model, "s");
        let open = model.lesson.as_ref().expect("a lesson");
        assert_eq!(open.timeline.what_ifs, asked.what_ifs, "{}", asked.id);
        changed += asked.what_ifs.len();
        press(&mut model, "s⏎");
    }
    assert!(changed > 0 && changed < lesson.questions.len(), "{changed}");
}

#[test]
fn how_sure_one_is_is_asked_once_and_kept() {
    for (key, confidence) in
        [("g", Some(Confidence::Guess)), ("u", Some(Confidence::Unsure)), ("v", Some(Confidence::Sure)), ("⏎", None)]
    {
        let mut model = open("t");
        let keys = answer(&model, true);
        assert_eq!(press(&mut model, &keys), [], "nothing is recorded before it is locked");
        assert!(text(&model).contains("How sure are you?"));
        assert_eq!(press(&mut model, key), [Effect::Save]);
        let answers = &model.record.lessons["iam-roles"].questions["iam-roles/issued-at-2"].answers;
        assert_eq!(answers.iter().map(|answer| answer.confidence).collect::<Vec<_>>(), [confidence], "{key}");
    }
    // Numbers are the lenses in a lesson: they say nothing here.
    let mut model = open("t");
    let keys = answer(&model, true) + "123";
    assert_eq!(press(&mut model, &keys), []);
    // The answer can be taken back before it is locked, and is another then.
    let mut model = open("t");
    let right = answer(&model, true);
    let wrong = answer(&model, false);
    press(&mut model, &wrong);
    press(&mut model, "⎋");
    assert_eq!(model.screen, Screen::Quiz);
    assert!(!text(&model).contains("How sure are you?"));
    press(&mut model, &"↑".repeat(4));
    press(&mut model, &right);
    press(&mut model, "v");
    assert!(model.ask().and_then(rolecall::tui::Ask::judgement).is_some_and(|judgement| judgement.right));
}

#[test]
fn a_sure_error_is_told_to_come_back() {
    let mut model = open("t");
    let keys = answer(&model, false) + "v";
    press(&mut model, &keys);
    assert!(text(&model).contains("You were sure"), "{}", text(&model));
}

#[test]
fn options_keep_their_place_within_a_try_and_change_with_the_next() {
    let order = |model: &Model| model.ask().map(|ask| ask.order().to_vec());
    let mut model = open("t");
    let first = order(&model);
    press(&mut model, "⎋t");
    assert_eq!(order(&model), first, "leaving and coming back is the same try");
    let mut seen = vec![first];
    for _ in 0..3 {
        press(&mut model, "a⏎");
        assert_eq!(order(&model), seen.last().cloned().flatten(), "the answer does not shuffle");
        press(&mut model, "⏎");
        while model.ask().is_some() {
            give(&mut model, true);
            press(&mut model, "⏎");
        }
        press(&mut model, "⏎t");
        seen.push(order(&model));
    }
    seen.dedup();
    assert!(seen.len() > 1, "a new try is shuffled anew");
}

#[test]
fn a_quiz_that_was_broken_off_goes_on_where_it_was_left() {
    let mut model = open("t");
    give(&mut model, true);
    press(&mut model, "⏎");
    give(&mut model, false);
    press(&mut model, "⎋");
    assert_eq!(model.screen, Screen::Lesson);
    // Back at once: at the answer that was being read.
    press(&mut model, "t");
    assert!(text(&model).contains("question 2 of 7") && text(&model).contains("Not right"), "{}", text(&model));
    // Another day: at the first question without an answer, and the answers given still count.
    let record = model.record.clone();
    let mut model = open("");
    model.record = record;
    press(&mut model, "t");
    let quiz = model.quiz.as_ref().expect("a quiz");
    assert_eq!((quiz.question, quiz.right(), quiz.results.len()), (2, 1, 2));
    assert!(text(&model).contains("you were at question 3"), "{}", text(&model));
    while model.ask().is_some() {
        give(&mut model, true);
        press(&mut model, "⏎");
    }
    assert!(text(&model).contains("6 of 7 right"), "{}", text(&model));
    // All of it was answered: it begins anew.
    press(&mut model, "⏎t");
    assert_eq!(model.quiz.as_ref().map(|quiz| quiz.question), Some(0));
}

#[test]
fn what_the_quiz_shows_is_visualize_whatever_lens_it_was_opened_from() {
    let mut model = open("4t");
    press(&mut model, "hhs");
    let screen = text(&model);
    assert!(screen.contains("[3 Visualize]") && !screen.contains("[4 Deep]"), "{screen}");
}

#[test]
fn the_screen_says_what_the_judge_says() {
    let mut model = open("t");
    for right in [true, false, true, false, true, false, false] {
        let keys = answer(&model, right);
        press(&mut model, &(keys + "⏎"));
        let screen = text(&model).split_whitespace().collect::<Vec<_>>().join(" ");
        let ask = model.ask().expect("a question");
        let judged = ask.judgement().expect("it is locked");
        assert_eq!(judged.right, right);
        for part in &judged.parts {
            let said = part.explanation.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(screen.contains(&said), "{}: {said}\n{screen}", ask.question().id);
        }
        let key = judge(ask.question(), &ask.question().key());
        for part in key.parts.iter().filter(|_| matches!(ask.question().kind, QuestionKind::Choice { .. })) {
            assert!(screen.contains(&part.explanation), "the right answer is explained too");
        }
        press(&mut model, "⏎");
    }
}

#[test]
fn the_quiz_offers_what_its_moment_allows() {
    let footer = |keys: &str| text(&open(keys)).lines().last().unwrap_or_default().to_owned();
    assert!(footer("t").contains("Enter answer") && footer("t").contains("h hint"));
    assert!(!footer("t").contains("show me") && footer("thh").contains("s show me"));
    assert!(!footer("thhh").contains("hint"), "there are no more than three");
    assert!(footer("t1").contains("g guess") && footer("t1").contains("v sure"));
    assert!(footer("t1⏎").contains("Enter next question") && !footer("t1⏎").contains("hint"));
    assert!(footer("t1⏎s").contains("s back to the question") && !footer("t1⏎s").contains("Enter"));
    let mut model = open("t");
    for _ in 0..7 {
        let keys = answer(&model, false) + "⏎⏎";
        press(&mut model, &keys);
    }
    let end = text(&model);
    assert!(end.contains("0 of 7 right") && end.contains("Enter to the lesson") && end.contains("d drill"), "{end}");
    let elsewhere = text(&open("6thhs"));
    assert!(elsewhere.contains("[3 Visualize]") && !elsewhere.contains("[6 Challenge]"), "{elsewhere}");
    let looking = text(&open("thhs"));
    assert!(looking.contains("What does STS issue at step 2? s goes back."), "{looking}");
}

/// Whatever a question shows, the lesson is given back as it was: its play, its step, the learner's own edits.
#[test]
fn what_a_question_shows_is_gone_with_it() {
    let stands = |model: &Model| {
        let open = model.lesson.as_ref().expect("a lesson");
        (open.timeline.what_ifs.clone(), open.step, open.lit.clone(), open.focus, open.edits.clone())
    };
    // A learner at step 3, with an edit of their own.
    let mut model = open("→→→e⏎ ⎋");
    let before = stands(&model);
    assert!(!before.4.now().is_empty(), "{before:?}");
    let lesson = model.entries[0].lesson.clone().expect("a lesson");
    press(&mut model, "t");
    while model.ask().is_some_and(|ask| ask.question().what_ifs.is_empty()) {
        let keys = answer(&model, true) + "⏎⏎";
        press(&mut model, &keys);
    }
    let asked = model.ask().expect("a question about a what-if").question().what_ifs.clone();
    press(&mut model, "hhs");
    assert_eq!(stands(&model).0, asked);
    press(&mut model, "s⎋");
    assert_eq!((model.screen, stands(&model)), (Screen::Lesson, before.clone()));
    // From the end of the quiz, too, and when one goes home from there.
    press(&mut model, "t");
    for _ in 0..lesson.questions.len() {
        let keys = answer(&model, false) + "⏎⏎";
        press(&mut model, &keys);
        if model.ask().is_none() {
            break;
        }
    }
    press(&mut model, "s");
    assert_ne!(stands(&model), before);
    press(&mut model, "H⏎");
    assert_eq!((model.screen, stands(&model)), (Screen::Lesson, before));
}

#[test]
fn a_multiple_choice_is_not_answered_with_nothing() {
    let mut model = at_first("multiple");
    assert_eq!(press(&mut model, "⏎"), []);
    assert!(text(&model).contains("choose at least one"), "{}", text(&model));
    press(&mut model, "↓ ");
    assert!(text(&model).contains("b  [x]"), "{}", text(&model));
    press(&mut model, " ");
    assert!(!text(&model).contains("[x]"), "space takes back what space took");
}

#[test]
fn a_match_is_chosen_with_arrows_too_and_a_partner_serves_once() {
    let mut model = at_first("match");
    // Left 1 takes the second right; left 2 takes it away.
    press(&mut model, "⏎↓⏎");
    assert!(text(&model).contains("1  b  "), "{}", text(&model));
    press(&mut model, "b");
    let screen = text(&model);
    assert!(screen.contains("1  ?  ") && screen.contains("2  b  "), "{screen}");
    assert_eq!(press(&mut model, "→⎋"), [], "the first Esc leaves the other side");
    assert_eq!(model.screen, Screen::Quiz);
}

/// The line under the question and the footer speak of the keys that count at the moment.
#[test]
fn a_match_tells_the_keys_of_its_moment() {
    let mut model = at_first("match");
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    assert!(text(&model).contains("A letter says what belongs to the selected one"), "{}", text(&model));
    press(&mut model, "⏎");
    let screen = text(&model);
    assert!(screen.contains("Choose with the arrows; Enter takes it, Esc goes back."), "{screen}");
    assert!(!screen.contains("A letter says") && footer(&model).contains("Enter choose  "), "{screen}");
    press(&mut model, "⎋");
    let keys = answer(&model, true);
    press(&mut model, keys.trim_end_matches('⏎'));
    let screen = text(&model);
    assert!(
        screen.contains("All have theirs: Enter answers.") && footer(&model).contains("Enter answer  "),
        "{screen}"
    );
}

#[test]
fn the_drill_has_no_end_goes_on_where_it_was_left_and_counts() {
    let mut model = open("t");
    for _ in 0..7 {
        let keys = answer(&model, true) + "⏎⏎";
        press(&mut model, &keys);
    }
    press(&mut model, "d");
    let mut asked = Vec::new();
    for number in 0..20 {
        let ask = model.ask().expect("a question");
        asked.push(ask.question().id.clone());
        assert!(ask.question().id.starts_with("iam-roles/drill/"));
        // Two wrong, the rest right; nobody asks how sure.
        let keys = answer(&model, number > 1);
        assert_eq!(press(&mut model, &keys), [Effect::Save]);
        press(&mut model, "⏎");
    }
    assert!(text(&model).contains("Drill   18 of 20 right"), "{}", text(&model));
    let unique: std::collections::BTreeSet<&String> = asked.iter().collect();
    assert!(unique.len() >= 19, "a round asks everything once: {asked:?}");
    let next = model.ask().map(|ask| ask.question().prompt.clone());
    press(&mut model, "⎋5d");
    assert_eq!(model.ask().map(|ask| ask.question().prompt.clone()), next, "the drill resumes");
    assert!(text(&model).contains("Drill   0 of 0 right"), "the count is of this sitting");
}

#[test]
fn every_shipped_lesson_is_answered_with_keys_alone() {
    let library = library();
    for lesson in library.iter().filter_map(|entry| entry.lesson.clone()) {
        for right in [true, false] {
            let mut model = model(ThemeName::Dark, false, (80, 24));
            model.entries.clone_from(&library);
            model.start(&Start::Quiz(lesson.head.id.clone()));
            for question in &lesson.questions {
                give(&mut model, right);
                assert_eq!(
                    model.ask().and_then(rolecall::tui::Ask::judgement).map(|it| it.right),
                    Some(right),
                    "{}",
                    question.id
                );
                draw(&model);
                press(&mut model, "⏎");
            }
            let score = if right { lesson.questions.len() } else { 0 };
            assert!(text(&model).contains(&format!("{score} of {} right", lesson.questions.len())), "{}", text(&model));
        }
    }
}

#[test]
fn quiz_screens() {
    for (size, theme, ascii, name) in [
        ((80, 24), ThemeName::Dark, false, "80x24"),
        ((120, 40), ThemeName::Dark, false, "120x40"),
        ((60, 16), ThemeName::Dark, false, "60x16"),
        ((80, 24), ThemeName::None, false, "no-colour"),
        ((80, 24), ThemeName::Light, true, "ascii"),
    ] {
        let mut model = model(theme, ascii, size);
        model.start(&Start::Quiz("iam-roles".to_owned()));
        insta::assert_snapshot!(format!("quiz-{name}-asked"), styled(&model));
        press(&mut model, "h");
        let keys = answer(&model, false);
        press(&mut model, &keys);
        insta::assert_snapshot!(format!("quiz-{name}-how-sure"), text(&model));
        press(&mut model, "v");
        insta::assert_snapshot!(format!("quiz-{name}-locked"), styled(&model));
        press(&mut model, "⏎");
        while let Some(ask) = model.ask() {
            let kind = ask.question().kind.id();
            let keys = answer(&model, kind == "choice");
            press(&mut model, &keys);
            press(&mut model, "u");
            if kind != "choice" {
                insta::assert_snapshot!(format!("quiz-{name}-{kind}"), text(&model));
            }
            press(&mut model, "⏎");
        }
        insta::assert_snapshot!(format!("quiz-{name}-end"), text(&model));
        press(&mut model, "↓↓↓↓↓↓↓↓");
        let end = text(&model).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(end.contains("questions without end"), "the end of the end can be read: {end}");
        if ascii {
            assert!(text(&model).is_ascii());
        }
    }
}

#[test]
fn every_size_and_key_is_harmless_and_every_line_can_be_read() {
    for keys in ["t", "thhh", "ta", "ta⏎", "ta⏎v", "t↓⏎⏎⏎"] {
        endures(keys, &[(0, 0), (1, 1), (59, 16), (60, 16), (80, 24), (91, 17), (300, 100)]);
    }
    // At the smallest size the whole judgement is read by scrolling, and scrolling ends.
    let mut model = model(ThemeName::Dark, false, (60, 16));
    model.start(&Start::Quiz("iam-roles".to_owned()));
    press(&mut model, "a⏎");
    let mut seen = text(&model);
    for _ in 0..60 {
        press(&mut model, "↓");
        seen += &text(&model);
    }
    for word in ["how we know", "source:", "The others"] {
        assert!(seen.contains(word), "{word} is never in sight");
    }
    let end = text(&model);
    press(&mut model, "↓");
    assert_eq!(text(&model), end);
    assert!(!end.contains("read on with the arrows"), "{end}");
}

/// Footer and help offer as many letters as there are options, in the quiz as many numbers.
#[test]
fn the_keys_offered_are_those_of_the_options() {
    let (mut fewer, mut all) = (0, 0);
    for lesson in library().iter().filter_map(|entry| entry.lesson.as_ref()) {
        let counts = lesson.questions.iter().map(|question| match &question.kind {
            QuestionKind::Choice { options } | QuestionKind::Multiple { options } => options.len(),
            QuestionKind::Match { pairs } => pairs.len(),
            _ => 0,
        });
        let counts: Vec<(usize, usize)> = counts.enumerate().filter(|(_, count)| *count > 0).collect();
        // One with few options where there is one, one with four of one other lesson.
        let few = counts.iter().find(|(_, count)| *count < 4);
        let Some((at, count)) = few.or(counts.first().filter(|_| all == 0)).copied() else { continue };
        let mut model = model(ThemeName::Dark, false, (120, 120));
        model.entries = library();
        model.start(&Start::Lesson(lesson.head.id.clone()));
        press(&mut model, "t");
        for _ in 0..at {
            give(&mut model, true);
            press(&mut model, "⏎");
        }
        let last = count.min(4);
        let (letter, number) = (['a', 'b', 'c', 'd'][last - 1], last);
        press(&mut model, "?");
        let help = text(&model);
        assert!(help.contains(&format!("  a … {letter}  ")) && help.contains(&format!("  1 … {number}  ")), "{help}");
        fewer += usize::from(last < 4);
        all += usize::from(last == 4);
    }
    assert!(fewer > 0 && all > 0, "{fewer} and {all}");
}

/// However tall its parts are, what is selected is in sight: a left, and with a right that is chosen the left it is for.
#[test]
fn a_tall_match_keeps_its_selection_in_sight() {
    for size in [(80, 24), (60, 16), (120, 40)] {
        let mut model = model(ThemeName::Dark, false, size);
        let lesson = model.entries[0].lesson.as_mut().expect("a lesson");
        let is_match = |question: &Question| matches!(question.kind, QuestionKind::Match { .. });
        let mut tall = lesson.questions.iter().find(|question| is_match(question)).expect("a match").clone();
        let long = "a policy that says more than a row of the screen holds, and then goes on for another row or two";
        let pair = |at: usize| MatchPair {
            left: format!("left {at} is {long}"),
            right: format!("right {at} is {long}"),
            explanation: String::new(),
        };
        tall.kind = QuestionKind::Match { pairs: (0..6).map(pair).collect() };
        lesson.questions = vec![tall];
        model.start(&Start::Quiz("iam-roles".to_owned()));
        let order = model.ask().expect("it is asked").order().to_vec();
        for (left, right) in (0..6).flat_map(|left| (0..6).map(move |right| (left, right))) {
            press(&mut model, &("↑".repeat(6) + &"↓".repeat(left)));
            let (screen, selected) = (text(&model), format!("▸ {}  ", left + 1));
            assert!(screen.lines().any(|line| line.contains(&selected) && line.contains("left ")), "{screen}");
            press(&mut model, &("→".to_owned() + &"↓".repeat(right)));
            let screen = text(&model);
            let chosen = format!("right {} is", order[right]);
            assert!(screen.lines().any(|line| line.contains('▸') && line.contains(&chosen)), "{screen}");
            assert!(screen.contains(&format!("left {left} is")), "{screen}");
            press(&mut model, "←");
        }
    }
}

#[test]
fn after_the_last_question_comes_the_result() {
    let mut model = open("t");
    let count = model.entries[0].lesson.as_ref().map_or(0, |lesson| lesson.questions.len());
    for number in 1..=count {
        give(&mut model, true);
        let screen = text(&model);
        let last = number == count;
        assert_eq!(screen.contains("Enter the result"), last, "{screen}");
        assert_eq!(screen.contains("Enter next question"), !last, "{screen}");
        press(&mut model, "⏎");
    }
    // In the drill there is always another one.
    press(&mut model, "d");
    let keys = answer(&model, true);
    press(&mut model, &keys);
    assert!(text(&model).contains("Enter next question"), "{}", text(&model));
}

#[test]
fn a_judgement_is_read_to_its_end_and_back_and_the_footer_tells_what_moves() {
    let mut model = model(ThemeName::Dark, false, (80, 16));
    model.start(&Start::Quiz("iam-roles".to_owned()));
    give(&mut model, false);
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    let top = text(&model);
    assert!(footer(&model).contains("↓ read on") && !footer(&model).contains('↑'), "{top}");
    press(&mut model, "↓");
    assert!(footer(&model).contains("↓ read on") && footer(&model).contains("↑ up"), "{}", text(&model));
    press(&mut model, "⇲");
    assert!(!footer(&model).contains('↓') && footer(&model).contains("↑ up"), "{}", text(&model));
    press(&mut model, "⌂");
    assert_eq!(text(&model), top);
}

#[test]
fn what_was_missed_is_found_by_the_name_of_its_row() {
    let mut seen = 0;
    for entry in library() {
        let lesson = entry.lesson.as_ref().expect("a lesson");
        let timeline = rolecall::lesson::play(lesson, &[]).expect("it plays");
        let in_tracker = |question: &Question| {
            let of = question.points_at.iter().find(|pointer| pointer.panel == Panel::Variables)?;
            Some((question.prompt.clone(), of.cell.clone()?))
        };
        let Some((_, id)) = lesson.questions.iter().find_map(in_tracker) else { continue };
        let name = timeline.variables.iter().find(|row| row.id == id).map(|row| row.name.clone()).expect("a row");
        let mut model = model(ThemeName::Dark, false, (120, 100));
        model.start(&Start::Quiz(lesson.head.id.clone()));
        for _ in 0..lesson.questions.len() {
            give(&mut model, false);
            press(&mut model, "⏎");
        }
        let screen = text(&model);
        assert!(screen.contains(&format!(", {name}")) && !screen.contains(&format!(", {id}\n")), "{screen}");
        seen += 1;
    }
    assert!(seen > 0, "no lesson points into the tracker");
}

#[test]
fn where_there_are_more_options_than_letters_the_others_keys_are_told() {
    let many = |entry: &rolecall::tui::Entry| {
        let lesson = entry.lesson.as_ref()?;
        let count = |question: &Question| match &question.kind {
            QuestionKind::Pick { options } => options.len(),
            _ => question.options().len(),
        };
        let at = lesson.questions.iter().position(|question| count(question) > 4)?;
        Some((lesson.head.id.clone(), at))
    };
    let (id, at) = library().iter().find_map(many).expect("a question with many options");
    let mut model = model(ThemeName::Dark, false, (120, 40));
    model.start(&Start::Quiz(id));
    for _ in 0..at {
        give(&mut model, true);
        press(&mut model, "⏎");
    }
    let screen = text(&model);
    assert!(screen.contains("all others the arrows and Enter"), "{screen}");
    press(&mut model, "↓↓↓↓⏎");
    assert!(text(&model).contains("How sure are you?"), "{}", text(&model));
}

/// The place of a question is a play, and which one is said: it may be a what-if.
#[test]
fn the_what_if_that_a_question_shows_is_named() {
    for size in [(80, 24), (120, 40)] {
        let mut model = lesson_at("cross-account", size, "thhs");
        let what_if = {
            let (lesson, open) = (
                model.entries.iter().find_map(|entry| entry.lesson.as_ref().filter(|it| it.head.id == "cross-account")),
                &model.lesson,
            );
            let id = open.as_ref().and_then(|open| open.timeline.what_ifs.first()).expect("a what-if is shown");
            lesson.and_then(|lesson| lesson.what_if(id)).expect("it is there").title.clone()
        };
        let screen = text(&model);
        assert!(screen.contains(&format!("Δ What if: {what_if}")) && screen.contains("s goes back"), "{screen}");
        assert!(!screen.contains("Esc goes back"), "{screen}");
        press(&mut model, "s");
        assert!(!text(&model).contains("Δ What if: "), "{}", text(&model));
    }
}
