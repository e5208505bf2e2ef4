//! What the screens tell of a play is what happened in it: no more, in AWS's words, and the same everywhere.

mod screen;

use rolecall::lesson::{Panel, judge_goals, play, prediction, predictions};
use rolecall::tui::Model;
use screen::{flat, lesson_at, library, press, read_down, text};

const NARROW: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

/// A lesson at this step, with the what-if of this id played; an empty one plays the lesson as it is.
fn at(lesson: &str, size: (u16, u16), what_if: &str, step: usize) -> Model {
    let mut model = lesson_at(lesson, size, "");
    if !what_if.is_empty() {
        let (lesson, _) = model.open().expect("a lesson");
        let row = lesson.what_ifs.iter().position(|known| known.id == what_if).expect("a what-if");
        press(&mut model, &format!("w{}⏎", "↓".repeat(row + 1)));
    }
    press(&mut model, &format!("⌂{}", "→".repeat(step)));
    model.notice = None;
    let open = model.lesson.as_ref().expect("a lesson");
    assert_eq!((open.step, open.timeline.what_ifs.concat().as_str()), (step, what_if), "{lesson}");
    model
}

/// All that a panel has to tell.
fn in_full(model: &mut Model, panel: Panel) -> String {
    while model.lesson.as_ref().expect("a lesson").focus != panel {
        press(model, "⇥");
    }
    press(model, "⏎");
    let all = read_down(model, 60);
    press(model, "⎋");
    all
}

#[test]
fn what_was_never_sent_is_not_shown_as_sent() {
    for (lesson, what_if, step) in
        [("expiry-and-revoking", "sam-may-not", 4), ("missing-or-forbidden", "wrong-folder", 5)]
    {
        let screen = text(&at(lesson, WIDE, what_if, step));
        assert!(screen.contains("(never sent)") && screen.contains("not reached"), "{screen}");
        assert!(!screen.contains("HTTP/1.1"), "{screen}");
        let full = in_full(&mut at(lesson, WIDE, what_if, step), Panel::Evidence);
        assert!(!full.contains("HTTP/1.1"), "{full}");
    }
}

#[test]
fn the_service_log_of_a_refused_read_is_not_said_never_to_happen() {
    let model = at("rcp-perimeter", WIDE, "outsider", 4);
    let said = &model.lesson.as_ref().expect("a lesson").timeline.steps[3].says;
    assert_eq!(said, "not reached: the play ends with the refusal at step 3");
}

#[test]
fn a_column_that_looks_ahead_says_by_how_much_and_when() {
    for lesson in
        ["iam-roles", "cross-account", "external-id", "mfa-role", "role-chaining", "web-identity", "scp-guardrail"]
    {
        for (size, keys) in [(WIDE, "⇲"), (WIDE, "⇲v"), (NARROW, "⇲"), (NARROW, "⇲v")] {
            let mut model = lesson_at(lesson, size, keys);
            while !text(&model).contains("▸ Status") {
                press(&mut model, "⇥");
            }
            let screen = text(&model);
            assert!(screen.contains("1 h later") && !screen.contains("Final 0"), "{lesson} {size:?}: {screen}");
            let (_, open) = model.open().expect("a lesson");
            let last =
                open.timeline.columns.last().expect("a column").clock.format("1 h later is %H:%M:%S").to_string();
            assert!(screen.contains(&last), "{lesson} {size:?}: {screen}");
        }
    }
    // Where nothing is waited for, the last column is like the others.
    let screen = text(&lesson_at("missing-or-forbidden", WIDE, "⇲"));
    assert!(!screen.contains("later") && screen.contains("Final"), "{screen}");
    let full = in_full(&mut lesson_at("iam-roles", WIDE, "⇲"), Panel::Variables);
    assert!(full.contains("later, at 10:00:02"), "{full}");
}

#[test]
fn an_operation_without_a_permission_of_its_name_is_not_called_by_one() {
    let step = 3;
    for (view, title) in [
        ("", "Exchange: HeadObject (s3:GetObject) at step 3"),
        ("⇥⇥⇥⇥", "Decision: HeadObject (s3:GetObject) at step 3"),
    ] {
        let mut model = at("missing-or-forbidden", WIDE, "", step);
        press(&mut model, &format!("4{view}"));
        let screen = text(&model);
        assert!(screen.contains(title), "{screen}");
        assert!(!screen.contains("s3:HeadObject"), "{screen}");
    }
    let mut values = at("missing-or-forbidden", WIDE, "", step);
    press(&mut values, "v");
    assert!(!text(&values).contains("s3:HeadObject"), "{}", text(&values));
}

#[test]
fn what_the_cli_prints_of_an_object_travels_in_the_answer() {
    for (lesson, step) in [("missing-or-forbidden", 3), ("iam-roles", 4)] {
        let model = at(lesson, WIDE, "", step);
        let (_, open) = model.open().expect("a lesson");
        let exchange = open.timeline.exchange_of(&open.timeline.steps[step - 1]).expect("an exchange");
        let headers = &exchange.response().expect("an answer").headers;
        for name in ["Last-Modified", "Content-Type", "ETag", "Content-Length"] {
            assert!(headers.iter().any(|(known, _)| known == name), "{name}: {headers:?}");
        }
        assert!(headers.iter().any(|(name, value)| name == "Content-Type" && exchange.printed().contains(value)));
    }
}

#[test]
fn commands_that_print_nothing_are_not_said_to_print_something() {
    let mut model = at("public-bucket", WIDE, "", 2);
    let commands = in_full(&mut model, Panel::Execution);
    assert!(commands.contains("(no output: 204 No Content)"), "{commands}");
}

#[test]
fn block_public_access_is_never_said_to_allow() {
    for (what_if, step) in [("switched-on-later", 4), ("partner-cut-off", 4)] {
        for keys in ["", "4", "4⇥⇥⇥", "4⇥⇥⇥⇥"] {
            let mut model = at("public-bucket", WIDE, what_if, step);
            press(&mut model, keys);
            let screen = flat(&text(&model));
            assert!(!screen.contains("no Block Public Access setting allows"), "{screen}");
        }
        let evidence = in_full(&mut at("public-bucket", WIDE, what_if, step), Panel::Evidence);
        assert!(evidence.contains("keeps this caller out"), "{evidence}");
    }
    // What refuses although the policies allow, and what an unsigned call has no need of.
    let status = |what_if, step: usize| {
        let model = at("public-bucket", WIDE, what_if, step);
        let timeline = &model.lesson.as_ref().expect("a lesson").timeline;
        let exchange = timeline.exchange_of(&timeline.steps[step - 1]).expect("an exchange");
        let sheet = exchange.anatomy(true).expect("it travelled");
        sheet.parts.into_iter().find(|part| part.name == "status").expect("a status").words
    };
    assert!(
        status("new-bucket", 2).ends_with("BlockPublicPolicy refused it all the same."),
        "{}",
        status("new-bucket", 2)
    );
    assert!(status("partner-cut-off", 4).ends_with("kept this caller out."));
    assert!(!status("", 4).contains("credentials"), "{}", status("", 4));
    assert!(status("", 2).contains("the credentials were accepted, and the policies allowed the call"));
}

#[test]
fn the_unsigned_caller_has_one_name() {
    let model = at("public-bucket", WIDE, "", 3);
    let screen = text(&model);
    assert!(screen.contains("anonymous") && !screen.contains("anybody"), "{screen}");
    let step = &model.lesson.as_ref().expect("a lesson").timeline.steps[2];
    assert!(step.says.ends_with("the caller is anonymous"), "{}", step.says);
}

#[test]
fn what_a_lesson_shows_on_purpose_is_no_remark() {
    let mut model = lesson_at("public-bucket", WIDE, "6⏎S");
    let screen = flat(&text(&model));
    assert!(!screen.contains("lets in everybody"), "{screen}");
    press(&mut model, "e");
    assert!(!text(&model).contains("Block Public Access would refuse"));
}

#[test]
fn the_policy_that_an_rcp_layer_allows_by_is_named() {
    let mut model = at("rcp-perimeter", WIDE, "", 3);
    press(&mut model, "4⇥⇥⇥");
    let screen = text(&model);
    assert!(screen.contains("resource control policy at Root: allows, by RCPFullAWSAccess"), "{screen}");
    let mut model = at("scp-guardrail", WIDE, "head-office", 4);
    press(&mut model, "4⇥⇥⇥⇥");
    let screen = text(&model);
    let row = screen.lines().skip_while(|line| !line.contains("Do the resource's RCPs allow it?")).take(2);
    assert!(row.collect::<String>().contains("does not apply"), "{screen}");
}

#[test]
fn the_question_about_the_resources_policy_forks_alike_in_every_play() {
    let fork = |what_if| {
        let mut model = at("rcp-perimeter", WIDE, what_if, 4);
        press(&mut model, "4⇥⇥⇥⇥");
        let screen = text(&model);
        let row = screen.lines().find(|line| line.contains("4 Does the resource's policy allow it?")).expect("a row");
        row.split("allow it?").nth(1).map(|rest| rest.contains("yes")).expect("a way out")
    };
    assert!(fork("") && fork("no-exception"), "who has no policies of its own needs the resource's policy only");
}

#[test]
fn a_session_token_is_counted_alike_in_every_view() {
    let counts: Vec<String> = ["", "⇥", "⇥⇥"]
        .into_iter()
        .map(|view| {
            let mut model = at("iam-roles", (200, 60), "", 3);
            press(&mut model, &format!("4{view}"));
            let screen = text(&model);
            let line = screen.lines().find(|line| line.contains("characters)")).expect("a token").to_owned();
            line.split('(').nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default().to_owned()
        })
        .collect();
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[test]
fn the_flow_shows_what_travels_and_where() {
    let labels = |lesson: &str, what_if: &str| {
        let model = at(lesson, WIDE, what_if, 1);
        let flow = &model.lesson.as_ref().expect("a lesson").timeline.flow;
        let of = |node: &rolecall::lesson::FlowNode| {
            (node.account.clone(), node.edge.as_ref().map_or_else(String::new, |edge| edge.label.clone()))
        };
        flow.iter().map(of).collect::<Vec<_>>()
    };
    let edge = |lesson: &str, what_if: &str, at: usize| labels(lesson, what_if)[at].1.clone();
    assert_eq!(edge("rcp-perimeter", "unsigned", 1), "GetObject, unsigned");
    assert_eq!(edge("rcp-perimeter", "", 2), "PutObject", "the log, and not the answer to the read before");
    assert_eq!(edge("service-roles", "", 3), "PutObject");
    assert_eq!(edge("scp-guardrail", "root-user", 1), "", "the root user's own key signs");
    assert_eq!(edge("scp-guardrail", "", 1), "credentials");
    assert_eq!(edge("expiry-and-revoking", "", 1), "", "the answer goes to the session, not to Sam");
    assert_eq!(edge("public-bucket", "", 1), "", "the answer goes to Mira, not to the reader");
    assert_eq!(edge("missing-or-forbidden", "", 2), "200 OK", "the same session goes on");
    // A service belongs to no customer's account.
    assert_eq!(labels("service-roles", "")[0].0, None);
    assert_eq!(labels("service-roles", "ec2-asks")[0].0, None);
    // Whoever does not act still stands in the same account.
    let accounts = |what_if| labels("expiry-and-revoking", what_if).into_iter().map(|node| node.0).collect::<Vec<_>>();
    for what_if in ["nobody-acts", "permission-removed"] {
        assert_eq!(accounts(what_if)[2], accounts("")[2], "{what_if}");
    }
    assert!(accounts("")[2].is_some());
    let narrow = text(&lesson_at("trust-and-permissions", NARROW, "→→→⇤"));
    assert!(narrow.contains("Publisher") || !narrow.contains("Publishe"), "{narrow}");
}

#[test]
fn in_words_only_what_reads_differently_is_marked() {
    // Values differ by a second, which is no difference; the words are the same.
    let mut model = at("missing-or-forbidden", WIDE, "uploaded-in-time", 4);
    let row = |model: &Model, name: &str| {
        let screen = text(model);
        screen.lines().skip_while(|line| !line.contains("Status")).find(|line| line.contains(name)).map(str::to_owned)
    };
    let name = model.open().map(|(_, open)| open.timeline.variables[1].name.clone()).expect("a lesson");
    let name: String = name.chars().take(8).collect();
    let words = row(&model, &name).expect("a row");
    assert!(!words.contains('Δ'), "{words}");
    press(&mut model, "v");
    let values = row(&model, &name).expect("a row");
    assert!(values.contains("59:58") && !values.contains('Δ'), "{values}");
    // What was changed in the call stands among its values.
    let mut model = at("external-id", (200, 60), "for-another-customer", 1);
    press(&mut model, "v");
    let screen = flat(&text(&model));
    assert!(screen.contains("external ID"), "{screen}");
    assert!(screen.contains('Δ'), "{screen}");
}

#[test]
fn the_comparison_says_what_differs_where_the_result_is_the_same() {
    let mut model = at("external-id", WIDE, "for-another-customer", 2);
    press(&mut model, "c");
    let screen = text(&model);
    let step = screen.lines().skip_while(|line| !line.contains("Δ 1 ")).take(4).collect::<Vec<_>>().join("\n");
    assert!(step.contains("Input: ") && step.contains("OT-90417"), "{screen}");
}

#[test]
fn a_deny_under_if_exists_is_not_said_to_let_pass() {
    let evidence = in_full(&mut at("rcp-perimeter", WIDE, "no-exception", 4), Panel::Evidence);
    assert!(flat(&evidence).contains("IfExists counts a missing key as a match"), "{evidence}");
    assert!(!evidence.contains("key pass"), "{evidence}");
}

#[test]
fn both_who_had_to_allow_are_named() {
    let model = at("cross-account", WIDE, "", 2);
    let step = &model.lesson.as_ref().expect("a lesson").timeline.steps[1];
    let by = step.says.split(" is allowed by ").nth(1).expect("an allow");
    assert!(by.contains(" and by "), "{}", step.says);
}

#[test]
fn the_matrix_counts_lines_in_the_policy_and_says_what_it_shows() {
    let mut model = lesson_at("expiry-and-revoking", WIDE, "m→→");
    let screen = read_down(&mut model, 8);
    assert!(screen.contains("decided by") && !screen.contains(".toml"), "{screen}");
    assert!(screen.contains("before the first call"), "{screen}");
    assert!(screen.contains("As the session is issued"), "{screen}");
}

#[test]
fn a_policy_decides_at_the_step_where_it_did() {
    let screen = text(&lesson_at("expiry-and-revoking", WIDE, "→→→→e"));
    assert!(!screen.contains("at this step") && screen.contains("decided at step 3"), "{screen}");
    let screen = text(&lesson_at("expiry-and-revoking", WIDE, "→→→e"));
    assert!(screen.contains("decides at this step"), "{screen}");
}

#[test]
fn the_list_of_policies_tells_an_scp_from_an_rcp() {
    let screen = text(&lesson_at("rcp-perimeter", WIDE, "e"));
    assert!(screen.contains("OrgPerimeter (RCP)") && screen.contains("FullAWSAccess (SCP)"), "{screen}");
}

#[test]
fn a_refusal_has_one_title() {
    for step in [2, 5] {
        let screen = text(&at("web-identity", WIDE, "wrong-audience", step));
        assert!(screen.contains("Evidence: refused"), "{screen}");
    }
}

#[test]
fn a_question_asks_by_the_call_and_not_by_the_permission_that_fails() {
    for (id, what_if, step, call, riddle) in [
        ("trust-and-permissions", "stronger-role", 2, "lambda:CreateFunction", "iam:PassRole"),
        ("missing-or-forbidden", "", 5, "s3:GetObject", "s3:ListBucket"),
    ] {
        let model = at(id, WIDE, what_if, step);
        let (lesson, open) = model.open().expect("a lesson");
        let asked = predictions(lesson, &open.timeline, step);
        let [verdict, layer] = asked.as_slice() else { panic!("{id}: {asked:?}") };
        assert!(verdict.prompt.contains(call) && !verdict.prompt.contains(riddle), "{}", verdict.prompt);
        // Once the verdict is told there is no riddle: what decides is asked about the permission that it is about.
        assert!(layer.prompt.contains(riddle), "{}", layer.prompt);
    }
}

#[test]
fn a_wrong_answer_is_told_what_is_so_and_not_what_may_be() {
    let model = at("iam-roles", WIDE, "", 2);
    let (lesson, open) = model.open().expect("a lesson");
    for (what_if, told) in
        [(None, "The caller is let in: "), (Some("twelve-hours"), "The policies let the caller in; ")]
    {
        let what_ifs: Vec<String> = what_if.into_iter().map(str::to_owned).collect();
        let timeline = what_if.map_or_else(|| open.timeline.clone(), |_| play(lesson, &what_ifs).expect("it plays"));
        let question = prediction(lesson, &timeline, 2).expect("a question");
        let gap =
            question.options().into_iter().find(|option| option.text.contains("nothing lets")).expect("an option");
        assert!(gap.explanation.starts_with(told), "{}", gap.explanation);
    }
}

#[test]
fn what_a_service_meets_is_in_no_shells_words() {
    let mut seen = 0;
    for lesson in library().into_iter().filter_map(|entry| entry.lesson) {
        for puzzle in &lesson.lab.puzzles {
            let judged = judge_goals(&lesson, &puzzle.changes, &puzzle.goals).expect("it can be judged");
            for outcome in judged.iter().filter(|one| one.exchange().is_some_and(|it| it.command().starts_with("# "))) {
                let symptom = outcome.symptom();
                assert!(!symptom.starts_with("aws: ") && !symptom.contains("nobody stops `"), "{symptom}");
                seen += 1;
            }
        }
    }
    assert!(seen > 2, "{seen}");
}

#[test]
fn an_unsigned_caller_is_not_said_to_be_known() {
    let model = at("public-bucket", WIDE, "", 4);
    let (lesson, open) = model.open().expect("a lesson");
    let asked = format!("{:?}", predictions(lesson, &open.timeline, 4));
    assert!(asked.contains("S3 takes unsigned calls, so policies are read"), "{asked}");
    assert!(!asked.contains("The caller is known, so"), "{asked}");
}

#[test]
fn a_refusal_by_block_public_access_is_told_once_in_whole_sentences_and_lets_services_in() {
    let evidence = flat(&text(&at("public-bucket", WIDE, "new-bucket", 2)));
    assert_eq!(evidence.matches("is allowed by").count(), 1, "{evidence}");
    let mut model = at("public-bucket", WIDE, "new-bucket", 2);
    press(&mut model, "4⇥⇥⇥⇥z");
    let decision = flat(&text(&model));
    assert!(decision.contains("refused by BlockPublicPolicy: the bucket's"), "{decision}");
    assert!(decision.contains(" public. "), "{decision}");
    assert!(rolecall::iam::Layer::PublicAccessBlock.words().contains("all but AWS services and callers of"));
    let evidence = flat(&in_full(&mut at("public-bucket", WIDE, "partner-cut-off", 4), Panel::Evidence));
    assert!(evidence.contains("keeps out all but AWS services"), "{evidence}");
}

#[test]
fn across_accounts_both_missing_sides_are_named() {
    let said = |what_if| {
        let model = at("cross-account", WIDE, what_if, 5);
        let timeline = &model.lesson.as_ref().expect("a lesson").timeline;
        let exchange = timeline
            .steps
            .iter()
            .find_map(|step| timeline.exchange_of(step).filter(|_| step.decision.is_some() && step.number > 3));
        let exchange = exchange.expect("a call");
        (exchange.plain_sentence().expect("a decision"), exchange.outcome.as_ref().expect_err("denied").message.clone())
    };
    let (both, told) = said("session-looks-back");
    assert!(both.contains("no resource-based policy allows s3:GetObject, and no identity-based policy allows it"));
    // What AWS tells stays as it is: one reason, or none across accounts.
    assert!(!told.contains("both"), "{told}");
}

#[test]
fn another_external_id_is_marked_where_it_is_sent() {
    let screen = text(&at("external-id", WIDE, "for-another-customer", 2));
    let row = screen.lines().find(|line| line.contains("1 ✓ collector")).expect("the request");
    assert!(row.contains("Δ role, ID"), "{screen}");
    assert!(screen.contains("OT-90417"), "{screen}");
}
