//! What comes in on a debt outside the assistance, and what is agreed on with who has none any more.

use domain::Refusal;
use rstest::rstest;
use rules::facts::ClaimCause;
use serde_json::{Value, json};

use super::*;
use crate::model::money::owed::DecidedDebt;
use crate::model::money::{
    Agreed, BookedPayment, Claim, DebtPaid, DebtPayer, DebtPaymentAsked, InstalmentAsked, InstalmentSet,
    InstalmentWanted, ReverseAsked, Reversed, decide_debt,
};

const TODAY: &str = "2026-05-20";

fn rule(refused: &Refusal) -> String {
    refused.violations.first().map_or(refused.rule.clone(), |violation| violation.rule.clone())
}

impl Story {
    /// A right that ended in March, and a debt.
    fn left(kind: DebtKind, cents: i64) -> (Self, Uuid) {
        let mut story = Self::from("2026-02-01");
        story.run("2026-02", "2026-02-20");
        story.account.state.right_until = Some(day("2026-03-31"));
        story.run("2026-03", "2026-03-20");
        story.run("2026-04", "2026-04-20");
        let id = Uuid::from_u128(500);
        let asked = (id, kind, Cents::new(cents), month("2026-02"));
        let DecidedDebt { account, debt, postings } =
            decide_debt(&story.account, asked, month("2026-04")).unwrap();
        story.account = account;
        story.postings.extend(postings);
        story.debts.insert(id, debt);
        (story, id)
    }

    fn receives(&mut self, debt: Uuid, (cents, on, reference): (i64, &str, &str)) -> Result<i64, String> {
        self.receives_after(debt, (cents, on, reference), &[])
    }

    fn receives_after(
        &mut self,
        debt: Uuid,
        payment: (i64, &str, &str),
        decisions: &[MoneyDecision],
    ) -> Result<i64, String> {
        self.receives_of(debt, payment, (None, decisions))
    }

    fn receives_of(
        &mut self,
        debt: Uuid,
        (cents, on, reference): (i64, &str, &str),
        (payer, decisions): (Option<DebtPayer>, &[MoneyDecision]),
    ) -> Result<i64, String> {
        let debts: Vec<Debt> = self.debts.values().copied().collect();
        let asked = DebtPaymentAsked {
            account: &self.account,
            debts: &debts,
            decisions,
            debt,
            cents: Cents::new(cents),
            received_on: day(on),
            reference,
            payer,
            today: day(TODAY),
        };
        let BookedPayment { account, debt, instalment, postings } =
            match asked.receive().map_err(|refused| rule(&refused))? {
                DebtPaid::Before(remaining) => return Ok(remaining.get()),
                DebtPaid::Booked(booked) => *booked,
            };
        assert_eq!((instalment.cents, postings.len()), (Cents::new(cents), 1));
        self.account = account;
        self.postings.extend(postings);
        self.debts.insert(debt.id, debt);
        self.check();
        Ok(debt.remaining.get())
    }

    fn agrees(&mut self, wanted: &InstalmentWanted, facts: Value) -> Result<InstalmentSet, String> {
        let open: Vec<Debt> = self.debts.values().copied().collect();
        let asked = InstalmentAsked {
            account: &self.account,
            open: &open,
            wanted,
            facts: &serde_json::from_value(facts).unwrap(),
            national: &NATIONAL,
            today: day(TODAY),
        };
        let set = asked.decide().map_err(|refused| rule(&refused))?;
        self.account = set.account.clone();
        self.debts.insert(set.debt.id, set.debt);
        Ok(set)
    }
}

#[test]
fn payments_close_a_debt_and_one_that_bounced_opens_it_again() {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 30_000);
    let agreed = Agreed::new(Cents::new(10_000), month("2026-05"), day("2026-04-20"));
    story.account.state.agreed.insert(debt, agreed);

    assert_eq!(story.receives(debt, (10_000, "2026-05-01", "bank-1")), Ok(20_000));
    let before = story.account.clone();
    assert_eq!(story.receives(debt, (10_000, "2026-05-01", "bank-1")), Ok(20_000), "the same again");
    assert_eq!(story.account, before, "changes nothing");
    assert_eq!(story.receives(debt, (20_000, "2026-05-02", "bank-2")), Ok(0));
    assert!(story.account.state.agreed.is_empty(), "nothing is left to pay");
    assert_eq!(story.account.state.balances.of(Account::Received), Cents::new(30_000));
    assert_eq!(story.receives(debt, (1, "2026-05-03", "bank-3")), Err("debt-outstanding".into()));

    assert_eq!(story.receives(debt, (-20_000, "2026-05-06", "storno-2")), Ok(20_000));
    assert_eq!(story.account.state.balances.of(Account::Received), Cents::new(10_000));
    assert_eq!(story.receives(debt, (-10_001, "2026-05-06", "storno-3")), Err("debt-received".into()));
}

#[rstest]
#[case::a_cent_more((30_001, TODAY, "a"), "debt-outstanding")]
#[case::to_come((100, "2026-05-21", "a"), "day-ahead")]
#[case::another_amount((101, "2026-05-01", "known"), "reference-known")]
#[case::another_day((100, "2026-05-02", "known"), "reference-known")]
#[case::never_came_in((-101, "2026-05-02", "a"), "debt-received")]
fn what_cannot_be_is_refused(#[case] payment: (i64, &str, &str), #[case] expected: &str) {
    let (mut story, debt) = Story::left(DebtKind::Fine, 30_100);
    story.receives(debt, (100, "2026-05-01", "known")).unwrap();
    assert_eq!(story.receives(debt, payment), Err(expected.into()));
    assert_eq!(story.receives(Uuid::nil(), payment), Err("not-found".into()));
}

#[test]
fn nothing_comes_in_on_what_nobody_decided_on_and_nothing_goes_back_of_what_was_reversed() {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 30_000);
    story.receives(debt, (100, "2026-05-01", "bank-1")).unwrap();
    let reversed = MoneyDecision {
        case: story.account.case,
        number: 2,
        replaces: Some(1),
        decided_on: day(TODAY),
        decided_by: "anna".into(),
        matter: Matter::Reversed { debt, kind: DebtKind::Recovery, cents: Cents::new(30_000) },
        explanations: Vec::new(),
    };
    let back = (-100, TODAY, "storno");
    assert_eq!(story.receives_after(debt, back, &[reversed]), Err("debt-reversed".into()));
    story.account.state.undecided.insert(debt, Account::Assistance);
    assert_eq!(story.receives(debt, (100, TODAY, "bank-2")), Err("recovery-undecided".into()));
}

/// A partner owes 100.00 of 300.00: what one pays lowers what both owe, and nobody pays more than their part.
#[test]
fn who_paid_is_kept_and_pays_no_more_than_their_part() {
    use DebtPayer::{Applicant, Other, Partner, UnreportedPartner};
    let (mut story, debt) = Story::left(DebtKind::Recovery, 30_000);
    let claim = Claim::new(ClaimCause::TooMuch, BTreeMap::from([(month("2026-02"), Cents::new(30_000))]));
    story.account.state.claims.insert(debt, Claim { partner: Cents::new(10_000), ..claim });
    let mut by =
        |payer: DebtPayer, payment: (i64, &str, &str)| story.receives_of(debt, payment, (Some(payer), &[]));
    assert_eq!(by(UnreportedPartner, (100, TODAY, "a")), Err("payer-debtor".into()));
    assert_eq!(by(Partner, (10_001, TODAY, "a")), Err("debt-share".into()));
    assert_eq!(by(Partner, (6_000, TODAY, "a")), Ok(24_000));
    assert_eq!(by(Applicant, (6_000, TODAY, "a")), Err("reference-known".into()), "of another");
    assert_eq!(by(Partner, (4_001, TODAY, "b")), Err("debt-share".into()));
    assert_eq!(by(Applicant, (21_000, TODAY, "b")), Ok(3_000));
    assert_eq!(by(Partner, (3_001, TODAY, "c")), Err("debt-outstanding".into()), "less is left");
    assert_eq!(by(Partner, (-6_001, TODAY, "c")), Err("debt-received".into()), "no more than they paid");
    assert_eq!(by(Other, (-1, TODAY, "c")), Err("debt-received".into()));
    assert_eq!(by(Other, (3_000, TODAY, "c")), Ok(0));
    assert_eq!(by(Partner, (-6_000, TODAY, "d")), Ok(6_000), "it bounced");
    assert_eq!(story.receives(debt, (-1, TODAY, "e")), Err("payer-needed".into()), "of whom?");
    assert_eq!(story.receives(debt, (6_000, TODAY, "e")), Ok(0), "it need not be told");
    assert_eq!(story.receives(debt, (21_000, TODAY, "b")), Ok(0), "told before, with its payer");
    assert_eq!(story.receives(debt, (-6_000, TODAY, "f")), Ok(6_000));
    let payers = story.account.state.received[&debt].iter().map(|receipt| receipt.payer);
    let all = [Some(Partner), Some(Applicant), Some(Other), Some(Partner), None, None];
    assert_eq!(payers.collect::<Vec<_>>(), all);
}

fn outside(debt: Uuid, cents: i64) -> InstalmentWanted {
    InstalmentWanted { debt, cents: Cents::new(cents), outside: Some(None), despite: None }
}

/// Net pay of 1,800.00, of which 1,500.00 is protected: 300.00 is the room. Beside a norm of 1,401.50, 200.00 that was exempt
/// and 100.00 of allowances lost, work pays up to 98.50.
fn works() -> Value {
    json!({ "recovery": {
        "withholds_information": false, "norm": 140_150, "income": 180_000, "protected_level": 150_000,
        "work": { "starts": true, "net_earnings": 180_000, "allowances_lost": 10_000, "exemption": 20_000 } } })
}

/// The same, and not because of work.
fn lives_on() -> Value {
    let mut facts = works();
    facts["recovery"]["work"] = json!({ "starts": false });
    facts
}

#[rstest]
#[case::work_pays(works(), 9_850, Ok(()))]
#[case::a_cent_more(works(), 9_851, Err("work-pays"))]
#[case::no_work(lives_on(), 30_000, Ok(()))]
#[case::above_the_room(lives_on(), 30_001, Err("protected-475d"))]
#[case::nothing_known(json!({}), 1, Err("facts-missing"))]
fn an_agreement_leaves_what_is_protected_and_work_pays(
    #[case] facts: Value,
    #[case] cents: i64,
    #[case] expected: Result<(), &str>,
) {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 60_000);
    let set = story.agrees(&outside(debt, cents), facts.clone());
    assert_eq!(set.as_ref().map(|_| ()).map_err(String::as_str), expected);
    let despite = InstalmentWanted {
        despite: Some("De bewoner wil zelf sneller klaar zijn.".into()),
        ..outside(debt, cents)
    };
    let set = story.agrees(&despite, facts).unwrap();
    let lines: Vec<_> = set.tested.iter().map(|line| line.rule.as_str()).collect();
    assert_eq!(lines.contains(&"instalment-despite"), expected.is_err(), "{lines:?}");
    let agreed = story.account.state.agreed[&debt];
    assert_eq!((agreed.cents, agreed.first), (Cents::new(cents), month("2026-06")));
    assert_eq!(set.debt.instalment, None, "nothing is taken off the assistance");
}

#[test]
fn debts_share_what_work_leaves() {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 60_000);
    let other = Uuid::from_u128(501);
    story.debts.insert(other, Debt { id: other, ..story.debts[&debt] });
    story.agrees(&outside(debt, 9_000), works()).unwrap();
    assert_eq!(story.agrees(&outside(other, 851), works()).err().as_deref(), Some("work-pays"));
    story.agrees(&outside(other, 850), works()).unwrap();
    story.agrees(&outside(debt, 0), json!({})).unwrap();
    assert_eq!(story.account.state.agreed.keys().collect::<Vec<_>>(), [&other], "one was stopped");
}

#[test]
fn while_assistance_runs_nothing_is_agreed_outside_it() {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 60_000);
    story.account.state.right_until = None;
    assert_eq!(story.agrees(&outside(debt, 100), lives_on()).err().as_deref(), Some("assistance-runs"));
}

/// Taken off the assistance: what work pays is tested of who is known to start, and of nobody else.
#[rstest]
#[case::not_known(json!({}), Ok(()))]
#[case::does_not_start(json!({ "recovery": { "work": { "starts": false } } }), Ok(()))]
#[case::starts_and_what_is_missing(json!({ "recovery": { "work": { "starts": true } } }), Err("facts-missing"))]
#[case::starts_and_work_does_not_pay(json!({ "recovery": { "work": {
    "starts": true, "net_earnings": 140_150, "allowances_lost": 0, "exemption": 0 } } }), Err("work-pays"))]
#[case::starts_and_work_pays(json!({ "recovery": { "work": {
    "starts": true, "net_earnings": 145_150, "allowances_lost": 0, "exemption": 0 } } }), Ok(()))]
fn what_is_taken_off_is_tested_of_who_starts_to_work(
    #[case] facts: Value,
    #[case] expected: Result<(), &str>,
) {
    let (mut story, debt) = Story::left(DebtKind::Fine, 60_000);
    story.account.state.right_until = None;
    let wanted = InstalmentWanted { outside: None, ..outside(debt, 5_000) };
    let set = story.agrees(&wanted, facts);
    assert_eq!(set.as_ref().map(|_| ()).map_err(String::as_str), expected);
}

#[rstest]
#[case::not_due_yet("2026-06-30", 0, 0)]
#[case::one_month("2026-07-01", 0, 1)]
#[case::a_part("2026-08-01", 10_001, 1)]
#[case::paid("2026-08-01", 20_000, 0)]
#[case::no_more_than_is_left("2028-01-01", 0, 5)]
fn months_behind_are_those_that_were_due(#[case] today: &str, #[case] received: i64, #[case] behind: i64) {
    let agreed = Agreed::new(Cents::new(10_000), month("2026-06"), day("2026-05-20"));
    let paid = (Cents::new(received), Cents::new(50_000 - received));
    assert_eq!(agreed.behind(day(today), paid), Ok(behind));
}

/// Who collects hears once of each month that is not paid, and no more of it when it is; not while assistance runs, nor of a debt
/// that is over.
#[test]
fn who_collects_hears_of_an_agreement_that_is_behind() {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 30_000);
    let agreed = Agreed::new(Cents::new(10_000), month("2026-05"), day("2026-04-20"));
    story.account.state.agreed.insert(debt, agreed);
    let names = |state: &AccountState| state.agreements_behind().map(|(_, name)| name).collect::<Vec<_>>();
    let tell = |story: &mut Story, today: &str| {
        let open: Vec<Debt> =
            story.debts.values().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let told = story.account.state.tell_behind(&open, day(today));
        told.into_iter().map(|(_, month)| month.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(story.account.state.agreement_wakes_on(), Some(day("2026-06-01")));
    assert!(tell(&mut story, "2026-05-31").is_empty());
    assert_eq!(tell(&mut story, "2026-06-01"), ["2026-05"]);
    assert!(tell(&mut story, "2026-06-02").is_empty(), "once");
    assert_eq!(names(&story.account.state), [format!("{debt}-2026-04-20-1")]);
    assert_eq!(story.account.state.agreement_wakes_on(), None, "told until it is paid");

    story.receives(debt, (9_999, "2026-05-18", "bank-1")).unwrap();
    assert_eq!(names(&story.account.state).len(), 1, "a cent is missing");
    story.receives(debt, (1, "2026-05-19", "bank-2")).unwrap();
    assert!(names(&story.account.state).is_empty(), "May is paid");
    assert_eq!(story.account.state.agreement_wakes_on(), Some(day("2026-07-01")));
    assert_eq!(tell(&mut story, "2026-07-01"), ["2026-06"]);
    assert_eq!(names(&story.account.state), [format!("{debt}-2026-04-20-2")]);

    story.account.state.right_until = None;
    assert!(names(&story.account.state).is_empty(), "it comes off the assistance");
    story.account.state.right_until = Some(day("2026-04-30"));
    story.debts.get_mut(&debt).unwrap().remaining = Cents::ZERO;
    assert!(tell(&mut story, "2026-08-01").is_empty() && story.account.state.agreed.is_empty());
}

/// Civil Code 6:203: what others paid on a debt that falls is theirs, and no run pays it to the household.
#[rstest]
#[case::of_others(&[(7_000, Some(DebtPayer::Other)), (4_000, Some(DebtPayer::UnreportedPartner)), (-1_000, Some(DebtPayer::UnreportedPartner))], 0, 10_000)]
#[case::of_both(&[(7_000, Some(DebtPayer::Other)), (5_000, Some(DebtPayer::Applicant)), (2_000, None)], 7_000, 7_000)]
#[case::of_the_household(&[(30_000, Some(DebtPayer::Applicant))], 30_000, 0)]
#[case::taken_back(&[(7_000, Some(DebtPayer::Other)), (-7_000, Some(DebtPayer::Other))], 0, 0)]
fn what_others_paid_on_a_debt_that_falls_is_not_paid_to_the_household(
    #[case] payments: &[(i64, Option<DebtPayer>)],
    #[case] back: i64,
    #[case] theirs: i64,
) {
    let (mut story, debt) = Story::left(DebtKind::Recovery, 30_000);
    let months = [(month("2026-02"), Cents::new(30_000))].into();
    let claim = Claim::new(ClaimCause::Information, months);
    story.account.state.claims.insert(debt, Claim { unreported_partner: Cents::new(30_000), ..claim });
    for (number, (cents, payer)) in payments.iter().enumerate() {
        let reference = format!("bank-{number}");
        story.receives_of(debt, (*cents, "2026-05-01", &reference), (*payer, &[])).unwrap();
    }
    let laid_down = MoneyDecision {
        case: story.account.case,
        number: 1,
        replaces: None,
        decided_on: day("2026-04-20"),
        decided_by: "anna".into(),
        matter: Matter::Debt {
            debt,
            kind: DebtKind::Recovery,
            cents: Cents::new(30_000),
            month: month("2026-02"),
            recovered: false,
        },
        explanations: Vec::new(),
    };
    let owed = story.account.state.balances.owed(Account::Payable);
    let debts: Vec<Debt> = story.debts.values().copied().collect();
    let asked = ReverseAsked {
        account: &story.account,
        decisions: &[laid_down],
        debts: &debts,
        kind: Reversed::Recovery,
        number: Some(1),
        notified_on: day("2026-04-21"),
        objection: Uuid::from_u128(9),
        national: &NATIONAL,
        today: day(TODAY),
    };
    let fallen = asked.debt().unwrap();
    let of_others = fallen.of_others.iter().map(|(_, cents)| cents.get()).sum::<i64>();
    assert_eq!((fallen.back, of_others), (Cents::new(back), theirs));
    let state = &fallen.account.state;
    assert_eq!(state.balances.owed(Account::Payable), owed.plus(Cents::new(back)).unwrap());
    let received: i64 = state.received.values().flatten().map(|receipt| receipt.cents.get()).sum();
    assert_eq!(state.balances.of(Account::Received), Cents::new(received), "the books and the receipts");
    let paid_off: i64 = fallen.instalments.iter().map(|one| one.cents.get()).sum();
    assert_eq!(paid_off, debts[0].remaining.get(), "all that was open is gone");
    story.account = fallen.account;
    story.postings.extend(fallen.postings);
    story.debts.insert(fallen.debt.id, fallen.debt);
    story.check();
}
