//! Turns a real frame of the program into an SVG picture, for README and for looking closely.
//!
//! `cargo run --release --example picture -- assets/visualize.svg 120x40 '→→' learn iam-roles`
//! runs `rolecall learn iam-roles` in a pseudo-terminal of 120 columns and 40 rows, presses the keys, waits until the
//! screen rests, and draws it. Keys are single characters; `→ ← ↑ ↓ ⏎ ⎋ ⇥` stand for the keys they show,
//! `⌂ ⇲ ⇞ ⇟` for Home, End and the page keys.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::sync::mpsc;
use std::time::Duration;

/// Size of a character cell in the picture, and of its letters. The height is a little less than that of the letters'
/// own box, so that frames join from row to row; the width is that of `DejaVu Sans Mono`.
const CELL: (f32, f32) = (8.43, 16.0);
const FONT_SIZE: f32 = 14.0;
/// The colours of a terminal's "default" front and back.
#[derive(Clone, Copy)]
struct Ground {
    front: &'static str,
    back: &'static str,
}

const DARK: Ground = Ground { front: "#d8dee9", back: "#14181f" };
/// For the theme that is made for it.
const LIGHT: Ground = Ground { front: "#24292f", back: "#fbfbf8" };

/// How long the screen must stay the same to count as resting.
const REST: Duration = Duration::from_millis(400);
/// How long the first screen may take to appear, in rests; a busy machine starts slowly.
const PATIENCE: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: picture FILE.svg COLUMNSxROWS KEYS [ARGUMENT]...";
    let (Some(file), Some(size), Some(keys)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err(usage.into());
    };
    let (columns, rows) = size.split_once('x').ok_or(usage)?;
    let (columns, rows): (u16, u16) = (columns.parse()?, rows.parse()?);
    let arguments: Vec<String> = arguments.collect();
    let is_light = arguments.iter().any(|argument| argument == "light" || argument == "--theme=light");
    let screen = play(columns, rows, &keys, &arguments)?;
    std::fs::write(&file, svg(&screen, if is_light { LIGHT } else { DARK }))?;
    Ok(())
}

/// Runs the program, presses `keys` one by one and returns the screen at rest.
fn play(columns: u16, rows: u16, keys: &str, arguments: &[String]) -> Result<vt100::Screen, Box<dyn Error>> {
    let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })?;
    let program = std::env::current_exe()?.with_file_name("").join("../rolecall");
    let state = tempfile::tempdir()?;
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.cwd(std::env::current_dir()?);
    command.env("TERM", "xterm-256color");
    command.env("ROLECALL_STATE_DIR", state.path());
    command.env_remove("NO_COLOR");
    command.env_remove("SSH_CONNECTION");
    let mut child = pair.slave.spawn_command(command)?;
    drop(pair.slave);

    let mut reader = pair.master.try_clone_reader()?;
    let mut writer = pair.master.take_writer()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = reader.read(&mut chunk) {
            if sender.send(chunk[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let nonzero = |n: u16| std::num::NonZero::new(n).ok_or("a screen has at least one row and column");
    let mut parser = vt100::Parser::new(nonzero(rows)?, nonzero(columns)?, 0);
    let settle = |parser: &mut vt100::Parser| {
        while let Ok(chunk) = receiver.recv_timeout(REST) {
            parser.process(&chunk);
        }
    };
    // A key that comes before the program listens would be echoed by the terminal and lost.
    for _ in 0..PATIENCE {
        settle(&mut parser);
        if parser.screen().alternate_screen() && !parser.screen().contents().trim().is_empty() {
            break;
        }
    }
    for key in keys.chars() {
        let bytes = match key {
            '→' => "\u{1b}[C".to_owned(),
            '←' => "\u{1b}[D".to_owned(),
            '↑' => "\u{1b}[A".to_owned(),
            '↓' => "\u{1b}[B".to_owned(),
            '⏎' => "\r".to_owned(),
            '⎋' => "\u{1b}".to_owned(),
            '⇥' => "\t".to_owned(),
            '⌂' => "\u{1b}[H".to_owned(),
            '⇲' => "\u{1b}[F".to_owned(),
            '⇞' => "\u{1b}[5~".to_owned(),
            '⇟' => "\u{1b}[6~".to_owned(),
            other => other.to_string(),
        };
        writer.write_all(bytes.as_bytes())?;
        writer.flush()?;
        settle(&mut parser);
    }
    let screen = parser.screen().clone();
    child.kill()?;
    child.wait()?;
    Ok(screen)
}

/// The screen as an SVG with one text element per run of equal style.
fn svg(screen: &vt100::Screen, ground: Ground) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (f32::from(columns) * CELL.0 + 24.0, f32::from(rows) * CELL.1 + 24.0);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace\" font-size=\"{FONT_SIZE}\">\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>",
        ground.back
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let Some(first) = screen.cell(row, column) else { break };
            let style = CellStyle::of(first, ground);
            let (start, mut text) = (column, String::new());
            while let Some(cell) = screen.cell(row, column) {
                if column >= columns || CellStyle::of(cell, ground) != style {
                    break;
                }
                if !cell.is_wide_continuation() {
                    text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                }
                column += 1;
            }
            run(&mut out, row, start, column - start, &text, &style);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn run(out: &mut String, row: u16, start: u16, length: u16, text: &str, style: &CellStyle) {
    let (x, y) = (12.0 + f32::from(start) * CELL.0, 12.0 + f32::from(row) * CELL.1);
    let width = f32::from(length) * CELL.0;
    if style.is_filled {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{}\"/>",
            CELL.1, style.back
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if style.bold { " font-weight=\"bold\"" } else { "" };
    let slant = if style.italic { " font-style=\"italic\"" } else { "" };
    let line = if style.underline { " text-decoration=\"underline\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" xml:space=\"preserve\" fill=\"{}\"{weight}{slant}{line}>{escaped}</text>",
        y + CELL.1 * 0.8,
        style.front
    );
}

#[derive(PartialEq)]
struct CellStyle {
    front: String,
    back: String,
    is_filled: bool,
    bold: bool,
    italic: bool,
    underline: bool,
}

impl CellStyle {
    fn of(cell: &vt100::Cell, ground: Ground) -> Self {
        let (mut front, mut back) = (colour(cell.fgcolor(), ground.front), colour(cell.bgcolor(), ground.back));
        if cell.inverse() {
            std::mem::swap(&mut front, &mut back);
        }
        let is_filled = back != ground.back;
        Self { front, back, is_filled, bold: cell.bold(), italic: cell.italic(), underline: cell.underline() }
    }
}

/// xterm's 256 colours as `#rrggbb`.
fn colour(colour: vt100::Color, default: &str) -> String {
    const BASE: [&str; 16] = [
        "#20242c", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9", "#5c6370", "#ff7b86",
        "#b5e890", "#ffd68a", "#7cc5ff", "#e08df5", "#6fd3de", "#ffffff",
    ];
    match colour {
        vt100::Color::Default => default.to_owned(),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        vt100::Color::Idx(index @ 0..=15) => BASE[usize::from(index)].to_owned(),
        vt100::Color::Idx(index @ 16..=231) => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            format!("#{:02x}{:02x}{:02x}", level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        vt100::Color::Idx(index) => {
            let grey = 8 + 10 * (index - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}
