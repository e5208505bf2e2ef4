//! The prediction over the lower part of Visualize: the step it is about is still hidden, or has just been shown.

use super::ask;
use super::panel::ASCII_BORDER;
use crate::lesson::SourceLink;
use crate::tui::ask::Ask;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::Span;
use ratatui::widgets::{Block, Clear, Widget};

/// Rows of a question of four options with its frame, without scrolling.
const ROWS: u16 = 12;

/// The strip: at the bottom, over at most three fifths of the screen.
fn strip(area: Rect) -> Rect {
    let height = ROWS.max(area.height * 2 / 5).min(area.height * 3 / 5).min(area.height.saturating_sub(2));
    Rect { y: area.bottom().saturating_sub(height + 1), height, ..area }
}

/// The room inside its frame.
pub(super) fn room(area: Rect) -> Rect {
    let strip = strip(area);
    Rect::new(strip.x + 2, strip.y + 1, strip.width.saturating_sub(4), strip.height.saturating_sub(2))
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
    let Some((lesson, open)) = model.open() else { return };
    let Some(ask) = &open.predict.ask else { return };
    let strip = strip(area);
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
    let sources: &[SourceLink] = &lesson.head.sources;
    ask::render(ask, sources, (&model.theme, &model.glyphs), room(area), buf);
}
