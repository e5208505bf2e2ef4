//! S3: six operations, each with the action and resource it is authorized on, and the answers real S3 gives.
//!
//! Source: S3 User Guide, `using-with-s3-policy-actions.html`; S3 API Reference, `ErrorResponses.html`, `API_GetObject.html`.

use super::authorize::{Identity, Target};
use super::call::{Caller, S3Operation};
use super::exchange::{ApiError, Authorization, Exchange, HttpResponse, Output};
use super::wire::{Draft, xml};
use super::world::{Bucket, Object};
use super::{Cloud, command, error::reason_phrase};
use crate::iam::Context;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Keys in one answer to `ListObjectsV2`.
const LONGEST_LIST: u32 = 1000;

impl Bucket {
    /// The bucket or one of its objects, as something to authorize a call on.
    fn target<'a>(&'a self, arn: &'a str) -> Target<'a> {
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
    pub(super) fn s3(&self, caller: &Caller, operation: &S3Operation) -> (Exchange, Cloud) {
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
        let accepted = identity.is_ok();
        let known = identity.ok().flatten();
        (self.s3_exchange(caller, operation, accepted, known.as_ref(), authorizations, outcome), next)
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
        let bucket_arn = format!("arn:aws:s3:::{name}");
        let (action, resource) = match (operation, operation.key()) {
            (S3Operation::GetObject { .. } | S3Operation::HeadObject { .. }, Some(key)) => {
                ("s3:GetObject", format!("{bucket_arn}/{key}"))
            }
            (S3Operation::PutObject { .. }, Some(key)) => ("s3:PutObject", format!("{bucket_arn}/{key}")),
            (S3Operation::DeleteObject { .. }, Some(key)) => ("s3:DeleteObject", format!("{bucket_arn}/{key}")),
            _ => ("s3:ListBucket", bucket_arn.clone()),
        };
        let context = self.s3_context(identity, operation, bucket);
        let one = self.authorize(identity, action, &bucket.target(&resource), context);
        self.admit(identity, bucket, one, authorizations)?;

        match operation {
            S3Operation::GetObject { key, .. } | S3Operation::HeadObject { key, .. } => match bucket.objects.get(key) {
                Some(object) => {
                    let etag = self.world.ids.etag(&object.body);
                    let is_head = matches!(operation, S3Operation::HeadObject { .. });
                    let body = if is_head { String::new() } else { object.body.clone() };
                    Ok(Output::Object { body, etag })
                }
                None => {
                    // Only who may list the bucket may learn that a key does not exist.
                    let listing_call = S3Operation::ListObjectsV2 {
                        bucket: name.to_owned(),
                        prefix: None,
                        delimiter: None,
                        max_keys: None,
                    };
                    let context = self.s3_context(identity, &listing_call, bucket);
                    let listing = self.authorize(identity, "s3:ListBucket", &bucket.target(&bucket_arn), context);
                    self.admit(identity, bucket, listing, authorizations)?;
                    Err(ApiError::new("NoSuchKey", 404, "The specified key does not exist."))
                }
            },
            S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } => {
                Ok(Output::Keys(list(bucket, prefix.as_deref(), delimiter.as_deref(), *max_keys)))
            }
            S3Operation::PutObject { .. } | S3Operation::DeleteObject { .. } | S3Operation::ListBuckets => {
                Ok(Output::Done)
            }
        }
    }

    fn list_buckets(
        &self,
        identity: Option<&Identity>,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Output, ApiError> {
        let Some(identity) = identity else { return Err(ApiError::access_denied("Access Denied")) };
        let context = self.s3_base_context(Some(identity));
        let all = Target { arn: "arn:aws:s3:::*", owner: &identity.account, ..Target::default() };
        let one = self.authorize(Some(identity), "s3:ListAllMyBuckets", &all, context);
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
        let at_home = identity.is_some_and(|identity| {
            let organization = self.world.organization_of(&identity.account);
            identity.account == bucket.account
                || organization.is_some() && organization == self.world.organization_of(&bucket.account)
        });
        Err(ApiError::access_denied(if at_home { message } else { "Access Denied".to_owned() }))
    }

    fn s3_base_context(&self, identity: Option<&Identity>) -> Context {
        let mut context = self.context(identity);
        context.set("s3:TlsVersion", "1.3");
        if identity.is_some() {
            context.set("s3:authType", "REST-HEADER");
            context.set("s3:signatureversion", "AWS4-HMAC-SHA256");
            context.set("s3:signatureAge", "0");
        }
        context
    }

    fn s3_context(&self, identity: Option<&Identity>, operation: &S3Operation, bucket: &Bucket) -> Context {
        let mut context = self.s3_base_context(identity);
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
            _ => {}
        }
        context
    }

    /// Writes what the operation wrote.
    fn apply(&mut self, operation: &S3Operation) {
        let (S3Operation::PutObject { bucket, key, .. } | S3Operation::DeleteObject { bucket, key }) = operation else {
            return;
        };
        let world = Arc::make_mut(&mut self.world);
        let Some(bucket) = world.buckets.get_mut(bucket).map(Arc::make_mut) else { return };
        if let S3Operation::PutObject { body, .. } = operation {
            bucket.objects.insert(key.clone(), Object { body: body.clone(), ..Object::default() });
        } else {
            bucket.objects.remove(key);
        }
    }

    fn s3_exchange(
        &self,
        caller: &Caller,
        operation: &S3Operation,
        authenticated: bool,
        identity: Option<&Identity>,
        authorizations: Vec<Authorization>,
        outcome: Result<Output, ApiError>,
    ) -> Exchange {
        let signer = self.signer(caller);
        let draft = draft(operation, &self.world.region);
        let (request_id, host_id) =
            (self.world.ids.s3_request_id(self.calls_made), self.world.ids.host_id(self.calls_made));
        let is_head = matches!(operation, S3Operation::HeadObject { .. });
        let mut headers =
            vec![("x-amz-request-id".to_owned(), request_id.clone()), ("x-amz-id-2".to_owned(), host_id.clone())];
        headers.push(("Date".to_owned(), (self.answered()).format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
        let (status, body) = match &outcome {
            Ok(output) => {
                if let S3Operation::PutObject { body, .. } = operation {
                    headers.push(("ETag".to_owned(), self.world.ids.etag(body)));
                }
                if let Output::Object { etag, .. } = output {
                    headers.push(("ETag".to_owned(), etag.clone()));
                }
                let status = if matches!(operation, S3Operation::DeleteObject { .. }) { 204 } else { 200 };
                (status, success_body(operation, output))
            }
            Err(error) => {
                let token = signer.as_ref().and_then(|signer| signer.credentials().token.map(ToOwned::to_owned));
                headers.push(("Content-Type".to_owned(), "application/xml".to_owned()));
                (
                    error.status,
                    error_body(
                        error,
                        signer.as_ref().map(|s| s.key_id.as_str()),
                        token.as_deref(),
                        &request_id,
                        &host_id,
                    ),
                )
            }
        };
        if status != 204 {
            headers.push(("Content-Length".to_owned(), body.len().to_string()));
        }
        let printed = match &outcome {
            Ok(output) => self.print_s3(operation, output),
            Err(error) => command::print_error(operation.name(), error),
        };
        Exchange {
            operation: operation.name(),
            service: "s3",
            caller_arn: identity.map(|identity| identity.arn.clone()),
            key_id: signer.as_ref().map(|signer| signer.key_id.clone()),
            sent: self.now,
            answered: self.answered(),
            command: command::s3(caller, operation),
            printed,
            request: Some(draft.sign(
                signer.as_ref().map(super::authorize::Signer::credentials),
                &self.world.region,
                self.now,
            )),
            response: Some(HttpResponse {
                status,
                reason: reason_phrase(status),
                headers,
                body: if is_head { String::new() } else { body },
            }),
            authenticated,
            authorizations,
            outcome,
        }
    }
}

/// The request as a client would send it: the bucket is part of the host's name.
fn draft(operation: &S3Operation, region: &str) -> Draft {
    let host = match operation.bucket() {
        Some(bucket) => format!("{bucket}.s3.{region}.amazonaws.com"),
        None => format!("s3.{region}.amazonaws.com"),
    };
    let mut query = Vec::new();
    if let S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } = operation {
        query.push(("list-type".to_owned(), "2".to_owned()));
        for (name, value) in [("prefix", prefix), ("delimiter", delimiter)] {
            query.extend(value.iter().map(|value| (name.to_owned(), value.clone())));
        }
        query.extend(max_keys.iter().map(|count| ("max-keys".to_owned(), count.to_string())));
    }
    let (method, body) = match operation {
        S3Operation::ListBuckets | S3Operation::ListObjectsV2 { .. } | S3Operation::GetObject { .. } => ("GET", ""),
        S3Operation::HeadObject { .. } => ("HEAD", ""),
        S3Operation::PutObject { body, .. } => ("PUT", body.as_str()),
        S3Operation::DeleteObject { .. } => ("DELETE", ""),
    };
    let headers =
        if method == "PUT" { vec![("content-length".to_owned(), body.len().to_string())] } else { Vec::new() };
    Draft {
        method,
        host,
        path: format!("/{}", operation.key().unwrap_or_default()),
        query,
        headers,
        body: body.to_owned(),
        service: "s3",
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

fn success_body(operation: &S3Operation, output: &Output) -> String {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
    match output {
        Output::Buckets(names) => {
            let list: String =
                names.iter().map(|name| format!("    <Bucket><Name>{}</Name></Bucket>\n", xml(name))).collect();
            format!(
                "{HEAD}<ListAllMyBucketsResult xmlns=\"{NAMESPACE}\">\n  <Buckets>\n{list}  </Buckets>\n</ListAllMyBucketsResult>\n"
            )
        }
        Output::Keys(keys) => {
            let list: String =
                keys.iter().map(|key| format!("  <Contents><Key>{}</Key></Contents>\n", xml(key))).collect();
            let bucket = xml(operation.bucket().unwrap_or_default());
            format!(
                "{HEAD}<ListBucketResult xmlns=\"{NAMESPACE}\">\n  <Name>{bucket}</Name>\n  <KeyCount>{}</KeyCount>\n  <IsTruncated>false</IsTruncated>\n{list}</ListBucketResult>\n",
                keys.len()
            )
        }
        Output::Object { body, .. } => body.clone(),
        _ => String::new(),
    }
}

fn error_body(error: &ApiError, key_id: Option<&str>, token: Option<&str>, request_id: &str, host_id: &str) -> String {
    let extra = match error.code.as_str() {
        "ExpiredToken" => token.map(|token| format!("  <Token-0>{token}</Token-0>\n")),
        "InvalidAccessKeyId" => key_id.map(|id| format!("  <AWSAccessKeyId>{id}</AWSAccessKeyId>\n")),
        _ => None,
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{}</Code>\n  <Message>{}</Message>\n{}  \
         <RequestId>{request_id}</RequestId>\n  <HostId>{host_id}</HostId>\n</Error>\n",
        xml(&error.code),
        xml(&error.message),
        extra.unwrap_or_default()
    )
}
