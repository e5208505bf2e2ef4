//! S3: its operations, each with the action and resource it is authorized on, and the answers real S3 gives.
//!
//! Source: S3 User Guide, `using-with-s3-policy-actions.html`; S3 API Reference, `ErrorResponses.html`, `API_GetObject.html`.

mod wire;

pub(super) use wire::{address, switches};

use super::Cloud;
use super::authorization::{Authorization, Setting};
use super::authorize::{Identity, Question, Target};
use super::call::{Caller, S3Operation};
use super::exchange::{Output, Settled};
use super::http::ApiError;
use super::world::{Bucket, Object};
use crate::iam::{Context, Key, Statement};
use std::collections::BTreeSet;
use std::sync::Arc;

const AUTH_TYPE: Key = Key::new("s3:authType");
const SIGNATURE_AGE: Key = Key::new("s3:signatureAge");
const SIGNATURE_VERSION: Key = Key::new("s3:signatureversion");
const TLS_VERSION: Key = Key::new("s3:TlsVersion");

/// Keys in one answer to `ListObjectsV2`.
const LONGEST_LIST: u32 = 1000;

impl Bucket {
    /// The bucket or one of its objects, as something to authorize a call on.
    pub(super) fn target<'a>(&'a self, arn: &'a str) -> Target<'a> {
        Target {
            arn,
            owner: &self.account,
            policy: self.policy.as_ref(),
            public_access_block: Some(self.public_access_block),
            tags: Some(&self.tags),
            abac: self.abac,
        }
    }
}

impl Cloud {
    pub(super) fn settle_s3(&self, caller: &Caller, operation: &S3Operation) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "s3");
        let mut authorizations = Vec::new();
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(known) => self.try_s3(known.as_ref(), operation, &mut authorizations),
        };
        let mut next = self.after_call();
        if outcome.is_ok() {
            next.apply(operation);
        }
        let authenticated = identity.is_ok();
        (Settled { identity: identity.ok().flatten(), authenticated, authorizations, outcome }, next)
    }

    /// Decides, without signing or answering.
    pub(super) fn try_s3(
        &self,
        identity: Option<&Identity>,
        operation: &S3Operation,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Output, ApiError> {
        let Some(name) = operation.bucket() else { return self.list_buckets(identity, authorizations) };
        let bucket = self
            .world
            .buckets
            .get(name)
            .ok_or_else(|| ApiError::new("NoSuchBucket", 404, "The specified bucket does not exist"))?;
        let ask = |operation: &S3Operation, action: &str| {
            let mut question = self.asking(identity, self.s3_base_context(identity));
            self.aim_at_bucket(&mut question, identity, operation, action, bucket);
            question.authorize()
        };
        let one = ask(operation, operation.action());
        self.admit(identity, bucket, one, authorizations)?;
        // Tags that come with an object take a permission of their own.
        if matches!(operation, S3Operation::PutObject { tags, .. } if !tags.is_empty()) {
            let tagging = ask(operation, "s3:PutObjectTagging");
            self.admit(identity, bucket, tagging, authorizations)?;
        }

        match operation {
            S3Operation::PutBucketPolicy { policy, .. } => {
                if !is_at_home(identity, bucket) {
                    let text = "The specified method is not allowed against this resource.";
                    return Err(ApiError::new("MethodNotAllowed", 405, text));
                }
                if policy.statements.is_empty() || policy.statements.iter().any(|statement| statement.broken) {
                    let text = "Policies must be valid JSON and the first byte must be '{'";
                    return Err(ApiError::new("MalformedPolicy", 400, text));
                }
                if policy.resources_beyond(name).next().is_some() {
                    return Err(ApiError::new("MalformedPolicy", 400, "Policy has invalid resource"));
                }
                if bucket.public_access_block.block_public_policy && policy.is_public() {
                    let statements = policy.public_statements().map(Statement::label).collect();
                    let caller = identity.map_or("", |identity| &identity.arn);
                    if let Some(one) = authorizations.last_mut() {
                        one.overruled_by = Some(Setting::BlockPublicPolicy { statements });
                    }
                    return Err(ApiError::public_policy(caller, &format!("arn:aws:s3:::{name}")));
                }
                Ok(Output::Done)
            }
            S3Operation::GetObject { key, .. } | S3Operation::HeadObject { key, .. } => match bucket.objects.get(key) {
                Some(object) => {
                    let etag = self.world.ids.etag(&object.body);
                    let is_head = matches!(operation, S3Operation::HeadObject { .. });
                    let body = if is_head { String::new() } else { object.body.clone() };
                    let modified = object.written.unwrap_or(self.world.start);
                    Ok(Output::Object { body, length: object.body.len(), etag, modified })
                }
                None => {
                    // Only who may list the bucket may learn that a key does not exist.
                    let listing_call = S3Operation::ListObjectsV2 {
                        bucket: name.to_owned(),
                        prefix: None,
                        delimiter: None,
                        max_keys: None,
                    };
                    let mut listing = ask(&listing_call, listing_call.action());
                    listing.because = Some("There is no such key, so S3 asks: may the caller list the bucket?");
                    self.admit(identity, bucket, listing, authorizations)?;
                    Err(ApiError::new("NoSuchKey", 404, "The specified key does not exist."))
                }
            },
            S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } => {
                Ok(Output::Keys(list(bucket, prefix.as_deref(), delimiter.as_deref(), *max_keys)))
            }
            S3Operation::PutObject { .. }
            | S3Operation::DeleteObject { .. }
            | S3Operation::PutPublicAccessBlock { .. }
            | S3Operation::ListBuckets => Ok(Output::Done),
        }
    }

    fn list_buckets(
        &self,
        identity: Option<&Identity>,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Output, ApiError> {
        let Some(identity) = identity else { return Err(ApiError::access_denied("Access Denied")) };
        let mut question = self.asking(Some(identity), self.s3_base_context(Some(identity)));
        self.aim_at_list(&mut question, identity);
        let one = question.authorize();
        let message = one.trace.aws_message();
        authorizations.push(one);
        match message {
            Some(message) => Err(ApiError::access_denied(message)),
            None => {
                let own = self.world.buckets.values().filter(|bucket| bucket.account == identity.account);
                Ok(Output::Buckets(own.map(|bucket| bucket.name.clone()).collect()))
            }
        }
    }

    /// Whether the policies let it through, without keeping why. `question` is the caller's, with the keys of
    /// [`Cloud::s3_base_context`].
    pub(super) fn may_s3(&self, identity: Option<&Identity>, operation: &S3Operation, question: &mut Question) -> bool {
        match operation.bucket() {
            None => {
                let Some(identity) = identity else { return false };
                self.aim_at_list(question, identity);
            }
            Some(name) => {
                let Some(bucket) = self.world.buckets.get(name) else { return false };
                self.aim_at_bucket(question, identity, operation, operation.action(), bucket);
            }
        }
        question.is_allowed()
    }

    /// What is asked for the list of an account's buckets.
    fn aim_at_list(&self, question: &mut Question, identity: &Identity) {
        let all = Target { arn: "arn:aws:s3:::*", owner: &identity.account, ..Target::default() };
        self.aim(question, "s3:ListAllMyBuckets", &all);
    }

    /// What is asked for one of the actions of an operation on a bucket or its object.
    fn aim_at_bucket(
        &self,
        question: &mut Question,
        identity: Option<&Identity>,
        operation: &S3Operation,
        action: &str,
        bucket: &Bucket,
    ) {
        let resource = match operation.key() {
            Some(key) => ["arn:aws:s3:::", &bucket.name, "/", key].concat(),
            None => ["arn:aws:s3:::", &bucket.name].concat(),
        };
        let mut target = bucket.target(&resource);
        let is_root = identity.is_some_and(|identity| identity.is_root);
        // However a bucket policy denies, the owner account's root user can always set another one.
        if matches!(operation, S3Operation::PutBucketPolicy { .. }) && is_root && is_at_home(identity, bucket) {
            target.policy = None;
        }
        add_keys(question.keys(), operation, bucket);
        self.aim(question, action, &target);
    }

    /// Keeps the authorization; an error when it denies. S3 tells the reason only inside an account or organization.
    fn admit(
        &self,
        identity: Option<&Identity>,
        bucket: &Bucket,
        one: Authorization,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<(), ApiError> {
        let message = one.trace.aws_message();
        authorizations.push(one);
        let Some(message) = message else { return Ok(()) };
        let organization = identity.and_then(|identity| self.world.organization_of(&identity.account));
        let in_organization = organization.is_some() && organization == self.world.organization_of(&bucket.account);
        let is_told = is_at_home(identity, bucket) || in_organization;
        Err(ApiError::access_denied(if is_told { message } else { "Access Denied".to_owned() }))
    }

    /// The keys that every call of S3 carries.
    pub(super) fn s3_base_context(&self, identity: Option<&Identity>) -> Context {
        let mut context = self.context(identity);
        context.add(TLS_VERSION, "1.3");
        if identity.is_some() {
            context.add(AUTH_TYPE, "REST-HEADER");
            context.add(SIGNATURE_VERSION, "AWS4-HMAC-SHA256");
            context.add(SIGNATURE_AGE, "0");
        }
        context
    }

    /// Writes what the operation wrote.
    fn apply(&mut self, operation: &S3Operation) {
        let Some(name) = operation.bucket() else { return };
        if operation.is_reading() {
            return;
        }
        let world = Arc::make_mut(&mut self.world);
        let Some(bucket) = world.buckets.get_mut(name).map(Arc::make_mut) else { return };
        match operation {
            S3Operation::PutObject { key, body, tags, .. } => {
                let object = Object { body: body.clone(), tags: tags.clone(), written: Some(self.now) };
                bucket.objects.insert(key.clone(), object);
            }
            S3Operation::DeleteObject { key, .. } => drop(bucket.objects.remove(key)),
            S3Operation::PutBucketPolicy { policy, .. } => bucket.policy = Some(Arc::clone(policy)),
            S3Operation::PutPublicAccessBlock { block, .. } => bucket.public_access_block = *block,
            _ => {}
        }
    }
}

/// Whether the caller belongs to the account that owns the bucket.
fn is_at_home(identity: Option<&Identity>, bucket: &Bucket) -> bool {
    identity.is_some_and(|identity| identity.account == bucket.account)
}

/// Adds the keys that an operation brings along.
fn add_keys(context: &mut Context, operation: &S3Operation, bucket: &Bucket) {
    match operation {
        S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } => {
            for (name, value) in [("s3:prefix", prefix), ("s3:delimiter", delimiter)] {
                if let Some(value) = value {
                    context.set(name, value.as_str());
                }
            }
            context.set("s3:max-keys", max_keys.unwrap_or(LONGEST_LIST).to_string());
        }
        S3Operation::GetObject { key, .. } | S3Operation::HeadObject { key, .. } => {
            for (tag, value) in bucket.objects.get(key).iter().flat_map(|object| &object.tags) {
                context.set(&format!("s3:ExistingObjectTag/{tag}"), value.as_str());
            }
        }
        S3Operation::PutObject { tags, .. } if !tags.is_empty() => {
            for (tag, value) in tags {
                context.set(&format!("s3:RequestObjectTag/{tag}"), value.as_str());
            }
            context.set_many("s3:RequestObjectTagKeys", tags.keys());
        }
        _ => {}
    }
}

/// Keys that start with the prefix; with a delimiter, common prefixes stand for what lies below them.
fn list(bucket: &Bucket, prefix: Option<&str>, delimiter: Option<&str>, max_keys: Option<u32>) -> Vec<String> {
    let prefix = prefix.unwrap_or_default();
    let names: BTreeSet<String> = bucket
        .objects
        .keys()
        .filter_map(|key| {
            let rest = key.strip_prefix(prefix)?;
            let cut =
                delimiter.filter(|text| !text.is_empty()).and_then(|text| rest.find(text).map(|at| at + text.len()));
            Some(cut.and_then(|end| rest.get(..end)).map_or_else(|| key.clone(), |common| format!("{prefix}{common}")))
        })
        .collect();
    names.into_iter().take(max_keys.unwrap_or(LONGEST_LIST).min(LONGEST_LIST) as usize).collect()
}

/// Whether a listed entry stands for all keys below it.
pub(crate) fn is_common_prefix(operation: &S3Operation, entry: &str) -> bool {
    match operation {
        S3Operation::ListObjectsV2 { delimiter: Some(delimiter), prefix, .. } if !delimiter.is_empty() => {
            let rest = entry.strip_prefix(prefix.as_deref().unwrap_or_default()).unwrap_or(entry);
            rest.ends_with(delimiter.as_str())
        }
        _ => false,
    }
}
