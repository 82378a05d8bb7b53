use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::debtor;
use crate::Step;
use crate::conduct::tests::{missing, not_applicable, on, value, with};
use crate::debt::{WorkTest, work_pays};

/// Works for 1 800 euro net, loses 100 euro of allowances, and had 200 euro exempt on assistance.
fn worker(other: Value) -> Value {
    let base = json!({
        "income": 180_000, "protected_level": 150_000,
        "work": { "starts": true, "net_earnings": 180_000, "allowances_lost": 10_000, "exemption": 20_000 }
    });
    with(base, other)
}

fn test(other: Value) -> Step<WorkTest> {
    work_pays(on(&debtor(worker(other)), "2026-03-01"))
}

/// 1800 − 100 − 1401.50 − 200 = 98.50 a month can be asked.
#[rstest]
#[case(9_850, true)]
#[case(9_851, false)]
#[case(100, true)]
fn work_pays_no_less_than_assistance(#[case] agreed: i64, #[case] accepted: bool) {
    let step = test(json!({ "agreed_instalment": agreed }));
    assert_eq!(step.explanation.text.contains("te hoog"), !accepted, "{}", step.explanation.text);
    let found = value(step);
    assert_eq!((found.asked.get(), found.highest.get(), found.accepted), (agreed, 9_850, accepted));
}

#[test]
fn without_an_agreement_all_the_room_is_tested() {
    let found = value(test(json!({})));
    assert_eq!((found.asked.get(), found.highest.get(), found.accepted), (30_000, 9_850, false));
}

#[rstest]
#[case(170_150, 0)]
#[case(170_151, 1)]
#[case(100_000, 0)]
fn nothing_is_asked_when_work_pays_no_more(#[case] earned: i64, #[case] highest: i64) {
    let step = test(json!({ "work": { "net_earnings": earned }, "agreed_instalment": 5_000 }));
    assert_eq!(
        step.explanation.text.contains("niets af te lossen"),
        highest == 0,
        "{}",
        step.explanation.text
    );
    let found = value(step);
    assert_eq!((found.highest.get(), found.accepted), (highest, false));
}

#[rstest]
#[case(json!({ "work": { "starts": null } }), "recovery.work.starts")]
#[case(json!({ "work": { "net_earnings": null } }), "recovery.work.net_earnings")]
#[case(json!({ "work": { "allowances_lost": null } }), "recovery.work.allowances_lost")]
#[case(json!({ "work": { "exemption": null } }), "recovery.work.exemption")]
#[case(json!({ "norm": null }), "recovery.norm")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] path: &str) {
    assert_eq!(missing(test(other)), [path]);
}

#[test]
fn it_is_about_people_who_start_to_work() {
    assert!(not_applicable(&test(json!({ "work": { "starts": false } }))));
}

proptest! {
    /// After the highest instalment the household keeps what assistance and its exemption came to; after a cent more it
    /// does not.
    #[test]
    fn the_highest_instalment_is_the_highest(earned in 0i64..400_000, lost in 0i64..40_000, exempt in 0i64..30_000) {
        let found = value(test(json!({ "work": { "net_earnings": earned, "allowances_lost": lost, "exemption": exempt } })));
        let keeps = earned - lost - found.highest.get();
        prop_assert!(found.highest.get() >= 0);
        prop_assert!(found.highest.get() == 0 || keeps == 140_150 + exempt);
        prop_assert!(found.highest.get() > 0 || keeps <= 140_150 + exempt);
    }
}
