//! The `context` of a case, read straight into a [`Context`]: texts are borrowed from the line until they are kept.
//!
//! Numbers and booleans are taken as AWS takes them: by their text.

use super::{CaseError, invalid};
use crate::iam::context::Context;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use smol_str::{SmolStr, ToSmolStr};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// At most so many bytes in a value of the context.
const LONGEST_VALUE: usize = 64 << 10;

/// At most so many condition keys in a context; AWS has some 400, and tags have their own.
const MOST_KEYS: usize = 1_000;

/// Reads the object `json`; of a name that stands twice the last value counts.
pub(super) fn read(json: &str) -> Result<Context, CaseError> {
    let keys: Keys<'_> =
        serde_json::from_str(json).map_err(|error| invalid(format!("`context` is no object of keys: {error}")))?;
    let count = keys.too_many.len();
    if count > 0 {
        return Err(invalid(format!("`context` has {count} keys; at most {MOST_KEYS} are read")));
    }
    let mut context = Context::default();
    for (key, form) in keys.entries {
        match form {
            Form::Null => {}
            Form::List(values) => {
                let values = values.into_iter().map(|value| text(&key, value)).collect::<Result<Vec<SmolStr>, _>>()?;
                context.set_many(&key, values);
            }
            value => context.set(&key, text(&key, value)?),
        }
    }
    Ok(context)
}

fn text(key: &str, form: Form<'_>) -> Result<SmolStr, CaseError> {
    match form {
        Form::Text(text) if text.len() > LONGEST_VALUE => Err(invalid(format!(
            "the value of context key `{key}` has {} bytes; at most {LONGEST_VALUE} are read",
            text.len()
        ))),
        Form::Text(text) => Ok(text.into()),
        Form::Number(number) => Ok(number.to_smolstr()),
        Form::Boolean(flag) => Ok(flag.to_smolstr()),
        other => {
            let other = other.into_value();
            Err(invalid(format!("context key `{key}` is a string or a list of strings, not `{other}`")))
        }
    }
}

#[derive(Default)]
struct Keys<'a> {
    entries: Vec<(Cow<'a, str>, Form<'a>)>,
    /// With more names than are read: all of them, only to be counted.
    too_many: BTreeSet<Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    fn add(&mut self, name: Cow<'a, str>, form: Form<'a>) {
        if !self.too_many.is_empty() {
            self.too_many.insert(name);
        } else if let Some((_, known)) = self.entries.iter_mut().find(|(known, _)| *known == name) {
            *known = form;
        } else {
            self.entries.push((name, form));
            if self.entries.len() > MOST_KEYS {
                self.too_many = self.entries.drain(..).map(|(name, _)| name).collect();
            }
        }
    }
}

/// Borrows where it can; a bare `Cow` never does.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Keys<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfObject;
        impl<'de> Visitor<'de> for OfObject {
            type Value = Keys<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keys = Keys::default();
                while let Some((Name(name), form)) = map.next_entry()? {
                    keys.add(name, form);
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(OfObject)
    }
}

/// Any JSON value, its text borrowed.
enum Form<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Form<'a>>),
    /// An object: only to be shown in an error.
    Other(Value),
}

impl Form<'_> {
    fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(flag) => Value::Bool(flag),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::List(forms) => Value::Array(forms.into_iter().map(Self::into_value).collect()),
            Self::Other(value) => value,
        }
    }
}

impl<'de> Deserialize<'de> for Form<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfAny)
    }
}

struct OfAny;

impl<'de> Visitor<'de> for OfAny {
    type Value = Form<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Form<'de>, E> {
        Ok(Form::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Form<'de>, E> {
        Ok(Form::Boolean(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Form<'de>, E> {
        Ok(Form::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Form<'de>, E> {
        Ok(Form::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Form<'de>, E> {
        Ok(Number::from_f64(number).map_or(Form::Null, Form::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Form<'de>, E> {
        Ok(Form::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Form<'de>, E> {
        Ok(Form::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Form<'de>, A::Error> {
        let mut forms = Vec::new();
        while let Some(form) = list.next_element()? {
            forms.push(form);
        }
        Ok(Form::List(forms))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Form<'de>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Form::Other)
    }
}
