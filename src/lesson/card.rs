//! Cards: a front, a back, and nothing to grade. Learners judge themselves.

use super::load_pointing::Pointing;
use super::question::{self, Difficulty, Ids};
use super::reader::Table;

/// A card to turn over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Stable id; what a learner remembers is kept under it.
    pub id: String,
    /// What is asked.
    pub front: String,
    /// The answer.
    pub back: String,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// Index into [`super::LessonHead::sources`].
    pub source: Option<usize>,
}

/// Reads `[[cards]]`.
pub(super) fn cards(top: &Table<'_>, pointing: &Pointing<'_>, ids: &mut Ids) -> Vec<Card> {
    let mut cards = Vec::new();
    for table in top.tables("cards", "a card") {
        cards.push(Card {
            id: ids.read(&table),
            front: table.text("front").text,
            back: table.text("back").text,
            difficulty: question::difficulty(&table),
            source: question::source(&table, pointing),
        });
        table.done();
    }
    cards
}
