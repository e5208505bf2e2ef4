//! The tables of keys of the screens, and which table a situation has. Lenses and questions bring their own.

use super::row::{Row, capital, control, key, letter, row};
use super::{Action, Mode};
use crate::tui::{ask, lens};
use crossterm::event::{KeyCode, KeyModifiers};

const UP: KeyCode = KeyCode::Up;
const DOWN: KeyCode = KeyCode::Down;
const LEFT: KeyCode = KeyCode::Left;
const RIGHT: KeyCode = KeyCode::Right;
const ENTER: KeyCode = KeyCode::Enter;
const ESC: KeyCode = KeyCode::Esc;
const BACKSPACE: KeyCode = KeyCode::Backspace;

/// The other numbers of the lenses, on the home screen and in a lesson; the row of `1` speaks for all nine.
static NUMBERS: &[Row] = &[
    row(&[letter('2')], Action::Lens(2), "", "", ""),
    row(&[letter('3')], Action::Lens(3), "", "", ""),
    row(&[letter('4')], Action::Lens(4), "", "", ""),
    row(&[letter('5')], Action::Lens(5), "", "", ""),
    row(&[letter('6')], Action::Lens(6), "", "", ""),
    row(&[letter('7')], Action::Lens(7), "", "", ""),
    row(&[letter('8')], Action::Lens(8), "", "", ""),
    row(&[letter('9')], Action::Lens(9), "", "", ""),
];

/// The ways to study a lesson; they count over its lists and texts, too.
static WAYS: &[Row] = &[
    row(&[letter('1')], Action::Lens(1), "1 … 9", "another way to study the lesson", "lens"),
    row(&[letter(']')], Action::LensNext, "]", "the next lens", ""),
    row(&[letter('[')], Action::LensBack, "[", "the lens before", ""),
];

static LENSES: &[Row] = &[
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
    row(&[key(ESC)], Action::Close, "Esc", "close the search", "all lessons"),
    row(&[letter('t')], Action::Quiz, "t", "straight to the quiz", "quiz"),
    row(&[letter('r')], Action::Review, "r", "review what is due, across all lessons", "review"),
    row(&[letter('p')], Action::Placement, "p", "a few questions, to find where to begin", "where to begin"),
    row(&[letter('1')], Action::Lens(1), "1 … 9", "open the lesson in this lens", "lens"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "half a page up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "half a page down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first lesson", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "the last lesson", ""),
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
    row(&[letter('1')], Action::Choose(0), "1 … 4", "an option by its number", ""),
    row(&[letter('2')], Action::Choose(1), "", "", ""),
    row(&[letter('3')], Action::Choose(2), "", "", ""),
    row(&[letter('4')], Action::Choose(3), "", "", ""),
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
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "up", "up"),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "down", "down"),
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
    row(&[key(KeyCode::Home)], Action::First, "Home", "the first question", ""),
    row(&[key(KeyCode::End)], Action::Last, "End", "the last question", ""),
    row(&[key(ESC)], Action::Close, "Esc", "back to the lesson; answers are kept", ""),
];

static OVERLAY: &[Row] = &[
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "up", "up"),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "down", "down"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "a page up", ""),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "a page down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the top", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the end", ""),
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
pub(in crate::tui) fn rows(mode: Mode) -> Box<dyn Iterator<Item = &'static Row>> {
    let rows: &'static [Row] = match mode {
        Mode::Ask(mode) => return Box::new(ask::rows(mode)),
        Mode::Everywhere => EVERYWHERE,
        Mode::WhileTyping => WHILE_TYPING,
        Mode::Home => return Box::new(HOME.iter().chain(NUMBERS)),
        Mode::Search => SEARCH,
        Mode::Lesson => return Box::new(WAYS.iter().chain(LENSES).chain(NUMBERS).chain(CHANGES)),
        Mode::Lenses => return Box::new(WAYS.iter().chain(LENSES).chain(NUMBERS)),
        Mode::Ways => return Box::new(WAYS.iter().chain(NUMBERS)),
        Mode::CardFront => return Box::new(ask::SURE.iter().chain(lens::review::FRONT)),
        Mode::CardBack => lens::review::BACK,
        Mode::Lens(lens) => return lens::keys(lens),
        Mode::Editor => EDITOR,
        Mode::Quiz => QUIZ,
        Mode::Edit => EDIT,
        Mode::Matrix => MATRIX,
        Mode::Compare => COMPARE,
        Mode::QuizLooking => QUIZ_LOOKING,
        Mode::QuizEnd => QUIZ_END,
        Mode::Placement => lens::placement::KEYS,
        Mode::Placed => lens::placement::RESULT,
        Mode::Predict => lens::predict::KEYS,
        Mode::Blank => lens::blank::READING,
        Mode::BlankTyping => lens::blank::TYPING,
        Mode::Overlay => OVERLAY,
    };
    Box::new(rows.iter())
}
