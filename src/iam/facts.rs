//! Condition keys that follow from who calls and from what is called.

use super::arn::Arn;
use super::context::Context;
use super::request::Principal;
use smol_str::{SmolStr, format_smolstr};

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
            Principal::Service(name) if !name.contains(".amazonaws.com") => {
                context.set_if_absent("aws:FederatedProvider", name.as_str());
            }
            Principal::Service(name) => {
                context.set_if_absent("aws:PrincipalIsAWSService", "true");
                context.set_if_absent("aws:PrincipalServiceName", name.as_str());
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
            context.set_if_absent("aws:FederatedProvider", text);
            return;
        }
        context.set_if_absent("aws:PrincipalIsAWSService", "false");
        context.set_if_absent("aws:PrincipalAccount", arn.account());
        let (kind, rest) = arn.resource_parts();
        match kind {
            "user" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "User");
                context.set_if_absent("aws:username", rest.rsplit('/').next().unwrap_or(rest));
            }
            "role" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "AssumedRole");
            }
            "assumed-role" => {
                // The key holds the role, never the session (ruling 39).
                let role = rest.split('/').next().unwrap_or(rest);
                let made = || format_smolstr!("arn:{}:iam::{}:role/{role}", arn.partition(), arn.account());
                context.set_if_absent("aws:PrincipalArn", self.role_arn.map_or_else(made, SmolStr::new));
                context.set_if_absent("aws:PrincipalType", "AssumedRole");
            }
            "federated-user" => {
                context.set_if_absent("aws:PrincipalArn", text);
                context.set_if_absent("aws:PrincipalType", "FederatedUser");
                context.set_if_absent("aws:userid", format_smolstr!("{}:{rest}", arn.account()));
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
            context.set_if_absent("aws:ResourceAccount", account);
        }
        if let Some(id) = self.organization {
            context.set_if_absent("aws:ResourceOrgID", id);
        }
        let is_s3 = Arn::parse(resource).is_some_and(|arn| arn.service() == "s3");
        if is_s3 && let Some(account) = self.account {
            context.set_if_absent("s3:ResourceAccount", account);
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
