//! Keys on the home screen.

use super::open_overlay;
use crate::lesson::Lens;
use crate::tui::effect::Effect;
use crate::tui::field::Field;
use crate::tui::keymap::Action;
use crate::tui::lens::{self, placement};
use crate::tui::model::{Entry, Model, Overlay, Start};
use crossterm::event::{KeyCode, KeyEvent};

pub(super) fn on_home(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = isize::try_from(model.size.1 / 2).unwrap_or(1);
    match action {
        Action::Up => model.home.step(&model.entries, -1),
        Action::Down => model.home.step(&model.entries, 1),
        Action::PageUp => model.home.step(&model.entries, -page),
        Action::PageDown => model.home.step(&model.entries, page),
        Action::First => model.home.cursor = 0,
        Action::Last => model.home.step(&model.entries, isize::MAX),
        Action::Search => {
            model.home.search.get_or_insert_with(Field::default);
            model.home.typing = true;
        }
        Action::Close => {
            let selected = model.home.selected(&model.entries);
            model.home.search = None;
            model.home.cursor = 0;
            if let Some(entry) = selected {
                model.home.select(&model.entries, entry);
            }
        }
        Action::Review => return review(model),
        // Placed by one question of each lesson: all have to be there.
        Action::Placement if model.entries.iter().any(Entry::is_loading) => model.notice = Some("loading …".to_owned()),
        Action::Placement => placement::open(model),
        Action::Open | Action::Quiz | Action::Lens(_) => {
            let lens = if let Action::Lens(number) = action { Lens::with_number(number) } else { None };
            let Some(at) = model.home.selected(&model.entries) else { return Vec::new() };
            match model.entries.get(at).and_then(Entry::head).map(|head| head.id.clone()) {
                Some(id) => {
                    let lesson = model.entries.get(at).and_then(|entry| entry.lesson.as_ref());
                    if let Some(lens) = lens.filter(|lens| lesson.is_some_and(|lesson| !lens.is_offered(lesson))) {
                        model.notice = Some(lens::nothing_for(lens));
                        return Vec::new();
                    }
                    return model.start(&match (action, lens) {
                        (Action::Quiz, _) => Start::Quiz(id),
                        (_, Some(lens)) => Start::Lens(id, lens),
                        _ => Start::Lesson(id),
                    });
                }
                // Only loading says what is wrong with the beginning of a file.
                None if model.entries.get(at).is_some_and(Entry::is_loading) => {
                    model.notice = Some("loading …".to_owned());
                }
                None if matches!(action, Action::Lens(_)) => {
                    model.notice = Some("choose a lesson first".to_owned());
                }
                None => open_overlay(model, Overlay::Broken(at)),
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Review mixes all lessons, but stands in one: the selected one where the learner was in it, else the one they were in
/// last. One that was never begun is none to be put into.
fn review(model: &mut Model) -> Vec<Effect> {
    let id = |at: usize| model.entries.get(at)?.head().map(|head| head.id.clone());
    let was_in = |id: &String| model.record.lessons.get(id).is_some_and(|known| lens::place::last_at(known).is_some());
    let selected = model.home.selected(&model.entries).and_then(id).filter(was_in);
    let last = || lens::place::last_entry(&model.entries, &model.record).and_then(id);
    let Some(id) = selected.or_else(last) else {
        model.notice = Some("there is nothing to review yet: what you study comes back here".to_owned());
        return Vec::new();
    };
    let effects = model.start(&Start::Lens(id, Lens::Review));
    // It was asked for what is due, not for what was left there.
    if let Some(open) = &mut model.lesson {
        open.review.session = None;
    }
    effects
}

/// A key while the search is typed; `false` when it is for the tables.
pub(super) fn on_search_key(model: &mut Model, event: KeyEvent) -> bool {
    let Some(field) = model.home.search.as_mut().filter(|_| model.home.typing) else { return false };
    match event.code {
        // The lesson under the cursor stays selected, also when all are shown again.
        KeyCode::Enter | KeyCode::Esc => {
            let shows_all = event.code == KeyCode::Esc || field.text().is_empty();
            let selected = model.home.selected(&model.entries);
            model.home.typing = false;
            if shows_all {
                model.home.search = None;
                model.home.cursor = 0;
                if let Some(entry) = selected {
                    model.home.select(&model.entries, entry);
                }
            }
            true
        }
        KeyCode::Up | KeyCode::Down => false,
        _ => {
            let taken = field.input(event);
            model.home.cursor = if taken { 0 } else { model.home.cursor };
            taken
        }
    }
}
