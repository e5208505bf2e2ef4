//! A play against the base play, as lines: every row of the process table with how it ended and what decided, every
//! cell of the status that differs. The editor and the comparison are made of it.

use super::panel::paragraph;
use crate::lesson::{Cells, Status, Step, Timeline};
use crate::tui::theme::{Glyphs, Theme};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Two plays of the same lesson.
pub(super) struct Plays<'a> {
    pub base: &'a Timeline,
    pub changed: &'a Timeline,
    /// The step on show.
    pub step: usize,
    pub theme: &'a Theme,
    pub glyphs: &'a Glyphs,
}

impl Plays<'_> {
    /// How a step of a play ended, as a sign.
    pub fn sign(&self, play: &Timeline, step: &Step) -> (&'static str, Style) {
        match play.ended(step) {
            Status::Done => (self.glyphs.yes, self.theme.good),
            Status::Failed => (self.glyphs.no, self.theme.bad),
            Status::Skipped => (self.glyphs.skipped, self.theme.dim),
        }
    }

    /// The steps of both plays, with whether they differ: in a cell, in how they ended, or in what decided.
    pub fn pairs(&self) -> Vec<(&Step, &Step, bool)> {
        let cells = self.changed.differs_from(self.base);
        let pairs = self.base.steps.iter().zip(&self.changed.steps);
        pairs
            .map(|(base, changed)| {
                let differs = base.status != changed.status
                    || cells.iter().any(|(number, _)| *number == changed.number)
                    || verdict(self.base, base) != verdict(self.changed, changed);
                (base, changed, differs)
            })
            .collect()
    }

    /// What differs in a row of which result and verdict read the same in both plays: the other cells, or the values
    /// behind the words. One line a cell.
    pub fn behind(&self, play: &Timeline, step: &Step) -> Vec<String> {
        let is_base = std::ptr::eq(play, self.base);
        let other_play = if is_base { self.changed } else { self.base };
        let Some(other) = other_play.step(step.number) else { return Vec::new() };
        if step.words.result != other.words.result || verdict(play, step) != verdict(other_play, other) {
            return Vec::new();
        }
        let words = step.words.each().into_iter().zip(other.words.each());
        let values = step.values.each().into_iter().zip(other.values.each());
        let cells = super::process::TITLES.into_iter().zip(words.zip(values));
        let differing = cells.filter_map(|(title, (words, values))| match () {
            () if words.0 != words.1 => Some(format!("{title}: {}", words.0)),
            () if values.0 != values.1 => Some(format!("{title}: {}", values.0)),
            () => None,
        });
        differing.collect()
    }

    /// What is another in a step, before and after: how it ended in words, else what decided, else the first cell that
    /// differs, in words or else in values.
    pub fn difference(&self, base: &Step, changed: &Step) -> (String, String) {
        let cells = |step: &Step| {
            let [words, values] = [&step.words, &step.values].map(Cells::each);
            let from_the_end = words.into_iter().rev().chain(values.into_iter().rev());
            from_the_end.map(ToOwned::to_owned).collect::<Vec<String>>()
        };
        let (verdicts, results) = ((verdict(self.base, base), verdict(self.changed, changed)), &base.words.result);
        if *results == changed.words.result && verdicts.0 != verdicts.1 {
            return verdicts;
        }
        let mut pairs = cells(base).into_iter().zip(cells(changed));
        let first = pairs.find(|(before, after)| before != after);
        first.unwrap_or_else(|| (base.words.result.clone(), changed.words.result.clone()))
    }

    /// Cells of the status that differ: the variable, when, before and after.
    pub fn status(&self) -> Vec<(String, String, String)> {
        let differing = self.changed.variables_differ_from(self.base);
        differing
            .into_iter()
            .filter_map(|(row, column)| {
                let variable = self.changed.variables.get(row)?;
                let title = &self.changed.columns.get(column)?.title;
                let before = self.base.variables.get(row)?.cells.get(column)?;
                let after = variable.cells.get(column)?;
                // Where the words are the same, it is the value behind them that differs.
                let (before, after) = if before.words == after.words {
                    (&before.value, &after.value)
                } else {
                    (&before.words, &after.words)
                };
                Some((format!("{}, {}", variable.name, lower_first(title)), before.clone(), after.clone()))
            })
            .collect()
    }

    /// What differs, in a sentence.
    pub fn summary(&self) -> String {
        let steps = self.pairs().iter().filter(|(_, _, differs)| *differs).count();
        let cells = self.status().len();
        let count = |number: usize, what: &str| match number {
            1 => format!("1 {what}"),
            _ => format!("{number} {what}s"),
        };
        match (steps, cells) {
            (0, 0) => "Nothing in this play differs from the base play.".to_owned(),
            (_, 0) => format!("{} {} from the base play.", count(steps, "step"), differ(steps)),
            (0, _) => format!("{} of the status {} from the base play.", count(cells, "cell"), differ(cells)),
            _ => format!(
                "{} and {} of the status differ from the base play.",
                count(steps, "step"),
                count(cells, "cell")
            ),
        }
    }

    /// The changed play row by row, what differs from the base marked and the base told below it.
    pub fn lines(&self, columns: usize) -> Vec<Line<'static>> {
        let mut out = paragraph("", &self.summary(), columns, self.theme.title);
        out.push(Line::default());
        for (base, changed, differs) in self.pairs() {
            let (sign, style) = self.sign(self.changed, changed);
            let mark = if differs { self.glyphs.differs } else { " " };
            let here = if changed.number == self.step { self.glyphs.pointer } else { " " };
            let head = format!("{here}{mark}{} {sign} ", changed.number);
            let name_style = if differs { self.theme.warn } else { self.theme.text };
            let head_spans = vec![
                Span::styled(format!("{here}{mark}{} ", changed.number), name_style),
                Span::styled(format!("{sign} "), style),
            ];
            let text = format!("{}: {}", changed.words.action, changed.words.result);
            let mut lines = paragraph(&head, &text, columns, if differs { self.theme.title } else { self.theme.text });
            if let Some(first) = lines.first_mut() {
                first.spans.splice(0..1, head_spans);
            }
            out.extend(lines);
            let why = verdict(self.changed, changed);
            if !why.is_empty() {
                let style = if changed.status == Status::Failed { self.theme.bad } else { self.theme.dim };
                out.extend(paragraph("      ", &why, columns, style));
            }
            if differs {
                for line in self.behind(self.changed, changed) {
                    out.extend(paragraph("      ", &line, columns, self.theme.text));
                }
                let why = verdict(self.base, base);
                let more = if why.is_empty() { String::new() } else { format!("; {why}") };
                let more = self.behind(self.base, base).iter().fold(more, |more, line| format!("{more}; {line}"));
                let (sign, _) = self.sign(self.base, base);
                let text = format!("{sign} {}{more}", base.words.result);
                out.extend(paragraph("      base: ", &text, columns, self.theme.dim));
            }
        }
        let status = self.status();
        if !status.is_empty() {
            out.push(Line::default());
            out.push(Line::from(Span::styled("Status", self.theme.title)));
        }
        for (name, before, after) in status {
            out.extend(paragraph(&format!(" {} ", self.glyphs.differs), &name, columns, self.theme.warn));
            out.extend(paragraph("      ", &after, columns, self.theme.text));
            out.extend(paragraph("      base: ", &before, columns, self.theme.dim));
        }
        out
    }
}

fn differ(count: usize) -> &'static str {
    if count == 1 { "differs" } else { "differ" }
}

fn lower_first(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// What decided a step, in a sentence of its traces; of a step that failed for another reason, what it says itself.
/// Empty where nothing was decided.
pub(super) fn verdict(timeline: &Timeline, step: &Step) -> String {
    let refused = |allowed: bool| step.status == Status::Failed && allowed;
    match timeline.evidence_of(step).next() {
        _ if step.status == Status::Skipped => String::new(),
        Some(one) if step.decision.is_some() && !refused(one.trace.is_allowed()) => {
            timeline.exchange_of(step).and_then(|exchange| exchange.plain_sentence()).unwrap_or_default()
        }
        _ if step.status == Status::Failed => step.says.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::lesson::{embedded, load, play};
    use crate::tui::theme::ThemeName;
    use std::sync::Arc;

    #[test]
    fn what_is_told_of_a_step_that_differs_differs() {
        let mut seen = 0;
        for (name, text) in embedded() {
            let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err(String::new()));
            let lesson = lesson.expect("it ships");
            let base = play(&lesson, &[]).expect("it plays");
            for what_if in &lesson.what_ifs {
                let changed = play(&lesson, std::slice::from_ref(&what_if.id)).expect("it plays");
                let (theme, glyphs) = (Theme::new(ThemeName::Dark), Glyphs::UNICODE);
                let plays = Plays { base: &base, changed: &changed, step: 0, theme: &theme, glyphs: &glyphs };
                for (base, changed, _) in plays.pairs().into_iter().filter(|(_, _, differs)| *differs) {
                    seen += 1;
                    let (before, after) = plays.difference(base, changed);
                    let signs = plays.sign(plays.base, base).0 != plays.sign(plays.changed, changed).0;
                    assert!(before != after || signs, "{name}, {}, step {}: {before}", what_if.id, base.number);
                }
            }
        }
        assert!(seen > 100, "only {seen} steps differ");
    }
}
