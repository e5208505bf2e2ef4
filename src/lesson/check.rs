//! Proving a lesson: it is played, with every what-if, and held against what its file expects.

use super::edit::ScriptEdit;
use super::inline_sizes;
use super::lab;
use super::question::{self, Played, Plays};
use super::scenario::{Expectation, Lesson, Panel, Pointer};
use super::timeline::{Stage, Timeline};
use crate::cloud::{Change, Exchange};
use crate::diagnostic::{Diagnostic, Span};
use crate::iam::{Decision, Layer, Policy};
use std::sync::Arc;

/// Plays the lesson and every what-if; reports where the file and the simulator disagree.
pub fn check(lesson: &Lesson) -> Vec<Diagnostic> {
    check_plays(lesson, &mut Plays::default())
}

/// The same with what was played of the lesson already.
pub(super) fn check_plays(lesson: &Lesson, plays: &mut Plays) -> Vec<Diagnostic> {
    let mut problems = findings(lesson);
    problems.extend(inline_sizes::findings(lesson));
    let base = plays.get(lesson, None);
    match &base {
        Ok(base) => {
            for line in &lesson.script {
                let Some(expect) = &line.expect else { continue };
                let seen = match base.run.exchange(line.number) {
                    Some(exchange) => Seen::of_exchange(exchange),
                    None => {
                        let title = format!("call {} is never made: an earlier call failed", line.number);
                        problems.push(
                            Diagnostic::error("call-not-made", &lesson.source, expect.span, title)
                                .help("change the set-up, or remove the expectation"),
                        );
                        continue;
                    }
                };
                compare(lesson, expect, &seen, &format!("call {}", line.number), &mut problems);
            }
        }
        Err(error) => {
            problems.push(Diagnostic::error("cannot-play", &lesson.source, Span::default(), error.as_str()));
        }
    }
    problems.extend(question::quiz(&lesson.source, &lesson.questions, &lesson.quiz_forms));
    problems.extend(lab::prove(lesson));
    let base = base.ok();
    let mut played: Vec<Arc<Played>> = base.iter().cloned().collect();
    for what_if in &lesson.what_ifs {
        match plays.get(lesson, Some(&what_if.id)) {
            Ok(changed) => {
                let timeline = &changed.timeline;
                if let Some(expect) = &what_if.expect {
                    compare(
                        lesson,
                        expect,
                        &Seen::of_timeline(timeline),
                        &format!("the what-if `{}`", what_if.id),
                        &mut problems,
                    );
                }
                if base.as_ref().is_some_and(|base| is_alike(&base.timeline, timeline)) {
                    let at = what_if.expect.as_ref().map_or_else(Span::default, |expect| expect.span);
                    let title = format!("the what-if `{}` changes nothing that a learner can see", what_if.id);
                    problems.push(
                        Diagnostic::error("idle-what-if", &lesson.source, at, title)
                            .help("change something that matters to the play"),
                    );
                }
                played.push(changed);
            }
            Err(error) => {
                let title = format!("the what-if `{}` cannot be played: {error}", what_if.id);
                problems.push(Diagnostic::error("cannot-play", &lesson.source, Span::default(), title));
            }
        }
    }
    problems.extend(dead_pointers(lesson, &played));
    // What a lesson is about is no mistake in it; an error is one all the same.
    problems.retain(|problem| !lesson.means(problem));
    problems
}

/// Every decision that the steps show, with the statement that made it as the evidence lights it.
fn deciding_texts(timeline: &Timeline) -> Vec<Option<(Layer, &str, &str)>> {
    let shown = timeline.steps.iter().flat_map(|step| timeline.evidence_of(step));
    shown
        .map(|one| {
            let (policy, statement) = one.trace.deciding()?;
            Some((one.trace.decided_by?.layer, policy.name.as_str(), policy.source.slice(statement.span)))
        })
        .collect()
}

/// What IAM and Access Analyzer would say of the policies, in the world, in the calls and in the what-ifs.
fn findings(lesson: &Lesson) -> Vec<Diagnostic> {
    let changed = lesson.what_ifs.iter().flat_map(|what_if| &what_if.changes).flat_map(Change::policies);
    let edited = lesson.what_ifs.iter().flat_map(|what_if| &what_if.edits).filter_map(ScriptEdit::policy);
    let passed = lesson.script.iter().filter_map(|line| line.call.policy());
    // A managed policy hangs in several places; it is told of once.
    let mut all: Vec<&Arc<Policy>> = Vec::new();
    for policy in lesson.world.policies().chain(changed).chain(passed).chain(edited) {
        if !all.iter().any(|known| Arc::ptr_eq(known, policy)) {
            all.push(policy);
        }
    }
    // What a lesson is about is no mistake in it; what AWS would not even save is.
    let told = |policy: &Arc<Policy>| policy.validate().into_iter().chain(lesson.names_nobody(policy));
    all.into_iter().flat_map(told).filter(|finding| !lesson.means(finding)).collect()
}

/// Whether a learner sees no difference between two plays.
fn is_alike(base: &Timeline, timeline: &Timeline) -> bool {
    base.steps == timeline.steps
        && base.variables == timeline.variables
        && deciding_texts(base) == deciding_texts(timeline)
}

/// Pointers at the evidence of a step that has none, whatever is played.
fn dead_pointers(lesson: &Lesson, played: &[Arc<Played>]) -> Vec<Diagnostic> {
    let questions = lesson.quiz_forms.iter().chain(&lesson.task_forms);
    let questions = questions.map(|form| (form.span, form.question.id.as_str(), &form.question.points_at));
    let moments = lesson.key_moments.iter().map(|moment| (Span::default(), moment.id.as_str(), &moment.points_at));
    let at_evidence = |pointer: &Pointer| pointer.step.filter(|_| pointer.panel == Panel::Evidence);
    let has_evidence =
        |number: usize| played.iter().any(|it| it.timeline.step(number).is_some_and(|step| !step.evidence.is_empty()));
    questions
        .chain(moments)
        .flat_map(|(span, id, points)| points.iter().filter_map(at_evidence).map(move |step| (span, id, step)))
        .filter(|(_, _, step)| !has_evidence(*step))
        .map(|(span, id, step)| {
            let title = format!("`{id}` points at the evidence of step {step}, which has none");
            Diagnostic::error("dead-pointer", &lesson.source, span, title)
                .help("point at a step of `validate` or `evaluate`, or at another panel")
        })
        .collect()
}

/// What the simulator did, in the terms of an [`Expectation`].
struct Seen {
    decision: Option<Decision>,
    policy: Option<String>,
    statement: Option<(String, usize)>,
    error: Option<String>,
    failed_stage: Option<Stage>,
}

impl Seen {
    fn of_exchange(exchange: &Exchange) -> Self {
        let deciding = exchange.deciding().map(|one| &one.trace);
        let by = deciding.and_then(|trace| trace.deciding());
        Self {
            decision: deciding.map(|trace| trace.decision),
            policy: by.map(|(policy, _)| policy.name.clone()),
            statement: by.map(|(_, statement)| (statement.label(), statement.index + 1)),
            error: exchange.outcome.as_ref().err().map(|error| error.code.clone()),
            failed_stage: None,
        }
    }

    fn of_timeline(timeline: &Timeline) -> Self {
        let step = match timeline.failed_step {
            Some(number) => timeline.step(number),
            None => timeline.steps.iter().rev().find(|step| step.decision.is_some()),
        };
        let exchange = step.and_then(|step| timeline.exchange_of(step));
        let mut seen = exchange.map_or_else(
            || Self { decision: None, policy: None, statement: None, error: None, failed_stage: None },
            |exchange| Self::of_exchange(exchange),
        );
        seen.decision = timeline.decision;
        seen.error = timeline.error.as_ref().map(|error| error.code.clone());
        seen.failed_stage = timeline.failed_stage();
        seen
    }
}

fn compare(lesson: &Lesson, expect: &Expectation, seen: &Seen, what: &str, problems: &mut Vec<Diagnostic>) {
    let mut differ = |name: &str, wanted: String, found: Option<String>| {
        let found = found.map_or_else(|| "none".to_owned(), |found| format!("`{found}`"));
        let title = format!("{what} should have {name} `{wanted}`, the simulator finds {found}");
        let help = "either the set-up or the expectation is wrong; `rolecall play` shows what happens";
        problems.push(Diagnostic::error("expectation", &lesson.source, expect.span, title).help(help));
    };
    if let Some(wanted) = expect.decision.filter(|wanted| seen.decision != Some(*wanted)) {
        differ("decision", wanted.name().to_owned(), seen.decision.map(|decision| decision.name().to_owned()));
    }
    if let Some(wanted) = expect.policy.as_ref().filter(|wanted| seen.policy.as_ref() != Some(wanted)) {
        differ("deciding policy", wanted.clone(), seen.policy.clone());
    }
    if let Some(wanted) = &expect.statement {
        let matches =
            seen.statement.as_ref().is_some_and(|(label, number)| label == wanted || number.to_string() == *wanted);
        if !matches {
            differ("deciding statement", wanted.clone(), seen.statement.as_ref().map(|(label, _)| label.clone()));
        }
    }
    if let Some(wanted) = expect.error.as_ref().filter(|wanted| seen.error.as_ref() != Some(wanted)) {
        differ("error", wanted.clone(), seen.error.clone());
    }
    if let Some(wanted) = expect.failed_stage.filter(|wanted| seen.failed_stage != Some(*wanted)) {
        differ("failed stage", wanted.id().to_owned(), seen.failed_stage.map(|stage| stage.id().to_owned()));
    }
}
