//! What the bank answers: read while it comes in, and laid on the payments a batch at a time.

use std::io::{self, BufReader, Read};

use domain::{Caller, Refusal};
use messaging::Engine;
use proto::income::v1 as pb;
use sepa::statement::{StatementItem, StatementReader};
use sepa::status::{self, Outcome, StatusItem, StatusReader};
use sepa::{ReadError, Reason, Wrong};
use tokio::sync::mpsc;
use tonic::{Status, Streaming};
use uuid::Uuid;

use super::refused;
use crate::actor::Income;
use crate::model::money::{Answered, BankAnswer};

mod booking;
mod entries;

use booking::Booking;

/// Answers that one turn takes.
const BATCH: usize = 1_000;
/// What a bank says where it does not repeat a name.
const NOT_PROVIDED: &str = "NOTPROVIDED";
/// What is read, as a person is told.
const KNOWN: [&str; 4] = ["pain.002.001.10", "pain.002.001.03", "camt.053.001.08", "camt.053.001.02"];
/// Bytes at the start of a file in which its kind must stand.
const HEAD: usize = 4 * 1024;

/// What a file says.
enum Said {
    Of(Answered),
    /// Of all payments of a run that have no answer yet: how the bank names its file, and the report.
    OfFile(String, BankAnswer, String),
    /// Of something that is none of ours: how the bank names it, and the report.
    OfOther(String, String),
    OnStatement(StatementItem),
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
    let mut booking = Booking::begin(engine, caller).await?;
    while let Some(one) = said.recv().await {
        booking.take(one).await?;
    }
    let total = booking.finish().await?;
    receiving.await.map_err(|_| Status::internal("the file was not received"))??;
    match reading.await {
        Ok(Ok(())) => Ok(total),
        Ok(Err(error)) => Err(refused(Refusal::precondition("bank-file", unreadable(&error)))),
        Err(_) => Err(Status::internal("the file was not read")),
    }
}

/// Why a file is not read, as a person reads it.
fn unreadable(error: &ReadError) -> String {
    match error.wrong {
        Wrong::Message(_) => format!(
            "Dit bestand is niet te lezen: het is een ander bericht of een andere versie dan {}.",
            KNOWN.join(", ")
        ),
        _ => format!("Dit bestand is niet te lezen: {}.", error.in_dutch()),
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
    let mut reader = StatusReader::new(input)?;
    let mut of_file = None;
    while let Some(item) = reader.next() {
        let said = match item? {
            StatusItem::File(about) => {
                of_file = Uuid::try_parse(&about.message).ok();
                whole(about.message, about.status, &about.reasons, reader.message())
            }
            StatusItem::Batch(about) => whole(about.batch, about.status, &about.reasons, reader.message()),
            StatusItem::Payment(payment) => of_payment(payment, of_file, reader.message()),
        };
        if said.is_some_and(|said| saying.blocking_send(said).is_err()) {
            break;
        }
    }
    Ok(())
}

fn whole(name: String, status: Option<status::Status>, reasons: &[Reason], report: &str) -> Option<Said> {
    answer(status, reasons).map(|answer| Said::OfFile(name, answer, report.to_owned()))
}

fn of_payment(payment: status::PaymentStatus, of_file: Option<Uuid>, report: &str) -> Option<Said> {
    let answer = answer(payment.status, &payment.reasons)?;
    let Some(id) = payment.id() else {
        return Some(Said::OfOther(payment.end_to_end.unwrap_or_default(), report.to_owned()));
    };
    let batch = Uuid::try_parse(&payment.batch).ok();
    let run = if payment.batch == NOT_PROVIDED { of_file } else { of_file.filter(|run| batch == Some(*run)) };
    Some(Said::Of(Answered {
        id,
        answer,
        // Of no run of ours when the file or the batch is another.
        run: Some(run.unwrap_or_default()),
        amount: payment.amount,
        day: payment.execution,
        file: report.to_owned(),
    }))
}

fn answer(status: Option<status::Status>, reasons: &[Reason]) -> Option<BankAnswer> {
    match status?.outcome() {
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
    for item in StatementReader::new(input)? {
        if saying.blocking_send(Said::OnStatement(item?)).is_err() {
            break;
        }
    }
    Ok(())
}
