//! What a controller looks at: the trial balance of a municipality, costs by scheme, runs against ledger against bank,
//! and what is still open.

use domain::{Cents, InvalidCents, Month, Municipality, day_in_dutch};

use super::books::{Fault, compare, sum};
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::{account_in_dutch, scheme, status_in_dutch};
use crate::model::money::{Account, CaseName, PaymentStatus, Run, RunStage};

/// One account of the ledger over one month, by the day on which it was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountMonth {
    pub account: Account,
    /// Debits less credits before the month.
    pub before: Cents,
    pub debit: Cents,
    pub credit: Cents,
    /// Debits less credits of all that was ever booked: after the month too.
    pub now: Cents,
}

impl AccountMonth {
    /// Debits less credits at the end of the month.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn after(&self) -> Result<Cents, InvalidCents> {
        self.before.plus(self.debit)?.minus(self.credit)
    }
}

/// A run as the run itself counted it, and as its payments come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    pub run: Run,
    /// Payments that are in the run now.
    pub payments: u64,
    pub cents: Cents,
}

/// Payments of a municipality that stand alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusTotal {
    pub status: PaymentStatus,
    pub payments: u64,
    pub cents: Cents,
}

/// Two sources that must tell the same amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub what: String,
    /// As the ledger has it.
    pub ledger: Cents,
    /// As runs or payments have it.
    pub other: Cents,
}

/// The trial balance of one municipality (proef- en saldibalans) over one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialBalance {
    pub municipality: Municipality,
    pub month: Month,
    /// Accounts with something on them, in the order of the chart.
    pub accounts: Vec<AccountMonth>,
    /// Runs of this month, the dry ones not.
    pub runs: Vec<RunRow>,
    /// All payments, however old, as they stand now.
    pub payments: Vec<StatusTotal>,
    pub compared: Vec<Compared>,
    /// Sums that must be nil, or equal, and are not.
    pub faults: Vec<Fault>,
}

impl TrialBalance {
    /// Lays the sources side by side.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn new(
        (municipality, month): (Municipality, Month),
        mut accounts: Vec<AccountMonth>,
        runs: Vec<RunRow>,
        payments: Vec<StatusTotal>,
    ) -> Result<Self, InvalidCents> {
        accounts.sort_by_key(|row| row.account);
        let mut faults = Vec::new();
        let (zero, of) = (Cents::ZERO, Some(month));
        compare(
            &mut faults,
            "Alle saldi vooraf samen",
            None,
            (zero, sum(accounts.iter().map(|row| row.before))?),
        );
        let debit = sum(accounts.iter().map(|row| row.debit))?;
        let credit = sum(accounts.iter().map(|row| row.credit))?;
        compare(&mut faults, "Debet en credit van de maand", of, (debit, credit));
        compare(
            &mut faults,
            "Alle saldi van nu samen",
            None,
            (zero, sum(accounts.iter().map(|row| row.now))?),
        );
        let compared = compared(&accounts, &runs, &payments)?;
        for one in &compared {
            compare(&mut faults, &one.what, None, (one.ledger, one.other));
        }
        Ok(Self { municipality, month, accounts, runs, payments, compared, faults })
    }

    /// Costs of the month by scheme, with the name of each.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn schemes(&self) -> Result<Vec<(&'static str, Cents)>, InvalidCents> {
        let costs = self.accounts.iter().filter_map(|row| scheme(row.account).map(|name| (name, row)));
        costs.map(|(name, row)| Ok((name, row.debit.minus(row.credit)?))).collect()
    }
}

fn compared(
    accounts: &[AccountMonth],
    runs: &[RunRow],
    payments: &[StatusTotal],
) -> Result<Vec<Compared>, InvalidCents> {
    use PaymentStatus::{Prepared, Rejected, Released, Settled, Waiting};
    let mut compared = Vec::new();
    for row in runs.iter().filter(|row| row.run.stage != RunStage::Discarded) {
        let what =
            format!("Run {} van {}: geteld en in betalingen", row.run.number, row.run.month.in_dutch());
        compared.push(Compared { what, ledger: row.run.state.totals.cents, other: row.cents });
    }
    let steps: [(&str, Account, &[PaymentStatus]); 4] = [
        ("In betaalopdracht", Account::Ordered, &[Prepared, Waiting]),
        ("Onderweg bij de bank", Account::InTransit, &[Released]),
        ("Door de bank betaald", Account::Bank, &[Settled]),
        ("Teruggekomen van de bank", Account::Returned, &[Rejected]),
    ];
    for (what, account, statuses) in steps {
        let now = accounts.iter().find(|row| row.account == account).map(|row| row.now).unwrap_or_default();
        let there = payments.iter().filter(|total| statuses.contains(&total.status)).map(|total| total.cents);
        let what = format!("{what}: grootboek en betalingen");
        compared.push(Compared { what, ledger: Cents::ZERO.minus(now)?, other: sum(there)? });
    }
    Ok(compared)
}

/// Something that waits for the bank or for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    pub case: CaseName,
    /// Less than nil when the client owes it.
    pub cents: Cents,
    /// The payment; nothing when it is in none.
    pub payment: Option<(String, PaymentStatus, Month)>,
    /// Why the bank did not pay.
    pub reason: String,
}

/// A part of the open items of a municipality, by case or payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItems {
    pub items: Vec<OpenItem>,
    /// Where the next part begins; nothing when this was the last.
    pub next: Option<String>,
}

impl Readable for TrialBalance {
    fn page(&self) -> String {
        let mut page = Page::new(&format!("Saldibalans {}", self.month.in_dutch()));
        page.says(&format!(
            "Gemeente {}. Geboekt van {} tot en met {}.",
            self.municipality,
            day_in_dutch(self.month.first_day()),
            day_in_dutch(self.month.last_day())
        ));
        if self.faults.is_empty() {
            page.says("Alles sluit: debet is credit, en runs, grootboek en betalingen zijn gelijk.");
        } else {
            page.says("Let op: dit sluit niet.");
            page.list(self.faults.iter().map(ToString::to_string));
        }
        self.tell_accounts(&mut page);
        self.tell_reconciliation(&mut page);
        page.text()
    }
}

impl TrialBalance {
    fn tell_accounts(&self, page: &mut Page) {
        page.part("Saldi");
        let columns =
            [Text("Rekening"), Amount("Vooraf"), Amount("Debet"), Amount("Credit"), Amount("Na afloop")];
        let row = |name: &str, figures: [Cents; 4]| {
            std::iter::once(name.to_owned()).chain(figures.map(amount)).collect::<Vec<_>>()
        };
        let mut total = [Cents::ZERO; 4];
        let mut rows = Vec::new();
        for account in &self.accounts {
            let after = account.after().unwrap_or_default();
            let figures = [account.before, account.debit, account.credit, after];
            for (sum, figure) in total.iter_mut().zip(figures) {
                *sum = sum.plus(figure).unwrap_or_default();
            }
            rows.push(row(account_in_dutch(account.account), figures));
        }
        if !rows.is_empty() {
            rows.push(row("Samen", total));
        }
        page.table(&columns, rows, "Er is nog niets geboekt.");
        page.part("Lasten per regeling");
        let schemes = self.schemes().unwrap_or_default();
        let rows = schemes.into_iter().map(|(name, cents)| vec![name.to_owned(), amount(cents)]);
        page.table(&[Text("Regeling"), Amount("Lasten van de maand")], rows, "Geen lasten in deze maand.");
    }

    fn tell_reconciliation(&self, page: &mut Page) {
        page.part("Betaalruns van de maand");
        let columns = [Text("Run"), Text("Stand"), Amount("Zaken"), Amount("Betalingen"), Amount("Bedrag")];
        let rows = self.runs.iter().map(|row| {
            vec![
                row.run.number.to_string(),
                stage_in_dutch(row.run.stage).to_owned(),
                row.run.state.totals.cases.to_string(),
                row.payments.to_string(),
                amount(row.cents),
            ]
        });
        page.table(&columns, rows, "Voor deze maand is er geen betaalrun.");
        page.part("Sluit het?");
        let columns = [Text("Wat"), Amount("Een"), Amount("Twee"), Amount("Verschil")];
        let rows = self.compared.iter().map(|one| {
            let difference = one.ledger.minus(one.other).unwrap_or_default();
            vec![one.what.clone(), amount(one.ledger), amount(one.other), amount(difference)]
        });
        page.table(&columns, rows, "");
        page.part("Betalingen naar stand, nu");
        let rows = self.payments.iter().map(|total| {
            vec![status_in_dutch(total.status).to_owned(), total.payments.to_string(), amount(total.cents)]
        });
        page.table(
            &[Text("Stand"), Amount("Aantal"), Amount("Bedrag")],
            rows,
            "Er zijn nog geen betalingen.",
        );
    }
}

/// Where a run stands, as a controller reads it.
pub const fn stage_in_dutch(stage: RunStage) -> &'static str {
    match stage {
        RunStage::Calculating => "wordt berekend",
        RunStage::Ready => "klaar om goed te keuren",
        RunStage::Approved => "goedgekeurd",
        RunStage::Releasing => "wordt vrijgegeven",
        RunStage::Released => "vrijgegeven",
        RunStage::Discarding => "wordt ingetrokken",
        RunStage::Discarded => "ingetrokken",
    }
}
