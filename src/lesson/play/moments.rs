//! The cloud at single moments of the script. Nothing of it is written down, so it costs a fraction of a play.

use super::unmade::Unmade;
use crate::cloud::{Call, Cloud, World};
use std::sync::Arc;

/// The clouds after each of the calls, played in a world; nothing of it is written down.
fn clouds<'a>(calls: impl Iterator<Item = &'a Call>, world: &Arc<World>) -> impl Iterator<Item = Cloud> {
    let (mut cloud, mut unmade) = (Cloud::new(Arc::clone(world)), Unmade::default());
    calls.map(move |call| {
        if unmade.maker_of(&cloud, call).is_there() {
            let (settled, next) = cloud.settle(call);
            unmade.note(call, settled.caller_arn().as_deref(), settled.outcome.is_err());
            cloud = next;
        }
        cloud.clone()
    })
}

/// The cloud after the calls of a script were played in a world.
pub(in crate::lesson) fn end<'a>(calls: impl Iterator<Item = &'a Call>, world: &Arc<World>) -> Cloud {
    clouds(calls, world).last().unwrap_or_else(|| Cloud::new(Arc::clone(world)))
}

/// The cloud at the moment the script issues the session `name`; `None` when it issues none. A role that the script has
/// made before has its policies there.
pub(in crate::lesson) fn when_issued<'a>(
    calls: impl Iterator<Item = &'a Call>,
    world: &Arc<World>,
    name: &str,
) -> Option<Cloud> {
    clouds(calls, world).find_map(|cloud| {
        let issued = cloud.session(name)?.issued;
        Some(Cloud { now: issued, ..cloud })
    })
}
