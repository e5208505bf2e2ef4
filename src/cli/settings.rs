//! What the terminal can show and the learner wants: arguments first, then the environment.

use super::args::{Arguments, ThemeChoice};
use crate::diagnostic::RenderStyle;
use crate::learner::{Store, StoreError};
use crate::tui::theme::ThemeName;
use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::PathBuf;

/// Settings of one run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub theme: ThemeName,
    pub ascii: bool,
    pub motion: bool,
    pub mouse: bool,
    /// Linear text: asked for, or there is no terminal.
    pub plain: bool,
    /// Somebody sits at the keyboard.
    pub interactive_input: bool,
    /// Folders of `ROLECALL_PATH` and `--path`, in this order.
    pub shelves: Vec<PathBuf>,
    /// Somebody reads along: input and output are both a terminal.
    pub read_along: bool,
    state: Option<PathBuf>,
}

impl Settings {
    pub fn of(arguments: &Arguments) -> Self {
        let look = &arguments.look;
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let terminal = stdin().is_terminal() && stdout().is_terminal();
        let theme = match look.theme {
            ThemeChoice::Auto if set("NO_COLOR") => ThemeName::None,
            ThemeChoice::Auto => background(),
            ThemeChoice::Dark => ThemeName::Dark,
            ThemeChoice::Light => ThemeName::Light,
            ThemeChoice::HighContrast => ThemeName::HighContrast,
            ThemeChoice::ColourBlind => ThemeName::ColourBlind,
            ThemeChoice::None => ThemeName::None,
        };
        Self {
            theme,
            ascii: look.ascii || !speaks_utf8(),
            // A slow line should not be filled with decoration.
            motion: !look.no_motion && !set("SSH_CONNECTION"),
            mouse: look.mouse,
            plain: look.plain || dumb || !terminal,
            interactive_input: stdin().is_terminal(),
            shelves: named_shelves().chain(arguments.path.iter().cloned()).collect(),
            read_along: terminal,
            state: std::env::var_os("ROLECALL_STATE_DIR").filter(|value| !value.is_empty()).map(PathBuf::from),
        }
    }

    /// How diagnostics are dressed on stderr.
    pub fn render_style(&self) -> RenderStyle {
        if stderr().is_terminal() && self.theme != ThemeName::None { RenderStyle::Coloured } else { RenderStyle::Plain }
    }

    /// Columns for text on stderr; what is piped is not folded.
    pub fn columns() -> usize {
        let size = stderr().is_terminal().then(crossterm::terminal::size).and_then(Result::ok);
        size.map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0).unwrap_or(usize::MAX)
    }

    /// Where progress is kept.
    pub fn store(&self) -> Result<Store, StoreError> {
        Store::open(self.state.clone())
    }
}

/// The folders of `ROLECALL_PATH`; as with `PATH`, one that is not there is passed over.
fn named_shelves() -> impl Iterator<Item = PathBuf> {
    let named = std::env::var_os("ROLECALL_PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&named).filter(|folder| folder.is_dir()).collect();
    folders.into_iter()
}

/// Dark unless the terminal says its background is light. Asking it would need an answer that some never give.
fn background() -> ThemeName {
    let told = std::env::var("COLORFGBG").unwrap_or_default();
    match told.rsplit(';').next() {
        Some("7" | "15") => ThemeName::Light,
        _ => ThemeName::Dark,
    }
}

/// A locale that is set and is not UTF-8 gets ASCII.
fn speaks_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| {
        let lower = locale.to_lowercase();
        lower.contains("utf-8") || lower.contains("utf8") || lower == "c" || lower == "posix"
    })
}
