//! Who has to allow: the truth table behind every Allow, free of policies and texts.
//!
//! The same function decides a request and, asked what if, tells which missing Allows would have let it through.
//!
//! Source: IAM User Guide, `reference_policies_evaluation-logic_policy-eval-denyallow.html`,
//! `reference_policies_evaluation-logic-cross-account.html`, `access_policies_boundaries.html`.

use super::Layer;

/// What the procedure needs to know of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallerClass {
    /// Unsigned, or a service calling for itself: nothing but the resource's policy speaks for it.
    Outside,
    /// The root user of an account.
    Root,
    /// A federated user: without session policy it has nothing of its own.
    Federated,
    /// A user or a role session.
    Principal,
}

/// What every layer said, when none denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gates {
    pub caller: CallerClass,
    /// The trust policy of a role decides: it must allow explicitly.
    pub is_trust: bool,
    /// Without an Allow of the resource's policy nobody gets in, not even its own account: trust policies, KMS keys.
    pub must_allow: bool,
    pub same_account: bool,
    pub same_partition: bool,
    /// The resource's policy allows and names the caller itself, or everybody.
    pub names_caller: bool,
    /// It allows and names the caller's role or the user behind a federated session.
    pub names_role: bool,
    /// It allows and names the caller's account.
    pub names_account: bool,
    /// The identity-based policies allow.
    pub identity: bool,
    /// The permissions boundary allows; `None` when there is none.
    pub boundary: Option<bool>,
    /// The session policies allow; `None` when there is none.
    pub session: Option<bool>,
}

/// Whose Allow let the request through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    /// The root user of the resource's account needs none.
    Nobody,
    /// The resource's policy, by naming the caller.
    Caller,
    /// The resource's policy, by naming the caller's role.
    Role,
    /// The resource's policy, by naming the caller's account.
    Account,
    /// The resource's policy, however it names the caller.
    Resource,
    /// The caller's own policies.
    Identity,
}

impl Gates {
    /// Whose Allow lets the request through, if any does.
    pub fn grant(&self) -> Option<Grant> {
        match self.caller {
            CallerClass::Outside => return self.names_caller.then_some(Grant::Caller),
            // AWS: roles may not be assumed by root users.
            CallerClass::Root if self.is_trust => return None,
            CallerClass::Root if self.same_account => {
                let by_right = (!self.must_allow).then_some(Grant::Nobody);
                return if self.is_named() { Some(Grant::Resource) } else { by_right };
            }
            CallerClass::Root => return (self.is_named() && self.same_partition).then_some(Grant::Resource),
            CallerClass::Federated | CallerClass::Principal => {}
        }
        let limited = self.boundary_allows() && self.session_allows();
        if !self.same_account {
            let both = self.is_named() && self.identity && limited && self.same_partition;
            return both.then_some(Grant::Resource);
        }
        if self.names_caller {
            return Some(Grant::Caller);
        }
        if !limited {
            return None;
        }
        match (self.names_role, self.identity, self.must_allow) {
            (true, _, _) => Some(Grant::Role),
            (false, true, false) => Some(Grant::Identity),
            (false, true, true) => self.names_account.then_some(Grant::Account),
            (false, false, _) => None,
        }
    }

    /// The resource's policy allows, whomever it names.
    pub fn is_named(&self) -> bool {
        self.names_caller || self.names_role || self.names_account
    }

    /// The boundary does not stand in the way.
    pub fn boundary_allows(&self) -> bool {
        self.boundary != Some(false)
    }

    /// The session policies do not stand in the way. A federated user has nothing but what one passes on (ruling 36).
    pub fn session_allows(&self) -> bool {
        self.session.unwrap_or(self.caller != CallerClass::Federated)
    }

    /// The caller has policies of its own.
    fn has_identity(&self) -> bool {
        matches!(self.caller, CallerClass::Federated | CallerClass::Principal)
    }

    /// The layers without an Allow that AWS would name, in its order of evaluation.
    pub fn missing(&self) -> Vec<Layer> {
        let resource = self.resource_layer();
        if !self.has_identity() {
            return vec![resource];
        }
        let mut missing = Vec::new();
        let alone_cannot = self.must_allow || !self.same_account;
        if alone_cannot && (!self.is_named() || !self.same_partition) {
            missing.push(resource);
        }
        // In its own account a role that is named needs no Allow of its own, and a trust policy must name somebody.
        let wants_identity = !self.same_account || !self.names_role && (!self.must_allow || self.names_account);
        if !self.identity && wants_identity {
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

    fn resource_layer(&self) -> Layer {
        if self.is_trust { Layer::Trust } else { Layer::Resource }
    }

    /// The smallest sets of layers whose Allow would let the request through; empty when no policy can.
    ///
    /// Each set is minimal: with one of its layers less the request stays denied.
    pub fn ways(&self) -> Vec<Vec<Layer>> {
        let resource = self.resource_layer();
        let mut candidates = Vec::new();
        if !self.names_caller {
            candidates.push(resource);
        }
        if self.has_identity() {
            if !self.identity {
                candidates.push(Layer::Identity);
            }
            if !self.boundary_allows() {
                candidates.push(Layer::Boundary);
            }
            if !self.session_allows() {
                candidates.push(Layer::Session);
            }
        }
        let mut ways: Vec<u8> = Vec::new();
        // By size, so that what contains a smaller way is seen after it.
        let mut sets: Vec<u8> = (0..1 << candidates.len()).collect();
        sets.sort_by_key(|set| set.count_ones());
        for set in sets {
            let chosen =
                |layer: &Layer| candidates.iter().position(|l| l == layer).is_some_and(|at| set & 1 << at != 0);
            let with = Self {
                names_caller: self.names_caller || chosen(&resource),
                identity: self.identity || chosen(&Layer::Identity),
                boundary: if chosen(&Layer::Boundary) { Some(true) } else { self.boundary },
                session: if chosen(&Layer::Session) { Some(true) } else { self.session },
                ..*self
            };
            if with.grant().is_some() && !ways.iter().any(|way| way & set == *way) {
                ways.push(set);
            }
        }
        let layers = |set: u8| candidates.iter().enumerate().filter(move |(at, _)| set & 1 << at != 0).map(|(_, l)| *l);
        ways.into_iter().map(|set| layers(set).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: Gates = Gates {
        caller: CallerClass::Principal,
        is_trust: false,
        must_allow: false,
        same_account: true,
        same_partition: true,
        names_caller: false,
        names_role: false,
        names_account: false,
        identity: false,
        boundary: None,
        session: None,
    };

    #[test]
    fn the_table_of_whom_a_resource_policy_names() {
        let limited = Gates { identity: false, boundary: Some(false), session: Some(false), ..SESSION };
        let by = |gates: Gates| gates.grant();
        assert_eq!(by(Gates { names_caller: true, ..limited }), Some(Grant::Caller), "itself: limits do not matter");
        assert_eq!(by(Gates { names_role: true, ..limited }), None, "its role: limits bind");
        assert_eq!(by(Gates { names_role: true, ..SESSION }), Some(Grant::Role));
        assert_eq!(by(Gates { names_account: true, ..SESSION }), None, "an account only delegates");
        assert_eq!(by(Gates { names_account: true, identity: true, ..SESSION }), Some(Grant::Identity));
    }

    #[test]
    fn a_trust_policy_must_allow_by_itself() {
        let trust = Gates { is_trust: true, must_allow: true, identity: true, ..SESSION };
        assert_eq!(trust.grant(), None);
        assert_eq!(Gates { names_account: true, ..trust }.grant(), Some(Grant::Account));
        assert_eq!(Gates { caller: CallerClass::Root, names_caller: true, ..trust }.grant(), None);
        assert_eq!(Gates { caller: CallerClass::Root, ..trust }.ways(), Vec::<Vec<Layer>>::new());
    }

    #[test]
    fn a_key_policy_must_allow_or_delegate_even_to_root() {
        let key = Gates { must_allow: true, identity: true, ..SESSION };
        assert_eq!(key.grant(), None);
        assert_eq!(key.missing(), [Layer::Resource]);
        assert_eq!(Gates { names_account: true, ..key }.grant(), Some(Grant::Account));
        let root = Gates { caller: CallerClass::Root, ..key };
        assert_eq!((root.grant(), root.ways()), (None, vec![vec![Layer::Resource]]));
        assert_eq!(Gates { names_account: true, ..root }.grant(), Some(Grant::Resource));
    }

    #[test]
    fn the_smallest_ways_are_found_and_none_is_larger_than_needed() {
        assert_eq!(SESSION.ways(), [vec![Layer::Resource], vec![Layer::Identity]]);
        let bounded = Gates { boundary: Some(false), ..SESSION };
        assert_eq!(bounded.ways(), [vec![Layer::Resource], vec![Layer::Identity, Layer::Boundary]]);
        let across = Gates { same_account: false, ..bounded };
        assert_eq!(across.ways(), [vec![Layer::Resource, Layer::Identity, Layer::Boundary]]);
        assert_eq!(Gates { same_partition: false, ..across }.ways(), Vec::<Vec<Layer>>::new());
    }

    #[test]
    fn what_is_missing_is_empty_only_when_granted() {
        // Every combination: the primary reason exists whenever the grant does not.
        for bits in 0..1_u32 << 8 {
            for caller in [CallerClass::Outside, CallerClass::Root, CallerClass::Federated, CallerClass::Principal] {
                for (boundary, session) in
                    [(None, None), (Some(false), None), (None, Some(false)), (Some(true), Some(true))]
                {
                    let bit = |at: u32| bits & 1 << at != 0;
                    let gates = Gates {
                        caller,
                        is_trust: bit(0),
                        must_allow: bit(0) || bit(7),
                        same_account: bit(1) && caller != CallerClass::Outside,
                        same_partition: bit(2),
                        names_caller: bit(3),
                        names_role: bit(4),
                        names_account: bit(5),
                        identity: bit(6),
                        boundary,
                        session,
                    };
                    if gates.grant().is_none() {
                        assert!(!gates.missing().is_empty(), "{gates:?}");
                        assert!(gates.ways().iter().all(|way| !way.is_empty()), "{gates:?}");
                    } else {
                        assert_eq!(gates.ways(), [vec![]], "{gates:?}");
                    }
                }
            }
        }
    }
}
