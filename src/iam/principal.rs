//! Whom a policy names, and how a caller matches it.
//!
//! The way of matching is kept, never collapsed to yes or no: what a resource-based policy grants to a user directly,
//! to a role, or to a whole account is limited by different other policies.

use super::ambiguity::{Ambiguity, Notes};
use super::arn::{Arn, cut, is_account_id};
use super::context::{Context, hash};
use super::gates::CallerClass;
use super::request::{Principal, Request};
use crate::diagnostic::Span;
use smol_str::SmolStr;
use std::borrow::Cow;

/// How the caller matched a `Principal`, from nothing to the most direct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalMatch {
    /// Not named.
    None,
    /// Through its account: the account may delegate, the caller's own policies must allow too.
    Account,
    /// The IAM user behind a federated session.
    FederatedParent,
    /// The role behind a session.
    Role,
    /// `*`.
    Wildcard,
    /// A service, by name.
    Service,
    /// A federated user or an identity provider, by name.
    Federated,
    /// A role session, by ARN.
    Session,
    /// An IAM user, by ARN.
    User,
}

impl PrincipalMatch {
    /// Named itself: an implicit deny in boundary or session policy does not matter.
    pub fn is_direct(self) -> bool {
        self >= Self::Wildcard
    }

    /// Named through its role or parent user: boundary and session policy still limit.
    pub fn is_through_role(self) -> bool {
        matches!(self, Self::Role | Self::FederatedParent)
    }
}

/// One value of a `Principal` or `NotPrincipal` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrincipalValue {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`, or what stands in their place.
    pub key: Cow<'static, str>,
    pub text: SmolStr,
    pub span: Span,
    pub form: PrincipalForm,
}

/// What a value names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PrincipalForm {
    Any,
    Account {
        id: String,
    },
    User,
    Role {
        account: String,
        name: String,
    },
    Session,
    FederatedUser,
    Service,
    Provider,
    UniqueId,
    /// Canonical user ids name accounts by another number; the cloud simulated here has none.
    Canonical,
    /// Refused by AWS; names nobody.
    Invalid,
}

impl PrincipalForm {
    /// Reads a value under the map key `AWS`.
    pub fn of_aws(text: &str) -> Self {
        if text == "*" {
            return Self::Any;
        }
        if is_account_id(text) {
            return Self::Account { id: text.to_owned() };
        }
        if let Some(form) = Arn::parse(text).and_then(|arn| Self::of_arn(&arn)) {
            return form;
        }
        let is_id = (text.starts_with("AIDA") || text.starts_with("AROA"))
            && text.len() >= 16
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_id { Self::UniqueId } else { Self::Invalid }
    }

    fn of_arn(arn: &Arn<'_>) -> Option<Self> {
        let account = arn.account();
        let (kind, rest) = arn.resource_parts();
        if is_origin_access(arn) {
            return Some(Self::User);
        }
        if !is_account_id(account) || !arn.fields[3].is_empty() || arn.resource().contains(['*', '?']) {
            return None;
        }
        match (arn.service(), kind, rest.is_empty()) {
            ("iam", "root", true) => Some(Self::Account { id: account.to_owned() }),
            ("iam", "user", false) => Some(Self::User),
            ("iam", "role", false) => {
                let name = rest.rsplit('/').next().unwrap_or(rest).to_owned();
                Some(Self::Role { account: account.to_owned(), name })
            }
            ("sts", "assumed-role", false) => Some(Self::Session),
            ("sts", "federated-user", false) => Some(Self::FederatedUser),
            _ => None,
        }
    }
}

/// An identity that `CloudFront` reads a bucket as: a user of no account, whom only the bucket policy can let in.
///
/// Source: S3 User Guide, `example-bucket-policies.html`.
fn is_origin_access(arn: &Arn<'_>) -> bool {
    arn.service() == "iam" && arn.account() == "cloudfront" && arn.resource().starts_with("user/")
}

/// The caller, read once per request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller<'a> {
    pub kind: CallerKind<'a>,
    /// 12 digits; `None` for services and unsigned requests.
    pub account: Option<&'a str>,
    pub partition: Option<&'a str>,
    pub service_linked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallerKind<'a> {
    Anonymous,
    /// A service, an identity provider, or the origin access identity of `CloudFront`, by the name policies use.
    Service(&'a str),
    Root,
    User {
        arn: &'a str,
    },
    /// `arn` is the session's; `role_arn` with path when known.
    Session {
        arn: &'a str,
        role: &'a str,
        role_arn: Option<&'a str>,
    },
    Federated {
        arn: &'a str,
        name: &'a str,
    },
    /// An ARN of another form: it can be named by its account only.
    Other,
}

const PRINCIPAL_ARN: u32 = hash("aws:PrincipalArn");

/// The role of a session with its path, as `aws:PrincipalArn` tells it. `None` when the key is absent or of another
/// role, and when it shows no path: then it may have been made from the session's ARN, which drops the path.
fn role_in_context<'a>(request: &'a Request, session: Arn<'_>, role: &str) -> Option<&'a str> {
    let text = request.context.get_hashed(PRINCIPAL_ARN, "aws:PrincipalArn")?.single()?;
    let before = text.strip_suffix(role)?;
    if before.ends_with(":role/") {
        return None;
    }
    let arn = Arn::parse(text)?;
    let is_its_role = arn.service() == "iam"
        && arn.account() == session.account()
        && arn.partition() == session.partition()
        && arn.resource().starts_with("role/")
        && before.ends_with('/');
    is_its_role.then_some(text)
}

impl<'a> Caller<'a> {
    pub fn of(request: &'a Request) -> Self {
        let text = match &request.principal {
            Principal::Anonymous => return Self::without_account(CallerKind::Anonymous),
            Principal::Service(name) => return Self::without_account(CallerKind::Service(name)),
            Principal::Arn(text) => text.as_str(),
        };
        let given = request.principal_account.as_deref();
        let Some(arn) = Arn::parse(text) else {
            return Self { kind: CallerKind::Other, account: given, partition: None, service_linked: false };
        };
        let (kind, rest) = arn.resource_parts();
        // Whom a provider vouches for has no account yet, as a service has none.
        if is_origin_access(&arn) || arn.service() == "iam" && matches!(kind, "oidc-provider" | "saml-provider") {
            return Self { partition: Some(arn.partition()), ..Self::without_account(CallerKind::Service(text)) };
        }
        let kind = match (arn.service(), kind) {
            ("iam", "root") => CallerKind::Root,
            ("iam", "user") => CallerKind::User { arn: text },
            ("iam", "role") => {
                CallerKind::Session { arn: text, role: rest.rsplit('/').next().unwrap_or(rest), role_arn: Some(text) }
            }
            ("sts", "assumed-role") => {
                let (role, _) = cut(rest, b'/');
                let known = request.principal_role.as_deref();
                CallerKind::Session { arn: text, role, role_arn: known.or_else(|| role_in_context(request, arn, role)) }
            }
            ("sts", "federated-user") => CallerKind::Federated { arn: text, name: rest },
            _ => CallerKind::Other,
        };
        let service_linked = match kind {
            CallerKind::Session { role_arn: Some(arn), .. } => {
                Arn::parse(arn).is_some_and(|arn| arn.resource().starts_with("role/aws-service-role/"))
            }
            // IAM reserves the prefix.
            CallerKind::Session { role, .. } => role.starts_with("AWSServiceRoleFor"),
            _ => false,
        };
        Self {
            kind,
            account: given.or(Some(arn.account())).filter(|account| !account.is_empty()),
            partition: Some(arn.partition()),
            service_linked,
        }
    }

    fn without_account(kind: CallerKind<'a>) -> Self {
        Self { kind, account: None, partition: None, service_linked: false }
    }

    /// What the procedure needs to know.
    pub fn class(&self) -> CallerClass {
        match self.kind {
            CallerKind::Anonymous | CallerKind::Service(_) => CallerClass::Outside,
            CallerKind::Root => CallerClass::Root,
            CallerKind::Federated { .. } => CallerClass::Federated,
            CallerKind::User { .. } | CallerKind::Session { .. } | CallerKind::Other => CallerClass::Principal,
        }
    }

    /// The most direct way in which one of `values` names the caller.
    pub fn best_match(
        &self,
        values: &[PrincipalValue],
        context: &Context,
        met: &mut impl Notes,
    ) -> (PrincipalMatch, Option<Span>) {
        let mut best = (PrincipalMatch::None, None);
        for value in values {
            let found = self.match_one(value, context, met);
            if found > best.0 {
                best = (found, Some(value.span));
            }
        }
        best
    }

    fn match_one(&self, value: &PrincipalValue, context: &Context, met: &mut impl Notes) -> PrincipalMatch {
        let yes = |holds: bool, found: PrincipalMatch| if holds { found } else { PrincipalMatch::None };
        let text = value.text.as_str();
        match (&value.form, self.kind) {
            (PrincipalForm::Any, _) => PrincipalMatch::Wildcard,
            (PrincipalForm::Account { id }, _) => yes(self.account == Some(id), PrincipalMatch::Account),
            (PrincipalForm::User, CallerKind::User { arn }) => yes(arn == text, PrincipalMatch::User),
            (PrincipalForm::User, CallerKind::Service(name)) => yes(name == text, PrincipalMatch::User),
            (PrincipalForm::User, CallerKind::Federated { name, .. }) => {
                let same = Arn::parse(text).is_some_and(|user| {
                    Some(user.account()) == self.account && user.resource().rsplit('/').next() == Some(name)
                });
                yes(same, PrincipalMatch::FederatedParent)
            }
            (PrincipalForm::Role { account, name }, CallerKind::Session { role, role_arn, .. }) => {
                let same = match role_arn {
                    Some(arn) => arn == text,
                    None => self.account == Some(account) && role == name,
                };
                if same && role_arn.is_none() && text.matches('/').count() > 1 {
                    met.insert(Ambiguity::RolePath);
                }
                yes(same, PrincipalMatch::Role)
            }
            (PrincipalForm::Session, CallerKind::Session { arn, .. }) => yes(arn == text, PrincipalMatch::Session),
            (PrincipalForm::FederatedUser, CallerKind::Federated { arn, .. }) => {
                yes(arn == text, PrincipalMatch::Federated)
            }
            (PrincipalForm::Service, CallerKind::Service(name)) => yes(name == text, PrincipalMatch::Service),
            (PrincipalForm::Provider, CallerKind::Service(name)) => yes(name == text, PrincipalMatch::Federated),
            (PrincipalForm::Provider, CallerKind::Anonymous) => yes(vouches(text, context), PrincipalMatch::Federated),
            (PrincipalForm::UniqueId, kind) => {
                let id = context.single("aws:userid").unwrap_or_default();
                match kind {
                    CallerKind::User { .. } => yes(id == text, PrincipalMatch::User),
                    CallerKind::Session { .. } => yes(id.split(':').next() == Some(text), PrincipalMatch::Role),
                    _ => PrincipalMatch::None,
                }
            }
            _ => PrincipalMatch::None,
        }
    }

    /// Whether a `NotPrincipal` list spares the caller.
    ///
    /// AWS checks account, role and session one after the other; a list that misses one "might" deny
    /// (`reference_policies_elements_notprincipal.html`, ruling 42).
    pub fn is_spared(&self, values: &[PrincipalValue], context: &Context, met: &mut impl Notes) -> bool {
        let (mut named, mut role, mut session, mut account) = (false, false, false, false);
        for value in values {
            match self.match_one(value, context, met) {
                PrincipalMatch::None | PrincipalMatch::FederatedParent => {}
                PrincipalMatch::Account => account = true,
                PrincipalMatch::Role => role = true,
                PrincipalMatch::Session => session = true,
                PrincipalMatch::Wildcard => return true,
                PrincipalMatch::Service | PrincipalMatch::Federated | PrincipalMatch::User => named = true,
            }
        }
        match self.kind {
            CallerKind::Root => account,
            // The role itself, of which no session is told.
            CallerKind::Session { arn, role_arn: Some(same), .. } if arn == same => role,
            CallerKind::Session { .. } => {
                let spared = role && session;
                if !spared && (role || session || account) {
                    met.insert(Ambiguity::NotPrincipalSession);
                } else if spared && !account {
                    met.insert(Ambiguity::NotPrincipalAccount);
                }
                spared
            }
            CallerKind::User { .. } | CallerKind::Federated { .. } => {
                if named && !account || !named && account {
                    met.insert(Ambiguity::NotPrincipalAccount);
                }
                named
            }
            _ => named,
        }
    }
}

/// Whether the request is made with a token of `provider`: by name, or by the keys that only its tokens bring along.
fn vouches(provider: &str, context: &Context) -> bool {
    if let Some(told) = context.single("aws:FederatedProvider") {
        return told == provider;
    }
    let issuer = match provider.split_once(":oidc-provider/") {
        Some((_, issuer)) => issuer,
        None if provider.contains(":saml-provider/") => "saml",
        None => provider,
    };
    context.iter().any(|(key, _)| {
        key.split_at_checked(issuer.len())
            .is_some_and(|(head, tail)| head.eq_ignore_ascii_case(issuer) && tail.starts_with(':'))
    })
}
