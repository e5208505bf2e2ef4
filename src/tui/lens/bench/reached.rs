//! What is kept of a task that was solved at the bench.

use super::Bench;
use crate::learner::{Record, Solved};
use crate::lesson::Lens;
use crate::tui::effect::Effect;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

impl Bench {
    /// How the texts as they stand solve the task.
    pub(in crate::tui::lens) fn solution(&self, at: DateTime<Utc>) -> Solved {
        let (solution_shown, hints) = (self.help.solution, self.help.hints);
        Solved { solution_shown, extra: self.extra.len(), hints, at }
    }
}

/// Notes a solution in the record of a lesson and lens. With `all`, asked of the tasks done so far, the lens is finished.
/// The record goes to the disk when this was news.
pub(in crate::tui::lens) fn reached(
    record: &mut Record,
    (lesson, lens): (&str, Lens),
    task: &str,
    solution: Solved,
    all: impl FnOnce(&BTreeSet<String>) -> bool,
) -> Vec<Effect> {
    let known = |record: &Record| {
        let known = record.lessons.get(lesson);
        let of_lens = known.and_then(|known| known.lenses.get(lens.id()));
        (
            known.and_then(|known| known.solved.get(task).cloned()),
            of_lens.map(|lens| (lens.done.clone(), lens.finished)),
        )
    };
    let (before, at) = (known(record), solution.at);
    record.solve(lesson, task, solution);
    record.finish_part(lesson, lens.id(), task);
    let of_lens = record.lens_mut(lesson, lens.id());
    if all(&of_lens.done) {
        of_lens.finish(at);
    }
    if known(record) == before { Vec::new() } else { vec![Effect::Save] }
}
