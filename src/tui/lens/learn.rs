//! Learn: the idea in short, the whole story, the key moments and the sources as one text to read, every word of the
//! field in it explained beside. The text itself is laid out by `view/learn/page.rs`; here one moves in it.

use super::bench::record;
use super::switch;
use crate::lesson::Lens;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::{Model, Overlay};
use crate::tui::update::{open_moment, open_overlay};
use crate::tui::view::{self, LearnPage, Words};
use crossterm::event::{KeyCode, KeyModifiers};
use std::sync::Arc;

/// The keys of this lens.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[key(KeyCode::Up), letter('k')], Action::Up, "↑ k", "a line up", "scroll"),
    row(&[key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "a line down", "scroll"),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "the next section", "section"),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "the section before",
        "",
    ),
    row(&[key(KeyCode::Right), letter('n'), letter('l')], Action::Next, "→ n l", "the next word of the field", "word"),
    row(
        &[key(KeyCode::Left), letter('N'), capital('N'), letter('h')],
        Action::Back,
        "← N h",
        "the word of the field before",
        "word",
    ),
    row(
        &[key(KeyCode::Enter)],
        Action::Open,
        "Enter",
        "show a key moment in Visualize; the meaning of a word in full",
        "open",
    ),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "a page down; space, too", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "a page up", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the top", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the end", ""),
];

/// What of this lens is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learn {
    /// First line of the text in sight.
    pub top: usize,
    /// The stop lit: a word of the field or a key moment. `None` where no stop is in sight.
    pub at: Option<usize>,
    /// The words of the field, looked up when the lens is opened.
    pub(in crate::tui) words: Arc<Words>,
    /// The place of the last time was taken up.
    entered: bool,
}

/// A number beyond every stop: the text was read to its end, where no word is explained any more.
const END: usize = 1 << 16;

impl Learn {
    /// The stop lit, as a number.
    pub(super) fn stop(&self) -> usize {
        self.at.unwrap_or(END)
    }
}

/// Takes up the place where the learner stopped reading.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    if open.learn.entered {
        return Vec::new();
    }
    let known = super::place::index(record(model), Lens::Learn);
    let line = super::place::words(record(model), Lens::Learn).and_then(|line| line.parse().ok());
    let words = Arc::new(Words::of(lesson));
    if let Some(open) = &mut model.lesson {
        open.learn.words = words;
    }
    let Some(page) = view::learn_page(model) else { return Vec::new() };
    let at = Some(known.unwrap_or(0)).filter(|at| *at < page.stops.len());
    if let Some(open) = &mut model.lesson {
        // The line of another width is a beginning: the stop is in sight all the same.
        open.learn.top = if at.is_some() { line.unwrap_or(0).min(page.last_top()) } else { page.last_top() };
        open.learn.at = at;
        open.learn.entered = true;
    }
    Vec::new()
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let page = view::learn_page(model)?;
    let learn = &model.lesson.as_ref()?.learn;
    let (top, at) = page.place(learn.top, learn.at);
    let leaf = page.height.saturating_sub(1).max(1);
    match action {
        Action::Up => Some(scroll(model, &page, top.saturating_sub(1))),
        Action::Down => Some(scroll(model, &page, page.below(top, 1))),
        Action::PageUp => Some(scroll(model, &page, top.saturating_sub(leaf))),
        Action::PageDown => Some(scroll(model, &page, page.below(top, leaf))),
        Action::First => Some(scroll(model, &page, 0)),
        Action::Last => Some(scroll(model, &page, page.end_top())),
        Action::FocusNext | Action::FocusBack => {
            let by = if action == Action::FocusNext { 1 } else { page.sections.len().saturating_sub(1) };
            let to = (page.section_at(top) + by) % page.sections.len().max(1);
            let line = page.sections.get(to).map_or(0, |section| section.line);
            let mut effects = scroll(model, &page, line);
            effects.push(Effect::Save);
            Some(effects)
        }
        Action::Next => Some(stop(model, &page, page.stop_after(top, at))),
        Action::Back => Some(stop(model, &page, page.stop_before(top, at))),
        Action::Open => Some(open(model, &page, at)),
        _ => None,
    }
}

/// Keys that do nothing at this place of the text.
pub(super) fn idle(model: &Model) -> Vec<Action> {
    let (Some(page), Some((_, open))) = (view::learn_page(model), model.open()) else { return Vec::new() };
    let (top, at) = page.place(open.learn.top, open.learn.at);
    let ends = page.below(top, 1) == top;
    let (after, before) = (page.stop_after(top, at).is_some(), page.stop_before(top, at).is_some());
    let idle = [
        // Where nothing comes after, one goes back.
        (Action::Up, !ends || top == 0),
        (Action::Down, ends),
        (Action::Next, !after),
        (Action::Back, after || !before),
        (Action::Open, at.is_none()),
    ];
    idle.into_iter().filter(|(_, is_idle)| *is_idle).map(|(action, _)| action).collect()
}

/// Scrolls; the light goes to a stop in sight.
fn scroll(model: &mut Model, page: &LearnPage, to: usize) -> Vec<Effect> {
    let top = to.min(page.last_top());
    let now = model.lesson.as_ref().and_then(|open| page.place(open.learn.top, open.learn.at).1);
    // The light stays where it is while it is in sight.
    let at = now.filter(|at| page.is_in_sight(top, *at)).or_else(|| page.first_in_sight(top));
    stand(model, page, top, at)
}

fn stop(model: &mut Model, page: &LearnPage, at: Option<usize>) -> Vec<Effect> {
    let Some(open) = &mut model.lesson else { return Vec::new() };
    let Some(at) = at else {
        model.notice = Some("there is no further word of the field this way".to_owned());
        return Vec::new();
    };
    let (top, _) = page.place(open.learn.top, open.learn.at);
    let (top, _) = page.place(top, Some(at));
    stand(model, page, top, Some(at))
}

/// Takes a place; at the end of the text notes that it was read.
fn stand(model: &mut Model, page: &LearnPage, top: usize, at: Option<usize>) -> Vec<Effect> {
    let now = (model.now)();
    let Some(id) = model.open().map(|(lesson, _)| lesson.head.id.clone()) else { return Vec::new() };
    if let Some(open) = &mut model.lesson {
        open.learn.top = top;
        open.learn.at = at;
    }
    let record = model.record.lens_mut(&id, Lens::Learn.id());
    if top >= page.end_top() && record.finished.is_none() {
        record.finish(now);
        return vec![Effect::Save];
    }
    Vec::new()
}

fn open(model: &mut Model, page: &LearnPage, at: Option<usize>) -> Vec<Effect> {
    match at.and_then(|at| page.stops.get(at)).map(|stop| stop.moment) {
        Some(Some(moment)) => {
            let mut effects = switch(model, Lens::Visualize);
            effects.extend(open_moment(model, moment));
            effects
        }
        Some(None) => {
            open_overlay(model, Overlay::Zoom);
            Vec::new()
        }
        None => Vec::new(),
    }
}
