//! Proving questions: the simulator computes every key. A form whose claims do not come out gives a diagnostic and no
//! question.

use super::compute::{Plays, open_points};
use super::fact::{Fact, rank};
use super::form::{Claim, Claims, OrderBy, Subject};
use super::judge::is_same_text;
use super::{Question, QuestionForm, QuestionKind, pick};
use crate::diagnostic::{Diagnostic, Span};
use crate::lesson::scenario::Lesson;
use crate::lesson::words::Template;

/// Computes the keys of quiz and tasks; gives the finished questions of each and what does not come out.
pub(in crate::lesson) fn prove_questions(
    lesson: &Lesson,
    plays: &mut Plays,
    lists: [&[QuestionForm]; 2],
) -> ([Vec<Question>; 2], Vec<Diagnostic>) {
    let mut prover = Prover { lesson, plays, problems: Vec::new() };
    let proved = lists.map(|forms| forms.iter().filter_map(|form| prover.prove(form)).collect());
    (proved, prover.problems)
}

struct Prover<'a> {
    lesson: &'a Lesson,
    plays: &'a mut Plays,
    problems: Vec<Diagnostic>,
}

impl Prover<'_> {
    fn error(&mut self, code: &'static str, span: Span, title: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::error(code, &self.lesson.source, span, title).help(help));
    }

    fn prove(&mut self, form: &QuestionForm) -> Option<Question> {
        let mut question = form.question.clone();
        question.proof = match (&form.claims, &mut question.kind) {
            (Claims::Choice { fact, values }, QuestionKind::Choice { options }) => {
                let computed = self.compute(fact, form.span)?;
                for (option, (value, _)) in options.iter_mut().zip(values) {
                    option.right = *value == computed;
                }
                let title = match options.iter().filter(|option| option.right).count() {
                    1 => None,
                    0 => Some(format!("no option claims what the simulator computes: `{computed}`")),
                    count => Some(format!("{count} options claim what the simulator computes: `{computed}`")),
                };
                if let Some(title) = title {
                    let help = "exactly one option has this `value`; the others name other values";
                    self.error("question-key", form.span, title, help);
                    return None;
                }
                fact.proof(self.lesson, &computed)
            }
            (Claims::Multiple(claims), QuestionKind::Multiple { options }) => {
                let mut proofs = Vec::new();
                for (option, claim) in options.iter_mut().zip(claims) {
                    let computed = self.compute(&claim.fact, claim.span)?;
                    option.right = claim.value == computed;
                    proofs.push(claim.fact.proof(self.lesson, &computed));
                }
                let right = options.iter().filter(|option| option.right).count();
                if right == 0 || right == options.len() {
                    let all = if right == 0 { "none" } else { "all" };
                    let help = "at least one option claims what the simulator computes, and at least one does not";
                    self.error("question-key", form.span, format!("{all} of the options are right"), help);
                    return None;
                }
                joined(proofs)
            }
            (Claims::Order { by, what_if, places }, QuestionKind::Order { items }) => {
                let ranks = self.ranks(*by, what_if.as_ref(), places)?;
                for (item, mine) in items.iter_mut().zip(&ranks) {
                    item.place = ranks.iter().filter(|other| *other < mine).count();
                }
                match by {
                    OrderBy::Steps => "the steps of the process are in this order".to_owned(),
                    OrderBy::Layers => "the engine evaluates the kinds of policy in this order".to_owned(),
                    OrderBy::Clock => "the simulator made the calls in this order of its clock".to_owned(),
                }
            }
            (Claims::Match(claims), QuestionKind::Match { pairs }) => {
                let mut proofs = Vec::new();
                for (pair, (left, claim)) in pairs.iter_mut().zip(claims) {
                    if let Some(fact) = left {
                        pair.left = self.compute(fact, claim.span)?;
                    }
                    proofs.push(self.hold(claim)?);
                }
                let lefts: Vec<&String> = pairs.iter().map(|pair| &pair.left).collect();
                if let Some(at) =
                    (0..lefts.len()).find(|at| lefts.iter().take(*at).any(|left| Some(left) == lefts.get(*at)))
                {
                    let left = lefts.get(at).map_or("", |left| left.as_str());
                    let title = format!("two pairs have the same left: `{left}`");
                    let help = "nobody could tell which right belongs to which; ask under another what-if";
                    let span = claims.get(at).map_or(form.span, |(_, claim)| claim.span);
                    self.error("duplicate-part", span, title, help);
                    return None;
                }
                joined(proofs)
            }
            (Claims::Fill { fact }, QuestionKind::Fill { answers, mistakes, .. }) => {
                let computed = self.compute(fact, form.span)?;
                let call = fact.step.and_then(|step| self.lesson.steps.get(step.checked_sub(1)?)?.call);
                let played = self.plays.get(self.lesson, fact.what_if.as_ref());
                let values = played.as_ref().map(|played| played.run.values(self.lesson, call)).unwrap_or_default();
                for answer in answers.iter_mut() {
                    *answer = Template { text: answer.clone() }.fill(&values);
                }
                answers.insert(0, computed.clone());
                for mistake in mistakes.iter_mut() {
                    mistake.value = Template { text: mistake.value.clone() }.fill(&values);
                }
                let taken = |value: &str| answers.iter().any(|answer| is_same_text(answer, value));
                if let Some(mistake) = mistakes.iter().find(|mistake| taken(&mistake.value)) {
                    let title = format!("`{}` is listed as a mistake and is right", mistake.value);
                    self.error("question-key", form.span, title, "take it out of the mistakes");
                    return None;
                }
                fact.proof(self.lesson, &computed)
            }
            (Claims::Pick { step, what_if }, QuestionKind::Pick { options }) => {
                let (found, proof) = self.pick(*step, what_if.as_ref(), form.span)?;
                *options = found;
                proof
            }
            // A form and its question are made together, by kind.
            _ => return None,
        };
        Some(question)
    }

    /// What a fact is worth, unless it cannot be graded.
    fn compute(&mut self, fact: &Fact, span: Span) -> Option<String> {
        let id = fact.kind.id();
        let value = match self.plays.compute(self.lesson, fact) {
            Ok(value) => value,
            Err(why) => {
                let title = format!("the fact `{id}` cannot be computed: {why}");
                self.error("fact-without-value", span, title, "ask for a fact that this play has");
                return None;
            }
        };
        if let Some(point) = self.plays.open_point(self.lesson, fact) {
            let title = format!("the fact `{id}` rests on an open point: {}", point.sentence());
            self.error("ambiguous-fact", span, title, "what AWS leaves open is never graded; ask for something else");
            return None;
        }
        Some(value)
    }

    /// Proves a claim that has to be true.
    fn hold(&mut self, claim: &Claim) -> Option<String> {
        let computed = self.compute(&claim.fact, claim.span)?;
        if computed != claim.value {
            let title = format!("the claim is `{}`, the simulator finds `{computed}`", claim.value);
            let help = "either the set-up or the pair is wrong; `rolecall play` shows what happens";
            self.error("question-key", claim.span, title, help);
            return None;
        }
        Some(claim.fact.proof(self.lesson, &computed))
    }

    /// What items are ordered by; no two may be alike.
    fn ranks(&mut self, by: OrderBy, what_if: Option<&String>, places: &[(Subject, Span)]) -> Option<Vec<i64>> {
        let mut ranks: Vec<i64> = Vec::new();
        for (subject, span) in places {
            let number = |number: usize| i64::try_from(number).ok();
            let place = match subject {
                Subject::Step(step) => number(*step),
                Subject::Layer(layer) => number(rank(*layer)),
                Subject::Call(call) => match self.plays.get(self.lesson, what_if) {
                    Ok(played) => played.run.exchange(*call).map(|exchange| exchange.sent.timestamp()),
                    Err(_) => None,
                },
            };
            let Some(place) = place else {
                let title = "this call is never made: an earlier call failed";
                self.error("fact-without-value", *span, title, "order calls that are made");
                return None;
            };
            if ranks.contains(&place) {
                let title = format!("two items have the same place among the {}", by.id());
                self.error("duplicate-part", *span, title, "give every item a place of its own");
                return None;
            }
            ranks.push(place);
        }
        Some(ranks)
    }

    fn pick(&mut self, step: usize, what_if: Option<&String>, span: Span) -> Option<(Vec<super::PickOption>, String)> {
        let played = self.plays.get(self.lesson, what_if).ok()?;
        let timeline = &played.timeline;
        let evidence = timeline.step(step).and_then(|step| timeline.evidence_of(step).next());
        let Some(one) = evidence else {
            let title = format!("no policy is evaluated at step {step}");
            self.error("fact-without-value", span, title, "name a step of `validate` or `evaluate` that happens");
            return None;
        };
        let trace = &one.trace;
        if let Some(point) = open_points(one).next() {
            let title = format!("the decision rests on an open point: {}", point.sentence());
            self.error("ambiguous-fact", span, title, "what AWS leaves open is never graded; ask for something else");
            return None;
        }
        let options = pick::options(trace);
        if options.len() < 3 {
            let title = "there is nothing to pick from: a single statement takes part";
            self.error("option-count", span, title, "pick where at least two statements take part");
            return None;
        }
        if pick::has_rivals(trace) {
            let title = "more than one statement decides in the same way";
            self.error("question-key", span, title, "pick where one statement decides alone");
            return None;
        }
        let played = self.lesson.name_of_play(&what_if.cloned().into_iter().collect::<Vec<_>>());
        Some((options, format!("the simulator played {played}; at step {step} {}", trace.plain_sentence())))
    }
}

/// Each proof once.
fn joined(proofs: Vec<String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for proof in proofs {
        if !once.contains(&proof) {
            once.push(proof);
        }
    }
    once.join("; ")
}
