//! The prediction over the lower part of Visualize: the step it is about is still hidden, or has just been shown.

use super::panel::ASCII_BORDER;
use super::{ask, lesson};
use crate::lesson::SourceLink;
use crate::tui::ask::Ask;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::Span;
use ratatui::widgets::{Block, Clear, Widget};

/// Fewest rows in which the lesson above the strip can still be read.
const LESSON: u16 = 14;

/// The strip at the bottom, as high as what it says and at most three fifths of the screen.
fn strip(model: &Model, area: Rect) -> Option<Rect> {
    let (lesson, open) = model.open()?;
    let ask = open.predict.ask.as_ref()?;
    let look = (&model.theme, &model.glyphs);
    let rows = ask::rows(ask, &lesson.head.sources, look, area.width.saturating_sub(4)).saturating_add(2);
    let height = rows.max(6).min(area.height * 3 / 5);
    Some(Rect { y: area.bottom().saturating_sub(height + 1), height, ..area })
}

/// The room inside its frame.
pub(super) fn room(model: &Model, area: Rect) -> Rect {
    let strip = strip(model, area).unwrap_or(area);
    Rect::new(strip.x + 2, strip.y + 1, strip.width.saturating_sub(4), strip.height.saturating_sub(2))
}

/// The room of the lesson: above the strip where its panels fold anyway, under it where they stand side by side or
/// where too little would be left.
pub(super) fn lesson_room(model: &Model, area: Rect) -> Rect {
    let Some(strip) = strip(model, area) else { return area };
    // The last row of the room is that of the footer, which stands below the strip.
    let above = Rect { height: strip.y - area.y + 1, ..area };
    if lesson::is_wide(area) || above.height < LESSON { area } else { above }
}

fn title(ask: &Ask, step: usize) -> String {
    match ask.judgement() {
        None => format!(" Predict step {}; Esc skips ", step + 1),
        Some(judgement) if judgement.right => format!(" Step {step} is shown: as you said. Enter goes on "),
        Some(_) => format!(" Step {step} is shown: not as you said. Enter goes on "),
    }
}

/// Draws the strip when a prediction is open.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((known, open)) = model.open() else { return };
    let Some(ask) = &open.predict.ask else { return };
    let Some(strip) = strip(model, area) else { return };
    Clear.render(strip, buf);
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let style = match ask.judgement() {
        None => model.theme.focus,
        Some(judgement) if judgement.right => model.theme.good,
        Some(_) => model.theme.bad,
    };
    Block::bordered()
        .border_set(set)
        .border_style(style)
        .title(Span::styled(title(ask, open.step), style))
        .render(strip, buf);
    let sources: &[SourceLink] = &known.head.sources;
    ask::render(ask, sources, (&model.theme, &model.glyphs), room(model, area), buf);
}
