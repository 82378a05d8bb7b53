use domain::{FactKey, Facts};

/// Without these the right to assistance cannot be decided: who (art. 11, 13, 40), with whom (art. 4, 19a), and
/// on what means (art. 31 to 34).
const FOR_ASSISTANCE: [FactKey; 7] = [
    FactKey::BirthDate,
    FactKey::Household,
    FactKey::Residence,
    FactKey::LivesInMunicipality,
    FactKey::MonthlyEarnings,
    FactKey::OtherIncome,
    FactKey::Capital,
];

/// Without these nobody can be helped to work (art. 7(1)(a), art. 10).
const FOR_SUPPORT: [FactKey; 2] = [FactKey::BirthDate, FactKey::LivesInMunicipality];

/// Whether assistance is asked for. An application is one for assistance unless it says that it is not: nobody
/// loses an income for a box that was left empty.
pub fn asks_assistance(facts: &Facts) -> bool {
    facts.yes_no(FactKey::AssistanceRequested) != Some(false)
}

/// Every fact that the law needs before an intake is complete.
pub fn needed(facts: &Facts) -> Vec<FactKey> {
    let needed: &[FactKey] = if asks_assistance(facts) { &FOR_ASSISTANCE } else { &FOR_SUPPORT };
    let partner = (asks_assistance(facts) && facts.choice(FactKey::Household) == Some("couple"))
        .then_some(FactKey::PartnerBirthDate);
    needed.iter().copied().chain(partner).collect()
}

/// Those of them that are unknown, in the order of the catalogue.
pub fn missing(facts: &Facts) -> Vec<FactKey> {
    let mut missing: Vec<_> = needed(facts).into_iter().filter(|key| facts.get(*key).is_none()).collect();
    missing.sort_unstable();
    missing
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{COMPLETE, facts};

    #[rstest]
    #[case(COMPLETE, "")]
    #[case("", "birth_date household residence lives_in_municipality monthly_earnings other_income capital")]
    #[case(
        "household=couple, residence=dutch, lives_in_municipality=yes, monthly_earnings=0, other_income=0, capital=0",
        "birth_date partner_birth_date"
    )]
    #[case("assistance_requested=no", "birth_date lives_in_municipality")]
    #[case("assistance_requested=no, household=couple, birth_date=1980-01-01, lives_in_municipality=yes", "")]
    fn all_that_is_missing_is_named(#[case] stated: &str, #[case] expected: &str) {
        let missing: Vec<_> = missing(&facts(stated)).iter().map(|key| key.code()).collect();
        assert_eq!(missing.join(" "), expected);
    }
}
