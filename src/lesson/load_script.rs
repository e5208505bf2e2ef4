//! The script of a scenario: its calls in order, and what they expect.

use super::duration::parse_duration;
use super::load::ReadBeside;
use super::load_calls;
use super::load_world::unknown;
use super::names::Names;
use super::reader::{Table, Text};
use super::scenario::{Expectation, ScriptLine};
use super::timeline::Stage;
use crate::iam::Decision;

pub(super) fn script(top: &Table<'_>, names: &mut Names, read_beside: ReadBeside<'_>) -> Vec<ScriptLine> {
    let mut lines = Vec::new();
    for (position, table) in top.tables("calls", "a call").into_iter().enumerate() {
        let expect = table.optional_table("expect", "an expectation").map(|table| expectation(table, false));
        if let Some(call) = load_calls::call(&table, names, read_beside) {
            names.add(&call);
            lines.push(ScriptLine { number: position + 1, call, expect });
        }
        table.done();
    }
    if lines.is_empty() && !top.has("calls") {
        top.file.error("missing-key", top.span, "the file has no `[[calls]]`", "say who calls what");
    }
    lines
}

pub(super) fn duration(table: &Table<'_>, key: &'static str) -> Option<chrono::Duration> {
    let text = table.text(key);
    let duration = parse_duration(&text.text);
    if duration.is_none() && !text.text.is_empty() {
        table.file.error(
            "bad-duration",
            text.span,
            format!("`{}` is no duration", text.text),
            "write `15m`, `1h` or `1h 30m`",
        );
    }
    duration
}

pub(super) fn expectation(table: Table<'_>, of_what_if: bool) -> Expectation {
    let decision = table.optional_text("decision").and_then(|text| {
        let all = [Decision::Allowed, Decision::ImplicitlyDenied, Decision::ExplicitlyDenied];
        let found = all.into_iter().find(|decision| decision.name() == text.text);
        if found.is_none() {
            unknown(
                table.file,
                "decision",
                &text,
                all.iter().map(|decision| decision.name()).collect::<Vec<_>>().into_iter(),
            );
        }
        found
    });
    let failed_stage =
        if of_what_if { table.optional_text("failed-stage") } else { None }.and_then(|text| stage(&table, &text));
    let expectation = Expectation {
        span: table.span,
        decision,
        policy: table.optional_text("policy").map(|text| text.text),
        statement: table.optional_text("statement").map(|text| text.text),
        error: table.optional_text("error").map(|text| text.text),
        failed_stage,
    };
    table.done();
    expectation
}

/// A stage by its name.
pub(super) fn stage(table: &Table<'_>, text: &Text) -> Option<Stage> {
    let found = Stage::ALL.into_iter().find(|stage| stage.id() == text.text);
    if found.is_none() && !text.text.is_empty() {
        unknown(table.file, "stage", text, Stage::ALL.iter().map(|stage| stage.id()).collect::<Vec<_>>().into_iter());
    }
    found
}

/// A call's number, from 1.
pub(super) fn call_number(table: &Table<'_>, script: &[ScriptLine], key: &'static str) -> Option<usize> {
    let Some((number, span)) = table.optional_integer(key) else {
        if !table.has(key) {
            table.file.error(
                "missing-key",
                table.span,
                format!("`{key}` is missing"),
                "write the number of a call, counted from 1",
            );
        }
        return None;
    };
    let found = usize::try_from(number).ok().filter(|number| script.iter().any(|line| line.number == *number));
    // A call that could not be read was told already; saying that it is not there would only confuse.
    let all_read = script.iter().zip(1..).all(|(line, number)| line.number == number);
    if found.is_none() && all_read && !script.is_empty() {
        table.file.error(
            "unknown-call",
            span,
            format!("there is no call {number}"),
            format!("the script has {} calls, counted from 1", script.len()),
        );
    }
    found
}
