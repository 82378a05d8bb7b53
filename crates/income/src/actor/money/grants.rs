//! What an income consultant decides on other schemes than general assistance.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use domain::{CaseId, Cents, Moment, Municipality, Refusal, SignalKind, day_in_dutch};
use messaging::{Outcome, StoryLine, Told};
use policy::{National, Policies};
use rules::Local;
use rules::facts::Facts;
use rules::month::facts_after;

use super::{MoneyReply, MoneyWorld};
use crate::messages::{signal, told};
use crate::model::money::{
    CaseAccount, DecidedGrant, EndAsked, FIRST, GrantAsked, GrantSettled, GrantTerms, Matter, MoneyDecision,
    RefusedGrant, SettleAsked,
};
use crate::store::money::{MoneyWrites, posted};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// What a decision on a scheme takes the place of: the grant that it corrects, and the decision that fell.
#[derive(Debug, Clone, Copy)]
pub struct Older {
    pub corrects: Option<u32>,
    pub replaces: Option<u32>,
}

fn unknown() -> Refusal {
    Refusal::not_found("zaak")
}

/// What a decision on a scheme is made on.
struct Known {
    account: CaseAccount,
    decisions: Vec<MoneyDecision>,
    /// Paid to the partner of today where it is paid to a partner.
    terms: GrantTerms,
    facts: Facts,
    local: Local,
}

/// What is known of a case on the first day of what is asked.
fn known(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, terms): (CaseId, &GrantTerms),
    (policies, moment): (&Policies, &Moment),
) -> Result<Known, Refusal> {
    let mut account = world.account(municipality, case).ok_or_else(unknown)?.clone();
    let timeline = world.timelines.get(&case);
    let partner = timeline.map(|timeline| account.state.partner_now(timeline, moment.day));
    let terms = GrantTerms { payee: terms.payee.of_today(partner.unwrap_or(FIRST)), ..terms.clone() };
    let used: Vec<_> = account.state.used_under(terms.scheme).collect();
    let facts = timeline.map(|timeline| facts_after(timeline, &used, (terms.from, moment.day)));
    let local = policies.of(municipality, terms.from).map(Local::of).unwrap_or_default();
    let decisions = world.decisions.get(&case).cloned().unwrap_or_default();
    Ok(Known { account, decisions, terms, facts: facts.unwrap_or_default(), local })
}

impl Known {
    fn asked<'a>(
        &'a self,
        minima: Option<&'a str>,
        Older { corrects, replaces }: Older,
        (by, reasons): (&'a str, &'a str),
        (national, moment): (&'a National, &Moment),
    ) -> GrantAsked<'a> {
        GrantAsked {
            account: &self.account,
            decisions: &self.decisions,
            terms: self.terms.clone(),
            minima,
            corrects,
            replaces,
            by,
            reasons,
            facts: &self.facts,
            national,
            local: &self.local,
            today: moment.day,
        }
    }
}

/// Grants, or corrects what was granted. The next run pays it.
pub fn grant(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, terms, minima, older): (CaseId, &GrantTerms, Option<&str>, Older),
    (by, reasons): (&str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let known = known(world, municipality, (case, terms), (policies, moment))?;
    let asked = known.asked(minima, older, (by, reasons), (policies.national(), moment));
    let decided = asked.decide()?;
    let (name, cents) = (decided.name(), decided.cents);
    let how = if terms.once { "in één keer" } else { "per maand" };
    let from = day_in_dutch(terms.from);
    let title = match (decided.decision.replaces, older.corrects) {
        (Some(replaces), Some(_)) => {
            format!("Besluit {replaces} verbeterd: {name}, {cents} {how} vanaf {from}")
        }
        (Some(refused), None) => {
            format!("Alsnog toegekend, in plaats van besluit {refused}: {name}, {cents} {how} vanaf {from}")
        }
        (None, _) => format!("Toegekend: {name}, {cents} {how} vanaf {from}"),
    };
    Ok(told(decided, municipality, title))
}

/// Refuses what was asked for.
pub fn refuse(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, terms, minima, replaces): (CaseId, &GrantTerms, Option<&str>, Option<u32>),
    (by, reasons): (&str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let known = known(world, municipality, (case, terms), (policies, moment))?;
    let older = Older { corrects: None, replaces };
    let asked = known.asked(minima, older, (by, reasons), (policies.national(), moment));
    let title = format!("Afgewezen: {}, vanaf {}", asked.name(), day_in_dutch(terms.from));
    let RefusedGrant { account, decision } = asked.refuse()?;
    let reply = MoneyReply::Refused { decision: decision.number };
    Ok(laid_down(account, decision, municipality, title).reply(reply))
}

/// Ends what was granted from a day on.
pub fn end(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, grant, from): (CaseId, u32, NaiveDate),
    (by, reasons): (&str, &str),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let national = policies.national();
    let asked = EndAsked { account, grant, from, by, reasons, national, today: moment.day };
    let decided = asked.decide()?;
    let (name, from) = (decided.name(), day_in_dutch(from));
    let title = match decided.decision.matter {
        Matter::Withdrawn { .. } => format!("Ingetrokken: {name}"),
        _ => format!("Beëindigd per {from}: {name}"),
    };
    Ok(told(decided, municipality, title))
}

/// Settles a year of what was lent to a self-employed person.
pub fn settle(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, grant, year, gift): (CaseId, u32, i32, Cents),
    (by, reasons): (&str, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let open = world.debts.get(&case).map_or(&[][..], Vec::as_slice);
    let (today, id) = (moment.day, moment.id("debt"));
    let asked = SettleAsked { account, open, grant, year, gift, by, reasons, national, today, id };
    let was_told = account.state.grants.get(&grant).is_some_and(|grant| grant.told.contains(&year));
    let GrantSettled { mut account, decision, debts, instalments, postings, loan } = asked.decide()?;
    let anew = done_anew(&mut account, &decision);
    let title = format!("Bijstand voor zelfstandigen over {year} vastgesteld: {gift} gift, {loan} lening");
    let mut line = StoryLine::new(case, municipality, title);
    if let Some(reason) = decision.explanations.last() {
        line = line.because(reason.clone());
    }
    let reply = MoneyReply::Granted { grant, decision: decision.number, cents: loan };
    let person = account.person;
    let head = account.clone();
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        debts: debts.into_iter().map(|debt| (case, debt)).collect(),
        instalments: instalments.into_iter().map(|one| (case, one)).collect(),
        accounts: vec![account],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    let mut outcome = Outcome::change(change).reply(reply).story(line).tell(anew);
    if was_told {
        outcome = outcome.tell(signal::year_settled(&head, (grant, year)));
    }
    Ok(outcome)
}

/// Tells of each year that is over and that nobody settled, once; and that it is no longer so when nothing turns out to have
/// been lent over it. Asks what was received in a month that is an estimate, once it should have been stated. Warns once of a fine that must be decided on, and of payment that stands still while the time to put it
/// right is over.
pub fn time_passed(
    world: &MoneyWorld,
    municipality: &Municipality,
    case: CaseId,
    (national, moment): (&National, &Moment),
) -> Outcome<MoneyWrites, MoneyReply> {
    let done = Outcome::nothing().reply(MoneyReply::Done);
    let Some(account) = world.account(municipality, case) else { return done };
    let mut next = account.clone();
    let mut outcome = done;
    for (number, grant) in &mut next.state.grants {
        let unsettled: BTreeSet<i32> = grant.unsettled_before(moment.day.year()).into_iter().collect();
        for year in unsettled.difference(&grant.told) {
            let title =
                format!("Bijstand voor zelfstandigen over {year}: wacht op vaststelling met de jaarcijfers");
            outcome = outcome
                .story(StoryLine::new(case, municipality, title))
                .tell(signal::year_unsettled(account, (*number, *year)));
        }
        for year in grant.told.difference(&unsettled) {
            outcome = outcome.tell(signal::year_settled(account, (*number, *year)));
        }
        grant.told = unsettled;
    }
    if let Some(report) = next.state.fine_report.as_mut().filter(|report| report.is_near(moment.day)) {
        report.warned = true;
        let line = StoryLine::new(case, municipality, SignalKind::FineTermNear.dutch());
        outcome = outcome.story(line).tell(signal::fine_near(account, report));
    }
    if let Some((held, repair)) = next.state.tell_suspension(moment.day) {
        let line = StoryLine::new(case, municipality, SignalKind::SuspensionUndecided.dutch());
        outcome = outcome.story(line.because(repair.explained(held.from, national)));
    }
    for (number, by) in next.state.tell_reviews(moment.day) {
        let line = StoryLine::new(case, municipality, SignalKind::MeasureReview.dutch());
        let measure = account.state.measures.get(&number);
        let why = measure.map(|measure| measure.review_explained(number, by, national));
        outcome = outcome.story(why.into_iter().fold(line, StoryLine::because));
    }
    next.state.unstated.tell(moment.day);
    for (agreed, month) in next.state.tell_behind(world.open_debts(case), moment.day) {
        let line = StoryLine::new(case, municipality, SignalKind::AgreementBehind.dutch());
        outcome = outcome.story(line.because(agreed.behind_explained(month, national)));
    }
    if next.state == account.state {
        return outcome;
    }
    next.version = account.version.saturating_add(1);
    outcome.change = Some(MoneyWrites { accounts: vec![next], ..MoneyWrites::default() });
    outcome
}

fn told(
    decided: DecidedGrant,
    municipality: &Municipality,
    title: String,
) -> Outcome<MoneyWrites, MoneyReply> {
    let DecidedGrant { account, grant, decision, cents } = decided;
    let reply = MoneyReply::Granted { grant, decision: decision.number, cents };
    laid_down(account, decision, municipality, title).reply(reply)
}

/// A decision with the story that tells it.
fn laid_down(
    mut account: CaseAccount,
    decision: MoneyDecision,
    municipality: &Municipality,
    title: String,
) -> Outcome<MoneyWrites, MoneyReply> {
    let told = done_anew(&mut account, &decision);
    let mut line = StoryLine::new(account.case, municipality, title);
    // The line of the consultant comes last.
    if let Some(reason) = decision.explanations.last() {
        line = line.because(reason.clone());
    }
    let change = MoneyWrites { accounts: vec![account], decisions: vec![decision], ..MoneyWrites::default() };
    Outcome::change(change).story(line).tell(told)
}

/// What fell after an objection is decided anew: workflow hears that it is done.
fn done_anew(account: &mut CaseAccount, decision: &MoneyDecision) -> Vec<Told> {
    let Some(objection) = account.state.decided_anew(decision) else { return Vec::new() };
    told::decision_reversed((account.case, account.person, &account.municipality), objection.into())
}
