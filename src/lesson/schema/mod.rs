//! The scenario format, described as data, and the JSON Schema that editors read, made from it.
//!
//! The loader is written by hand and stays the judge: it knows places, references and what can be computed. This
//! description says of every table which keys it may have and of what type, so that an editor can complete and
//! underline while one types. It must never promise more or less than the loader reads: a test records every key that
//! the loader asks for (`reader::asked`) and holds this against it.

mod tables;

use serde_json::{Map, Value, json};

/// A table of the format, under the name by which the loader's messages call it.
pub(super) struct TableForm {
    /// As in messages: `a role`.
    what: &'static str,
    /// What it is for.
    says: &'static str,
    keys: &'static [Key],
    /// Exactly one of these keys has to be there: it says of which kind the table is. Empty when there are no kinds.
    kinds: &'static [&'static str],
}

/// A key of a table.
pub(super) struct Key {
    name: &'static str,
    form: Form,
    required: bool,
    says: &'static str,
}

/// What stands under a key.
pub(super) enum Form {
    /// A string.
    Text,
    /// One of these strings; they come from where the loader has them.
    Choice(fn() -> Vec<&'static str>),
    /// A string of this form, a regular expression.
    Pattern(&'static str),
    /// A whole number within a range.
    Integer(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    Texts,
    /// A table: its name.
    Table(&'static str),
    /// A list of tables: their name.
    Tables(&'static str),
    /// A table whose keys are names that the author chooses, and what stands under each.
    Named(&'static Form),
    /// One of two.
    Either(&'static Form, &'static Form),
}

/// A policy: JSON in a string, or a file beside the scenario.
pub(super) const POLICY: Form = Form::Either(&Form::Text, &Form::Table("a policy"));

impl Key {
    const fn new(name: &'static str, form: Form, says: &'static str) -> Self {
        Self { name, form, required: false, says }
    }

    const fn needed(name: &'static str, form: Form, says: &'static str) -> Self {
        Self { name, form, required: true, says }
    }
}

/// The JSON Schema (draft 2020-12) of a scenario file, for editors. `rolecall schema` prints it.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for table in tables::ALL {
        definitions.insert(slug(table.what), of_table(table));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "RoleCall scenario, format 1",
        "$ref": reference(tables::TOP),
        "$defs": definitions,
    })
}

fn of_table(table: &TableForm) -> Value {
    let mut properties = Map::new();
    for key in table.keys {
        let mut form = of_form(&key.form);
        if let Some(members) = form.as_object_mut() {
            members.insert("description".to_owned(), key.says.into());
        }
        properties.insert(key.name.to_owned(), form);
    }
    let required: Vec<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": table.says,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let (false, Some(members)) = (table.kinds.is_empty(), schema.as_object_mut()) {
        let kinds: Vec<Value> = table.kinds.iter().map(|kind| json!({ "required": [kind] })).collect();
        members.insert("oneOf".to_owned(), kinds.into());
    }
    schema
}

fn of_form(form: &Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::Choice(names) => json!({ "type": "string", "enum": names() }),
        Form::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Form::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Form::Table(what) => json!({ "$ref": reference(what) }),
        Form::Tables(what) => json!({ "type": "array", "items": { "$ref": reference(what) } }),
        Form::Named(inner) => json!({ "type": "object", "additionalProperties": of_form(inner) }),
        Form::Either(one, other) => json!({ "anyOf": [of_form(one), of_form(other)] }),
    }
}

fn reference(what: &str) -> String {
    format!("#/$defs/{}", slug(what))
}

/// `a key moment` is `key-moment` among the definitions.
fn slug(what: &str) -> String {
    let bare = ["a ", "an ", "the "].iter().find_map(|article| what.strip_prefix(article)).unwrap_or(what);
    bare.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::super::reader::asked::{self, As};
    use super::*;
    use crate::diagnostic::Source;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;
    use std::sync::Arc;

    fn texts() -> Vec<String> {
        let mut texts = Vec::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["scenarios", "tests/bad", "tests/format", "fuzz/seeds/scenario"] {
            for entry in std::fs::read_dir(root.join(folder)).expect("a folder of scenarios") {
                let path = entry.expect("an entry").path();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    texts.push(std::fs::read_to_string(path).expect("a text"));
                }
            }
        }
        assert!(texts.len() > 45, "only {} scenarios", texts.len());
        texts
    }

    /// As what the loader may ask for a key of this form.
    fn asks(form: &Form) -> BTreeSet<As> {
        match form {
            Form::Text | Form::Choice(_) | Form::Pattern(_) => BTreeSet::from([As::Text]),
            Form::Integer(..) => BTreeSet::from([As::Integer]),
            Form::Flag => BTreeSet::from([As::Flag]),
            Form::Texts => BTreeSet::from([As::Texts]),
            Form::Table(what) => BTreeSet::from([As::Table(what)]),
            Form::Tables(what) => BTreeSet::from([As::Tables(what)]),
            Form::Named(inner) => asks(inner)
                .into_iter()
                .map(|inner| match inner {
                    As::Table(what) => As::NamedTable(what),
                    _ => As::NamedText,
                })
                .chain([As::Names])
                .collect(),
            Form::Either(one, other) => asks(one).into_iter().chain(asks(other)).collect(),
        }
    }

    /// Every key that the loader asks for is described with its type, and nothing else is.
    #[test]
    fn the_description_is_what_the_loader_reads() {
        let seen = asked::while_running(|| {
            for text in texts() {
                let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
                let _ = load(Arc::new(Source::new("x.toml", text)), &|_| Ok(policy.to_owned()));
            }
        });
        let mut read: BTreeMap<&str, BTreeMap<&str, BTreeSet<As>>> = BTreeMap::new();
        for (what, key, how) in seen {
            let hows = read.entry(what).or_default().entry(key).or_default();
            if how != As::There {
                hows.insert(how);
            }
        }
        let mut faults = Vec::new();
        for (what, keys) in &read {
            let Some(table) = tables::ALL.iter().find(|table| table.what == *what) else {
                faults.push(format!("the loader reads a table called `{what}` with {:?}", keys.keys()));
                continue;
            };
            for (name, hows) in keys {
                match table.keys.iter().find(|key| key.name == *name) {
                    None => faults.push(format!("`{what}` is asked for `{name}`: {hows:?}")),
                    Some(key) if !hows.is_subset(&asks(&key.form)) => {
                        faults.push(format!(
                            "`{name}` of `{what}` is read as {hows:?}, described as {:?}",
                            asks(&key.form)
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        for table in tables::ALL {
            for key in table.keys {
                if !read.get(table.what).is_some_and(|keys| keys.contains_key(key.name)) {
                    faults.push(format!("nobody asks `{}` for `{}`", table.what, key.name));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn tables_are_described_once_and_every_reference_is_there() {
        let names: BTreeSet<String> = tables::ALL.iter().map(|table| slug(table.what)).collect();
        assert_eq!(names.len(), tables::ALL.len(), "two tables share a name");
        let text = schema().to_string();
        let references = text.split("#/$defs/").skip(1).filter_map(|rest| rest.split('"').next());
        for name in references {
            assert!(names.contains(name), "there is no definition `{name}`");
        }
        for table in tables::ALL {
            for kind in table.kinds {
                assert!(table.keys.iter().any(|key| key.name == *kind), "`{kind}` of `{}`", table.what);
            }
        }
    }
}
