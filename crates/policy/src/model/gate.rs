use domain::FactKey;
use schemars::JsonSchema;
use serde::Deserialize;

/// Who looks for work first, beyond what the law asks (Participation Act art. 41).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateRules {
    /// Every new applicant looks for work first, whatever their age.
    pub every_new_applicant: bool,
    /// Weeks of the search period where the policy, not the law, asks it.
    pub weeks: u32,
    /// Who need not, beyond the exceptions of the law.
    pub exceptions: Vec<GateException>,
    /// What the applicant did to find work is shown before it counts as searched.
    #[serde(default)]
    pub efforts_shown: bool,
    /// Applicants of this age or older may use partners' services during the search; `None`: nobody.
    #[serde(default)]
    pub partner_services_from_age: Option<u32>,
    pub source: String,
}

/// A ground on which the search period does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
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
    /// One of the first three holds for the partner: of a couple one is enough (art. 41(4)).
    Partner,
}

impl GateException {
    /// The fact that shows the ground.
    pub const fn fact(self) -> FactKey {
        match self {
            Self::SpecialEducation => FactKey::SpecialEducation,
            Self::SubsidyGroup => FactKey::SubsidyGroup,
            Self::HourLimited => FactKey::HourLimited,
            Self::Vulnerable => FactKey::Vulnerable,
            Self::Partner => FactKey::PartnerExcepted,
        }
    }
}
