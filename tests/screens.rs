//! Key scripts drive `update`; the screens are compared with their styles.

mod screen;

use rolecall::learner::Record;
use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Effect, Model, Msg, Overlay, Screen, Start, update};
use screen::{at, draw, lesson_at, library, model, open, press, styled, text};

#[test]
fn stepping_forward_back_first_last_and_by_number() {
    let mut model = open("→→→");
    let step = |model: &Model| model.lesson.as_ref().map(|lesson| lesson.step);
    assert_eq!(step(&model), Some(3));
    press(&mut model, "←");
    assert_eq!(step(&model), Some(2));
    press(&mut model, "⇲");
    assert_eq!(step(&model), Some(5));
    press(&mut model, "→");
    assert_eq!(step(&model), Some(5), "the last step is the last");
    press(&mut model, "⌂←");
    assert_eq!(step(&model), Some(0));
    press(&mut model, "j4⏎");
    assert_eq!(step(&model), Some(4));
    press(&mut model, "j9⏎");
    assert_eq!(step(&model), Some(4), "there is no step 9");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.contains('9')));
}

#[test]
fn later_rows_stay_hidden_until_they_are_reached() {
    let mut model = open("→");
    assert!(text(&model).contains("sent to AWS"));
    assert!(!text(&model).contains("AccessKeyId"));
    press(&mut model, "→");
    assert!(text(&model).contains("AccessKeyId"));
    press(&mut model, "←");
    assert!(!text(&model).contains("AccessKeyId"));
}

#[test]
fn every_step_is_saved_and_quitting_saves_too() {
    let mut model = open("");
    assert_eq!(press(&mut model, "→"), [Effect::Save]);
    assert_eq!(model.record.lessons["iam-roles"].furthest, 1);
    assert_eq!(press(&mut model, "q"), [Effect::Save, Effect::Quit]);
}

#[test]
fn playing_goes_on_by_itself_and_stops_at_the_end() {
    let mut model = open(" ");
    for _ in 0..400 {
        if model.tick().is_none() {
            break;
        }
        update(&mut model, Msg::Tick);
    }
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!((lesson.step, lesson.playing), (5, false));
    assert_eq!(model.notice, None, "it is over, and nobody can change its pace");
    assert_eq!(model.tick(), None, "at the end the program sleeps");
}

#[test]
fn a_what_if_marks_what_differs_and_esc_undoes_it() {
    let mut model = open("⇲w↓↓⏎");
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!(lesson.timeline.what_ifs, ["bucket-denies"]);
    let screen = text(&model);
    assert!(screen.contains('Δ') && screen.contains("explicitly denied"), "{screen}");
    press(&mut model, "⎋");
    assert!(model.lesson.as_ref().is_some_and(|lesson| lesson.timeline.what_ifs.is_empty()));
    assert!(!text(&model).contains('Δ'));
}

#[test]
fn a_key_moment_jumps_lights_and_plays_its_what_if() {
    let mut model = open("k↓⏎");
    let lesson = model.lesson.as_ref().expect("a lesson");
    assert_eq!(lesson.step, 4);
    assert_eq!(lesson.timeline.what_ifs, ["role-may-not-read"]);
    assert!(!lesson.lit.is_empty());
    assert_eq!(model.overlay, Some(Overlay::Moments(Some(1))));
    press(&mut model, "⏎");
    assert_eq!(model.overlay, None);
    assert!(model.lesson.as_ref().is_some_and(|lesson| !lesson.lit.is_empty()), "the lights stay on");
    press(&mut model, "⎋");
    assert!(model.lesson.as_ref().is_some_and(|lesson| lesson.lit.is_empty()));
}

#[test]
fn a_broken_file_is_listed_as_broken_and_the_rest_works() {
    let mut model = model(ThemeName::Dark, false, (120, 40));
    assert!(text(&model).contains("broken.toml: broken"));
    press(&mut model, "⇲⏎ ");
    let screen = text(&model);
    assert!(screen.contains("did you mean `title`?"), "{screen}");
    assert!(!screen.contains('\u{1b}'), "no escape sequence reaches the screen");
    press(&mut model, "⎋⌂⏎→");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn every_key_of_the_help_is_shown_and_every_key_is_harmless() {
    let mut model = open("→→?");
    assert!(text(&model).contains("one step back"));
    press(&mut model, "⎋");
    for key in ' '..='~' {
        for start in ["", "w", "k", "s", "z", "?", "t", "j"] {
            if start != "q" && key != 'q' {
                let mut model = open("→→");
                press(&mut model, start);
                press(&mut model, &key.to_string());
                draw(&model);
            }
        }
    }
}

#[test]
fn any_size_is_drawn_without_harm() {
    for keys in ["", "→→", "⇲", "→→w", "→→k⏎", "→→e", "→→⇥⇥z", "thh", "ta", "s", "?"] {
        let mut model = open(keys);
        for size in
            [(0, 0), (1, 1), (2, 40), (59, 16), (60, 16), (60, 15), (80, 24), (99, 50), (100, 36), (250, 8), (300, 100)]
        {
            update(&mut model, Msg::Resize(size.0, size.1));
            draw(&model);
        }
    }
}

#[test]
fn screens_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut model = model(ThemeName::Dark, false, size);
        insta::assert_snapshot!(format!("home-{}x{}", size.0, size.1), styled(&model));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "→→→→");
        insta::assert_snapshot!(format!("step-4-{}x{}", size.0, size.1), styled(&model));
    }
}

#[test]
fn screens_without_colour_and_in_ascii() {
    for (name, theme, ascii) in
        [("no-colour", ThemeName::None, false), ("ascii", ThemeName::Dark, true), ("light", ThemeName::Light, false)]
    {
        let mut model = model(theme, ascii, (120, 40));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "→→→→w↓⏎");
        insta::assert_snapshot!(format!("denied-{name}"), styled(&model));
        if ascii {
            assert!(text(&model).is_ascii(), "{}", text(&model).chars().filter(|c| !c.is_ascii()).collect::<String>());
        }
    }
}

#[test]
fn every_panel_tab_and_overlay_at_80x24() {
    for (name, keys) in [
        ("process", "→→"),
        ("evidence", "→→e"),
        ("status", "→→⇥⇥"),
        ("commands", "→→⇥⇥⇥"),
        ("flow", "→→⇥⇥⇥⇥"),
        ("values", "→→v"),
        ("what-ifs", "→→w↓"),
        ("moments", "k"),
        ("moment", "k⏎"),
        ("zoom", "→→→→z"),
        ("help", "?"),
        ("quiz", "thh"),
        ("expired", "⇲w↓↓↓↓↓⏎"),
    ] {
        let mut model = model(ThemeName::Dark, false, (80, 24));
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, keys);
        insta::assert_snapshot!(format!("80x24-{name}"), text(&model));
    }
}

#[test]
fn in_ascii_no_screen_holds_any_other_sign() {
    for size in [(80, 24), (120, 40), (60, 16)] {
        for keys in
            ["", "→→→→→", "→→v⏎", "⇥⇥⏎", "⇥⇥⇥⇥⏎", "w↓↓⏎→", "w", "k", "k⏎", "s", "?", "j", "thh", "thhs", "t1n2n3n", "H"]
        {
            let mut model = model(ThemeName::Dark, true, size);
            model.start(&Start::Lesson("iam-roles".to_owned()));
            press(&mut model, keys);
            let text = text(&model);
            let others: String = text.chars().filter(|c| !c.is_ascii()).collect();
            assert!(others.is_empty(), "{size:?} {keys}: {others}\n{text}");
        }
    }
}

#[test]
fn a_what_if_chosen_at_the_end_goes_to_where_it_begins_to_differ() {
    let model = open("→→→→→w↓↓↓⏎");
    assert_eq!(model.lesson.as_ref().map(|lesson| lesson.step), Some(2));
}

#[test]
fn the_deciding_statement_is_seen_to_its_end_where_it_is_narrow() {
    let text = text(&open("→→"));
    assert!(text.contains("111122223333:user/alice\""), "{text}");
}

#[test]
fn an_error_stands_in_the_commands_to_its_end() {
    let mut model = open("w↓↓↓⏎⇲⇥⇥⇥");
    update(&mut model, Msg::Resize(80, 24));
    let denied = text(&model);
    assert!(
        denied.contains("on resource:  ") && denied.contains("    arn:aws:iam::111122223333:role/DataReader  "),
        "{denied}"
    );
}

#[test]
fn the_final_column_says_of_what_time_it_speaks() {
    let text = text(&open("⇲"));
    assert!(text.contains("Final, 1 h later") && text.contains("1 h later is 10:00:02"), "{text}");
    assert!(text.contains("expired after"), "{text}");
}

#[test]
fn in_little_room_the_current_row_is_shown_whole() {
    let mut model = open("→→→→");
    update(&mut model, Msg::Resize(60, 16));
    let text = text(&model);
    let words = ["evaluates", "permissions", "and the", "bucket policy", "granted"];
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
}

/// Rows that share one line each are told apart by what stands at the end of their names.
#[test]
fn two_decisions_cut_to_one_line_do_not_look_alike() {
    for size in [(80, 24), (120, 40)] {
        let screen = text(&lesson_at("role-chaining", size, "⇲v"));
        let row = |number: &str, next: &str| {
            let lines = screen.lines().skip_while(|line| !line.contains(number));
            lines.take_while(|line| !line.contains(next)).collect::<String>()
        };
        let (first, second) = (row("│ 2 ✓ ", "│ 3 ✓ "), row("│ 4 ✓ ", "│ 5 ✓ "));
        assert!(first.contains("AssumeRole") && first.contains("jonas"), "{screen}");
        assert!(second.contains("AssumeRole") && second.contains("hop-1"), "{screen}");
    }
}

#[test]
fn nothing_goes_along_the_edge_of_a_node_that_was_never_reached() {
    // STS refuses at step 2, so there is no session that could call S3.
    let mut model = open("w↓↓↓⏎⇲");
    for _ in 0..20 {
        update(&mut model, Msg::Tick);
        let flow = text(&model);
        let flow = flow.lines().find(|line| line.contains("DataReader")).expect("the flow");
        let (_, after) = flow.split_once("✗  ").expect("the refusal");
        assert!(after.contains("done") && !after.contains(['━', '▶', '◆']), "{flow}");
    }
}

#[test]
fn the_key_that_opens_the_help_closes_it() {
    let mut model = open("?");
    assert_eq!(model.overlay, Some(Overlay::Help));
    press(&mut model, "?");
    assert_eq!(model.overlay, None);
}

#[test]
fn what_is_wrong_with_a_broken_file_is_said_to_its_end() {
    let mut model = model(ThemeName::Dark, false, (60, 16));
    press(&mut model, "⇲⏎");
    let text = text(&model);
    assert!(text.contains("help: describe accounts, users, roles"), "{text}");
    assert!(!text.lines().any(|line| line.contains("help:") && line.contains('…')), "{text}");
}

#[test]
fn an_open_key_moment_leaves_what_it_lights_in_sight() {
    for size in [(120, 40), (80, 24)] {
        for theme in [ThemeName::Dark, ThemeName::None] {
            for (keys, lit) in [("k⏎", "issued for a"), ("k↓⏎", "access"), ("k↓↓⏎", "expired")] {
                let mut model = model(theme, false, size);
                model.start(&Start::Lesson("iam-roles".to_owned()));
                press(&mut model, keys);
                let style = model.theme.lit;
                let buffer = draw(&model);
                let shown: String = buffer
                    .content
                    .iter()
                    .filter(|cell| cell.modifier.contains(style.add_modifier))
                    .filter(|cell| style.bg.is_none_or(|back| cell.bg == back))
                    .map(ratatui::buffer::Cell::symbol)
                    .collect();
                assert!(shown.contains(lit), "{size:?} {theme:?} {keys}: {shown}\n{}", text(&model));
            }
        }
    }
}

#[test]
fn a_refusal_that_no_policy_decided_is_said_next_to_the_policies() {
    let text = text(&open("w↓↓↓↓↓↓⏎"));
    assert!(
        text.contains("Evidence: allowed, yet refused") && text.contains("ValidationError: The requested"),
        "{text}"
    );
}

#[test]
fn the_key_that_leads_back_from_a_what_if_is_not_cut() {
    for size in [(60, 16), (80, 24), (120, 40)] {
        for what_if in 1..=6 {
            let mut model = model(ThemeName::None, false, size);
            model.start(&Start::Lesson("session-policy".to_owned()));
            press(&mut model, &format!("w{}⏎", "↓".repeat(what_if)));
            let screen = text(&model);
            let banner = screen.lines().find(|line| line.contains("What if: ")).expect("a banner");
            assert!(banner.contains("Esc goes back"), "{banner}");
        }
    }
}

#[test]
fn the_evidence_names_a_kind_of_policy_once() {
    let mut model = model(ThemeName::None, false, (120, 40));
    model.start(&Start::Lesson("session-policy".to_owned()));
    press(&mut model, "→→→→");
    let screen = text(&model);
    assert!(screen.contains("session policy of ticket-4711 ✓ allows"), "{screen}");
    assert!(screen.contains("bucket policy of fern-files, resource-based policy"), "{screen}");
}

#[test]
fn the_evidence_says_that_a_variable_of_a_condition_has_no_value() {
    let mut model = model(ThemeName::None, false, (120, 40));
    model.start(&Start::Lesson("tags-and-abac".to_owned()));
    press(&mut model, "⇲w↓↓↓↓↓↓↓↓⏎Ez");
    let screen = text(&model);
    assert!(screen.contains("`aws:PrincipalTag/project` has no value, so nothing equals it"), "{screen}");
    // With a value nothing is said of it.
    press(&mut model, "⎋⎋⇲Ez");
    assert!(!text(&model).contains("has no value"), "{}", text(&model));
}

#[test]
fn the_evidence_gives_each_policy_its_own_verdict() {
    let mut model = model(ThemeName::None, false, (120, 40));
    model.start(&Start::Lesson("mfa-role".to_owned()));
    // Lena's own credentials with MFA: OldRights allows, her other policies say nothing of it.
    press(&mut model, "⇲w↓↓↓↓⏎Ez");
    let screen = text(&model);
    for verdict in ["OldRights, identity-based policy ✓ allows", "Guard, identity-based policy – does not apply"] {
        assert!(screen.contains(verdict), "{screen}");
    }
    // With the key alone the guard denies, and what OldRights says is still an allow.
    press(&mut model, "⎋w↑↑⏎z");
    let screen = text(&model);
    for verdict in ["Guard, identity-based policy ✗ denies", "OldRights, identity-based policy ✓ allows"] {
        assert!(screen.contains(verdict), "{screen}");
    }
}

#[test]
fn the_evidence_quotes_what_travelled() {
    // STS does not say which policy is missing; the panel says it above, in our words.
    let mut model = open("w↓↓↓↓⏎");
    update(&mut model, Msg::Resize(200, 60));
    let text = text(&model);
    assert!(text.contains("403 AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized"), "{text}");
    assert!(!text.contains("because no identity-based policy"), "{text}");
}

#[test]
fn a_notice_longer_than_the_screen_is_wide_is_said_whole() {
    let mut model = open("");
    update(&mut model, Msg::Resize(80, 24));
    model.notice = Some(format!("{}the end of it", "a word and ".repeat(10)));
    let screen = text(&model);
    assert!(screen.contains("the end of it"), "{screen}");
    model.notice = Some("a word and ".repeat(100));
    assert!(text(&model).lines().last().is_some_and(|line| line.contains('…')), "what is cut is marked");
}

#[test]
fn the_quiz_is_told_in_the_footer_however_narrow_it_is() {
    for size in [(60, 16), (80, 24), (120, 40)] {
        for keys in ["", "→→", "⇲w↓↓⏎"] {
            let mut model = open(keys);
            update(&mut model, Msg::Resize(size.0, size.1));
            model.notice = None;
            let screen = text(&model);
            let footer = screen.lines().last().unwrap_or_default();
            assert!(footer.contains("t quiz  ? help  q quit"), "{footer}");
        }
    }
    // A lesson without questions has no quiz to offer.
    let mut model = open("");
    let lessons = model.entries.iter_mut().filter_map(|entry| entry.lesson.as_mut());
    lessons.for_each(|lesson| lesson.questions.clear());
    assert!(!text(&model).contains("t quiz"), "{}", text(&model));
}

/// Beside a policy stands what it says itself, not what another policy of its kind says.
#[test]
fn a_policy_that_allows_is_not_told_as_one_that_denies() {
    let now = || chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    for (lesson, keys, expected) in [
        (
            "expiry-and-revoking",
            "→→→→→⇥⏎",
            ["AWSRevokeOlderSessions, identity-based policy ✗ denies", "EditTimes, identity-based policy ✓ allows"],
        ),
        (
            "rcp-perimeter",
            "→→→⇥⏎",
            ["resource-based policy ✓ allows", "OrgPerimeter, resource control policy at Root – does not apply"],
        ),
    ] {
        let mut model = Model::new(library(), ThemeName::Dark, false, false, Record::default(), now);
        update(&mut model, Msg::Resize(120, 200));
        model.start(&Start::Lesson(lesson.to_owned()));
        press(&mut model, keys);
        let screen = text(&model);
        for words in expected {
            assert!(screen.contains(words), "{words}: {screen}");
        }
    }
}

#[test]
fn the_search_keeps_what_is_selected_and_tells_its_own_keys() {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    press(&mut model, "/deny");
    let screen = text(&model);
    assert!(screen.contains("Esc all lessons") && !screen.contains("q quit"), "letters are letters: {screen}");
    press(&mut model, "↓");
    let chosen = model.home.selected(&model.entries);
    assert_ne!(chosen, Some(0));
    press(&mut model, "⏎");
    assert_eq!(model.home.selected(&model.entries), chosen, "what was chosen stays chosen");
    press(&mut model, "/⎋");
    assert!(model.home.search.is_none());
    assert_eq!(model.home.selected(&model.entries), chosen, "also among all lessons");
}

#[test]
fn the_end_tells_what_refused_and_nothing_travels_after_it() {
    let mut model = open("w⌂↓↓↓↓↓⏎G");
    let screen = text(&model);
    assert!(screen.contains("Refused at step 3:") && screen.contains("The provided token has expired"), "{screen}");
    assert!(!screen.contains("Evidence: allowed") && !screen.contains("Decided at step 2"), "{screen}");
    let flow = screen.lines().find(|line| line.contains("– acme-reports ")).unwrap_or_default();
    assert!(flow.contains("─▷  ◉ done"), "nothing leaves a bucket that was not reached: {screen}");
    press(&mut model, "w⌂↓↓↓↓↓↓⏎G");
    let screen = text(&model);
    assert!(screen.contains("allowed, yet refused") && screen.contains("MaxSessionDuration"), "{screen}");
}

/// What lies over the screen is as tall as what it says, and speaks of scrolling only where there is more.
#[test]
fn an_overlay_is_as_tall_as_its_text() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    // One command has travelled: in full it takes a few lines.
    let short = open("→⇥⏎");
    let screen = text(&short);
    assert!(screen.contains(", in full ") && !footer(&short).contains("down"), "{screen}");
    let top = screen.lines().position(|line| line.contains(", in full ")).expect("its title");
    let bottom = screen.lines().skip(top).position(|line| line.contains('╰')).expect("its end") + top;
    assert!(bottom < 30, "{screen}");
    assert!(screen.lines().skip(bottom + 1).any(|line| line.contains("Status")), "the lesson stays in sight: {screen}");
    let mut long = open("?");
    assert!(footer(&long).contains("↓ down") && text(&long).contains(" more lines "), "{}", text(&long));
    update(&mut long, Msg::Resize(120, 140));
    let screen = text(&long);
    let mut below = screen.lines().skip_while(|line| !line.contains("the last lesson")).skip(1).take(3);
    assert!(!footer(&long).contains("down") && below.any(|line| line.contains("────╯")), "{screen}");
}

/// Evidence, Deep and the editor number the lines of a policy alike: its own, from 1, wherever it stands in its file.
#[test]
fn a_policy_has_the_same_line_numbers_wherever_it_is_shown() {
    let row = r#""Sid": "ReadTheFiles""#;
    let number = |screen: &str| {
        let line = screen.lines().find(|line| line.contains(row)).unwrap_or_else(|| panic!("{screen}")).to_owned();
        let before = line.split(row).next().unwrap_or_default().trim_end();
        before.rsplit([' ', '│']).find_map(|word| word.parse::<usize>().ok()).unwrap_or_else(|| panic!("{line}"))
    };
    let evidence = number(&text(&open("→→→→")));
    let deep = number(&text(&open("→→→→4⇥⇥⇥")));
    let mut model = open("→→→→e⏎");
    assert_eq!(model.screen, rolecall::tui::Screen::Edit, "the list opens on what decides");
    let editor = number(&text(&model));
    assert_eq!((evidence, deep), (editor, editor));
    // An edit does not change how it is counted.
    press(&mut model, "⇲ ");
    press(&mut model, "⎋");
    assert_eq!(number(&text(&model)), editor);
}

#[test]
fn a_text_over_the_lesson_is_read_to_its_end_and_the_footer_tells_what_moves() {
    for keys in ["?", "4z", "z", "k⏎"] {
        let mut model = at((80, 24), "→→→→");
        press(&mut model, keys);
        let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
        let top = text(&model);
        assert!(!footer(&model).contains('↑'), "{keys}: {top}");
        if !footer(&model).contains("↓ down") {
            assert!(!top.contains("more line"), "{keys}: {top}");
            continue;
        }
        press(&mut model, "↓");
        assert!(footer(&model).contains("↑ up"), "{keys}: {}", text(&model));
        press(&mut model, "⇲");
        let end = text(&model);
        assert!(!footer(&model).contains('↓') && footer(&model).contains("↑ up"), "{keys}: {end}");
        press(&mut model, "↓");
        assert_eq!(text(&model), end);
        press(&mut model, "⌂");
        assert_eq!(text(&model), top);
    }
    let mut model = at((80, 24), "k");
    assert!(text(&model).contains("↓ down") && !text(&model).contains("↑ up"), "{}", text(&model));
    press(&mut model, "⇲");
    assert!(!text(&model).contains("↓ down") && text(&model).contains("↑ up"), "{}", text(&model));
}

#[test]
fn a_number_goes_to_its_lens_over_a_key_moment_too() {
    for (keys, lens) in [("k2", Lens::Learn), ("k⏎2", Lens::Learn), ("z4", Lens::Deep), ("?]", Lens::Deep)] {
        let model = at((80, 24), keys);
        assert_eq!((model.lens(), &model.overlay), (lens, &None), "{keys}");
    }
    // The number of a step is a number.
    let model = at((80, 24), "j2⏎");
    assert_eq!((model.lens(), model.lesson.as_ref().map(|open| open.step)), (Lens::Visualize, Some(2)));
}

/// Whatever else is folded: an error that was reached can be read in the table.
#[test]
fn the_code_of_an_error_stands_in_the_table() {
    let mut seen = 0;
    for entry in library() {
        let lesson = entry.lesson.as_ref().expect("a lesson");
        for row in 0..=lesson.what_ifs.len() {
            for size in [(80, 24), (120, 40)] {
                let mut model = model(ThemeName::Dark, false, size);
                model.start(&Start::Lesson(lesson.head.id.clone()));
                press(&mut model, &format!("w{}⏎⇲", "↓".repeat(row)));
                let open = model.lesson.as_ref().expect("it is open");
                let failed = open.timeline.failed_step.and_then(|step| open.timeline.step(step));
                let words = failed.map_or("", |step| step.words.result.as_str());
                let is_code = |word: &&str| word.len() > 8 && word.chars().all(char::is_alphabetic);
                let Some(code) = words.rsplit(' ').next().filter(is_code) else { continue };
                let screen = text(&model);
                let table: String = screen
                    .lines()
                    .skip_while(|line| !line.contains(" Process: "))
                    .take_while(|line| !line.contains(" Commands "))
                    .map(|line| line.chars().take(if size.0 == 80 { 80 } else { 68 }).collect::<String>() + "\n")
                    .collect();
                // A long one is divided before a capital.
                let cuts = code.char_indices().filter(|(_, sign)| sign.is_uppercase()).map(|(at, _)| at);
                let stands =
                    cuts.map(|at| code.split_at(at)).any(|(one, two)| table.contains(one) && table.contains(two));
                assert!(stands, "{}: `{words}`: {screen}", lesson.head.id);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn the_footer_of_a_search_offers_the_way_out_and_nothing_that_is_not_there() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    let mut model = model(ThemeName::Dark, false, (80, 24));
    assert!(!footer(&model).contains("Esc"), "{}", footer(&model));
    press(&mut model, "/s3⏎");
    assert!(footer(&model).contains("Esc all lessons") && footer(&model).contains("Enter open"), "{}", footer(&model));
    press(&mut model, "⎋/zzz");
    let screen = footer(&model);
    assert!(screen.contains("Esc all lessons") && !screen.contains("choose"), "{screen}");
    press(&mut model, "⏎");
    let screen = footer(&model);
    assert!(screen.contains("Esc all lessons") && !screen.contains("open") && !screen.contains("quiz"), "{screen}");
    press(&mut model, "⎋");
    assert!(footer(&model).contains("Enter open"), "{}", text(&model));
}

/// A command with its answer is read from its beginning where both have room, and what stands above is said.
#[test]
fn commands_show_all_of_a_step_that_fits_and_say_what_stands_above() {
    let mut hidden = 0;
    for entry in library() {
        let id = &entry.lesson.as_ref().expect("a lesson").head.id;
        for size in [(80, 24), (120, 40)] {
            let mut model = lesson_at(id, size, "3⇥⇥⇥");
            let steps = model.lesson.as_ref().expect("it is open").timeline.steps.len();
            for step in 1..=steps {
                press(&mut model, "→");
                let screen = text(&model);
                let panel: Vec<&str> = screen.lines().skip_while(|line| !line.contains(" Commands ")).collect();
                let begins = panel[1].trim_start_matches(['│', '▸', ' ']).split(' ').next();
                let says = panel[0].contains(" above");
                assert_eq!(begins != Some("1"), says, "{id} step {step}: {screen}");
                hidden += usize::from(says);
            }
        }
    }
    assert!(hidden > 20, "{hidden}");
    let screen = text(&lesson_at("rcp-perimeter", (80, 24), "3→→→⇥⇥⇥"));
    assert!(screen.contains("▸2 A scan is asked for") && screen.contains("… 3 lines above, Enter ─╮"), "{screen}");
    assert!(screen.contains("▸3 S3 answers") && screen.contains("# the file begins"), "{screen}");
}

#[test]
fn the_footer_of_a_key_moment_tells_both_ways_out() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    let mut model = at((80, 24), "k");
    assert!(footer(&model).contains("Esc close"), "{}", footer(&model));
    press(&mut model, "⏎");
    assert!(footer(&model).contains("Enter close  Esc list"), "{}", footer(&model));
    press(&mut model, "⎋");
    assert_eq!(model.overlay, Some(Overlay::Moments(None)));
}

/// Who looks at a key moment or a what-if stands at its step: that is as far as they came.
#[test]
fn a_step_reached_by_a_key_moment_or_a_what_if_counts() {
    for keys in ["k↓⏎", "w↓⏎"] {
        let mut model = at((120, 40), "");
        assert_eq!(press(&mut model, keys), [Effect::Save]);
        let step = model.lesson.as_ref().map(|open| open.step);
        assert_eq!(step, Some(4));
        let record = model.record.lessons.get("iam-roles").expect("it is begun");
        assert_eq!(record.furthest, 4, "{keys}");
        assert_eq!(record.place.as_ref().map(|place| (place.step, place.what_ifs.len())), Some((4, 1)), "{keys}");
    }
}

/// The policies of the first question fill more than a screen: what came of each is said before any of them.
#[test]
fn evidence_in_full_begins_with_what_came_of_every_question() {
    let full = text(&lesson_at("trust-and-permissions", (80, 24), "w↓↓↓⏎⇲⇥⏎"));
    let at = |what: &str| full.find(what).unwrap_or_else(|| panic!("{what}: {full}"));
    assert!(full.contains("Evidence, in full"), "{full}");
    assert!(at("✗ nothing denies sts:AssumeRole") < at("Deploy, identity-based policy"), "{full}");
    let one = text(&lesson_at("iam-roles", (80, 24), "→→⇥⏎"));
    assert_eq!(one.matches("✓ sts:AssumeRole is allowed").count(), 1, "{one}");
}
