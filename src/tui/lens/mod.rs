//! The lenses: each a file with its keys, its state and what its keys do; its picture is drawn by `view/`.
//!
//! A lens changes the model and nothing else. Everything the outside has to do is an [`Effect`].

pub(super) mod deep;
pub(super) mod visualize;

use super::effect::Effect;
use super::keymap::{Action, Row};
use super::model::Model;
use crate::lesson::{Lens, Lesson};
use crossterm::event::KeyEvent;

/// The keys of a lens.
pub(super) fn keys(lens: Lens) -> &'static [Row] {
    match lens {
        Lens::Visualize => visualize::KEYS,
        Lens::Deep => deep::KEYS,
        _ => &[],
    }
}

/// Whether the lesson has matter for the lens.
pub(super) fn is_offered(lens: Lens, lesson: &Lesson) -> bool {
    lens.is_offered(lesson) && !keys(lens).is_empty()
}

/// The lenses that a lesson offers, in the order of their numbers.
pub(super) fn offered(lesson: &Lesson) -> impl Iterator<Item = Lens> {
    Lens::ALL.into_iter().filter(|lens| is_offered(*lens, lesson))
}

/// What a key does in the lens on show. `None` when the lens leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match model.lens() {
        Lens::Visualize => visualize::on_action(model, action),
        Lens::Deep => deep::on_action(model, action),
        _ => None,
    }
}

/// A key as it came, before the tables of keys: where something is typed, it goes there. `None` leaves it to the tables.
#[expect(clippy::match_single_binding, reason = "a lens in which something is typed adds its arm")]
pub(super) fn on_key(model: &mut Model, event: KeyEvent) -> Option<Vec<Effect>> {
    let _ = event;
    match model.lens() {
        _ => None,
    }
}

/// Something was pasted; it goes where something is typed.
#[expect(clippy::match_single_binding, reason = "a lens in which something is typed adds its arm")]
pub(super) fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let _ = text;
    match model.lens() {
        _ => Vec::new(),
    }
}

/// Goes to another lens of the open lesson.
pub(super) fn switch(model: &mut Model, to: Lens) {
    let Some((lesson, open)) = model.open() else { return };
    if open.lens == to {
        return;
    }
    if !is_offered(to, lesson) {
        model.notice = Some(format!("this lesson has nothing for {}: {}", to.title(), to.words()));
        return;
    }
    if let Some(open) = &mut model.lesson {
        open.lens = to;
        open.playing = false;
    }
    model.scroll = 0;
}

/// The next offered lens, or the one before; round at the ends.
pub(super) fn turn(model: &mut Model, back: bool) {
    let Some((lesson, open)) = model.open() else { return };
    let all: Vec<Lens> = offered(lesson).collect();
    let at = all.iter().position(|lens| *lens == open.lens).unwrap_or(0);
    let by = if back { all.len().saturating_sub(1) } else { 1 };
    if let Some(to) = all.get((at + by) % all.len().max(1)).copied() {
        switch(model, to);
    }
}
