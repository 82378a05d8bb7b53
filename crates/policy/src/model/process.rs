use domain::Role;
use schemars::JsonSchema;
use serde::Deserialize;

/// When a professional chooses another category than the policy proposes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviationRules {
    /// A second person must confirm.
    pub four_eyes: bool,
    /// Months between talks about custom decisions (RE-16); `None`: none are held.
    #[serde(default)]
    pub case_discussion_months: Option<u32>,
    pub source: String,
}

/// How many different people it takes to pay: who starts a payment run, who approves its file and who releases it. Nobody
/// ever approves a run that they started.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    /// 3: each step by another person. 2: one of the two who started and approved may release.
    #[schemars(range(min = 2, max = 3))]
    pub people: u32,
    pub source: String,
}

impl PaymentRules {
    /// What holds where a policy says nothing: each step by another person.
    pub fn strictest() -> Self {
        Self { people: MOST_PEOPLE, source: "aantal mensen: keuze bij inrichting".to_owned() }
    }

    /// Whether the number of people is one that can be kept.
    pub(crate) const fn is_sound(&self) -> bool {
        LEAST_PEOPLE <= self.people && self.people <= MOST_PEOPLE
    }
}

/// Never fewer than two people pay.
const LEAST_PEOPLE: u32 = 2;
/// A run has three steps.
const MOST_PEOPLE: u32 = 3;

/// Reviews beyond the interval of each category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    /// Months between contacts with someone exempted from labour obligations.
    pub exempted_months: u32,
    pub source: String,
}

/// A decision before which steps must have been taken (WF-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    /// On the right to assistance.
    Entitlement,
    Category,
    Referral,
    Exemption,
    Measure,
}

impl DecisionKind {
    pub const ALL: [Self; 5] =
        [Self::Entitlement, Self::Category, Self::Referral, Self::Exemption, Self::Measure];

    /// As policies and the wire have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entitlement => "entitlement",
            Self::Category => "category",
            Self::Referral => "referral",
            Self::Exemption => "exemption",
            Self::Measure => "measure",
        }
    }

    /// What people read after "besluit over".
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Entitlement => "recht op bijstand",
            Self::Category => "indeling",
            Self::Referral => "verwijzing naar een partner",
            Self::Exemption => "ontheffing",
            Self::Measure => "maatregel",
        }
    }
}

/// The least that must have been done before a decision (WF-4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkProcess {
    pub decision: DecisionKind,
    /// In this order.
    pub steps: Vec<WorkStep>,
    pub source: String,
}

/// A step before a decision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkStep {
    /// Stable, in kebab-case; each stands once in a policy.
    pub key: String,
    /// Plain Dutch.
    pub label: String,
    /// What shows that it was taken: until then the decision waits. Absent: an instruction that nothing waits for.
    #[serde(default)]
    pub proof: Option<StepProof>,
}

/// What shows that a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepProof {
    /// No search period was needed, or its outcome was judged.
    SearchAssessed,
    IntakeCompleted,
    /// There is a right to assistance, or none is asked.
    RightDecided,
    CategoryAssigned,
    /// A person recorded that they took it, and what came of it.
    Recorded,
}

impl StepProof {
    /// As policies and the wire have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SearchAssessed => "search-assessed",
            Self::IntakeCompleted => "intake-completed",
            Self::RightDecided => "right-decided",
            Self::CategoryAssigned => "category-assigned",
            Self::Recorded => "recorded",
        }
    }

    /// What people read: what shows it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::SearchAssessed => "de zoektermijn is beoordeeld, of er was er geen",
            Self::IntakeCompleted => "de intake is afgerond",
            Self::RightDecided => "over het recht is beslist",
            Self::CategoryAssigned => "de categorie is bepaald",
            Self::Recorded => "een medewerker legt het vast",
        }
    }
}

/// Who gets a task that is late as well, one step after another (WF-3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationStep {
    /// Days after the last day of the task, 1 at least; more with each step.
    pub after_days: u32,
    /// Sees it and may take it up from then on, beside whom it was for.
    pub to: Role,
    /// Whoever took it up has it no longer.
    #[serde(default)]
    pub release: bool,
    pub source: String,
}

/// Days that people have for each task.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
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
