//! Files that a learner takes along, written into a folder of their own.
//!
//! Nothing that is there is ever written over: the folder is a new one, and what could not be finished is taken away.

use crate::lesson::ExportFile;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Folders of one name that are tried, the first without a number.
const FOLDERS: usize = 99;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The system refused.
    #[error("nothing was written: `{name}`: {source}; {}", advice(.source.kind()))]
    Io {
        /// The file or folder.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// Every name is taken.
    #[error("nothing was written: `{0}` and {FOLDERS} more like it are there already; remove some")]
    Taken(String),
}

fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk and try again",
        _ => "start rolecall in a folder you may write to",
    }
}

/// Writes the files into a new folder below `parent`; gives the folder's name.
pub(crate) fn write(parent: &Path, folder: &str, files: &[ExportFile]) -> Result<String, ExportError> {
    let name = made(parent, &plain(folder))?;
    let home = parent.join(&name);
    for (at, file) in files.iter().enumerate() {
        if let Err(source) = write_file(&home.join(plain(&file.name)), &file.text) {
            // Only what was made here goes.
            for written in files.iter().take(at + 1) {
                let _ = fs::remove_file(home.join(plain(&written.name)));
            }
            let _ = fs::remove_dir(&home);
            return Err(ExportError::Io { name: format!("{name}/{}", file.name), source });
        }
    }
    Ok(name)
}

/// A new folder called `name`, or `name-2`, `name-3` ...
fn made(parent: &Path, name: &str) -> Result<String, ExportError> {
    for number in 1..=FOLDERS {
        let tried = if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
        match fs::create_dir(parent.join(&tried)) {
            Ok(()) => return Ok(tried),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(ExportError::Io { name: tried, source }),
        }
    }
    Err(ExportError::Taken(name.to_owned()))
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    // A full disk may tell only now.
    file.sync_all()
}

/// A name that stays in its folder, on every system.
fn plain(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(keep).collect();
    if name.starts_with('.') { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> ExportFile {
        ExportFile { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn every_export_gets_a_folder_of_its_own_and_nothing_is_written_over() {
        let parent = tempfile::tempdir().expect("a folder");
        fs::write(parent.path().join("rolecall-x"), "mine").expect("written");
        assert_eq!(write(parent.path(), "rolecall-x", &[file("a.json", "1")]).expect("written"), "rolecall-x-2");
        assert_eq!(write(parent.path(), "rolecall-x", &[file("a.json", "2")]).expect("written"), "rolecall-x-3");
        let read = |name: &str| fs::read_to_string(parent.path().join(name)).expect("it is there");
        assert_eq!(read("rolecall-x"), "mine");
        assert_eq!((read("rolecall-x-2/a.json"), read("rolecall-x-3/a.json")), ("1".to_owned(), "2".to_owned()));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        let made = write(parent.path(), "../up", &[file("../../etc/passwd", "x")]).expect("written");
        assert_eq!(made, "_..-up");
        assert!(parent.path().join(made).join("_..-..-etc-passwd").is_file());
    }

    #[test]
    fn what_cannot_be_finished_leaves_nothing_behind_and_says_so() {
        let parent = tempfile::tempdir().expect("a folder");
        // The second of two equal names cannot be created.
        let error = write(parent.path(), "half", &[file("a", "1"), file("a", "2")]).expect_err("it cannot");
        assert!(error.to_string().contains("nothing was written: `half/a`"), "{error}");
        assert_eq!(fs::read_dir(parent.path()).expect("readable").count(), 0);
        let error = write(&parent.path().join("gone"), "x", &[]).expect_err("there is no such folder");
        assert!(error.to_string().contains("start rolecall in a folder you may write to"), "{error}");
        assert!(advice(ErrorKind::StorageFull).contains("room"));
    }
}
