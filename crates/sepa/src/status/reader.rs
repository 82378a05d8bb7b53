use std::io::BufRead;

use super::{BatchStatus, FileStatus, PaymentStatus, Status, StatusItem};
use crate::read::values::{amount, day, identifier, text};
use crate::read::{Limits, ReadError, Token, Walker, Wrong};
use crate::{Private, Reason};

const KNOWN: [&str; 2] = ["pain.002.001.10", "pain.002.001.03"];
const FILE: &str = "CstmrPmtStsRpt/OrgnlGrpInfAndSts";
const BATCH: &str = "CstmrPmtStsRpt/OrgnlPmtInfAndSts";
const PAYMENT: &str = "CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts";
/// A bank gives one reason; more are taken as long as they are few.
const MOST_REASONS: usize = 20;

/// Reads a status report item by item. After an error there is nothing more.
pub struct StatusReader<R> {
    walker: Walker<R>,
    /// `GrpHdr/MsgId`: the report itself.
    message: String,
    file: FileStatus,
    batch: BatchStatus,
    batch_told: bool,
    payment: PaymentStatus,
    file_told: bool,
    done: bool,
}

impl<R: BufRead> StatusReader<R> {
    /// Begins to read.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when it is no status report of a version that is known.
    pub fn new(input: R) -> Result<Self, ReadError> {
        Self::with_limits(input, Limits::default())
    }

    /// Begins to read no more than the limits allow.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when it is no status report of a version that is known.
    pub fn with_limits(input: R, limits: Limits) -> Result<Self, ReadError> {
        let (walker, _) = Walker::open(input, limits, &KNOWN, "pain.002.001.10 or pain.002.001.03")?;
        Ok(Self {
            walker,
            message: String::new(),
            file: FileStatus::default(),
            batch: BatchStatus::default(),
            batch_told: false,
            payment: PaymentStatus::default(),
            file_told: false,
            done: false,
        })
    }

    /// The name that the bank gave this report (`MsgId`): to see that it was read before. Known with the first item.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn step(&mut self) -> Result<Option<StatusItem>, ReadError> {
        while let Some(token) = self.walker.next()? {
            let told = match token {
                Token::Open => self.open(),
                Token::Leaf => self.leaf().map_err(|wrong| self.walker.wrong(wrong))?,
                Token::Close => None,
            };
            let told = match (told, token) {
                (None, Token::Close | Token::Leaf) => {
                    self.close().map_err(|wrong| self.walker.wrong(wrong))?
                }
                (told, _) => told,
            };
            if told.is_some() {
                return Ok(told);
            }
        }
        if self.file_told { Ok(None) } else { Err(self.walker.wrong(Wrong::Lacks("OrgnlGrpInfAndSts"))) }
    }

    fn open(&mut self) -> Option<StatusItem> {
        match self.walker.path() {
            BATCH => {
                self.batch = BatchStatus::default();
                self.batch_told = false;
            }
            PAYMENT => {
                self.payment = PaymentStatus { batch: self.batch.batch.clone(), ..PaymentStatus::default() };
                if !self.batch_told {
                    self.batch_told = true;
                    return Some(StatusItem::Batch(self.batch.clone()));
                }
            }
            _ => {}
        }
        None
    }

    fn leaf(&mut self) -> Result<Option<StatusItem>, Wrong> {
        let path = self.walker.path();
        if let Some(rest) = path.strip_prefix(PAYMENT) {
            let payment = &mut self.payment;
            match rest {
                "/OrgnlEndToEndId" => payment.end_to_end = Some(identifier(self.walker.text()?)?),
                "/TxSts" => payment.status = Some(status(self.walker.text()?)?),
                "/OrgnlTxRef/Amt/InstdAmt" => payment.amount = Some(amount(self.walker.text()?)?),
                "/OrgnlTxRef/ReqdExctnDt" | "/OrgnlTxRef/ReqdExctnDt/Dt" => {
                    payment.execution = Some(day(self.walker.text()?)?);
                }
                _ => reason(&mut payment.reasons, rest, &self.walker)?,
            }
        } else if let Some(rest) = path.strip_prefix(BATCH) {
            match rest {
                "/OrgnlPmtInfId" => self.batch.batch = identifier(self.walker.text()?)?,
                "/PmtInfSts" => self.batch.status = Some(status(self.walker.text()?)?),
                _ => reason(&mut self.batch.reasons, rest, &self.walker)?,
            }
        } else if let Some(rest) = path.strip_prefix(FILE) {
            match rest {
                "/OrgnlMsgId" => self.file.message = identifier(self.walker.text()?)?,
                "/OrgnlMsgNmId" => self.file.message_name = Some(identifier(self.walker.text()?)?),
                "/GrpSts" => self.file.status = Some(status(self.walker.text()?)?),
                _ => reason(&mut self.file.reasons, rest, &self.walker)?,
            }
        } else if path == "CstmrPmtStsRpt/GrpHdr/MsgId" {
            self.message = identifier(self.walker.text()?)?;
        }
        Ok(None)
    }

    fn close(&mut self) -> Result<Option<StatusItem>, Wrong> {
        match self.walker.path() {
            PAYMENT => Ok(Some(StatusItem::Payment(std::mem::take(&mut self.payment)))),
            BATCH if self.batch.batch.is_empty() => Err(Wrong::Lacks("OrgnlPmtInfId")),
            BATCH if !self.batch_told => Ok(Some(StatusItem::Batch(std::mem::take(&mut self.batch)))),
            FILE if self.file.message.is_empty() => Err(Wrong::Lacks("OrgnlMsgId")),
            FILE => {
                self.file_told = true;
                Ok(Some(StatusItem::File(std::mem::take(&mut self.file))))
            }
            _ => Ok(None),
        }
    }
}

impl<R: BufRead> Iterator for StatusReader<R> {
    type Item = Result<StatusItem, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.step().transpose();
        self.done = !matches!(item, Some(Ok(_)));
        item
    }
}

fn status(found: &str) -> Result<Status, Wrong> {
    found.parse().map(Status).map_err(|_| Wrong::Value("status code"))
}

/// What stands below `StsRsnInf`; other leaves are nothing to us.
fn reason<R: BufRead>(reasons: &mut Vec<Reason>, rest: &str, walker: &Walker<R>) -> Result<(), Wrong> {
    let Some(rest) = rest.strip_prefix("/StsRsnInf") else { return Ok(()) };
    // A code begins a reason; words follow the code, if there is one.
    let begins = matches!(rest, "/Rsn/Cd" | "/Rsn/Prtry");
    if begins || rest == "/AddtlInf" && reasons.is_empty() {
        if reasons.len() >= MOST_REASONS {
            return Err(Wrong::TooMany);
        }
        reasons.push(Reason::default());
    }
    let Some(last) = reasons.last_mut() else { return Ok(()) };
    match rest {
        "/Rsn/Cd" => last.code = Some(walker.text()?.parse().map_err(|_| Wrong::Value("reason code"))?),
        "/Rsn/Prtry" => last.proprietary = Some(identifier(walker.text()?)?),
        "/AddtlInf" if last.information.len() >= MOST_REASONS => return Err(Wrong::TooMany),
        "/AddtlInf" => last.information.push(Private::new(text(walker.text()?, 105)?)),
        _ => {}
    }
    Ok(())
}
