//! ARNs in `Resource` that name nothing.

use super::Findings;
use crate::iam::Ambiguity;
use crate::iam::arn::is_account_id;
use crate::iam::policy::{PolicyKind, ResourceForm, ResourceValue, Statement};

const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

/// A bucket policy is called after its bucket, and speaks of nothing else.
pub(super) fn check_bucket(findings: &mut Findings<'_>) {
    let policy = findings.policy;
    let Some(bucket) = policy.name.strip_prefix("bucket policy of ") else { return };
    for value in policy.resources_beyond(bucket) {
        let title = format!("`{}` is not in the bucket `{bucket}`", value.text);
        let help = format!(
            "S3 refuses to save a bucket policy with it; name `arn:aws:s3:::{bucket}`, or its objects with a slash behind"
        );
        findings.error("resource-of-another-bucket", value.span, title, help);
    }
}

pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement) {
    let Some(element) = &statement.resource else { return };
    for value in &element.values {
        let fields: Vec<&str> = value.text.splitn(6, ':').collect();
        match (&value.form, fields.as_slice()) {
            _ if value.ambiguities.iter().any(|point| point == Ambiguity::VariableInResourceField) => {
                let title = "a variable stands before the last field of the ARN, which matches nothing".to_owned();
                let help = "variables belong to the last field; AWS refuses them before it";
                findings.warn("variable-unsupported-in-element", value.span, title, help);
            }
            (ResourceForm::Nothing, ["arn", ..]) => {
                let title = format!("`{}` has fewer than six fields and matches nothing here", value.text);
                let help = "write all fields: `arn:partition:service:region:account:resource`";
                if findings.policy.kind == PolicyKind::Session {
                    findings.error("missing-arn-field", value.span, title, help);
                } else {
                    findings.warn("missing-arn-field", value.span, title, help);
                }
            }
            (ResourceForm::Plain { .. } | ResourceForm::Arn(_), [_, partition, service, region, account, resource]) => {
                check_fields(findings, value, [partition, service, region, account, resource]);
            }
            _ => {}
        }
    }
}

fn is_open(field: &str) -> bool {
    field.contains(['*', '?']) || field.contains("${")
}

fn check_fields(findings: &mut Findings<'_>, value: &ResourceValue, fields: [&str; 5]) {
    let [partition, service, region, account, resource] = fields;
    let mut warn = |code, title: String, help: &str| findings.warn(code, value.span, title, help);
    if !is_open(partition) && !PARTITIONS.contains(&partition) {
        warn("invalid-arn-partition", format!("there is no partition `{partition}`"), "write `aws`");
    }
    if service.is_empty() || service.contains(['*', '?']) {
        warn("invalid-arn-service", format!("`{}` names no service", value.text), "write the service, such as `s3`");
    }
    if !account.is_empty() && !is_open(account) && !is_account_id(account) && account != "aws" {
        warn("invalid-arn-account", format!("`{account}` is no account id"), "an account id has 12 digits");
    }
    if resource.is_empty() {
        warn(
            "missing-arn-field",
            format!("`{}` names no resource", value.text),
            "write the resource after the last colon",
        );
    }
    let is_plain_s3 = service == "s3"
        && !["accesspoint", "access-grants", "job/", "storage-lens"].iter().any(|kind| resource.starts_with(kind));
    if is_plain_s3 && !account.is_empty() && account != "*" {
        let help = "bucket names are unique in the world: `arn:aws:s3:::bucket`";
        warn("arn-account-not-allowed", "the ARN of a bucket has no account".to_owned(), help);
    }
    if (is_plain_s3 || service == "iam") && !region.is_empty() && region != "*" {
        let title =
            format!("the ARN of {} has no Region", if service == "iam" { "an IAM resource" } else { "a bucket" });
        warn("arn-region-not-allowed", title, "leave the field empty");
    }
}
