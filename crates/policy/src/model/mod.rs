mod category;
mod duties;
mod finance;
mod gate;
mod income;
mod process;
mod route;
mod support;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{FactKey, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::national::SearchLaw;
use crate::table::{CollectTable, DecisionTable};

pub use category::{Category, IntakeAct, IntakeTopic, Question, TargetGroup, WithoutBenefit};
pub use duties::{
    CheckDepth, Duty, DutyKind, Exemption, ExemptionScope, FactCheck, HomeVisits, Measure, ReturnActivity,
    ReturnForm, RiskLevel, Scorecard, VisitGround,
};
pub(crate) use duties::{LoweringBounds, ProtectedFacts};
pub use finance::{Budget, Earmark, IncomeYear, Indicator, PublishedShare, Target, WholeEuros};
pub use gate::{GateException, GateRules};
pub use income::{
    CapitalTest, Collection, CollectionBand, CollectionFactor, CollectionPoints, DurableGoods, FineRules,
    GrantedOnce, IncomeAboveNorm, IncomeEstimate, IncomeRules, IncomeSupplement, IncomeTest, LowerNorm,
    LoweringDetails, MinimaScheme, OtherDuty, OtherMeasure, SmallBusiness, SpecialAssistance,
    StudySupplement, StudySupplementAmount,
};
pub use process::{
    DecisionKind, DeviationRules, EscalationStep, PaymentRules, ReviewRules, ShownSteps, StepProof,
    TaskTerms, WorkProcess, WorkStep,
};
pub use route::{IntakeRoute, Letters};
pub use support::{
    Area, CapacityRange, Instrument, Partner, PartnerKind, Quota, Routing, ShareLimit, ShelteredRules,
};

/// One version of one tenant's policy, checked. Texts are plain Dutch; keys are stable English kebab-case.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Folder name of the tenant.
    pub tenant: String,
    /// As residents know it.
    pub label: String,
    /// Holds from this day until a later version does.
    pub valid_from: NaiveDate,
    /// Its last day, where the document names one: a later version must follow on the next. `None`: open.
    pub valid_until: Option<NaiveDate>,
    /// SHA-256 over the policy's files and the shared ones it refers to, in hexadecimal digits.
    pub version: String,
    /// Title of the policy document.
    pub document: String,
    pub municipalities: Vec<MunicipalityEntry>,
    pub areas: Vec<Area>,
    pub gate: GateRules,
    pub intake_topics: Vec<IntakeTopic>,
    /// Where the intake asks otherwise than the catalogue of facts.
    pub questions: Vec<Question>,
    /// In the order in which they are tried; empty when everyone has the same intake.
    pub intake_routes: Vec<IntakeRoute>,
    pub without_benefit: WithoutBenefit,
    pub categories: Vec<Category>,
    pub target_groups: Vec<TargetGroup>,
    pub duties: Vec<Duty>,
    pub exemptions: Vec<Exemption>,
    pub return_activity: ReturnActivity,
    pub measures: Vec<Measure>,
    /// Own instruments, then those shared with others.
    pub instruments: Vec<Instrument>,
    /// Own partners, then those shared with others.
    pub partners: Vec<Partner>,
    pub routing: Routing,
    pub sheltered: ShelteredRules,
    pub deviation: DeviationRules,
    /// The strictest where the policy says nothing.
    pub payments: PaymentRules,
    pub reviews: ReviewRules,
    pub work_processes: Vec<WorkProcess>,
    pub tasks: TaskTerms,
    /// In order of days.
    pub escalations: Vec<EscalationStep>,
    /// `None`: no scorecard is used.
    pub scorecard: Option<Scorecard>,
    /// `None`: the document says nothing about home visits.
    pub home_visits: Option<HomeVisits>,
    /// What the document publishes about its caseload; empty when it publishes nothing.
    pub distribution: Vec<PublishedShare>,
    pub indicators: Vec<Indicator>,
    pub targets: Vec<Target>,
    /// What indicators came to before or at the start, as the document says.
    pub results: Vec<Target>,
    pub earmarks: Vec<Earmark>,
    pub budgets: Vec<Budget>,
    /// What is already promised from an earmark.
    pub commitments: Vec<Budget>,
    /// Years of the income part, by municipality and year.
    pub income_part: Vec<IncomeYear>,
    /// What the law leaves to the municipality about income.
    pub income: IncomeRules,
    pub(crate) search_law: Vec<SearchLaw>,
    pub(crate) tables: Tables,
    pub(crate) places: Places,
}

/// The decision tables of a policy.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub categories: DecisionTable,
    pub target_groups: CollectTable,
    pub intake_topics: CollectTable,
    pub duties: CollectTable,
    pub without_benefit: DecisionTable,
    /// There when a scorecard is used; outputs are points.
    pub scorecard: Option<CollectTable>,
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

    /// Who leads: whom the first of these target groups names, in the policy's order; else whom the category names.
    pub fn lead_role(&self, category: &Category, target_groups: &[String]) -> Role {
        let mut groups = self.target_groups.iter().filter(|group| target_groups.contains(&group.key));
        groups.find_map(|group| group.lead_role).unwrap_or(category.lead_role)
    }

    /// Every fact that the category and target-group tables look at, as people state it, in the catalogue's order.
    /// An intake that asks these gets a category.
    pub fn facts_asked(&self) -> Vec<FactKey> {
        let mut keys: Vec<_> =
            self.tables.categories.keys().chain(self.tables.target_groups.keys()).map(stated).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The fact that people state for a derived one.
pub const fn stated(key: FactKey) -> FactKey {
    match key {
        FactKey::Age => FactKey::BirthDate,
        FactKey::PartnerAge => FactKey::PartnerBirthDate,
        key => key,
    }
}

/// A municipality that runs under the policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityEntry {
    /// Four digits, as Statistics Netherlands numbers municipalities.
    pub code: String,
    pub label: String,
}
