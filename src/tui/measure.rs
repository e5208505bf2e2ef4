//! How long decisions take on the learner's own machine. Reads the clock, so only `runtime.rs` may call it, and on a
//! thread of its own: the screens stay awake.

use crate::iam::{Layers, Request, decide, trace};
use crate::lesson::statements_world;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Numbers of statements that are measured, in this order.
pub const COUNTS: [usize; 5] = [1, 10, 100, 1_000, 5_000];
/// Samples of which the one in the middle counts: an interruption spoils one, not the result.
const SAMPLES: usize = 15;
/// How long a sample takes at least, so that the clock's own steps do not matter.
const SAMPLE: Duration = Duration::from_micros(500);

/// What was measured for one number of statements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// Number of statements, of which the last one allows.
    pub statements: usize,
    /// Nanoseconds of a decision alone.
    pub decide: f64,
    /// Nanoseconds of a decision that keeps its reasons.
    pub trace: f64,
}

/// Measures decisions over so many statements.
pub(super) fn measure(statements: usize) -> Timing {
    let (request, layers) = statements_world(statements);
    Timing {
        statements,
        decide: median(&request, &layers, |request, layers| {
            black_box(decide(request, layers));
        }),
        trace: median(&request, &layers, |request, layers| {
            black_box(trace(request, layers));
        }),
    }
}

/// Nanoseconds of one run.
fn median(request: &Request, layers: &Layers, work: impl Fn(&Request, &Layers)) -> f64 {
    let time = |runs: u32| {
        let begin = Instant::now();
        for _ in 0..runs {
            work(black_box(request), black_box(layers));
        }
        begin.elapsed()
    };
    // The first run warms up and tells how many make a sample.
    let once = time(1).max(Duration::from_nanos(1));
    let runs = u32::try_from(SAMPLE.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).clamp(1, 100_000);
    let mut samples: Vec<f64> = (0..SAMPLES).map(|_| time(runs).as_nanos() as f64 / f64::from(runs)).collect();
    samples.sort_unstable_by(f64::total_cmp);
    samples.get(SAMPLES / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_statements_take_longer_and_reasons_cost_something() {
        let (few, many) = (measure(1), measure(1_000));
        assert_eq!((few.statements, many.statements), (1, 1_000));
        assert!(few.decide > 0.0 && many.decide > few.decide * 10.0, "{few:?} {many:?}");
        assert!(many.trace > many.decide, "{many:?}");
    }
}
