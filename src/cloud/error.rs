//! The errors AWS answers with: code, status and text as real answers carry them.

use super::http::ApiError;

impl ApiError {
    /// An error.
    pub(crate) fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status, message: message.into() }
    }

    /// 403, with the sentence that names the reason or with plain `Access Denied`.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new("AccessDenied", 403, message)
    }

    /// 403, `BlockPublicPolicy` refuses a bucket policy. No page of AWS has the text; this is the one of answers that
    /// people publish since 2025, older ones say `Access Denied`.
    pub(crate) fn public_policy(caller: &str, bucket_arn: &str) -> Self {
        Self::access_denied(format!(
            "User: {caller} is not authorized to perform: s3:PutBucketPolicy on resource: \"{bucket_arn}\" because public \
             policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        ))
    }

    /// 400, a parameter outside its range or pattern.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", 400, message)
    }

    /// Nothing is signed where something has to be.
    pub(crate) fn missing_token(service: &str) -> Self {
        match service {
            "lambda" => Self::new("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
            _ => Self::new("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
        }
    }

    /// A role, user or policy that is named and is not there.
    pub(crate) fn no_such_entity(message: impl Into<String>) -> Self {
        Self::new("NoSuchEntity", 404, message)
    }

    /// The session is over. S3 answers 400, STS 403.
    pub(crate) fn expired(service: &str) -> Self {
        match service {
            "lambda" => {
                Self::new("ExpiredTokenException", 403, "The security token included in the request is expired")
            }
            "ec2" => Self::new("RequestExpired", 400, "Request has expired."),
            "s3" => Self::new("ExpiredToken", 400, "The provided token has expired."),
            _ => Self::new("ExpiredToken", 403, "The security token included in the request is expired"),
        }
    }

    /// The key id exists nowhere.
    pub(crate) fn unknown_key(service: &str) -> Self {
        match service {
            "s3" => Self::new(
                "InvalidAccessKeyId",
                403,
                "The AWS Access Key Id you provided does not exist in our records.",
            ),
            "lambda" => {
                Self::new("UnrecognizedClientException", 403, "The security token included in the request is invalid.")
            }
            "ec2" => Self::new("AuthFailure", 401, "AWS was not able to validate the provided access credentials"),
            _ => Self::new("InvalidClientTokenId", 403, "The security token included in the request is invalid."),
        }
    }
}

/// The reason phrase of a status.
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        _ => "Error",
    }
}
