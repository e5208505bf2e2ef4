//! The Learn lens, by key scripts: reading, the words of the field, key moments, and the place that is remembered.

mod screen;

use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Overlay, Start, update};
use screen::{at, draw, model, open, press, read_down, styled, text};

/// What is drawn as lit.
fn lit(model: &Model) -> String {
    let style = model.theme.lit;
    let buffer = draw(model);
    let cells = buffer.content.iter().filter(|cell| style.bg.is_some_and(|back| cell.bg == back));
    cells.map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn the_text_at_two_sizes() {
    for size in [(80, 24), (120, 40)] {
        for (name, keys) in [("top", "2"), ("transcript", "2⇥→→→"), ("moments", "2⇥⇥→"), ("sources", "2⇥⇥⇥")]
        {
            insta::assert_snapshot!(format!("learn-{name}-{}x{}", size.0, size.1), text(&at(size, keys)));
        }
    }
    insta::assert_snapshot!("learn-styled", styled(&at((120, 40), "2→")));
}

#[test]
fn every_word_that_is_lit_is_explained_with_its_source() {
    let mut model = at((80, 24), "2");
    let mut words = Vec::new();
    for _ in 0..400 {
        let word = lit(&model);
        let screen = text(&model);
        assert!(!word.is_empty(), "the light is in sight:\n{screen}");
        let is_moment = screen.contains("Key moment ") && screen.contains("Enter answers question");
        assert!(is_moment || screen.contains("docs.aws.amazon.com"), "{word}:\n{screen}");
        words.push(word);
        press(&mut model, "→");
        if model.notice.is_some() {
            break;
        }
    }
    assert!(words.len() > 30 && words.iter().any(|word| word == "trust policy"), "{words:?}");
    // And back again over the same words.
    for word in words.iter().rev() {
        assert_eq!(lit(&model), *word);
        press(&mut model, "N");
    }
    assert!(model.notice.is_some(), "before the first there is none");
}

#[test]
fn scrolling_keeps_a_word_in_sight_lit_and_the_whole_text_is_read() {
    let mut model = at((80, 24), "2");
    let all = read_down(&mut model, 120);
    for part in ["no key of its own", "That is the point", "Sources", "id_credentials_temp.html"] {
        assert!(all.contains(part), "{part}");
    }
    assert!(lit(&model).is_empty() && text(&model).contains("No underlined word is in sight"));
    press(&mut model, "←");
    assert!(!lit(&model).is_empty(), "one goes back to the last word");
    press(&mut model, "⌂");
    assert!(text(&model).contains("more lines"));
    press(&mut model, " ⇞");
    assert_eq!(text(&model), {
        press(&mut model, "⌂");
        text(&model)
    });
}

#[test]
fn tab_goes_round_the_sections() {
    let mut model = at((80, 24), "2");
    let mut tabs = Vec::new();
    for _ in 0..5 {
        let line = text(&model).lines().nth(2).unwrap_or_default().to_owned();
        tabs.push(line.split('[').nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default().to_owned());
        press(&mut model, "⇥");
    }
    assert_eq!(tabs, ["Snapshot", "Transcript", "Key moments", "Sources", "Snapshot"]);
    press(&mut model, "⇤⇤");
    assert!(text(&model).contains("[Snapshot]") || text(&model).contains("[Sources]"));
}

#[test]
fn enter_on_a_key_moment_shows_it_in_visualize() {
    let mut model = at((120, 40), "2⇥⇥");
    for _ in 0..40 {
        if text(&model).contains("Key moment 2 of") {
            break;
        }
        press(&mut model, "→");
    }
    assert_eq!(press(&mut model, "⏎"), [Effect::Save]);
    assert_eq!(model.lens(), Lens::Visualize);
    assert_eq!(model.overlay, Some(Overlay::Moments(Some(1))));
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!((lesson.step, lesson.timeline.what_ifs.as_slice()), (4, &["role-may-not-read".to_owned()][..]));
    assert_eq!(model.record.lessons["iam-roles"].moments.len(), 1);
    press(&mut model, "⏎2");
    let screen = text(&model);
    assert!(screen.contains("Key moment 2 of") && screen.contains("(seen)"), "one comes back to it:\n{screen}");
}

#[test]
fn enter_on_a_word_shows_its_meaning_in_full() {
    let mut model = at((60, 16), "2");
    press(&mut model, "⏎");
    assert_eq!(model.overlay, Some(Overlay::Zoom));
    assert!(text(&model).contains("docs.aws.amazon.com"), "{}", text(&model));
    press(&mut model, "⎋");
    assert_eq!((model.overlay.clone(), model.lens()), (None, Lens::Learn));
}

#[test]
fn the_place_is_remembered_and_reading_to_the_end_is_noted() {
    let mut model = at((80, 24), "2→→→→→→→→→");
    let word = lit(&model);
    assert!(model.record.lessons["iam-roles"].lenses["learn"].finished.is_none());
    press(&mut model, "H");
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, "2");
    assert_eq!(lit(&model), word);
    assert_eq!(press(&mut model, "⇲"), [Effect::Save]);
    assert!(model.record.lessons["iam-roles"].lenses["learn"].finished.is_some());
    assert_eq!(press(&mut model, "⌂⇲"), [], "it is noted once");
}

#[test]
fn one_reads_on_at_the_line_where_one_stopped() {
    for keys in ["2", "2⇞", "2⇟", "2⇟⇟", "2⇟⇟→→", "2⇟⇟⇟"] {
        let mut model = at((80, 24), keys);
        let before = text(&model);
        press(&mut model, "H");
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "2");
        model.notice = None;
        assert_eq!(text(&model), before, "{keys}");
    }
}

#[test]
fn s_leads_here_from_visualize_and_deep_and_says_how_to_go_back() {
    for (keys, back) in [("→s", "3 goes back to Visualize"), ("→4s", "4 goes back to Deep")] {
        let model = open(keys);
        assert_eq!(model.lens(), Lens::Learn);
        let notice = model.notice.clone().unwrap_or_default();
        assert!(notice.contains("2 opens Learn") && notice.contains(back), "{notice}");
    }
}

#[test]
fn a_resize_keeps_the_word_in_sight() {
    let mut model = at((120, 40), "2");
    for _ in 0..25 {
        press(&mut model, "→");
    }
    let word = |model: &Model| lit(model).replace(' ', "");
    let before = word(&model);
    for size in [(60, 16), (80, 24), (61, 22), (99, 17), (300, 100), (100, 30)] {
        update(&mut model, Msg::Resize(size.0, size.1));
        assert_eq!(word(&model), before, "{size:?}");
    }
}

#[test]
fn any_size_is_drawn_without_harm_and_ascii_is_ascii() {
    for keys in ["2", "2⇥", "2⇥⇥", "2⇲", "2→→→⏎"] {
        for size in [(1, 1), (59, 16), (60, 16), (61, 22), (80, 24), (99, 24), (100, 16), (300, 100)] {
            let mut model = model(ThemeName::None, true, size);
            model.start(&Start::Lesson("iam-roles".to_owned()));
            press(&mut model, keys);
            let screen = text(&model);
            assert!(screen.is_ascii(), "{screen}");
        }
    }
}

#[test]
fn a_click_on_the_text_changes_no_step() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut model = open("→→2");
    let before = text(&model);
    for row in 3..39 {
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(&mut model, Msg::Mouse(MouseEvent { kind, column: 50, row, modifiers: KeyModifiers::NONE }));
    }
    assert_eq!(text(&model), before);
}

#[test]
fn at_the_end_no_line_further_down_and_no_further_word_is_offered() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    for size in [(80, 24), (120, 40)] {
        let mut model = at(size, "2");
        assert!(footer(&model).contains("↓ scroll") && footer(&model).contains("→ word"), "{}", footer(&model));
        press(&mut model, "⇲");
        let end = text(&model);
        assert!(end.contains("the end ") && footer(&model).contains("↑ scroll"), "{end}");
        press(&mut model, "↓⇟");
        assert_eq!(text(&model), end, "the end is the end");
        press(&mut model, &"→".repeat(300));
        press(&mut model, "↓");
        assert!(!footer(&model).contains("→ word"), "{}", footer(&model));
        press(&mut model, "←←");
        assert!(footer(&model).contains("→ word"), "{}", footer(&model));
    }
}
