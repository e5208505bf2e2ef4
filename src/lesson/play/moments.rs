//! The cloud at single moments of the script. Nothing of it is written down, so it costs a fraction of a play.

use super::unmade::Unmade;
use crate::cloud::{Cloud, World};
use crate::lesson::scenario::Lesson;
use std::sync::Arc;

/// The clouds after each call of the lesson's script, played in a world; nothing of it is written down.
fn clouds(lesson: &Lesson, world: &Arc<World>) -> impl Iterator<Item = Cloud> {
    let (mut cloud, mut unmade) = (Cloud::new(Arc::clone(world)), Unmade::default());
    lesson.script.iter().map(move |line| {
        if unmade.maker_of(&cloud, &line.call).is_there() {
            let (settled, next) = cloud.settle(&line.call);
            unmade.note(&line.call, settled.caller_arn().as_deref(), settled.outcome.is_err());
            cloud = next;
        }
        cloud.clone()
    })
}

/// The cloud after the lesson's script was played in a world.
pub(in crate::lesson) fn end(lesson: &Lesson, world: &Arc<World>) -> Cloud {
    clouds(lesson, world).last().unwrap_or_else(|| Cloud::new(Arc::clone(world)))
}

/// The cloud at the moment the script issues the session `name`; `None` when it issues none. A role that the script has
/// made before has its policies there.
pub(in crate::lesson) fn when_issued(lesson: &Lesson, world: &Arc<World>, name: &str) -> Option<Cloud> {
    clouds(lesson, world).find_map(|cloud| {
        let issued = cloud.session(name)?.issued;
        Some(Cloud { now: issued, ..cloud })
    })
}
