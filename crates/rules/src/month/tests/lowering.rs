//! What conduct takes off a month (art. 18).

use super::*;
use crate::conduct::LOWERING_OPEN;

fn lowered(percent: u32, more: serde_json::Value) -> Timeline {
    let mut breach = json!({
        "duty": "contact", "committed_on": "2026-02-10", "applied_on": "2026-02-20", "first_month": "2026-03",
        "blameless": false, "urgent_reasons": true, "tuned": { "percent": percent, "months": 1 }
    });
    breach.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let conduct = json!({ "conduct": { "breaches": [breach] } });
    Timeline::from_iter([single(), change("2026-02-10", "2026-02-20", 2, conduct)])
}

#[rstest]
#[case::all_is_not_the_end_of_the_right(100, 0, 0)]
#[case::thirty_percent(30, 70_000, 3_500)]
#[case::nothing(0, 100_000, 5_000)]
fn a_lowering_comes_off_before_the_holiday_allowance(
    #[case] percent: u32,
    #[case] assistance: i64,
    #[case] holiday: i64,
) {
    let calculation = march(&lowered(percent, json!({})));

    assert_eq!((calculation.assistance.get(), calculation.holiday.get()), (assistance, holiday));
    assert_eq!(calculation.outcome, MonthOutcome::Calculated);
    let took = calculation.lines.iter().filter(|line| line.kind == LineKind::Lowering).count();
    assert_eq!(took, usize::from(percent > 0));
}

#[test]
fn only_its_own_months_are_lowered() {
    let timeline = lowered(30, json!({}));
    let ask = |month| Ask { month, known: "2026-12-31", right: ("2026-01-01", None) };
    let of = |month| work_out(&timeline, &ask(month), &[]).assistance.get();

    assert_eq!((of("2026-02"), of("2026-03"), of("2026-04")), (100_000, 70_000, 100_000));
}

#[test]
fn a_lowering_that_a_person_has_yet_to_decide_on_takes_nothing_off_and_says_so() {
    let breach = json!({
        "duty": "contact", "committed_on": "2026-02-10", "applied_on": "2026-02-20", "first_month": "2026-03"
    });
    let conduct = change("2026-02-10", "2026-02-20", 2, json!({ "conduct": { "breaches": [breach] } }));
    let calculation = march(&Timeline::from_iter([single(), conduct]));

    assert_eq!(calculation.assistance.get(), 100_000);
    let note = calculation.lines.iter().find(|line| line.kind == LineKind::Lowering).unwrap();
    assert_eq!((note.cents, note.explanation.rule.as_str()), (Cents::ZERO, LOWERING_OPEN));
}

/// One of two measures is open: the other one goes off, in lines that sum to what is left.
#[test]
fn a_lowering_goes_off_beside_one_that_is_open() {
    let breach = |duty: &str, blameless: Option<bool>| {
        json!({
            "duty": duty, "committed_on": "2026-02-10", "applied_on": "2026-02-20", "first_month": "2026-03",
            "blameless": blameless, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 }
        })
    };
    let both =
        json!({ "conduct": { "breaches": [breach("contact", None), breach("cooperation", Some(false))] } });
    let calculation = march(&Timeline::from_iter([single(), change("2026-02-10", "2026-02-20", 2, both)]));

    assert_eq!(calculation.assistance.get(), 70_000);
    let lowering = calculation.lines.iter().filter(|line| line.kind == LineKind::Lowering);
    let lines: Vec<_> = lowering.map(|line| (line.cents.get(), line.explanation.rule.as_str())).collect();
    assert_eq!(lines, [(-30_000, "lowering-month"), (0, LOWERING_OPEN)]);
}
