//! A parsed policy: its text, and its statements compiled for deciding.

use super::Context;
use super::condition::ConditionTest;
use super::glob::Pattern;
use super::principal::{PrincipalForm, PrincipalValue};
use super::trace::Element;
use crate::diagnostic::{Source, Span};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// Which rules of the language apply, by where the policy is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Identity-based, managed or inline.
    Identity,
    /// Permissions boundary.
    Boundary,
    /// Session policy.
    Session,
    /// Resource-based, e.g. a bucket policy.
    Resource,
    /// Role trust policy.
    Trust,
    /// Service control policy.
    ServiceControl,
    /// Resource control policy.
    ResourceControl,
    /// VPC endpoint policy.
    VpcEndpoint,
}

impl PolicyKind {
    /// Whether statements must name a principal.
    pub fn names_principals(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::ResourceControl | Self::VpcEndpoint)
    }

    /// The word before the name.
    pub fn article(self) -> &'static str {
        if self == Self::Identity { "an" } else { "a" }
    }

    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::Resource => "resource-based policy",
            Self::Trust => "role trust policy",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
            Self::VpcEndpoint => "VPC endpoint policy",
        }
    }
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// None written, which means the old one.
    #[default]
    Absent,
    /// `2008-10-17`: `${...}` is plain text.
    Old,
    /// `2012-10-17`.
    Current,
}

impl Version {
    /// As it is written; `None` when it is absent.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Self::Absent => None,
            Self::Old => Some("2008-10-17"),
            Self::Current => Some("2012-10-17"),
        }
    }
}

/// What a statement does when it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// Grants, unless something denies.
    Allow,
    /// Denies, whatever allows.
    Deny,
}

/// A parsed policy document with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The name people know it by, e.g. `ReadReports` or `trust policy of DataReader`.
    pub name: String,
    /// ARN, for managed policies, SCPs and RCPs.
    pub arn: Option<String>,
    /// Where it is attached.
    pub kind: PolicyKind,
    /// Version of the language it is written in.
    pub version: Version,
    /// The JSON text. All spans are bytes in it.
    pub source: Arc<Source>,
    /// The statements in order.
    pub statements: Vec<Statement>,
    pub(crate) id: Option<(String, Span)>,
}

/// How policies without a name of their own are called after what they belong to.
const NAMELESS: [&str; 4] = ["trust policy of ", "bucket policy of ", "session policy of ", "boundary of "];

impl Policy {
    /// The name as it stands in a sentence: `ReadReports`, but `the trust policy of DataReader`.
    pub fn in_words(&self) -> String {
        let article = if NAMELESS.iter().any(|start| self.name.starts_with(start)) { "the " } else { "" };
        format!("{article}{}", self.name)
    }

    /// What `Resource` names that is no part of `bucket`. S3 answers such a bucket policy with 400 `MalformedPolicy`, "Policy
    /// has invalid resource": github.com/aws-samples/aws-media-services-vod-automation/issues/17.
    pub(crate) fn resources_beyond(&self, bucket: &str) -> impl Iterator<Item = &ResourceValue> {
        let elements = self.statements.iter().filter_map(|statement| statement.resource.as_ref());
        elements.filter(|element| !element.negated).flat_map(|element| &element.values).filter(move |value| {
            let Some((_, resource)) = value.text.split_once(":s3:::") else { return false };
            let name = resource.split('/').next().unwrap_or_default();
            match name.split_once(['*', '?', '$']) {
                Some((start, _)) => !bucket.starts_with(start),
                None => name != bucket,
            }
        })
    }

    /// The users and roles that `Principal` and `NotPrincipal` name by ARN, each with its place.
    pub(crate) fn users_and_roles(&self) -> impl Iterator<Item = (&str, Span)> {
        let values =
            self.statements.iter().filter_map(|statement| statement.principal.as_ref()).flat_map(|it| &it.values);
        let named = values.filter(|value| matches!(value.form, PrincipalForm::User | PrincipalForm::Role { .. }));
        named.map(|value| (value.text.as_str(), value.span))
    }
}

/// One statement, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Position in the policy, from 0.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// The whole statement object.
    pub span: Span,
    /// It could not be understood (a diagnostic says why) and never applies.
    pub broken: bool,
    pub(crate) sid_span: Option<Span>,
    pub(crate) principal: Option<PrincipalElement>,
    pub(crate) action: ActionElement,
    pub(crate) resource: Option<ResourceElement>,
    pub(crate) conditions: Vec<ConditionTest>,
    /// `Condition`, with what it holds.
    pub(crate) condition_span: Option<Span>,
}

impl Statement {
    /// 1-based line of the statement's first character in its file.
    pub fn line(&self, policy: &Policy) -> usize {
        policy.source.line(self.span.start)
    }

    /// Its elements in the order in which they are compared, each condition for itself, with their places.
    pub fn elements(&self) -> Vec<(Element, Span)> {
        let principal = self.principal.iter().map(|element| (Element::Principal, element.span));
        let action = std::iter::once((Element::Action, self.action.span));
        let resource = self.resource.iter().map(|element| (Element::Resource, element.span));
        let conditions = self.conditions.iter().map(|test| (Element::Condition, test.span));
        principal.chain(action).chain(resource).chain(conditions).collect()
    }

    /// `Sid`, or the statement's number from 1.
    pub fn label(&self) -> String {
        match &self.sid {
            Some(sid) if !sid.is_empty() => sid.clone(),
            _ => format!("statement {}", self.index + 1),
        }
    }

    /// The statement and its policy as they stand in a sentence: `TrustAlice of the trust policy of DataReader`.
    pub fn label_in(&self, policy: &Policy) -> String {
        format!("{} of {}", self.label(), policy.in_words())
    }
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrincipalElement {
    pub negated: bool,
    pub values: Vec<PrincipalValue>,
    pub span: Span,
}

/// `Action` or `NotAction`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ActionElement {
    pub negated: bool,
    pub values: Vec<ActionValue>,
    pub span: Span,
}

/// One action pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActionValue {
    pub text: SmolStr,
    pub pattern: Pattern,
    pub span: Span,
}

/// `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceElement {
    pub negated: bool,
    pub values: Vec<ResourceValue>,
    pub span: Span,
    /// Some value meets an open point or holds a variable.
    pub noteworthy: bool,
}

/// One resource pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceValue {
    pub text: SmolStr,
    pub form: ResourceForm,
    pub span: Span,
    pub ambiguities: super::ambiguity::Ambiguities,
}

/// How a resource pattern compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ResourceForm {
    /// `*`.
    Any,
    /// The first five fields, with their colons, are plain text; the last is a pattern.
    Plain {
        /// `arn:aws:s3:::`.
        head: SmolStr,
        /// `bucket/*`.
        tail: Pattern,
    },
    /// Six fields, compared one by one.
    Arn(Vec<Pattern>),
    /// No ARN: matches nothing.
    Nothing,
}

impl ResourceForm {
    /// The form of an ARN pattern cut into its six fields.
    pub fn of_fields(mut fields: Vec<Pattern>) -> Self {
        let head: Option<String> =
            fields.iter().take(5).map(|field| field.literal().map(|text| format!("{text}:"))).collect();
        match (head, fields.len()) {
            (Some(head), 6) => Self::Plain { head: head.into(), tail: fields.pop().unwrap_or_default() },
            _ => Self::Arn(fields),
        }
    }

    /// The patterns that may hold variables.
    pub fn patterns(&self) -> &[Pattern] {
        match self {
            Self::Plain { tail, .. } => std::slice::from_ref(tail),
            Self::Arn(fields) => fields,
            Self::Any | Self::Nothing => &[],
        }
    }

    /// The pattern with its variables filled in, for people; `None` when it is no ARN.
    pub fn filled(&self, context: &Context) -> Option<String> {
        match self {
            Self::Plain { head, tail } => Some(format!("{head}{}", tail.filled(context))),
            Self::Arn(fields) => Some(fields.iter().map(|field| field.filled(context)).collect::<Vec<_>>().join(":")),
            Self::Any | Self::Nothing => None,
        }
    }
}
