//! Projects: something to build from nothing, in parts that are checked one by one and stand on each other.
//!
//! Part k is judged with the learner's own documents of parts 1 to k in place. Nothing here writes a file: the export
//! is names and texts.

use super::goal::{self, Goal, GoalOutcome};
use super::lab::{Desk, hints};
use super::load::paragraphs;
use super::load_targets::target;
use super::load_what_ifs::world_changes;
use super::play::changed;
use super::policy_edit::{EditTarget, edit_at, is_sound, parse_at, place_in, policy_name};
use super::reader::Table;
use super::scenario::Lesson;
use crate::cloud::{Change, ChangeError, PolicyTarget};
use crate::diagnostic::{Diagnostic, Span, sanitize};

/// Fewer parts are a task, not a project.
const FEWEST_PARTS: usize = 4;

/// Something to build.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Title.
    pub title: String,
    /// What is wanted, a paragraph an entry.
    pub story: Vec<String>,
    /// Where it matters at work, a paragraph an entry.
    pub why: Vec<String>,
    /// About so many minutes.
    pub minutes: u32,
    /// What is put into the lesson's world first.
    pub changes: Vec<Change>,
    /// The parts in order.
    pub parts: Vec<ProjectPart>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A policy to write.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectPart {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What to do, a paragraph an entry.
    pub task: Vec<String>,
    /// Where the policy hangs.
    pub target: PolicyTarget,
    /// The text to start from.
    pub starter: String,
    /// What it has to do.
    pub goals: Vec<Goal>,
    /// Three, from a nudge to a worked answer.
    pub hints: Vec<String>,
    /// A text that does it.
    pub solution: String,
    /// Why, a paragraph an entry.
    pub explanation: Vec<String>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A part, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartState {
    /// What is wrong with the text of this part.
    pub problems: Vec<Diagnostic>,
    /// Its goals in the order of the file.
    pub goals: Vec<GoalOutcome>,
    /// The text is a policy AWS takes, and all goals are met.
    pub solved: bool,
}

impl Project {
    /// The place that a part is about, with the starter as its policy's text nowhere yet.
    pub fn target(&self, lesson: &Lesson, part: usize) -> Option<EditTarget> {
        let world = changed(&lesson.world, &self.changes).ok()?;
        Some(place_in(&world, &self.parts.get(part)?.target))
    }

    /// Judges part `part` (from 0) with the learner's documents of parts 0 to `part` in place. A part without a
    /// document stands as its starter. `None` when there is no such part.
    ///
    /// # Errors
    /// When a change of the project names something that is not there; `check` finds it, too.
    pub fn judge_part(
        &self,
        lesson: &Lesson,
        documents: &[String],
        part: usize,
    ) -> Option<Result<PartState, ChangeError>> {
        let asked = self.parts.get(part)?;
        let mut changes = self.changes.clone();
        for (position, built) in self.parts.iter().enumerate().take(part) {
            let (policy, _) = parse_at(&built.target, documents.get(position).unwrap_or(&built.starter));
            changes.push(Change::SetPolicy { target: built.target.clone(), policy });
        }
        let text = documents.get(part).unwrap_or(&asked.starter);
        let (change, problems) = edit_at(&asked.target, &policy_name(&asked.target), text);
        changes.push(change);
        Some(changed(&lesson.world, &changes).map(|world| {
            let goals: Vec<_> = asked.goals.iter().map(|goal| goal::judge(&world, goal)).collect();
            PartState { solved: is_sound(&problems) && goals.iter().all(|goal| goal.met), problems, goals }
        }))
    }

    /// The author's documents.
    pub fn solutions(&self) -> Vec<String> {
        self.parts.iter().map(|part| part.solution.clone()).collect()
    }
}

pub(super) fn read(top: &Table<'_>, desk: &Desk<'_>) -> Option<Project> {
    let table = top.optional_table("project", "the project")?;
    let (changes, names) = world_changes(&table, "changes", desk.names, desk.read_beside);
    let mut parts: Vec<ProjectPart> = Vec::new();
    for inner in table.tables("parts", "a part") {
        let id = inner.unique_id("part", parts.iter().map(|other| other.id.as_str())).text;
        let place = inner.optional_table("target", "where the policy hangs");
        let hangs = place.and_then(|place| {
            let hangs = target(&place, &names, false);
            place.done();
            hangs
        });
        if !inner.has("target") {
            inner.missing("target", "whose policy it is");
        }
        let text = |key: &'static str| {
            inner.text(key);
            inner.raw(key).map_or_else(String::new, |(text, _)| sanitize(text).into_owned())
        };
        let (title, task) = (inner.text("title").text, paragraphs(&inner.text("task").text));
        let (starter, solution) = (text("starter"), text("solution"));
        let (goals, hints) = (goal::read(&inner, desk, &names), hints(&inner));
        let explanation = paragraphs(&inner.text("explanation").text);
        let span = inner.span;
        inner.done();
        if let Some((target, ..)) = hangs {
            parts.push(ProjectPart { id, title, task, target, starter, goals, hints, solution, explanation, span });
        }
    }
    let written = table.tables("parts", "a part").len();
    if written < FEWEST_PARTS {
        let help = format!("write {FEWEST_PARTS} or more `[[project.parts]]`; a smaller one is a task");
        table.file.error("project-parts", table.span, format!("the project has {written} parts"), help);
    }
    let minutes = table.integer_within("minutes", 1..=600);
    if !table.has("minutes") {
        table.missing("minutes", "a whole number");
    }
    let project = Project {
        title: table.text("title").text,
        story: paragraphs(&table.text("story").text),
        why: paragraphs(&table.text("why").text),
        minutes: minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(1),
        changes,
        parts,
        span: table.span,
    };
    table.done();
    Some(project)
}

pub(super) fn prove(lesson: &Lesson, problems: &mut Vec<Diagnostic>) {
    let Some(project) = &lesson.lab.project else { return };
    let mut tell = |code, at, title: String, help: &str| {
        problems.push(Diagnostic::error(code, &lesson.source, at, title).help(help));
    };
    let solutions = project.solutions();
    for (position, part) in project.parts.iter().enumerate() {
        let id = &part.id;
        match project.judge_part(lesson, &solutions, position) {
            None => {}
            Some(Err(error)) => {
                let title = format!("the project cannot be set up: {error}");
                return tell("cannot-play", part.span, title, "name what is there");
            }
            Some(Ok(state)) => {
                for wrong in state.problems {
                    let title = format!("the solution of `{id}` is no good policy: {}", wrong.title);
                    tell("part-solution", part.span, title, wrong.help.as_deref().unwrap_or("mend the solution"));
                }
                for outcome in state.goals.iter().filter(|outcome| !outcome.met) {
                    let title =
                        format!("the solution of `{id}` does not meet the goal `{}`: {}", outcome.goal, outcome.says());
                    tell("part-solution", part.span, title, "mend the solution or the goal");
                }
            }
        }
        let mut started = solutions.clone();
        if let Some(document) = started.get_mut(position) {
            document.clone_from(&part.starter);
        }
        if project.judge_part(lesson, &started, position).is_some_and(|judged| judged.is_ok_and(|state| state.solved)) {
            let title = format!("the part `{id}` is done before anything is written");
            tell("part-started", part.span, title, "start from less, or ask for more");
        }
    }
}
