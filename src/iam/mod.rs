//! The policy language: parse IAM policies, decide requests as AWS does, and show all that was considered.
//!
//! The floor stands alone. Give it a [`Request`] and the [`Layers`] of policies that apply; [`decide`] answers with one
//! of three [`Decision`]s and allocates nothing, [`trace()`] runs the same code and keeps everything it compared. Every
//! explanation is read off the [`Trace`]; there is no second path for prose. It must never do I/O, read a clock, or
//! panic on any input.
//!
//! # Deciding
//!
//! ```
//! use rolecall::diagnostic::Source;
//! use rolecall::iam::{Decision, Layers, Policy, PolicyKind, Principal, Request, decide};
//! use std::sync::Arc;
//!
//! let text = r#"{"Version":"2012-10-17","Statement":[
//!     {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}"#;
//! let (policy, problems) = Policy::parse("ReadReports", PolicyKind::Identity, Arc::new(Source::new("p.json", text)));
//! assert!(problems.is_empty());
//!
//! let layers = Layers { identity: Some(vec![Arc::new(policy)]), ..Layers::default() };
//! let mut request = Request::new(
//!     Principal::Arn("arn:aws:iam::111122223333:user/alice".into()), "s3:GetObject", "arn:aws:s3:::reports/q1.csv");
//! assert_eq!(decide(&request, &layers), Decision::Allowed);
//! request.resource = "arn:aws:s3:::reports".into();
//! assert_eq!(decide(&request, &layers), Decision::ImplicitlyDenied, "a bucket is not its objects");
//! ```
//!
//! # Layers
//!
//! Each kind of policy is a layer of its own in [`Layers`]: RCPs, SCPs, VPC endpoint, resource or trust policy, identity,
//! boundary, session. `None` is a layer that is absent and limits nothing; one that is present and allows nothing limits.
//!
//! ```
//! # use rolecall::diagnostic::Source;
//! # use rolecall::iam::{Decision, Layers, Policy, PolicyKind, Principal, Request, decide};
//! # use std::sync::Arc;
//! # fn policy(kind: PolicyKind, text: &str) -> Arc<Policy> {
//! #     Arc::new(Policy::parse("p", kind, Arc::new(Source::new("p.json", text))).0)
//! # }
//! let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
//! let queues = r#"{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}"#;
//! let alice = Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
//! let request = Request::new(alice, "s3:GetObject", "arn:aws:s3:::reports/q1.csv");
//!
//! let mut layers = Layers { identity: Some(vec![policy(PolicyKind::Identity, all)]), ..Layers::default() };
//! assert_eq!(decide(&request, &layers), Decision::Allowed, "no boundary: nothing limits");
//! layers.boundary = Some(policy(PolicyKind::Boundary, queues));
//! assert_eq!(decide(&request, &layers), Decision::ImplicitlyDenied, "the boundary knows only queues");
//! ```
//!
//! # The trace
//!
//! [`trace()`] tells every statement's every comparison with its place in the policy's text, all reasons in AWS's order,
//! AWS's own sentence ([`Trace::aws_message`]), one for learners ([`Trace::plain_sentence`]), the smallest changes that
//! would let the request through ([`Trace::remedy`], [`Trace::what_would_change`]), and the open points of AWS's
//! documentation that the decision met ([`Trace::ambiguous`]).
//!
//! ```
//! # use rolecall::iam::{Layers, Principal, Request, trace};
//! let alice = Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
//! let request = Request::new(alice, "iam:GetUser", "arn:aws:iam::111122223333:user/alice");
//! let trace = trace(&request, &Layers::default());
//! assert!(trace.aws_message().is_some_and(|text| text.contains("because no identity-based policy allows")));
//! assert!(trace.what_would_change().iter().any(|line| line.contains("would have to allow iam:GetUser")));
//! ```
//!
//! # Parsing and validation
//!
//! [`Policy::parse`] never fails: it gives the statements it understood and a diagnostic with span for everything else;
//! a statement whose meaning is not known is kept, marked [`Statement::broken`], and never applies.
//! [`Policy::validate`] adds what IAM and its Access Analyzer would say. [`Catalog`] has the tables behind it.
//!
//! ```
//! use rolecall::diagnostic::Source;
//! use rolecall::iam::{Policy, PolicyKind};
//! use std::sync::Arc;
//!
//! let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"s3:GetObject","Resource":"*"}}"#;
//! let (policy, problems) = Policy::parse("p", PolicyKind::Identity, Arc::new(Source::new("p.json", text)));
//! assert_eq!(problems.first().map(|problem| problem.code), Some("invalid-effect"));
//! assert!(policy.statements.iter().all(|statement| statement.broken));
//! ```
//!
//! # Cases
//!
//! [`case`] reads a request with its policies from one line of JSON and answers in JSON, as `rolecall decide` does.
//!
//! # Where to look
//!
//! `evaluate` walks the layers, `gates` says who has to allow, `principal` how a caller is named, `condition` with
//! `operator` and `value` what a test says, `glob` how patterns match, `explain` and `reasons` put a trace into words.
//! `docs/engine.md` has the procedure in one picture and every ruling with its source and its tests.
// Input of any kind must never end the program: what can fail is a value here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

mod ambiguity;
pub mod arn;
pub mod case;
pub mod catalog;
mod condition;
mod context;
mod evaluate;
mod examples;
mod explain;
mod facts;
mod gates;
mod glob;
mod json;
mod layers;
mod operator;
mod page;
mod parse;
mod path;
mod policy;
mod principal;
mod print;
mod public;
mod reasons;
mod recorder;
mod request;
mod ruling;
mod trace;
mod validate;
mod value;

pub use ambiguity::Ambiguity;
pub use catalog::Catalog;
pub use condition::{ConditionTest, SetQualifier};
pub(crate) use context::Key;
pub use context::{Context, ContextValue};
pub(crate) use evaluate::trace_shared;
pub use evaluate::{decide, trace};
pub(crate) use examples::{ANY_OTHER, example_of, filled};
pub use facts::{PrincipalFacts, ResourceFacts};
pub use layers::{Layer, Layers, PolicyLevel, PublicAccessBlock};
pub use page::Page;
pub use path::{Junction, Passage};
pub use policy::{Effect, Policy, PolicyKind, Statement, Version};
pub use principal::PrincipalMatch;
pub use reasons::{NearMiss, Obstacle, Remedy};
pub use request::{Principal, Request};
pub use trace::{
    Check, DecidedBy, Decision, Element, LayerOutcome, LayerTrace, Outcome, PolicyTrace, Reason, StatementTrace, Trace,
};
pub use validate::{INLINE_IN_A_ROLE, INLINE_IN_A_USER, SizeQuota, size_quotas};
