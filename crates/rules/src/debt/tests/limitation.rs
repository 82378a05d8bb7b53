use rstest::rstest;
use serde_json::{Value, json};

use crate::Step;
use crate::conduct::tests::{day, facts, missing, on, person_decides, value};
use crate::debt::{Limitation, limitation};

fn of(due: Value, asserted: Option<&str>, today: &str) -> Step<Limitation> {
    let facts = facts(json!({ "recovery": { "claim": { "due_on": due, "asserted_on": asserted } } }));
    limitation(on(&facts, today))
}

#[rstest]
#[case(None, "2025-03-31", "2025-03-31", false)]
#[case(None, "2025-04-01", "2025-03-31", true)]
#[case(Some("2024-05-01"), "2029-05-01", "2029-05-01", false)]
#[case(Some("2024-05-01"), "2029-05-02", "2029-05-01", true)]
#[case(Some("2025-03-31"), "2026-01-01", "2030-03-31", false)]
#[case::not_after_the_day_to_pay(Some("2020-03-31"), "2025-04-01", "2025-03-31", true)]
fn a_claim_lapses_after_five_years(
    #[case] asserted: Option<&str>,
    #[case] today: &str,
    #[case] until: &str,
    #[case] lapsed: bool,
) {
    let step = of(json!("2020-03-31"), asserted, today);
    assert_eq!(step.explanation.text.contains("verjaard"), lapsed);
    assert_eq!(value(step), Limitation { until: day(until), lapsed });
}

#[test]
fn what_was_asserted_after_five_years_is_for_a_person() {
    assert!(person_decides(&of(json!("2020-03-31"), Some("2025-04-01"), "2026-01-01")));
}

#[test]
fn what_is_not_known_is_asked() {
    assert_eq!(missing(of(Value::Null, None, "2026-01-01")), ["recovery.claim.due_on"]);
    assert!(person_decides(&of(json!("2014-12-31"), None, "2026-01-01")));
}
