//! Which resources a pattern is tried with: those of the world that it covers, and one that no text names.

use super::Home;
use crate::cloud::World;
use crate::iam::catalog::{Catalog, Template};
use crate::iam::{ANY_OTHER, example_of, filled};
use crate::lesson::matrix::ANY_OTHER_KEY;

/// Resources that one action of one statement is tried with.
const MOST: usize = 6;
/// Things of one kind.
const MOST_OF_A_KIND: usize = 4;

/// Types of what there is in worlds.
const ORDINARY: [&str; 5] = ["bucket", "object", "role", "user", "policy"];

/// What there is in a world, each with the name of its type in the tables.
pub(super) struct Things {
    all: Vec<(&'static str, String)>,
    region: String,
}

impl Things {
    pub fn of(world: &World) -> Self {
        let mut all: Vec<(&'static str, String)> = Vec::new();
        for bucket in world.buckets.values().take(MOST_OF_A_KIND) {
            all.push(("bucket", format!("arn:aws:s3:::{}", bucket.name)));
            let keys = bucket.objects.keys().map(String::as_str).take(MOST_OF_A_KIND).chain([ANY_OTHER_KEY]);
            all.extend(keys.map(|key| ("object", format!("arn:aws:s3:::{}/{key}", bucket.name))));
        }
        let mut named = |kind, arns: &mut dyn Iterator<Item = &String>| {
            all.extend(arns.take(2 * MOST_OF_A_KIND).map(|arn| (kind, arn.clone())));
        };
        named("role", &mut world.roles.keys());
        named("user", &mut world.users.keys());
        named("policy", &mut world.managed_policies.keys());
        Self { all, region: world.region.clone() }
    }

    /// What the patterns of a statement at this place cover.
    pub fn under<'a>(&'a self, patterns: &[&str], home: Home<'a>) -> Covered<'a> {
        let is_home = |arn: &str| match home {
            Home::Bucket(name) => {
                let rest = arn.strip_prefix("arn:aws:s3:::").and_then(|rest| rest.strip_prefix(name));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => true,
        };
        let is_covered = |arn: &str| is_home(arn) && patterns.iter().any(|pattern| covers(pattern, arn));
        let known: Vec<_> = self.all.iter().filter(|(_, arn)| is_covered(arn)).collect();
        let is_known = |pattern: &str| known.iter().any(|(_, arn)| arn == pattern);
        let beyond = patterns.iter().filter(|pattern| **pattern != "*" && !is_known(pattern));
        let beyond = beyond.map(|pattern| (example(pattern), Template::of_pattern(pattern)));
        let beyond = beyond.filter(|(arn, _)| is_home(arn)).take(MOST).collect();
        Covered { things: self, home, known, beyond, is_any: patterns.contains(&"*") }
    }

    /// The ARN of something of this type that no text names.
    fn of_type(&self, template: &str, account: &str) -> String {
        filled(template, |name| {
            Some(match name {
                "Partition" => "aws",
                "Region" => &self.region,
                "Account" => account,
                "ObjectName" => ANY_OTHER_KEY,
                _ => ANY_OTHER,
            })
        })
    }
}

/// What the patterns of a statement cover.
pub(super) struct Covered<'a> {
    things: &'a Things,
    home: Home<'a>,
    /// Of the world.
    known: Vec<&'a (&'static str, String)>,
    /// What no text names, with the pattern that covers it.
    beyond: Vec<(String, Template)>,
    /// They cover everything.
    is_any: bool,
}

impl Covered<'_> {
    /// Those that an action can be asked for: one that is there, then those that nobody names, then the rest. `account`
    /// is the caller's.
    pub fn of(&self, action: &str, account: &str) -> Vec<String> {
        if let Home::Trust(arn) = self.home {
            return vec![arn.to_owned()];
        }
        if action == "s3:ListAllMyBuckets" {
            return vec!["arn:aws:s3:::*".to_owned()];
        }
        let all = || self.is_any.then(|| "*".to_owned());
        let Some((service, _, found)) = Catalog::shipped().action(action) else {
            return all().into_iter().chain(self.beyond.iter().map(|(arn, _)| arn.clone())).collect();
        };
        if found.resource_types.is_empty() {
            return vec!["*".to_owned()];
        }
        let types = || {
            let types = found.resource_types.iter();
            types.filter_map(|of| service.resource_types.get(of.name).map(|kind| (of.name, kind)))
        };
        let known = || {
            let known = self.known.iter().filter(|(kind, _)| types().any(|(name, _)| name == *kind));
            known.map(|(_, arn)| arn.clone())
        };
        let is_asked = |template: &Template| types().any(|(_, kind)| kind.template().meets(template));
        let beyond = self.beyond.iter().filter(|(_, template)| is_asked(template)).map(|(arn, _)| arn.clone());
        // Of the types, those that worlds have; else the first.
        let ordinary = types().filter(|(name, _)| ORDINARY.contains(name));
        let others = types().take(usize::from(ordinary.clone().next().is_none()));
        let unnamed = ordinary.chain(others).filter(|_| self.is_any && self.home == Home::Anywhere);
        let unnamed = unnamed.map(|(_, kind)| self.things.of_type(kind.arn, account));
        let mut chosen: Vec<String> = Vec::new();
        for arn in known().take(1).chain(beyond).chain(unnamed).chain(known().skip(1)) {
            if chosen.len() < MOST && !chosen.contains(&arn) {
                chosen.push(arn);
            }
        }
        chosen
    }
}

/// An ARN that the pattern covers and that no text names.
fn example(pattern: &str) -> String {
    let arn = example_of(pattern);
    match arn.strip_suffix(ANY_OTHER) {
        // As the keys of objects are called elsewhere.
        Some(head) if head.starts_with("arn:aws:s3:::") && head.ends_with('/') => format!("{head}{ANY_OTHER_KEY}"),
        _ => arn,
    }
}

fn covers(pattern: &str, arn: &str) -> bool {
    match pattern.find(['*', '?', '$']) {
        None => pattern == arn,
        Some(0) => pattern == "*" || meets(pattern, arn),
        Some(at) => pattern.get(..at).is_some_and(|head| arn.starts_with(head)) && meets(pattern, arn),
    }
}

fn meets(pattern: &str, arn: &str) -> bool {
    Template::of_pattern(pattern).meets(&Template::of_pattern(arn))
}
