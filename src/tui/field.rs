//! One line that is typed: a word to search for, an answer.

use crate::diagnostic::sanitize_line;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Longest line.
const LONGEST: usize = 200;

/// A line being typed, with its cursor at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
}

impl Field {
    /// What is typed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes in a key; `false` when it is not for a field.
    pub(super) fn input(&mut self, event: KeyEvent) -> bool {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match event.code {
            KeyCode::Char('u') if control => self.text.clear(),
            KeyCode::Char('w') if control => {
                let kept = self.text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.text.truncate(kept);
            }
            KeyCode::Char(letter) if !control => self.paste(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => drop(self.text.pop()),
            _ => return false,
        }
        true
    }

    /// Takes in what was pasted, as one line.
    pub(super) fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.chars().count());
        self.text.extend(sanitize_line(text).chars().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_typed_and_taken_back() {
        let mut field = Field::default();
        let press = |field: &mut Field, code, modifiers| field.input(KeyEvent::new(code, modifiers));
        for c in "cross account".chars() {
            assert!(press(&mut field, KeyCode::Char(c), KeyModifiers::NONE));
        }
        press(&mut field, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(field.text(), "cross accoun");
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "cross ");
        assert!(!press(&mut field, KeyCode::Enter, KeyModifiers::NONE));
        field.paste("a\u{1b}[31m\nb");
        assert!(!field.text().contains(['\u{1b}', '\n']));
        field.paste(&"x".repeat(1000));
        assert_eq!(field.text().chars().count(), LONGEST);
    }
}
