//! What a decision keeps of its own work: nothing, what an answer tells of it, or everything.

use super::Layer;
use super::ambiguity::{Ambiguities, Notes, Unnoted};
use super::policy::{Effect, Policy, Statement};
use super::trace::{Check, Element, LayerOutcome, LayerTrace, Outcome, PolicyTrace, StatementTrace};
use crate::diagnostic::Span;
use std::sync::Arc;

/// Told of every step of an evaluation, in order: a layer, its policies, their statements, their elements.
pub(crate) trait Recorder<'a> {
    /// Nothing may be skipped; otherwise the first explicit deny is the end.
    const WHOLE: bool;
    /// Where open points are noted.
    type Notes: Notes;
    /// A layer begins; it is absent until [`Recorder::outcome`] says otherwise.
    fn layer(&mut self, layer: Layer, level: Option<&'a str>, policies: &'a [Arc<Policy>]);
    fn policy(&mut self, policy: &'a Arc<Policy>);
    fn statement(&mut self, statement: &'a Statement);
    fn check(&mut self, element: Element, outcome: Outcome, span: Span);
    /// All elements of the current statement matched.
    fn applies(&mut self);
    /// What the current layer says.
    fn outcome(&mut self, outcome: LayerOutcome);
}

/// Keeps nothing: the calls compile to nothing.
pub(crate) struct Silent;

impl<'a> Recorder<'a> for Silent {
    const WHOLE: bool = false;
    type Notes = Unnoted;
    fn layer(&mut self, _: Layer, _: Option<&'a str>, _: &'a [Arc<Policy>]) {}
    fn policy(&mut self, _: &'a Arc<Policy>) {}
    fn statement(&mut self, _: &'a Statement) {}
    fn check(&mut self, _: Element, _: Outcome, _: Span) {}
    fn applies(&mut self) {}
    fn outcome(&mut self, _: LayerOutcome) {}
}

/// Keeps what each layer said and who denied, borrowed: enough for AWS's sentence and the deciding statement.
#[derive(Default)]
pub(crate) struct Brief<'a> {
    pub layers: Vec<Said<'a>>,
    policy: Option<&'a Policy>,
    denies: bool,
}

/// What one layer said; for SCPs and RCPs one level of it.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub layer: Layer,
    pub level: Option<&'a str>,
    pub outcome: LayerOutcome,
    pub policies: &'a [Arc<Policy>],
    /// The first policy of which a Deny applies.
    pub denier: Option<&'a Policy>,
}

impl<'a> Recorder<'a> for Brief<'a> {
    const WHOLE: bool = true;
    type Notes = Ambiguities;

    fn layer(&mut self, layer: Layer, level: Option<&'a str>, policies: &'a [Arc<Policy>]) {
        self.layers.push(Said { layer, level, outcome: LayerOutcome::Absent, policies, denier: None });
    }

    fn policy(&mut self, policy: &'a Arc<Policy>) {
        self.policy = Some(policy);
    }

    fn statement(&mut self, statement: &'a Statement) {
        self.denies = statement.effect == Effect::Deny;
    }

    fn check(&mut self, _: Element, _: Outcome, _: Span) {}

    fn applies(&mut self) {
        if let Some(layer) = self.layers.last_mut().filter(|_| self.denies) {
            layer.denier = layer.denier.or(self.policy);
        }
    }

    fn outcome(&mut self, outcome: LayerOutcome) {
        if let Some(layer) = self.layers.last_mut() {
            layer.outcome = outcome;
        }
    }
}

/// Keeps all of it.
#[derive(Default)]
pub(crate) struct Full {
    pub layers: Vec<LayerTrace>,
}

impl Full {
    fn last_statement(&mut self) -> Option<&mut StatementTrace> {
        self.layers.last_mut()?.policies.last_mut()?.statements.last_mut()
    }
}

impl<'a> Recorder<'a> for Full {
    const WHOLE: bool = true;
    type Notes = Ambiguities;

    fn layer(&mut self, layer: Layer, level: Option<&'a str>, _: &'a [Arc<Policy>]) {
        let level = level.map(ToOwned::to_owned);
        self.layers.push(LayerTrace { layer, level, outcome: LayerOutcome::Absent, policies: Vec::new() });
    }

    fn policy(&mut self, policy: &'a Arc<Policy>) {
        if let Some(layer) = self.layers.last_mut() {
            let statements = Vec::with_capacity(policy.statements.len());
            layer.policies.push(PolicyTrace { policy: Arc::clone(policy), statements });
        }
    }

    fn statement(&mut self, statement: &'a Statement) {
        if let Some(policy) = self.layers.last_mut().and_then(|layer| layer.policies.last_mut()) {
            let (index, effect): (usize, Effect) = (statement.index, statement.effect);
            policy.statements.push(StatementTrace { index, effect, applies: false, checks: Vec::with_capacity(4) });
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
