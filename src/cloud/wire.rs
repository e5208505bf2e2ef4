//! HTTP as it travels, and Signature Version 4, really computed.
//!
//! Source: AWS General Reference, "Create a signed AWS API request"; S3 API Reference, `sig-v4-header-based-auth.html`.

use super::address::Address;
use super::http::{HttpRequest, KeyStep, SigV4};
use super::ids::{digits, hex};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Credentials that sign a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials<'a> {
    pub key_id: &'a str,
    pub secret: &'a str,
    /// Present for temporary credentials.
    pub token: Option<&'a str>,
}

/// A request before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub to: Address,
    /// Headers beside `host` and the signature's own; lower-case names.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// `sts` or `s3`.
    pub service: &'static str,
}

impl Draft {
    /// Signs the request at `now` for `region`, or leaves it unsigned.
    pub fn sign(self, credentials: Option<Credentials<'_>>, region: &str, now: DateTime<Utc>) -> HttpRequest {
        let target = self.to.target();
        let mut headers = vec![("host".to_owned(), self.to.host.clone())];
        headers.extend(self.headers);
        let payload = sha256_hex(&self.body);
        let mut signature = None;
        if let Some(credentials) = credentials {
            let stamp = now.format("%Y%m%dT%H%M%SZ").to_string();
            if self.service == "s3" {
                headers.push(("x-amz-content-sha256".into(), payload.clone()));
            }
            headers.push(("x-amz-date".into(), stamp.clone()));
            if let Some(token) = credentials.token {
                headers.push(("x-amz-security-token".into(), token.to_owned()));
            }
            headers.sort_unstable();
            let signed = signature_of(&self.to, &headers, &payload, credentials, region, self.service, &stamp);
            headers.push(("authorization".into(), signed.header(credentials.key_id)));
            signature = Some(signed);
        }
        HttpRequest { method: self.to.method, host: self.to.host, target, headers, body: self.body, signature }
    }
}

/// A parameter as it is signed: a name without value has its `=` all the same.
fn signed_pair((name, value): &(String, Option<String>)) -> String {
    format!("{name}={}", value.as_deref().unwrap_or_default())
}

fn signature_of(
    to: &Address,
    headers: &[(String, String)],
    payload: &str,
    credentials: Credentials<'_>,
    region: &str,
    service: &str,
    stamp: &str,
) -> SigV4 {
    let canonical_headers: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let signed_headers = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    let (method, path) = (to.method, to.encoded_path());
    let query = to.encoded_query().iter().map(signed_pair).collect::<Vec<_>>().join("&");
    let canonical_request = format!("{method}\n{path}\n{query}\n{canonical_headers}\n{signed_headers}\n{payload}");
    let date = stamp.get(..8).unwrap_or(stamp);
    let scope = format!("{date}/{region}/{service}/aws4_request");
    let string_to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", sha256_hex(&canonical_request));
    let (key, key_steps) = signing_key(credentials.secret, date, region, service);
    let signature = hex(&hmac(&key, &string_to_sign));
    let secret = credentials.secret.to_owned();
    SigV4 { secret, scope, signed_headers, canonical_request, string_to_sign, key_steps, signature }
}

impl SigV4 {
    /// The `Authorization` header.
    fn header(&self, key_id: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={key_id}/{}, SignedHeaders={}, Signature={}",
            self.scope, self.signed_headers, self.signature
        )
    }
}

/// The signing key, and every step to it.
fn signing_key(secret: &str, date: &str, region: &str, service: &str) -> ([u8; 32], Vec<KeyStep>) {
    let mut key = hmac(format!("AWS4{secret}").as_bytes(), date);
    let mut steps = vec![KeyStep { message: date.to_owned(), result: hex(&key) }];
    for message in [region, service, "aws4_request"] {
        key = hmac(&key, message);
        steps.push(KeyStep { message: message.to_owned(), result: hex(&key) });
    }
    (key, steps)
}

pub(super) fn hmac(key: &[u8], text: &str) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail; an all-zero tag would be a visibly wrong signature.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

pub(super) fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Percent-encodes all but unreserved characters; a path keeps its slashes.
pub(crate) fn encode(text: &str, keep_slash: bool) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || keep_slash && byte == b'/' {
            out.push(char::from(byte));
        } else {
            out.push('%');
            let [first, second] = digits(byte);
            out.push(first.to_ascii_uppercase());
            out.push(second.to_ascii_uppercase());
        }
        out
    })
}

/// The text behind percent-encoding; what is not well encoded stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = if *first == b'%' { tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()) } else { None };
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A form body: `Action=AssumeRole&Version=...`.
pub(crate) fn form(pairs: &[(String, String)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name, false), encode(value, false)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Text inside an XML element.
pub(crate) fn xml(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if c.is_control() && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_signing_key_of_the_documentation() {
        // AWS General Reference, "Examples of how to derive a signing key for Signature Version 4".
        let (key, steps) = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam");
        assert_eq!(hex(&key), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
        let told: Vec<&str> = steps.iter().map(|step| step.result.as_str()).collect();
        assert_eq!(
            told,
            [
                "969fbb94feb542b71ede6f87fe4d5fa29c789342b0f407474670f0c2489e0a0d",
                "69daa0209cd9c5ff5c8ced464a696fd4252e981430b10e3d3fd8e2f197d7a70c",
                "f72cfd46f26bc4643f06a11eabb6c0ba18780c19a8da0c31ace671265e3c87fa",
                "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d",
            ]
        );
    }

    #[test]
    fn the_list_users_request_of_the_documentation() {
        // AWS General Reference, "Examples of the complete Signature Version 4 signing process".
        let draft = Draft {
            to: Address {
                method: "GET",
                host: "iam.amazonaws.com".into(),
                path: "/".into(),
                query: vec![("Action".into(), Some("ListUsers".into())), ("Version".into(), Some("2010-05-08".into()))],
            },
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded; charset=utf-8".into())],
            body: String::new(),
            service: "iam",
        };
        let credentials =
            Credentials { key_id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token: None };
        let now = Utc.with_ymd_and_hms(2015, 8, 30, 12, 36, 0).single().expect("a moment");
        let signed = draft.sign(Some(credentials), "us-east-1", now).signature.expect("it is signed");
        let hash = "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        assert_eq!(sha256_hex(&signed.canonical_request), hash);
        assert_eq!(
            signed.string_to_sign,
            format!("AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n{hash}")
        );
        let key = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9";
        assert_eq!(signed.key_steps.last().map(|step| step.result.as_str()), Some(key));
        assert_eq!(signed.signature, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    /// Signed with the key and at the moment of all examples on S3's page.
    fn signed_as_s3_shows(draft: Draft) -> HttpRequest {
        let credentials = Credentials {
            key_id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            token: None,
        };
        let now = Utc.with_ymd_and_hms(2013, 5, 24, 0, 0, 0).single().expect("a moment");
        draft.sign(Some(credentials), "us-east-1", now)
    }

    #[test]
    fn the_get_object_request_of_the_documentation() {
        // S3 API Reference, sig-v4-header-based-auth.html, "Example: GET Object".
        let draft = Draft {
            to: Address {
                method: "GET",
                host: "examplebucket.s3.amazonaws.com".into(),
                path: "/test.txt".into(),
                query: vec![],
            },
            headers: vec![("range".into(), "bytes=0-9".into())],
            body: String::new(),
            service: "s3",
        };
        let request = signed_as_s3_shows(draft);
        let signature = request.signature.expect("it is signed");
        assert_eq!(signature.signature, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    #[test]
    fn the_bucket_lifecycle_request_of_the_documentation() {
        // The same page, "Example: GET Bucket Lifecycle": `?lifecycle` is sent, `lifecycle=` is signed.
        let draft = Draft {
            to: Address {
                method: "GET",
                host: "examplebucket.s3.amazonaws.com".into(),
                path: "/".into(),
                query: vec![("lifecycle".into(), None)],
            },
            headers: vec![],
            body: String::new(),
            service: "s3",
        };
        let request = signed_as_s3_shows(draft);
        assert_eq!(request.target, "/?lifecycle");
        let signature = request.signature.expect("it is signed");
        assert_eq!(signature.signature, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    #[test]
    fn hostile_text_is_escaped() {
        assert_eq!(xml("<a href='x'>&\"\u{1b}"), "&lt;a href=&apos;x&apos;&gt;&amp;&quot;\u{fffd}");
        assert_eq!(encode("a b/ü+", false), "a%20b%2F%C3%BC%2B");
        assert_eq!(encode("a b/ü", true), "a%20b/%C3%BC");
        for text in ["a b/ü+", "100%", "%zz%4", "%", ""] {
            assert_eq!(decode(&encode(text, false)), text);
        }
        assert_eq!(decode("%zz%4"), "%zz%4");
    }
}
