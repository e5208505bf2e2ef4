//! Where a call goes: the first line of its request, and the host. Each service knows its own.

use super::call::Call;
use super::query::QueryService;
use super::wire::encode;
use super::{Cloud, lambda, s3};

/// Method, host, path and query of a request.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub method: &'static str,
    pub host: String,
    /// Unencoded path, starting with `/`.
    pub path: String,
    /// Unencoded name and value of every query parameter; without value, a subresource of S3 such as `?policy`.
    pub query: Vec<(String, Option<String>)>,
}

impl Address {
    /// A `POST` to this path.
    pub fn post(host: String, path: &str) -> Self {
        Self { method: "POST", host, path: path.to_owned(), query: Vec::new() }
    }

    /// The encoded path.
    pub fn encoded_path(&self) -> String {
        encode(&self.path, true)
    }

    /// The encoded query parameters, in the order of the signature.
    pub fn encoded_query(&self) -> Vec<(String, Option<String>)> {
        let encoded = |(name, value): &(String, Option<String>)| {
            (encode(name, false), value.as_ref().map(|value| encode(value, false)))
        };
        let mut pairs: Vec<_> = self.query.iter().map(encoded).collect();
        pairs.sort_unstable();
        pairs
    }

    /// Path and query as they travel.
    pub fn target(&self) -> String {
        let sent = |(name, value): (String, Option<String>)| match value {
            Some(value) => format!("{name}={value}"),
            None => name,
        };
        let query: Vec<String> = self.encoded_query().into_iter().map(sent).collect();
        let path = self.encoded_path();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

impl Cloud {
    /// Where a call goes; `None` for a wait.
    pub(crate) fn address(&self, call: &Call) -> Option<Address> {
        let region = self.world.region.as_str();
        Some(match call {
            Call::Wait(_) => return None,
            Call::AssumeRole { .. }
            | Call::AssumeRoleWithWebIdentity { .. }
            | Call::GetSessionToken { .. }
            | Call::GetCallerIdentity { .. } => QueryService::Sts.address(region),
            Call::S3 { operation, .. } => s3::address(operation, region),
            Call::Iam { .. } => QueryService::Iam.address(region),
            Call::CreateFunction { .. } => lambda::address(region),
            Call::RunInstances { .. } => QueryService::Ec2.address(region),
        })
    }
}
