//! The words of a scenario around what the simulator computes.

use super::timeline::Stage;
use super::values::Values;
use crate::diagnostic::Span;
use std::collections::BTreeMap;

/// The words of one row of the process table.
#[derive(Debug, Clone)]
pub(super) struct StepWords {
    pub stage: Stage,
    /// Number of the call it belongs to; `None` for the end.
    pub call: Option<usize>,
    pub action: Template,
    pub input: Template,
    pub output: Template,
    pub result: Template,
    /// Output and result when this step is refused.
    pub output_failed: Option<Template>,
    pub result_failed: Option<Template>,
}

/// A node of the process flow.
#[derive(Debug, Clone)]
pub(super) struct FlowWords {
    pub label: Template,
    pub words: Template,
}

/// A line of the execution sample.
#[derive(Debug, Clone)]
pub(super) struct ExecutionWords {
    pub words: Template,
    pub call: usize,
    pub shows: Shows,
}

/// What a line of the execution sample shows of its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    Command,
    Answer,
}

/// What a row of the tracker follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    Identity,
    Credentials,
}

impl Follows {
    pub const ALL: [Self; 2] = [Self::Identity, Self::Credentials];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Credentials => "credentials",
        }
    }

    /// The states it can be in, with the words used when the file has none.
    pub fn states(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Identity => &[
                ("long-term", "own long-term credentials"),
                ("service", "a service, by itself"),
                ("web-identity", "a token of its provider, no key"),
                ("anonymous", "anonymous: unsigned"),
                ("asking", "asking for the role"),
                ("validated", "validated by STS"),
                ("known", "known by its long-term key"),
                ("session", "a session of a role"),
                ("acting", "acting with temporary credentials"),
                ("granted", "granted"),
                ("denied", "denied"),
                ("refused", "refused by STS"),
            ],
            Self::Credentials => &[
                ("none", "none"),
                ("requested", "requested"),
                ("issued", "issued"),
                ("used", "used for the call"),
                ("valid", "still valid"),
                ("expired", "expired"),
                ("never-issued", "never issued"),
            ],
        }
    }
}

/// A row of the tracker.
#[derive(Debug, Clone)]
pub(super) struct VariableWords {
    pub id: String,
    pub name: String,
    pub follows: Follows,
    /// By state.
    pub words: BTreeMap<String, String>,
}

impl VariableWords {
    /// The words for a state.
    pub fn say(&self, state: &str) -> String {
        let default =
            || self.follows.states().iter().find(|(name, _)| *name == state).map_or(state, |(_, words)| words);
        self.words.get(state).cloned().unwrap_or_else(|| default().to_owned())
    }
}

/// Names that a template may hold in braces.
pub(super) const PLACEHOLDERS: [&str; 25] = [
    "account",
    "action",
    "audience",
    "bucket",
    "bytes",
    "caller",
    "caller-arn",
    "decision",
    "duration",
    "error",
    "expires",
    "external-id",
    "function",
    "instance",
    "key",
    "key-id",
    "message",
    "provider",
    "region",
    "role",
    "role-arn",
    "session",
    "session-arn",
    "status",
    "subject",
];

/// A text with placeholders in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    pub text: String,
}

impl Template {
    /// Placeholders in `text` that nobody knows, with their spans inside it.
    pub fn unknown(text: &str) -> Vec<(String, Span)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')).map(|at| from + at) {
            let Some(close) = text.get(open..).and_then(|rest| rest.find('}')).map(|at| open + at) else { break };
            let name = text.get(open + 1..close).unwrap_or_default();
            if !PLACEHOLDERS.contains(&name) {
                found.push((name.to_owned(), Span::new(open, close + 1)));
            }
            from = close + 1;
        }
        found
    }

    /// The text with its placeholders filled in; one without a value becomes `–`.
    pub fn fill(&self, values: &Values<'_>) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                break;
            };
            out.push_str(values.get(name).map_or("–", AsRef::as_ref));
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_found() {
        let template = Template { text: "{caller} asks for {role}, {key-id}".into() };
        let values = BTreeMap::from([("caller", "alice".into()), ("role", "DataReader".into())]);
        assert_eq!(template.fill(&values), "alice asks for DataReader, –");
        assert!(Template::unknown(&template.text).is_empty());
        assert_eq!(Template::unknown("a {rolle} b"), [("rolle".to_owned(), Span::new(2, 9))]);
        assert_eq!(Template { text: "open { brace".into() }.fill(&values), "open { brace");
    }
}
