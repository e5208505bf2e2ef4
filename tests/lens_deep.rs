//! The Deep lens, by key scripts: every view, every part, folding, and what there is to see when there is nothing.

mod screen;

use rolecall::learner::Record;
use rolecall::lesson::Lens;
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Model, Msg, Overlay, Start, update};
use screen::{at, draw, first_text, lesson_at, model, open, press, read_down, styled, text};

/// Keys to every view, from the first on.
const VIEWS: [(&str, &str); 5] =
    [("exchange", ""), ("signing", "⇥"), ("credentials", "⇥⇥"), ("evaluation", "⇥⇥⇥"), ("decision", "⇥⇥⇥⇥")];

#[test]
fn every_view_at_two_sizes() {
    for size in [(80, 24), (120, 40)] {
        for (name, keys) in VIEWS {
            let mut model = at(size, "→→→→4");
            press(&mut model, keys);
            insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), text(&model));
        }
    }
}

#[test]
fn what_is_lit_is_lit() {
    for (name, keys) in [
        ("lit-exchange", "→→4↓↓"),
        ("lit-evaluation-denied", "→→→→4w↓↓⏎⇥⇥⇥"),
        ("lit-failing-element", "→→→→4⇥⇥⇥⌂↓↓↓⏎↓↓↓↓"),
        ("lit-decision-denied", "→→→→4w↓⏎⇥⇥⇥⇥"),
    ] {
        insta::assert_snapshot!(name, styled(&at((120, 40), keys)));
    }
}

#[test]
fn the_lens_is_offered_and_reached_by_its_key() {
    let model = open("→4");
    assert_eq!(model.lesson.as_ref().map(|open| open.lens), Some(Lens::Deep));
    assert!(text(&model).contains("sts:AssumeRole at step 1"));
}

#[test]
fn the_header_says_that_the_play_on_show_is_a_what_if() {
    for size in [(80, 24), (120, 40)] {
        let mut model = at(size, "→→→→w↓⏎4");
        assert!(text(&model).lines().next().is_some_and(|header| header.contains("Δ what if   ")), "{}", text(&model));
        press(&mut model, "⎋");
        assert!(!text(&model).contains("what if   "), "{}", text(&model));
    }
}

#[test]
fn before_anything_travelled_the_lens_says_so() {
    for (_, keys) in VIEWS {
        let mut model = open("4");
        press(&mut model, keys);
        let screen = text(&model);
        assert!(screen.contains("Nothing has travelled yet"), "{screen}");
        // Keys that move over parts find none.
        press(&mut model, "↓↑⏎⎋⇞⇟⌂⇲ ");
        draw(&model);
    }
}

#[test]
fn the_answer_is_hidden_until_it_has_arrived() {
    let mut model = open("→4");
    assert!(!text(&model).contains("200 OK"), "{}", text(&model));
    press(&mut model, "→");
    assert!(text(&model).contains("200 OK"));
    press(&mut model, "⇥⇥⇥");
    assert!(text(&model).contains("TrustAlice"));
    press(&mut model, "←");
    let screen = text(&model);
    assert!(screen.contains("no policy is read in this step") && !screen.contains("TrustAlice"), "{screen}");
}

#[test]
fn every_part_of_the_exchange_can_be_selected_and_is_explained() {
    let mut model = open("→→→→4⌂");
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..200 {
        let screen = text(&model);
        // The frame at the right is called after the part.
        let title = screen.lines().nth(3).and_then(|line| line.split("╭ ").nth(2)).unwrap_or_default();
        let name = title.split(" ─").next().unwrap_or_default().to_owned();
        assert!(screen.contains("docs.aws.amazon.com/"), "{name} has no source:\n{screen}");
        if seen.last() == Some(&name) {
            break;
        }
        seen.push(name);
        press(&mut model, "↓");
    }
    for part in [
        "method",
        "target",
        "header host",
        "header x-amz-content-sha256",
        "header x-amz-date",
        "header x-amz-security-token",
        "algorithm",
        "Credential: access key id",
        "Credential: date",
        "Credential: region",
        "Credential: service",
        "Credential: terminator",
        "SignedHeaders",
        "Signature",
        "status",
        "header ETag",
        "content, line 1",
    ] {
        assert!(seen.iter().any(|name| name == part), "{part} is not among {seen:?}");
    }
}

#[test]
fn every_parameter_and_every_element_of_the_answer_has_words_of_its_own() {
    let mut model = open("→→4⌂");
    let mut all = String::new();
    for _ in 0..45 {
        all.push_str(&text(&model));
        press(&mut model, "↓");
    }
    for part in ["parameter RoleArn", "parameter RoleSessionName", "element SessionToken", "element Expiration"] {
        assert!(all.contains(part), "{part}");
    }
    assert!(all.contains("arn:aws:iam::111122223333:role/DataReader"), "a value is shown decoded");
    for empty in ["A parameter of the operation.", "An element of the answer.", "A header of the"] {
        assert!(!all.contains(empty), "something has no words of its own: {empty}");
    }
}

/// What a session carries for life is told of it, and of a second hop also what it did not get.
#[test]
fn a_sessions_tags_and_source_identity_are_shown() {
    let mut model = lesson_at("role-chaining", (120, 40), "→→4⇥⇥");
    for step in ["Issued by this call", "Signed with"] {
        let screen = text(&model);
        assert!(screen.contains(step) && screen.contains("team = payments (transitive)"), "{screen}");
        assert!(screen.contains("source identity    jonas"), "{screen}");
        press(&mut model, "→");
    }
    press(&mut model, "⇲");
    assert!(text(&model).contains("aws:SourceIdentity"), "{}", text(&model));
    // A first session that brings nothing along is told without them.
    assert!(!text(&at((120, 40), "→→4⇥⇥")).contains("session tag "));
}

#[test]
fn refused_before_any_policy_is_told_as_that() {
    let mut model = open("⇲w↓↓↓↓↓⏎⇲4⇥⇥⇥");
    let screen = text(&model);
    assert!(screen.contains("No policy was read") && screen.contains("ExpiredToken"), "{screen}");
    press(&mut model, "⇤");
    let screen = text(&model);
    assert!(screen.contains("expired 0:05:01 ago") && screen.contains("nobody it knows"), "{screen}");
    assert!(screen.contains("s3:GetObject, as of step 3"), "steps that never happened are passed over: {screen}");
}

#[test]
fn statements_fold_and_unfold_and_the_cursor_begins_at_what_decided() {
    let mut model = open("→→→→4⇥⇥⇥");
    assert!(text(&model).contains("▸       ▾ ✓ ReadTheFiles"), "{}", text(&model));
    press(&mut model, "⏎");
    let folded = text(&model);
    assert!(folded.contains("▸ ✓ ReadTheFiles") && !folded.contains("✓ Action covers"), "{folded}");
    press(&mut model, " ");
    assert!(text(&model).contains("✓ Action covers"));
    // The policy above it folds with all that is in it.
    press(&mut model, "↑↑⏎");
    let folded = text(&model);
    assert!(!folded.contains("ReadTheFiles (Allow)"), "{folded}");
    // Another step knows nothing of it.
    press(&mut model, "←←");
    assert!(text(&model).contains("TrustAlice (Allow) applies"), "{}", text(&model));
}

/// The list cuts what is too long for it; below, the selected one is read whole, with its line of the policy.
#[test]
fn the_whole_of_a_cut_entry_stands_below() {
    let mut model = lesson_at("tags-and-abac", (80, 24), "→→→→4⇥⇥⇥↓↓↓");
    let screen = text(&model);
    assert!(screen.contains("StringEquals `heron` …") && screen.contains("request has `heron`"), "{screen}");
    assert!(screen.contains("16     \"StringEquals\""), "{screen}");
    press(&mut model, "↑↑");
    assert!(text(&model).contains("13   \"Action\""), "{}", text(&model));
}

/// A missing key is denied by a question about the list; that reading is allowed must not take the cursor.
#[test]
fn the_cursor_begins_in_the_decision_that_counts() {
    let mut model = Model::new(screen::library(), ThemeName::Dark, false, false, Record::default(), || {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment")
    });
    update(&mut model, Msg::Resize(80, 24));
    model.start(&Start::Lesson("missing-or-forbidden".to_owned()));
    press(&mut model, "→→→→→4⇥⇥⇥");
    let screen = text(&model);
    assert!(screen.contains("▸     Δ to allow:"), "{screen}");
}

#[test]
fn what_was_not_compared_is_said_to_be_so() {
    let mut model = open("→→→→4⇥⇥⇥⌂");
    for _ in 0..30 {
        if text(&model).contains("▸       ▸ – SeeTheList") {
            break;
        }
        press(&mut model, "↓");
    }
    press(&mut model, "⏎");
    let screen = text(&model);
    assert!(screen.contains("Resource: not compared"), "{screen}");
}

#[test]
fn what_would_change_a_denial_stands_at_the_end() {
    let screen = text(&open("→→→→4w↓⏎⇥⇥⇥"));
    assert!(screen.contains("Δ to allow: either the resource-based policy"), "{screen}");
}

#[test]
fn the_path_ends_where_the_request_was_denied() {
    let screen = text(&open("→→→→4⇥⇥⇥⇥w↓↓⏎"));
    assert!(screen.contains("━ yes ━▶ ✗ explicitly denied") && screen.contains("○ allowed"), "{screen}");
    let screen = text(&open("→→→→4⇥⇥⇥⇥"));
    assert!(screen.contains("◉ ✓ allowed") && !screen.contains("━▶"), "{screen}");
}

#[test]
fn an_answer_as_long_as_its_column_does_not_run_into_the_way_out() {
    for columns in 74..=90 {
        let mut model = lesson("tags-and-abac", "4→→⇥⇥⇥⇥");
        update(&mut model, Msg::Resize(columns, 24));
        let screen = text(&model);
        assert!(screen.contains("names its account "), "{screen}");
        let beside = ["names its account no ─", "names its account ─ no ─"];
        assert!(columns < 80 || beside.iter().any(|row| screen.contains(row)), "{screen}");
    }
}

#[test]
fn the_view_in_full_cuts_nothing() {
    let mut model = open("→→→4z");
    assert_eq!(model.overlay, Some(Overlay::Zoom));
    let mut all = String::new();
    for _ in 0..6 {
        all.push_str(&text(&model));
        press(&mut model, "⇟");
    }
    assert!(all.contains("Exchange, in full") && all.contains("The whole view"));
    assert!(!all.contains("characters)"), "the token is there in full");
    press(&mut model, "⎋");
    assert_eq!(model.overlay, None);
}

#[test]
fn any_size_theme_and_step_is_drawn_without_harm() {
    for steps in ["", "→", "→→", "→→→", "→→→→", "⇲"] {
        for (_, keys) in VIEWS {
            let mut model = open(steps);
            press(&mut model, "4");
            press(&mut model, keys);
            for size in [(1, 1), (59, 16), (60, 16), (61, 22), (80, 24), (99, 24), (100, 16), (300, 100)] {
                update(&mut model, Msg::Resize(size.0, size.1));
                press(&mut model, "⇲");
                draw(&model);
                press(&mut model, "z");
                draw(&model);
                press(&mut model, "⎋⌂");
            }
        }
    }
}

#[test]
fn ascii_is_ascii() {
    for steps in ["", "→", "→→", "→→→→"] {
        for (_, keys) in VIEWS {
            let mut model = model(ThemeName::None, true, (120, 40));
            model.start(&Start::Lesson("iam-roles".to_owned()));
            press(&mut model, steps);
            press(&mut model, "4");
            press(&mut model, keys);
            for more in ["", "z"] {
                press(&mut model, more);
                let screen = text(&model);
                assert!(screen.is_ascii(), "{}", screen.chars().filter(|c| !c.is_ascii()).collect::<String>());
            }
        }
    }
}

#[test]
fn a_click_on_the_ruler_goes_to_a_step_and_one_elsewhere_does_nothing() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let click = |model: &mut Model, column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(model, Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    };
    let mut model = open("→4");
    click(&mut model, 45, 38);
    assert_eq!(model.lesson.as_ref().map(|open| open.step), Some(2));
    let before = text(&model);
    click(&mut model, 20, 10);
    assert_eq!(text(&model), before);
}

/// Another lesson, at 80x24.
fn lesson(id: &str, keys: &str) -> Model {
    let mut model = model(ThemeName::Dark, false, (80, 24));
    model.start(&Start::Lesson(id.to_owned()));
    press(&mut model, keys);
    model
}

#[test]
fn the_key_of_a_service_is_not_taken_for_that_of_a_user() {
    let mut model = lesson("service-roles", "→4⌂↓↓↓↓↓↓");
    let screen = text(&model);
    assert!(screen.contains("a key of the service") && !screen.contains("of a user"), "{screen}");
    press(&mut model, "⇥⇥");
    let screen = text(&model);
    assert!(screen.contains("keys of the service") && screen.contains("lambda.amazonaws.com"), "{screen}");
    assert!(!screen.contains("AKIA") && !screen.contains("never "), "{screen}");
}

#[test]
fn a_token_in_place_of_a_signature_is_not_taken_for_anonymous() {
    let mut model = lesson("web-identity", "→4⌂");
    let screen = text(&model);
    assert!(!screen.contains("part of what is signed"), "{screen}");
    for _ in 0..2 {
        press(&mut model, "⇥");
        let screen = text(&model);
        assert!(screen.contains("speaks for the") && !screen.contains("anonymous"), "{screen}");
    }
    press(&mut model, "3v");
    assert!(text(&model).contains("with a token"), "{}", text(&model));
    let mut all = String::new();
    press(&mut model, "→4⇤⇤⌂");
    for _ in 0..45 {
        all.push_str(&text(&model));
        press(&mut model, "↓");
    }
    assert!(all.contains("parameter WebIdentityToken") && all.contains("element Provider"), "{all}");
    for empty in ["A parameter of the operation.", "An element of the answer.", "Who signed the call."] {
        assert!(!all.contains(empty), "{empty}");
    }
}

/// The first lesson with some of its text replaced.
fn variant(replacements: &[(&str, &str)], keys: &str) -> Model {
    // Questions and laboratory are about the lesson as it is written; this is about the play.
    let play: String = first_text()
        .split_inclusive('\n')
        .scan(true, |play, line| {
            if line.starts_with('[') {
                let aside = ["quiz", "tasks", "cards", "why", "puzzles", "project", "scale"];
                let table = line.trim_start_matches('[');
                *play = !aside.iter().any(|name| table.starts_with(name));
            }
            Some(if *play { line } else { "" })
        })
        .collect();
    screen::variant(&play, replacements, keys)
}

#[test]
fn a_call_with_two_decisions_shows_both() {
    let tags = [
        ("session-name = \"alice-report\"", "session-name = \"alice-report\"\ntags = { project = \"blue\" }"),
        (
            "user/alice\" },\n      \"Action\": \"sts:AssumeRole\"",
            "user/alice\" },\n      \"Action\": [\"sts:AssumeRole\", \"sts:TagSession\"]",
        ),
    ];
    let mut model = variant(&tags, "→→4⇥⇥⇥");
    let screen = text(&model);
    assert!(screen.contains("✓ sts:TagSession: allowed"), "{screen}");
    assert!(screen.contains("✓ sts:AssumeRole: allowed"), "{screen}");
    press(&mut model, "⇥");
    let screen = text(&model);
    assert!(screen.contains("● sts:TagSession") && screen.contains("● sts:AssumeRole"), "{screen}");
    assert!(screen.contains("Does the role trust the caller?"), "{screen}");
    press(&mut model, "⇥⌂");
    let mut all = String::new();
    for _ in 0..25 {
        all.push_str(&text(&model));
        press(&mut model, "↓");
    }
    assert!(all.contains("parameter Tags.member.1.Key") && all.contains("aws:RequestTag/KEY"), "{all}");
}

#[test]
fn across_accounts_both_sides_are_asked() {
    let screen = text(&variant(
        &[
            (
                "[world.accounts.111122223333]",
                "[world.accounts.444455556666]\nname = \"Other\"\n[world.accounts.111122223333]",
            ),
            (
                "[world.users.alice.policies]",
                "[world.users.alice]\naccount = \"111122223333\"\n[world.users.alice.policies]",
            ),
            ("[world.roles.DataReader]\n", "[world.roles.DataReader]\naccount = \"111122223333\"\n"),
            ("[world.buckets.acme-reports]\n", "[world.buckets.acme-reports]\naccount = \"444455556666\"\n"),
        ],
        "→→→→4⇥⇥⇥⇥",
    ));
    assert!(screen.contains("across accounts: both sides must allow"), "{screen}");
    assert!(screen.contains("━ no ━▶ ✗ implicitly denied"), "{screen}");
    assert!(screen.contains("5 Do the caller's policies allow it?"), "{screen}");
    assert!(screen.contains("Cross-account policy evaluation logic"), "{screen}");
}

#[test]
fn what_a_file_holds_cannot_drive_the_terminal_and_keeps_its_columns() {
    let content = [("month,visitors,orders", "月,訪問者,\\u001b[31m注文\\u202e")];
    let mut model = variant(&content, "→→→→4⇲↑↑↑");
    for size in [(120, 40), (80, 24), (60, 16)] {
        update(&mut model, Msg::Resize(size.0, size.1));
        let screen = text(&model);
        assert!(!screen.contains('\u{1b}') && !screen.contains('\u{202e}'), "{screen}");
        press(&mut model, "z");
        assert!(!text(&model).contains('\u{1b}'));
        press(&mut model, "⎋");
    }
}

#[test]
fn the_view_is_the_one_that_was_looked_at_last() {
    let before = open("→→4⇥⇥⇥");
    assert!(text(&before).contains("[Evaluation]"), "{}", text(&before));
    let mut again = open("");
    again.record = before.record.clone();
    press(&mut again, "4");
    assert!(text(&again).contains("[Evaluation]"), "{}", text(&again));
}

/// What the policies allow may be refused by the service or by a setting; both are said, and by whom.
#[test]
fn a_refusal_after_the_policies_allowed_is_told_beside_their_verdict() {
    let played = |size, id: &str, what_if: &str, step: usize| {
        let mut model = model(ThemeName::Dark, false, size);
        model.start(&Start::Lesson(id.to_owned()));
        let (lesson, _) = model.open().expect("it is open");
        let at = lesson.what_ifs.iter().position(|one| one.id == what_if).expect("it has it");
        let keys = format!("w{}⏎⌂{}4⇥⇥⇥⇥", "↓".repeat(at + 1), "→".repeat(step));
        press(&mut model, &keys);
        model
    };
    for (id, what_if, step, by) in [
        ("role-chaining", "two-hours", 4, "the service: 400 ValidationError"),
        ("public-bucket", "new-bucket", 2, "BlockPublicPolicy"),
    ] {
        for size in [(80, 24), (120, 40)] {
            let mut model = played(size, id, what_if, step);
            let screen = text(&model);
            assert!(screen.contains("allowed by the policies") && screen.contains("then refused by"), "{screen}");
            assert!(screen.replace(['\n', '│'], " ").contains(by.split(' ').next_back().expect("a word")), "{screen}");
            press(&mut model, "⇥⇥⇥⇥");
            let tree = text(&model);
            assert!(tree.contains("refused by"), "{tree}");
        }
    }
    insta::assert_snapshot!("refused-by-the-service-120x40", text(&played((120, 40), "role-chaining", "two-hours", 4)));
    insta::assert_snapshot!("refused-by-the-service-80x24", text(&played((80, 24), "role-chaining", "two-hours", 4)));
    // What was denied by a policy, or went through, has nothing behind it.
    assert!(!text(&open("→→→→4⇥⇥⇥⇥")).contains("then refused"));
    assert!(!text(&open("w↓⏎⌂→→→→4⇥⇥⇥⇥")).contains("then refused"));
}

#[test]
fn the_footer_offers_to_move_and_to_open_only_where_there_are_parts() {
    let footer = |model: &Model| text(model).lines().last().unwrap_or_default().to_owned();
    // Nothing has travelled yet; and at step 1 the request is on its way.
    for keys in ["4", "→4⇥⇥⇥"] {
        let footer = footer(&open(keys));
        let offered = ["part", "Enter open", "z full"].map(|words| footer.contains(words));
        assert_eq!(offered, [false; 3], "{footer}");
        assert!(footer.contains("Tab view") && footer.contains("→ next"), "{footer}");
    }
    let mut model = open("→4");
    assert!(footer(&model).contains("↓ part  ") && !footer(&model).contains("↑ part"), "{}", footer(&model));
    press(&mut model, "⇲");
    assert!(footer(&model).contains("↑ part  ") && !footer(&model).contains("↓ part"), "{}", footer(&model));
}

/// STS lets in whom the provider vouches for: advice that names `anonymous` would open the role to everybody.
#[test]
fn who_comes_with_a_token_is_named_by_it_and_its_claims_are_read() {
    let screen = text(&lesson("web-identity", "w↓⏎4⇥⇥⇥⇲"));
    assert!(screen.contains("`repo:stranger/site:ref:refs/heads/main`") && !screen.contains("anonymous"), "{screen}");
    let claims = text(&lesson("web-identity", "→4⇥⇥"));
    for claim in ["iss  ", "sub  ", "aud  ", "exp  ", "repo:kestrel/site:ref:refs/heads/main"] {
        assert!(claims.contains(claim), "{claim}: {claims}");
    }
}

/// Which way a question leads out belongs to the question, at every size.
#[test]
fn every_question_of_a_flow_of_several_permissions_has_its_way_out() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let screen = text(&lesson_at("trust-and-permissions", size, "→→4⇥⇥⇥⇥"));
        let questions: Vec<&str> =
            screen.lines().filter(|line| line.contains(" it?  ") || line.contains(" it? n")).collect();
        assert!(questions.len() > 5, "{screen}");
        for line in questions.iter().filter(|line| line.contains("allow it?")) {
            assert!(
                line.contains("▷ denied") || line.contains("▷ allowed") || line.contains("▶ ✓ allowed"),
                "{line}\n{screen}"
            );
        }
    }
}

#[test]
fn a_key_that_is_not_there_is_said_to_be_why_a_second_question_is_asked() {
    for keys in ["→→→→→4⇥⇥⇥", "→→→→→4⇥⇥⇥⇥"] {
        let mut model = lesson_at("missing-or-forbidden", (120, 40), keys);
        // What denies is selected; the questions stand in the order in which they are asked.
        let screen = text(&model);
        let (allowed, denied) = screen.split_once("may the caller list the bucket?").expect("why");
        assert!(allowed.contains("● s3:GetObject") || allowed.contains("✓ s3:GetObject"), "{screen}");
        assert!(denied.contains('▸') && !allowed.contains("│▸"), "{screen}");
        press(&mut model, "z");
        assert!(read_down(&mut model, 30).contains("may the caller list the bucket?"));
    }
    let screen = text(&lesson_at("missing-or-forbidden", (120, 40), "→→→→→4"));
    assert!(screen.contains("s3:GetObject, s3:ListBucket at step 5"), "{screen}");
    assert!(screen.contains("only who may list") && !screen.contains("did not let this"), "{screen}");
    let screen = text(&lesson_at("missing-or-forbidden", (120, 40), "→→→→→"));
    let (before, _) = screen.split_once("There is no such key").expect("why");
    assert!(before.contains("✓ s3:GetObject is allowed by"), "{screen}");
}

#[test]
fn a_refused_head_tells_nothing_of_a_body_and_no_code() {
    let screen = text(&lesson_at("missing-or-forbidden", (120, 40), "w↓↓↓⏎→→→4"));
    assert!(screen.contains("HTTP/1.1 403 Forbidden") && screen.contains("HEAD /"), "{screen}");
    assert!(screen.contains("a HEAD answer has no body") && !screen.contains("AccessDenied"), "{screen}");
    assert!(!screen.contains("Content-"), "{screen}");
}
