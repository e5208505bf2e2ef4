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
    /// The text would be longer than any that is edited; it is as it was.
    TooLong,
    /// The key is not for the editor.
    NotMine,
}

/// What is said when something does not fit.
pub(super) fn too_long() -> String {
    format!("with this the text would have more than {LONGEST} bytes, and no policy may; nothing was put in")
}

/// A text, its cursor, selection and history.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
    /// Steps in the history of `area` that each edit took. What is put over a selection is two steps and one edit.
    made: Vec<usize>,
    /// The same, of the edits that were undone.
    undone: Vec<usize>,
}

impl Editor {
    /// An editor over `text`, the cursor at its start. Tabs are blanks from here on.
    pub fn new(text: &str) -> Self {
        let text = sanitize(text);
        let mut area = TextArea::new(text.trim_end().lines().map(ToOwned::to_owned).collect());
        area.set_max_histories(HISTORY);
        area.set_tab_length(2);
        Self { area, made: Vec::new(), undone: Vec::new() }
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
        self.put(&sanitize(text));
    }

    /// Takes in what was pasted. Many terminals send the end of a line as a carriage return.
    pub(super) fn paste(&mut self, text: &str) -> Edited {
        self.insert(&text.replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// Puts a text at the cursor or over the selection, all of it or nothing: half a policy is worth less than none.
    fn insert(&mut self, text: &str) -> Edited {
        let text = sanitize(text);
        if self.text().len() - self.selected() + text.len() > LONGEST {
            return Edited::TooLong;
        }
        if self.put(&text) { Edited::Text } else { Edited::Cursor }
    }

    fn put(&mut self, text: &str) -> bool {
        let steps = usize::from(self.selected() > 0) + usize::from(!text.is_empty());
        self.change(steps, |area| {
            area.insert_str(text);
            steps > 0
        })
    }

    /// Bytes that are selected.
    fn selected(&self) -> usize {
        let Some((start, end)) = self.selection() else { return 0 };
        let before = |(line, column): (usize, usize)| {
            let lines = self.area.lines();
            let whole: usize = lines.iter().take(line).map(|text| text.len() + 1).sum();
            whole + lines.get(line).map_or(0, |text| text.chars().take(column).map(char::len_utf8).sum())
        };
        before(end).saturating_sub(before(start))
    }

    /// Makes an edit of so many steps in the history.
    fn change(&mut self, steps: usize, edit: impl FnOnce(&mut TextArea<'static>) -> bool) -> bool {
        let changed = edit(&mut self.area);
        if changed {
            self.made.push(steps.max(1));
            self.made.drain(..self.made.len().saturating_sub(HISTORY));
            self.undone.clear();
        }
        changed
    }

    fn undo(&mut self) -> bool {
        let Some(steps) = self.made.pop() else { return false };
        self.undone.push(steps);
        (0..steps).fold(false, |changed, _| self.area.undo() || changed)
    }

    fn redo(&mut self) -> bool {
        let Some(steps) = self.undone.pop() else { return false };
        self.made.push(steps);
        (0..steps).fold(false, |changed, _| self.area.redo() || changed)
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
                'z' => self.undo(),
                'y' => self.redo(),
                'a' => {
                    self.area.select_all();
                    false
                }
                'x' => self.change(1, TextArea::cut),
                'k' => self.change(1, TextArea::delete_line_by_end),
                'w' => self.change(1, TextArea::delete_word),
                'v' => return self.insert(&self.area.yank_text()),
                'o' => {
                    self.area.copy();
                    false
                }
                _ => return Edited::NotMine,
            },
            KeyCode::Char(letter) => {
                let mut buffer = [0; 4];
                return self.insert(letter.encode_utf8(&mut buffer));
            }
            KeyCode::Enter => return self.new_line(),
            KeyCode::Backspace => self.change(1, TextArea::delete_char),
            KeyCode::Delete => self.change(1, TextArea::delete_next_char),
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
    fn new_line(&mut self) -> Edited {
        let (line, column) = self.cursor();
        let before: String =
            self.area.lines().get(line).map(|text| text.chars().take(column).collect()).unwrap_or_default();
        let indent = before.chars().take_while(|c| *c == ' ').count();
        let more = if before.trim_end().ends_with(['{', '[']) { 2 } else { 0 };
        self.insert(&format!("\n{}", " ".repeat(indent + more)))
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
    fn what_replaces_a_text_is_one_edit_to_undo_and_to_make_again() {
        let control = |editor: &mut Editor, key| press(editor, KeyCode::Char(key), KeyModifiers::CONTROL);
        let mut editor = Editor::new("one\ntwo");
        write(&mut editor, "a");
        editor.replace("reset\nall");
        press(&mut editor, KeyCode::End, KeyModifiers::SHIFT);
        editor.paste("pasted\nover");
        control(&mut editor, 'a');
        write(&mut editor, "t");
        control(&mut editor, 'a');
        control(&mut editor, 'x');
        control(&mut editor, 'v');
        let mut texts = Vec::new();
        for key in ['z', 'z', 'z', 'z', 'z', 'z', 'y', 'y', 'y', 'y', 'y', 'y'] {
            assert_eq!(control(&mut editor, key), Edited::Text);
            texts.push(editor.text());
        }
        let (last, pasted) = ("t", "reset\nallpasted\nover");
        let back = ["", last, pasted, "reset\nall", "aone\ntwo", "one\ntwo"];
        let again = ["aone\ntwo", "reset\nall", pasted, last, "", last];
        assert_eq!(texts, [back, again].concat());
        assert_eq!(control(&mut editor, 'y'), Edited::Cursor, "there is nothing more");
        // After an edit of one's own nothing waits to be made again.
        control(&mut editor, 'z');
        write(&mut editor, "new");
        assert_eq!(control(&mut editor, 'y'), Edited::Cursor);
    }

    #[test]
    fn a_text_beyond_every_quota_is_refused_whole_and_nothing_is_lost() {
        let mut editor = Editor::new("kept");
        press(&mut editor, KeyCode::Char('a'), KeyModifiers::CONTROL);
        assert_eq!(editor.paste(&"é".repeat(LONGEST / 2 + 1)), Edited::TooLong);
        assert_eq!((editor.text().as_str(), editor.selection()), ("kept", Some(((0, 0), (0, 4)))));
        assert_eq!(editor.paste(&"é".repeat(LONGEST / 2)), Edited::Text);
        assert_eq!(editor.text().len(), LONGEST, "what is selected makes room");
        assert_eq!(press(&mut editor, KeyCode::Char('x'), KeyModifiers::NONE), Edited::TooLong);
        assert_eq!(press(&mut editor, KeyCode::Enter, KeyModifiers::NONE), Edited::TooLong);
        press(&mut editor, KeyCode::Char('z'), KeyModifiers::CONTROL);
        assert_eq!(editor.text(), "kept");
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
