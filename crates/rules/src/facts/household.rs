use chrono::NaiveDate;
use domain::age_on;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::living::LivingTogether;
use super::reads::{choices, section};

choices! {
    /// Household (Participation Act art. 4(1)).
    pub enum HouseholdKind {
        Single = "single", "alleenstaande";
        SingleParent = "single-parent", "alleenstaande ouder";
        /// Married, or living together in a joint household (art. 3).
        Couple = "couple", "gehuwden";
    }
}

choices! {
    /// How a housemate is related to the claimant.
    pub enum Relation {
        /// Child or parent, also in law.
        FirstDegree = "first-degree", "eerste graad";
        /// Brother, sister, grandparent or grandchild, also in law.
        SecondDegree = "second-degree", "tweede graad";
        Other = "other", "verder of geen familie";
    }
}

choices! {
    /// The written commercial contract of a housemate (art. 19a(1)(b), (c)).
    pub enum Contract {
        None = "none", "geen contract";
        /// Landlord, tenant, lodger of the claimant.
        WithClaimant = "with-claimant", "contract met de aanvrager";
        /// Both have a contract with the same third party.
        WithSameThird = "with-same-third", "contract met dezelfde derde";
    }
}

/// A child in the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// Where only an age was stated, the last day on which it may be born.
    pub birth_date: NaiveDate,
    /// First day on which it may be born, where only an age was stated; absent: it was born on `birth_date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_from: Option<NaiveDate>,
    /// Own or step child in the Netherlands, for whom child benefit is or would be payable (art. 4(1)(d), (e)).
    pub dependent: bool,
    /// Day of death; absent: alive. The norm of before goes on for a month (art. 45(5)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died_on: Option<NaiveDate>,
}

impl Child {
    /// A dependent child that lives on this day.
    pub fn is_dependent_on(&self, day: NaiveDate) -> bool {
        self.dependent && self.died_on.is_none_or(|died| day <= died)
    }

    /// Whether it is younger than an age on a day; nothing where only an age was stated and the birthday decides.
    pub fn is_younger_than(&self, age: i64, day: NaiveDate) -> Option<bool> {
        let younger = |birth: NaiveDate| i64::from(age_on(birth, day)) < age;
        let last = younger(self.birth_date);
        (self.born_from.is_none_or(|first| younger(first) == last)).then_some(last)
    }

    /// Whether one of these, dependent on a day, is younger than an age; nothing where a birthday decides that is not known.
    pub fn one_is_younger_than(children: &[Self], age: i64, day: NaiveDate) -> Option<bool> {
        let dependent = children.iter().filter(|child| child.is_dependent_on(day));
        let younger: Vec<_> = dependent.map(|child| child.is_younger_than(age, day)).collect();
        let known = younger.contains(&Some(true)) || !younger.contains(&None);
        known.then(|| younger.contains(&Some(true)))
    }
}

/// Someone of whom the dwelling is the main residence too; the spouse and dependent children are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Housemate {
    pub birth_date: NaiveDate,
    pub relation: Relation,
    pub contract: Contract,
    /// Contract and payment were shown when asked (art. 19a(2)); absent: not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_proved: Option<bool>,
    /// In education that gives a right to student finance or WTOS at some moment given the age, a work-based track, or
    /// the like abroad (art. 19a(1)(d)).
    pub student: bool,
}

section! {
    /// Where they live, for a lower norm (art. 27).
    pub struct Housing {
        /// Has costs of housing; absent: yes, as far as is known.
        fact has_costs: bool, "heeft woonkosten";
    }
}

section! {
    /// How the claimants live.
    pub struct Household {
        /// Household (art. 4); absent: what `living_together` and the children come to.
        fact kind: HouseholdKind, "huishouden";
        /// Children in the household; an empty list says: none.
        list children: Child, "kinderen";
        /// Others with their main residence in the dwelling; an empty list says: none.
        list housemates: Housemate, "medebewoners";
        /// Cost-sharing housemates as counted by someone, where the housemates are not stated (art. 19a).
        fact cost_sharers: i64, "kostendelende medebewoners";
        /// How two adults live, for whether they are a couple by law; absent: as `kind` says.
        part living_together: LivingTogether, "samenwonen";
        /// Did not show, on request, to be single or how many share the costs (art. 53a(3)); absent: was not asked or
        /// did show it.
        fact not_proved: bool, "woonsituatie niet aangetoond";
        /// Lives elsewhere for a time to give intensive informal care (art. 22a(4), since 2026); absent: no.
        fact elsewhere_for_care: bool, "woont tijdelijk elders voor mantelzorg";
        /// Lives apart from the spouse, not permanently (art. 32(4)); absent: they live together.
        fact apart_for_now: bool, "woont tijdelijk apart van de partner";
        /// Where they live.
        part housing: Housing, "wonen";
    }
}
