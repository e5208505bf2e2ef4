//! The teaching part of a scenario: steps, flow, execution sample, tracker, key moments.

use super::load::paragraphs;
use super::load_script::{call_number, stage};
use super::load_world::unknown;
use super::reader::{Table, Text};
use super::scenario::{KeyMoment, Panel, Pointer, ScriptLine, SourceLink, WhatIf};
use super::timeline::Stage;
use super::words::{ExecutionWords, FlowWords, Follows, PLACEHOLDERS, Shows, StepWords, Template, VariableWords};
use crate::cloud::Call;
use std::collections::BTreeMap;

/// What pointers, facts and sources may point at.
pub(super) struct Pointing<'a> {
    pub steps: usize,
    pub script: &'a [ScriptLine],
    pub sources: &'a [SourceLink],
    pub variables: &'a [VariableWords],
    pub what_ifs: &'a [WhatIf],
}

pub(super) fn template(table: &Table<'_>, text: Text) -> Template {
    for (name, _) in Template::unknown(&text.text) {
        let near = Text { text: name.clone(), span: text.span };
        unknown(table.file, "placeholder", &near, PLACEHOLDERS.iter().copied());
    }
    Template { text: text.text }
}

fn required(table: &Table<'_>, key: &'static str) -> Template {
    let text = table.text(key);
    template(table, text)
}

fn optional(table: &Table<'_>, key: &'static str) -> Option<Template> {
    table.optional_text(key).map(|text| template(table, text))
}

pub(super) fn steps(top: &Table<'_>, script: &[ScriptLine]) -> Vec<StepWords> {
    let mut steps: Vec<StepWords> = Vec::new();
    for table in top.tables("steps", "a step") {
        let name = table.text("stage");
        let stage = stage(&table, &name);
        let call = if stage == Some(Stage::Complete) { None } else { call_number(&table, script, "call") };
        if let (Some(stage), Some(number)) = (stage, call) {
            check_stage(&table, stage, number, script);
        }
        if let (Some(stage), Some(last)) = (stage, steps.last())
            && last.stage == Stage::Complete
        {
            let title = format!("`{}` comes after the end", stage.id());
            table.file.error("step-order", name.span, title, "`complete` is the last step");
        }
        let step = StepWords {
            stage: stage.unwrap_or(Stage::Request),
            call,
            action: required(&table, "action"),
            input: required(&table, "input"),
            output: required(&table, "output"),
            result: required(&table, "result"),
            output_failed: optional(&table, "output-failed"),
            result_failed: optional(&table, "result-failed"),
        };
        table.done();
        steps.push(step);
    }
    if steps.is_empty() && !top.has("steps") {
        top.file.error(
            "missing-key",
            top.span,
            "the file has no `[[steps]]`",
            "say in words what happens in each of the five stages",
        );
    } else if steps.last().is_some_and(|step| step.stage != Stage::Complete) {
        top.file.error(
            "step-order",
            top.span_of("steps"),
            "the last step is not `complete`",
            "end with `stage = \"complete\"`",
        );
    }
    steps
}

/// Request and validate belong to STS, use and evaluate to every other service.
fn check_stage(table: &Table<'_>, stage: Stage, number: usize, script: &[ScriptLine]) {
    let Some(line) = script.iter().find(|line| line.number == number) else { return };
    let fits = match stage {
        Stage::Request | Stage::Validate => line.call.is_sts(),
        Stage::Use | Stage::Evaluate => !line.call.is_sts() && !matches!(line.call, Call::Wait(_)),
        Stage::Complete => true,
    };
    if !fits {
        let help = "`request` and `validate` belong to a call of STS, `use` and `evaluate` to one of another service";
        table.file.error(
            "wrong-call",
            table.span_of("call"),
            format!("call {number} has no stage `{}`", stage.id()),
            help,
        );
    }
}

pub(super) fn flow(top: &Table<'_>, steps: usize) -> Vec<FlowWords> {
    let mut nodes = Vec::new();
    for table in top.tables("flow", "a flow node") {
        nodes.push(FlowWords { label: required(&table, "label"), words: required(&table, "words") });
        table.done();
    }
    if nodes.len() != steps {
        let title = format!("the flow has {} nodes and the lesson {steps} steps", nodes.len());
        top.file.error("flow-length", top.span_of("flow"), title, "write one `[[flow]]` for each step");
    }
    nodes
}

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
        let id = table.text("id");
        if rows.iter().any(|row| row.id == id.text) {
            table.file.error(
                "duplicate-id",
                id.span,
                format!("the variable `{}` is there twice", id.text),
                "give each its own id",
            );
        }
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

pub(super) fn pointers(table: &Table<'_>, pointing: &Pointing<'_>) -> Vec<Pointer> {
    const CELLS: [&str; 4] = ["action", "input", "output", "result"];
    let mut pointers = Vec::new();
    for inner in table.tables("points-at", "a pointer") {
        let name = inner.text("panel");
        let panel = Panel::ALL.into_iter().find(|panel| panel.id() == name.text);
        if panel.is_none() && !name.text.is_empty() {
            unknown(
                inner.file,
                "panel",
                &name,
                Panel::ALL.iter().map(|panel| panel.id()).collect::<Vec<_>>().into_iter(),
            );
        }
        let step = step_number(&inner, pointing);
        let cell = inner.optional_text("cell");
        if let Some(cell) = &cell {
            match panel {
                Some(Panel::Process) if !CELLS.contains(&cell.text.as_str()) => {
                    unknown(inner.file, "column", cell, CELLS.into_iter());
                }
                Some(Panel::Variables) if !pointing.variables.iter().any(|row| row.id == cell.text) => {
                    unknown(inner.file, "variable", cell, pointing.variables.iter().map(|row| row.id.as_str()));
                }
                Some(Panel::Flow | Panel::Execution | Panel::Evidence) => {
                    let title = format!("the panel `{}` has no cell `{}`", name.text, cell.text);
                    let help = "only `process` and `variables` have cells; leave `cell` out";
                    inner.file.error("dead-pointer", cell.span, title, help);
                }
                _ => {}
            }
        }
        inner.done();
        if let Some(panel) = panel {
            pointers.push(Pointer { panel, step, cell: cell.map(|text| text.text) });
        }
    }
    pointers
}

pub(super) fn step_number(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<usize> {
    let (number, span) = table.optional_integer("step")?;
    let found = usize::try_from(number).ok().filter(|number| (1..=pointing.steps).contains(number));
    if found.is_none() {
        table.file.error(
            "unknown-step",
            span,
            format!("there is no step {number}"),
            format!("the lesson has {} steps, counted from 1", pointing.steps),
        );
    }
    found
}

pub(super) fn what_if(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<String> {
    let text = table.optional_text("what-if")?;
    if !pointing.what_ifs.iter().any(|known| known.id == text.text) {
        unknown(table.file, "what-if", &text, pointing.what_ifs.iter().map(|known| known.id.as_str()));
    }
    Some(text.text)
}

pub(super) fn key_moments(top: &Table<'_>, pointing: &Pointing<'_>) -> Vec<KeyMoment> {
    let mut moments: Vec<KeyMoment> = Vec::new();
    for table in top.tables("key-moments", "a key moment") {
        let id = table.text("id");
        if moments.iter().any(|other| other.id == id.text) {
            table.file.error(
                "duplicate-id",
                id.span,
                format!("the key moment `{}` is there twice", id.text),
                "give each its own id",
            );
        }
        let moment = KeyMoment {
            id: id.text,
            question: table.text("question").text,
            answer: paragraphs(&table.text("answer").text),
            what_if: what_if(&table, pointing),
            step: step_number(&table, pointing).unwrap_or(1),
            points_at: pointers(&table, pointing),
        };
        if !table.has("step") {
            table.file.error("missing-key", table.span, "the key moment has no `step`", "say to which step it jumps");
        }
        table.done();
        moments.push(moment);
    }
    moments
}
