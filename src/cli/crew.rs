//! Several threads that work on one stream: pieces go out in turn and results come back in the same turn.
//!
//! So the order is kept without numbers or locks, and each worker holds three pieces at most: one waiting, one in work,
//! one done. Whoever takes the results may stop at any time; nothing here waits for a reader that is stuck.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// More threads than this wait for each other.
const MOST_WORKERS: usize = 8;

/// Runs `work` on everything `next` gives until it gives nothing, and `take` on each result, in order.
///
/// `next` and `work` run on threads of their own, which end with the program: `next` may be waiting for input that never
/// comes when `take` fails because nobody reads on.
pub(super) fn run<I: Send + 'static, O: Send + 'static>(
    mut next: impl FnMut() -> io::Result<Option<I>> + Send + 'static,
    work: impl Fn(I) -> O + Clone + Send + 'static,
    mut take: impl FnMut(O) -> io::Result<()>,
) -> io::Result<()> {
    let count = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let (inlets, mut workers): (Vec<_>, Vec<_>) = (0..count).map(|_| Worker::start(work.clone())).unzip();
    let reader = thread::spawn(move || hand_out(&mut next, &inlets));
    for turn in (0..count).cycle() {
        match workers[turn].results.recv() {
            Ok(result) => take(result)?,
            // Its work is over, and so is everything before it; unless it panicked, the reader has ended too.
            Err(_) => {
                joined(workers.swap_remove(turn).thread);
                break;
            }
        }
    }
    joined(reader)
}

/// What a thread gives at its end. Its panic goes on here.
fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Gives the pieces to the workers in turn. A failure to get one ends the work when all before it is done.
fn hand_out<I>(next: &mut impl FnMut() -> io::Result<Option<I>>, inlets: &[SyncSender<I>]) -> io::Result<()> {
    for inlet in inlets.iter().cycle() {
        let Some(piece) = next()? else { break };
        if inlet.send(piece).is_err() {
            break;
        }
    }
    Ok(())
}

struct Worker<O> {
    results: Receiver<O>,
    thread: JoinHandle<()>,
}

impl<O: Send + 'static> Worker<O> {
    fn start<I: Send + 'static>(work: impl Fn(I) -> O + Send + 'static) -> (SyncSender<I>, Self) {
        let (inlet, pieces) = sync_channel::<I>(1);
        let (outlet, results) = sync_channel(1);
        let thread = thread::spawn(move || {
            for piece in pieces {
                if outlet.send(work(piece)).is_err() {
                    return;
                }
            }
        });
        (inlet, Self { results, thread })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(up_to: u64) -> impl FnMut() -> io::Result<Option<u64>> + Send + 'static {
        let mut numbers = 0..up_to;
        move || Ok(numbers.next())
    }

    #[test]
    fn results_come_in_the_order_of_the_pieces_however_long_each_takes() {
        let mut taken = Vec::new();
        let work = |number: u64| {
            thread::sleep(std::time::Duration::from_micros(number * 7919 % 500));
            number
        };
        run(numbers(200), work, |number| {
            taken.push(number);
            Ok(())
        })
        .expect("nothing fails");
        assert_eq!(taken, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_no_work() {
        run(numbers(0), |number| number, |_| panic!("there is nothing to take")).expect("nothing fails");
    }

    #[test]
    fn a_failed_read_is_told_after_what_was_read_before_it() {
        let mut numbers = 0..3;
        let next = move || numbers.next().map(Some).ok_or_else(|| io::Error::other("torn"));
        let mut taken = Vec::new();
        let error = run(
            next,
            |number: u64| number,
            |number| {
                taken.push(number);
                Ok(())
            },
        );
        assert_eq!((taken, error.expect_err("it failed").to_string()), (vec![0, 1, 2], "torn".to_owned()));
    }

    #[test]
    fn who_takes_no_more_does_not_wait_for_input() {
        let mut given = false;
        let next = move || {
            if std::mem::replace(&mut given, true) {
                thread::sleep(std::time::Duration::from_secs(3_600));
            }
            Ok(Some(1))
        };
        let error = run(next, |number: u64| number, |_| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(error.expect_err("it failed").kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    #[should_panic(expected = "at three")]
    fn a_panic_of_a_worker_is_not_lost() {
        let work = |number: u64| assert!(number != 3, "at three");
        let _ = run(numbers(10), work, Ok);
    }
}
