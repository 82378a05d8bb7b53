//! Reads a document of the rules from JSON, and names everything that is wrong in it at once. A reason never repeats what
//! was sent.

mod bounds;
mod nearest;
mod shape;

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;

pub use bounds::faults_on;
pub use nearest::nearest;

use shape::Shape;

/// Something that is wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `applicant.incomes[0].kind`; empty for the document as a whole.
    pub path: String,
    /// What is wrong, as a code: `unknown-property`, `required`, `type`, `enum`, `value`, `repeated`, `json-syntax`.
    pub rule: &'static str,
    /// The same in plain Dutch.
    pub reason: String,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, rule: &'static str, reason: impl Into<String>) -> Self {
        Self { path: path.into(), rule, reason: reason.into() }
    }
}

/// A document of one of the types that [`crate::schemas`] describes.
///
/// # Errors
///
/// Every [`Fault`], by name; of names that stand twice the first.
pub fn read<T: DeserializeOwned + JsonSchema>(text: &str) -> Result<T, Vec<Fault>> {
    let value: Value = serde_json::from_str(text).map_err(|error| vec![syntax(&error)])?;
    let mut faults = faults_of::<T>(&value);
    faults.extend(
        bounds::faults(&value)
            .into_iter()
            .filter(|fault| !faults.iter().any(|known| known.path == fault.path))
            .collect::<Vec<_>>(),
    );
    if !faults.is_empty() {
        return Err(faults);
    }
    // What a schema cannot say, such as a name that stands twice.
    let mut reading = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reading)
        .map_err(|error| vec![last(&place(error.path()), error.inner())])
}

/// What of a value is not as the type's schema says.
pub fn faults_of<T: JsonSchema>(value: &Value) -> Vec<Fault> {
    let schema = schema_for!(T).to_value();
    Shape::new(&schema).faults(value)
}

fn syntax(error: &serde_json::Error) -> Fault {
    let reason = format!("is geen geldige JSON (regel {}, teken {})", error.line(), error.column());
    Fault::new("", "json-syntax", reason)
}

/// What only the reading itself finds, told by the kind of error: its text repeats what was sent.
fn last(path: &str, error: &serde_json::Error) -> Fault {
    if error.classify() != Category::Data {
        return syntax(error);
    }
    let text = error.to_string();
    if let Some(name) = text.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()) {
        return Fault::new(within(path, name), "repeated", "staat er meer dan een keer");
    }
    Fault::new(path, "value", "kan hier niet staan; het JSON Schema zegt wat wel kan")
}

fn place(path: &serde_path_to_error::Path) -> String {
    let mut place = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => place.push_str(&format!("[{index}]")),
            Segment::Map { key } => place = within(&place, plain(key)),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    place
}

/// The path of a name under another path.
fn within(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A made-up name is repeated only when it looks like one.
fn plain(name: &str) -> &str {
    let plain = name.len() <= 60 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if plain && !name.is_empty() { name } else { "(onbekend)" }
}

#[cfg(test)]
mod tests;
