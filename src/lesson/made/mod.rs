//! Questions made from a play: the simulator knows every answer, so nobody writes keys, and none can be wrong.
//!
//! Each maker gives a question about one step of one play, or `None` where it would be unfair: where nothing is decided,
//! where AWS's documentation leaves the point open, or where two things decide alike. Every explanation is read off the
//! trace. The drill and the predictions only choose among the makers.

mod decision;
mod end;
mod token;

pub(super) use decision::{layer, statement, verdict};
pub(super) use end::{answer, failing_step};
pub(super) use token::{accepted, issued, still_good};

use super::question::mixed;
use super::scenario::{Lesson, Panel, Pointer};
use super::timeline::{Status, Step, Timeline};
use super::{Asks, Difficulty, Question, QuestionKind, QuestionOption};
use crate::iam::Trace;

/// What a question is made from.
pub(super) struct Scene<'a> {
    pub lesson: &'a Lesson,
    pub timeline: &'a Timeline,
    /// Ids begin with it: `iam-roles/drill`.
    pub stem: &'a str,
    /// Varies what may vary: the wrong options, the moment on the clock.
    pub salt: u64,
}

impl Scene<'_> {
    /// `iam-roles/drill/bucket-denies/verdict/4`.
    fn id(&self, kind: &str, place: usize) -> String {
        let play = if self.timeline.what_ifs.is_empty() { "base".to_owned() } else { self.timeline.what_ifs.join("+") };
        format!("{}/{play}/{kind}/{place}", self.stem)
    }

    /// The decision of a step, when it may be asked about.
    fn trace<'s>(&'s self, step: &'s Step) -> Option<&'s Trace> {
        if step.status == Status::Skipped || is_open(self.timeline, step) {
            return None;
        }
        let one = self.timeline.evidence_of(step).next()?;
        // Policies allowed it and something else refused it: the verdict would mislead.
        (!(one.trace.is_allowed() && step.status == Status::Failed)).then_some(one.trace.as_ref())
    }

    /// `count` of the items, chosen by the salt.
    fn choose<T: Clone>(&self, items: &[T], count: usize, key: impl Fn(&T) -> String) -> Vec<T> {
        let written = |at| items.get(at).map_or_else(String::new, |item| format!("{} {}", self.salt, key(item)));
        let order = mixed(items.len(), written).into_iter();
        order.take(count).filter_map(|at| items.get(at).cloned()).collect()
    }
}

/// Whether a decision of this step rests on a point that AWS's documentation leaves open.
fn is_open(timeline: &Timeline, step: &Step) -> bool {
    timeline.evidence_of(step).any(|one| !one.trace.ambiguous.is_empty())
}

/// Whether any decision of the play does.
fn is_open_anywhere(timeline: &Timeline) -> bool {
    timeline.steps.iter().any(|step| is_open(timeline, step))
}

/// What differs from question to question.
struct Words {
    id: String,
    prompt: String,
    asks: Asks,
    difficulty: Difficulty,
    /// A nudge, a pointer, and the worked answer as a clause, which is the proof too.
    hints: [String; 3],
    points_at: Vec<Pointer>,
}

impl Words {
    fn into_question(self, scene: &Scene<'_>, kind: QuestionKind) -> Question {
        let what_ifs = &scene.timeline.what_ifs;
        let played = scene.lesson.name_of_play(what_ifs);
        let [nudge, pointer, worked] = self.hints;
        let proof = format!("the simulator played {played}: {worked}");
        Question {
            id: self.id,
            kind,
            prompt: self.prompt,
            asks: self.asks,
            difficulty: self.difficulty,
            source: None,
            hints: vec![nudge, pointer, sentence(&worked)],
            points_at: self.points_at,
            what_ifs: what_ifs.clone(),
            proof,
            placement: false,
        }
    }
}

fn option(text: impl Into<String>, right: bool, explanation: impl Into<String>) -> QuestionOption {
    QuestionOption { text: text.into(), explanation: explanation.into(), right }
}

fn cell(step: usize, cell: &str) -> Vec<Pointer> {
    vec![Pointer { panel: Panel::Process, step: Some(step), cell: Some(cell.to_owned()) }]
}

/// A clause as a sentence. Names such as `s3:GetObject` keep their small letter.
fn sentence(text: &str) -> String {
    let is_name = text.split_whitespace().next().is_some_and(|word| word.contains(':') && !word.ends_with(':'));
    if is_name {
        return format!("{}.", text.trim_end_matches('.'));
    }
    let mut letters = text.chars();
    let mut out = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    if !out.ends_with('.') {
        out.push('.');
    }
    out
}
