//! The JSON Schema for editors agrees with the loader: what the loader takes, the schema takes; what one refuses for a
//! missing or an unknown key, the other refuses too.

use rolecall::diagnostic::{Diagnostic, RenderStyle, Source, render_all};
use rolecall::lesson::{Lesson, check, embedded, load, schema};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

const EVERY_KEY: &str = include_str!("format/every-key.toml");

/// The part of JSON Schema that ours uses. What is wrong, each with its place; a keyword not known here is a failure.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(members) = schema.as_object() else {
        if schema != &Value::Bool(true) {
            found.push(format!("{at}: nothing may stand here"));
        }
        return;
    };
    for (keyword, wanted) in members {
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let name = wanted.as_str().and_then(|path| path.strip_prefix("#/$defs/")).expect("a local reference");
                faults(root, &root["$defs"][name], value, at, found);
                true
            }
            "type" => match wanted.as_str().expect("a type") {
                "string" => value.is_string(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("type {other}"),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().expect("a list").contains(value),
            // Two forms of pattern are used; both are checked by hand rather than by a crate for regular expressions.
            "pattern" => {
                let text = value.as_str().unwrap_or_default();
                match wanted.as_str().expect("a pattern") {
                    "^https://" => text.starts_with("https://"),
                    "^/.*/$|^/$" => text.starts_with('/') && text.ends_with('/'),
                    "^[a-z0-9-]{1,64}$" => {
                        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                        (1..=64).contains(&text.len()) && text.chars().all(fine)
                    }
                    other => panic!("pattern {other}"),
                }
            }
            "minimum" => value.as_i64() >= wanted.as_i64(),
            "maximum" => value.as_i64() <= wanted.as_i64(),
            "items" => {
                for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
                    faults(root, wanted, inner, &format!("{at}/{number}"), found);
                }
                true
            }
            "properties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = wanted.get(name) {
                        faults(root, schema, inner, &format!("{at}/{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    let described = schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
                    match wanted {
                        Value::Bool(false) if !described => found.push(format!("{at}: `{name}` is not described")),
                        Value::Object(_) if !described => {
                            faults(root, wanted, inner, &format!("{at}/{name}"), found);
                        }
                        _ => {}
                    }
                }
                true
            }
            "required" => {
                let names = wanted.as_array().expect("a list");
                names.iter().all(|name| value.get(name.as_str().expect("a name")).is_some())
            }
            "allOf" => {
                for one in wanted.as_array().expect("a list") {
                    faults(root, one, value, at, found);
                }
                true
            }
            "if" => {
                let mut inner = Vec::new();
                faults(root, wanted, value, at, &mut inner);
                if inner.is_empty() {
                    faults(root, &schema["then"], value, at, found);
                }
                true
            }
            "then" => schema.get("if").is_some(),
            "oneOf" | "anyOf" => {
                let fitting = wanted.as_array().expect("a list").iter().filter(|one| {
                    let mut inner = Vec::new();
                    faults(root, one, value, at, &mut inner);
                    inner.is_empty()
                });
                let count = fitting.count();
                if keyword == "oneOf" { count == 1 } else { count > 0 }
            }
            other => panic!("the keyword {other} is not known here"),
        };
        if !fits {
            found.push(format!("{at}: {keyword} {wanted}"));
        }
    }
}

fn judged(value: &Value) -> Vec<String> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(schema);
    let mut found = Vec::new();
    faults(&SCHEMA, &SCHEMA, value, "", &mut found);
    found
}

fn parsed(text: &str) -> Value {
    toml::from_str(text).expect("TOML")
}

fn loaded(value: &Value) -> Vec<Diagnostic> {
    load_text(toml::to_string(value).expect("it can be written as TOML"))
}

fn load_text(text: String) -> Vec<Diagnostic> {
    load_whole(text).1
}

fn load_whole(text: String) -> (Option<Lesson>, Vec<Diagnostic>) {
    let beside = |file: &str| match file {
        "identity.json" => {
            Ok(r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }"#
                .to_owned())
        }
        _ => Ok(r#"{ "Version": "2012-10-17", "Statement": [] }"#.to_owned()),
    };
    let (lesson, mut problems) = load(Arc::new(Source::new("changed.toml", text)), &beside);
    problems.retain(Diagnostic::is_error);
    (lesson, problems)
}

#[test]
fn it_is_a_schema_that_editors_can_read() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let definitions = schema["$defs"].as_object().expect("definitions");
    assert!(definitions.len() > 30);
    for (name, table) in definitions {
        assert!(table["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name} is not explained");
        for (key, form) in table["properties"].as_object().expect("properties") {
            assert!(form["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}/{key}");
        }
    }
}

#[test]
fn every_scenario_that_ships_and_every_example_fits() {
    let guide = include_str!("../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let others = [("the guide's example", example), ("every key", EVERY_KEY)];
    for (name, text) in embedded().iter().copied().chain(others) {
        let found = judged(&parsed(text));
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn the_file_with_every_key_is_a_lesson() {
    // As it stands, with dotted keys and tables in braces, and written anew with a header for each.
    for problems in [load_text(EVERY_KEY.to_owned()), loaded(&parsed(EVERY_KEY))] {
        assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
    }
    let problems = load_whole(EVERY_KEY.to_owned()).0.as_ref().map(check).expect("a lesson");
    assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
}

#[test]
fn bad_files_that_an_editor_can_tell_are_told() {
    for (name, text) in [
        ("unknown key", include_str!("bad/unknown-key.toml")),
        ("key of another kind", include_str!("bad/key-of-another-kind.toml")),
        ("unknown kind", include_str!("bad/unknown-kind.toml")),
        ("script edit", include_str!("bad/script-edit.toml")),
        ("unknown chart", include_str!("bad/unknown-chart.toml")),
        ("unknown lens", include_str!("bad/unknown-lens.toml")),
        ("unknown difficulty", include_str!("bad/unknown-difficulty.toml")),
        ("goal outcome", include_str!("bad/unknown-goal-outcome.toml")),
        ("missing key", include_str!("bad/missing-key.toml")),
        ("wrong type", include_str!("bad/wrong-type.toml")),
        ("several kinds", include_str!("bad/several-kinds.toml")),
        ("missing kind", include_str!("bad/missing-kind.toml")),
        ("unknown level", include_str!("bad/unknown-level.toml")),
        ("unknown fact", include_str!("bad/unknown-fact.toml")),
        ("id", include_str!("bad/bad-id.toml")),
        ("format", include_str!("bad/unknown-format.toml")),
        ("url", include_str!("bad/bad-url.toml")),
    ] {
        assert!(!judged(&parsed(text)).is_empty(), "{name}: the schema finds nothing");
    }
}

/// Every place of the file: the path to each table.
fn tables(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(at.to_owned());
            for (name, inner) in members {
                tables(inner, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(list) => {
            for (number, inner) in list.iter().enumerate() {
                tables(inner, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_key_that_is_missing_for_one_is_missing_for_the_other() {
    let whole = parsed(EVERY_KEY);
    let mut places = Vec::new();
    tables(&whole, "", &mut places);
    let (mut faults, mut tried, mut needed) = (Vec::new(), 0, 0);
    for place in places {
        let keys: Vec<String> =
            whole.pointer(&place).and_then(Value::as_object).expect("a table").keys().cloned().collect();
        for key in keys {
            let mut changed = whole.clone();
            changed.pointer_mut(&place).and_then(Value::as_object_mut).expect("a table").remove(&key);
            let schema_says = !judged(&changed).is_empty();
            let problems = loaded(&changed);
            let loader_says = problems.iter().any(|problem| matches!(problem.code, "missing-key" | "missing-kind"));
            // Which keys go together (`by` with every call but `wait`, `policy` with whose policy it is, `layer` with
            // the fact about layers, some change with the call that it is made to), what an instance may leave out, and what may be left out when there is one
            // account, the schema does not say.
            let beyond = matches!(
                key.as_str(),
                "account" | "organization" | "parent" | "by" | "call" | "policy" | "layer" | "session-name"
            ) || place.ends_with("/call");
            // An error of any kind will do where the schema asks for a key: five wrong hints are no missing key.
            let agree = if schema_says { !problems.is_empty() } else { !loader_says || beyond };
            if !agree {
                let said: Vec<&str> = problems.iter().map(|problem| problem.title.as_str()).collect();
                faults.push(format!("without {place}/{key}: the schema minds: {schema_says}, the loader: {said:?}"));
            }
            tried += 1;
            needed += usize::from(schema_says);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried > 200 && needed > 100, "{tried} keys, {needed} of them needed");
}

#[test]
fn a_key_that_is_unknown_to_one_is_unknown_to_the_other() {
    let whole = parsed(EVERY_KEY);
    let mut places = Vec::new();
    tables(&whole, "", &mut places);
    let mut faults = Vec::new();
    for place in places {
        let mut changed = whole.clone();
        let table = changed.pointer_mut(&place).and_then(Value::as_object_mut).expect("a table");
        table.insert("zzzzzzzz".to_owned(), json!(true));
        let schema_says = !judged(&changed).is_empty();
        let loader_says = !loaded(&changed).is_empty();
        if !(schema_says && loader_says) {
            faults.push(format!("in {place}: the schema minds: {schema_says}, the loader: {loader_says}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_parameter_that_the_schema_lets_a_what_if_leave_out_is_one_of_some_call() {
    let schema = schema();
    let form = &schema["$defs"]["changed-call"]["properties"]["without"]["items"]["enum"];
    let choices: Vec<&str> = form.as_array().expect("choices").iter().filter_map(Value::as_str).collect();
    for key in ["external-id", "session-name", "source-arn", "source-account", "transitive-tags"] {
        assert!(choices.contains(&key), "{key}");
    }
    let calls = parsed(EVERY_KEY)["calls"].as_array().expect("calls").len();
    for choice in choices {
        let fits = (1..=calls).any(|call| {
            let what_if = format!(
                "[[what-ifs]]\nid = \"left-out\"\ntitle = \"Left out\"\nlesson = \"Left out.\"\n\
                 [[what-ifs.changes]]\ncall = {{ call = {call}, without = [\"{choice}\"] }}\n"
            );
            load_text(format!("{EVERY_KEY}\n{what_if}")).is_empty()
        });
        assert!(fits, "no call takes `without = [\"{choice}\"]`");
    }
}
