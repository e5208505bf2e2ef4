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
    /// Its keys, in groups: tables that share keys share a group.
    keys: &'static [&'static [Key]],
    /// Exactly one of these keys has to be there: it says of which kind the table is. Empty when there are no kinds.
    kinds: &'static [&'static str],
    /// More keys, which depend on the text of the key `kind`, in groups. Empty when there are none.
    cases: &'static [&'static [Case]],
}

/// More keys for one text of the key `kind`.
pub(super) struct Case {
    /// The text of `kind`.
    kind: &'static str,
    /// What a table is when it has no `kind`.
    is_default: bool,
    /// Those that only a table of this kind has, in groups.
    keys: &'static [&'static [Key]],
    /// Exactly one of these keys has to be there.
    one_of: &'static [&'static str],
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
    /// A list of some of these strings.
    Choices(fn() -> Vec<&'static str>),
    /// A list of whole numbers from 1.
    Counts,
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
/// A policy of a user or role, which may also be a managed one.
pub(super) const ATTACHED: Form = Form::Either(&Form::Text, &Form::Table("an attached policy"));

impl Key {
    const fn new(name: &'static str, form: Form, says: &'static str) -> Self {
        Self { name, form, required: false, says }
    }

    const fn needed(name: &'static str, form: Form, says: &'static str) -> Self {
        Self { name, form, required: true, says }
    }
}

impl TableForm {
    const fn new(what: &'static str, says: &'static str, keys: &'static [&'static [Key]]) -> Self {
        Self { what, says, keys, kinds: &[], cases: &[] }
    }

    /// With keys of which exactly one has to be there.
    const fn of_kinds(self, kinds: &'static [&'static str]) -> Self {
        Self { kinds, ..self }
    }

    /// The keys that every table of the form may have.
    fn common(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().copied().flatten()
    }

    fn cases(&self) -> impl Iterator<Item = &'static Case> + use<> {
        self.cases.iter().copied().flatten()
    }

    /// Those of all cases; a name may come more than once.
    fn of_cases(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.cases().flat_map(Case::keys)
    }
}

impl Case {
    fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().copied().flatten()
    }
}

/// The JSON Schema (draft 2020-12) of a scenario file, for editors. `rolecall schema` prints it.
pub fn schema() -> Value {
    let definitions: Map<String, Value> = tables::all().map(|table| (slug(table.what), of_table(table))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "RoleCall scenario, format 1",
        "$ref": reference(tables::TOP),
        "$defs": definitions,
    })
}

fn of_table(table: &TableForm) -> Value {
    // Keys of cases are named here for completion; which of them fit, and their types, each case says.
    let known = table.of_cases().map(|key| (key.name.to_owned(), json!({ "description": key.says })));
    let properties: Map<String, Value> = known.chain(table.common().map(of_key)).collect();
    let mut schema = json!({
        "type": "object",
        "description": table.says,
        "properties": properties,
        "required": required(table.common()),
        "additionalProperties": false,
    });
    let Some(members) = schema.as_object_mut() else { return schema };
    if !table.kinds.is_empty() {
        members.insert("oneOf".to_owned(), one_of(table.kinds));
    }
    if !table.cases.is_empty() {
        let cases: Vec<Value> = table.cases().map(|case| of_case(table, case)).collect();
        members.insert("allOf".to_owned(), cases.into());
    }
    schema
}

/// `if` it is this case, `then` it has the keys of this case and none of the others'.
fn of_case(table: &TableForm, case: &Case) -> Value {
    let others = table.of_cases().map(|key| (key.name.to_owned(), Value::Bool(false)));
    let properties: Map<String, Value> = others.chain(case.keys().map(of_key)).collect();
    let mut holds = json!({ "properties": properties, "required": required(case.keys()) });
    if let (false, Some(members)) = (case.one_of.is_empty(), holds.as_object_mut()) {
        members.insert("oneOf".to_owned(), one_of(case.one_of));
    }
    let asked: &[&str] = if case.is_default { &[] } else { &["kind"] };
    json!({ "if": { "properties": { "kind": { "const": case.kind } }, "required": asked }, "then": holds })
}

fn of_key(key: &Key) -> (String, Value) {
    let mut form = of_form(&key.form);
    if let Some(members) = form.as_object_mut() {
        members.insert("description".to_owned(), key.says.into());
    }
    (key.name.to_owned(), form)
}

fn required(keys: impl Iterator<Item = &'static Key>) -> Vec<&'static str> {
    keys.filter(|key| key.required).map(|key| key.name).collect()
}

fn one_of(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "required": [name] })).collect()
}

fn of_form(form: &Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::Choice(names) => json!({ "type": "string", "enum": names() }),
        Form::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Form::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Form::Choices(names) => json!({ "type": "array", "items": { "type": "string", "enum": names() } }),
        Form::Counts => json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } }),
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
            Form::Texts | Form::Choices(_) => BTreeSet::from([As::Texts]),
            Form::Counts => BTreeSet::from([As::Integers]),
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

    /// Every key of a table, common or of a case, with all that the loader may ask for it.
    fn described(table: &TableForm) -> BTreeMap<&'static str, BTreeSet<As>> {
        let mut all: BTreeMap<&str, BTreeSet<As>> = BTreeMap::new();
        for key in table.common().chain(table.of_cases()) {
            all.entry(key.name).or_default().extend(asks(&key.form));
        }
        all
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
            let Some(table) = tables::all().find(|table| table.what == *what) else {
                faults.push(format!("the loader reads a table called `{what}` with {:?}", keys.keys()));
                continue;
            };
            let described = described(table);
            for (name, hows) in keys {
                match described.get(name) {
                    None => faults.push(format!("`{what}` is asked for `{name}`: {hows:?}")),
                    Some(known) if !hows.is_subset(known) => {
                        faults.push(format!("`{name}` of `{what}` is read as {hows:?}, described as {known:?}"));
                    }
                    Some(_) => {}
                }
            }
        }
        for table in tables::all() {
            for name in described(table).into_keys() {
                if !read.get(table.what).is_some_and(|keys| keys.contains_key(name)) {
                    faults.push(format!("nobody asks `{}` for `{name}`", table.what));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn tables_are_described_once_and_every_reference_is_there() {
        let names: BTreeSet<String> = tables::all().map(|table| slug(table.what)).collect();
        assert_eq!(names.len(), tables::all().count(), "two tables share a name");
        let text = schema().to_string();
        let references = text.split("#/$defs/").skip(1).filter_map(|rest| rest.split('"').next());
        for name in references {
            assert!(names.contains(name), "there is no definition `{name}`");
        }
    }

    #[test]
    fn kinds_and_cases_name_keys_that_are_there() {
        for table in tables::all() {
            for kind in table.kinds {
                assert!(table.common().any(|key| key.name == *kind), "`{kind}` of `{}`", table.what);
            }
            for case in table.cases() {
                let Some(Key { form: Form::Choice(kinds), .. }) = table.common().find(|key| key.name == "kind") else {
                    panic!("`{}` has cases and no `kind`", table.what);
                };
                assert!(kinds().contains(&case.kind), "`{}` of `{}`", case.kind, table.what);
                for key in case.keys() {
                    assert!(!table.common().any(|other| other.name == key.name), "`{}` is common", key.name);
                }
                for name in case.one_of {
                    assert!(case.keys().any(|key| key.name == *name), "`{name}` of `{}`", case.kind);
                }
            }
            let kinds = table.common().filter(|key| key.name == "kind").map(|key| match key.form {
                Form::Choice(kinds) => kinds().len(),
                _ => 0,
            });
            assert_eq!(kinds.sum::<usize>(), table.cases().count(), "a kind of `{}` is not described", table.what);
        }
    }
}
