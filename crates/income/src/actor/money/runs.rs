//! Runs: started by one person, worked out in turns, approved by a second and released by yet another look.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CaseId, Explanation, Moment, Month, Municipality, Refusal};
use messaging::{Outcome, StoryLine};
use policy::{National, Policies};
use rules::month::Timeline;
use uuid::Uuid;

use super::{MoneyReply, MoneyWorld};
use crate::messages::signal;
use crate::model::money::{
    CaseAccount, CaseInRun, CaseResult, Corrected, DifferenceKind, Law, Matter, MoneyDecision, Payment,
    PaymentStatus, Run, RunDay, RunStage, RunState, SetOff, SuspensionAsked, Totals, decide, decision, fail,
};
use crate::store::money::{MoneyWrites, Slice};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

fn unknown() -> Refusal {
    Refusal::not_found("betaalrun")
}

/// A run has a story of its own, under its own id.
fn story(run: &Run, title: String) -> StoryLine {
    StoryLine::new(CaseId::new(run.id), &run.municipality, title)
}

fn one(run: Run) -> MoneyWrites {
    MoneyWrites { runs: vec![run], ..MoneyWrites::default() }
}

/// Starts a run; one that pays only when no other is under way.
pub fn start(
    world: &MoneyWorld,
    municipality: &Municipality,
    (month, dry, execution, by): (Month, bool, NaiveDate, &str),
    moment: &Moment,
) -> Done {
    let here = || world.runs.values().filter(|run| run.municipality == *municipality && run.dry == dry);
    if !dry && here().any(|run| !run.stage.is_over()) {
        let reason = "Er loopt al een betaalrun. Geef die eerst vrij of trek hem in.";
        return Err(Refusal::conflict("run-under-way", reason));
    }
    if execution < moment.day {
        let reason = "De betaaldag is al voorbij. Kies vandaag of een latere dag.";
        return Err(Refusal::precondition("execution-past", reason));
    }
    let payer = world.payers.get(municipality).cloned();
    if !dry && payer.is_none() {
        let reason = "Van welke rekening de gemeente betaalt is niet bekend. Leg die eerst vast.";
        return Err(Refusal::precondition("no-paying-account", reason));
    }
    let number = here().filter(|run| run.month == month).map(|run| run.number).max().unwrap_or(0) + 1;
    let run = Run {
        id: moment.id("run"),
        municipality: municipality.clone(),
        month,
        number,
        dry,
        stage: RunStage::Calculating,
        version: 1,
        state: RunState {
            started_by: by.to_owned(),
            started_on: moment.day,
            started_at: moment.instant,
            payer,
            execution,
            plain: true,
            ..RunState::default()
        },
    };
    let kind = if dry { "Proefrun" } else { "Betaalrun" };
    let line = story(&run, format!("{kind} van {} gestart", month.in_dutch()));
    let reply = MoneyReply::Started { run: run.id };
    Ok(Outcome::change(one(run)).reply(reply).story(line))
}

/// Makes the next turn of a run. A turn that somebody else made already changes nothing.
pub fn turn(
    world: &MoneyWorld,
    (id, cursor): (Uuid, &Option<String>),
    policies: &Policies,
    moment: &Moment,
) -> Done {
    let run = world.runs.get(&id).ok_or_else(unknown)?;
    let slice = world.slices.get(&(id, cursor.clone()));
    let Some(slice) = slice.filter(|_| run.state.cursor == *cursor && run.stage.is_working()) else {
        let working = run.stage.is_working();
        return Ok(Outcome::nothing().reply(MoneyReply::Turned { working }));
    };
    match run.stage {
        RunStage::Calculating => calculate(world, run, slice, policies, moment),
        _ => move_payments(world, run, slice, (policies.national(), moment)),
    }
}

fn calculate(world: &MoneyWorld, run: &Run, slice: &Slice, policies: &Policies, moment: &Moment) -> Done {
    let national = policies.national();
    let law = Law { national, ordinances: Some((policies, &run.municipality)) };
    let nothing = Timeline::default();
    let mut waiting: BTreeMap<CaseId, Vec<Payment>> = BTreeMap::new();
    for payment in world.payments.values().filter(|payment| payment.status == PaymentStatus::Waiting) {
        waiting.entry(payment.key.case).or_default().push(payment.clone());
    }
    let mut next = run.next(RunStage::Calculating);
    let mut outcome = Outcome::nothing();
    let mut change = MoneyWrites::default();
    for case in &slice.cases {
        let Some(account) = world.accounts.get(case) else { continue };
        let in_run = CaseInRun {
            account,
            timeline: world.timelines.get(case).unwrap_or(&nothing),
            debts: world.debts.get(case).map_or(&[][..], Vec::as_slice),
            payees: world.payees.get(case).map_or(&[][..], Vec::as_slice),
            waiting: waiting.get(case).map_or(&[][..], Vec::as_slice),
            denied: world.denied.contains(case),
        };
        let day = RunDay { run: run.id, month: run.month, day: moment.day, law };
        let decided = decide(in_run, day).ok().filter(|result| next.state.totals.add(result).is_ok());
        let mut result = decided.unwrap_or_else(|| {
            next.state.totals.failed += 1;
            fail(account, day)
        });
        if result.account.state.suspension_lacks_its_time() {
            let facts = &in_run.timeline.on(NaiveDate::MAX, moment.day);
            let (account, by, today) = (&result.account, "betaalrun", moment.day);
            let asked = SuspensionAsked { account, by, facts, national, today };
            result.account = asked.with_its_time().unwrap_or(result.account);
        }
        if !run.dry {
            outcome.story.extend(told(&result, run.month, national));
            if result.fixed_costs_short {
                outcome.told.extend(signal::fixed_costs_short(&result.account, run.month));
            }
            outcome.told.extend(signal::overpaid(&result.account, &result.to_decide, &result.made_good));
            outcome.told.extend(signal::waits(&result.account, &result.waits));
        }
        lay(&mut change, result, run, moment);
    }
    next.state.cursor = slice.cursor(run.stage).or(next.state.cursor);
    if slice.last {
        next.stage = RunStage::Ready;
        let Totals { cases, payments, cents, .. } = next.state.totals;
        outcome
            .story
            .push(story(&next, format!("Doorgerekend: {cases} zaken, {payments} betalingen, samen {cents}")));
    }
    Ok(finish(outcome, change, next))
}

fn finish(
    mut outcome: Outcome<MoneyWrites, MoneyReply>,
    mut change: MoneyWrites,
    run: Run,
) -> Outcome<MoneyWrites, MoneyReply> {
    outcome.reply = Some(MoneyReply::Turned { working: run.stage.is_working() });
    change.runs.push(run);
    outcome.change = Some(change);
    outcome
}

/// What the story of the case says about its part in a run; nothing where nothing was paid or changed.
fn told(result: &CaseResult, month: Month, national: &National) -> Option<StoryLine> {
    let nothing = result.versions.is_empty() && result.grants.is_empty();
    if result.payments.is_empty() && nothing && result.difference.reasons.is_empty() {
        return None;
    }
    let together = result.payments.iter().map(|payment| payment.cents.get()).sum();
    let title = if result.payments.is_empty() {
        format!("Over {} is niets betaald", month.in_dutch())
    } else {
        format!("Betaling van {} klaargezet: {}", month.in_dutch(), domain::Cents::new(together))
    };
    let account = &result.account;
    let line = StoryLine::new(account.case, &account.municipality, title);
    if result.difference.reasons.is_empty() {
        return Some(line);
    }
    Some(line.because(Explanation {
        rule: "payment-run".into(),
        source: "PW art. 45, 52, 57 en 58".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: result.difference.reasons.join(" "),
    }))
}

fn lay(change: &mut MoneyWrites, result: CaseResult, run: &Run, moment: &Moment) {
    let CaseResult { account, versions, grants, postings, debts, payments, difference, .. } = result;
    let (case, person) = (account.case, account.person);
    if difference.kind != DifferenceKind::Same {
        change.differences.push((run.id, case, difference));
    }
    if run.dry {
        return;
    }
    change.versions.extend(versions.into_iter().map(|version| (case, run.id, version)));
    change.grants.extend(grants.into_iter().map(|version| (case, run.id, version)));
    change.postings.extend(postings.into_iter().map(|posting| (case, person, moment.day, run.id, posting)));
    for payment in payments {
        let list =
            if payment.key.is_of_person() { &mut change.changed_payments } else { &mut change.new_payments };
        list.push(payment);
    }
    change.debts.extend(debts.changed.into_iter().map(|debt| (case, debt)));
    change.instalments.extend(debts.instalments.into_iter().map(|instalment| (case, instalment)));
    change.accounts.push(account);
}

/// Releases payments, or takes them back.
fn move_payments(
    world: &MoneyWorld,
    run: &Run,
    slice: &Slice,
    (national, moment): (&National, &Moment),
) -> Done {
    let releasing = run.stage == RunStage::Releasing;
    let mut next = run.next(run.stage);
    let mut change = MoneyWrites::default();
    let mut accounts: BTreeMap<CaseId, CaseAccount> = BTreeMap::new();
    for id in &slice.payments {
        let Some(payment) = world.payments.get(id) else { continue };
        let case = payment.key.case;
        let Some(account) = accounts.get(&case).or_else(|| world.accounts.get(&case)) else { continue };
        let moved = if releasing { payment.released(account) } else { payment.withdrawn(account) };
        let Ok(Some(mut booked)) = moved else { continue };
        if releasing {
            change.decisions.extend(on_set_off(&mut booked.account, (national, moment)));
        }
        let person = booked.account.person;
        let postings = booked.postings.into_iter();
        change.postings.extend(postings.map(|posting| (case, person, moment.day, run.id, posting)));
        change.changed_payments.push(booked.payment);
        accounts.insert(case, booked.account);
        next.state.totals.done += 1;
    }
    // What came off the holiday allowance alone, or off a payment that nothing was left of, is told as well.
    for case in &slice.cases {
        let Some(mut account) = accounts.get(case).or_else(|| world.accounts.get(case)).cloned() else {
            continue;
        };
        change.decisions.extend(on_set_off(&mut account, (national, moment)));
        accounts.insert(*case, account);
    }
    change.accounts = accounts.into_values().collect();
    next.state.cursor = slice.cursor(run.stage).or(next.state.cursor);
    let mut outcome = Outcome::nothing();
    if slice.last {
        next.stage = if releasing { RunStage::Released } else { RunStage::Discarded };
        let what = if releasing { "Betalingen vrijgegeven aan de bank" } else { "Run ingetrokken" };
        outcome.story.push(story(&next, format!("{what}: {}", next.state.totals.done)));
    }
    Ok(finish(outcome, change, next))
}

/// What corrections took off what is paid now is decided when it is paid, or when the run that pays nothing for it is
/// released: not before, and once.
fn on_set_off(account: &mut CaseAccount, (national, moment): (&National, &Moment)) -> Option<MoneyDecision> {
    if account.state.corrected.is_nothing() {
        return None;
    }
    let found = SetOff::of(&account.state);
    account.state.corrected = Corrected::default();
    let set_off = found.ok().flatten()?;
    let months = set_off.months.iter().map(|(month, _, now)| (*month, *now)).collect();
    let matter = Matter::SetOff { too_much: set_off.too_much, cents: set_off.taken, months };
    Some(decision(account, matter, ("betaalrun", moment.day), vec![set_off.why(national)]))
}

/// Approves exactly this file.
pub fn approve(world: &MoneyWorld, municipality: &Municipality, (id, by, hash): (Uuid, &str, &str)) -> Done {
    let run = found(world, municipality, id)?.approve(by, hash)?;
    let line = story(&run, format!("Goedgekeurd: bestand met SHA-256 {hash}"));
    Ok(Outcome::change(one(run)).reply(MoneyReply::Done).story(line))
}

/// Releases the file that was approved.
pub fn release(
    world: &MoneyWorld,
    municipality: &Municipality,
    (id, by, hash): (Uuid, &str, &str),
    people: u32,
) -> Done {
    let run = found(world, municipality, id)?.release(by, hash, people)?;
    let line = story(&run, format!("Vrijgegeven: bestand met SHA-256 {hash}"));
    Ok(Outcome::change(one(run)).reply(MoneyReply::Done).story(line))
}

/// Gives a run up before release.
pub fn discard(world: &MoneyWorld, municipality: &Municipality, (id, by): (Uuid, &str)) -> Done {
    let run = found(world, municipality, id)?.discard()?;
    let line = story(&run, format!("Ingetrokken door {by}"));
    Ok(Outcome::change(one(run)).reply(MoneyReply::Done).story(line))
}

fn found<'a>(world: &'a MoneyWorld, municipality: &Municipality, id: Uuid) -> Result<&'a Run, Refusal> {
    world.runs.get(&id).filter(|run| run.municipality == *municipality).ok_or_else(unknown)
}
