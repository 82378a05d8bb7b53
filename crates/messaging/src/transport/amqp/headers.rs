//! CloudEvents attributes in AMQP binary mode: headers `cloudEvents_*`, the body as it is.

use std::fmt::Display;
use std::str::FromStr;

use chrono::SecondsFormat;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};

use crate::transport::Garbled;
use crate::{Envelope, SCHEMA};

const PERSISTENT: u8 = 2;

pub(super) fn write(envelope: &Envelope) -> BasicProperties {
    let mut headers = FieldTable::default();
    let mut put = |name: &str, value: &str| {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongString(value.into()));
    };
    put("specversion", "1.0");
    put("id", &envelope.id.to_string());
    put("source", &format!("urn:meedoen:{}", envelope.sender));
    put("type", &envelope.kind);
    put("subject", &envelope.subject);
    put("time", &envelope.at.to_rfc3339_opts(SecondsFormat::Micros, true));
    put("sender", &envelope.sender);
    put("receiver", &envelope.receiver);
    put("partitionkey", &envelope.key);
    put("sequence", &envelope.number.to_string());
    put("municipality", &envelope.municipality.to_string());
    put("correlationid", &envelope.correlation.to_string());
    put("causationid", &envelope.causation.to_string());
    put("schema", &envelope.schema.to_string());
    put("actor", &envelope.actor);
    put("day", &envelope.day.to_string());
    if let Some(head) = &envelope.story {
        put("storyhead", &head.to_string());
    }
    if let Some(head) = &envelope.views {
        put("viewhead", &head.to_string());
    }
    if let Some(traceparent) = &envelope.traceparent {
        put("traceparent", traceparent);
        headers.insert("traceparent".into(), AMQPValue::LongString(traceparent.as_str().into()));
    }
    BasicProperties::default()
        .with_content_type("application/protobuf".into())
        .with_delivery_mode(PERSISTENT)
        .with_message_id(envelope.id.to_string().into())
        .with_correlation_id(envelope.correlation.to_string().into())
        .with_type(envelope.kind.as_str().into())
        .with_headers(headers)
}

pub(super) fn read(properties: &BasicProperties, body: Vec<u8>) -> Result<Envelope, Garbled> {
    match parse(properties) {
        Ok(envelope) => Ok(Envelope { body, ..envelope }),
        Err(reason) => Err(Garbled { reason, body }),
    }
}

fn parse(properties: &BasicProperties) -> Result<Envelope, String> {
    let headers = properties.headers().as_ref().ok_or("the message has no headers")?;
    let schema = get(headers, "schema")?;
    if schema > SCHEMA {
        return Err(format!("the envelope has schema {schema}; this build reads up to {SCHEMA}"));
    }
    Ok(Envelope {
        id: get(headers, "id")?,
        kind: get(headers, "type")?,
        sender: get(headers, "sender")?,
        receiver: get(headers, "receiver")?,
        key: get(headers, "partitionkey")?,
        number: get(headers, "sequence")?,
        subject: get(headers, "subject")?,
        municipality: get(headers, "municipality")?,
        correlation: get(headers, "correlationid")?,
        causation: get(headers, "causationid")?,
        traceparent: text(headers, "traceparent"),
        schema,
        actor: get(headers, "actor")?,
        day: get(headers, "day")?,
        at: get(headers, "time")?,
        // One that cannot be read bears no witness; the message itself is none the worse.
        story: text(headers, "storyhead").and_then(|head| head.parse().ok()),
        views: text(headers, "viewhead").and_then(|head| head.parse().ok()),
        body: Vec::new(),
    })
}

fn text(headers: &FieldTable, name: &str) -> Option<String> {
    match headers.inner().get(format!("cloudEvents_{name}").as_str())? {
        AMQPValue::LongString(value) => String::from_utf8(value.as_bytes().to_vec()).ok(),
        AMQPValue::ShortString(value) => Some(value.to_string()),
        _ => None,
    }
}

fn get<T: FromStr<Err: Display>>(headers: &FieldTable, name: &str) -> Result<T, String> {
    let value = text(headers, name).ok_or_else(|| format!("the attribute {name} is missing"))?;
    value.parse().map_err(|error| format!("the attribute {name} cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::StoryHead;

    fn envelope() -> Envelope {
        Envelope {
            id: Uuid::from_u128(1),
            kind: "nl.overheid.meedoen.income.assess-entitlement.v1".into(),
            sender: "intake".into(),
            receiver: "income".into(),
            key: Uuid::from_u128(2).to_string(),
            number: 3,
            subject: Uuid::from_u128(2).to_string(),
            municipality: "a-tenant:0001".parse().unwrap(),
            correlation: Uuid::from_u128(4),
            causation: Uuid::from_u128(5),
            traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
            schema: SCHEMA,
            actor: "consultant".into(),
            day: "2026-01-05".parse().unwrap(),
            at: "2026-01-05T09:00:00.000001Z".parse().unwrap(),
            story: Some(StoryHead { number: 7, hash: "c0ffee".into() }),
            views: Some(StoryHead { number: 12, hash: "beef".into() }),
            body: vec![1, 2, 3],
        }
    }

    #[test]
    fn an_envelope_survives_the_broker() {
        assert_eq!(read(&write(&envelope()), vec![1, 2, 3]).unwrap(), envelope());
    }

    #[test]
    fn a_newer_schema_and_a_missing_attribute_are_named() {
        let newer = Envelope { schema: SCHEMA + 1, ..envelope() };

        assert!(read(&write(&newer), vec![]).unwrap_err().reason.contains("schema 2"));
        assert!(read(&BasicProperties::default(), vec![]).unwrap_err().reason.contains("no headers"));
    }
}
