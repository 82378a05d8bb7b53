use std::io;
use std::process::Stdio;
use std::time::Duration;

use futures_util::stream::{BoxStream, TryStreamExt};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use super::{ScannerSettings, ShelfError};
use crate::model::Scan;

/// Bytes as they come off the shelf.
type Pieces = BoxStream<'static, Result<bytes::Bytes, ShelfError>>;

/// The scanner does not say: it is asked again later.
#[derive(Debug, thiserror::Error)]
pub enum ScannerAway {
    #[error("the scanner cannot be reached")]
    Unreachable(#[from] io::Error),
    #[error("the scanner took too long")]
    TooLong,
    /// What it said stands only here: it may name a file.
    #[error("the scanner does not say whether it is clean")]
    NoAnswer,
    #[error("what is to be scanned cannot be read")]
    Unread(#[from] ShelfError),
}

/// Who looks for viruses.
pub struct Scanner(ScannerSettings);

impl Scanner {
    pub const fn new(settings: ScannerSettings) -> Self {
        Self(settings)
    }

    /// Whether there is a virus in it.
    ///
    /// # Errors
    ///
    /// [`ScannerAway`]: then it is not known.
    pub async fn scan(&self, pieces: Pieces) -> Result<Scan, ScannerAway> {
        match &self.0 {
            ScannerSettings::Clamd { address, timeout } => within(*timeout, clamd(address, pieces)).await,
            ScannerSettings::Command { line, timeout } => within(*timeout, command(line, pieces)).await,
        }
    }
}

async fn within(
    timeout: Duration,
    scanning: impl Future<Output = Result<Scan, ScannerAway>>,
) -> Result<Scan, ScannerAway> {
    tokio::time::timeout(timeout, scanning).await.unwrap_or(Err(ScannerAway::TooLong))
}

/// The stream protocol of clamd: chunks with their length before them, an empty one at the end.
async fn clamd(address: &str, mut pieces: Pieces) -> Result<Scan, ScannerAway> {
    let mut line = TcpStream::connect(address).await?;
    line.write_all(b"zINSTREAM\0").await?;
    while let Some(piece) = pieces.try_next().await? {
        line.write_u32(u32::try_from(piece.len()).map_err(io::Error::other)?).await?;
        line.write_all(&piece).await?;
    }
    line.write_u32(0).await?;
    let mut answer = Vec::new();
    line.take(4_096).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let answer = answer.trim_end_matches(['\0', '\n']);
    if answer.ends_with(": OK") {
        Ok(Scan::Clean)
    } else if answer.ends_with(" FOUND") {
        Ok(Scan::Infected)
    } else {
        Err(ScannerAway::NoAnswer)
    }
}

async fn command(line: &[String], mut pieces: Pieces) -> Result<Scan, ScannerAway> {
    let (program, arguments) = line.split_first().ok_or(ScannerAway::NoAnswer)?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let group = Group(child.id());
    if let Some(mut input) = child.stdin.take() {
        while let Some(piece) = pieces.try_next().await? {
            // It may have seen enough.
            if input.write_all(&piece).await.is_err() {
                break;
            }
        }
    }
    let over = child.wait().await?;
    group.ended();
    match over.code() {
        Some(0) => Ok(Scan::Clean),
        Some(1) => Ok(Scan::Infected),
        _ => Err(ScannerAway::NoAnswer),
    }
}

/// A program with all that it started: none of them outlives the asking.
struct Group(Option<u32>);

impl Group {
    /// It ended by itself: its number may be another's by now.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let leader = self.0.and_then(|number| i32::try_from(number).ok()).and_then(Pid::from_raw);
        if let Some(leader) = leader {
            // Whoever is gone already needs no killing.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests;
