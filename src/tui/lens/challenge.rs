//! Challenge: broken set-ups to mend. Every text that meets the goals is right; what it lets in beyond need is counted.
//!
//! Nothing is judged here: [`PuzzleJudge`] does it, at every keystroke, by making the calls.

use super::bench::{self, Bench, Sheet, record};
use super::place;
use crate::learner::Badge;
use crate::lesson::{EditTarget, Lens, Puzzle, PuzzleJudge};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::Model;
use chrono::{DateTime, Utc};
use crossterm::event::KeyCode;
use std::collections::BTreeSet;

/// The keys of this lens beside those of the bench.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(
        &[letter('n'), key(KeyCode::F(5))],
        Action::Next,
        "n F5",
        "the next policy, where several may be edited",
        "next policy",
    ),
    row(&[letter('T'), capital('T')], Action::Timer, "T", "a stopwatch, on or off; nothing depends on it", ""),
];

/// What of this lens is kept.
#[derive(Debug, Clone, Default)]
pub struct Challenge {
    /// Row selected in the list; before one was chosen, the puzzle opened last.
    pub cursor: Option<usize>,
    /// The puzzle on the bench.
    pub open: Option<OpenPuzzle>,
    /// The stopwatch of the puzzle on the bench, when the learner wants one.
    pub watch: Option<Watch>,
}

/// A puzzle that is being mended.
#[derive(Debug, Clone)]
pub struct OpenPuzzle {
    /// Its place in the lesson.
    pub at: usize,
    /// What one sees of it: the real error message.
    pub symptom: String,
    /// The policies and goals.
    pub bench: Bench,
    judge: PuzzleJudge,
}

/// A stopwatch. It stands still when the puzzle is solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Id of the puzzle.
    puzzle: String,
    since: DateTime<Utc>,
    /// Seconds so far.
    pub seconds: i64,
    /// It goes on.
    pub runs: bool,
}

/// The row selected in the list.
pub(in crate::tui) fn cursor(model: &Model) -> usize {
    let Some((lesson, open)) = model.open() else { return 0 };
    let last = lesson.lab.puzzles.len().saturating_sub(1);
    let before = || place::index(record(model), Lens::Challenge);
    open.challenge.cursor.or_else(before).unwrap_or(0).min(last)
}

/// Puts the puzzle on the bench that was there when the learner left.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some((id, writes)) = bench::left(model) else { return Vec::new() };
    let Some(at) = lesson.lab.puzzles.iter().position(|puzzle| puzzle.id == id) else { return Vec::new() };
    let effects = open(model, at);
    if writes {
        bench::write_on(model);
    }
    effects
}

/// The badges of a puzzle or part.
pub(in crate::tui) fn badges(model: &Model, id: &str) -> Vec<Badge> {
    record(model).and_then(|record| record.solved.get(id)).map(|solved| solved.badges().collect()).unwrap_or_default()
}

/// The id under which the text of one of a puzzle's policies is kept.
fn draft_id(puzzle: &Puzzle, target: &EditTarget) -> String {
    format!("{}: {}", puzzle.id, target.name)
}

/// The text that a policy has in the broken set-up.
fn begin(target: &EditTarget) -> &str {
    target.policy.as_ref().map_or("", |policy| policy.source.text().trim())
}

/// Whether a text of the puzzle was changed and is kept.
pub(in crate::tui) fn is_begun(model: &Model, puzzle: &Puzzle) -> bool {
    let (Some((lesson, _)), Some(known)) = (model.open(), record(model)) else { return false };
    puzzle.targets(lesson).iter().any(|target| {
        known.drafts.get(&draft_id(puzzle, target)).is_some_and(|draft| draft.text.trim() != begin(target))
    })
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if bench::bench(model).is_none() {
        return on_list(model, action);
    }
    match action {
        Action::Next => {
            let bench = bench::bench_mut(model)?;
            bench.sheet = (bench.sheet + 1) % bench.sheets.len().max(1);
            let (at, of) = (bench.sheet + 1, bench.sheets.len());
            let name = bench.open_sheet().map(Sheet::name).unwrap_or_default();
            model.notice = Some(match of {
                1 => "only this policy may be edited here".to_owned(),
                _ => format!("in the editor: {name} ({at} of {of})"),
            });
            Some(Vec::new())
        }
        Action::Timer => {
            let now = (model.now)();
            let Challenge { open, watch, .. } = &mut model.lesson.as_mut()?.challenge;
            let bench = &open.as_ref()?.bench;
            let new = || Watch { puzzle: bench.id.clone(), since: now, seconds: 0, runs: !bench.solved };
            *watch = if watch.is_some() { None } else { Some(new()) };
            Some(Vec::new())
        }
        // What is played elsewhere in the lesson has nothing to do with the puzzle.
        Action::Export => {
            model.notice = Some("a puzzle has nothing to export; your text is kept".to_owned());
            Some(Vec::new())
        }
        Action::Close if !bench::is_typing(model) => {
            let challenge = &mut model.lesson.as_mut()?.challenge;
            (challenge.open, challenge.watch) = (None, None);
            Some(vec![Effect::Save])
        }
        _ => bench::on_action(model, action),
    }
}

fn on_list(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let at = cursor(model);
    let last = model.open()?.0.lab.puzzles.len().saturating_sub(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => (at + 1).min(last),
        Action::First | Action::PageUp => 0,
        Action::Last | Action::PageDown => last,
        Action::Open => return Some(open(model, at)),
        _ => return None,
    };
    model.lesson.as_mut()?.challenge.cursor = Some(to);
    Some(Vec::new())
}

/// Puts a puzzle on the bench, with the texts as they were left.
fn open(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some(puzzle) = lesson.lab.puzzles.get(at) else { return Vec::new() };
    let judge = match PuzzleJudge::new(lesson, puzzle) {
        Ok(judge) => judge,
        Err(error) => {
            model.notice = Some(format!("this puzzle cannot be set up: {error}"));
            return Vec::new();
        }
    };
    let sheets = puzzle.targets(lesson).into_iter().map(|target| {
        let (begin, draft) = (begin(&target).to_owned(), draft_id(puzzle, &target));
        Sheet::new(target, &begin, draft, true)
    });
    let bench = Bench { has_result: true, ..Bench::new(model, &puzzle.id, sheets.collect()) };
    let symptom = puzzle.symptom(lesson).map(|outcome| outcome.symptom()).unwrap_or_default();
    if let Some(open) = &mut model.lesson {
        open.challenge.cursor = Some(at);
        // It is of this puzzle when the lesson was loaded again under it.
        open.challenge.watch.take_if(|watch| watch.puzzle != bench.id);
        open.challenge.open = Some(OpenPuzzle { at, symptom, bench, judge });
    }
    bench::go_on(model)
}

/// Judges the texts as they stand, and records what was reached when it counts.
pub(super) fn judge(model: &mut Model, counts: bool) -> Vec<Effect> {
    let now = (model.now)();
    let Model { entries, lesson: Some(open), record, .. } = model else { return Vec::new() };
    let Some(lesson) = entries.get(open.entry).and_then(|entry| entry.lesson.as_ref()) else { return Vec::new() };
    let Some(puzzle) = &mut open.challenge.open else { return Vec::new() };
    let Some(state) = puzzle.bench.changes().and_then(|changes| puzzle.judge.judge(lesson, &changes).ok()) else {
        return Vec::new();
    };
    (puzzle.bench.extra, puzzle.bench.tried) = (state.extra, state.tried);
    puzzle.bench.judged(state.goals, state.solved);
    if let Some(watch) = open.challenge.watch.as_mut().filter(|watch| watch.runs) {
        watch.seconds = (now - watch.since).num_seconds().max(0);
        watch.runs = !state.solved;
    }
    if !state.solved || !counts {
        return Vec::new();
    }
    let bench = &puzzle.bench;
    let all = |done: &BTreeSet<String>| lesson.lab.puzzles.iter().all(|puzzle| done.contains(&puzzle.id));
    bench::reached(record, (&lesson.head.id, Lens::Challenge), &bench.id, bench.solution(now), all)
}

/// Whether the stopwatch runs.
pub(in crate::tui) fn watch_runs(model: &Model) -> bool {
    let open = model.lesson.as_ref().filter(|open| open.lens == Lens::Challenge);
    open.and_then(|open| open.challenge.open.as_ref().and(open.challenge.watch.as_ref()))
        .is_some_and(|watch| watch.runs)
}

/// Time went by.
pub(in crate::tui) fn on_tick(model: &mut Model) {
    let now = (model.now)();
    let watch = model.lesson.as_mut().and_then(|open| open.challenge.watch.as_mut());
    if let Some(watch) = watch.filter(|watch| watch.runs) {
        watch.seconds = (now - watch.since).num_seconds().max(0);
    }
}

/// Words for the footer; `None` where the key has no meaning now.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    let Some(bench) = bench::bench(model) else {
        return matches!(row.action, Action::Open | Action::Down).then_some(row.footer);
    };
    if row.action == Action::Next && bench.sheets.len() < 2 {
        return None;
    }
    bench::footer(bench, row)
}
