//! What IAM and its Access Analyzer say of a policy that can be read.
//!
//! Parsing tells what is no policy; validation tells what is one, but probably not the one that was meant.
//! Severity follows AWS: an **error** is what AWS refuses to save, a **warning** is what AWS saves and what then does not
//! do what it seems to say, or opens a door, a **note** is a better way to write the same.
//!
//! Source: IAM User Guide, `access-analyzer-reference-policy-checks.html`; a code here is the name of the check there,
//! in lower case with dashes, where there is one.

mod actions;
mod arns;
mod conditions;
mod elements;
mod principals;
mod providers;
mod reach;
mod sizes;

pub use sizes::{INLINE_IN_A_ROLE, INLINE_IN_A_USER, SizeQuota, size_quotas};

use super::catalog::{Action, Catalog, Service};
use super::policy::{Effect, Policy, Statement};
use crate::diagnostic::{Diagnostic, Severity, Span};

/// Longer texts are only told to be too long; the largest quota AWS has is 20,480 characters.
const LONGEST_VALIDATED: usize = 24 << 10;

impl Policy {
    /// Every finding, in the order of the text.
    ///
    /// ```
    /// # use rolecall::{diagnostic::Source, iam::{Policy, PolicyKind}};
    /// # use std::sync::Arc;
    /// let text = r#"{"Version":"2012-10-17","Statement":[
    ///     {"Effect":"Allow","Action":"s3:GetObjet","Resource":"arn:aws:s3:::reports/*"}]}"#;
    /// let (policy, _) = Policy::parse("p", PolicyKind::Identity, Arc::new(Source::new("p.json", text)));
    /// let findings = policy.validate();
    /// assert_eq!(findings[0].code, "unknown-action");
    /// assert_eq!(findings[0].help.as_deref(), Some("did you mean `s3:GetObject`?"));
    /// ```
    pub fn validate(&self) -> Vec<Diagnostic> {
        let mut findings = Findings { policy: self, list: Vec::new() };
        sizes::check(&mut findings);
        // Far beyond every quota nothing else matters, and some checks compare all with all.
        if self.source.text().len() > LONGEST_VALIDATED {
            return findings.list;
        }
        elements::check(&mut findings);
        arns::check_bucket(&mut findings);
        for statement in &self.statements {
            elements::check_statement(&mut findings, statement);
            principals::check(&mut findings, statement);
            let covered = Covered::by(statement);
            actions::check(&mut findings, statement, &covered);
            arns::check(&mut findings, statement);
            conditions::check(&mut findings, statement, &covered);
        }
        reach::check(&mut findings);
        let mut list = findings.list;
        list.sort_by_key(|finding| finding.labels.first().map(|label| label.span));
        list
    }
}

/// The policy looked at, and what was found so far.
struct Findings<'a> {
    policy: &'a Policy,
    list: Vec<Diagnostic>,
}

impl Findings<'_> {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: Span,
        title: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.list.push(Diagnostic::new(severity, code, &self.policy.source, at, title).help(help));
    }

    fn error(&mut self, code: &'static str, at: Span, title: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Error, code, at, title, help);
    }

    fn warn(&mut self, code: &'static str, at: Span, title: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, code, at, title, help);
    }

    fn note(&mut self, code: &'static str, at: Span, title: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Note, code, at, title, help);
    }
}

impl Statement {
    fn allows(&self) -> bool {
        self.effect == Effect::Allow
    }

    /// Whether a condition tests one of `keys`.
    fn tests_key(&self, keys: &[&str]) -> bool {
        self.conditions.iter().any(|test| keys.iter().any(|key| key.eq_ignore_ascii_case(&test.key)))
    }
}

/// The actions of the service tables that a statement's `Action` covers, found once for all checks.
struct Covered {
    /// By value of the element; see [`actions_of`].
    by_value: Vec<Option<Vec<KnownAction>>>,
    /// All of them, each once; `None` when it may cover others, too.
    all: Option<Vec<KnownAction>>,
}

impl Covered {
    fn by(statement: &Statement) -> Self {
        let by_value: Vec<_> = statement.action.values.iter().map(|value| actions_of(&value.text)).collect();
        let all = if statement.action.negated { None } else { Self::once(&by_value) };
        Self { by_value, all }
    }

    fn once(by_value: &[Option<Vec<KnownAction>>]) -> Option<Vec<KnownAction>> {
        if let [one] = by_value {
            return one.clone();
        }
        let mut all = Vec::new();
        for known in by_value {
            all.extend_from_slice(known.as_ref()?);
        }
        let name = |(service, name, _): &KnownAction| (service.prefix, *name);
        all.sort_unstable_by_key(name);
        all.dedup_by_key(|known| name(known));
        Some(all)
    }
}

/// An action of the service tables with its service and its name.
type KnownAction = (&'static Service, &'static str, &'static Action);

/// The actions that one value of `Action` covers; `None` when it is of a service without table, or of all services.
fn actions_of(text: &str) -> Option<Vec<KnownAction>> {
    let (prefix, name) = text.split_once(':')?;
    let service = Catalog::shipped().service(prefix)?;
    if !name.contains(['*', '?']) {
        return Some(Catalog::shipped().action(text).into_iter().collect());
    }
    let syntax = super::glob::Syntax { wildcards: true, variables: false };
    let (pattern, _) = super::glob::Pattern::new(name, syntax);
    let covered = service.actions.iter().filter(|(known, _)| pattern.matches_ignoring_case(known));
    Some(covered.map(|(known, action)| (service, *known, action)).collect())
}
