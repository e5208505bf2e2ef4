//! Every table of the format with its keys: the one place to add a row when the loader learns a key.

mod calls;
mod changes;
mod lab;
mod questions;
mod teaching;
mod world;

use super::{ATTACHED, Form, Key, POLICY, TableForm};
use crate::iam::Decision;
use crate::lesson::question::Difficulty;
use crate::lesson::scenario::Level;
use crate::lesson::timeline::Stage;

/// The table that a file is.
pub(super) const TOP: &str = "the file";

/// All tables, from the whole file inwards.
pub(super) fn all() -> impl Iterator<Item = &'static TableForm> {
    [FILE, world::ALL, calls::ALL, changes::ALL, teaching::ALL, questions::ALL, lab::ALL].into_iter().flatten()
}

const fn table(what: &'static str, says: &'static str, keys: &'static [&'static [Key]]) -> TableForm {
    TableForm::new(what, says, keys)
}

const fn key(name: &'static str, form: Form, says: &'static str) -> Key {
    Key::new(name, form, says)
}

const fn needed(name: &'static str, form: Form, says: &'static str) -> Key {
    Key::needed(name, form, says)
}

const fn tables(what: &'static str) -> Form {
    Form::Tables(what)
}

const fn named(what: &'static Form) -> Form {
    Form::Named(what)
}

const ID: Form = Form::Pattern("^[a-z0-9-]{1,64}$");
const PATH: Form = Form::Pattern("^/.*/$|^/$");
const COUNT: Form = Form::Integer(1, i64::MAX);
const MINUTES: Form = Form::Integer(1, 600);
/// What AWS takes for a role; what a call asks for may be wrong on purpose.
const SECONDS: Form = Form::Integer(3600, 43_200);
const ANY_SECONDS: Form = Form::Integer(i64::MIN, i64::MAX);
const POLICIES: Form = Form::Named(&POLICY);
const TAGS: Form = Form::Named(&Form::Text);
const BLOCK: Form = Form::Either(&Form::Flag, &Form::Table("Block Public Access"));

fn levels() -> Vec<&'static str> {
    [Level::Beginner, Level::Intermediate, Level::Advanced].map(Level::name).to_vec()
}

fn stages() -> Vec<&'static str> {
    Stage::ALL.map(Stage::id).to_vec()
}

fn decisions() -> Vec<&'static str> {
    [Decision::Allowed, Decision::ImplicitlyDenied, Decision::ExplicitlyDenied].map(Decision::name).to_vec()
}

fn difficulties() -> Vec<&'static str> {
    Difficulty::ALL.map(Difficulty::id).to_vec()
}

static FILE: &[TableForm] = &[
    table(
        TOP,
        "A scenario: a small cloud, who calls what in it, and the words around it.",
        &[&[
            needed("format", Form::Integer(1, 1), "Version of the format: 1."),
            needed("id", ID, "Stable id; progress is kept under it."),
            needed("title", Form::Text, "Title of the lesson."),
            needed("topic", Form::Text, "Subject, e.g. cloud."),
            needed("level", Form::Choice(levels), "How much a learner should know beforehand."),
            needed("minutes", MINUTES, "About so many minutes."),
            key("builds-on", Form::Texts, "Ids of the lessons it builds on; the home screen draws its map from them."),
            key(
                "on-purpose",
                Form::Texts,
                "Codes of findings in its policies that the lesson shows on purpose; `check` does not tell them.",
            ),
            key("summary", Form::Texts, "The concept snapshot, a line an entry."),
            needed("transcript", Form::Text, "The full text; paragraphs are separated by empty lines."),
            key("sources", tables("a source"), "Pages of AWS that the facts come from."),
            key("lenses", Form::Table("the lenses"), "Minutes for each way to study the lesson."),
            needed("world", Form::Table("the world"), "The set-up."),
            needed("calls", tables("a call"), "Who does what, in order; numbered from 1."),
            needed("steps", tables("a step"), "The words for each row of the process table."),
            needed("flow", tables("a flow node"), "The nodes of the process flow, one for each step."),
            key("execution", tables("an execution line"), "The lines of the execution sample."),
            key("variables", tables("a variable"), "The rows of the status tracker."),
            key("what-ifs", tables("a what-if"), "Named changes of the set-up or the calls."),
            key("key-moments", tables("a key moment"), "Questions that learners ask, with their answers."),
            key("quiz", tables("a question"), "Questions whose key the simulator computes."),
            key("tasks", tables("a task"), "Small tasks: questions, and policies with blanks."),
            key("cards", tables("a card"), "Cards to turn over."),
            key("why", Form::Table("the why"), "The problem before the solution."),
            key("puzzles", tables("a puzzle"), "Broken set-ups to mend."),
            key("project", Form::Table("the project"), "Something to build from nothing."),
            key("scale", Form::Table("the scale"), "How it grows."),
        ]],
    ),
    table(
        "a source",
        "A page of AWS's documentation.",
        &[&[
            needed("title", Form::Text, "Title of the page."),
            needed("url", Form::Pattern("^https://"), "Its https address."),
        ]],
    ),
];
