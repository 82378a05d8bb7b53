use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Share;
use crate::conduct::{
    Coincidence, LOWERING_OPEN, LOWERINGS_MEET, LoweringBase, MonthLowering, coincidences,
    lowering_by_decision, lowering_of, lowerings_open,
};

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
    let later = breach(json!({ "duty": "travel", "first_month": "2026-03" }));
    assert_eq!(lowered(&[later], "2026-02").explanation.text, "In februari 2026 wordt niets verlaagd.");
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

fn by_decision(each: &[Value], of: &str) -> Step<MonthLowering> {
    lowering_by_decision(on(&breaches(each), "2026-12-31"), Some(&ordinance()), month(of))
}

/// What was decided first stays off while nobody said how a later one goes with it.
#[rstest]
#[case::in_order(1, "2026-01-20", "2026-01-21", 2_000)]
#[case::by_day(2, "2026-01-22", "2026-01-21", 4_000)]
#[case::of_one_day_by_number(2, "2026-01-20", "2026-01-20", 4_000)]
fn of_two_parts_the_first_decision_holds_in_a_month_that_is_paid(
    #[case] number: u32,
    #[case] decided: &str,
    #[case] other_decided: &str,
    #[case] expected: i64,
) {
    let activity = breach(json!({ "duty": "return-activity", "applied_on": decided, "measure": number }));
    let other = json!({ "duty": "responsibility", "applied_on": other_decided, "measure": 3 - number });
    let step = by_decision(&[activity, breach(other)], "2026-02");
    assert_eq!(step.explanation.rule, LOWERINGS_MEET);
    assert!(
        step.explanation.text.contains("Maatregel ") && step.explanation.text.contains("gaat er niet af")
    );
    assert_eq!(value(step).share.get(), expected);
}

#[test]
fn what_a_decision_says_goes_off_beside_another_is_added_up_to_the_whole_at_most() {
    let activity =
        |share: u32| breach(json!({ "duty": "return-activity", "tuned": { "percent": share, "months": 1 } }));
    let beside =
        breach(json!({ "duty": "responsibility", "beside_another": true, "applied_on": "2026-01-21" }));
    let both = [activity(20), beside.clone()];
    assert_eq!(value(off(&both, "2026-02")).get(), 6_000);
    assert_eq!(value(by_decision(&both, "2026-02")).share.get(), 6_000);
    let spread = breach(json!({ "spread_over": 3 }));
    let two = value(by_decision(&[spread, beside], "2026-02"));
    assert_eq!(
        (two.share.get(), two.base, two.beside),
        (3_334, LoweringBase::Assistance, Some(Share::percent(40)))
    );
    let norm = Cents::new(100_000);
    assert_eq!(two.amount(norm, Cents::new(60_000)), Ok(Cents::new(60_000)), "40 of 1000 and a third of 600");
    assert_eq!(two.amount(norm, Cents::new(90_000)), Ok(Cents::new(70_006)));
}

#[test]
fn where_two_parts_meet_is_told_by_place() {
    let activity = breach(json!({ "duty": "return-activity" }));
    let later = breach(json!({ "duty": "responsibility", "applied_on": "2026-01-21" }));
    let (february, march) = (month("2026-02"), month("2026-03"));
    let of = |each: &[Value], at| coincidences(on(&breaches(each), "2026-12-31"), Some(&ordinance()), at);
    let met = of(&[later.clone(), activity.clone()], february);
    assert_eq!(met, [Coincidence { month: february, later: 0, earlier: 1 }]);
    assert_eq!(of(&[later.clone(), activity.clone()], march), []);
    assert_eq!(of(&[activity, with(later, json!({ "beside_another": true }))], february), []);
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

/// What one measure lowers is open: it alone does not go off in a month that is paid.
#[rstest]
#[case::a_fact_is_missing(json!({ "blameless": null }), "Er ontbreekt: of er geen enkel verwijt is.")]
#[case::a_person_decides(json!({ "urgent_reasons": true }), "Een medewerker bepaalt")]
fn a_measure_that_is_open_stops_no_other_one(#[case] open: Value, #[case] why: &str) {
    let open = breach(with(json!({ "duty": "responsibility", "measure": 3 }), open));
    let activity = breach(json!({ "duty": "return-activity", "measure": 4 }));
    let beside =
        breach(json!({ "duty": "cooperation", "measure": 5, "tuned": { "percent": 10, "months": 1 } }));
    let all = [open, activity, beside];
    let paid = by_decision(&all, "2026-02");
    assert_eq!(paid.explanation.rule, LOWERINGS_MEET);
    assert_eq!(value(paid).share.get(), 2_000);
    let told = lowerings_open(on(&breaches(&all), "2026-12-31"), Some(&ordinance()), month("2026-02"));
    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(told.rule, LOWERING_OPEN);
    let which =
        "Maatregel 3 (verantwoordelijkheid voor het eigen bestaan, 10 januari 2026) gaat er niet af. ";
    assert!(told.text.starts_with(which) && told.text.contains(why), "{}", told.text);
    let met = coincidences(on(&breaches(&all), "2026-12-31"), Some(&ordinance()), month("2026-02"));
    assert_eq!(met, [Coincidence { month: month("2026-02"), later: 2, earlier: 1 }]);
}

/// In the months that a measure can lower, it is told that it does not; not before, and not once it would be over.
#[rstest]
#[case::before(json!({}), "2026-01", false)]
#[case::its_first_month(json!({}), "2026-02", true)]
#[case::the_most_by_law(json!({}), "2026-04", true)]
#[case::longer_than_the_law(json!({}), "2026-05", false)]
#[case::repeated_by_ordinance(json!({ "duty": "return-activity" }), "2026-03", true)]
#[case::longer_than_the_ordinance(json!({ "duty": "return-activity" }), "2026-04", false)]
#[case::as_a_person_decided(json!({ "tuned": { "percent": 10, "months": 4 } }), "2026-05", true)]
#[case::longer_than_a_person_decided(json!({ "tuned": { "percent": 10, "months": 4 } }), "2026-06", false)]
#[case::spread(json!({ "tuned": { "percent": 10, "months": 1 }, "spread_over": 3 }), "2026-04", true)]
#[case::longer_than_it_is_spread(json!({ "tuned": { "percent": 10, "months": 1 }, "spread_over": 3 }), "2026-05", false)]
#[case::nobody_says_how_long(json!({ "duty": "misconduct" }), "2026-12", true)]
#[case::nobody_says_from_when(json!({ "blameless": false, "first_month": null }), "2026-12", true)]
#[case::not_decided_yet(json!({ "applied_on": "2027-01-01" }), "2026-02", false)]
#[case::withdrawn(json!({ "withdrawn": true }), "2026-02", false)]
#[case::no_blame(json!({ "blameless": true }), "2026-02", false)]
#[case::nothing_open(json!({ "blameless": false }), "2026-02", false)]
fn it_is_told_in_its_months_that_a_measure_does_not_go_off(
    #[case] other: Value,
    #[case] of: &str,
    #[case] expected: bool,
) {
    let facts = breaches(&[breach(with(json!({ "blameless": null }), other))]);
    let told = lowerings_open(on(&facts, "2026-12-31"), Some(&ordinance()), month(of));
    assert_eq!(told.len(), usize::from(expected), "{told:?}");
    assert!(told.iter().all(|why| why.text.starts_with("Een verlaging (")), "it has no number: {told:?}");
}

/// Someone who does not learn Dutch, and of whom nothing is open.
fn not_learning(place: &str, other: Value) -> Facts {
    let base = json!({
        "suspected_on": "2026-01-01", "proved": false, "passed": false, "notified_on": "2026-02-01",
        "blameless": false, "first_month": "2026-03"
    });
    facts(json!({ "conduct": { place: with(base, other) } }))
}

/// The decision on a step of the language duty.
fn step(who: &str, first: &str) -> Value {
    breach(json!({ "duty": "language", "who": who, "first_month": first }))
}

fn of_language(language: &Facts, each: &[Value], of: &str) -> Step<MonthLowering> {
    let mut all = language.clone();
    all.lay_over(&breaches(each));
    lowering_by_decision(on(&all, "2027-12-31"), Some(&ordinance()), month(of))
}

#[rstest]
#[case::nothing_decided(&[], "2026-03", 0)]
#[case::before(&[step("applicant", "2026-03")], "2026-02", 0)]
#[case::its_first_month(&[step("applicant", "2026-03")], "2026-03", 2_000)]
#[case::its_last_month(&[step("applicant", "2026-03")], "2026-08", 2_000)]
#[case::a_month_that_no_decision_names(&[step("applicant", "2026-03")], "2026-09", 0)]
#[case::the_next_step(&[step("applicant", "2026-03"), step("applicant", "2026-09")], "2026-09", 4_000)]
#[case::a_step_that_was_decided_late_ends_with_it(&[step("applicant", "2026-10")], "2027-03", 0)]
#[case::the_last_step(&[step("applicant", "2027-03")], "2027-08", 10_000)]
#[case::of_another(&[step("partner", "2026-03")], "2026-03", 0)]
fn of_the_language_duty_the_months_that_a_decision_names_are_lowered(
    #[case] decided: &[Value],
    #[case] of: &str,
    #[case] expected: i64,
) {
    let language = not_learning("language", json!({}));
    let found = value(of_language(&language, decided, of));
    assert_eq!(
        (found.share.get(), found.share.get() == 0 || found.base == LoweringBase::Norm),
        (expected, true)
    );
}

/// A suspicion alone, and whatever else is open about the language duty, takes nothing from a measure that was decided.
#[rstest]
#[case::suspicion(facts(json!({ "conduct": { "language": { "suspected_on": "2026-01-01" } } })))]
#[case::of_the_partner(facts(json!({ "conduct": { "language_of_partner": { "suspected_on": "2026-01-01" } } })))]
#[case::blame_is_open(not_learning("language", json!({ "blameless": null })))]
#[case::learns_late(not_learning("language", json!({ "learns_since": "2026-03-20", "progresses": true })))]
fn while_the_language_duty_is_open_it_counts_for_nothing_and_other_measures_hold(#[case] language: Facts) {
    let activity = breach(json!({ "duty": "return-activity" }));
    for each in [vec![activity.clone()], vec![step("applicant", "2026-02"), activity]] {
        assert_eq!(value(of_language(&language, &each, "2026-02")).share.get(), 2_000);
    }
}

/// A step that was decided and is open is told in its months, and who asks for the month is told why nothing can be said.
#[rstest]
#[case::before("2026-02", 0)]
#[case::its_first_month("2026-03", 1)]
#[case::its_last_month("2026-08", 1)]
#[case::it_would_be_over("2026-09", 0)]
fn a_step_of_the_language_duty_that_is_open_is_told_in_its_months(#[case] of: &str, #[case] expected: usize) {
    let mut all = not_learning("language", json!({ "learns_since": "2026-03-20", "progresses": true }));
    all.lay_over(&breaches(&[step("applicant", "2026-03")]));
    let question = on(&all, "2027-12-31");
    assert_eq!(lowerings_open(question, Some(&ordinance()), month(of)).len(), expected);
    let by_rule = lowering_of(question, Some(&ordinance()), month(of));
    if expected == 1 {
        assert!(person_decides(&by_rule), "{by_rule:?}");
    } else {
        assert_eq!(value(by_rule), MonthLowering::NOTHING);
    }
}

#[test]
fn each_spouse_has_a_language_duty() {
    let of_partner = not_learning("language_of_partner", json!({}));
    let found = value(of_language(&of_partner, &[step("partner", "2026-03")], "2026-03"));
    assert_eq!((found.share.get(), found.base), (2_000, LoweringBase::Norm));
    let mut both = not_learning("language", json!({}));
    both.lay_over(&of_partner);
    let numbered = |who: &str, number: u32| with(step(who, "2026-03"), json!({ "measure": number }));
    let steps = [numbered("applicant", 1), numbered("partner", 2)];
    let of_first = of_language(&both, &steps, "2026-03");
    assert!(of_first.explanation.text.contains("Maatregel 2 "), "{}", of_first.explanation.text);
    let all = [step("applicant", "2026-03"), step("partner", "2027-03")];
    assert_eq!(value(of_language(&both, &all, "2027-03")).share, Share::WHOLE);
}

#[test]
fn a_breach_of_which_no_day_of_decision_is_stated_is_decided_on_the_day_of_the_question() {
    let undecided = |other: Value| breach(with(json!({ "applied_on": null }), other));
    assert_eq!(value(off(&[undecided(json!({}))], "2026-02")), Share::WHOLE);
    let unsaid = undecided(json!({ "blameless": null }));
    assert_eq!(missing(off(&[unsaid], "2026-02")), ["conduct.breaches[0].blameless"]);
}
