//! Who is calling, whether the credentials are good, and what the policies say.

use super::authorization::Authorization;
use super::call::{Caller, Source};
use super::http::ApiError;
use super::session::{Session, SessionOf};
use super::wire::Credentials;
use super::{Cloud, Output, Role};
use crate::iam::{
    Context, Decision, Key, Layers, Policy, Principal, PrincipalFacts, PublicAccessBlock, Request, ResourceFacts,
    decide, trace_shared,
};
use chrono::SecondsFormat;
use std::collections::BTreeMap;
use std::sync::Arc;

const CURRENT_TIME: Key = Key::new("aws:CurrentTime");
const EPOCH_TIME: Key = Key::new("aws:EpochTime");
const REQUESTED_REGION: Key = Key::new("aws:RequestedRegion");
const SECURE_TRANSPORT: Key = Key::new("aws:SecureTransport");
const SOURCE_IP: Key = Key::new("aws:SourceIp");
const USER_AGENT: Key = Key::new("aws:UserAgent");
const VIA_AWS_SERVICE: Key = Key::new("aws:ViaAWSService");

/// A caller whose credentials were accepted.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub principal: Principal,
    pub arn: String,
    /// 12 digits; empty for a service, which belongs to no account.
    pub account: String,
    pub user_id: String,
    pub tags: BTreeMap<String, String>,
    pub policies: Vec<Arc<Policy>>,
    pub boundary: Option<Arc<Policy>>,
    pub session: Option<Arc<Session>>,
    pub is_root: bool,
    /// For whom a service acts.
    pub source: Source,
}

impl Identity {
    /// A service calling for itself.
    pub fn is_service(&self) -> bool {
        matches!(self.principal, Principal::Service(_))
    }

    /// What `GetCallerIdentity` tells.
    pub fn output(&self) -> Output {
        Output::Identity { account: self.account.clone(), arn: self.arn.clone(), user_id: self.user_id.clone() }
    }
}

/// What is called, and what is set on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Target<'a> {
    pub arn: &'a str,
    /// Account that owns it.
    pub owner: &'a str,
    pub policy: Option<&'a Arc<Policy>>,
    pub public_access_block: Option<PublicAccessBlock>,
    pub tags: Option<&'a BTreeMap<String, String>>,
    pub abac: bool,
}

impl<'a> Target<'a> {
    /// A role that somebody asks for: what lets in is its trust policy.
    pub fn role(role: &'a Role) -> Self {
        Self {
            arn: &role.arn,
            owner: &role.account,
            policy: Some(&role.trust),
            tags: Some(&role.tags),
            ..Self::default()
        }
    }
}

/// What the policies are asked.
pub(crate) struct Question {
    request: Request,
    layers: Layers,
}

impl Question {
    /// Takes all keys back but those of `context`, before something else is called.
    pub fn reset(&mut self, context: &Context) -> &mut Self {
        self.request.context.copy_from(context);
        self
    }

    /// The condition keys it comes with.
    pub fn keys(&mut self) -> &mut Context {
        &mut self.request.context
    }

    /// Decides it, and keeps all that was considered.
    pub fn authorize(self) -> Authorization {
        let request = Arc::new(self.request);
        let trace = trace_shared(Arc::clone(&request), &self.layers);
        Authorization::new(request.action.as_str(), request.resource.as_str(), Arc::new(trace))
    }

    /// The verdict alone.
    pub fn is_allowed(&self) -> bool {
        decide(&self.request, &self.layers) == Decision::Allowed
    }
}

/// The key pair of a caller, whether it is still good or not.
pub(crate) struct Signer {
    pub key_id: String,
    secret: String,
    token: Option<String>,
}

impl Signer {
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials { key_id: &self.key_id, secret: &self.secret, token: self.token.as_deref() }
    }
}

impl Cloud {
    /// Id of the key that the caller signs with; `None` for unsigned calls.
    pub(crate) fn key_id(&self, caller: &Caller) -> Option<String> {
        let ids = self.world.ids;
        Some(match caller {
            Caller::Anonymous => return None,
            Caller::User(arn) => {
                let user = self.world.users.get(arn);
                user.map_or_else(|| ids.long_term_key(arn), |user| user.access_key_id.clone())
            }
            Caller::Session(name) => {
                let session = self.session(name);
                session.map_or_else(|| ids.temporary_key(name), |session| session.access_key_id().to_owned())
            }
            // A service signs with keys of its own that nobody outside sees; these stand for them.
            Caller::Service { name, .. } => ids.long_term_key(name),
            Caller::UnknownKey => ids.long_term_key("nobody"),
        })
    }

    /// What the caller signs with; `None` for unsigned calls.
    pub(crate) fn signer(&self, caller: &Caller) -> Option<Signer> {
        let ids = self.world.ids;
        let (secret, token) = match caller {
            Caller::Anonymous => return None,
            Caller::User(arn) => {
                let user = self.world.users.get(arn);
                (user.map_or_else(|| ids.secret(arn), |user| user.secret_access_key.clone()), None)
            }
            Caller::Session(name) => match self.session(name) {
                Some(session) => (session.secret_access_key().to_owned(), Some(session.session_token().to_owned())),
                None => (ids.secret(name), Some(ids.session_token(name))),
            },
            Caller::Service { name, .. } => (ids.secret(name), None),
            Caller::UnknownKey => (ids.secret("nobody"), None),
        };
        Some(Signer { key_id: self.key_id(caller)?, secret, token })
    }

    /// Who the caller is, when the credentials are good. `Ok(None)` for unsigned calls.
    pub(crate) fn authenticate(&self, caller: &Caller, service: &str) -> Result<Option<Identity>, ApiError> {
        match caller {
            Caller::Anonymous => Ok(None),
            Caller::UnknownKey => Err(ApiError::unknown_key(service)),
            Caller::Service { name, source } => Ok(Some(Self::service(name, source.clone()))),
            Caller::User(arn) => self.user(arn).map(Some).ok_or_else(|| ApiError::unknown_key(service)),
            Caller::Session(name) => {
                let session = self.session(name).ok_or_else(|| ApiError::unknown_key(service))?;
                if !session.is_alive(self.now) {
                    return Err(ApiError::expired(service));
                }
                self.session_identity(session).map(Some).ok_or_else(|| ApiError::unknown_key(service))
            }
        }
    }

    /// A user, or an account's root user.
    fn user(&self, arn: &str) -> Option<Identity> {
        let Some(user) = self.world.users.get(arn) else { return self.root(arn) };
        Some(Identity {
            principal: Principal::Arn(user.arn.clone()),
            arn: user.arn.clone(),
            account: user.account.clone(),
            user_id: user.id.clone(),
            tags: user.tags.clone(),
            policies: user.policies.clone(),
            boundary: user.boundary.clone(),
            session: None,
            is_root: false,
            source: Source::default(),
        })
    }

    pub(crate) fn service(name: &str, source: Source) -> Identity {
        Identity {
            principal: Principal::Service(name.to_owned()),
            arn: name.to_owned(),
            account: String::new(),
            user_id: name.to_owned(),
            tags: BTreeMap::new(),
            policies: Vec::new(),
            boundary: None,
            session: None,
            is_root: false,
            source,
        }
    }

    fn root(&self, arn: &str) -> Option<Identity> {
        let account = arn.strip_prefix("arn:aws:iam::")?.strip_suffix(":root")?;
        self.world.accounts.get(account)?;
        Some(Identity {
            principal: Principal::Arn(arn.to_owned()),
            arn: arn.to_owned(),
            account: account.to_owned(),
            user_id: account.to_owned(),
            tags: BTreeMap::new(),
            policies: Vec::new(),
            boundary: None,
            session: None,
            is_root: true,
            source: Source::default(),
        })
    }

    /// `None` when the user behind the session is no more.
    fn session_identity(&self, session: &Arc<Session>) -> Option<Identity> {
        let role = match &session.of {
            SessionOf::User(arn) => {
                return Some(Identity { session: Some(Arc::clone(session)), ..self.user(arn)? });
            }
            SessionOf::Role(arn) => self.world.roles.get(arn),
        };
        let mut tags = role.map(|role| role.tags.clone()).unwrap_or_default();
        // Session tags replace role tags of the same key, whatever its case.
        for tag in &session.tags {
            tags.retain(|key, _| !key.eq_ignore_ascii_case(&tag.key));
            tags.insert(tag.key.clone(), tag.value.clone());
        }
        Some(Identity {
            principal: Principal::Arn(session.arn.clone()),
            arn: session.arn.clone(),
            account: session.account.clone(),
            user_id: session.user_id.clone(),
            tags,
            policies: role.map(|role| role.policies.clone()).unwrap_or_default(),
            boundary: role.and_then(|role| role.boundary.clone()),
            session: Some(Arc::clone(session)),
            is_root: false,
            source: Source::default(),
        })
    }

    /// The keys every request carries.
    pub(crate) fn context(&self, identity: Option<&Identity>) -> Context {
        let mut context = Context::roomy();
        context.add(CURRENT_TIME, self.now.to_rfc3339_opts(SecondsFormat::Secs, true));
        context.add(EPOCH_TIME, self.now.timestamp().to_string());
        context.add(REQUESTED_REGION, self.world.region.as_str());
        context.add(VIA_AWS_SERVICE, "false");
        // What is known of the network of a call between services is withheld.
        if !identity.is_some_and(Identity::is_service) {
            context.add(SOURCE_IP, self.world.source_ip.as_str());
            context.add(SECURE_TRANSPORT, "true");
            context.add(USER_AGENT, super::command::USER_AGENT);
        }
        let Some(identity) = identity else {
            PrincipalFacts::default().derive(&Principal::Anonymous, &mut context);
            return context;
        };
        let session = identity.session.as_deref();
        let issued = session.map(|session| session.issued.to_rfc3339_opts(SecondsFormat::Secs, true));
        let facts = PrincipalFacts {
            role_arn: session.and_then(Session::role_arn),
            user_id: Some(&identity.user_id),
            tags: identity.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            organization: self.world.organization_of(&identity.account),
            source_identity: session.and_then(|session| session.source_identity.as_deref()),
            token_issued: issued.as_deref(),
            // Long-term keys carry no such key at all.
            mfa: session.map(|session| session.mfa),
        };
        facts.derive(&identity.principal, &mut context);
        self.set_source(&identity.source, &mut context);
        for (key, value) in
            session.map(|session| session.condition_keys(&self.world.region, self.now)).unwrap_or_default()
        {
            context.set(&key, value);
        }
        context
    }

    /// The keys by which a service says for whom it acts.
    fn set_source(&self, source: &Source, context: &mut Context) {
        if let Some(arn) = &source.arn {
            context.set("aws:SourceArn", arn.as_str());
        }
        if let Some(account) = &source.account {
            context.set("aws:SourceAccount", account.as_str());
            if let Some(organization) = self.world.organization_of(account) {
                context.set("aws:SourceOrgID", organization);
            }
        }
    }

    /// Asks the policies.
    pub(crate) fn authorize(
        &self,
        identity: Option<&Identity>,
        action: &str,
        target: &Target<'_>,
        context: Context,
    ) -> Authorization {
        self.question(identity, action, target, context).authorize()
    }

    /// Everything that takes part in a decision.
    pub(crate) fn question(
        &self,
        identity: Option<&Identity>,
        action: &str,
        target: &Target<'_>,
        context: Context,
    ) -> Question {
        let mut question = self.asking(identity, context);
        self.aim(&mut question, action, target);
        question
    }

    /// The caller's part of a question; [`Cloud::aim`] says what is called.
    pub(crate) fn asking(&self, identity: Option<&Identity>, context: Context) -> Question {
        let session = identity.and_then(|identity| identity.session.as_ref());
        let layers = Layers {
            identity: identity.filter(|identity| !identity.is_service()).map(|identity| identity.policies.clone()),
            boundary: identity.and_then(|identity| identity.boundary.clone()),
            session: session.and_then(|session| session.policies.clone()),
            scps: identity.and_then(|identity| self.world.scps(&identity.account)),
            ..Layers::default()
        };
        let request = Request {
            principal: identity.map_or(Principal::Anonymous, |identity| identity.principal.clone()),
            principal_role: session.and_then(|session| session.role_arn()).map(ToOwned::to_owned),
            principal_account: identity
                .filter(|identity| !identity.is_service())
                .map(|identity| identity.account.clone()),
            principal_is_management_account: identity
                .is_some_and(|identity| self.world.is_management_account(&identity.account)),
            resource_is_management_account: false,
            action: String::new(),
            resource: String::new(),
            resource_account: None,
            context,
        };
        Question { request, layers }
    }

    /// Says what is called, and adds the keys that follow from it. Whatever was called before is replaced; its keys are
    /// the caller's to remove ([`Question::reset`]).
    pub(crate) fn aim(&self, question: &mut Question, action: &str, target: &Target<'_>) {
        let Question { request, layers } = question;
        let facts = ResourceFacts {
            account: Some(target.owner),
            organization: self.world.organization_of(target.owner),
            tags: target.tags.iter().flat_map(|tags| tags.iter()).map(|(k, v)| (k.as_str(), v.as_str())).collect(),
            bucket_abac: target.abac,
        };
        facts.derive(target.arn, &mut request.context);
        action.clone_into(&mut request.action);
        target.arn.clone_into(&mut request.resource);
        // Of the same owner the same RCPs are in force.
        if request.resource_account.as_deref() != Some(target.owner) {
            request.resource_account = Some(target.owner.to_owned());
            request.resource_is_management_account = self.world.is_management_account(target.owner);
            layers.rcps = self.world.rcps(target.owner);
        }
        layers.resource = target.policy.cloned();
        layers.public_access_block = target.public_access_block;
    }
}
