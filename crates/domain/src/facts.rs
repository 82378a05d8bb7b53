//! The facts a decision may look at: one catalogue, so that a policy table, a form and a trace mean the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::Cents;
use crate::choice::{ChoiceList, DEMANDS, HOUSEHOLDS, LANGUAGES, MOTIVATIONS, RESIDENCES};

/// What a fact can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    YesNo,
    /// A whole number from a lowest to a highest value, both included.
    Number {
        min: i64,
        max: i64,
    },
    /// Euro cents, never negative.
    Money,
    /// A calendar day in the Netherlands.
    Day,
    /// One of a list of stable English codes.
    Choice(ChoiceList),
}

macro_rules! facts {
    ($($variant:ident, $code:literal, $kind:expr, $dutch:literal, $doc:literal;)+) => {
        /// The catalogue of facts. The code is what stands on the wire, in policy tables and in the store.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum FactKey { $(#[doc = $doc] $variant),+ }

        impl FactKey {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable English code: `birth_date`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What a consultant reads, and (in camelCase) the property name of the REST interface.
            pub const fn dutch(self) -> &'static str {
                match self { $(Self::$variant => $dutch),+ }
            }

            pub const fn kind(self) -> FactKind {
                match self { $(Self::$variant => $kind),+ }
            }
        }
    };
}

const fn number(min: i64, max: i64) -> FactKind {
    FactKind::Number { min, max }
}

facts! {
    BirthDate, "birth_date", FactKind::Day, "geboortedatum", "Birth date of the applicant.";
    PartnerBirthDate, "partner_birth_date", FactKind::Day, "geboortedatum partner", "Birth date of the partner in the same application.";
    Household, "household", FactKind::Choice(HOUSEHOLDS), "huishouden", "Household (Participation Act art. 4).";
    CostSharers, "cost_sharers", number(0, 20), "kostendelende medebewoners", "Cost-sharing housemates, the partner not counted (art. 19a).";
    YoungestChildAge, "youngest_child_age", number(0, 17), "leeftijd jongste kind", "Age in years of the youngest dependent child; absent when there is none.";
    Residence, "residence", FactKind::Choice(RESIDENCES), "verblijfsstatus", "Nationality or residence status (art. 11).";
    LivesInMunicipality, "lives_in_municipality", FactKind::YesNo, "woont in de gemeente", "Has domicile in the municipality (art. 40).";
    InInstitution, "in_institution", FactKind::YesNo, "verblijft in een inrichting", "Stays in an institution (art. 1, 23).";
    BothInInstitution, "both_in_institution", FactKind::YesNo, "beiden in een inrichting", "Both spouses stay in an institution; asked of a couple when one of them does (art. 23).";
    Detained, "detained", FactKind::YesNo, "gedetineerd", "Lawfully deprived of liberty (art. 13).";
    WeeksAbroad, "weeks_abroad", number(0, 53), "weken in het buitenland dit jaar", "Weeks abroad in the calendar year (art. 13).";
    MonthlyEarnings, "monthly_earnings", FactKind::Money, "netto loon per maand", "Net earnings from work per month without holiday allowance, of the applicant and partner together.";
    OtherIncome, "other_income", FactKind::Money, "overig inkomen per maand", "Other countable net income per month.";
    FamilyIncomePercent, "family_income_percent", number(0, 1000), "gezinsinkomen in procenten van het minimumloon", "Family income in percent of the minimum wage.";
    Capital, "capital", FactKind::Money, "vermogen", "Countable assets less debts.";
    AssistanceRequested, "assistance_requested", FactKind::YesNo, "vraagt bijstand aan", "Applies for assistance; no means: support to work only (IN-13).";
    SurvivorBenefit, "survivor_benefit", FactKind::YesNo, "nabestaandenuitkering (Anw)", "Receives a survivor's benefit (Anw).";
    CanFollowEducation, "can_follow_education", FactKind::YesNo, "kan onderwijs volgen met studiefinanciering", "Could follow state-funded education (art. 13 lid 2 c).";
    ParentsCannotSupport, "parents_cannot_support", FactKind::YesNo, "ouders kunnen niet bijdragen", "Someone of 18 to 20 cannot turn to the parents for upkeep (art. 20 lid 3).";
    BasicQualification, "basic_qualification", FactKind::YesNo, "startkwalificatie", "Has a basic qualification.";
    SpecialEducation, "special_education", FactKind::YesNo, "praktijkonderwijs of vso in het afgelopen jaar", "Was in practical or special secondary education within the year before (art. 41 lid 4 a).";
    Vulnerable, "vulnerable", FactKind::YesNo, "kwetsbaar", "Circumstances call for handling at once (art. 41 lid 11).";
    PartnerExcepted, "partner_excepted", FactKind::YesNo, "partner hoeft niet eerst te zoeken", "The partner was in practical or special secondary education within the year before, is medically limited in hours, or is in the wage-cost-subsidy group (art. 41 lid 4).";
    EarningCapacity, "earning_capacity", number(0, 100), "verdiencapaciteit", "Earning capacity in percent of the minimum wage.";
    CapacityExpected, "capacity_expected", number(0, 100), "verwachte verdiencapaciteit", "Earning capacity to be expected with support, in percent of the minimum wage.";
    LabourCapacity, "labour_capacity", FactKind::YesNo, "arbeidsvermogen", "Has capacity to work at all, by the judgement of a professional.";
    JobRegister, "job_register", FactKind::YesNo, "staat in het doelgroepregister", "Is in the register of the job agreement.";
    SubsidyGroup, "subsidy_group", FactKind::YesNo, "doelgroep loonkostensubsidie", "Belongs to the wage-cost-subsidy group (art. 10c).";
    HourLimited, "hour_limited", FactKind::YesNo, "medisch urenbeperkt", "Medically limited in hours (art. 6b).";
    NeedsSheltered, "needs_sheltered", FactKind::YesNo, "aangewezen op beschut werk", "Can only work in a sheltered setting, by the judgement of a professional.";
    MonthsOnBenefit, "months_on_benefit", number(0, 720), "maanden bijstand", "Months on assistance without a break.";
    HoursAvailable, "hours_available", number(0, 40), "uren beschikbaar per week", "Hours a week available for work.";
    Skills, "skills", FactKind::Choice(DEMANDS), "vaardigheden", "Skills that the job asks for: none, some, high.";
    Demand, "demand", FactKind::Choice(DEMANDS), "vraag op de arbeidsmarkt", "Demand of the labour market for what the person can do.";
    Motivation, "motivation", FactKind::Choice(MOTIVATIONS), "motivatie", "Motivation to work.";
    LifeProblems, "life_problems", number(0, 9), "belemmerende leefgebieden", "Number of areas of life that stand in the way (debts, health, addiction, housing, care).";
    Debts, "debts", FactKind::YesNo, "problematische schulden", "Has problematic debts.";
    CareNeeded, "care_needed", FactKind::YesNo, "zorgvraag", "Needs care and has no own network for it.";
    StatusHolder, "status_holder", FactKind::YesNo, "statushouder", "Holds an asylum residence permit.";
    Migrant, "migrant", FactKind::YesNo, "gezins- of overige migrant", "Is a family migrant or other migrant.";
    Language, "language", FactKind::Choice(LANGUAGES), "taalniveau Nederlands", "Level of Dutch.";
    FormerEntrepreneur, "former_entrepreneur", FactKind::YesNo, "voormalig ondernemer", "Was self-employed.";
    Wiw, "wiw", FactKind::YesNo, "voormalige WIW-baan", "Works in a former WIW job.";
    EarlySchoolLeaver, "early_school_leaver", FactKind::YesNo, "voortijdig schoolverlater", "Left school without a basic qualification.";
    Exempted, "exempted", FactKind::YesNo, "ontheven van de arbeidsplicht", "Is exempted from labour obligations (art. 9 lid 2, 9a).";
    Homeless, "homeless", FactKind::YesNo, "dakloos", "Has no home, or no home of their own.";
    InShelter, "in_shelter", FactKind::YesNo, "verblijft in de opvang", "Stays in a shelter or a crisis shelter.";
    FormerPrisoner, "former_prisoner", FactKind::YesNo, "komt uit detentie", "Was detained, or was convicted again and again.";
    WantsOwnBusiness, "wants_own_business", FactKind::YesNo, "wil een eigen bedrijf beginnen", "Wants to start as self-employed.";
    RealProspects, "real_prospects", FactKind::YesNo, "goede kans op werk", "Has real prospects of work, by the judgement of a professional.";
    Area, "area", number(1, 99), "gebied", "Number of the area of the municipality, as its policy counts them.";
    Age, "age", number(0, 130), "leeftijd", "Derived from the birth date and the day assessed; never stated.";
    PartnerAge, "partner_age", number(0, 130), "leeftijd partner", "Derived from the partner's birth date and the day assessed; never stated.";
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    YesNo(bool),
    Number(i64),
    Money(Cents),
    Day(NaiveDate),
    Choice(String),
}

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FactSource {
    Applicant,
    Consultant,
    /// Another system or register, through an adapter.
    System,
    /// Computed from other facts and the day assessed.
    Derived,
}

impl FactSource {
    pub const ALL: [Self; 4] = [Self::Applicant, Self::Consultant, Self::System, Self::Derived];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Consultant => "consultant",
            Self::System => "system",
            Self::Derived => "derived",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

/// A fact as someone stated it on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub value: FactValue,
    pub source: FactSource,
    /// The day it was stated or verified.
    pub stated_on: NaiveDate,
}

/// Why a value does not fit its fact; `reason` is plain Dutch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidFact {
    pub reason: String,
}

impl FactKey {
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.code() == code)
    }

    /// A value of this fact as a person reads it, in Dutch.
    pub fn reads(self, value: &FactValue) -> String {
        match (self.kind(), value) {
            (FactKind::Choice(list), FactValue::Choice(code)) => list
                .iter()
                .find(|one| one.code == code)
                .map_or_else(|| code.clone(), |one| one.dutch.to_owned()),
            (_, FactValue::YesNo(true)) => "ja".to_owned(),
            (_, FactValue::YesNo(false)) => "nee".to_owned(),
            (_, FactValue::Number(number)) => number.to_string(),
            (_, FactValue::Money(amount)) => amount.to_string(),
            (_, FactValue::Day(day)) => day.format("%d-%m-%Y").to_string(),
            (_, FactValue::Choice(code)) => code.clone(),
        }
    }

    /// Whether people may state it; derived facts may not be stated.
    pub const fn is_stated(self) -> bool {
        !matches!(self, Self::Age | Self::PartnerAge)
    }

    /// Whether `value` is of the right kind and within its bounds.
    ///
    /// # Errors
    ///
    /// [`InvalidFact`] with the reason, never the value.
    pub fn check(self, value: &FactValue) -> Result<(), InvalidFact> {
        let no = |reason: String| Err(InvalidFact { reason });
        match (self.kind(), value) {
            (FactKind::YesNo, FactValue::YesNo(_)) | (FactKind::Day, FactValue::Day(_)) => Ok(()),
            (FactKind::Number { min, max }, FactValue::Number(number)) => {
                if (min..=max).contains(number) {
                    Ok(())
                } else {
                    no(format!("moet tussen {min} en {max} liggen"))
                }
            }
            (FactKind::Money, FactValue::Money(amount)) => {
                if (0..=100_000_000_000).contains(&amount.get()) {
                    Ok(())
                } else {
                    no("moet nul of hoger zijn, in hele eurocenten".into())
                }
            }
            (FactKind::Choice(list), FactValue::Choice(choice)) => {
                if list.iter().any(|one| one.code == choice) {
                    Ok(())
                } else {
                    let codes: Vec<_> = list.iter().map(|one| one.code).collect();
                    no(format!("moet een van deze waarden zijn: {}", codes.join(", ")))
                }
            }
            (FactKind::YesNo, _) => no("moet ja of nee zijn".into()),
            (FactKind::Day, _) => no("moet een datum zijn".into()),
            (FactKind::Number { .. }, _) => no("moet een heel getal zijn".into()),
            (FactKind::Money, _) => no("moet een bedrag in hele eurocenten zijn".into()),
            (FactKind::Choice(_), _) => no("moet een keuze uit de lijst zijn".into()),
        }
    }
}

impl JsonSchema for FactKey {
    fn schema_name() -> Cow<'static, str> {
        "FactKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one =
            |key: &Self| json_schema!({ "type": "string", "const": key.code(), "description": key.dutch() });
        json_schema!({
            "description": "A fact that a decision may look at.",
            "oneOf": Self::ALL.iter().map(one).collect::<Vec<_>>()
        })
    }
}

impl TryFrom<String> for FactKey {
    type Error = InvalidFact;

    fn try_from(code: String) -> Result<Self, InvalidFact> {
        Self::from_code(&code).ok_or_else(|| InvalidFact { reason: format!("{code} is geen bekend gegeven") })
    }
}

impl From<FactKey> for &'static str {
    fn from(key: FactKey) -> Self {
        key.code()
    }
}

impl fmt::Display for FactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is known about a household, one value a key. What is absent is unknown, never a default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<FactKey, Fact>);

impl Facts {
    pub fn get(&self, key: FactKey) -> Option<&Fact> {
        self.0.get(&key)
    }

    pub fn put(&mut self, key: FactKey, fact: Fact) {
        self.0.insert(key, fact);
    }

    /// Lays newer statements over these.
    pub fn lay_over(&mut self, newer: Self) {
        self.0.extend(newer.0);
    }

    pub fn iter(&self) -> impl Iterator<Item = (FactKey, &Fact)> {
        self.0.iter().map(|(key, fact)| (*key, fact))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn yes_no(&self, key: FactKey) -> Option<bool> {
        match self.get(key)?.value {
            FactValue::YesNo(value) => Some(value),
            _ => None,
        }
    }

    pub fn number(&self, key: FactKey) -> Option<i64> {
        match self.get(key)?.value {
            FactValue::Number(value) => Some(value),
            _ => None,
        }
    }

    pub fn money(&self, key: FactKey) -> Option<Cents> {
        match self.get(key)?.value {
            FactValue::Money(value) => Some(value),
            _ => None,
        }
    }

    pub fn day(&self, key: FactKey) -> Option<NaiveDate> {
        match self.get(key)?.value {
            FactValue::Day(value) => Some(value),
            _ => None,
        }
    }

    pub fn choice(&self, key: FactKey) -> Option<&str> {
        match &self.get(key)?.value {
            FactValue::Choice(value) => Some(value),
            _ => None,
        }
    }

    /// These facts with ages derived for the day assessed.
    pub fn on(&self, day: NaiveDate) -> Self {
        let mut facts = self.clone();
        for (birth, age) in
            [(FactKey::BirthDate, FactKey::Age), (FactKey::PartnerBirthDate, FactKey::PartnerAge)]
        {
            if let Some(birth) = self.day(birth) {
                let value = FactValue::Number(i64::from(crate::age_on(birth, day)));
                facts.put(age, Fact { value, source: FactSource::Derived, stated_on: day });
            }
        }
        facts
    }
}

impl FromIterator<(FactKey, Fact)> for Facts {
    fn from_iter<I: IntoIterator<Item = (FactKey, Fact)>>(facts: I) -> Self {
        Self(facts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_its_own() {
        let codes: BTreeSet<_> = FactKey::ALL.iter().map(|key| key.code()).collect();
        let dutch: BTreeSet<_> = FactKey::ALL.iter().map(|key| key.dutch()).collect();

        assert_eq!((codes.len(), dutch.len()), (FactKey::ALL.len(), FactKey::ALL.len()));
    }

    #[test]
    fn a_value_is_read_in_dutch_whatever_its_kind() {
        let choice = |code: &str| FactValue::Choice(code.into());
        assert_eq!(FactKey::Household.reads(&choice("single-parent")), "alleenstaande ouder");
        assert_eq!(FactKey::Residence.reads(&choice("none")), "geen");
        assert_eq!(FactKey::Debts.reads(&FactValue::YesNo(true)), "ja");
        assert_eq!(FactKey::BirthDate.reads(&FactValue::Day("1990-02-01".parse().unwrap())), "01-02-1990");
        // A code of a later catalogue is better than nothing.
        assert_eq!(FactKey::Household.reads(&choice("commune")), "commune");
    }

    #[test]
    fn a_value_of_the_wrong_kind_or_out_of_bounds_is_refused() {
        assert!(FactKey::EarningCapacity.check(&FactValue::Number(101)).is_err());
        assert!(FactKey::EarningCapacity.check(&FactValue::YesNo(true)).is_err());
        assert!(FactKey::Household.check(&FactValue::Choice("commune".into())).is_err());
        assert!(FactKey::Capital.check(&FactValue::Money(Cents::new(-1))).is_err());
        assert!(FactKey::EarningCapacity.check(&FactValue::Number(100)).is_ok());
    }

    #[test]
    fn facts_survive_the_store() {
        let fact = Fact {
            value: FactValue::Day("1990-01-01".parse().unwrap()),
            source: FactSource::Applicant,
            stated_on: "2026-01-05".parse().unwrap(),
        };
        let facts = Facts::from_iter([(FactKey::BirthDate, fact)]);

        let text = serde_json::to_string(&facts).unwrap();

        assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), facts);
        assert_eq!(facts.on("2026-01-05".parse().unwrap()).number(FactKey::Age), Some(36));
    }
}
