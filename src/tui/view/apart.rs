//! Names cut to a width so that they stay apart: rows that are about different things never read alike.

use super::text::{tail, truncate, width};
use std::collections::BTreeMap;

/// Each name in at most `columns`. A long one loses its beginning, which the others share most often; where two would
/// read alike for it, they begin with the part in which they differ, or lose their middle.
pub(super) fn apart(names: &[&str], columns: usize, more: &str) -> Vec<String> {
    let ends: Vec<String> = names.iter().map(|name| tail(name, columns, more)).collect();
    let alike = |name: &str, end: &str| -> Vec<&str> {
        let others = names.iter().zip(&ends).filter(|(other, its)| *its == end && **other != name);
        others.map(|(other, _)| *other).collect()
    };
    let mut labels: BTreeMap<&str, String> = BTreeMap::new();
    for (name, end) in names.iter().zip(&ends) {
        if alike(name, end).is_empty() {
            labels.insert(*name, end.clone());
        }
    }
    for (name, end) in names.iter().zip(&ends) {
        if labels.contains_key(name) {
            continue;
        }
        let mut differ: Vec<usize> = alike(name, end).into_iter().map(|other| common(name, other)).collect();
        differ.sort_unstable();
        let begun = differ.iter().map(|at| from(name, *at, columns, more));
        let middle = (1..columns).map(|head| without_middle(name, head, columns, more));
        let is_free = |label: &String| !labels.values().any(|taken| taken == label);
        let label = begun.chain(middle).find(is_free).unwrap_or_else(|| end.clone());
        labels.insert(*name, label);
    }
    names.iter().map(|name| labels.get(name).cloned().unwrap_or_default()).collect()
}

/// The first `head` columns of a name, and its end.
fn without_middle(name: &str, head: usize, columns: usize, more: &str) -> String {
    let head = truncate(name, head, "");
    let rest = columns.saturating_sub(width(&head));
    head + &tail(name, rest, more)
}

/// Bytes that two texts have in common from their beginning.
fn common(one: &str, other: &str) -> usize {
    let differs = one.char_indices().zip(other.chars()).find(|((_, mine), its)| mine != its);
    differs.map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// The part of a name from the joint before `at` on, or from `at` itself where the joint is too far from it.
fn from(name: &str, at: usize, columns: usize, more: &str) -> String {
    let before = name.get(..at).unwrap_or_default();
    let joint = before.rfind(['/', ':', '-', '_', '.']).map_or(0, |joint| joint + 1);
    let room = columns.saturating_sub(width(more));
    let start = if width(before.get(joint..).unwrap_or_default()) + width(more) < room { joint } else { at };
    let rest = truncate(name.get(start..).unwrap_or_default(), room, more);
    if start == 0 { truncate(name, columns, more) } else { format!("{more}{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stays_in_sight() {
        let names = ["fern-files/elm/contract.txt", "fern-files/oak/contract.txt", "fern-files/elm", "short"];
        assert_eq!(apart(&names, 13, "…"), ["…elm/contrac…", "…oak/contrac…", "…rn-files/elm", "short"]);
        assert_eq!(apart(&names, 40, "…"), names);
        let deep = ["a/some-very-long-segment-1/x.txt", "a/some-very-long-segment-2/x.txt"];
        assert_eq!(apart(&deep, 6, "…"), ["…1/x.…", "…2/x.…"]);
        assert_eq!(apart(&["elm-contract", "oak-contract"], 8, "…"), ["elm-con…", "oak-con…"]);
        // Two that share their beginning, and each its end with another.
        let crossed = [
            "harbor-bills/any-other-key",
            "harbor-bills/2026-bills",
            "lumen-bills/any-other-key",
            "lumen-bills/2026-bills",
        ];
        let labels = apart(&crossed, 12, "…");
        assert_eq!(labels.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{labels:?}");
        for columns in 0..30 {
            assert!(apart(&names, columns, "…").iter().all(|label| width(label) <= columns.max(1)));
        }
    }
}
