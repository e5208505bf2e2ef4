//! `RoleCall` teaches how AWS access really works.
//!
//! The crate is a house of floors; each uses only the floors below it (see `ARCHITECTURE.md`):
//! `cli` → `tui` → `report` → `learner` → `lesson` → `cloud` → `iam` → `diagnostic`.
//!
//! Without default features the crate is a library that does no I/O: [`iam`] evaluates policies as AWS does and
//! explains every decision, [`cloud`] simulates STS and S3 around it, [`lesson`] plays scenario files.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

pub mod cloud;
pub mod diagnostic;
pub mod iam;
pub mod lesson;
pub mod report;

#[cfg(feature = "terminal")]
pub mod cli;
#[cfg(feature = "terminal")]
pub mod learner;
#[cfg(feature = "terminal")]
pub mod tui;
