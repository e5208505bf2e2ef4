//! The home screen: the lessons as a map of what builds on what, and a search in them.

use super::field::Field;
use super::model::Entry;

/// The state of the home screen.
#[derive(Debug, Clone, Default)]
pub struct HomeModel {
    /// Row selected, among those shown.
    pub cursor: usize,
    /// What is searched for; `None` when the search is closed.
    pub search: Option<Field>,
    /// Keys go to the search field.
    pub typing: bool,
}

/// A row of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRow {
    /// Index into the entries.
    pub entry: usize,
    /// For each level above and its own: whether more rows of that level follow below. Empty at the top.
    pub branches: Vec<bool>,
}

impl HomeModel {
    /// The rows on show: the whole map, or what matches the search.
    pub fn rows(&self, entries: &[Entry]) -> Vec<MapRow> {
        let all = map(entries);
        let Some(wanted) = self.search.as_ref().map(Field::text).filter(|text| !text.trim().is_empty()) else {
            return all;
        };
        let words: Vec<String> = wanted.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect();
        all.into_iter()
            .filter(|row| {
                let text = entries.get(row.entry).map(searchable).unwrap_or_default();
                words.iter().all(|word| text.contains(word.as_str()))
            })
            .map(|row| MapRow { branches: Vec::new(), ..row })
            .collect()
    }

    /// The entry under the cursor.
    pub fn selected(&self, entries: &[Entry]) -> Option<usize> {
        self.rows(entries).get(self.cursor).map(|row| row.entry)
    }

    /// Puts the cursor on an entry.
    pub fn select(&mut self, entries: &[Entry], entry: usize) {
        if let Some(at) = self.rows(entries).iter().position(|row| row.entry == entry) {
            self.cursor = at;
        }
    }

    /// Moves the cursor, within what is shown.
    pub(super) fn step(&mut self, entries: &[Entry], by: isize) {
        let last = self.rows(entries).len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }
}

/// What a search looks in: title, id, level, snapshot and questions.
fn searchable(entry: &Entry) -> String {
    let Some(head) = entry.head() else { return entry.name.to_lowercase() };
    let mut text = [head.title.as_str(), &head.id, &head.topic, head.level.name()].join(" ");
    let moments = entry.lesson.iter().flat_map(|lesson| &lesson.key_moments).map(|moment| &moment.question);
    for line in head.summary.iter().chain(moments) {
        text.push(' ');
        text.push_str(line);
    }
    text.to_lowercase()
}

/// The lessons, each below the first one that it builds on, in the order of the entries; the rest at the top.
///
/// Every entry stands there once, even when files name each other in a circle.
pub fn map(entries: &[Entry]) -> Vec<MapRow> {
    let find = |id: &String| entries.iter().position(|entry| entry.head().is_some_and(|head| head.id == *id));
    let parents: Vec<Option<usize>> = entries
        .iter()
        .enumerate()
        .map(|(own, entry)| {
            let named = entry.head().map(|head| head.builds_on.as_slice()).unwrap_or_default();
            named.iter().filter_map(find).find(|at| *at != own)
        })
        .collect();
    let mut rows = Vec::new();
    let mut placed = vec![false; entries.len()];
    let tops: Vec<usize> = (0..entries.len()).filter(|at| parents.get(*at) == Some(&None)).collect();
    for top in tops {
        place(top, &parents, &[], &mut placed, &mut rows);
    }
    // What is left names each other in a circle.
    for at in 0..entries.len() {
        if placed.get(at) == Some(&false) {
            place(at, &parents, &[], &mut placed, &mut rows);
        }
    }
    rows
}

fn place(at: usize, parents: &[Option<usize>], branches: &[bool], placed: &mut [bool], rows: &mut Vec<MapRow>) {
    let Some(done) = placed.get_mut(at) else { return };
    if std::mem::replace(done, true) {
        return;
    }
    rows.push(MapRow { entry: at, branches: branches.to_vec() });
    let children: Vec<usize> = (0..parents.len())
        .filter(|child| parents.get(*child) == Some(&Some(at)) && placed.get(*child) == Some(&false))
        .collect();
    for (position, child) in children.iter().enumerate() {
        let mut inner = branches.to_vec();
        inner.push(position + 1 < children.len());
        place(*child, parents, &inner, placed, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::lesson::{embedded, load};
    use std::sync::Arc;

    fn entry(id: &str, builds_on: &[&str]) -> Entry {
        let (name, text) = embedded()[0];
        let (lesson, _) = load(Arc::new(Source::new(name, text)), &|_| Err(String::new()));
        let mut lesson = lesson.expect("the first lesson is sound");
        lesson.head.id = id.to_owned();
        lesson.head.title = format!("Lesson {id}");
        lesson.head.builds_on = builds_on.iter().map(|id| (*id).to_owned()).collect();
        Entry { name: id.to_owned(), lesson: Some(lesson), ..Entry::default() }
    }

    fn shape(entries: &[Entry]) -> Vec<(String, usize)> {
        map(entries).iter().map(|row| (entries[row.entry].name.clone(), row.branches.len())).collect()
    }

    #[test]
    fn each_lesson_stands_below_the_first_it_builds_on() {
        let entries = [entry("a", &[]), entry("c", &["b", "a"]), entry("b", &["a"]), entry("d", &["nowhere"])];
        let rows = shape(&entries);
        let rows: Vec<(&str, usize)> = rows.iter().map(|(name, depth)| (name.as_str(), *depth)).collect();
        assert_eq!(rows, [("a", 0), ("b", 1), ("c", 2), ("d", 0)]);
    }

    #[test]
    fn a_circle_loses_no_lesson() {
        let entries = [entry("a", &["b"]), entry("b", &["a"]), entry("c", &["c"])];
        let mut names: Vec<String> = shape(&entries).into_iter().map(|row| row.0).collect();
        names.sort_unstable();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn a_search_takes_all_words_in_any_order() {
        let entries = [entry("a", &[]), entry("bee", &["a"])];
        let mut home = HomeModel { search: Some(Field::default()), ..HomeModel::default() };
        home.search.as_mut().expect("open").paste("BEE lesson");
        assert_eq!(home.rows(&entries).len(), 1);
        assert_eq!(home.selected(&entries), Some(1));
        home.search.as_mut().expect("open").paste(" nothing");
        assert_eq!(home.selected(&entries), None);
    }
}
