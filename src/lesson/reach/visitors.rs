//! Who is tried: the principals of the world, and whom the texts name or may mean beyond them. For an account that is
//! one of its users who may do everything there; for a service the service; for an identity provider a token of it.

use super::Text;
use crate::cloud::{Account, ActionAsker, Asking, Caller, Cloud, PolicyTarget, SessionOf, Source, User, World};
use crate::diagnostic;
use crate::iam::arn::{Arn, is_account_id};
use crate::iam::{ANY_OTHER, Policy, PolicyKind, Statement};
use crate::lesson::matrix::{Access, EVERYTHING, RowKind};
use std::sync::Arc;

/// Accounts that get a user who may do everything there.
const MOST_ACCOUNTS: usize = 6;
/// Callers that one statement is tried with.
const MOST: usize = 12;
/// A service that no text names.
const OTHER_SERVICES: [&str; 3] = ["glue.amazonaws.com", "states.amazonaws.com", "codebuild.amazonaws.com"];

/// Somebody to try.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub kind: RowKind,
    /// Of the user, role, session, account, service or provider.
    pub name: String,
    pub asking: Asking,
    /// 12 digits; of services, tokens and the anonymous none.
    pub account: String,
    /// By which policies name them.
    arns: Vec<String>,
    /// Of tokens, what the keys of their claims start with.
    pub host: Option<String>,
}

impl Visitor {
    fn new(kind: RowKind, name: &str, asking: Asking) -> Self {
        Self { kind, name: name.to_owned(), asking, account: String::new(), arns: Vec::new(), host: None }
    }

    /// Whether the matrix knows nothing of them.
    pub fn is_beyond(&self) -> bool {
        matches!(self.kind, RowKind::Member | RowKind::Service | RowKind::Token)
    }
}

/// Everybody whom the texts may mean, in one world.
pub(super) fn everybody(access: &Access, texts: &[Text]) -> Vec<Visitor> {
    let mut all: Vec<Visitor> =
        access.askers().map(|(row, cloud)| of_row(row.kind, &row.name, &row.caller, cloud)).collect();
    let named = || texts.iter().flat_map(|text| text.policy.statements.iter()).flat_map(Statement::principals);
    let stranger = all.iter().find(|one| one.kind == RowKind::Stranger).map(|one| one.account.clone());
    let mut accounts: Vec<String> = access.world().accounts.keys().cloned().collect();
    accounts.extend(
        named().filter(|(key, _)| *key == "AWS").filter_map(|(_, text)| account_of(text)).map(ToOwned::to_owned),
    );
    accounts.retain(|account| stranger.as_ref() != Some(account));
    for account in dedup(accounts).into_iter().take(MOST_ACCOUNTS) {
        let arn = member_arn(&account);
        let caller = Asking::Caller(Caller::User(arn.clone()));
        all.push(Visitor {
            arns: vec![arn],
            account: account.clone(),
            ..Visitor::new(RowKind::Member, &account, caller)
        });
    }
    let services: Vec<&str> = named().filter(|(key, _)| *key == "Service").map(|(_, text)| text).collect();
    let other = OTHER_SERVICES.into_iter().find(|service| !services.contains(service));
    for service in dedup(services).into_iter().chain(other) {
        let caller = Caller::Service { name: service.to_owned(), source: Source::default() };
        let arns = vec![service.to_owned()];
        all.push(Visitor { arns, ..Visitor::new(RowKind::Service, service, Asking::Caller(caller)) });
    }
    let providers = access.world().oidc_providers.keys().map(String::as_str);
    let providers = providers.chain(named().filter(|(key, _)| *key == "Federated").map(|(_, text)| text));
    for provider in dedup(providers.collect()) {
        let host = provider.split_once(":oidc-provider/").map_or(provider, |(_, host)| host);
        let token = Visitor::new(RowKind::Token, host, Asking::Token(provider.to_owned()));
        all.push(Visitor { arns: vec![provider.to_owned()], host: Some(host.to_owned()), ..token });
    }
    all
}

fn of_row(kind: RowKind, name: &str, caller: &Caller, cloud: &Cloud) -> Visitor {
    let mut visitor = Visitor::new(kind, name, Asking::Caller(caller.clone()));
    match caller {
        Caller::User(arn) => visitor.arns.push(arn.clone()),
        Caller::Session(session) => {
            if let Some(session) = cloud.session(session) {
                let (SessionOf::Role(of) | SessionOf::User(of)) = &session.of;
                visitor.arns = vec![of.clone(), session.arn.clone()];
            }
        }
        _ => {}
    }
    let account = visitor.arns.first().and_then(|arn| Arn::parse(arn)).map(|arn| arn.account().to_owned());
    visitor.account = account.unwrap_or_default();
    visitor
}

/// The account that a principal's text names, itself or as a whole.
fn account_of(text: &str) -> Option<&str> {
    let account = Arn::parse(text).map_or(text, |arn| arn.account());
    is_account_id(account).then_some(account)
}

fn dedup<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// Whom a statement of a policy at this place speaks of, by their numbers; of many some of each kind.
pub(super) fn meant(all: &[Visitor], text: &Text, statement: &Statement, world: &World) -> Vec<usize> {
    let numbers = |is_meant: &dyn Fn(&Visitor) -> bool| -> Vec<usize> {
        all.iter().enumerate().filter(|(_, visitor)| is_meant(visitor)).map(|(at, _)| at).collect()
    };
    let found = match &text.target {
        PolicyTarget::User { arn, .. } | PolicyTarget::Role { arn, .. } | PolicyTarget::Boundary { arn } => {
            numbers(&|visitor| visitor.arns.contains(arn))
        }
        PolicyTarget::Managed { arn } => {
            let holders = holders(world, arn);
            numbers(&|visitor| visitor.arns.iter().any(|arn| holders.contains(arn)))
        }
        // They bind everybody in the accounts below.
        PolicyTarget::Scp { .. } => numbers(&|visitor| !visitor.account.is_empty()),
        PolicyTarget::Trust { .. } | PolicyTarget::Bucket { .. } | PolicyTarget::Rcp { .. } => {
            let named: Vec<_> = statement.principals().collect();
            numbers(&|visitor| named.iter().any(|(key, text)| is_named(visitor, key, text)))
        }
    };
    of_each_kind(all, &found)
}

fn is_named(visitor: &Visitor, key: &str, text: &str) -> bool {
    if text == "*" {
        return true;
    }
    match (key, account_of(text)) {
        ("AWS", Some(account)) if text == account || text.ends_with(":root") => visitor.account == account,
        _ => visitor.arns.iter().any(|arn| arn == text),
    }
}

/// Users and roles that a managed policy is attached to.
fn holders(world: &World, arn: &str) -> Vec<String> {
    let is_it = |policy: &Arc<Policy>| policy.arn.as_deref() == Some(arn);
    let users = world.users.values().filter(|user| user.policies.iter().chain(&user.boundary).any(is_it));
    let roles = world.roles.values().filter(|role| role.policies.iter().chain(&role.boundary).any(is_it));
    users.map(|user| user.arn.clone()).chain(roles.map(|role| role.arn.clone())).collect()
}

/// The first of each kind, then the second of each kind, and so on.
fn of_each_kind(all: &[Visitor], found: &[usize]) -> Vec<usize> {
    let mut ranked: Vec<(usize, usize)> = Vec::new();
    for at in found {
        let kind = all.get(*at).map(|visitor| visitor.kind);
        let before = ranked.iter().filter(|(_, other)| all.get(*other).map(|visitor| visitor.kind) == kind).count();
        ranked.push((before, *at));
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, at)| at).take(MOST).collect()
}

fn member_arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:user/{ANY_OTHER}")
}

/// A world in which everybody can be asked.
pub(super) struct Ground<'a> {
    access: &'a Access,
    with_members: Cloud,
}

impl<'a> Ground<'a> {
    pub fn new(access: &'a Access, visitors: &[Visitor]) -> Self {
        let mut with_members = access.base().clone();
        let world = Arc::make_mut(&mut with_members.world);
        let source = Arc::new(diagnostic::Source::new("what somebody may do at home", EVERYTHING));
        let everything = Arc::new(Policy::parse("everything", PolicyKind::Identity, source).0);
        for visitor in visitors.iter().filter(|visitor| visitor.kind == RowKind::Member) {
            let id = &visitor.account;
            let mut user = User::new(world.ids, id, "/", ANY_OTHER);
            user.policies.push(Arc::clone(&everything));
            world.users.entry(user.arn.clone()).or_insert_with(|| Arc::new(user));
            world.accounts.entry(id.clone()).or_insert_with(|| Account {
                id: id.clone(),
                name: "elsewhere".to_owned(),
                unit: None,
                scps: Vec::new(),
                rcps: Vec::new(),
            });
        }
        Self { access, with_members }
    }

    /// Somebody, to be asked here; `None` when they are not here or their credentials are refused.
    pub fn asker(&self, visitor: &Visitor) -> Option<ActionAsker<'_>> {
        let cloud = if visitor.is_beyond() {
            &self.with_members
        } else {
            self.access.askers().find(|(row, _)| row.kind == visitor.kind && row.name == visitor.name)?.1
        };
        cloud.action_asker(&visitor.asking)
    }
}
