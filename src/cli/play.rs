//! `rolecall play`.

use super::args::Format;
use super::settings::Settings;
use super::{Outcome, complain, shelf};
use crate::diagnostic::{RenderStyle, render_all_within};
use crate::lesson::{Lesson, Stage, play as play_lesson};
use crate::report;
use std::io::{self, Write};

pub(crate) fn play(
    settings: &Settings,
    name: &str,
    format: Format,
    what_ifs: &[String],
    until: Option<&str>,
) -> io::Result<Outcome> {
    let lesson = match shelf::Shelf::whole(&settings.shelves).open(name) {
        Ok(lesson) => lesson,
        Err(error) => return Ok(not_found(settings, error)),
    };
    let timeline = match play_lesson(&lesson, what_ifs) {
        Ok(timeline) => timeline,
        Err(error) => {
            complain(&error.to_string());
            return Ok(Outcome::Usage);
        }
    };
    let Some(until) = step_number(&lesson, &timeline, until) else {
        complain(&format!(
            "there is no step `{}`; give a number from 1 to {} or a stage such as `validate`",
            until.unwrap_or_default(),
            lesson.step_count()
        ));
        return Ok(Outcome::Usage);
    };
    match format {
        Format::Text => settings.text_out().write_all(report::text(&lesson, &timeline, until).as_bytes())?,
        Format::Markdown => settings.text_out().write_all(report::markdown(&lesson, &timeline, until).as_bytes())?,
        Format::Json => {
            let value = report::json(&timeline, until);
            writeln!(io::stdout().lock(), "{}", serde_json::to_string_pretty(&value)?)?;
        }
    }
    Ok(Outcome::Done)
}

/// The number of the step to stop after.
fn step_number(lesson: &Lesson, timeline: &crate::lesson::Timeline, until: Option<&str>) -> Option<usize> {
    let Some(text) = until else { return Some(lesson.step_count()) };
    if let Ok(number) = text.parse::<usize>() {
        return (1..=lesson.step_count()).contains(&number).then_some(number);
    }
    let stage = Stage::ALL.into_iter().find(|stage| stage.id() == text)?;
    timeline.steps.iter().find(|step| step.stage == stage).map(|step| step.number)
}

/// Says why there is no such lesson.
pub(crate) fn not_found(settings: &Settings, error: shelf::NotFound) -> Outcome {
    match error {
        shelf::NotFound::Id(message) => {
            complain(&message);
            Outcome::Usage
        }
        shelf::NotFound::Broken(diagnostics) => {
            let text = render_all_within(&diagnostics, RenderStyle::Plain, Settings::columns());
            let _ = settings.text_to(anstream::stderr()).write_all(text.as_bytes());
            Outcome::Bad
        }
    }
}
