//! Which condition keys a request is tried with: values under which a statement's conditions hold, and then one key at a
//! time another value, or none. So a condition that was widened or dropped shows.

use super::visitors::Visitor;
use crate::cloud::OF_TOKENS;
use crate::iam::arn::Arn;
use crate::iam::catalog::{Applicability, Catalog};
use crate::iam::{ANY_OTHER, ConditionTest, example_of};
use crate::lesson::matrix::RowKind;
use std::collections::BTreeMap;

/// Keys of one request with their values.
pub(super) type Carried = Vec<(String, String)>;

/// Values of one key that are tried.
const MOST_VALUES: usize = 8;
/// Ways in which one statement's conditions are met and missed.
const MOST_WAYS: usize = 20;

/// The keys that the texts of one place test, with the values worth trying.
pub(super) struct Keys<'a> {
    /// By name in lower case: the name as it is written, and its values; `None` is a request without the key.
    tried: BTreeMap<String, (&'a str, Vec<Option<String>>)>,
}

impl<'a> Keys<'a> {
    pub fn of(tests: impl Iterator<Item = &'a ConditionTest>) -> Self {
        let mut tried: BTreeMap<String, (&str, Vec<Option<String>>)> = BTreeMap::new();
        let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for test in tests {
            let name = test.key.to_ascii_lowercase();
            let (_, values) = tried.entry(name.clone()).or_insert_with(|| (&test.key, vec![None]));
            let (own, other) = values_of(test);
            let new: Vec<_> = own.into_iter().map(Some).filter(|value| !values.contains(value)).collect();
            values.extend(new.into_iter().take(MOST_VALUES.saturating_sub(values.len())));
            others.entry(name).or_default().extend(other);
        }
        for (name, (_, values)) in &mut tried {
            for other in others.remove(name).into_iter().flatten().map(Some) {
                if !values.contains(&other) {
                    values.push(other);
                }
            }
        }
        Self { tried }
    }

    /// The ways in which a statement with these conditions is met and missed: first the one that meets them all, then the
    /// bare request, then those that differ from the first in one key.
    pub fn ways(&self, tests: &[ConditionTest]) -> Vec<Carried> {
        let mut met: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, (written, values)) in &self.tried {
            let own = || tests.iter().filter(|test| test.key.eq_ignore_ascii_case(name));
            let holds = |value: &&Option<String>| own().all(|test| test.would_hold(value.as_deref()));
            if let Some(Some(value)) = own().next().and_then(|_| values.iter().find(holds)) {
                met.insert(written, value);
            }
        }
        let carried = |met: &BTreeMap<&str, &str>| -> Carried {
            met.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let mut ways = vec![carried(&met)];
        if !met.is_empty() {
            ways.push(Vec::new());
        }
        for (written, values) in self.tried.values() {
            for value in values.iter().filter(|value| met.get(written).copied() != value.as_deref()) {
                let mut other = met.clone();
                match value {
                    Some(value) => other.insert(written, value),
                    None => other.remove(written),
                };
                ways.push(carried(&other));
            }
        }
        ways.truncate(MOST_WAYS);
        ways
    }
}

/// The policy's own values as a request would carry them, and others.
fn values_of(test: &ConditionTest) -> (Vec<String>, Vec<String>) {
    let operator = test.operator_text.as_ref();
    let texts: Vec<String> = test.texts().map(ToOwned::to_owned).collect();
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    if operator.contains("Null") {
        return (Vec::new(), owned(&[ANY_OTHER]));
    }
    if operator.contains("Bool") {
        return (texts, owned(&["true", "false"]));
    }
    if operator.contains("Numeric") {
        return (texts, owned(&["0", "1000000000"]));
    }
    if operator.contains("Date") {
        return (texts, owned(&["2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]));
    }
    if operator.contains("IpAddress") {
        let bases = texts.iter().map(|text| text.split('/').next().unwrap_or(text).to_owned());
        return (bases.collect(), owned(&["198.51.100.77"]));
    }
    let has_stars = operator.contains("Like") || operator.contains("Arn");
    let other = texts.first().map_or_else(|| ANY_OTHER.to_owned(), |text| another(text));
    (texts.iter().map(|text| if has_stars { example_of(text) } else { text.clone() }).collect(), vec![other])
}

/// A value of the same form that no text has.
fn another(text: &str) -> String {
    let head = |fields: usize| {
        let (at, _) = text.match_indices(':').nth(fields - 1)?;
        Some(format!("{}:{ANY_OTHER}", text.get(..at)?))
    };
    match text {
        arn if arn.starts_with("arn:") && !arn.contains(['*', '?', '$']) => head(5).unwrap_or(ANY_OTHER.to_owned()),
        arn if arn.starts_with("arn:") => format!("arn:aws:s3:::{ANY_OTHER}"),
        service if service.ends_with(".amazonaws.com") => format!("{ANY_OTHER}.amazonaws.com"),
        _ => ANY_OTHER.to_owned(),
    }
}

/// Keys that every request for an action carries, with a value that no text has.
const ALWAYS: [(&str, &str, &str); 1] = [("iam:PassRole", "iam:PassedToService", "any-other.amazonaws.com")];

/// What this caller's request for this action carries when it is tried in one of the ways.
pub(super) fn carried(way: &Carried, visitor: &Visitor, action: &str) -> Carried {
    let may = |(key, value): &&(String, String)| may_vary(key, value, visitor, action);
    let mut keys: Carried = way.iter().filter(may).cloned().collect();
    for (_, key, value) in ALWAYS.iter().filter(|(of, ..)| *of == action) {
        if !keys.iter().any(|(known, _)| known.eq_ignore_ascii_case(key)) {
            keys.push(((*key).to_owned(), (*value).to_owned()));
        }
    }
    keys
}

/// Keys that whoever asks, or where from, decides anew with every request.
const OF_REQUESTS: [&str; 15] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:referer",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:securetransport",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:tagkeys",
    "aws:useragent",
    "aws:vpcsourceip",
    "aws:vpceaccount",
    "aws:vpceorgid",
];

/// Keys by which a service tells for whom it acts.
const OF_SERVICES: [&str; 5] =
    ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"];

/// Keys that follow from what is asked for, although they bear the name of a service.
const OF_RESOURCES: [&str; 6] = [
    "iam:resourcetag/",
    "s3:buckettag/",
    "s3:existingobjecttag/",
    "s3:resourceaccount",
    "s3:accessgrantsinstancearn",
    "sts:rolesessionname",
];

/// Whether this caller's request for this action can carry this value of the key. What follows from who calls and from
/// what is asked for is never made up: the world says it. Only who stands for an account may be anybody of it.
fn may_vary(key: &str, value: &str, visitor: &Visitor, action: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let is_one = |names: &[&str]| names.iter().any(|name| *name == key || name.ends_with('/') && key.starts_with(name));
    if action == OF_TOKENS {
        let of_token = visitor.host.as_deref().is_some_and(|host| {
            key.strip_prefix(&host.to_ascii_lowercase()).is_some_and(|claim| claim.starts_with(':'))
        });
        return of_token || is_one(&["aws:currenttime", "aws:epochtime", "aws:sourceip"]);
    }
    if key.starts_with("aws:") {
        let of_user = || is_one(&OF_REQUESTS) || key == "aws:multifactorauthpresent";
        let is_own = || Arn::parse(value).is_some_and(|arn| arn.account() == visitor.account);
        return match visitor.kind {
            RowKind::Service => is_one(&OF_SERVICES) || is_one(&["aws:currenttime", "aws:epochtime"]),
            RowKind::Member => {
                of_user() || key.starts_with("aws:principaltag/") || key == "aws:principalarn" && is_own()
            }
            RowKind::User | RowKind::Stranger => of_user(),
            RowKind::Role => is_one(&OF_REQUESTS) || key == "aws:tokenissuetime",
            _ => is_one(&OF_REQUESTS),
        } && Catalog::shipped().applicability(&key, action) != Applicability::Never;
    }
    if is_one(&OF_RESOURCES) {
        return false;
    }
    match Catalog::shipped().applicability(&key, action) {
        Applicability::Possible => true,
        Applicability::Never => false,
        // A key of the action's own service, of which there is no table.
        Applicability::Unknown => {
            let prefix = |text: &str| text.split_once(':').map(|(prefix, _)| prefix.to_ascii_lowercase());
            prefix(&key) == prefix(action)
        }
    }
}
