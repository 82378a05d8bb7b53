//! What a statement may not say. Every violation at once, in plain Dutch, never with the value.

use chrono::NaiveDate;
use domain::{FactKey, FactSource, Facts, Violation, age_on};
use policy::Policy;

use super::form::who;

/// Who states: what a source may be depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stating {
    /// A consultant, who may state what they know, heard or looked up.
    Consultant,
    /// Another system: it passes on what the applicant says or a register holds, and judges nothing.
    System,
}

/// The rule on the day of a statement, apart from rules on days that are a fact themselves.
const STATED_AHEAD: &str = "stated-not-in-the-future";

/// No one alive is older than this, in years.
const OLDEST: i64 = 130;

/// Nobody is the partner in a household at a younger age, in years. It only finds mistakes: rights have ages of their own.
const YOUNGEST_PARTNER: i64 = 16;

/// What is wrong with claims by themselves: their days and their sources.
pub fn of_claims(claims: &Facts, stating: Stating, today: NaiveDate) -> Vec<Violation> {
    of_claims_at(claims, stating, today, None)
}

/// The same of claims that came with a report: what is said on the day of the report is no further ahead than the
/// report, which is named for it.
pub fn of_claims_at(
    claims: &Facts,
    stating: Stating,
    today: NaiveDate,
    reported_on: Option<NaiveDate>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (key, claim) in claims.iter() {
        let field = format!("facts.{key}");
        if claim.stated_on > today && Some(claim.stated_on) != reported_on {
            let reason = "is gesteld op een dag in de toekomst";
            violations.push(Violation::new(&field, reason, STATED_AHEAD));
        }
        if i64::from(age_on(claim.stated_on, today)) > OLDEST {
            violations.push(Violation::new(
                &field,
                "is gesteld op een dag die te lang geleden is",
                "stated-plausible",
            ));
        }
        match (claim.source, stating) {
            (FactSource::Derived, _) => {
                let reason = "is zelf uitgerekend: noem de bron waar het van komt";
                violations.push(Violation::new(field, reason, "derived-not-stated"));
            }
            (FactSource::Consultant, Stating::System) => {
                let reason = "kan een systeem niet stellen namens een consulent";
                violations.push(Violation::new(field, reason, "source-of-a-consultant"));
            }
            _ => {}
        }
    }
    violations
}

/// What someone stated that is not theirs to state, by who may answer each question under a policy.
pub fn not_theirs(policy: &Policy, said: impl Iterator<Item = (FactKey, FactSource)>) -> Vec<Violation> {
    let wrong = |(key, source): (FactKey, FactSource)| {
        let by = policy.question(key).by;
        // That a derived source cannot be stated has a rule of its own.
        let theirs = source == FactSource::Derived || by.contains(&source);
        let reason = || format!("kan alleen komen van {}", who(by));
        (!theirs).then(|| Violation::new(format!("facts.{key}"), reason(), "answerer-allowed"))
    };
    said.filter_map(wrong).collect()
}

/// What a set of facts says against itself, as known on `today`. The one list of contradictions.
pub fn contradictions(facts: &Facts, today: NaiveDate) -> Vec<Violation> {
    let derived = &facts.on(today);
    let (age, partner_age) = (derived.number(FactKey::Age), derived.number(FactKey::PartnerAge));
    let household = facts.choice(FactKey::Household);
    let child = facts.number(FactKey::YoungestChildAge);
    let mut violations = Vec::new();
    let mut unless = |fits: bool, key: FactKey, reason: &str, rule: &str| {
        if !fits {
            violations.push(Violation::new(format!("facts.{key}"), reason, rule));
        }
    };

    for (key, age) in [(FactKey::BirthDate, age), (FactKey::PartnerBirthDate, partner_age)] {
        let born = facts.day(key).is_none_or(|birth| birth <= today);
        unless(born, key, "ligt in de toekomst", "not-in-the-future");
        unless(
            age.is_none_or(|age| age <= OLDEST),
            key,
            "ligt meer dan 130 jaar terug",
            "birth-date-plausible",
        );
    }
    unless(
        partner_age
            .is_none_or(|age| age >= YOUNGEST_PARTNER || facts.day(FactKey::PartnerBirthDate) > Some(today)),
        FactKey::PartnerBirthDate,
        "is van iemand die te jong is om partner te zijn",
        "partner-age-plausible",
    );
    unless(
        facts.get(FactKey::PartnerBirthDate).is_none()
            || household.is_none_or(|household| household == "couple"),
        FactKey::PartnerBirthDate,
        "past niet bij het huishouden: er is geen partner",
        "partner-needs-couple",
    );
    unless(
        facts.yes_no(FactKey::BothInInstitution) != Some(true)
            || household.is_none_or(|household| household == "couple"),
        FactKey::BothInInstitution,
        "past niet bij het huishouden: er is geen partner",
        "partner-needs-couple",
    );
    unless(
        child.is_none() || household != Some("single"),
        FactKey::YoungestChildAge,
        "past niet bij het huishouden: een alleenstaande heeft geen kind ten laste",
        "child-needs-household",
    );
    let oldest_parent = if household == Some("couple") { age.max(partner_age) } else { age };
    unless(
        !matches!((child, oldest_parent), (Some(child), Some(parent)) if child >= parent),
        FactKey::YoungestChildAge,
        "kan niet hoger zijn dan de leeftijd van de ouder",
        "child-younger-than-parent",
    );
    unless(
        !(facts.yes_no(FactKey::EarlySchoolLeaver) == Some(true)
            && facts.yes_no(FactKey::BasicQualification) == Some(true)),
        FactKey::EarlySchoolLeaver,
        "past niet bij een startkwalificatie: wie die heeft, is geen voortijdig schoolverlater",
        "school-leaver-without-qualification",
    );
    unless(
        !(facts.yes_no(FactKey::StatusHolder) == Some(true)
            && facts.choice(FactKey::Residence) == Some("none")),
        FactKey::StatusHolder,
        "past niet bij de verblijfsstatus: een statushouder heeft een verblijfsvergunning",
        "status-holder-has-permit",
    );
    violations
}

#[cfg(test)]
mod tests {
    use domain::Fact;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{COMPLETE, day, facts};

    const TODAY: &str = "2026-03-02";

    #[rstest]
    #[case(COMPLETE, "")]
    #[case("", "")]
    #[case("birth_date=2026-03-02", "")]
    #[case("birth_date=2026-03-03", "birth_date:not-in-the-future")]
    #[case("household=couple, partner_birth_date=2026-03-03", "partner_birth_date:not-in-the-future")]
    #[case("birth_date=1895-03-02", "birth_date:birth-date-plausible")]
    #[case("birth_date=1895-03-03", "")]
    #[case("partner_birth_date=1990-01-01", "")]
    #[case("household=couple, partner_birth_date=1990-01-01", "")]
    #[case("household=couple, partner_birth_date=2010-03-02", "")]
    #[case("household=couple, partner_birth_date=2010-03-03", "partner_birth_date:partner-age-plausible")]
    #[case("household=single, partner_birth_date=1990-01-01", "partner_birth_date:partner-needs-couple")]
    #[case(
        "household=single-parent, partner_birth_date=1990-01-01",
        "partner_birth_date:partner-needs-couple"
    )]
    #[case("household=couple, both_in_institution=yes", "")]
    #[case("household=single, both_in_institution=no", "")]
    #[case("household=single, both_in_institution=yes", "both_in_institution:partner-needs-couple")]
    #[case("household=single, youngest_child_age=4", "youngest_child_age:child-needs-household")]
    #[case("household=single-parent, youngest_child_age=4", "")]
    #[case("household=couple, youngest_child_age=4", "")]
    #[case("household=single-parent, birth_date=2016-03-02, youngest_child_age=9", "")]
    #[case(
        "household=single-parent, birth_date=2016-03-02, youngest_child_age=10",
        "youngest_child_age:child-younger-than-parent"
    )]
    #[case(
        "household=couple, birth_date=2016-03-02, partner_birth_date=2000-01-01, youngest_child_age=10",
        ""
    )]
    #[case(
        "early_school_leaver=yes, basic_qualification=yes",
        "early_school_leaver:school-leaver-without-qualification"
    )]
    #[case("early_school_leaver=yes, basic_qualification=no", "")]
    #[case("early_school_leaver=no, basic_qualification=yes", "")]
    #[case("status_holder=yes, residence=none", "status_holder:status-holder-has-permit")]
    #[case("status_holder=yes, residence=lawful", "")]
    #[case(
        "household=single, partner_birth_date=2030-01-01, youngest_child_age=1",
        "partner_birth_date:not-in-the-future partner_birth_date:partner-needs-couple youngest_child_age:child-needs-household"
    )]
    fn contradictions_are_named_by_field_and_rule(#[case] stated: &str, #[case] expected: &str) {
        let found: Vec<_> = contradictions(&facts(stated), day(TODAY))
            .iter()
            .map(|violation| format!("{}:{}", violation.field.trim_start_matches("facts."), violation.rule))
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[rstest]
    #[case(FactSource::Applicant, Stating::System, "2026-03-02", None)]
    #[case(FactSource::System, Stating::System, "2026-03-02", None)]
    #[case(FactSource::Consultant, Stating::Consultant, "2026-03-02", None)]
    #[case(FactSource::Consultant, Stating::System, "2026-03-02", Some("source-of-a-consultant"))]
    #[case(FactSource::Derived, Stating::Consultant, "2026-03-02", Some("derived-not-stated"))]
    #[case(FactSource::Applicant, Stating::Consultant, "2026-03-03", Some("stated-not-in-the-future"))]
    #[case(FactSource::Applicant, Stating::Consultant, "0001-01-01", Some("stated-plausible"))]
    fn who_states_what_when(
        #[case] source: FactSource,
        #[case] stating: Stating,
        #[case] stated_on: &str,
        #[case] rule: Option<&str>,
    ) {
        let (key, fact) = facts("area=3").iter().map(|(key, fact)| (key, fact.clone())).next().unwrap();
        let claims = Facts::from_iter([(key, Fact { source, stated_on: day(stated_on), ..fact })]);

        let violations = of_claims(&claims, stating, day(TODAY));

        assert_eq!(violations.first().map(|violation| violation.rule.as_str()), rule);
        assert!(violations.len() <= 1);
    }

    #[rstest]
    #[case("2026-03-03", "2026-03-03", 0)]
    #[case("2026-03-03", "2026-03-04", 1)]
    #[case("2026-03-02", "2026-03-03", 1)]
    #[case("2026-03-03", "2026-03-02", 0)]
    fn a_report_that_is_ahead_is_named_once_and_not_for_every_fact(
        #[case] reported_on: &str,
        #[case] stated_on: &str,
        #[case] named: usize,
    ) {
        let (key, fact) = facts("area=3").iter().map(|(key, fact)| (key, fact.clone())).next().unwrap();
        let claims = Facts::from_iter([(key, Fact { stated_on: day(stated_on), ..fact })]);

        let violations = of_claims_at(&claims, Stating::Consultant, day(TODAY), Some(day(reported_on)));

        assert_eq!(violations.len(), named, "{violations:?}");
    }

    #[rstest]
    #[case("earning_capacity=60", FactSource::Applicant, "earning_capacity:answerer-allowed")]
    #[case(
        "hour_limited=yes, exempted=yes",
        FactSource::Applicant,
        "hour_limited:answerer-allowed exempted:answerer-allowed"
    )]
    #[case("hour_limited=yes", FactSource::System, "")]
    #[case("earning_capacity=60, capital=0", FactSource::Consultant, "")]
    #[case("capital=0", FactSource::Applicant, "")]
    fn nobody_states_what_is_another_s_to_judge(
        #[case] said: &str,
        #[case] source: FactSource,
        #[case] expected: &str,
    ) {
        let asks = crate::model::fixtures::asks();
        let found = not_theirs(asks.policy, facts(said).iter().map(|(key, _)| (key, source)));
        let found: Vec<_> = found
            .iter()
            .map(|one| format!("{}:{}", one.field.trim_start_matches("facts."), one.rule))
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    proptest! {
        /// Whatever the days are, checking never panics and a day of birth after today is always named.
        #[test]
        fn any_birth_date_is_judged(offset in -80_000i64..80_000) {
            let today = day(TODAY);
            let birth = today + chrono::TimeDelta::days(offset);
            let mut stated = facts("household=single");
            let value = domain::FactValue::Day(birth);
            stated.put(FactKey::BirthDate, Fact { value, source: FactSource::Applicant, stated_on: today });
            let future = contradictions(&stated, today).iter().any(|found| found.rule == "not-in-the-future");
            prop_assert_eq!(future, offset > 0);
        }
    }
}
