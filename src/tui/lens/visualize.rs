//! Visualize: step through the play, forward and back, with its panels.

use super::predict;
use crate::learner::Place;
use crate::lesson::{Panel, Pointer, Timeline};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::{LessonModel, Model, Overlay, TRAVEL};
use crate::tui::update::{open_comparison, open_overlay};
use crate::tui::view;
use crossterm::event::{KeyCode, KeyModifiers};

/// Seconds per step that can be chosen while playing.
const PACES: [u64; 6] = [1, 2, 3, 4, 6, 10];

/// The keys of this lens.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[key(KeyCode::Left), letter('h')], Action::Back, "← h", "one step back", "back"),
    row(&[key(KeyCode::Right), letter('l'), letter('n')], Action::Next, "→ l n", "one step on", "next"),
    row(&[letter(' ')], Action::Play, "space", "play by itself, or pause", "play"),
    row(&[letter('w')], Action::WhatIf, "w", "what if: change one thing and play again", "what-if"),
    row(&[letter('c')], Action::Compare, "c", "compare the base play with the changed one", "compare"),
    row(&[letter('p')], Action::Predict, "p", "predict each step before it is shown, or no longer", "predict"),
    row(&[letter('v')], Action::Values, "v", "words or simulated values", "values"),
    row(&[letter('k')], Action::Moments, "k", "key moments: questions with answers", "key moments"),
    row(&[letter('E'), capital('E')], Action::Evidence, "E", "evidence: the policies behind this step", "evidence"),
    row(&[key(KeyCode::Enter), letter('z')], Action::Zoom, "Enter z", "the focused panel in full", "zoom"),
    row(&[letter('s')], Action::Snapshot, "s", "read it: snapshot, transcript and sources, in Learn", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the start", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the last step", ""),
    row(&[letter('j'), letter(':')], Action::Jump, "j :", "jump to a step by its number", ""),
    row(&[letter('+'), letter('=')], Action::Faster, "+", "play faster", ""),
    row(&[letter('-')], Action::Slower, "-", "play slower", ""),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "focus the next panel", "panel"),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "focus the panel before",
        "",
    ),
    row(&[key(KeyCode::Up)], Action::Up, "↑", "up in the focused panel", ""),
    row(&[key(KeyCode::Down)], Action::Down, "↓", "down in the focused panel", ""),
];

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if let Some(effects) = predict::on_action(model, action) {
        return Some(effects);
    }
    if action == Action::Next && predict::holds(model, next_step(model)) {
        return Some(Vec::new());
    }
    let lesson = model.lesson.as_mut()?;
    let last = lesson.timeline.steps.len();
    match action {
        Action::Predict => predict::toggle(model),
        Action::Next => return Some(go(model, |step| step + 1)),
        Action::Back => return Some(go(model, |step| step.saturating_sub(1))),
        Action::First => return Some(go(model, |_| 0)),
        Action::Last => return Some(go(model, |_| usize::MAX)),
        Action::Play => {
            // At the end there is nothing to play: begin again.
            if !lesson.playing && lesson.step >= last {
                lesson.step = 0;
            }
            lesson.playing = !lesson.playing;
            lesson.moved = Some(0);
            let paused = !lesson.playing;
            let pace = lesson.pace;
            model.notice = Some(if paused { "paused".to_owned() } else { playing(pace) });
        }
        Action::Faster | Action::Slower => {
            let at = PACES.iter().position(|pace| *pace == lesson.pace).unwrap_or(3);
            let to = if action == Action::Faster { at.saturating_sub(1) } else { (at + 1).min(PACES.len() - 1) };
            lesson.pace = PACES.get(to).copied().unwrap_or(lesson.pace);
            model.notice = Some(format!("{} s a step", lesson.pace));
        }
        Action::Values => lesson.values = !lesson.values,
        Action::Evidence => {
            lesson.focus = if lesson.focus == Panel::Evidence { Panel::Process } else { Panel::Evidence };
        }
        Action::FocusNext => lesson.focus = turn(lesson.focus, 1),
        Action::FocusBack => lesson.focus = turn(lesson.focus, Panel::ALL.len() - 1),
        Action::Up | Action::Down => move_cursor(model, action == Action::Down),
        Action::WhatIf => open_overlay(model, Overlay::WhatIfs),
        Action::Moments => open_overlay(model, Overlay::Moments(None)),
        Action::Snapshot => return Some(super::read(model)),
        Action::Jump => open_overlay(model, Overlay::Jump(String::new())),
        Action::Zoom => open_overlay(model, Overlay::Zoom),
        Action::Compare => open_comparison(model),
        _ => return None,
    }
    Some(Vec::new())
}

/// What is said while a play goes on by itself, until it ends or a key is pressed.
fn playing(pace: u64) -> String {
    format!("playing, {pace} s a step; + and - change the pace")
}

fn turn(focus: Panel, by: usize) -> Panel {
    let at = Panel::ALL.iter().position(|panel| *panel == focus).unwrap_or(0);
    Panel::ALL[(at + by) % Panel::ALL.len()]
}

fn move_cursor(model: &mut Model, down: bool) {
    let Some(rows) = view::scene(model).map(|scene| view::panel_rows(&scene)) else { return };
    let Some(lesson) = &mut model.lesson else { return };
    let at = Panel::ALL.iter().position(|panel| *panel == lesson.focus).unwrap_or(0);
    let cursor = &mut lesson.cursors[at];
    *cursor = if down { (*cursor + 1).min(rows.saturating_sub(1)) } else { cursor.saturating_sub(1) };
}

fn next_step(model: &Model) -> usize {
    model.lesson.as_ref().map_or(0, |lesson| lesson.step + 1)
}

/// Goes to another step and remembers it.
pub(in crate::tui) fn go(model: &mut Model, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    let last = lesson.timeline.steps.len();
    let step = to(lesson.step).min(last);
    if step == lesson.step {
        if step == last {
            lesson.playing = false;
            model.notice = Some("this is the last step; t tests you, w asks what if".to_owned());
        }
        return Vec::new();
    }
    lesson.step = step;
    lesson.moved = Some(0);
    lesson.cursors = [0; 5];
    lesson.lit.clear();
    if step == last {
        lesson.playing = false;
        let said = playing(lesson.pace);
        model.notice.take_if(|notice| *notice == said);
    }
    reach(model);
    vec![Effect::Save]
}

/// Remembers the step on show, however it was reached.
pub(in crate::tui) fn reach(model: &mut Model) {
    let at = (model.now)();
    let Some((lesson, open)) = model.open() else { return };
    let (id, last) = (lesson.head.id.clone(), open.timeline.steps.len());
    let place = Place { at, step: open.step, what_ifs: open.timeline.what_ifs.clone() };
    model.record.reach(&id, place, last);
}

/// Time went by: what travels goes on, a play takes its next step.
pub(in crate::tui) fn on_tick(model: &mut Model) -> Vec<Effect> {
    let motion = model.motion;
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    let moved = lesson.moved.unwrap_or(0);
    let moving = motion && moved < TRAVEL;
    if moving {
        lesson.moved = Some(moved + 1);
        return Vec::new();
    }
    if lesson.playing {
        if predict::holds(model, next_step(model)) {
            return Vec::new();
        }
        return go(model, |step| step + 1);
    }
    lesson.moved = None;
    Vec::new()
}

/// Shows a step with cells lit, the lit panel focused. What is shown this way speaks of the lesson as it is written:
/// the learner's own edits step aside, and `u` brings them back.
pub(in crate::tui) fn show(model: &mut LessonModel, timeline: Timeline, step: usize, lit: &[Pointer]) {
    model.edits.set_aside();
    model.timeline = timeline;
    model.step = step.min(model.timeline.steps.len());
    model.lit = lit.to_vec();
    model.playing = false;
    // A prediction is about the step after the one that was shown.
    model.predict.ask = None;
    model.moved = None;
    model.cursors = [0; 5];
    if let Some(pointer) = lit.first() {
        model.focus = pointer.panel;
    }
}
