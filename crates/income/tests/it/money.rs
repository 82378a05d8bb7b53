use proto::income::v1 as pb;
use rstest::rstest;
use testkit::{Kind, eventually};
use tonic::Code;

use crate::world::{HERE, THERE, World};

const IBAN: &str = "NL91ABNA0417164300";

#[rstest]
#[tokio::test]
async fn a_month_is_paid_by_three_people_and_the_bank(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "a run").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", IBAN).await.unwrap();
    let refused = world.start_run("anna", "2026-03", false).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition, "no account to pay from");
    world.set_paying_account().await;

    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    // 27 of 28 days of February and March: 1,351.45 and 1,401.50, each less 5 %
    assert_eq!((ready.cases, ready.payments, ready.cents), (1, 1, 135_145 - 6_757 + 133_142));
    assert_eq!((ready.new_cases, ready.failed), (1, 0));
    let again = world.start_run("anna", "2026-03", false).await.unwrap_err();
    assert_eq!(again.code(), Code::AlreadyExists, "another is under way: {again:?}");

    assert_eq!(world.approve("anna", &run).await.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(world.release("bert", &run).await.unwrap_err().code(), Code::FailedPrecondition);
    let approved = world.approve("bert", &run).await.unwrap();
    assert_eq!(approved.len(), 64);
    assert_eq!(world.release("bert", &run).await.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(world.release("anna", &run).await.unwrap_err().code(), Code::PermissionDenied, "three people");
    assert!(world.download(&run).await.is_err(), "not released");
    world.release("carla", &run).await.unwrap();
    let released = world.run_at(&run, "released").await;
    assert_eq!((released.done, released.hash.clone()), (1, approved));

    let file = world.download(&run).await.unwrap();
    assert!(file.contains(IBAN) && file.contains("<InstdAmt Ccy=\"EUR\">2615.30</InstdAmt>"), "{file}");
    assert_eq!(sepa::transfer::FileHash::of(file.as_bytes()).to_string(), released.hash);
    let titles: Vec<_> = world.story_of(&run).await;
    assert!(titles.iter().filter(|title| title.contains(&released.hash)).count() == 2, "{titles:?}");

    let money = world.money().await;
    assert_eq!((money.months.len(), money.payments[0].status.as_str()), (2, "released"));
    let settled =
        world.bank_says(&world.status_file(&run, &money.payments[0].payment, "ACSC", None)).await.unwrap();
    assert_eq!((settled.settled, settled.rejected, settled.repeated, settled.unknown), (1, 0, 0, 0));
    let money = world.money().await;
    assert_eq!(money.payments[0].status, "settled");
    assert_eq!((money.payable_cents, money.holiday_cents), (0, 6_757 + 7_008));
    assert_balanced(&money);
}

#[rstest]
#[tokio::test]
async fn what_the_bank_rejects_comes_back_and_is_paid_again_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "rejected").await else { return };
    let first = world.paid_run("2026-03").await;
    let payment = world.money().await.payments[0].payment.clone();
    let file = world.status_file(&first, &payment, "RJCT", Some("AC04"));
    assert_eq!(world.bank_says(&file).await.unwrap().rejected, 1);
    let twice = world.bank_says(&file).await.unwrap();
    assert_eq!((twice.rejected, twice.repeated), (0, 1), "a file read twice does nothing twice");
    let told = world.told::<pb::PaymentRejected>().await;
    assert_eq!(told.iter().map(|event| event.payment.as_str()).collect::<Vec<_>>(), [payment.as_str()]);

    assert!(world.money().await.payments[0].reason.contains("opgeheven"));
    world.pay_again(&payment).await.unwrap();
    assert_eq!(world.pay_again(&payment).await.unwrap_err().code(), Code::AlreadyExists, "once");

    let second = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&second, "ready").await;
    assert_eq!((ready.payments, ready.cents), (1, 261_530));
    world.approve("bert", &second).await.unwrap();
    world.release("carla", &second).await.unwrap();
    world.run_at(&second, "released").await;
    let money = world.money().await;
    let names: Vec<_> =
        money.payments.iter().map(|payment| (payment.attempt, payment.status.as_str())).collect();
    assert_eq!(names, [(0, "replaced"), (1, "released")]);
    assert_balanced(&money);

    let third = world.start_run("anna", "2026-03", false).await.unwrap();
    assert_eq!(world.run_at(&third, "ready").await.payments, 0, "and no more");
    assert_ne!(first, third);
}

#[rstest]
#[tokio::test]
async fn a_dry_run_writes_nothing_but_its_report(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "dry").await else { return };
    world.send(&world.assess("capital=0")).await;
    let before = world.money().await;
    let run = world.start_run("anna", "2026-03", true).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.without_account, 1);
    assert!(world.money().await == before, "nothing was written");
    let found = world.differences(&run).await;
    assert_eq!((found[0].kind.as_str(), found[0].case_id.clone()), ("no-account", world.case.to_string()));
    assert!(
        found[0].reasons.iter().any(|reason| reason.contains("Geen rekening bekend")),
        "{:?}",
        found[0].reasons
    );
    assert_eq!(world.approve("bert", &run).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[rstest]
#[tokio::test]
async fn income_stated_for_a_month_is_netted_by_the_next_run(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "netting").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.state_income("2026-03", 40_000).await.unwrap();
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;

    // 400.00 counts as 432.00 with the claim on holiday allowance over it (art. 31(4)). Of what was paid too much, 432.00
    // less 5 %, no more than 5 % of 1,401.50 may be withheld; the rest becomes a debt.
    assert_eq!((ready.cents, ready.changed_cases), (133_142 - 7_007, 1));
    let money = world.money().await;
    assert_eq!(money.debts[0].cents, 41_040 - 7_007);
    let march: Vec<_> = money.months.iter().filter(|month| month.month == "2026-03").collect();
    assert_eq!(march.iter().map(|month| month.assistance_cents).collect::<Vec<_>>(), [140_150, 96_950]);
    assert!(march[1].lines.iter().all(|line| !line.explanation.as_ref().unwrap().text.is_empty()));
    assert_balanced(&money);
}

#[rstest]
#[tokio::test]
async fn a_run_that_is_given_up_is_due_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "discarded").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", IBAN).await.unwrap();
    world.set_paying_account().await;
    let first = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&first, "ready").await;
    world.discard("bert", &first).await.unwrap();
    assert_eq!(world.run_at(&first, "discarded").await.done, 1);
    let second = world.start_run("anna", "2026-03", false).await.unwrap();
    assert_eq!(world.run_at(&second, "ready").await.cents, ready.cents);
    assert_balanced(&world.money().await);
}

#[rstest]
#[tokio::test]
async fn nobody_pays_or_looks_for_another_municipality(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "elsewhere").await else { return };
    world.send(&world.assess("capital=0")).await;
    assert_eq!(
        world.money_as(domain::Role::IncomeConsultant, THERE).await.err().unwrap().code(),
        Code::NotFound
    );
    let role = domain::Role::ReintegrationConsultant;
    assert_eq!(world.money_as(role, HERE).await.err().unwrap().code(), Code::PermissionDenied);
    let wrong = world.pay_to("applicant", "NL00ABNA0417164300").await.unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);
    assert!(!format!("{wrong:?}").contains("ABNA"), "an account number is in no error");
}

#[rstest]
#[tokio::test]
async fn accounts_of_people_are_sealed_in_the_store(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "sealed").await else { return };
    world.paid_run("2026-03").await;
    for table in ["payees", "payments", "story", "requests", "outbox"] {
        assert!(!world.table_holds(table, IBAN).await, "{table}");
        assert!(!world.table_holds(table, "Jansen").await, "{table}");
    }
    eventually("the story is told", || async { !world.titles().await.is_empty() }).await;
}

fn assert_balanced(money: &pb::GetCaseMoneyResponse) {
    assert!(money.postings.iter().all(|posting| posting.cents > 0 && posting.debit != posting.credit));
    let numbers: Vec<_> = money.postings.iter().map(|posting| posting.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "no posting is missing");
    let side = |of: fn(&pb::Posting) -> &str, account: &str| -> i64 {
        money.postings.iter().filter(|posting| of(posting) == account).map(|posting| posting.cents).sum()
    };
    let owed = |account: &str| side(|p| &p.credit, account) - side(|p| &p.debit, account);
    assert_eq!(owed("payable"), money.payable_cents);
    assert_eq!(owed("holiday-reserve"), money.holiday_cents);
    let months: std::collections::BTreeMap<_, _> =
        money.months.iter().map(|month| (month.month.clone(), month.assistance_cents)).collect();
    assert_eq!(-owed("expense-assistance"), months.values().sum::<i64>(), "what stands is what was booked");
}
