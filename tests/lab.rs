//! The laboratory: the access matrix, a learner's own edits, goals, puzzles, blanks, projects, the leak, the scale.

use rolecall::cloud::{Caller, Change, Cloud, PolicyTarget, Probe, S3Operation, TagTarget};
use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::iam::{Decision, Layer, PolicyKind};
use rolecall::lesson::{
    ANY_OTHER_KEY, AccessMatrix, Grant, LeakCell, Lens, Lesson, Puzzle, PuzzleJudge, RowKind, Rows, chain_series,
    changes_of, check, edit, embedded, export_scenario, is_sound, judge_goals, leak, levels, load, play, play_changed,
    policy_sizes, share_line, statements_world, targets, unsound,
};
use std::sync::Arc;

const READER: &str = "arn:aws:iam::111122223333:role/DataReader";
const OBJECT: &str = "arn:aws:s3:::acme-reports/2026/q1.csv";

fn read(name: &str, text: &str) -> Lesson {
    let (lesson, problems) = load(Arc::new(Source::new(name, text)), &|name| Err(format!("no file {name}")));
    assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
    lesson.expect("a lesson")
}

fn lessons() -> Vec<Lesson> {
    embedded().iter().map(|(name, text)| read(name, text)).collect()
}

fn first() -> Lesson {
    lessons().into_iter().find(|lesson| lesson.head.id == "iam-roles").expect("the first lesson ships")
}

fn what_if(lesson: &Lesson, id: &str) -> Vec<Change> {
    changes_of(lesson, &[id.to_owned()]).expect("there is such a what-if")
}

/// The decision of a row and an action on a resource.
fn decision(matrix: &AccessMatrix, principal: &str, kind: RowKind, action: &str, resource: &str) -> Option<Decision> {
    let row = matrix.rows.iter().position(|row| row.name == principal && row.kind == kind).expect("such a row");
    let asked = |column: &rolecall::lesson::MatrixColumn| column.action == action && column.resource == resource;
    let column = matrix.columns.iter().position(asked).expect("such a column");
    matrix.cell(row, column).expect("a cell").decision()
}

// ----------------------------------------------------------------------------------------------------------- evidence

#[test]
fn layers_that_were_looked_for_and_not_found_are_told_in_one_line() {
    let timeline = play(&first(), &[]).expect("it plays");
    let told = |step: usize| {
        let text = rolecall::report::step_text(&timeline, step);
        text.lines()
            .filter(|line| line.contains("none attached"))
            .map(|line| line.trim().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(2), ["- none attached: permissions boundary, session policy"]);
    assert_eq!(told(4), ["- none attached: permissions boundary, session policy"]);
    assert_eq!(told(3), Vec::<String>::new(), "nothing is evaluated there");
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "session-policy").expect("it ships");
    let timeline = play(&lesson, &[]).expect("it plays");
    let trace = &timeline.steps.iter().rev().find_map(|step| timeline.evidence_of(step).next()).expect("one").trace;
    let has_session = trace.layers.iter().any(|layer| layer.layer == Layer::Session && !layer.policies.is_empty());
    assert!(has_session && trace.none_attached().is_some_and(|line| !line.contains("session policy")));
}

// -------------------------------------------------------------------------------------------------------------- probe

#[test]
fn a_probe_decides_as_the_call_does_and_changes_nothing() {
    for lesson in lessons() {
        let mut cloud = Cloud::new(Arc::clone(&lesson.world));
        for line in &lesson.script {
            let probe = match &line.call {
                rolecall::cloud::Call::S3 { operation, .. } => Some(Probe::S3(operation.clone())),
                rolecall::cloud::Call::AssumeRole { request, .. } => Some(Probe::AssumeRole(request.clone())),
                _ => None,
            };
            let before = cloud.clone();
            let asked =
                probe.and_then(|probe| line.call.caller().map(|caller| (probe.action(), cloud.would(caller, &probe))));
            assert_eq!(cloud, before);
            let (exchange, next) = cloud.perform(&line.call);
            if let Some((action, asked)) = asked {
                let made = exchange.authorizations.first();
                assert_eq!(made.map(|one| &one.trace), asked.as_ref().ok().map(|one| &one.trace), "{}", line.number);
                assert!(made.is_none_or(|one| one.action == action));
            }
            cloud = next;
        }
    }
}

#[test]
fn a_probe_respects_expiry_and_unknown_credentials() {
    let lesson = first();
    let cloud = Cloud::new(Arc::clone(&lesson.world)).lend(READER, "lent").expect("there is such a role");
    let get = Probe::S3(S3Operation::GetObject { bucket: "acme-reports".into(), key: "2026/q1.csv".into() });
    let lent = Caller::Session("lent".into());
    assert!(cloud.would(&lent, &get).expect("a decision").trace.is_allowed());
    let late = Cloud { now: cloud.now + chrono::Duration::seconds(3600), ..cloud.clone() };
    assert_eq!(late.would(&lent, &get).expect_err("it is over").code, "ExpiredToken");
    let missing = Caller::Session("nobody".into());
    assert_eq!(cloud.would(&missing, &get).expect_err("never issued").code, "InvalidAccessKeyId");
    let unsigned = cloud.would(&Caller::Anonymous, &Probe::assume_role(READER)).expect_err("unsigned");
    assert_eq!(unsigned.code, "MissingAuthenticationToken");
    assert!(cloud.lend("arn:aws:iam::111122223333:role/Nothing", "x").is_none());
}

// ------------------------------------------------------------------------------------------------------------- matrix

#[test]
fn the_matrix_of_the_first_lesson_says_who_may_do_what() {
    let matrix = AccessMatrix::of(&first(), &[]).expect("it has one");
    let names: Vec<_> = matrix.rows.iter().map(|row| (row.kind, row.name.as_str())).collect();
    assert_eq!(
        names,
        [(RowKind::User, "alice"), (RowKind::Role, "DataReader"), (RowKind::Session, "alice-report")],
        "no bucket is public and nobody asks unsigned"
    );
    let of = |who, kind, action, resource| decision(&matrix, who, kind, action, resource);
    let other = format!("arn:aws:s3:::acme-reports/{ANY_OTHER_KEY}");
    assert_eq!(of("alice", RowKind::User, "s3:GetObject", OBJECT), Some(Decision::ImplicitlyDenied));
    assert_eq!(of("alice", RowKind::User, "sts:AssumeRole", READER), Some(Decision::Allowed));
    assert_eq!(of("DataReader", RowKind::Role, "s3:GetObject", OBJECT), Some(Decision::Allowed));
    assert_eq!(
        of("DataReader", RowKind::Role, "s3:GetObject", &other),
        Some(Decision::Allowed),
        "a key that is not there"
    );
    assert_eq!(of("DataReader", RowKind::Role, "s3:PutObject", OBJECT), Some(Decision::ImplicitlyDenied));
    assert_eq!(
        of("alice-report", RowKind::Session, "s3:GetObject", OBJECT),
        Some(Decision::Allowed),
        "although it ends later"
    );
    assert!(matrix.cell(0, matrix.columns.len()).is_none() && matrix.cell(3, 0).is_none());
}

/// The script makes the role, gives it a policy and a boundary, and then has the session: all that counts for it.
#[test]
fn a_session_is_asked_in_the_world_that_its_script_has_made_by_then() {
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "permissions-boundary").expect("it ships");
    let matrix = AccessMatrix::of(&lesson, &[]).expect("it has one");
    let reads = |bucket: &str| {
        let object = format!("arn:aws:s3:::{bucket}/robot-4/depth.csv");
        decision(&matrix, "reader", RowKind::Session, "s3:GetObject", &object)
    };
    assert_eq!(reads("kelp-sea"), Some(Decision::Allowed));
    assert_eq!(reads("kelp-pay"), Some(Decision::ImplicitlyDenied), "the boundary");
    // What comes after the session was issued does not count: it is revoked later.
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "expiry-and-revoking").expect("it ships");
    let matrix = AccessMatrix::of(&lesson, &[]).expect("it has one");
    let object = "arn:aws:s3:::ferry-times/summer.csv";
    assert_eq!(decision(&matrix, "mia-am", RowKind::Session, "s3:GetObject", object), Some(Decision::Allowed));
}

#[test]
fn a_what_if_flips_the_cells_it_should_and_no_other() {
    let lesson = first();
    let base = AccessMatrix::of(&lesson, &[]).expect("it has one");
    assert!(base.differs_from(&base).is_empty());
    let denied = AccessMatrix::of(&lesson, &what_if(&lesson, "bucket-denies")).expect("it has one");
    let flipped: Vec<_> = denied
        .differs_from(&base)
        .into_iter()
        .map(|(row, column)| (denied.rows[row].name.as_str(), denied.columns[column].action))
        .collect();
    let get = "s3:GetObject";
    assert_eq!(flipped, [("DataReader", get), ("DataReader", get), ("alice-report", get), ("alice-report", get)]);

    // A session that is never issued keeps its row, and every cell of it says that there are no such credentials.
    let untrusted = AccessMatrix::of(&lesson, &what_if(&lesson, "trust-names-another")).expect("it has one");
    let row = untrusted.rows.iter().position(|row| row.name == "alice-report").expect("its row stays");
    let cell = untrusted.cell(row, 0).expect("a cell");
    assert_eq!((cell.decision(), cell.trace()), (None, None));
    assert_eq!(cell.answer.as_ref().expect_err("no credentials").code, "InvalidAccessKeyId");
}

#[test]
fn rows_from_outside_are_there_when_asked_for() {
    let lesson = first();
    let matrix = AccessMatrix::with_rows(&lesson, &[], Rows { roots: true, outside: true }).expect("it has one");
    let kinds: Vec<_> = matrix.rows.iter().map(|row| row.kind).collect();
    assert!(kinds.ends_with(&[RowKind::Anonymous, RowKind::Root, RowKind::Stranger]), "{kinds:?}");
    assert_eq!(
        decision(&matrix, "root of 111122223333", RowKind::Root, "s3:GetObject", OBJECT),
        Some(Decision::Allowed)
    );
    assert!(
        matrix.grants().iter().all(|grant| grant.kind != RowKind::Stranger || grant.action == "s3:ListAllMyBuckets")
    );

    let place = targets(&lesson).into_iter().find(|place| place.kind == PolicyKind::Trust).expect("a role has one");
    let open = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
    let (change, _) = edit(&place, open);
    let opened = AccessMatrix::with_rows(&lesson, &[change], Rows { roots: false, outside: true }).expect("it has one");
    assert_eq!(decision(&opened, "stranger", RowKind::Stranger, "sts:AssumeRole", READER), Some(Decision::Allowed));
}

#[test]
fn the_matrix_of_every_lesson_comes_within_its_budget() {
    for lesson in lessons() {
        let best = (0..5)
            .map(|_| {
                let began = std::time::Instant::now();
                let matrix = AccessMatrix::of(&lesson, &[]).expect("it has one");
                assert!(!matrix.rows.is_empty() && !matrix.columns.is_empty());
                began.elapsed()
            })
            .min()
            .expect("it was timed");
        println!("{}: {best:?}", lesson.head.id);
        assert!(best.as_millis() < 50, "{}: {best:?}", lesson.head.id);
    }
}

// -------------------------------------------------------------------------------------------------------------- edits

#[test]
fn every_policy_and_every_empty_place_can_be_edited() {
    let lesson = first();
    let places = targets(&lesson);
    let said: Vec<_> =
        places.iter().map(|place| (place.owner.as_str(), place.name.as_str(), place.policy.is_some())).collect();
    assert_eq!(
        said,
        [
            ("role DataReader", "trust policy of DataReader", true),
            ("role DataReader", "ReadReports", true),
            ("role DataReader", "boundary of DataReader", false),
            ("user alice", "AskForDataReader", true),
            ("user alice", "boundary of alice", false),
            ("bucket acme-reports", "bucket policy of acme-reports", true),
        ]
    );
    for place in &places {
        // The text that is there means what is there.
        let Some(policy) = &place.policy else { continue };
        let (change, problems) = edit(place, policy.source.text());
        assert!(is_sound(&problems), "{}", render_all(&problems, RenderStyle::Plain));
        let same = play_changed(&lesson, &[], &[change]).expect("it plays");
        assert_eq!(same.steps, play(&lesson, &[]).expect("it plays").steps, "{}", place.name);
    }
}

#[test]
fn json_that_is_no_policy_of_its_place_is_told_for_what_it_is() {
    let lesson = first();
    let places = targets(&lesson);
    let of = |place: &str, text: &str| {
        let place = places.iter().find(|known| known.name == place).expect("a place");
        unsound(place, text, &edit(place, text).1).map(|unsound| (unsound.what, unsound.missing.join("; ")))
    };
    let text_of = |name: &str| {
        let place = places.iter().find(|place| place.name == name).expect("a place");
        place.policy.as_ref().expect("a policy").source.text().to_owned()
    };
    let trust = "trust policy of DataReader";
    let (what, missing) = of(trust, &text_of("ReadReports")).expect("it is no trust policy");
    assert_eq!(what, "is an identity-based policy and no role trust policy");
    assert!(missing.contains("a statement of a role trust policy names a principal"), "{missing}");
    assert!(missing.contains("a role trust policy has no `Resource`"), "{missing}");
    let (what, missing) = of("ReadReports", &text_of(trust)).expect("it is no identity-based policy");
    assert_eq!(what, "is a role trust policy and no identity-based policy");
    assert!(missing.contains("an identity-based policy has no `Principal`"), "{missing}");
    let (what, _) = of(trust, &text_of("bucket policy of acme-reports")).expect("it is no trust policy");
    assert_eq!(what, "is a resource-based policy and no role trust policy");
    assert_eq!(
        of("ReadReports", r#"{ "Version": "2012-10-17" }"#),
        Some(("is no identity-based policy".into(), "the policy has no `Statement`".into()))
    );
    assert_eq!(of(trust, "{ \"Version\""), Some(("cannot be read".into(), String::new())));
    assert_eq!(of(trust, &text_of(trust)), None);
}

#[test]
fn a_broken_text_is_told_and_never_fails() {
    let lesson = first();
    let place = targets(&lesson).into_iter().find(|place| place.name == "ReadReports").expect("it is there");
    let whole = place.policy.as_ref().expect("a policy").source.text().to_owned();
    for length in 0..whole.len() {
        let (change, problems) = edit(&place, &whole[..length]);
        assert!(play_changed(&lesson, &[], &[change]).is_ok());
        let complete = whole[length..].trim().is_empty();
        assert_eq!(is_sound(&problems), complete, "{length}: {}", render_all(&problems, RenderStyle::Plain));
    }
    // What reads well and IAM would refuse to save is not sound either; a warning is.
    let findings =
        |statement: &str| edit(&place, &format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)).1;
    let refused = findings(r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"reports"}"#);
    assert!(!is_sound(&refused), "{refused:?}");
    let mistyped = findings(r#"{"Effect":"Allow","Action":"s3:GetObjet","Resource":"*"}"#);
    assert!(mistyped.iter().any(|problem| problem.code == "unknown-action"), "{mistyped:?}");
}

#[test]
fn an_edit_comes_on_top_of_the_what_ifs() {
    let lesson = first();
    let place = targets(&lesson).into_iter().find(|place| place.owner == "bucket acme-reports").expect("it is there");
    let denies = ["bucket-denies".to_owned()];
    assert_eq!(play(&lesson, &denies).expect("it plays").decision, Some(Decision::ExplicitlyDenied));
    let (change, _) = edit(&place, place.policy.as_ref().expect("a policy").source.text());
    let timeline = play_changed(&lesson, &denies, &[change]).expect("it plays");
    assert_eq!((timeline.decision, timeline.what_ifs.len()), (Some(Decision::Allowed), 1));
    let nowhere = Change::RemovePolicy { target: PolicyTarget::Bucket { name: "nowhere".into() } };
    assert!(play_changed(&lesson, &[], &[nowhere]).is_err());
}

#[test]
fn an_exported_scenario_holds_the_edit_and_is_proved() {
    let lesson = first();
    let text = r#"{
  "Version": "2012-10-17",
  "Statement": [ { "Sid": "Mine", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
    "Resource": ["arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"],
    "Condition": { "StringNotEquals": { "aws:UserAgent": "it's '''quoted''' \\ here" } } } ]
}"#;
    let place = targets(&lesson).into_iter().find(|place| place.owner == "bucket acme-reports").expect("it is there");
    let (change, _) = edit(&place, text);
    let changes = [change, Change::SetMaxSessionDuration { arn: READER.into(), seconds: 7200 }];
    let exported = export_scenario(&lesson, &changes);
    assert!(exported.starts_with(lesson.source.text().trim_end()), "the author's text stays as it is");
    assert!(exported.contains("acme-reports is rewritten, "), "{exported}");
    let again = read("exported.toml", &exported);
    let told = check(&again);
    assert!(told.is_empty(), "{}", render_all(&told, RenderStyle::Plain));
    let mine = play(&again, &["my-edit".to_owned()]).expect("it plays");
    assert_eq!(mine.steps, play_changed(&lesson, &[], &changes).expect("it plays").steps);
    assert_eq!(changes_of(&again, &["my-edit".to_owned()]).expect("it is there").len(), 2);

    // Exporting the exported one finds another name; an idle edit is kept as a comment.
    let twice = read("twice.toml", &export_scenario(&again, &changes));
    assert!(twice.what_if("my-edit-2").is_some());
    let idle = [Change::SetMaxSessionDuration { arn: READER.into(), seconds: 7200 }];
    let commented = read("idle.toml", &export_scenario(&lesson, &idle));
    assert!(commented.what_if("my-edit").is_none() && commented.source.text().contains("# seconds = 7200"));
    assert_eq!(share_line("iam-roles", &["expired".into()]), "rolecall play iam-roles --what-if expired");
}

#[test]
fn what_an_edit_adds_is_exported_whole() {
    let lesson = first();
    let project = lesson.lab.project.as_ref().expect("it has one");
    let mut changes = project.changes.clone();
    changes.extend(puzzle(&lesson, "iam-roles/only-this-year").changes.iter().cloned());
    // A policy on a role that the same edit adds, and a deny that the play shows.
    let part = &project.parts[1];
    let place = project.target(&lesson, 1).expect("a part");
    assert_eq!(place.target, part.target);
    changes.push(edit(&place, &part.solution).0);
    changes
        .push(Change::RemovePolicy { target: PolicyTarget::Role { arn: READER.into(), name: "ReadReports".into() } });
    let object = TagTarget::Object { bucket: "acme-reports".into(), key: "2026/q1.csv".into() };
    for target in [object, TagTarget::Role(READER.into()), TagTarget::Bucket("acme-payroll".into())] {
        changes.push(Change::SetTags { target, tags: [("who \"else\"".into(), "it's me".into())].into() });
    }
    let again = read("exported.toml", &export_scenario(&lesson, &changes));
    let told = check(&again);
    assert!(told.is_empty(), "{}", render_all(&told, RenderStyle::Plain));
    let (mine, theirs) = (what_if(&again, "my-edit"), AccessMatrix::of(&lesson, &changes).expect("it has one"));
    assert_eq!(mine.len(), changes.len());
    assert_eq!(mine[mine.len() - 3..], changes[changes.len() - 3..]);
    let matrix = AccessMatrix::of(&again, &mine).expect("it has one");
    assert_eq!((matrix.grants(), &matrix.rows, &matrix.columns), (theirs.grants(), &theirs.rows, &theirs.columns));
    assert!(matrix.rows.iter().any(|row| row.name == "ReportBuilder") && matrix.differs_from(&theirs).is_empty());
}

// -------------------------------------------------------------------------------------------------------------- goals

#[test]
fn a_goal_is_judged_by_its_last_call_and_an_earlier_refusal_counts() {
    let lesson = first();
    let goals = &lesson.lab.puzzles[0].goals;
    let outcomes = judge_goals(&lesson, &[], goals).expect("nothing is changed");
    assert!(outcomes.iter().all(|outcome| outcome.met));
    assert_eq!(outcomes[0].decision, Some(Decision::Allowed));
    assert!(outcomes[0].error.is_none() && outcomes[0].says().contains("ReadTheFiles"), "{}", outcomes[0].says());
    assert_eq!(outcomes[1].error.as_ref().map(|error| error.code.as_str()), Some("AccessDenied"));

    // Without trust the second call is never made; what STS says is what comes of the goal.
    let outcomes = judge_goals(&lesson, &what_if(&lesson, "trust-names-another"), goals).expect("it can be changed");
    assert_eq!(outcomes.iter().map(|outcome| outcome.met).collect::<Vec<_>>(), [false, true]);
    assert!(outcomes[0].symptom().contains("sts:AssumeRole"), "{}", outcomes[0].symptom());
    let exchange = outcomes[0].exchange().expect("a call was made");
    assert_eq!(exchange.operation, "AssumeRole");
    assert_eq!(outcomes[0].trace.as_ref().map(|trace| trace.decision), Some(Decision::ImplicitlyDenied));
}

// ------------------------------------------------------------------------------------------------------------ puzzles

fn puzzle<'a>(lesson: &'a Lesson, id: &str) -> &'a Puzzle {
    lesson.lab.puzzles.iter().find(|puzzle| puzzle.id == id).expect("there is such a puzzle")
}

/// The text of a change of the solution.
fn text_of(change: &Change) -> &str {
    let Change::SetPolicy { policy, .. } = change else { panic!("{change:?} sets no policy") };
    policy.source.text()
}

#[test]
fn every_puzzle_fails_at_first_and_is_solved_by_its_solution() {
    for lesson in lessons() {
        for puzzle in &lesson.lab.puzzles {
            let judge = PuzzleJudge::new(&lesson, puzzle).expect("it can be set up");
            let start = judge.judge(&lesson, &[]).expect("it can be judged");
            assert!(!start.solved && start.extra.is_empty(), "{}", puzzle.id);
            let symptom = puzzle.symptom(&lesson).expect("something fails");
            assert_eq!(Some(&symptom), start.goals.iter().find(|goal| !goal.met), "{}", puzzle.id);
            assert!(!symptom.symptom().is_empty());
            let end = judge.judge(&lesson, &puzzle.solution).expect("it can be judged");
            assert!(end.solved && end.extra.is_empty(), "{}", puzzle.id);
            // What may be edited is shown as it is in the broken set-up.
            let places = puzzle.targets(&lesson);
            assert_eq!(places.len(), puzzle.may_edit.len());
            let unchanged: Vec<Change> =
                places.iter().filter_map(|place| Some(edit(place, place.policy.as_ref()?.source.text()).0)).collect();
            let same = judge.judge(&lesson, &unchanged).expect("it can be judged");
            assert_eq!(
                same.goals.iter().map(|goal| goal.met).collect::<Vec<_>>(),
                start.goals.iter().map(|goal| goal.met).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn any_fix_that_meets_the_goals_solves_a_puzzle_and_what_it_lets_in_is_counted() {
    let lesson = first();
    let puzzle = puzzle(&lesson, "iam-roles/bucket-without-objects");
    assert!(puzzle.symptom(&lesson).expect("it fails").symptom().contains("s3:GetObject"));
    let judge = PuzzleJudge::new(&lesson, puzzle).expect("it can be set up");
    let place = &puzzle.targets(&lesson)[0];
    let fix = |statement: &str| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        judge.judge(&lesson, &[edit(place, &text).0]).expect("it can be judged")
    };
    // One key instead of all, written another way: right, and nothing more than the author's.
    let narrow =
        fix(r#"{"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::acme-reports/2026/q?.csv"}"#);
    assert!(narrow.solved && narrow.extra.is_empty(), "{narrow:?}");
    // Of all actions that begin with Get, most were not asked for.
    let many = fix(r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::acme-reports/2026/q?.csv"}"#);
    assert!(many.solved && many.extra.iter().any(|grant| grant.action == "s3:GetObjectVersion"), "{many:?}");
    // Nor were other buckets; writing neither: right, but it lets in more.
    let wide = fix(r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}"#);
    assert!(wide.solved);
    let is_reading_elsewhere =
        |grant: &Grant| grant.action == "s3:GetObject" && !grant.resource.contains("acme-reports");
    assert!(
        wide.extra.iter().all(|grant| grant.action == "s3:PutObject" || is_reading_elsewhere(grant)),
        "{:?}",
        wide.extra
    );
    assert!(wide.extra.iter().any(is_reading_elsewhere), "{:?}", wide.extra);
    assert!(wide.extra.iter().any(|grant| grant.principal == "DataReader" && grant.resource == OBJECT));
    // Everything meets the first goal and misses the second.
    let all = fix(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    assert!(!all.solved && all.goals[0].met && !all.goals[1].met);
    assert!(all.goals[1].symptom().contains("aws s3api delete-object"), "{}", all.goals[1].symptom());
}

#[test]
fn opening_a_door_to_strangers_is_counted() {
    let lesson = first();
    let puzzle = puzzle(&lesson, "iam-roles/two-locks");
    let judge = PuzzleJudge::new(&lesson, puzzle).expect("it can be set up");
    let half = judge.judge(&lesson, &puzzle.solution[..1]).expect("it can be judged");
    assert!(!half.solved && half.goals[0].decision == Some(Decision::ExplicitlyDenied), "the second lock shows");
    let open = text_of(&puzzle.solution[0]).replace("111122223333:user/alice", "999988887777:root");
    let open = open
        .replace(r#""arn:aws:iam::999988887777:root""#, r#"["arn:aws:iam::111122223333:user/alice", "999999999999"]"#);
    let trust = &puzzle.targets(&lesson)[0];
    let state = judge.judge(&lesson, &[edit(trust, &open).0, puzzle.solution[1].clone()]).expect("it can be judged");
    assert!(state.solved);
    let strangers: Vec<_> = state.extra.iter().map(|grant| (grant.kind, grant.action.as_ref())).collect();
    assert_eq!(strangers, [(RowKind::Stranger, "sts:AssumeRole")]);
}

#[test]
fn the_hard_puzzle_has_its_trap() {
    let lesson = first();
    let puzzle = puzzle(&lesson, "iam-roles/only-this-year");
    assert!(puzzle.symptom(&lesson).expect("it fails").symptom().starts_with("nobody stops `aws s3api get-object"));
    let judge = PuzzleJudge::new(&lesson, puzzle).expect("it can be set up");
    let place = &puzzle.targets(&lesson)[0];
    let without = text_of(&puzzle.solution[0])
        .replace(",\n      \"Condition\": { \"StringLike\": { \"s3:prefix\": \"2026/*\" } }", "");
    let state = judge.judge(&lesson, &[edit(place, &without).0]).expect("it can be judged");
    let missed: Vec<_> = state.goals.iter().filter(|goal| !goal.met).map(|goal| goal.goal.as_str()).collect();
    assert_eq!(
        missed,
        ["nobody lists the whole bucket through the role", "nobody lists the folder of 2019 through the role"]
    );
    // A prefix that is too short lets in the folder of another year.
    let wide = text_of(&puzzle.solution[0]).replace("\"s3:prefix\": \"2026/*\"", "\"s3:prefix\": \"20*\"");
    let state = judge.judge(&lesson, &[edit(place, &wide).0]).expect("it can be judged");
    let missed: Vec<_> = state.goals.iter().filter(|goal| !goal.met).map(|goal| goal.goal.as_str()).collect();
    assert_eq!(missed, ["nobody lists the folder of 2019 through the role"]);
}

// ------------------------------------------------------------------------------------------------------------- blanks

#[test]
fn a_blank_takes_every_answer_that_works() {
    let lesson = first();
    let task = &lesson.lab.blanks[0];
    assert_eq!(task.blanks(), 1);
    let judge = |answer: &str| task.judge(&lesson, &[answer.to_owned()]).expect("it can be judged");
    for right in [
        "arn:aws:iam::111122223333:user/alice",
        "  \"arn:aws:iam::111122223333:user/alice\" ",
        "111122223333",
        "arn:aws:iam::111122223333:root",
    ] {
        let state = judge(right);
        assert!(state.solved && state.says.is_none(), "{right}: {:?}", state.says);
    }
    for (wrong, why) in [
        ("*", "a session of the role cannot assume it once more"),
        ("arn:aws:iam::111122223333:user/bob", "Alice can assume the role"),
        ("arn:aws:iam::111122223333:role/DataReader", "That is the role itself"),
        ("alice", "A bare name is no principal"),
        ("\"}, \"x\": {", "unknown"),
        ("", ""),
    ] {
        let state = judge(wrong);
        assert!(!state.solved, "{wrong}");
        let says = state.says.expect("it says why");
        assert!(says.contains(why) || why == "unknown" && !state.problems.is_empty(), "{wrong}: {says}");
    }
    let both = &lesson.lab.blanks[1];
    assert_eq!(both.blanks(), 2);
    let filled = both.fill(&["s3:GetObject".into()]);
    assert!(filled.contains(r#""Action": "s3:GetObject""#) && filled.contains(r#""Resource": """#), "{filled}");
    let one_key = ["s3:getobject".to_owned(), OBJECT.to_owned()];
    assert!(both.judge(&lesson, &one_key).expect("it can be judged").solved, "one key is enough for the goals");
}

// ------------------------------------------------------------------------------------------------------------ project

#[test]
fn the_parts_of_a_project_stand_on_each_other() {
    let lesson = first();
    let project = lesson.lab.project.as_ref().expect("it has one");
    assert!(project.parts.len() >= 4);
    let solutions = project.solutions();
    for part in 0..project.parts.len() {
        let judge = |documents: &[String]| {
            project.judge_part(&lesson, documents, part).expect("there is such a part").expect("it can be set up")
        };
        assert!(judge(&solutions).solved, "{part}");
        assert!(!judge(&solutions[..part]).solved, "{part}: the starter does not do");
        let mut broken = solutions.clone();
        broken[part].pop();
        broken[part].truncate(20);
        let state = judge(&broken);
        assert!(!state.solved && !state.problems.is_empty(), "{part}");
    }
    assert!(project.judge_part(&lesson, &solutions, project.parts.len()).is_none());
    // The learner's own first part counts later on: who lets nobody in finds the second part undone.
    let mut mine = solutions;
    mine[0].clone_from(&project.parts[0].starter);
    let second = project.judge_part(&lesson, &mine, 1).expect("a part").expect("it can be set up");
    assert!(!second.solved);
    // A service is a principal of its own: naming Olga alone leaves the function outside.
    let olga = project.parts[0].starter.replace("\"111122223333\"", "\"arn:aws:iam::111122223333:user/olga\"");
    let first = project.judge_part(&lesson, &[olga], 0).expect("a part").expect("it can be set up");
    assert_eq!(first.goals.iter().map(|goal| goal.met).collect::<Vec<_>>(), [false, true, true]);
    let place = project.target(&lesson, 3).expect("a part");
    assert_eq!((place.kind, place.policy), (PolicyKind::Boundary, None));
}

#[test]
fn a_project_is_exported_as_policies_and_commands() {
    let lesson = first();
    let project = lesson.lab.project.as_ref().expect("it has one");
    let files = project.export(&lesson, &project.solutions());
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "olga-TryRolesOut.json",
            "intern-WriteAnywhere.json",
            "ReportBuilder-trust.json",
            "ReportBuilder-PlatformDefaults.json",
            "ReportBuilder-BuildReports.json",
            "acme-reports-policy.json",
            "ReportBuilder-boundary.json",
            "create.sh",
        ]
    );
    for file in &files[..7] {
        assert!(serde_json::from_str::<serde_json::Value>(&file.text).is_ok(), "{}", file.name);
    }
    assert!(files[2].text.contains("lambda.amazonaws.com"), "the role is created with the learner's trust policy");
    // IAM refuses a trust policy that names a user who is not there.
    let at = |command: &str| files[7].text.find(command).expect("a command");
    assert!(at("create-user --user-name olga") < at("create-role"), "{}", files[7].text);
    insta::assert_snapshot!("project-commands", files[7].text);
}

// ------------------------------------------------------------------------------------------------------ leak and scale

#[test]
fn the_leak_compares_a_key_with_a_session() {
    let lesson = first();
    let leak = leak(&lesson).expect("it has one");
    let labels: Vec<_> = leak.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels, ["09:20:00", "+1 h", "+12 h", "+90 days"]);
    let row = leak
        .rows
        .iter()
        .position(|row| row.action == "s3:GetObject" && row.resource == OBJECT)
        .expect("the report is asked for");
    let session: Vec<bool> = leak.with_session[row].iter().map(LeakCell::is_allowed).collect();
    assert_eq!(session, [true, false, false, false]);
    let refused = leak.with_session[row][1].direct.answer.as_ref().expect_err("it is over");
    assert_eq!(refused.code, "ExpiredToken");
    for cell in &leak.with_key[row] {
        assert!(!cell.direct.is_allowed() && cell.through == ["DataReader"], "the key reads by way of the role");
    }
    let write = leak.rows.iter().position(|row| row.action == "s3:PutObject").expect("writing is asked for");
    assert!(leak.with_key[write].iter().chain(&leak.with_session[write]).all(|cell| !cell.is_allowed()));
}

#[test]
fn a_thief_asks_for_roles_as_the_lesson_does_but_has_no_mfa_device() {
    let lessons = lessons();
    let through = |id: &str, action: &str, resource: &str| -> Option<Vec<String>> {
        let lesson = lessons.iter().find(|lesson| lesson.head.id == id).expect("a lesson");
        let leak = leak(lesson).expect("it has one");
        let row = leak.rows.iter().position(|row| row.action == action && row.resource.ends_with(resource));
        let cells = &leak.with_key[row.expect("it is asked for")];
        assert!(cells.iter().all(|cell| cell.is_allowed() == cells[0].is_allowed()), "a key does not end");
        cells[0].is_allowed().then(|| cells[0].through.clone())
    };
    // A tag is no secret. It opens the thief's project and no other.
    assert_eq!(through("tags-and-abac", "sts:AssumeRole", "role/Editor"), Some(vec![]));
    assert_eq!(through("tags-and-abac", "s3:GetObject", "heron/ch1.txt"), Some(vec!["Editor".to_owned()]));
    assert_eq!(through("tags-and-abac", "s3:GetObject", "egret/ch1.txt"), None);
    // What is transitive goes along through a chain.
    let chain = Some(vec!["Gate".to_owned(), "Reader".to_owned()]);
    assert_eq!(through("role-chaining", "s3:GetObject", "payments/today.log"), chain);
    assert_eq!(through("role-chaining", "s3:GetObject", "search/today.log"), None);
    // Whoever leaves out the session policy gets the whole role.
    let whole = Some(vec!["HelpDesk".to_owned()]);
    assert_eq!(through("session-policy", "s3:GetObject", "elm/contract.txt"), whole);
    // The code of a device is a secret.
    assert_eq!(through("mfa-role", "sts:AssumeRole", "role/ScriptCleaner"), None);
}

#[test]
fn a_thief_takes_a_session_further_before_it_ends() {
    let lessons = lessons();
    let lesson = lessons.iter().find(|lesson| lesson.head.id == "tags-and-abac").expect("a lesson");
    let leak = leak(lesson).expect("it has one");
    let got = |resource: &str| -> Vec<Option<Vec<String>>> {
        let row = leak.rows.iter().position(|row| row.action == "s3:GetObject" && row.resource.ends_with(resource));
        let cells = &leak.with_session[row.expect("it is asked for")];
        cells.iter().map(|cell| cell.is_allowed().then(|| cell.through.clone())).collect()
    };
    // Editor's session ends at ten; the one of Printer that was begun with it is there an hour later, and no longer.
    let printer = Some(vec!["Printer".to_owned()]);
    assert_eq!(got("heron/ch1.txt"), [Some(vec![]), printer, None, None]);
    assert_eq!(got("egret/ch1.txt"), [None, None, None, None]);
}

#[test]
fn a_chain_of_roles_lasts_an_hour() {
    let points = chain_series();
    let seconds: Vec<_> = points.iter().map(|point| (point.roles, point.seconds)).collect();
    assert_eq!(seconds, [(1, 43_200), (2, 3600), (3, 3600), (4, 3600), (5, 3600)]);
    assert!(points[0].refusal.is_none());
    assert!(
        points[1..]
            .iter()
            .all(|point| { point.refusal.as_ref().is_some_and(|error| error.message.contains("role chaining")) })
    );
}

#[test]
fn sizes_are_held_against_the_quotas_that_check_knows() {
    let lesson = first();
    let sizes = policy_sizes(&lesson);
    assert_eq!(sizes.len(), lesson.world.policies().count());
    let trust = sizes.iter().find(|size| size.kind == PolicyKind::Trust).expect("a role has one");
    assert_eq!((trust.quota.most, trust.quota.whitespace), (2048, false));
    let role = lesson.world.roles.get(READER).expect("the role");
    let solid = role.trust.source.text().chars().filter(|c| !c.is_whitespace()).count();
    assert_eq!(trust.characters, solid);
    let share = |size: &rolecall::lesson::PolicySize| size.characters * 10_000 / size.quota.most;
    assert!(sizes.windows(2).all(|pair| share(&pair[0]) >= share(&pair[1])));
    assert!(levels(&lesson).is_empty(), "there is no organization");
}

#[test]
fn inline_policies_are_measured_together_against_the_quota_of_whose_they_are() {
    let mut lesson = first();
    let named = |name: &str, arn: Option<&str>| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[],"Id":"{name}"}}"#);
        let (mut policy, _) =
            rolecall::iam::Policy::parse(name, PolicyKind::Identity, Arc::new(Source::new(name, text)));
        policy.arn = arn.map(str::to_owned);
        Arc::new(policy)
    };
    let managed = named("Shared", Some("arn:aws:iam::111122223333:policy/Shared"));
    let world = Arc::make_mut(&mut lesson.world);
    world.managed_policies.insert(managed.arn.clone().expect("an ARN"), Arc::clone(&managed));
    let user = Arc::make_mut(world.users.values_mut().next().expect("a user"));
    user.policies = vec![named("One", None), Arc::clone(&managed), named("Two", None)];
    user.boundary = Some(Arc::new(rolecall::cloud::as_boundary(&managed)));
    let name = user.name.clone();
    Arc::make_mut(world.roles.get_mut(READER).expect("the role")).policies = vec![named("Lent", None)];
    let sizes = policy_sizes(&lesson);
    let of = |name: &str| {
        let found: Vec<_> = sizes.iter().filter(|size| size.name == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        (found[0].characters, found[0].quota.most)
    };
    let solid = |name: &str| format!(r#"{{"Version":"2012-10-17","Statement":[],"Id":"{name}"}}"#).len();
    assert_eq!(of(&format!("inline policies of {name}")), (solid("One") + solid("Two"), 2_048));
    assert_eq!(of("Lent"), (solid("Lent"), 10_240));
    assert_eq!(of("Shared"), (solid("Shared"), 6_144));
}

#[test]
fn inline_policies_with_one_name_say_whose_they_are() {
    let lesson = lessons().into_iter().find(|lesson| lesson.head.id == "tags-and-abac").expect("the lesson on tags");
    let names: Vec<String> = policy_sizes(&lesson).into_iter().map(|size| size.name).collect();
    for name in ["AskForEditor of nora", "AskForEditor of otto", "EditDrafts"] {
        assert_eq!(names.iter().filter(|known| *known == name).count(), 1, "{name} in {names:?}");
    }
}

#[test]
fn the_world_of_many_statements_is_decided_by_the_last() {
    for count in [1, 2, 100] {
        let (request, layers) = statements_world(count);
        let trace = rolecall::iam::trace(&request, &layers);
        assert!(trace.is_allowed());
        assert_eq!(trace.decided_by.map(|by| by.statement_index), Some(count - 1));
        assert_eq!(layers.policies().map(|policy| policy.statements.len()).sum::<usize>(), count);
    }
}

#[test]
fn a_managed_policy_is_full_before_a_hundred_statements() {
    let fits = rolecall::lesson::statements_in_quota();
    let quota = rolecall::iam::size_quotas(PolicyKind::Identity).iter().min_by_key(|quota| quota.most).expect("one");
    let length = |count| {
        let (_, layers) = statements_world(count);
        layers.policies().map(|policy| quota.measure(policy.source.text())).sum::<usize>()
    };
    assert!(length(fits) <= quota.most && length(fits + 1) > quota.most, "{fits}");
}

#[test]
fn a_lens_is_offered_when_there_is_matter_for_it() {
    let lesson = first();
    for (lens, number) in Lens::ALL.into_iter().zip(1..) {
        assert!(lens.is_offered(&lesson), "{}", lens.title());
        assert!(lens.minutes(&lesson) >= 1);
        assert_eq!(
            (lens.number(), Lens::with_number(number), Lens::with_id(lens.id())),
            (number, Some(lens), Some(lens))
        );
    }
    assert_eq!((Lens::with_number(0), Lens::with_number(10), Lens::with_id("sleep")), (None, None, None));
    let whole = lesson.source.text();
    let bare = read("bare.toml", &whole[..whole.find("\n[why]\n").expect("it has a why")]);
    for lens in [Lens::Why, Lens::Challenge, Lens::Project, Lens::Scale] {
        assert!(!lens.is_offered(&bare), "{}", lens.title());
    }
    assert!(bare.source.text().len() < whole.len() && leak(&bare).is_none());
    let said = read("said.toml", &format!("{whole}\n[lenses]\nwhy = 42\n"));
    assert_eq!((Lens::Why.minutes(&said), Lens::Project.minutes(&said)), (42, 25));
}

#[test]
fn the_sizes_of_a_lesson_hold_the_session_policies_of_its_calls() {
    let (name, text) = embedded().iter().find(|(name, _)| name.contains("session-policy")).expect("it ships");
    let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err(String::new()));
    let sizes = policy_sizes(&lesson.expect("a lesson"));
    let session = sizes.iter().find(|size| size.name == "session policy of ticket-4711").expect("it is measured");
    assert_eq!((session.kind, session.quota.most), (rolecall::iam::PolicyKind::Session, 2_048));
}
