//! What the views of the Deep lens hold at a step: read off the timeline, nothing computed twice.

use super::DeepView;
use crate::cloud::{Authorization, Exchange, HttpRequest, Output, Session, Setting, Sheet};
use crate::iam::{Decision, Junction, Passage};
use crate::lesson::{Stage, Status, Step, Timeline};
use crate::report::outline::{self, Entry, Kind, Place, Sign};
use std::collections::BTreeSet;

/// What a view holds, ready to be drawn; the cursor moves over its rows.
#[derive(Debug)]
pub(in crate::tui) enum Content {
    /// Why there is nothing to show.
    Nothing(String),
    /// Text whose parts can be selected.
    Sheet(Sheet),
    /// The evaluation, as far as it is unfolded.
    Tree(Vec<Entry>),
    /// The questions, for each authorization.
    Path(Vec<Walk>),
}

/// One authorization's way through the flow.
#[derive(Debug)]
pub(in crate::tui) struct Walk {
    /// `s3:GetObject`.
    pub action: String,
    /// Why it was asked at all.
    pub because: Option<&'static str>,
    /// Caller and resource belong to different accounts.
    pub crosses_accounts: bool,
    /// What it came to.
    pub decision: Decision,
    /// Its questions.
    pub path: Vec<Junction>,
    /// What refused the call although the policies allow it.
    pub refused: Option<Refused>,
}

/// A refusal that no policy made.
#[derive(Debug)]
pub(in crate::tui) struct Refused {
    /// `the service: 400 ValidationError`, or the setting's name.
    pub by: String,
    /// What follows on the name, to the end of its sentence or in one of its own.
    pub why: String,
}

impl Walk {
    fn new(one: &Authorization) -> Self {
        let by_setting =
            |setting: &Setting| Refused { by: setting.name().to_owned(), why: format!(": {}.", setting.sentence()) };
        Self {
            action: one.action.clone(),
            because: one.because,
            crosses_accounts: one.trace.crosses_accounts(),
            decision: one.trace.decision,
            path: one.trace.path(),
            refused: one.overruled_by.as_ref().map(by_setting),
        }
    }
}

/// The step that is looked into, with its exchange.
pub(in crate::tui) struct Subject<'a> {
    pub step: &'a Step,
    pub exchange: &'a Exchange,
    /// The answer has arrived by this step.
    pub answered: bool,
}

/// The exchange of a step; of a step without one, the last that travelled before.
pub(in crate::tui) fn subject(timeline: &Timeline, step: usize) -> Option<Subject<'_>> {
    let reached = timeline.steps.get(..step)?;
    reached.iter().rev().filter(|step| step.status != Status::Skipped).find_map(|step| {
        let exchange = timeline.exchange_of(step).filter(|exchange| exchange.request().is_some())?;
        let on_its_way = matches!(step.stage, Stage::Request | Stage::Use) && step.status == Status::Done;
        Some(Subject { step, exchange, answered: !on_its_way })
    })
}

/// What a view holds at a step.
pub(super) fn content_of(timeline: &Timeline, step: usize, view: DeepView, turned: &BTreeSet<Place>) -> Content {
    let Some(subject) = subject(timeline, step) else {
        let text = if step == 0 {
            "Nothing has travelled yet. Press → for the first step."
        } else {
            "Nothing travelled up to this step."
        };
        return Content::Nothing(text.to_owned());
    };
    let exchange = subject.exchange;
    match view {
        DeepView::Exchange => sheet(exchange.anatomy(subject.answered)),
        DeepView::Signing => match exchange.request().and_then(HttpRequest::signing) {
            Some(sheet) => Content::Sheet(sheet),
            None if exchange.is_by_token() => Content::Nothing(
                "This call is not signed. A token in its body speaks for the caller: the identity provider signed that, \
                 and STS checks it."
                    .to_owned(),
            ),
            None => Content::Nothing(
                "This call is not signed, so nobody vouches for it: the service takes the caller for anonymous."
                    .to_owned(),
            ),
        },
        DeepView::Credentials => {
            let issued: Vec<&Session> = timeline
                .exchanges
                .iter()
                .filter_map(|exchange| match &exchange.outcome {
                    Ok(Output::Session(session)) => Some(session.as_ref()),
                    _ => None,
                })
                .collect();
            let now = timeline.step(step).map_or(timeline.start, |step| step.clock);
            sheet(exchange.credentials(&issued, subject.answered, now))
        }
        DeepView::Evaluation | DeepView::Decision => match undecided(&subject) {
            Some(why) => Content::Nothing(why),
            None if view == DeepView::Evaluation => {
                let authorizations = outline::outline(timeline.questions_of(subject.step));
                let all: Vec<Entry> = outline::refusal(exchange).into_iter().chain(authorizations).collect();
                Content::Tree(outline::visible(&all, turned))
            }
            None => {
                let mut walks: Vec<Walk> = timeline.questions_of(subject.step).map(Walk::new).collect();
                if let (Some(last), Some(error)) = (walks.last_mut(), exchange.service_refusal()) {
                    let by = format!("the service: {} {}", error.status, error.code);
                    last.refused = Some(Refused { by, why: format!(". {}.", error.message.trim_end_matches('.')) });
                }
                Content::Path(walks)
            }
        },
    }
}

fn sheet(sheet: Option<Sheet>) -> Content {
    sheet.map_or_else(|| Content::Nothing("Nothing travelled in this step.".to_owned()), Content::Sheet)
}

/// Why no policy was read up to this step; `None` when some were.
fn undecided(subject: &Subject<'_>) -> Option<String> {
    if !subject.step.evidence.is_empty() {
        return None;
    }
    if !subject.answered {
        return Some(
            "The request is on its way: no policy is read in this step. The decision falls in the next one.".to_owned(),
        );
    }
    Some(match &subject.exchange.outcome {
        Err(error) => format!(
            "No policy was read: the call was refused before, with {} {}: {}",
            error.status, error.code, error.message
        ),
        Ok(_) => "No policy was read: this call needs no permission.".to_owned(),
    })
}

impl Content {
    /// Rows that the cursor can stand on.
    pub(in crate::tui) fn rows(&self) -> usize {
        match self {
            Self::Nothing(_) => 0,
            Self::Sheet(sheet) => sheet.parts.len(),
            Self::Tree(entries) => entries.len(),
            Self::Path(walks) => walks.iter().map(|walk| walk.path.len()).sum(),
        }
    }

    /// The row that tells most, where the cursor stands at first.
    pub(super) fn telling(&self) -> usize {
        match self {
            Self::Nothing(_) => 0,
            // What came back is what one looks for; while nothing has, what was sent.
            Self::Sheet(sheet) => sheet.parts.iter().position(|part| part.name == "status").unwrap_or(0),
            // That the policies allow is not the end of it.
            Self::Tree(entries) if entries.first().is_some_and(|entry| entry.kind == Kind::Refusal) => 0,
            Self::Tree(entries) => {
                // Of several decisions the one that denies counts, else the first: what allowed another is beside the point.
                let decision = |entry: &Entry| entry.kind == Kind::Decision;
                let from = entries.iter().position(|entry| decision(entry) && entry.sign == Sign::No).unwrap_or(0);
                let after = entries.iter().skip(from + 1).position(decision).unwrap_or(entries.len());
                let one: Vec<&Entry> = entries.iter().skip(from).take(after + 1).collect();
                let decides = one.iter().position(|entry| entry.decides && entry.kind == Kind::Statement);
                from + decides.or_else(|| one.iter().position(|entry| entry.kind == Kind::Change)).unwrap_or(0)
            }
            Self::Path(walks) => {
                let from = walks.iter().position(|walk| walk.decision != Decision::Allowed).unwrap_or(0);
                let path: Vec<&Junction> = walks.iter().skip(from).flat_map(|walk| &walk.path).collect();
                let ends = path.iter().position(|junction| matches!(junction.passage, Passage::Ends(_)));
                let at = ends.or_else(|| path.iter().rposition(|junction| junction.passage == Passage::On));
                walks.iter().take(from).map(|walk| walk.path.len()).sum::<usize>() + at.unwrap_or(0)
            }
        }
    }
}
