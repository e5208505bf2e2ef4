//! Signature Version 4, computed a second time from what travelled, with HMAC written out by its definition.

use rolecall::cloud::{Call, Caller, Cloud, Exchange, HttpRequest, S3Operation};
use rolecall::diagnostic::Source;
use rolecall::lesson::{embedded, load, play};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// RFC 2104: H(key ^ opad, H(key ^ ipad, text)).
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = if key.len() > 64 { sha256(key) } else { key.to_vec() };
    block.resize(64, 0);
    let with = |pad: u8, tail: &[u8]| {
        let bytes: Vec<u8> = block.iter().map(|byte| byte ^ pad).chain(tail.iter().copied()).collect();
        sha256(&bytes)
    };
    with(0x5c, &with(0x36, text.as_bytes()))
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
}

/// The signature that belongs to the request, from nothing but what travelled and the secret.
fn signature(request: &HttpRequest, secret: &str) -> String {
    let authorization = header(request, "authorization");
    let between = |from: &str, to: &str| {
        let tail = authorization.split(from).nth(1).unwrap_or_else(|| panic!("{from} in {authorization}"));
        tail.split(to).next().unwrap_or(tail).to_owned()
    };
    let credential = between("Credential=", ",");
    let signed = between("SignedHeaders=", ",");
    let (_, scope) = credential.split_once('/').expect("a scope");
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    // A parameter without a value is signed with its equals sign all the same.
    let signed_as =
        |part: &str| if part.is_empty() || part.contains('=') { part.to_owned() } else { format!("{part}=") };
    let query = query.split('&').map(signed_as).collect::<Vec<_>>().join("&");
    let mut canonical = format!("{}\n{path}\n{query}\n", request.method);
    for name in signed.split(';') {
        canonical += &format!("{name}:{}\n", header(request, name).trim());
    }
    canonical += &format!("\n{signed}\n{}", hex(&sha256(request.body.as_bytes())));
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", header(request, "x-amz-date"), hex(&sha256(canonical.as_bytes())));
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part));
    hex(&hmac(&key, &to_sign))
}

/// Every exchange of every lesson, in the base play and under every what-if.
fn exchanges() -> Vec<Arc<Exchange>> {
    let mut all = Vec::new();
    for (name, text) in embedded() {
        let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err("no files".to_owned()));
        let lesson = lesson.expect("a lesson");
        let plays = lesson.what_ifs.iter().map(|what_if| vec![what_if.id.clone()]).chain([vec![]]);
        for what_ifs in plays {
            all.extend(play(&lesson, &what_ifs).expect("it plays").exchanges);
        }
    }
    all
}

#[test]
fn hmac_by_its_definition_gives_the_published_value() {
    // RFC 4231, test case 2.
    assert_eq!(
        hex(&hmac(b"Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

#[test]
fn every_signature_that_travels_is_right() {
    let mut checked = 0;
    for exchange in exchanges() {
        let Some(request) = exchange.request() else { continue };
        let Some(signed) = &request.signature else { continue };
        assert_eq!(signature(request, &signed.secret), signed.signature, "{}", exchange.command());
        assert!(header(request, "authorization").ends_with(&signed.signature));
        assert!(signed.secret.contains("EXAMPLE"), "secrets are visibly fake");
        checked += 1;
    }
    assert!(checked >= 10, "{checked}");
}

#[test]
fn what_is_known_of_an_exchange_is_what_is_written_down_of_it() {
    for exchange in exchanges() {
        let unseen = exchange.clone();
        let (request, response) = (exchange.request(), exchange.response());
        let line = request.map(|it| format!("{} https://{}{}", it.method, it.host, it.target));
        assert_eq!(exchange.request_line(), line);
        assert_eq!(exchange.status(), response.map(|it| (it.status, it.reason)));
        let key_id = request.and_then(|it| header(it, "authorization").split(['=', '/']).nth(1).map(ToOwned::to_owned));
        assert_eq!(exchange.key_id, key_id);
        if let (Err(error), Some(response)) = (&exchange.outcome, response) {
            let read = if response.body.is_empty() { response.reason } else { &error.code };
            assert_eq!(exchange.refused_with(), Some(read));
        }
        assert_eq!(exchange, unseen, "whether somebody has looked makes no difference");
    }
}

#[test]
fn exchanges_that_differ_only_in_what_travels_differ() {
    let (name, text) = embedded()[0];
    let lesson = load(Arc::new(Source::new(name, text)), &|_| Err(String::new())).0.expect("it is sound");
    let cloud = Cloud::new(Arc::clone(&lesson.world));
    let bucket = lesson.world.buckets.keys().next().expect("a bucket").clone();
    let put = |body: &str| {
        let (bucket, key, body) = (bucket.clone(), "k".to_owned(), body.to_owned());
        let operation = S3Operation::PutObject { bucket, key, body, tags: BTreeMap::new() };
        cloud.perform(&Call::S3 { caller: Caller::UnknownKey, operation }).0
    };
    assert_eq!(put("a"), put("a"));
    assert_ne!(put("a"), put("b"));
}

#[test]
fn the_checks_hold_for_what_was_signed_and_break_with_any_change() {
    let broken = |request: &HttpRequest| {
        let sheet = request.signing().expect("it is signed");
        let checks: Vec<bool> = sheet.lines.iter().filter_map(|line| line.holds).collect();
        assert_eq!(checks.len(), 4);
        checks.iter().filter(|holds| !**holds).count()
    };
    for exchange in exchanges() {
        let Some(request) = exchange.request().filter(|request| request.signature.is_some()) else { continue };
        assert_eq!(broken(request), 0);
        let mut other = request.clone();
        other.body.push('x');
        assert_eq!(broken(&other), 1, "another body");
        let mut other = request.clone();
        if let Some(signature) = &mut other.signature {
            signature.canonical_request = signature.canonical_request.replacen("host:", "host:evil.", 1);
        }
        assert_eq!(broken(&other), 1, "another host");
        let mut other = request.clone();
        if let Some(signature) = &mut other.signature {
            signature.string_to_sign.push('0');
        }
        assert_eq!(broken(&other), 2, "another string to sign");
        let mut other = request.clone();
        other.headers.retain(|(name, _)| name != "authorization");
        assert_eq!(broken(&other), 1, "no header");
    }
}

#[test]
fn nothing_is_lost_when_an_exchange_is_taken_apart() {
    for exchange in exchanges() {
        let (Some(request), Some(response)) = (exchange.request(), exchange.response()) else {
            assert!(exchange.anatomy(true).is_none() && exchange.credentials(&[], true, exchange.sent).is_none());
            continue;
        };
        let sheet = exchange.anatomy(true).expect("something travelled");
        let shown: String = sheet.text().split_whitespace().collect();
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        for (name, value) in request.headers.iter().chain(&response.headers) {
            assert!(shown.contains(&squeeze(&format!("{name}: {value}"))), "{name}: {value}\n{}", sheet.text());
        }
        assert!(shown.contains(&squeeze(&request.body)) && shown.contains(&squeeze(&response.body)));
        assert!(shown.contains(&squeeze(&format!("{} {} HTTP/1.1", request.method, request.target))));
        assert!(shown.contains(&squeeze(&format!("HTTP/1.1 {} {}", response.status, response.reason))));
        // Only the request, while the answer is on its way.
        let asked = exchange.anatomy(false).expect("something travelled");
        assert!(asked.parts.len() < sheet.parts.len() && !asked.parts.iter().any(|part| part.name == "status"));
        // Every part can be reached from the text, and has words.
        for (at, part) in sheet.parts.iter().enumerate() {
            assert!(sheet.lines.iter().flat_map(|line| &line.pieces).any(|piece| piece.part == Some(at)), "{part:?}");
            assert!(!part.words.is_empty() && part.page.url.starts_with("https://docs.aws.amazon.com/"), "{part:?}");
        }
    }
}
