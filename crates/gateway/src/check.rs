//! Checks input against the very schemas that the OpenAPI document publishes, and names everything that is wrong.
//!
//! serde stops at the first problem; a form wants them all. So the document is the check: what it promises is what
//! happens. Reasons never repeat a value.

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::openapi::documents;
use crate::problem::OngeldigGegeven;

/// The format of a citizen service number in the document.
pub const BSN_FORMAT: &str = "bsn";

const REFERENCE: &str = "#/components/schemas/";

/// The schemas of the document, by name.
#[derive(Debug, Default)]
pub struct Shapes(Map<String, Value>);

impl Shapes {
    /// The schemas that a document holds.
    pub fn of(document: &Value) -> Self {
        Self(document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default())
    }

    /// Everything that is wrong with a value of this named shape; `None` when the document has no such shape.
    pub fn check(&self, name: &str, value: &Value) -> Option<Vec<OngeldigGegeven>> {
        let mut check = Check { shapes: self, found: Vec::new() };
        check.value(self.0.get(name)?, value, "");
        Some(check.found)
    }

    /// Everything that is wrong with a value of a shape that stands elsewhere, under this name.
    pub fn check_against(&self, shape: &Value, value: &Value, name: &str) -> Vec<OngeldigGegeven> {
        let mut check = Check { shapes: self, found: Vec::new() };
        check.value(shape, value, name);
        check.found
    }

    /// The shape itself, with references followed and "may be absent" taken off.
    pub fn plain<'a>(&'a self, shape: &'a Value) -> &'a Value {
        if let Some(known) = shape["$ref"].as_str().and_then(|text| self.0.get(text.strip_prefix(REFERENCE)?))
        {
            return self.plain(known);
        }
        match alternatives(shape).and_then(|all| all.iter().find(|one| one["type"] != "null")) {
            Some(one) => self.plain(one),
            None => shape,
        }
    }
}

fn alternatives(shape: &Value) -> Option<&Vec<Value>> {
    shape["oneOf"].as_array().or_else(|| shape["anyOf"].as_array())
}

/// Whether it is a document of which the service that reads it says what is wrong.
fn goes_through(shape: &Value) -> bool {
    let named = shape["$ref"].as_str().and_then(|text| text.strip_prefix(REFERENCE));
    named.is_some_and(documents::goes_through)
        || alternatives(shape).is_some_and(|all| all.iter().any(goes_through))
}

fn allows_null(shape: &Value) -> bool {
    let in_type = match &shape["type"] {
        Value::String(kind) => kind == "null",
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "null"),
        _ => false,
    };
    in_type || alternatives(shape).is_some_and(|all| all.iter().any(allows_null))
}

struct Check<'a> {
    shapes: &'a Shapes,
    found: Vec<OngeldigGegeven>,
}

impl Check<'_> {
    fn wrong(&mut self, at: &str, code: &str, reason: impl Into<String>) {
        let name = if at.is_empty() { "bericht" } else { at };
        self.found.push(OngeldigGegeven::new(name, code, reason));
    }

    fn value(&mut self, shape: &Value, value: &Value, at: &str) {
        if value.is_null() && allows_null(shape) {
            return;
        }
        if goes_through(shape) {
            if !value.is_object() {
                self.wrong(at, "type", expected(&["object"]));
            }
            return;
        }
        let shape = self.shapes.plain(shape);
        if shape.as_object().is_some_and(Map::is_empty) {
            // Anything may stand here: the service that reads it says what is wrong with it.
            return;
        }
        let kinds: Vec<&str> = match &shape["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        match value {
            Value::Object(object) if kinds.contains(&"object") => self.object(shape, object, at),
            Value::Array(items) if kinds.contains(&"array") => self.array(shape, items, at),
            Value::String(text) if kinds.contains(&"string") => self.text(shape, text, at),
            Value::Number(number) if kinds.contains(&"integer") => match number.as_i64() {
                Some(number) => self.number(shape, number, at),
                None => self.wrong(at, "type", "moet een heel getal zijn"),
            },
            Value::Bool(_) if kinds.contains(&"boolean") => {}
            _ => self.wrong(at, "type", expected(&kinds)),
        }
    }

    fn object(&mut self, shape: &Value, object: &Map<String, Value>, at: &str) {
        if shape["maxProperties"].as_u64().is_some_and(|most| object.len() as u64 > most) {
            self.wrong(at, "too-many", format!("mag hoogstens {} namen hebben", shape["maxProperties"]));
            return;
        }
        for name in shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                self.wrong(&under(at, name), "required", "ontbreekt");
            }
        }
        for (name, value) in object {
            let known = shape["properties"].get(name);
            // In a map every name may stand, and its values have one shape.
            let in_a_map = || shape.get("additionalProperties").filter(|each| each.is_object());
            match known {
                Some(property) => self.value(property, value, &under(at, name)),
                None if in_a_map().is_some() => {
                    self.value(&shape["additionalProperties"], value, &under(at, &short(name)));
                }
                // A document of someone else, who says what is wrong in it.
                None if shape["additionalProperties"] == true => {}
                // A name that the sender made up may hold anything: it is not repeated at full length.
                None => self.wrong(&under(at, &short(name)), "unknown-property", "is hier niet bekend"),
            }
        }
    }

    fn array(&mut self, shape: &Value, items: &[Value], at: &str) {
        if shape["maxItems"].as_u64().is_some_and(|most| items.len() as u64 > most) {
            self.wrong(at, "too-many", format!("mag hoogstens {} keer voorkomen", shape["maxItems"]));
            return;
        }
        for (index, item) in items.iter().enumerate() {
            self.value(&shape["items"], item, &format!("{at}[{index}]"));
        }
    }

    fn number(&mut self, shape: &Value, number: i64, at: &str) {
        let (min, max) = (bound(&shape["minimum"]), bound(&shape["maximum"]));
        if min.is_none_or(|min| min <= number) && max.is_none_or(|max| number <= max) {
            return;
        }
        let reason = match (min, max) {
            (Some(min), Some(max)) => format!("moet tussen {min} en {max} liggen"),
            (Some(min), None) => format!("moet {min} of hoger zijn"),
            (None, Some(max)) => format!("moet {max} of lager zijn"),
            (None, None) => return,
        };
        self.wrong(at, "range", reason);
    }

    fn text(&mut self, shape: &Value, text: &str, at: &str) {
        if let Some(codes) = shape["enum"].as_array() {
            if !codes.iter().any(|code| code == text) {
                let list: Vec<_> = codes.iter().filter_map(Value::as_str).collect();
                self.wrong(at, "enum", format!("moet een van deze waarden zijn: {}", list.join(", ")));
            }
            return;
        }
        let length = text.chars().count() as u64;
        if shape["maxLength"].as_u64().is_some_and(|most| length > most) {
            self.wrong(at, "too-long", format!("mag hoogstens {} tekens lang zijn", shape["maxLength"]));
        } else if shape["minLength"].as_u64().is_some_and(|least| length < least || text.trim().is_empty()) {
            self.wrong(at, "empty", "is niet ingevuld");
        } else if text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')) {
            self.wrong(at, "control-character", "bevat een teken dat niet mag");
        } else {
            self.format(&shape["format"], text, at);
        }
    }

    fn format(&mut self, format: &Value, text: &str, at: &str) {
        let (fits, code, reason) = match format.as_str().unwrap_or_default() {
            "date" => (
                text.len() == 10 && text.parse::<NaiveDate>().is_ok(),
                "date-format",
                "moet een datum zijn, geschreven als jjjj-mm-dd",
            ),
            "date-time" => (
                DateTime::parse_from_rfc3339(text).is_ok(),
                "date-time-format",
                "moet een tijdstip zijn, geschreven als jjjj-mm-ddTuu:mm:ssZ",
            ),
            "uuid" => (Uuid::parse_str(text).is_ok(), "uuid-format", "moet een kenmerk (UUID) zijn"),
            BSN_FORMAT => {
                (text.parse::<domain::Bsn>().is_ok(), "bsn-eleven-test", "is geen geldig burgerservicenummer")
            }
            _ => return,
        };
        if !fits {
            self.wrong(at, code, reason);
        }
    }
}

/// The document may write a bound as `1` or as `1.0`.
fn bound(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_number()?.to_string().strip_suffix(".0")?.parse().ok())
}

fn under(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// A made-up name is repeated only when it looks like one.
fn short(name: &str) -> String {
    let plain = name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.'));
    if plain && !name.is_empty() { name.to_owned() } else { "(onbekend)".to_owned() }
}

fn expected(kinds: &[&str]) -> &'static str {
    match kinds.iter().find(|kind| **kind != "null") {
        Some(&"object") => "moet een object zijn",
        Some(&"array") => "moet een lijst zijn",
        Some(&"string") => "moet tekst zijn",
        Some(&"integer") => "moet een heel getal zijn",
        Some(&"boolean") => "moet true of false zijn",
        _ => "heeft niet de juiste vorm",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shapes() -> Shapes {
        Shapes::of(&json!({"components": {"schemas": {
            "Soort": {"type": "string", "enum": ["a", "b"]},
            "Document": {"type": "object", "additionalProperties": true},
            "Kaart": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "string", "maxLength": 3}},
            "Vorm": {
                "type": "object", "required": ["dag", "bsn"], "additionalProperties": false,
                "properties": {
                    "dag": {"type": "string", "format": "date"},
                    "bsn": {"type": "string", "format": "bsn"},
                    "aantal": {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
                    "soort": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Soort"}]},
                    "reden": {"type": "string", "minLength": 1, "maxLength": 5},
                    "delen": {"type": "array", "maxItems": 2, "items": {"$ref": "#/components/schemas/Soort"}},
                },
            },
        }}}))
    }

    fn names(value: &Value) -> Vec<String> {
        let found = shapes().check("Vorm", value).unwrap();
        found.into_iter().map(|wrong| format!("{} {}", wrong.name, wrong.code)).collect()
    }

    #[test]
    fn what_fits_is_left_alone() {
        let fits = json!({
            "dag": "2026-01-05", "bsn": "999993653", "aantal": null, "soort": "a", "reden": "ja", "delen": ["a", "b"],
        });
        assert!(names(&fits).is_empty());
        assert!(names(&json!({"dag": "2026-01-05", "bsn": "999993653", "soort": null})).is_empty());
    }

    #[test]
    fn where_the_document_says_nothing_anything_may_stand() {
        let shapes = Shapes::of(&json!({"components": {"schemas": {
            "Vrij": {"type": "object", "properties": {"in": {"type": "object", "additionalProperties": {}}}},
        }}}));
        let names = |value: Value| shapes.check("Vrij", &value).unwrap().len();
        assert_eq!(names(json!({"in": {"a": {"b": [1, null, "c"]}, "d": false}})), 0);
        assert_eq!((names(json!({"in": []})), names(json!({"uit": {}}))), (1, 1));
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let wrong = json!({
            "dag": "2026-02-30", "aantal": 10, "soort": "c", "reden": " ", "delen": ["a", 1], "extra": true,
        });
        let mut found = names(&wrong);
        found.sort();
        assert_eq!(
            found,
            [
                "aantal range",
                "bsn required",
                "dag date-format",
                "delen[1] type",
                "extra unknown-property",
                "reden empty",
                "soort enum",
            ]
        );
    }

    #[test]
    fn values_and_made_up_names_are_not_repeated() {
        let found =
            shapes().check("Vorm", &json!({"dag": "geheim", "bsn": "999993654", "999993653": 1})).unwrap();
        let text = format!("{found:?}");
        for secret in ["geheim", "999993654", "999993653"] {
            assert!(!text.contains(secret), "{text}");
        }
    }

    #[test]
    fn a_map_takes_any_name_and_holds_its_values_to_one_shape() {
        let found = |value: Value| {
            let found = shapes().check("Kaart", &value).unwrap();
            found.into_iter().map(|wrong| format!("{} {}", wrong.name, wrong.code)).collect::<Vec<_>>()
        };
        assert!(found(json!({"een.toml": "a\r\n", "twee-drie.md": ""})).is_empty());
        assert_eq!(found(json!({"een.toml": "abcd", "9999": 1})), ["(onbekend) type", "een.toml too-long"]);
        assert_eq!(found(json!({"a": "", "b": "", "c": ""})), ["bericht too-many"]);
    }

    #[test]
    fn a_document_of_someone_else_is_left_to_them() {
        let found = |value: Value| shapes().check("Document", &value).unwrap();
        assert!(found(json!({"een": {"twee": [1.5, null]}, "9999": "\u{0}"})).is_empty());
        assert_eq!(found(json!([]))[0].code, "type");
    }

    #[test]
    fn numbers_with_a_fraction_and_signs_of_control_do_not_pass() {
        assert_eq!(names(&json!({"dag": "2026-01-05", "bsn": "999993653", "aantal": 1.5})), ["aantal type"]);
        let found = names(&json!({"dag": "2026-01-05", "bsn": "999993653", "reden": "a\u{0}"}));
        assert_eq!(found, ["reden control-character"]);
    }

    #[test]
    fn a_text_where_an_object_belongs_is_named_as_the_message() {
        assert_eq!(names(&json!("x")), ["bericht type"]);
    }
}
