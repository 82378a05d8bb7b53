//! Lays what a file says on the payments, a batch at a time, and keeps what fits none of them.

use std::collections::BTreeSet;

use domain::{Caller, Cents};
use messaging::{Engine, RequestContext};
use proto::income::v1 as pb;
use tonic::Status;
use uuid::Uuid;

use super::entries::{OnStatement, Part};
use super::{BATCH, Said};
use crate::actor::money::{BankSaid, MoneyInput, MoneyReply};
use crate::actor::{Income, Input, Reply};
use crate::grpc::payments::show;
use crate::model::money::{
    Answered, BankAnswer, BankItem, BankItemKind, BankReceipt, BankStatement, Laid, Payment, PaymentStatus,
    ReceiptLaid,
};
use crate::store::money as store;

/// Items that an answer shows.
const SHOWN: usize = 100;

/// The payments of a run, page by page.
struct Pages {
    run: Uuid,
    after: String,
}

impl Pages {
    const fn of(run: Uuid) -> Self {
        Self { run, after: String::new() }
    }

    async fn next(&mut self, engine: &Engine<Income>) -> Result<Option<Vec<Payment>>, Status> {
        let page = store::payments_of_run(engine.db(), self.run, &self.after, BATCH as u64).await;
        let page = page.map_err(|error| service::status_of_store(&error))?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = last.id.to_string();
        Ok(Some(page))
    }
}

/// What was read and not laid on the payments yet: no more than a turn takes, whatever the file is about.
#[derive(Default)]
struct Held {
    /// Each with whether its amount counts on the statement: that of a batch was counted as a whole.
    batch: Vec<(Answered, bool)>,
    /// What is none of ours.
    items: Vec<BankItem>,
}

impl Held {
    const fn is_full(&self) -> bool {
        self.batch.len() >= BATCH || self.items.len() >= BATCH
    }
}

/// What was read of a file so far.
pub struct Booking<'a> {
    engine: &'a Engine<Income>,
    caller: &'a Caller,
    /// The municipality's own accounts.
    accounts: BTreeSet<String>,
    held: Held,
    statement: Option<OnStatement>,
    total: pb::ReadBankFileResponse,
}

impl<'a> Booking<'a> {
    /// Nothing was read yet.
    ///
    /// # Errors
    ///
    /// When the accounts of the municipality cannot be read.
    pub async fn begin(engine: &'a Engine<Income>, caller: &'a Caller) -> Result<Self, Status> {
        let accounts = store::accounts_of(engine.db(), &caller.municipality).await;
        let accounts = accounts.map_err(|error| service::status_of_store(&error))?;
        let total = pb::ReadBankFileResponse::default();
        Ok(Self { engine, caller, accounts, held: Held::default(), statement: None, total })
    }

    /// Takes the next thing that the file says.
    ///
    /// # Errors
    ///
    /// When it cannot be laid on the payments.
    pub async fn take(&mut self, said: Said) -> Result<(), Status> {
        match said {
            Said::Of(answered) => self.held.batch.push((answered, false)),
            Said::OfFile(name, answer, file) => self.take_file(&name, &answer, &file).await?,
            Said::OfOther(name, file) => {
                self.keep(BankItemKind::UnknownPayment, (&file, "payment", &name), (Cents::ZERO, None));
            }
            Said::OnStatement(item) => self.take_from_statement(item).await?,
        }
        if self.held.is_full() { self.flush().await } else { Ok(()) }
    }

    /// All that was read, when nothing follows.
    ///
    /// # Errors
    ///
    /// When the last of it cannot be laid on the payments.
    pub async fn finish(mut self) -> Result<pb::ReadBankFileResponse, Status> {
        self.flush().await?;
        Ok(self.total)
    }

    fn keep(&mut self, kind: BankItemKind, at: (&str, &str, &str), of: (Cents, Option<chrono::NaiveDate>)) {
        let today = self.engine.now().day;
        let item = BankItem::found(&self.caller.municipality, kind, at, of, today);
        self.total.unknown += u64::from(kind != BankItemKind::OtherAmount);
        self.total.other_amount += u64::from(kind == BankItemKind::OtherAmount);
        self.show(&item);
        self.held.items.push(item);
    }

    fn show(&mut self, item: &BankItem) {
        self.total.item_count += 1;
        if self.total.items.len() < SHOWN {
            self.total.items.push(show::bank_item(item));
        }
    }

    /// A report about a whole file is about what has no answer of its own yet.
    async fn take_file(&mut self, name: &str, answer: &BankAnswer, file: &str) -> Result<(), Status> {
        self.flush().await?;
        match self.run_of(name).await? {
            Some(run) => self.answer_run(run, answer, file).await,
            None => {
                self.keep(BankItemKind::OtherFile, (file, "file", name), (Cents::ZERO, None));
                Ok(())
            }
        }
    }

    /// The run of this municipality that a bank names.
    async fn run_of(&self, name: &str) -> Result<Option<Uuid>, Status> {
        let Ok(id) = Uuid::try_parse(name) else { return Ok(None) };
        let run = store::run(self.engine.db(), &self.caller.municipality, id).await;
        Ok(run.map_err(|error| service::status_of_store(&error))?.map(|run| run.id))
    }

    async fn answer_run(&mut self, run: Uuid, answer: &BankAnswer, file: &str) -> Result<(), Status> {
        let mut pages = Pages::of(run);
        while let Some(page) = pages.next(self.engine).await? {
            for payment in page {
                if payment.status == PaymentStatus::Released {
                    let (id, amount, file) = (payment.id, Some(payment.cents), file.to_owned());
                    let answer = answer.clone();
                    let said = Answered { id, answer, run: Some(run), amount, day: None, file };
                    self.held.batch.push((said, false));
                } else {
                    self.total.repeated += 1;
                }
            }
            self.flush().await?;
        }
        Ok(())
    }

    async fn take_from_statement(&mut self, item: sepa::statement::StatementItem) -> Result<(), Status> {
        use sepa::statement::StatementItem;
        if let StatementItem::Opened(opened) = item {
            let account = opened.account.as_ref().map(|iban| iban.expose().to_owned());
            let ours = account.filter(|account| self.accounts.contains(account));
            self.statement = ours.map(|account| OnStatement::opened(&opened, account));
            if self.statement.is_none() {
                let at = (opened.id.as_str(), "statement", opened.id.as_str());
                self.keep(BankItemKind::OtherAccount, at, (Cents::ZERO, opened.made));
            }
            return Ok(());
        }
        let Some(statement) = &mut self.statement else { return Ok(()) };
        for part in statement.take(&item) {
            self.take_part(part).await?;
        }
        if matches!(item, StatementItem::Closed(_)) { self.close().await } else { Ok(()) }
    }

    async fn take_part(&mut self, part: Part) -> Result<(), Status> {
        let name = self.statement.as_ref().map(|statement| statement.name().to_owned()).unwrap_or_default();
        match part {
            Part::Of(answered, counts) => self.held.batch.push((answered, counts)),
            Part::Received(receipt) => self.receive(receipt).await?,
            Part::OfBatch(batch, total) => self.take_batch(&batch, total, &name).await?,
            Part::Kept(kind, place, reference, cents, day) => {
                self.keep(kind, (&name, &place, &reference), (cents, day));
            }
        }
        Ok(())
    }

    /// Something that came in for a debt: booked on it in a turn of its own, as when a person tells of it.
    async fn receive(&mut self, receipt: BankReceipt) -> Result<(), Status> {
        let municipality = &self.caller.municipality;
        let found = store::debt_named(self.engine.db(), municipality, receipt.names).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        let kind = if found.is_some() { BankItemKind::DebtNotBooked } else { BankItemKind::UnknownDebt };
        let item = receipt.item(municipality, kind, self.engine.now().day);
        let Some((case, debt)) = found else {
            self.total.unknown += 1;
            self.show(&item);
            self.held.items.push(item);
            return Ok(());
        };
        let input = MoneyInput::ReceiveFromBank { case, debt, item: item.id, receipt };
        match self.ask(input).await? {
            MoneyReply::FromBank { laid: ReceiptLaid::Booked } => self.total.received += 1,
            MoneyReply::FromBank { laid: ReceiptLaid::NotBooked } => {
                self.total.unknown += 1;
                self.show(&item);
            }
            _ => self.total.repeated += 1,
        }
        Ok(())
    }

    async fn take_batch(&mut self, batch: &str, total: Cents, file: &str) -> Result<(), Status> {
        self.flush().await?;
        let run = self.run_of(batch).await?;
        let fits = match run {
            Some(run) => self.comes_to(run, total).await?.then_some(run),
            None => None,
        };
        if let Some(statement) = &mut self.statement {
            statement.batch_was(batch, run.is_some(), fits.is_some());
            if fits.is_some() {
                statement.paid(total)?;
            }
        }
        match fits {
            Some(run) => self.answer_run(run, &BankAnswer::Settled, file).await,
            None => Ok(()),
        }
    }

    /// Whether a batch of this amount is all that is under way of a run, or all that it paid. Of another amount it does not
    /// say which of the payments it left out.
    async fn comes_to(&self, run: Uuid, total: Cents) -> Result<bool, Status> {
        let (mut open, mut all) = (Cents::ZERO, Cents::ZERO);
        let mut pages = Pages::of(run);
        let wrong = |_| Status::internal("the payments of a run do not add up");
        while let Some(page) = pages.next(self.engine).await? {
            for payment in page {
                if payment.status == PaymentStatus::Released {
                    open = open.plus(payment.cents).map_err(wrong)?;
                    all = all.plus(payment.cents).map_err(wrong)?;
                } else if payment.status == PaymentStatus::Settled || payment.paid {
                    all = all.plus(payment.cents).map_err(wrong)?;
                }
            }
        }
        Ok(total == all || (total == open && open > Cents::ZERO))
    }

    async fn close(&mut self) -> Result<(), Status> {
        self.flush().await?;
        let Some(statement) = self.statement.take() else { return Ok(()) };
        let record = statement.closed(&self.caller.municipality)?;
        self.send(Vec::new(), Vec::new(), Some(record)).await.map(drop)
    }

    async fn flush(&mut self) -> Result<(), Status> {
        let Held { batch, items } = std::mem::take(&mut self.held);
        let (answers, counts): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        if answers.is_empty() && items.is_empty() {
            return Ok(());
        }
        let laid = self.send(answers.clone(), items, None).await?;
        let today = self.engine.now().day;
        for ((answered, counts), laid) in answers.into_iter().zip(counts).zip(laid) {
            self.count(laid);
            if let Some(kind) = laid.item() {
                self.show(&BankItem::of_answer(&self.caller.municipality, kind, &answered, today));
            }
            if counts
                && laid.is_ours()
                && let Some(statement) = &mut self.statement
            {
                statement.ours(&answered)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, laid: Laid) {
        let counter = match laid {
            Laid::Settled => &mut self.total.settled,
            Laid::Rejected => &mut self.total.rejected,
            Laid::Repeated => &mut self.total.repeated,
            Laid::Unknown | Laid::OtherFile => &mut self.total.unknown,
            Laid::OtherAmount => &mut self.total.other_amount,
            Laid::SettledAfterAll => {
                self.total.settled += 1;
                &mut self.total.contradicted
            }
            Laid::Contradicts => &mut self.total.contradicted,
        };
        *counter += 1;
    }

    async fn send(
        &self,
        answers: Vec<Answered>,
        items: Vec<BankItem>,
        statement: Option<BankStatement>,
    ) -> Result<Vec<Laid>, Status> {
        let said = BankSaid { answers, items, statement };
        match self.ask(MoneyInput::Bank { said }).await? {
            MoneyReply::Booked { laid } => Ok(laid),
            _ => Ok(Vec::new()),
        }
    }

    async fn ask(&self, input: MoneyInput) -> Result<MoneyReply, Status> {
        let input = Input::Money { municipality: self.caller.municipality.clone(), input };
        let context = RequestContext::by(&self.caller.user);
        match self.engine.request(input, context).await.map_err(service::status_of)? {
            Reply::Money(reply) => Ok(reply),
            Reply::Decided => Ok(MoneyReply::Done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_what_is_none_of_ours_is_laid_down_in_turns_too() {
        let here = "a-tenant:0001".parse().unwrap();
        let today = "2026-03-20".parse().unwrap();
        let item = |number: usize| {
            let name = number.to_string();
            BankItem::found(
                &here,
                BankItemKind::UnknownPayment,
                ("f", "payment", &name),
                (Cents::ZERO, None),
                today,
            )
        };
        let mut held = Held { batch: Vec::new(), items: (1..BATCH).map(item).collect() };
        assert!(!held.is_full());
        held.items.push(item(0));
        assert!(held.is_full());
    }
}
