//! What client, consultant and controller see of one case and of the municipality, against both databases. The right
//! began on 2 February: 27 of 28 days of February (1,351.45) and March (1,401.50), each less 5 %, are 2,615.30.
//! Of pay of 400.00 in March 432.00 counts, with the claim on holiday allowance over it (art. 31(4)).

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use service::{Line, on_behalf};
use testkit::{Kind, municipality};
use tonic::Code;

use crate::world::{HERE, NUMBER, THERE, World};

type Asked<T> = Result<T, tonic::Status>;

const PAID: i64 = 135_145 - 6_757 + 133_142;

/// Asks as someone of a municipality.
macro_rules! ask {
    ($world:expr, $method:ident, $role:expr, $here:expr, $message:expr) => {{
        let request = on_behalf($message, &$world.token($role), &municipality($here), None).unwrap();
        let mut client: StatementServiceClient<Line> = StatementServiceClient::new($world.line());
        client.$method(request).await.map(tonic::Response::into_inner)
    }};
}

async fn specification(world: &World, month: &str) -> Asked<pb::GetMonthSpecificationResponse> {
    let message = pb::GetMonthSpecificationRequest { case_id: world.case.to_string(), month: month.into() };
    ask!(world, get_month_specification, Role::ClientSystem, HERE, message)
}

async fn debts(world: &World) -> pb::ListDebtsResponse {
    let message = pb::ListDebtsRequest { case_id: world.case.to_string() };
    ask!(world, list_debts, Role::IncomeConsultant, HERE, message).unwrap()
}

async fn annual(world: &World, year: u32) -> pb::GetAnnualStatementResponse {
    let message = pb::GetAnnualStatementRequest { case_id: world.case.to_string(), year };
    ask!(world, get_annual_statement, Role::ClientSystem, HERE, message).unwrap()
}

async fn balance(world: &World, month: &str, here: &str) -> pb::GetTrialBalanceResponse {
    let message = pb::GetTrialBalanceRequest { month: month.into() };
    ask!(world, get_trial_balance, Role::Manager, here, message).unwrap()
}

async fn verify(world: &World, here: &str) -> pb::VerifyBooksResponse {
    let message = pb::VerifyBooksRequest {
        first_month: "2026-01".into(),
        last_month: "2026-12".into(),
        after: String::new(),
        limit: 0,
    };
    ask!(world, verify_books, Role::Manager, here, message).unwrap()
}

async fn open(world: &World, kind: &str, after: &str, limit: u32) -> pb::ListOpenItemsResponse {
    let message = pb::ListOpenItemsRequest { kind: kind.into(), after: after.into(), limit };
    ask!(world, list_open_items, Role::QualityOfficer, HERE, message).unwrap()
}

/// A first month paid, an income that comes late, and a second run.
async fn with_late_income(world: &World) {
    let run = world.paid_run("2026-03").await;
    let payment = world.money().await.payments[0].payment.clone();
    world.bank_says(&world.status_file(&run, &payment, "ACSC", None)).await.unwrap();
    world.advance("2026-04-14");
    world.state_income("2026-03", 40_000).await.unwrap();
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
}

#[rstest]
#[tokio::test]
async fn a_client_reads_month_year_and_debts(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "statements").await else { return };
    with_late_income(&world).await;

    let march = specification(&world, "2026-03").await.unwrap();
    assert!(march.faults.is_empty() && march.version == 2, "{}", march.page);
    let due: Vec<_> =
        march.due.iter().map(|due| (due.kind.as_str(), due.month.as_str(), due.cents)).collect();
    assert_eq!(due, [("month", "2026-03", 133_142), ("earlier-month", "2026-02", 128_388)]);
    assert_eq!((march.before_cents, march.ordered_cents, march.after_cents), (0, PAID, 0));
    let payment = &march.payments[0];
    assert_eq!((payment.account.as_str(), payment.status.as_str()), ("NL.. .... .... .... 00", "settled"));
    assert_eq!((payment.paid_on.as_str(), payment.execution_day.as_str()), ("2026-03-20", "2026-03-20"));
    let change = march.change.unwrap();
    assert_eq!((change.payable_before_cents, change.payable_after_cents), (133_142, 92_102));
    assert_eq!(march.settled_in, ["2026-04"]);
    assert!(march.page.contains("het inkomen van € 432,00"), "{}", march.page);
    assert!(march.page.contains(&format!("Kenmerk van uw zaak: {NUMBER}.")), "{}", march.page);
    assert_eq!(march.case_number, NUMBER);
    let line = &march.lines[0];
    let parts: Vec<_> = line.parts.iter().map(|part| (part.kind.as_str(), part.cents)).collect();
    assert_eq!(parts, [("norm", 140_150), ("income", -40_000), ("free", 0), ("holiday-claim", -3_200)]);
    assert_eq!(parts.iter().map(|(_, cents)| cents).sum::<i64>(), line.cents);
    let income = &line.parts[1];
    assert_eq!((income.who.as_str(), income.income_kind.as_str()), ("applicant", "earnings"));
    assert!(
        march.page.contains("| loon | Opgegeven inkomen van de aanvrager: loon van € 400,00."),
        "{}",
        march.page
    );

    let april = specification(&world, "2026-04").await.unwrap();
    let due: Vec<_> =
        april.due.iter().map(|due| (due.kind.as_str(), due.month.as_str(), due.cents)).collect();
    assert_eq!(
        due,
        [
            ("month", "2026-04", 133_142),
            ("correction", "2026-03", -41_040),
            ("became-debt", "2026-04", 41_040 - 7_007)
        ]
    );
    assert_eq!((april.ordered_cents, april.payments[0].paid_on.as_str()), (133_142 - 7_007, ""));
    assert_eq!(specification(&world, "2026-05").await.err().unwrap().code(), Code::NotFound);
    assert_eq!(specification(&world, "2026-5").await.err().unwrap().code(), Code::InvalidArgument);

    let year = annual(&world, 2026).await;
    assert!(year.faults.is_empty(), "{}", year.page);
    assert_eq!((year.paid_cents, year.assistance_cents, year.holiday_cents), (PAID, PAID, 0));
    assert_eq!((year.in_transit_cents, year.became_debt_cents), (133_142 - 7_007, 34_033));
    assert_eq!((year.case_ids, year.case_numbers), (vec![world.case.to_string()], vec![NUMBER.to_owned()]));
    assert_eq!(annual(&world, 2025).await.paid_cents, 0);

    let owed = debts(&world).await;
    assert_eq!((owed.remaining_cents, owed.debts[0].cents, owed.faults.len()), (34_033, 34_033, 0));
    assert_eq!(
        (owed.debts[0].month.as_str(), owed.debts[0].because_of.as_slice()),
        ("2026-04", &["2026-03".to_owned()][..])
    );
    assert!(
        owed.debts[0].text.starts_with("In april 2026 rekenden wij opnieuw uit: maart 2026."),
        "{}",
        owed.page
    );
}

#[rstest]
#[tokio::test]
async fn decisions_come_page_by_page_with_their_terms(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "decisions").await else { return };
    world.send(&world.assess("")).await;
    world.decide(Role::IncomeConsultant, HERE, Some(90_000), None).await.unwrap();
    let page = |number: u32| {
        let page = Some(proto::common::v1::PageRequest { page: number, page_size: 1 });
        pb::ListDecisionsRequest { case_id: world.case.to_string(), page }
    };
    let first = ask!(world, list_decisions, Role::QualityOfficer, HERE, page(1)).unwrap();
    assert_eq!((first.total, first.decisions.len()), (2, 1));
    assert_eq!(
        (first.decisions[0].outcome.as_str(), first.decisions[0].objection_until.as_str()),
        ("person-decides", "")
    );
    let second = ask!(world, list_decisions, Role::QualityOfficer, HERE, page(2)).unwrap();
    let decision = &second.decisions[0];
    assert_eq!((decision.number, decision.replaces, decision.outcome.as_str()), (2, 1, "granted"));
    assert_eq!((decision.kind.as_str(), decision.amount_cents), ("settled", Some(90_000)));
    assert_eq!(decision.objection_until, "2026-04-13");
    assert!(decision.explanations[0].text.contains("Het vermogen is alsnog aangetoond."));
    assert!(second.page.contains("€ 900,00 per maand") && second.page.contains("bezwaar"), "{}", second.page);
    let none = ask!(world, list_decisions, Role::QualityOfficer, HERE, page(3)).unwrap();
    assert_eq!((none.total, none.decisions.len()), (2, 0));
}

#[rstest]
#[tokio::test]
async fn a_controller_sees_that_runs_ledger_and_bank_agree(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "trial balance").await else { return };
    with_late_income(&world).await;

    let march = balance(&world, "2026-03", HERE).await;
    assert!(march.faults.is_empty(), "{}", march.page);
    let of = |found: &pb::GetTrialBalanceResponse, account: &str| {
        let row = found.accounts.iter().find(|row| row.account == account).unwrap();
        (row.before_cents, row.debit_cents, row.credit_cents, row.after_cents)
    };
    assert_eq!(of(&march, "expense-assistance"), (0, 135_145 + 140_150, 0, 135_145 + 140_150));
    assert_eq!(of(&march, "bank"), (0, 0, PAID, -PAID));
    assert_eq!(march.accounts.iter().map(|row| row.after_cents).sum::<i64>(), 0);
    assert_eq!((march.runs.len(), march.runs[0].cents, march.runs[0].counted_cents), (1, PAID, PAID));

    let april = balance(&world, "2026-04", HERE).await;
    assert_eq!(of(&april, "expense-assistance"), (275_295, 140_150, 43_200, 372_245));
    assert_eq!((april.schemes[0].scheme.as_str(), april.schemes[0].cents), ("Algemene bijstand", 96_950));
    let under_way = april.payments.iter().find(|total| total.status == "released").unwrap();
    assert_eq!((under_way.payments, under_way.cents), (1, 133_142 - 7_007));

    let elsewhere = balance(&world, "2026-03", THERE).await;
    assert!(elsewhere.accounts.is_empty() && elsewhere.payments.is_empty() && elsewhere.runs.is_empty());
    let before = balance(&world, "2026-01", HERE).await;
    assert!(
        before.accounts.iter().all(|row| (row.before_cents, row.debit_cents, row.credit_cents) == (0, 0, 0))
    );
    assert!(before.faults.is_empty());
}

#[rstest]
#[tokio::test]
async fn open_items_come_part_by_part(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "open items").await else { return };
    with_late_income(&world).await;
    let under_way = open(&world, "released", "", 1).await;
    assert_eq!((under_way.items.len(), under_way.items[0].cents), (1, 133_142 - 7_007));
    assert_eq!(under_way.next, under_way.items[0].payment);
    assert_eq!(under_way.items[0].case_number, NUMBER);
    let rest = open(&world, "released", &under_way.next, 1).await;
    assert!(rest.items.is_empty() && rest.next.is_empty());
    assert!(open(&world, "payable", "", 0).await.items.is_empty());

    let payment = &under_way.items[0].payment;
    world
        .bank_says(&world.status_file(&world.latest_run().await, payment, "RJCT", Some("AC04")))
        .await
        .unwrap();
    let returned = open(&world, "rejected", "", 0).await;
    assert_eq!((returned.items[0].case_id.clone(), returned.next.as_str()), (world.case.to_string(), ""));
    assert!(!returned.items[0].reason.is_empty());
    let message = pb::ListOpenItemsRequest { kind: "rejected".into(), after: String::new(), limit: 0 };
    assert!(ask!(world, list_open_items, Role::Manager, THERE, message).unwrap().items.is_empty());
}

#[rstest]
#[tokio::test]
async fn money_that_nobody_can_be_paid_is_an_open_item(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "payable").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.set_paying_account().await;
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.without_account, 1);
    let payable = open(&world, "payable", "", 0).await;
    assert_eq!(
        (payable.items.len(), payable.items[0].cents, payable.items[0].payment.as_str()),
        (1, PAID, "")
    );
    assert_eq!(payable.items[0].case_number, NUMBER);
    let march = specification(&world, "2026-03").await.unwrap();
    assert_eq!((march.ordered_cents, march.after_cents, march.payments.len()), (0, PAID, 0));
    assert!(balance(&world, "2026-03", HERE).await.faults.is_empty());
}

#[rstest]
#[tokio::test]
async fn all_that_is_kept_is_derived_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "verify").await else { return };
    with_late_income(&world).await;
    let checked = verify(&world, HERE).await;
    let named = |checked: &pb::VerifyBooksResponse| -> Vec<String> {
        let faults = checked.faults.iter().map(|one| one.fault.as_ref().unwrap());
        faults.map(|fault| format!("{} {} {}", fault.what, fault.expected_cents, fault.found_cents)).collect()
    };
    assert_eq!(named(&checked), [""; 0]);
    assert_eq!((checked.cases, checked.calculations, checked.next.as_str()), (1, 4, ""));
    assert!(checked.balances > 20);
    assert_eq!(verify(&world, THERE).await.cases, 0);

    let db = world.database().connect().await.unwrap();
    db.execute_unprepared("UPDATE calculations SET payable = payable + 1 WHERE month = '2026-02-01'")
        .await
        .unwrap();
    let named_now = named(&verify(&world, HERE).await);
    assert!(
        named_now.contains(&"Wat de maand geeft (berekening 1) 128388 128389".to_owned()),
        "{named_now:?}"
    );
    db.execute_unprepared("UPDATE calculations SET payable = payable - 1 WHERE month = '2026-02-01'")
        .await
        .unwrap();
    db.execute_unprepared("UPDATE postings SET cents = cents - 1 WHERE reason = 'settled'").await.unwrap();
    let named_now = named(&verify(&world, HERE).await);
    assert!(named_now.contains(&format!("Het saldo van Bank {} {}", 1 - PAID, -PAID)), "{named_now:?}");
    let march = balance(&world, "2026-03", HERE).await;
    assert!(
        march.faults.iter().any(|fault| fault.what.starts_with("Door de bank betaald")),
        "{}",
        march.page
    );
}

#[rstest]
#[tokio::test]
async fn nobody_sees_what_is_not_theirs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "roles").await else { return };
    world.paid_run("2026-03").await;
    let case_id = world.case.to_string();
    let month = |here: &'static str, role: Role| {
        let message = pb::GetMonthSpecificationRequest { case_id: case_id.clone(), month: "2026-03".into() };
        let world = &world;
        async move {
            ask!(world, get_month_specification, role, here, message)
                .map(drop)
                .map_err(|status| status.code())
        }
    };
    assert_eq!(month(HERE, Role::ClientSystem).await, Ok(()));
    assert_eq!(month(THERE, Role::IncomeConsultant).await, Err(Code::NotFound));
    for role in [Role::Manager, Role::ReintegrationConsultant, Role::Partner, Role::Operator] {
        assert_eq!(month(HERE, role).await, Err(Code::PermissionDenied), "{role:?}");
    }
    let year = pb::GetAnnualStatementRequest { case_id: case_id.clone(), year: 2026 };
    assert_eq!(
        ask!(world, get_annual_statement, Role::IncomeConsultant, THERE, year).err().unwrap().code(),
        Code::NotFound
    );
    let owed = pb::ListDebtsRequest { case_id: case_id.clone() };
    assert_eq!(
        ask!(world, list_debts, Role::IncomeConsultant, THERE, owed).err().unwrap().code(),
        Code::NotFound
    );
    let decided = pb::ListDecisionsRequest { case_id: case_id.clone(), page: None };
    assert_eq!(
        ask!(world, list_decisions, Role::IncomeConsultant, THERE, decided).err().unwrap().code(),
        Code::NotFound
    );
    for role in [Role::IncomeConsultant, Role::ClientSystem, Role::Operator] {
        let asked = pb::GetTrialBalanceRequest { month: "2026-03".into() };
        assert_eq!(
            ask!(world, get_trial_balance, role, HERE, asked).err().unwrap().code(),
            Code::PermissionDenied
        );
        let asked = pb::VerifyBooksRequest::default();
        assert_eq!(
            ask!(world, verify_books, role, HERE, asked).err().unwrap().code(),
            Code::PermissionDenied
        );
        let asked = pb::ListOpenItemsRequest::default();
        assert_eq!(
            ask!(world, list_open_items, role, HERE, asked).err().unwrap().code(),
            Code::PermissionDenied
        );
    }
}

#[rstest]
#[tokio::test]
async fn what_a_withdrawn_run_found_is_nobodys_debt_until_another_weighs_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "withdrawn run").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.state_income("2026-03", 40_000).await.unwrap();
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let owed = debts(&world).await;
    assert!(owed.debts[0].undecided && !owed.debts[0].withdrawn);
    assert!(owed.page.contains("Over € 340,33 beslist een consulent nog."), "{}", owed.page);
    assert!(owed.page.contains(NUMBER), "{}", owed.page);

    world.discard("bert", &run).await.unwrap();
    world.run_at(&run, "discarded").await;
    let owed = debts(&world).await;
    assert!(owed.debts[0].undecided && owed.debts[0].withdrawn);
    assert!(owed.debts[0].text.contains("is ingetrokken"), "{}", owed.debts[0].text);
    assert!(!owed.page.contains("340,33"), "{}", owed.page);

    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let owed = debts(&world).await;
    assert!(owed.debts[0].undecided && !owed.debts[0].withdrawn, "it was weighed again");
    assert!(verify(&world, HERE).await.faults.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_death_that_is_stated_late_is_made_good_from_the_day_of_death(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "late death").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-05-12");
    let message = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-05-12".into(),
        facts_json: r#"{"applicant": {"died_on": "2026-03-10"}}"#.into(),
    };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    let run = world.start_run("anna", "2026-05", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let march = specification(&world, "2026-03").await.unwrap();
    // 10 of 31 days of 1,401.50 less 5 %.
    let change = march.change.unwrap();
    assert_eq!((change.payable_before_cents, change.payable_after_cents), (133_142, 45_210 - 2_261));
    assert!(march.page.contains("De laatste dag met recht was 10 maart 2026."), "{}", march.page);
    let april = specification(&world, "2026-04").await.err().unwrap();
    assert_eq!(april.code(), Code::NotFound, "the right had ended");
    assert!(verify(&world, HERE).await.faults.is_empty());
}
