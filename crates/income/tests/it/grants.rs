//! Other schemes than general assistance, from decision to bank, against both databases.
//!
//! The figures: the gross base of IOAW for a single person from 2026-01-01 is 1,776.11, less 35.70 % and plus a credit of
//! 250.00 is 1,392.04. Wage-cost subsidy for 36 hours at a wage value of 60 % is 1,224.11 with the charges of the employer.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::grant_service_client::GrantServiceClient;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use testkit::{Kind, municipality};
use tonic::Code;

use crate::world::{HERE, THERE, World};

type Asked<T> = Result<T, tonic::Status>;

pub const IOAW: &str = r#"{ "former_work": { "unemployed_on": "2023-01-01", "ww_from": "2023-01-01",
    "ww_until": "2024-12-31", "ww_used_up": true } }"#;
pub const WORK: &str = r#"{ "applicant": { "subsidy_group": true }, "work": { "job_started_on": "2026-03-01", "wsw_job": false,
    "other_wage_subsidy": false, "hours_hundredths": 3600, "wage_value_basis_points": 6000,
    "wage_value_fixed_on": "2026-02-15" } }"#;
const NET: i64 = 177_611 - 38_407;
const SUBSIDY: i64 = 122_411;

impl World {
    fn grants(&self) -> GrantServiceClient<service::Line> {
        GrantServiceClient::new(self.line())
    }

    pub async fn grant(&self, role: Role, asked: pb::GrantSchemeRequest) -> Asked<pb::GrantSchemeResponse> {
        let message = pb::GrantSchemeRequest {
            case_id: self.case.to_string(),
            reasons: "Besproken met de cliënt.".into(),
            ..asked
        };
        Ok(self.grants().grant_scheme(self.by("anna", role, message)).await?.into_inner())
    }

    async fn granted(&self) -> pb::ListGrantsResponse {
        let message = pb::ListGrantsRequest { case_id: self.case.to_string() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        self.grants().list_grants(request).await.unwrap().into_inner()
    }

    /// A run that is worked out, approved and released.
    pub async fn pay(&self, month: &str) -> pb::Run {
        let run = self.start_run("anna", month, false).await.unwrap();
        self.run_at(&run, "ready").await;
        self.approve("bert", &run).await.unwrap();
        self.release("carla", &run).await.unwrap();
        self.run_at(&run, "released").await
    }

    pub async fn statements(&self, month: &str) -> pb::GetMonthSpecificationResponse {
        let message =
            pb::GetMonthSpecificationRequest { case_id: self.case.to_string(), month: month.into() };
        let mut client = StatementServiceClient::new(self.line());
        let request = self.by("anna", Role::IncomeConsultant, message);
        client.get_month_specification(request).await.unwrap().into_inner()
    }

    pub async fn decisions(&self) -> pb::ListDecisionsResponse {
        let message = pb::ListDecisionsRequest { case_id: self.case.to_string(), page: None };
        let mut client = StatementServiceClient::new(self.line());
        client.list_decisions(self.by("anna", Role::IncomeConsultant, message)).await.unwrap().into_inner()
    }

    pub async fn annual(&self) -> pb::GetAnnualStatementResponse {
        let message = pb::GetAnnualStatementRequest { case_id: self.case.to_string(), year: 2026 };
        let mut client = StatementServiceClient::new(self.line());
        client
            .get_annual_statement(self.by("anna", Role::IncomeConsultant, message))
            .await
            .unwrap()
            .into_inner()
    }

    pub async fn faults(&self) -> Vec<String> {
        let message = pb::VerifyBooksRequest {
            first_month: "2026-01".into(),
            last_month: "2026-12".into(),
            ..Default::default()
        };
        let mut client = StatementServiceClient::new(self.line());
        let found = client.verify_books(self.by("dirk", Role::Manager, message)).await.unwrap().into_inner();
        assert_eq!(found.cases, 1);
        let faults = found.faults.iter().flat_map(|fault| &fault.fault);
        faults.map(|fault| format!("{} {} {}", fault.what, fault.expected_cents, fault.found_cents)).collect()
    }
}

pub fn ioaw() -> pb::GrantSchemeRequest {
    pb::GrantSchemeRequest {
        scheme: "ioaw".into(),
        payee: "applicant".into(),
        from_day: "2026-03-01".into(),
        wage_tax: Some(pb::WageTax { basis_points: 3_570, credit_cents: 25_000 }),
        ..Default::default()
    }
}

pub fn subsidy() -> pb::GrantSchemeRequest {
    pb::GrantSchemeRequest {
        scheme: "wage-cost-subsidy".into(),
        payee: "employer-1".into(),
        from_day: "2026-03-01".into(),
        ..Default::default()
    }
}

#[rstest]
#[tokio::test]
async fn ioaw_is_granted_paid_corrected_and_told(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "ioaw").await else { return };
    // Too much capital for assistance, which IOAW does not look at.
    world.send(&world.assess("birth_date=1962-05-01 capital=100000000")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let missing = world.grant(Role::IncomeConsultant, ioaw()).await.err().unwrap();
    assert_eq!(missing.code(), Code::FailedPrecondition, "{missing:?}");
    world.state("2026-02-02", IOAW).await;
    let refused = world.grant(Role::IntakeConsultant, ioaw()).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let without = pb::GrantSchemeRequest { wage_tax: None, ..ioaw() };
    assert_eq!(
        world.grant(Role::IncomeConsultant, without).await.err().unwrap().code(),
        Code::InvalidArgument
    );
    let granted = world.grant(Role::IncomeConsultant, ioaw()).await.unwrap();
    assert_eq!((granted.grant, granted.decision, granted.cents), (1, 1, 177_611));

    let run = world.pay("2026-03").await;
    assert_eq!((run.payments, run.cents, run.new_cases), (1, NET, 1));
    let money = world.money().await;
    assert_eq!((money.payments[0].kind.as_str(), money.payments[0].payment.starts_with('W')), ("ioaw", true));
    let file = world.status_file(&run.run_id, &money.payments[0].payment, "ACSC", None);
    assert_eq!(world.bank_says(&file).await.unwrap().settled, 1);
    let march = world.statements("2026-03").await;
    assert!(march.faults.is_empty(), "{}", march.page);
    assert_eq!((march.schemes[0].gross_cents, march.schemes[0].withheld_cents), (177_611, 38_407));
    assert_eq!((march.due[0].kind.as_str(), march.due[0].cents, march.ordered_cents), ("scheme", NET, NET));
    assert!(march.page.contains("IOAW over maart 2026"), "{}", march.page);
    assert_eq!(world.faults().await, Vec::<String>::new());

    // A housemate since March, known in April: 1,151.56 gross, 990.45 net. April is paid whole; the rest is a debt.
    world.advance("2026-04-14");
    world.state("2026-03-01", r#"{ "household": { "cost_sharers": 1 } }"#).await;
    let run = world.pay("2026-04").await;
    assert_eq!(run.cents, 99_045);
    let money = world.money().await;
    assert_eq!((money.debts[0].kind.as_str(), money.debts[0].cents), ("recovery", NET - 99_045));
    assert_eq!(world.decisions().await.money.len(), 1, "the run decides nothing");
    let by = |article: &str, cents: Option<i64>| pb::DecideRecoveryRequest {
        case_id: world.case.to_string(),
        debt_id: money.debts[0].debt_id.clone(),
        cents,
        article: article.into(),
        reasons: "De huisgenoot is laat gemeld.".into(),
        ..Default::default()
    };
    let ask = |user: &str, role: Role, message| world.by(user, role, message);
    let refused =
        world.client().decide_recovery(ask("kees", Role::IntakeConsultant, by("58 lid 2", None))).await;
    assert_eq!(refused.err().unwrap().code(), Code::PermissionDenied);
    for wrong in [by("58 lid 1", Some(100)), by("59", None), by("58 lid 2", Some(NET))] {
        let refused = world.client().decide_recovery(ask("anna", Role::IncomeConsultant, wrong)).await;
        assert_eq!(refused.err().unwrap().code(), Code::InvalidArgument);
    }
    let done =
        world.client().decide_recovery(ask("anna", Role::IncomeConsultant, by("58 lid 1", None))).await;
    assert_eq!(done.unwrap().into_inner().cents, NET - 99_045);
    let again =
        world.client().decide_recovery(ask("anna", Role::IncomeConsultant, by("58 lid 1", None))).await;
    assert_eq!(again.err().unwrap().code(), Code::NotFound, "once");
    let signals = world.told::<pb::SignalRaised>().await;
    let raised = signals.iter().find(|one| one.kind == "recovery-undecided").unwrap();
    let settled = world.told::<pb::SignalSettled>().await;
    assert!(settled.iter().any(|one| (&one.kind, &one.subject) == (&raised.kind, &raised.subject)));
    let decided = world.decisions().await;
    let kinds: Vec<_> = decided.money.iter().map(|one| (one.kind.as_str(), one.cents)).collect();
    assert_eq!(kinds, [("granted", 177_611), ("debt", NET - 99_045)]);
    assert_eq!(decided.money[1].source, "PW art. 58 lid 1");
    assert!(decided.money.iter().all(|one| !one.objection_until.is_empty() && !one.explanations.is_empty()));
    let grants = world.granted().await;
    let months: Vec<_> =
        grants.grants[0].months.iter().map(|one| (one.month.as_str(), one.version)).collect();
    assert_eq!(months, [("2026-03", 1), ("2026-03", 2), ("2026-04", 1)]);
    assert!(grants.page.contains("Toekenning 1: IOAW"), "{}", grants.page);
    let year = world.annual().await;
    assert!(year.faults.is_empty(), "{}", year.page);
    assert_eq!((year.schemes_cents, year.assistance_cents, year.paid_cents), (NET, 0, NET));
    assert_eq!((year.wage_tax_cents, year.became_debt_cents), (16_111 * 2, NET - 99_045));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_subsidy_beside_assistance_goes_to_the_employer_until_it_ends(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "subsidy").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.state("2026-03-01", WORK).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let to_a_person = pb::GrantSchemeRequest { payee: "applicant".into(), ..subsidy() };
    assert_eq!(
        world.grant(Role::IncomeConsultant, to_a_person).await.err().unwrap().code(),
        Code::InvalidArgument
    );
    world.grant(Role::IncomeConsultant, subsidy()).await.unwrap();

    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    assert_eq!((ready.payments, ready.without_account), (1, 1), "the employer has no account yet");
    world.discard("bert", &run).await.unwrap();
    world.run_at(&run, "discarded").await;
    world.pay_to("employer-1", "NL20INGB0001234567").await.unwrap();
    let run = world.pay("2026-03").await;
    assert_eq!((run.payments, run.without_account), (2, 0));
    let file = world.download(&run.run_id).await.unwrap();
    assert!(file.contains("<InstdAmt Ccy=\"EUR\">1224.11</InstdAmt>"), "{file}");
    assert!(file.contains("Loonkostensubsidie maart 2026"), "{file}");
    for payment in world.money().await.payments.iter().filter(|payment| payment.status == "released") {
        world.bank_says(&world.status_file(&run.run_id, &payment.payment, "ACSC", None)).await.unwrap();
    }
    let year = world.annual().await;
    assert!(year.faults.is_empty(), "{}", year.page);
    assert_eq!((year.employers_cents, year.schemes_cents), (SUBSIDY, 0), "the person did not get it");

    world.advance("2026-04-14");
    let message = pb::EndGrantRequest {
        case_id: world.case.to_string(),
        grant: 1,
        from_day: "2026-04-16".into(),
        reasons: "Het werk stopt.".into(),
    };
    let ended = world.grants().end_grant(world.by("anna", Role::IncomeConsultant, message.clone())).await;
    assert_eq!(ended.unwrap().into_inner().decision, 2);
    let again = world.grants().end_grant(world.by("anna", Role::IncomeConsultant, message)).await;
    assert_eq!(again.err().unwrap().code(), Code::AlreadyExists);
    world.pay("2026-04").await;
    let april = world.statements("2026-04").await;
    // 15 of the 30 days
    assert_eq!((april.schemes[0].gross_cents, april.faults.len()), (61_206, 0), "{}", april.page);
    let decisions = world.decisions().await;
    assert_eq!((decisions.money[1].replaces, decisions.money[1].kind.as_str()), (1, "ended"));
    assert!(world.titles().await.iter().any(|title| title.starts_with("Beëindigd per 16 april 2026")));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_loan_is_a_debt_once_the_bank_paid_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "loan").await else { return };
    world.send(&world.assess("capital=0")).await;
    let costs = r#"{ "special_costs": { "kind": "durable-goods", "amount": 60000, "necessary": true,
        "special_circumstances": true, "other_provision": false, "threshold_used": 0 } }"#;
    world.state("2026-03-01", costs).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let loan = pb::GrantSchemeRequest {
        scheme: "special-assistance".into(),
        payee: "applicant".into(),
        from_day: "2026-03-01".into(),
        once: true,
        form: "loan".into(),
        cents: Some(55_000),
        ..Default::default()
    };
    // The municipality of this test has no rules on special assistance: a consultant says how much.
    let without = pb::GrantSchemeRequest { cents: None, ..loan.clone() };
    assert_eq!(
        world.grant(Role::IncomeConsultant, without).await.err().unwrap().code(),
        Code::InvalidArgument
    );
    world.grant(Role::IncomeConsultant, loan).await.unwrap();
    let run = world.pay("2026-03").await;
    let money = world.money().await;
    assert!(money.debts.is_empty(), "nothing was paid yet");
    let lent = money.payments.iter().find(|payment| payment.kind == "special-assistance").unwrap();
    assert_eq!((lent.cents, lent.status.as_str()), (55_000, "released"));
    let file = world.status_file(&run.run_id, &lent.payment, "ACSC", None);
    world.bank_says(&file).await.unwrap();
    assert_eq!(world.bank_says(&file).await.unwrap().repeated, 1);
    let debts = world.money().await.debts;
    assert_eq!((debts.len(), debts[0].kind.as_str(), debts[0].remaining_cents), (1, "loan", 55_000));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn what_another_municipality_granted_is_not_known(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "grants elsewhere").await else { return };
    world.send(&world.assess("capital=0")).await;
    let message = pb::ListGrantsRequest { case_id: world.case.to_string() };
    let request = |role, here: &str| {
        service::on_behalf(message.clone(), &world.token(role), &municipality(here), None).unwrap()
    };
    let elsewhere = world.grants().list_grants(request(Role::IncomeConsultant, THERE)).await;
    assert_eq!(elsewhere.err().unwrap().code(), Code::NotFound);
    let other = world.grants().list_grants(request(Role::ReintegrationConsultant, HERE)).await;
    assert_eq!(other.err().unwrap().code(), Code::PermissionDenied);
    let none = world.grants().list_grants(request(Role::ClientSystem, HERE)).await.unwrap().into_inner();
    assert!(none.grants.is_empty());
}

/// A business that is viable and began years ago.
const BUSINESS: &str = r#"{ "own_business": { "ends": false, "viable": true, "started_on": "2020-01-01",
    "started_from_benefit": false, "own_capital": 1000000 } }"#;

impl World {
    async fn debts_page(&self) -> String {
        let message = pb::ListDebtsRequest { case_id: self.case.to_string() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        let mut client = StatementServiceClient::new(self.line());
        client.list_debts(request).await.unwrap().into_inner().page
    }

    async fn settle(&self, role: Role, gift_cents: i64) -> Asked<pb::SettleGrantResponse> {
        let message = pb::SettleGrantRequest {
            case_id: self.case.to_string(),
            grant: 1,
            year: 2026,
            gift_cents,
            reasons: "De jaarcijfers zijn binnen.".into(),
        };
        Ok(self.grants().settle_grant(self.by("anna", role, message)).await?.into_inner())
    }
}

#[rstest]
#[tokio::test]
async fn the_year_of_a_self_employed_person_is_settled_by_a_consultant(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "grants_year").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.send(&world.end("2026-03-01")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    world.state("2026-03-01", BUSINESS).await;
    let loan = pb::GrantSchemeRequest {
        scheme: "self-employed".into(),
        payee: "applicant".into(),
        from_day: "2026-03-01".into(),
        until_day: "2026-03-31".into(),
        form: "loan".into(),
        cents: Some(120_000),
        ..Default::default()
    };
    world.grant(Role::IncomeConsultant, loan).await.unwrap();
    let run = world.pay("2026-03").await;
    let early = world.settle(Role::IncomeConsultant, 1).await.err().unwrap();
    assert_eq!(early.code(), Code::InvalidArgument, "the year is not over: {early:?}");
    for payment in world.money().await.payments {
        world.bank_says(&world.status_file(&run.run_id, &payment.payment, "ACSC", None)).await.unwrap();
    }
    assert!(world.told::<pb::SignalRaised>().await.is_empty(), "the year is not over");
    world.advance("2027-01-01");
    testkit::eventually("a person is told", || async { !world.told::<pb::SignalRaised>().await.is_empty() })
        .await;
    world.advance("2027-02-01");
    let told = world.told::<pb::SignalRaised>().await;
    let told: Vec<_> = told.iter().map(|one| (one.kind.as_str(), one.subject.as_str())).collect();
    assert_eq!(told, [("year-unsettled", "grant-1-2026")], "once");
    let waiting = world.granted().await;
    assert_eq!(waiting.grants[0].unsettled, [2026]);
    assert!(waiting.page.contains("Over 2026 bepaalt een consulent"), "{}", waiting.page);

    let refused = world.settle(Role::QualityOfficer, 50_000).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let settled = world.settle(Role::IncomeConsultant, 50_000).await.unwrap();
    assert_eq!(settled.loan_cents, 70_000);
    let closed = world.told::<pb::SignalSettled>().await;
    assert_eq!(closed.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["grant-1-2026"]);
    let settled = &world.granted().await.grants[0].settled[0];
    assert_eq!((settled.year, settled.gift_cents), (2026, 50_000));
    let owed: Vec<_> = world.money().await.debts.iter().map(|debt| debt.remaining_cents).collect();
    assert_eq!(owed, [70_000]);
    let debts = world.debts_page().await;
    assert!(debts.contains("Is een gift geworden") && debts.contains("€ -500,00"), "{debts}");
    let kinds: Vec<_> = world.decisions().await.money.into_iter().map(|one| (one.kind, one.cents)).collect();
    assert_eq!(kinds, [("granted".to_owned(), 120_000), ("settled".to_owned(), 50_000)]);
    assert_eq!(world.faults().await, Vec::<String>::new());

    let message = pb::SettleGrantRequest { case_id: world.case.to_string(), grant: 1, ..Default::default() };
    let token = world.token(Role::IncomeConsultant);
    let message = pb::SettleGrantRequest { year: 2026, reasons: "Elders.".into(), ..message };
    let elsewhere = service::on_behalf(message, &token, &municipality(THERE), None).unwrap();
    assert_eq!(world.grants().settle_grant(elsewhere).await.err().unwrap().code(), Code::NotFound);
}
