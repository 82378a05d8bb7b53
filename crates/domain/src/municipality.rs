use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A municipality acting under the policy of its tenant: `a-tenant:0123`.
///
/// The tenant is the folder name of a policy; the code is the four digits of Statistics Netherlands (CBS).
/// One municipality may take part in two tenants; each keeps its own cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Municipality {
    tenant: String,
    code: String,
}

/// The text is not `<tenant>:<four digits>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be written as <tenant>:<municipality code of four digits>")]
pub struct InvalidMunicipality;

impl Municipality {
    pub fn new(tenant: &str, code: &str) -> Result<Self, InvalidMunicipality> {
        let tenant_ok = !tenant.is_empty()
            && tenant.len() <= 40
            && tenant.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let code_ok = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
        if tenant_ok && code_ok {
            Ok(Self { tenant: tenant.into(), code: code.into() })
        } else {
            Err(InvalidMunicipality)
        }
    }

    /// The tenant whose policy holds: also the pool whose partners and places its municipalities share.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Four digits, as Statistics Netherlands numbers municipalities.
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Display for Municipality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.tenant, self.code)
    }
}

impl FromStr for Municipality {
    type Err = InvalidMunicipality;

    fn from_str(text: &str) -> Result<Self, InvalidMunicipality> {
        let (tenant, code) = text.split_once(':').ok_or(InvalidMunicipality)?;
        Self::new(tenant, code)
    }
}

impl TryFrom<String> for Municipality {
    type Error = InvalidMunicipality;

    fn try_from(text: String) -> Result<Self, InvalidMunicipality> {
        text.parse()
    }
}

impl From<Municipality> for String {
    fn from(municipality: Municipality) -> Self {
        municipality.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_comes_back_as_it_was_written() {
        assert_eq!("a-tenant:0001".parse::<Municipality>().unwrap().to_string(), "a-tenant:0001");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "tenant", "tenant:12", "Tenant:0001", ":0001", "tenant:00o1", "a b:0001"] {
            assert!(text.parse::<Municipality>().is_err(), "{text:?}");
        }
    }
}
