//! The program: parse arguments, run, give back the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    rolecall::cli::main()
}
