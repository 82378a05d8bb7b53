//! `meedoen-sheltered-work`.

fn main() -> std::process::ExitCode {
    service::start::<sheltered_work::ShelteredWork>()
}
