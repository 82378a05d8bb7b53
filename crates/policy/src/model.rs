use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{Direction, FactKey, Role};
use serde::Deserialize;

use crate::national::SearchLaw;
use crate::table::{CollectTable, DecisionTable};

/// One version of one tenant's policy, checked. Texts are plain Dutch; keys are stable English kebab-case.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Folder name of the tenant.
    pub tenant: String,
    /// As residents know it.
    pub label: String,
    /// Holds from this day until a later version does.
    pub valid_from: NaiveDate,
    /// SHA-256 over the policy's files, in hexadecimal digits.
    pub version: String,
    /// Title of the policy document.
    pub document: String,
    pub municipalities: Vec<MunicipalityEntry>,
    pub gate: GateRules,
    pub categories: Vec<Category>,
    pub target_groups: Vec<TargetGroup>,
    pub instruments: Vec<Instrument>,
    pub partners: Vec<Partner>,
    pub routing: Routing,
    pub sheltered: ShelteredRules,
    pub deviation: DeviationRules,
    pub reviews: ReviewRules,
    pub tasks: TaskTerms,
    /// What the document publishes about its caseload; empty when it publishes nothing.
    pub distribution: Vec<PublishedShare>,
    pub(crate) search_law: Vec<SearchLaw>,
    pub(crate) category_table: DecisionTable,
    pub(crate) target_group_table: CollectTable,
    pub(crate) places: Places,
}

/// Where a key stands in its list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    pub categories: HashMap<String, usize>,
    pub instruments: HashMap<String, usize>,
    pub partners: HashMap<String, usize>,
}

impl Policy {
    pub fn category(&self, key: &str) -> Option<&Category> {
        self.categories.get(*self.places.categories.get(key)?)
    }

    pub fn instrument(&self, key: &str) -> Option<&Instrument> {
        self.instruments.get(*self.places.instruments.get(key)?)
    }

    pub fn partner(&self, key: &str) -> Option<&Partner> {
        self.partners.get(*self.places.partners.get(key)?)
    }

    pub fn target_group(&self, key: &str) -> Option<&TargetGroup> {
        self.target_groups.iter().find(|group| group.key == key)
    }

    /// Every fact that the category and target-group tables look at, as people state it, in the catalogue's order.
    /// An intake that asks these gets a category.
    pub fn facts_asked(&self) -> Vec<FactKey> {
        let mut keys: Vec<_> =
            self.category_table.keys().chain(self.target_group_table.keys()).map(stated).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The fact that people state for a derived one.
pub(crate) const fn stated(key: FactKey) -> FactKey {
    match key {
        FactKey::Age => FactKey::BirthDate,
        FactKey::PartnerAge => FactKey::PartnerBirthDate,
        key => key,
    }
}

/// A municipality that runs under the policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityEntry {
    /// Four digits, as Statistics Netherlands numbers municipalities.
    pub code: String,
    pub label: String,
}

/// Who looks for work first, beyond what the law asks (Participation Act art. 41).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateRules {
    /// Every new applicant looks for work first, whatever their age.
    pub every_new_applicant: bool,
    /// Weeks of the search period where the policy, not the law, asks it.
    pub weeks: u32,
    /// Who need not, beyond the exceptions of the law.
    pub exceptions: Vec<GateException>,
    /// Applicants of this age or older may use partners' services during the search; `None`: nobody.
    #[serde(default)]
    pub partner_services_from_age: Option<u32>,
    pub source: String,
}

/// A ground on which the search period does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateException {
    /// Practical or special secondary education within the year before (art. 41(4)(a)).
    SpecialEducation,
    /// In the wage-cost-subsidy group (art. 41(4)(b)).
    SubsidyGroup,
    /// Medically limited in hours (art. 41(4)(b)).
    HourLimited,
    /// Circumstances call for handling at once (art. 41(11)).
    Vulnerable,
}

impl GateException {
    /// The fact that shows the ground.
    pub const fn fact(self) -> FactKey {
        match self {
            Self::SpecialEducation => FactKey::SpecialEducation,
            Self::SubsidyGroup => FactKey::SubsidyGroup,
            Self::HourLimited => FactKey::HourLimited,
            Self::Vulnerable => FactKey::Vulnerable,
        }
    }
}

/// What a case can be classified as, and where that leads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub key: String,
    pub label: String,
    pub direction: Direction,
    /// Plain Dutch, for the plan of approach.
    pub goal: String,
    /// Months in which the goal should be reached.
    pub term_months: u32,
    /// Who leads the trajectory.
    pub lead_role: Role,
    /// Months between reviews.
    pub review_months: u32,
    /// The instrument its trajectory starts with; always there for work, care and sheltered.
    #[serde(default)]
    pub instrument: Option<String>,
    pub source: String,
}

/// A group that a person may belong to beside the category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    pub key: String,
    pub label: String,
    pub source: String,
}

/// Support with its limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    pub key: String,
    pub label: String,
    /// Length of one term, in months; never 0.
    pub months: u32,
    /// How often it may be extended.
    pub extensions: u32,
    /// Months of one extension.
    pub extension_months: u32,
    /// An extension asks for exceptional circumstances, stated.
    pub extension_needs_reason: bool,
    /// The employer must intend a contract of at least this many months.
    #[serde(default)]
    pub min_contract_months: Option<u32>,
    /// Only when no study finance exists for it.
    pub only_without_study_finance: bool,
    pub source: String,
}

impl Instrument {
    /// Months from start to the last possible end, all extensions used.
    pub const fn longest_months(&self) -> u32 {
        self.months.saturating_add(self.extensions.saturating_mul(self.extension_months))
    }
}

/// What sort of organisation a partner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerKind {
    Intermediary,
    LearnWorkCompany,
    Care,
    Welfare,
    Education,
    Employer,
}

/// An organisation that cases are referred to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    pub key: String,
    pub label: String,
    /// Number in the trade register (KvK), eight digits.
    pub registration_number: String,
    pub kind: PartnerKind,
    /// Never own strength.
    pub directions: Vec<Direction>,
    /// Numbers of the areas served; empty: all.
    pub areas: Vec<u32>,
    /// Lowest earning capacity served, in percent of the minimum wage.
    pub capacity_from: u32,
    /// Highest earning capacity served, in percent of the minimum wage.
    pub capacity_to: u32,
    /// How many people at once.
    pub places: u32,
    pub source: String,
}

/// How a referral finds a partner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// Days that a partner has to answer an offer.
    pub answer_days: u32,
    pub share_limits: Vec<ShareLimit>,
    pub source: String,
}

/// At most this share of the referrals goes to this partner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareLimit {
    /// Key of the partner.
    pub partner: String,
    /// Whole percent of all referrals to work.
    pub max_percent: u32,
    pub source: String,
}

/// Sheltered work (Participation Act art. 10b).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShelteredRules {
    /// Places open at the start.
    pub places: u32,
    /// What everyone on the waiting list is offered.
    #[serde(default)]
    pub preparatory_instrument: Option<String>,
    /// The number the municipality must offer this year.
    #[serde(default)]
    pub yearly_quota: Option<u32>,
    /// How long an advice of UWV stays valid.
    pub advice_valid_months: u32,
    pub source: String,
}

/// When a professional chooses another category than the policy proposes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviationRules {
    /// A second person must confirm.
    pub four_eyes: bool,
    pub source: String,
}

/// Reviews beyond the interval of each category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    /// Months between contacts with someone exempted from labour obligations.
    pub exempted_months: u32,
    pub source: String,
}

/// Days that people have for each task.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskTerms {
    /// Judge the evidence of the search period.
    pub assess_search_days: u32,
    /// Hold the intake.
    pub hold_intake_days: u32,
    /// Supply a missing fact.
    pub supply_facts_days: u32,
    /// Decide on the right to assistance where a person must.
    pub decide_days: u32,
    /// Categorise where the policy leaves it to a person.
    pub categorise_days: u32,
    /// Confirm a deviation (four eyes).
    pub confirm_deviation_days: u32,
    /// Find a partner when none is left.
    pub find_partner_days: u32,
    /// See to an advice of UWV that was asked.
    pub await_advice_days: u32,
    /// Hold a review.
    pub review_days: u32,
    pub source: String,
}

/// A share of the caseload that the document publishes for a category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedShare {
    pub category: String,
    /// Other categories that the document counts in the same share.
    #[serde(default)]
    pub also: Vec<String>,
    /// In tenths of a percent: 45 is 4.5 %.
    pub percent_tenths: u32,
    pub source: String,
}
