use domain::Cents;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::debtor;
use crate::Step;
use crate::conduct::tests::{missing, month, not_applicable, on, person_decides, value, with};
use crate::debt::{InstalmentPlan, instalment_plan};

fn owed() -> Value {
    json!([
        { "kind": "loan", "amount": 50_000, "due_on": "2023-01-01" },
        { "kind": "fine", "amount": 30_000, "due_on": "2025-06-01" },
        { "kind": "information", "amount": 15_000, "due_on": "2025-01-01" },
        { "kind": "recovery", "amount": 5_000, "due_on": "2022-01-01" },
        { "kind": "loan", "amount": 0, "due_on": "2020-01-01" }
    ])
}

fn plan(other: Value) -> Step<InstalmentPlan> {
    instalment_plan(on(&debtor(with(json!({ "owed": owed() }), other)), "2026-03-01"))
}

fn paid(plan: &InstalmentPlan, debt: usize) -> i64 {
    let parts = plan.instalments.iter().flat_map(|each| &each.parts);
    parts.filter(|part| part.debt == debt).map(|part| part.amount.get()).sum()
}

/// 1 000 euro from a room of 70.07: fourteen times, and 19.02 at the end.
#[test]
fn it_pays_everything_to_the_cent_and_the_last_time_less() {
    let step = plan(json!({}));
    assert!(step.explanation.text.contains("€ 19,02"), "{}", step.explanation.text);
    let found = value(step);
    assert_eq!((found.monthly.get(), found.instalments.len(), found.lowered_for_work), (7_007, 15, false));
    assert!(found.instalments[..14].iter().all(|each| each.amount.get() == 7_007));
    assert_eq!(found.instalments[14].amount.get(), 1_902);
    assert_eq!(
        (found.instalments[0].month, found.instalments[14].month),
        (month("2026-04"), month("2027-06"))
    );
    assert_eq!([0, 1, 2, 3, 4].map(|debt| paid(&found, debt)), [50_000, 30_000, 15_000, 5_000, 0]);
}

/// What must be set off first, then the rest; of each the oldest first.
#[test]
fn debts_are_paid_off_in_order() {
    let found = value(plan(json!({})));
    let mut order: Vec<_> =
        found.instalments.iter().flat_map(|each| each.parts.iter().map(|part| part.debt)).collect();
    order.dedup();
    assert_eq!(order, [2, 1, 3, 0]);
    // One month pays the end of one debt and the beginning of the next.
    let third: Vec<_> =
        found.instalments[2].parts.iter().map(|part| (part.debt, part.amount.get())).collect();
    assert_eq!(third, [(2, 986), (1, 6_021)]);
}

#[rstest]
#[case(5_000, 5_000)]
#[case(7_007, 7_007)]
#[case(9_000, 7_007)]
fn no_more_than_agreed_and_than_there_is_room_for(#[case] agreed: i64, #[case] monthly: i64) {
    assert_eq!(value(plan(json!({ "agreed_instalment": agreed }))).monthly.get(), monthly);
}

#[test]
fn for_who_starts_to_work_work_pays() {
    let worker = |earned: i64| {
        json!({
            "income": 180_000, "protected_level": 150_000,
            "work": { "starts": true, "net_earnings": earned, "allowances_lost": 10_000, "exemption": 20_000 }
        })
    };
    let step = plan(worker(180_000));
    assert!(step.explanation.text.contains("werken loont"), "{}", step.explanation.text);
    let lowered = value(step);
    assert_eq!((lowered.monthly.get(), lowered.lowered_for_work), (9_850, true));
    let step = plan(worker(300_000));
    assert!(!step.explanation.text.contains("werken loont"), "{}", step.explanation.text);
    assert_eq!((value(step).monthly.get()), 30_000);
    let same = value(plan(with(worker(180_000), json!({ "agreed_instalment": 9_850 }))));
    assert_eq!((same.monthly.get(), same.lowered_for_work), (9_850, false));

    let refused = plan(worker(170_150));
    assert!(person_decides(&refused));
    assert_eq!(refused.explanation.rule, "instalments-work");
    assert!(refused.explanation.text.contains("met werk minder"), "{}", refused.explanation.text);
}

#[test]
fn without_room_a_person_looks_at_it() {
    let none = plan(json!({ "income": 133_143 }));
    assert!(person_decides(&none));
    assert_eq!(none.explanation.rule, "instalments-60");
    assert_eq!(value(plan(json!({ "income": 133_144, "owed": [{ "kind": "fine", "amount": 1_200, "due_on": "2025-01-01" }] }))).instalments.len(), 1_200);
    assert!(person_decides(&plan(
        json!({ "income": 133_144, "owed": [{ "kind": "fine", "amount": 1_201, "due_on": "2025-01-01" }] })
    )));
}

#[test]
fn who_owes_nothing_needs_no_plan() {
    assert!(not_applicable(&plan(json!({ "owed": [] }))));
    assert!(not_applicable(&plan(
        json!({ "owed": [{ "kind": "fine", "amount": 0, "due_on": "2025-01-01" }] })
    )));
    assert!(person_decides(&plan(
        json!({ "owed": [{ "kind": "fine", "amount": -1, "due_on": "2025-01-01" }] })
    )));
}

#[rstest]
#[case(json!({ "owed": null }), "recovery.owed")]
#[case(json!({ "first_month": null }), "recovery.first_month")]
#[case(json!({ "work": { "starts": null } }), "recovery.work.starts")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] path: &str) {
    assert_eq!(missing(plan(other)), [path]);
}

proptest! {
    /// Whatever is owed: the instalments sum to it, debt by debt; all are alike but the last, which is not larger; and
    /// the months follow each other.
    #[test]
    fn a_plan_sums_exactly(amounts in prop::collection::vec(1i64..200_000, 1..6), agreed in 500i64..7_007) {
        let owed: Vec<_> = amounts.iter().zip(["fine", "loan", "information", "recovery", "fine", "loan"])
            .map(|(amount, kind)| json!({ "kind": kind, "amount": amount, "due_on": "2025-01-01" }))
            .collect();
        let found = plan(json!({ "owed": owed, "agreed_instalment": agreed }));
        let total: i64 = amounts.iter().sum();
        prop_assume!(total <= agreed * 1_200);
        let found = value(found);
        for (debt, amount) in amounts.iter().enumerate() {
            prop_assert_eq!(paid(&found, debt), *amount);
        }
        let (last, before) = found.instalments.split_last().unwrap();
        prop_assert!(before.iter().all(|each| each.amount == found.monthly));
        prop_assert!(Cents::ZERO < last.amount && last.amount <= found.monthly);
        for (place, each) in found.instalments.iter().enumerate() {
            prop_assert_eq!(each.month, month("2026-04").plus(u32::try_from(place).unwrap()));
            let parts: i64 = each.parts.iter().map(|part| part.amount.get()).sum();
            prop_assert_eq!(parts, each.amount.get());
            prop_assert!(each.parts.iter().all(|part| part.amount > Cents::ZERO));
        }
    }
}
