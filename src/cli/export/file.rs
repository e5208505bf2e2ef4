//! Writes what a learner exports into a new file. A file that is there already is never touched.

use crate::diagnostic::sanitize_line;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// Names that are tried before giving up.
const TRIES: usize = 999;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// Every name is taken.
    #[error("`{name}` and {TRIES} names like it are taken; move some of them away")]
    Taken {
        /// The first name.
        name: String,
    },
    /// The system refused.
    #[error("`{name}` cannot be written here: {why}")]
    Io {
        /// The file.
        name: String,
        /// The system's words.
        why: String,
    },
}

/// Writes `text` into a new file in `folder`, called `name`, or `stem-2.toml` and so on when that is taken. Gives the
/// name that it got. When the writing fails half way, no file is left.
pub(crate) fn write_new(folder: &Path, name: &str, text: &str) -> Result<String, ExportError> {
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    for number in 1..=TRIES {
        let name = if number == 1 { name.to_owned() } else { format!("{stem}-{number}{end}") };
        let path = folder.join(&name);
        let refused = |error: &io::Error| ExportError::Io {
            name: sanitize_line(&name).into_owned(),
            why: sanitize_line(&error.to_string()).into_owned(),
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
                    drop(file);
                    // It is ours, and half a scenario is none.
                    let _ = std::fs::remove_file(&path);
                    return Err(refused(&error));
                }
                return Ok(sanitize_line(&name).into_owned());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(refused(&error)),
        }
    }
    Err(ExportError::Taken { name: sanitize_line(name).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a-edited.toml"), "mine").expect("written");
        assert_eq!(write_new(folder.path(), "a-edited.toml", "x").expect("written"), "a-edited-2.toml");
        assert_eq!(write_new(folder.path(), "a-edited.toml", "y").expect("written"), "a-edited-3.toml");
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("read");
        assert_eq!([read("a-edited.toml"), read("a-edited-2.toml"), read("a-edited-3.toml")], ["mine", "x", "y"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let folder = tempfile::tempdir().expect("a folder").path().join("gone");
        let error = write_new(&folder, "a.toml", "x").expect_err("refused").to_string();
        assert!(error.starts_with("`a.toml` cannot be written here: "), "{error}");
    }
}
