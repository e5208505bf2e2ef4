//! The plain way: linear text, numbered choices, one line a change. For screen readers, pipes and CI.

use super::settings::Settings;
use super::{Outcome, ask, complain, learn};
use crate::learner::{Answer, Place, Record};
use crate::lesson::{Lesson, play, shuffle};
use crate::report;
use chrono::Utc;
use std::io::{self, Write};

/// Tells a lesson. Somebody at a keyboard is waited for between the steps.
pub(crate) fn learn(settings: &Settings, lesson: &Lesson) -> io::Result<Outcome> {
    let timeline = match play(lesson, &[]) {
        Ok(timeline) => timeline,
        Err(error) => {
            complain(&error.to_string());
            return Ok(Outcome::Bad);
        }
    };
    let mut out = settings.text_out();
    out.write_all(report::introduction(lesson).as_bytes())?;
    let mut record = Record::default();
    for number in 1..=timeline.steps.len() {
        // Into a pipe it is told without a stop: nobody would see what is waited for.
        if settings.read_along && !wait(&mut out)? {
            keep(settings, &record);
            writeln!(out, "Stopped before step {number} of {}.", timeline.steps.len())?;
            return Ok(Outcome::Done);
        }
        writeln!(out)?;
        out.write_all(report::step_text(&timeline, number).as_bytes())?;
        let place = Place { at: Utc::now(), step: number, what_ifs: Vec::new() };
        record.reach(&lesson.head.id, place, timeline.steps.len());
    }
    writeln!(out)?;
    out.write_all(report::key_moments(lesson).as_bytes())?;
    writeln!(out)?;
    out.write_all(report::transcript(lesson).as_bytes())?;
    writeln!(out, "\nWhat if? `rolecall play {} --what-if ID`, with one of:", lesson.head.id)?;
    for what_if in &lesson.what_ifs {
        writeln!(out, "- {}: {}", what_if.id, what_if.title)?;
    }
    keep(settings, &record);
    Ok(Outcome::Done)
}

/// Waits for Enter; `false` at the end of the input or after `q`.
fn wait(out: &mut impl Write) -> io::Result<bool> {
    write!(out, "\nEnter for the next step, q to stop: ")?;
    out.flush()?;
    let mut line = String::new();
    Ok(io::stdin().read_line(&mut line)? > 0 && line.trim() != "q")
}

/// Asks the questions and reads the answers from standard input.
pub(crate) fn quiz(settings: &Settings, lesson: &Lesson) -> io::Result<Outcome> {
    let mut input = io::stdin().lock();
    let mut out = settings.text_out();
    let loaded = learn::record(settings);
    loaded.notice.iter().for_each(|notice| complain(notice));
    let known = loaded.record;
    let mut record = Record::default();
    let (mut right, mut asked) = (0, 0);
    let mut kept = true;
    for (number, question) in (1..).zip(&lesson.questions) {
        let tries = known.lessons.get(&lesson.head.id).and_then(|lesson| lesson.questions.get(&question.id));
        let order = shuffle(question, tries.map_or(0, |known| known.answers.len()) as u64);
        writeln!(out, "Question {number} of {}: {}", lesson.questions.len(), question.prompt)?;
        ask::show(&mut out, question, &order)?;
        let Some(answer) = ask::ask(settings, &mut input, &mut out, question, &order)? else { break };
        asked += 1;
        right += usize::from(answer.right);
        let answer = Answer { at: Utc::now(), right: answer.right, hints: answer.hints, confidence: None };
        record.answer(&lesson.head.id, &question.id, answer);
        // What could not be kept once is not tried, and told, after every answer.
        kept = kept && keep(settings, &record);
    }
    if lesson.questions.is_empty() {
        writeln!(out, "This lesson has no questions.")?;
    } else if asked < lesson.questions.len() {
        writeln!(
            out,
            "\nStopped after {asked} of {}; {right} right.{}",
            lesson.questions.len(),
            if kept && asked > 0 { " What was answered is kept." } else { "" }
        )?;
    } else {
        writeln!(out, "{right} of {asked} right.")?;
    }
    Ok(Outcome::Done)
}

/// Keeps what was done and says whether it could; trouble is told and the lesson goes on.
fn keep(settings: &Settings, record: &Record) -> bool {
    let saved = settings.store().and_then(|store| store.save(record, Utc::now()));
    match saved {
        Ok(loaded) => {
            loaded.notice.iter().for_each(|notice| complain(notice));
            true
        }
        Err(error) => {
            complain(&error.to_string());
            false
        }
    }
}
