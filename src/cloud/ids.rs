//! Identifiers and keys with AWS's prefixes, lengths and alphabets, made from a seed; every one recognisably fake,
//! but for the six digits of an MFA device.
//!
//! Prefixes: IAM User Guide, `reference_identifiers.html`. Lengths are those AWS's samples show.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64_LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const BASE64_URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where a world's identifiers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids {
    /// Seed of the world.
    pub seed: u64,
}

impl Ids {
    /// `AIDA` and 17 characters.
    pub fn user_id(self, arn: &str) -> String {
        format!("AIDA{}EXAMPLE", self.letters(BASE32, "user", arn, 10))
    }

    /// `AROA` and 17 characters.
    pub fn role_id(self, arn: &str) -> String {
        format!("AROA{}EXAMPLE", self.letters(BASE32, "role", arn, 10))
    }

    /// `AKIA` and 16 characters: a long-term key.
    pub fn long_term_key(self, arn: &str) -> String {
        format!("AKIA{}EXAMPLE", self.letters(BASE32, "key", arn, 9))
    }

    /// `ASIA` and 16 characters: a temporary key.
    pub fn temporary_key(self, session: &str) -> String {
        format!("ASIA{}EXAMPLE", self.letters(BASE32, "session-key", session, 9))
    }

    /// 40 characters.
    pub fn secret(self, owner: &str) -> String {
        format!("{}EXAMPLEKEY", self.letters(BASE64_LETTERS, "secret", owner, 30))
    }

    /// Opaque, some 330 characters.
    pub fn session_token(self, session: &str) -> String {
        format!("IQoJEXAMPLE{}==", self.letters(BASE64_LETTERS, "token", session, 319))
    }

    /// `i-` and 17 hexadecimal digits.
    pub fn instance_id(self, subject: &str) -> String {
        format!("i-0{}", self.hex("instance", subject).get(..16).unwrap_or_default())
    }

    /// Six digits, as an MFA device shows them.
    pub(crate) fn mfa_code(self, moment: &str) -> String {
        self.letters(b"0123456789", "mfa", moment, 6)
    }

    /// The third part of a token of a pretended identity provider: nobody's key made it.
    pub(crate) fn token_signature(self, token: &str) -> String {
        format!("EXAMPLE-not-a-signature-{}", self.letters(BASE32, "jwt", token, 40))
    }

    /// What EC2 encodes the details of a refusal to.
    pub(crate) fn encoded_message(self, call: u32) -> String {
        format!("EXAMPLE{}", self.letters(BASE64_URL, "encoded-message", &call.to_string(), 120))
    }

    /// A UUID, as STS names requests.
    pub fn request_id(self, call: u32) -> String {
        let hex = self.hex("request", &call.to_string());
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }

    /// 16 upper-case hexadecimal digits, as S3 names requests.
    pub fn s3_request_id(self, call: u32) -> String {
        self.hex("s3-request", &call.to_string()).get(..16).unwrap_or_default().to_uppercase()
    }

    /// S3's second request id.
    pub fn host_id(self, call: u32) -> String {
        BASE64.encode(self.digest("host", &call.to_string(), 0))
    }

    /// Entity tag of an object: opaque, 32 hexadecimal digits in quotes.
    pub fn etag(self, body: &str) -> String {
        format!("\"{}\"", self.hex("etag", body).get(..32).unwrap_or_default())
    }

    fn digest(self, kind: &str, subject: &str, counter: u32) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(kind.as_bytes());
        hash.update([0]);
        hash.update(subject.as_bytes());
        hash.update([0]);
        hash.update(counter.to_be_bytes());
        hash.finalize().into()
    }

    fn hex(self, kind: &str, subject: &str) -> String {
        hex(&self.digest(kind, subject, 0))
    }

    fn letters(self, alphabet: &[u8], kind: &str, subject: &str, length: usize) -> String {
        let mut text = String::with_capacity(length);
        for counter in 0..u32::MAX {
            for byte in self.digest(kind, subject, counter) {
                if text.len() == length {
                    return text;
                }
                text.extend(alphabet.get(usize::from(byte) % alphabet.len()).map(|letter| char::from(*letter)));
            }
        }
        text
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let [first, second] = digits(*byte);
        text.push(first);
        text.push(second);
        text
    })
}

/// The two lower-case hexadecimal digits of a byte.
pub(crate) fn digits(byte: u8) -> [char; 2] {
    let digit = |four: u8| char::from_digit(four.into(), 16).unwrap_or('0');
    [digit(byte >> 4), digit(byte & 15)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_those_of_aws_and_visibly_fake() {
        let ids = Ids { seed: 7 };
        let arn = "arn:aws:iam::111122223333:user/alice";
        for (text, prefix, length) in [
            (ids.user_id(arn), "AIDA", 21),
            (ids.role_id(arn), "AROA", 21),
            (ids.long_term_key(arn), "AKIA", 20),
            (ids.temporary_key(arn), "ASIA", 20),
        ] {
            assert!(text.starts_with(prefix) && text.len() == length && text.contains("EXAMPLE"), "{text}");
            assert!(text.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)), "{text}");
        }
        assert_eq!(ids.secret(arn).len(), 40);
        assert!(ids.secret(arn).contains("EXAMPLE") && ids.session_token(arn).contains("EXAMPLE"));
        assert_eq!(ids.request_id(3).len(), 36);
        assert_eq!(ids.s3_request_id(3).len(), 16);
    }

    #[test]
    fn the_same_seed_gives_the_same_and_another_seed_another() {
        let arn = "arn:aws:iam::111122223333:user/alice";
        assert_eq!(Ids { seed: 1 }.secret(arn), Ids { seed: 1 }.secret(arn));
        assert_ne!(Ids { seed: 1 }.secret(arn), Ids { seed: 2 }.secret(arn));
        assert_ne!(Ids { seed: 1 }.secret("a"), Ids { seed: 1 }.secret("b"));
    }
}
