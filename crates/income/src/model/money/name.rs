//! What people call a case by.

use std::fmt;

use domain::CaseId;

/// A case as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseName {
    pub case: CaseId,
    /// As intake gave it.
    pub number: Option<String>,
}

impl CaseName {
    /// The number, or nothing.
    pub fn number(&self) -> &str {
        self.number.as_deref().unwrap_or_default()
    }
}

impl fmt::Display for CaseName {
    /// The number; of a case whose number was never told its id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.number {
            Some(number) => f.write_str(number),
            None => self.case.fmt(f),
        }
    }
}
