use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, Municipality, TraceInput};
use policy::{Gate, Policies, Policy};

use super::{Application, Situation, Statement, standing};

/// Why the gate cannot be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// No policy knows the municipality.
    UnknownMunicipality,
    /// The municipality's first policy holds from this day on.
    BeforePolicy(NaiveDate),
    /// These facts decide it.
    Missing(Vec<FactKey>),
}

/// What the gate means for an application once it is decided anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtTheGate {
    /// There is no search period any more.
    Lifted,
    /// There is one after all, through this day.
    Started(NaiveDate),
}

/// Decides the gate for an application (Participation Act art. 41(4), (11), and the policy of the day of report).
///
/// # Errors
///
/// [`Undecided`] when there is no policy for that day, or age or household is unknown and decides.
pub fn gate(
    policies: &Policies,
    municipality: &Municipality,
    situation: Situation,
    facts: &Facts,
    reported_on: NaiveDate,
) -> Result<Gate, Undecided> {
    let policy = policies.of(municipality, reported_on).map_err(|error| match error {
        policy::NoPolicy::UnknownMunicipality(_) => Undecided::UnknownMunicipality,
        policy::NoPolicy::BeforeFirst { first, .. } => Undecided::BeforePolicy(first),
    })?;
    let mut gate = if situation == Situation::New {
        policy.search_period(facts, reported_on)
    } else {
        only_by_law(policy, situation, facts, reported_on)
    };
    gate.missing.sort_unstable();
    if gate.search_until.is_none() && !gate.missing.is_empty() {
        return Err(Undecided::Missing(gate.missing));
    }
    Ok(gate)
}

/// Decides the gate of an application by all that was stated in it and the facts of today: a search period is for who
/// had to search on the day of report, by what is known of that day now, and has to still. Whoever comes under one later
/// reported under none; an exception that comes up while someone searches lifts the period (Participation Act art.
/// 41(11)).
///
/// # Errors
///
/// As [`gate`].
pub fn gate_now(
    policies: &Policies,
    application: &Application,
    history: &[Statement],
    facts: &Facts,
    today: NaiveDate,
) -> Result<Gate, Undecided> {
    let (situation, reported_on) = application.at_the_report();
    let by = |facts: &Facts| gate(policies, &application.municipality, situation, facts, reported_on);
    let then = by(&standing(history, reported_on, today).facts);
    match by(facts) {
        Ok(now) if now.search_until.is_none() => Ok(now),
        // What nobody said of the day of report is taken to have been as it is.
        now if then.is_err() => now,
        _ => then,
    }
}

/// Of who was here before no policy asks to look for work first; the law does, of whoever is young.
fn only_by_law(policy: &Policy, situation: Situation, facts: &Facts, reported_on: NaiveDate) -> Gate {
    let by_law = policy.search_period_again(facts, reported_on);
    let by_policy = policy.search_period(facts, reported_on);
    if by_law.search_until == by_policy.search_until {
        return by_law;
    }
    let input =
        TraceInput { name: "situatie".into(), value: situation.dutch().into(), source: "aanvraag".into() };
    let explanation = Explanation {
        rule: "search-period-only-new".into(),
        inputs: std::iter::once(input).chain(by_law.explanation.inputs).collect(),
        text: "Geen zoektermijn: dit is geen nieuwe aanvraag. De aanvraag wordt meteen behandeld.".into(),
        ..by_policy.explanation
    };
    Gate { explanation, ..by_law }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{day, facts, policies};

    /// 26 on the day of report.
    const YOUNG: &str = "birth_date=1999-03-03, household=single";
    const OLDER: &str = "birth_date=1980-03-03, household=single";

    #[rstest]
    #[case("emmen:0114", Situation::New, YOUNG, Some("2026-03-29"), "search-period")]
    #[case("emmen:0114", Situation::New, OLDER, None, "no-search-period")]
    #[case("haarlem:0392", Situation::New, OLDER, Some("2026-03-29"), "search-period")]
    #[case("haarlem:0392", Situation::Reassessment, OLDER, None, "search-period-only-new")]
    #[case("haarlem:0392", Situation::Recall, YOUNG, Some("2026-03-29"), "search-period")]
    #[case("emmen:0114", Situation::Recall, YOUNG, Some("2026-03-29"), "search-period")]
    #[case("emmen:0114", Situation::Recall, OLDER, None, "no-search-period")]
    fn law_asks_it_of_whoever_is_young_and_policy_of_who_is_new(
        #[case] municipality: &str,
        #[case] situation: Situation,
        #[case] stated: &str,
        #[case] until: Option<&str>,
        #[case] rule: &str,
    ) {
        let municipality = municipality.parse().unwrap();
        let decided = gate(&policies(), &municipality, situation, &facts(stated), day("2026-03-02")).unwrap();

        assert_eq!(decided.search_until, until.map(day));
        assert_eq!(decided.explanation.rule, rule);
        assert!(!decided.explanation.text.is_empty() && !decided.explanation.policy_version.is_empty());
    }

    #[rstest]
    #[case("emmen:0114")]
    #[case("haarlem:0392")]
    fn support_only_has_no_search_period(#[case] municipality: &str) {
        let stated = facts(&format!("{YOUNG}, assistance_requested=no"));
        let municipality = municipality.parse().unwrap();
        let decided = gate(&policies(), &municipality, Situation::New, &stated, day("2026-03-02")).unwrap();

        assert_eq!(decided.search_until, None);
        assert_eq!(decided.explanation.rule, "search-period-only-assistance");
        assert_eq!(decided.explanation.inputs[0].name, "assistance_requested");
    }

    #[test]
    fn what_cannot_be_decided_says_why() {
        let policies = policies();
        let undecided = |municipality: &str, stated: &str, on: &str| {
            let municipality = municipality.parse().unwrap();
            gate(&policies, &municipality, Situation::New, &facts(stated), day(on)).unwrap_err()
        };

        let missing = Undecided::Missing(vec![FactKey::BirthDate, FactKey::Household]);
        assert_eq!(undecided("emmen:0114", "", "2026-03-02"), missing);
        assert_eq!(undecided("emmen:9999", YOUNG, "2026-03-02"), Undecided::UnknownMunicipality);
        let before = undecided("landsmeer:0415", YOUNG, "2019-12-31");
        assert_eq!(before, Undecided::BeforePolicy(day("2020-01-01")));
    }
}
