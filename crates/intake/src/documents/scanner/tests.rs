use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::iter;
use tokio::net::TcpListener;

use super::*;

/// The file that every scanner takes for a virus, in two halves so that none takes this one for it.
const HALVES: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}", "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];

fn pieces(bytes: &[&[u8]]) -> Pieces {
    let pieces: Vec<_> = bytes.iter().map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    iter(pieces).boxed()
}

fn command(script: &str, timeout: Duration) -> Scanner {
    let line = ["sh", "-c", script].map(String::from).to_vec();
    Scanner::new(ScannerSettings::Command { line, timeout })
}

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_program_says_by_how_it_ends_whether_it_is_clean() {
    let looks = "if grep -q EICAR; then exit 1; fi";
    let eicar = HALVES.map(str::as_bytes);
    assert_eq!(command(looks, SOON).scan(pieces(&[b"%PDF", b"-1.7"])).await.unwrap(), Scan::Clean);
    assert_eq!(command(looks, SOON).scan(pieces(&eicar)).await.unwrap(), Scan::Infected);
}

#[tokio::test]
async fn a_program_that_fails_hangs_or_is_not_there_says_nothing() {
    let failed = command("exit 2", SOON).scan(pieces(&[b"x"])).await;
    assert!(matches!(failed, Err(ScannerAway::NoAnswer)));
    let hangs = command("sleep 600", Duration::from_millis(50)).scan(pieces(&[b"x"])).await;
    assert!(matches!(hangs, Err(ScannerAway::TooLong)));
    let line = vec!["/nowhere/scanner".to_owned()];
    let missing = Scanner::new(ScannerSettings::Command { line, timeout: SOON });
    assert!(matches!(missing.scan(pieces(&[b"x"])).await, Err(ScannerAway::Unreachable(_))));
}

#[tokio::test]
async fn what_a_program_started_does_not_outlive_it() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("child");
    let script = format!("sleep 600 & echo $! > {}.new; mv {0}.new {0}; wait", told.display());
    let hangs =
        tokio::spawn(async move { command(&script, Duration::from_secs(2)).scan(pieces(&[b"x"])).await });
    assert!(matches!(hangs.await.unwrap(), Err(ScannerAway::TooLong)));
    let child = std::fs::read_to_string(told).unwrap();
    let state = std::path::Path::new("/proc").join(child.trim()).join("stat");
    let runs = || std::fs::read_to_string(&state).is_ok_and(|stat| !stat.contains(") Z "));
    tokio::time::timeout(SOON, async {
        while runs() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the child was killed");
}

/// A server that speaks as clamd does, and gives this answer to what it reads; it hands over what that was.
async fn clamd(answer: impl Fn(&[u8]) -> &'static str + Send + 'static) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut command = [0; 10];
        line.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut read = Vec::new();
        loop {
            let length = usize::try_from(line.read_u32().await.unwrap()).unwrap();
            if length == 0 {
                break;
            }
            let mut chunk = vec![0; length];
            line.read_exact(&mut chunk).await.unwrap();
            read.extend(chunk);
        }
        line.write_all(answer(&read).as_bytes()).await.unwrap();
    });
    Scanner::new(ScannerSettings::Clamd { address, timeout: SOON })
}

#[tokio::test]
async fn clamd_reads_all_of_it_and_is_understood() {
    let looks = |read: &[u8]| {
        let whole = String::from_utf8_lossy(read).contains(&HALVES.concat());
        if whole { "stream: Eicar-Test-Signature FOUND\0" } else { "stream: OK\0" }
    };
    assert_eq!(clamd(looks).await.scan(pieces(&[b"%PDF", b"-1.7"])).await.unwrap(), Scan::Clean);
    let eicar = HALVES.map(str::as_bytes);
    assert_eq!(clamd(looks).await.scan(pieces(&eicar)).await.unwrap(), Scan::Infected);
}

#[tokio::test]
async fn what_clamd_cannot_scan_is_not_called_clean() {
    for answer in ["INSTREAM size limit exceeded. ERROR\0", "", "stream: OK maybe\0"] {
        let scanned = clamd(move |_| answer).await.scan(pieces(&[b"x"])).await;
        assert!(matches!(scanned, Err(ScannerAway::NoAnswer)), "{answer}");
    }
}
