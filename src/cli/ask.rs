//! One question in plain text: shown with numbers, answered in a line, judged part by part.

use super::settings::Settings;
use crate::lesson::{Question, QuestionKind, Response, judge};
use std::io::{self, BufRead, Write};

/// What came of asking.
pub(crate) struct Asked {
    /// All of it was right.
    pub right: bool,
    /// Hints opened.
    pub hints: usize,
}

/// Shows a question; its parts in the order of [`crate::lesson::shuffle`].
pub(crate) fn show(out: &mut impl Write, question: &Question, order: &[usize]) -> io::Result<()> {
    match &question.kind {
        QuestionKind::Order { items } => {
            let texts = order.iter().filter_map(|index| items.get(*index)).map(|item| item.text.as_str());
            numbered(out, texts)
        }
        QuestionKind::Match { pairs } => {
            for (letter, pair) in ('a'..).zip(pairs) {
                writeln!(out, "  {letter}. {}", pair.left)?;
            }
            writeln!(out, "belongs to")?;
            numbered(out, order.iter().filter_map(|index| pairs.get(*index)).map(|pair| pair.right.as_str()))
        }
        QuestionKind::Fill { .. } => Ok(()),
        QuestionKind::Choice { .. } | QuestionKind::Multiple { .. } | QuestionKind::Pick { .. } => {
            let options = question.options();
            numbered(out, order.iter().filter_map(|index| options.get(*index)).map(|option| option.text.as_str()))
        }
    }
}

fn numbered<'a>(out: &mut impl Write, texts: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for (number, text) in (1..).zip(texts) {
        writeln!(out, "  {number}. {text}")?;
    }
    Ok(())
}

/// Asks until an answer can be read. `None` at the end of the input or after `q`.
pub(crate) fn ask(
    settings: &Settings,
    input: &mut impl BufRead,
    out: &mut impl Write,
    question: &Question,
    order: &[usize],
) -> io::Result<Option<Asked>> {
    let mut hints = 0;
    loop {
        write!(out, "Your answer, {}, h for a hint, q to stop: ", wanted(question, order.len()))?;
        out.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(out)?;
            return Ok(None);
        }
        // At a keyboard the terminal has ended the line; from a pipe nobody did.
        if !settings.interactive_input {
            writeln!(out)?;
        }
        match line.trim() {
            "q" => return Ok(None),
            "h" => match question.hints.get(hints) {
                Some(hint) => {
                    hints += 1;
                    writeln!(out, "Hint {hints} of {}: {hint}", question.hints.len())?;
                }
                None => writeln!(out, "There are no more hints.")?,
            },
            text => {
                let Some(response) = read(question, order, text) else {
                    writeln!(out, "Type {}.", wanted(question, order.len()))?;
                    continue;
                };
                let right = tell(out, question, order, &response)?;
                return Ok(Some(Asked { right, hints }));
            }
        }
    }
}

/// How an answer is written.
fn wanted(question: &Question, count: usize) -> String {
    match question.kind {
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => format!("a number from 1 to {count}"),
        QuestionKind::Multiple { .. } => "the numbers of all that are right, like 1 3".to_owned(),
        QuestionKind::Order { .. } => format!("the numbers from 1 to {count} in order, like 2 1 3"),
        QuestionKind::Match { .. } => format!("a number from 1 to {count} for each letter, like a2 b1"),
        QuestionKind::Fill { .. } => "in words as you would write it".to_owned(),
    }
}

/// Reads an answer; `None` when it cannot be one.
fn read(question: &Question, order: &[usize], text: &str) -> Option<Response> {
    let index = |number: &str| order.get(number.parse::<usize>().ok()?.checked_sub(1)?).copied();
    let words = || text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let once = |indices: &[usize]| {
        let mut sorted = indices.to_vec();
        sorted.sort_unstable();
        sorted.into_iter().eq(0..order.len())
    };
    Some(match question.kind {
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => Response::Option(index(text)?),
        QuestionKind::Multiple { .. } => {
            let chosen = words()
                .map(index)
                .collect::<Option<_>>()
                .filter(|chosen: &std::collections::BTreeSet<_>| !chosen.is_empty())?;
            Response::Options(chosen)
        }
        QuestionKind::Order { .. } => {
            Response::Sequence(words().map(index).collect::<Option<Vec<_>>>().filter(|all| once(all))?)
        }
        QuestionKind::Match { .. } => {
            let mut pairing = vec![None; order.len()];
            for word in words() {
                let letter = word.chars().next()?;
                let left = ('a'..).take(order.len()).position(|known| known == letter.to_ascii_lowercase())?;
                let number = word.get(letter.len_utf8()..)?;
                *pairing.get_mut(left)? = Some(index(number)?);
            }
            Response::Pairing(pairing.into_iter().collect::<Option<Vec<_>>>().filter(|all| once(all))?)
        }
        QuestionKind::Fill { .. } => (!text.is_empty()).then(|| Response::Text(text.to_owned()))?,
    })
}

/// Says how the answer is judged; gives whether it is right.
fn tell(out: &mut impl Write, question: &Question, order: &[usize], response: &Response) -> io::Result<bool> {
    let judged = judge(question, response);
    let shown = |index: usize| order.iter().position(|at| *at == index).map_or(0, |at| at + 1);
    match &question.kind {
        QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => {
            let own = judged.parts.first().map_or("", |part| part.explanation.as_str());
            writeln!(out, "{} {own}", if judged.right { "Right." } else { "Not right." })?;
            let options = question.options();
            if let Some((index, key)) = options.iter().enumerate().find(|(_, option)| option.right && !judged.right) {
                writeln!(out, "The right answer is {}, {}. {}", shown(index), key.text, key.explanation)?;
            }
        }
        QuestionKind::Fill { .. } => {
            let own = judged.parts.first().map_or("", |part| part.explanation.as_str());
            writeln!(out, "{}", [judged.says.as_str(), own].join(" ").trim())?;
        }
        QuestionKind::Multiple { .. } | QuestionKind::Order { .. } | QuestionKind::Match { .. } => {
            writeln!(out, "{}", judged.says)?;
            for (row, part) in judged.parts.iter().enumerate() {
                let sign = if part.right { "right" } else { "not right" };
                let name = match &question.kind {
                    QuestionKind::Multiple { .. } => shown(part.index).to_string(),
                    QuestionKind::Order { .. } => format!("{} at place {}", shown(part.index), row + 1),
                    _ => ('a'..).nth(part.index).map_or_else(String::new, |letter| letter.to_string()),
                };
                writeln!(out, "  {name}: {sign}. {}", part.explanation)?;
            }
        }
    }
    writeln!(out, "How we know: {}.\n", question.proof)?;
    Ok(judged.right)
}
