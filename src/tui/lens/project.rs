//! Project: something to build from nothing, part by part; each part stands on the learner's own texts of those before.
//!
//! Nothing is judged here, and nothing is written here: `lesson::Project` judges, and the export is an [`Effect`].

use super::bench::{self, Bench, Sheet, record};
use crate::lesson::{Lens, Project};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, letter, row};
use crate::tui::model::Model;
use crate::tui::view;

/// The keys of this lens beside those of the bench.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[letter('n')], Action::Next, "n", "the next part", "next part"),
    row(&[letter('p')], Action::Back, "p", "the part before", ""),
    row(&[letter('x')], Action::Export, "x", "write what was built: policies and commands, as files", "export"),
];

/// What of this lens is kept.
#[derive(Debug, Clone, Default)]
pub struct ProjectModel {
    /// Row selected in the list; before one was chosen, the first part that is not right.
    pub cursor: Option<usize>,
    /// First line of the story shown.
    pub scroll: usize,
    /// Which parts are right, with the texts as they stand.
    pub right: Vec<bool>,
    /// The part on the bench.
    pub open: Option<OpenPart>,
}

/// A part that is being built.
#[derive(Debug, Clone)]
pub struct OpenPart {
    /// Its place in the project.
    pub at: usize,
    /// The policy and the goals.
    pub bench: Bench,
}

/// The row selected in the list.
pub(in crate::tui) fn cursor(model: &Model) -> usize {
    let Some((lesson, open)) = model.open() else { return 0 };
    let state = &open.project;
    let last = lesson.lab.project.as_ref().map_or(0, |project| project.parts.len()).saturating_sub(1);
    state.cursor.or_else(|| state.right.iter().position(|right| !right)).unwrap_or(0).min(last)
}

/// Whether everything is built and right.
pub(in crate::tui) fn is_complete(model: &Model) -> bool {
    model
        .open()
        .is_some_and(|(_, open)| !open.project.right.is_empty() && open.project.right.iter().all(|right| *right))
}

/// The learner's texts, part by part; a part not begun stands as its starter.
fn documents(model: &Model, project: &Project) -> Vec<String> {
    let drafts = record(model).map(|record| &record.drafts);
    let text = |id: &String| drafts.and_then(|drafts| drafts.get(id)).map(|draft| draft.text.clone());
    project.parts.iter().map(|part| text(&part.id).unwrap_or_else(|| part.starter.trim().to_owned())).collect()
}

/// Judges which parts are right, and puts the part on the bench that was there when the learner left.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    judge_all(model);
    let project = model.open().and_then(|(lesson, _)| lesson.lab.project.as_ref());
    let Some((project, (id, writes))) = project.zip(bench::left(model)) else { return Vec::new() };
    let Some(at) = project.parts.iter().position(|part| part.id == id) else { return Vec::new() };
    let effects = open(model, at);
    if writes {
        bench::write_on(model);
    }
    effects
}

/// The lens is opened, or a part is left: which parts are right is judged anew.
fn judge_all(model: &mut Model) {
    let Some((lesson, _)) = model.open() else { return };
    let Some(project) = &lesson.lab.project else { return };
    let texts = documents(model, project);
    let judged = |part| project.judge_part(lesson, &texts, part).is_some_and(|state| state.is_ok_and(|it| it.solved));
    let right = (0..project.parts.len()).map(judged).collect();
    if let Some(open) = &mut model.lesson {
        open.project.right = right;
    }
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let Some(at) = model.lesson.as_ref()?.project.open.as_ref().map(|part| part.at) else {
        return on_list(model, action);
    };
    match action {
        // No key leads from one text into another while it is typed.
        Action::Next | Action::Back if bench::is_typing(model) => Some(Vec::new()),
        Action::Next => Some(open(model, at + 1)),
        Action::Back => Some(at.checked_sub(1).map_or_else(Vec::new, |before| open(model, before))),
        Action::Export => Some(export(model)),
        Action::Close if !bench::is_typing(model) => {
            model.lesson.as_mut()?.project.open = None;
            judge_all(model);
            Some(vec![Effect::Save])
        }
        _ => bench::on_action(model, action),
    }
}

fn on_list(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let at = cursor(model);
    let last = model.open()?.0.lab.project.as_ref()?.parts.len().saturating_sub(1);
    let end = view::story_end(model);
    let state = &mut model.lesson.as_mut()?.project;
    match action {
        Action::Up => state.cursor = Some(at.saturating_sub(1)),
        Action::Down => state.cursor = Some((at + 1).min(last)),
        Action::First => (state.cursor, state.scroll) = (Some(0), 0),
        Action::Last => state.cursor = Some(last),
        Action::PageUp => state.scroll = state.scroll.min(end).saturating_sub(bench::PAGE),
        Action::PageDown => state.scroll = (state.scroll + bench::PAGE).min(end),
        Action::Open => return Some(open(model, at)),
        Action::Export => return Some(export(model)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Puts a part on the bench, with its text as it was left.
fn open(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some(project) = &lesson.lab.project else { return Vec::new() };
    let (Some(part), Some(target)) = (project.parts.get(at), project.target(lesson, at)) else {
        let complete = is_complete(model);
        let said = if complete { "this was the last part; x writes what you built" } else { "this is the last part" };
        model.notice = Some(said.to_owned());
        return Vec::new();
    };
    let sheet = Sheet::new(target, part.starter.trim(), part.id.clone(), false);
    let bench = Bench::new(model, &part.id, vec![sheet]);
    if let Some(open) = &mut model.lesson {
        open.project.cursor = Some(at);
        open.project.open = Some(OpenPart { at, bench });
    }
    bench::go_on(model)
}

/// Judges the open part with the texts of those before it, and records what was reached when it counts.
pub(super) fn judge(model: &mut Model, counts: bool) -> Vec<Effect> {
    let now = (model.now)();
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let (Some(project), Some(part)) = (&lesson.lab.project, &open.project.open) else { return Vec::new() };
    let at = part.at;
    let mut texts = documents(model, project);
    if let (Some(text), Some(sheet)) = (texts.get_mut(at), part.bench.open_sheet()) {
        if !sheet.is_sound() {
            return Vec::new();
        }
        *text = sheet.editor.text();
    }
    let Some(Ok(state)) = project.judge_part(lesson, &texts, at) else { return Vec::new() };
    let id = lesson.head.id.clone();
    let Some(open) = &mut model.lesson else { return Vec::new() };
    if let Some(right) = open.project.right.get_mut(at) {
        *right = state.solved;
    }
    let Some(part) = &mut open.project.open else { return Vec::new() };
    part.bench.has_result = state.solved;
    part.bench.judged(state.goals, state.solved);
    if !state.solved || !counts {
        return Vec::new();
    }
    let (part, solution) = (part.bench.id.clone(), part.bench.solution(now));
    let all = open.project.right.iter().all(|right| *right);
    bench::reached(&mut model.record, (&id, Lens::Project), &part, solution, |_| all)
}

/// What was built, as files to take along.
fn export(model: &mut Model) -> Vec<Effect> {
    // A text changed in one part may have undone a later one.
    judge_all(model);
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let Some(project) = &lesson.lab.project else { return Vec::new() };
    if let Some(missing) = open.project.right.iter().position(|right| !right) {
        let title = project.parts.get(missing).map(|part| part.title.clone()).unwrap_or_default();
        model.notice = Some(format!("not yet: part {}, {title}, is not right", missing + 1));
        return Vec::new();
    }
    let files = project.export(lesson, &documents(model, project));
    vec![Effect::Write { folder: format!("rolecall-{}", lesson.head.id), files }]
}

/// Words for the footer; `None` where the key has no meaning now.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    let complete = is_complete(model);
    match (bench::bench(model), row.action) {
        (_, Action::Export) => complete.then_some(row.footer),
        (None, Action::Open | Action::Down) => Some(row.footer),
        (None, _) => None,
        (Some(bench), Action::Next) => (bench.solved && !complete && !bench::is_typing(model)).then_some(row.footer),
        (Some(_), Action::Pane(0)) => Some("task"),
        (Some(bench), _) => bench::footer(bench, row),
    }
}
