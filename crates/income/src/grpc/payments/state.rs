//! Wire → input once, with every violation at once.

use chrono::NaiveDate;
use domain::{Caller, Cents, Iban, Month, Refusal, Violation, wording};
use proto::common::v1::PageRequest;
use proto::income::v1 as pb;
use rules::facts::Facts;
use uuid::Uuid;

use crate::actor::money::{MoneyInput, PayeeDetails};
use crate::grpc::assessments::document;
use crate::model::money::{Payee, Payer};

/// No amount of a household is above a hundred million euros.
const MOST_CENTS: i64 = 10_000_000_000;
/// Characters of what a landlord knows a tenant by: a month stands behind it, and a bank takes 140.
const LONGEST_REFERENCE: usize = 100;
/// Characters of JSON facts.
const LONGEST_FACTS: usize = 100_000;

/// Collects what is wrong, so that all of it is said at once.
#[derive(Default)]
pub struct Reading {
    pub(super) wrong: Vec<Violation>,
}

impl Reading {
    /// What was read; a violation is kept.
    pub fn take<T>(&mut self, read: Result<T, Violation>) -> Option<T> {
        read.map_err(|violation| self.wrong.push(violation)).ok()
    }

    fn take_all<T>(&mut self, read: Result<T, Vec<Violation>>) -> Option<T> {
        read.map_err(|violations| self.wrong.extend(violations)).ok()
    }

    /// All that was wrong.
    pub fn refusal(self) -> Refusal {
        Refusal::invalid(self.wrong)
    }
}

/// A violation.
pub fn no(field: &str, reason: &str, rule: &str) -> Violation {
    Violation::new(field, reason, rule)
}

pub(super) fn month(text: &str) -> Result<Month, Violation> {
    text.parse().map_err(|error: domain::InvalidMonth| no("month", &error.to_string(), "month"))
}

/// An amount in whole euro cents, at least so much.
pub fn amount(field: &str, cents: i64, least: i64) -> Result<Cents, Violation> {
    if (least..=MOST_CENTS).contains(&cents) {
        Ok(Cents::new(cents))
    } else {
        Err(no(field, "moet een bedrag in hele eurocenten zijn, nul of hoger", "amount"))
    }
}

/// A text that is not empty and not too long.
pub fn text(field: &str, text: &str, most: usize) -> Result<String, Violation> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(no(field, "is niet ingevuld", "text-required")),
        length if length > most => {
            Err(no(field, &format!("mag ten hoogste {most} tekens hebben"), "text-length"))
        }
        _ => Ok(text.to_owned()),
    }
}

fn iban(text: &str) -> Result<Iban, Violation> {
    text.parse().map_err(|_| no("iban", "is geen geldig rekeningnummer (IBAN)", "iban"))
}

fn name(text_: &str) -> Result<String, Violation> {
    let name = text("name", text_, 140)?;
    if sepa::Name::new(&name).is_err() {
        return Err(no("name", "heeft geen tekens die een bank kent", "name"));
    }
    Ok(name)
}

/// The run a request is about.
pub fn run_id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(text)
        .map_err(|_| Refusal::invalid(vec![no("run_id", "is geen geldig kenmerk", "run-id")]))
}

/// How many to pass over, and how many to give.
pub fn page(page: Option<PageRequest>) -> (u64, u64) {
    let page = page.unwrap_or_default();
    let size = if page.page_size == 0 { 25 } else { page.page_size.min(100) };
    (u64::from(page.page.max(1) - 1) * u64::from(size), u64::from(size))
}

/// Facts from a day on.
pub fn facts(wire: &pb::StateFactsRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let from = reading.take(proto::parse_day("from_day", &wire.from_day));
    let facts = reading.take_all(read_facts(&wire.facts_json));
    match (case, from, facts) {
        (Some(case), Some(from), Some(facts)) => {
            Ok(MoneyInput::StateFacts { case, by: caller.user.clone(), from, facts: Box::new(facts) })
        }
        _ => Err(reading.refusal()),
    }
}

/// Says at which place the JSON is wrong, never what stands there.
fn read_facts(text: &str) -> Result<Facts, Vec<Violation>> {
    if text.len() > LONGEST_FACTS {
        return Err(vec![no("facts_json", "is te lang", "facts-length")]);
    }
    let facts: Facts = document("facts_json", text)?;
    if facts == Facts::default() {
        return Err(vec![no("facts_json", "noemt geen enkel gegeven", "facts-empty")]);
    }
    Ok(facts)
}

/// Where someone is paid.
pub fn payee(wire: &pb::SetPaymentDetailsRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let payee = reading.take(
        Payee::asked(&wire.payee).map_err(|_| no("payee", "is niemand die betaald kan worden", "payee")),
    );
    let name = reading.take(name(&wire.name));
    let iban = reading.take(iban(&wire.iban));
    let third = matches!(payee, Some(Payee::Third(_)));
    let monthly = match (third, wire.monthly_cents) {
        // Nil ends it.
        (true, Some(cents)) => {
            reading.take(amount("monthly_cents", cents, 0)).filter(|cents| *cents > Cents::ZERO)
        }
        (true, None) => {
            reading.take(Err(no("monthly_cents", "is nodig voor vaste lasten", "monthly-required")))
        }
        (false, Some(_)) => {
            reading.take(Err(no("monthly_cents", "hoort alleen bij vaste lasten", "monthly-third")))
        }
        (false, None) => None,
    };
    if !matches!(payee, None | Some(Payee::Applicant | Payee::Partner(_))) && wire.all_to.is_some() {
        reading.wrong.push(no("all_to", "hoort alleen bij aanvrager of partner", "all-to-third"));
    }
    let reference =
        third.then(|| reading.take(text("reference", &wire.reference, LONGEST_REFERENCE))).flatten();
    let reasons = third.then(|| reading.take(wording("reasons", &wire.reasons, 2_000))).flatten();
    let decided = reasons.map(|reasons| (caller.user.clone(), reasons));
    match (case, payee, name, iban) {
        (Some(case), Some(payee), Some(name), Some(iban)) if reading.wrong.is_empty() => {
            let all_to = wire.all_to;
            let details = PayeeDetails { payee, name, iban, monthly, reference, decided, all_to };
            Ok(MoneyInput::SetPayee { case, details })
        }
        _ => Err(reading.refusal()),
    }
}

/// From which account the municipality pays.
pub fn paying_account(wire: &pb::SetPayingAccountRequest) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let name = reading.take(name(&wire.name));
    let iban = reading.take(iban(&wire.iban));
    let bic = match wire.bic.trim() {
        "" => Some(None),
        bic => {
            let read: Result<sepa::Bic, _> = bic.parse();
            reading.take(read.map(|_| Some(bic.to_owned())).map_err(|_| no("bic", "is geen BIC", "bic")))
        }
    };
    match (name, iban, bic) {
        (Some(name), Some(iban), Some(bic)) => {
            let iban = iban.expose().to_owned();
            Ok(MoneyInput::SetPayingAccount { account: Payer { name, iban, bic } })
        }
        _ => Err(reading.refusal()),
    }
}

/// A run that starts.
pub fn start(wire: &pb::StartRunRequest, caller: &Caller, today: NaiveDate) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let month = reading.take(month(&wire.month));
    let execution = match wire.execution_day.as_str() {
        "" => Some(today),
        day => reading.take(proto::parse_day("execution_day", day)),
    };
    match (month, execution) {
        (Some(month), Some(execution)) => {
            // What is not near is a slip: no run is made for a month that is far away.
            if month.since(Month::of(today)).abs() > 2 {
                return Err(Refusal::invalid(vec![no("month", "is te ver weg", "month-far")]));
            }
            Ok(MoneyInput::StartRun { month, dry: wire.dry_run, execution, by: caller.user.clone() })
        }
        _ => Err(reading.refusal()),
    }
}

/// An advance.
pub fn advance(wire: &pb::GrantAdvanceRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let amount = wire.cents.map(|cents| amount("cents", cents, 1)).transpose();
    let amount = reading.take(amount);
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, amount, reasons) {
        (Some(case), Some(amount), Some(reasons)) => {
            Ok(MoneyInput::GrantAdvance { case, amount, reasons, by: caller.user.clone() })
        }
        _ => Err(reading.refusal()),
    }
}

/// A rejected payment that is paid again.
pub fn pay_again(wire: &pb::ConfirmPaymentAgainRequest) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let payment = wire.payment.parse().map_err(|_| no("payment", "is geen betaling", "payment-id"));
    let payment = reading.take(payment);
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, payment, reasons) {
        (Some(case), Some(payment), Some(reasons)) => Ok(MoneyInput::PayAgain { case, payment, reasons }),
        _ => Err(reading.refusal()),
    }
}

/// The hash of a file: 64 hexadecimal digits.
pub fn hash(text: &str) -> Result<String, Refusal> {
    let good = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let reason = "moet de vingerafdruk uit het voorbeeld zijn: 64 tekens 0-9 en a-f";
    if good { Ok(text.to_ascii_lowercase()) } else { Err(Refusal::invalid(vec![no("hash", reason, "hash")])) }
}

/// What an item of the bank was.
pub fn bank_item(wire: &pb::SettleBankItemRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let item = Uuid::parse_str(&wire.item_id);
    let item = reading.take(item.map_err(|_| no("item_id", "is geen geldig kenmerk", "item-id")));
    let note = reading.take(wording("note", &wire.note, 2_000));
    match (item, note) {
        (Some(item), Some(note)) => Ok(MoneyInput::SettleBankItem { item, by: caller.user.clone(), note }),
        _ => Err(reading.refusal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, String) {
        let violation = read_facts(text).unwrap_err().remove(0);
        (violation.field, violation.rule)
    }

    #[test]
    fn facts_that_are_not_known_are_named_by_their_place() {
        assert!(read_facts(r#"{"assistance": {"withholds_data": true}}"#).is_ok());
        let unknown = refused(r#"{"assistance": {"shoe_size": 42}}"#);
        assert_eq!(unknown, ("facts_json.assistance.shoe_size".into(), "unknown-property".into()));
        assert_eq!(refused("{}"), ("facts_json".into(), "facts-empty".into()));
        assert_eq!(refused("{").1, "json-syntax");
    }
}
