//! The budgets that only the whole program has: start to first frame, idle, memory, lines through `decide`, scenarios
//! through `check`, size of the binary.
//!
//! `cargo bench --bench program` runs the release binary in a pseudo-terminal of 120x40 and prints one table.
//! These are process measurements with few, slow samples, so they stand beside divan's benches, not in them.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rolecall::lesson::embedded;
use std::io::Read;
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const SIZE: (u16, u16) = (40, 120);
const STARTS: usize = 40;
/// Lines through `decide`, and how often.
const LINES: usize = 100_000;
const RUNS: usize = 7;
/// Files that `check` reads at once.
const SCENARIOS: usize = 1_000;
const IDLE: Duration = Duration::from_secs(5);

fn main() {
    // `cargo test --benches` runs this too; it is no test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let state = tempfile::tempdir().expect("a temporary folder for the learner's record");
    println!("{:<44} {:>10} {:>10} {:>10}", "", "median", "p95", "budget");
    for (what, arguments) in
        [("start to first frame, home", &[][..]), ("start to first frame, lesson", &["learn", "iam-roles"])]
    {
        let mut times: Vec<Duration> = (0..STARTS).map(|_| start(arguments, state.path()).0).collect();
        times.sort();
        println!("{what:<44} {:>10.2?} {:>10.2?} {:>10}", times[STARTS / 2], times[STARTS * 95 / 100], "10 ms");
    }
    let (_, mut running) = start(&["learn", "iam-roles", "--no-motion"], state.path());
    std::thread::sleep(Duration::from_secs(1));
    if let Some(before) = running.counters() {
        std::thread::sleep(IDLE);
        let after = running.counters().unwrap_or(before);
        println!("{:<44} {:>10} {:>10} {:>10}", "idle: context switches in 5 s", after.0 - before.0, "", "0");
        println!("{:<44} {:>10} {:>10} {:>10}", "idle: CPU ticks in 5 s", after.1 - before.1, "", "0");
        println!(
            "{:<44} {:>7.1} MB {:>10} {:>10}",
            "resident memory, lesson open",
            after.2 as f64 / 1024.0,
            "",
            "12 MB"
        );
    }
    running.end();
    let mut rates: Vec<f64> = (0..RUNS).map(|_| lines_a_second(state.path())).collect();
    rates.sort_by(f64::total_cmp);
    let (slowest, median, best) = (rates[0], rates[RUNS / 2], rates[RUNS - 1]);
    println!(
        "{:<44} {:>10} {:>10} {:>10}",
        format!("`decide`, lines a second (best {best:.0})"),
        format!("{median:.0}"),
        format!("{slowest:.0}"),
        "80000"
    );
    let scenarios = scenarios();
    let mut times: Vec<Duration> = (0..RUNS).map(|_| check(scenarios.path())).collect();
    times.sort();
    let what = format!("`check` on {SCENARIOS} scenarios");
    println!("{what:<44} {:>10.2?} {:>10.2?} {:>10}", times[RUNS / 2], times[RUNS - 1], "1 s");
    let size = std::fs::metadata(env!("CARGO_BIN_EXE_rolecall")).map_or(0, |file| file.len());
    println!("{:<44} {:>7.2} MB {:>10} {:>10}", "binary, stripped", size as f64 / 1e6, "", "5 MB");
}

/// How many lines with the five-layer case `rolecall decide` answers in a second, start of the program included.
fn lines_a_second(folder: &std::path::Path) -> f64 {
    let path = folder.join("cases.jsonl");
    let case: String = include_str!("../tests/conformance/bench-case.json").lines().map(str::trim).collect();
    std::fs::write(&path, (case + "\n").repeat(LINES)).expect("the cases are written");
    let begin = Instant::now();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_rolecall")).arg("decide").arg(&path).output();
    let time = begin.elapsed();
    let answers = output.expect("the program runs").stdout;
    assert_eq!(String::from_utf8_lossy(&answers).lines().count(), LINES, "one answer for each line");
    LINES as f64 / time.as_secs_f64()
}

/// A folder of scenarios: the shipped ones again and again, each under an id of its own.
fn scenarios() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder for the scenarios");
    for (number, (name, text)) in embedded().iter().cycle().take(SCENARIOS).enumerate() {
        let id = name.strip_suffix(".toml").expect("a scenario");
        let own = text.replacen(&format!("id = \"{id}\""), &format!("id = \"{id}-{number}\""), 1);
        assert_ne!(own, *text, "the id is where it was");
        std::fs::write(folder.path().join(format!("{number:04}.toml")), own).expect("it is written");
    }
    folder
}

/// How long `rolecall check` takes for all of them, start of the program included.
fn check(folder: &std::path::Path) -> Duration {
    let begin = Instant::now();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_rolecall")).arg("check").arg(folder).output();
    let time = begin.elapsed();
    let said = String::from_utf8_lossy(&output.expect("the program runs").stdout).into_owned();
    assert_eq!(said.trim(), format!("{SCENARIOS} scenarios checked: 0 errors, 0 warnings"));
    time
}

/// The program running in a pseudo-terminal.
struct Running {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Running {
    /// Context switches of all threads, CPU ticks, resident KiB; from `/proc`, so Linux only.
    fn counters(&mut self) -> Option<(u64, u64, u64)> {
        let process = format!("/proc/{}", self.child.process_id()?);
        let number = |text: &str, name: &str| -> Option<u64> {
            text.lines().find(|line| line.starts_with(name))?.split_whitespace().nth(1)?.parse().ok()
        };
        let mut switches = 0;
        for thread in std::fs::read_dir(format!("{process}/task")).ok()? {
            let status = std::fs::read_to_string(thread.ok()?.path().join("status")).ok()?;
            switches += number(&status, "voluntary_ctxt_switches")? + number(&status, "nonvoluntary_ctxt_switches")?;
        }
        let stat = std::fs::read_to_string(format!("{process}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        let status = std::fs::read_to_string(format!("{process}/status")).ok()?;
        Some((switches, ticks, number(&status, "VmRSS")?))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts the program and waits until its first whole frame (the footer's help key) stands on the screen.
fn start(arguments: &[&str], state: &std::path::Path) -> (Duration, Running) {
    let (rows, columns) = SIZE;
    let pair = native_pty_system()
        .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
        .expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    command.env("ROLECALL_STATE_DIR", state);
    let reader = pair.master.try_clone_reader().expect("the terminal's output");
    let receiver = read_in_background(reader);
    let mut parser = vt100::Parser::new(NonZero::new(rows).expect("rows"), NonZero::new(columns).expect("columns"), 0);
    let begin = Instant::now();
    let child = pair.slave.spawn_command(command).expect("the program starts");
    drop(pair.slave);
    loop {
        let chunk = receiver.recv_timeout(Duration::from_secs(10)).expect("a first frame within 10 s");
        parser.process(&chunk);
        if parser.screen().contents().contains("help") {
            break;
        }
    }
    (begin.elapsed(), Running { child, _master: pair.master })
}

fn read_in_background(mut reader: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut chunk = [0; 8192];
        while let Ok(length @ 1..) = reader.read(&mut chunk) {
            if sender.send(chunk[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
