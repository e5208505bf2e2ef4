//! Predict, lock, reveal: while it is on, the next step of Visualize is held until the learner has said what it brings.
//!
//! The question and its key come from the play on show, so they fit every what-if and cannot be wrong.

use super::visualize;
use crate::learner::Prediction;
use crate::lesson::prediction;
use crate::tui::ask::{Ask, Asked};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, letter, row};
use crate::tui::model::Model;
use std::collections::BTreeSet;

/// The key beside those of the question: what switched it on switches it off.
pub(in crate::tui) static KEYS: &[Row] =
    &[row(&[letter('p')], Action::Predict, "p", "predict no longer; the step stays as it is", "stop predicting")];

/// Whether predictions are asked for, and the one that is open.
#[derive(Debug, Clone, Default)]
pub struct Predict {
    /// They are asked for.
    pub on: bool,
    /// The question about the next step; once locked, about the step just shown.
    pub ask: Option<Ask>,
    /// What was predicted or skipped since it was switched on: the what-ifs and the step. Nothing is asked twice.
    seen: BTreeSet<(Vec<String>, usize)>,
}

/// What the place in Visualize says while it is on.
const NOTE: &str = "predict";

impl Predict {
    /// As it was left, from what the place in Visualize says.
    pub(in crate::tui) fn resume(note: Option<&str>) -> Self {
        Self { on: note == Some(NOTE), ..Self::default() }
    }

    /// What the place in Visualize says of it.
    pub(super) fn note(&self) -> &'static str {
        if self.on { NOTE } else { "" }
    }
}

/// Switches it on or off.
pub(super) fn toggle(model: &mut Model) {
    let Some(open) = &mut model.lesson else { return };
    let on = !open.predict.on;
    open.predict = Predict { on, ..Predict::default() };
    model.notice = Some(if on {
        "predict is on: before a step is shown you say what it brings; Esc skips, p switches it off".to_owned()
    } else {
        "predict is off".to_owned()
    });
}

/// Holds `step` when there is something to predict of it; gives whether it is held.
pub(super) fn holds(model: &mut Model, step: usize) -> bool {
    let Some((lesson, open)) = model.open() else { return false };
    let key = (open.timeline.what_ifs.clone(), step);
    if !open.predict.on || open.predict.seen.contains(&key) {
        return false;
    }
    let Some(question) = prediction(lesson, &open.timeline, step) else { return false };
    let ask = Ask::new(question, 0).without_confidence().in_brief();
    let Some(open) = &mut model.lesson else { return false };
    open.predict.seen.insert(key);
    open.predict.ask = Some(ask);
    open.playing = false;
    true
}

/// A key while a prediction is open. `None` when none is.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let ask = model.lesson.as_mut()?.predict.ask.as_mut()?;
    let locked = ask.is_locked();
    match (ask.on_action(action), action) {
        // What the question points at is not shown yet.
        (Asked::Taken, _) | (Asked::NotMine, Action::Show) => Some(Vec::new()),
        (Asked::Locked, _) => {
            note(model);
            Some(reveal(model))
        }
        (Asked::NotMine, Action::Open | Action::Close | Action::Next) if locked => {
            close(model);
            Some(Vec::new())
        }
        (Asked::NotMine, Action::Close) => {
            close(model);
            Some(reveal(model))
        }
        (Asked::NotMine, Action::Predict) => {
            toggle(model);
            Some(Vec::new())
        }
        (Asked::NotMine, _) => None,
    }
}

fn close(model: &mut Model) {
    if let Some(open) = &mut model.lesson {
        open.predict.ask = None;
    }
}

fn reveal(model: &mut Model) -> Vec<Effect> {
    visualize::go(model, |step| step + 1)
}

/// Keeps the prediction.
fn note(model: &mut Model) {
    let at = (model.now)();
    let Some((lesson, open)) = model.open() else { return };
    let Some((ask, judgement)) = open.predict.ask.as_ref().and_then(|ask| Some((ask, ask.judgement()?))) else {
        return;
    };
    // `iam-roles/predict/base/verdict/4`: what was asked stands before the step.
    let what = ask.question().id.rsplit('/').nth(1).unwrap_or_default().to_owned();
    let prediction = Prediction { at, step: open.step + 1, what, right: judgement.right };
    let id = lesson.head.id.clone();
    model.record.predict(&id, prediction);
}
