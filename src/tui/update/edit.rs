//! Free edits: the list of policies, the editor, undo, redo, reset and export; and the one place where a lesson is
//! played again.

use crate::cloud::PolicyTarget;
use crate::iam::{Layer, Policy};
use crate::lesson::{EditPlace, EditTarget, embedded, export_play, places, play_edited, share_line, unsound};
use crate::tui::editor::{Edited, too_long};
use crate::tui::edits::{Editing, Edits};
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::lens::deep::Deep;
use crate::tui::model::{LessonModel, Model, Screen};
use crate::tui::view;
use crossterm::event::KeyEvent;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

/// Plays the open lesson again with these what-ifs and edits. What cannot be played is said, and all stays as it was.
pub(super) fn replay(model: &mut Model, what_ifs: &[String], edits: Edits) -> bool {
    let Some((lesson, _)) = model.open() else { return false };
    match play_edited(lesson, what_ifs, edits.now()) {
        Ok(timeline) => {
            if let Some(open) = &mut model.lesson {
                open.timeline = timeline;
                open.edits = edits;
                open.step = open.step.min(open.timeline.steps.len());
                open.lit.clear();
                open.playing = false;
                open.cursors = [0; 5];
                // Rows of another trace mean nothing here.
                open.deep = Deep { view: open.deep.view, ..Deep::default() };
            }
            true
        }
        Err(error) => {
            let why =
                if edits.now().is_empty() { String::new() } else { ", which your edit needs; r resets".to_owned() };
            model.notice = Some(format!("{error}{why}"));
            false
        }
    }
}

/// A policy in the list, and why it stands where it stands.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Choice {
    pub target: EditTarget<EditPlace>,
    /// Its statement decided at step `step`.
    pub decides: bool,
    /// It was asked at step `step`.
    pub asked: bool,
    /// The step on show; where no policy is read there, the last before it where one was.
    pub step: usize,
    /// The learner edited it, or left a broken text there.
    pub edited: bool,
}

/// Every policy of the play on show: those behind the step first, of them the one that decided.
pub(in crate::tui) fn choices(model: &Model) -> Vec<Choice> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let Ok(all) = places(lesson, &open.timeline.what_ifs, open.edits.now()) else { return Vec::new() };
    let reached = open.timeline.steps.iter().take(open.step).rev();
    let mut evidence = reached.map(|step| (step.number, open.timeline.evidence_of(step).collect::<Vec<_>>()));
    let (step, evidence) = evidence.find(|(_, found)| !found.is_empty()).unwrap_or_default();
    let mut list: Vec<Choice> = all
        .into_iter()
        .map(|target| {
            // A managed policy that bounds is another value with the same text.
            let is = |other: &Policy| {
                target.policy.as_ref().is_some_and(|policy| Arc::ptr_eq(&policy.source, &other.source))
            };
            let layers = || evidence.iter().flat_map(|one| &one.trace.layers);
            let asked = layers().flat_map(|layer| &layer.policies).any(|policy| is(&policy.policy));
            let decides = evidence.iter().any(|one| one.trace.deciding().is_some_and(|(policy, _)| is(policy)));
            let edited = open.edits.now().iter().any(|edit| edit.place == target.target)
                || open.edits.draft(&target.target).is_some();
            Choice { target, decides, asked, step, edited }
        })
        .collect();
    list.sort_by_key(|choice| (!choice.decides, !choice.asked, choice.target.policy.is_none()));
    list
}

/// What kind of policy a place holds, in words. A managed policy is what it is used as: where the play sets it as a
/// boundary it grants nothing, whatever its text says.
pub(in crate::tui) fn kind_words(open: &LessonModel, target: &EditTarget<EditPlace>) -> &'static str {
    let EditPlace::World(PolicyTarget::Managed { .. }) = target.target else { return target.kind.name() };
    let plays = [&open.timeline, &open.base].into_iter();
    let evidence = plays.flat_map(|play| play.steps.iter().flat_map(|step| play.evidence_of(step)));
    let layers: Vec<Layer> = evidence
        .flat_map(|one| &one.trace.layers)
        .filter(|layer| layer.policies.iter().any(|one| one.policy.name == target.name))
        .map(|layer| layer.layer)
        .collect();
    match () {
        () if layers.is_empty() => "managed policy",
        () if layers.iter().all(|layer| *layer == Layer::Boundary) => Layer::Boundary.name(),
        () => target.kind.name(),
    }
}

/// Opens the editor on a row of the list.
pub(super) fn open_editor(model: &mut Model, row: usize) {
    let Some(choice) = choices(model).into_iter().nth(row) else { return };
    let Some((lesson, open)) = model.open() else { return };
    let Ok(unedited) = places(lesson, &open.timeline.what_ifs, &[]) else { return };
    let plain = unedited.iter().find(|place| place.target == choice.target.target);
    let editing = Editing::new(choice.target, plain, &open.edits);
    if let Some(open) = &mut model.lesson {
        open.playing = false;
        open.editing = Some(editing);
    }
    model.screen = Screen::Edit;
    model.scroll = 0;
    take_in(model);
}

/// Goes on with a text over the lesson as it was loaded again; `false` where its place is no longer there.
pub(super) fn write_on(model: &mut Model, before: Editing) -> bool {
    let Some(at) = choices(model).iter().position(|choice| choice.target.target == before.target.target) else {
        return false;
    };
    open_editor(model, at);
    if let Some(editing) = model.lesson.as_mut().and_then(|open| open.editing.as_mut()) {
        (editing.editor, editing.on_result) = (before.editor, before.on_result);
    }
    take_in(model);
    true
}

/// The text is another: reads it, and plays it when it is sound.
fn take_in(model: &mut Model) {
    let Some(open) = &mut model.lesson else { return };
    let Some(lesson) = model.entries.get(open.entry).and_then(|entry| entry.lesson.as_ref()) else { return };
    let Some(editing) = &mut open.editing else { return };
    let Some(changes) = editing.read(lesson) else { return };
    if changes == open.edits.now() {
        return;
    }
    let what_ifs = open.timeline.what_ifs.clone();
    let mut edits = open.edits.clone();
    edits.write(changes);
    replay(model, &what_ifs, edits);
}

/// A key while a policy is written; `false` when it is for the tables.
pub(super) fn on_editor_key(model: &mut Model, event: KeyEvent) -> bool {
    let Some(editing) = model.lesson.as_mut().and_then(|open| open.editing.as_mut()) else { return false };
    if editing.on_result {
        return false;
    }
    match editing.editor.input(event) {
        Edited::Text => take_in(model),
        Edited::TooLong => model.notice = Some(too_long()),
        Edited::Cursor => {}
        Edited::NotMine => return false,
    }
    true
}

/// Something was pasted into the editor.
pub(super) fn on_paste(model: &mut Model, text: &str) {
    let Some(editing) = model.lesson.as_mut().and_then(|open| open.editing.as_mut()) else { return };
    if editing.on_result {
        model.notice = Some("Tab goes back to the text; what was pasted is not taken in here".to_owned());
    } else {
        match editing.editor.paste(text) {
            Edited::Text => take_in(model),
            Edited::TooLong => model.notice = Some(too_long()),
            Edited::Cursor | Edited::NotMine => {}
        }
    }
}

/// What the tables of keys leave to the editor's screen.
pub(super) fn on_editor(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.1 / 2).max(1);
    match action {
        Action::FocusNext => {
            if let Some(editing) = model.lesson.as_mut().and_then(|open| open.editing.as_mut()) {
                editing.on_result = !editing.on_result;
            }
        }
        Action::Up => model.scroll = model.scroll.saturating_sub(1),
        Action::Down => model.scroll += 1,
        Action::PageUp => model.scroll = model.scroll.saturating_sub(page),
        Action::PageDown => model.scroll += page,
        Action::Close => close_editor(model),
        _ => {}
    }
    model.scroll = model.scroll.min(view::result_scroll_limit(model));
    Vec::new()
}

pub(super) fn close_editor(model: &mut Model) {
    model.screen = Screen::Lesson;
    model.scroll = 0;
    let Some(open) = &mut model.lesson else { return };
    let Some(editing) = open.editing.take() else { return };
    let broken = editing.broken_text();
    if broken.is_some() {
        let name = &editing.target.name;
        let unsound = unsound(&editing.target, &editing.editor.text(), &editing.problems);
        let what = unsound.map_or_else(|| "cannot be read".to_owned(), |unsound| unsound.what);
        model.notice = Some(format!("`{name}` {what}, and is not in force as it stands; e opens your text again"));
    }
    open.edits.close(editing.before, &editing.target.target, broken);
}

/// What counts for edits in a lesson; `None` when the key is another.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Undo | Action::Redo => step_back(model, action == Action::Undo),
        Action::Reset => reset(model),
        Action::Export => return Some(export(model)),
        _ => return None,
    }
    Some(Vec::new())
}

fn step_back(model: &mut Model, undo: bool) {
    let Some(open) = &model.lesson else { return };
    let (mut edits, what_ifs) = (open.edits.clone(), open.timeline.what_ifs.clone());
    let had = !edits.now().is_empty();
    let done = if undo { edits.undo() } else { edits.redo() };
    if !done {
        model.notice = Some(match left_words(&edits) {
            Some(left) if undo => format!("there is no edit in force to undo; {left}"),
            _ if undo => "there is no edit to undo; e edits a policy".to_owned(),
            _ => "there is no edit to make again".to_owned(),
        });
    } else if replay(model, &what_ifs, edits) {
        model.notice = Some(match &model.lesson {
            Some(open) if open.edits.now().is_empty() && undo => "no edit is in force now; U makes it again".to_owned(),
            Some(open) if open.edits.now().is_empty() => "no edit is in force now; u brings it back".to_owned(),
            // What was undone is a reset, not an edit.
            _ if undo && !had => "your edit is in force again; r resets".to_owned(),
            _ if undo => "the last edit is undone; U makes it again".to_owned(),
            _ => "the edit is made again; u undoes it".to_owned(),
        });
    }
}

/// Back to the base play, from what-ifs and edits alike; `u` brings the edits back.
pub(super) fn reset(model: &mut Model) {
    let Some(open) = &model.lesson else { return };
    let left = !open.edits.left().is_empty();
    if !open.is_changed() && !left && !open.edits.are_aside() {
        model.notice = Some("this is the base play already".to_owned());
        return;
    }
    let mut edits = open.edits.clone();
    let had = !edits.now().is_empty() || edits.are_aside();
    edits.reset();
    if replay(model, &[], edits) {
        let dropped = if left { "; the text that was not in force is dropped" } else { "" };
        let more = if had { "; u brings your edit back" } else { "" };
        model.notice = Some(format!("back to the base play{dropped}{more}"));
    }
}

/// Out of what-ifs and edits, one thing back: the edits are set aside and kept, for `u` to bring back.
pub(super) fn step_out(model: &mut Model) {
    let Some(open) = &model.lesson else { return };
    let mut edits = open.edits.clone();
    edits.set_aside();
    if replay(model, &[], edits) {
        model.notice = Some("back to the base play".to_owned());
    }
}

/// What is said of texts that were left and are not in force.
fn left_words(edits: &Edits) -> Option<String> {
    let names = edits.left();
    let first = names.first()?;
    let more = if names.len() > 1 { format!(" and {} more", names.len() - 1) } else { String::new() };
    Some(format!("your text of `{first}`{more} is not in force: e opens it, r drops it"))
}

/// Writes the scenario with the edits, or tells the line that repeats a play without any.
fn export(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let (id, what_ifs) = (&lesson.head.id, &open.timeline.what_ifs);
    if open.edits.now().is_empty() {
        // A lesson that is not shipped is played by its path.
        let shipped = embedded().iter().any(|(_, text)| *text == lesson.source.text());
        let name = if shipped { id.as_str() } else { lesson.source.name() };
        let line = format!("to play this again: {}", share_line(name, what_ifs));
        model.notice = Some(match left_words(&open.edits) {
            _ if open.edits.are_aside() => format!("your edit is set aside, u brings it back for x to write; {line}"),
            Some(left) => format!("{left}; {line}"),
            None => line,
        });
        return Vec::new();
    }
    let exported = export_play(lesson, what_ifs, open.edits.now());
    vec![Effect::WriteFile { name: format!("{id}-edited.toml"), text: exported.text, what_ifs: exported.what_ifs }]
}

/// What is said when an export is written: where it is, and how it is played from its folder.
pub(super) fn say_written(model: &Model, path: &str, what_ifs: &[String]) -> String {
    let said = if what_ifs.is_empty() {
        format!("written: {path}; the play shows nothing of the edit, so it stands there as a comment")
    } else {
        let name = Path::new(path).file_name().map_or(path.into(), OsStr::to_string_lossy);
        format!("written: {path}; to play it: {}", share_line(&name, what_ifs))
    };
    let left = model.lesson.as_ref().and_then(|open| left_words(&open.edits));
    left.map_or(said.clone(), |left| format!("{said}; not in it: {left}"))
}

/// Keys of the comparison.
pub(super) fn on_comparison(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(6)).max(1);
    match action {
        Action::Up => model.scroll = model.scroll.saturating_sub(1),
        Action::Down => model.scroll += 1,
        Action::PageUp => model.scroll = model.scroll.saturating_sub(page),
        Action::PageDown => model.scroll += page,
        Action::First => model.scroll = 0,
        Action::Last => model.scroll = usize::MAX,
        Action::Close => {
            model.screen = Screen::Lesson;
            model.scroll = 0;
        }
        _ => {}
    }
    model.scroll = model.scroll.min(view::comparison_scroll_limit(model));
    Vec::new()
}

/// Opens the comparison of the base play with the one on show.
pub(in crate::tui) fn open_comparison(model: &mut Model) {
    match &model.lesson {
        Some(open) if open.is_changed() => {
            model.screen = Screen::Compare;
            model.scroll = 0;
        }
        _ => {
            let words = "this is the base play; w changes one thing, e edits a policy, then c compares";
            model.notice = Some(words.to_owned());
        }
    }
}

impl LessonModel {
    /// Whether the play on show is another than the base play: a what-if or an edit is in force.
    pub fn is_changed(&self) -> bool {
        !self.timeline.what_ifs.is_empty() || !self.edits.now().is_empty()
    }
}
