//! The registry of condition keys: type, one value or a list, and when a request carries the key.
//!
//! Source of the global keys: IAM User Guide, `reference_policies_condition-keys.html`; those of S3, STS and IAM come
//! from the service tables.

use super::{Catalog, is_same_key, starts_with, stem};
use crate::iam::context::hash;

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// Text.
    Text,
    /// An ARN.
    Arn,
    /// A number.
    Number,
    /// A moment.
    Moment,
    /// `true` or `false`.
    Boolean,
    /// An IP address.
    Address,
}

impl KeyType {
    /// In messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Arn => "an ARN",
            Self::Number => "a number",
            Self::Moment => "a date",
            Self::Boolean => "true or false",
            Self::Address => "an IP address",
        }
    }

    /// The type by its name in the service tables.
    fn of_table(name: &str) -> Self {
        match name.trim_start_matches("ArrayOf") {
            "ARN" => Self::Arn,
            "Numeric" => Self::Number,
            "Date" => Self::Moment,
            "Bool" => Self::Boolean,
            "IPAddress" => Self::Address,
            _ => Self::Text,
        }
    }
}

/// When a request carries a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Always.
    Always,
    /// Whenever it is signed.
    Signed,
    /// When an IAM user calls.
    Users,
    /// With temporary credentials.
    TemporaryCredentials,
    /// When MFA was used for the temporary credentials.
    MfaUsed,
    /// In sessions of federated identities, and while their trust policy is checked.
    Federation,
    /// In sessions that carry it from where they were made.
    SomeSessions,
    /// When a service calls for itself.
    ServicePrincipals,
    /// When the caller's account is in an organization.
    CallerInOrganization,
    /// When the resource's account is in an organization.
    ResourceInOrganization,
    /// When the principal has such a tag.
    PrincipalTagged,
    /// When the resource has such a tag; buckets only with attribute-based access control switched on.
    ResourceTagged,
    /// When the call passes tags.
    TagsPassed,
    /// For nearly all resources.
    NearlyAlways,
    /// When the call does not go through a VPC endpoint.
    OutsideVpcEndpoints,
    /// When the call goes through a VPC endpoint.
    VpcEndpoints,
    /// When a service calls with the caller's credentials.
    ForwardedCalls,
    /// When the client sends the header; anybody can write anything there.
    ClientHeader,
    /// With the actions the service tables list.
    ListedActions,
}

impl Presence {
    /// As the end of "the key is present ...".
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "in every request",
            Self::Signed => "in every signed request",
            Self::Users => "when an IAM user calls",
            Self::TemporaryCredentials => "with temporary credentials, never with long-term keys",
            Self::MfaUsed => "when the temporary credentials were made with MFA",
            Self::Federation => "in sessions of federated identities",
            Self::SomeSessions => "in sessions made in a way that sets it",
            Self::ServicePrincipals => "when a service calls for itself",
            Self::CallerInOrganization => "when the caller's account is in an organization",
            Self::ResourceInOrganization => "when the resource's account is in an organization",
            Self::PrincipalTagged => "when the principal has that tag",
            Self::ResourceTagged => "when the resource has that tag",
            Self::TagsPassed => "when the call passes tags",
            Self::NearlyAlways => "in nearly every request",
            Self::OutsideVpcEndpoints => "when the call does not go through a VPC endpoint",
            Self::VpcEndpoints => "when the call goes through a VPC endpoint",
            Self::ForwardedCalls => "when a service calls with the caller's credentials",
            Self::ClientHeader => "when the client sends the header",
            Self::ListedActions => "with the actions that support it",
        }
    }
}

/// What is known of a condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKey {
    /// As AWS writes it; keys of tags end in a slash.
    pub name: &'static str,
    /// Type of its values.
    pub key_type: KeyType,
    /// It holds a list and needs `ForAllValues` or `ForAnyValue`.
    pub multivalued: bool,
    /// When a request carries it.
    pub presence: Presence,
}

const fn one(name: &'static str, key_type: KeyType, presence: Presence) -> ConditionKey {
    ConditionKey { name, key_type, multivalued: false, presence }
}

const fn list(name: &'static str, presence: Presence) -> ConditionKey {
    ConditionKey { name, key_type: KeyType::Text, multivalued: true, presence }
}

const GLOBAL: [ConditionKey; 64] = {
    use KeyType::{Address, Arn, Boolean, Moment, Number, Text};
    use Presence as P;
    [
        one("aws:AssumedRoot", Boolean, P::SomeSessions),
        list("aws:CalledVia", P::ForwardedCalls),
        one("aws:CalledViaAWSMCP", Text, P::ForwardedCalls),
        one("aws:CalledViaFirst", Text, P::ForwardedCalls),
        one("aws:CalledViaLast", Text, P::ForwardedCalls),
        one("aws:ChatbotSourceArn", Arn, P::SomeSessions),
        one("aws:CurrentTime", Moment, P::Always),
        one("aws:Ec2InstanceSourcePrivateIPv4", Address, P::SomeSessions),
        one("aws:Ec2InstanceSourceVpc", Text, P::SomeSessions),
        one("aws:EpochTime", Moment, P::Always),
        one("aws:FederatedProvider", Text, P::Federation),
        one("aws:IsMcpServiceAction", Boolean, P::ForwardedCalls),
        one("aws:MultiFactorAuthAge", Number, P::MfaUsed),
        one("aws:MultiFactorAuthPresent", Boolean, P::TemporaryCredentials),
        one("aws:PrincipalAccount", Text, P::Always),
        one("aws:PrincipalArn", Arn, P::Signed),
        one("aws:PrincipalIsAWSService", Boolean, P::Signed),
        one("aws:PrincipalOrgID", Text, P::CallerInOrganization),
        list("aws:PrincipalOrgPaths", P::CallerInOrganization),
        one("aws:PrincipalServiceName", Text, P::ServicePrincipals),
        list("aws:PrincipalServiceNamesList", P::ServicePrincipals),
        one("aws:PrincipalTag/", Text, P::PrincipalTagged),
        one("aws:PrincipalType", Text, P::Always),
        one("aws:referer", Text, P::ClientHeader),
        one("aws:RequestedRegion", Text, P::Always),
        one("aws:RequestTag/", Text, P::TagsPassed),
        one("aws:ResourceAccount", Text, P::NearlyAlways),
        one("aws:ResourceOrgID", Text, P::ResourceInOrganization),
        list("aws:ResourceOrgPaths", P::ResourceInOrganization),
        one("aws:ResourceTag/", Text, P::ResourceTagged),
        one("aws:SecureTransport", Boolean, P::NearlyAlways),
        one("aws:SignInSessionArn", Arn, P::SomeSessions),
        one("aws:SourceAccount", Text, P::ServicePrincipals),
        one("aws:SourceArn", Arn, P::ServicePrincipals),
        one("aws:SourceIdentity", Text, P::SomeSessions),
        one("aws:SourceIp", Address, P::OutsideVpcEndpoints),
        one("aws:SourceOrgID", Text, P::ServicePrincipals),
        list("aws:SourceOrgPaths", P::ServicePrincipals),
        one("aws:SourceOwner", Text, P::ServicePrincipals),
        one("aws:SourceVpc", Text, P::VpcEndpoints),
        one("aws:SourceVpcArn", Arn, P::VpcEndpoints),
        one("aws:SourceVpce", Text, P::VpcEndpoints),
        list("aws:TagKeys", P::TagsPassed),
        one("aws:TokenIssueTime", Moment, P::TemporaryCredentials),
        one("aws:UserAgent", Text, P::ClientHeader),
        one("aws:userid", Text, P::Always),
        one("aws:username", Text, P::Users),
        one("aws:ViaAWSMCPService", Boolean, P::ForwardedCalls),
        one("aws:ViaAWSService", Boolean, P::Always),
        one("aws:ViaCustomerDomain", Boolean, P::SomeSessions),
        one("aws:VpceAccount", Text, P::VpcEndpoints),
        one("aws:VpceOrgID", Text, P::VpcEndpoints),
        list("aws:VpceOrgPaths", P::VpcEndpoints),
        one("aws:VpcSourceIp", Address, P::VpcEndpoints),
        // Keys of other services that live on in the sessions these make, and lists that policies in use rely on.
        list("dynamodb:Attributes", P::ListedActions),
        list("dynamodb:LeadingKeys", P::ListedActions),
        one("ec2:SourceInstanceArn", Arn, P::SomeSessions),
        list("kms:EncryptionContextKeys", P::ListedActions),
        list("kms:GrantOperations", P::ListedActions),
        one("lambda:SourceFunctionArn", Arn, P::SomeSessions),
        list("lambda:Layer", P::ListedActions),
        list("route53:ChangeResourceRecordSetsActions", P::ListedActions),
        list("route53:ChangeResourceRecordSetsNormalizedRecordNames", P::ListedActions),
        list("route53:ChangeResourceRecordSetsRecordTypes", P::ListedActions),
    ]
};

/// The lists among the keys of the service tables. They stand here because parsing a policy asks for them and shall
/// not have to read the tables; a test holds the two against each other.
const LISTS_IN_TABLES: [&str; 19] = [
    "iam:AccountPropertyNamespaces",
    "s3:InventoryAccessibleOptionalFields",
    "s3:RequestObjectTagKeys",
    "saml:cn",
    "saml:eduorghomepageuri",
    "saml:eduorgidentityauthnpolicyuri",
    "saml:eduorglegalname",
    "saml:eduorgsuperioruri",
    "saml:eduorgwhitepagesuri",
    "saml:edupersonaffiliation",
    "saml:edupersonassurance",
    "saml:edupersonentitlement",
    "saml:edupersonnickname",
    "saml:edupersonorgunitdn",
    "saml:edupersonscopedaffiliation",
    "saml:edupersontargetedid",
    "sts:IdentityTokenAudience",
    "sts:RequestContextProviders",
    "sts:TransitiveTagKeys",
];

/// The keys that are not of one service alone.
pub fn global_keys() -> impl Iterator<Item = &'static ConditionKey> {
    GLOBAL.iter()
}

/// Whether a condition key holds a list. The key decides, never the form of the value in a request (ruling 12).
pub fn is_multivalued(key: &str) -> bool {
    is_multivalued_hashed(hash(key), key)
}

/// The same for a key whose [`hash`] is known: nearly all keys hold one value, and their hash alone tells so.
pub(crate) fn is_multivalued_hashed(of_key: u32, key: &str) -> bool {
    LISTS.iter().any(|(hash, name)| *hash == of_key && name.eq_ignore_ascii_case(key))
}

/// The names of all keys that hold lists, with their hashes.
static LISTS: [(u32, &str); LISTS_IN_TABLES.len() + lists_in(&GLOBAL)] = {
    let mut all = [(0, ""); LISTS_IN_TABLES.len() + lists_in(&GLOBAL)];
    let mut free: &mut [(u32, &str)] = &mut all;
    let (mut names, mut keys): (&[&str], &[ConditionKey]) = (&LISTS_IN_TABLES, &GLOBAL);
    while let [place, rest @ ..] = free {
        free = rest;
        if let [name, others @ ..] = names {
            *place = (hash(name), name);
            names = others;
            continue;
        }
        while let [key, others @ ..] = keys {
            keys = others;
            if key.multivalued {
                *place = (hash(key.name), key.name);
                break;
            }
        }
    }
    all
};

const fn lists_in(mut keys: &[ConditionKey]) -> usize {
    let mut count = 0;
    while let [key, rest @ ..] = keys {
        count += key.multivalued as usize;
        keys = rest;
    }
    count
}

/// What is known of a condition key; `None` when it is not in the registry.
pub fn condition_key(key: &str) -> Option<ConditionKey> {
    let is_meant = |known: &&ConditionKey| match known.name.strip_suffix('/') {
        Some(_) => starts_with(key, known.name) && key.len() > known.name.len(),
        None => known.name.eq_ignore_ascii_case(key),
    };
    if let Some(known) = GLOBAL.iter().find(is_meant) {
        return Some(*known);
    }
    let services = Catalog::shipped().services();
    let (name, of) = services.flat_map(|service| &service.condition_keys).find(|(name, _)| is_same_key(name, key))?;
    Some(ConditionKey {
        name: stem(name).unwrap_or(name),
        key_type: KeyType::of_table(of),
        multivalued: of.starts_with("ArrayOf"),
        presence: Presence::ListedActions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arity_of_every_key_is_that_of_the_service_tables() {
        for service in Catalog::shipped().services() {
            for (name, of) in &service.condition_keys {
                assert_eq!(is_multivalued(name), of.starts_with("ArrayOf"), "{name}");
            }
        }
        for name in LISTS_IN_TABLES {
            assert!(condition_key(name).is_some_and(|key| key.multivalued), "{name}");
        }
    }

    #[test]
    fn keys_are_found_in_any_case_and_with_the_names_of_tags() {
        assert_eq!(condition_key("AWS:sourceip").map(|key| key.key_type), Some(KeyType::Address));
        assert_eq!(condition_key("aws:PrincipalTag/team").map(|key| key.presence), Some(Presence::PrincipalTagged));
        assert_eq!(condition_key("aws:PrincipalTag/"), None, "a tag has a name");
        assert_eq!(condition_key("s3:ExistingObjectTag/x").map(|key| key.name), Some("s3:ExistingObjectTag/"));
        assert_eq!(condition_key("s3:signatureAge").map(|key| key.key_type), Some(KeyType::Number));
        assert_eq!(condition_key("aws:SourceIP4"), None);
    }

    #[test]
    fn lists_are_known_by_key() {
        assert!(is_multivalued("aws:tagkeys") && is_multivalued("saml:eduPersonAffiliation"));
        assert!(!is_multivalued("aws:PrincipalTag/team") && !is_multivalued("saml:aud"));
    }
}
