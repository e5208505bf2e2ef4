//! Predictions: what a learner may say of a step before it is shown. The keys come from the play on show.

use super::made::{self, Scene};
use super::question::Question;
use super::scenario::Lesson;
use super::timeline::{Stage, Timeline};

/// The first thing to predict of step `step` (from 1) of this timeline; `None` when there is nothing to predict, or
/// nothing that could be graded fairly.
pub fn prediction(lesson: &Lesson, timeline: &Timeline, step: usize) -> Option<Question> {
    predictions(lesson, timeline, step).into_iter().next()
}

/// All that may be predicted of the step, the broadest first: what STS issues, whether the credentials are accepted,
/// which verdict falls; then who decides.
pub fn predictions(lesson: &Lesson, timeline: &Timeline, step: usize) -> Vec<Question> {
    let Some(step) = timeline.step(step) else { return Vec::new() };
    let stem = format!("{}/predict", lesson.head.id);
    let scene = Scene { lesson, timeline, stem: &stem, salt: 0 };
    let found = match step.stage {
        Stage::Validate => [made::issued(&scene, step), made::layer(&scene, step)],
        Stage::Use => [made::accepted(&scene, step), None],
        Stage::Evaluate => [made::verdict(&scene, step), made::layer(&scene, step)],
        Stage::Request | Stage::Complete => [None, None],
    };
    found.into_iter().flatten().collect()
}
