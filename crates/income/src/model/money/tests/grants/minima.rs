//! Schemes of the municipality for people on a low income: granted by its policy, paid once in the months that it names, and
//! withdrawn.

use std::sync::LazyLock;

use domain::Refusal;
use rules::Local;

use super::*;
use crate::model::money::grant::MinimaNamed;
use crate::model::money::unused_schemes;

/// A fixed amount once a year, costs up to a maximum, and a scheme of which the policy names no amount.
static LOCAL: LazyLock<Local> = LazyLock::new(|| {
    let schemes = r#"{ "schemes": { "minima": [
        { "key": "activities", "label": "Meedoenbijdrage", "income_percent": 120, "capital": "none", "amount": 15000,
          "once_in_months": 12, "source": "Beleidsregels § 4" },
        { "key": "glasses", "label": "bijdrage voor een bril", "income_percent": 120, "capital": "none", "most": 20000,
          "once_in_months": 24, "source": "Beleidsregels § 5" },
        { "key": "other", "label": "noodfonds", "income_percent": 120, "capital": "none", "source": "Beleidsregels § 6" }
    ] } }"#;
    serde_json::from_str(schemes).unwrap()
});

const POOR: &str = r#"{ "household": { "kind": "single", "children": [] },
    "applicant": { "birth_date": "1985-06-15", "incomes": [] },
    "own_means": { "norm": 140150 }, "capital": { "countable": 0 } }"#;

fn minima(key: &str, from: &str) -> GrantTerms {
    let named = MinimaNamed { key: key.into(), label: String::new(), source: String::new() };
    GrantTerms { minima: Some(named), ..terms(Scheme::Minima, from) }
}

impl Story {
    fn ask_minima(
        &self,
        terms: GrantTerms,
        corrects: Option<u32>,
        today: &str,
    ) -> Result<DecidedGrant, Refusal> {
        self.ask_by(&LOCAL, terms, corrects, today)
    }

    fn grant_minima(&mut self, terms: GrantTerms, corrects: Option<u32>, today: &str) -> DecidedGrant {
        let decided = self.ask_minima(terms, corrects, today).unwrap();
        self.account = decided.account.clone();
        decided
    }

    /// Keys of the schemes that seem not to be used.
    fn unused(&self, today: &str) -> Vec<String> {
        let law = (&*NATIONAL, &*LOCAL);
        let signals = unused_schemes(&self.account.state, &self.timeline, law, day(today));
        signals.into_iter().map(|signal| signal.scheme).collect()
    }
}

fn why(refused: Result<DecidedGrant, Refusal>) -> (String, String) {
    let refused = refused.unwrap_err();
    (refused.rule, refused.reason)
}

#[test]
fn a_fixed_amount_is_paid_once_and_again_after_the_months_of_the_policy() {
    let mut story = nobody(POOR, "2026-03-02");
    let granted = story.grant_minima(minima("activities", "2026-03-02"), None, "2026-03-02");
    let terms = &story.account.state.grants[&1].terms;
    assert_eq!(
        (terms.name(), terms.key(), terms.fixed),
        ("Meedoenbijdrage", Some("activities"), Some(Cents::new(15_000)))
    );
    let last = granted.decision.explanations.last().unwrap();
    assert_eq!((last.rule.as_str(), last.source.as_str()), ("grant-decided", "Beleidsregels § 4"));

    let run = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 15_000)]);
    assert_eq!(run.payments[0].key.kind, PaymentKind::Minima);
    assert_eq!(story.owed_on(Account::Minima), -15_000);
    assert!(story.run("2026-04", "2026-04-20").payments.is_empty(), "once");

    let (rule, reason) = why(story.ask_minima(minima("activities", "2027-03-01"), None, "2027-03-01"));
    assert_eq!(rule, "grant-no-right");
    assert!(reason.contains("toegekend op 02-03-2026, en kan vanaf 02-03-2027 weer"), "{reason}");
    let (rule, reason) = why(story.ask_minima(minima("activities", "2025-03-03"), None, "2026-04-21"));
    assert_eq!(rule, "grant-known", "{reason}");
    story.grant_minima(minima("activities", "2027-03-02"), None, "2027-03-02");
    assert_eq!(story.account.state.grants.len(), 2);
}

#[rstest]
#[case::less(12_345, 12_345)]
#[case::the_maximum(20_000, 20_000)]
#[case::more(25_000, 20_000)]
fn the_costs_that_were_stated_are_paid_up_to_the_maximum(#[case] costs: i64, #[case] paid: i64) {
    let mut story = nobody(POOR, "2026-03-02");
    let (rule, reason) = why(story.ask_minima(minima("glasses", "2026-03-02"), None, "2026-03-02"));
    assert_eq!(rule, "facts-missing");
    assert!(reason.contains("met de kosten"), "{reason}");
    let asked = format!(
        r#"{{ "own_means": {{ "asked_schemes": [{{ "key": "activities", "costs": 1 }}, {{ "key": "glasses", "costs": {costs} }}] }} }}"#
    );
    story.state("2026-03-02", "2026-03-02", json(&asked));
    let third = GrantTerms { payee: Payee::Third(1), ..minima("glasses", "2026-03-02") };
    assert_eq!(story.grant_minima(third, None, "2026-03-02").cents, Cents::new(paid));
}

#[test]
fn what_the_policy_leaves_open_a_person_fixes_within_what_it_says() {
    let mut story = nobody(POOR, "2026-03-02");
    let with =
        |key: &str, cents: i64| GrantTerms { fixed: Some(Cents::new(cents)), ..minima(key, "2026-03-02") };
    let refused = story.ask_minima(minima("other", "2026-03-02"), None, "2026-03-02").unwrap_err();
    assert_eq!(refused.violations[0].rule, "grant-amount");
    assert_eq!(story.grant_minima(with("other", 99_999), None, "2026-03-02").cents, Cents::new(99_999));
    story.grant_minima(with("other", 1), None, "2026-03-02");

    // Nobody knows since when: a person decides whether it is granted, never more than the policy gives.
    story.state(
        "2026-03-02",
        "2026-03-02",
        json(r#"{ "own_means": { "schemes_in_use": [{ "key": "activities" }] } }"#),
    );
    let refused = story.ask_minima(with("activities", 15_001), None, "2026-03-02").unwrap_err();
    assert_eq!(refused.violations[0].rule, "grant-most");
    assert_eq!(story.grant_minima(with("activities", 15_000), None, "2026-03-02").cents, Cents::new(15_000));
}

#[test]
fn without_a_right_it_is_refused_with_rule_and_reason() {
    let story =
        nobody(&POOR.replace(r#""norm": 140150"#, r#""norm": 140150, "income": 168181"#), "2026-03-02");
    let (rule, reason) = why(story.ask_minima(minima("activities", "2026-03-02"), None, "2026-03-02"));
    assert_eq!(rule, "grant-no-right");
    assert!(reason.contains("hoger dan 120 % van de norm"), "{reason}");
    let (rule, reason) = why(story.ask_minima(minima("sport", "2026-03-02"), None, "2026-03-02"));
    assert_eq!(rule, "grant-no-right");
    assert!(reason.contains("De gemeente heeft deze regeling op deze dag niet"), "{reason}");
    for wrong in [
        terms(Scheme::Minima, "2026-03-02"),
        GrantTerms {
            once: true,
            ..GrantTerms { scheme: Scheme::SpecialAssistance, ..minima("activities", "2026-03-02") }
        },
    ] {
        let refused = story.ask_minima(wrong, None, "2026-03-02").unwrap_err();
        assert_eq!(refused.violations[0].rule, "grant-minima");
    }
    let monthly = GrantTerms { once: false, ..minima("activities", "2026-03-02") };
    let refused = story.ask_minima(monthly, None, "2026-03-02").unwrap_err();
    assert_eq!(refused.violations[0].rule, "grant-monthly");
}

#[test]
fn what_was_paid_once_is_withdrawn_as_a_whole_and_granted_again() {
    let mut story = nobody(POOR, "2026-03-02");
    story.grant_minima(minima("activities", "2026-03-02"), None, "2026-03-02");
    let end = |story: &Story, from: &str| {
        let account = story.account.clone();
        let (by, reasons, from) = ("anna", "Op naam van een ander.", day(from));
        let asked =
            EndAsked { account: &account, grant: 1, from, by, reasons, national: &NATIONAL, today: from };
        asked.decide()
    };
    assert_eq!(why(end(&story, "2026-03-03")).0, "grant-once");
    story.run("2026-03", "2026-03-20");
    let withdrawn = story.end(1, "2026-03-02");
    assert_eq!(withdrawn.decision.matter, Matter::Withdrawn { name: "Meedoenbijdrage".into() });
    assert_eq!((withdrawn.decision.number, withdrawn.decision.replaces), (2, Some(1)));
    assert_eq!(why(end(&story, "2026-03-02")).0, "grant-ended");

    assert!(story.run("2026-04", "2026-04-20").payments.is_empty());
    let owed: Vec<_> = story.debts.values().map(|debt| (debt.kind, debt.remaining.get())).collect();
    assert_eq!(owed, [(DebtKind::Recovery, 15_000)]);
    assert_eq!(story.owed_on(Account::Minima), 0);

    assert_eq!(story.unused("2026-04-21"), ["activities", "glasses", "other"]);
    story.grant_minima(minima("activities", "2026-04-21"), None, "2026-04-21");
    let again = story.run("2026-04", "2026-04-22");
    assert_eq!(Story::paid(&again), [("applicant".to_owned(), 15_000)]);
}

#[test]
fn what_is_withdrawn_before_it_is_paid_is_not_paid() {
    let mut story = nobody(POOR, "2026-03-02");
    story.grant_minima(minima("activities", "2026-03-02"), None, "2026-03-02");
    story.end(1, "2026-03-02");
    let run = story.run("2026-03", "2026-03-20");
    assert!(run.payments.is_empty() && story.debts.is_empty());
    assert!(!story.account.is_open(), "nothing is left to do");
    // Withdrawn wrongly.
    story.grant_minima(minima("activities", "2026-03-02"), Some(1), "2026-03-21");
    assert_eq!(Story::paid(&story.run("2026-03", "2026-03-22")), [("applicant".to_owned(), 15_000)]);
}

#[test]
fn the_signal_of_non_use_falls_when_it_is_granted_and_comes_back_after_the_months() {
    let mut story = nobody(POOR, "2026-03-02");
    assert_eq!(story.unused("2026-03-02"), ["activities", "glasses", "other"]);
    story.grant_minima(minima("activities", "2026-03-02"), None, "2026-03-02");
    assert_eq!(story.unused("2026-03-02"), ["glasses", "other"]);
    assert_eq!(story.unused("2027-03-01"), ["glasses", "other"]);
    assert_eq!(story.unused("2027-03-02"), ["activities", "glasses", "other"]);
}

#[test]
fn assistance_of_the_month_counts_as_the_books_have_it() {
    let mut story = Story::from("2026-03-01");
    let about = r#"{ "own_means": { "norm": 140150 }, "capital": { "countable": 0 }, "household": { "children": [] } }"#;
    story.state("2026-03-01", "2026-03-02", json(about));
    let before = why(story.ask_minima(minima("activities", "2026-03-02"), None, "2026-03-02"));
    assert!(before.1.contains("algemene bijstand in de maand"), "not worked out yet: {before:?}");
    story.run("2026-03", "2026-03-20");
    let granted = story.grant_minima(minima("activities", "2026-03-02"), None, "2026-03-21");
    let income = granted.decision.explanations.iter().find(|line| line.rule == "scheme-income").unwrap();
    assert!(income.inputs.iter().any(|input| input.name == "own_means.assistance"), "{income:?}");
}

impl Story {
    fn refuse(&mut self, terms: GrantTerms, today: &str) -> Result<MoneyDecision, Refusal> {
        let key = terms.key().map(str::to_owned);
        let asked = GrantAsked {
            account: &self.account,
            facts: &facts_after(&self.timeline, &[], (terms.from, day(today))),
            terms,
            minima: key.as_deref(),
            corrects: None,
            replaces: None,
            by: "anna",
            reasons: "U hebt te veel inkomen.",
            national: &NATIONAL,
            local: &LOCAL,
            today: day(today),
        };
        let refused = asked.refuse()?;
        self.account = refused.account;
        Ok(refused.decision)
    }
}

#[test]
fn a_refusal_is_a_decision_with_the_ground_of_the_rules() {
    let rich = POOR.replace(r#""norm": 140150"#, r#""norm": 140150, "income": 168181"#);
    let mut story = nobody(&rich, "2026-03-02");
    let refused = story.refuse(minima("activities", "2026-03-02"), "2026-03-05").unwrap();
    let (scheme, name, from) = (Scheme::Minima, "Meedoenbijdrage".into(), day("2026-03-02"));
    assert_eq!((refused.number, &refused.matter), (1, &Matter::Refused { scheme, name, from }));
    let last = refused.explanations.last().unwrap();
    assert_eq!((last.rule.as_str(), last.source.as_str()), ("grant-refused", "Beleidsregels § 4"));
    assert_eq!(
        (last.text.as_str(), last.inputs[0].name.as_str()),
        ("U hebt te veel inkomen.", "scheme-income")
    );
    assert!(
        refused.explanations.iter().any(|line| line.rule == "scheme-income"),
        "every rule that was tried"
    );
    assert!(story.account.state.grants.is_empty());

    // After an objection it turns out otherwise.
    story.state("2026-03-02", "2026-04-01", json(r#"{ "own_means": { "income": 140150 } }"#));
    assert_eq!(story.grant_minima(minima("activities", "2026-03-02"), None, "2026-04-01").decision.number, 2);
    let wrong = story.refuse(terms(Scheme::Minima, "2026-03-02"), "2026-04-01").unwrap_err();
    assert_eq!(wrong.violations[0].rule, "grant-minima");
}

#[test]
fn what_the_rules_give_is_not_refused_and_what_they_leave_open_is_by_reasons() {
    let mut story = nobody(POOR, "2026-03-02");
    let right = story.refuse(minima("activities", "2026-03-02"), "2026-03-05").unwrap_err();
    assert_eq!(right.rule, "refusal-by-rules");
    assert!(right.reason.contains("€ 150,00"), "{}", right.reason);
    let missing = story.refuse(minima("glasses", "2026-03-02"), "2026-03-05").unwrap_err();
    assert_eq!(missing.rule, "facts-missing");
    let left = story.refuse(minima("other", "2026-03-02"), "2026-03-05").unwrap();
    let last = left.explanations.last().unwrap();
    assert!(last.inputs.is_empty() && last.source == "Beleidsregels § 6", "{last:?}");
    let unknown = story.refuse(minima("swimming", "2026-03-02"), "2026-03-05").unwrap();
    assert_eq!(unknown.explanations.last().unwrap().inputs[0].name, "scheme-asked");
}

#[test]
fn what_stands_in_the_way_is_a_ground_too() {
    let mut story = nobody(IOAW, "2026-01-01");
    story.grant(terms(Scheme::Ioaw, "2026-01-01"), None, "2026-01-05");
    let again =
        story.refuse(GrantTerms::asked(Scheme::Ioaw, day("2026-02-01"), false), "2026-02-01").unwrap();
    let last = again.explanations.last().unwrap();
    assert_eq!((last.inputs[0].name.as_str(), last.source.as_str()), ("grant-known", "IOAW art. 5"));
}

/// As an earlier version stored it.
#[test]
fn what_was_granted_before_there_were_schemes_for_minima_is_read() {
    let stored = r#"{ "scheme": "special-assistance", "form": "gift", "payee": "applicant", "from": "2026-03-02", "until": null,
        "once": true, "fixed": 25000, "wage_tax": null }"#;
    let read: Result<GrantTerms, _> = serde_json::from_str(stored);
    let payee = serde_json::to_string(&Payee::Applicant).unwrap();
    let read = read.or_else(|_| serde_json::from_str(&stored.replace(r#""applicant""#, &payee))).unwrap();
    assert_eq!(read.minima, None);
    let again = serde_json::to_value(&read).unwrap();
    assert!(again.get("minima").is_none(), "{again}");
}
