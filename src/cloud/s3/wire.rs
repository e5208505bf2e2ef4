//! S3 on the wire: the request a client sends, and the XML or content that comes back.
//!
//! Source: S3 API Reference, one page an operation, and `ErrorResponses.html`.

use crate::cloud::address::Address;
use crate::cloud::authorize::Signer;
use crate::cloud::call::{Caller, S3Operation};
use crate::cloud::exchange::{Exchange, Output, Written};
use crate::cloud::http::{ApiError, HttpResponse};
use crate::cloud::wire::{Draft, xml};
use crate::cloud::{Cloud, command, error::reason_phrase};
use crate::iam::PublicAccessBlock;
use chrono::{DateTime, Utc};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

impl Cloud {
    pub(in crate::cloud) fn s3(&self, exchange: &Exchange, caller: &Caller, operation: &S3Operation) -> Written {
        let outcome = &exchange.outcome;
        let signer = self.signer(caller);
        let draft = draft(operation, &self.world.region);
        let (request_id, host_id) =
            (self.world.ids.s3_request_id(self.calls_made), self.world.ids.host_id(self.calls_made));
        let mut headers =
            vec![("x-amz-request-id".to_owned(), request_id.clone()), ("x-amz-id-2".to_owned(), host_id.clone())];
        headers.push(("Date".to_owned(), http_date(self.answered())));
        let (status, body) = match outcome {
            Ok(output) => {
                if let S3Operation::PutObject { body, .. } = operation {
                    headers.push(("ETag".to_owned(), self.world.ids.etag(body)));
                }
                if let Output::Object { etag, modified, .. } = output {
                    headers.push(("Last-Modified".to_owned(), http_date(*modified)));
                    headers.push(("ETag".to_owned(), etag.clone()));
                    headers.push(("Content-Type".to_owned(), command::CONTENT_TYPE.to_owned()));
                }
                (operation.success(), success_body(operation, output))
            }
            Err(error) => {
                let token = signer.as_ref().and_then(|signer| signer.credentials().token.map(ToOwned::to_owned));
                // Of the body that a refused `HEAD` leaves out nothing is told.
                if !exchange.is_head() {
                    headers.push(("Content-Type".to_owned(), "application/xml".to_owned()));
                }
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
        if status != 204 && !(outcome.is_err() && exchange.is_head()) {
            // `HEAD` tells the length of what it leaves out.
            let length = match outcome {
                Ok(Output::Object { length, .. }) => *length,
                _ => body.len(),
            };
            headers.push(("Content-Length".to_owned(), length.to_string()));
        }
        let printed = match outcome {
            Ok(output) => self.print_s3(operation, output),
            Err(error) => command::print_error(operation.name(), error),
        };
        Written {
            command: command::s3(operation) + &self.profile(caller),
            printed,
            request: Some(draft.sign(signer.as_ref().map(Signer::credentials), &self.world.region, self.now)),
            response: Some(HttpResponse {
                status,
                reason: reason_phrase(status),
                headers,
                body: if exchange.is_head() { String::new() } else { body },
            }),
        }
    }
}

fn http_date(moment: DateTime<Utc>) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Where an operation goes: the bucket is part of the host's name.
pub(in crate::cloud) fn address(operation: &S3Operation, region: &str) -> Address {
    let host = match operation.bucket() {
        Some(bucket) => format!("{bucket}.s3.{region}.amazonaws.com"),
        None => format!("s3.{region}.amazonaws.com"),
    };
    let mut query = Vec::new();
    let method = match operation {
        S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } => {
            query.push(("list-type".to_owned(), Some("2".to_owned())));
            for (name, value) in [("prefix", prefix), ("delimiter", delimiter)] {
                query.extend(value.iter().map(|value| (name.to_owned(), Some(value.clone()))));
            }
            query.extend(max_keys.iter().map(|count| ("max-keys".to_owned(), Some(count.to_string()))));
            "GET"
        }
        S3Operation::ListBuckets | S3Operation::GetObject { .. } => "GET",
        S3Operation::HeadObject { .. } => "HEAD",
        S3Operation::PutObject { .. } => "PUT",
        S3Operation::PutBucketPolicy { .. } => {
            query.push(("policy".to_owned(), None));
            "PUT"
        }
        S3Operation::PutPublicAccessBlock { .. } => {
            query.push(("publicAccessBlock".to_owned(), None));
            "PUT"
        }
        S3Operation::DeleteObject { .. } => "DELETE",
    };
    let path = format!("/{}", operation.key().unwrap_or_default());
    Address { method, host, path, query }
}

/// The request as a client would send it.
fn draft(operation: &S3Operation, region: &str) -> Draft {
    let to = address(operation, region);
    let mut headers = Vec::new();
    let body = match operation {
        S3Operation::PutObject { body, tags, .. } => {
            headers.extend(command::tagging(tags).map(|text| ("x-amz-tagging".to_owned(), text)));
            body.clone()
        }
        S3Operation::PutBucketPolicy { policy, .. } => policy.source.text().to_owned(),
        S3Operation::PutPublicAccessBlock { block, .. } => block_body(*block),
        _ => String::new(),
    };
    if to.method == "PUT" {
        headers.push(("content-length".to_owned(), body.len().to_string()));
    }
    Draft { to, headers, body, service: "s3" }
}

/// The four switches of Block Public Access, as the API names them.
pub(crate) fn switches(block: PublicAccessBlock) -> [(&'static str, bool); 4] {
    [
        ("BlockPublicAcls", block.block_public_acls),
        ("IgnorePublicAcls", block.ignore_public_acls),
        ("BlockPublicPolicy", block.block_public_policy),
        ("RestrictPublicBuckets", block.restrict_public_buckets),
    ]
}

fn block_body(block: PublicAccessBlock) -> String {
    let inside: String = switches(block).iter().map(|(name, on)| format!("<{name}>{on}</{name}>")).collect();
    format!("<PublicAccessBlockConfiguration xmlns=\"{NAMESPACE}\">{inside}</PublicAccessBlockConfiguration>")
}

fn success_body(operation: &S3Operation, output: &Output) -> String {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
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
