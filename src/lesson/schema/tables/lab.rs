//! The laboratory: minutes, why, goals, puzzles, project and scale.

use super::super::{Form, Key, TableForm};
use super::changes::TARGET;
use super::{MINUTES, difficulties, key, needed, table, tables};
use crate::lesson::load_targets::OWNERS;
use crate::lesson::scale::ScaleChart;

fn outcomes() -> Vec<&'static str> {
    vec!["allow", "deny"]
}

fn charts() -> Vec<&'static str> {
    ScaleChart::ALL.map(ScaleChart::id).to_vec()
}

const GOALS: Key = needed("goals", tables("a goal"), "Requests that must be allowed or denied.");
const HINTS: Key = needed("hints", Form::Texts, "Three: a nudge, a pointer, a worked answer.");

pub(super) static ALL: &[TableForm] = &[
    table(
        "the lenses",
        "Minutes for each way to study the lesson; without them they are estimated.",
        &[&[
            key("why", MINUTES, "Minutes for Why."),
            key("learn", MINUTES, "Minutes for Learn."),
            key("visualize", MINUTES, "Minutes for Visualize."),
            key("deep", MINUTES, "Minutes for Deep."),
            key("try", MINUTES, "Minutes for Try."),
            key("challenge", MINUTES, "Minutes for Challenge."),
            key("project", MINUTES, "Minutes for Project."),
            key("review", MINUTES, "Minutes for Review."),
            key("scale", MINUTES, "Minutes for Scale."),
        ]],
    ),
    table(
        "the why",
        "The problem before the solution; paragraphs are separated by empty lines.",
        &[&[
            needed("hook", Form::Text, "What goes wrong."),
            needed("picture", Form::Text, "A picture from everyday life."),
            needed("manual", Form::Text, "How people do it by hand."),
            needed("better", Form::Text, "How it is done better."),
            key("leak", Form::Table("the leak"), "A key that leaks beside a session that leaks."),
        ]],
    ),
    table(
        "the leak",
        "When what leaks, and what a thief can do with it.",
        &[&[
            needed("at", Form::Text, "When: a time of the start day such as 09:20:00, or a moment."),
            needed("with-key", Form::Text, "The user whose long-term key leaks."),
            needed("with-session", Form::Text, "The session whose credentials leak."),
            key("until", Form::Text, "When the key is taken away, counted from the leak, e.g. 8h."),
            needed("says", Form::Text, "What it shows."),
        ]],
    ),
    table(
        "a goal",
        "What a set-up has to allow or deny.",
        &[&[
            needed("says", Form::Text, "The goal in words."),
            needed("must", Form::Choice(outcomes), "How its last call must end."),
            key("calls", tables("a call of a goal"), "Calls of its own, in order."),
            key("run", Form::Counts, "Numbers of calls of the script, in order."),
        ]],
    )
    .of_kinds(&["calls", "run"]),
    table(
        "a puzzle",
        "A broken set-up to mend: every fix that meets the goals is right.",
        &[&[
            needed("id", Form::Text, "Stable id."),
            needed("title", Form::Text, "Title."),
            needed("story", Form::Text, "What happened; paragraphs are separated by empty lines."),
            key("difficulty", Form::Choice(difficulties), "How hard it is; medium without."),
            needed("changes", tables("a change of the set-up"), "What breaks the set-up."),
            needed("may-edit", tables("a place to edit"), "Where a fix may be made."),
            GOALS,
            HINTS,
            needed("solution", tables("a change of the set-up"), "Changes that solve it."),
            needed("worked", Form::Text, "Why they do; paragraphs are separated by empty lines."),
        ]],
    ),
    table("a place to edit", "A policy that a fix may change.", &[TARGET]).of_kinds(&OWNERS),
    table(
        "the project",
        "Something to build from nothing, part by part.",
        &[&[
            needed("title", Form::Text, "Title."),
            needed("story", Form::Text, "What is wanted; paragraphs are separated by empty lines."),
            needed("why", Form::Text, "Why it is worth it; paragraphs are separated by empty lines."),
            needed("minutes", MINUTES, "About so many minutes."),
            key("changes", tables("a change of the set-up"), "How the set-up differs before the first part."),
            needed("parts", tables("a part"), "Four or more policies to write, in order."),
        ]],
    ),
    table(
        "a part",
        "A policy to write.",
        &[&[
            needed("id", Form::Text, "Stable id."),
            needed("title", Form::Text, "Title."),
            needed("task", Form::Text, "What to do; paragraphs are separated by empty lines."),
            needed("target", Form::Table("where the policy hangs"), "Whose policy it is."),
            needed("starter", Form::Text, "The text to begin with."),
            GOALS,
            HINTS,
            needed("solution", Form::Text, "A policy that meets the goals."),
            needed("explanation", Form::Text, "Why it does; paragraphs are separated by empty lines."),
        ]],
    ),
    table("where the policy hangs", "Whose policy it is.", &[TARGET]).of_kinds(&OWNERS),
    table(
        "the scale",
        "How it grows, and where it stops.",
        &[&[
            needed("says", Form::Text, "What to see; paragraphs are separated by empty lines."),
            needed("charts", Form::Choices(charts), "Which charts, in order."),
        ]],
    ),
];
