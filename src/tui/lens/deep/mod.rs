//! Deep: under the hood of the selected step. What travelled and how it was signed, the credentials, the evaluation and
//! the way through AWS's decision flow.

mod content;

use super::visualize;
use crate::learner::LensPlace;
use crate::lesson::{Lens, Timeline};
use crate::report::outline::Place;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, key, letter, row};
use crate::tui::model::{Model, Overlay};
use crate::tui::update::open_overlay;
use crossterm::event::{KeyCode, KeyModifiers};
use std::collections::BTreeSet;

pub(in crate::tui) use content::{Content, Refused, Subject, Walk, subject};

/// Rows that a page key moves by.
const PAGE: usize = 10;

/// The keys of this lens.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[key(KeyCode::Up)], Action::Up, "↑", "the part before", "part"),
    row(&[key(KeyCode::Down)], Action::Down, "↓", "the next part, explained beside", "part"),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "the next view: exchange, signing, credentials ...", "view"),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "the view before",
        "",
    ),
    row(&[key(KeyCode::Left), letter('h')], Action::Back, "← h", "one step back", "back"),
    row(&[key(KeyCode::Right), letter('l'), letter('n')], Action::Next, "→ l n", "one step on", "next"),
    row(&[key(KeyCode::Enter)], Action::Open, "Enter", "fold or unfold; elsewhere the view in full", "open"),
    row(&[letter(' ')], Action::Fold, "space", "fold or unfold in the evaluation", ""),
    row(&[letter('z')], Action::Zoom, "z", "the view in full", "full"),
    row(&[letter('w')], Action::WhatIf, "w", "what if: change one thing and play again", "what-if"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "ten parts up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "ten parts down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first part", ""),
    row(
        &[key(KeyCode::End), letter('G'), (KeyCode::Char('G'), KeyModifiers::SHIFT)],
        Action::Last,
        "End G",
        "the last part",
        "",
    ),
    row(&[letter('j'), letter(':')], Action::Jump, "j :", "jump to a step by its number", ""),
    row(&[letter('s')], Action::Snapshot, "s", "read it: snapshot, transcript and sources, in Learn", ""),
];

/// A view of this lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeepView {
    /// The HTTP that travels.
    #[default]
    Exchange,
    /// How it was signed.
    Signing,
    /// The key and the token.
    Credentials,
    /// The trace as a tree.
    Evaluation,
    /// The way through AWS's flow.
    Decision,
}

impl DeepView {
    pub(in crate::tui) const ALL: [Self; 5] =
        [Self::Exchange, Self::Signing, Self::Credentials, Self::Evaluation, Self::Decision];

    pub(in crate::tui) fn title(self) -> &'static str {
        match self {
            Self::Exchange => "Exchange",
            Self::Signing => "Signing",
            Self::Credentials => "Credentials",
            Self::Evaluation => "Evaluation",
            Self::Decision => "Decision",
        }
    }
}

/// What of this lens is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deep {
    /// The view on show.
    pub view: DeepView,
    /// The row chosen in each view, and the step and play it was chosen in: elsewhere it means nothing.
    pub chosen: [Option<usize>; 5],
    /// Step and what-ifs that `chosen` and `turned` belong to.
    pub of: (usize, Vec<String>),
    /// Entries of the evaluation that are folded other than at first.
    pub turned: BTreeSet<Place>,
}

/// What the view on show holds.
pub(in crate::tui) fn content(model: &Model) -> Option<Content> {
    let (_, open) = model.open()?;
    let deep = &open.deep;
    let turned = if is_current(deep, open.step, &open.timeline) { &deep.turned } else { &BTreeSet::new() };
    Some(content::content_of(&open.timeline, open.step, deep.view, turned))
}

fn is_current(deep: &Deep, step: usize, timeline: &Timeline) -> bool {
    deep.of.0 == step && deep.of.1 == timeline.what_ifs
}

/// The row that the cursor stands on.
pub(in crate::tui) fn cursor(model: &Model, content: &Content) -> usize {
    let chosen = model.open().and_then(|(_, open)| {
        let deep = &open.deep;
        if is_current(deep, open.step, &open.timeline) { deep.chosen[deep.view as usize] } else { None }
    });
    chosen.unwrap_or_else(|| content.telling()).min(content.rows().saturating_sub(1))
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Next => return Some(visualize::go(model, |step| step + 1)),
        Action::Back => return Some(visualize::go(model, |step| step.saturating_sub(1))),
        Action::FocusNext => return Some(turn(model, 1)),
        Action::FocusBack => return Some(turn(model, DeepView::ALL.len() - 1)),
        Action::Up => choose(model, |at, _| at.saturating_sub(1)),
        Action::Down => choose(model, |at, _| at + 1),
        Action::PageUp => choose(model, |at, _| at.saturating_sub(PAGE)),
        Action::PageDown => choose(model, |at, _| at + PAGE),
        Action::First => choose(model, |_, _| 0),
        Action::Last => choose(model, |_, rows| rows),
        Action::Fold => {
            fold(model);
        }
        Action::Open => {
            if !fold(model) {
                open_overlay(model, Overlay::Zoom);
            }
        }
        Action::Zoom => open_overlay(model, Overlay::Zoom),
        Action::WhatIf => open_overlay(model, Overlay::WhatIfs),
        Action::Jump => open_overlay(model, Overlay::Jump(String::new())),
        Action::Snapshot => return Some(crate::tui::lens::read(model)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Keys that do nothing in this view.
pub(super) fn idle(model: &Model) -> Vec<Action> {
    let Some(content) = content(model) else { return Vec::new() };
    let (at, rows) = (cursor(model, &content), content.rows());
    let idle = [
        // Where nothing comes after, one goes back.
        (Action::Up, at == 0 || at + 1 < rows),
        (Action::Down, at + 1 >= rows),
        (Action::Open, rows == 0),
        (Action::Zoom, rows == 0),
    ];
    idle.into_iter().filter(|(_, is_idle)| *is_idle).map(|(action, _)| action).collect()
}

/// Comes on show with the view that was looked at last.
pub(super) fn enter(model: &mut Model) {
    let Some((lesson, _)) = model.open() else { return };
    let record = model.record.lessons.get(&lesson.head.id).and_then(|record| record.lenses.get(Lens::Deep.id()));
    let view = record.and_then(|record| DeepView::ALL.get(record.place.as_ref()?.index)).copied();
    if let (Some(open), Some(view)) = (&mut model.lesson, view) {
        open.deep.view = view;
    }
}

fn turn(model: &mut Model, by: usize) -> Vec<Effect> {
    let now = (model.now)();
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let (id, index) = (lesson.head.id.clone(), (open.deep.view as usize + by) % DeepView::ALL.len());
    if let Some(open) = &mut model.lesson {
        open.deep.view = DeepView::ALL[index];
    }
    model.record.stand(&id, Lens::Deep.id(), LensPlace { at: now, index, note: String::new() });
    vec![Effect::Save]
}

/// The state of this lens, with what belonged to another step or play forgotten.
fn current(model: &mut Model) -> Option<&mut Deep> {
    let open = model.lesson.as_mut()?;
    if !is_current(&open.deep, open.step, &open.timeline) {
        open.deep = Deep { view: open.deep.view, of: (open.step, open.timeline.what_ifs.clone()), ..Deep::default() };
    }
    Some(&mut open.deep)
}

fn choose(model: &mut Model, to: impl Fn(usize, usize) -> usize) {
    let Some(content) = content(model) else { return };
    let (at, rows) = (cursor(model, &content), content.rows());
    if let Some(deep) = current(model) {
        deep.chosen[deep.view as usize] = Some(to(at, rows).min(rows.saturating_sub(1)));
    }
}

/// Folds or unfolds the selected entry of the evaluation; whether there was something to fold.
fn fold(model: &mut Model) -> bool {
    let Some(Content::Tree(entries)) = content(model) else { return false };
    let content = Content::Tree(entries);
    let at = cursor(model, &content);
    let Content::Tree(entries) = content else { return false };
    let Some(entry) = entries.get(at).filter(|entry| entry.has_children) else { return false };
    if let Some(deep) = current(model) {
        if !deep.turned.remove(&entry.place) {
            deep.turned.insert(entry.place.clone());
        }
        deep.chosen[deep.view as usize] = Some(at);
    }
    true
}
