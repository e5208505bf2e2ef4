//! The program as it is typed: what comes out, what is said, and the exit code.

use rolecall::diagnostic::Source;
use rolecall::lesson::{Lesson, Question, Response, embedded, load, shuffle};
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

struct Run {
    state: tempfile::TempDir,
}

struct Seen {
    out: String,
    said: String,
    code: Option<i32>,
}

impl Run {
    fn new() -> Self {
        Self { state: tempfile::tempdir().expect("a temporary folder") }
    }

    fn with_input(&self, arguments: &[&str], input: &str) -> Seen {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("ROLECALL_STATE_DIR", self.state.path())
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A program that ends early closes its input; that is no fault of the test.
        let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
        let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let seen = Seen { out: text(stdout), said: text(stderr), code: status.code() };
        assert!(
            !seen.out.contains('\u{1b}') && !seen.said.contains('\u{1b}'),
            "escape sequences in a pipe: {}{}",
            seen.out,
            seen.said
        );
        seen
    }

    fn run(&self, arguments: &[&str]) -> Seen {
        self.with_input(arguments, "")
    }
}

#[test]
fn help_of_every_verb_and_the_manual() {
    for verb in ["", "learn", "list", "play", "quiz", "check", "decide", "completions", "man"] {
        let arguments: Vec<&str> = [verb, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let seen = Run::new().run(&arguments);
        assert_eq!(seen.code, Some(0));
        insta::assert_snapshot!(format!("help-{}", if verb.is_empty() { "rolecall" } else { verb }), seen.out);
    }
    let manual = Run::new().run(&["man"]);
    assert!(manual.code == Some(0) && manual.out.contains(".TH rolecall"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(Run::new().run(&["completions", shell]).out.contains("rolecall"), "{shell}");
    }
}

#[test]
fn the_first_lesson_in_every_form_and_under_every_what_if() {
    for format in ["text", "markdown", "json"] {
        let seen = Run::new().run(&["play", "iam-roles", "--format", format]);
        assert_eq!(seen.code, Some(0), "{}", seen.said);
        insta::assert_snapshot!(format!("play-{format}"), seen.out);
    }
    for what_if in
        ["role-may-not-read", "bucket-denies", "trust-names-another", "user-may-not-ask", "expired", "twelve-hours"]
    {
        let seen = Run::new().run(&["play", "iam-roles", "--what-if", what_if]);
        assert_eq!(seen.code, Some(0));
        insta::assert_snapshot!(format!("play-{what_if}"), seen.out);
    }
}

#[test]
fn the_json_of_play_has_the_agreed_shape() {
    let seen = Run::new().run(&["play", "iam-roles", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&seen.out).expect("JSON");
    assert_eq!(value["scenario"], "iam-roles");
    assert_eq!(value["decision"], "Allowed");
    let steps = value["steps"].as_array().expect("steps");
    let stages: Vec<_> = steps.iter().filter_map(|step| step["stage"].as_str()).collect();
    assert_eq!(stages, ["request", "validate", "use", "evaluate", "complete"]);
    for step in steps {
        for member in ["step", "stage", "action", "input", "output", "result", "clock", "call", "values"] {
            assert!(step.get(member).is_some(), "{member} is missing in {step}");
        }
    }
    assert_eq!(steps[3]["decided_by"]["sid"], "ReadTheFiles");
    let rows = value["variables"].as_array().expect("variables");
    assert!(rows.iter().all(|row| row["after"].as_array().is_some_and(|after| after.len() == 3)));
}

#[test]
fn until_stops_at_a_number_or_a_stage() {
    let steps = |until: &str| {
        let seen = Run::new().run(&["play", "iam-roles", "--format", "json", "--until", until]);
        let value: serde_json::Value = serde_json::from_str(&seen.out).ok()?;
        value["steps"].as_array().map(Vec::len)
    };
    assert_eq!((steps("2"), steps("use")), (Some(2), Some(3)));
    assert_eq!(Run::new().run(&["play", "iam-roles", "--until", "9"]).code, Some(2));
    // Of the variables no more is told than what is known by then.
    let credentials = |until: &str| {
        let seen = Run::new().run(&["play", "iam-roles", "--format", "json", "--until", until]);
        let value: serde_json::Value = serde_json::from_str(&seen.out).expect("JSON");
        value["variables"][1].clone()
    };
    let at_two = credentials("2");
    assert_eq!(at_two["after"], serde_json::json!(["requested", "issued"]));
    assert_eq!((at_two["start"].as_str(), at_two["final"].is_null()), (Some("none"), true));
    assert_eq!(at_two["values"].as_array().map(Vec::len), Some(3));
    let whole = credentials("5");
    assert_eq!((whole["after"].as_array().map(Vec::len), whole["final"].is_string()), (Some(3), true));
    assert_eq!(whole["values"].as_array().map(Vec::len), Some(5));
}

#[test]
fn wrong_use_is_2_and_says_what_to_do() {
    let run = Run::new();
    for (arguments, said) in [
        (&["play", "iam-rolse"][..], "did you mean `iam-roles`?"),
        (&["play", "iam-roles", "--what-if", "x"], "bucket-denies"),
        (&["frobnicate"], "unrecognized subcommand"),
        (&["play", "iam-roles", "--format", "yaml"], "markdown"),
        (&["decide", "no-such-file.jsonl"], "cannot be read"),
    ] {
        let seen = run.run(arguments);
        assert_eq!(seen.code, Some(2), "{arguments:?}");
        assert!(seen.said.contains(said) && seen.out.is_empty(), "{arguments:?}: {}", seen.said);
    }
}

#[test]
fn check_passes_the_shipped_and_fails_the_bad() {
    let run = Run::new();
    let good = run.run(&["check", "scenarios"]);
    assert_eq!((good.code, good.said.as_str()), (Some(0), ""));
    assert!(good.out.contains("0 errors"));
    let bad = run.run(&["check", "tests/bad/unknown-key.toml", "scenarios"]);
    assert_eq!(bad.code, Some(1));
    assert!(bad.said.contains("unknown-key.toml:6:1") && bad.said.contains("did you mean `minutes`?"), "{}", bad.said);
    let none = run.run(&["check", "no/such/place"]);
    assert_eq!(none.code, Some(1));
    assert!(none.said.contains("cannot be read"));
}

#[test]
fn check_tells_of_files_in_their_order_however_long_each_takes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, lesson) = embedded()[0];
    let names: Vec<String> = (0..30).map(|number| format!("{number:02}.toml")).collect();
    for (number, name) in names.iter().enumerate() {
        // A whole lesson takes far longer than a file that is refused at its first line.
        let text = if number % 3 == 0 { lesson } else { "format = 9\n" };
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let seen = Run::new().run(&["check", folder.path().to_str().expect("a name")]);
    assert_eq!(seen.code, Some(1));
    assert!(seen.out.starts_with("30 scenarios checked"), "{}", seen.out);
    // The first of the equal lessons is sound, and each of the others names the one before it.
    let told = seen.said.lines().filter_map(|line| line.split("used by ").nth(1)).collect::<Vec<_>>();
    let before = |at: usize| told[at].contains(&format!("{:02}.toml", at * 3));
    assert!(told.len() == 9 && (0..9).all(before), "{}", seen.said);
    let places: Vec<_> = names[1..3].iter().chain(&names[4..6]).map(|name| seen.said.find(name.as_str())).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{}", seen.said);
}

#[test]
fn check_survives_what_lies_about_in_folders() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("bytes.toml"), [0xff, 0xfe, 0x00]).expect("written");
    std::fs::write(path("empty.toml"), "").expect("written");
    std::fs::write(path("evil\u{1b}[31m.toml"), "format = 1").expect("written");
    std::fs::create_dir(path("folder.toml")).expect("made");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), path("circle")).expect("linked");
    let seen = Run::new().run(&["check", folder.path().to_str().expect("a name")]);
    assert_eq!(seen.code, Some(1));
    assert!(seen.said.contains("no UTF-8"), "{}", seen.said);
}

#[test]
fn decide_answers_in_order_and_goes_on_after_bad_lines() {
    let good = include_str!("conformance/documented.jsonl").lines().next().expect("a case");
    let wrong = good.replace("\"expected\":\"Allowed\"", "\"expected\":\"ExplicitlyDenied\"");
    let input = format!("{good}\nnot json\n\n{{\"id\":\"half\",\"request\":{{}}}}\n{wrong}\n");
    let seen = Run::new().with_input(&["decide"], &input);
    assert_eq!(seen.code, Some(1));
    let lines: Vec<serde_json::Value> =
        seen.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!((&lines[0]["decision"], &lines[0]["as_expected"]), (&"Allowed".into(), &true.into()));
    assert!(lines[1]["error"]["message"].is_string());
    assert_eq!(lines[2]["id"], "half");
    assert_eq!(lines[3]["as_expected"], false);
    assert_eq!(Run::new().with_input(&["decide", "-"], good).code, Some(0));
    let explained = Run::new().with_input(&["decide", "--explain"], good);
    assert!(explained.out.contains("\"trace\"") && explained.out.contains("\"why\""));
}

/// The shipped lesson; with `tasks_as_quiz` its tasks stand in the place of the quiz.
fn lesson(tasks_as_quiz: bool) -> (String, Lesson) {
    let text = embedded()[0].1;
    let text = if tasks_as_quiz {
        // Blanks are tasks only; they stay where they are.
        let aside = text.replace("[[quiz", "[[put-aside");
        let parts = aside.split("\n[[tasks]]").enumerate().map(|(number, part)| match number {
            0 => part.to_owned(),
            _ if part.contains("kind = \"blank\"") => format!("\n[[tasks]]{part}"),
            _ => format!("\n[[quiz]]{}", part.replace("[[tasks.", "[[quiz.")),
        });
        parts.collect::<String>().replace("[[put-aside", "[[tasks")
    } else {
        text.to_owned()
    };
    let read = load(Arc::new(Source::new("lesson.toml", text.clone())), &|_| Err("no files".to_owned()));
    (text, read.0.expect("a lesson"))
}

/// What a person types who knows the answer, at the first try.
fn typed(question: &Question) -> String {
    let order = shuffle(question, 0);
    let number = |index: &usize| (order.iter().position(|shown| shown == index).expect("shown") + 1).to_string();
    match question.key() {
        Response::Option(index) => number(&index),
        Response::Options(all) => all.iter().map(number).collect::<Vec<_>>().join(", "),
        Response::Sequence(all) => all.iter().map(number).collect::<Vec<_>>().join(" "),
        Response::Pairing(all) => {
            ('a'..).zip(&all).map(|(left, right)| format!("{left}{}", number(right))).collect::<Vec<_>>().join(" ")
        }
        Response::Text(text) => text,
    }
}

#[test]
fn the_quiz_in_plain_text_is_played_to_its_end_and_kept() {
    let run = Run::new();
    let (_, lesson) = lesson(false);
    let answers: Vec<String> = lesson.questions.iter().map(typed).collect();
    let seen = run.with_input(&["quiz", "iam-roles", "--plain"], &format!("9\nh\n{}\n", answers.join("\n")));
    assert_eq!(seen.code, Some(0));
    insta::assert_snapshot!("quiz-plain", seen.out);
    let all = lesson.questions.len();
    assert!(run.run(&["list"]).out.contains(&format!("quiz {all} of {all}")));
    // The second try shows the options in another order.
    let right = shuffle(&lesson.questions[0], 1).iter().position(|option| lesson.questions[0].options()[*option].right);
    let wrong = (right.expect("a key") + 1) % 4 + 1;
    let stopped = run.with_input(&["quiz", "iam-roles"], &format!("{wrong}\n"));
    assert_eq!(stopped.code, Some(0), "the end of the input ends the quiz");
    assert!(stopped.out.contains(&format!("Stopped after 1 of {all}; 0 right")), "{}", stopped.out);
    assert!(run.run(&["list"]).out.contains(&format!("quiz {} of {all}", all - 1)), "the last answer counts");
}

#[test]
fn every_kind_of_question_can_be_answered_in_plain_text() {
    let run = Run::new();
    let (text, lesson) = lesson(true);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("tasks.toml");
    std::fs::write(&path, text).expect("a file");
    let path = path.to_string_lossy().into_owned();
    let mut kinds: Vec<&str> = lesson.questions.iter().map(|question| question.kind.id()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["fill", "match", "order", "pick"]);
    // What cannot be an answer is asked for again: an order with a gap, a letter without its number, a text of blanks.
    let odd = ["1 1 1 1 1", "1 2", "a b c", "a9 b1 c1 d1", "z1", " ", "0", "-1", "99999999999999999999"];
    let mut input = String::new();
    for question in &lesson.questions {
        if question.kind.id() != "fill" {
            input.extend(odd.iter().map(|line| format!("{line}\n")));
        }
        input.push_str(&format!("{}\n", typed(question)));
    }
    let seen = run.with_input(&["quiz", &path, "--plain"], &input);
    let all = lesson.questions.len();
    assert!(seen.out.contains(&format!("{all} of {all} right.")), "{}{}", seen.out, seen.said);

    // And wrong answers are explained part by part.
    let wrong = |question: &Question| match question.kind.id() {
        "order" => (1..=5).map(|number| number.to_string()).collect::<Vec<_>>().join(" "),
        "match" => "a1 b2 c3 d4".to_owned(),
        "fill" => "AccessDenied".to_owned(),
        _ => "1".to_owned(),
    };
    let run = Run::new();
    let input: String = lesson.questions.iter().map(|question| format!("{}\n", wrong(question))).collect();
    let seen = run.with_input(&["quiz", &path, "--plain"], &input);
    assert_eq!(seen.code, Some(0));
    insta::assert_snapshot!("quiz-plain-kinds", seen.out);
}

#[test]
fn without_a_terminal_a_lesson_is_told_as_text() {
    let run = Run::new();
    let seen = run.run(&["learn", "iam-roles"]);
    assert_eq!(seen.code, Some(0));
    insta::assert_snapshot!("learn-plain", seen.out);
    let home = run.run(&[]);
    assert!(home.code == Some(0) && home.out.contains("iam-roles") && home.said.contains("rolecall learn"));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["play", "iam-roles", "--format", "json"])
        .env("ROLECALL_STATE_DIR", state.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn with_ascii_every_text_is_of_seven_bits_and_json_stays_as_it_is() {
    let run = Run::new();
    let texts: [&[&str]; 6] = [
        &["play", "iam-roles"],
        &["play", "iam-roles", "--format", "markdown", "--until", "2"],
        &["learn", "iam-roles", "--plain"],
        &["quiz", "iam-roles", "--plain"],
        &["list"],
        &["check", "tests/bad/escapes.toml", "tests/bad/key-of-another-kind.toml"],
    ];
    let mut had = 0;
    for arguments in texts {
        let plain = run.run(arguments);
        let ascii = run.run(&[arguments, &["--ascii"]].concat());
        assert!(ascii.out.is_ascii() && ascii.said.is_ascii(), "{arguments:?}: {}{}", ascii.out, ascii.said);
        assert_eq!(ascii.code, plain.code);
        let columns = |text: &str| text.lines().map(|line| line.chars().count()).collect::<Vec<_>>();
        assert_eq!(columns(&ascii.out), columns(&plain.out), "{arguments:?}: every sign keeps its column");
        had += usize::from(!plain.out.is_ascii() || !plain.said.is_ascii());
    }
    assert!(had >= 3, "without it there is something to change");
    let json = ["play", "iam-roles", "--format", "json"];
    assert_eq!(run.run(&[&json[..], &["--ascii"]].concat()).out, run.run(&json).out);
}

#[test]
fn until_tells_no_decision_of_a_later_step() {
    let played = |what_if: &str, until: &str| {
        let args = ["play", "iam-roles", "--format", "json", "--what-if", what_if, "--until", until];
        let seen = Run::new().run(&args);
        serde_json::from_str::<serde_json::Value>(&seen.out).expect("it is JSON")
    };
    // Nothing is decided before STS validates; it issues the credentials, and S3 refuses them two steps later.
    for (until, decision) in
        [("1", None), ("2", Some("Allowed")), ("3", Some("Allowed")), ("4", Some("ExplicitlyDenied"))]
    {
        let value = played("bucket-denies", until);
        assert_eq!(value["decision"].as_str(), decision, "until {until}");
        assert_eq!(value["error"].is_null(), until != "4", "until {until}");
        assert_eq!(value["failed_stage"].is_null(), until != "4", "until {until}");
    }
}
