//! The policy language: parse IAM policies, decide requests as AWS does, and show all that was considered.
//!
//! The floor stands alone. Give it a [`Request`] and the [`Layers`] of policies that apply; [`decide`] answers with one
//! of three [`Decision`]s and allocates nothing, [`trace()`] runs the same code and keeps everything it compared. Every
//! explanation is read off the [`Trace`]; there is no second path for prose.
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
mod explain;
mod facts;
mod gates;
mod glob;
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
mod trace;
mod validate;
mod value;

pub use ambiguity::Ambiguity;
pub use catalog::Catalog;
pub use condition::{ConditionTest, SetQualifier};
pub use context::{Context, ContextValue};
pub use evaluate::{decide, trace};
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
pub use validate::{SizeQuota, size_quotas};
