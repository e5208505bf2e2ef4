//! What points into a lesson: at a step, a cell of a panel, a what-if. Whatever is pointed at has to be there.

use super::load_world::unknown;
use super::reader::Table;
use super::scenario::{Panel, Pointer, ScriptLine, SourceLink, WhatIf};
use super::words::VariableWords;

/// What pointers, facts and sources may point at.
pub(super) struct Pointing<'a> {
    pub steps: usize,
    pub script: &'a [ScriptLine],
    pub sources: &'a [SourceLink],
    pub variables: &'a [VariableWords],
    pub what_ifs: &'a [WhatIf],
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
