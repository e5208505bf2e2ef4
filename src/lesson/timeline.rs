//! A lesson, played. The screen and every report draw this and nothing else.
use super::words::Shows;
use crate::cloud::{ApiError, Authorization, Exchange};
use crate::iam::Decision;
use chrono::{DateTime, Duration, Utc};
use std::sync::Arc;

/// The five stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The user asks for the role.
    Request,
    /// STS validates.
    Validate,
    /// The temporary credentials are used.
    Use,
    /// S3 evaluates.
    Evaluate,
    /// Done.
    Complete,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Request, Self::Validate, Self::Use, Self::Evaluate, Self::Complete];

    /// The name in files and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Validate => "validate",
            Self::Use => "use",
            Self::Evaluate => "evaluate",
            Self::Complete => "complete",
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It happened.
    Done,
    /// It was refused here.
    Failed,
    /// An earlier step failed; this one never happened.
    Skipped,
}

/// The four cells of a row of the process table.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Cells {
    /// Action.
    pub action: String,
    /// Input.
    pub input: String,
    /// Output.
    pub output: String,
    /// Result.
    pub result: String,
}

/// A row of the process table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// Stage.
    pub stage: Stage,
    /// How it ended.
    pub status: Status,
    /// The words.
    pub words: Cells,
    /// The same cells as simulated values.
    pub values: Cells,
    /// Simulated time at which the step is over.
    pub clock: DateTime<Utc>,
    /// Index into [`Timeline::exchanges`], if the step belongs to a call.
    pub exchange: Option<usize>,
    /// The verdict that fell in this step.
    pub decision: Option<Decision>,
    /// Indices into the exchange's authorizations that belong here (evidence), most telling first.
    pub evidence: Vec<usize>,
    /// One plain sentence: what happened here and why. For the header and for plain text.
    pub says: String,
    /// Seconds the session that the steps show still lives at this moment: the last one issued or used in them. `None`
    /// before there is one.
    pub session_left: Option<i64>,
}

/// A reference to a step of the execution sample.
pub type StepRef = usize;

/// A line of the execution sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionLine {
    /// The words: `The user calls AssumeRole`.
    pub words: String,
    /// Steps (numbers from 1) during which this line is lit.
    pub steps: Vec<StepRef>,
    /// Failed here.
    pub status: Status,
    pub(super) shows: Shows,
    /// The call; `None` when it was never sent.
    pub(super) exchange: Option<Arc<Exchange>>,
}

/// A node of the process flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowNode {
    /// Short name: `alice`, `STS`, `DataReader`.
    pub label: String,
    /// What the node stands for: `a user asks for access`.
    pub words: String,
    /// 12-digit account whose boundary is drawn around it; `None` for AWS itself or the end.
    pub account: Option<String>,
    /// The step (from 1) at which it is current.
    pub step: StepRef,
    /// How it ended.
    pub status: Status,
    /// What travels to the next node; `None` for the last.
    pub edge: Option<FlowEdge>,
}

/// What travels from one node to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowEdge {
    /// `AssumeRole`, `credentials`, `GetObject`, `AccessDenied`.
    pub label: String,
    /// The denial or error travels (back).
    pub failed: bool,
}

/// A cell of the tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableValue {
    /// In words.
    pub words: String,
    /// Simulated value.
    pub value: String,
    /// Differs from the column before.
    pub changed: bool,
}

/// A column of the tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableColumn {
    /// `Start`, `After 1`, `Final`.
    pub title: String,
    /// The step after which it is known; 0 = at the start.
    pub step: StepRef,
    /// Simulated time it speaks of. The final column looks at the cloud after all waits, later than the last step.
    pub clock: DateTime<Utc>,
}

/// A row of the tracker; `cells` run parallel to [`Timeline::columns`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
    /// One per column.
    pub cells: Vec<VariableValue>,
}

/// A lesson, played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Lesson id.
    pub scenario: String,
    /// What-ifs applied.
    pub what_ifs: Vec<String>,
    /// The verdict of the last decision made; `None` when the play ended before any policy decided (e.g. expired, bad parameter).
    pub decision: Option<Decision>,
    /// The error the user got, if any.
    pub error: Option<ApiError>,
    /// First step that failed.
    pub failed_step: Option<StepRef>,
    /// The rows.
    pub steps: Vec<Step>,
    /// Flow nodes in order, one per step.
    pub flow: Vec<FlowNode>,
    /// Execution sample.
    pub execution: Vec<ExecutionLine>,
    /// Tracker columns.
    pub columns: Vec<VariableColumn>,
    /// Tracker rows.
    pub variables: Vec<Variable>,
    /// All calls.
    pub exchanges: Vec<Arc<Exchange>>,
    /// Simulated start.
    pub start: DateTime<Utc>,
}

impl Cells {
    /// The four cells in the order of the columns.
    pub fn each(&self) -> [&str; 4] {
        [&self.action, &self.input, &self.output, &self.result]
    }
}

impl Status {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "not reached",
        }
    }
}

impl Timeline {
    /// The step with this number, from 1.
    pub fn step(&self, number: usize) -> Option<&Step> {
        self.steps.get(number.checked_sub(1)?)
    }

    /// The exchange a step belongs to.
    pub fn exchange_of(&self, step: &Step) -> Option<&Arc<Exchange>> {
        self.exchanges.get(step.exchange?)
    }

    /// The authorizations that a step shows as evidence, the deciding one first.
    pub fn evidence_of<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = &'a Authorization> {
        let exchange = self.exchange_of(step);
        step.evidence.iter().filter_map(move |index| exchange?.authorizations.get(*index))
    }

    /// The same in the order they were asked for: so they are read one after the other.
    pub fn questions_of<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = &'a Authorization> {
        let exchange = self.exchange_of(step).filter(|_| !step.evidence.is_empty());
        exchange.into_iter().flat_map(|exchange| &exchange.authorizations)
    }

    /// How a step looks from outside. The end is always reached; of a refused play it is the refusal that comes back.
    pub fn ended(&self, step: &Step) -> Status {
        let refused = step.stage == Stage::Complete && self.failed_step.is_some();
        if refused { Status::Failed } else { step.status }
    }

    /// How a step went, in a word. Of one that did not happen its result says whether it was not reached or not made.
    pub fn went<'a>(&self, step: &'a Step) -> &'a str {
        if step.status == Status::Skipped { &step.words.result } else { self.ended(step).words() }
    }

    /// How much later than its step the final column looks at the cloud, when waits come after the last step: at least a
    /// minute, else it is no other time. `None` for other columns.
    pub fn looks_ahead(&self, column: &VariableColumn) -> Option<Duration> {
        let last = self.steps.last().filter(|last| column.step == last.number)?;
        Some(column.clock - last.clock).filter(|ahead| *ahead >= Duration::minutes(1))
    }

    /// The verdict of the last decision made up to the step `until`; `None` when none was made by then, or when what
    /// ended the play was no policy.
    pub fn decision_until(&self, until: StepRef) -> Option<Decision> {
        match self.failed_step {
            Some(failed) if failed <= until => self.decision,
            _ => self.steps.iter().take(until).rev().find_map(|step| step.decision),
        }
    }

    /// The stage that failed.
    pub fn failed_stage(&self) -> Option<Stage> {
        self.step(self.failed_step?).map(|step| step.stage)
    }

    /// Cells of the process table that differ from `base`: step number and column, 0 for Action to 3 for Result.
    /// A cell differs when its words or its simulated value do.
    pub fn differs_from(&self, base: &Timeline) -> Vec<(StepRef, usize)> {
        let pairs = self.steps.iter().zip(&base.steps);
        pairs
            .flat_map(|(mine, theirs)| {
                let words = mine.words.each().into_iter().zip(theirs.words.each());
                let values = mine.values.each().into_iter().zip(theirs.values.each());
                words
                    .zip(values)
                    .enumerate()
                    .filter(|(_, (words, values))| words.0 != words.1 || !are_alike(values.0, values.1))
                    .map(|(column, _)| (mine.number, column))
            })
            .collect()
    }

    /// The first step that a learner would see changed since `before`: its words, values or node, or the text of the
    /// policies in its evidence. Where a policy stands in its file is no change.
    pub fn first_change_since(&self, before: &Timeline) -> Option<StepRef> {
        let seen = |timeline: &Timeline, number: usize| {
            let step = timeline.step(number)?;
            let policies: Vec<(String, String)> = timeline
                .evidence_of(step)
                .flat_map(|one| &one.trace.layers)
                .flat_map(|layer| &layer.policies)
                .map(|one| (one.policy.name.clone(), one.policy.source.text().to_owned()))
                .collect();
            let shown = (step.words.clone(), step.values.clone(), step.status, step.decision);
            Some((shown, timeline.flow.get(number - 1).cloned(), policies))
        };
        let most = self.steps.len().max(before.steps.len());
        let first = (1..=most).find(|number| seen(self, *number) != seen(before, *number))?;
        Some(first.min(self.steps.len()))
    }

    /// Cells of the tracker that differ from `base`: row and column.
    pub fn variables_differ_from(&self, base: &Timeline) -> Vec<(usize, usize)> {
        let rows = self.variables.iter().zip(&base.variables).enumerate();
        rows.flat_map(|(row, (mine, theirs))| {
            let cells = mine.cells.iter().zip(&theirs.cells).enumerate();
            cells
                .filter(|(_, (mine, theirs))| mine.words != theirs.words || !are_alike(&mine.value, &theirs.value))
                .map(move |(column, _)| (row, column))
        })
        .collect()
    }
}

/// Whether two values say the same, but for a clock that went on by less than a minute: one call more or less before it is
/// no difference worth a mark.
fn are_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (mut words, mut others) = (one.split_whitespace(), other.split_whitespace());
    loop {
        match (words.next(), others.next()) {
            (None, None) => return true,
            (Some(word), Some(other)) if word == other => {}
            (Some(word), Some(other)) => match (seconds(word), seconds(other)) {
                (Some(one), Some(other)) if one.abs_diff(other) < 60 => {}
                _ => return false,
            },
            _ => return false,
        }
    }
}

/// The seconds of `59:58`, `1:00:00` or `09:00:02Z`.
fn seconds(clock: &str) -> Option<u64> {
    let clock = clock.trim_end_matches(['Z', ',', '.']);
    clock.contains(':').then_some(())?;
    let parts = clock.split(':').map(|part| part.parse::<u16>().ok());
    parts.into_iter().try_fold(0, |sum: u64, part| sum.checked_mul(60)?.checked_add(part?.into()))
}

#[cfg(test)]
mod tests {
    use super::are_alike;

    #[test]
    fn a_clock_that_went_on_by_a_second_is_no_difference() {
        for (one, other, alike) in [
            ("ASIA…2W4E, 59:59 left", "ASIA…2W4E, 59:58 left", true),
            ("sent 08:59:59Z, key ASIA", "sent 09:00:01Z, key ASIA", true),
            ("1:00:00 left", "59:59 left", true),
            ("1:59:59 left", "59:59 left", false),
            ("ASIA…2W4E, 59:59 left", "ASIA…7777, 59:59 left", false),
            ("59:59 left", "59:59 left of it", false),
            ("arn:aws:s3:::one", "arn:aws:s3:::two", false),
            // As many seconds as no number holds.
            ("30:30:27:9:5:3:50:40:31:0:99", "9:9", false),
        ] {
            assert_eq!(are_alike(one, other), alike, "{one} / {other}");
        }
    }
}
