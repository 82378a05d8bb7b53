use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::conduct::{Fine, FineBound, FineKind, FinePolicy, fine};

fn base() -> Value {
    json!({
        "conduct": { "fine": {
            "too_much": 100_000, "blame": "normal", "committed_on": "2025-06-01", "reported_by_self": false,
            "urgent_reasons": false, "at_assistance_level": false, "room": 100_000_000
        } },
        "recovery": { "norm": 140_150 }
    })
}

fn policy(warns_when_allowed: bool, round_up_to: Option<i64>) -> FinePolicy {
    FinePolicy {
        warns_when_allowed,
        round_up_to: round_up_to.map(Cents::new),
        source: "beleidsregel boete".into(),
    }
}

fn by(local: Option<&FinePolicy>, other: Value, today: &str) -> Step<Fine> {
    let facts = facts(with(base(), json!({ "conduct": { "fine": other } })));
    fine(on(&facts, today), local)
}

fn of(other: Value) -> Step<Fine> {
    by(None, other, "2026-03-01")
}

fn amount(other: Value) -> i64 {
    value(of(other)).amount.get()
}

#[rstest]
#[case("intent", 100_000)]
#[case("gross", 75_000)]
#[case("normal", 50_000)]
#[case("diminished", 25_000)]
fn the_share_goes_by_blame(#[case] blame: &str, #[case] expected: i64) {
    let found = value(of(json!({ "blame": blame })));
    assert_eq!(
        (found.kind, found.amount.get(), found.bound, found.repeated),
        (FineKind::Fine, expected, None, false)
    );
}

#[test]
fn without_blame_there_is_no_fine() {
    let found = value(of(json!({ "blame": "none", "urgent_reasons": null })));
    assert_eq!((found.kind, found.amount, found.report_and_hearing), (FineKind::Nothing, Cents::ZERO, false));
}

#[test]
fn t12_a_fine_is_no_lowering() {
    let step = of(json!({}));
    assert_eq!((step.explanation.rule.as_str(), &step.explanation.source[..10]), ("fine-18a", "PW art. 18"));
    let taken = crate::conduct::lowering_of(on(&facts(base()), "2026-03-01"), None, month("2026-03"));
    assert_eq!(value(taken), crate::conduct::MonthLowering::NOTHING);
}

#[test]
fn urgent_reasons_are_for_a_person() {
    assert!(person_decides(&of(json!({ "urgent_reasons": true }))));
}

#[test]
fn half_a_cent_goes_up() {
    assert_eq!(amount(json!({ "too_much": 100_001 })), 50_001);
    assert_eq!(amount(json!({ "too_much": 100_001, "blame": "diminished" })), 25_000);
    assert_eq!(amount(json!({ "too_much": 100_002, "blame": "diminished" })), 25_001);
}

/// Five years before, or ten after prison; the day that is exactly so much later is within.
#[rstest]
#[case("2020-05-31", None, false)]
#[case("2020-06-01", None, true)]
#[case("2025-05-31", None, true)]
#[case("2025-06-01", None, false)]
#[case("2020-05-31", Some(false), false)]
#[case("2020-05-31", Some(true), true)]
#[case("2015-06-01", Some(true), true)]
#[case("2015-05-31", Some(true), false)]
fn repetition_counts_half_as_much_again(
    #[case] earlier: &str,
    #[case] prison: Option<bool>,
    #[case] repeated: bool,
) {
    let found = value(of(json!({ "earlier_fine_on": earlier, "earlier_prison": prison })));
    assert_eq!((found.repeated, found.amount.get()), (repeated, if repeated { 75_000 } else { 50_000 }));
}

#[rstest]
#[case::intent_below("intent", 10_300_000, 10_300_000, None)]
#[case::intent_above("intent", 10_300_001, 10_300_000, Some(FineBound::Category))]
#[case::gross_below("gross", 1_373_333, 1_030_000, None)]
#[case::gross_above("gross", 1_373_335, 1_030_000, Some(FineBound::Category))]
#[case::normal_at_the_bound("normal", 1_373_333, 686_667, None)]
#[case::normal_above("normal", 1_373_334, 686_666, Some(FineBound::PartOfCategory))]
#[case::normal_far_above("normal", 90_000_000, 686_666, Some(FineBound::PartOfCategory))]
#[case::diminished_at_the_bound("diminished", 1_373_333, 343_333, None)]
#[case::diminished_above("diminished", 1_373_336, 343_333, Some(FineBound::PartOfCategory))]
fn no_fine_is_above_its_category(
    #[case] blame: &str,
    #[case] too_much: i64,
    #[case] expected: i64,
    #[case] bound: Option<FineBound>,
) {
    let found = value(of(json!({ "blame": blame, "too_much": too_much })));
    assert_eq!((found.amount.get(), found.bound), (expected, bound));
}

#[test]
fn repetition_stops_at_the_category_too() {
    let again = |too_much: i64, blame: &str| {
        value(of(json!({ "too_much": too_much, "blame": blame, "earlier_fine_on": "2024-01-01" })))
    };
    assert_eq!(
        (again(1_373_333, "normal").amount.get(), again(1_373_333, "normal").bound),
        (1_030_000, None)
    );
    assert_eq!(again(1_373_334, "normal").bound, Some(FineBound::PartOfCategory));
    assert_eq!(
        (again(1_000_000, "gross").amount.get(), again(1_000_000, "gross").bound),
        (1_030_000, Some(FineBound::Category))
    );
}

/// The category is that of the day of the breach.
#[rstest]
#[case("2018-01-01", Some(830_000))]
#[case("2019-12-31", Some(830_000))]
#[case("2020-01-01", Some(870_000))]
#[case("2022-01-01", Some(900_000))]
#[case("2024-01-01", Some(1_030_000))]
#[case("2025-12-31", Some(1_030_000))]
#[case("2026-01-01", None)]
fn categories_go_by_date(#[case] committed: &str, #[case] most: Option<i64>) {
    let step = of(json!({ "committed_on": committed, "blame": "gross", "too_much": 90_000_000 }));
    assert_eq!(person_decides(&step), most.is_none(), "{}", step.explanation.text);
    assert_eq!(step.finding.value().map(|fine| fine.amount.get()), most);
}

#[test]
fn a_breach_before_the_decree_by_blame_is_for_a_person() {
    assert!(person_decides(&of(json!({ "committed_on": "2016-12-31" }))));
}

/// At assistance level: 5 % of the norm, for as many months as go with the blame.
#[rstest]
#[case("intent", 168_168)]
#[case("gross", 126_126)]
#[case("normal", 84_084)]
#[case("diminished", 42_042)]
fn a_fine_can_be_paid_from_the_room_there_is(#[case] blame: &str, #[case] most: i64) {
    let found = value(of(
        json!({ "blame": blame, "too_much": 1_000_000, "at_assistance_level": true, "room": null }),
    ));
    assert_eq!((found.amount.get(), found.bound), (most, Some(FineBound::AbilityToPay)));
}

#[rstest]
#[case("2020-08-03", 168_180)]
#[case("2020-08-04", 84_084)]
fn the_room_was_halved_in_2020(#[case] decided: &str, #[case] most: i64) {
    let other = json!({ "committed_on": "2019-06-01", "too_much": 800_000, "at_assistance_level": true });
    assert_eq!(value(by(None, other, decided)).amount.get(), most);
}

/// The category times 100/75 itself is not above it: the whole category bounds a repeated fine, not a part of it.
#[rstest]
#[case(1_200_000, 900_000, None)]
#[case(1_200_001, 600_000, Some(FineBound::PartOfCategory))]
fn a_large_amount_is_above_the_category_in_proportion(
    #[case] too_much: i64,
    #[case] expected: i64,
    #[case] bound: Option<FineBound>,
) {
    let found = value(of(
        json!({ "too_much": too_much, "committed_on": "2022-06-01", "earlier_fine_on": "2021-06-01" }),
    ));
    assert_eq!((found.amount.get(), found.bound), (expected, bound));
}

/// Twelve months of room: 12 000 and the fine of half of 24 000.
#[rstest]
#[case(1_000, 12_000, None)]
#[case(999, 11_988, Some(FineBound::AbilityToPay))]
fn what_can_just_be_paid_is_not_lowered(
    #[case] room: i64,
    #[case] expected: i64,
    #[case] bound: Option<FineBound>,
) {
    let step = of(json!({ "too_much": 24_000, "room": room }));
    assert_eq!(step.explanation.text.contains("verlaagd"), bound.is_some(), "{}", step.explanation.text);
    let found = value(step);
    assert_eq!((found.amount.get(), found.bound), (expected, bound));
}

/// Of a couple each is liable for the whole fine.
#[rstest]
#[case::couple(json!({ "household": { "kind": "couple" } }), Some(true))]
#[case::single(json!({ "household": { "kind": "single" } }), Some(false))]
#[case::unknown(json!({}), None)]
fn a_couple_is_liable_together(#[case] household: Value, #[case] joint: Option<bool>) {
    let facts = facts(with(base(), household));
    let step = fine(on(&facts, "2026-03-01"), None);
    let both = " Beide partners zijn ieder voor het geheel aansprakelijk.";
    assert_eq!(step.explanation.text.ends_with(both), joint == Some(true), "{}", step.explanation.text);
    assert_eq!(value(step).joint, joint);
}

#[test]
fn above_assistance_level_the_room_is_stated() {
    assert_eq!(amount(json!({ "room": 1_000 })), 12_000);
    assert_eq!(amount(json!({ "room": 4_167 })), 50_000);
    assert_eq!(amount(json!({ "room": -5 })), 0);
}

#[rstest]
#[case::little(json!({ "too_much": 15_000 }), true)]
#[case::more(json!({ "too_much": 15_001 }), false)]
#[case::nothing(json!({ "too_much": 0 }), true)]
#[case::in_time(json!({ "reported_by_self": true, "due_on": "2025-06-01", "reported_on": "2025-07-31" }), true)]
#[case::too_late(json!({ "reported_by_self": true, "due_on": "2025-06-01", "reported_on": "2025-08-01" }), false)]
#[case::warned_lately(json!({ "too_much": 15_000, "warned_on": "2023-06-01" }), false)]
#[case::warned_long_ago(json!({ "too_much": 15_000, "warned_on": "2023-05-31" }), true)]
fn a_warning_will_do(#[case] other: Value, #[case] possible: bool) {
    let warned = value(by(Some(&policy(true, None)), other.clone(), "2026-03-01"));
    assert_eq!(warned.kind == FineKind::Warning, possible);
    assert_eq!(warned.amount == Cents::ZERO, possible);
    // Without a rule of the municipality a person chooses; with the other rule there is a fine.
    assert_eq!(person_decides(&of(other.clone())), possible);
    assert_eq!(value(by(Some(&policy(false, None)), other, "2026-03-01")).kind, FineKind::Fine);
}

#[test]
fn without_harm_the_fine_starts_from_150_euro() {
    let found = value(by(Some(&policy(false, None)), json!({ "too_much": 0 }), "2026-03-01"));
    assert_eq!((found.amount, found.report_and_hearing), (euros(150), false));
    let rounded = value(by(Some(&policy(false, Some(20_000))), json!({ "too_much": 0 }), "2026-03-01"));
    assert_eq!(rounded.amount, euros(200));
    // Never above the second category.
    let most = value(by(Some(&policy(false, Some(1_000_000))), json!({ "too_much": 0 }), "2026-03-01"));
    assert_eq!(most.amount, euros(5_150));
    assert!(person_decides(&by(
        Some(&policy(false, None)),
        json!({ "too_much": 0, "committed_on": "2026-01-01" }),
        "2026-03-01"
    )));
}

#[rstest]
#[case(None, 61_728)]
#[case(Some(1_000), 62_000)]
#[case(Some(8), 61_728)]
#[case(Some(0), 61_728)]
fn the_municipality_says_how_fines_are_rounded_up(#[case] to: Option<i64>, #[case] expected: i64) {
    let local = policy(false, to);
    assert_eq!(value(by(Some(&local), json!({ "too_much": 123_456 }), "2026-03-01")).amount.get(), expected);
}

#[test]
fn rounding_up_never_passes_the_category() {
    let local = policy(false, Some(700_000));
    let found = value(by(Some(&local), json!({ "too_much": 1_000_000, "blame": "gross" }), "2026-03-01"));
    assert_eq!((found.amount, found.bound), (euros(10_300), Some(FineBound::Category)));
}

#[rstest]
#[case(68_000, false)]
#[case(68_001, true)]
fn above_340_euro_a_report_and_a_hearing_come_first(#[case] too_much: i64, #[case] heard: bool) {
    assert_eq!(value(of(json!({ "too_much": too_much }))).report_and_hearing, heard);
}

#[rstest]
#[case(json!({ "blame": null }), "conduct.fine.blame")]
#[case(json!({ "urgent_reasons": null }), "conduct.fine.urgent_reasons")]
#[case(json!({ "too_much": null }), "conduct.fine.too_much")]
#[case(json!({ "committed_on": null }), "conduct.fine.committed_on")]
#[case(json!({ "reported_by_self": null }), "conduct.fine.reported_by_self")]
#[case(json!({ "reported_by_self": true, "reported_on": "2025-06-03" }), "conduct.fine.due_on")]
#[case(json!({ "reported_by_self": true, "due_on": "2025-06-03" }), "conduct.fine.reported_on")]
#[case(json!({ "at_assistance_level": null }), "conduct.fine.at_assistance_level")]
#[case(json!({ "room": null }), "conduct.fine.room")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] path: &str) {
    assert_eq!(missing(of(other)), [path]);
}

#[test]
fn at_assistance_level_the_norm_is_asked() {
    let facts = facts(with(
        base(),
        json!({ "conduct": { "fine": { "at_assistance_level": true } }, "recovery": { "norm": null } }),
    ));
    let step = fine(on(&facts, "2026-03-01"), None);
    assert!(step.explanation.text.contains("bijstandsnorm"), "{}", step.explanation.text);
    assert_eq!(missing(step), ["recovery.norm"]);
}

#[test]
fn an_amount_below_nothing_is_for_a_person() {
    assert!(person_decides(&of(json!({ "too_much": -1 }))));
}

proptest! {
    /// No fine is above what was received too much, or half as much again on repetition.
    #[test]
    fn a_fine_is_bounded(too_much in 15_001i64..3_000_000, again: bool, degree in 0usize..4) {
        let blame = ["diminished", "normal", "gross", "intent"][degree];
        let found = value(of(json!({
            "too_much": too_much, "blame": blame, "earlier_fine_on": again.then_some("2024-01-01")
        })));
        prop_assert!(found.amount > Cents::ZERO);
        let halves = if again { 3 } else { 2 };
        prop_assert!(found.amount.get() * 2 <= too_much * halves + 1);
    }

    /// Blame never makes a fine lower.
    #[test]
    fn more_blame_is_never_cheaper(too_much in 15_001i64..3_000_000) {
        let amounts: Vec<_> = ["diminished", "normal", "gross", "intent"].iter().map(|blame| amount(json!({ "too_much": too_much, "blame": blame }))).collect();
        prop_assert!(amounts.is_sorted(), "{amounts:?}");
    }
}
