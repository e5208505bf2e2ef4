//! The HTTP request, part by part.

use super::{Sheet, pages};
use crate::cloud::wire::decode;
use crate::cloud::{Exchange, HttpRequest, SigV4};
use crate::iam::Page;

impl Exchange {
    /// The request and the answer as they travel, taken apart; `None` for a wait. While the answer is still on its way
    /// (`answered` is false), only the request.
    pub fn anatomy(&self, answered: bool) -> Option<Sheet> {
        let request = self.request()?;
        let mut sheet = Sheet::default();
        sheet.heading("Request");
        request_line(&mut sheet, self, request);
        for (name, value) in &request.headers {
            sheet.line(0);
            sheet.mark(&format!("{name}: "));
            match (&request.signature, name.as_str()) {
                (Some(signature), "authorization") => authorization(&mut sheet, self, signature),
                _ => header(&mut sheet, self, request, name, value),
            }
        }
        body(&mut sheet, self, request);
        if let Some(response) = self.response().filter(|_| answered) {
            super::answer::take_apart(&mut sheet, self, response);
        }
        Some(sheet)
    }
}

fn request_line(sheet: &mut Sheet, exchange: &Exchange, request: &HttpRequest) {
    let page = pages::of_operation(exchange.operation);
    sheet.line(0);
    let method = match request.method {
        "POST" => "POST sends something to be worked on. The parameters stand in the body.",
        "GET" => "GET reads. Nothing changes at the other end.",
        "HEAD" => "HEAD asks for the headers of an object without its content. Policies see it as a read.",
        "PUT" => "PUT stores what stands in the body under this address, and replaces what was there.",
        "DELETE" => "DELETE removes what stands under this address.",
        _ => "What the client wants done.",
    };
    let signed = if request.signature.is_some() { " The method is part of what is signed." } else { "" };
    sheet.part(request.method, "method", request.method, format!("{method}{signed}"), page);
    sheet.mark(" ");
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let words = match (exchange.service, path) {
        ("s3", "/") => {
            "The path. It is only `/`: the call is for the bucket that the host names, or for all buckets of the caller. \
             Policies see `arn:aws:s3:::BUCKET`, without a slash."
                .to_owned()
        }
        ("s3", _) => {
            "The path: the key of the object, percent-encoded. Bucket and key together are what policies see as \
             `arn:aws:s3:::BUCKET/KEY`."
                .to_owned()
        }
        ("lambda", _) => "The path: the functions of the account. With POST it means CreateFunction.".to_owned(),
        _ => "The path. There is only this one; which operation is meant stands in the body.".to_owned(),
    };
    sheet.part(path, "target", &decode(path), words, page);
    for (position, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        sheet.mark(if position == 0 { "?" } else { "&" });
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let words = match name {
            "list-type" => "2 means ListObjectsV2, the current way to list a bucket.",
            "prefix" => "Only keys that begin so. Policies see it as the condition key s3:prefix.",
            "delimiter" => "Keys are folded at this sign, as into folders. Policies see it as s3:delimiter.",
            "max-keys" => "At most so many keys in one answer. Policies see it as s3:max-keys.",
            "policy" | "publicAccessBlock" => {
                "The part of the bucket that is meant. It travels as a name alone and is signed with an = after it."
            }
            _ => "A parameter in the address. It is signed, in the order of the names.",
        };
        sheet.part(pair, format!("query parameter {name}"), &decode(value), words, page);
    }
    sheet.mark(" HTTP/1.1");
}

fn header(sheet: &mut Sheet, exchange: &Exchange, request: &HttpRequest, name: &str, value: &str) {
    let (words, page): (&str, Page) = match (name, exchange.service) {
        ("host", "s3") => (
            "The server. For S3 the name of the bucket stands before it (virtual hosting); the region is part of it.",
            pages::S3_HOSTS,
        ),
        ("host", "iam") => {
            ("The server: IAM has one for all regions, and its users and roles are known in all.", pages::ELEMENTS)
        }
        ("host", "ec2" | "lambda") => ("The server of this service in one region.", pages::ELEMENTS),
        ("host", _) => (
            "The server: STS of one region. Its answers come from there, its credentials count everywhere.",
            pages::ELEMENTS,
        ),
        ("content-type", "lambda") => ("The body is JSON.", pages::of_operation(exchange.operation)),
        ("content-type", _) => ("The body is a form: name=value, joined by &.", pages::STS_PARAMETERS),
        ("content-length", _) => ("Bytes in the body.", pages::S3_REQUEST),
        ("x-amz-content-sha256", _) => (
            "The SHA-256 hash of the body; of an empty body it is always e3b0c442…. S3 asks for it as a header, so that \
             the body is covered by the signature too.",
            pages::S3_REQUEST,
        ),
        ("x-amz-date", _) => (
            "When it was signed, in UTC. The service refuses a request whose time is too far off, which hinders sending a \
             recorded one again later.",
            pages::ELEMENTS,
        ),
        ("x-amz-security-token", _) => (
            "The session token, only there with temporary credentials. Without it the service does not know the key id \
             that begins with ASIA. It is opaque: nothing in it can be read by eye.",
            pages::TEMPORARY,
        ),
        _ => ("A header of the request.", pages::S3_REQUEST),
    };
    let signed = match &request.signature {
        Some(signature) if signature.signed_headers.split(';').any(|signed| signed == name) => {
            " It is signed: whoever changes it on the way breaks the signature."
        }
        Some(_) => " It is not signed.",
        None => " Nothing of this request is signed.",
    };
    sheet.part(value, format!("header {name}"), value, format!("{words}{signed}"), page);
}

/// The header that carries the signature, a line for each of its parts. On the wire it is a single line.
fn authorization(sheet: &mut Sheet, exchange: &Exchange, signature: &SigV4) {
    sheet.part(
        "AWS4-HMAC-SHA256",
        "algorithm",
        "AWS4-HMAC-SHA256",
        "How it was signed: Signature Version 4, HMAC with SHA-256. The whole authorization header is one line on the \
         wire; it is broken here to be read. Of all headers this one alone cannot be signed: it holds the signature.",
        pages::ELEMENTS,
    );
    let key_id = exchange.key_id.as_deref().unwrap_or_default();
    sheet.line(2);
    sheet.mark("Credential=");
    let whose = match key_id {
        _ if exchange.is_by_service() => "a key of the service, which nobody outside AWS sees; this one stands for it",
        id if id.starts_with("ASIA") => "a temporary key, of a session",
        _ => "a long-term key, of a user",
    };
    sheet.part(
        key_id,
        "Credential: access key id",
        key_id,
        format!(
            "Says whose secret signed: {whose}. It is no secret itself. The service looks up the secret that belongs to \
             it and computes the signature again; the secret never travels."
        ),
        pages::IDENTIFIERS,
    );
    let meanings = [
        ("date", "The day of the signature, in UTC. It must be the day of x-amz-date; the signing key is made for it."),
        ("region", "The region that the signature is meant for. Sent to another one it is refused."),
        ("service", "The service that the signature is meant for. A signature for sts is worth nothing at s3."),
        ("terminator", "Always aws4_request: it ends the scope and marks the version of the signing."),
    ];
    for ((name, words), text) in meanings.into_iter().zip(signature.scope.split('/')) {
        sheet.mark("/");
        let words = format!("{words} Date, region, service and terminator together are called the credential scope.");
        sheet.part(text, format!("Credential: {name}"), text, words, pages::ELEMENTS);
    }
    sheet.mark(",");
    sheet.line(2);
    sheet.mark("SignedHeaders=");
    sheet.part(
        &signature.signed_headers,
        "SignedHeaders",
        &signature.signed_headers.replace(';', "\n"),
        "Which headers the signature covers, in the order of their names. host, every x-amz- header and, where there is \
         one, content-type must be among them. The service checks just these.",
        pages::SIGNING,
    );
    sheet.mark(",");
    sheet.line(2);
    sheet.mark("Signature=");
    sheet.part(
        &signature.signature,
        "Signature",
        &signature.signature,
        "The proof: 256 bits as 64 hexadecimal digits, computed from the whole request with a key that comes from the \
         secret. The next view, Signing, shows how. Whoever does not have the secret cannot make it; whoever has only \
         the signature cannot get the secret from it.",
        pages::SIGNING,
    );
}

fn body(sheet: &mut Sheet, exchange: &Exchange, request: &HttpRequest) {
    if request.body.is_empty() {
        return;
    }
    sheet.lines.push(super::SheetLine::default());
    if exchange.service == "s3" {
        let words = "The content to store, as it is. Its hash stands in x-amz-content-sha256.";
        for (number, text) in (1..).zip(request.body.lines()) {
            sheet.line(0);
            sheet.part(text, format!("body, line {number}"), text, words, pages::of_operation(exchange.operation));
        }
        return;
    }
    if exchange.service == "lambda" {
        let words = "The parameters as JSON. Role is the role that Lambda shall assume for the function; whether the \
                     caller may pass it on is asked too (iam:PassRole).";
        sheet.line(0);
        sheet.part(&request.body, "body", &request.body, words, pages::of_operation(exchange.operation));
        return;
    }
    for (position, pair) in request.body.split('&').enumerate() {
        sheet.line(0);
        if position > 0 {
            sheet.mark("&");
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (words, page) = parameter(name, exchange.operation);
        sheet.part(pair, format!("parameter {}", decode(name)), &decode(value), words, page);
    }
}

fn parameter(name: &str, operation: &str) -> (&'static str, Page) {
    let words = match name {
        "Action" => {
            "Which operation of the service is meant. Policies see it as the action, with the service's prefix before it."
        }
        "Version" => "The version of the API, a date. It has been the same for many years.",
        "RoleArn" => "The role that is asked for. For the policies this is the resource of the call.",
        "RoleSessionName" => {
            "A name that the caller chooses for the session. It stands in the session's ARN and in CloudTrail; trust \
             policies see it as sts:RoleSessionName."
        }
        "DurationSeconds" => "How long the session shall live. Left out it means 3600, one hour.",
        "ExternalId" => {
            "A value that the owner of the role agreed with the caller. Trust policies see it as sts:ExternalId. It is \
             no password, but it keeps a third party from being used against another of its customers."
        }
        "SerialNumber" => "Which MFA device the code comes from.",
        "TokenCode" => {
            "The code that the MFA device shows now. STS takes it once; with a right one the request carries \
             aws:MultiFactorAuthPresent."
        }
        "Policy" => "A session policy: the session may do only what both it and the role allow.",
        "SourceIdentity" => "Who is really behind the session. It stays through every role of a chain.",
        "PolicyArns" => "Managed policies that limit the session.",
        "WebIdentityToken" => {
            "The token of the identity provider: three parts in base64, with dots between them. The second one holds the \
             claims, such as iss, aud, sub and exp; the third is the provider's signature, invented here."
        }
        _ if name.starts_with("Tags.") => {
            "A session tag. Policies see it as aws:RequestTag/KEY in this request and as aws:PrincipalTag/KEY afterwards. \
             Passing tags needs sts:TagSession too."
        }
        _ if name.starts_with("TransitiveTagKeys.") => "This tag goes on into the next role of a chain.",
        _ => "A parameter of the operation.",
    };
    let common = matches!(name, "Action" | "Version");
    (words, if common { pages::STS_PARAMETERS } else { pages::of_operation(operation) })
}
