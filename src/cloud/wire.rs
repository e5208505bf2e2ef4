//! HTTP as it travels, and Signature Version 4, really computed.
//!
//! Source: AWS General Reference, "Create a signed AWS API request"; S3 API Reference, `sig-v4-header-based-auth.html`.

use super::exchange::{HttpRequest, SigV4};
use super::ids::hex;
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
    pub method: &'static str,
    pub host: String,
    /// Unencoded path, starting with `/`.
    pub path: String,
    /// Unencoded name and value of every query parameter.
    pub query: Vec<(String, String)>,
    /// Headers beside `host` and the signature's own; lower-case names.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// `sts` or `s3`.
    pub service: &'static str,
}

impl Draft {
    /// Signs the request at `now` for `region`, or leaves it unsigned.
    pub fn sign(self, credentials: Option<Credentials<'_>>, region: &str, now: DateTime<Utc>) -> HttpRequest {
        let path = encode(&self.path, true);
        let mut pairs: Vec<(String, String)> =
            self.query.iter().map(|(name, value)| (encode(name, false), encode(value, false))).collect();
        pairs.sort();
        let query = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let target = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };

        let mut headers = vec![("host".to_owned(), self.host.clone())];
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
            headers.sort();
            let signed =
                signature_of(self.method, &path, &query, &headers, &payload, credentials, region, self.service, &stamp);
            headers.push(("authorization".into(), signed.header(credentials.key_id)));
            signature = Some(signed);
        }
        HttpRequest { method: self.method, host: self.host, target, headers, body: self.body, signature }
    }
}

#[expect(clippy::too_many_arguments, reason = "these are the inputs that the signature's definition lists")]
fn signature_of(
    method: &str,
    path: &str,
    query: &str,
    headers: &[(String, String)],
    payload: &str,
    credentials: Credentials<'_>,
    region: &str,
    service: &str,
    stamp: &str,
) -> SigV4 {
    let canonical_headers: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let signed_headers = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    let canonical_request = format!("{method}\n{path}\n{query}\n{canonical_headers}\n{signed_headers}\n{payload}");
    let date = stamp.get(..8).unwrap_or(stamp);
    let scope = format!("{date}/{region}/{service}/aws4_request");
    let string_to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", sha256_hex(&canonical_request));
    let key = signing_key(credentials.secret, date, region, service);
    let signature = hex(&hmac(&key, &string_to_sign));
    SigV4 { scope, signed_headers, canonical_request, string_to_sign, signature }
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

fn signing_key(secret: &str, date: &str, region: &str, service: &str) -> [u8; 32] {
    [region, service, "aws4_request"]
        .iter()
        .fold(hmac(format!("AWS4{secret}").as_bytes(), date), |key, part| hmac(&key, part))
}

fn hmac(key: &[u8], text: &str) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail; an all-zero tag would be a visibly wrong signature.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Percent-encodes all but unreserved characters; a path keeps its slashes.
pub(crate) fn encode(text: &str, keep_slash: bool) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || keep_slash && byte == b'/' {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex(&[byte]).to_uppercase());
        }
        out
    })
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
        let key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam");
        assert_eq!(hex(&key), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
    }

    #[test]
    fn the_get_object_request_of_the_documentation() {
        // S3 API Reference, sig-v4-header-based-auth.html, "Example: GET Object".
        let draft = Draft {
            method: "GET",
            host: "examplebucket.s3.amazonaws.com".into(),
            path: "/test.txt".into(),
            query: vec![],
            headers: vec![("range".into(), "bytes=0-9".into())],
            body: String::new(),
            service: "s3",
        };
        let credentials = Credentials {
            key_id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            token: None,
        };
        let now = Utc.with_ymd_and_hms(2013, 5, 24, 0, 0, 0).single().expect("a moment");
        let request = draft.sign(Some(credentials), "us-east-1", now);
        let signature = request.signature.expect("it is signed");
        assert_eq!(signature.signature, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    #[test]
    fn hostile_text_is_escaped() {
        assert_eq!(xml("<a href='x'>&\"\u{1b}"), "&lt;a href=&apos;x&apos;&gt;&amp;&quot;\u{fffd}");
        assert_eq!(encode("a b/ü+", false), "a%20b%2F%C3%BC%2B");
        assert_eq!(encode("a b/ü", true), "a%20b/%C3%BC");
    }
}
