//! How a debt is paid: each month, and what comes in outside the assistance.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Explanation, Moment, Municipality, Refusal, TraceInput, day_in_dutch};
use messaging::{Outcome, StoryLine};
use policy::National;
use uuid::Uuid;

use super::{MoneyReply, MoneyWorld};
use crate::model::money::{
    BookedPayment, DebtPaid, DebtPayer, DebtPaymentAsked, DebtReference, InstalmentAsked, InstalmentSet,
    InstalmentWanted,
};
use crate::model::statement::debt_in_dutch;
use crate::store::money::{MoneyWrites, posted};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

fn unknown() -> Refusal {
    Refusal::not_found("zaak")
}

/// What is paid on a debt each month: taken off from the next run on, or paid by the debtor as was agreed.
pub fn set_instalment(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, wanted, reasons): (CaseId, &InstalmentWanted, &str),
    (national, moment): (&National, &Moment),
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let facts = world.timelines.get(&case).map(|timeline| timeline.on(moment.day, moment.day));
    let asked = InstalmentAsked {
        account,
        open: world.open_debts(case),
        wanted,
        facts: &facts.unwrap_or_default(),
        national,
        today: moment.day,
    };
    let InstalmentSet { account, debt, tested } = asked.decide()?;
    let title = match (debt.instalment, account.state.agreed.get(&debt.id)) {
        (Some(cents), _) => format!("Van de schuld van {} wordt {cents} per maand afgelost", debt.cents),
        (None, Some(agreed)) => format!(
            "Afgesproken: op de schuld van {} wordt buiten de bijstand {} per maand betaald, vanaf {}. Betalingskenmerk: {}",
            debt.cents,
            agreed.cents,
            agreed.first.in_dutch(),
            DebtReference::of(debt.id).in_groups()
        ),
        (None, None) => format!("Van de schuld van {} wordt niets meer ingehouden", debt.cents),
    };
    let input = |name: &str, cents: Cents| TraceInput {
        name: name.into(),
        value: cents.to_string(),
        source: "consultant".into(),
    };
    let line = StoryLine::new(case, municipality, title).because(Explanation {
        rule: "instalment".into(),
        source: "PW art. 60 lid 4; Rv art. 475d".into(),
        policy_version: national.version().into(),
        inputs: vec![input("instalment", wanted.cents), input("remaining", debt.remaining)],
        text: reasons.to_owned(),
    });
    let change = MoneyWrites { accounts: vec![account], debts: vec![(case, debt)], ..MoneyWrites::default() };
    let done = Outcome::change(change).reply(MoneyReply::Done).story(line);
    let tests = tested.into_iter().map(|test| {
        let title = format!("Termijn getoetst: {}", test.source);
        StoryLine::new(case, municipality, title).because(test)
    });
    Ok(tests.fold(done, Outcome::story))
}

/// Something came in on a debt outside the assistance, or is taken back.
pub fn receive(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, debt, cents, received_on): (CaseId, Uuid, Cents, NaiveDate),
    (reference, payer): (&str, Option<DebtPayer>),
    moment: &Moment,
) -> Done {
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let asked = DebtPaymentAsked {
        account,
        debts: world.all_debts.get(&case).map_or(&[][..], Vec::as_slice),
        decisions: world.decisions.get(&case).map_or(&[][..], Vec::as_slice),
        debt,
        cents,
        received_on,
        reference,
        payer,
        today: moment.day,
    };
    let BookedPayment { account, debt, instalment, postings } = match asked.receive()? {
        DebtPaid::Before(remaining) => {
            return Ok(Outcome::nothing().reply(MoneyReply::Received { remaining }));
        }
        DebtPaid::Booked(booked) => *booked,
    };
    let (what, day) = (debt_in_dutch(debt.kind), day_in_dutch(received_on));
    let by = payer.map(|payer| format!(", betaald door {}", payer.in_dutch())).unwrap_or_default();
    let title = if cents < Cents::ZERO {
        format!(
            "Een betaling op een schuld ({what}){by} is teruggeboekt: {cents}, {day}. Kenmerk {reference}"
        )
    } else {
        let rest = debt.remaining;
        format!(
            "Op een schuld ({what}) is {cents} ontvangen op {day}{by}. Kenmerk {reference}. Nog te betalen: {rest}"
        )
    };
    let reply = MoneyReply::Received { remaining: debt.remaining };
    let person = account.person;
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        debts: vec![(case, debt)],
        instalments: vec![(case, instalment)],
        accounts: vec![account],
        ..MoneyWrites::default()
    };
    Ok(Outcome::change(change).reply(reply).story(StoryLine::new(case, municipality, title)))
}
