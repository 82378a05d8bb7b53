fn main() -> std::process::ExitCode {
    gateway::start()
}
