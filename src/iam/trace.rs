//! What was considered for one decision, and why: the only source of every explanation.
use super::{Effect, Layer, Policy, Statement};
use crate::diagnostic::Span;
use std::sync::Arc;

/// AWS's three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Decision {
    /// An Allow applied and nothing stood in the way.
    Allowed,
    /// Nothing allowed it.
    ImplicitlyDenied,
    /// A Deny applied.
    ExplicitlyDenied,
}

/// All that the engine considered for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The request.
    pub request: Arc<super::Request>,
    /// The verdict.
    pub decision: Decision,
    /// The statement that decided; `None` when no statement did (implicit deny by absence).
    pub decided_by: Option<DecidedBy>,
    /// Every layer that took part, in AWS's order of evaluation.
    pub layers: Vec<LayerTrace>,
    /// Why it is not allowed: the primary reason first, then all others. Empty when allowed.
    pub reasons: Vec<Reason>,
    /// Rulings on which AWS documentation is silent and that this decision used.
    pub ambiguous: Vec<&'static str>,
}

/// The deciding statement, as indices into [`Trace::layers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedBy {
    /// Layer.
    pub layer: Layer,
    /// Index into `Trace::layers`.
    pub layer_index: usize,
    /// Index into `LayerTrace::policies`.
    pub policy_index: usize,
    /// Index into `PolicyTrace::statements`.
    pub statement_index: usize,
}

/// Why a request is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The layer that stands in the way.
    pub layer: Layer,
    /// The level (SCP, RCP).
    pub level: Option<String>,
    /// Explicit or implicit.
    pub explicit: bool,
    /// ARN of the denying policy, where AWS names it.
    pub policy_arn: Option<String>,
}

/// What a layer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerOutcome {
    /// A Deny applied.
    Denies,
    /// An Allow applied and counts.
    Allows,
    /// Present, but no Allow applied.
    NoAllow,
    /// No such policy: the layer neither grants nor limits.
    Absent,
    /// Present, but does not bind this request (e.g. SCPs and the management account).
    NotApplicable,
}

/// One layer (for SCPs and RCPs: one level of it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerTrace {
    /// Which.
    pub layer: Layer,
    /// Level name for SCPs and RCPs.
    pub level: Option<String>,
    /// What it said.
    pub outcome: LayerOutcome,
    /// Its policies in order.
    pub policies: Vec<PolicyTrace>,
}

/// One policy's statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTrace {
    /// The policy with its text.
    pub policy: Arc<Policy>,
    /// One entry per statement, in order.
    pub statements: Vec<StatementTrace>,
}

/// One statement: whether it applied, and what each element said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementTrace {
    /// Index into `Policy::statements`.
    pub index: usize,
    /// Effect.
    pub effect: Effect,
    /// All elements matched.
    pub applies: bool,
    /// Elements in the order they were compared; evaluation stops after the first that failed.
    pub checks: Vec<Check>,
}

/// An element of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Element {
    /// Principal or NotPrincipal.
    Principal,
    /// Action or NotAction.
    Action,
    /// Resource or NotResource.
    Resource,
    /// One operator and key of the Condition.
    Condition,
}

/// Whether an element matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It did.
    Match,
    /// It did not.
    NoMatch,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which element.
    pub element: Element,
    /// Match or not.
    pub outcome: Outcome,
    /// The part of the policy text compared (the matching value, or the whole element when none matched).
    pub span: Span,
}

impl Trace {
    /// AWS's own sentence for a denial, e.g. `User: … is not authorized to perform: …`. `None` when allowed.
    pub fn aws_message(&self) -> Option<String> {
        todo!()
    }
    /// One plain sentence for learners.
    pub fn plain_sentence(&self) -> String {
        todo!()
    }
    /// The deciding policy and statement.
    pub fn deciding(&self) -> Option<(&Arc<Policy>, &Statement)> {
        let by = self.decided_by?;
        let policy = &self.layers.get(by.layer_index)?.policies.get(by.policy_index)?.policy;
        Some((policy, policy.statements.get(by.statement_index)?))
    }
    /// Why `check` came out as it did, with the values after substitution, in plain words for the evidence panel.
    pub fn say_check(&self, policy: &Policy, statement: &StatementTrace, check: &Check) -> String {
        let _ = (policy, statement, check);
        todo!()
    }
    /// The verdict as AWS's simulator calls it, and similar one-word forms live here.
    pub fn is_allowed(&self) -> bool {
        self.decision == Decision::Allowed
    }
}
