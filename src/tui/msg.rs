//! What can happen.

use super::measure::Timing;
use crate::diagnostic::Diagnostic;
use crate::lesson::Lesson;
use crossterm::event::{KeyEvent, MouseEvent};

/// A lesson that comes from outside while the screens are on: loaded, changed, or gone.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// Loaded for the first time, or again.
    Loaded {
        /// Index into the entries.
        entry: usize,
        /// The lesson; `None` when the file is broken.
        lesson: Option<Box<Lesson>>,
        /// What is wrong with the file.
        diagnostics: Vec<Diagnostic>,
    },
    /// Its file is no longer there.
    Gone {
        /// Index into the entries.
        entry: usize,
    },
}

/// A message to `update`.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// Time went by while something moves.
    Tick,
    /// A lesson comes from outside.
    Arrival(Arrival),
    /// One more number of statements was measured.
    Measured(Timing),
    /// A file was written under this name, or why not; and the what-ifs that play it.
    Written(Result<String, String>, Vec<String>),
    /// Saving failed or has something to say.
    Notice(String),
}
