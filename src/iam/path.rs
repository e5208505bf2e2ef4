//! AWS's decision flow as questions, and the way one request took through them, read off its trace.
//!
//! The flow never decides anything: where it ends is where the trace's decision fell, and a test holds the two together.
//!
//! Source: IAM User Guide, `reference_policies_evaluation-logic_policy-eval-denyallow.html` and
//! `reference_policies_evaluation-logic-cross-account.html`.

use super::gates::{CallerClass, Gates};
use super::page::{self, Page};
use super::trace::{Decision, LayerOutcome, LayerTrace, Trace};
use super::{Effect, Layer, Obstacle, Principal};

/// One question of the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Junction {
    /// The kind of policy that answers; `None` for the first question, which goes to all of them.
    pub layer: Option<Layer>,
    /// The question.
    pub question: &'static str,
    /// The answer with which the request goes on.
    pub on: &'static str,
    /// The answer with which it ends here.
    pub off: &'static str,
    /// What it ends as here.
    pub off_to: Decision,
    /// Which way this request took.
    pub passage: Passage,
    /// What was answered, in a few words.
    pub says: String,
    /// Why, in a sentence or two.
    pub why: String,
    /// Where AWS says so.
    pub page: Page,
}

/// The way a request took at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It went on.
    On,
    /// It went by: there is no such policy, or it does not bind, or its Allow is not needed.
    By,
    /// It ended here.
    Ends(Decision),
    /// It ended before.
    NotReached,
}

/// What a layer answered: passage, a few words, and why.
type Answer = (Passage, String, String);

const DENIED: Passage = Passage::Ends(Decision::ImplicitlyDenied);
const ALLOWED: Passage = Passage::Ends(Decision::Allowed);

impl Trace {
    /// The questions in AWS's order with the way this request took. Empty for a call that needs no permission.
    pub fn path(&self) -> Vec<Junction> {
        if self.layers.is_empty() {
            return Vec::new();
        }
        let has = |layer: Layer| self.layers.iter().any(|trace| trace.layer == layer);
        let mut order = vec![None, Some(Layer::ResourceControl), Some(Layer::ServiceControl)];
        let gates = [Layer::VpcEndpoint, Layer::PublicAccessBlock];
        order.extend(gates.into_iter().filter(|layer| has(*layer)).map(Some));
        order.push(Some(if self.gates.is_trust { Layer::Trust } else { Layer::Resource }));
        order.extend([Layer::Identity, Layer::Boundary, Layer::Session].map(Some));
        let mut over = false;
        let mut path = Vec::with_capacity(order.len());
        for layer in order {
            let (passage, says, why) = if over {
                (Passage::NotReached, "not asked".to_owned(), "The decision had fallen before.".to_owned())
            } else {
                self.answer(layer)
            };
            over = over || matches!(passage, Passage::Ends(_));
            let (on, off, off_to) = self.ways_out(layer, passage);
            let page = match layer {
                Some(layer @ (Layer::Resource | Layer::Trust | Layer::Identity)) if self.gates.same_account => {
                    layer.page()
                }
                Some(Layer::Resource | Layer::Trust | Layer::Identity) => page::CROSS_ACCOUNT,
                Some(layer) => layer.page(),
                None => page::EVALUATION,
            };
            path.push(Junction { layer, question: question(layer), on, off, off_to, passage, says, why, page });
        }
        path
    }

    /// Caller and resource belong to different accounts, so that both sides have to allow.
    pub fn crosses_accounts(&self) -> bool {
        let has_own = matches!(self.gates.caller, CallerClass::Federated | CallerClass::Principal);
        has_own && !self.gates.same_account
    }

    /// Labels of the two ways on from a junction.
    fn ways_out(&self, layer: Option<Layer>, passage: Passage) -> (&'static str, &'static str, Decision) {
        // In the caller's own account, and for who has no policies of its own, the resource's policy can be enough.
        let by_itself = layer == Some(Layer::Resource) && !self.crosses_accounts();
        match (layer, passage) {
            (None, _) => ("no", "yes", Decision::ExplicitlyDenied),
            (_, Passage::Ends(Decision::ImplicitlyDenied)) => ("yes", "no", Decision::ImplicitlyDenied),
            (_, Passage::Ends(Decision::Allowed)) => ("no", "yes", Decision::Allowed),
            (_, Passage::On) if by_itself && self.gates.names_role => ("its role", "by name", Decision::Allowed),
            _ if by_itself => ("no", "yes", Decision::Allowed),
            (_, Passage::By) => ("by", "no", Decision::ImplicitlyDenied),
            _ => ("yes", "no", Decision::ImplicitlyDenied),
        }
    }

    fn answer(&self, layer: Option<Layer>) -> Answer {
        let gates = &self.gates;
        match layer {
            None => self.denies(),
            Some(layer @ (Layer::ResourceControl | Layer::ServiceControl | Layer::VpcEndpoint)) => self.gate(layer),
            Some(Layer::PublicAccessBlock) => {
                let shut = self.of(Layer::PublicAccessBlock).any(|trace| trace.outcome == LayerOutcome::NoAllow);
                if shut {
                    (DENIED, "keeps it out".to_owned(), self.say_obstacle(&Obstacle::PublicAccessBlock))
                } else {
                    let why = "The setting lets in AWS services and callers of the bucket's own account.";
                    (Passage::By, LayerOutcome::NotApplicable.words().to_owned(), why.to_owned())
                }
            }
            Some(layer @ (Layer::Resource | Layer::Trust)) => self.resource(layer),
            Some(Layer::Identity) => self.identity(),
            Some(Layer::Boundary) => self.limit(Layer::Boundary, gates.boundary_allows()),
            Some(Layer::Session) => self.limit(Layer::Session, gates.session_allows()),
        }
    }

    fn of(&self, layer: Layer) -> impl Iterator<Item = &LayerTrace> {
        self.layers.iter().filter(move |trace| trace.layer == layer)
    }

    fn denies(&self) -> Answer {
        if self.decision != Decision::ExplicitlyDenied {
            let why = "All policies that bind this request were read for a Deny that applies. There is none.";
            return (Passage::On, "none denies".to_owned(), why.to_owned());
        }
        let why = format!("{}.", self.plain_sentence());
        (Passage::Ends(Decision::ExplicitlyDenied), "a Deny applies".to_owned(), why)
    }

    /// RCPs, SCPs and the policy of an endpoint: they grant nothing, but every level must let the request through.
    fn gate(&self, layer: Layer) -> Answer {
        let levels: Vec<&LayerTrace> = self.of(layer).collect();
        if levels.is_empty() {
            // Whether the resource's account is under SCPs or not: these bind callers, and only those of an account.
            let is_outside = layer == Layer::ServiceControl && self.gates.caller == CallerClass::Outside;
            let (outcome, why) = match &self.request.principal {
                Principal::Service(_) if is_outside => (LayerOutcome::NotApplicable, NO_SCP_FOR_A_SERVICE),
                _ if is_outside => (LayerOutcome::NotApplicable, NO_SCP_WITHOUT_AN_ACCOUNT),
                _ => (LayerOutcome::Absent, absent(layer)),
            };
            return (Passage::By, outcome.words().to_owned(), why.to_owned());
        }
        if let Some(gap) = levels.iter().find(|trace| trace.outcome == LayerOutcome::NoAllow) {
            let level = gap.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
            let why = self.say_obstacle(&self.no_allow(layer, gap.level.clone()));
            return (DENIED, format!("no Allow{level}"), why);
        }
        if levels.iter().all(|trace| trace.outcome == LayerOutcome::NotApplicable) {
            return (Passage::By, LayerOutcome::NotApplicable.words().to_owned(), not_bound(layer).to_owned());
        }
        let names: Vec<&str> = levels.iter().filter_map(|trace| trace.level.as_deref()).collect();
        let why = match (layer, names.as_slice()) {
            (Layer::ResourceControl, _) => {
                "RCPFullAWSAccess is attached at every level and cannot be taken away: RCPs stop a request only by a Deny."
                    .to_owned()
            }
            (_, []) => self.allowing(layer),
            (_, names) => format!("There is an Allow at every level: {}. It lets through; it grants nothing.", names.join(", ")),
        };
        (Passage::On, "lets through".to_owned(), why)
    }

    fn resource(&self, layer: Layer) -> Answer {
        let gates = &self.gates;
        let outcome = self.of(layer).next().map_or(LayerOutcome::Absent, |trace| trace.outcome);
        let says = |text: &str| text.to_owned();
        let missing = || self.say_obstacle(&self.no_allow(layer, None));
        match gates.caller {
            CallerClass::Root if gates.is_trust => {
                (DENIED, says("root cannot"), "A root user can never assume a role.".to_owned())
            }
            CallerClass::Root if gates.same_account && !gates.must_allow => {
                let why = "The root user of the account that owns the resource needs no Allow of any policy.";
                (ALLOWED, says("root needs none"), why.to_owned())
            }
            CallerClass::Root | CallerClass::Outside => {
                if gates.grant().is_some() {
                    (ALLOWED, says("allows"), self.allowing(layer))
                } else {
                    (DENIED, outcome.words().to_owned(), missing())
                }
            }
            CallerClass::Federated | CallerClass::Principal => self.resource_for(layer, gates, outcome),
        }
    }

    /// The resource's policy, for a caller that has policies of its own.
    fn resource_for(&self, layer: Layer, gates: &Gates, outcome: LayerOutcome) -> Answer {
        let must = gates.must_allow || !gates.same_account;
        let says = |text: &str| text.to_owned();
        if must && !gates.is_named() {
            return (DENIED, outcome.words().to_owned(), self.say_obstacle(&self.no_allow(layer, None)));
        }
        if !gates.same_partition {
            let why = "Policies do not reach from one AWS partition into another.";
            return (DENIED, says("other partition"), why.to_owned());
        }
        let allowing = || self.allowing(layer);
        if !gates.same_account {
            let why = format!(
                "{} It is the resource owner's half: across accounts the caller's own policies must allow it too.",
                allowing()
            );
            return (Passage::On, says("allows"), why);
        }
        if gates.names_caller {
            let why = format!(
                "{} It names the caller itself, in the caller's own account: nothing else has to allow, and neither boundary \
                 nor session policy limits it by leaving it out.",
                allowing()
            );
            return (ALLOWED, says("names the caller"), why);
        }
        if gates.names_role {
            let why = format!("{} It names the caller's role: boundary and session policy still limit it.", allowing());
            return (Passage::On, says("names its role"), why);
        }
        if gates.names_account {
            let why =
                format!("{} Naming an account only delegates: the caller's own policies must allow it.", allowing());
            return (Passage::On, says("names its account"), why);
        }
        let why = match outcome {
            LayerOutcome::Absent => "There is none. Inside one account the caller's own policies can allow it alone.",
            _ => "It allows nothing here. Inside one account the caller's own policies can allow it alone.",
        };
        (
            if outcome == LayerOutcome::Absent { Passage::By } else { Passage::On },
            outcome.words().to_owned(),
            why.to_owned(),
        )
    }

    fn identity(&self) -> Answer {
        let gates = &self.gates;
        if gates.identity {
            return (Passage::On, LayerOutcome::Allows.words().to_owned(), self.allowing(Layer::Identity));
        }
        if gates.same_account && gates.names_role {
            let why = "The resource's policy has allowed the role already; in one account that is enough.";
            return (Passage::By, "not needed".to_owned(), why.to_owned());
        }
        let outcome = self.of(Layer::Identity).next().map_or(LayerOutcome::Absent, |trace| trace.outcome);
        (DENIED, outcome.words().to_owned(), self.say_obstacle(&self.no_allow(Layer::Identity, None)))
    }

    /// Boundary and session policies: they grant nothing, but where they exist they must allow.
    fn limit(&self, layer: Layer, allows: bool) -> Answer {
        let outcome = self.of(layer).next().map_or(LayerOutcome::Absent, |trace| trace.outcome);
        match (outcome, allows) {
            (LayerOutcome::Absent, true) => (Passage::By, outcome.words().to_owned(), absent(layer).to_owned()),
            (_, true) => {
                let why = format!("{} It limits; it grants nothing by itself.", self.allowing(layer));
                (Passage::On, outcome.words().to_owned(), why)
            }
            (_, false) => (DENIED, outcome.words().to_owned(), self.say_obstacle(&self.no_allow(layer, None))),
        }
    }

    /// The first Allow of a layer that applies, in a sentence.
    fn allowing(&self, layer: Layer) -> String {
        let found = self.of(layer).flat_map(|trace| &trace.policies).find_map(|policy| {
            let hit = policy.statements.iter().find(|one| one.applies && one.effect == Effect::Allow)?;
            Some((&policy.policy, policy.policy.statements.get(hit.index)?))
        });
        found.map_or_else(String::new, |(policy, statement)| format!("{} allows it.", statement.label_in(policy)))
    }
}

fn question(layer: Option<Layer>) -> &'static str {
    match layer {
        None => "Does any policy deny it?",
        Some(Layer::ResourceControl) => "Do the resource's RCPs allow it?",
        Some(Layer::ServiceControl) => "Do the caller's SCPs allow it?",
        Some(Layer::VpcEndpoint) => "Does the VPC endpoint allow it?",
        Some(Layer::PublicAccessBlock) => "Does Block Public Access let it in?",
        Some(Layer::Resource) => "Does the resource's policy allow it?",
        Some(Layer::Trust) => "Does the role trust the caller?",
        Some(Layer::Identity) => "Do the caller's policies allow it?",
        Some(Layer::Boundary) => "Does the boundary allow it?",
        Some(Layer::Session) => "Does the session policy allow it?",
    }
}

const NO_SCP_FOR_A_SERVICE: &str = "SCPs limit users and roles of member accounts. A service that calls in its own name is \
    neither, so there is nothing to pass.";
const NO_SCP_WITHOUT_AN_ACCOUNT: &str = "SCPs limit users and roles of member accounts. Whoever calls without the keys of \
    one is neither, so there is nothing to pass.";

fn absent(layer: Layer) -> &'static str {
    match layer {
        Layer::ResourceControl => "The resource's account is under no RCP, so there is nothing to pass.",
        Layer::ServiceControl => "The caller's account is under no SCP, so there is nothing to pass.",
        Layer::Boundary => "The caller has no permissions boundary, so nothing is limited here.",
        Layer::Session => "The caller has no session policy, so nothing is limited here.",
        _ => "There is none.",
    }
}

fn not_bound(layer: Layer) -> &'static str {
    match layer {
        Layer::ResourceControl => {
            "RCPs bind neither the management account's resources, nor calls by service-linked roles, nor services that do \
             not support them."
        }
        Layer::ServiceControl => {
            "SCPs bind neither the management account, nor service-linked roles, nor callers that belong to no account of \
             the organization."
        }
        _ => "It does not bind this request.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::case::Case;

    fn cases() -> impl Iterator<Item = Case> {
        let texts = [
            include_str!("../../tests/conformance/documented.jsonl"),
            include_str!("../../tests/conformance/ambiguous.jsonl"),
        ];
        texts.into_iter().flat_map(str::lines).map(|line| Case::parse(line).expect("a case"))
    }

    /// Where the path ends: past the last question the request is allowed.
    fn end(path: &[Junction]) -> Decision {
        let end = path.iter().find_map(|junction| match junction.passage {
            Passage::Ends(decision) => Some(decision),
            _ => None,
        });
        end.unwrap_or(Decision::Allowed)
    }

    #[test]
    fn the_path_ends_where_the_decision_fell_for_the_reason_that_aws_tells() {
        let mut ends = std::collections::BTreeSet::new();
        for case in cases() {
            let trace = case.trace();
            let path = trace.path();
            assert_eq!(end(&path), trace.decision, "{:?}: {path:#?}", case.id);
            let last = path.iter().find(|junction| matches!(junction.passage, Passage::Ends(_)));
            if let (Decision::ImplicitlyDenied, Some(last)) = (trace.decision, last) {
                assert_eq!(last.layer, trace.reasons.first().map(|reason| reason.layer), "{:?}", case.id);
                assert!(!last.why.is_empty());
            }
            ends.extend(last.and_then(|junction| junction.layer));
        }
        assert!(ends.len() >= 6, "the cases end at many junctions: {ends:?}");
    }

    /// A service in its own name has no account whose SCPs could bind it.
    #[test]
    fn who_is_no_principal_of_an_account_is_not_told_of_its_account() {
        let mut seen = std::collections::BTreeSet::new();
        for case in cases() {
            let trace = case.trace();
            let scps = trace.path().into_iter().find(|junction| junction.layer == Some(Layer::ServiceControl));
            let Some(Junction { passage: Passage::By, says, why, .. }) = scps else { continue };
            let of_account = matches!(trace.request.principal, Principal::Arn(_));
            assert_eq!(
                why.contains("The caller's account"),
                of_account && says == "none attached",
                "{:?}: {why}",
                case.id
            );
            seen.insert(why);
        }
        assert!(seen.contains(NO_SCP_FOR_A_SERVICE) && seen.contains(NO_SCP_WITHOUT_AN_ACCOUNT), "{seen:?}");
    }

    #[test]
    fn after_the_end_nothing_is_asked_and_before_it_everything() {
        for case in cases() {
            let mut over = false;
            for junction in case.trace().path() {
                assert_eq!(over, junction.passage == Passage::NotReached, "{:?}", case.id);
                over |= matches!(junction.passage, Passage::Ends(_));
                if let Passage::Ends(decision) = junction.passage {
                    assert_eq!(decision, junction.off_to, "the drawn way out is the one taken: {:?}", case.id);
                }
                assert!(!junction.says.is_empty() && !junction.why.is_empty(), "{:?}: {junction:?}", case.id);
            }
        }
    }
}
