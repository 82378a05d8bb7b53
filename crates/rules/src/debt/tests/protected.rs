use rstest::rstest;
use serde_json::{Value, json};

use super::debtor;
use crate::conduct::tests::{missing, on, value};
use crate::debt::{protected_level, room};

fn level(other: Value, today: &str) -> (i64, i64) {
    let facts = debtor(other);
    (value(protected_level(on(&facts, today))).get(), value(room(on(&facts, today))).get())
}

/// 95 % of the norm since 2021, 90 % before; a half cent up.
#[rstest]
#[case("2020-12-31", 126_135, 14_015)]
#[case("2021-01-01", 133_143, 7_007)]
#[case("2026-03-01", 133_143, 7_007)]
fn at_assistance_level_a_part_of_the_norm_is_kept(#[case] today: &str, #[case] kept: i64, #[case] left: i64) {
    assert_eq!(level(json!({}), today), (kept, left));
}

#[test]
fn below_the_protected_level_there_is_no_room() {
    assert_eq!(level(json!({ "income": 133_143 }), "2026-03-01"), (133_143, 0));
    assert_eq!(level(json!({ "income": 50_000 }), "2026-03-01"), (133_143, 0));
    assert_eq!(level(json!({ "income": 133_144 }), "2026-03-01").1, 1);
}

#[test]
fn above_assistance_level_someone_works_it_out() {
    let above = json!({ "income": 140_151 });
    assert_eq!(
        missing(protected_level(on(&debtor(above.clone()), "2026-03-01"))),
        ["recovery.protected_level"]
    );
    assert_eq!(missing(room(on(&debtor(above), "2026-03-01"))), ["recovery.protected_level"]);
    assert_eq!(
        level(json!({ "income": 200_000, "protected_level": 170_000 }), "2026-03-01"),
        (170_000, 30_000)
    );
}

#[test]
fn who_withholds_information_is_not_protected() {
    let facts = debtor(json!({ "withholds_information": true }));
    let step = protected_level(on(&facts, "2026-03-01"));
    assert_eq!(step.explanation.rule, "protected-60-6");
    assert!(step.explanation.text.contains("geen inlichtingen"));
    assert_eq!((value(step).get(), value(room(on(&facts, "2026-03-01"))).get()), (0, 140_150));
}

#[rstest]
#[case("withholds_information")]
#[case("norm")]
#[case("income")]
fn what_is_not_known_is_asked(#[case] field: &str) {
    assert_eq!(
        missing(protected_level(on(&debtor(json!({ field: null })), "2026-03-01"))),
        [format!("recovery.{field}")]
    );
}
