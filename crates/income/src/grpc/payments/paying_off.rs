//! How a debt is paid: wire → input.

use domain::{Bsn, Cents, Refusal, Violation, optional_wording, wording};
use proto::income::v1 as pb;
use uuid::Uuid;

use super::state::{Reading, amount, month, no, text};
use crate::actor::money::MoneyInput;
use crate::model::money::{DebtPayer, InstalmentWanted};

/// Characters by which a bank or a financial system knows a payment (`EndToEndId`, payment reference).
const LONGEST_REFERENCE: usize = 35;
/// Characters of a reason.
const LONGEST_REASON: usize = 2_000;

/// What is paid on a debt each month.
pub fn instalment(wire: &pb::SetInstalmentRequest) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let debt = reading.take(debt(&wire.debt_id));
    let cents = reading.take(amount("cents", wire.cents, 0));
    let reasons = reading.take(wording("reasons", &wire.reasons, LONGEST_REASON));
    let despite = reading.take(optional_wording("despite", &wire.despite, LONGEST_REASON));
    let first = match (wire.first_month.as_str(), wire.outside) {
        ("", _) => Some(None),
        (first, true) => reading.take(month(first).map(Some).map_err(|wrong| of_field(wrong, "first_month"))),
        (_, false) => {
            reading.take(Err(no("first_month", "hoort alleen bij betalen buiten de bijstand", "outside")))
        }
    };
    match (case, debt, cents, reasons, despite, first) {
        (Some(case), Some(debt), Some(cents), Some(reasons), Some(despite), Some(first)) => {
            let outside = wire.outside.then_some(first);
            let wanted = InstalmentWanted { debt, cents, outside, despite };
            Ok(MoneyInput::SetInstalment { case, wanted, reasons })
        }
        _ => Err(reading.refusal()),
    }
}

/// Something that came in on a debt, or less than nil for what is taken back.
pub fn payment(wire: &pb::ReceiveDebtPaymentRequest) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let debt = reading.take(debt(&wire.debt_id));
    let cents = amount("cents", wire.cents.saturating_abs(), 1).map(|_| Cents::new(wire.cents));
    let cents = reading.take(cents);
    let received_on = reading.take(proto::parse_day("received_on", &wire.received_on));
    let reference = reading.take(reference(&wire.reference));
    let payer = reading.take(payer(&wire.payer));
    match (case, debt, cents, received_on, reference, payer) {
        (Some(case), Some(debt), Some(cents), Some(received_on), Some(reference), Some(payer)) => {
            Ok(MoneyInput::ReceiveDebt { case, debt, cents, received_on, reference, payer })
        }
        _ => Err(reading.refusal()),
    }
}

/// Who paid, by a code and never by a name; nothing where it is not told.
fn payer(code: &str) -> Result<Option<DebtPayer>, Violation> {
    match (code, DebtPayer::from_code(code)) {
        ("", _) => Ok(None),
        (_, Some(payer)) => Ok(Some(payer)),
        (_, None) => {
            let known: Vec<_> = DebtPayer::ALL.iter().map(|payer| payer.code()).collect();
            Err(no("payer", &format!("is geen betaler: kies {}", known.join(", ")), "payer"))
        }
    }
}

fn debt(id: &str) -> Result<Uuid, Violation> {
    Uuid::parse_str(id).map_err(|_| no("debt_id", "is geen geldig kenmerk", "debt-id"))
}

fn of_field(wrong: Violation, field: &str) -> Violation {
    Violation { field: field.into(), ..wrong }
}

/// Signs that banks pass on, and no citizen service number: it stands in the story of the case.
fn reference(reference: &str) -> Result<String, Violation> {
    let reference = text("reference", reference, LONGEST_REFERENCE)?;
    let known = |sign: char| sign.is_ascii_alphanumeric() || " -/.:+".contains(sign);
    if !reference.chars().all(known) {
        return Err(no("reference", "mag alleen letters, cijfers en - / . : + hebben", "reference-signs"));
    }
    let mut words = reference.split(|sign: char| !sign.is_ascii_alphanumeric());
    if words.any(|word| word.parse::<Bsn>().is_ok()) {
        return Err(no("reference", "mag geen burgerservicenummer zijn", "reference-bsn"));
    }
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_paid_is_a_code_that_is_known_or_is_not_told() {
        assert_eq!(payer(""), Ok(None));
        for known in DebtPayer::ALL {
            assert_eq!(payer(known.code()), Ok(Some(known)));
        }
        let refused = payer("J. de Boer").unwrap_err();
        assert_eq!((refused.field.as_str(), refused.rule.as_str()), ("payer", "payer"));
        assert!(!refused.reason.contains("Boer"), "{}", refused.reason);
    }

    #[test]
    fn a_reference_names_a_payment_and_nobody() {
        for good in ["NL24INGB-20260401/0012", "afschrift 12.3", "1234 5678 9012 3456"] {
            assert_eq!(reference(good).as_deref(), Ok(good), "{good}");
        }
        let refused = [
            ("", "text-required"),
            ("kenmerk van J. de Boer é", "reference-signs"),
            ("999993653", "reference-bsn"),
            ("van 999993653", "reference-bsn"),
            ("123456789012345678901234567890123456", "text-length"),
        ];
        for (text, rule) in refused {
            assert_eq!(reference(text).unwrap_err().rule, rule, "{text}");
        }
    }
}
