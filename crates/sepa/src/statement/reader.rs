use std::io::BufRead;

use domain::Cents;

use super::{
    Balance, BatchBooking, Closing, Currency, Entry, EntryState, Money, Party, Payment, Side, Statement,
    StatementItem, TransactionKind,
};
use crate::read::values::{amount, count, day, identifier, text, yes_or_no};
use crate::read::{Limits, ReadError, Token, Walker, Wrong};
use crate::{Private, Reason, Totals};

const KNOWN: [&str; 2] = ["camt.053.001.08", "camt.053.001.02"];
const STATEMENT: &str = "BkToCstmrStmt/Stmt";
const BALANCE: &str = "BkToCstmrStmt/Stmt/Bal";
const ENTRY: &str = "BkToCstmrStmt/Stmt/Ntry";
const DETAILS: &str = "BkToCstmrStmt/Stmt/Ntry/NtryDtls";
const BATCH: &str = "BkToCstmrStmt/Stmt/Ntry/NtryDtls/Btch";
const PAYMENT: &str = "BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls";
/// Lines of words with one payment.
const MOST_LINES: usize = 50;

/// Reads statements item by item. After an error there is nothing more.
pub struct StatementReader<R> {
    walker: Walker<R>,
    statement: Statement,
    statement_told: bool,
    statements: u64,
    balance: Line,
    entry: Line,
    entry_told: bool,
    batch: BatchBooking,
    payment: Payment,
    reckoning: Reckoning,
    done: bool,
}

/// A balance or an entry while it is read.
#[derive(Default)]
struct Line {
    kind: Option<crate::Code>,
    money: Option<Money>,
    side: Option<Side>,
    reversal: bool,
    state: Option<EntryState>,
    day: Option<chrono::NaiveDate>,
    value: Option<chrono::NaiveDate>,
    bank_reference: Option<String>,
    transaction: TransactionKind,
}

/// What a statement comes to, kept while its entries go by.
#[derive(Default)]
struct Reckoning {
    credits: Totals,
    debits: Totals,
    opening: Option<Cents>,
    closing: Option<Cents>,
    currency: Option<Currency>,
    mixed: bool,
}

impl<R: BufRead> StatementReader<R> {
    /// Begins to read.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when it is no statement of a version that is known.
    pub fn new(input: R) -> Result<Self, ReadError> {
        Self::with_limits(input, Limits::default())
    }

    /// Begins to read no more than the limits allow.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when it is no statement of a version that is known.
    pub fn with_limits(input: R, limits: Limits) -> Result<Self, ReadError> {
        let (walker, _) = Walker::open(input, limits, &KNOWN, "camt.053.001.08 or camt.053.001.02")?;
        Ok(Self {
            walker,
            statement: Statement::default(),
            statement_told: false,
            statements: 0,
            balance: Line::default(),
            entry: Line::default(),
            entry_told: false,
            batch: BatchBooking::default(),
            payment: Payment::default(),
            reckoning: Reckoning::default(),
            done: false,
        })
    }

    fn step(&mut self) -> Result<Option<StatementItem>, ReadError> {
        while let Some(token) = self.walker.next()? {
            let told = match token {
                Token::Open => self.open(),
                Token::Close => self.close(),
                Token::Leaf => self.leaf().and_then(|()| self.close()),
            };
            if let Some(item) = told.map_err(|wrong| self.walker.wrong(wrong))? {
                return Ok(Some(item));
            }
        }
        if self.statements > 0 { Ok(None) } else { Err(self.walker.wrong(Wrong::Lacks("Stmt"))) }
    }

    fn open(&mut self) -> Result<Option<StatementItem>, Wrong> {
        let told = match self.walker.path() {
            STATEMENT => {
                self.statements += 1;
                self.statement = Statement::default();
                self.statement_told = false;
                self.reckoning = Reckoning::default();
                None
            }
            BALANCE => {
                self.balance = Line::default();
                self.tell_statement()?
            }
            ENTRY => {
                self.entry = Line::default();
                self.entry_told = false;
                self.tell_statement()?
            }
            DETAILS => self.tell_entry()?,
            BATCH => {
                self.batch = BatchBooking::default();
                None
            }
            PAYMENT => {
                self.payment = Payment::default();
                None
            }
            _ => None,
        };
        Ok(told)
    }

    fn close(&mut self) -> Result<Option<StatementItem>, Wrong> {
        Ok(match self.walker.path() {
            BALANCE => Some(StatementItem::Balance(self.end_balance()?)),
            ENTRY => self.tell_entry()?,
            BATCH => Some(StatementItem::Batch(std::mem::take(&mut self.batch))),
            PAYMENT => Some(StatementItem::Payment(Box::new(std::mem::take(&mut self.payment)))),
            STATEMENT if !self.statement_told => return Err(Wrong::Lacks("Bal")),
            STATEMENT => Some(StatementItem::Closed(self.reckoning.close())),
            _ => None,
        })
    }

    /// The header of a statement is complete when its first balance or entry begins.
    fn tell_statement(&mut self) -> Result<Option<StatementItem>, Wrong> {
        if std::mem::replace(&mut self.statement_told, true) {
            return Ok(None);
        }
        if self.statement.id.is_empty() {
            return Err(Wrong::Lacks("Id"));
        }
        Ok(Some(StatementItem::Opened(self.statement.clone())))
    }

    /// An entry is complete when its details begin, or it ends.
    fn tell_entry(&mut self) -> Result<Option<StatementItem>, Wrong> {
        if std::mem::replace(&mut self.entry_told, true) {
            return Ok(None);
        }
        let line = std::mem::take(&mut self.entry);
        let entry = Entry {
            money: line.money.ok_or(Wrong::Lacks("Amt"))?,
            side: line.side.ok_or(Wrong::Lacks("CdtDbtInd"))?,
            reversal: line.reversal,
            state: line.state.ok_or(Wrong::Lacks("Sts"))?,
            booked: line.day,
            value: line.value,
            bank_reference: line.bank_reference,
            kind: line.transaction,
        };
        if entry.state == EntryState::Booked {
            self.reckoning.enter(&entry)?;
        }
        Ok(Some(StatementItem::Entry(entry)))
    }

    fn end_balance(&mut self) -> Result<Balance, Wrong> {
        let line = std::mem::take(&mut self.balance);
        let balance = Balance {
            kind: line.kind,
            money: line.money.ok_or(Wrong::Lacks("Amt"))?,
            side: line.side.ok_or(Wrong::Lacks("CdtDbtInd"))?,
            day: line.day,
        };
        self.reckoning.weigh(&balance);
        Ok(balance)
    }

    fn leaf(&mut self) -> Result<(), Wrong> {
        let walker = &self.walker;
        let path = walker.path();
        if let Some(rest) = path.strip_prefix(PAYMENT) {
            return payment_leaf(&mut self.payment, rest, walker);
        }
        if let Some(rest) = path.strip_prefix(BATCH) {
            match rest {
                "/MsgId" => self.batch.message = Some(identifier(walker.text()?)?),
                "/PmtInfId" => self.batch.batch = Some(identifier(walker.text()?)?),
                "/NbOfTxs" => self.batch.count = Some(count(walker.text()?)?),
                "/TtlAmt" => self.batch.total = Some(money(walker)?),
                _ => {}
            }
            return Ok(());
        }
        if let Some(rest) = path.strip_prefix(ENTRY) {
            return line_leaf(&mut self.entry, rest, walker);
        }
        if let Some(rest) = path.strip_prefix(BALANCE) {
            return line_leaf(&mut self.balance, rest, walker);
        }
        match path.strip_prefix(STATEMENT) {
            Some("/Id") => self.statement.id = identifier(walker.text()?)?,
            Some("/ElctrncSeqNb") => self.statement.number = Some(whole(walker.text()?)?),
            Some("/CreDtTm") => self.statement.made = Some(day(walker.text()?)?),
            Some("/Acct/Id/IBAN") => {
                let account = walker.text()?.parse().map_err(|_| Wrong::Value("IBAN"))?;
                self.statement.account = Some(account);
            }
            _ => {}
        }
        Ok(())
    }
}

impl<R: BufRead> Iterator for StatementReader<R> {
    type Item = Result<StatementItem, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.step().transpose();
        self.done = !matches!(item, Some(Ok(_)));
        item
    }
}

impl Reckoning {
    fn enter(&mut self, entry: &Entry) -> Result<(), Wrong> {
        self.see(entry.money.currency);
        let totals = match entry.side {
            Side::Credit => &mut self.credits,
            Side::Debit => &mut self.debits,
        };
        *totals = totals.with(entry.money.amount).map_err(|_| Wrong::Value("amount that can be added up"))?;
        Ok(())
    }

    fn weigh(&mut self, balance: &Balance) {
        let amount = balance.money.amount.get();
        let amount = Cents::new(if balance.side == Side::Debit { -amount } else { amount });
        match balance.kind.as_ref().map(crate::Code::as_str) {
            // Some banks open with the closing balance of the day before.
            Some("OPBD") => self.opening = Some(amount),
            Some("PRCD") if self.opening.is_none() => self.opening = Some(amount),
            Some("CLBD") => self.closing = Some(amount),
            _ => return,
        }
        self.see(balance.money.currency);
    }

    fn see(&mut self, currency: Currency) {
        self.mixed |= *self.currency.get_or_insert(currency) != currency;
    }

    fn close(&self) -> Closing {
        let adds_up = |opening: Cents, closing: Cents| {
            let came = opening.plus(self.credits.sum).and_then(|sum| sum.minus(self.debits.sum));
            came == Ok(closing)
        };
        let adds_up = match (self.opening, self.closing) {
            (Some(opening), Some(closing)) if !self.mixed => Some(adds_up(opening, closing)),
            _ => None,
        };
        Closing { credits: self.credits, debits: self.debits, adds_up }
    }
}

fn line_leaf<R: BufRead>(line: &mut Line, rest: &str, walker: &Walker<R>) -> Result<(), Wrong> {
    match rest {
        "/Tp/CdOrPrtry/Cd" => line.kind = walker.text()?.parse().ok(),
        "/Amt" => line.money = Some(money(walker)?),
        "/CdtDbtInd" => line.side = Some(side(walker.text()?)?),
        "/RvslInd" => line.reversal = yes_or_no(walker.text()?)?,
        // Version 02 has the state in the element itself.
        "/Sts" | "/Sts/Cd" | "/Sts/Prtry" => {
            line.state = Some(match walker.text()? {
                "BOOK" => EntryState::Booked,
                "PDNG" => EntryState::Pending,
                _ => EntryState::Other,
            });
        }
        "/Dt/Dt" | "/Dt/DtTm" | "/BookgDt/Dt" | "/BookgDt/DtTm" => line.day = Some(day(walker.text()?)?),
        "/ValDt/Dt" | "/ValDt/DtTm" => line.value = Some(day(walker.text()?)?),
        "/AcctSvcrRef" => line.bank_reference = Some(identifier(walker.text()?)?),
        _ => transaction_leaf(&mut line.transaction, rest, walker)?,
    }
    Ok(())
}

fn payment_leaf<R: BufRead>(payment: &mut Payment, rest: &str, walker: &Walker<R>) -> Result<(), Wrong> {
    match rest {
        "/Refs/EndToEndId" => payment.end_to_end = Some(identifier(walker.text()?)?),
        "/Refs/MsgId" => payment.message = Some(identifier(walker.text()?)?),
        "/Refs/PmtInfId" => payment.batch = Some(identifier(walker.text()?)?),
        "/Refs/AcctSvcrRef" => payment.bank_reference = Some(identifier(walker.text()?)?),
        // Version 02 has it among the details of the amount only.
        "/Amt" => payment.money = Some(money(walker)?),
        "/AmtDtls/TxAmt/Amt" if payment.money.is_none() => payment.money = Some(money(walker)?),
        "/CdtDbtInd" => payment.side = Some(side(walker.text()?)?),
        "/RltdPties/DbtrAcct/Id/IBAN" => payment.debtor.account = walker.text()?.parse().ok(),
        "/RltdPties/CdtrAcct/Id/IBAN" => payment.creditor.account = walker.text()?.parse().ok(),
        "/RltdPties/Dbtr/Nm" | "/RltdPties/Dbtr/Pty/Nm" => name(&mut payment.debtor, walker)?,
        "/RltdPties/Cdtr/Nm" | "/RltdPties/Cdtr/Pty/Nm" => name(&mut payment.creditor, walker)?,
        "/RmtInf/Ustrd" => line_of_words(&mut payment.messages, 140, walker)?,
        "/RmtInf/Strd/CdtrRefInf/Ref" => payment.reference = Some(identifier(walker.text()?)?),
        _ => match rest.strip_prefix("/RtrInf") {
            Some(rest) => {
                let reason = payment.returned.get_or_insert_default();
                return_leaf(reason, rest, walker)?;
            }
            None => transaction_leaf(&mut payment.kind, rest, walker)?,
        },
    }
    Ok(())
}

fn return_leaf<R: BufRead>(reason: &mut Reason, rest: &str, walker: &Walker<R>) -> Result<(), Wrong> {
    match rest {
        "/Rsn/Cd" => reason.code = Some(walker.text()?.parse().map_err(|_| Wrong::Value("reason code"))?),
        "/Rsn/Prtry" => reason.proprietary = Some(identifier(walker.text()?)?),
        "/AddtlInf" => line_of_words(&mut reason.information, 105, walker)?,
        _ => {}
    }
    Ok(())
}

fn transaction_leaf<R: BufRead>(
    kind: &mut TransactionKind,
    rest: &str,
    walker: &Walker<R>,
) -> Result<(), Wrong> {
    match rest {
        "/BkTxCd/Domn/Cd" => kind.domain = walker.text()?.parse().ok(),
        "/BkTxCd/Domn/Fmly/Cd" => kind.family = walker.text()?.parse().ok(),
        "/BkTxCd/Domn/Fmly/SubFmlyCd" => kind.sub_family = walker.text()?.parse().ok(),
        _ => {}
    }
    Ok(())
}

fn name<R: BufRead>(party: &mut Party, walker: &Walker<R>) -> Result<(), Wrong> {
    party.name = Some(Private::new(text(walker.text()?, 140)?));
    Ok(())
}

fn line_of_words<R: BufRead>(lines: &mut Vec<Private>, most: usize, walker: &Walker<R>) -> Result<(), Wrong> {
    if lines.len() >= MOST_LINES {
        return Err(Wrong::TooMany);
    }
    lines.push(Private::new(text(walker.text()?, most)?));
    Ok(())
}

fn money<R: BufRead>(walker: &Walker<R>) -> Result<Money, Wrong> {
    let currency = walker.currency().map(Currency).ok_or(Wrong::Lacks("a currency (Ccy)"))?;
    Ok(Money { amount: amount(walker.text()?)?, currency })
}

fn side(found: &str) -> Result<Side, Wrong> {
    match found {
        "CRDT" => Ok(Side::Credit),
        "DBIT" => Ok(Side::Debit),
        _ => Err(Wrong::Value("CRDT or DBIT")),
    }
}

/// `ElctrncSeqNb` is a decimal of eighteen digits without a fraction.
fn whole(found: &str) -> Result<u64, Wrong> {
    let good = found.len() <= 18 && found.bytes().all(|byte| byte.is_ascii_digit());
    found.parse().ok().filter(|_| good).ok_or(Wrong::Value("number"))
}
