//! Which facts leave intake, for which decision: those it needs, and no others.

use chrono::NaiveDate;
use domain::{FactKey, FactKind, Facts};
use policy::Policy;

use super::Assessment;
use super::standing::changed;

/// What the right to assistance and its amount are decided on (art. 4, 11, 13, 19a to 23, 31 to 34, 40).
pub(super) const FOR_ENTITLEMENT: [FactKey; 16] = [
    FactKey::BirthDate,
    FactKey::PartnerBirthDate,
    FactKey::Household,
    FactKey::CostSharers,
    FactKey::YoungestChildAge,
    FactKey::Residence,
    FactKey::LivesInMunicipality,
    FactKey::InInstitution,
    FactKey::BothInInstitution,
    FactKey::Detained,
    FactKey::WeeksAbroad,
    FactKey::MonthlyEarnings,
    FactKey::OtherIncome,
    FactKey::Capital,
    FactKey::CanFollowEducation,
    FactKey::ParentsCannotSupport,
];

/// What the rules do not decide the right by, while a change of it tells that an amount may change: whether assistance is
/// still asked (art. 43), another benefit (art. 31), and what someone pays to live somewhere (art. 27).
const TELLS_ON_RIGHT: [FactKey; 4] =
    [FactKey::AssistanceRequested, FactKey::SurvivorBenefit, FactKey::Homeless, FactKey::InShelter];

/// What an assigned category tells on beside what the policy's own tables look at: a partner is chosen by it.
const FOR_CATEGORY: [FactKey; 1] = [FactKey::EarningCapacity];

/// What the fit of a sheltered place looks at (art. 10b).
const FOR_SHELTERED: [FactKey; 1] = [FactKey::CareNeeded];

/// The facts that a right is decided on.
pub fn shared_for_right(facts: &Facts) -> Facts {
    let wanted = facts.iter().filter(|(key, _)| FOR_ENTITLEMENT.contains(key));
    wanted.map(|(key, fact)| (key, fact.clone())).collect()
}

/// What was so one after another, as far as it tells on the right: stretches of days with the facts of each, oldest first.
/// Nothing where the last held all along.
pub fn shared_since(stretches: &[(NaiveDate, Facts)]) -> Vec<(NaiveDate, Facts)> {
    let mut found: Vec<(NaiveDate, Facts)> = Vec::new();
    for (from, facts) in stretches {
        let facts = shared_for_right(facts);
        if found.last().is_none_or(|(_, before)| !changed(before, &facts).is_empty()) {
            found.push((*from, facts));
        }
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// Whether a right that runs is looked at anew when this fact changes.
pub fn tells_on_right(key: FactKey) -> bool {
    FOR_ENTITLEMENT.contains(&key) || TELLS_ON_RIGHT.contains(&key)
}

/// The facts that a decision needs. A fact that is unknown stays unknown.
pub fn shared_for(assessment: Assessment, facts: &Facts, policy: &Policy) -> Facts {
    let asked = match assessment {
        Assessment::Entitlement => return shared_for_right(facts),
        Assessment::Category => FOR_CATEGORY.into_iter().chain(policy.facts_asked()).collect(),
        Assessment::Sheltered => FOR_SHELTERED.to_vec(),
    };
    let wanted = facts.iter().filter(|(key, _)| asked.contains(key));
    wanted.map(|(key, fact)| (key, fact.clone())).collect()
}

/// The facts that a policy may look at, for who studies the whole caseload: ages instead of birth dates, and no other
/// day either, for a day of someone's life says who it is.
pub fn without_days(facts: &Facts, today: NaiveDate) -> Facts {
    let derived = facts.on(today);
    let plain = derived.iter().filter(|(key, _)| key.kind() != FactKind::Day);
    plain.map(|(key, fact)| (key, fact.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::{COMPLETE, day, facts, policies};

    #[test]
    fn each_decision_gets_the_facts_it_needs_and_no_others() {
        let policies = policies();
        let policy = policies.of(&"emmen:0114".parse().unwrap(), day("2026-03-02")).unwrap();
        let all = facts(&format!(
            "{COMPLETE}, earning_capacity=40, needs_sheltered=no, job_register=no, debts=yes, care_needed=yes, skills=some"
        ));
        let keys = |assessment| -> Vec<_> {
            shared_for(assessment, &all, policy).iter().map(|(key, _)| key.code()).collect()
        };

        let entitlement = keys(Assessment::Entitlement);
        assert!(entitlement.contains(&"capital") && !entitlement.contains(&"debts"));
        let category = keys(Assessment::Category);
        assert!(category.contains(&"earning_capacity") && !category.contains(&"capital"));
        let sheltered = keys(Assessment::Sheltered);
        assert_eq!(sheltered, ["care_needed"]);
    }

    /// Whatever a tenant's tables look at reaches the service that evaluates them.
    #[test]
    fn every_policy_gets_the_facts_that_its_tables_look_at() {
        let policies = policies();
        for policy in policies.versions() {
            let known: Facts = policy.facts_asked().into_iter().map(|key| (key, any_fact())).collect();
            assert_eq!(shared_for(Assessment::Category, &known, policy), known, "{}", policy.tenant);
        }
    }

    #[test]
    fn who_studies_the_caseload_sees_ages_and_no_birth_dates() {
        let all =
            facts("birth_date=1990-03-02, partner_birth_date=1988-03-03, household=couple, capital=100");

        let plain = without_days(&all, day("2026-03-02"));

        let keys: Vec<_> = plain.iter().map(|(key, _)| key.code()).collect();
        assert_eq!(keys, ["household", "capital", "age", "partner_age"]);
        assert_eq!(plain.number(FactKey::Age), Some(36));
        assert_eq!(plain.number(FactKey::PartnerAge), Some(37), "a day before the birthday");
    }

    #[test]
    fn nothing_that_is_a_day_leaves_whatever_the_catalogue_grows_to() {
        let of_every_kind: Facts = FactKey::ALL
            .iter()
            .filter(|key| key.is_stated())
            .map(|key| {
                let value = match key.kind() {
                    FactKind::Day => domain::FactValue::Day(day("1990-01-01")),
                    _ => domain::FactValue::YesNo(true),
                };
                (*key, domain::Fact { value, ..any_fact() })
            })
            .collect();
        let plain = without_days(&of_every_kind, day("2026-03-02"));
        assert!(plain.iter().all(|(_, fact)| !matches!(fact.value, domain::FactValue::Day(_))));
    }

    fn any_fact() -> domain::Fact {
        let value = domain::FactValue::YesNo(true);
        domain::Fact { value, source: domain::FactSource::Applicant, stated_on: day("2026-01-05") }
    }
}
