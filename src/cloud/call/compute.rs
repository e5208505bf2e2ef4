//! What is asked of Lambda and EC2: the two ways in which a role is handed to a service.

/// Parameters of `lambda:CreateFunction` that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreateFunction {
    /// `FunctionName`.
    pub name: String,
    /// `Role`: ARN of the execution role.
    pub role_arn: String,
}

/// Parameters of `ec2:RunInstances` that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunInstances {
    /// `IamInstanceProfile.Name`. A profile is called like the role in it, as the console names them; `None` starts an
    /// instance without a role.
    pub instance_profile: Option<String>,
}
