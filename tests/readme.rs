//! README's commands are what people type first, so they are run here as they are printed.

use std::process::Command;

const README: &str = include_str!("../README.md");

/// The lines of README's fenced `sh` blocks.
fn commands() -> Vec<&'static str> {
    let mut inside = false;
    README
        .lines()
        .filter(|line| {
            if line.starts_with("```") {
                inside = *line == "```sh";
                return false;
            }
            inside && !line.trim().is_empty() && !line.starts_with('#')
        })
        .collect()
}

#[test]
fn readme_has_one_command_that_runs_and_one_that_tests() {
    let commands = commands();
    assert!(commands.contains(&"cargo run --release"), "{commands:?}");
    assert!(commands.contains(&"cargo test"), "{commands:?}");
}

#[test]
fn every_rolecall_command_in_readme_works() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let mut ran = 0;
    for command in commands() {
        let command = command.split(" #").next().unwrap_or(command).trim();
        let Some(arguments) = command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("rolecall "))
        else {
            continue;
        };
        let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
            .args(arguments.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("ROLECALL_STATE_DIR", state.path())
            .stdin(std::process::Stdio::null())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "`{command}` failed:\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "`{command}` said nothing");
        ran += 1;
    }
    assert!(ran >= 4, "README shows what the program can do; only {ran} commands were found");
}

#[test]
fn files_that_readme_links_to_exist() {
    let mut links = 0;
    for target in README.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let path = target.split('#').next().unwrap_or_default();
        if path.is_empty() || path.contains("://") {
            continue;
        }
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "README links to `{path}`");
        links += 1;
    }
    assert!(links >= 4, "README links to its documents; only {links} were found");
}
