//! What keys do, by name; what each means is said where it is carried out.

use crate::learner::Confidence;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Action {
    Quit,
    Suspend,
    Help,
    Close,
    Open,
    Up,
    Down,
    PageUp,
    PageDown,
    Next,
    Back,
    First,
    Last,
    Jump,
    Play,
    Faster,
    Slower,
    Values,
    WhatIf,
    Evidence,
    Moments,
    Snapshot,
    Quiz,
    FocusNext,
    FocusBack,
    Zoom,
    Fold,
    Choose(usize),
    Toggle,
    MoveUp,
    MoveDown,
    /// How sure the learner is.
    Confidence(Confidence),
    Hint,
    Show,
    Solution,
    Predict,
    Drill,
    Home,
    /// To the lens with this number.
    Lens(usize),
    LensNext,
    LensBack,
    Placement,
    Review,
    Search,
    Measure,
    Edit,
    Undo,
    Redo,
    Reset,
    Export,
    Matrix,
    Compare,
    /// The next cell that differs from the base.
    Differing,
    /// To the pane with this number, from 0.
    Pane(usize),
    Timer,
    /// What the editor does itself; the row is there to tell of it.
    EditorKey,
}
