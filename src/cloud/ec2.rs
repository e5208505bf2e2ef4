//! EC2: `RunInstances`, which hands a role to an instance by way of an instance profile.
//!
//! Whether the role trusts EC2 is not asked here: it shows when the instance asks for its credentials.
//!
//! Source: EC2 API Reference, `API_RunInstances.html` and `errors-overview.html`; Service Authorization Reference, EC2.

use super::Cloud;
use super::authorization::Authorization;
use super::authorize::{Identity, Target};
use super::call::{Caller, RunInstances};
use super::command::quoted;
use super::exchange::{Exchange, Output, Settled, Written};
use super::http::ApiError;
use super::pass_role::Passing;
use super::query::{QueryCall, QueryService, pair};
use serde_json::json;

const IMAGE: &str = "ami-0abcdef1234567890";
const TYPE: &str = "t3.micro";
/// What a new instance takes into use; the permission is asked for on each. Images, which others own, are left out.
const RESOURCES: [&str; 5] = ["instance", "network-interface", "security-group", "subnet", "volume"];

impl Cloud {
    pub(super) fn settle_run_instances(&self, caller: &Caller, request: &RunInstances) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "ec2");
        let mut authorizations = Vec::new();
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => {
                Err(ApiError::new("MissingParameter", 400, "The request must contain the parameter AWSAccessKeyId"))
            }
            Ok(Some(identity)) => self.try_run_instances(identity, request, &mut authorizations),
        };
        let outcome = outcome.map(|arn| Output::Created { arn });
        let identity = identity.ok().flatten();
        let authenticated = identity.is_some();
        (Settled { identity, authenticated, authorizations, outcome }, self.after_call())
    }

    pub(super) fn run_instances(&self, exchange: &Exchange, caller: &Caller, request: &RunInstances) -> Written {
        let mut parameters =
            vec![pair("ImageId", IMAGE), pair("InstanceType", TYPE), pair("MinCount", "1"), pair("MaxCount", "1")];
        let mut command = format!("aws ec2 run-instances --image-id {IMAGE} --instance-type {TYPE}");
        if let Some(profile) = &request.instance_profile {
            parameters.push(pair("IamInstanceProfile.Name", profile.as_str()));
            command.push_str(&format!(" --iam-instance-profile Name={}", quoted(profile)));
        }
        let id = match &exchange.outcome {
            Ok(Output::Created { arn }) => arn.rsplit('/').next().unwrap_or_default(),
            _ => "",
        };
        let printed = json!({
            "Instances": [{ "InstanceId": id, "ImageId": IMAGE, "InstanceType": TYPE, "State": { "Code": 0, "Name": "pending" } }],
        });
        self.query(QueryCall {
            service: QueryService::Ec2,
            exchange,
            command: command + &self.profile(caller),
            parameters,
            caller,
            result: format!(
                "  <instancesSet>\n    <item>\n      <instanceId>{id}</instanceId>\n      <imageId>{IMAGE}</imageId>\n      \
                 <instanceState>\n        <code>0</code>\n        <name>pending</name>\n      </instanceState>\n      \
                 <instanceType>{TYPE}</instanceType>\n    </item>\n  </instancesSet>\n"
            ),
            printed: serde_json::to_string_pretty(&printed).unwrap_or_default(),
        })
    }

    /// ARN of the instance.
    fn try_run_instances(
        &self,
        identity: &Identity,
        request: &RunInstances,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<String, ApiError> {
        let (region, account) = (&self.world.region, &identity.account);
        let role = match &request.instance_profile {
            None => None,
            Some(name) => Some(self.world.role_named(account, name).ok_or_else(|| {
                let text = format!(
                    "Value ({name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
                );
                ApiError::new("InvalidParameterValue", 400, text)
            })?),
        };
        let mut context = self.context(Some(identity));
        context.set("ec2:Region", region.as_str());
        for kind in RESOURCES {
            let arn = format!("arn:aws:ec2:{region}:{account}:{kind}/*");
            let mut own = context.clone();
            if kind == "instance" {
                own.set("ec2:InstanceType", TYPE);
                if let Some(role) = role {
                    let profile = format!("arn:aws:iam::{account}:instance-profile/{}", role.name);
                    own.set("ec2:InstanceProfile", profile);
                }
            }
            let target = Target { arn: &arn, owner: account, ..Target::default() };
            let one = self.authorize(Some(identity), "ec2:RunInstances", &target, own);
            self.admit_ec2(one, authorizations)?;
        }
        let id = self.world.ids.instance_id(&format!("{account}#{}", self.calls_made));
        let instance = format!("arn:aws:ec2:{region}:{account}:instance/{id}");
        if let Some(role) = role {
            let passing = Passing { role_arn: &role.arn, service: "ec2.amazonaws.com", resource: &instance };
            self.admit_ec2(self.pass_role(identity, passing), authorizations)?;
        }
        Ok(instance)
    }

    /// Keeps the authorization; EC2's own wrapping of the sentence when it denies.
    fn admit_ec2(&self, one: Authorization, authorizations: &mut Vec<Authorization>) -> Result<(), ApiError> {
        let message = one.trace.aws_message();
        authorizations.push(one);
        let Some(message) = message else { return Ok(()) };
        let encoded = self.world.ids.encoded_message(self.calls_made);
        let text = format!(
            "You are not authorized to perform this operation. {message}. Encoded authorization failure message: {encoded}"
        );
        Err(ApiError::new("UnauthorizedOperation", 403, text))
    }
}
