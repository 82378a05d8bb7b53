//! Facts as a policy officer writes them in TOML: `facts = { earning_capacity = 80, needs_sheltered = false }`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, Fact, FactKey, FactKind, FactSource, FactValue, Facts};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::problem::{Problem, Problems};
use crate::read::{Document, Lines};

/// Someone whose facts stand in a file of their own: `facts`, and `on` for the day assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The day of reporting and of assessing.
    pub on: NaiveDate,
    pub facts: Facts,
}

impl Person {
    /// Reads a person; `today` when the file names no day. `file` is how problems name it.
    ///
    /// # Errors
    ///
    /// Every fault in the file, among them facts that the catalogue refuses.
    pub fn read(file: &str, text: &str, today: NaiveDate) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut document = Document::parse(file, text, &mut problems);
        let on = document.maybe::<NaiveDate>("on").map_or(today, |on| on.value);
        let facts = document.one::<StatedFacts>("facts");
        document.finish();
        let facts = facts
            .map(|facts| facts.value.read(file, &Lines::of(text), on, &mut problems))
            .unwrap_or_default();
        problems.sort();
        if problems.is_empty() { Ok(Self { on, facts }) } else { Err(Problems(problems)) }
    }
}

/// Facts by their codes, not yet held against the catalogue. Money in cents, days as `"2026-03-02"`.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct StatedFacts(BTreeMap<String, Spanned<Value>>);

/// A field for each fact that people state, of the kind that the catalogue gives it.
impl JsonSchema for StatedFacts {
    fn schema_name() -> Cow<'static, str> {
        "StatedFacts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let stated = FactKey::ALL.iter().filter(|key| key.is_stated());
        let fields = stated.map(|key| (key.code().to_owned(), schema_of(*key).to_value()));
        json_schema!({
            "description": "Facts by their codes; money in cents.",
            "type": "object",
            "properties": fields.collect::<serde_json::Map<_, _>>(),
            "additionalProperties": false
        })
    }
}

fn schema_of(key: FactKey) -> Schema {
    let mut schema = match key.kind() {
        FactKind::YesNo => json_schema!({ "type": "boolean" }),
        FactKind::Number { min, max } => json_schema!({ "type": "integer", "minimum": min, "maximum": max }),
        FactKind::Money => json_schema!({ "type": "integer", "minimum": 0 }),
        FactKind::Day => json_schema!({ "type": "string", "format": "date" }),
        FactKind::Choice(list) => {
            json_schema!({ "type": "string", "enum": list.iter().map(|one| one.code).collect::<Vec<_>>() })
        }
    };
    schema.insert("description".into(), key.dutch().into());
    schema
}

impl StatedFacts {
    /// The facts as a consultant stated them on `on`. What the catalogue refuses goes to `problems`.
    pub fn read(self, file: &str, lines: &Lines, on: NaiveDate, problems: &mut Vec<Problem>) -> Facts {
        let mut facts = Facts::default();
        for (code, written) in self.0 {
            let line = lines.at(written.span().start);
            let mut refuse = |rule, reason: String| problems.push(Problem::new(file, line, rule, reason));
            let Some(key) = FactKey::from_code(&code) else {
                refuse("unknown-fact", format!("`{code}` is no fact of the catalogue"));
                continue;
            };
            if !key.is_stated() {
                refuse("unknown-fact", format!("`{code}` is derived from a birth date; state that"));
                continue;
            }
            let value = value(key, written.get_ref());
            match key.check(&value) {
                Ok(()) => facts.put(key, Fact { value, source: FactSource::Consultant, stated_on: on }),
                Err(refused) => refuse("wrong-type", format!("`{code}` {refused}")),
            }
        }
        facts
    }
}

/// The value as its fact takes it; what does not fit is of another kind, so that the catalogue refuses it.
fn value(key: FactKey, written: &Value) -> FactValue {
    match (key.kind(), written) {
        (_, Value::Boolean(yes)) => FactValue::YesNo(*yes),
        (FactKind::Money, Value::Integer(cents)) => FactValue::Money(Cents::new(*cents)),
        (_, Value::Integer(number)) => FactValue::Number(*number),
        (FactKind::Day, Value::String(text)) => day(text),
        (FactKind::Day, Value::Datetime(moment)) => day(&moment.to_string()),
        (_, Value::String(text)) => FactValue::Choice(text.clone()),
        _ => FactValue::Choice(String::new()),
    }
}

fn day(text: &str) -> FactValue {
    text.parse().map_or_else(|_| FactValue::Choice(text.to_owned()), FactValue::Day)
}
