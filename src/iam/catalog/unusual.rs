//! Condition keys of a request that AWS would never put there. They are told, never dropped.

use super::{Applicability, Catalog, Presence, condition_key};
use crate::iam::arn::Arn;
use crate::iam::request::{Principal, Request};

/// A key that no request of this kind carries.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct UnusualKey {
    /// As the request spells it.
    pub key: String,
    /// Why it cannot be there.
    pub why: String,
}

impl Catalog {
    /// The condition keys of `request` that AWS would never send for its action or its caller, in the order of the
    /// context. They count in the decision nevertheless: whoever wrote the request meant something by them.
    pub fn unusual_keys(&self, request: &Request) -> Vec<UnusualKey> {
        let keys = request.context.iter().map(|(key, _)| key);
        keys.filter_map(|key| Some(UnusualKey { key: key.to_owned(), why: self.why_unusual(key, request)? })).collect()
    }

    fn why_unusual(&self, key: &str, request: &Request) -> Option<String> {
        if self.applicability(key, &request.action) == Applicability::Never {
            return Some(format!("no request for {} carries it", request.action));
        }
        let Some(known) = condition_key(key) else {
            let (prefix, _) = key.split_once(':')?;
            let is_told = prefix.eq_ignore_ascii_case("aws") || self.service(prefix).is_some();
            return is_told.then(|| "there is no such condition key".to_owned());
        };
        let (is_user, is_service, is_signed) = match &request.principal {
            Principal::Anonymous => (false, false, false),
            Principal::Service(_) => (false, true, true),
            Principal::Arn(arn) => (Arn::parse(arn).is_some_and(|arn| arn.resource_parts().0 == "user"), false, true),
        };
        let possible = match known.presence {
            Presence::Users => is_user,
            Presence::ServicePrincipals => is_service,
            Presence::Signed
            | Presence::TemporaryCredentials
            | Presence::MfaUsed
            | Presence::CallerInOrganization
            | Presence::PrincipalTagged
            | Presence::SomeSessions => is_signed,
            _ => true,
        };
        (!possible).then(|| format!("it is only there {}", known.presence.words()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_cannot_be_there_are_told_and_the_others_are_not() {
        let told = |principal: Principal, keys: &[&str]| {
            let mut request = Request::new(principal, "s3:GetObject", "arn:aws:s3:::b/k");
            for key in keys {
                request.context.set(key, "x");
            }
            Catalog::shipped().unusual_keys(&request).into_iter().map(|unusual| unusual.key).collect::<Vec<_>>()
        };
        let user = || Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
        let session = || Principal::Arn("arn:aws:sts::111122223333:assumed-role/app/s1".into());
        assert_eq!(told(user(), &["aws:SourceIp", "aws:username", "s3:ExistingObjectTag/a"]), Vec::<String>::new());
        assert_eq!(
            told(user(), &["s3:prefix", "aws:SourceArn", "aws:Bogus"]),
            ["s3:prefix", "aws:SourceArn", "aws:Bogus"]
        );
        assert_eq!(told(session(), &["aws:username", "app:own"]), ["aws:username"]);
        assert_eq!(told(Principal::Anonymous, &["aws:PrincipalArn", "aws:PrincipalAccount"]), ["aws:PrincipalArn"]);
        assert_eq!(told(Principal::Service("x.amazonaws.com".into()), &["aws:SourceArn"]), Vec::<String>::new());
    }
}
