//! The nine ways to study a lesson. A lesson offers a lens only when it has matter for it.

use super::reader::Table;
use super::scenario::Lesson;
use std::collections::BTreeMap;

/// A way to study a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lens {
    /// The problem before the solution.
    Why,
    /// Summary, transcript, key moments, sources.
    Learn,
    /// The five stages, step by step.
    Visualize,
    /// Under the hood of a step.
    Deep,
    /// Small tasks.
    Try,
    /// Broken set-ups to mend.
    Challenge,
    /// Something to build.
    Project,
    /// Cards and questions that are due.
    Review,
    /// How it grows.
    Scale,
}

impl Lens {
    /// All of them, in the order of their keys.
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

    /// Its key, 1 to 9.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The lens with this key.
    pub fn with_number(number: usize) -> Option<Self> {
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    /// The name in files and arguments.
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

    /// The lens called so.
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lens| lens.id() == id)
    }

    /// The title on screen.
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

    /// What this way of studying is for.
    pub fn words(self) -> &'static str {
        match self {
            Self::Why => "the problem before the solution: what a thief can do with a key that leaks",
            Self::Learn => "the idea in five lines, then the whole story, with its sources",
            Self::Visualize => "step through it and predict what comes",
            Self::Deep => "what travels on the wire, and how the policies are weighed",
            Self::Try => "small tasks, from easy to hard",
            Self::Challenge => "mend a broken set-up until every goal is met",
            Self::Project => "build it from nothing, part by part, and take it with you",
            Self::Review => "cards and questions, when they are about to fade",
            Self::Scale => "how it grows, and where it stops",
        }
    }

    /// Whether the lesson has matter for it.
    pub fn is_offered(self, lesson: &Lesson) -> bool {
        let lab = &lesson.lab;
        match self {
            Self::Why => lab.why.is_some(),
            Self::Learn => !lesson.head.summary.is_empty() || !lesson.head.transcript.is_empty(),
            Self::Visualize => !lesson.steps.is_empty(),
            Self::Deep => !lesson.script.is_empty(),
            Self::Try => !lab.blanks.is_empty() || !lesson.tasks.is_empty(),
            Self::Challenge => !lab.puzzles.is_empty(),
            Self::Project => lab.project.is_some(),
            Self::Review => !lesson.questions.is_empty() || !lesson.cards.is_empty(),
            Self::Scale => lab.scale.is_some(),
        }
    }

    /// About so many minutes: what the file says, or as much as its matter takes. At least one.
    pub fn minutes(self, lesson: &Lesson) -> u32 {
        if let Some(minutes) = lesson.lab.minutes.of.get(&self) {
            return *minutes;
        }
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let words = |paragraphs: &[String]| count(paragraphs.iter().map(|text| text.split_whitespace().count()).sum());
        // People read about 200 words a minute; the rest are rules of thumb that a file may correct.
        let read = |words: u32| words.div_ceil(200);
        let lab = &lesson.lab;
        let minutes = match self {
            Self::Why => lab.why.as_ref().map_or(0, |why| {
                let texts = [&why.hook, &why.picture, &why.manual, &why.better];
                read(texts.into_iter().map(|text| words(text)).sum()) + 2 * u32::from(why.leak.is_some())
            }),
            Self::Learn => read(words(&lesson.head.summary) + words(&lesson.head.transcript)),
            Self::Visualize => count(lesson.steps.len()) + count(lesson.what_ifs.len()).div_ceil(2),
            Self::Deep => count(lesson.script.len()) * 2,
            Self::Try => count(lab.blanks.len() + lesson.tasks.len()),
            Self::Challenge => count(lab.puzzles.len()) * 4,
            Self::Project => lab.project.as_ref().map_or(0, |project| project.minutes),
            Self::Review => count(lesson.questions.len() + lesson.cards.len()).div_ceil(3),
            Self::Scale => lab.scale.as_ref().map_or(0, |scale| count(scale.charts.len())),
        };
        minutes.max(1)
    }
}

/// `[lenses]`: minutes that the file gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LensMinutes {
    pub(super) of: BTreeMap<Lens, u32>,
}

impl LensMinutes {
    pub(super) fn read(top: &Table<'_>) -> Self {
        let mut of = BTreeMap::new();
        if let Some(table) = top.optional_table("lenses", "the lenses") {
            for lens in Lens::ALL {
                let minutes = table.integer_within(lens.id(), 1..=600).and_then(|minutes| u32::try_from(minutes).ok());
                of.extend(minutes.map(|minutes| (lens, minutes)));
            }
            table.done();
        }
        Self { of }
    }
}
