//! SKELETON (interface only): the engine's author replaces the inside; the public names below stay.
use crate::diagnostic::{Diagnostic, Source, Span};
use std::sync::Arc;

/// Which rules of the language apply, by where the policy is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Identity-based.
    Identity,
    /// Boundary.
    Boundary,
    /// Session.
    Session,
    /// Resource-based.
    Resource,
    /// Role trust.
    Trust,
    /// SCP.
    ServiceControl,
    /// RCP.
    ResourceControl,
    /// VPC endpoint.
    VpcEndpoint,
}

/// Allow or Deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Allow.
    Allow,
    /// Deny.
    Deny,
}

/// A parsed policy document with its text. Parsing never fails: see the diagnostics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Name people know it by, e.g. `ReadReports`, `trust policy of DataReader`.
    pub name: String,
    /// ARN of a managed policy, SCP, RCP, if it has one.
    pub arn: Option<String>,
    /// Its kind.
    pub kind: PolicyKind,
    /// The JSON text, for the evidence panel. All spans are bytes in it.
    pub source: Arc<Source>,
    /// The statements in order.
    pub statements: Vec<Statement>,
}

impl Policy {
    /// Parses `source` (named `name`). Gives what could be understood and every problem found.
    pub fn parse(name: impl Into<String>, kind: PolicyKind, source: Arc<Source>) -> (Policy, Vec<Diagnostic>) {
        let _ = (name.into(), kind, source);
        todo!()
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Position in the policy, from 0.
    pub index: usize,
    /// Its Sid.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// The whole statement object.
    pub span: Span,
}
