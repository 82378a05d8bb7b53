//! What is stated about a household, and what a decision on the right means for its money.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, Moment, Month, Municipality, Refusal, Violation};
use messaging::{Outcome, StoryLine, Told};
use policy::{National, Policies};
use rules::Local;
use rules::facts::{Facts, Field};
use rules::month::{Change as Statement, Timeline};
use service::sealing::Sealing;

use super::incomes::are_dated;
use super::measures::{self, MeasuresStated, to_be_reviewed};
use super::{MoneyReply, MoneyWorld, PayeeDetails};
use crate::messages::signal;
use crate::model::money::{
    CaseAccount, Debt, HeldState, Law, Matter, Payee, PayeeAccount, SettledAmount, Stated, SuspensionAsked,
    client_in_dutch, decision, last_day_of_right, left_behind_is_open,
};
use crate::model::{Before, Decided, EndBenefit, Entitlement, Right, Stage};
use crate::store::money::MoneyWrites;

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

fn unknown() -> Refusal {
    Refusal::not_found("zaak")
}

pub(super) fn stated(
    account: &CaseAccount,
    by: &str,
    from: NaiveDate,
    facts: Facts,
    moment: &Moment,
) -> MoneyWrites {
    let mut account = account.clone();
    account.version = account.version.saturating_add(1);
    account.state.changes = account.state.changes.saturating_add(1);
    let change = Statement { from, known_on: moment.day, number: account.state.changes, facts };
    account.touch(Month::of(change.holds_from()));
    let stated = Stated { case: account.case, change, by: by.to_owned() };
    MoneyWrites { accounts: vec![account], stated: vec![stated], ..MoneyWrites::default() }
}

/// Facts from a day on. The months concerned are worked out anew by the next run. Broken duties among them that lower the
/// assistance are decided on.
pub fn state_facts(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, by, from, facts): (CaseId, &str, NaiveDate, &Facts),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    not_ahead(facts, moment.day)?;
    are_dated(facts, moment.day)?;
    let mut facts = facts.clone();
    let known = world.timelines.get(&case).cloned().unwrap_or_default();
    let about = (&known, by, from);
    let MeasuresStated { account: mut next, mut decisions, to_review } =
        measures::stated(account, about, &mut facts, (policies, moment))?;
    if !facts.conduct.suspension.is_nothing() {
        let mut household = known.on(moment.day, moment.day);
        household.lay_over(&facts);
        let national = policies.national();
        let asked = SuspensionAsked { account: &next, by, facts: &household, national, today: moment.day };
        if let Some((account, decision)) = asked.decide()? {
            next = account;
            decisions.extend(decision);
        }
    }
    let breaches = facts.conduct.breaches.clone();
    let mut change = stated(&next, by, from, facts, moment);
    measures::restated(&mut change, (&known, by, from), breaches, moment);
    let local = policies.of(municipality, moment.day).map(Local::of).unwrap_or_default();
    follow(&known, &mut change, (policies.national(), &local, moment));
    let title = format!("Gegevens opgegeven vanaf {}", domain::day_in_dutch(from));
    let law = Law { national: policies.national(), ordinances: Some((policies, municipality)) };
    let over = follow_capital(&known, &mut change, (law, moment));
    let mut outcome = Outcome::nothing().story(StoryLine::new(case, municipality, title)).tell(over);
    for decision in &decisions {
        let what = match decision.matter {
            Matter::Measure { lowers: true, .. } => "bijstand verlaagd",
            Matter::Suspension { state: HeldState::Suspended, .. } => "betaling opgeschort",
            Matter::Suspension { state: HeldState::Lifted, .. } => "opschorting opgeheven",
            Matter::Suspension { state: HeldState::Withdrawn, .. } => "recht ingetrokken",
            _ => "verlaging vervallen",
        };
        let title = format!("Besluit over geld {}: {what}", decision.number);
        let line = StoryLine::new(case, municipality, title);
        outcome = outcome.story(decision.explanations.iter().cloned().fold(line, StoryLine::because));
    }
    outcome = to_review.into_iter().map(|why| to_be_reviewed(account, why)).fold(outcome, Outcome::story);
    change.decisions = decisions;
    outcome.change = Some(change);
    Ok(outcome.reply(MoneyReply::Done))
}

/// A death that was stated before and turns out to be of another day, or none, changes the months from that day on. What is to
/// be found out of who is left behind is asked from now on, or not any more; what was received and is stated now neither.
fn follow(
    known: &Timeline,
    change: &mut MoneyWrites,
    (national, local, moment): (&National, &Local, &Moment),
) {
    let (Some(account), Some(stated)) = (change.accounts.first_mut(), change.stated.first()) else { return };
    let now = known.clone().with(stated.change.clone());
    let (before, after) = (known.deaths(moment.day), now.deaths(moment.day));
    if let Some(first) = before.symmetric_difference(&after).min() {
        account.touch(Month::of(*first));
    }
    let open = left_behind_is_open(&now, national, local, moment.day);
    let state = &mut account.state;
    state.left_behind = open.then(|| state.left_behind.unwrap_or(state.changes));
    state.unstated.follow(&now, (moment.day, national));
}

/// What was told of capital is over once it is stated within the limit again (art. 34).
fn follow_capital(
    known: &Timeline,
    change: &mut MoneyWrites,
    (law, moment): (Law<'_>, &Moment),
) -> Vec<Told> {
    let Some(account) = change.accounts.first_mut() else { return Vec::new() };
    let now = change.stated.iter().fold(known.clone(), |now, stated| now.with(stated.change.clone()));
    let over = account.capital_is_within(&now, law, moment.day);
    signal::waits(account, over.as_slice())
}

/// What someone did has been done.
fn not_ahead(facts: &Facts, today: NaiveDate) -> Result<(), Refusal> {
    let fine = &facts.conduct.fine;
    let days = [
        ("fine.committed_on", &fine.committed_on),
        ("fine.reported_on", &fine.reported_on),
        ("fine.earlier_fine_on", &fine.earlier_fine_on),
        ("suspension.repaired_on", &facts.conduct.suspension.repaired_on),
    ];
    let ahead = days.into_iter().filter(|(_, day)| day.as_ref().is_some_and(|day| day.value > today));
    let wrong: Vec<_> = ahead
        .map(|(path, _)| {
            Violation::new(format!("facts_json.conduct.{path}"), "ligt in de toekomst", "day-ahead")
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
}

/// Where a payee is paid from now on; orders that were made stay as they are.
pub fn set_payee(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, details): (CaseId, &PayeeDetails),
    sealing: &Sealing,
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    leaves_something(world, account, details)?;
    let mut next = account.clone();
    let nothing = Timeline::default();
    let partner = next.state.partner_now(world.timelines.get(&case).unwrap_or(&nothing), moment.day);
    let payee = details.payee.of_today(partner);
    let reference = details.reference.as_ref().map(|text| format!("\n{text}")).unwrap_or_default();
    let plain = zeroize::Zeroizing::new(format!("{}\n{}{reference}", details.iban.expose(), details.name));
    let sealed = sealing.seal(case.uuid(), moment.id("payee:seal"), plain.as_bytes());
    let paid_on = PayeeAccount { payee, sealed, monthly: details.monthly };
    let mut change = MoneyWrites { payees: vec![(case, paid_on)], ..MoneyWrites::default() };
    if let Some(to_this_one) = details.all_to {
        next.state.ask_all_to(to_this_one.then_some(payee), partner);
    }
    if let Some((by, reasons)) = &details.decided {
        let matter = Matter::PaidToOther { payee, monthly: details.monthly.unwrap_or_default() };
        let why = Explanation {
            rule: "on-behalf-57".into(),
            source: "PW art. 57".into(),
            policy_version: national.version().into(),
            inputs: Vec::new(),
            text: reasons.clone(),
        };
        change.decisions.push(decision(&mut next, matter, (by, moment.day), vec![why]));
    }
    if next != *account {
        next.version = account.version.saturating_add(1);
        change.accounts.push(next);
    }
    let whose = match payee {
        Payee::Applicant | Payee::Partner(_) => client_in_dutch(payee, partner),
        Payee::Third(_) => "een ander aan wie vaste lasten worden betaald".to_owned(),
        Payee::Employer(_) => "een werkgever".to_owned(),
    };
    let title = format!("Rekening vastgelegd van {whose}");
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(StoryLine::new(case, municipality, title)))
}

/// Fixed costs never take all of the assistance as it stands when somebody decides on them: something must be left to live
/// on. How much is for who decides; the law names no amount.
fn leaves_something(
    world: &MoneyWorld,
    account: &CaseAccount,
    details: &PayeeDetails,
) -> Result<(), Refusal> {
    let Some(monthly) = details.monthly else { return Ok(()) };
    let Some((_, last)) = account.state.months.last_key_value() else { return Ok(()) };
    let known = world.payees.get(&account.case).map_or(&[][..], Vec::as_slice);
    let others = known.iter().filter(|known| known.payee != details.payee).filter_map(|known| known.monthly);
    let together = others.chain([monthly]).try_fold(Cents::ZERO, Cents::plus);
    if together.is_ok_and(|together| together < last.payable) {
        return Ok(());
    }
    let reason =
        format!("laat samen met de andere vaste lasten niets over van de bijstand van {}", last.payable);
    Err(Refusal::invalid(vec![Violation::new("monthly_cents", reason, "nothing-left")]))
}

/// What a decision on the right means for the money of the case.
pub fn after_decision(
    input: &crate::actor::Input,
    account: Option<&CaseAccount>,
    known: Option<&crate::model::Entitlement>,
    decided: &Decided,
    (open, national, moment): (&[Debt], &National, &Moment),
) -> MoneyWrites {
    use crate::actor::Input;
    let head = &decided.entitlement;
    let mut next = account
        .cloned()
        .unwrap_or_else(|| CaseAccount::new(head.case, head.person, head.municipality.clone()));
    let mut change = MoneyWrites::default();
    let began = next.state.began();
    match input {
        Input::Assess(ask) => {
            let ran = known.is_some_and(|known| before(&known.stage) && !known.stage.never_ran());
            let known = ask.known();
            let days = if ran {
                BTreeSet::from([decided.decision.holds_from])
            } else {
                next.state.turned.extend(known.turns());
                next.state.turned.iter().copied().chain(ask.reports()).collect()
            };
            for from in days {
                let held = if ran { &known.now } else { known.on(from) };
                let facts = crate::model::of_months(held, national, moment.day);
                let said = stated(&next, "intake", from, facts, moment);
                next = said.accounts.into_iter().next().unwrap_or(next);
                change.stated.extend(said.stated);
            }
            if let Some(Right::Granted { .. } | Right::Denied { .. }) = head.stage.right() {
                next.state.decided_by_rules(decided.decision.holds_from);
            }
            next.state.applied = Some(ask.applied());
            next.state.number = ask.number.clone().or(next.state.number);
        }
        Input::Decide(_) => settle(&mut next, decided),
        Input::End(_) => end(&mut next, decided),
        Input::Note(_) | Input::Money { .. } | Input::Steps(_) => return change,
    }
    if let Stage::Decided { right: Right::Granted { from_day, .. }, .. } = &decided.entitlement.stage {
        next.state.right_from = Some(began.map_or(*from_day, |began| began.min(*from_day)));
        next.state.right_until = None;
        // What a person was asked over the days of the right that had ended is not asked of one that runs.
        next.state.anew = None;
    }
    next.judge_advances(open, has_right(&decided.entitlement.stage));
    if account.is_none_or(|account| *account != next) {
        next.version = account.map_or(0, |account| account.version).saturating_add(1);
        change.accounts.push(next);
    }
    change
}

/// Whether there is a right; `None` while a person has to decide, and once it ended: its last months may settle an advance yet.
pub(super) fn has_right(stage: &Stage) -> Option<bool> {
    match stage {
        Stage::Decided { right: Right::Granted { .. }, .. } => Some(true),
        Stage::Decided { right: Right::PersonDecides { .. }, .. } => None,
        Stage::Ended { .. } if stage.runs_since().is_some() => None,
        Stage::Decided { right: Right::Denied { .. }, .. } | Stage::Ended { .. } => Some(false),
    }
}

/// Whether a right ran already, so that what is decided now holds from a later day.
fn before(stage: &Stage) -> bool {
    match stage.right() {
        Some(Right::Granted { .. } | Right::Denied { lost_on: Some(_) }) => true,
        Some(Right::PersonDecides { before, .. }) => !matches!(before, Before::Nothing),
        Some(Right::Denied { lost_on: None }) | None => false,
    }
}

fn settle(account: &mut CaseAccount, decided: &Decided) {
    let Some(((amount, until), reason)) =
        decided.entitlement.stage.right().map(Right::settled).zip(decided.reason().cloned())
    else {
        return;
    };
    match &decided.entitlement.stage {
        // A right that had ended and is granted again runs on.
        Stage::Decided { right: Right::Granted { .. }, .. } => account.state.right_until = None,
        // One that was decided over after an objection stays ended.
        Stage::Ended { right: Some(Right::Granted { from_day, .. }), .. } => {
            account.state.right_from = account.state.right_from.map(|known| known.min(*from_day));
            account.state.reversed.extend(account.state.anew.take());
        }
        _ => {}
    }
    let from = decided.decision.holds_from;
    let known = Some(account.state.changes);
    account.state.settled.push(SettledAmount { from, amount, reason, known, until });
    account.touch(Month::of(from));
}

/// The end of the right that a withdrawal for data that were not given asks (art. 54(4)).
pub fn withdrawn(change: &MoneyWrites, known: &Entitlement) -> Option<EndBenefit> {
    let mut days = change.decisions.iter().filter_map(|decision| match decision.matter {
        Matter::Suspension { state: HeldState::Withdrawn, from } => Some(from),
        _ => None,
    });
    let ended = matches!(known.stage, Stage::Ended { .. });
    days.next().filter(|_| !ended).map(|from_day| EndBenefit {
        case: known.case,
        person: known.person,
        municipality: known.municipality.clone(),
        reason: "right-withdrawn".into(),
        from_day,
        written: String::new(),
    })
}

/// The end of a right that runs when a death was stated after which nobody is left who has it (art. 45(5)).
pub fn died(
    (change, world): (&MoneyWrites, &MoneyWorld),
    known: &Entitlement,
    (national, moment): (&National, &Moment),
) -> Option<EndBenefit> {
    if matches!(known.stage, Stage::Ended { .. }) || known.stage.runs_since().is_none() {
        return None;
    }
    let timeline = world.timelines.get(&known.case).cloned().unwrap_or_default();
    let timeline = change.stated.iter().fold(timeline, |known, stated| known.with(stated.change.clone()));
    let last = last_day_of_right(&timeline, national, moment.day)?;
    Some(EndBenefit {
        case: known.case,
        person: known.person,
        municipality: known.municipality.clone(),
        reason: "died".into(),
        from_day: last.succ_opt()?,
        written: String::new(),
    })
}

/// The books of a case whose right ended by what was decided about its money.
pub fn close_books(change: &mut MoneyWrites, decided: &Decided) {
    let of_case = change.accounts.iter_mut().filter(|account| account.case == decided.entitlement.case);
    of_case.for_each(|account| end(account, decided));
}

fn end(account: &mut CaseAccount, decided: &Decided) {
    let Stage::Ended { from_day, .. } = decided.entitlement.stage else { return };
    account.state.right_until = from_day.pred_opt();
    if account.state.right_from.is_some() {
        account.touch(Month::of(from_day));
    }
}
