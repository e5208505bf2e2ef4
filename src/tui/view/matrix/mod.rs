//! The access matrix: principals × requests, a letter for every decision, the cells that differ from the base with
//! both letters. Headers stay while the rest scrolls; below stands the selected cell in full.

mod heads;

use super::apart::apart;
use super::editing::frame;
use super::panel::{lines, paragraph, put};
use super::text::{width, wrap};
use super::{chrome, deep};
use crate::cloud::{Exchange, Output, Probe};
use crate::diagnostic::sanitize_line;
use crate::iam::Decision;
use crate::lesson::{Cell, MatrixRow, RowKind};
use crate::report::reasoning_in_policy;
use crate::tui::matrix::MatrixModel;
use crate::tui::model::Model;
use heads::{Head, OTHER_KEYS, first_shown, heads, key};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

/// Columns of a cell: room for a sign and two letters.
const CELL: usize = 5;
/// Columns of the principals' names.
const NAMES: std::ops::RangeInclusive<usize> = 14..=24;
/// Rows of the heads: group, resource, action.
const HEADS: u16 = 3;

/// Draws the screen: the grid, or the trace of its selected cell.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let Some(matrix) = &open.matrix else { return };
    let title = format!("Who may do what: {}", lesson.head.title);
    let right = match (&matrix.base, matrix.flipped.len()) {
        // Calls of the script change the world as they go; the matrix asks before the first of them.
        (None, _) if matrix.matrix.rows.iter().any(|row| row.kind == RowKind::Session) => {
            "at the start, sessions once issued".to_owned()
        }
        (None, _) => "at the start".to_owned(),
        (Some(_), 0) => "no cell differs".to_owned(),
        (Some(_), 1) => "1 cell differs".to_owned(),
        (Some(_), count) => format!("{count} cells differ"),
    };
    chrome::header(model, area, &title, &right, buf);
    let body = Rect::new(area.x, area.y + 1, area.width, area.height.saturating_sub(2));
    if let Some(trace) = &matrix.trace {
        deep::trace(model, &subject(model, matrix), trace.visible(), trace.cursor, body, buf);
        return;
    }
    let legend = format!(
        "A allowed  i implicit deny  D explicit deny  {} no decision  {}i>A base i, now A",
        model.glyphs.hidden, model.glyphs.differs
    );
    put(
        buf,
        body.x + 1,
        body.y,
        usize::from(body.width.saturating_sub(2)),
        &legend,
        model.theme.dim,
        model.glyphs.more,
    );
    let rows = u16::try_from(matrix.matrix.rows.len()).unwrap_or(u16::MAX);
    // The sentence needs its room; a long list of principals scrolls.
    let least = (body.height / 3).clamp(4, 9);
    let grid_height = (HEADS + rows).min(body.height.saturating_sub(1 + least));
    let grid = Rect { y: body.y + 1, height: grid_height, ..body };
    draw_grid(model, matrix, grid, buf);
    let below = Rect { y: grid.bottom(), height: body.bottom().saturating_sub(grid.bottom()), ..body };
    let inner = frame(model, &subject(model, matrix), false, below, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let all = sentence(model, matrix, usize::from(inner.width));
    lines(inner, buf, &all, 0);
    let hidden = all.len().saturating_sub(usize::from(inner.height));
    if hidden > 0 {
        let text = format!(" {} more below, Enter opens the trace ", model.glyphs.more);
        let x = below.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, below.bottom().saturating_sub(1), width(&text), &text, model.theme.dim, "");
    }
}

fn row_name(row: &MatrixRow) -> String {
    let kind = match row.kind {
        RowKind::User => "user ",
        RowKind::Role => "role ",
        RowKind::Session => "session ",
        RowKind::Anonymous
        | RowKind::Root
        | RowKind::Stranger
        | RowKind::Member
        | RowKind::Service
        | RowKind::Token => "",
    };
    sanitize_line(&format!("{kind}{}", row.name)).into_owned()
}

/// `user alice: s3:GetObject`, `session alice-report of DataReader, once issued: s3:GetObject`.
fn subject(model: &Model, matrix: &MatrixModel) -> String {
    let row = matrix.matrix.rows.get(matrix.row);
    let of = row.and_then(|row| row.role.as_deref()).map(|role| format!(" of {}", sanitize_line(role)));
    let once = match row {
        Some(_) if never_issued(model, matrix).is_some() => ", never issued",
        Some(row) if row.kind == RowKind::Session => ", once issued",
        _ => "",
    };
    let row = row.map(row_name).unwrap_or_default() + &of.unwrap_or_default() + once;
    let action = matrix.matrix.columns.get(matrix.column).map(|column| column.action).unwrap_or_default();
    format!("{row}: {action}")
}

fn draw_grid(model: &Model, matrix: &MatrixModel, area: Rect, buf: &mut Buffer) {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let names: Vec<String> = matrix.matrix.rows.iter().map(row_name).collect();
    let widest = names.iter().map(|name| width(name) + 3).max().unwrap_or(0);
    let name_columns = widest.clamp(*NAMES.start(), *NAMES.end());
    let heads = heads(&matrix.matrix.columns);
    let room = usize::from(area.width).saturating_sub(name_columns + 1);
    let first = first_shown(&heads, matrix.column, room);
    // Where each request on show stands.
    let mut places: Vec<(usize, u16)> = Vec::new();
    let mut used = 0;
    for (at, head) in heads.iter().enumerate().skip(first) {
        let gap = usize::from(head.begins && at > first);
        if used + gap + head.columns > room {
            break;
        }
        places.push((at, area.x + (name_columns + used + gap) as u16));
        used += gap + head.columns;
    }
    let hidden = heads.len() - first - places.len();
    let more = match (first, hidden) {
        (0, 0) => String::new(),
        (before, 0) => format!("← {before} more"),
        (0, after) => format!("→ {after} more"),
        (before, after) => format!("← {before}  → {after} more"),
    };
    put(buf, area.x + 1, area.y, name_columns.saturating_sub(2), &more, theme.warn, glyphs.more);
    draw_heads(model, matrix, &heads, &places, area, buf);

    let height = usize::from(area.height.saturating_sub(HEADS));
    let top = matrix.row.saturating_sub(height / 2).min(names.len().saturating_sub(height));
    let more = |count: usize, sign: &str| format!("{sign} {count} more");
    if top > 0 {
        put(buf, area.x + 1, area.y + 1, name_columns.saturating_sub(2), &more(top, "↑"), theme.warn, glyphs.more);
    }
    let under = names.len().saturating_sub(top + height);
    if under > 0 {
        put(buf, area.x + 1, area.y + 2, name_columns.saturating_sub(2), &more(under, "↓"), theme.warn, glyphs.more);
    }
    for (offset, (row, name)) in names.iter().enumerate().skip(top).take(height).enumerate() {
        let y = area.y + HEADS + offset as u16;
        let here = row == matrix.row;
        let sign = if here { glyphs.pointer } else { " " };
        let style = if here { theme.focus } else { theme.text };
        put(buf, area.x, y, name_columns.saturating_sub(1), &format!("{sign} {name}"), style, glyphs.more);
        for (column, x) in &places {
            draw_cell(model, matrix, (row, *column), *x, y, buf);
        }
    }
}

fn draw_heads(
    model: &Model,
    matrix: &MatrixModel,
    heads: &[Head],
    places: &[(usize, u16)],
    area: Rect,
    buf: &mut Buffer,
) {
    let (theme, more) = (&model.theme, model.glyphs.more);
    // To the right of the last one on show nothing stands: it need not keep clear of anything.
    let right = area.right() + 1;
    // A head spans all that it stands for, as far as that is on show.
    let span = |at: usize, same: &dyn Fn(&Head) -> bool| {
        let next = places.iter().skip(at).find(|(column, _)| !heads.get(*column).is_some_and(same));
        next.map_or(right, |(_, x)| *x)
    };
    let mut before: Option<&Head> = None;
    for (at, (column, x)) in places.iter().enumerate() {
        let Some(head) = heads.get(*column) else { continue };
        let group_begins = before.is_none_or(|before| before.group != head.group);
        if group_begins {
            let columns = span(at, &|other: &Head| other.group == head.group).saturating_sub(x + 1);
            put(buf, *x, area.y, usize::from(columns), &head.group, theme.title, more);
        }
        if group_begins || head.begins {
            let same = |other: &Head| other.group == head.group && other.resource == head.resource;
            let columns = usize::from(span(at, &same).saturating_sub(x + 1));
            // Keys of a bucket stay apart also where they are cut.
            let group = heads.iter().filter(|other| other.group == head.group);
            let names: Vec<&str> = group.map(|other| other.resource.as_str()).collect();
            let at = names.iter().position(|name| *name == head.resource).unwrap_or(0);
            let label = match head.resource.as_str() {
                OTHER_KEYS if width(OTHER_KEYS) > columns => "others".to_owned(),
                _ => apart(&names, columns, more).swap_remove(at),
            };
            put(buf, *x, area.y + 1, columns, &label, theme.account, more);
        }
        let style = if *column == matrix.column { theme.focus.add_modifier(Modifier::UNDERLINED) } else { theme.dim };
        put(buf, *x, area.y + 2, head.columns, head.action, style, more);
        before = Some(head);
    }
}

fn letter(cell: Option<&Cell>, hidden: &'static str) -> &'static str {
    match cell.and_then(Cell::decision) {
        Some(Decision::Allowed) => "A",
        Some(Decision::ImplicitlyDenied) => "i",
        Some(Decision::ExplicitlyDenied) => "D",
        None => hidden,
    }
}

fn decision_style(model: &Model, cell: Option<&Cell>) -> Style {
    match cell.and_then(Cell::decision) {
        Some(Decision::Allowed) => model.theme.good,
        Some(Decision::ExplicitlyDenied) => model.theme.bad,
        Some(Decision::ImplicitlyDenied) => model.theme.text,
        None => model.theme.dim,
    }
}

fn draw_cell(model: &Model, matrix: &MatrixModel, (row, column): (usize, usize), x: u16, y: u16, buf: &mut Buffer) {
    let glyphs = &model.glyphs;
    let cell = matrix.matrix.cell(row, column);
    let now = letter(cell, glyphs.hidden);
    let flipped = matrix.flipped.contains(&(row, column));
    let (text, style) = if flipped {
        let before = letter(matrix.base_cell(row, column), glyphs.hidden);
        let style = model.theme.warn.add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
        (format!("{}{before}>{now}", glyphs.differs), style)
    } else {
        (format!(" {now}  "), decision_style(model, cell))
    };
    let here = (row, column) == (matrix.row, matrix.column);
    put(buf, x, y, CELL - 1, &text, if here { model.theme.current } else { style }, "");
}

/// The selected cell in full.
fn sentence(model: &Model, matrix: &MatrixModel, columns: usize) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let (Some(row), Some(column)) = (matrix.matrix.rows.get(matrix.row), matrix.matrix.columns.get(matrix.column))
    else {
        return Vec::new();
    };
    let cell = matrix.matrix.cell(matrix.row, matrix.column);
    let mut out = paragraph("", &format!("on {}", sanitize_line(&column.resource)), columns, theme.dim);
    let head = format!("{} ", letter(cell, glyphs.hidden));
    let never = never_issued(model, matrix);
    let words = never.clone().unwrap_or_else(|| said(cell));
    out.extend(paragraph(&head, &words, columns, decision_style(model, cell)));
    if matrix.flipped.contains(&(matrix.row, matrix.column)) {
        let base = matrix.base_cell(matrix.row, matrix.column);
        let head = format!("{} base {} ", glyphs.differs, letter(base, glyphs.hidden));
        let words = if base.is_some() { said(base) } else { "there is no such principal or resource".to_owned() };
        out.extend(paragraph(&head, &words, columns, theme.warn));
    }
    // Only a session comes out of a call; whoever has a row without one is asked before anybody calls anything.
    let of_calls =
        |id: &String| model.open().and_then(|(lesson, _)| lesson.what_if(id)).is_some_and(|one| !one.edits.is_empty());
    let when = match model.open().map(|(_, open)| &open.timeline) {
        Some(play) if play.what_ifs.iter().any(of_calls) => {
            "The what-if changes calls. Sessions are as its calls issue them; users and roles are asked before the first call."
        }
        Some(play) if never.is_some() || !play.exchanges.iter().any(|exchange| writes(exchange)) => "",
        _ if row.kind == RowKind::Session => "As the session is issued: what later calls change is not in it.",
        _ => "As it is before the first call: what the calls change is not in it.",
    };
    if !when.is_empty() {
        out.extend(paragraph("", when, columns, theme.dim));
    }
    if row.kind == RowKind::Role {
        let words = "A session of this role, as after a plain AssumeRole that somebody was allowed.";
        out.extend(paragraph("", words, columns, theme.dim));
    }
    // A trust policy may ask for more than the role; who sends it in the lesson is let in there and not here.
    if matches!(column.probe, Probe::AssumeRole(_)) {
        let words = "Asked for plainly: without external ID, MFA code, tags or source identity.";
        out.extend(paragraph("", words, columns, theme.dim));
    }
    let keys = key(&matrix.matrix.columns);
    out.extend(wrap(&keys, columns).into_iter().map(|line| Line::styled(line, theme.dim)));
    if let Some(trace) = cell.and_then(Cell::trace) {
        out.push(Line::default());
        let said = trace.plain_sentence();
        for line in reasoning_in_policy(trace).iter().filter(|line| **line != said) {
            out.extend(paragraph("  ", &sanitize_line(line), columns, theme.text));
        }
    }
    out
}

/// Whether a call changed something that later calls meet.
fn writes(exchange: &Exchange) -> bool {
    let method = exchange.request().map_or("", |request| request.method);
    exchange.outcome.is_ok() && (exchange.service == "iam" || matches!(method, "PUT" | "DELETE"))
}

/// Where the play on show never issues the session of the selected row: by what, and at which step it is refused. That
/// nobody has such a token would be true and would hide it.
fn never_issued(model: &Model, matrix: &MatrixModel) -> Option<String> {
    let row = matrix.matrix.rows.get(matrix.row).filter(|row| row.kind == RowKind::Session)?;
    matrix.matrix.cell(matrix.row, matrix.column)?.answer.as_ref().err()?;
    let (_, open) = model.open()?;
    let play = &open.timeline;
    let is_it = |one: &Exchange| matches!(&one.outcome, Ok(Output::Session(session)) if session.name == row.name);
    if play.exchanges.iter().any(|one| is_it(one)) {
        return None;
    }
    let by = if open.edits.now().is_empty() { "what-if" } else { "edit" };
    let refused = play.failed_step.and_then(|number| {
        let error = play.exchange_of(play.step(number)?)?.refused_with()?;
        Some(format!(" (step {number}: {})", sanitize_line(error)))
    });
    Some(format!("never issued with this {by}{}", refused.unwrap_or_default()))
}

fn said(cell: Option<&Cell>) -> String {
    match cell.map(|cell| &cell.answer) {
        Some(Ok(trace)) => trace.plain_sentence(),
        Some(Err(error)) => format!("no decision: {} {}: {}", error.status, error.code, sanitize_line(&error.message)),
        None => String::new(),
    }
}
