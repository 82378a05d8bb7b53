use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, Municipality, TraceInput};
use policy::Policies;

use super::Situation;
use super::completeness::asks_assistance;

const SOURCE: &str = "Participatiewet art. 41 lid 4";

/// Whether the applicant looks for work first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Last day of the search period; `None`: handled at once.
    pub search_until: Option<NaiveDate>,
    pub explanation: Explanation,
}

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
) -> Result<Decided, Undecided> {
    let policy = policies.of(municipality, reported_on).map_err(|error| match error {
        policy::NoPolicy::UnknownMunicipality(_) => Undecided::UnknownMunicipality,
        policy::NoPolicy::BeforeFirst { first, .. } => Undecided::BeforePolicy(first),
    })?;
    let none = |rule: &str, inputs: Vec<TraceInput>, text: &str| {
        let explanation = Explanation {
            rule: rule.into(),
            source: SOURCE.into(),
            policy_version: policy.version.clone(),
            inputs,
            text: text.into(),
        };
        Ok(Decided { search_until: None, explanation })
    };
    if situation != Situation::New {
        let input = TraceInput {
            name: "situation".into(),
            value: situation.code().into(),
            source: "application".into(),
        };
        let text = "Geen zoektermijn: dit is geen nieuwe aanvraag. De aanvraag wordt meteen behandeld.";
        return none("search-period-only-new", vec![input], text);
    }
    if !asks_assistance(facts) {
        let asked = facts.get(FactKey::AssistanceRequested).map(|fact| TraceInput {
            name: FactKey::AssistanceRequested.code().into(),
            value: fact.value.to_string(),
            source: fact.source.code().into(),
        });
        let text = "Geen zoektermijn: de aanvrager vraagt alleen hulp naar werk en geen bijstand.";
        return none("search-period-only-assistance", asked.into_iter().collect(), text);
    }
    let gate = policy.search_period(facts, reported_on);
    match gate.search_until {
        None if !gate.missing.is_empty() => Err(Undecided::Missing(gate.missing)),
        search_until => Ok(Decided { search_until, explanation: gate.explanation }),
    }
}
