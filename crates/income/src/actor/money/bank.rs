//! What the bank answers, and what a person decides about what it rejected.

use std::collections::BTreeMap;

use domain::{CaseId, Moment, Municipality, Refusal};
use messaging::{Outcome, StoryLine};
use sepa::EndToEndId;

use super::{MoneyReply, MoneyWorld};
use crate::messages::told;
use crate::model::money::{BankAnswer, CaseAccount, Debt};
use crate::store::money::MoneyWrites;

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// Lays the answers of the bank on payments of this municipality; of others nothing is known here.
pub fn answers(
    world: &MoneyWorld,
    municipality: &Municipality,
    answers: &[(EndToEndId, BankAnswer)],
    moment: &Moment,
) -> Done {
    let mut outcome = Outcome::nothing();
    let mut change = MoneyWrites::default();
    let mut accounts: BTreeMap<CaseId, CaseAccount> = BTreeMap::new();
    let mut payments = BTreeMap::new();
    let mut debts: BTreeMap<CaseId, Vec<Debt>> = BTreeMap::new();
    let (mut settled, mut rejected, mut repeated, mut unknown, mut contradicted) = (0, 0, 0, 0, 0);
    for (id, answer) in answers {
        let payment = payments.get(id).or_else(|| world.payments.get(id));
        let Some(payment) = payment else {
            unknown += 1;
            continue;
        };
        let case = payment.key.case;
        let account = accounts.get(&case).or_else(|| world.account(municipality, case));
        let Some(account) = account else {
            unknown += 1;
            continue;
        };
        let open = debts.get(&case).or_else(|| world.debts.get(&case)).map_or(&[][..], Vec::as_slice);
        let Ok(Some(booked)) = payment.answered(account, answer, open) else {
            repeated += 1;
            continue;
        };
        let moved = !booked.postings.is_empty();
        if booked.contradicts {
            contradicted += 1;
            let title = format!("Let op, betaling van {}: {}", payment.cents, booked.payment.reason);
            outcome = outcome.story(StoryLine::new(case, municipality, title));
        }
        match answer {
            BankAnswer::Settled if moved => settled += 1,
            BankAnswer::Rejected(why) | BankAnswer::Returned(why) if moved => {
                rejected += 1;
                let title = format!("De bank betaalde {} niet uit: {why}", payment.cents);
                outcome = outcome
                    .story(StoryLine::new(case, municipality, title))
                    .tell(told::payment_rejected(&booked.account, &booked.payment));
            }
            _ if booked.contradicts => {}
            _ => repeated += 1,
        }
        let person = booked.account.person;
        let postings = booked.postings.into_iter();
        change.postings.extend(postings.map(|posting| (case, person, moment.day, moment.input, posting)));
        if let Some(debt) = booked.debt {
            let open =
                debts.entry(case).or_insert_with(|| world.debts.get(&case).cloned().unwrap_or_default());
            open.retain(|known| known.id != debt.id);
            open.push(debt);
            change.debts.retain(|(_, known)| known.id != debt.id);
            change.debts.push((case, debt));
        }
        change.instalments.extend(booked.instalment.map(|instalment| (case, instalment)));
        accounts.insert(case, booked.account);
        payments.insert(*id, booked.payment);
    }
    change.accounts = accounts.into_values().collect();
    change.changed_payments = payments.into_values().collect();
    outcome.change = Some(change);
    Ok(outcome.reply(MoneyReply::Booked { settled, rejected, repeated, unknown, contradicted }))
}

/// A person wants a rejected payment paid again: once, with the next run.
pub fn pay_again(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, id, reasons): (CaseId, &EndToEndId, &str),
    moment: &Moment,
) -> Done {
    let unknown = || Refusal::not_found("betaling");
    let account = world.account(municipality, case).ok_or_else(unknown)?;
    let payment = world.payments.get(id).filter(|payment| payment.key.case == case).ok_or_else(unknown)?;
    let (next, booked) = payment.again(account)?;
    let person = account.person;
    let postings = booked.postings.into_iter();
    let change = MoneyWrites {
        postings: postings.map(|posting| (case, person, moment.day, moment.input, posting)).collect(),
        accounts: vec![booked.account],
        changed_payments: vec![booked.payment],
        new_payments: vec![next],
        ..MoneyWrites::default()
    };
    let title = format!("{} wordt opnieuw betaald: {reasons}", payment.cents);
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(StoryLine::new(case, municipality, title)))
}
