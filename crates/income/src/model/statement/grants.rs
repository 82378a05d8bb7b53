//! What was granted under other schemes: what it comes to in each month, and what stands of one month.

use domain::{Cents, Month, day_in_dutch};

use super::books::{Books, Fault, compare, sum};
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::payee_in_dutch;
use crate::model::money::{
    Account, CaseName, Grant, GrantFixed, GrantForm, GrantMonth, GrantVersion, Law, Payee, Scheme,
};
use domain::InvalidCents;
use rules::facts::Facts;
use rules::month::Timeline;
use rules::schemes::signal::Signal;

/// All that was granted in a case (toekenningen).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantStatement {
    pub case: CaseName,
    /// By number, each with the months that stand.
    pub grants: Vec<(u32, Grant)>,
    /// Schemes that the household seems to have a right to and does not use.
    pub unused: Vec<Signal>,
    /// The year in which it is read.
    pub year: i32,
}

/// A scheme over one month, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeMonth {
    pub grant: u32,
    pub scheme: Scheme,
    /// What a resident reads.
    pub name: String,
    pub payee: Payee,
    pub stands: GrantVersion,
}

impl GrantStatement {
    /// From the books of a case.
    pub fn of(books: &Books, unused: Vec<Signal>, year: i32) -> Self {
        let grants = books.account.state.grants.iter();
        Self {
            case: books.account.name(),
            grants: grants.map(|(number, one)| (*number, one.clone())).collect(),
            unused,
            year,
        }
    }
}

impl Readable for GrantStatement {
    fn page(&self) -> String {
        let mut page = Page::new("Wat u krijgt uit andere regelingen");
        page.says(&format!("Kenmerk van uw zaak: {}.", self.case));
        if self.grants.is_empty() {
            page.says("Er is niets toegekend uit een andere regeling dan de algemene bijstand.");
        }
        for (number, grant) in &self.grants {
            let terms = &grant.terms;
            page.part(&format!("Toekenning {number}: {}", terms.name()));
            page.says(&when(grant));
            if terms.form == GrantForm::Loan {
                page.says("Dit is een lening. U betaalt haar terug; zij staat na betaling bij uw schulden.");
            }
            let columns = [Text("Maand"), Amount("Bruto"), Amount("Loonheffing"), Amount("Betaalbaar")];
            let rows = grant.months.iter().map(|(month, fixed)| {
                vec![month.in_dutch(), amount(fixed.gross), amount(fixed.withheld), amount(fixed.net())]
            });
            page.table(&columns, rows, "Er is nog geen maand uitgerekend.");
            page.list(grant.settled.iter().map(|(year, settled)| {
                format!("Over {year} is {} een gift (besluit {}).", settled.gift, settled.decision)
            }));
            page.list(grant.unsettled_before(self.year).iter().map(|year| {
                format!("Over {year} bepaalt een consulent nog met uw jaarcijfers welk deel u terugbetaalt.")
            }));
        }
        self.tell_unused(&mut page);
        page.text()
    }
}

impl GrantStatement {
    fn tell_unused(&self, page: &mut Page) {
        if self.unused.is_empty() {
            return;
        }
        page.part("Regelingen die u nog niet gebruikt");
        page.says(
            "Misschien hebt u ook recht op deze regelingen. U krijgt ze alleen als u ze aanvraagt: dit is geen besluit. Wij \
             keken naar wat vandaag van uw huishouden bekend is.",
        );
        for signal in &self.unused {
            let missing: Vec<_> = signal.missing.iter().map(|path| Facts::in_dutch(path)).collect();
            if missing.is_empty() {
                page.says(&format!("U lijkt er recht op te hebben: {}.", signal.label));
                page.list(signal.explanations.iter().map(|line| format!("{} ({})", line.text, line.source)));
            } else {
                let (label, missing) = (&signal.label, missing.join(", "));
                page.says(&format!("Wij weten nog niet genoeg: {label}. Er ontbreekt: {missing}."));
            }
        }
    }
}

fn when(grant: &Grant) -> String {
    let terms = &grant.terms;
    let to = payee_in_dutch(terms.payee);
    let from = day_in_dutch(terms.from);
    let decision = grant.decision;
    match (terms.once, terms.until) {
        (true, Some(_)) => format!("Ingetrokken: u krijgt dit niet. Besluit {decision}."),
        (true, None) => {
            format!(
                "In één keer, met de betaling van {}, aan: {to}. Besluit {decision}.",
                Month::of(terms.from).in_dutch()
            )
        }
        (false, Some(until)) => {
            format!(
                "Elke maand, van {from} tot en met {}, aan: {to}. Besluit {decision}.",
                day_in_dutch(until)
            )
        }
        (false, None) => format!("Elke maand vanaf {from}, aan: {to}. Besluit {decision}."),
    }
}

impl GrantFixed {
    /// What is paid: gross less wage tax.
    pub fn net(&self) -> Cents {
        Cents::new(self.gross.get().saturating_sub(self.withheld.get()))
    }
}

/// What stands of other schemes for one month.
pub(super) fn schemes_of(books: &Books, month: Month) -> Vec<SchemeMonth> {
    let grants = &books.account.state.grants;
    let of_month = |number: u32| {
        books.grants.iter().rfind(move |version| (version.grant, version.month) == (number, month))
    };
    grants
        .iter()
        .filter_map(|(number, grant)| {
            let stands = of_month(*number)?.clone();
            let (scheme, payee) = (grant.terms.scheme, grant.terms.payee);
            Some(SchemeMonth { grant: *number, scheme, name: grant.terms.name().to_owned(), payee, stands })
        })
        .collect()
}

/// Whether what stands for each month of each grant is its last version, whether that follows from the facts, and whether
/// what is owed is what the ledger has. Gives how much was looked at.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub(super) fn check_grants(
    faults: &mut Vec<Fault>,
    books: &Books,
    (timeline, law): (&Timeline, Law<'_>),
) -> Result<u64, InvalidCents> {
    let grants = &books.account.state.grants;
    let mut looked = 1;
    for (number, grant) in grants {
        let name = grant.terms.name();
        // What facts changed since is worked out by the next run.
        let stale = [grant.stale_from, books.account.state.stale_from].into_iter().flatten().min();
        for (month, fixed) in &grant.months {
            looked += 1;
            let of = Some(*month);
            let mine = |version: &&GrantVersion| (version.grant, version.month) == (*number, *month);
            let Some(last) = books.grants.iter().rfind(mine) else {
                compare(faults, &format!("De berekening van {name}"), of, (Cents::ZERO, fixed.gross));
                continue;
            };
            compare(
                faults,
                &format!("{name} volgens de laatste berekening"),
                of,
                (last.fixed.gross, fixed.gross),
            );
            compare(faults, &format!("Loonheffing van {name}"), of, (last.fixed.withheld, fixed.withheld));
            if stale.is_none_or(|stale| *month < stale) {
                let used: Vec<_> = books.account.state.used_under(grant.terms.scheme).collect();
                let derived = grant.terms.month((timeline, &used), law, (*month, last.known))?;
                if let GrantMonth::WorkedOut { gross, .. } = derived {
                    compare(faults, &format!("{name} opnieuw uitgerekend"), of, (gross, fixed.gross));
                }
            }
        }
    }
    let owed = sum(grants.values().map(|grant| grant.owed))?;
    let ledger = books.account.state.balances.owed(Account::PayableSchemes);
    compare(faults, "Nog te betalen uit andere regelingen", None, (ledger, owed));
    Ok(looked)
}
