//! The document in git is the one that is served, and keeps the rules that the national linter checks
//! (`Logius-standaarden/API-Design-Rules`, `media/linter.yaml` at `6edd13c`).

use std::collections::BTreeSet;

use axum::body::Body;
use http::Request;
use serde_json::Value;

use crate::world::World;

const IN_GIT: &str = include_str!("../../docs/openapi.json");

fn document() -> Value {
    serde_json::from_str(IN_GIT).unwrap()
}

/// Path, method and description of every operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((path.as_str(), method.as_str(), operation));
        }
    }
    all
}

fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).expect(reference),
        None => value,
    }
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Every schema of the document, wherever it stands, with a place to name it by.
fn schemas(document: &Value) -> Vec<(String, &Value)> {
    fn walk<'a>(place: String, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
        match value {
            Value::Object(object) => {
                if object.contains_key("properties") {
                    found.push((place.clone(), value));
                }
                for (name, inner) in object {
                    walk(format!("{place}/{name}"), inner, found);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    walk(format!("{place}/{index}"), inner, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(String::new(), document, &mut found);
    found
}

#[test]
fn the_document_in_git_is_the_one_of_this_code() {
    // `cargo run -p gateway -- openapi > crates/gateway/docs/openapi.json`
    assert!(gateway::document() == IN_GIT, "docs/openapi.json is not up to date: see README.md");
}

#[tokio::test]
async fn the_document_is_published_for_anyone() {
    let request = Request::get("/meedoen/v1/openapi.json").header("origin", "https://elders.example");
    let answer = World::alone().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, document());
}

#[test]
fn the_document_says_who_answers_for_it_and_where_it_stands() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    for field in ["name", "url", "email"] {
        assert!(document["info"]["contact"][field].is_string(), "contact {field}");
    }
    let version: Vec<_> = document["info"]["version"].as_str().unwrap().split('.').collect();
    assert!(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()));
    for server in document["servers"].as_array().unwrap() {
        let url = server["url"].as_str().unwrap();
        assert!(url.ends_with("/v1") && !url.starts_with("http://"), "{url}");
    }
}

#[test]
fn paths_methods_and_query_keys_are_as_the_rules_want_them() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        assert!(["get", "post", "put", "delete", "patch"].contains(&method), "{method} {path}");
        assert!(path.starts_with('/') && !path.ends_with('/'), "{path}");
        let segments: Vec<_> = path.split('/').skip(1).collect();
        for (index, segment) in segments.iter().enumerate() {
            let kebab = |text: &str| {
                text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            };
            let parameter =
                segment.strip_prefix('{').and_then(|text| text.strip_suffix('}')).is_some_and(is_camel);
            let verb = index + 1 == segments.len() && segment.strip_prefix('_').is_some_and(kebab);
            assert!(parameter || verb || kebab(segment), "{segment} of {path}");
        }
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "operationId of {method} {path}");
        let parameters = operation["parameters"].as_array().unwrap();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            assert!(is_camel(parameter["name"].as_str().unwrap()), "{parameter}");
        }
        let in_path: BTreeSet<_> = parameters
            .iter()
            .filter(|one| one["in"] == "path")
            .filter_map(|one| one["name"].as_str())
            .collect();
        let named: BTreeSet<_> =
            segments.iter().filter_map(|one| one.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(in_path, named, "parameters of {path}");
        let tags = operation["tags"].as_array().unwrap();
        let described = document["tags"].as_array().unwrap();
        assert!(
            tags.len() == 1 && described.iter().any(|tag| tag["name"] == tags[0]),
            "tags of {method} {path}"
        );
        assert!(operation["summary"].is_string(), "{method} {path} has no summary");
    }
    assert!(ids.len() > 30, "only {} operations were found", ids.len());
}

#[test]
fn answers_carry_the_version_and_problems_are_problems() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.contains_key("422"), "{method} {path}");
        for needed in ["400", "401", "403", "406", "429", "500", "503"] {
            assert!(responses.contains_key(needed), "{needed} of {method} {path}");
        }
        if operation.get("requestBody").is_some() {
            assert!(responses.contains_key("413") && responses.contains_key("415"), "{method} {path}");
        }
        if path.contains('{') {
            assert!(responses.contains_key("404"), "{method} {path}");
        }
        for (status, response) in responses {
            let response = followed(&document, response);
            assert!(response["headers"]["API-Version"].is_object(), "{status} of {method} {path}");
            if status.starts_with(['4', '5']) {
                let schema = followed(&document, &response["content"]["application/problem+json"]["schema"]);
                for member in ["status", "title", "detail", "type", "instance", "code", "invalidParams"] {
                    assert!(
                        schema["properties"][member].is_object(),
                        "{member} of {status} of {method} {path}"
                    );
                }
            }
        }
    }
}

#[test]
fn names_and_formats_of_properties_are_as_the_rules_want_them() {
    let document = document();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(
            name.starts_with(|sign: char| sign.is_ascii_uppercase()) && is_camel(&name.to_lowercase()),
            "{name}"
        );
    }
    // The documents of the rules of law have names of their own, the same over gRPC and on the command line.
    let ours = |(place, _): &(String, _)| !place.starts_with("/components/schemas/Reken");
    for (place, schema) in schemas(&document).into_iter().filter(ours) {
        // A property may itself be called `properties`; none of ours is.
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(is_camel(name), "{name} of {place}");
            let format = property["format"].as_str().unwrap_or_default();
            assert!(!["date-time-local", "time"].contains(&format), "{name} of {place}");
            let lower = name.to_lowercase();
            if lower.ends_with("datum") || lower.ends_with("date") {
                assert_eq!(format, "date", "{name} of {place}");
            }
        }
    }
}

/// The schema of a body in JSON; a file of the bank is passed on as it is.
fn json_body(operation: &Value) -> Option<&Value> {
    let content = operation.get("requestBody")?["content"].as_object()?;
    let known = ["application/json", "application/xml", "multipart/form-data"];
    assert!(content.keys().all(|kind| known.contains(&kind.as_str())));
    Some(&content.get("application/json")?["schema"])
}

/// What the gateway refuses, the document must say: no body takes properties that it does not name.
#[test]
fn bodies_take_no_properties_that_they_do_not_name() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let Some(schema) = json_body(operation) else { continue };
        let schema = followed(&document, schema);
        assert_eq!(schema["additionalProperties"], false, "{method} {path}");
    }
}

/// What the checker would not understand may not stand in a body or query.
#[test]
fn bodies_use_only_what_the_check_understands() {
    let document = document();
    let known = [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "description",
        "format",
        "enum",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "items",
        "maxItems",
        "maxProperties",
        "oneOf",
        "$ref",
        "example",
        "default",
    ];
    fn visit(document: &Value, schema: &Value, known: &[&str]) {
        for keyword in schema.as_object().unwrap().keys() {
            assert!(known.contains(&keyword.as_str()), "{keyword} in {schema}");
        }
        if let Some(target) = schema["$ref"].as_str() {
            // What goes through as it is, is checked by the service that reads it.
            if target.starts_with("#/components/schemas/Reken") {
                return;
            }
            return visit(document, followed(document, schema), known);
        }
        for inner in schema["properties"].as_object().into_iter().flat_map(|all| all.values()) {
            visit(document, inner, known);
        }
        for inner in schema["oneOf"].as_array().into_iter().flatten() {
            visit(document, inner, known);
        }
    }
    for (_, _, operation) in operations(&document) {
        if let Some(schema) = json_body(operation) {
            visit(&document, schema, &known);
        }
        for parameter in operation["parameters"].as_array().unwrap() {
            visit(&document, &parameter["schema"], &known);
        }
    }
}

/// A question about income comes with the very documents that the rules read and give.
#[test]
fn the_documents_of_the_rules_are_in_it_with_all_their_parts() {
    let document = document();
    let question = &document["components"]["schemas"]["NieuweInkomensbeoordeling"]["properties"];
    assert_eq!(question["gegevens"]["$ref"], "#/components/schemas/Rekengegevens");
    assert!(question["eigenRegels"].to_string().contains("#/components/schemas/Rekenregels"));
    let operation = &document["paths"]["/inkomensbeoordelingen"]["post"];
    let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(answer, "#/components/schemas/Rekenantwoord");
    let person = &document["components"]["schemas"]["RekenPerson"]["properties"];
    assert!(person["birth_date"].to_string().contains("Birth date."), "{person}");
    for name in ["Rekengegevens", "Rekenregels", "Rekenantwoord"] {
        let fields = document["components"]["schemas"][name]["properties"].as_object().unwrap();
        for field in fields.values() {
            let target = field["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
            assert!(target.is_none_or(|target| document.pointer(target).is_some()), "{name}: {field}");
        }
    }
}
