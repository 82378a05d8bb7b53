//! What stops within a month: by a suspension or withdrawal, a death, a stay abroad.

use serde_json::{Value, json};

use super::super::{Change, MonthCalculation, MonthOutcome, Timeline};
use super::{asked, by_law, change, day};
use crate::testing::{NATIONAL, couple, single, single_parent};

fn stated(facts: crate::facts::Facts) -> Change {
    Change { from: day("2026-01-01"), known_on: day("2026-01-01"), number: 0, facts }
}

/// A month by the rules of law, as it is known on a day.
fn month(timeline: &Timeline, month: &str, known: &str) -> MonthCalculation {
    by_law(&asked(timeline, month, known))
}

fn suspended(other: Value) -> Value {
    let mut suspension =
        json!({ "culpable": true, "suspended_from": "2026-03-11", "repair_until": "2026-03-31" });
    suspension.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    json!({ "conduct": { "suspension": suspension } })
}

fn told(of: &[(&str, Value)]) -> Timeline {
    let told = (1..).zip(of).map(|(number, (on, facts))| change(on, on, number, facts.clone()));
    std::iter::once(stated(single(json!({})))).chain(told).collect()
}

fn of_march(of: &[(&str, Value)], known: &str) -> MonthCalculation {
    month(&told(of), "2026-03", known)
}

// 10 of 31 days of € 1.401,50.
const TEN_DAYS: i64 = 45_210;

#[test]
fn payment_waits_from_the_first_day_of_a_suspension() {
    let march = of_march(&[("2026-03-11", suspended(json!({})))], "2026-03-25");
    assert_eq!((&march.outcome, march.assistance.get()), (&MonthOutcome::Calculated, TEN_DAYS));
    let held = &march.lines[1];
    assert_eq!((held.explanation.rule.as_str(), held.cents.get()), ("suspension-54", 0));
    assert!(held.explanation.text.contains("De betaling staat stil"), "{}", held.explanation.text);
}

#[test]
fn a_whole_month_of_suspension_is_worked_out_at_nothing() {
    let from = json!({ "suspended_from": "2026-02-20" });
    let march = of_march(&[("2026-03-11", suspended(from))], "2026-03-25");
    assert_eq!((&march.outcome, march.payable.get()), (&MonthOutcome::Calculated, 0));
    assert_eq!(march.lines.len(), 1);
}

#[test]
fn a_suspension_holds_from_its_first_day_to_the_end_of_the_month() {
    let first = |from: &str| {
        let march = of_march(&[("2026-03-11", suspended(json!({ "suspended_from": from })))], "2026-03-25");
        (march.assistance.get(), march.lines.len())
    };
    assert_eq!(first("2026-04-01"), (140_150, 2));
    assert_eq!(first("2026-03-31"), (135_629, 3));
    assert_eq!(first("2026-03-01"), (0, 1));
}

/// It was put right in April: March is paid all the same.
#[test]
fn what_was_put_right_in_time_is_paid_over_the_days_before_too() {
    let late = json!({ "repair_until": "2026-04-10" });
    let repaired = json!({ "conduct": { "suspension": { "repaired_on": "2026-04-02" } } });
    let of = [("2026-03-11", suspended(late)), ("2026-04-02", repaired)];
    assert_eq!(of_march(&of, "2026-04-01").assistance.get(), TEN_DAYS);
    assert_eq!(of_march(&of, "2026-04-02").assistance.get(), 140_150);
}

#[test]
fn it_waits_on_until_somebody_decides_to_withdraw() {
    let march = of_march(&[("2026-03-11", suspended(json!({})))], "2026-04-01");
    assert_eq!(march.assistance.get(), TEN_DAYS);
    assert_eq!(march.lines[1].explanation.rule, "withdrawal-54-4");
}

#[test]
fn a_withdrawal_ends_the_right_from_the_first_day_suspended() {
    let withdrawn = json!({ "conduct": { "suspension": { "withdrawn": true } } });
    let of = [("2026-03-11", suspended(json!({}))), ("2026-04-05", withdrawn)];
    let march = of_march(&of, "2026-04-05");
    assert_eq!((&march.outcome, march.assistance.get()), (&MonthOutcome::Calculated, TEN_DAYS));
    let ended = &march.lines[1].explanation;
    assert_eq!(ended.rule, "withdrawal-54-4");
    assert!(ended.text.contains("Het recht is ingetrokken vanaf 11 maart 2026"), "{}", ended.text);
    assert_eq!(month(&told(&of), "2026-04", "2026-04-30").outcome, MonthOutcome::NoRight);
}

#[test]
fn what_is_not_known_of_a_suspension_is_asked_and_what_the_law_leaves_is_a_persons() {
    let mut unsaid = suspended(json!({}));
    unsaid["conduct"]["suspension"].as_object_mut().unwrap().remove("repair_until");
    let march = of_march(&[("2026-03-11", unsaid)], "2026-03-25");
    let missing = vec!["conduct.suspension.repair_until".to_owned()];
    assert_eq!(march.outcome, MonthOutcome::Open { missing });

    let march = of_march(&[("2026-03-11", suspended(json!({ "withdrawn": true })))], "2026-03-25");
    assert_eq!(march.outcome, MonthOutcome::Open { missing: Vec::new() });

    let only = json!({ "conduct": { "suspension": { "culpable": true } } });
    let march = of_march(&[("2026-03-11", only)], "2026-03-25");
    let missing = vec!["conduct.suspension.suspended_from".to_owned()];
    assert_eq!(march.outcome, MonthOutcome::Open { missing });
    assert_eq!(march.lines.len(), 1, "the whole month is open");
}

#[test]
fn without_blame_nothing_waits_and_without_a_right_neither() {
    let march = of_march(&[("2026-03-11", suspended(json!({ "culpable": false })))], "2026-03-25");
    assert_eq!(march.assistance.get(), 140_150);
    let detained = ("2026-03-01", json!({ "applicant": { "detained": true } }));
    let march = of_march(&[detained, ("2026-03-11", suspended(json!({})))], "2026-03-25");
    assert_eq!(march.outcome, MonthOutcome::NoRight);
    assert_eq!(march.lines[0].explanation.rule, "detained-13-1a");
}

/// Assistance over February, March and April of who died on 10 February.
fn after_a_death(facts: crate::facts::Facts) -> [i64; 3] {
    let timeline: Timeline = [stated(facts)].into_iter().collect();
    ["2026-02", "2026-03", "2026-04"].map(|of| month(&timeline, of, "2026-12-31").assistance.get())
}

#[test]
fn after_a_death_a_month_pays_the_days_that_the_law_says() {
    let died = |who: &str| json!({ who: { "died_on": "2026-02-10" } });
    // 10 of 28 days.
    assert_eq!(after_a_death(single(died("applicant"))), [50_054, 0, 0]);
    // All of February, and 10 of 31 days.
    assert_eq!(after_a_death(single_parent(died("applicant"))), [140_150, TEN_DAYS, 0]);
    // 10 days at the norm of a couple, 21 of a single person: 645.85 and 949.40.
    assert_eq!(after_a_death(couple(died("partner"))), [200_213, 64_585 + 94_940, 140_150]);
}

#[test]
fn what_comes_after_the_death_of_the_applicant_of_a_couple_is_a_persons() {
    let facts = couple(json!({ "applicant": { "died_on": "2026-02-10" } }));
    let timeline: Timeline = [stated(facts)].into_iter().collect();
    assert_eq!(month(&timeline, "2026-02", "2026-12-31").assistance.get(), 200_213);
    assert_eq!(month(&timeline, "2026-03", "2026-12-31").outcome, MonthOutcome::Open { missing: Vec::new() });
}

#[test]
fn a_month_leaves_out_only_the_days_abroad_above_the_weeks_allowed() {
    // The 28 days are those up to 28 March.
    let away = json!({ "applicant": { "stays_abroad": [{ "first": "2026-03-01", "last": "2026-03-30" }] } });
    let timeline: Timeline = [stated(single(away))].into_iter().collect();
    let march = month(&timeline, "2026-03", "2026-12-31");
    let amounts: Vec<_> = march.lines.iter().map(|line| line.cents.get()).collect();
    // 28 days, two without, and the last one; less the holiday allowance.
    assert_eq!(amounts, [126_587, 0, 4_521, -6_555]);
    assert_eq!(march.lines[1].explanation.rule, "abroad-13-1e");
}

#[test]
fn a_second_stay_is_left_out_from_its_first_day_to_its_last() {
    let away = json!({ "applicant": { "stays_abroad": [
        { "first": "2026-01-01", "last": "2026-01-28" }, { "first": "2026-03-10", "last": "2026-03-12" }
    ] } });
    let timeline: Timeline = [stated(single(away))].into_iter().collect();
    let march = month(&timeline, "2026-03", "2026-12-31");
    let amounts: Vec<_> = march.lines.iter().map(|line| line.cents.get()).collect();
    // 9 and 19 of 31 days.
    assert_eq!(amounts, [40_689, 0, 85_898, -6_329]);
}

#[test]
fn a_stay_that_goes_on_pays_nothing_any_more() {
    let away = json!({ "applicant": { "stays_abroad": [{ "first": "2026-03-01" }] } });
    let timeline: Timeline = [stated(single(away))].into_iter().collect();
    assert_eq!(month(&timeline, "2026-04", "2026-12-31").outcome, MonthOutcome::NoRight);
}

/// What is stated on a later day, and holds from it.
fn late(facts: crate::facts::Facts, of: Value) -> Timeline {
    [stated(facts), change("2026-05-10", "2026-05-10", 1, of)].into_iter().collect()
}

#[test]
fn a_death_that_is_stated_late_ends_the_right_on_the_day_of_death() {
    let timeline = late(single(json!({})), json!({ "applicant": { "died_on": "2026-03-10" } }));
    let known = |of: &str| month(&timeline, of, "2026-05-10");
    assert_eq!(known("2026-03").assistance.get(), TEN_DAYS);
    assert_eq!(known("2026-04").outcome, MonthOutcome::NoRight);
    // As it was known before.
    assert_eq!(month(&timeline, "2026-04", "2026-05-09").assistance.get(), 140_150);
    assert_eq!(timeline.first_touched(day("2026-05-09")), Some("2026-03".parse().unwrap()));
}

#[test]
fn a_spouse_who_died_is_missed_from_the_month_after_the_day_of_death() {
    let died = json!({ "partner": { "died_on": "2026-03-10" } });
    let in_time: Timeline = [stated(couple(json!({}))), change("2026-03-10", "2026-05-10", 1, died.clone())]
        .into_iter()
        .collect();
    let timeline = late(couple(json!({})), died);
    for of in ["2026-03", "2026-04", "2026-05"] {
        let (one, other) = (month(&in_time, of, "2026-05-10"), month(&timeline, of, "2026-05-10"));
        assert_eq!(one, other, "{of}");
    }
    assert!(
        month(&timeline, "2026-05", "2026-05-10").assistance
            < month(&timeline, "2026-03", "2026-05-10").assistance
    );
}

#[test]
fn a_child_who_died_is_missed_from_then_too() {
    let died = json!({ "household": { "children": [
        { "birth_date": "2022-02-01", "dependent": true, "died_on": "2026-03-10" }
    ] } });
    let timeline = late(single_parent(json!({})), died);
    let child = |on: &str| timeline.on(day(on), day("2026-05-10")).household.children.unwrap()[0].died_on;
    assert_eq!(child("2026-02-01"), Some(day("2026-03-10")));
    assert_eq!(
        timeline.on(day("2026-02-01"), day("2026-05-09")).household.children.unwrap()[0].died_on,
        None
    );
}

#[test]
fn a_death_that_was_a_slip_is_none_and_that_of_another_partner_is_not_of_this_one() {
    let slip = json!({ "withdrawn": ["applicant.died_on"] });
    let died = json!({ "applicant": { "died_on": "2026-03-10" } });
    let timeline = late(single(json!({})), died).with(change("2026-06-01", "2026-06-01", 2, slip));
    assert_eq!(month(&timeline, "2026-04", "2026-06-01").assistance.get(), 140_150);

    let left = json!({ "withdrawn": ["partner"], "partner": { "birth_date": "1980-01-01", "died_on": "2026-03-10" } });
    let timeline = late(couple(json!({})), left);
    assert_eq!(timeline.on(day("2026-04-01"), day("2026-05-10")).partner.died_on, None);
}

/// Before a stay and after the first day back nothing turns: a month elsewhere in the year is worked out once, not each day.
#[test]
fn only_the_days_of_a_stay_and_the_first_one_back_may_turn() {
    let stay = json!({ "applicant": { "stays_abroad": [{ "first": "2026-03-30", "last": "2026-03-30" }] } });
    let known = stated(single(stay));
    let timeline: Timeline = std::iter::once(known).collect();
    let turns = |first: &str, last: &str| timeline.turns(day(first), day(last), day("2026-12-31"), &NATIONAL);
    assert_eq!(turns("2026-03-01", "2026-03-31"), [day("2026-03-30"), day("2026-03-31")]);
    assert_eq!(turns("2026-02-01", "2026-02-28"), []);
    assert_eq!(turns("2026-04-01", "2026-04-30"), []);
}
