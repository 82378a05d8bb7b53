//! Of which months a debt is and who owes it, as a person reads it.

use domain::Cents;

use super::debts::DebtRow;
use crate::model::money::DebtKind;

impl DebtRow {
    /// How it arose, when it would be paid off, of which months it is and who owes it, in plain Dutch.
    pub fn told(&self) -> String {
        let parts = [Some(self.how()), Some(self.until()), self.of_months(), self.others()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What of it is of each month, while it is owed.
    fn of_months(&self) -> Option<String> {
        let owed = self.kind == DebtKind::Recovery && self.remaining > Cents::ZERO && !self.withdrawn;
        let claim = self.claim.as_ref().filter(|_| owed)?;
        let months = claim.months.iter().map(|(month, cents)| format!("{cents} over {}", month.in_dutch()));
        let months: Vec<_> = months.collect();
        let (last, others) = months.split_last()?;
        let months =
            if others.is_empty() { last.clone() } else { format!("{} en {last}", others.join(", ")) };
        Some(format!("Er was te veel betaald: {months}."))
    }

    /// Who owes it beside who applied, once that was decided.
    fn others(&self) -> Option<String> {
        let claim = self.claim.as_ref().filter(|_| self.remaining > Cents::ZERO)?;
        let parts =
            [("Uw partner", claim.partner), ("De partner die niet was opgegeven", claim.unreported_partner)];
        let owing = parts.into_iter().filter(|(_, cents)| *cents > Cents::ZERO);
        let owing: Vec<_> =
            owing.map(|(who, cents)| format!("{who} is ook aansprakelijk, voor {cents}.")).collect();
        let once = "Het hoeft maar één keer te worden betaald.";
        (!owing.is_empty()).then(|| format!("{} {once}", owing.join(" ")))
    }
}
