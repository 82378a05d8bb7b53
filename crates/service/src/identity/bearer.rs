use std::time::Duration;

use domain::{Caller, Municipality, Role};
use serde::Deserialize;

use crate::config::IssuerSettings;

/// Columns that keep a user are this wide.
const LONGEST_USER: usize = 200;

/// The part of a token that says whose keys to take; not believed.
#[derive(Deserialize)]
pub(super) struct Claimed {
    pub iss: String,
}

/// What a token says. Roles and municipalities that we do not know are others' business.
#[derive(Deserialize)]
pub(super) struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    municipalities: Vec<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    organisation: Option<String>,
}

/// Who bears a token, and for whom it may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub user: String,
    /// The partner organisation; `None` for the municipality's own people and systems.
    pub organisation: Option<String>,
    pub roles: Vec<Role>,
    /// Those that the token lists and its issuer may speak for.
    pub municipalities: Vec<Municipality>,
    /// Those that the token lists while its issuer may not speak for them.
    foreign: Vec<Municipality>,
    /// Since 1970, real time.
    pub(super) expires_at: Duration,
}

/// Why a bearer cannot act for a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFor {
    #[error("the token does not list the municipality")]
    NotListed,
    #[error("the token's issuer may not speak for the municipality")]
    IssuerNotBound,
}

impl Bearer {
    pub(super) fn of(claims: Claims, issuer: &IssuerSettings) -> Option<Self> {
        let user_fits = (1..=LONGEST_USER).contains(&claims.sub.chars().count());
        if !user_fits || claims.sub.chars().any(char::is_control) {
            return None;
        }
        let listed = claims.municipalities.iter().filter_map(|text| text.parse().ok());
        let (municipalities, foreign) = listed.partition(|listed| issuer.municipalities.contains(listed));
        let may_have = |role: &Role| *role != Role::Operator || issuer.operators;
        Some(Self {
            user: claims.sub,
            organisation: claims.organisation.filter(|organisation| !organisation.is_empty()),
            roles: claims.roles.iter().filter_map(|text| text.parse().ok()).filter(may_have).collect(),
            municipalities,
            foreign,
            expires_at: Duration::from_secs(claims.exp),
        })
    }

    /// The bearer, acting for this municipality.
    ///
    /// # Errors
    ///
    /// [`NotFor`] when the token or its issuer has nothing to say there.
    pub fn acting_for(&self, municipality: &Municipality) -> Result<Caller, NotFor> {
        if self.foreign.contains(municipality) {
            return Err(NotFor::IssuerNotBound);
        }
        if !self.municipalities.contains(municipality) {
            return Err(NotFor::NotListed);
        }
        Ok(Caller {
            user: self.user.clone(),
            organisation: self.organisation.clone(),
            roles: self.roles.clone(),
            municipality: municipality.clone(),
        })
    }
}
