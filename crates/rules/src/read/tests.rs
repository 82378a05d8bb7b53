use rstest::rstest;

use super::*;
use crate::Local;
use crate::facts::Facts;

fn named(text: &str) -> Vec<String> {
    let faults = read::<Facts>(text).err().unwrap_or_default();
    faults.into_iter().map(|fault| format!("{} {}", fault.path, fault.rule)).collect()
}

#[rstest]
#[case(r#"{"applicant": {"birthdate": "1990-01-01"}}"#, "applicant.birthdate unknown-property")]
#[case(r#"{"9999": {}}"#, "(onbekend) unknown-property")]
#[case(r#"{"applicant": 999993653}"#, "applicant type")]
#[case(r#"{"applicant": {"birth_date": "geheim"}}"#, "applicant.birth_date value")]
#[case(r#"{"applicant": {"birth_date": {"value": "geheim"}}}"#, "applicant.birth_date.value value")]
#[case(r#"{"applicant": {"birth_date": {"source": "system"}}}"#, "applicant.birth_date.value required")]
#[case(
    r#"{"applicant": {"birth_date": {"value": "1990-01-01", "since": 1}}}"#,
    "applicant.birth_date.since unknown-property"
)]
#[case(r#"{"applicant": {"weeks_abroad": 1.5}}"#, "applicant.weeks_abroad type")]
#[case(r#"{"applicant": {"detained": "nee"}}"#, "applicant.detained type")]
#[case(r#"{"applicant": {"residence": 1}}"#, "applicant.residence type")]
#[case(r#"{"applicant": {"incomes": {}}}"#, "applicant.incomes type")]
#[case(r#"{"applicant": {"incomes": [{"kind": "geheim", "amount": 1}]}}"#, "applicant.incomes[0].kind enum")]
#[case(r#"{"applicant": {"incomes": [{"kind": "earnings"}]}}"#, "applicant.incomes[0].amount required")]
#[case(
    r#"{"applicant": {"incomes": [{"kind": "gift", "amount": 1, "from": "2026-13"}]}}"#,
    "applicant.incomes[0].from value"
)]
#[case(r#"{"withdrawn": ["geheim"]}"#, "withdrawn[0] value")]
#[case(r#"{"applicant": {}, "applicant": {}}"#, "applicant repeated")]
#[case(
    r#"{"applicant": {"birth_date": "1990-01-01", "birth_date": "1990-01-02"}}"#,
    "applicant.birth_date repeated"
)]
#[case(r#"{"applicant": "#, " json-syntax")]
#[case("{} 1", " json-syntax")]
#[case("", " json-syntax")]
#[case("[]", " type")]
#[case("3", " type")]
fn what_is_wrong_has_its_place_and_no_value(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(named(text), [expected]);
    let told = format!("{:?}", read::<Facts>(text).err());
    assert!(!told.contains("geheim") && !told.contains("99999"), "{told}");
}

#[test]
fn everything_is_named_at_once_with_what_was_meant() {
    let text = r#"{
        "aplicant": {}, "household": {"kind": "cuple", "children": [{"birth_date": "x"}]},
        "partner": {"residence": "duch", "education": {"folows": true}}, "capital": {"owns_home": 1, "countable": "veel"}
    }"#;
    let faults = read::<Facts>(text).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| format!("{}: {}", fault.path, fault.reason)).collect();
    assert_eq!(
        told,
        [
            "aplicant: is hier niet bekend; bedoelt u `applicant`?",
            "capital.countable: heeft niet de juiste vorm: hier hoort een geheel getal",
            "capital.owns_home: heeft niet de juiste vorm: hier hoort `true` of `false`",
            "household.children[0].birth_date: moet een dag zijn, zoals 2026-01-31",
            "household.children[0].dependent: ontbreekt",
            "household.kind: is geen van de waarden die hier mogen staan; bedoelt u `couple`?",
            "partner.education.folows: is hier niet bekend; bedoelt u `follows`?",
            "partner.residence: is geen van de waarden die hier mogen staan; bedoelt u `dutch`?",
        ]
    );
}

#[test]
fn what_fits_is_read_as_it_stands() {
    let text = r#"{
        "applicant": {"birth_date": {"value": "1990-01-01", "source": "system", "known_on": "2026-01-02"},
                      "incomes": [{"kind": "earnings", "amount": 1, "from": "2026-01", "known_on": null}], "died_on": null},
        "household": {"kind": "single", "children": null}, "withdrawn": ["partner"]
    }"#;
    let expected: Facts = serde_json::from_str(text).unwrap();
    assert_eq!(read::<Facts>(text).unwrap(), expected);
    assert_eq!(read::<Facts>("{}").unwrap(), Facts::default());
    let local = r#"{"no_housing_costs_percent": 20, "schemes": {"minima": [
        {"key": "a", "label": "A", "income_percent": 120, "capital": "none", "source": "test"}]}, "lowering": null}"#;
    assert_eq!(read::<Local>(local).unwrap().no_housing_costs_percent, Some(20));
    let negative = read::<Local>(r#"{"no_housing_costs_percent": -1}"#).unwrap_err();
    assert_eq!((negative[0].path.as_str(), negative[0].rule), ("no_housing_costs_percent", "value"));
}

#[test]
fn a_code_without_a_likeness_is_told_which_there_are() {
    let faults = read::<Facts>(r#"{"household": {"kind": "commune"}}"#).unwrap_err();
    let reason = &faults[0].reason;
    assert!(reason.ends_with(": `single`, `single-parent`, `couple`"), "{reason}");
    let faults =
        read::<Facts>(r#"{"applicant": {"incomes": [{"kind": "qqqqqqqq", "amount": 1}]}}"#).unwrap_err();
    assert!(faults[0].reason.ends_with(" en meer"), "{faults:?}");
}

/// What is right beside what is wrong is not named.
#[test]
fn only_what_is_wrong_is_named() {
    let text =
        r#"{"applicant": {"detained": true, "weeks_abroad": false, "birth_date": null, "birthdate": 1}}"#;
    assert_eq!(named(text), ["applicant.birthdate unknown-property", "applicant.weeks_abroad type"]);
}

#[rstest]
#[case(serde_json::json!(-1), &["value"])]
#[case(serde_json::json!(0), &[])]
#[case(serde_json::json!(7), &[])]
#[case(serde_json::json!("seven"), &[])]
#[case(serde_json::json!(null), &["type"])]
fn a_number_has_a_least_and_null_is_no_value(#[case] value: serde_json::Value, #[case] rules: &[&str]) {
    let schema = serde_json::json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string" }] });
    let (number, text) = (&schema["anyOf"][0], &schema["anyOf"][1]);
    let held = if value.is_string() {
        text
    } else if value.is_null() {
        &schema
    } else {
        number
    };
    let faults = Shape::new(held).faults(&value);
    assert_eq!(faults.iter().map(|fault| fault.rule).collect::<Vec<_>>(), rules);
}
