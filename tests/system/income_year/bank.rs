//! The bank: it reads the file that was released as any bank would, rejects a few payments and pays the others.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use domain::Cents;
use sepa::{EndToEndId, Totals};
use sha2::{Digest, Sha256};
use system_tests::check;

/// Of a thousand payments a bank sends back about three: an account was closed, a digit was wrong.
pub const REJECTED: usize = 3;

/// The file of a run as the bank sees it.
#[derive(Debug)]
pub struct File {
    /// Of the batch.
    pub batch: String,
    pub message: String,
    pub payments: BTreeMap<EndToEndId, i64>,
    pub totals: Totals,
    /// SHA-256 in hexadecimal digits.
    pub hash: String,
}

/// What stands in every leaf of this name, in order.
fn leaves<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (opens, closes) = (format!("<{name}"), format!("</{name}>"));
    let after = xml.split(opens.as_str()).skip(1);
    let inside = after.filter(|text| text.starts_with(['>', ' ']));
    inside.filter_map(|text| text.split_once('>')?.1.split(closes.as_str()).next()).collect()
}

fn only<'a>(xml: &'a str, name: &str) -> anyhow::Result<&'a str> {
    leaves(xml, name).first().copied().with_context(|| format!("no {name}"))
}

/// `1356.29` in cents.
fn cents(text: &str) -> anyhow::Result<i64> {
    let (euros, rest) = text.split_once('.').unwrap_or((text, "0"));
    let rest = format!("{rest:0<2}");
    check!(rest.len() == 2, "no amount in euros: {text}");
    Ok(euros.parse::<i64>()? * 100 + rest.parse::<i64>()?)
}

impl File {
    /// Reads a file; its totals must be those of its payments, and no payment may stand in it twice.
    pub fn read(xml: &str) -> anyhow::Result<Self> {
        let ids = leaves(xml, "EndToEndId");
        let amounts = leaves(xml, "InstdAmt");
        check!(ids.len() == amounts.len(), "{} payments with {} amounts", ids.len(), amounts.len());
        let mut payments = BTreeMap::new();
        let mut totals = Totals::default();
        for (id, amount) in ids.into_iter().zip(amounts) {
            let (id, amount) = (id.parse()?, cents(amount)?);
            if payments.insert(id, amount).is_some() {
                bail!("{id} stands in the file twice");
            }
            totals = totals.with(Cents::new(amount))?;
        }
        let said = Totals::new(only(xml, "NbOfTxs")?.parse()?, Cents::new(cents(only(xml, "CtrlSum")?)?));
        check!(said == totals, "the file says {said:?} and holds {totals:?}");
        let digest = Sha256::digest(xml.as_bytes());
        Ok(Self {
            batch: only(xml, "PmtInfId")?.to_owned(),
            message: only(xml, "MsgId")?.to_owned(),
            payments,
            totals,
            hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// A `pain.002` that rejects these: the account does not exist any more.
    pub fn rejects(&self, which: &[EndToEndId]) -> String {
        let about = which.iter().map(|id| {
            format!(
                "<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
                 <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>"
            )
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
             <GrpHdr><MsgId>BANK-R</MsgId><CreDtTm>2026-01-01T10:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>\
             <OrgnlMsgId>{}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts>\
             </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{}</OrgnlPmtInfId>{}</OrgnlPmtInfAndSts>\
             </CstmrPmtStsRpt></Document>",
            self.message,
            self.batch,
            about.collect::<String>()
        )
    }

    /// A `camt.053` on which every payment but these stands as paid.
    pub fn statement(&self, without: &[EndToEndId]) -> String {
        let paid = self.payments.iter().filter(|(id, _)| !without.contains(id)).map(|(id, cents)| {
            format!(
                "<TxDtls><Refs><MsgId>{}</MsgId><PmtInfId>{}</PmtInfId><EndToEndId>{id}</EndToEndId></Refs>\
                 <Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>",
                self.message,
                self.batch,
                cents / 100,
                cents % 100
            )
        });
        let sum: i64 =
            self.payments.iter().filter(|(id, _)| !without.contains(id)).map(|(_, cents)| cents).sum();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
             <GrpHdr><MsgId>BANK-S</MsgId><CreDtTm>2026-01-01T06:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S</Id>\
             <CreDtTm>2026-01-01T06:00:00+01:00</CreDtTm><Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>\
             <Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>2026-01-01</Dt></BookgDt><ValDt><Dt>2026-01-01</Dt></ValDt><AcctSvcrRef>B</AcctSvcrRef>\
             <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\
             <NtryDtls>{}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
            PAYING_ACCOUNT,
            sum / 100,
            sum % 100,
            paid.collect::<String>()
        )
    }
}

/// From which the municipality pays, at a bank that does not exist.
pub const PAYING_ACCOUNT: &str = "NL69TEST0000000001";
