//! `iam:PassRole`: no call of its own, but a permission that services ask for when a role is handed to them.
//!
//! Source: IAM User Guide, `id_roles_use_passrole.html`; Service Authorization Reference, IAM.

use super::Cloud;
use super::authorization::Authorization;
use super::authorize::{Identity, Target};

/// A role on its way to a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passing<'a> {
    pub role_arn: &'a str,
    /// `iam:PassedToService`.
    pub service: &'a str,
    /// `iam:AssociatedResourceArn`: what will use the role.
    pub resource: &'a str,
}

impl Cloud {
    /// Whether the caller may pass the role.
    pub(crate) fn pass_role(&self, identity: &Identity, passing: Passing<'_>) -> Authorization {
        let mut context = self.context(Some(identity));
        context.set("iam:PassedToService", passing.service);
        context.set("iam:AssociatedResourceArn", passing.resource);
        let owner = passing.role_arn.split(':').nth(4).unwrap_or_default();
        let target = Target { arn: passing.role_arn, owner, ..Target::default() };
        self.authorize(Some(identity), "iam:PassRole", &target, context)
    }
}
