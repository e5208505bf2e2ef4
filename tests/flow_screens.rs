//! The flow and the table: accounts are called by their names, and however many steps there are, the current one is in
//! sight.

mod screen;

use rolecall::learner::Record;
use rolecall::lesson::{Status, play};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Model, Msg, Start, update};
use screen::{entry, lesson_at, library, model, now, press, text};

#[test]
fn the_end_of_a_refused_play_bears_the_sign_of_the_refusal() {
    for (size, keys) in [((80, 24), "w↓⏎⇲"), ((120, 40), "w↓⏎⇲")] {
        let refused = text(&lesson_at("external-id", size, keys));
        assert!(refused.contains("▸5 ✗ it ends") && refused.contains("an error came"), "{refused}");
        let granted = text(&lesson_at("external-id", size, "⇲"));
        assert!(granted.contains("▸5 ✓ it ends"), "{granted}");
    }
    let full = text(&lesson_at("external-id", (120, 40), "w↓⏎⇲⏎⇲"));
    assert!(full.contains("5 ✗ it ends  (failed)"), "{full}");
}

#[test]
fn every_account_is_called_by_its_name_whole() {
    for lesson in ["cross-account", "role-chaining", "scp-guardrail", "iam-roles", "public-bucket"] {
        for (size, keys) in [((80, 24), "→→⇤"), ((120, 40), "→→"), ((200, 60), "→→")] {
            let model = lesson_at(lesson, size, keys);
            let screen = text(&model);
            let (lesson, open) = model.open().expect("a lesson");
            // What stands further on comes into sight with its step.
            let accounts = open.timeline.flow.iter().take(4).filter_map(|node| node.account.as_ref());
            for account in accounts.filter_map(|id| lesson.world.accounts.get(id)) {
                assert!(screen.contains(&account.name), "{} at {size:?}: {screen}", account.name);
            }
        }
    }
}

/// A lesson of nine steps, at one of them, with a panel in the focus.
fn nine(size: (u16, u16), step: usize, panel: &str) -> Model {
    let entry = entry("nine-steps.toml", include_str!("format/nine-steps.toml"));
    assert!(entry.lesson.is_some(), "{:?}", entry.diagnostics);
    let mut model = Model::new(vec![entry], ThemeName::Dark, false, false, Record::default(), now);
    update(&mut model, Msg::Resize(size.0, size.1));
    model.start(&Start::Lesson("nine-steps".to_owned()));
    press(&mut model, &("→".repeat(step) + panel));
    model.notice = None;
    model
}

#[test]
fn of_nine_steps_the_current_node_and_row_are_in_sight_and_the_rest_is_told() {
    for size in [(60, 16), (80, 24), (100, 36), (120, 40)] {
        for step in 1..=9 {
            let screen = text(&nine(size, step, ""));
            // Node and row: both bear the sign of the current one.
            let of_flow = screen.lines().skip_while(|line| !line.contains("Flow: ")).skip(1).take(2);
            assert!(of_flow.clone().all(|line| line.trim_end().ends_with('│')), "step {step} at {size:?}: {screen}");
            let node =
                screen.lines().skip(2).take_while(|line| !line.contains("Process")).any(|line| line.contains('◉'));
            assert!(node, "step {step} at {size:?}: {screen}");
            assert!(screen.contains(&format!("▸{step}")), "step {step} at {size:?}: {screen}");
            assert!(screen.contains(&format!("act {step}")), "step {step} at {size:?}: {screen}");
            assert!(screen.contains(" of 9 ─"), "step {step} at {size:?}: {screen}");
        }
    }
    // Wide enough for all nine there is nothing to tell.
    let wide = text(&nine((200, 60), 9, ""));
    assert!(!wide.contains("of 9 ─"), "{wide}");
}

#[test]
fn the_tab_of_the_flow_has_its_boxes_and_names_whole() {
    for step in 1..=9 {
        let screen = text(&nine((80, 24), step, "⇤"));
        assert!(screen.contains('◉') && screen.contains("step "), "step {step}: {screen}");
        assert!(screen.contains("Harbor Archive"), "step {step}: {screen}");
        assert!(screen.contains(" of 9, Enter shows all"), "step {step}: {screen}");
        // What does not fit into the rows below a node is told, too.
        let zoomed = text(&nine((80, 24), step, "⇤⏎"));
        assert!(zoomed.contains("stands for step 1 of the nine"), "{zoomed}");
    }
    for step in [1, 5, 9] {
        insta::assert_snapshot!(format!("nine-steps-{step}-80x24"), text(&nine((80, 24), step, "")));
        insta::assert_snapshot!(format!("nine-steps-{step}-120x40"), text(&nine((120, 40), step, "")));
    }
    insta::assert_snapshot!("nine-steps-flow-80x24", text(&nine((80, 24), 6, "⇤")));
}

/// Where the panel has rows, every name stands whole beside its edge, in every play; and over the other tabs the name
/// of the node where one is does.
#[test]
fn names_of_nodes_are_whole_in_little_room() {
    let shipped = model(ThemeName::Dark, false, (80, 24));
    for lesson in shipped.entries.iter().filter_map(|entry| entry.lesson.as_ref()) {
        let stands = |screen: &str, name: &str| {
            ["◉", "✗", "–", "●", "○"].iter().any(|sign| screen.contains(&format!("{sign} {name} ")))
        };
        for (size, what_if) in (0..=lesson.what_ifs.len()).flat_map(|nth| [((80, 24), nth), ((120, 40), nth)]) {
            let keys = if what_if == 0 { String::new() } else { format!("w{}⏎", "↓".repeat(what_if)) };
            let model = lesson_at(&lesson.head.id, size, &(keys + "⇲⇤"));
            let screen = text(&model);
            assert!(screen.contains("▸ Flow") && !screen.contains("Enter shows all"), "{screen}");
            let nodes = &model.open().expect("a lesson").1.timeline.flow;
            // Six beside each other have too little room for the number of an instance.
            for node in nodes.iter().filter(|_| size.0 == 80 || nodes.len() < 6) {
                assert!(stands(&screen, &node.label), "{}: {screen}", node.label);
            }
        }
        let mut model = lesson_at(&lesson.head.id, (80, 24), "");
        let mut steps = 0;
        while model.open().is_some_and(|(_, open)| open.step < open.timeline.steps.len()) {
            press(&mut model, "→");
            let (_, open) = model.open().expect("a lesson");
            let step = open.step;
            let current = open.timeline.flow.iter().find(|node| node.step == step).expect("a node").label.clone();
            let compact = text(&model);
            assert!(stands(&compact, &current), "{current}: {compact}");
            steps += 1;
        }
        assert!(steps > 2, "{}", lesson.head.id);
    }
}

/// In a band of its own an account goes on without a corner, and only there.
#[test]
fn an_account_that_goes_on_in_the_next_band_stays_open() {
    let goes_on = text(&lesson_at("iam-roles", (80, 24), "⇲⇤"));
    let lines: Vec<&str> = goes_on.lines().filter(|line| line.contains("Reporting")).collect();
    assert!(lines.len() == 2 && lines[0].starts_with("│╭─ ") && lines[0].ends_with("─│"), "{goes_on}");
    assert!(lines[1].starts_with("│── ") && lines[1].contains("─╮"), "{goes_on}");
    let flat = text(&lesson_at("iam-roles", (120, 40), "⇲"));
    assert_eq!(flat.lines().take(12).filter(|line| line.contains("Reporting")).count(), 1, "{flat}");
}

/// A call that a what-if takes out would have gone to an account all the same: its node stays inside, in every lesson.
#[test]
fn what_is_not_called_stands_in_its_account() {
    let mut taken_out = 0;
    for lesson in library().into_iter().filter_map(|entry| entry.lesson) {
        let base = play(&lesson, &[]).expect("it plays");
        for what_if in &lesson.what_ifs {
            let changed = play(&lesson, std::slice::from_ref(&what_if.id)).expect("it plays");
            for (before, after) in
                base.flow.iter().zip(&changed.flow).filter(|(_, node)| node.status == Status::Skipped)
            {
                let what = format!("{} under {}: {}", lesson.head.id, what_if.id, after.label);
                assert_eq!(after.account.is_some(), before.account.is_some(), "{what}");
                taken_out += 1;
            }
        }
    }
    assert!(taken_out > 10, "{taken_out}");
    let nobody = text(&lesson_at("expiry-and-revoking", (120, 40), "w↓⏎⇲"));
    assert_eq!(nobody.matches("─ account ").count(), 1, "{nobody}");
}

#[test]
fn a_refusal_is_no_arrow_in_the_flow_in_full_either() {
    let full = text(&lesson_at("rcp-perimeter", (80, 24), "w↓⏎⇤⏎"));
    assert!(full.contains("Flow, in full"), "{full}");
    assert!(
        full.contains("✗ AccessDenied") && full.contains("▶ GetObject") && !full.contains("▶ AccessDenied"),
        "{full}"
    );
}

/// Of a name that has no room beside its edge the end is left, on its line; and of an answer the number.
#[test]
fn no_name_is_torn_and_no_answer_is_cut() {
    let cut = text(&nine((60, 16), 5, "⇤"));
    let torn = |line: &str| line.contains("   ") && line.trim_matches(['│', ' ']).starts_with("bit-of");
    assert!(!cut.lines().any(torn), "{cut}");
    for (size, keys) in [((80, 24), "⇲⇤"), ((120, 40), "⇲")] {
        let whole = text(&lesson_at("mfa-role", size, keys));
        assert!(whole.contains("204 No Content"), "{whole}");
    }
    let cut = text(&lesson_at("mfa-role", (60, 16), "⇲⇤"));
    assert!(cut.contains(" 204"), "{cut}");
}

/// What did not happen is called by one word, and once.
#[test]
fn what_was_not_made_is_called_so_once_in_full() {
    for (keys, sign) in [("w↓↓⏎⇲⏎", "1 – role is asked for  (not made)"), ("w↓↓⏎⇲⇤⏎", "(not made)")]
    {
        let full = text(&lesson_at("mfa-role", (120, 40), keys));
        assert!(full.contains(", in full") && full.contains(sign), "{full}");
        assert!(!full.contains("not reached") && !full.contains("Result  Δ not made"), "{full}");
    }
}

/// Two lines of the small form hold what refuses, and end with a word.
#[test]
fn the_line_of_a_refusal_says_first_what_refuses() {
    for (lesson, keys, refuses) in [
        ("public-bucket", "w↓⏎⌂→→", "refuses the new policy"),
        ("trust-and-permissions", "w↓↓↓⏎⌂→→", "lambda.amazonaws.com assume it"),
    ] {
        let screen = text(&lesson_at(lesson, (80, 24), keys));
        let line = screen.lines().skip_while(|line| !line.contains("2: ")).take(2).collect::<Vec<_>>().join(" ");
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line.contains(refuses), "{screen}");
    }
}
