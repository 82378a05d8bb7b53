//! What the law fixes beside amounts, as a rule reads it.

use policy::NoAmount;

use crate::Look;
use crate::facts::Reads;

impl Look<'_> {
    /// The term or age of law in force on the day judged.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] when it is not known for that day.
    pub fn term(&mut self, key: &str) -> Result<i64, NoAmount> {
        let term = self.national().term(key, self.day())?;
        let source = format!("{} (vanaf {})", term.source, term.from.reads());
        self.given(key, term.number, &source);
        Ok(term.number)
    }

    /// The share of law in force on the day judged, in hundredths of a percent.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] when it is not known for that day.
    pub fn rate(&mut self, key: &str) -> Result<i64, NoAmount> {
        let rate = self.national().rate(key, self.day())?;
        let source = format!("{} (vanaf {})", rate.source, rate.from.reads());
        self.given(key, percent(rate.basis_points), &source);
        Ok(rate.basis_points)
    }

    /// Whether a rule of law that came or went holds on the day judged.
    ///
    /// # Errors
    ///
    /// [`NoAmount`] when that is not known for that day.
    pub fn in_force(&self, key: &str) -> Result<bool, NoAmount> {
        self.national().in_force(key, self.day())
    }
}

/// Hundredths of a percent as a Dutch reader writes them: `12,5 %`.
pub(crate) fn percent(basis_points: i64) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    match part {
        0 => format!("{whole} %"),
        part if part % 10 == 0 => format!("{whole},{} %", part / 10),
        part => format!("{whole},{part:02} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_reads_in_percents() {
        assert_eq!([3000, 1250, 502].map(percent), ["30 %", "12,5 %", "5,02 %"]);
    }
}
