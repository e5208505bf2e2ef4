//! Why: the problem before the solution, part by part like slides; at last a leak, moment by moment.
//!
//! One number says where the learner is: first the parts in words, then the moments of the leak.

use super::bench::record;
use crate::lesson::{self, Leak, Lens, Lesson};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::Model;
use crate::tui::view;
use crossterm::event::{KeyCode, KeyModifiers};
use std::sync::Arc;

/// Rows that a page key moves by.
const PAGE: usize = 8;

/// The keys of this lens.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(
        &[key(KeyCode::Right), letter(' '), letter('l'), letter('n')],
        Action::Next,
        "→ space",
        "go on: the next part, then the next moment of the leak",
        "go on",
    ),
    row(&[key(KeyCode::Left), letter('h')], Action::Back, "← h", "the part or moment before", "back"),
    row(&[key(KeyCode::Up), letter('k')], Action::Up, "↑ k", "the request before; scroll", "up"),
    row(&[key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "the next request of the leak; scroll", "down"),
    row(
        &[key(KeyCode::Tab), key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT)],
        Action::FocusNext,
        "Tab",
        "the other credentials, where both do not fit side by side",
        "",
    ),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "eight requests down", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "eight requests up", ""),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "back to the question", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "to the last moment", ""),
];

/// A part of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Part {
    /// The question that opens it.
    Question,
    /// An everyday picture.
    Picture,
    /// How it is done by hand, and what hurts.
    Manual,
    /// How it is done better.
    Better,
    /// What a thief can do.
    Leak,
}

impl Part {
    /// The title on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Question => "Question",
            Self::Picture => "Picture",
            Self::Manual => "The manual way",
            Self::Better => "The better way",
            Self::Leak => "The leak",
        }
    }
}

/// What of this lens is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    /// Parts and moments gone through.
    pub at: usize,
    /// The request of the leak that is explained.
    pub row: usize,
    /// The first line of the parts in sight, once the learner has scrolled.
    pub scroll: Option<usize>,
    /// Where only one table fits: that of the session.
    pub session: bool,
    /// What thieves can do, computed when the lens is opened.
    pub leak: Option<Arc<Leak>>,
    /// The place of the last time was taken up.
    entered: bool,
}

/// The parts that a lesson has, in order.
pub(in crate::tui) fn parts(lesson: &Lesson, why: &Why) -> Vec<Part> {
    let Some(words) = &lesson.lab.why else { return Vec::new() };
    let texts = [
        (Part::Question, &words.hook),
        (Part::Picture, &words.picture),
        (Part::Manual, &words.manual),
        (Part::Better, &words.better),
    ];
    let mut parts: Vec<Part> = texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(part, _)| part).collect();
    parts.extend(why.leak.is_some().then_some(Part::Leak));
    parts
}

/// The part on show, as an index, and the moment of the leak.
pub(in crate::tui) fn place(parts: &[Part], why: &Why) -> (usize, usize) {
    let last = parts.len().saturating_sub(1);
    let moments = why.leak.as_ref().map_or(0, |leak| leak.columns.len().saturating_sub(1));
    (why.at.min(last), why.at.saturating_sub(last).min(moments))
}

/// The number of the last part or moment.
fn end(parts: &[Part], why: &Why) -> usize {
    let moments = why.leak.as_ref().map_or(0, |leak| leak.columns.len().saturating_sub(1));
    parts.len().saturating_sub(1) + moments
}

/// Computes the leak and takes up the place of the last time.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    if open.why.entered {
        return Vec::new();
    }
    let at = super::place::index(record(model), Lens::Why).unwrap_or(0);
    let mut why = Why { leak: lesson::leak(lesson).map(Arc::new), entered: true, ..Why::default() };
    why.at = at.min(end(&parts(lesson, &why), &why));
    why.row = super::place::words(record(model), Lens::Why).and_then(|row| row.parse().ok()).unwrap_or(0);
    if let Some(open) = &mut model.lesson {
        open.why = why;
    }
    Vec::new()
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let (lesson, open) = model.open()?;
    let parts = parts(lesson, &open.why);
    let (part, _) = place(&parts, &open.why);
    let in_leak = parts.get(part) == Some(&Part::Leak);
    let rows = open.why.leak.as_ref().map_or(0, |leak| leak.rows.len());
    let (at, end) = (open.why.at, end(&parts, &open.why));
    let (top, last) = view::why_scrolled(model);
    let moved = |by: isize, from: usize, most: usize| from.saturating_add_signed(by).min(most);
    let mut vertical = |by: isize| {
        let Some(open) = &mut model.lesson else { return };
        if in_leak {
            open.why.row = moved(by, open.why.row, rows.saturating_sub(1));
        } else {
            open.why.scroll = Some(moved(by, top, last));
        }
    };
    match action {
        Action::Next if at >= end => {
            model.notice =
                Some("that is the whole story; 2 tells it in full, 3 goes through it step by step".to_owned());
        }
        Action::Next => return Some(go(model, at + 1, end)),
        Action::Back => return Some(go(model, at.saturating_sub(1), end)),
        Action::First => return Some(go(model, 0, end)),
        Action::Last => return Some(go(model, end, end)),
        Action::Up => vertical(-1),
        Action::Down => vertical(1),
        Action::PageUp => vertical(-PAGE.cast_signed()),
        Action::PageDown => vertical(PAGE.cast_signed()),
        Action::FocusNext => {
            if let Some(open) = &mut model.lesson {
                open.why.session = !open.why.session;
            }
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Words for the footer; `None` where the key has nothing to move.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    let (lesson, open) = model.open()?;
    let parts = parts(lesson, &open.why);
    let (part, _) = place(&parts, &open.why);
    let (at, last) = match (parts.get(part), &open.why.leak) {
        (Some(Part::Leak), Some(leak)) => {
            let last = leak.rows.len().saturating_sub(1);
            (open.why.row.min(last), last)
        }
        _ => view::why_scrolled(model),
    };
    match row.action {
        Action::Up if at == 0 => None,
        Action::Down if at >= last => None,
        _ => Some(row.footer),
    }
}

/// Goes to a part or moment; at the last one the lens is done.
fn go(model: &mut Model, to: usize, end: usize) -> Vec<Effect> {
    let now = (model.now)();
    let Some(id) = model.open().map(|(lesson, _)| lesson.head.id.clone()) else { return Vec::new() };
    let Some(open) = &mut model.lesson else { return Vec::new() };
    if open.why.at == to {
        return Vec::new();
    }
    open.why.at = to;
    open.why.scroll = None;
    if to == end {
        model.record.lens_mut(&id, Lens::Why.id()).finish(now);
    }
    vec![Effect::Save]
}
