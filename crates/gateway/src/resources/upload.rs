//! A document in parts: read one by one as they come in, and passed on as they are read.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use futures_util::{Stream, StreamExt, stream};
use http::{StatusCode, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use proto::intake::v1 as pb;
use proto::intake::v1::receive_document_request::Part;

use crate::layers::AROUND_DOCUMENT;
use crate::problem::{OngeldigGegeven, Problem};

/// Bytes of a piece that goes to the service.
const PIECE: usize = 60 * 1024;
/// What the document is.
pub(super) const ABOUT: &str = "gegevens";
/// The document itself.
pub(super) const FILE: &str = "bestand";

/// What goes to the service: what it is, its bytes as they come in, and an end only when all of it came.
pub(super) fn sent(
    document: pb::ReceivedDocument,
    file: Field<'static>,
    broken: Arc<Mutex<Option<multer::Error>>>,
) -> impl Stream<Item = pb::ReceiveDocumentRequest> + Send + 'static {
    let message = |part: Part| pb::ReceiveDocumentRequest { part: Some(part) };
    let is_whole = Arc::clone(&broken);
    let pieces = file.scan((), move |(), piece| {
        let piece = piece.map_err(|error| {
            *broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        });
        std::future::ready(piece.ok())
    });
    let bytes = pieces.flat_map(move |bytes| {
        let pieces: Vec<_> = bytes.chunks(PIECE).map(|piece| message(Part::Bytes(piece.to_vec()))).collect();
        stream::iter(pieces)
    });
    let end = stream::once(async move {
        let whole = is_whole.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        whole.then(|| message(Part::End(pb::EndOfDocument {})))
    });
    let first = stream::once(async move { message(Part::Document(document)) });
    first.chain(bytes).chain(end.filter_map(|end| async { end }))
}

pub(super) fn multipart(request: Request, document_bytes: usize) -> Result<Multipart<'static>, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or_else(|| {
        let detail = "Stuur een document als multipart/form-data.";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    })?;
    let around = u64::try_from(AROUND_DOCUMENT).unwrap_or(u64::MAX);
    let most = u64::try_from(document_bytes).unwrap_or(u64::MAX).saturating_add(around);
    let sizes = SizeLimit::new().whole_stream(most).for_field(ABOUT, around);
    let body = request.into_body().into_data_stream();
    Ok(Multipart::with_constraints(body, boundary, Constraints::new().size_limit(sizes)))
}

pub(super) fn missing(part: &str) -> Problem {
    let reason = "ontbreekt: stuur eerst `gegevens` (JSON) en dan `bestand`";
    Problem::invalid(vec![OngeldigGegeven::new(part, "required", reason)])
}

/// The error may repeat a part of the message, so it goes nowhere.
pub(super) fn unreadable(error: &multer::Error, document_bytes: usize) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Problem::document_too_large(document_bytes),
        // Only what is told about the document has a bound of its own.
        multer::Error::FieldSizeExceeded { .. } => Problem::too_large(AROUND_DOCUMENT),
        _ => {
            let reason = "is geen geldige multipart/form-data, of brak af";
            Problem::invalid(vec![OngeldigGegeven::new("bericht", "multipart-syntax", reason)])
        }
    }
}
