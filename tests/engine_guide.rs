//! `docs/engine.md` lists every ruling and every open point, and the tests it names exist.

use rolecall::iam::Ambiguity;
use rolecall::iam::case::Case;
use std::collections::BTreeSet;
use std::path::Path;

const GUIDE: &str = include_str!("../docs/engine.md");

/// The cells of the table rows under the heading.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, below) = GUIDE.split_once(heading).expect("the heading");
    let section = below.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    rows.skip(1).map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// The ids of all cases, and the names of all functions marked as tests.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("tests"), &mut files);
    rust_files(&root.join("src/iam"), &mut files);
    let functions = files.iter().flat_map(|text| {
        let after = text.split("#[test]").skip(1);
        after.filter_map(|rest| rest.split_once("fn ")?.1.split('(').next())
    });
    let mut names: BTreeSet<String> = functions.map(str::to_owned).collect();
    // Inside `proptest!` too, the attribute stands before the function.
    for text in [
        include_str!("conformance/documented.jsonl"),
        include_str!("conformance/ambiguous.jsonl"),
        include_str!("conformance/rolecall.jsonl"),
    ] {
        let ids = text.lines().map(|line| Case::parse(line).expect("a case").id);
        names.extend(ids.filter_map(|id| Some(id?.as_str()?.to_owned())));
    }
    names
}

#[test]
fn every_ruling_has_its_row_its_source_and_its_tests() {
    let known = tests();
    let rows = table("## Rulings");
    assert!(rows.len() >= 50);
    for (number, row) in (1..).zip(&rows) {
        let &[no, ruling, source, tested] = row.as_slice() else { panic!("four cells: {row:?}") };
        assert_eq!(no, format!("{number}"));
        assert!(ruling.len() > 20 && !source.is_empty(), "{row:?}");
        let names = quoted(tested);
        assert!(!names.is_empty(), "ruling {no} is not tested");
        for name in names {
            assert!(known.contains(name), "ruling {no} names `{name}`, which is no case and no test");
        }
    }
}

#[test]
fn every_open_point_has_its_row_and_its_tests() {
    let known = tests();
    let rows = table("## Open points");
    assert_eq!(rows.len(), Ambiguity::ALL.len());
    for (point, row) in Ambiguity::ALL.iter().zip(&rows) {
        let &[name, sentence, source, tested] = row.as_slice() else { panic!("four cells: {row:?}") };
        assert_eq!(name, format!("`{point:?}`"));
        assert_eq!(sentence, point.sentence());
        assert!(!source.is_empty() && !quoted(tested).is_empty(), "{name}");
        for test in quoted(tested) {
            assert!(known.contains(test), "{name} names `{test}`, which is no case and no test");
        }
    }
}

#[test]
fn the_cases_named_for_an_open_point_meet_it() {
    let lines = [include_str!("conformance/ambiguous.jsonl"), include_str!("conformance/rolecall.jsonl")];
    let cases: Vec<Case> =
        lines.iter().flat_map(|text| text.lines()).map(|line| Case::parse(line).expect("a case")).collect();
    for (point, row) in Ambiguity::ALL.iter().zip(table("## Open points")) {
        let named = quoted(row.last().copied().unwrap_or_default());
        let meets = |case: &Case| {
            let id = case.id.as_ref().and_then(|id| id.as_str()).unwrap_or_default();
            named.contains(&id) && case.trace().ambiguous.contains(point)
        };
        assert!(cases.iter().any(meets), "{point:?}");
    }
}

#[test]
fn the_pages_that_explain_the_engine_are_linked() {
    assert!(include_str!("../README.md").contains("(docs/engine.md)"));
    for word in ["`denies`", "`does not allow`", "`trace.reasons`", "`trace.what_would_change`"] {
        assert!(GUIDE.contains(word), "{word}");
    }
}
