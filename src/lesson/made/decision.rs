//! Made from a decision: the verdict, the kind of policy that decides, the statement that decides.

use super::{Scene, Words, cell, option, sentence};
use crate::iam::{Decision, Layer, LayerOutcome, Obstacle, Trace};
use crate::lesson::question::{LAYERS, pick};
use crate::lesson::timeline::Step;
use crate::lesson::{Asks, Difficulty, Question, QuestionKind, QuestionOption};

/// More statements than these are no longer a question but a search.
const MOST_STATEMENTS: usize = 8;

/// `s3:GetObject on arn:…, asked for by arn:…`: the call as it is made. Which of the permissions that it takes decides is
/// the riddle; that there are several is said, or the verdict would be that of the one with the call's name.
fn request(scene: &Scene<'_>, step: &Step) -> Option<String> {
    let exchange = scene.timeline.exchange_of(step)?;
    let (call, first) = (exchange.call_words()?, exchange.authorizations.first()?);
    let several =
        matches!(exchange.service, "lambda" | "ec2") || exchange.authorizations.iter().any(|it| it.action != call);
    let needs = if several { ", with every permission it needs," } else { "" };
    Some(format!("{call}{needs} on `{}`, asked for by {}", first.resource, first.trace.caller_words()))
}

/// `sts:SetSourceIdentity, which this sts:AssumeRole needs, on arn:…`: the permission that decides. Where one asks which
/// policy or statement decides about it, another permission of the same call would have another answer.
fn permission(scene: &Scene<'_>, step: &Step) -> Option<String> {
    let call = scene.timeline.exchange_of(step)?.call_words()?;
    let one = scene.timeline.evidence_of(step).next()?;
    let needs = if one.action == call { String::new() } else { format!(", which this {call} needs,") };
    Some(format!("{}{needs} on `{}`, asked for by {}", one.action, one.resource, one.trace.caller_words()))
}

/// Which policies are read, by kind and name: what each says stays to be found. A prediction is asked before the
/// evidence is shown, so a hint may not send there.
fn read_here(trace: &Trace) -> String {
    let mut kinds: Vec<(Layer, Vec<String>)> = Vec::new();
    for layer in &trace.layers {
        let names = layer.policies.iter().map(|one| format!("`{}`", one.policy.name));
        match kinds.iter_mut().find(|(kind, _)| *kind == layer.layer) {
            Some((_, known)) => known.extend(names),
            None => kinds.push((layer.layer, names.collect())),
        }
    }
    let kinds: Vec<String> = kinds
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(kind, mut names)| {
            names.sort_unstable();
            names.dedup();
            // `trust policy of DataReader` says its kind by itself.
            let says_kind = names.iter().all(|name| name.contains("policy of "));
            if says_kind { names.join(", ") } else { format!("{} {}", kind.name(), names.join(", ")) }
        })
        .collect();
    if kinds.is_empty() {
        return "No policy is there to be read.".to_owned();
    }
    let action = &trace.request.action;
    format!("These are read: {}. Find the statements that name {action} and its resource.", kinds.join("; "))
}

/// Allowed, implicitly or explicitly denied?
pub(in crate::lesson) fn verdict(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let trace = scene.trace(step)?;
    let exchange = scene.timeline.exchange_of(step)?;
    // Of everything that the call needs, and for whom: whose role is taken is not the caller whom the question names.
    let why = exchange.plain_sentence()?;
    let is = |decision| trace.decision == decision;
    let says = |decision: Decision, otherwise: &str| {
        if is(decision) { sentence(&format!("Yes: {why}")) } else { sentence(&format!("{otherwise}: {why}")) }
    };
    let implicit = if is(Decision::ExplicitlyDenied) {
        "That would mean that nothing denies it, but a Deny applies"
    } else {
        "That would mean that no Allow reaches it, but one does"
    };
    let known = match exchange.key_id {
        None if exchange.is_by_token() => "The token is good",
        None => "S3 takes unsigned calls",
        Some(_) => "The caller is known",
    };
    let options = vec![
        option("Allowed", is(Decision::Allowed), says(Decision::Allowed, "Something stands in the way")),
        option("Implicitly denied", is(Decision::ImplicitlyDenied), says(Decision::ImplicitlyDenied, implicit)),
        option(
            "Explicitly denied",
            is(Decision::ExplicitlyDenied),
            says(Decision::ExplicitlyDenied, "That takes a Deny that applies, and there is none"),
        ),
        option("No policy is asked", false, sentence(&format!("{known}, so policies are read: {why}"))),
    ];
    let words = Words {
        id: scene.id("verdict", step.number),
        prompt: format!("Which verdict falls at step {}: {}?", step.number, request(scene, step)?),
        asks: Asks::Which,
        difficulty: Difficulty::Easy,
        hints: [
            "First look for a Deny that applies. Without one, look for the Allow that is needed.".to_owned(),
            read_here(trace),
            why,
        ],
        points_at: cell(step.number, "output"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

/// Which kind of policy decides?
pub(in crate::lesson) fn layer(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let trace = scene.trace(step)?;
    let (right, asked) = match (trace.decision, trace.decided_by, trace.reasons.as_slice()) {
        (Decision::Allowed, Some(by), _) if !pick::has_rivals(trace) => (by.layer, "Which kind of policy grants"),
        (Decision::ExplicitlyDenied, Some(by), [_]) => (by.layer, "Which kind of policy denies"),
        (Decision::ImplicitlyDenied, ..) => missing(scene, step, trace)?,
        _ => return None,
    };
    // A trust policy is a resource-based policy: where it takes part, the two names are not offered side by side.
    let has_trust = trace.layers.iter().any(|one| one.layer == Layer::Trust);
    let wrong = LAYERS.into_iter().filter(|layer| {
        *layer != right && *layer != Layer::PublicAccessBlock && !(has_trust && *layer == Layer::Resource)
    });
    let wrong = scene.choose(&wrong.collect::<Vec<_>>(), 3, |layer| format!("{} {}", layer.id(), step.number));
    let options: Vec<QuestionOption> = std::iter::once(right)
        .chain(wrong)
        .map(|layer| {
            let text = format!("The {}", layer.name());
            if layer == right {
                option(text, true, sentence(&format!("Yes: {}", trace.plain_sentence())))
            } else {
                option(text, false, part_of(trace, layer))
            }
        })
        .collect();
    let words = Words {
        id: scene.id("layer", step.number),
        prompt: format!("{asked} {} at step {}?", permission(scene, step)?, step.number),
        asks: Asks::Which,
        difficulty: Difficulty::Medium,
        hints: [
            "Go through the kinds of policy in AWS's order and ask each whether it says anything at all.".to_owned(),
            read_here(trace),
            trace.plain_sentence(),
        ],
        points_at: cell(step.number, "output"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

/// The kind of policy in which an Allow is missing, and how to ask for it. Where an Allow in either of two would do,
/// only the error message can tell them apart, if it does.
fn missing(scene: &Scene<'_>, step: &Step, trace: &Trace) -> Option<(Layer, &'static str)> {
    let remedy = trace.remedy()?;
    if let [way] = remedy.ways.as_slice() {
        let mut obstacles = remedy.always.iter().chain(way);
        return match (obstacles.next(), obstacles.next()) {
            (Some(Obstacle::NoAllow { layer, .. }), None) => {
                Some((*layer, "In which kind of policy is an Allow missing for"))
            }
            _ => None,
        };
    }
    let [only] = trace.reasons.as_slice() else { return None };
    let error = scene.timeline.exchange_of(step)?.outcome.as_ref().err()?;
    let named = format!("because no {} allows", only.layer.name());
    error
        .message
        .contains(&named)
        .then_some((only.layer, "In which kind of policy does the error message say that an Allow is missing for"))
}

/// What a layer that does not decide says instead.
fn part_of(trace: &Trace, layer: Layer) -> String {
    let name = layer.name();
    let mut levels = trace.layers.iter().filter(|one| one.layer == layer);
    let outcome = levels.next().map(|one| one.outcome);
    match outcome {
        None if layer == Layer::Trust => {
            "A trust policy decides who may assume the role. It has no part in this call.".to_owned()
        }
        None | Some(LayerOutcome::Absent) => {
            format!("No {name} takes part in this call, so it neither grants nor limits.")
        }
        Some(LayerOutcome::NotApplicable) => format!("The {name} does not bind this caller."),
        Some(LayerOutcome::Denies) => sentence(&format!("The {name} denies too, but {}", trace.plain_sentence())),
        Some(LayerOutcome::NoAllow) => {
            sentence(&format!("The {name} does not allow it, but that is not what decides: {}", trace.plain_sentence()))
        }
        Some(LayerOutcome::Allows) if trace.is_allowed() => {
            format!("The {name} lets it pass, but what grants it is another policy.")
        }
        Some(LayerOutcome::Allows) => {
            sentence(&format!("The {name} allows it, but that is not enough: {}", trace.plain_sentence()))
        }
    }
}

/// Which statement decides?
pub(in crate::lesson) fn statement(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let trace = scene.trace(step)?;
    let options = pick::options(trace);
    if !(3..=MOST_STATEMENTS + 1).contains(&options.len()) || pick::has_rivals(trace) {
        return None;
    }
    let words = Words {
        id: scene.id("statement", step.number),
        prompt: format!("Which statement decides at step {}: {}?", step.number, permission(scene, step)?),
        asks: Asks::Which,
        difficulty: Difficulty::Hard,
        hints: [
            "A statement counts only when Principal, Action, Resource and Condition all match.".to_owned(),
            read_here(trace),
            trace.plain_sentence(),
        ],
        points_at: cell(step.number, "output"),
    };
    Some(words.into_question(scene, QuestionKind::Pick { options }))
}
