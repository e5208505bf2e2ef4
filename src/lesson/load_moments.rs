//! Key moments: questions with answers that jump to a step.

use super::load::paragraphs;
use super::load_pointing::{Pointing, pointers, step_number, what_if};
use super::reader::Table;
use super::scenario::KeyMoment;

pub(super) fn key_moments(top: &Table<'_>, pointing: &Pointing<'_>) -> Vec<KeyMoment> {
    let mut moments: Vec<KeyMoment> = Vec::new();
    for table in top.tables("key-moments", "a key moment") {
        let id = table.unique_id("key moment", moments.iter().map(|other| other.id.as_str()));
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
