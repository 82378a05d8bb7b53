use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::Municipality;

macro_rules! roles {
    ($($variant:ident => $code:literal : $doc:literal),+ $(,)?) => {
        /// What someone may do. The code is what stands in a token and on a task.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Role { $(#[doc = $doc] $variant),+ }

        impl Role {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in tokens, policies and on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl JsonSchema for Role {
            fn schema_name() -> Cow<'static, str> {
                "Role".into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": "What someone may do.",
                    "oneOf": [$({ "type": "string", "const": $code, "description": $doc }),+]
                })
            }
        }
    };
}

roles! {
    IntakeConsultant => "intake-consultant": "Takes in applications and facts (intakeconsulent).",
    IncomeConsultant => "income-consultant": "Decides on the right to assistance (inkomensconsulent).",
    ReintegrationConsultant => "reintegration-consultant": "Guides towards work and participation (re-integratieconsulent).",
    QualityOfficer => "quality-officer": "Confirms what needs four eyes (kwaliteitsmedewerker).",
    Partner => "partner": "Acts for one partner organisation and sees its referrals only.",
    ClientSystem => "client-system": "Another system: an e-form, an adapter to UWV, a municipal application.",
    PolicyOfficer => "policy-officer": "Reads and adopts policies (beleidsmedewerker).",
    Manager => "manager": "Reads figures and workload.",
    Operator => "operator": "Runs the software: parked messages, health; sees no personal data.",
}

impl Role {
    /// Whether it helps residents of a municipality itself.
    pub const fn is_consultant(self) -> bool {
        matches!(self, Self::IntakeConsultant | Self::IncomeConsultant | Self::ReintegrationConsultant)
    }

    /// What residents and consultants read.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::IntakeConsultant => "intakeconsulent",
            Self::IncomeConsultant => "inkomensconsulent",
            Self::ReintegrationConsultant => "re-integratieconsulent",
            Self::QualityOfficer => "kwaliteitsmedewerker",
            Self::Partner => "partner",
            Self::ClientSystem => "adviserende instantie",
            Self::PolicyOfficer => "beleidsmedewerker",
            Self::Manager => "manager",
            Self::Operator => "beheerder",
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a role")]
pub struct InvalidRole;

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        Self::ALL.iter().copied().find(|role| role.code() == text).ok_or(InvalidRole)
    }
}

impl TryFrom<String> for Role {
    type Error = InvalidRole;

    fn try_from(text: String) -> Result<Self, InvalidRole> {
        text.parse()
    }
}

impl From<Role> for &'static str {
    fn from(role: Role) -> Self {
        role.code()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Who calls, checked: a person or a system, acting for one municipality with these roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The subject of the token.
    pub user: String,
    /// The partner organisation the bearer works for; `None` for the municipality's own people and systems.
    pub organisation: Option<String>,
    pub roles: Vec<Role>,
    /// The municipality this call acts for; one of those the token lists.
    pub municipality: Municipality,
}

impl Caller {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }
}

/// Where a category leads (S0 §2.4, annex §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To work, by a partner or learn-work company.
    Work,
    /// To sheltered work, after advice of UWV (Participation Act art. 10b).
    Sheltered,
    /// To a care or welfare partner, participation first.
    Care,
    /// On own strength; only reviewed.
    OwnStrength,
}

impl Direction {
    pub const ALL: [Self; 4] = [Self::Work, Self::Sheltered, Self::Care, Self::OwnStrength];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Sheltered => "sheltered",
            Self::Care => "care",
            Self::OwnStrength => "own-strength",
        }
    }

    /// What a consultant reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Work => "werk",
            Self::Sheltered => "beschut werk",
            Self::Care => "zorg en participatie",
            Self::OwnStrength => "eigen kracht",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.code() == code)
    }
}
