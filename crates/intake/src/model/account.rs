use chrono::NaiveDate;
use domain::Facts;
use policy::{Explained, NoPolicy, Policies};

use super::{Application, gate};

/// What the policy in force on `day` says of an application by these facts, with everything that led to it.
/// The gate is that of the day of report, by what is known of it in `reported`: it does not change afterwards.
///
/// # Errors
///
/// [`NoPolicy`] when none holds for that day.
pub fn account<'p>(
    policies: &'p Policies,
    application: &Application,
    (facts, reported): (&Facts, &Facts),
    day: NaiveDate,
) -> Result<Explained<'p>, NoPolicy> {
    let municipality = &application.municipality;
    let (situation, reported_on) = application.at_the_report();
    let policy = policies.of(municipality, day)?;
    let mut outlook = policy.outlook(facts, day);
    let by = |facts| gate(policies, municipality, situation, facts, reported_on);
    if let Ok(gate) = by(reported).or_else(|_| by(facts)) {
        outlook.gate = gate;
    }
    Ok(policy.explained_after(facts, outlook))
}

#[cfg(test)]
mod tests {
    use domain::FactKey;

    use super::*;
    use crate::model::fixtures::{claims, day, facts, opening, policies};
    use crate::model::{Opening, Situation, lay};

    /// 26 on the day of report, 27 the day after.
    const ALMOST_27: &str = "birth_date=1999-03-03, household=single, earning_capacity=60";

    fn application(situation: Situation) -> Application {
        let reported_on = day("2026-03-02");
        let opening = Opening {
            municipality: "emmen:0114".parse().unwrap(),
            situation,
            reported_on,
            applied_on: reported_on,
            stated: lay(&Facts::default(), &claims(ALMOST_27), reported_on),
            intake_complete: true,
            ..opening()
        };
        Application::open(opening, reported_on)
    }

    #[test]
    fn the_gate_stays_that_of_the_report_and_the_rest_is_of_the_day() {
        let policies = policies();

        let new = application(Situation::New);
        let later = account(&policies, &new, (&new.facts, &new.facts), day("2026-09-01")).unwrap();

        assert_eq!(later.outlook.gate.search_until, Some(day("2026-03-29")));
        assert_eq!(later.outlook.day, day("2026-09-01"));
        let age = later.looked_at.iter().find(|(key, _)| *key == FactKey::Age);
        assert_eq!(age.map(|(key, fact)| key.reads(&fact.value)), Some("27".to_owned()));
        assert!(later.text().contains("tot en met 29-03-2026"), "{later}");
    }

    #[test]
    fn the_gate_is_that_of_who_comes_back() {
        let policies = policies();
        let older = facts("birth_date=1980-03-03, household=single");
        let haarlem = "haarlem:0392".parse().unwrap();
        let recalled = Application { municipality: haarlem, ..application(Situation::Recall) };

        let recalled = account(&policies, &recalled, (&older, &older), day("2026-03-02")).unwrap();

        assert_eq!(recalled.outlook.gate.explanation.rule, "search-period-only-new");
    }

    #[test]
    fn a_day_before_any_policy_has_no_account() {
        let policies = policies();

        let new = application(Situation::New);
        let before = account(&policies, &new, (&new.facts, &new.facts), day("2014-12-31"));

        assert!(matches!(before, Err(NoPolicy::BeforeFirst { .. })));
    }
}
