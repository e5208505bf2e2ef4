//! What each chart shows and teaches: bars and sentences, with the computed numbers filled in.

use crate::iam::PolicyKind;
use crate::lesson::{RCPS_A_LEVEL, SCPS_A_LEVEL, STS_CALLS_A_SECOND, ScaleChart, say_duration};
use crate::tui::lens::scale::{Figures, Measurement};

/// Fleets whose calls are shown, each program renewing once an hour.
const FLEETS: [u64; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const HOUR: u64 = 3600;
/// The shortest session STS gives, in seconds. Source: STS API Reference, `API_AssumeRole.html`.
const SHORTEST: u64 = 900;

/// A bar, with its length as a share of the axis and its number in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub label: String,
    /// 0 to 1; more is beyond the wall.
    pub share: f64,
    pub text: String,
    pub wall: Wall,
}

/// How near a wall a bar comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wall {
    Far,
    Near,
    Beyond,
}

impl Wall {
    fn of(share: f64) -> Self {
        match share {
            1.000_001.. => Self::Beyond,
            0.75.. => Self::Near,
            _ => Self::Far,
        }
    }
}

/// A chart of bars.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    pub rows: Vec<Bar>,
    /// The axis from left to right, evenly spaced.
    pub ticks: Vec<String>,
    /// What the axis measures.
    pub axis: String,
}

/// Title of a chart.
pub(super) fn title(chart: ScaleChart) -> &'static str {
    match chart {
        ScaleChart::Chain => "Session time",
        ScaleChart::Sizes => "Policy sizes",
        ScaleChart::Levels => "Levels",
        ScaleChart::Rate => "Calls a second",
        ScaleChart::Statements => "Evaluation time",
    }
}

/// `2,160,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Nanoseconds with their unit, three digits at most: `3.21 µs`.
pub(super) fn time(nanoseconds: f64, ascii: bool) -> String {
    let micro = if ascii { "us" } else { "µs" };
    let units = [(1.0, "ns"), (1e3, micro), (1e6, "ms"), (1e9, "s")];
    let (unit, name) = units.into_iter().rev().find(|(unit, _)| nanoseconds >= *unit).unwrap_or((1.0, "ns"));
    let value = nanoseconds / unit;
    let places = match value {
        ..10.0 if unit > 1.0 => 2,
        ..100.0 if unit > 1.0 => 1,
        _ => 0,
    };
    format!("{value:.places$} {name}")
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".to_owned(),
        small if small < 1.0 => "under 1 %".to_owned(),
        other => format!("{other:.0} %"),
    }
}

/// The bars of a chart; `None` when it is not one of bars, or has none to show.
pub(super) fn bars(chart: ScaleChart, figures: &Figures) -> Option<Bars> {
    let ticks = |all: &[&str]| all.iter().map(|&tick| tick.to_owned()).collect::<Vec<_>>();
    let hundred = || ticks(&["0 %", "25 %", "50 %", "75 %", "100 %"]);
    let bars = match chart {
        ScaleChart::Chain => {
            let most = figures.chain.iter().map(|point| point.seconds).max().unwrap_or(1).max(1);
            let bars = figures.chain.iter().map(|point| {
                let lasts = say_duration(point.seconds);
                let capped = point.refusal.is_some();
                Bar {
                    label: if point.roles == 1 { "1 role".to_owned() } else { format!("{} roles", point.roles) },
                    share: point.seconds as f64 / most as f64,
                    text: if capped { format!("{lasts}, {} refused", say_duration(most)) } else { lasts },
                    wall: if capped { Wall::Near } else { Wall::Far },
                }
            });
            let named = |seconds: i64| if seconds == 0 { "0".to_owned() } else { say_duration(seconds) };
            let ticks = (0..=4).map(|tick| named(most * tick / 4)).collect();
            Bars { rows: bars.collect(), ticks, axis: "longest session, by number of roles in the chain".to_owned() }
        }
        ScaleChart::Sizes => {
            let bars = figures.sizes.iter().map(|size| {
                let (used, most) = (size.characters as u64, size.quota.most as u64);
                let share = used as f64 / most.max(1) as f64;
                let kind = match size.kind {
                    PolicyKind::Identity => "",
                    // As the levels say it; beside the level's name there is no room for more.
                    PolicyKind::ServiceControl => "SCP",
                    PolicyKind::ResourceControl => "RCP",
                    other => other.name(),
                };
                let label = if size.name.contains("policy") || kind.is_empty() {
                    size.name.clone()
                } else {
                    format!("{} ({kind})", size.name)
                };
                let text = format!("{} of {} = {}", grouped(used), grouped(most), percent(share));
                Bar { label, share, text, wall: Wall::of(share) }
            });
            Bars {
                rows: bars.collect(),
                ticks: hundred(),
                axis: "characters, of the quota that is met first".to_owned(),
            }
        }
        ScaleChart::Levels => {
            let bars = figures.levels.iter().flat_map(|level| {
                [("SCPs", level.scps, SCPS_A_LEVEL), ("RCPs", level.rcps, RCPS_A_LEVEL)].map(|(what, used, most)| Bar {
                    label: format!("{} {what}", level.name),
                    share: used as f64 / most as f64,
                    text: format!("{used} of {most}"),
                    wall: Wall::of(used as f64 / most as f64),
                })
            });
            Bars {
                rows: bars.collect(),
                ticks: hundred(),
                axis: "policies attached, of the quota of a level".to_owned(),
            }
        }
        ScaleChart::Rate => {
            let bars = FLEETS.iter().map(|fleet| {
                let calls = *fleet as f64 / HOUR as f64;
                let share = calls / f64::from(STS_CALLS_A_SECOND);
                let calls = if calls < 100.0 { format!("{calls:.1}") } else { grouped(calls.round() as u64) };
                let text = format!("{calls} a second = {}", percent(share));
                Bar { label: grouped(*fleet), share, text, wall: Wall::of(share) }
            });
            let axis = "share of STS's calls, by programs renewing once an hour".to_owned();
            Bars { rows: bars.collect(), ticks: hundred(), axis }
        }
        ScaleChart::Statements => return None,
    };
    Some(bars).filter(|bars| !bars.rows.is_empty())
}

/// What the chart teaches.
pub(super) fn teaches(chart: ScaleChart, figures: &Figures, measured: &Measurement, ascii: bool) -> String {
    match chart {
        ScaleChart::Chain => chain(figures),
        ScaleChart::Sizes => sizes(figures),
        ScaleChart::Levels => levels(figures),
        ScaleChart::Rate => rate(),
        ScaleChart::Statements => statements(figures, measured, ascii),
    }
}

fn chain(figures: &Figures) -> String {
    let (Some(one), Some(two)) = (figures.chain.first(), figures.chain.get(1)) else { return String::new() };
    let mut text = format!(
        "A role that a user assumes can be set to lend up to {}. Assumed with borrowed credentials it lends {} at most, \
         however long the chain.",
        say_duration(one.seconds),
        say_duration(two.seconds)
    );
    if let Some(refusal) = &two.refusal {
        text.push_str(&format!(
            " Asked for {}, STS answers {} {}: {}",
            say_duration(one.seconds),
            refusal.status,
            refusal.code,
            refusal.message
        ));
    }
    text
}

fn sizes(figures: &Figures) -> String {
    let Some(fullest) = figures.sizes.first() else { return "This lesson has no policies.".to_owned() };
    let left = fullest.quota.most.saturating_sub(fullest.characters);
    let counted = if fullest.quota.whitespace { "whitespace counted" } else { "whitespace not counted" };
    format!(
        "The fullest here is {}: {} characters are left, {counted}; {} may hold {}. When it is full: {}.",
        fullest.name,
        grouped(left as u64),
        fullest.quota.what,
        grouped(fullest.quota.most as u64),
        fullest.quota.help
    )
}

fn levels(figures: &Figures) -> String {
    if figures.levels.is_empty() {
        return "This lesson's accounts are in no organization, so no SCP and no RCP is attached anywhere.".to_owned();
    }
    format!(
        "A request passes {} levels here at most; each takes {SCPS_A_LEVEL} SCPs and {RCPS_A_LEVEL} RCPs, of which \
         RCPFullAWSAccess is always one. An account is limited by every level above it.",
        figures.levels.iter().map(|level| level.depth).max().unwrap_or_default()
    )
}

fn rate() -> String {
    let a_second = u64::from(STS_CALLS_A_SECOND);
    let start = 100_000;
    format!(
        "STS takes {a_second} signed calls a second in one account and Region. That renews {} programs once an hour, \
         or {} every {}, when they spread their calls. When {} start at once, the last waits {}: keep credentials until \
         they expire, and spread the starts.",
        grouped(a_second * HOUR),
        grouped(a_second * SHORTEST),
        say_duration(SHORTEST.cast_signed()),
        grouped(start),
        say_duration(start.div_ceil(a_second).cast_signed())
    )
}

fn statements(figures: &Figures, measured: &Measurement, ascii: bool) -> String {
    let (Some(first), Some(last)) = (measured.timings.first(), measured.timings.last()) else {
        return if measured.running {
            "Measuring on this machine: each number is the median of many runs.".to_owned()
        } else {
            "Enter measures on this machine.".to_owned()
        };
    };
    // A number stays with its unit.
    let kept = |nanoseconds: f64| time(nanoseconds, ascii).replace(' ', "\u{a0}");
    if measured.running || first.statements == last.statements {
        return "Measuring on this machine: each number is the median of many runs.".to_owned();
    }
    format!(
        "On this machine a decision over {} takes {}, over {} statements {}: {} times as long for {} times as many. \
         A managed policy has room for about {} of them, so a policy is too long for its readers before it is too long \
         for the engine.",
        if first.statements == 1 { "1 statement".to_owned() } else { format!("{} statements", first.statements) },
        kept(first.decide),
        grouped(last.statements as u64),
        kept(last.decide),
        grouped((last.decide / first.decide.max(f64::MIN_POSITIVE)).round() as u64),
        grouped((last.statements / first.statements.max(1)) as u64),
        figures.statements_in_quota
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_times_have_units() {
        assert_eq!([0, 999, 1_000, 2_160_000].map(grouped), ["0", "999", "1,000", "2,160,000"]);
        assert_eq!(
            [0.4, 214.0, 3_214.0, 32_140.0, 321_400.0].map(|ns| time(ns, false)),
            ["0 ns", "214 ns", "3.21 µs", "32.1 µs", "321 µs"]
        );
        assert_eq!(
            (time(1.5e6, true), time(2e9, true), time(1e3, true)),
            ("1.50 ms".into(), "2.00 s".into(), "1.00 us".into())
        );
        assert_eq!([0.0, 0.004, 0.46].map(percent), ["0 %", "under 1 %", "46 %"]);
    }
}
