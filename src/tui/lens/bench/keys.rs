//! What keys do at the bench, whichever lens works at it.

use super::{Bench, Pane, bench, bench_mut, changed};
use crate::learner::Help;
use crate::lesson::Lens;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::{Model, Overlay};
use crate::tui::update::open_overlay;
use crate::tui::view;
use crossterm::event::{KeyCode, KeyModifiers};

/// Lines that a page key moves by.
pub(in crate::tui::lens) const PAGE: usize = 8;
/// Hints that a puzzle or part has.
const HINTS: usize = 3;

/// Between the panes. Before a task is open, the same keys choose one.
static PANES: &[Row] = &[
    row(&[key(KeyCode::Enter)], Action::Open, "Enter", "open the task; in it, edit the policy", "open"),
    row(&[key(KeyCode::Up), letter('k')], Action::Up, "↑ k", "up in the list, the story or the goals", ""),
    row(&[key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "down in the list, the story or the goals", "choose"),
    row(&[key(KeyCode::Tab)], Action::FocusNext, "Tab", "the next pane: story or task, goals, editor", "pane"),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusBack,
        "Shift-Tab",
        "the pane before",
        "",
    ),
    row(&[key(KeyCode::F(2))], Action::Pane(0), "F2", "the story or the task, and the hints", ""),
    row(&[key(KeyCode::F(3))], Action::Pane(1), "F3", "the goals, and why they stand as they do", ""),
    row(&[key(KeyCode::F(4))], Action::Pane(2), "F4", "the editor", ""),
];

/// What helps with the task, and how its texts are read.
static HELP: &[Row] = &[
    row(&[letter('h')], Action::Hint, "h", "a hint, up to three", "hint"),
    row(&[letter('S'), capital('S')], Action::Solution, "S", "the worked solution; asked twice", "solution"),
    row(&[letter('r')], Action::Reset, "r", "the policies of this task as in the beginning", "reset"),
    row(&[letter('z')], Action::Zoom, "z", "why the selected goal stands as it does, in full", "why"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "some lines up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "some lines down", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "to the top", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the end", ""),
];

/// The keys of the bench, with those that the lens adds.
pub(in crate::tui::lens) fn keys(of_lens: &'static [Row]) -> impl Iterator<Item = &'static Row> {
    PANES.iter().chain(of_lens).chain(HELP)
}

/// What a key does here; `None` leaves it to the lens.
pub(in crate::tui::lens) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let bench = bench_mut(model)?;
    let at = bench.pane as usize;
    match action {
        Action::FocusNext => return Some(go(bench, Pane::ALL[(at + 1) % Pane::ALL.len()])),
        Action::FocusBack => return Some(go(bench, Pane::ALL[(at + Pane::ALL.len() - 1) % Pane::ALL.len()])),
        Action::Pane(number) => return Some(go(bench, Pane::ALL[number % Pane::ALL.len()])),
        Action::Open => return Some(go(bench, Pane::Editor)),
        // One thing back: out of the editor, and from the goals one sees what it did.
        Action::Close if bench.pane == Pane::Editor => return Some(go(bench, Pane::Goals)),
        Action::Up => walk(model, |at, _| at.saturating_sub(1)),
        Action::Down => walk(model, |at, _| at + 1),
        Action::PageUp => walk(model, |at, _| at.saturating_sub(PAGE)),
        Action::PageDown => walk(model, |at, _| at + PAGE),
        Action::First => walk(model, |_, _| 0),
        Action::Last => walk(model, |_, end| end),
        Action::Zoom => open_overlay(model, Overlay::Zoom),
        Action::Hint => return Some(hint(model)),
        Action::Solution => return Some(solution(model)),
        Action::Reset => return Some(reset(model)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Gives a pane the focus. What was written goes to the disk when the editor is left.
fn go(bench: &mut Bench, to: Pane) -> Vec<Effect> {
    let leaves = bench.pane == Pane::Editor && to != Pane::Editor;
    bench.pane = to;
    bench.asked = false;
    if leaves { vec![Effect::Save] } else { Vec::new() }
}

/// Moves in the pane that has the focus.
fn walk(model: &mut Model, to: impl Fn(usize, usize) -> usize) {
    let end = view::story_end(model);
    let Some(bench) = bench_mut(model) else { return };
    let rows = bench.rows().saturating_sub(1);
    match bench.pane {
        Pane::Story => bench.scroll = to(bench.scroll.min(end), end).min(end),
        Pane::Goals => bench.row = to(bench.row, rows).min(rows),
        Pane::Editor => {}
    }
}

/// Shows the newest end of the story.
fn show_end(model: &mut Model) {
    if let Some(bench) = bench_mut(model) {
        bench.pane = Pane::Story;
    }
    let end = view::story_end(model);
    if let Some(bench) = bench_mut(model) {
        bench.scroll = end;
    }
}

fn note_help(model: &mut Model, change: impl FnOnce(&mut Help)) -> Vec<Effect> {
    let Some(bench) = bench_mut(model) else { return Vec::new() };
    change(&mut bench.help);
    let (part, help) = (bench.id.clone(), bench.help);
    let lesson = model.open().map(|(lesson, _)| lesson.head.id.clone()).unwrap_or_default();
    model.record.help(&lesson, &part, help);
    vec![Effect::Save]
}

fn hint(model: &mut Model) -> Vec<Effect> {
    let Some(shown) = bench(model).map(|bench| bench.help.hints) else { return Vec::new() };
    if shown >= HINTS {
        show_end(model);
        model.notice = Some("these are all hints; S shows the worked solution".to_owned());
        return Vec::new();
    }
    let effects = note_help(model, |help| help.hints = shown + 1);
    show_end(model);
    effects
}

/// Asked twice, because it cannot be unseen.
fn solution(model: &mut Model) -> Vec<Effect> {
    // Badges are for puzzles; a project has none to lose.
    let costs =
        if model.lens() == Lens::Challenge { "no badge can be earned afterwards" } else { "try it yourself first" };
    let Some(bench) = bench_mut(model) else { return Vec::new() };
    if !bench.asked && !bench.solved && !bench.help.solution {
        bench.asked = true;
        model.notice = Some(format!("S once more shows the worked solution; {costs}"));
        return Vec::new();
    }
    bench.revealed = true;
    bench.asked = false;
    let effects = note_help(model, |help| help.solution = true);
    show_end(model);
    effects
}

fn reset(model: &mut Model) -> Vec<Effect> {
    let Some(bench) = bench_mut(model) else { return Vec::new() };
    let open = bench.sheet;
    let mut effects = Vec::new();
    let any = bench.sheets.iter().any(super::Sheet::is_changed);
    for at in 0..bench.sheets.len() {
        let Some(bench) = bench_mut(model) else { break };
        if !bench.sheets[at].is_changed() {
            continue;
        }
        bench.sheets[at].reset();
        bench.sheet = at;
        effects.extend(changed(model));
    }
    if let Some(bench) = bench_mut(model) {
        bench.sheet = open;
        bench.scroll = 0;
    }
    let said = if any {
        "as in the beginning; Ctrl-Z in the editor takes it back"
    } else {
        "nothing was changed yet; Enter opens the editor"
    };
    model.notice = Some(said.to_owned());
    effects.push(Effect::Save);
    effects
}

/// Words for the footer at the bench; `None` where the key has no meaning now.
pub(in crate::tui::lens) fn footer(bench: &Bench, row: &Row) -> Option<&'static str> {
    match row.action {
        Action::Open => Some("edit"),
        Action::Down => Some("move"),
        Action::Reset if !bench.sheets.iter().any(super::Sheet::is_changed) => None,
        _ => Some(row.footer),
    }
}
