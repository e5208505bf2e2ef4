//! A table being read: what is asked of it, and what is missing or too much.

use super::asked::{self, As};
use super::{Entry, File, Text, named};
use crate::diagnostic::{Span, sanitize, suggest};
use std::cell::{Cell, RefCell};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most tables are asked for fewer keys than these.
const ASKED: usize = 16;

/// A table being read.
pub(in crate::lesson) struct Table<'a> {
    pub file: &'a File,
    entries: &'a DeTable<'a>,
    /// Its header or braces.
    pub span: Span,
    asked: RefCell<Vec<&'static str>>,
    missing: RefCell<Vec<(&'static str, &'static str)>>,
    lenient: Cell<bool>,
    /// The kinds there are, when it is of none.
    kindless: Cell<Option<&'static [&'static str]>>,
    what: &'static str,
}

impl<'a> Table<'a> {
    /// A table called `what`, of which nothing was asked yet.
    pub(super) fn new(file: &'a File, entries: &'a DeTable<'a>, span: Span, what: &'static str) -> Self {
        Self {
            file,
            entries,
            span: head(file, span),
            asked: RefCell::new(Vec::with_capacity(ASKED)),
            missing: RefCell::new(Vec::new()),
            lenient: Cell::new(false),
            kindless: Cell::new(None),
            what,
        }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        asked::note(self.what, key, As::There);
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The value, with a note of what it is read as.
    fn value_as(&self, key: &'static str, how: As) -> Option<&'a Spanned<DeValue<'a>>> {
        asked::note(self.what, key, how);
        self.value(key)
    }

    /// Notes that a key has to be there and is not; told together when the table has been read.
    pub fn missing(&self, key: &'static str, kind: &'static str) {
        self.missing.borrow_mut().push((key, kind));
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, kind: &str) {
        let title = format!("`{key}` is {kind}, not a {}", value.get_ref().type_str());
        self.file.error("wrong-type", value.span().into(), title, format!("write {kind}"));
    }

    /// Says nothing of unknown keys: which ones there may be is not known.
    pub fn asked_all(&self) {
        self.lenient.set(true);
    }

    /// Whether the key is there.
    pub fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// The keys that are there, whatever is known of them.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(|name| name.get_ref().as_ref())
    }

    /// Where the key's value stands, or the table when it is absent.
    pub fn span_of(&self, key: &'static str) -> Span {
        self.value(key).map_or(self.span, |value| value.span().into())
    }

    /// A string of one or more lines, sanitised; `None` when absent.
    pub fn optional_text(&self, key: &'static str) -> Option<Text> {
        self.text_of(key, self.value_as(key, As::Text)?)
    }

    fn text_of(&self, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(key, value, "a string");
            return None;
        };
        Some(Text { text: sanitize(text).into_owned(), span: value.span().into() })
    }

    /// `id`, with a report when one of the `known` is the same; `what` is what it names.
    pub fn unique_id<'b>(&self, what: &str, mut known: impl Iterator<Item = &'b str>) -> Text {
        let id = self.text("id");
        if known.any(|other| other == id.text) {
            let title = format!("the {what} `{}` is there twice", id.text);
            self.file.error("duplicate-id", id.span, title, "give each its own id");
        }
        id
    }

    /// A string that has to be there; empty after a report.
    pub fn text(&self, key: &'static str) -> Text {
        let Some(value) = self.value_as(key, As::Text) else {
            self.missing(key, "a string");
            return Text::default();
        };
        let text = self.text_of(key, value).unwrap_or_default();
        if text.text.trim().is_empty() && text.span != Span::default() {
            self.file.error(
                "empty-text",
                text.span,
                format!("`{key}` is empty"),
                "write what it should say, or remove it",
            );
        }
        text
    }

    /// The raw string as written, for policies: sanitising would move their spans.
    pub fn raw(&self, key: &'static str) -> Option<(&'a str, Span)> {
        let value = self.value_as(key, As::Text)?;
        match value.get_ref().as_str() {
            Some(text) => Some((text, value.span().into())),
            None => {
                self.wrong(key, value, "a string");
                None
            }
        }
    }

    pub fn optional_integer(&self, key: &'static str) -> Option<(i64, Span)> {
        let value = self.value_as(key, As::Integer)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        match number {
            Some(number) => Some((number, value.span().into())),
            None => {
                self.wrong(key, value, "a whole number");
                None
            }
        }
    }

    /// A whole number within a range.
    pub fn integer_within(&self, key: &'static str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let (number, span) = self.optional_integer(key)?;
        if range.contains(&number) {
            return Some(number);
        }
        let title = format!("`{key}` is {number}");
        self.file.error(
            "out-of-range",
            span,
            title,
            format!("write a number from {} to {}", range.start(), range.end()),
        );
        None
    }

    pub fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value_as(key, As::Flag) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, value, "`true` or `false`");
            false
        })
    }

    /// A list of strings; empty when absent.
    pub fn texts(&self, key: &'static str) -> Vec<Text> {
        let Some(value) = self.value_as(key, As::Texts) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, value, "a list of strings");
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(list.len());
        for element in list {
            match element.get_ref().as_str() {
                Some(text) => texts.push(Text { text: sanitize(text).into_owned(), span: element.span().into() }),
                None => self.wrong(key, element, "a list of strings"),
            }
        }
        texts
    }

    /// A list of whole numbers; empty when absent.
    pub fn integers(&self, key: &'static str) -> Vec<(i64, Span)> {
        let Some(value) = self.value_as(key, As::Integers) else { return Vec::new() };
        let elements = value.get_ref().as_array();
        let number = |element: &Spanned<DeValue<'_>>| {
            let integer = element.get_ref().as_integer()?;
            Some((i64::from_str_radix(integer.as_str(), integer.radix()).ok()?, element.span().into()))
        };
        let numbers = elements.and_then(|list| list.iter().map(number).collect::<Option<Vec<_>>>());
        if numbers.is_none() {
            self.wrong(key, value, "a list of whole numbers");
        }
        numbers.unwrap_or_default()
    }

    /// Whether the key is there with this text.
    pub fn is(&self, key: &'static str, text: &str) -> bool {
        self.value_as(key, As::Text).is_some_and(|value| value.get_ref().as_str() == Some(text))
    }

    /// Whether a table stands under the key, in whichever of TOML's notations. A list of them counts: what is wrong
    /// with it is said when it is read as a table.
    pub fn is_table(&self, key: &'static str) -> bool {
        self.value(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)))
    }

    pub fn optional_table(&self, key: &'static str, what: &'static str) -> Option<Table<'a>> {
        let value = self.value_as(key, As::Table(what))?;
        match value.get_ref().as_table() {
            Some(table) => Some(Table::new(self.file, table, value.span().into(), what)),
            None => {
                self.wrong(key, value, "a table");
                None
            }
        }
    }

    /// A list of tables; empty when absent.
    pub fn tables(&self, key: &'static str, what: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.value_as(key, As::Tables(what)) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(list.len());
        for element in list {
            match element.get_ref().as_table() {
                Some(table) => tables.push(Table::new(self.file, table, element.span().into(), what)),
                None => self.wrong(key, element, "a list of tables"),
            }
        }
        tables
    }

    /// The entries of a table whose keys are names chosen by the author, in the order of the file.
    pub fn entries(&self, key: &'static str) -> Vec<Entry<'a>> {
        let Some(value) = self.value_as(key, As::Names) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, value, "a table");
            return Vec::new();
        };
        let mut entries: Vec<Entry<'a>> = table
            .iter()
            .map(|(name, value)| Entry { file: self.file, of: (self.what, key), name: named(name), value })
            .collect();
        entries.sort_unstable_by_key(|entry| entry.name.span.start);
        entries
    }

    /// The one key of `known` that is there: the way a table says of which kind it is. That there is none is told when
    /// the table has been read.
    pub fn kind(&self, known: &'static [&'static str]) -> Option<&'static str> {
        let present: Vec<_> = known.iter().copied().filter(|key| self.value(key).is_some()).collect();
        match present.as_slice() {
            [one] => Some(one),
            [] => {
                self.kindless.set(Some(known));
                None
            }
            [first, second, ..] => {
                let title = format!("{} has both `{first}` and `{second}`", self.what);
                self.file.error("several-kinds", self.span_of(second), title, "make two of it");
                None
            }
        }
    }

    fn unknown(&self) -> Vec<Text> {
        if self.lenient.get() {
            return Vec::new();
        }
        let asked = self.asked.borrow();
        self.entries.keys().filter(|name| !asked.contains(&name.get_ref().as_ref())).map(named).collect()
    }

    /// Reports the keys that nobody asked for and those that are missing. Call it when the table has been read.
    pub fn done(self) {
        let asked = self.asked.borrow();
        let unknown = self.unknown();
        // An unknown key is probably the misspelt kind; that report suffices.
        if let Some(kinds) = self.kindless.get().filter(|_| unknown.is_empty()) {
            let title = format!("{} does not say what it does", self.what);
            self.file.error("missing-kind", self.span, title, format!("add one of {}", listed(kinds)));
        }
        let mut misspelt = Vec::new();
        for name in unknown {
            let near = suggest(&name.text, asked.iter().copied());
            misspelt.extend(near);
            let help = near.map_or_else(
                || {
                    let mut known: Vec<&str> = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    format!("{} may have {}", self.what, listed(&known))
                },
                |near| format!("did you mean `{near}`?"),
            );
            self.file.error("unknown-key", name.span, format!("{} has no key `{}`", self.what, name.text), help);
        }
        // A misspelt key is there, in a way: saying that it is missing too would only confuse.
        let missing = self.missing.borrow();
        let missing: Vec<_> = missing.iter().filter(|(key, _)| !misspelt.contains(key)).collect();
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|(key, _)| *key).collect();
            let advice: Vec<String> = missing.iter().map(|(key, kind)| format!("`{key} = ...` ({kind})")).collect();
            let title = format!("{} has no {}", self.what, listed(&names));
            self.file.error("missing-key", self.span, title, format!("add {}", advice.join(", ")));
        }
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The first line of a span: a table's header is enough to point at.
fn head(file: &File, span: Span) -> Span {
    let length = file.source.slice(span).lines().next().map_or(0, str::len);
    Span::new(span.start, span.start + length)
}
