use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a case as it stands on letters: `2026-000123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(String);

impl CaseNumber {
    /// The `running` number of a year, from 1. After 999,999 it grows a digit rather than start again.
    pub fn new(year: i32, running: i64) -> Self {
        Self(format!("{year:04}-{running:06}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_on_letters() {
        assert_eq!(CaseNumber::new(2026, 123).to_string(), "2026-000123");
        assert_eq!(CaseNumber::new(2026, 1_000_000).to_string(), "2026-1000000");
    }
}
