//! W3C trace context through the outbox: a message's turn is a child of the turn that told it.

use std::collections::HashMap;

use opentelemetry::global;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::Envelope;

const TRACEPARENT: &str = "traceparent";

/// The trace context of a span, if it is being traced.
pub(super) fn traceparent(span: &Span) -> Option<String> {
    if span.is_disabled() {
        return None;
    }
    let mut carrier = HashMap::new();
    global::get_text_map_propagator(|propagator| propagator.inject_context(&span.context(), &mut carrier));
    carrier.remove(TRACEPARENT)
}

/// A span for handling a message, under the span of the turn that told it.
pub(super) fn span_of(envelope: &Envelope) -> Span {
    let span = tracing::info_span!(
        target: "meedoen::message", "message", kind = %envelope.kind, case.id = %envelope.subject, sender = %envelope.sender
    );
    if let (false, Some(traceparent)) = (span.is_disabled(), &envelope.traceparent) {
        let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.clone())]);
        let parent = global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
        // Without a tracer there is no context to hang it on, and nothing is lost.
        let _ = span.set_parent(parent);
    }
    span
}
