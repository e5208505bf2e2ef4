//! Puzzles: a broken set-up, its symptom, and goals that a fix has to meet. Any fix that meets them is right; what it
//! lets in beyond need is counted.
//!
//! The symptom is never typed in: it is the error of the first goal that the broken set-up does not meet.

use super::goal::{self, Goal, GoalOutcome, Must};
use super::lab::{Desk, hints};
use super::load_targets::target;
use super::load_what_ifs::world_changes;
use super::matrix::{Access, Grant, Rows};
use super::play::changed;
use super::policy_edit::{EditTarget, kind_of, parse_at, place_in, policy_name};
use super::question::{self, Difficulty};
use super::reach::Reach;
use super::reader::Table;
use super::scenario::Lesson;
use crate::cloud::{Change, ChangeError, PolicyTarget, World};
use crate::diagnostic::{Diagnostic, Span};
use crate::iam::{Policy, PolicyKind};
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A broken set-up to mend.
#[derive(Debug, Clone, PartialEq)]
pub struct Puzzle {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What happened, a paragraph an entry.
    pub story: Vec<String>,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// What breaks the set-up.
    pub changes: Vec<Change>,
    /// The places where a fix may be made.
    pub may_edit: Vec<PolicyTarget>,
    /// What a fix has to meet.
    pub goals: Vec<Goal>,
    /// Three, from a nudge to a worked answer.
    pub hints: Vec<String>,
    /// Changes that solve it.
    pub solution: Vec<Change>,
    /// Why they do, a paragraph an entry.
    pub worked: Vec<String>,
    /// Where it stands in the file.
    pub span: Span,
}

/// How far a learner is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PuzzleState {
    /// The goals in the order of the file.
    pub goals: Vec<GoalOutcome>,
    /// All are met.
    pub solved: bool,
    /// What the fix lets in that neither the broken set-up nor the author's solution does. Once all goals are met, what
    /// the broken set-up let in counts, too, where it is of an action that a goal closes.
    pub extra: Vec<Grant>,
    /// Requests that were tried to find it: those of the world, and those that the texts of the policies suggest.
    pub tried: usize,
}

impl Puzzle {
    /// The places where a fix may be made, with the policies of the broken set-up.
    pub fn targets(&self, lesson: &Lesson) -> Vec<EditTarget> {
        let world = changed(&lesson.world, &self.changes).unwrap_or_else(|_| Arc::clone(&lesson.world));
        self.may_edit.iter().map(|target| place_in(&world, target)).collect()
    }

    /// The first goal that the broken set-up does not meet; [`GoalOutcome::symptom`] is what one sees of it.
    pub fn symptom(&self, lesson: &Lesson) -> Option<GoalOutcome> {
        let world = changed(&lesson.world, &self.changes).ok()?;
        self.goals.iter().map(|goal| goal::judge(&world, goal)).find(|outcome| !outcome.met)
    }
}

/// Judges one puzzle again and again: at every keystroke only what the learner changed is computed. It holds what it
/// needs of the puzzle, so that it can be kept while the puzzle is open.
#[derive(Debug, Clone)]
pub struct PuzzleJudge {
    changes: Vec<Change>,
    goals: Vec<Goal>,
    broken: Arc<World>,
    /// What the broken set-up lets in, and the author's solution.
    known: [BTreeSet<Grant>; 2],
    /// The actions of what the broken set-up lets through against a goal, and the solution refuses.
    closed: BTreeSet<String>,
    reach: Reach,
}

impl PuzzleJudge {
    /// A judge of this puzzle.
    ///
    /// # Errors
    /// When a change of the puzzle names something that is not there; `check` finds it, too.
    pub fn new(lesson: &Lesson, puzzle: &Puzzle) -> Result<Self, ChangeError> {
        let broken = changed(&lesson.world, &puzzle.changes)?;
        let solved = changed(&broken, &puzzle.solution)?;
        let start = access(lesson, &puzzle.changes)?;
        let end = access(lesson, &both(&puzzle.changes, &puzzle.solution))?;
        let known = [start.grants(), end.grants()];
        let reach = Reach::new(&puzzle.may_edit, [(&broken, start), (&solved, end)]);
        let goals = puzzle.goals.clone();
        let opens = |goal: &&Goal| goal.must == Must::Deny && !goal::judge(&broken, goal).met;
        let refused = goals.iter().filter(opens).filter_map(|goal| goal::judge(&solved, goal).trace);
        let closed = refused.map(|trace| trace.request.action.clone()).collect();
        Ok(Self { changes: puzzle.changes.clone(), goals, broken, known, closed, reach })
    }

    /// Judges the broken set-up of `lesson`, for which this judge was made, with the learner's changes made.
    ///
    /// # Errors
    /// When a change names something that is not there.
    pub fn judge(&self, lesson: &Lesson, changes: &[Change]) -> Result<PuzzleState, ChangeError> {
        let goals = judge_all(&changed(&self.broken, changes)?, &self.goals);
        let mine = access(lesson, &both(&self.changes, changes))?;
        let solved = goals.iter().all(|goal| goal.met);
        // Before, the goals tell what is to be closed; a list of all of it would tell the solution.
        let may_stay = |action: &str| !solved || !self.closed.contains(action);
        let found = self.reach.beyond(&mine, changes, &may_stay);
        let [start, end] = &self.known;
        let is_known = |grant: &Grant| end.contains(grant) || may_stay(&grant.action) && start.contains(grant);
        let of_world: Vec<Grant> = mine.grants().into_iter().filter(|grant| !is_known(grant)).collect();
        let is_told = |grant: &Grant| of_world.contains(&Grant { keys: Vec::new(), ..grant.clone() });
        let further = found.extra.into_iter().filter(|grant| !is_told(grant));
        let extra = of_world.iter().cloned().chain(further).collect();
        let tried = mine.size() + found.tried;
        Ok(PuzzleState { goals, solved, extra, tried })
    }
}

fn judge_all(world: &Arc<World>, goals: &[Goal]) -> Vec<GoalOutcome> {
    goals.iter().map(|goal| goal::judge(world, goal)).collect()
}

fn both(first: &[Change], then: &[Change]) -> Vec<Change> {
    first.iter().chain(then).cloned().collect()
}

/// Everything that anybody may do, from outside, too.
fn access(lesson: &Lesson, changes: &[Change]) -> Result<Access, ChangeError> {
    Access::of(lesson, changes, Rows { roots: false, outside: true })
}

pub(super) fn read(top: &Table<'_>, desk: &Desk<'_>) -> Vec<Puzzle> {
    let mut puzzles: Vec<Puzzle> = Vec::new();
    for table in top.tables("puzzles", "a puzzle") {
        let id = table.unique_id("puzzle", puzzles.iter().map(|other| other.id.as_str())).text;
        let (changes, names) = world_changes(&table, "changes", desk.names, desk.read_beside);
        let mut may_edit = Vec::new();
        for inner in table.tables("may-edit", "a place to edit") {
            may_edit.extend(target(&inner, &names, false).map(|(target, ..)| target));
            inner.done();
        }
        let (solution, _) = world_changes(&table, "solution", &names, desk.read_beside);
        for (key, kind) in [
            ("changes", "what breaks the set-up"),
            ("may-edit", "where a fix may be made"),
            ("solution", "changes that solve it"),
        ] {
            if !table.has(key) {
                table.missing(key, kind);
            }
        }
        let puzzle = Puzzle {
            id,
            title: table.text("title").text,
            story: super::load::paragraphs(&table.text("story").text),
            difficulty: question::difficulty(&table),
            changes,
            may_edit,
            goals: goal::read(&table, desk, &names),
            hints: hints(&table),
            solution,
            worked: super::load::paragraphs(&table.text("worked").text),
            span: table.span,
        };
        table.done();
        puzzles.push(puzzle);
    }
    puzzles
}

/// Holds every puzzle against itself.
pub(super) fn prove(lesson: &Lesson, problems: &mut Vec<Diagnostic>) {
    let ours = LazyCell::new(|| access(lesson, &[]));
    let first_not_ours = |grants: &BTreeSet<Grant>| {
        let first = grants.first()?;
        let Ok(ours) = &*ours else { return Some(first.clone()) };
        let ours = ours.among(grants);
        grants.iter().find(|grant| !ours.contains(grant)).cloned()
    };
    for puzzle in &lesson.lab.puzzles {
        prove_one(lesson, puzzle, &first_not_ours, problems);
    }
}

/// `first_not_ours` gives the first of what is let in that the lesson's own set-up does not let in.
fn prove_one(
    lesson: &Lesson,
    puzzle: &Puzzle,
    first_not_ours: &dyn Fn(&BTreeSet<Grant>) -> Option<Grant>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut tell = |code, at, title: String, help: &str| {
        problems.push(Diagnostic::error(code, &lesson.source, at, title).help(help));
    };
    let id = &puzzle.id;
    for change in &puzzle.solution {
        let (Change::SetPolicy { target, .. } | Change::RemovePolicy { target }) = change else {
            let title = format!("the solution of `{id}` changes more than policies");
            tell("edit-outside", puzzle.span, title, "a learner can only edit policies named in `may-edit`");
            continue;
        };
        if !puzzle.may_edit.contains(target) {
            let title =
                format!("the solution of `{id}` edits `{}`, which `may-edit` does not name", policy_name(target));
            tell("edit-outside", puzzle.span, title, "add it to `may-edit`, or solve it elsewhere");
        }
    }
    let worlds = changed(&lesson.world, &puzzle.changes)
        .and_then(|broken| changed(&broken, &puzzle.solution).map(|solved| (broken, solved)));
    let (broken, solved) = match worlds {
        Ok(worlds) => worlds,
        Err(error) => {
            let title = format!("the puzzle `{id}` cannot be set up: {error}");
            return tell("cannot-play", puzzle.span, title, "name what is there");
        }
    };
    let (start, end) = (judge_all(&broken, &puzzle.goals), judge_all(&solved, &puzzle.goals));
    if start.iter().all(|goal| goal.met) {
        let title = format!("the puzzle `{id}` is solved before anything is done");
        tell("puzzle-solved", puzzle.span, title, "break the set-up so that a goal fails");
    }
    for (goal, outcome) in puzzle.goals.iter().zip(&end).filter(|(_, outcome)| !outcome.met) {
        let title = format!("the solution of `{id}` does not meet the goal `{}`: {}", goal.says, outcome.says());
        tell("puzzle-solution", goal.span, title, "mend the solution or the goal");
    }
    problems.extend(puzzle.solution.iter().filter_map(policy_of).flat_map(|policy| policy.validate()));
    // Broken on purpose, but AWS must have taken it.
    let refused = puzzle.changes.iter().filter_map(policy_of).flat_map(|policy| policy.validate());
    problems.extend(refused.filter(Diagnostic::is_error));
    let needless = first_not_ours(&beyond(lesson, puzzle, &end));
    problems.extend(needless.map(|grant| over_satisfied(lesson, puzzle, &grant)));
    let extremes = LazyCell::new(|| extremes(&broken, puzzle));
    for (goal, started) in puzzle.goals.iter().zip(&start).filter(|(_, started)| started.met) {
        let is_met = |world: &Arc<World>| goal::are_met(world, std::slice::from_ref(goal));
        if extremes.as_ref().is_ok_and(|worlds| worlds.iter().all(is_met)) {
            let title = format!("the goal `{}` is met whatever a learner does", goal.says);
            let warning = Diagnostic::warning("goal-never-fails", &lesson.source, goal.span, title);
            problems.push(
                warning.help(format!(
                    "at the start: {}; ask for something that a careless fix gets wrong",
                    started.says()
                )),
            );
        }
    }
}

/// What the author's solution lets in beyond the broken set-up and beyond what its goals asked for. It may give back what
/// the lesson's own set-up gives; more is too much.
fn beyond(lesson: &Lesson, puzzle: &Puzzle, end: &[GoalOutcome]) -> BTreeSet<Grant> {
    let allowed = end.iter().filter(|outcome| outcome.must == Must::Allow);
    let asked: Vec<_> = allowed.filter_map(|outcome| Some(&outcome.trace.as_ref()?.request)).collect();
    let is_asked = |grant: &Grant| asked.iter().any(|it| it.action == grant.action && it.resource == grant.resource);
    let solved = access(lesson, &both(&puzzle.changes, &puzzle.solution));
    let (Ok(solved), Ok(given)) = (solved, access(lesson, &puzzle.changes)) else { return BTreeSet::new() };
    let mut grants = solved.grants();
    grants.retain(|grant| !is_asked(grant));
    let given = given.among(&grants);
    grants.iter().filter(|grant| !given.contains(grant)).cloned().collect()
}

fn over_satisfied(lesson: &Lesson, puzzle: &Puzzle, grant: &Grant) -> Diagnostic {
    let title = format!(
        "the solution of `{}` lets {} call {} on {}, which no goal asks for",
        puzzle.id, grant.principal, grant.action, grant.resource
    );
    Diagnostic::warning("puzzle-over-satisfied", &lesson.source, puzzle.span, title)
        .help("give the least that meets the goals, because learners compare theirs with it")
}

/// The worlds in which everything that may be edited allows all, and in which it allows nothing: a goal that holds at the
/// start and in both of them never fails.
fn extremes(broken: &Arc<World>, puzzle: &Puzzle) -> Result<Vec<Arc<World>>, ChangeError> {
    let of = |open: bool| {
        let changes: Vec<Change> = puzzle.may_edit.iter().map(|target| extreme(target, open, broken)).collect();
        changed(broken, &changes)
    };
    [true, false].into_iter().map(of).collect()
}

/// A policy that allows or denies everything.
fn extreme(target: &PolicyTarget, open: bool, world: &World) -> Change {
    let effect = if open && kind_of(target) != PolicyKind::ResourceControl { "Allow" } else { "Deny" };
    // For an RCP, denying an action that nobody calls is as good as not being there.
    let action = if open && effect == "Deny" { "s3:GetObjectTorrent" } else { "*" };
    let text = match target {
        PolicyTarget::Trust { .. } => {
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":"*","Action":"{action}"}}]}}"#
            )
        }
        PolicyTarget::Bucket { .. } if open => {
            // Named principals, so that Block Public Access leaves the policy alone and no account has to agree.
            let arns: Vec<_> = world.users.keys().chain(world.roles.keys()).map(|arn| format!("\"{arn}\"")).collect();
            let principals = arns.join(",");
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":[{principals}]}},"Action":"*","Resource":"*"}}]}}"#
            )
        }
        PolicyTarget::Bucket { .. } | PolicyTarget::Rcp { .. } => format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":"*","Action":"{action}","Resource":"*"}}]}}"#
        ),
        _ => format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}]}}"#
        ),
    };
    Change::SetPolicy { target: target.clone(), policy: parse_at(target, &text).0 }
}

/// The policy that a change sets.
fn policy_of(change: &Change) -> Option<&Arc<Policy>> {
    match change {
        Change::SetPolicy { policy, .. } => Some(policy),
        _ => None,
    }
}
