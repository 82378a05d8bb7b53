//! What comes to the account for a debt, on both databases.

use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::bank::{entry, statement};
use crate::world::World;

/// One payment to the account with these words, by the bank's own reference.
fn credit(bank: &str, amount: &str, words: &str) -> String {
    let details = format!(
        "<TxDtls><Refs><AcctSvcrRef>{bank}</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
         <Amt Ccy=\"EUR\">{amount}</Amt><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls>"
    );
    entry("CRDT", amount, &details)
}

/// What comes in with the payment reference of a debt is booked on it, once; what cannot be is looked at, once.
#[rstest]
#[tokio::test]
async fn what_comes_in_for_a_debt_is_booked_on_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "receipts").await else { return };
    world.paid_run("2026-03").await;
    world.owes("recovery", "58 lid 2", 30_000).await;
    world.advance("2026-03-23");
    let stated = world.stated_debts().await;
    let reference = stated.debts[0].payment_reference.clone();
    let groups: Vec<_> =
        reference.as_bytes().chunks(4).map(|part| std::str::from_utf8(part).unwrap()).collect();
    let groups = groups.join(" ");
    assert!(stated.page.contains(&format!("betalingskenmerk bij de betaling: {groups}.")), "{}", stated.page);

    let entries = [
        credit("b-1", "100.00", &format!("Aflossing maart {}", groups.to_lowercase())),
        credit("b-2", "250.00", &reference),
        credit("b-3", "5.00", "RF740000000001"),
        credit("b-4", "1.00", "zomaar"),
    ];
    let file = statement(&entries.concat());
    let told = world.bank_says(&file).await.unwrap();
    assert_eq!((told.received, told.repeated, told.unknown, told.item_count), (1, 0, 3, 3));
    let told = world.bank_says(&file).await.unwrap();
    assert_eq!((told.received, told.repeated, told.unknown), (0, 2, 2), "nothing is booked again");
    let mut items = world.items().await;
    items.sort();
    let expected = [("credit", 100), ("debt-not-booked", 25_000), ("unknown-debt", 500)];
    assert_eq!(items, expected.map(|(kind, cents)| (kind.to_owned(), cents)));
    let stated = world.stated_debts().await.debts.remove(0);
    assert_eq!((stated.remaining_cents, stated.received.len()), (20_000, 1));
    let booked = &stated.received[0];
    assert_eq!((booked.reference.as_str(), booked.received_on.as_str()), ("s-1 b-1-1", "2026-03-22"));
    assert_eq!(booked.payer, "", "of whom the account is nobody told");

    let items = world.bank_items(false).await;
    let item = items.iter().find(|item| item.kind == "debt-not-booked").unwrap();
    assert_eq!(item.reference, reference, "and nothing that the payer wrote");
    let asked: Vec<pb::SignalRaised> = world.told().await;
    let asked: Vec<_> = asked.iter().filter(|one| one.kind == "receipt-not-booked").collect();
    assert_eq!(
        asked.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(),
        [item.item_id.as_str()],
        "once"
    );
    let titles = world.titles().await;
    assert!(
        titles.iter().any(|title| title.contains("meer dan er van deze schuld openstaat")),
        "{titles:#?}"
    );
    world.books_agree().await;

    let later =
        statement(&credit("b-1", "100.00", &reference)).replace("<Stmt><Id>s-1</Id>", "<Stmt><Id>s-2</Id>");
    let told = world.bank_says(&later).await.unwrap();
    assert_eq!((told.received, told.unknown), (0, 1), "the same again, from a statement over other days");
    assert_eq!(world.stated_debts().await.debts[0].remaining_cents, 20_000);

    let told = world.bank_says(&statement(&credit("b-5", "200.00", &reference))).await.unwrap();
    assert_eq!((told.received, told.unknown), (1, 0));
    let told = world.bank_says(&statement(&credit("b-6", "1.00", &reference))).await.unwrap();
    assert_eq!((told.received, told.unknown), (0, 1), "the debt is over");
    let stated = world.stated_debts().await.debts.remove(0);
    assert_eq!((stated.remaining_cents, stated.payment_reference.as_str()), (0, ""));
    assert_eq!(world.faults().await, Vec::<String>::new());
    world.books_agree().await;
}
