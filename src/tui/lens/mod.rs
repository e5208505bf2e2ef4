//! The lenses: each a file with its keys, its state and what its keys do; its picture is drawn by `view/`.
//!
//! A lens changes the model and nothing else. Everything the outside has to do is an [`Effect`].

pub(super) mod bench;
pub(super) mod challenge;
pub(super) mod deep;
pub(super) mod learn;
pub(super) mod project;
pub(super) mod scale;
pub(super) mod visualize;
pub(super) mod why;

use super::effect::Effect;
use super::keymap::{Action, Row};
use super::model::Model;
use crate::lesson::{Lens, Lesson};
use crossterm::event::KeyEvent;

/// The keys of a lens.
pub(super) fn keys(lens: Lens) -> &'static [Row] {
    match lens {
        Lens::Why => why::KEYS,
        Lens::Learn => learn::KEYS,
        Lens::Visualize => visualize::KEYS,
        Lens::Deep => deep::KEYS,
        Lens::Scale => scale::KEYS,
        Lens::Challenge => challenge::KEYS,
        Lens::Project => project::KEYS,
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
        Lens::Why => why::on_action(model, action),
        Lens::Learn => learn::on_action(model, action),
        Lens::Visualize => visualize::on_action(model, action),
        Lens::Deep => deep::on_action(model, action),
        Lens::Scale => scale::on_action(model, action),
        Lens::Challenge => challenge::on_action(model, action),
        Lens::Project => project::on_action(model, action),
        _ => None,
    }
}

/// A key as it came, before the tables of keys: where something is typed, it goes there. `None` leaves it to the tables.
pub(super) fn on_key(model: &mut Model, event: KeyEvent) -> Option<Vec<Effect>> {
    match model.lens() {
        Lens::Challenge | Lens::Project => bench::on_key(model, event),
        _ => None,
    }
}

/// Something was pasted; it goes where something is typed.
pub(super) fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.lens() {
        Lens::Challenge | Lens::Project => bench::on_paste(model, text),
        _ => Vec::new(),
    }
}

/// Whether a text is edited in the lens on show, so that letters are letters.
pub(super) fn is_typing(model: &Model) -> bool {
    match model.lens() {
        Lens::Challenge | Lens::Project => bench::is_typing(model),
        _ => false,
    }
}

/// Words of the footer for a key of the lens on show; `None` where it has no meaning now.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    match model.lens() {
        Lens::Challenge => challenge::footer(model, row),
        Lens::Project => project::footer(model, row),
        _ => Some(row.footer),
    }
}

/// Goes to another lens of the open lesson.
pub(super) fn switch(model: &mut Model, to: Lens) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    if open.lens == to {
        return Vec::new();
    }
    if !is_offered(to, lesson) {
        model.notice = Some(format!("this lesson has nothing for {}: {}", to.title(), to.words()));
        return Vec::new();
    }
    if let Some(open) = &mut model.lesson {
        open.lens = to;
        open.playing = false;
    }
    model.scroll = 0;
    enter(model, to)
}

/// What a lens does when it comes on show: it takes up its place, or computes once what it shows all the time.
fn enter(model: &mut Model, lens: Lens) -> Vec<Effect> {
    match lens {
        Lens::Why => why::enter(model),
        Lens::Learn => learn::enter(model),
        Lens::Project => {
            project::enter(model);
            Vec::new()
        }
        Lens::Scale => scale::enter(model),
        _ => Vec::new(),
    }
}

/// To the text of the lesson, and how one comes back from it.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    let from = model.lens();
    let effects = switch(model, Lens::Learn);
    if model.lens() == Lens::Learn {
        model.notice = Some(format!("2 opens Learn from anywhere; {} goes back to {}", from.number(), from.title()));
    }
    effects
}

/// The next offered lens, or the one before; round at the ends.
pub(super) fn turn(model: &mut Model, back: bool) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let all: Vec<Lens> = offered(lesson).collect();
    let at = all.iter().position(|lens| *lens == open.lens).unwrap_or(0);
    let by = if back { all.len().saturating_sub(1) } else { 1 };
    let to = all.get((at + by) % all.len().max(1)).copied();
    to.map_or_else(Vec::new, |to| switch(model, to))
}
