//! Reading TOML with places: every value knows its span, every table reports keys nobody asked for.
//!
//! All problems are collected; reading goes on with what is understood. Text is sanitised here, where it enters.

pub(super) mod asked;
mod entry;
mod file;
mod table;

pub(super) use entry::Entry;
pub(super) use file::File;
pub(super) use table::Table;

use crate::diagnostic::{Span, sanitize_line};
use toml::Spanned;
use toml::de::DeString;

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text {
    pub text: String,
    pub span: Span,
}

fn named(name: &Spanned<DeString<'_>>) -> Text {
    Text { text: sanitize_line(name.get_ref()).into_owned(), span: name.span().into() }
}
