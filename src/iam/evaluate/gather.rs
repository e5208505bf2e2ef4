//! What each layer says: one after the other, in AWS's order.

use super::{Evaluation, Place, RCP_UNSUPPORTED, Sum, is_of_service, is_one_of};
use crate::iam::Effect;
use crate::iam::ambiguity::{Ambiguity, Notes};
use crate::iam::gates::CallerClass;
use crate::iam::layers::{Layer, PolicyLevel};
use crate::iam::policy::{Policy, PolicyKind};
use crate::iam::principal::{CallerKind, PrincipalMatch};
use crate::iam::recorder::Recorder;
use crate::iam::trace::LayerOutcome;
use std::sync::Arc;

/// The root user of a bucket's account can always repair its policy, even against a Deny in it.
const BUCKET_POLICY_ACTIONS: [&str; 3] = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

impl<'a, R: Recorder<'a>> Evaluation<'a, '_, R> {
    /// `None` when it stopped at an explicit deny.
    pub(super) fn gather(&mut self) -> Option<()> {
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
            || self.request.resource_is_management_account
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
    pub(super) fn is_shut_out_when_named(&self) -> bool {
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
}
