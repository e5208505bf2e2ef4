//! Actions that do not exist, and actions on resources they cannot work on.

use super::{Findings, actions_of};
use crate::diagnostic::suggest;
use crate::iam::catalog::{Action, Catalog, Service, Template};
use crate::iam::policy::{ResourceElement, ResourceForm, ResourceValue, Statement};

pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement) {
    for value in &statement.action.values {
        if value.text.contains("${") {
            let title = "`Action` takes no variables: `${...}` is plain text here";
            findings.warn("variable-unsupported-in-element", value.span, title, "write the action's name");
            continue;
        }
        let Some(covered) = actions_of(&value.text) else {
            let prefix = value.text.split_once(':').map_or("", |(prefix, _)| prefix);
            if prefix.contains(['*', '?']) {
                let title = format!("the service in `{}` cannot be a wildcard", value.text);
                findings.warn(
                    "invalid-service-in-action",
                    value.span,
                    title,
                    "write the service's prefix, or a lone `*`",
                );
            }
            continue;
        };
        if covered.is_empty() {
            let (title, help) = unknown(&value.text);
            findings.warn("unknown-action", value.span, title, help);
        }
    }
    if let Some(resources) = statement.resource.as_ref().filter(|element| !element.negated) {
        if !statement.action.negated {
            check_resources(findings, statement, resources);
        }
        check_pass_role(findings, statement, resources);
    }
}

fn unknown(text: &str) -> (String, String) {
    let (prefix, name) = text.split_once(':').unwrap_or((text, ""));
    if name.contains(['*', '?']) {
        return (format!("`{text}` covers no action"), "see the list of actions of the service".to_owned());
    }
    let service = Catalog::shipped().service(prefix);
    let near = service.and_then(|service| suggest(name, service.actions.keys().copied()));
    let help = match (near, operation(prefix, name)) {
        (_, Some(action)) => format!("the operation {name} is authorized as `{action}`"),
        (Some(near), None) => format!("did you mean `{}:{near}`?", prefix.to_lowercase()),
        (None, None) => "AWS saves it, but it never matches; see the list of actions of the service".to_owned(),
    };
    (format!("there is no action `{text}`"), help)
}

/// S3 has operations whose action has another name.
fn operation(prefix: &str, name: &str) -> Option<&'static str> {
    const OTHERWISE: [(&str, &str); 9] = [
        ("HeadBucket", "s3:ListBucket"),
        ("HeadObject", "s3:GetObject"),
        ("ListBuckets", "s3:ListAllMyBuckets"),
        ("ListObjects", "s3:ListBucket"),
        ("ListObjectsV2", "s3:ListBucket"),
        ("ListObjectVersions", "s3:ListBucketVersions"),
        ("CopyObject", "s3:GetObject` and `s3:PutObject"),
        ("DeleteObjects", "s3:DeleteObject"),
        ("UploadPart", "s3:PutObject"),
    ];
    let found = OTHERWISE.iter().find(|(operation, _)| operation.eq_ignore_ascii_case(name));
    found.filter(|_| prefix.eq_ignore_ascii_case("s3")).map(|(_, action)| *action)
}

/// Every action needs a resource of one of its types, and every resource an action.
fn check_resources(findings: &mut Findings<'_>, statement: &Statement, resources: &ResourceElement) {
    for value in &statement.action.values {
        let Some(covered) = actions_of(&value.text).filter(|covered| !covered.is_empty()) else { continue };
        let meets = covered.iter().any(|(service, name, action)| {
            resources.values.iter().any(|resource| is_of_action(service, name, action, resource))
        });
        if meets || resources.values.is_empty() {
            continue;
        }
        let title = format!("`{}` never meets a resource of this statement", value.text);
        findings.warn("action-without-resource", value.span, title, wanted(&covered));
    }
    let (known, others) = statement.known_actions();
    if others || known.is_empty() {
        return;
    }
    for resource in &resources.values {
        let meets = known.iter().any(|(service, name, action)| is_of_action(service, name, action, resource));
        if !meets && resource.form != ResourceForm::Nothing {
            let title = format!("no action of this statement works on `{}`", resource.text);
            findings.note(
                "resource-without-action",
                resource.span,
                title,
                "remove it, or add the action that was meant",
            );
        }
    }
}

fn wanted(covered: &[(&'static Service, &'static str, &'static Action)]) -> String {
    let Some((service, name, action)) = covered.first() else { return String::new() };
    if action.resource_types.is_empty() {
        return format!("`{}:{name}` cannot be restricted to a resource: write `\"Resource\": \"*\"`", service.prefix);
    }
    let arns: Vec<String> = action
        .resource_types
        .iter()
        .filter_map(|of| service.resource_types.get(of.name).map(|found| format!("{} (`{}`)", of.name, found.arn)))
        .collect();
    format!("it works on {}", arns.join(", "))
}

/// Whether the pattern of a policy can meet a resource that the action works on.
fn is_of_action(service: &Service, name: &str, action: &Action, resource: &ResourceValue) -> bool {
    if resource.form == ResourceForm::Any {
        return true;
    }
    // AWS's own pages write the buckets of an account in this way, too.
    if name == "ListAllMyBuckets" && resource.text == "arn:aws:s3:::*" {
        return true;
    }
    let pattern = Template::of_pattern(&resource.text);
    let types = action.resource_types.iter().filter_map(|of| service.resource_types.get(of.name));
    types.map(|of| Template::of_arn(of.arn)).any(|template| template.meets(&pattern))
}

/// Passing any role to any service is the way to more permissions than one's own.
fn check_pass_role(findings: &mut Findings<'_>, statement: &Statement, resources: &ResourceElement) {
    let is_narrowed = statement.tests_key(&["iam:PassedToService", "iam:AssociatedResourceArn"]);
    if !statement.allows() || is_narrowed || statement.action.negated {
        return;
    }
    let passes = statement.action.values.iter().find(|value| value.pattern.matches_ignoring_case("iam:PassRole"));
    let everything = resources.values.iter().find(|value| value.form == ResourceForm::Any);
    if let (Some(passes), Some(_)) = (passes.filter(|value| value.text != "*"), everything) {
        findings.warn(
            "pass-role-with-star-in-resource",
            passes.span,
            "every role of the account can be passed on, also those that may do more than the caller",
            "name the roles in `Resource`, and the services in a condition on iam:PassedToService",
        );
    }
}
