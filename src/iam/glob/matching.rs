//! Whether a text matches a [`Pattern`]: segment by segment, from left to right, each at its leftmost place.

use super::{Atom, General, NoVariables, Pattern, Resolve};

impl Pattern {
    /// Whether the whole of `text` matches, by case.
    pub fn matches(&self, text: &str, values: &impl Resolve) -> bool {
        self.matches_folding::<false>(text, values)
    }

    /// Whether the whole of `text` matches, ignoring case.
    pub fn matches_ignoring_case(&self, text: &str) -> bool {
        self.matches_folding::<true>(text, &NoVariables)
    }

    /// `FOLD`: ignore case, letter by letter.
    pub fn matches_folding<const FOLD: bool>(&self, text: &str, values: &impl Resolve) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) if FOLD => strip_prefix::<FOLD>(text, exact) == Some(""),
            Self::Exact(exact) => exact.len() == text.len() && may_start(text, exact) && **exact == *text,
            Self::Prefix(prefix) if FOLD => strip_prefix::<FOLD>(text, prefix).is_some(),
            Self::Prefix(prefix) => may_start(text, prefix) && text.starts_with(&**prefix),
            Self::General(general) => general.matches_folding::<FOLD>(text, values),
        }
    }
}

impl General {
    fn matches_folding<const FOLD: bool>(&self, text: &str, values: &impl Resolve) -> bool {
        let Some((first, rest)) = self.segments.split_first() else { return text.is_empty() };
        let Some(mut text) = strip_start::<FOLD>(first, text, values) else { return false };
        let Some((last, middle)) = rest.split_last() else { return text.is_empty() };
        for segment in middle {
            match find_end::<FOLD>(segment, text, values) {
                Some(after) => text = after,
                None => return false,
            }
        }
        strip_end::<FOLD>(last, text, values).is_some()
    }
}

/// What is left of `text` after `segment` at its start.
fn strip_start<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    segment.iter().try_fold(text, |text, atom| match atom {
        Atom::Text(literal) => strip_prefix::<FOLD>(text, literal),
        Atom::Variable(variable) => strip_prefix::<FOLD>(text, values.resolve(variable)?),
        Atom::One => text.get(text.chars().next()?.len_utf8()..),
    })
}

/// What is left of `text` before `segment` at its end.
fn strip_end<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    segment.iter().rev().try_fold(text, |text, atom| match atom {
        Atom::Text(literal) => strip_suffix::<FOLD>(text, literal),
        Atom::Variable(variable) => strip_suffix::<FOLD>(text, values.resolve(variable)?),
        Atom::One => text.get(..text.len() - text.chars().next_back()?.len_utf8()),
    })
}

/// What follows the leftmost place of `segment` in `text`.
fn find_end<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    match segment {
        [] => Some(text),
        // The standard library's search is linear; most segments are plain text.
        [Atom::Text(literal)] if !FOLD => {
            let at = text.find(&**literal)?;
            text.get(at + literal.len()..)
        }
        _ => {
            // No place is left once the rest is shorter than the segment: that halves the work on hostile patterns.
            let last = text.len().checked_sub(segment.iter().map(Atom::least).sum())?;
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .take_while(|at| *at <= last)
                .find_map(|at| strip_start::<FOLD>(segment, text.get(at..)?, values))
        }
    }
}

/// Whether `text` has the last byte of `prefix` in its place. Names of one kind begin alike and differ further on, so
/// that this spares most comparisons.
fn may_start(text: &str, prefix: &str) -> bool {
    let last = prefix.len().wrapping_sub(1);
    text.as_bytes().get(last) == prefix.as_bytes().get(last)
}

fn strip_prefix<'t, const FOLD: bool>(text: &'t str, prefix: &str) -> Option<&'t str> {
    if !FOLD {
        return text.strip_prefix(prefix);
    }
    let mut rest = text.chars();
    let starts = prefix.chars().all(|wanted| rest.next().is_some_and(|found| same_letter(wanted, found)));
    starts.then_some(rest.as_str())
}

fn strip_suffix<'t, const FOLD: bool>(text: &'t str, suffix: &str) -> Option<&'t str> {
    if !FOLD {
        return text.strip_suffix(suffix);
    }
    let mut rest = text.chars();
    let ends = suffix.chars().rev().all(|wanted| rest.next_back().is_some_and(|found| same_letter(wanted, found)));
    ends.then_some(rest.as_str())
}

/// Policies and tags may hold letters beyond ASCII; `É` is `é` in another case.
fn same_letter(left: char, right: char) -> bool {
    left.eq_ignore_ascii_case(&right) || !left.is_ascii() && left.to_lowercase().eq(right.to_lowercase())
}
