//! Every shipped scenario is proved: it loads without a word, plays as it says, and plays the same twice.

use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::iam::Decision;
use rolecall::lesson::{
    EditPlace, Lesson, PlayError, Stage, Status, check, edit_place, embedded, judge, load, places, play, play_edited,
    policy_sizes, targets,
};
use std::sync::Arc;

fn lessons() -> Vec<Lesson> {
    embedded()
        .iter()
        .map(|(name, text)| {
            let nothing_beside = |name: &str| Err(format!("no file {name}"));
            let (lesson, problems) = load(Arc::new(Source::new(*name, *text)), &nothing_beside);
            assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
            lesson.unwrap_or_else(|| panic!("{name} gives no lesson"))
        })
        .collect()
}

fn first() -> Lesson {
    lessons().into_iter().find(|lesson| lesson.head.id == "iam-roles").expect("the first lesson ships")
}

#[test]
fn every_shipped_scenario_is_proved() {
    for lesson in lessons() {
        let problems = check(&lesson);
        assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
        assert!(
            lesson.what_ifs.iter().all(|what_if| what_if.expect.is_some()),
            "{}: a what-if proves nothing",
            lesson.head.id
        );
        for question in lesson.questions.iter().chain(&lesson.tasks) {
            assert!(judge(question, &question.key()).right, "{}: its own key is not right", question.id);
        }
    }
}

#[test]
fn playing_twice_gives_the_same() {
    let (one, two) = (first(), first());
    for what_if in std::iter::once(vec![]).chain(one.what_ifs.iter().map(|what_if| vec![what_if.id.clone()])) {
        assert_eq!(play(&one, &what_if), play(&two, &what_if));
    }
}

#[test]
fn the_first_lesson_goes_through_the_five_stages() {
    let timeline = play(&first(), &[]).expect("it plays");
    assert_eq!(timeline.steps.iter().map(|step| step.stage).collect::<Vec<_>>(), Stage::ALL);
    assert!(timeline.steps.iter().all(|step| step.status == Status::Done));
    assert_eq!(timeline.decision, Some(Decision::Allowed));
    assert_eq!(timeline.flow.len(), 5);
    assert_eq!(timeline.execution.len(), 4);
    let titles: Vec<_> = timeline.columns.iter().map(|column| column.title.as_str()).collect();
    assert_eq!(titles, ["Start", "After 1", "After 2", "After 3", "Final"]);
    let words = |row: usize| timeline.variables[row].cells.iter().map(|cell| cell.words.as_str()).collect::<Vec<_>>();
    assert_eq!(
        words(0),
        [
            "own long-term credentials",
            "asking for the role",
            "validated by STS",
            "acting with temporary credentials",
            "granted"
        ]
    );
    assert_eq!(words(1), ["none", "requested", "issued", "used for the call", "expired after their time"]);
    assert!(timeline.steps[1].session_left.is_some_and(|left| left > 0 && left <= 3600));
}

/// Who asks with a long-term key has no session yet; who asks with a session's credentials has that one.
#[test]
fn a_request_made_with_a_session_counts_its_time() {
    let left = |id: &str| -> Vec<_> {
        let lesson = lessons().into_iter().find(|lesson| lesson.head.id == id).expect("it ships");
        play(&lesson, &[]).expect("it plays").steps.iter().map(|step| step.session_left).collect()
    };
    let chain = left("role-chaining");
    assert_eq!((chain[0], chain[2]), (None, Some(3600)), "{chain:?}");
    let vendor = left("external-id");
    assert!(vendor.iter().all(Option::is_some), "its first request is signed by a session already: {vendor:?}");
    assert_eq!(left("iam-roles")[0], None);
}

/// A command that waits for the end of the process would be missing on the screen while its answer stands there.
#[test]
fn a_command_is_told_no_later_than_its_answer() {
    for lesson in lessons() {
        let timeline = play(&lesson, &[]).expect("it plays");
        let end = timeline.steps.len();
        let told: Vec<_> = timeline.execution.iter().map(|line| line.steps.first().copied().unwrap_or(end)).collect();
        assert!(told.is_sorted(), "{}: the lines of the execution sample come at steps {told:?}", lesson.head.id);
    }
}

#[test]
fn each_what_if_fails_at_its_stage() {
    let lesson = first();
    for (id, stage, decision, error) in [
        ("role-may-not-read", Stage::Evaluate, Some(Decision::ImplicitlyDenied), "AccessDenied"),
        ("bucket-denies", Stage::Evaluate, Some(Decision::ExplicitlyDenied), "AccessDenied"),
        ("trust-names-another", Stage::Validate, Some(Decision::ImplicitlyDenied), "AccessDenied"),
        ("user-may-not-ask", Stage::Validate, Some(Decision::ImplicitlyDenied), "AccessDenied"),
        ("expired", Stage::Use, None, "ExpiredToken"),
        ("twelve-hours", Stage::Validate, None, "ValidationError"),
    ] {
        let base = play(&lesson, &[]).expect("it plays");
        let timeline = play(&lesson, &[id.to_owned()]).expect("it plays");
        assert_eq!(timeline.failed_stage(), Some(stage), "{id}");
        assert_eq!(timeline.decision, decision, "{id}");
        assert_eq!(timeline.error.as_ref().map(|error| error.code.as_str()), Some(error), "{id}");
        assert!(!timeline.differs_from(&base).is_empty(), "{id}: the screen has something to mark");
        let last = timeline.steps.last().expect("a last step");
        assert_eq!((last.stage, last.status), (Stage::Complete, Status::Done), "{id}: the process ends with the error");
        assert!(last.words.result.contains(error), "{id}: {}", last.words.result);
    }
}

#[test]
fn an_unknown_what_if_names_those_there_are() {
    let error = play(&first(), &["nonsense".to_owned()]).expect_err("there is no such what-if");
    assert!(matches!(&error, PlayError::UnknownWhatIf { known, .. } if known.contains("bucket-denies")), "{error}");
}

#[test]
fn credentials_that_were_never_issued_are_not_shown_as_expired() {
    let timeline = play(&first(), &["trust-names-another".to_owned()]).expect("it plays");
    let last = |row: usize| timeline.variables[row].cells.last().map(|cell| cell.words.clone());
    assert_eq!(last(1).as_deref(), Some("never issued"));
    assert_eq!(last(0).as_deref(), Some("denied: AccessDenied"));
}

/// After a call that a what-if leaves out the others are made: such a step was not cut off by a refusal.
#[test]
fn a_call_that_is_left_out_is_not_told_as_one_that_was_not_reached() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "expiry-and-revoking").expect("it ships");
    let third = |what_if: &str| {
        let timeline = play(lesson, &[what_if.to_owned()]).expect("it plays");
        (timeline.steps[2].clone(), timeline.steps[4].clone())
    };
    let (left_out, later) = third("nobody-acts");
    assert_eq!((left_out.status, later.status), (Status::Skipped, Status::Done));
    assert_eq!((left_out.words.result.as_str(), left_out.values.result.as_str()), ("not made", "not made"));
    let (refused, later) = third("sam-may-not");
    assert_eq!((refused.status, later.status), (Status::Failed, Status::Skipped));
    assert_eq!((later.words.result.as_str(), later.values.result.as_str()), ("not reached", "not reached"));
}

#[test]
fn the_root_user_signs_under_its_own_name() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "scp-guardrail").expect("it ships");
    let signs = |what_ifs: &[String]| play(lesson, what_ifs).expect("it plays").flow[2].label.clone();
    assert_eq!(signs(&[]), "editor");
    assert_eq!(signs(&["root-user".to_owned()]), "root");
    // It acts in its own account, so the boundary drawn around the others is drawn around it, too.
    let flow = play(lesson, &["root-user".to_owned()]).expect("it plays").flow;
    assert_eq!(flow[2].account.as_deref(), Some("111122223333"));
}

/// A `HEAD` answer has no body: neither its code nor its message reach the caller, and no later call's error does.
#[test]
fn a_refused_head_ends_with_what_the_caller_can_read() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "missing-or-forbidden").expect("it ships");
    let timeline = play(lesson, &["wrong-folder".to_owned()]).expect("it plays");
    assert_eq!(timeline.steps[2].values.result, "403 Forbidden");
    let last = timeline.steps.last().expect("a last step");
    assert_eq!(
        (last.words.result.as_str(), last.values.result.as_str()),
        ("an error came back: Forbidden", "403 Forbidden")
    );
    let refused = timeline.exchange_of(&timeline.steps[2]).expect("a call");
    assert_eq!(refused.refusal().as_deref(), Some("403 Forbidden, and no body tells why"));
    let base = play(lesson, &[]).expect("it plays");
    assert_eq!(base.steps.last().expect("a last step").words.result, "an error came back: AccessDenied");
}

#[test]
fn the_root_of_an_organization_is_not_called_a_unit() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "scp-guardrail").expect("it ships");
    let owners: Vec<String> = targets(lesson).into_iter().map(|place| place.owner).collect();
    assert!(
        owners.iter().any(|owner| owner == "Root") && owners.iter().any(|owner| owner == "unit Freight"),
        "{owners:?}"
    );
}

/// Each level has its own `FullAWSAccess`: a list of policies says whose it is.
#[test]
fn policies_of_one_name_at_several_levels_are_told_apart() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "scp-guardrail").expect("it ships");
    let mut names: Vec<String> = policy_sizes(lesson).into_iter().map(|size| size.name).collect();
    assert!(names.iter().any(|name| name == "FullAWSAccess at Freight"), "{names:?}");
    assert!(names.iter().any(|name| name == "EditManifests"), "{names:?}");
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

#[test]
fn a_text_does_not_begin_with_the_title_of_its_panel() {
    for lesson in lessons() {
        let why = lesson.lab.why.as_ref().expect("every lesson says why");
        for (title, text) in [("The manual way", &why.manual), ("The better way", &why.better)] {
            let first = text.first().expect("the panel is not empty");
            assert!(!first.starts_with(title), "{}: {first}", lesson.head.id);
        }
    }
}

#[test]
fn a_sentence_names_a_policy_that_has_no_name_with_its_article() {
    let lesson = first();
    let timeline = play(&lesson, &[]).expect("it plays");
    let said: Vec<String> = timeline
        .steps
        .iter()
        .flat_map(|step| timeline.evidence_of(step))
        .map(|one| one.trace.plain_sentence())
        .collect();
    assert!(said.iter().any(|text| text.contains("by TrustAlice of the trust policy of DataReader,")), "{said:#?}");
    // A name is a name: `the` does not belong to it.
    assert!(
        said.iter().any(|text| text.contains(" of AssumeDataReader,") || text.contains(" of ReadReports,")),
        "{said:#?}"
    );
}

#[test]
fn the_arrow_of_a_refused_head_says_what_its_answer_says() {
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "missing-or-forbidden").expect("it ships");
    let timeline = play(&lesson, &["wrong-folder".to_owned()]).expect("it plays");
    let label = timeline.flow[2].edge.as_ref().map(|edge| edge.label.as_str());
    assert_eq!(label, Some("Forbidden"), "AccessDenied would stand in a body, and HEAD has none");
}

#[test]
fn a_call_that_is_not_reached_takes_no_time() {
    for lesson in lessons() {
        for what_if in &lesson.what_ifs {
            let timeline = play(&lesson, std::slice::from_ref(&what_if.id)).expect("it plays");
            let (Some(failed), Some(last)) = (timeline.failed_step, timeline.steps.last()) else { continue };
            let end = timeline.columns.last().expect("there is a final column").clock;
            let refused = timeline.steps[failed - 1].clock;
            let waits = timeline.exchanges.iter().filter(|one| one.operation == "Wait" && one.sent >= refused);
            let waited: i64 = waits.map(|wait| (wait.answered - wait.sent).num_seconds()).sum();
            assert_eq!((end - last.clock).num_seconds(), waited, "{} with {}", lesson.head.id, what_if.id);
        }
    }
}

#[test]
fn a_session_that_was_never_issued_stands_in_its_account() {
    for lesson in lessons() {
        let base = play(&lesson, &[]).expect("it plays");
        for what_if in &lesson.what_ifs {
            let changed = play(&lesson, std::slice::from_ref(&what_if.id)).expect("it plays");
            for (node, own) in changed.flow.iter().zip(&base.flow) {
                let signs = node.status == Status::Skipped && changed.steps[node.step - 1].stage == Stage::Use;
                let lost = signs && node.account.is_none() && own.account.is_some();
                assert!(!lost, "{} with {}: step {}", lesson.head.id, what_if.id, node.step);
            }
        }
    }
}

#[test]
fn a_call_that_puts_a_policy_of_another_bucket_is_refused_as_s3_does() {
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "public-bucket").expect("it ships");
    let places = places(&lesson, &[], &[]).expect("places");
    let call =
        places.iter().find(|place| matches!(place.target, EditPlace::Call { .. })).expect("a call with a policy");
    let text = call.policy.as_ref().expect("a policy").source.text().replace("willow-pages/", "willow/");
    let (edit, problems) = edit_place(call, &text);
    assert!(problems.iter().any(|problem| problem.code == "resource-of-another-bucket" && problem.is_error()));
    let error = play_edited(&lesson, &[], &[edit]).expect("it plays").error.expect("a refusal");
    assert_eq!((error.status, error.code.as_str()), (400, "MalformedPolicy"));
    assert_eq!(error.message, "Policy has invalid resource");
}
