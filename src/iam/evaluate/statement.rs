//! Whether a statement applies to the request: element by element, to the first that does not match.

use super::Evaluation;
use crate::diagnostic::Span;
use crate::iam::Effect;
use crate::iam::ambiguity::{Ambiguity, Notes};
use crate::iam::condition::note_variables;
use crate::iam::gates::CallerClass;
use crate::iam::glob::NoVariables;
use crate::iam::policy::{ResourceElement, ResourceForm, Statement};
use crate::iam::principal::PrincipalMatch;
use crate::iam::recorder::Recorder;
use crate::iam::trace::{Element, Outcome};

impl<'a, R: Recorder<'a>> Evaluation<'a, '_, R> {
    /// Whether every element of `statement` matches; the way its principal matched.
    pub(super) fn applies(&mut self, statement: &Statement) -> Option<PrincipalMatch> {
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
}
