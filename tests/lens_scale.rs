//! The Scale lens, by key scripts: computed charts, and the measurement with its results as messages.

mod screen;

use rolecall::learner::Record;
use rolecall::lesson::{Lens, embedded};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Start, Timing, update};
use screen::{at, draw, entry, flat, library, model, press, styled, text};

/// As a machine might answer: statements, nanoseconds alone, nanoseconds with reasons.
const ANSWERS: [(usize, f64, f64); 5] = [
    (1, 214.0, 1_310.0),
    (10, 780.0, 4_400.0),
    (100, 5_930.0, 38_000.0),
    (1_000, 58_100.0, 371_000.0),
    (5_000, 301_000.0, 1_960_000.0),
];

fn answer(model: &mut Model, count: usize) {
    for (statements, decide, trace) in ANSWERS.into_iter().take(count) {
        update(model, Msg::Measured(Timing { statements, decide, trace }));
    }
}

#[test]
fn every_chart_at_two_sizes() {
    for (name, keys) in [("chain", "9"), ("sizes", "9⇥"), ("rate", "9⇥⇥"), ("statements", "9⇥⇥⇥")] {
        let mut model = at((80, 24), keys);
        answer(&mut model, 5);
        insta::assert_snapshot!(format!("scale-{name}-80x24"), text(&model));
    }
    let mut model = at((120, 40), "9");
    insta::assert_snapshot!("scale-measuring-120x40", text(&model));
    answer(&mut model, 5);
    insta::assert_snapshot!("scale-120x40", text(&model));
    insta::assert_snapshot!("scale-styled-120x40", styled(&model));
    press(&mut model, "⇤z");
    insta::assert_snapshot!("scale-alone-120x40", text(&model));
}

#[test]
fn it_measures_when_it_is_opened_first_and_never_twice_at_once() {
    let mut model = at((80, 24), "");
    let effects = press(&mut model, "9");
    assert_eq!(effects, [Effect::Save, Effect::Measure]);
    assert_eq!(press(&mut model, "⏎"), [Effect::Save], "one measurement at a time; its chart comes on show");
    assert!(text(&model).contains("measuring now"), "{}", text(&model));
    answer(&mut model, 4);
    let screen = text(&model);
    assert!(screen.contains("4 of 5 measured") && screen.contains("58.1 µs") && screen.contains("now ..."), "{screen}");
    assert!(model.tick().is_none(), "it wakes up for results only");
    answer(&mut model, 5);
    let screen = text(&model);
    assert!(screen.contains("Enter measures again") && !screen.contains("measuring"), "{screen}");
    assert_eq!(press(&mut model, "⏎"), [Effect::Measure]);
    assert!(text(&model).contains("measuring now"), "old numbers are gone: {}", text(&model));
    answer(&mut model, 5);
    // Another lens and back, another visit: what was measured stays.
    assert_eq!(press(&mut model, "39"), [Effect::Save]);
    assert!(text(&model).contains("301 µs"));
}

#[test]
fn results_in_any_order_and_results_that_nobody_asked_for_are_taken() {
    let mut model = at((120, 40), "");
    for (statements, decide, trace) in ANSWERS.into_iter().rev() {
        update(&mut model, Msg::Measured(Timing { statements, decide, trace }));
    }
    assert_eq!(press(&mut model, "9"), [Effect::Save], "there is nothing left to measure");
    press(&mut model, "⇲z");
    assert!(flat(&text(&model)).contains("over 1 statement takes 214 ns"), "{}", text(&model));
}

#[test]
fn odd_numbers_are_drawn_without_harm() {
    for odd in [0.0, 1e-9, 1e18, f64::INFINITY, f64::NAN] {
        let mut model = at((120, 40), "9⇲");
        for statements in [1, 10, 100, 1_000, 5_000] {
            update(&mut model, Msg::Measured(Timing { statements, decide: odd, trace: odd }));
        }
        draw(&model);
        press(&mut model, "z");
        draw(&model);
    }
}

#[test]
fn each_chart_teaches_with_its_computed_numbers() {
    let mut model = at((200, 60), "9");
    answer(&mut model, 5);
    press(&mut model, "z");
    let mut screen = String::new();
    for _ in 0..4 {
        screen.push_str(&flat(&text(&model)));
        press(&mut model, "⇥");
    }
    for part in [
        "A role that a user assumes can be set to lend up to 12 h.",
        "exceeds the 1 hour session limit for roles assumed by role chaining",
        "That renews 2,160,000 programs once an hour, or 540,000 every 15 min",
        "1,407 times as long for 5,000 times as many",
        "a role trust policy by default may hold 2,048",
    ] {
        assert!(screen.contains(part), "{part}\n{}", text(&model));
    }
}

#[test]
fn the_lens_is_done_when_every_chart_was_looked_at_and_the_place_is_remembered() {
    let mut model = at((80, 24), "9⇥⇥");
    let done = |model: &Model| model.record.lessons["iam-roles"].lenses["scale"].clone();
    assert_eq!((done(&model).done.len(), done(&model).finished), (3, None));
    press(&mut model, "H");
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, "9");
    assert!(text(&model).contains("[Calls a second]"), "{}", text(&model));
    press(&mut model, "↓");
    assert!(done(&model).finished.is_some());
    press(&mut model, "↓");
    assert!(text(&model).contains("[Session time]"), "it goes round");
    press(&mut model, "↑⌂⇲");
    assert!(text(&model).contains("[Evaluation time]"));
}

/// The first lesson with other charts.
fn with_charts(charts: &str, size: (u16, u16), keys: &str) -> Model {
    let whole = embedded()[0].1;
    let old = "charts = [\"chain\", \"sizes\", \"rate\", \"statements\"]";
    assert!(whole.contains(old));
    let entry = entry("variant.toml", &whole.replace(old, charts));
    assert!(entry.lesson.is_some());
    let now = || chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, Record::default(), now);
    update(&mut model, Msg::Resize(size.0, size.1));
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, keys);
    model
}

#[test]
fn other_charts_in_another_order() {
    let mut model = with_charts("charts = [\"levels\", \"rate\", \"chain\"]", (120, 60), "9");
    let screen = text(&model);
    assert!(screen.contains("in no organization") && screen.contains("▸ Levels"), "{screen}");
    assert_eq!(press(&mut model, "⏎"), [], "nothing here is measured");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("nothing to measure")));
    let model = with_charts("charts = []", (120, 40), "9⇥⏎z↑");
    assert_eq!(model.lens(), Lens::Scale);
    draw(&model);
}

/// Two accounts side by side are two levels of the tree, but no request passes both.
#[test]
fn the_levels_of_one_request_are_counted() {
    let mut model = Model::new(library(), ThemeName::Dark, false, false, Record::default(), || {
        chrono::DateTime::from_timestamp(0, 0).expect("a moment")
    });
    update(&mut model, Msg::Resize(120, 40));
    model.start(&Start::Lesson("scp-guardrail".to_owned()));
    press(&mut model, "9");
    let screen = text(&model);
    assert!(screen.contains("A request passes 3 levels here at most"), "{screen}");
    let rows: Vec<usize> =
        ["Root SCPs", "Freight SCPs", "111122223333 SCPs"].map(|row| screen.find(row).expect(row)).into();
    assert!(rows.is_sorted(), "the root comes first: {screen}");
    update(&mut model, Msg::Resize(80, 24));
    let screen = text(&model);
    assert!(screen.contains("… 2 more; z shows all") && !screen.contains("not as full"), "they are as full: {screen}");
}

#[test]
fn any_size_is_drawn_without_harm_and_ascii_is_ascii() {
    for keys in ["9", "9⇥", "9⇥⇥", "9⇲", "9⇲z"] {
        for count in [0, 1, 3, 5] {
            for size in [(1, 1), (59, 16), (60, 16), (61, 22), (80, 24), (99, 24), (110, 37), (120, 40), (300, 100)] {
                let mut model = model(ThemeName::None, true, size);
                model.start(&Start::Lesson("iam-roles".to_owned()));
                press(&mut model, keys);
                answer(&mut model, count);
                let screen = text(&model);
                assert!(screen.is_ascii() && screen.matches('?').count() <= 1, "{screen}");
            }
        }
    }
}

#[test]
fn z_is_offered_where_several_charts_stand_side_by_side() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    let mut wide = at((120, 40), "9");
    assert!(footer(&wide).contains("z alone"), "{}", footer(&wide));
    press(&mut wide, "z");
    assert!(footer(&wide).contains("z all charts"), "{}", footer(&wide));
    press(&mut wide, "⎋");
    assert!(footer(&wide).contains("z alone"), "Esc goes one thing back: {}", text(&wide));
    press(&mut wide, "z");
    let mut narrow = at((80, 24), "9");
    assert!(footer(&narrow).contains("Tab chart") && footer(&narrow).contains("z full"), "{}", footer(&narrow));
    press(&mut narrow, "z");
    assert!(narrow.lesson.as_ref().is_some_and(|open| !open.scale.alone));
    assert!(text(&narrow).contains("Session time, in full"), "{}", text(&narrow));
    let one = with_charts("charts = [\"chain\"]", (120, 40), "9");
    assert!(footer(&one).contains("z full") && !footer(&one).contains("chart"), "{}", footer(&one));
}

#[test]
fn every_bar_can_be_read_and_no_two_have_one_name() {
    let mut seen = 0;
    for entry in library() {
        let lesson = entry.lesson.as_ref().expect("a lesson");
        let Some(scale) = &lesson.lab.scale else { continue };
        for size in [(80, 24), (120, 40)] {
            for at in 0..scale.charts.len() {
                let mut model = screen::lesson_at(&lesson.head.id, size, "9⌂");
                press(&mut model, &"⇥".repeat(at));
                let id = &lesson.head.id;
                let screen = text(&model);
                let mut names: Vec<String> = Vec::new();
                for part in screen.lines().skip(2).flat_map(|line| line.split('│')) {
                    if let Some(end) = part.find(['█', '░']) {
                        names.push(part[..end].trim().to_owned());
                    }
                }
                let different: std::collections::BTreeSet<&String> = names.iter().collect();
                // Charts side by side may name the same thing.
                if size.0 == 80 {
                    assert_eq!(different.len(), names.len(), "{id}: {screen}");
                }
                let of_policies = |name: &&String| name.contains("policy of") || name.contains(" at ");
                let policies: Vec<&String> = names.iter().filter(of_policies).collect();
                let unique: std::collections::BTreeSet<&&String> = policies.iter().collect();
                assert_eq!(unique.len(), policies.len(), "{id}: {screen}");
                seen += names.len();
                if size.0 == 80 && screen.contains("z shows all") {
                    press(&mut model, "z");
                    let all = screen::read_down(&mut model, 60);
                    let levels: Vec<String> = rolecall::lesson::levels(lesson).into_iter().map(|it| it.name).collect();
                    if scale.charts[at] == rolecall::lesson::ScaleChart::Levels {
                        assert!(levels.iter().all(|level| all.contains(&format!("{level} RCPs"))), "{id}: {all}");
                    }
                }
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn what_a_quota_allows_is_said_of_one_policy_and_of_several() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    model.start(&Start::Lesson("service-roles".to_owned()));
    press(&mut model, "9");
    let said = text(&model).split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(said.contains("all inline policies of a user together may hold 2,048"), "{said}");
}
