use rstest::rstest;

use super::*;
use crate::model::money::AdvanceAsked;
use crate::model::money::advance::GrantedAdvance;

/// What is asked of a story whose right was not decided: reported on 2026-02-02.
fn grant(story: &Story, today: &str, amount: Option<i64>) -> Result<GrantedAdvance, domain::Refusal> {
    let facts = story.timeline.on(day(today), day(today));
    let asked = AdvanceAsked {
        account: &story.account,
        applied_on: day("2026-02-02"),
        facts: &facts,
        timeline: &story.timeline,
        payees: &story.payees,
        amount: amount.map(Cents::new),
        national: &NATIONAL,
        today: day(today),
    };
    asked.grant(Uuid::from_u128(4_242))
}

fn undecided() -> Story {
    let mut story = Story::from("2026-02-02");
    story.account.state.right_from = None;
    story
}

impl Story {
    fn take(&mut self, granted: GrantedAdvance) {
        self.account = granted.account;
        self.postings.extend(granted.postings);
        self.debts.insert(granted.debt.id, granted.debt);
        self.payments.extend(granted.payments.into_iter().map(|payment| (payment.key, payment)));
        self.check();
    }
}

fn rule(refused: &domain::Refusal) -> String {
    refused.violations.first().map_or(refused.rule.clone(), |violation| violation.rule.clone())
}

/// The share of the law on a day, rounded up to the cent.
fn least(cents: i64, on: &str) -> i64 {
    let share = NATIONAL.rate("52.share", day(on)).unwrap().basis_points;
    (cents * share + 9_999) / 10_000
}

#[test]
fn the_least_of_the_law_is_a_debt_and_waits_for_the_next_run() {
    let mut story = undecided();
    let granted = grant(&story, "2026-02-10", None).unwrap();

    // art. 21(a) on 2026-01-01: 1,401.50; the term ends four weeks after the report
    let cents = least(140_150, "2026-03-02");
    assert_eq!((granted.debt.kind, granted.debt.cents), (DebtKind::Advance, Cents::new(cents)));
    assert_eq!(granted.payments[0].status, PaymentStatus::Waiting);
    assert_eq!(granted.account.state.advanced_until, Some(day("2026-03-02")));
    story.take(granted);
    assert!(story.account.is_open(), "a run has something to do");

    let run = story.run("2026-02", "2026-02-20");
    assert_eq!(run.payments.iter().map(|payment| payment.cents.get()).collect::<Vec<_>>(), [cents]);
    assert_eq!(run.payments[0].key.kind, sepa::PaymentKind::Advance);
    assert!(run.difference.reasons.iter().any(|reason| reason.starts_with("Voorschot")));
    assert_eq!(
        story.debts.values().next().unwrap().remaining,
        Cents::new(cents),
        "nothing to settle it with yet"
    );
}

#[test]
fn the_first_assistance_settles_it_and_what_is_left_over_is_paid() {
    let mut story = undecided();
    let granted = grant(&story, "2026-02-10", None).unwrap();
    let cents = granted.debt.cents.get();
    story.take(granted);
    story.run("2026-02", "2026-02-20");

    story.account.state.right_from = Some(day("2026-02-02"));
    let run = story.run("2026-03", "2026-03-20");
    // 27 of 28 days of February: 1,351.45; March 1,401.50; each less 5 %
    assert_eq!(Story::paid(&run)[0].1, 135_145 - 6_757 + 133_142 - cents);
    assert!(story.debts.values().all(|debt| debt.remaining == Cents::ZERO));
    assert_eq!(story.account.state.balances.of(Account::DebtAdvance), Cents::ZERO);
}

#[test]
fn an_advance_that_no_run_took_along_yet_is_paid_and_settled_in_one() {
    let mut story = undecided();
    let granted = grant(&story, "2026-02-10", None).unwrap();
    let cents = granted.debt.cents.get();
    story.take(granted);
    story.account.state.right_from = Some(day("2026-02-02"));

    let run = story.run("2026-02", "2026-02-20");
    let mut paid: Vec<i64> = run.payments.iter().map(|payment| payment.cents.get()).collect();
    paid.sort_unstable();
    assert_eq!(
        paid,
        [135_145 - 6_757 - cents, cents]
            .map(|cents| cents.max(0))
            .into_iter()
            .filter(|cents| *cents > 0)
            .collect::<Vec<_>>()
    );
}

#[test]
fn after_a_denial_it_stays_a_debt() {
    let mut story = undecided();
    story.take(grant(&story, "2026-02-10", None).unwrap());
    story.run("2026-02", "2026-02-20");
    let open = story.run("2026-03", "2026-03-20");
    assert!(open.payments.is_empty() && open.debts.changed.is_empty());
    assert!(story.debts.values().all(|debt| debt.remaining == debt.cents));
}

#[test]
fn one_in_each_term_of_four_weeks() {
    let mut story = undecided();
    story.take(grant(&story, "2026-02-10", None).unwrap());
    let again = grant(&story, "2026-03-02", None).unwrap_err();
    assert_eq!(again.rule, "advance-granted");
    let next = grant(&story, "2026-03-03", None).unwrap();
    assert_eq!(next.account.state.advanced_until, Some(day("2026-03-30")));
}

#[rstest]
#[case::a_cent_too_little(-1, Err("advance-52"))]
#[case::the_least(0, Ok(()))]
fn no_less_than_the_law(#[case] more: i64, #[case] expected: Result<(), &str>) {
    let amount = least(140_150, "2026-03-02") + more;
    let granted = grant(&undecided(), "2026-02-10", Some(amount));
    assert_eq!(granted.map(drop).map_err(|refused| rule(&refused)), expected.map_err(str::to_owned));
}

#[rstest]
#[case::all_of_it(140_150, Ok(()))]
#[case::a_cent_too_much(140_151, Err("advance-most"))]
fn no_more_than_the_assistance(#[case] amount: i64, #[case] expected: Result<(), &str>) {
    let granted = grant(&undecided(), "2026-02-10", Some(amount));
    assert_eq!(granted.map(drop).map_err(|refused| rule(&refused)), expected.map_err(str::to_owned));
}

#[test]
fn where_facts_are_missing_the_consultant_states_the_amount() {
    let mut story = undecided();
    story.timeline = Timeline::default();
    let refused = grant(&story, "2026-02-10", None).unwrap_err();
    assert_eq!(rule(&refused), "advance-amount-required");
    assert_eq!(refused.violations[0].field, "cents");
    let granted = grant(&story, "2026-02-10", Some(50_000)).unwrap();
    assert_eq!(granted.debt.cents, Cents::new(50_000));
    story.take(granted);
}

#[test]
fn who_withholds_data_or_clearly_has_no_right_gets_none() {
    let mut story = undecided();
    let mut facts = Facts::default();
    facts.assistance.withholds_data = Some(true.into());
    story.state("2026-02-02", "2026-02-09", facts);
    assert_eq!(grant(&story, "2026-02-10", None).unwrap_err().rule, "advance-52");
    assert_eq!(grant(&story, "2026-02-10", Some(50_000)).unwrap_err().rule, "advance-52");

    let mut story = undecided();
    story.earns("2026-02-02", "2026-02-09", 500_000);
    assert_eq!(grant(&story, "2026-02-10", None).unwrap_err().rule, "advance-52", "too much income");
}

#[test]
fn none_beside_a_right_that_runs_and_none_without_an_account() {
    let story = Story::from("2026-02-02");
    assert_eq!(grant(&story, "2026-02-10", None).unwrap_err().rule, "right-runs");
    let mut story = undecided();
    story.payees.clear();
    assert_eq!(grant(&story, "2026-02-10", None).unwrap_err().rule, "account-missing");
}

#[test]
fn spouses_share_it_and_a_run_that_is_given_up_leaves_it_waiting() {
    let mut story = undecided();
    story.state("2026-02-02", "2026-02-02", couple());
    story.payees.push(partner_account());
    let granted = grant(&story, "2026-02-10", None).unwrap();
    let parts: Vec<i64> = granted.payments.iter().map(|payment| payment.cents.get()).collect();
    let whole = least(200_213, "2026-03-02");
    assert_eq!(parts, [whole - whole / 2, whole / 2]);
    story.take(granted);

    let run = story.run("2026-02", "2026-02-20");
    assert_eq!(story.account.state.waiting, 0);
    let back = run.payments[0].withdrawn(&story.account).unwrap().unwrap();
    assert_eq!((back.payment.status, back.payment.run), (PaymentStatus::Waiting, None));
    assert_eq!((back.account.state.waiting, back.postings.len()), (1, 0));
}

/// What a person decides on, of three advances.
fn waits_for_a_person(story: &Story) -> usize {
    story.account.state.undecided.len()
}

fn judge(story: &mut Story, right: Option<bool>) {
    let open: Vec<Debt> = story.debts.values().copied().filter(|debt| debt.remaining > Cents::ZERO).collect();
    story.account.judge_advances(&open, right);
}

#[test]
fn without_a_right_a_person_decides_and_a_right_after_all_settles_it() {
    let mut story = undecided();
    judge(&mut story, Some(false));
    assert_eq!(waits_for_a_person(&story), 0, "there was none");
    let mut story = undecided();
    story.take(grant(&story, "2026-02-10", None).unwrap());
    story.run("2026-02", "2026-02-20");
    judge(&mut story, None);
    assert_eq!(waits_for_a_person(&story), 0, "a person still decides on the right");
    judge(&mut story, Some(false));
    assert_eq!(waits_for_a_person(&story), 1);

    // An objection is upheld.
    judge(&mut story, Some(true));
    assert_eq!(waits_for_a_person(&story), 0);
    story.account.state.right_from = Some(day("2026-02-02"));
    story.run("2026-03", "2026-03-20");
    assert!(story.debts.values().all(|debt| debt.remaining == Cents::ZERO));
}

#[test]
fn who_decided_once_is_not_asked_again() {
    let mut story = undecided();
    story.take(grant(&story, "2026-02-10", None).unwrap());
    story.run("2026-02", "2026-02-20");
    judge(&mut story, Some(false));
    let open: Vec<Debt> = story.debts.values().copied().collect();
    let debt = open[0].id;
    let decided = story.recovers((debt, Some(Cents::new(50_000))), &may(), "2026-03-20").unwrap();
    let left = open[0].cents.minus(Cents::new(50_000)).unwrap();
    assert_eq!((decided.recovered, decided.left), (Cents::new(50_000), left));
    // What is not recovered is a cost of assistance after all, and no debt any more.
    let balances = &decided.account.state.balances;
    assert_eq!(balances.of(Account::DebtAdvance), Cents::new(50_000));
    assert_eq!(balances.of(Account::Assistance), left);
    story.account = decided.account;
    story.debts.insert(debt, decided.debt);
    judge(&mut story, Some(false));
    assert_eq!(waits_for_a_person(&story), 0);
}
