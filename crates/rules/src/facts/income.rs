use chrono::NaiveDate;
use domain::{Cents, FactSource, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::choices;
use crate::Claimant;

choices! {
    /// What an amount received is, as art. 31(2) and 33 of the Participation Act tell apart.
    pub enum IncomeKind {
        /// Pay for work, employed.
        Earnings = "earnings", "loon";
        /// Profit from self-employment on a small scale.
        SelfEmployment = "self-employment", "inkomsten uit eigen werk";
        /// From former work or another benefit to which the general tax credit applies.
        FormerWork = "former-work", "uitkering of inkomen uit vroeger werk";
        /// A benefit to which no general tax credit applies (Regeling art. 13).
        WithoutTaxCredit = "without-tax-credit", "uitkering zonder algemene heffingskorting";
        /// State old-age pension that is not full (Regeling art. 14(1)).
        ReducedStatePension = "reduced-state-pension", "onvolledige AOW";
        /// Private pension (art. 33(5)).
        PrivatePension = "private-pension", "aanvullend pensioen";
        /// Tax credits that can be had (art. 31(1)).
        TaxCredit = "tax-credit", "heffingskorting";
        /// Maintenance from a former spouse or for children.
        Maintenance = "maintenance", "alimentatie";
        /// Maintenance from parents that art. 20(3) counted already (art. 31(2)(v)).
        ParentalMaintenance = "parental-maintenance", "onderhoud door ouders";
        /// Rent or board from others than cost sharers, at the costs that it saves (art. 33(3), (4)).
        RentOrBoard = "rent-or-board", "huur of kostgeld";
        /// Student finance or WTOS, at the norm amount for living costs, taken up or not (art. 33(2)).
        StudentFinance = "student-finance", "studiefinanciering";
        /// Unpaid work that normally is paid, at what it would pay (art. 31(1)).
        UnpaidWork = "unpaid-work", "onbetaald werk dat betaald hoort te zijn";
        /// Unpaid intensive informal care, at what it would pay (art. 33(6)).
        InformalCare = "informal-care", "onbetaalde mantelzorg";
        /// Holiday allowance paid out, when the claim on it was counted month by month (art. 31(4)).
        HolidayAllowancePaid = "holiday-allowance-paid", "uitbetaalde vakantietoeslag";
        /// Pay in kind, at the amount given up for it (art. 33(1)).
        InKind = "in-kind", "loon in natura";
        /// Income from capital that is not exempt.
        FromCapital = "from-capital", "inkomen uit vermogen";
        /// Any other income that counts.
        Other = "other", "overig inkomen";
        /// Received for somebody else's upkeep (art. 31(2)(a)).
        ForSomeoneElse = "for-someone-else", "bestemd voor een ander";
        /// Child benefit (art. 31(2)(b)).
        ChildBenefit = "child-benefit", "kinderbijslag";
        /// Young-disabled tax credit (art. 31(2)(c)).
        YoungDisabledCredit = "young-disabled-credit", "jonggehandicaptenkorting";
        /// Allowances for care, rent and children (art. 31(2)(d)).
        Allowance = "allowance", "toeslag";
        /// Refund of tax or of expenses (art. 31(2)(f), (g)).
        ExpenseRefund = "expense-refund", "teruggaaf of onkostenvergoeding";
        /// Earnings of dependent children (art. 31(2)(h)).
        ChildEarnings = "child-earnings", "loon van een kind ten laste";
        /// Interest on savings that are exempt (art. 31(2)(i)).
        ExemptInterest = "exempt-interest", "rente over vrij vermogen";
        /// Premium for reintegration (art. 31(2)(j)).
        ReintegrationPremium = "reintegration-premium", "premie voor re-integratie";
        /// Expense allowance of volunteers (art. 31(2)(k)).
        VolunteerAllowance = "volunteer-allowance", "vrijwilligersvergoeding";
        /// Designated damages (art. 31(2)(l)).
        Damages = "damages", "schadevergoeding";
        /// Gifts and contributions that save costs (art. 31(2)(m)).
        Gift = "gift", "gift";
        /// Help from a food bank, which never counts (art. 31(2)(m)).
        FoodBank = "food-bank", "hulp van de voedselbank";
        /// Energy allowance (art. 31(2)(o)).
        EnergyAllowance = "energy-allowance", "energietoeslag";
        /// A benefit or allowance that the act leaves out by name: for buying a home, to survivors, for care, by older acts on
        /// integration and chronic illness, and that for single earners (art. 31(2)(e), (p), (q), (s), (t), (w)).
        ExemptByLaw = "exempt-by-law", "tegemoetkoming die de wet vrijlaat";
        /// Token for informal carers (art. 31(2)(u)).
        CarersToken = "carers-token", "mantelzorgcompliment";
    }
}

impl IncomeKind {
    /// Whether who has it in one month is to be expected to have it in the next, and it counts.
    pub const fn comes_again(self) -> bool {
        matches!(
            self,
            Self::Earnings
                | Self::SelfEmployment
                | Self::FormerWork
                | Self::WithoutTaxCredit
                | Self::ReducedStatePension
                | Self::PrivatePension
                | Self::TaxCredit
                | Self::Maintenance
                | Self::RentOrBoard
                | Self::InKind
                | Self::Other
        )
    }
}

/// An amount that a person received, or can reasonably have, in the month assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Income {
    pub kind: IncomeKind,
    /// Net euro cents in the month; gross for the questions of IOAW and IOAZ.
    pub amount: Cents,
    /// Holiday allowance is in the amount already; else the claim on it is added (art. 31(4)). Absent: it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_holiday_allowance: bool,
    /// There is no claim on holiday allowance over it. Absent: there is, for pay, benefits and pensions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_holiday_claim: bool,
    /// Received of this kind earlier in the same calendar year, before the month, in euro cents: for what is free up to an amount a year.
    /// Not stated: a month that is paid has it from what was stated of the months before, and a question about a day asks for
    /// it, but in January. An entry of nothing states it for a month without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_this_year: Option<Cents>,
    /// What a person decided not to count of a gift, in euro cents: before 2026 the law leaves that to the municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Cents>,
    /// A gift that comes once: what is not free of it is capital, no income (art. 34(1)(b)). Absent: it recurs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_off: bool,
    /// The day on which it was received, of what comes once: it belongs to the month of that day. A gift that comes once is
    /// capital from then on; absent: asked where it decides whether there is too much of it. A gift of which no month is stated
    /// either is there on the day judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
    /// The month in which it was earned, when it is received in another; it counts there (art. 32(2)). One entry a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earned_in: Option<Month>,
    /// First and last month in which it is received; absent: every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Month>,
    /// Who pays it, by a reference of the system that states it, without a name; absent: all of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// Who said it; absent: a consultant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FactSource>,
    /// First day on which it was known; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// Nothing was stated of the month: it is what was stated of this one. Nobody states it; the rules estimate.
    #[serde(skip)]
    pub estimated_from: Option<Month>,
}

impl Income {
    /// Whether it belongs to a month and was known on a day.
    pub fn counts_in(&self, month: Month, known: NaiveDate) -> bool {
        let belongs = match self.of_month() {
            Some(only) => only == month,
            None => {
                self.from.is_none_or(|from| from <= month) && self.until.is_none_or(|until| month <= until)
            }
        };
        belongs && self.known_on.is_none_or(|day| day <= known)
    }
}

impl Income {
    /// Whether it is a gift that comes once: capital, as far as it is not free, and no income (art. 34(1)(b)).
    pub fn comes_once(&self) -> bool {
        self.kind == IncomeKind::Gift && self.one_off
    }

    /// The month that it is about, when it was stated of that month alone.
    pub fn one_month(&self) -> Option<Month> {
        self.of_month().or_else(|| self.from.filter(|from| self.until == Some(*from)))
    }

    /// The month to which it belongs whatever months it was stated of: in which it was earned, or else received.
    fn of_month(&self) -> Option<Month> {
        self.earned_in.or_else(|| self.received_on.map(Month::of))
    }

    /// An amount of every month as it counts, with the holiday allowance in it.
    pub const fn counted(kind: IncomeKind, amount: Cents) -> Self {
        Self {
            kind,
            amount,
            with_holiday_allowance: true,
            without_holiday_claim: false,
            earlier_this_year: None,
            left_out: None,
            one_off: false,
            received_on: None,
            earned_in: None,
            from: None,
            until: None,
            payer: None,
            source: None,
            known_on: None,
            estimated_from: None,
        }
    }
}

/// A gift that came once, as far as it may be capital (Participation Act art. 34(1)(b)). Nobody states it: the rules make it of the
/// incomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceGiven {
    pub who: Claimant,
    /// Where it stands among the facts of its month.
    pub path: String,
    pub source: Option<FactSource>,
    /// The month of which it was stated; `None`: there on the day judged.
    pub month: Option<Month>,
    pub received_on: Option<NaiveDate>,
    pub amount: Cents,
    /// What of it is not free; `None`: it cannot be told, or a person decides.
    pub counts: Option<Cents>,
    /// Facts without which that cannot be told, by path.
    pub lacks: Vec<String>,
}

impl OnceGiven {
    /// The first and the last day on which it can have come.
    pub fn came(&self, judged: NaiveDate) -> (NaiveDate, NaiveDate) {
        match (self.received_on, self.month) {
            (Some(day), _) => (day, day),
            (None, Some(month)) => (month.first_day(), month.last_day()),
            (None, None) => (judged, judged),
        }
    }
}
