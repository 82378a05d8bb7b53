use domain::Cents;
use rstest::rstest;
use sepa::Totals;
use sepa::statement::{Currency, EntryState, Side, StatementItem, StatementReader};

use crate::common::{account, day, id};

const CURRENT: &str = include_str!("../files/camt.053.001.08.xml");
const OLDER: &str = include_str!("../files/camt.053.001.02.xml");

fn items(xml: &str) -> Vec<StatementItem> {
    StatementReader::new(xml.as_bytes()).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_statement_is_told_line_by_line() {
    let items = items(CURRENT);
    let kinds: Vec<&str> = items
        .iter()
        .map(|item| match item {
            StatementItem::Opened(_) => "opened",
            StatementItem::Balance(_) => "balance",
            StatementItem::Entry(_) => "entry",
            StatementItem::Batch(_) => "batch",
            StatementItem::Payment(_) => "payment",
            StatementItem::Closed(_) => "closed",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "opened", "balance", "balance", "entry", "batch", "entry", "payment", "entry", "payment",
            "entry", "closed"
        ]
    );
    let StatementItem::Opened(statement) = &items[0] else { panic!() };
    assert_eq!(
        (statement.id.as_str(), statement.number, statement.account),
        ("STATEMENT-231", Some(231), Some(account(1)))
    );
    assert_eq!(statement.made, Some(day("2026-11-28")));
    let StatementItem::Balance(closing) = &items[2] else { panic!() };
    assert_eq!(
        (closing.money.amount, closing.side, closing.day),
        (Cents::new(75_100), Side::Debit, Some(day("2026-11-27")))
    );
    assert_eq!(closing.kind.map(|code| code.to_string()).as_deref(), Some("CLBD"));
}

#[test]
fn a_batch_is_booked_under_our_own_names() {
    let items = items(CURRENT);
    let (StatementItem::Entry(entry), StatementItem::Batch(batch)) = (&items[3], &items[4]) else { panic!() };
    assert_eq!(
        (entry.money.amount, entry.side, entry.state),
        (Cents::new(320_250), Side::Debit, EntryState::Booked)
    );
    assert!(!entry.kind.is_return() && !entry.reversal);
    assert_eq!(
        (batch.message.as_deref(), batch.batch.as_deref()),
        (Some("RUN-2026-11"), Some("RUN-2026-11-1"))
    );
    assert_eq!((batch.count, batch.total.map(|total| total.amount)), (Some(3), Some(Cents::new(320_250))));
}

#[test]
fn a_payment_that_came_back_says_which_and_why() {
    let items = items(CURRENT);
    let (StatementItem::Entry(entry), StatementItem::Payment(payment)) = (&items[5], &items[6]) else {
        panic!()
    };
    assert!(entry.kind.is_return() && payment.kind.is_return());
    assert_eq!((entry.booked, entry.bank_reference.as_deref()), (Some(day("2026-11-27")), Some("BANK-2")));
    assert_eq!((payment.id(), payment.side), (Some(id(34)), Some(Side::Credit)));
    assert_eq!(
        payment.money.map(|money| (money.amount, money.currency)),
        Some((Cents::new(140_150), Currency::EURO))
    );
    let reason = payment.returned.as_ref().unwrap();
    assert_eq!(reason.code.map(|code| code.to_string()).as_deref(), Some("AC04"));
    assert_eq!(reason.information[0].expose(), "rekening opgeheven");
    assert_eq!((payment.debtor.account, payment.creditor.account), (Some(account(1)), Some(account(2))));
    assert_eq!(payment.creditor.name.as_ref().map(sepa::Private::expose), Some("A. Voorbeeld"));
}

#[test]
fn money_from_somebody_is_told_with_who_and_what_for() {
    let items = items(CURRENT);
    let (StatementItem::Entry(entry), StatementItem::Payment(payment)) = (&items[7], &items[8]) else {
        panic!()
    };
    assert_eq!((entry.money.amount, entry.side, entry.booked), (Cents::new(5_000), Side::Credit, None));
    assert_eq!(
        (payment.id(), payment.end_to_end.as_deref(), payment.money),
        (None, Some("NOTPROVIDED"), None)
    );
    assert_eq!(payment.debtor.name.as_ref().map(sepa::Private::expose), Some("B. <Proef>"));
    let words: Vec<&str> = payment.messages.iter().map(sepa::Private::expose).collect();
    assert_eq!(words, ["terugbetaling november", "tweede regel"]);
    assert_eq!((payment.reference.as_deref(), &payment.returned), (Some("1000000000000021"), &None));
}

#[test]
fn a_statement_is_added_up_from_what_is_booked_only() {
    let items = items(CURRENT);
    let StatementItem::Entry(pending) = &items[9] else { panic!() };
    assert_eq!((pending.state, pending.reversal), (EntryState::Pending, true));
    let Some(StatementItem::Closed(closing)) = items.last() else { panic!() };
    assert_eq!(closing.credits, Totals::new(2, Cents::new(145_150)));
    assert_eq!(closing.debits, Totals::new(1, Cents::new(320_250)));
    assert_eq!(closing.adds_up, Some(true));
}

#[rstest]
#[case(CURRENT.replace("CLBD", "ITBD"), None)]
#[case(CURRENT.replacen("751.00", "751.01", 1), Some(false))]
#[case(CURRENT.replacen("<Amt Ccy=\"EUR\">50<", "<Amt Ccy=\"USD\">50<", 1), None)]
#[case(OLDER.to_owned(), Some(false))]
fn that_it_adds_up_is_said_only_when_it_is_sure(#[case] xml: String, #[case] adds_up: Option<bool>) {
    let Some(StatementItem::Closed(closing)) = items(&xml).pop() else { panic!() };
    assert_eq!(closing.adds_up, adds_up);
}

#[test]
fn an_older_statement_has_amounts_and_states_at_other_places() {
    let items = items(OLDER);
    let StatementItem::Entry(entry) = &items[3] else { panic!("{items:?}") };
    assert_eq!(entry.state, EntryState::Booked);
    let (StatementItem::Payment(first), StatementItem::Payment(second)) = (&items[4], &items[5]) else {
        panic!()
    };
    let cents = |payment: &sepa::statement::Payment| payment.money.map(|money| money.amount.get());
    assert_eq!((cents(first), cents(second)), (Some(100), Some(200)));
    assert_eq!(first.id().map(|id| id.kind()), Some(sepa::PaymentKind::HolidayAllowance));
    assert_eq!(first.creditor.name.as_ref().map(sepa::Private::expose), Some("A. Voorbeeld"));
    assert_eq!(first.returned.as_ref().and_then(|reason| reason.proprietary.as_deref()), Some("EIGEN"));
    assert!(
        second
            .returned
            .as_ref()
            .and_then(sepa::Reason::in_dutch)
            .is_some_and(|text| text.contains("overleden"))
    );
}

#[rstest]
#[case("<Amt Ccy=\"EUR\">50</Amt>", "<Amt>50</Amt>", "Ntry/Amt", "lacks a currency")]
#[case("<Amt Ccy=\"EUR\">50</Amt>", "", "Ntry/NtryDtls", "lacks Amt")]
#[case("<CdtDbtInd>CRDT</CdtDbtInd>", "<CdtDbtInd>BOTH</CdtDbtInd>", "Bal/CdtDbtInd", "CRDT or DBIT")]
#[case("<Sts><Cd>PDNG</Cd></Sts>", "", "Ntry", "lacks Sts")]
#[case("<Id>STATEMENT-231</Id>", "", "Stmt/Bal", "lacks Id")]
#[case("NL69TEST0000000001", "NL68TEST0000000001", "Stmt/Acct/Id/IBAN", "is no IBAN")]
#[case("<ElctrncSeqNb>231", "<ElctrncSeqNb>-1", "Stmt/ElctrncSeqNb", "is no number")]
fn what_is_wrong_is_said_with_its_place(
    #[case] good: &str,
    #[case] bad: &str,
    #[case] path: &str,
    #[case] wrong: &str,
) {
    let broken = CURRENT.replacen(good, bad, 1);
    assert_ne!(broken, CURRENT);
    let error = StatementReader::new(broken.as_bytes()).unwrap().find_map(Result::err).unwrap();
    assert!(error.path.ends_with(path) && error.to_string().contains(wrong), "{error}");
    assert!(!error.to_string().contains("TEST"), "{error}");
}

#[test]
fn an_account_of_others_that_is_no_iban_stops_nothing() {
    let items = items(&CURRENT.replace("NL15TEST0000000003", "12345"));
    let StatementItem::Payment(payment) = &items[8] else { panic!() };
    assert_eq!(payment.debtor.account, None);
}

#[test]
fn debug_names_nobody() {
    let said = format!("{:?}", items(CURRENT));
    assert!(!said.contains("Voorbeeld") && !said.contains("Proef") && !said.contains("TEST0"), "{said}");
    assert!(!said.contains("terugbetaling"), "{said}");
}
