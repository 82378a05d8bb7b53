//! Wire → input once, with every violation at once.

use domain::{Caller, Cents, Refusal, Violation, wording};
use proto::income::v1 as pb;
use rules::Local;
use uuid::Uuid;

use crate::actor::money::MoneyInput;
use crate::grpc::payments::{Reading, amount, no};
use crate::model::money::{GrantForm, GrantTerms, Payee, Scheme, WageTax};
use crate::model::statement::Wanted;

/// A hundred percent in hundredths of a percent.
const WHOLE: u32 = 10_000;
/// The longest key of a scheme.
const KEY_LENGTH: usize = 100;
/// Households that are looked at when nothing is said.
const USUAL_HOUSEHOLDS: u32 = 25;
/// No more, for an answer has every rule that was tried for every scheme of each and must fit in one message.
const MOST_HOUSEHOLDS: u32 = 50;

/// A grant, or the correction of one.
pub fn grant(wire: &pb::GrantSchemeRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let scheme = reading.take(scheme(&wire.scheme));
    let payee =
        Payee::asked(&wire.payee).map_err(|_| no("payee", "is niemand die betaald kan worden", "payee"));
    let payee = reading.take(payee);
    let from = reading.take(proto::parse_day("from_day", &wire.from_day));
    let until = match wire.until_day.as_str() {
        "" => Some(None),
        day => reading.take(proto::parse_day("until_day", day).map(Some)),
    };
    let form = match wire.form.as_str() {
        "" => Some(GrantForm::Gift),
        code => {
            let form = GrantForm::from_code(code);
            reading.take(form.ok_or_else(|| no("form", "moet een gift of een lening zijn", "grant-form")))
        }
    };
    let fixed = reading.take(wire.cents.map(|cents| amount("cents", cents, 1)).transpose());
    let wage_tax = reading.take(wire.wage_tax.as_ref().map(wage_tax).transpose());
    let minima = reading.take(key(&wire.minima));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    let corrects = (wire.corrects > 0).then_some(wire.corrects);
    let replaces = (wire.replaces_decision > 0).then_some(wire.replaces_decision);
    let terms = match (scheme, form, payee, from, until, fixed, wage_tax) {
        (Some(scheme), Some(form), Some(payee), Some(from), Some(until), Some(fixed), Some(wage_tax)) => {
            let once = wire.once;
            Some(GrantTerms { scheme, minima: None, form, payee, from, until, once, fixed, wage_tax })
        }
        _ => None,
    };
    match (case, terms, minima, reasons) {
        (Some(case), Some(terms), Some(minima), Some(reasons)) => {
            let by = caller.user.clone();
            Ok(MoneyInput::Grant { case, terms, minima, corrects, replaces, by, reasons })
        }
        _ => Err(reading.refusal()),
    }
}

/// A refusal.
pub fn refusal(wire: &pb::RefuseSchemeRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let scheme = reading.take(scheme(&wire.scheme));
    let minima = reading.take(key(&wire.minima));
    let from = reading.take(proto::parse_day("from_day", &wire.from_day));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, scheme, minima, from, reasons) {
        (Some(case), Some(scheme), Some(minima), Some(from), Some(reasons)) => {
            let terms = GrantTerms::asked(scheme, from, wire.once);
            let replaces = (wire.replaces_decision > 0).then_some(wire.replaces_decision);
            let by = caller.user.clone();
            Ok(MoneyInput::RefuseGrant { case, terms, minima, replaces, by, reasons })
        }
        _ => Err(reading.refusal()),
    }
}

fn scheme(code: &str) -> Result<Scheme, Violation> {
    Scheme::from_code(code).ok_or_else(|| no("scheme", "is geen regeling die wij kennen", "scheme"))
}

/// The key of a scheme of the municipality; nothing where none was named.
fn key(text: &str) -> Result<Option<String>, Violation> {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if text.len() > KEY_LENGTH || !text.bytes().all(sign) {
        let reason = "is geen sleutel van een regeling: kleine letters, cijfers en streepjes";
        return Err(no("minima", reason, "scheme-key"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn wage_tax(wire: &pb::WageTax) -> Result<WageTax, Violation> {
    if wire.basis_points > WHOLE {
        return Err(no("wage_tax.basis_points", "is meer dan het hele bedrag", "wage-tax-share"));
    }
    let credit: Cents = amount("wage_tax.credit_cents", wire.credit_cents, 0)?;
    Ok(WageTax { basis_points: wire.basis_points, credit })
}

/// The end of a grant.
pub fn end(wire: &pb::EndGrantRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let from = reading.take(proto::parse_day("from_day", &wire.from_day));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, from, reasons) {
        (Some(case), Some(from), Some(reasons)) => {
            let (grant, by) = (wire.grant, caller.user.clone());
            Ok(MoneyInput::EndGrant { case, grant, from, by, reasons })
        }
        _ => Err(reading.refusal()),
    }
}

/// A year that is settled.
pub fn settle(wire: &pb::SettleGrantRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let gift = reading.take(amount("gift_cents", wire.gift_cents, 0));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, gift, reasons) {
        (Some(case), Some(gift), Some(reasons)) => {
            let (grant, year, by) = (wire.grant, wire.year, caller.user.clone());
            Ok(MoneyInput::SettleGrant { case, grant, year, gift, by, reasons })
        }
        _ => Err(reading.refusal()),
    }
}

/// Which households are looked at, and what of them somebody wants to see.
#[derive(Debug, PartialEq, Eq)]
pub struct Households {
    /// The last case of the part before.
    pub after: Uuid,
    pub take: u64,
    pub wanted: Wanted,
}

/// A part of the households of a municipality, of which `local` is what it has of its own.
pub fn unused(wire: &pb::ListUnusedSchemesRequest, local: &Local) -> Result<Households, Refusal> {
    let mut reading = Reading::default();
    let after = match wire.after.as_str() {
        "" => Some(Uuid::nil()),
        case => {
            reading.take(case.parse::<Uuid>().map_err(|_| no("after", "is geen geldig kenmerk", "after")))
        }
    };
    let take = if wire.limit == 0 { USUAL_HOUSEHOLDS } else { wire.limit };
    let too_many = || no("limit", &format!("mag ten hoogste {MOST_HOUSEHOLDS} zijn"), "limit");
    let take = reading.take(if take > MOST_HOUSEHOLDS { Err(too_many()) } else { Ok(take) });
    let scheme = (!wire.scheme.is_empty()).then(|| wire.scheme.clone());
    let wanted = Wanted { scheme, only_known: wire.only_known };
    let unknown = || no("scheme", "is geen regeling die de gemeente heeft", "scheme");
    let wanted = reading.take(if wanted.is_of(local) { Ok(wanted) } else { Err(unknown()) });
    match (after, take, wanted) {
        (Some(after), Some(take), Some(wanted)) => Ok(Households { after, take: take.into(), wanted }),
        _ => Err(reading.refusal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A municipality with one scheme of its own.
    fn local() -> Local {
        let schemes = r#"{ "schemes": { "minima": [{ "key": "activities", "label": "Meedoenbijdrage",
            "income_percent": 120, "capital": "none", "amount": 15000, "once_in_months": 12, "source": "test" }] } }"#;
        serde_json::from_str(schemes).unwrap()
    }

    fn asked(after: &str, limit: u32, scheme: &str) -> Result<Households, Vec<String>> {
        let (after, scheme) = (after.into(), scheme.into());
        let wire = pb::ListUnusedSchemesRequest { after, limit, scheme, only_known: true };
        let rule = |violation: Violation| violation.rule;
        unused(&wire, &local()).map_err(|refused| refused.violations.into_iter().map(rule).collect())
    }

    #[test]
    fn a_part_of_the_households_is_bounded_and_of_a_scheme_that_there_is() {
        let wanted = Wanted { scheme: None, only_known: true };
        let first = Households { after: Uuid::nil(), take: 25, wanted };
        assert_eq!(asked("", 0, ""), Ok(first));
        assert_eq!(asked("", 50, "activities").map(|asked| asked.take), Ok(50));
        assert!(asked("", 1, "study-supplement").is_ok());
        assert_eq!(asked("1", 51, "swimming").unwrap_err(), ["after", "limit", "scheme"]);
        assert_eq!(asked("", 0, "income-supplement").unwrap_err(), ["scheme"]);
    }
}
