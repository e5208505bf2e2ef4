//! A learner's edits between sessions: written into the record as they stand, and put in force again when the lesson is
//! opened.
//!
//! A text belongs to the policy that it was written over. When the lesson has another one there meanwhile, the text is
//! kept to be read and does nothing.

use super::edits::{Edits, Standing};
use super::model::Model;
use crate::cloud::PolicyTarget;
use crate::learner::{Edit, LessonRecord};
use crate::lesson::{EditPlace, EditTarget, Lesson, PolicyEdit, edit_place, is_sound, places};
use std::collections::{BTreeMap, BTreeSet};

/// The name under which the edit of a place is kept.
fn place_id(place: &EditPlace) -> String {
    let target = match place {
        EditPlace::World(target) => target,
        EditPlace::Call { number, .. } => return format!("call {number}"),
    };
    match target {
        PolicyTarget::User { arn, name } => format!("user {arn} {name}"),
        PolicyTarget::Role { arn, name } => format!("role {arn} {name}"),
        PolicyTarget::Trust { arn } => format!("trust {arn}"),
        PolicyTarget::Boundary { arn } => format!("boundary {arn}"),
        PolicyTarget::Bucket { name } => format!("bucket {name}"),
        PolicyTarget::Managed { arn } => format!("managed {arn}"),
        PolicyTarget::Scp { at, name } => format!("scp {at} {name}"),
        PolicyTarget::Rcp { at, name } => format!("rcp {at} {name}"),
    }
}

/// Every place of the lesson as it stands in its file.
fn own_places(lesson: &Lesson) -> Vec<EditTarget<EditPlace>> {
    places(lesson, &[], &[]).unwrap_or_default()
}

/// The text that the lesson itself has at a place; empty where it has none.
fn written(places: &[EditTarget<EditPlace>], id: &str) -> String {
    let place = places.iter().find(|place| place_id(&place.target) == id);
    let policy = place.and_then(|place| place.policy.as_ref());
    policy.map(|policy| policy.source.text().to_owned()).unwrap_or_default()
}

/// The text that the lesson itself has at this place; empty where it has none.
pub(super) fn own_text(lesson: &Lesson, place: &EditPlace) -> String {
    written(&own_places(lesson), &place_id(place))
}

/// Notes the edits as they stand, where they stand otherwise than in the record.
pub(super) fn note(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let id = &lesson.head.id;
    let known = model.record.lessons.get(id).map(|record| &record.edits);
    let standing: BTreeMap<String, Standing> = open
        .edits
        .standing(open.editing.as_ref())
        .into_iter()
        .map(|(target, standing)| (place_id(&target), standing))
        .collect();
    let known_ids = known.into_iter().flat_map(BTreeMap::keys);
    let ids: BTreeSet<&String> = standing.keys().chain(known_ids).collect();
    let none = Standing::default();
    let differing: Vec<(&String, &Standing)> = ids
        .into_iter()
        .filter(|id| !open.edits.is_elsewhere(id))
        .map(|id| (id, standing.get(id).unwrap_or(&none)))
        .filter(|(id, new)| {
            let old = known.and_then(|known| known.get(*id));
            old.map_or((None, None, false), |old| (old.text.as_ref(), old.draft.as_ref(), old.aside))
                != (new.text.as_ref(), new.draft.as_ref(), new.aside)
        })
        .collect();
    if differing.is_empty() {
        return;
    }
    let (at, places) = ((model.now)(), own_places(lesson));
    let edits: Vec<(String, Edit)> = differing
        .into_iter()
        .map(|(place, new)| {
            let (text, draft) = (new.text.clone(), new.draft.clone());
            (place.clone(), Edit { at, text, draft, lesson: written(&places, place), aside: new.aside })
        })
        .collect();
    let id = id.clone();
    for (place, edit) in edits {
        if let Err(error) = model.record.edit(&id, &place, edit) {
            model.notice = Some(error.to_string());
        }
    }
}

/// The edits as they were left, and what has to be said of them.
pub(super) fn restore(lesson: &Lesson, known: Option<&LessonRecord>, what_ifs: &[String]) -> (Edits, Option<String>) {
    let mut edits = Edits::default();
    let kept = known.into_iter().flat_map(|known| &known.edits);
    let kept: Vec<(&String, &Edit)> = kept.filter(|(_, kept)| kept.text.is_some() || kept.draft.is_some()).collect();
    if kept.is_empty() {
        return (edits, None);
    }
    let Ok(here) = places(lesson, what_ifs, &[]) else { return (edits, None) };
    let places = own_places(lesson);
    let (mut in_force, mut drafts, mut said, mut aside) = (Vec::new(), Vec::new(), None, false);
    let mut elsewhere = Vec::new();
    for (id, kept) in kept {
        let Some(place) = here.iter().find(|place| place_id(&place.target) == *id) else {
            said = Some(format!("your text of `{id}` is kept, but this lesson has no such place now"));
            elsewhere.push(id.clone());
            continue;
        };
        let edit = kept.text.as_deref().and_then(|text| edit_of(place, text));
        if kept.lesson != written(&places, id) {
            said = Some(format!(
                "the lesson has changed `{}` since you edited it: your text is not in force; e shows it, r drops it",
                place.name
            ));
            drafts.extend(kept.draft.as_ref().or(kept.text.as_ref()).map(|text| (place.target.clone(), text.clone())));
            continue;
        }
        aside |= kept.aside;
        drafts.extend(kept.draft.as_ref().map(|text| (place.target.clone(), text.clone())));
        match (edit, &kept.text) {
            (Some(edit), _) => in_force.push(edit),
            // Its rules are others than when it was written.
            (None, Some(text)) => drafts.push((place.target.clone(), text.clone())),
            (None, None) => {}
        }
    }
    edits.restore(in_force, drafts, aside);
    edits.leave(elsewhere);
    (edits, said)
}

/// What a kept text means; `None` when it cannot be read.
fn edit_of(place: &EditTarget<EditPlace>, text: &str) -> Option<PolicyEdit> {
    if text.trim().is_empty() {
        return place.may_go().then(|| PolicyEdit { place: place.target.clone(), policy: None });
    }
    let (edit, problems) = edit_place(place, text);
    is_sound(&problems).then_some(edit)
}
