//! What one person still owes, over all cases of that person in the municipality.

use domain::{Cents, InvalidCents, PersonId};

use super::debts::DebtStatement;
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::debt_in_dutch;

/// The open debts of a person (openstaande schulden).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDebts {
    pub person: PersonId,
    /// Cases of which something is left, with those debts alone.
    pub cases: Vec<DebtStatement>,
    pub remaining: Cents,
}

impl PersonDebts {
    /// From the debts of each case.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn of(person: PersonId, mut cases: Vec<DebtStatement>) -> Result<Self, InvalidCents> {
        for case in &mut cases {
            case.debts.retain(|debt| debt.remaining > Cents::ZERO && !debt.withdrawn);
            case.remaining =
                case.debts.iter().map(|debt| debt.remaining).try_fold(Cents::ZERO, Cents::plus)?;
        }
        cases.retain(|case| !case.debts.is_empty() || !case.faults.is_empty());
        let remaining = cases.iter().map(|case| case.remaining).try_fold(Cents::ZERO, Cents::plus)?;
        Ok(Self { person, cases, remaining })
    }
}

impl Readable for PersonDebts {
    fn page(&self) -> String {
        let mut page = Page::new("Uw schulden bij de gemeente");
        page.says(&format!("Alles bij elkaar is er nog {} te betalen.", self.remaining));
        for case in &self.cases {
            page.part(&format!("Zaak {}", case.case));
            page.list(case.faults.iter().map(ToString::to_string));
            let rows = case.debts.iter().map(|debt| {
                let undecided = if debt.undecided { " (nog niet besloten)" } else { "" };
                let what = format!("{}, {}{undecided}", debt_in_dutch(debt.kind), debt.month.in_dutch());
                vec![what, debt.until(), amount(debt.remaining)]
            });
            page.table(&[Text("Schuld"), Text("Hoe"), Amount("Nog te betalen")], rows, "");
        }
        page.text()
    }
}
