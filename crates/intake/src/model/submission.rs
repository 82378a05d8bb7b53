use chrono::NaiveDate;
use domain::{Facts, Municipality, Violation};
use policy::Policies;

use super::{About, ActsDone, FormRules, Situation, Stating, Undecided, form, gate, rules};

/// An application as far as it could be read; what could not is a violation already.
#[derive(Debug)]
pub struct Draft<'a> {
    pub municipality: &'a Municipality,
    pub situation: Option<Situation>,
    pub reported_on: Option<NaiveDate>,
    pub applied_on: Option<NaiveDate>,
    pub facts: &'a Facts,
    /// It opens a case, as far as is known: it is new, or whoever is seen again has none that runs.
    pub opens_a_case: bool,
    pub intake_complete: bool,
    /// What was done at the intake that is complete.
    pub acts: &'a [About],
    pub stating: Stating,
}

impl Draft<'_> {
    /// Everything that is wrong with it, as known on `today`.
    pub fn violations(&self, policies: &Policies, today: NaiveDate) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (field, day) in [("reported_on", self.reported_on), ("applied_on", self.applied_on)] {
            if day.is_some_and(|day| day > today) {
                violations.push(Violation::new(field, "ligt in de toekomst", "not-in-the-future"));
            }
        }
        if let (Some(reported), Some(applied)) = (self.reported_on, self.applied_on)
            && applied < reported
        {
            let reason = "ligt voor de melding: een aanvraag volgt op de melding";
            violations.push(Violation::new("applied_on", reason, "Participatiewet art. 41 lid 1"));
        }
        violations.extend(rules::of_claims_at(self.facts, self.stating, today, self.reported_on));
        violations.extend(rules::contradictions(self.facts, today));
        if let Ok(asks) = FormRules::on(policies, self.municipality, today) {
            let said = self.facts.iter().map(|(key, fact)| (key, fact.source));
            violations.extend(rules::not_theirs(asks.policy, said));
            // Of whoever is seen again, what is known already is not asked again: what lacks is seen with it.
            if self.intake_complete && self.opens_a_case {
                violations.extend(form(&asks, self.facts).done(&ActsDone::by(self.acts)).lacking());
            }
        }
        violations.extend(self.at_the_gate(policies));
        violations.dedup_by(|one, other| one.field == other.field && one.rule == other.rule);
        violations
    }

    fn at_the_gate(&self, policies: &Policies) -> Vec<Violation> {
        if !policies.knows(self.municipality) {
            let reason = "is geen gemeente die hier een beleid heeft";
            return vec![Violation::new("municipality", reason, "municipality-known")];
        }
        let (Some(situation), Some(reported_on)) = (self.situation, self.reported_on) else {
            return Vec::new();
        };
        match gate(policies, self.municipality, situation, self.facts, reported_on) {
            Ok(_) => Vec::new(),
            Err(Undecided::Missing(_)) if !self.opens_a_case => Vec::new(),
            Err(undecided) => undecided.violations(),
        }
    }
}

impl Undecided {
    /// What the person who asked can mend.
    pub fn violations(&self) -> Vec<Violation> {
        match self {
            Self::UnknownMunicipality => {
                let reason = "is geen gemeente die hier een beleid heeft";
                vec![Violation::new("municipality", reason, "municipality-known")]
            }
            Self::BeforePolicy(first) => {
                let reason =
                    format!("ligt voor het eerste beleid, dat geldt vanaf {}", first.format("%d-%m-%Y"));
                vec![Violation::new("reported_on", reason, "policy-in-force")]
            }
            Self::Missing(keys) => {
                let reason = "is nodig om te bepalen of er een zoektermijn geldt";
                let of_key =
                    |key| Violation::new(format!("facts.{key}"), reason, "Participatiewet art. 41 lid 4");
                keys.iter().map(of_key).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{COMPLETE, day, done_at_intake, facts, policies};

    #[rstest]
    #[case("emmen:0114", "2026-03-02", None, COMPLETE, true, "")]
    #[case("emmen:0114", "2026-03-03", None, COMPLETE, true, "reported_on:not-in-the-future")]
    #[case("emmen:0114", "2026-02-01", Some("2026-03-03"), COMPLETE, true, "applied_on:not-in-the-future")]
    #[case("emmen:0114", "2026-02-01", Some("2026-02-01"), COMPLETE, true, "")]
    #[case(
        "emmen:0114",
        "2026-02-02",
        Some("2026-02-01"),
        COMPLETE,
        true,
        "applied_on:Participatiewet art. 41 lid 1"
    )]
    #[case("emmen:9999", "2026-03-02", None, COMPLETE, true, "municipality:municipality-known")]
    #[case("landsmeer:0415", "2019-03-02", None, COMPLETE, true, "reported_on:policy-in-force")]
    #[case("emmen:0114", "2026-03-02", None, "household=single, birth_date=1980-01-01", false, "")]
    #[case(
        "emmen:0114",
        "2026-03-02",
        None,
        "",
        false,
        "facts.birth_date:Participatiewet art. 41 lid 4 facts.household:Participatiewet art. 41 lid 4"
    )]
    #[case(
        "emmen:0114",
        "2026-03-09",
        Some("2026-03-08"),
        "household=couple, birth_date=1980-01-01, capital=0, \
         monthly_earnings=0, residence=dutch, lives_in_municipality=yes",
        true,
        "reported_on:not-in-the-future applied_on:not-in-the-future applied_on:Participatiewet art. 41 lid 1 \
         facts.partner_birth_date:intake-complete facts.other_income:intake-complete"
    )]
    fn all_that_is_wrong_is_named_at_once(
        #[case] municipality: &str,
        #[case] reported_on: &str,
        #[case] applied_on: Option<&str>,
        #[case] stated: &str,
        #[case] intake_complete: bool,
        #[case] expected: &str,
    ) {
        let acts = if intake_complete { done_at_intake() } else { Vec::new() };
        let draft = Draft {
            municipality: &municipality.parse().unwrap(),
            situation: Some(Situation::New),
            reported_on: Some(day(reported_on)),
            applied_on: applied_on.map(day),
            facts: &facts(stated),
            opens_a_case: true,
            intake_complete,
            acts: &acts,
            stating: Stating::System,
        };

        let found: Vec<_> = draft
            .violations(&policies(), day("2026-03-02"))
            .iter()
            .map(|violation| format!("{}:{}", violation.field, violation.rule))
            .collect();
        assert_eq!(found.join(" "), expected);
    }
    /// Emmen asks both of whoever asks assistance; Haarlem tells rights and duties; Landsmeer asks nothing.
    #[rstest]
    #[case("emmen:0114", "", "vacancies rights_told")]
    #[case("emmen:0114", "exempted=yes", "rights_told")]
    #[case("emmen:0114", "assistance_requested=no", "")]
    #[case("haarlem:0392", "debts=no, care_needed=no", "rights_told")]
    #[case("emmen-coevorden:0109", "", "rights_told")]
    #[case("landsmeer:0415", "", "")]
    fn a_complete_intake_comes_with_what_was_done(
        #[case] municipality: &str,
        #[case] stated: &str,
        #[case] expected: &str,
    ) {
        let facts = facts(&format!("{COMPLETE}, {stated}"));
        let violations = |acts: &[About]| -> Vec<_> {
            let draft = Draft {
                municipality: &municipality.parse().unwrap(),
                situation: Some(Situation::New),
                reported_on: Some(day("2026-03-02")),
                applied_on: None,
                facts: &facts,
                opens_a_case: true,
                intake_complete: true,
                acts,
                stating: Stating::System,
            };
            let found = draft.violations(&policies(), day("2026-03-02"));
            found.into_iter().map(|each| (each.field, each.rule)).collect()
        };
        let expected: Vec<_> = expected
            .split_whitespace()
            .map(|field| (field.to_owned(), "intake-complete".to_owned()))
            .collect();
        assert_eq!(violations(&[]), expected);
        assert_eq!(violations(&done_at_intake()), []);
    }
}
