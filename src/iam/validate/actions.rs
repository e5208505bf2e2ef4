//! Actions that do not exist, and actions on resources they cannot work on.

use super::{Covered, Findings, KnownAction};
use crate::diagnostic::suggest;
use crate::iam::catalog::{Catalog, Template};
use crate::iam::policy::{PolicyKind, ResourceElement, ResourceForm, ResourceValue, Statement};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement, covered: &Covered) {
    for (value, covered) in statement.action.values.iter().zip(&covered.by_value) {
        if value.text.contains("${") {
            let title = "`Action` takes no variables: `${...}` is plain text here";
            findings.warn("variable-unsupported-in-element", value.span, title, "write the action's name");
            continue;
        }
        let Some(covered) = covered else {
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
            check_resources(findings, statement, resources, covered);
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
fn check_resources(findings: &mut Findings<'_>, statement: &Statement, resources: &ResourceElement, covered: &Covered) {
    let known = statement.action.values.iter().zip(&covered.by_value);
    let known = known.filter_map(|(value, covered)| Some((value, covered.as_ref()?)));
    let known: Vec<_> = known.filter(|(_, covered)| !covered.is_empty()).collect();
    let types = resource_types(known.iter().flat_map(|(_, covered)| *covered));
    let met: Vec<Met<'_>> = resources.values.iter().map(|value| Met::by(value, &types)).collect();
    for (value, covered) in &known {
        let meets = covered.iter().any(|action| met.iter().any(|resource| resource.suits(action)));
        if meets || resources.values.is_empty() {
            continue;
        }
        let title = format!("`{}` never meets a resource of this statement", value.text);
        let of_s3 = |(service, ..): &KnownAction| service.prefix == "s3";
        if findings.policy.kind == PolicyKind::Resource && covered.iter().all(of_s3) {
            // `PutBucketPolicy` answers MalformedPolicy "Action does not apply to any resource(s) in statement". IAM saves
            // such a statement in its own policies, where it never applies.
            let help = format!("S3 refuses to save a bucket policy with it; {}", wanted(covered));
            findings.error("action-without-resource", value.span, title, help);
        } else {
            findings.warn("action-without-resource", value.span, title, wanted(covered));
        }
    }
    let Some(known) = covered.all.as_ref().filter(|known| !known.is_empty()) else { return };
    for resource in met {
        let meets = known.iter().any(|action| resource.suits(action));
        if !meets && resource.value.form != ResourceForm::Nothing {
            let title = format!("no action of this statement works on `{}`", resource.value.text);
            findings.note(
                "resource-without-action",
                resource.value.span,
                title,
                "remove it, or add the action that was meant",
            );
        }
    }
}

fn wanted(covered: &[KnownAction]) -> String {
    let Some((service, name, action)) = covered.first() else { return String::new() };
    if action.resource_types.is_empty() {
        return format!("`{}:{name}` cannot be restricted to a resource: write `\"Resource\": \"*\"`", service.prefix);
    }
    // The plainest first: an object before an object behind an access point.
    let mut found: Vec<_> = action
        .resource_types
        .iter()
        .filter_map(|of| Some((of.name, &service.resource_types.get(of.name)?.arn)))
        .collect();
    found.sort_by_key(|(_, arn)| arn.len());
    let arns: Vec<String> = found.into_iter().map(|(name, arn)| format!("{name} (`{arn}`)")).collect();
    format!("it works on {}", arns.join(", "))
}

/// A resource type: the prefix of its service and its name.
type TypeName = (&'static str, &'static str);

/// The resource types that some of the actions work on.
fn resource_types<'a>(actions: impl Iterator<Item = &'a KnownAction>) -> BTreeMap<TypeName, &'static Template> {
    let mut types = BTreeMap::new();
    for (service, _, action) in actions {
        for of in &action.resource_types {
            if let Some(found) = service.resource_types.get(of.name) {
                types.entry((service.prefix, of.name)).or_insert_with(|| found.template());
            }
        }
    }
    types
}

/// The resource types that a resource of a policy can meet, found once: the same few stand behind many actions.
struct Met<'a> {
    value: &'a ResourceValue,
    types: BTreeSet<TypeName>,
}

impl<'a> Met<'a> {
    fn by(value: &'a ResourceValue, types: &BTreeMap<TypeName, &'static Template>) -> Self {
        if value.form == ResourceForm::Any {
            return Self { value, types: BTreeSet::new() };
        }
        let pattern = Template::of_pattern(&value.text);
        let met = types.iter().filter(|(_, template)| template.meets(&pattern)).map(|(name, _)| *name);
        Self { value, types: met.collect() }
    }

    /// Whether the resource can be one that the action works on.
    fn suits(&self, (service, name, action): &KnownAction) -> bool {
        // AWS's own pages write the buckets of an account as `arn:aws:s3:::*`, too.
        self.value.form == ResourceForm::Any
            || *name == "ListAllMyBuckets" && self.value.text == "arn:aws:s3:::*"
            || action.resource_types.iter().any(|of| self.types.contains(&(service.prefix, of.name)))
    }
}

/// Passing any role to any service is the way to more permissions than one's own.
fn check_pass_role(findings: &mut Findings<'_>, statement: &Statement, resources: &ResourceElement) {
    let is_narrowed = statement.tests_key(&["iam:PassedToService", "iam:AssociatedResourceArn"]);
    // A policy that only limits passes nothing on, however wide it is.
    let grants = findings.policy.kind == PolicyKind::Identity;
    if !grants || !statement.allows() || is_narrowed || statement.action.negated {
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
