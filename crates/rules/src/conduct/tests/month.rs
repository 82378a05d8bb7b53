use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Share;
use crate::conduct::{LoweringBase, MonthLowering, language_lowering_of, lowering_of};

fn lowered(each: &[Value], of: &str) -> Step<MonthLowering> {
    lowering_of(on(&breaches(each), "2026-12-31"), Some(&ordinance()), month(of))
}

fn off(each: &[Value], of: &str) -> Step<Share> {
    share(lowered(each, of))
}

fn share(step: Step<MonthLowering>) -> Step<Share> {
    Step { finding: step.finding.map(|lowering| lowering.share), explanation: step.explanation }
}

/// Of the assistance for the eight duties of the law, else of the norm; never more than the assistance.
#[rstest]
#[case::whole("accept-work", json!({}), 140_150, 60_000, 60_000)]
#[case::spread("accept-work", json!({ "spread_over": 3 }), 140_150, 60_000, 20_004)]
#[case::norm("return-activity", json!({}), 140_150, 60_000, 28_030)]
#[case::no_more_than_there_is("return-activity", json!({}), 140_150, 10_000, 10_000)]
#[case::nothing("return-activity", json!({ "first_month": "2026-03" }), 140_150, 10_000, 0)]
fn what_goes_off_in_euros(
    #[case] duty: &str,
    #[case] other: Value,
    #[case] norm: i64,
    #[case] assistance: i64,
    #[case] expected: i64,
) {
    let each = breach(with(json!({ "duty": duty }), other));
    let found = value(lowered(&[each], "2026-02"));
    assert_eq!(found.amount(Cents::new(norm), Cents::new(assistance)), Ok(Cents::new(expected)));
}

#[test]
fn the_text_says_what_it_is_a_part_of() {
    let text = |duty: &str, over: Option<u32>| {
        lowered(&[breach(json!({ "duty": duty, "spread_over": over }))], "2026-02").explanation.text
    };
    assert_eq!(
        text("return-activity", None),
        "In februari 2026 wordt de bijstand verlaagd met 20 % van de norm."
    );
    assert_eq!(
        text("travel", Some(3)),
        "In februari 2026 wordt de bijstand verlaagd met 33,34 % van de bijstand."
    );
    let base = value(lowered(&[breach(json!({ "duty": "return-activity" }))], "2026-02")).base;
    assert_eq!(base, LoweringBase::Norm);
}

#[test]
fn without_a_breach_nothing_goes_off() {
    let step = lowering_of(on(&facts(json!({})), "2026-03-01"), None, month("2026-03"));
    assert_eq!(step.explanation.rule, "lowering-month");
    assert_eq!(value(step), MonthLowering::NOTHING);
}

#[rstest]
#[case("2026-01", 0)]
#[case("2026-02", 10_000)]
#[case("2026-03", 10_000)]
#[case("2026-04", 0)]
fn a_lowering_goes_off_in_its_months(#[case] of: &str, #[case] expected: i64) {
    assert_eq!(value(off(&[breach(json!({ "duty": "facilities" }))], of)).get(), expected);
}

#[test]
fn t12_a_lowering_of_everything_is_not_the_end_of_the_right() {
    let step = off(&[breach(json!({}))], "2026-02");
    assert!(step.explanation.text.contains("recht op bijstand blijft"), "{}", step.explanation.text);
    assert_eq!(value(step), Share::WHOLE);
}

#[test]
fn two_lowerings_in_one_month_are_the_whole_or_for_a_person() {
    let activity = breach(json!({ "duty": "return-activity" }));
    let responsibility = breach(json!({ "duty": "responsibility" }));
    assert_eq!(value(off(&[activity.clone(), breach(json!({}))], "2026-02")), Share::WHOLE);
    assert!(person_decides(&off(&[activity.clone(), responsibility.clone()], "2026-02")));
    // In the next month only one is left.
    assert_eq!(value(off(&[activity, responsibility], "2026-03")).get(), 4_000);
}

#[test]
fn only_what_was_decided_and_known_lowers_a_month() {
    for none in [
        json!({ "applied_on": "2027-01-01" }),
        json!({ "known_on": "2027-01-01" }),
        json!({ "withdrawn": true }),
        json!({ "blameless": true }),
        json!({ "duty": "information" }),
    ] {
        assert_eq!(value(off(&[breach(none.clone())], "2026-02")), Share::NOTHING, "{none}");
    }
    assert_eq!(value(off(&[breach(json!({ "applied_on": "2026-12-31" }))], "2026-02")), Share::WHOLE);
}

#[test]
fn what_is_unclear_stops_the_months_from_then_on_and_not_those_before() {
    let unclear = breach(json!({ "duty": "misconduct" }));
    assert_eq!(value(off(std::slice::from_ref(&unclear), "2026-01")), Share::NOTHING);
    assert!(person_decides(&off(&[unclear], "2026-02")));
    let asked = off(&[breach(json!({ "first_month": null }))], "2026-01");
    assert_eq!(missing(asked), ["conduct.breaches[0].first_month"]);
}

#[test]
fn the_language_duty_counts_in_the_month_too() {
    let language = json!({ "conduct": { "language": {
        "suspected_on": "2026-01-01", "proved": false, "passed": false, "notified_on": "2026-02-01",
        "blameless": false, "first_month": "2026-03"
    } } });
    let alone = facts(language.clone());
    assert_eq!(value(lowering_of(on(&alone, "2026-12-31"), None, month("2026-03"))).share.get(), 2_000);
    assert_eq!(value(lowering_of(on(&alone, "2026-12-31"), None, month("2026-02"))).share.get(), 0);
    assert!(not_applicable(&language_lowering_of(
        on(&alone, "2026-12-31"),
        Claimant::Applicant,
        month("2026-02")
    )));

    let mut both = alone.clone();
    both.lay_over(&breaches(&[breach(json!({ "duty": "return-activity", "first_month": "2026-03" }))]));
    assert!(person_decides(&lowering_of(on(&both, "2026-12-31"), Some(&ordinance()), month("2026-03"))));

    let unclear = facts(with(language, json!({ "conduct": { "language": { "blameless": null } } })));
    let asked = lowering_of(on(&unclear, "2026-12-31"), None, month("2026-03"));
    assert_eq!(missing(asked), ["conduct.language.blameless"]);
}

#[test]
fn each_spouse_has_a_language_duty() {
    let lowered = json!({
        "suspected_on": "2025-01-01", "proved": false, "passed": false, "notified_on": "2025-03-31",
        "blameless": false, "first_month": "2025-05"
    });
    let of_partner = facts(json!({ "conduct": { "language_of_partner": lowered } }));
    let found = value(lowering_of(on(&of_partner, "2026-12-31"), None, month("2025-05")));
    assert_eq!((found.share.get(), found.base), (2_000, LoweringBase::Norm));
    let step = language_lowering_of(on(&of_partner, "2026-12-31"), Claimant::Partner, month("2025-11"));
    assert_eq!(value(step).get(), 4_000);
    // Two lowerings of a part in one month are for the ordinance; the whole leaves nothing to add.
    let both = facts(json!({ "conduct": { "language": lowered, "language_of_partner": lowered } }));
    assert!(person_decides(&lowering_of(on(&both, "2026-12-31"), None, month("2025-05"))));
    let all = value(lowering_of(on(&both, "2026-12-31"), None, month("2026-05")));
    assert_eq!(all.share, Share::WHOLE);
    let open = facts(json!({ "conduct": { "language_of_partner": { "suspected_on": "2025-01-01" } } }));
    let asked = lowering_of(on(&open, "2026-12-31"), None, month("2025-05"));
    assert_eq!(missing(asked), ["conduct.language_of_partner.proved"]);
}

#[test]
fn a_breach_of_which_no_day_of_decision_is_stated_is_decided_on_the_day_of_the_question() {
    let undecided = |other: Value| breach(with(json!({ "applied_on": null }), other));
    assert_eq!(value(off(&[undecided(json!({}))], "2026-02")), Share::WHOLE);
    let unsaid = undecided(json!({ "blameless": null }));
    assert_eq!(missing(off(&[unsaid], "2026-02")), ["conduct.breaches[0].blameless"]);
}
