//! Lambda: `CreateFunction`, which hands an execution role to a service.
//!
//! Three questions, in this order: may the caller create the function, may it pass the role, and does the role trust
//! Lambda. Source: Lambda API Reference, `API_CreateFunction.html`; Lambda Developer Guide, `lambda-intro-execution-role.html`.

use super::address::Address;
use super::authorization::Authorization;
use super::authorize::{Identity, Signer, Target};
use super::call::{Caller, CreateFunction, Source};
use super::command::{print_error, quoted};
use super::exchange::{Exchange, Output, Settled, Written};
use super::http::{ApiError, HttpResponse};
use super::pass_role::Passing;
use super::wire::Draft;
use super::{Cloud, error::reason_phrase};
use serde_json::json;

const SERVICE: &str = "lambda.amazonaws.com";

impl Cloud {
    pub(super) fn settle_create_function(&self, caller: &Caller, request: &CreateFunction) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "lambda");
        let mut authorizations = Vec::new();
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::missing_token("lambda")),
            Ok(Some(identity)) => self.try_create_function(identity, request, &mut authorizations),
        };
        let outcome = outcome.map(|arn| Output::Created { arn });
        let identity = identity.ok().flatten();
        let authenticated = identity.is_some();
        (Settled { identity, authenticated, authorizations, outcome }, self.after_call())
    }

    fn try_create_function(
        &self,
        identity: &Identity,
        request: &CreateFunction,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<String, ApiError> {
        let denied = |message: String| ApiError::new("AccessDeniedException", 403, message);
        let arn = format!("arn:aws:lambda:{}:{}:function:{}", self.world.region, identity.account, request.name);
        let target = Target { arn: &arn, owner: &identity.account, ..Target::default() };
        let one = self.authorize(Some(identity), "lambda:CreateFunction", &target, self.context(Some(identity)));
        let message = one.trace.aws_message();
        authorizations.push(one);
        if let Some(message) = message {
            return Err(denied(message));
        }
        if request.role_arn.split(':').nth(4) != Some(identity.account.as_str()) {
            return Err(denied("Cross-account pass role is not allowed.".to_owned()));
        }
        let passed = Passing { role_arn: &request.role_arn, service: SERVICE, resource: &arn };
        let passing = self.pass_role(identity, passed);
        let message = passing.trace.aws_message();
        authorizations.push(passing);
        if let Some(message) = message {
            return Err(denied(message));
        }
        if self.lambda_may_assume(request, &arn, identity, authorizations) {
            return Ok(arn);
        }
        let text = "The role defined for the function cannot be assumed by Lambda.";
        Err(ApiError::new("InvalidParameterValueException", 400, text))
    }

    /// Lambda tries the role before it takes the function.
    fn lambda_may_assume(
        &self,
        request: &CreateFunction,
        function: &str,
        identity: &Identity,
        authorizations: &mut Vec<Authorization>,
    ) -> bool {
        let Some(role) = self.world.roles.get(&request.role_arn) else { return false };
        let source = Source { arn: Some(function.to_owned()), account: Some(identity.account.clone()) };
        let lambda = Self::service(SERVICE, source);
        let mut context = self.context(Some(&lambda));
        context.set("sts:RoleSessionName", request.name.as_str());
        let target = Target::role(role);
        let one = self.authorize(Some(&lambda), "sts:AssumeRole", &target, context);
        let allowed = one.trace.is_allowed();
        authorizations.push(one);
        allowed
    }

    pub(super) fn create_function(&self, exchange: &Exchange, caller: &Caller, request: &CreateFunction) -> Written {
        let body = json!({
            "FunctionName": request.name,
            "Runtime": "python3.13",
            "Role": request.role_arn,
            "Handler": "app.handler",
            "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
        });
        let draft = Draft {
            to: address(&self.world.region),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string(),
            service: "lambda",
        };
        let request_id = self.world.ids.request_id(self.calls_made);
        let mut headers = vec![
            ("Date".to_owned(), self.answered().format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("x-amzn-RequestId".to_owned(), request_id),
        ];
        let (status, body, printed) = match &exchange.outcome {
            Ok(output) => {
                let arn = if let Output::Created { arn } = output { arn } else { "" };
                let answer = json!({
                    "FunctionName": request.name,
                    "FunctionArn": arn,
                    "Runtime": "python3.13",
                    "Role": request.role_arn,
                    "Handler": "app.handler",
                    "State": "Pending",
                });
                (201, answer.to_string(), serde_json::to_string_pretty(&answer).unwrap_or_default())
            }
            Err(error) => {
                headers.push(("x-amzn-ErrorType".to_owned(), error.code.clone()));
                let body = json!({ "Type": "User", "message": error.message });
                (error.status, body.to_string(), print_error(exchange.operation, error))
            }
        };
        headers.push(("Content-Length".to_owned(), body.len().to_string()));
        let signer = self.signer(caller);
        let command = format!(
            "aws lambda create-function --function-name {} --runtime python3.13 --handler app.handler --zip-file fileb://app.zip --role {}",
            quoted(&request.name),
            quoted(&request.role_arn)
        );
        Written {
            command: command + &self.profile(caller),
            printed,
            request: Some(draft.sign(signer.as_ref().map(Signer::credentials), &self.world.region, self.now)),
            response: Some(HttpResponse { status, reason: reason_phrase(status), headers, body }),
        }
    }
}

/// Where calls to it go.
pub(super) fn address(region: &str) -> Address {
    Address::post(format!("lambda.{region}.amazonaws.com"), "/2015-03-31/functions")
}
