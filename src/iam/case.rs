//! Decision cases: a request with its policies as JSON in, the verdict with its reasons as JSON out.
//!
//! The shape is the contract of `rolecall decide`. An absent member means an absent layer.

use super::context::{Context, ContextValue};
use super::facts::{PrincipalFacts, ResourceFacts};
use super::layers::{Layers, PolicyLevel, PublicAccessBlock};
use super::policy::{Policy, PolicyKind};
use super::request::{Principal, Request};
use super::trace::{Decision, Outcome, Trace};
use super::{evaluate, policy::Effect};
use crate::diagnostic::{Diagnostic, Source};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest line read; a case with all layers full is far below.
pub const LONGEST_LINE: usize = 16 << 20;

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
        let form: CaseForm<'_> = serde_json::from_str(line).map_err(|error| {
            let text = error.to_string();
            let what = text.split(" at line ").next().unwrap_or(&text);
            CaseError { code: "invalid-case", message: format!("column {}: {what}", error.column()) }
        })?;
        let mut reader = Reader { diagnostics: Vec::new() };
        let layers = reader.layers(&form);
        let request = request(form.request, form.resource_settings.as_ref())?;
        Ok(Self { id: form.id, request, layers, expected: form.expected, diagnostics: reader.diagnostics })
    }

    /// Decides the case.
    pub fn trace(&self) -> Trace {
        evaluate::trace(&self.request, &self.layers)
    }
}

fn request(form: RequestForm<'_>, settings: Option<&SettingsForm>) -> Result<Request, CaseError> {
    let principal = match form.principal.as_str() {
        "anonymous" | "*" => Principal::Anonymous,
        text if text.starts_with("arn:") => Principal::Arn(form.principal),
        _ => Principal::Service(form.principal),
    };
    let mut context = context(form.context)?;
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
        action: form.action,
        resource: form.resource,
        resource_account: form.resource_account,
        context,
    })
}

/// Numbers and booleans are taken as AWS takes them: by their text.
fn context(form: Option<&RawValue>) -> Result<Context, CaseError> {
    let mut context = Context::default();
    let Some(form) = form else { return Ok(context) };
    let invalid = |message: String| CaseError { code: "invalid-case", message };
    let map: Map<String, Value> = serde_json::from_str(form.get())
        .map_err(|error| invalid(format!("`context` is no object of keys: {error}")))?;
    let text = |key: &str, value: Value| match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other => Err(invalid(format!("context key `{key}` is a string or a list of strings, not `{other}`"))),
    };
    for (key, value) in map {
        match value {
            Value::Array(values) => {
                let values = values.into_iter().map(|value| text(&key, value)).collect::<Result<Vec<_>, _>>()?;
                context.set_many(&key, values);
            }
            Value::Null => {}
            value => {
                let value = text(&key, value)?;
                context.set(&key, value);
            }
        }
    }
    Ok(context)
}

struct Reader {
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn layers(&mut self, form: &CaseForm<'_>) -> Layers {
        let resource_kind = if form.request.resource.contains(":role/")
            && form.request.action.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("sts:"))
        {
            PolicyKind::Trust
        } else {
            PolicyKind::Resource
        };
        Layers {
            identity: form.identity_policies.as_ref().map(|list| self.policies(list, PolicyKind::Identity)),
            resource: form.resource_policy.as_ref().map(|policy| self.policy(policy, resource_kind)),
            boundary: form.permissions_boundary.as_ref().map(|policy| self.policy(policy, PolicyKind::Boundary)),
            session: form.session_policies.as_ref().map(|list| self.policies(list, PolicyKind::Session)),
            scps: form.scps.as_ref().map(|levels| self.levels(levels, PolicyKind::ServiceControl)),
            rcps: form.rcps.as_ref().map(|levels| self.levels(levels, PolicyKind::ResourceControl)),
            vpc_endpoint: form.vpc_endpoint_policy.as_ref().map(|policy| self.policy(policy, PolicyKind::VpcEndpoint)),
            public_access_block: form.resource_settings.as_ref().and_then(|settings| settings.block_public_access),
        }
    }

    fn levels(&mut self, levels: &[LevelForm<'_>], kind: PolicyKind) -> Vec<PolicyLevel> {
        levels
            .iter()
            .map(|level| PolicyLevel { name: level.level.clone(), policies: self.policies(&level.policies, kind) })
            .collect()
    }

    fn policies(&mut self, list: &[PolicyForm<'_>], kind: PolicyKind) -> Vec<Arc<Policy>> {
        list.iter().map(|policy| self.policy(policy, kind)).collect()
    }

    fn policy(&mut self, form: &PolicyForm<'_>, kind: PolicyKind) -> Arc<Policy> {
        let name = form.name.clone().unwrap_or_else(|| kind.name().to_owned());
        let source = Arc::new(Source::new(name.clone(), form.document.get()));
        let (mut policy, diagnostics) = Policy::parse(name, kind, source);
        policy.arn.clone_from(&form.arn);
        self.diagnostics.extend(diagnostics);
        Arc::new(policy)
    }
}

/// The statement that decided, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidedByJson {
    /// `identity`, `resource`, `trust`, `scp` ...
    pub layer: &'static str,
    /// Name of the policy.
    pub policy: String,
    /// Position of the statement, from 0.
    pub statement: usize,
    /// Its Sid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Line of the statement in the policy's text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl DecidedByJson {
    /// Reads it off a trace.
    pub fn of(trace: &Trace) -> Option<Self> {
        let by = trace.decided_by?;
        let (policy, statement) = trace.deciding()?;
        Some(Self {
            layer: by.layer.id(),
            policy: policy.name.clone(),
            statement: statement.index,
            sid: statement.sid.clone(),
            line: Some(statement.line(policy)),
        })
    }
}

/// The answer to one line.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// As the line gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// The answer or the error.
    #[serde(flatten)]
    pub outcome: AnswerOutcome,
}

/// What came of one line.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum AnswerOutcome {
    /// A verdict.
    Decided {
        /// The verdict.
        decision: Decision,
        /// AWS's sentence; `null` when allowed.
        message: Option<String>,
        /// The deciding statement; `null` when none decided.
        decided_by: Option<DecidedByJson>,
        /// Open points of AWS's documentation that were met.
        #[serde(skip_serializing_if = "Option::is_none")]
        ambiguous: Option<String>,
        /// Whether the verdict is the expected one.
        #[serde(skip_serializing_if = "Option::is_none")]
        as_expected: Option<bool>,
        /// All that was considered, when asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        trace: Option<Value>,
    },
    /// The line could not be read.
    Failed {
        /// Why.
        error: CaseError,
    },
}

impl Answer {
    /// Whether the exit code may stay 0: the line was read and the verdict is not another than expected.
    pub fn is_fine(&self) -> bool {
        match &self.outcome {
            AnswerOutcome::Decided { as_expected, .. } => *as_expected != Some(false),
            AnswerOutcome::Failed { .. } => false,
        }
    }
}

/// Reads and decides one line; with `explain` the whole trace goes with the answer.
pub fn answer_line(line: &str, explain: bool) -> Answer {
    match Case::parse(line) {
        Err(error) => {
            // A line that is JSON but no case still has its id.
            let id =
                serde_json::from_str::<Value>(line).ok().and_then(|mut value| value.get_mut("id").map(Value::take));
            Answer { id, outcome: AnswerOutcome::Failed { error } }
        }
        Ok(case) => {
            let trace = case.trace();
            let ambiguous: Vec<_> = trace.ambiguous.iter().map(|point| point.sentence()).collect();
            let outcome = AnswerOutcome::Decided {
                decision: trace.decision,
                message: trace.aws_message(),
                decided_by: DecidedByJson::of(&trace),
                ambiguous: (!ambiguous.is_empty()).then(|| ambiguous.join("; ")),
                as_expected: case.expected.map(|expected| expected == trace.decision),
                trace: explain.then(|| trace_json(&trace)),
            };
            Answer { id: case.id, outcome }
        }
    }
}

/// A trace as JSON, for `--explain`.
pub fn trace_json(trace: &Trace) -> Value {
    let layers: Vec<Value> = trace
        .layers
        .iter()
        .map(|layer| {
            let policies: Vec<Value> = layer
                .policies
                .iter()
                .map(|policy| {
                    let statements: Vec<Value> = policy
                        .statements
                        .iter()
                        .map(|statement| {
                            let checks: Vec<Value> = statement
                                .checks
                                .iter()
                                .map(|check| {
                                    json!({
                                        "element": check.element.name(),
                                        "matches": check.outcome == Outcome::Match,
                                        "line": policy.policy.source.position(check.span.start).0,
                                        "span": [check.span.start, check.span.end],
                                        "why": trace.say_check(&policy.policy, statement.index, check),
                                    })
                                })
                                .collect();
                            let compiled = policy.policy.statements.get(statement.index);
                            json!({
                                "statement": statement.index,
                                "sid": compiled.and_then(|statement| statement.sid.clone()),
                                "line": compiled.map(|statement| statement.line(&policy.policy)),
                                "effect": if statement.effect == Effect::Allow { "Allow" } else { "Deny" },
                                "applies": statement.applies,
                                "broken": compiled.is_some_and(|statement| statement.broken),
                                "checks": checks,
                            })
                        })
                        .collect();
                    json!({ "policy": policy.policy.name, "statements": statements })
                })
                .collect();
            json!({ "layer": layer.layer.id(), "level": layer.level, "outcome": layer.outcome.words(), "policies": policies })
        })
        .collect();
    let reasons: Vec<Value> = trace
        .reasons
        .iter()
        .map(|reason| json!({ "layer": reason.layer.id(), "level": reason.level, "explicit": reason.explicit, "policy_arn": reason.policy_arn }))
        .collect();
    json!({ "plain": trace.plain_sentence(), "reasons": reasons, "layers": layers })
}

/// A context as JSON, for reports.
pub fn context_json(context: &Context) -> Value {
    let map: Map<String, Value> = context
        .iter()
        .map(|(key, value)| {
            let value = match value {
                ContextValue::One(text) => json!(text),
                ContextValue::Many(values) => json!(values),
            };
            (key.to_owned(), value)
        })
        .collect();
    Value::Object(map)
}
