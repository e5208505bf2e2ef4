//! The screens: `update(&mut Model, Msg) -> Vec<Effect>` and `view(&Model, &mut Frame)`; nothing else decides.
//!
//! Keys, resizes, ticks and signals arrive as messages on one channel; effects are carried out in `runtime.rs`, the
//! terminal's modes change only in `terminal.rs`.

mod ask;
mod editor;
mod edits;
mod effect;
mod field;
mod home;
mod kept;
mod keymap;
mod lens;
mod matrix;
mod measure;
mod model;
mod msg;
mod runtime;
mod terminal;
pub mod theme;
mod update;
mod view;

pub use ask::Ask;
pub use editor::Editor;
pub use edits::{Editing, Edits, Reading};
pub use effect::Effect;
pub use field::Field;
pub use home::HomeModel;
pub use matrix::{MatrixModel, TraceModel};
pub use measure::Timing;
pub use model::{Entry, LessonModel, Model, Overlay, QuizModel, Screen, Start, Tab};
pub use msg::{Arrival, Msg};
pub use runtime::{Arrivals, Exit, Export, Options, Save, TuiError, WriteFile, run};
pub use update::update;
pub use view::view;
