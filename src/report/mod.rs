//! The same timeline as plain text, Markdown or JSON. Pure functions; nothing here asks the simulator anything.

mod json;
mod markdown;
pub mod outline;
mod text;

pub use json::timeline as json;
pub use markdown::timeline as markdown;
pub use text::{introduction, key_moments, step as step_text, timeline as text, transcript};

use crate::cloud::{Authorization, Setting};
use crate::iam::{LayerOutcome, Trace};

/// The reasoning of a decision, and what overruled it.
fn evidence(one: &Authorization) -> Vec<String> {
    let mut lines = reasoning(&one.trace);
    lines.extend(one.overruled_by.iter().map(Setting::sentence));
    lines
}

/// Why a decision fell, one line an entry: what decided, what every layer said, and what is missing.
pub fn reasoning(trace: &Trace) -> Vec<String> {
    let mut lines = vec![trace.plain_sentence()];
    if let Some((policy, statement)) = trace.deciding() {
        lines.push(format!(
            "decided by {} in {}, line {} of {}",
            statement.label(),
            policy.in_words(),
            statement.line(policy),
            policy.source.name()
        ));
    }
    for layer in trace.layers.iter().filter(|layer| layer.outcome != LayerOutcome::Absent) {
        let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
        lines.push(format!("{}{level}: {}", layer.layer.name(), layer.outcome.words()));
    }
    lines.extend(trace.none_attached());
    lines.extend(trace.ambiguous.iter().map(|point| format!("ambiguous: {}", point.sentence())));
    lines
}
