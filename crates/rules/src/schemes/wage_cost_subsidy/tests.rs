use chrono::Datelike;
use domain::Cents;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::Finding;
use crate::facts::Facts;
use crate::schemes::testing::{ask, day, facts, said, with};
use crate::schemes::{Right, Ruling, SchemePolicy};

/// Thirty-six hours from 2026-01-01 with a wage value of 60 %, by someone of 36.
fn worker(json: &str) -> Facts {
    let base = facts(
        r#"{ "applicant": { "birth_date": "1989-06-15", "subsidy_group": true },
             "work": { "job_started_on": "2026-01-01", "wsw_job": false, "other_wage_subsidy": false, "hours_hundredths": 3600,
                       "wage_value_basis_points": 6000, "wage_value_fixed_on": "2025-12-15" } }"#,
    );
    with(&base, json)
}

fn subsidy(facts: &Facts, on: &str) -> Subsidy {
    let answer = amount(ask(facts, on));
    answer.finding.clone().value().unwrap_or_else(|| panic!("{answer:?}"))
}

/// Subsidy, charges and total in cents.
fn paid(facts: &Facts, on: &str) -> (i64, i64, i64) {
    let Subsidy { subsidy, charges, total, .. } = subsidy(facts, on);
    (subsidy.get(), charges.get(), total.get())
}

fn work(json: &str) -> Facts {
    worker(&format!(r#"{{ "work": {{ {json} }} }}"#))
}

#[test]
fn the_figures_of_the_reference() {
    let full = subsidy(&worker("{}"), "2026-01-01");
    assert_eq!(full.minimum_wage, Cents::new(247_795));
    assert_eq!((full.subsidy.get(), full.charges.get(), full.total.get()), (99_118, 23_293, 122_411));
    assert_eq!(paid(&work(r#""hours_hundredths": 2400"#), "2026-01-01"), (66_079, 15_528, 81_607));
}

#[rstest]
// The minimum wage of these days by hand: 2069.40, 2133.60, 2191.80, 2245.80, 2294.40 and 2337.00, times 1.08 times 0.4.
#[case("2024-01-01", 89_398)]
#[case("2024-07-01", 92_172)]
#[case("2025-01-01", 94_686)]
#[case("2025-07-01", 97_019)]
#[case("2026-01-01", 99_118)]
#[case("2026-07-01", 100_958)]
fn a_subsidy_that_starts_has_the_minimum_wage_of_its_first_day(#[case] start: &str, #[case] cents: i64) {
    let facts = work(&format!(r#""job_started_on": "{start}", "wage_value_fixed_on": "2024-01-01""#));
    assert_eq!(paid(&facts, start).0, cents);
}

#[rstest]
#[case::before_the_rise("2026-06-30", "2026-01-01")]
#[case::on_the_rise("2026-07-01", "2026-01-01")]
#[case::end_of_the_year("2026-12-31", "2026-01-01")]
fn t11_a_rise_in_july_leaves_a_running_subsidy_as_it_is(#[case] on: &str, #[case] wage_of: &str) {
    let found = subsidy(&worker("{}"), on);
    assert_eq!((found.wage_day, found.subsidy), (day(wage_of), Cents::new(99_118)));
}

#[rstest]
#[case::still_the_wage_of_the_start("2025-12-31", "2025-09-01", 97_019)]
#[case::the_wage_of_january("2026-01-01", "2026-01-01", 99_118)]
#[case::and_not_that_of_july("2026-08-01", "2026-01-01", 99_118)]
fn t11_on_the_first_of_january_the_wage_is_adjusted(
    #[case] on: &str,
    #[case] wage_of: &str,
    #[case] cents: i64,
) {
    let facts = work(r#""job_started_on": "2025-09-01", "wage_value_fixed_on": "2025-09-01""#);
    let found = subsidy(&facts, on);
    assert_eq!((found.wage_day, found.subsidy), (day(wage_of), Cents::new(cents)));
    assert_eq!(wage_day(ask(&facts, on)).value(), Some(&day(wage_of)));
}

#[test]
fn t11_the_first_day_of_the_subsidy_decides_and_not_that_of_the_job() {
    let facts = work(r#""job_started_on": "2026-02-01", "subsidy_started_on": "2026-07-01""#);
    assert_eq!(subsidy(&facts, "2026-07-01").wage_day, day("2026-07-01"));
    assert_eq!(said(&entitled(ask(&facts, "2026-06-30")).finding), "job-10d-1");
}

#[rstest]
#[case::at_the_cap(3000, 173_457)]
#[case::just_above(3001, 173_432)]
#[case::below_the_cap(2999, 173_457)]
#[case::nothing_of_value(0, 173_457)]
#[case::nearly_the_minimum_wage(9999, 25)]
fn the_subsidy_is_at_most_seventy_percent(#[case] value: i64, #[case] cents: i64) {
    assert_eq!(paid(&work(&format!(r#""wage_value_basis_points": {value}"#)), "2026-01-01").0, cents);
}

#[rstest]
#[case::at_the_cap(
    r#""wage_value_basis_points": 3000"#,
    " De subsidie is 70 % daarvan (het hoogste deel) bij een loonwaarde van 30 %,"
)]
#[case::below_it(
    r#""wage_value_basis_points": 3001"#,
    " De subsidie is 69,99 % daarvan bij een loonwaarde van 30,01 %,"
)]
fn the_highest_share_is_told_as_such(#[case] json: &str, #[case] expected: &str) {
    let answer = amount(ask(&work(json), "2026-01-01"));
    let text = &answer.explanations[0].text;
    assert!(text.contains(expected), "{text}");
}

/// Of someone of 20 the wage is 80 % of that of adults.
#[rstest]
#[case::adult("1989-06-15", "Minimumloon van 01-01-2026: € 2.294,40 per maand, met 8 % vakantietoeslag.")]
#[case::of_twenty(
    "2005-06-15",
    "Minimumloon van 01-01-2026: 80 % van € 2.294,40 per maand bij 20 jaar, met 8 % vakantietoeslag."
)]
fn the_minimum_wage_is_told(#[case] birth: &str, #[case] expected: &str) {
    let facts = with(
        &work(r#""work_based_track": false"#),
        &format!(r#"{{ "applicant": {{ "birth_date": "{birth}" }} }}"#),
    );
    let answer = amount(ask(&facts, "2026-01-01"));
    let text = &answer.explanations[0].text;
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn charges_come_on_top_of_the_cap() {
    // 0.7 · 2477.952 and 23.5 % of it.
    assert_eq!(paid(&work(r#""wage_value_basis_points": 0"#), "2026-01-01"), (173_457, 40_762, 214_219));
    let answer = amount(ask(&worker("{}"), "2026-01-01"));
    assert!(
        answer.explanations[0].text.contains("niet bevestigd"),
        "the rate of 2026 is marked as not confirmed"
    );
}

#[rstest]
#[case::more_hours_than_a_month_of_minimum_wage(
    r#""hours_hundredths": 4000, "full_time_hours_hundredths": 4000"#,
    110_131
)]
#[case::no_more_than_normal_full_time(
    r#""hours_hundredths": 4000, "full_time_hours_hundredths": 3800"#,
    104_625
)]
#[case::part_time(r#""hours_hundredths": 2280, "full_time_hours_hundredths": 4000"#, 62_775)]
fn hours_count_up_to_normal_full_time(#[case] json: &str, #[case] cents: i64) {
    assert_eq!(paid(&work(json), "2026-01-01").0, cents);
}

#[test]
fn more_hours_than_thirty_six_ask_what_full_time_is() {
    let missing =
        |hours: i64| amount(ask(&work(&format!(r#""hours_hundredths": {hours}"#)), "2026-01-01")).finding;
    assert_eq!(missing(3601), Finding::FactMissing(vec!["work.full_time_hours_hundredths".into()]));
    assert!(missing(3600).value().is_some());
    assert_eq!(missing(0), Finding::PersonDecides);
}

#[rstest]
#[case::adult("2005-01-01", "", 99_118)]
#[case::twenty("2005-01-02", "", 79_294)]
#[case::nineteen("2006-03-01", "", 59_471)]
#[case::eighteen("2007-03-01", "", 49_559)]
#[case::seventeen("2008-03-01", "", 39_152)]
#[case::sixteen("2009-03-01", "", 34_196)]
#[case::fifteen("2010-03-01", "", 29_735)]
#[case::twenty_in_a_work_based_track("2005-01-02", "true", 60_958)]
#[case::nineteen_in_a_work_based_track("2006-03-01", "true", 52_037)]
#[case::eighteen_in_a_work_based_track("2007-03-01", "true", 45_099)]
fn young_people_have_a_lower_minimum_wage(#[case] birth: &str, #[case] track: &str, #[case] cents: i64) {
    let track = if track.is_empty() { "false" } else { track };
    let facts = worker(&format!(
        r#"{{ "applicant": {{ "birth_date": "{birth}" }}, "work": {{ "work_based_track": {track} }} }}"#
    ));
    assert_eq!(paid(&facts, "2026-01-01").0, cents);
}

#[test]
fn the_birthday_counts_and_the_work_based_track_is_asked() {
    let facts = worker(r#"{ "applicant": { "birth_date": "2006-05-10" } }"#);
    let asked = amount(ask(&facts, "2026-05-09")).finding;
    assert_eq!(asked, Finding::FactMissing(vec!["work.work_based_track".into()]));

    let facts = with(&facts, r#"{ "work": { "work_based_track": false } }"#);
    assert_eq!((paid(&facts, "2026-05-09").0, paid(&facts, "2026-05-10").0), (59_471, 79_294));
}

#[rstest]
#[case::by_agreement(r#""flat_rate_agreed_on": "2026-01-01""#, "2026-01-01", 123_898)]
#[case::up_to_six_months(r#""flat_rate_agreed_on": "2026-01-01""#, "2026-06-30", 123_898)]
#[case::part_time(r#""flat_rate_agreed_on": "2026-01-01", "hours_hundredths": 1800"#, "2026-03-01", 61_949)]
#[case::until_the_wage_value_is_fixed(
    r#""flat_rate_agreed_on": "2026-01-01", "wage_value_fixed_on": "2026-04-01""#,
    "2026-03-31",
    123_898
)]
#[case::and_then_by_wage_value(
    r#""flat_rate_agreed_on": "2026-01-01", "wage_value_fixed_on": "2026-04-01""#,
    "2026-04-01",
    99_118
)]
fn half_the_minimum_wage_before_the_wage_value_is_known(
    #[case] json: &str,
    #[case] on: &str,
    #[case] cents: i64,
) {
    let mut facts = work(json);
    if !json.contains("wage_value") {
        facts.work.wage_value_fixed_on = None;
        facts.work.wage_value_basis_points = None;
    }
    assert_eq!(paid(&facts, on).0, cents);
    assert_eq!(said(&entitled(ask(&facts, on)).finding), "entitled");
}

#[test]
fn the_flat_rate_ends_after_six_months() {
    let mut facts = work(r#""flat_rate_agreed_on": "2026-01-01""#);
    facts.work.wage_value_fixed_on = None;
    let on = ask(&facts, "2026-07-01");
    assert_eq!(said(&entitled(on).finding), "missing: work.wage_value_fixed_on");
    assert_eq!(amount(on).finding, Finding::FactMissing(vec!["work.wage_value_fixed_on".into()]));
}

#[test]
fn without_agreement_and_without_wage_value_nothing_is_known() {
    let mut facts = work(r#""flat_rate_agreed_on": "2026-02-01""#);
    facts.work.wage_value_fixed_on = None;
    assert_eq!(said(&entitled(ask(&facts, "2026-01-31")).finding), "missing: work.wage_value_fixed_on");
    assert_eq!(subsidy(&facts, "2026-02-01").kind, SubsidyKind::FlatRate);
}

#[rstest]
#[case::of_before_2017("2016-12-31", Finding::PersonDecides)]
fn an_old_wage_value_is_converted_by_a_person(#[case] fixed: &str, #[case] expected: Finding<Subsidy>) {
    let facts = work(&format!(r#""wage_value_fixed_on": "{fixed}""#));
    assert_eq!(amount(ask(&facts, "2026-01-01")).finding, expected);
    assert_eq!(said(&entitled(ask(&facts, "2026-01-01")).finding), "person");
    assert!(
        amount(ask(&work(r#""wage_value_fixed_on": "2017-01-01""#), "2026-01-01")).finding.value().is_some()
    );
}

#[rstest]
#[case::works("{}", "entitled")]
#[case::wsw(r#"{ "work": { "wsw_job": true } }"#, "no-wsw-10d-3")]
#[case::another_subsidy(r#"{ "work": { "other_wage_subsidy": true } }"#, "one-subsidy-10d-9")]
#[case::full_wage_value(r#"{ "work": { "wage_value_basis_points": 10000 } }"#, "wage-value-10d-1")]
#[case::just_below(r#"{ "work": { "wage_value_basis_points": 9999 } }"#, "entitled")]
#[case::wrong_wage_value(r#"{ "work": { "wage_value_basis_points": -1 } }"#, "person")]
#[case::job_ended(r#"{ "work": { "job_ended_on": "2026-02-28" } }"#, "job-10d-1")]
#[case::last_day_of_the_job(r#"{ "work": { "job_ended_on": "2026-03-01" } }"#, "entitled")]
#[case::job_not_begun(r#"{ "work": { "job_started_on": "2026-03-02" } }"#, "job-10d-1")]
#[case::not_in_the_group(r#"{ "applicant": { "subsidy_group": false } }"#, "group-10c")]
fn the_right(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(said(&entitled(ask(&worker(json), "2026-03-01")).finding), expected);
}

#[test]
fn a_right_without_facts_names_what_is_missing() {
    assert_eq!(
        said(&entitled(ask(&facts("{}"), "2026-03-01")).finding),
        "missing: work.support_owed work.can_work work.can_earn_minimum_wage work.job_started_on work.wsw_job work.other_wage_subsidy work.wage_value_fixed_on"
    );
}

fn in_group(json: &str) -> Finding<Ruling> {
    let facts = facts(json);
    group(ask(&facts, "2026-03-01")).finding
}

#[rstest]
#[case::cannot_earn_it(r#""support_owed": true, "can_work": true, "can_earn_minimum_wage": false"#, true)]
#[case::earns_it(r#""support_owed": true, "can_work": true, "can_earn_minimum_wage": true"#, false)]
#[case::cannot_work(r#""support_owed": true, "can_work": false, "can_earn_minimum_wage": false"#, false)]
#[case::no_support_owed(r#""support_owed": false, "can_work": true, "can_earn_minimum_wage": false"#, false)]
#[case::one_refusal_is_enough(r#""can_work": false"#, false)]
fn the_group_of_10c(#[case] work: &str, #[case] met: bool) {
    assert_eq!(in_group(&format!(r#"{{ "work": {{ {work} }} }}"#)), Finding::Value(Ruling::of(met)));
}

#[rstest]
#[case::within_a_year("2025-06-01", "2026-05-31", false)]
#[case::after_a_year("2025-06-01", "2026-06-01", true)]
fn the_group_is_looked_into_once_a_year_on_request(
    #[case] before: &str,
    #[case] asked: &str,
    #[case] met: bool,
) {
    let json = format!(
        r#"{{ "applicant": {{ "subsidy_group": false }},
              "work": {{ "group_determined_on": "{before}", "group_asked_on": "{asked}",
                         "support_owed": true, "can_work": true, "can_earn_minimum_wage": false }} }}"#
    );
    assert_eq!(in_group(&json), Finding::Value(Ruling::of(met)));
}

#[rstest]
#[case::practical("practical-education", "2026-07-01", true)]
#[case::special("special-education", "2026-07-01", true)]
#[case::entrance("entrance-course", "2026-07-01", true)]
#[case::supported("supported", "2026-07-01", true)]
#[case::learn_work("learn-work-track", "2026-07-01", true)]
#[case::other("other", "2026-07-01", false)]
#[case::too_late("practical-education", "2026-07-02", false)]
fn who_came_from_school_may_ask_within_six_months(
    #[case] before: &str,
    #[case] asked: &str,
    #[case] met: bool,
) {
    let json = format!(
        r#"{{ "work": {{ "job_started_on": "2026-01-01", "before_job": "{before}", "subsidy_asked_on": "{asked}" }} }}"#
    );
    assert_eq!(in_group(&json), Finding::Value(Ruling::of(met)));
}

#[test]
fn a_learn_work_track_counts_since_2026() {
    let facts = facts(
        r#"{ "work": { "job_started_on": "2025-12-01", "before_job": "learn-work-track", "subsidy_asked_on": "2025-12-31" } }"#,
    );
    assert_eq!(group(ask(&facts, "2025-12-31")).finding, Finding::Value(Ruling::NotMet));
    assert_eq!(group(ask(&facts, "2026-01-01")).finding, Finding::Value(Ruling::Met));
}

#[test]
fn the_decision_comes_within_five_weeks() {
    assert_eq!(decide_by(ask(&worker("{}"), "2026-01-01")).value(), Some(&day("2026-01-19")));
    let waived = work(r#""flat_rate_agreed_on": "2026-01-05""#);
    assert_eq!(decide_by(ask(&waived, "2026-01-05")).value(), Some(&day("2026-02-09")));
}

#[rstest]
#[case::saves_as_much(122_411, 0, Ruling::Met)]
#[case::saves_a_cent_less(122_410, 0, Ruling::NotMet)]
#[case::assistance_goes_on_for_a_part(172_411, 50_000, Ruling::Met)]
#[case::saves_nothing(140_150, 140_150, Ruling::NotMet)]
fn a_subsidy_covers_its_costs_or_not(#[case] without: i64, #[case] beside: i64, #[case] expected: Ruling) {
    let facts = work(&format!(r#""assistance_without_job": {without}, "assistance_beside_job": {beside}"#));
    let subsidy = subsidy(&facts, "2026-01-01");
    let policy = SchemePolicy { only_cost_covering_subsidy: true, ..SchemePolicy::default() };
    let question = ask(&facts, "2026-01-01");

    assert_eq!(cost_covering(question, &policy, &subsidy).finding, Finding::Value(expected));
    assert_eq!(cost_covering(question, &SchemePolicy::default(), &subsidy).finding, Finding::NotApplicable);
}

#[test]
fn costs_are_not_weighed_without_what_assistance_costs() {
    let facts = worker("{}");
    let policy = SchemePolicy { only_cost_covering_subsidy: true, ..SchemePolicy::default() };
    let found = cost_covering(ask(&facts, "2026-01-01"), &policy, &subsidy(&facts, "2026-01-01"));
    let missing = ["work.assistance_without_job", "work.assistance_beside_job"].map(str::to_owned);
    assert_eq!(found.finding, Finding::FactMissing(missing.into()));
}

#[test]
fn the_whole_assessment() {
    let granted = assess(ask(&worker("{}"), "2026-01-01")).finding.value().unwrap();
    assert_eq!((granted.right, granted.amount.unwrap().total), (Right::Entitled, Cents::new(122_411)));
    let refused = assess(ask(&work(r#""wsw_job": true"#), "2026-01-01")).finding.value().unwrap();
    assert_eq!(refused.amount, None);
}

#[test]
fn days_without_a_known_minimum_wage_are_left_to_a_person() {
    // Before 2024 the month had no fixed number of hours; after 2026 the amounts are not known yet.
    for on in ["2023-12-31", "2027-01-01"] {
        let facts = work(&format!(r#""job_started_on": "{on}", "wage_value_fixed_on": "2023-01-01""#));
        assert_eq!(amount(ask(&facts, on)).finding, Finding::PersonDecides, "{on}");
    }
}

proptest! {
    #[test]
    fn more_wage_value_never_gives_more(value in 0i64..10_000, more in 0i64..2_000, hours in 1i64..3_600) {
        let of = |value: i64| paid(&work(&format!(r#""wage_value_basis_points": {value}, "hours_hundredths": {hours}"#)), "2026-03-01");
        let ((low, charges, total), (high, ..)) = (of(value + more), of(value));
        prop_assert!(low <= high && low >= 0 && charges >= 0 && total == low + charges);
    }

    #[test]
    fn the_wage_of_a_day_is_that_of_the_start_or_of_january(start in 0u64..700, later in 0u64..700) {
        let start = day("2024-06-01") + chrono::Days::new(start);
        let on = start + chrono::Days::new(later);
        let facts = work(&format!(r#""job_started_on": "{start}""#));
        let found = *wage_day(ask(&facts, &on.to_string())).value().unwrap();
        prop_assert!(found == start || (found.ordinal() == 1 && found > start && found.year() == on.year()));
    }
}
