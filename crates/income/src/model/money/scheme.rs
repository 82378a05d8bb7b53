//! The schemes beside general assistance.

use domain::Cents;
use rules::{Ask, Reply};
use sepa::PaymentKind;
use serde::{Deserialize, Serialize};

use super::ledger::Account;

/// A scheme beside general assistance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Income for older and partly disabled unemployed people (IOAW), gross.
    Ioaw,
    /// Income for older former self-employed people (IOAZ), gross.
    Ioaz,
    /// Assistance to self-employed people (Bbz 2004).
    SelfEmployed,
    /// The individual income supplement (Participation Act art. 36).
    IncomeSupplement,
    /// The study supplement (art. 36b).
    StudySupplement,
    /// Special assistance (art. 35).
    SpecialAssistance,
    /// A scheme of the municipality for people on a low income (NC-8); which one is in the terms of the grant.
    Minima,
    /// Wage-cost subsidy to an employer (art. 10d).
    WageCostSubsidy,
}

impl Scheme {
    pub const ALL: [Self; 8] = [
        Self::Ioaw,
        Self::Ioaz,
        Self::SelfEmployed,
        Self::IncomeSupplement,
        Self::StudySupplement,
        Self::SpecialAssistance,
        Self::Minima,
        Self::WageCostSubsidy,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ioaw => "ioaw",
            Self::Ioaz => "ioaz",
            Self::SelfEmployed => "self-employed",
            Self::IncomeSupplement => "income-supplement",
            Self::StudySupplement => "study-supplement",
            Self::SpecialAssistance => "special-assistance",
            Self::Minima => "minima",
            Self::WageCostSubsidy => "wage-cost-subsidy",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.code() == code)
    }

    /// What a resident reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Ioaw => "IOAW",
            Self::Ioaz => "IOAZ",
            Self::SelfEmployed => "bijstand voor zelfstandigen",
            Self::IncomeSupplement => "individuele inkomenstoeslag",
            Self::StudySupplement => "studietoeslag",
            Self::SpecialAssistance => "bijzondere bijstand",
            Self::Minima => "minimaregeling",
            Self::WageCostSubsidy => "loonkostensubsidie",
        }
    }

    /// The article by which an income consultant decides on it.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Ioaw => "IOAW art. 5",
            Self::Ioaz => "IOAZ art. 5",
            Self::SelfEmployed => "Bbz 2004 art. 2",
            Self::IncomeSupplement => "PW art. 36",
            Self::StudySupplement => "PW art. 36b",
            Self::SpecialAssistance => "PW art. 35",
            Self::Minima => "beleid van de gemeente",
            Self::WageCostSubsidy => "PW art. 10d",
        }
    }

    /// What the rules are asked.
    pub const fn ask(self) -> Ask {
        match self {
            Self::Ioaw => Ask::Ioaw,
            Self::Ioaz => Ask::Ioaz,
            Self::SelfEmployed => Ask::SelfEmployed,
            Self::IncomeSupplement => Ask::IncomeSupplement,
            Self::StudySupplement => Ask::StudySupplement,
            Self::SpecialAssistance => Ask::SpecialAssistance,
            Self::Minima => Ask::Minima,
            Self::WageCostSubsidy => Ask::WageCostSubsidy,
        }
    }

    /// What is to be paid by an answer of the rules; for self-employed people the rules know no more than a maximum.
    pub fn amount(self, reply: &Reply) -> Option<Cents> {
        let name = match self {
            Self::Ioaw | Self::Ioaz => "benefit",
            Self::SelfEmployed => return None,
            Self::IncomeSupplement | Self::StudySupplement => "supplement",
            Self::SpecialAssistance => "special_assistance",
            Self::Minima => "scheme",
            Self::WageCostSubsidy => "total",
        };
        reply.amounts.get(name).copied()
    }

    /// What a payment is called at the bank.
    pub const fn payment(self) -> PaymentKind {
        match self {
            Self::Ioaw => PaymentKind::Ioaw,
            Self::Ioaz => PaymentKind::Ioaz,
            Self::SelfEmployed => PaymentKind::SelfEmployed,
            Self::IncomeSupplement | Self::StudySupplement => PaymentKind::Supplement,
            Self::SpecialAssistance => PaymentKind::SpecialAssistance,
            Self::Minima => PaymentKind::Minima,
            Self::WageCostSubsidy => PaymentKind::WageCostSubsidy,
        }
    }

    /// The account of its cost.
    pub const fn cost(self) -> Account {
        match self {
            Self::Ioaw => Account::Ioaw,
            Self::Ioaz => Account::Ioaz,
            Self::SelfEmployed => Account::Bbz,
            Self::IncomeSupplement | Self::StudySupplement => Account::Supplement,
            Self::SpecialAssistance => Account::SpecialAssistance,
            Self::Minima => Account::Minima,
            Self::WageCostSubsidy => Account::WageCostSubsidy,
        }
    }

    /// Whether each month is worked out by the rules from its own facts; of the others the decision fixes the amount.
    pub const fn is_by_month(self) -> bool {
        matches!(self, Self::Ioaw | Self::Ioaz | Self::StudySupplement | Self::WageCostSubsidy)
    }

    /// Whether it may be paid once.
    pub const fn may_be_once(self) -> bool {
        matches!(self, Self::SelfEmployed | Self::IncomeSupplement | Self::SpecialAssistance | Self::Minima)
    }

    /// Whether it may be paid month after month.
    pub const fn may_be_monthly(self) -> bool {
        !matches!(self, Self::IncomeSupplement | Self::Minima)
    }

    /// Whether a household has it once at most on a day. Of special assistance there may be as many as there are costs, of the
    /// subsidy as many as there are employers, and a self-employed person may get capital more than once.
    pub const fn is_one_at_a_time(self) -> bool {
        !matches!(self, Self::SelfEmployed | Self::SpecialAssistance | Self::WageCostSubsidy)
    }

    /// Whether wage tax is withheld: the benefit is gross.
    pub const fn is_gross(self) -> bool {
        matches!(self, Self::Ioaw | Self::Ioaz)
    }

    /// Whether each month takes off what was received in it: what nobody states is estimated.
    pub const fn takes_off_income(self) -> bool {
        matches!(self, Self::Ioaw | Self::Ioaz)
    }

    /// Whether it is assistance (art. 5), of which the cost may be claimed of others (art. 61).
    pub const fn is_assistance(self) -> bool {
        matches!(
            self,
            Self::SelfEmployed | Self::IncomeSupplement | Self::StudySupplement | Self::SpecialAssistance
        )
    }

    /// Whether it may be given as a loan.
    pub const fn may_be_lent(self) -> bool {
        matches!(self, Self::SelfEmployed | Self::SpecialAssistance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_schemes_are_read_back() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::from_code(scheme.code()), Some(scheme));
            assert!(scheme.may_be_once() || scheme.may_be_monthly());
        }
    }
}
