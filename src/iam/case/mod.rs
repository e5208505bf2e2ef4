//! Decision cases: a request with its policies as JSON in, the verdict with its reasons as JSON out.
//!
//! The shape is the contract of `rolecall decide`. An absent member means an absent layer.
//!
//! ```
//! use rolecall::iam::case::answer_line;
//!
//! let line = r#"{ "id": 1,
//!     "request": { "principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
//!                  "resource": "arn:aws:s3:::reports/q1.csv", "resource_account": "111122223333" },
//!     "identity_policies": [ { "name": "Read", "document": { "Version": "2012-10-17", "Statement":
//!         { "Sid": "All", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" } } } ] }"#;
//! let answer = serde_json::to_value(answer_line(line, false))?;
//! assert_eq!(answer["decision"], "Allowed");
//! assert_eq!(answer["decided_by"]["sid"], "All");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod answer;
mod context;

pub use answer::{Answer, AnswerOutcome, DecidedByJson, answer_line, context_json, trace_json};

use crate::diagnostic::{Diagnostic, Source};
use crate::iam::context::Context;
use crate::iam::evaluate;
use crate::iam::facts::{PrincipalFacts, ResourceFacts};
use crate::iam::layers::{Layers, PolicyLevel, PublicAccessBlock};
use crate::iam::policy::{Policy, PolicyKind};
use crate::iam::request::{Principal, Request};
use crate::iam::trace::{Decision, Trace};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest line read; a case with all layers full is far below.
pub const LONGEST_LINE: usize = 16 << 20;

/// At most so many bytes in a principal, an action or a resource; the longest ARN AWS knows has 2,048.
const LONGEST_NAME: usize = 8 << 10;

/// A case as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseForm<'a> {
    #[serde(default)]
    id: Option<Value>,
    #[serde(borrow)]
    request: RequestForm<'a>,
    #[serde(default, borrow)]
    identity_policies: Option<Vec<PolicyForm<'a>>>,
    #[serde(default, borrow)]
    resource_policy: Option<PolicyForm<'a>>,
    #[serde(default, borrow)]
    permissions_boundary: Option<PolicyForm<'a>>,
    #[serde(default, borrow)]
    session_policies: Option<Vec<PolicyForm<'a>>>,
    #[serde(default, borrow)]
    scps: Option<Vec<LevelForm<'a>>>,
    #[serde(default, borrow)]
    rcps: Option<Vec<LevelForm<'a>>>,
    #[serde(default, borrow)]
    vpc_endpoint_policy: Option<PolicyForm<'a>>,
    #[serde(default)]
    resource_settings: Option<SettingsForm>,
    #[serde(default)]
    expected: Option<Decision>,
    // Words for people, read and kept out of the decision.
    #[serde(default, rename = "source")]
    _source: Option<Value>,
    #[serde(default, rename = "description")]
    _description: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestForm<'a> {
    principal: String,
    action: String,
    resource: String,
    #[serde(default)]
    resource_account: Option<String>,
    #[serde(default, borrow)]
    context: Option<&'a RawValue>,
    #[serde(default)]
    context_is_complete: bool,
    #[serde(default)]
    principal_account: Option<String>,
    #[serde(default)]
    principal_role: Option<String>,
    #[serde(default)]
    principal_is_management_account: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyForm<'a> {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    arn: Option<String>,
    #[serde(borrow)]
    document: &'a RawValue,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelForm<'a> {
    level: String,
    #[serde(borrow)]
    policies: Vec<PolicyForm<'a>>,
}

/// Settings of the resource that are no policies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsForm {
    #[serde(default)]
    block_public_access: Option<PublicAccessBlock>,
    /// Tags of the resource; on a bucket they are condition keys only with attribute-based access control switched on.
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    bucket_abac: bool,
}

/// A case, ready to decide.
#[derive(Debug, Clone)]
pub struct Case {
    /// Whatever the line calls itself; any JSON value.
    pub id: Option<Value>,
    /// The request, its context completed unless the line said it is complete.
    pub request: Request,
    /// The policies.
    pub layers: Layers,
    /// The verdict the line expects.
    pub expected: Option<Decision>,
    /// What is odd about its policies; none of it stops the decision.
    pub diagnostics: Vec<Diagnostic>,
}

/// A line that is no case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct CaseError {
    /// `invalid-case` or `line-too-long`.
    pub code: &'static str,
    /// What is wrong, with the column where it is known.
    pub message: String,
}

impl Case {
    /// Reads one line.
    pub fn parse(line: &str) -> Result<Self, CaseError> {
        if line.len() > LONGEST_LINE {
            let message = format!("the line has {} bytes; at most {LONGEST_LINE} are read", line.len());
            return Err(CaseError { code: "line-too-long", message });
        }
        let mut form: CaseForm<'_> = serde_json::from_str(line).map_err(|error| {
            let text = error.to_string();
            let what = text.split(" at line ").next().unwrap_or(&text);
            CaseError { code: "invalid-case", message: format!("column {}: {what}", error.column()) }
        })?;
        let mut reader = Reader { diagnostics: Vec::new() };
        let layers = reader.layers(&mut form);
        let request = request(form.request, form.resource_settings.as_ref())?;
        Ok(Self { id: form.id, request, layers, expected: form.expected, diagnostics: reader.diagnostics })
    }

    /// Decides the case.
    pub fn trace(&self) -> Trace {
        evaluate::trace(&self.request, &self.layers)
    }

    /// What is odd about its policies: what parsing told, and what IAM and Access Analyzer would.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let parsed = self.diagnostics.iter().cloned();
        parsed.chain(self.layers.policies().flat_map(|policy| policy.validate())).collect()
    }
}

fn invalid(message: String) -> CaseError {
    CaseError { code: "invalid-case", message }
}

fn request(form: RequestForm<'_>, settings: Option<&SettingsForm>) -> Result<Request, CaseError> {
    for (name, text) in [("principal", &form.principal), ("action", &form.action), ("resource", &form.resource)] {
        if text.len() > LONGEST_NAME {
            return Err(invalid(format!("`{name}` has {} bytes; at most {LONGEST_NAME} are read", text.len())));
        }
    }
    let principal = match form.principal.as_str() {
        "anonymous" | "*" => Principal::Anonymous,
        text if text.starts_with("arn:") => Principal::Arn(form.principal),
        _ => Principal::Service(form.principal),
    };
    let mut context = form.context.map_or_else(|| Ok(Context::default()), |json| context::read(json.get()))?;
    if !form.context_is_complete {
        let facts = PrincipalFacts { role_arn: form.principal_role.as_deref(), ..PrincipalFacts::default() };
        facts.derive(&principal, &mut context);
        if let Some(settings) = settings {
            let tags = settings.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            ResourceFacts { tags, bucket_abac: settings.bucket_abac, ..ResourceFacts::default() }
                .derive(&form.resource, &mut context);
        }
    }
    Ok(Request {
        principal,
        principal_role: form.principal_role,
        principal_account: form.principal_account,
        principal_is_management_account: form.principal_is_management_account,
        resource_is_management_account: false,
        action: form.action,
        resource: form.resource,
        resource_account: form.resource_account,
        context,
    })
}

struct Reader {
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn layers(&mut self, form: &mut CaseForm<'_>) -> Layers {
        let resource_kind = if form.request.resource.contains(":role/")
            && form.request.action.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("sts:"))
        {
            PolicyKind::Trust
        } else {
            PolicyKind::Resource
        };
        Layers {
            identity: form.identity_policies.take().map(|list| self.policies(list, PolicyKind::Identity)),
            resource: form.resource_policy.take().map(|policy| self.policy(policy, resource_kind)),
            boundary: form.permissions_boundary.take().map(|policy| self.policy(policy, PolicyKind::Boundary)),
            session: form.session_policies.take().map(|list| self.policies(list, PolicyKind::Session)),
            scps: form.scps.take().map(|levels| self.levels(levels, PolicyKind::ServiceControl)),
            rcps: form.rcps.take().map(|levels| self.levels(levels, PolicyKind::ResourceControl)),
            vpc_endpoint: form.vpc_endpoint_policy.take().map(|policy| self.policy(policy, PolicyKind::VpcEndpoint)),
            public_access_block: form.resource_settings.as_ref().and_then(|settings| settings.block_public_access),
        }
    }

    fn levels(&mut self, levels: Vec<LevelForm<'_>>, kind: PolicyKind) -> Vec<PolicyLevel> {
        let level =
            |form: LevelForm<'_>| PolicyLevel { name: form.level, policies: self.policies(form.policies, kind) };
        levels.into_iter().map(level).collect()
    }

    fn policies(&mut self, list: Vec<PolicyForm<'_>>, kind: PolicyKind) -> Vec<Arc<Policy>> {
        list.into_iter().map(|policy| self.policy(policy, kind)).collect()
    }

    fn policy(&mut self, form: PolicyForm<'_>, kind: PolicyKind) -> Arc<Policy> {
        let name = form.name.unwrap_or_else(|| kind.name().to_owned());
        let source = Arc::new(Source::new(name.clone(), form.document.get()));
        let (mut policy, diagnostics) = Policy::parse(name, kind, source);
        policy.arn = form.arn;
        self.diagnostics.extend(diagnostics);
        Arc::new(policy)
    }
}
