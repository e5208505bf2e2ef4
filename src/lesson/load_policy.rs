//! A policy where a scenario names one: inline, in a file beside it, or managed.

use super::load::ReadBeside;
use super::load_world::unknown;
use super::reader::{File, Table};
use crate::cloud::World;
use crate::diagnostic::{Source, Span, sanitize};
use crate::iam::{Policy, PolicyKind};
use std::sync::Arc;

/// A policy under `key`: inline JSON, or `{ file = "..." }`.
pub(super) fn policy(
    table: &Table<'_>,
    key: &'static str,
    name: &str,
    kind: PolicyKind,
    read_beside: ReadBeside<'_>,
) -> Option<Arc<Policy>> {
    if !table.has(key) {
        return None;
    }
    if table.is_table(key) {
        return beside(table.optional_table(key, "a policy")?, name, kind, read_beside);
    }
    let (text, span) = table.raw(key)?;
    Some(inline(table.file, name, kind, text, span))
}

/// Parses a policy that stands in the scenario; its diagnostics point into the scenario's lines.
pub(super) fn inline(file: &File, name: &str, kind: PolicyKind, text: &str, span: Span) -> Arc<Policy> {
    let written = file.source.slice(span);
    // A string in three quotes starts after them, on the next line when a line break follows.
    let opening = if written.starts_with("'''\n") || written.starts_with("\"\"\"\n") { 4 } else { 0 };
    let (first_line, _) = file.source.position(span.start + opening);
    let text = sanitize(text);
    let source = Arc::new(Source::within(file.source.name(), text, first_line));
    parse(file, name, kind, source)
}

pub(super) fn beside(
    table: Table<'_>,
    name: &str,
    kind: PolicyKind,
    read_beside: ReadBeside<'_>,
) -> Option<Arc<Policy>> {
    let path = table.text("file");
    let arn = table.optional_text("arn");
    let escapes = path.text.starts_with(['/', '\\'])
        || path.text.split(['/', '\\']).any(|part| part == "..")
        || path.text.contains(':');
    let policy = if path.text.is_empty() {
        None
    } else if escapes {
        let help = "a policy file stands beside the scenario or below it";
        table.file.error("bad-path", path.span, format!("`{}` leads out of the scenario's folder", path.text), help);
        None
    } else {
        match read_beside(&path.text) {
            Ok(text) => {
                let source = Arc::new(Source::new(path.text.clone(), sanitize(&text)));
                Some(parse(table.file, name, kind, source))
            }
            Err(why) => {
                let title = format!("`{}` cannot be read: {}", path.text, sanitize(&why));
                table.file.error("unreadable-file", path.span, title, "put the file beside the scenario");
                None
            }
        }
    };
    let policy = policy.map(|mut policy| {
        if let Some(arn) = arn {
            Arc::make_mut(&mut policy).arn = Some(arn.text);
        }
        policy
    });
    table.done();
    policy
}

fn parse(file: &File, name: &str, kind: PolicyKind, source: Arc<Source>) -> Arc<Policy> {
    let (policy, problems) = Policy::parse(name, kind, source);
    for problem in problems {
        file.report(problem);
    }
    Arc::new(policy)
}

/// The managed policy that the table names.
pub(super) fn managed(table: Table<'_>, world: &World) -> Option<Arc<Policy>> {
    let name = table.text("managed");
    let all = world.managed_policies.values();
    let found = all.clone().find(|policy| policy.name == name.text || policy.arn.as_ref() == Some(&name.text)).cloned();
    if found.is_none() && !name.text.is_empty() {
        unknown(table.file, "managed policy", &name, all.map(|policy| policy.name.as_str()));
    }
    table.done();
    found
}
