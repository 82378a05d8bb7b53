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
