//! Quotas on the length of a policy, and the characters it may have.
//!
//! Source: IAM User Guide, `reference_iam-quotas.html`; Organizations User Guide, `orgs_reference_limits.html`.

use super::Findings;
use crate::diagnostic::{Severity, Span};
use crate::iam::policy::PolicyKind;

/// A length from which on AWS says no, at least by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeQuota {
    /// Characters.
    pub most: usize,
    /// Whitespace counts.
    pub whitespace: bool,
    /// Beyond it nothing helps; otherwise it is the default and the help says what is possible.
    pub is_final: bool,
    /// What has this quota, e.g. `a managed policy`.
    pub what: &'static str,
    /// What to do beyond it.
    pub help: &'static str,
}

impl SizeQuota {
    /// The length of a policy's text as this quota counts it.
    pub fn measure(&self, text: &str) -> usize {
        text.chars().filter(|c| self.whitespace || !c.is_ascii_whitespace()).count()
    }

    /// Whether a policy's text is too long. No text has more characters than bytes, so most need not be counted.
    fn is_exceeded_by(&self, text: &str) -> bool {
        text.len() > self.most && self.measure(text) > self.most
    }
}

const fn quota(most: usize, is_final: bool, what: &'static str, help: &'static str) -> SizeQuota {
    SizeQuota { most, whitespace: false, is_final, what, help }
}

const fn raw(most: usize, what: &'static str, help: &'static str) -> SizeQuota {
    SizeQuota { most, whitespace: true, is_final: true, what, help }
}

/// What the inline policies of one user may have together.
pub const INLINE_IN_A_USER: SizeQuota = quota(
    2_048,
    true,
    "all inline policies of a user together",
    "attach managed policies, or let the user assume a role",
);
/// What the inline policies of one role may have together.
pub const INLINE_IN_A_ROLE: SizeQuota =
    quota(10_240, true, "all inline policies of a role together", "split it into several managed policies");

/// The quotas on the length of a kind of policy, wherever it hangs, the larger first.
pub fn size_quotas(kind: PolicyKind) -> &'static [SizeQuota] {
    match kind {
        PolicyKind::Identity => {
            &const {
                [
                    INLINE_IN_A_ROLE,
                    quota(
                        6_144,
                        false,
                        "a managed policy",
                        "inline in a role up to 10,240 are possible, in a group 5,120, in a user 2,048",
                    ),
                ]
            }
        }
        PolicyKind::Boundary => {
            &const { [quota(6_144, true, "a managed policy, which a boundary is", "use wildcards, or fewer statements")] }
        }
        PolicyKind::Session => {
            &const { [raw(2_048, "a session policy", "name managed policies in PolicyArns instead")] }
        }
        PolicyKind::Trust => {
            &const {
                [
                    quota(8_192, true, "a role trust policy", "name the account and narrow it with a condition"),
                    quota(2_048, false, "a role trust policy by default", "the quota can be raised to 8,192"),
                ]
            }
        }
        PolicyKind::ServiceControl => &const { [raw(10_240, "an SCP", "attach several; up to 10 at each level")] },
        PolicyKind::ResourceControl => &const { [raw(5_120, "an RCP", "attach several; up to 5 at each level")] },
        PolicyKind::Resource => {
            &const { [raw(20_480, "a bucket policy", "use access points, each with its own policy")] }
        }
        PolicyKind::VpcEndpoint => {
            &const { [raw(20_480, "a VPC endpoint policy", "use wildcards, or several endpoints")] }
        }
    }
}

pub(super) fn check(findings: &mut Findings<'_>) {
    let text = findings.policy.source.text();
    let exceeded = size_quotas(findings.policy.kind).iter().find(|quota| quota.is_exceeded_by(text));
    if let Some(quota) = exceeded {
        let (length, how) = (quota.measure(text), if quota.whitespace { "" } else { " without whitespace" });
        let severity = if quota.is_final { Severity::Error } else { Severity::Warning };
        let title = format!("the policy has {length} characters{how}; {} has at most {}", quota.what, quota.most);
        findings.add(severity, "policy-size-exceeds-quota", findings.policy.source.head(), title, quota.help);
    }
    let odd = text.char_indices().find(|(_, c)| !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}'));
    if let Some((at, odd)) = odd {
        let title = format!("AWS takes no `{}` in a policy", odd.escape_unicode());
        let help = "policies consist of tab, line breaks and the characters U+0020 to U+00FF";
        findings.error("unsupported-character", Span::new(at, at + odd.len_utf8()), title, help);
    }
}
