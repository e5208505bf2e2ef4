//! The teaching part of a scenario: steps, flow, execution sample, tracker, key moments, quiz.

use super::fact::{self, Fact};
use super::load::paragraphs;
use super::load_script::{call_number, stage};
use super::load_world::unknown;
use super::reader::{Table, Text};
use super::scenario::{KeyMoment, Panel, Pointer, Question, QuestionForm, QuestionOption, ScriptLine, WhatIf};
use super::timeline::Stage;
use super::words::{ExecutionWords, FlowWords, Follows, PLACEHOLDERS, Shows, StepWords, Template, VariableWords};
use crate::cloud::Call;
use crate::diagnostic::{Diagnostic, Span};
use std::collections::BTreeMap;

/// Options per question, hints per question.
const OPTIONS: usize = 4;
const HINTS: usize = 3;

/// What pointers may point at.
pub(super) struct Pointing<'a> {
    pub steps: usize,
    pub variables: &'a [VariableWords],
    pub what_ifs: &'a [WhatIf],
}

fn template(table: &Table<'_>, text: Text) -> Template {
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

/// Request and validate belong to STS, use and evaluate to S3.
fn check_stage(table: &Table<'_>, stage: Stage, number: usize, script: &[ScriptLine]) {
    let Some(line) = script.iter().find(|line| line.number == number) else { return };
    let fits = match stage {
        Stage::Request | Stage::Validate => {
            matches!(line.call, Call::AssumeRole { .. } | Call::GetCallerIdentity { .. })
        }
        Stage::Use | Stage::Evaluate => matches!(line.call, Call::S3 { .. }),
        Stage::Complete => true,
    };
    if !fits {
        let help = "`request` and `validate` belong to a call of STS, `use` and `evaluate` to one of S3";
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

fn pointers(table: &Table<'_>, pointing: &Pointing<'_>) -> Vec<Pointer> {
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

fn step_number(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<usize> {
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

fn what_if(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<String> {
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

pub(super) fn quiz(top: &Table<'_>, pointing: &Pointing<'_>) -> Vec<QuestionForm> {
    let mut questions: Vec<QuestionForm> = Vec::new();
    for table in top.tables("quiz", "a question") {
        let id = table.text("id");
        if questions.iter().any(|other| other.question.id == id.text) {
            table.file.error(
                "duplicate-id",
                id.span,
                format!("the question `{}` is there twice", id.text),
                "answers are kept under the id; give each its own",
            );
        }
        let mut options = Vec::new();
        let mut values = Vec::new();
        for inner in table.tables("options", "an option") {
            let value = inner.text("value");
            values.push((value.text, value.span));
            options.push(QuestionOption {
                text: inner.text("text").text,
                explanation: inner.text("explanation").text,
                right: false,
            });
            inner.done();
        }
        if options.len() != OPTIONS {
            let title = format!("the question has {} options", options.len());
            table.file.error(
                "option-count",
                table.span,
                title,
                format!("write {OPTIONS}, each with its own explanation"),
            );
        }
        let hints: Vec<String> = table.texts("hints").into_iter().map(|text| text.text).collect();
        if hints.len() != HINTS {
            let title = format!("the question has {} hints", hints.len());
            table.file.error(
                "hint-count",
                table.span_of("hints"),
                title,
                format!("write {HINTS}: a nudge, a pointer, a worked answer"),
            );
        }
        lint_lengths(&table, &options, &values);
        let fact = fact(&table, pointing);
        let question = Question {
            id: id.text,
            prompt: table.text("prompt").text,
            options,
            hints,
            points_at: pointers(&table, pointing),
            proof: String::new(),
        };
        let span = table.span;
        table.done();
        if let Some(fact) = fact {
            questions.push(QuestionForm { question, fact, values, span });
        }
    }
    questions
}

fn fact(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<Fact> {
    let name = table.text("fact");
    let what_if = what_if(table, pointing);
    let step = step_number(table, pointing);
    let kind = fact::Kind::ALL.into_iter().find(|kind| kind.id() == name.text);
    if kind.is_none() && !name.text.is_empty() {
        unknown(
            table.file,
            "fact",
            &name,
            fact::Kind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>().into_iter(),
        );
    }
    Some(Fact { kind: kind?, step, what_if })
}

/// A learner must not find the answer by its length.
fn lint_lengths(table: &Table<'_>, options: &[QuestionOption], values: &[(String, Span)]) {
    let lengths: Vec<usize> = options.iter().map(|option| option.text.chars().count()).collect();
    let Some(longest) = lengths.iter().max().copied() else { return };
    let rest: Vec<usize> = lengths.iter().copied().filter(|length| *length != longest).collect();
    let second = rest.iter().max().copied().unwrap_or(longest);
    if longest > second * 2 && longest > 40 {
        let at = lengths
            .iter()
            .position(|length| *length == longest)
            .and_then(|at| values.get(at))
            .map_or(table.span, |value| value.1);
        table.file.report(
            Diagnostic::warning(
                "option-length",
                &table.file.source,
                at,
                "this option is more than twice as long as the others",
            )
            .help("keep options alike in length, or the length gives the answer away"),
        );
    }
}
