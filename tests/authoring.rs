//! Lessons of one's own, through the program as it is typed: shelves, `new`, `check --watch`, `schema`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const FIRST: &str = include_str!("../scenarios/iam-roles.toml");

/// A desk of one's own: an empty folder to work in, with its own state and data folders.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("ROLECALL_STATE_DIR", self.at("state"))
            .env("XDG_DATA_HOME", self.at("data"))
            .env_remove("ROLECALL_PATH")
            .stdin(Stdio::null());
        command
    }

    /// Exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        seen(&self.command(arguments).output().expect("the program runs"))
    }
}

fn seen(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn lesson(id: &str, minutes: u32) -> String {
    FIRST
        .replace("id = \"iam-roles\"", &format!("id = \"{id}\""))
        .replace("minutes = 10", &format!("minutes = {minutes}"))
}

#[test]
fn lessons_are_found_on_every_shelf_and_the_later_one_counts() {
    let desk = Desk::new();
    desk.write("scenarios/here.toml", &lesson("here", 21));
    desk.write("named/deep/er/named.toml", &lesson("named", 22));
    desk.write("environment/env.toml", &lesson("env", 23));
    desk.write("named/own.toml", &lesson("iam-roles", 24));
    desk.write("scenarios/broken.toml", "format = 1\nid = \"broken\"\n");
    let mut command = desk.command(&["list", "--json", "--path", "named"]);
    let missing = desk.at("no-such-folder");
    let path = std::env::join_paths([missing, desk.at("environment")]).expect("a path");
    let (code, out, said) = seen(&command.env("ROLECALL_PATH", path).output().expect("it runs"));
    assert_eq!((code, said.as_str()), (Some(0), ""), "a folder of the environment may be missing");
    let all: Vec<serde_json::Value> = serde_json::from_str(&out).expect("JSON");
    let minutes = |id: &str| all.iter().find(|one| one["id"] == id).map(|one| one["minutes"].clone());
    assert_eq!(["here", "named", "env"].map(minutes), [Some(21.into()), Some(22.into()), Some(23.into())]);
    let own = all.iter().find(|one| one["id"] == "iam-roles").expect("the first lesson");
    assert_eq!(own["minutes"], 24);
    assert!(own["file"].as_str().is_some_and(|file| Path::new(file).ends_with("own.toml")));
    assert_eq!(own["replaces"], "the shipped iam-roles.toml");
    assert!(all.iter().any(|one| one["broken"] == true && one["file"] == "scenarios/broken.toml"));

    let (_, out, said) = desk.run(&["play", "iam-roles", "--path", "named"]);
    assert!(said.contains("in place of the shipped iam-roles.toml"), "{said}");
    assert!(out.contains("IAM roles"));
    let (_, _, said) = desk.run(&["play", "iam-roles"]);
    assert_eq!(said, "", "without the folder it is the shipped one");
    assert!(desk.run(&["list", "--path", "named"]).1.contains("own.toml, in place of the shipped iam-roles.toml"));
}

#[cfg(target_os = "linux")]
#[test]
fn the_data_folder_is_a_shelf() {
    let desk = Desk::new();
    desk.write("data/rolecall/scenarios/kept.toml", &lesson("kept", 31));
    let (code, out, _) = desk.run(&["list"]);
    assert!(code == Some(0) && out.contains("kept") && out.contains("31 min"), "{out}");
}

#[test]
fn a_folder_that_is_not_there_is_wrong_use() {
    let (code, _, said) = Desk::new().run(&["list", "--path", "no-such-folder"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("`no-such-folder`, given with --path, is no folder"), "{said}");
}

#[test]
fn a_new_lesson_passes_check_and_overwrites_nothing() {
    let desk = Desk::new();
    let (code, out, said) = desk.run(&["new", "my-lesson"]);
    assert_eq!(code, Some(0), "{said}");
    let file = Path::new("scenarios").join("my-lesson.toml").display().to_string();
    assert_eq!(out.trim(), file);
    assert!(said.contains("--watch") && said.contains("rolecall check"), "it says what to do next: {said}");
    assert!(said.contains("rolecall schema") && said.contains("in the source"), "no file is taken for granted: {said}");
    let (code, out, said) = desk.run(&["check", &file, "my-lesson"]);
    assert_eq!((code, out.as_str()), (Some(1), "2 scenarios checked: 1 error, 0 warnings\n"), "the same twice: {said}");
    let (code, out, said) = desk.run(&["check", "my-lesson"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    assert!(desk.run(&["list"]).1.contains("My lesson"));

    std::fs::write(desk.at(&file), "mine").expect("written");
    let (code, _, said) = desk.run(&["new", "my-lesson"]);
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    assert_eq!(std::fs::read_to_string(desk.at(&file)).expect("read"), "mine");

    for (name, complaint) in
        [("My Lesson", "cannot be the id"), ("../x", "cannot be the id"), ("iam-roles", "is taken")]
    {
        let (code, _, said) = desk.run(&["new", name, "--at", "elsewhere"]);
        assert!(code == Some(2) && said.contains(complaint), "{name}: {said}");
        assert!(!desk.at("elsewhere").exists(), "{name}: nothing was written");
    }
    desk.write("file", "");
    let (code, _, said) = desk.run(&["new", "other", "--at", "file"]);
    assert!(code == Some(1) && said.contains("`file` cannot be made"), "{said}");
}

#[test]
fn check_knows_ids_and_says_which_there_are() {
    let desk = Desk::new();
    let (code, out, _) = desk.run(&["check", "iam-roles"]);
    assert_eq!((code, out.as_str()), (Some(0), "1 scenario checked: 0 errors, 0 warnings\n"));
    let (code, _, said) = desk.run(&["check", "iam-rolse"]);
    assert!(code == Some(2) && said.contains("did you mean `iam-roles`?"), "{said}");
}

/// Lines of the running program, and whether one comes in time.
struct Lines(mpsc::Receiver<String>);

impl Lines {
    fn of(output: impl std::io::Read + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }

    fn wait_for(&self, wanted: &str) {
        loop {
            let line = self.0.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("never: {wanted}"));
            if line.contains(wanted) {
                return;
            }
        }
    }
}

#[test]
fn check_watches_until_it_is_ended() {
    let desk = Desk::new();
    desk.write("own/a.toml", &lesson("a", 5));
    let mut child = desk
        .command(&["check", "own", "--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (out, said) =
        (Lines::of(child.stdout.take().expect("its output")), Lines::of(child.stderr.take().expect("its words")));
    out.wait_for("1 scenario checked: 0 errors");
    said.wait_for("watching");
    desk.write("own/a.toml", &lesson("a", 5).replacen("title =", "titel =", 1));
    said.wait_for("did you mean `title`?");
    out.wait_for("1 scenario checked: 1 error");
    said.wait_for("watching");
    desk.write("own/b.toml", &lesson("b", 5));
    out.wait_for("2 scenarios checked: 1 error");
    std::fs::remove_file(desk.at("own/a.toml")).expect("removed");
    out.wait_for("1 scenario checked: 0 errors");
    assert!(child.try_wait().expect("it can be asked").is_none(), "it goes on");
    child.kill().expect("ended");
    child.wait().expect("ended");
}

#[test]
fn a_policy_beside_the_scenario_is_watched_too() {
    let desk = Desk::new();
    let start = FIRST.find("[world.roles.DataReader.policies]").expect("the policies");
    let end = FIRST.find("[world.buckets.acme-reports]").expect("the bucket");
    let policies = "[world.roles.DataReader.policies]\nReadReports.file = \"read.json\"\n\n";
    desk.write("own/a.toml", &format!("{}{policies}{}", &FIRST[..start], &FIRST[end..]));
    desk.write("own/read.json", "{ \"Version\": \"2012-10-17\", \"Statement\": [");
    let mut child = desk
        .command(&["check", "own/a.toml", "--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let out = Lines::of(child.stdout.take().expect("its output"));
    out.wait_for("1 scenario checked:");
    let policy = r#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "ReadTheFiles", "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::acme-reports/*" } ] }"#;
    desk.write("own/read.json", policy);
    out.wait_for("1 scenario checked: 0 errors");
    child.kill().expect("ended");
    child.wait().expect("ended");
}

#[test]
fn the_schema_is_printed_as_json() {
    let (code, out, said) = Desk::new().run(&["schema"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let schema: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(schema, rolecall::lesson::schema());
}

#[test]
fn every_lens_has_its_name_and_other_names_are_told() {
    let desk = Desk::new();
    for lens in rolecall::lesson::Lens::ALL {
        let (code, out, said) = desk.run(&["learn", "iam-roles", "--lens", lens.id()]);
        assert!(code == Some(0) && out.contains("IAM roles"), "{}: {said}", lens.id());
        assert_eq!(said.contains("for the screens"), lens.id() != "visualize", "{}: {said}", lens.id());
    }
    let (code, _, said) = desk.run(&["learn", "iam-roles", "--lens", "vizualize"]);
    assert!(code == Some(2) && said.contains("visualize"), "{said}");
    assert_eq!(desk.run(&["learn", "--lens", "deep"]).0, Some(2), "a lens of which lesson?");
}
