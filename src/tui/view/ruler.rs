//! The ruler: the steps on a line with their simulated times; it can be clicked.

use super::Scene;
use super::panel::put;
use super::text::width;
use crate::lesson::Status;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of one step.
fn share(scene: &Scene<'_>, area: Rect) -> u16 {
    let count = u16::try_from(scene.timeline.steps.len() + 1).unwrap_or(1);
    (area.width / count.max(1)).max(1)
}

/// Draws one row.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let share = share(scene, area);
    for number in 0..=scene.timeline.steps.len() {
        let x = area.x + u16::try_from(number).unwrap_or(0) * share;
        let step = scene.timeline.step(number);
        let reached = number <= scene.step;
        let (sign, style) = match step.map(|step| step.status) {
            _ if number == scene.step => (scene.glyphs.current, scene.theme.focus),
            _ if !reached => (scene.glyphs.future, scene.theme.dim),
            Some(Status::Failed) => (scene.glyphs.failed, scene.theme.bad),
            Some(Status::Skipped) => (scene.glyphs.skipped, scene.theme.dim),
            _ => (scene.glyphs.done, scene.theme.good),
        };
        let time = step.map_or(scene.timeline.start, |step| step.clock);
        let text = match (reached, share) {
            (true, 14..) => format!("{sign} {number} {} ", time.format("%H:%M:%S")),
            (_, 4..) => format!("{sign} {number} "),
            _ => sign.to_owned(),
        };
        put(buf, x, area.y, usize::from(share), &text, style, "");
        let line = if number < scene.step { scene.glyphs.edge_done } else { scene.glyphs.edge_future };
        let used = u16::try_from(width(&text)).unwrap_or(0);
        if number < scene.timeline.steps.len() && used < share {
            let fill = line.repeat(usize::from(share - used).saturating_sub(1));
            put(
                buf,
                x + used,
                area.y,
                usize::from(share - used),
                &fill,
                if number < scene.step { style } else { scene.theme.dim },
                "",
            );
        }
    }
}

/// The step at a column of the ruler.
pub(super) fn step_at(scene: &Scene<'_>, area: Rect, column: u16) -> Option<usize> {
    let step = usize::from(column.checked_sub(area.x)? / share(scene, area));
    (step <= scene.timeline.steps.len()).then_some(step)
}
