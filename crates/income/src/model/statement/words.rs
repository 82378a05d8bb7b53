//! What accounts, payments and debts are called for whoever reads a page.

use domain::Cents;
use sepa::PaymentKind;

use super::month::{Due, DueKind};
use crate::model::money::{Account, DebtKind, FIRST, Payee, PaymentStatus};

/// An account of the ledger, as a controller calls it.
pub const fn account_in_dutch(account: Account) -> &'static str {
    match account {
        Account::Assistance => "Lasten algemene bijstand",
        Account::Ioaw => "Lasten IOAW",
        Account::Ioaz => "Lasten IOAZ",
        Account::Bbz => "Lasten Bbz",
        Account::SpecialAssistance => "Lasten bijzondere bijstand",
        Account::Minima => "Lasten minimaregelingen",
        Account::Supplement => "Lasten toeslagen",
        Account::WageCostSubsidy => "Lasten loonkostensubsidie",
        Account::PayableSchemes => "Nog te betalen uit andere regelingen",
        Account::HolidayReserve => "Gespaarde vakantietoeslag",
        Account::Payable => "Nog te betalen aan cliënten",
        Account::Ordered => "In betaalopdracht",
        Account::InTransit => "Onderweg bij de bank",
        Account::Bank => "Bank",
        Account::Returned => "Teruggekomen van de bank",
        Account::DebtRecovery => "Vorderingen wegens te veel betaald",
        Account::DebtAdvance => "Vorderingen wegens voorschot",
        Account::DebtLoan => "Vorderingen wegens lening",
        Account::DebtFine => "Vorderingen wegens boete",
        Account::Fines => "Baten boetes",
        Account::ClaimRecourse => "Vorderingen wegens verhaal",
        Account::Recourse => "Baten verhaal",
        Account::Received => "Ontvangen geld",
        Account::WageTax => "Af te dragen loonheffing",
        Account::WrittenOff => "Afgeschreven vorderingen",
    }
}

/// The scheme whose costs an account holds.
pub(super) const fn scheme(account: Account) -> Option<&'static str> {
    match account {
        Account::Assistance => Some("Algemene bijstand"),
        Account::Ioaw => Some("IOAW"),
        Account::Ioaz => Some("IOAZ"),
        Account::Bbz => Some("Bbz"),
        Account::SpecialAssistance => Some("Bijzondere bijstand"),
        Account::Minima => Some("Minimaregelingen"),
        Account::Supplement => Some("Toeslagen"),
        Account::WageCostSubsidy => Some("Loonkostensubsidie"),
        _ => None,
    }
}

pub(super) const fn kind_in_dutch(kind: PaymentKind) -> &'static str {
    match kind {
        PaymentKind::Assistance => "bijstand",
        PaymentKind::HolidayAllowance => "vakantietoeslag",
        PaymentKind::Advance => "voorschot",
        PaymentKind::Correction => "nabetaling",
        PaymentKind::SpecialAssistance => "bijzondere bijstand",
        PaymentKind::Minima => "minimaregeling",
        PaymentKind::Supplement => "toeslag",
        PaymentKind::WageCostSubsidy => "loonkostensubsidie",
        PaymentKind::Refund => "teruggave",
        PaymentKind::Ioaw => "IOAW",
        PaymentKind::Ioaz => "IOAZ",
        PaymentKind::SelfEmployed => "Bbz",
    }
}

pub(super) fn payee_in_dutch(payee: Payee) -> String {
    match payee {
        Payee::Applicant => "aanvrager".to_owned(),
        Payee::Partner(FIRST) => "partner".to_owned(),
        Payee::Partner(number) => format!("partner ({number})"),
        Payee::Third(number) => format!("ander ({number})"),
        Payee::Employer(number) => format!("werkgever ({number})"),
    }
}

/// Where a payment stands, as a client reads it.
pub const fn status_in_dutch(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Waiting => "gaat mee met de volgende betaalrun",
        PaymentStatus::Prepared => "klaargezet",
        PaymentStatus::Released => "onderweg",
        PaymentStatus::Settled => "betaald",
        PaymentStatus::Rejected => "niet gelukt",
        PaymentStatus::Replaced => "niet gelukt, opnieuw betaald",
        PaymentStatus::Withdrawn => "ingetrokken",
    }
}

/// What a debt is called.
pub const fn debt_in_dutch(kind: DebtKind) -> &'static str {
    match kind {
        DebtKind::Recovery => "te veel betaalde bijstand",
        DebtKind::Advance => "voorschot",
        DebtKind::Loan => "bijstand als lening",
        DebtKind::Fine => "boete",
    }
}

/// What became payable, or was taken off.
pub fn due_in_dutch(due: Due) -> String {
    let month = due.month.in_dutch();
    match due.kind {
        DueKind::Month => format!("Bijstand over {month}"),
        DueKind::EarlierMonth => format!("Bijstand over {month}, nog niet eerder betaald"),
        DueKind::Correction if due.cents.get() < 0 => format!("Te veel betaald over {month}"),
        DueKind::Correction => format!("Nabetaling over {month}"),
        DueKind::Holiday if due.cents.get() < 0 => "Te veel betaalde vakantietoeslag".to_owned(),
        DueKind::Holiday => "Vakantietoeslag die voor u was gespaard".to_owned(),
        DueKind::Advance => "Voorschot".to_owned(),
        DueKind::TooMuch if due.cents < Cents::ZERO => {
            "Wat eerder te veel leek, en nu is goedgemaakt".to_owned()
        }
        DueKind::TooMuch => "Te veel betaald: een consulent beslist of u dit terugbetaalt".to_owned(),
        DueKind::AdvanceSettled => "Voorschot dat u al had gekregen".to_owned(),
        DueKind::Offset => "Afbetaling van een schuld".to_owned(),
        DueKind::Scheme(account) => {
            let name = scheme(account).unwrap_or("Andere regeling");
            if due.cents < Cents::ZERO {
                format!("{name}: te veel betaald over {month}")
            } else {
                format!("{name} over {month}")
            }
        }
        DueKind::Reversed => "Terug na bezwaar of beroep".to_owned(),
        DueKind::Other => "Andere boeking".to_owned(),
    }
}
