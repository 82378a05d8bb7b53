//! The one-process edition and the operator's command line.

fn main() -> std::process::ExitCode {
    meedoen::start()
}
