use domain::{FactKey, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An intake of its own for people who live where others do not (IN-9). The first route that fits counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeRoute {
    pub key: String,
    pub label: String,
    /// Yes-or-no facts; the route is for whom one of them is so.
    pub when: Vec<FactKey>,
    /// Who does the intake.
    pub intake_by: Role,
    /// With whom the intake is done, in plain Dutch; `None`: with nobody else.
    #[serde(default)]
    pub with: Option<String>,
    pub letters: Letters,
    /// Where the resident stays is told to nobody.
    #[serde(default)]
    pub hides_address: bool,
    pub source: String,
}

/// Where letters go for someone on a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Letters {
    /// To where the resident stays.
    OwnAddress,
    /// To an address agreed with the resident.
    AgreedAddress,
    /// To a desk of the municipality, where the resident fetches them.
    Desk,
}

impl Letters {
    /// As the wire and the store have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnAddress => "own-address",
            Self::AgreedAddress => "agreed-address",
            Self::Desk => "desk",
        }
    }

    /// As a consultant reads it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::OwnAddress => "naar waar de aanvrager verblijft",
            Self::AgreedAddress => "naar een adres dat met de aanvrager is afgesproken",
            Self::Desk => "naar een balie van de gemeente, waar de aanvrager ze ophaalt",
        }
    }
}
