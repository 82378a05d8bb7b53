//! The form in which services keep a term. What an older version wrote stays readable.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::span::Ending;
use crate::{Extension, Kind, Length, Reason, Span, Stop, Term};

/// Of what is written now.
const SCHEMA: u32 = 1;

/// A term as text.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored {
    schema: u32,
    kind: Kind,
    start: NaiveDate,
    span: Span,
    ending: Ending,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longer: Option<Length>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stops: Vec<Stop>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extension: Option<Extension>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_because: Option<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun_by: Option<Reason>,
}

/// A newer version wrote it.
#[derive(Debug, thiserror::Error)]
#[error("a term of schema {0} cannot be read")]
pub(crate) struct UnknownSchema(u32);

impl From<Term> for Stored {
    fn from(term: Term) -> Self {
        let Term { kind, start, span, ending, longer, stops, extension, ended_on, ended_because, begun_by } =
            term;
        let schema = SCHEMA;
        Self {
            schema,
            kind,
            start,
            span,
            ending,
            longer,
            stops,
            extension,
            ended_on,
            ended_because,
            begun_by,
        }
    }
}

impl TryFrom<Stored> for Term {
    type Error = UnknownSchema;

    fn try_from(stored: Stored) -> Result<Self, UnknownSchema> {
        let Stored {
            schema,
            kind,
            start,
            span,
            ending,
            longer,
            stops,
            extension,
            ended_on,
            ended_because,
            begun_by,
        } = stored;
        if schema != SCHEMA {
            return Err(UnknownSchema(schema));
        }
        Ok(Self { kind, start, span, ending, longer, stops, extension, ended_on, ended_because, begun_by })
    }
}
