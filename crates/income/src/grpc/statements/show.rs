//! Statements of a case → wire.

use chrono::NaiveDate;
use domain::{Cents, Explanation, Iban};
use proto::income::v1 as pb;
use service::sealing::Sealing;

use crate::grpc::payments::{kind_code, money_line};
use crate::model::statement::{
    AnnualStatement, Books, CourtTerm, DecisionRow, DecisionStatement, Fault, MoneyRow, MonthSpecification,
    Movement, Order, Readable, Remedy, SchemeMonth, due_in_dutch,
};
use crate::model::{Right, Stage};

/// Looks up to which account each payment went, as its holder may read it. One that no key opens stays hidden.
pub fn read_accounts(books: &mut Books, sealing: &Sealing) {
    let case = books.account.case;
    for order in &mut books.orders {
        order.account = sealing.open(case.uuid(), &order.payment.sealed).ok().and_then(|plain| {
            let text = std::str::from_utf8(&plain).ok()?;
            let account: Iban = text.split_once('\n')?.0.parse().ok()?;
            Some(account.masked())
        });
    }
}

fn day_or_empty(day: Option<NaiveDate>) -> String {
    day.map(proto::day_text).unwrap_or_default()
}

/// A fault as it goes over the line.
pub fn fault(fault: &Fault) -> pb::BooksFault {
    pb::BooksFault {
        what: fault.what.clone(),
        month: fault.month.map(|month| month.to_string()).unwrap_or_default(),
        expected_cents: fault.expected.get(),
        found_cents: fault.found.get(),
    }
}

/// A month's specification.
pub fn month(found: &MonthSpecification) -> pb::GetMonthSpecificationResponse {
    let stands = found.stands.as_ref();
    let lines = stands.map(|version| version.calculation.lines.as_slice()).unwrap_or_default();
    let change = found.changed.as_ref().map(|changed| pb::SpecificationChange {
        payable_before_cents: changed.from.payable.get(),
        payable_after_cents: changed.to.payable.get(),
        now: changed.now.clone(),
        no_longer: changed.no_longer.clone(),
    });
    let version = |row: &crate::model::statement::VersionRow| pb::SpecificationVersion {
        version: row.version.into(),
        known_on: proto::day_text(row.known),
        assistance_cents: row.assistance.get(),
        holiday_cents: row.holiday.get(),
        payable_cents: row.payable.get(),
    };
    let due = |due: &crate::model::statement::Due| pb::SpecificationDue {
        kind: due.kind.code().into(),
        month: due.month.to_string(),
        cents: due.cents.get(),
        text: due_in_dutch(*due),
    };
    pb::GetMonthSpecificationResponse {
        case_id: found.case.case.to_string(),
        case_number: found.case.number().into(),
        month: found.month.to_string(),
        version: stands.map(|version| version.version.into()).unwrap_or_default(),
        lines: lines.iter().map(money_line).collect(),
        versions: found.versions.iter().map(version).collect(),
        change,
        settled_in: found.settled_in.iter().map(ToString::to_string).collect(),
        before_cents: found.before.get(),
        due: found.due.iter().map(due).collect(),
        ordered_cents: found.ordered.get(),
        after_cents: found.after.get(),
        payments: found.orders.iter().map(payment).collect(),
        holiday_kept_cents: found.holiday_kept.get(),
        faults: found.faults.iter().map(fault).collect(),
        page: found.page(),
        schemes: found.schemes.iter().map(scheme).collect(),
    }
}

fn scheme(one: &SchemeMonth) -> pb::SpecificationScheme {
    let fixed = one.stands.fixed;
    pb::SpecificationScheme {
        grant: one.grant,
        scheme: one.scheme.code().into(),
        name: one.name.clone(),
        version: fixed.version,
        gross_cents: fixed.gross.get(),
        withheld_cents: fixed.withheld.get(),
        explanations: one.stands.explanations.iter().map(|line: &Explanation| line.into()).collect(),
    }
}

fn payment(order: &Order) -> pb::SpecificationPayment {
    let payment = &order.payment;
    pb::SpecificationPayment {
        payment: payment.id.to_string(),
        kind: kind_code(payment.key.kind).into(),
        payee: payment.key.payee.to_string(),
        account: order.account.clone().unwrap_or_default(),
        status: payment.status.code().into(),
        execution_day: day_or_empty(order.execution),
        paid_on: day_or_empty(order.paid_on),
        returned_on: day_or_empty(order.returned_on),
        cents: payment.cents.get(),
        reason: payment.reason.clone(),
    }
}

fn movement(of: Movement) -> pb::Movement {
    pb::Movement {
        start_cents: of.start.get(),
        plus_cents: of.plus.get(),
        minus_cents: of.minus.get(),
        end_cents: of.end.get(),
    }
}

/// An annual statement.
pub fn annual(found: &AnnualStatement) -> pb::GetAnnualStatementResponse {
    let months = found.months.iter();
    let payees = found.payees.iter();
    pb::GetAnnualStatementResponse {
        year: found.year.unsigned_abs(),
        case_ids: found.cases.iter().map(|name| name.case.to_string()).collect(),
        case_numbers: found.cases.iter().map(|name| name.number().to_owned()).collect(),
        assistance_cents: found.paid.assistance.get(),
        holiday_cents: found.paid.holiday.get(),
        paid_cents: found.paid.total.get(),
        in_transit_cents: found.in_transit.get(),
        offset_cents: found.offset.get(),
        advances_settled_cents: found.advances_settled.get(),
        became_debt_cents: found.became_debt.get(),
        holiday_kept: Some(movement(found.holiday)),
        debts: Some(movement(found.debts)),
        months: months.map(|(month, cents)| in_month(month, *cents)).collect(),
        payees: payees
            .map(|(payee, cents)| pb::PaidToPayee { payee: payee.to_string(), cents: cents.get() })
            .collect(),
        faults: found.faults.iter().map(fault).collect(),
        page: found.page(),
        schemes_cents: found.paid.schemes.get(),
        wage_tax_cents: found.wage_tax.get(),
        employers_cents: found.employers.get(),
        written_off_cents: found.written_off.get(),
        paid_on_debts_cents: found.paid_on_debts.get(),
    }
}

pub(super) fn in_month(month: &domain::Month, cents: Cents) -> pb::PaidInMonth {
    pb::PaidInMonth { month: month.to_string(), cents: cents.get() }
}

/// A page of decisions, of so many.
pub fn decisions(found: &DecisionStatement, total: u64) -> pb::ListDecisionsResponse {
    pb::ListDecisionsResponse {
        case_id: found.case.case.to_string(),
        case_number: found.case.number().into(),
        total,
        decisions: found.decisions.iter().map(decision).collect(),
        money: found.money.iter().map(about_money).collect(),
        page: found.page(),
    }
}

fn about_money(row: &MoneyRow) -> pb::MoneyDecision {
    let decision = &row.decision;
    let (objection, court) = match &row.remedy {
        Some(Remedy::Objection(term)) => (Some(term), None),
        Some(Remedy::Court(term)) => (None, Some(term)),
        None => (None, None),
    };
    pb::MoneyDecision {
        number: decision.number,
        replaces: decision.replaces.unwrap_or_default(),
        kind: decision.matter.code().into(),
        title: row.title(),
        decided_on: proto::day_text(decision.decided_on),
        cents: row.cents().get(),
        source: decision.explanations.last().map(|line| line.source.clone()).unwrap_or_default(),
        explanations: decision.explanations.iter().map(|line: &Explanation| line.into()).collect(),
        objection_until: day_or_empty(objection.map(|term| term.until)),
        objection_text: objection.map(|term| term.text()).unwrap_or_default(),
        against: row.against.map(|against| against.code().to_owned()).unwrap_or_default(),
        pay_until: day_or_empty(court.map(|term| term.pay_until)),
        court_text: court.map(CourtTerm::text).unwrap_or_default(),
    }
}

fn decision(row: &DecisionRow) -> pb::StatedDecision {
    let decision = &row.decision;
    let amount = match &decision.stage {
        Stage::Decided { right: Right::Granted { amount, .. }, .. } => Some(amount.get()),
        Stage::Decided { .. } | Stage::Ended { .. } => None,
    };
    let objection = row.objection.as_ref();
    pb::StatedDecision {
        number: decision.number.into(),
        replaces: decision.replaces.map(u64::from).unwrap_or_default(),
        outcome: row.outcome().into(),
        kind: decision.kind.code().into(),
        decided_on: proto::day_text(decision.decided_on),
        holds_from: proto::day_text(decision.holds_from),
        amount_cents: amount,
        source: row.reason.as_ref().map(|reason| reason.source.clone()).unwrap_or_default(),
        explanations: decision.explanations.iter().map(|line: &Explanation| line.into()).collect(),
        objection_until: day_or_empty(objection.map(|term| term.until)),
        objection_text: objection.map(|term| term.text()).unwrap_or_default(),
        title: row.title(),
    }
}
