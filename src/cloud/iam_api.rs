//! IAM: the calls that make and limit roles. What they change holds for the calls after them.
//!
//! Source: IAM API Reference, one page an operation; Service Authorization Reference for the condition keys;
//! IAM User Guide, `access_policies_boundaries.html` and `id_roles_use_revoke-sessions.html`.

use super::authorization::Authorization;
use super::authorize::{Identity, Target};
use super::call::{Caller, IamOperation};
use super::change::{Change, PolicyTarget};
use super::command::quoted;
use super::exchange::{Exchange, Output, Settled, Written};
use super::http::ApiError;
use super::query::{QueryCall, QueryService, pair};
use super::wire::xml;
use super::world::{Role, as_boundary};
use super::{Cloud, World};
use crate::diagnostic::Source;
use crate::iam::{Context, Policy, PolicyKind};
use chrono::SecondsFormat;
use serde_json::json;
use std::sync::Arc;

const REVOKE: &str = "AWSRevokeOlderSessions";
/// What stands in answers; the model's enumeration has `PermissionsBoundaryPolicy`. Source: AWS CLI Command Reference,
/// examples of `iam create-user`; IAM API Reference, `API_AttachedPermissionsBoundary.html`.
const BOUNDARY_TYPE: &str = "Policy";

impl Cloud {
    pub(super) fn settle_iam(&self, caller: &Caller, operation: &IamOperation) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "iam");
        let mut authorizations = Vec::new();
        let world = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::missing_token("iam")),
            // A user's temporary credentials without MFA are no credentials at all to IAM.
            Ok(Some(identity)) if identity.session.as_ref().is_some_and(|s| s.role_arn().is_none() && !s.mfa) => {
                Err(ApiError::unknown_key("iam"))
            }
            Ok(Some(identity)) => self.try_iam(identity, operation, &mut authorizations),
        };
        let identity = identity.ok().flatten();
        let mut next = self.after_call();
        let account = identity.as_ref().map(|identity| identity.account.as_str()).unwrap_or_default();
        let outcome = world.map(|world| {
            next.world = Arc::new(world);
            let made = match operation {
                IamOperation::CreateRole { name, .. } => next.world.role_named(account, name),
                _ => None,
            };
            made.map_or(Output::Done, |role| Output::Created { arn: role.arn.clone() })
        });
        let authenticated = identity.is_some();
        (Settled { identity, authenticated, authorizations, outcome }, next)
    }

    pub(super) fn iam(&self, exchange: &Exchange, caller: &Caller, operation: &IamOperation) -> Written {
        // A role that was made stands in the world afterwards.
        let made = match &exchange.outcome {
            Ok(Output::Created { arn }) => self.settle_iam(caller, operation).1.world.roles.get(arn).cloned(),
            _ => None,
        };
        self.query(QueryCall {
            service: QueryService::Iam,
            exchange,
            command: command(operation) + &self.profile(caller),
            parameters: self.parameters(operation),
            caller,
            result: made.as_ref().map(|role| self.role_xml(role)).unwrap_or_default(),
            printed: made.as_ref().map(|role| self.role_json(role)).unwrap_or_default(),
        })
    }

    /// The world afterwards.
    fn try_iam(
        &self,
        identity: &Identity,
        operation: &IamOperation,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<World, ApiError> {
        let name = operation.role();
        let role = self.world.role_named(&identity.account, name);
        let arn = match (operation, role) {
            (IamOperation::CreateRole { path, .. }, _) => {
                format!("arn:aws:iam::{}:role{path}{name}", identity.account)
            }
            (_, Some(role)) => role.arn.clone(),
            (_, None) => format!("arn:aws:iam::{}:role/{name}", identity.account),
        };
        let is_new = matches!(operation, IamOperation::CreateRole { .. });
        let existing = role.filter(|_| !is_new);
        let target =
            Target { arn: &arn, owner: &identity.account, tags: existing.map(|role| &role.tags), ..Target::default() };
        let action = format!("iam:{}", operation.name());
        let context = self.iam_context(identity, operation, existing.map(Arc::as_ref));
        let one = self.authorize(Some(identity), &action, &target, context);
        let denied = one.trace.aws_message();
        authorizations.push(one);
        if let Some(message) = denied {
            return Err(ApiError::access_denied(message));
        }
        let change = self.change(identity, operation, existing)?;
        self.world.with(&change).map_err(|error| ApiError::no_such_entity(error.to_string()))
    }

    /// What the operation does to the world, when it may.
    fn change(
        &self,
        identity: &Identity,
        operation: &IamOperation,
        existing: Option<&Arc<Role>>,
    ) -> Result<Change, ApiError> {
        if let Some(policy) = operation.policy()
            && (policy.statements.is_empty() || policy.statements.iter().any(|statement| statement.broken))
        {
            return Err(ApiError::new("MalformedPolicyDocument", 400, "Syntax errors in policy."));
        }
        if let IamOperation::CreateRole { name, path, trust, boundary, tags } = operation {
            if self.world.role_named(&identity.account, name).is_some() {
                let text = format!("Role with name {name} already exists.");
                return Err(ApiError::new("EntityAlreadyExists", 409, text));
            }
            let mut role = Role::new(self.world.ids, &identity.account, path, name, Arc::clone(trust));
            role.boundary = boundary.as_ref().map(|arn| self.boundary(arn)).transpose()?;
            role.tags.clone_from(tags);
            return Ok(Change::SetRole(Arc::new(role)));
        }
        let Some(role) = existing else {
            let text = format!("The role with name {} cannot be found.", operation.role());
            return Err(ApiError::no_such_entity(text));
        };
        let inline = |policy: Arc<Policy>| Change::SetPolicy {
            target: PolicyTarget::Role { arn: role.arn.clone(), name: policy.name.clone() },
            policy,
        };
        let of_boundary = PolicyTarget::Boundary { arn: role.arn.clone() };
        Ok(match operation {
            IamOperation::PutRolePolicy { policy, .. } => inline(Arc::clone(policy)),
            IamOperation::RevokeSessions { .. } => inline(self.revoking()),
            IamOperation::AttachRolePolicy { policy_arn, .. } => {
                let missing =
                    || ApiError::no_such_entity(format!("Policy {policy_arn} does not exist or is not attachable."));
                inline(Arc::clone(self.world.managed_policies.get(policy_arn).ok_or_else(missing)?))
            }
            IamOperation::PutRolePermissionsBoundary { boundary, .. } => {
                Change::SetPolicy { target: of_boundary, policy: self.boundary(boundary)? }
            }
            IamOperation::DeleteRolePermissionsBoundary { .. } => {
                if role.boundary.is_none() {
                    let text = format!("Role {} does not have a permissions boundary.", role.name);
                    return Err(ApiError::no_such_entity(text));
                }
                Change::RemovePolicy { target: of_boundary }
            }
            IamOperation::CreateRole { .. } => Change::SetRole(Arc::clone(role)),
        })
    }

    /// A managed policy, attached as a boundary.
    fn boundary(&self, arn: &str) -> Result<Arc<Policy>, ApiError> {
        let managed = self.world.managed_policies.get(arn).ok_or_else(|| {
            ApiError::no_such_entity(format!("Scope ARN: {arn} does not exist or is not attachable."))
        })?;
        Ok(Arc::new(as_boundary(managed)))
    }

    /// What "Revoke active sessions" writes: whoever got credentials before now has nothing any more.
    fn revoking(&self) -> Arc<Policy> {
        let now = self.now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let document = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Deny",
                "Action": ["*"],
                "Resource": ["*"],
                "Condition": { "DateLessThan": { "aws:TokenIssueTime": now } },
            }],
        });
        let text = serde_json::to_string_pretty(&document).unwrap_or_default();
        let (policy, _) = Policy::parse(REVOKE, PolicyKind::Identity, Arc::new(Source::new(REVOKE, text)));
        Arc::new(policy)
    }

    fn iam_context(&self, identity: &Identity, operation: &IamOperation, role: Option<&Role>) -> Context {
        let mut context = self.context(Some(identity));
        context.set("aws:RequestedRegion", "us-east-1");
        let on_role = role.and_then(|role| role.boundary.as_ref()).and_then(|policy| policy.arn.as_ref());
        // The boundary that the request sets, or the one the role has.
        let boundary = match operation {
            IamOperation::CreateRole { boundary, .. } => boundary.as_ref(),
            IamOperation::PutRolePermissionsBoundary { boundary, .. } => Some(boundary),
            _ => on_role,
        };
        if let Some(arn) = boundary {
            context.set("iam:PermissionsBoundary", arn.as_str());
        }
        match operation {
            IamOperation::AttachRolePolicy { policy_arn, .. } => context.set("iam:PolicyARN", policy_arn.as_str()),
            IamOperation::CreateRole { tags, .. } if !tags.is_empty() => {
                for (key, value) in tags {
                    context.set(&format!("aws:RequestTag/{key}"), value.as_str());
                }
                context.set_many("aws:TagKeys", tags.keys());
            }
            _ => {}
        }
        for (key, value) in role.iter().flat_map(|role| &role.tags) {
            context.set(&format!("iam:ResourceTag/{key}"), value.as_str());
        }
        context
    }

    fn parameters(&self, operation: &IamOperation) -> Vec<(String, String)> {
        let mut pairs = vec![pair("RoleName", operation.role())];
        match operation {
            IamOperation::CreateRole { path, trust, boundary, tags, .. } => {
                pairs.push(pair("Path", path.as_str()));
                pairs.push(pair("AssumeRolePolicyDocument", trust.source.text()));
                pairs.extend(boundary.iter().map(|arn| pair("PermissionsBoundary", arn.as_str())));
                for (number, (key, value)) in (1..).zip(tags) {
                    pairs.push(pair(&format!("Tags.member.{number}.Key"), key.as_str()));
                    pairs.push(pair(&format!("Tags.member.{number}.Value"), value.as_str()));
                }
            }
            IamOperation::PutRolePolicy { policy, .. } => {
                pairs.push(pair("PolicyName", policy.name.as_str()));
                pairs.push(pair("PolicyDocument", policy.source.text()));
            }
            IamOperation::RevokeSessions { .. } => {
                pairs.push(pair("PolicyName", REVOKE));
                pairs.push(pair("PolicyDocument", self.revoking().source.text()));
            }
            IamOperation::AttachRolePolicy { policy_arn, .. } => pairs.push(pair("PolicyArn", policy_arn.as_str())),
            IamOperation::PutRolePermissionsBoundary { boundary, .. } => {
                pairs.push(pair("PermissionsBoundary", boundary.as_str()));
            }
            IamOperation::DeleteRolePermissionsBoundary { .. } => {}
        }
        pairs
    }

    fn role_xml(&self, role: &Role) -> String {
        let boundary = role.boundary.as_ref().and_then(|policy| policy.arn.as_ref());
        let boundary = boundary.map(|arn| {
            format!(
                "      <PermissionsBoundary>\n        <PermissionsBoundaryType>{BOUNDARY_TYPE}</PermissionsBoundaryType>\n        \
                 <PermissionsBoundaryArn>{}</PermissionsBoundaryArn>\n      </PermissionsBoundary>\n",
                xml(arn)
            )
        });
        let tag = |(key, value): (&String, &String)| {
            let (key, value) = (xml(key), xml(value));
            format!(
                "        <member>\n          <Key>{key}</Key>\n          <Value>{value}</Value>\n        </member>\n"
            )
        };
        let tags = match role.tags.iter().map(tag).collect::<String>() {
            none if none.is_empty() => none,
            tags => format!("      <Tags>\n{tags}      </Tags>\n"),
        };
        format!(
            "    <Role>\n      <Path>{}</Path>\n      <RoleName>{}</RoleName>\n      <RoleId>{}</RoleId>\n      \
             <Arn>{}</Arn>\n      <CreateDate>{}</CreateDate>\n      \
             <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>\n{tags}{}    </Role>\n",
            xml(path_of(role)),
            xml(&role.name),
            role.id,
            xml(&role.arn),
            self.answered().to_rfc3339_opts(SecondsFormat::Secs, true),
            super::wire::encode(role.trust.source.text(), false),
            boundary.unwrap_or_default()
        )
    }

    fn role_json(&self, role: &Role) -> String {
        let document: serde_json::Value = serde_json::from_str(role.trust.source.text()).unwrap_or_default();
        let mut answer = json!({
            "Path": path_of(role),
            "RoleName": role.name,
            "RoleId": role.id,
            "Arn": role.arn,
            "CreateDate": self.answered().to_rfc3339_opts(SecondsFormat::Secs, false),
            "AssumeRolePolicyDocument": document,
        });
        // What was not asked for is not in the answer either.
        if let Some(map) = answer.as_object_mut() {
            if !role.tags.is_empty() {
                let tag = |(key, value)| json!({ "Key": key, "Value": value });
                map.insert("Tags".to_owned(), role.tags.iter().map(tag).collect());
            }
            if let Some(arn) = role.boundary.as_ref().and_then(|policy| policy.arn.as_ref()) {
                let boundary = json!({ "PermissionsBoundaryType": BOUNDARY_TYPE, "PermissionsBoundaryArn": arn });
                map.insert("PermissionsBoundary".to_owned(), boundary);
            }
        }
        serde_json::to_string_pretty(&json!({ "Role": answer })).unwrap_or_default()
    }
}

fn path_of(role: &Role) -> &str {
    let resource = role.arn.split_once(":role").map_or("/", |(_, rest)| rest);
    resource.strip_suffix(role.name.as_str()).unwrap_or("/")
}

fn command(operation: &IamOperation) -> String {
    let role = quoted(operation.role());
    match operation {
        IamOperation::CreateRole { path, boundary, tags, .. } => {
            let mut text =
                format!("aws iam create-role --role-name {role} --assume-role-policy-document file://trust.json");
            if path != "/" {
                text.push_str(&format!(" --path {}", quoted(path)));
            }
            if let Some(arn) = boundary {
                text.push_str(&format!(" --permissions-boundary {}", quoted(arn)));
            }
            if !tags.is_empty() {
                text.push_str(" --tags");
                for (key, value) in tags {
                    text.push_str(&format!(" Key={},Value={}", quoted(key), quoted(value)));
                }
            }
            text
        }
        IamOperation::PutRolePolicy { policy, .. } => put_policy(&role, &policy.name),
        IamOperation::RevokeSessions { .. } => put_policy(&role, REVOKE),
        IamOperation::AttachRolePolicy { policy_arn, .. } => {
            format!("aws iam attach-role-policy --role-name {role} --policy-arn {}", quoted(policy_arn))
        }
        IamOperation::PutRolePermissionsBoundary { boundary, .. } => format!(
            "aws iam put-role-permissions-boundary --role-name {role} --permissions-boundary {}",
            quoted(boundary)
        ),
        IamOperation::DeleteRolePermissionsBoundary { .. } => {
            format!("aws iam delete-role-permissions-boundary --role-name {role}")
        }
    }
}

fn put_policy(role: &str, name: &str) -> String {
    let name = quoted(name);
    format!("aws iam put-role-policy --role-name {role} --policy-name {name} --policy-document file://policy.json")
}
