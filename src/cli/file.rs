//! Scenario files on the disk: which there are below a folder, and what is in them. Folders may be deep, large or go
//! round in a circle; files may be of any kind.

use crate::diagnostic::{Diagnostic, Source, Span, sanitize_line};
use crate::lesson::{Lesson, ReadBeside};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Largest file read, in bytes.
const LARGEST: u64 = 4 << 20;
/// Folders deeper than this are not searched.
const DEEPEST: usize = 16;
/// More files are not looked at.
const MOST: usize = 10_000;

/// A scenario that was loaded: the lesson, or why it is none.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// Path or file name, sanitised.
    pub name: String,
    pub lesson: Option<Lesson>,
    pub diagnostics: Vec<Diagnostic>,
    /// The file and the files beside it that it names, as they were just before they were read; empty for a shipped one.
    pub files: Vec<(PathBuf, Stamp)>,
}

/// When a file was written and how many bytes it has; `None` when it is not there.
pub(crate) type Stamp = Option<(SystemTime, u64)>;

/// The stamp of the file at `path` now.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

fn stamped(path: PathBuf) -> (PathBuf, Stamp) {
    let stamp = stamp(&path);
    (path, stamp)
}

/// A path as it is shown.
pub(crate) fn shown(path: &Path) -> String {
    sanitize_line(&path.display().to_string()).into_owned()
}

/// How a text becomes a lesson: loaded, or loaded and checked.
pub(crate) type Load = fn(Arc<Source>, ReadBeside<'_>) -> (Option<Lesson>, Vec<Diagnostic>);

/// Opens the file at `path`.
pub(crate) fn open(path: &Path, load: Load) -> Opened {
    let name = shown(path);
    let own = stamped(path.to_owned());
    let text = match text_of(path) {
        Ok(text) => text,
        Err(why) => {
            let diagnostics = vec![unreadable(&name, &why)];
            return Opened { name, lesson: None, diagnostics, files: vec![own] };
        }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = RefCell::new(vec![own]);
    let beside = |file: &str| {
        let path = folder.join(file);
        files.borrow_mut().push(stamped(path.clone()));
        text_of(&path)
    };
    let (lesson, diagnostics) = load(Arc::new(Source::new(name.clone(), text)), &beside);
    Opened { name, lesson, diagnostics, files: files.into_inner() }
}

fn unreadable(name: &str, why: &str) -> Diagnostic {
    let source = Arc::new(Source::new(name, ""));
    let title = format!("`{name}` cannot be read: {why}");
    let mut diagnostic = Diagnostic::error("unreadable-file", &source, Span::default(), title);
    diagnostic.labels.clear();
    diagnostic.help("give the path of a scenario file")
}

/// The text of a file, or why there is none.
pub(crate) fn text_of(path: &Path) -> Result<String, String> {
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

/// The scenario files at `path`: itself, or all below it, sorted. Each folder is searched once, however many links lead
/// to it.
pub(crate) fn files_at(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if path.is_dir() {
        search(path, 0, &mut BTreeSet::new(), &mut found);
    } else {
        found.push(path.to_owned());
    }
    found
}

fn search(folder: &Path, depth: usize, been: &mut BTreeSet<PathBuf>, found: &mut Vec<PathBuf>) {
    let is_new = fs::canonicalize(folder).is_ok_and(|folder| been.insert(folder));
    let Ok(entries) = fs::read_dir(folder) else { return };
    if !is_new {
        return;
    }
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).take(MOST).collect();
    paths.sort_unstable();
    for inner in paths {
        if inner.is_dir() {
            if depth < DEEPEST {
                search(&inner, depth + 1, been, found);
            }
        } else if found.len() < MOST && inner.extension().is_some_and(|extension| extension == "toml") {
            found.push(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn circles_and_depths_are_bounded_and_each_file_comes_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut deep = folder.path().to_owned();
        for _ in 0..40 {
            deep = deep.join("d");
            fs::create_dir(&deep).expect("made");
            fs::write(deep.join("x.toml"), "").expect("written");
            std::os::unix::fs::symlink(folder.path(), deep.join("up")).expect("linked");
            std::os::unix::fs::symlink(&deep, deep.join("self")).expect("linked");
        }
        fs::write(folder.path().join("notes.txt"), "").expect("written");
        assert_eq!(files_at(folder.path()).len(), DEEPEST);
        assert_eq!(files_at(&folder.path().join("gone.toml")), [folder.path().join("gone.toml")], "open says why");
    }
}
