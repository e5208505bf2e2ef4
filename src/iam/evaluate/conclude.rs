//! From what every layer said to the decision.

use super::{Evaluation, Verdict};
use crate::iam::ambiguity::{Ambiguity, Notes};
use crate::iam::gates::{CallerClass, Gates, Grant};
use crate::iam::recorder::Recorder;
use crate::iam::trace::{DecidedBy, Decision};

impl<'a, R: Recorder<'a>> Evaluation<'a, '_, R> {
    /// What every layer said, for the truth table.
    pub(super) fn gates(&self) -> Gates {
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
    pub(super) fn conclude(&mut self) -> Verdict {
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
