//! Which report counts after IOAW, IOAZ or Bbz was refused (Participation Act art. 43(6)).

use chrono::NaiveDate;
use policy::National;
use rules::facts::Facts;
use rules::month::{Change, Timeline};
use rules::right::report_day;
use rules::{Days, Question, Step};

use super::assess::Assessment;
use super::command::{AssessEntitlement, EarlierReport};
use super::start::since_report;

impl EarlierReport {
    /// The report for the scheme that was refused, where it was stated that they reported for assistance at once after it. `None`:
    /// the report for assistance counts. What was known before that report is about an earlier one.
    pub fn of(
        stated: &Timeline,
        reported_on: NaiveDate,
        (national, today): (&National, NaiveDate),
    ) -> Option<Self> {
        let of_this = |change: &Change| {
            change.known_on >= reported_on && change.facts.application.reported_at_once.is_some()
        };
        if !stated.changes().iter().any(of_this) {
            return None;
        }
        let application = stated.on(today, today).application;
        let mut facts = Facts { application, ..Facts::default() };
        facts.application.reported_on = Some(reported_on.into());
        let question = Question { facts: &facts, national, days: Days::all(today) };
        let Step { finding, explanation } = report_day(question);
        let on = finding.value().filter(|day| *day < reported_on)?;
        Some(Self { on, why: explanation })
    }
}

impl AssessEntitlement {
    /// The assessment of a first right and its first day, from the report that counts on.
    pub(super) fn since_report(&self, national: &National, today: NaiveDate) -> (Assessment, NaiveDate) {
        let report = self.report_that_counts();
        let (mut assessment, from_day) = since_report(&self.known(), national, report, today);
        if let Some(earlier) = &self.counted {
            // Before the last line, which is the one that decided.
            let place = assessment.explanations.len().saturating_sub(1);
            assessment.explanations.insert(place, earlier.why.clone());
        }
        (assessment, from_day)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::model::testing::{NATIONAL, day};

    #[rstest]
    #[case::at_once(json!({ "refused_scheme_reported_on": "2026-01-05", "reported_at_once": true }), Some("2026-01-05"))]
    #[case::the_day_before(json!({ "refused_scheme_reported_on": "2026-02-01", "reported_at_once": true }), Some("2026-02-01"))]
    #[case::the_same_day(json!({ "refused_scheme_reported_on": "2026-02-02", "reported_at_once": true }), None)]
    #[case::not_at_once(json!({ "refused_scheme_reported_on": "2026-01-05", "reported_at_once": false }), None)]
    #[case::nobody_says(json!({ "refused_scheme_reported_on": "2026-01-05" }), None)]
    #[case::nothing_was_refused(json!({ "reported_at_once": true }), None)]
    #[case::another_report_stated(json!({ "reported_on": "2026-01-01" }), None)]
    fn the_report_for_a_refused_scheme_counts_of_who_reported_at_once(
        #[case] stated: serde_json::Value,
        #[case] expected: Option<&str>,
    ) {
        let of = |known_on: &str| {
            let facts: Facts = serde_json::from_value(json!({ "application": stated })).unwrap();
            let (from, known_on) = (day("2026-01-05"), day(known_on));
            let timeline = Timeline::from_iter([Change { from, known_on, number: 1, facts }]);
            EarlierReport::of(&timeline, day("2026-02-02"), (&NATIONAL, day("2026-03-02")))
        };
        let found = of("2026-02-02");
        assert_eq!(found.as_ref().map(|earlier| earlier.on), expected.map(day));
        assert!(found.is_none_or(|earlier| earlier.why.rule == "report-43-6"));
        assert_eq!(of("2026-02-01"), None, "it was said of an earlier report");
    }
}
