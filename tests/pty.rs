//! The whole program in a real pseudo-terminal: whatever happens, the terminal is given back.
#![cfg(unix)]

mod common;

use common::Terminal;

const ROLECALL: &str = env!("CARGO_BIN_EXE_rolecall");

fn lesson(columns: u16, rows: u16) -> Terminal {
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles", "--no-motion"], columns, rows, &[]);
    terminal.wait_for_text("next");
    terminal
}

/// `q` ends the program well, and the terminal is as it was before.
fn quit(terminal: &mut Terminal) {
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_given_back());
}

#[test]
fn the_home_screen_comes_up_and_q_gives_the_terminal_back() {
    let mut terminal = Terminal::start(ROLECALL, &[], 120, 40, &[]);
    terminal.wait_for_text("IAM roles: borrow permissions");
    assert!(terminal.screen().alternate_screen());
    quit(&mut terminal);
}

#[test]
fn a_lesson_is_stepped_forward_and_back() {
    let mut terminal = lesson(120, 40);
    terminal.send("\u{1b}[C\u{1b}[C");
    terminal.wait_for_text("issued for a");
    terminal.send("\u{1b}[D");
    terminal.wait_for("step 2 hidden again", |screen| !screen.contents().contains("issued for a"));
    quit(&mut terminal);
}

#[test]
fn decisions_are_measured_beside_the_screens() {
    let mut terminal = lesson(120, 40);
    terminal.send("9");
    terminal.wait_for_text("Enter measures again");
    let screen = terminal.screen().contents();
    assert!(screen.contains("On this machine a decision over 1 statement takes"), "{screen}");
    // A second measurement does not keep the keys waiting, nor the end.
    terminal.send("\r3");
    terminal.wait_for_text("Process");
    quit(&mut terminal);
}

#[test]
fn resizing_to_a_single_cell_and_back_is_survived() {
    let mut terminal = lesson(120, 40);
    for (columns, rows) in [(80, 24), (59, 15), (20, 3), (1, 1), (1000, 2), (3, 200)] {
        terminal.resize(columns, rows);
        std::thread::sleep(std::time::Duration::from_millis(60));
    }
    terminal.resize(40, 10);
    terminal.wait_for_text("needs 60x16");
    terminal.resize(100, 34);
    terminal.wait_for_text("Process");
    quit(&mut terminal);
}

#[test]
fn signals_that_end_the_program_give_the_terminal_back_first() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut terminal = lesson(100, 30);
        terminal.signal(name);
        assert_eq!(terminal.exit_code(), code, "SIG{name}");
        assert!(terminal.is_given_back(), "SIG{name}");
    }
}

#[test]
fn ctrl_c_quits() {
    let mut terminal = lesson(100, 30);
    terminal.send("\u{3}");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_given_back());
}

#[test]
fn progress_that_cannot_be_kept_is_said_on_the_screen_and_once_more_at_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").expect("a file");
    let place = file.join("state");
    let place = place.to_str().expect("a name");
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles"], 100, 30, &[("ROLECALL_STATE_DIR", place)]);
    terminal.wait_for_text("progress cannot be kept");
    // The rest goes on.
    terminal.send("\u{1b}[C");
    terminal.send("\u{1b}[C");
    terminal.wait_for("the second step", |screen| screen.contents().contains("STS validates"));
    quit(&mut terminal);
    assert!(
        terminal.screen().contents().contains("rolecall: progress cannot be kept"),
        "{}",
        terminal.screen().contents()
    );
}

#[test]
fn the_mouse_is_given_back_too() {
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles", "--mouse"], 100, 30, &[]);
    terminal.wait_for_text("next");
    assert_ne!(terminal.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    quit(&mut terminal);
}

/// Only debug builds crash on request.
#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_and_is_readable() {
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles"], 100, 30, &[("ROLECALL_TEST_PANIC", "1")]);
    terminal.wait_for_text("next");
    terminal.send("\u{1b}[24~");
    assert_eq!(terminal.exit_code(), 101);
    assert!(terminal.is_given_back());
    assert!(terminal.screen().contents().contains("a panic was asked for"));
}

#[test]
fn ctrl_z_under_a_shell_suspends_and_fg_comes_back() {
    let mut terminal = Terminal::start("bash", &["--norc", "--noprofile", "-i"], 100, 30, &[("PS1", "ready> ")]);
    terminal.wait_for_text("ready>");
    terminal.send(&format!("{ROLECALL} learn iam-roles --no-motion\r"));
    terminal.wait_for_text("next");
    terminal.send("\u{1a}");
    terminal.wait_for("the shell again", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
    assert!(!terminal.screen().hide_cursor(), "the cursor is back");
    terminal.send("fg\r");
    terminal.wait_for("the lesson again", |screen| screen.alternate_screen() && screen.contents().contains("Process"));
    terminal.send("\u{1b}[C");
    terminal.wait_for_text("sent to AWS");
    terminal.send("q");
    terminal.wait_for("the shell at the end", |screen| !screen.alternate_screen());
}

#[test]
fn no_color_draws_without_any_colour() {
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles"], 100, 34, &[("NO_COLOR", "1")]);
    terminal.wait_for_text("next");
    terminal.send("\u{1b}[C\u{1b}[C");
    terminal.wait_for_text("TrustAlice");
    let (rows, columns) = terminal.screen().size();
    for row in 0..rows.get() {
        for column in 0..columns.get() {
            let cell = terminal.screen().cell(row, column).expect("a cell");
            assert_eq!((cell.fgcolor(), cell.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
        }
    }
    quit(&mut terminal);
}

#[test]
fn ctrl_z_without_a_shell_goes_on_and_says_so() {
    let mut terminal = lesson(100, 30);
    terminal.send("\u{1a}");
    terminal.wait_for_text("no shell is there");
    terminal.send("\u{1b}[C");
    terminal.wait_for_text("sent to AWS");
    quit(&mut terminal);
}

/// In a container the session's leader can stand outside, where the system gives it no number.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_in_a_container_goes_on_and_says_so() {
    let namespace = ["--user", "--map-root-user", "--pid", "--fork"];
    let allowed = std::process::Command::new("unshare").args(namespace).arg("true").status();
    if !allowed.is_ok_and(|status| status.success()) {
        return;
    }
    let arguments = [&namespace[..], &["/bin/sh", "-c", "$0 learn iam-roles; true", ROLECALL]].concat();
    let mut terminal = Terminal::start("unshare", &arguments, 100, 30, &[]);
    terminal.wait_for_text("next");
    terminal.send("\u{1a}");
    terminal.wait_for_text("no shell is there");
    quit(&mut terminal);
}

#[test]
fn the_plain_lesson_waits_for_its_reader_and_stops_when_told() {
    let mut terminal = Terminal::start(ROLECALL, &["learn", "iam-roles", "--plain"], 100, 60, &[]);
    terminal.wait_for_text("Enter for the next step");
    terminal.send("\r");
    terminal.wait_for_text("Step 1 of 5");
    terminal.send("q\r");
    terminal.wait_for_text("Stopped before step 2 of 5.");
    assert_eq!(terminal.exit_code(), 0);
    assert!(!terminal.screen().contents().contains("Key moments"), "{}", terminal.screen().contents());
}

#[test]
fn into_a_pipe_the_lesson_is_told_without_a_stop() {
    let script = format!("{ROLECALL} learn iam-roles | tail -n 1; echo over");
    let mut terminal = Terminal::start("/bin/sh", &["-c", &script], 100, 30, &[]);
    terminal.wait_for_text("twelve-hours");
    terminal.wait_for_text("over");
}

/// An author saves, breaks, mends and deletes the file of the lesson that is open.
#[test]
fn a_watched_lesson_follows_its_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.toml");
    let first = include_str!("../scenarios/iam-roles.toml").replace("id = \"iam-roles\"", "id = \"mine\"");
    std::fs::write(&file, &first).expect("written");
    let path = file.to_str().expect("a name");
    let mut terminal = Terminal::start(ROLECALL, &["learn", path, "--watch", "--no-motion"], 120, 40, &[]);
    terminal.wait_for_text("next");
    let saved = first.replace("action = \"S3 evaluates permissions\"", "action = \"S3 weighs\"");
    std::fs::write(&file, &saved).expect("written");
    terminal.wait_for_text("step 4 is the first that changed");
    terminal.wait_for_text("S3 weighs");
    std::fs::write(&file, saved.replace("minutes = 10", "minuts = 10")).expect("written");
    terminal.wait_for_text("did you mean `minutes`?");
    terminal.send("\u{1b}");
    terminal.wait_for("the lesson again", |screen| {
        screen.contents().contains("S3 weighs") && !screen.contents().contains("did you mean")
    });
    std::fs::remove_file(&file).expect("removed");
    terminal.wait_for_text("is gone; the lesson as last read goes on");
    terminal.send("\u{1b}[D");
    terminal.wait_for("one step back", |screen| !screen.contents().contains("S3 weighs"));
    std::fs::write(&file, &first).expect("written");
    terminal.wait_for_text("loaded again");
    terminal.wait_for("what stood there before", |screen| screen.contents().contains("evaluates"));
    quit(&mut terminal);
}

#[test]
fn a_lesson_without_a_file_cannot_be_watched() {
    let mut terminal =
        Terminal::start(ROLECALL, &["learn", "iam-roles", "--watch"], 100, 30, &[("XDG_DATA_HOME", "/")]);
    assert_eq!(terminal.exit_code(), 2);
    assert!(terminal.screen().contents().contains("has no file to watch"), "{}", terminal.screen().contents());
}

#[test]
fn a_lens_that_the_lesson_lacks_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, include_str!("../assets/new-lesson.toml")).expect("written");
    let path = file.to_str().expect("a name");
    let mut terminal = Terminal::start(ROLECALL, &["learn", path, "--lens", "project", "--no-motion"], 120, 40, &[]);
    terminal.wait_for_text("nothing for Project");
    quit(&mut terminal);
}

#[test]
fn a_project_is_built_exported_and_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().to_str().expect("a name");
    // Through a shell, because the program writes into the folder it was started in.
    let mut terminal = Terminal::start("bash", &["--norc", "--noprofile", "-i"], 120, 40, &[("PS1", "ready> ")]);
    terminal.wait_for_text("ready>");
    terminal.send(&format!("cd {place} && {ROLECALL} learn iam-roles --no-motion\r"));
    terminal.wait_for_text("next");
    terminal.send("7");
    terminal.wait_for_text("Build it: 0 of 4 parts right");
    terminal.send("\r");
    let source = std::sync::Arc::new(rolecall::diagnostic::Source::new("iam-roles", rolecall::lesson::embedded()[0].1));
    let (lesson, _) = rolecall::lesson::load(source, &|_| Err("no files".to_owned()));
    let project = lesson.and_then(|lesson| lesson.lab.project).expect("the first lesson has a project");
    for (number, part) in project.parts.iter().enumerate() {
        terminal.wait_for_text(&format!("Part {} of 4", number + 1));
        // Into the editor, select all, a bracketed paste, out again, to the next part.
        terminal.send(&format!("\r\u{1}\u{1b}[200~{}\u{1b}[201~", part.solution));
        terminal.wait_for_text(&format!("Part {} is right", number + 1));
        terminal.send("\u{1b}");
        terminal.wait_for_text("Enter edits");
        terminal.send("n");
    }
    terminal.wait_for_text("this was the last part");
    terminal.send("x");
    terminal.wait_for_text("/rolecall-iam-roles");
    terminal.send("x");
    terminal.wait_for_text("/rolecall-iam-roles-2");
    // A folder that is gone is said, and the program goes on.
    let made = folder.path().join("rolecall-iam-roles");
    let commands = std::fs::read_to_string(made.join("create.sh")).expect("the commands");
    assert!(commands.contains("aws iam create-role --role-name ReportBuilder"), "{commands}");
    let trust = std::fs::read_to_string(made.join("ReportBuilder-trust.json")).expect("the trust policy");
    assert_eq!(trust.trim(), project.parts[0].solution.trim());
    drop(folder);
    terminal.send("x");
    terminal.wait_for_text("nothing was written");
    terminal.send("q");
    terminal.wait_for("the shell at the end", |screen| !screen.alternate_screen());
}

#[test]
fn a_signal_in_the_middle_of_a_word_loses_no_text() {
    let state = tempfile::tempdir().expect("a folder");
    let place = state.path().to_str().expect("a name");
    let start = || {
        let arguments = ["learn", "iam-roles", "--no-motion"];
        Terminal::start(ROLECALL, &arguments, 120, 40, &[("ROLECALL_STATE_DIR", place)])
    };
    let mut terminal = start();
    terminal.wait_for_text("next");
    terminal.send("6");
    terminal.wait_for_text("Mend what is broken");
    terminal.send("\r");
    terminal.wait_for_text("What one sees");
    terminal.send("\rhalf a wo");
    terminal.wait_for_text("half a wo{");
    terminal.signal("TERM");
    assert_eq!(terminal.exit_code(), 143);
    // The lesson opens where it was left: in the puzzle, with its text.
    let mut terminal = start();
    terminal.wait_for_text("half a wo{");
    // In the middle of the word: a letter would be text.
    terminal.send("rd\x03");
    assert_eq!(terminal.exit_code(), 0);
}
