//! The Challenge lens, by key scripts: every puzzle solved, and everything that can go wrong on the way.

mod bench;
mod screen;

use bench::{SIZES, at, control, function, key, known, lesson, paste, replace, with_record};
use crossterm::event::{KeyCode, KeyModifiers};
use rolecall::cloud::{Change, PolicyTarget};
use rolecall::learner::{Badge, Record, Solved};
use rolecall::lesson::{EditTarget, Lens, embedded};
use rolecall::tui::{Effect, Model, Msg, update};
use screen::{entry, flat, press, styled, text};

const EASY: &str = "iam-roles/bucket-without-objects";

fn policy(statement: &str) -> String {
    format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {statement}\n  ]\n}}")
}

fn badges(solved: &Solved) -> Vec<Badge> {
    solved.badges().collect()
}

/// The text in the editor, read off the record of drafts.
fn draft(model: &Model, id: &str) -> String {
    known(model).drafts[id].text.clone()
}

#[test]
fn every_puzzle_of_every_lesson_is_solved_by_pasting_what_its_author_wrote() {
    let mut puzzles = 0;
    for (name, source) in embedded() {
        let shipped = entry(name, source).lesson.expect("it is sound");
        for (at, puzzle) in shipped.lab.puzzles.iter().enumerate() {
            for size in SIZES {
                let mut model = with_record(&shipped.head.id, size, Record::default(), "6⌂");
                press(&mut model, &"↓".repeat(at));
                press(&mut model, "⏎⇟");
                assert!(text(&model).contains("What one sees"), "{}", text(&model));
                let places: Vec<EditTarget> = puzzle.targets(&shipped);
                for change in &puzzle.solution {
                    let (target, written) = match change {
                        Change::SetPolicy { target, policy } => (target, policy.source.text()),
                        Change::RemovePolicy { target } => (target, ""),
                        other => panic!("a learner cannot make {other:?}"),
                    };
                    let place = places.iter().position(|place| place.target == *target).expect("it may be edited");
                    press(&mut model, &"n".repeat(place));
                    replace(&mut model, written);
                    press(&mut model, "⎋");
                    press(&mut model, &"n".repeat(places.len() - place));
                }
                let solved = &known(&model).solved[&puzzle.id];
                assert_eq!(badges(solved), [Badge::Solved, Badge::Alone, Badge::LeastPrivilege], "{}", puzzle.id);
                let screen = text(&model);
                assert!(screen.contains("Badges: solved, alone, least privilege"), "{screen}");
                press(&mut model, "⎋");
                assert!(text(&model).contains("solved, alone, least privilege"), "{}", text(&model));
                puzzles += 1;
            }
        }
        let done = shipped.lab.puzzles.len();
        assert!(done == 0 || puzzles > 0);
    }
    assert!(puzzles >= 6);
}

#[test]
fn every_permission_that_a_call_needs_is_named_where_it_must_go() {
    let mut model = with_record("trust-and-permissions", (120, 40), Record::default(), "6⌂↓⏎");
    press(&mut model, "⇥⌂z");
    let screen = text(&model);
    for one in ["one of these must no longer allow it", "(lambda:CreateFunction)", "PassRoles of Deploy (iam:PassRole)"]
    {
        assert!(screen.contains(one), "{one}\n{screen}");
    }
}

/// To refuse a call on the way is enough, and here only that policy can be edited.
#[test]
fn of_a_request_of_several_calls_the_policy_is_named_that_can_be_mended() {
    let mut model = with_record("role-chaining", (120, 40), Record::default(), "6⌂⏎");
    let screen = flat(&text(&model));
    assert!(screen.contains("Lets it through: TrustTheHub of the trust policy of"), "{screen}");
    press(&mut model, "⇥z");
    let screen = flat(&text(&model));
    let said =
        "TrustTheHub of the trust policy of Reader must no longer allow sts:AssumeRole and sts:TagSession on the way";
    assert!(screen.contains(said), "{screen}");
    press(&mut model, "⎋");
    // Once it is refused there, that policy decides, and no other is named.
    replace(&mut model, &policy(r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}"#));
    press(&mut model, "⎋⌂");
    let screen = text(&model);
    assert!(screen.contains("Decided by: statement 1 of the trust policy of"), "{screen}");
    assert!(!screen.contains("OwnTeamOnly"), "{screen}");
}

#[test]
fn the_first_puzzle_is_solved_by_typing_two_characters() {
    let mut model = at((120, 40), "6⏎⏎");
    press(&mut model, &"↓".repeat(13));
    press(&mut model, "⇲←/");
    assert!(known(&model).solved.is_empty());
    // The keystroke that mends it is the one that is judged.
    assert_eq!(press(&mut model, "*"), [Effect::Save]);
    assert_eq!(known(&model).solved[EASY].hints, 0);
    assert!(known(&model).lenses["challenge"].done.contains(EASY));
    assert!(known(&model).lenses["challenge"].finished.is_none(), "there are more puzzles");
    // Writing on without making it better is not worth the disk.
    assert_eq!(press(&mut model, " "), []);
}

#[test]
fn the_lens_is_finished_with_its_last_puzzle() {
    let mut model = at((120, 40), "6");
    let puzzles = lesson(&model).lab.puzzles.clone();
    for (row, puzzle) in puzzles.iter().enumerate() {
        assert!(known(&model).lenses.get("challenge").is_none_or(|lens| lens.finished.is_none()));
        press(&mut model, "⌂");
        press(&mut model, &"↓".repeat(row));
        press(&mut model, "⏎");
        for change in &puzzle.solution {
            let Change::SetPolicy { policy, .. } = change else { panic!("{change:?}") };
            replace(&mut model, policy.source.text());
            press(&mut model, "⎋n");
        }
        press(&mut model, "⎋");
    }
    assert!(known(&model).lenses["challenge"].finished.is_some());
    assert!(text(&model).contains("3 of 3 solved"), "{}", text(&model));
}

#[test]
fn a_wrong_fix_meets_no_goal_and_says_why() {
    let mut model = at((120, 40), "6⏎");
    replace(
        &mut model,
        &policy(
            r#"{"Sid": "Other", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-payroll/*"}"#,
        ),
    );
    let screen = text(&model);
    assert!(screen.contains("1 of 2 goals met") && screen.contains("Nearest Allow: Other of ReadReports"), "{screen}");
    assert!(screen.contains("What would change it"));
    assert!(known(&model).solved.is_empty());
    // One that denies: the deny is named, with its line.
    replace(&mut model, &policy(r#"{"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#));
    let screen = text(&model);
    assert!(screen.contains("explicitly denied") && screen.contains("Decided by: No of ReadReports"), "{screen}");
    assert!(screen.contains("No applies and has no condition"), "{screen}");
}

#[test]
fn a_fix_that_opens_a_forbidden_door_shows_which_statement_opens_it() {
    let mut model = at((120, 40), "6⏎");
    replace(&mut model, &policy(r#"{"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#));
    press(&mut model, "⎋↓");
    let screen = text(&model);
    assert!(screen.contains("must be denied, but is allowed"), "{screen}");
    assert!(screen.contains("All of ReadReports must no longer allow it, or something must"), "{screen}");
    assert!(known(&model).solved.is_empty());
}

#[test]
fn a_fix_that_is_too_wide_is_right_but_what_it_lets_in_is_listed() {
    let mut model = at((120, 40), "6⏎");
    let wide =
        r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::acme-reports/*"}"#;
    replace(&mut model, &policy(wide));
    let screen = text(&model);
    assert!(screen.contains("beyond need let in") && screen.contains("Badges: solved, alone."), "{screen}");
    assert!(screen.contains("role DataReader may s3:PutObject on arn:aws:s3:::acme-reports/2026/q1.csv"), "{screen}");
    let extra = known(&model).solved[EASY].extra;
    assert!(extra > 0);
    insta::assert_snapshot!("too-wide-120x40", screen);
    // All of it is in the full view, however small the screen.
    update(&mut model, Msg::Resize(80, 24));
    press(&mut model, "⎋z");
    assert!(text(&model).contains("any other object of acme-reports"), "{}", text(&model));
    press(&mut model, "⎋");
    // Less is better, and the better one is kept.
    replace(&mut model, &policy(&wide.replace(r#", "s3:PutObject""#, "")));
    assert_eq!(badges(&known(&model).solved[EASY]), [Badge::Solved, Badge::Alone, Badge::LeastPrivilege]);
    replace(&mut model, &policy(wide));
    assert_eq!(known(&model).solved[EASY].extra, 0);
    // The badge that is there is not promised.
    update(&mut model, Msg::Resize(120, 40));
    let screen = text(&model);
    assert!(screen.contains("An earlier answer earned the badge"), "{screen}");
    assert!(screen.contains("Badges: solved, alone, least privilege.") && !screen.contains("you earn"), "{screen}");
}

#[test]
fn broken_json_keeps_the_last_good_state_dimmed_and_undo_brings_it_back() {
    let mut model = at((120, 40), "6⏎");
    replace(
        &mut model,
        &policy(r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-reports/*"}"#),
    );
    let good = text(&model);
    assert!(good.contains("2 of 2 goals met"));
    press(&mut model, ",");
    let screen = text(&model);
    assert!(screen.contains("Goals, as of the last text that could be read"), "{screen}");
    assert!(screen.contains("cannot be read yet: the goals wait") && screen.contains("2 of 2 goals met"), "{screen}");
    assert!(screen.contains("line 6: not valid JSON"), "{screen}");
    insta::assert_snapshot!("broken-120x40", styled(&model));
    control(&mut model, 'z');
    assert!(!text(&model).contains("could be read"));
    assert!(text(&model).contains("Goals: 2 of 2 met"));
}

#[test]
fn an_emptied_text_takes_the_policy_away_but_never_a_trust_policy() {
    let mut model = at((120, 40), "6↓⏎n");
    replace(&mut model, "");
    assert!(text(&model).contains("empty: the policy is taken away"), "{}", text(&model));
    press(&mut model, "⎋n");
    replace(&mut model, "");
    let screen = text(&model);
    assert!(screen.contains("cannot be read yet"), "{screen}");
}

#[test]
fn hints_come_one_by_one_and_the_solution_only_when_asked_twice() {
    let mut model = at((80, 24), "6⏎");
    let puzzle = lesson(&model).lab.puzzles[0].clone();
    for number in 1..=3 {
        assert_eq!(press(&mut model, "h"), [Effect::Save]);
        assert_eq!(known(&model).help[EASY].hints, number);
        assert!(text(&model).contains(&format!("Hint {number} of 3")), "{}", text(&model));
    }
    assert_eq!(press(&mut model, "h"), []);
    assert!(text(&model).contains("S shows the worked solution"));
    press(&mut model, "S");
    assert!(text(&model).contains("S once more"), "{}", text(&model));
    assert!(!known(&model).help[EASY].solution);
    // Anything in between forgets the question.
    press(&mut model, "⇥⇤S");
    assert!(!known(&model).help[EASY].solution);
    press(&mut model, "S");
    assert!(known(&model).help[EASY].solution);
    assert!(text(&model).contains("arn:aws:s3:::acme-reports/*"), "{}", text(&model));
    insta::assert_snapshot!("solution-80x24", text(&model));
    let Change::SetPolicy { policy, .. } = &puzzle.solution[0] else { panic!("it sets a policy") };
    replace(&mut model, policy.source.text());
    press(&mut model, "⎋");
    assert!(text(&model).contains("with the worked solution seen: no badge"), "{}", text(&model));
    let solved = &known(&model).solved[EASY];
    assert!(solved.solution_shown && badges(solved).is_empty());
    press(&mut model, "⎋");
    assert!(text(&model).contains("solved with the solution"));
}

#[test]
fn a_badge_that_was_earned_outlives_a_look_at_the_solution() {
    let mut model = at((120, 40), "6⏎");
    let puzzle = &lesson(&model).lab.puzzles[0];
    let Change::SetPolicy { policy, .. } = puzzle.solution[0].clone() else { panic!("it sets a policy") };
    replace(&mut model, policy.source.text());
    press(&mut model, "⎋");
    assert!(text(&model).contains("Badges: solved, alone, least privilege"), "{}", text(&model));
    press(&mut model, "S");
    let screen = text(&model);
    assert!(screen.contains("Badges: solved, alone, least privilege") && !screen.contains("no badge"), "{screen}");
}

#[test]
fn help_taken_on_another_day_is_remembered() {
    let mut model = at((120, 40), "6⏎h");
    press(&mut model, "⎋");
    let mut later = with_record("iam-roles", (120, 40), model.record.clone(), "6⏎⇲");
    assert!(text(&later).contains("Hint 1 of 3"), "{}", text(&later));
    press(&mut later, "⏎");
    press(&mut later, &"↓".repeat(13));
    press(&mut later, "⇲←/*");
    assert_eq!(badges(&known(&later).solved[EASY]), [Badge::Solved, Badge::LeastPrivilege]);
}

#[test]
fn a_draft_is_kept_when_the_editor_is_left_and_goes_on_where_it_was() {
    let mut model = at((120, 40), "6⏎⏎");
    let id = format!("{EASY}: ReadReports");
    assert_eq!(press(&mut model, "half"), [], "no keystroke goes to the disk");
    assert_eq!(press(&mut model, "⎋"), [Effect::Save]);
    assert!(draft(&model, &id).starts_with("half{"));
    press(&mut model, "⎋");
    assert!(text(&model).contains("begun"), "{}", text(&model));
    let mut later = with_record("iam-roles", (120, 40), model.record.clone(), "6⏎");
    let screen = text(&later);
    assert!(screen.contains("half{") && screen.contains("your text is as you left it"), "{screen}");
    // The draft cannot be read: the goals are those of the broken set-up.
    assert!(screen.contains("as of the last text") && screen.contains("1 of 2 goals met"), "{screen}");
    press(&mut later, "r");
    let screen = text(&later);
    assert!(!screen.contains("half{") && screen.contains("Goals: 1 of 2 met"), "{screen}");
    // A reset can be taken back like any edit.
    press(&mut later, "⏎");
    control(&mut later, 'z');
    assert!(text(&later).contains("half{"), "{}", text(&later));
    press(&mut later, "⎋rr");
    assert!(text(&later).contains("nothing was changed yet"));
    press(&mut later, "⎋");
    assert!(!text(&later).contains("begun"), "{}", text(&later));
}

#[test]
fn whatever_ends_the_program_takes_the_draft_along() {
    let mut model = at((80, 24), "6⏎⏎ab");
    assert_eq!(control(&mut model, 'c'), [Effect::Save, Effect::Quit]);
    assert!(draft(&model, &format!("{EASY}: ReadReports")).starts_with("ab{"));
}

#[test]
fn while_typing_letters_are_letters() {
    let mut model = at((120, 40), "6⏎⏎q6t?H[hSrTz");
    assert_eq!(model.lesson.as_ref().map(|open| open.lens), Some(Lens::Challenge));
    assert!(text(&model).contains("q6t?H[hSrTz{"), "{}", text(&model));
    assert!(known(&model).help.is_empty());
    function(&mut model, 1);
    assert!(text(&model).contains("In the editor") && text(&model).contains("Ctrl-Z"), "{}", text(&model));
    press(&mut model, "⎋");
    press(&mut model, "⎋⎋");
    assert!(text(&model).contains("Mend what is broken"));
    press(&mut model, "3");
    assert_eq!(model.lesson.as_ref().map(|open| open.lens), Some(Lens::Visualize));
}

#[test]
fn a_paste_goes_to_the_editor_alone() {
    let mut model = at((120, 40), "6⏎");
    let before = text(&model);
    assert_eq!(paste(&mut model, "lost"), []);
    assert_eq!(text(&model), before);
    press(&mut model, "⏎");
    paste(&mut model, "\u{1b}[31mred\ttext\r\n");
    let screen = text(&model);
    assert!(screen.contains("\\u{1b}[31mred"), "{screen}");
}

#[test]
fn panes_are_reached_by_tab_and_by_their_keys() {
    for size in SIZES {
        let mut model = at(size, "6⏎");
        for (keys, pane) in
            [("", "▸ Story"), ("⇥", "▸ Goals"), ("⇥", "▸ ReadReports"), ("⇥", "▸ Story"), ("⇤", "▸ ReadReports")]
        {
            press(&mut model, keys);
            assert!(text(&model).contains(pane), "{pane} after {keys}:\n{}", text(&model));
        }
        for (number, pane) in [(2, "▸ Story"), (3, "▸ Goals"), (4, "▸ ReadReports")] {
            function(&mut model, number);
            assert!(text(&model).contains(pane), "F{number}:\n{}", text(&model));
        }
    }
}

#[test]
fn f5_goes_to_the_other_policy_while_typing() {
    let mut model = at((120, 40), "6↓⏎⏎");
    assert!(text(&model).contains("trust policy of DataReader (1 of 2, F5 next)"), "{}", text(&model));
    function(&mut model, 5);
    assert!(text(&model).contains("bucket policy of acme-reports (2 of 2, F5 next)"), "{}", text(&model));
    function(&mut model, 5);
    assert!(text(&model).contains("(1 of 2"));
}

/// With two policies one sees which is in the editor, and which one the goals wait for.
#[test]
fn of_two_policies_the_broken_one_is_named() {
    let rest = |model: &Model| text(model).lines().skip(1).collect::<Vec<_>>().join("\n");
    for size in [(80, 24), (120, 40)] {
        // In the goals the editor may be out of sight.
        let mut model = at(size, "6↓⏎⇥");
        for name in ["bucket policy of acme-reports (2 of 2)", "trust policy of DataReader (1 of 2)"] {
            function(&mut model, 5);
            assert!(text(&model).lines().last().is_some_and(|line| line.contains(name)), "{}", text(&model));
        }
        press(&mut model, "⏎x");
        assert!(rest(&model).contains("waiting for: trust policy of DataReader"), "{}", text(&model));
        // The other one is sound, and it is not what the goals wait for.
        function(&mut model, 5);
        press(&mut model, "←");
        let screen = rest(&model);
        assert!(screen.contains(" trust policy of DataReader cannot be read: the goals wait "), "{screen}");
        function(&mut model, 3);
        assert!(rest(&model).contains("Goals, waiting for: trust policy of DataReader "), "{}", text(&model));
        assert!(size.0 == 120 || text(&model).contains("F4 Editor 2 of 2"), "{}", text(&model));
    }
}

#[test]
fn the_stopwatch_runs_only_when_it_is_wanted() {
    let mut model = at((120, 40), "6⏎");
    assert_eq!(model.tick(), None);
    press(&mut model, "T");
    assert_eq!(model.tick(), Some(std::time::Duration::from_secs(1)));
    assert!(text(&model).contains(" 00:00 "), "{}", text(&model));
    update(&mut model, Msg::Tick);
    let watch = text(&model);
    assert!(watch.contains(" 00:0") && !watch.contains(" 00:00 "), "{watch}");
    press(&mut model, "T");
    assert_eq!(model.tick(), None);
    press(&mut model, "T⏎");
    press(&mut model, &"↓".repeat(13));
    press(&mut model, "⇲←/*");
    assert_eq!(model.tick(), None, "it stands when the puzzle is solved");
}

#[test]
fn selecting_and_replacing_is_judged_too() {
    let mut model = at((120, 40), "6⏎⏎");
    press(&mut model, &"↓".repeat(13));
    press(&mut model, "⇲");
    for _ in 0..r#"acme-reports""#.len() {
        key(&mut model, KeyCode::Left, KeyModifiers::SHIFT);
    }
    paste(&mut model, r#"acme-reports/2026/q1.csv""#);
    assert!(text(&model).contains("2 of 2 goals met"), "{}", text(&model));
}

#[test]
fn at_every_size_something_sensible_is_drawn() {
    bench::draws_at_every_size(&["6", "6⏎", "6⏎⇥", "6⏎⏎", "6⏎⇥z", "6↓↓⏎hhhSS", "6⏎⏎x", "6↓↓⏎⇥⇲"]);
}

#[test]
fn the_screens_at_two_sizes() {
    for (columns, rows) in SIZES {
        for (name, keys) in
            [("list", "6"), ("story", "6⏎"), ("goals", "6↓⏎⇥"), ("editor", "6↓⏎⏎"), ("hard", "6↓↓⏎⇥"), ("hint", "6⏎h")]
        {
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), text(&at((columns, rows), keys)));
        }
    }
    insta::assert_snapshot!("styled-120x40", styled(&at((120, 40), "6⏎⇥")));
}

#[test]
fn the_help_tells_a_key_once_with_what_it_does_here() {
    let help = text(&at((120, 120), "6⏎?"));
    let resets: Vec<_> = help.lines().filter(|line| line.contains("   r    ")).collect();
    assert!(resets.len() == 2 && resets[0].contains("the policies of this task as in the beginning"), "{help}");
    let of_visualize = help.lines().position(|line| line.contains("│ Visualize")).expect("another lens");
    let last = help.lines().position(|line| line == resets[1]).expect("it is there");
    assert!(last > of_visualize, "the other meaning stands with another lens: {help}");
}

/// In the editor `z` is a letter: what is cut there names the way that leads to it.
#[test]
fn what_is_cut_beside_the_editor_can_be_read_in_full() {
    let mut model = at((120, 40), "6↓⏎⏎");
    let cut = text(&model);
    assert!(cut.contains("below, F3 and z show all") && !cut.contains("z shows all"), "{cut}");
    function(&mut model, 3);
    assert!(text(&model).contains("below, z shows all"), "{}", text(&model));
    press(&mut model, "z");
    assert!(text(&model).contains("╭ Why: ") && text(&model).contains("Esc close"), "{}", text(&model));
}

#[test]
fn the_place_of_the_symptom_is_the_real_error() {
    let model = at((200, 60), "6⏎");
    let screen = text(&model);
    assert!(screen.contains("An error occurred (AccessDenied) when calling the GetObject operation"), "{screen}");
    let at_bucket = PolicyTarget::Bucket { name: "acme-reports".to_owned() };
    assert!(lesson(&model).lab.puzzles[1].may_edit.contains(&at_bucket));
}

#[test]
fn a_paste_that_is_too_long_is_refused_and_said() {
    for (size, keys) in [((80, 24), "6⏎⏎"), ((120, 40), "7⏎⏎"), ((80, 24), "→→→→e⏎")] {
        let mut model = at(size, keys);
        let before = text(&model);
        update(&mut model, Msg::Paste("x".repeat(70_000)));
        let screen = text(&model);
        assert!(screen.contains("more than 65536 bytes") && screen.contains("nothing was put in"), "{screen}");
        press(&mut model, "→←");
        assert_eq!(text(&model), before, "the text is as it was");
    }
}

#[test]
fn what_is_mended_was_seen_and_is_seen_no_longer() {
    let mut model = at((120, 40), "6⌂⏎");
    assert!(text(&model).contains("What one sees"), "{}", text(&model));
    let solution = match &lesson(&model).lab.puzzles[0].solution[0] {
        Change::SetPolicy { policy, .. } => policy.source.text().to_owned(),
        other => panic!("{other:?}"),
    };
    replace(&mut model, &solution);
    press(&mut model, "⎋");
    let screen = text(&model);
    assert!(screen.contains("What one saw") && !screen.contains("What one sees"), "{screen}");
}

#[test]
fn under_a_what_if_the_footer_names_a_key_once_and_with_what_it_does() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    let mut model = at((80, 24), "w↓⏎6⌂⏎");
    let screen = footer(&model);
    assert!(!screen.contains("r reset") && screen.contains("S solution"), "nothing was changed here: {screen}");
    replace(&mut model, &policy(""));
    press(&mut model, "⎋");
    let screen = footer(&model);
    assert!(screen.matches("r reset").count() == 1 && screen.contains("S solution"), "{screen}");
    // In the list the key is the lesson's.
    press(&mut model, "⎋");
    update(&mut model, Msg::Resize(120, 40));
    assert!(footer(&model).contains("r reset"), "{}", text(&model));
}

/// What-ifs are of the lesson and not of the puzzle.
#[test]
fn a_puzzle_exports_nothing_and_does_not_offer_it() {
    let mut model = at((120, 40), "w↓⏎6⏎");
    let screen = text(&model);
    assert!(!screen.lines().last().is_some_and(|footer| footer.contains("export")), "{screen}");
    assert_eq!(press(&mut model, "x"), []);
    assert_eq!(model.notice.as_deref(), Some("a puzzle has nothing to export; your text is kept"));
}

/// Who left in the middle of a line goes on in it; who read the story reads on.
#[test]
fn one_comes_back_to_the_editor_where_one_was() {
    for (keys, typing) in [("6⏎", false), ("6⏎⏎", true), ("6⏎⏎⎋", false)] {
        let before = at((120, 40), keys);
        let mut after = with_record("iam-roles", (120, 40), before.record.clone(), "");
        assert_eq!(after.lens(), Lens::Challenge, "{keys}");
        press(&mut after, "x");
        assert_eq!(text(&after).contains("x{"), typing, "a letter is a letter: {keys}\n{}", text(&after));
    }
}
