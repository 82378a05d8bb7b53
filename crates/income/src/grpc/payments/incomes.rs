//! Wire → what someone received in a month, with every violation at once.

use chrono::NaiveDate;
use domain::{Caller, Cents, FactSource, Month, Refusal, Role, Violation};
use proto::income::v1 as pb;
use rules::Claimant;
use rules::facts::{Income, IncomeKind};

use super::state::{Reading, amount, month, no, text};
use crate::actor::money::MoneyInput;

/// In one month nobody with assistance receives more, in euro cents: a higher amount is a slip of the keyboard.
const MOST_IN_A_MONTH: i64 = 10_000_000;
/// Characters of a payer's reference.
const LONGEST_PAYER: usize = 40;

/// Income of one month.
pub fn income(wire: &pb::StateIncomeRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let month = reading.take(month(&wire.month));
    let who = match wire.who.as_str() {
        "applicant" => Ok(Claimant::Applicant),
        "partner" => Ok(Claimant::Partner),
        _ => Err(no("who", "moet de aanvrager of de partner zijn", "claimant")),
    };
    let who = reading.take(who);
    let kind = IncomeKind::ALL.iter().copied().find(|kind| kind.code() == wire.kind);
    let kind = reading.take(kind.ok_or_else(|| no("kind", "is geen soort inkomen", "income-kind")));
    let received = reading.take(possible("amount_cents", wire.amount_cents));
    let earlier = optional(&mut reading, "earlier_this_year_cents", wire.earlier_this_year_cents);
    let left_out = optional(&mut reading, "left_out_cents", wire.left_out_cents);
    let payer = match wire.payer.trim() {
        "" => Some(None),
        payer => reading.take(text("payer", payer, LONGEST_PAYER).map(Some)),
    };
    let on = reading.take(received_on(wire, month));
    match (case, month, who, kind, received, earlier, left_out, payer, on) {
        (
            Some(case),
            Some(month),
            Some(who),
            Some(kind),
            Some(amount),
            Some(earlier),
            Some(left_out),
            Some(payer),
            Some(received_on),
        ) => {
            let income = Income {
                with_holiday_allowance: false,
                earlier_this_year: earlier,
                left_out,
                one_off: wire.one_off,
                received_on,
                source: Some(source(caller, payer.as_deref())),
                payer,
                ..Income::counted(kind, amount)
            };
            let (by, income) = (caller.user.clone(), Box::new(income));
            Ok(MoneyInput::StateIncome { case, by, month, who, income })
        }
        _ => Err(reading.refusal()),
    }
}

/// The day on which what comes once was received: one of the month.
fn received_on(wire: &pb::StateIncomeRequest, month: Option<Month>) -> Result<Option<NaiveDate>, Violation> {
    const FIELD: &str = "received_on";
    if wire.received_on.is_empty() {
        return Ok(None);
    }
    let day = proto::parse_day(FIELD, &wire.received_on)?;
    if !wire.one_off {
        return Err(no(FIELD, "hoort bij wat maar één keer komt", "not-once"));
    }
    if month.is_some_and(|month| !month.contains(day)) {
        return Err(no(FIELD, "ligt niet in de maand", "other-month"));
    }
    Ok(Some(day))
}

fn optional(reading: &mut Reading, field: &str, cents: Option<i64>) -> Option<Option<Cents>> {
    reading.take(cents.map(|cents| possible(field, cents)).transpose())
}

fn possible(field: &str, cents: i64) -> Result<Cents, Violation> {
    if cents > MOST_IN_A_MONTH {
        return Err(no(field, "is meer dan iemand met bijstand in een maand kan ontvangen", "amount-far"));
    }
    amount(field, cents, 0)
}

/// Who says it: a consultant, a system that knows who pays, or the client through one that does not.
fn source(caller: &Caller, payer: Option<&str>) -> FactSource {
    match payer {
        _ if caller.has(Role::IncomeConsultant) => FactSource::Consultant,
        Some(_) => FactSource::System,
        None => FactSource::Applicant,
    }
}
