//! Requests that are only asked, not made: what would AWS say to this caller, at this moment?
//!
//! A probe goes through the same code as the call it stands for, up to the decision. It never signs, answers, writes or
//! lets time pass.

use super::Cloud;
use super::authorization::Authorization;
use super::authorize::{Identity, Question};
use super::call::{AssumeRole, Caller, S3Operation};
use super::http::ApiError;
use crate::iam::Context;
use std::cell::OnceCell;
use std::sync::Arc;

/// A request to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// An operation of S3.
    S3(S3Operation),
    /// `sts:AssumeRole`, with whatever parameters.
    AssumeRole(AssumeRole),
}

impl Probe {
    /// `sts:AssumeRole` on the role with this ARN, with nothing but what has to be sent.
    pub fn assume_role(role_arn: impl Into<String>) -> Self {
        Self::AssumeRole(AssumeRole {
            role_arn: role_arn.into(),
            session_name: "probe".to_owned(),
            alias: "probe".to_owned(),
            ..AssumeRole::default()
        })
    }

    /// The action it is authorized as, e.g. `s3:GetObject`; for operations with several, the first.
    pub fn action(&self) -> &'static str {
        match self {
            Self::AssumeRole(_) => "sts:AssumeRole",
            Self::S3(operation) => operation.action(),
        }
    }

    /// ARN of the resource it is authorized on.
    pub fn resource(&self) -> String {
        match self {
            Self::AssumeRole(request) => request.role_arn.clone(),
            Self::S3(operation) => match (operation.bucket(), operation.key()) {
                (Some(bucket), Some(key)) => format!("arn:aws:s3:::{bucket}/{key}"),
                (Some(bucket), None) => format!("arn:aws:s3:::{bucket}"),
                (None, _) => "arn:aws:s3:::*".to_owned(),
            },
        }
    }
}

impl Cloud {
    /// What AWS would decide if `caller` asked now: of several authorizations the one named by [`Probe::action`], or
    /// the one that denies.
    ///
    /// # Errors
    /// When it never comes to a decision: the credentials are expired or unknown, or there is no such bucket or role.
    pub fn would(&self, caller: &Caller, probe: &Probe) -> Result<Authorization, ApiError> {
        let mut authorizations = Vec::new();
        let (outcome, wanted) = match probe {
            Probe::S3(operation) => {
                let identity = self.authenticate(caller, "s3")?;
                let outcome = self.try_s3(identity.as_ref(), operation, &mut authorizations).map(drop);
                // A missing key asks for the listing, too; that is not what was asked here.
                (outcome, 0)
            }
            Probe::AssumeRole(request) => {
                let identity = self.authenticate(caller, "sts")?.ok_or_else(|| ApiError::missing_token("sts"))?;
                let outcome = self.try_assume_role(&identity, request, &mut authorizations).map(drop);
                (outcome, authorizations.iter().position(|one| !one.trace.is_allowed()).unwrap_or(0))
            }
        };
        match (authorizations.into_iter().nth(wanted), outcome) {
            (Some(authorization), _) => Ok(authorization),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(ApiError::access_denied("Access Denied")),
        }
    }

    /// Whether AWS would allow it: the verdict of [`Cloud::would`] without its reasons, in a fraction of the time.
    pub fn may(&self, caller: &Caller, probe: &Probe) -> bool {
        self.asker(caller).may(probe)
    }

    /// The caller, to be asked for many verdicts.
    pub fn asker<'a>(&'a self, caller: &'a Caller) -> Asker<'a> {
        let of_s3 = self.authenticate(caller, "s3").ok().map(|identity| {
            let keys = self.s3_base_context(identity.as_ref());
            OfS3 { question: self.asking(identity.as_ref(), keys.clone()), identity, keys }
        });
        Asker { cloud: self, caller, of_s3, of_sts: OnceCell::new() }
    }

    /// The cloud in which a session of the role is there under the name `alias`, as after a plain `AssumeRole` that
    /// somebody was allowed. No trust policy is asked. `None` when there is no such role.
    #[must_use]
    pub fn lend(&self, role_arn: &str, alias: &str) -> Option<Cloud> {
        let role = self.world.roles.get(role_arn)?;
        let session = self.plain_session(role, alias);
        let mut cloud = self.clone();
        cloud.sessions.push(Arc::new(session));
        Some(cloud)
    }
}

/// A caller at one moment: who it is, and the condition keys that all its requests carry, are found once for all probes.
pub struct Asker<'a> {
    cloud: &'a Cloud,
    caller: &'a Caller,
    /// `None` when S3 refuses the credentials.
    of_s3: Option<OfS3>,
    /// Found with the first probe for a role; `None` when STS refuses the credentials or there are none.
    of_sts: OnceCell<Option<OfSts>>,
}

/// A caller of S3 and its question, whose memory serves one probe after the other.
struct OfS3 {
    /// `None` for unsigned calls.
    identity: Option<Identity>,
    keys: Context,
    question: Question,
}

/// A caller of STS.
struct OfSts {
    identity: Identity,
    keys: Context,
}

impl Asker<'_> {
    /// See [`Cloud::may`].
    pub fn may(&mut self, probe: &Probe) -> bool {
        let cloud = self.cloud;
        match probe {
            Probe::S3(operation) => self.of_s3.as_mut().is_some_and(|OfS3 { identity, keys, question }| {
                cloud.may_s3(identity.as_ref(), operation, question.reset(keys))
            }),
            Probe::AssumeRole(request) => {
                let of_sts = self.of_sts.get_or_init(|| {
                    let identity = cloud.authenticate(self.caller, "sts").ok().flatten()?;
                    Some(OfSts { keys: cloud.context(Some(&identity)), identity })
                });
                of_sts
                    .as_ref()
                    .is_some_and(|OfSts { identity, keys }| cloud.may_assume_role(identity, keys.clone(), request))
            }
        }
    }
}
