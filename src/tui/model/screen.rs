//! Where one is: the screen, what lies over it, and where to begin.

use crate::lesson::{Lens, Panel};

/// Where to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The home screen.
    Home,
    /// The lesson with this id.
    Lesson(String),
    /// The lesson with this id, in this lens.
    Lens(String, Lens),
    /// The quiz of the lesson with this id.
    Quiz(String),
}

impl Start {
    /// The lesson meant.
    pub(in crate::tui) fn id(&self) -> Option<&str> {
        match self {
            Self::Home => None,
            Self::Lesson(id) | Self::Lens(id, _) | Self::Quiz(id) => Some(id),
        }
    }
}

/// The screen shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The list of lessons.
    Home,
    /// A lesson, in one of its lenses.
    Lesson,
    /// The quiz of the lesson.
    Quiz,
    /// A policy is edited, the play beside it.
    Edit,
    /// The access matrix.
    Matrix,
    /// The base play and the one on show, side by side.
    Compare,
}

/// What lies over a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// All keys.
    Help,
    /// The key moments; the open one.
    Moments(Option<usize>),
    /// The what-ifs.
    WhatIfs,
    /// Every policy, to edit one.
    Policies,
    /// The focused panel in full.
    Zoom,
    /// The number of a step is being typed.
    Jump(String),
    /// What is wrong with a broken file.
    Broken(usize),
}

/// The panel shown when the terminal is too small for all.
pub type Tab = Panel;
