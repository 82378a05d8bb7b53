//! What the law asks about a household, typed. Everything is absent until someone states it.
//!
//! One document holds all inputs of all rules; a caller states the sections that its question needs. Amounts are whole
//! euro cents, days `2026-01-31`, months `2026-01`. A newer statement is the same document with only what changed.

mod application;
mod assistance;
mod capital;
mod conduct;
mod debt;
mod household;
mod income;
mod ioaw;
mod living;
mod own_business;
mod path;
mod person;
mod reads;
mod special_assistance;
mod stated;
mod study;
mod supplements;
mod work;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use application::Application;
pub use assistance::{Assistance, FixedCost, FixedCostKind, PaidTo};
pub use capital::{Asset, AssetKind, Capital, Debt, Home};
pub use conduct::{
    AddressFacts, Blame, Breach, BreachedDuty, Conduct, DutyFacts, FineFacts, LanguageFacts, SuspensionFacts,
    Tuned,
};
pub use debt::{
    Claim, ClaimCause, ClaimMonth, CollectionFacts, LateFacts, MaintenanceDebtor, Obligation, Owed, OwedKind,
    RecourseFacts, Recovery, StopFacts, WorkFacts,
};
pub use household::{Child, Contract, Household, HouseholdKind, Housemate, Housing, Relation};
pub use income::{Income, IncomeKind, OnceGiven};
pub use ioaw::{FormerBusiness, FormerWork};
pub use living::LivingTogether;
pub use own_business::{BusinessMonth, OwnBusiness};
pub use path::{FactPath, UnknownPath};
pub use person::{Education, Exemptions, Person, Residence, StayAbroad};
pub use reads::{Field, Reads, Section};
pub(crate) use reads::{choices, section};
pub use special_assistance::{AskedScheme, CostKind, OwnMeans, SchemeInUse, SpecialCosts};
pub use stated::{Known, Stated};
pub use study::{Study, StudyFinance};
pub use supplements::{PastMonth, Supplements};
pub use work::{BeforeJob, Work};

/// Everything that is known about one household.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// Sections and facts that were stated before and hold no longer, by path: `["partner"]` of a partner who left. Only in
    /// a newer statement about a case; what else it states holds instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<FactPath>,
    /// Who applies.
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub applicant: Person,
    /// The spouse, when the household is a couple (Participation Act art. 3).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub partner: Person,
    /// How they live (art. 3, 4, 19a, 27).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub household: Household,
    /// What they own and owe together (art. 34, 50).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub capital: Capital,
    /// The job with wage-cost subsidy (art. 10c, 10d).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub work: Work,
    /// The study, for the supplement of art. 36b.
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub study: Study,
    /// What the supplements of art. 36 and 78gg depend on.
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub supplements: Supplements,
    /// Costs for which special assistance is asked (art. 35).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub special_costs: SpecialCosts,
    /// What the household has itself, for schemes with a test of own means.
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub own_means: OwnMeans,
    /// Former work as an employee (IOAW).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub former_work: FormerWork,
    /// Former work as a self-employed person (IOAZ).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub former_business: FormerBusiness,
    /// Own business (Bbz 2004, and on a small scale beside assistance).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub own_business: OwnBusiness,
    /// When they turned to the municipality (art. 43, 44).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub application: Application,
    /// Whether assistance runs already, in which form it is given and to whom (art. 45, 48, 52, 56a, 57).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub assistance: Assistance,
    /// Duties, lowering, fine and suspension (art. 9, 9a, 18, 18a, 18b, 40, 54).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub conduct: Conduct,
    /// What is recovered, paid off and recourse is had for (art. 58-62i), and a late decision (Awb art. 4:17).
    #[serde(skip_serializing_if = "Field::is_nothing")]
    pub recovery: Recovery,
    /// Gifts that came once in months before the one judged, of a case of which what was stated of those months is known. Nobody
    /// states it. Without it they are those among the incomes.
    #[serde(skip)]
    pub given_before: Option<Vec<OnceGiven>>,
}

impl Facts {
    /// Lays newer statements over these; what they leave out stays, unless they withdraw it. Of who is alone from now on nothing holds
    /// of a partner any more, but of one who died: what follows from that goes on.
    pub fn lay_over(&mut self, newer: &Self) {
        for path in &newer.withdrawn {
            self.withdraw(path.as_str());
        }
        if newer.is_alone() && self.partner.died_on.is_none() {
            self.partner = Person::default();
        }
        self.applicant.lay_over(&newer.applicant);
        self.partner.lay_over(&newer.partner);
        self.household.lay_over(&newer.household);
        self.capital.lay_over(&newer.capital);
        self.work.lay_over(&newer.work);
        self.study.lay_over(&newer.study);
        self.supplements.lay_over(&newer.supplements);
        self.special_costs.lay_over(&newer.special_costs);
        self.own_means.lay_over(&newer.own_means);
        self.former_work.lay_over(&newer.former_work);
        self.former_business.lay_over(&newer.former_business);
        self.own_business.lay_over(&newer.own_business);
        self.application.lay_over(&newer.application);
        self.assistance.lay_over(&newer.assistance);
        self.conduct.lay_over(&newer.conduct);
        self.recovery.lay_over(&newer.recovery);
    }

    /// Whether it is stated that there is no partner, and nothing of one.
    fn is_alone(&self) -> bool {
        let kind = self.household.kind.as_ref().map(|stated| stated.value);
        kind.is_some_and(|kind| kind != HouseholdKind::Couple) && self.partner.is_nothing()
    }

    /// Takes back what was stated under a path; whether there is such a path.
    fn withdraw(&mut self, path: &str) -> bool {
        let (section, within) = path.split_once('.').unwrap_or((path, ""));
        match section {
            "applicant" => self.applicant.withdraw(within),
            "partner" => self.partner.withdraw(within),
            "household" => self.household.withdraw(within),
            "capital" => self.capital.withdraw(within),
            "work" => self.work.withdraw(within),
            "study" => self.study.withdraw(within),
            "supplements" => self.supplements.withdraw(within),
            "special_costs" => self.special_costs.withdraw(within),
            "own_means" => self.own_means.withdraw(within),
            "former_work" => self.former_work.withdraw(within),
            "former_business" => self.former_business.withdraw(within),
            "own_business" => self.own_business.withdraw(within),
            "application" => self.application.withdraw(within),
            "assistance" => self.assistance.withdraw(within),
            "conduct" => self.conduct.withdraw(within),
            "recovery" => self.recovery.withdraw(within),
            _ => false,
        }
    }

    /// What a consultant reads for the path of a fact, such as `applicant.birth_date`; the path itself when it has none.
    pub fn in_dutch(path: &str) -> String {
        let (section, field) = path.split_once('.').unwrap_or((path, ""));
        let within = field;
        // `household.children[2].birth_date`: the words of the list.
        let field = field.split(['.', '[']).next().unwrap_or_default();
        let find = |words: &[(&str, &str)]| {
            words.iter().find(|(name, _)| *name == field).map(|(_, dutch)| (*dutch).to_owned())
        };
        let words = match section {
            "applicant" | "partner"
                if within.starts_with("incomes[") && within.ends_with("].received_on") =>
            {
                Some("dag waarop de gift is ontvangen".to_owned())
            }
            "applicant" => of_person(within).or_else(|| find(Person::WORDS)),
            "partner" => of_person(within)
                .or_else(|| find(Person::WORDS))
                .map(|dutch| format!("{dutch} van de partner")),
            "household" if within.starts_with("children[") && within.ends_with("].birth_date") => {
                Some("geboortedatum van het kind".to_owned())
            }
            "household" => {
                of_part(within, &[("living_together", LivingTogether::WORDS), ("housing", Housing::WORDS)])
                    .or_else(|| find(Household::WORDS))
            }
            "capital" => of_part(within, &[("home", Home::WORDS)]).or_else(|| find(Capital::WORDS)),
            "work" => find(Work::WORDS),
            "study" => find(Study::WORDS),
            "supplements" => find(Supplements::WORDS),
            "special_costs" => find(SpecialCosts::WORDS),
            "own_means" => find(OwnMeans::WORDS),
            "former_work" => find(FormerWork::WORDS),
            "former_business" => find(FormerBusiness::WORDS),
            "own_business" => find(OwnBusiness::WORDS),
            "application" => find(Application::WORDS),
            "assistance" => find(Assistance::WORDS),
            "conduct" => conduct::words(within).or_else(|| find(Conduct::WORDS)),
            "recovery" => debt::words(within).or_else(|| find(Recovery::WORDS)),
            _ => None,
        };
        words.unwrap_or_else(|| path.to_owned())
    }
}

fn of_person(within: &str) -> Option<String> {
    of_part(within, &[("education", Education::WORDS), ("exemptions", Exemptions::WORDS)])
}

/// The words of a field in a section within a section, such as `education.follows`.
fn of_part(within: &str, parts: &[(&str, Words)]) -> Option<String> {
    let (part, field) = within.split_once('.')?;
    let (_, words) = parts.iter().find(|(name, _)| *name == part)?;
    words.iter().find(|(name, _)| *name == field).map(|(_, dutch)| (*dutch).to_owned())
}

type Words = &'static [(&'static str, &'static str)];

#[cfg(test)]
mod tests;
