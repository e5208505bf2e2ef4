//! Quiz, tasks and cards.

use super::super::{Case, Form, Key, TableForm};
use super::changes::TARGET;
use super::{COUNT, difficulties, key, needed, table, tables};
use crate::lesson::load_targets::OWNERS;
use crate::lesson::question::{Asks, FactKind, KINDS, LAYERS, OrderBy};

fn facts() -> Vec<&'static str> {
    FactKind::ALL.iter().map(|kind| kind.id()).collect()
}

fn layers() -> Vec<&'static str> {
    LAYERS.map(crate::iam::Layer::id).to_vec()
}

fn asked() -> Vec<&'static str> {
    Asks::ALL.map(Asks::id).to_vec()
}

fn orders() -> Vec<&'static str> {
    OrderBy::ALL.map(OrderBy::id).to_vec()
}

fn of_quiz() -> Vec<&'static str> {
    KINDS.to_vec()
}

fn of_tasks() -> Vec<&'static str> {
    KINDS.into_iter().chain(["blank"]).collect()
}

/// What every kind of question has, but for `kind`.
const COMMON: &[Key] = &[
    needed("id", Form::Text, "Stable id, such as lesson/question; answers are kept under it."),
    needed("prompt", Form::Text, "The question."),
    key("asks", Form::Choice(asked), "What it asks; without it, the first of these words in the prompt."),
    key("difficulty", Form::Choice(difficulties), "How hard it is; medium without."),
    key("source", Form::Text, "Title of the source it rests on."),
    needed("hints", Form::Texts, "Three: a nudge, a pointer, a worked answer."),
    key("points-at", tables("a pointer"), "What the later hints light."),
    key("placement", Form::Flag, "Asked to find where to begin: it is understood without the lesson's story."),
];

const FACT: &[Key] = &[
    needed("fact", Form::Choice(facts), "What the simulator computes."),
    WHAT_IF,
    key("step", COUNT, "Number of the step it is about."),
    key("layer", Form::Choice(layers), "The layer asked for, with the fact `layer-outcome`."),
];
const WHAT_IF: Key = key("what-if", Form::Text, "Id of the what-if under which it is played.");
const VALUE: Key = needed("value", Form::Text, "The value of the fact that it claims.");
const MISTAKES: Key = key("mistakes", tables("a mistake"), "Likely wrong answers.");

/// What can be chosen.
const OPTION: &[Key] = &[
    needed("text", Form::Text, "What can be chosen."),
    needed("explanation", Form::Text, "Why it is right, or which misconception it is."),
];

/// The six kinds of question.
const QUESTIONS: &[Case] = &[
    Case {
        is_default: true,
        ..case("choice", &[FACT, &[needed("options", tables("an option"), "Four options; one has the fact's value.")]])
    },
    case("multiple", &[&[needed("options", tables("an option of several"), "Three to six, each with its own fact.")]]),
    case(
        "order",
        &[&[
            needed("by", Form::Choice(orders), "What they are put in order by."),
            WHAT_IF,
            needed("items", tables("an item"), "Three to six."),
        ]],
    ),
    case("match", &[&[needed("pairs", tables("a pair"), "Three to five.")]]),
    case(
        "fill",
        &[
            FACT,
            &[
                key("accept", Form::Texts, "Other answers that count; they may hold placeholders in braces."),
                MISTAKES,
                needed("otherwise", Form::Text, "What is said to any other answer."),
            ],
        ],
    ),
    case("pick", &[&[needed("step", COUNT, "Number of the step whose deciding statement is picked."), WHAT_IF]]),
];

/// A policy with blanks.
const BLANK: &[Case] = &[Case {
    one_of: &OWNERS,
    ..case(
        "blank",
        &[
            TARGET,
            &[
                needed("document", Form::Text, "The policy, with ____ where something is left out."),
                needed("solution", Form::Texts, "One answer that works, a part for each blank."),
                needed("goals", tables("a goal"), "What the filled policy has to do."),
                MISTAKES,
                WHAT_IF,
            ],
        ],
    )
}];

const fn case(kind: &'static str, keys: &'static [&'static [Key]]) -> Case {
    Case { kind, is_default: false, keys, one_of: &[] }
}

pub(super) static ALL: &[TableForm] = &[
    TableForm {
        cases: &[QUESTIONS],
        ..table(
            "a question",
            "A question of the quiz, of one of six kinds. The simulator computes its key.",
            &[COMMON, &[key("kind", Form::Choice(of_quiz), "Which kind of question; choice without.")]],
        )
    },
    TableForm {
        cases: &[QUESTIONS, BLANK],
        ..table(
            "a task",
            "A small task: a question of one of six kinds, or a policy with blanks.",
            &[COMMON, &[key("kind", Form::Choice(of_tasks), "Which kind of task; choice without.")]],
        )
    },
    table("an option", "An option of a question.", &[OPTION, &[VALUE]]),
    table(
        "an option of several",
        "An option with a fact of its own: right when the fact has the value.",
        &[OPTION, &[VALUE], FACT],
    ),
    table(
        "an item",
        "Something to put in its place: a step, a layer or a call.",
        &[&[
            needed("text", Form::Text, "What is put in its place."),
            needed("explanation", Form::Text, "Why it stands there."),
            key("step", COUNT, "Number of the step, for an order of steps."),
            key("layer", Form::Choice(layers), "The layer, for an order of layers."),
            key("call", COUNT, "Number of the call, for an order by the clock."),
        ]],
    )
    .of_kinds(&["step", "layer", "call"]),
    table(
        "a pair",
        "What belongs together, with a fact that proves it.",
        &[
            &[
                key("left", Form::Text, "What stands on the left."),
                key("left-fact", Form::Choice(facts), "A fact whose value stands on the left."),
                needed("right", Form::Text, "What belongs to it."),
                needed("explanation", Form::Text, "Why it does."),
                VALUE,
            ],
            FACT,
        ],
    )
    .of_kinds(&["left", "left-fact"]),
    table(
        "a mistake",
        "A likely wrong answer.",
        &[&[
            needed("value", Form::Text, "The answer."),
            needed("explanation", Form::Text, "Which misconception it is."),
        ]],
    ),
    table(
        "a card",
        "A card to turn over; learners judge themselves.",
        &[&[
            needed("id", Form::Text, "Stable id; what a learner remembers is kept under it."),
            needed("front", Form::Text, "What is asked."),
            needed("back", Form::Text, "The answer."),
            key("difficulty", Form::Choice(difficulties), "How hard it is; medium without."),
            key("source", Form::Text, "Title of the source it rests on."),
        ]],
    ),
];
