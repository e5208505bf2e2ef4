//! What `update` asks for; carried out in `runtime.rs` and nowhere else.

use crate::lesson::ExportFile;

/// An effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Save the learner's record.
    Save,
    /// Measure how long decisions take here; the results come as [`super::Msg::Measured`], one by one.
    Measure,
    /// Write files into a new folder below the current one; nothing that is there is written over.
    Write {
        /// Name of the folder; when it is taken, a number is put behind it.
        folder: String,
        /// The files.
        files: Vec<ExportFile>,
    },
    /// Give the terminal back and stop the process until it is continued.
    Suspend,
    /// Write a new file beside where the program runs; one that is there already is never overwritten. What came of it
    /// is told by [`super::Msg::Written`].
    WriteFile {
        /// The file's name. When it is taken, the file gets a number.
        name: String,
        /// What it holds.
        text: String,
        /// The what-ifs that play what was exported; given back with the name.
        what_ifs: Vec<String>,
    },
    /// End the program.
    Quit,
}
