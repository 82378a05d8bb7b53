//! What is owed → wire.

use domain::Cents;
use proto::income::v1 as pb;

use super::show::{fault, in_month};
use crate::model::money::{Claim, DebtPayer, DebtReceipt, DebtorPart};
use crate::model::statement::{Advice, DebtRow, DebtStatement, PersonDebts, Readable};

/// What a case owes. What the scorecard proposes is only for those who collect.
pub fn debts(found: &DebtStatement, advised: bool) -> pb::ListDebtsResponse {
    pb::ListDebtsResponse {
        case_id: found.case.case.to_string(),
        case_number: found.case.number().into(),
        debts: found.debts.iter().map(|row| debt(row, advised)).collect(),
        remaining_cents: found.remaining.get(),
        faults: found.faults.iter().map(fault).collect(),
        page: found.page(),
    }
}

/// What a person owes, over all cases.
pub fn of_person(found: &PersonDebts, advised: bool) -> pb::ListPersonDebtsResponse {
    pb::ListPersonDebtsResponse {
        person_id: found.person.to_string(),
        cases: found.cases.iter().map(|case| debts(case, advised)).collect(),
        remaining_cents: found.remaining.get(),
        page: found.page(),
    }
}

fn debt(debt: &DebtRow, advised: bool) -> pb::StatedDebt {
    pb::StatedDebt {
        debt_id: debt.id.to_string(),
        kind: debt.kind.code().into(),
        month: debt.month.to_string(),
        cents: debt.cents.get(),
        paid_off_cents: debt.paid_off.get(),
        gift_cents: debt.gift.get(),
        written_off_cents: debt.written_off.get(),
        remaining_cents: debt.remaining.get(),
        instalment_cents: debt.instalment.map(Cents::get),
        instalments: debt.instalments.iter().map(|(month, cents)| in_month(month, *cents)).collect(),
        because_of: debt.because_of.iter().map(ToString::to_string).collect(),
        last_month: debt.last_month.map(|month| month.to_string()).unwrap_or_default(),
        text: debt.told(),
        undecided: debt.undecided,
        withdrawn: debt.withdrawn,
        received: debt.received.iter().map(receipt).collect(),
        agreed_cents: debt.agreed.map(|agreed| agreed.cents.get()),
        agreed_from: debt.agreed.map(|agreed| agreed.first.to_string()).unwrap_or_default(),
        months_behind: debt.behind,
        collection: debt.advice.as_ref().filter(|_| advised).map(advice),
        cause: debt.claim.as_ref().map(|claim| claim.cause.code().into()).unwrap_or_default(),
        of_months: debt.claim.iter().flat_map(of_months).collect(),
        other_debtors: debt.claim.iter().flat_map(others).collect(),
        debtors: debt.debtors.iter().map(debtor).collect(),
        payment_reference: debt.payable_as().map(|reference| reference.to_string()).unwrap_or_default(),
    }
}

fn of_months(claim: &Claim) -> impl Iterator<Item = pb::PaidInMonth> {
    claim.months.iter().map(|(month, cents)| in_month(month, *cents))
}

fn others(claim: &Claim) -> impl Iterator<Item = pb::OtherDebtor> {
    let parts = [("partner", claim.partner), ("unreported-partner", claim.unreported_partner)];
    let owing = parts.into_iter().filter(|(_, cents)| *cents > Cents::ZERO);
    owing.map(|(who, cents)| pb::OtherDebtor { who: who.into(), cents: cents.get() })
}

fn debtor(part: &DebtorPart) -> pb::DebtorPart {
    pb::DebtorPart {
        who: who(part.who),
        owes_cents: part.owes.get(),
        paid_cents: part.paid.get(),
        remaining_cents: part.remaining.get(),
    }
}

fn who(payer: Option<DebtPayer>) -> String {
    payer.map(DebtPayer::code).unwrap_or_default().to_owned()
}

fn receipt(receipt: &DebtReceipt) -> pb::DebtReceipt {
    pb::DebtReceipt {
        reference: receipt.reference.clone(),
        received_on: proto::day_text(receipt.received_on),
        cents: receipt.cents.get(),
        payer: who(receipt.payer),
    }
}

fn advice(advice: &Advice) -> pb::CollectionAdvice {
    let score = advice.score.as_ref();
    let reasons = score.into_iter().flat_map(|score| &score.reasons).map(|reason| pb::CollectionPoints {
        factor: reason.factor.code().into(),
        points: reason.points,
        label: reason.label.clone(),
    });
    pb::CollectionAdvice {
        band: score.map(|score| score.band.clone()).unwrap_or_default(),
        points: score.map(|score| score.points).unwrap_or_default(),
        reasons: reasons.collect(),
        missing: advice.missing.clone(),
        explanation: Some((&advice.explanation).into()),
    }
}
