use domain::{Cents, InvalidCents};

use crate::facts::{Income, IncomeKind};
use crate::{Claimant, Look, Question, Step, Stop, apply};

/// How the law looks at a kind of income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Pay for work: counts less an exemption.
    Work,
    /// Counts whole, by this article.
    Counts(&'static str),
    /// Never counts, by this article.
    Never {
        rule: &'static str,
        source: &'static str,
    },
    ParentalMaintenance,
    InformalCare,
    YoungDisabledCredit,
    Premium,
    Volunteer,
    Gift,
    PrivatePension,
}

pub(super) const fn treatment(kind: IncomeKind) -> Treatment {
    const fn never(rule: &'static str, source: &'static str) -> Treatment {
        Treatment::Never { rule, source }
    }
    match kind {
        IncomeKind::Earnings | IncomeKind::SelfEmployment | IncomeKind::InKind => Treatment::Work,
        IncomeKind::FormerWork
        | IncomeKind::WithoutTaxCredit
        | IncomeKind::ReducedStatePension
        | IncomeKind::Maintenance
        | IncomeKind::FromCapital
        | IncomeKind::Other => Treatment::Counts("PW art. 32 lid 1"),
        IncomeKind::TaxCredit | IncomeKind::UnpaidWork => Treatment::Counts("PW art. 31 lid 1"),
        IncomeKind::StudentFinance => Treatment::Counts("PW art. 33 lid 2"),
        IncomeKind::RentOrBoard => Treatment::Counts("PW art. 33 lid 3 en 4"),
        IncomeKind::ForSomeoneElse => never("free-31-2-a", "PW art. 31 lid 2 onder a"),
        IncomeKind::ChildBenefit => never("free-31-2-b", "PW art. 31 lid 2 onder b"),
        IncomeKind::Allowance => never("free-31-2-d", "PW art. 31 lid 2 onder d"),
        IncomeKind::ExpenseRefund => never("free-31-2-f-g", "PW art. 31 lid 2 onder f en g"),
        IncomeKind::ChildEarnings => never("free-31-2-h", "PW art. 31 lid 2 onder h"),
        IncomeKind::ExemptInterest => never("free-31-2-i", "PW art. 31 lid 2 onder i"),
        IncomeKind::Damages => never("free-31-2-l", "PW art. 31 lid 2 onder l"),
        IncomeKind::FoodBank => never("free-31-2-m-food-bank", "PW art. 31 lid 2 onder m"),
        IncomeKind::EnergyAllowance => never("free-31-2-o", "PW art. 31 lid 2 onder o"),
        IncomeKind::ExemptByLaw => never("free-31-2-named", "PW art. 31 lid 2 onder e, p, q, s, t en w"),
        IncomeKind::CarersToken => never("free-31-2-u", "PW art. 31 lid 2 onder u"),
        IncomeKind::HolidayAllowancePaid => never("holiday-paid-31-4", "PW art. 31 lid 4"),
        IncomeKind::ParentalMaintenance => Treatment::ParentalMaintenance,
        IncomeKind::InformalCare => Treatment::InformalCare,
        IncomeKind::YoungDisabledCredit => Treatment::YoungDisabledCredit,
        IncomeKind::ReintegrationPremium => Treatment::Premium,
        IncomeKind::VolunteerAllowance => Treatment::Volunteer,
        IncomeKind::Gift => Treatment::Gift,
        IncomeKind::PrivatePension => Treatment::PrivatePension,
    }
}

/// Whether it is pay for work, of which a part may be exempt (Participation Act art. 31(2)(n), (r), (y), (z), (aa)).
pub(crate) const fn is_work(kind: IncomeKind) -> bool {
    matches!(treatment(kind), Treatment::Work)
}

/// What one person received in the month judged, as far as it was known.
pub(super) struct Received<'a> {
    pub who: Claimant,
    /// With its place in the list of the facts.
    pub entries: Vec<(usize, &'a Income)>,
}

impl<'a> Received<'a> {
    pub const fn nothing(who: Claimant) -> Self {
        Self { who, entries: Vec::new() }
    }

    pub fn has(&self, kind: IncomeKind) -> bool {
        self.of_kind(kind).next().is_some()
    }

    pub fn works(&self) -> bool {
        self.entries.iter().any(|(_, income)| treatment(income.kind) == Treatment::Work)
    }

    pub fn of_kind(&self, kind: IncomeKind) -> impl Iterator<Item = (usize, &'a Income)> {
        self.entries.iter().copied().filter(move |(_, income)| income.kind == kind)
    }

    /// The path of an entry in the facts.
    pub fn path(&self, place: usize) -> String {
        format!("{}.incomes[{place}]", self.who.path())
    }

    /// Sum of a kind, each entry noted among the inputs of the rule.
    pub fn sum(&self, look: &mut Look<'_>, kind: IncomeKind) -> Result<Cents, InvalidCents> {
        self.of_kind(kind).try_fold(Cents::ZERO, |sum, (place, income)| {
            look.counted(self.path(place), income.amount, income.source);
            sum.plus(income.amount)
        })
    }

    /// What was received of a kind earlier in the calendar year. Entries of one kind say the same; the largest counts.
    ///
    /// # Errors
    ///
    /// [`Stop::FactMissing`] when it is not stated and the month is not the first of the year.
    pub fn earlier_this_year(&self, look: &mut Look<'_>, kind: IncomeKind) -> Result<Cents, Stop> {
        let stated = self.of_kind(kind).filter_map(|(_, income)| income.earlier_this_year).max();
        match (stated, self.of_kind(kind).next()) {
            (Some(earlier), _) => {
                look.given("earlier_this_year", earlier, self.who.path());
                Ok(earlier)
            }
            (None, Some((place, _))) if look.days().month().number() != 1 => {
                Err(look.missing(format!("{}.earlier_this_year", self.path(place))))
            }
            (None, _) => Ok(Cents::ZERO),
        }
    }
}

/// What a person received, or can reasonably have, that belongs to the month judged (Participation Act art. 32(1)). What
/// is paid later than it was earned belongs to the month in which it was earned (art. 32(2)).
pub(super) fn received(question: Question<'_>, who: Claimant) -> Step<Received<'_>> {
    apply(question, "period-32", "PW art. 32 lid 1 en 2", |look| {
        let incomes = look.list(format!("{}.incomes", who.path()), &look.person(who).incomes)?;
        let (month, known) = (look.days().month(), look.days().known);
        let of_month = incomes.iter().enumerate().filter(|(_, income)| income.counts_in(month, known));
        let entries: Vec<_> = of_month.collect();
        if entries.iter().any(|(_, income)| income.amount < Cents::ZERO) {
            return Err(Stop::person_decides("Een van de inkomsten is een negatief bedrag."));
        }
        let text = match entries.len() {
            0 => format!("Er zijn geen inkomsten van {} in {}.", who.dutch(), month.in_dutch()),
            1 => format!("Van {} is er 1 bedrag aan inkomsten in {}.", who.dutch(), month.in_dutch()),
            count => {
                format!("Van {} zijn er {count} bedragen aan inkomsten in {}.", who.dutch(), month.in_dutch())
            }
        };
        Ok((Received { who, entries }, text))
    })
}
