//! Goals: requests that must be allowed and requests that must be denied. Puzzles, blanks and projects are judged by
//! them, so every right answer counts.
//!
//! A goal is judged by really making its calls in a cloud of its own; it never looks at the text of a policy.

use super::lab::Desk;
use super::load_calls;
use super::names::Names;
use super::play::{Unmade, changed};
use super::reader::Table;
use super::scenario::Lesson;
use crate::cloud::{
    ApiError, Authorization, Call, Caller, Change, ChangeError, Cloud, Exchange, Output, Settled, World,
};
use crate::diagnostic::Span;
use crate::iam::{Decision, Trace};
use std::sync::Arc;

/// What has to come of a goal's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Must {
    /// It is allowed.
    Allow,
    /// It is refused.
    Deny,
}

impl Must {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// A request with what must come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// In words, for people.
    pub says: String,
    /// What must come of it.
    pub must: Must,
    /// The calls; the last one counts, and when an earlier one is refused, the request is refused, too.
    pub calls: Vec<Call>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A goal, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalOutcome {
    /// In words, as the file says it.
    pub goal: String,
    /// What had to come of it.
    pub must: Must,
    /// It came.
    pub met: bool,
    /// The decision that counted; `None` when it did not come to one.
    pub decision: Option<Decision>,
    /// The error that came back.
    pub error: Option<ApiError>,
    /// Why.
    pub trace: Option<Arc<Trace>>,
    /// What was decided for the calls before the one that counted, all of them let through.
    pub on_the_way: Vec<Authorization>,
    /// What was decided for the call that counted.
    pub decisions: Vec<Authorization>,
    /// The call that counted, and the cloud it was made in.
    made: Option<(Cloud, Call)>,
}

impl GoalOutcome {
    /// The call that counted, as it travelled; `None` when none was made.
    pub fn exchange(&self) -> Option<Exchange> {
        self.made.as_ref().map(|(cloud, call)| cloud.perform(call).0)
    }

    /// What a person at the keyboard sees of it: what the CLI prints, or that it was let through.
    pub fn symptom(&self) -> String {
        match self.exchange() {
            Some(exchange) if self.error.is_some() => exchange.printed().to_owned(),
            // What a service does by itself is no command, but a clause.
            Some(exchange) => match exchange.command().strip_prefix("# ") {
                Some(clause) => format!("nobody stops it: {}", clause.trim_end_matches(" with:")),
                None => format!("nobody stops `{}`", exchange.command()),
            },
            None => self.says(),
        }
    }

    /// What happened and why, in one plain sentence.
    pub fn says(&self) -> String {
        match (&self.trace, &self.error) {
            (Some(trace), Some(error)) if trace.is_allowed() => {
                format!("{}; but {}: {}", trace.plain_sentence(), error.code, error.message)
            }
            (Some(trace), _) => trace.plain_sentence(),
            (None, Some(error)) => format!("{}: {}", error.code, error.message),
            (None, None) => "no permission is needed".to_owned(),
        }
    }
}

/// Judges goals in the lesson's world with the changes made.
///
/// # Errors
/// When a change names something that is not there.
pub fn judge_goals(lesson: &Lesson, changes: &[Change], goals: &[Goal]) -> Result<Vec<GoalOutcome>, ChangeError> {
    let world = changed(&lesson.world, changes)?;
    Ok(goals.iter().map(|goal| judge(&world, goal)).collect())
}

/// The call of a goal that counts.
struct Counted<'a> {
    call: &'a Call,
    /// In which it was made.
    cloud: Cloud,
    settled: Settled,
    /// What was decided for the calls before it.
    on_the_way: Vec<Authorization>,
}

/// Makes the calls. The last that was made counts, and the first that is refused is the last.
fn make<'a>(world: &Arc<World>, goal: &'a Goal) -> Option<Counted<'a>> {
    let mut cloud = Cloud::new(Arc::clone(world));
    let (mut counted, mut unmade): (Option<Counted<'_>>, _) = (None, Unmade::default());
    for call in &goal.calls {
        if !unmade.maker_of(&cloud, call).is_there() {
            continue;
        }
        let (settled, next) = cloud.settle(call);
        let refused = !lets_through(&settled.outcome);
        let on_the_way = counted.map_or_else(Vec::new, |before| {
            let Counted { mut on_the_way, settled, .. } = before;
            on_the_way.extend(settled.authorizations);
            on_the_way
        });
        counted = Some(Counted { call, cloud: std::mem::replace(&mut cloud, next), settled, on_the_way });
        if refused {
            break;
        }
    }
    counted
}

/// Whether what has to come of a goal's request came.
fn is_met(goal: &Goal, counted: Option<&Counted<'_>>) -> bool {
    counted.is_some_and(|one| lets_through(&one.settled.outcome)) == (goal.must == Must::Allow)
}

/// Whether every goal is met, without the reasons.
pub(super) fn are_met(world: &Arc<World>, goals: &[Goal]) -> bool {
    goals.iter().all(|goal| is_met(goal, make(world, goal).as_ref()))
}

pub(super) fn judge(world: &Arc<World>, goal: &Goal) -> GoalOutcome {
    let counted = make(world, goal);
    let met = is_met(goal, counted.as_ref());
    let deciding = counted.as_ref().and_then(|one| one.settled.deciding()).map(|one| Arc::clone(&one.trace));
    let (mut on_the_way, mut decisions, mut error, mut made) = (Vec::new(), Vec::new(), None, None);
    if let Some(one) = counted {
        (on_the_way, decisions) = (one.on_the_way, one.settled.authorizations);
        (error, made) = (one.settled.outcome.err(), Some((one.cloud, one.call.clone())));
    }
    GoalOutcome {
        goal: goal.says.clone(),
        must: goal.must,
        met,
        decision: deciding.as_ref().map(|trace| trace.decision),
        error,
        trace: deciding,
        on_the_way,
        decisions,
        made,
    }
}

/// Whether the caller was let through. Learning that a key is not there takes all permissions there are to it.
fn lets_through(outcome: &Result<Output, ApiError>) -> bool {
    outcome.as_ref().err().is_none_or(|error| error.code == "NoSuchKey")
}

/// Reads `[[….goals]]`; there has to be one.
pub(super) fn read(table: &Table<'_>, desk: &Desk<'_>, names: &Names) -> Vec<Goal> {
    let mut goals = Vec::new();
    for inner in table.tables("goals", "a goal") {
        let says = inner.text("says").text;
        let text = inner.text("must");
        let must = [Must::Allow, Must::Deny].into_iter().find(|must| must.id() == text.text);
        if must.is_none() && !text.text.is_empty() {
            super::load_world::unknown(inner.file, "outcome", &text, ["allow", "deny"].into_iter());
        }
        let calls = match inner.kind(&["calls", "run"]) {
            Some("calls") => own_calls(&inner, desk, names),
            Some(_) => script_calls(&inner, desk),
            None => Vec::new(),
        };
        let span = inner.span;
        inner.done();
        if let Some(must) = must {
            goals.push(Goal { says, must, calls, span });
        }
    }
    if goals.is_empty() && !table.has("goals") {
        table.missing("goals", "requests that must be allowed or denied");
    }
    goals
}

fn own_calls(table: &Table<'_>, desk: &Desk<'_>, names: &Names) -> Vec<Call> {
    let (mut names, mut calls) = (names.clone(), Vec::new());
    for inner in table.tables("calls", "a call of a goal") {
        if let Some(call) = load_calls::call(&inner, &names, desk.read_beside) {
            names.add(&call);
            calls.push(call);
        }
        inner.done();
    }
    calls
}

/// `run = [1, 2]`: calls of the script, by number.
fn script_calls(table: &Table<'_>, desk: &Desk<'_>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for (number, span) in table.integers("run") {
        let line = desk.script.iter().find(|line| i64::try_from(line.number) == Ok(number));
        let Some(line) = line else {
            let help = format!("the script has {} calls, counted from 1", desk.script.len());
            table.file.error("unknown-call", span, format!("there is no call {number}"), help);
            continue;
        };
        if let Some(Caller::Session(name)) = line.call.caller()
            && !calls.iter().any(|call| call.session() == Some(name))
        {
            let title = format!("call {number} signs with the session `{name}`, which this goal does not issue");
            let help = "a goal starts without sessions; run the call that issues it first";
            table.file.error("goal-session", span, title, help);
        }
        calls.push(line.call.clone());
    }
    calls
}
