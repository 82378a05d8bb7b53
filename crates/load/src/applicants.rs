//! Synthetic applicants whose facts lead to a referral to work without a person's step, found in the policies.

use chrono::NaiveDate;
use domain::{Bsn, Cents, Direction, Fact, FactKey, FactSource, FactValue, Facts, Municipality};
use policy::{Categorisation, DecisionKind, Policies, Policy, StepProof, WorkStep};
use serde_json::{Map, Value};

use crate::client::Application;

/// Earning capacities tried until one leads to work, in percent of the minimum wage.
const CAPACITIES: [i64; 5] = [60, 75, 40, 30, 90];
/// What is decided until a partner has an answer to give.
const ON_THE_WAY: [DecisionKind; 3] =
    [DecisionKind::Entitlement, DecisionKind::Category, DecisionKind::Referral];
/// Everyone was born on this day of the year, so that nobody has a birthday during a run.
const BORN: (i32, &str) = (40, "-06-01");

/// What applicants of one municipality state, and where that leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub municipality: Municipality,
    /// The category that the policy assigns.
    pub category: String,
    /// By property of the gateway's interface.
    pub facts: Map<String, Value>,
}

/// A profile for each municipality whose policy asks no search period of someone of forty, and leads them to work
/// with a partner without a step that people take on the way. With `wanted` only those municipalities.
pub fn profiles(policies: &Policies, wanted: &[Municipality], today: NaiveDate) -> Vec<Profile> {
    let mut found = Vec::new();
    for policy in policies.tenants().filter(|policy| policy.valid_from <= today) {
        let Some((category, facts)) =
            CAPACITIES.iter().find_map(|capacity| leads_to_work(policy, *capacity, today))
        else {
            continue;
        };
        let municipalities = policy.municipalities.iter();
        let named = municipalities.filter_map(|entry| Municipality::new(&policy.tenant, &entry.code).ok());
        let asked = named.filter(|municipality| wanted.is_empty() || wanted.contains(municipality));
        found.extend(asked.map(|municipality| Profile {
            municipality,
            category: category.clone(),
            facts: properties(&facts),
        }));
    }
    found
}

/// The category and the facts that lead to it, if it is one of work with a partner that serves it.
fn leads_to_work(policy: &Policy, capacity: i64, today: NaiveDate) -> Option<(String, Facts)> {
    let facts = stated(policy, capacity, today);
    if policy.search_period(&facts, today).search_until.is_some() {
        return None;
    }
    let Categorisation::Assigned { category, .. } = policy.categorise(&facts.on(today)) else { return None };
    let direction = policy.category(&category)?.direction;
    // Here nobody but the applicants acts.
    let by_people = [StepProof::Recorded, StepProof::PortfolioBegun];
    let waits = |work: &WorkStep| work.proof.is_some_and(|proof| by_people.contains(&proof));
    let on_the_way = policy.work_processes.iter().filter(|work| ON_THE_WAY.contains(&work.decision));
    if on_the_way.flat_map(|work| &work.steps).any(waits) {
        return None;
    }
    let serves = policy.partners.iter().any(|partner| {
        let range = i64::from(partner.capacity_from)..=i64::from(partner.capacity_to);
        partner.directions.contains(&Direction::Work) && range.contains(&capacity)
    });
    (direction == Direction::Work && serves).then_some((category, facts))
}

/// What the right to assistance, this policy's tables and its intake need, and no more.
fn stated(policy: &Policy, capacity: i64, today: NaiveDate) -> Facts {
    let mut facts = Facts::default();
    let asked = policy.facts_asked();
    let needed: Vec<_> = policy.questions.iter().filter(|each| each.needed).map(|each| each.fact).collect();
    let told = |key: &&FactKey| [&FOR_ASSISTANCE[..], &asked, &needed].iter().any(|keys| keys.contains(key));
    for key in FactKey::ALL.iter().filter(told) {
        if let Some(value) = usual(*key, capacity, today) {
            facts.put(*key, Fact { value, source: FactSource::Applicant, stated_on: today });
        }
    }
    facts
}

/// What the right to assistance of a single person over 21 looks at.
const FOR_ASSISTANCE: [FactKey; 12] = [
    FactKey::BirthDate,
    FactKey::Household,
    FactKey::CostSharers,
    FactKey::Residence,
    FactKey::LivesInMunicipality,
    FactKey::InInstitution,
    FactKey::Detained,
    FactKey::WeeksAbroad,
    FactKey::MonthlyEarnings,
    FactKey::OtherIncome,
    FactKey::Capital,
    FactKey::AssistanceRequested,
];

/// A single person of forty without means, who wants to work and can.
fn usual(key: FactKey, capacity: i64, today: NaiveDate) -> Option<FactValue> {
    use chrono::Datelike;
    let choice = |code: &str| Some(FactValue::Choice(code.into()));
    match key {
        FactKey::BirthDate => {
            let (age, day) = BORN;
            format!("{}{day}", today.year() - age).parse().ok().map(FactValue::Day)
        }
        FactKey::Household => choice("single"),
        FactKey::Residence => choice("dutch"),
        FactKey::Skills | FactKey::Demand | FactKey::Motivation => choice("high"),
        FactKey::Language => choice("2f-or-higher"),
        FactKey::EarningCapacity | FactKey::CapacityExpected => Some(FactValue::Number(capacity)),
        FactKey::HoursAvailable => Some(FactValue::Number(36)),
        FactKey::LivesInMunicipality
        | FactKey::AssistanceRequested
        | FactKey::LabourCapacity
        | FactKey::BasicQualification => Some(FactValue::YesNo(true)),
        FactKey::PartnerBirthDate
        | FactKey::PartnerExcepted
        | FactKey::YoungestChildAge
        | FactKey::Area
        | FactKey::BothInInstitution
        | FactKey::Age
        | FactKey::PartnerAge => None,
        key => match key.kind() {
            domain::FactKind::YesNo => Some(FactValue::YesNo(false)),
            domain::FactKind::Number { min, .. } => Some(FactValue::Number(min)),
            domain::FactKind::Money => Some(FactValue::Money(Cents::new(0))),
            domain::FactKind::Day | domain::FactKind::Choice(_) => None,
        },
    }
}

/// The codes of choices used above, as the interface writes them.
const DUTCH: [(&str, &str); 4] = [
    ("single", "alleenstaande"),
    ("dutch", "nederlander"),
    ("high", "hoog"),
    ("2f-or-higher", "2f-of-hoger"),
];

fn properties(facts: &Facts) -> Map<String, Value> {
    let plain = |value: &FactValue| match value {
        FactValue::YesNo(value) => Value::from(*value),
        FactValue::Number(value) => Value::from(*value),
        FactValue::Money(amount) => Value::from(amount.get()),
        FactValue::Day(day) => Value::from(day.to_string()),
        FactValue::Choice(code) => {
            Value::from(DUTCH.iter().find(|(wire, _)| wire == code).map_or(code.as_str(), |(_, dutch)| dutch))
        }
    };
    facts.iter().map(|(key, fact)| (property(key), plain(&fact.value))).collect()
}

/// A fact's Dutch name in camelCase, as the interface names it.
fn property(key: FactKey) -> String {
    let words = key.dutch().split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        let (first, rest) = word.split_at(1);
        let first = if name.is_empty() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
        name.push_str(&first);
        name.push_str(rest);
    }
    name
}

/// Everyone who can apply: citizen service numbers of the range that is never issued, in each municipality once.
#[derive(Clone)]
pub struct Applicants {
    profiles: Vec<Profile>,
    numbers: Vec<String>,
    today: NaiveDate,
}

impl Applicants {
    /// People of these profiles, who report today.
    pub fn of(profiles: Vec<Profile>, today: NaiveDate) -> Self {
        let digit =
            |number: u32, place: u32| u8::try_from(number / 10u32.pow(place) % 10).unwrap_or_default();
        let first = |number: u32| {
            [9, 9, 9, 9, digit(number, 3), digit(number, 2), digit(number, 1), digit(number, 0)]
        };
        let numbers = (0..10_000).filter_map(|number| Bsn::from_first_eight(first(number)));
        let numbers = numbers.map(|number| number.expose()).collect();
        Self { profiles, numbers, today }
    }

    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// How many different people there are.
    pub fn len(&self) -> usize {
        self.profiles.len() * self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of the applicant's profile, and the application; `None` when there are no more people.
    pub fn application(&self, number: usize) -> Option<(usize, Application)> {
        let place = number.checked_rem(self.profiles.len())?;
        let citizen_service_number = self.numbers.get(number / self.profiles.len())?.clone();
        let application = Application {
            citizen_service_number,
            name: format!("Proefpersoon {number}"),
            reported_on: self.today.to_string(),
            facts: self.profiles[place].facts.clone(),
        };
        Some((place, application))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn found() -> Vec<Profile> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
        let policies = Policies::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
        profiles(&policies, &[], "2026-03-02".parse().unwrap())
    }

    #[test]
    fn several_municipalities_lead_to_work_and_none_of_them_with_a_search_period() {
        let found = found();
        assert!(found.len() >= 3, "{found:?}");
        for profile in &found {
            assert_eq!(profile.facts["huishouden"], "alleenstaande", "{profile:?}");
            assert_eq!(profile.facts["geboortedatum"], "1986-06-01", "{profile:?}");
        }
    }

    #[test]
    fn nobody_applies_twice_in_a_municipality() {
        let people = Applicants::of(found(), "2026-03-02".parse().unwrap());
        assert!(people.len() > 20_000);
        let mut seen = BTreeSet::new();
        for number in 0..people.len() {
            let (place, application) = people.application(number).unwrap();
            assert!(application.citizen_service_number.starts_with("9999"));
            assert!(seen.insert((place, application.citizen_service_number)));
        }
        assert!(people.application(people.len()).is_none());
    }
}
