//! The keys: one table for dispatch, for the help screen and for the footer.

use super::model::{Model, Overlay, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// In which situation a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Everywhere,
    Home,
    Lesson,
    Quiz,
    Overlay,
}

impl Mode {
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Home => "Home",
            Self::Lesson => "Lesson",
            Self::Quiz => "Quiz",
            Self::Overlay => "Lists and texts",
        }
    }
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Quit,
    Suspend,
    Help,
    Close,
    Open,
    Up,
    Down,
    PageUp,
    PageDown,
    Next,
    Back,
    First,
    Last,
    Jump,
    Play,
    Faster,
    Slower,
    Values,
    WhatIf,
    Evidence,
    Moments,
    Snapshot,
    Quiz,
    FocusNext,
    FocusBack,
    Zoom,
    Choose(usize),
    Hint,
    Show,
    Home,
}

/// A row of the table.
pub(super) struct Row {
    pub mode: Mode,
    pub keys: &'static [(KeyCode, KeyModifiers)],
    pub action: Action,
    /// As the keys are shown.
    pub shown: &'static str,
    pub help: &'static str,
    /// Short words for the footer; empty when it is not shown there.
    pub footer: &'static str,
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

macro_rules! row {
    ($mode:ident, [$($key:expr),+], $action:expr, $shown:literal, $help:literal, $footer:literal) => {
        Row { mode: Mode::$mode, keys: &[$($key),+], action: $action, shown: $shown, help: $help, footer: $footer }
    };
}

const fn key(code: KeyCode) -> (KeyCode, KeyModifiers) {
    (code, NONE)
}

const fn letter(letter: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(letter), NONE)
}

/// Every key there is.
pub(super) static TABLE: [Row; 46] = [
    row!(Lesson, [key(KeyCode::Left), letter('h'), letter('p')], Action::Back, "← h p", "one step back", "back"),
    row!(Lesson, [key(KeyCode::Right), letter('l'), letter('n')], Action::Next, "→ l n", "one step on", "next"),
    row!(Lesson, [letter(' ')], Action::Play, "space", "play by itself, or pause", "play"),
    row!(Lesson, [letter('v')], Action::Values, "v", "words or simulated values", "words/values"),
    row!(Lesson, [letter('w')], Action::WhatIf, "w", "what if: change one thing and play again", "what-if"),
    row!(Lesson, [letter('k')], Action::Moments, "k", "key moments: questions with answers", "key moments"),
    row!(Lesson, [letter('e')], Action::Evidence, "e", "evidence: the policies behind this step", "evidence"),
    row!(Lesson, [letter('t')], Action::Quiz, "t", "test yourself: the quiz", "quiz"),
    row!(Lesson, [key(KeyCode::Enter), letter('z')], Action::Zoom, "Enter z", "the focused panel in full", "zoom"),
    row!(Lesson, [letter('s')], Action::Snapshot, "s", "snapshot, transcript and sources", ""),
    row!(Lesson, [key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the start", ""),
    row!(
        Lesson,
        [key(KeyCode::End), letter('G'), (KeyCode::Char('G'), KeyModifiers::SHIFT)],
        Action::Last,
        "End G",
        "to the last step",
        ""
    ),
    row!(Lesson, [letter('j'), letter(':')], Action::Jump, "j :", "jump to a step by its number", ""),
    row!(Lesson, [letter('+'), letter('=')], Action::Faster, "+", "play faster", ""),
    row!(Lesson, [letter('-')], Action::Slower, "-", "play slower", ""),
    row!(Lesson, [key(KeyCode::Tab)], Action::FocusNext, "Tab", "focus the next panel", "panel"),
    row!(
        Lesson,
        [key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "focus the panel before",
        ""
    ),
    row!(Lesson, [key(KeyCode::Up)], Action::Up, "↑", "up in the focused panel", ""),
    row!(Lesson, [key(KeyCode::Down)], Action::Down, "↓", "down in the focused panel", ""),
    row!(
        Lesson,
        [key(KeyCode::Esc), key(KeyCode::Backspace)],
        Action::Close,
        "Esc",
        "put out the lights, undo the what-if, then go home",
        ""
    ),
    row!(
        Home,
        [key(KeyCode::Enter), key(KeyCode::Right), letter('l')],
        Action::Open,
        "Enter",
        "open the lesson",
        "open"
    ),
    row!(Home, [key(KeyCode::Up)], Action::Up, "↑", "lesson before", ""),
    row!(Home, [key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "next lesson", "choose"),
    row!(Home, [letter('t')], Action::Quiz, "t", "straight to the quiz", "quiz"),
    row!(Quiz, [letter('a'), letter('1')], Action::Choose(0), "a 1", "answer with the first option", ""),
    row!(Quiz, [letter('b'), letter('2')], Action::Choose(1), "b 2", "answer with the second option", ""),
    row!(Quiz, [letter('c'), letter('3')], Action::Choose(2), "c 3", "answer with the third option", ""),
    row!(Quiz, [letter('d'), letter('4')], Action::Choose(3), "d 4", "answer with the fourth option", ""),
    row!(Quiz, [key(KeyCode::Up)], Action::Up, "↑", "option before", ""),
    row!(Quiz, [key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "next option", "choose"),
    row!(
        Quiz,
        [key(KeyCode::Enter), key(KeyCode::Right), letter('n')],
        Action::Open,
        "Enter",
        "lock the answer; then the next question",
        "answer"
    ),
    row!(Quiz, [letter('h')], Action::Hint, "h", "a hint, up to three", "hint"),
    row!(
        Quiz,
        [letter('s')],
        Action::Show,
        "s",
        "show in the lesson what the hint points at, and come back",
        "show me"
    ),
    row!(Quiz, [key(KeyCode::Esc)], Action::Close, "Esc", "back to the lesson; answers are kept", "lesson"),
    row!(Overlay, [key(KeyCode::Up), letter('k')], Action::Up, "↑ k", "up", "move"),
    row!(Overlay, [key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "down", ""),
    row!(Overlay, [key(KeyCode::PageUp)], Action::PageUp, "PgUp", "a page up", ""),
    row!(Overlay, [key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "a page down", ""),
    row!(Overlay, [key(KeyCode::Home), letter('g')], Action::First, "Home", "to the top", ""),
    row!(
        Overlay,
        [key(KeyCode::Enter), key(KeyCode::Right), letter('l')],
        Action::Open,
        "Enter",
        "take the selected entry",
        "take"
    ),
    row!(
        Overlay,
        [key(KeyCode::Esc), key(KeyCode::Left), key(KeyCode::Backspace)],
        Action::Close,
        "Esc",
        "close",
        "close"
    ),
    row!(Everywhere, [letter('?'), key(KeyCode::F(1))], Action::Help, "?", "this help; again to close it", "help"),
    row!(
        Everywhere,
        [letter('H'), (KeyCode::Char('H'), KeyModifiers::SHIFT)],
        Action::Home,
        "H",
        "home: the list of lessons",
        ""
    ),
    row!(Everywhere, [letter('q')], Action::Quit, "q", "quit; your place is kept", "quit"),
    row!(Everywhere, [(KeyCode::Char('c'), CONTROL)], Action::Quit, "Ctrl-C", "quit", ""),
    row!(Everywhere, [(KeyCode::Char('z'), CONTROL)], Action::Suspend, "Ctrl-Z", "suspend; `fg` comes back", ""),
];

/// The situation of the model.
pub(super) fn mode(model: &Model) -> Mode {
    match (&model.overlay, model.screen) {
        (Some(_), _) => Mode::Overlay,
        (None, Screen::Home) => Mode::Home,
        (None, Screen::Lesson) => Mode::Lesson,
        (None, Screen::Quiz) => Mode::Quiz,
    }
}

/// What a key does now.
pub(super) fn action(model: &Model, event: KeyEvent) -> Option<Action> {
    // Shift is part of the character already; terminals differ in telling it.
    let bare = event.modifiers - KeyModifiers::SHIFT;
    let hits = |row: &&Row, modifiers: KeyModifiers| row.keys.contains(&(event.code, modifiers));
    let now = mode(model);
    let find = |wanted: Mode| {
        TABLE.iter().filter(|row| row.mode == wanted).find(|row| hits(row, event.modifiers) || hits(row, bare))
    };
    let typing = matches!(model.overlay, Some(Overlay::Jump(_)));
    find(now)
        .filter(|_| !typing || matches!(event.code, KeyCode::Esc | KeyCode::Enter))
        .or_else(|| find(Mode::Everywhere).filter(|row| !typing || row.keys.iter().any(|key| key.1 == CONTROL)))
        .map(|row| row.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_in_one_situation() {
        for (position, row) in TABLE.iter().enumerate() {
            for other in TABLE.iter().skip(position + 1) {
                let meet = row.mode == other.mode || other.mode == Mode::Everywhere || row.mode == Mode::Everywhere;
                let same = row.keys.iter().find(|key| other.keys.contains(key));
                assert!(!meet || same.is_none(), "{same:?} means {:?} and {:?}", row.action, other.action);
            }
        }
    }

    #[test]
    fn every_row_explains_itself() {
        assert!(TABLE.iter().all(|row| !row.shown.is_empty() && !row.help.is_empty()));
    }
}
