//! What becomes of each kind of decision about money that falls, as the docs have it, and of those that income takes back.

use std::collections::BTreeSet;

use super::against::{all, decision as decided};
use super::*;

const OBJECTION: Uuid = Uuid::from_u128(70);

/// The table for people, with a row for each kind.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/objections-upheld.md");

fn word(falls: Falls) -> &'static str {
    match falls {
        Falls::TakenBack => "taken back",
        Falls::DecidedAnew => "decided anew",
        Falls::CaseOpens => "the case opens",
        Falls::ByHand => "by hand",
        Falls::Never(_) => "never",
    }
}

#[test]
fn the_docs_say_of_every_kind_what_becomes_of_it() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (matter, _) in all() {
        let decision = decided(matter, "anna");
        let falls = word(decision.falls(false));
        let (kind, falls) = (format!("| `{}` |", decision.matter.code()), format!("| {falls} |"));
        let row = rows.iter().find(|row| row.starts_with(&kind) && row.contains(&falls));
        assert!(row.is_some(), "{kind} … {falls} for {:?}", decision.matter);
        said.extend(row.copied());
    }
    assert_eq!(said.len(), rows.len(), "the docs have a row of a kind that there is not");
}

#[test]
fn what_workflow_can_ask_is_what_an_objection_can_be_against() {
    for (matter, _) in all() {
        let decision = decided(matter, "anna");
        let Ok(against) = decision.objected_to_as(false) else {
            assert!(matches!(decision.falls(false), Falls::Never(_)), "{:?}", decision.matter);
            continue;
        };
        // The case opens anew by workflow itself.
        let opens = decision.falls(false) == Falls::CaseOpens;
        assert_eq!(Reversed::from_code(against.code()).is_none(), opens, "{:?}", decision.matter);
        assert!(matches!(decision.falls(true), Falls::Never(_)), "what somebody else pays");
        let by_objection = decided(decision.matter, BY_OBJECTION);
        assert!(matches!(by_objection.falls(false), Falls::Never(_)), "{:?}", by_objection.matter);
    }
}

fn refused(number: u32, on: &str, replaces: Option<u32>) -> MoneyDecision {
    let (scheme, name, from) = (Scheme::StudySupplement, "studietoeslag".into(), day("2026-03-01"));
    let refused = decided(Matter::Refused { scheme, minima: None, name, from }, "anna");
    MoneyDecision { number, replaces, decided_on: day(on), ..refused }
}

#[rstest::rstest]
#[case::its_number(Some(2), "2026-03-20", Ok(2))]
#[case::the_only_one_of_the_day(None, "2026-03-02", Ok(2))]
#[case::two_of_the_day(None, "2026-03-09", Err(NotReversed::Unclear))]
#[case::none_of_the_day(None, "2026-03-30", Err(NotReversed::Unclear))]
#[case::replaced_since(Some(1), "2026-03-02", Err(NotReversed::Nothing))]
#[case::no_such_decision(Some(9), "2026-03-02", Err(NotReversed::Nothing))]
fn a_decision_that_stands_falls_by_its_number_or_its_day(
    #[case] number: Option<u32>,
    #[case] made_known: &str,
    #[case] expected: Result<u32, NotReversed>,
) {
    let decisions = [
        refused(1, "2026-03-02", None),
        refused(2, "2026-03-02", Some(1)),
        refused(3, "2026-03-09", None),
        refused(4, "2026-03-09", None),
    ];
    let account = Story::from("2026-01-01").account;
    let meant = DecisionMeant { number, notified_on: day(made_known) };
    let found = meant.among(&decisions, &account, Against::Grant);
    assert_eq!(found.map(|decision| decision.number), expected);
    assert_eq!(meant.among(&decisions, &account, Against::SetOff), Err(NotReversed::Nothing));
}

impl Story {
    /// A run set off what January was too much; the decision on it, when it was released.
    fn has_set_off(&mut self) -> MoneyDecision {
        self.run("2026-01", "2026-01-20");
        self.earns("2026-01-01", "2026-02-05", 40_000);
        self.earns("2026-02-01", "2026-02-05", 0);
        self.run("2026-02", "2026-02-20");
        let SetOff { too_much, taken, months, .. } = SetOff::of(&self.account.state).unwrap().unwrap();
        assert!(taken > Cents::ZERO);
        self.account.state.corrected = Corrected::default();
        let months = months.into_iter().map(|(month, _, now)| (month, now)).collect();
        let matter = Matter::SetOff { too_much, cents: taken, months };
        decision(&mut self.account, matter, ("betaalrun", day("2026-02-24")), Vec::new())
    }

    fn set_off_falls(&mut self, fallen: &MoneyDecision) -> Result<MoneyDecision, NotReversed> {
        let fell = reverse_set_off(&self.account, fallen, OBJECTION, (&NATIONAL, day("2026-03-20")))?;
        self.account = fell.account;
        self.postings.extend(fell.postings);
        self.debts.insert(fell.debt.id, fell.debt);
        self.check();
        Ok(fell.decision)
    }
}

/// A run that is prepared pays what it was to pay; the next one pays what was withheld. When January turns out right after all,
/// nothing is paid twice.
#[test]
fn a_set_off_that_falls_is_paid_once() {
    let mut story = Story::from("2026-01-01");
    let fallen = story.has_set_off();
    let Matter::SetOff { cents, .. } = fallen.matter else { panic!("{fallen:?}") };
    let prepared = Story::paid(&story.run("2026-03", "2026-03-20"));

    let fell = story.set_off_falls(&fallen).unwrap();
    assert_eq!((fell.number, fell.replaces), (fallen.number + 1, Some(fallen.number)));
    assert!(fell.explanations[0].text.contains(&cents.to_string()), "{:?}", fell.explanations);
    assert!(story.account.state.reversed.contains(&OBJECTION));
    let again = story.run("2026-03", "2026-03-21");
    assert_eq!(Story::paid(&again), [("applicant".to_owned(), cents.get())]);
    assert!(story.run("2026-03", "2026-03-22").payments.is_empty(), "once");
    assert!(story.debts.values().all(|debt| story.account.state.undecided.contains_key(&debt.id)));

    story.earns("2026-01-01", "2026-04-02", 0);
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(Story::paid(&april), prepared, "a whole month and no more");
    assert!(story.account.state.undecided.is_empty(), "all of it is made good");
}

/// January turned out right before the set-off fell, and was paid by then.
#[test]
fn a_set_off_of_a_month_that_was_put_right_is_for_a_person() {
    let mut story = Story::from("2026-01-01");
    let fallen = story.has_set_off();
    story.earns("2026-01-01", "2026-02-26", 0);
    story.run("2026-03", "2026-03-18");
    assert_eq!(story.set_off_falls(&fallen), Err(NotReversed::PersonDecides));
}

#[test]
fn what_came_off_the_holiday_allowance_alone_was_withheld_from_no_payment() {
    let mut story = Story::from("2026-01-01");
    let matter = Matter::SetOff { too_much: Cents::new(2_000), cents: Cents::ZERO, months: BTreeMap::new() };
    let fallen = decision(&mut story.account, matter, ("betaalrun", day("2026-02-24")), Vec::new());
    assert_eq!(story.set_off_falls(&fallen), Err(NotReversed::Nothing));
}

#[test]
fn who_is_paid_falls_back_to_what_was_decided_before() {
    let account = Story::from("2026-01-01").account;
    let payee = Payee::Third(1);
    let pays = |number: u32, cents: i64| {
        let paid = decided(Matter::PaidToOther { payee, monthly: Cents::new(cents) }, "anna");
        MoneyDecision { number, ..paid }
    };
    let known = PayeeAccount { payee, sealed: vec![9], monthly: Some(Cents::new(40_000)) };
    let fall = |decisions: &[MoneyDecision], number: u32| {
        let (payees, law) = (std::slice::from_ref(&known), (&*NATIONAL, day("2026-03-20")));
        reverse_on_behalf(&account, (decisions, payees), number, OBJECTION, law)
    };
    let both = [pays(1, 30_000), pays(2, 40_000)];
    let fell = fall(&both, 2).unwrap();
    assert_eq!((fell.payee.monthly, fell.decision.replaces), (Some(Cents::new(30_000)), Some(2)));
    assert_eq!(fell.payee.sealed, [9], "the account stays");
    assert_eq!(fell.decision.matter, Matter::PaidToOther { payee, monthly: Cents::new(30_000) });
    assert_eq!(fall(&both, 1).map(drop), Err(NotReversed::Nothing), "another stands since");
    let fell = fall(&both[..1], 1).unwrap();
    assert_eq!(fell.payee.monthly, None);
    assert!(fell.decision.explanations[0].text.contains("niet meer"), "{:?}", fell.decision);
}
