//! Reads status reports and statements and says how many items each holds: `cargo run -p sepa --example read FILE...`.
//! Ends with 1 when a file is wrong, and says where.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::process::ExitCode;

use sepa::ReadError;
use sepa::statement::StatementReader;
use sepa::status::StatusReader;

fn main() -> ExitCode {
    let mut good = true;
    for path in std::env::args().skip(1) {
        match File::open(&path).map(read) {
            Ok(Ok(count)) => println!("{path}: {count} items"),
            Ok(Err(wrong)) => {
                println!("{path}: {wrong}");
                good = false;
            }
            Err(error) => {
                println!("{path}: {error}");
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// As a status report, and if it is none, as a statement.
fn read(mut file: File) -> Result<usize, ReadError> {
    if let Ok(reader) = StatusReader::new(BufReader::new(&file)) {
        return reader.map(|item| item.map(drop)).collect::<Result<Vec<()>, _>>().map(|items| items.len());
    }
    // What cannot be read again has no beginning either, and the reader says so.
    let _ = file.rewind();
    let statement = StatementReader::new(BufReader::new(&file))?;
    statement.map(|item| item.map(drop)).collect::<Result<Vec<()>, _>>().map(|items| items.len())
}
