//! The laboratory: the access matrix, a learner's own edits, goals, puzzles, blanks, projects, the leak, the scale.

use rolecall::cloud::{Caller, Change, Cloud, PolicyTarget, Probe, S3Operation};
use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::iam::{Decision, PolicyKind};
use rolecall::lesson::{
    ANY_OTHER_KEY, AccessMatrix, Lesson, RowKind, Rows, changes_of, check, edit, embedded, export_scenario, is_sound,
    load, play, play_changed, share_line, targets,
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
