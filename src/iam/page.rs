//! Pages of AWS's documentation that an explanation comes from. Names and addresses only; nothing is ever fetched.

/// A page of AWS's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Its title and, in brackets, the guide it belongs to.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

/// How policies are evaluated: the flow from the first deny to the last allow.
pub(super) const EVALUATION: Page = Page {
    title: "How AWS enforcement code logic evaluates requests (IAM User Guide)",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html",
};
pub(super) const POLICY_TYPES: Page = Page {
    title: "Policies and permissions in IAM (IAM User Guide)",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html",
};
pub(super) const CROSS_ACCOUNT: Page = Page {
    title: "Cross-account policy evaluation logic (IAM User Guide)",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
};
pub(super) const BOUNDARIES: Page = Page {
    title: "Permissions boundaries for IAM entities (IAM User Guide)",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
};
pub(super) const SCPS: Page = Page {
    title: "Service control policies (AWS Organizations User Guide)",
    url: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
};
pub(super) const RCPS: Page = Page {
    title: "Resource control policies (AWS Organizations User Guide)",
    url: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html",
};
pub(super) const ENDPOINTS: Page = Page {
    title: "Control access to VPC endpoints using endpoint policies (AWS PrivateLink Guide)",
    url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
};
pub(super) const PUBLIC_ACCESS: Page = Page {
    title: "Blocking public access to your Amazon S3 storage (S3 User Guide)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
};
