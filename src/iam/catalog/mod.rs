//! What AWS has: actions, resource types and condition keys, from the tables in `assets/service-data/`.
//!
//! The tables cover S3, STS and IAM. Of other services nothing is claimed: an action of theirs is neither known nor
//! unknown. Deciding needs none of this; it serves validation and explanation.

mod keys;
mod template;
mod unusual;

pub(crate) use keys::is_multivalued_hashed;
pub use keys::{ConditionKey, KeyType, Presence, condition_key, global_keys, is_multivalued};
pub(crate) use template::Template;
pub use unusual::UnusualKey;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// The tables, one after the other, as the build has packed them (`build.rs`).
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/service-data.deflate"));

// The tables are part of the program and a test reads each of them; one that could not be read would be left out.
static TABLES: LazyLock<String> = LazyLock::new(|| {
    let unpacked = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
    String::from_utf8(unpacked).unwrap_or_default()
});

static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| {
    let tables = serde_json::Deserializer::from_str(&TABLES).into_iter();
    Catalog { services: tables.map_while(Result::ok).collect() }
});

/// The services whose tables are shipped.
#[derive(Debug)]
pub struct Catalog {
    services: Vec<Service>,
}

/// One service.
#[derive(Debug, Deserialize)]
pub struct Service {
    /// Prefix of its actions: `s3`.
    #[serde(rename = "service")]
    pub prefix: &'static str,
    /// Its name: `Amazon S3`.
    pub name: &'static str,
    /// Whether RCPs apply to it.
    pub rcp_supported: bool,
    /// Its actions by name, without prefix.
    pub actions: BTreeMap<&'static str, Action>,
    /// Its resource types by name.
    pub resource_types: BTreeMap<&'static str, ResourceType>,
    /// Its condition keys with their type as AWS writes it: `String`, `ArrayOfString`, `Date` ...
    pub condition_keys: BTreeMap<&'static str, &'static str>,
}

/// One action.
#[derive(Debug, Deserialize)]
pub struct Action {
    /// `List`, `Read`, `Write`, `Tagging` or `Permissions management`.
    pub access_level: &'static str,
    /// What it can be restricted to; empty: only to `*`.
    pub resource_types: Vec<ActionResource>,
    /// Condition keys of the service, and tag keys, that it can carry.
    pub condition_keys: Vec<&'static str>,
}

/// A resource type that an action works on.
#[derive(Debug, Deserialize)]
pub struct ActionResource {
    /// Key of [`Service::resource_types`].
    pub name: &'static str,
    /// The action needs a resource of this type in every request.
    pub required: bool,
    /// Further condition keys when it is of this type.
    pub condition_keys: Vec<&'static str>,
}

/// One resource type.
#[derive(Debug, Deserialize)]
pub struct ResourceType {
    /// ARN with placeholders: `arn:${Partition}:s3:::${BucketName}`.
    pub arn: &'static str,
    #[serde(skip)]
    template: OnceLock<Template>,
    /// Condition keys that a resource of this type brings along.
    pub condition_keys: Vec<&'static str>,
}

/// Whether a request for an action can carry a condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// It can.
    Possible,
    /// It never does: a condition on it only ever sees a missing key.
    Never,
    /// The tables do not tell.
    Unknown,
}

impl Catalog {
    /// The tables that come with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The services in it.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter()
    }

    /// The service with this prefix, in any case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.prefix.eq_ignore_ascii_case(prefix))
    }

    /// The action `service:Name`, in any case, with the name as AWS writes it.
    pub fn action(&self, text: &str) -> Option<(&Service, &'static str, &Action)> {
        let (prefix, name) = text.split_once(':')?;
        let service = self.service(prefix)?;
        let found = match service.actions.get_key_value(name) {
            Some(found) => found,
            None => service.actions.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?,
        };
        Some((service, *found.0, found.1))
    }

    /// Whether a request for `action` (`service:Name`) can carry the condition key `key`.
    pub fn applicability(&self, key: &str, action: &str) -> Applicability {
        let Some((service, _, found)) = self.action(action) else { return Applicability::Unknown };
        self.applicability_to(key, service, found)
    }

    /// The same for an action that is known.
    pub(crate) fn applicability_to(&self, key: &str, service: &Service, found: &Action) -> Applicability {
        let Some((prefix, _)) = key.split_once(':') else { return Applicability::Unknown };
        let is_listed = found.lists(service, key);
        if prefix.eq_ignore_ascii_case("aws") {
            // Most global keys come with any request; tags only where the action takes or has them.
            let by_action = ["aws:RequestTag/", "aws:ResourceTag/"].iter().any(|start| starts_with(key, start))
                || key.eq_ignore_ascii_case("aws:TagKeys");
            return if is_listed || !by_action { Applicability::Possible } else { Applicability::Never };
        }
        match self.service(prefix) {
            // Keys of identity providers and other services may live on in a session.
            None => Applicability::Unknown,
            Some(_) if is_listed => Applicability::Possible,
            Some(_) => Applicability::Never,
        }
    }
}

impl ResourceType {
    /// The ARN, ready to be held against patterns.
    pub(crate) fn template(&self) -> &Template {
        self.template.get_or_init(|| Template::of_arn(self.arn))
    }
}

impl Action {
    /// Whether the tables list the condition key for this action or for a resource type it works on.
    pub fn lists(&self, service: &Service, key: &str) -> bool {
        let types = self.resource_types.iter();
        let of_types = types.flat_map(|of| {
            let listed = service.resource_types.get(of.name).map(|found| found.condition_keys.as_slice());
            of.condition_keys.iter().chain(listed.unwrap_or_default())
        });
        self.condition_keys.iter().chain(of_types).any(|listed| is_same_key(listed, key))
    }
}

/// Whether `key` is the key that a table lists, with a tag's name in the place of its placeholder.
fn is_same_key(listed: &str, key: &str) -> bool {
    match stem(listed) {
        Some(stem) => starts_with(key, stem) && key.len() > stem.len(),
        None => listed.eq_ignore_ascii_case(key),
    }
}

/// What stands before the placeholder of a listed key; `None` when it has none.
fn stem(listed: &str) -> Option<&str> {
    let at = listed.bytes().position(|byte| matches!(byte, b'$' | b'<'))?;
    listed.get(..at)
}

fn starts_with(text: &str, stem: &str) -> bool {
    text.get(..stem.len()).is_some_and(|head| head.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_and_every_name_in_it_resolves() {
        let sizes: Vec<_> = Catalog::shipped().services().map(|s| (s.prefix, s.actions.len())).collect();
        assert_eq!(sizes, [("s3", 180), ("sts", 16), ("iam", 190)]);
        for service in Catalog::shipped().services() {
            for (name, action) in &service.actions {
                for of in &action.resource_types {
                    assert!(service.resource_types.contains_key(of.name), "{name}: {}", of.name);
                }
                for key in &action.condition_keys {
                    assert!(service.condition_keys.contains_key(key), "{name}: {key}");
                }
            }
        }
    }

    #[test]
    fn rcps_apply_to_what_the_engine_takes_them_to_apply_to() {
        for service in Catalog::shipped().services() {
            assert_eq!(service.rcp_supported, service.prefix != crate::iam::evaluate::RCP_UNSUPPORTED);
        }
    }

    #[test]
    fn keys_are_possible_never_or_unknown() {
        let catalog = Catalog::shipped();
        let is = |key, action| catalog.applicability(key, action);
        assert_eq!(is("s3:prefix", "s3:ListBucket"), Applicability::Possible);
        assert_eq!(is("s3:prefix", "s3:GetObject"), Applicability::Never);
        assert_eq!(is("S3:EXISTINGOBJECTTAG/team", "s3:getobject"), Applicability::Possible);
        assert_eq!(is("s3:ExistingObjectTag/team", "s3:PutObject"), Applicability::Never);
        assert_eq!(is("sts:ExternalId", "sts:AssumeRole"), Applicability::Possible);
        assert_eq!(is("sts:ExternalId", "s3:GetObject"), Applicability::Never);
        assert_eq!(is("aws:SourceIp", "s3:GetObject"), Applicability::Possible);
        assert_eq!(is("aws:TagKeys", "s3:GetObject"), Applicability::Never);
        assert_eq!(is("aws:RequestTag/team", "sts:AssumeRole"), Applicability::Possible);
        assert_eq!(is("s3:prefix", "ec2:RunInstances"), Applicability::Unknown);
        assert_eq!(is("accounts.google.com:aud", "s3:GetObject"), Applicability::Unknown);
    }
}
