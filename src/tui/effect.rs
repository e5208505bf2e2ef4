//! What `update` asks for; carried out in `runtime.rs` and nowhere else.

use crate::lesson::ExportFile;

/// An effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Save the learner's record.
    Save,
    /// Write files into a new folder below the current one; nothing that is there is written over.
    Write {
        /// Name of the folder; when it is taken, a number is put behind it.
        folder: String,
        /// The files.
        files: Vec<ExportFile>,
    },
    /// Give the terminal back and stop the process until it is continued.
    Suspend,
    /// End the program.
    Quit,
}
