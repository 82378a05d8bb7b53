//! A fine: the report of the breach, and what is decided on it held against the rule.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, Moment, Municipality, Refusal, TraceInput, day_in_dutch};
use messaging::{Outcome, StoryLine, Told};
use policy::{National, Policies};
use rules::Local;

use super::{MoneyReply, MoneyWorld};
use crate::messages::signal;
use crate::model::money::{CaseAccount, FineAsked, FineReport, WarningAsked, WarningTakenBack};
use crate::store::money::MoneyWrites;

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// Reports a breach of the duty to inform; a later report takes the place of one on which nobody decided.
///
/// # Errors
///
/// A [`Refusal`] when the case is not known, or the days cannot be.
pub fn report(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, committed_on, heard_on): (CaseId, NaiveDate, NaiveDate),
    (findings, by): (&str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let report = FineReport::made(by, (committed_on, heard_on), moment.day)?;
    let mut account = account.clone();
    account.version = account.version.saturating_add(1);
    let before = account.state.fine_report.replace(report);
    let decide_days = policies.of(municipality, moment.day).map_or(0, |policy| policy.tasks.decide_days);
    account.state.follow_fine(decide_days, policies.national(), moment.day);
    let told = over(&account, before);
    let input = |name: &str, day| TraceInput {
        name: name.into(),
        value: day_in_dutch(day),
        source: "consultant".into(),
    };
    let line = StoryLine::new(case, municipality, "Overtreding van de inlichtingenplicht gerapporteerd");
    let line = line.because(Explanation {
        rule: "fine-report-5-53".into(),
        source: "Awb art. 5:48 en 5:53".into(),
        policy_version: policies.national().version().into(),
        inputs: vec![input("committed_on", committed_on), input("heard_on", heard_on)],
        text: findings.to_owned(),
    });
    let change = MoneyWrites { accounts: vec![account], ..MoneyWrites::default() };
    Ok(Outcome::change(change).reply(MoneyReply::Done).tell(told).story(line))
}

/// A fine was decided on: its report waits no more.
pub fn decided(account: &mut CaseAccount, national: &National, today: NaiveDate) -> Vec<Told> {
    let before = account.state.fine_report.take();
    account.state.follow_fine(0, national, today);
    over(account, before)
}

/// Gives a warning in the place of a fine: its report waits no more.
///
/// # Errors
///
/// A [`Refusal`] when the case is not known, or no warning can be given.
pub fn warn(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, reasons, by): (CaseId, &str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let facts = world.timelines.get(&case).map(|timeline| timeline.on(moment.day, moment.day));
    let local = policies.of(municipality, moment.day).map(Local::of).unwrap_or_default();
    let asked = WarningAsked {
        account,
        facts: &facts.unwrap_or_default(),
        by,
        reasons,
        national: policies.national(),
        local: &local,
        today: moment.day,
    };
    let (mut account, decision) = asked.decide()?;
    let told = decided(&mut account, policies.national(), moment.day);
    let title = format!("Besluit over geld {}: waarschuwing, en geen boete", decision.number);
    let line = StoryLine::new(case, municipality, title);
    let line = decision.explanations.iter().cloned().fold(line, StoryLine::because);
    let change = MoneyWrites { accounts: vec![account], decisions: vec![decision], ..MoneyWrites::default() };
    Ok(Outcome::change(change).reply(MoneyReply::Done).tell(told).story(line))
}

/// Takes a warning back: it counts no more when the duty is broken again.
///
/// # Errors
///
/// A [`Refusal`] when the case is not known, or the decision is no warning that stands.
pub fn withdraw_warning(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, number): (CaseId, u32),
    (reasons, by): (&str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let decisions = world.decisions.get(&case).map_or(&[][..], Vec::as_slice);
    let taken = WarningTakenBack { account, decisions, number, by, national, today: moment.day };
    let (account, decision) = taken.withdrawn(reasons)?;
    let title = format!("Besluit over geld {}: waarschuwing vervallen", decision.number);
    let line = StoryLine::new(case, municipality, title);
    let line = decision.explanations.iter().cloned().fold(line, StoryLine::because);
    let change = MoneyWrites { accounts: vec![account], decisions: vec![decision], ..MoneyWrites::default() };
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(line))
}

/// Nobody needs to be warned of a report any more.
fn over(account: &CaseAccount, before: Option<FineReport>) -> Vec<Told> {
    let told = before.filter(|report| report.warned);
    told.map(|report| signal::fine_decided(account, &report)).unwrap_or_default()
}

/// How the rule comes to a fine.
pub fn checked(
    (world, account): (&MoneyWorld, &CaseAccount),
    municipality: &Municipality,
    (cents, by): (Cents, &str),
    (policies, moment): (&Policies, &Moment),
) -> Result<Explanation, Refusal> {
    let facts = world.timelines.get(&account.case).map(|timeline| timeline.on(moment.day, moment.day));
    let local = policies.of(municipality, moment.day).map(Local::of).unwrap_or_default();
    let asked = FineAsked {
        account,
        facts: &facts.unwrap_or_default(),
        cents,
        by,
        national: policies.national(),
        local: &local,
        today: moment.day,
    };
    asked.check()
}
