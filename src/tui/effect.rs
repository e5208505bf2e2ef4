//! What `update` asks for; carried out in `runtime.rs` and nowhere else.

/// An effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Save the learner's record.
    Save,
    /// Give the terminal back and stop the process until it is continued.
    Suspend,
    /// End the program.
    Quit,
}
