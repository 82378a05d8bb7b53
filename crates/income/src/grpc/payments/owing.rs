//! Wire → input of what a person decides about a debt: that it is owed, that what was too much is recovered, that it is given up.

use domain::{Caller, Refusal, wording};
use proto::income::v1 as pb;
use rules::facts::ClaimCause;
use uuid::Uuid;

use super::state::{Reading, amount, month, no, text};
use crate::actor::money::MoneyInput;
use crate::model::money::{ClaimSaid, DebtKind, WriteOffGround};

/// What must be recovered: all that was received through a breach of the duty to inform.
const DUTY: &str = "58 lid 1";

/// A debt that a person decided on.
pub fn debt(wire: &pb::DecideDebtRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let kind = DebtKind::from_code(&wire.kind).filter(|kind| !articles(*kind).is_empty());
    let kind =
        reading.take(kind.ok_or_else(|| no("kind", "is geen schuld waarover iemand besluit", "debt-kind")));
    let cents = reading.take(amount("cents", wire.cents, 1));
    let month = reading.take(month(&wire.month));
    let article = reading.take(text("article", &wire.article, 60));
    if let (Some(kind), Some(article)) = (kind, &article) {
        let number = article.split([' ', ',', '(']).next().unwrap_or_default();
        if !articles(kind).contains(&number) {
            let reason = format!("moet beginnen met {}", articles(kind).join(" of "));
            reading.wrong.push(no("article", &reason, "article"));
        }
    }
    let cause = cause(&mut reading, &wire.cause);
    let asked = !wire.cause.trim().is_empty() || wire.recognisable.is_some() || wire.unreported_partner;
    if asked && kind.is_some_and(|kind| kind != DebtKind::Recovery) {
        reading.wrong.push(no("cause", "hoort alleen bij een terugvordering", "cause-kind"));
    }
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, kind, cents, month, article, reasons) {
        (Some(case), Some(kind), Some(cents), Some(month), Some(article), Some(reasons))
            if reading.wrong.is_empty() =>
        {
            let (recognisable, unreported_partner) = (wire.recognisable, wire.unreported_partner);
            let said = ClaimSaid { article, cause, recognisable, unreported_partner };
            let by = caller.user.clone();
            Ok(MoneyInput::DecideDebt { case, kind, cents, month, said, reasons, by })
        }
        _ => Err(reading.refusal()),
    }
}

/// Whether what was paid too much is recovered: by art. 58(1) all of it must be, by the others a part may be, or nothing.
pub fn recovery(wire: &pb::DecideRecoveryRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let debt = Uuid::parse_str(&wire.debt_id);
    let debt = reading.take(debt.map_err(|_| no("debt_id", "is geen geldig kenmerk", "debt-id")));
    let cents = wire.cents.map(|cents| amount("cents", cents, 0)).transpose();
    let cents = reading.take(cents);
    let article = wire.article.trim();
    let known = [DUTY, "58 lid 2", "58 lid 8"].contains(&article);
    let article = reading.take(if known {
        Ok(article.to_owned())
    } else {
        Err(no("article", "moet 58 lid 1, 58 lid 2 of 58 lid 8 zijn", "article"))
    });
    if article.as_deref() == Some(DUTY) && wire.cents.is_some() {
        let reason = "hoort niet bij 58 lid 1: dan wordt alles teruggevorderd";
        reading.wrong.push(no("cents", reason, "duty-to-recover"));
    }
    let cause = cause(&mut reading, &wire.cause);
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, debt, cents, article, reasons) {
        (Some(case), Some(debt), Some(cents), Some(article), Some(reasons)) if reading.wrong.is_empty() => {
            let (recognisable, unreported_partner) = (wire.recognisable, wire.unreported_partner);
            let said = ClaimSaid { article, cause, recognisable, unreported_partner };
            let by = caller.user.clone();
            Ok(MoneyInput::DecideRecovery { case, debt, cents, said, reasons, by })
        }
        _ => Err(reading.refusal()),
    }
}

/// Why it was too much; nothing where it is not said.
fn cause(reading: &mut Reading, wire: &str) -> Option<ClaimCause> {
    let code = wire.trim();
    let known = ClaimCause::ALL.iter().copied().find(|cause| cause.code() == code);
    if known.is_none() && !code.is_empty() {
        reading.wrong.push(no("cause", "is geen reden voor een terugvordering", "recovery-cause"));
    }
    known
}

/// A debt that is given up.
pub fn write_off(wire: &pb::WriteOffDebtRequest, caller: &Caller) -> Result<MoneyInput, Refusal> {
    let mut reading = Reading::default();
    let case = reading.take(super::super::convert::read_case(&wire.case_id));
    let debt = Uuid::parse_str(&wire.debt_id);
    let debt = reading.take(debt.map_err(|_| no("debt_id", "is geen geldig kenmerk", "debt-id")));
    let ground = WriteOffGround::from_code(&wire.ground);
    let ground = reading.take(ground.ok_or_else(|| no("ground", "is geen grond", "write-off-ground")));
    let cents = wire.cents.map(|cents| amount("cents", cents, 1)).transpose();
    let cents = reading.take(cents);
    let reasons = reading.take(wording("reasons", &wire.reasons, 2_000));
    match (case, debt, ground, cents, reasons) {
        (Some(case), Some(debt), Some(ground), Some(cents), Some(reasons)) => {
            Ok(MoneyInput::WriteOff { case, debt, ground, cents, reasons, by: caller.user.clone() })
        }
        _ => Err(reading.refusal()),
    }
}

/// The articles of the Participation Act by which a person decides on such a debt; none for what arises by itself.
const fn articles(kind: DebtKind) -> &'static [&'static str] {
    match kind {
        DebtKind::Recovery => &["58", "59"],
        DebtKind::Fine => &["18a"],
        DebtKind::Loan => &["48", "50", "51"],
        DebtKind::Advance => &[],
    }
}
