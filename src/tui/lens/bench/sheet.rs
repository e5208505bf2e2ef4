//! A policy on the bench: its text in an editor, what the text means, and what is wrong with it.

use crate::cloud::{Change, PolicyTarget};
use crate::diagnostic::Diagnostic;
use crate::lesson::{EditTarget, edit, is_sound};
use crate::tui::editor::Editor;

/// A policy that may be edited.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Whose policy it is.
    pub target: EditTarget,
    /// Its text.
    pub editor: Editor,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    /// What it means; `None` where nothing hangs and nothing was written.
    pub(super) change: Option<Change>,
    /// The text it began with.
    pub(super) begin: String,
    /// The id under which its text is kept.
    pub(super) draft: String,
    /// An empty text means that there shall be no policy.
    may_go: bool,
}

impl Sheet {
    /// A policy as it begins. `draft` is the id under which its text is kept; with `may_go` an empty text takes it away,
    /// but for a trust policy, which has to be there.
    pub(in crate::tui::lens) fn new(target: EditTarget, begin: &str, draft: String, may_go: bool) -> Self {
        let editor = Editor::new(begin);
        let begin = editor.text();
        let may_go = may_go && !matches!(target.target, PolicyTarget::Trust { .. });
        let mut sheet = Self { target, editor, problems: Vec::new(), change: None, begin, draft, may_go };
        sheet.read();
        sheet
    }

    /// The text goes on where it was left.
    pub(in crate::tui::lens) fn resume(&mut self, text: &str) {
        if text != self.editor.text() {
            self.editor = Editor::new(text);
            self.read();
        }
    }

    /// Back to the text it began with; can be undone in the editor.
    pub(super) fn reset(&mut self) {
        self.editor.replace(&self.begin);
        self.editor.go_to(0, 0);
        self.read();
    }

    /// Whether the text is another than in the beginning.
    pub(in crate::tui::lens) fn is_changed(&self) -> bool {
        self.editor.text() != self.begin
    }

    /// The policy and whose it is. `trust policy of DataReader` says that by itself; `ReadReports` does not.
    pub(in crate::tui) fn name(&self) -> String {
        let EditTarget { name, owner, .. } = &self.target;
        let says_whose = owner.split(' ').next_back().is_some_and(|owner| name.ends_with(owner));
        if says_whose { name.clone() } else { format!("{name} of {owner}") }
    }

    /// Whether the text says what it seems to say.
    pub(in crate::tui) fn is_sound(&self) -> bool {
        is_sound(&self.problems)
    }

    /// Whether the emptied text takes the policy away.
    pub(in crate::tui) fn removes(&self) -> bool {
        matches!(self.change, Some(Change::RemovePolicy { .. }))
    }

    /// Takes in the text.
    pub(super) fn read(&mut self) {
        let text = self.editor.text();
        if text.trim().is_empty() && self.may_go {
            self.problems.clear();
            let target = self.target.target.clone();
            self.change = self.target.policy.as_ref().map(|_| Change::RemovePolicy { target });
            return;
        }
        let (change, problems) = edit(&self.target, &text);
        (self.change, self.problems) = (Some(change), problems);
    }
}
