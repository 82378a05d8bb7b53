use chrono::NaiveDate;
use domain::{Cents, Iban};
use sepa::transfer::{Batch, Header, Remittance, Transfer};
use sepa::{EndToEndId, Name, PaymentKind, Purpose};
use uuid::Uuid;

/// An account at a bank that does not exist.
pub fn account(number: u64) -> Iban {
    Iban::with_check_digits("NL", &format!("TEST{number:010}")).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn id(decision: u128) -> EndToEndId {
    EndToEndId::new(Uuid::from_u128(decision), day("2026-11-01"), PaymentKind::Assistance).unwrap()
}

pub fn header() -> Header {
    Header {
        message: "RUN-2026-11".parse().unwrap(),
        created: "2026-11-22T10:30:00".parse().unwrap(),
        initiator: Name::new("Gemeente Testdorp").unwrap(),
    }
}

pub fn batch(name: &str) -> Batch {
    Batch {
        id: name.parse().unwrap(),
        execution: day("2026-11-27"),
        debtor: Name::new("Gemeente Testdorp").unwrap(),
        account: account(1),
        bank: None,
        category: Some(Purpose::SOCIAL_SECURITY_BENEFIT),
        booked_as_one: true,
    }
}

pub fn transfer(decision: u128, cents: i64) -> Transfer {
    Transfer {
        id: id(decision),
        amount: Cents::new(cents),
        creditor: Name::new("A. Voorbeeld").unwrap(),
        account: account(2),
        bank: None,
        purpose: None,
        remittance: Remittance::Nothing,
    }
}
