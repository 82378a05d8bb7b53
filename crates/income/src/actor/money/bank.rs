//! What the bank answers, and what a person decides about what it rejected.

use std::collections::BTreeMap;

use domain::{CaseId, Moment, Municipality, Refusal, day_in_dutch};
use messaging::{Outcome, StoryLine};
use sepa::EndToEndId;
use uuid::Uuid;

use super::{MoneyReply, MoneyWorld, payments};
use crate::messages::{signal, told};
use crate::model::money::{
    Answered, BankAnswer, BankItem, BankItemKind, BankReceipt, BankStatement, Booked, CaseAccount, Debt,
    ItemDone, Laid, Payment, ReceiptLaid,
};
use crate::store::money::{MoneyWrites, posted};

type Done = Result<Outcome<MoneyWrites, MoneyReply>, Refusal>;

/// What is read from a file of the bank at once.
#[derive(Debug, Default)]
pub struct BankSaid {
    pub answers: Vec<Answered>,
    /// What no payment tells: of a person to look at.
    pub items: Vec<BankItem>,
    pub statement: Option<BankStatement>,
}

/// Lays the answers of the bank on payments of this municipality; of others nothing is known here. What fits no payment
/// is kept for a person.
pub fn answers(world: &MoneyWorld, municipality: &Municipality, said: &BankSaid, moment: &Moment) -> Done {
    let mut laying = Laying {
        world,
        municipality,
        moment,
        outcome: Outcome::nothing(),
        change: MoneyWrites::default(),
        accounts: BTreeMap::new(),
        payments: BTreeMap::new(),
        debts: BTreeMap::new(),
    };
    let mut laid = Vec::with_capacity(said.answers.len());
    for one in &said.answers {
        let became = laying.lay(one);
        laid.push(became);
        if let Some(kind) = became.item() {
            let found = BankItem::of_answer(municipality, kind, one, moment.day);
            laying.change.bank_items.push(found);
        }
    }
    let Laying { mut outcome, mut change, accounts, payments, .. } = laying;
    change.accounts = accounts.into_values().collect();
    change.changed_payments = payments.into_values().collect();
    change.bank_items.extend(said.items.iter().cloned());
    change.bank_statements.extend(said.statement.clone());
    outcome.change = Some(change);
    Ok(outcome.reply(MoneyReply::Booked { laid }))
}

/// What answers made of accounts, payments and debts so far.
struct Laying<'a> {
    world: &'a MoneyWorld,
    municipality: &'a Municipality,
    moment: &'a Moment,
    outcome: Outcome<MoneyWrites, MoneyReply>,
    change: MoneyWrites,
    accounts: BTreeMap<CaseId, CaseAccount>,
    payments: BTreeMap<EndToEndId, Payment>,
    debts: BTreeMap<CaseId, Vec<Debt>>,
}

impl Laying<'_> {
    fn lay(&mut self, said: &Answered) -> Laid {
        let payment = self.payments.get(&said.id).or_else(|| self.world.payments.get(&said.id));
        let Some(payment) = payment else { return Laid::Unknown };
        let case = payment.key.case;
        let account = self.accounts.get(&case).or_else(|| self.world.account(self.municipality, case));
        let Some(account) = account else { return Laid::Unknown };
        if !payment.went_to_the_bank() {
            return Laid::Unknown;
        }
        let (booked, laid) = match said.unlike(payment) {
            Some(Laid::OtherAmount) => {
                let amount = said.amount.unwrap_or_default();
                (payment.of_another_amount(account, amount), Laid::OtherAmount)
            }
            Some(unlike) => return unlike,
            None => {
                let open = self.debts.get(&case).or_else(|| self.world.debts.get(&case));
                let booked = payment.answered(account, &said.answer, open.map_or(&[][..], Vec::as_slice));
                let Ok(booked) = booked else { return Laid::Unknown };
                let laid = booked.as_ref().map_or(Laid::Repeated, |booked| said.answer.laid(booked));
                (booked, laid)
            }
        };
        if let Some(booked) = booked {
            self.tell(said, &booked);
            self.keep(case, booked);
        }
        laid
    }

    /// The story of the case, and the task of whoever looks.
    fn tell(&mut self, said: &Answered, booked: &Booked) {
        let (account, payment) = (&booked.account, &booked.payment);
        let moved = !booked.postings.is_empty();
        let mut titles = Vec::new();
        if booked.contradicts {
            titles.push(format!("Let op, betaling van {}: {}", payment.cents, payment.reason));
            self.outcome.told.extend(signal::payment_unclear(account, payment));
        }
        if let (BankAnswer::Rejected(why) | BankAnswer::Returned(why), true) = (&said.answer, moved) {
            titles.push(format!("De bank betaalde {} niet uit: {why}", payment.cents));
            self.outcome.told.extend(told::payment_rejected(account, payment));
        }
        let line = |title| StoryLine::new(account.case, self.municipality, title);
        self.outcome.story.extend(titles.into_iter().map(line));
    }

    fn keep(&mut self, case: CaseId, booked: Booked) {
        let person = booked.account.person;
        let postings = booked.postings.into_iter();
        self.change.postings.extend(posted((case, person), postings, self.moment));
        if let Some(debt) = booked.debt {
            let known = || self.world.debts.get(&case).cloned().unwrap_or_default();
            let open = self.debts.entry(case).or_insert_with(known);
            open.retain(|known| known.id != debt.id);
            open.push(debt);
            self.change.debts.retain(|(_, known)| known.id != debt.id);
            self.change.debts.push((case, debt));
        }
        self.change.instalments.extend(booked.instalment.map(|instalment| (case, instalment)));
        self.accounts.insert(case, booked.account);
        self.payments.insert(booked.payment.id, booked.payment);
    }
}

/// Something on a statement of the bank names a debt: it is booked as when a person tells of it, once. What cannot be booked is
/// for a person, once, and is not booked by itself any more: they may have done so.
pub fn receive(
    world: &MoneyWorld,
    municipality: &Municipality,
    (case, debt, item): (CaseId, Uuid, Uuid),
    receipt: &BankReceipt,
    moment: &Moment,
) -> Done {
    let reply = |laid: ReceiptLaid| MoneyReply::FromBank { laid };
    if world.bank_items.contains_key(&item) {
        return Ok(Outcome::nothing().reply(reply(ReceiptLaid::Repeated)));
    }
    let account = world.account(municipality, case).ok_or_else(|| Refusal::not_found("zaak"))?;
    let booked = not_alike(account, debt, receipt).and_then(|()| {
        let asked = (case, debt, receipt.cents, receipt.day);
        payments::receive(world, municipality, asked, (receipt.reference.as_str(), None), moment)
    });
    let refused = match booked {
        Ok(outcome) => {
            let laid = if outcome.change.is_some() { ReceiptLaid::Booked } else { ReceiptLaid::Repeated };
            return Ok(outcome.reply(reply(laid)));
        }
        Err(refused) => refused,
    };
    let found = receipt.item(municipality, BankItemKind::DebtNotBooked, moment.day);
    let told = signal::receipt_not_booked(account, &found);
    let (cents, names, day) = (receipt.cents, receipt.names, day_in_dutch(receipt.day));
    let title = format!(
        "Voor een schuld kwam op {day} {cents} binnen, met betalingskenmerk {names}. Het is niet geboekt: {}",
        in_dutch(&refused)
    );
    let change = MoneyWrites { bank_items: vec![found], ..MoneyWrites::default() };
    let line = StoryLine::new(case, municipality, title);
    Ok(Outcome::change(change).reply(reply(ReceiptLaid::NotBooked)).story(line).tell(told))
}

/// The same may have been booked under another reference: from a statement over other days, or by who told it by hand.
fn not_alike(account: &CaseAccount, debt: Uuid, receipt: &BankReceipt) -> Result<(), Refusal> {
    let received = account.state.received.get(&debt).map_or(&[][..], Vec::as_slice);
    let is_known = received.iter().any(|one| one.reference == receipt.reference);
    let is_alike = received.iter().any(|one| (one.cents, one.received_on) == (receipt.cents, receipt.day));
    if is_known || !is_alike {
        return Ok(());
    }
    let reason = "van deze dag en dit bedrag is al een betaling geboekt, met een ander kenmerk";
    Err(Refusal::conflict("receipt-alike", format!("{reason}.")))
}

/// Why it was not booked: of a field that is wrong, what is wrong with it.
fn in_dutch(refused: &Refusal) -> String {
    match refused.violations.first() {
        Some(wrong) if wrong.field == "cents" => format!("het bedrag {}.", wrong.reason),
        Some(wrong) if wrong.field == "received_on" => format!("de dag {}.", wrong.reason),
        Some(wrong) => format!("{}.", wrong.reason),
        None => refused.reason.clone(),
    }
}

/// Somebody found out what an item of the bank was.
pub fn settle_item(
    world: &MoneyWorld,
    municipality: &Municipality,
    (item, by, note): (Uuid, &str, &str),
    moment: &Moment,
) -> Done {
    let known = world.bank_items.get(&item).filter(|item| item.municipality == *municipality);
    let known = known.ok_or_else(|| Refusal::not_found("bankpost"))?;
    if known.done.is_some() {
        return Err(Refusal::conflict("bank-item-done", "Deze post is al afgehandeld."));
    }
    let done = Some(ItemDone { by: by.to_owned(), on: moment.day, note: note.to_owned() });
    let change =
        MoneyWrites { bank_items_done: vec![BankItem { done, ..known.clone() }], ..MoneyWrites::default() };
    Ok(Outcome::change(change).reply(MoneyReply::Done))
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
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![booked.account],
        changed_payments: vec![booked.payment],
        new_payments: vec![next],
        ..MoneyWrites::default()
    };
    let title = format!("{} wordt opnieuw betaald: {reasons}", payment.cents);
    let solved = signal::payment_solved(account, payment);
    let line = StoryLine::new(case, municipality, title);
    Ok(Outcome::change(change).reply(MoneyReply::Done).story(line).tell(solved))
}
