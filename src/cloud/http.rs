//! What travels over HTTP: a request with its signature, a response, an error.

/// An HTTP request as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST` ...
    pub method: &'static str,
    /// Host.
    pub host: String,
    /// Path and query, encoded.
    pub target: String,
    /// Names in lower case and values, in the order of the signature, `authorization` last.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
    /// How it was signed; `None` for unsigned requests.
    pub signature: Option<SigV4>,
}

/// The parts of a Signature Version 4: what the signer computed on the way. Of these only scope, names of the signed
/// headers and signature travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigV4 {
    /// The secret access key that signed. Fake, made from the seed of the world; a real one is shown to nobody.
    pub secret: String,
    /// `DATE/REGION/SERVICE/aws4_request`.
    pub scope: String,
    /// Names of the signed headers, joined by `;`.
    pub signed_headers: String,
    /// The canonical request.
    pub canonical_request: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// How the signing key comes from the secret: date, region, service and `aws4_request`, one HMAC each.
    pub key_steps: Vec<KeyStep>,
    /// 64 hexadecimal digits.
    pub signature: String,
}

/// One HMAC-SHA256 on the way from the secret to the signing key. Its key is the result of the step before; that of the
/// first is `AWS4` and the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStep {
    /// What is hashed: `20260302`, `eu-west-1`, `s3`, `aws4_request`.
    pub message: String,
    /// 64 hexadecimal digits.
    pub result: String,
}

/// An HTTP response as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// `200`, `403` ...
    pub status: u16,
    /// `OK`, `Forbidden` ...
    pub reason: &'static str,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body; empty for answers to `HEAD`.
    pub body: String,
}

/// An error AWS answers with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ApiError {
    /// `AccessDenied`, `ExpiredToken` ...
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// AWS's text.
    pub message: String,
}
