//! The errors AWS answers with: code, status and text as real answers carry them.

use super::exchange::ApiError;

impl ApiError {
    /// An error.
    pub(crate) fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status, message: message.into() }
    }

    /// 403, with the sentence that names the reason or with plain `Access Denied`.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new("AccessDenied", 403, message)
    }

    /// 400, a parameter outside its range or pattern.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", 400, message)
    }

    /// 403, STS takes no unsigned calls.
    pub(crate) fn unsigned() -> Self {
        Self::new("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
    }

    /// The session is over. S3 answers 400, STS 403.
    pub(crate) fn expired(service: &str) -> Self {
        match service {
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
            _ => Self::new("InvalidClientTokenId", 403, "The security token included in the request is invalid."),
        }
    }
}

/// The reason phrase of a status.
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Error",
    }
}
