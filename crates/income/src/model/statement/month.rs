//! The specification of one month: what it comes to and why, what became payable with its run, and what was paid.

use chrono::NaiveDate;
use domain::{Cents, InvalidCents, Month};
use rules::month::MonthCalculation;

use super::books::{Books, Entry, Fault, Order, compare, sum};
use super::grants::{SchemeMonth, schemes_of};
use crate::model::money::{Account, CaseName, PaymentStatus, Reason, Version};

/// What a client reads of one month (uitkeringsspecificatie).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSpecification {
    pub case: CaseName,
    pub month: Month,
    /// The calculation that stands; nothing when the month has no right that was worked out, and was paid something.
    pub stands: Option<Version>,
    /// All versions, oldest first.
    pub versions: Vec<VersionRow>,
    /// What the last version made different.
    pub changed: Option<Changed>,
    /// What was still payable from earlier months; less than nil when it was to be paid back.
    pub before: Cents,
    /// What became payable with the run of this month, and what was taken off.
    pub due: Vec<Due>,
    /// What went into payment orders.
    pub ordered: Cents,
    /// What is still payable afterwards.
    pub after: Cents,
    /// The payments of the run of this month.
    pub orders: Vec<Order>,
    /// Holiday allowance kept for the client after the run of this month.
    pub holiday_kept: Cents,
    /// Later months in whose specification the holiday allowance of this one is told, as far as it is not told here.
    pub holiday_told_in: Vec<Month>,
    /// Last day of the right to assistance; nothing while it runs.
    pub right_until: Option<NaiveDate>,
    /// In which months a correction of this month was settled.
    pub settled_in: Vec<Month>,
    /// Where the books do not agree with this specification; empty, or there is a mistake to be found.
    pub faults: Vec<Fault>,
    /// Other schemes over this month, as they stand.
    pub schemes: Vec<SchemeMonth>,
}

/// One version of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionRow {
    pub version: u32,
    /// The day up to which facts were looked at.
    pub known: NaiveDate,
    /// Holiday allowance included.
    pub assistance: Cents,
    pub holiday: Cents,
    pub payable: Cents,
}

/// A version against the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub from: VersionRow,
    pub to: VersionRow,
    /// Lines that the version before did not have: what they say.
    pub now: Vec<String>,
    /// Lines that are no longer there.
    pub no_longer: Vec<String>,
}

/// Why something became payable, or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// The month itself.
    Month,
    /// A month before it that was never worked out.
    EarlierMonth,
    /// A month before it that was worked out anew.
    Correction,
    /// Holiday allowance that fell due.
    Holiday,
    Advance,
    /// What the client keeps for now: it became a debt.
    TooMuch,
    AdvanceSettled,
    Offset,
    /// Another scheme, by the account of its cost.
    Scheme(Account),
    /// Anything else that the books hold.
    /// Paid back because a decision was reversed.
    Reversed,
    Other,
}

impl DueKind {
    /// As it goes over the line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::EarlierMonth => "earlier-month",
            Self::Correction => "correction",
            Self::Holiday => "holiday",
            Self::Advance => "advance",
            Self::TooMuch => "became-debt",
            Self::AdvanceSettled => "advance-settled",
            Self::Offset => "offset",
            Self::Scheme(_) => "scheme",
            Self::Reversed => "reversed",
            Self::Other => "other",
        }
    }

    fn of(entry: &Entry, month: Month) -> Self {
        match entry.posting.reason {
            Reason::Month if entry.posting.month == month => Self::Month,
            Reason::Month => Self::EarlierMonth,
            Reason::Correction => Self::Correction,
            Reason::Holiday => Self::Holiday,
            Reason::Advance => Self::Advance,
            Reason::TooMuch | Reason::MadeGood => Self::TooMuch,
            Reason::AdvanceSettled => Self::AdvanceSettled,
            Reason::Offset => Self::Offset,
            Reason::Scheme if entry.posting.credit == Account::PayableSchemes => {
                Self::Scheme(entry.posting.debit)
            }
            Reason::Scheme => Self::Scheme(entry.posting.credit),
            Reason::Reversed => Self::Reversed,
            _ => Self::Other,
        }
    }
}

/// One amount that became payable; less than nil when it was taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub kind: DueKind,
    /// The month it is about.
    pub month: Month,
    pub cents: Cents,
}

/// The specification of one month; `None` when nothing was worked out or paid in it.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn month(books: &Books, month: Month) -> Result<Option<MonthSpecification>, InvalidCents> {
    let stands = books.versions_of(month).last().cloned();
    let told = told(books, month)?;
    let orders: Vec<_> =
        books.orders.iter().filter(|order| order.payment.key.month == month).cloned().collect();
    let schemes = schemes_of(books, month);
    if schemes.is_empty() && stands.is_none() && told.due.is_empty() && orders.is_empty() {
        return Ok(None);
    }
    let versions: Vec<_> = books.versions_of(month).map(VersionRow::of).collect();
    let mut settled_in: Vec<_> = books
        .told_in()
        .into_iter()
        .zip(&books.entries)
        .filter(|(_, entry)| entry.posting.reason == Reason::Correction && entry.posting.month == month)
        .filter_map(|(told, _)| told)
        .collect();
    settled_in.dedup();
    let reserve = |entry: &Entry| {
        entry.posting.month == month
            && matches!(entry.posting.reason, Reason::Month | Reason::Correction)
            && entry.owed(Account::HolidayReserve) != Cents::ZERO
    };
    let told_later = books.told_in().into_iter().zip(&books.entries).filter(|(_, entry)| reserve(entry));
    let mut holiday_told_in: Vec<_> =
        told_later.filter_map(|(told, _)| told).filter(|told| *told > month).collect();
    holiday_told_in.dedup();
    let faults = faults(books, month, stands.as_ref(), (&told, &orders))?;
    Ok(Some(MonthSpecification {
        case: books.account.name(),
        month,
        changed: changed(books, month),
        stands,
        versions,
        before: told.before,
        due: told.due,
        ordered: told.ordered,
        after: told.after,
        orders,
        holiday_kept: told.holiday_kept,
        holiday_told_in,
        right_until: books.account.state.right_until,
        settled_in,
        faults,
        schemes,
    }))
}

/// What the books tell of a month.
struct Told {
    before: Cents,
    due: Vec<Due>,
    ordered: Cents,
    after: Cents,
    holiday_kept: Cents,
}

fn told(books: &Books, month: Month) -> Result<Told, InvalidCents> {
    let zero = Cents::ZERO;
    let mut told = Told { before: zero, due: Vec::new(), ordered: zero, after: zero, holiday_kept: zero };
    for (told_in, entry) in books.told_in().into_iter().zip(&books.entries) {
        let Some(told_in) = told_in.filter(|told_in| *told_in <= month) else { continue };
        told.holiday_kept = told.holiday_kept.plus(entry.owed(Account::HolidayReserve))?;
        let cents = entry.owed(Account::Payable).plus(entry.owed(Account::PayableSchemes))?;
        told.after = told.after.plus(cents)?;
        if told_in < month {
            told.before = told.before.plus(cents)?;
        } else if entry.posting.reason == Reason::Order {
            told.ordered = told.ordered.minus(cents)?;
        } else if cents != zero {
            let (kind, of) = (DueKind::of(entry, month), entry.posting.month);
            match told.due.iter_mut().find(|due| (due.kind, due.month) == (kind, of)) {
                Some(due) => due.cents = due.cents.plus(cents)?,
                None => told.due.push(Due { kind, month: of, cents }),
            }
        }
    }
    told.due.retain(|due| due.cents != zero);
    told.due.sort_unstable();
    Ok(told)
}

fn faults(
    books: &Books,
    month: Month,
    stands: Option<&Version>,
    (told, orders): (&Told, &[Order]),
) -> Result<Vec<Fault>, InvalidCents> {
    let mut faults = Vec::new();
    let of = Some(month);
    let (payable, holiday) = stands.map_or((Cents::ZERO, Cents::ZERO), |version| {
        (version.calculation.payable, version.calculation.holiday)
    });
    if let Some(version) = stands {
        let lines = sum(version.calculation.lines.iter().map(|line| line.cents))?;
        compare(&mut faults, "De regels van de berekening samen", of, (payable, lines));
    }
    let posted = books.posted_for(month, Account::Payable)?;
    compare(&mut faults, "Wat in het grootboek te betalen kwam", of, (payable, posted));
    let kept = books.posted_for(month, Account::HolidayReserve)?;
    compare(&mut faults, "De vakantietoeslag in het grootboek", of, (holiday, kept));
    let first = orders
        .iter()
        .map(|order| &order.payment)
        .filter(|payment| payment.key.attempt == 0 && payment.status != PaymentStatus::Withdrawn);
    let in_orders = sum(first.map(|payment| payment.cents))?;
    compare(&mut faults, "De betalingen samen", of, (told.ordered, in_orders));
    Ok(faults)
}

fn changed(books: &Books, month: Month) -> Option<Changed> {
    let versions: Vec<_> = books.versions_of(month).collect();
    let [.., before, after] = versions.as_slice() else { return None };
    // Of a version that was kept before its steps were told, they are not new.
    let of_parts = |version: &Version| version.calculation.lines.iter().any(|line| !line.parts.is_empty());
    let with_parts = of_parts(before) && of_parts(after);
    let said = |version: &Version| -> Vec<String> {
        let lines = version.calculation.lines.iter();
        let all = lines.flat_map(|line| {
            let parts = line.parts.iter().filter(|_| with_parts).map(|part| &part.text);
            std::iter::once(&line.explanation.text).chain(parts)
        });
        let mut said: Vec<String> = Vec::new();
        for text in all.filter(|text| !text.is_empty()) {
            if !said.contains(text) {
                said.push(text.clone());
            }
        }
        said
    };
    let (was, is) = (said(before), said(after));
    Some(Changed {
        from: VersionRow::of(before),
        to: VersionRow::of(after),
        now: is.iter().filter(|text| !was.contains(text)).cloned().collect(),
        no_longer: was.iter().filter(|text| !is.contains(text)).cloned().collect(),
    })
}

impl VersionRow {
    fn of(version: &Version) -> Self {
        let MonthCalculation { known, assistance, holiday, payable, .. } = version.calculation;
        Self { version: version.version, known, assistance, holiday, payable }
    }
}

impl MonthSpecification {
    /// What became payable with the run of this month, what was left of earlier months included.
    pub fn to_pay(&self) -> Cents {
        Cents::new(self.ordered.get().saturating_add(self.after.get()))
    }
}
