//! What is stated about a household, and what a decision on the right means for its money.

use domain::{CaseId, Cents, FactSource, Moment, Month, Municipality, Refusal};
use messaging::{Outcome, StoryLine};
use policy::{National, Policies};
use rules::facts::{Facts, Income, IncomeKind};
use rules::month::{Change as Statement, Timeline};
use rules::{Claimant, Local};
use service::sealing::Sealing;

use super::{MoneyReply, MoneyWorld, PayeeDetails};
use crate::model::money::{CaseAccount, Matter, MeasuresAsked, Payee, PayeeAccount, SettledAmount, Stated};
use crate::model::{DecideEntitlement, Decided, Right, Stage, Verdict};
use crate::store::money::MoneyWrites;

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

fn unknown() -> Refusal {
    Refusal::not_found("zaak")
}

pub(super) fn stated(
    account: &CaseAccount,
    by: &str,
    from: chrono::NaiveDate,
    facts: Facts,
    moment: &Moment,
) -> MoneyWrites {
    let mut account = account.clone();
    account.version = account.version.saturating_add(1);
    account.state.changes = account.state.changes.saturating_add(1);
    account.touch(Month::of(from));
    let change = Statement { from, known_on: moment.day, number: account.state.changes, facts };
    let stated = Stated { case: account.case, change, by: by.to_owned() };
    MoneyWrites { accounts: vec![account], stated: vec![stated], ..MoneyWrites::default() }
}

/// Facts from a day on. The months concerned are worked out anew by the next run. Broken duties among them that lower the
/// assistance are decided on.
pub fn state_facts(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, by, from, facts): (CaseId, &str, chrono::NaiveDate, &Facts),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let mut facts = facts.clone();
    let mut next = account.clone();
    let mut decisions = Vec::new();
    if let Some(breaches) = &facts.conduct.breaches {
        let local = policies.of(municipality, from).map(Local::of).unwrap_or_default();
        let (national, local, today) = (policies.national(), &local, moment.day);
        let asked = MeasuresAsked { account, by, from, breaches, national, local, today };
        let decided = asked.decide()?;
        (next, decisions) = (decided.account, decided.decisions);
        facts.conduct.breaches = Some(decided.breaches);
    }
    let mut change = stated(&next, by, from, facts, moment);
    let title = format!("Gegevens opgegeven vanaf {}", domain::day_in_dutch(from));
    let mut outcome = Outcome::nothing().story(StoryLine::new(case, municipality, title));
    for decision in &decisions {
        let lowers = matches!(decision.matter, Matter::Measure { lowers: true, .. });
        let what = if lowers { "bijstand verlaagd" } else { "verlaging vervallen" };
        let title = format!("Besluit over geld {}: {what}", decision.number);
        let line = StoryLine::new(case, municipality, title);
        outcome = outcome.story(decision.explanations.iter().cloned().fold(line, StoryLine::because));
    }
    change.decisions = decisions;
    outcome.change = Some(change);
    Ok(outcome.reply(MoneyReply::Done))
}

/// What one of the claimants received in a month takes the place of what was known of that kind for that month; other
/// months stay as they are.
pub fn state_income(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, by): (CaseId, &str),
    (month, who, kind, amount): (Month, Claimant, IncomeKind, Cents),
    moment: &Moment,
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let nothing = Timeline::default();
    let timeline = world.timelines.get(&case).unwrap_or(&nothing);
    let mut next = account.clone();
    let mut change = MoneyWrites::default();
    for day in days_that_state(timeline, who, month) {
        let known = who.of(&timeline.on(day, moment.day)).incomes.clone().unwrap_or_default();
        let mut incomes = without(known, kind, month);
        incomes.push(Income {
            with_holiday_allowance: false,
            without_holiday_claim: false,
            from: Some(month),
            until: Some(month),
            source: Some(FactSource::Applicant),
            ..Income::counted(kind, amount)
        });
        let mut facts = Facts::default();
        match who {
            Claimant::Applicant => facts.applicant.incomes = Some(incomes),
            Claimant::Partner => facts.partner.incomes = Some(incomes),
        }
        let one = stated(&next, by, day, facts, moment);
        change.stated.extend(one.stated);
        next = one.accounts.into_iter().next().unwrap_or(next);
    }
    next.version = account.version.saturating_add(1);
    change.accounts = vec![next];
    let title = format!("Inkomsten over {} opgegeven: {}, {amount}", month.in_dutch(), kind.dutch());
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(StoryLine::new(case, municipality, title)))
}

/// Days of a month from which a claimant's income is to be stated: the first, and every later one from which it was
/// stated before, as on the day on which the right began. What was stated then would else take its place again.
fn days_that_state(timeline: &Timeline, who: Claimant, month: Month) -> Vec<chrono::NaiveDate> {
    let changes = timeline.changes().iter().filter(|change| who.of(&change.facts).incomes.is_some());
    let later = changes.map(|change| change.from).filter(|day| month.contains(*day));
    let mut days: Vec<_> = std::iter::once(month.first_day()).chain(later).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// A list of income without one kind in one month: what runs through that month is cut in two around it.
fn without(known: Vec<Income>, kind: IncomeKind, month: Month) -> Vec<Income> {
    let mut kept = Vec::with_capacity(known.len() + 1);
    for income in known {
        let covers =
            income.from.is_none_or(|from| from <= month) && income.until.is_none_or(|until| month <= until);
        if income.kind != kind || !covers {
            kept.push(income);
            continue;
        }
        if income.from.is_none_or(|from| from < month) {
            kept.push(Income { until: Some(month.previous()), ..income.clone() });
        }
        if income.until.is_none_or(|until| month < until) {
            kept.push(Income { from: Some(month.next()), ..income });
        }
    }
    kept
}

/// Where a payee is paid from now on; orders that were made stay as they are.
pub fn set_payee(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, details): (CaseId, &PayeeDetails),
    sealing: &Sealing,
    moment: &Moment,
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let plain = zeroize::Zeroizing::new(format!("{}\n{}", details.iban.expose(), details.name));
    let sealed = sealing.seal(case.uuid(), moment.id("payee:seal"), plain.as_bytes());
    let payee = PayeeAccount { payee: details.payee, sealed, monthly: details.monthly };
    let mut change = MoneyWrites { payees: vec![(case, payee)], ..MoneyWrites::default() };
    let all_to = match details.all_to {
        None => account.state.all_to,
        Some(true) => Some(details.payee),
        Some(false) => None,
    };
    if all_to != account.state.all_to {
        let mut account = account.clone();
        account.version = account.version.saturating_add(1);
        account.state.all_to = all_to;
        change.accounts.push(account);
    }
    let whose = match details.payee {
        Payee::Applicant => "de aanvrager",
        Payee::Partner => "de partner",
        Payee::Third(_) => "een ander aan wie vaste lasten worden betaald",
        Payee::Employer(_) => "een werkgever",
    };
    let title = format!("Rekening vastgelegd van {whose}");
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(StoryLine::new(case, municipality, title)))
}

/// What a decision on the right means for the money of the case.
pub fn after_decision(
    input: &crate::actor::Input,
    account: Option<&CaseAccount>,
    known: Option<&crate::model::Entitlement>,
    decided: &Decided,
    (national, moment): (&National, &Moment),
) -> MoneyWrites {
    use crate::actor::Input;
    let head = &decided.entitlement;
    let mut next = account
        .cloned()
        .unwrap_or_else(|| CaseAccount::new(head.case, head.person, head.municipality.clone()));
    let mut change = MoneyWrites::default();
    match input {
        Input::Assess(ask) => {
            let ran = known.is_some_and(|known| before(&known.stage));
            let from = if ran { decided.decision.holds_from } else { ask.reported_on };
            let facts = crate::model::stated(&ask.facts, national, moment.day);
            change = stated(&next, "intake", from, facts, moment);
            if let Some(account) = change.accounts.pop() {
                next = account;
            }
        }
        Input::Decide(ask) => settle(&mut next, ask, decided),
        Input::End(_) => end(&mut next, decided),
        Input::Money { .. } | Input::Steps(_) => return change,
    }
    if let Some(Right::Granted { from_day, .. }) = decided.entitlement.stage.right() {
        let from = next.state.right_from.map_or(*from_day, |known| known.min(*from_day));
        next.state.right_from = Some(from);
    }
    if account.is_none_or(|account| *account != next) {
        next.version = account.map_or(0, |account| account.version).saturating_add(1);
        change.accounts.push(next);
    }
    change
}

/// Whether a right ran already, so that what is decided now holds from a later day.
fn before(stage: &Stage) -> bool {
    match stage.right() {
        Some(Right::Granted { .. } | Right::Denied { lost_on: Some(_) }) => true,
        Some(Right::Denied { lost_on: None } | Right::PersonDecides { .. }) | None => false,
    }
}

fn settle(account: &mut CaseAccount, ask: &DecideEntitlement, decided: &Decided) {
    let amount = match ask.verdict {
        Verdict::Grant(amount) => amount,
        Verdict::Deny => Cents::ZERO,
    };
    let Some(reason) = decided.reason().cloned() else { return };
    account.state.settled.push(SettledAmount { from: decided.decision.holds_from, amount, reason });
    account.touch(Month::of(decided.decision.holds_from));
}

fn end(account: &mut CaseAccount, decided: &Decided) {
    let Stage::Ended { from_day, .. } = decided.entitlement.stage else { return };
    account.state.right_until = from_day.pred_opt();
    if account.state.right_from.is_some() {
        account.touch(Month::of(from_day));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn income(from: Option<&str>, until: Option<&str>, cents: i64) -> Income {
        let whole = Income::counted(IncomeKind::Earnings, Cents::new(cents));
        Income { from: from.map(month), until: until.map(month), ..whole }
    }

    #[test]
    fn a_month_in_which_income_was_stated_before_is_stated_from_that_day_too() {
        let stated = |from: &str, facts: serde_json::Value| Statement {
            from: from.parse().unwrap(),
            known_on: "2026-03-02".parse().unwrap(),
            number: 1,
            facts: serde_json::from_value(facts).unwrap(),
        };
        let nothing = serde_json::json!({"applicant": {"incomes": []}});
        let timeline: Timeline = [
            stated("2026-03-02", nothing.clone()),
            stated("2026-03-09", serde_json::json!({"applicant": {"weeks_abroad": 1}})),
            stated("2026-04-05", nothing),
        ]
        .into_iter()
        .collect();
        let days = |who, month_: &str| -> Vec<String> {
            days_that_state(&timeline, who, month(month_)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(days(Claimant::Applicant, "2026-03"), ["2026-03-01", "2026-03-02"]);
        assert_eq!(days(Claimant::Partner, "2026-03"), ["2026-03-01"]);
        assert_eq!(days(Claimant::Applicant, "2026-05"), ["2026-05-01"]);
    }

    #[test]
    fn only_the_month_itself_is_cut_out() {
        let spans = |known: Vec<Income>| -> Vec<(Option<Month>, Option<Month>)> {
            let kept = without(known, IncomeKind::Earnings, month("2026-03"));
            kept.into_iter().map(|income| (income.from, income.until)).collect()
        };
        let some = |text: &str| Some(month(text));
        assert_eq!(spans(vec![income(None, None, 1)]), [(None, some("2026-02")), (some("2026-04"), None)]);
        assert_eq!(spans(vec![income(Some("2026-03"), Some("2026-03"), 1)]), []);
        assert_eq!(spans(vec![income(Some("2026-03"), None, 1)]), [(some("2026-04"), None)]);
        assert_eq!(spans(vec![income(None, Some("2026-02"), 1)]), [(None, some("2026-02"))]);
        let other = Income { kind: IncomeKind::Other, ..income(None, None, 1) };
        assert_eq!(spans(vec![other]), [(None, None)]);
    }
}
