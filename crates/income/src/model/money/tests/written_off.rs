//! Debts that are given up: which article is about which debt, what it asks, and how much it lets go.

use domain::Refusal;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::model::money::{WriteOffAsked, WriteOffGround, WrittenOff, decide_debt};

/// A right since February, paid, and a debt of 400.00.
fn owing(kind: DebtKind) -> (Story, Uuid) {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let id = Uuid::from_u128(500);
    let asked = (id, kind, Cents::new(40_000), month("2026-02"));
    let decided = decide_debt(&story.account, asked, month("2026-03")).unwrap();
    story.account = decided.account;
    story.postings.extend(decided.postings);
    story.debts.insert(id, Debt { instalment: Some(Cents::new(1_000)), ..decided.debt });
    (story, id)
}

impl Story {
    fn gives_up(
        &mut self,
        debt: Uuid,
        (ground, cents): (&str, Option<i64>),
        stop: Value,
    ) -> Result<WrittenOff, Refusal> {
        let open: Vec<Debt> = self.debts.values().copied().collect();
        let facts: Facts = serde_json::from_value(json!({ "recovery": stop })).unwrap();
        let asked = WriteOffAsked {
            account: &self.account,
            open: &open,
            decisions: &[],
            debt,
            ground: WriteOffGround::from_code(ground).unwrap(),
            cents: cents.map(Cents::new),
            facts: &facts,
            by: "bert",
            reasons: "Zo is besloten.",
            national: &NATIONAL,
            today: day("2026-03-02"),
        };
        let given_up = asked.decide()?;
        self.account = given_up.account.clone();
        self.postings.extend(given_up.postings.iter().copied());
        self.debts.insert(debt, given_up.debt);
        self.check();
        Ok(given_up)
    }
}

#[rstest]
#[case::paid(DebtKind::Recovery, "recovery-stopped", json!({ "stop": { "months_paid": 120 } }), 40_000)]
#[case::at_once(DebtKind::Loan, "recovery-stopped", json!({ "stop": { "offered": 20_000 } }), 20_000)]
#[case::arrangement(DebtKind::Loan, "arrangement",
    json!({ "stop": { "arrangement": true, "intent_or_gross": false } }), 40_000)]
#[case::fine(DebtKind::Fine, "fine-remission", json!({ "stop": { "arrangement": true, "intent_or_gross": false,
    "fined_on": "2025-03-02", "repeated": false } }), 40_000)]
#[case::urgent(DebtKind::Recovery, "urgent-reasons", json!({}), 40_000)]
#[case::lapsed(DebtKind::Fine, "lapsed", json!({ "claim": { "due_on": "2021-03-01" } }), 40_000)]
fn the_law_says_how_much(
    #[case] kind: DebtKind,
    #[case] ground: &str,
    #[case] facts: Value,
    #[case] cents: i64,
) {
    let (mut story, debt) = owing(kind);
    let given_up = story.gives_up(debt, (ground, None), facts).unwrap();
    assert_eq!(given_up.cents, Cents::new(cents));
    assert_eq!(given_up.debt.remaining, Cents::new(40_000 - cents));
    assert_eq!(given_up.debt.instalment, (cents < 40_000).then_some(Cents::new(1_000)));
    assert_eq!(story.account.state.balances.of(Account::WrittenOff), Cents::new(cents));
    assert_eq!(given_up.decision.explanations.last().unwrap().rule, "write-off-decided");
}

#[rstest]
#[case::a_month_short(DebtKind::Recovery, "recovery-stopped", json!({ "stop": { "months_paid": 119, "months_since": 119 } }), "write-off-ground")]
#[case::a_cent_short(DebtKind::Recovery, "recovery-stopped", json!({ "stop": { "offered": 19_999, "months_paid": 0, "months_since": 0 } }), "write-off-ground")]
#[case::grave(DebtKind::Recovery, "arrangement", json!({ "stop": { "arrangement": true, "intent_or_gross": true } }), "write-off-ground")]
#[case::a_day_early(DebtKind::Fine, "fine-remission", json!({ "stop": { "arrangement": true, "intent_or_gross": false,
    "fined_on": "2025-03-03", "repeated": false } }), "write-off-ground")]
#[case::last_day(DebtKind::Fine, "lapsed", json!({ "claim": { "due_on": "2021-03-02" } }), "write-off-ground")]
#[case::unknown(DebtKind::Recovery, "lapsed", json!({}), "facts-missing")]
#[case::fine_by_art_58(DebtKind::Fine, "recovery-stopped", json!({}), "write-off-kind")]
#[case::fine_by_art_60c(DebtKind::Fine, "arrangement", json!({}), "write-off-kind")]
#[case::loan_for_urgent_reasons(DebtKind::Loan, "urgent-reasons", json!({}), "write-off-kind")]
#[case::recovery_as_a_fine(DebtKind::Recovery, "fine-remission", json!({}), "write-off-kind")]
fn what_the_law_does_not_allow_is_refused(
    #[case] kind: DebtKind,
    #[case] ground: &str,
    #[case] facts: Value,
    #[case] rule: &str,
) {
    let (mut story, debt) = owing(kind);
    let refused = story.gives_up(debt, (ground, None), facts).unwrap_err();
    let found = refused.violations.first().map_or(refused.rule.clone(), |violation| violation.rule.clone());
    assert_eq!(found, rule, "{refused:?}");
}

#[rstest]
#[case::all(40_000, None)]
#[case::a_cent_more(40_001, Some("write-off-most"))]
#[case::nothing(0, Some("write-off-most"))]
fn for_urgent_reasons_a_part_goes(#[case] cents: i64, #[case] rule: Option<&str>) {
    let (mut story, debt) = owing(DebtKind::Recovery);
    let asked = ("urgent-reasons", Some(cents));
    let refused = story.gives_up(debt, asked, json!({})).err();
    assert_eq!(refused.map(|refused| refused.violations[0].rule.clone()).as_deref(), rule);
}

#[test]
fn an_amount_is_stated_for_urgent_reasons_only() {
    let (mut story, debt) = owing(DebtKind::Recovery);
    let paid = json!({ "stop": { "months_paid": 120 } });
    let refused = story.gives_up(debt, ("recovery-stopped", Some(1)), paid).unwrap_err();
    assert_eq!(refused.violations[0].rule, "write-off-amount");
}
