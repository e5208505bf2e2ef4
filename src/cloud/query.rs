//! The query protocol of STS, IAM and EC2: a form goes to `/`, XML comes back.
//!
//! Source: the services' API references, "Making query requests" and "Common errors"; EC2 wraps its errors its own way.

use super::address::Address;
use super::authorize::Signer;
use super::call::Caller;
use super::exchange::{Exchange, Written};
use super::http::{ApiError, HttpResponse};
use super::wire::{Draft, form, xml};
use super::{Cloud, command, error::reason_phrase};

/// A service that speaks the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryService {
    Sts,
    Iam,
    Ec2,
}

impl QueryService {
    pub fn id(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Ec2 => "ec2",
        }
    }

    /// Where all its calls go.
    pub fn address(self, region: &str) -> Address {
        let host = match self {
            Self::Iam => "iam.amazonaws.com".to_owned(),
            Self::Sts | Self::Ec2 => format!("{}.{region}.amazonaws.com", self.id()),
        };
        Address::post(host, "/")
    }

    fn version(self) -> &'static str {
        match self {
            Self::Sts => "2011-06-15",
            Self::Iam => "2010-05-08",
            Self::Ec2 => "2016-11-15",
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Ec2 => "http://ec2.amazonaws.com/doc/2016-11-15/",
        }
    }
}

/// A call on its way, and what it says when it succeeds.
pub(crate) struct QueryCall<'a> {
    pub service: QueryService,
    pub exchange: &'a Exchange,
    /// What a person types; a remark, starting with `#`, when nobody types anything.
    pub command: String,
    /// Parameters beside `Action` and `Version`.
    pub parameters: Vec<(String, String)>,
    pub caller: &'a Caller,
    /// The inside of the answer's result element on success.
    pub result: String,
    /// What the CLI prints on success.
    pub printed: String,
}

impl Cloud {
    /// The request, and the answer to it.
    pub(crate) fn query(&self, call: QueryCall<'_>) -> Written {
        let QueryCall { service, exchange: Exchange { operation, outcome, .. }, .. } = call;
        // IAM is one service for all regions and lives in one of them.
        let region = if service == QueryService::Iam { "us-east-1" } else { self.world.region.as_str() };
        let mut pairs =
            vec![("Action".to_owned(), (*operation).to_owned()), ("Version".to_owned(), service.version().to_owned())];
        pairs.extend(call.parameters);
        let draft = Draft {
            to: service.address(&self.world.region),
            headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned())],
            body: form(&pairs),
            service: service.id(),
        };
        let request_id = self.world.ids.request_id(self.calls_made);
        let (status, body) = match outcome {
            Ok(_) => (200, success_body(service, operation, &call.result, &request_id)),
            Err(error) => (error.status, error_body(service, error, &request_id)),
        };
        let printed = match outcome {
            Ok(_) => call.printed,
            Err(error) => command::print_error(operation, error),
        };
        let signer = self.signer(call.caller);
        let request = draft.sign(signer.as_ref().map(Signer::credentials), region, self.now);
        Written {
            command: call.command,
            printed,
            request: Some(request),
            response: Some(HttpResponse {
                status,
                reason: reason_phrase(status),
                headers: vec![
                    ("x-amzn-RequestId".to_owned(), request_id),
                    ("Content-Type".to_owned(), "text/xml".to_owned()),
                    ("Content-Length".to_owned(), body.len().to_string()),
                    ("Date".to_owned(), self.answered().format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
                ],
                body,
            }),
        }
    }
}

/// Name and value, for the form.
pub(crate) fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn success_body(service: QueryService, operation: &str, result: &str, request_id: &str) -> String {
    let namespace = service.namespace();
    if service == QueryService::Ec2 {
        return format!(
            "<{operation}Response xmlns=\"{namespace}\">\n  <requestId>{request_id}</requestId>\n{result}</{operation}Response>\n"
        );
    }
    // Operations of IAM that give nothing have no result element.
    let result = if result.is_empty() {
        String::new()
    } else {
        format!("  <{operation}Result>\n{result}  </{operation}Result>\n")
    };
    format!(
        "<{operation}Response xmlns=\"{namespace}\">\n{result}  \
         <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{operation}Response>\n"
    )
}

fn error_body(service: QueryService, error: &ApiError, request_id: &str) -> String {
    let (code, message) = (xml(&error.code), xml(&error.message));
    if service == QueryService::Ec2 {
        return format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n  <Errors>\n    <Error>\n      \
             <Code>{code}</Code>\n      <Message>{message}</Message>\n    </Error>\n  </Errors>\n  \
             <RequestID>{request_id}</RequestID>\n</Response>\n"
        );
    }
    format!(
        "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    \
         <Message>{message}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        service.namespace()
    )
}
