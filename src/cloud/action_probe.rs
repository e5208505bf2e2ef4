//! Requests told by action and resource alone: what is asked about actions for which the simulator has no call.
//!
//! The same layers and the same engine decide as for a call. What a call would add to the context beyond its caller and
//! its resource, the probe brings along.

use super::Cloud;
use super::authorize::{Identity, Question, Target};
use super::call::Caller;
use super::world::OidcProvider;
use crate::iam::arn::{Arn, is_account_id};
use crate::iam::catalog::{Applicability, Catalog};
use crate::iam::{ANY_OTHER, Context};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ActionProbe {
    /// `service:Name`.
    pub action: String,
    /// ARN, or `*` for actions without a resource.
    pub resource: String,
    /// Keys that the request carries beside those of its caller and its resource. A variable in a value stands for what
    /// the caller has there.
    pub keys: Vec<(String, String)>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asking {
    /// With credentials, or as a service, or without signing.
    Caller(Caller),
    /// With a token of the identity provider that trust policies name so: an ARN, or a name.
    Token(String),
}

/// A caller at one moment, to be asked for many verdicts.
pub(crate) struct ActionAsker<'a> {
    cloud: &'a Cloud,
    /// `None` for unsigned calls and tokens.
    identity: Option<Identity>,
    token: Option<Token<'a>>,
    keys: Context,
    s3_keys: Context,
    question: Question,
}

struct Token<'a> {
    /// What the keys of its claims start with.
    host: String,
    /// `None` for providers that no account registers.
    provider: Option<&'a OidcProvider>,
}

/// The action of a token.
pub(crate) const OF_TOKENS: &str = "sts:AssumeRoleWithWebIdentity";
/// The actions that a role's trust policy decides.
pub(crate) const OF_TRUST: [&str; 4] = ["sts:AssumeRole", OF_TOKENS, "sts:SetSourceIdentity", "sts:TagSession"];

/// What a request needs beside its action when it carries such a key.
const COMPANIONS: [(&str, &str, &str); 4] = [
    ("sts:AssumeRole", "aws:RequestTag/", "sts:TagSession"),
    ("sts:AssumeRole", "aws:TagKeys", "sts:TagSession"),
    ("sts:AssumeRole", "sts:SourceIdentity", "sts:SetSourceIdentity"),
    ("s3:PutObject", "s3:RequestObjectTag", "s3:PutObjectTagging"),
];

impl Cloud {
    /// A caller, to be asked for many verdicts. `None` when the credentials are refused, or no account of this world
    /// takes tokens of the provider.
    pub(crate) fn action_asker(&self, asking: &Asking) -> Option<ActionAsker<'_>> {
        let (identity, token) = match asking {
            Asking::Caller(caller) => (self.authenticate(caller, "sts").ok()?, None),
            Asking::Token(name) => (None, Some(self.token(name)?)),
        };
        let (mut keys, mut s3_keys) = (self.context(identity.as_ref()), self.s3_base_context(identity.as_ref()));
        if let Asking::Token(name) = asking {
            keys.set("aws:FederatedProvider", name.as_str());
            s3_keys = Context::default();
        }
        let question = self.asking(identity.as_ref(), keys.clone());
        Some(ActionAsker { cloud: self, identity, token, keys, s3_keys, question })
    }

    fn token(&self, name: &str) -> Option<Token<'_>> {
        match name.split_once(":oidc-provider/") {
            Some((_, host)) => {
                let provider = self.world.oidc_providers.get(name)?;
                Some(Token { host: host.to_owned(), provider: Some(provider) })
            }
            // SAML has an action of its own, and no provider of it is in any world.
            None if name.contains(":saml-provider/") => None,
            None => Some(Token { host: name.to_owned(), provider: None }),
        }
    }

    /// What an ARN means in this world, with the keys that follow from it for this action.
    fn meant<'a>(&'a self, probe: &'a ActionProbe, home: &'a str, keys: &mut Context) -> Target<'a> {
        let arn = probe.resource.as_str();
        let fields = Arn::parse(arn);
        let bucket = arn.strip_prefix("arn:aws:s3:::").map(|rest| rest.split_once('/').unwrap_or((rest, "")));
        if let Some((bucket, key)) = bucket.and_then(|(name, key)| Some((self.world.buckets.get(name)?, key))) {
            for (tag, value) in bucket.objects.get(key).iter().flat_map(|object| &object.tags) {
                set_if_possible(keys, &probe.action, &format!("s3:ExistingObjectTag/{tag}"), value);
            }
            return bucket.target(arn);
        }
        let owner = fields.map(|arn| arn.account()).filter(|account| is_account_id(account)).unwrap_or(home);
        let bare = Target { arn, owner, ..Target::default() };
        let role = self.world.roles.get(arn);
        let user = self.world.users.get(arn);
        let boundary = role.map_or_else(|| user.and_then(|user| user.boundary.as_ref()), |role| role.boundary.as_ref());
        if let Some(arn) = boundary.and_then(|policy| policy.arn.as_ref()) {
            set_if_possible(keys, &probe.action, "iam:PermissionsBoundary", arn);
        }
        let tags = role.map(|role| &role.tags).or_else(|| user.map(|user| &user.tags));
        for (tag, value) in tags.into_iter().flatten() {
            keys.set_if_absent(&format!("iam:ResourceTag/{tag}"), value.as_str());
        }
        let trusts = OF_TRUST.contains(&probe.action.as_str());
        Target { policy: role.map(|role| &role.trust).filter(|_| trusts), tags, ..bare }
    }
}

/// Sets a key, unless it is there or no request for the action carries it.
fn set_if_possible(keys: &mut Context, action: &str, key: &str, value: &str) {
    if Catalog::shipped().applicability(key, action) != Applicability::Never {
        keys.set_if_absent(key, value);
    }
}

impl ActionAsker<'_> {
    /// Whether the request would be allowed: its action, and what else it needs by the keys that it carries.
    pub fn may(&mut self, probe: &ActionProbe) -> bool {
        let needs = COMPANIONS.iter().filter(|(action, start, _)| {
            *action == probe.action && probe.keys.iter().any(|(key, _)| key.starts_with(start))
        });
        let is_possible = match (&self.token, &self.identity) {
            (Some(_), _) => probe.action == OF_TOKENS,
            (None, Some(identity)) => probe.action != OF_TOKENS && may_ask(identity, probe),
            // Only S3 takes requests that nobody signed.
            (None, None) => probe.action.starts_with("s3:"),
        };
        is_possible
            && self.decide(probe, &probe.action)
            && needs.into_iter().all(|(_, _, companion)| self.decide(probe, companion))
    }

    fn decide(&mut self, probe: &ActionProbe, action: &str) -> bool {
        let Self { cloud, identity, token, keys, s3_keys, question } = self;
        let own = if action.starts_with("s3:") { &*s3_keys } else { &*keys };
        let context = question.reset(own).keys();
        if action.starts_with("sts:") {
            context.set("sts:RoleSessionName", ANY_OTHER);
        }
        for (key, value) in &probe.keys {
            if value.contains("${") {
                context.carry(key, &own.fill(value));
            } else {
                context.carry(key, value);
            }
        }
        if let Some(Token { host, provider }) = token {
            let (sub, aud) = (format!("{host}:sub"), format!("{host}:aud"));
            let audiences = provider.map(|provider| provider.audiences.as_slice()).unwrap_or_default();
            context.set_if_absent(&sub, ANY_OTHER);
            context.set_if_absent(&aud, audiences.first().map_or(ANY_OTHER, String::as_str));
            // STS takes tokens for the audiences that the account has registered, in the account of the role.
            let is_meant = provider.is_none_or(|provider| {
                let audience = context.single(&aud).unwrap_or_default();
                audiences.iter().any(|known| known == audience)
                    && Arn::parse(&probe.resource).is_some_and(|arn| arn.account() == provider.account)
            });
            if !is_meant {
                return false;
            }
        }
        let home = identity.as_ref().map_or("", |identity| identity.account.as_str());
        let target = cloud.meant(probe, home, context);
        cloud.aim(question, action, &target);
        question.is_allowed()
    }
}

/// What is refused before any policy is read.
fn may_ask(identity: &Identity, probe: &ActionProbe) -> bool {
    // A user's temporary credentials without MFA are no credentials at all to IAM.
    let of_user_without_mfa =
        identity.session.as_ref().is_some_and(|session| session.role_arn().is_none() && !session.mfa);
    !(of_user_without_mfa && probe.action.starts_with("iam:"))
}
