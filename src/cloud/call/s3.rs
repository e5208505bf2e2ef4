//! What is asked of S3.

use crate::iam::{Policy, PublicAccessBlock};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The simulated operations of S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum S3Operation {
    /// `GET /`.
    ListBuckets,
    /// `GET /?list-type=2` on a bucket.
    ListObjectsV2 {
        /// Bucket.
        bucket: String,
        /// `prefix`.
        prefix: Option<String>,
        /// `delimiter`.
        delimiter: Option<String>,
        /// `max-keys`.
        max_keys: Option<u32>,
    },
    /// `GET` of an object.
    GetObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// `HEAD` of an object.
    HeadObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// `PUT` of an object.
    PutObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
        /// Content.
        body: String,
        /// `x-amz-tagging`.
        tags: BTreeMap<String, String>,
    },
    /// `DELETE` of an object.
    DeleteObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// `PUT /?policy` of a bucket.
    PutBucketPolicy {
        /// Bucket.
        bucket: String,
        /// The policy.
        policy: Arc<Policy>,
    },
    /// `PUT /?publicAccessBlock` of a bucket.
    PutPublicAccessBlock {
        /// Bucket.
        bucket: String,
        /// The switches.
        block: PublicAccessBlock,
    },
}

impl S3Operation {
    /// Name of the operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ListBuckets => "ListBuckets",
            Self::ListObjectsV2 { .. } => "ListObjectsV2",
            Self::GetObject { .. } => "GetObject",
            Self::HeadObject { .. } => "HeadObject",
            Self::PutObject { .. } => "PutObject",
            Self::DeleteObject { .. } => "DeleteObject",
            Self::PutBucketPolicy { .. } => "PutBucketPolicy",
            Self::PutPublicAccessBlock { .. } => "PutPublicAccessBlock",
        }
    }

    /// The action it is authorized as, e.g. `s3:GetObject`; of several, the first.
    pub fn action(&self) -> &'static str {
        match self {
            Self::ListBuckets => "s3:ListAllMyBuckets",
            Self::ListObjectsV2 { .. } => "s3:ListBucket",
            Self::GetObject { .. } | Self::HeadObject { .. } => "s3:GetObject",
            Self::PutObject { .. } => "s3:PutObject",
            Self::DeleteObject { .. } => "s3:DeleteObject",
            Self::PutBucketPolicy { .. } => "s3:PutBucketPolicy",
            Self::PutPublicAccessBlock { .. } => "s3:PutBucketPublicAccessBlock",
        }
    }

    /// The status of the answer when it succeeds: 204 where it has no body.
    pub(crate) fn success(&self) -> u16 {
        if matches!(self, Self::DeleteObject { .. } | Self::PutBucketPolicy { .. }) { 204 } else { 200 }
    }

    /// Whether it leaves everything as it is.
    pub fn is_reading(&self) -> bool {
        matches!(
            self,
            Self::ListBuckets | Self::ListObjectsV2 { .. } | Self::GetObject { .. } | Self::HeadObject { .. }
        )
    }

    /// The bucket it is about.
    pub fn bucket(&self) -> Option<&str> {
        match self {
            Self::ListBuckets => None,
            Self::ListObjectsV2 { bucket, .. }
            | Self::GetObject { bucket, .. }
            | Self::HeadObject { bucket, .. }
            | Self::PutObject { bucket, .. }
            | Self::DeleteObject { bucket, .. }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::PutPublicAccessBlock { bucket, .. } => Some(bucket),
        }
    }

    /// The object it is about.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::ListBuckets
            | Self::ListObjectsV2 { .. }
            | Self::PutBucketPolicy { .. }
            | Self::PutPublicAccessBlock { .. } => None,
            Self::GetObject { key, .. }
            | Self::HeadObject { key, .. }
            | Self::PutObject { key, .. }
            | Self::DeleteObject { key, .. } => Some(key),
        }
    }

    /// The same, to change it.
    pub fn bucket_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::ListBuckets => None,
            Self::ListObjectsV2 { bucket, .. }
            | Self::GetObject { bucket, .. }
            | Self::HeadObject { bucket, .. }
            | Self::PutObject { bucket, .. }
            | Self::DeleteObject { bucket, .. }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::PutPublicAccessBlock { bucket, .. } => Some(bucket),
        }
    }

    /// The same, to change it.
    pub fn key_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::ListBuckets
            | Self::ListObjectsV2 { .. }
            | Self::PutBucketPolicy { .. }
            | Self::PutPublicAccessBlock { .. } => None,
            Self::GetObject { key, .. }
            | Self::HeadObject { key, .. }
            | Self::PutObject { key, .. }
            | Self::DeleteObject { key, .. } => Some(key),
        }
    }
}
