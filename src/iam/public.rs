//! Whether a bucket policy is public, as S3 Block Public Access counts it.
//!
//! Source: S3 User Guide, `access-control-block-public-access.html` ("The meaning of public").

use super::condition::{ConditionTest, Matcher, SetQualifier, TestValue};
use super::glob::Pattern;
use super::operator::Family;
use super::policy::{Effect, Policy, Statement};
use super::principal::PrincipalForm;

/// Keys that keep strangers out when they are held to fixed values.
const PINNING_KEYS: [&str; 13] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:userid",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
];

impl Policy {
    /// Whether any statement lets in the public: an Allow to `*` that no condition holds to fixed accounts, sources or
    /// networks. A set of addresses wider than /8 (IPv4) or /32 (IPv6) counts as the public.
    pub fn is_public(&self) -> bool {
        self.public_statements().next().is_some()
    }

    /// The statements that make it public.
    pub fn public_statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(|statement| is_public(statement))
    }
}

fn is_public(statement: &Statement) -> bool {
    let names_everybody = statement
        .principal
        .as_ref()
        .is_some_and(|element| element.negated || element.values.iter().any(|value| value.form == PrincipalForm::Any));
    statement.effect == Effect::Allow
        && !statement.broken
        && names_everybody
        && !statement.conditions.iter().any(pins_to_fixed_values)
}

/// The test holds only for callers or sources that its values fix.
fn pins_to_fixed_values(test: &ConditionTest) -> bool {
    let Some(operator) = test.operator else { return false };
    let key = PINNING_KEYS.iter().find(|key| key.eq_ignore_ascii_case(&test.key));
    let lets_missing_pass = test.if_exists || test.qualifier == Some(SetQualifier::ForAllValues);
    let (Some(key), false) = (key, operator.negated || operator.family == Family::Null || lets_missing_pass) else {
        return false;
    };
    !test.values.is_empty() && test.values.iter().all(|value| is_fixed(key, value))
}

fn is_fixed(key: &str, value: &TestValue) -> bool {
    let literal = |pattern: &Pattern| pattern.literal().is_some();
    match &value.matcher {
        // Of an access point's ARN only the name may be open: the account is what matters.
        Matcher::Arn(fields) if key == "s3:DataAccessPointArn" => fields.iter().take(5).all(literal),
        Matcher::Arn(fields) => fields.iter().all(literal),
        Matcher::Pattern(pattern) if key == "s3:DataAccessPointArn" => {
            let fields = pattern.split_colons(6);
            fields.len() == 6 && fields.iter().take(5).all(literal)
        }
        Matcher::Pattern(pattern) => literal(pattern),
        Matcher::Network(network) => network.is_private() || !network.is_wide(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Source;
    use crate::iam::{Policy, PolicyKind};
    use std::sync::Arc;

    fn is_public(principal: &str, condition: &str) -> bool {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject",
            "Resource":"arn:aws:s3:::b/*","Condition":{condition}}}]}}"#
        );
        let (policy, problems) = Policy::parse("b", PolicyKind::Resource, Arc::new(Source::new("b", text)));
        assert_eq!(problems, []);
        policy.is_public()
    }

    #[test]
    fn the_examples_of_the_documentation_and_their_neighbours() {
        for (principal, condition, expected) in [
            (r#""*""#, "{}", true),
            (r#"{"AWS":"111122223333"}"#, "{}", false),
            (r#"{"Service":"cloudtrail.amazonaws.com"}"#, "{}", false),
            (r#""*""#, r#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#, true),
            (r#""*""#, r#"{"StringEquals":{"aws:SourceVpc":"vpc-91237329"}}"#, false),
            (r#""*""#, r#"{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-91237329"}}"#, true),
            (r#""*""#, r#"{"StringNotEquals":{"aws:SourceVpc":"vpc-91237329"}}"#, true),
            (r#""*""#, r#"{"StringEquals":{"aws:PrincipalOrgID":"o-abcdef1234"}}"#, false),
            (r#""*""#, r#"{"StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}}"#, true),
            (r#""*""#, r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, false),
            (r#""*""#, r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}"#, true),
            (r#""*""#, r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, false),
            (r#""*""#, r#"{"IpAddress":{"aws:SourceIp":"2001::/16"}}"#, true),
            (
                r#""*""#,
                r#"{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:eu-west-1:111122223333:accesspoint/*"}}"#,
                false,
            ),
            (r#""*""#, r#"{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:eu-west-1:*:accesspoint/*"}}"#, true),
        ] {
            assert_eq!(is_public(principal, condition), expected, "{principal} {condition}");
        }
    }
}
