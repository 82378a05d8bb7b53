use domain::Direction;
use schemars::JsonSchema;
use serde::Deserialize;

/// Support with its limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
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
    /// Only where it costs the municipality no more than it saves for this person (S0 §2.4.2: wage-cost subsidy).
    #[serde(default)]
    pub only_when_cost_covering: bool,
    /// What must be so before it starts, beyond the limits above, in plain Dutch.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// What it costs for one person and one term; `None`: the document names no price.
    #[serde(default)]
    pub euros: Option<super::WholeEuros>,
    pub source: String,
}

impl Instrument {
    /// Months from start to the last possible end, all extensions used.
    pub const fn longest_months(&self) -> u32 {
        self.months.saturating_add(self.extensions.saturating_mul(self.extension_months))
    }
}

/// What sort of organisation a partner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    pub key: String,
    pub label: String,
    /// Number in the trade register (KvK), eight digits.
    pub registration_number: String,
    pub kind: PartnerKind,
    /// What it leads; never own strength. Empty: it only supports.
    pub directions: Vec<Direction>,
    /// Numbers of the areas served; empty: all.
    pub areas: Vec<u32>,
    /// Lowest earning capacity for which it takes the lead, in percent of the minimum wage.
    pub capacity_from: u32,
    /// Highest earning capacity for which it takes the lead, in percent of the minimum wage.
    pub capacity_to: u32,
    /// Earning capacity at which it supports the partner that leads; `None`: it does not.
    #[serde(default)]
    pub supports: Option<CapacityRange>,
    /// How many people at once.
    pub places: u32,
    pub source: String,
}

impl Partner {
    /// Whether it may lead someone with this earning capacity in this area. What is unknown excludes nobody.
    pub fn may_lead(&self, direction: Direction, capacity: Option<i64>, area: Option<i64>) -> bool {
        let range = i64::from(self.capacity_from)..=i64::from(self.capacity_to);
        self.directions.contains(&direction)
            && capacity.is_none_or(|capacity| range.contains(&capacity))
            && self.serves(area)
    }

    /// Whether it works in this area.
    pub fn serves(&self, area: Option<i64>) -> bool {
        let here = |area| self.areas.iter().any(|each| i64::from(*each) == area);
        self.areas.is_empty() || area.is_none_or(here)
    }
}

/// A range of earning capacity in percent of the minimum wage, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityRange {
    pub from: u32,
    pub to: u32,
}

/// An area of the municipality that partners may be tied to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub number: u32,
    pub label: String,
}

/// How a referral finds a partner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// Days that a partner has to answer an offer.
    pub answer_days: u32,
    pub share_limits: Vec<ShareLimit>,
    /// Keys of partners that lead nobody under this policy, whatever they lead for others who share them: they keep
    /// the range in which they support.
    #[serde(default)]
    pub support_only: Vec<String>,
    pub source: String,
}

/// At most this share of the referrals goes to this partner (PC-4). It holds until another version says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareLimit {
    /// Key of the partner.
    pub partner: String,
    /// Whole percent of all referrals to work.
    pub max_percent: u32,
    /// Years that it was agreed for.
    #[serde(default)]
    pub agreed_for: Vec<i32>,
    pub source: String,
}

/// Sheltered work (Participation Act art. 10b).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShelteredRules {
    /// Places open at the start.
    pub places: u32,
    /// What everyone on the waiting list is offered.
    #[serde(default)]
    pub preparatory_instrument: Option<String>,
    /// Places that the municipality must offer, by year (SW-4); empty: none was set.
    pub quotas: Vec<Quota>,
    /// How long an advice of UWV stays valid.
    pub advice_valid_months: u32,
    pub source: String,
}

/// Places of sheltered work that a municipality must offer in a year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    pub year: i32,
    pub places: u32,
    pub source: String,
}
