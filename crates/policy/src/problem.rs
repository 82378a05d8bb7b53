use std::fmt;

/// One fault in a policy: where it stands, the rule it breaks, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path below the folder that was loaded: `a-tenant/2015-01-01/policy.toml`.
    pub file: String,
    /// Line in that file, from 1; 1 when the whole file is meant.
    pub line: usize,
    /// Stable English key: `unknown-reference`, `gap`, `overlap`.
    pub rule: &'static str,
    /// What is wrong, with the offending name.
    pub reason: String,
}

impl Problem {
    pub(crate) fn new(file: &str, line: usize, rule: &'static str, reason: impl Into<String>) -> Self {
        Self { file: file.into(), line, rule, reason: reason.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.reason)
    }
}

/// Every fault that was found, ordered by file and line; never empty when returned as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

/// One line per fault.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
