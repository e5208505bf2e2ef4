//! A call in words: what it is called, what was decided in it, how it was refused.

use super::Exchange;
use crate::cloud::authorization::Authorization;
use crate::cloud::error::reason_phrase;
use crate::cloud::http::ApiError;
use crate::iam::Catalog;

impl Exchange {
    /// The error with which the service itself refused the call after every policy allowed it: a duration too long, an
    /// object that is not there. `None` where it went through, where no policy was asked, or where a policy or a setting
    /// refused it.
    pub fn service_refusal(&self) -> Option<&ApiError> {
        let all_allow = self.authorizations.iter().all(|one| one.trace.is_allowed() && one.overruled_by.is_none());
        let was_asked = !self.authorizations.is_empty();
        self.outcome.as_ref().err().filter(|_| was_asked && all_allow)
    }

    /// The actions that were decided on, each once: all of them when all are allowed, else the one that is denied.
    pub fn decided_actions(&self) -> Vec<&str> {
        let denied = self.authorizations.iter().find(|one| !one.trace.is_allowed());
        let mut actions: Vec<&str> = Vec::new();
        for one in denied.map_or(self.authorizations.as_slice(), std::slice::from_ref) {
            if !actions.contains(&one.action.as_str()) {
                actions.push(&one.action);
            }
        }
        actions
    }

    /// What was decided and by what, in one sentence for learners; `None` when nothing was. Where a call takes several
    /// permissions, it names the one that denies, and then each that allows.
    pub fn plain_sentence(&self) -> Option<String> {
        let deciding = self.deciding()?;
        // The second and third question of a call may be about somebody else: a service that takes a role.
        let first = self.authorizations.first()?.trace.caller();
        let named = |one: &Authorization| match other_caller(one, first) {
            Some(caller) => format!("{} for {caller}", one.action),
            None => one.action.clone(),
        };
        let is_denied = !deciding.trace.is_allowed();
        let mut allowed: Vec<&Authorization> = Vec::new();
        for one in self.authorizations.iter().filter(|one| one.trace.is_allowed()) {
            let is_new = allowed.iter().all(|known| known.action != one.action);
            if is_new && !(is_denied && one.action == deciding.action) {
                allowed.push(one);
            }
        }
        if allowed.is_empty() || !is_denied && allowed.len() == 1 {
            return Some(deciding.plain_sentence());
        }
        if is_denied {
            let names: Vec<String> = allowed.iter().map(|one| named(one)).collect();
            let why = deciding.plain_sentence();
            let whom = other_caller(deciding, first).filter(|caller| !why.contains(caller));
            let whom = whom.map(|caller| format!("for {caller}: ")).unwrap_or_default();
            return Some(format!("{whom}{why}; {} allowed", list_are(&names)));
        }
        // What one statement allows is said once.
        let mut groups: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for one in allowed {
            let by = one.trace.allowed_by();
            match groups.iter_mut().find(|(known, _)| *known == by) {
                Some((_, names)) => names.push(named(one)),
                None => groups.push((by, vec![named(one)])),
            }
        }
        let parts = groups.iter().enumerate().map(|(at, (by, names))| {
            let what = if at == 0 { format!("{} allowed", list_are(names)) } else { list(names) };
            by.as_ref().map_or_else(|| what.clone(), |by| format!("{what} by {by}"))
        });
        Some(format!("{}, and nothing denies any of it", parts.collect::<Vec<_>>().join(", ")))
    }

    /// Whether a service calls in its own name. It signs with keys that nobody outside AWS ever sees.
    pub fn is_by_service(&self) -> bool {
        self.caller_arn.as_ref().is_some_and(|arn| !arn.starts_with("arn:") && arn.contains(".amazonaws.com"))
    }

    /// Whether a token of an identity provider speaks for the caller; such a call is never signed.
    pub fn is_by_token(&self) -> bool {
        self.operation == "AssumeRoleWithWebIdentity"
    }

    /// What the caller can read of a refusal: its code, or the words of the status where no body came along (`HEAD`).
    pub fn refused_with(&self) -> Option<&str> {
        let error = self.outcome.as_ref().err()?;
        Some(if self.is_head() { reason_phrase(error.status) } else { &error.code })
    }

    /// The whole refusal as the caller reads it: `403 AccessDenied: User: ...`, or that the answer tells no reason.
    pub fn refusal(&self) -> Option<String> {
        let error = self.outcome.as_ref().err()?;
        let told = self.refused_with()?;
        let why =
            if told == error.code { format!(": {}", error.message) } else { ", and no body tells why".to_owned() };
        Some(format!("{} {told}{why}", error.status))
    }

    /// The service as people write it; empty for a wait.
    pub fn service_name(&self) -> &'static str {
        match self.service {
            "sts" => "STS",
            "s3" => "S3",
            "iam" => "IAM",
            "lambda" => "Lambda",
            "ec2" => "EC2",
            _ => "",
        }
    }

    /// The call as people name it, by its permission: `s3:GetObject`. Where there is no permission of the operation's
    /// name, by the operation alone: `HeadObject`. `None` for a wait.
    pub fn call_words(&self) -> Option<String> {
        let name = self.call_name()?;
        let catalog = Catalog::shipped();
        let is_permission = catalog.service(self.service).is_none() || catalog.action(&name).is_some();
        Some(if is_permission { name } else { self.operation.to_owned() })
    }

    /// The call as people name it; where no permission bears the operation's name, with those it takes:
    /// `s3:GetObject`, `HeadObject (s3:GetObject)`. Where one beside its own is
    /// denied, with that: `s3:GetObject, s3:ListBucket`.
    pub fn call_and_permissions(&self) -> String {
        let mut actions: Vec<&str> = Vec::new();
        for one in &self.authorizations {
            if !actions.contains(&one.action.as_str()) {
                actions.push(&one.action);
            }
        }
        let call = self.call_words().unwrap_or_default();
        if !actions.is_empty() && !actions.contains(&call.as_str()) {
            return format!("{call} ({})", actions.join(", "));
        }
        match self.deciding() {
            Some(one) if one.action != call => format!("{call}, {}", one.action),
            _ => call,
        }
    }

    /// Service and operation, as programs read it: `sts:AssumeRole`, `s3:HeadObject`; `None` for a wait.
    pub fn call_name(&self) -> Option<String> {
        (!self.service.is_empty()).then(|| format!("{}:{}", self.service, self.operation))
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(names: &[String]) -> String {
    match names {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// The list with its verb.
fn list_are(names: &[String]) -> String {
    format!("{} {}", list(names), if names.len() == 1 { "is" } else { "are" })
}

/// Whom the decision is about, when that is not `first`.
fn other_caller<'a>(one: &'a Authorization, first: &str) -> Option<&'a str> {
    Some(one.trace.caller()).filter(|caller| *caller != first)
}
