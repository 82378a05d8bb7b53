//! Every fact that can be stated, as tables of Markdown, from the very structs that are read.

use std::collections::BTreeSet;
use std::fmt::Write;

use schemars::schema_for;
use serde_json::Value;

use super::Ask;
use crate::facts::Facts;

/// Every question by its code, in Dutch, with its meaning.
pub fn question_table() -> String {
    let schema = schema_for!(Ask).to_value();
    let mut text = String::from("\n| `--ask` | Dutch | answers |\n| --- | --- | --- |\n");
    for ask in Ask::ALL {
        let told = schema["oneOf"].as_array().into_iter().flatten().find(|one| one["const"] == ask.code());
        let meaning = told.and_then(|one| one["description"].as_str()).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{}` | {} | {} |", ask.code(), ask.dutch(), one_line(meaning));
    }
    text
}

/// A table for each section of the facts, and for each kind of entry in a list: name, Dutch, value and meaning.
pub fn fact_tables() -> String {
    let schema = schema_for!(Facts).to_value();
    let mut page =
        Page { schema: &schema, text: String::new(), entries: BTreeSet::new(), told: BTreeSet::new() };
    for (name, field) in fields(&schema) {
        let meaning = field["description"].as_str().unwrap_or_default();
        if page.resolved(field)["properties"].is_object() {
            page.section(name, meaning, page.resolved(field));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(page.text, "\n### `{name}`\n\n{}\n", one_line(meaning));
        }
    }
    while let Some(name) = page.entries.pop_first() {
        if page.told.insert(name.clone()) {
            let entry = &schema["$defs"][&name];
            page.entry(&name, entry);
        }
    }
    page.text
}

struct Page<'a> {
    schema: &'a Value,
    text: String,
    /// Kinds of entries of lists, still to be told about.
    entries: BTreeSet<String>,
    told: BTreeSet<String>,
}

impl<'a> Page<'a> {
    fn section(&mut self, path: &str, meaning: &str, section: &'a Value) {
        self.title(path, meaning);
        let mut parts = Vec::new();
        for (name, field) in fields(section) {
            let path = format!("{path}.{name}");
            let resolved = self.resolved(field);
            if resolved["properties"].is_object() {
                parts.push((path, field, resolved));
                continue;
            }
            let (value, meaning) = (self.value(field), told(field));
            self.row(name, &Facts::in_dutch(&path), &value, &meaning);
        }
        for (path, field, resolved) in parts {
            self.section(&path, &told(field), resolved);
        }
    }

    fn entry(&mut self, name: &str, entry: &'a Value) {
        self.title(&format!("an entry: {name}"), entry["description"].as_str().unwrap_or_default());
        let required: Vec<_> =
            entry["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, field) in fields(entry) {
            let (value, meaning) = (self.value(field), told(field));
            let needed = if required.contains(&name) { "required" } else { "" };
            self.row(name, needed, &value, &meaning);
        }
    }

    fn title(&mut self, title: &str, meaning: &str) {
        let entry = title.starts_with("an entry");
        let second = if entry { "" } else { "Dutch" };
        let title = if entry { title.to_owned() } else { format!("`{title}`") };
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            "\n### {title}\n\n{}\n\n| field | {second} | value | meaning |\n| --- | --- | --- | --- |\n",
            one_line(meaning)
        );
    }

    fn row(&mut self, name: &str, dutch: &str, value: &str, meaning: &str) {
        let _ = writeln!(self.text, "| `{name}` | {dutch} | {value} | {meaning} |");
    }

    /// The schema itself, where another one is referred to.
    fn resolved(&self, field: &'a Value) -> &'a Value {
        match reference(field) {
            Some(name) => &self.schema["$defs"][name],
            None => field,
        }
    }

    /// What a value may be, in words.
    fn value(&mut self, field: &'a Value) -> String {
        let field = bare(field);
        if let Some(items) = field.get("items") {
            let what = match reference(items) {
                Some(name) if self.schema["$defs"][name]["properties"].is_object() => {
                    self.entries.insert(name.to_owned());
                    format!("`{name}`")
                }
                _ => self.value(items),
            };
            return format!("list of {what}");
        }
        let field = self.resolved(field);
        let mut codes = Vec::new();
        gather_codes(field, &mut codes);
        if !codes.is_empty() {
            return codes.join(", ");
        }
        let kind = match &field["type"] {
            Value::Array(kinds) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
            kind => kind.as_str().unwrap_or_default(),
        };
        let cents = field["description"].as_str().is_some_and(|text| text.contains("whole euro cents"));
        match (kind, field["format"].as_str(), cents) {
            ("boolean", ..) => "true or false".into(),
            ("integer", _, true) => "cents".into(),
            ("integer", ..) => "number".into(),
            ("string", Some("date"), _) => "day".into(),
            ("string", ..) if field.get("pattern").is_some() => "month".into(),
            ("string", ..) => "text".into(),
            (other, ..) => other.to_owned(),
        }
    }
}

fn fields(section: &Value) -> impl Iterator<Item = (&str, &Value)> {
    section["properties"].as_object().into_iter().flatten().map(|(name, field)| (name.as_str(), field))
}

fn reference(field: &Value) -> Option<&str> {
    field["$ref"].as_str().and_then(|text| text.strip_prefix("#/$defs/"))
}

/// The value itself: without null, and without who said it, which is the last of the forms that a fact is stated in.
fn bare(field: &Value) -> &Value {
    let Some(forms) = field["anyOf"].as_array() else { return field };
    forms.iter().find(|form| form["type"] != "null").map_or(field, bare)
}

fn gather_codes(field: &Value, codes: &mut Vec<String>) {
    if let Some(code) = field["const"].as_str() {
        codes.push(format!("`{code}`"));
    }
    for list in ["enum", "oneOf"] {
        for one in field[list].as_array().into_iter().flatten() {
            match one.as_str() {
                Some(code) => codes.push(format!("`{code}`")),
                None => gather_codes(one, codes),
            }
        }
    }
}

fn told(field: &Value) -> String {
    one_line(field["description"].as_str().unwrap_or_default())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/assessing-income.md");
    const QUESTIONS: &str =
        "<!-- every question: `MEEDOEN_WRITE_PAGES=1 cargo test -p rules page` writes it -->\n";
    const AFTER: &str = "\n<!-- end of the questions -->";
    const FACTS: &str = "<!-- every fact: `MEEDOEN_WRITE_PAGES=1 cargo test -p rules page` writes it -->\n";

    /// The page holds what can be asked and stated, no more and no less; `MEEDOEN_WRITE_PAGES=1` writes it anew.
    #[test]
    fn the_page_has_every_question_and_every_fact() {
        let page = std::fs::read_to_string(PAGE).unwrap();
        let (before, rest) = page.split_once(QUESTIONS).expect("the mark of the questions");
        let (_, rest) = rest.split_once(AFTER).expect("the end of the questions");
        let (between, _) = rest.split_once(FACTS).expect("the mark of the facts");
        let (questions, facts) = (question_table(), fact_tables());
        let written = format!("{before}{QUESTIONS}{questions}{AFTER}{between}{FACTS}{facts}");
        if std::env::var_os("MEEDOEN_WRITE_PAGES").is_some() {
            std::fs::write(PAGE, written).unwrap();
            return;
        }
        assert!(page == written, "write the tables of docs/assessing-income.md anew");
    }

    #[test]
    fn a_question_has_its_words_and_its_meaning() {
        let line = "| `start` | ingangsdatum | First day of the right (art. 43(6), 44). |";
        assert!(question_table().contains(line), "{}", question_table());
        assert!(question_table().lines().all(|line| !line.ends_with("|  |")), "a question has no meaning");
    }

    fn value_of(schema: &Value, field: &str) -> (String, Vec<String>) {
        let (text, entries, told) = (String::new(), BTreeSet::new(), BTreeSet::new());
        let mut page = Page { schema, text, entries, told };
        let value = page.value(&schema["properties"][field]);
        (value, page.entries.into_iter().collect())
    }

    /// Of a list of things with fields of their own a table is told; of a list of codes the codes.
    #[test]
    fn a_list_names_its_entries_or_their_codes() {
        let schema = serde_json::json!({
            "$defs": {
                "Colour": { "enum": ["red", "blue"] },
                "Mate": { "properties": { "age": { "type": "integer" } } }
            },
            "properties": {
                "colours": { "anyOf": [{ "type": "null" }, { "items": { "$ref": "#/$defs/Colour" } }] },
                "mates": { "items": { "$ref": "#/$defs/Mate" } }
            }
        });
        assert_eq!(value_of(&schema, "colours"), ("list of `red`, `blue`".into(), vec![]));
        assert_eq!(value_of(&schema, "mates"), ("list of `Mate`".into(), vec!["Mate".into()]));
    }

    #[test]
    fn a_fact_has_its_words_its_value_and_its_meaning() {
        let tables = fact_tables();
        for line in [
            "| `birth_date` | geboortedatum | day | Birth date. |",
            "| `kind` | huishouden | `single`, `single-parent`, `couple` | Household (art. 4); absent: what `living_together` and the children come to. |",
            "### `applicant.education`",
            "### an entry: Housemate",
        ] {
            assert!(tables.contains(line), "{line} is not in\n{tables}");
        }
    }
}
