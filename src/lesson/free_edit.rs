//! A learner's own edits of any policy: where one stands, in the world or in a call of the script, and what it becomes.
//!
//! An edit comes on top of the named what-ifs; [`super::play_edited`] plays it. Nothing here plays anything.

use super::edit::{CallField, ScriptEdit, carried_kind, carried_name};
use super::play::{PlayError, script_of};
use super::policy_edit::{EditTarget, policy_name, read, targets_in, world_of};
use super::scenario::Lesson;
use crate::cloud::{Call, Change, PolicyTarget};
use crate::diagnostic::Diagnostic;
use crate::iam::{Policy, PolicyKind};
use std::sync::Arc;

/// Where a policy can be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditPlace {
    /// In the world, before the first call.
    World(PolicyTarget),
    /// In a call of the script, which carries it: a session policy, or a document that the call puts.
    Call {
        /// Number of the call, from 1.
        number: usize,
        /// Name of the policy, as the lesson itself has it.
        name: String,
    },
}

impl EditPlace {
    /// What a policy here is called.
    pub fn policy_name(&self) -> String {
        match self {
            Self::World(target) => policy_name(target),
            Self::Call { name, .. } => name.clone(),
        }
    }
}

/// An edit: the policy at a place is another, or gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEdit {
    /// Where.
    pub place: EditPlace,
    /// The policy; `None` when there is none any more.
    pub policy: Option<Arc<Policy>>,
}

impl PolicyEdit {
    /// What the edit changes of the world; `None` for one of a call.
    pub fn change(&self) -> Option<Change> {
        let EditPlace::World(target) = &self.place else { return None };
        let target = target.clone();
        Some(match &self.policy {
            Some(policy) => Change::SetPolicy { target, policy: Arc::clone(policy) },
            None => Change::RemovePolicy { target },
        })
    }

    /// What the edit changes of the script; `None` for one of the world.
    pub fn script_edit(&self) -> Option<ScriptEdit> {
        let EditPlace::Call { number, .. } = self.place else { return None };
        let field = match &self.policy {
            Some(policy) if policy.kind != PolicyKind::Session => CallField::Document(Arc::clone(policy)),
            // Only a session policy may be left out.
            policy => CallField::Policy(policy.clone()),
        };
        Some(ScriptEdit::Set { call: number, field })
    }
}

impl EditTarget<EditPlace> {
    /// Whether the policy may be taken away. A role needs its trust policy, and a call that puts a document the document.
    pub fn may_go(&self) -> bool {
        match self.target {
            EditPlace::World(PolicyTarget::Trust { .. }) => false,
            EditPlace::World(_) => true,
            EditPlace::Call { .. } => self.kind == PolicyKind::Session,
        }
    }
}

/// Every policy of the lesson under the named what-ifs and `edits`, and the empty places: those of the world, and after
/// them those that the calls of the script carry. Calls that a what-if puts in are not among them: they have
/// no number ([`put_in`]).
///
/// # Errors
/// When the lesson has no such what-if, or an edit names something that is not there.
pub fn places(
    lesson: &Lesson,
    what_ifs: &[String],
    edits: &[PolicyEdit],
) -> Result<Vec<EditTarget<EditPlace>>, PlayError> {
    let changes: Vec<Change> = edits.iter().filter_map(PolicyEdit::change).collect();
    let world = world_of(lesson, what_ifs, &changes)?;
    let mut script = script_of(lesson, what_ifs)?;
    for edit in edits.iter().filter_map(PolicyEdit::script_edit) {
        edit.apply(&mut script);
    }
    let of_world = targets_in(&world).into_iter().map(|EditTarget { target, name, owner, kind, policy }| {
        let target = EditPlace::World(target);
        EditTarget { target, name, owner, kind, policy }
    });
    let of_calls = script.iter().filter_map(|(number, call)| in_call(lesson, *number, call));
    Ok(of_world.chain(of_calls).collect())
}

/// The policies that calls carry which the named what-ifs put in: the operation of each, and the policy. A learner cannot
/// edit them, because a play names a call by its number and these have none; neither could a scenario that is exported.
///
/// # Errors
/// When the lesson has no such what-if.
pub fn put_in(lesson: &Lesson, what_ifs: &[String]) -> Result<Vec<(String, Arc<Policy>)>, PlayError> {
    let script = script_of(lesson, what_ifs)?;
    let put_in = script.iter().filter(|(number, _)| *number == 0);
    Ok(put_in.filter_map(|(_, call)| Some((operation(call).to_owned(), call.policy()?.clone()))).collect())
}

/// The policy that a call of the script carries, or could carry.
fn in_call(lesson: &Lesson, number: usize, call: &Call) -> Option<EditTarget<EditPlace>> {
    let kind = carried_kind(call)?;
    // A what-if may change who calls and what for; the place stays the same.
    let name = carried_name(&lesson.script.iter().find(|line| line.number == number)?.call)?;
    let owner = format!("call {number}, {}", operation(call));
    let target = EditPlace::Call { number, name: name.clone() };
    Some(EditTarget { target, name, owner, kind, policy: call.policy().cloned() })
}

/// Name of the operation that is called.
fn operation(call: &Call) -> &str {
    match call {
        Call::S3 { operation, .. } => operation.name(),
        Call::Iam { operation, .. } => operation.name(),
        call => call.sts_action().and_then(|action| action.strip_prefix("sts:")).unwrap_or_default(),
    }
}

/// What the learner's text means as a policy at this place, and everything wrong with it, as [`edit()`](super::edit()) tells it.
pub fn edit_place(target: &EditTarget<EditPlace>, text: &str) -> (PolicyEdit, Vec<Diagnostic>) {
    let (policy, problems) = read(&target.name, target.kind, text);
    (PolicyEdit { place: target.target.clone(), policy: Some(policy) }, problems)
}
