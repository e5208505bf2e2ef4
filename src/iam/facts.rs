//! Condition keys that follow from who calls and from what is called.

use super::arn::Arn;
use super::context::{Context, Key};
use super::request::Principal;
use smol_str::{SmolStr, format_smolstr};

const FEDERATED_PROVIDER: Key = Key::new("aws:FederatedProvider");
const MULTI_FACTOR_AUTH_PRESENT: Key = Key::new("aws:MultiFactorAuthPresent");
const PRINCIPAL_ACCOUNT: Key = Key::new("aws:PrincipalAccount");
const PRINCIPAL_ARN: Key = Key::new("aws:PrincipalArn");
const PRINCIPAL_IS_AWS_SERVICE: Key = Key::new("aws:PrincipalIsAWSService");
const PRINCIPAL_ORG_ID: Key = Key::new("aws:PrincipalOrgID");
const PRINCIPAL_SERVICE_NAME: Key = Key::new("aws:PrincipalServiceName");
const PRINCIPAL_TYPE: Key = Key::new("aws:PrincipalType");
const RESOURCE_ACCOUNT: Key = Key::new("aws:ResourceAccount");
const RESOURCE_ORG_ID: Key = Key::new("aws:ResourceOrgID");
const SOURCE_IDENTITY: Key = Key::new("aws:SourceIdentity");
const TOKEN_ISSUE_TIME: Key = Key::new("aws:TokenIssueTime");
const USER_ID: Key = Key::new("aws:userid");
const USER_NAME: Key = Key::new("aws:username");
const S3_RESOURCE_ACCOUNT: Key = Key::new("s3:ResourceAccount");

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
                context.add(PRINCIPAL_TYPE, "Anonymous");
                context.add(PRINCIPAL_ACCOUNT, "anonymous");
                context.add(USER_ID, "anonymous");
            }
            Principal::Service(name) if !name.contains(".amazonaws.com") => {
                context.add(FEDERATED_PROVIDER, name.as_str());
            }
            Principal::Service(name) => {
                context.add(PRINCIPAL_IS_AWS_SERVICE, "true");
                context.add(PRINCIPAL_SERVICE_NAME, name.as_str());
                if context.get("aws:PrincipalServiceNamesList").is_none() {
                    context.set_many("aws:PrincipalServiceNamesList", [name]);
                }
            }
            Principal::Arn(text) => self.derive_from_arn(text, context),
        }
    }

    fn derive_from_arn(&self, text: &str, context: &mut Context) {
        let Some(arn) = Arn::parse(text) else { return };
        if arn.service() == "iam" && matches!(arn.resource_parts().0, "oidc-provider" | "saml-provider") {
            // Its callers are not signed in yet.
            context.add(FEDERATED_PROVIDER, text);
            return;
        }
        context.add(PRINCIPAL_IS_AWS_SERVICE, "false");
        context.add(PRINCIPAL_ACCOUNT, arn.account());
        let (kind, rest) = arn.resource_parts();
        match kind {
            "user" => {
                context.add(PRINCIPAL_ARN, text);
                context.add(PRINCIPAL_TYPE, "User");
                context.add(USER_NAME, rest.rsplit('/').next().unwrap_or(rest));
            }
            "role" => {
                context.add(PRINCIPAL_ARN, text);
                context.add(PRINCIPAL_TYPE, "AssumedRole");
            }
            "assumed-role" => {
                // The key holds the role, never the session (ruling 39).
                let role = rest.split('/').next().unwrap_or(rest);
                let made = || format_smolstr!("arn:{}:iam::{}:role/{role}", arn.partition(), arn.account());
                context.add(PRINCIPAL_ARN, self.role_arn.map_or_else(made, SmolStr::new));
                context.add(PRINCIPAL_TYPE, "AssumedRole");
            }
            "federated-user" => {
                context.add(PRINCIPAL_ARN, text);
                context.add(PRINCIPAL_TYPE, "FederatedUser");
                context.add(USER_ID, format_smolstr!("{}:{rest}", arn.account()));
            }
            "root" => {
                context.add(PRINCIPAL_ARN, text);
                context.add(PRINCIPAL_TYPE, "Account");
                context.add(USER_ID, arn.account());
            }
            _ => context.add(PRINCIPAL_ARN, text),
        }
        if let Some(id) = self.user_id {
            context.add(USER_ID, id);
        }
        if let Some(id) = self.organization {
            context.add(PRINCIPAL_ORG_ID, id);
        }
        if let Some(identity) = self.source_identity {
            context.add(SOURCE_IDENTITY, identity);
        }
        if let Some(issued) = self.token_issued {
            context.add(TOKEN_ISSUE_TIME, issued);
        }
        if let Some(mfa) = self.mfa {
            context.add(MULTI_FACTOR_AUTH_PRESENT, if mfa { "true" } else { "false" });
        }
        for (key, value) in &self.tags {
            context.set_if_absent(&format!("aws:PrincipalTag/{key}"), *value);
        }
    }
}

/// What is known of the resource; [`ResourceFacts::derive`] makes condition keys of it.
///
/// Source: IAM User Guide, `reference_policies_condition-keys.html`; S3 User Guide, `buckets-tagging-enable-abac.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceFacts<'a> {
    /// Account that owns it.
    pub account: Option<&'a str>,
    /// Id of the organization that account belongs to.
    pub organization: Option<&'a str>,
    /// Its tags.
    pub tags: Vec<(&'a str, &'a str)>,
    /// A bucket's tags are condition keys only when attribute-based access control is switched on for it.
    pub bucket_abac: bool,
}

impl ResourceFacts<'_> {
    /// Adds the keys that follow from these facts about `resource`, where they are absent.
    pub fn derive(&self, resource: &str, context: &mut Context) {
        if let Some(account) = self.account {
            context.add(RESOURCE_ACCOUNT, account);
        }
        if let Some(id) = self.organization {
            context.add(RESOURCE_ORG_ID, id);
        }
        let is_s3 = Arn::parse(resource).is_some_and(|arn| arn.service() == "s3");
        if is_s3 && let Some(account) = self.account {
            context.add(S3_RESOURCE_ACCOUNT, account);
        }
        if is_s3 && !self.bucket_abac {
            return;
        }
        for (key, value) in &self.tags {
            context.set_if_absent(&format!("aws:ResourceTag/{key}"), *value);
            if is_s3 {
                context.set_if_absent(&format!("s3:BucketTag/{key}"), *value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn tags_of_a_bucket_are_keys_only_when_switched_on() {
        let facts = |bucket_abac| ResourceFacts { tags: vec![("team", "data")], bucket_abac, ..Default::default() };
        let of = |facts: ResourceFacts<'_>, resource: &str| {
            let mut context = Context::default();
            facts.derive(resource, &mut context);
            (context.single("aws:ResourceTag/team").is_some(), context.single("s3:BucketTag/team").is_some())
        };
        assert_eq!(of(facts(false), "arn:aws:s3:::b/k"), (false, false));
        assert_eq!(of(facts(true), "arn:aws:s3:::b/k"), (true, true));
        assert_eq!(of(facts(false), "arn:aws:iam::111122223333:role/app"), (true, false));
    }
}
