//! What a household lives at over a month, and whose the assistance is.

use super::*;
use crate::Claimant;
use crate::month::assistance::ABOVE_NORM;

/// From the 16th of March a couple instead of someone single, with as much less income as the norm is higher.
fn march(outcome: impl Fn(Question<'_>) -> DayOutcome) -> MonthCalculation {
    let couple = change("2026-03-16", "2026-03-16", 2, json!({ "household": { "kind": "couple" } }));
    let timeline = Timeline::from_iter([single(), couple]);
    calculate(&asked(&timeline, "2026-03", "2026-12-31"), outcome).unwrap()
}

fn is_couple(question: &Question<'_>) -> bool {
    question.days.assessed >= day("2026-03-16")
}

fn lives_at(calculation: &MonthCalculation) -> (i64, i64) {
    let level = calculation.level.unwrap();
    (level.norm.get(), level.income.get())
}

/// The same assistance all month: each part of the month counts with its own norm, income and people.
#[test]
fn days_with_the_same_assistance_have_each_their_own_level_and_people() {
    let calculation = march(|question| {
        let couple = is_couple(&question);
        let entitled = [Claimant::Applicant, Claimant::Partner];
        let (norm, income) = if couple { (200_000, 100_000) } else { (100_000, 0) };
        DayOutcome {
            kind: DayKind::Granted(Cents::new(100_000)),
            norm: Some(Cents::new(norm)),
            income: Some(Cents::new(income)),
            entitled: entitled.into_iter().take(if couple { 2 } else { 1 }).collect(),
            ..scheme(question)
        }
    });
    assert_eq!(calculation.assistance.get(), 100_000);
    // 15 of 31 days at 1,000 euros, 16 at 2,000.
    assert_eq!(lives_at(&calculation), (48_387 + 103_226, 51_613));
    let whose = calculation.whose.unwrap();
    assert_eq!((whose.applicant.get(), whose.both.get(), whose.partner.get()), (48_387, 51_613, 0));
}

/// The second half of the month pays nothing. It counts only where it is the income that left nothing.
#[rstest]
#[case::above_the_norm(DayKind::NoRight, ABOVE_NORM, (100_000, 51_613))]
#[case::no_right_for_another_reason(DayKind::NoRight, "residence-11", (48_387, 0))]
#[case::payment_waits(DayKind::Granted(Cents::ZERO), "suspension-54-1", (48_387, 0))]
fn who_gets_nothing_lives_at_the_norm_only_by_their_income(
    #[case] kind: DayKind,
    #[case] rule: &str,
    #[case] expected: (i64, i64),
) {
    let calculation = march(|question| {
        let nothing = is_couple(&question);
        let income = if nothing { 120_000 } else { 0 };
        let reason = Explanation { rule: rule.to_owned(), ..reason("Niets.") };
        DayOutcome {
            kind: if nothing { kind.clone() } else { DayKind::Granted(Cents::new(100_000)) },
            norm: Some(Cents::new(100_000)),
            income: Some(Cents::new(income)),
            reason,
            ..scheme(question)
        }
    });
    assert_eq!(lives_at(&calculation), expected);
}
