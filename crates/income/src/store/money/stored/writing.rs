//! How cases come into the states that are stored.

use domain::{CaseId, Cents, FactKey, Facts as Intake, Moment, Month, ObjectionId, PersonId, TraceInput};
use rules::Local;
use rules::facts::{Breach, Facts};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Case, SCHEMA, Stored, corpus, features};
use crate::model::money::tests::{Story, may};
use crate::model::money::{
    Account, Agreed, Debt, DebtKind, DebtPaid, DebtPaymentAsked, Matter, MeasureMeant, MeasuresAsked, Reason,
    RecourseClaim, ReverseAsked, Reversed, debt_decision, decide_debt, decision, reverse_measure,
    without_measure,
};
use crate::model::testing::{NATIONAL, day, single, without};
use crate::model::{Applied, AssessEntitlement, DecideEntitlement, Decided, EndBenefit, Verdict};

impl Case {
    /// A right from February on, and so many months of it that were run.
    fn paid(months: u32) -> Self {
        let mut story = Story::from("2026-02-01");
        let runs = ["2026-02", "2026-03", "2026-04", "2026-05"];
        for run in runs.iter().take(months as usize) {
            story.run(run, &format!("{run}-20"));
        }
        Self::of(story)
    }

    fn state(mut self, from: &str, known_on: &str, facts: &Value) -> Self {
        let facts: Facts = serde_json::from_value(facts.clone()).unwrap();
        self.story.state(from, known_on, facts);
        self
    }

    fn owes(mut self, kind: DebtKind, cents: i64, instalment: Option<i64>) -> Self {
        let story = &mut self.story;
        let id = Uuid::from_u128(500 + story.debts.len() as u128);
        let asked = (id, kind, Cents::new(cents), "2026-02".parse().unwrap());
        let mut decided = decide_debt(&story.account, asked, "2026-03".parse().unwrap()).unwrap();
        let by = ("anna", day("2026-03-20"));
        self.decisions.push(debt_decision(&mut decided.account, &decided.debt, by, Vec::new()));
        story.account = decided.account;
        story.postings.extend(decided.postings);
        story.debts.insert(id, Debt { instalment: instalment.map(Cents::new), ..decided.debt });
        self
    }

    fn run(mut self, month: &str) -> Self {
        self.story.run(month, &format!("{month}-20"));
        self
    }

    fn ends(mut self, last_day: &str) -> Self {
        self.story.account.state.right_until = Some(day(last_day));
        self.story.account.touch(Month::of(day(last_day)).next());
        self
    }

    /// An advance of February, before anything was decided.
    fn advanced() -> Self {
        let mut story = Story::from("2026-02-01");
        story.account.state.right_from = None;
        let (reported_on, applied_on) = (day("2026-01-26"), day("2026-02-01"));
        story.account.state.applied = Some(Applied { reported_on, applied_on });
        let (id, month, cents) = (Uuid::from_u128(1), "2026-02".parse().unwrap(), Cents::new(100_000));
        let debt = Debt { id, kind: DebtKind::Advance, month, cents, remaining: cents, instalment: None };
        let mut book = story.account.book();
        let reason = Reason::Advance;
        book.transfer((Account::DebtAdvance, Account::Bank), cents, month, reason).unwrap();
        story.postings.extend(story.account.keep(book));
        story.debts.insert(id, debt);
        Self::of(story)
    }
}

fn earns(cents: i64) -> Value {
    json!({ "applicant": { "incomes": [{ "kind": "earnings", "amount": cents }] } })
}

fn stories() -> Vec<Case> {
    let breach = json!({ "conduct": { "breaches": [{ "duty": "contact", "committed_on": "2026-02-10",
        "applied_on": "2026-03-02", "first_month": "2026-03", "blameless": false, "urgent_reasons": true,
        "tuned": { "percent": 30, "months": 1 } }] } });
    let parent = json!({ "recovery": { "recourse": { "debtor": "parent", "amount": 25_000,
        "fixed_on": "2026-01-01", "costs": 140_150 } } });
    let mut claims = Case::paid(1).state("2026-03-01", "2026-03-01", &parent);
    let claim = RecourseClaim::new(1, rules::facts::MaintenanceDebtor::Parent, day("2026-03-01"), None);
    claims.story.account.state.recourse.insert(1, claim);
    let mut denied = Case::advanced();
    let open: Vec<Debt> = denied.story.debts.values().copied().collect();
    denied.story.account.judge_advances(&open, Some(false));
    let mut granted = Case::advanced();
    granted.story.account.state.right_from = Some(day("2026-02-01"));
    let mut duty = Case::paid(2).owes(DebtKind::Recovery, 50_000, None);
    duty.story.account.state.must_offset.extend(duty.story.debts.keys().copied());

    let mut gone = Case::paid(2).owes(DebtKind::Recovery, 30_000, None).ends("2026-03-31").run("2026-04");
    let debt = *gone.story.debts.keys().next().unwrap();
    let agreed = Agreed::new(Cents::new(5_000), "2026-05".parse().unwrap(), day("2026-04-20"));
    gone.story.account.state.agreed.insert(debt, agreed);
    gone.receives(debt, 5_000, "bank 1");
    let mut closed = Case::paid(2).owes(DebtKind::Fine, 9_000, None).ends("2026-03-31").run("2026-04");
    let debt = *closed.story.debts.keys().next().unwrap();
    closed.receives(debt, 9_000, "bank 1");
    let mut forgiven = Case::paid(4).state("2026-03-01", "2026-05-25", &earns(20_000)).run("2026-06");
    forgiven.lets_go();

    vec![
        Case::advanced(),
        denied,
        granted.run("2026-02").run("2026-03"),
        Case::paid(0),
        Case::paid(3),
        Case::paid(2).state("2026-03-01", "2026-03-25", &earns(20_000)),
        Case::paid(4).state("2026-03-01", "2026-05-25", &earns(20_000)).run("2026-06"),
        forgiven,
        Case::paid(2).owes(DebtKind::Fine, 30_000, Some(5_000)).run("2026-04"),
        Case::paid(2).owes(DebtKind::Loan, 40_000, Some(2_000)).run("2026-04"),
        duty.run("2026-04"),
        Case::paid(1).state("2026-03-01", "2026-03-02", &breach).run("2026-03"),
        claims.run("2026-03"),
        gone,
        closed,
    ]
}

impl Case {
    fn receives(&mut self, debt: Uuid, cents: i64, reference: &str) {
        let debts: Vec<Debt> = self.story.debts.values().copied().collect();
        let asked = DebtPaymentAsked {
            account: &self.story.account,
            debts: &debts,
            decisions: &self.decisions,
            debt,
            cents: Cents::new(cents),
            received_on: day("2026-05-04"),
            reference,
            payer: None,
            today: day("2026-05-20"),
        };
        let Ok(DebtPaid::Booked(booked)) = asked.receive() else { panic!("{reference} is not booked") };
        self.story.account = booked.account;
        self.story.postings.extend(booked.postings);
        self.story.debts.insert(debt, booked.debt);
    }

    /// A person decides that what a run found is not recovered.
    fn lets_go(&mut self) {
        for debt in self.story.account.state.undecided.clone().into_keys() {
            let asked = (debt, Some(Cents::ZERO));
            let mut decided = self.story.recovers(asked, &may(), "2026-06-22").unwrap();
            let matter = Matter::NotRecovered { debt, cents: decided.left };
            let by = ("anna", day("2026-06-22"));
            self.decisions.push(decision(&mut decided.account, matter, by, Vec::new()));
            self.story.account = decided.account;
            self.story.postings.extend(decided.postings);
            self.story.debts.insert(debt, decided.debt);
        }
    }
}

fn moment(today: &str) -> Moment {
    Moment { day: day(today), instant: chrono::DateTime::UNIX_EPOCH, input: Uuid::from_u128(1) }
}

fn objection() -> ObjectionId {
    ObjectionId::new(Uuid::from_u128(9))
}

/// Decisions on the right. Money goes its own way: what one means for the other is not of the rows.
impl Case {
    fn decided(mut self, Decided { entitlement, decision }: Decided) -> Self {
        self.right = Some(entitlement);
        self.rights.push(decision);
        self
    }

    /// The rules decide on these facts, or leave it to a person: also after an objection.
    fn assessed(self, facts: Intake, objection: Option<ObjectionId>, today: &str) -> Self {
        let asked = AssessEntitlement {
            case: CaseId::new(Uuid::from_u128(7)),
            person: PersonId::new(Uuid::from_u128(8)),
            municipality: self.story.account.municipality.clone(),
            reported_on: day("2026-02-02"),
            applied_on: None,
            searched_too_little: false,
            facts,
            since_report: Vec::new(),
            objection,
            contested: Vec::new(),
            number: None,
            counted: None,
        };
        let decided = asked.decide((self.right.as_ref(), &[]), &NATIONAL, &moment(today)).unwrap();
        self.decided(decided)
    }

    fn settled(self, verdict: Verdict, today: &str) -> Self {
        let known = self.right.as_ref().unwrap();
        let asked = DecideEntitlement {
            case: known.case,
            municipality: known.municipality.clone(),
            verdict,
            from_day: None,
            counted: None,
            reasons: "Gesprek gevoerd.".into(),
        };
        let stands = (known, None, Some(day("2026-02-02")));
        let decided = asked.decide(stands, &[], (&NATIONAL, &moment(today))).unwrap();
        self.decided(decided)
    }

    /// The right is over from this day on, where it was not before.
    pub(super) fn right_ends(&mut self, from_day: &str, today: &str) {
        let asked = EndBenefit {
            case: self.story.account.case,
            person: self.story.account.person,
            municipality: self.story.account.municipality.clone(),
            reason: "withdrawn".into(),
            from_day: day(from_day),
            written: String::new(),
        };
        if let Some(Decided { entitlement, decision }) =
            asked.decide(self.right.as_ref(), &NATIONAL, &moment(today))
        {
            self.right = Some(entitlement);
            self.rights.push(decision);
        }
    }
}

/// Granted, lost, left to a person and decided by one, decided anew after an objection, and over.
fn rights() -> Vec<Case> {
    let granted = || Case::paid(2).assessed(single(""), None, "2026-03-02");
    let unknown = || Case::paid(0).assessed(without(&single(""), FactKey::Capital), None, "2026-03-02");
    let (grant, more) = (Verdict::Grant(Cents::new(100_000)), Verdict::Grant(Cents::new(110_000)));
    let anew = |case: Case| case.assessed(single(""), Some(objection()), "2026-03-16");
    let mut over = granted().ends("2026-03-31").run("2026-04");
    over.right_ends("2026-04-01", "2026-04-20");
    vec![
        granted(),
        granted().assessed(single("capital=900000"), None, "2026-03-09"),
        unknown(),
        unknown().settled(grant, "2026-03-09"),
        anew(granted()),
        anew(granted()).settled(more, "2026-03-23"),
        over,
    ]
}

/// Assistance lowered for March.
impl Case {
    fn lowered(self, withdrawn: bool, today: &str) -> Self {
        let breach: Breach = serde_json::from_value(json!({
            "duty": "contact", "committed_on": "2026-02-10", "first_month": "2026-03", "blameless": false,
            "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 }, "withdrawn": withdrawn
        }))
        .unwrap();
        let asked = MeasuresAsked {
            account: &self.story.account,
            by: "anna",
            from: day("2026-02-10"),
            breaches: &[breach],
            household: &Facts::default(),
            national: &NATIONAL,
            local: &Local::default(),
            decide_days: 14,
            today: day(today),
        };
        let decided = asked.decide().unwrap();
        let mut next = self;
        next.story.account = decided.account;
        next.decisions.extend(decided.decisions);
        let mut facts = Facts::default();
        facts.conduct.breaches = Some(decided.breaches);
        next.story.state("2026-02-10", today, facts);
        next
    }

    /// The decision to lower falls by an objection: it is taken back, and the months are worked out anew.
    fn lowering_falls(mut self, today: &str) -> Self {
        let meant = MeasureMeant::of(&self.decisions, Some(1), day("2026-03-02")).unwrap();
        let (breach, corrections) = without_measure(&self.story.timeline, meant, day(today)).unwrap();
        for (from, facts) in corrections {
            self.story.state(&from.to_string(), today, facts);
        }
        let account = &mut self.story.account;
        account.state.reversed.insert(objection().uuid());
        let (name, value) = ("notified_on".into(), "2026-03-02".into());
        let why = TraceInput { name, value, source: "objection".into() };
        self.decisions.push(reverse_measure(account, &breach, why, (&NATIONAL, day(today))));
        self
    }

    /// The only decision on a fine falls by an objection: nothing is owed, and what was paid comes back.
    fn fine_falls(mut self, today: &str) -> Self {
        let debts: Vec<Debt> = self.story.debts.values().copied().collect();
        let asked = ReverseAsked {
            account: &self.story.account,
            decisions: &self.decisions,
            debts: &debts,
            kind: Reversed::Fine,
            number: None,
            notified_on: day("2026-03-20"),
            objection: objection().uuid(),
            national: &NATIONAL,
            today: day(today),
        };
        let taken = asked.debt().unwrap();
        self.story.account = taken.account;
        self.story.postings.extend(taken.postings);
        self.story.debts.insert(taken.debt.id, taken.debt);
        self.decisions.push(taken.decision);
        self
    }
}

/// Measures that stand and that are taken back, and what an objection brought about.
fn measures() -> Vec<Case> {
    let lowered = || Case::paid(1).lowered(false, "2026-03-02").run("2026-03");
    let fined = || Case::paid(2).owes(DebtKind::Fine, 30_000, Some(5_000)).run("2026-04");
    vec![
        lowered(),
        lowered().lowered(true, "2026-04-02"),
        lowered().lowering_falls("2026-04-15").run("2026-04"),
        fined().fine_falls("2026-05-04"),
    ]
}

/// Adds a file for each feature that no stored case has yet.
#[test]
#[ignore = "writes tests/stored; run it when the form of a case's money grows"]
fn write_cases() {
    let corpus = corpus();
    let mut keeper = corpus.keeper(SCHEMA, features).unwrap();
    for case in stories().iter().chain(&rights()).chain(&measures()) {
        keeper.keep(&Stored::of(case)).unwrap();
    }
    println!("{} cases are stored", keeper.count());
}
