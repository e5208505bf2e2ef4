//! All that stands in the way of a request, and the smallest changes that would let it through.

use super::explain::SHUT_OUT;
use super::gates::{CallerClass, Gates};
use super::glob::Pattern;
use super::policy::Effect;
use super::recorder::Said;
use super::trace::{LayerOutcome, LayerTrace, Outcome, Reason, StatementTrace, Trace};
use super::{Layer, Policy, Statement};
use std::sync::Arc;

/// What stands in the way, in AWS's order of evaluation; the first is the one AWS tells.
pub(crate) fn reasons(layers: &[Said<'_>], gates: &Gates, shut_out: bool) -> Vec<Reason> {
    let level = |said: &Said<'_>| said.level.map(ToOwned::to_owned);
    let mut reasons: Vec<Reason> = Vec::new();
    for layer in layers.iter().filter(|layer| layer.outcome == LayerOutcome::Denies) {
        // AWS tells the ARN of the denying policy, but never that of a resource's or an endpoint's.
        let tells_arn = !matches!(layer.layer, Layer::Resource | Layer::Trust | Layer::VpcEndpoint);
        let policy_arn = layer.denier.filter(|_| tells_arn).and_then(|policy| policy.arn.clone());
        reasons.push(Reason { layer: layer.layer, level: level(layer), explicit: true, policy_arn });
    }
    let implicit = |layer, level| Reason { layer, level, explicit: false, policy_arn: None };
    for layer in layers {
        let is_gate = matches!(layer.layer, Layer::ServiceControl | Layer::VpcEndpoint);
        if is_gate && layer.outcome == LayerOutcome::NoAllow {
            reasons.push(implicit(layer.layer, level(layer)));
        }
    }
    if shut_out {
        reasons.push(implicit(Layer::PublicAccessBlock, None));
    }
    if gates.grant().is_none() {
        reasons.extend(gates.missing().into_iter().map(|layer| implicit(layer, None)));
    }
    reasons
}

impl LayerTrace {
    /// What the layer said, without its comparisons.
    pub(crate) fn said(&self) -> Said<'_> {
        let denier = self.policies.iter().find(|policy| denying(policy.statements.iter()).next().is_some());
        let denier = denier.map(|policy| &*policy.policy);
        Said { layer: self.layer, level: self.level.as_deref(), outcome: self.outcome, policies: &[], denier }
    }
}

fn denying<'a>(statements: impl Iterator<Item = &'a StatementTrace>) -> impl Iterator<Item = &'a StatementTrace> {
    statements.filter(|statement| statement.applies && statement.effect == Effect::Deny)
}

/// One thing that would have to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// A Deny applies: as long as it does, no Allow counts.
    Deny {
        /// Kind of layer.
        layer: Layer,
        /// Level of SCPs and RCPs.
        level: Option<String>,
        /// The denying policy.
        policy: Arc<Policy>,
        /// Index into [`Policy::statements`].
        statement: usize,
    },
    /// No Allow applies where one is needed.
    NoAllow {
        /// Kind of layer.
        layer: Layer,
        /// Level of SCPs.
        level: Option<String>,
        /// The Allow that came nearest, if the layer has any.
        nearest: Option<NearMiss>,
    },
    /// Block Public Access keeps out all but services and callers of the bucket's account, while the bucket policy is
    /// public.
    PublicAccessBlock,
}

/// An Allow that nearly applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Its policy.
    pub policy: Arc<Policy>,
    /// Index into [`Policy::statements`].
    pub statement: usize,
    /// Why its first failing element did not match.
    pub why: String,
}

/// What would have to change for a denied request to be allowed: everything in `always`, and one of `ways` whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// What stands in the way whatever else is done: denies, gaps in SCPs, an endpoint's policy.
    pub always: Vec<Obstacle>,
    /// The smallest sets of missing Allows, of which one is enough; a single empty set when no Allow is missing.
    /// Empty when no policy can ever allow it.
    pub ways: Vec<Vec<Obstacle>>,
}

impl Trace {
    /// The smallest named changes that would let the request through; `None` when it is allowed.
    pub fn remedy(&self) -> Option<Remedy> {
        if self.is_allowed() {
            return None;
        }
        let mut always = Vec::new();
        for layer in &self.layers {
            if layer.outcome == LayerOutcome::Denies {
                for policy in &layer.policies {
                    always.extend(denying(policy.statements.iter()).map(|statement| Obstacle::Deny {
                        layer: layer.layer,
                        level: layer.level.clone(),
                        policy: Arc::clone(&policy.policy),
                        statement: statement.index,
                    }));
                }
            }
            let allows = || layer.policies.iter().flat_map(|policy| &policy.statements).any(applying_allow);
            let is_gap = matches!(layer.layer, Layer::ServiceControl | Layer::VpcEndpoint)
                && matches!(layer.outcome, LayerOutcome::NoAllow | LayerOutcome::Denies)
                && !allows();
            if is_gap {
                always.push(self.no_allow(layer.layer, layer.level.clone()));
            }
            if layer.layer == Layer::PublicAccessBlock && layer.outcome == LayerOutcome::NoAllow {
                always.push(Obstacle::PublicAccessBlock);
            }
        }
        let way = |layers: Vec<Layer>| {
            let also = layers.contains(&Layer::Resource) && self.is_shut_out_when_named;
            let allows = layers.into_iter().map(|layer| self.no_allow(layer, None));
            allows.chain(also.then_some(Obstacle::PublicAccessBlock)).collect()
        };
        let mut ways = self.gates.ways();
        // Where no resource can have a policy, none could allow it; across accounts nothing else is left to name.
        if !self.resource_may_have_a_policy() && ways.iter().any(|way| !way.contains(&Layer::Resource)) {
            ways.retain(|way| !way.contains(&Layer::Resource));
        }
        Some(Remedy { always, ways: ways.into_iter().map(way).collect() })
    }

    /// Whether what is asked for can have a resource-based policy: one thing, there already, and not of IAM, whose
    /// only resource-based policies are the trust policies of roles.
    ///
    /// Source: "AWS services that work with IAM" and "IAM JSON policy element reference: Principal" (IAM User Guide).
    fn resource_may_have_a_policy(&self) -> bool {
        const MADE: [&str; 3] = ["ec2:RunInstances", "lambda:CreateFunction", "s3:CreateBucket"];
        let (action, resource) = (self.request.action.as_str(), self.request.resource.as_str());
        let of_iam = action.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case("iam"));
        let is_all = resource == "*" || resource.ends_with(":::*");
        !of_iam && !is_all && !MADE.iter().any(|made| made.eq_ignore_ascii_case(action))
    }

    pub(super) fn no_allow(&self, layer: Layer, level: Option<String>) -> Obstacle {
        let nearest = self
            .layers
            .iter()
            .filter(|trace| trace.layer == layer && trace.level == level)
            .flat_map(|trace| &trace.policies)
            .flat_map(|policy| policy.statements.iter().map(move |statement| (policy, statement)))
            .filter(|(_, statement)| statement.effect == Effect::Allow && !statement.applies)
            .filter_map(|(policy, statement)| Some((policy, statement, statement.failed()?)))
            // The more elements matched, the nearer; of two equal ones the first.
            .rev_max_by_key(|(_, statement, _)| matched(statement))
            .map(|(policy, statement, failed)| NearMiss {
                policy: Arc::clone(&policy.policy),
                statement: statement.index,
                why: self.say_check(&policy.policy, statement.index, failed),
            });
        Obstacle::NoAllow { layer, level, nearest }
    }

    /// The same as [`Trace::remedy`], one sentence each, for people; empty when allowed.
    pub fn what_would_change(&self) -> Vec<String> {
        let Some(remedy) = self.remedy() else { return Vec::new() };
        let mut lines: Vec<String> = remedy.always.iter().map(|obstacle| self.say_obstacle(obstacle)).collect();
        match remedy.ways.as_slice() {
            [] => lines.push(self.never().to_owned()),
            [way] => lines.extend(way.iter().map(|obstacle| self.say_obstacle(obstacle))),
            ways => {
                let each: Vec<String> = ways
                    .iter()
                    .map(|way| {
                        way.iter().map(|obstacle| self.say_obstacle(obstacle)).collect::<Vec<_>>().join(", and ")
                    })
                    .collect();
                lines.push(format!("either {}", each.join("; or ")));
            }
        }
        lines
    }

    fn never(&self) -> &'static str {
        if self.gates.is_trust && self.gates.caller == CallerClass::Root {
            "no policy can allow it: a root user cannot assume a role"
        } else {
            "no policy can allow it: policies do not reach from one AWS partition into another"
        }
    }

    pub(super) fn say_obstacle(&self, obstacle: &Obstacle) -> String {
        let action = &self.request.action;
        let at = |level: &Option<String>| level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
        match obstacle {
            Obstacle::Deny { layer, level, policy, statement } => {
                let label = policy.statements.get(*statement).map(Statement::label).unwrap_or_default();
                let how = policy.statements.get(*statement).map(how_to_spare).unwrap_or_default();
                format!(
                    "the {} `{}`{} would have to stop denying it: {label} applies{how}",
                    layer.name(),
                    policy.name,
                    at(level)
                )
            }
            Obstacle::NoAllow { layer, level, nearest } => {
                let resource = &self.request.resource;
                let mut text = match layer {
                    Layer::Resource | Layer::Trust => {
                        format!("the {} would have to allow {action} to {}", layer.name(), self.caller_words())
                    }
                    Layer::Identity => {
                        format!("an {} of the caller would have to allow {action} on `{resource}`", layer.name())
                    }
                    _ => format!("the {}{} would have to allow {action} on `{resource}`", layer.name(), at(level)),
                };
                if let Some(near) = nearest {
                    let statement = near.policy.statements.get(near.statement);
                    let place = statement.map(|one| one.label_in(&near.policy)).unwrap_or_default();
                    text.push_str(&format!(" (nearest: {place}, where {})", near.why));
                }
                text
            }
            Obstacle::PublicAccessBlock => format!(
                "{SHUT_OUT}: the policy would have to stop allowing everybody, or RestrictPublicBuckets be switched off"
            ),
        }
    }
}

/// The last element of a Deny is the one to look at: what it spares is how AWS's own examples let somebody through.
fn how_to_spare(statement: &Statement) -> String {
    match statement.conditions.as_slice() {
        [] if statement.action.values.iter().any(|value| Pattern::is_any(&value.pattern)) => {
            " to every action and has no condition".to_owned()
        }
        [] => " and has no condition".to_owned(),
        tests => {
            let named: Vec<String> =
                tests.iter().map(|test| format!("`{}` on `{}`", test.operator_text, test.key)).collect();
            format!(" as long as {} hold{}", named.join(" and "), if named.len() == 1 { "s" } else { "" })
        }
    }
}

fn applying_allow(statement: &StatementTrace) -> bool {
    statement.applies && statement.effect == Effect::Allow
}

fn matched(statement: &StatementTrace) -> usize {
    statement.checks.iter().filter(|check| check.outcome == Outcome::Match).count()
}

/// The first of the largest; the standard library's `max_by_key` gives the last.
trait RevMax: Iterator + Sized {
    fn rev_max_by_key<K: Ord>(self, key: impl Fn(&Self::Item) -> K) -> Option<Self::Item> {
        self.fold(None, |best: Option<Self::Item>, item| match best {
            Some(best) if key(&best) >= key(&item) => Some(best),
            _ => Some(item),
        })
    }
}

impl<I: Iterator> RevMax for I {}

#[cfg(test)]
mod tests {
    use crate::iam::{Layers, Principal, Request, trace};

    fn remedy(action: &str, resource: &str) -> String {
        let alice = Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
        trace(&Request::new(alice, action, resource), &Layers::default()).what_would_change().join("\n")
    }

    #[test]
    fn no_policy_is_asked_for_where_there_can_be_none() {
        for (action, resource) in [
            ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
            ("IAM:PutRolePolicy", "arn:aws:iam::111122223333:role/Reader"),
            ("lambda:CreateFunction", "arn:aws:lambda:eu-west-1:111122223333:function:report"),
        ] {
            let said = remedy(action, resource);
            assert!(said.starts_with("an identity-based policy of the caller would have to allow"), "{said}");
            assert!(!said.contains("resource-based"), "{said}");
        }
        let said = remedy("s3:GetObject", "arn:aws:s3:::acme-reports/q1.csv");
        assert!(said.contains("either the resource-based policy"), "{said}");
        // Across accounts both sides have to allow: what is missing is told as it is.
        let said = remedy("iam:GetRole", "arn:aws:iam::444455556666:role/Reader");
        assert!(said.contains("resource-based policy"), "{said}");
    }
}
