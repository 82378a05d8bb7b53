//! Writes `docs/process.md`: `cargo run -p workflow --example process-page > docs/process.md`.

fn main() {
    print!("{}", workflow::process_page());
}
