//! The request context: condition keys and their values.

use super::glob::{Resolve, Variable};
use smol_str::SmolStr;

/// The value of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// One value.
    One(SmolStr),
    /// A list of values, possibly empty.
    Many(Vec<SmolStr>),
}

impl ContextValue {
    /// The values, one or many.
    pub fn values(&self) -> &[SmolStr] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// The value, when there is just one.
    pub fn single(&self) -> Option<&str> {
        match self.values() {
            [value] => Some(value),
            _ => None,
        }
    }
}

/// Condition keys and their values. Names compare without regard to case, and a later value replaces a former one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// [`hash`] of the name: most look-ups end at comparing it.
    hash: u32,
    name: SmolStr,
    value: ContextValue,
}

/// A key that the program itself names, with the [`hash`] of its name. Made as a constant it costs nothing to set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    hash: u32,
    name: &'static str,
}

impl Key {
    pub const fn new(name: &'static str) -> Self {
        Self { hash: hash(name), name }
    }
}

impl Context {
    /// An empty context with room for what an ordinary request carries.
    pub(crate) fn roomy() -> Self {
        Self { entries: Vec::with_capacity(32) }
    }

    /// Becomes the same as `other`, in the memory it has.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.entries.clone_from(&other.entries);
    }

    /// Sets a key to one value.
    pub fn set(&mut self, key: &str, value: impl Into<SmolStr>) {
        self.insert(key, ContextValue::One(value.into()));
    }

    /// Sets a key to a list of values.
    pub fn set_many<T: Into<SmolStr>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        self.insert(key, ContextValue::Many(values.into_iter().map(Into::into).collect()));
    }

    /// Sets a key that is not there yet.
    pub fn set_if_absent(&mut self, key: &str, value: impl Into<SmolStr>) {
        let hash = hash(key);
        if self.place(hash, key).is_none() {
            self.entries.push(Entry { hash, name: SmolStr::new(key), value: ContextValue::One(value.into()) });
        }
    }

    /// Sets one of the program's own keys, which is not there yet.
    pub(crate) fn add(&mut self, key: Key, value: impl Into<SmolStr>) {
        if self.place(key.hash, key.name).is_none() {
            let name = SmolStr::new_static(key.name);
            self.entries.push(Entry { hash: key.hash, name, value: ContextValue::One(value.into()) });
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) {
        self.entries.retain(|entry| !entry.name.eq_ignore_ascii_case(key));
    }

    fn insert(&mut self, key: &str, value: ContextValue) {
        let hash = hash(key);
        if let Some(at) = self.place(hash, key) {
            self.entries.remove(at);
        }
        self.entries.push(Entry { hash, name: SmolStr::new(key), value });
    }

    fn place(&self, hash: u32, key: &str) -> Option<usize> {
        // Names are nearly always spelled alike, and comparing bytes is quickest.
        let is_meant = |name: &str| {
            #[cfg(test)]
            tests::COMPARED.set(tests::COMPARED.get() + 1);
            name == key || name.eq_ignore_ascii_case(key)
        };
        self.entries.iter().position(|entry| entry.hash == hash && is_meant(&entry.name))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.get_hashed(hash(key), key)
    }

    /// The same for a key whose [`hash`] is known.
    pub(crate) fn get_hashed(&self, hash: u32, key: &str) -> Option<&ContextValue> {
        self.place(hash, key).and_then(|at| self.entries.get(at)).map(|entry| &entry.value)
    }

    /// The only value of a single-valued key.
    pub fn single(&self, key: &str) -> Option<&str> {
        self.get(key)?.single()
    }

    /// All keys and values, in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.entries.iter().map(|entry| (entry.name.as_str(), &entry.value))
    }
}

impl Resolve for Context {
    fn resolve<'a>(&'a self, variable: &'a Variable) -> Option<&'a str> {
        // Multivalued keys cannot be variables (IAM User Guide, reference_policies_variables.html).
        let value = match self.get_hashed(variable.key_hash, &variable.key) {
            Some(value) if !variable.multivalued => value.single(),
            _ => None,
        };
        value.filter(|value| !value.is_empty()).or(variable.default.as_deref())
    }
}

/// FNV-1a over the lower-case name, so that equal names have equal hashes whatever their case. It reads every letter: who
/// sends a thousand long names that differ in one letter shall not have them compared letter by letter.
pub(crate) const fn hash(name: &str) -> u32 {
    let mut rest = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    while let [byte, tail @ ..] = rest {
        hash = (hash ^ byte.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        rest = tail;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::fmt::Write;

    thread_local! {
        /// Names that were compared letter by letter.
        pub(super) static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn names_compare_without_case_and_later_values_replace() {
        let mut context = Context::default();
        context.set("aws:SourceIp", "203.0.113.7");
        context.set("AWS:sourceip", "203.0.113.8");
        assert_eq!(context.single("Aws:SOURCEIP"), Some("203.0.113.8"));
        assert_eq!(context.iter().count(), 1);
    }

    /// The work is counted, because time tells little on a busy machine: reading the line and deciding it looks each key up
    /// a few times, and hardly ever compares it with another.
    #[test]
    fn a_thousand_long_keys_alike_but_in_one_place_are_not_compared_with_each_other() {
        const KEYS: usize = 1_000;
        let (ahead, behind) = ("a".repeat(120), "z".repeat(120));
        let (mut context, mut tests) = (String::new(), String::new());
        for number in 0..KEYS {
            let comma = if number == 0 { "" } else { "," };
            let _ = write!(context, r#"{comma}"x:{ahead}{number:04}{behind}":"v""#);
            let _ = write!(tests, r#"{comma}"X:{ahead}{number:04}{behind}":"v""#);
        }
        let line = format!(
            r#"{{"request":{{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject","resource":"arn:aws:s3:::b/k",
            "context":{{{context}}}}},"identity_policies":[{{"name":"p","document":{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{tests}}}}}}}]}}}}]}}"#
        );
        COMPARED.set(0);
        let answer = serde_json::to_string(&crate::iam::case::answer_line(&line, false)).expect("an answer is JSON");
        assert!(answer.contains(r#""decision":"Allowed""#), "{answer}");
        let compared = COMPARED.get();
        assert!((KEYS..8 * KEYS).contains(&compared), "{compared}");
    }

    #[test]
    fn names_that_differ_in_one_place_only_have_hashes_of_their_own() {
        for name in [|number: u32| format!("{number:04}/zzzz"), |number: u32| format!("aaaa/{number:04}")] {
            let hashes: std::collections::BTreeSet<u32> = (0..1_000).map(|number| hash(&name(number))).collect();
            assert!(hashes.len() > 990, "{}", hashes.len());
        }
        assert_eq!(hash("AWS:SourceIp"), hash("aws:sourceip"));
    }
}
