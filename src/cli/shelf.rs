//! Finding lessons: the shipped ones, and files named by path.

use crate::diagnostic::{Diagnostic, Source, sanitize_line, suggest};
use crate::lesson::{Lesson, embedded, load};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest file read.
const LARGEST: u64 = 4 << 20;
/// Folders deeper than this are not searched; a circle of links ends here too.
const DEEPEST: usize = 16;

/// A scenario file: the lesson, or why it is none.
#[derive(Debug, Clone)]
pub(crate) struct Shelved {
    /// Path or file name, sanitised.
    pub name: String,
    pub lesson: Option<Lesson>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A lesson that could not be found.
pub(crate) enum NotFound {
    /// No lesson has this id.
    Id(String),
    /// The file is broken.
    Broken(Vec<Diagnostic>),
}

/// The shipped lessons.
pub(crate) fn shipped() -> Vec<Shelved> {
    embedded()
        .iter()
        .map(|(name, text)| {
            let source = Arc::new(Source::new(*name, *text));
            let (lesson, diagnostics) = load(source, &|file| Err(format!("`{file}` does not ship with the program")));
            Shelved { name: (*name).to_owned(), lesson, diagnostics }
        })
        .collect()
}

/// The file at `path`.
pub(crate) fn read(path: &Path) -> Shelved {
    let name = sanitize_line(&path.display().to_string()).into_owned();
    let unreadable = |why: String| {
        let source = Arc::new(Source::new(name.clone(), ""));
        let mut diagnostic = Diagnostic::error(
            "unreadable-file",
            &source,
            crate::diagnostic::Span::default(),
            format!("`{name}` cannot be read: {why}"),
        );
        diagnostic.labels.clear();
        Shelved {
            name: name.clone(),
            lesson: None,
            diagnostics: vec![diagnostic.help("give the path of a scenario file")],
        }
    };
    match text_of(path) {
        Err(why) => unreadable(why),
        Ok(text) => {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let beside = move |file: &str| text_of(&folder.join(file));
            let (lesson, diagnostics) = load(Arc::new(Source::new(name.clone(), text)), &beside);
            Shelved { name, lesson, diagnostics }
        }
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let data = fs::metadata(path).map_err(|error| error.to_string())?;
    if !data.is_file() {
        return Err("it is no file".to_owned());
    }
    if data.len() > LARGEST {
        return Err(format!("it has {} bytes, more than {LARGEST}", data.len()));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| format!("byte {} is no UTF-8", error.utf8_error().valid_up_to()))
}

/// The lesson named by id or path.
pub(crate) fn find(name: &str) -> Result<Lesson, NotFound> {
    let is_path = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
    if is_path {
        let shelved = read(Path::new(name));
        return shelved.lesson.ok_or(NotFound::Broken(shelved.diagnostics));
    }
    let lessons: Vec<Lesson> = shipped().into_iter().filter_map(|shelved| shelved.lesson).collect();
    let ids: Vec<String> = lessons.iter().map(|lesson| lesson.head.id.clone()).collect();
    lessons.into_iter().find(|lesson| lesson.head.id == name).ok_or_else(|| {
        let advice = suggest(name, ids.iter().map(String::as_str)).map_or_else(
            || format!("there is {}", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        NotFound::Id(format!("there is no lesson `{}` (a path ends in `.toml`); {advice}", sanitize_line(name)))
    })
}

/// The scenario files at `path`: itself, or all below it, sorted.
pub(crate) fn files_at(path: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        found.push(path.to_owned());
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for inner in paths {
        if inner.is_dir() {
            if depth < DEEPEST {
                files_at(&inner, depth + 1, found);
            }
        } else if inner.extension().is_some_and(|extension| extension == "toml") {
            found.push(inner);
        }
    }
}
