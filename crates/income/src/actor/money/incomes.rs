//! What a claimant received in a month, stated by the client, a consultant or another system.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Moment, Month, Municipality, Refusal, Violation};
use messaging::{Outcome, StoryLine};
use policy::National;
use rules::Claimant;
use rules::facts::{Facts, HouseholdKind, Income, IncomeKind};
use rules::month::Timeline;

use super::facts::stated;
use super::{MoneyReply, MoneyWorld};
use crate::model::money::CaseAccount;
use crate::store::money::MoneyWrites;

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// What one of the claimants received in a month takes the place of what was known of that kind for that month, or of what
/// this payer paid of it; other months, and other payers, stay as they are.
///
/// # Errors
///
/// A [`Refusal`] when the case is not known, the month is far away or before the right, or there is no such claimant.
pub fn state(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, by): (CaseId, &str),
    (month, who, income): (Month, Claimant, &Income),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let nothing = Timeline::default();
    let timeline = world.timelines.get(&case).unwrap_or(&nothing);
    can_be(account, timeline, (month, who, income), moment)?;
    let mut next = account.clone();
    let mut change = MoneyWrites::default();
    let goes_on = worked_out(account).any(|last| last > month);
    for day in days_that_state(timeline, who, month) {
        let known = who.of(&timeline.on(day, moment.day)).incomes.clone().unwrap_or_default();
        let mut incomes = without(known, income, (month, goes_on));
        incomes.push(Income { from: Some(month), until: Some(month), ..income.clone() });
        let mut facts = Facts::default();
        match who {
            Claimant::Applicant => facts.applicant.incomes = Some(incomes),
            Claimant::Partner => facts.partner.incomes = Some(incomes),
        }
        let one = stated(&next, by, day, facts, moment);
        change.stated.extend(one.stated);
        next = one.accounts.into_iter().next().unwrap_or(next);
    }
    let now = change.stated.iter().fold(timeline.clone(), |now, stated| now.with(stated.change.clone()));
    next.state.unstated.follow(&now, (moment.day, national));
    next.version = account.version.saturating_add(1);
    change.accounts = vec![next];
    let Income { kind, amount, payer, .. } = income;
    let from = payer.as_ref().map(|payer| format!(" van {payer}")).unwrap_or_default();
    let title = format!("Inkomsten over {} opgegeven: {}{from}, {amount}", month.in_dutch(), kind.dutch());
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(StoryLine::new(case, municipality, title)))
}

/// The last months that were worked out with what was received in them: of assistance, and of other schemes that take it off.
fn worked_out(account: &CaseAccount) -> impl Iterator<Item = Month> {
    let grants = account.state.grants.values().filter(|grant| grant.terms.scheme.takes_off_income());
    let of_grants = grants.filter_map(|grant| grant.months.keys().next_back());
    account.state.months.keys().next_back().into_iter().chain(of_grants).copied()
}

/// Whether someone can have received it: not in a month that is far ahead or before anything was asked, nor a partner who
/// is not there.
fn can_be(
    account: &CaseAccount,
    timeline: &Timeline,
    (month, who, income): (Month, Claimant, &Income),
    moment: &Moment,
) -> Result<(), Refusal> {
    let mut wrong: Vec<_> = ahead(income, "received_on", moment.day).into_iter().collect();
    if month > Month::of(moment.day).next() {
        wrong.push(Violation::new("month", "ligt te ver in de toekomst", "month-ahead"));
    }
    let state = &account.state;
    let applied = state.applied.map(|applied| applied.reported_on);
    let granted = state.grants.values().map(|grant| grant.terms.from);
    let first = state.right_from.into_iter().chain(applied).chain(granted).min();
    if first.is_some_and(|first| month < Month::of(first)) {
        wrong.push(Violation::new("month", "ligt voor de melding en voor het recht", "month-before-right"));
    }
    let couple = |day| {
        let kind = timeline.on(day, moment.day).household.kind;
        kind.is_none_or(|kind| kind.value == HouseholdKind::Couple)
    };
    let partner = couple(month.first_day()) || couple(month.last_day());
    if who == Claimant::Partner && !partner {
        wrong.push(Violation::new("who", "er is in deze maand geen partner bekend", "no-partner"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
}

/// That a gift came once says when: without that every month would have it anew. What was received has been received.
///
/// # Errors
///
/// A [`Refusal`] that names each.
pub(super) fn are_dated(facts: &Facts, today: NaiveDate) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    for who in [Claimant::Applicant, Claimant::Partner] {
        for (place, income) in who.of(facts).incomes.iter().flatten().enumerate() {
            let field = format!("facts_json.{}.incomes[{place}].received_on", who.path());
            if income.kind == IncomeKind::Gift && income.one_off && income.one_month().is_none() {
                wrong.push(Violation::new(
                    field.as_str(),
                    "is nodig bij een gift die maar één keer komt",
                    "day-required",
                ));
            }
            wrong.extend(ahead(income, &field, today));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
}

fn ahead(income: &Income, field: &str, today: NaiveDate) -> Option<Violation> {
    let ahead = income.received_on.is_some_and(|day| day > today);
    ahead.then(|| Violation::new(field, "ligt in de toekomst", "day-ahead"))
}

/// Days of a month from which a claimant's income is to be stated: the first, and every later one from which it was
/// stated before, as on the day on which the right began. What was stated then would else take its place again.
fn days_that_state(timeline: &Timeline, who: Claimant, month: Month) -> Vec<NaiveDate> {
    let changes = timeline.changes().iter().filter(|change| who.of(&change.facts).incomes.is_some());
    let later = changes.map(|change| change.from).filter(|day| month.contains(*day));
    let mut days: Vec<_> = std::iter::once(month.first_day()).chain(later).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// A list of income without what a newer statement says of a month: what runs through that month is cut in two around it.
/// What one payer paid leaves what others paid, and a gift that came once one of another day: who corrects the day states
/// nothing on the wrong one.
///
/// Work of which no end was stated differs by the month: once somebody states a month of it, each next month is one that nobody
/// stated yet, unless it goes on through months that were worked out with it.
fn without(known: Vec<Income>, newer: &Income, (month, goes_on): (Month, bool)) -> Vec<Income> {
    let mut kept = Vec::with_capacity(known.len() + 1);
    for income in known {
        let covers = match income.one_month() {
            Some(only) => only == month,
            None => {
                income.from.is_none_or(|from| from <= month)
                    && income.until.is_none_or(|until| month <= until)
            }
        };
        let of_another = newer.payer.is_some() && income.payer.is_some() && income.payer != newer.payer;
        if income.kind != newer.kind || !covers || of_another || are_two_gifts(&income, newer) {
            kept.push(income);
            continue;
        }
        if income.one_month().is_some() {
            continue;
        }
        if income.from.is_none_or(|from| from < month) {
            kept.push(Income { until: Some(month.previous()), ..income.clone() });
        }
        let ends = income.until;
        // That nothing is received ends when something is.
        let over = income.amount == Cents::ZERO && newer.amount > Cents::ZERO;
        let by_month = income.until.is_none() && !goes_on && differs_by_month(income.kind);
        if income.until.is_none_or(|until| month < until) && !over && !by_month {
            kept.push(Income { from: Some(month.next()), ..income.clone() });
        }
        // Nothing after the last month of what goes on longer: what is left of it would tell that no more.
        if let Some(last) = ends.filter(|last| *last <= month.next()) {
            let nothing = Income { amount: Cents::ZERO, from: Some(last.next()), until: None, ..income };
            kept.push(nothing);
        }
    }
    kept
}

fn are_two_gifts(one: &Income, other: &Income) -> bool {
    let days = one.received_on.zip(other.received_on);
    one.comes_once() && other.comes_once() && days.is_some_and(|(one, other)| one != other)
}

const fn differs_by_month(kind: IncomeKind) -> bool {
    matches!(kind, IncomeKind::Earnings | IncomeKind::SelfEmployment)
}

#[cfg(test)]
mod tests {
    use rules::month::Change as Statement;

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
            let kept = without(known, &income(None, None, 2), (month("2026-03"), true));
            kept.into_iter().map(|income| (income.from, income.until)).collect()
        };
        let some = |text: &str| Some(month(text));
        assert_eq!(spans(vec![income(None, None, 1)]), [(None, some("2026-02")), (some("2026-04"), None)]);
        assert_eq!(spans(vec![income(Some("2026-03"), Some("2026-03"), 1)]), []);
        assert_eq!(spans(vec![income(Some("2026-03"), None, 1)]), [(some("2026-04"), None)]);
        assert_eq!(spans(vec![income(None, Some("2026-02"), 1)]), [(None, some("2026-02"))]);
        // The last month of it stays known.
        let ended = spans(vec![income(Some("2026-01"), Some("2026-03"), 1)]);
        assert_eq!(ended, [(some("2026-01"), some("2026-02")), (some("2026-04"), None)]);
        let ends = spans(vec![income(Some("2026-01"), Some("2026-04"), 1)]);
        let april = (some("2026-04"), some("2026-04"));
        assert_eq!(ends, [(some("2026-01"), some("2026-02")), april, (some("2026-05"), None)]);
        let goes_on = spans(vec![income(None, Some("2026-05"), 1)]);
        assert_eq!(goes_on, [(None, some("2026-02")), (some("2026-04"), some("2026-05"))]);
        // Who receives something again is asked again.
        assert_eq!(spans(vec![income(Some("2026-02"), None, 0)]), [(some("2026-02"), some("2026-02"))]);
        let other = Income { kind: IncomeKind::Other, ..income(None, None, 1) };
        assert_eq!(spans(vec![other]), [(None, None)]);
    }

    #[test]
    fn work_without_an_end_is_stated_by_the_month_once_a_month_of_it_is() {
        let left = |kind: IncomeKind, until: Option<&str>, goes_on: bool| {
            let known = Income { kind, ..income(None, until, 1) };
            let newer = Income { kind, ..income(None, None, 2) };
            let kept = without(vec![known], &newer, (month("2026-03"), goes_on));
            kept.into_iter().filter(|income| income.from.is_some()).count()
        };
        assert_eq!(left(IncomeKind::Earnings, None, false), 0);
        assert_eq!(left(IncomeKind::SelfEmployment, None, false), 0);
        assert_eq!(left(IncomeKind::Earnings, None, true), 1, "later months were worked out with it");
        assert_eq!(left(IncomeKind::Earnings, Some("2026-08"), false), 1, "its end is known");
        assert_eq!(left(IncomeKind::FormerWork, None, false), 1, "a benefit is the same each month");
    }

    #[test]
    fn what_belongs_to_a_month_is_not_cut_for_another() {
        let earned = Income { earned_in: Some(month("2026-02")), ..income(None, None, 1) };
        let given = Income { received_on: "2026-03-10".parse().ok(), ..income(None, None, 1) };
        let left = |of: &str| {
            let kept =
                without(vec![earned.clone(), given.clone()], &income(None, None, 2), (month(of), true));
            kept.iter().map(|income| income.one_month().map(|month| month.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(left("2026-02"), [Some("2026-03".to_owned())]);
        assert_eq!(left("2026-03"), [Some("2026-02".to_owned())]);
        assert_eq!(left("2026-04").len(), 2);
    }

    #[test]
    fn of_two_gifts_that_come_once_in_a_month_the_later_takes_the_place_of_that_of_its_day_only() {
        let gift = |day: Option<&str>, one_off, cents| Income {
            kind: IncomeKind::Gift,
            one_off,
            received_on: day.map(|day| day.parse().unwrap()),
            ..income(Some("2026-03"), Some("2026-03"), cents)
        };
        let left = |newer: &Income| -> Vec<i64> {
            let known = vec![gift(Some("2026-03-05"), true, 3), gift(None, true, 4), gift(None, false, 5)];
            without(known, newer, (month("2026-03"), false)).iter().map(|kept| kept.amount.get()).collect()
        };
        assert_eq!(left(&gift(Some("2026-03-20"), true, 6)), [3], "another gift");
        assert_eq!(left(&gift(Some("2026-03-05"), true, 6)), [0_i64; 0], "the same one, corrected");
        assert_eq!(left(&gift(None, true, 6)), [0_i64; 0], "of no day: all of the month");
        assert_eq!(left(&gift(None, false, 6)), [0_i64; 0]);
    }

    #[test]
    fn what_one_pays_adds_to_what_others_pay_and_takes_the_place_of_its_own() {
        let of = |payer: Option<&str>, cents| Income {
            payer: payer.map(Into::into),
            ..income(Some("2026-03"), Some("2026-03"), cents)
        };
        let left = |newer: &Income| -> Vec<i64> {
            let known = vec![of(None, 1), of(Some("a"), 2), of(Some("b"), 3)];
            without(known, newer, (month("2026-03"), false)).iter().map(|kept| kept.amount.get()).collect()
        };
        assert_eq!(left(&of(Some("a"), 9)), [3], "its own, and what was said of all together");
        assert_eq!(left(&of(None, 9)), [0_i64; 0], "all of this kind");
    }
}
