//! One line that is typed: a word to search for, an answer.

use crate::diagnostic::sanitize_line;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Longest line.
const LONGEST: usize = 200;

/// What is said of a paste that does not fit.
pub(super) const TOO_LONG: &str = "that is too long for one line of 200 characters; nothing was put in";

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
            KeyCode::Char(letter) if !control => _ = self.paste(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => drop(self.text.pop()),
            _ => return false,
        }
        true
    }

    /// Takes in what was pasted, as one line: all of it, or nothing where there is no room; whether there was.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let text = sanitize_line(text);
        let fits = self.text.chars().count() + text.chars().count() <= LONGEST;
        if fits {
            self.text.push_str(&text);
        }
        fits
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
        assert!(field.paste("a\u{1b}[31m\nb"));
        assert!(!field.text().contains(['\u{1b}', '\n']));
        let before = field.clone();
        assert!(!field.paste(&"x".repeat(LONGEST)));
        assert_eq!(field, before, "half of it is worth less than none");
        assert!(TOO_LONG.contains(&LONGEST.to_string()));
    }
}
