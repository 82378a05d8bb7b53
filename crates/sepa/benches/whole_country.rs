//! Everybody in the country on assistance paid in one file, beside a plain loop that only writes down the amounts.
//!
//! `cargo bench -p sepa` prints the figures of this machine and fails when they are beyond what was promised: five
//! seconds, and memory that grows by no more than the ids of the payments.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader, Cursor, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, NaiveDateTime};
use domain::{Cents, Iban};
use sepa::status::StatusReader;
use sepa::transfer::{Batch, CreditTransferFile, Header, Remittance, Transfer, Written};
use sepa::{EndToEndId, Name, PaymentKind, Purpose, Totals};
use uuid::Uuid;

const SIZES: [u64; 3] = [4_000, 40_000, 400_000];
/// Of so many rounds the median counts.
const ROUNDS: usize = 5;
const MOST_TIME: Duration = Duration::from_secs(5);
/// The ids of 400,000 payments, and as much again for what the machine itself does.
const MOST_GROWTH_KIB: u64 = 32 * 1024;

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // `cargo test` starts every target; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<bool, Failed> {
    println!("median of {ROUNDS} rounds; written to nowhere, with hash and checks\n");
    println!(
        "{:>9} {:>12} {:>12} {:>7} {:>9} {:>13}",
        "payments", "file", "plain loop", "ratio", "MiB", "peak memory"
    );
    let mut good = true;
    let before = peak_kib();
    for size in SIZES {
        let mut told = None;
        let file = median(|| pay(size, io::sink()).map(|written| told = Some(written)))?;
        let plain = median(|| plainly(size))?;
        let ratio = file.as_nanos() / plain.as_nanos().max(1);
        let mib = told.map_or(0, |written: Written| written.bytes / 1024 / 1024);
        let peak = peak_kib().map_or("unknown".into(), |peak| format!("{} MiB", peak / 1024));
        println!("{size:>9} {file:>12.2?} {plain:>12.2?} {ratio:>6}x {mib:>9} {peak:>13}");
        good &= file <= MOST_TIME;
    }
    match (before, peak_kib()) {
        (Some(before), Some(after)) => {
            println!("\nmemory grew by {} KiB from nothing written to the largest file", after - before);
            good &= after - before <= MOST_GROWTH_KIB;
        }
        _ => println!("\nskipped: peak memory, this system does not tell it in /proc/self/status"),
    }
    let start = Instant::now();
    let count = StatusReader::new(report(400_000))?.try_fold(0u64, |count, item| item.map(|_| count + 1))?;
    println!("a status report of {count} items read in {:.2?}", start.elapsed());
    if let (Some(before), Some(after)) = (before, peak_kib()) {
        good &= after - before <= MOST_GROWTH_KIB;
        println!("memory grew by {} KiB with that", after - before);
    }
    Ok(good)
}

/// Twice over the same payments, made as they go by: for the totals and for the file.
fn pay(size: u64, out: impl Write) -> Result<Written, Failed> {
    let mut totals = Totals::default();
    for number in 0..size {
        totals = totals.with(amount(number))?;
    }
    let created: NaiveDateTime = "2026-11-22T10:30:00".parse()?;
    let (message, initiator) = ("RUN-2026-11".parse()?, Name::new("Gemeente Testdorp")?);
    let mut file = CreditTransferFile::begin(out, &Header { message, created, initiator }, totals)?;
    let batch = Batch {
        id: "RUN-2026-11-1".parse()?,
        execution: created.date(),
        debtor: Name::new("Gemeente Testdorp")?,
        account: account(0)?,
        bank: None,
        category: Some(Purpose::SOCIAL_SECURITY_BENEFIT),
        booked_as_one: true,
    };
    let month = created.date();
    let mut writer = file.batch(&batch, totals)?;
    let (to, words) = (account(1)?, Remittance::message("Bijstand november 2026")?);
    for number in 0..size {
        writer.transfer(&transfer(number, month, to, words.clone())?)?;
    }
    writer.finish()?;
    Ok(file.finish()?)
}

fn transfer(
    number: u64,
    month: NaiveDate,
    account: Iban,
    remittance: Remittance,
) -> Result<Transfer, Failed> {
    Ok(Transfer {
        // Spread as random ids are.
        id: EndToEndId::new(
            Uuid::from_u128(u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)),
            month,
            PaymentKind::Assistance,
        )?,
        amount: amount(number),
        creditor: Name::new("Zoë van Voorbeeld-Proef")?,
        account,
        bank: None,
        purpose: None,
        remittance,
    })
}

/// The least there is to do: each amount once, as text.
fn plainly(size: u64) -> Result<(), Failed> {
    let mut text = String::new();
    for number in 0..size {
        let cents = black_box(amount(number)).get();
        text.clear();
        write!(text, "{}.{:02}", cents / 100, cents % 100)?;
        black_box(text.as_str());
    }
    Ok(())
}

fn amount(number: u64) -> Cents {
    Cents::new(i64::try_from(100_000 + number % 100_000).unwrap_or_default())
}

fn account(number: u64) -> Result<Iban, Failed> {
    Ok(Iban::with_check_digits("NL", &format!("TEST{number:010}"))?)
}

/// A report that is made as it is read, so that it is never whole in memory.
fn report(size: u64) -> impl BufRead {
    const HEAD: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>RUN</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>";
    const ITEM: &str = "<TxInfAndSts><OrgnlEndToEndId>A2611000000000000000000000000000011</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>\n";
    const TAIL: &str = "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
    struct Repeated(Cursor<&'static str>, u64);
    impl io::Read for Repeated {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let read = io::Read::read(&mut self.0, into)?;
            if read == 0 && self.1 > 1 {
                self.1 -= 1;
                self.0.set_position(0);
                return io::Read::read(&mut self.0, into);
            }
            Ok(read)
        }
    }
    let items = Repeated(Cursor::new(ITEM), size);
    BufReader::new(io::Read::chain(io::Read::chain(Cursor::new(HEAD), items), Cursor::new(TAIL)))
}

fn median<T>(mut round: impl FnMut() -> Result<T, Failed>) -> Result<Duration, Failed> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(round()?);
        times.push(start.elapsed());
    }
    times.sort();
    times.get(ROUNDS / 2).copied().ok_or_else(|| "no round was measured".into())
}

/// The most memory this process ever held.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .trim_end_matches("kB")
        .trim()
        .parse()
        .ok()
}
