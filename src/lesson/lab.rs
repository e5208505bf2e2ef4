//! The laboratory of a lesson: what the lenses Why, Try, Challenge, Project and Scale are made of.
//!
//! Everything here is loaded from the scenario and judged by the simulator; `prove` holds each part against itself.

use super::blank::{self, BlankTask};
use super::lens::LensMinutes;
use super::load::ReadBeside;
use super::load_pointing::Pointing;
use super::load_world::unknown;
use super::names::Names;
use super::project::{self, Project};
use super::puzzle::{self, Puzzle};
use super::question::Ids;
use super::reader::Table;
use super::scale::{self, Scale};
use super::scenario::{Lesson, ScriptLine, SourceLink};
use super::why::{self, Why};
use crate::diagnostic::Diagnostic;

/// What a lesson has for its laboratory.
#[derive(Debug, Clone, Default)]
pub struct Lab {
    /// Minutes that the file gives for the lenses.
    pub minutes: LensMinutes,
    /// The problem before the solution.
    pub why: Option<Why>,
    /// Policies with blanks, in the order of the file.
    pub blanks: Vec<BlankTask>,
    /// Broken set-ups, in the order of the file.
    pub puzzles: Vec<Puzzle>,
    /// Something to build from nothing.
    pub project: Option<Project>,
    /// How it grows.
    pub scale: Option<Scale>,
}

/// What readers of the laboratory look things up in.
pub(super) struct Desk<'a> {
    /// Of the world, without any session: goals start without.
    pub names: &'a Names,
    pub script: &'a [ScriptLine],
    pub sources: &'a [SourceLink],
    pub pointing: &'a Pointing<'a>,
    pub read_beside: ReadBeside<'a>,
}

impl Lab {
    /// `blanks` are the tasks with blanks; `ids` those taken by questions and cards.
    pub(super) fn read(top: &Table<'_>, blanks: Vec<Table<'_>>, desk: &Desk<'_>, ids: &mut Ids) -> Self {
        Self {
            minutes: LensMinutes::read(top),
            why: why::read(top, desk),
            blanks: blank::read(blanks, desk, ids),
            puzzles: puzzle::read(top, desk),
            project: project::read(top, desk),
            scale: scale::read(top),
        }
    }
}

/// Where the laboratory and the simulator disagree.
pub(super) fn prove(lesson: &Lesson) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    why::prove(lesson, &mut problems);
    for task in &lesson.lab.blanks {
        blank::prove(lesson, task, &mut problems);
    }
    puzzle::prove(lesson, &mut problems);
    project::prove(lesson, &mut problems);
    problems
}

/// Hints per puzzle, task and part.
const HINTS: usize = 3;

/// `hints`: a nudge, a pointer, a worked answer.
pub(super) fn hints(table: &Table<'_>) -> Vec<String> {
    let hints: Vec<String> = table.texts("hints").into_iter().map(|text| text.text).collect();
    if hints.len() != HINTS {
        let help = format!("write {HINTS}: a nudge, a pointer, a worked answer");
        table.file.error("hint-count", table.span_of("hints"), format!("there are {} hints", hints.len()), help);
    }
    hints
}

/// `source`: the title of one of the lesson's sources, as an index; `None` when absent.
pub(super) fn source(table: &Table<'_>, desk: &Desk<'_>) -> Option<usize> {
    let text = table.optional_text("source")?;
    let found = desk.sources.iter().position(|source| source.title == text.text);
    if found.is_none() {
        unknown(table.file, "source", &text, desk.sources.iter().map(|source| source.title.as_str()));
    }
    found
}
