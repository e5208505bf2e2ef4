//! The words around a play: steps, flow, execution sample, tracker, key moments.

use super::super::{Form, TableForm};
use super::{COUNT, key, needed, stages, table, tables};
use crate::lesson::scenario::Panel;
use crate::lesson::words::Follows;

fn panels() -> Vec<&'static str> {
    Panel::ALL.map(Panel::id).to_vec()
}

fn followed() -> Vec<&'static str> {
    Follows::ALL.map(Follows::id).to_vec()
}

pub(super) static ALL: &[TableForm] = &[
    table(
        "a step",
        "The words of a row of the process table; they may hold placeholders in braces.",
        &[&[
            needed("stage", Form::Choice(stages), "Which of the five stages it is."),
            key("call", COUNT, "Number of the call it belongs to; only the last step has none."),
            needed("action", Form::Text, "What is done."),
            needed("input", Form::Text, "What goes in."),
            needed("output", Form::Text, "What comes out."),
            needed("result", Form::Text, "How it ends."),
            key("output-failed", Form::Text, "What comes out when the step is refused."),
            key("result-failed", Form::Text, "How it ends when the step is refused."),
        ]],
    ),
    table(
        "a flow node",
        "A node of the process flow.",
        &[&[
            needed("label", Form::Text, "What stands in the node."),
            needed("words", Form::Text, "What happens there."),
        ]],
    ),
    table(
        "an execution line",
        "A line of the execution sample.",
        &[&[
            needed("words", Form::Text, "What happens."),
            needed("call", COUNT, "Number of the call."),
            needed("shows", Form::Choice(|| vec!["command", "answer"]), "The command line, or what AWS answers."),
        ]],
    ),
    table(
        "a variable",
        "A row of the status tracker.",
        &[&[
            needed("id", Form::Text, "Stable id."),
            needed("name", Form::Text, "Name of the row."),
            needed("follows", Form::Choice(followed), "What it follows."),
            key("words", Form::Named(&Form::Text), "Your own words for its states."),
        ]],
    ),
    table(
        "a pointer",
        "A place that lights up.",
        &[&[
            needed("panel", Form::Choice(panels), "The panel."),
            key("step", COUNT, "Number of the step."),
            key("cell", Form::Text, "action, input, output or result; or the id of a variable."),
        ]],
    ),
    table(
        "a key moment",
        "A question that learners ask at this point.",
        &[&[
            needed("id", Form::Text, "Stable id."),
            needed("question", Form::Text, "The question."),
            needed("answer", Form::Text, "The answer; paragraphs are separated by empty lines."),
            key("what-if", Form::Text, "Id of the what-if that is played when it is opened."),
            needed("step", COUNT, "Number of the step it jumps to."),
            key("points-at", tables("a pointer"), "What lights up."),
        ]],
    ),
];
