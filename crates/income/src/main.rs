//! The income service as a process of its own.

fn main() -> std::process::ExitCode {
    service::start::<income::Income>()
}
