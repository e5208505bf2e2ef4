//! The request context: condition keys and their values.

use super::glob::{Resolve, Variable};
use compact_str::CompactString;

/// The value of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// One value.
    One(String),
    /// A list of values, possibly empty.
    Many(Vec<String>),
}

impl ContextValue {
    /// The values, one or many.
    pub fn values(&self) -> &[String] {
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
    name: CompactString,
    value: ContextValue,
}

impl Context {
    /// An empty context with room for what an ordinary request carries.
    pub(crate) fn roomy() -> Self {
        Self { entries: Vec::with_capacity(32) }
    }

    /// Sets a key to one value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.insert(key, ContextValue::One(value.into()));
    }

    /// Sets a key to a list of values.
    pub fn set_many(&mut self, key: &str, values: Vec<String>) {
        self.insert(key, ContextValue::Many(values));
    }

    /// Sets a key that is not there yet.
    pub fn set_if_absent(&mut self, key: &str, value: impl Into<String>) {
        if self.get(key).is_none() {
            self.set(key, value);
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
        self.entries.push(Entry { hash, name: key.into(), value });
    }

    fn place(&self, hash: u32, key: &str) -> Option<usize> {
        // Names are nearly always spelled alike, and comparing bytes is quickest.
        let is_meant = |name: &str| name == key || name.eq_ignore_ascii_case(key);
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

/// FNV-1a over the lower-case name, so that equal names have equal hashes whatever their case.
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

    #[test]
    fn names_compare_without_case_and_later_values_replace() {
        let mut context = Context::default();
        context.set("aws:SourceIp", "203.0.113.7");
        context.set("AWS:sourceip", "203.0.113.8");
        assert_eq!(context.single("Aws:SOURCEIP"), Some("203.0.113.8"));
        assert_eq!(context.iter().count(), 1);
    }
}
