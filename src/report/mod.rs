//! The same timeline as plain text, Markdown or JSON. Pure functions; nothing here asks the simulator anything.

mod json;
mod markdown;
pub mod outline;
mod text;

pub use json::timeline as json;
pub use markdown::timeline as markdown;
pub use text::{introduction, key_moments, step as step_text, timeline as text, transcript};

use crate::cloud::{Authorization, Setting};
use crate::iam::{LayerOutcome, Policy, Statement, Trace};

/// The reasoning of a decision, and what overruled it.
fn evidence(one: &Authorization) -> Vec<String> {
    let mut lines = reasoning(&one.trace);
    lines.extend(one.overruled_by.iter().map(Setting::sentence));
    lines
}

/// Why a decision fell, one line an entry: what decided, what every layer said, and what is missing.
pub fn reasoning(trace: &Trace) -> Vec<String> {
    let in_file =
        |policy: &Policy, statement: &Statement| format!("line {} of {}", statement.line(policy), policy.source.name());
    reasons(trace, in_file)
}

/// The same, with lines counted in the policy itself: on a screen nobody sees the file that it stands in.
pub fn reasoning_in_policy(trace: &Trace) -> Vec<String> {
    reasons(trace, |policy, statement| format!("line {}", policy.source.own_line(statement.span.start)))
}

fn reasons(trace: &Trace, place: impl Fn(&Policy, &Statement) -> String) -> Vec<String> {
    let mut lines = vec![trace.plain_sentence()];
    if let Some((policy, statement)) = trace.deciding() {
        lines.push(format!("decided by {} in {}, {}", statement.label(), policy.in_words(), place(policy, statement)));
    }
    for layer in trace.layers.iter().filter(|layer| layer.outcome != LayerOutcome::Absent) {
        let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
        lines.push(format!("{}{level}: {}", layer.layer.name(), layer.words()));
    }
    lines.extend(trace.none_attached());
    lines.extend(trace.ambiguous.iter().map(|point| format!("ambiguous: {}", point.sentence())));
    lines
}
