//! Who may do what: principals × requests of a lesson's world, each cell computed and each with its trace.
//!
//! The matrix asks the simulator and never decides anything itself. It makes no call: nothing is written, no time passes.

use super::free_edit::PolicyEdit;
use super::play::{self, PlayError, changed, script_of};
use super::policy_edit::{changes_of, short};
use super::scenario::Lesson;
use crate::cloud::{
    Account, ApiError, Call, Caller, Change, ChangeError, Cloud, Probe, S3Operation, Session, SessionOf, User, World,
};
use crate::diagnostic::Source;
use crate::iam::{Decision, Policy, PolicyKind, Trace};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The key that stands for all objects a bucket does not have.
pub const ANY_OTHER_KEY: &str = "any-other-key";
/// What the stranger's own account lets them do: everything.
pub(super) const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// What kind of principal a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// An IAM user with its long-term key.
    User,
    /// A session of a role, as after a plain `AssumeRole`.
    Role,
    /// A session that the lesson's script issues, with its tags and session policies.
    Session,
    /// Whoever sends unsigned requests.
    Anonymous,
    /// The root user of an account.
    Root,
    /// A user of an account that the world knows nothing of, who may do everything there.
    Stranger,
    /// A user of an account of the world who may do everything there and stands for whoever the account lets in.
    Member,
    /// A service that calls for itself.
    Service,
    /// Whoever has a token of an identity provider.
    Token,
}

/// A principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Of which kind.
    pub kind: RowKind,
    /// Short name: of the user, role or session.
    pub name: String,
    /// Name of the role whose session it is; of a session of a user, and of a row of another kind, `None`.
    pub role: Option<String>,
    /// Who asks.
    pub caller: Caller,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixColumn {
    /// The request itself.
    pub probe: Probe,
    /// `s3:GetObject` ...
    pub action: &'static str,
    /// ARN of the resource.
    pub resource: String,
}

/// An answer: what was decided and why, or the error that came before any decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The trace, or the error.
    pub answer: Result<Arc<Trace>, ApiError>,
}

impl Cell {
    /// The decision; `None` when none was made.
    pub fn decision(&self) -> Option<Decision> {
        self.trace().map(|trace| trace.decision)
    }

    /// The trace; `None` when there was no decision.
    pub fn trace(&self) -> Option<&Arc<Trace>> {
        self.answer.as_ref().ok()
    }

    /// Whether the request is allowed.
    pub fn is_allowed(&self) -> bool {
        self.trace().is_some_and(|trace| trace.is_allowed())
    }
}

/// One thing that somebody may do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Kind of the principal.
    pub kind: RowKind,
    /// Name of the principal.
    pub principal: String,
    /// Action; where one stands for others of a pattern, the pattern.
    pub action: Cow<'static, str>,
    /// ARN of the resource.
    pub resource: String,
    /// Condition keys and their values that the request carries beside those of its caller and its resource.
    pub keys: Vec<(String, String)>,
}

/// Which rows there are beside users, roles and sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows {
    /// The root user of every account.
    pub roots: bool,
    /// A stranger, and unsigned requests whether anything is public or not.
    pub outside: bool,
}

/// Principals × requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessMatrix {
    /// The principals.
    pub rows: Vec<MatrixRow>,
    /// The requests.
    pub columns: Vec<MatrixColumn>,
    cells: Vec<Cell>,
}

impl AccessMatrix {
    /// The matrix of the lesson's world with `changes` made, at the world's start time; sessions of the script are
    /// asked for at the moment they were issued, in the world as the script had made it by then.
    ///
    /// # Errors
    /// When a change names something that is not there.
    pub fn of(lesson: &Lesson, changes: &[Change]) -> Result<Self, ChangeError> {
        Self::with_rows(lesson, changes, Rows::default())
    }

    /// The same with further rows.
    ///
    /// # Errors
    /// When a change names something that is not there.
    pub fn with_rows(lesson: &Lesson, changes: &[Change], wanted: Rows) -> Result<Self, ChangeError> {
        let unchanged = unchanged(lesson, changes.is_empty());
        Ok(Self::ask_all(Access::played(lesson, changes, lesson.calls(), &unchanged, wanted)?))
    }

    /// The matrix of what is on show: the world and the calls as the named what-ifs and then a learner's edits leave them.
    ///
    /// # Errors
    /// When the lesson has no such what-if, or a change names something that is not there.
    pub fn on_show(lesson: &Lesson, what_ifs: &[String], edits: &[PolicyEdit]) -> Result<Self, PlayError> {
        let mut changes = changes_of(lesson, what_ifs)?;
        changes.extend(edits.iter().filter_map(PolicyEdit::change));
        let mut script = script_of(lesson, what_ifs)?;
        for edit in edits.iter().filter_map(PolicyEdit::script_edit) {
            edit.apply(&mut script);
        }
        let calls = script.iter().map(|(_, call)| call);
        let unchanged = unchanged(lesson, what_ifs.is_empty() && edits.is_empty());
        Ok(Self::ask_all(Access::played(lesson, &changes, calls, &unchanged, Rows::default())?))
    }

    fn ask_all(access: Access) -> Self {
        let ask = |row: &Asking, column: &MatrixColumn| Cell::ask(&row.cloud, &row.row.caller, &column.probe);
        let cells = access.rows.iter().flat_map(|row| access.columns.iter().map(move |column| ask(row, column)));
        let cells = cells.collect();
        Self { rows: access.rows.into_iter().map(|asking| asking.row).collect(), columns: access.columns, cells }
    }

    /// The cell of a row and a column.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        if column >= self.columns.len() {
            return None;
        }
        self.cells.get(row * self.columns.len() + column)
    }

    /// Cells whose decision differs from that of the same principal and request in `base`: row and column. What `base`
    /// does not have counts as no decision.
    pub fn differs_from(&self, base: &AccessMatrix) -> Vec<(usize, usize)> {
        let mut flipped = Vec::new();
        for (row, principal) in self.rows.iter().enumerate() {
            let same = |other: &MatrixRow| other.kind == principal.kind && other.name == principal.name;
            let their_row = base.rows.iter().position(same);
            for (column, request) in self.columns.iter().enumerate() {
                let their_column = base.columns.iter().position(|other| other.probe == request.probe);
                let theirs = their_row.zip(their_column).and_then(|(row, column)| base.cell(row, column));
                let mine = self.cell(row, column).and_then(Cell::decision);
                if mine != theirs.and_then(Cell::decision) {
                    flipped.push((row, column));
                }
            }
        }
        flipped
    }

    /// Everything that is allowed.
    pub fn grants(&self) -> BTreeSet<Grant> {
        let mut grants = BTreeSet::new();
        for (row, principal) in self.rows.iter().enumerate() {
            for (column, request) in self.columns.iter().enumerate() {
                if self.cell(row, column).is_some_and(Cell::is_allowed) {
                    grants.insert(grant(principal, request));
                }
            }
        }
        grants
    }
}

/// A principal with the cloud in which it asks.
#[derive(Debug, Clone)]
struct Asking {
    row: MatrixRow,
    cloud: Cloud,
}

/// Principals and requests of a world, before anything is asked.
#[derive(Debug, Clone)]
pub(super) struct Access {
    rows: Vec<Asking>,
    columns: Vec<MatrixColumn>,
    /// At the end of the script.
    base: Cloud,
}

impl Access {
    /// The rows of [`AccessMatrix::with_rows`] in which anything can be allowed.
    pub fn of(lesson: &Lesson, changes: &[Change], wanted: Rows) -> Result<Self, ChangeError> {
        Self::played(lesson, changes, lesson.calls(), &[], wanted)
    }

    /// The same, where these calls are played and not the lesson's own script, with rows for sessions that only the
    /// unchanged lesson issues.
    fn played<'a>(
        lesson: &Lesson,
        changes: &[Change],
        calls: impl Iterator<Item = &'a Call> + Clone,
        unchanged: &[Arc<Session>],
        wanted: Rows,
    ) -> Result<Self, ChangeError> {
        let mut world = changed(&lesson.world, changes)?;
        let (mut issued, Cloud { sessions, .. }) = play::moments(calls.clone(), &world);
        let columns = columns(&world);
        let stranger = wanted.outside.then(|| stranger(Arc::make_mut(&mut world)));
        let anonymous = wanted.outside || is_open(&world, calls);

        let mut base = Cloud::new(Arc::clone(&world));
        base.sessions.clone_from(&sessions);
        for Session { name, .. } in unchanged.iter().map(Arc::as_ref) {
            if issued.iter().all(|(known, _)| known != name) {
                issued.push((name.clone(), base.clone()));
            }
        }
        let mut rows = Vec::new();
        let mut add = |kind, name: &str, caller: Caller, cloud: &Cloud| {
            let role = sessions.iter().chain(unchanged).rev().filter(|_| kind == RowKind::Session);
            let role = role.filter(|session| session.name == name).find_map(|session| match &session.of {
                SessionOf::Role(arn) => Some(short(arn).to_owned()),
                SessionOf::User(_) => None,
            });
            rows.push(Asking { row: MatrixRow { kind, name: name.to_owned(), role, caller }, cloud: cloud.clone() });
        };
        for user in world.users.values().filter(|user| stranger.as_ref() != Some(&user.arn)) {
            add(RowKind::User, &user.name, Caller::User(user.arn.clone()), &base);
        }
        for role in world.roles.values() {
            if let Some(cloud) = base.lend(&role.arn, &role.arn) {
                add(RowKind::Role, &role.name, Caller::Session(role.arn.clone()), &cloud);
            }
        }
        for (name, cloud) in &issued {
            add(RowKind::Session, name, Caller::Session(name.clone()), cloud);
        }
        if anonymous {
            add(RowKind::Anonymous, "anonymous", Caller::Anonymous, &base);
        }
        for account in lesson.world.accounts.values().filter(|_| wanted.roots) {
            let arn = format!("arn:aws:iam::{}:root", account.id);
            add(RowKind::Root, &format!("root of {}", account.id), Caller::User(arn), &base);
        }
        if let Some(arn) = stranger {
            add(RowKind::Stranger, "stranger", Caller::User(arn), &base);
        }
        Ok(Self { rows, columns, base })
    }

    /// Everything that is allowed, without the reasons that an [`AccessMatrix`] keeps.
    pub fn grants(&self) -> BTreeSet<Grant> {
        let of_row = |asking: &Asking| {
            let mut asker = asking.cloud.asker(&asking.row.caller);
            let allowed = self.columns.iter().filter(|column| asker.may(&column.probe));
            allowed.map(|column| grant(&asking.row, column)).collect::<Vec<_>>()
        };
        self.rows.iter().flat_map(of_row).collect()
    }

    /// Those of the `wanted` that are allowed here, too.
    pub fn among<'g>(&self, wanted: &'g BTreeSet<Grant>) -> BTreeSet<&'g Grant> {
        let mut allowed = BTreeSet::new();
        for Asking { row, cloud } in &self.rows {
            let mut asker = None;
            for grant in wanted.iter().filter(|grant| grant.kind == row.kind && grant.principal == row.name) {
                let asker = asker.get_or_insert_with(|| cloud.asker(&row.caller));
                let mut asked =
                    self.columns.iter().filter(|it| it.action == grant.action && it.resource == grant.resource);
                if asked.any(|column| asker.may(&column.probe)) {
                    allowed.insert(grant);
                }
            }
        }
        allowed
    }

    /// Every principal with the cloud in which it asks.
    pub fn askers(&self) -> impl Iterator<Item = (&MatrixRow, &Cloud)> {
        self.rows.iter().map(|asking| (&asking.row, &asking.cloud))
    }

    /// The cloud at the end of the script.
    pub fn base(&self) -> &Cloud {
        &self.base
    }

    /// The world that is asked about, with the stranger in it.
    pub fn world(&self) -> &Arc<World> {
        &self.base.world
    }

    /// What everybody is asked for: actions with their resources.
    pub fn asked(&self) -> BTreeSet<(&str, &str)> {
        self.columns.iter().map(|column| (column.action, column.resource.as_str())).collect()
    }

    /// How many requests it takes to ask everybody for everything.
    pub fn size(&self) -> usize {
        self.rows.len() * self.columns.len()
    }
}

/// The sessions that the lesson's own script issues in its own world. One that is only issued there keeps its row: that it
/// is refused is the point.
fn unchanged(lesson: &Lesson, is_base: bool) -> Vec<Arc<Session>> {
    if is_base { Vec::new() } else { play::end(lesson.calls(), &lesson.world).sessions }
}

fn grant(row: &MatrixRow, column: &MatrixColumn) -> Grant {
    let (principal, resource) = (row.name.clone(), column.resource.clone());
    Grant { kind: row.kind, principal, action: column.action.into(), resource, keys: Vec::new() }
}

impl Cell {
    pub(super) fn ask(cloud: &Cloud, caller: &Caller, probe: &Probe) -> Self {
        Self { answer: cloud.would(caller, probe).map(|authorization| authorization.trace) }
    }
}

/// The requests worth asking in a world: the listing of buckets, each bucket with its objects and one key more, each
/// role.
pub(super) fn columns(world: &World) -> Vec<MatrixColumn> {
    let mut probes = Vec::new();
    if !world.buckets.is_empty() {
        probes.push(Probe::S3(S3Operation::ListBuckets));
    }
    for bucket in world.buckets.values() {
        let name = || bucket.name.clone();
        probes.push(Probe::S3(S3Operation::ListObjectsV2 {
            bucket: name(),
            prefix: None,
            delimiter: None,
            max_keys: None,
        }));
        let other = (!bucket.objects.contains_key(ANY_OTHER_KEY)).then_some(ANY_OTHER_KEY);
        for key in bucket.objects.keys().map(String::as_str).chain(other) {
            let key = || key.to_owned();
            probes.push(Probe::S3(S3Operation::GetObject { bucket: name(), key: key() }));
            probes.push(Probe::S3(S3Operation::PutObject {
                bucket: name(),
                key: key(),
                body: String::new(),
                tags: BTreeMap::new(),
            }));
            probes.push(Probe::S3(S3Operation::DeleteObject { bucket: name(), key: key() }));
        }
    }
    probes.extend(world.roles.keys().map(Probe::assume_role));
    probes.into_iter().map(|probe| MatrixColumn { action: probe.action(), resource: probe.resource(), probe }).collect()
}

/// Whether unsigned requests matter here: a bucket's policy is public, or the script makes one.
fn is_open<'a>(world: &World, mut calls: impl Iterator<Item = &'a Call>) -> bool {
    let public = |policy: &Arc<Policy>| policy.is_public();
    world.buckets.values().any(|bucket| bucket.policy.as_ref().is_some_and(public))
        || calls.any(|call| call.caller() == Some(&Caller::Anonymous))
}

/// Puts a stranger into the world: a user of another account who may do everything there. Gives the ARN.
fn stranger(world: &mut World) -> String {
    let unused = (0..=9).rev().map(|digit| digit.to_string().repeat(12)).find(|id| !world.accounts.contains_key(id));
    let id = unused.unwrap_or_else(|| "123412341234".to_owned());
    let source = Arc::new(Source::new("what a stranger may do at home", EVERYTHING));
    let (policy, _) = Policy::parse("everything", PolicyKind::Identity, source);
    let mut user = User::new(world.ids, &id, "/", "stranger");
    user.policies.push(Arc::new(policy));
    let account = Account { id: id.clone(), name: "elsewhere".to_owned(), unit: None, scps: vec![], rcps: vec![] };
    world.accounts.entry(id).or_insert(account);
    let arn = user.arn.clone();
    world.users.insert(arn.clone(), Arc::new(user));
    arn
}

#[cfg(test)]
mod tests {
    use super::super::{embedded, load};
    use super::*;

    #[test]
    fn what_is_let_in_is_what_the_matrix_allows() {
        let rows = Rows { roots: true, outside: true };
        for (name, text) in embedded() {
            let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err(String::new()));
            let lesson = lesson.expect("it is sound");
            let what_ifs = lesson.what_ifs.iter().map(|what_if| what_if.changes.as_slice());
            for changes in what_ifs.chain([[].as_slice()]) {
                let matrix = AccessMatrix::with_rows(&lesson, changes, rows).expect("it can be set up");
                let access = Access::of(&lesson, changes, rows).expect("it can be set up");
                assert_eq!(access.grants(), matrix.grants(), "{name}");
                let every = |row| matrix.columns.iter().map(move |column| grant(row, column));
                let every: BTreeSet<Grant> = matrix.rows.iter().flat_map(every).collect();
                let allowed: BTreeSet<Grant> = access.among(&every).into_iter().cloned().collect();
                assert_eq!(allowed, matrix.grants(), "{name}");
            }
        }
    }
}
