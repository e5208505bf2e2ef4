//! What a learner takes along: one new file, or files in a new folder. Nothing that is there is ever written over.

mod file;
mod folder;

pub(crate) use file::write_new;
pub(crate) use folder::write;

use crate::diagnostic::sanitize_line;
use std::path::{PathBuf, absolute};

/// The whole path of what was written here, for a learner who does not know which folder that is.
pub(crate) fn in_full(name: &str) -> String {
    let path = absolute(name).unwrap_or_else(|_| PathBuf::from(name));
    sanitize_line(&path.to_string_lossy()).into_owned()
}
