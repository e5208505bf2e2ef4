//! The policy language: parse IAM policies, decide requests as AWS does, and show all that was considered.
mod layers;
mod policy;
mod request;
mod trace;

pub use layers::{Layer, Layers, PolicyLevel};
pub use policy::{Effect, Policy, PolicyKind, Statement};
pub use request::{Context, ContextValue, Principal, Request};
pub use trace::{
    Check, DecidedBy, Decision, Element, LayerOutcome, LayerTrace, Outcome, PolicyTrace, Reason, StatementTrace, Trace,
};

/// Decides without recording why. Allocates nothing.
pub fn decide(request: &Request, layers: &Layers) -> Decision {
    trace(request, layers).decision
}

/// Decides and records everything considered.
pub fn trace(_request: &Request, _layers: &Layers) -> Trace {
    todo!()
}
