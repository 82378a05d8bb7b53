//! What becomes of an advance that no assistance settles any more: asked of a person, each time anew, and a recovery from then on.

use rstest::rstest;

use super::*;
use crate::messages::signal;

const FIRST: u128 = 1;
const SECOND: u128 = 2;

/// 1,331.00 in February and in March; granted in April from 2 February, while what is left is judged by runs.
fn advanced(right: Option<&str>) -> Story {
    let mut story = Story::from("2026-02-02");
    story.account.state.right_from = None;
    for (id, of) in [(FIRST, "2026-02"), (SECOND, "2026-03")] {
        let (id, month, cents) = (Uuid::from_u128(id), month(of), Cents::new(133_100));
        let debt = Debt { id, kind: DebtKind::Advance, month, cents, remaining: cents, instalment: None };
        let mut book = story.account.book();
        book.transfer((Account::DebtAdvance, Account::Bank), cents, month, Reason::Advance).unwrap();
        story.postings.extend(story.account.keep(book));
        story.debts.insert(id, debt);
    }
    story.account.state.right_from = right.map(day);
    story
}

fn open(story: &Story) -> Vec<Debt> {
    story.debts.values().copied().filter(|debt| debt.remaining > Cents::ZERO).collect()
}

fn owed(story: &Story) -> i64 {
    open(story).iter().map(|debt| debt.remaining.get()).sum()
}

fn judge(story: &mut Story, right: Option<bool>) {
    let open = open(story);
    story.account.judge_advances(&open, right);
}

fn waits(story: &Story) -> Vec<String> {
    story.account.state.undecided.keys().map(|debt| story.account.state.asked_as(*debt)).collect()
}

fn recover(story: &mut Story, id: u128, cents: Option<i64>) -> Debt {
    let (debt, cents) = (Uuid::from_u128(id), cents.map(Cents::new));
    let decided = story.recovers((debt, cents), &may(), "2026-05-20").unwrap();
    story.account = decided.account;
    story.postings.extend(decided.postings);
    story.debts.insert(debt, decided.debt);
    decided.debt
}

/// That a cent of it is paid off each month.
fn instalment(story: &Story, id: u128, today: &str) -> Result<(), domain::Refusal> {
    let wanted =
        InstalmentWanted { debt: Uuid::from_u128(id), cents: Cents::new(1), outside: None, despite: None };
    let asked = InstalmentAsked {
        account: &story.account,
        open: &open(story),
        wanted: &wanted,
        facts: &Facts::default(),
        national: &NATIONAL,
        today: day(today),
    };
    asked.decide().map(drop)
}

fn name(id: u128) -> String {
    Uuid::from_u128(id).to_string()
}

/// 19 of 28 days of February: 951.02, of which 47.55 is kept and paid at the end. 2,662.00 less 951.02.
#[rstest]
#[case::ended_in_its_first_month("2026-02-20", 266_200 - 95_102)]
#[case::withdrawn_from_its_first_day("2026-02-01", 266_200)]
fn what_a_right_that_is_over_leaves_is_for_a_person(#[case] last_day: &str, #[case] left: i64) {
    let mut story = advanced(Some("2026-02-02"));
    judge(&mut story, Some(true));
    story.account.state.right_until = Some(day(last_day));
    story.account.touch(month("2026-02"));
    judge(&mut story, None);

    let run = story.run("2026-04", "2026-04-20");

    assert_eq!(owed(&story), left);
    assert_eq!(run.to_decide.len(), open(&story).len(), "{:?}", run.difference.reasons);
    assert!(run.difference.reasons.iter().any(|reason| reason.contains("voorschot")));
    assert_eq!(signal::overpaid(&story.account, &run.to_decide, &run.made_good).len(), run.to_decide.len());
    let again = story.run("2026-05", "2026-05-20");
    assert_eq!(again.to_decide.len(), 0, "once");
    recover(&mut story, SECOND, None);
    let set = instalment(&story, SECOND, "2026-05-20");
    assert_ne!(set.map_err(|refused| refused.rule), Err("advance-settles-itself".to_owned()));
}

#[test]
fn while_the_right_runs_nobody_is_asked() {
    let mut story = advanced(Some("2026-02-02"));
    assert_eq!(story.run("2026-02", "2026-02-20").to_decide.len(), 0);
    story.account.state.right_until = Some(day("2026-03-31"));
    story.account.touch(month("2026-03"));
    let march = story.run("2026-03", "2026-03-20");
    // 1,351.45 and 1,401.50, the holiday allowance of which is paid at the end: 2,752.95 settles 2,662.00.
    assert_eq!((march.to_decide.len(), owed(&story)), (0, 0));
    assert_eq!(Story::paid(&march), [("applicant".to_owned(), 135_145 + 140_150 - 266_200)]);
}

#[test]
fn an_end_that_is_to_come_is_waited_for() {
    let mut story = advanced(Some("2026-02-20"));
    story.account.state.right_until = Some(day("2026-03-02"));
    assert_eq!(story.run("2026-02", "2026-02-20").to_decide.len(), 0);
    assert_eq!(story.run("2026-03", "2026-03-20").to_decide.len(), 2);
}

#[test]
fn a_run_asks_of_what_an_earlier_version_denied() {
    let mut story = advanced(None);
    assert_eq!(story.run("2026-04", "2026-04-20").to_decide.len(), 0, "nobody decided on the right");
    assert!(story.account.has_unjudged_advance());
    story.denied = true;
    let run = story.run("2026-05", "2026-05-20");
    assert_eq!(run.to_decide, [Uuid::from_u128(FIRST), Uuid::from_u128(SECOND)]);
    assert!(!story.account.has_unjudged_advance());
}

/// Denied, recovered, an objection upheld so that a person decides again, and denied again.
#[test]
fn who_decided_is_asked_no_second_time_for_the_same() {
    let mut story = advanced(None);
    judge(&mut story, Some(false));
    assert_eq!(waits(&story), [name(FIRST), name(SECOND)]);
    recover(&mut story, FIRST, Some(50_000));
    judge(&mut story, None);
    judge(&mut story, Some(false));
    assert_eq!(waits(&story), [name(SECOND)], "on the first was decided");
}

/// The same of an account that an earlier version wrote, which did not keep what was decided.
#[test]
fn what_an_earlier_version_decided_is_known() {
    let mut story = advanced(None);
    judge(&mut story, Some(false));
    recover(&mut story, FIRST, None);
    story.account.state.decided_advances.clear();
    story.account.state.asked.clear();
    judge(&mut story, None);
    judge(&mut story, Some(false));
    assert_eq!(waits(&story), [name(SECOND)]);
}

#[test]
fn what_is_asked_anew_has_a_name_of_its_own() {
    let mut story = advanced(None);
    judge(&mut story, Some(false));
    recover(&mut story, FIRST, None);
    // There is a right after all: it settles both, as if nothing was decided.
    let before = story.account.clone();
    judge(&mut story, Some(true));
    assert_eq!(waits(&story), Vec::<String>::new());
    assert_eq!(signal::undecided(Some(&before), &story.account).len(), 1, "the task on the second is over");
    judge(&mut story, Some(false));
    assert_eq!(waits(&story), [FIRST, SECOND].map(|id| format!("{}-2", name(id))));
}

/// What is recovered is paid off as was agreed, also from a later assistance: it does not settle itself.
#[test]
fn a_recovered_advance_is_paid_off_in_instalments() {
    let mut story = advanced(None);
    judge(&mut story, Some(false));
    recover(&mut story, FIRST, Some(50_000));
    recover(&mut story, SECOND, Some(0));
    story.debts.get_mut(&Uuid::from_u128(FIRST)).unwrap().instalment = Some(Cents::new(2_000));
    judge(&mut story, None);
    story.account.state.right_from = Some(day("2026-06-01"));
    let june = story.run("2026-06", "2026-06-20");
    assert_eq!(june.debts.instalments.iter().map(|one| one.cents.get()).collect::<Vec<_>>(), [2_000]);
    assert_eq!(owed(&story), 48_000);
}

fn given_and_recovered() -> (Story, [MoneyDecision; 2]) {
    let mut story = advanced(None);
    judge(&mut story, Some(false));
    let (by, first) = (("anna", day("2026-04-02")), Uuid::from_u128(FIRST));
    let why = |rule: &str| domain::Explanation {
        rule: rule.into(),
        source: "PW art. 58 lid 2".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: "Er was geen recht.".into(),
    };
    let debt = story.debts[&first];
    let given = debt_decision(&mut story.account, &debt, by, vec![why("advance-decided")]);
    let debt = recover(&mut story, FIRST, Some(50_000));
    let taken =
        recovery_decision(&mut story.account, &debt, Cents::new(50_000), by, vec![why(RECOVERY_DECIDED)]);
    (story, [given, taken])
}

/// Also the one of an earlier version, which has no word for it but its reasons.
#[rstest]
#[case::told(true)]
#[case::of_an_earlier_version(false)]
fn that_an_advance_is_recovered_is_another_decision_than_that_it_is_given(#[case] told: bool) {
    let (story, [given, mut taken]) = given_and_recovered();
    if let Matter::Debt { recovered, .. } = &mut taken.matter {
        *recovered = told;
    }
    assert_eq!(given.objected_to_as(false), Ok(Against::OtherMoney));
    assert_eq!(taken.objected_to_as(false), Ok(Against::Recovery));
    let terms = legal_terms(&story.account, &[given, taken], &BTreeMap::new(), &NATIONAL);
    let about: Vec<_> = terms.iter().map(|entry| (entry.term.kind(), entry.about.clone())).collect();
    assert_eq!(about, [(terms::Kind::Payment, name(FIRST))], "six weeks to pay what is recovered");
}

/// Of 1,331.00 500.00 is recovered and 100.00 of that was paid when it falls: that comes back, and what was never recovered not.
#[test]
fn a_recovery_that_falls_gives_back_what_was_paid_on_it() {
    let (mut story, decisions) = given_and_recovered();
    let first = Uuid::from_u128(FIRST);
    let mut book = story.account.book();
    let (pair, cents) = ((Account::Bank, Account::DebtAdvance), Cents::new(10_000));
    book.transfer(pair, cents, month("2026-05"), Reason::Offset).unwrap();
    story.postings.extend(story.account.keep(book));
    story.debts.get_mut(&first).unwrap().remaining = Cents::new(40_000);
    let debts: Vec<Debt> = story.debts.values().copied().collect();
    let asked = ReverseAsked {
        account: &story.account,
        decisions: &decisions,
        debts: &debts,
        kind: Reversed::Recovery,
        number: None,
        notified_on: day("2026-04-02"),
        objection: Uuid::from_u128(9),
        national: &NATIONAL,
        today: day("2026-06-02"),
    };
    let reversed = asked.debt().unwrap();
    assert_eq!((reversed.back, reversed.debt.remaining), (Cents::new(10_000), Cents::ZERO));
    assert_eq!(reversed.account.state.balances.owed(Account::Payable), Cents::new(10_000));
    assert_eq!(reversed.decision.replaces, Some(2), "not the decision that gave it");
}

/// A right that a decision took from 20 February, before any run: its 18 days settle what they can, and of the rest a person is
/// asked then, not before.
#[test]
fn the_last_months_of_a_right_that_was_lost_settle_first() {
    let mut story = advanced(Some("2026-02-02"));
    judge(&mut story, Some(true));
    let denied = SettledAmount {
        from: day("2026-02-20"),
        amount: Cents::ZERO,
        reason: domain::Explanation {
            rule: "decided-by-person".into(),
            source: "PW art. 11".into(),
            policy_version: String::new(),
            inputs: Vec::new(),
            text: "Afgewezen.".into(),
        },
        known: Some(1),
        until: None,
    };
    story.account.state.settled.push(denied);
    story.account.touch(month("2026-02"));
    judge(&mut story, Some(false));
    assert!(waits(&story).is_empty(), "its last month is yet to be worked out");
    let refused = instalment(&story, SECOND, "2026-02-20").unwrap_err();
    assert_eq!(refused.rule, "advance-settles-itself");

    let run = story.run("2026-02", "2026-02-25");

    // 18 of 28 days: 900.96, of which 45.05 is kept.
    assert_eq!(owed(&story), 266_200 - 85_591);
    assert_eq!(run.to_decide.len(), 2, "{:?}", run.difference.reasons);
    assert_eq!(story.run("2026-03", "2026-03-20").to_decide.len(), 0, "once");
    judge(&mut story, Some(false));
    assert_eq!(waits(&story).len(), 2, "an end of the case asks nothing anew");
}
