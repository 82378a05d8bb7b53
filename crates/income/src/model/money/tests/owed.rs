use rstest::rstest;
use rules::facts::ClaimCause;

use super::*;
use crate::model::money::owed::DecidedDebt;
use crate::model::money::{InstalmentAsked, InstalmentSet, InstalmentWanted, decide_debt};

impl Story {
    fn owes(&mut self, kind: DebtKind, cents: i64) -> Uuid {
        let id = Uuid::from_u128(500 + self.debts.len() as u128);
        let asked = (id, kind, Cents::new(cents), month("2026-02"));
        let DecidedDebt { account, debt, postings } =
            decide_debt(&self.account, asked, month("2026-03")).unwrap();
        self.account = account;
        self.postings.extend(postings);
        self.debts.insert(id, debt);
        self.check();
        id
    }

    fn instalment(&mut self, id: Uuid, cents: i64) -> Result<(), String> {
        let open: Vec<Debt> = self.debts.values().copied().collect();
        let wanted = InstalmentWanted { debt: id, cents: Cents::new(cents), outside: None, despite: None };
        let asked = InstalmentAsked {
            account: &self.account,
            open: &open,
            wanted: &wanted,
            facts: &Facts::default(),
            national: &NATIONAL,
            today: day("2026-03-01"),
        };
        let InstalmentSet { account, debt, .. } = asked.decide().map_err(|refused| {
            refused.violations.first().map_or(refused.rule.clone(), |violation| violation.rule.clone())
        })?;
        self.account = account;
        self.debts.insert(id, debt);
        Ok(())
    }
}

/// A right from February, and February paid: of 1,401.50 a month 70.07 may be withheld.
fn paid() -> Story {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    story
}

#[rstest]
#[case::all_there_is_room_for(7_007, Ok(()))]
#[case::a_cent_more(7_008, Err("protected-475d"))]
fn an_instalment_leaves_the_protected_part(#[case] cents: i64, #[case] expected: Result<(), &str>) {
    let mut story = paid();
    let id = story.owes(DebtKind::Fine, 30_000);
    assert_eq!(story.instalment(id, cents), expected.map_err(str::to_owned));
}

#[test]
fn instalments_share_the_room_and_runs_take_them_until_they_are_taken_back() {
    let mut story = paid();
    let fine = story.owes(DebtKind::Fine, 30_000);
    let recovery = story.owes(DebtKind::Recovery, 9_000);
    story.instalment(fine, 5_000).unwrap();
    assert_eq!(story.instalment(recovery, 2_008), Err("protected-475d".to_owned()));
    story.instalment(recovery, 2_007).unwrap();
    story.instalment(fine, 4_000).unwrap();

    let march = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&march)[0].1, 133_142 - 4_000 - 2_007);
    assert_eq!(story.debts[&fine].remaining, Cents::new(26_000));
    story.instalment(fine, 0).unwrap();
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(Story::paid(&april)[0].1, 133_142 - 2_007);
    assert_eq!((story.debts[&fine].instalment, story.debts[&fine].remaining), (None, Cents::new(26_000)));
}

#[test]
fn an_advance_and_what_is_no_debt_have_no_instalment() {
    let mut story = paid();
    assert_eq!(story.instalment(Uuid::from_u128(1), 100), Err("not-found".to_owned()));
    let id = story.owes(DebtKind::Fine, 30_000);
    story.debts.get_mut(&id).unwrap().kind = DebtKind::Advance;
    assert_eq!(story.instalment(id, 100), Err("advance-settles-itself".to_owned()));
}

#[rstest]
#[case(DebtKind::Recovery, Account::DebtRecovery, Account::Assistance)]
#[case(DebtKind::Loan, Account::DebtLoan, Account::Assistance)]
#[case(DebtKind::Fine, Account::DebtFine, Account::Fines)]
fn a_debt_stands_on_its_own_account(#[case] kind: DebtKind, #[case] debit: Account, #[case] credit: Account) {
    let mut story = paid();
    story.owes(kind, 140_150);
    let last = story.postings.last().unwrap();
    assert_eq!((last.debit, last.credit, last.cents), (debit, credit, Cents::new(140_150)));
}

#[rstest]
#[case::more_than_was_given(DebtKind::Recovery, 140_151, "2026-02", "more-than-given")]
#[case::a_loan_of_more(DebtKind::Loan, 140_151, "2026-02", "more-than-given")]
#[case::a_month_to_come(DebtKind::Fine, 1, "2026-04", "month-ahead")]
#[case::an_advance(DebtKind::Advance, 1, "2026-02", "debt-kind")]
fn what_cannot_be_decided(
    #[case] kind: DebtKind,
    #[case] cents: i64,
    #[case] of: &str,
    #[case] expected: &str,
) {
    let asked = (Uuid::from_u128(1), kind, Cents::new(cents), month(of));
    let refused = decide_debt(&paid().account, asked, month("2026-03")).unwrap_err();
    assert_eq!(refused.violations[0].rule, expected);
}

/// A recovery that no run found: the law is asked with its month, by the letter of the article or the cause that is said.
#[rstest]
#[case::by_duty(("58 lid 1", None, None), "2023-12", Ok(true))]
#[case::tenth_paragraph_is_not_the_first(("58 lid 10", None, None), "2026-02", Ok(false))]
#[case::may(("58 lid 2", None, None), "2023-12", Ok(false))]
#[case::letter(("58 lid 2, onder a", None, None), "2026-02", Ok(false))]
#[case::mistake(("58 lid 2 onderdeel e", None, Some(true)), "2024-03", Ok(false))]
#[case::too_old(("58 lid 2 onder e", None, Some(true)), "2024-02", Err(("month", "recovery-58-6")))]
#[case::not_to_be_known(("58 lid 2 onder e", None, Some(false)), "2026-02", Err(("recognisable", "recovery-58-2-e")))]
#[case::not_said(("58 lid 2 onder e", None, None), "2026-02", Err(("recognisable", "facts-missing")))]
#[case::said_otherwise(("58 lid 2 onder a", Some(ClaimCause::Mistake), Some(true)), "2026-02", Err(("cause", "cause-article")))]
#[case::said(("58", Some(ClaimCause::Mistake), Some(false)), "2026-02", Err(("recognisable", "recovery-58-2-e")))]
fn a_recovery_by_decision_is_held_against_the_law(
    #[case] said: (&str, Option<ClaimCause>, Option<bool>),
    #[case] of: &str,
    #[case] expected: Result<bool, (&str, &str)>,
) {
    let (article, cause, recognisable) = said;
    let story = paid();
    let asked = (Uuid::from_u128(500), DebtKind::Recovery, Cents::new(1_000), month(of));
    let mut decided = decide_debt(&story.account, asked, month("2026-03")).unwrap();
    let said = ClaimSaid { article: article.into(), cause, recognisable, unreported_partner: false };
    let lines = decided.as_recovery(&said, &story.timeline, (&NATIONAL, day("2026-03-20")));
    let refused = lines.as_ref().err().map(|refused| &refused.violations[0]);
    let refused = refused.map(|violation| (violation.field.as_str(), violation.rule.as_str()));
    assert_eq!(refused, expected.err());
    if let Ok(must_offset) = expected {
        assert_eq!(decided.account.state.must_offset.contains(&decided.debt.id), must_offset);
        assert!(decided.account.state.claims.contains_key(&decided.debt.id));
    }
}
