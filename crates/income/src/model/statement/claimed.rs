//! Of which months a debt is and who owes it, as a person reads it.

use domain::{Cents, day_in_dutch};

use super::debts::DebtRow;
use super::page::{Amount, Page, Text, amount};
use crate::model::money::{DebtKind, DebtPayer, DebtReceipt, DebtReference};

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

    /// By what a payment names it, while something can be paid on it.
    pub fn payable_as(&self) -> Option<DebtReference> {
        let decided = !self.undecided && !self.withdrawn;
        let settles_itself = self.kind == DebtKind::Advance && !self.without_right;
        let payable = decided && !settles_itself && self.remaining > Cents::ZERO;
        payable.then(|| DebtReference::of(self.id))
    }

    /// What each of those who owe it or paid on it paid, where that is not who applied alone.
    pub(super) fn who_pays(&self, page: &mut Page) {
        if self.debtors.iter().all(|part| matches!(part.who, Some(DebtPayer::Applicant) | None)) {
            return;
        }
        let rows = self.debtors.iter().map(|part| {
            let owed = |cents: Cents| if part.owes > Cents::ZERO { amount(cents) } else { String::new() };
            vec![who(part.who).to_owned(), owed(part.owes), amount(part.paid), owed(part.remaining)]
        });
        let columns = [Text("Wie"), Amount("Aansprakelijk voor"), Amount("Zelf betaald"), Amount("Moet nog")];
        page.table(&columns, rows, "");
        page.says("Wat de een betaalt, hoeft een ander niet meer te betalen.");
    }

    /// That something came in or was taken back, and by whom it was paid.
    pub(super) fn came_in(&self, receipt: &DebtReceipt) -> String {
        let day = day_in_dutch(receipt.received_on);
        if receipt.cents < Cents::ZERO {
            return format!("Teruggeboekt op {day}");
        }
        let alone = self.debtors.iter().filter(|part| part.owes > Cents::ZERO).count() <= 1;
        match receipt.payer {
            None if alone => format!("Door u betaald op {day}"),
            Some(DebtPayer::Applicant) => format!("Door u betaald op {day}"),
            None => format!("Betaald op {day}"),
            Some(DebtPayer::Partner) => format!("Door uw partner betaald op {day}"),
            Some(DebtPayer::UnreportedPartner) => {
                format!("Door de partner die niet was opgegeven betaald op {day}")
            }
            Some(DebtPayer::Other) => format!("Door iemand anders betaald op {day}"),
        }
    }
}

/// Who paid or owes, as who applied reads it.
const fn who(payer: Option<DebtPayer>) -> &'static str {
    match payer {
        Some(DebtPayer::Applicant) => "U",
        Some(DebtPayer::Partner) => "Uw partner",
        Some(DebtPayer::UnreportedPartner) => "De partner die niet was opgegeven",
        Some(DebtPayer::Other) => "Iemand anders",
        None => "Niet bekend wie",
    }
}
