//! The answer as it takes shape: what each key does to it, up to the lock. Nothing here knows what is right.

use super::{Ask, Asked, Forming, Progress};
use crate::learner::Confidence;
use crate::lesson::{Response, judge};
use crate::tui::keymap::Action;

impl Ask {
    /// What a key does to an answer that is being made.
    pub(super) fn form(&mut self, action: Action) -> Asked {
        let rows = self.rows();
        match action {
            Action::Hint => {
                self.hints = (self.hints + 1).min(self.question.hints.len());
                self.reading_hints = true;
                return Asked::Taken;
            }
            Action::Open => return self.enter(),
            Action::Close => {
                return match &mut self.forming {
                    Forming::Text { typing, .. } if *typing => {
                        *typing = false;
                        Asked::Taken
                    }
                    Forming::Pairing { choosing, .. } if choosing.is_some() => {
                        *choosing = None;
                        Asked::Taken
                    }
                    _ => Asked::NotMine,
                };
            }
            _ => {}
        }
        match (&mut self.forming, action) {
            (Forming::Pairing { choosing: Some(row), .. }, Action::Up) => *row = row.saturating_sub(1),
            (Forming::Pairing { choosing: Some(row), .. }, Action::Down) => {
                *row = (*row + 1).min(rows.saturating_sub(1));
            }
            (_, Action::Up) => self.cursor = self.cursor.saturating_sub(1),
            (_, Action::Down) => self.cursor = (self.cursor + 1).min(rows.saturating_sub(1)),
            (_, Action::Choose(row)) if row >= rows => {}
            (Forming::One, Action::Choose(row)) => {
                self.cursor = row;
                return self.enter();
            }
            (Forming::Several(chosen), Action::Choose(_) | Action::Toggle) => {
                if let Action::Choose(row) = action {
                    self.cursor = row;
                }
                if let Some(option) = self.order.get(self.cursor)
                    && !chosen.remove(option)
                {
                    chosen.insert(*option);
                }
            }
            (Forming::Sequence(_), Action::Choose(row)) => self.cursor = row,
            (Forming::Sequence(items), Action::MoveUp | Action::MoveDown) => {
                let to = if action == Action::MoveUp { self.cursor.checked_sub(1) } else { Some(self.cursor + 1) };
                if let Some(to) = to.filter(|to| *to < items.len()) {
                    items.swap(self.cursor, to);
                    self.cursor = to;
                }
            }
            (Forming::Pairing { .. }, Action::Choose(row)) => self.pair(row),
            (Forming::Pairing { choosing, .. }, Action::Next) => *choosing = choosing.or(Some(0)),
            (Forming::Pairing { choosing, .. }, Action::Back) => *choosing = None,
            _ => return Asked::NotMine,
        }
        self.reading_hints = false;
        Asked::Taken
    }

    /// Rows that the cursor moves over.
    fn rows(&self) -> usize {
        self.order.len()
    }

    /// Gives the left at the cursor the right in `row`; whoever had it loses it. Then the next left without one.
    fn pair(&mut self, row: usize) {
        let Forming::Pairing { of, choosing } = &mut self.forming else { return };
        let Some(right) = self.order.get(row).copied() else { return };
        for other in of.iter_mut().filter(|other| **other == Some(right)) {
            *other = None;
        }
        if let Some(left) = of.get_mut(self.cursor) {
            *left = Some(right);
        }
        *choosing = None;
        let after = self.cursor + 1;
        let open = (after..of.len()).chain(0..after.min(of.len())).find(|left| of.get(*left) == Some(&None));
        self.cursor = open.unwrap_or(self.cursor);
    }

    /// Enter: chooses where something is to be chosen, else the answer is made.
    fn enter(&mut self) -> Asked {
        let response = match &mut self.forming {
            Forming::One => self.order.get(self.cursor).copied().map(Response::Option).ok_or("there is no option"),
            Forming::Several(chosen) if chosen.is_empty() => Err("choose at least one first: a letter, or space"),
            Forming::Several(chosen) => Ok(Response::Options(chosen.clone())),
            Forming::Sequence(items) => Ok(Response::Sequence(items.clone())),
            Forming::Pairing { choosing: Some(row), .. } => {
                let row = *row;
                self.pair(row);
                return Asked::Taken;
            }
            Forming::Pairing { of, choosing } => match of.iter().copied().collect::<Option<Vec<usize>>>() {
                Some(pairing) => Ok(Response::Pairing(pairing)),
                None => {
                    *choosing = Some(0);
                    return Asked::Taken;
                }
            },
            Forming::Text { typing, .. } if !*typing => {
                *typing = true;
                return Asked::Taken;
            }
            Forming::Text { field, .. } if field.text().trim().is_empty() => Err("write something first"),
            Forming::Text { field, .. } => Ok(Response::Text(field.text().to_owned())),
        };
        match response {
            Err(note) => {
                self.note = Some(note);
                Asked::Taken
            }
            Ok(response) if self.asks_confidence => {
                self.progress = Progress::Weighing(response);
                Asked::Taken
            }
            Ok(response) => self.lock(response, None),
        }
    }

    pub(super) fn lock(&mut self, response: Response, confidence: Option<Confidence>) -> Asked {
        let judgement = judge(&self.question, &response);
        self.progress = Progress::Locked { response, judgement, confidence };
        self.scroll = 0;
        Asked::Locked
    }
}
