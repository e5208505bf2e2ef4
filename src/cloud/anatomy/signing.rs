//! How a request was signed: canonical request, string to sign, signing key, signature, and whether they fit together.

use super::{Sheet, pages};
use crate::cloud::ids::hex;
use crate::cloud::wire::{hmac, sha256_hex};
use crate::cloud::{HttpRequest, SigV4};

impl HttpRequest {
    /// The way to the signature, line by line, with checks at its end; `None` for an unsigned request.
    pub fn signing(&self) -> Option<Sheet> {
        let signature = self.signature.as_ref()?;
        let mut sheet = Sheet::default();
        canonical_request(&mut sheet, signature);
        string_to_sign(&mut sheet, signature);
        signing_key(&mut sheet, signature);
        sheet.heading("4 Signature");
        sheet.line(0);
        sheet.mark("= ");
        sheet.part(
            &signature.signature,
            "signature",
            &signature.signature,
            "HMAC-SHA256 of the string to sign, with the signing key. It goes into the authorization header. The service \
             computes the same from what arrived and compares; when a single character differs it answers \
             SignatureDoesNotMatch.",
            pages::SIGNING,
        );
        sheet.heading("Checks, computed again from what is shown");
        for (holds, text, words) in self.checks(signature) {
            sheet.line(0);
            sheet.part(text, "check", if holds { "it holds" } else { "it does not hold" }, words, pages::SIGNING);
            sheet.holds(holds);
        }
        Some(sheet)
    }

    /// Whether the shown parts fit together, each computed anew.
    fn checks(&self, signature: &SigV4) -> [(bool, &'static str, &'static str); 4] {
        let last_line = |text: &str| text.lines().last().unwrap_or_default().to_owned();
        let sent = self.headers.iter().find(|(name, _)| name == "authorization").map_or("", |(_, value)| value);
        let key = signature.key_steps.last().map(|step| unhex(&step.result)).unwrap_or_default();
        [
            (
                last_line(&signature.canonical_request) == sha256_hex(&self.body),
                "hash in the canonical request = SHA-256 of the body",
                "So the signature covers the body: change one byte of it and this line differs.",
            ),
            (
                last_line(&signature.string_to_sign) == sha256_hex(&signature.canonical_request),
                "hash in the string to sign = SHA-256 of the canonical request",
                "So the signature covers method, path, query, headers and body at once, through one hash.",
            ),
            (
                hex(&hmac(&key, &signature.string_to_sign)) == signature.signature,
                "signature = HMAC(signing key, string to sign)",
                "The last step, done again. The service does the same on its side.",
            ),
            (
                sent.split("Signature=").nth(1) == Some(signature.signature.as_str()),
                "Signature in the authorization header = signature",
                "What travels is what was computed.",
            ),
        ]
    }
}

fn canonical_request(sheet: &mut Sheet, signature: &SigV4) {
    sheet.heading("1 Canonical request");
    let lines: Vec<&str> = signature.canonical_request.split('\n').collect();
    // Method, path, query; headers; an empty line; their names; the hash.
    let end_of_headers = lines.len().saturating_sub(3);
    for (at, text) in lines.iter().enumerate() {
        let (name, words) = match at {
            0 => ("method", "The method, in capitals."),
            1 => ("path", "The path, every sign but A-Z a-z 0-9 - _ . ~ and / percent-encoded. Empty is written as /."),
            2 if text.is_empty() => ("query", "The query. It is empty here, and its line stays, empty."),
            2 => ("query", "The query: parameters percent-encoded and put in the order of their names."),
            _ if at < end_of_headers => (
                "signed header",
                "A signed header: its name in lower case, a colon, its value without blanks around it.",
            ),
            _ if at == end_of_headers => ("end of headers", "An empty line ends the headers."),
            _ if at == end_of_headers + 1 => {
                ("names of the signed headers", "Which headers those are, once more: the same list as SignedHeaders.")
            }
            _ => ("hash of the body", "SHA-256 of the body, in hexadecimal. Of an empty body it is e3b0c442…b855."),
        };
        sheet.line(0);
        let shown = if text.is_empty() { "(empty line)" } else { text };
        let words = format!(
            "{words} Client and service bring the request into exactly this form, so that both hash the same bytes."
        );
        // The value of a header stands by itself, so that it is counted as everywhere else.
        let (head, value) = match text.split_once(':').filter(|_| name == "signed header") {
            Some((head, value)) => (format!("{head}:"), value),
            None => (shown.to_owned(), ""),
        };
        let part = sheet.parts.len();
        sheet.part(&head, format!("canonical request: {name}"), text, words, pages::SIGNING);
        if !value.is_empty() {
            sheet.piece(value, Some(part));
        }
    }
}

fn string_to_sign(sheet: &mut Sheet, signature: &SigV4) {
    sheet.heading("2 String to sign");
    let meanings = [
        ("algorithm", "The algorithm, so that nobody can swap it for a weaker one."),
        ("time", "When it was signed: the value of x-amz-date."),
        ("scope", "Date, region, service and terminator: where the signature counts. The same as in Credential."),
        ("hash of the canonical request", "SHA-256 of the canonical request above: it stands for all of it."),
    ];
    for ((name, words), text) in meanings.into_iter().zip(signature.string_to_sign.split('\n')) {
        sheet.line(0);
        sheet.part(text, format!("string to sign: {name}"), text, words, pages::SIGNING);
    }
}

fn signing_key(sheet: &mut Sheet, signature: &SigV4) {
    sheet.heading("3 Signing key");
    sheet.line(0);
    sheet.mark("AWS4 + ");
    sheet.part(
        &signature.secret,
        "secret access key",
        &signature.secret,
        "The secret access key. This one is fake: the simulator invented it, it opens nothing, and EXAMPLEKEY marks it. \
         A real one is never shown, logged or sent; it stays with the caller, and AWS has its own copy.",
        pages::SIGNING,
    );
    let names = ["kDate", "kRegion", "kService", "kSigning"];
    let keys = ["AWS4 + secret", "kDate", "kRegion", "kService"];
    let words = [
        "Binds the key to a day.",
        "Binds it to a region.",
        "Binds it to a service.",
        "The signing key. It signs one service in one region on one day; a service that knows it still cannot sign for \
         another one, nor get at the secret.",
    ];
    for (((name, key), words), step) in names.into_iter().zip(keys).zip(words).zip(&signature.key_steps) {
        sheet.line(0);
        sheet.mark(&format!("{name} = HMAC({key}, \"{}\")", step.message));
        sheet.line(2);
        sheet.part(
            &step.result,
            format!("signing key: {name}"),
            &step.result,
            format!("HMAC-SHA256 with {key} as its key, over `{}`. {words}", step.message),
            pages::SIGNING,
        );
    }
}

/// The bytes behind hexadecimal digits.
fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).filter_map(digit).collect()
}
