//! The JSON Schemas of the files of a policy, from the very structs that are read: an editor completes and marks
//! faults by them. What one file alone cannot show, such as a reference to nothing, is left to the check.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, ReplaceConstValue, RestrictFormats};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::read::{
    AmountsFile, DutiesFile, ExamplesFile, FinanceFile, IncomeFile, PolicyFile, SharedFile, TermsFile,
};

/// The JSON Schema of one kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSchema {
    /// The file in `deploy/policies/schema`: `policy.json`.
    pub name: &'static str,
    /// The schema as it stands in that file.
    pub text: String,
}

/// The schema of every kind of file, by name.
pub fn schemas() -> Vec<FileSchema> {
    vec![
        of::<AmountsFile>("amounts.json"),
        of::<DutiesFile>("duties.json"),
        of::<ExamplesFile>("examples.json"),
        of::<FinanceFile>("finance.json"),
        of::<IncomeFile>("income.json"),
        of::<PolicyFile>("policy.json"),
        of::<SharedFile>("shared.json"),
        of::<TermsFile>("terms.json"),
    ]
}

/// Draft 7 with one `enum` for each value: what editors of TOML know.
fn of<T: JsonSchema>(name: &'static str) -> FileSchema {
    let settings = SchemaSettings::draft07()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(bounded))
        .with_transform(RecursiveTransform(told))
        .with_transform(ReplaceConstValue::default())
        .with_transform(RestrictFormats::default());
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    schema.sort_all_objects();
    FileSchema { name, text: format!("{schema:#}\n") }
}

/// TOML knows no null: what may be absent is absent.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|each| each != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            object.insert("type".into(), one);
        }
    }
    if let Some(Value::Array(others)) = object.get_mut("anyOf") {
        others.retain(|each| each.get("type").is_none_or(|kind| kind != "null"));
        if let [one] = others.as_slice() {
            let only = one.as_object().cloned().unwrap_or_default();
            object.remove("anyOf");
            object.extend(only);
        }
    }
}

/// The numbers that fit, where the format only says how they are kept.
fn bounded(schema: &mut Schema) {
    let most = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => json!(u32::MAX),
        Some("int32") => json!(i32::MAX),
        _ => return,
    };
    schema.insert("maximum".into(), most);
}

/// Fields that mean the same everywhere are told about once.
fn told(schema: &mut Schema) {
    let Some(Value::Object(fields)) = schema.get_mut("properties") else { return };
    let always = [
        ("key", "Stable English key: lower-case letters, digits and dashes."),
        ("label", "What people read, in plain Dutch."),
        ("source", "The section of the document that this comes from, or `keuze bij inrichting`."),
    ];
    for (name, text) in always {
        if let Some(Value::Object(field)) = fields.get_mut(name) {
            tell(field, text);
        }
    }
}

fn tell(field: &mut Map<String, Value>, text: &str) {
    field.entry("description").or_insert_with(|| text.into());
}
