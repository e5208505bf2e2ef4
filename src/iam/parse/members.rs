//! Members of JSON objects by their names: the one that counts, the repeated, the unknown, the ones of a wrong type.

use super::Reader;
use crate::diagnostic::{Diagnostic, Span, suggest};
use crate::iam::json::{Form, Member, Object, Value};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// An element and its negation.
pub(super) type Either<'j, 't> = (Option<Member<'j, 't>>, Option<Member<'j, 't>>);

impl Reader {
    /// `name` or its negation, whichever is there; an error when both are. `None` only in that case.
    pub(super) fn one_of<'j, 't>(
        &mut self,
        members: Either<'j, 't>,
        name: &str,
        negation: &str,
    ) -> Option<(Option<Member<'j, 't>>, bool)> {
        match members {
            (Some(first), Some(second)) => {
                let title = format!("a statement has `{name}` or `{negation}`, not both");
                self.report("element-combination", |source| {
                    Diagnostic::error("element-combination", source, second.name_span(), title)
                        .and_at(first.name_span(), "the other is here")
                        .help("split it into two statements")
                });
                None
            }
            (Some(member), None) => Some((Some(member), false)),
            (None, Some(member)) => Some((Some(member), true)),
            (None, None) => Some((None, false)),
        }
    }

    /// The last member of each name in `known`; what is unknown or stands twice is told.
    pub(super) fn pick<'j, 't, const N: usize>(
        &mut self,
        object: Object<'j, 't>,
        known: &[&str; N],
        what: &str,
    ) -> [Option<Member<'j, 't>>; N] {
        let mut found = [None; N];
        let mut is_odd = false;
        for member in object.members() {
            let place = known.iter().position(|name| *name == member.name()).and_then(|at| found.get_mut(at));
            is_odd |= place.is_none_or(|place| place.replace(member).is_some());
        }
        if is_odd {
            self.check_names(object, known, what);
            self.check_duplicates(object);
        }
        found
    }

    pub(super) fn check_names(&mut self, object: Object<'_, '_>, known: &[&str], what: &str) {
        for member in object.members() {
            let name = member.name();
            if !known.contains(&name) {
                self.report("unknown-element", |source| {
                    let help = suggest(name, known.iter().copied()).map_or_else(
                        || {
                            format!(
                                "{what} has {}",
                                known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")
                            )
                        },
                        |near| format!("did you mean `{near}`?"),
                    );
                    let title = format!("`{name}` is no element of {what}");
                    Diagnostic::error("unknown-element", source, member.name_span(), title).help(help)
                });
            }
        }
    }

    pub(super) fn check_duplicates(&mut self, object: Object<'_, '_>) {
        let named = || object.members().map(|member| (member.name(), member.name_span()));
        for (name, first, at) in repeated(named) {
            self.report("duplicate-key", |source| {
                Diagnostic::error("duplicate-key", source, at, format!("`{name}` stands twice in one object"))
                    .and_at(first, "first here")
                    .help("AWS refuses this; keep one")
            });
        }
    }

    /// One string, number or boolean as text.
    fn string<'j>(&mut self, value: Value<'j, 'j>, element: &str) -> Option<&'j str> {
        match value.form() {
            Form::Text(text) => Some(text),
            Form::Number(text) if element == "Condition" => Some(text),
            Form::Boolean(flag) if element == "Condition" => Some(if flag { "true" } else { "false" }),
            _ => {
                let title = format!("`{element}` takes strings, not {}", value.kind());
                self.error("data-type-mismatch", value.span(), title, "put the value in double quotes");
                None
            }
        }
    }

    pub(super) fn owned(&mut self, value: Value<'_, '_>, element: &str) -> Option<(String, Span)> {
        Some((self.string(value, element)?.to_owned(), value.span()))
    }

    /// Hands on a string, or each of a list of them, with its place.
    pub(super) fn strings(&mut self, value: Value<'_, '_>, element: &str, mut each: impl FnMut(&mut Self, &str, Span)) {
        let mut one = |reader: &mut Self, value: Value<'_, '_>| {
            if let Some(text) = reader.string(value, element) {
                each(reader, text, value.span());
            }
        };
        match value.form() {
            Form::List(list) => list.values().for_each(|value| one(self, value)),
            _ => one(self, value),
        }
    }

    pub(super) fn slice(&self, value: Value<'_, '_>) -> String {
        self.source.slice(value.span()).chars().take(60).collect()
    }
}

/// Names that stand more than once: each repetition with the places of the first and of itself.
pub(super) fn repeated<'n, N: Iterator<Item = (&'n str, Span)>>(named: impl Fn() -> N) -> Vec<(&'n str, Span, Span)> {
    // Nearly all lists are short, and looking through them is quickest; long ones must not cost their square.
    const SHORT: usize = 16;
    if named().nth(SHORT).is_none() {
        let first = |name| named().find(|(other, _)| *other == name).map(|(_, at)| at);
        let again = |(name, at)| first(name).filter(|first| *first != at).map(|first| (name, first, at));
        return named().filter_map(again).collect();
    }
    let mut seen = BTreeMap::new();
    let again = |(name, at)| match seen.entry(name) {
        Entry::Occupied(first) => Some((name, *first.get(), at)),
        Entry::Vacant(free) => {
            free.insert(at);
            None
        }
    };
    named().filter_map(again).collect()
}

pub(super) fn all<'j, 't>(object: Object<'j, 't>, name: &str) -> impl Iterator<Item = Member<'j, 't>> {
    object.members().filter(move |member| member.name() == name)
}
