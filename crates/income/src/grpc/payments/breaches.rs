//! Wire → a breach of the duty to inform and what is decided on it, with every violation at once.

use domain::{Caller, Refusal, wording};
use proto::income::v1 as pb;

use super::state::Reading;
use crate::actor::money::MoneyInput;

/// A breach of the duty to inform.
pub fn breach(wire: &pb::ReportBreachRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let committed_on = reading.take(proto::parse_day("committed_on", &wire.committed_on));
    let heard_on = reading.take(proto::parse_day("heard_on", &wire.heard_on));
    let findings = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, committed_on, heard_on, findings) {
        (Some(case), Some(committed_on), Some(heard_on), Some(findings)) => {
            let by = caller.user.clone();
            Ok(MoneyInput::ReportBreach { case, committed_on, heard_on, findings, by })
        }
        _ => Err(reading.refusal()),
    }
}

/// A warning in the place of a fine.
pub fn warning(wire: &pb::WarnOfBreachRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, reasons) {
        (Some(case), Some(reasons)) => Ok(MoneyInput::Warn { case, reasons, by: caller.user.clone() }),
        _ => Err(reading.refusal()),
    }
}

/// A warning that is taken back.
pub fn warning_withdrawn(wire: &pb::WithdrawWarningRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(crate::grpc::convert::read_case(&wire.case_id));
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, reasons) {
        (Some(case), Some(reasons)) => {
            let (number, by) = (wire.decision, caller.user.clone());
            Ok(MoneyInput::WithdrawWarning { case, number, reasons, by })
        }
        _ => Err(reading.refusal()),
    }
}
