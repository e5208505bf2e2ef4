//! What is told apart in the data is told apart on the screen: rows and heads that are about different things never
//! read alike, in any lesson, at the sizes that are usual.

mod screen;

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use rolecall::lesson::{Lens, embedded};
use rolecall::tui::Model;
use screen::{draw, lesson_at, press, text};
use std::collections::BTreeSet;

/// Every lesson by its id, at both sizes that are usual.
fn everywhere() -> impl Iterator<Item = (String, (u16, u16))> {
    let ids = embedded().iter().map(|(name, _)| name.trim_end_matches(".toml").to_owned());
    ids.flat_map(|id| [(80, 24), (120, 40)].map(|size| (id.clone(), size)))
}

/// Walks with `key` until the screen stays as it is.
fn each_screen(model: &mut Model, key: &str, mut look: impl FnMut(&Model)) {
    let mut before = String::new();
    while before != text(model) {
        before = text(model);
        look(model);
        press(model, key);
    }
}

#[test]
fn every_request_of_a_leak_reads_differently() {
    let mut rows = 0;
    for (id, size) in everywhere() {
        let mut model = lesson_at(&id, size, "1⇲");
        if model.lens() != Lens::Why || !text(&model).contains("request") {
            continue;
        }
        let mut seen = BTreeSet::new();
        each_screen(&mut model, "↓", |model| {
            let screen = text(model);
            let row = screen.lines().find(|line| line.contains("▸ ") && line.contains('[')).expect("a row");
            let (_, rest) = row.split_once("▸ ").expect("the selected row");
            let label = rest.split("  ").next().unwrap_or_default().to_owned();
            assert!(seen.insert(label.clone()), "{id} at {size:?}: `{label}` stands there twice\n{screen}");
            rows += 1;
        });
    }
    assert!(rows > 100, "only {rows} rows were looked at");
}

/// The texts of a row drawn in a style, each with its column.
fn runs(buf: &Buffer, y: u16, is: impl Fn(Style) -> bool) -> Vec<(u16, String)> {
    let mut runs: Vec<(u16, String)> = Vec::new();
    let mut before = false;
    for x in 0..buf.area.width {
        let cell = &buf[(x, y)];
        let here = is(cell.style()) && (before || cell.symbol() != " ");
        match runs.last_mut().filter(|_| before && here) {
            Some((_, run)) => run.push_str(cell.symbol()),
            None if here => runs.push((x, cell.symbol().to_owned())),
            None => {}
        }
        before = here;
    }
    runs.into_iter().map(|(x, run)| (x, run.trim_end().to_owned())).collect()
}

#[test]
fn every_request_of_the_matrix_has_a_head_of_its_own() {
    let mut heads = 0;
    for (id, size) in everywhere() {
        let mut model = lesson_at(&id, size, "m");
        each_screen(&mut model, "→", |model| {
            let buf = draw(model);
            let (title, account) = (model.theme.title, model.theme.account);
            let in_style =
                |style: Style| move |cell: Style| cell.fg == style.fg && cell.add_modifier == style.add_modifier;
            let (groups, resources) = (runs(&buf, 2, in_style(title)), runs(&buf, 3, in_style(account)));
            let above = |all: &[(u16, String)], x: u16| {
                all.iter().rfind(|(from, _)| *from <= x).map(|(_, run)| run.clone()).unwrap_or_default()
            };
            let words = runs(&buf, 4, |style| style.fg == model.theme.dim.fg || style.fg == model.theme.focus.fg);
            let mut seen = BTreeSet::new();
            for (x, action) in words.iter().flat_map(|(x, run)| in_words(*x, run)) {
                let head = (above(&groups, x), above(&resources, x), action);
                assert!(!head.1.is_empty(), "{id}: {head:?}\n{}", text(model));
                assert!(seen.insert(head.clone()), "{id} at {size:?}: {head:?} stands there twice\n{}", text(model));
                heads += 1;
            }
        });
    }
    assert!(heads > 500, "only {heads} heads were looked at");
}

/// The words of a run, each with its column.
fn in_words(from: u16, run: &str) -> Vec<(u16, String)> {
    let mut words: Vec<(u16, String)> = Vec::new();
    let mut before = ' ';
    for (at, sign) in run.chars().enumerate() {
        match words.last_mut().filter(|_| before != ' ' && sign != ' ') {
            Some((_, word)) => word.push(sign),
            None if sign != ' ' => words.push((from + at as u16, sign.to_string())),
            None => {}
        }
        before = sign;
    }
    words
}

#[test]
fn every_bar_of_a_chart_reads_differently() {
    let mut bars = 0;
    for (id, size) in everywhere() {
        let mut model = lesson_at(&id, size, "9");
        if model.lens() != Lens::Scale {
            continue;
        }
        // Alone, where several stand side by side.
        press(&mut model, "z");
        for _ in 0..5 {
            let screen = text(&model);
            let rows = screen.lines().filter(|line| line.contains('█') || line.contains('░'));
            let mut seen = BTreeSet::new();
            for row in rows {
                let label = row.split(['█', '░', '▏', '▎', '▍', '▌', '▋', '▊', '▉']).next().unwrap_or_default();
                let label = label.trim_matches(['│', ' ']).to_owned();
                assert!(seen.insert(label.clone()), "{id} at {size:?}: `{label}` stands there twice\n{screen}");
                bars += 1;
            }
            press(&mut model, "⇥");
        }
    }
    assert!(bars > 100, "only {bars} bars were looked at");
}
