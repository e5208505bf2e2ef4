//! What stands beside the steps: the lines of the execution sample, and the rows of the status tracker.

use super::load_script::call_number;
use super::load_words::required;
use super::load_world::unknown;
use super::reader::Table;
use super::scenario::ScriptLine;
use super::words::{ExecutionWords, Follows, Shows, VariableWords};
use std::collections::BTreeMap;

pub(super) fn execution(top: &Table<'_>, script: &[ScriptLine]) -> Vec<ExecutionWords> {
    let mut lines = Vec::new();
    for table in top.tables("execution", "an execution line") {
        let words = required(&table, "words");
        let call = call_number(&table, script, "call");
        let shows = table.text("shows");
        let known = match shows.text.as_str() {
            "command" => Some(Shows::Command),
            "answer" => Some(Shows::Answer),
            "" => None,
            _ => {
                unknown(table.file, "kind of line", &shows, ["command", "answer"].into_iter());
                None
            }
        };
        table.done();
        if let (Some(call), Some(shows)) = (call, known) {
            lines.push(ExecutionWords { words, call, shows });
        }
    }
    lines
}

pub(super) fn variables(top: &Table<'_>) -> Vec<VariableWords> {
    let mut rows: Vec<VariableWords> = Vec::new();
    for table in top.tables("variables", "a variable") {
        let id = table.unique_id("variable", rows.iter().map(|other| other.id.as_str()));
        let name = table.text("name").text;
        let text = table.text("follows");
        let follows = Follows::ALL.into_iter().find(|follows| follows.id() == text.text);
        if follows.is_none() && !text.text.is_empty() {
            unknown(table.file, "thing to follow", &text, Follows::ALL.map(Follows::id).into_iter());
        }
        let mut words = BTreeMap::new();
        for entry in table.entries("words") {
            let states = follows.map(Follows::states).unwrap_or_default();
            if follows.is_some() && !states.iter().any(|(state, _)| *state == entry.name.text) {
                unknown(table.file, "state", &entry.name, states.iter().map(|(state, _)| *state));
            }
            if let Some(text) = entry.text() {
                words.insert(entry.name.text.clone(), text.text);
            }
        }
        table.done();
        if let Some(follows) = follows {
            rows.push(VariableWords { id: id.text, name, follows, words });
        }
    }
    rows
}
