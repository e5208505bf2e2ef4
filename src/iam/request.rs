//! What is asked: who, what, on which resource, in which context.

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// Unsigned request.
    Anonymous,
    /// `lambda.amazonaws.com`.
    Service(String),
    /// User, assumed-role session, federated user or account root, by ARN.
    Arn(String),
}

/// A condition key's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// Single value.
    One(String),
    /// Multivalued key.
    Many(Vec<String>),
}

/// Condition keys and values; names compare case-insensitively, order of insertion is irrelevant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    entries: Vec<(String, ContextValue)>,
}

impl Context {
    /// Sets a single-valued key, replacing any former value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.entries.retain(|(name, _)| !name.eq_ignore_ascii_case(key));
        self.entries.push((key.to_owned(), ContextValue::One(value.into())));
    }
    /// Sets a multivalued key.
    pub fn set_many(&mut self, key: &str, values: Vec<String>) {
        self.entries.retain(|(name, _)| !name.eq_ignore_ascii_case(key));
        self.entries.push((key.to_owned(), ContextValue::Many(values)));
    }
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }
    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// One request to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who calls.
    pub principal: Principal,
    /// For a role session: the ARN of its role **with path** (session ARNs drop it), when known.
    pub principal_role: Option<String>,
    /// Account of the caller; `None` = taken from the ARN.
    pub principal_account: Option<String>,
    /// Calls from the organization's management account are exempt from SCPs.
    pub principal_is_management_account: bool,
    /// e.g. `s3:GetObject`.
    pub action: String,
    /// ARN, or `*`.
    pub resource: String,
    /// Account that owns the resource; `None` = taken from the ARN, else the caller's.
    pub resource_account: Option<String>,
    /// Condition keys, complete.
    pub context: Context,
}
