//! The leak: requests as rows, moments as columns, once for the long-term key and once for the session.

use super::frame;
use super::says::{LEGEND, count, gets, letter, on, short, why};
use crate::lesson::{Leak, LeakCell, MatrixColumn};
use crate::tui::model::Model;
use crate::tui::view::apart::apart;
use crate::tui::view::panel::{lines, paragraph, put};
use crate::tui::view::text::{pad, truncate, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

/// Columns a request needs to be known by where there is little room.
const BRIEF_LABEL: usize = 24;
/// Rows of the tables that have to stay: three requests with what frames them.
const LEAST_TABLE: u16 = 8;
/// Between the tables.
const GAP: usize = 2;

/// How the tables are laid out in a width.
struct Plan<'a> {
    tables: Vec<(String, &'a [Vec<LeakCell>])>,
    labels: Vec<String>,
    /// Columns of a moment.
    each: usize,
    /// Columns of a request.
    label: usize,
    /// Actions without their service.
    brief: bool,
}

fn plan(leak: &Leak, columns: usize, session: bool) -> Plan<'_> {
    let with_key = (format!("{}'s key", leak.user), leak.with_key.as_slice());
    let with_session = (format!("session {}", leak.session), leak.with_session.as_slice());
    let long: Vec<String> = leak.columns.iter().map(|column| column.label.clone()).collect();
    let brief: Vec<String> = long.iter().map(|label| label.trim_end_matches(":00").replace(" days", " d")).collect();
    let widest = |labels: &[String]| labels.iter().map(|label| width(label)).max().unwrap_or(0).max(4) + 1;
    let rest = |each: usize, tables: usize| columns.saturating_sub(tables * (each * long.len() + GAP));
    let (wide, narrow) = (widest(&long), widest(&brief));
    let named = |row: &MatrixColumn| width(row.action) + width(&short(&row.resource)) + 3;
    let label = leak.rows.iter().map(named).max().unwrap_or(0);
    // The names come first; what they leave makes the moments wider.
    let roomy = (narrow..=wide + 1).rev().find(|each| rest(*each, 2) >= label);
    let labels = if roomy.is_some_and(|each| each >= wide) { long.clone() } else { brief };
    let (each, brief, both) = match roomy {
        Some(each) => (each, false, true),
        None => (narrow, true, rest(narrow, 2) >= BRIEF_LABEL),
    };
    let tables = match (both, session) {
        (true, _) => vec![with_key, with_session],
        (false, false) => vec![with_key],
        (false, true) => vec![with_session],
    };
    let label = rest(each, tables.len()).min(label.max(BRIEF_LABEL));
    Plan { tables, labels, each, label, brief }
}

/// Draws tables and sentences.
pub(super) fn render(model: &Model, leak: &Leak, moment: usize, room: Rect, buf: &mut Buffer) {
    let Some((_, open)) = model.open() else { return };
    let row = open.why.row.min(leak.rows.len().saturating_sub(1));
    let plan = plan(leak, usize::from(room.width.saturating_sub(2)), open.why.session);
    let shown_last = plan.tables.len() == 1 && open.why.session;
    let said = sentences(model, leak, (moment, row), shown_last, usize::from(room.width.saturating_sub(4)).min(108));
    // The tables are as tall as they need; where there is little room, they scroll and the sentences are said whole.
    let needed = leak.rows.len() as u16 + 5;
    let most = (room.height / 2).max(room.height.saturating_sub(LEAST_TABLE));
    let sentences_height = (said.len() as u16 + 2).min(most);
    let table = Rect { height: needed.min(room.height - sentences_height), ..room };
    let below = Rect { y: table.bottom(), height: (room.height - table.height).min(said.len() as u16 + 2), ..room };
    draw_tables(model, leak, &plan, (moment, row), table, buf);

    let when = leak.columns.get(moment).map_or("", |column| column.label.as_str());
    let title = if moment == 0 { format!("At {when}: the leak") } else { format!("At {when} after the leak") };
    let inner = frame(model, &title, false, below, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    lines(inner, buf, &said, 0);
    if said.len() > usize::from(inner.height) {
        let text = format!(" {} more in a taller window ", model.glyphs.more);
        let x = below.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, below.bottom().saturating_sub(1), width(&text), &text, model.theme.dim, "");
    }
}

fn draw_tables(
    model: &Model,
    leak: &Leak,
    plan: &Plan<'_>,
    (moment, row): (usize, usize),
    area: Rect,
    buf: &mut Buffer,
) {
    let (theme, more) = (&model.theme, model.glyphs.more);
    let title = match plan.tables.as_slice() {
        [(name, _)] => format!("A thief with {name}, Tab: the other"),
        _ => "What a thief can do".to_owned(),
    };
    let inner = frame(model, &title, true, area, buf);
    legend(model, plan, area, buf);
    let block = plan.each * plan.labels.len() + GAP;
    let start = |table: usize| inner.x + (plan.label + table * block + GAP) as u16;
    for (at, (name, _)) in plan.tables.iter().enumerate() {
        put(buf, start(at), inner.y, block - GAP, name, theme.title, more);
        for (column, label) in plan.labels.iter().enumerate() {
            let x = start(at) + (column * plan.each) as u16;
            let style = if column == moment { theme.current } else { theme.dim };
            put(buf, x, inner.y + 1, plan.each - 1, &pad(label, plan.each - 1), style, more);
        }
    }
    put(buf, inner.x + 2, inner.y + 1, plan.label.saturating_sub(2), "request", theme.dim, more);

    let names = requests(leak, plan, more);
    let height = usize::from(inner.height.saturating_sub(3));
    let last = leak.rows.len().saturating_sub(height);
    let top = row.saturating_sub(height / 2).min(last);
    for (line, at) in (top..leak.rows.len()).take(height).enumerate() {
        let y = inner.y + 2 + line as u16;
        let Some(name) = names.get(at) else { continue };
        let here = at == row;
        let pointer = if here { model.glyphs.pointer } else { " " };
        let style = if here { theme.focus } else { theme.text };
        put(buf, inner.x, y, plan.label, &format!("{pointer} {name}"), style, more);
        for (table, (_, cells)) in plan.tables.iter().enumerate() {
            for (column, cell) in cells.get(at).into_iter().flatten().enumerate() {
                let x = start(table) + (column * plan.each) as u16;
                let text = if column == moment { format!("[{}]", letter(cell)) } else { format!(" {} ", letter(cell)) };
                put(buf, x, y, plan.each, &text, cell_style(model, cell, column == moment && here), more);
            }
        }
    }
    let y = inner.bottom().saturating_sub(1);
    put(buf, inner.x + 2, y, plan.label, &format!("allowed, of {}", leak.rows.len()), theme.title, more);
    for (table, (_, cells)) in plan.tables.iter().enumerate() {
        for column in 0..plan.labels.len() {
            let gets = count(cells, column);
            let style = if gets > 0 { theme.warn.add_modifier(Modifier::BOLD) } else { theme.good };
            let text = if column == moment { format!("[{gets}]") } else { format!(" {gets} ") };
            put(buf, start(table) + (column * plan.each) as u16, y, plan.each, &text, style, more);
        }
    }
    if top > 0 || top < last {
        let text = format!(" {} {} of {} ", model.glyphs.more, height, leak.rows.len());
        let x = area.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, area.y, width(&text), &text, theme.dim, "");
    }
}

/// What a thief gets is a warning; what they do not get is quiet.
fn cell_style(model: &Model, cell: &LeakCell, selected: bool) -> Style {
    match letter(cell) {
        _ if selected => model.theme.current,
        "A" | "R" => model.theme.warn.add_modifier(Modifier::BOLD),
        "D" => model.theme.bad,
        _ => model.theme.dim,
    }
}

/// The letters that stand in the tables, in the lower border.
fn legend(model: &Model, plan: &Plan<'_>, area: Rect, buf: &mut Buffer) {
    let stands =
        |sign: &str| plan.tables.iter().any(|(_, cells)| cells.iter().flatten().any(|cell| letter(cell) == sign));
    let known: Vec<String> =
        LEGEND.iter().filter(|(sign, _)| stands(sign)).map(|(sign, words)| format!("{sign} {words}")).collect();
    let room = usize::from(area.width.saturating_sub(4));
    let text = truncate(&format!(" {} ", known.join("   ")), room, model.glyphs.more);
    put(buf, area.x + 2, area.bottom().saturating_sub(1), room, &text, model.theme.text, "");
}

/// The requests in as many columns as they have. Those of one action stay apart also where their names are cut.
fn requests(leak: &Leak, plan: &Plan<'_>, more: &str) -> Vec<String> {
    let named = |row: &MatrixColumn| if plan.brief { bare(row.action) } else { row.action };
    let room = plan.label.saturating_sub(2);
    leak.rows
        .iter()
        .map(|row| {
            let action = named(row);
            let alike = leak.rows.iter().filter(|other| named(other) == action);
            let names: Vec<String> = alike.map(|other| short(&other.resource)).collect();
            let at = names.iter().position(|name| *name == short(&row.resource)).unwrap_or(0);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let name = apart(&names, room.saturating_sub(width(action) + 1), more).swap_remove(at);
            format!("{action} {name}")
        })
        .collect()
}

/// An action without its service.
fn bare(action: &'static str) -> &'static str {
    action.rsplit_once(':').map_or(action, |(_, name)| name)
}

/// What both thieves can do, the one of the session first when only that table is shown; then the selected request.
fn sentences(
    model: &Model,
    leak: &Leak,
    (moment, row): (usize, usize),
    session_first: bool,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut out = Vec::new();
    let mut thieves = [
        (format!("The thief of {}'s key ", leak.user), &leak.with_key),
        (format!("The thief of the session {} ", leak.session), &leak.with_session),
    ];
    if session_first {
        thieves.reverse();
    }
    for (who, table) in thieves {
        let warn = count(table, moment) > 0;
        let (sign, style) = if warn { ("!", theme.warn) } else { (model.glyphs.yes, theme.good) };
        let text = format!("{who}{}.", gets(leak, table, moment));
        out.extend(paragraph(&format!("{sign} "), &text, columns, style));
    }
    // What it teaches, once the moments were gone through.
    if moment + 1 == leak.columns.len() {
        out.extend(paragraph("", &leak.says, columns, theme.title));
    }
    if let Some(request) = leak.rows.get(row) {
        let said =
            |table: &[Vec<LeakCell>]| table.get(row).and_then(|cells| cells.get(moment)).map(why).unwrap_or_default();
        let name = format!("{} on {}", request.action, on(&request.resource));
        out.extend(paragraph(&format!("{} ", model.glyphs.pointer), &name, columns, theme.focus));
        let text = format!("with the key {}; with the session {}", said(&leak.with_key), said(&leak.with_session));
        out.extend(paragraph("  ", &text, columns, theme.text));
    }
    out
}
