//! A finished project as files: its policies as JSON, and the AWS CLI commands that would create it.
//!
//! Names and texts only; who wants files writes them. Source: AWS CLI Command Reference, `iam`, `s3api` and
//! `organizations`.

use super::policy_edit::{kind_of, short};
use super::project::Project;
use super::scenario::Lesson;
use crate::cloud::{Bucket, Change, PolicyTarget, Role, TagTarget, User};
use crate::iam::{PolicyKind, PublicAccessBlock};
use std::collections::BTreeMap;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name, without folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Name of the file with the commands.
const COMMANDS: &str = "create.sh";
const HEAD: &str =
    "#!/bin/sh\n# The AWS CLI commands that create what was built. Read them before you run them.\nset -eu\n";

impl Project {
    /// The policies as files and, last, the commands in the order in which they have to be run. A part without a
    /// document stands as its starter.
    pub fn export(&self, lesson: &Lesson, documents: &[String]) -> Vec<ExportFile> {
        let built: Vec<(&PolicyTarget, &str)> = self
            .parts
            .iter()
            .enumerate()
            .map(|(position, part)| (&part.target, documents.get(position).unwrap_or(&part.starter).as_str()))
            .collect();
        let region = lesson.world.region.as_str();
        let mut export = Export { built: &built, region, files: Vec::new(), commands: String::new() };
        // IAM refuses a trust policy, and S3 a bucket policy, that names somebody who is not there yet.
        let mut changes: Vec<&Change> = self.changes.iter().collect();
        changes.sort_by_key(|change| match change {
            Change::SetUser(_) => 0,
            Change::SetRole(_) => 1,
            _ => 2,
        });
        for change in changes {
            export.change(change);
        }
        for (position, (target, text)) in built.iter().enumerate() {
            let again = built.iter().skip(position + 1).any(|(later, _)| later == target);
            let with_role = self.changes.iter().any(|change| {
                matches!((change, target), (Change::SetRole(role), PolicyTarget::Trust { arn }) if role.arn == *arn)
            });
            // A later part writes it once more, or the role was created with it.
            if !again && !with_role {
                export.policy(target, text);
            }
        }
        let mut files = export.files;
        files.push(ExportFile { name: COMMANDS.to_owned(), text: format!("{HEAD}{}", export.commands) });
        files
    }
}

struct Export<'a> {
    /// What the parts put where.
    built: &'a [(&'a PolicyTarget, &'a str)],
    region: &'a str,
    files: Vec<ExportFile>,
    commands: String,
}

impl Export<'_> {
    fn run(&mut self, command: &str) {
        self.commands.push('\n');
        self.commands.push_str(command);
        self.commands.push('\n');
    }

    /// Keeps a policy and gives its file as an argument.
    fn keep(&mut self, name: &str, text: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let name = format!("{}.json", name.chars().map(plain).collect::<String>());
        self.files.retain(|file| file.name != name);
        self.files.push(ExportFile { name: name.clone(), text: format!("{}\n", text.trim()) });
        format!("file://{name}")
    }

    /// What the last part about this place writes.
    fn written(&self, target: &PolicyTarget) -> Option<&str> {
        self.built.iter().rev().find(|(other, _)| *other == target).map(|(_, text)| *text)
    }

    /// A policy of the set-up, unless a part writes it.
    fn given(&mut self, target: &PolicyTarget, text: &str) {
        if self.written(target).is_none() {
            self.policy(target, text);
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::SetRole(role) => self.role(role),
            Change::SetUser(user) => self.user(user),
            Change::SetBucket(bucket) => self.bucket(bucket),
            Change::SetPolicy { target, policy } => self.given(target, policy.source.text()),
            Change::RemovePolicy { target } => self.remove(target),
            Change::SetMaxSessionDuration { arn, seconds } => {
                self.run(&format!("aws iam update-role --role-name {} --max-session-duration {seconds}", short(arn)));
            }
            Change::SetTags { target, tags } => self.tags(target, tags),
            Change::SetPublicAccessBlock { bucket, block } => self.public_access(bucket, *block),
        }
    }

    fn role(&mut self, role: &Role) {
        let trust = PolicyTarget::Trust { arn: role.arn.clone() };
        let text = self.written(&trust).unwrap_or(role.trust.source.text()).to_owned();
        let file = self.keep(&format!("{}-trust", role.name), &text);
        let name = &role.name;
        let path = path(&role.arn, name);
        self.run(&format!(
            "aws iam create-role --role-name {name}{path} --assume-role-policy-document {file} \
             --max-session-duration {}",
            role.max_session_duration
        ));
        // An EC2 instance takes its role through a profile.
        if text.contains("\"ec2.amazonaws.com\"") {
            self.run(&format!("aws iam create-instance-profile --instance-profile-name {name}"));
            self.run(&format!(
                "aws iam add-role-to-instance-profile --instance-profile-name {name} --role-name {name}"
            ));
        }
        for policy in &role.policies {
            let target = PolicyTarget::Role { arn: role.arn.clone(), name: policy.name.clone() };
            self.given(&target, policy.source.text());
        }
        if let Some(policy) = &role.boundary {
            self.given(&PolicyTarget::Boundary { arn: role.arn.clone() }, policy.source.text());
        }
    }

    fn user(&mut self, user: &User) {
        self.run(&format!("aws iam create-user --user-name {}{}", user.name, path(&user.arn, &user.name)));
        for policy in &user.policies {
            let target = PolicyTarget::User { arn: user.arn.clone(), name: policy.name.clone() };
            self.given(&target, policy.source.text());
        }
        if let Some(policy) = &user.boundary {
            self.given(&PolicyTarget::Boundary { arn: user.arn.clone() }, policy.source.text());
        }
    }

    fn bucket(&mut self, bucket: &Bucket) {
        let (name, region) = (&bucket.name, self.region);
        // The oldest region takes no constraint.
        let place = if region == "us-east-1" {
            String::new()
        } else {
            format!(" --create-bucket-configuration LocationConstraint={region}")
        };
        self.run(&format!("aws s3api create-bucket --bucket {name} --region {region}{place}"));
        if bucket.public_access_block != PublicAccessBlock::ALL {
            self.public_access(name, bucket.public_access_block);
        }
        if let Some(policy) = &bucket.policy {
            self.given(&PolicyTarget::Bucket { name: name.clone() }, policy.source.text());
        }
    }

    fn tags(&mut self, target: &TagTarget, tags: &BTreeMap<String, String>) {
        let list: Vec<_> = tags.iter().map(|(key, value)| format!("{{Key={key},Value={value}}}")).collect();
        let list = list.join(",");
        self.run(&match target {
            TagTarget::User(arn) => format!("aws iam tag-user --user-name {} --tags '[{list}]'", short(arn)),
            TagTarget::Role(arn) => format!("aws iam tag-role --role-name {} --tags '[{list}]'", short(arn)),
            TagTarget::Bucket(name) => {
                format!("aws s3api put-bucket-tagging --bucket {name} --tagging 'TagSet=[{list}]'")
            }
            TagTarget::Object { bucket, key } => {
                format!("aws s3api put-object-tagging --bucket {bucket} --key '{key}' --tagging 'TagSet=[{list}]'")
            }
        });
    }

    fn public_access(&mut self, bucket: &str, block: PublicAccessBlock) {
        self.run(&format!(
            "aws s3api put-public-access-block --bucket {bucket} --public-access-block-configuration \
             BlockPublicAcls={},IgnorePublicAcls={},BlockPublicPolicy={},RestrictPublicBuckets={}",
            block.block_public_acls, block.ignore_public_acls, block.block_public_policy, block.restrict_public_buckets
        ));
    }

    fn policy(&mut self, target: &PolicyTarget, text: &str) {
        match target {
            PolicyTarget::Trust { arn } => {
                let file = self.keep(&format!("{}-trust", short(arn)), text);
                let role = short(arn);
                self.run(&format!("aws iam update-assume-role-policy --role-name {role} --policy-document {file}"));
            }
            PolicyTarget::Role { arn, name } | PolicyTarget::User { arn, name } => {
                let file = self.keep(&format!("{}-{name}", short(arn)), text);
                let (what, who) = (principal(arn), short(arn));
                self.run(&format!(
                    "aws iam put-{what}-policy --{what}-name {who} --policy-name '{name}' --policy-document {file}"
                ));
            }
            PolicyTarget::Boundary { arn } => {
                let (what, who) = (principal(arn), short(arn));
                let file = self.keep(&format!("{who}-boundary"), text);
                let account = arn.split(':').nth(4).unwrap_or_default();
                self.run(&format!("aws iam create-policy --policy-name {who}-boundary --policy-document {file}"));
                self.run(&format!(
                    "aws iam put-{what}-permissions-boundary --{what}-name {who} --permissions-boundary \
                     arn:aws:iam::{account}:policy/{who}-boundary"
                ));
            }
            PolicyTarget::Bucket { name } => {
                let file = self.keep(&format!("{name}-policy"), text);
                self.run(&format!("aws s3api put-bucket-policy --bucket {name} --policy {file}"));
            }
            PolicyTarget::Managed { arn } => {
                let file = self.keep(short(arn), text);
                self.run(&format!(
                    "aws iam create-policy-version --policy-arn {arn} --policy-document {file} --set-as-default"
                ));
            }
            PolicyTarget::Scp { at, name } | PolicyTarget::Rcp { at, name } => {
                let file = self.keep(name, text);
                let kind = match kind_of(target) {
                    PolicyKind::ServiceControl => "SERVICE_CONTROL_POLICY",
                    _ => "RESOURCE_CONTROL_POLICY",
                };
                self.run(&format!(
                    "policy_id=$(aws organizations create-policy --type {kind} --name '{name}' --description '{name}' \
                     --content {file} --query Policy.PolicySummary.Id --output text)"
                ));
                // Accounts have their id as name; a unit's id is only known to the organization itself.
                let is_account = crate::iam::arn::is_account_id(at);
                let place = if is_account { at.clone() } else { "\"$UNIT_ID\"".to_owned() };
                let note = if is_account { String::new() } else { format!("# UNIT_ID is the id of `{at}`.\n") };
                self.run(&format!(
                    "{note}aws organizations attach-policy --policy-id \"$policy_id\" --target-id {place}"
                ));
            }
        }
    }

    fn remove(&mut self, target: &PolicyTarget) {
        let command = match target {
            PolicyTarget::Role { arn, name } | PolicyTarget::User { arn, name } => {
                let what = principal(arn);
                format!("aws iam delete-{what}-policy --{what}-name {} --policy-name '{name}'", short(arn))
            }
            PolicyTarget::Boundary { arn } => {
                let what = principal(arn);
                format!("aws iam delete-{what}-permissions-boundary --{what}-name {}", short(arn))
            }
            PolicyTarget::Bucket { name } => format!("aws s3api delete-bucket-policy --bucket {name}"),
            // IAM deletes only a policy that is attached nowhere.
            PolicyTarget::Managed { arn } => format!("aws iam delete-policy --policy-arn {arn}"),
            PolicyTarget::Scp { at, name } | PolicyTarget::Rcp { at, name } => {
                format!("# Detach the policy `{name}` from `{at}`: aws organizations detach-policy")
            }
            // No role is without one.
            PolicyTarget::Trust { .. } => return,
        };
        self.run(&command);
    }
}

/// `role` or `user`, as commands name their kind.
fn principal(arn: &str) -> &'static str {
    if arn.contains(":user/") { "user" } else { "role" }
}

/// ` --path /team/`, when it is not `/`.
fn path(arn: &str, name: &str) -> String {
    let path = arn.strip_suffix(name).and_then(|rest| rest.split_once('/')).map(|(_, path)| path);
    path.filter(|path| !path.is_empty()).map(|path| format!(" --path /{path}")).unwrap_or_default()
}
