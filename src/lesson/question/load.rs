//! Reading `[[quiz]]` and `[[tasks]]`: the same form in both places.

use super::fact::{Fact, Kind, LAYERS};
use super::form::{Claim, Claims, OrderBy, Subject};
use super::{
    Asks, Difficulty, MatchPair, Mistake, OrderItem, Question, QuestionForm, QuestionKind, QuestionOption, lint,
};
use crate::diagnostic::Span;
use crate::iam::Layer;
use crate::lesson::load_pointing::{Pointing, pointers, step_number, what_if};
use crate::lesson::load_script::call_number;
use crate::lesson::load_words::template;
use crate::lesson::load_world::unknown;
use crate::lesson::reader::{Table, Text};
use std::ops::RangeInclusive;

/// Hints per question.
const HINTS: usize = 3;
/// The kinds a file may ask for.
pub(in crate::lesson) const KINDS: [&str; 6] = ["choice", "multiple", "order", "match", "fill", "pick"];

/// Ids of questions, tasks and cards: what a learner did is kept under them, so each is there once.
#[derive(Default)]
pub(in crate::lesson) struct Ids(Vec<String>);

impl Ids {
    /// Reads `id` and reports one that is taken.
    pub fn read(&mut self, table: &Table<'_>) -> String {
        let id = table.text("id");
        if self.0.contains(&id.text) && !id.text.is_empty() {
            table.file.error(
                "duplicate-id",
                id.span,
                format!("the id `{}` is there twice", id.text),
                "answers are kept under it; give every question, task and card its own",
            );
        }
        self.0.push(id.text.clone());
        id.text
    }
}

/// Reads a list of questions.
pub(in crate::lesson) fn questions(
    tables: Vec<Table<'_>>,
    pointing: &Pointing<'_>,
    ids: &mut Ids,
) -> Vec<QuestionForm> {
    tables.into_iter().filter_map(|table| question(table, pointing, ids)).collect()
}

fn question(table: Table<'_>, pointing: &Pointing<'_>, ids: &mut Ids) -> Option<QuestionForm> {
    let reading = Reading { table: &table, pointing };
    let id = ids.read(&table);
    let body = reading.body();
    let hints: Vec<String> = table.texts("hints").into_iter().map(|text| text.text).collect();
    if hints.len() != HINTS {
        table.file.error(
            "hint-count",
            table.span_of("hints"),
            format!("the question has {} hints", hints.len()),
            format!("write {HINTS}: a nudge, a pointer, a worked answer"),
        );
    }
    let prompt = table.text("prompt").text;
    let asks = named(&table, "asks", "kind of asking", &Asks::ALL.map(Asks::id))
        .and_then(|at| Asks::ALL.get(at).copied())
        .unwrap_or_else(|| Asks::of_prompt(&prompt));
    let (difficulty, source) = (difficulty(&table), source(&table, pointing));
    let points_at = pointers(&table, pointing);
    let placement = table.flag("placement");
    let span = table.span;
    table.done();
    let (kind, claims) = body?;
    let what_ifs = claims.what_if().into_iter().cloned().collect();
    let proof = String::new();
    let question =
        Question { id, kind, prompt, asks, difficulty, source, hints, points_at, what_ifs, proof, placement };
    Some(QuestionForm { question, claims, span })
}

/// The index of the name that the key holds, among those known.
fn named(table: &Table<'_>, key: &'static str, what: &str, known: &[&str]) -> Option<usize> {
    let text = table.optional_text(key)?;
    let at = known.iter().position(|name| *name == text.text);
    if at.is_none() {
        unknown(table.file, what, &text, known.iter().copied());
    }
    at
}

/// `difficulty`; medium when it is not said.
pub(in crate::lesson) fn difficulty(table: &Table<'_>) -> Difficulty {
    named(table, "difficulty", "difficulty", &Difficulty::ALL.map(Difficulty::id))
        .and_then(|at| Difficulty::ALL.get(at).copied())
        .unwrap_or(Difficulty::Medium)
}

/// `source`: the title of one of the lesson's sources.
pub(in crate::lesson) fn source(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<usize> {
    let titles: Vec<&str> = pointing.sources.iter().map(|source| source.title.as_str()).collect();
    named(table, "source", "source", &titles)
}

/// One question being read.
struct Reading<'a> {
    table: &'a Table<'a>,
    pointing: &'a Pointing<'a>,
}

impl<'a> Reading<'a> {
    fn body(&self) -> Option<(QuestionKind, Claims)> {
        let kind = if self.table.has("kind") {
            named(self.table, "kind", "kind of question", &KINDS).and_then(|at| KINDS.get(at).copied())
        } else {
            Some("choice")
        };
        match kind {
            Some("choice") => self.choice(),
            Some("multiple") => self.multiple(),
            Some("order") => self.order(),
            Some("match") => self.matching(),
            Some("fill") => self.fill(),
            Some("pick") => self.pick(),
            _ => {
                // Nothing is said of its other keys: which there are depends on the kind.
                self.table.asked_all();
                None
            }
        }
    }

    fn choice(&self) -> Option<(QuestionKind, Claims)> {
        let mut options = Vec::new();
        let mut values = Vec::new();
        for inner in self.parts("options", "an option", 4..=4) {
            let value = inner.text("value");
            values.push((value.text, value.span));
            options.push(option(&inner));
            inner.done();
        }
        let spans: Vec<Span> = values.iter().map(|value| value.1).collect();
        lint::options(self.table, &options, &spans);
        let fact = fact(self.table, "fact", self.pointing)?;
        Some((QuestionKind::Choice { options }, Claims::Choice { fact, values }))
    }

    fn multiple(&self) -> Option<(QuestionKind, Claims)> {
        let mut options = Vec::new();
        let mut claims = Vec::new();
        let mut spans = Vec::new();
        for inner in self.parts("options", "an option of several", 3..=6) {
            claims.push(claim(&inner, self.pointing));
            options.push(option(&inner));
            spans.push(inner.span);
            inner.done();
        }
        lint::options(self.table, &options, &spans);
        let claims: Option<Vec<Claim>> = claims.into_iter().collect();
        Some((QuestionKind::Multiple { options }, Claims::Multiple(claims?)))
    }

    fn order(&self) -> Option<(QuestionKind, Claims)> {
        if !self.table.has("by") {
            self.table.missing("by", "`steps`, `layers` or `clock`");
        }
        let by = named(self.table, "by", "order", &OrderBy::ALL.map(OrderBy::id))
            .and_then(|at| OrderBy::ALL.get(at).copied());
        let what_if = what_if(self.table, self.pointing);
        let mut items = Vec::new();
        let mut places = Vec::new();
        for inner in self.parts("items", "an item", 3..=6) {
            items.push(OrderItem {
                text: inner.text("text").text,
                explanation: inner.text("explanation").text,
                place: 0,
            });
            let subject = match by {
                Some(OrderBy::Steps) => {
                    if !inner.has("step") {
                        inner.missing("step", "a whole number");
                    }
                    step_number(&inner, self.pointing).map(Subject::Step)
                }
                Some(OrderBy::Layers) => layer(&inner).map(Subject::Layer),
                Some(OrderBy::Clock) => call_number(&inner, self.pointing.script, "call").map(Subject::Call),
                None => {
                    inner.asked_all();
                    None
                }
            };
            places.push(subject.map(|subject| (subject, inner.span)));
            inner.done();
        }
        let texts = items.iter().map(|item| item.text.as_str());
        lint::distinct(self.table, "items", "text", texts, places.iter().map(|place| place.map(|place| place.1)));
        let places: Option<Vec<_>> = places.into_iter().collect();
        Some((QuestionKind::Order { items }, Claims::Order { by: by?, what_if, places: places? }))
    }

    fn matching(&self) -> Option<(QuestionKind, Claims)> {
        let mut pairs = Vec::new();
        let mut claims = Vec::new();
        let mut spans = Vec::new();
        for inner in self.parts("pairs", "a pair", 3..=5) {
            let claim = claim(&inner, self.pointing);
            let left = if inner.has("left-fact") {
                // The same step and what-if as the claim: the left and what proves it are about one thing.
                let kind = fact_kind(&inner, "left-fact");
                kind.zip(claim.as_ref()).map(|(kind, claim)| Fact { kind, layer: None, ..claim.fact.clone() })
            } else {
                None
            };
            let shown = if inner.has("left-fact") { String::new() } else { inner.text("left").text };
            pairs.push(MatchPair {
                left: shown,
                right: inner.text("right").text,
                explanation: inner.text("explanation").text,
            });
            spans.push(Some(inner.span));
            claims.push(claim.map(|claim| (left, claim)));
            inner.done();
        }
        lint::distinct(self.table, "pairs", "right", pairs.iter().map(|pair| pair.right.as_str()), spans.into_iter());
        let claims: Option<Vec<_>> = claims.into_iter().collect();
        Some((QuestionKind::Match { pairs }, Claims::Match(claims?)))
    }

    fn fill(&self) -> Option<(QuestionKind, Claims)> {
        let answers = self.table.texts("accept").into_iter().map(|text| template(self.table, text).text).collect();
        let mut mistakes = Vec::new();
        for inner in self.table.tables("mistakes", "a mistake") {
            let value = inner.text("value");
            mistakes.push(Mistake { value: template(&inner, value).text, explanation: inner.text("explanation").text });
            inner.done();
        }
        let otherwise = self.table.text("otherwise").text;
        let fact = fact(self.table, "fact", self.pointing)?;
        Some((QuestionKind::Fill { answers, mistakes, otherwise }, Claims::Fill { fact }))
    }

    fn pick(&self) -> Option<(QuestionKind, Claims)> {
        let what_if = what_if(self.table, self.pointing);
        if !self.table.has("step") {
            self.table.missing("step", "a whole number");
        }
        let step = step_number(self.table, self.pointing)?;
        Some((QuestionKind::Pick { options: Vec::new() }, Claims::Pick { step, what_if }))
    }

    /// The tables of the parts, as many as there have to be.
    fn parts(&self, key: &'static str, what: &'static str, count: RangeInclusive<usize>) -> Vec<Table<'a>> {
        let tables = self.table.tables(key, what);
        if !count.contains(&tables.len()) {
            let wanted = if count.start() == count.end() {
                count.start().to_string()
            } else {
                format!("{} to {}", count.start(), count.end())
            };
            self.table.file.error(
                "option-count",
                self.table.span,
                format!("the question has {} {key}", tables.len()),
                format!("write {wanted}, each with its own explanation"),
            );
        }
        tables
    }
}

fn option(table: &Table<'_>) -> QuestionOption {
    QuestionOption { text: table.text("text").text, explanation: table.text("explanation").text, right: false }
}

/// `fact` with `step`, `what-if`, `layer`, and the `value` it is claimed to have.
fn claim(table: &Table<'_>, pointing: &Pointing<'_>) -> Option<Claim> {
    let value = table.text("value");
    Some(Claim { fact: fact(table, "fact", pointing)?, value: value.text, span: value.span })
}

fn fact_kind(table: &Table<'_>, key: &'static str) -> Option<Kind> {
    let name: Text = table.text(key);
    let kind = Kind::ALL.iter().copied().find(|kind| kind.id() == name.text);
    if kind.is_none() && !name.text.is_empty() {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
        unknown(table.file, "fact", &name, known.into_iter());
    }
    kind
}

fn fact(table: &Table<'_>, key: &'static str, pointing: &Pointing<'_>) -> Option<Fact> {
    let kind = fact_kind(table, key);
    let (what_if, step) = (what_if(table, pointing), step_number(table, pointing));
    let layer = if kind == Some(Kind::LayerOutcome) { Some(layer(table)?) } else { None };
    Some(Fact { kind: kind?, step, what_if, layer })
}

fn layer(table: &Table<'_>) -> Option<Layer> {
    if !table.has("layer") {
        table.missing("layer", "a kind of policy");
    }
    named(table, "layer", "layer", &LAYERS.map(Layer::id)).and_then(|at| LAYERS.get(at).copied())
}
