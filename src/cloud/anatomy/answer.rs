//! The HTTP answer, part by part: status, headers, and the elements of its XML or its JSON as it stands.

use super::{Sheet, pages};
use crate::cloud::{Exchange, HttpResponse, Output, Setting};
use crate::iam::{Layer, Page};

pub(super) fn take_apart(sheet: &mut Sheet, exchange: &Exchange, response: &HttpResponse) {
    sheet.heading("Answer");
    sheet.line(0);
    sheet.mark("HTTP/1.1 ");
    let status = format!("{} {}", response.status, response.reason);
    let (words, page) = status_words(exchange, response.status);
    sheet.part(&status, "status", &status, words, page);
    for (name, value) in &response.headers {
        sheet.line(0);
        sheet.mark(&format!("{name}: "));
        let (words, page) = header_words(name, exchange);
        sheet.part(value, format!("header {name}"), value, words, page);
    }
    if response.body.is_empty() {
        return;
    }
    sheet.lines.push(super::SheetLine::default());
    if matches!(exchange.outcome, Ok(Output::Object { .. })) {
        for (number, text) in (1..).zip(response.body.lines()) {
            sheet.line(0);
            let words = "The content of the object, as it was stored. S3 adds nothing to it.";
            sheet.part(text, format!("content, line {number}"), text, words, pages::of_operation(exchange.operation));
        }
    } else if exchange.service == "lambda" {
        let words = if exchange.outcome.is_ok() {
            "What Lambda tells of the new function, as JSON."
        } else {
            "What went wrong, as JSON: Type says whose fault it is, message is for people."
        };
        sheet.line(0);
        sheet.part(&response.body, "body", &response.body, words, pages::of_operation(exchange.operation));
    } else {
        xml(sheet, exchange, &response.body);
    }
}

/// What a status means, told by how the call went.
fn status_words(exchange: &Exchange, status: u16) -> (String, Page) {
    let page = pages::of_errors(exchange.service);
    match &exchange.outcome {
        Ok(_) => {
            let who = match &exchange.key_id {
                None if exchange.is_by_token() => "the token was accepted",
                None => "nobody vouches for the caller, and nobody has to",
                Some(_) => "the credentials were accepted",
            };
            let may = if exchange.authorizations.is_empty() {
                "this call needs no permission"
            } else {
                "the policies allowed the call"
            };
            (format!("{status} is success: {who}, and {may}."), pages::of_operation(exchange.operation))
        }
        Err(error) => {
            let overruled = refused_by_setting(exchange);
            let where_to = match (status, exchange.authenticated, exchange.authorizations.is_empty()) {
                (404, ..) => "What was asked for does not exist, and this caller may know that.",
                (_, false, _) => "It ended before any policy was read.",
                (403, true, false) if let Some(setting) = overruled => setting,
                (403, true, false) if exchange.deciding().is_some_and(|one| one.because.is_some()) => {
                    "There is no such key, and only who may list the bucket is told so: the policies do not let this \
                     caller list it."
                }
                (403, true, false) => "The policies were read and did not let this caller do it.",
                (403, true, true) => "The caller is known; it was refused without reading a policy.",
                _ => "The caller is known, but what it sent cannot be done.",
            };
            let code = if exchange.is_head() {
                "a HEAD answer has no body that could tell a code or a reason".to_owned()
            } else {
                format!("its code is {}", error.code)
            };
            (format!("{status} is an error; {code}. {where_to}"), page)
        }
    }
}

/// What refused a call that the policies allow, where Block Public Access did.
fn refused_by_setting(exchange: &Exchange) -> Option<&'static str> {
    let one = exchange.deciding()?;
    let is_shut_out = one.trace.reasons.first().is_some_and(|reason| reason.layer == Layer::PublicAccessBlock);
    match one.overruled_by {
        Some(Setting::BlockPublicPolicy { .. }) => {
            Some("The policies allowed it. The bucket's setting BlockPublicPolicy refused it all the same.")
        }
        None if is_shut_out => Some("The bucket's setting RestrictPublicBuckets kept this caller out."),
        None => None,
    }
}

fn header_words(name: &str, exchange: &Exchange) -> (&'static str, Page) {
    let words = match name {
        "x-amzn-RequestId" => {
            "The name of this request at AWS. It stands in CloudTrail too, and AWS Support asks for it."
        }
        "x-amz-request-id" => "The name of this request at S3. AWS Support asks for it, together with x-amz-id-2.",
        "x-amz-id-2" => "A second name of the request, for finding it inside S3. Opaque.",
        "Date" => "When the service answered, in UTC.",
        "Content-Type" if exchange.service == "lambda" => "What the body is: JSON, for this kind of API.",
        "Content-Type" if matches!(exchange.outcome, Ok(Output::Object { .. })) => {
            "What kind of content it is, as whoever stored the object said. Where nothing was said, binary/octet-stream."
        }
        "Last-Modified" => "When the object was written, in UTC.",
        "Content-Type" => "What the body is: XML, for this kind of API.",
        "Content-Length" if exchange.operation == "HeadObject" => {
            "Bytes of the object. HEAD leaves the content itself out."
        }
        "Content-Length" => "Bytes in the body.",
        "ETag" => "A mark of the object's content: when the content changes, so does this.",
        _ => "A header of the answer.",
    };
    let page = if exchange.service == "s3" { pages::S3_RESPONSE } else { pages::of_operation(exchange.operation) };
    (words, page)
}

/// The elements of an XML text. Every tag and text belongs to the innermost element around it.
fn xml(sheet: &mut Sheet, exchange: &Exchange, body: &str) {
    let mut open: Vec<usize> = Vec::new();
    for text in body.lines() {
        sheet.line(text.chars().take_while(|c| *c == ' ').count());
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let token = next_token(rest);
            rest = rest.get(token.len()..).unwrap_or_default();
            match token.strip_prefix('<') {
                Some(tag) if tag.starts_with('/') => sheet.piece(token, open.pop()),
                Some(tag) if tag.starts_with('?') => sheet.mark(token),
                Some(tag) => {
                    let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
                    let (words, page) = element_words(name, exchange);
                    let part = sheet.parts.len();
                    sheet.part(token, format!("element {name}"), "", words, page);
                    if !tag.ends_with("/>") {
                        open.push(part);
                    }
                }
                None => {
                    sheet.piece(token, open.last().copied());
                    if let Some(part) = open.last().and_then(|at| sheet.parts.get_mut(*at)) {
                        part.value.push_str(&crate::diagnostic::sanitize_line(&unescape(token)));
                    }
                }
            }
        }
    }
}

/// A tag, or the text up to the next one.
fn next_token(text: &str) -> &str {
    let end = if text.starts_with('<') { text.find('>').map(|at| at + 1) } else { text.find('<') };
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

fn element_words(name: &str, exchange: &Exchange) -> (&'static str, Page) {
    let errors = pages::of_errors(exchange.service);
    let page = if exchange.outcome.is_err() { errors } else { pages::of_operation(exchange.operation) };
    let words = match name {
        "AssumedRoleUser" => "Who the caller is from now on, whenever the new credentials are used.",
        "AssumedRoleId" => {
            "The unique id of the role (AROA…) and the name of the session. Policies see it as aws:userid."
        }
        "Arn" if exchange.operation.starts_with("AssumeRole") => {
            "The ARN of the session: sts in place of iam, assumed-role in place of role. Bucket policies can name it; \
             they see the role behind it as aws:PrincipalArn."
        }
        "Arn" => "Who signed the call.",
        "UserId" => "The unique id of the caller. It stays different when a user is deleted and made again.",
        "Account" => "The account the caller belongs to.",
        "SubjectFromWebIdentityToken" => "The claim sub, as STS read it in the token: whose token it is.",
        "Audience" => "The claim aud of the token: for whom it was made.",
        "Provider" => "The identity provider of the account that made the token. STS checked its signature.",
        "Credentials" => {
            "Three values that belong together and a time. Without any of the three the others are worthless."
        }
        "AccessKeyId" => {
            "The id of the temporary key. ASIA says that it is temporary. It travels openly with every call."
        }
        "SecretAccessKey" => {
            "The secret. It travels this one time, to the caller, under TLS; afterwards it only signs. The one shown is \
             invented."
        }
        "SessionToken" => {
            "Goes along with every call as x-amz-security-token. Opaque: AWS says to make no assumption about its length \
             or its content."
        }
        "Expiration" => "From this moment on the three values are refused. Nothing prolongs them.",
        "SourceIdentity" => "The source identity that was set or inherited.",
        "ResponseMetadata" => "About the answer itself.",
        "RequestId" => "The same name of the request as in the header.",
        "HostId" => "The same as x-amz-id-2.",
        "ErrorResponse" | "Error" => "What went wrong. Programs read Code, people read Message.",
        "Type" => "Sender: the fault lies in the request, so sending it again changes nothing.",
        "Code" => "The name of the error. This is what programs should compare, never the message.",
        "Message" => {
            "For people. Where AWS tells the reason, it tells one: the first policy kind, in its order of evaluation, \
             that denied or did not allow."
        }
        "Token-0" => "The session token that has expired, sent back.",
        "AWSAccessKeyId" => "The key id that nobody knows here.",
        "ListBucketResult" | "ListAllMyBucketsResult" => "The list.",
        "Contents" => "One object.",
        "Key" => "The key of an object: its whole name, slashes included. S3 has no folders.",
        "KeyCount" => "How many keys this answer holds.",
        "IsTruncated" => "false: nothing is left for a second answer.",
        "Name" => "The name of a bucket.",
        "Buckets" | "Bucket" => "Buckets of the caller's account.",
        _ if name.ends_with("Response") => "The outermost element: the answer of the operation.",
        _ if name.ends_with("Result") => "What the operation gave.",
        _ => "An element of the answer.",
    };
    (words, page)
}
