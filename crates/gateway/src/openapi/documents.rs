//! The documents of the rules of law in the OpenAPI document: their JSON Schemas, each definition a component of its own.

use rules::schemas;
use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// The facts that a question is about.
pub const FACTS: &str = "Rekengegevens";
/// What the law leaves to the municipality.
pub const LOCAL: &str = "Rekenregels";
/// The answer to a question.
pub const ANSWER: &str = "Rekenantwoord";

/// What the parts of these documents begin with.
const PART: &str = "Reken";

/// The types of something that may be anything.
const ANYTHING: [&str; 6] = ["object", "array", "string", "integer", "boolean", "null"];

/// What says of which form something is.
const FORMS: [&str; 5] = ["type", "$ref", "anyOf", "oneOf", "items"];

/// Whether a name is that of a document which goes through as it is: the income service says what is wrong in it.
pub fn goes_through(name: &str) -> bool {
    [FACTS, LOCAL, ANSWER].contains(&name)
}

/// Every document with its parts, by the name of the component.
pub fn components() -> Vec<(String, RefOr<Schema>)> {
    let mut found = Vec::new();
    for (name, schema) in schemas() {
        let mut schema = schema.to_value();
        let parts = schema.as_object_mut().and_then(|schema| schema.remove("$defs"));
        let parts = parts.as_ref().and_then(Value::as_object).into_iter().flatten();
        found.extend(parts.filter_map(|(part, schema)| Some((format!("{PART}{part}"), read(schema)?))));
        let name = match name {
            "facts" => FACTS,
            "local" => LOCAL,
            _ => ANSWER,
        };
        found.extend(read(&schema).map(|schema| (name.to_owned(), schema)));
    }
    found
}

/// The schema of a document or one of its parts by its name.
pub fn of(name: &str) -> RefOr<Schema> {
    let found = components().into_iter().find(|(known, _)| known == name);
    found.map_or_else(|| Schema::default().into(), |(_, schema)| schema)
}

fn read(schema: &Value) -> Option<RefOr<Schema>> {
    serde_json::from_value(adapted(schema)).ok()
}

/// A schema in the words that the document's library has: a constant as a list of one, references to components, and no
/// dialect of its own.
fn adapted(schema: &Value) -> Value {
    match schema {
        Value::Bool(true) => json!({ "type": ANYTHING }),
        Value::Object(fields) => {
            let mut adapted: Map<_, _> = fields.iter().filter_map(field).collect();
            if adapted.contains_key("enum") {
                // Every code is a text.
                adapted.entry("type").or_insert_with(|| json!("string"));
            }
            if !FORMS.iter().any(|form| adapted.contains_key(*form)) {
                adapted.insert("type".into(), json!(ANYTHING));
            }
            Value::Object(adapted)
        }
        Value::Array(all) => Value::Array(all.iter().map(adapted).collect()),
        other => other.clone(),
    }
}

fn field((name, value): (&String, &Value)) -> Option<(String, Value)> {
    let kept = |value: Value| Some((name.clone(), value));
    match (name.as_str(), value) {
        ("$schema" | "title", _) => None,
        ("default", Value::Null) => None,
        ("const", value) => Some(("enum".into(), json!([value]))),
        ("$ref", Value::String(target)) => {
            let part = target.strip_prefix("#/$defs/").unwrap_or(target);
            kept(json!(format!("#/components/schemas/{PART}{part}")))
        }
        // Codes, examples and yes or no stand as they are; `additionalProperties` is either.
        ("enum" | "required" | "default" | "additionalProperties", Value::Array(_) | Value::Bool(_)) => {
            kept(value.clone())
        }
        ("properties", Value::Object(all)) => {
            kept(Value::Object(all.iter().map(|(name, schema)| (name.clone(), adapted(schema))).collect()))
        }
        _ => kept(adapted(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The references of a schema.
    fn references<'a>(schema: &'a Value, into: &mut Vec<&'a str>) {
        match schema {
            Value::Object(fields) => {
                into.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, into));
            }
            Value::Array(all) => all.iter().for_each(|one| references(one, into)),
            _ => {}
        }
    }

    #[test]
    fn every_part_of_the_documents_is_there_with_all_that_it_says() {
        let found = components();
        let expected: usize = schemas()
            .iter()
            .map(|(_, schema)| 1 + schema.clone().to_value()["$defs"].as_object().map_or(0, Map::len))
            .sum();
        let names: Vec<_> = found.iter().map(|(name, _)| name).collect();
        assert_eq!(found.len(), expected, "{names:?}");
        for (name, schema) in schemas() {
            let name = match name {
                "facts" => FACTS,
                "local" => LOCAL,
                _ => ANSWER,
            };
            let written = found.iter().find(|(known, _)| known == name).unwrap();
            let mut whole = schema.to_value();
            whole.as_object_mut().unwrap().remove("$defs");
            assert_eq!(serde_json::to_value(&written.1).unwrap(), adapted(&whole), "{name}");
            for (part, schema) in schemas().iter().flat_map(|(_, schema)| {
                schema.clone().to_value()["$defs"].as_object().cloned().unwrap_or_default()
            }) {
                let name = format!("{PART}{part}");
                let written = found.iter().find(|(known, _)| *known == name).unwrap();
                assert_eq!(serde_json::to_value(&written.1).unwrap(), adapted(&schema), "{name}");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let found = components();
        for (name, schema) in &found {
            let schema = serde_json::to_value(schema).unwrap();
            let mut targets = Vec::new();
            references(&schema, &mut targets);
            for target in targets {
                let part = target.strip_prefix("#/components/schemas/").unwrap();
                assert!(found.iter().any(|(known, _)| known == part), "{name} refers to {target}");
            }
        }
    }
}
