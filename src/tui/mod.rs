//! The screens: `update(&mut Model, Msg) -> Vec<Effect>` and `view(&Model, &mut Frame)`; nothing else decides.
//!
//! Keys, resizes, ticks and signals arrive as messages on one channel; effects are carried out in `runtime.rs`, the
//! terminal's modes change only in `terminal.rs`.

#[allow(dead_code, reason = "the lenses that edit come next")]
mod editor;
mod effect;
mod field;
mod home;
mod keymap;
mod lens;
mod measure;
mod model;
mod msg;
mod runtime;
mod terminal;
pub mod theme;
mod update;
mod view;

pub use editor::Editor;
pub use effect::Effect;
pub use field::Field;
pub use home::HomeModel;
pub use measure::Timing;
pub use model::{Entry, Model, Overlay, QuizModel, Screen, Start, Tab};
pub use msg::{Arrival, Msg};
pub use runtime::{Arrivals, Exit, Options, TuiError, run};
pub use update::update;
pub use view::view;
