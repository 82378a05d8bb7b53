//! What the law leaves to the municipality about income. Where a policy says nothing a person decides.

use domain::Cents;
use schemars::JsonSchema;
use serde::Deserialize;

use super::WholeEuros;

/// Everything that a policy says about income beside its measures; all of it may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncomeRules {
    pub no_housing_costs: Option<LowerNorm>,
    pub school_leavers: Option<LowerNorm>,
    pub income_supplement: Option<IncomeSupplement>,
    pub study_supplement: Option<StudySupplement>,
    pub special_assistance: Option<SpecialAssistance>,
    pub small_business: Option<SmallBusiness>,
    pub income_estimate: Option<IncomeEstimate>,
    pub income_above_norm: Option<IncomeAboveNorm>,
    pub minima: Vec<MinimaScheme>,
    pub lowering: Option<LoweringDetails>,
    pub other_measures: Vec<OtherMeasure>,
    pub fines: Option<FineRules>,
    pub collection: Option<Collection>,
}

/// A lower norm (Participation Act art. 27, 28).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LowerNorm {
    /// Whole percents of the norm for couples; 0: the municipality does not lower.
    pub percent: u32,
    pub source: String,
}

/// What holds for a month of which somebody did not state what they received, after a month of which they did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeEstimate {
    /// For how many months in a row the month is paid on what was stated last; then, or with 0 at once, a person decides.
    pub most_months: u32,
    /// So many days after the month what was received may be stated; on the next day a person is asked to ask for it. Absent:
    /// none, once the month is over.
    #[serde(default)]
    pub stated_within_days: u32,
    pub source: String,
}

/// When somebody decides on a right that goes on while income leaves nothing to pay.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeAboveNorm {
    /// After so many months in a row without assistance because of income an income consultant ends the right, or says why it goes
    /// on.
    pub months: u32,
    pub source: String,
}

/// How low income over a number of months is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IncomeTest {
    /// In no month above the bound.
    EachMonth,
    /// Over all months together not above the bound.
    Average,
}

/// The ordinance on the individual income supplement (art. 8(1)(b), 8(2), 36).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeSupplement {
    /// Months before the request over which income was low.
    pub reference_months: u32,
    /// Low is at most this percentage of the norm.
    pub income_percent: u32,
    pub income_test: IncomeTest,
    /// Once in twelve months, for a single person.
    pub single_euros: WholeEuros,
    pub single_parent_euros: WholeEuros,
    pub couple_euros: WholeEuros,
    pub source: String,
}

/// Study supplement above the least amounts of the law (art. 36b).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySupplement {
    /// By age upwards, each up to the next; younger than the first only the law's amount holds.
    pub amounts: Vec<StudySupplementAmount>,
    pub source: String,
}

/// What is paid a month from an age on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySupplementAmount {
    pub from_age: u32,
    /// Euro cents a month; where the law's least amount is higher, that is paid.
    pub month_cents: Cents,
}

/// How capital counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CapitalTest {
    /// Capital does not matter.
    None,
    /// What is above the limit of art. 34(3) counts.
    Limit,
    /// All of it counts.
    All,
}

/// In what form durable goods are paid (art. 51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DurableGoods {
    Loan,
    Gift,
}

/// Rules on special assistance (art. 35).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialAssistance {
    /// Income up to this percentage of the norm is left out.
    pub norm_percent: u32,
    /// Percentage of the income above it that people pay with.
    pub surplus_percent: u32,
    /// Months of such income that count for one request.
    pub months: u32,
    pub capital: CapitalTest,
    /// The first part of the costs in twelve months is not paid (art. 35(2)).
    pub threshold: bool,
    pub durable_goods: DurableGoods,
    pub source: String,
}

/// Rules on a small business of one's own beside assistance (NC-13).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallBusiness {
    /// At most so many hours a week; absent: no bound.
    #[serde(default)]
    pub most_hours: Option<u32>,
    /// At most so much profit in a calendar year; absent: no bound.
    #[serde(default)]
    pub most_yearly_profit_euros: Option<WholeEuros>,
    pub source: String,
}

/// How often a household gets a scheme, where that does not go by months since the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrantedOnce {
    /// Once a calendar year: again from 1 January after it was granted.
    CalendarYear,
    /// Once, and never again.
    Ever,
}

/// A scheme for people on a low income (NC-8).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimaScheme {
    pub key: String,
    pub label: String,
    /// Income up to this percentage of the norm.
    pub income_percent: u32,
    pub capital: CapitalTest,
    /// Only with a dependent child under 18.
    #[serde(default)]
    pub with_children: bool,
    /// What a household gets at once, in euro cents; not beside `most_cents`. Absent, and no costs: a person says how much.
    #[serde(default)]
    pub amount_cents: Option<Cents>,
    /// The costs that a household has are paid, up to this many euro cents.
    #[serde(default)]
    pub most_cents: Option<Cents>,
    /// Months from the day it is granted until it can be granted again. Absent, and no `once`: as often as it is asked.
    #[serde(default)]
    pub once_in_months: Option<u32>,
    /// Once a calendar year, or once for ever; not beside `once_in_months`.
    #[serde(default)]
    pub once: Option<GrantedOnce>,
    pub source: String,
}

/// What holds for every lowering (art. 18(2), (5)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoweringDetails {
    /// A duty that the ordinance lowers for is broken again when it is within so many months.
    pub repeat_within_months: u32,
    /// Months over which the amount may be spread; absent: it may not.
    #[serde(default)]
    pub spread_over_months: Option<u32>,
    pub source: String,
}

/// Duties of the law that no [`super::Duty`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OtherDuty {
    /// Cooperate and identify oneself (art. 17(2), (3)).
    Cooperation,
    /// No serious misconduct (art. 9(6)).
    Misconduct,
    /// Enough sense of responsibility for one's own upkeep (art. 18(2)).
    Responsibility,
}

/// How far assistance is lowered when one of these is broken (art. 8(1)(a), 18(2)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherMeasure {
    pub duty: OtherDuty,
    /// Percent of the norm.
    pub percent: u32,
    /// Months the first time.
    pub months: u32,
    /// Months when it happens again.
    pub repeat_months: u32,
    pub source: String,
}

/// What the law leaves to the municipality about fines (art. 18a(4)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FineRules {
    /// Warns instead of fining whenever the law allows it.
    pub warns_when_allowed: bool,
    /// Fines are rounded up to a multiple of this; absent: to the cent.
    #[serde(default)]
    pub round_up_to_euros: Option<WholeEuros>,
    pub source: String,
}

/// What the scorecard of collection may look at: how someone pays, never who someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CollectionFactor {
    MonthsInArrears,
    MissedInstalments,
    BrokenArrangements,
    UnansweredContacts,
    OwedEuros,
    OtherSeizures,
    /// 1 when something can be paid now, else 0.
    CanPay,
    /// 1 when the claim comes from a breach of the duty to inform, else 0.
    FromBreach,
}

/// Points for one factor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionPoints {
    pub factor: CollectionFactor,
    /// From this number on.
    pub from: i64,
    /// Below this number; absent: without end.
    #[serde(default)]
    pub below: Option<i64>,
    /// May be negative: a good sign.
    pub points: i64,
    pub label: String,
}

/// How a claim is collected from a number of points on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionBand {
    pub key: String,
    pub label: String,
    pub from_points: i64,
}

/// The scorecard of collection (NC-6). It proposes how to collect; it decides nothing on what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    pub points: Vec<CollectionPoints>,
    /// From few points to many.
    pub bands: Vec<CollectionBand>,
    pub source: String,
}
