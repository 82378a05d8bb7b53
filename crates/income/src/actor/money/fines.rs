//! A fine: the report of the breach, and what is decided on it held against the rule.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, Moment, Municipality, Refusal, TraceInput, day_in_dutch};
use messaging::{Outcome, StoryLine};
use policy::Policies;
use rules::Local;

use super::{MoneyReply, MoneyWorld};
use crate::model::money::{CaseAccount, FineAsked, FineReport};
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
    (policy_version, moment): (&str, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let report = FineReport::made(by, (committed_on, heard_on), moment.day)?;
    let mut account = account.clone();
    account.version = account.version.saturating_add(1);
    account.state.fine_report = Some(report);
    let input = |name: &str, day| TraceInput {
        name: name.into(),
        value: day_in_dutch(day),
        source: "consultant".into(),
    };
    let line = StoryLine::new(case, municipality, "Overtreding van de inlichtingenplicht gerapporteerd");
    let line = line.because(Explanation {
        rule: "fine-report-5-53".into(),
        source: "Awb art. 5:48 en 5:53".into(),
        policy_version: policy_version.into(),
        inputs: vec![input("committed_on", committed_on), input("heard_on", heard_on)],
        text: findings.to_owned(),
    });
    let change = MoneyWrites { accounts: vec![account], ..MoneyWrites::default() };
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(line))
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
