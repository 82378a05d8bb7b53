//! What a person decides about debts: an advance, what is taken off each month, a debt that no run finds by itself.

use domain::{CaseId, Cents, Explanation, Moment, Month, Municipality, Refusal, TraceInput};
use messaging::{Outcome, StoryLine, Told};
use policy::{National, Policies};
use rules::month::Timeline;
use uuid::Uuid;

use super::{MoneyReply, MoneyWorld, fines};
use crate::messages::signal;
use crate::model::money::{
    self, AdvanceAsked, CaseAccount, ClaimSaid, DebtKind, Matter, RecoveryAsked, RecoveryDecided,
    WriteOffAsked, WriteOffGround, WrittenOff,
};
use crate::model::statement::debt_in_dutch;
use crate::model::{Entitlement, Right, Stage};
use crate::store::money::{MoneyWrites, posted};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

fn unknown() -> Refusal {
    Refusal::not_found("zaak")
}

/// Grants an advance while nothing was decided on the right.
pub fn grant_advance(
    (world, right): (&MoneyWorld, Option<&Entitlement>),
    municipality: &Municipality,
    (case, amount, reasons, by): (CaseId, Option<Cents>, &str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let applied_on = match right.map(|right| &right.stage) {
        None => account.state.applied.map(|applied| applied.applied_on),
        Some(Stage::Decided { right: Right::PersonDecides { from_day, .. }, .. }) => {
            Some(account.state.applied.map_or(*from_day, |applied| applied.applied_on))
        }
        Some(Stage::Decided { .. } | Stage::Ended { .. }) => {
            let reason = "Over het recht is al beslist. Een voorschot kan alleen zolang dat niet is gebeurd.";
            return Err(Refusal::precondition("right-decided", reason));
        }
    };
    let Some(applied_on) = applied_on else {
        let reason =
            "Er wordt geen bijstand gevraagd. Een voorschot is er voor zolang daarover niet is beslist.";
        return Err(Refusal::precondition("nothing-asked", reason));
    };
    let nothing = Timeline::default();
    let timeline = world.timelines.get(&case).unwrap_or(&nothing);
    let facts = &timeline.on(moment.day, moment.day);
    let asked = AdvanceAsked {
        account,
        applied_on,
        facts,
        timeline,
        payees: world.payees.get(&case).map_or(&[][..], Vec::as_slice),
        amount,
        national,
        today: moment.day,
    };
    let mut granted = asked.grant(moment.id("advance"))?;
    let why = vec![
        granted.explanation.clone(),
        said(national, "advance-decided", "PW art. 52", granted.debt.cents, reasons),
    ];
    let decision = money::debt_decision(&mut granted.account, &granted.debt, (by, moment.day), why);
    let (person, cents) = (account.person, granted.debt.cents);
    let postings = granted.postings.into_iter();
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![granted.account],
        new_payments: granted.payments,
        debts: vec![(case, granted.debt)],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    let line = StoryLine::new(case, municipality, format!("Voorschot van {cents}: {reasons}"));
    let reply = MoneyReply::Owed { debt: granted.debt.id, cents };
    Ok(Outcome::change(change).reply(reply).story(line.because(granted.explanation)))
}

/// A debt that a person decided on; of a recovery the law is asked whether it may be.
pub fn decide_debt(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, kind, cents, month): (CaseId, DebtKind, Cents, Month),
    (said, reasons, by): (&ClaimSaid, &str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let asked = (moment.id("debt"), kind, cents, month);
    let mut decided = money::decide_debt(account, asked, Month::of(moment.day))?;
    let person = account.person;
    let national = policies.national();
    let why = self::said(national, "debt-decided", &format!("PW art. {}", said.article), cents, reasons);
    let mut told = Vec::new();
    let mut lines = match kind {
        DebtKind::Fine => {
            let law = (policies, moment);
            let rule = fines::checked((world, account), municipality, (cents, by), law)?;
            told = fines::decided(&mut decided.account, national, moment.day);
            decided.account.state.must_offset.insert(decided.debt.id);
            vec![rule]
        }
        DebtKind::Recovery => {
            let nothing = Timeline::default();
            let timeline = world.timelines.get(&case).unwrap_or(&nothing);
            decided.as_recovery(said, timeline, (national, moment.day))?
        }
        DebtKind::Loan | DebtKind::Advance => Vec::new(),
    };
    lines.push(why.clone());
    let by = (by, moment.day);
    let decision = money::debt_decision(&mut decided.account, &decided.debt, by, lines);
    let postings = decided.postings.into_iter();
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![decided.account],
        debts: vec![(case, decided.debt)],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    let title = format!("Schuld vastgesteld over {}: {}, {cents}", month.in_dutch(), debt_in_dutch(kind));
    let line = StoryLine::new(case, municipality, title).because(why);
    let reply = MoneyReply::Owed { debt: decided.debt.id, cents };
    Ok(Outcome::change(change).reply(reply).tell(told).story(line))
}

/// A person decided whether what was paid too much is recovered, as far as the law lets it.
pub fn decide_recovery(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, debt, cents): (CaseId, Uuid, Option<Cents>),
    (said, reasons, by): (&ClaimSaid, &str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let open = world.debts.get(&case).map_or(&[][..], Vec::as_slice);
    let nothing = Timeline::default();
    let timeline = world.timelines.get(&case).unwrap_or(&nothing);
    let today = moment.day;
    let asked = RecoveryAsked { account, open, debt, cents, said, timeline, national, today };
    let mut decided = asked.decide()?;
    let RecoveryDecided { debt, recovered, left, .. } = decided;
    let source = format!("PW art. {}", said.article);
    let why = self::said(national, money::RECOVERY_DECIDED, &source, recovered, reasons);
    let lines: Vec<Explanation> = decided.lines.into_iter().chain([why.clone()]).collect();
    let by = (by, moment.day);
    let mut decisions = Vec::new();
    if recovered > Cents::ZERO {
        let lines = lines.clone();
        decisions.push(money::recovery_decision(&mut decided.account, &debt, recovered, by, lines));
    }
    if left > Cents::ZERO {
        let matter = Matter::NotRecovered { debt: debt.id, cents: left };
        decisions.push(money::decision(&mut decided.account, matter, by, lines.clone()));
    }
    let person = account.person;
    let postings = posted((case, person), decided.postings, moment);
    let told = signal::overpaid(&decided.account, &[], &[debt.id]);
    let change = MoneyWrites {
        postings: postings.collect(),
        accounts: vec![decided.account],
        debts: vec![(case, debt)],
        instalments: decided.instalment.into_iter().map(|instalment| (case, instalment)).collect(),
        decisions,
        ..MoneyWrites::default()
    };
    let title = format!("Over te veel betaalde bijstand is besloten: {recovered} terugvorderen, {left} niet");
    let line = StoryLine::new(case, municipality, title);
    let line = lines.into_iter().fold(line, StoryLine::because);
    let reply = MoneyReply::Owed { debt: debt.id, cents: recovered };
    Ok(Outcome::change(change).reply(reply).story(line).tell(told))
}

/// That somebody must decide on recovery of what a change of the books left undecided, or need not any more.
pub fn undecided(before: Option<&CaseAccount>, change: &MoneyWrites) -> Vec<Told> {
    change.accounts.iter().flat_map(|after| signal::undecided(before, after)).collect()
}

/// What is left of a debt is given up.
pub fn write_off(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, debt, ground, cents): (CaseId, Uuid, WriteOffGround, Option<Cents>),
    (reasons, by): (&str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let facts = world.timelines.get(&case).map(|timeline| timeline.on(moment.day, moment.day));
    let asked = WriteOffAsked {
        account,
        open: world.debts.get(&case).map_or(&[][..], Vec::as_slice),
        decisions: world.decisions.get(&case).map_or(&[][..], Vec::as_slice),
        debt,
        ground,
        cents,
        facts: &facts.unwrap_or_default(),
        by,
        reasons,
        national,
        today: moment.day,
    };
    let WrittenOff { account, debt, instalment, decision, postings, cents } = asked.decide()?;
    let title =
        format!("Van een schuld hoeft {cents} niet meer te worden betaald: {}", debt_in_dutch(debt.kind));
    let mut line = StoryLine::new(case, municipality, title);
    if let Some(reason) = decision.explanations.last() {
        line = line.because(reason.clone());
    }
    let reply = MoneyReply::WrittenOff { decision: decision.number, cents };
    let person = account.person;
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        debts: vec![(case, debt)],
        instalments: vec![(case, instalment)],
        accounts: vec![account],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    Ok(Outcome::change(change).reply(reply).story(line))
}

/// The reasons of the consultant, as a line of the decision.
fn said(national: &National, rule: &str, source: &str, cents: Cents, reasons: &str) -> Explanation {
    Explanation {
        rule: rule.into(),
        source: source.into(),
        policy_version: national.version().into(),
        inputs: vec![input("debt", cents)],
        text: reasons.to_owned(),
    }
}

fn input(name: &str, cents: Cents) -> TraceInput {
    TraceInput { name: name.into(), value: cents.to_string(), source: "consultant".into() }
}
