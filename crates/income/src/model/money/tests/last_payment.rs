//! The last payment of someone whose right ended: each amount under the name of what it is.

use rstest::rstest;
use sepa::PaymentKind::{Assistance, Correction, HolidayAllowance};

use super::*;

impl Story {
    /// The right ends after a day.
    fn ends(&mut self, last_day: &str) {
        self.account.state.right_until = Some(day(last_day));
        self.account.touch(Month::of(day(last_day)));
    }
}

fn kinds(result: &CaseResult) -> Vec<(sepa::PaymentKind, i64)> {
    result.payments.iter().map(|payment| (payment.key.kind, payment.cents.get())).collect()
}

/// Assistance of 1,401.50 a month since 1 March, of which 70.08 is kept as holiday allowance.
#[rstest]
// 15 of 30 days: 700.75, of which 35.04 is kept; with it the 70.08 of March.
#[case::in_the_month(true, "2026-04-15", vec![(Assistance, 66_571), (HolidayAllowance, 10_512)])]
#[case::on_the_last_day_of_the_month(true, "2026-04-30", vec![(Assistance, 133_142), (HolidayAllowance, 14_016)])]
#[case::before_the_month(true, "2026-03-31", vec![(HolidayAllowance, 7_008)])]
#[case::before_the_month_that_was_never_paid(false, "2026-03-31", vec![(Correction, 133_142), (HolidayAllowance, 7_008)])]
// 30 of 31 days: 1,356.29, of which 67.81 is kept; the 42.94 paid too much comes off it.
#[case::a_day_less_than_was_paid(true, "2026-03-30", vec![(HolidayAllowance, 6_781 - 4_294)])]
fn each_line_says_what_it_is(
    #[case] march_paid: bool,
    #[case] last_day: &str,
    #[case] lines: Vec<(sepa::PaymentKind, i64)>,
) {
    let mut story = Story::from("2026-03-01");
    if march_paid {
        assert_eq!(kinds(&story.run("2026-03", "2026-03-20")), [(Assistance, 133_142)]);
    }
    story.ends(last_day);
    assert_eq!(kinds(&story.run("2026-04", "2026-04-20")), lines);
    assert_eq!(story.account.state.balances.of(Account::HolidayReserve), Cents::ZERO);
    assert_eq!(kinds(&story.run("2026-05", "2026-05-20")), [], "nothing comes after the last");
}

#[test]
fn an_end_that_is_known_after_the_month_was_paid_pays_the_holiday_allowance_alone() {
    let mut story = Story::from("2026-03-01");
    story.run("2026-03", "2026-03-20");
    assert_eq!(kinds(&story.run("2026-04", "2026-04-20")), [(Assistance, 133_142)]);
    story.ends("2026-04-30");
    assert_eq!(kinds(&story.run("2026-04", "2026-04-25")), [(HolidayAllowance, 14_016)]);
}

#[test]
fn each_spouse_gets_half_of_each_line() {
    let mut story = Story::from("2026-03-01");
    story.payees.push(partner_account());
    story.state("2026-03-01", "2026-03-01", couple());
    story.run("2026-03", "2026-03-20");
    story.ends("2026-04-30");
    let last = story.run("2026-04", "2026-04-20");
    let names: Vec<_> = last.payments.iter().map(|one| (one.key.kind, one.key.payee)).collect();
    let both = |kind| [(kind, Payee::Applicant), (kind, Payee::Partner(1))];
    assert_eq!(names, [both(Assistance), both(HolidayAllowance)].concat());
    let cents: Vec<_> = last.payments.iter().map(|one| one.cents.get()).collect();
    let months = &story.account.state.months;
    let holiday: i64 = months.values().map(|fixed| fixed.holiday.get()).sum();
    assert_eq!(cents[0] + cents[1], months[&month("2026-04")].payable.get());
    assert_eq!(cents[2] + cents[3], holiday);
    assert!((cents[0] - cents[1]).abs() <= 1 && (cents[2] - cents[3]).abs() <= 1, "{cents:?}");
}
