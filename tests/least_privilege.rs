//! What a fix of a puzzle lets in beyond need: found by asking, not by comparing texts, and told by name.

use rolecall::cloud::{Change, PolicyTarget};
use rolecall::diagnostic::Source;
use rolecall::lesson::{EditTarget, Lesson, Puzzle, PuzzleJudge, PuzzleState, edit, embedded, load, say_grants};
use serde_json::{Value, json};
use std::sync::Arc;

fn lessons() -> Vec<Lesson> {
    let read = |(name, text): &(&str, &str)| {
        load(Arc::new(Source::new(*name, *text)), &|_| Err(String::new())).0.expect("it is sound")
    };
    embedded().iter().map(read).collect()
}

/// A puzzle with its judge.
struct Case {
    lesson: Lesson,
    puzzle: Puzzle,
    judge: PuzzleJudge,
}

impl Case {
    fn new(id: &str) -> Self {
        let is_it = |puzzle: &&Puzzle| puzzle.id == id;
        let lesson = lessons().into_iter().find(|lesson| lesson.lab.puzzles.iter().any(|puzzle| puzzle.id == id));
        let lesson = lesson.expect("a lesson has it");
        let puzzle = lesson.lab.puzzles.iter().find(is_it).expect("it is there").clone();
        Self::of(lesson, puzzle)
    }

    fn of(lesson: Lesson, puzzle: Puzzle) -> Self {
        let judge = PuzzleJudge::new(&lesson, &puzzle).expect("it can be set up");
        Self { lesson, puzzle, judge }
    }

    fn place(&self, target: &PolicyTarget) -> EditTarget {
        self.puzzle.targets(&self.lesson).into_iter().find(|place| place.target == *target).expect("it may be edited")
    }

    /// The author's solution, each policy through `write`.
    fn judge(&self, mut write: impl FnMut(&mut Value)) -> PuzzleState {
        let changes: Vec<Change> = (self.puzzle.solution.iter())
            .map(|change| {
                let Change::SetPolicy { target, policy } = change else { return change.clone() };
                let mut document: Value = serde_json::from_str(policy.source.text()).expect("it is JSON");
                write(&mut document);
                edit(&self.place(target), &document.to_string()).0
            })
            .collect();
        self.judge.judge(&self.lesson, &changes).expect("it can be judged")
    }
}

fn said(state: &PuzzleState) -> Vec<String> {
    say_grants(&state.extra)
}

fn is_told(state: &PuzzleState, parts: &[&str]) -> bool {
    said(state).iter().any(|line| parts.iter().all(|part| line.contains(part)))
}

fn push(document: &mut Value, statement: Value) {
    document["Statement"].as_array_mut().expect("a list of statements").push(statement);
}

const GITHUB: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const CLUSTER: &str = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539";

#[test]
fn a_second_provider_without_a_condition_is_let_in_beyond_need() {
    let case = Case::new("web-identity/every-pod");
    let trusts =
        json!({"Effect": "Allow", "Principal": {"Federated": GITHUB}, "Action": "sts:AssumeRoleWithWebIdentity"});
    let state = case.judge(|document| {
        let condition = &mut document["Statement"][0]["Condition"];
        condition["StringEquals"].as_object_mut().expect("conditions").remove(&format!("{CLUSTER}:sub"));
        condition["StringLike"] = json!({format!("{CLUSTER}:sub"): "system:serviceaccount:*:backup"});
        push(document, trusts.clone());
    });
    assert!(state.solved);
    assert!(
        is_told(
            &state,
            &["a token of token.actions.githubusercontent.com may sts:AssumeRoleWithWebIdentity", "MapBackup"]
        ),
        "{:?}",
        said(&state)
    );
}

#[test]
fn a_condition_of_pass_role_that_is_gone_and_a_statement_for_anything_are_let_in_beyond_need() {
    let case = Case::new("trust-and-permissions/any-role");
    let without = case.judge(|document| {
        document["Statement"][1].as_object_mut().expect("a statement").remove("Condition");
    });
    assert!(without.solved);
    let told = ["user tomas may iam:PassRole on", "LabelMaker, with iam:PassedToService `any-other.amazonaws.com`"];
    assert!(is_told(&without, &told), "{:?}", said(&without));
    // Every request to pass a role tells the service, so this is as narrow.
    let if_there = case.judge(|document| {
        let condition = &mut document["Statement"][1]["Condition"];
        *condition = json!({"StringEqualsIfExists": condition["StringEquals"].clone()});
    });
    assert!(if_there.solved && if_there.extra.is_empty(), "{:?}", said(&if_there));
    assert!(without.extra.iter().all(|grant| grant.action == "iam:PassRole"), "{:?}", said(&without));
    let anything = ["iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy", "ec2:*"];
    let wide = case.judge(|document| push(document, json!({"Effect": "Allow", "Action": anything, "Resource": "*"})));
    assert!(wide.solved);
    for action in ["iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy", "ec2:RunInstances"] {
        assert!(wide.extra.iter().any(|grant| grant.principal == "tomas" && grant.action == action), "{action}");
    }
}

#[test]
fn a_second_service_another_action_and_a_wider_resource_are_let_in_beyond_need() {
    let case = Case::new("service-roles/open-log-bucket");
    let service = "logging.s3.amazonaws.com";
    let second = case.judge(|document| {
        document["Statement"][0]["Principal"]["Service"] = json!([service, "cloudtrail.amazonaws.com"]);
    });
    assert!(second.solved);
    assert!(is_told(&second, &["the service cloudtrail.amazonaws.com may s3:PutObject on"]), "{:?}", said(&second));
    let reading = case.judge(|document| document["Statement"][0]["Action"] = json!(["s3:PutObject", "s3:GetObject"]));
    assert!(is_told(&reading, &["the service logging.s3.amazonaws.com may s3:GetObject on"]), "{:?}", said(&reading));
    let wide = case.judge(|document| document["Statement"][0]["Resource"] = json!("arn:aws:s3:::tide-logs/*"));
    assert!(
        is_told(&wide, &["the service logging.s3.amazonaws.com may s3:PutObject on any other object of tide-logs"]),
        "{:?}",
        said(&wide)
    );
    assert!([&second, &reading, &wide].iter().all(|state| state.solved));
}

#[test]
fn a_second_service_in_a_trust_policy_is_let_in_beyond_need() {
    let case = Case::new("service-roles/copied-trust");
    let state = case.judge(|document| {
        document["Statement"][0]["Principal"]["Service"] = json!(["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]);
    });
    assert!(state.solved);
    assert!(
        is_told(&state, &["the service ecs-tasks.amazonaws.com may sts:AssumeRole", "ThumbMaker"]),
        "{:?}",
        said(&state)
    );
}

#[test]
fn a_whole_account_is_more_than_its_user() {
    let case = Case::new("cross-account/two-sides");
    let state = case.judge(|document| {
        let statement = &mut document["Statement"][0];
        if statement.get("Principal").is_some() {
            statement["Principal"]["AWS"] = json!("111122223333");
        }
    });
    assert!(state.solved);
    assert!(is_told(&state, &["anybody whom account 111122223333 lets may sts:AssumeRole"]), "{:?}", said(&state));
}

#[test]
fn whoever_an_account_lets_may_have_the_tag_and_the_name_that_are_asked_for() {
    let case = Case::new("cross-account/two-sides");
    let with = |key: &str, value: &str| {
        let statement = json!({
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {key: value}},
        });
        case.judge(|document| {
            if document["Statement"][0].get("Principal").is_some() {
                push(document, statement.clone());
            }
        })
    };
    for (key, value, told) in [
        ("aws:PrincipalTag/team", "audit", "aws:PrincipalTag/team `audit`"),
        ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:role/any-other"),
    ] {
        let state = with(key, value);
        assert!(
            state.solved && is_told(&state, &["anybody whom account 111122223333 lets", told]),
            "{:?}",
            said(&state)
        );
    }
    // Nobody of one account is called as in another, and the organization of an account is what it is.
    assert!(with("aws:PrincipalArn", "arn:aws:iam::444455556666:role/*").extra.is_empty());
    assert!(with("aws:PrincipalOrgID", "o-elsewhere").extra.is_empty());
}

#[test]
fn a_deny_that_is_gone_is_let_in_beyond_need() {
    let case = Case::new("iam-roles/two-locks");
    let state = case.judge(|document| {
        if document["Statement"][0]["Sid"] == "OnlyOverTls" {
            document["Statement"][0]["Resource"] = json!("arn:aws:s3:::acme-reports");
        }
    });
    assert!(state.solved);
    assert!(is_told(&state, &["s3:GetObject", "aws:SecureTransport `false`"]), "{:?}", said(&state));
}

/// A puzzle that is about closing something is not solved with little when most of it stays open.
#[test]
fn what_stays_open_of_what_a_goal_closes_is_let_in_beyond_need() {
    let case = Case::new("public-bucket/members-on-the-web");
    let half = case.judge(|document| {
        document["Statement"][0]["Resource"] =
            json!(["arn:aws:s3:::willow-pages/public/*", "arn:aws:s3:::willow-pages/birch/*"]);
    });
    assert!(half.solved);
    assert!(is_told(&half, &["anybody on the internet", "birch/loans.csv"]), "{:?}", said(&half));
    let case = Case::new("service-roles/open-log-bucket");
    let any_account = case.judge(|document| {
        let condition = document["Statement"][0]["Condition"].as_object_mut().expect("conditions");
        for keys in condition.values_mut() {
            keys.as_object_mut().expect("keys").remove("aws:SourceAccount");
        }
        condition.retain(|_, keys| keys.as_object().is_some_and(|keys| !keys.is_empty()));
    });
    assert!(any_account.solved);
    assert!(is_told(&any_account, &["logging.s3.amazonaws.com may s3:PutObject"]), "{:?}", said(&any_account));
}

/// Where nothing has to be closed, and for actions that no goal speaks of, what was open may stay so.
#[test]
fn what_no_goal_closes_may_stay_as_it_was() {
    let case = Case::new("public-bucket/partner-outside");
    let own = json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::willow-pages/public/*"});
    let state = case.judge(|document| push(document, own.clone()));
    assert!(state.solved && state.extra.is_empty(), "{:?}", said(&state));
    let case = Case::new("tags-and-abac/no-writing");
    let tagging = json!({"Effect": "Allow", "Action": "s3:PutObjectTagging", "Resource": "arn:aws:s3:::marlin-drafts/*",
        "Condition": {"StringEquals": {"s3:ExistingObjectTag/project": "${aws:PrincipalTag/project}"}}});
    let state = case.judge(|document| push(document, tagging.clone()));
    assert!(state.solved && state.extra.is_empty(), "{:?}", said(&state));
}

#[test]
fn every_solution_lets_in_nothing_beyond_need_however_it_is_written() {
    for lesson in lessons() {
        for puzzle in lesson.lab.puzzles.clone() {
            let case = Case::of(lesson.clone(), puzzle);
            let id = &case.puzzle.id;
            let same = case.judge(|_| {});
            assert!(same.solved && same.extra.is_empty(), "{id}: {:?}", said(&same));
            assert!(same.tried > 0 && same.tried < 1_500, "{id}: {}", same.tried);
            // Every action in a statement of its own, the last statement first, and actions in another case.
            let split = case.judge(|document| {
                let statements = document["Statement"].as_array().expect("a list").clone();
                let mut all = Vec::new();
                for statement in statements.iter().rev() {
                    let actions = match &statement["Action"] {
                        Value::Array(actions) => actions.clone(),
                        one => vec![one.clone()],
                    };
                    for action in actions.iter().rev() {
                        let mut own = statement.clone();
                        own["Action"] = json!([action.as_str().expect("a text").to_uppercase().replace("S3:", "s3:")]);
                        own.as_object_mut().expect("a statement").remove("Sid");
                        all.push(own);
                    }
                }
                document["Statement"] = json!(all);
            });
            assert!(split.solved && split.extra.is_empty(), "{id}: {:?}", said(&split));
        }
    }
}

/// Conditions of solutions without which nothing more is let in, and why.
const EQUAL: [(&str, &str, &str); 2] = [
    (
        "web-identity/every-pod",
        "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539:aud",
        "the account has registered this audience alone, and STS refuses a token for another",
    ),
    (
        "web-identity/fans-publish",
        "token.actions.githubusercontent.com:aud",
        "the account has registered this audience alone, and STS refuses a token for another",
    ),
];

#[test]
fn no_condition_of_a_solution_goes_unnoticed() {
    let mut equal = Vec::new();
    for lesson in lessons() {
        for puzzle in lesson.lab.puzzles.clone() {
            let case = Case::of(lesson.clone(), puzzle);
            let mut tests: Vec<(usize, usize, String, String)> = Vec::new();
            let mut policy = 0;
            case.judge(|document| {
                for (at, statement) in document["Statement"].as_array().expect("a list").iter().enumerate() {
                    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
                        let keys = keys.as_object().expect("keys").keys();
                        tests.extend(keys.map(|key| (policy, at, operator.clone(), key.clone())));
                    }
                }
                policy += 1;
            });
            for (of, at, operator, key) in tests {
                let mut policy = 0;
                let state = case.judge(|document| {
                    if policy == of {
                        let condition = &mut document["Statement"][at]["Condition"];
                        condition[&operator].as_object_mut().expect("keys").remove(&key);
                        if condition[&operator].as_object().is_some_and(serde_json::Map::is_empty) {
                            condition.as_object_mut().expect("operators").remove(&operator);
                        }
                    }
                    policy += 1;
                });
                if state.solved && state.extra.is_empty() {
                    equal.push((case.puzzle.id.clone(), key));
                }
            }
        }
    }
    let listed: Vec<_> = EQUAL.iter().map(|(id, key, _)| ((*id).to_owned(), (*key).to_owned())).collect();
    assert_eq!(equal, listed);
}
