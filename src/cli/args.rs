//! What can be typed. Names and shapes are a contract (`CHANGELOG.md`).

use crate::lesson::Lens;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Learn how AWS access really works: step through a request and see which statement of which policy decided.
#[derive(Debug, Parser)]
#[command(name = "rolecall", version, max_term_width = 100)]
#[command(
    after_help = "Without a verb the home screen opens. Exit codes: 0 done, 1 the input was judged bad, 2 wrong usage."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    #[command(flatten)]
    pub look: Look,
    /// Find lessons in this folder too; may be given several times. `ROLECALL_PATH` names more, like `PATH`
    #[arg(long, value_name = "DIR", global = true)]
    pub path: Vec<PathBuf>,
}

/// How things look.
#[derive(Debug, clap::Args)]
pub(crate) struct Look {
    /// Colours
    #[arg(long, value_enum, default_value_t = ThemeChoice::Auto, global = true)]
    pub theme: ThemeChoice,
    /// Draw with seven-bit signs only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Keep the picture still
    #[arg(long, global = true)]
    pub no_motion: bool,
    /// Plain linear text instead of screens
    #[arg(long, global = true)]
    pub plain: bool,
    /// Use the mouse: click panels and steps, scroll
    #[arg(long, global = true)]
    pub mouse: bool,
}

/// Colours to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ThemeChoice {
    /// By the terminal's background
    Auto,
    /// For dark backgrounds
    Dark,
    /// For light backgrounds
    Light,
    /// For projectors and low vision
    HighContrast,
    /// Blue and orange in place of green and red
    ColourBlind,
    /// No colour at all
    None,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Open a lesson; without one, the home screen
    Learn {
        /// Id of a lesson, or path of a scenario file
        lesson: Option<String>,
        /// Lens to open
        #[arg(long, value_parser = lens(), requires = "lesson")]
        lens: Option<Lens>,
        /// Load the lesson again whenever its file is saved
        #[arg(long, requires = "lesson")]
        watch: bool,
    },
    /// List the lessons
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Play a lesson and print what happens
    Play {
        /// Id of a lesson, or path of a scenario file
        lesson: String,
        /// Form of the output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Play with this change; may be given several times
        #[arg(long, value_name = "ID")]
        what_if: Vec<String>,
        /// Stop after this step: its number, or its stage such as `validate`
        #[arg(long, value_name = "STEP")]
        until: Option<String>,
    },
    /// Go straight to the quiz of a lesson
    Quiz {
        /// Id of a lesson, or path of a scenario file
        lesson: String,
    },
    /// Prove scenario files: play them and hold them against what they claim
    Check {
        /// Files, folders that hold them, or ids of lessons
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Check again whenever a file is saved, until Ctrl-C
        #[arg(long)]
        watch: bool,
    },
    /// Begin a lesson of your own: write a small scenario that is proved
    New {
        /// Its id and the name of its file: up to 64 lower-case letters, digits and hyphens
        name: String,
        /// Folder to write it to
        #[arg(long, value_name = "DIR", default_value = "scenarios")]
        at: PathBuf,
    },
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Decide cases: JSON Lines in, JSON Lines out, in input order
    Decide {
        /// File to read; `-` or nothing means standard input
        file: Option<PathBuf>,
        /// Add all that was considered
        #[arg(long)]
        explain: bool,
        /// JSON Lines even on a terminal
        #[arg(long)]
        json: bool,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// The ways to study a lesson, by the names that files use.
fn lens() -> impl TypedValueParser<Value = Lens> {
    let values = Lens::ALL.map(|lens| PossibleValue::new(lens.id()).help(lens.words()));
    PossibleValuesParser::new(values)
        .try_map(|id| Lens::ALL.into_iter().find(|lens| lens.id() == id).ok_or("there is no such lens"))
}

/// Forms of `play`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Linear text
    Text,
    /// One JSON object
    Json,
    /// Markdown
    Markdown,
}
