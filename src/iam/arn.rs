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
        let mut parts = text.splitn(6, ':');
        let mut fields = [""; 6];
        for field in &mut fields {
            *field = parts.next()?;
        }
        (fields[0] == "arn").then_some(Self { fields })
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
