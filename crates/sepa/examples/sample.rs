//! Files of every shape this crate can write, for another program to check: `cargo run -p sepa --example sample FOLDER`.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use domain::{Cents, Iban};
use sepa::transfer::{Batch, Header, MOST, Remittance, Transfer, write};
use sepa::{EndToEndId, Name, PaymentKind, Purpose, Reference};
use uuid::Uuid;

type Batches = Vec<(Batch, Vec<Transfer>)>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    put(&folder, "minimal", &minimal()?)?;
    put(&folder, "many-kinds", &many_kinds()?)?;
    put(&folder, "extreme", &extreme()?)?;
    put(&folder, "diacritics", &diacritics()?)?;
    put(&folder, "thousand", &thousand()?)?;
    Ok(())
}

fn put(folder: &Path, name: &str, batches: &Batches) -> Result<(), Box<dyn Error>> {
    let header = Header {
        message: format!("SAMPLE-{name}").parse()?,
        created: moment()?,
        initiator: Name::new("Gemeente Testdorp")?,
    };
    let path = folder.join(format!("{name}.pain.001.001.09.xml"));
    let written = write(BufWriter::new(File::create(&path)?), &header, batches)?;
    println!("{} {} {} {}", written.hash, written.totals.count, written.totals.sum, path.display());
    Ok(())
}

fn minimal() -> Result<Batches, Box<dyn Error>> {
    Ok(vec![(batch("B1")?, vec![transfer(1, PaymentKind::Assistance, 1)?])])
}

/// Each kind of payment, with and without a bank, a purpose, words and references; two days.
fn many_kinds() -> Result<Batches, Box<dyn Error>> {
    let mut first = Vec::new();
    for (number, kind) in (1..).zip(PaymentKind::ALL) {
        let mut transfer = transfer(number, kind, 10_000 + number)?;
        transfer.remittance = match number % 4 {
            0 => Remittance::Nothing,
            1 => Remittance::message("Bijstand november 2026")?,
            2 => Remittance::reference("RF18539007547034")?,
            _ => Remittance::reference("1000000000000021")?,
        };
        transfer.purpose = (number % 2 == 0).then_some(Purpose::SOCIAL_SECURITY_BENEFIT);
        transfer.bank = if number % 3 == 0 { Some("TESTNL2A".parse()?) } else { None };
        first.push(transfer);
    }
    let again = Transfer {
        id: first.first().ok_or("none")?.id.with_part(1)?.again()?,
        ..first.first().ok_or("none")?.clone()
    };
    let mut other = batch("B2")?;
    other.execution = day(2026, 12, 1)?;
    other.bank = Some("TESTNL2AXXX".parse()?);
    other.category = None;
    other.booked_as_one = false;
    let mut abroad = transfer(99, PaymentKind::Refund, 1)?;
    abroad.account = Iban::with_check_digits("BE", "000000000097")?;
    Ok(vec![(batch("B1")?, first), (other, vec![again, abroad])])
}

/// Everything as long, as large and as late as it may be.
fn extreme() -> Result<Batches, Box<dyn Error>> {
    let mut most = transfer(1, PaymentKind::Assistance, MOST.get())?;
    most.id = EndToEndId::new(Uuid::max(), day(2099, 12, 1)?, PaymentKind::Refund)?.with_part(99)?;
    most.creditor = Name::new(&"W".repeat(200))?;
    most.account = Iban::with_check_digits("MT", "TEST11000012345TESTCAST001S")?;
    most.remittance = Remittance::message(&"w".repeat(140))?;
    let mut batch = batch(&"B".repeat(Reference::MOST))?;
    batch.debtor = Name::new(&"M".repeat(70))?;
    batch.execution = day(2099, 12, 31)?;
    Ok(vec![(batch, vec![most, transfer(2, PaymentKind::Advance, 1)?])])
}

fn diacritics() -> Result<Batches, Box<dyn Error>> {
    let names = [
        "Zoë Großmann-Ångström",
        "Łukasz Wójcik",
        "Şükrü İnan & Zn.",
        "Nguyễn Thị Đặng",
        "D’Hondt <b>\"x\"</b>",
        "Xi 李小龍",
        "a\u{300}e\u{308}",
    ];
    let mut transfers = Vec::new();
    for (number, name) in (1..).zip(names) {
        let mut transfer = transfer(number, PaymentKind::SpecialAssistance, number)?;
        transfer.creditor = Name::new(name)?;
        transfer.remittance = Remittance::message(name)?;
        transfers.push(transfer);
    }
    Ok(vec![(batch("B1")?, transfers)])
}

fn thousand() -> Result<Batches, Box<dyn Error>> {
    let transfers: Result<Vec<Transfer>, Box<dyn Error>> =
        (1..=1_000).map(|number| transfer(number, PaymentKind::Assistance, 100_000 + number)).collect();
    Ok(vec![(batch("B1")?, transfers?)])
}

fn batch(name: &str) -> Result<Batch, Box<dyn Error>> {
    Ok(Batch {
        id: name.parse()?,
        execution: day(2026, 11, 27)?,
        debtor: Name::new("Gemeente Testdorp")?,
        account: account(0)?,
        bank: None,
        category: Some(Purpose::SOCIAL_SECURITY_BENEFIT),
        booked_as_one: true,
    })
}

fn transfer(number: i64, kind: PaymentKind, cents: i64) -> Result<Transfer, Box<dyn Error>> {
    let number = u64::try_from(number)?;
    Ok(Transfer {
        id: EndToEndId::new(Uuid::from_u128(number.into()), day(2026, 11, 1)?, kind)?,
        amount: Cents::new(cents),
        creditor: Name::new("A. Voorbeeld")?,
        account: account(number)?,
        bank: None,
        purpose: None,
        remittance: Remittance::Nothing,
    })
}

/// An account at a bank that does not exist.
fn account(number: u64) -> Result<Iban, Box<dyn Error>> {
    Ok(Iban::with_check_digits("NL", &format!("TEST{number:010}"))?)
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Box<dyn Error>> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| "no such day".into())
}

fn moment() -> Result<NaiveDateTime, Box<dyn Error>> {
    Ok("2026-11-22T10:30:00".parse()?)
}
