//! AWS's decision flow as a diagram, the way that this request took lit.

use super::{Laid, Look, paragraph, source};
use crate::iam::{Decision, Junction, Passage};
use crate::tui::lens::deep::{Refused, Walk};
use crate::tui::view::text::{pad, truncate, width};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a box, with its border.
const BOX: usize = 42;

/// How much room each question gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// A box and an edge: four rows.
    Boxes,
    /// A row and an edge.
    Rows,
    /// A row.
    Tight,
}

/// The junction at a row.
pub(super) fn junction(walks: &[Walk], at: usize) -> Option<&Junction> {
    walks.iter().flat_map(|walk| &walk.path).nth(at)
}

/// Draws the flow as large as `rows` allow.
pub(super) fn lay(look: &Look<'_>, walks: &[Walk], cursor: usize, columns: usize, rows: usize) -> Laid {
    let count: usize = walks.iter().map(|walk| walk.path.len()).sum();
    let beside = |walk| because(look, walk, columns).len() + refusal(look, walk, columns).len();
    let beside: usize = walks.iter().map(beside).sum();
    let size = match rows.saturating_sub(beside) {
        rows if rows >= 4 * count + 3 * walks.len() && columns > BOX + 18 => Size::Boxes,
        rows if rows >= 2 * count + 3 * walks.len() => Size::Rows,
        _ => Size::Tight,
    };
    let says = walks.iter().flat_map(|walk| &walk.path).map(|it| width(&it.says)).max().unwrap_or(0).min(SAYS);
    let mut laid = Laid { lines: Vec::new(), selected: 0..0 };
    let mut row = 0;
    for walk in walks {
        let out = &mut laid.lines;
        let note = if walk.crosses_accounts { ", across accounts: both sides must allow" } else { "" };
        out.extend(because(look, walk, columns));
        out.push(Line::from(Span::styled(format!("  {} {}{note}", look.glyphs.done, walk.action), look.theme.title)));
        if size != Size::Tight {
            out.push(edge(look, "", true));
        }
        if walk.path.is_empty() {
            out.extend(paragraph("  ", "This call needs no permission: no policy is asked.", columns, look.theme.text));
        }
        for (number, junction) in (1..).zip(&walk.path) {
            let start = out.len();
            let here = row == cursor;
            match size {
                Size::Boxes => boxed(look, number, junction, here, columns, out),
                Size::Rows | Size::Tight => flat(look, (number, junction, here), (columns, says), out),
            }
            let goes_on = matches!(junction.passage, Passage::On | Passage::By);
            if here {
                laid.selected = start..out.len();
            }
            if size != Size::Tight {
                let label = if junction.passage == Passage::By { "" } else { junction.on };
                out.push(edge(look, label, goes_on));
            }
            row += 1;
        }
        out.push(verdict(look, walk));
        out.extend(refusal(look, walk, columns));
        // At the last question that had a say, what came of it is in sight too.
        let last = walk.path.iter().rposition(|junction| junction.passage == Passage::On).unwrap_or(0);
        if (row - walk.path.len() + last..row).contains(&cursor) {
            laid.selected.end = out.len();
        }
        out.push(Line::default());
    }
    laid.lines.pop();
    laid
}

/// Why it was asked at all.
fn because(look: &Look<'_>, walk: &Walk, columns: usize) -> Vec<Line<'static>> {
    walk.because.map(|why| paragraph("  ", why, columns, look.theme.text)).unwrap_or_default()
}

/// The line from a question down to the next.
fn edge(look: &Look<'_>, label: &str, taken: bool) -> Line<'static> {
    let sign = match (look.glyphs.ascii, taken) {
        (false, true) => "┃",
        (false, false) => "╎",
        (true, true) => "|",
        (true, false) => ":",
    };
    let style = if taken { look.theme.focus } else { look.theme.dim };
    Line::from(Span::styled(format!("  {sign} {label}"), style))
}

/// The end of the way on.
fn verdict(look: &Look<'_>, walk: &Walk) -> Line<'static> {
    let gets_there = !walk.path.iter().any(|junction| matches!(junction.passage, Passage::Ends(_)));
    let by = if walk.refused.is_some() { " by the policies" } else { "" };
    if gets_there {
        return Line::from(vec![
            Span::styled(format!("  {} ", look.glyphs.current), look.theme.good),
            Span::styled(format!("{} {}{by}", look.glyphs.yes, walk.decision.words()), look.theme.lit),
        ]);
    }
    Line::from(Span::styled(format!("  {} allowed", look.glyphs.future), look.theme.dim))
}

/// What came behind the way on, where something else refused the call.
fn refusal(look: &Look<'_>, walk: &Walk, columns: usize) -> Vec<Line<'static>> {
    let said = |refused: &Refused| {
        paragraph(
            &format!("  {} ", look.glyphs.failed),
            &format!("then refused by {}", refused.by),
            columns,
            look.theme.bad,
        )
    };
    walk.refused.as_ref().map(said).unwrap_or_default()
}

fn style(look: &Look<'_>, passage: Passage) -> Style {
    match passage {
        Passage::On => look.theme.text,
        Passage::By | Passage::NotReached => look.theme.dim,
        Passage::Ends(Decision::Allowed) => look.theme.good,
        Passage::Ends(_) => look.theme.bad,
    }
}

fn sign<'a>(look: &Look<'a>, passage: Passage) -> &'a str {
    match passage {
        Passage::On => look.glyphs.done,
        Passage::By => look.glyphs.skipped,
        Passage::NotReached => look.glyphs.hidden,
        Passage::Ends(Decision::Allowed) => look.glyphs.current,
        Passage::Ends(_) => look.glyphs.failed,
    }
}

/// Columns from which on a way out has a line in front of its word.
const ROOMY: usize = 20;

/// The way out to the side, taken or not.
fn exit(look: &Look<'_>, junction: &Junction, room: usize) -> Vec<Span<'static>> {
    let taken = matches!(junction.passage, Passage::Ends(_));
    let (line, head) = if taken {
        (look.glyphs.edge_done, look.glyphs.arrow_done)
    } else {
        (look.glyphs.edge_future, look.glyphs.arrow_future)
    };
    let lead = format!("{} {line}{head} ", junction.off);
    // The verdict is what counts: where it has no room otherwise, the line in front of the word goes, in every row.
    let lead = if room >= ROOMY { format!("{line} {lead}") } else { lead };
    let (sign, short) = match junction.off_to {
        Decision::Allowed => (look.glyphs.yes, "allowed"),
        _ => (look.glyphs.no, "denied"),
    };
    // In the least room the arrow is enough of an answer where one was given: the verdict stays whole.
    let needed = width(&lead) + width(short) + if taken { 2 } else { 0 };
    let lead = if needed > room { format!("{line}{head} ") } else { lead };
    let left = room.saturating_sub(width(&lead));
    let whole = format!("{sign} {}", junction.off_to.words());
    // Where the kind of denial has no room, the explanation names it.
    let text = match taken {
        true if width(&whole) <= left => whole,
        true => format!("{sign} {short}"),
        false => short.to_owned(),
    };
    let (style, text_style) =
        if taken { (style(look, junction.passage), look.theme.lit) } else { (look.theme.dim, look.theme.dim) };
    vec![
        Span::styled(truncate(&lead, room, ""), style),
        Span::styled(truncate(&text, left, look.glyphs.more), text_style),
    ]
}

/// A question in a box: its answer in the lower border, the way out at its side.
fn boxed(
    look: &Look<'_>,
    number: usize,
    junction: &Junction,
    here: bool,
    columns: usize,
    out: &mut Vec<Line<'static>>,
) {
    let style = style(look, junction.passage);
    let border = if here { look.theme.focus } else { style };
    let [tl, tr, bl, br, h, v] =
        if look.glyphs.ascii { ["+", "+", "+", "+", "-", "|"] } else { ["╭", "╮", "╰", "╯", "─", "│"] };
    let inside = BOX - 2;
    out.push(Line::from(Span::styled(format!(" {tl}{}{tr}", h.repeat(inside)), border)));
    let text = pad(&truncate(&format!(" {number} {}", junction.question), inside, look.glyphs.more), inside);
    let text_style = if here { look.theme.current } else { style };
    let mark = if here { look.glyphs.pointer } else { " " };
    let mut middle = vec![
        Span::styled(mark.to_owned(), look.theme.focus),
        Span::styled(v, border),
        Span::styled(text, text_style),
        Span::styled(v, border),
    ];
    middle.extend(exit(look, junction, columns.saturating_sub(BOX + 1)));
    out.push(Line::from(middle));
    let says = truncate(&format!(" {} {} ", sign(look, junction.passage), junction.says), inside - 2, look.glyphs.more);
    let rest = inside.saturating_sub(width(&says) + 1);
    out.push(Line::from(vec![
        Span::styled(format!(" {bl}{h}"), border),
        Span::styled(says, style),
        Span::styled(format!("{}{br}", h.repeat(rest)), border),
    ]));
}

/// Columns of a question in a row without its answer, and of the shortest way out.
const AROUND: usize = 44;
const EXIT: usize = 13;
/// Most columns that an answer gets.
const SAYS: usize = 17;

/// A question in a row.
fn flat(
    look: &Look<'_>,
    (number, junction, here): (usize, &Junction, bool),
    (columns, says): (usize, usize),
    out: &mut Vec<Line<'static>>,
) {
    let style = style(look, junction.passage);
    let mark = if here { look.glyphs.pointer } else { " " };
    let question = pad(&truncate(&format!("{number} {}", junction.question), 38, look.glyphs.more), 38);
    // Where the way out has no room beside the longest answer, sign and verdict below say it.
    let has_exit = columns >= AROUND + says + EXIT;
    let room = columns.saturating_sub(AROUND + if has_exit { EXIT } else { 0 }).min(SAYS);
    let says = pad(&truncate(&junction.says, room, look.glyphs.more), room);
    let mut spans = vec![
        Span::styled(format!("{mark} "), look.theme.focus),
        Span::styled(format!("{} ", sign(look, junction.passage)), style),
        Span::styled(question, if here { look.theme.current } else { style }),
        Span::styled(format!(" {says} "), style),
    ];
    let used: usize = spans.iter().map(Span::width).sum();
    if has_exit {
        spans.extend(exit(look, junction, columns - used));
    }
    out.push(Line::from(spans));
}

/// The question in words.
pub(super) fn explain(look: &Look<'_>, walks: &[Walk], at: usize, columns: usize) -> Vec<Line<'static>> {
    let Some(junction) = junction(walks, at) else { return Vec::new() };
    let mut out = answer(look, junction, columns);
    let of = |walk: &&Walk| walk.path.iter().any(|one| std::ptr::eq(one, junction));
    if let Some(refused) = walks.iter().find(of).and_then(|walk| walk.refused.as_ref()) {
        let said = format!("The policies allow the call, and yet it is refused by {}{}", refused.by, refused.why);
        out.push(Line::default());
        out.extend(paragraph(&format!("{} ", look.glyphs.no), &said, columns, look.theme.bad));
    }
    if let Some(layer) = junction.layer {
        out.push(Line::default());
        out.extend(paragraph("", layer.words(), columns, look.theme.dim));
    } else {
        out.push(Line::default());
        let words = "AWS looks for a Deny first, in all the policies at once. One that applies ends the matter.";
        out.extend(paragraph("", words, columns, look.theme.dim));
    }
    out.extend(source(look, &junction.page, columns));
    out
}

fn answer(look: &Look<'_>, junction: &Junction, columns: usize) -> Vec<Line<'static>> {
    let style = style(look, junction.passage);
    let ends = match junction.passage {
        Passage::Ends(decision) => format!("; it ends here: {}", decision.words()),
        _ => String::new(),
    };
    let head = format!("{} ", sign(look, junction.passage));
    let mut out = paragraph(&head, &format!("{}{ends}", junction.says), columns, style);
    out.extend(paragraph("  ", &junction.why, columns, look.theme.text));
    out
}

/// Every question with its answer.
pub(super) fn full(look: &Look<'_>, walks: &[Walk], columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    for walk in walks {
        out.extend(because(look, walk, columns));
        out.push(Line::from(Span::styled(format!("{}: {}", walk.action, walk.decision.words()), look.theme.title)));
        out.extend(refusal(look, walk, columns));
        for (number, junction) in (1..).zip(&walk.path) {
            out.extend(paragraph(&format!("{number} "), junction.question, columns, look.theme.title));
            out.extend(answer(look, junction, columns));
        }
        out.push(Line::default());
    }
    out
}
