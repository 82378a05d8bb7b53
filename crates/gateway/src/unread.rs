//! What stays unread of a body when the answer is ready early. A server that closes a connection on someone who is
//! still sending makes the system at the other end drop the answer: all that the sender sees is a broken pipe. So what
//! is still coming is read and thrown away first, up to a bound.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{Stream, StreamExt};
use http::{HeaderValue, Version, header};
use tokio::sync::oneshot;

/// How long a body is read on.
struct Bounds {
    /// Most bytes that are thrown away for one request.
    bytes: u64,
    /// Who sends nothing for so long is not waited for.
    pause: Duration,
    /// Nobody is waited for longer than this in all.
    longest: Duration,
}

const BOUNDS: Bounds =
    Bounds { bytes: 64 * 1024 * 1024, pause: Duration::from_secs(5), longest: Duration::from_secs(30) };

/// Answers only when the body is over, whoever refused it and why. Beyond the bounds the connection closes.
pub(crate) async fn read_on(request: Request, next: Next) -> Response {
    // From version 2 on a stream is refused by itself, and the connection stays.
    if request.body().is_end_stream() || request.version() >= Version::HTTP_2 {
        return next.run(request).await;
    }
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (give_back, given_back) = oneshot::channel();
    let request = request.map(|body| {
        Body::from_stream(Lent {
            body: Some(body.into_data_stream()),
            is_begun: false,
            give_back: Some(give_back),
        })
    });
    let mut response = next.run(request).await;
    let Some(rest) = { given_back }.try_recv().ok() else { return response };
    // Who asked whether to send, and was not told to, sends nothing.
    let is_over = (asks_first && !rest.is_begun) || is_sent_within(BOUNDS, rest.body).await;
    if !is_over {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn is_sent_within<E>(bounds: Bounds, mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) -> bool {
    let all = async {
        let mut read: u64 = 0;
        loop {
            match tokio::time::timeout(bounds.pause, body.next()).await {
                Ok(Some(Ok(bytes))) => read = read.saturating_add(bytes.len() as u64),
                Ok(None) => return true,
                // Too slow, or gone.
                Err(_) | Ok(Some(Err(_))) => return false,
            }
            if read > bounds.bytes {
                return false;
            }
        }
    };
    tokio::time::timeout(bounds.longest, all).await.unwrap_or(false)
}

/// What a handler left of a body.
struct Rest {
    body: BodyDataStream,
    is_begun: bool,
}

/// A body for a handler, that comes back when the handler lets go of it before its end.
struct Lent {
    body: Option<BodyDataStream>,
    is_begun: bool,
    give_back: Option<oneshot::Sender<Rest>>,
}

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.is_begun = true;
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = body.poll_next_unpin(context);
        if let Poll::Ready(None | Some(Err(_))) = polled {
            self.body = None;
        }
        polled
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(give_back)) = (self.body.take(), self.give_back.take()) {
            // Nobody takes it when the connection is gone.
            let _ = give_back.send(Rest { body, is_begun: self.is_begun });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

    const SOON: Duration = Duration::from_millis(10);

    fn pieces(count: usize) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin {
        stream::iter(vec![Ok(Bytes::from_static(&[0; 1024 * 1024])); count])
    }

    #[tokio::test]
    async fn a_body_is_read_on_to_its_end_within_the_bound_of_bytes() {
        assert!(is_sent_within(BOUNDS, pieces(64)).await);
        assert!(!is_sent_within(BOUNDS, pieces(65)).await);
    }

    #[tokio::test]
    async fn who_stops_sending_and_who_never_ends_is_not_waited_for() {
        let stops = pieces(1).chain(stream::pending());
        assert!(!is_sent_within(Bounds { pause: SOON, ..BOUNDS }, stops).await);
        let drips = stream::repeat(()).then(|()| async {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(Bytes::new())
        });
        assert!(!is_sent_within(Bounds { longest: SOON, ..BOUNDS }, Box::pin(drips)).await);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_not_sent() {
        let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err("gone")]);
        assert!(!is_sent_within(BOUNDS, broken).await);
    }
}
