//! The keys: tables of rows, for dispatch, for the help screen and for the footer.
//!
//! What counts on a screen of its own stands in `tables`; each lens brings its own table (`lens/`).

mod action;
mod mode;
mod row;
mod tables;

use super::model::{Model, Overlay};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(super) use action::Action;
pub(super) use mode::{Mode, modes, modes_below};
pub(super) use row::{Key, Row, capital, key, letter, row};
pub(super) use tables::rows;

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

/// A row's keys as they are shown now. Letters and numbers of a question go as far as its options; `None` for those
/// beyond.
pub(super) fn shown(model: &Model, row: &Row) -> Option<String> {
    let (Action::Choose(at), Some(ask)) = (row.action, model.ask()) else { return Some(row.shown.to_owned()) };
    let choices = ask.choices();
    if at >= choices {
        return None;
    }
    let range = row.shown.split_once(" … ").and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    let Some((first, last)) = range else { return Some(row.shown.to_owned()) };
    let last: char = (first..=last).take(choices).last().unwrap_or(first);
    Some(if last == first { first.to_string() } else { format!("{first} … {last}") })
}

/// The keys of a table that are letters, with their words: `f forgotten, w with effort`.
pub(super) fn told(rows: &[Row], between: &str) -> String {
    let is_letter =
        |row: &&Row| row.keys.iter().any(|key| matches!(key.0, KeyCode::Char(sign) if sign.is_alphabetic()));
    let told = rows.iter().filter(is_letter).map(|row| format!("{} {}", row.shown, row.footer));
    told.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::mode::{Asking, asking, lesson_modes};
    use super::*;
    use crate::learner::Confidence;
    use crate::lesson::Lens;
    use crate::tui::ask::AskMode;

    const ASKED: [Asking; 5] = [Asking::InLesson, Asking::ToPredict, Asking::InReview, Asking::ToPlace, Asking::InQuiz];

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
            vec![Mode::Overlay, Mode::Ways, Mode::Everywhere],
            vec![Mode::Edit],
            vec![Mode::Matrix, Mode::Everywhere],
            vec![Mode::Compare, Mode::Everywhere],
            vec![Mode::Editor],
        ];
        all.extend(Lens::ALL.iter().map(|lens| lesson_modes(*lens).to_vec()));
        all.extend(ASKED.iter().flat_map(|place| AskMode::ALL.iter().map(|mode| asking(*mode, *place).to_vec())));
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

    /// A question and a card go through several situations, and a hand learns a letter once: in a review, and in the quiz,
    /// no letter means something else at another moment. What is typed is text.
    #[test]
    fn no_letter_has_two_meanings_in_one_exercise() {
        let cards = [Mode::CardFront, Mode::CardBack, Mode::Lenses].map(|mode| vec![mode]);
        for (place, others) in
            [(Asking::InReview, cards.to_vec()), (Asking::ToPlace, Vec::new()), (Asking::InQuiz, Vec::new())]
        {
            let questions = AskMode::ALL.iter().map(|mode| asking(*mode, place).to_vec());
            let mut known: Vec<(char, Action)> = Vec::new();
            for row in questions.chain(others).flatten().flat_map(rows) {
                for (code, _) in row.keys.iter().filter(|(_, held)| *held == KeyModifiers::NONE) {
                    let KeyCode::Char(letter) = code else { continue };
                    if !letter.is_alphabetic() {
                        continue;
                    }
                    let before = known.iter().find(|(other, action)| other == letter && *action != row.action);
                    assert_eq!(before, None, "{place:?}: {letter} means {:?} too", row.action);
                    known.push((*letter, row.action));
                }
            }
            assert!(known.len() > 20, "{known:?}");
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
            // Of a range of keys the first row tells.
            let is_told_above = matches!(row.action, Action::Lens(2..) | Action::Choose(1..));
            assert!(is_told_above || !row.shown.is_empty() && !row.help.is_empty());
        }
    }
}
