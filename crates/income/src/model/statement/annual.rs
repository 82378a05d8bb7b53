//! The annual statement of one person: what the bank paid in a calendar year, re-derived from the postings.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::{Cents, InvalidCents, Month, PersonId, day_in_dutch};
use sepa::PaymentKind;

use super::books::{Books, Entry, Fault, Order, compare};
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::payee_in_dutch;
use crate::model::money::{Account, CaseName, Payee, Reason};

/// What a person got in a calendar year (jaaropgave). It counts by the day on which the bank paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualStatement {
    pub person: PersonId,
    pub year: i32,
    /// The day on which it was made, while the year is not over: it is provisional.
    pub made_on: Option<NaiveDate>,
    /// The cases of this person that it counts.
    pub cases: Vec<CaseName>,
    pub paid: Paid,
    /// Debts that were paid off from the assistance: it was granted, and went to the municipality.
    pub offset: Cents,
    /// Advances that were settled with assistance granted later; they were counted when they were paid.
    pub advances_settled: Cents,
    /// What turned out to be paid too much in this year and became a debt.
    pub became_debt: Cents,
    /// Debts that were given up in this year.
    pub written_off: Cents,
    /// What the client paid on debts outside the assistance in this year, less what was taken back.
    pub paid_on_debts: Cents,
    /// Holiday allowance kept for the client.
    pub holiday: Movement,
    /// What the client owes, of all kinds.
    pub debts: Movement,
    /// At the bank on the last day of the year, without an answer.
    pub in_transit: Cents,
    /// Wage tax withheld over months that were worked out in this year.
    pub wage_tax: Cents,
    /// Paid to employers: it is not among what the person got.
    pub employers: Cents,
    /// What the bank paid less what came back, by calendar month; to employers too.
    pub months: BTreeMap<Month, Cents>,
    /// To whom it was paid.
    pub payees: BTreeMap<Payee, Cents>,
    /// Where payments and books do not agree.
    pub faults: Vec<Fault>,
}

/// What the bank paid, less what came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paid {
    /// Assistance, payments on top for earlier months and advances.
    pub assistance: Cents,
    pub holiday: Cents,
    /// Other schemes than general assistance.
    pub schemes: Cents,
    /// As the ledger has it; the sum of the three.
    pub total: Cents,
}

/// What stood at the beginning, what was added and taken off, and what stood at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Movement {
    pub start: Cents,
    pub plus: Cents,
    pub minus: Cents,
    pub end: Cents,
}

impl Movement {
    fn add(&mut self, year: i32, day: NaiveDate, cents: Cents) -> Result<(), InvalidCents> {
        if day.year() > year {
            return Ok(());
        }
        self.end = self.end.plus(cents)?;
        if day.year() < year {
            self.start = self.start.plus(cents)?;
        } else if cents > Cents::ZERO {
            self.plus = self.plus.plus(cents)?;
        } else {
            self.minus = self.minus.minus(cents)?;
        }
        Ok(())
    }
}

const DEBTS: [Account; 4] =
    [Account::DebtRecovery, Account::DebtAdvance, Account::DebtLoan, Account::DebtFine];

/// The annual statement of a person from the books of all the person's cases.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn annual(
    person: PersonId,
    (year, today): (i32, NaiveDate),
    books: &[Books],
) -> Result<AnnualStatement, InvalidCents> {
    let mut statement = AnnualStatement {
        person,
        year,
        made_on: (today.year() <= year).then_some(today),
        cases: books.iter().map(|books| books.account.name()).collect(),
        paid: Paid::default(),
        offset: Cents::ZERO,
        advances_settled: Cents::ZERO,
        became_debt: Cents::ZERO,
        written_off: Cents::ZERO,
        paid_on_debts: Cents::ZERO,
        holiday: Movement::default(),
        debts: Movement::default(),
        in_transit: Cents::ZERO,
        wage_tax: Cents::ZERO,
        employers: Cents::ZERO,
        months: BTreeMap::new(),
        payees: BTreeMap::new(),
        faults: Vec::new(),
    };
    for entry in books.iter().flat_map(|books| &books.entries) {
        statement.add_entry(entry)?;
    }
    for order in books.iter().flat_map(|books| &books.orders) {
        statement.add_order(order)?;
    }
    // The ledger does not tell to whom: what went to employers is taken off what the payments say of it.
    statement.paid.total = statement.paid.total.minus(statement.employers)?;
    let by_kind = statement.paid.assistance.plus(statement.paid.holiday)?.plus(statement.paid.schemes)?;
    compare(&mut statement.faults, "De betalingen samen", None, (statement.paid.total, by_kind));
    statement.months.retain(|_, cents| *cents != Cents::ZERO);
    statement.payees.retain(|_, cents| *cents != Cents::ZERO);
    Ok(statement)
}

impl AnnualStatement {
    fn add_entry(&mut self, entry: &Entry) -> Result<(), InvalidCents> {
        let (year, day, posting) = (self.year, entry.day, &entry.posting);
        self.holiday.add(year, day, entry.owed(Account::HolidayReserve))?;
        for account in DEBTS {
            self.debts.add(year, day, Cents::ZERO.minus(entry.owed(account))?)?;
        }
        if day.year() <= year {
            self.in_transit = self.in_transit.plus(entry.owed(Account::InTransit))?;
        }
        if day.year() != year {
            return Ok(());
        }
        let paid = entry.owed(Account::Bank);
        if paid != Cents::ZERO {
            self.paid.total = self.paid.total.plus(paid)?;
            let month = self.months.entry(Month::of(day)).or_default();
            *month = month.plus(paid)?;
        }
        self.written_off = self.written_off.minus(entry.owed(Account::WrittenOff))?;
        self.wage_tax = self.wage_tax.plus(entry.owed(Account::WageTax))?;
        let payable = entry.owed(Account::Payable).plus(entry.owed(Account::PayableSchemes))?;
        let taken = Cents::ZERO.minus(payable)?;
        match posting.reason {
            Reason::Offset => self.offset = self.offset.plus(taken)?,
            Reason::DebtReceived => {
                self.paid_on_debts = self.paid_on_debts.minus(entry.owed(Account::Received))?;
            }
            Reason::AdvanceSettled => self.advances_settled = self.advances_settled.plus(taken)?,
            Reason::TooMuch | Reason::MadeGood => self.became_debt = self.became_debt.minus(taken)?,
            // A set-off that fell: what it had taken is a debt that a person decides on.
            Reason::Reversed if posting.debit == Account::DebtRecovery => {
                self.became_debt = self.became_debt.minus(taken)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn add_order(&mut self, order: &Order) -> Result<(), InvalidCents> {
        let in_year = |day: Option<NaiveDate>| day.is_some_and(|day| day.year() == self.year);
        let mut cents = Cents::ZERO;
        if in_year(order.paid_on) {
            cents = cents.plus(order.payment.cents)?;
        }
        if in_year(order.returned_on) {
            cents = cents.minus(order.payment.cents)?;
        }
        let sum = match (order.payment.key.payee, order.payment.key.kind) {
            (Payee::Employer(_), _) => &mut self.employers,
            (_, PaymentKind::HolidayAllowance) => &mut self.paid.holiday,
            _ if order.payment.grant.is_some() => &mut self.paid.schemes,
            _ => &mut self.paid.assistance,
        };
        *sum = sum.plus(cents)?;
        let payee = self.payees.entry(order.payment.key.payee).or_default();
        *payee = payee.plus(cents)?;
        Ok(())
    }
}

impl Readable for AnnualStatement {
    fn page(&self) -> String {
        let provisional = if self.made_on.is_some() { "Voorlopige jaaropgave" } else { "Jaaropgave" };
        let mut page = Page::new(&format!("{provisional} {}", self.year));
        if let Some(day) = self.made_on {
            page.says(&format!(
                "Het jaar is nog niet voorbij. Dit is wat er op {} bekend was; de bedragen kunnen nog veranderen.",
                day_in_dutch(day)
            ));
        }
        page.says(&format!(
            "Dit is wat u in {} van de gemeente kreeg. Wij tellen mee wat de bank tussen 1 januari en 31 december \
             heeft betaald, voor welke maand het ook was.",
            self.year
        ));
        page.list(self.cases.iter().map(|case| format!("Kenmerk van uw zaak: {case}")));
        if !self.faults.is_empty() {
            page.says("Let op: deze opgave sluit niet aan op het grootboek. Gebruik haar niet voordat dit is uitgezocht.");
            page.list(self.faults.iter().map(ToString::to_string));
        }
        page.part("Wat kreeg u?");
        let columns = [Text("Wat"), Amount("Bedrag")];
        page.table(
            &columns,
            rows(&[
                ("Bijstand", self.paid.assistance),
                ("Vakantietoeslag", self.paid.holiday),
                ("Andere regelingen", self.paid.schemes),
                ("Samen betaald", self.paid.total),
                (&format!("{} nog onderweg bij de bank", self.at_the_end()), self.in_transit),
            ]),
            "",
        );
        self.tell_whom_and_when(&mut page);
        self.tell_withheld(&mut page);
        page.part("Loonheffing");
        if self.wage_tax != Cents::ZERO {
            page.says(&format!("Van IOAW of IOAZ is dit jaar {} loonheffing ingehouden.", self.wage_tax));
        }
        page.says(
            "Deze opgave noemt alleen netto bedragen. De loonheffing en de premies die de gemeente over de bijstand betaalt \
             (Participatiewet artikel 19 lid 4) zijn hier niet uitgerekend. Gebruik deze bedragen dus niet als loon voor de \
             belastingaangifte.",
        );
        page.text()
    }
}

impl AnnualStatement {
    /// The day that the statement looks back from.
    fn at_the_end(&self) -> String {
        self.made_on.map_or_else(|| "Op 31 december".to_owned(), |day| format!("Op {}", day_in_dutch(day)))
    }

    fn tell_whom_and_when(&self, page: &mut Page) {
        if self.payees.len() > 1 {
            page.part("Aan wie is het betaald?");
            let rows = self.payees.iter().map(|(payee, cents)| vec![payee_in_dutch(*payee), amount(*cents)]);
            page.table(&[Text("Aan"), Amount("Bedrag")], rows, "");
        }
        page.part("Wanneer is het betaald?");
        let rows = self.months.iter().map(|(month, cents)| vec![month.in_dutch(), amount(*cents)]);
        page.table(&[Text("Maand van betaling"), Amount("Bedrag")], rows, "In dit jaar is er niets betaald.");
    }

    fn tell_withheld(&self, page: &mut Page) {
        page.part("Wat is er ingehouden en teruggevorderd?");
        let columns = [Text("Wat"), Amount("Bedrag")];
        page.table(
            &columns,
            rows(&[
                ("Ingehouden om schulden af te betalen", self.offset),
                ("Voorschotten verrekend", self.advances_settled),
                ("Te veel betaald en een schuld geworden", self.became_debt),
                ("Door u zelf betaald op schulden", self.paid_on_debts),
                ("Schulden die niet meer betaald hoeven te worden", self.written_off),
            ]),
            "",
        );
        for (title, movement) in
            [("Gespaarde vakantietoeslag", self.holiday), ("Schulden bij de gemeente", self.debts)]
        {
            page.part(title);
            page.table(
                &columns,
                rows(&[
                    ("Op 1 januari", movement.start),
                    ("Erbij", movement.plus),
                    ("Eraf", movement.minus),
                    (&self.at_the_end(), movement.end),
                ]),
                "",
            );
        }
    }
}

fn rows(of: &[(&str, Cents)]) -> Vec<Vec<String>> {
    of.iter().map(|(what, cents)| vec![(*what).to_owned(), amount(*cents)]).collect()
}
