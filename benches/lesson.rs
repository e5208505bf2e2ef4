//! Loading, proving and replaying the first lesson. `cargo bench --bench lesson`

use rolecall::diagnostic::Source;
use rolecall::lesson::{AccessMatrix, Lesson, check, edit, embedded, is_sound, load, play, play_changed, targets};
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

/// A keystroke in the editor: the text is read and checked, and the lesson played with it. Budget: 200 µs.
#[divan::bench]
fn edit_and_replay(bencher: divan::Bencher) {
    keystroke(bencher, "s3:GetObject*");
}

/// The same while an action is half written: the nearest one of all that there are is looked for, to suggest it.
#[divan::bench]
fn misspell_and_replay(bencher: divan::Bencher) {
    keystroke(bencher, "s3:GetObjec");
}

fn keystroke(bencher: divan::Bencher, action: &str) {
    let lesson = first();
    let place = targets(&lesson).into_iter().find(|place| place.name == "ReadReports").expect("it has the policy");
    let text = place.policy.as_ref().expect("it is there").source.text().replace("s3:GetObject", action);
    bencher.bench_local(|| {
        let (change, problems) = edit(&place, &text);
        assert!(is_sound(&problems));
        play_changed(&lesson, &[], &[change])
    });
}

/// Who may do what, as the matrix shows it when it opens.
#[divan::bench]
fn access_matrix(bencher: divan::Bencher) {
    let lesson = first();
    bencher.bench_local(|| AccessMatrix::of(&lesson, &[]));
}
