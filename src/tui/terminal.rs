//! The terminal's modes: taken at the start, given back at every end. The one door to them.

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io::{self, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the modes are taken; the panic hook asks it.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Raw mode, alternate screen, bracketed paste and, when asked for, the mouse.
pub(super) fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        execute!(stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives everything back. May be called twice; each part is tried whatever became of the others.
pub(super) fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(stdout(), DisableMouseCapture);
    let _ = execute!(stdout(), DisableBracketedPaste);
    let _ = execute!(stdout(), LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// Gives the terminal back when a panic ends the program, then says what happened. Where panics unwind, a worker's
/// ends the worker alone and must not touch the screen that is still being drawn.
pub(super) fn install_panic_hook() {
    let main = std::thread::current().id();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if cfg!(panic = "abort") || std::thread::current().id() == main {
            leave();
            before(info);
        }
    }));
}

/// Holds the terminal; dropping it gives it back.
pub(super) struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        leave();
    }
}
