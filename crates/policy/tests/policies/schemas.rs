//! The JSON Schemas in `deploy/policies/schema` are those of the structs that are read, and hold for every file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::folder;
use jsonschema::Validator;
use policy::schemas;
use rstest::rstest;
use serde_json::Value;

fn validator(name: &str) -> Validator {
    let schema = schemas().into_iter().find(|schema| schema.name == name).unwrap_or_else(|| panic!("{name}"));
    jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema.text).unwrap())
        .unwrap()
}

fn faults(schema: &str, text: &str) -> Vec<String> {
    let file = json(toml::Value::Table(toml::from_str(text).unwrap()));
    validator(schema).iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// As an editor sees it: a date of TOML is a string.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
        toml::Value::Array(array) => array.into_iter().map(json).collect(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        other => serde_json::to_value(other).unwrap(),
    }
}

/// Every TOML file with the schema for its place: `shared` and `national` have their own.
fn files() -> Vec<(PathBuf, &'static str)> {
    let mut files = Vec::new();
    collect(&folder(), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(folder()).unwrap().to_owned();
            let name = inside.file_name().unwrap().to_str().unwrap();
            let schema = match (inside.iter().next().unwrap().to_str().unwrap(), name) {
                ("national", "terms.toml") => "terms.json",
                ("national", _) => "amounts.json",
                ("shared", _) => "shared.json",
                (_, "policy.toml") => "policy.json",
                (_, "duties.toml") => "duties.json",
                (_, "finance.toml") => "finance.json",
                (_, "income.toml") => "income.json",
                (_, "examples.toml") => "examples.json",
                other => panic!("{other:?} has no schema"),
            };
            (path, schema)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
}

#[test]
fn committed_schemas_are_current() {
    let folder = folder().join("schema");
    for schema in schemas() {
        let committed = fs::read_to_string(folder.join(schema.name)).unwrap_or_default();
        assert!(
            committed == schema.text,
            "deploy/policies/schema/{} differs from the structs: run `meedoen policy schema --into deploy/policies/schema`",
            schema.name
        );
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), schemas().len());
}

#[test]
fn every_file_fits_its_schema_and_refers_to_it() {
    let files = files();
    assert!(files.len() > 15, "{files:?}");
    for (path, schema) in files {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(faults(schema, &text), Vec::<String>::new(), "{}", path.display());
        let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap_or("nothing");
        let target = path.parent().unwrap().join(named);
        assert_eq!(
            fs::canonicalize(target).ok(),
            fs::canonicalize(folder().join("schema").join(schema)).ok(),
            "{}: its first line refers to {named}",
            path.display()
        );
    }
}

const EMMEN: &str = "emmen/2015-01-01";

#[rstest]
#[case("policy.toml", "term_months = ", "termmonths = ", "termmonths")]
#[case("policy.toml", "term_months = 6", "", "term_months")]
#[case("policy.toml", "term_months = 6", "term_months = \"six\"", "six")]
#[case("policy.toml", "term_months = 6", "term_months = -6", "-6")]
#[case("policy.toml", "direction = \"work\"", "direction = \"sideways\"", "sideways")]
#[case("policy.toml", "lead_role = \"", "lead_role = \"wizard-", "wizard")]
#[case("policy.toml", "\"earning_capacity\"", "\"shoe_size\"", "shoe_size")]
#[case("policy.toml", "valid_from = \"2015-01-01\"", "valid_from = \"yesterday\"", "yesterday")]
#[case("policy.toml", "[routing]", "[roeting]", "roeting")]
#[case("policy.toml", "[[partners]]", "[[partner]]", "partner")]
#[case("duties.toml", "own_choice_first = true", "own_choice_first = 1", "own_choice_first")]
#[case("duties.toml", "kind = \"return-activity\"", "kind = \"swim\"", "swim")]
fn a_fault_in_a_file_is_a_fault_by_its_schema(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] names: &str,
) {
    let text = fs::read_to_string(folder().join(EMMEN).join(file)).unwrap();
    assert!(text.contains(from), "{from} does not stand in {file}");

    let faults = faults(&file.replace(".toml", ".json"), &text.replacen(from, to, 1));

    assert!(faults.iter().any(|fault| fault.contains(names)), "{faults:?}");
}

/// What may be left out, may be left out; and no field has two meanings.
#[test]
fn only_what_must_be_there_is_required() {
    let schema: Value = schemas()
        .iter()
        .find(|each| each.name == "policy.json")
        .map(|each| serde_json::from_str(&each.text).unwrap())
        .unwrap();
    let required: Vec<_> =
        schema["required"].as_array().unwrap().iter().map(|each| each.as_str().unwrap()).collect();

    assert!(required.contains(&"gate") && required.contains(&"label"), "{required:?}");
    assert!(!required.contains(&"valid_until") && !required.contains(&"categories"), "{required:?}");
    assert!(!schema.to_string().contains("null"));
    let category = &schema["definitions"]["Category"];
    assert_eq!(category["properties"]["term_months"]["type"], "integer");
    assert!(category["properties"]["goal"]["description"].as_str().unwrap().contains("Dutch"));
    assert!(!category["required"].as_array().unwrap().contains(&"instrument".into()));
}
