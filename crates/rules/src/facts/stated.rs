use std::borrow::Cow;

use chrono::NaiveDate;
use domain::FactSource;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A fact, or nothing: what is absent is unknown, never a default.
pub type Known<T> = Option<Stated<T>>;

/// A fact as someone stated it. In JSON a bare value, or `{"value": …, "source": …, "known_on": …}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    pub value: T,
    /// Who said it; a bare value is a consultant's.
    pub source: FactSource,
    /// First day on which it was known; `None`: always.
    pub known_on: Option<NaiveDate>,
}

impl<T> Stated<T> {
    /// Whether it was known on a day.
    pub fn is_known_on(&self, day: NaiveDate) -> bool {
        self.known_on.is_none_or(|known| known <= day)
    }
}

impl<T> From<T> for Stated<T> {
    fn from(value: T) -> Self {
        Self { value, source: FactSource::Consultant, known_on: None }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Form<T> {
    Whole(Whole<T>),
    Bare(T),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole<T> {
    value: T,
    #[serde(default = "consultant")]
    source: FactSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_on: Option<NaiveDate>,
}

const fn consultant() -> FactSource {
    FactSource::Consultant
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Bare(value) => Self::from(value),
            Form::Whole(Whole { value, source, known_on }) => Self { value, source, known_on },
        })
    }
}

impl<T: Serialize> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        if self.source == FactSource::Consultant && self.known_on.is_none() {
            return self.value.serialize(into);
        }
        Whole { value: &self.value, source: self.source, known_on: self.known_on }.serialize(into)
    }
}

impl<T: JsonSchema> JsonSchema for Stated<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Stated_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        let sources: Vec<_> = FactSource::ALL.iter().map(|source| source.code()).collect();
        json_schema!({
            "anyOf": [
                value,
                {
                    "type": "object",
                    "properties": {
                        "value": value,
                        "source": { "enum": sources },
                        "known_on": { "type": "string", "format": "date" }
                    },
                    "required": ["value"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
