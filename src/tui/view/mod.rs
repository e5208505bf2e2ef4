//! Drawing: every panel is a pure function of what it is given, and nothing here changes the model.

mod apart;
mod ask;
mod bench;
mod blank;
mod challenge;
mod chrome;
mod compare;
mod deep;
mod editing;
mod editor;
mod evidence;
mod execution;
mod flow;
mod home;
mod json;
mod learn;
mod lesson;
mod live;
mod matrix;
mod overlay;
mod panel;
mod policies;
mod predict;
mod process;
mod project;
mod quiz;
mod review;
mod ruler;
mod scale;
mod tasks;
mod text;
mod variables;
mod why;

use super::model::{Model, QuizModel, Screen, TRAVEL};
use super::theme::{Glyphs, Theme};
use crate::diagnostic::seven_bit_sign;
use crate::lesson::{Lens, Lesson, Panel, Pointer, Timeline};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) use bench::story_end;
pub(super) use compare::scroll_limit as comparison_scroll_limit;
pub(super) use editing::scroll_limit as result_scroll_limit;
pub(super) use learn::{Page as LearnPage, Words, page as learn_page};
pub(super) use lesson::{Hit, hit};
pub(super) use overlay::scroll_limit as overlay_scroll_limit;
pub(super) use scale::together as charts_together;
pub(super) use tasks::blank_lines;
pub(super) use why::scrolled as why_scrolled;

/// Smallest terminal in which the screens can be read.
const SMALLEST: (u16, u16) = (60, 16);

/// All that the Visualize panels draw from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// The play on show.
    pub timeline: &'a Timeline,
    /// The base play, when a what-if or an edit is on show: differences are marked against it.
    pub base: Option<&'a Timeline>,
    /// Step reached, 0 before the first. Later steps stay hidden.
    pub step: usize,
    /// Simulated values in place of words.
    pub values: bool,
    /// The focused panel.
    pub focus: Panel,
    /// Lit by a key moment or a hint.
    pub lit: &'a [Pointer],
    /// Row selected, or lines scrolled, in the focused panel.
    pub cursor: usize,
    /// Progress of what travels along the current edge, 0 to 1; `None` without motion.
    pub travel: Option<f32>,
    /// Styles.
    pub theme: &'a Theme,
    /// Signs.
    pub glyphs: &'a Glyphs,
}

impl Scene<'_> {
    /// What to do before the first step.
    pub fn begin(&self) -> String {
        format!("Press {} for the first step, or space to let it play.", chrome::plain_key("→", self.glyphs.ascii))
    }
}

/// The scene of the open lesson.
pub(super) fn scene(model: &Model) -> Option<Scene<'_>> {
    let (lesson, open) = model.open()?;
    let at = Panel::ALL.iter().position(|panel| *panel == open.focus).unwrap_or(0);
    Some(Scene {
        lesson,
        timeline: &open.timeline,
        base: open.is_changed().then_some(&open.base),
        step: open.step,
        values: open.values,
        focus: open.focus,
        lit: &open.lit,
        cursor: open.cursors.get(at).copied().unwrap_or(0),
        travel: open.moved.filter(|_| model.motion).map(|moved| moved as f32 / TRAVEL as f32),
        theme: &model.theme,
        glyphs: &model.glyphs,
    })
}

/// Draws a panel.
fn draw_panel(scene: &Scene<'_>, panel: Panel, area: Rect, buf: &mut Buffer) {
    match panel {
        Panel::Flow => flow::render(scene, area, buf),
        Panel::Execution => execution::render(scene, area, buf),
        Panel::Process => process::render(scene, area, buf),
        Panel::Variables => variables::render(scene, area, buf),
        Panel::Evidence => evidence::render(scene, area, buf),
    }
}

/// How far the cursor can move in the focused panel.
pub(super) fn panel_rows(scene: &Scene<'_>) -> usize {
    match scene.focus {
        Panel::Evidence => evidence::rows(scene),
        Panel::Execution => execution::rows(scene),
        // These show everything; Enter opens them in full.
        Panel::Process | Panel::Variables | Panel::Flow => 1,
    }
}

/// The room of the question on show.
fn ask_room(model: &Model, area: Rect) -> Rect {
    match model.screen {
        Screen::Quiz => quiz::room(model, area),
        Screen::Lesson if model.lens() == Lens::Visualize => predict::room(model, area),
        Screen::Lesson if model.lens() == Lens::Try => tasks::room(model, area),
        Screen::Lesson if model.lens() == Lens::Review => review::ask_room(model, area),
        _ => area,
    }
}

/// How far the judgement on show can be scrolled; `None` without one.
pub(super) fn ask_scroll_limit(model: &Model) -> Option<usize> {
    let ask = model.ask()?;
    let (lesson, _) = model.open()?;
    let area = Rect::new(0, 0, model.size.0.max(SMALLEST.0), model.size.1.max(SMALLEST.1));
    let room = ask_room(model, area);
    Some(ask::scroll_limit(ask, &lesson.head.sources, (&model.theme, &model.glyphs), room))
}

/// Draws the open lesson in its lens, under the header and above the footer.
fn draw_lens(model: &Model, area: Rect, buf: &mut Buffer) {
    match model.lens() {
        Lens::Why => why::render(model, area, buf),
        Lens::Learn => learn::render(model, area, buf),
        Lens::Visualize => {
            lesson::render(model, predict::lesson_room(model, area), buf);
            predict::render(model, area, buf);
        }
        Lens::Try => tasks::render(model, area, buf),
        Lens::Deep => deep::render(model, area, buf),
        Lens::Scale => scale::render(model, area, buf),
        Lens::Challenge => challenge::render(model, area, buf),
        Lens::Project => project::render(model, area, buf),
        Lens::Review => review::render(model, area, buf),
    }
}

/// What is said around the bench of the lens on show.
fn words(model: &Model) -> Option<bench::Words> {
    match model.lens() {
        Lens::Challenge => challenge::words(model),
        Lens::Project => project::words(model),
        _ => None,
    }
}

/// Draws the model.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    if area.is_empty() {
        return;
    }
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        chrome::too_small(model, area, SMALLEST, buf);
        return;
    }
    match model.screen {
        Screen::Home => home::render(model, area, buf),
        Screen::Lesson => draw_lens(model, area, buf),
        Screen::Quiz if model.quiz.as_ref().is_some_and(QuizModel::is_looking) => lesson::render(model, area, buf),
        Screen::Quiz => quiz::render(model, area, buf),
        Screen::Edit => editing::render(model, area, buf),
        Screen::Matrix => matrix::render(model, area, buf),
        Screen::Compare => compare::render(model, area, buf),
    }
    if model.overlay.is_some() {
        overlay::render(model, area, buf);
    }
    chrome::footer(model, area, buf);
    if model.glyphs.ascii {
        seven_bit(buf);
    }
}

/// Words come from files and may hold any sign. Where only seven bits may be drawn, the common ones get their plain
/// form and the others a question mark, so that nothing reaches a terminal or font that cannot show it.
fn seven_bit(buf: &mut Buffer) {
    for cell in buf.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
        let plain = seven_bit_sign(cell.symbol()).to_owned();
        cell.set_symbol(&plain);
    }
}
