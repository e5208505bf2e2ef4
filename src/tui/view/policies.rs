//! The list of every policy that can be edited, those behind the step on show first.

use super::panel::paragraph;
use super::text::{pad, width};
use crate::iam::PolicyKind;
use crate::lesson::{EditPlace, EditTarget, put_in};
use crate::tui::model::Model;
use crate::tui::update::policy_choices;
use ratatui::text::Line;

/// What is said of the policies that are on show and not in the list: calls bring them that the what-if puts in.
fn foreign(model: &Model) -> Vec<String> {
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let put_in = put_in(lesson, &open.timeline.what_ifs).unwrap_or_default();
    let said = put_in.into_iter().map(|(operation, policy)| {
        let name = policy.in_words();
        format!(
            "The what-if adds a call, {operation}, with {name}. That text belongs to the what-if and is not edited."
        )
    });
    said.collect()
}

/// The lines, and the line of the cursor.
pub(super) fn list(model: &Model, columns: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let choices = policy_choices(model);
    let title = |place: &EditTarget<EditPlace>| {
        let (owner, name) = (&place.owner, &place.name);
        // `role DataReader: trust policy of DataReader` would say it twice.
        let short = owner.split(' ').next_back().unwrap_or(owner);
        // A call gives one session.
        let name = if place.kind == PolicyKind::Session { "session policy" } else { name };
        let name = name.strip_suffix(&format!(" of {short}")).unwrap_or(name);
        // At the same level both kinds may hang.
        let kind = match place.kind {
            PolicyKind::ServiceControl => " (SCP)",
            PolicyKind::ResourceControl => " (RCP)",
            _ => "",
        };
        format!("{owner}: {name}{kind}")
    };
    let names = choices.iter().map(|choice| title(&choice.target));
    let widest = names.map(|name| width(&name)).max().unwrap_or(0).min(columns.saturating_sub(6) * 3 / 5);
    let mut out = Vec::new();
    let mut cursor = 0;
    for (row, choice) in choices.iter().enumerate() {
        let here = row == model.overlay_cursor;
        if here {
            cursor = out.len();
        }
        let sign = if choice.edited { glyphs.differs } else { " " };
        let empty = choice.target.policy.is_none();
        let is_here = model.lesson.as_ref().is_some_and(|open| open.step == choice.step);
        let state = match () {
            () if choice.decides && is_here => "decides at this step".to_owned(),
            () if choice.decides => format!("decided at step {}", choice.step),
            () if choice.asked && is_here => "asked at this step".to_owned(),
            () if choice.asked => format!("asked at step {}", choice.step),
            () if empty => "none yet".to_owned(),
            () => String::new(),
        };
        let edited = match (choice.edited, state.as_str()) {
            (true, "") => "edited".to_owned(),
            (true, state) => format!("edited, {state}"),
            (false, _) => state,
        };
        let style = match () {
            () if here => theme.focus,
            () if empty => theme.dim,
            () => theme.text,
        };
        let head = format!("{} {sign} ", if here { glyphs.pointer } else { " " });
        let name = title(&choice.target);
        let line = format!("{}  {edited}", pad(&name, widest));
        out.extend(paragraph(&head, line.trim_end(), columns, style));
    }
    out.push(Line::default());
    let words = "Enter opens one. Whatever you write is played at once; the lesson itself stays as it is.";
    out.extend(paragraph("", words, columns, theme.dim));
    for words in foreign(model) {
        out.push(Line::default());
        out.extend(paragraph("", &words, columns, theme.dim));
    }
    (out, Some(cursor))
}
