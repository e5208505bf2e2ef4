//! Drawing: each panel is a pure function of what it is given.

use crate::lesson::{Lesson, Panel, Pointer, Timeline};
use crate::tui::theme::{Glyphs, Theme};

/// Where the reader is in a scrollable panel, and how far it can go (written back by the view through `Cell`s in the model).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scroll {
    /// First visible line.
    pub top: usize,
}

/// All that the Visualize panels draw from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// The play on show.
    pub timeline: &'a Timeline,
    /// The base play when a what-if is on show: differences are marked against it.
    pub base: Option<&'a Timeline>,
    /// Step reached: 0 before the first, then 1 to the number of steps. Later steps stay hidden.
    pub step: usize,
    /// Simulated values in place of words.
    pub values: bool,
    /// The focused panel.
    pub focus: Panel,
    /// Cells lit by a key moment or a hint.
    pub lit: &'a [Pointer],
    /// Row selected inside the focused panel (evidence: statement; process: row; variables: row; flow: node).
    pub cursor: usize,
    /// Scroll of the focused panel.
    pub scroll: Scroll,
    /// Progress of what travels along the current edge, 0 to 1; `None` without motion.
    pub travel: Option<f32>,
    /// Styles.
    pub theme: &'a Theme,
    /// Signs.
    pub glyphs: &'a Glyphs,
}
