use domain::FactKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a duty asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DutyKind {
    /// Find, accept and keep work (Participation Act art. 9(1)(a)).
    Labour,
    /// Use the support that is offered (art. 9(1)(b)).
    Reintegration,
    /// Do something useful for the community (art. 9(1)(c)), or a contribution of one's own choice.
    ReturnActivity,
    /// Follow education first (art. 7(3), 13(2)(c)).
    Education,
    /// Learn Dutch (art. 18b, Civic Integration Act).
    Language,
    /// Register or keep in touch.
    Contact,
}

/// What is asked of people (RE-6). `duties.md` says of whom.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub key: String,
    /// Plain Dutch, as the resident reads it.
    pub label: String,
    pub kind: DutyKind,
    pub source: String,
}

/// How much of the labour duty an exemption takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExemptionScope {
    Whole,
    Partial,
    /// As the circumstances ask.
    WholeOrPartial,
}

/// A ground for exemption from the labour duty (RE-6); the duty to reintegrate stays (art. 9a, 9(2)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    pub key: String,
    /// Plain Dutch.
    pub label: String,
    pub scope: ExemptionScope,
    /// Longest duration in months; never 0. An exemption always ends.
    pub max_months: u32,
    /// A doctor of UWV advises before it is given.
    pub medical_advice: bool,
    /// Only at the person's own request.
    pub on_request: bool,
    /// The youngest child is below this age, in years; `None`: not about children.
    #[serde(default)]
    pub child_under_age: Option<u32>,
    /// Months between contacts to see what has changed.
    pub contact_months: u32,
    pub source: String,
}

/// How a return activity comes about (RE-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnForm {
    /// The municipality imposes it (art. 9(1)(c)).
    Imposed,
    /// A contribution that people choose; expected, not imposed.
    Chosen,
}

/// The return activity (RE-7). It never displaces work nor hinders reintegration; who owes it stands in `duties.md`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnActivity {
    pub form: ReturnForm,
    /// Key of the duty in `duties.md`.
    pub duty: String,
    /// People look for a place themselves before the municipality helps.
    pub own_choice_first: bool,
    /// Key of the partner where people register; `None`: nowhere.
    #[serde(default)]
    pub register_with: Option<String>,
    /// Places agreed; `None`: no number was agreed.
    #[serde(default)]
    pub places: Option<u32>,
    /// Grounds on which it is not asked, in plain Dutch.
    pub exempt: Vec<String>,
    pub source: String,
}

/// How far assistance is lowered when a duty is broken (NC-5), within the bounds of art. 18.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub key: String,
    pub label: String,
    /// Kind of duty that was broken.
    pub duty: DutyKind,
    /// Percent of the norm.
    pub percent: u32,
    /// Months the first time.
    pub months: u32,
    /// Months when it happens again within a year.
    pub repeat_months: u32,
    pub source: String,
}

/// Risk at the gate (IN-8): points by `scorecard.md`, and how deeply to verify from how many points on. It decides
/// nothing else, and a person may always do otherwise with reasons.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// From few points to many; the first from 0.
    pub levels: Vec<RiskLevel>,
    /// Months between checks of people at the highest level.
    pub recheck_months: u32,
    pub source: String,
}

/// How deeply to verify from a number of points on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskLevel {
    pub key: String,
    pub label: String,
    /// From this many points on.
    pub from_points: u32,
    /// What to verify, and how deeply; a level verifies no less than the one before it.
    #[serde(default)]
    pub verify: Vec<FactCheck>,
}

/// Facts that are verified in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactCheck {
    pub facts: Vec<FactKey>,
    pub depth: CheckDepth,
}

/// What shows a fact to be true. From light to deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckDepth {
    /// Asked again and said again.
    Confirmed,
    /// A document that was seen, or the answer of a register.
    Evidence,
    /// Both.
    Twofold,
}

impl CheckDepth {
    /// As the wire and the store have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Evidence => "evidence",
            Self::Twofold => "twofold",
        }
    }

    /// As a consultant reads it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Confirmed => "nog een keer vragen",
            Self::Evidence => "een bewijsstuk of een register",
            Self::Twofold => "een bewijsstuk en een register",
        }
    }
}

/// When a home visit may be held (IN-8). That the ground and the consent are on record first is law for everyone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeVisits {
    /// Consent is asked and recorded before entering.
    pub consent_recorded: bool,
    /// The ground is recorded before the visit.
    pub ground_recorded: bool,
    /// How many people go at least; from 1.
    pub people: u32,
    /// Grounds of the policy itself, besides a concrete reason; a visit on one has no consequence when it is refused.
    #[serde(default)]
    pub grounds: Vec<VisitGround>,
    pub source: String,
}

/// A ground of the policy for a home visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitGround {
    pub key: String,
    pub label: String,
    /// Level of the scorecard at which it holds; absent: for everyone.
    #[serde(default)]
    pub level: Option<String>,
}

/// Every fact of the catalogue, by whether a scorecard may look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProtectedFacts {
    /// What it may look at: what there is to verify about the right.
    pub allowed: Vec<FactKey>,
    /// What it may not look at, by why.
    pub grounds: Vec<ProtectedGround>,
}

/// A ground on which nobody may be verified more deeply, with the facts that tell of it or stand in for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProtectedGround {
    /// Plain Dutch.
    pub ground: String,
    pub facts: Vec<FactKey>,
    pub source: String,
}

impl ProtectedFacts {
    /// The ground on which a fact is protected; `None` for one that a scorecard may look at.
    pub fn ground(&self, key: FactKey) -> Option<&ProtectedGround> {
        self.grounds.iter().find(|ground| ground.facts.contains(&key))
    }

    /// Facts that are not in it exactly once.
    pub fn unclassified(&self) -> impl Iterator<Item = FactKey> {
        let times = |key: FactKey| {
            let protected = self.grounds.iter().flat_map(|ground| &ground.facts);
            self.allowed.iter().chain(protected).filter(|one| **one == key).count()
        };
        FactKey::ALL.iter().copied().filter(move |key| times(*key) != 1)
    }
}

/// The bounds of the law for lowering on a broken labour duty (art. 18(5)-(8)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoweringBounds {
    /// Percent of the norm, fixed by law.
    pub percent: u32,
    pub months_from: u32,
    pub months_to: u32,
    pub source: String,
}
