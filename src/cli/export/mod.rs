//! What a learner takes along: one new file, or files in a new folder. Nothing that is there is ever written over.

mod file;
mod folder;

pub(crate) use file::write_new;
pub(crate) use folder::write;
