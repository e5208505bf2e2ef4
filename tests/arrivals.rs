//! Lessons that arrive while the screens are on: loaded behind the first frame, changed by their author, or gone.

mod screen;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rolecall::diagnostic::Source;
use rolecall::learner::Record;
use rolecall::lesson::{Lens, check, head, load};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Arrival, Effect, Entry, Model, Msg, Overlay, Screen, Start, update, view};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const FIRST: &str = include_str!("../scenarios/iam-roles.toml");

/// The first lesson and a broken file, neither of them loaded.
fn model() -> Model {
    let source = Source::new("iam-roles.toml", FIRST);
    let first = Entry { name: "iam-roles.toml".to_owned(), head: head(&source), ..Entry::default() };
    let broken = Entry { name: "broken.toml".to_owned(), ..Entry::default() };
    let now = || chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let mut model = Model::new(vec![first, broken], ThemeName::Dark, false, false, Record::default(), now);
    update(&mut model, Msg::Resize(120, 40));
    model
}

/// A file as the loader gives it.
fn arrive(model: &mut Model, entry: usize, text: &str) {
    assert!(arrive_with_save(model, entry, text).is_empty(), "nothing is saved for it");
}

fn arrive_with_save(model: &mut Model, entry: usize, text: &str) -> Vec<Effect> {
    let (lesson, mut diagnostics) = load(Arc::new(Source::new("x.toml", text)), &|_| Err(String::new()));
    diagnostics.extend(lesson.iter().flat_map(check));
    let arrival = Arrival::Loaded { entry, lesson: lesson.map(Box::new), diagnostics };
    update(model, Msg::Arrival(arrival))
}

fn press(model: &mut Model, codes: &[KeyCode]) {
    for code in codes {
        update(model, Msg::Key(KeyEvent::new(*code, KeyModifiers::NONE)));
    }
}

fn text(model: &Model) -> String {
    let mut terminal = Terminal::new(TestBackend::new(model.size.0, model.size.1)).expect("a buffer");
    terminal.draw(|frame| view(model, frame)).expect("a frame");
    terminal.backend().to_string()
}

/// The first lesson open at a step, with all arrived.
fn open(step: usize) -> Model {
    let mut model = model();
    model.start(&Start::Lesson("iam-roles".to_owned()));
    arrive(&mut model, 0, FIRST);
    for _ in 0..step {
        press(&mut model, &[KeyCode::Right]);
    }
    model
}

fn step(model: &Model) -> Option<usize> {
    model.lesson.as_ref().map(|open| open.step)
}

#[test]
fn the_first_frame_lists_lessons_by_their_heads() {
    let mut model = model();
    let screen = text(&model);
    assert!(screen.contains("IAM roles: borrow permissions") && screen.contains("10 min"), "{screen}");
    assert!(screen.contains("broken.toml: loading"), "{screen}");
    assert!(screen.contains("2 lessons") && !screen.contains("broken file"), "{screen}");
    assert!(!screen.contains("6 what-ifs"), "what is not loaded is not claimed: {screen}");
    arrive(&mut model, 0, FIRST);
    arrive(&mut model, 1, "format = 1\nid = \"x\"\ntitel = \"y\"\n");
    let screen = text(&model);
    assert!(screen.contains("6 what-ifs, 7") && screen.contains("broken.toml: broken"), "{screen}");
    assert_eq!((model.screen, model.overlay), (Screen::Home, None), "nothing opens by itself");
}

#[test]
fn a_copy_of_ones_own_says_so_at_every_size() {
    let mut model = model();
    model.entries[0].origin = Some("from own.toml, in place of the shipped iam-roles.toml".to_owned());
    arrive(&mut model, 0, FIRST);
    for size in [(80, 24), (120, 40)] {
        update(&mut model, Msg::Resize(size.0, size.1));
        assert!(text(&model).contains("from own.toml, in place of"), "{}", text(&model));
    }
}

#[test]
fn what_is_asked_for_while_it_loads_opens_when_it_arrives() {
    let mut model = model();
    press(&mut model, &[KeyCode::Enter]);
    assert_eq!(model.screen, Screen::Home);
    assert!(text(&model).contains("loading"));
    arrive(&mut model, 1, "format = 1\n");
    assert_eq!(model.screen, Screen::Home, "another file is not what was asked for");
    arrive(&mut model, 0, FIRST);
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn who_went_on_meanwhile_is_left_alone() {
    let mut model = model();
    press(&mut model, &[KeyCode::Enter, KeyCode::Down]);
    arrive(&mut model, 0, FIRST);
    assert_eq!((model.screen, model.lesson.is_none()), (Screen::Home, true));
}

#[test]
fn a_file_whose_faults_show_only_on_loading_is_told_when_it_was_asked_for() {
    let mut model = model();
    press(&mut model, &[KeyCode::Char('t')]);
    arrive(&mut model, 0, &FIRST.replace("level = \"beginner\"", "level = \"beginer\""));
    assert_eq!(model.overlay, Some(Overlay::Broken(0)));
    assert!(text(&model).contains("beginer"));
}

#[test]
fn the_quiz_and_a_lens_can_be_where_one_starts() {
    let mut model = model();
    model.start(&Start::Quiz("iam-roles".to_owned()));
    arrive(&mut model, 0, FIRST);
    assert_eq!(model.screen, Screen::Quiz);
    for lens in Lens::ALL {
        let mut model = open(0);
        model.start(&Start::Lens("iam-roles".to_owned(), lens));
        let opened = model.lesson.as_ref().map(|open| open.lens);
        // A lens that the lesson has no matter for, or the screens no picture, is told and not opened.
        let said = model.notice.as_deref().is_some_and(|notice| notice.contains(lens.title()));
        assert_eq!(opened, Some(if said { Lens::Visualize } else { lens }), "{:?}", model.notice);
        let has_matter = model.entries[0].lesson.as_ref().is_some_and(|lesson| lens.is_offered(lesson));
        assert!(said || has_matter, "{lens:?} is opened on nothing");
        assert!(!said || !matches!(lens, Lens::Visualize | Lens::Deep), "{:?}", model.notice);
    }
}

#[test]
fn a_save_jumps_to_the_first_step_that_changed() {
    let mut model = open(1);
    arrive(&mut model, 0, &FIRST.replace("action = \"S3 evaluates permissions\"", "action = \"S3 weighs\""));
    assert_eq!(step(&model), Some(4));
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("step 4")), "{:?}", model.notice);
    assert!(text(&model).contains("S3 weighs"));
    // A policy of the evidence counts, its place in the file does not.
    let moved = format!("# one line more\n{FIRST}");
    arrive(&mut model, 0, &moved);
    assert_eq!(step(&model), Some(4), "the words changed back");
    press(&mut model, &[KeyCode::Home]);
    arrive(&mut model, 0, &format!("# two lines\n{moved}"));
    assert_eq!(step(&model), Some(0));
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("no step changed")), "{:?}", model.notice);
    arrive(&mut model, 0, &moved.replace("\"Sid\": \"TrustAlice\"", "\"Sid\": \"TrustHer\""));
    assert_eq!(step(&model), Some(2));
    assert_eq!(model.overlay, Some(Overlay::Broken(0)), "the file still expects TrustAlice");
    assert!(text(&model).contains("TrustAlice"));
}

#[test]
fn an_error_is_a_panel_and_the_last_good_lesson_stays() {
    let mut model = open(3);
    arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minuts = 10"));
    assert_eq!(model.overlay, Some(Overlay::Broken(0)));
    assert!(text(&model).contains("did you mean `minutes`?"), "{}", text(&model));
    press(&mut model, &[KeyCode::Esc]);
    assert_eq!((model.screen, step(&model)), (Screen::Lesson, Some(3)));
    press(&mut model, &[KeyCode::Right]);
    assert_eq!(step(&model), Some(4), "it can be gone on with");
    for key in ['e', '7', '3'] {
        press(&mut model, &[KeyCode::Char(key)]);
        assert!(text(&model).contains("file at fault; lesson as last read"), "{}", text(&model));
        press(&mut model, &[KeyCode::Esc]);
    }
    arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
    assert!(!text(&model).contains("at fault") && text(&model).contains("no step changed"), "{}", text(&model));
    arrive(&mut model, 0, "no = toml = at all");
    assert!(!text(&model).contains("no step changed"), "that was the save before: {}", text(&model));
    arrive(&mut model, 0, FIRST);
    assert_eq!(model.overlay, None, "the panel goes with the fault");
    assert!(!text(&model).contains("at fault"), "{}", text(&model));
    assert_eq!(step(&model), Some(4));
}

#[test]
fn a_file_that_is_gone_leaves_the_lesson_open() {
    let mut model = open(2);
    update(&mut model, Msg::Arrival(Arrival::Gone { entry: 0 }));
    assert!(text(&model).contains("is gone; the lesson as last read goes on"), "{}", text(&model));
    press(&mut model, &[KeyCode::Right]);
    assert_eq!(step(&model), Some(3));
    assert!(text(&model).contains("file gone; lesson as last read"), "{}", text(&model));
    arrive(&mut model, 0, FIRST);
    assert!(!text(&model).contains("file gone"), "{}", text(&model));
}

#[test]
fn a_what_if_on_show_stays_and_one_that_is_gone_gives_the_base_play() {
    let mut model = open(4);
    press(&mut model, &[KeyCode::Char('w'), KeyCode::Down, KeyCode::Down, KeyCode::Enter]);
    let on_show = |model: &Model| model.lesson.as_ref().map(|open| open.timeline.what_ifs.clone());
    assert_eq!(on_show(&model), Some(vec!["bucket-denies".to_owned()]));
    arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
    assert_eq!(on_show(&model), Some(vec!["bucket-denies".to_owned()]));
    arrive(&mut model, 0, &FIRST.replace("\"bucket-denies\"", "\"renamed\""));
    assert_eq!(on_show(&model), Some(vec![]));
}

#[test]
fn a_save_during_the_quiz_asks_the_question_anew() {
    let mut model = open(0);
    press(&mut model, &[KeyCode::Char('t'), KeyCode::Char('a'), KeyCode::Char('g')]);
    assert!(model.ask().is_some_and(rolecall::tui::Ask::is_locked));
    arrive(&mut model, 0, &FIRST.replace("What does STS issue at step 2?", "What comes out of step 2?"));
    assert_eq!(model.screen, Screen::Quiz);
    assert!(model.ask().is_some_and(|ask| !ask.is_locked() && ask.order().len() == 4));
    assert!(text(&model).contains("What comes out of step 2?"), "{}", text(&model));
    // Fewer questions than the one under way: the quiz is at its end.
    let start = FIRST.find("[[quiz]]").expect("questions");
    let end = FIRST.find("[[what-ifs]]").expect("what-ifs");
    arrive(&mut model, 0, &format!("{}{}", &FIRST[..start], &FIRST[end..]));
    text(&model);
    press(&mut model, &[KeyCode::Enter]);
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn a_save_sets_an_edit_aside_and_one_over_another_policy_is_kept_to_be_read() {
    // The role may no longer read.
    let mut model = open(4);
    model.now = screen::now;
    press(&mut model, &[KeyCode::Char('e'), KeyCode::Enter]);
    press(&mut model, &[KeyCode::Down; 12]);
    press(&mut model, &[KeyCode::End, KeyCode::Left, KeyCode::Left, KeyCode::Backspace, KeyCode::Esc]);
    let failed = |model: &Model| model.lesson.as_ref().and_then(|open| open.timeline.failed_step);
    assert_eq!(failed(&model), Some(4));
    arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
    assert_eq!(failed(&model), None, "the author sees the file as it is");
    press(&mut model, &[KeyCode::Char('u')]);
    assert_eq!(failed(&model), Some(4));
    arrive(&mut model, 0, &FIRST.replace("\"Sid\": \"ReadTheFiles\"", "\"Sid\": \"ReadTheFilesNow\""));
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.contains("loaded again") && notice.contains("has changed `ReadReports` since"), "{notice}");
    // What is wrong with the file now lies over the lesson.
    press(&mut model, &[KeyCode::Esc, KeyCode::Char('e'), KeyCode::Enter]);
    let typed = model.lesson.as_ref().and_then(|open| open.editing.as_ref()).map(|editing| editing.editor.text());
    assert!(typed.as_deref().is_some_and(|text| text.contains("s3:GetObjec\"")), "{typed:?}");
}

#[test]
fn a_save_under_an_edit_leaves_the_editor_open_with_its_text() {
    let mut model = open(4);
    press(&mut model, &[KeyCode::Char('e'), KeyCode::Enter, KeyCode::Char('x')]);
    assert_eq!(model.screen, Screen::Edit);
    arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
    assert_eq!(model.screen, Screen::Edit);
    press(&mut model, &[KeyCode::Char('y')]);
    let typed = |model: &Model| model.lesson.as_ref()?.editing.as_ref().map(|editing| editing.editor.text());
    assert!(typed(&model).is_some_and(|text| text.starts_with("xy{")), "the cursor stands where it stood");
    // Also over the policy as it was changed in the file.
    let changed = FIRST.replace("\"Sid\": \"ReadTheFiles\"", "\"Sid\": \"ReadTheFilesNow\"");
    arrive(&mut model, 0, &changed);
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.contains("another `ReadReports`; the text here is yours"), "{notice}");
    press(&mut model, &[KeyCode::Esc]);
    assert_eq!((model.screen, &model.overlay), (Screen::Edit, &None), "the fault was over it");
    press(&mut model, &[KeyCode::Backspace, KeyCode::Backspace]);
    assert!(typed(&model).is_some_and(|text| text.starts_with('{') && text.contains("\"ReadTheFiles\"")));
    for screen in [Screen::Matrix, Screen::Compare] {
        let mut model = open(4);
        model.screen = screen;
        arrive(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
        assert_eq!(model.screen, Screen::Lesson);
        text(&model);
    }
}

#[test]
fn a_text_whose_policy_is_gone_from_the_file_is_kept_and_comes_back_with_it() {
    let mut model = open(4);
    press(&mut model, &[KeyCode::Char('e'), KeyCode::Enter, KeyCode::Char('x')]);
    arrive(&mut model, 0, &FIRST.replace("ReadReports", "ReadOthers"));
    assert_eq!(model.screen, Screen::Lesson);
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.contains("ReadReports` is kept"), "{notice}");
    press(&mut model, &[KeyCode::Esc, KeyCode::Left]);
    arrive(&mut model, 0, FIRST);
    press(&mut model, &[KeyCode::Right, KeyCode::Char('e'), KeyCode::Enter]);
    let typed = model.lesson.as_ref().and_then(|open| open.editing.as_ref()).map(|editing| editing.editor.text());
    assert!(typed.is_some_and(|text| text.starts_with('x')), "the text is there again");
}

#[test]
fn a_save_under_a_puzzle_leaves_its_editor_open_with_its_text() {
    let mut model = open(0);
    press(&mut model, &[KeyCode::Char('6'), KeyCode::Enter, KeyCode::Tab, KeyCode::Tab]);
    press(&mut model, &[KeyCode::Char('x'), KeyCode::Char('6')]);
    let before = text(&model);
    assert!(before.contains("x6{"), "{before}");
    arrive_with_save(&mut model, 0, &FIRST.replace("minutes = 10", "minutes = 11"));
    press(&mut model, &[KeyCode::Char('z')]);
    assert!(text(&model).contains("x6z{"), "{}", text(&model));
    arrive(&mut model, 0, &FIRST.replace("iam-roles/bucket-without-objects", "iam-roles/renamed"));
    let notice = model.notice.clone().unwrap_or_default();
    assert!(notice.contains("your text of it is kept"), "{notice}");
}

#[test]
fn a_save_leaves_the_stopwatch_running() {
    static SECONDS: AtomicI64 = AtomicI64::new(1_790_000_000);
    let pass = |model: &mut Model, seconds| {
        SECONDS.fetch_add(seconds, Ordering::Relaxed);
        update(model, Msg::Tick);
    };
    let mut model = open(0);
    model.now = || chrono::DateTime::from_timestamp(SECONDS.load(Ordering::Relaxed), 0).expect("a moment");
    press(&mut model, &[KeyCode::Char('6'), KeyCode::Enter, KeyCode::Char('T')]);
    pass(&mut model, 5);
    assert!(text(&model).contains(" 00:05 "), "{}", text(&model));
    let saved = FIRST.replace("minutes = 10", "minutes = 11");
    arrive_with_save(&mut model, 0, &saved);
    pass(&mut model, 2);
    assert!(text(&model).contains(" 00:07 "), "{}", text(&model));
    // Under another lens, too.
    press(&mut model, &[KeyCode::Char('3')]);
    arrive_with_save(&mut model, 0, FIRST);
    press(&mut model, &[KeyCode::Char('6')]);
    pass(&mut model, 2);
    assert!(text(&model).contains(" 00:09 "), "{}", text(&model));
    // It was of this puzzle, not of the one that is opened next.
    arrive_with_save(&mut model, 0, &FIRST.replace("iam-roles/bucket-without-objects", "iam-roles/renamed"));
    press(&mut model, &[KeyCode::Enter]);
    pass(&mut model, 2);
    assert!(!text(&model).contains(" 00:"), "{}", text(&model));
}

#[test]
fn fewer_steps_than_before_are_no_trouble() {
    let mut model = open(5);
    let step = FIRST.find("[[steps]]\nstage = \"use\"").expect("a step");
    let next = FIRST.find("[[steps]]\nstage = \"evaluate\"").expect("a step");
    let shorter = format!("{}{}", &FIRST[..step], &FIRST[next..]);
    let shorter =
        shorter.replacen("[[flow]]\nlabel = \"{session}\"\nwords = \"temporary credentials are issued\"\n", "", 1);
    // Questions and tasks are about steps that are no longer there.
    let (head, rest) = shorter.split_once("[[quiz]]").expect("questions");
    let (_, what_ifs) = rest.split_once("[[what-ifs]]").expect("what-ifs");
    let (what_ifs, _) = what_ifs.split_once("[why]").expect("a laboratory");
    let shorter = format!("{head}[[what-ifs]]{what_ifs}").replace("step = 5", "step = 4");
    arrive(&mut model, 0, &shorter);
    assert_eq!(model.entries[0].lesson.as_ref().map(rolecall::lesson::Lesson::step_count), Some(4));
    assert!(self::step(&model).is_some_and(|step| step <= 4));
    text(&model);
}
