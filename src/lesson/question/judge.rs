//! Judging a response. Every wrong part has its own explanation; nothing here computes a key.

use super::super::duration::written_duration;
use super::{Question, QuestionKind, QuestionOption, Response};
use std::collections::BTreeSet;

/// What is to be said of one part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartJudgement {
    /// Index of the option, item or pair, in the order of the file; 0 for an answer in writing.
    pub index: usize,
    /// The learner has it right.
    pub right: bool,
    /// Why, in words for the learner.
    pub explanation: String,
}

/// How a response is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// All of it is right.
    pub right: bool,
    /// The parts that were answered: the chosen option; every option of a multiple choice; every item in the learner's
    /// order; every pair; the text.
    pub parts: Vec<PartJudgement>,
    /// The whole in a sentence; when it is not right, with the right answer.
    pub says: String,
}

/// Judges `response`. One that does not belong to the question's kind is not right, and says what is wanted.
pub fn judge(question: &Question, response: &Response) -> Judgement {
    match (&question.kind, response) {
        (QuestionKind::Choice { .. } | QuestionKind::Pick { .. }, Response::Option(chosen)) => {
            choice(&question.options(), *chosen)
        }
        (QuestionKind::Multiple { options }, Response::Options(chosen)) => multiple(options, chosen),
        (QuestionKind::Order { items }, Response::Sequence(order)) => {
            let parts = (0..items.len()).map(|place| {
                // A place left empty is a wrong one; the item that belongs there is explained.
                let index = order.get(place).copied().filter(|index| *index < items.len());
                let right = index.and_then(|index| items.get(index)).is_some_and(|item| item.place == place);
                let shown = index.or_else(|| items.iter().position(|item| item.place == place)).unwrap_or(place);
                let item = items.get(shown);
                let explanation = item.map_or_else(String::new, |item| {
                    if right {
                        item.explanation.clone()
                    } else {
                        format!("It belongs at place {}. {}", item.place + 1, item.explanation)
                    }
                });
                PartJudgement { index: shown, right, explanation }
            });
            let mut solved: Vec<_> = items.iter().collect();
            solved.sort_unstable_by_key(|item| item.place);
            let solution: Vec<String> =
                (1..).zip(solved).map(|(number, item)| format!("{number}. {}", item.text)).collect();
            let mut judged = whole(parts.collect(), "places", || format!("In order: {}.", solution.join("; ")));
            // More than there is cannot be an order.
            judged.right &= order.len() == items.len();
            judged
        }
        (QuestionKind::Match { pairs }, Response::Pairing(pairing)) => {
            let parts = pairs.iter().enumerate().map(|(index, pair)| {
                let right = pairing.get(index) == Some(&index);
                let explanation = if right {
                    pair.explanation.clone()
                } else {
                    format!("It belongs with \"{}\". {}", pair.right, pair.explanation)
                };
                PartJudgement { index, right, explanation }
            });
            let mut judged = whole(parts.collect(), "pairs", || "Each is explained with its pair.".to_owned());
            judged.right &= pairing.len() == pairs.len();
            judged
        }
        (QuestionKind::Fill { answers, mistakes, otherwise }, Response::Text(text)) => {
            let right = answers.iter().any(|answer| is_same_text(answer, text));
            let key = answers.first().map_or("", String::as_str);
            let explanation = match mistakes.iter().find(|mistake| is_same_text(&mistake.value, text)) {
                _ if right => String::new(),
                Some(mistake) => mistake.explanation.clone(),
                None => otherwise.clone(),
            };
            let says = if right { "Right.".to_owned() } else { format!("Not right. The answer is \"{key}\".") };
            Judgement { right, parts: vec![PartJudgement { index: 0, right, explanation }], says }
        }
        (kind, _) => Judgement { right: false, parts: Vec::new(), says: format!("Not right. {}", wanted(kind)) },
    }
}

fn choice(options: &[&QuestionOption], chosen: usize) -> Judgement {
    let parts: Vec<PartJudgement> = options
        .get(chosen)
        .map(|option| PartJudgement { index: chosen, right: option.right, explanation: option.explanation.clone() })
        .into_iter()
        .collect();
    let right = parts.iter().any(|part| part.right);
    let says = match options.iter().find(|option| option.right) {
        Some(key) if !right => format!("Not right. The right answer is \"{}\". {}", key.text, key.explanation),
        _ => "Right.".to_owned(),
    };
    Judgement { right, parts, says }
}

fn multiple(options: &[QuestionOption], chosen: &BTreeSet<usize>) -> Judgement {
    let parts = options.iter().enumerate().map(|(index, option)| PartJudgement {
        index,
        right: chosen.contains(&index) == option.right,
        explanation: option.explanation.clone(),
    });
    let keys: Vec<String> =
        options.iter().filter(|option| option.right).map(|option| format!("\"{}\"", option.text)).collect();
    let mut judged = whole(parts.collect(), "options", || format!("Right are {}.", keys.join(", ")));
    judged.right &= chosen.iter().all(|index| *index < options.len());
    judged
}

fn whole(parts: Vec<PartJudgement>, what: &str, solution: impl Fn() -> String) -> Judgement {
    let good = parts.iter().filter(|part| part.right).count();
    let right = good == parts.len();
    let says = if right {
        "Right.".to_owned()
    } else {
        format!("Not right: {good} of {} {what}. {}", parts.len(), solution())
    };
    Judgement { right, parts, says }
}

fn wanted(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => "This question wants one option.",
        QuestionKind::Multiple { .. } => "This question wants every option that is right.",
        QuestionKind::Order { .. } => "This question wants all items in order.",
        QuestionKind::Match { .. } => "This question wants a right for every left.",
        QuestionKind::Fill { .. } => "This question wants a text.",
    }
}

/// Whether two answers in writing are the same: trimmed, runs of blanks as one, without regard to case. A duration is the
/// same however it is written.
pub(super) fn is_same_text(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    one == other || written_duration(&one).is_some_and(|seconds| written_duration(&other) == Some(seconds))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
