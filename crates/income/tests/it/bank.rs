//! What a bank says of whole files, of what it does not know, twice, out of order and against itself, on both databases.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use testkit::Kind;

use crate::world::World;

/// 27 of 28 days of February (1,351.45) and March (1,401.50), each less 5 %.
const PAID: &str = "2615.30";

/// A status report about all payments of a run, or one batch of it.
fn whole(run: &str, group: Option<&str>, batch: Option<&str>, payments: &[(&str, &str)]) -> String {
    let name = run.replace('-', "");
    let group = group.map(|status| format!("<GrpSts>{status}</GrpSts>")).unwrap_or_default();
    let batch = batch.map(|status| format!("<PmtInfSts>{status}</PmtInfSts>")).unwrap_or_default();
    let one = |(id, status): &(&str, &str)| {
        format!("<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{status}</TxSts></TxInfAndSts>")
    };
    let payments: String = payments.iter().map(one).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>bank-1</MsgId><CreDtTm>2026-03-21T10:00:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{name}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}\
         </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{batch}{payments}\
         </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )
}

/// A statement of the account with these entries.
fn statement(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>s-1</MsgId><CreDtTm>2026-03-22T06:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>s-1</Id><Acct><Id><IBAN>NL02ABNA0123456789</IBAN></Id></Acct>{entries}</Stmt>\
         </BkToCstmrStmt></Document>"
    )
}

fn entry(side: &str, amount: &str, details: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-22</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )
}

/// One payment that went off the account.
fn debit(id: &str, amount: &str) -> String {
    let details =
        format!("<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt></TxDtls>");
    entry("DBIT", amount, &details)
}

/// One payment that came back.
fn returned(id: &str, amount: &str) -> String {
    let details = format!(
        "<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>\
         <RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"
    );
    entry("CRDT", amount, &details)
}

/// The whole batch in one entry.
fn batch(run: &str, amount: &str) -> String {
    let name = run.replace('-', "");
    let details = format!(
        "<Btch><PmtInfId>{name}</PmtInfId><NbOfTxs>1</NbOfTxs><TtlAmt Ccy=\"EUR\">{amount}</TtlAmt></Btch>"
    );
    entry("DBIT", amount, &details)
}

impl World {
    async fn read(&self, file: &str) -> (u64, u64, u64, u64, u64) {
        let read = self.bank_says(file).await.unwrap();
        (read.settled, read.rejected, read.repeated, read.unknown, read.contradicted)
    }

    async fn payment(&self) -> pb::Payment {
        self.money().await.payments.remove(0)
    }

    async fn books_agree(&self) {
        let message = pb::VerifyBooksRequest {
            first_month: "2026-01".into(),
            last_month: "2026-12".into(),
            ..Default::default()
        };
        let mut client = StatementServiceClient::new(self.line());
        let found = client.verify_books(self.by("dirk", Role::Manager, message)).await.unwrap().into_inner();
        let faults = found.faults.iter().flat_map(|fault| &fault.fault).map(|fault| &fault.what);
        assert_eq!(faults.collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[rstest]
#[case::group(Some("RJCT"), None)]
#[case::batch(None, Some("RJCT"))]
#[tokio::test]
async fn a_whole_file_is_rejected_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] group: Option<&str>,
    #[case] of_batch: Option<&str>,
) {
    let Some(world) = World::on("2026-03-20", kind, "whole file").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    // The same file says it of the payment too.
    let file = whole(&run, group, of_batch, &[(&id, "RJCT")]);
    assert_eq!(world.read(&file).await, (0, 1, 1, 0, 0));
    assert_eq!(world.read(&file).await, (0, 0, 2, 0, 0), "the same file twice");
    assert_eq!(world.payment().await.status, "rejected");
    assert_eq!(world.told::<pb::PaymentRejected>().await.len(), 1, "one task");
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn of_a_file_that_is_partly_taken_each_payment_says_where_it_stands(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "partial").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let taken = whole(&run, Some("PART"), Some("PART"), &[(&id, "ACSP")]);
    assert_eq!(world.read(&taken).await, (0, 0, 0, 0, 0), "taken is not paid");
    assert_eq!(world.payment().await.status, "released");
    let unknown = "A26030000".to_owned() + &"0".repeat(26);
    let file = whole(&run, Some("PART"), None, &[("NOTPROVIDED", "RJCT"), (&unknown, "RJCT"), (&id, "RJCT")]);
    assert_eq!(
        world.read(&file).await,
        (0, 1, 0, 1, 0),
        "what is none of ours is counted and leaves no trace"
    );
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn a_rejection_that_comes_after_the_account_says_paid_is_told_and_not_booked(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "contradiction").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    assert_eq!(world.read(&statement(&debit(&id, PAID))).await, (1, 0, 0, 0, 0));
    let report = world.status_file(&id, "RJCT", Some("AC04"));
    assert_eq!(world.read(&report).await, (0, 0, 0, 0, 1));
    assert_eq!(world.read(&report).await, (0, 0, 1, 0, 0), "told once");
    let payment = world.payment().await;
    assert_eq!(payment.status, "settled", "it went off the account: it is not paid again");
    assert!(world.pay_again(&id).await.is_err());
    assert!(payment.reason.contains("ook dat zij is betaald"), "{}", payment.reason);
    let told = world.titles().await;
    assert_eq!(told.iter().filter(|title| title.starts_with("Let op, betaling van")).count(), 1, "{told:?}");
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn out_of_order_it_comes_to_the_same(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "out of order").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let report = world.status_file(&id, "RJCT", Some("AC04"));
    let account = statement(&debit(&id, PAID));
    assert_eq!(world.read(&report).await, (0, 1, 0, 0, 0));
    assert_eq!(world.read(&account).await, (1, 0, 0, 0, 1), "off the account after all");
    assert_eq!(world.payment().await.status, "settled");
    assert_eq!(world.read(&account).await, (0, 0, 1, 0, 0));
    assert_eq!(world.read(&report).await, (0, 0, 1, 0, 0));
    world.books_agree().await;

    // It comes back, and both statements are read again: nothing is booked twice.
    let back = statement(&returned(&id, PAID));
    assert_eq!(world.read(&back).await, (0, 1, 0, 0, 0));
    for file in [&account, &back, &report] {
        assert_eq!(world.read(file).await, (0, 0, 1, 0, 0));
    }
    assert_eq!(world.payment().await.status, "rejected");
    world.pay_again(&id).await.unwrap();
    assert_eq!(world.read(&account).await, (0, 0, 1, 0, 0), "the old debit is not that of the repeat");
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn a_return_that_comes_before_the_debit_is_a_return(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "return first").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    assert_eq!(world.read(&statement(&returned(&id, PAID))).await, (0, 1, 0, 0, 0));
    assert_eq!(world.read(&statement(&debit(&id, PAID))).await, (0, 0, 1, 0, 0), "it is back already");
    assert_eq!(world.payment().await.status, "rejected");
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn paid_again_and_on_the_account_the_first_time_is_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "twice paid").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    world.read(&world.status_file(&id, "RJCT", Some("AC04"))).await;
    world.pay_again(&id).await.unwrap();
    let account = statement(&debit(&id, PAID));
    assert_eq!(world.read(&account).await, (0, 0, 0, 0, 1), "perhaps paid twice: a person looks");
    assert_eq!(world.read(&account).await, (0, 0, 1, 0, 0));
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn a_batch_that_is_booked_for_another_amount_says_nothing_of_each(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "batch").await else { return };
    let run = world.paid_run("2026-03").await;
    assert_eq!(world.read(&statement(&batch(&run, "2000.00"))).await, (0, 0, 0, 0, 0));
    assert_eq!(world.payment().await.status, "released");
    assert_eq!(world.read(&statement(&batch(&run, PAID))).await, (1, 0, 0, 0, 0));
    assert_eq!(world.read(&statement(&batch(&run, PAID))).await, (0, 0, 1, 0, 0));
    assert_eq!(world.payment().await.status, "settled");
    world.books_agree().await;
}
