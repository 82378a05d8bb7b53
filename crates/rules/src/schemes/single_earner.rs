//! Couples with one income who have less than assistance (Participation Act art. 78gg).

use crate::{Answer, Question, Stop, apply};

use super::lines::only;

/// Art. 78gg: a payment by the minister's own scheme, of which the amounts are not in this act. Always left to a person for
/// a household that it may be for; not applicable to others. Euro cents, never given.
pub fn amount(question: Question<'_>) -> Answer<domain::Cents> {
    only(apply(question, "single-earner-78gg", "PW art. 78gg", |look| {
        let supplements = &look.facts().supplements;
        if look.need("supplements.single_earner_problem", &supplements.single_earner_problem)? {
            return Err(Stop::person_decides(
                "Dit huishouden kan geld krijgen door de regeling voor alleenverdieners. Een consulent beoordeelt dat met de regeling van de minister.",
            ));
        }
        Err(Stop::not_applicable("De regeling voor alleenverdieners gaat niet over dit huishouden."))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Finding;
    use crate::schemes::testing::{ask, facts};

    #[test]
    fn a_person_decides_for_those_whom_it_may_be_for() {
        let finding = |json: &str| amount(ask(&facts(json), "2026-01-01")).finding;
        assert_eq!(
            finding(r#"{ "supplements": { "single_earner_problem": true } }"#),
            Finding::PersonDecides
        );
        assert_eq!(
            finding(r#"{ "supplements": { "single_earner_problem": false } }"#),
            Finding::NotApplicable
        );
        assert_eq!(finding("{}"), Finding::FactMissing(vec!["supplements.single_earner_problem".into()]));
    }
}
