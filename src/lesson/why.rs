//! The problem before the solution: words, and what a thief of each kind of credentials can do, computed.
//!
//! A thief uses what the stolen credentials may do themselves and every role they may assume, one after the other. Roles
//! are asked for plainly and as the lesson asks for them: tags and external IDs are no secrets. An MFA code is one.
//! Before a session ends they take it further: a session of the next role that is begun with it outlives it.

use super::lab::Desk;
use super::load::paragraphs;
use super::load_script::duration;
use super::load_world::unknown;
use super::matrix::{Cell, MatrixColumn, columns};
use super::play;
use super::reader::Table;
use super::scenario::Lesson;
use crate::cloud::{AssumeRole, Call, Caller, Cloud, LATENCY, Output, Probe};
use crate::diagnostic::{Diagnostic, Span};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use std::sync::Arc;

/// Long after everybody has forgotten the leak.
const LONG_AFTER: i64 = 90;

/// The words of the Why lens.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The question that opens it, a paragraph an entry; so are the others.
    pub hook: Vec<String>,
    /// An everyday picture.
    pub picture: Vec<String>,
    /// The manual way and its pain.
    pub manual: Vec<String>,
    /// The better way.
    pub better: Vec<String>,
    /// What leaks, and when.
    pub leak: Option<LeakForm>,
}

/// What leaks, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct LeakForm {
    /// The moment.
    pub at: DateTime<Utc>,
    /// ARN of the user whose long-term key leaks.
    pub user: String,
    /// Name of the session of the script that leaks.
    pub session: String,
    /// How long after the leak a column stands by itself.
    pub until: Option<Duration>,
    /// What it teaches.
    pub says: String,
    /// Where it stands in the file.
    pub span: Span,
}

/// A moment of the leak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeakColumn {
    /// `09:20:00` for the leak itself, then `+1 h`, `+12 h`, `+90 days`.
    pub label: String,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// What the thief gets for one request at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeakCell {
    /// What the stolen credentials do themselves.
    pub direct: Cell,
    /// The roles that the thief assumes on the way, when only that leads there.
    pub through: Vec<String>,
}

impl LeakCell {
    /// Whether the thief gets it, one way or another.
    pub fn is_allowed(&self) -> bool {
        self.direct.is_allowed() || !self.through.is_empty()
    }
}

/// What a thief can do: requests × moments, for each of both credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The moments.
    pub columns: Vec<LeakColumn>,
    /// The requests.
    pub rows: Vec<MatrixColumn>,
    /// Name of the user.
    pub user: String,
    /// Name of the session.
    pub session: String,
    /// When the session ends.
    pub expires: DateTime<Utc>,
    /// With the long-term key: a list a row, a cell a column.
    pub with_key: Vec<Vec<LeakCell>>,
    /// With the session.
    pub with_session: Vec<Vec<LeakCell>>,
    /// What it teaches.
    pub says: String,
}

/// What a thief of the lesson's credentials can do; `None` when the lesson has no leak or never issues the session.
pub fn leak(lesson: &Lesson) -> Option<Leak> {
    let form = lesson.lab.why.as_ref()?.leak.as_ref()?;
    let played = play::end(lesson.calls(), &lesson.world);
    let session = Arc::clone(played.session(&form.session)?);
    let columns_at = moments(form);
    let rows = columns(&lesson.world);
    // What the script writes is not the thief's doing: they find the world as it was.
    let base = Cloud { world: Arc::clone(&lesson.world), sessions: vec![Arc::clone(&session)], ..played };
    let asked = asked(lesson);
    let table = |caller: &Caller| -> Vec<Vec<LeakCell>> {
        let mut by_row: Vec<Vec<LeakCell>> = vec![Vec::new(); rows.len()];
        for column in &columns_at {
            let cloud = Cloud { now: column.at, ..base.clone() };
            let ways = ways(&cloud, caller, &asked);
            for (row, cells) in rows.iter().zip(&mut by_row) {
                cells.push(ask(&cloud, caller, &ways, &row.probe, &asked));
            }
        }
        by_row
    };
    let user = Caller::User(form.user.clone());
    Some(Leak {
        with_key: table(&user),
        with_session: table(&Caller::Session(session.name.clone())),
        columns: columns_at,
        rows,
        user: lesson.world.users.get(&form.user).map_or_else(|| form.user.clone(), |user| user.name.clone()),
        session: session.name.clone(),
        expires: session.expires,
        says: form.says.clone(),
    })
}

/// The ways in which the lesson's script asks for roles, as far as a thief can repeat them.
fn asked(lesson: &Lesson) -> Vec<AssumeRole> {
    let asked = lesson.script.iter().filter_map(|line| match &line.call {
        Call::AssumeRole { request, .. } if !request.mfa => Some(request.clone()),
        _ => None,
    });
    asked.collect()
}

/// A request as it stands; one for a role in the script's ways, too.
fn forms(probe: &Probe, asked: &[AssumeRole]) -> Vec<Probe> {
    let role = if let Probe::AssumeRole(request) = probe { request.role_arn.as_str() } else { "" };
    let others = asked.iter().filter(|request| request.role_arn == role).cloned().map(Probe::AssumeRole);
    std::iter::once(probe.clone()).chain(others).collect()
}

/// The sessions within reach, each with the cloud it is in and the names of the roles on the way.
fn ways(cloud: &Cloud, caller: &Caller, asked: &[AssumeRole]) -> Vec<(Cloud, Caller, Vec<String>)> {
    let at = cloud.now;
    let mut found: Vec<(Cloud, Caller, Vec<String>)> = Vec::new();
    let mut next = vec![(cloud.clone(), caller.clone(), Vec::new())];
    let mut seen = Vec::new();
    while let Some((mut cloud, caller, path)) = next.pop() {
        let session = if let Caller::Session(name) = &caller { cloud.session(name) } else { None };
        let chained = session.is_some_and(|session| session.role_arn().is_some());
        // What is over by now was of use to its last moment.
        cloud.now = session.and_then(|one| one.expires.checked_sub_signed(LATENCY)).map_or(at, |last| at.min(last));
        for role in cloud.world.roles.values() {
            for form in forms(&Probe::assume_role(&role.arn), asked) {
                let Probe::AssumeRole(request) = &form else { continue };
                if !cloud.may(&caller, &form) {
                    continue;
                }
                // For as long as can be; in a chain that is what STS gives by itself.
                let duration = (!chained).then_some(role.max_session_duration);
                let request = AssumeRole { alias: role.arn.clone(), duration, ..request.clone() };
                let (settled, lent) = cloud.settle(&Call::AssumeRole { caller: caller.clone(), request });
                let Ok(Output::Session(session)) = settled.outcome else { continue };
                // Two sessions of a role that carry the same and end together may do the same.
                let carried = (session.expires, role.arn.clone(), session.tags.clone(), session.policies.clone());
                if seen.contains(&carried) {
                    continue;
                }
                seen.push(carried);
                let mut path: Vec<String> = path.clone();
                if !path.contains(&role.name) {
                    path.push(role.name.clone());
                }
                let lent = Cloud { now: lent.now.max(at), sessions: vec![Arc::clone(&session)], ..lent };
                next.push((lent.clone(), Caller::Session(role.arn.clone()), path.clone()));
                if session.is_alive(lent.now) {
                    found.push((lent, Caller::Session(role.arn.clone()), path));
                }
            }
        }
    }
    found
}

fn ask(
    cloud: &Cloud,
    caller: &Caller,
    ways: &[(Cloud, Caller, Vec<String>)],
    probe: &Probe,
    asked: &[AssumeRole],
) -> LeakCell {
    let forms = forms(probe, asked);
    if let Some(form) = forms.iter().find(|form| cloud.may(caller, form)) {
        return LeakCell { direct: Cell::ask(cloud, caller, form), through: Vec::new() };
    }
    let through = ways.iter().find(|(cloud, caller, _)| forms.iter().any(|form| cloud.may(caller, form)));
    let through = through.map(|(.., path)| path.clone()).unwrap_or_default();
    LeakCell { direct: Cell::ask(cloud, caller, probe), through }
}

fn moments(form: &LeakForm) -> Vec<LeakColumn> {
    let mut after = vec![Duration::zero(), Duration::hours(1), Duration::days(LONG_AFTER)];
    after.extend(form.until);
    after.sort_unstable();
    after.dedup();
    after
        .into_iter()
        .filter_map(|after| {
            let seconds = after.num_seconds();
            let label = match (seconds, seconds % 86_400) {
                (0, _) => form.at.format("%H:%M:%S").to_string(),
                (_, 0) if seconds > 86_400 => format!("+{} days", seconds / 86_400),
                _ => format!("+{}", super::duration::say_duration(seconds)),
            };
            Some(LeakColumn { label, at: form.at.checked_add_signed(after)? })
        })
        .collect()
}

pub(super) fn read(top: &Table<'_>, desk: &Desk<'_>) -> Option<Why> {
    let table = top.optional_table("why", "the why")?;
    let text = |key: &'static str| paragraphs(&table.text(key).text);
    let (hook, picture, manual, better) = (text("hook"), text("picture"), text("manual"), text("better"));
    let leak = table.optional_table("leak", "the leak").and_then(|inner| {
        let form = leak_form(&inner, desk);
        inner.done();
        form
    });
    table.done();
    Some(Why { hook, picture, manual, better, leak })
}

fn leak_form(table: &Table<'_>, desk: &Desk<'_>) -> Option<LeakForm> {
    let at = table.text("at");
    let start = desk.names.world.start;
    let moment = NaiveTime::parse_from_str(&at.text, "%H:%M:%S")
        .ok()
        .map(|time| start.date_naive().and_time(time).and_utc())
        .or_else(|| DateTime::parse_from_rfc3339(&at.text).ok().map(|moment| moment.to_utc()));
    if moment.is_none() && !at.text.is_empty() {
        let help = "write a time of the start day such as `09:20:00`, or `2026-03-02T09:20:00Z`";
        table.file.error("bad-time", at.span, format!("`{}` is no moment", at.text), help);
    }
    let user = desk.names.user(table, &table.text("with-key"));
    let session = table.text("with-session");
    let aliases = || desk.script.iter().filter_map(|line| line.call.session());
    if !session.text.is_empty() && !aliases().any(|alias| alias == session.text) {
        unknown(table.file, "session", &session, aliases());
    }
    let until = if table.has("until") { duration(table, "until") } else { None };
    let says = table.text("says").text;
    Some(LeakForm { at: moment?, user: user?, session: session.text, until, says, span: table.span })
}

pub(super) fn prove(lesson: &Lesson, problems: &mut Vec<Diagnostic>) {
    let Some(form) = lesson.lab.why.as_ref().and_then(|why| why.leak.as_ref()) else { return };
    let mut tell = |title: String, help: &str| {
        problems.push(Diagnostic::error("leak", &lesson.source, form.span, title).help(help));
    };
    let played = play::end(lesson.calls(), &lesson.world);
    match played.session(&form.session) {
        None => tell(format!("the session `{}` is never issued", form.session), "let a session leak that there is"),
        Some(session) if form.at < session.issued || !session.is_alive(form.at) => {
            let (from, to) = (session.issued.format("%H:%M:%S"), session.expires.format("%H:%M:%S"));
            let title = format!("the session `{}` lives from {from} to {to}, not when the key leaks", form.session);
            tell(title, "let both leak while both are good, or there is nothing to compare");
        }
        Some(_) => {}
    }
}
