//! The points on which AWS documentation is silent or contradicts itself, and how `RoleCall` rules on each.
//!
//! A decision that used one of them says so; nothing of the kind is ever graded in a quiz.

use std::fmt;

macro_rules! rulings {
    ($($(#[$doc:meta])* $name:ident = $sentence:literal;)*) => {
        /// One open point.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Ambiguity { $($(#[$doc])* $name),* }

        impl Ambiguity {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What is open and how it is ruled here.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),* }
            }
        }
    };
}

rulings! {
    /// Operator or set qualifier in another case.
    OperatorCase = "AWS does not say whether operator names ignore case; they do here";
    /// Unknown operator.
    UnknownOperator = "AWS refuses to save an unknown operator; here it matches nothing";
    /// Control characters and `*`.
    AnyCharacter = "AWS does not say whether `*` matches a line break; it does here";
    /// A value that is no ARN under a negated Arn operator.
    NotAnArn = "AWS does not say what an Arn operator makes of a value that is no ARN; it does not match, so the negated operator does";
    /// A pattern with fewer than six fields in an Arn operator.
    ShortArn = "AWS does not say how an Arn operator reads a pattern with fewer than six fields; it matches nothing here";
    /// Empty string and Null.
    EmptyIsPresent = "AWS calls an empty string a null value in one place; here a key with an empty string is present";
    /// Unusual booleans.
    BooleanForm = "AWS does not say how Bool reads other spellings; `true` and `false` are read without regard to case, all else matches nothing";
    /// Unreadable numbers.
    Unreadable = "AWS does not say what a value makes of an operator that cannot read it; it does not match, so the negated operator does";
    /// Very large numbers.
    LargeNumber = "AWS does not say how precise numbers are; they are compared exactly here";
    /// `YYYY` and `YYYY-MM`.
    ShortDate = "AWS names the W3C profile but shows no date without a day; it is read as the first moment of the month or year";
    /// IPv4 against IPv6.
    AddressVersion = "AWS does not say whether IPv4 and IPv6 can match each other; they never do here";
    /// Bits behind the prefix.
    HostBits = "AWS does not say what bits behind the prefix of a network mean; they are ignored here";
    /// `::ffff:a.b.c.d`.
    MappedAddress = "AWS does not say whether an IPv4 address mapped into IPv6 is the IPv4 address; it is here";
    /// `ForAnyValue` with a negated operator and a missing key.
    AnyValueMissing = "AWS says a missing key is false under ForAnyValue and true under a negated operator; ForAnyValue wins here";
    /// `ForAnyValue` together with `IfExists`, and a missing key.
    AnyValueIfExists = "AWS does not show ForAnyValue together with IfExists; a missing key is true here";
    /// A multivalued key without set operator.
    MissingSetOperator = "AWS only says a multivalued key needs a set operator; without one it matches nothing here";
    /// An empty set or empty string under `ForAllValues`.
    EmptySet = "AWS once called an empty string an empty set; ForAllValues is true for both here";
    /// A condition key with an empty list of values in the policy.
    NoValues = "AWS says of an empty list of values both that it is true and that it grants nothing; no value matches here, so the negated operator does";
    /// Unusual spelling of a default.
    DefaultForm = "AWS shows a default only as `, 'text'`; other spacing and an empty text are read alike here";
    /// A wildcard inside a variable's value.
    WildcardInValue = "AWS does not say whether `*` in a variable's value is a wildcard; it is literal here";
    /// A variable whose key holds an empty string.
    EmptyVariable = "AWS does not say whether an empty string is a value of a variable; it is none here, and a default takes its place";
    /// Variables in `Resource` before the last field.
    VariableInResourceField = "AWS allows variables in Resource only behind the fifth colon, and does not say what one before it does; the pattern matches nothing here";
    /// Variables before the resource field.
    VariableInArnField = "AWS allows variables in the last field of an ARN and is silent on the others in a condition; they are filled in here";
    /// A multivalued key as variable.
    MultivaluedVariable = "AWS says multivalued keys cannot be variables, not what happens then; the value matches nothing here";
    /// Variables in Bool.
    VariableInBool = "one AWS page allows variables with Bool, another does not; they are filled in here";
    /// `*` in a resource policy against an implicit deny of boundary or session policy.
    WildcardPrincipal = "AWS does not say whether a boundary or session policy limits what a resource policy grants to `*`; it does not here";
    /// `NotPrincipal` without the account.
    NotPrincipalAccount = "AWS says NotPrincipal without the account's ARN might deny; the listed principal is spared here";
    /// `NotPrincipal` without session or role.
    NotPrincipalSession = "AWS says NotPrincipal must list both the role and the session; with one missing the caller is denied here";
    /// `NotPrincipal` with Allow.
    NotPrincipalAllow = "AWS no longer supports NotPrincipal with Allow; it grants to all others here";
    /// A role with a path in a policy.
    RolePath = "a session's ARN drops its role's path, so the role is recognised by account and name here";
    /// A user named in a trust policy with a boundary.
    BoundaryAndTrust = "one AWS page lets a boundary stop a user whom a trust policy names, the general rule does not; it does not here";
    /// Block Public Access in a decision.
    PublicAccessBlock = "AWS does not say of which kind a refusal by Block Public Access is; it is an implicit deny here";
    /// An account in the policy of an endpoint.
    EndpointAccount = "an account in a gateway endpoint's policy means its root user only; every endpoint to S3 and DynamoDB is taken for a gateway here";
    /// Short ARNs outside identity policies.
    ShortResource = "AWS completes a short ARN in identity-based policies and is silent on others; it matches nothing there";
}

/// A set of open points, kept in a word so that deciding allocates nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ambiguities(u64);

/// Where open points are noted; deciding without a trace does not keep them.
pub(crate) trait Notes: Default {
    /// Whether anything is kept: what only finds open points may be skipped otherwise.
    const KEPT: bool;
    /// Adds one.
    fn insert(&mut self, ambiguity: Ambiguity);
    /// Adds all of `other`.
    fn extend(&mut self, other: Ambiguities);
}

impl Notes for Ambiguities {
    const KEPT: bool = true;

    fn insert(&mut self, ambiguity: Ambiguity) {
        self.0 |= 1 << ambiguity as u8;
    }

    fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Keeps none.
#[derive(Default)]
pub(crate) struct Unnoted;

impl Notes for Unnoted {
    const KEPT: bool = false;
    fn insert(&mut self, _: Ambiguity) {}
    fn extend(&mut self, _: Ambiguities) {}
}

impl Ambiguities {
    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in the set, in the order of the list above.
    pub fn iter(self) -> impl Iterator<Item = Ambiguity> {
        Ambiguity::ALL.iter().copied().filter(move |ambiguity| self.0 & (1 << *ambiguity as u8) != 0)
    }
}

impl FromIterator<Ambiguity> for Ambiguities {
    fn from_iter<I: IntoIterator<Item = Ambiguity>>(points: I) -> Self {
        let mut all = Self::default();
        points.into_iter().for_each(|point| all.insert(point));
        all
    }
}

impl fmt::Debug for Ambiguities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
