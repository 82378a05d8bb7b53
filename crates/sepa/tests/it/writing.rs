use std::collections::HashSet;

use domain::Cents;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use sepa::transfer::{Batch, CreditTransferFile, FileHash, InvalidHash, Remittance, Transfer, write};
use sepa::{Name, Purpose, Totals};

use crate::common::{account, batch, day, header, transfer};

/// Every leaf with its path below the root element, by a reader that shares nothing with the one under test.
fn leaves(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let (mut path, mut found, mut text, mut buffer) = (Vec::new(), Vec::new(), None, Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).unwrap() {
            Event::Start(start) => {
                path.push(String::from_utf8_lossy(start.name().as_ref().as_bytes()).into_owned());
                text = Some(String::new());
            }
            Event::Text(words) => {
                if let Some(text) = &mut text {
                    text.push_str(&words.xml10_content());
                }
            }
            Event::End(_) => {
                if let Some(text) = text.take() {
                    found.push((path[1..].join("/"), text));
                }
                path.pop();
            }
            Event::Eof => return found,
            Event::Decl(_) => {}
            other => panic!("nothing else stands in the file: {other:?}"),
        }
        buffer.clear();
    }
}

fn all<'a>(leaves: &'a [(String, String)], end: &str) -> Vec<&'a str> {
    leaves.iter().filter(|(path, _)| path.ends_with(end)).map(|(_, text)| text.as_str()).collect()
}

fn cents(text: &str) -> i64 {
    let (euros, cents) = text.split_once('.').unwrap();
    assert_eq!(cents.len(), 2, "two decimals");
    euros.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap()
}

fn written(batches: &[(Batch, Vec<Transfer>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, &header(), batches).unwrap();
    bytes
}

#[test]
fn a_payment_stands_in_the_file_element_by_element() {
    let mut first = transfer(33, 140_150);
    first.creditor = Name::new("Zoë d'Ambères & Zn.").unwrap();
    first.purpose = Some(Purpose::SOCIAL_SECURITY_BENEFIT);
    first.remittance = Remittance::message("Bijstand november 2026").unwrap();
    let mut second = transfer(34, 5);
    second.bank = Some("TESTNL2A".parse().unwrap());
    second.remittance = Remittance::reference("RF18 5390 0754 7034").unwrap();
    let found = leaves(&written(&[(batch("RUN-2026-11-1"), vec![first, second])]));
    let head = "CstmrCdtTrfInitn/GrpHdr";
    let info = "CstmrCdtTrfInitn/PmtInf";
    let payment = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf";
    let wanted = [
        (head, "MsgId", "RUN-2026-11"),
        (head, "CreDtTm", "2026-11-22T10:30:00"),
        (head, "NbOfTxs", "2"),
        (head, "CtrlSum", "1401.55"),
        (head, "InitgPty/Nm", "Gemeente Testdorp"),
        (info, "PmtInfId", "RUN-2026-11-1"),
        (info, "PmtMtd", "TRF"),
        (info, "BtchBookg", "true"),
        (info, "NbOfTxs", "2"),
        (info, "CtrlSum", "1401.55"),
        (info, "PmtTpInf/SvcLvl/Cd", "SEPA"),
        (info, "PmtTpInf/CtgyPurp/Cd", "SSBE"),
        (info, "ReqdExctnDt/Dt", "2026-11-27"),
        (info, "Dbtr/Nm", "Gemeente Testdorp"),
        (info, "DbtrAcct/Id/IBAN", "NL69TEST0000000001"),
        (info, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED"),
        (info, "ChrgBr", "SLEV"),
        (payment, "PmtId/EndToEndId", "A2611000000000000000000000000000011"),
        (payment, "Amt/InstdAmt", "1401.50"),
        (payment, "Cdtr/Nm", "Zoe d'Amberes + Zn."),
        (payment, "CdtrAcct/Id/IBAN", "NL42TEST0000000002"),
        (payment, "Purp/Cd", "SSBE"),
        (payment, "RmtInf/Ustrd", "Bijstand november 2026"),
        (payment, "PmtId/EndToEndId", "A2611000000000000000000000000000012"),
        (payment, "Amt/InstdAmt", "0.05"),
        (payment, "CdtrAgt/FinInstnId/BICFI", "TESTNL2A"),
        (payment, "Cdtr/Nm", "A. Voorbeeld"),
        (payment, "CdtrAcct/Id/IBAN", "NL42TEST0000000002"),
        (payment, "RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd", "SCOR"),
        (payment, "RmtInf/Strd/CdtrRefInf/Tp/Issr", "ISO"),
        (payment, "RmtInf/Strd/CdtrRefInf/Ref", "RF18539007547034"),
    ];
    let wanted: Vec<(String, String)> =
        wanted.into_iter().map(|(at, name, text)| (format!("{at}/{name}"), text.to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn what_was_written_is_told() {
    let mut changed = transfer(1, 100);
    changed.creditor = Name::new("Zoë").unwrap();
    let mut lost = transfer(2, 250);
    lost.creditor = Name::new("Xi 李").unwrap();
    let mut bytes = Vec::new();
    let told = write(&mut bytes, &header(), &[(batch("B"), vec![changed, lost, transfer(3, 1)])]).unwrap();
    assert_eq!(told.totals, Totals::new(3, Cents::new(351)));
    assert_eq!((told.altered, told.damaged), (2, 1));
    assert_eq!((told.bytes, told.hash), (bytes.len() as u64, FileHash::of(&bytes)));
    assert_eq!(told.hash.to_string().len(), 64);
}

#[test]
fn the_hash_is_sha_256() {
    // The hash of no bytes at all, as FIPS 180-4 publishes it.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(FileHash::of(b"").to_string(), empty);
    assert_eq!(empty.parse(), Ok(FileHash::of(b"")));
    for wrong in ["", &empty[1..], &empty.to_uppercase(), &empty.replace('e', "g")] {
        assert_eq!(wrong.parse::<FileHash>(), Err(InvalidHash), "{wrong}");
    }
}

#[test]
fn a_batch_may_be_booked_line_by_line_and_without_category_on_another_day() {
    let mut other = batch("B");
    (other.booked_as_one, other.category, other.execution) = (false, None, day("2026-11-22"));
    other.bank = Some("TESTNL2AXXX".parse().unwrap());
    let found = leaves(&written(&[(batch("A"), vec![transfer(1, 1)]), (other, vec![transfer(2, 2)])]));
    assert_eq!(all(&found, "BtchBookg"), ["true", "false"]);
    assert_eq!(all(&found, "CtgyPurp/Cd"), ["SSBE"]);
    assert_eq!(all(&found, "ReqdExctnDt/Dt"), ["2026-11-27", "2026-11-22"]);
    assert_eq!(all(&found, "DbtrAgt/FinInstnId/BICFI"), ["TESTNL2AXXX"]);
    assert_eq!(all(&found, "GrpHdr/CtrlSum"), ["0.03"]);
}

#[test]
fn long_files_are_the_same_in_pieces_and_at_once() {
    // Above what is held at a time, so that it is handed on in several pieces.
    let transfers: Vec<Transfer> =
        (0..1_000).map(|n| transfer(n, 1_000 + i64::try_from(n).unwrap())).collect();
    let at_once = written(&[(batch("B"), transfers.clone())]);
    let totals = Totals::of(transfers.iter().map(|transfer| transfer.amount)).unwrap();
    let mut bytes = Vec::new();
    let mut file = CreditTransferFile::begin(&mut bytes, &header(), totals).unwrap();
    let mut writer = file.batch(&batch("B"), totals).unwrap();
    for transfer in &transfers {
        writer.transfer(transfer).unwrap();
    }
    writer.finish().unwrap();
    let told = file.finish().unwrap();
    assert!(bytes.len() > 200_000);
    assert!(bytes == at_once, "the same payments give the same bytes");
    assert_eq!(told.hash, FileHash::of(&at_once));
    assert_eq!(all(&leaves(&bytes), "InstdAmt").len(), 1_000);
}

fn any_transfer() -> impl Strategy<Value = (i64, String, u64, Option<String>)> {
    (1i64..=99_999_999_999, "[A-Z]\\PC{0,100}", 0u64..10_000_000_000, proptest::option::of("[a-z]\\PC{0,60}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_written_is_found_again(
        payments in proptest::collection::vec(proptest::collection::vec(any_transfer(), 1..8), 1..4)
    ) {
        let mut number = 0;
        let mut one = |(cents, name, to, words): &(i64, String, u64, Option<String>)| {
            number += 1;
            let mut made = transfer(number, *cents);
            made.creditor = Name::new(name).unwrap();
            made.account = account(*to);
            // What is too long in the bank's characters is refused, and then not written.
            let words = words.as_ref().and_then(|words| Remittance::message(words).ok());
            made.remittance = words.unwrap_or(Remittance::Nothing);
            made
        };
        let batches: Vec<(Batch, Vec<Transfer>)> = payments
            .iter()
            .enumerate()
            .map(|(place, payments)| (batch(&format!("B{place}")), payments.iter().map(&mut one).collect()))
            .collect();
        let bytes = written(&batches);
        prop_assert_eq!(&bytes, &written(&batches), "the same payments give the same bytes");
        let found = leaves(&bytes);
        let transfers: Vec<&Transfer> = batches.iter().flat_map(|(_, transfers)| transfers).collect();

        let amounts: Vec<i64> = all(&found, "InstdAmt").into_iter().map(cents).collect();
        prop_assert_eq!(&amounts, &transfers.iter().map(|made| made.amount.get()).collect::<Vec<_>>());
        let names: Vec<&str> = all(&found, "CdtTrfTxInf/Cdtr/Nm");
        prop_assert_eq!(names, transfers.iter().map(|made| made.creditor.expose()).collect::<Vec<_>>());
        let accounts: Vec<&str> = all(&found, "CdtrAcct/Id/IBAN");
        prop_assert_eq!(accounts, transfers.iter().map(|made| made.account.expose()).collect::<Vec<_>>());

        // Both control sums and counts, by adding up what stands in the file.
        prop_assert_eq!(cents(all(&found, "GrpHdr/CtrlSum")[0]), amounts.iter().sum::<i64>());
        prop_assert_eq!(all(&found, "GrpHdr/NbOfTxs")[0], amounts.len().to_string());
        let mut rest = amounts.as_slice();
        for (count, sum) in all(&found, "PmtInf/NbOfTxs").into_iter().zip(all(&found, "PmtInf/CtrlSum")) {
            let (these, others) = rest.split_at(count.parse().unwrap());
            prop_assert_eq!(cents(sum), these.iter().sum::<i64>());
            rest = others;
        }
        prop_assert!(rest.is_empty());

        let ids: HashSet<&str> = all(&found, "EndToEndId").into_iter().collect();
        prop_assert_eq!(ids.len(), amounts.len());
        for (path, text) in &found {
            let most = if path.ends_with("Ustrd") { 140 } else if path.ends_with("Nm") { 70 } else { 35 };
            prop_assert!(!text.is_empty() && text.len() <= most, "{}", path);
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c)), "{}", text);
        }
    }
}
