//! A document on its way through: its parts are read while they come in, and bounds hold before it is all here.

use axum::body::{Body, Bytes};
use futures_util::stream;
use gateway::Settings;
use http::StatusCode;

use crate::world::{Answer, NOWHERE, World};

const PATH: &str = "/meedoen/v1/zaken/01970000-0000-7000-8000-000000000001/documenten";
const ABOUT: &str = r#"{"titel": "Bankafschrift"}"#;

fn message(about: &str, file: &[u8], end: &str) -> Vec<u8> {
    let mut body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"gegevens\"\r\n\r\n{about}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"x\"\r\nContent-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(end.as_bytes());
    body
}

async fn send(world: &World, kind: &str, body: Body) -> Answer {
    world.send(world.asked("POST", PATH).header("content-type", kind).body(body).unwrap()).await
}

const FORM: &str = "multipart/form-data; boundary=b";
const END: &str = "\r\n--b--\r\n";

#[tokio::test]
async fn only_a_message_of_two_parts_is_a_document() {
    let world = World::alone();
    let answer = send(&world, "application/json", Body::from(ABOUT)).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let answer = send(&world, FORM, Body::from("--b--\r\n")).await;
    assert_eq!(answer.wrong(), ["gegevens required"]);
    let answer = send(&world, FORM, Body::from("zomaar iets")).await;
    assert_eq!(answer.wrong(), ["bericht multipart-syntax"]);
    let wrong = message(r#"{"titel": "", "bewijstVan": "x", "y": 1}"#, b"%PDF", END);
    let answer = send(&world, FORM, Body::from(wrong)).await;
    assert_eq!(answer.wrong(), ["bewijstVan type", "titel empty", "y unknown-property"]);
}

#[tokio::test]
async fn what_says_it_is_too_large_is_not_read() {
    let world = World::over(NOWHERE, Settings { document_bytes: 100_000, ..Settings::default() });
    let request = world.asked("POST", PATH).header("content-type", FORM).header("content-length", "200000");
    let answer = world.send(request.body(Body::from(message(ABOUT, b"%PDF", END))).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_document_is_larger_than_another_message_may_be() {
    let world = World::over(NOWHERE, Settings { body_bytes: 2_048, ..Settings::default() });
    let body = message(ABOUT, &[b'x'; 10_000], END);
    // Nobody listens behind this gateway: it came as far as that.
    assert_eq!(send(&world, FORM, Body::from(body)).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_sender_who_breaks_off_hears_so() {
    let world = World::alone();
    let pieces = [Ok(Bytes::from(message(ABOUT, b"%PDF", ""))), Err(std::io::Error::other("gone"))];
    let answer = send(&world, FORM, Body::from_stream(stream::iter(pieces))).await;
    assert!(
        answer.status == StatusCode::BAD_REQUEST || answer.status == StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.status
    );
}
