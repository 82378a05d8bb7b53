//! What the bank answers: read while it comes in, and laid on the payments a batch at a time.

use std::io::{self, BufReader, Read};

use domain::{Caller, Cents, Refusal};
use messaging::{Engine, RequestContext};
use proto::income::v1 as pb;
use sepa::statement::{EntryState, Side, StatementItem, StatementReader};
use sepa::status::{Outcome, StatusItem, StatusReader};
use sepa::{EndToEndId, ReadError, Reason};
use tokio::sync::mpsc;
use tonic::{Status, Streaming};
use uuid::Uuid;

use super::refused;
use crate::actor::money::{MoneyInput, MoneyReply};
use crate::actor::{Income, Input, Reply};
use crate::model::money::{BankAnswer, Payment, PaymentStatus};
use crate::store::money as store;

/// Answers that one turn takes.
const BATCH: usize = 1_000;
/// Bytes at the start of a file in which its kind must stand.
const HEAD: usize = 4 * 1024;

/// What a file says.
enum Said {
    Of(EndToEndId, BankAnswer),
    /// Of all payments of a run that have no answer yet; when the bank says of how much, only where that is all of them.
    OfRun(Uuid, BankAnswer, Option<Cents>),
}

/// Reads a file of the bank and lays its answers on the payments of the caller's municipality.
///
/// # Errors
///
/// A refusal when it is no file of a kind that is known, or is broken: what was read before the fault stands, and
/// reading the file again does nothing twice.
pub async fn read(
    engine: &Engine<Income>,
    caller: &Caller,
    parts: Streaming<pb::ReadBankFileRequest>,
) -> Result<pb::ReadBankFileResponse, Status> {
    let (filling, filled) = mpsc::channel(8);
    let receiving = tokio::spawn(receive(parts, filling));
    let (saying, mut said) = mpsc::channel(BATCH);
    let reading = tokio::task::spawn_blocking(move || parse(Pieces::new(filled), &saying));
    let mut booking =
        Booking { engine, caller, batch: Vec::new(), total: pb::ReadBankFileResponse::default() };
    while let Some(one) = said.recv().await {
        booking.take(one).await?;
    }
    booking.flush().await?;
    receiving.await.map_err(|_| Status::internal("the file was not received"))??;
    match reading.await {
        Ok(Ok(())) => Ok(booking.total),
        Ok(Err(error)) => {
            let reason = format!("Dit bestand is niet te lezen: {error}");
            Err(refused(Refusal::precondition("bank-file", reason)))
        }
        Err(_) => Err(Status::internal("the file was not read")),
    }
}

async fn receive(
    mut parts: Streaming<pb::ReadBankFileRequest>,
    filling: mpsc::Sender<Vec<u8>>,
) -> Result<(), Status> {
    while let Some(part) = parts.message().await? {
        if filling.send(part.bytes).await.is_err() {
            // Whoever reads has seen enough, and says why.
            return Ok(());
        }
    }
    Ok(())
}

/// Pieces that come in, as something to read from.
struct Pieces {
    from: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Pieces {
    fn new(from: mpsc::Receiver<Vec<u8>>) -> Self {
        Self { from, piece: io::Cursor::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            match self.from.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}

fn parse(mut pieces: Pieces, saying: &mpsc::Sender<Said>) -> Result<(), ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    let most = u64::try_from(HEAD).unwrap_or(u64::MAX);
    // A fault shows again where the file itself is read.
    let _ = pieces.by_ref().take(most).read_to_end(&mut head);
    let is_statement = head.windows(8).any(|window| window == b"camt.053");
    let input = BufReader::new(io::Cursor::new(head).chain(pieces));
    if is_statement { statement(input, saying) } else { report(input, saying) }
}

fn report(input: impl io::BufRead, saying: &mpsc::Sender<Said>) -> Result<(), ReadError> {
    for item in StatusReader::new(input)? {
        let said = match item? {
            StatusItem::File(file) => {
                whole(&file.message, file.status.map(sepa::status::Status::outcome), &file.reasons)
            }
            StatusItem::Batch(batch) => {
                whole(&batch.batch, batch.status.map(sepa::status::Status::outcome), &batch.reasons)
            }
            StatusItem::Payment(payment) => {
                let outcome = payment.status.map(sepa::status::Status::outcome);
                payment.id().zip(answer(outcome, &payment.reasons)).map(|(id, answer)| Said::Of(id, answer))
            }
        };
        if said.is_some_and(|said| saying.blocking_send(said).is_err()) {
            break;
        }
    }
    Ok(())
}

fn whole(name: &str, outcome: Option<Outcome>, reasons: &[Reason]) -> Option<Said> {
    let run = Uuid::try_parse(name).ok()?;
    answer(outcome, reasons).map(|answer| Said::OfRun(run, answer, None))
}

fn answer(outcome: Option<Outcome>, reasons: &[Reason]) -> Option<BankAnswer> {
    match outcome? {
        Outcome::Settled => Some(BankAnswer::Settled),
        Outcome::Rejected => Some(BankAnswer::Rejected(in_dutch(reasons.first()))),
        Outcome::Taken | Outcome::Pending | Outcome::Partly | Outcome::Unknown => None,
    }
}

/// What a person reads; never what the bank adds in words, which may name somebody.
fn in_dutch(reason: Option<&Reason>) -> String {
    let known = reason.and_then(Reason::in_dutch).map(str::to_owned);
    let code = || {
        reason.and_then(|reason| reason.code).map(|code| format!("de bank gaf als reden {}", code.as_str()))
    };
    known.or_else(code).unwrap_or_else(|| "de bank gaf geen reden".into())
}

fn statement(input: impl io::BufRead, saying: &mpsc::Sender<Said>) -> Result<(), ReadError> {
    let mut entry = None;
    for item in StatementReader::new(input)? {
        let said = match item? {
            StatementItem::Entry(found) => {
                entry = Some((found.state, found.side));
                None
            }
            StatementItem::Batch(batch) => entry
                .filter(|entry| *entry == (EntryState::Booked, Side::Debit))
                .and_then(|_| Uuid::try_parse(batch.batch.as_deref().or(batch.message.as_deref())?).ok())
                .map(|run| Said::OfRun(run, BankAnswer::Settled, batch.total.map(|total| total.amount))),
            StatementItem::Payment(payment) => {
                let booked = entry.is_some_and(|(state, _)| state == EntryState::Booked);
                let side = payment.side.or(entry.map(|(_, side)| side));
                let answer = match (&payment.returned, side) {
                    (Some(reason), Some(Side::Credit)) => Some(BankAnswer::Returned(in_dutch(Some(reason)))),
                    (None, Some(Side::Debit)) => Some(BankAnswer::Settled),
                    _ => None,
                };
                payment.id().zip(answer).filter(|_| booked).map(|(id, answer)| Said::Of(id, answer))
            }
            StatementItem::Opened(_) | StatementItem::Balance(_) | StatementItem::Closed(_) => None,
        };
        if said.is_some_and(|said| saying.blocking_send(said).is_err()) {
            break;
        }
    }
    Ok(())
}

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

struct Booking<'a> {
    engine: &'a Engine<Income>,
    caller: &'a Caller,
    batch: Vec<(EndToEndId, BankAnswer)>,
    total: pb::ReadBankFileResponse,
}

impl Booking<'_> {
    async fn take(&mut self, said: Said) -> Result<(), Status> {
        match said {
            Said::Of(id, answer) => self.batch.push((id, answer)),
            Said::OfRun(run, answer, total) => self.take_run(run, &answer, total).await?,
        }
        if self.batch.len() >= BATCH { self.flush().await } else { Ok(()) }
    }

    /// An answer about a whole run is about what has no answer of its own yet. A batch that was booked for another amount
    /// does not say which of its payments it left out.
    async fn take_run(&mut self, run: Uuid, answer: &BankAnswer, total: Option<Cents>) -> Result<(), Status> {
        self.flush().await?;
        if let Some(total) = total.filter(|_| *answer == BankAnswer::Settled) {
            let mut sum = Cents::ZERO;
            let mut pages = Pages::of(run);
            while let Some(page) = pages.next(self.engine).await? {
                let open = page.iter().filter(|payment| payment.status == PaymentStatus::Released);
                let added = open.map(|payment| payment.cents).try_fold(sum, Cents::plus);
                sum = added.map_err(|_| Status::internal("the payments of a run do not add up"))?;
            }
            if sum != Cents::ZERO && sum != total {
                return Ok(());
            }
        }
        let mut pages = Pages::of(run);
        while let Some(page) = pages.next(self.engine).await? {
            for payment in page {
                if payment.status == PaymentStatus::Released {
                    self.batch.push((payment.id, answer.clone()));
                } else {
                    self.total.repeated += 1;
                }
            }
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Status> {
        let answers = std::mem::take(&mut self.batch);
        if answers.is_empty() {
            return Ok(());
        }
        let municipality = self.caller.municipality.clone();
        let input = Input::Money { municipality, input: MoneyInput::Bank { answers } };
        let context = RequestContext::by(&self.caller.user);
        let reply = self.engine.request(input, context).await.map_err(service::status_of)?;
        if let Reply::Money(MoneyReply::Booked { settled, rejected, repeated, unknown, contradicted }) = reply
        {
            self.total.settled += settled;
            self.total.rejected += rejected;
            self.total.repeated += repeated;
            self.total.unknown += unknown;
            self.total.contradicted += contradicted;
        }
        Ok(())
    }
}
