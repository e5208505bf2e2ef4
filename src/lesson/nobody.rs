//! Users and roles that a policy names though there are none: AWS turns such a name into an id when the policy is saved,
//! and refuses the policy when it finds none.
//!
//! Never speaks of accounts that the lesson does not have: who is there is unknown.
//!
//! Source: IAM User Guide, `reference_policies_elements_principal.html`; the errors are those of IAM and of S3.

use super::scenario::Lesson;
use crate::cloud::{Call, Change, IamOperation};
use crate::diagnostic::{Diagnostic, suggest};
use crate::iam::{Policy, PolicyKind};

impl Lesson {
    /// What AWS would refuse in the principals of this policy, each at its place in the text.
    pub fn names_nobody(&self, policy: &Policy) -> Vec<Diagnostic> {
        let code = if policy.kind == PolicyKind::Trust { "MalformedPolicyDocument" } else { "MalformedPolicy" };
        let missing = policy.users_and_roles().filter(|(arn, _)| !self.may_know(arn));
        let told = missing.map(|(arn, span)| {
            let title = format!(
                "there is no `{arn}`: AWS refuses to save a policy with such a principal ({code}); here it matches nobody"
            );
            // Of the same account: `user/alice`.
            let known = self.world.users.keys().chain(self.world.roles.keys());
            let (account, name) = arn.split_at(arn.rfind(':').map_or(0, |at| at + 1));
            let help = match suggest(name, known.filter_map(|known| known.strip_prefix(account))) {
                Some(meant) => format!("write `{account}{meant}`"),
                None => "name a user or role that is there, or the account".to_owned(),
            };
            Diagnostic::warning("unknown-principal", &policy.source, span, title).help(help)
        });
        told.collect()
    }

    /// Whether somebody of this ARN is there, comes by a what-if or a call, or may be there in an account that the lesson
    /// does not have.
    fn may_know(&self, arn: &str) -> bool {
        let world = &self.world;
        let account = arn.split(':').nth(4).unwrap_or_default();
        let is_set = |change: &Change| match change {
            Change::SetUser(user) => user.arn == arn,
            Change::SetRole(role) => role.arn == arn,
            _ => false,
        };
        let makes = |call: &Call| match call {
            Call::Iam { operation: IamOperation::CreateRole { name, .. }, .. } => arn.ends_with(&format!("/{name}")),
            _ => false,
        };
        // AWS makes these by itself.
        let is_made = arn.contains(":role/aws-");
        !world.accounts.contains_key(account)
            || world.users.contains_key(arn)
            || world.roles.contains_key(arn)
            || is_made
            || self.what_ifs.iter().flat_map(|what_if| &what_if.changes).any(is_set)
            || self.calls().any(makes)
    }
}
