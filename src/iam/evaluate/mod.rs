//! The procedure: from a request and the layers of policies to a decision.
//!
//! It is written once, over a [`Recorder`]: the silent one compiles to nothing and stops at the first explicit deny,
//! the brief one keeps what an answer tells, the full one every comparison. So a decision and its explanation cannot differ.
//!
//! Source: IAM User Guide, `reference_policies_evaluation-logic*.html` and `access_policies_boundaries.html`;
//! the rulings for its hard corners are listed in `docs/engine.md`.

mod conclude;
mod gather;
mod statement;

use crate::iam::arn::{Arn, is_account_id};
use crate::iam::layers::{Layer, Layers};
use crate::iam::principal::{Caller, PrincipalMatch};
use crate::iam::recorder::{Brief, Full, Recorder, Silent};
use crate::iam::ruling::Ruling;
use crate::iam::trace::{DecidedBy, Decision, LayerOutcome, LayerTrace, Trace};
use crate::iam::{Request, reasons};
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
}

/// Whether the action belongs to `service`.
fn is_of_service(action: &str, service: &str) -> bool {
    let (prefix, rest) = action.split_at_checked(service.len()).unwrap_or_default();
    rest.starts_with(':') && prefix.eq_ignore_ascii_case(service)
}
