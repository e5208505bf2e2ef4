//! Playing: the simulator performs the script, and the exchanges become the five stages.

use super::duration::clock_duration;
use super::edit::ScriptEdit;
use super::free_edit::PolicyEdit;
use super::scenario::{Lesson, WhatIf};
use super::timeline::{Cells, ExecutionLine, FlowEdge, FlowNode, Stage, Status, Step, Timeline};
use super::track;
use super::unmade::{Maker, Unmade};
use super::values::{self, Made, Values, clock, short_arn, short_key};
use super::words::{Shows, StepWords};
use crate::cloud::{Call, Caller, Change, ChangeError, Cloud, Exchange, Output, Session, World};
use crate::iam::Decision;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A play that could not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayError {
    /// No such what-if.
    #[error("this lesson has no what-if `{name}`; it has {known}")]
    UnknownWhatIf {
        /// As given.
        name: String,
        /// The ids there are, separated by commas.
        known: String,
    },
    /// A change names something that is not there; `check` finds it too.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// Plays the lesson with the named what-ifs applied, in their order.
pub fn play(lesson: &Lesson, what_ifs: &[String]) -> Result<Timeline, PlayError> {
    play_changed(lesson, what_ifs, &[])
}

/// Plays the lesson with the named what-ifs applied, and then `changes`.
pub fn play_changed(lesson: &Lesson, what_ifs: &[String], changes: &[Change]) -> Result<Timeline, PlayError> {
    play_with(lesson, what_ifs, changes, &[])
}

/// Plays the lesson with the named what-ifs applied, and then a learner's own edits.
pub fn play_edited(lesson: &Lesson, what_ifs: &[String], edits: &[PolicyEdit]) -> Result<Timeline, PlayError> {
    let changes: Vec<_> = edits.iter().filter_map(PolicyEdit::change).collect();
    let script: Vec<_> = edits.iter().filter_map(PolicyEdit::script_edit).collect();
    play_with(lesson, what_ifs, &changes, &script)
}

/// Plays the lesson with the named what-ifs applied, and then changes of the world and edits of the script.
pub(super) fn play_with(
    lesson: &Lesson,
    what_ifs: &[String],
    changes: &[Change],
    edits: &[ScriptEdit],
) -> Result<Timeline, PlayError> {
    let run = Run::perform_changed(lesson, what_ifs, changes, edits)?;
    Ok(run.timeline(lesson, what_ifs))
}

/// The numbered calls of the lesson with the edits of the named what-ifs made.
pub(super) fn script_of(lesson: &Lesson, what_ifs: &[String]) -> Result<Vec<(usize, Call)>, PlayError> {
    let mut script = lesson.script.iter().map(|line| (line.number, line.call.clone())).collect();
    for name in what_ifs {
        for edit in &lesson.known_what_if(name)?.edits {
            edit.apply(&mut script);
        }
    }
    Ok(script)
}

impl Lesson {
    /// The what-if called `name`, or an error that names those there are.
    pub(super) fn known_what_if(&self, name: &str) -> Result<&WhatIf, PlayError> {
        self.what_if(name).ok_or_else(|| {
            let known: Vec<_> = self.what_ifs.iter().map(|what_if| format!("`{}`", what_if.id)).collect();
            PlayError::UnknownWhatIf { name: name.to_owned(), known: known.join(", ") }
        })
    }
}

/// The world with the changes made, one after the other.
pub(super) fn changed(world: &Arc<World>, changes: &[Change]) -> Result<Arc<World>, ChangeError> {
    changes.iter().try_fold(Arc::clone(world), |world, change| world.with(change).map(Arc::new))
}

/// Credentials that were never issued cannot sign anything: such a call is never made.
pub(super) fn is_possible(cloud: &Cloud, call: &Call) -> bool {
    match call.caller() {
        Some(Caller::Session(name)) => cloud.session(name).is_some(),
        _ => true,
    }
}

/// The clouds after each call of the lesson's script, played in a world; nothing of it is written down.
fn clouds(lesson: &Lesson, world: &Arc<World>) -> impl Iterator<Item = Cloud> {
    let (mut cloud, mut unmade) = (Cloud::new(Arc::clone(world)), Unmade::default());
    lesson.script.iter().map(move |line| {
        if matches!(unmade.maker_of(&cloud, &line.call), Maker::There) {
            let (settled, next) = cloud.settle(&line.call);
            unmade.note(&line.call, settled.caller_arn().as_deref(), settled.outcome.is_err());
            cloud = next;
        }
        cloud.clone()
    })
}

/// The cloud after the lesson's script was played in a world.
pub(super) fn end(lesson: &Lesson, world: &Arc<World>) -> Cloud {
    clouds(lesson, world).last().unwrap_or_else(|| Cloud::new(Arc::clone(world)))
}

/// The cloud at the moment the script issues the session `name`; `None` when it issues none. A role that the script has
/// made before has its policies there.
pub(super) fn when_issued(lesson: &Lesson, world: &Arc<World>, name: &str) -> Option<Cloud> {
    clouds(lesson, world).find_map(|cloud| {
        let issued = cloud.session(name)?.issued;
        Some(Cloud { now: issued, ..cloud })
    })
}

/// The script, performed.
pub(super) struct Run {
    /// Number in the script (0 for lines a what-if inserted), the call, and what came of it; `None` when it was never
    /// made because an earlier one failed.
    pub lines: Vec<(usize, Call, Option<Arc<Exchange>>)>,
    /// The cloud after the last call.
    pub end: Cloud,
    /// Why nobody was there to make the calls with these numbers.
    nobody: BTreeMap<usize, String>,
}

impl Run {
    pub fn perform(lesson: &Lesson, what_ifs: &[String]) -> Result<Self, PlayError> {
        Self::perform_changed(lesson, what_ifs, &[], &[])
    }

    fn perform_changed(
        lesson: &Lesson,
        what_ifs: &[String],
        changes: &[Change],
        edits: &[ScriptEdit],
    ) -> Result<Self, PlayError> {
        let mut world = Arc::clone(&lesson.world);
        for name in what_ifs {
            world = changed(&world, &lesson.known_what_if(name)?.changes)?;
        }
        let mut script = script_of(lesson, what_ifs)?;
        for edit in edits {
            edit.apply(&mut script);
        }
        Ok(Self::of(changed(&world, changes)?, script))
    }

    /// Performs numbered calls, one after the other.
    pub fn of(world: Arc<World>, script: Vec<(usize, Call)>) -> Self {
        let mut cloud = Cloud::new(world);
        let mut lines = Vec::with_capacity(script.len());
        let (mut unmade, mut nobody) = (Unmade::default(), BTreeMap::new());
        for (number, call) in script {
            let maker = unmade.maker_of(&cloud, &call);
            let exchange = matches!(maker, Maker::There).then(|| {
                let (exchange, next) = cloud.perform(&call);
                unmade.note(&call, exchange.caller_arn.as_deref(), exchange.outcome.is_err());
                cloud = next;
                Arc::new(exchange)
            });
            if let Maker::Unmade(why) = maker {
                nobody.insert(number, why);
            }
            lines.push((number, call, exchange));
        }
        Self { lines, end: cloud, nobody }
    }

    /// Position of the line with this number.
    fn position(&self, number: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.0 == number && number > 0)
    }

    /// What came of the call with this number.
    pub fn exchange(&self, number: usize) -> Option<&Arc<Exchange>> {
        self.lines.get(self.position(number)?)?.2.as_ref()
    }

    pub fn timeline(&self, lesson: &Lesson, what_ifs: &[String]) -> Timeline {
        let mut exchanges: Vec<Arc<Exchange>> = Vec::new();
        let mut index_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, _, exchange) in &self.lines {
            if let Some(exchange) = exchange {
                index_of.insert(*number, exchanges.len());
                exchanges.push(Arc::clone(exchange));
            }
        }
        let said = Said::of(self, lesson);
        let mut steps: Vec<Step> = Vec::new();
        let mut failed: Option<usize> = None;
        let mut last_clock = lesson.world.start;
        let mut shown: Option<&Arc<Session>> = None;
        for (position, words) in lesson.steps.iter().enumerate() {
            let mut step = self.step(lesson, said.of_call(words.call), words, position + 1, failed, last_clock);
            step.exchange = words.call.and_then(|number| index_of.get(&number).copied());
            last_clock = step.clock;
            let own = self.session_shown(words, &step);
            // Who asks with a long-term key, or with none, asks without a session.
            let without = words.stage == Stage::Request && own.is_none();
            shown = own.or(shown);
            step.session_left =
                shown.filter(|_| !without).map(|session| (session.expires - step.clock).num_seconds().max(0));
            if step.status == Status::Failed && failed.is_none() {
                failed = Some(step.number);
            }
            steps.push(step);
        }
        let failure = failed.and_then(|number| lesson.steps.get(number - 1)).and_then(|words| words.call);
        let error = failure.and_then(|number| self.exchange(number)?.outcome.as_ref().err().cloned());
        let decision = match failed.and_then(|number| steps.get(number - 1)) {
            // A refusal that no policy decided (expired, bad parameter) is no verdict.
            Some(step) => step.decision.filter(|decision| *decision != Decision::Allowed),
            None => steps.iter().rev().find_map(|step| step.decision),
        };
        let mut timeline = Timeline {
            scenario: lesson.head.id.clone(),
            what_ifs: what_ifs.to_vec(),
            decision,
            error,
            failed_step: failed,
            flow: self.flow(lesson, &steps, &said),
            execution: self.execution(lesson, &steps, &said),
            columns: track::columns(&steps, lesson.world.start, self.end.now),
            variables: Vec::new(),
            steps,
            exchanges,
            start: lesson.world.start,
        };
        timeline.variables = track::rows(lesson, self, &timeline);
        timeline
    }

    fn step(
        &self,
        lesson: &Lesson,
        values: &Values,
        words: &StepWords,
        number: usize,
        failed: Option<usize>,
        last_clock: chrono::DateTime<chrono::Utc>,
    ) -> Step {
        let exchange = words.call.and_then(|call| self.exchange(call)).map(Arc::as_ref);
        let fails = exchange.is_some_and(|exchange| fails(words.stage, exchange));
        let status = match (failed, words.stage) {
            (_, Stage::Complete) => Status::Done,
            (Some(_), _) => Status::Skipped,
            (None, _) if fails => Status::Failed,
            (None, _) if exchange.is_none() => Status::Skipped,
            (None, _) => Status::Done,
        };
        let clock = match (words.stage, exchange, status) {
            (_, _, Status::Skipped) | (Stage::Complete, ..) | (_, None, _) => last_clock,
            (Stage::Request | Stage::Use, Some(exchange), Status::Done) => exchange.sent,
            (_, Some(exchange), _) => exchange.answered,
        };
        let decides = matches!(words.stage, Stage::Validate | Stage::Evaluate) && status != Status::Skipped;
        let deciding = exchange.filter(|_| decides).and_then(Exchange::deciding);
        let evidence = exchange.filter(|_| decides).map(evidence).unwrap_or_default();
        let mut said = words_of(words, values, status, failed.is_some());
        let mut shown = values_of(words, exchange, values, status, failed.is_some());
        if words.stage == Stage::Complete
            && let Some(refused) = failed.and_then(|number| lesson.steps.get(number.checked_sub(1)?)?.call)
            && let Some(exchange) = self.exchange(refused)
            && let (Err(error), Some(told)) = (&exchange.outcome, exchange.refused_with())
        {
            shown.result = format!("{} {told}", error.status);
            if words.result_failed.is_none() {
                said.result = format!("an error came back: {told}");
            }
        }
        Step {
            number,
            stage: words.stage,
            status,
            words: said,
            values: shown,
            clock,
            exchange: None,
            decision: deciding.map(|one| one.trace.decision),
            evidence,
            says: self.says(lesson, values, words, exchange, status, failed.is_some()),
            session_left: None,
        }
    }

    /// The session that a step shows: the one that is issued there, or the one that signs its call. Sessions of calls that
    /// no step shows are nothing that a learner sees.
    fn session_shown(&self, words: &StepWords, step: &Step) -> Option<&Arc<Session>> {
        if step.status == Status::Skipped {
            return None;
        }
        let (_, call, exchange) = self.lines.get(self.position(words.call?)?)?;
        if let (Stage::Validate, Ok(Output::Session(issued))) = (words.stage, &exchange.as_ref()?.outcome) {
            return Some(issued);
        }
        let Caller::Session(name) = call.caller()? else { return None };
        let mut issued = self.end.sessions.iter().rev().filter(|session| session.issued <= step.clock);
        issued.find(|session| session.name == *name)
    }

    pub fn values(&self, lesson: &Lesson, call: Option<usize>) -> Values {
        let made = self.made();
        let own = self.own(lesson, call);
        values::of_call(values::of_play(lesson, &self.end, &made), lesson, &self.end, &made, own)
    }

    fn made(&self) -> Vec<Made<'_>> {
        self.lines.iter().map(|(_, call, exchange)| (call, exchange.as_deref())).collect()
    }

    /// The call that a row is about. One that is taken out is not made, but its row still names who would make it and
    /// what they would ask for.
    fn own<'a>(&'a self, lesson: &'a Lesson, call: Option<usize>) -> Option<Made<'a>> {
        let number = call?;
        let played = self.position(number).and_then(|at| self.lines.get(at));
        let in_script = || lesson.script.iter().find(|line| line.number == number);
        match played {
            Some((_, call, exchange)) => Some((call, exchange.as_deref())),
            None => in_script().map(|line| (&line.call, None)),
        }
    }

    /// Whether the call of the last step was not made.
    pub fn ends_unmade(&self, lesson: &Lesson) -> bool {
        let last = lesson.steps.iter().rev().find_map(|words| words.call);
        last.is_some_and(|number| self.exchange(number).is_none())
    }

    /// One plain sentence on what happened in a step, and why.
    fn says(
        &self,
        lesson: &Lesson,
        values: &Values,
        words: &StepWords,
        exchange: Option<&Exchange>,
        status: Status,
        failed: bool,
    ) -> String {
        let value = |name: &str| values.get(name).map_or("–", String::as_str);
        if status == Status::Skipped {
            let nobody = words.call.and_then(|number| self.nobody.get(&number)).map(String::as_str);
            let otherwise = if failed { "an earlier step was refused" } else { "its call is not made" };
            return format!("this never happens: {}", nobody.unwrap_or(otherwise));
        }
        match (words.stage, exchange) {
            (Stage::Complete, _) if failed => {
                "the process ends: an error came back in place of what was asked".to_owned()
            }
            (Stage::Complete, _) if self.ends_unmade(lesson) => {
                "the process ends: what it is about was never asked for".to_owned()
            }
            (Stage::Complete, _) => "the process ends: access was granted".to_owned(),
            (Stage::Request, Some(exchange)) => {
                let (caller, call) = (value("caller"), exchange.call_name().unwrap_or_default());
                let by_service = self.lines.iter().any(|(number, call, _)| {
                    Some(*number) == words.call && matches!(call.caller(), Some(Caller::Service { .. }))
                });
                match &exchange.key_id {
                    _ if by_service => format!("{caller} sends {call}, signed by the service itself"),
                    Some(key) => format!("{caller} sends {call}, signed with key {}", short_key(key)),
                    None if values.contains_key("subject") => {
                        format!("{caller} sends {call}: no key signs it, a token speaks for the caller")
                    }
                    None => format!("{caller} sends {call}, unsigned"),
                }
            }
            (Stage::Use, Some(exchange)) => says_use(exchange, value("caller-arn")),
            (_, Some(exchange)) => {
                let sentence = exchange.plain_sentence();
                match (&exchange.outcome, sentence) {
                    // The sentence tells already what refuses it.
                    (Err(error), Some(sentence))
                        if exchange.deciding().is_some_and(|one| one.overruled_by.is_some()) =>
                    {
                        format!("{sentence}: {}", error.code)
                    }
                    (Err(error), Some(sentence)) if exchange.deciding().is_some_and(|one| one.trace.is_allowed()) => {
                        format!("{sentence}; but {}: {}", error.code, error.message)
                    }
                    (Err(error), None) => error.message.clone(),
                    (_, Some(sentence)) => sentence,
                    (Ok(_), None) => "no permission is needed".to_owned(),
                }
            }
            (_, None) => String::new(),
        }
    }

    fn flow(&self, lesson: &Lesson, steps: &[Step], said: &Said) -> Vec<FlowNode> {
        lesson
            .flow
            .iter()
            .zip(lesson.steps.iter().zip(steps))
            .map(|(words, (step_words, step))| {
                let values = said.of_call(step_words.call);
                let exchange = step_words.call.and_then(|call| self.exchange(call)).map(Arc::as_ref);
                FlowNode {
                    label: words.label.fill(values),
                    words: words.words.fill(values),
                    account: self.account_of(step_words, exchange, values),
                    step: step.number,
                    status: step.status,
                    edge: edge(step, exchange, steps.get(step.number)),
                }
            })
            .collect()
    }

    /// The account whose boundary is drawn around a node; services belong to AWS, the resource to its owner.
    fn account_of(&self, words: &StepWords, exchange: Option<&Exchange>, values: &Values) -> Option<String> {
        match words.stage {
            Stage::Request | Stage::Use => values.get("account").cloned(),
            Stage::Validate => values.get("role-arn").and_then(|arn| arn.split(':').nth(4)).map(ToOwned::to_owned),
            Stage::Evaluate => {
                let call = words.call.and_then(|number| self.lines.get(self.position(number)?)).map(|line| &line.1);
                let owner = match call {
                    Some(Call::S3 { operation, .. }) => {
                        operation.bucket().and_then(|name| self.end.world.buckets.get(name))
                    }
                    _ => None,
                };
                let asked = || exchange?.deciding()?.trace.request.resource_account.clone();
                owner.map(|bucket| bucket.account.clone()).or_else(asked)
            }
            Stage::Complete => None,
        }
    }

    fn execution(&self, lesson: &Lesson, steps: &[Step], said: &Said) -> Vec<ExecutionLine> {
        lesson
            .execution
            .iter()
            .map(|words| {
                // What comes after a refusal is not told in the rows, so it is not told here either.
                let before = |number: usize| lesson.steps.iter().position(|step| step.call == Some(number));
                let failed = steps.iter().position(|step| step.status == Status::Failed);
                let is_after = matches!((before(words.call), failed), (Some(own), Some(failed)) if own > failed);
                let exchange = self.exchange(words.call).map(Arc::as_ref).filter(|_| !is_after);
                let lit_by = |stage: Stage| match words.shows {
                    Shows::Command => matches!(stage, Stage::Request | Stage::Use),
                    Shows::Answer => matches!(stage, Stage::Validate | Stage::Evaluate),
                };
                let of_call = || {
                    let told = lesson.steps.iter().zip(steps);
                    told.filter(|(step, _)| step.call == Some(words.call))
                };
                let mut own: Vec<&Step> =
                    of_call().filter(|(step, _)| lit_by(step.stage)).map(|(_, step)| step).collect();
                // A call may be told without the row in which it is made. Its command still comes before its answer.
                if own.is_empty() && words.shows == Shows::Command {
                    own.extend(of_call().next().map(|(_, step)| step));
                }
                let refused_earlier =
                    words.shows == Shows::Answer && exchange.is_some_and(|exchange| exchange.outcome.is_err());
                let status = match exchange {
                    None => Status::Skipped,
                    Some(_) if refused_earlier => Status::Failed,
                    Some(_) => Status::Done,
                };
                let text = exchange.map_or_else(
                    || "(never sent)".to_owned(),
                    |exchange| match words.shows {
                        Shows::Command => exchange.shown_command(),
                        Shows::Answer => answer(exchange),
                    },
                );
                // An answer that comes a stage early (credentials refused) is lit with the step that failed.
                let mut lit: Vec<usize> = own.iter().map(|step| step.number).collect();
                if refused_earlier {
                    lit.extend(steps.iter().filter(|step| step.status == Status::Failed).map(|step| step.number));
                }
                lit.sort_unstable();
                lit.dedup();
                ExecutionLine { words: words.words.fill(said.of_call(Some(words.call))), text, steps: lit, status }
            })
            .collect()
    }
}

/// The values by placeholder of every call that a lesson's words are about, each computed once.
struct Said(BTreeMap<Option<usize>, Values>);

impl Said {
    fn of(run: &Run, lesson: &Lesson) -> Self {
        let of_steps = lesson.steps.iter().map(|words| words.call);
        let calls: BTreeSet<_> = of_steps.chain(lesson.execution.iter().map(|words| Some(words.call))).collect();
        let made = run.made();
        let whole = values::of_play(lesson, &run.end, &made);
        let of_call = |call: Option<usize>| {
            (call, values::of_call(whole.clone(), lesson, &run.end, &made, run.own(lesson, call)))
        };
        Self(calls.into_iter().map(of_call).collect())
    }

    fn of_call(&self, call: Option<usize>) -> &Values {
        static NOTHING: Values = Values::new();
        self.0.get(&call).unwrap_or(&NOTHING)
    }
}

/// How the service knows who calls.
fn says_use(exchange: &Exchange, caller_arn: &str) -> String {
    let service = exchange.service_name();
    let who = short_arn(caller_arn);
    match (&exchange.outcome, exchange.key_id.as_deref()) {
        (Err(error), _) if !exchange.authenticated => {
            format!("{service} refuses the credentials before any policy is read: {}", error.message)
        }
        (_, None) => format!("{service} takes the call unsigned: the caller is anybody"),
        (_, Some(key)) if key.starts_with("ASIA") => format!("{service} knows the caller by the temporary key: {who}"),
        _ => format!("{service} knows the caller by the long-term key: {who}"),
    }
}

/// Whether the exchange's failure belongs to this stage.
fn fails(stage: Stage, exchange: &Exchange) -> bool {
    let refused = exchange.outcome.is_err();
    match stage {
        Stage::Validate => refused,
        Stage::Use => refused && !exchange.authenticated,
        Stage::Evaluate => refused && exchange.authenticated,
        Stage::Request | Stage::Complete => false,
    }
}

/// The authorizations of an exchange, the deciding one first.
fn evidence(exchange: &Exchange) -> Vec<usize> {
    let count = exchange.authorizations.len();
    let first = exchange.authorizations.iter().position(|one| !one.trace.is_allowed()).unwrap_or(0);
    (0..count).filter(|index| *index == first).chain((0..count).filter(|index| *index != first)).collect()
}

/// The result of a step that did not happen. After one that a what-if leaves out, the process goes on.
fn skipped(failed_before: bool) -> &'static str {
    if failed_before { "not reached" } else { "not made" }
}

fn words_of(words: &StepWords, values: &Values, status: Status, failed_before: bool) -> Cells {
    let refused = status == Status::Failed || words.stage == Stage::Complete && failed_before;
    let output = words.output_failed.as_ref().filter(|_| refused).unwrap_or(&words.output);
    let result = match (&words.result_failed, status) {
        (_, Status::Skipped) => skipped(failed_before).to_owned(),
        (Some(template), _) if refused => template.fill(values),
        (None, Status::Failed) => format!("refused: {}", values.get("error").map_or("error", String::as_str)),
        _ => words.result.fill(values),
    };
    let output = if status == Status::Skipped { "–".to_owned() } else { output.fill(values) };
    Cells { action: words.action.fill(values), input: words.input.fill(values), output, result }
}

/// The cells as simulated values; the same for every lesson, because the simulator knows them.
fn values_of(
    words: &StepWords,
    exchange: Option<&Exchange>,
    values: &Values,
    status: Status,
    failed_before: bool,
) -> Cells {
    let value = |name: &str| values.get(name).cloned().unwrap_or_else(|| "–".to_owned());
    let Some(exchange) = exchange else {
        let result = if status == Status::Skipped { skipped(failed_before) } else { "ended" };
        return Cells { action: "–".into(), input: "–".into(), output: "–".into(), result: result.into() };
    };
    let name = exchange.call_name().unwrap_or_default();
    let answer = exchange
        .response
        .as_ref()
        .map_or_else(String::new, |response| format!("{} {}", response.status, response.reason));
    let answer = match &exchange.outcome {
        Ok(_) => answer,
        Err(error) => format!("{} {}", error.status, exchange.refused_with().unwrap_or(&error.code)),
    };
    let request = exchange.request.as_ref();
    let line = request
        .map_or_else(String::new, |request| format!("{} https://{}{}", request.method, request.host, request.target));
    let key = exchange.key_id.as_deref().map_or_else(|| "unsigned".to_owned(), short_key);
    let signed = match &exchange.key_id {
        _ if exchange.is_by_service() => "signed by the service".to_owned(),
        _ if exchange.is_by_token() => "with a token".to_owned(),
        Some(_) => format!("key {key}"),
        None => key.clone(),
    };
    // A web identity has no ARN; its subject stands for it.
    let who = values.get("caller-arn").or(values.get("caller")).map_or("–", String::as_str);
    let decided = exchange.deciding();
    let cells = match words.stage {
        Stage::Request => (name, value("role-arn"), line, format!("sent {}, {signed}", clock(exchange.sent))),
        Stage::Validate => {
            let output = match &exchange.outcome {
                Ok(Output::Session(session)) => {
                    format!("{} until {}", short_key(session.access_key_id()), clock(session.expires))
                }
                Ok(Output::Identity { arn, .. }) => short_arn(arn).to_owned(),
                _ => "nothing".to_owned(),
            };
            let input = format!("{} by {}", short_arn(&value("role-arn")), short_arn(who));
            (format!("decide {name}"), input, output, answer)
        }
        Stage::Use => {
            let result = if exchange.authenticated { short_arn(who).to_owned() } else { answer };
            (name, key, line, result)
        }
        Stage::Evaluate => {
            let action = if exchange.deciding().is_some() { exchange.decided_actions().join(", ") } else { name };
            let output = decided.map_or_else(
                || "no decision".to_owned(),
                |one| match &one.overruled_by {
                    Some(setting) => format!("{}, refused by {}", one.trace.decision.name(), setting.name()),
                    None => one.trace.decision.name().to_owned(),
                },
            );
            let policies = decided.map_or_else(|| "no policy".to_owned(), |one| values::policy_names(&one.trace));
            (format!("decide {action}"), policies, output, answer)
        }
        Stage::Complete => ("–".into(), "–".into(), "–".into(), answer),
    };
    let (action, input, output, result) = cells;
    if status == Status::Skipped {
        return Cells { action, input, output: "–".into(), result: skipped(failed_before).into() };
    }
    Cells { action, input, output, result }
}

/// What travels from a step's node to the next one.
fn edge(step: &Step, exchange: Option<&Exchange>, next: Option<&Step>) -> Option<FlowEdge> {
    next?;
    let failed = step.status == Status::Failed;
    let label = match (step.stage, exchange) {
        (_, Some(exchange)) if failed => exchange.refused_with().map(str::to_owned).unwrap_or_default(),
        (Stage::Request | Stage::Use, Some(exchange)) => exchange.operation.to_owned(),
        (Stage::Validate, _) => "credentials".to_owned(),
        (Stage::Evaluate, Some(exchange)) => exchange
            .response
            .as_ref()
            .map_or_else(String::new, |response| format!("{} {}", response.status, response.reason)),
        _ => String::new(),
    };
    Some(FlowEdge { label, failed })
}

/// What the CLI printed, with secrets and tokens shortened: the sample shows the form, the exchange keeps the whole.
fn answer(exchange: &Exchange) -> String {
    const SECRETS: [&str; 5] =
        ["\"SecretAccessKey\"", "\"SessionToken\"", "\"Token\"", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    if exchange.printed.is_empty() {
        let response = exchange.response.as_ref();
        return response.map_or_else(String::new, |response| format!("{} {}", response.status, response.reason));
    }
    let shorten = |line: &str| {
        let secret = SECRETS.iter().any(|name| line.trim_start().starts_with(name));
        let (between, end) = if line.contains(": \"") { (": \"", "\"") } else { ("=", "") };
        match (secret, line.split_once(between)) {
            (true, Some((name, value))) => {
                let comma = if value.ends_with(',') { "," } else { "" };
                let head: String = value.chars().take(12).collect();
                format!("{name}{between}{head}…{end}{comma}")
            }
            _ => line.to_owned(),
        }
    };
    let mut text = exchange.printed.lines().map(shorten).collect::<Vec<_>>().join("\n");
    if let Ok(Output::Object { body, .. }) = &exchange.outcome
        && !body.is_empty()
    {
        let first = body.lines().next().unwrap_or_default();
        text.push_str(&format!("\n# the file begins: {first}"));
    }
    text
}

/// `59:46 left`, for the tracker.
pub(super) fn left(seconds: i64) -> String {
    format!("{} left", clock_duration(seconds))
}
