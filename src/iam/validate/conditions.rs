//! Conditions that never hold, always hold, or hold for others than they seem to.

use super::{Covered, Findings, KnownAction};
use crate::diagnostic::{Diagnostic, Severity, suggest};
use crate::iam::catalog::{Applicability, Catalog, ConditionKey, KeyType, condition_key, global_keys};
use crate::iam::condition::{ConditionTest, Matcher, SetQualifier};
use crate::iam::operator::{Family, Operator};
use crate::iam::policy::{PolicyKind, Statement};
use crate::iam::principal::PrincipalForm;

pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement, covered: &Covered) {
    for (position, test) in statement.conditions.iter().enumerate() {
        check_twin(findings, statement, position, test);
        let known = condition_key(&test.key);
        if known.is_none() {
            check_unknown_key(findings, test);
        }
        let Some(operator) = test.operator else { continue };
        check_values(findings, test, operator);
        if let Some(key) = known {
            check_qualifier(findings, statement, test, operator, key);
            check_type(findings, test, operator, key);
            check_presence(findings, covered.all.as_deref().unwrap_or_default(), test);
        }
        check_traps(findings, statement, test, operator);
    }
}

/// AWS refuses one key twice under one operator, also when the case differs.
fn check_twin(findings: &mut Findings<'_>, statement: &Statement, position: usize, test: &ConditionTest) {
    let twin = statement.conditions.iter().take(position).find(|other| {
        other.operator_span == test.operator_span && other.key != test.key && other.key.eq_ignore_ascii_case(&test.key)
    });
    if let Some(twin) = twin {
        let title = format!("`{}` and `{}` are the same key", twin.key, test.key);
        let finding =
            Diagnostic::error("duplicate-keys-with-different-case", &findings.policy.source, test.key_span, title);
        findings.list.push(finding.and_at(twin.key_span, "first here").help("put the values in one list"));
    }
}

fn check_unknown_key(findings: &mut Findings<'_>, test: &ConditionTest) {
    let Some((prefix, name)) = test.key.split_once(':') else { return };
    let (code, names): (_, Vec<&str>) = if prefix.eq_ignore_ascii_case("aws") {
        ("invalid-global-condition-key", global_keys().map(|key| key.name).collect())
    } else if let Some(service) = Catalog::shipped().service(prefix) {
        ("invalid-service-condition-key", service.condition_keys.keys().copied().collect())
    } else {
        // No table has the keys of all services. But a global key's name behind a slip of `aws` is meant as that key.
        let meant = global_keys().find(|key| {
            let is_name = key.name.split_once(':').is_some_and(|(_, known)| known.eq_ignore_ascii_case(name));
            is_name && suggest(prefix, ["aws"]).is_some()
        });
        let Some(meant) = meant else { return };
        ("invalid-global-condition-key", vec![meant.name])
    };
    let help = suggest(&test.key, names)
        .map_or_else(|| "AWS saves it, but no request carries it".to_owned(), |near| format!("did you mean `{near}`?"));
    findings.warn(code, test.key_span, format!("there is no condition key `{}`", test.key), help);
}

fn check_qualifier(
    findings: &mut Findings<'_>,
    statement: &Statement,
    test: &ConditionTest,
    operator: &Operator,
    key: ConditionKey,
) {
    if operator.family == Family::Null {
        return;
    }
    match (test.qualifier, key.multivalued) {
        (None, true) => findings.warn(
            "missing-qualifier",
            test.operator_span,
            format!("`{}` holds a list, and without ForAllValues or ForAnyValue nothing matches it", test.key),
            format!("write `ForAnyValue:{0}` or `ForAllValues:{0}`", test.operator_text),
        ),
        (Some(_), false) => findings.note(
            "qualifier-with-single-valued-key",
            test.operator_span,
            format!("`{}` has one value; a set operator is for lists", test.key),
            "leave the set operator away",
        ),
        _ => {}
    }
    let guards = |other: &ConditionTest| {
        other.operator.is_some_and(|operator| operator.family == Family::Null)
            && other.key.eq_ignore_ascii_case(&test.key)
            && other.values.iter().any(|value| value.matcher == Matcher::Boolean(false))
    };
    let open = test.qualifier == Some(SetQualifier::ForAllValues) && !statement.conditions.iter().any(guards);
    if open && statement.allows() {
        findings.warn(
            "for-all-values-without-null-check",
            test.operator_span,
            format!("ForAllValues holds, too, when a request has no `{}`", test.key),
            format!("add `\"Null\": {{ \"{}\": \"false\" }}`", test.key),
        );
    }
}

/// Values that cannot be told apart, or that are not what they look like.
fn check_values(findings: &mut Findings<'_>, test: &ConditionTest, operator: &Operator) {
    if test.values.is_empty() {
        let title = "the list of values is empty";
        findings.warn("empty-array-condition", test.span, title, "AWS does not say what that means; name a value");
    }
    if matches!(operator.family, Family::Boolean | Family::Null) && test.values.len() > 1 {
        let title = format!("`{}` takes one value", operator.name);
        findings.error("multiple-boolean-values", test.span, title, "write `\"true\"` or `\"false\"`");
    }
    let exact = matches!(operator.family, Family::Text | Family::TextIgnoringCase);
    for value in &test.values {
        let is_literal = matches!(&value.matcher, Matcher::Pattern(pattern) if pattern.literal().is_some());
        if exact && is_literal && value.text.contains(['*', '?']) && !value.text.contains("${") {
            let title =
                format!("`{}` compares `{}` letter by letter: `*` and `?` are no wildcards", operator.name, value.text);
            let like = operator.name.replace("EqualsIgnoreCase", "Like").replace("Equals", "Like");
            findings.warn("wildcard-without-like-operator", value.span, title, format!("write `{like}`"));
        }
        if !operator.variables && value.text.contains("${") {
            let title = format!("`{}` takes no variables", operator.name);
            findings.warn(
                "variable-unsupported-in-element",
                value.span,
                title,
                "variables work with String and Arn operators",
            );
        }
        if let Matcher::Network(network) = &value.matcher
            && network.is_private()
            && test.key.eq_ignore_ascii_case("aws:SourceIp")
        {
            let title = format!("`{}` is private; aws:SourceIp only ever holds public addresses", value.text);
            findings.warn("private-ip-address", value.span, title, "use aws:VpcSourceIp, or name the public address");
        }
        if let Matcher::Pattern(pattern) = &value.matcher {
            for variable in pattern.variables().filter(|variable| variable.multivalued) {
                let title = format!("`{}` holds a list and cannot be a variable", variable.key);
                findings.warn("unsupported-multivalued-variable", value.span, title, "use a key with one value");
            }
        }
    }
}

/// Operators that cannot read what the key holds.
fn check_type(findings: &mut Findings<'_>, test: &ConditionTest, operator: &Operator, key: ConditionKey) {
    let suits = match operator.family {
        Family::Null => true,
        Family::Text | Family::TextIgnoringCase | Family::Like => {
            matches!(key.key_type, KeyType::Text | KeyType::Arn | KeyType::Boolean)
        }
        Family::Arn => matches!(key.key_type, KeyType::Arn | KeyType::Text),
        // The moment of a request comes as a number, too.
        Family::Number => key.key_type == KeyType::Number || key.name == "aws:EpochTime",
        Family::Moment => key.key_type == KeyType::Moment,
        Family::Boolean => key.key_type == KeyType::Boolean,
        Family::Binary => key.key_type == KeyType::Text,
        Family::Address => key.key_type == KeyType::Address,
    };
    if !suits {
        let title = format!("`{}` holds {}, which `{}` does not read", test.key, key.key_type.words(), operator.name);
        let better = match key.key_type {
            KeyType::Text => "StringEquals",
            KeyType::Arn => "ArnLike",
            KeyType::Number => "NumericEquals",
            KeyType::Moment => "DateLessThan",
            KeyType::Boolean => "Bool",
            KeyType::Address => "IpAddress",
        };
        findings.warn("type-mismatch", test.operator_span, title, format!("use `{better}` or its like"));
    }
}

/// A key that no request for any of the statement's actions carries.
fn check_presence(findings: &mut Findings<'_>, known: &[KnownAction], test: &ConditionTest) {
    let catalog = Catalog::shipped();
    let is_never = |(service, _, action): &KnownAction| {
        catalog.applicability_to(&test.key, service, action) == Applicability::Never
    };
    if !known.is_empty() && known.iter().all(is_never) {
        findings.warn(
            "key-never-present",
            test.key_span,
            format!("no request for these actions ever carries `{}`", test.key),
            "move the condition to the actions that know the key, or use another key",
        );
    }
}

fn check_traps(findings: &mut Findings<'_>, statement: &Statement, test: &ConditionTest, operator: &Operator) {
    let is = |key: &str| test.key.eq_ignore_ascii_case(key);
    let wants = |flag: bool| test.values.iter().any(|value| value.matcher == Matcher::Boolean(flag));
    if is("aws:MultiFactorAuthPresent") && operator.family == Family::Boolean {
        if !statement.allows() && wants(false) && !test.if_exists {
            findings.warn(
                "mfa-bool-trap",
                test.operator_span,
                "long-term keys carry no aws:MultiFactorAuthPresent, so this Deny does not reach them",
                "write `BoolIfExists`",
            );
        }
        if statement.allows() && wants(true) && test.if_exists {
            findings.warn(
                "mfa-bool-trap",
                test.operator_span,
                "long-term keys carry no aws:MultiFactorAuthPresent, so this Allow lets them in without MFA",
                "write `Bool`",
            );
        }
    }
    if is("aws:PrincipalArn") && operator.family != Family::Null {
        for value in test.values.iter().filter(|value| value.text.contains(":assumed-role/")) {
            findings.warn(
                "principal-arn-of-session",
                value.span,
                "aws:PrincipalArn of a session is the ARN of its role, never the session's",
                "write the role's ARN with its path: `arn:aws:iam::111122223333:role/name`",
            );
        }
    }
    check_services_shut_out(findings, statement, test, operator);
}

/// A Deny for everybody who is not of an organization or network hits services, too: they carry no such key.
fn check_services_shut_out(
    findings: &mut Findings<'_>,
    statement: &Statement,
    test: &ConditionTest,
    operator: &Operator,
) {
    const ABSENT_FOR_SERVICES: [&str; 5] =
        ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceIp"];
    let is_resource_side = matches!(findings.policy.kind, PolicyKind::Resource | PolicyKind::ResourceControl);
    let everybody = statement
        .principal
        .as_ref()
        .is_some_and(|element| !element.negated && element.values.iter().any(|value| value.form == PrincipalForm::Any));
    let hits = is_resource_side
        && everybody
        && !statement.allows()
        && operator.negated
        && !test.if_exists
        && ABSENT_FOR_SERVICES.iter().any(|key| key.eq_ignore_ascii_case(&test.key))
        && !statement.tests_key(&["aws:PrincipalIsAWSService", "aws:ViaAWSService", "aws:PrincipalServiceName"]);
    if hits {
        findings.add(
            Severity::Note,
            "deny-reaches-services",
            test.key_span,
            format!("services that call for themselves carry no `{}`, so this Deny reaches them", test.key),
            "if services are meant to get in, add `\"BoolIfExists\": { \"aws:PrincipalIsAWSService\": \"false\" }`",
        );
    }
}
