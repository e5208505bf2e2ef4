//! The lenses: each a file with its keys, its state and what its keys do; its picture is drawn by `view/`.
//!
//! A lens changes the model and nothing else. Everything the outside has to do is an [`Effect`].

pub(super) mod bench;
pub(super) mod blank;
pub(super) mod challenge;
pub(super) mod deep;
pub(super) mod learn;
pub(super) mod place;
pub(super) mod placement;
pub(super) mod predict;
pub(super) mod project;
pub(super) mod review;
pub(super) mod scale;
pub(super) mod tasks;
pub(super) mod visualize;
pub(super) mod why;

use super::ask::Ask;
use super::effect::Effect;
use super::keymap::{Action, Mode, Row};
use super::model::{LessonModel, Model, Screen};
use crate::lesson::{Lens, Lesson, Pointer, play};
use crossterm::event::KeyEvent;

/// The keys of a lens.
pub(super) fn keys(lens: Lens) -> Box<dyn Iterator<Item = &'static Row>> {
    let rows: &'static [Row] = match lens {
        Lens::Why => why::KEYS,
        Lens::Learn => learn::KEYS,
        Lens::Visualize => visualize::KEYS,
        Lens::Deep => deep::KEYS,
        Lens::Scale => scale::KEYS,
        Lens::Challenge => return Box::new(bench::keys(challenge::KEYS)),
        Lens::Project => return Box::new(bench::keys(project::KEYS)),
        Lens::Try => tasks::KEYS,
        Lens::Review => review::KEYS,
    };
    Box::new(rows.iter())
}

/// The lenses that a lesson offers, in the order of their numbers.
pub(super) fn offered(lesson: &Lesson) -> impl Iterator<Item = Lens> {
    Lens::ALL.into_iter().filter(|lens| lens.is_offered(lesson))
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
        Lens::Try => tasks::on_action(model, action),
        Lens::Review => review::on_action(model, action),
    }
}

/// A key as it came, before the tables of keys: where something is typed, it goes there. `None` leaves it to the tables.
pub(super) fn on_key(model: &mut Model, event: KeyEvent) -> Option<Vec<Effect>> {
    match model.lens() {
        Lens::Challenge | Lens::Project => bench::on_key(model, event),
        Lens::Try => tasks::on_key(model, event),
        _ => None,
    }
}

/// Something was pasted; it goes where something is typed.
pub(super) fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.lens() {
        Lens::Challenge | Lens::Project => return bench::on_paste(model, text),
        Lens::Try => tasks::on_paste(model, text),
        _ => {}
    }
    Vec::new()
}

/// The situation within the lens on show; `None` where its own keys are all there are.
pub(super) fn modes(open: &LessonModel) -> Option<&'static [Mode]> {
    match open.lens {
        Lens::Try => open.tasks.filling().map(|filling| {
            let typing: &[Mode] = &[Mode::BlankTyping, Mode::WhileTyping];
            let reading: &[Mode] = &[Mode::Blank, Mode::Lesson, Mode::Everywhere];
            if filling.is_typing() { typing } else { reading }
        }),
        Lens::Review => review::modes(open),
        _ => None,
    }
}

/// The question that is open in the lens on show; its keys come first, and it scrolls by itself.
pub(super) fn ask(open: &LessonModel) -> Option<&Ask> {
    match open.lens {
        Lens::Visualize => open.predict.ask.as_ref(),
        Lens::Try => open.tasks.ask(),
        Lens::Review => review::ask(open),
        _ => None,
    }
}

/// The same, to be answered.
pub(super) fn ask_mut(open: &mut LessonModel) -> Option<&mut Ask> {
    match open.lens {
        Lens::Visualize => open.predict.ask.as_mut(),
        Lens::Try => open.tasks.ask_mut(),
        Lens::Review => review::ask_mut(open),
        _ => None,
    }
}

/// Brings the play that is spoken of to the step that is pointed at, with its cells lit.
pub(super) fn light(model: &mut Model, what_ifs: &[String], points: &[Pointer]) {
    let Some((lesson, open)) = model.open() else { return };
    let step = points.iter().filter_map(|pointer| pointer.step).max().unwrap_or(open.step);
    let Ok(timeline) = play(lesson, what_ifs) else { return };
    if let Some(open) = &mut model.lesson {
        visualize::show(open, timeline, step, points);
    }
}

/// Whether a text is edited in the lens on show, so that letters are letters.
pub(super) fn is_typing(model: &Model) -> bool {
    match model.lens() {
        Lens::Challenge | Lens::Project => bench::is_typing(model),
        _ => false,
    }
}

/// Keys of the lens on show that do nothing at its moment, where what tells it is laid out first: once for all of them.
pub(super) fn idle(model: &Model) -> Vec<Action> {
    match model.lens() {
        _ if model.screen != Screen::Lesson || model.overlay.is_some() => Vec::new(),
        Lens::Learn => learn::idle(model),
        Lens::Deep => deep::idle(model),
        _ => Vec::new(),
    }
}

/// Words of the footer for a key of the lens on show; `None` where it has no meaning now.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    match model.lens() {
        Lens::Challenge => challenge::footer(model, row),
        Lens::Project => project::footer(model, row),
        Lens::Review => model.lesson.as_ref().and_then(|open| review::footer(open, row)),
        Lens::Scale => scale::footer(model, row),
        Lens::Why => why::footer(model, row),
        _ => Some(row.footer),
    }
}

/// What is said of a lens that a lesson does not offer.
pub(super) fn nothing_for(lens: Lens) -> String {
    format!("this lesson has nothing for {}: {}", lens.title(), lens.words())
}

/// Goes to another lens of the open lesson.
pub(super) fn switch(model: &mut Model, to: Lens) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    if open.lens == to {
        return Vec::new();
    }
    if !to.is_offered(lesson) {
        model.notice = Some(nothing_for(to));
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
        Lens::Deep => {
            deep::enter(model);
            Vec::new()
        }
        Lens::Try => {
            tasks::enter(model);
            Vec::new()
        }
        Lens::Challenge => challenge::enter(model),
        Lens::Project => project::enter(model),
        Lens::Review => {
            review::enter(model);
            Vec::new()
        }
        Lens::Scale => scale::enter(model),
        Lens::Visualize => Vec::new(),
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
