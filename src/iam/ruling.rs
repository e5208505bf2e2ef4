//! What an answer tells of a decision: the verdict, what decided, AWS's sentence, the open points.
//!
//! It is what a [`Trace`] says of the same request, kept without the comparisons behind it; both are read off the one
//! evaluation, and a trace can be looked at as a ruling.

use super::ambiguity::Ambiguities;
use super::trace::{Decision, Trace};
use super::{Layer, Policy, Reason, Request, Statement};

pub(crate) struct Ruling<'a> {
    pub request: &'a Request,
    pub decision: Decision,
    /// The statement that decided, with its policy and layer.
    pub deciding: Option<(Layer, &'a Policy, &'a Statement)>,
    /// The primary reason; `None` when allowed.
    pub reason: Option<Reason>,
    pub ambiguous: Ambiguities,
}

impl Ruling<'_> {
    /// AWS's own sentence for a denial; `None` when allowed.
    pub fn aws_message(&self) -> Option<String> {
        self.reason.as_ref().map(|reason| reason.aws_message(self.request))
    }
}

impl Trace {
    /// What an answer tells of it.
    pub(crate) fn ruling(&self) -> Ruling<'_> {
        let deciding = self.decided_by.zip(self.deciding());
        Ruling {
            request: &self.request,
            decision: self.decision,
            deciding: deciding.map(|(by, (policy, statement))| (by.layer, &**policy, statement)),
            reason: self.reasons.first().cloned(),
            ambiguous: self.ambiguous.iter().copied().collect(),
        }
    }
}
