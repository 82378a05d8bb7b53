//! Who applies together, and who acts for them.

use chrono::NaiveDate;
use domain::{FactKey, Facts, PersonId, Refusal, Violation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Application;
use super::choices::choice;

/// The rule on who applies for a couple.
pub(super) const TOGETHER: &str = "Participatiewet art. 43 lid 2";

/// The other one of a couple.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    pub person: PersonId,
    /// Applies too; otherwise `consent` lets the applicant apply for both.
    pub applies: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The day they left the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_on: Option<NaiveDate>,
}

/// Written consent of the partner who does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub given_on: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Uuid>,
}

choice! {
    /// In what capacity someone acts for the applicant.
    RepresentativeKind {
        /// Of a minor (voogd).
        Guardian => "guardian",
        /// Of an adult under guardianship (curator).
        Curator => "curator",
        /// Of the property of an adult (bewindvoerder).
        Administrator => "administrator",
        /// In personal matters of an adult (mentor).
        Mentor => "mentor",
        /// By the applicant's own will (gemachtigde).
        Authorised => "authorised",
    }
}

choice! {
    /// What someone may act for another by.
    Ground {
        Law => "law",
        CourtOrder => "court-order",
        /// Awb art. 2:1.
        WrittenAuthorisation => "written-authorisation",
    }
}

impl RepresentativeKind {
    /// The line in the story.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Guardian => "voogd",
            Self::Curator => "curator",
            Self::Administrator => "bewindvoerder",
            Self::Mentor => "mentor",
            Self::Authorised => "gemachtigde",
        }
    }

    const fn can_rest_on(self, ground: Ground) -> bool {
        match self {
            Self::Authorised => matches!(ground, Ground::WrittenAuthorisation),
            Self::Guardian => matches!(ground, Ground::Law | Ground::CourtOrder),
            Self::Curator | Self::Administrator | Self::Mentor => matches!(ground, Ground::CourtOrder),
        }
    }
}

/// Who acts for the applicant, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    pub id: Uuid,
    pub kind: RepresentativeKind,
    pub ground: Ground,
    pub valid_from: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Uuid>,
    /// A name, sealed for the case, as hexadecimal digits.
    pub sealed_name: String,
}

/// What is wrong with a partner by themselves: neither applies nor consents, or consents ahead.
pub fn of_partner(applies: bool, consent: Option<&Consent>, today: NaiveDate) -> Vec<Violation> {
    match consent {
        None if !applies => {
            let reason = "ontbreekt: de partner vraagt mee aan, of geeft schriftelijk toestemming";
            vec![Violation::new("partner.consent", reason, TOGETHER)]
        }
        Some(consent) if consent.given_on > today => {
            vec![Violation::new("partner.consent.given_on", "ligt in de toekomst", "not-in-the-future")]
        }
        _ => Vec::new(),
    }
}

/// That the facts know of no partner.
pub fn fits_household(facts: &Facts) -> Vec<Violation> {
    let other = facts.choice(FactKey::Household).is_some_and(|household| household != "couple");
    let reason = "past niet bij het huishouden: er is geen partner";
    if other { vec![Violation::new("partner", reason, "partner-needs-couple")] } else { Vec::new() }
}

/// What is wrong with a representation by itself. `field` is where it stands.
pub fn of_representative(
    field: &str,
    kind: RepresentativeKind,
    ground: Ground,
    (from, until): (NaiveDate, Option<NaiveDate>),
) -> Vec<Violation> {
    let mut violations = Vec::new();
    if !kind.can_rest_on(ground) {
        let reason = "past niet bij de soort vertegenwoordiging";
        violations.push(Violation::new(format!("{field}.ground"), reason, "ground-fits-kind"));
    }
    if until.is_some_and(|until| until < from) {
        let reason = "ligt voor de eerste dag";
        violations.push(Violation::new(format!("{field}.valid_until"), reason, "period-in-order"));
    }
    violations
}

impl Application {
    /// The partner who is in the household now.
    pub fn present_partner(&self) -> Option<&Partner> {
        self.partner.as_ref().filter(|partner| partner.left_on.is_none())
    }

    /// Whether this person applies here, alone or with the other.
    pub fn is_of(&self, person: PersonId) -> bool {
        self.person == person || self.present_partner().is_some_and(|partner| partner.person == person)
    }

    /// Someone of this household; the applicant when nobody is named.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] for anyone else.
    pub fn member(&self, named: Option<PersonId>) -> Result<PersonId, Refusal> {
        match named {
            None => Ok(self.person),
            Some(person) if self.is_of(person) => Ok(person),
            Some(_) => Err(no_such_member()),
        }
    }

    /// A partner joins. `None` when they joined in this very way before.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, the partner is the applicant, there is another partner, or the facts say that
    /// there is none.
    pub fn join(&self, partner: Partner, facts: &Facts) -> Result<Option<Self>, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        if partner.person == self.person {
            return Err(Refusal::invalid(vec![applicant_twice()]));
        }
        match self.present_partner() {
            Some(known) if *known == partner => return Ok(None),
            Some(known) if known.person != partner.person => {
                let reason =
                    "Bij deze aanvraag staat al een andere partner. Leg eerst vast dat die is vertrokken.";
                return Err(Refusal::conflict("second-partner", reason));
            }
            _ => {}
        }
        let violations = fits_household(facts);
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        Ok(Some(Self { partner: Some(partner), ..self.next() }))
    }

    /// The partner left the household. `None` when that was recorded before.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, there is no partner, the day is ahead or before the report, or they left on another day.
    pub fn part(&self, left_on: NaiveDate, today: NaiveDate) -> Result<Option<Self>, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        if left_on > today {
            let violation = Violation::new("left_on", "ligt in de toekomst", "not-in-the-future");
            return Err(Refusal::invalid(vec![violation]));
        }
        if left_on < self.reported_on {
            let reason = "ligt voor de melding: toen hoorde de partner nog bij het huishouden";
            return Err(Refusal::invalid(vec![Violation::new("left_on", reason, "days-in-order")]));
        }
        match &self.partner {
            Some(partner) if partner.left_on == Some(left_on) => Ok(None),
            Some(partner) if partner.left_on.is_none() => {
                let partner = Partner { left_on: Some(left_on), ..partner.clone() };
                Ok(Some(Self { partner: Some(partner), ..self.next() }))
            }
            _ => Err(Refusal::precondition("no-partner", "Bij deze aanvraag staat geen partner.")),
        }
    }

    /// Someone acts for the applicant.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed.
    pub fn represented(&self, by: Representative) -> Result<Self, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let mut representatives = self.representatives.clone();
        representatives.push(by);
        Ok(Self { representatives, ..self.next() })
    }

    /// Someone no longer acts for the applicant. `None` when it ends on that day already.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is closed, nobody here is meant, or the day lies before the first.
    pub fn no_longer_represented(&self, id: Uuid, until: NaiveDate) -> Result<Option<Self>, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let mut representatives = self.representatives.clone();
        let found = representatives.iter_mut().find(|one| one.id == id);
        let found = found.ok_or_else(|| Refusal::not_found("vertegenwoordiger"))?;
        if until < found.valid_from {
            let violation = Violation::new("valid_until", "ligt voor de eerste dag", "period-in-order");
            return Err(Refusal::invalid(vec![violation]));
        }
        if found.valid_until == Some(until) {
            return Ok(None);
        }
        found.valid_until = Some(until);
        Ok(Some(Self { representatives, ..self.next() }))
    }
}

/// Whoever is named is neither the applicant nor the partner who is there now.
pub fn no_such_member() -> Refusal {
    Refusal::not_found("persoon bij deze zaak")
}

/// A household has the applicant once.
pub fn applicant_twice() -> Violation {
    let reason = "is die van de aanvrager zelf: een partner is iemand anders";
    Violation::new("partner.citizen_service_number", reason, "household-applicant-twice")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{day, facts, opening};

    fn application() -> Application {
        Application::open(opening(), day("2026-01-05"))
    }

    fn partner(person: u128) -> Partner {
        let consent = Some(Consent { given_on: day("2026-01-05"), document: None });
        Partner { person: PersonId::new(Uuid::from_u128(person)), applies: false, consent, left_on: None }
    }

    fn representative() -> Representative {
        Representative {
            id: Uuid::from_u128(7),
            kind: RepresentativeKind::Administrator,
            ground: Ground::CourtOrder,
            valid_from: day("2025-06-01"),
            valid_until: None,
            document: None,
            sealed_name: "00".into(),
        }
    }

    #[test]
    fn a_partner_joins_once_and_may_leave() {
        let couple = facts("household=couple");
        let joined = application().join(partner(9), &couple).unwrap().unwrap();
        assert!(joined.is_of(PersonId::new(Uuid::from_u128(9))) && joined.is_of(joined.person));
        assert_eq!(joined.join(partner(9), &couple).unwrap(), None, "once more is a repeat");
        assert_eq!(joined.join(partner(8), &couple).unwrap_err().rule, "second-partner");

        let parted = joined.part(day("2026-02-02"), day("2026-02-03")).unwrap().unwrap();
        assert!(!parted.is_of(PersonId::new(Uuid::from_u128(9))));
        assert_eq!(parted.part(day("2026-02-02"), day("2026-02-03")).unwrap(), None);
        assert_eq!(parted.part(day("2026-02-01"), day("2026-02-03")).unwrap_err().rule, "no-partner");
        assert!(parted.join(partner(8), &couple).unwrap().is_some());
    }

    #[test]
    fn a_case_has_the_applicant_and_the_partner_who_is_there_now() {
        let (one, other) = (application(), PersonId::new(Uuid::from_u128(9)));
        assert_eq!(one.member(None).unwrap(), one.person);
        assert_eq!(one.member(Some(other)).unwrap_err().rule, "not-found");
        let joined = one.join(partner(9), &facts("household=couple")).unwrap().unwrap();
        assert_eq!(joined.member(Some(other)).unwrap(), other);
        assert_eq!(joined.member(Some(one.person)).unwrap(), one.person);
        let parted = joined.part(day("2026-02-02"), day("2026-02-03")).unwrap().unwrap();
        assert_eq!(parted.member(Some(other)).unwrap_err().rule, "not-found");
    }

    #[test]
    fn who_cannot_be_the_partner_is_refused() {
        let rule =
            |refused: Result<Option<Application>, Refusal>| refused.unwrap_err().violations[0].rule.clone();
        let one = application();
        assert_eq!(rule(one.join(partner(2), &Facts::default())), "household-applicant-twice");
        assert_eq!(rule(one.join(partner(9), &facts("household=single"))), "partner-needs-couple");
        let joined = one.join(partner(9), &Facts::default()).unwrap().unwrap();
        assert_eq!(rule(joined.part(day("2026-02-04"), day("2026-02-03"))), "not-in-the-future");
        let closed = joined.close("withdrawn", false, day("2026-02-03")).unwrap();
        assert_eq!(closed.join(partner(9), &Facts::default()).unwrap_err().rule, "application-closed");
        assert_eq!(closed.represented(representative()).unwrap_err().rule, "application-closed");
    }

    #[test]
    fn a_representative_acts_from_a_day_until_a_day() {
        let one = application().represented(representative()).unwrap();
        let id = representative().id;
        let ended = one.no_longer_represented(id, day("2026-01-31")).unwrap().unwrap();
        assert_eq!(ended.representatives[0].valid_until, Some(day("2026-01-31")));
        assert_eq!(ended.no_longer_represented(id, day("2026-01-31")).unwrap(), None);
        let early = one.no_longer_represented(id, day("2025-05-31")).unwrap_err();
        assert_eq!(early.violations[0].rule, "period-in-order");
        let nobody = one.no_longer_represented(Uuid::nil(), day("2026-01-31")).unwrap_err();
        assert_eq!(nobody.rule, "not-found");
        let text = serde_json::to_string(&ended).unwrap();
        assert_eq!(serde_json::from_str::<Application>(&text).unwrap(), ended);
    }

    #[rstest]
    #[case(true, None, "")]
    #[case(false, Some("2026-01-05"), "")]
    #[case(false, None, "partner.consent")]
    #[case(true, Some("2026-01-06"), "partner.consent.given_on")]
    fn one_applies_for_both_with_consent_only(
        #[case] applies: bool,
        #[case] given_on: Option<&str>,
        #[case] wrong: &str,
    ) {
        let consent = given_on.map(|on| Consent { given_on: day(on), document: None });
        let found = of_partner(applies, consent.as_ref(), day("2026-01-05"));
        assert_eq!(found.iter().map(|each| each.field.as_str()).collect::<Vec<_>>().join(" "), wrong);
    }

    #[rstest]
    #[case(RepresentativeKind::Administrator, Ground::CourtOrder, None, "")]
    #[case(RepresentativeKind::Guardian, Ground::Law, None, "")]
    #[case(RepresentativeKind::Authorised, Ground::CourtOrder, None, "ground-fits-kind")]
    #[case(
        RepresentativeKind::Curator,
        Ground::WrittenAuthorisation,
        Some("2025-12-31"),
        "ground-fits-kind period-in-order"
    )]
    fn a_representation_rests_on_a_ground(
        #[case] kind: RepresentativeKind,
        #[case] ground: Ground,
        #[case] until: Option<&str>,
        #[case] expected: &str,
    ) {
        let found = of_representative("representative", kind, ground, (day("2026-01-01"), until.map(day)));
        assert_eq!(found.iter().map(|each| each.rule.as_str()).collect::<Vec<_>>().join(" "), expected);
    }
}
