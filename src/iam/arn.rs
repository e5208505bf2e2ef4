//! Amazon Resource Names: six fields separated by colons, of which the last keeps further colons.

/// An ARN split into its fields, borrowed.
///
/// Source: IAM User Guide, `reference-arns.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The six fields: `arn`, partition, service, region, account, resource.
    pub fields: [&'a str; 6],
}

impl<'a> Arn<'a> {
    /// Splits `text`; `None` when it has fewer than six fields or does not start with `arn`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix("arn:")?;
        let mut fields = ["arn", "", "", "", "", ""];
        let (last, inner) = fields.split_last_mut()?;
        for field in inner.iter_mut().skip(1) {
            (*field, rest) = split(rest, b':')?;
        }
        *last = rest;
        Some(Self { fields })
    }

    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &'a str {
        self.fields[1]
    }

    /// `iam`, `sts`, `s3` ...
    pub fn service(&self) -> &'a str {
        self.fields[2]
    }

    /// Twelve digits, or empty (S3).
    pub fn account(&self) -> &'a str {
        self.fields[4]
    }

    /// `user/alice`, `bucket/key` ...
    pub fn resource(&self) -> &'a str {
        self.fields[5]
    }

    /// The resource cut at its first slash: `user` and `dev/alice`; without a slash the second part is empty.
    pub fn resource_parts(&self) -> (&'a str, &'a str) {
        cut(self.resource(), b'/')
    }
}

/// `text` cut at the first `at`, an ASCII character; without one the second part is empty.
pub(crate) fn cut(text: &str, at: u8) -> (&str, &str) {
    split(text, at).unwrap_or((text, ""))
}

/// `text` before and after the first `at`, an ASCII character.
///
/// Byte by byte: fields are short, and the standard library's searchers cost more to set up than they save.
pub(crate) fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if *byte == at {
            return Some((text.get(..text.len() - rest.len())?, text.get(text.len() - tail.len()..)?));
        }
        rest = tail;
    }
    None
}

/// Whether `text` is a 12-digit account id.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_field_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:sns:eu-west-1:111122223333:topic:sub").expect("an ARN");
        assert_eq!((arn.service(), arn.account(), arn.resource()), ("sns", "111122223333", "topic:sub"));
        assert!(Arn::parse("arn:aws:s3").is_none());
        assert!(Arn::parse("*").is_none());
    }
}
