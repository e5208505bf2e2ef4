//! The Why lens, by key scripts: told part by part, and the leak as the simulator computes it.

mod screen;

use rolecall::lesson::{Lens, embedded};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Screen, Start};
use screen::{at, draw, first_text, flat, lesson_at, model, press, read_down, styled, text, variant};

#[test]
fn every_part_and_every_moment_at_two_sizes() {
    for size in [(80, 24), (120, 40)] {
        for (name, keys) in [
            ("question", "1"),
            ("picture", "1→"),
            ("manual", "1→→"),
            ("better", "1→→→"),
            ("leak", "1→→→→"),
            ("hour", "1→→→→→↓↓↓"),
            ("end", "1⇲"),
        ] {
            insta::assert_snapshot!(format!("why-{name}-{}x{}", size.0, size.1), text(&at(size, keys)));
        }
    }
    insta::assert_snapshot!("why-styled", styled(&at((120, 40), "1→→→→→↓")));
    insta::assert_snapshot!("why-60x16", text(&at((60, 16), "1→→→→→↓↓")));
}

#[test]
fn what_is_to_come_is_not_told_yet() {
    let mut model = at((120, 40), "1");
    let screen = text(&model);
    assert!(screen.contains("Alice needs one file") && !screen.contains("hotel"), "{screen}");
    press(&mut model, "→");
    assert!(text(&model).contains("hotel") && !text(&model).contains("hope that none"));
    press(&mut model, " n");
    let screen = text(&model);
    assert!(screen.contains("hope that none") && screen.contains("borrow them for an hour"), "{screen}");
    assert!(screen.contains("ends by itself at 10:00:01") || screen.contains("ends by itself at 10:00:0"), "{screen}");
    press(&mut model, "←←←←");
    assert!(!text(&model).contains("hotel"));
}

#[test]
fn the_leak_says_what_each_thief_can_do_at_each_moment() {
    let mut model = at((120, 40), "1→→→→");
    let screen = text(&model);
    assert!(screen.contains("At 09:20:00: the leak") && screen.contains("The thief of alice's key"), "{screen}");
    assert!(flat(&screen).contains("by way of the role DataReader s3:"), "{screen}");
    for _ in 0..3 {
        press(&mut model, "→");
        let screen = text(&model);
        let flat = flat(&screen);
        assert!(
            flat.contains("session alice-report gets nothing: every call is refused with ExpiredToken"),
            "{screen}"
        );
        assert!(flat.contains("by way of the role DataReader s3:"), "the key goes on: {screen}");
    }
    assert!(text(&model).contains("+90 days after the leak"));
}

#[test]
fn the_selected_request_is_explained_for_both() {
    let mut model = at((120, 40), "1→→→→");
    let all = read_down(&mut model, 30);
    assert!(all.contains("with the key allowed by way of the role DataReader; with the session allowed"), "{all}");
    assert!(all.contains("with the key implicitly denied; with the session implicitly denied"));
    press(&mut model, "→");
    for _ in 0..30 {
        press(&mut model, "↑");
    }
    assert!(text(&model).contains("with the session refused with ExpiredToken"));
}

#[test]
fn every_request_can_be_reached_where_there_is_little_room() {
    let whole = text(&at((120, 60), "1⇲"));
    let rows = whole.lines().filter(|line| line.contains(" s3:") && line.contains('[')).count();
    assert!(rows > 5, "{whole}");
    for size in [(80, 24), (60, 16)] {
        let mut model = at(size, "1⇲");
        let mut seen = String::new();
        for _ in 0..40 {
            let screen = text(&model);
            assert!(screen.contains("of ") && screen.contains('▸'), "{screen}");
            seen.push_str(&screen);
            press(&mut model, "↓");
        }
        for name in ["/any other ", "role/DataReader"] {
            assert!(seen.contains(name), "{size:?}: {name}");
        }
    }
}

/// What stands for all objects that the lesson does not name is no object of its own, neither named nor counted.
#[test]
fn what_stands_for_all_other_objects_is_not_counted() {
    for (lesson, words) in [
        ("iam-roles", "s3:GetObject on acme-reports/2026/q1.csv and any other object of acme-reports."),
        ("session-policy", "s3:GetObject on 2 resources and any other object of fern-files."),
    ] {
        let screen = text(&lesson_at(lesson, (120, 60), "1⇲"));
        assert!(screen.contains("What a thief can do") && !screen.contains("any-other-key"), "{screen}");
        let said = screen.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words), "{screen}");
    }
}

#[test]
fn where_both_tables_do_not_fit_tab_shows_the_other() {
    let mut model = at((60, 16), "1→→→→→");
    let screen = text(&model);
    assert!(screen.contains("alice's key") && screen.contains("Tab: the other"), "{screen}");
    press(&mut model, "⇥");
    assert!(text(&model).contains("session alice-report"), "{}", text(&model));
    let wide = text(&at((80, 24), "1→→→→→"));
    assert!(wide.contains("alice's key") && wide.contains("session alice-report"), "{wide}");
}

#[test]
fn the_place_is_remembered_and_the_end_noted() {
    let mut model = at((80, 24), "1");
    assert_eq!(press(&mut model, "→→"), [Effect::Save, Effect::Save]);
    let before = text(&model);
    press(&mut model, "H");
    assert_eq!(model.screen, Screen::Home);
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, "1");
    assert_eq!(text(&model), before);
    assert!(model.record.lessons["iam-roles"].lenses["why"].finished.is_none());
    press(&mut model, "⇲");
    assert!(model.record.lessons["iam-roles"].lenses["why"].finished.is_some());
    assert_eq!(press(&mut model, "→"), []);
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains("whole story")));
    // Another lens and back: nothing is lost.
    press(&mut model, "31");
    assert_eq!(model.lens(), Lens::Why);
    assert!(text(&model).contains("+90"));
}

#[test]
fn a_lesson_without_a_leak_ends_with_the_better_way() {
    let whole = embedded()[0].1;
    let from = whole.find("[why.leak]").expect("it has one");
    let leak: String =
        whole[from..].lines().take_while(|line| !line.starts_with("# ---")).collect::<Vec<_>>().join("\n");
    let model = variant(first_text(), &[(&leak, "")], "1⇲");
    let screen = text(&model);
    assert!(!screen.contains("The leak") && screen.contains("[◉ The better way]"), "{screen}");
    assert!(model.record.lessons["iam-roles"].lenses["why"].finished.is_some());
}

#[test]
fn a_deny_has_its_letter_and_no_role_helps_against_it() {
    let deny = r#"{ "Sid": "NobodyWrites", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::acme-reports/*" },
    {
      "Sid": "OnlyOverTls","#;
    let model = variant(first_text(), &[("{\n      \"Sid\": \"OnlyOverTls\",", deny)], "1→→→→");
    let screen = text(&model);
    assert!(screen.contains("D denied") && screen.contains("[D]"), "{screen}");
    assert_eq!(screen.matches("[D]").count(), 4, "two keys, and a table for each thief: {screen}");
}

#[test]
fn a_long_part_is_scrolled_to_its_end() {
    let mut model = at((60, 16), "1→→→");
    assert!(text(&model).contains("more lines"), "{}", text(&model));
    press(&mut model, "⇟⇟⇟⇟");
    let screen = text(&model);
    assert!(screen.contains("ends by itself") && !screen.contains("more lines, ↓"), "{screen}");
    let bottom = screen;
    press(&mut model, "↓");
    assert_eq!(text(&model), bottom, "the end is the end");
}

#[test]
fn any_size_is_drawn_without_harm_and_ascii_is_ascii() {
    for keys in ["1", "1→", "1→→→", "1→→→→", "1→→→→→↓↓↓", "1⇲⇥⇟"] {
        for size in [(1, 1), (59, 16), (60, 16), (61, 22), (80, 24), (99, 24), (100, 16), (300, 100)] {
            let mut model = model(ThemeName::None, true, size);
            model.start(&Start::Lesson("iam-roles".to_owned()));
            press(&mut model, keys);
            let screen = text(&model);
            assert!(screen.is_ascii(), "{screen}");
            for more in ["⌂", "⇟", "→", "↑"] {
                press(&mut model, more);
                draw(&model);
            }
        }
    }
}

#[test]
fn the_request_is_explained_at_the_last_moment_too() {
    let screen = text(&at((80, 24), "1→→→→→→→↓"));
    assert!(screen.contains("At +90 days after the leak") && screen.contains("died at ten by itself"), "{screen}");
    assert!(screen.contains("s3:ListBucket on acme-reports"), "{screen}");
    assert!(flat(&screen).contains("with the session refused with ExpiredToken"), "{screen}");
}

#[test]
fn the_parts_told_before_are_above_and_are_scrolled_to() {
    for lesson in ["external-id", "explicit-deny"] {
        let mut model = lesson_at(lesson, (80, 24), "1⌂→→→");
        let screen = text(&model);
        let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
        assert!(screen.contains("The better way ─") && screen.contains("above, ↑"), "{screen}");
        assert!(footer(&model).contains("↑ up") && !footer(&model).contains('↓'), "{screen}");
        press(&mut model, "⇞⇞");
        let top = text(&model);
        let hook = &model.open().expect("a lesson").0.lab.why.as_ref().expect("a story").hook[0];
        assert!(top.contains(hook.split(',').next().unwrap_or_default().get(..40).unwrap_or(hook)), "{top}");
        assert!(footer(&model).contains("↓ down") && !footer(&model).contains('↑'), "{top}");
        // All of it is read on the way down.
        let mut read = String::new();
        for _ in 0..20 {
            read.push_str(&text(&model));
            press(&mut model, "↓");
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        let seen = words(&read);
        let picture = &model.open().expect("a lesson").0.lab.why.as_ref().expect("a story").picture;
        let missing: Vec<String> =
            picture.iter().flat_map(|text| words(text)).filter(|word| !seen.contains(word)).collect();
        assert_eq!(missing, Vec::<String>::new());
    }
    // What fits needs no arrows.
    let screen = text(&lesson_at("iam-roles", (80, 24), "1⌂"));
    let footer = screen.lines().last().unwrap_or_default();
    assert!(!footer.contains('↑') && !footer.contains('↓'), "{screen}");
}

#[test]
fn the_request_that_was_explained_is_selected_when_one_comes_back() {
    let before = lesson_at("iam-roles", (80, 24), "1⇲↓↓↓");
    let mut after = model(ThemeName::Dark, false, (80, 24));
    after.record = before.record.clone();
    after.start(&Start::Lesson("iam-roles".to_owned()));
    let row = |model: &Model| model.lesson.as_ref().map(|open| open.why.row);
    assert_eq!((row(&before), row(&after)), (Some(3), Some(3)));
}
