//! The mouse, an extra: everything can be done with keys.

use super::on_key;
use crate::tui::effect::Effect;
use crate::tui::lens::{self, visualize};
use crate::tui::model::{Model, Screen};
use crate::tui::view;
use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

pub(super) fn on_mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollUp | MouseEventKind::ScrollDown => {
            let down = event.kind == MouseEventKind::ScrollDown;
            let code = if down { KeyCode::Down } else { KeyCode::Up };
            on_key(model, KeyEvent::from(code))
        }
        MouseEventKind::Down(MouseButton::Left) if model.screen == Screen::Lesson && model.overlay.is_none() => {
            match view::hit(model, event.column, event.row) {
                // While a question is open the steps wait.
                Some(view::Hit::Step(_)) if model.ask().is_some() => Vec::new(),
                Some(view::Hit::Step(step)) => visualize::go(model, |_| step),
                Some(view::Hit::Panel(panel)) => {
                    if let Some(lesson) = &mut model.lesson {
                        lesson.focus = panel;
                    }
                    Vec::new()
                }
                Some(view::Hit::Lens(to)) => lens::switch(model, to),
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
