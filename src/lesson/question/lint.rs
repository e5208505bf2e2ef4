//! What a teacher would say of the questions: answers that give themselves away, options that explain nothing.

use super::{Question, QuestionForm, QuestionKind, QuestionOption};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::lesson::reader::Table;
use std::sync::Arc;

/// Options of one question: alike in length, different in text, each with words of its own.
pub(super) fn options(table: &Table<'_>, options: &[QuestionOption], spans: &[Span]) {
    lengths(table, options, spans);
    let at = || spans.iter().copied().map(Some);
    distinct(table, "options", "text", options.iter().map(|option| option.text.as_str()), at());
    for (index, option) in options.iter().enumerate() {
        let says = |other: &QuestionOption| !other.explanation.is_empty() && other.explanation == option.explanation;
        let repeats = options.iter().take(index).any(says) || says(&as_explanation(&option.text));
        if repeats {
            table.file.error(
                "unexplained-option",
                spans.get(index).copied().unwrap_or(table.span),
                "this option has no explanation of its own",
                "say which misconception just this option is",
            );
        }
    }
}

fn as_explanation(text: &str) -> QuestionOption {
    QuestionOption { text: String::new(), explanation: text.to_owned(), right: false }
}

/// Parts that look alike cannot be told apart.
pub(super) fn distinct<'a>(
    table: &Table<'_>,
    parts: &str,
    key: &str,
    texts: impl Iterator<Item = &'a str>,
    spans: impl Iterator<Item = Option<Span>>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for (text, span) in texts.zip(spans) {
        if seen.contains(&text) && !text.is_empty() {
            table.file.error(
                "duplicate-part",
                span.unwrap_or(table.span),
                format!("two {parts} have the same {key}: `{text}`"),
                "give each its own words",
            );
        }
        seen.push(text);
    }
}

/// A learner must not find the answer by its length.
fn lengths(table: &Table<'_>, options: &[QuestionOption], spans: &[Span]) {
    let lengths: Vec<usize> = options.iter().map(|option| option.text.chars().count()).collect();
    let Some(longest) = lengths.iter().max().copied() else { return };
    let rest: Vec<usize> = lengths.iter().copied().filter(|length| *length != longest).collect();
    let second = rest.iter().max().copied().unwrap_or(longest);
    if longest > second * 2 && longest > 40 {
        let at = lengths.iter().position(|length| *length == longest).and_then(|at| spans.get(at)).copied();
        table.file.report(
            Diagnostic::warning(
                "option-length",
                &table.file.source,
                at.unwrap_or(table.span),
                "this option is more than twice as long as the others",
            )
            .help("keep options alike in length, or the length gives the answer away"),
        );
    }
}

/// Questions of a list needed before its keys can be called unbalanced.
const FEW: usize = 3;

/// A quiz as a whole, once its keys are known.
pub(in crate::lesson) fn quiz(source: &Arc<Source>, questions: &[Question], forms: &[QuestionForm]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(first) = forms.first() else { return found };
    let warn = |code, title: String, help| Diagnostic::warning(code, source, first.span, title).help(help);
    let searching = questions.iter().filter(|question| question.asks.is_searching()).count();
    if searching * 2 < questions.len() {
        let title = format!("{searching} of {} questions ask why or which", questions.len());
        let help = "ask at least half of them why something is so or which policy decides; \
                    say it with `asks` where the prompt does not";
        found.push(warn("few-why", title, help));
    }
    let choices: Vec<&Vec<QuestionOption>> = questions
        .iter()
        .filter_map(|question| match &question.kind {
            QuestionKind::Choice { options } => Some(options),
            _ => None,
        })
        .collect();
    if choices.len() < FEW {
        return found;
    }
    for place in 0..4 {
        let there = choices.iter().filter(|options| options.get(place).is_some_and(|option| option.right)).count();
        if there * 2 > choices.len() {
            let title = format!("in {there} of {} questions the right option is number {}", choices.len(), place + 1);
            let help = "spread the right options over the places; who reads the file or a print-out sees the pattern";
            found.push(warn("unbalanced-keys", title, help));
        }
    }
    let longest = choices.iter().filter(|options| right_is_longest(options)).count();
    if longest * 2 > choices.len() {
        let title = format!("in {longest} of {} questions the right option is the longest", choices.len());
        found.push(warn("longest-is-right", title, "shorten right options or say more in wrong ones"));
    }
    found
}

/// By more than a fifth: nobody sees less.
fn right_is_longest(options: &[QuestionOption]) -> bool {
    let length = |option: &QuestionOption| option.text.chars().count();
    let right = options.iter().filter(|option| option.right).map(length).max().unwrap_or(0);
    let wrong = options.iter().filter(|option| !option.right).map(length).max().unwrap_or(0);
    right * 5 > wrong * 6
}
