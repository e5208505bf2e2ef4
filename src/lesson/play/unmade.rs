//! Who makes a call, if anybody does: credentials that were never issued sign nothing.
//!
//! And what a refused call would have made does not run: without the function or the instance nobody is there to make the
//! calls that a script has for it. Never says so of what no call of the script makes: that was there before.

use crate::cloud::{Call, Caller, Cloud};
use std::collections::BTreeMap;

/// Who makes a call.
pub(in crate::lesson) enum Maker {
    /// Somebody can.
    There,
    /// Credentials that were never issued cannot sign anything.
    Unsigned,
    /// What would make it was refused; why, in words.
    Unmade(String),
}

impl Maker {
    pub fn is_there(&self) -> bool {
        matches!(self, Self::There)
    }
}

/// What was refused so far.
#[derive(Debug, Default)]
pub(in crate::lesson) struct Unmade {
    functions: Vec<Function>,
    /// Role in the instance profile of instances that were not started, by name.
    instances: Vec<String>,
    /// Names of the sessions that are not there because of it, and why.
    sessions: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    account: String,
    name: String,
    role_arn: String,
}

impl Unmade {
    /// Whether somebody is there to make the call.
    pub fn maker_of(&mut self, cloud: &Cloud, call: &Call) -> Maker {
        let session = match call.caller() {
            Some(Caller::Session(name)) => Some(cloud.session(name)),
            _ => None,
        };
        if let Some(Some(_)) = session {
            return Maker::There;
        }
        match (self.why_not(call), session) {
            (Some(why), _) => Maker::Unmade(why),
            (None, Some(_)) => Maker::Unsigned,
            (None, None) => Maker::There,
        }
    }

    /// Notes what a call made or failed to make; its caller's ARN where AWS knows it.
    pub fn note(&mut self, call: &Call, caller_arn: Option<&str>, refused: bool) {
        match call {
            Call::CreateFunction { request, .. } => {
                let owner = caller_arn.unwrap_or(&request.role_arn);
                let (name, role_arn) = (request.name.clone(), request.role_arn.clone());
                let function = Function { account: account_of(owner).to_owned(), name, role_arn };
                self.functions.retain(|known| (&known.account, &known.name) != (&function.account, &function.name));
                self.functions.extend(refused.then_some(function));
            }
            Call::RunInstances { request, .. } => {
                let Some(role) = &request.instance_profile else { return };
                self.instances.retain(|known| known != role);
                self.instances.extend(refused.then(|| role.clone()));
            }
            _ => {}
        }
    }

    /// What was refused that stands in the way of the call.
    fn why_not(&mut self, call: &Call) -> Option<String> {
        let why = match (call.caller()?, call) {
            (Caller::Session(name), _) => self.sessions.get(name).cloned(),
            (Caller::Service { name, source }, _) if name == "lambda.amazonaws.com" => {
                let is_it = |function: &&Function| match (&source.arn, call) {
                    (Some(arn), _) => {
                        let own = arn.rsplit_once(":function:").is_some_and(|(_, name)| name == function.name);
                        own && account_of(arn) == function.account
                    }
                    (None, Call::AssumeRole { request, .. }) => {
                        request.session_name == function.name && request.role_arn == function.role_arn
                    }
                    (None, _) => false,
                };
                let function = self.functions.iter().find(is_it);
                function.map(|function| format!("there is no function `{}`, for it was not created", function.name))
            }
            (Caller::Service { name, .. }, Call::AssumeRole { request, .. }) if name == "ec2.amazonaws.com" => {
                let role = request.role_arn.rsplit('/').next().unwrap_or(&request.role_arn);
                let known = self.instances.iter().find(|known| *known == role);
                known.map(|role| format!("there is no instance with the role `{role}`, for it was not started"))
            }
            _ => None,
        }?;
        if let Some(session) = call.session() {
            self.sessions.insert(session.to_owned(), why.clone());
        }
        Some(why)
    }
}

fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}
