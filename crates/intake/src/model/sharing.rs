//! Which facts leave intake, for which decision: those it needs, and no others.

use domain::{FactKey, Facts};
use policy::Policy;

use super::Assessment;

/// What the right to assistance and its amount are decided on (art. 4, 11, 13, 19a, 20 to 23, 31 to 34, 40).
const FOR_ENTITLEMENT: [FactKey; 24] = [
    FactKey::BirthDate,
    FactKey::PartnerBirthDate,
    FactKey::Household,
    FactKey::CostSharers,
    FactKey::YoungestChildAge,
    FactKey::Residence,
    FactKey::LivesInMunicipality,
    FactKey::InInstitution,
    FactKey::Detained,
    FactKey::WeeksAbroad,
    FactKey::MonthlyEarnings,
    FactKey::OtherIncome,
    FactKey::FamilyIncomePercent,
    FactKey::Capital,
    FactKey::AssistanceRequested,
    FactKey::SurvivorBenefit,
    FactKey::CanFollowEducation,
    FactKey::BasicQualification,
    FactKey::SpecialEducation,
    FactKey::Vulnerable,
    FactKey::LabourCapacity,
    FactKey::SubsidyGroup,
    FactKey::HourLimited,
    FactKey::MonthsOnBenefit,
];

/// What a category needs beside the policy's own tables: to choose a partner and an instrument by.
const FOR_CATEGORY: [FactKey; 5] = [
    FactKey::BirthDate,
    FactKey::EarningCapacity,
    FactKey::Area,
    FactKey::CanFollowEducation,
    FactKey::HoursAvailable,
];

/// What the fit of a sheltered place needs (art. 10b).
const FOR_SHELTERED: [FactKey; 7] = [
    FactKey::EarningCapacity,
    FactKey::CapacityExpected,
    FactKey::LabourCapacity,
    FactKey::NeedsSheltered,
    FactKey::HoursAvailable,
    FactKey::Skills,
    FactKey::Area,
];

/// The facts that a decision needs. A fact that is unknown stays unknown.
pub fn shared_for(assessment: Assessment, facts: &Facts, policy: &Policy) -> Facts {
    let asked = match assessment {
        Assessment::Entitlement => FOR_ENTITLEMENT.to_vec(),
        Assessment::Category => FOR_CATEGORY.into_iter().chain(policy.facts_asked()).collect(),
        Assessment::Sheltered => FOR_SHELTERED.to_vec(),
    };
    let wanted = facts.iter().filter(|(key, _)| asked.contains(key));
    wanted.map(|(key, fact)| (key, fact.clone())).collect()
}
