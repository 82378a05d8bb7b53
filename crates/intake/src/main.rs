//! The intake service in a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::start::<intake::Intake>()
}
