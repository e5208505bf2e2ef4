//! What a fix lets in beyond need, in words: one sentence for each principal and resource. It judges nothing; the
//! grants come from [`super::PuzzleState`] or [`super::AccessMatrix`].

use super::matrix::{ANY_OTHER_KEY, Grant, RowKind};

/// One sentence for each principal and resource, in the order of the grants.
///
/// `role DataReader may s3:DeleteObject and s3:PutObject on arn:aws:s3:::acme-reports/2026/q1.csv`
pub fn say_grants<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Vec<String> {
    let mut groups: Vec<(&Grant, Vec<&str>)> = Vec::new();
    for grant in grants {
        let same = |(first, _): &&mut (&Grant, Vec<&str>)| {
            (first.kind, &first.principal, &first.resource) == (grant.kind, &grant.principal, &grant.resource)
        };
        match groups.iter_mut().find(same) {
            Some((_, actions)) => actions.push(grant.action),
            None => groups.push((grant, vec![grant.action])),
        }
    }
    groups
        .iter()
        .map(|(grant, actions)| format!("{} may {}{}", who(grant), list(actions), on(&grant.resource)))
        .collect()
}

fn who(grant: &Grant) -> String {
    let name = &grant.principal;
    match grant.kind {
        RowKind::User => format!("user {name}"),
        RowKind::Role => format!("role {name}"),
        RowKind::Session => format!("the session {name}"),
        RowKind::Anonymous => "anybody on the internet, without signing,".to_owned(),
        RowKind::Root => format!("the {name}"),
        RowKind::Stranger => "a stranger from another account".to_owned(),
    }
}

fn on(resource: &str) -> String {
    if resource == "*" {
        return String::new();
    }
    match resource.strip_suffix(ANY_OTHER_KEY).and_then(|bucket| bucket.strip_suffix('/')) {
        Some(bucket) => format!(" on any other object of {}", bucket.rsplit(':').next().unwrap_or(bucket)),
        None => format!(" on {resource}"),
    }
}

fn list(actions: &[&str]) -> String {
    match actions {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(kind: RowKind, action: &'static str, resource: &str) -> Grant {
        Grant { kind, principal: "DataReader".to_owned(), action, resource: resource.to_owned() }
    }

    #[test]
    fn what_one_may_do_with_one_thing_is_one_sentence() {
        let said = say_grants(&[
            grant(RowKind::Role, "s3:DeleteObject", "arn:aws:s3:::b/k"),
            grant(RowKind::Role, "s3:GetObject", "arn:aws:s3:::b/any-other-key"),
            grant(RowKind::Role, "s3:PutObject", "arn:aws:s3:::b/k"),
            grant(RowKind::Stranger, "s3:ListAllMyBuckets", "*"),
        ]);
        assert_eq!(
            said,
            [
                "role DataReader may s3:DeleteObject and s3:PutObject on arn:aws:s3:::b/k",
                "role DataReader may s3:GetObject on any other object of b",
                "a stranger from another account may s3:ListAllMyBuckets",
            ]
        );
        assert!(say_grants(&[]).is_empty());
    }
}
