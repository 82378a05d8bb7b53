use rstest::rstest;
use serde_json::{Value, json};

use crate::Step;
use crate::conduct::tests::{facts, missing, on, person_decides, value, with};
use crate::debt::{CollectionScore, CollectionScorecard, collection_score};

fn card() -> CollectionScorecard {
    serde_json::from_value(json!({
        "rows": [
            { "factor": "months-in-arrears", "from": 1, "below": 3, "points": 1, "label": "korte achterstand" },
            { "factor": "months-in-arrears", "from": 3, "points": 3, "label": "lange achterstand" },
            { "factor": "can-pay", "from": 1, "points": -2, "label": "kan nu betalen" },
            { "factor": "broken-arrangements", "from": 1, "points": 2, "label": "regeling niet nagekomen" }
        ],
        "bands": [
            { "key": "remind", "label": "herinneren", "from_points": 0 },
            { "key": "call", "label": "bellen", "from_points": 2 },
            { "key": "seize", "label": "beslag voorbereiden", "from_points": 5 }
        ],
        "source": "scorekaart 2026"
    }))
    .unwrap()
}

fn score(other: Value) -> Step<CollectionScore> {
    let base = json!({ "months_in_arrears": 0, "can_pay": false, "broken_arrangements": 0 });
    let facts = facts(json!({ "recovery": { "collection": with(base, other) } }));
    collection_score(on(&facts, "2026-03-01"), Some(&card()))
}

#[rstest]
#[case(json!({}), 0, "remind")]
#[case(json!({ "months_in_arrears": 1 }), 1, "remind")]
#[case(json!({ "months_in_arrears": 2 }), 1, "remind")]
#[case(json!({ "months_in_arrears": 3 }), 3, "call")]
#[case(json!({ "broken_arrangements": 1 }), 2, "call")]
#[case(json!({ "months_in_arrears": 3, "broken_arrangements": 1 }), 5, "seize")]
#[case(json!({ "months_in_arrears": 3, "can_pay": true }), 1, "remind")]
fn points_lead_to_a_band(#[case] other: Value, #[case] points: i64, #[case] band: &str) {
    let found = value(score(other));
    assert_eq!((found.points, found.band.as_str()), (points, band));
    assert_eq!(found.reasons.iter().map(|reason| reason.points).sum::<i64>(), points);
}

#[test]
fn every_reason_is_told() {
    let step = score(json!({ "months_in_arrears": 5, "broken_arrangements": 2 }));
    let text = &step.explanation.text;
    assert!(
        ["beslag voorbereiden", "lange achterstand (3)", "regeling niet nagekomen (2)", "5 punten"]
            .iter()
            .all(|part| text.contains(part)),
        "{text}"
    );
    assert!(score(json!({})).explanation.text.contains("geen punten"));
}

#[test]
fn only_what_the_card_asks_is_asked() {
    assert_eq!(missing(score(json!({ "can_pay": null }))), ["recovery.collection.can_pay"]);
}

#[rstest]
#[case("months-in-arrears", "months_in_arrears", json!(7))]
#[case("missed-instalments", "missed_instalments", json!(7))]
#[case("broken-arrangements", "broken_arrangements", json!(7))]
#[case("unanswered-contacts", "unanswered_contacts", json!(7))]
#[case("owed-euros", "owed_euros", json!(7))]
#[case("other-seizures", "other_seizures", json!(7))]
#[case("can-pay", "can_pay", json!(true))]
#[case("from-breach", "from_breach", json!(true))]
fn every_factor_looks_at_its_own_fact(#[case] factor: &str, #[case] field: &str, #[case] given: Value) {
    let card = |from: i64| {
        serde_json::from_value::<CollectionScorecard>(json!({
            "rows": [{ "factor": factor, "from": from, "below": from + 1, "points": 4, "label": "x" }],
            "bands": [{ "key": "all", "label": "x", "from_points": 0 }], "source": "x"
        }))
        .unwrap()
    };
    let number = if given == json!(true) { 1 } else { 7 };
    let stated = facts(json!({ "recovery": { "collection": { field: given } } }));
    assert_eq!(value(collection_score(on(&stated, "2026-03-01"), Some(&card(number)))).points, 4);
    assert_eq!(value(collection_score(on(&stated, "2026-03-01"), Some(&card(number + 1)))).points, 0);
    let none = facts(json!({}));
    assert_eq!(
        missing(collection_score(on(&none, "2026-03-01"), Some(&card(0)))),
        [format!("recovery.collection.{field}")]
    );
}

#[test]
fn without_a_card_or_a_band_a_person_chooses() {
    let facts = facts(
        json!({ "recovery": { "collection": { "months_in_arrears": 0, "can_pay": true, "broken_arrangements": 0 } } }),
    );
    assert!(person_decides(&collection_score(on(&facts, "2026-03-01"), None)));
    assert!(person_decides(&collection_score(on(&facts, "2026-03-01"), Some(&card()))));
}

/// Nobody is scored on who they are: a card with such a factor cannot be written.
#[rstest]
#[case("birth_date")]
#[case("age")]
#[case("residence")]
#[case("household")]
#[case("language")]
#[case("migrant")]
#[case("hour_limited")]
#[case("care_needed")]
#[case("former_prisoner")]
fn protected_grounds_have_no_place(#[case] factor: &str) {
    for name in [factor.to_owned(), factor.replace('_', "-")] {
        let row = json!({ "rows": [{ "factor": name, "from": 1, "points": 1, "label": "x" }], "bands": [], "source": "x" });
        assert!(serde_json::from_value::<CollectionScorecard>(row).is_err(), "{name}");
    }
}
