//! Model → wire.

use domain::{Cents, Explanation, InvalidCents, TraceInput};
use proto::income::v1 as pb;
use rules::Part;
use rules::facts::Facts;
use rules::month::Line;
use sepa::PaymentKind;
use sepa::transfer::Written;

use super::file::Kinds;

use crate::model::money::{Account, BankItem, BankStatement, Debt, Payment, Run};
use crate::store::money::{Booking, Calculated, CaseMoney, FoundDifference};

/// A run; `expected` is how many cases it has to look at.
pub fn run(run: Run, expected: u64) -> pb::Run {
    let (totals, state) = (run.state.totals, run.state);
    pb::Run {
        run_id: run.id.to_string(),
        month: run.month.to_string(),
        number: run.number,
        dry_run: run.dry,
        stage: run.stage.code().into(),
        started_by: state.started_by,
        approved_by: state.approved_by.unwrap_or_default(),
        released_by: state.released_by.unwrap_or_default(),
        execution_day: proto::day_text(state.execution),
        cases: totals.cases,
        payments: totals.payments,
        cents: totals.cents.get(),
        done: totals.done,
        new_cases: totals.new,
        ended_cases: totals.ended,
        changed_cases: totals.changed,
        open_cases: totals.open,
        without_account: totals.no_account,
        failed: totals.failed,
        hash: state.hash.unwrap_or_default(),
        version: run.version.into(),
        expected,
    }
}

/// The money of a case.
pub fn case(found: CaseMoney) -> pb::GetCaseMoneyResponse {
    let balances = &found.account.state.balances;
    pb::GetCaseMoneyResponse {
        holiday_cents: balances.owed(Account::HolidayReserve).get(),
        payable_cents: balances.owed(Account::Payable).get(),
        version: found.account.version.into(),
        months: found.months.into_iter().map(month).collect(),
        payments: found.payments.iter().map(payment).collect(),
        debts: found.debts.iter().map(debt).collect(),
        postings: found.postings.into_iter().map(posting).collect(),
    }
}

fn month(month: Calculated) -> pb::MonthVersion {
    pb::MonthVersion {
        month: month.month.to_string(),
        version: u64::try_from(month.version).unwrap_or_default(),
        known_on: proto::day_text(month.known_on),
        assistance_cents: month.assistance.get(),
        holiday_cents: month.holiday.get(),
        payable_cents: month.payable.get(),
        lines: month.lines.iter().map(money_line).collect(),
    }
}

/// A line of a month with its steps.
pub fn money_line(line: &Line) -> pb::MoneyLine {
    pb::MoneyLine {
        kind: line.kind.code().into(),
        cents: line.cents.get(),
        explanation: Some((&line.explanation).into()),
        parts: line.parts.iter().map(|part| money_part(part, line)).collect(),
    }
}

fn money_part(part: &Part, line: &Line) -> pb::MoneyPart {
    let explanation = Explanation {
        rule: part.rule.clone(),
        source: part.source.clone(),
        policy_version: line.explanation.policy_version.clone(),
        inputs: part.inputs.iter().map(in_words).collect(),
        text: part.text.clone(),
    };
    pb::MoneyPart {
        kind: part.kind.code().into(),
        who: part.who.map(|who| who.path().into()).unwrap_or_default(),
        income_kind: part.income.map(|kind| kind.code().into()).unwrap_or_default(),
        payer: part.payer.clone().unwrap_or_default(),
        cents: part.cents.get(),
        explanation: Some((&explanation).into()),
    }
}

/// Something that a rule looked at, by the words that a consultant reads.
fn in_words(input: &TraceInput) -> TraceInput {
    TraceInput { name: Facts::in_dutch(&input.name), ..input.clone() }
}

fn payment(payment: &Payment) -> pb::Payment {
    pb::Payment {
        payment: payment.id.to_string(),
        month: payment.key.month.to_string(),
        kind: kind_code(payment.key.kind).into(),
        payee: payment.key.payee.to_string(),
        attempt: payment.key.attempt.into(),
        cents: payment.cents.get(),
        status: payment.status.code().into(),
        reason: payment.reason.clone(),
    }
}

/// A kind of payment, as it goes over the line.
pub const fn kind_code(kind: PaymentKind) -> &'static str {
    match kind {
        PaymentKind::Assistance => "assistance",
        PaymentKind::HolidayAllowance => "holiday-allowance",
        PaymentKind::Advance => "advance",
        PaymentKind::Correction => "correction",
        PaymentKind::SpecialAssistance => "special-assistance",
        PaymentKind::Minima => "minima",
        PaymentKind::Supplement => "supplement",
        PaymentKind::WageCostSubsidy => "wage-cost-subsidy",
        PaymentKind::Refund => "refund",
        PaymentKind::Ioaw => "ioaw",
        PaymentKind::Ioaz => "ioaz",
        PaymentKind::SelfEmployed => "self-employed",
    }
}

fn debt(debt: &Debt) -> pb::Debt {
    pb::Debt {
        debt_id: debt.id.to_string(),
        kind: debt.kind.code().into(),
        month: debt.month.to_string(),
        cents: debt.cents.get(),
        remaining_cents: debt.remaining.get(),
        instalment_cents: debt.instalment.map(Cents::get),
    }
}

fn posting(posting: Booking) -> pb::Posting {
    pb::Posting {
        number: u64::try_from(posting.number).unwrap_or_default(),
        month: posting.month.to_string(),
        day: proto::day_text(posting.day),
        debit: posting.debit,
        credit: posting.credit,
        cents: posting.cents.get(),
        reason: posting.reason,
    }
}

/// A case in the report of a run.
pub fn difference(found: FoundDifference) -> pb::Difference {
    pb::Difference {
        case_id: found.name.case.to_string(),
        case_number: found.name.number().into(),
        kind: found.difference.kind.code().into(),
        before_cents: found.difference.before.get(),
        after_cents: found.difference.after.get(),
        reasons: found.difference.reasons,
    }
}

/// What the file of a run holds before it is released.
pub fn preview(
    run: &Run,
    (written, kinds): (Written, Kinds),
    transfers: Vec<pb::PreviewedPayment>,
) -> pb::PreviewRunResponse {
    let payer = run.state.payer.as_ref();
    let kinds = kinds.into_iter().map(|(kind, totals)| pb::KindTotal {
        kind: kind_code(kind).into(),
        payments: totals.count,
        cents: totals.sum.get(),
    });
    pb::PreviewRunResponse {
        hash: written.hash.to_string(),
        payments: run.state.totals.payments,
        cents: run.state.totals.cents.get(),
        execution_day: proto::day_text(run.state.execution),
        payer_name: payer.map(|payer| payer.name.clone()).unwrap_or_default(),
        payer_iban: payer.map(|payer| payer.iban.clone()).unwrap_or_default(),
        kinds: kinds.collect(),
        transfers,
    }
}

/// What a person looks at in a file of the bank.
pub fn bank_item(item: &BankItem) -> pb::BankItem {
    let done = item.done.as_ref();
    pb::BankItem {
        item_id: item.id.to_string(),
        kind: item.kind.code().into(),
        file: item.file.clone(),
        reference: item.reference.clone(),
        cents: item.cents.get(),
        day: item.day.map(proto::day_text).unwrap_or_default(),
        found_on: proto::day_text(item.found_on),
        done_by: done.map(|done| done.by.clone()).unwrap_or_default(),
        done_on: done.map(|done| proto::day_text(done.on)).unwrap_or_default(),
        note: done.map(|done| done.note.clone()).unwrap_or_default(),
    }
}

/// The statements of a municipality, each with what does not fit, beside what the ledger paid.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn bank_statements(
    found: &[BankStatement],
    ledger: Cents,
) -> Result<pb::ListBankStatementsResponse, InvalidCents> {
    let mut statements = Vec::with_capacity(found.len());
    let mut together = Cents::ZERO;
    let mut before: Option<&BankStatement> = None;
    for one in found {
        let faults = one.faults(before.filter(|before| before.account == one.account))?;
        together = together.plus(one.paid)?.minus(one.returned)?;
        statements.push(pb::BankStatement {
            account: one.account.clone(),
            name: one.name.clone(),
            number: one.number,
            day: one.day.map(proto::day_text).unwrap_or_default(),
            opening_cents: one.opening.map(Cents::get),
            closing_cents: one.closing.map(Cents::get),
            paid_cents: one.paid.get(),
            returned_cents: one.returned.get(),
            other_in_cents: one.other_in.get(),
            other_out_cents: one.other_out.get(),
            faults: faults.into_iter().map(|fault| fault.code().to_owned()).collect(),
        });
        before = Some(one);
    }
    Ok(pb::ListBankStatementsResponse {
        statements,
        ledger_cents: ledger.get(),
        statement_cents: together.get(),
    })
}
