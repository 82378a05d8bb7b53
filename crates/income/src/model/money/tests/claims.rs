//! How a debt arose, what the law lets be recovered of it, and who owes it.

use rstest::rstest;
use rules::facts::ClaimCause;
use rules::facts::ClaimCause::{Information, LaterMeans, Loan, Mistake, TooMuch};

use super::*;

const TODAY: &str = "2026-05-22";

/// Pay of three months that came to light when they were paid, and the debt that a run made of it.
fn found() -> (Story, Debt) {
    let mut story = Story::from("2026-02-01");
    for run in ["2026-02", "2026-03", "2026-04"] {
        story.run(run, &format!("{run}-20"));
    }
    story.earns("2026-02-01", "2026-04-25", 20_000);
    story.run("2026-05", "2026-05-20");
    let debt = story.debts.values().copied().next().unwrap();
    (story, debt)
}

fn rule(refused: &domain::Refusal) -> (String, String) {
    let violation = &refused.violations[0];
    (violation.field.clone(), violation.rule.clone())
}

fn months(claim: &Claim) -> Vec<(String, i64)> {
    claim.months.iter().map(|(month, cents)| (month.to_string(), cents.get())).collect()
}

#[test]
fn a_run_keeps_of_what_months_a_debt_is_and_what_more_income_did() {
    let (mut story, debt) = found();
    let claim = &story.account.state.claims[&debt.id];
    assert_eq!(claim.cause, LaterMeans);
    let together: i64 = claim.months.values().map(|cents| cents.get()).sum();
    assert_eq!(together, debt.cents.get());
    // 200.00 of each month, of which 10.00 was kept as holiday allowance; of the last something was set off.
    let of = months(claim);
    assert_eq!(of[..2], [("2026-02".to_owned(), 19_000), ("2026-03".to_owned(), 19_000)]);
    assert!(of[2].0 == "2026-04" && of[2].1 < 19_000, "{of:?}");

    // The pay of March was a slip: that month goes off it, and nothing of what a person has yet to decide is another's.
    story.earns("2026-03-01", "2026-05-25", 0);
    story.earns("2026-04-01", "2026-05-25", 20_000);
    story.run("2026-06", "2026-06-20");
    let claim = &story.account.state.claims[&debt.id];
    let remaining = story.debts[&debt.id].remaining.get();
    assert_eq!(claim.months.values().map(|cents| cents.get()).sum::<i64>(), remaining);
    assert!(!claim.months.contains_key(&month("2026-03")) && remaining > 0, "{claim:?}");

    story.earns("2026-02-01", "2026-06-25", 0);
    story.earns("2026-04-01", "2026-06-25", 0);
    story.run("2026-07", "2026-07-20");
    assert_eq!(
        (story.debts[&debt.id].remaining, &story.account.state.claims),
        (Cents::ZERO, &BTreeMap::new())
    );
}

#[test]
fn what_a_lower_norm_gave_too_much_is_no_income() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let mut facts = Facts::default();
    facts.household.cost_sharers = Some(1i64.into());
    story.state("2026-02-01", "2026-03-10", facts);
    story.run("2026-03", "2026-03-20");
    let claims: Vec<_> = story.account.state.claims.values().collect();
    assert_eq!((claims.len(), claims[0].cause, claims[0].months.len()), (1, TooMuch, 1));
}

fn decides(
    (article, cause, recognisable): (&str, Option<ClaimCause>, Option<bool>),
    cents: Option<i64>,
) -> Result<(RecoveryDecided, Debt), (String, String)> {
    let (story, debt) = found();
    let said = ClaimSaid { article: article.into(), cause, recognisable, unreported_partner: false };
    let decided = story.recovers((debt.id, cents.map(Cents::new)), &said, TODAY);
    decided.map(|decided| (decided, debt)).map_err(|refused| rule(&refused))
}

/// By the article and the cause: all of it is recovered, and whether it must be set off.
#[rstest]
#[case::as_the_run_found(("58 lid 2", None, None), false, &["recovery-58-2", "debtors-59"])]
#[case::otherwise(("58 lid 2", Some(TooMuch), None), false, &["recovery-58-2", "debtors-59"])]
#[case::a_mistake_to_be_known(("58 lid 2", Some(Mistake), Some(true)), false, &["recovery-58-6", "debtors-59"])]
#[case::a_breach(("58 lid 1", None, None), true, &["recovery-58-1", "debtors-59"])]
#[case::a_breach_that_is_said(("58 lid 1", Some(Information), None), true, &["recovery-58-1", "debtors-59"])]
#[case::urgent(("58 lid 8", None, None), false, &["recovery-58-2", "recovery-58-8", "debtors-59"])]
#[case::urgent_after_a_breach(("58 lid 8", Some(Information), None), true, &["recovery-58-1", "recovery-58-8", "debtors-59"])]
fn what_the_law_lets_be_recovered(
    #[case] said: (&str, Option<ClaimCause>, Option<bool>),
    #[case] must_offset: bool,
    #[case] rules: &[&str],
) {
    let (decided, debt) = decides(said, None).unwrap();
    assert_eq!((decided.recovered, decided.left), (debt.cents, Cents::ZERO));
    assert_eq!(decided.account.state.must_offset.contains(&debt.id), must_offset);
    assert_eq!(decided.lines.iter().map(|line| line.rule.as_str()).collect::<Vec<_>>(), rules);
    let claim = &decided.account.state.claims[&debt.id];
    assert_eq!((claim.months.len(), claim.partner), (3, Cents::ZERO));
}

#[rstest]
#[case::not_to_be_known(("58 lid 2", Some(Mistake), Some(false)), None, ("cents", "recovery-58-2-e"))]
#[case::a_cent_of_it(("58 lid 2", Some(Mistake), Some(false)), Some(1), ("cents", "recovery-58-2-e"))]
#[case::nor_for_urgent_reasons(("58 lid 8", Some(Mistake), Some(false)), Some(1), ("cents", "recovery-58-2-e"))]
#[case::not_said(("58 lid 2", Some(Mistake), None), None, ("recognisable", "facts-missing"))]
#[case::a_breach_that_may(("58 lid 2", Some(Information), None), None, ("article", "duty-to-recover"))]
#[case::a_mistake_that_must(("58 lid 1", Some(Mistake), Some(true)), None, ("cause", "cause-article"))]
#[case::part_of_what_must(("58 lid 1", None, None), Some(1), ("cents", "duty-to-recover"))]
#[case::a_loan(("58 lid 2", Some(Loan), None), None, ("cause", "cause-kind"))]
#[case::an_advance(("58 lid 2", Some(ClaimCause::Advance), None), None, ("cause", "cause-kind"))]
#[case::more_than_it_is(("58 lid 2", None, None), Some(100_000), ("cents", "more-than-too-much"))]
fn what_the_law_does_not_allow(
    #[case] said: (&str, Option<ClaimCause>, Option<bool>),
    #[case] cents: Option<i64>,
    #[case] expected: (&str, &str),
) {
    let refused = decides(said, cents).unwrap_err();
    assert_eq!((refused.0.as_str(), refused.1.as_str()), expected);
}

#[test]
fn what_was_not_to_be_known_is_left_with_the_rule() {
    let (decided, debt) = decides(("58 lid 2", Some(Mistake), Some(false)), Some(0)).unwrap();
    assert_eq!((decided.recovered, decided.left), (Cents::ZERO, debt.cents));
    assert_eq!(decided.lines.len(), 1, "nobody owes it");
    assert!(decided.lines[0].text.contains("niet te herkennen"), "{}", decided.lines[0].text);
    assert!(!decided.account.state.claims.contains_key(&debt.id));
}

/// Of a mistake the months of more than two years ago fall out of what is recovered, and are told; of a breach none does.
#[rstest]
#[case(Mistake, "58 lid 2", 30_000)]
#[case(TooMuch, "58 lid 2", 31_000)]
#[case(Information, "58 lid 1", 31_000)]
fn months_that_are_too_old_fall_out(
    #[case] cause: ClaimCause,
    #[case] article: &str,
    #[case] recovered: i64,
) {
    let (mut story, debt) = found();
    let old = BTreeMap::from([
        (month("2024-04"), Cents::new(1_000)),
        (month("2024-05"), Cents::new(2_000)),
        (month("2026-02"), Cents::new(28_000)),
    ]);
    story.account.state.claims.insert(debt.id, Claim::new(TooMuch, old));
    let debt = Debt { cents: Cents::new(31_000), remaining: Cents::new(31_000), ..debt };
    story.debts.insert(debt.id, debt);
    let said = ClaimSaid {
        article: article.into(),
        cause: Some(cause),
        recognisable: (cause == Mistake).then_some(true),
        ..ClaimSaid::default()
    };
    let decided = story.recovers((debt.id, None), &said, TODAY).unwrap();
    assert_eq!((decided.recovered.get(), decided.left.get()), (recovered, 31_000 - recovered));
    let told = decided.lines[0].text.contains("april 2024");
    assert_eq!(told, cause == Mistake, "{}", decided.lines[0].text);
    let of = months(&decided.account.state.claims[&debt.id]);
    assert_eq!(of.iter().map(|(_, cents)| cents).sum::<i64>(), recovered);
    let more = story.recovers((debt.id, Some(Cents::new(30_001))), &said, TODAY);
    assert_eq!(
        more.is_ok(),
        cause == TooMuch,
        "a part of what must be is not enough, and of what is too old nothing is"
    );
}

/// A partner owes the months over which the assistance was for both from the first to the last day; who was not reported all.
#[rstest]
#[case::since_march("2026-03-01", false, (20_000, 0))]
#[case::in_the_course_of_march("2026-03-15", false, (5_000, 0))]
#[case::never("2026-05-01", false, (0, 0))]
#[case::not_reported("2026-05-01", true, (0, 30_000))]
fn who_owes_it(#[case] couple_from: &str, #[case] unreported: bool, #[case] expected: (i64, i64)) {
    let (mut story, debt) = found();
    story.state(couple_from, "2026-05-21", couple());
    let of = [("2026-02", 10_000), ("2026-03", 15_000), ("2026-04", 5_000)];
    let of = of.into_iter().map(|(of, cents)| (month(of), Cents::new(cents))).collect();
    story.account.state.claims.insert(debt.id, Claim::new(TooMuch, of));
    let debt = Debt { cents: Cents::new(30_000), remaining: Cents::new(30_000), ..debt };
    story.debts.insert(debt.id, debt);
    let said = ClaimSaid { unreported_partner: unreported, ..may() };
    let decided = story.recovers((debt.id, None), &said, TODAY).unwrap();
    let claim = &decided.account.state.claims[&debt.id];
    assert_eq!((claim.partner.get(), claim.unreported_partner.get()), expected);
    let line = decided.lines.last().unwrap();
    assert_eq!(
        (line.rule.as_str(), line.text.contains("ieder voor het geheel")),
        ("debtors-59", expected != (0, 0))
    );
    assert_eq!(line.text.contains("De partner is dat voor"), expected.0 > 0, "{}", line.text);
}

/// What an earlier version found does not tell its months: it is of the month in which it was found.
#[test]
fn what_an_earlier_version_found_is_decided_on_too() {
    let (mut story, debt) = found();
    story.account.state.claims.clear();
    let decided = story.recovers((debt.id, None), &may(), TODAY).unwrap();
    let claim = &decided.account.state.claims[&debt.id];
    assert_eq!(months(claim), [("2026-05".to_owned(), debt.cents.get())]);
    assert_eq!(claim.cause, TooMuch);
}
