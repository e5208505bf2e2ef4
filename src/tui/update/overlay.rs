//! Keys while something lies over the screen.

use super::edit;
use crate::lesson::play;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::lens::visualize;
use crate::tui::model::{Model, Overlay};
use crate::tui::view;

pub(super) fn on_overlay(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(overlay) = model.overlay.clone() else { return Vec::new() };
    let is_list = matches!(overlay, Overlay::Moments(None) | Overlay::WhatIfs | Overlay::Policies);
    let page = usize::from(model.size.1.saturating_sub(6)).max(1);
    match action {
        Action::Up if is_list => model.overlay_cursor = model.overlay_cursor.saturating_sub(1),
        Action::Down if is_list => {
            model.overlay_cursor = (model.overlay_cursor + 1).min(entries(model, &overlay).saturating_sub(1));
        }
        Action::Up => model.scroll = model.scroll.saturating_sub(1),
        Action::Down => model.scroll += 1,
        Action::PageUp if is_list => model.overlay_cursor = model.overlay_cursor.saturating_sub(page),
        Action::PageDown if is_list => {
            model.overlay_cursor = (model.overlay_cursor + page).min(entries(model, &overlay).saturating_sub(1));
        }
        Action::PageUp => model.scroll = model.scroll.saturating_sub(page),
        Action::PageDown => model.scroll += page,
        Action::First if is_list => model.overlay_cursor = 0,
        Action::Last if is_list => model.overlay_cursor = entries(model, &overlay).saturating_sub(1),
        Action::First => model.scroll = 0,
        Action::Last => model.scroll = usize::MAX,
        Action::Close => {
            model.overlay = match overlay {
                Overlay::Moments(Some(_)) => Some(Overlay::Moments(None)),
                _ => None,
            };
            model.scroll = 0;
        }
        Action::Open => return take(model, overlay),
        Action::Lens(_) | Action::LensNext | Action::LensBack => {
            model.overlay = None;
            return super::on_lesson(model, action);
        }
        _ => {}
    }
    // The end of a text is the end: what cannot be seen is not scrolled to.
    model.scroll = model.scroll.min(view::overlay_scroll_limit(model));
    Vec::new()
}

/// Entries of the list that lies over the screen.
pub(in crate::tui) fn entries(model: &Model, overlay: &Overlay) -> usize {
    let Some((lesson, _)) = model.open() else { return 0 };
    match overlay {
        Overlay::Moments(None) => lesson.key_moments.len(),
        Overlay::WhatIfs => lesson.what_ifs.len() + 1,
        Overlay::Policies => edit::choices(model).len(),
        _ => 0,
    }
}

/// Enter in an overlay.
fn take(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    let cursor = model.overlay_cursor;
    match overlay {
        Overlay::Jump(text) => {
            model.overlay = None;
            match text.parse::<usize>() {
                Ok(number) if model.lesson.as_ref().is_some_and(|lesson| number <= lesson.timeline.steps.len()) => {
                    return visualize::go(model, |_| number);
                }
                Ok(number) => model.notice = Some(format!("there is no step {number}")),
                Err(_) => {}
            }
            Vec::new()
        }
        Overlay::WhatIfs => {
            model.overlay = None;
            choose_what_if(model, cursor)
        }
        Overlay::Policies => {
            model.overlay = None;
            edit::open_editor(model, cursor);
            Vec::new()
        }
        Overlay::Moments(None) => open_moment(model, cursor),
        // The moment is read: look at what it lights.
        _ => {
            model.overlay = None;
            Vec::new()
        }
    }
}

/// Row 0 is the base play.
fn choose_what_if(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let chosen: Vec<String> = row
        .checked_sub(1)
        .and_then(|at| lesson.what_ifs.get(at))
        .map(|what_if| what_if.id.clone())
        .into_iter()
        .collect();
    let id = lesson.head.id.clone();
    let edits = open.edits.clone();
    if !edit::replay(model, &chosen, edits) {
        return Vec::new();
    }
    if let Some(open) = &mut model.lesson {
        open.moved = Some(0);
        // To see what differs, one looks at where it begins to differ.
        if let Some(step) = open.timeline.failed_step {
            open.step = step;
        }
    }
    visualize::reach(model);
    model.record.lesson_mut(&id).what_ifs.extend(chosen);
    vec![Effect::Save]
}

/// Opens a key moment: the lesson jumps to its step and lights what it speaks of.
pub(in crate::tui) fn open_moment(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some(moment) = lesson.key_moments.get(row).cloned() else { return Vec::new() };
    let id = lesson.head.id.clone();
    let what_ifs: Vec<String> = moment.what_if.iter().cloned().collect();
    if let (Ok(timeline), Some(model)) = (play(lesson, &what_ifs), &mut model.lesson) {
        visualize::show(model, timeline, moment.step, &moment.points_at);
    }
    visualize::reach(model);
    model.overlay = Some(Overlay::Moments(Some(row)));
    model.scroll = 0;
    model.record.lesson_mut(&id).moments.insert(moment.id);
    vec![Effect::Save]
}
