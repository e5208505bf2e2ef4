//! Facts that a question can ask for: their names. What each is worth in a play is computed in `compute.rs`.

use crate::iam::{Decision, Layer};
use crate::lesson::scenario::Lesson;

macro_rules! kinds {
    ($($name:ident = $id:literal, $words:literal;)*) => {
        /// What can be asked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::lesson) enum Kind {
            $($name,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in files.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What is found, in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

kinds! {
    IssuedAtStep = "issued-at-step", "what is issued";
    DecisionStep = "decision-step", "the step of the decision";
    AfterExpiry = "after-expiry", "what happens after expiry";
    Decision = "decision", "the decision";
    IsAllowed = "is-allowed", "whether it is allowed";
    DecidingLayer = "deciding-layer", "the kind of policy that decides";
    DecidingPolicy = "deciding-policy", "the policy that decides";
    DecidingStatement = "deciding-statement", "the statement that decides";
    LayerOutcome = "layer-outcome", "what the layer says";
    ErrorCode = "error-code", "the error";
    Message = "message", "the message";
    StatusCode = "status-code", "the HTTP status";
    FailedStage = "failed-stage", "the stage that fails";
    FailedStep = "failed-step", "the step that fails";
    CallerArn = "caller-arn", "the caller as AWS sees it";
    ExpiresAt = "expires-at", "the end of the session";
    Duration = "duration", "the time the session lives";
    FirstDifference = "first-difference", "the first step that differs from the base play";
}

/// A fact that a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lesson) struct Fact {
    pub kind: Kind,
    /// Step it is about; where none is given, the step that decided, or the play as a whole.
    pub step: Option<usize>,
    /// Played under this what-if.
    pub what_if: Option<String>,
    /// The layer asked for, of [`Kind::LayerOutcome`].
    pub layer: Option<Layer>,
}

impl Fact {
    /// That the simulator found `computed`, as a part of a sentence.
    pub fn proof(&self, lesson: &Lesson, computed: &str) -> String {
        let played = lesson.name_of_play(self.what_if.as_slice());
        let at = self.step.map(|step| format!(" at step {step}")).unwrap_or_default();
        let of = self.layer.map(|layer| format!(" ({})", layer.name())).unwrap_or_default();
        format!("the simulator played {played} and found {}{of}{at}: {}", self.kind.words(), self.in_words(computed))
    }

    /// A value as people say it: those of files are ids.
    fn in_words(&self, computed: &str) -> String {
        let decisions = [Decision::Allowed, Decision::ImplicitlyDenied, Decision::ExplicitlyDenied];
        let words = match self.kind {
            Kind::Decision => decisions.iter().find(|one| one.name() == computed).map(|one| one.words()),
            Kind::DecidingLayer => LAYERS.iter().find(|layer| layer.id() == computed).map(|layer| layer.name()),
            Kind::FailedStage => match computed {
                "validate" => Some("the check of the request"),
                "use" => Some("the check of the credentials"),
                "evaluate" => Some("the reading of the policies"),
                _ => None,
            },
            Kind::IssuedAtStep | Kind::AfterExpiry => return computed.replace('-', " "),
            _ => None,
        };
        words.unwrap_or(computed).to_owned()
    }
}

/// Every layer, in AWS's order of evaluation. A trust policy stands where a resource-based policy does.
pub(in crate::lesson) const LAYERS: [Layer; 9] = [
    Layer::ResourceControl,
    Layer::ServiceControl,
    Layer::VpcEndpoint,
    Layer::Resource,
    Layer::Trust,
    Layer::PublicAccessBlock,
    Layer::Identity,
    Layer::Boundary,
    Layer::Session,
];

/// The place of a layer in AWS's order of evaluation; a resource-based and a trust policy share theirs.
pub(in crate::lesson) fn rank(layer: Layer) -> usize {
    let same = if layer == Layer::Trust { Layer::Resource } else { layer };
    LAYERS.iter().position(|known| *known == same).unwrap_or(LAYERS.len())
}
