//! The house of floors holds: each floor uses only the floors below it, and the pure ones do no I/O.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top down. A floor may use those that stand after it, never those before.
const FLOORS: [&str; 8] = ["cli", "tui", "report", "learner", "lesson", "cloud", "iam", "diagnostic"];

/// Floors whose output may depend only on their input (invariant 1).
const PURE: [&str; 5] = ["report", "lesson", "cloud", "iam", "diagnostic"];

/// What a pure floor may not mention, and why.
const IMPURE: [(&str, &str); 13] = [
    ("std::fs", "reads or writes files"),
    ("std::env", "reads the environment"),
    ("TcpStream", "talks to the network"),
    ("UdpSocket", "talks to the network"),
    ("std::process", "runs or ends processes"),
    ("std::thread", "depends on scheduling"),
    ("std::io", "does I/O"),
    ("Utc::now", "reads the clock"),
    ("Local::now", "reads the clock"),
    ("Instant::now", "reads the clock"),
    ("SystemTime", "reads the clock"),
    ("HashMap", "has an order that differs from run to run"),
    ("HashSet", "has an order that differs from run to run"),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The lines of code of a floor: `(place, line)`, without comments and without `#[cfg(test)]` modules at a file's end.
fn code(floor: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(floor), &mut files);
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("source file is readable");
        for (number, line) in text.lines().enumerate() {
            if line.trim() == "#[cfg(test)]" {
                break;
            }
            let code = line.split("//").next().unwrap_or_default();
            if !code.trim().is_empty() {
                let place = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&file);
                lines.push((format!("{}:{}", place.display(), number + 1), code.to_owned()));
            }
        }
    }
    lines
}

/// Names of crate modules that a line mentions through `crate::name`, also inside `use crate::{a, b}`.
fn mentioned(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for tail in line.split("crate::").skip(1) {
        let (list, grouped) = match tail.strip_prefix('{') {
            Some(inner) => (inner, true),
            None => (tail, false),
        };
        let mut depth = 0usize;
        for part in list.split(|c: char| {
            depth = match c {
                '{' => depth + 1,
                '}' => depth.saturating_sub(1),
                _ => depth,
            };
            c == ',' && depth == 0
        }) {
            let name: String = part.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                names.push(name);
            }
            if !grouped {
                break;
            }
        }
    }
    names
}

#[test]
fn no_floor_reaches_up() {
    let mut faults = Vec::new();
    for (height, floor) in FLOORS.iter().enumerate() {
        for (place, line) in code(floor) {
            for name in mentioned(&line) {
                if FLOORS.iter().take(height).any(|above| *above == name) {
                    faults.push(format!("{place}: `{floor}` may not use `{name}`, which stands above it"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_floors_do_no_io() {
    let mut faults = Vec::new();
    for floor in PURE {
        for (place, line) in code(floor) {
            for (word, why) in IMPURE {
                if line.contains(word) {
                    faults.push(format!("{place}: `{word}` {why}; `{floor}` takes such things as values"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn one_door_to_the_disk_and_one_to_the_terminal() {
    let mut faults = Vec::new();
    for (place, line) in code("tui").into_iter().chain(code("learner")) {
        if line.contains("std::fs") && !place.starts_with("src/learner/store") {
            faults.push(format!("{place}: only `learner/store.rs` touches the learner's files"));
        }
        if (line.contains("enable_raw_mode") || line.contains("EnterAlternateScreen"))
            && !place.starts_with("src/tui/terminal")
        {
            faults.push(format!("{place}: only `tui/terminal.rs` changes the terminal's modes"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 40, "the source was found");
    let silent: Vec<_> = files
        .iter()
        .filter(|file| !fs::read_to_string(file).is_ok_and(|text| text.starts_with("//!")))
        .map(|file| file.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no leading //! in:\n{}", silent.join("\n"));
}

#[test]
fn the_reader_of_use_lines_sees_groups_and_paths() {
    assert_eq!(mentioned("use crate::cloud::{Call, World};"), ["cloud"]);
    assert_eq!(mentioned("use crate::{iam::Policy, tui::{a, b}, cloud};"), ["iam", "tui", "cloud"]);
    assert_eq!(mentioned("let x: crate::lesson::Timeline = y;"), ["lesson"]);
    assert!(mentioned("let crate_name = 1;").is_empty());
}
