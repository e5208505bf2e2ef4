//! Quit in the middle and come back: a lesson opens in the lens where it was left, at its place there.

mod screen;

use rolecall::learner::Record;
use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Arrival, Effect, Entry, Model, Msg, Screen, Start, update};
use screen::{model, now, press, text};

/// The program started anew with what the learner's file holds.
fn again(before: &Model, start: &Start) -> Model {
    let written = toml::to_string(&before.record).expect("it can be written");
    let record: Record = toml::from_str(&written).expect("it can be read");
    let mut model = model(ThemeName::Dark, false, before.size);
    model.now = now;
    model.record = record;
    model.start(start);
    model
}

fn lesson() -> Start {
    Start::Lesson("iam-roles".to_owned())
}

/// The first lesson after these keys and Ctrl-C, started anew.
fn left(size: (u16, u16), keys: &str) -> (Model, Model) {
    let mut before = model(ThemeName::Dark, false, size);
    before.start(&lesson());
    press(&mut before, keys);
    before.notice = None;
    let after = again(&before, &lesson());
    (before, after)
}

/// The screen without its last rows, where the footer or a notice stands.
fn body(model: &Model) -> String {
    let screen = text(model);
    let rows: Vec<&str> = screen.lines().collect();
    rows[..rows.len() - 2].join("\n")
}

#[test]
fn every_lens_opens_again_where_it_was_left() {
    let places = [
        (Lens::Why, "1→→"),
        (Lens::Learn, "2⇥→→"),
        (Lens::Visualize, "→→→⇥"),
        (Lens::Visualize, "→→→w↓↓⏎"),
        (Lens::Deep, "→→4⇥⇥"),
        (Lens::Deep, "→→→→4w↓↓⏎"),
        (Lens::Try, "5↓↓"),
        (Lens::Try, "5↓↓⏎"),
        (Lens::Challenge, "6↓"),
        (Lens::Challenge, "6↓⏎"),
        (Lens::Project, "7⏎"),
        (Lens::Review, "8"),
        (Lens::Review, "8n"),
        (Lens::Scale, "9⇥⇥"),
    ];
    for size in [(80, 24), (120, 40)] {
        for (lens, keys) in places {
            let (before, mut after) = left(size, keys);
            assert_eq!((after.screen, after.lens()), (Screen::Lesson, lens), "{keys}");
            assert_eq!(body(&after), body(&before), "{keys}");
            assert!(after.notice.is_some() || keys == "8", "{keys}: it says that it goes on");
            after.notice = None;
            assert_eq!(text(&after), text(&before), "{keys}");
        }
    }
}

#[test]
fn review_goes_on_with_the_item_that_was_to_come() {
    // One card is rated and the next one turned: that one is asked again, and nine are left.
    let (before, mut after) = left((80, 24), "8n⏎r⏎");
    let card = |model: &Model| text(model).lines().find(|line| line.contains('?')).map(str::to_owned);
    assert!(card(&before).is_some_and(|asked| Some(asked) == card(&after)), "{}", text(&after));
    assert!(text(&after).contains("1 of 9") && !text(&after).contains("Back"), "{}", text(&after));
    press(&mut after, "⎋");
    assert!(text(&again(&after, &lesson())).contains("Nothing is due now"), "whoever left it is not put into it again");
    // From home one asks for what is due.
    let (mut before, _) = left((80, 24), "8n");
    press(&mut before, "H");
    assert!(text(&again(&before, &lesson())).contains("1 of 10"));
    press(&mut before, "r");
    assert!(text(&before).contains("Nothing is due now"), "{}", text(&before));
}

#[test]
fn the_footer_says_where_one_is_and_how_to_get_elsewhere() {
    let (_, after) = left((80, 24), "→→1→");
    assert!(
        text(&after).contains("you left the lesson here, in Why; 3 goes through it step by step"),
        "{}",
        text(&after)
    );
    let (_, after) = left((80, 24), "→→→→w↓↓⏎");
    let said = after.notice.clone().unwrap_or_default();
    assert!(said.contains("step 4 of what if: ") && said.contains("Home goes back"), "{said}");
}

#[test]
fn home_and_back_is_the_same_as_quitting() {
    let mut model = screen::open("4⇥⇥H");
    assert_eq!(model.screen, Screen::Home);
    press(&mut model, "⏎");
    assert_eq!(model.lens(), Lens::Deep);
    assert!(text(&model).contains("[Credentials]") || text(&model).contains("Credentials"), "{}", text(&model));
}

#[test]
fn what_is_asked_for_on_the_command_line_comes_first() {
    let (before, _) = left((120, 40), "→→→1→");
    let why = again(&before, &Start::Lens("iam-roles".to_owned(), Lens::Scale));
    assert_eq!(why.lens(), Lens::Scale);
    let step = again(&before, &Start::Lens("iam-roles".to_owned(), Lens::Visualize));
    assert_eq!((step.lens(), step.lesson.as_ref().map(|open| open.step)), (Lens::Visualize, Some(3)));
    assert!(step.notice.is_some_and(|notice| notice.contains("you were at step 3")));
    assert_eq!(again(&before, &Start::Quiz("iam-roles".to_owned())).screen, Screen::Quiz);
}

/// Answers the question on show and goes on.
fn give(model: &mut Model, right: bool) {
    let keys = screen::answer(model, right);
    press(model, &keys);
    press(model, "n");
    press(model, "⏎");
}

#[test]
fn the_quiz_goes_on_at_its_question_and_counts_what_was_answered() {
    let mut before = screen::open("t");
    give(&mut before, true);
    give(&mut before, false);
    let mut after = again(&before, &lesson());
    assert_eq!(after.screen, Screen::Quiz);
    let quiz = after.quiz.as_ref().expect("a quiz");
    assert_eq!((quiz.question, quiz.right(), quiz.results.len()), (2, 1, 2));
    assert_eq!(after.ask().map(|ask| ask.question().id.clone()), before.ask().map(|ask| ask.question().id.clone()));
    assert!(text(&after).contains("you were at question 3; r begins the quiz anew"), "{}", text(&after));
    // An answer that is locked is given: one goes on behind it.
    let keys = screen::answer(&after, true);
    press(&mut after, &keys);
    press(&mut after, "n");
    let later = again(&after, &Start::Quiz("iam-roles".to_owned()));
    assert_eq!(later.quiz.as_ref().map(|quiz| (quiz.question, quiz.results.len())), Some((3, 3)));
    // Back in the lesson it is the lesson that one comes back to; the quiz waits where it was.
    press(&mut after, "⎋");
    let mut lens = again(&after, &lesson());
    assert_eq!((lens.screen, lens.lens()), (Screen::Lesson, Lens::Visualize));
    press(&mut lens, "t");
    assert_eq!(lens.quiz.as_ref().map(|quiz| quiz.question), Some(3));
    press(&mut lens, "⎋tr");
    assert_eq!(lens.quiz.as_ref().map(|quiz| (quiz.question, quiz.results.len())), Some((0, 0)));
}

#[test]
fn after_the_last_question_the_quiz_begins_anew() {
    let mut before = screen::open("t");
    for _ in 0..before.open().expect("a lesson").0.questions.len() {
        if before.ask().is_some_and(|ask| matches!(ask.question().kind.id(), "fill")) {
            press(&mut before, "x⏎n⏎");
        } else {
            give(&mut before, true);
        }
    }
    let mut after = again(&before, &lesson());
    assert_eq!(after.screen, Screen::Lesson, "the end is no place to come back to");
    press(&mut after, "t");
    assert_eq!(after.quiz.as_ref().map(|quiz| (quiz.question, quiz.results.len())), Some((0, 0)));
}

#[test]
fn what_is_typed_is_kept_whatever_ends_the_program() {
    let mut before = screen::open("5");
    for _ in 0..20 {
        press(&mut before, "⏎");
        if before.lesson.as_ref().is_some_and(|open| open.tasks.filling().is_some()) {
            break;
        }
        let typing = before.ask().is_some_and(|ask| ask.question().kind.id() == "fill");
        press(&mut before, if typing { "⎋⎋↓" } else { "⎋↓" });
    }
    press(&mut before, "arn:half");
    update(&mut before, Msg::Paste("-pasted".to_owned()));
    update(&mut before, Msg::Paste("x".repeat(300)));
    assert!(text(&before).contains("too long for one line"), "what is cut would be lost: {}", text(&before));
    let after = again(&before, &lesson());
    assert_eq!(after.lens(), Lens::Try);
    let filling = after.lesson.as_ref().and_then(|open| open.tasks.filling()).expect("the task is open");
    assert_eq!(filling.answers()[0], "arn:half-pasted");
    // In the editor of a challenge and of a project the same.
    for (keys, lens) in [("6⏎⏎half", Lens::Challenge), ("7⏎⏎half", Lens::Project)] {
        let (_, after) = left((120, 40), keys);
        assert_eq!(after.lens(), lens);
        let screen = text(&after);
        assert!(screen.contains("half{") && screen.contains("Esc leaves the field"), "{screen}");
    }
}

fn is_writing(model: &Model) -> bool {
    model.ask().is_some_and(|ask| ask.question().kind.id() == "fill" && !ask.is_locked())
}

#[test]
fn an_answer_in_writing_is_kept_until_it_is_given() {
    // No quiz that ships wants one: the task becomes the first question of it.
    let shipped = rolecall::lesson::embedded()[0].1;
    let task = shipped.split("[[tasks]]").find(|task| task.contains("kind = \"fill\"")).expect("it has one");
    let block = format!("[[tasks]]{task}");
    let question = block.replace("[[tasks", "[[quiz").replace("[tasks", "[quiz");
    let changed = shipped.replacen(&block, "", 1).replacen("[[quiz]]", &format!("{question}[[quiz]]"), 1);
    let entry = screen::entry("iam-roles.toml", &changed);
    assert!(entry.lesson.is_some(), "{:?}", entry.diagnostics);
    let start = |record: Record| {
        let mut model = Model::new(vec![entry.clone()], ThemeName::Dark, false, false, record, now);
        update(&mut model, Msg::Resize(120, 40));
        model.start(&lesson());
        model
    };
    let mut in_quiz = start(Record::default());
    press(&mut in_quiz, "t");
    let mut in_task = screen::open("5⏎");
    for _ in 0..20 {
        if is_writing(&in_task) {
            break;
        }
        // Out of the field of a policy with blanks first.
        let keys = if in_task.ask().is_some() { "⎋↓⏎" } else { "⎋⎋↓⏎" };
        press(&mut in_task, keys);
    }
    let started: [&dyn Fn(&Model) -> Model; 2] =
        [&|before| start(before.record.clone()), &|before| again(before, &lesson())];
    for (mut model, again) in [in_quiz, in_task].into_iter().zip(started) {
        assert!(is_writing(&model), "{}", text(&model));
        press(&mut model, "half an ans");
        let mut after = again(&model);
        assert!(is_writing(&after) && text(&after).contains("half an ans"), "{}", text(&after));
        update(&mut after, Msg::Paste("wer".to_owned()));
        press(&mut after, "⏎");
        assert!(text(&again(&after)).contains("half an answer"), "how sure is asked: it is not given yet");
        press(&mut after, "n");
        assert!(after.ask().is_some_and(rolecall::tui::Ask::is_locked), "{}", text(&after));
        let kept = &after.record.lessons["iam-roles"].drafts;
        assert!(kept.values().all(|draft| !draft.text.contains("half")), "what is given is no draft: {kept:?}");
        assert!(!text(&again(&after)).contains("half an"), "the next try begins anew");
    }
}

#[test]
fn a_file_from_before_lenses_were_noted_opens_in_visualize_or_where_a_lens_knew_its_place() {
    let old = |more: &str| {
        format!(
            "format = 2\n[lessons.iam-roles]\nfurthest = 3\nsteps = 5\n\
             [lessons.iam-roles.place]\nat = \"2026-09-21T14:13:20Z\"\nstep = 3\n{more}"
        )
    };
    let later = "[lessons.iam-roles.lenses.why.place]\nat = \"2026-09-22T14:13:20Z\"\nindex = 2\n";
    for (text, lens) in [(old(""), Lens::Visualize), (old(later), Lens::Why)] {
        let mut model = model(ThemeName::Dark, false, (120, 40));
        model.record = toml::from_str(&text).expect("it can be read");
        model.start(&lesson());
        let open = model.lesson.as_ref().expect("a lesson");
        assert_eq!((open.lens, open.step), (lens, 3));
    }
}

#[test]
fn a_place_that_is_gone_is_no_harm() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    let text = "format = 3\n[lessons.iam-roles]\nfurthest = 3\nsteps = 5\n[lessons.iam-roles.place]\n\
         at = \"2026-09-21T14:13:20Z\"\nstep = 77\nwhat-ifs = []\nwhat_ifs = [\"gone\"]\n\
         [lessons.iam-roles.lenses.visualize.place]\nat = \"2026-09-21T14:13:20Z\"\nindex = 99\n\
         [lessons.iam-roles.lenses.quiz.place]\nat = \"2026-09-23T14:13:20Z\"\nindex = 3\nnote = \"gone\"\n\
         [lessons.iam-roles.lenses.try.place]\nat = \"2026-09-22T14:13:20Z\"\nindex = 99\nnote = \"gone\"\n";
    model.record = toml::from_str(text).expect("it can be read");
    model.start(&lesson());
    assert_eq!(model.lens(), Lens::Try);
    let quiz = model.quiz.as_ref().expect("the quiz");
    assert_eq!((quiz.question, quiz.results.len()), (0, 0));
    assert_eq!(press(&mut model, "⎋3q"), [Effect::Save, Effect::Quit]);
}

#[test]
fn on_the_home_screen_a_number_opens_the_lesson_in_that_lens() {
    for lens in Lens::ALL {
        let mut model = model(ThemeName::Dark, false, (80, 24));
        let at = model.entries.iter().position(|entry| entry.name == "iam-roles.toml").expect("the first lesson");
        model.home.select(&model.entries, at);
        press(&mut model, &lens.number().to_string());
        assert_eq!((model.screen, model.lens()), (Screen::Lesson, lens), "{:?}", model.notice);
    }
}

#[test]
fn a_lens_that_is_not_offered_leaves_one_at_home_and_says_so() {
    let text = rolecall::lesson::embedded()[0].1.to_owned();
    let (head, rest) = text.split_once("\n[scale]").expect("it has a Scale lens");
    let end = rest.find("\n[").unwrap_or(rest.len());
    let entry = screen::entry("variant.toml", &format!("{head}{}", &rest[end..]));
    assert!(entry.lesson.is_some(), "{:?}", entry.diagnostics);
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, Record::default(), now);
    press(&mut model, "9");
    assert_eq!((model.screen, model.lesson.is_none()), (Screen::Home, true));
    let screen = screen::text(&model);
    assert!(screen.contains("this lesson has nothing for Scale"), "{screen}");
}

#[test]
fn home_goes_on_with_the_lesson_studied_last_and_reviews_in_none_that_was_not_begun() {
    let home = |record: Record, size| {
        let mut model = Model::new(screen::library(), ThemeName::Dark, false, false, record, now);
        update(&mut model, Msg::Resize(size, 24));
        model
    };
    let mut new = home(Record::default(), 80);
    let screen = text(&new);
    assert!(screen.contains("p where to begin") && !screen.contains("r review"), "{screen}");
    press(&mut new, "r");
    assert_eq!(new.screen, Screen::Home);
    assert!(new.notice.as_deref().is_some_and(|notice| notice.contains("nothing to review yet")), "{:?}", new.notice);
    new.start(&Start::Lesson("tags-and-abac".to_owned()));
    press(&mut new, "→→");
    let mut model = home(new.record.clone(), 80);
    let screen = text(&model);
    let selected = |model: &Model| model.home.selected(&model.entries).map(|at| model.entries[at].name.clone());
    assert_eq!(selected(&model).as_deref(), Some("tags-and-abac.toml"), "{screen}");
    assert!(screen.contains("r review"), "{screen}");
    press(&mut model, "g");
    assert_eq!(selected(&model).as_deref(), Some("iam-roles.toml"));
    press(&mut model, "r");
    assert_eq!(model.lens(), Lens::Review);
    assert!(text(&model).contains("Tags and ABAC"), "{}", text(&model));
    assert!(!model.record.lessons.contains_key("iam-roles"), "it was not begun");
}

#[test]
fn a_long_list_of_lessons_says_how_many_stand_above_and_below() {
    let mut model = Model::new(screen::library(), ThemeName::Dark, false, false, Record::default(), now);
    update(&mut model, Msg::Resize(80, 24));
    let is_hidden = |model: &Model, what: &str| text(model).contains(what);
    assert!(!is_hidden(&model, " above ") && is_hidden(&model, " 4 more "), "{}", text(&model));
    press(&mut model, "G");
    assert!(is_hidden(&model, " 4 above ") && !is_hidden(&model, " 4 more "), "{}", text(&model));
    update(&mut model, Msg::Resize(120, 40));
    assert!(!is_hidden(&model, " above ") && !is_hidden(&model, " 4 more "), "{}", text(&model));
}

/// Left midway, the questions that say where to begin go on where they were left, with what was answered counted.
#[test]
fn finding_where_to_begin_goes_on_where_it_was_left() {
    let mut before = model(ThemeName::Dark, false, (120, 40));
    press(&mut before, "p");
    give(&mut before, true);
    give(&mut before, false);
    assert!(text(&before).contains("Where to begin: question 3 "), "{}", text(&before));
    let third = before.ask().map(|ask| ask.question().id.clone());
    // Home and back in the same program, broken off, and the program started anew.
    let mut model = again(&before, &Start::Home);
    for (model, keys) in [(&mut before, "Hp"), (&mut model, "p⎋p")] {
        press(model, keys);
        assert!(text(model).contains("Where to begin: question 3 "), "{}", text(model));
        assert_eq!(model.ask().map(|ask| ask.question().id.clone()), third);
        assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("; r begins anew")), "{:?}", model.notice);
    }
    // The lesson that it is asked over is not begun by that, and opens as a new one.
    let lesson = again(&before, &lesson());
    assert_eq!((lesson.lens(), lesson.notice), (Lens::Visualize, None));
    // What was right and wrong before counts at the end: one begins with the lesson whose question was missed.
    while model.ask().is_some() {
        give(&mut model, true);
    }
    let screen = text(&model);
    assert!(screen.contains("Begin with: Service roles") && screen.contains("You know what these teach"), "{screen}");
    // Then it begins with the first again; so it does when asked to.
    press(&mut model, "⎋p");
    assert!(text(&model).contains("Where to begin: question 1 "), "{}", text(&model));
    give(&mut model, true);
    let answered = screen::answer(&model, true) + "n";
    press(&mut model, &answered);
    assert!(text(&model).contains("Where to begin: question 2 "), "{}", text(&model));
    press(&mut model, "r");
    assert!(text(&model).contains("Where to begin: question 1 "), "{}", text(&model));
}

/// The items of a session are of several lessons, and these arrive one after the other.
#[test]
fn review_goes_on_when_the_lesson_of_the_item_to_come_has_arrived() {
    let mut before = model(ThemeName::Dark, false, (80, 24));
    for lesson in ["iam-roles", "mfa-role"] {
        before.start(&Start::Lesson(lesson.to_owned()));
        press(&mut before, "8nufufufuf⎋");
    }
    // A day later all of it is due.
    let now = || now() + chrono::Duration::days(2);
    let with = |entries, record| {
        let mut model = Model::new(entries, ThemeName::Dark, false, false, record, now);
        update(&mut model, Msg::Resize(80, 24));
        model
    };
    let mut due = with(before.entries.clone(), before.record.clone());
    due.start(&Start::Lesson("mfa-role".to_owned()));
    press(&mut due, "8⏎");
    let mut graded = 0;
    while !text(&due).lines().any(|line| line.contains("IAM roles") && line.contains(" of ")) {
        press(&mut due, "uf");
        graded += 1;
        assert!(graded < 8, "{}", text(&due));
    }
    let of = |model: &Model| text(model).lines().find(|line| line.contains(" of ")).map(str::to_owned);
    let to_come = of(&due).expect("an item");
    assert!(to_come.contains("IAM roles"), "{to_come}");
    press(&mut due, "q");
    let loading = |entry: &Entry| {
        let head = entry.head().cloned();
        Entry { lesson: None, head, diagnostics: Vec::new(), ..entry.clone() }
    };
    let mut model = with(due.entries.iter().map(loading).collect(), due.record.clone());
    model.start(&Start::Lesson("mfa-role".to_owned()));
    let mut order: Vec<usize> = (0..due.entries.len()).collect();
    order.sort_by_key(|at| !due.entries[*at].name.contains("mfa-role"));
    for entry in order {
        let (lesson, diagnostics) =
            (due.entries[entry].lesson.clone().map(Box::new), due.entries[entry].diagnostics.clone());
        update(&mut model, Msg::Arrival(Arrival::Loaded { entry, lesson, diagnostics }));
    }
    let screen = text(&model);
    assert!(screen.contains("IAM roles") && screen.contains("1 of "), "{screen}");
}
