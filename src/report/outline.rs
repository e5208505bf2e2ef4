//! The trace of a decision as an outline: layers, policies, statements, elements; then what is open, and what would
//! change the verdict. Everything in it is read off the trace.

use crate::cloud::{Authorization, Exchange};
use crate::diagnostic::Span;
use crate::iam::{
    Effect, Element, Layer, LayerOutcome, LayerTrace, Outcome, Policy, PolicyTrace, StatementTrace, Trace,
};
use std::sync::Arc;

/// Which entry it is, from the root down: authorization, layer, policy, statement, element.
pub type Place = Vec<usize>;

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands; its length is the entry's depth, from 1.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// In one line.
    pub text: String,
    /// How it came out.
    pub sign: Sign,
    /// It decided, or holds what decided.
    pub decides: bool,
    /// Something stands below it.
    pub has_children: bool,
    /// Whether it is worth being unfolded at first.
    pub open: bool,
    /// The policy it is of, what of its text is meant, and of that what is lit.
    pub shows: Option<Excerpt>,
}

/// A piece of a policy's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The policy.
    pub policy: Arc<Policy>,
    /// What is shown of it.
    pub span: Span,
    /// What is lit in it; `None` when nothing is.
    pub lit: Option<Span>,
}

/// What an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One decision.
    Decision,
    /// A layer, or a level of one.
    Layer(Layer),
    /// A policy.
    Policy,
    /// A statement.
    Statement,
    /// A comparison that was made.
    Element,
    /// An element behind the first that failed: not compared.
    Unread,
    /// A point that AWS leaves open.
    Ambiguity,
    /// What would change the verdict.
    Change,
    /// Why it was asked at all.
    Because,
    /// The service refused what the policies allow.
    Refusal,
}

/// How an entry came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It allows, or it matches.
    Yes,
    /// It denies, or it is the element that failed.
    No,
    /// It has nothing to say.
    Off,
    /// It is a remark.
    Note,
}

/// The whole outline of some authorizations, every entry, whether folded or not.
pub fn outline<'a>(authorizations: impl Iterator<Item = &'a Authorization>) -> Vec<Entry> {
    let mut out = Vec::new();
    for (at, one) in authorizations.enumerate() {
        let trace = &one.trace;
        if let Some(why) = one.because {
            // Beside the decisions, before its own.
            out.push(leaf(vec![usize::MAX - at], Kind::Because, why.to_owned(), Sign::Note));
        }
        out.push(Entry {
            place: vec![at],
            kind: Kind::Decision,
            text: format!("{}: {}", one.action, one.verdict()),
            sign: if trace.is_allowed() && one.overruled_by.is_none() { Sign::Yes } else { Sign::No },
            decides: false,
            has_children: true,
            open: true,
            shows: None,
        });
        for (number, layer) in trace.layers.iter().enumerate() {
            layer_entries(trace, &[at, number], layer, &mut out);
        }
        let settings = one
            .overruled_by
            .iter()
            .map(|setting| (Kind::Layer(Layer::PublicAccessBlock), Sign::No, setting.sentence()));
        let note = |kind| move |text| (kind, Sign::Note, text);
        let remarks = trace.ambiguous.iter().map(|point| format!("left open: {}", point.sentence()));
        let changes = trace.what_would_change().into_iter().map(|change| format!("to allow: {change}"));
        let notes = remarks.map(note(Kind::Ambiguity)).chain(changes.map(note(Kind::Change)));
        for (offset, (kind, sign, text)) in settings.chain(notes).enumerate() {
            let place = vec![at, trace.layers.len() + offset];
            out.push(leaf(place, kind, text, sign));
        }
    }
    out
}

/// What came after the authorizations of `exchange`: the service's own refusal of what the policies allow. An entry at
/// the outermost depth.
pub fn refusal(exchange: &Exchange) -> Option<Entry> {
    let error = exchange.service_refusal()?;
    let text =
        format!("allowed by the policies, refused by the service: {} {}: {}", error.status, error.code, error.message);
    Some(leaf(vec![exchange.authorizations.len()], Kind::Refusal, text, Sign::No))
}

/// The entries that are to be seen when those in `turned` are folded other than at first.
pub fn visible(all: &[Entry], turned: &std::collections::BTreeSet<Place>) -> Vec<Entry> {
    let mut shut: Option<&[usize]> = None;
    let mut out = Vec::new();
    for entry in all {
        if shut.is_some_and(|place| entry.place.starts_with(place)) {
            continue;
        }
        let open = entry.open != turned.contains(&entry.place);
        shut = (entry.has_children && !open).then_some(&entry.place);
        out.push(Entry { open, ..entry.clone() });
    }
    out
}

fn leaf(place: Place, kind: Kind, text: String, sign: Sign) -> Entry {
    Entry { place, kind, text, sign, decides: false, has_children: false, open: false, shows: None }
}

fn below(place: &[usize], at: usize) -> Place {
    place.iter().copied().chain([at]).collect()
}

fn layer_entries(trace: &Trace, place: &[usize], layer: &LayerTrace, out: &mut Vec<Entry>) {
    let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
    let at = place.last().copied().unwrap_or_default();
    let decides = trace.decided_by.is_some_and(|by| by.layer_index == at);
    let stands_in_the_way =
        trace.reasons.iter().any(|reason| reason.layer == layer.layer && reason.level == layer.level);
    out.push(Entry {
        place: place.to_vec(),
        kind: Kind::Layer(layer.layer),
        text: format!("{}{level}: {}", layer.layer.name(), layer.words()),
        sign: match layer.outcome {
            LayerOutcome::Allows => Sign::Yes,
            LayerOutcome::Denies => Sign::No,
            // A layer that allows nothing is no fault by itself, only where its Allow is missing.
            _ if stands_in_the_way => Sign::No,
            LayerOutcome::NoAllow | LayerOutcome::Absent | LayerOutcome::NotApplicable => Sign::Off,
        },
        decides,
        has_children: !layer.policies.is_empty(),
        open: true,
        shows: None,
    });
    for (number, policy) in layer.policies.iter().enumerate() {
        let decides = trace.decided_by.is_some_and(|by| by.layer_index == at && by.policy_index == number);
        policy_entries(trace, &below(place, number), policy, decides, out);
    }
}

fn policy_entries(trace: &Trace, place: &[usize], policy: &PolicyTrace, decides: bool, out: &mut Vec<Entry>) {
    let applying = policy.statements.iter().filter(|statement| statement.applies).count();
    let deciding = trace.decided_by.filter(|_| decides).map(|by| by.statement_index);
    let all = Span::new(0, policy.policy.source.text().len());
    let lit = deciding.and_then(|at| policy.policy.statements.get(at)).map(|statement| statement.span);
    out.push(Entry {
        place: place.to_vec(),
        kind: Kind::Policy,
        text: format!("{}: {}", policy.policy.name, how_many(applying, policy.statements.len())),
        sign: if applying == 0 { Sign::Off } else { sign_of(&policy.statements) },
        decides,
        has_children: !policy.statements.is_empty(),
        open: true,
        shows: Some(Excerpt { policy: Arc::clone(&policy.policy), span: all, lit }),
    });
    for statement in &policy.statements {
        let decides = deciding == Some(statement.index);
        statement_entries(trace, &below(place, statement.index), policy, statement, decides, out);
    }
}

fn how_many(applying: usize, of: usize) -> String {
    match (applying, of) {
        (_, 0) => "it has no statement".to_owned(),
        (0, 1) => "its statement does not apply".to_owned(),
        (1, 1) => "its statement applies".to_owned(),
        (0, _) => format!("none of its {of} statements applies"),
        (1, _) => format!("1 of its {of} statements applies"),
        _ => format!("{applying} of its {of} statements apply"),
    }
}

fn sign_of(statements: &[StatementTrace]) -> Sign {
    let denies = statements.iter().any(|statement| statement.applies && statement.effect == Effect::Deny);
    if denies { Sign::No } else { Sign::Yes }
}

fn statement_entries(
    trace: &Trace,
    place: &[usize],
    policy: &PolicyTrace,
    statement: &StatementTrace,
    decides: bool,
    out: &mut Vec<Entry>,
) {
    let Some(compiled) = policy.policy.statements.get(statement.index) else { return };
    let says = |check| trace.say_check(&policy.policy, statement.index, check);
    let shows = |lit| Some(Excerpt { policy: Arc::clone(&policy.policy), span: compiled.span, lit });
    let why = match (statement.failed(), statement.applies, statement.effect) {
        (Some(check), ..) => format!("does not apply: {}", says(check)),
        (None, true, Effect::Allow) => "applies and allows".to_owned(),
        (None, true, Effect::Deny) => "applies and denies".to_owned(),
        (None, false, _) => "does not apply".to_owned(),
    };
    let mark = if decides { ", and decides" } else { "" };
    let effect = if statement.effect == Effect::Deny { "Deny" } else { "Allow" };
    out.push(Entry {
        place: place.to_vec(),
        kind: Kind::Statement,
        text: format!("{} ({effect}) {why}{mark}", compiled.label()),
        sign: match (statement.applies, statement.effect) {
            (true, Effect::Allow) => Sign::Yes,
            (true, Effect::Deny) => Sign::No,
            (false, _) => Sign::Off,
        },
        decides,
        has_children: !statement.checks.is_empty(),
        open: decides,
        shows: shows(statement.failed().map(|check| check.span).or(decides.then_some(compiled.span))),
    });
    for (at, (element, span)) in compiled.elements().into_iter().enumerate() {
        let place = below(place, at);
        let entry = match statement.checks.get(at) {
            Some(check) => {
                let sign = if check.outcome == Outcome::Match { Sign::Yes } else { Sign::No };
                // Sentences on Action and Resource begin with the name of the element.
                let text = match element {
                    Element::Action | Element::Resource => says(check),
                    Element::Principal | Element::Condition => format!("{}: {}", element.name(), says(check)),
                };
                Entry { shows: shows(Some(check.span)), ..leaf(place, Kind::Element, text, sign) }
            }
            None if statement.checks.is_empty() => continue,
            None => {
                let text = format!("{}: not compared, the statement had failed already", element.name());
                Entry { shows: shows(Some(span)), ..leaf(place, Kind::Unread, text, Sign::Off) }
            }
        };
        out.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::case::Case;
    use std::collections::BTreeSet;

    fn outlines() -> impl Iterator<Item = (Arc<Trace>, Vec<Entry>)> {
        let texts = [
            include_str!("../../tests/conformance/documented.jsonl"),
            include_str!("../../tests/conformance/ambiguous.jsonl"),
        ];
        texts.into_iter().flat_map(str::lines).map(|line| {
            let case = Case::parse(line).expect("a case");
            let trace = Arc::new(case.trace());
            let (action, resource) = (case.request.action.clone(), case.request.resource.clone());
            let one = Authorization::new(action, resource, Arc::clone(&trace));
            (trace, outline(std::iter::once(&one)))
        })
    }

    #[test]
    fn one_statement_decides_exactly_when_the_trace_says_so() {
        for (trace, all) in outlines() {
            let deciding: Vec<&Entry> =
                all.iter().filter(|entry| entry.kind == Kind::Statement && entry.decides).collect();
            assert_eq!(deciding.len(), usize::from(trace.decided_by.is_some()), "{all:#?}");
            if let (Some(entry), Some(by)) = (deciding.first(), trace.decided_by) {
                assert_eq!(entry.place, [0, by.layer_index, by.policy_index, by.statement_index]);
                assert!(entry.open, "what decided is seen without a key");
            }
        }
    }

    #[test]
    fn every_element_of_every_statement_is_told_once_and_in_the_order_of_comparison() {
        let mut unread = 0;
        for (trace, all) in outlines() {
            let places: BTreeSet<&Place> = all.iter().map(|entry| &entry.place).collect();
            assert_eq!(places.len(), all.len(), "places are unique");
            for (at, layer) in trace.layers.iter().enumerate() {
                for (number, policy) in layer.policies.iter().enumerate() {
                    for statement in &policy.statements {
                        let place = [0, at, number, statement.index];
                        let below: Vec<&Entry> = all
                            .iter()
                            .filter(|entry| entry.place.starts_with(&place) && entry.place.len() == 5)
                            .collect();
                        let failed = below.iter().position(|entry| entry.sign == Sign::No);
                        assert_eq!(failed, statement.checks.iter().position(|check| check.outcome == Outcome::NoMatch));
                        let compared = statement.checks.len();
                        assert!(below.iter().skip(compared).all(|entry| entry.kind == Kind::Unread));
                        unread += below.len() - compared;
                        // A check's place lies in the element that is told.
                        let elements = policy.policy.statements[statement.index].elements();
                        for (check, (element, span)) in statement.checks.iter().zip(elements) {
                            assert_eq!(check.element, element);
                            assert!(span.start <= check.span.start && check.span.end <= span.end);
                        }
                    }
                }
            }
        }
        assert!(unread > 50, "{unread}");
    }

    #[test]
    fn folding_hides_what_is_below_and_nothing_else() {
        for (_, all) in outlines() {
            let seen = visible(&all, &BTreeSet::new());
            assert!(seen.len() <= all.len());
            let shut = visible(&all, &BTreeSet::from([vec![0]]));
            assert_eq!(shut.len(), 1, "the root hides all");
            for entry in all.iter().filter(|entry| entry.has_children) {
                let once = visible(&all, &BTreeSet::from([entry.place.clone()]));
                let hidden = |list: &[Entry]| all.len() - list.len();
                let inside = all.iter().filter(|e| e.place.starts_with(&entry.place)).count() - 1;
                assert!(hidden(&once).abs_diff(hidden(&seen)) <= inside, "{entry:?}");
            }
        }
    }
}
