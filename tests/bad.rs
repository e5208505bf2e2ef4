//! One bad file per diagnostic: each is told with line, caret, what is wrong and what to do.

use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::lesson::{check, load};
use std::path::Path;
use std::sync::Arc;

#[test]
fn every_bad_file_is_told_where_what_and_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("bad files are checked in")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "only {} bad files", paths.len());
    let mut silent = Vec::new();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let source = Arc::new(Source::new(format!("{name}.toml"), text));
        let (lesson, mut problems) = load(source, &|file| Err(format!("there is no {file}")));
        problems.extend(lesson.iter().flat_map(check));
        if problems.is_empty() {
            silent.push(name);
            continue;
        }
        let shown = render_all(&problems, RenderStyle::Plain);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{name} drives the terminal");
        assert!(problems.iter().all(|problem| problem.help.is_some()), "{name}: no advice\n{shown}");
        insta::assert_snapshot!(name, shown);
    }
    assert!(silent.is_empty(), "nothing was said of {silent:?}");
}
