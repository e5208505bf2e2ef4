//! The pages of AWS's documentation that explain what travels. Names and addresses only.

use crate::iam::Page;

const fn page(title: &'static str, url: &'static str) -> Page {
    Page { title, url }
}

pub(super) const SIGNING: Page = page(
    "Create a signed AWS API request (IAM User Guide)",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
);
pub(super) const ELEMENTS: Page = page(
    "Elements of an AWS API request signature (IAM User Guide)",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
);
pub(super) const IDENTIFIERS: Page = page(
    "IAM identifiers (IAM User Guide)",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
);
pub(super) const TEMPORARY: Page = page(
    "Using temporary credentials with AWS resources (IAM User Guide)",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
);
pub(super) const ASSUME_ROLE: Page =
    page("AssumeRole (STS API Reference)", "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html");
pub(super) const CALLER_IDENTITY: Page = page(
    "GetCallerIdentity (STS API Reference)",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
);
pub(super) const STS_PARAMETERS: Page = page(
    "Common Parameters (STS API Reference)",
    "https://docs.aws.amazon.com/STS/latest/APIReference/CommonParameters.html",
);
pub(super) const STS_ERRORS: Page =
    page("Common Errors (STS API Reference)", "https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html");
pub(super) const S3_REQUEST: Page = page(
    "Common Request Headers (S3 API Reference)",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonRequestHeaders.html",
);
pub(super) const S3_RESPONSE: Page = page(
    "Common Response Headers (S3 API Reference)",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html",
);
pub(super) const S3_ERRORS: Page =
    page("Error responses (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html");
pub(super) const S3_HOSTS: Page = page(
    "Virtual hosting of buckets (S3 User Guide)",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html",
);
const LIST_BUCKETS: Page =
    page("ListBuckets (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html");
const LIST_OBJECTS: Page =
    page("ListObjectsV2 (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html");
const GET_OBJECT: Page =
    page("GetObject (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html");
const HEAD_OBJECT: Page =
    page("HeadObject (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html");
const PUT_OBJECT: Page =
    page("PutObject (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html");
const DELETE_OBJECT: Page =
    page("DeleteObject (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html");

/// The page of an operation.
pub(super) fn of_operation(operation: &str) -> Page {
    match operation {
        "AssumeRole" => ASSUME_ROLE,
        "GetCallerIdentity" => CALLER_IDENTITY,
        "ListBuckets" => LIST_BUCKETS,
        "ListObjectsV2" => LIST_OBJECTS,
        "HeadObject" => HEAD_OBJECT,
        "PutObject" => PUT_OBJECT,
        "DeleteObject" => DELETE_OBJECT,
        "GetObject" => GET_OBJECT,
        _ => STS_PARAMETERS,
    }
}
