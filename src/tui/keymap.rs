//! The keys: tables of rows, for dispatch, for the help screen and for the footer.
//!
//! What counts on a screen of its own stands here; each lens brings its own table (`lens/`).

use super::ask::{self, AskMode};
use super::lens;
use super::model::{Model, Overlay, Screen};
use crate::learner::Confidence;
use crate::lesson::Lens;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// In which situation a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Everywhere,
    /// In place of [`Mode::Everywhere`] while something is typed.
    WhileTyping,
    Home,
    /// The search of the home screen is typed.
    Search,
    /// In a lesson, whatever the lens.
    Lesson,
    /// The keys of a lesson that lead elsewhere, where those that change the play do not count.
    Lenses,
    /// The front of a card, and its back.
    CardFront,
    CardBack,
    Lens(Lens),
    /// A text is being edited: letters are letters.
    Editor,
    Quiz,
    /// A policy is edited: letters go to the text.
    Edit,
    Matrix,
    Compare,
    /// The lesson is looked at from the quiz.
    QuizLooking,
    /// The end of the quiz.
    QuizEnd,
    /// A policy with blanks, and while a blank is typed.
    Blank,
    BlankTyping,
    /// A question is being answered, on whatever screen.
    Ask(AskMode),
    Overlay,
}

impl Mode {
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere | Self::WhileTyping => "Everywhere",
            Self::Home => "Home",
            Self::Search => "Searching",
            Self::Lesson | Self::Lenses => "In a lesson",
            Self::CardFront => "A card: how sure are you?",
            Self::CardBack => "A card: how well did you remember it?",
            Self::Lens(lens) => lens.title(),
            Self::Editor => "In the editor",
            Self::Edit => "Editing a policy",
            Self::Matrix => "Access matrix",
            Self::Compare => "Comparison",
            Self::Quiz | Self::QuizLooking => "Quiz",
            Self::QuizEnd => "After the quiz",
            Self::Blank | Self::BlankTyping => "Fill the policy",
            Self::Ask(mode) => mode.title(),
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
    Fold,
    Choose(usize),
    Toggle,
    MoveUp,
    MoveDown,
    /// How sure the learner is.
    Confidence(Confidence),
    Hint,
    Show,
    Solution,
    Predict,
    Drill,
    Home,
    /// To the lens with this number.
    Lens(usize),
    LensNext,
    LensBack,
    Placement,
    Search,
    Measure,
    Edit,
    Undo,
    Redo,
    Reset,
    Export,
    Matrix,
    Compare,
    /// The next cell that differs from the base.
    Differing,
    /// To the pane with this number, from 0.
    Pane(usize),
    Timer,
    /// What the editor does itself; the row is there to tell of it.
    EditorKey,
}

/// A row of a table.
pub(super) struct Row {
    pub keys: &'static [Key],
    pub action: Action,
    /// As the keys are shown.
    pub shown: &'static str,
    pub help: &'static str,
    /// Short words for the footer; empty when it is not shown there.
    pub footer: &'static str,
}

/// A key with what is held down with it.
pub(super) type Key = (KeyCode, KeyModifiers);

/// A row; reads as a line of a table.
pub(super) const fn row(
    keys: &'static [Key],
    action: Action,
    shown: &'static str,
    help: &'static str,
    footer: &'static str,
) -> Row {
    Row { keys, action, shown, help, footer }
}

/// A key alone.
pub(super) const fn key(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

/// A letter or sign.
pub(super) const fn letter(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::NONE)
}

/// A capital letter, which some terminals tell with Shift.
pub(super) const fn capital(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::SHIFT)
}

const fn control(letter: char) -> Key {
    (KeyCode::Char(letter), KeyModifiers::CONTROL)
}

const UP: KeyCode = KeyCode::Up;
const DOWN: KeyCode = KeyCode::Down;
const LEFT: KeyCode = KeyCode::Left;
const RIGHT: KeyCode = KeyCode::Right;
const ENTER: KeyCode = KeyCode::Enter;
const ESC: KeyCode = KeyCode::Esc;
const BACKSPACE: KeyCode = KeyCode::Backspace;

static LENSES: &[Row] = &[
    row(&[letter('1')], Action::Lens(1), "1 … 9", "another way to study the lesson", "lens"),
    row(&[letter('2')], Action::Lens(2), "", "", ""),
    row(&[letter('3')], Action::Lens(3), "", "", ""),
    row(&[letter('4')], Action::Lens(4), "", "", ""),
    row(&[letter('5')], Action::Lens(5), "", "", ""),
    row(&[letter('6')], Action::Lens(6), "", "", ""),
    row(&[letter('7')], Action::Lens(7), "", "", ""),
    row(&[letter('8')], Action::Lens(8), "", "", ""),
    row(&[letter('9')], Action::Lens(9), "", "", ""),
    row(&[letter(']')], Action::LensNext, "]", "the next lens", ""),
    row(&[letter('[')], Action::LensBack, "[", "the lens before", ""),
    row(&[letter('t')], Action::Quiz, "t", "test yourself: the quiz", "quiz"),
    row(&[key(ESC), key(BACKSPACE)], Action::Close, "Esc", "one thing back; at last to the lessons", ""),
];

/// What changes the play of a lesson, and what shows it otherwise.
static CHANGES: &[Row] = &[
    row(&[letter('e')], Action::Edit, "e", "edit any policy and see the play change", "edit"),
    row(&[letter('m')], Action::Matrix, "m", "access matrix: who may do what", "matrix"),
    row(&[letter('u')], Action::Undo, "u", "undo the last edit", "undo"),
    row(&[letter('U'), capital('U'), control('r')], Action::Redo, "U Ctrl-R", "make the undone edit again", ""),
    row(&[letter('r')], Action::Reset, "r", "reset: back to the base play", "reset"),
    row(&[letter('x')], Action::Export, "x", "export: your edit as a scenario file, a what-if as a line", "export"),
];

static HOME: &[Row] = &[
    row(&[key(ENTER), key(RIGHT), letter('l')], Action::Open, "Enter", "open the lesson", "open"),
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "lesson before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "next lesson", "choose"),
    row(&[letter('/')], Action::Search, "/", "search in the lessons", "search"),
    row(&[letter('t')], Action::Quiz, "t", "straight to the quiz", "quiz"),
    row(&[letter('p')], Action::Placement, "p", "a question of each lesson, to find where to begin", "where to begin"),
    row(&[letter('r')], Action::Lens(8), "r", "review what is due, across all lessons", "review"),
    row(&[letter('1')], Action::Lens(1), "1 … 9", "open the lesson in this lens", "lens"),
    row(&[letter('2')], Action::Lens(2), "", "", ""),
    row(&[letter('3')], Action::Lens(3), "", "", ""),
    row(&[letter('4')], Action::Lens(4), "", "", ""),
    row(&[letter('5')], Action::Lens(5), "", "", ""),
    row(&[letter('6')], Action::Lens(6), "", "", ""),
    row(&[letter('7')], Action::Lens(7), "", "", ""),
    row(&[letter('8')], Action::Lens(8), "", "", ""),
    row(&[letter('9')], Action::Lens(9), "", "", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "half a page up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "half a page down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first lesson", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "the last lesson", ""),
    row(&[key(ESC)], Action::Close, "Esc", "close the search", ""),
];

/// While the search is typed: letters are letters.
static SEARCH: &[Row] = &[
    row(&[key(ENTER)], Action::Open, "Enter", "keep what was found; once more opens the lesson", "done"),
    row(&[key(UP)], Action::Up, "↑", "lesson before", ""),
    row(&[key(DOWN)], Action::Down, "↓", "next lesson", "choose"),
    row(&[key(ESC)], Action::Close, "Esc", "close the search", "all lessons"),
];

/// What counts everywhere, where letters are letters.
static WHILE_TYPING: &[Row] = &[
    row(&[key(KeyCode::F(1))], Action::Help, "F1", "this help; again to close it", "help"),
    row(&[control('c')], Action::Quit, "Ctrl-C", "quit", "quit"),
    row(&[control('z')], Action::Suspend, "Ctrl-Z", "suspend; `fg` comes back", ""),
];

/// The options of a question in the quiz, by number; in a lesson the numbers are the lenses.
static QUIZ: &[Row] = &[
    row(&[letter('1')], Action::Choose(0), "1 … 4", "the first to the fourth option", ""),
    row(&[letter('2')], Action::Choose(1), "2", "the second", ""),
    row(&[letter('3')], Action::Choose(2), "3", "the third", ""),
    row(&[letter('4')], Action::Choose(3), "4", "the fourth", ""),
    row(&[letter('r')], Action::Reset, "r", "begin the quiz anew; answers are kept", ""),
    row(&[key(ESC)], Action::Close, "Esc", "back to the lesson; answers are kept", "lesson"),
];

/// While a policy is written every letter is text: only what cannot be typed counts.
static EDIT: &[Row] = &[
    row(&[key(ESC)], Action::Close, "Esc", "close the editor; the edit stays in force", "done"),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "to the result and back", "result"),
    row(&[key(UP)], Action::Up, "↑", "up in the result; in the text the cursor moves", ""),
    row(&[key(DOWN)], Action::Down, "↓", "down in the result", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "half a page up in the result", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "half a page down in the result", ""),
    // The editor takes these itself; they stand here so that the help tells them.
    row(&[control('z')], Action::Undo, "Ctrl-Z", "undo what was typed", "undo"),
    row(&[control('y')], Action::Redo, "Ctrl-Y", "type it again", "redo"),
    row(&[key(KeyCode::F(1))], Action::Help, "F1", "this help; again to close it", "help"),
    row(&[control('c')], Action::Quit, "Ctrl-C", "quit", "quit"),
];

static MATRIX: &[Row] = &[
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "principal before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "next principal", "principal"),
    row(&[key(LEFT), letter('h')], Action::Back, "← h", "request before", ""),
    row(&[key(RIGHT), letter('l')], Action::Next, "→ l", "next request", "request"),
    row(&[key(ENTER), letter(' ')], Action::Open, "Enter", "the cell's trace; in it, fold or unfold", "trace"),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first request", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "the last request", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "half a page up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "half a page down", ""),
    row(&[key(ESC), key(BACKSPACE)], Action::Close, "Esc", "back", "back"),
    row(&[letter('n')], Action::Differing, "n", "the next cell that differs from the base", "differing"),
    row(&[letter('m')], Action::Matrix, "m", "close the matrix; in a trace, back to it", ""),
];

static COMPARE: &[Row] = &[
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "up", "scroll"),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "down", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "a page up", ""),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "a page down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the top", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the end", ""),
    row(&[key(ESC), key(BACKSPACE), letter('c')], Action::Close, "Esc c", "back to the lesson", "back"),
];

static QUIZ_LOOKING: &[Row] =
    &[row(&[letter('s'), key(ESC), key(ENTER)], Action::Show, "s", "back to the question", "back to the question")];

static QUIZ_END: &[Row] = &[
    row(&[key(ENTER)], Action::Open, "Enter", "back to the lesson", "to the lesson"),
    row(&[letter('d')], Action::Drill, "d", "drill: questions without end, made by the simulator", "drill"),
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "the question before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "the next question", "choose"),
    row(&[letter('s')], Action::Show, "s", "show in the lesson what the selected question is about", "show me"),
    row(&[key(ESC)], Action::Close, "Esc", "back to the lesson; answers are kept", ""),
];

static OVERLAY: &[Row] = &[
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "up", "move"),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "down", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "a page up", ""),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "a page down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home", "to the top", ""),
    row(&[key(ENTER), key(RIGHT), letter('l')], Action::Open, "Enter", "take the selected entry", "take"),
    row(&[key(ESC), key(LEFT), key(BACKSPACE)], Action::Close, "Esc", "close", "close"),
];

/// While a text is edited. What the editor does itself never comes here; its rows are for the help and the footer.
static EDITOR: &[Row] = &[
    row(&[key(ESC)], Action::Close, "Esc", "leave the editor; the text is kept", "leave"),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "to the next pane", ""),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "to the pane before",
        "",
    ),
    row(&[key(KeyCode::F(2))], Action::Pane(0), "F2", "the story or the task", "story"),
    row(&[key(KeyCode::F(3))], Action::Pane(1), "F3", "the goals", "goals"),
    row(&[key(KeyCode::F(4))], Action::Pane(2), "F4", "the editor", ""),
    row(&[key(KeyCode::F(5))], Action::Next, "F5", "the next policy, where there are several", "next policy"),
    row(&[control('z')], Action::EditorKey, "Ctrl-Z", "undo", "undo"),
    row(&[control('y')], Action::EditorKey, "Ctrl-Y", "redo", ""),
    row(&[control('a')], Action::EditorKey, "Ctrl-A", "select all; Shift with the arrows selects", ""),
    row(&[control('x')], Action::EditorKey, "Ctrl-X", "cut; Ctrl-O copies, Ctrl-V puts in", ""),
    row(&[control('k')], Action::EditorKey, "Ctrl-K", "delete to the end of the line", ""),
    row(&[key(KeyCode::F(1))], Action::Help, "F1", "all keys", "help"),
    row(&[control('c')], Action::Quit, "Ctrl-C", "quit; the text is kept", "quit"),
];

static EVERYWHERE: &[Row] = &[
    row(&[letter('?'), key(KeyCode::F(1))], Action::Help, "?", "this help; again to close it", "help"),
    row(&[letter('H'), capital('H')], Action::Home, "H", "home: the list of lessons", ""),
    row(&[letter('q')], Action::Quit, "q", "quit; your place is kept", "quit"),
    row(&[control('c')], Action::Quit, "Ctrl-C", "quit", ""),
    row(&[control('z')], Action::Suspend, "Ctrl-Z", "suspend; `fg` comes back", ""),
];

/// The rows of one situation.
pub(super) fn rows(mode: Mode) -> Box<dyn Iterator<Item = &'static Row>> {
    let rows: &'static [Row] = match mode {
        Mode::Ask(mode) => return Box::new(ask::rows(mode)),
        Mode::Everywhere => EVERYWHERE,
        Mode::WhileTyping => WHILE_TYPING,
        Mode::Home => HOME,
        Mode::Search => SEARCH,
        Mode::Lesson => return Box::new(LENSES.iter().chain(CHANGES)),
        Mode::Lenses => LENSES,
        Mode::CardFront => return Box::new(ask::SURE.iter().chain(lens::review::FRONT)),
        Mode::CardBack => lens::review::BACK,
        Mode::Lens(lens) => lens::keys(lens),
        Mode::Editor => EDITOR,
        Mode::Quiz => QUIZ,
        Mode::Edit => EDIT,
        Mode::Matrix => MATRIX,
        Mode::Compare => COMPARE,
        Mode::QuizLooking => QUIZ_LOOKING,
        Mode::QuizEnd => QUIZ_END,
        Mode::Blank => lens::blank::READING,
        Mode::BlankTyping => lens::blank::TYPING,
        Mode::Overlay => OVERLAY,
    };
    Box::new(rows.iter())
}

/// The situations of the model, the most particular first.
pub(super) fn modes(model: &Model) -> &'static [Mode] {
    if model.overlay.is_some() { &[Mode::Overlay, Mode::Everywhere] } else { modes_below(model) }
}

/// The situations below the overlay: whose keys the help shows first.
pub(super) fn modes_below(model: &Model) -> &'static [Mode] {
    match (model.screen, model.ask()) {
        (Screen::Home, _) if model.home.typing => &[Mode::Search, Mode::WhileTyping],
        (Screen::Home, _) => &[Mode::Home, Mode::Everywhere],
        (Screen::Edit, _) => &[Mode::Edit],
        (Screen::Matrix, _) => &[Mode::Matrix, Mode::Everywhere],
        (Screen::Compare, _) => &[Mode::Compare, Mode::Everywhere],
        (Screen::Quiz, Some(ask)) => asking(ask.mode()).1,
        (Screen::Lesson, Some(ask)) => asking(ask.mode()).0,
        (Screen::Quiz, None) if model.quiz.as_ref().is_some_and(|quiz| quiz.looking) => {
            &[Mode::QuizLooking, Mode::Everywhere]
        }
        (Screen::Quiz, None) => &[Mode::QuizEnd, Mode::Everywhere],
        (Screen::Lesson, None) if lens::is_typing(model) => &[Mode::Editor],
        (Screen::Lesson, None) => {
            model.lesson.as_ref().and_then(lens::modes).unwrap_or_else(|| lesson_modes(model.lens()))
        }
    }
}

/// The situations of a question, in a lesson and in the quiz. While it is asked how sure the learner is, and while
/// something is typed, nothing else counts.
fn asking(mode: AskMode) -> (&'static [Mode], &'static [Mode]) {
    macro_rules! of {
        ($mode:ident) => {
            (
                &[Mode::Ask(AskMode::$mode), Mode::Lesson, Mode::Everywhere],
                &[Mode::Ask(AskMode::$mode), Mode::Quiz, Mode::Everywhere],
            )
        };
    }
    match mode {
        AskMode::Choice => of!(Choice),
        AskMode::Multiple => of!(Multiple),
        AskMode::Order => of!(Order),
        AskMode::Match => of!(Match),
        AskMode::Fill => of!(Fill),
        AskMode::Pick => of!(Pick),
        AskMode::Locked => of!(Locked),
        AskMode::Typing => {
            (&[Mode::Ask(AskMode::Typing), Mode::WhileTyping], &[Mode::Ask(AskMode::Typing), Mode::WhileTyping])
        }
        AskMode::Confidence => {
            (&[Mode::Ask(AskMode::Confidence), Mode::Everywhere], &[Mode::Ask(AskMode::Confidence), Mode::Everywhere])
        }
    }
}

fn lesson_modes(lens: Lens) -> &'static [Mode] {
    macro_rules! of {
        ($lens:ident) => {
            &[Mode::Lens(Lens::$lens), Mode::Lesson, Mode::Everywhere]
        };
    }
    match lens {
        Lens::Why => of!(Why),
        Lens::Learn => of!(Learn),
        Lens::Visualize => of!(Visualize),
        Lens::Deep => of!(Deep),
        Lens::Try => of!(Try),
        Lens::Challenge => of!(Challenge),
        Lens::Project => of!(Project),
        Lens::Review => of!(Review),
        Lens::Scale => of!(Scale),
    }
}

/// What a key does now.
pub(super) fn action(model: &Model, event: KeyEvent) -> Option<Action> {
    // Shift is part of the character already; terminals differ in telling it.
    let bare = event.modifiers - KeyModifiers::SHIFT;
    let hits =
        |row: &&Row| row.keys.iter().any(|key| *key == (event.code, event.modifiers) || *key == (event.code, bare));
    // While a number or text is typed, only what cannot be part of it counts.
    let typing = matches!(model.overlay, Some(Overlay::Jump(_)));
    let is_command = event.modifiers.contains(KeyModifiers::CONTROL)
        || matches!(event.code, KeyCode::Esc | KeyCode::Enter | KeyCode::Up | KeyCode::Down | KeyCode::F(_));
    if typing && !is_command {
        return None;
    }
    modes(model).iter().find_map(|mode| rows(*mode).find(hits)).map(|row| row.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn situations() -> Vec<Vec<Mode>> {
        let mut all = vec![
            vec![Mode::Home, Mode::Everywhere],
            vec![Mode::Search, Mode::WhileTyping],
            vec![Mode::QuizLooking, Mode::Everywhere],
            vec![Mode::QuizEnd, Mode::Everywhere],
            vec![Mode::Blank, Mode::Lesson, Mode::Everywhere],
            vec![Mode::BlankTyping, Mode::WhileTyping],
            vec![Mode::CardFront, Mode::Lenses, Mode::Everywhere],
            vec![Mode::CardBack, Mode::Lenses, Mode::Everywhere],
            vec![Mode::Overlay, Mode::Everywhere],
            vec![Mode::Edit],
            vec![Mode::Matrix, Mode::Everywhere],
            vec![Mode::Compare, Mode::Everywhere],
            vec![Mode::Editor],
        ];
        all.extend(Lens::ALL.iter().map(|lens| lesson_modes(*lens).to_vec()));
        all.extend(AskMode::ALL.iter().flat_map(|mode| [asking(*mode).0.to_vec(), asking(*mode).1.to_vec()]));
        all
    }

    #[test]
    fn no_key_has_two_meanings_in_one_situation() {
        for modes in situations() {
            let all: Vec<&Row> = modes.iter().flat_map(|mode| rows(*mode)).collect();
            for (position, row) in all.iter().enumerate() {
                for other in all.iter().skip(position + 1) {
                    // A lens may give `Esc` a first meaning of its own: one thing back, then out.
                    let same = row.keys.iter().find(|key| other.keys.contains(key));
                    assert!(
                        same.is_none() || row.action == other.action,
                        "{modes:?}: {same:?} means {:?} and {:?}",
                        row.action,
                        other.action
                    );
                }
            }
        }
    }

    /// A card and a question ask the same with the same keys.
    #[test]
    fn how_sure_one_is_is_said_with_the_same_keys_everywhere() {
        let keys = |mode| -> Vec<_> {
            let said = rows(mode).filter(|row| matches!(row.action, Action::Confidence(_)));
            said.map(|row| (row.action, row.keys, row.shown, row.footer)).collect()
        };
        let of_question = keys(Mode::Ask(AskMode::Confidence));
        assert_eq!(of_question.len(), Confidence::ALL.len());
        assert_eq!(keys(Mode::CardFront), of_question);
        assert!(of_question.iter().all(|(.., footer)| !footer.is_empty()));
    }

    #[test]
    fn every_row_explains_itself() {
        for row in situations().into_iter().flatten().flat_map(rows) {
            let is_one_of_nine = matches!(row.action, Action::Lens(2..));
            assert!(is_one_of_nine || !row.shown.is_empty() && !row.help.is_empty());
        }
    }
}
