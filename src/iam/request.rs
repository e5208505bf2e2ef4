//! What is asked: who, what, on which resource, in which context.

use super::{Context, ContextValue};

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// An unsigned request.
    Anonymous,
    /// A service calling for itself, e.g. `lambda.amazonaws.com`.
    Service(String),
    /// An IAM user, role session (`…:assumed-role/ROLE/SESSION`), federated user or account root, by ARN.
    Arn(String),
}

/// One request to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who calls.
    pub principal: Principal,
    /// For a role session: the ARN of its role **with its path**, when known. Session ARNs drop the path, so without
    /// it a role named in a policy is recognised by account and name.
    pub principal_role: Option<String>,
    /// Account of the caller, 12 digits; `None` means the one in the ARN.
    pub principal_account: Option<String>,
    /// The caller belongs to the organization's management account, which SCPs do not bind.
    pub principal_is_management_account: bool,
    /// The resource belongs to the organization's management account, whose resources RCPs do not bind.
    pub resource_is_management_account: bool,
    /// E.g. `s3:GetObject`; case does not matter.
    pub action: String,
    /// ARN, or `*` for actions without a resource.
    pub resource: String,
    /// Account that owns the resource; `None` means the one in the ARN, else the caller's.
    pub resource_account: Option<String>,
    /// The condition keys present, complete.
    pub context: Context,
}

impl Request {
    /// A request with an empty context.
    pub fn new(principal: Principal, action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            principal,
            principal_role: None,
            principal_account: None,
            principal_is_management_account: false,
            resource_is_management_account: false,
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            context: Context::default(),
        }
    }

    /// The caller as messages name it.
    pub(crate) fn caller(&self) -> &str {
        match &self.principal {
            Principal::Anonymous => "anonymous",
            Principal::Service(name) => name,
            Principal::Arn(arn) => arn,
        }
    }

    /// The caller as explanations name it. Who brings a token of an identity provider signs nothing, and is not nobody for
    /// that: the provider is the principal, and the subject says whose token it is.
    pub(crate) fn caller_words(&self) -> String {
        let text = |key: &str| match self.context.get(key) {
            Some(ContextValue::One(value)) => Some(value.as_str()),
            _ => None,
        };
        let provider = text("aws:FederatedProvider").filter(|_| self.principal == Principal::Anonymous);
        let Some(provider) = provider else { return format!("`{}`", self.caller()) };
        let of = provider.split_once(":oidc-provider/").map_or(provider, |(_, issuer)| issuer);
        match text(&format!("{of}:sub")) {
            Some(subject) => format!("the token of `{of}` for `{subject}`"),
            None => format!("a token of `{of}`"),
        }
    }
}
