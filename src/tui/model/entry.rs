//! A scenario file as the home screen has it.

use crate::diagnostic::Diagnostic;
use crate::lesson::{Lesson, LessonHead};

/// A scenario file on the home screen: a lesson, or why it is none, or one that is still being loaded.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// File name or path, sanitised.
    pub name: String,
    /// Where it comes from, when it does not ship with the program: `from scenarios/x.toml`.
    pub origin: Option<String>,
    /// The head, read before the lesson is loaded.
    pub head: Option<LessonHead>,
    /// The lesson, when the file is sound.
    pub lesson: Option<Lesson>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The file is no longer there; what was read of it is.
    pub gone: bool,
}

impl Entry {
    /// Whether it has still to be loaded: neither a lesson nor broken.
    pub fn is_loading(&self) -> bool {
        self.lesson.is_none() && self.diagnostics.is_empty()
    }

    /// Why the lesson is not what the author may think it is: the file was broken since, or taken away. `None` while
    /// lesson and file agree.
    pub fn at_fault(&self) -> Option<&'static str> {
        match () {
            () if self.lesson.is_none() => None,
            () if self.gone => Some("file gone; lesson as last read"),
            () if self.diagnostics.iter().any(Diagnostic::is_error) => Some("file at fault; lesson as last read"),
            () => None,
        }
    }

    /// What the home screen lists: known before the lesson is loaded, unless the file's beginning is at fault.
    pub fn head(&self) -> Option<&LessonHead> {
        match &self.lesson {
            Some(lesson) => Some(&lesson.head),
            None => self.head.as_ref().filter(|_| self.is_loading()),
        }
    }
}
