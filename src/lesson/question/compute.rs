//! Computing facts: a lesson is played, each what-if once, and the plays are asked.

use super::fact::{Fact, Kind};
use crate::cloud::{Authorization, Call, Cloud, Exchange, Output};
use crate::iam::{Ambiguity, Decision, Layer, LayerOutcome};
use crate::lesson::duration::say_duration;
use crate::lesson::play::Run;
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{Stage, Status, Step, Timeline};
use crate::lesson::values::clock;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One play.
pub(in crate::lesson) struct Played {
    pub run: Run,
    pub timeline: Timeline,
}

/// The plays of one lesson, each made when it is first asked for: whoever proves something of it asks the same ones.
#[derive(Default)]
pub(in crate::lesson) struct Plays {
    known: BTreeMap<Option<String>, Result<Arc<Played>, String>>,
}

impl Plays {
    /// The play under a what-if, or the base play.
    pub fn get(&mut self, lesson: &Lesson, what_if: Option<&String>) -> Result<Arc<Played>, String> {
        let play = || {
            let what_ifs: Vec<String> = what_if.into_iter().cloned().collect();
            let run = Run::perform(lesson, &what_ifs).map_err(|error| error.to_string())?;
            let timeline = run.timeline(lesson, &what_ifs);
            Ok(Arc::new(Played { run, timeline }))
        };
        self.known.entry(what_if.cloned()).or_insert_with(play).clone()
    }

    /// What the fact is worth.
    pub fn compute(&mut self, lesson: &Lesson, fact: &Fact) -> Result<String, String> {
        let played = self.get(lesson, fact.what_if.as_ref())?;
        if fact.kind == Kind::FirstDifference {
            if fact.what_if.is_none() {
                return Err("it compares a what-if with the base play; name a `what-if`".to_owned());
            }
            let base = self.get(lesson, None)?;
            let step = played.timeline.differs_from(&base.timeline).first().map(|(step, _)| *step);
            return step.map(|step| step.to_string()).ok_or_else(|| "no step differs".to_owned());
        }
        played.value(fact)
    }

    /// An open point of AWS's documentation that the fact depends on: such a fact is never graded.
    pub fn open_point(&mut self, lesson: &Lesson, fact: &Fact) -> Option<Ambiguity> {
        let on_decisions = !matches!(
            fact.kind,
            Kind::CallerArn | Kind::ExpiresAt | Kind::Duration | Kind::AfterExpiry | Kind::FirstDifference
        );
        let played = self.get(lesson, fact.what_if.as_ref()).ok().filter(|_| on_decisions)?;
        let timeline = &played.timeline;
        let mut steps = timeline.steps.iter().filter(|step| fact.step.is_none_or(|number| number == step.number));
        let point = |one| open_points(one).find(|point| depends(fact, one, *point));
        steps.find_map(|step| timeline.evidence_of(step).find_map(point))
    }
}

/// The open points that a decision met. A setting that overrules it refuses like Block Public Access does.
pub(super) fn open_points(one: &Authorization) -> impl Iterator<Item = Ambiguity> {
    let by_setting = one.overruled_by.as_ref().map(|_| Ambiguity::PublicAccessBlock);
    one.trace.ambiguous.iter().copied().chain(by_setting)
}

/// Whether the fact depends on the open point. That Block Public Access refuses is certain; of which kind the refusal is
/// and how it is worded is not, unless an explicit deny decides anyhow.
fn depends(fact: &Fact, one: &Authorization, point: Ambiguity) -> bool {
    if point != Ambiguity::PublicAccessBlock {
        return true;
    }
    let denied_anyhow = one.trace.decision == Decision::ExplicitlyDenied;
    match fact.kind {
        Kind::IsAllowed | Kind::DecisionStep | Kind::FailedStage | Kind::FailedStep => false,
        // Where something else stands in the way too, AWS does not say which comes first.
        Kind::DecidingLayer => !denied_anyhow && one.trace.reasons.len() > 1,
        Kind::LayerOutcome => fact.layer == Some(Layer::PublicAccessBlock),
        Kind::Decision | Kind::DecidingPolicy | Kind::DecidingStatement | Kind::ErrorCode | Kind::StatusCode => {
            !denied_anyhow
        }
        _ => true,
    }
}

impl Played {
    fn value(&self, fact: &Fact) -> Result<String, String> {
        let timeline = &self.timeline;
        let none = |what: &str| format!("the play has no {what}");
        match fact.kind {
            Kind::IssuedAtStep => self.issued(fact.step).ok_or_else(|| "it is asked of a `step`".to_owned()),
            Kind::DecisionStep => timeline
                .steps
                .iter()
                .find(|step| step.stage == Stage::Evaluate && step.decision.is_some())
                .map(|step| step.number.to_string())
                .ok_or_else(|| none("decision of S3")),
            Kind::AfterExpiry => self.after_expiry(),
            Kind::Decision => self
                .decision(fact.step)
                .map(|decision| decision.name().to_owned())
                .ok_or_else(|| none("decision of a policy")),
            Kind::IsAllowed => self.is_allowed(fact.step).ok_or_else(|| none("such call")),
            Kind::ErrorCode | Kind::Message | Kind::StatusCode => self.answer(fact),
            Kind::FailedStage => {
                timeline.failed_stage().map(|stage| stage.id().to_owned()).ok_or_else(|| none("failed stage"))
            }
            Kind::FailedStep => timeline.failed_step.map(|step| step.to_string()).ok_or_else(|| none("failed step")),
            Kind::DecidingLayer | Kind::DecidingPolicy | Kind::DecidingStatement => {
                self.deciding(fact).ok_or_else(|| none("deciding statement"))
            }
            Kind::LayerOutcome => self.layer_outcome(fact),
            Kind::CallerArn => {
                let step = fact.step.ok_or("it is asked of a `step`")?;
                let exchange = self.exchange(Some(step)).ok_or_else(|| none("call at this step"))?;
                exchange.caller_arn.clone().ok_or_else(|| "AWS knows no caller there".to_owned())
            }
            Kind::ExpiresAt => self.session(fact.step).map(|session| clock(session.expires)),
            Kind::Duration => {
                self.session(fact.step).map(|session| say_duration((session.expires - session.issued).num_seconds()))
            }
            Kind::FirstDifference => Err("it compares two plays".to_owned()),
        }
    }

    /// The step asked for, or the one that decided: the one that failed, else the last with a verdict.
    fn step(&self, step: Option<usize>) -> Option<&Step> {
        let decided = || self.timeline.steps.iter().rev().find(|step| step.decision.is_some());
        match step.or(self.timeline.failed_step) {
            Some(number) => self.timeline.step(number),
            None => decided(),
        }
    }

    /// The call of a step that was made.
    fn exchange(&self, step: Option<usize>) -> Option<&Arc<Exchange>> {
        let step = self.step(step).filter(|step| step.status != Status::Skipped)?;
        self.timeline.exchange_of(step)
    }

    fn decision(&self, step: Option<usize>) -> Option<Decision> {
        match step {
            Some(_) => self.step(step)?.decision,
            None => self.timeline.decision,
        }
    }

    fn is_allowed(&self, step: Option<usize>) -> Option<String> {
        let good = match step {
            Some(number) => self.timeline.step(number)?.status == Status::Done,
            None => self.timeline.failed_step.is_none(),
        };
        Some(if good { "yes" } else { "no" }.to_owned())
    }

    fn issued(&self, step: Option<usize>) -> Option<String> {
        let step = self.timeline.step(step?)?;
        let exchange = self.timeline.exchange_of(step);
        let value = match (step.status, exchange.map(|exchange| &exchange.outcome)) {
            (Status::Done, Some(Ok(Output::Session(session)))) if session.expires > session.issued => {
                "temporary-credentials"
            }
            (Status::Failed, _) | (_, Some(Err(_))) => "error",
            _ => "nothing",
        };
        Some(value.to_owned())
    }

    /// Error code, message or status of the play, or of the call of a step.
    fn answer(&self, fact: &Fact) -> Result<String, String> {
        let none = || "the play has no error".to_owned();
        let exchange = self.exchange(fact.step);
        if fact.kind == Kind::StatusCode {
            let status = exchange.and_then(|exchange| exchange.status());
            return status.map(|(status, _)| status.to_string()).ok_or_else(|| "nothing is answered there".to_owned());
        }
        let error = match fact.step {
            Some(_) => exchange.and_then(|exchange| exchange.outcome.as_ref().err()),
            None => self.timeline.error.as_ref(),
        };
        let error = error.ok_or_else(none)?;
        Ok(if fact.kind == Kind::Message { error.message.clone() } else { error.code.clone() })
    }

    fn deciding(&self, fact: &Fact) -> Option<String> {
        let step = match fact.step {
            Some(number) => self.timeline.step(number)?,
            None => self.timeline.steps.iter().rev().find(|step| step.decision.is_some())?,
        };
        let one = self.timeline.evidence_of(step).next()?;
        if one.overruled_by.is_some() {
            let layer = Layer::PublicAccessBlock.id().to_owned();
            return (fact.kind == Kind::DecidingLayer).then_some(layer);
        }
        let trace = &one.trace;
        let reason = trace.reasons.first();
        Some(match (fact.kind, trace.deciding()) {
            (Kind::DecidingLayer, Some(_)) => trace.decided_by?.layer.id().to_owned(),
            (Kind::DecidingLayer, None) => reason?.layer.id().to_owned(),
            (Kind::DecidingPolicy, Some((policy, _))) => policy.name.clone(),
            (Kind::DecidingStatement, Some((_, statement))) => statement.label(),
            _ => return None,
        })
    }

    /// What a layer said; of the levels of SCPs and RCPs the first that stands in the way.
    fn layer_outcome(&self, fact: &Fact) -> Result<String, String> {
        let step = self.step(fact.step).ok_or("the play has no decision")?;
        let trace = &self.timeline.evidence_of(step).next().ok_or("no policy is evaluated there")?.trace;
        let levels = || trace.layers.iter().filter(|layer| Some(layer.layer) == fact.layer);
        let stands_in_the_way =
            levels().find(|layer| matches!(layer.outcome, LayerOutcome::Denies | LayerOutcome::NoAllow));
        let outcome = stands_in_the_way.or_else(|| levels().next()).map_or(LayerOutcome::Absent, |layer| layer.outcome);
        Ok(outcome.words().to_owned())
    }

    /// The session issued by the call of the step, or the last one.
    fn session(&self, step: Option<usize>) -> Result<Arc<crate::cloud::Session>, String> {
        let issued = match step {
            Some(_) => match self.exchange(step).map(|exchange| &exchange.outcome) {
                Some(Ok(Output::Session(session))) => Some(session),
                _ => None,
            },
            None => self.run.end.sessions.last(),
        };
        issued.cloned().ok_or_else(|| "no session is issued there".to_owned())
    }

    /// Plays on: past the end of the session, the same call again, then a new session and the call once more.
    fn after_expiry(&self) -> Result<String, String> {
        let run = &self.run;
        let session = run.end.sessions.last().ok_or("no session was issued")?;
        let find = |wanted: fn(&Call) -> bool| run.lines.iter().map(|line| &line.1).find(|call| wanted(call));
        let use_call =
            find(|call| !call.is_sts() && !matches!(call, Call::Wait(_))).ok_or("no call uses the session")?;
        let ask = find(|call| call.session().is_some()).ok_or("no session is asked for")?;
        let mut cloud: Cloud = run.end.clone();
        if session.is_alive(cloud.now) {
            cloud = cloud.perform(&Call::Wait(session.expires - cloud.now)).1;
        }
        let (late, cloud) = cloud.perform(use_call);
        if late.outcome.is_ok() {
            let same = late.caller_arn.as_deref() == Some(session.arn.as_str());
            return Ok(if same { "continues" } else { "own-credentials" }.to_owned());
        }
        let (_, cloud) = cloud.perform(ask);
        let (again, _) = cloud.perform(use_call);
        Ok(if again.outcome.is_ok() { "refused-until-renewed" } else { "lost" }.to_owned())
    }
}
