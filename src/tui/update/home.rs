//! Keys on the home screen.

use super::open_overlay;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::model::{Model, Overlay};

pub(super) fn on_home(model: &mut Model, action: Action) -> Vec<Effect> {
    let last = model.entries.len().saturating_sub(1);
    match action {
        Action::Up => model.home_cursor = model.home_cursor.saturating_sub(1),
        Action::Down => model.home_cursor = (model.home_cursor + 1).min(last),
        Action::Open | Action::Quiz => {
            let at = model.home_cursor;
            match model.entries.get(at).map(|entry| entry.lesson.is_some()) {
                Some(true) => {
                    model.open_lesson(at);
                    if action == Action::Quiz {
                        model.open_quiz();
                    }
                }
                Some(false) => open_overlay(model, Overlay::Broken(at)),
                None => {}
            }
        }
        _ => {}
    }
    Vec::new()
}
