//! The Visualize lens: how the panels share the screen.

use super::text::{truncate, width};
use super::{Scene, chrome, draw_panel, flow, panel, ruler, scene, variables};
use crate::lesson::{Lens, Panel, Question};
use crate::tui::model::{Model, Screen};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this size on all panels are shown together.
const WIDE: (u16, u16) = (100, 36);

/// Whether all panels are shown together.
pub(super) fn is_wide(area: Rect) -> bool {
    area.width >= WIDE.0 && area.height >= WIDE.1
}

/// Where everything stands.
struct Plan {
    panels: Vec<(Panel, Rect)>,
    tabs: Option<Rect>,
    banner: Option<Rect>,
    ruler: Rect,
}

fn plan(model: &Model, scene: &Scene<'_>, area: Rect) -> Plan {
    let mut top = area.y + 1 + chrome::lens_bar_height(area);
    let bottom = area.bottom() - 2;
    let ruler = Rect::new(area.x + 1, bottom, area.width.saturating_sub(2), 1);
    let mut take = |height: u16| {
        let rect = Rect::new(area.x, top, area.width, height.min(bottom.saturating_sub(top)));
        top = rect.bottom();
        rect
    };
    let rows = u16::from(changed_words(model, scene, area.width).is_some()) + u16::from(asked(model).is_some());
    let banner = (rows > 0).then(|| take(rows));
    if is_wide(area) {
        let flow = take(flow::FULL_HEIGHT);
        let tracker = variables::height(scene, area.width).min(area.height / 3);
        let middle_height = bottom.saturating_sub(flow.bottom() + tracker);
        let middle = take(middle_height);
        let tracker = take(tracker);
        let left = Rect { width: middle.width * 4 / 7, ..middle };
        let right = Rect { x: left.right(), width: middle.width - left.width, ..middle };
        // The table first; the commands scroll, and three lines show the current one. What the table leaves is theirs.
        let most = middle.height.saturating_sub(5).max(9);
        let process_height = super::process::wanted(scene, left.width).clamp(9, most).min(middle.height);
        let process = Rect { height: process_height, ..left };
        let execution = Rect { y: process.bottom(), height: left.height - process_height, ..left };
        let panels = vec![
            (Panel::Flow, flow),
            (Panel::Process, process),
            (Panel::Execution, execution),
            (Panel::Evidence, right),
            (Panel::Variables, tracker),
        ];
        return Plan { panels, tabs: None, banner, ruler };
    }
    // From 24 rows on there is room to say what happens in two lines.
    let flow = take(flow::COMPACT_HEIGHT + u16::from(area.height >= 24));
    let tabs = take(1);
    let rest = take(u16::MAX);
    let mut panels = Vec::new();
    if scene.focus == Panel::Flow {
        // The flow has its tab too: there it is shown with boxes and words.
        panels.push((Panel::Flow, Rect { y: flow.y + 1, height: flow.height + rest.height, ..flow }));
        return Plan { panels, tabs: Some(Rect { y: flow.y, ..tabs }), banner, ruler };
    }
    panels.push((Panel::Flow, flow));
    panels.push((scene.focus, rest));
    Plan { panels, tabs: Some(tabs), banner, ruler }
}

/// What is changed in the play on show, and what can be done about it; `None` for the base play.
/// A long title is cut before the key that leads back is.
fn changed_words(model: &Model, scene: &Scene<'_>, columns: u16) -> Option<String> {
    let (_, open) = model.open()?;
    let differs = scene.glyphs.differs;
    let what_if = scene.timeline.what_ifs.first().and_then(|id| scene.lesson.what_if(id));
    let what_if = what_if.map(|what_if| what_if.title.as_str());
    // From the question's place only one key leads back.
    if asked(model).is_some() {
        let words = format!(" {differs} What if: {}.", what_if?);
        return Some(truncate(&words, usize::from(columns), scene.glyphs.more));
    }
    match (what_if, edited_words(&open.edits.names())) {
        (Some(title), None) => {
            let (title, back) = (format!(" {differs} What if: {title}."), " Esc goes back");
            let whole = format!("{title}{back} to the base play.");
            let columns = usize::from(columns);
            if width(&whole) <= columns {
                return Some(whole);
            }
            Some(truncate(&title, columns.saturating_sub(width(back) + 1), scene.glyphs.more) + back + ".")
        }
        (None, Some(names)) => Some(format!(" {differs} edited: {names}; u undoes, r resets, c compares, x exports")),
        (Some(title), Some(names)) => {
            Some(format!(" {differs} edited: {names}; u undoes, r resets. What if: {title}."))
        }
        (None, None) if open.edits.are_aside() => {
            Some(format!(" {} Your edit is set aside here: u brings it back.", scene.glyphs.pointer))
        }
        (None, None) => None,
    }
}

/// The names of the policies that are edited; the first, and how many more there are.
fn edited_words(names: &[String]) -> Option<String> {
    let first = names.first()?;
    Some(match names.len() {
        1 => first.clone(),
        count => format!("{first} and {} more", count - 1),
    })
}

/// The question of the quiz whose place is looked at.
fn asked(model: &Model) -> Option<&Question> {
    let quiz = model.quiz.as_ref().filter(|quiz| model.screen == Screen::Quiz && quiz.is_looking())?;
    quiz.about(model.open()?.0)
}

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some(scene) = scene(model) else { return };
    chrome::lesson_header(model, area, buf);
    let plan = plan(model, &scene, area);
    if let (Some(banner), Some(text)) = (plan.banner, changed_words(model, &scene, area.width)) {
        panel::put(buf, banner.x, banner.y, usize::from(banner.width), &text, scene.theme.warn, scene.glyphs.more);
    }
    if let (Some(banner), Some(question)) = (plan.banner, asked(model)) {
        let back = " s goes back. ";
        let room = usize::from(banner.width).saturating_sub(width(back));
        let text = truncate(&format!(" {} {}", scene.glyphs.pointer, question.prompt), room, scene.glyphs.more);
        let y = banner.bottom().saturating_sub(1);
        panel::put(buf, banner.x, y, room + width(back), &(text + back), scene.theme.warn, scene.glyphs.more);
    }
    for (panel, rect) in &plan.panels {
        draw_panel(&scene, *panel, *rect, buf);
    }
    if let Some(tabs) = plan.tabs {
        draw_tabs(&scene, tabs, buf);
    }
    ruler::render(&scene, plan.ruler, buf);
}

fn draw_tabs(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for panel in Panel::ALL {
        let here = panel == scene.focus;
        let lit = scene.lit.iter().any(|pointer| pointer.panel == panel);
        let text = if here { format!("[{}]", panel.title()) } else { format!(" {} ", panel.title()) };
        let style = match () {
            () if lit => scene.theme.lit,
            () if here => scene.theme.focus,
            () => scene.theme.dim,
        };
        panel::put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, "");
        x += u16::try_from(width(&text) + 1).unwrap_or(0);
    }
}

/// What the mouse points at.
pub(in crate::tui) enum Hit {
    /// A step of the ruler.
    Step(usize),
    /// A panel.
    Panel(Panel),
    /// A lens in the bar.
    Lens(Lens),
}

/// What stands at a place of the screen.
pub(in crate::tui) fn hit(model: &Model, column: u16, row: u16) -> Option<Hit> {
    let scene = scene(model)?;
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    if row == 1 && chrome::lens_bar_height(area) > 0 {
        return chrome::lens_at(model, area, column).map(Hit::Lens);
    }
    let plan = plan(model, &scene, area);
    if row == plan.ruler.y && matches!(model.lens(), Lens::Visualize | Lens::Deep) {
        return ruler::step_at(&scene, plan.ruler, column).map(Hit::Step);
    }
    if model.lens() != Lens::Visualize {
        return None;
    }
    let at = |rect: &Rect| rect.contains(ratatui::layout::Position::new(column, row));
    plan.panels.iter().find(|(_, rect)| at(rect)).map(|(panel, _)| Hit::Panel(*panel))
}
