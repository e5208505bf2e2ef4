//! Tasks with blanks: a policy in which something is left out. The filled policy is judged by what it does, so every
//! right answer counts, the author's or another.
//!
//! Read from the `[[tasks]]` with `kind = "blank"`; tasks of other kinds are questions.

use super::goal::{self, Goal, GoalOutcome};
use super::lab::{self, Desk, hints};
use super::load_pointing::{pointers, what_if};
use super::load_targets::target;
use super::play::changed;
use super::policy_edit::{edit_at, is_sound, parse_at, policy_name};
use super::question::{self, Difficulty, Ids, Mistake};
use super::reader::Table;
use super::scenario::{Lesson, Pointer};
use crate::cloud::{Change, ChangeError, PolicyTarget, World};
use crate::diagnostic::{Diagnostic, Span, sanitize};
use std::sync::Arc;

/// What stands where something is left out.
pub const BLANK: &str = "____";

/// A policy with blanks.
#[derive(Debug, Clone, PartialEq)]
pub struct BlankTask {
    /// Stable id.
    pub id: String,
    /// What to do.
    pub prompt: String,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// Index into the lesson's sources.
    pub source: Option<usize>,
    /// Where the policy hangs.
    pub target: PolicyTarget,
    /// The policy's text, with [`BLANK`] where something is left out.
    pub document: String,
    /// What the filled policy has to do.
    pub goals: Vec<Goal>,
    /// One answer that works, a part for each blank.
    pub solution: Vec<String>,
    /// Likely wrong answers.
    pub mistakes: Vec<Mistake>,
    /// Judged under this what-if.
    pub what_if: Option<String>,
    /// Three, from a nudge to a worked answer.
    pub hints: Vec<String>,
    /// What the second and third hint light.
    pub points_at: Vec<Pointer>,
    /// Where it stands in the file.
    pub span: Span,
}

/// A filled form, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankState {
    /// The whole policy.
    pub document: String,
    /// What is wrong with its text.
    pub problems: Vec<Diagnostic>,
    /// The goals in the order of the file.
    pub goals: Vec<GoalOutcome>,
    /// The text is a policy AWS takes, and all goals are met.
    pub solved: bool,
    /// Why not, when it is not: the mistake by name, or what came of the first goal not met.
    pub says: Option<String>,
}

impl BlankTask {
    /// Number of blanks.
    pub fn blanks(&self) -> usize {
        self.document.matches(BLANK).count()
    }

    /// The document with the answers in the blanks; a missing answer leaves nothing. Whoever repeats the quotation
    /// marks that stand around a blank means the same.
    pub fn fill(&self, answers: &[String]) -> String {
        let mut parts = self.document.split(BLANK).peekable();
        let mut out = String::new();
        let mut answers = answers.iter();
        while let Some(part) = parts.next() {
            out.push_str(part);
            let Some(next) = parts.peek() else { break };
            let answer = answers.next().map_or_else(String::new, |answer| sanitize(answer.trim()).into_owned());
            let quoted = out.ends_with('"') && next.starts_with('"');
            let bare = answer.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|_| quoted);
            out.push_str(bare.unwrap_or(&answer));
        }
        out
    }

    /// Whether a text names a part of the author's solution that these answers do not have yet.
    pub fn gives_away(&self, text: &str, answers: &[String]) -> bool {
        let text = text.to_lowercase();
        let is_open = |at: usize, part: &str| answers.get(at).is_none_or(|answer| answer.trim() != part);
        self.solution.iter().enumerate().any(|(at, part)| is_open(at, part) && text.contains(&part.to_lowercase()))
    }

    /// Judges the answers.
    ///
    /// # Errors
    /// When the what-if cannot be set up; `check` finds it, too.
    pub fn judge(&self, lesson: &Lesson, answers: &[String]) -> Result<BlankState, ChangeError> {
        let document = self.fill(answers);
        let (change, problems) = edit_at(&self.target, &policy_name(&self.target), &document);
        let world = changed(&self.world(lesson)?, &[change])?;
        let goals: Vec<_> = self.goals.iter().map(|goal| goal::judge(&world, goal)).collect();
        let solved = is_sound(&problems) && goals.iter().all(|goal| goal.met);
        let says = (!solved).then(|| self.why_not(answers, &problems, &goals));
        let problems = lesson.remarks(&problems);
        Ok(BlankState { document, problems, goals, solved, says })
    }

    /// The world in which it is judged, without its policy.
    fn world(&self, lesson: &Lesson) -> Result<Arc<World>, ChangeError> {
        let what_if = self.what_if.as_ref().and_then(|id| lesson.what_if(id));
        changed(&lesson.world, what_if.map_or(&[], |what_if| &what_if.changes))
    }

    /// Whether the answers solve it: what [`BlankState::solved`] tells, without the reasons.
    fn is_solved(&self, world: &Arc<World>, answers: &[String]) -> bool {
        let (policy, problems) = parse_at(&self.target, &self.fill(answers));
        let change = Change::SetPolicy { target: self.target.clone(), policy: Arc::clone(&policy) };
        is_sound(&problems)
            && changed(world, &[change]).is_ok_and(|world| goal::are_met(&world, &self.goals))
            && is_sound(&policy.validate())
    }

    fn why_not(&self, answers: &[String], problems: &[Diagnostic], goals: &[GoalOutcome]) -> String {
        let named = |mistake: &&Mistake| {
            answers.iter().any(|answer| answer.trim().trim_matches('"') == mistake.value.trim().trim_matches('"'))
        };
        if let Some(mistake) = self.mistakes.iter().find(named) {
            return mistake.explanation.clone();
        }
        if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
            return problem.title.clone();
        }
        goals.iter().find(|goal| !goal.met).map_or_else(String::new, |goal| format!("{}: {}", goal.goal, goal.says()))
    }
}

pub(super) fn read(tables: Vec<Table<'_>>, desk: &Desk<'_>, ids: &mut Ids) -> Vec<BlankTask> {
    let mut tasks: Vec<BlankTask> = Vec::new();
    for table in tables {
        table.optional_text("kind");
        let id = ids.read(&table);
        let hangs = target(&table, desk.names, false);
        let (document, span) = table.raw("document").unwrap_or(("", table.span));
        if document.is_empty() {
            table.text("document");
        }
        let document = sanitize(document).into_owned();
        let solution: Vec<String> = table.texts("solution").into_iter().map(|text| text.text).collect();
        let blanks = document.matches(BLANK).count();
        if blanks == 0 || solution.len() != blanks {
            let title = format!("blanks in the document: {blanks}, parts of the solution: {}", solution.len());
            let help = format!("write `{BLANK}` where something is left out, and a part of `solution` for each");
            table.file.error("blank-count", span, title, help);
        }
        let mut mistakes = Vec::new();
        for inner in table.tables("mistakes", "a mistake") {
            let (value, explanation) = (inner.text("value").text, inner.text("explanation").text);
            mistakes.push(Mistake { value, explanation });
            inner.done();
        }
        if let Some(asks) = table.optional_text("asks") {
            let known = ["why", "which", "whether", "how"];
            if !known.contains(&asks.text.as_str()) {
                super::load_world::unknown(table.file, "kind of question", &asks, known.into_iter());
            }
        }
        let (prompt, difficulty) = (table.text("prompt").text, question::difficulty(&table));
        let (goals, hints) = (goal::read(&table, desk, desk.names), hints(&table));
        let what_if = what_if(&table, desk.pointing);
        let points_at = pointers(&table, desk.pointing);
        let source = lab::source(&table, desk);
        let span = table.span;
        table.done();
        if let Some((target, ..)) = hangs {
            tasks.push(BlankTask {
                id,
                prompt,
                difficulty,
                source,
                target,
                document,
                goals,
                solution,
                mistakes,
                what_if,
                hints,
                points_at,
                span,
            });
        }
    }
    tasks
}

pub(super) fn prove(lesson: &Lesson, task: &BlankTask, problems: &mut Vec<Diagnostic>) {
    let mut tell = |code, title: String, help: &str| {
        problems.push(Diagnostic::error(code, &lesson.source, task.span, title).help(help));
    };
    let id = &task.id;
    let judged = task.world(lesson).and_then(|world| Ok((world, task.judge(lesson, &task.solution)?)));
    let (world, solved) = match judged {
        Ok(judged) => judged,
        Err(error) => {
            let title = format!("the task `{id}` cannot be set up: {error}");
            return tell("cannot-play", title, "name what is there");
        }
    };
    if solved.solved {
        for warning in solved.problems {
            let title = format!("the solved policy of `{id}`: {}", warning.title);
            let told = Diagnostic::new(warning.severity, warning.code, &lesson.source, task.span, title);
            problems.push(Diagnostic { help: warning.help, ..told });
        }
    } else {
        let why = solved.says.unwrap_or_default();
        let title = format!("the solution of `{id}` does not work: {why}");
        tell("blank-solution", title, "mend the solution or the goals");
    }
    let mut tell = |code, title: String, help: &str| {
        problems.push(Diagnostic::error(code, &lesson.source, task.span, title).help(help));
    };
    if task.is_solved(&world, &[]) {
        let title = format!("the task `{id}` is solved with nothing filled in");
        tell("blank-empty", title, "leave out something that matters to a goal");
    }
    for mistake in &task.mistakes {
        // A mistake may be of any blank; the others are filled as they should be.
        let works = (0..task.solution.len()).any(|at| {
            let mut answers = task.solution.clone();
            if let Some(answer) = answers.get_mut(at) {
                answer.clone_from(&mistake.value);
            }
            task.is_solved(&world, &answers)
        });
        if works {
            let title = format!("the mistake `{}` of `{id}` is right", mistake.value);
            tell("blank-mistake", title, "remove it, or add a goal that it does not meet");
        }
    }
}
