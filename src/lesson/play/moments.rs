//! The cloud at single moments of the script. Nothing of it is written down, so it costs a fraction of a play.

use super::unmade::Unmade;
use crate::cloud::{Call, Cloud, World};
use std::sync::Arc;

/// Plays calls in a world, and tells of the cloud after each that is made; gives the last.
fn clouds<'a>(calls: impl Iterator<Item = &'a Call>, world: &Arc<World>, mut tell: impl FnMut(&Cloud)) -> Cloud {
    let (mut cloud, mut unmade) = (Cloud::new(Arc::clone(world)), Unmade::default());
    for call in calls {
        if unmade.maker_of(&cloud, call).is_there() {
            let (settled, next) = cloud.settle(call);
            unmade.note(call, settled.caller_arn().as_deref(), settled.outcome.is_err());
            cloud = next;
            tell(&cloud);
        }
    }
    cloud
}

/// The cloud after the calls of a script were played in a world.
pub(in crate::lesson) fn end<'a>(calls: impl Iterator<Item = &'a Call>, world: &Arc<World>) -> Cloud {
    clouds(calls, world, |_| ())
}

/// The cloud after the calls of a script, and before it those at the moments when the sessions were issued, by name: of
/// several sessions called alike the first. A role that the script has made before has its policies there.
pub(in crate::lesson) fn moments<'a>(
    calls: impl Iterator<Item = &'a Call>,
    world: &Arc<World>,
) -> (Vec<(String, Cloud)>, Cloud) {
    let mut issued: Vec<(String, Cloud)> = Vec::new();
    let end = clouds(calls, world, |cloud| {
        if let Some(session) =
            cloud.sessions.last().filter(|session| issued.iter().all(|(name, _)| *name != session.name))
        {
            issued.push((session.name.clone(), Cloud { now: session.issued, ..cloud.clone() }));
        }
    });
    (issued, end)
}
