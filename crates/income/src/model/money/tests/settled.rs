//! The year of a self-employed person, settled after the accounts (Bbz 2004 art. 12): a gift, a loan, and both corrected.

use domain::Refusal;
use rstest::rstest;

use super::*;

fn terms() -> GrantTerms {
    GrantTerms {
        scheme: Scheme::SelfEmployed,
        minima: None,
        form: GrantForm::Loan,
        payee: Payee::Applicant,
        from: day("2025-11-01"),
        until: None,
        once: false,
        fixed: Some(Cents::new(100_000)),
        wage_tax: None,
    }
}

/// Assistance to a self-employed person as a loan of 1,000.00 a month since 1 November 2025, paid until January 2026.
fn lent() -> Story {
    let mut story = Story::from("2025-11-01");
    story.account.state = AccountState::default();
    story.account.state.grants.insert(1, Grant::new(1, terms()));
    story.account.state.money_decisions = 1;
    for (month, today) in [("2025-11", "2025-11-20"), ("2025-12", "2025-12-19"), ("2026-01", "2026-01-20")] {
        let run = story.run(month, today);
        let payment = &run.payments[0];
        assert_eq!(payment.cents, Cents::new(100_000));
        story.paid_by_bank(payment.key);
    }
    story
}

impl Story {
    /// Released, and settled by the bank.
    fn paid_by_bank(&mut self, key: PaymentKey) {
        let released = self.payments[&key].released(&self.account).unwrap().unwrap();
        self.postings.extend(released.postings);
        let booked =
            released.payment.answered(&released.account, &BankAnswer::Settled, &[]).unwrap().unwrap();
        self.account = booked.account;
        self.postings.extend(booked.postings);
        self.debts.extend(booked.debt.map(|debt| (debt.id, debt)));
        self.payments.insert(key, booked.payment);
        self.check();
    }

    fn settle(&mut self, today: &str, year: i32, gift: i64) -> Result<GrantSettled, Refusal> {
        let open: Vec<Debt> =
            self.debts.values().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let asked = SettleAsked {
            account: &self.account,
            open: &open,
            grant: 1,
            year,
            gift: Cents::new(gift),
            by: "anna",
            reasons: "De jaarcijfers zijn binnen.",
            national: &NATIONAL,
            today: day(today),
            id: Uuid::from_u128(self.account.version.into()),
        };
        let settled = asked.decide()?;
        self.account = settled.account.clone();
        self.postings.extend(settled.postings.iter().copied());
        self.debts.extend(settled.debts.iter().map(|debt| (debt.id, *debt)));
        self.check();
        Ok(settled)
    }

    fn unsettled(&self, year: i32) -> Vec<i32> {
        self.account.state.grants[&1].unsettled_before(year)
    }

    /// What is still owed, and what the scheme cost.
    fn stands(&self) -> (i64, i64) {
        let balances = &self.account.state.balances;
        (balances.of(Account::DebtLoan).get(), balances.of(Account::Bbz).get())
    }
}

#[test]
fn part_of_the_loan_becomes_a_gift_and_the_rest_is_paid_back() {
    let mut story = lent();
    assert_eq!(
        (story.stands(), story.unsettled(2025), story.unsettled(2026)),
        ((300_000, 0), vec![], vec![2025])
    );
    let run = story.run("2026-02", "2026-02-20");
    let reasons = run.difference.reasons.join(" ");
    assert!(reasons.contains("over 2025 is nog niet vastgesteld met de jaarcijfers"), "{reasons}");
    story.paid_by_bank(run.payments[0].key);

    let settled = story.settle("2026-06-01", 2025, 130_000).unwrap();
    assert_eq!(settled.loan, Cents::new(70_000));
    assert_eq!((settled.decision.number, settled.decision.replaces), (2, None));
    assert_eq!(settled.decision.matter.code(), "settled");
    let rules: Vec<_> = settled.decision.explanations.iter().map(|line| line.rule.as_str()).collect();
    assert_eq!(rules, ["settlement-bbz-12", "settlement-decided"]);
    assert_eq!(story.stands(), (270_000, 130_000), "the oldest loans first");
    let parts: Vec<_> = settled.instalments.iter().map(|part| part.cents.get()).collect();
    assert_eq!(parts, [100_000, 30_000]);
    assert_eq!(story.unsettled(2026), Vec::<i32>::new());
    assert!(
        story.run("2026-03", "2026-03-20").difference.reasons.iter().all(|reason| !reason.contains("2025"))
    );
}

#[test]
fn a_year_that_is_settled_again_points_at_the_decision_before() {
    let mut story = lent();
    story.settle("2026-06-01", 2025, 130_000).unwrap();
    let more = story.settle("2026-07-01", 2025, 200_000).unwrap();
    assert_eq!((more.decision.number, more.decision.replaces, more.loan), (3, Some(2), Cents::ZERO));
    assert_eq!(story.stands(), (100_000, 200_000));
    let less = story.settle("2026-08-01", 2025, 40_000).unwrap();
    assert_eq!((less.decision.replaces, less.loan), (Some(3), Cents::new(160_000)));
    assert_eq!(less.debts.len(), 1, "what is lent after all is a new debt");
    assert_eq!(story.stands(), (260_000, 40_000));
    story.settle("2026-08-02", 2025, 200_000).unwrap();
    assert_eq!(story.stands(), (100_000, 200_000), "the new debt is a loan of the grant too");
    story.settle("2026-08-03", 2025, 200_000).unwrap();
    assert_eq!(story.stands(), (100_000, 200_000), "the same again moves nothing");
}

#[rstest]
#[case::not_over(2026, 1, "year settlement-year")]
#[case::nothing_lent(2024, 1, "year settlement-year")]
#[case::more_than_lent(2025, 200_001, "gift_cents settlement-lent")]
fn what_cannot_be_settled_is_refused(#[case] year: i32, #[case] gift: i64, #[case] wrong: &str) {
    let refused = lent().settle("2026-06-01", year, gift).unwrap_err();
    let found = &refused.violations[0];
    assert_eq!(format!("{} {}", found.field, found.rule), wrong);
}

#[test]
fn no_more_becomes_a_gift_than_is_owed() {
    let mut story = lent();
    for debt in story.debts.values_mut() {
        let part = Cents::new(60_000);
        debt.remaining = debt.remaining.minus(part).unwrap();
        let mut book = story.account.book();
        book.transfer((Account::Received, Account::DebtLoan), part, debt.month, Reason::Offset).unwrap();
        story.postings.extend(story.account.keep(book));
    }
    let refused = story.settle("2026-06-01", 2025, 80_001).unwrap_err();
    assert_eq!(refused.violations[0].rule, "settlement-owed", "{refused:?}");
    story.settle("2026-06-01", 2025, 80_000).unwrap();
    assert_eq!(story.stands(), (40_000, 80_000), "what was lent over the next year stays lent");
}

/// November to January, paid at once in January since there was no account before.
fn lent_at_once() -> Story {
    let mut story = Story::from("2025-11-01");
    story.account.state = AccountState::default();
    story.account.state.grants.insert(1, Grant::new(1, terms()));
    story.account.state.money_decisions = 1;
    let payees = std::mem::take(&mut story.payees);
    for (month, today) in [("2025-11", "2025-11-20"), ("2025-12", "2025-12-19")] {
        assert!(story.run(month, today).payments.is_empty());
    }
    story.payees = payees;
    let run = story.run("2026-01", "2026-01-20");
    assert_eq!(run.payments[0].cents, Cents::new(300_000));
    story.paid_by_bank(run.payments[0].key);
    story
}

#[test]
fn one_payment_over_two_years_is_a_loan_of_each() {
    let mut story = lent_at_once();
    story.settle("2026-06-01", 2025, 200_000).unwrap();
    assert_eq!(story.stands(), (100_000, 200_000));
    let too_much = story.settle("2027-06-01", 2026, 100_001).unwrap_err();
    assert_eq!(too_much.violations[0].rule, "settlement-lent");
    story.settle("2027-06-01", 2026, 100_000).unwrap();
    assert_eq!(story.stands(), (0, 300_000));
}

#[test]
fn what_is_lent_after_all_is_no_new_payment_over_the_year() {
    let mut story = lent();
    story.settle("2026-06-01", 2025, 130_000).unwrap();
    story.settle("2026-07-01", 2025, 40_000).unwrap();
    let run = story.run("2026-02", "2026-07-20");
    story.paid_by_bank(run.payments[0].key);
    let grant = &story.account.state.grants[&1];
    let of_2026 = grant.loans.values().filter_map(|years| years.get(&2026));
    assert_eq!(of_2026.map(|part| part.cents.get()).sum::<i64>(), 200_000, "January and February");
}

#[rstest]
#[case::before_the_first_run(Story::from("2025-11-01"), None)]
#[case::of_the_oldest_year(lent(), Some("2026-01-01"))]
fn a_year_wakes_a_person_on_the_day_after_it(#[case] story: Story, #[case] expected: Option<&str>) {
    assert_eq!(story.account.wakes_on(), expected.map(day));
}

#[test]
fn a_year_that_was_told_or_settled_wakes_nobody_and_one_that_is_no_more_does() {
    let mut story = lent();
    let told = |story: &mut Story, years: &[i32]| {
        story.account.state.grants.get_mut(&1).unwrap().told = years.iter().copied().collect();
    };
    told(&mut story, &[2025]);
    assert_eq!(story.account.wakes_on(), Some(day("2027-01-01")), "2026 is yet to end");
    story.settle("2026-06-01", 2025, 130_000).unwrap();
    assert!(story.account.state.grants[&1].told.is_empty());
    assert_eq!(story.account.wakes_on(), Some(day("2027-01-01")));
    told(&mut story, &[2024]);
    assert_eq!(story.account.wakes_on(), Some(day("2025-01-01")), "nothing is lent over it");
}

#[rstest]
#[case(Scheme::SelfEmployed, GrantForm::Gift, false)]
#[case(Scheme::SelfEmployed, GrantForm::Loan, true)]
#[case(Scheme::SpecialAssistance, GrantForm::Loan, false)]
fn only_a_monthly_loan_to_a_self_employed_person_has_a_year(
    #[case] scheme: Scheme,
    #[case] form: GrantForm,
    #[case] once: bool,
) {
    let mut story = lent();
    let grant = story.account.state.grants.get_mut(&1).unwrap();
    grant.terms = GrantTerms { scheme, form, once, ..grant.terms.clone() };
    assert_eq!(story.unsettled(2026), Vec::<i32>::new());
    assert_eq!(story.settle("2026-06-01", 2025, 1).unwrap_err().rule, "settlement-none");
}
