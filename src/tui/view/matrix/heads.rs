//! How the requests of the access matrix are headed: what groups them, how wide they are, and in how few letters an
//! action is told.

use super::CELL;
use crate::cloud::Probe;
use crate::diagnostic::sanitize_line;
use crate::lesson::{ANY_OTHER_KEY, MatrixColumn};
use crate::tui::view::text::width;

/// Longest label of a resource before it is cut.
const LABEL: usize = 16;

/// What stands for all keys that the lesson does not name.
pub(super) const OTHER_KEYS: &str = "any other key";

/// How a request is headed.
pub(super) struct Head {
    /// The bucket, or what else groups resources.
    pub group: String,
    pub resource: String,
    pub action: &'static str,
    pub columns: usize,
    /// The first of its resource.
    pub begins: bool,
}

/// The heads of all requests, in their order.
pub(super) fn heads(columns: &[MatrixColumn]) -> Vec<Head> {
    let mut heads: Vec<Head> = columns
        .iter()
        .map(|column| {
            let (group, resource) = match &column.probe {
                Probe::AssumeRole(_) => {
                    ("roles".to_owned(), column.resource.rsplit('/').next().unwrap_or_default().to_owned())
                }
                Probe::S3(operation) => match (operation.bucket(), operation.key()) {
                    (None, _) => ("S3".to_owned(), "buckets".to_owned()),
                    (Some(bucket), None) => (format!("bucket {bucket}"), "the bucket".to_owned()),
                    (Some(bucket), Some(ANY_OTHER_KEY)) => (format!("bucket {bucket}"), OTHER_KEYS.to_owned()),
                    (Some(bucket), Some(key)) => (format!("bucket {bucket}"), key.to_owned()),
                },
            };
            let clean = |text: String| sanitize_line(&text).into_owned();
            let (group, resource) = (clean(group), clean(resource));
            Head { group, resource, action: short_action(column.action), columns: 0, begins: false }
        })
        .collect();
    let mut from = 0;
    while let Some(first) = heads.get(from) {
        let same = |head: &&Head| head.group == first.group && head.resource == first.resource;
        let count = heads.get(from..).unwrap_or_default().iter().take_while(same).count().max(1);
        let wanted = (width(&first.resource).min(LABEL) + 1).div_ceil(count);
        for (offset, head) in heads.iter_mut().skip(from).take(count).enumerate() {
            head.columns = wanted.max(CELL).max(width(head.action) + 1);
            head.begins = offset == 0;
        }
        from += count;
    }
    heads
}

/// An action in a few letters; the key below the grid spells it.
fn short_action(action: &'static str) -> &'static str {
    match action {
        "s3:ListAllMyBuckets" | "s3:ListBucket" => "List",
        "s3:GetObject" => "Get",
        "s3:PutObject" => "Put",
        "s3:DeleteObject" => "Del",
        "sts:AssumeRole" => "Assume",
        other => other.split_once(':').map_or(other, |(_, name)| name),
    }
}

/// The first request on show, so that the selected one is seen.
pub(super) fn first_shown(heads: &[Head], selected: usize, room: usize) -> usize {
    let ends = |from: usize| -> usize {
        heads.iter().skip(from).take(selected.saturating_sub(from) + 1).map(|head| head.columns + 1).sum()
    };
    (0..=selected).find(|from| ends(*from) <= room + 1).unwrap_or(selected)
}

/// What the short heads of the actions stand for; a line never ends inside an entry.
pub(super) fn key(columns: &[MatrixColumn]) -> String {
    let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
    for column in columns {
        let short = short_action(column.action);
        match entries.iter_mut().find(|(known, _)| *known == short) {
            Some((_, actions)) if actions.contains(&column.action) => {}
            Some((_, actions)) => actions.push(column.action),
            None => entries.push((short, vec![column.action])),
        }
    }
    let said =
        entries.iter().map(|(short, actions)| format!("{short} = {}", actions.join(", ")).replace(' ', "\u{a0}"));
    said.collect::<Vec<_>>().join("  ")
}
