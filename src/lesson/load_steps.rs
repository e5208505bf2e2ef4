//! The steps of a lesson in words, and the flow, which has a node for each.

use super::load_script::{call_number, stage};
use super::load_words::{optional, required};
use super::reader::Table;
use super::scenario::ScriptLine;
use super::timeline::Stage;
use super::words::{FlowWords, StepWords};
use crate::cloud::Call;

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
