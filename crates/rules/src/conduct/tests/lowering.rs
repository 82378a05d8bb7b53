use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::Share;
use crate::conduct::{Lowering, Paragraph, all_lowerings, lowering, lowerings};
use crate::facts::BreachedDuty;

fn only(each: Value) -> Step<Lowering> {
    lowering(on(&breaches(&[each]), "2026-03-01"), Some(&ordinance()), 0)
}

fn months(lowering: &Lowering) -> Vec<(String, i64)> {
    lowering.months.iter().map(|each| (each.month.to_string(), each.share.get())).collect()
}

fn shares(lowering: &Lowering) -> Vec<i64> {
    lowering.months.iter().map(|each| each.share.get()).collect()
}

#[rstest]
#[case::a("accept-work", 1)]
#[case::b("temp-agency", 1)]
#[case::c("seek-elsewhere", 1)]
#[case::d("travel", 1)]
#[case::e("move-house", 1)]
#[case::f("skills", 1)]
#[case::g("presentation", 1)]
#[case::h("facilities", 2)]
fn the_first_time_one_of_the_eight_is_broken_everything_goes_off(#[case] duty: &str, #[case] count: usize) {
    let step = only(breach(json!({ "duty": duty })));
    assert_eq!(step.explanation.rule, "lowering-18-5");
    let lowering = value(step);
    assert_eq!((lowering.paragraph, lowering.review_by), (Paragraph::First, None));
    assert_eq!(shares(&lowering), vec![10_000; count]);
    assert_eq!(lowering.months[0].month, month("2026-02"));
}

#[test]
fn the_eight_are_eight() {
    let national: Vec<_> = BreachedDuty::ALL.iter().filter(|duty| duty.is_national()).collect();
    assert_eq!(national.len(), 8);
}

/// Each next step within twelve months of the one before; two, then three, then three each time.
#[test]
fn repetition_climbs_and_stays_at_the_top() {
    let days = [
        ("2025-01-10", "2025-01-20"),
        ("2025-06-01", "2025-06-10"),
        ("2025-10-01", "2025-10-10"),
        ("2026-02-01", "2026-02-10"),
        ("2026-06-01", "2026-06-10"),
    ];
    let all: Vec<_> = days
        .iter()
        .map(|(committed, applied)| {
            breach(json!({ "committed_on": committed, "applied_on": applied, "first_month": "2026-07" }))
        })
        .collect();
    let all = breaches(&all);
    let found: Vec<_> =
        lowerings(on(&all, "2026-07-01"), Some(&ordinance())).into_iter().map(value).collect();

    let paragraphs: Vec<_> = found.iter().map(|each| each.paragraph.code()).collect();
    assert_eq!(paragraphs, ["18-5", "18-6", "18-7", "18-8", "18-8"]);
    assert_eq!(found.iter().map(|each| each.months.len()).collect::<Vec<_>>(), [1, 2, 3, 3, 3]);
    let rules: Vec<_> = lowerings(on(&all, "2026-07-01"), Some(&ordinance()))
        .into_iter()
        .map(|step| step.explanation.rule)
        .collect();
    assert_eq!(rules, ["lowering-18-5", "lowering-18-6", "lowering-18-7", "lowering-18-8", "lowering-18-8"]);
}

/// Twelve months are counted from the day of the decision; the day that is twelve months later is within.
#[rstest]
#[case("2025-01-20", Paragraph::First)]
#[case("2025-01-21", Paragraph::Second)]
#[case("2026-01-20", Paragraph::Second)]
#[case("2026-01-21", Paragraph::First)]
fn a_repetition_is_within_twelve_months(#[case] committed: &str, #[case] expected: Paragraph) {
    let earlier =
        breach(json!({ "duty": "travel", "committed_on": "2025-01-10", "applied_on": "2025-01-20" }));
    let later = breach(json!({ "committed_on": committed, "applied_on": "2026-02-01" }));
    let found = value(lowering(on(&breaches(&[earlier, later]), "2026-03-01"), Some(&ordinance()), 1));
    assert_eq!(found.paragraph, expected);
}

#[rstest]
#[case::withdrawn(json!({ "withdrawn": true }))]
#[case::blameless(json!({ "blameless": true }))]
#[case::nothing_applied(json!({ "tuned": { "percent": 100, "months": 0 } }))]
#[case::no_percent(json!({ "tuned": { "percent": 0, "months": 2 } }))]
#[case::not_decided(json!({ "applied_on": null }))]
#[case::not_known(json!({ "known_on": "2027-01-01" }))]
#[case::municipal(json!({ "duty": "return-activity" }))]
#[case::of_the_partner(json!({ "who": "partner" }))]
#[case::decided_before_it_happened(json!({ "committed_on": "2025-12-30", "applied_on": "2025-12-20" }))]
fn what_was_not_lowered_for_is_no_first_time(#[case] earlier: Value) {
    let first = breach(with(json!({ "committed_on": "2025-12-01", "applied_on": "2025-12-10" }), earlier));
    let all = breaches(&[first, breach(json!({}))]);
    assert_eq!(value(lowering(on(&all, "2026-03-01"), Some(&ordinance()), 1)).paragraph, Paragraph::First);
}

#[test]
fn a_repeat_is_longer_than_the_first_unless_the_first_is_the_longest() {
    let all = breaches(&[
        breach(json!({ "committed_on": "2025-12-01", "applied_on": "2025-12-10" })),
        breach(json!({})),
    ]);
    let again = |first: u32, repeat: u32| {
        let mut local = ordinance();
        (local.measures[0].months, local.measures[0].repeat_months) = (first, repeat);
        lowering(on(&all, "2026-03-01"), Some(&local), 1)
    };
    assert_eq!(value(again(1, 2)).months.len(), 2);
    assert_eq!(value(again(2, 3)).months.len(), 3);
    assert_eq!(value(again(3, 3)).months.len(), 3);
    for (first, repeat) in [(2, 2), (2, 1), (1, 1), (0, 2), (4, 4), (1, 4)] {
        assert!(person_decides(&again(first, repeat)), "{first} {repeat}");
    }
}

#[rstest]
#[case("return-activity", 2_000, 1)]
#[case("responsibility", 4_000, 3)]
fn the_ordinance_says_how_much_for_other_duties(
    #[case] duty: &str,
    #[case] share: i64,
    #[case] count: usize,
) {
    let step = only(breach(json!({ "duty": duty })));
    assert_eq!(step.explanation.rule, "lowering-18-2");
    let lowering = value(step);
    assert_eq!(lowering.paragraph, Paragraph::Municipal);
    assert_eq!(shares(&lowering), vec![share; count]);
    // Reconsidered within three months of the decision.
    assert_eq!(lowering.review_by, Some(day("2026-04-20")));
}

#[rstest]
#[case("return-activity", "2026-01-10", 2)]
#[case("return-activity", "2026-12-20", 2)]
#[case("return-activity", "2026-12-21", 1)]
#[case("responsibility", "2026-01-10", 1)]
#[case("accept-work", "2026-01-10", 1)]
fn another_duty_is_repeated_only_by_itself(
    #[case] before: &str,
    #[case] committed: &str,
    #[case] count: usize,
) {
    let earlier = breach(json!({ "duty": before, "committed_on": "2025-12-10", "applied_on": "2025-12-20" }));
    let later =
        breach(json!({ "duty": "return-activity", "committed_on": committed, "applied_on": "2027-01-05" }));
    let found = value(lowering(on(&breaches(&[earlier, later]), "2027-03-01"), Some(&ordinance()), 1));
    assert_eq!(found.months.len(), count);
}

#[test]
fn t12_a_breach_of_the_duty_to_inform_is_a_fine_and_never_a_lowering() {
    let step = only(breach(json!({ "duty": "information", "tuned": { "percent": 100, "months": 1 } })));
    assert!(not_applicable(&step));
    assert!(step.explanation.text.contains("boete"), "{}", step.explanation.text);
    assert!(not_applicable(&only(breach(json!({ "duty": "language" })))), "without a suspicion");
}

#[test]
fn without_an_ordinance_a_person_decides_and_nobody_just_keeps_everything() {
    let all = breaches(&[breach(json!({}))]);
    let step = lowering(on(&all, "2026-03-01"), None, 0);
    assert!(person_decides(&step));
    assert!(step.explanation.text.contains("hele bijstand"), "{}", step.explanation.text);

    let other = lowering(
        on(&breaches(&[breach(json!({ "duty": "misconduct" }))]), "2026-03-01"),
        Some(&ordinance()),
        0,
    );
    assert!(person_decides(&other));
    assert!(!other.explanation.text.contains("hele bijstand"), "{}", other.explanation.text);
}

#[test]
fn without_blame_nothing_is_lowered() {
    let step = only(breach(json!({ "blameless": true })));
    assert!(not_applicable(&step));
    assert_eq!(step.explanation.rule, "lowering-18-9");
}

#[rstest]
#[case("blameless")]
#[case("urgent_reasons")]
#[case("first_month")]
fn what_is_not_known_is_asked(#[case] field: &str) {
    let step = only(breach(json!({ field: null })));
    let text = step.explanation.text.clone();
    assert_eq!(missing(step), [format!("conduct.breaches[0].{field}")]);
    assert!(!text.contains("conduct."), "{text}");
}

#[test]
fn urgent_reasons_are_for_a_person_whose_decision_then_counts() {
    assert!(person_decides(&only(breach(json!({ "urgent_reasons": true })))));
    let tuned = |percent: u32, count: u32| {
        only(breach(json!({ "urgent_reasons": true, "tuned": { "percent": percent, "months": count } })))
    };
    let half = tuned(50, 1);
    assert_eq!(half.explanation.rule, "lowering-18-10");
    assert_eq!(months(&value(half)), [("2026-02".to_owned(), 5_000)]);
    // The same amount over more months is no heavier.
    assert_eq!(shares(&value(tuned(50, 2))), [5_000, 5_000]);
    assert_eq!(shares(&value(tuned(0, 3))), Vec::<i64>::new());
    assert_eq!(shares(&value(tuned(50, 0))), Vec::<i64>::new());
    assert!(person_decides(&tuned(51, 2)));
    assert!(person_decides(&tuned(101, 1)));
    assert!(person_decides(&tuned(0, 200)));
}

#[test]
fn a_person_may_also_decide_where_there_is_no_ordinance() {
    let decided = |duty: &str, percent: u32, count: u32| {
        let all =
            breaches(&[breach(json!({ "duty": duty, "tuned": { "percent": percent, "months": count } }))]);
        lowering(on(&all, "2026-03-01"), None, 0)
    };
    let labour = value(decided("accept-work", 100, 3));
    assert_eq!((labour.paragraph, labour.months.len()), (Paragraph::First, 3));
    assert!(person_decides(&decided("accept-work", 100, 4)));
    assert_eq!(value(decided("misconduct", 10, 120)).months.len(), 120);
    assert!(person_decides(&decided("misconduct", 10, 121)));
    let step = decided("misconduct", 30, 4);
    assert_eq!(step.explanation.rule, "lowering-18-1");
    assert_eq!((value(step).paragraph), Paragraph::Municipal);
}

#[rstest]
#[case(1, 2, &[5_000, 5_000])]
#[case(1, 3, &[3_334, 3_333, 3_333])]
#[case(2, 3, &[6_668, 6_666, 6_666])]
#[case(3, 3, &[10_000, 10_000, 10_000])]
#[case(1, 1, &[10_000])]
fn a_first_lowering_is_spread_with_the_remainder_in_the_first_month(
    #[case] count: u32,
    #[case] over: u32,
    #[case] expected: &[i64],
) {
    let mut local = ordinance();
    (local.measures[0].months, local.measures[0].repeat_months) = (count, 3);
    let all = breaches(&[breach(json!({ "spread_over": over }))]);
    let found = value(lowering(on(&all, "2026-03-01"), Some(&local), 0));
    assert_eq!(shares(&found), expected);
    assert_eq!(found.months.last().unwrap().month, month("2026-02").plus(over - 1));
    let total: i64 = expected.iter().sum();
    assert!(shares(&found)[0] * 3 >= total);
}

#[rstest]
#[case::more_than_the_law(Some(4), 4, 1)]
#[case::more_than_the_ordinance(Some(2), 3, 1)]
#[case::not_in_the_ordinance(None, 2, 1)]
#[case::shorter_than_the_lowering(Some(3), 1, 2)]
#[case::over_nothing(Some(3), 0, 1)]
fn a_spread_outside_ordinance_or_law_is_for_a_person(
    #[case] allowed: Option<u32>,
    #[case] over: u32,
    #[case] count: u32,
) {
    let mut local = ordinance();
    local.measures[0].months = count;
    local.measures[0].repeat_months = 3;
    local.measures[0].spread_over = allowed;
    let all = breaches(&[breach(json!({ "spread_over": over }))]);
    assert!(person_decides(&lowering(on(&all, "2026-03-01"), Some(&local), 0)));
}

/// Repentance ends it on the day asked; what was applied stays.
#[rstest]
#[case::before_it_began("2026-01-31", &[])]
#[case::first_day("2026-02-01", &[])]
#[case::second_day("2026-02-02", &[("2026-02", 357)])]
#[case::halfway("2026-02-15", &[("2026-02", 5_000)])]
#[case::next_month("2026-03-01", &[("2026-02", 10_000)])]
#[case::in_the_next_month("2026-03-02", &[("2026-02", 10_000), ("2026-03", 322)])]
#[case::after_it("2026-04-10", &[("2026-02", 10_000), ("2026-03", 10_000)])]
fn repentance_ends_it_on_the_day_asked(#[case] asked: &str, #[case] expected: &[(&str, i64)]) {
    let found = value(only(breach(json!({ "duty": "facilities", "repented_on": asked }))));
    let expected: Vec<_> = expected.iter().map(|(month, share)| ((*month).to_owned(), *share)).collect();
    assert_eq!(months(&found), expected);
}

#[test]
fn a_lowering_by_ordinance_is_reconsidered_and_knows_no_repentance() {
    let step = only(breach(json!({ "duty": "return-activity", "repented_on": "2026-02-03" })));
    assert!(person_decides(&step));
}

#[test]
fn an_ordinance_with_slips_is_not_followed() {
    let broken = |percent: u32, count: u32| {
        let mut local = ordinance();
        (local.measures[2].percent, local.measures[2].months) = (percent, count);
        lowering(
            on(&breaches(&[breach(json!({ "duty": "return-activity" }))]), "2026-03-01"),
            Some(&local),
            0,
        )
    };
    assert!(person_decides(&broken(101, 1)) && person_decides(&broken(20, 121)));
    assert_eq!(value(broken(100, 120)).months.len(), 120);
}

#[test]
fn there_is_nothing_to_lower_without_a_breach_that_counts() {
    assert!(not_applicable(&lowering(on(&facts(json!({})), "2026-03-01"), Some(&ordinance()), 0)));
    assert!(not_applicable(&only(breach(json!({ "withdrawn": true })))));
    assert!(not_applicable(&only(breach(json!({ "known_on": "2026-03-02" })))));
    assert!(!not_applicable(&only(breach(json!({ "known_on": "2026-03-01" })))));
}

#[test]
fn all_lowerings_are_one_outcome_with_a_line_each() {
    let all = |each: &[Value]| all_lowerings(on(&breaches(each), "2026-03-01"), Some(&ordinance()));
    assert_eq!(all(&[]).finding, Finding::NotApplicable);

    let both = all(&[breach(json!({})), breach(json!({ "blameless": true }))]);
    assert_eq!(both.explanations.len(), 2);
    assert_eq!(both.finding.value().unwrap().len(), 1);

    let stopped = all(&[
        breach(json!({})),
        breach(json!({ "blameless": null })),
        breach(json!({ "duty": "misconduct" })),
    ]);
    // The one that stopped it is told again as the last.
    assert_eq!(stopped.explanations.len(), 4);
    assert_eq!(stopped.explanations[3], stopped.explanations[1]);
    assert_eq!(stopped.finding, Finding::FactMissing(vec!["conduct.breaches[1].blameless".into()]));
    assert_eq!(
        all(&[breach(json!({ "duty": "misconduct" })), breach(json!({}))]).finding,
        Finding::PersonDecides
    );
}

#[test]
fn the_trace_names_what_was_looked_at() {
    let step = only(breach(json!({ "source": "system" })));
    let seen: Vec<_> =
        step.explanation.inputs.iter().map(|input| (input.name.as_str(), input.source.as_str())).collect();
    assert!(seen.contains(&("conduct.breaches[0].duty", "system")), "{seen:?}");
    assert!(seen.contains(&("lowering.months", "verordening art. 1")), "{seen:?}");
}

proptest! {
    /// However it is spread, the months sum to the lowering and the first has at least its third.
    #[test]
    fn a_spread_lowering_sums_to_the_whole(count in 1u32..=3, over in 1u32..=3) {
        prop_assume!(over >= count);
        let mut local = ordinance();
        (local.measures[0].months, local.measures[0].repeat_months) = (count, 3);
        let all = breaches(&[breach(json!({ "spread_over": over }))]);
        let found = value(lowering(on(&all, "2026-03-01"), Some(&local), 0));
        let total: i64 = found.months.iter().map(|each| each.share.get()).sum();
        prop_assert_eq!(total, i64::from(count) * 10_000);
        prop_assert!(found.months[0].share.get() * 3 >= total);
        prop_assert!(found.months.iter().all(|each| each.share <= Share::WHOLE));
    }

    /// Who asks later is lowered no less.
    #[test]
    fn later_repentance_never_lowers_less(earlier in 0i64..120, more in 0i64..30) {
        let total = |after: i64| {
            let asked = (day("2026-01-25") + chrono::Duration::days(after)).to_string();
            let found = value(only(breach(json!({ "duty": "facilities", "repented_on": asked }))));
            found.months.iter().map(|each| each.share.get()).sum::<i64>()
        };
        prop_assert!(total(earlier) <= total(earlier + more));
    }
}

#[test]
fn one_month_reads_as_one() {
    assert!(only(breach(json!({}))).explanation.text.contains("wordt 1 maand met 100 %"));
    assert!(
        only(breach(json!({ "duty": "facilities" }))).explanation.text.contains("wordt 2 maanden met 100 %")
    );
}

#[test]
fn only_a_first_lowering_is_spread() {
    let earlier = breach(json!({ "committed_on": "2025-12-10", "applied_on": "2025-12-20" }));
    let again = |other: Value| breaches(&[earlier.clone(), breach(other)]);
    let of = |facts: &Facts| lowering(on(facts, "2026-03-01"), Some(&ordinance()), 1);
    assert_eq!(value(of(&again(json!({})))).paragraph, Paragraph::Second);
    let spread = of(&again(json!({ "spread_over": 3 })));
    assert!(person_decides(&spread));
    assert!(spread.explanation.text.contains("artikel 18 lid 5"), "{}", spread.explanation.text);
}

/// Art. 18(7), (8): from the third time on the law says how long; before it the ordinance does.
#[test]
fn from_the_third_time_on_no_ordinance_is_needed() {
    let at =
        |committed: &str, applied: &str| breach(json!({ "committed_on": committed, "applied_on": applied }));
    let all = breaches(&[
        at("2025-10-01", "2025-10-10"),
        at("2025-11-01", "2025-11-10"),
        at("2025-12-01", "2025-12-10"),
        breach(json!({})),
    ]);
    let of = |place: usize| lowering(on(&all, "2026-03-01"), None, place);
    assert!(person_decides(&of(0)) && person_decides(&of(1)));
    for (place, paragraph) in [(2, Paragraph::Third), (3, Paragraph::Later)] {
        let found = value(of(place));
        assert_eq!((found.paragraph, shares(&found)), (paragraph, vec![10_000; 3]));
    }
}
