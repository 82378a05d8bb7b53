use std::path::Path;

use super::file::{document, question};
use super::*;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// An example: what was asked, on which day, and what comes out.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Example {
    /// What it shows.
    about: String,
    on: NaiveDate,
    #[serde(default)]
    decided: Option<NaiveDate>,
    ask: Ask,
    #[serde(default)]
    local: Local,
    facts: Facts,
    /// A part of the answer: each field here has to be in it as it stands.
    answer: serde_json::Map<String, serde_json::Value>,
}

#[test]
fn every_example_comes_out_as_it_says() {
    let policies = load_policies(Path::new(ROOT).join("deploy/policies").as_path()).unwrap();
    let mut tried = 0;
    for file in std::fs::read_dir(Path::new(ROOT).join("docs/examples/income")).unwrap() {
        let path = file.unwrap().path();
        let example: Example = document(&path).unwrap_or_else(|error| panic!("{error:#}"));
        let decided = example.decided.unwrap_or(example.on);
        let days = Days { assessed: example.on, decided, known: decided };
        let reply = answer(&example.facts, policies.national(), &example.local, days, example.ask);
        let found = serde_json::to_value(&reply).unwrap();
        for (field, expected) in &example.answer {
            assert_eq!(&found[field], expected, "{} of {} ({})", field, path.display(), example.about);
        }
        assert!(account(&reply).unwrap().starts_with("Vraag: "));
        tried += 1;
    }
    assert!(tried >= 8, "{tried} examples");
}

#[test]
fn questions_go_by_their_codes() {
    assert_eq!(questions(&["norm".into(), "start".into()]).unwrap(), [Ask::Norm, Ask::Start]);
    assert_eq!(questions(&["all".into()]).unwrap().len(), Ask::ALL.len());
    let error = questions(&["nrom".into()]).unwrap_err().to_string();
    assert!(error.contains("nrom") && error.contains("joint-household"), "{error}");
}

#[test]
fn a_file_with_an_unknown_field_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    std::fs::write(&file, r#"{ "applicant": { "birthdate": "1990-01-01" } }"#).unwrap();
    let error = format!("{:#}", question(&file).unwrap_err());
    assert!(error.contains("facts.json") && error.contains("bedoelt u `birth_date`?"), "{error}");
}

#[test]
fn a_file_may_hold_the_question_around_the_facts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.json");
    let asked = |text: &str| {
        std::fs::write(&file, text).unwrap();
        question(&file)
    };
    let found =
        asked(r#"{ "on": "2026-03-01", "ask": ["norm", "income"], "facts": {}, "answer": {"any": 1} }"#)
            .unwrap();
    assert_eq!(
        (found.on.unwrap().to_string(), found.ask),
        ("2026-03-01".into(), vec![Ask::Norm, Ask::Income])
    );
    assert_eq!(asked(r#"{ "ask": "norm", "facts": {} }"#).unwrap().ask, [Ask::Norm]);
    assert_eq!(asked(r#"{ "facts": {} }"#).unwrap().ask, [Ask::Assistance]);
    let bare = asked(r#"{ "household": { "kind": "single" } }"#).unwrap();
    assert!(bare.on.is_none() && bare.facts.household.kind.is_some());
    let error = asked(r#"{ "day": 1, "ask": "nrom", "facts": { "houshold": {} } }"#).unwrap_err().to_string();
    for line in [
        "day is hier niet bekend",
        "ask is geen van",
        "bedoelt u `norm`?",
        "facts.houshold is hier",
        "`household`?",
    ] {
        assert!(error.contains(line), "{line} is not in {error}");
    }
}

#[test]
fn a_day_is_written_in_one_way_and_is_of_this_century() {
    assert_eq!(day("2026-03-01").unwrap().to_string(), "2026-03-01");
    assert!(day("2000-01-01").is_ok() && day("2099-12-31").is_ok());
    for wrong in ["01-03-2026", "2026-3", "vandaag", ""] {
        assert!(day(wrong).unwrap_err().contains("2026-03-01"), "{wrong}");
    }
    for far in ["1999-12-31", "2100-01-01"] {
        assert!(day(far).unwrap_err().contains("2000 to 2099"), "{far}");
    }
}

#[test]
fn what_cannot_be_on_the_day_is_refused_by_name() {
    let born = |day: &str| {
        let facts = serde_json::json!({ "applicant": { "birth_date": day } });
        file::possible(
            Path::new("facts.json"),
            &serde_json::from_value(facts).unwrap(),
            self::day("2026-03-01").unwrap(),
        )
    };
    assert!(born("2026-03-01").is_ok());
    let error = born("2026-03-02").unwrap_err().to_string();
    assert!(error.contains("applicant.birth_date ligt na"), "{error}");
}
