//! An entry of a table whose keys are names.

use super::asked::{self, As};
use super::{File, Table, Text};
use crate::diagnostic::{Span, sanitize};
use toml::Spanned;
use toml::de::DeValue;

/// A named entry of a table.
pub(in crate::lesson) struct Entry<'a> {
    pub(super) file: &'a File,
    /// The table and the key that it stands under.
    pub(super) of: (&'static str, &'static str),
    pub name: Text,
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Entry<'a> {
    pub fn span(&self) -> Span {
        self.value.span().into()
    }

    pub fn table(&self, what: &'static str) -> Option<Table<'a>> {
        asked::note(self.of.0, self.of.1, As::NamedTable(what));
        match self.value.get_ref().as_table() {
            Some(table) => Some(Table::new(self.file, table, self.span(), what)),
            None => {
                let title = format!("`{}` is a table, not a {}", self.name.text, self.value.get_ref().type_str());
                self.file.error("wrong-type", self.span(), title, "write a table");
                None
            }
        }
    }

    /// The raw text, when the value is a string.
    pub fn raw(&self) -> Option<&'a str> {
        asked::note(self.of.0, self.of.1, As::NamedText);
        self.value.get_ref().as_str()
    }

    /// The sanitised text; a report when the value is no string.
    pub fn text(&self) -> Option<Text> {
        if self.raw().is_none() {
            let title = format!("`{}` is a string, not a {}", self.name.text, self.value.get_ref().type_str());
            self.file.error("wrong-type", self.span(), title, "write a string");
        }
        Some(Text { text: sanitize(self.raw()?).into_owned(), span: self.span() })
    }
}
