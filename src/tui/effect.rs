//! What `update` asks for; carried out in `runtime.rs` and nowhere else.

/// An effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Save the learner's record.
    Save,
    /// Measure how long decisions take here; the results come as [`super::Msg::Measured`], one by one.
    Measure,
    /// Give the terminal back and stop the process until it is continued.
    Suspend,
    /// End the program.
    Quit,
}
