//! Lessons that were loaded, or that changed on the disk while their author looks at them.

use super::{edit, open_overlay, quiz};
use crate::lesson::Lesson;
use crate::lesson::play;
use crate::tui::effect::Effect;
use crate::tui::kept;
use crate::tui::lens;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::msg::Arrival;

pub(super) fn on_arrival(model: &mut Model, arrival: Arrival) -> Vec<Effect> {
    match arrival {
        Arrival::Gone { entry } => {
            if let Some(entry) = model.entries.get(entry) {
                model.notice = Some(format!("{} is gone; the lesson stays open as it was", entry.name));
            }
        }
        Arrival::Loaded { entry: at, lesson, diagnostics } => {
            let is_broken = diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error);
            let Some(entry) = model.entries.get_mut(at) else { return Vec::new() };
            let is_first = entry.is_loading();
            entry.diagnostics = diagnostics;
            if is_first {
                entry.lesson = lesson.map(|lesson| *lesson);
                return go_on(model, at);
            }
            let mut effects = Vec::new();
            if let Some(lesson) = lesson {
                effects = reload(model, at, *lesson);
                if model.overlay == Some(Overlay::Broken(at)) {
                    model.overlay = None;
                }
            }
            if is_broken {
                open_overlay(model, Overlay::Broken(at));
            }
            return effects;
        }
    }
    Vec::new()
}

/// Opens what the learner asked for while it was still being loaded.
fn go_on(model: &mut Model, arrived: usize) -> Vec<Effect> {
    let Some((_, wanted)) = model.wanted.take_if(|(at, _)| *at == arrived) else { return Vec::new() };
    model.notice = None;
    if model.entries.get(arrived).is_some_and(|entry| entry.lesson.is_some()) {
        return model.start(&wanted);
    }
    open_overlay(model, Overlay::Broken(arrived));
    Vec::new()
}

/// Puts a lesson in the place of the one before. When it is open, it is opened anew where the learner stands, and at
/// the first step that changed.
fn reload(model: &mut Model, at: usize, lesson: Lesson) -> Vec<Effect> {
    let is_open = model.lesson.as_ref().is_some_and(|open| open.entry == at);
    if is_open {
        // What the quiz lit is no place in the lesson.
        quiz::look_back(model);
    }
    if model.screen == Screen::Edit && is_open {
        // What is typed becomes an edit or a draft; `u` brings it back.
        edit::close_editor(model);
    }
    // The edits belong to the lesson as it was.
    kept::note(model);
    let open = model.lesson.as_ref().filter(|open| open.entry == at).cloned();
    let (screen, overlay) = (model.screen, model.overlay.clone());
    let what_ifs = open.as_ref().map(|open| open.timeline.what_ifs.clone()).unwrap_or_default();
    // A what-if may be gone from the file; then the base play is shown.
    let played = play(&lesson, &what_ifs).or_else(|_| play(&lesson, &[]));
    if let Some(entry) = model.entries.get_mut(at) {
        entry.lesson = Some(lesson);
    }
    let Some(before) = open else { return Vec::new() };
    let Ok(timeline) = played else { return Vec::new() };
    (model.lesson, model.notice) = (None, None);
    model.open_lesson(at);
    let of_edits = model.notice.take();
    // What a lens keeps was made from the lesson before; it is opened anew, or left when there is nothing for it now.
    let effects = lens::switch(model, before.lens);
    let changed = timeline.first_change_since(&before.timeline);
    if let Some(open) = &mut model.lesson {
        (open.values, open.focus, open.pace) = (before.values, before.focus, before.pace);
        open.step = changed.unwrap_or(before.step).min(timeline.steps.len());
        open.timeline = timeline;
        open.edits.set_aside();
    }
    let of_play = match changed {
        Some(step) => format!("loaded again; step {step} is the first that changed"),
        None => "loaded again; no step changed".to_owned(),
    };
    model.notice = Some(of_edits.map_or(of_play.clone(), |of_edits| format!("{of_play}; {of_edits}")));
    // Matrix and comparison were of the lesson before.
    model.screen = if matches!(screen, Screen::Matrix | Screen::Compare) { Screen::Lesson } else { screen };
    model.overlay = overlay;
    if screen == Screen::Quiz {
        // The question under way may be another one now: it is asked from its beginning.
        let question = model.quiz.as_ref().map_or(0, |quiz| quiz.question);
        quiz::ask_at(model, question);
    }
    effects
}
