//! The real program in a pseudo-terminal, seen as a person sees it: through the screen it draws.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How long a screen may take to show what is waited for; generous, because test machines are busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program and its screen.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Every byte the program sent.
    pub sent: Vec<u8>,
    _state: tempfile::TempDir,
}

fn nonzero(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("a size is not zero")
}

impl Terminal {
    /// Starts `program` with `arguments` in `columns` x `rows`.
    pub fn start(program: &str, arguments: &[&str], columns: u16, rows: u16, environment: &[(&str, &str)]) -> Self {
        let state = tempfile::tempdir().expect("a temporary folder");
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env("TERM", "xterm-256color");
        command.env("ROLECALL_STATE_DIR", state.path());
        for name in ["NO_COLOR", "SSH_CONNECTION", "COLORFGBG", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().expect("the program's output");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let writer = pair.master.take_writer().expect("the program's input");
        let parser = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        Self { child, master: pair.master, writer, output, parser, sent: Vec::new(), _state: state }
    }

    fn take_in(&mut self, wait: Duration) -> bool {
        match self.output.recv_timeout(wait) {
            Ok(chunk) => {
                self.parser.process(&chunk);
                self.sent.extend(chunk);
                true
            }
            Err(_) => false,
        }
    }

    /// Waits until the screen is as wanted; fails with the screen.
    pub fn wait_for(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let begin = Instant::now();
        while !wanted(self.parser.screen()) {
            assert!(
                begin.elapsed() < PATIENCE,
                "waited in vain for {what}; the screen is:\n{}",
                self.parser.screen().contents()
            );
            self.take_in(Duration::from_millis(50));
        }
    }

    /// Waits until `text` stands on the screen.
    pub fn wait_for_text(&mut self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the program reads keys");
    }

    /// Changes the size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        // The screen is emptied, so that what is seen afterwards was drawn afterwards.
        self.parser = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        self.master
            .resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .expect("the terminal resizes");
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, name: &str) {
        let id = self.child.process_id().expect("a process").to_string();
        let status = std::process::Command::new("kill").args(["-s", name, &id]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Waits for the end and gives the exit code.
    pub fn exit_code(&mut self) -> u32 {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                while self.take_in(Duration::from_millis(100)) {}
                return status.exit_code();
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "the program does not end; the screen is:\n{}",
                self.parser.screen().contents()
            );
            self.take_in(Duration::from_millis(20));
        }
    }

    /// Whether the terminal is as it was before the program: main screen, cursor, no mouse, no bracketed paste.
    pub fn is_given_back(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// The screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
