//! The process flow: who takes part, what travels between them, and the accounts whose boundaries it crosses.

use super::Scene;
use super::panel::{self, put};
use super::text::{truncate, width, wrap};
use crate::lesson::{FlowNode, Panel, Status};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Rows the panel needs to show its boxes and words.
pub(super) const FULL_HEIGHT: u16 = 9;
/// Rows of the small form, when one line says what happens.
pub(super) const COMPACT_HEIGHT: u16 = 4;

/// Columns that a node asks for at least: with its box and words, and in one row.
const NARROWEST: usize = 15;
const NARROWEST_COMPACT: usize = 11;

/// The nodes that fit, around the current one; one more is shown ahead of it where there is one.
fn visible(scene: &Scene<'_>, columns: usize, narrowest: usize) -> Range<usize> {
    let nodes = &scene.timeline.flow;
    let fit = (columns / narrowest).clamp(1, nodes.len().max(1));
    let current = nodes.iter().rposition(|node| node.step <= scene.step).unwrap_or(0);
    let ahead = usize::from(fit > 1);
    let start = (current + 1 + ahead).saturating_sub(fit).min(nodes.len().saturating_sub(fit));
    start..start + fit
}

/// How a node stands at the step reached.
fn look(scene: &Scene<'_>, node: &FlowNode) -> (&'static str, Style) {
    let (glyphs, theme) = (scene.glyphs, scene.theme);
    if node.step > scene.step {
        return (glyphs.future, theme.dim);
    }
    match node.status {
        Status::Failed => (glyphs.failed, theme.bad),
        Status::Skipped => (glyphs.skipped, theme.dim),
        Status::Done if node.step == scene.step => (glyphs.current, theme.focus),
        Status::Done => (glyphs.done, theme.good),
    }
}

/// Draws the panel.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let all = scene.timeline.flow.len();
    let is_compact = matches!(area.height, 4 | 5) && scene.focus != Panel::Flow;
    let narrowest = if is_compact { NARROWEST_COMPACT } else { NARROWEST };
    let shown = visible(scene, usize::from(area.width.saturating_sub(2)), narrowest);
    let note = if shown.len() < all {
        let more = if scene.focus == Panel::Flow { ", Enter shows all" } else { "" };
        format!("{} to {} of {all}{more}", shown.start + 1, shown.end)
    } else {
        String::new()
    };
    let inner = panel::frame(scene, Panel::Flow, &note, area, buf);
    let nodes = scene.timeline.flow.get(shown).unwrap_or_default();
    if nodes.is_empty() || inner.is_empty() {
        return;
    }
    if is_compact {
        compact(scene, nodes, inner, buf);
        return;
    }
    let column = usize::from(inner.width) / nodes.len();
    let boxed = inner.height >= 7;
    // In the full form what travels is written above its edge, where there is room for the whole word.
    let row = inner.y + 2 * u16::from(boxed);
    for (position, node) in nodes.iter().enumerate() {
        let x = inner.x + u16::try_from(position * column).unwrap_or(0) + u16::from(boxed);
        let room = column - usize::from(boxed);
        let rows = usize::from(inner.height).saturating_sub(1 + 3 * usize::from(boxed));
        // Beside the name stands the edge; what is below has the column to itself.
        let (beside, below) = (room.saturating_sub(6).min(room * 2 / 3), column.saturating_sub(4));
        let mut name = name(node, (beside, below), rows, scene.glyphs.more).into_iter();
        node_at(scene, node, &name.next().unwrap_or_default(), x, row, room, boxed, buf);
        if inner.height >= 3 {
            let (_, style) = look(scene, node);
            let style = if node.step > scene.step { scene.theme.dim } else { style };
            // What is left of the name stands under its beginning, behind the sign.
            let rest: Vec<String> = name.map(|part| format!("  {part}")).collect();
            let words = fitting(&node.words, column.saturating_sub(3), rows - rest.len(), scene.glyphs.more);
            for (line, text) in rest.iter().chain(&words).enumerate() {
                put(
                    buf,
                    x,
                    row + 1 + u16::try_from(line).unwrap_or(0),
                    column.saturating_sub(2),
                    text,
                    style,
                    scene.glyphs.more,
                );
            }
        }
    }
    if boxed {
        accounts(scene, nodes, inner, column, buf);
    }
}

/// The name of a node in lines: the first has an edge beside it and is narrower than the `rows` below. It is only cut
/// where these do not hold it.
fn name(node: &FlowNode, (columns, below): (usize, usize), rows: usize, more: &str) -> Vec<String> {
    let mut parts = wrap(&node.label, columns);
    // A word that has no room beside the edge stands below it, whole.
    if is_torn(&node.label, &parts) && !is_torn(&node.label, &wrap(&node.label, below)) {
        parts.clear();
    }
    let first = parts.first().cloned().unwrap_or_default();
    if let Some(rest) = node.label.strip_prefix(&first).filter(|rest| !rest.is_empty()) {
        parts = std::iter::once(first).chain(wrap(rest.trim_start(), below)).collect();
    }
    if parts.len() > rows + 1 { vec![truncate(&node.label, columns, more)] } else { parts }
}

/// Whether the first part ends within a word.
fn is_torn(label: &str, parts: &[String]) -> bool {
    let first = parts.first().map_or("", String::as_str);
    let rest = label.strip_prefix(first).unwrap_or_default();
    first.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_lowercase)
}

/// The nodes in one row, each as wide as its name asks for: short names leave their room to the long ones.
fn compact(scene: &Scene<'_>, nodes: &[FlowNode], inner: Rect, buf: &mut Buffer) {
    // A sign, blanks, and the shortest edge that still reads as one. The last node has no edge.
    const AROUND: usize = 6;
    const LAST: usize = 3;
    // A name that is shorter says nothing.
    const SHORTEST: usize = 4;
    let mut names: Vec<usize> = nodes.iter().map(|node| width(&node.label)).collect();
    let ends = nodes.last().is_none_or(|last| last.edge.is_none());
    let edges = nodes.len() - usize::from(ends);
    let room = usize::from(inner.width).saturating_sub(edges * AROUND + if ends { LAST } else { 0 });
    let asked = names.iter().sum::<usize>();
    // Where the play is now the name stays whole as long as the others have something to give.
    let is_current = |node: &FlowNode| node.step == scene.step;
    for _ in room..asked {
        let given = names.iter_mut().zip(nodes).filter(|(name, node)| !is_current(node) && **name > SHORTEST);
        let longest = match given.map(|(name, _)| name).max() {
            Some(longest) => Some(longest),
            None => names.iter_mut().max(),
        };
        if let Some(longest) = longest {
            *longest = longest.saturating_sub(1);
        }
    }
    // What is left over makes the edges longer.
    let spare = room.saturating_sub(asked) / edges.max(1);
    let mut x = inner.x;
    for (node, name) in nodes.iter().zip(names) {
        let columns = name + AROUND + spare;
        let label = truncate(&node.label, name, scene.glyphs.more);
        node_at(scene, node, &label, x, inner.y, columns, false, buf);
        x += u16::try_from(columns).unwrap_or(0);
    }
    compact_line(scene, inner, buf);
}

/// A sign, a name, and the edge to the next node.
#[expect(clippy::too_many_arguments, reason = "a node, a place and a size")]
fn node_at(
    scene: &Scene<'_>,
    node: &FlowNode,
    label: &str,
    x: u16,
    y: u16,
    columns: usize,
    label_above: bool,
    buf: &mut Buffer,
) {
    let (sign, style) = look(scene, node);
    let more = scene.glyphs.more;
    let head = if label.is_empty() { format!("{sign} ") } else { format!("{sign} {label} ") };
    put(buf, x, y, columns, &head, style, more);
    let Some(edge) = &node.edge else { return };
    let used = width(&head);
    let room = columns.saturating_sub(used + 1);
    if room < 2 {
        return;
    }
    // Nothing travels from where the play never came, and nothing to a node that the step has nothing for.
    let reachable = node.status != Status::Skipped && (edge.failed || !edge.label.is_empty());
    let travelled = node.step < scene.step && reachable;
    let here = node.step == scene.step && reachable;
    let failed = edge.failed && node.step <= scene.step;
    let glyphs = scene.glyphs;
    let (line, arrow) = if (travelled || here) && reachable {
        (glyphs.edge_done, glyphs.arrow_done)
    } else {
        (glyphs.edge_future, glyphs.arrow_future)
    };
    let arrow = if failed { glyphs.no } else { arrow };
    let style = match () {
        () if failed => scene.theme.bad,
        () if !reachable || node.step > scene.step => scene.theme.dim,
        () if here => scene.theme.focus,
        () => scene.theme.good,
    };
    let mut text: Vec<String> = vec![line.to_owned(); room - 1];
    // What travels is a secret until the step is reached.
    let known = node.step <= scene.step && reachable;
    if known && label_above {
        // The boundary of the account stands in the last column: the word keeps clear of it.
        // `204` says more than `204 No Cont…`.
        let fits = width(&edge.label) <= columns.saturating_sub(2);
        let whole = if fits { &edge.label } else { edge.label.split(' ').next().unwrap_or_default() };
        let label = truncate(whole, columns.saturating_sub(2), more);
        let indent = columns.saturating_sub(width(&label) + 2);
        put(buf, x + u16::try_from(indent).unwrap_or(0), y - 1, columns, &label, style, more);
    } else if known && width(&edge.label) + 2 < room {
        let start = (room - 1 - width(&edge.label)) / 2;
        text.splice(start..start + width(&edge.label), [edge.label.clone()]);
    }
    let mut edge_text = text.concat();
    edge_text.push_str(arrow);
    let at = x + u16::try_from(used).unwrap_or(0);
    put(buf, at, y, room, &edge_text, style, more);
    if let Some(travel) = scene.travel.filter(|travel| here && reachable && !failed && *travel < 1.0) {
        let offset = (travel * (room - 1) as f32) as u16;
        put(buf, at + offset, y, 1, glyphs.traveller, scene.theme.changed, more);
    }
}

/// Boxes around neighbours that belong to one account.
fn accounts(scene: &Scene<'_>, nodes: &[FlowNode], inner: Rect, column: usize, buf: &mut Buffer) {
    let style = scene.theme.account;
    let ascii = scene.glyphs.ascii;
    let (corner, across, down) =
        if ascii { (["+", "+", "+", "+"], "-", "|") } else { (["╭", "╮", "╰", "╯"], "─", "│") };
    let mut start = 0;
    while let Some(node) = nodes.get(start) {
        let end = (start..nodes.len())
            .take_while(|at| nodes.get(*at).is_some_and(|other| other.account == node.account))
            .count()
            + start;
        if let Some(account) = &node.account {
            let left = inner.x + u16::try_from(start * column).unwrap_or(0);
            let wide = (end - start) * column - 1;
            let name = scene.lesson.world.accounts.get(account).map_or("", |known| known.name.as_str());
            let title = account_title(account, name, wide.saturating_sub(3), scene.glyphs.more);
            let fill = wide.saturating_sub(3 + width(&title));
            let top = format!("{}{across}{title}{}{}", corner[0], across.repeat(fill), corner[1]);
            put(buf, left, inner.y, wide, &top, style, "");
            let bottom = format!("{}{}{}", corner[2], across.repeat(wide.saturating_sub(2)), corner[3]);
            put(buf, left, inner.bottom() - 1, wide, &bottom, style, "");
            let right = left + u16::try_from(wide.saturating_sub(1)).unwrap_or(0);
            for y in inner.y + 1..inner.bottom() - 1 {
                put(buf, left, y, 1, down, style, "");
                // An edge that leaves the account is drawn over its boundary: it is seen crossing.
                let crosses = y == inner.y + 2 && nodes.get(end - 1).is_some_and(|last| last.edge.is_some());
                if !crosses {
                    put(buf, right, y, 1, down, style, "");
                }
            }
        }
        start = end;
    }
}

/// What an account is called at its boundary. The name says more than the number: in little room the number goes first.
fn account_title(number: &str, name: &str, columns: usize, more: &str) -> String {
    let named =
        [format!(" account {number} {name} "), format!(" account {name} "), format!(" {name} "), name.to_owned()];
    let numbered = [format!(" account {number} "), format!(" {number} ")];
    let forms: &[String] = if name.is_empty() { &numbered } else { &named };
    let fits = forms.iter().find(|form| width(form) <= columns);
    fits.cloned().unwrap_or_else(|| truncate(forms.last().map_or("", String::as_str), columns, more))
}

/// A text on so many rows; the last of them tells when there is more.
fn fitting(text: &str, columns: usize, rows: usize, more: &str) -> Vec<String> {
    let mut lines = wrap(text, columns);
    if lines.len() > rows {
        let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
        lines.push(truncate(&rest, columns, more));
    }
    lines
}

/// There is no room for words under the nodes: the rows below them say what happens now.
fn compact_line(scene: &Scene<'_>, inner: Rect, buf: &mut Buffer) {
    let text = match scene.timeline.step(scene.step) {
        Some(step) => format!("{}: {}", step.number, step.says),
        None => scene.begin(),
    };
    let style = if scene.timeline.step(scene.step).is_some_and(|step| step.status == Status::Failed) {
        scene.theme.bad
    } else {
        scene.theme.text
    };
    let rows = usize::from(inner.height.saturating_sub(1));
    let columns = usize::from(inner.width);
    let lines = fitting(&text, columns, rows, scene.glyphs.more);
    for (y, line) in (inner.y + 1..).zip(&lines) {
        put(buf, inner.x, y, columns, line, style, scene.glyphs.more);
    }
}

/// Everything, a node a paragraph.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    for node in &scene.timeline.flow {
        let (sign, style) = look(scene, node);
        let state = if node.step > scene.step { "to come" } else { node.status.words() };
        out.push(Line::from(Span::styled(format!("{sign} {}  ({state})", node.label), style)));
        out.extend(panel::paragraph("  ", &node.words, columns, scene.theme.text));
        if let Some(account) = &node.account {
            let name = scene.lesson.world.accounts.get(account).map_or("", |known| known.name.as_str());
            let title = account_title(account, name, columns.saturating_sub(1), scene.glyphs.more);
            out.push(Line::from(Span::styled(format!(" {title}"), scene.theme.account)));
        }
        let came = node.step <= scene.step && node.status != Status::Skipped;
        if let Some(edge) = node.edge.as_ref().filter(|edge| came && !edge.label.is_empty()) {
            let (sign, style) = if edge.failed {
                (scene.glyphs.no, scene.theme.bad)
            } else {
                (scene.glyphs.arrow_done, scene.theme.good)
            };
            out.push(Line::from(Span::styled(format!("  {sign} {}", edge.label), style)));
        }
        out.push(Line::default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::account_title;

    #[test]
    fn the_number_of_an_account_goes_before_its_name_is_cut() {
        let title = |columns| account_title("111122223333", "Harbor", columns, "…");
        assert_eq!(title(29), " account 111122223333 Harbor ");
        assert_eq!(title(28), " account Harbor ");
        assert_eq!(title(15), " Harbor ");
        assert_eq!(title(7), "Harbor");
        assert_eq!(title(5), "Harb…");
        assert_eq!(account_title("111122223333", "", 15, "…"), " 111122223333 ");
        assert_eq!(account_title("111122223333", "", 8, "…"), " 111122…");
    }
}
