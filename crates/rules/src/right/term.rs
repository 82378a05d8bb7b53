use chrono::{Days, NaiveDate};
use domain::weeks_after;

use crate::facts::Reads;
use crate::{Question, Step, Stop, apply};

/// The last day to decide on the application (Awb art. 4:13): eight weeks after it, and as many days more as the applicant
/// took to complete it (Awb art. 4:15(1)(a)).
///
/// A person decides while the completion is awaited: the term stands still.
pub fn decision_term(question: Question<'_>) -> Step<NaiveDate> {
    apply(question, "decide-4-13", "Awb art. 4:13 en 4:15", |look| {
        let application = &look.facts().application;
        let applied = look.need("application.applied_on", &application.applied_on)?;
        let weeks = look.national().term("awb.4.13.weeks", applied)?;
        look.given("awb.4.13.weeks", weeks.number, &weeks.source);
        let last = weeks_after(applied, u32::try_from(weeks.number).unwrap_or(0));
        let asked = look.see("application.completion_asked_on", &application.completion_asked_on);
        let Some(asked) = asked else { return Ok((last, told(last))) };
        let completed = look.see("application.completed_on", &application.completed_on);
        let Some(completed) = completed else {
            return Err(Stop::person_decides(
                "De aanvraag is nog niet compleet. De beslistermijn staat stil tot de gegevens er zijn.",
            ));
        };
        let stood_still = (completed - asked).num_days().max(0).unsigned_abs();
        let last = last.checked_add_days(Days::new(stood_still)).unwrap_or(last);
        Ok((last, told(last)))
    })
}

fn told(last: NaiveDate) -> String {
    format!("De gemeente beslist uiterlijk op {}.", last.reads())
}

#[cfg(test)]
mod tests {
    use crate::Finding;
    use crate::schemes::testing::{ask, facts};

    use super::*;

    fn last(json: &str) -> Finding<NaiveDate> {
        decision_term(ask(&facts(json), "2026-03-01")).finding
    }

    #[test]
    fn eight_weeks_and_what_completing_took() {
        let day = |text: &str| Finding::Value(text.parse().unwrap());
        assert_eq!(last(r#"{ "application": { "applied_on": "2026-01-05" } }"#), day("2026-03-02"));
        let asked = r#""applied_on": "2026-01-05", "completion_asked_on": "2026-01-12""#;
        assert_eq!(last(&format!(r#"{{ "application": {{ {asked} }} }}"#)), Finding::PersonDecides);
        let done = format!(r#"{{ "application": {{ {asked}, "completed_on": "2026-01-26" }} }}"#);
        assert_eq!(last(&done), day("2026-03-16"));
        assert_eq!(last("{}"), Finding::FactMissing(vec!["application.applied_on".into()]));
    }
}
