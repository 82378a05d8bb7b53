//! Recourse: what the rules give is claimed month by month, corrected, received, and ended with the right.

use domain::Refusal;
use rstest::rstest;

use super::*;

const PARENT: &str = r#"{ "recovery": { "recourse": { "debtor": "parent", "amount": 25000, "fixed_on": "2026-01-01", "costs": 140150 } } }"#;
const DONEE: &str =
    r#"{ "recovery": { "recourse": { "debtor": "donee", "amount": 90000, "costs": 500000 } } }"#;

fn facts(json: &str) -> Facts {
    serde_json::from_str(json).unwrap()
}

/// Recourse from 1 March, and the run of March.
fn running(json: &str) -> (Story, u32) {
    let mut story = story(json);
    let decided = story.recourse("2026-03-01").unwrap();
    let number = story.keep(decided);
    story.run("2026-03", "2026-03-20");
    (story, number)
}

/// A single person with assistance since March, and what is known of whoever owes maintenance.
fn story(json: &str) -> Story {
    let mut story = Story::from("2026-03-01");
    story.state("2026-03-01", "2026-03-02", facts(json));
    story
}

impl Story {
    fn asked(&self, today: &str) -> RecourseAsked<'_> {
        let (by, reasons) = ("anna", "De ouder kan bijdragen.");
        RecourseAsked { account: &self.account, by, reasons, national: &NATIONAL, today: day(today) }
    }

    fn recourse(&self, from: &str) -> Result<DecidedRecourse, Refusal> {
        self.decide("2026-03-05", from, None)
    }

    fn decide(&self, today: &str, from: &str, corrects: Option<u32>) -> Result<DecidedRecourse, Refusal> {
        let wanted = RecourseWanted { from: day(from), corrects };
        self.asked(today).decide(wanted, &self.timeline.on(day(from), day(today)))
    }

    /// What is known of recourse from a day on.
    fn knows(&mut self, from: &str, known_on: &str, recourse: &str) {
        self.state(from, known_on, facts(&format!(r#"{{ "recovery": {{ "recourse": {recourse} }} }}"#)));
    }

    /// What stands for each month.
    fn claimed(&self, recourse: u32) -> Vec<i64> {
        self.account.state.recourse[&recourse].months.values().map(|fixed| fixed.gross.get()).collect()
    }

    fn keep(&mut self, done: DecidedRecourse) -> u32 {
        self.account = done.account;
        self.postings.extend(done.postings);
        self.check();
        done.recourse
    }

    /// Claimed and not received.
    fn outstanding(&self, recourse: u32) -> i64 {
        let cents = self.account.state.recourse[&recourse].outstanding().unwrap().get();
        assert_eq!(
            self.account.state.balances.of(Account::ClaimRecourse).get(),
            cents,
            "as the ledger has it"
        );
        cents
    }
}

#[test]
fn it_is_claimed_each_month_and_pays_nobody() {
    let mut story = story(PARENT);
    let decided = story.recourse("2026-03-01").unwrap();
    assert_eq!((decided.cents, decided.recourse), (Cents::new(25_000), 1));
    let lines = &decided.decision.as_ref().unwrap().explanations;
    assert_eq!((lines[0].rule.as_str(), lines[1].rule.as_str()), ("recourse-62", "recourse-decided"));
    let number = story.keep(decided);

    let march = story.run("2026-03", "2026-03-20");
    assert_eq!(
        Story::paid(&march),
        [("applicant".to_owned(), 133_142)],
        "the client gets what they always get"
    );
    assert_eq!(story.outstanding(number), 25_000);
    assert_eq!(story.run("2026-03", "2026-03-21").postings.len(), 0, "once");
    story.run("2026-04", "2026-04-20");
    assert_eq!(story.outstanding(number), 50_000);
    assert!(story.debts.is_empty(), "no debt of the client");
}

#[test]
fn what_becomes_known_later_corrects_the_month() {
    let (mut story, number) = running(PARENT);
    story.knows("2026-03-01", "2026-04-10", r#"{ "costs": 20000 }"#);
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(story.outstanding(number), 40_000, "never more than the assistance costs");
    let versions: Vec<_> = april.grants.iter().map(|one| (one.month, one.fixed.version)).collect();
    assert_eq!(versions, [(month("2026-03"), 2), (month("2026-04"), 1)]);
}

#[test]
fn what_comes_in_is_never_more_than_is_outstanding() {
    let (mut story, number) = running(PARENT);
    let received = story.asked("2026-04-01").receive(number, Cents::new(10_000)).unwrap();
    story.keep(received);
    assert_eq!(story.outstanding(number), 15_000);
    let refused = story.asked("2026-04-01").receive(number, Cents::new(15_001)).unwrap_err();
    assert_eq!(refused.violations[0].rule, "recourse-outstanding");
    assert!(story.asked("2026-04-01").receive(9, Cents::new(1)).is_err());
    assert_eq!(story.account.state.balances.of(Account::Received), Cents::new(10_000));
    let refused = story.asked("2026-04-01").receive(number, Cents::new(-10_001)).unwrap_err();
    assert_eq!(refused.violations[0].rule, "recourse-received");
    let wrongly_noted = story.asked("2026-04-01").receive(number, Cents::new(-10_000)).unwrap();
    story.keep(wrongly_noted);
    assert_eq!(story.outstanding(number), 25_000);
}

#[test]
fn what_was_paid_and_is_no_longer_claimed_is_paid_back() {
    let (mut story, number) = running(PARENT);
    let received = story.asked("2026-04-01").receive(number, Cents::new(25_000)).unwrap();
    story.keep(received);
    story.knows("2026-03-01", "2026-04-10", r#"{ "amount": 10000 }"#);
    story.run("2026-03", "2026-04-11");
    assert_eq!(story.outstanding(number), -15_000);
    let refused = story.asked("2026-04-12").receive(number, Cents::new(1)).unwrap_err();
    assert_eq!(refused.violations[0].rule, "recourse-outstanding");
    let paid_back = story.asked("2026-04-12").receive(number, Cents::new(-15_000)).unwrap();
    story.keep(paid_back);
    assert_eq!(story.outstanding(number), 0);
}

#[test]
fn no_more_is_claimed_than_the_assistance_of_the_month_cost() {
    let (mut story, number) = running(PARENT);
    story.earns("2026-04-01", "2026-04-10", 130_150);
    let april = story.run("2026-04", "2026-04-20");
    let cost = story.account.state.months[&month("2026-04")].assistance;
    assert!(Cents::ZERO < cost && cost < Cents::new(25_000), "{cost}");
    assert_eq!(story.claimed(number), [25_000, cost.get()]);
    let line = april.grants.last().unwrap().explanations.last().unwrap();
    assert_eq!((line.rule.as_str(), line.source.as_str()), ("recourse-61-cost", "PW art. 61"));

    story.earns("2026-04-01", "2026-05-02", 200_000);
    story.run("2026-05", "2026-05-20");
    assert_eq!(story.claimed(number), [25_000, 0, 0], "no assistance, no recourse");
    story.earns("2026-04-01", "2026-06-02", 0);
    story.run("2026-05", "2026-06-03");
    assert_eq!(story.claimed(number), [25_000, 25_000, 25_000]);
}

#[test]
fn a_month_of_two_amounts_is_claimed_by_its_days() {
    let (mut story, number) = running(PARENT);
    story.knows("2026-04-16", "2026-04-16", r#"{ "amount": 31000 }"#);
    story.run("2026-05", "2026-05-20");
    assert_eq!(story.claimed(number), [25_000, 28_000, 31_000]);
}

#[test]
fn facts_about_somebody_else_say_nothing_about_this_debtor() {
    let (mut story, number) = running(PARENT);
    story.knows("2026-04-01", "2026-04-10", r#"{ "debtor": "former-spouse", "amount": 70000 }"#);
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!((april.difference.kind, story.claimed(number)), (DifferenceKind::Open, vec![25_000]));
    let reasons = april.difference.reasons.join(" ");
    assert!(reasons.contains("ex-echtgenoot") && reasons.contains("ouder"), "{reasons}");
    let refused = story.decide("2026-04-21", "2026-04-01", None).unwrap_err();
    assert_eq!(refused.rule, "recourse-known", "the parent's runs on");
    let ended = story.asked("2026-04-21").end(number, day("2026-04-01")).unwrap();
    story.keep(ended);
    let other = story.decide("2026-04-21", "2026-04-01", None).unwrap();
    let other = story.keep(other);
    let april = story.run("2026-04", "2026-04-22");
    assert_ne!(april.difference.kind, DifferenceKind::Open);
    assert_eq!((story.claimed(number), story.claimed(other)), (vec![25_000], vec![70_000]));
}

#[test]
fn a_decision_that_corrects_takes_the_place_of_the_older_one() {
    let (mut story, number) = running(PARENT);
    assert_eq!(story.decide("2026-03-21", "2026-05-01", None).unwrap_err().rule, "recourse-known");
    assert!(story.decide("2026-03-21", "2026-03-11", Some(9)).is_err());
    let corrected = story.decide("2026-03-21", "2026-03-17", Some(number)).unwrap();
    let decision = corrected.decision.as_ref().unwrap();
    assert_eq!((corrected.recourse, decision.number, decision.replaces), (number, 2, Some(1)));
    story.keep(corrected);
    story.run("2026-03", "2026-03-22");
    // 15 of the 31 days of March.
    assert_eq!(story.claimed(number), [12_097]);
    let later = story.decide("2026-04-02", "2026-04-01", Some(number)).unwrap();
    story.keep(later);
    story.run("2026-04", "2026-04-20");
    assert_eq!(story.claimed(number), [0, 25_000]);
    story.knows("2026-04-01", "2026-04-21", r#"{ "debtor": "spouse" }"#);
    let other = story.decide("2026-04-22", "2026-04-01", Some(number)).unwrap_err();
    assert_eq!(other.rule, "recourse-corrects-same");
}

#[test]
fn who_opposes_is_for_a_court_and_the_month_stays_open() {
    let (mut story, number) = running(PARENT);
    story.knows("2026-04-01", "2026-04-10", r#"{ "opposes": true }"#);
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!((april.difference.kind, story.outstanding(number)), (DifferenceKind::Open, 25_000));
    assert!(
        april.difference.reasons.iter().any(|reason| reason.contains("rechter")),
        "{:?}",
        april.difference
    );
    assert_eq!(Story::paid(&april), [("applicant".to_owned(), 133_142)]);
}

#[test]
fn it_ends_in_the_middle_of_a_month_and_with_the_right() {
    let (mut story, number) = running(PARENT);
    for (run, today) in [("2026-04", "2026-04-20"), ("2026-05", "2026-05-20")] {
        story.run(run, today);
    }
    let ended = story.asked("2026-05-22").end(number, day("2026-05-16")).unwrap();
    assert_eq!(ended.decision.as_ref().unwrap().replaces, Some(1));
    story.keep(ended);
    assert!(story.asked("2026-05-22").end(number, day("2026-05-16")).is_err(), "it has ended");
    story.run("2026-06", "2026-06-20");
    // 15 of the 31 days of May: 120.97
    assert_eq!(story.outstanding(number), 25_000 + 25_000 + 12_097);
    story.account.state.right_until = Some(day("2026-04-30"));
    story.account.touch(month("2026-04"));
    story.run("2026-07", "2026-07-20");
    assert_eq!(story.outstanding(number), 50_000, "no assistance, no recourse");
}

#[test]
fn a_gift_is_claimed_once() {
    let mut story = story(DONEE);
    let number = {
        let decided = story.recourse("2026-03-10").unwrap();
        story.keep(decided)
    };
    story.run("2026-03", "2026-03-20");
    story.run("2026-04", "2026-04-20");
    assert_eq!(story.outstanding(number), 90_000);
    assert_eq!(story.asked("2026-04-21").end(number, day("2026-05-01")).unwrap_err().rule, "recourse-once");
    assert_eq!(story.decide("2026-04-21", "2026-03-10", None).unwrap_err().rule, "recourse-known");
    for (amount, claimed) in [(60_000, 60_000), (0, 0)] {
        story.knows("2026-03-10", "2026-04-21", &format!(r#"{{ "amount": {amount} }}"#));
        let corrected = story.decide("2026-04-21", "2026-03-10", Some(number)).unwrap();
        story.keep(corrected);
        story.run("2026-04", "2026-04-22");
        assert_eq!(story.outstanding(number), claimed);
    }
    let again = story.decide("2026-04-23", "2026-03-10", None).unwrap_err();
    assert_eq!(again.rule, "recourse-nil");
}

/// As for someone of 19 whose parents could pay: no general assistance, special assistance each month.
#[test]
fn special_assistance_is_a_cost_too_and_a_loan_is_none() {
    for (form, claimed) in [(GrantForm::Gift, 20_000), (GrantForm::Loan, 0)] {
        let mut story = story(PARENT);
        story.account.state.right_from = None;
        let terms = GrantTerms {
            scheme: Scheme::SpecialAssistance,
            minima: None,
            form,
            payee: Payee::Applicant,
            from: day("2026-03-01"),
            until: None,
            once: false,
            fixed: Some(Cents::new(20_000)),
            wage_tax: None,
        };
        story.account.state.grants.insert(900, Grant::new(900, terms));
        let decided = story.recourse("2026-03-01").unwrap();
        let number = story.keep(decided);
        story.run("2026-03", "2026-03-20");
        assert_eq!(story.claimed(number), [claimed]);
    }
}

#[test]
fn there_is_no_recourse_before_there_is_assistance() {
    let mut story = story(PARENT);
    story.knows(
        "2026-01-01",
        "2026-03-02",
        r#"{ "debtor": "parent", "amount": 1, "not_indexed": true, "costs": 1 }"#,
    );
    let early = story.recourse("2026-02-28").unwrap_err();
    assert_eq!(
        (early.violations[0].field.as_str(), early.violations[0].rule.as_str()),
        ("from_day", "recourse-days")
    );
    story.account.state.right_from = None;
    assert_eq!(story.recourse("2026-03-01").unwrap_err().rule, "recourse-no-assistance");
}

proptest! {
    /// Whatever becomes known in whatever order, what stands is what the final facts give from scratch.
    #[test]
    fn corrections_sum_to_the_claim_from_scratch(
        stated in prop::collection::vec((0u32..4, 0i64..60_000, 0i64..200_000, 0i64..160_000), 0..6),
    ) {
        let (mut story, number) = running(PARENT);
        for (step, (at, amount, costs, earned)) in (1u32..).zip(&stated) {
            let from = month("2026-03").plus(*at).first_day().to_string();
            let today = day("2026-04-01").checked_add_days(chrono::Days::new(step.into())).unwrap().to_string();
            story.knows(&from, &today, &format!(r#"{{ "amount": {amount}, "costs": {costs} }}"#));
            story.earns(&from, &today, *earned);
            story.run(if step % 2 == 0 { "2026-05" } else { "2026-06" }, &today);
        }
        story.run("2026-06", "2026-06-20");
        let state = &story.account.state;
        let claim = &state.recourse[&number];
        let of = RecourseSources { timeline: &story.timeline, law: law(), state };
        for (month, fixed) in &claim.months {
            let scratch = claim.month(of, (*month, day("2026-06-20"))).unwrap();
            let GrantMonth::WorkedOut { gross, .. } = scratch else { panic!("{scratch:?}") };
            prop_assert_eq!(gross, fixed.gross);
            prop_assert!(gross >= Cents::ZERO && gross <= state.months[month].assistance);
        }
        prop_assert_eq!(claim.months.len(), 4);
        prop_assert_eq!(claim.outstanding().unwrap(), state.balances.of(Account::ClaimRecourse));
    }
}

#[rstest]
#[case::nothing_known("{}", "facts-missing")]
#[case::opposed(
    r#"{ "recovery": { "recourse": { "debtor": "parent", "amount": 1, "costs": 1, "opposes": true } } }"#,
    "recourse-person"
)]
#[case::nothing_to_claim(
    r#"{ "recovery": { "recourse": { "debtor": "donee", "amount": 0, "costs": 1 } } }"#,
    "recourse-nil"
)]
fn what_the_rules_do_not_give_is_not_decided(#[case] json: &str, #[case] rule: &str) {
    assert_eq!(story(json).recourse("2026-03-01").unwrap_err().rule, rule);
}
