//! A warning in the place of a fine: where it is possible, and what a later breach makes of it.

use rstest::rstest;
use rules::Local;
use rules::conduct::FinePolicy;

use super::*;

/// A breach of someone who got too much, with what is stated beside it.
fn breach(too_much: i64, committed: &str, more: &str) -> Facts {
    let text = format!(
        r#"{{ "conduct": {{ "fine": {{ "too_much": {too_much}, "blame": "normal", "committed_on": "{committed}",
            "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true{more} }} }},
            "recovery": {{ "norm": 141946 }} }}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn warn(
    account: &CaseAccount,
    facts: &Facts,
    rule: Option<bool>,
) -> Result<(CaseAccount, MoneyDecision), String> {
    let fine = rule.map(|warns_when_allowed| FinePolicy {
        warns_when_allowed,
        round_up_to: None,
        source: "beleidsregel".into(),
    });
    let asked = WarningAsked {
        account,
        facts,
        by: "anna",
        reasons: "De eerste keer.",
        national: &NATIONAL,
        local: &Local { fine, ..Local::default() },
        today: day("2026-03-02"),
    };
    asked.decide().map_err(|refused| refused.rule.clone())
}

#[rstest]
#[case::nobody_says(None, true)]
#[case::the_municipality_warns(Some(true), true)]
#[case::the_municipality_fines(Some(false), false)]
fn the_rule_of_the_municipality_goes_before_who_decides(#[case] rule: Option<bool>, #[case] possible: bool) {
    let story = Story::from("2026-01-01");
    let decided = warn(&story.account, &breach(0, "2025-12-01", ""), rule);
    assert_eq!(decided.is_ok(), possible, "{decided:?}");
    let Ok((account, decision)) = decided else { return };
    assert_eq!(decision.matter, Matter::Warning { committed_on: day("2025-12-01") });
    assert_eq!(account.version, story.account.version + 1);
    assert_eq!(decision.explanations.last().unwrap().text, "De eerste keer.");
}

/// Two years after the day of a warning there can be another one.
#[rstest]
#[case::lately("2026-03-03", "", false)]
#[case::of_the_same_day("2026-03-02", "", true)]
#[case::two_years_later("2028-03-02", "", false)]
#[case::longer_ago("2028-03-03", "", true)]
#[case::stated_later("2028-03-03", r#", "warned_on": "2027-01-01""#, false)]
#[case::stated_after_the_breach("2026-03-03", r#", "warned_on": "2027-01-01""#, false)]
fn a_recorded_warning_is_read_by_the_rule(
    #[case] committed: &str,
    #[case] stated: &str,
    #[case] possible: bool,
) {
    let story = Story::from("2026-01-01");
    let (warned, _) = warn(&story.account, &breach(0, "2025-12-01", ""), None).unwrap();
    let again = warn(&warned, &breach(0, committed, stated), None);
    assert_eq!(again.map(drop), if possible { Ok(()) } else { Err("fine-18a-warning".into()) });
}

fn back<'a>(account: &'a CaseAccount, decisions: &'a [MoneyDecision], number: u32) -> WarningTakenBack<'a> {
    let (by, national, today) = ("bert", &*NATIONAL, day("2026-03-10"));
    WarningTakenBack { account, decisions, number, by, national, today }
}

/// What fell is no earlier warning, however it fell; the breach that it was for can be decided on anew.
#[rstest]
#[case::withdrawn(false, "warning-fell", "Zij was er niet bij.")]
#[case::after_an_objection(
    true,
    "decision-reversed",
    "Besluit over geld 1 is na bezwaar of beroep herroepen."
)]
fn a_warning_that_fell_counts_for_no_later_breach(
    #[case] by_objection: bool,
    #[case] rule: &str,
    #[case] text: &str,
) {
    let story = Story::from("2026-01-01");
    let (warned, decision) = warn(&story.account, &breach(0, "2025-12-01", ""), None).unwrap();
    let decisions = [decision];
    let taken = back(&warned, &decisions, 1);
    let (account, fell) = if by_objection {
        taken.reversed().unwrap()
    } else {
        taken.withdrawn("Zij was er niet bij.").unwrap()
    };
    assert_eq!(fell.matter, Matter::WarningWithdrawn { committed_on: day("2025-12-01") });
    assert_eq!((fell.number, fell.replaces, account.version), (2, Some(1), warned.version + 1));
    let why = &fell.explanations[0];
    assert!(why.rule == rule && why.text.starts_with(text), "{why:?}");
    assert!(warn(&warned, &breach(0, "2026-03-03", ""), None).is_err(), "as long as it stood");
    for committed in ["2026-03-03", "2025-12-01"] {
        assert!(warn(&account, &breach(0, committed, ""), None).is_ok(), "{committed}");
    }
    // It falls once, and a later one of the same breach stands by itself.
    let [decision] = decisions;
    let decisions = [decision, fell];
    assert_eq!(back(&account, &decisions, 1).reversed().map(drop), Err(NotReversed::Nothing));
    let refused = back(&account, &decisions, 1).withdrawn("Nog eens.").unwrap_err();
    assert_eq!(refused.rule, "warning-stands");
    let (anew, third) = warn(&account, &breach(0, "2025-12-01", ""), None).unwrap();
    let [decision, fell] = decisions;
    let decisions = [decision, fell, third];
    assert!(back(&anew, &decisions, 3).reversed().is_ok());
}

#[rstest]
#[case::there_is_none(9)]
#[case::another_decision(1)]
fn only_a_warning_is_taken_back(#[case] number: u32) {
    let story = Story::from("2026-01-01");
    let mut account = story.account.clone();
    let matter = Matter::NotRecovered { debt: Uuid::from_u128(3), cents: Cents::new(1) };
    let decisions = [decision(&mut account, matter, ("anna", day("2026-03-02")), Vec::new())];
    assert_eq!(back(&account, &decisions, number).reversed().map(drop), Err(NotReversed::Nothing));
}
