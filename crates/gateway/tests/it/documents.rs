//! A document on its way through: its parts are read while they come in, and bounds hold before it is all here.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream::{self, BoxStream, StreamExt};
use gateway::Settings;
use http::StatusCode;
use proto::intake::v1 as pb;
use proto::intake::v1::document_service_server::{DocumentService, DocumentServiceServer};
use proto::intake::v1::receive_document_request::Part;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, Streaming};

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

/// The line to intake once broke off whatever took ten seconds.
const SLOW: Duration = Duration::from_secs(11);
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

/// An intake that takes a document in, and nothing else.
struct TakesIn;

type Reply<T> = Result<Response<T>, Status>;

fn unasked<T>() -> Reply<T> {
    Err(Status::unimplemented("no test asks this"))
}

#[tonic::async_trait]
impl DocumentService for TakesIn {
    async fn receive_document(
        &self,
        request: Request<Streaming<pb::ReceiveDocumentRequest>>,
    ) -> Reply<pb::ReceiveDocumentResponse> {
        let mut parts = request.into_inner();
        let mut size_bytes = 0;
        while let Some(next) = parts.message().await? {
            if let Some(Part::Bytes(bytes)) = next.part {
                size_bytes += bytes.len() as u64;
            }
        }
        let document = Some(pb::Document { size_bytes, ..pb::Document::default() });
        Ok(Response::new(pb::ReceiveDocumentResponse { document }))
    }

    async fn list_documents(&self, _: Request<pb::ListDocumentsRequest>) -> Reply<pb::ListDocumentsResponse> {
        unasked()
    }

    async fn get_document(&self, _: Request<pb::GetDocumentRequest>) -> Reply<pb::GetDocumentResponse> {
        unasked()
    }

    type ReadDocumentStream = BoxStream<'static, Result<pb::ReadDocumentResponse, Status>>;

    async fn read_document(&self, _: Request<pb::ReadDocumentRequest>) -> Reply<Self::ReadDocumentStream> {
        unasked()
    }

    async fn list_due_documents(
        &self,
        _: Request<pb::ListDueDocumentsRequest>,
    ) -> Reply<pb::ListDueDocumentsResponse> {
        unasked()
    }

    async fn propose_destruction(
        &self,
        _: Request<pb::ProposeDestructionRequest>,
    ) -> Reply<pb::ProposeDestructionResponse> {
        unasked()
    }

    async fn destroy_document(
        &self,
        _: Request<pb::DestroyDocumentRequest>,
    ) -> Reply<pb::DestroyDocumentResponse> {
        unasked()
    }
}

/// Whoever has a slow line, or scans as they send, may take as long as the gateway gives a document; no shorter bound of
/// the line to intake comes before it.
#[tokio::test]
async fn a_document_may_take_longer_to_come_in_than_another_call() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = tonic::transport::Server::builder()
        .add_service(DocumentServiceServer::new(TakesIn))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(server);
    let settings = Settings { timeout: Duration::from_secs(1), ..Settings::default() };
    let world = World::over(&address, settings);

    let whole = Bytes::from(message(ABOUT, &[b'x'; 40_000], END));
    let (begins, ends) = (whole.slice(..20_000), whole.slice(20_000..));
    let slow = stream::once(async { Ok::<_, io::Error>(begins) }).chain(stream::once(async {
        tokio::time::sleep(SLOW).await;
        Ok(ends)
    }));
    let answer = send(&world, FORM, Body::from_stream(slow)).await;

    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    assert_eq!(answer.body["omvang"], 40_000);
}
