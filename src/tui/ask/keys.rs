//! The keys of a question, one table for each way in which it is answered.

use crate::learner::Confidence;
use crate::tui::keymap::{Action, Key, Row, capital, key, letter, row};
use crossterm::event::{KeyCode, KeyModifiers};

/// In which situation of a question a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum AskMode {
    Choice,
    Multiple,
    Order,
    Match,
    /// A text is typed.
    Typing,
    /// The field was left.
    Fill,
    Pick,
    Confidence,
    Locked,
}

impl AskMode {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 9] = [
        Self::Choice,
        Self::Multiple,
        Self::Order,
        Self::Match,
        Self::Typing,
        Self::Fill,
        Self::Pick,
        Self::Confidence,
        Self::Locked,
    ];

    /// Over its keys in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Choice => "Question: one answer",
            Self::Multiple => "Question: several answers",
            Self::Order => "Question: put in order",
            Self::Match => "Question: what belongs together",
            Self::Typing | Self::Fill => "Question: in writing",
            Self::Pick => "Question: the statement that decides",
            Self::Confidence => "How sure are you?",
            Self::Locked => "Question: answered",
        }
    }
}

/// The keys that count.
pub(in crate::tui) fn rows(mode: AskMode) -> impl Iterator<Item = &'static Row> {
    let (own, shared): (&[Row], &[Row]) = match mode {
        AskMode::Choice => (CHOICE, ANSWERING),
        AskMode::Multiple => (MULTIPLE, ANSWERING),
        AskMode::Order => (ORDER, ANSWERING),
        AskMode::Match => (MATCH, ANSWERING),
        AskMode::Typing => (TYPING, &[]),
        AskMode::Fill => (FILL, ANSWERING),
        AskMode::Pick => (PICK, ANSWERING),
        AskMode::Confidence => (SURE, CONFIDENCE),
        AskMode::Locked => (LOCKED, &[]),
    };
    own.iter().chain(shared)
}

const UP: KeyCode = KeyCode::Up;
const DOWN: KeyCode = KeyCode::Down;
const ENTER: KeyCode = KeyCode::Enter;
const ESC: KeyCode = KeyCode::Esc;

/// Four, as most questions have; what stands further down is reached with the arrows, and the other letters keep
/// their meaning.
const LETTERS: [&[Key]; 4] = [&[letter('a')], &[letter('b')], &[letter('c')], &[letter('d')]];

static ANSWERING: &[Row] = &[
    row(
        &[letter('h'), key(KeyCode::F(2))],
        Action::Hint,
        "h F2",
        "a hint, up to three; the last is a worked answer",
        "hint",
    ),
    row(&[letter('s')], Action::Show, "s", "show in the lesson what the second hint points at", "show me"),
    row(&[key(ESC)], Action::Close, "Esc", "one thing back", ""),
];

static CHOICE: &[Row] = &[
    row(LETTERS[0], Action::Choose(0), "a … d", "answer with this option", "answer"),
    row(LETTERS[1], Action::Choose(1), "", "", ""),
    row(LETTERS[2], Action::Choose(2), "", "", ""),
    row(LETTERS[3], Action::Choose(3), "", "", ""),
    row(&[key(UP)], Action::Up, "↑", "option before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "next option", "choose"),
    row(&[key(ENTER)], Action::Open, "Enter", "answer with the selected option", "answer"),
];

static PICK: &[Row] = &[
    row(LETTERS[0], Action::Choose(0), "a … d", "answer with this statement", ""),
    row(LETTERS[1], Action::Choose(1), "", "", ""),
    row(LETTERS[2], Action::Choose(2), "", "", ""),
    row(LETTERS[3], Action::Choose(3), "", "", ""),
    row(&[key(UP)], Action::Up, "↑", "read the statement before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "read the next statement", "read"),
    row(&[key(ENTER)], Action::Open, "Enter", "answer with the selected statement", "this one decides"),
];

static MULTIPLE: &[Row] = &[
    row(LETTERS[0], Action::Choose(0), "a … d", "hold this option to be right, or not", ""),
    row(LETTERS[1], Action::Choose(1), "", "", ""),
    row(LETTERS[2], Action::Choose(2), "", "", ""),
    row(LETTERS[3], Action::Choose(3), "", "", ""),
    row(&[key(UP)], Action::Up, "↑", "option before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "next option", "move"),
    row(&[letter(' ')], Action::Toggle, "space", "hold the selected option to be right, or not", "right or not"),
    row(&[key(ENTER)], Action::Open, "Enter", "answer", "answer"),
];

static ORDER: &[Row] = &[
    row(
        &[(UP, KeyModifiers::SHIFT), (UP, KeyModifiers::ALT), letter('K'), capital('K')],
        Action::MoveUp,
        "K Shift-↑",
        "move the selected item up",
        "move up",
    ),
    row(
        &[(DOWN, KeyModifiers::SHIFT), (DOWN, KeyModifiers::ALT), letter('J'), capital('J')],
        Action::MoveDown,
        "J Shift-↓",
        "move the selected item down",
        "move down",
    ),
    row(&[key(UP), letter('k')], Action::Up, "↑ k", "select the item before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "select the next item", "select"),
    row(&[key(ENTER)], Action::Open, "Enter", "answer with this order", "answer"),
];

static MATCH: &[Row] = &[
    row(LETTERS[0], Action::Choose(0), "a … d", "what belongs to the selected one", "belongs to it"),
    row(LETTERS[1], Action::Choose(1), "", "", ""),
    row(LETTERS[2], Action::Choose(2), "", "", ""),
    row(LETTERS[3], Action::Choose(3), "", "", ""),
    row(&[key(UP)], Action::Up, "↑", "the one before", ""),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "the next one", "select"),
    row(&[key(KeyCode::Right)], Action::Next, "→", "to what it may belong to", ""),
    row(&[key(KeyCode::Left)], Action::Back, "←", "back to the other side", ""),
    row(&[key(ENTER)], Action::Open, "Enter", "choose a partner; answer when all have theirs", "choose"),
];

static TYPING: &[Row] = &[
    row(&[key(ENTER)], Action::Open, "Enter", "answer with what is written", "answer"),
    row(&[key(KeyCode::F(2))], Action::Hint, "F2", "a hint, up to three; the last is a worked answer", "hint"),
    row(&[key(ESC)], Action::Close, "Esc", "leave the field", "leave the field"),
];

static FILL: &[Row] = &[row(&[key(ENTER)], Action::Open, "Enter", "write on", "write on")];

/// How sure one is: the same keys for a question and for a card, and keys that mean nothing else in either.
pub(in crate::tui) static SURE: &[Row] = &[
    row(&[letter('g')], Action::Confidence(Confidence::Guess), "g", "a guess: it could be any", "guess"),
    row(&[letter('u')], Action::Confidence(Confidence::Unsure), "u", "unsure: more likely than not", "unsure"),
    row(&[letter('v')], Action::Confidence(Confidence::Sure), "v", "very sure: no doubt", "sure"),
];

static CONFIDENCE: &[Row] = &[
    row(&[key(ENTER), letter('n')], Action::Open, "Enter", "do not say; see the answer", "do not say"),
    row(&[key(ESC)], Action::Close, "Esc", "change the answer", "change it"),
];

static LOCKED: &[Row] = &[
    row(&[key(ENTER), key(KeyCode::Right), letter('n')], Action::Open, "Enter", "go on", "go on"),
    row(&[letter('s')], Action::Show, "s", "show the place in the lesson", "show me"),
    row(&[key(DOWN), letter('j')], Action::Down, "↓ j", "read on", "read on"),
    row(&[key(UP)], Action::Up, "↑", "read up", "up"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "read up by a page", ""),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "read on by a page", ""),
    row(&[key(KeyCode::Home)], Action::First, "Home", "to the top", ""),
    row(&[key(KeyCode::End)], Action::Last, "End", "to the end", ""),
    row(&[key(ESC)], Action::Close, "Esc", "one thing back", ""),
];
