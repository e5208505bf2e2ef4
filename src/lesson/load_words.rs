//! Texts with placeholders, as tables of a scenario hold them.

use super::load_world::unknown;
use super::reader::{Table, Text};
use super::words::{PLACEHOLDERS, Template};

/// A text whose placeholders are all known; what is unknown is told.
pub(super) fn template(table: &Table<'_>, text: Text) -> Template {
    for (name, _) in Template::unknown(&text.text) {
        let near = Text { text: name.clone(), span: text.span };
        unknown(table.file, "placeholder", &near, PLACEHOLDERS.iter().copied());
    }
    Template { text: text.text }
}

pub(super) fn required(table: &Table<'_>, key: &'static str) -> Template {
    let text = table.text(key);
    template(table, text)
}

pub(super) fn optional(table: &Table<'_>, key: &'static str) -> Option<Template> {
    table.optional_text(key).map(|text| template(table, text))
}
