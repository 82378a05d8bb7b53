//! The service `workflow` as a process of its own.

fn main() -> std::process::ExitCode {
    service::start::<workflow::Workflow>()
}
