//! The bench at which policies are mended and written: the story, the goals, and an editor on each policy that may be
//! edited. Challenge and Project work at it; what they judge and record is theirs.
//!
//! A text that cannot be read never costs anything: the goals stay as the last good text had them, marked as old.

mod keys;
mod reached;
mod sheet;

use super::{challenge, place, project};
use crate::cloud::Change;
use crate::learner::{Help, LessonRecord};
use crate::lesson::{GoalOutcome, Grant, Lens};
use crate::tui::editor::{Edited, too_long};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Screen};
use crossterm::event::KeyEvent;

pub(super) use keys::{PAGE, footer, keys, on_action};
pub(super) use reached::reached;
pub use sheet::Sheet;

/// A part of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// What happened, or what to do; hints, too.
    #[default]
    Story,
    /// The goals, and why the selected one stands as it does.
    Goals,
    /// The text of a policy. While it has the focus, letters are letters.
    Editor,
}

impl Pane {
    pub(in crate::tui) const ALL: [Self; 3] = [Self::Story, Self::Goals, Self::Editor];
}

/// What is on the bench.
#[derive(Debug, Clone)]
pub struct Bench {
    /// Id of the puzzle or the part.
    pub id: String,
    /// The policies that may be edited; there is one at least.
    pub sheets: Vec<Sheet>,
    /// The one in the editor.
    pub sheet: usize,
    /// What has the focus.
    pub pane: Pane,
    /// The goal selected; after the goals comes what else is let in, or what was reached.
    pub row: usize,
    /// First line of the story.
    pub scroll: usize,
    /// Help taken, now or before.
    pub help: Help,
    /// The worked solution was asked for once; it is shown when it is asked for again.
    pub asked: bool,
    /// The worked solution is on show.
    pub revealed: bool,
    /// The goals, as the last good text has them.
    pub goals: Vec<GoalOutcome>,
    /// What the last good text lets in beyond need.
    pub extra: Vec<Grant>,
    /// Requests that were tried to find it.
    pub tried: usize,
    /// All goals were met by it.
    pub solved: bool,
    /// The text has changed into one that cannot be read; the goals are older.
    pub stale: bool,
    /// There is a row after the goals.
    pub has_result: bool,
}

/// Behind the id of a task: its text was being written.
const WRITING: char = '|';

impl Bench {
    /// What is kept of it as the place where the learner stands.
    pub(super) fn note(&self) -> String {
        let mut note = self.id.clone();
        if self.pane == Pane::Editor {
            note.push(WRITING);
        }
        note
    }

    /// The policies of a task as they begin, with the help that was taken before.
    pub(super) fn new(model: &Model, id: &str, sheets: Vec<Sheet>) -> Self {
        let help = record(model).and_then(|known| known.help.get(id)).copied().unwrap_or_default();
        Self {
            id: id.to_owned(),
            sheets,
            sheet: 0,
            pane: Pane::Story,
            row: 0,
            scroll: 0,
            help,
            asked: false,
            revealed: false,
            goals: Vec::new(),
            extra: Vec::new(),
            tried: 0,
            solved: false,
            stale: false,
            has_result: false,
        }
    }

    /// The policy in the editor.
    pub(in crate::tui) fn open_sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.sheet)
    }

    /// Of several policies the one that cannot be read: the one in the editor, or another that is out of sight.
    pub(in crate::tui) fn broken(&self) -> Option<&Sheet> {
        let in_editor = self.open_sheet().into_iter();
        in_editor.chain(&self.sheets).find(|sheet| self.sheets.len() > 1 && !sheet.is_sound())
    }

    /// Rows of the goals.
    pub(in crate::tui) fn rows(&self) -> usize {
        self.goals.len() + usize::from(self.has_result)
    }

    /// Goals met.
    pub(in crate::tui) fn met(&self) -> usize {
        self.goals.iter().filter(|goal| goal.met).count()
    }

    /// What the texts mean as changes; `None` while one of them cannot be read.
    pub(super) fn changes(&self) -> Option<Vec<Change>> {
        let sound = self.sheets.iter().all(Sheet::is_sound);
        sound.then(|| self.sheets.iter().filter_map(|sheet| sheet.change.clone()).collect())
    }

    /// Takes in a judgement of the texts as they stand. The first goal not met is selected when the bench is new; what
    /// was reached, when it was just reached.
    pub(super) fn judged(&mut self, goals: Vec<GoalOutcome>, solved: bool) {
        let is_new = self.goals.is_empty();
        if is_new {
            self.row = goals.iter().position(|goal| !goal.met).unwrap_or(0);
        }
        self.goals = goals;
        if solved && (!self.solved || is_new) && self.has_result {
            self.row = self.goals.len();
        }
        self.solved = solved;
        self.stale = false;
        self.row = self.row.min(self.rows().saturating_sub(1));
    }
}

/// What is known of the learner in the open lesson.
pub(in crate::tui) fn record(model: &Model) -> Option<&LessonRecord> {
    model.record.lessons.get(&model.open()?.0.head.id)
}

/// The bench of the lens on show.
pub(in crate::tui) fn bench(model: &Model) -> Option<&Bench> {
    let open = model.lesson.as_ref()?;
    match open.lens {
        Lens::Challenge => open.challenge.open.as_ref().map(|puzzle| &puzzle.bench),
        Lens::Project => open.project.open.as_ref().map(|part| &part.bench),
        _ => None,
    }
}

pub(super) fn bench_mut(model: &mut Model) -> Option<&mut Bench> {
    let open = model.lesson.as_mut()?;
    match open.lens {
        Lens::Challenge => open.challenge.open.as_mut().map(|puzzle| &mut puzzle.bench),
        Lens::Project => open.project.open.as_mut().map(|part| &mut part.bench),
        _ => None,
    }
}

/// Whether keys are letters now.
pub(super) fn is_typing(model: &Model) -> bool {
    model.screen == Screen::Lesson && bench(model).is_some_and(|bench| bench.pane == Pane::Editor)
}

/// A key while the editor has the focus; `None` when it is not for the editor.
pub(super) fn on_key(model: &mut Model, event: KeyEvent) -> Option<Vec<Effect>> {
    if !is_typing(model) {
        return None;
    }
    let bench = bench_mut(model)?;
    let sheet = bench.sheets.get_mut(bench.sheet)?;
    let edited = sheet.editor.input(event);
    (edited != Edited::NotMine).then(|| take_in(model, edited))
}

/// A paste while the editor has the focus.
pub(super) fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if !is_typing(model) {
        return Vec::new();
    }
    model.notice = None;
    let Some(bench) = bench_mut(model) else { return Vec::new() };
    let Some(sheet) = bench.sheets.get_mut(bench.sheet) else { return Vec::new() };
    let edited = sheet.editor.paste(text);
    take_in(model, edited)
}

/// What follows from what the editor did.
fn take_in(model: &mut Model, edited: Edited) -> Vec<Effect> {
    match edited {
        Edited::Text => return changed(model),
        Edited::TooLong => model.notice = Some(too_long()),
        Edited::Cursor | Edited::NotMine => {}
    }
    Vec::new()
}

/// The text in the editor is another: it is read, kept in the record and judged. The record goes to the disk when the
/// editor is left; until then any other reason to save, a signal for one, takes the draft along.
pub(super) fn changed(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let id = model.open().map(|(lesson, _)| lesson.head.id.clone()).unwrap_or_default();
    let Some(bench) = bench_mut(model) else { return Vec::new() };
    bench.asked = false;
    let Some(sheet) = bench.sheets.get_mut(bench.sheet) else { return Vec::new() };
    sheet.read();
    bench.stale = !bench.sheets.iter().all(Sheet::is_sound);
    let (draft, text) = bench.open_sheet().map(|sheet| (sheet.draft.clone(), sheet.editor.text())).unwrap_or_default();
    if let Err(error) = model.record.draft(&id, &draft, &text, at) {
        model.notice = Some(error.to_string());
    }
    judge(model, true)
}

/// Judges the texts as they stand, for the lens on show; `counts` when what is reached is the learner's doing now.
fn judge(model: &mut Model, counts: bool) -> Vec<Effect> {
    match model.lens() {
        Lens::Challenge => challenge::judge(model, counts),
        Lens::Project => project::judge(model, counts),
        _ => Vec::new(),
    }
}

/// The task that was on the bench when the learner left the lens on show, while there is none now; and whether they were
/// writing.
pub(super) fn left(model: &Model) -> Option<(&str, bool)> {
    let note = place::words(record(model), model.lens()).filter(|_| bench(model).is_none())?;
    Some(note.strip_suffix(WRITING).map_or((note, false), |id| (id, true)))
}

/// Puts the cursor into the text, where one was when one left. There a letter is a letter: what was said of keys is not so.
pub(super) fn write_on(model: &mut Model) {
    model.notice = None;
    if let Some(bench) = bench_mut(model) {
        bench.pane = Pane::Editor;
    }
}

/// Goes on with the task that was just put on the bench as it begins: its texts are as they were left.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    // The beginning is judged first: it is the last good state when a draft cannot be read.
    let mut effects = judge(model, false);
    let drafts = record(model).map(|known| known.drafts.clone()).unwrap_or_default();
    let Some(bench) = bench_mut(model) else { return effects };
    for sheet in &mut bench.sheets {
        if let Some(draft) = drafts.get(&sheet.draft) {
            sheet.resume(&draft.text);
        }
    }
    let resumed = bench.sheets.iter().any(Sheet::is_changed);
    bench.stale = !bench.sheets.iter().all(Sheet::is_sound);
    effects.extend(judge(model, false));
    if resumed {
        model.notice = Some("your text is as you left it; r begins anew".to_owned());
    }
    effects.push(Effect::Save);
    effects
}

/// Goes on where `before` was, over the task as it was loaded again. Gives what has to be said when the lesson no longer
/// has it.
pub(in crate::tui) fn go_on_with(model: &mut Model, before: Bench) -> Option<String> {
    let Some(bench) = bench_mut(model).filter(|bench| bench.id == before.id) else {
        return Some(format!("the file has no `{}` now; your text of it is kept, and comes back with it", before.id));
    };
    for old in before.sheets {
        // Text, cursor and what can be undone.
        if let Some(sheet) = bench.sheets.iter_mut().find(|sheet| sheet.draft == old.draft) {
            sheet.editor = old.editor;
            sheet.read();
        }
    }
    bench.sheet = before.sheet.min(bench.sheets.len().saturating_sub(1));
    (bench.pane, bench.scroll, bench.revealed) = (before.pane, before.scroll, before.revealed);
    bench.stale = !bench.sheets.iter().all(Sheet::is_sound);
    judge(model, false);
    None
}
