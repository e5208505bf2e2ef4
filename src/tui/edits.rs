//! A learner's own edits of the policies: which are in force, how they came about, and the one being written.
//!
//! Plain data. What an edit does to the play is asked of `lesson`, in `update/edit.rs`; nothing here decides anything.

use super::editor::Editor;
use crate::cloud::PolicyTarget;
use crate::diagnostic::Diagnostic;
use crate::iam::PolicyKind;
use crate::lesson::{EditPlace, EditTarget, Lesson, PolicyEdit, edit_place, is_sound};

/// The edits in force and their history. An edit is whole: all that was done to one policy between opening and closing
/// the editor is undone at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    now: Vec<PolicyEdit>,
    past: Vec<Vec<PolicyEdit>>,
    future: Vec<Vec<PolicyEdit>>,
    drafts: Vec<(EditPlace, String)>,
    aside: bool,
    elsewhere: Vec<String>,
}

impl Edits {
    /// The edits in force, on top of the what-ifs.
    pub fn now(&self) -> &[PolicyEdit] {
        &self.now
    }

    /// The play on show is one without the learner's edits, and they can be brought back.
    pub fn are_aside(&self) -> bool {
        self.aside
    }

    /// Names of the policies that are edited.
    pub fn names(&self) -> Vec<String> {
        self.now.iter().map(|edit| edit.place.policy_name()).collect()
    }

    /// The broken text that was left at this place.
    pub fn draft(&self, target: &EditPlace) -> Option<&str> {
        self.drafts.iter().find(|(place, _)| place == target).map(|(_, text)| text.as_str())
    }

    /// Names of the policies for which a text was left that is not in force.
    pub fn left(&self) -> Vec<String> {
        self.drafts.iter().map(|(place, _)| place.policy_name()).collect()
    }

    /// How the edit of every place stands; of a policy being written, too.
    pub(super) fn standing(&self, editing: Option<&Editing>) -> Vec<(EditPlace, Standing)> {
        let edits = if self.aside { self.past.last().unwrap_or(&self.now) } else { &self.now };
        let mut all: Vec<(EditPlace, Standing)> = Vec::new();
        let mut at = |place: &EditPlace, set: &dyn Fn(&mut Standing)| {
            if !all.iter().any(|(known, _)| known == place) {
                all.push((place.clone(), Standing::default()));
            }
            all.iter_mut().filter(|(known, _)| known == place).for_each(|(_, standing)| set(standing));
        };
        for edit in edits {
            let text = edit.policy.as_ref().map(|policy| policy.source.text().to_owned()).unwrap_or_default();
            at(&edit.place, &|standing| {
                standing.text = Some(text.clone());
                standing.aside = self.aside;
            });
        }
        for (place, text) in &self.drafts {
            at(place, &|standing| standing.draft = Some(text.clone()));
        }
        if let Some(editing) = editing {
            at(&editing.target.target, &|standing| standing.draft = editing.broken_text());
        }
        all
    }

    /// Takes up what was left: edits, which one undoing takes back, or which are set aside; and texts beside them.
    pub(super) fn restore(&mut self, edits: Vec<PolicyEdit>, drafts: Vec<(EditPlace, String)>, aside: bool) {
        self.drafts = drafts;
        if !edits.is_empty() {
            self.past.push(Vec::new());
            self.now = edits;
        }
        if aside {
            self.set_aside();
        }
    }

    /// What is kept under these ids has no place in the lesson as it is now, and stays as it is.
    pub(super) fn leave(&mut self, elsewhere: Vec<String>) {
        self.elsewhere = elsewhere;
    }

    /// Whether an id is of those.
    pub(super) fn is_elsewhere(&self, id: &str) -> bool {
        self.elsewhere.iter().any(|known| known == id)
    }

    /// Puts other edits in force, while one is being written.
    pub(super) fn write(&mut self, now: Vec<PolicyEdit>) {
        self.now = now;
        self.aside = false;
    }

    /// An edit is over: what was in force before it can be had back. A text that could not be played is kept beside.
    pub(super) fn close(&mut self, before: Vec<PolicyEdit>, target: &EditPlace, broken: Option<String>) {
        if before != self.now {
            self.past.push(before);
            self.future.clear();
        }
        self.drafts.retain(|(place, _)| place != target);
        self.drafts.extend(broken.map(|text| (target.clone(), text)));
    }

    /// Takes the last edit back; `false` when there is none.
    pub(super) fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.now, before));
        self.aside = false;
        true
    }

    /// Makes the edit that was taken back again; `false` when there is none.
    pub(super) fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, after));
        self.aside = false;
        true
    }

    /// No edit is in force; undoing brings them back.
    pub(super) fn set_aside(&mut self) {
        if !self.now.is_empty() {
            self.past.push(std::mem::take(&mut self.now));
            self.future.clear();
            self.aside = true;
        }
    }

    /// The same, and what was left broken is forgotten.
    pub(super) fn reset(&mut self) {
        self.set_aside();
        self.aside = false;
        self.drafts.clear();
    }
}

/// How the edit of a place stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The text in force or set aside; empty where the policy is taken away.
    pub text: Option<String>,
    /// A text left beside it.
    pub draft: Option<String>,
    pub aside: bool,
}

/// What the text in the editor is at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// What hangs there without the learner's edit, or the proposal for an empty place.
    Unchanged,
    /// A sound policy; it is in force.
    Played,
    /// The text is empty and so the policy is gone.
    Removed,
    /// Not readable, or the play refused it; the last sound text is in force.
    Broken,
}

/// The policy being written.
#[derive(Debug, Clone)]
pub struct Editing {
    /// Where it hangs, and what hung there when the editor was opened.
    pub target: EditTarget<EditPlace>,
    /// The text.
    pub editor: Editor,
    /// What is wrong with the text.
    pub problems: Vec<Diagnostic>,
    /// What the text is.
    pub reading: Reading,
    /// The keys go to the result, which scrolls, and not to the text.
    pub on_result: bool,
    /// The edits in force when the editor was opened.
    pub(super) before: Vec<PolicyEdit>,
    /// The text that stands for no edit.
    plain: String,
    /// Nothing hangs there without the learner's edit.
    was_empty: bool,
}

impl Editing {
    /// Opens a place. `unedited` is the same place without the learner's edits.
    pub(super) fn new(target: EditTarget<EditPlace>, unedited: Option<&EditTarget<EditPlace>>, edits: &Edits) -> Self {
        let text_of =
            |place: &EditTarget<EditPlace>| place.policy.as_ref().map(|policy| policy.source.text().to_owned());
        let plain = unedited.and_then(text_of);
        let was_empty = plain.is_none();
        let plain = plain.unwrap_or_else(|| proposal(&target));
        let draft = edits.draft(&target.target).map(ToOwned::to_owned);
        let text = draft.or_else(|| text_of(&target)).unwrap_or_else(|| plain.clone());
        let plain = Editor::new(&plain).text();
        let before = edits.now().to_vec();
        let editor = Editor::new(&text);
        Self {
            target,
            editor,
            problems: Vec::new(),
            reading: Reading::Unchanged,
            on_result: false,
            before,
            plain,
            was_empty,
        }
    }

    /// Nothing hangs there but what the learner writes.
    pub fn is_new(&self) -> bool {
        self.was_empty
    }

    /// Reads the text: the edits to put in force, or `None` when it cannot be believed.
    pub(super) fn read(&mut self, lesson: &Lesson) -> Option<Vec<PolicyEdit>> {
        let text = self.editor.text();
        let here = &self.target.target;
        let mut edits: Vec<PolicyEdit> = self.before.iter().filter(|edit| edit.place != *here).cloned().collect();
        self.problems.clear();
        self.reading = if text.trim().is_empty() && self.target.may_go() {
            // A place without a policy: of one that was always empty there is nothing to take away.
            if self.was_empty {
                Reading::Unchanged
            } else {
                edits.push(PolicyEdit { place: here.clone(), policy: None });
                Reading::Removed
            }
        } else {
            let (edit, problems) = edit_place(&self.target, &text);
            self.problems = problems;
            if is_sound(&self.problems) {
                self.problems.extend(edit.policy.iter().flat_map(|policy| lesson.names_nobody(policy)));
            }
            match () {
                () if text == self.plain => Reading::Unchanged,
                () if is_sound(&self.problems) => {
                    edits.push(edit);
                    Reading::Played
                }
                () => Reading::Broken,
            }
        };
        (self.reading != Reading::Broken).then_some(edits)
    }

    /// The text, when leaving it would lose it: it is broken, and so not in force.
    pub(super) fn broken_text(&self) -> Option<String> {
        (self.reading == Reading::Broken).then(|| self.editor.text())
    }
}

/// A text to begin with where nothing hangs yet. It counts only once it is changed.
fn proposal(target: &EditTarget<EditPlace>) -> String {
    let principal = if target.kind.names_principals() { "      \"Principal\": \"*\",\n" } else { "" };
    let resource = match (&target.target, target.kind) {
        (EditPlace::World(PolicyTarget::Bucket { name }), _) => format!("arn:aws:s3:::{name}/*"),
        _ => "*".to_owned(),
    };
    let effect = if target.kind == PolicyKind::ResourceControl { "Deny" } else { "Allow" };
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"{effect}\",\n{principal}      \
         \"Action\": \"s3:GetObject\",\n      \"Resource\": \"{resource}\"\n    }}\n  ]\n}}"
    )
}
