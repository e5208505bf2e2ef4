//! One decision of a call: what the policies said, and the setting that overruled them.

use crate::iam::Trace;
use std::sync::Arc;

/// One authorization. Most calls have one; `AssumeRole` with tags and a missing object have two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// `sts:AssumeRole`, `s3:GetObject` ...
    pub action: String,
    /// ARN of the resource.
    pub resource: String,
    /// Why this was asked at all, in a sentence, where the call itself does not say it.
    pub because: Option<&'static str>,
    /// All that was considered.
    pub trace: Arc<Trace>,
    /// What refused the call although the policies allow it.
    pub overruled_by: Option<Setting>,
}

/// A setting that refuses a call although its policies allow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// `BlockPublicPolicy` of the bucket.
    BlockPublicPolicy {
        /// Labels of the statements that make the policy public which was to be put.
        statements: Vec<String>,
    },
}

impl Setting {
    /// The name in AWS.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BlockPublicPolicy { .. } => "BlockPublicPolicy",
        }
    }

    /// What it refuses and why, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::BlockPublicPolicy { statements } => {
                let lets = if statements.len() == 1 { "lets" } else { "let" };
                format!(
                    "the bucket's Block Public Access setting BlockPublicPolicy refuses the new policy, because its {} \
                     {lets} in the public",
                    statements.join(" and ")
                )
            }
        }
    }
}

impl Authorization {
    /// A decision that the policies alone made.
    pub fn new(action: impl Into<String>, resource: impl Into<String>, trace: Arc<Trace>) -> Self {
        Self { action: action.into(), resource: resource.into(), because: None, trace, overruled_by: None }
    }

    /// The verdict of the policies in words, and the setting that overruled it.
    pub fn verdict(&self) -> String {
        let verdict = self.trace.decision.words();
        match &self.overruled_by {
            Some(setting) => format!("{verdict} by the policies, refused by {}", setting.name()),
            None => verdict.to_owned(),
        }
    }

    /// What was decided and by what, in one sentence for learners.
    pub fn plain_sentence(&self) -> String {
        match &self.overruled_by {
            // What refuses comes first: where there is little room, what is allowed is cut.
            Some(setting) => format!("{}; yet {}", setting.sentence(), self.trace.plain_sentence()),
            None => self.trace.plain_sentence(),
        }
    }
}

/// The one that decided: the one that denied, else the first.
pub(super) fn deciding(authorizations: &[Authorization]) -> Option<&Authorization> {
    authorizations.iter().find(|one| !one.trace.is_allowed()).or(authorizations.first())
}
