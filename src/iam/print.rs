//! A policy written out again, in one canonical form: elements in AWS's order, one value bare, several in a list.
//!
//! Source: IAM User Guide, `reference_policies_grammar.html`.

use super::condition::ConditionTest;
use super::policy::{Effect, Policy, Statement};
use super::principal::PrincipalValue;
use serde_json::{Map, Value, json};
use smol_str::SmolStr;

impl Policy {
    /// What was understood of the policy, as JSON. Printing, parsing and printing again gives the same.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        if let Some(version) = self.version.text() {
            out.insert("Version".into(), json!(version));
        }
        if let Some((id, _)) = &self.id {
            out.insert("Id".into(), json!(id));
        }
        out.insert("Statement".into(), self.statements.iter().map(statement).collect());
        Value::Object(out)
    }
}

fn statement(statement: &Statement) -> Value {
    let mut out = Map::new();
    if let Some(sid) = &statement.sid {
        out.insert("Sid".into(), json!(sid));
    }
    out.insert("Effect".into(), json!(if statement.effect == Effect::Allow { "Allow" } else { "Deny" }));
    if let Some(element) = &statement.principal {
        let name = if element.negated { "NotPrincipal" } else { "Principal" };
        out.insert(name.into(), principals(&element.values));
    }
    let action = &statement.action;
    let name = if action.negated { "NotAction" } else { "Action" };
    out.insert(name.into(), list(action.values.iter().map(|value| &value.text)));
    if let Some(element) = &statement.resource {
        let name = if element.negated { "NotResource" } else { "Resource" };
        out.insert(name.into(), list(element.values.iter().map(|value| &value.text)));
    }
    if statement.condition_span.is_some() {
        out.insert("Condition".into(), conditions(&statement.conditions));
    }
    Value::Object(out)
}

fn list<'a>(values: impl Iterator<Item = &'a SmolStr>) -> Value {
    let mut values: Vec<Value> = values.map(|value| Value::from(value.as_str())).collect();
    match values.pop() {
        Some(only) if values.is_empty() => only,
        last => {
            values.extend(last);
            Value::Array(values)
        }
    }
}

fn principals(values: &[PrincipalValue]) -> Value {
    // `"*"` and `{ "AWS": "*" }` mean the same; a lone star is written bare.
    if let [only] = values
        && only.text == "*"
        && only.key == "AWS"
    {
        return json!("*");
    }
    let mut map = Map::new();
    for value in values {
        if !map.contains_key(&*value.key) {
            let same = values.iter().filter(|other| other.key == value.key);
            map.insert(value.key.to_string(), list(same.map(|value| &value.text)));
        }
    }
    Value::Object(map)
}

fn conditions(tests: &[ConditionTest]) -> Value {
    let mut block = Map::new();
    for test in tests {
        let keys = block.entry(&*test.operator_text).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(keys) = keys {
            keys.insert(test.key.clone(), list(test.values.iter().map(|value| &value.text)));
        }
    }
    Value::Object(block)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Source;
    use crate::iam::{Policy, PolicyKind};
    use std::sync::Arc;

    #[test]
    fn a_policy_is_written_in_one_form() {
        let text = r#"{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":false}},"Resource":["arn:aws:s3:::b/*"],
            "Action":["s3:GetObject","s3:PutObject"],"Principal":{"AWS":["*"]},"Effect":"Deny","Sid":"Tls"},
            "Version":"2012-10-17"}"#;
        let (policy, _) = Policy::parse("p", PolicyKind::Resource, Arc::new(Source::new("p", text)));
        assert_eq!(
            policy.to_json().to_string(),
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Tls","Effect":"Deny","Principal":"*","#.to_owned()
                + r#""Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*","#
                + r#""Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#
        );
    }
}
