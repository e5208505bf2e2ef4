//! How it grows and where it stops: series for charts, computed by the simulator or taken from AWS's quotas.
//!
//! Nothing here measures time; [`statements_world`] gives what the screen then times on the learner's own machine.

use super::load_world::unknown;
use super::reader::Table;
use super::scenario::Lesson;
use crate::cloud::{Account, ApiError, AssumeRole, Call, Caller, Cloud, Output, Role, User, World};
use crate::diagnostic::Source;
use crate::iam::{
    INLINE_IN_A_ROLE, INLINE_IN_A_USER, Layers, Policy, PolicyKind, Principal, Request, SizeQuota, size_quotas,
};
use chrono::{DateTime, Utc};
use std::fmt::Write;
use std::sync::Arc;

/// Calls of STS a second, in one account and region, shared by all that are signed.
/// Source: IAM User Guide, `reference_iam-quotas.html`.
pub const STS_CALLS_A_SECOND: u32 = 600;
/// SCPs attached to one root, unit or account. Source: Organizations User Guide, `orgs_reference_limits.html`.
pub const SCPS_A_LEVEL: usize = 10;
/// RCPs attached to one root, unit or account, `RCPFullAWSAccess` among them; same source.
pub const RCPS_A_LEVEL: usize = 5;
/// Longest chain that the series shows.
const LONGEST_CHAIN: usize = 5;
/// What a role can be made to allow at most, in seconds.
const TWELVE_HOURS: i64 = 43_200;
const ACCOUNT: &str = "111122223333";

/// A chart of the Scale lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScaleChart {
    /// Session time against length of the chain.
    Chain,
    /// Sizes of policies against their quotas.
    Sizes,
    /// Policies at each level of the organization.
    Levels,
    /// Calls of STS a second.
    Rate,
    /// Time of a decision against number of statements, measured live.
    Statements,
}

impl ScaleChart {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Chain, Self::Sizes, Self::Levels, Self::Rate, Self::Statements];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Sizes => "sizes",
            Self::Levels => "levels",
            Self::Rate => "rate",
            Self::Statements => "statements",
        }
    }
}

/// The Scale lens of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// What to see, a paragraph an entry.
    pub says: Vec<String>,
    /// Which charts, in order.
    pub charts: Vec<ScaleChart>,
}

/// The longest session at the end of a chain of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainPoint {
    /// Number of roles assumed, one with the credentials of the other.
    pub roles: usize,
    /// Seconds of the longest session STS gives.
    pub seconds: i64,
    /// What STS answers to a request for twelve hours, which every one of these roles allows.
    pub refusal: Option<ApiError>,
}

/// Chains roles in a world made for it: each allows twelve hours, and each may assume the next. At every link twelve
/// hours are asked for first, then one.
pub fn chain_series() -> Vec<ChainPoint> {
    let arn = |number: usize| format!("arn:aws:iam::{ACCOUNT}:role/Link{number}");
    let mut world = World::new(DateTime::<Utc>::UNIX_EPOCH, 1, "eu-west-1");
    let account = Account { id: ACCOUNT.to_owned(), name: "chain".to_owned(), unit: None, scps: vec![], rcps: vec![] };
    world.accounts.insert(ACCOUNT.to_owned(), account);
    let go_on = policy("GoOn", PolicyKind::Identity, r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#);
    let trust = policy(
        "trust",
        PolicyKind::Trust,
        &format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":"sts:AssumeRole"}}"#),
    );
    let mut user = User::new(world.ids, ACCOUNT, "/", "walker");
    user.policies.push(Arc::clone(&go_on));
    let mut caller = Caller::User(user.arn.clone());
    world.users.insert(user.arn.clone(), Arc::new(user));
    for number in 1..=LONGEST_CHAIN {
        let mut role = Role::new(world.ids, ACCOUNT, "/", &format!("Link{number}"), Arc::clone(&trust));
        role.policies.push(Arc::clone(&go_on));
        role.max_session_duration = TWELVE_HOURS;
        world.roles.insert(role.arn.clone(), Arc::new(role));
    }
    let mut cloud = Cloud::new(Arc::new(world));
    let mut points = Vec::new();
    for roles in 1..=LONGEST_CHAIN {
        let mut refusal = None;
        for seconds in [TWELVE_HOURS, 3600] {
            let alias = format!("link-{roles}");
            let request = AssumeRole {
                role_arn: arn(roles),
                session_name: alias.clone(),
                alias: alias.clone(),
                duration: Some(seconds),
                ..AssumeRole::default()
            };
            let (exchange, next) = cloud.perform(&Call::AssumeRole { caller: caller.clone(), request });
            cloud = next;
            match exchange.outcome {
                Ok(Output::Session(session)) => {
                    let seconds = (session.expires - session.issued).num_seconds();
                    points.push(ChainPoint { roles, seconds, refusal: refusal.take() });
                    caller = Caller::Session(alias);
                    break;
                }
                Ok(_) => {}
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
    }
    points
}

/// A policy of the lesson, or all that hang inline in one user or role, against the quota that is met first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySize {
    /// Name of the policy; `inline policies of ana` where there are several, and whose it is where another user or role
    /// has one of that name; of an SCP or RCP also where it hangs, for each level may have one of that name.
    pub name: String,
    /// Its kind.
    pub kind: PolicyKind,
    /// Its length as AWS counts it for this quota.
    pub characters: usize,
    /// The quota.
    pub quota: SizeQuota,
}

/// The policies of the lesson's world and the session policies of its calls, the fullest first. The quota on inline policies is one on their sum, so those of
/// a user or role are measured together; a managed policy is measured once, wherever it is attached.
pub fn policy_sizes(lesson: &Lesson) -> Vec<PolicySize> {
    let world = &lesson.world;
    let of_users = world.users.values().map(|user| (&user.name, &user.policies, INLINE_IN_A_USER));
    let of_roles = world.roles.values().map(|role| (&role.name, &role.policies, INLINE_IN_A_ROLE));
    let mut sizes = told_apart(
        of_users
            .chain(of_roles)
            .filter_map(|(owner, policies, quota)| inline(owner, policies, quota).map(|size| (owner.as_str(), size))),
    );
    let mut managed: Vec<&str> = Vec::new();
    for policy in world.policies().filter(|policy| policy.kind != PolicyKind::Identity || policy.arn.is_some()) {
        let known = policy.arn.as_deref().is_some_and(|arn| managed.contains(&arn));
        // The smallest is the one that is met first.
        let Some(quota) = size_quotas(policy.kind).iter().min_by_key(|quota| quota.most).filter(|_| !known) else {
            continue;
        };
        managed.extend(policy.arn.as_deref());
        let characters = quota.measure(policy.source.text());
        let level = level_of(world, policy);
        let name = level.map_or_else(|| policy.name.clone(), |level| format!("{} at {level}", policy.name));
        sizes.push(PolicySize { name, kind: policy.kind, characters, quota: *quota });
    }
    // A session policy hangs nowhere in the world: a call brings it along.
    let of_calls =
        lesson.calls().filter_map(crate::cloud::Call::policy).filter(|policy| policy.kind == PolicyKind::Session);
    for policy in of_calls {
        let Some(quota) = size_quotas(policy.kind).iter().min_by_key(|quota| quota.most) else { continue };
        let characters = quota.measure(policy.source.text());
        let size = PolicySize { name: policy.name.clone(), kind: policy.kind, characters, quota: *quota };
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    sizes.sort_by_key(|size| std::cmp::Reverse(size.characters * 10_000 / size.quota.most.max(1)));
    sizes
}

/// Of inline policies with one name each says whose it is.
fn told_apart<'a>(owned: impl Iterator<Item = (&'a str, PolicySize)>) -> Vec<PolicySize> {
    let owned: Vec<(&str, PolicySize)> = owned.collect();
    let name = |size: &PolicySize, owner: &str| {
        let is_alone = owned.iter().filter(|(_, other)| other.name == size.name).count() < 2;
        if is_alone { size.name.clone() } else { format!("{} of {owner}", size.name) }
    };
    owned.iter().map(|(owner, size)| PolicySize { name: name(size, owner), ..size.clone() }).collect()
}

/// The inline policies of one user or role.
fn inline(owner: &str, policies: &[Arc<Policy>], quota: SizeQuota) -> Option<PolicySize> {
    let inline: Vec<&Arc<Policy>> = policies.iter().filter(|policy| policy.arn.is_none()).collect();
    let name = match inline.as_slice() {
        [] => return None,
        [only] => only.name.clone(),
        _ => format!("inline policies of {owner}"),
    };
    let characters = inline.iter().map(|policy| quota.measure(policy.source.text())).sum();
    Some(PolicySize { name, kind: PolicyKind::Identity, characters, quota })
}

/// The unit or account where an SCP or RCP hangs; `None` for every other policy.
fn level_of<'a>(world: &'a World, policy: &Arc<Policy>) -> Option<&'a str> {
    let holds = |policies: &[Arc<Policy>]| policies.iter().any(|one| Arc::ptr_eq(one, policy));
    let units = world.organization.iter().flat_map(|organization| organization.units.iter());
    let units = units.filter(|(_, unit)| holds(&unit.scps) || holds(&unit.rcps)).map(|(name, _)| name);
    let accounts = world.accounts.values().filter(|one| holds(&one.scps) || holds(&one.rcps)).map(|one| &one.id);
    units.chain(accounts).next().map(String::as_str)
}

/// A level of the organization and how much of its quotas is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelUse {
    /// `Root`, a unit or an account.
    pub name: String,
    /// SCPs there, of [`SCPS_A_LEVEL`].
    pub scps: usize,
    /// RCPs there, of [`RCPS_A_LEVEL`]; `RCPFullAWSAccess` is always one of them.
    pub rcps: usize,
    /// How many levels there are from the root down to this one, both counted.
    pub depth: usize,
}

/// Every level of the lesson's organization, the root first; empty outside one.
pub fn levels(lesson: &Lesson) -> Vec<LevelUse> {
    let Some(organization) = &lesson.world.organization else { return Vec::new() };
    // The full-access RCP is attached everywhere and stands in no file.
    let of =
        |name: &str, scps: usize, rcps: usize, depth| LevelUse { name: name.to_owned(), scps, rcps: rcps + 1, depth };
    let depth = |unit: &str| {
        let parent = |name: &&str| organization.units.get(*name)?.parent.as_deref();
        // A file may write a circle of parents.
        std::iter::successors(Some(unit), parent).take(organization.units.len()).count()
    };
    let units = organization.units.iter().map(|(name, unit)| of(name, unit.scps.len(), unit.rcps.len(), depth(name)));
    let accounts = lesson.world.accounts.values().filter_map(|account| {
        let unit = account.unit.as_deref()?;
        Some(of(&account.id, account.scps.len(), account.rcps.len(), depth(unit) + 1))
    });
    let mut levels: Vec<LevelUse> = units.chain(accounts).collect();
    levels.sort_by_key(|level| level.depth);
    levels
}

/// A request and policies of `count` statements, of which the last one allows it: the longest way for an evaluator.
pub fn statements_world(count: usize) -> (Request, Layers) {
    let policy = policy("many statements", PolicyKind::Identity, &statements(count));
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/alice");
    let request = Request::new(Principal::Arn(arn), "s3:GetObject", "arn:aws:s3:::reports/q1.csv");
    (request, Layers { identity: Some(vec![policy]), ..Layers::default() })
}

/// How many of the statements of [`statements_world`] a managed policy has room for.
pub fn statements_in_quota() -> usize {
    let Some(quota) = size_quotas(PolicyKind::Identity).iter().min_by_key(|quota| quota.most) else { return 0 };
    (1..=quota.most).take_while(|count| quota.measure(&document(&statements(*count))) <= quota.most).last().unwrap_or(0)
}

fn statements(count: usize) -> String {
    let mut statements = String::new();
    for number in 1..count {
        let _ = write!(
            statements,
            r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-{number}/*"}},"#
        );
    }
    statements.push_str(r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}"#);
    statements
}

fn document(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn policy(name: &str, kind: PolicyKind, statements: &str) -> Arc<Policy> {
    Arc::new(Policy::parse(name, kind, Arc::new(Source::new(name, document(statements)))).0)
}

pub(super) fn read(top: &Table<'_>) -> Option<Scale> {
    let table = top.optional_table("scale", "the scale")?;
    let says = super::load::paragraphs(&table.text("says").text);
    let mut charts = Vec::new();
    for text in table.texts("charts") {
        let found = ScaleChart::ALL.into_iter().find(|chart| chart.id() == text.text);
        if found.is_none() {
            unknown(table.file, "chart", &text, ScaleChart::ALL.map(ScaleChart::id).into_iter());
        }
        charts.extend(found);
    }
    if !table.has("charts") {
        table.missing("charts", "a list of charts");
    }
    table.done();
    Some(Scale { says, charts })
}
