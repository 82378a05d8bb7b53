//! Holds a value against a JSON Schema as `schemars` makes them of the documents of the rules.

use chrono::NaiveDate;
use domain::Month;
use serde_json::{Map, Value};

use super::{Fault, nearest, plain, within};

/// A schema to hold values against.
pub(super) struct Shape<'a> {
    root: &'a Value,
    faults: Vec<Fault>,
}

impl<'a> Shape<'a> {
    pub const fn new(root: &'a Value) -> Self {
        Self { root, faults: Vec::new() }
    }

    pub fn faults(mut self, value: &Value) -> Vec<Fault> {
        self.look(self.root, value, "");
        self.faults
    }

    fn look(&mut self, schema: &'a Value, value: &Value, path: &str) {
        let schema = self.resolved(schema);
        if let Some(forms) = schema["anyOf"].as_array() {
            if let Some(form) = self.form(forms, value) {
                self.look(form, value, path);
            }
            return;
        }
        if value.is_null() && may_be(schema, "null") {
            return;
        }
        let codes = codes(schema);
        if !codes.is_empty() {
            self.code(&codes, value, path);
            return;
        }
        match value {
            Value::Object(fields) if may_be(schema, "object") => self.object(schema, fields, path),
            Value::Array(items) if may_be(schema, "array") => {
                for (place, item) in items.iter().enumerate() {
                    self.look(&schema["items"], item, &format!("{path}[{place}]"));
                }
            }
            Value::Bool(_) if may_be(schema, "boolean") => {}
            Value::Number(number) if may_be(schema, "integer") => self.number(schema, number, path),
            Value::String(text) if may_be(schema, "string") => self.text(schema, text, path),
            _ => self.faults.push(Fault::new(path, "type", reason(schema))),
        }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|text| text.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.root["$defs"][name])
    }

    /// Of the forms that something may have, the one that a value seems to be meant as: an object as an object, a list as a
    /// list, and anything else as the first that is neither. `None`: it is null, and may be.
    fn form(&self, forms: &'a [Value], value: &Value) -> Option<&'a Value> {
        let mut all = Vec::new();
        self.gather(forms, &mut all);
        if value.is_null() && all.iter().any(|form| form["type"] == "null") {
            return None;
        }
        let is_meant = |form: &&&Value| {
            let form = self.resolved(form);
            form["properties"].is_object() == value.is_object() && may_be(form, "array") == value.is_array()
        };
        let forms = all.iter().filter(|form| form["type"] != "null");
        forms.clone().find(is_meant).or_else(|| forms.clone().next()).copied()
    }

    fn gather(&self, forms: &'a [Value], into: &mut Vec<&'a Value>) {
        for form in forms {
            match form["anyOf"].as_array() {
                Some(more) => self.gather(more, into),
                None => into.push(form),
            }
        }
    }

    fn object(&mut self, schema: &'a Value, fields: &Map<String, Value>, path: &str) {
        let known = schema["properties"].as_object();
        for (name, value) in fields {
            if let Some(field) = known.and_then(|known| known.get(name)) {
                self.look(field, value, &within(path, name));
                continue;
            }
            if schema["additionalProperties"] != false {
                continue;
            }
            let names = known.into_iter().flat_map(Map::keys).map(String::as_str);
            let meant = nearest(name, names).map(|name| format!("; bedoelt u `{name}`?")).unwrap_or_default();
            let reason = format!("is hier niet bekend{meant}");
            self.faults.push(Fault::new(within(path, plain(name)), "unknown-property", reason));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.faults.push(Fault::new(within(path, name), "required", "ontbreekt"));
            }
        }
    }

    fn code(&mut self, codes: &[&str], value: &Value, path: &str) {
        let Some(text) = value.as_str() else {
            self.faults.push(Fault::new(
                path,
                "type",
                "heeft niet de juiste vorm: hier hoort een van de codes",
            ));
            return;
        };
        if codes.contains(&text) {
            return;
        }
        let meant = nearest(text, codes.iter().copied());
        let meant = meant.map_or_else(
            || {
                let few: Vec<_> = codes.iter().take(12).map(|code| format!("`{code}`")).collect();
                let more = if few.len() < codes.len() { " en meer" } else { "" };
                format!(": {}{more}", few.join(", "))
            },
            |code| format!("; bedoelt u `{code}`?"),
        );
        let reason = format!("is geen van de waarden die hier mogen staan{meant}");
        self.faults.push(Fault::new(path, "enum", reason));
    }

    fn number(&mut self, schema: &Value, number: &serde_json::Number, path: &str) {
        let Some(whole) = number.as_i64() else {
            self.faults.push(Fault::new(path, "type", "moet een geheel getal zijn"));
            return;
        };
        if schema["minimum"].as_i64().is_some_and(|least| whole < least) {
            self.faults.push(Fault::new(path, "value", "is te laag"));
        }
    }

    fn text(&mut self, schema: &Value, text: &str, path: &str) {
        if schema["format"] == "date" && text.parse::<NaiveDate>().is_err() {
            self.faults.push(Fault::new(path, "value", "moet een dag zijn, zoals 2026-01-31"));
        } else if schema["pattern"].is_string() && text.parse::<Month>().is_err() {
            self.faults.push(Fault::new(path, "value", "moet een maand zijn, zoals 2026-01"));
        }
    }
}

fn may_be(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(some) => some.iter().any(|one| one == kind),
        _ => false,
    }
}

/// The codes that a text may be; none when it is no code.
fn codes(schema: &Value) -> Vec<&str> {
    let mut codes: Vec<_> = schema["const"].as_str().into_iter().collect();
    codes.extend(schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str));
    for one in schema["oneOf"].as_array().into_iter().flatten() {
        codes.extend(self::codes(one));
    }
    codes
}

fn reason(schema: &Value) -> String {
    let what = if may_be(schema, "object") {
        "een object"
    } else if may_be(schema, "array") {
        "een lijst"
    } else if may_be(schema, "boolean") {
        "`true` of `false`"
    } else if may_be(schema, "integer") {
        "een geheel getal"
    } else {
        "een tekst"
    };
    format!("heeft niet de juiste vorm: hier hoort {what}")
}
