//! What services have stored must load for ever after: what is here is never changed, only added to.

use rstest::rstest;
use terms::Term;

use crate::common::{CALENDAR, due};

/// As written by schema 1: text, last day.
#[rstest]
#[case::plain(
    r#"{"schema":1,"kind":"decision","start":"2026-01-05","span":{"lasting":{"number":8,"unit":"weeks",
    "source":"Awb art. 4:13"}},"ending":{"working-day":{"working_days":2}}}"#,
    Some("2026-03-02")
)]
#[case::with_everything(
    r#"{"schema":1,"kind":"objection-decision","start":"2026-02-16","span":{"lasting":{"number":6,"unit":"weeks",
    "source":"Awb art. 7:10 lid 1"}},"ending":{"working-day":{"working_days":2}},"longer":{"number":6,"unit":"weeks",
    "source":"Awb art. 7:10 lid 3"},"stops":[{"reason":"missing-evidence","from":"2026-02-20","known_on":"2026-02-19",
    "over":[{"until":"2026-02-27","known_on":"2026-02-28"}]},{"reason":"consent","from":"2026-04-20",
    "known_on":"2026-04-19","over":[{"until":"2026-04-21","known_on":"2026-04-19"}],"after_extension":true}],
    "extension":{"until":"2026-05-11","told_on":"2026-03-20","reason":"hoorzitting"},"ended_on":"2026-05-12"}"#,
    Some("2026-05-13")
)]
#[case::stopped(
    r#"{"schema":1,"kind":"decision","start":"2026-01-05","span":{"lasting":{"number":8,"unit":"weeks",
    "source":"Awb art. 4:13"}},"ending":{"working-day":{"working_days":2}},"stops":[{"reason":"force-majeure",
    "from":"2026-01-20","known_on":"2026-01-19"}]}"#,
    None
)]
#[case::given(
    r#"{"schema":1,"kind":"recovery","start":"2026-01-05","span":{"until":{"day":"2026-01-19","source":"brief"}},
    "ending":"as-it-falls"}"#,
    Some("2026-01-19")
)]
fn what_was_stored_is_read(#[case] text: &str, #[case] expected: Option<&str>) {
    let term: Term = serde_json::from_str(text).unwrap();
    assert_eq!(due(&term).as_deref(), expected);
    assert!(term.due(&CALENDAR).is_some() == expected.is_some());
    let again = serde_json::to_string(&term).unwrap();
    assert_eq!(serde_json::from_str::<Term>(&again).unwrap(), term);
}

#[test]
fn a_newer_schema_is_refused() {
    let text = r#"{"schema":2,"kind":"recovery","start":"2026-01-05","span":{"until":{"day":"2026-01-19",
        "source":"brief"}},"ending":"as-it-falls"}"#;
    let error = serde_json::from_str::<Term>(text).unwrap_err().to_string();
    assert!(error.contains("schema 2"), "{error}");
}
