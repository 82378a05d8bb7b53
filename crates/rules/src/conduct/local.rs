//! What an ordinance fixes about conduct.

use domain::Cents;
use policy::{DutyKind, FineRules, OtherDuty, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{BreachedDuty, choices};

choices! {
    /// The duties that an ordinance tells apart.
    pub enum LocalDuty {
        Labour = "labour", "arbeidsplicht";
        Reintegration = "reintegration", "hulp naar werk";
        ReturnActivity = "return-activity", "tegenprestatie";
        Education = "education", "naar school";
        Language = "language", "Nederlands leren";
        Contact = "contact", "contact houden";
        Cooperation = "cooperation", "meewerken";
        Misconduct = "misconduct", "ernstig misdragen";
        Responsibility = "responsibility", "verantwoordelijkheid voor het eigen bestaan";
    }
}

impl From<DutyKind> for LocalDuty {
    fn from(kind: DutyKind) -> Self {
        match kind {
            DutyKind::Labour => Self::Labour,
            DutyKind::Reintegration => Self::Reintegration,
            DutyKind::ReturnActivity => Self::ReturnActivity,
            DutyKind::Education => Self::Education,
            DutyKind::Language => Self::Language,
            DutyKind::Contact => Self::Contact,
        }
    }
}

impl From<OtherDuty> for LocalDuty {
    fn from(duty: OtherDuty) -> Self {
        match duty {
            OtherDuty::Cooperation => Self::Cooperation,
            OtherDuty::Misconduct => Self::Misconduct,
            OtherDuty::Responsibility => Self::Responsibility,
        }
    }
}

impl BreachedDuty {
    /// One of the eight of art. 18(4), for which the law fixes the percentage.
    pub const fn is_national(self) -> bool {
        matches!(
            self,
            Self::AcceptWork
                | Self::TempAgency
                | Self::SeekElsewhere
                | Self::Travel
                | Self::MoveHouse
                | Self::Skills
                | Self::Presentation
                | Self::Facilities
        )
    }

    /// Under which head an ordinance has it; `None` for the duty to inform, which no ordinance lowers for.
    pub const fn local(self) -> Option<LocalDuty> {
        Some(match self {
            Self::AcceptWork
            | Self::TempAgency
            | Self::SeekElsewhere
            | Self::Travel
            | Self::MoveHouse
            | Self::Skills
            | Self::Presentation
            | Self::Labour => LocalDuty::Labour,
            Self::Facilities => LocalDuty::Reintegration,
            Self::ReturnActivity => LocalDuty::ReturnActivity,
            Self::Education => LocalDuty::Education,
            Self::Contact => LocalDuty::Contact,
            Self::Cooperation => LocalDuty::Cooperation,
            Self::Misconduct => LocalDuty::Misconduct,
            Self::Responsibility => LocalDuty::Responsibility,
            Self::Language => LocalDuty::Language,
            Self::Information => return None,
        })
    }
}

/// How far an ordinance lowers for a duty (Participation Act art. 8(1)(a), 18(2), (5), (6)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalMeasure {
    pub duty: LocalDuty,
    /// Percent of the norm; for the eight duties of the law it is the law's, of the assistance.
    pub percent: u32,
    /// Months the first time.
    pub months: u32,
    /// Months when it happens again.
    pub repeat_months: u32,
    /// It happens again when it does within so many months; for the eight duties of the law the law says it.
    pub repeat_within_months: u32,
    /// Months over which the amount may be spread (art. 18(5)); absent: the ordinance does not allow it.
    #[serde(default)]
    pub spread_over: Option<u32>,
    pub source: String,
}

/// The ordinance on lowering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoweringPolicy {
    pub measures: Vec<LocalMeasure>,
}

impl LoweringPolicy {
    /// The measures of a tenant's policy; `None` when it has none. Where the policy does not say when a duty is broken
    /// again, it is within a year.
    pub fn of(policy: &Policy) -> Option<Self> {
        const YEAR: u32 = 12;
        let details = policy.income.lowering.as_ref();
        let within = details.map_or(YEAR, |details| details.repeat_within_months);
        let spread_over = details.and_then(|details| details.spread_over_months);
        let of_duties = policy.measures.iter().map(|measure| LocalMeasure {
            duty: measure.duty.into(),
            percent: measure.percent,
            months: measure.months,
            repeat_months: measure.repeat_months,
            repeat_within_months: within,
            spread_over,
            source: measure.source.clone(),
        });
        let others = policy.income.other_measures.iter().map(|measure| LocalMeasure {
            duty: measure.duty.into(),
            percent: measure.percent,
            months: measure.months,
            repeat_months: measure.repeat_months,
            repeat_within_months: within,
            spread_over,
            source: measure.source.clone(),
        });
        let measures: Vec<_> = of_duties.chain(others).collect();
        (!measures.is_empty()).then_some(Self { measures })
    }

    pub(super) fn for_duty(&self, duty: LocalDuty) -> Option<&LocalMeasure> {
        self.measures.iter().find(|measure| measure.duty == duty)
    }
}

/// What the law leaves to the municipality about fines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinePolicy {
    /// Warns instead of fining whenever the law allows it.
    pub warns_when_allowed: bool,
    /// Fines are rounded up to a multiple of this, in euro cents; absent: to the cent.
    #[serde(default)]
    pub round_up_to: Option<Cents>,
    pub source: String,
}

impl FinePolicy {
    /// What a policy says of fines.
    pub(crate) fn of(rules: &FineRules) -> Self {
        Self {
            warns_when_allowed: rules.warns_when_allowed,
            round_up_to: rules.round_up_to_euros.map(|euros| euros.0),
            source: rules.source.clone(),
        }
    }
}
