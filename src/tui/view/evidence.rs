//! The evidence: the policies that were asked, the statement that decided lit, and why every other one did not apply.
//! Where no policy was asked, the HTTP that travelled.

use super::Scene;
use super::json;
use super::panel;
use crate::cloud::{Authorization, Exchange, Setting};
use crate::iam::{Decision, Layer, LayerOutcome, LayerTrace, PolicyTrace, StatementTrace, Trace};
use crate::lesson::{Panel, Stage, Status, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the panel.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let title = note(scene);
    let inner = panel::frame(scene, Panel::Evidence, &title, area, buf);
    if inner.is_empty() {
        return;
    }
    let all = content(scene, usize::from(inner.width), false);
    let last = all.len().saturating_sub(usize::from(inner.height));
    let top = if scene.focus == Panel::Evidence { scene.cursor.min(last) } else { 0 };
    panel::lines(inner, buf, &all, top);
    panel::more_lines((scene.theme, scene.glyphs), area, last - top, "", buf);
}

/// Lines that the cursor can scroll over.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    content(scene, 60, false).len()
}

/// Every statement of every policy, unfolded.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    content(scene, columns, true)
}

/// The step whose decision is shown. The end and a step that is not reached decide nothing; what decided before, or
/// refused, is still what one asks about.
fn deciding_step<'a>(scene: &Scene<'a>) -> Option<&'a Step> {
    let step = scene.timeline.step(scene.step)?;
    let is_end = step.stage == Stage::Complete;
    let decides = |other: &&Step| other.status == Status::Failed || is_end && other.decision.is_some();
    let before = || scene.timeline.steps.iter().take(scene.step).rev().find(decides);
    if is_end || step.status == Status::Skipped { before().or(Some(step)) } else { Some(step) }
}

/// The policies allow the call and it fails for another reason, such as a duration that is too long.
fn refused_all_the_same(step: &Step) -> bool {
    step.status == Status::Failed && step.decision == Some(Decision::Allowed)
}

fn note(scene: &Scene<'_>) -> String {
    let Some(step) = deciding_step(scene) else { return String::new() };
    let came = match step.decision {
        Some(_) if refused_all_the_same(step) => "allowed, yet refused",
        Some(decision) => decision.words(),
        None if step.status == Status::Failed => "refused",
        None if step.exchange.is_some() && step.status != Status::Skipped => "what travels",
        None => "",
    };
    if came.is_empty() || step.number == scene.step {
        came.to_owned()
    } else {
        format!("{came} at step {}", step.number)
    }
}

fn content(scene: &Scene<'_>, columns: usize, full: bool) -> Vec<Line<'static>> {
    let Some(step) = scene.timeline.step(scene.step) else {
        let mut out = panel::paragraph("", &scene.begin(), columns, scene.theme.text);
        out.push(Line::default());
        let promise =
            "Here you see what travels and, where something is decided, the statement of the policy that decided.";
        out.extend(panel::paragraph("", promise, columns, scene.theme.dim));
        return out;
    };
    let mut out = Vec::new();
    let mut any = false;
    // Where no policy speaks, or none is to blame, the step itself says what happens.
    if step.decision.is_none() || refused_all_the_same(step) {
        let style = if step.status == Status::Failed { scene.theme.bad } else { scene.theme.text };
        out.extend(panel::paragraph("", &step.says, columns, style));
        out.push(Line::default());
    }
    let deciding = deciding_step(scene).unwrap_or(step);
    if deciding.number != step.number {
        let what = if deciding.decision.is_some() { "Decided" } else { "Refused" };
        out.extend(panel::paragraph("", &format!("{what} at step {}:", deciding.number), columns, scene.theme.dim));
        if deciding.decision.is_none() || refused_all_the_same(deciding) {
            out.extend(panel::paragraph("", &deciding.says, columns, scene.theme.bad));
        }
    }
    let refusal = scene.timeline.exchange_of(deciding).and_then(|exchange| exchange.refusal());
    // What is said above is not said again.
    let said = if refused_all_the_same(deciding) { deciding.says.as_str() } else { "" };
    let is_denied = scene.timeline.questions_of(deciding).any(|one| !one.trace.is_allowed());
    // In full the policies of one question fill screens: first what came of all of them.
    if full && scene.timeline.questions_of(deciding).nth(1).is_some() {
        for one in scene.timeline.questions_of(deciding) {
            let (sign, style) = verdict_style(scene, one.trace.decision);
            out.extend(panel::paragraph(&format!("{sign} "), &one.trace.plain_sentence(), columns, style));
        }
        out.push(Line::default());
    }
    for one in scene.timeline.questions_of(deciding) {
        any = true;
        if let Some(why) = one.because {
            out.extend(panel::paragraph("", why, columns, scene.theme.text));
        }
        // How what came before was allowed is not what one looks for.
        if is_denied && one.trace.is_allowed() && !full {
            let allowed = one.trace.plain_sentence();
            out.extend(panel::paragraph(&format!("{} ", scene.glyphs.yes), &allowed, columns, scene.theme.good));
            continue;
        }
        authorization(scene, one, refusal.as_deref(), said, columns, full, &mut out);
    }
    // What was not sent in this play is not shown as if it were, though its call would have had an answer.
    let exchange = scene.timeline.exchange_of(step).filter(|_| step.status != Status::Skipped);
    match exchange {
        Some(exchange) if !any => http(scene, step, exchange, columns, full, &mut out),
        Some(exchange) if full => http(scene, step, exchange, columns, full, &mut out),
        _ => {}
    }
    out
}

fn verdict_style(scene: &Scene<'_>, decision: Decision) -> (&'static str, Style) {
    match decision {
        Decision::Allowed => (scene.glyphs.yes, scene.theme.good),
        _ => (scene.glyphs.no, scene.theme.bad),
    }
}

fn authorization(
    scene: &Scene<'_>,
    one: &Authorization,
    refusal: Option<&str>,
    said: &str,
    columns: usize,
    full: bool,
    out: &mut Vec<Line<'static>>,
) {
    let trace = &one.trace;
    let (sign, style) = verdict_style(scene, trace.decision);
    let sentence = trace.plain_sentence();
    if !said.contains(&sentence) {
        out.extend(panel::paragraph(&format!("{sign} "), &sentence, columns, style));
    }
    // What came back is what is shown: STS says less than the trace knows.
    if let Some(answer) = refusal.filter(|_| !trace.is_allowed()) {
        out.extend(panel::paragraph("  ", answer, columns, scene.theme.dim));
    }
    // The policy that decided comes first: it is what one wants to see.
    let deciding = trace.decided_by;
    let all = || {
        trace.layers.iter().enumerate().flat_map(|(at, layer)| {
            layer.policies.iter().enumerate().map(move |(policy_at, policy)| (at, layer, policy_at, policy))
        })
    };
    let is_deciding =
        |at: usize, policy_at: usize| deciding.is_some_and(|by| by.layer_index == at && by.policy_index == policy_at);
    let first = all().filter(|(at, _, policy_at, _)| is_deciding(*at, *policy_at));
    let rest = all().filter(|(at, _, policy_at, _)| !is_deciding(*at, *policy_at));
    for (at, layer, policy_at, policy) in first.chain(rest) {
        let statement = deciding.filter(|_| is_deciding(at, policy_at)).map(|by| by.statement_index);
        policy_lines(scene, trace, layer, policy, statement, columns, full, out);
    }
    for layer in trace.layers.iter().filter(|layer| layer.outcome != LayerOutcome::Absent && layer.policies.is_empty())
    {
        out.extend(layer_lines(scene, layer, None, layer.outcome, columns));
    }
    if let Some(none) = trace.none_attached() {
        out.extend(panel::paragraph(&format!("{} ", scene.glyphs.skipped), &none, columns, scene.theme.dim));
    }
    let setting = one.overruled_by.as_ref().map(Setting::sentence);
    if let Some(setting) = setting.filter(|setting| !said.contains(setting)) {
        out.extend(panel::paragraph(&format!("{} ", scene.glyphs.no), &setting, columns, scene.theme.bad));
    }
    for point in &trace.ambiguous {
        out.extend(panel::paragraph("? ", point.sentence(), columns, scene.theme.warn));
    }
}

/// A policy, its layer and what it said.
fn layer_lines(
    scene: &Scene<'_>,
    layer: &LayerTrace,
    policy: Option<&str>,
    outcome: LayerOutcome,
    columns: usize,
) -> Vec<Line<'static>> {
    let shuts_out = layer.layer == Layer::PublicAccessBlock && outcome == LayerOutcome::NoAllow;
    let (sign, style) = match outcome {
        LayerOutcome::Allows => (scene.glyphs.yes, scene.theme.good),
        _ if shuts_out => (scene.glyphs.no, scene.theme.bad),
        LayerOutcome::Denies => (scene.glyphs.no, scene.theme.bad),
        _ => (scene.glyphs.skipped, scene.theme.dim),
    };
    let level = layer.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
    let kind = layer.layer.name();
    // `trust policy of DataReader` says already that it is a trust policy, and `session policy of tour` what it is.
    let name = match policy {
        Some(name) if kind.ends_with("trust policy") && name.starts_with("trust policy") => name.to_owned(),
        Some(name) if name.starts_with(kind) => name.to_owned(),
        Some(name) => format!("{name}, {kind}"),
        None => kind.to_owned(),
    };
    let mut out = panel::paragraph("", &format!("{name}{level}"), columns, scene.theme.title);
    let words = if policy.is_none() { layer.words() } else { outcome.words() };
    let verdict = Span::styled(format!("{sign} {words}"), style);
    match out.last_mut().filter(|last| last.width() + 1 + verdict.width() <= columns) {
        Some(last) => last.spans.extend([Span::raw(" "), verdict]),
        None => out.push(Line::from(vec![Span::raw("  "), verdict])),
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename them")]
fn policy_lines(
    scene: &Scene<'_>,
    trace: &Trace,
    layer: &LayerTrace,
    policy: &PolicyTrace,
    deciding: Option<usize>,
    columns: usize,
    full: bool,
    out: &mut Vec<Line<'static>>,
) {
    let name = policy.policy.name.as_str();
    // Beside its name stands what the policy says; that another one of the layer denies is not its word.
    let outcome = match layer.outcome {
        LayerOutcome::Allows | LayerOutcome::Denies => policy.outcome(),
        other => other,
    };
    out.extend(layer_lines(scene, layer, Some(name), outcome, columns));
    let source = &policy.policy.source;
    let text: Vec<&str> = source.text().lines().collect();
    for statement in &policy.statements {
        let Some(compiled) = policy.policy.statements.get(statement.index) else { continue };
        let lit = deciding == Some(statement.index);
        // A policy's own lines, from 1: learners see the policy, not the scenario file that it stands in.
        let (from, to) = (source.own_line(compiled.span.start), source.own_line(compiled.span.end));
        let why = reason(trace, policy, statement);
        if !lit && !full {
            let sign = if statement.applies { scene.glyphs.yes } else { scene.glyphs.skipped };
            let style = if statement.applies { scene.theme.text } else { scene.theme.dim };
            let head = format!("{from:>4} {sign} ");
            out.extend(panel::paragraph(&head, &format!("{}: {why}", compiled.label()), columns, style));
            continue;
        }
        let code = text.get(from - 1..to).unwrap_or_default();
        // The statement stands inside a list: its own margin says nothing and costs columns.
        let margin = code.iter().filter(|line| !line.trim().is_empty()).map(|line| blanks(line)).min().unwrap_or(0);
        for (offset, line) in code.iter().enumerate() {
            let pointer = if lit { scene.glyphs.pointer } else { " " };
            let style = if lit { scene.theme.focus } else { scene.theme.dim };
            let line = line.get(margin..).unwrap_or_default();
            for (part, text) in code_lines(line, columns.saturating_sub(6)).iter().enumerate() {
                let head =
                    if part == 0 { format!("{pointer}{:>4} ", from + offset) } else { format!("{pointer}     ") };
                let mut spans = vec![Span::styled(head, style)];
                if lit {
                    spans.push(Span::styled(text.clone(), scene.theme.lit));
                } else {
                    spans.extend(json::spans(text, scene.theme));
                }
                out.push(Line::from(spans));
            }
        }
        let style = if lit { scene.theme.focus } else { scene.theme.dim };
        out.extend(panel::paragraph("      ", &format!("{}: {why}", compiled.label()), columns, style));
        if full {
            for check in &statement.checks {
                let (sign, style) = match check.outcome {
                    crate::iam::Outcome::Match => (scene.glyphs.yes, scene.theme.good),
                    crate::iam::Outcome::NoMatch => (scene.glyphs.no, scene.theme.bad),
                };
                let sentence = trace.say_check(&policy.policy, statement.index, check);
                out.extend(panel::paragraph(&format!("      {sign} "), &sentence, columns, style));
            }
        }
    }
}

/// Blanks before the first sign.
fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A line of a policy, wrapped under its own beginning: what it names must be seen to its end.
pub(super) fn code_lines(line: &str, columns: usize) -> Vec<String> {
    let margin = blanks(line).min(columns / 2);
    let room = |extra: usize| columns.saturating_sub(margin + extra).max(1);
    if super::text::width(line) <= columns {
        return vec![line.to_owned()];
    }
    let parts = super::text::wrap(line.trim_start_matches(' '), room(2));
    let indent = |part: usize| " ".repeat(margin + if part == 0 { 0 } else { 2 });
    parts.iter().enumerate().map(|(part, text)| format!("{}{text}", indent(part))).collect()
}

/// Why a statement did or did not apply, in a sentence.
fn reason(trace: &Trace, policy: &PolicyTrace, statement: &StatementTrace) -> String {
    match statement.failed() {
        Some(check) => format!("does not apply: {}", trace.say_check(&policy.policy, statement.index, check)),
        None if statement.applies && statement.effect == crate::iam::Effect::Deny => "applies and denies".to_owned(),
        None if statement.applies => "applies and allows".to_owned(),
        None => "could not be understood and never applies".to_owned(),
    }
}

/// The request and the answer as they travel.
fn http(scene: &Scene<'_>, step: &Step, exchange: &Exchange, columns: usize, full: bool, out: &mut Vec<Line<'static>>) {
    let theme = scene.theme;
    if let Some(request) = exchange.request() {
        out.extend(panel::paragraph(
            "",
            &format!("{} {} HTTP/1.1", request.method, request.target),
            columns,
            theme.json_key,
        ));
        for (name, value) in &request.headers {
            let shown = if full {
                value.clone()
            } else {
                super::text::truncate(value, columns.saturating_sub(name.len() + 2).max(24), scene.glyphs.more)
            };
            out.extend(panel::paragraph(&format!("{name}: "), &shown, columns, theme.text));
        }
        if !request.body.is_empty() {
            out.push(Line::default());
            out.extend(panel::paragraph("", &request.body.replace('&', "\n&"), columns, theme.json_value));
        }
    }
    let asks_only = matches!(step.stage, Stage::Request | Stage::Use) && step.status == Status::Done;
    if let Some(response) = exchange.response().filter(|_| !asks_only) {
        let style = if response.status < 400 { theme.good } else { theme.bad };
        out.push(Line::default());
        out.push(Line::from(Span::styled(format!("HTTP/1.1 {} {}", response.status, response.reason), style)));
        if full {
            for (name, value) in &response.headers {
                out.extend(panel::paragraph(&format!("{name}: "), value, columns, theme.text));
            }
        }
        for line in response.body.lines() {
            out.extend(panel::paragraph("", line, columns, theme.text));
        }
    }
}
