//! General assistance from pension age on is not the municipality's (Participation Act art. 47a).

use schemars::JsonSchema;
use serde::Serialize;

use super::lines::only;
use super::means::claimants;
use crate::facts::Reads;
use crate::{Answer, Question, Stop, apply};

/// Who decides on general assistance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The social insurance bank (SVB), by the supplement to the state pension (AIO).
    SocialInsuranceBank,
}

/// Art. 47a: for a single person of pension age, and a couple of whom one has it, the SVB decides; not applicable to
/// others. Special assistance stays with the municipality.
pub fn authority(question: Question<'_>) -> Answer<Authority> {
    only(apply(question, "aio-47a", "PW art. 47a", |look| {
        let day = look.day();
        let mut reached = None;
        let mut missing = None;
        for who in claimants(look)? {
            match look.need(format!("{}.birth_date", who.path()), &look.person(*who).birth_date) {
                Ok(birth) => {
                    let pension_day = look.national().pension_day(birth)?;
                    look.given("pension_day", pension_day.reads(), "AOW art. 7a");
                    reached = reached.or((pension_day <= day).then_some(pension_day));
                }
                Err(stop) => missing = Some(stop),
            }
        }
        match (reached, missing) {
            (Some(_), _) => {
                let text = "Vanaf de AOW-leeftijd geeft de Sociale Verzekeringsbank (SVB) de algemene bijstand. Vraag de AIO-aanvulling aan bij de SVB.";
                Ok((Authority::SocialInsuranceBank, text.into()))
            }
            (None, Some(stop)) => Err(stop),
            (None, None) => Err(Stop::not_applicable("Niemand in het huishouden heeft de AOW-leeftijd.")),
        }
    }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Finding;
    use crate::schemes::testing::{ask, facts};

    const SVB: Finding<Authority> = Finding::Value(Authority::SocialInsuranceBank);

    #[rstest]
    #[case::single_before(
        r#"{ "household": { "kind": "single" }, "applicant": { "birth_date": "1959-03-02" } }"#,
        Finding::NotApplicable
    )]
    #[case::single_from(
        r#"{ "household": { "kind": "single" }, "applicant": { "birth_date": "1959-03-01" } }"#,
        SVB
    )]
    #[case::couple_one(r#"{ "household": { "kind": "couple" }, "applicant": { "birth_date": "1980-03-02" }, "partner": { "birth_date": "1958-03-01" } }"#, SVB)]
    #[case::couple_none(r#"{ "household": { "kind": "couple" }, "applicant": { "birth_date": "1980-03-02" }, "partner": { "birth_date": "1978-03-01" } }"#, Finding::NotApplicable)]
    #[case::one_is_enough(
        r#"{ "household": { "kind": "couple" }, "applicant": { "birth_date": "1950-03-02" } }"#,
        SVB
    )]
    #[case::not_known(r#"{ "household": { "kind": "couple" }, "applicant": { "birth_date": "1980-03-02" } }"#, Finding::FactMissing(vec!["partner.birth_date".into()]))]
    fn t10_from_pension_age_on_it_is_the_svb(#[case] json: &str, #[case] expected: Finding<Authority>) {
        assert_eq!(authority(ask(&facts(json), "2026-03-01")).finding, expected);
    }
}
