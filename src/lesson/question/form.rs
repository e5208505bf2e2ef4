//! A question as the file has it: words and claims, before any key is computed.

use super::Question;
use super::fact::Fact;
use crate::diagnostic::Span;
use crate::iam::Layer;

/// A question without keys.
#[derive(Debug, Clone)]
pub(in crate::lesson) struct QuestionForm {
    /// Its words; the keys in it are not yet set.
    pub question: Question,
    /// What has to be computed to set them.
    pub claims: Claims,
    /// Its header.
    pub span: Span,
}

/// That a fact has a value. True when the simulator computes it.
#[derive(Debug, Clone)]
pub(in crate::lesson) struct Claim {
    pub fact: Fact,
    pub value: String,
    pub span: Span,
}

/// What a question claims, by kind; parallel to the parts of the question.
#[derive(Debug, Clone)]
pub(in crate::lesson) enum Claims {
    /// The fact asked for, and what each option holds it to be.
    Choice { fact: Fact, values: Vec<(String, Span)> },
    /// A claim an option.
    Multiple(Vec<Claim>),
    /// What each item is about.
    Order { by: OrderBy, what_if: Option<String>, places: Vec<(Subject, Span)> },
    /// What proves each pair, and the fact its left shows.
    Match(Vec<(Option<Fact>, Claim)>),
    /// The fact that is the answer; the places of the accepted spellings and mistakes are those of the question.
    Fill { fact: Fact },
    /// The step whose statements are the options.
    Pick { step: usize, what_if: Option<String> },
}

impl Claims {
    /// The what-if that all of it is about, or the first of several; `None` where some of it is about the base play.
    pub fn what_if(&self) -> Option<&String> {
        match self {
            Self::Choice { fact, .. } | Self::Fill { fact } => fact.what_if.as_ref(),
            Self::Order { what_if, .. } | Self::Pick { what_if, .. } => what_if.as_ref(),
            Self::Multiple(claims) => first(claims.iter()),
            Self::Match(pairs) => first(pairs.iter().map(|(_, claim)| claim)),
        }
    }
}

fn first<'a>(mut claims: impl Iterator<Item = &'a Claim>) -> Option<&'a String> {
    let first = claims.next()?.fact.what_if.as_ref()?;
    claims.all(|claim| claim.fact.what_if.is_some()).then_some(first)
}

/// By what items are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lesson) enum OrderBy {
    /// The steps of the process.
    Steps,
    /// AWS's order of evaluation.
    Layers,
    /// The simulated time at which calls are made.
    Clock,
}

impl OrderBy {
    pub const ALL: [Self; 3] = [Self::Steps, Self::Layers, Self::Clock];

    pub fn id(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::Layers => "layers",
            Self::Clock => "clock",
        }
    }
}

/// What an item to be ordered is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lesson) enum Subject {
    Step(usize),
    Layer(Layer),
    Call(usize),
}
