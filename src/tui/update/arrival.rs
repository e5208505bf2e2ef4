//! Lessons that were loaded, or that changed on the disk while their author looks at them.

use super::{edit, open_overlay, quiz};
use crate::lesson::play;
use crate::lesson::{Lens, Lesson};
use crate::tui::effect::Effect;
use crate::tui::kept;
use crate::tui::lens;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::msg::Arrival;

pub(super) fn on_arrival(model: &mut Model, arrival: Arrival) -> Vec<Effect> {
    match arrival {
        Arrival::Gone { entry } => {
            if let Some(entry) = model.entries.get_mut(entry) {
                entry.gone = true;
                model.notice = Some(format!("{} is gone; the lesson as last read goes on", entry.name));
            }
            // There is no text any more that could be at fault.
            if model.overlay == Some(Overlay::Broken(entry)) {
                model.overlay = None;
            }
        }
        Arrival::Loaded { entry: at, lesson, diagnostics } => {
            let is_broken = diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error);
            let Some(entry) = model.entries.get_mut(at) else { return Vec::new() };
            let is_first = entry.is_loading();
            entry.diagnostics = diagnostics;
            entry.gone = false;
            if is_first {
                entry.lesson = lesson.map(|lesson| *lesson);
                let effects = go_on(model, at);
                if model.lesson.as_ref().is_some_and(|open| open.lens == Lens::Review) {
                    lens::review::enter(model);
                }
                return effects;
            }
            let mut effects = Vec::new();
            // What was said of the save before does not count for this one.
            model.notice = None;
            if let Some(lesson) = lesson {
                effects = reload(model, at, *lesson, is_broken);
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
/// the first step that changed. What is being written goes on being written, where its place still is.
fn reload(model: &mut Model, at: usize, lesson: Lesson, is_broken: bool) -> Vec<Effect> {
    let is_open = model.lesson.as_ref().is_some_and(|open| open.entry == at);
    if is_open {
        // What the quiz lit is no place in the lesson.
        quiz::look_back(model);
    }
    let bench = lens::bench::bench(model).filter(|_| is_open).cloned();
    let writing = model.lesson.as_ref().filter(|_| is_open).and_then(|open| open.editing.clone());
    let text_of = |lesson: &Lesson| writing.as_ref().map(|editing| kept::own_text(lesson, &editing.target.target));
    let is_rewritten = model.open().and_then(|(before, _)| text_of(before)) != text_of(&lesson);
    if writing.is_some() {
        // What is typed becomes an edit or a draft, whatever has become of its place.
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
    if let Some(open) = &mut model.lesson {
        open.challenge.watch = before.challenge.watch;
    }
    // What a lens keeps was made from the lesson before; it is opened anew, or left when there is nothing for it now.
    let effects = lens::switch(model, before.lens);
    let of_task = bench.and_then(|bench| lens::bench::go_on_with(model, bench));
    let changed = timeline.first_change_since(&before.timeline);
    if let Some(open) = &mut model.lesson {
        (open.values, open.focus, open.pace) = (before.values, before.focus, before.pace);
        open.step = changed.unwrap_or(before.step).min(timeline.steps.len());
        open.timeline = timeline;
        open.edits.set_aside();
    }
    // Matrix, comparison and editor were of the lesson before.
    let of_before = matches!(screen, Screen::Matrix | Screen::Compare | Screen::Edit);
    model.screen = if of_before { Screen::Lesson } else { screen };
    let name = writing.as_ref().map(|editing| editing.target.name.clone()).unwrap_or_default();
    let goes_on = writing.is_some_and(|writing| edit::write_on(model, writing));
    // Of this text it is no longer true that it is not in force.
    let of_text = || format!("the file has another `{name}`; the text here is yours");
    let of_edits = if goes_on && is_rewritten { Some(of_text()) } else { of_edits };
    let of_play = match changed {
        Some(step) => Some(format!("loaded again; step {step} is the first that changed")),
        // What is wrong lies over the lesson.
        None if is_broken => None,
        None => Some("loaded again; no step changed".to_owned()),
    };
    let said: Vec<String> = of_play.into_iter().chain(of_edits).chain(of_task).collect();
    model.notice = (!said.is_empty()).then(|| said.join("; "));
    model.overlay = overlay;
    if screen == Screen::Quiz {
        // The question under way may be another one now: it is asked from its beginning.
        let question = model.quiz.as_ref().map_or(0, |quiz| quiz.question);
        quiz::ask_at(model, question);
    }
    effects
}
