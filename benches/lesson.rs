//! Loading, proving and replaying the first lesson. `cargo bench --bench lesson`

use rolecall::diagnostic::Source;
use rolecall::lesson::{Lesson, check, embedded, load, play};
use std::sync::Arc;

fn main() {
    divan::main();
}

fn first() -> Lesson {
    let (name, text) = embedded()[0];
    load(Arc::new(Source::new(name, text)), &|_| Err("no files".to_owned())).0.expect("the first lesson loads")
}

/// Budget: 200 µs.
#[divan::bench]
fn replay(bencher: divan::Bencher) {
    let lesson = first();
    bencher.bench_local(|| play(&lesson, &[]));
}

/// Budget: 200 µs.
#[divan::bench]
fn replay_what_if(bencher: divan::Bencher) {
    let lesson = first();
    let what_ifs = ["bucket-denies".to_owned()];
    bencher.bench_local(|| play(&lesson, &what_ifs));
}

/// Reading the file and proving it, quiz keys and what-ifs included. Budget: 1 ms (1,000 scenarios in 1 s).
#[divan::bench]
fn load_and_check(bencher: divan::Bencher) {
    bencher.bench_local(|| check(&first()));
}
