use std::collections::BTreeSet;

use domain::{Refusal, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Policy;

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
    /// That assistance is lowered.
    Measure,
    /// On another scheme than general assistance.
    Grant,
    /// That assistance is paid back, or was a loan.
    Recovery,
    /// That somebody else pays towards the assistance.
    Recourse,
    /// That what is left of a debt is owed no more.
    WriteOff,
    Fine,
    /// To start or extend an instrument of reintegration.
    Instrument,
}

impl DecisionKind {
    pub const ALL: [Self; 11] = [
        Self::Entitlement,
        Self::Category,
        Self::Referral,
        Self::Exemption,
        Self::Measure,
        Self::Grant,
        Self::Recovery,
        Self::Recourse,
        Self::WriteOff,
        Self::Fine,
        Self::Instrument,
    ];

    /// As policies and the wire have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entitlement => "entitlement",
            Self::Category => "category",
            Self::Referral => "referral",
            Self::Exemption => "exemption",
            Self::Measure => "measure",
            Self::Grant => "grant",
            Self::Recovery => "recovery",
            Self::Recourse => "recourse",
            Self::WriteOff => "write-off",
            Self::Fine => "fine",
            Self::Instrument => "instrument",
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
            Self::Grant => "een andere regeling",
            Self::Recovery => "terugvordering",
            Self::Recourse => "verhaal",
            Self::WriteOff => "kwijtschelding",
            Self::Fine => "boete",
            Self::Instrument => "inzet van een instrument",
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepProof {
    /// No search period was needed, or its outcome was judged.
    SearchAssessed,
    IntakeCompleted,
    /// There is a right to assistance, or none is asked.
    RightDecided,
    CategoryAssigned,
    /// At least one vacancy was put to the applicant; not needed of who is exempt from labour obligations or has no
    /// capacity to work.
    VacancyOffered,
    /// The applicant's e-portfolio was begun or kept up in this case; not needed of the same people.
    PortfolioBegun,
    /// A person recorded that they took it, and what came of it.
    Recorded,
}

impl StepProof {
    pub const ALL: [Self; 7] = [
        Self::SearchAssessed,
        Self::IntakeCompleted,
        Self::RightDecided,
        Self::CategoryAssigned,
        Self::VacancyOffered,
        Self::PortfolioBegun,
        Self::Recorded,
    ];

    /// The proof of a code; `None` for one that is not known.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.code() == code)
    }

    /// As policies and the wire have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SearchAssessed => "search-assessed",
            Self::IntakeCompleted => "intake-completed",
            Self::RightDecided => "right-decided",
            Self::CategoryAssigned => "category-assigned",
            Self::VacancyOffered => "vacancy-offered",
            Self::PortfolioBegun => "portfolio-begun",
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
            Self::VacancyOffered => {
                "er is een vacature voorgelegd, of de aanvrager hoeft of kan niet te werken"
            }
            Self::PortfolioBegun => {
                "het e-portfolio is begonnen, of de aanvrager hoeft of kan niet te werken"
            }
            Self::Recorded => "een medewerker legt het vast",
        }
    }
}

/// What was shown of a case, as workflow tells the services that decide. It names no policy: each version asks of it
/// what it asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSteps {
    /// What the process shows of itself.
    pub proofs: BTreeSet<StepProof>,
    /// Keys of the steps that a person recorded.
    pub recorded: BTreeSet<String>,
}

impl ShownSteps {
    /// Whether no decision waits for this step.
    pub fn shows(&self, step: &WorkStep) -> bool {
        match step.proof {
            None => true,
            Some(StepProof::Recorded) => self.recorded.contains(&step.key),
            Some(proof) => self.proofs.contains(&proof),
        }
    }
}

impl Policy {
    /// The steps that this policy asks before a decision and that were not shown, in its order.
    pub fn missing_steps(&self, decision: DecisionKind, shown: &ShownSteps) -> Vec<&WorkStep> {
        let of_decision = self.work_processes.iter().filter(|process| process.decision == decision);
        of_decision.flat_map(|process| &process.steps).filter(|step| !shown.shows(step)).collect()
    }

    /// Whether every step before a decision was shown.
    ///
    /// # Errors
    ///
    /// The [`Refusal`] `steps-missing`, which names the steps in plain Dutch.
    pub fn steps_are_shown(&self, decision: DecisionKind, shown: &ShownSteps) -> Result<(), Refusal> {
        let missing: Vec<_> =
            self.missing_steps(decision, shown).into_iter().map(|step| step.label.as_str()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let reason = format!(
            "Vóór het besluit over {} zijn nog stappen nodig: {}",
            decision.dutch(),
            missing.join(" ")
        );
        Err(Refusal::precondition("steps-missing", reason))
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
    /// The least that an applicant gets to complete an application; the law names none (Awb art. 4:5).
    #[serde(default = "a_week")]
    pub recovery_least_days: u32,
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

/// What a policy that names no least time means.
const fn a_week() -> u32 {
    7
}
