//! From which day the right runs.

use chrono::{Datelike, Days, NaiveDate};
use domain::{Cents, Explanation, FactKey, Facts, Month, TraceInput, day_in_dutch};
use policy::National;

use super::assess::{Assessment, Outcome, assess};

/// The rule of the line that tells which amount holds when.
pub const AMOUNTS_DIFFER: &str = "amounts-19";

/// Days between report and decision within which the day the right arose is looked for.
const LONGEST_WAIT: u64 = 366;

/// The facts of a household since the report.
#[derive(Debug, Clone)]
pub struct Known {
    /// Each from a day on, oldest first; nothing where those of now held all along.
    pub since: Vec<(NaiveDate, Facts)>,
    pub now: Facts,
}

impl Known {
    /// Those of a day since the report.
    pub fn on(&self, day: NaiveDate) -> &Facts {
        let held = self.since.iter().rfind(|(from, _)| *from <= day);
        held.or(self.since.first()).map_or(&self.now, |(_, facts)| facts)
    }

    /// The first days of what held later than the first.
    pub fn turns(&self) -> impl Iterator<Item = NaiveDate> {
        self.since.iter().skip(1).map(|(from, _)| *from)
    }
}

/// The assessment on the day of the decision, and the first day of the right: the day it arose, not before the report
/// (Participation Act art. 44(1)).
///
/// A right that stood open at the report or later and no more at the decision, or the other way round without a day on
/// which it arose, is left to a person.
pub fn since_report(
    known: &Known,
    national: &National,
    reported_on: NaiveDate,
    today: NaiveDate,
) -> (Assessment, NaiveDate) {
    let day = today.max(reported_on);
    let mut assessment = assess(known.on(day), national, day);
    let same_day = day == reported_on || matches!(assessment.outcome, Outcome::PersonDecides { .. });
    if same_day {
        return (assessment, reported_on);
    }
    let at_report = assess(known.on(reported_on), national, reported_on);
    let between = known.turns().filter(|turn| (reported_on..day).contains(turn));
    let mut ever = between.map(|turn| assess(known.on(turn), national, turn).outcome);
    let started = match (&assessment.outcome, &at_report.outcome) {
        (Outcome::Granted { .. }, Outcome::Granted { .. }) => Some(reported_on),
        (Outcome::Granted { .. }, Outcome::Denied) => arose(known, national, reported_on, day),
        (Outcome::Denied, Outcome::Denied) if ever.all(|outcome| outcome == Outcome::Denied) => {
            return (assessment, reported_on);
        }
        _ => None,
    };
    let inputs = [("reported_on", reported_on), ("assessed_on", day)];
    let explanation = |text: String| Explanation {
        rule: "start-44-1".into(),
        source: "PW art. 44 lid 1".into(),
        policy_version: national.version().into(),
        inputs: inputs.iter().map(|(name, day)| input(name, *day)).collect(),
        text,
    };
    let Some(started) = started else {
        assessment.explanations.push(explanation(differs(known, (reported_on, day))));
        assessment.outcome = Outcome::PersonDecides { missing: Vec::new() };
        return (assessment, reported_on);
    };
    // Before the last line, which is the one that decided.
    let place = assessment.explanations.len().saturating_sub(1);
    let text = format!("Het recht begint op {}.{}", day_in_dutch(started), part_of_first_month(started));
    assessment.explanations.insert(place, explanation(text));
    let amounts = amounts(known, national, started, day);
    if amounts.len() > 1 {
        let place = assessment.explanations.len().saturating_sub(1);
        let (rule, source) = (AMOUNTS_DIFFER.into(), "PW art. 19 lid 2 en art. 45".into());
        let line = Explanation { rule, source, ..explanation(in_turn(&amounts)) };
        assessment.explanations.insert(place, line);
    }
    (assessment, started)
}

/// A month that has begun is paid in part.
fn part_of_first_month(started: NaiveDate) -> String {
    if started.day() == 1 {
        return String::new();
    }
    let month = Month::of(started);
    let days = (month.last_day() - started).num_days() + 1;
    format!(" Over {} krijgt u {days} van de {} dagen.", month.in_dutch(), month.days())
}

/// The amounts per month from the first day of a right up to a day, each with the day from which it holds: what may change
/// by itself are norms, on the first of a month, and ages.
fn amounts(
    known: &Known,
    national: &National,
    started: NaiveDate,
    until: NaiveDate,
) -> Vec<(NaiveDate, Cents)> {
    let mut days = vec![started];
    let mut month = Month::of(started).next();
    while month.first_day() <= until {
        days.push(month.first_day());
        month = month.next();
    }
    days.extend(known.turns().filter(|day| (started..=until).contains(day)));
    let births = [FactKey::BirthDate, FactKey::PartnerBirthDate];
    for birth in births.into_iter().filter_map(|key| known.now.day(key)) {
        let birthdays = (started.year()..=until.year()).filter_map(|year| birth.with_year(year));
        days.extend(birthdays.filter(|day| (started..=until).contains(day)));
    }
    days.sort_unstable();
    let mut found: Vec<(NaiveDate, Cents)> = Vec::new();
    for day in days {
        let Outcome::Granted { amount } = assess(known.on(day), national, day).outcome else { continue };
        if found.last().is_none_or(|(_, before)| *before != amount) {
            found.push((day, amount));
        }
    }
    found
}

fn in_turn(amounts: &[(NaiveDate, Cents)]) -> String {
    let turn = |(from, amount): &(NaiveDate, Cents)| format!("vanaf {} {amount}", day_in_dutch(*from));
    let turns: Vec<_> = amounts.iter().map(turn).collect();
    format!("De bijstand per maand, met vakantietoeslag: {}.", turns.join(", "))
}

fn input(name: &str, day: NaiveDate) -> TraceInput {
    TraceInput { name: name.into(), value: day.format("%d-%m-%Y").to_string(), source: "derived".into() }
}

/// Why a person decides on a right that was not always so since the report, and what of.
fn differs(known: &Known, (reported_on, day): (NaiveDate, NaiveDate)) -> String {
    let turns: Vec<_> =
        known.turns().filter(|turn| (reported_on..=day).contains(turn)).map(day_in_dutch).collect();
    let since = if turns.is_empty() {
        String::new()
    } else {
        format!(" De gegevens zijn anders vanaf: {}.", turns.join(", "))
    };
    format!(
        "Een inkomensconsulent beslist. Tussen de melding en het besluit is de uitkomst niet steeds dezelfde.{since} Was er \
         een deel van die tijd recht? Ken de bijstand toe vanaf de eerste dag daarvan, en beëindig de uitkering daarna."
    )
}

/// The first day from the report on which there is a right: a birthday passed in between, or other facts held.
fn arose(known: &Known, national: &National, reported_on: NaiveDate, until: NaiveDate) -> Option<NaiveDate> {
    for day in (1..=LONGEST_WAIT).map_while(|days| reported_on.checked_add_days(Days::new(days))) {
        match assess(known.on(day), national, day).outcome {
            Outcome::Granted { .. } => return Some(day),
            Outcome::Denied if day < until => {}
            Outcome::Denied | Outcome::PersonDecides { .. } => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::testing::{NATIONAL, day, single};

    fn all_along(now: Facts) -> Known {
        Known { since: Vec::new(), now }
    }

    /// The outcome's name with the first day of the right.
    fn started(words: &str, reported_on: &str, today: &str) -> (&'static str, String) {
        started_of(&all_along(single(words)), reported_on, today)
    }

    fn started_of(known: &Known, reported_on: &str, today: &str) -> (&'static str, String) {
        let (assessment, from) = since_report(known, &NATIONAL, day(reported_on), day(today));
        let kind = match assessment.outcome {
            Outcome::Granted { .. } => "granted",
            Outcome::Denied => "denied",
            Outcome::PersonDecides { .. } => "person",
        };
        (kind, from.to_string())
    }

    #[rstest]
    #[case::same_day("", "2026-03-02", "2026-03-02", "granted", "2026-03-02")]
    #[case::after_the_search_weeks("", "2026-03-02", "2026-04-01", "granted", "2026-03-02")]
    #[case::over_new_year("", "2025-12-20", "2026-01-20", "granted", "2025-12-20")]
    #[case::eighteen_in_between(
        "birth_date=2008-03-20 can_follow_education=no parents_cannot_support=no",
        "2026-03-02",
        "2026-04-01",
        "granted",
        "2026-03-20"
    )]
    #[case::twenty_seven_in_between(
        "birth_date=1999-03-20 can_follow_education=yes",
        "2026-03-02",
        "2026-04-01",
        "granted",
        "2026-03-20"
    )]
    #[case::pension_age_in_between(
        "birth_date=1959-03-10",
        "2026-03-02",
        "2026-04-01",
        "person",
        "2026-03-02"
    )]
    #[case::never_a_right("detained=yes", "2026-03-02", "2026-04-01", "denied", "2026-03-02")]
    #[case::reported_when_no_amount_is_known("", "2023-12-20", "2024-01-20", "person", "2023-12-20")]
    #[case::decided_after_the_last_amounts("", "2026-12-20", "2027-01-20", "person", "2026-12-20")]
    #[case::a_report_ahead_of_the_clock("", "2026-04-01", "2026-03-02", "granted", "2026-04-01")]
    fn the_right_starts_when_it_arose_and_not_before_the_report(
        #[case] words: &str,
        #[case] reported_on: &str,
        #[case] today: &str,
        #[case] kind: &str,
        #[case] from: &str,
    ) {
        assert_eq!(started(words, reported_on, today), (kind, from.to_owned()));
    }

    /// What was stated to be so from a day on is not taken for what was so before it.
    #[rstest]
    #[case::work_that_began("", "monthly_earnings=250000", "person", "2026-01-05")]
    #[case::work_that_stopped("monthly_earnings=250000", "", "granted", "2026-02-15")]
    #[case::less_work("monthly_earnings=80000", "monthly_earnings=40000", "granted", "2026-01-05")]
    #[case::never_a_right("detained=yes", "monthly_earnings=250000", "denied", "2026-01-05")]
    fn facts_hold_from_the_day_that_they_began(
        #[case] first: &str,
        #[case] then: &str,
        #[case] kind: &str,
        #[case] from: &str,
    ) {
        let since = vec![(day("2026-01-05"), single(first)), (day("2026-02-15"), single(then))];
        let known = Known { since, now: single(then) };
        assert_eq!(started_of(&known, "2026-01-05", "2026-03-02"), (kind, from.to_owned()));
    }

    #[test]
    fn a_right_that_stood_open_only_in_between_is_a_persons() {
        let (denied, open) = (single("capital=2500000"), single(""));
        let since = vec![
            (day("2026-01-05"), denied.clone()),
            (day("2026-01-20"), open),
            (day("2026-02-15"), denied.clone()),
        ];
        let known = Known { since, now: denied };
        let (assessment, _) = since_report(&known, &NATIONAL, day("2026-01-05"), day("2026-03-02"));
        assert_eq!(assessment.outcome, Outcome::PersonDecides { missing: Vec::new() });
        let said = &assessment.explanations.last().unwrap().text;
        assert!(said.contains("vanaf: 20 januari 2026, 15 februari 2026"), "{said}");
    }

    #[test]
    fn an_amount_that_changed_since_the_first_day_is_told_with_its_days() {
        let all_along = all_along(single(""));
        let (assessment, from) = since_report(&all_along, &NATIONAL, day("2025-12-20"), day("2026-01-20"));
        assert_eq!(from, day("2025-12-20"));
        let told = |rule: &str| {
            let mut lines = assessment.explanations.iter();
            lines.find(|line| line.rule == rule).unwrap().text.clone()
        };
        let amounts = told(AMOUNTS_DIFFER);
        assert!(amounts.contains("vanaf 20 december 2025 € 1.3"), "{amounts}");
        assert!(amounts.contains("vanaf 1 januari 2026 € 1.401,50"), "{amounts}");
        assert!(told("start-44-1").contains("Over december 2025 krijgt u 12 van de 31 dagen."));

        let (same, _) = since_report(&all_along, &NATIONAL, day("2026-02-02"), day("2026-03-02"));
        assert!(same.explanations.iter().all(|line| line.rule != AMOUNTS_DIFFER));
    }

    #[test]
    fn a_birthday_in_between_changes_the_amount_from_that_day() {
        let young = single("birth_date=2005-03-20 can_follow_education=no parents_cannot_support=no");
        let found = amounts(&all_along(young), &NATIONAL, day("2026-03-02"), day("2026-04-01"));
        let days: Vec<_> = found.iter().map(|(day, _)| day.to_string()).collect();
        assert_eq!(days, ["2026-03-02", "2026-03-20"]);
        assert!(found[0].1 < found[1].1);
    }
}
