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
pub fn statement(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>s-1</MsgId><CreDtTm>2026-03-22T06:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>s-1</Id><Acct><Id><IBAN>NL02ABNA0123456789</IBAN></Id></Acct>{entries}</Stmt>\
         </BkToCstmrStmt></Document>"
    )
}

pub fn entry(side: &str, amount: &str, details: &str) -> String {
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

    /// Kind and amount of what is to be looked at.
    pub async fn items(&self) -> Vec<(String, i64)> {
        let items = self.bank_items(false).await;
        items.into_iter().map(|item| (item.kind, item.cents)).collect()
    }

    pub async fn bank_items(&self, done: bool) -> Vec<pb::BankItem> {
        let message = pb::ListBankItemsRequest { page: None, done };
        let request = self.by("dirk", Role::Manager, message);
        self.client().list_bank_items(request).await.unwrap().into_inner().items
    }

    async fn settle_item(&self, item: &str, note: &str) -> Result<(), tonic::Status> {
        let message = pb::SettleBankItemRequest { item_id: item.into(), note: note.into() };
        self.client().settle_bank_item(self.by("dirk", Role::Manager, message)).await.map(drop)
    }

    async fn bank_statements(&self) -> pb::ListBankStatementsResponse {
        let request = self.by("dirk", Role::Manager, pb::ListBankStatementsRequest {});
        self.client().list_bank_statements(request).await.unwrap().into_inner()
    }

    async fn payment(&self) -> pb::Payment {
        self.money().await.payments.remove(0)
    }

    pub async fn books_agree(&self) {
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
    assert_eq!(world.read(&file).await, (0, 1, 0, 2, 0), "what is none of ours is counted");
    world.books_agree().await;
}

#[rstest]
#[tokio::test]
async fn a_rejection_that_comes_after_the_account_says_paid_is_told_and_not_booked(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "contradiction").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    assert_eq!(world.read(&statement(&debit(&id, PAID))).await, (1, 0, 0, 0, 0));
    let report = world.status_file(&run, &id, "RJCT", Some("AC04"));
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
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let report = world.status_file(&run, &id, "RJCT", Some("AC04"));
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
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    world.read(&world.status_file(&run, &id, "RJCT", Some("AC04"))).await;
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
    assert_eq!(world.items().await, [("other-amount".to_owned(), -200_000)]);
    assert_eq!(world.payment().await.status, "released");
    assert_eq!(world.read(&statement(&batch(&run, PAID))).await, (1, 0, 0, 0, 0));
    assert_eq!(world.read(&statement(&batch(&run, PAID))).await, (0, 0, 1, 0, 0));
    assert_eq!(world.payment().await.status, "settled");
    world.books_agree().await;
}

/// A statement of this account with a name, balances and entries.
fn balanced(account: &str, name: &str, day: &str, balances: (&str, &str), entries: &str) -> String {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )
    };
    let (opening, closing) = (balance("OPBD", balances.0), balance("CLBD", balances.1));
    statement(entries)
        .replace("<Stmt><Id>s-1</Id>", &format!("<Stmt><Id>{name}</Id>"))
        .replace("NL02ABNA0123456789", account)
        .replace("</Acct>", &format!("</Acct>{opening}{closing}"))
}

const OURS: &str = "NL02ABNA0123456789";

#[rstest]
#[tokio::test]
async fn a_part_that_came_back_is_not_the_whole(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "a part").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    world.read(&statement(&debit(&id, PAID))).await;
    let part = statement(&returned(&id, "100.00"));
    for _ in 0..2 {
        assert_eq!(world.bank_says(&part).await.unwrap().other_amount, 1);
    }
    let payment = world.payment().await;
    assert_eq!(payment.status, "settled", "nothing is booked");
    assert!(payment.reason.contains("100,00"), "{}", payment.reason);
    let told = world.told::<pb::SignalRaised>().await;
    assert_eq!(
        told.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(),
        ["payment-unclear"],
        "told once"
    );
    assert_eq!(world.items().await, [("other-amount".to_owned(), 10_000)], "kept once");
    assert!(world.pay_again(&id).await.is_err());
    world.books_agree().await;

    let item = world.bank_items(false).await.remove(0);
    assert!(world.settle_item(&item.item_id, " ").await.is_err(), "what it was must be said");
    world.settle_item(&item.item_id, "De bank hield kosten in.").await.unwrap();
    assert!(world.settle_item(&item.item_id, "Nog eens.").await.is_err(), "once");
    assert_eq!(world.bank_says(&part).await.unwrap().other_amount, 1);
    assert!(world.bank_items(false).await.is_empty(), "read again it stays settled");
    assert_eq!(world.bank_items(true).await[0].done_by, "dirk");
}

#[rstest]
#[tokio::test]
async fn a_statement_of_an_account_of_another_is_not_read(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "foreign account").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let foreign = statement(&(debit(&id, PAID) + &batch(&run, PAID))).replace(OURS, "NL20INGB0001234567");
    assert_eq!(world.read(&foreign).await, (0, 0, 0, 1, 0));
    assert_eq!(world.items().await, [("other-account".to_owned(), 0)]);
    assert_eq!(world.payment().await.status, "released");
    assert!(world.bank_statements().await.statements.is_empty());
}

#[rstest]
#[tokio::test]
async fn balances_follow_on_and_what_is_not_ours_is_an_open_item(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "balances").await else { return };
    world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let charges =
        "<Ntry><Amt Ccy=\"EUR\">9.75</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>";
    let gift = entry("CRDT", "50.00", "<TxDtls><Refs><EndToEndId>FOO</EndToEndId></Refs></TxDtls>");
    let entries = debit(&id, PAID) + charges + &gift;
    let first = balanced(OURS, "s-1", "2026-03-22", ("10000.00", "7424.95"), &entries);
    assert_eq!(world.read(&first).await, (1, 0, 0, 2, 0));
    let mut items = world.items().await;
    items.sort();
    assert_eq!(items, [("credit".to_owned(), 5_000), ("debit".to_owned(), -975)]);
    let second = balanced(OURS, "s-2", "2026-03-23", ("7424.95", "7424.95"), "");
    world.read(&second).await;
    let missing = balanced(OURS, "s-4", "2026-03-25", ("7000.00", "7100.00"), "");
    world.read(&missing).await;

    let found = world.bank_statements().await;
    let faults: Vec<_> =
        found.statements.iter().map(|one| (one.name.as_str(), one.faults.join(" "))).collect();
    assert_eq!(
        faults,
        [("s-1", String::new()), ("s-2", String::new()), ("s-4", "not-adding-up not-following".to_owned())]
    );
    let first = &found.statements[0];
    assert_eq!((first.paid_cents, first.returned_cents), (261_530, 0));
    assert_eq!((first.other_in_cents, first.other_out_cents), (5_000, 975));
    assert_eq!(
        (found.ledger_cents, found.statement_cents),
        (261_530, 261_530),
        "what the ledger paid went off"
    );

    let message = pb::ListBankStatementsRequest {};
    let refused =
        world.client().list_bank_statements(world.by("kees", Role::IntakeConsultant, message)).await;
    assert_eq!(refused.err().unwrap().code(), tonic::Code::PermissionDenied);
}

#[rstest]
#[tokio::test]
async fn a_report_about_another_file_says_nothing_of_our_payment(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "other file").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    let other = world.status_file("FOREIGNRUN", &id, "RJCT", Some("AC04"));
    assert_eq!(world.read(&other).await, (0, 0, 0, 1, 0));
    let whole_file = whole("0198f000-0000-7000-8000-000000000000", Some("RJCT"), None, &[]);
    assert_eq!(world.read(&whole_file).await, (0, 0, 0, 1, 0), "a whole file that nobody sent");
    assert_eq!(world.payment().await.status, "released");
    assert!(world.told::<pb::PaymentRejected>().await.is_empty());
    // Names that are none, and a good name of nothing.
    let unknown = "A26030000".to_owned() + &"0".repeat(26);
    for name in ["FOO", "NOTPROVIDED", &unknown] {
        let file = world.status_file(&run, name, "RJCT", Some("AC04"));
        let read = world.bank_says(&file).await.unwrap();
        assert_eq!((read.unknown, read.item_count), (1, 1), "{name}");
        assert_eq!(
            (read.items[0].kind.as_str(), read.items[0].reference.as_str()),
            ("unknown-payment", name)
        );
    }
    assert_eq!(world.items().await.len(), 5);
}

#[rstest]
#[tokio::test]
async fn a_payment_that_may_be_paid_twice_is_a_task_and_paying_again_closes_that_of_the_rejection(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "may be twice").await else { return };
    let run = world.paid_run("2026-03").await;
    let id = world.payment().await.payment;
    world.read(&world.status_file(&run, &id, "RJCT", Some("AC04"))).await;
    assert!(world.told::<pb::SignalSettled>().await.is_empty());
    world.pay_again(&id).await.unwrap();
    let closed = world.told::<pb::SignalSettled>().await;
    assert_eq!((closed[0].kind.as_str(), closed[0].subject.as_str()), ("payment-unclear", id.as_str()));
    assert_eq!(world.read(&world.status_file(&run, &id, "ACSC", None)).await, (0, 0, 0, 0, 1));
    let raised = world.told::<pb::SignalRaised>().await;
    assert_eq!((raised.len(), raised[0].subject.as_str()), (1, id.as_str()), "perhaps paid twice");
}

#[rstest]
#[tokio::test]
async fn another_message_is_refused_in_dutch(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "another message").await else { return };
    let run = world.paid_run("2026-03").await;
    let own = world.download(&run).await.unwrap();
    let refused = world.bank_says(&own).await.err().unwrap();
    assert!(
        refused.message().contains("een ander bericht of een andere versie dan pain.002.001.10"),
        "{refused:?}"
    );
    assert!(refused.message().contains("camt.053.001.08"), "{refused:?}");
    let broken = world.bank_says("<x>").await.err().unwrap();
    assert!(broken.message().starts_with("Dit bestand is niet te lezen:"), "{broken:?}");
}
