//! The nine ways to study a lesson. A lesson offers a lens only when it has matter for it.

use super::scenario::Lesson;

/// A way to study a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lens {
    /// The problem before the solution.
    Why,
    /// What it is, in words.
    Learn,
    /// Step through it.
    Visualize,
    /// Under the hood of a step.
    Deep,
    /// Small tasks, easy to hard.
    Try,
    /// Mend what is broken.
    Challenge,
    /// Build from nothing.
    Project,
    /// What is due today.
    Review,
    /// How it grows, and where it stops.
    Scale,
}

impl Lens {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Why,
        Self::Learn,
        Self::Visualize,
        Self::Deep,
        Self::Try,
        Self::Challenge,
        Self::Project,
        Self::Review,
        Self::Scale,
    ];

    /// Its number and key, 1 to 9.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The lens with this number.
    pub fn with_number(number: usize) -> Option<Self> {
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    /// The name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Why => "why",
            Self::Learn => "learn",
            Self::Visualize => "visualize",
            Self::Deep => "deep",
            Self::Try => "try",
            Self::Challenge => "challenge",
            Self::Project => "project",
            Self::Review => "review",
            Self::Scale => "scale",
        }
    }

    /// The name on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Learn => "Learn",
            Self::Visualize => "Visualize",
            Self::Deep => "Deep",
            Self::Try => "Try",
            Self::Challenge => "Challenge",
            Self::Project => "Project",
            Self::Review => "Review",
            Self::Scale => "Scale",
        }
    }

    /// What this way of studying is for, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Why => "the problem before the solution",
            Self::Learn => "what it is, in words",
            Self::Visualize => "step through it, forward and back",
            Self::Deep => "under the hood of a step",
            Self::Try => "small tasks, easy to hard",
            Self::Challenge => "mend what is broken",
            Self::Project => "build it from nothing",
            Self::Review => "keep what is fading",
            Self::Scale => "how it grows, and where it stops",
        }
    }

    /// Whether the lesson has matter for it.
    pub fn is_offered(self, lesson: &Lesson) -> bool {
        match self {
            Self::Visualize => true,
            Self::Deep => !lesson.script.is_empty(),
            _ => false,
        }
    }
}
