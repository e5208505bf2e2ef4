//! The loop: messages in from one channel, frames and effects out. All that the screens do to the world is here.

use super::effect::Effect;
use super::measure::{COUNTS, Timing, measure};
use super::model::{Entry, Model, Start};
use super::msg::{Arrival, Msg};
use super::theme::ThemeName;
use super::{terminal, update, view};
use crate::learner::Record;
use crate::lesson::ExportFile;
use chrono::{DateTime, FixedOffset, Utc};
use crossterm::event::{self, Event};
use crossterm::execute;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, stdout};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};

/// Saves a record; gives what has to be said about it.
pub type Save = Box<dyn FnMut(&Record) -> Result<Option<String>, String>>;

/// Lessons as they become ready or change. Waiting for the next one may take long: a thread of its own does it.
pub type Arrivals = Box<dyn Iterator<Item = Arrival> + Send>;
/// Writes a new file of this name or one like it, with this text; gives the path it got. Never overwrites.
pub type WriteFile = Box<dyn FnMut(&str, &str) -> Result<String, String>>;
/// Writes files into a new folder below the current one, called so or nearly so; gives its path, or what went wrong.
pub type Export = Box<dyn FnMut(&str, &[ExportFile]) -> Result<String, String>>;

/// How the screens begin, and what they need from outside.
pub struct Options {
    /// Where to begin.
    pub start: Start,
    /// Lessons and broken files, and those still to be loaded.
    pub entries: Vec<Entry>,
    /// Loads these while the first frame is on the screen.
    pub arrivals: Arrivals,
    /// Colours.
    pub theme: ThemeName,
    /// Seven-bit signs.
    pub ascii: bool,
    /// Things may move.
    pub motion: bool,
    /// The mouse is used.
    pub mouse: bool,
    /// What the learner did so far.
    pub record: Record,
    /// Said at the start.
    pub notice: Option<String>,
    /// Real time.
    pub now: fn() -> DateTime<Utc>,
    /// The learner's offset from UTC.
    pub offset: FixedOffset,
    /// Keeps the record.
    pub save: Save,
    /// Writes what is exported.
    pub write: WriteFile,
    /// Writes what a learner takes along.
    pub export: Export,
}

/// How the screens ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The learner quit.
    Quit,
    /// A signal with this number.
    Signal(u8),
}

/// The terminal failed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct TuiError(#[from] io::Error);

/// What comes through the channel.
enum Incoming {
    Terminal(Event),
    Signal(i32),
    Arrival(Arrival),
    Measured(Timing),
    Broken(io::Error),
}

type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Runs the screens until the learner quits or a signal ends them. The terminal is given back in every case.
pub fn run(options: Options) -> Result<Exit, TuiError> {
    let mut model =
        Model::new(options.entries, options.theme, options.ascii, options.motion, options.record, options.now);
    model.notice = options.notice;
    model.offset = options.offset;

    terminal::install_panic_hook();
    let _held = terminal::Held;
    let (sender, receiver) = mpsc::channel();
    listen_to_signals(&sender)?;
    terminal::enter(options.mouse)?;
    let mut screen = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 15, stdout())))?;
    let size = screen.size()?;
    update(&mut model, Msg::Resize(size.width, size.height));
    // After the size is known: a lens may lay out its text when it is opened.
    let effects = model.start(&options.start);
    draw(&mut screen, &model)?;
    listen_to_arrivals(sender.clone(), options.arrivals);
    listen_to_terminal(sender.clone());
    let Options { save, write, export, mouse, .. } = options;
    let mut screens = Loop { model, screen, save, write, export, mouse, sender };
    match screens.carry_out(effects)? {
        Some(exit) => Ok(exit),
        None => screens.run(&receiver),
    }
}

struct Loop {
    model: Model,
    screen: Screen,
    save: Save,
    write: WriteFile,
    export: Export,
    mouse: bool,
    /// For what is worked out on threads of its own.
    sender: Sender<Incoming>,
}

impl Loop {
    fn run(mut self, receiver: &Receiver<Incoming>) -> Result<Exit, TuiError> {
        loop {
            // Asleep unless something moves: no message, no wake-up.
            let incoming = match self.model.tick() {
                Some(wait) => match receiver.recv_timeout(wait) {
                    Ok(incoming) => Some(incoming),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return Ok(Exit::Quit),
                },
                None => match receiver.recv() {
                    Ok(incoming) => Some(incoming),
                    Err(_) => return Ok(Exit::Quit),
                },
            };
            if let Some(exit) = self.take(incoming)? {
                return Ok(exit);
            }
            // What has come in meanwhile is taken in before one frame shows it all.
            while let Ok(incoming) = receiver.try_recv() {
                if let Some(exit) = self.take(Some(incoming))? {
                    return Ok(exit);
                }
            }
            draw(&mut self.screen, &self.model)?;
        }
    }

    fn take(&mut self, incoming: Option<Incoming>) -> Result<Option<Exit>, TuiError> {
        let msg = match incoming {
            None => Msg::Tick,
            Some(Incoming::Terminal(Event::Key(key))) => {
                crash_on_request(&key);
                Msg::Key(key)
            }
            Some(Incoming::Terminal(Event::Mouse(mouse))) => Msg::Mouse(mouse),
            Some(Incoming::Terminal(Event::Paste(text))) => Msg::Paste(text),
            Some(Incoming::Terminal(Event::Resize(columns, rows))) => Msg::Resize(columns, rows),
            Some(Incoming::Terminal(_)) => return Ok(None),
            Some(Incoming::Arrival(arrival)) => Msg::Arrival(arrival),
            Some(Incoming::Measured(timing)) => Msg::Measured(timing),
            Some(Incoming::Signal(number)) => return self.on_signal(number),
            Some(Incoming::Broken(error)) => return Err(error.into()),
        };
        let effects = update(&mut self.model, msg);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Option<Exit>, TuiError> {
        for effect in effects {
            match effect {
                Effect::Save => self.keep(),
                Effect::Measure => measure_beside(self.sender.clone()),
                Effect::WriteFile { name, text, what_ifs } => {
                    let written = (self.write)(&name, &text);
                    update(&mut self.model, Msg::Written(written, what_ifs));
                }
                Effect::Write { folder, files } => {
                    let said = match (self.export)(&folder, &files) {
                        Ok(made) => format!("wrote {} files into {made}", files.len()),
                        Err(error) => error,
                    };
                    update(&mut self.model, Msg::Notice(said));
                }
                Effect::Suspend => self.suspend()?,
                Effect::Quit => return Ok(Some(Exit::Quit)),
            }
        }
        Ok(None)
    }

    fn keep(&mut self) {
        match (self.save)(&self.model.record) {
            Ok(None) => {}
            Ok(Some(notice)) | Err(notice) => {
                update(&mut self.model, Msg::Notice(notice));
            }
        }
    }

    /// Everything on the screen is drawn anew: what is there now is not ours.
    fn repaint(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        update(&mut self.model, Msg::Resize(size.width, size.height));
        self.screen.resize(Rect::new(0, 0, size.width, size.height))
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> Result<(), TuiError> {
        use nix::sys::signal::{Signal, killpg};
        if !somebody_can_continue_us() {
            update(&mut self.model, Msg::Notice("no shell is there that could continue the program".to_owned()));
            return Ok(());
        }
        terminal::leave();
        // The whole group, so that a wrapping shell script stops too. STOP and not TSTP, which we listen to ourselves.
        killpg(nix::unistd::getpgrp(), Signal::SIGSTOP).map_err(io::Error::from)?;
        terminal::enter(self.mouse)?;
        self.repaint()?;
        Ok(())
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> Result<(), TuiError> {
        update(&mut self.model, Msg::Notice("this system cannot suspend a program".to_owned()));
        Ok(())
    }

    #[cfg(unix)]
    fn on_signal(&mut self, number: i32) -> Result<Option<Exit>, TuiError> {
        use signal_hook::consts::{SIGCONT, SIGTSTP};
        match number {
            SIGTSTP => self.suspend()?,
            SIGCONT => {
                // Somebody continued us after an uncatchable stop: the modes may be another program's.
                terminal::leave();
                terminal::enter(self.mouse)?;
                self.repaint()?;
            }
            _ => {
                self.keep();
                return Ok(Some(Exit::Signal(u8::try_from(number).unwrap_or(0))));
            }
        }
        Ok(None)
    }

    #[cfg(not(unix))]
    fn on_signal(&mut self, _: i32) -> Result<Option<Exit>, TuiError> {
        Ok(None)
    }
}

/// Whether the parent is a shell with job control: in our session, but of another process group. Without one a stopped
/// program would stay stopped for ever. In a container the parent, or the leader of its session, can stand outside:
/// the system then gives it the number 0, which is an answer here and no process.
#[cfg(unix)]
fn somebody_can_continue_us() -> bool {
    use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
    let parent = getppid();
    if parent == Pid::from_raw(0) {
        return false;
    }
    let same_session = getsid(Some(parent)).is_ok_and(|theirs| getsid(None) == Ok(theirs));
    same_session && getpgid(Some(parent)).is_ok_and(|group| group != getpgrp())
}

fn draw(screen: &mut Screen, model: &Model) -> io::Result<()> {
    execute!(screen.backend_mut(), BeginSynchronizedUpdate)?;
    screen.draw(|frame| view(model, frame))?;
    execute!(screen.backend_mut(), EndSynchronizedUpdate)
}

/// Ends with the last arrival: from then on nothing wakes the program but its learner.
fn listen_to_arrivals(sender: Sender<Incoming>, arrivals: Arrivals) {
    std::thread::spawn(move || {
        for arrival in arrivals {
            if sender.send(Incoming::Arrival(arrival)).is_err() {
                return;
            }
        }
    });
}

/// Measures on a thread of its own and tells each result as it comes; the screens go on meanwhile.
fn measure_beside(sender: Sender<Incoming>) {
    std::thread::spawn(move || {
        for count in COUNTS {
            if sender.send(Incoming::Measured(measure(count))).is_err() {
                return;
            }
        }
    });
}

fn listen_to_terminal(sender: Sender<Incoming>) {
    std::thread::spawn(move || {
        loop {
            let incoming = match event::read() {
                Ok(event) => Incoming::Terminal(event),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Incoming::Broken(error),
            };
            let broken = matches!(incoming, Incoming::Broken(_));
            if sender.send(incoming).is_err() || broken {
                return;
            }
        }
    });
}

#[cfg(unix)]
fn listen_to_signals(sender: &Sender<Incoming>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    let sender = sender.clone();
    std::thread::spawn(move || {
        for number in &mut signals {
            if sender.send(Incoming::Signal(number)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every system")]
fn listen_to_signals(_: &Sender<Incoming>) -> io::Result<()> {
    Ok(())
}

/// Debug builds crash on request, so that a test can see that the terminal is given back.
fn crash_on_request(key: &crossterm::event::KeyEvent) {
    let asked = cfg!(debug_assertions) && key.code == crossterm::event::KeyCode::F(12);
    assert!(!asked || std::env::var_os("ROLECALL_TEST_PANIC").is_none(), "a panic was asked for");
}
