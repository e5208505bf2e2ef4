//! Facts that a question can ask for. The simulator computes each; the option that claims the computed value is right.

use super::play::{Run, play};
use super::scenario::{Lesson, Question};
use super::timeline::{Stage, Status, Timeline};
use crate::cloud::{Call, Cloud, Output};
use crate::diagnostic::Diagnostic;

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    IssuedAtStep,
    DecisionStep,
    AfterExpiry,
    Decision,
    DecidingLayer,
    DecidingPolicy,
    DecidingStatement,
    ErrorCode,
    FailedStage,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::IssuedAtStep,
        Self::DecisionStep,
        Self::AfterExpiry,
        Self::Decision,
        Self::DecidingLayer,
        Self::DecidingPolicy,
        Self::DecidingStatement,
        Self::ErrorCode,
        Self::FailedStage,
    ];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::IssuedAtStep => "issued-at-step",
            Self::DecisionStep => "decision-step",
            Self::AfterExpiry => "after-expiry",
            Self::Decision => "decision",
            Self::DecidingLayer => "deciding-layer",
            Self::DecidingPolicy => "deciding-policy",
            Self::DecidingStatement => "deciding-statement",
            Self::ErrorCode => "error-code",
            Self::FailedStage => "failed-stage",
        }
    }
}

impl Kind {
    /// What is found, in words.
    fn words(self) -> &'static str {
        match self {
            Self::IssuedAtStep => "what is issued",
            Self::DecisionStep => "the step of the decision",
            Self::AfterExpiry => "what happens after expiry",
            Self::Decision => "the decision",
            Self::DecidingLayer => "the kind of policy that decides",
            Self::DecidingPolicy => "the policy that decides",
            Self::DecidingStatement => "the statement that decides",
            Self::ErrorCode => "the error",
            Self::FailedStage => "the stage that fails",
        }
    }
}

/// A fact that a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub kind: Kind,
    /// Step it is about; where none is given, the step that decided.
    pub step: Option<usize>,
    /// Played under this what-if.
    pub what_if: Option<String>,
}

/// Computes the key of every question and puts the finished questions into the lesson.
pub(super) fn prove_questions(lesson: &mut Lesson) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut questions: Vec<Question> = Vec::new();
    for form in &lesson.quiz {
        let computed = match compute(lesson, &form.fact) {
            Ok(value) => value,
            Err(why) => {
                let title = format!("the fact `{}` cannot be computed: {why}", form.fact.kind.id());
                problems.push(
                    Diagnostic::error("fact-without-value", &lesson.source, form.span, title)
                        .help("ask for a fact that this play has"),
                );
                continue;
            }
        };
        let right: Vec<usize> =
            form.values.iter().enumerate().filter(|(_, (value, _))| *value == computed).map(|(at, _)| at).collect();
        let title = match right.len() {
            1 => None,
            0 => Some(format!("no option claims what the simulator computes: `{computed}`")),
            count => Some(format!("{count} options claim what the simulator computes: `{computed}`")),
        };
        if let Some(title) = title {
            let diagnostic = Diagnostic::error("question-key", &lesson.source, form.span, title);
            problems.push(diagnostic.help("exactly one option has this `value`; the others name other values"));
            continue;
        }
        let mut question = form.question.clone();
        for (at, option) in question.options.iter_mut().enumerate() {
            option.right = right.contains(&at);
        }
        question.proof = proof(&form.fact, &computed);
        questions.push(question);
    }
    lesson.questions = questions;
    problems
}

fn proof(fact: &Fact, computed: &str) -> String {
    let played = fact.what_if.as_ref().map_or_else(|| "the lesson".to_owned(), |id| format!("the what-if `{id}`"));
    let at = fact.step.map(|step| format!(" at step {step}")).unwrap_or_default();
    format!("the simulator played {played} and found {}{at}: {computed}", fact.kind.words())
}

fn compute(lesson: &Lesson, fact: &Fact) -> Result<String, String> {
    let what_ifs: Vec<String> = fact.what_if.iter().cloned().collect();
    let timeline = play(lesson, &what_ifs).map_err(|error| error.to_string())?;
    let none = |what: &str| format!("the play has no {what}");
    match fact.kind {
        Kind::IssuedAtStep => issued(&timeline, fact.step).ok_or_else(|| none("such step")),
        Kind::DecisionStep => timeline
            .steps
            .iter()
            .find(|step| step.stage == Stage::Evaluate && step.decision.is_some())
            .map(|step| step.number.to_string())
            .ok_or_else(|| none("decision of S3")),
        Kind::AfterExpiry => after_expiry(lesson, &what_ifs),
        Kind::Decision => {
            timeline.decision.map(|decision| decision.name().to_owned()).ok_or_else(|| none("decision of a policy"))
        }
        Kind::ErrorCode => timeline.error.map(|error| error.code).ok_or_else(|| none("error")),
        Kind::FailedStage => {
            timeline.failed_stage().map(|stage| stage.id().to_owned()).ok_or_else(|| none("failed stage"))
        }
        Kind::DecidingLayer | Kind::DecidingPolicy | Kind::DecidingStatement => {
            deciding(&timeline, fact).ok_or_else(|| none("deciding statement"))
        }
    }
}

fn issued(timeline: &Timeline, step: Option<usize>) -> Option<String> {
    let step = timeline.step(step?)?;
    let exchange = timeline.exchange_of(step);
    let value = match (step.status, exchange.map(|exchange| &exchange.outcome)) {
        (Status::Done, Some(Ok(Output::Session(session)))) if session.expires > session.issued => {
            "temporary-credentials"
        }
        (Status::Failed, _) | (_, Some(Err(_))) => "error",
        _ => "nothing",
    };
    Some(value.to_owned())
}

fn deciding(timeline: &Timeline, fact: &Fact) -> Option<String> {
    let step = match fact.step {
        Some(number) => timeline.step(number)?,
        None => timeline.steps.iter().rev().find(|step| step.decision.is_some())?,
    };
    let trace = &timeline.evidence_of(step).next()?.trace;
    let reason = trace.reasons.first();
    Some(match (fact.kind, trace.deciding()) {
        (Kind::DecidingLayer, Some(_)) => trace.decided_by?.layer.id().to_owned(),
        (Kind::DecidingLayer, None) => reason?.layer.id().to_owned(),
        (Kind::DecidingPolicy, Some((policy, _))) => policy.name.clone(),
        (Kind::DecidingStatement, Some((_, statement))) => statement.label(),
        _ => return None,
    })
}

/// Plays on: past the end of the session, the same call again, then a new session and the call once more.
fn after_expiry(lesson: &Lesson, what_ifs: &[String]) -> Result<String, String> {
    let run = Run::perform(lesson, what_ifs).map_err(|error| error.to_string())?;
    let session = run.end.sessions.last().ok_or("no session was issued")?.clone();
    let find = |wanted: fn(&Call) -> bool| run.lines.iter().map(|line| &line.1).find(|call| wanted(call)).cloned();
    let use_call = find(|call| !call.is_sts() && !matches!(call, Call::Wait(_))).ok_or("no call uses the session")?;
    let ask = find(|call| call.session().is_some()).ok_or("no session is asked for")?;
    let mut cloud: Cloud = run.end.clone();
    if session.is_alive(cloud.now) {
        cloud = cloud.perform(&Call::Wait(session.expires - cloud.now)).1;
    }
    let (late, cloud) = cloud.perform(&use_call);
    if late.outcome.is_ok() {
        let same = late.caller_arn.as_deref() == Some(session.arn.as_str());
        return Ok(if same { "continues" } else { "own-credentials" }.to_owned());
    }
    let (_, cloud) = cloud.perform(&ask);
    let (again, _) = cloud.perform(&use_call);
    Ok(if again.outcome.is_ok() { "refused-until-renewed" } else { "lost" }.to_owned())
}
