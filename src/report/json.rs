//! `play --format json`: the shape is a contract, changes of it are listed in `CHANGELOG.md`.

use crate::iam::case::DecidedByJson;
use crate::lesson::{Status, Timeline};
use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

/// The timeline to step `until` as JSON. Of the variables there is what is known by then: `final` is null before the end.
/// So it is with the decision, the failed stage and the error of the whole: they speak of the steps that are there.
pub fn timeline(timeline: &Timeline, until: usize) -> Value {
    let steps: Vec<Value> = timeline
        .steps
        .iter()
        .take(until)
        .map(|step| {
            let exchange = timeline.exchange_of(step);
            let mut map = Map::new();
            let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
            put("step", json!(step.number));
            put("stage", json!(step.stage));
            put("status", json!(step.status));
            put("action", json!(step.words.action));
            put("input", json!(step.words.input));
            put("output", json!(step.words.output));
            put("result", json!(step.words.result));
            put("clock", json!(step.clock.to_rfc3339_opts(SecondsFormat::Secs, true)));
            put("call", json!(exchange.and_then(|exchange| exchange.call_name())));
            if let Some(decision) = step.decision {
                put("decision", json!(decision));
                let by = timeline.evidence_of(step).next().and_then(|one| DecidedByJson::of(&one.trace));
                put("decided_by", json!(by));
                let setting = timeline.evidence_of(step).find_map(|one| one.overruled_by.as_ref());
                if let Some(setting) = setting {
                    put("overruled_by", json!(setting.name()));
                }
            }
            if step.status == Status::Failed
                && let Some(error) = exchange.and_then(|exchange| exchange.outcome.as_ref().err())
            {
                put("error", json!(error));
            }
            put("says", json!(step.says));
            put("values", json!(step.values));
            Value::Object(map)
        })
        .collect();
    let variables: Vec<Value> = timeline
        .variables
        .iter()
        .map(|row| {
            let known = timeline.columns.iter().zip(&row.cells).filter(|(column, _)| column.step <= until);
            let (words, values): (Vec<&str>, Vec<&str>) =
                known.map(|(_, cell)| (cell.words.as_str(), cell.value.as_str())).unzip();
            let (start, rest) = words.split_first().unwrap_or((&"", &[]));
            // The last column is the end of the play.
            let (end, after) = match rest.split_last() {
                Some((end, after)) if until >= timeline.steps.len() => (Some(end), after),
                _ => (None, rest),
            };
            json!({ "name": row.name, "start": start, "after": after, "final": end, "values": values })
        })
        .collect();
    let has_failed = timeline.failed_step.is_some_and(|step| step <= until);
    json!({
        "scenario": timeline.scenario,
        "what_ifs": timeline.what_ifs,
        "decision": timeline.decision_until(until),
        "failed_stage": timeline.failed_stage().filter(|_| has_failed),
        "error": timeline.error.as_ref().filter(|_| has_failed),
        "steps": steps,
        "variables": variables,
    })
}
