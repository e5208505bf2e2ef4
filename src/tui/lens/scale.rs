//! Scale: how it grows and where it stops. Charts computed once when the lens is opened, and one that is measured.

use super::bench::record;
use crate::lesson::{
    self, ChainPoint, Lens, Lesson, LevelUse, PolicySize, ScaleChart, chain_series, levels, policy_sizes,
};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::measure::{COUNTS, Timing};
use crate::tui::model::{Model, Overlay};
use crate::tui::update::open_overlay;
use crate::tui::view;
use crossterm::event::{KeyCode, KeyModifiers};
use std::sync::Arc;

/// The keys of this lens.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(
        &[key(KeyCode::Tab), key(KeyCode::Down), key(KeyCode::Right), letter('j'), letter('l'), letter('n')],
        Action::Next,
        "Tab ↓ →",
        "the next chart",
        "chart",
    ),
    row(
        &[
            key(KeyCode::BackTab),
            (KeyCode::BackTab, KeyModifiers::SHIFT),
            key(KeyCode::Up),
            key(KeyCode::Left),
            letter('k'),
            letter('h'),
        ],
        Action::Back,
        "↑ ←",
        "the chart before",
        "",
    ),
    row(&[key(KeyCode::Enter)], Action::Measure, "Enter", "measure again, on this machine", "measure"),
    row(
        &[letter('z')],
        Action::Zoom,
        "z",
        "one chart alone, or all again; the chart in full, where it stands alone",
        "alone",
    ),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first chart", ""),
    row(&[key(KeyCode::End), letter('G'), capital('G')], Action::Last, "End G", "the last chart", ""),
];

/// What of this lens is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scale {
    /// The chart on show, or lit among all.
    pub chart: usize,
    /// One chart has the whole screen, however large it is.
    pub alone: bool,
    /// What the charts show, computed when the lens is opened.
    pub figures: Option<Arc<Figures>>,
}

/// What the computed charts show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Longest sessions by length of the chain.
    pub chain: Vec<ChainPoint>,
    /// The lesson's policies, the fullest first.
    pub sizes: Vec<PolicySize>,
    /// The lesson's organization.
    pub levels: Vec<LevelUse>,
    /// How many of the measured statements a managed policy holds.
    pub statements_in_quota: usize,
}

/// What was measured on this machine; it belongs to no lesson.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurement {
    /// What has come in, by number of statements.
    pub timings: Vec<Timing>,
    /// More is to come.
    pub running: bool,
}

impl Measurement {
    /// Takes in a result. One that was not asked for, or comes twice, replaces what is known.
    pub(in crate::tui) fn take(&mut self, timing: Timing) {
        self.timings.retain(|known| known.statements != timing.statements);
        self.timings.push(timing);
        self.timings.sort_unstable_by_key(|timing| timing.statements);
        self.running &= COUNTS.iter().any(|count| !self.timings.iter().any(|timing| timing.statements == *count));
    }
}

/// The charts that a lesson shows.
pub(in crate::tui) fn charts(lesson: &Lesson) -> &[ScaleChart] {
    lesson.lab.scale.as_ref().map_or(&[], |scale| &scale.charts)
}

/// Computes what is shown, takes up the place of the last time, and measures when that was never done.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let measures = charts(lesson).contains(&ScaleChart::Statements) && model.measurement.timings.is_empty();
    if open.scale.figures.is_none() {
        let chart = super::place::index(record(model), Lens::Scale).unwrap_or(0);
        let figures = Figures {
            chain: chain_series(),
            sizes: policy_sizes(lesson),
            levels: levels(lesson),
            statements_in_quota: lesson::statements_in_quota(),
        };
        let last = charts(lesson).len().saturating_sub(1);
        let scale = Scale { chart: chart.min(last), alone: false, figures: Some(Arc::new(figures)) };
        if let Some(open) = &mut model.lesson {
            open.scale = scale;
        }
    }
    let mut effects = see(model);
    if measures {
        effects.extend(measure(model));
    }
    effects
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let (lesson, open) = model.open()?;
    let (count, at) = (charts(lesson).len().max(1), open.scale.chart);
    let measured = charts(lesson).contains(&ScaleChart::Statements);
    match action {
        Action::Next => Some(show(model, (at + 1) % count)),
        Action::Back => Some(show(model, (at + count - 1) % count)),
        Action::First => Some(show(model, 0)),
        Action::Last => Some(show(model, count - 1)),
        // It has the whole screen already: what does not fit is read.
        Action::Zoom if !view::charts_together(model) => {
            open_overlay(model, Overlay::Zoom);
            Some(Vec::new())
        }
        // One thing back: from one chart to all of them.
        Action::Close if !open.scale.alone || !view::charts_together(model) => None,
        Action::Zoom | Action::Close => {
            if let Some(open) = &mut model.lesson {
                open.scale.alone = !open.scale.alone;
            }
            Some(Vec::new())
        }
        Action::Measure if !measured => {
            model.notice =
                Some("nothing to measure: the charts of this lesson are computed from its policies".to_owned());
            Some(Vec::new())
        }
        Action::Measure => {
            let chart = charts(lesson).iter().position(|chart| *chart == ScaleChart::Statements).unwrap_or(at);
            let mut effects = measure(model);
            // To where the figures come in.
            if chart != at {
                effects.extend(show(model, chart));
            }
            Some(effects)
        }
        _ => None,
    }
}

/// Words of the footer for a key: what does nothing here is not offered.
pub(super) fn footer(model: &Model, row: &'static Row) -> Option<&'static str> {
    let measured = model.open().is_some_and(|(lesson, _)| charts(lesson).contains(&ScaleChart::Statements));
    match row.action {
        Action::Measure if !measured => None,
        Action::Next if model.open().is_some_and(|(lesson, _)| charts(lesson).len() < 2) => None,
        Action::Zoom if !view::charts_together(model) => Some("full"),
        Action::Zoom if model.lesson.as_ref().is_some_and(|open| open.scale.alone) => Some("all charts"),
        _ => Some(row.footer),
    }
}

fn show(model: &mut Model, chart: usize) -> Vec<Effect> {
    if let Some(open) = &mut model.lesson {
        open.scale.chart = chart;
    }
    see(model)
}

/// Notes that the chart was looked at; when all were, the lens is done.
fn see(model: &mut Model) -> Vec<Effect> {
    let now = (model.now)();
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let (id, charts, at) = (lesson.head.id.clone(), charts(lesson).to_vec(), open.scale.chart);
    let Some(chart) = charts.get(at) else { return Vec::new() };
    model.record.finish_part(&id, Lens::Scale.id(), chart.id());
    let record = model.record.lens_mut(&id, Lens::Scale.id());
    if charts.iter().all(|chart| record.done.contains(chart.id())) {
        record.finish(now);
    }
    vec![Effect::Save]
}

/// Asks for a measurement; one at a time, or they would disturb each other.
fn measure(model: &mut Model) -> Vec<Effect> {
    if model.measurement.running {
        return Vec::new();
    }
    model.measurement = Measurement { timings: Vec::new(), running: true };
    vec![Effect::Measure]
}
