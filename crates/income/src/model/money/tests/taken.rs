//! What a run takes off: each instalment once, no more than the room, income of six months alone, and what must be by itself.

use rstest::rstest;
use rules::month::Level;

use super::*;
use crate::model::money::account::Fixed;
use crate::model::money::due::room;

const FINE: u128 = 99;

impl Story {
    /// A debt of January 2026.
    fn has_debt(&mut self, id: u128, kind: DebtKind, cents: i64, instalment: Option<i64>) {
        let (id, month, cents) = (Uuid::from_u128(id), month("2026-01"), Cents::new(cents));
        let debt = Debt { id, kind, month, cents, remaining: cents, instalment: instalment.map(Cents::new) };
        let mut book = self.account.book();
        let against = if kind == DebtKind::Fine { Account::Fines } else { Account::Bank };
        book.transfer((kind.account(), against), cents, month, Reason::TooMuch).unwrap();
        self.postings.extend(self.account.keep(book));
        self.debts.insert(id, debt);
        if kind == DebtKind::Fine {
            self.account.state.must_offset.insert(id);
        }
    }

    /// A run is given up: what it would have paid is due again.
    fn given_up(&mut self, run: &CaseResult) {
        for payment in &run.payments {
            let back = payment.withdrawn(&self.account).unwrap().unwrap();
            self.account = back.account;
            self.postings.extend(back.postings);
            self.payments.insert(back.payment.key, back.payment);
        }
    }

    fn remaining(&self, id: u128) -> i64 {
        self.debts[&Uuid::from_u128(id)].remaining.get()
    }

    /// Net pay of one month, stated on a day.
    fn earned_in(&mut self, of: &str, known_on: &str, cents: i64) {
        let mut facts = Facts::default();
        facts.applicant.incomes = Some(vec![Income { until: Some(month(of)), ..income(cents) }]);
        self.state(&format!("{of}-01"), known_on, facts);
    }
}

fn taken(run: &CaseResult) -> Vec<i64> {
    run.debts.instalments.iter().map(|instalment| instalment.cents.get()).collect()
}

/// 40.00 a month, where 5 % of 1,401.50 may be taken: 70.07.
#[rstest]
#[case::given_up(true)]
#[case::an_extra_run(false)]
fn an_instalment_is_taken_once_a_month(#[case] given_up: bool) {
    let mut story = Story::from("2026-02-01");
    story.has_debt(FINE, DebtKind::Fine, 90_000, Some(4_000));
    let first = story.run("2026-02", "2026-02-20");
    assert_eq!(taken(&first), [4_000]);
    if given_up {
        story.given_up(&first);
    }
    let again = story.run("2026-02", "2026-02-21");
    assert_eq!(taken(&again), [0; 0]);
    let paid = if given_up { vec![("applicant".to_owned(), 133_142 - 4_000)] } else { Vec::new() };
    assert_eq!(Story::paid(&again), paid);
    assert_eq!(taken(&story.run("2026-03", "2026-03-20")), [4_000], "the next month takes it again");
    assert_eq!(story.remaining(FINE), 90_000 - 8_000);
}

proptest! {
    /// Whatever runs there are of a month, given up or not, a debt pays no more than its instalment in it.
    #[test]
    fn no_debt_pays_twice_in_a_month(
        instalments in prop::collection::vec(1i64..8_000, 1..4), runs in prop::collection::vec(any::<bool>(), 1..5)
    ) {
        let mut story = Story::from("2026-02-01");
        for (id, instalment) in (1u128..).zip(&instalments) {
            story.has_debt(id, DebtKind::Loan, 90_000, Some(*instalment));
        }
        for (day, given_up) in (10..).zip(&runs) {
            let run = story.run("2026-02", &format!("2026-02-{day}"));
            if *given_up {
                story.given_up(&run);
            }
        }
        let off = |id: u128| 90_000 - story.remaining(id);
        for (id, instalment) in (1u128..).zip(&instalments) {
            prop_assert!(off(id) <= *instalment);
        }
        let together: i64 = (1u128..).zip(&instalments).map(|(id, _)| off(id)).sum();
        prop_assert_eq!(together, instalments.iter().sum::<i64>().min(7_007));
    }
}

/// The norm is 1,401.50; 95 % of it is 1,331.43.
#[rstest]
#[case::no_income(140_150, 0, 140_150, 7_007)]
#[case::beside_income_of_the_assistance_alone(140_150, 40_000, 100_150, 5_007)]
#[case::hardly_any_assistance(140_150, 139_000, 1_150, 57)]
#[case::a_measure_of_thirty_percent(140_150, 0, 98_105, 0)]
#[case::a_measure_of_twenty_euros(140_150, 0, 138_150, 5_007)]
#[case::a_measure_beside_income(140_150, 40_000, 58_105, 0)]
#[case::a_measure_of_everything(140_150, 0, 0, 0)]
fn what_is_protected_is_a_share_of_the_norm(
    #[case] norm: i64,
    #[case] income: i64,
    #[case] assistance: i64,
    #[case] expected: i64,
) {
    let level = Level { norm: Cents::new(norm), income: Cents::new(income) };
    let fixed = Fixed { assistance: Cents::new(assistance), level: Some(level), ..Fixed::default() };
    assert_eq!(room(&fixed, month("2026-03"), &NATIONAL), Ok(Cents::new(expected)));
}

#[test]
fn a_month_of_an_earlier_version_has_the_share_of_its_assistance() {
    let fixed = Fixed { assistance: Cents::new(98_105), ..Fixed::default() };
    assert_eq!(room(&fixed, month("2026-03"), &NATIONAL), Ok(Cents::new(4_905)));
}

#[test]
fn a_month_knows_what_the_household_lives_at() {
    let mut story = Story::from("2026-02-01");
    story.earns("2026-03-01", "2026-02-10", 40_000);
    story.run("2026-02", "2026-02-20");
    story.run("2026-03", "2026-03-20");
    let level = |of: &str| story.account.state.months[&month(of)].level.unwrap();
    assert_eq!((level("2026-02").norm, level("2026-02").income), (Cents::new(140_150), Cents::ZERO));
    assert_eq!((level("2026-03").norm, level("2026-03").income), (Cents::new(140_150), Cents::new(40_000)));
}

/// 400.00 of a month becomes known later: 380.00 of it was paid, the rest was kept as holiday allowance.
#[rstest]
#[case::one_month_ago("2026-02", 1, true)]
#[case::six_months_ago("2026-02", 6, true)]
#[case::seven_months_ago("2026-02", 7, false)]
fn income_of_six_months_is_set_off_and_older_is_for_a_person(
    #[case] earned: &str,
    #[case] months: u32,
    #[case] sets_off: bool,
) {
    let mut story = Story::from(&format!("{earned}-01"));
    for ago in 0..months {
        let of = month(earned).plus(ago);
        story.run(&of.to_string(), &of.last_day().to_string());
    }
    let of = month(earned).plus(months);
    story.earned_in(earned, &of.first_day().to_string(), 40_000);
    let before = story.account.state.holiday_due;
    let run = story.run(&of.to_string(), &of.last_day().to_string());
    let fixed = &story.account.state.months[&of];
    let whole = fixed.payable.get();
    let room = room(fixed, of, &NATIONAL).unwrap().get();
    // From June on the holiday allowance of February was paid: 20.00 of it comes back with it.
    let holiday = before.minus(story.account.state.holiday_due).unwrap().get().max(0);
    let off = if sets_off { room } else { 0 };
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), whole - off)]);
    assert_eq!(run.debts.too_much.get(), 38_000 + holiday - off);
    assert_eq!(run.to_decide.len(), 1, "a person decides on the rest");
}

/// Who turns out to share costs has a lower norm: that is no income.
#[test]
fn another_cause_than_income_is_for_a_person() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let sharing = crate::model::of_months(&single("cost_sharers=1"), &NATIONAL, day("2026-02-01"));
    story.state("2026-02-01", "2026-03-10", sharing);
    let alone = crate::model::of_months(&single(""), &NATIONAL, day("2026-03-01"));
    story.state("2026-03-01", "2026-03-10", alone);

    let run = story.run("2026-03", "2026-03-20");

    let february = &story.account.state.months[&month("2026-02")];
    let too_much = 133_142 - february.payable.get();
    assert!(too_much > 7_007, "{too_much}");
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 133_142)], "all of March");
    assert_eq!((run.debts.too_much.get(), run.to_decide.len()), (too_much, 1));
}

/// Beside a lower norm of one month, the income of another is set off.
#[test]
fn each_month_has_its_own_cause() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    story.run("2026-03", "2026-03-20");
    story.earned_in("2026-02", "2026-04-10", 5_000);
    let sharing = crate::model::of_months(&single("cost_sharers=1"), &NATIONAL, day("2026-03-01"));
    story.state("2026-03-01", "2026-04-10", sharing);
    let alone = crate::model::of_months(&single(""), &NATIONAL, day("2026-04-01"));
    story.state("2026-04-01", "2026-04-10", alone);
    let run = story.run("2026-04", "2026-04-20");
    let march = 133_142 - story.account.state.months[&month("2026-03")].payable.get();
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 133_142 - 4_750)], "50.00 less 5 %");
    assert_eq!(run.debts.too_much.get(), march);
}

/// A run is given up, and a fact of the month before comes in: no more goes off than the room.
#[test]
fn after_a_run_is_given_up_a_correction_leaves_the_protected_part() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let march = story.run("2026-03", "2026-03-20");
    story.given_up(&march);
    story.earned_in("2026-02", "2026-03-21", 40_000);
    let again = story.run("2026-03", "2026-03-22");
    assert_eq!(Story::paid(&again), [("applicant".to_owned(), 133_142 - 7_007)]);
    assert_eq!(again.debts.too_much.get(), 38_000 - 7_007);
}

/// What was never paid is not claimed back: there was no account to pay February to.
#[test]
fn a_month_that_was_never_paid_is_paid_as_it_is_now() {
    let mut story = Story::from("2026-02-01");
    story.payees.clear();
    story.run("2026-02", "2026-02-20");
    story.payees.push(applicant_account());
    story.earned_in("2026-02", "2026-03-10", 40_000);
    let run = story.run("2026-03", "2026-03-20");
    assert_eq!((run.debts.too_much, run.to_decide.len()), (Cents::ZERO, 0));
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 133_142 + 133_142 - 38_000)]);
}

/// art. 60(4): a fine and what a breach of the duty to inform gave go off by themselves, a loan when someone says so.
#[rstest]
#[case::a_fine(DebtKind::Fine, false, [7_007, 7_007])]
#[case::a_breach_of_the_duty_to_inform(DebtKind::Recovery, true, [7_007, 7_007])]
#[case::another_recovery(DebtKind::Recovery, false, [0, 0])]
#[case::a_loan(DebtKind::Loan, false, [0, 0])]
fn what_must_be_set_off_takes_the_room(#[case] kind: DebtKind, #[case] duty: bool, #[case] off: [i64; 2]) {
    let mut story = Story::from("2026-02-01");
    story.has_debt(FINE, kind, 90_000, None);
    if duty {
        story.account.state.must_offset.insert(Uuid::from_u128(FINE));
    }
    let mut left = 90_000;
    for (run, off) in ["2026-02", "2026-03"].into_iter().zip(off) {
        let result = story.run(run, &format!("{run}-20"));
        left -= off;
        assert_eq!(taken(&result).iter().sum::<i64>(), off);
        assert_eq!(story.remaining(FINE), left);
    }
}

#[test]
fn what_must_be_set_off_goes_before_what_may_and_shares_with_what_was_agreed() {
    let mut story = Story::from("2026-02-01");
    story.has_debt(1, DebtKind::Loan, 90_000, Some(6_000));
    story.has_debt(2, DebtKind::Fine, 90_000, Some(2_000));
    story.has_debt(3, DebtKind::Fine, 90_000, None);
    story.has_debt(4, DebtKind::Fine, 90_000, None);
    story.run("2026-02", "2026-02-20");
    assert_eq!([1, 2, 3, 4].map(|id| 90_000 - story.remaining(id)), [0, 2_000, 5_007, 0]);
}

#[test]
fn what_a_person_put_to_rest_stays_at_rest() {
    let mut story = Story::from("2026-02-01");
    story.has_debt(FINE, DebtKind::Fine, 90_000, None);
    story.account.state.at_rest.insert(Uuid::from_u128(FINE));
    assert_eq!(taken(&story.run("2026-02", "2026-02-20")), [0; 0]);
}

#[test]
fn beside_a_measure_nothing_goes_off() {
    let breach = serde_json::json!({
        "duty": "contact", "committed_on": "2026-02-10", "applied_on": "2026-03-02", "first_month": "2026-03",
        "blameless": false, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 }
    });
    let mut story = Story::from("2026-02-01");
    story.has_debt(FINE, DebtKind::Fine, 90_000, Some(5_000));
    let mut facts = Facts::default();
    facts.conduct.breaches = Some(vec![serde_json::from_value(breach).unwrap()]);
    story.state("2026-02-01", "2026-03-02", facts);
    assert_eq!(taken(&story.run("2026-02", "2026-02-20")), [5_000]);
    let march = story.run("2026-03", "2026-03-20");
    assert_eq!(story.account.state.months[&month("2026-03")].assistance, Cents::new(98_105));
    assert_eq!(taken(&march), [0; 0], "30 % of 1,401.50 went off already");
}
