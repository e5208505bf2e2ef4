//! What the texts of policies reach beyond the requests of a lesson: probes made of what they say themselves.
//!
//! ```text
//! texts ──▶ whom they may mean × actions they cover × resources they cover × keys they test ──▶ probes
//! ```
//!
//! Each probe is decided by the engine: as the learner's texts have it, and where it is allowed there, as the broken
//! set-up and the author's solution have it. What only the learner's texts allow is beyond need; of an action that a goal
//! closes the broken set-up is no excuse. Nothing is decided by comparing texts. It tries some hundred requests and not
//! all there are, and tells how many.

mod actions;
mod keys;
mod resources;
mod visitors;

use self::actions::Tried;
use self::keys::{Carried, Keys};
use self::resources::Things;
use self::visitors::{Ground, Visitor};
use super::matrix::{Access, Grant, RowKind};
use super::policy_edit::place_in;
use crate::cloud::{ActionAsker, ActionProbe, Change, OF_TOKENS, PolicyTarget, World};
use crate::iam::{Policy, Statement};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Probes at one time; every statement gets its share.
const MOST: usize = 480;
/// The fewest that a statement gets, however many there are.
const FEWEST: usize = 12;

/// A policy where it hangs.
#[derive(Debug, Clone)]
struct Text {
    target: PolicyTarget,
    policy: Arc<Policy>,
}

/// Where a policy hangs, as far as it matters for what can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home<'a> {
    /// At this role: it decides who gets the role.
    Trust(&'a str),
    /// At this bucket.
    Bucket(&'a str),
    /// At an identity or an organization.
    Anywhere,
}

impl<'a> Home<'a> {
    fn of(target: &'a PolicyTarget) -> Self {
        match target {
            PolicyTarget::Trust { arn } => Self::Trust(arn),
            PolicyTarget::Bucket { name } => Self::Bucket(name),
            _ => Self::Anywhere,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// What only the learner's texts allow: of each caller, action and resource the request with the fewest keys.
    pub extra: Vec<Grant>,
    /// Requests that were tried; those of the matrix are not among them.
    pub tried: usize,
}

/// The two worlds that a learner's is held against, with the policies that may be edited in them.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    start: Arc<Access>,
    solved: Arc<Access>,
    texts: Vec<Text>,
}

impl Reach {
    /// `worlds` are the broken set-up and the solved one.
    pub fn new(may_edit: &[PolicyTarget], worlds: [(&World, Access); 2]) -> Self {
        let at = |world: &World, target: &PolicyTarget| {
            place_in(world, target).policy.map(|policy| Text { target: target.clone(), policy })
        };
        let texts = worlds.iter().flat_map(|(world, _)| may_edit.iter().filter_map(|target| at(world, target)));
        let texts = texts.collect();
        let [(_, start), (_, solved)] = worlds;
        Self { start: Arc::new(start), solved: Arc::new(solved), texts }
    }

    /// What the learner's changes of policies reach that the solved world does not, nor the broken one where an action
    /// `may_stay` as open as it was. `mine` is the world with them.
    pub fn beyond(&self, mine: &Access, changes: &[Change], may_stay: &dyn Fn(&str) -> bool) -> Found {
        let mut texts = self.texts.clone();
        for change in changes {
            if let Change::SetPolicy { target, policy } = change {
                let is_same = |text: &Text| text.target == *target && text.policy.source.text() == policy.source.text();
                if !texts.iter().any(is_same) {
                    texts.push(Text { target: target.clone(), policy: Arc::clone(policy) });
                }
            }
        }
        let visitors = visitors::everybody(mine, &texts);
        let mut probes = plan(&texts, &visitors, mine.world());
        // What everybody in the world is asked anyway is not asked twice.
        let asked = mine.asked();
        probes.retain(|Probe { visitor, probe }, _| {
            let is_beyond = visitors.get(*visitor).is_some_and(Visitor::is_beyond);
            is_beyond || !probe.keys.is_empty() || !asked.contains(&(probe.action.as_str(), probe.resource.as_str()))
        });
        let grounds = [mine, &self.start, &self.solved].map(|access| Ground::new(access, &visitors));
        let mut askers = grounds.each_ref().map(|ground| Askers { ground, visitors: &visitors, made: BTreeMap::new() });
        let [mine, start, solved] = &mut askers;
        let mut found: BTreeMap<Asking<'_>, Vec<&Carried>> = BTreeMap::new();
        let mut known: BTreeSet<Asking<'_>> = BTreeSet::new();
        for (Probe { visitor, probe }, says) in &probes {
            let asking = (*visitor, says.as_ref(), probe.resource.as_str());
            if !mine.may(*visitor, probe) {
                continue;
            }
            if may_stay(&probe.action) && start.may(*visitor, probe) || solved.may(*visitor, probe) {
                known.insert(asking);
            } else {
                found.entry(asking).or_default().push(&probe.keys);
            }
        }
        // Where the same was let in before, the keys tell what is new.
        let told = |asking: &Asking<'_>, ways: Vec<&Carried>| {
            let least = usize::from(known.contains(asking));
            let with_keys = ways.iter().filter(|keys| keys.len() >= least).min_by_key(|keys| keys.len());
            with_keys.or(ways.first()).map(|keys| (*keys).clone()).unwrap_or_default()
        };
        let grants = found.into_iter().filter_map(|(asking, ways)| {
            let keys = told(&asking, ways);
            let (visitor, action, resource) = asking;
            let visitor = visitors.get(visitor)?;
            Some(Grant {
                kind: visitor.kind,
                principal: visitor.name.clone(),
                action: action.to_owned().into(),
                resource: resource.to_owned(),
                keys,
            })
        });
        Found { extra: grants.collect(), tried: probes.len() }
    }
}

/// Somebody by number, the words for an action, and a resource.
type Asking<'a> = (usize, &'a str, &'a str);

/// Somebody's request.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Probe {
    visitor: usize,
    probe: ActionProbe,
}

/// Everybody of one world, each made ready when first asked.
struct Askers<'a> {
    ground: &'a Ground<'a>,
    visitors: &'a [Visitor],
    made: BTreeMap<usize, Option<ActionAsker<'a>>>,
}

impl Askers<'_> {
    fn may(&mut self, visitor: usize, probe: &ActionProbe) -> bool {
        let Self { ground, visitors, made } = self;
        let ready = || visitors.get(visitor).and_then(|visitor| ground.asker(visitor));
        made.entry(visitor).or_insert_with(ready).as_mut().is_some_and(|asker| asker.may(probe))
    }
}

/// The probes, each with the words for its action.
fn plan(texts: &[Text], visitors: &[Visitor], world: &World) -> BTreeMap<Probe, Cow<'static, str>> {
    let things = Things::of(world);
    // What stands in several texts of a place is tried once.
    let mut statements: Vec<(&Text, &Statement)> = Vec::new();
    for text in texts {
        for statement in text.policy.statements.iter().filter(|statement| !statement.broken) {
            let is_same = |(other, known): &(&Text, &Statement)| {
                other.target == text.target
                    && other.policy.source.slice(known.span) == text.policy.source.slice(statement.span)
            };
            if !statements.iter().any(is_same) {
                statements.push((text, statement));
            }
        }
    }
    let share = (MOST / statements.len().max(1)).max(FEWEST);
    let mut probes = BTreeMap::new();
    for (text, statement) in &statements {
        let of_place = statements.iter().filter(|(other, _)| other.target == text.target);
        let keys = Keys::of(of_place.flat_map(|(_, statement)| statement.tests()));
        let meant = visitors::meant(visitors, text, statement, world);
        let meant: Vec<_> = meant.into_iter().filter_map(|at| Some((at, visitors.get(at)?))).collect();
        let home = Home::of(&text.target);
        let asked = asked(statement, &meant, home, &things);
        add(&mut probes, share, &asked, &keys.ways(statement.tests()));
    }
    probes
}

/// Somebody with an action and the resources it can be asked for.
type Asked<'a> = (Tried, usize, &'a Visitor, Rc<Vec<String>>);

/// Whom a statement means, with each action that it covers.
fn asked<'a>(statement: &Statement, meant: &[(usize, &'a Visitor)], home: Home<'_>, things: &Things) -> Vec<Asked<'a>> {
    let covered = things.under(&statement.resource_patterns(), home);
    let mut asked = Vec::new();
    for tried in actions::of(statement, home) {
        let mut by_account: Vec<(&str, Rc<Vec<String>>)> = Vec::new();
        for (at, visitor) in meant.iter().filter(|(_, visitor)| may_send(visitor, &tried.action)) {
            let known = by_account.iter().find(|(account, _)| *account == visitor.account);
            let resources = known.map_or_else(
                || Rc::new(covered.of(&tried.action, &visitor.account)),
                |(_, resources)| Rc::clone(resources),
            );
            by_account.push((&visitor.account, Rc::clone(&resources)));
            asked.push((tried.clone(), *at, *visitor, resources));
        }
    }
    asked
}

/// Adds the probes of one statement: the first resources with the conditions met, then the first one with every other
/// way to meet and miss them, and at last the other resources.
fn add(probes: &mut BTreeMap<Probe, Cow<'static, str>>, share: usize, asked: &[Asked<'_>], ways: &[Carried]) {
    let most = asked.iter().map(|(.., resources)| resources.len()).max().unwrap_or_default();
    let met = ways.iter().take(1).flat_map(|way| (0..most).map(move |nth| (way, nth)));
    let others = ways.iter().skip(1).map(|way| (way, 0));
    let mut left = share;
    for (way, nth) in met.clone().take(2).chain(others).chain(met.skip(2)) {
        for (tried, at, visitor, resources) in asked {
            let Some(resource) = resources.get(nth).filter(|_| left > 0) else { continue };
            let keys = keys::carried(way, visitor, &tried.action);
            let probe = ActionProbe { action: tried.action.clone().into_owned(), resource: resource.clone(), keys };
            if probes.insert(Probe { visitor: *at, probe }, tried.says.clone()).is_none() {
                left -= 1;
            }
        }
    }
}

/// Whether such a caller sends such requests at all.
fn may_send(visitor: &Visitor, action: &str) -> bool {
    match visitor.kind {
        RowKind::Token => action == OF_TOKENS,
        RowKind::Anonymous => action.starts_with("s3:"),
        _ => action != OF_TOKENS,
    }
}
