//! What a thief can do, in sentences made from the computed cells.

use crate::iam::Decision;
use crate::lesson::{ANY_OTHER_KEY, Leak, LeakCell, MatrixColumn};

/// The resource without what every ARN of its kind begins with.
pub(super) fn short(resource: &str) -> String {
    match other_keys(resource) {
        Some(bucket) => format!("{bucket}/any other"),
        None => named(resource).to_owned(),
    }
}

/// The same in a sentence.
pub(super) fn on(resource: &str) -> String {
    match other_keys(resource) {
        Some(bucket) => format!("any other object of {bucket}"),
        None => named(resource).to_owned(),
    }
}

fn named(resource: &str) -> &str {
    match resource.strip_prefix("arn:aws:s3:::") {
        Some(name) => name,
        None => resource.rsplit_once(':').map_or(resource, |(_, name)| name),
    }
}

/// The bucket, where the resource stands for all objects that the lesson does not name.
fn other_keys(resource: &str) -> Option<&str> {
    named(resource).strip_suffix(ANY_OTHER_KEY)?.strip_suffix('/')
}

/// A cell as a letter.
pub(super) fn letter(cell: &LeakCell) -> &'static str {
    if !cell.through.is_empty() {
        return "R";
    }
    match cell.direct.decision() {
        Some(Decision::Allowed) => "A",
        Some(Decision::ExplicitlyDenied) => "D",
        Some(Decision::ImplicitlyDenied) => "-",
        None => "x",
    }
}

/// What the letters mean.
pub(super) const LEGEND: [(&str, &str); 5] =
    [("A", "allowed"), ("R", "by way of a role"), ("-", "not allowed"), ("D", "denied"), ("x", "refused at once")];

/// What a thief gets at a moment: `may call s3:ListAllMyBuckets on *; by way of the role DataReader s3:GetObject on 3 resources`.
pub(super) fn gets(leak: &Leak, table: &[Vec<LeakCell>], moment: usize) -> String {
    let cells: Vec<(&MatrixColumn, &LeakCell)> =
        leak.rows.iter().zip(table).filter_map(|(row, cells)| Some((row, cells.get(moment)?))).collect();
    let mut ways: Vec<(&[String], Vec<&MatrixColumn>)> = Vec::new();
    for (row, cell) in cells.iter().filter(|(_, cell)| cell.is_allowed()) {
        match ways.iter_mut().find(|(way, _)| *way == cell.through.as_slice()) {
            Some((_, rows)) => rows.push(row),
            None => ways.push((&cell.through, vec![row])),
        }
    }
    if ways.is_empty() {
        let mut codes: Vec<&str> =
            cells.iter().filter_map(|(_, cell)| cell.direct.answer.as_ref().err()).map(|error| &*error.code).collect();
        codes.sort_unstable();
        codes.dedup();
        return match codes.as_slice() {
            [] => "gets nothing".to_owned(),
            codes => format!("gets nothing: every call is refused with {}", codes.join(" or ")),
        };
    }
    ways.sort_by_key(|(way, _)| way.len());
    let over = cells.iter().all(|(_, cell)| cell.direct.answer.is_err());
    let said: Vec<String> = ways
        .into_iter()
        .map(|(path, rows)| match path {
            [] => actions(&rows),
            path => format!("{} {}", way(path, over), actions(&rows)),
        })
        .collect();
    format!("may call {}", said.join("; "))
}

/// The way to what the stolen credentials do not do themselves; those that are `over` were taken further while they lasted.
fn way(path: &[String], over: bool) -> String {
    let path = path.join(" and then ");
    if over {
        format!("by a session of the role {path} that was begun in time")
    } else {
        format!("by way of the role {path}")
    }
}

/// `s3:GetObject on 3 resources and any other object of elm and sts:AssumeRole on role/DataReader`.
fn actions(rows: &[&MatrixColumn]) -> String {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        match all.iter_mut().find(|(action, _)| *action == row.action) {
            Some((_, resources)) => resources.push(&row.resource),
            None => all.push((row.action, vec![&row.resource])),
        }
    }
    let told: Vec<String> = all
        .into_iter()
        .map(|(action, resources)| {
            // What stands for all other keys is none of the things that there are.
            let (others, things): (Vec<&str>, Vec<&str>) =
                resources.into_iter().partition(|resource| other_keys(resource).is_some());
            let things = match things.as_slice() {
                [] => None,
                [one] => Some(on(one)),
                many => Some(format!("{} resources", many.len())),
            };
            let others = match others.as_slice() {
                [] => None,
                [one] => Some(on(one)),
                many => Some(format!("any other object of {} buckets", many.len())),
            };
            let all: Vec<String> = things.into_iter().chain(others).collect();
            format!("{action} on {}", all.join(" and "))
        })
        .collect();
    match told.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => told.join(""),
    }
}

/// Why a single cell is as it is.
pub(super) fn why(cell: &LeakCell) -> String {
    if !cell.through.is_empty() {
        return format!("allowed {}", way(&cell.through, cell.direct.answer.is_err()));
    }
    match &cell.direct.answer {
        Ok(trace) => trace.decision.words().to_owned(),
        Err(error) => format!("refused with {}", error.code),
    }
}

/// How many of the requests a thief gets at a moment.
pub(super) fn count(table: &[Vec<LeakCell>], moment: usize) -> usize {
    table.iter().filter_map(|cells| cells.get(moment)).filter(|cell| cell.is_allowed()).count()
}
