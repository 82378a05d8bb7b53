//! Who the claimants are and how they live: what the choice of a norm looks at.

use domain::FactKey;

use super::look::{Look, Question, Step, Stop, apply};

/// The household of the application (Participation Act art. 3, 4), on the day assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub kind: Kind,
    /// Age of the applicant in whole years.
    pub age: i32,
    /// A dependent child belongs to it (art. 4(1)(d), (e)).
    pub with_child: bool,
    /// Cost-sharing housemates (art. 19a); the spouse is none of them.
    pub cost_sharers: i64,
    pub institution: Institution,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Single,
    SingleParent,
    Couple {
        /// Age of the partner in whole years.
        partner_age: i32,
    },
}

/// Who of the claimants stays in an institution (art. 1(f)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Institution {
    Nobody,
    /// The single claimant, or one of the spouses.
    One,
    BothSpouses,
}

impl Household {
    /// The applicant's age, then the partner's.
    pub fn ages(&self) -> impl Iterator<Item = i32> {
        let partner = match self.kind {
            Kind::Couple { partner_age } => Some(partner_age),
            Kind::Single | Kind::SingleParent => None,
        };
        std::iter::once(self.age).chain(partner)
    }

    /// How many of the claimants are younger than 21: the law has other norms for them.
    pub fn under_21(&self) -> usize {
        self.ages().filter(|age| *age < 21).count()
    }

    pub fn is_couple(&self) -> bool {
        matches!(self.kind, Kind::Couple { .. })
    }
}

/// Reads the household from the facts (Participation Act art. 3, 4). What contradicts itself is left to a person.
pub fn household(question: Question<'_>) -> Step<Household> {
    apply(question, "household-4", "PW art. 3 en 4", |look| {
        let choice = look.choice(FactKey::Household);
        let age = look.age(FactKey::BirthDate);
        let cost_sharers = look.number(FactKey::CostSharers);
        let inside = look.yes_no(FactKey::InInstitution);
        // The catalogue: absent when there is no dependent child.
        let with_child = look.has(FactKey::YoungestChildAge);
        let (kind, institution) = match choice?.as_str() {
            "couple" => {
                let partner_age = look.age(FactKey::PartnerBirthDate);
                let institution = institution_of_couple(look, inside?);
                (Kind::Couple { partner_age: partner_age? }, institution?)
            }
            choice => {
                if look.has(FactKey::PartnerBirthDate) || (choice == "single" && with_child) {
                    let text = "De gegevens spreken elkaar tegen: er is een partner of kind, maar het huishouden is opgegeven zonder.";
                    return Err(Stop::PersonDecides(text.into()));
                }
                let kind = if choice == "single" { Kind::Single } else { Kind::SingleParent };
                (kind, if inside? { Institution::One } else { Institution::Nobody })
            }
        };
        let household = Household { kind, age: age?, with_child, cost_sharers: cost_sharers?, institution };
        let text = match kind {
            Kind::Single => "De aanvrager is alleenstaande.",
            Kind::SingleParent => "De aanvrager is alleenstaande ouder.",
            Kind::Couple { .. } => "De aanvragers zijn gehuwd of voeren een gezamenlijke huishouding.",
        };
        Ok((household, text.into()))
    })
}

fn institution_of_couple(look: &mut Look<'_>, inside: bool) -> Result<Institution, Stop> {
    if !inside {
        return Ok(Institution::Nobody);
    }
    Ok(if look.yes_no(FactKey::BothInInstitution)? { Institution::BothSpouses } else { Institution::One })
}
