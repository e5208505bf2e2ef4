//! The answer to a case, and a trace, as JSON.

use super::{Case, CaseError};
use crate::diagnostic::Diagnostic;
use crate::iam::catalog::Catalog;
use crate::iam::evaluate;
use crate::iam::ruling::Ruling;
use crate::iam::trace::{Decision, Outcome, Trace};
use crate::iam::{Ambiguity, Context, ContextValue, Effect};
use serde::Serialize;
use serde_json::{Map, Value, json};
use smol_str::SmolStr;

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
        Self::of_ruling(&trace.ruling())
    }

    fn of_ruling(ruling: &Ruling<'_>) -> Option<Self> {
        let (layer, policy, statement) = ruling.deciding?;
        Some(Self {
            layer: layer.id(),
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
        /// What AWS would refuse in the policies; the decision goes by what could be understood.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        problems: Vec<Value>,
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
        Err(error) => Answer::unreadable(line, error),
        Ok(case) if explain => {
            let trace = case.trace();
            Answer::of(case, &trace, true)
        }
        Ok(case) => {
            let outcome = AnswerOutcome::of(&case, &evaluate::rule(&case.request, &case.layers), None);
            Answer { id: case.id, outcome }
        }
    }
}

impl Answer {
    /// The answer to a case that was decided.
    pub fn of(case: Case, trace: &Trace, explain: bool) -> Self {
        let explanation = explain.then(|| {
            let mut whole = trace_object(trace);
            whole.insert("context".to_owned(), context_json(&trace.request.context));
            whole.insert("unusual_keys".to_owned(), json!(Catalog::shipped().unusual_keys(&trace.request)));
            whole.insert("findings".to_owned(), case.findings().iter().map(finding_json).collect());
            Value::Object(whole)
        });
        let outcome = AnswerOutcome::of(&case, &trace.ruling(), explanation);
        Self { id: case.id, outcome }
    }

    /// The answer to a line that is no case. What is JSON nevertheless still has its id.
    pub fn unreadable(line: &str, error: CaseError) -> Self {
        let id = serde_json::from_str::<Value>(line).ok().and_then(|mut value| value.get_mut("id").map(Value::take));
        Self { id, outcome: AnswerOutcome::Failed { error } }
    }
}

impl AnswerOutcome {
    fn of(case: &Case, ruling: &Ruling<'_>, trace: Option<Value>) -> Self {
        let ambiguous: Vec<_> = ruling.ambiguous.iter().map(Ambiguity::sentence).collect();
        Self::Decided {
            decision: ruling.decision,
            message: ruling.aws_message(),
            decided_by: DecidedByJson::of_ruling(ruling),
            ambiguous: (!ambiguous.is_empty()).then(|| ambiguous.join("; ")),
            as_expected: case.expected.map(|expected| expected == ruling.decision),
            problems: case.diagnostics.iter().map(finding_json).collect(),
            trace,
        }
    }
}

fn finding_json(finding: &Diagnostic) -> Value {
    let (line, column) = finding.position();
    json!({
        "code": finding.code, "severity": finding.severity.name(), "policy": finding.source.name(), "line": line,
        "column": column, "title": finding.title, "help": finding.help,
    })
}

/// A trace as JSON, for `--explain`.
pub fn trace_json(trace: &Trace) -> Value {
    Value::Object(trace_object(trace))
}

fn trace_object(trace: &Trace) -> Map<String, Value> {
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
                                        "line": policy.policy.source.line(check.span.start),
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
    Map::from_iter([
        ("plain".to_owned(), json!(trace.plain_sentence())),
        ("reasons".to_owned(), json!(reasons)),
        ("what_would_change".to_owned(), json!(trace.what_would_change())),
        ("layers".to_owned(), json!(layers)),
    ])
}

/// A context as JSON, for reports.
pub fn context_json(context: &Context) -> Value {
    let map: Map<String, Value> = context
        .iter()
        .map(|(key, value)| {
            let value = match value {
                ContextValue::One(text) => json!(text.as_str()),
                ContextValue::Many(values) => values.iter().map(SmolStr::as_str).collect(),
            };
            (key.to_owned(), value)
        })
        .collect();
    Value::Object(map)
}
