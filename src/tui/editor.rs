//! A text being edited: what the keys do to it. Drawn by `view/editor.rs`; what the text means is somebody else's.
//!
//! Every key goes to the editor while it is open, but for those that it leaves to the screen around it: `Esc`, `Tab`,
//! function keys, and what is held with Control and is no editing.

use crate::diagnostic::sanitize;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

/// Longest text that is edited; the largest quota of a policy is 20,480 characters.
const LONGEST: usize = 64 << 10;
/// Edits that can be undone.
const HISTORY: usize = 500;

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edited {
    /// The text is another.
    Text,
    /// Only the cursor or the selection moved, or nothing happened.
    Cursor,
    /// The key is not for the editor.
    NotMine,
}

/// A text, its cursor, selection and history.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
}

impl Editor {
    /// An editor over `text`, the cursor at its start. Tabs are blanks from here on.
    pub fn new(text: &str) -> Self {
        let text = sanitize(text);
        let mut area = TextArea::new(text.trim_end().lines().map(ToOwned::to_owned).collect());
        area.set_max_histories(HISTORY);
        area.set_tab_length(2);
        Self { area }
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Its lines.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Line and column of the cursor, in characters, from 0.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// What is selected: start and end as line and column, from 0.
    pub fn selection(&self) -> Option<((usize, usize), (usize, usize))> {
        self.area.selection_range()
    }

    /// Moves the cursor to a line and column, from 0.
    pub fn go_to(&mut self, line: usize, column: usize) {
        let at = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.area.cancel_selection();
        self.area.move_cursor(CursorMove::Jump(at(line), at(column)));
    }

    /// Replaces the whole text; can be undone.
    pub fn replace(&mut self, text: &str) {
        self.area.select_all();
        self.insert(text);
    }

    /// Takes in what was pasted. Many terminals send the end of a line as a carriage return.
    pub(super) fn paste(&mut self, text: &str) -> Edited {
        if self.insert(&text.replace("\r\n", "\n").replace('\r', "\n")) { Edited::Text } else { Edited::Cursor }
    }

    fn insert(&mut self, text: &str) -> bool {
        let room = LONGEST.saturating_sub(self.text().len());
        let text = sanitize(text);
        let fits: String = text
            .chars()
            .scan(0, |used, c| {
                *used += c.len_utf8();
                (*used <= room).then_some(c)
            })
            .collect();
        self.area.insert_str(fits)
    }

    /// Takes in a key.
    pub(super) fn input(&mut self, event: KeyEvent) -> Edited {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        if event.modifiers.contains(KeyModifiers::ALT) {
            return Edited::NotMine;
        }
        let changed = match event.code {
            KeyCode::Char(letter) if control => match letter.to_ascii_lowercase() {
                'z' => self.area.undo(),
                'y' => self.area.redo(),
                'a' => {
                    self.area.select_all();
                    false
                }
                'x' => self.area.cut(),
                'k' => self.area.delete_line_by_end(),
                'w' => self.area.delete_word(),
                'v' => self.area.paste(),
                'o' => {
                    self.area.copy();
                    false
                }
                _ => return Edited::NotMine,
            },
            KeyCode::Char(letter) => {
                let mut buffer = [0; 4];
                self.insert(letter.encode_utf8(&mut buffer))
            }
            KeyCode::Enter => {
                self.new_line();
                true
            }
            KeyCode::Backspace => self.area.delete_char(),
            KeyCode::Delete => self.area.delete_next_char(),
            code => match movement(code, control) {
                Some(to) => {
                    self.step(to, shift);
                    false
                }
                None => return Edited::NotMine,
            },
        };
        if changed { Edited::Text } else { Edited::Cursor }
    }

    fn step(&mut self, to: CursorMove, selecting: bool) {
        match (selecting, self.area.is_selecting()) {
            (true, false) => self.area.start_selection(),
            (false, true) => self.area.cancel_selection(),
            _ => {}
        }
        self.area.move_cursor(to);
    }

    /// A new line keeps the indentation, and one level more after an opening bracket.
    fn new_line(&mut self) {
        let (line, column) = self.cursor();
        let before: String =
            self.area.lines().get(line).map(|text| text.chars().take(column).collect()).unwrap_or_default();
        let indent = before.chars().take_while(|c| *c == ' ').count();
        let more = if before.trim_end().ends_with(['{', '[']) { 2 } else { 0 };
        self.insert(&format!("\n{}", " ".repeat(indent + more)));
    }
}

fn movement(code: KeyCode, by_word: bool) -> Option<CursorMove> {
    Some(match (code, by_word) {
        (KeyCode::Left, false) => CursorMove::Back,
        (KeyCode::Right, false) => CursorMove::Forward,
        (KeyCode::Left, true) => CursorMove::WordBack,
        (KeyCode::Right, true) => CursorMove::WordForward,
        (KeyCode::Up, _) => CursorMove::Up,
        (KeyCode::Down, _) => CursorMove::Down,
        (KeyCode::Home, false) => CursorMove::Head,
        (KeyCode::End, false) => CursorMove::End,
        (KeyCode::Home, true) => CursorMove::Top,
        (KeyCode::End, true) => CursorMove::Bottom,
        (KeyCode::PageUp, _) => CursorMove::ParagraphBack,
        (KeyCode::PageDown, _) => CursorMove::ParagraphForward,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(editor: &mut Editor, code: KeyCode, modifiers: KeyModifiers) -> Edited {
        editor.input(KeyEvent::new(code, modifiers))
    }

    fn write(editor: &mut Editor, text: &str) {
        for c in text.chars() {
            let code = if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
            press(editor, code, KeyModifiers::NONE);
        }
    }

    #[test]
    fn what_is_written_can_be_undone_and_done_again() {
        let mut editor = Editor::new("{}");
        press(&mut editor, KeyCode::Right, KeyModifiers::NONE);
        write(&mut editor, "\"a\"");
        assert_eq!(editor.text(), "{\"a\"}");
        for _ in 0..3 {
            assert_eq!(press(&mut editor, KeyCode::Char('z'), KeyModifiers::CONTROL), Edited::Text);
        }
        assert_eq!(editor.text(), "{}");
        press(&mut editor, KeyCode::Char('y'), KeyModifiers::CONTROL);
        assert_eq!(editor.text(), "{\"}");
    }

    #[test]
    fn a_new_line_is_indented_as_the_one_before_and_more_after_a_bracket() {
        let mut editor = Editor::new("  {");
        press(&mut editor, KeyCode::End, KeyModifiers::NONE);
        write(&mut editor, "\nx");
        assert_eq!(editor.text(), "  {\n    x");
    }

    #[test]
    fn a_selection_is_replaced_by_what_is_pasted_and_the_whole_can_be_undone() {
        let mut editor = Editor::new("one\ntwo");
        press(&mut editor, KeyCode::End, KeyModifiers::SHIFT);
        assert_eq!(editor.selection(), Some(((0, 0), (0, 3))));
        assert_eq!(editor.paste("a\tb\u{1b}[31m"), Edited::Text);
        assert!(!editor.text().contains(['\t', '\u{1b}']), "{:?}", editor.text());
        editor.replace("x");
        assert_eq!(editor.text(), "x");
        while press(&mut editor, KeyCode::Char('z'), KeyModifiers::CONTROL) == Edited::Text {}
        assert_eq!(editor.text(), "one\ntwo");
    }

    #[test]
    fn a_text_beyond_every_quota_is_cut_and_not_swallowed_whole() {
        let mut editor = Editor::new("");
        editor.paste(&"é".repeat(LONGEST));
        assert_eq!(editor.text().len(), LONGEST);
        assert_eq!(editor.paste("more"), Edited::Cursor);
    }

    #[test]
    fn what_is_no_editing_is_left_to_the_screen() {
        let mut editor = Editor::new("");
        for code in [KeyCode::Esc, KeyCode::Tab, KeyCode::F(2)] {
            assert_eq!(press(&mut editor, code, KeyModifiers::NONE), Edited::NotMine);
        }
        assert_eq!(press(&mut editor, KeyCode::Char('c'), KeyModifiers::CONTROL), Edited::NotMine);
    }

    #[test]
    fn pasted_lines_stay_lines_however_the_terminal_ends_them() {
        for pasted in ["{\n}\n", "{\r}\r", "{\r\n}\r\n"] {
            let mut editor = Editor::new("");
            assert_eq!(editor.paste(pasted), Edited::Text);
            assert_eq!(editor.text().trim_end(), "{\n}", "{pasted:?}");
        }
    }
}
