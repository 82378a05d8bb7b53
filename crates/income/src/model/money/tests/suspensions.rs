//! Payment that stands still: each turn of it, the time to put it right, and one that falls after an objection.

use domain::Refusal;
use rstest::rstest;

use super::*;
use crate::model::money::suspension::{HeldState, SuspensionAsked, SuspensionMeant, lift_suspension};

fn account() -> CaseAccount {
    let (case, person) = (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
    CaseAccount::new(case, person, "a-tenant:0001".parse().unwrap())
}

fn facts(other: serde_json::Value) -> Facts {
    let mut all = serde_json::json!({
        "culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-03-15"
    });
    all.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    serde_json::from_value(serde_json::json!({ "conduct": { "suspension": all } })).unwrap()
}

fn decided(
    account: &CaseAccount,
    other: serde_json::Value,
    today: &str,
) -> Result<Option<(CaseAccount, Option<MoneyDecision>)>, Refusal> {
    let (facts, national) = (facts(other), &*NATIONAL);
    SuspensionAsked { account, by: "anna", facts: &facts, national, today: day(today) }.decide()
}

/// What is decided, where something is.
fn turn(account: &CaseAccount, other: serde_json::Value, today: &str) -> (CaseAccount, MoneyDecision) {
    let (account, decision) = decided(account, other, today).unwrap().unwrap();
    (account, decision.unwrap())
}

#[test]
fn each_turn_is_a_decision_that_points_at_the_one_before() {
    let nothing = || serde_json::json!({});
    let (held, first) = turn(&account(), nothing(), "2026-03-05");
    let state = HeldState::Suspended;
    assert_eq!(first.matter, Matter::Suspension { state, from: day("2026-03-01") });
    assert_eq!((first.number, first.replaces), (1, None));
    assert_eq!(held.state.stale_from, Some("2026-03".parse().unwrap()), "its months are worked out anew");
    assert!(decided(&held, nothing(), "2026-03-06").unwrap().is_none(), "said again");

    let repaired = serde_json::json!({ "repaired_on": "2026-03-10" });
    let (lifted, second) = turn(&held, repaired, "2026-03-10");
    assert_eq!((second.number, second.replaces), (2, Some(1)));
    assert_eq!(lifted.state.suspension.unwrap().state, HeldState::Lifted);
    assert_eq!(lifted.wakes_on(), None, "nobody decides any more");

    let withdrawn = serde_json::json!({ "withdrawn": true });
    let (gone, last) = turn(&held, withdrawn, "2026-03-20");
    let state = HeldState::Withdrawn;
    assert_eq!(last.matter, Matter::Suspension { state, from: day("2026-03-01") });
    assert_eq!(gone.wakes_on(), None);
    let excused = serde_json::json!({ "culpable": false });
    let (_, lifted) = turn(&held, excused, "2026-03-20");
    assert!(matches!(lifted.matter, Matter::Suspension { state: HeldState::Lifted, .. }));
}

/// Eight weeks from 1 March are over on 25 April (art. 54(1)).
#[rstest]
#[case::the_data_did_not_come("2026-03-15", "2026-03-16")]
#[case::on_the_last_of_the_weeks("2026-04-25", "2026-04-26")]
#[case::it_may_stand_still_no_longer("2026-05-10", "2026-04-26")]
fn who_decides_is_told_once_when_the_first_of_both_terms_is_over(#[case] until: &str, #[case] wakes: &str) {
    let (mut held, _) = turn(&account(), serde_json::json!({ "repair_until": until }), "2026-03-05");
    assert_eq!(held.wakes_on(), Some(day(wakes)));
    let before = day(wakes).pred_opt().unwrap();
    assert!(held.state.tell_suspension(before).is_none());
    assert_eq!(held.state.suspension_undecided(), None);
    let (_, repair) = held.state.tell_suspension(day(wakes)).unwrap();
    assert_eq!(held.state.suspension_undecided(), Some(("suspension-1".into(), day("2026-04-25"))));
    assert!(held.state.tell_suspension(day("2026-06-01")).is_none(), "once");
    assert_eq!(held.wakes_on(), None);
    let said = repair.explained(day("2026-03-01"), &NATIONAL).text;
    assert_eq!(said.contains("niet op tijd"), until <= "2026-04-25", "{said}");
}

#[test]
fn a_longer_time_to_put_it_right_is_no_decision_and_is_warned_of_anew() {
    let (mut held, _) = turn(&account(), serde_json::json!({}), "2026-03-05");
    held.state.changes = 1;
    held.state.tell_suspension(day("2026-03-16")).unwrap();
    let longer = serde_json::json!({ "repair_until": "2026-03-31" });
    let (mut held, decision) = decided(&held, longer, "2026-03-17").unwrap().unwrap();
    assert!(decision.is_none());
    assert_eq!((held.state.suspension_undecided(), held.wakes_on()), (None, Some(day("2026-04-01"))));
    held.state.tell_suspension(day("2026-04-01")).unwrap();
    assert_eq!(held.state.suspension_undecided().unwrap().0, "suspension-2", "a signal of its own");
}

#[rstest]
#[case::before_payment_stood_still("2026-02-28", false)]
#[case::after_it("2026-03-01", true)]
fn a_right_that_ended_before_payment_stood_still_leaves_nothing_to_decide(
    #[case] until: &str,
    #[case] decides: bool,
) {
    let (mut held, _) = turn(&account(), serde_json::json!({}), "2026-03-05");
    held.state.tell_suspension(day("2026-03-16")).unwrap();
    held.state.right_until = Some(day(until));
    assert_eq!(held.state.suspension_undecided().is_some(), decides);
    let (mut held, _) = turn(&account(), serde_json::json!({}), "2026-03-05");
    held.state.right_until = Some(day(until));
    assert_eq!(held.wakes_on().is_some(), decides);
    assert_eq!(held.state.tell_suspension(day("2026-03-16")).is_some(), decides);
}

#[test]
fn a_suspension_of_an_earlier_version_is_read_and_wakes_nobody() {
    let stored = serde_json::json!({ "decision": 1, "state": "suspended", "from": "2026-03-01" });
    let mut account = account();
    account.state.suspension = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!((account.wakes_on(), account.state.suspension_undecided()), (None, None));
    assert_eq!(serde_json::to_value(account.state.suspension).unwrap(), stored);
    // The next run gives it its time, by what was stated last; so does the next statement of the same facts.
    account.state.changes = 3;
    assert!(account.state.suspension_lacks_its_time());
    let (facts, national, today) = (facts(serde_json::json!({})), &*NATIONAL, day("2026-03-20"));
    let asked = SuspensionAsked { account: &account, by: "betaalrun", facts: &facts, national, today };
    let mut told = asked.with_its_time().unwrap();
    assert_eq!(told.wakes_on(), Some(day("2026-03-16")));
    told.state.tell_suspension(today).unwrap();
    assert_eq!(told.state.suspension_undecided().unwrap().0, "suspension-3");
    assert!(!told.state.suspension_lacks_its_time());
    let (held, decision) = decided(&account, serde_json::json!({}), "2026-03-06").unwrap().unwrap();
    assert!(decision.is_none());
    assert_eq!(held.wakes_on(), Some(day("2026-03-16")));
}

#[rstest]
#[case::too_soon(serde_json::json!({ "withdrawn": true }), "2026-03-10")]
#[case::a_fact_is_missing(serde_json::json!({ "repair_until": null }), "2026-03-10")]
fn what_the_law_does_not_allow_is_refused_by_its_rule(#[case] other: serde_json::Value, #[case] today: &str) {
    let refused = decided(&account(), other, today).unwrap_err();
    let rule = refused.violations.first().map_or(&refused.rule, |violation| &violation.rule);
    assert_eq!(rule, "suspension-54");
}

#[test]
fn what_was_put_right_before_anything_stood_still_is_no_decision() {
    let repaired = serde_json::json!({ "repaired_on": "2026-03-10" });
    assert!(decided(&account(), repaired, "2026-03-10").unwrap().is_none());
}

fn decision(number: u32, state: HeldState) -> MoneyDecision {
    MoneyDecision {
        case: account().case,
        number,
        replaces: None,
        decided_on: day("2026-03-05"),
        decided_by: "anna".into(),
        matter: Matter::Suspension { state, from: day("2026-03-01") },
        explanations: Vec::new(),
    }
}

/// Decision 4 stands; of those before it 1 was lifted by 2.
#[rstest]
#[case::that_stands(Some(4), "2026-03-04", Ok(()))]
#[case::that_it_took_the_place_of(Some(3), "2026-03-04", Ok(()))]
#[case::that_was_lifted(Some(1), "2026-03-03", Err(NotReversed::Nothing))]
#[case::that_is_none(Some(9), "2026-03-04", Err(NotReversed::Nothing))]
#[case::of_the_day_that_it_stands_since(None, "2026-03-03", Ok(()))]
#[case::of_a_later_turn_of_it(None, "2026-03-04", Ok(()))]
#[case::of_the_day_of_one_that_was_lifted(None, "2026-03-01", Err(NotReversed::Nothing))]
#[case::of_the_day_of_the_lifting(None, "2026-03-02", Err(NotReversed::Unclear))]
#[case::of_no_day_of_one(None, "2026-02-20", Err(NotReversed::Unclear))]
fn after_an_objection_the_suspension_that_stands_is_lifted(
    #[case] number: Option<u32>,
    #[case] notified_on: &str,
    #[case] expected: Result<(), NotReversed>,
) {
    use HeldState::{Lifted, Suspended};
    let (mut held, _) = turn(&account(), serde_json::json!({}), "2026-03-05");
    held.state.money_decisions = 4;
    let turns = [Suspended, Lifted, Suspended, Suspended];
    let decided_on = |number: u32| day("2026-03-01") + chrono::TimeDelta::days((number - 1).into());
    let decisions: Vec<_> = (1..)
        .zip(turns)
        .map(|(number, state)| MoneyDecision { decided_on: decided_on(number), ..decision(number, state) })
        .collect();
    let meant = SuspensionMeant { number, notified_on: day(notified_on) };
    let lifted = lift_suspension(&held, &decisions, meant, (&NATIONAL, day("2026-03-20")));
    assert_eq!(lifted.as_ref().map(|_| ()).map_err(|why| *why), expected);
    let Ok((account, decision)) = lifted else { return };
    assert_eq!(decision.matter, Matter::Suspension { state: Lifted, from: day("2026-03-01") });
    assert_eq!((decision.number, decision.replaces, decision.decided_by.as_str()), (5, Some(1), "bezwaar"));
    assert_eq!(account.state.stale_from, Some(month("2026-03")), "what stood still is worked out anew");
    assert_eq!(account.wakes_on(), None);
}

#[rstest]
#[case::lifted(serde_json::json!({ "repaired_on": "2026-03-10" }), NotReversed::Nothing)]
#[case::withdrawn(serde_json::json!({ "withdrawn": true }), NotReversed::Withdrawn)]
fn what_does_not_stand_still_any_more_is_for_a_person(
    #[case] other: serde_json::Value,
    #[case] expected: NotReversed,
) {
    let (held, first) = turn(&account(), serde_json::json!({}), "2026-03-05");
    let (now, second) = turn(&held, other, "2026-03-20");
    let meant = SuspensionMeant { number: None, notified_on: day("2026-03-05") };
    let found = lift_suspension(&now, &[first, second], meant, (&NATIONAL, day("2026-03-20")));
    assert_eq!(found.unwrap_err(), expected);
}

#[test]
fn the_only_one_is_meant_whatever_the_day() {
    let (held, first) = turn(&account(), serde_json::json!({}), "2026-03-05");
    let meant = SuspensionMeant { number: None, notified_on: day("2026-03-09") };
    assert!(lift_suspension(&held, &[first], meant, (&NATIONAL, day("2026-03-20"))).is_ok());
}
