use std::collections::HashSet;
use std::io::Write;

use chrono::NaiveDate;
use domain::{Cents, Iban};

use super::output::Output;
use super::{Batch, Header, LEAST, MOST, Refused, Remittance, Transfer, Written, in_sepa};
use crate::{Bic, Changes, EndToEndId, Reference, Totals};

/// `CtrlSum` has room for eighteen digits (`DecimalNumber`).
const MOST_TOGETHER: Cents = Cents::new(999_999_999_999_999_999);
/// `NbOfTxs` has room for fifteen (`Max15NumericText`).
const MOST_PAYMENTS: u64 = 999_999_999_999_999;
/// For so many ids room is made beforehand; more fit, if the announced number is true.
const FORESEEN: u64 = 1 << 20;

/// A file while it is written: [`begin`](Self::begin), each batch with [`batch`](Self::batch), [`finish`](Self::finish).
///
/// What is held does not grow with the file, except for the ids of the payments: some 25 bytes each, to see that none
/// stands in it twice.
pub struct CreditTransferFile<W: Write> {
    out: Output<W>,
    message: Reference,
    day: NaiveDate,
    announced: Totals,
    so_far: Totals,
    payments: HashSet<EndToEndId>,
    batches: HashSet<Reference>,
    altered: u64,
    damaged: u64,
    whole: bool,
}

/// A batch while it is written: [`transfer`](Self::transfer) for each payment, then [`finish`](Self::finish). A file
/// with a batch that was not finished is refused.
pub struct BatchWriter<'a, W: Write> {
    file: &'a mut CreditTransferFile<W>,
    id: Reference,
    announced: Totals,
    so_far: Totals,
}

impl<W: Write> CreditTransferFile<W> {
    /// Begins a file of which the totals are known.
    ///
    /// # Errors
    ///
    /// [`Refused`] when there is nothing to pay, or more than a file can say.
    pub fn begin(out: W, header: &Header, totals: Totals) -> Result<Self, Refused> {
        check_totals(&header.message, totals)?;
        let mut out = Output::new(out);
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.raw("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n<CstmrCdtTrfInitn>\n<GrpHdr>");
        out.leaf("MsgId", header.message.as_str());
        out.leaf("CreDtTm", &header.created.format("%Y-%m-%dT%H:%M:%S").to_string());
        write_totals(&mut out, totals);
        out.raw("<InitgPty>");
        out.leaf("Nm", header.initiator.expose());
        out.raw("</InitgPty></GrpHdr>\n");
        Ok(Self {
            out,
            message: header.message.clone(),
            day: header.created.date(),
            announced: totals,
            so_far: Totals::default(),
            payments: HashSet::with_capacity(usize::try_from(totals.count.min(FORESEEN)).unwrap_or_default()),
            batches: HashSet::new(),
            altered: 0,
            damaged: 0,
            whole: true,
        })
    }

    /// Begins a batch of which the totals are known.
    ///
    /// # Errors
    ///
    /// [`Refused`] when there is nothing in it to pay, it stands in the file already, is to be executed before the day
    /// of the file, or pays from outside SEPA. The file has no trace of it then.
    pub fn batch(&mut self, batch: &Batch, totals: Totals) -> Result<BatchWriter<'_, W>, Refused> {
        if !self.whole {
            return Err(Refused::Unfinished);
        }
        check_totals(&batch.id, totals)?;
        if batch.execution < self.day {
            return Err(Refused::Past(batch.id.clone()));
        }
        if !in_sepa(&batch.account) {
            return Err(Refused::BatchOutsideSepa(batch.id.clone()));
        }
        if !self.batches.insert(batch.id.clone()) {
            return Err(Refused::RepeatedBatch(batch.id.clone()));
        }
        self.whole = false;
        self.out.raw("<PmtInf>");
        self.out.leaf("PmtInfId", batch.id.as_str());
        self.out.raw("<PmtMtd>TRF</PmtMtd>");
        self.out.leaf("BtchBookg", if batch.booked_as_one { "true" } else { "false" });
        write_totals(&mut self.out, totals);
        self.out.raw("<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl>");
        if let Some(category) = batch.category {
            self.out.raw("<CtgyPurp>");
            self.out.leaf("Cd", category.as_str());
            self.out.raw("</CtgyPurp>");
        }
        self.out.raw("</PmtTpInf><ReqdExctnDt>");
        self.out.leaf("Dt", &batch.execution.to_string());
        self.out.raw("</ReqdExctnDt><Dbtr>");
        self.out.leaf("Nm", batch.debtor.expose());
        self.out.raw("</Dbtr><DbtrAcct>");
        self.account(&batch.account);
        self.out.raw("</DbtrAcct><DbtrAgt>");
        self.bank(batch.bank.as_ref());
        self.out.raw("</DbtrAgt><ChrgBr>SLEV</ChrgBr>\n");
        self.out.pass_on()?;
        Ok(BatchWriter { file: self, id: batch.id.clone(), announced: totals, so_far: Totals::default() })
    }

    /// Ends the file, if it came to what was announced.
    ///
    /// # Errors
    ///
    /// [`Refused`] when it did not, a batch was not finished, or what is left cannot be written. What was handed to
    /// `out` before is then no file and must not be sent.
    pub fn finish(mut self) -> Result<Written, Refused> {
        if !self.whole {
            return Err(Refused::Unfinished);
        }
        check_came(&self.message, self.announced, self.so_far)?;
        self.out.raw("</CstmrCdtTrfInitn>\n</Document>\n");
        let (hash, bytes) = self.out.end()?;
        Ok(Written { hash, bytes, totals: self.so_far, altered: self.altered, damaged: self.damaged })
    }

    fn account(&mut self, account: &Iban) {
        self.out.raw("<Id>");
        self.out.leaf("IBAN", account.expose());
        self.out.raw("</Id>");
    }

    /// The element is obligatory for the debtor's bank; without a BIC it says so, as EPC132-08 lays down.
    fn bank(&mut self, bank: Option<&Bic>) {
        self.out.raw("<FinInstnId>");
        match bank {
            Some(bank) => self.out.leaf("BICFI", bank.as_str()),
            None => self.out.raw("<Othr><Id>NOTPROVIDED</Id></Othr>"),
        }
        self.out.raw("</FinInstnId>");
    }

    fn note(&mut self, changes: [Changes; 2]) {
        let any = |test: fn(&Changes) -> bool| u64::from(changes.iter().any(test));
        self.altered += any(|changes| *changes != Changes::default());
        self.damaged += any(|changes| changes.lost > 0 || changes.cut > 0);
    }
}

impl<W: Write> BatchWriter<'_, W> {
    /// Adds a payment.
    ///
    /// # Errors
    ///
    /// [`Refused`] when its amount is out of bounds, it stands in the file already or goes outside SEPA: the file has
    /// no trace of it then. Also when it cannot be written.
    pub fn transfer(&mut self, transfer: &Transfer) -> Result<(), Refused> {
        if transfer.amount < LEAST || transfer.amount > MOST {
            return Err(Refused::Amount(transfer.id));
        }
        if !in_sepa(&transfer.account) {
            return Err(Refused::OutsideSepa(transfer.id));
        }
        let so_far = self.so_far.with(transfer.amount).map_err(|_| Refused::TooMuch(self.id.clone()))?;
        if !self.file.payments.insert(transfer.id) {
            return Err(Refused::Repeated(transfer.id));
        }
        self.so_far = so_far;
        self.put(transfer);
        Ok(self.file.out.pass_on()?)
    }

    fn put(&mut self, transfer: &Transfer) {
        let file = &mut *self.file;
        file.out.raw("<CdtTrfTxInf><PmtId>");
        file.out.leaf("EndToEndId", std::str::from_utf8(&transfer.id.characters()).unwrap_or_default());
        file.out.raw("</PmtId><Amt><InstdAmt Ccy=\"EUR\">");
        file.out.amount(transfer.amount);
        file.out.raw("</InstdAmt></Amt>");
        if let Some(bank) = &transfer.bank {
            file.out.raw("<CdtrAgt>");
            file.bank(Some(bank));
            file.out.raw("</CdtrAgt>");
        }
        file.out.raw("<Cdtr>");
        file.out.leaf("Nm", transfer.creditor.expose());
        file.out.raw("</Cdtr><CdtrAcct>");
        file.account(&transfer.account);
        file.out.raw("</CdtrAcct>");
        if let Some(purpose) = transfer.purpose {
            file.out.raw("<Purp>");
            file.out.leaf("Cd", purpose.as_str());
            file.out.raw("</Purp>");
        }
        let mut changes = [transfer.creditor.changes(), Changes::default()];
        match &transfer.remittance {
            Remittance::Nothing => {}
            Remittance::Message(message) => {
                changes[1] = message.changes();
                file.out.raw("<RmtInf>");
                file.out.leaf("Ustrd", message.expose());
                file.out.raw("</RmtInf>");
            }
            Remittance::Reference(reference) => {
                file.out.raw("<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry>");
                file.out.leaf("Issr", reference.issuer());
                file.out.raw("</Tp>");
                file.out.leaf("Ref", reference.as_str());
                file.out.raw("</CdtrRefInf></Strd></RmtInf>");
            }
        }
        file.note(changes);
        file.out.raw("</CdtTrfTxInf>\n");
    }

    /// Ends the batch, if it came to what was announced.
    ///
    /// # Errors
    ///
    /// [`Refused`] when it did not, or cannot be written.
    pub fn finish(self) -> Result<(), Refused> {
        check_came(&self.id, self.announced, self.so_far)?;
        let file = self.file;
        file.so_far = file.so_far.plus(self.so_far).map_err(|_| Refused::TooMuch(file.message.clone()))?;
        file.out.raw("</PmtInf>\n");
        file.out.pass_on()?;
        file.whole = true;
        Ok(())
    }
}

/// Writes a file of payments that are all at hand: passes over them once for the totals and once to write.
///
/// # Errors
///
/// [`Refused`] as [`CreditTransferFile`] and [`BatchWriter`] give; what was handed to `out` is then no file.
pub fn write<W: Write>(
    out: W,
    header: &Header,
    batches: &[(Batch, Vec<Transfer>)],
) -> Result<Written, Refused> {
    let totals_of = |name: &Reference, transfers: &[Transfer]| {
        Totals::of(transfers.iter().map(|transfer| transfer.amount))
            .map_err(|_| Refused::TooMuch(name.clone()))
    };
    let mut together = Totals::default();
    for (batch, transfers) in batches {
        let totals = totals_of(&batch.id, transfers)?;
        together = together.plus(totals).map_err(|_| Refused::TooMuch(header.message.clone()))?;
    }
    let mut file = CreditTransferFile::begin(out, header, together)?;
    for (batch, transfers) in batches {
        let mut writer = file.batch(batch, totals_of(&batch.id, transfers)?)?;
        for transfer in transfers {
            writer.transfer(transfer)?;
        }
        writer.finish()?;
    }
    file.finish()
}

fn write_totals<W: Write>(out: &mut Output<W>, totals: Totals) {
    out.number("NbOfTxs", totals.count);
    out.cents("CtrlSum", totals.sum);
}

fn check_totals(name: &Reference, totals: Totals) -> Result<(), Refused> {
    if totals.count == 0 || totals.sum < LEAST {
        Err(Refused::Empty(name.clone()))
    } else if totals.count > MOST_PAYMENTS || totals.sum > MOST_TOGETHER {
        Err(Refused::TooMuch(name.clone()))
    } else {
        Ok(())
    }
}

fn check_came(name: &Reference, announced: Totals, came: Totals) -> Result<(), Refused> {
    if announced == came { Ok(()) } else { Err(Refused::Totals { name: name.clone(), announced, came }) }
}
