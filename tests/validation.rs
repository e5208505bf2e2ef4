//! Every finding of policy validation: the smallest policy that has it, where it points, and what is left in peace.

use rolecall::diagnostic::{Diagnostic, Severity, Source};
use rolecall::iam::{Policy, PolicyKind};
use std::sync::Arc;

use PolicyKind::{Boundary, Identity, Resource, ResourceControl, ServiceControl, Session, Trust, VpcEndpoint};
use Severity::{Error, Note, Warning};

fn findings(kind: PolicyKind, text: &str) -> Vec<Diagnostic> {
    let (policy, _) = Policy::parse("policy", kind, Arc::new(Source::new("policy.json", text)));
    policy.validate()
}

/// A policy of the current version with these statements.
fn current(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// A policy with one statement that allows reading a bucket, under this condition.
fn under(condition: &str) -> String {
    current(&format!(
        r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{condition}}}"#
    ))
}

/// The finding exists, is as bad as told, and its caret stands under `at`.
fn expect(kind: PolicyKind, text: &str, severity: Severity, code: &str, at: &str) {
    let all = findings(kind, text);
    let found = all.iter().find(|finding| finding.code == code);
    let Some(found) = found else {
        panic!("no {code} in {text}\n{:?}", all.iter().map(|one| one.code).collect::<Vec<_>>())
    };
    assert_eq!(found.severity, severity, "{code}");
    assert_eq!(found.source.slice(found.labels[0].span), at, "{code}");
    assert!(found.help.as_ref().is_some_and(|help| !help.is_empty()), "{code} says what to do");
}

/// IAM saves a statement that never applies; S3 answers `MalformedPolicy` for a bucket policy with one.
#[test]
fn s3_refuses_a_bucket_policy_in_which_an_action_meets_no_resource() {
    let bucket = |action: &str, resource: &str| {
        let text = format!(r#"{{"Effect":"Deny","Principal":"*","Action":{action},"Resource":{resource}}}"#);
        findings(Resource, &current(&text)).iter().any(|one| one.code == "action-without-resource" && one.is_error())
    };
    assert!(bucket(r#""s3:ListBucket""#, r#""arn:aws:s3:::b/*""#));
    assert!(bucket(r#"["s3:GetObject","s3:ListBucket"]"#, r#""arn:aws:s3:::b/*""#));
    assert!(!bucket(r#"["s3:GetObject","s3:ListBucket"]"#, r#"["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#));
    assert!(!bucket(r#""s3:*""#, r#""arn:aws:s3:::b/*""#));
    // An action of another service is not S3's to judge here.
    let other = r#"{"Effect":"Allow","Principal":"*","Action":"iam:ListRoles","Resource":"arn:aws:iam::1:role/a"}"#;
    let found = findings(Resource, &current(other));
    assert!(found.iter().any(|one| one.code == "action-without-resource" && !one.is_error()));
}

#[test]
fn actions() {
    let row = |action: &str, resource: &str, severity, code: &str, at: &str| {
        let text = current(&format!(r#"{{"Effect":"Allow","Action":{action},"Resource":{resource}}}"#));
        expect(Identity, &text, severity, code, at);
    };
    let object = r#""arn:aws:s3:::b/*""#;
    row(r#""s3:GetObjet""#, object, Warning, "unknown-action", r#""s3:GetObjet""#);
    row(r#""s3:ListObjectsV2""#, r#""arn:aws:s3:::b""#, Warning, "unknown-action", r#""s3:ListObjectsV2""#);
    row(r#""iam:Frob*""#, r#""*""#, Warning, "unknown-action", r#""iam:Frob*""#);
    row(r#""s*:GetObject""#, object, Warning, "invalid-service-in-action", r#""s*:GetObject""#);
    row(r#""s3:${aws:username}""#, object, Warning, "variable-unsupported-in-element", r#""s3:${aws:username}""#);
    row(r#""s3:GetObject""#, r#""arn:aws:s3:::b""#, Warning, "action-without-resource", r#""s3:GetObject""#);
    row(r#""s3:ListBucket""#, object, Warning, "action-without-resource", r#""s3:ListBucket""#);
    row(
        r#""iam:ListRoles""#,
        r#""arn:aws:iam::111122223333:role/a""#,
        Warning,
        "action-without-resource",
        r#""iam:ListRoles""#,
    );
    row(
        r#""s3:GetObject""#,
        r#"["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#,
        Note,
        "resource-without-action",
        r#""arn:aws:s3:::b""#,
    );
    row(r#""iam:PassRole""#, r#""*""#, Warning, "pass-role-with-star-in-resource", r#""iam:PassRole""#);
    row(r#"["s3:*","s3:GetObject"]"#, object, Note, "redundant-action", r#""s3:*""#);
    row(r#"["s3:GetObject","s3:GetObject"]"#, object, Note, "redundant-action", r#""s3:GetObject""#);
    row(
        r#""s3:GetObject""#,
        r#"["arn:aws:s3:::b/*","arn:aws:s3:::b/x"]"#,
        Note,
        "redundant-resource",
        r#""arn:aws:s3:::b/*""#,
    );
    row("[]", object, Warning, "empty-array-action", "[]");
    row(r#""s3:GetObject""#, "[]", Warning, "empty-array-resource", "[]");
}

#[test]
fn help_names_what_was_meant() {
    let help = |action: &str| {
        let text = current(&format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#));
        findings(Identity, &text).remove(0).help.unwrap_or_default()
    };
    assert_eq!(help("S3:getobjct"), "did you mean `s3:GetObject`?");
    assert_eq!(help("s3:ListBuckets"), "the operation ListBuckets is authorized as `s3:ListAllMyBuckets`");
    assert_eq!(help("sts:AssumeRoles"), "did you mean `sts:AssumeRole`?");
}

#[test]
fn arns() {
    let row = |arn: &str, code: &str| {
        let text = current(&format!(r#"{{"Effect":"Allow","Action":"*","Resource":"{arn}"}}"#));
        expect(Identity, &text, Warning, code, &format!("\"{arn}\""));
    };
    row("arn:amazon:s3:::b", "invalid-arn-partition");
    row("arn:aws:s?:::b", "invalid-arn-service");
    row("arn:aws:iam::1234:role/a", "invalid-arn-account");
    row("arn:aws:s3:::", "missing-arn-field");
    row("arn:aws:s3::111122223333:b", "arn-account-not-allowed");
    row("arn:aws:s3:eu-west-1::b", "arn-region-not-allowed");
    row("arn:aws:iam:eu-west-1:111122223333:role/a", "arn-region-not-allowed");
    row("arn:aws:sqs:${aws:RequestedRegion}:111122223333:q", "variable-unsupported-in-element");
    let short = current(r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3"}"#);
    expect(Session, &short, Error, "missing-arn-field", r#""arn:aws:s3""#);
    expect(ServiceControl, &short, Warning, "missing-arn-field", r#""arn:aws:s3""#);
}

#[test]
fn conditions() {
    let row = |condition: &str, severity, code: &str, at: &str| {
        expect(Identity, &under(condition), severity, code, at);
    };
    row(r#"{"StringEquals":{"aws:SourceIP4":"x"}}"#, Warning, "invalid-global-condition-key", r#""aws:SourceIP4""#);
    row(
        r#"{"StringEquals":{"as:ResourceOrgID":"x"}}"#,
        Warning,
        "invalid-global-condition-key",
        r#""as:ResourceOrgID""#,
    );
    row(r#"{"StringEquals":{"s3:prefx":"x"}}"#, Warning, "invalid-service-condition-key", r#""s3:prefx""#);
    row(r#"{"StringEquals":{"s3:prefix":"x"}}"#, Warning, "key-never-present", r#""s3:prefix""#);
    row(r#"{"StringEquals":{"aws:PrincipalOrgPaths":"x"}}"#, Warning, "missing-qualifier", r#""StringEquals""#);
    row(
        r#"{"ForAnyValue:StringEquals":{"aws:username":"x"}}"#,
        Note,
        "qualifier-with-single-valued-key",
        r#""ForAnyValue:StringEquals""#,
    );
    row(
        r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"x"}}"#,
        Warning,
        "for-all-values-without-null-check",
        r#""ForAllValues:StringEquals""#,
    );
    row(r#"{"StringEquals":{"aws:username":"a*"}}"#, Warning, "wildcard-without-like-operator", r#""a*""#);
    row(r#"{"IpAddress":{"aws:SourceIp":"10.1.0.0/16"}}"#, Warning, "private-ip-address", r#""10.1.0.0/16""#);
    row(r#"{"IpAddress":{"aws:username":"10.1.0.0/16"}}"#, Warning, "type-mismatch", r#""IpAddress""#);
    row(r#"{"StringEquals":{"aws:SourceIp":"203.0.113.1"}}"#, Warning, "type-mismatch", r#""StringEquals""#);
    row(r#"{"NumericEquals":{"aws:username":"7"}}"#, Warning, "type-mismatch", r#""NumericEquals""#);
    row(
        r#"{"DateLessThan":{"aws:CurrentTime":"${aws:TokenIssueTime}"}}"#,
        Warning,
        "variable-unsupported-in-element",
        r#""${aws:TokenIssueTime}""#,
    );
    row(
        r#"{"StringEquals":{"aws:username":"${aws:TagKeys}"}}"#,
        Warning,
        "unsupported-multivalued-variable",
        r#""${aws:TagKeys}""#,
    );
    row(
        r#"{"Bool":{"aws:SecureTransport":["true","false"]}}"#,
        Error,
        "multiple-boolean-values",
        r#""aws:SecureTransport":["true","false"]"#,
    );
    row(r#"{"StringEquals":{"aws:username":[]}}"#, Warning, "empty-array-condition", r#""aws:username":[]"#);
    row(
        r#"{"StringEquals":{"aws:username":"a","AWS:UserName":"b"}}"#,
        Error,
        "duplicate-keys-with-different-case",
        r#""AWS:UserName""#,
    );
    row(
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/a/*"}}"#,
        Warning,
        "principal-arn-of-session",
        r#""arn:aws:sts::111122223333:assumed-role/a/*""#,
    );
    row(r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}"#, Warning, "mfa-bool-trap", r#""BoolIfExists""#);
    row("{}", Note, "empty-object-condition", r#""Condition":{}"#);
    let trap = current(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
    );
    expect(Identity, &trap, Warning, "mfa-bool-trap", r#""Bool""#);
    let old = r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}"}}"#;
    expect(Identity, old, Warning, "variable-unsupported-in-version", r#""arn:aws:s3:::b/${aws:username}""#);
}

#[test]
fn providers_that_many_share() {
    let trust = |provider: &str, condition: &str| {
        current(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity"{condition}}}"#
        ))
    };
    let of_account = |host: &str| format!("arn:aws:iam::111122223333:oidc-provider/{host}");
    let tests = |key: &str| format!(r#","Condition":{{"StringLike":{{"{key}":"x"}}}}"#);
    let told = |text: &str| findings(Trust, text).iter().any(|finding| finding.code == "shared-provider");
    for (host, claim, other) in [
        ("token.actions.githubusercontent.com", "sub", "aud"),
        ("gitlab.com", "sub", "aud"),
        ("app.terraform.io", "sub", "aud"),
        ("oidc.vercel.com", "aud", "sub"),
    ] {
        let provider = of_account(host);
        expect(Trust, &trust(&provider, ""), Warning, "shared-provider", &format!("\"{provider}\""));
        assert!(told(&trust(&provider, &tests(&format!("{host}:{other}")))), "{host}");
        assert!(!told(&trust(&provider, &tests(&format!("{}:{claim}", host.to_uppercase())))), "{host}");
    }
    assert!(told(&trust("cognito-identity.amazonaws.com", "")), "it is named without an ARN");
    // An issuer of its own for every cluster, and a Deny.
    assert!(!told(&trust(&of_account("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539"), "")));
    assert!(!told(&trust(&of_account("gitlab.com"), "").replace("Allow", "Deny")));
}

#[test]
fn principals() {
    let bucket = |effect: &str, principal: &str, condition: &str| {
        current(&format!(
            r#"{{"Effect":"{effect}",{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"{condition}}}"#
        ))
    };
    let everybody = bucket("Allow", r#""Principal":"*""#, "");
    expect(Resource, &everybody, Warning, "public-statement", r#""*""#);
    let service = bucket("Allow", r#""Principal":{"Service":"cloudtrail.amazonaws.com"}"#, "");
    expect(Resource, &service, Warning, "confused-deputy", r#""cloudtrail.amazonaws.com""#);
    let not = r#""NotPrincipal":{"AWS":"111122223333"}"#;
    expect(Resource, &bucket("Deny", not, ""), Warning, "deny-with-not-principal", r#"{"AWS":"111122223333"}"#);
    expect(Resource, &bucket("Allow", not, ""), Warning, "allow-with-not-principal", r#"{"AWS":"111122223333"}"#);
    expect(
        Resource,
        &bucket("Allow", r#""Principal":{"AWS":[]}"#, ""),
        Warning,
        "empty-array-principal",
        r#"{"AWS":[]}"#,
    );
    let outside = r#","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}"#;
    let perimeter = bucket("Deny", r#""Principal":"*""#, outside);
    expect(Resource, &perimeter, Note, "deny-reaches-services", r#""aws:PrincipalOrgID""#);

    let trust = |principal: &str, action: &str| {
        current(&format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}"}}"#))
    };
    expect(Trust, &trust(r#""*""#, "sts:AssumeRole"), Warning, "trust-policy-public", r#""*""#);
    let account = r#"{"AWS":"111122223333"}"#;
    expect(Trust, &trust(account, "s3:GetObject"), Warning, "mismatched-action", r#""s3:GetObject""#);
    let saml = r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/p"}"#;
    expect(
        Trust,
        &trust(saml, "sts:AssumeRole"),
        Warning,
        "mismatched-action",
        r#""arn:aws:iam::111122223333:saml-provider/p""#,
    );
    let negated = current(r#"{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#);
    expect(Trust, &negated, Error, "unsupported-principal", r#"{"AWS":"111122223333"}"#);
}

#[test]
fn elements_of_each_kind() {
    let id = r#"{"Version":"2012-10-17","Id":"x","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    expect(Identity, id, Warning, "prohibited-element", r#""x""#);
    let sid = current(r#"{"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    expect(Identity, &sid, Error, "unsupported-sid", r#""a b""#);
    let old = r#"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
    expect(ServiceControl, old, Error, "missing-version", "{");
    expect(Boundary, old, Note, "missing-version", "{");
    let not_action = current(r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#);
    expect(Identity, &not_action, Warning, "allow-with-not-action", r#""iam:*""#);
    let not_resource = current(r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b"}"#);
    expect(Identity, &not_resource, Warning, "allow-with-not-resource", r#""arn:aws:s3:::b""#);

    let rcp = |statement: &str| current(statement);
    let row = |statement: &str, code: &str, at: &str| expect(ResourceControl, &rcp(statement), Error, code, at);
    row(r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#, "unsupported-effect", "{");
    row(r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#, "unsupported-action", r#""*""#);
    row(r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#, "unsupported-element", r#""s3:*""#);
    row(
        r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#,
        "unsupported-principal",
        r#"{"AWS":"111122223333"}"#,
    );
}

#[test]
fn statements_that_another_makes_idle() {
    let pair = |first: &str, second: &str| findings(Identity, &current(&format!("{first},{second}")));
    let codes = |list: Vec<Diagnostic>| list.iter().map(|one| one.code).collect::<Vec<_>>();
    let get = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;
    let all = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let deny = r#"{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}"#;
    let deny_if =
        r#"{"Effect":"Deny","Action":"s3:Get*","Resource":"*","Condition":{"StringEquals":{"aws:username":"a"}}}"#;
    assert_eq!(codes(pair(get, deny)), ["unreachable-statement"]);
    assert_eq!(codes(pair(deny, get)), ["unreachable-statement"]);
    assert_eq!(codes(pair(get, deny_if)), Vec::<&str>::new(), "only under a condition");
    assert_eq!(codes(pair(get, all)), ["redundant-statement"]);
    assert_eq!(codes(pair(get, get)), ["redundant-statement"], "one of two equal ones");
    assert_eq!(codes(pair(all, deny)), Vec::<&str>::new(), "the rest is still allowed");
}

#[test]
fn sizes_and_characters() {
    let of = |length: usize| {
        let name = "a".repeat(length);
        current(&format!(r#"{{"Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:::{name}"}}"#))
    };
    expect(Identity, &of(6_200), Warning, "policy-size-exceeds-quota", "{");
    expect(Identity, &of(10_300), Error, "policy-size-exceeds-quota", "{");
    for (kind, length) in
        [(Boundary, 6_200), (Session, 2_100), (ServiceControl, 10_300), (ResourceControl, 5_200), (VpcEndpoint, 20_500)]
    {
        expect(kind, &of(length), Error, "policy-size-exceeds-quota", "{");
    }
    let spaces = current(&format!(r#"{{"Effect":"Deny",{}"Action":"ec2:*","Resource":"*"}}"#, " ".repeat(11_000)));
    assert_eq!(findings(Identity, &spaces), [], "whitespace does not count there");
    let odd = current(r#"{"Sid":"a","Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:::→"}"#);
    expect(Identity, &odd, Error, "unsupported-character", "→");
}

#[test]
fn good_policies_are_left_in_peace() {
    let none: [Diagnostic; 0] = [];
    for (kind, statement) in [
        (
            Identity,
            r#"{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"}"#,
        ),
        (Identity, r#"{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"arn:aws:s3:::*"}"#),
        (
            Identity,
            r#"{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}"#,
        ),
        (Identity, r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}"#),
        (
            Identity,
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/team/*"}"#,
        ),
        (
            Identity,
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}}"#,
        ),
        (Identity, r#"{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}"#),
        (
            Identity,
            r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}"#,
        ),
        (Trust, r#"{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}"#),
        (
            Trust,
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}"#,
        ),
        (
            Resource,
            r#"{"Sid":"all together","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
        ),
        // What only limits passes no role on.
        (ServiceControl, r#"{"Effect":"Allow","Action":["ec2:*","iam:*"],"Resource":"*"}"#),
        (Boundary, r#"{"Effect":"Allow","Action":"iam:*","Resource":"*"}"#),
        (
            ServiceControl,
            r#"{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#,
        ),
        (
            ResourceControl,
            r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#,
        ),
    ] {
        assert_eq!(findings(kind, &current(statement)), none, "{statement}");
    }
}

/// S3 answers `MalformedPolicy` "Policy has invalid resource"; a bucket policy is called after its bucket.
#[test]
fn s3_refuses_a_bucket_policy_that_speaks_of_another_bucket() {
    let told = |name: &str, resource: &str| {
        let text =
            current(&format!(r#"{{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"{resource}"}}"#));
        let (policy, _) = Policy::parse(name, Resource, Arc::new(Source::new("p.json", text)));
        policy.validate().iter().any(|one| one.code == "resource-of-another-bucket" && one.is_error())
    };
    for other in ["arn:aws:s3:::pages-2/*", "arn:aws:s3:::page/*", "arn:aws:s3:::p-*/*", "arn:aws:s3:::b?/*"] {
        assert!(told("bucket policy of pages", other), "{other}");
    }
    for own in ["arn:aws:s3:::pages/*", "arn:aws:s3:::pages/a/b", "arn:aws:s3:::*", "arn:aws:s3:::pa*/x", "*"] {
        assert!(!told("bucket policy of pages", own), "{own}");
    }
    assert!(!told("ReadPages", "arn:aws:s3:::pages-2/*"));
}
