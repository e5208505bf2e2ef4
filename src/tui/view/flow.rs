//! The process flow: who takes part, what travels between them, and the accounts whose boundaries it crosses.

use super::Scene;
use super::panel::{self, put};
use super::text::{cut_within, truncate, width, wrap};
use crate::lesson::{FlowNode, Panel, Status};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Rows the panel needs to show its boxes and words.
pub(super) const FULL_HEIGHT: u16 = 9;
/// Rows of the small form, when one line says what happens.
pub(super) const COMPACT_HEIGHT: u16 = 4;

/// Columns that a node asks for at least: with its box and words, in one of several bands, and in one row.
const NARROWEST: usize = 15;
const NARROWEST_IN_BANDS: usize = 19;
const NARROWEST_COMPACT: usize = 11;
/// Columns in which names and words stand whole: with less, the nodes stand in several bands where there are rows.
const ROOMY: usize = 22;
/// Columns that the last node asks for: nothing travels on from it, and its words are folded.
const END: usize = 14;
/// Rows of a band: what travels, the nodes, three of words, and the boundary of the account around them.
const BAND: u16 = 7;

/// How many bands the nodes stand in, one below the other.
fn bands(nodes: usize, inner: Rect) -> usize {
    let asked = nodes.div_ceil((usize::from(inner.width) / ROOMY).max(1));
    asked.min(usize::from(inner.height / BAND)).max(1)
}

/// The nodes that fit, around the current one; one more is shown ahead of it where there is one.
fn visible(scene: &Scene<'_>, fit: usize) -> Range<usize> {
    let nodes = &scene.timeline.flow;
    let fit = fit.clamp(1, nodes.len().max(1));
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
    let within = area.inner(Margin::new(1, 1));
    let bands = if is_compact { 1 } else { bands(all, within) };
    let narrowest = match bands {
        1 if is_compact => NARROWEST_COMPACT,
        1 => NARROWEST,
        _ => NARROWEST_IN_BANDS,
    };
    let shown = visible(scene, usize::from(within.width) / narrowest * bands);
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
    let beside = nodes.len().div_ceil(bands);
    let columns = usize::from(inner.width);
    let ends = beside > 1 && beside == nodes.len() && nodes.last().is_some_and(|last| last.edge.is_none());
    let spared = if ends { columns.saturating_sub(END) / (beside - 1) } else { 0 };
    let column = spared.max(columns / beside);
    let height = inner.height / u16::try_from(bands).unwrap_or(1);
    let (mut y, mut before) = (inner.y, None);
    for (number, nodes_of_band) in nodes.chunks(beside).enumerate() {
        let after = nodes.get((number + 1) * beside);
        band(scene, nodes_of_band, (before, after), column, Rect { y, height, ..inner }, buf);
        (y, before) = (y + height, nodes_of_band.last());
    }
}

/// Nodes beside each other with what travels between them and their words below, and the accounts around them. What
/// stands `around` the band before and after it tells which account goes on there.
fn band(
    scene: &Scene<'_>,
    nodes: &[FlowNode],
    around: (Option<&FlowNode>, Option<&FlowNode>),
    column: usize,
    inner: Rect,
    buf: &mut Buffer,
) {
    let boxed = inner.height >= BAND;
    // In the full form what travels is written above its edge, where there is room for the whole word.
    let row = inner.y + 2 * u16::from(boxed);
    for (position, node) in nodes.iter().enumerate() {
        let x = inner.x + u16::try_from(position * column).unwrap_or(0) + u16::from(boxed);
        let column = column.min(usize::from(inner.right().saturating_sub(x)) + usize::from(boxed));
        let room = column - usize::from(boxed);
        let rows = usize::from(inner.height).saturating_sub(1 + 3 * usize::from(boxed));
        // Behind the name the shortest edge that still reads as one. It is never folded: what is left of a name above
        // the words would read as one with them.
        let edge = if node.edge.is_some() { 6 } else { 3 };
        let name = cut_within(&node.label, room.saturating_sub(edge), scene.glyphs.more);
        node_at(scene, node, &name, x, row, room, boxed, buf);
        if inner.height >= 3 {
            let (_, style) = look(scene, node);
            let style = if node.step > scene.step { scene.theme.dim } else { style };
            // Beside the last node there is no boundary to keep clear of.
            let columns = column.saturating_sub(if node.edge.is_some() { 3 } else { 1 });
            let words = fitting(&node.words, columns, rows, scene.glyphs.more);
            for (y, text) in (row + 1..).zip(&words) {
                put(buf, x, y, columns, text, style, scene.glyphs.more);
            }
        }
    }
    if boxed {
        accounts(scene, nodes, around, inner, column, buf);
    }
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

/// Boxes around neighbours that belong to one account; open where it goes on in the band before or after.
fn accounts(
    scene: &Scene<'_>,
    nodes: &[FlowNode],
    (before, after): (Option<&FlowNode>, Option<&FlowNode>),
    inner: Rect,
    column: usize,
    buf: &mut Buffer,
) {
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
            let is_other = |other: &FlowNode| other.account.as_ref() != Some(account);
            let begins = start > 0 || before.is_none_or(is_other);
            let ends = end < nodes.len() || after.is_none_or(is_other);
            let (top_left, bottom_left) = if begins { (corner[0], corner[2]) } else { (across, across) };
            let (top_right, bottom_right) = if ends { (corner[1], corner[3]) } else { (across, across) };
            let left = inner.x + u16::try_from(start * column).unwrap_or(0);
            let wide = (end - start) * column - usize::from(ends);
            let name = scene.lesson.world.accounts.get(account).map_or("", |known| known.name.as_str());
            let title = account_title(account, name, wide.saturating_sub(3), scene.glyphs.more);
            let fill = wide.saturating_sub(3 + width(&title));
            let top = format!("{top_left}{across}{title}{}{top_right}", across.repeat(fill));
            put(buf, left, inner.y, wide, &top, style, "");
            let bottom = format!("{bottom_left}{}{bottom_right}", across.repeat(wide.saturating_sub(2)));
            put(buf, left, inner.bottom() - 1, wide, &bottom, style, "");
            let right = left + u16::try_from(wide.saturating_sub(1)).unwrap_or(0);
            for y in inner.y + 1..inner.bottom() - 1 {
                if begins {
                    put(buf, left, y, 1, down, style, "");
                }
                // An edge that leaves the account is drawn over its boundary: it is seen crossing.
                let crosses = y == inner.y + 2 && nodes.get(end - 1).is_some_and(|last| last.edge.is_some());
                if ends && !crosses {
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
        let last = wrap(&rest, columns.saturating_sub(width(more))).into_iter().next().unwrap_or_default();
        lines.push(last + more);
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
        let skipped = scene.timeline.step(node.step).filter(|_| node.status == Status::Skipped);
        let state = match skipped {
            _ if node.step > scene.step => "to come",
            Some(step) => scene.timeline.went(step),
            None => node.status.words(),
        };
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
