//! The procedure: from a request and the layers of policies to a decision.
//!
//! It is written once, over a [`Recorder`]: the silent one compiles to nothing and stops at the first explicit deny,
//! the brief one keeps what an answer tells, the full one every comparison. So a decision and its explanation cannot differ.
//!
//! Source: IAM User Guide, `reference_policies_evaluation-logic*.html` and `access_policies_boundaries.html`;
//! the rulings for its hard corners are listed in `docs/engine.md`.

use super::ambiguity::{Ambiguity, Notes};
use super::arn::{Arn, is_account_id};
use super::condition::note_variables;
use super::gates::{CallerClass, Gates, Grant};
use super::glob::NoVariables;
use super::layers::{Layer, Layers, PolicyLevel};
use super::policy::{Policy, PolicyKind, ResourceElement, ResourceForm, Statement};
use super::principal::{Caller, CallerKind, PrincipalMatch};
use super::recorder::{Brief, Full, Recorder, Silent};
use super::ruling::Ruling;
use super::trace::{DecidedBy, Decision, Element, LayerOutcome, LayerTrace, Outcome, Trace};
use super::{Effect, Request, reasons};
use crate::diagnostic::Span;
use std::sync::Arc;

/// Decides `request` under `layers`. Allocates nothing.
pub fn decide(request: &Request, layers: &Layers) -> Decision {
    let mut buffer = [0; LONGEST_ACTION];
    Evaluation::new(request, layers, lower_case(&request.action, &mut buffer), Silent).run().decision
}

/// Decides `request` under `layers` and keeps everything that was compared.
pub fn trace(request: &Request, layers: &Layers) -> Trace {
    trace_shared(Arc::new(request.clone()), layers)
}

/// The same for a request that the trace may keep.
pub(crate) fn trace_shared(request: Arc<Request>, layers: &Layers) -> Trace {
    let mut buffer = [0; LONGEST_ACTION];
    let action = lower_case(&request.action, &mut buffer);
    let mut evaluation = Evaluation::new(&request, layers, action, Full::default());
    let verdict = evaluation.run();
    let gates = evaluation.gates();
    let shut_out = evaluation.shut_out;
    let is_shut_out_when_named = evaluation.is_shut_out_when_named();
    let ambiguous = evaluation.met.iter().collect();
    let layers = evaluation.recorder.layers;
    Trace {
        decision: verdict.decision,
        decided_by: verdict.decided_by,
        reasons: if verdict.decision == Decision::Allowed {
            Vec::new()
        } else {
            let said: Vec<_> = layers.iter().map(LayerTrace::said).collect();
            reasons::reasons(&said, &gates, shut_out)
        },
        layers,
        ambiguous,
        gates,
        is_shut_out_when_named,
        request,
    }
}

/// Decides `request` under `layers` and keeps what an answer without its trace tells.
pub(crate) fn rule<'a>(request: &'a Request, layers: &'a Layers) -> Ruling<'a> {
    let mut buffer = [0; LONGEST_ACTION];
    let action = lower_case(&request.action, &mut buffer);
    let mut evaluation = Evaluation::new(request, layers, action, Brief::default());
    let verdict = evaluation.run();
    let said = &evaluation.recorder.layers;
    let deciding = verdict.decided_by.and_then(|by| {
        let policy = said.get(by.layer_index)?.policies.get(by.policy_index)?;
        Some((by.layer, &**policy, policy.statements.get(by.statement_index)?))
    });
    let reasons = || reasons::reasons(said, &evaluation.gates(), evaluation.shut_out);
    Ruling {
        request,
        decision: verdict.decision,
        deciding,
        reason: (verdict.decision != Decision::Allowed).then(reasons).and_then(|reasons| reasons.into_iter().next()),
        ambiguous: evaluation.met,
    }
}

/// Place of a statement; small, because decisions copy it often.
#[derive(Clone, Copy)]
struct Place {
    layer: Layer,
    layer_index: u32,
    policy_index: u32,
    statement_index: u32,
}

impl From<Place> for DecidedBy {
    fn from(place: Place) -> Self {
        Self {
            layer: place.layer,
            layer_index: place.layer_index as usize,
            policy_index: place.policy_index as usize,
            statement_index: place.statement_index as usize,
        }
    }
}

/// Longer ones are compared without regard to case, letter by letter; AWS has none.
const LONGEST_ACTION: usize = 96;

/// The action in lower case, as action patterns are compiled; `None` when it does not fit.
fn lower_case<'b>(action: &str, buffer: &'b mut [u8; LONGEST_ACTION]) -> Option<&'b str> {
    let place = buffer.get_mut(..action.len())?;
    place.copy_from_slice(action.as_bytes());
    place.make_ascii_lowercase();
    std::str::from_utf8(place).ok()
}

/// What one layer's statements said together.
#[derive(Clone, Copy, Default)]
struct Sum {
    denies: bool,
    allow: Option<Place>,
}

impl Sum {
    fn outcome(&self) -> LayerOutcome {
        if self.denies {
            LayerOutcome::Denies
        } else if self.allow.is_some() {
            LayerOutcome::Allows
        } else {
            LayerOutcome::NoAllow
        }
    }
}

/// The first statements of the resource-based policy that allow, by whom they name.
#[derive(Default)]
struct Grants {
    caller: Option<Place>,
    role: Option<Place>,
    account: Option<Place>,
    /// Those to the caller name nobody but `*`.
    only_wildcard: bool,
}

impl Grants {
    fn add(&mut self, by: Place, matched: PrincipalMatch) {
        if matched.is_direct() {
            self.only_wildcard = matched == PrincipalMatch::Wildcard && (self.caller.is_none() || self.only_wildcard);
            self.caller.get_or_insert(by);
        } else if matched.is_through_role() {
            self.role.get_or_insert(by);
        } else {
            self.account.get_or_insert(by);
        }
    }

    fn any(&self) -> Option<Place> {
        self.caller.or(self.role).or(self.account)
    }
}

struct Verdict {
    decision: Decision,
    decided_by: Option<DecidedBy>,
}

struct Evaluation<'a, 'b, R: Recorder<'a>> {
    request: &'a Request,
    layers: &'a Layers,
    /// In lower case.
    action: Option<&'b str>,
    caller: Caller<'a>,
    resource_text: &'a str,
    resource: Option<Arn<'a>>,
    /// The resource is a role and the action assumes it: its trust policy decides.
    is_trust: bool,
    /// The resource is a KMS key with its policy: nobody has access that the policy does not give or delegate.
    is_key: bool,
    same_account: bool,
    recorder: R,
    layer_index: u32,
    met: R::Notes,
    // What each layer said.
    first_deny: Option<Place>,
    scp_gap: bool,
    /// Block Public Access keeps this caller out.
    shut_out: bool,
    endpoint: Option<Sum>,
    grants: Grants,
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

/// A service to which RCPs do not apply (`rcp_supported` in the Service Authorization Reference's data). Of the others
/// only a list of names is published, and the engine assumes that a policy which is attached is meant.
pub(crate) const RCP_UNSUPPORTED: &str = "iam";

fn is_one_of(action: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(action))
}

impl<'a, 'b, R: Recorder<'a>> Evaluation<'a, 'b, R> {
    fn new(request: &'a Request, layers: &'a Layers, action: Option<&'b str>, recorder: R) -> Self {
        let caller = Caller::of(request);
        // Policies write the buckets of an account as `*` and as `arn:aws:s3:::*`; the latter covers both spellings.
        let lists_buckets = request.resource == "*" && request.action.eq_ignore_ascii_case("s3:ListAllMyBuckets");
        let resource_text = if lists_buckets { "arn:aws:s3:::*" } else { request.resource.as_str() };
        let resource = Arn::parse(resource_text);
        let owner = request
            .resource_account
            .as_deref()
            // `arn:aws:iam::aws:policy/...` is of no account: whoever has the permission may read it.
            .or(resource.map(|arn| arn.account()).filter(|account| is_account_id(account)));
        let same_partition = match (caller.partition, resource) {
            (Some(mine), Some(arn)) => mine == arn.partition() || arn.partition() == "*",
            _ => true,
        };
        let is_role = resource.is_some_and(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"));
        Self {
            request,
            layers,
            action,
            caller,
            resource_text,
            resource,
            is_trust: is_role && is_one_of(&request.action, &TRUST_ACTIONS),
            is_key: layers.resource.is_some()
                && is_of_service(&request.action, "kms")
                && resource.is_some_and(|arn| arn.service() == "kms" && arn.resource().starts_with("key/")),
            same_account: same_partition
                && caller.account.is_some()
                && owner.is_none_or(|id| caller.account == Some(id)),
            recorder,
            layer_index: 0,
            met: R::Notes::default(),
            first_deny: None,
            scp_gap: false,
            shut_out: false,
            endpoint: None,
            grants: Grants::default(),
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
        if self.gather().is_none() || self.first_deny.is_some() {
            return Verdict { decision: Decision::ExplicitlyDenied, decided_by: self.first_deny.map(DecidedBy::from) };
        }
        self.conclude()
    }

    /// `None` when it stopped at an explicit deny.
    fn gather(&mut self) -> Option<()> {
        let layers = self.layers;
        if let Some(levels) = &layers.rcps {
            let binds = !self.is_beyond_resource_control();
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
            Some(policy) => {
                self.layer(resource_layer, None, std::slice::from_ref(policy))?;
            }
            None => self.absent(resource_layer),
        }
        self.public_access_block();
        let has_identity = matches!(self.caller.class(), CallerClass::Federated | CallerClass::Principal);
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

    /// RCPs do not bind service-linked roles, nor the management account's own resources (as SCPs do not its
    /// principals), nor one service, one action and the roles of services.
    fn is_beyond_resource_control(&self) -> bool {
        self.caller.service_linked
            || self.request.principal_is_management_account && self.same_account
            || is_of_service(&self.request.action, RCP_UNSUPPORTED)
            || self.request.action.eq_ignore_ascii_case("kms:RetireGrant")
            || self.is_trust && self.resource_text.contains(":role/aws-service-role/")
    }

    fn absent(&mut self, layer: Layer) {
        self.recorder.layer(layer, None, &[]);
        self.layer_index += 1;
    }

    fn not_applicable(&mut self, layer: Layer, level: Option<&'a str>) {
        self.recorder.layer(layer, level, &[]);
        self.recorder.outcome(LayerOutcome::NotApplicable);
        self.layer_index += 1;
    }

    /// With a public policy attached, `RestrictPublicBuckets` lets in services and the owner's own principals only.
    fn public_access_block(&mut self) {
        let (Some(block), Some(policy)) = (self.layers.public_access_block, &self.layers.resource) else { return };
        // Where the policy is not public the setting has nothing to say, and the trace does not speak of it.
        if !block.restrict_public_buckets || policy.kind != PolicyKind::Resource || !policy.is_public() {
            return;
        }
        self.shut_out = !self.same_account && !matches!(self.caller.kind, CallerKind::Service(_));
        if self.shut_out {
            self.met.insert(Ambiguity::PublicAccessBlock);
        }
        self.recorder.layer(Layer::PublicAccessBlock, None, &[]);
        self.recorder.outcome(if self.shut_out { LayerOutcome::NoAllow } else { LayerOutcome::NotApplicable });
        self.layer_index += 1;
    }

    /// An unsigned caller can only be let in by a public policy, which `RestrictPublicBuckets` then holds against it.
    fn is_shut_out_when_named(&self) -> bool {
        let restricts = self.layers.public_access_block.is_some_and(|block| block.restrict_public_buckets);
        restricts && !self.shut_out && !self.is_trust && self.caller.kind == CallerKind::Anonymous
    }

    fn levels(&mut self, layer: Layer, levels: &'a [PolicyLevel], binds: bool) -> Option<()> {
        for level in levels {
            if !binds {
                self.not_applicable(layer, Some(&level.name));
                continue;
            }
            let sum = self.layer(layer, Some(&level.name), &level.policies)?;
            // RCPFullAWSAccess is attached at every level and allows everything, so only SCPs can leave a gap.
            self.scp_gap |= layer == Layer::ServiceControl && sum.allow.is_none();
            if layer == Layer::ResourceControl && !sum.denies {
                self.recorder.outcome(LayerOutcome::Allows);
            }
        }
        Some(())
    }

    /// Evaluates the policies of one layer. `None` when it stopped at an explicit deny.
    fn layer(&mut self, layer: Layer, level: Option<&'a str>, policies: &'a [Arc<Policy>]) -> Option<Sum> {
        self.recorder.layer(layer, level, policies);
        let mut sum = Sum::default();
        for (policy_index, policy) in policies.iter().enumerate() {
            self.recorder.policy(policy);
            for (statement_index, statement) in policy.statements.iter().enumerate() {
                self.recorder.statement(statement);
                let Some(matched) = self.applies(statement) else { continue };
                let by = Place {
                    layer,
                    layer_index: self.layer_index,
                    policy_index: policy_index as u32,
                    statement_index: statement_index as u32,
                };
                match statement.effect {
                    Effect::Deny if self.is_repair_of_bucket_policy(layer) => continue,
                    Effect::Deny => {
                        sum.denies = true;
                        self.first_deny = self.first_deny.or(Some(by));
                        if !R::WHOLE {
                            return None;
                        }
                    }
                    Effect::Allow if self.is_for_root_only(layer, matched) => continue,
                    Effect::Allow => {
                        sum.allow.get_or_insert(by);
                        if matches!(layer, Layer::Resource | Layer::Trust) {
                            self.grants.add(by, matched);
                        }
                    }
                }
                self.recorder.applies();
            }
        }
        self.recorder.outcome(sum.outcome());
        self.layer_index += 1;
        Some(sum)
    }

    /// A gateway endpoint's policy that names an account means its root user only. Interface endpoints differ, but
    /// a request does not say of which kind its endpoint is.
    fn is_for_root_only(&mut self, layer: Layer, matched: PrincipalMatch) -> bool {
        let is_meant = layer == Layer::VpcEndpoint
            && matched == PrincipalMatch::Account
            && self.caller.kind != CallerKind::Root
            && (is_of_service(&self.request.action, "s3") || is_of_service(&self.request.action, "dynamodb"));
        if is_meant {
            self.met.insert(Ambiguity::EndpointAccount);
        }
        is_meant
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
            let has_own = matches!(self.caller.class(), CallerClass::Federated | CallerClass::Principal);
            let bounded = statement.effect == Effect::Deny && has_own && self.layers.boundary.is_some();
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
        let hit = match self.action {
            Some(action) => element.values.iter().find(|value| value.pattern.matches(action, &NoVariables)),
            None => element.values.iter().find(|value| value.pattern.matches_ignoring_case(&self.request.action)),
        };
        let holds = hit.is_some() != element.negated && !element.values.is_empty();
        let at = hit.map_or(element.span, |value| value.span);
        self.check(Element::Action, holds, at)
    }

    fn resource(&mut self, element: &ResourceElement) -> Option<()> {
        let hit = element.values.iter().find(|value| self.covers(&value.form)).map(|value| value.span);
        if <R::Notes as Notes>::KEPT && element.noteworthy {
            for value in &element.values {
                self.met.extend(value.ambiguities);
                for pattern in value.form.patterns() {
                    note_variables(pattern, &self.request.context, &mut self.met);
                }
            }
        }
        let holds = hit.is_some() != element.negated && !element.values.is_empty();
        self.check(Element::Resource, holds, hit.unwrap_or(element.span))
    }

    fn covers(&self, form: &ResourceForm) -> bool {
        let context = &self.request.context;
        match form {
            ResourceForm::Any => true,
            ResourceForm::Nothing => false,
            ResourceForm::Plain { head, tail } => self
                .resource_text
                .strip_prefix(&**head)
                .is_some_and(|rest| tail.resolvable(context) && tail.matches(rest, context)),
            ResourceForm::Arn(fields) => self.resource.is_some_and(|arn| {
                fields
                    .iter()
                    .zip(arn.fields)
                    .all(|(pattern, field)| pattern.resolvable(context) && pattern.matches(field, context))
            }),
        }
    }

    /// What every layer said, for the truth table.
    fn gates(&self) -> Gates {
        Gates {
            caller: self.caller.class(),
            is_trust: self.is_trust,
            must_allow: self.is_trust || self.is_key,
            same_account: self.same_account,
            same_partition: match (self.caller.partition, self.resource) {
                (Some(mine), Some(arn)) => mine == arn.partition(),
                _ => true,
            },
            names_caller: self.grants.caller.is_some(),
            names_role: self.grants.role.is_some(),
            names_account: self.grants.account.is_some(),
            identity: self.identity.allow.is_some(),
            boundary: self.boundary.map(|sum| sum.allow.is_some()),
            session: self.session.map(|sum| sum.allow.is_some()),
        }
    }

    /// All layers are known and none denies.
    fn conclude(&mut self) -> Verdict {
        let gates = self.gates();
        let grant = gates.grant();
        if grant == Some(Grant::Caller) {
            self.note_open_grant(&gates);
        }
        let endpoint_allows = self.endpoint.is_none_or(|sum| sum.allow.is_some());
        match grant {
            Some(grant) if !self.scp_gap && endpoint_allows && !self.shut_out => {
                let decided_by = match grant {
                    Grant::Nobody => None,
                    Grant::Caller => self.grants.caller,
                    Grant::Role => self.grants.role,
                    Grant::Account => self.grants.account,
                    Grant::Resource => self.grants.any(),
                    Grant::Identity => self.identity.allow,
                };
                Verdict { decision: Decision::Allowed, decided_by: decided_by.map(DecidedBy::from) }
            }
            _ => Verdict { decision: Decision::ImplicitlyDenied, decided_by: None },
        }
    }

    /// Notes what AWS leaves open about a grant to the caller itself that only boundary or session policy could stop.
    fn note_open_grant(&mut self, gates: &Gates) {
        let limited = gates.boundary_allows() && gates.session_allows();
        if limited || self.caller.class() == CallerClass::Outside {
            return;
        }
        if self.grants.only_wildcard {
            self.met.insert(Ambiguity::WildcardPrincipal);
        } else if gates.is_trust && !gates.boundary_allows() {
            self.met.insert(Ambiguity::BoundaryAndTrust);
        }
    }
}

/// Whether the action belongs to `service`.
fn is_of_service(action: &str, service: &str) -> bool {
    let (prefix, rest) = action.split_at_checked(service.len()).unwrap_or_default();
    rest.starts_with(':') && prefix.eq_ignore_ascii_case(service)
}
