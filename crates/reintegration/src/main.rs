//! The reintegration service as a process of its own.

fn main() -> std::process::ExitCode {
    service::start::<reintegration::Reintegration>()
}
