//! README's commands are what people type first, so they are run here as they are printed.

use std::collections::BTreeSet;
use std::path::Path;
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

/// The files that a page links to, as it writes them.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|path| !path.is_empty() && !path.contains("://"))
}

#[test]
fn files_that_readme_and_the_pages_link_to_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = [
        ("README.md", README),
        ("docs/learners.md", include_str!("../docs/learners.md")),
        ("docs/teachers.md", include_str!("../docs/teachers.md")),
    ];
    for (name, page) in pages {
        let folder = root.join(name).parent().expect("a page lies in a folder").to_owned();
        for path in links(page) {
            assert!(folder.join(path).exists(), "{name} links to `{path}`");
        }
    }
    let links = links(README).count();
    assert!(links >= 4, "README links to its documents; only {links} were found");
}

#[test]
fn every_picture_in_readme_can_be_drawn_anew() {
    let script = include_str!("../assets/pictures.sh");
    let drawn: BTreeSet<&str> =
        script.lines().filter_map(|line| line.strip_prefix("picture ")?.split_whitespace().next()).collect();
    let shown: BTreeSet<&str> =
        links(README).filter_map(|path| path.strip_prefix("assets/")?.strip_suffix(".svg")).collect();
    assert_eq!(drawn, shown, "assets/pictures.sh draws what README shows");
    assert!(shown.len() >= 11, "a picture for each lens, of home and of the matrix: {shown:?}");
}
