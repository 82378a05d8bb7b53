//! The facts of intake's catalogue as the rules of law take them, and back.
//!
//! Intake asks about a couple as a whole. What is said of "one of both" is stated of nobody when it matters of whom it
//! is; the rules then miss a fact that the catalogue has no word for, and a consultant decides.

use chrono::{Months, NaiveDate};
use domain::{Cents, Fact, FactKey, Facts};
use policy::National;
use rules::Claimant;
use rules::facts::{self as law, Known, Stated};

/// The facts of a household, on the day judged.
pub fn stated(facts: &Facts, national: &National, day: NaiveDate) -> law::Facts {
    let flat = Flat { facts, national, day, couple: facts.choice(FactKey::Household) == Some("couple") };
    let mut stated = law::Facts::default();
    let alone = facts.choice(FactKey::Household).is_some() && !flat.couple;
    if alone && facts.day(FactKey::PartnerBirthDate).is_none() {
        // A partner of an earlier statement is there no longer.
        stated.withdrawn.extend(law::FactPath::try_from("partner".to_owned()));
    }
    flat.household(&mut stated.household);
    flat.person(&mut stated.applicant, Claimant::Applicant);
    if flat.couple {
        flat.person(&mut stated.partner, Claimant::Partner);
        flat.one_inside(&mut stated);
    }
    stated.partner.birth_date = flat.known(FactKey::PartnerBirthDate, Facts::day);
    stated.applicant.lives_in_municipality = flat.known(FactKey::LivesInMunicipality, Facts::yes_no);
    stated.capital.countable = flat.known(FactKey::Capital, Facts::money);
    // Not of the day on which it is told again with everything else: what came since then is not in it.
    stated.capital.valued_on = flat.known(FactKey::Capital, |facts, key| Some(facts.get(key)?.stated_on));
    // Who applies has no exemption of earnings.
    stated.assistance.receives = Some(false.into());
    stated.applicant.incomes = flat.incomes();
    stated.partner.incomes = flat.couple.then(Vec::new);
    stated
}

/// The keys of the catalogue for paths that the rules miss. A path that the catalogue cannot fill, or whose fact was
/// stated but not of whom, has none.
pub fn keys(paths: &[String], facts: &Facts) -> Vec<FactKey> {
    let mut keys = Vec::new();
    for key in paths.iter().flat_map(|path| of_path(path)) {
        if facts.get(*key).is_none() && !keys.contains(key) {
            keys.push(*key);
        }
    }
    keys
}

/// What a consultant reads for a name among the inputs of a rule: the key of the catalogue, or words.
pub fn name(path: &str) -> String {
    match of_path(path) {
        [key] if !path.starts_with("partner.") => key.code().to_owned(),
        _ => law::Facts::in_dutch(path),
    }
}

/// The facts of the catalogue that a path is made of.
fn of_path(path: &str) -> &'static [FactKey] {
    match path {
        "applicant.birth_date" => &[FactKey::BirthDate],
        "partner.birth_date" => &[FactKey::PartnerBirthDate],
        "household.kind" => &[FactKey::Household],
        "household.cost_sharers" => &[FactKey::CostSharers],
        "household.children" => &[FactKey::YoungestChildAge],
        "applicant.residence" | "partner.residence" => &[FactKey::Residence],
        "applicant.lives_in_municipality" => &[FactKey::LivesInMunicipality],
        "applicant.in_institution" => &[FactKey::InInstitution],
        "partner.in_institution" => &[FactKey::InInstitution, FactKey::BothInInstitution],
        "applicant.detained" | "partner.detained" => &[FactKey::Detained],
        "applicant.weeks_abroad" | "partner.weeks_abroad" => &[FactKey::WeeksAbroad],
        "applicant.education.can_follow" | "partner.education.can_follow" => &[FactKey::CanFollowEducation],
        "applicant.parents_cannot_support" | "partner.parents_cannot_support" => {
            &[FactKey::ParentsCannotSupport]
        }
        "applicant.incomes" => &[FactKey::MonthlyEarnings, FactKey::OtherIncome],
        "capital.countable" | "capital.assets" | "capital.debts" | "capital.owns_home" => &[FactKey::Capital],
        _ => &[],
    }
}

/// The flat facts with what is needed to know of whom they speak.
struct Flat<'a> {
    facts: &'a Facts,
    national: &'a National,
    day: NaiveDate,
    couple: bool,
}

fn with_source<T>(fact: &Fact, value: T) -> Known<T> {
    Some(Stated { value, source: fact.source, known_on: None })
}

impl Flat<'_> {
    fn known<T>(&self, key: FactKey, read: impl Fn(&Facts, FactKey) -> Option<T>) -> Known<T> {
        with_source(self.facts.get(key)?, read(self.facts, key)?)
    }

    fn household(&self, household: &mut law::Household) {
        household.kind = self.known(FactKey::Household, |facts, key| {
            let code = facts.choice(key)?;
            law::HouseholdKind::ALL.iter().copied().find(|kind| kind.code() == code)
        });
        household.cost_sharers = self.known(FactKey::CostSharers, Facts::number);
        // As old as was stated, on the day judged; when the birthday is nobody said. Where nobody said the age, nobody said
        // that there is no child either.
        let child = |age: i64| {
            let (birth_date, older) = (self.years_ago(age), self.years_ago(age.saturating_add(1)));
            vec![law::Child { birth_date, born_from: older.succ_opt(), dependent: true, died_on: None }]
        };
        household.children = self.facts.number(FactKey::YoungestChildAge).map(child);
    }

    fn years_ago(&self, years: i64) -> NaiveDate {
        let months = u32::try_from(years).unwrap_or(0).saturating_mul(12);
        self.day.checked_sub_months(Months::new(months)).unwrap_or(self.day)
    }

    /// What is said of a single person, or of both.
    fn person(&self, person: &mut law::Person, who: Claimant) {
        let birth = match who {
            Claimant::Applicant => FactKey::BirthDate,
            Claimant::Partner => FactKey::PartnerBirthDate,
        };
        person.birth_date = self.known(birth, Facts::day);
        person.residence = self.known(FactKey::Residence, |facts, key| {
            let code = facts.choice(key)?;
            let status = law::Residence::ALL.iter().copied().find(|status| status.code() == code)?;
            let gives_a_right = matches!(status, law::Residence::Dutch | law::Residence::Lawful);
            (gives_a_right || !self.couple).then_some(status)
        });
        person.detained = self.known(FactKey::Detained, |facts, key| self.of_each(facts.yes_no(key)?));
        person.in_institution = self.known(FactKey::InInstitution, |facts, key| {
            let both = facts.yes_no(FactKey::BothInInstitution) == Some(true);
            let inside = facts.yes_no(key)?;
            if both { Some(inside) } else { self.of_each(inside) }
        });
        person.weeks_abroad = self.known(FactKey::WeeksAbroad, |facts, key| {
            let weeks = facts.number(key)?;
            let allowed = self.term("13.1.e.weeks").is_some_and(|most| weeks <= most);
            (allowed || !self.couple).then_some(weeks)
        });
        self.young(person, who);
    }

    /// A no is about both; of a yes it is not known about whom.
    fn of_each(&self, yes: bool) -> Option<bool> {
        (!yes || !self.couple).then_some(yes)
    }

    /// What is asked only of young people: a yes is about the one who is young enough, when only one is.
    fn young(&self, person: &mut law::Person, who: Claimant) {
        person.education.can_follow = self.known(FactKey::CanFollowEducation, |facts, key| {
            let yes = facts.yes_no(key)?;
            let others = self.is_under(other(who), "13.2.age") == Some(true);
            (!yes || !self.couple || !others).then_some(yes)
        });
        // The catalogue asks about education with a right to student finance.
        person.education.student_finance = person.education.can_follow.clone();
        // Of two young people a yes may be about one or both; the rules look whether it matters.
        person.parents_cannot_support = self.known(FactKey::ParentsCannotSupport, Facts::yes_no);
    }

    /// With one spouse inside it does not matter who, when both are old enough.
    fn one_inside(&self, stated: &mut law::Facts) {
        let one = self.facts.yes_no(FactKey::InInstitution) == Some(true)
            && self.facts.yes_no(FactKey::BothInInstitution) == Some(false);
        let both_old = [Claimant::Applicant, Claimant::Partner]
            .iter()
            .all(|who| self.is_under(*who, "21.age") == Some(false));
        if one && both_old {
            stated.applicant.in_institution = self.known(FactKey::InInstitution, Facts::yes_no);
            stated.partner.in_institution =
                self.known(FactKey::BothInInstitution, |facts, key| facts.yes_no(key));
        }
    }

    fn is_under(&self, who: Claimant, bound: &str) -> Option<bool> {
        let birth = match who {
            Claimant::Applicant => FactKey::BirthDate,
            Claimant::Partner => FactKey::PartnerBirthDate,
        };
        let age = domain::age_on(self.facts.day(birth)?, self.day);
        Some(i64::from(age) < self.term(bound)?)
    }

    fn term(&self, key: &str) -> Option<i64> {
        self.national.term(key, self.day).ok().map(|term| term.number)
    }

    /// Earnings, of which intake asks the net pay of a month, and other income, of both together as if they were one person's.
    fn incomes(&self) -> Option<Vec<law::Income>> {
        let kinds = [
            (FactKey::MonthlyEarnings, law::IncomeKind::Earnings),
            (FactKey::OtherIncome, law::IncomeKind::Other),
        ];
        let mut incomes = Vec::new();
        for (key, kind) in kinds {
            let (fact, amount) = (self.facts.get(key)?, self.facts.money(key)?);
            if amount > Cents::ZERO {
                incomes.push(law::Income {
                    source: Some(fact.source),
                    with_holiday_allowance: kind != law::IncomeKind::Earnings,
                    ..law::Income::counted(kind, amount)
                });
            }
        }
        Some(incomes)
    }
}

const fn other(who: Claimant) -> Claimant {
    match who {
        Claimant::Applicant => Claimant::Partner,
        Claimant::Partner => Claimant::Applicant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{NATIONAL, couple, facts, single};

    #[test]
    fn capital_is_told_of_the_day_on_which_it_was_stated() {
        let on = |flat: &Facts| {
            let told = stated(flat, &NATIONAL, "2026-05-01".parse().unwrap()).capital.valued_on;
            told.map(|day| day.value.to_string())
        };
        assert_eq!(on(&single("capital=100")), Some("2026-01-05".to_owned()));
        assert_eq!(on(&facts("")), None);
    }

    #[test]
    fn who_is_alone_has_no_partner_of_before() {
        let day = "2026-03-01".parse().unwrap();
        let withdrawn = |flat: &Facts| stated(flat, &NATIONAL, day).withdrawn;
        let partner = law::FactPath::try_from("partner".to_owned()).unwrap();
        assert_eq!(withdrawn(&single("")), [partner]);
        assert!(withdrawn(&couple("")).is_empty());
        // What contradicts itself is left for the rules to see.
        assert!(withdrawn(&single("partner_birth_date=1991-06-15")).is_empty());
        assert!(withdrawn(&facts("")).is_empty());

        let mut known = stated(&couple(""), &NATIONAL, day);
        known.lay_over(&stated(&single(""), &NATIONAL, day));
        assert_eq!(known.partner, law::Person::default());
    }
}
