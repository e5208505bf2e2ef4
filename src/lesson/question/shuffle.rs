//! The order in which the parts of a question are shown: the same within a try, another with the next.

use super::{Question, QuestionKind, Response};

/// Indices into the parts of the question, in the order to show them: options, items, or the rights of pairs (the lefts
/// stay). Empty where nothing is shown. `seed` is the number of the try: the same seed gives the same order everywhere.
///
/// Items to be ordered never stand in their right order already.
pub fn shuffle(question: &Question, seed: u64) -> Vec<usize> {
    let count = match &question.kind {
        QuestionKind::Order { items } => items.len(),
        QuestionKind::Match { pairs } => pairs.len(),
        _ => question.options().len(),
    };
    let mut order = mixed(count, |part| format!("{} {seed} {part}", question.id));
    match (&question.kind, question.key()) {
        (QuestionKind::Order { .. }, Response::Sequence(solved)) if order == solved && count > 1 => {
            order.rotate_left(1);
        }
        // "None of them" is read last.
        (QuestionKind::Pick { .. }, _) => {
            order.retain(|part| *part + 1 != count);
            order.extend(count.checked_sub(1));
        }
        _ => {}
    }
    order
}

/// The numbers from 0 up to `count`, in an order that follows from what is written on each and from nothing else.
pub(in crate::lesson) fn mixed(count: usize, written: impl Fn(usize) -> String) -> Vec<usize> {
    let mut order: Vec<(u64, usize)> = (0..count).map(|at| (hash(&written(at)), at)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at).collect()
}

/// FNV-1a, 64 bits, its bits stirred once more at the end: texts that differ in their last letter would otherwise keep
/// their order. The same on every machine.
pub(in crate::lesson) fn hash(text: &str) -> u64 {
    let sum = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let sum = (sum ^ (sum >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let sum = (sum ^ (sum >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    sum ^ (sum >> 33)
}
