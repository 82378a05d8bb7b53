use domain::{Direction, FactKey, FactSource, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a case can be classified as, and where that leads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
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
    /// Every instrument that may be used for it, the first one among them; empty: none.
    pub instruments: Vec<String>,
    /// Earmarks that its instruments may be paid from, the preferred one first; empty: from no money of this tenant.
    pub paid_from: Vec<String>,
    pub source: String,
}

/// A group that a person may belong to beside the category (RE-3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    pub key: String,
    pub label: String,
    /// Served before others.
    pub priority: bool,
    /// Instruments that this group may use whatever the category.
    pub instruments: Vec<String>,
    /// Who leads for its people instead of whom the category names; `None`: the category's.
    #[serde(default)]
    pub lead_role: Option<Role>,
    /// What is done for its people beside instruments and duties, in plain Dutch.
    #[serde(default)]
    pub approach: Vec<String>,
    pub source: String,
}

/// A topic of the intake (IN-4): what is talked about, and which facts come of it. `intake-topics.md` says with whom.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeTopic {
    pub key: String,
    pub label: String,
    /// Facts that people state, so never an age; asked in this order.
    pub facts: Vec<FactKey>,
    /// What is done at this topic beside asking; a topic asks or does something. Where the topic applies, the intake is
    /// not complete before it is done.
    #[serde(default)]
    pub acts: Vec<IntakeAct>,
    pub source: String,
}

/// What a consultant does at the intake and puts on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntakeAct {
    /// At least one vacancy is put to the applicant.
    VacancyOffered,
    /// Rights and duties are told.
    RightsTold,
}

impl IntakeAct {
    pub const fn code(self) -> &'static str {
        match self {
            Self::VacancyOffered => "vacancy-offered",
            Self::RightsTold => "rights-told",
        }
    }

    /// What has to be done, in plain Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::VacancyOffered => "Leg ten minste één vacature voor.",
            Self::RightsTold => "Vertel over rechten en plichten.",
        }
    }

    /// Who does it.
    pub const fn done_by(self) -> &'static [Role] {
        match self {
            Self::VacancyOffered => &[Role::IntakeConsultant, Role::ReintegrationConsultant],
            Self::RightsTold => {
                &[Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant]
            }
        }
    }
}

/// What a policy says of a question of the intake, where it says something else than the catalogue of facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Asked by some topic.
    pub fact: FactKey,
    /// The question in plain Dutch; absent: as the catalogue words it.
    #[serde(default)]
    pub words: Option<String>,
    /// Who may answer; absent: whom the catalogue names.
    #[serde(default)]
    pub by: Option<Vec<FactSource>>,
    /// The intake cannot be completed without it, where its topic applies.
    #[serde(default)]
    pub needed: bool,
    pub source: String,
}

/// Support for people without benefit (IN-13, RE-13). `without-benefit.md` says who gets it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithoutBenefit {
    /// Longest support in months; `None`: no other limit than the instruments' own.
    #[serde(default)]
    pub max_months: Option<u32>,
    pub source: String,
}
