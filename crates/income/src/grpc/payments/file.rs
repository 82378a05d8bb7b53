//! The file of a run: written from its payments while they come by, and never held.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDateTime;
use domain::{Caller, CaseId, Iban};
use messaging::Views;
use proto::income::v1 as pb;
use sea_orm::DatabaseConnection;
use sepa::transfer::{
    Batch, BatchWriter, CreditTransferFile, FileHash, Header, Refused, Remittance, Transfer, Written,
};
use sepa::{Purpose, Reference, Totals};
use service::Sight;
use service::sealing::Sealing;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::model::money::{CaseName, Payee, Payment, Run};
use crate::store::money::payments_of_run;

/// Payments that are read at a time.
const PAGE: u64 = 1_000;
/// Bytes of a piece.
const PIECE: usize = 60 * 1024;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum NoFile {
    #[error("the payments cannot be read")]
    Store(#[from] messaging::StoreError),
    #[error("it is not known from which account is paid")]
    NoPayingAccount,
    #[error("where payment {0} goes cannot be read")]
    Payee(sepa::EndToEndId),
    #[error("the name of the file is none")]
    Name,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("the payments do not add up")]
    Sum,
    #[error("it is not the file that was approved")]
    Other,
    #[error("that it is seen cannot be recorded")]
    NotRecorded(Box<Status>),
}

/// What the caller hears of it.
pub fn status(error: &NoFile) -> Status {
    let refusal = match error {
        NoFile::NoPayingAccount => domain::Refusal::precondition(
            "no-paying-account",
            "Van welke rekening de gemeente betaalt is niet bekend. Leg die eerst vast.",
        ),
        NoFile::Refused(Refused::Empty(_)) => return nothing(),
        NoFile::Refused(Refused::Past(_)) => domain::Refusal::precondition(
            "execution-past",
            "De betaaldag is al voorbij. Trek de run in en start een nieuwe.",
        ),
        NoFile::NotRecorded(status) => return (**status).clone(),
        error => {
            tracing::error!(%error, "a file of payments cannot be written");
            return Status::internal("the file cannot be written");
        }
    };
    service::refusal_status(&refusal)
}

/// What the caller hears who asks the file of a run that pays nothing.
pub fn nothing() -> Status {
    let reason = "In deze run is niets te betalen. Er is geen bestand voor de bank.";
    service::refusal_status(&domain::Refusal::precondition("run-empty", reason))
}

/// Payments of each kind: how many, and together.
pub type Kinds = BTreeMap<sepa::PaymentKind, Totals>;

/// What the file of a run holds as it is now. A run that pays nothing has no file: what is approved of it is that, by the hash
/// of no bytes.
///
/// # Errors
///
/// [`NoFile`] when it cannot be written.
pub async fn look(db: &DatabaseConnection, sealing: &Sealing, run: &Run) -> Result<(Written, Kinds), NoFile> {
    if run.pays_nothing() {
        let nothing =
            Written { hash: FileHash::of(&[]), bytes: 0, totals: Totals::default(), altered: 0, damaged: 0 };
        return Ok((nothing, Kinds::new()));
    }
    write_and(db, sealing, run, io::sink(), None).await
}

/// A payment as it stands in the file.
///
/// # Errors
///
/// [`NoFile`] when where it goes cannot be read.
pub fn shown(
    sealing: &Sealing,
    run: &Run,
    (payment, case): (&Payment, &CaseName),
) -> Result<pb::PreviewedPayment, NoFile> {
    let to = open(sealing, payment).ok_or(NoFile::Payee(payment.id))?;
    Ok(pb::PreviewedPayment {
        payment: payment.id.to_string(),
        case_id: case.case.to_string(),
        case_number: case.number().into(),
        kind: super::kind_code(payment.key.kind).into(),
        payee: payment.key.payee.to_string(),
        message: to.message(run, payment),
        name: to.name.expose().to_owned(),
        iban: to.account.expose().to_owned(),
        cents: payment.cents.get(),
    })
}

/// The same; after each page of payments what was written so far may be carried off.
async fn write_and<W: Write + Send>(
    db: &DatabaseConnection,
    sealing: &Sealing,
    run: &Run,
    out: W,
    carrier: Option<&Carrier>,
) -> Result<(Written, Kinds), NoFile> {
    let mut kinds = Kinds::new();
    let totals = Totals::new(run.state.totals.payments, run.state.totals.cents);
    let (header, batch) = envelope(run)?;
    let mut file = CreditTransferFile::begin(out, &header, totals)?;
    let mut writer = file.batch(&batch, totals)?;
    let mut after = String::new();
    loop {
        let page = payments_of_run(db, run.id, &after, PAGE).await?;
        add(&mut writer, sealing, run, &page)?;
        for payment in &page {
            let sum = kinds.entry(payment.key.kind).or_default();
            *sum = sum.with(payment.cents).map_err(|_| NoFile::Sum)?;
        }
        if let Some(carrier) = carrier {
            carrier.show(&page).await?;
            carrier.carry().await?;
        }
        match page.last() {
            Some(last) => after = last.id.to_string(),
            None => break,
        }
    }
    writer.finish()?;
    Ok((file.finish()?, kinds))
}

/// What the bank calls a file, and with it its batch: the id of the run.
pub fn name_of(run: uuid::Uuid) -> String {
    run.simple().to_string()
}

fn envelope(run: &Run) -> Result<(Header, Batch), NoFile> {
    let payer = run.state.payer.as_ref().ok_or(NoFile::NoPayingAccount)?;
    let name = sepa::Name::new(&payer.name).map_err(|_| NoFile::NoPayingAccount)?;
    let reference: Reference = name_of(run.id).parse().map_err(|_| NoFile::Name)?;
    let bank = payer.bic.as_deref().map(str::parse).transpose().map_err(|_| NoFile::NoPayingAccount)?;
    let created: NaiveDateTime = run.state.started_on.and_time(run.state.started_at.time());
    let header = Header { message: reference.clone(), created, initiator: name.clone() };
    let batch = Batch {
        id: reference,
        execution: run.state.execution,
        debtor: name,
        account: payer.iban.parse().map_err(|_| NoFile::NoPayingAccount)?,
        bank,
        category: (!run.state.plain).then_some(Purpose::SOCIAL_SECURITY_BENEFIT),
        booked_as_one: true,
    };
    Ok((header, batch))
}

fn add<W: Write>(
    writer: &mut BatchWriter<'_, W>,
    sealing: &Sealing,
    run: &Run,
    payments: &[Payment],
) -> Result<(), NoFile> {
    for payment in payments {
        let to = open(sealing, payment).ok_or(NoFile::Payee(payment.id))?;
        let message = to.message(run, payment);
        let is_client = is_client(run, payment.key.payee);
        writer.transfer(&Transfer {
            id: payment.id,
            amount: payment.cents,
            creditor: to.name,
            account: to.account,
            bank: None,
            purpose: is_client.then_some(Purpose::SOCIAL_SECURITY_BENEFIT),
            remittance: Remittance::message(&message).unwrap_or(Remittance::Nothing),
        })?;
    }
    Ok(())
}

/// Whether a payment goes to a client: who gets rent or energy for somebody has no business to know that it is assistance, nor
/// has their bank, and what an employer gets is none.
const fn is_client(run: &Run, payee: Payee) -> bool {
    match payee {
        Payee::Applicant | Payee::Partner(_) => true,
        Payee::Third(_) => false,
        Payee::Employer(_) => !run.state.plain,
    }
}

/// What the payee reads with the payment.
const fn what(payment: &Payment) -> &'static str {
    match payment.key.kind {
        sepa::PaymentKind::HolidayAllowance => "Vakantietoeslag",
        sepa::PaymentKind::Correction => "Nabetaling uitkering",
        sepa::PaymentKind::WageCostSubsidy => "Loonkostensubsidie",
        _ => "Uitkering",
    }
}

/// Where a payment goes.
struct To {
    account: Iban,
    name: sepa::Name,
    /// By which somebody who gets fixed costs knows whom they are for.
    reference: Option<String>,
}

impl To {
    /// What the payee reads with the payment: to others never that it is assistance.
    fn message(&self, run: &Run, payment: &Payment) -> String {
        let month = run.month.in_dutch();
        match (payment.key.payee, &self.reference) {
            (Payee::Third(_), Some(reference)) => format!("{reference} {month}"),
            (Payee::Third(_), None) => format!("Vaste lasten {month}"),
            _ => format!("{} {month}", what(payment)),
        }
    }
}

/// Account, name and reference, as they were sealed: one line each.
fn open(sealing: &Sealing, payment: &Payment) -> Option<To> {
    let plain = sealing.open(payment.key.case.uuid(), &payment.sealed).ok()?;
    let mut lines = std::str::from_utf8(&plain).ok()?.splitn(3, '\n');
    let (account, name) = (lines.next()?, lines.next()?);
    let reference = lines.next().map(str::to_owned);
    Some(To { account: account.parse().ok()?, name: sepa::Name::new(name).ok()?, reference })
}

/// Bytes that were written and not yet carried off.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<u8>>>);

impl Held {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Who sees a file, and where that is recorded.
pub struct Seen {
    pub views: Views,
    pub caller: Caller,
    pub sight: Sight,
}

/// Takes what was written to the caller.
struct Carrier {
    held: Held,
    seen: Seen,
    pieces: mpsc::Sender<Result<pb::DownloadRunResponse, Status>>,
}

impl Carrier {
    /// Records whose payments are in the next pieces.
    async fn show(&self, payments: &[Payment]) -> Result<(), NoFile> {
        if payments.is_empty() {
            return Ok(());
        }
        let cases: BTreeSet<CaseId> = payments.iter().map(|payment| payment.key.case).collect();
        let Seen { views, caller, sight } = &self.seen;
        sight.of(views, caller, cases).await.map_err(|status| NoFile::NotRecorded(Box::new(status)))
    }

    async fn carry(&self) -> Result<(), NoFile> {
        let bytes = self.held.take();
        for piece in bytes.chunks(PIECE) {
            let part = pb::DownloadRunResponse { bytes: piece.to_vec() };
            let sent = self.pieces.send(Ok(part)).await;
            sent.map_err(|_| NoFile::Refused(Refused::Output(io::ErrorKind::BrokenPipe.into())))?;
        }
        Ok(())
    }
}

/// The file, piece by piece, as fast as the caller takes it. A file that turns out not to be the one that was approved
/// ends in an error.
pub fn stream(
    db: DatabaseConnection,
    sealing: Arc<Sealing>,
    run: Run,
    seen: Seen,
) -> ReceiverStream<Result<pb::DownloadRunResponse, Status>> {
    let (pieces, taken) = mpsc::channel(4);
    tokio::spawn(async move {
        let carrier = Carrier { held: Held::default(), seen, pieces };
        let written = write_and(&db, &sealing, &run, carrier.held.clone(), Some(&carrier)).await;
        let same = match written {
            Ok((written, _)) if run.state.hash == Some(written.hash.to_string()) => carrier.carry().await,
            Ok(_) => Err(NoFile::Other),
            Err(error) => Err(error),
        };
        if let Err(error) = same {
            // Nobody listens any more, or hears this as the last thing.
            let _ = carrier.pieces.send(Err(status(&error))).await;
        }
    });
    ReceiverStream::new(taken)
}
