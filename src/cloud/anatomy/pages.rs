//! The pages of AWS's documentation that explain what travels. Names and addresses only.

use crate::iam::Page;

const fn page(title: &'static str, url: &'static str) -> Page {
    Page { title, url }
}

/// The page of an operation in an API reference.
macro_rules! operation {
    ($name:literal, $guide:literal, $folder:literal) => {
        page(
            concat!($name, " (", $guide, " API Reference)"),
            concat!("https://docs.aws.amazon.com/", $folder, "/API_", $name, ".html"),
        )
    };
}
macro_rules! sts {
    ($name:literal) => {
        operation!($name, "STS", "STS/latest/APIReference")
    };
}
macro_rules! s3 {
    ($name:literal) => {
        operation!($name, "S3", "AmazonS3/latest/API")
    };
}
macro_rules! iam {
    ($name:literal) => {
        operation!($name, "IAM", "IAM/latest/APIReference")
    };
}
macro_rules! ec2 {
    ($name:literal) => {
        operation!($name, "EC2", "AWSEC2/latest/APIReference")
    };
}
macro_rules! lambda {
    ($name:literal) => {
        operation!($name, "Lambda", "lambda/latest/api")
    };
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
    "Use temporary credentials with AWS resources (IAM User Guide)",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
);
pub(super) const ASSUME_ROLE: Page = sts!("AssumeRole");
pub(super) const CALLER_IDENTITY: Page = sts!("GetCallerIdentity");
pub(super) const STS_PARAMETERS: Page = page(
    "Common Parameters (STS API Reference)",
    "https://docs.aws.amazon.com/STS/latest/APIReference/CommonParameters.html",
);
const STS_ERRORS: Page =
    page("Common Errors (STS API Reference)", "https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html");
pub(super) const S3_REQUEST: Page = page(
    "Common Request Headers (S3 API Reference)",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonRequestHeaders.html",
);
pub(super) const S3_RESPONSE: Page = page(
    "Common Response Headers (S3 API Reference)",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html",
);
const S3_ERRORS: Page =
    page("Error responses (S3 API Reference)", "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html");
pub(super) const S3_HOSTS: Page = page(
    "Virtual hosting of general purpose buckets (S3 User Guide)",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html",
);
const EC2_ERRORS: Page = page(
    "Error codes for the Amazon EC2 API (EC2 API Reference)",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
);
const IAM_ERRORS: Page =
    page("Common Errors (IAM API Reference)", "https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html");
const CREATE_FUNCTION: Page = lambda!("CreateFunction");

/// The page of an operation; of one that is not known here, what all operations of STS share.
pub(super) fn of_operation(operation: &str) -> Page {
    match operation {
        "AssumeRole" => ASSUME_ROLE,
        "AssumeRoleWithWebIdentity" => sts!("AssumeRoleWithWebIdentity"),
        "GetSessionToken" => sts!("GetSessionToken"),
        "GetCallerIdentity" => CALLER_IDENTITY,
        "ListBuckets" => s3!("ListBuckets"),
        "ListObjectsV2" => s3!("ListObjectsV2"),
        "HeadObject" => s3!("HeadObject"),
        "PutObject" => s3!("PutObject"),
        "DeleteObject" => s3!("DeleteObject"),
        "GetObject" => s3!("GetObject"),
        "PutBucketPolicy" => s3!("PutBucketPolicy"),
        "PutPublicAccessBlock" => s3!("PutPublicAccessBlock"),
        "CreateRole" => iam!("CreateRole"),
        "PutRolePolicy" => iam!("PutRolePolicy"),
        "AttachRolePolicy" => iam!("AttachRolePolicy"),
        "PutRolePermissionsBoundary" => iam!("PutRolePermissionsBoundary"),
        "DeleteRolePermissionsBoundary" => iam!("DeleteRolePermissionsBoundary"),
        "CreateFunction" => CREATE_FUNCTION,
        "RunInstances" => ec2!("RunInstances"),
        _ => STS_PARAMETERS,
    }
}

/// The page that tells of a service's errors.
pub(super) fn of_errors(service: &str) -> Page {
    match service {
        "s3" => S3_ERRORS,
        "iam" => IAM_ERRORS,
        "ec2" => EC2_ERRORS,
        // Lambda tells of each operation's errors on its own page.
        "lambda" => CREATE_FUNCTION,
        _ => STS_ERRORS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_page_of_its_own() {
        let all = "AssumeRole AssumeRoleWithWebIdentity GetSessionToken GetCallerIdentity ListBuckets ListObjectsV2 \
                      GetObject HeadObject PutObject DeleteObject PutBucketPolicy PutPublicAccessBlock CreateFunction \
                      RunInstances CreateRole PutRolePolicy AttachRolePolicy PutRolePermissionsBoundary \
                      DeleteRolePermissionsBoundary";
        for operation in all.split_whitespace() {
            let page = of_operation(operation);
            assert!(page.url.ends_with(&format!("/API_{operation}.html")), "{operation}: {}", page.url);
            assert!(page.title.starts_with(operation), "{operation}: {}", page.title);
        }
    }
}
