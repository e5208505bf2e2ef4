//! `rolecall decide` as a stream: answers at once, in order, however many threads work, and an end when nobody reads.

#![cfg(feature = "terminal")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A slow machine under load still answers a line within this.
const PATIENCE: Duration = Duration::from_secs(30);

fn start() -> Child {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .arg("decide")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn case(id: usize, action: &str) -> String {
    format!(
        r#"{{"id":{id},"request":{{"principal":"arn:aws:iam::111122223333:user/a","action":"{action}","resource":"*"}},"identity_policies":[{{"document":{{"Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"*"}}}}}}]}}"#
    )
}

#[test]
fn each_line_is_answered_before_the_next_is_sent() {
    let mut child = start();
    let mut input = child.stdin.take().expect("its input");
    let mut answers = BufReader::new(child.stdout.take().expect("its output")).lines();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || while answers.next().is_some_and(|answer| sender.send(answer).is_ok()) {});
    for id in 0..5 {
        writeln!(input, "{}", case(id, "s3:GetObject")).expect("it reads");
        let answer = receiver.recv_timeout(PATIENCE).expect("an answer comes at once").expect("it is text");
        assert!(answer.starts_with(&format!(r#"{{"id":{id},"decision":"Allowed""#)), "{answer}");
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn many_lines_of_every_kind_keep_their_order() {
    const LINES: usize = 20_000;
    let mut text = String::new();
    for id in 0..LINES {
        match id % 4 {
            0 => writeln!(text, "{}", case(id, "s3:GetObject")),
            1 => writeln!(text, "\n  {}  \r", case(id, "sqs:SendMessage")),
            2 => writeln!(text, r#"{{"id":{id}}}"#),
            _ => writeln!(text, r#"{{"id":{id},"request":{}}}"#, "[".repeat(id % 50)),
        }
        .expect("a string takes all");
    }
    // Bytes that are no text stay in their line.
    let mut bytes = text.into_bytes();
    bytes.extend(b"\xff\n{\"id\":\"last\"}");
    let mut child = start();
    let mut input = child.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let mut out = String::new();
    child.stdout.take().expect("its output").read_to_string(&mut out).expect("it is text");
    writer.join().expect("no panic").expect("all was read");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let answers: Vec<&str> = out.lines().collect();
    assert_eq!(answers.len(), LINES + 2);
    for (id, answer) in answers.iter().take(LINES).enumerate() {
        let expected = match id % 4 {
            0 => format!(r#"{{"id":{id},"decision":"Allowed""#),
            1 => format!(r#"{{"id":{id},"decision":"ImplicitlyDenied""#),
            2 => format!(r#"{{"id":{id},"error""#),
            _ => r#"{"error""#.to_owned(),
        };
        assert!(answer.starts_with(&expected), "line {id}: {answer}");
    }
    assert!(answers[LINES].starts_with(r#"{"error""#) && answers[LINES + 1].starts_with(r#"{"id":"last","error""#));
}

#[cfg(unix)]
#[test]
fn it_ends_when_nobody_reads_on_though_more_input_may_come() {
    let mut child = start();
    let mut input = child.stdin.take().expect("its input");
    drop(child.stdout.take());
    writeln!(input, "{}", case(1, "s3:GetObject")).expect("it reads");
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait()));
    let status = receiver.recv_timeout(PATIENCE).expect("it does not wait for its input to end").expect("it ends");
    assert!(status.success(), "{status}");
    drop(input);
}
