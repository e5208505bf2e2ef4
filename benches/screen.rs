//! One frame. `cargo bench --bench screen`

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rolecall::diagnostic::Source;
use rolecall::learner::Record;
use rolecall::lesson::{embedded, load};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Entry, Model, Msg, Start, update, view};
use std::sync::Arc;

fn main() {
    divan::main();
}

fn model(columns: u16, rows: u16) -> Model {
    let entries = embedded()
        .iter()
        .map(|(name, text)| {
            let (lesson, diagnostics) = load(Arc::new(Source::new(*name, *text)), &|_| Err("no files".to_owned()));
            Entry { name: (*name).to_owned(), lesson, diagnostics, ..Entry::default() }
        })
        .collect();
    let mut model = Model::new(entries, ThemeName::Dark, false, false, Record::default(), chrono::Utc::now);
    model.start(&Start::Lesson("iam-roles".to_owned()));
    update(&mut model, Msg::Resize(columns, rows));
    for _ in 0..4 {
        update(&mut model, Msg::Key(crossterm::event::KeyCode::Right.into()));
    }
    model
}

/// Drawing into the buffer and comparing with the frame before. Budget at 200x60: 1 ms p99.
#[divan::bench(args = [(80, 24), (120, 40), (200, 60)])]
fn frame(bencher: divan::Bencher, (columns, rows): (u16, u16)) {
    let model = model(columns, rows);
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a buffer");
    bencher.bench_local(|| terminal.draw(|frame| view(&model, frame)).map(|_| ()));
}
