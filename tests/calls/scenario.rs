//! The scenarios of these tests in few words: a world, calls with the answer expected of each, and what-ifs.
//!
//! The keys are those of scenario files, and what is built is the text of one: what is tested is what an author can write.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// The account that is there from the start; it owns whatever names no other, while it is the only one.
pub const ACCOUNT: &str = "111122223333";

/// A scenario that grows; its steps come last, with its text.
#[derive(Clone)]
pub struct Scenario(Map<String, Value>);

/// One account with nothing in it.
pub fn world() -> Scenario {
    let file = json!({
        "format": 1, "id": "calls", "title": "Calls", "topic": "cloud", "level": "beginner", "minutes": 1,
        "summary": ["Calls."], "transcript": "Calls.",
        "world": { "start": "2026-03-02T09:00:00Z", "seed": 7, "region": "eu-west-1" },
        "variables": [
            { "id": "who", "name": "Who", "follows": "identity" },
            { "id": "keys", "name": "Keys", "follows": "credentials" },
        ],
    });
    let Value::Object(file) = file else { unreachable!("it is written as a table") };
    Scenario(file).with("accounts", ACCOUNT, json!({ "name": "Shop" }))
}

impl Scenario {
    /// Something in the world: `[world.KIND.NAME]`. What stood there under this name is replaced.
    pub fn with(mut self, kind: &str, name: &str, keys: Value) -> Self {
        self.0["world"][kind][name] = keys;
        self
    }

    pub fn organization(mut self, keys: Value) -> Self {
        self.0["world"]["organization"] = keys;
        self
    }

    pub fn user(self, name: &str, keys: Value) -> Self {
        self.with("users", name, keys)
    }

    pub fn role(self, name: &str, keys: Value) -> Self {
        self.with("roles", name, keys)
    }

    pub fn bucket(self, name: &str, keys: Value) -> Self {
        self.with("buckets", name, keys)
    }

    /// A call and what it must come to: `what` is the table of the operation, and the call's own keys beside it.
    pub fn call<'a>(self, by: impl Into<Option<&'a str>>, what: Value, expect: Expect) -> Self {
        let mut call = json!({});
        if let Some(by) = by.into() {
            call["by"] = by.into();
        }
        self.add("calls", [call, what, expect.table()])
    }

    /// Time that goes by between two calls.
    pub fn wait(self, time: &str) -> Self {
        self.add("calls", [json!({ "wait": time })])
    }

    pub fn what_if(self, id: &str, lesson: &str, changes: &[Value], expect: Expect) -> Self {
        let what_if = json!({ "id": id, "title": id, "lesson": lesson, "changes": changes });
        self.add("what-ifs", [what_if, expect.table()])
    }

    fn add<const N: usize>(mut self, list: &str, tables: [Value; N]) -> Self {
        let entry = merged(tables);
        match self.0.entry(list).or_insert_with(|| json!([])) {
            Value::Array(entries) => entries.push(entry),
            other => panic!("no list: {other}"),
        }
        self
    }

    /// The text of the file, with a step for every stage of the calls named, and a last one.
    pub fn text(&self, stages: &[(&str, usize)]) -> String {
        let shown = stages.iter().map(|(stage, call)| {
            json!({
                "stage": stage, "call": call, "action": "{caller}", "input": "{role} {session}",
                "output": "{decision} {error}", "result": "{status}",
            })
        });
        let end = json!({ "stage": "complete", "action": "-", "input": "-", "output": "-", "result": "-" });
        let steps: Vec<Value> = shown.chain([end]).collect();
        let mut file = self.0.clone();
        file.insert("flow".to_owned(), steps.iter().map(|_| json!({ "label": "{caller}", "words": "-" })).collect());
        file.insert("steps".to_owned(), Value::Array(steps));
        toml::to_string(&file).expect("a scenario is TOML")
    }
}

/// One table with the keys of them all.
pub fn merged<const N: usize>(tables: [Value; N]) -> Value {
    let keys = tables.into_iter().flat_map(|table| match table {
        Value::Object(keys) => keys,
        other => panic!("no table: {other}"),
    });
    Value::Object(keys.collect())
}

pub fn get_object(bucket: &str, key: &str) -> Value {
    json!({ "get-object": { "bucket": bucket, "key": key } })
}

pub fn put_object(bucket: &str, key: &str) -> Value {
    json!({ "put-object": { "bucket": bucket, "key": key, "body": "text" } })
}

pub fn assume_role(role: &str, session_name: &str) -> Value {
    json!({ "assume-role": { "role": role, "session-name": session_name } })
}

/// A change of a what-if: the call with this number, with other keys.
pub fn edit_call(number: usize, mut keys: Value) -> Value {
    keys["call"] = number.into();
    json!({ "call": keys })
}

pub fn remove_call(number: usize) -> Value {
    json!({ "remove-call": { "call": number } })
}

/// What is expected of a call or a what-if.
#[derive(Default)]
pub struct Expect(Map<String, Value>);

/// Nothing is expected: what comes of it is looked at by the test, or does not matter.
pub fn anything() -> Expect {
    Expect::default()
}

pub fn allowed() -> Expect {
    anything().key("decision", "Allowed")
}

pub fn implicitly_denied() -> Expect {
    anything().key("decision", "ImplicitlyDenied")
}

pub fn explicitly_denied() -> Expect {
    anything().key("decision", "ExplicitlyDenied")
}

/// The error code of the answer, whatever was decided before.
pub fn error(code: &str) -> Expect {
    anything().error(code)
}

impl Expect {
    fn key(mut self, key: &str, value: &str) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    pub fn error(self, code: &str) -> Self {
        self.key("error", code)
    }

    /// The statement that decides, by its `Sid`.
    pub fn by_statement(self, sid: &str) -> Self {
        self.key("statement", sid)
    }

    /// The policy that decides.
    pub fn by_policy(self, name: &str) -> Self {
        self.key("policy", name)
    }

    /// The stage at which the play of a what-if fails.
    pub fn at(self, stage: &str) -> Self {
        self.key("failed-stage", stage)
    }

    fn table(self) -> Value {
        if self.0.is_empty() { json!({}) } else { json!({ "expect": self.0 }) }
    }
}

/// A policy, statement by statement. In a scenario it stands as the text of its document.
#[derive(Clone)]
pub struct Policy(Vec<Map<String, Value>>);

pub fn allow(action: impl Into<Value>, resource: impl Into<Value>) -> Policy {
    Policy(vec![Map::new()]).key("Effect", "Allow").key("Action", action).key("Resource", resource)
}

pub fn deny(action: impl Into<Value>, resource: impl Into<Value>) -> Policy {
    allow(action, resource).key("Effect", "Deny")
}

/// A trust policy that lets the principal assume the role.
pub fn trusts(principal: Value) -> Policy {
    Policy(vec![Map::new()]).key("Effect", "Allow").key("Action", "sts:AssumeRole").to(principal)
}

/// A user of the account, as principal.
pub fn user(name: &str) -> Value {
    aws(&format!("arn:aws:iam::{ACCOUNT}:user/{name}"))
}

/// An account or an ARN, as principal.
pub fn aws(principal: &str) -> Value {
    json!({ "AWS": principal })
}

pub fn service(name: &str) -> Value {
    json!({ "Service": name })
}

impl Policy {
    /// Sets an element of the last statement.
    fn key(mut self, key: &str, value: impl Into<Value>) -> Self {
        let statement = self.0.last_mut().expect("a policy begins with a statement");
        statement.insert(key.to_owned(), value.into());
        self
    }

    pub fn sid(self, sid: &str) -> Self {
        self.key("Sid", sid)
    }

    pub fn action(self, action: impl Into<Value>) -> Self {
        self.key("Action", action)
    }

    pub fn to(self, principal: impl Into<Value>) -> Self {
        self.key("Principal", principal)
    }

    /// The last statement counts only under these conditions: `{ OPERATOR: { KEY: VALUE } }`.
    pub fn when(self, conditions: Value) -> Self {
        self.key("Condition", conditions)
    }

    /// The statements of both.
    pub fn and(mut self, other: Policy) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&json!({ "Version": "2012-10-17", "Statement": self.0 }))
    }
}
