//! Synthetic residents, drawn by facts only: a category never stands here.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use chrono::{Datelike, Days, NaiveDate};
use domain::{Bsn, Cents, Fact, FactKey, FactSource, FactValue, Facts};
use rand::Rng;
use rand::rngs::StdRng;
use serde::Deserialize;

/// What is drawn, and how people act; read from a file with sources.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    facts: BTreeMap<String, Vec<Band>>,
    /// Per thousand people.
    yes: BTreeMap<String, u32>,
    /// Per thousand times.
    behaviour: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    share: u32,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    from: i64,
    #[serde(default)]
    to: i64,
}

/// One synthetic resident.
#[derive(Debug, Clone)]
pub struct Resident {
    pub bsn: Bsn,
    pub name: String,
    pub facts: Facts,
    /// Who applies with them.
    pub partner: Option<Bsn>,
}

impl Population {
    /// Reads and checks the file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let population: Self =
            toml::from_str(&text).with_context(|| format!("{} is wrong", path.display()))?;
        for (name, bands) in &population.facts {
            let sum: u32 = bands.iter().map(|band| band.share).sum();
            ensure!(sum == 1000, "{}: the shares of {name} sum to {sum}, not 1000", path.display());
        }
        Ok(population)
    }

    /// Whether something happens that the file gives a chance in a thousand.
    pub fn happens(&self, chance: &Chance, behaviour: &str) -> bool {
        chance.per_thousand(behaviour) < self.behaviour.get(behaviour).copied().unwrap_or(0)
    }

    fn is(&self, random: &mut StdRng, name: &str) -> bool {
        random.random_range(0..1000) < self.yes.get(name).copied().unwrap_or(0)
    }

    fn band<'a>(&'a self, random: &mut StdRng, name: &str) -> anyhow::Result<&'a Band> {
        let mut left = random.random_range(0..1000);
        for band in self.facts.get(name).with_context(|| format!("the population says nothing of {name}"))? {
            if left < band.share {
                return Ok(band);
            }
            left -= band.share;
        }
        anyhow::bail!("the shares of {name} do not sum to 1000")
    }

    fn number(&self, random: &mut StdRng, name: &str) -> anyhow::Result<i64> {
        let (from, to) = self.band(random, name).map(|band| (band.from, band.to))?;
        Ok(random.random_range(from..=to))
    }

    fn choice(&self, random: &mut StdRng, name: &str) -> anyhow::Result<String> {
        self.band(random, name)?.value.clone().with_context(|| format!("{name} is no choice"))
    }

    /// Draws the resident with this number, with the facts as they will be told on `day`.
    pub fn draw(&self, random: &mut StdRng, number: u32, day: NaiveDate) -> anyhow::Result<Resident> {
        let mut facts = Told { facts: Facts::default(), day };
        let age = self.number(random, "age")?;
        facts.day(FactKey::BirthDate, birth(random, age, day));
        let household = self.choice(random, "household")?;
        if household == "couple" {
            let partner = (age + random.random_range(-5..=5)).clamp(18, 66);
            facts.day(FactKey::PartnerBirthDate, birth(random, partner, day));
        }
        if household == "single-parent" {
            facts.number(FactKey::YoungestChildAge, self.number(random, "youngest_child_age")?);
        }
        facts.choice(FactKey::Household, household);
        let capacity = self.number(random, "earning_capacity")?;
        facts.number(FactKey::EarningCapacity, capacity);
        facts.number(FactKey::CapacityExpected, (capacity + random.random_range(0..=20)).min(100));
        facts.yes_no(FactKey::LabourCapacity, capacity >= 10);
        facts.yes_no(
            FactKey::NeedsSheltered,
            (10..50).contains(&capacity) && self.is(random, "needs_sheltered"),
        );
        self.draw_means(random, &mut facts)?;
        self.draw_rest(random, &mut facts)?;
        let name = format!("Testpersoon {number}");
        let partner = facts.facts.get(FactKey::PartnerBirthDate).map(|_| test_number(PARTNERS + number));
        Ok(Resident { bsn: test_number(number)?, name, facts: facts.facts, partner: partner.transpose()? })
    }

    fn draw_means(&self, random: &mut StdRng, facts: &mut Told) -> anyhow::Result<()> {
        let here = !self.is(random, "not_living_here");
        facts.yes_no(FactKey::LivesInMunicipality, here);
        let residence = if self.is(random, "without_residence") { "none" } else { "dutch" };
        facts.choice(FactKey::Residence, residence.into());
        facts.number(FactKey::CostSharers, self.number(random, "cost_sharers")?);
        let earnings = match (self.is(random, "too_much_income"), self.is(random, "part_time_earnings")) {
            (true, _) => random.random_range(250_000..400_000),
            (_, true) => random.random_range(10_000..60_000),
            _ => 0,
        };
        facts.money(FactKey::MonthlyEarnings, earnings);
        facts.money(FactKey::OtherIncome, 0);
        facts.number(FactKey::FamilyIncomePercent, self.number(random, "family_income_percent")?);
        let capital =
            if self.is(random, "too_much_capital") { 2_500_000 } else { random.random_range(0..300_000) };
        facts.money(FactKey::Capital, capital);
        facts.yes_no(FactKey::AssistanceRequested, !self.is(random, "assistance_not_requested"));
        facts.yes_no(FactKey::InInstitution, false);
        facts.yes_no(FactKey::ParentsCannotSupport, self.is(random, "parents_cannot_support"));
        facts.yes_no(FactKey::Detained, false);
        facts.number(FactKey::WeeksAbroad, 0);
        Ok(())
    }

    fn draw_rest(&self, random: &mut StdRng, facts: &mut Told) -> anyhow::Result<()> {
        for key in [FactKey::MonthsOnBenefit, FactKey::HoursAvailable, FactKey::LifeProblems, FactKey::Area] {
            facts.number(key, self.number(random, key.code())?);
        }
        for key in [FactKey::Skills, FactKey::Demand, FactKey::Motivation, FactKey::Language] {
            facts.choice(key, self.choice(random, key.code())?);
        }
        for key in [
            FactKey::SurvivorBenefit,
            FactKey::JobRegister,
            FactKey::SubsidyGroup,
            FactKey::HourLimited,
            FactKey::BasicQualification,
            FactKey::SpecialEducation,
            FactKey::Vulnerable,
            FactKey::CanFollowEducation,
            FactKey::StatusHolder,
            FactKey::Migrant,
            FactKey::FormerEntrepreneur,
            FactKey::Wiw,
            FactKey::Debts,
            FactKey::CareNeeded,
            FactKey::Exempted,
            FactKey::Homeless,
            FactKey::InShelter,
            FactKey::FormerPrisoner,
            FactKey::WantsOwnBusiness,
            FactKey::RealProspects,
        ] {
            facts.yes_no(key, self.is(random, key.code()));
        }
        // What would contradict what was drawn before is not drawn: an interface would refuse it.
        let said = |facts: &Told, key| facts.facts.yes_no(key) == Some(true);
        let leaver = self.is(random, "early_school_leaver") && !said(facts, FactKey::BasicQualification);
        facts.yes_no(FactKey::EarlySchoolLeaver, leaver);
        if said(facts, FactKey::StatusHolder) {
            facts.yes_no(FactKey::Migrant, false);
            facts.choice(FactKey::Residence, "lawful".into());
        }
        Ok(())
    }
}

struct Told {
    facts: Facts,
    day: NaiveDate,
}

impl Told {
    fn put(&mut self, key: FactKey, value: FactValue) {
        self.facts.put(key, Fact { value, source: FactSource::Applicant, stated_on: self.day });
    }

    fn number(&mut self, key: FactKey, value: i64) {
        self.put(key, FactValue::Number(value));
    }

    fn yes_no(&mut self, key: FactKey, value: bool) {
        self.put(key, FactValue::YesNo(value));
    }

    fn choice(&mut self, key: FactKey, value: String) {
        self.put(key, FactValue::Choice(value));
    }

    fn day(&mut self, key: FactKey, value: NaiveDate) {
        self.put(key, FactValue::Day(value));
    }

    fn money(&mut self, key: FactKey, cents: i64) {
        self.put(key, FactValue::Money(Cents::new(cents)));
    }
}

/// A day on which someone is `age` years old on `day`.
fn birth(random: &mut StdRng, age: i64, day: NaiveDate) -> NaiveDate {
    let year = day.year() - i32::try_from(age).unwrap_or_default();
    // 28 February at the latest, so that the day exists in every year.
    let birthday = NaiveDate::from_ymd_opt(year, day.month(), day.day().min(28)).unwrap_or(day);
    birthday - Days::new(random.random_range(0..364))
}

/// From this one on, the numbers are those of partners.
const PARTNERS: u32 = 45_000;

/// The number of a synthetic person: from the range that is never issued, the same for the same resident.
fn test_number(number: u32) -> anyhow::Result<Bsn> {
    // Not every eight digits have a ninth that passes the test: the n-th that has one, in order.
    let valid = (0..100_000u32).filter_map(|tail| {
        let digit = |place: u32| u8::try_from(tail / 10u32.pow(place) % 10).ok();
        Bsn::from_first_eight([9, 9, 9, digit(4)?, digit(3)?, digit(2)?, digit(1)?, digit(0)?])
    });
    valid.into_iter().nth(usize::try_from(number)?).context("the range of test numbers is used up")
}

/// What one resident's chance holds in store, whatever order others are drawn in: the same seed gives the same year.
pub struct Chance {
    seed: u64,
    resident: u32,
    times: u32,
}

impl Chance {
    pub fn new(seed: u64, resident: u32, times: u32) -> Self {
        Self { seed, resident, times }
    }

    fn per_thousand(&self, behaviour: &str) -> u32 {
        let text = format!("{}/{}/{}/{behaviour}", self.seed, self.resident, self.times);
        let hash = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, text.as_bytes()).as_u128();
        u32::try_from(hash % 1000).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn population() -> Population {
        Population::read(Path::new("../../deploy/demo/population.toml")).unwrap()
    }

    #[test]
    fn everyone_is_of_the_age_that_was_drawn_and_has_a_number_of_their_own() {
        let (population, mut random) = (population(), StdRng::seed_from_u64(1));
        let day = NaiveDate::from_ymd_opt(2026, 3, 15).unwrap();
        let mut numbers = std::collections::BTreeSet::new();
        for number in 0..500 {
            let resident = population.draw(&mut random, number, day).unwrap();
            let age = resident.facts.on(day).number(FactKey::Age).unwrap();
            assert!((18..=66).contains(&age), "{age}");
            assert!(numbers.insert(resident.bsn.expose()));
        }
    }

    #[test]
    fn shares_come_out_as_they_were_asked() {
        let (population, mut random) = (population(), StdRng::seed_from_u64(2));
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let single = (0..4_000)
            .filter(|number| {
                let resident = population.draw(&mut random, *number, day).unwrap();
                resident.facts.choice(FactKey::Household) == Some("single")
            })
            .count();
        assert!((2_200..2_440).contains(&single), "{single} of 4000, asked 580 in a thousand");
    }
}
