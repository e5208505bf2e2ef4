//! The request context: condition keys, their values, and those that follow from who calls.

use super::arn::Arn;
use super::glob::{Resolve, Variable};
use super::request::Principal;

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
    name: String,
    value: ContextValue,
}

impl Context {
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
        self.remove(key);
        self.entries.push(Entry { hash: hash(key), name: key.to_owned(), value });
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.get_hashed(hash(key), key)
    }

    /// The same for a key whose [`hash`] is known.
    pub(crate) fn get_hashed(&self, hash: u32, key: &str) -> Option<&ContextValue> {
        self.entries
            .iter()
            .find(|entry| entry.hash == hash && entry.name.eq_ignore_ascii_case(key))
            .map(|entry| &entry.value)
    }

    /// The only value of a single-valued key.
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            ContextValue::One(value) => Some(value),
            ContextValue::Many(values) => match values.as_slice() {
                [value] => Some(value),
                _ => None,
            },
        }
    }

    /// All keys and values, in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.entries.iter().map(|entry| (entry.name.as_str(), &entry.value))
    }
}

impl Resolve for Context {
    fn resolve<'a>(&'a self, variable: &'a Variable) -> Option<&'a str> {
        // Multivalued keys cannot be variables (IAM User Guide, reference_policies_variables.html).
        let value = if is_multivalued(&variable.key) { None } else { self.single(&variable.key) };
        value.filter(|value| !value.is_empty()).or(variable.default.as_deref())
    }
}

/// FNV-1a over the lower-case name, so that equal names have equal hashes whatever their case.
pub(crate) fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
}

/// Keys whose type in the Service Authorization Reference is `ArrayOf…`, beside the `saml:` lists.
const MULTIVALUED: [&str; 20] = [
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:TagKeys",
    "aws:VpceOrgPaths",
    "s3:RequestObjectTagKeys",
    "sts:IdentityTokenAudience",
    "sts:RequestContextProviders",
    "sts:TransitiveTagKeys",
    "dynamodb:Attributes",
    "dynamodb:LeadingKeys",
    "kms:EncryptionContextKeys",
    "kms:GrantOperations",
    "ec2:Attribute",
    "lambda:Layer",
    "route53:ChangeResourceRecordSetsActions",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    "route53:ChangeResourceRecordSetsRecordTypes",
];

/// The `saml:` keys that are single-valued; every other one holds a list.
const SAML_SINGLE: [&str; 8] = [
    "saml:aud",
    "saml:cn",
    "saml:doc",
    "saml:iss",
    "saml:namequalifier",
    "saml:sub",
    "saml:sub_type",
    "saml:commonName",
];

/// Whether a condition key holds a list. The key decides, never the form of the value in a request (ruling 12).
pub fn is_multivalued(key: &str) -> bool {
    let named = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(key));
    let is_saml = key.get(..5).is_some_and(|prefix| prefix.eq_ignore_ascii_case("saml:"));
    named(&MULTIVALUED) || (is_saml && !named(&SAML_SINGLE))
}

/// What is known of a caller; [`PrincipalFacts::derive`] makes the global condition keys of it.
///
/// Source: IAM User Guide, the principal table of `reference_policies_variables.html` and
/// `reference_policies_condition-keys.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrincipalFacts<'a> {
    /// ARN of the role with its path, for role sessions.
    pub role_arn: Option<&'a str>,
    /// `AIDA…` for users, `AROA…:session` for role sessions.
    pub user_id: Option<&'a str>,
    /// Tags of the principal: a user's own, or a session's with its role's.
    pub tags: Vec<(&'a str, &'a str)>,
    /// Id of the organization the account belongs to.
    pub organization: Option<&'a str>,
    /// Source identity of the session.
    pub source_identity: Option<&'a str>,
    /// When the temporary credentials were issued, RFC 3339.
    pub token_issued: Option<&'a str>,
    /// Whether MFA was used; `None` for long-term keys, which carry no such key.
    pub mfa: Option<bool>,
}

impl PrincipalFacts<'_> {
    /// Adds the keys that follow from `principal` and these facts, where they are absent.
    pub fn derive(&self, principal: &Principal, context: &mut Context) {
        match principal {
            Principal::Anonymous => {
                context.set_if_absent("aws:PrincipalType", "Anonymous");
                context.set_if_absent("aws:PrincipalAccount", "anonymous");
                context.set_if_absent("aws:userid", "anonymous");
            }
            Principal::Service(name) => {
                context.set_if_absent("aws:PrincipalIsAWSService", "true");
                context.set_if_absent("aws:PrincipalServiceName", name.as_str());
                if context.get("aws:PrincipalServiceNamesList").is_none() {
                    context.set_many("aws:PrincipalServiceNamesList", vec![name.clone()]);
                }
            }
            Principal::Arn(text) => self.derive_from_arn(text, context),
        }
    }

    fn derive_from_arn(&self, text: &str, context: &mut Context) {
        let Some(arn) = Arn::parse(text) else { return };
        context.set_if_absent("aws:PrincipalIsAWSService", "false");
        context.set_if_absent("aws:PrincipalAccount", arn.account());
        let (kind, rest) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        match kind {
            "user" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "User");
                context.set_if_absent("aws:username", rest.rsplit('/').next().unwrap_or(rest));
            }
            "assumed-role" => {
                // The key holds the role, never the session (ruling 39).
                let role = rest.split('/').next().unwrap_or(rest);
                let role = format!("arn:{}:iam::{}:role/{role}", arn.partition(), arn.account());
                context.set_if_absent("aws:PrincipalArn", self.role_arn.map_or(role, ToOwned::to_owned));
                context.set_if_absent("aws:PrincipalType", "AssumedRole");
            }
            "federated-user" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "FederatedUser");
                context.set_if_absent("aws:userid", format!("{}:{rest}", arn.account()));
            }
            "root" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "Account");
                context.set_if_absent("aws:userid", arn.account());
            }
            _ => context.set_if_absent("aws:PrincipalArn", text),
        }
        if let Some(id) = self.user_id {
            context.set_if_absent("aws:userid", id);
        }
        if let Some(id) = self.organization {
            context.set_if_absent("aws:PrincipalOrgID", id);
        }
        if let Some(identity) = self.source_identity {
            context.set_if_absent("aws:SourceIdentity", identity);
        }
        if let Some(issued) = self.token_issued {
            context.set_if_absent("aws:TokenIssueTime", issued);
        }
        if let Some(mfa) = self.mfa {
            context.set_if_absent("aws:MultiFactorAuthPresent", if mfa { "true" } else { "false" });
        }
        for (key, value) in &self.tags {
            context.set_if_absent(&format!("aws:PrincipalTag/{key}"), *value);
        }
    }
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

    #[test]
    fn a_role_session_is_its_role_in_principal_arn() {
        let mut context = Context::default();
        let caller = Principal::Arn("arn:aws:sts::111122223333:assumed-role/app/s1".into());
        let facts = PrincipalFacts { role_arn: Some("arn:aws:iam::111122223333:role/team/app"), ..Default::default() };
        facts.derive(&caller, &mut context);
        assert_eq!(context.single("aws:PrincipalArn"), Some("arn:aws:iam::111122223333:role/team/app"));
        assert_eq!(context.single("aws:PrincipalType"), Some("AssumedRole"));
        assert_eq!(context.get("aws:username"), None);
    }

    #[test]
    fn a_user_has_a_name_and_a_given_key_is_kept() {
        let mut context = Context::default();
        context.set("aws:PrincipalAccount", "999999999999");
        PrincipalFacts::default()
            .derive(&Principal::Arn("arn:aws:iam::111122223333:user/dev/alice".into()), &mut context);
        assert_eq!(context.single("aws:username"), Some("alice"));
        assert_eq!(context.single("aws:PrincipalAccount"), Some("999999999999"));
    }

    #[test]
    fn lists_are_known_by_key() {
        assert!(is_multivalued("aws:tagkeys") && is_multivalued("saml:eduPersonAffiliation"));
        assert!(!is_multivalued("aws:PrincipalTag/team") && !is_multivalued("saml:aud"));
    }
}
