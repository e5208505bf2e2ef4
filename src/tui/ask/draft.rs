//! An unfinished answer as a text, for the record, and back. What is written is its own text; what is chosen, paired or
//! put in order is told by the numbers of the parts in the file. A text that does not fit the question is left aside.

use super::Forming;
use std::collections::BTreeSet;

/// A left without a partner yet.
const OPEN: &str = "-";

/// The answer as it stands; empty when nothing was done. `order` is how the parts were laid out. `None` where one key
/// answers.
pub(super) fn of(forming: &Forming, order: &[usize]) -> Option<String> {
    let numbers = |all: &mut dyn Iterator<Item = Option<usize>>| {
        let all = all.map(|at| at.map_or_else(|| OPEN.to_owned(), |at| at.to_string()));
        all.collect::<Vec<_>>().join(" ")
    };
    Some(match forming {
        Forming::One => return None,
        Forming::Text { field, .. } => field.text().to_owned(),
        Forming::Several(chosen) => numbers(&mut chosen.iter().copied().map(Some)),
        Forming::Sequence(items) if items == order => String::new(),
        Forming::Sequence(items) => numbers(&mut items.iter().copied().map(Some)),
        Forming::Pairing { of, .. } if of.iter().all(Option::is_none) => String::new(),
        Forming::Pairing { of, .. } => numbers(&mut of.iter().copied()),
    })
}

/// Puts it back into a question of so many parts.
pub(super) fn put(forming: &mut Forming, draft: &str, count: usize) {
    if let Forming::Text { field, .. } = forming {
        field.paste(draft);
        return;
    }
    let read = |part: &str| if part == OPEN { Some(None) } else { part.parse().ok().map(Some) };
    let Some(parts) = draft.split_whitespace().map(read).collect::<Option<Vec<Option<usize>>>>() else { return };
    let known: Vec<usize> = parts.iter().flatten().copied().collect();
    let different: BTreeSet<usize> = known.iter().copied().collect();
    if different.len() != known.len() || different.iter().any(|at| *at >= count) {
        return;
    }
    match forming {
        Forming::Several(chosen) if known.len() == parts.len() => *chosen = different,
        Forming::Sequence(items) if different == items.iter().copied().collect() => *items = known,
        Forming::Pairing { of, .. } if parts.len() == of.len() => *of = parts,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(mut empty: Forming, begun: &Forming, order: &[usize]) -> Forming {
        let draft = of(begun, order).expect("a kind that is kept");
        put(&mut empty, &draft, 3);
        empty
    }

    #[test]
    fn what_was_begun_comes_back() {
        let begun = Forming::Several(BTreeSet::from([0, 2]));
        assert_eq!(back(Forming::Several(BTreeSet::new()), &begun, &[2, 0, 1]), begun);
        let begun = Forming::Sequence(vec![2, 0, 1]);
        assert_eq!(back(Forming::Sequence(vec![0, 1, 2]), &begun, &[0, 1, 2]), begun);
        let begun = Forming::Pairing { of: vec![None, Some(0), None], choosing: None };
        assert_eq!(back(Forming::Pairing { of: vec![None; 3], choosing: None }, &begun, &[0, 1, 2]), begun);
        assert_eq!(of(&Forming::Sequence(vec![1, 0]), &[1, 0]).as_deref(), Some(""), "nothing was moved");
        assert_eq!(of(&Forming::Pairing { of: vec![None; 2], choosing: None }, &[0, 1]).as_deref(), Some(""));
        assert_eq!(of(&Forming::One, &[0, 1]), None);
    }

    #[test]
    fn what_does_not_fit_the_question_is_left_aside() {
        for draft in ["0 9 1", "0 0 1", "0 1", "0 - - -", "words", "", "-1 0 2"] {
            let pairing = Forming::Pairing { of: vec![None; 3], choosing: None };
            for empty in [Forming::Sequence(vec![0, 1, 2]), pairing] {
                let mut forming = empty.clone();
                put(&mut forming, draft, 3);
                assert_eq!(forming, empty, "{draft}");
            }
        }
        let mut forming = Forming::Several(BTreeSet::new());
        put(&mut forming, "1 3", 3);
        assert_eq!(forming, Forming::Several(BTreeSet::new()));
    }
}
