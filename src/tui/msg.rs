//! What can happen.

use super::measure::Timing;
use crossterm::event::{KeyEvent, MouseEvent};

/// A message to `update`.
#[derive(Debug, Clone, PartialEq)]
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
    /// One more number of statements was measured.
    Measured(Timing),
    /// A file was written under this name, or why not; and the what-ifs that play it.
    Written(Result<String, String>, Vec<String>),
    /// Saving failed or has something to say.
    Notice(String),
}
