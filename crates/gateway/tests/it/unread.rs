//! Who sends a whole body before reading a word gets the answer all the same, whatever was refused and when.

use std::time::Duration;

use gateway::Settings;
use http::StatusCode;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::world::{NOWHERE, ONE, World};

/// More than the systems at both ends keep for a connection: who is not read cannot send all of it.
const LARGE: usize = 10 * 1024 * 1024;
const TIMES: usize = 50;

struct Listening {
    address: String,
    stop: CancellationToken,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn listening(world: &World) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listening =
        Listening { address: listener.local_addr().unwrap().to_string(), stop: CancellationToken::new() };
    let served = gateway::serve(world.router.clone(), listener, listening.stop.clone(), Duration::ZERO);
    tokio::spawn(served);
    listening
}

fn head(request: &str, lines: &[&str], length: &str) -> String {
    format!(
        "{request} HTTP/1.1\r\nhost: a\r\n{length}\r\n{}\r\n",
        lines.iter().map(|line| format!("{line}\r\n")).collect::<String>()
    )
}

/// Sends everything, and only then reads.
async fn ask(connection: &mut TcpStream, head: &str, body: &[u8]) -> u16 {
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(body).await.unwrap();
    status(connection).await
}

/// The status of the next answer, which is read to its end.
async fn status(connection: &mut TcpStream) -> u16 {
    let mut read = Vec::new();
    let head_end = loop {
        connection.read_buf(&mut read).await.unwrap();
        if let Some(place) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break place + 4;
        }
    };
    let head = String::from_utf8(read[..head_end].to_vec()).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    while read.len() < head_end + length.parse::<usize>().unwrap() {
        assert_ne!(connection.read_buf(&mut read).await.unwrap(), 0, "it breaks off: {head}");
    }
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn in_chunks() -> Vec<u8> {
    let mut body = Vec::new();
    for _ in 0..LARGE / 65_536 {
        body.extend_from_slice(b"10000\r\n");
        body.extend_from_slice(&[b'x'; 65_536]);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    body
}

#[rstest]
#[case::said(false)]
#[case::in_chunks(true)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_too_large_is_told_so_and_the_connection_lives_on(#[case] chunked: bool) {
    let world = World::alone();
    let listening = listening(&world).await;
    let token = format!("authorization: Bearer {}", world.token("anna", &[ONE]));
    let lines = [&token, "content-type: application/json", "idempotency-key: k"];
    let (length, body) = if chunked {
        ("transfer-encoding: chunked".to_owned(), in_chunks())
    } else {
        (format!("content-length: {LARGE}"), vec![b'x'; LARGE])
    };
    let head = head("POST /meedoen/v1/aanvragen", &lines, &length);

    let mut connection = TcpStream::connect(&listening.address).await.unwrap();
    for _ in 0..TIMES {
        assert_eq!(ask(&mut connection, &head, &body).await, 413);
    }
}

#[rstest]
#[case::nobody("POST /meedoen/v1/aanvragen", &[], 401)]
#[case::nowhere("POST /meedoen/v1/nergens", &[], 404)]
#[case::outside("POST /nergens", &[], 404)]
#[case::not_so("DELETE /meedoen/v1/aanvragen", &[], 405)]
#[case::no_json_wanted("POST /meedoen/v1/aanvragen", &["accept: text/html"], 406)]
#[case::no_json_sent("POST /meedoen/v1/aanvragen", &["content-type: text/plain"], 415)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_refused_early_hears_it(
    #[case] request: &str,
    #[case] lines: &[&str],
    #[case] expected: u16,
) {
    let settings = Settings { body_bytes: 2 * LARGE, ..Settings::default() };
    let world = World::over(NOWHERE, settings);
    let listening = listening(&world).await;
    let token = format!("authorization: Bearer {}", world.token("anna", &[ONE]));
    let mut lines = lines.to_vec();
    if expected != 401 {
        lines.push(&token);
    }
    let head = head(request, &lines, &format!("content-length: {LARGE}"));
    let body = vec![b'x'; LARGE];

    for _ in 0..TIMES / 10 {
        let mut connection = TcpStream::connect(&listening.address).await.unwrap();
        assert_eq!(ask(&mut connection, &head, &body).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_hears_it() {
    let world = World::with_limits(1, 1);
    let listening = listening(&world).await;
    let token = format!("authorization: Bearer {}", world.token("anna", &[ONE]));
    let head = head("POST /meedoen/v1/aanvragen", &[&token], &format!("content-length: {}", 1024 * 1024));
    let body = vec![b'x'; 1024 * 1024];

    let mut connection = TcpStream::connect(&listening.address).await.unwrap();
    let mut statuses = Vec::new();
    while !statuses.contains(&429) {
        statuses.push(ask(&mut connection, &head, &body).await);
        assert!(statuses.len() < 1_000, "nobody is refused: {statuses:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_before_sending_is_answered_at_once() {
    let world = World::alone();
    let listening = listening(&world).await;
    let mut connection = TcpStream::connect(&listening.address).await.unwrap();
    let length = format!("content-length: {LARGE}");
    let head = head("POST /meedoen/v1/aanvragen", &["expect: 100-continue"], &length);

    connection.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(StatusCode::from_u16(status(&mut connection).await).unwrap(), StatusCode::PAYLOAD_TOO_LARGE);
}
