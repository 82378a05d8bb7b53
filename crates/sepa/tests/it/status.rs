use domain::Cents;
use rstest::rstest;
use sepa::status::{Outcome, Status, StatusItem, StatusReader};

use crate::common::{day, id};

const CURRENT: &str = include_str!("../files/pain.002.001.10.xml");
const OLDER: &str = include_str!("../files/pain.002.001.03.xml");

fn items(xml: &str) -> Vec<StatusItem> {
    StatusReader::new(xml.as_bytes()).unwrap().map(Result::unwrap).collect()
}

fn outcome(status: Option<Status>) -> Option<Outcome> {
    status.map(Status::outcome)
}

#[test]
fn a_report_says_how_file_batches_and_payments_stand() {
    let mut items = items(CURRENT).into_iter();
    let Some(StatusItem::File(file)) = items.next() else { panic!("the file comes first") };
    assert_eq!((file.message.as_str(), outcome(file.status)), ("RUN-2026-11", Some(Outcome::Partly)));
    assert_eq!(file.message_name.as_deref(), Some("pain.001.001.09"));
    assert!(file.reasons.is_empty());

    let Some(StatusItem::Batch(first)) = items.next() else { panic!("then its batches") };
    assert_eq!((first.batch.as_str(), outcome(first.status)), ("RUN-2026-11-1", Some(Outcome::Partly)));
    let Some(StatusItem::Payment(paid)) = items.next() else { panic!("and their payments") };
    assert_eq!((paid.id(), outcome(paid.status)), (Some(id(33)), Some(Outcome::Settled)));
    assert_eq!((paid.batch.as_str(), paid.amount, paid.reasons.len()), ("RUN-2026-11-1", None, 0));

    let Some(StatusItem::Payment(rejected)) = items.next() else { panic!("there are two") };
    assert_eq!((rejected.id(), outcome(rejected.status)), (Some(id(34)), Some(Outcome::Rejected)));
    assert_eq!((rejected.amount, rejected.execution), (Some(Cents::new(140_150)), Some(day("2026-11-27"))));
    let [closed, own] = rejected.reasons.as_slice() else { panic!("two reasons: {:?}", rejected.reasons) };
    assert_eq!(closed.code.map(|code| code.to_string()).as_deref(), Some("AC04"));
    assert!(closed.in_dutch().is_some_and(|text| text.contains("opgeheven")));
    let words: Vec<&str> = closed.information.iter().map(sepa::Private::expose).collect();
    assert_eq!(words, ["Rekening van A. Voorbeeld opgeheven", "op 2026-11-01"]);
    assert_eq!((own.code, own.proprietary.as_deref(), own.in_dutch()), (None, Some("T-17"), None));

    let Some(StatusItem::Batch(second)) = items.next() else { panic!("a batch may stand without payments") };
    assert_eq!((second.batch.as_str(), outcome(second.status)), ("RUN-2026-11-2", Some(Outcome::Rejected)));
    assert_eq!(second.reasons[0].code.map(|code| code.to_string()).as_deref(), Some("DT01"));
    assert_eq!(items.next(), None);
}

#[test]
fn an_older_report_with_a_prefix_that_rejects_all_is_read() {
    let mut reader = StatusReader::new(OLDER.as_bytes()).unwrap();
    let Some(Ok(StatusItem::File(file))) = reader.next() else { panic!("the file comes first") };
    assert_eq!((file.message.as_str(), outcome(file.status)), ("RUN-2026-12", Some(Outcome::Rejected)));
    assert_eq!(file.reasons[0].code.map(|code| code.to_string()).as_deref(), Some("FF01"));
    assert_eq!(reader.message(), "BANK-REPORT-8");
    assert!(reader.next().is_none() && reader.next().is_none());
}

#[rstest]
#[case("ACCP", Outcome::Taken)]
#[case("ACSP", Outcome::Taken)]
#[case("ACSC", Outcome::Settled)]
#[case("RJCT", Outcome::Rejected)]
#[case("PDNG", Outcome::Pending)]
#[case("PART", Outcome::Partly)]
#[case("NEW1", Outcome::Unknown)]
fn a_status_comes_to_an_outcome(#[case] code: &str, #[case] outcome: Outcome) {
    assert_eq!(Status(code.parse().unwrap()).outcome(), outcome);
}

#[rstest]
#[case("<TxSts>RJCT</TxSts>", "<TxSts>rejected</TxSts>", "TxInfAndSts/TxSts", "status code")]
#[case("<Cd>AC04</Cd>", "<Cd>AC-04</Cd>", "TxInfAndSts/StsRsnInf/Rsn/Cd", "reason code")]
#[case("1401.50", "1401.505", "TxInfAndSts/OrgnlTxRef/Amt/InstdAmt", "amount")]
#[case("2026-11-27", "2026-11-31", "TxInfAndSts/OrgnlTxRef/ReqdExctnDt/Dt", "date")]
#[case("<OrgnlPmtInfId>RUN-2026-11-2</OrgnlPmtInfId>", "", "OrgnlPmtInfAndSts", "lacks OrgnlPmtInfId")]
#[case("<OrgnlMsgId>RUN-2026-11</OrgnlMsgId>", "", "OrgnlGrpInfAndSts", "lacks OrgnlMsgId")]
fn what_is_wrong_is_said_with_its_place(
    #[case] good: &str,
    #[case] bad: &str,
    #[case] path: &str,
    #[case] wrong: &str,
) {
    let broken = CURRENT.replacen(good, bad, 1);
    assert_ne!(broken, CURRENT);
    let mut reader = StatusReader::new(broken.as_bytes()).unwrap();
    let error = reader.find_map(Result::err).unwrap();
    assert!(error.path.ends_with(path) && error.to_string().contains(wrong), "{error}");
    let place = usize::try_from(error.position).unwrap();
    assert!(broken[..place].contains(bad) && place < broken.len(), "{error}");
    assert!(reader.next().is_none(), "nothing comes after an error");
}

#[test]
fn a_report_about_no_file_is_refused() {
    let from = CURRENT.find("<OrgnlGrpInfAndSts>").unwrap();
    let to = CURRENT.find("</CstmrPmtStsRpt>").unwrap();
    let without = format!("{}{}", &CURRENT[..from], &CURRENT[to..]);
    let error = StatusReader::new(without.as_bytes()).unwrap().find_map(Result::err).unwrap();
    assert_eq!(error.wrong, sepa::Wrong::Lacks("OrgnlGrpInfAndSts"));
}

#[test]
fn debug_names_nobody() {
    let said = format!("{:?}", items(CURRENT));
    assert!(!said.contains("Voorbeeld"), "{said}");
}
