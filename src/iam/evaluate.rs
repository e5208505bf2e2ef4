//! The procedure: from a request and the layers of policies to a decision.
//!
//! It is written once, over a [`Recorder`]: the silent one compiles to nothing and stops at the first explicit deny,
//! the full one keeps every comparison. So a decision and its explanation cannot differ.
//!
//! Source: IAM User Guide, `reference_policies_evaluation-logic*.html` and `access_policies_boundaries.html`;
//! the rulings for its hard corners are listed in `docs/engine.md`.

use super::ambiguity::{Ambiguities, Ambiguity};
use super::arn::Arn;
use super::condition::note_variables;
use super::glob::Pattern;
use super::layers::{Layer, Layers, PolicyLevel};
use super::policy::{Policy, ResourceElement, ResourceForm, ResourceValue, Statement};
use super::principal::{Caller, CallerKind, PrincipalMatch};
use super::trace::{
    Check, DecidedBy, Decision, Element, LayerOutcome, LayerTrace, Outcome, PolicyTrace, Reason, StatementTrace, Trace,
};
use super::{Effect, Request};
use crate::diagnostic::Span;
use std::sync::Arc;

/// Decides `request` under `layers`. Allocates nothing.
pub fn decide(request: &Request, layers: &Layers) -> Decision {
    Evaluation::new(request, layers, Silent).run().decision
}

/// Decides `request` under `layers` and keeps everything that was compared.
pub fn trace(request: &Request, layers: &Layers) -> Trace {
    let mut evaluation = Evaluation::new(request, layers, Full::default());
    let verdict = evaluation.run();
    let reasons = evaluation.reasons(&verdict);
    Trace {
        request: Arc::new(request.clone()),
        decision: verdict.decision,
        decided_by: verdict.decided_by,
        layers: evaluation.recorder.layers,
        reasons,
        ambiguous: evaluation.met.iter().collect(),
    }
}

/// Keeps, or does not keep, what was compared.
trait Recorder {
    /// Everything is kept, so nothing may be skipped.
    const FULL: bool;
    fn layer(&mut self, layer: Layer, level: Option<&str>);
    fn policy(&mut self, policy: &Arc<Policy>);
    fn statement(&mut self, statement: &Statement);
    fn check(&mut self, element: Element, outcome: Outcome, span: Span);
    fn applies(&mut self);
    fn outcome(&mut self, outcome: LayerOutcome);
}

struct Silent;

impl Recorder for Silent {
    const FULL: bool = false;
    fn layer(&mut self, _: Layer, _: Option<&str>) {}
    fn policy(&mut self, _: &Arc<Policy>) {}
    fn statement(&mut self, _: &Statement) {}
    fn check(&mut self, _: Element, _: Outcome, _: Span) {}
    fn applies(&mut self) {}
    fn outcome(&mut self, _: LayerOutcome) {}
}

#[derive(Default)]
struct Full {
    layers: Vec<LayerTrace>,
}

impl Full {
    fn last_statement(&mut self) -> Option<&mut StatementTrace> {
        self.layers.last_mut()?.policies.last_mut()?.statements.last_mut()
    }
}

impl Recorder for Full {
    const FULL: bool = true;

    fn layer(&mut self, layer: Layer, level: Option<&str>) {
        let level = level.map(ToOwned::to_owned);
        self.layers.push(LayerTrace { layer, level, outcome: LayerOutcome::Absent, policies: Vec::new() });
    }

    fn policy(&mut self, policy: &Arc<Policy>) {
        if let Some(layer) = self.layers.last_mut() {
            let statements = Vec::with_capacity(policy.statements.len());
            layer.policies.push(PolicyTrace { policy: Arc::clone(policy), statements });
        }
    }

    fn statement(&mut self, statement: &Statement) {
        if let Some(policy) = self.layers.last_mut().and_then(|layer| layer.policies.last_mut()) {
            let checks = Vec::with_capacity(4);
            policy.statements.push(StatementTrace {
                index: statement.index,
                effect: statement.effect,
                applies: false,
                checks,
            });
        }
    }

    fn check(&mut self, element: Element, outcome: Outcome, span: Span) {
        if let Some(statement) = self.last_statement() {
            statement.checks.push(Check { element, outcome, span });
        }
    }

    fn applies(&mut self) {
        if let Some(statement) = self.last_statement() {
            statement.applies = true;
        }
    }

    fn outcome(&mut self, outcome: LayerOutcome) {
        if let Some(layer) = self.layers.last_mut() {
            layer.outcome = outcome;
        }
    }
}

/// What one layer's statements said together.
#[derive(Clone, Copy, Default)]
struct Sum {
    deny: Option<DecidedBy>,
    allow: Option<DecidedBy>,
    /// Grants of a resource-based policy, by whom they name.
    direct: Option<DecidedBy>,
    through_role: Option<DecidedBy>,
    to_account: Option<DecidedBy>,
    /// The direct grants name nobody but `*`.
    only_wildcard: bool,
}

impl Sum {
    fn outcome(&self) -> LayerOutcome {
        if self.deny.is_some() {
            LayerOutcome::Denies
        } else if self.allow.is_some() {
            LayerOutcome::Allows
        } else {
            LayerOutcome::NoAllow
        }
    }

    fn any_grant(&self) -> Option<DecidedBy> {
        self.direct.or(self.through_role).or(self.to_account)
    }
}

struct Verdict {
    decision: Decision,
    decided_by: Option<DecidedBy>,
}

struct Evaluation<'a, R> {
    request: &'a Request,
    layers: &'a Layers,
    caller: Caller<'a>,
    resource: Option<Arn<'a>>,
    /// The resource is a role and the action assumes it: its trust policy decides.
    is_trust: bool,
    same_account: bool,
    recorder: R,
    layer_index: usize,
    met: Ambiguities,
    // What each gate said.
    denies: [Option<DecidedBy>; 7],
    deny_count: usize,
    scp_gap: Option<usize>,
    endpoint: Option<Sum>,
    grants: Sum,
    identity: Sum,
    boundary: Option<Sum>,
    session: Option<Sum>,
}

/// Actions that the trust policy of a role decides.
const TRUST_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
];

/// Calls that need no permission and that no policy can deny.
const ALWAYS_ALLOWED: [&str; 2] = ["sts:GetCallerIdentity", "sts:GetSessionToken"];

/// The root user of a bucket's account can always repair its policy, even against a Deny in it.
const BUCKET_POLICY_ACTIONS: [&str; 3] = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

fn is_one_of(action: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(action))
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    fn new(request: &'a Request, layers: &'a Layers, recorder: R) -> Self {
        let caller = Caller::of(request);
        let resource = Arn::parse(&request.resource);
        let owner = request
            .resource_account
            .as_deref()
            .or(resource.map(|arn| arn.account()).filter(|account| !account.is_empty()));
        let same_partition = match (caller.partition, resource) {
            (Some(mine), Some(arn)) => mine == arn.partition() || arn.partition() == "*",
            _ => true,
        };
        let is_role = resource.is_some_and(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"));
        Self {
            request,
            layers,
            caller,
            resource,
            is_trust: is_role && is_one_of(&request.action, &TRUST_ACTIONS),
            same_account: same_partition
                && caller.account.is_some()
                && owner.is_none_or(|id| caller.account == Some(id)),
            recorder,
            layer_index: 0,
            met: Ambiguities::default(),
            denies: [None; 7],
            deny_count: 0,
            scp_gap: None,
            endpoint: None,
            grants: Sum::default(),
            identity: Sum::default(),
            boundary: None,
            session: None,
        }
    }

    /// Evaluates every layer in AWS's order, then concludes.
    fn run(&mut self) -> Verdict {
        if is_one_of(&self.request.action, &ALWAYS_ALLOWED) {
            return Verdict { decision: Decision::Allowed, decided_by: None };
        }
        if self.gather().is_none() || self.deny_count > 0 {
            let decided_by = self.denies.first().copied().flatten();
            return Verdict { decision: Decision::ExplicitlyDenied, decided_by };
        }
        self.conclude()
    }

    /// `None` when it stopped at an explicit deny.
    fn gather(&mut self) -> Option<()> {
        let layers = self.layers;
        if let Some(levels) = &layers.rcps {
            let binds = !self.caller.service_linked;
            self.levels(Layer::ResourceControl, levels, binds)?;
        }
        if let Some(levels) = &layers.scps {
            let binds = !self.request.principal_is_management_account
                && !self.caller.service_linked
                && !matches!(self.caller.kind, CallerKind::Anonymous | CallerKind::Service(_));
            self.levels(Layer::ServiceControl, levels, binds)?;
        }
        if let Some(policy) = &layers.vpc_endpoint {
            self.endpoint = Some(self.layer(Layer::VpcEndpoint, None, std::slice::from_ref(policy))?);
        }
        let resource_layer = if self.is_trust { Layer::Trust } else { Layer::Resource };
        match &layers.resource {
            Some(policy) => self.grants = self.layer(resource_layer, None, std::slice::from_ref(policy))?,
            None => self.absent(resource_layer),
        }
        let has_identity =
            !matches!(self.caller.kind, CallerKind::Anonymous | CallerKind::Service(_) | CallerKind::Root);
        match &layers.identity {
            Some(policies) if has_identity => self.identity = self.layer(Layer::Identity, None, policies)?,
            Some(_) => self.not_applicable(Layer::Identity, None),
            None => self.absent(Layer::Identity),
        }
        match &layers.boundary {
            Some(policy) if has_identity => {
                self.boundary = Some(self.layer(Layer::Boundary, None, std::slice::from_ref(policy))?);
            }
            Some(_) => self.not_applicable(Layer::Boundary, None),
            None => self.absent(Layer::Boundary),
        }
        match &layers.session {
            Some(policies) if has_identity => self.session = Some(self.layer(Layer::Session, None, policies)?),
            Some(_) => self.not_applicable(Layer::Session, None),
            None => self.absent(Layer::Session),
        }
        Some(())
    }

    fn absent(&mut self, layer: Layer) {
        self.recorder.layer(layer, None);
        self.layer_index += 1;
    }

    fn not_applicable(&mut self, layer: Layer, level: Option<&str>) {
        self.recorder.layer(layer, level);
        self.recorder.outcome(LayerOutcome::NotApplicable);
        self.layer_index += 1;
    }

    fn levels(&mut self, layer: Layer, levels: &'a [PolicyLevel], binds: bool) -> Option<()> {
        for (position, level) in levels.iter().enumerate() {
            if !binds {
                self.not_applicable(layer, Some(&level.name));
                continue;
            }
            let sum = self.layer(layer, Some(&level.name), &level.policies)?;
            // RCPFullAWSAccess is attached at every level and allows everything, so only SCPs can leave a gap.
            if layer == Layer::ServiceControl && sum.allow.is_none() && self.scp_gap.is_none() {
                self.scp_gap = Some(position);
            }
            if layer == Layer::ResourceControl && sum.deny.is_none() {
                self.recorder.outcome(LayerOutcome::Allows);
            }
        }
        Some(())
    }

    /// Evaluates the policies of one layer. `None` when it stopped at an explicit deny.
    fn layer(&mut self, layer: Layer, level: Option<&str>, policies: &'a [Arc<Policy>]) -> Option<Sum> {
        self.recorder.layer(layer, level);
        let mut sum = Sum::default();
        for (policy_index, policy) in policies.iter().enumerate() {
            self.recorder.policy(policy);
            for (statement_index, statement) in policy.statements.iter().enumerate() {
                self.recorder.statement(statement);
                let Some(matched) = self.applies(statement) else { continue };
                self.recorder.applies();
                let by = DecidedBy { layer, layer_index: self.layer_index, policy_index, statement_index };
                match statement.effect {
                    Effect::Deny if self.is_repair_of_bucket_policy(layer) => {}
                    Effect::Deny => {
                        sum.deny = sum.deny.or(Some(by));
                        self.note_deny(by);
                        if !R::FULL {
                            return None;
                        }
                    }
                    Effect::Allow => add_grant(&mut sum, by, matched),
                }
            }
        }
        self.recorder.outcome(sum.outcome());
        self.layer_index += 1;
        Some(sum)
    }

    /// Keeps the first deny of each layer.
    fn note_deny(&mut self, by: DecidedBy) {
        let known = self.denies.iter().flatten().any(|deny| deny.layer_index == by.layer_index);
        if !known && let Some(place) = self.denies.get_mut(self.deny_count) {
            *place = Some(by);
            self.deny_count += 1;
        }
    }

    fn is_repair_of_bucket_policy(&self, layer: Layer) -> bool {
        layer == Layer::Resource
            && self.caller.kind == CallerKind::Root
            && self.same_account
            && is_one_of(&self.request.action, &BUCKET_POLICY_ACTIONS)
    }

    /// Whether every element of `statement` matches; the way its principal matched.
    fn applies(&mut self, statement: &Statement) -> Option<PrincipalMatch> {
        if statement.broken {
            return None;
        }
        let matched = self.principal(statement)?;
        self.action(statement)?;
        if let Some(element) = &statement.resource {
            self.resource(element)?;
        }
        for test in &statement.conditions {
            let holds = test.holds(&self.request.context, &mut self.met);
            self.check(Element::Condition, holds, test.span)?;
        }
        Some(matched)
    }

    fn check(&mut self, element: Element, holds: bool, span: Span) -> Option<()> {
        self.recorder.check(element, if holds { Outcome::Match } else { Outcome::NoMatch }, span);
        holds.then_some(())
    }

    fn principal(&mut self, statement: &Statement) -> Option<PrincipalMatch> {
        // Without the element the policy applies to whom it is attached to; in a resource-based policy the statement
        // is broken and never comes here, except in endpoint policies, where AWS's default is everybody.
        let Some(element) = &statement.principal else { return Some(PrincipalMatch::Wildcard) };
        let context = &self.request.context;
        if element.negated {
            let bounded = statement.effect == Effect::Deny && self.layers.boundary.is_some();
            let spared = !bounded && self.caller.is_spared(&element.values, context, &mut self.met);
            if statement.effect == Effect::Allow {
                self.met.insert(Ambiguity::NotPrincipalAllow);
            }
            self.check(Element::Principal, !spared, element.span)?;
            return Some(PrincipalMatch::Wildcard);
        }
        let (found, at) = self.caller.best_match(&element.values, context, &mut self.met);
        self.check(Element::Principal, found != PrincipalMatch::None, at.unwrap_or(element.span))?;
        Some(found)
    }

    fn action(&mut self, statement: &Statement) -> Option<()> {
        let element = &statement.action;
        let hit = element.values.iter().find(|value| value.pattern.matches_ignoring_case(&self.request.action));
        let holds = hit.is_some() != element.negated && !element.values.is_empty();
        let at = hit.map_or(element.span, |value| value.span);
        self.check(Element::Action, holds, at)
    }

    fn resource(&mut self, element: &ResourceElement) -> Option<()> {
        let hit = element.values.iter().find(|value| self.covers(value)).map(|value| value.span);
        for value in &element.values {
            self.met.extend(value.ambiguities);
            if let ResourceForm::Arn(fields) = &value.form {
                for field in fields {
                    note_variables(field, &self.request.context, &mut self.met);
                }
            }
        }
        let holds = hit.is_some() != element.negated && !element.values.is_empty();
        self.check(Element::Resource, holds, hit.unwrap_or(element.span))
    }

    fn covers(&self, value: &ResourceValue) -> bool {
        let context = &self.request.context;
        match &value.form {
            ResourceForm::Any => true,
            ResourceForm::Nothing => false,
            ResourceForm::Arn(fields) => self.resource.is_some_and(|arn| {
                fields.iter().zip(arn.fields).all(|(pattern, field): (&Pattern, &str)| {
                    pattern.resolvable(context) && pattern.matches(field, context)
                })
            }),
        }
    }

    fn boundary_allows(&self) -> bool {
        self.boundary.is_none_or(|sum| sum.allow.is_some())
    }

    fn session_allows(&self) -> bool {
        // A federated user has nothing but what a session policy passes on (ruling 36).
        self.session.map_or(!self.caller.is_federated(), |sum| sum.allow.is_some())
    }

    fn endpoint_allows(&self) -> bool {
        self.endpoint.is_none_or(|sum| sum.allow.is_some())
    }

    /// The statement that grants, when the gates of grant let the request through; `Err` when they do not.
    fn grant(&mut self) -> Result<Option<DecidedBy>, ()> {
        let (boundary, session) = (self.boundary_allows(), self.session_allows());
        let limited = boundary && session;
        let grants = self.grants;
        match self.caller.kind {
            CallerKind::Anonymous | CallerKind::Service(_) => return grants.direct.map(Some).ok_or(()),
            CallerKind::Root if self.is_trust => return Err(()),
            CallerKind::Root if self.same_account => return Ok(grants.any_grant()),
            CallerKind::Root => return grants.any_grant().map(Some).ok_or(()),
            _ => {}
        }
        if !self.same_account {
            let both = grants.any_grant().filter(|_| self.identity.allow.is_some() && limited && self.same_partition());
            return both.map(Some).ok_or(());
        }
        if let Some(by) = grants.direct {
            let by_identity = !self.is_trust && self.identity.allow.is_some() && limited;
            let by_role = grants.through_role.is_some() && limited;
            if !limited && !by_identity && !by_role {
                if grants.only_wildcard {
                    self.met.insert(Ambiguity::WildcardPrincipal);
                } else if self.is_trust && !boundary {
                    self.met.insert(Ambiguity::BoundaryAndTrust);
                }
            }
            return Ok(Some(by));
        }
        if let Some(by) = grants.through_role.filter(|_| limited) {
            return Ok(Some(by));
        }
        match self.identity.allow.filter(|_| limited) {
            Some(_) if self.is_trust => grants.to_account.map(Some).ok_or(()),
            Some(by) => Ok(Some(by)),
            None => Err(()),
        }
    }

    fn same_partition(&self) -> bool {
        match (self.caller.partition, self.resource) {
            (Some(mine), Some(arn)) => mine == arn.partition(),
            _ => true,
        }
    }

    /// All layers are known and none denies.
    fn conclude(&mut self) -> Verdict {
        let grant = self.grant();
        match grant {
            Ok(decided_by) if self.scp_gap.is_none() && self.endpoint_allows() => {
                Verdict { decision: Decision::Allowed, decided_by }
            }
            _ => Verdict { decision: Decision::ImplicitlyDenied, decided_by: None },
        }
    }

    /// All that stands in the way, in AWS's order of evaluation; the first is the one AWS tells.
    fn reasons(&mut self, verdict: &Verdict) -> Vec<Reason> {
        if verdict.decision == Decision::Allowed {
            return Vec::new();
        }
        let mut reasons = Vec::new();
        for by in self.denies.iter().flatten() {
            let level = self.level_name(*by);
            let policy_arn = self.denying_policy(*by).and_then(|policy| policy.arn.clone());
            reasons.push(Reason { layer: by.layer, level, explicit: true, policy_arn });
        }
        let implicit = |layer, level| Reason { layer, level, explicit: false, policy_arn: None };
        if let Some(gap) = self.scp_gap {
            let name = self.layers.scps.as_ref().and_then(|levels| levels.get(gap)).map(|level| level.name.clone());
            reasons.push(implicit(Layer::ServiceControl, name));
        }
        if !self.endpoint_allows() {
            reasons.push(implicit(Layer::VpcEndpoint, None));
        }
        if self.grant().is_err() {
            reasons.extend(self.missing_grants().into_iter().map(|layer| implicit(layer, None)));
        }
        reasons
    }

    /// The layers whose Allow is missing.
    fn missing_grants(&self) -> Vec<Layer> {
        let resource = if self.is_trust { Layer::Trust } else { Layer::Resource };
        let mut missing = Vec::new();
        let grants = &self.grants;
        let resource_missing = match self.caller.kind {
            CallerKind::Anonymous | CallerKind::Service(_) | CallerKind::Root => true,
            _ if self.is_trust || !self.same_account => grants.any_grant().is_none() || !self.same_partition(),
            _ => false,
        };
        if resource_missing {
            missing.push(resource);
        }
        if matches!(self.caller.kind, CallerKind::Anonymous | CallerKind::Service(_) | CallerKind::Root) {
            return missing;
        }
        // A role named by the resource's policy needs no identity-based Allow in its own account.
        let needs_identity =
            !self.same_account || (!self.is_trust && grants.through_role.is_none()) || grants.to_account.is_some();
        if self.identity.allow.is_none() && needs_identity && grants.through_role.is_none_or(|_| !self.same_account) {
            missing.push(Layer::Identity);
        }
        if !self.boundary_allows() {
            missing.push(Layer::Boundary);
        }
        if !self.session_allows() {
            missing.push(Layer::Session);
        }
        missing
    }

    fn level_name(&self, by: DecidedBy) -> Option<String> {
        let levels = match by.layer {
            Layer::ResourceControl => self.layers.rcps.as_ref()?,
            Layer::ServiceControl => self.layers.scps.as_ref()?,
            _ => return None,
        };
        let before = if by.layer == Layer::ServiceControl { self.layers.rcps.as_ref().map_or(0, Vec::len) } else { 0 };
        levels.get(by.layer_index.checked_sub(before)?).map(|level| level.name.clone())
    }

    fn denying_policy(&self, by: DecidedBy) -> Option<&'a Arc<Policy>> {
        let at = by.policy_index;
        match by.layer {
            Layer::ResourceControl | Layer::ServiceControl => {
                let rcps = self.layers.rcps.as_deref().unwrap_or_default();
                let scps = self.layers.scps.as_deref().unwrap_or_default();
                rcps.iter().chain(scps).nth(by.layer_index)?.policies.get(at)
            }
            Layer::Identity => self.layers.identity.as_ref()?.get(at),
            Layer::Session => self.layers.session.as_ref()?.get(at),
            Layer::Boundary => self.layers.boundary.as_ref(),
            // AWS never tells the ARN of these.
            Layer::Resource | Layer::Trust | Layer::VpcEndpoint => None,
        }
    }
}

fn add_grant(sum: &mut Sum, by: DecidedBy, matched: PrincipalMatch) {
    sum.allow = sum.allow.or(Some(by));
    if matched.is_direct() {
        sum.only_wildcard = matched == PrincipalMatch::Wildcard && (sum.direct.is_none() || sum.only_wildcard);
        sum.direct = sum.direct.or(Some(by));
    } else if matched.is_through_role() {
        sum.through_role = sum.through_role.or(Some(by));
    } else {
        sum.to_account = sum.to_account.or(Some(by));
    }
}
