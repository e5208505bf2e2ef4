//! A row of a table of keys, and the short words that tables are written with.

use super::Action;
use crossterm::event::{KeyCode, KeyModifiers};

/// A row of a table.
pub(in crate::tui) struct Row {
    pub keys: &'static [Key],
    pub action: Action,
    /// As the keys are shown.
    pub shown: &'static str,
    pub help: &'static str,
    /// Short words for the footer; empty when it is not shown there.
    pub footer: &'static str,
}

/// A key with what is held down with it.
pub(in crate::tui) type Key = (KeyCode, KeyModifiers);

/// A row; reads as a line of a table.
pub(in crate::tui) const fn row(
    keys: &'static [Key],
    action: Action,
    shown: &'static str,
    help: &'static str,
    footer: &'static str,
) -> Row {
    Row { keys, action, shown, help, footer }
}

/// A key alone.
pub(in crate::tui) const fn key(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

/// A letter or sign.
pub(in crate::tui) const fn letter(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::NONE)
}

/// A capital letter, which some terminals tell with Shift.
pub(in crate::tui) const fn capital(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::SHIFT)
}

/// A letter with Control.
pub(super) const fn control(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::CONTROL)
}
