//! Loading, proving and replaying lessons: the first one, and of all shipped ones the slowest. `cargo bench --bench lesson`

use rolecall::diagnostic::Source;
use rolecall::lesson::{
    AccessMatrix, EditTarget, Lesson, Puzzle, PuzzleJudge, edit, embedded, is_sound, load, load_and_check, play,
    play_changed, targets,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    divan::main();
}

fn shipped(number: usize) -> Lesson {
    let (name, text) = embedded()[number];
    load(Arc::new(Source::shipped(name, text)), &|_| Err("no files".to_owned())).0.expect("it loads")
}

fn first() -> Lesson {
    shipped(0)
}

/// The shipped lesson and what-if that take longest to play.
fn slowest() -> (Lesson, Vec<String>) {
    let mut slowest = (Duration::ZERO, first(), Vec::new());
    for lesson in (0..embedded().len()).map(shipped) {
        let what_ifs = lesson.what_ifs.iter().map(|what_if| vec![what_if.id.clone()]);
        for what_if in what_ifs.chain([Vec::new()]) {
            let once = || {
                let begin = Instant::now();
                divan::black_box_drop(play(&lesson, &what_if));
                begin.elapsed()
            };
            let time = (0..30).map(|_| once()).min().unwrap_or_default();
            if time > slowest.0 {
                slowest = (time, lesson.clone(), what_if);
            }
        }
    }
    (slowest.1, slowest.2)
}

/// The policy of a lesson with the longest text.
fn longest(lesson: &Lesson) -> (EditTarget, String) {
    let text = |place: &EditTarget| place.policy.as_ref().map_or_else(String::new, |it| it.source.text().to_owned());
    let place = targets(lesson).into_iter().max_by_key(|place| text(place).len()).expect("it has policies");
    let text = text(&place);
    (place, text)
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

/// Budget: 200 µs.
#[divan::bench]
fn replay_slowest(bencher: divan::Bencher) {
    let (lesson, what_ifs) = slowest();
    bencher.bench_local(|| play(&lesson, &what_ifs));
}

/// Reading the file and proving it, quiz keys and what-ifs included.
#[divan::bench]
fn load_and_check_first(bencher: divan::Bencher) {
    bencher.bench_local(|| checked(0));
}

/// The same with one shipped lesson after the other, so that the mean is the time of an average lesson. Budget: 2 ms on
/// one core (1,000 scenarios in 1 s on two).
#[divan::bench(sample_count = 170)]
fn load_and_check_each(bencher: divan::Bencher) {
    let mut turn = (0..embedded().len()).cycle();
    bencher.bench_local(|| checked(turn.next().unwrap_or_default()));
}

fn checked(number: usize) -> usize {
    let (name, text) = embedded()[number];
    let (lesson, problems) = load_and_check(Arc::new(Source::shipped(name, text)), &|_| Err("no files".to_owned()));
    assert!(lesson.is_some(), "{problems:?}");
    problems.len()
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

/// The same in the longest policy of the lesson that is slowest to play. Budget: 200 µs.
#[divan::bench]
fn edit_and_replay_slowest(bencher: divan::Bencher) {
    let (lesson, what_ifs) = slowest();
    let (place, text) = longest(&lesson);
    bencher.bench_local(|| {
        let (change, problems) = edit(&place, &text);
        assert!(is_sound(&problems));
        play_changed(&lesson, &what_ifs, &[change])
    });
}

/// A keystroke in a challenge: the text is read and checked, the goals judged, and what else is let in found.
#[divan::bench]
fn challenge_keystroke(bencher: divan::Bencher) {
    let lesson = first();
    let puzzle = lesson.lab.puzzles.first().expect("it has puzzles");
    let (judge, place, text) = challenge(&lesson, puzzle);
    bencher.bench_local(|| judge.judge(&lesson, &[edit(&place, &text).0]));
}

/// The same in the puzzle of all lessons in which most requests are tried.
#[divan::bench]
fn challenge_keystroke_most(bencher: divan::Bencher) {
    let lessons: Vec<Lesson> = (0..embedded().len()).map(shipped).collect();
    let puzzles = lessons.iter().flat_map(|lesson| lesson.lab.puzzles.iter().map(move |puzzle| (lesson, puzzle)));
    let tried = |lesson: &Lesson, puzzle: &Puzzle| {
        let (judge, place, text) = challenge(lesson, puzzle);
        judge.judge(lesson, &[edit(&place, &text).0]).expect("it can be judged").tried
    };
    let (lesson, puzzle) = puzzles.max_by_key(|(lesson, puzzle)| tried(lesson, puzzle)).expect("there are puzzles");
    let (judge, place, text) = challenge(lesson, puzzle);
    bencher.bench_local(|| judge.judge(lesson, &[edit(&place, &text).0]));
}

fn challenge(lesson: &Lesson, puzzle: &Puzzle) -> (PuzzleJudge, EditTarget, String) {
    let judge = PuzzleJudge::new(lesson, puzzle).expect("it can be set up");
    let place = puzzle.targets(lesson).remove(0);
    let text = place.policy.as_ref().expect("it has a policy").source.text().to_owned();
    (judge, place, text)
}

/// Who may do what, as the matrix shows it when it opens.
#[divan::bench]
fn access_matrix(bencher: divan::Bencher) {
    let lesson = first();
    bencher.bench_local(|| AccessMatrix::of(&lesson, &[]));
}
