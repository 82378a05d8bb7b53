//! What the law gives once is not given twice, exemptions run out, and what was decided is what is paid: against both databases.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::grants::{IOAW, ioaw};
use crate::world::{DENIED, HERE, PERSON_DECIDES, World};

const SUPPLEMENT: &str = r#"{ "household": { "children": [] }, "capital": { "assets": [], "debts": [], "owns_home": false },
    "supplements": { "asked_on": "2026-03-02", "better_income_expected": false } }"#;

impl World {
    async fn consultant_grants(&self, asked: pb::GrantSchemeRequest) -> Result<i64, (Code, String)> {
        let granted = self.grant(Role::IncomeConsultant, asked).await;
        granted.map(|granted| granted.cents).map_err(|refused| (refused.code(), refused.message().to_owned()))
    }
}

fn supplement(from: &str) -> pb::GrantSchemeRequest {
    pb::GrantSchemeRequest {
        scheme: "income-supplement".into(),
        payee: "applicant".into(),
        from_day: from.into(),
        once: true,
        cents: Some(40_000),
        ..Default::default()
    }
}

#[rstest]
#[tokio::test]
async fn an_income_supplement_is_paid_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "supplement once").await else { return };
    world.send(&world.assess("capital=100000000")).await;
    world.state("2026-02-02", SUPPLEMENT).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    assert_eq!(world.consultant_grants(supplement("2026-03-02")).await, Ok(40_000));
    world.advance("2026-03-09");
    let (code, reason) = world.consultant_grants(supplement("2026-03-09")).await.unwrap_err();
    assert_eq!(code, Code::FailedPrecondition);
    assert!(reason.contains("De toeslag is toegekend op 02-03-2026"), "{reason}");
    let run = world.pay("2026-03").await;
    assert_eq!((run.payments, run.cents), (1, 40_000));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn ioaw_is_not_granted_beside_assistance_nor_twice(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "ioaw once").await else { return };
    world.send(&world.assess("birth_date=1962-05-01 capital=0")).await;
    world.state("2026-02-02", IOAW).await;
    let (code, reason) = world.consultant_grants(ioaw()).await.unwrap_err();
    assert_eq!(code, Code::AlreadyExists);
    assert!(reason.contains("loopt algemene bijstand"), "{reason}");
    world.send(&world.end("2026-03-01")).await;
    assert_eq!(world.consultant_grants(ioaw()).await, Ok(177_611));
    let (code, reason) = world.consultant_grants(ioaw()).await.unwrap_err();
    assert_eq!(code, Code::AlreadyExists);
    assert!(reason.contains("toekenning 1"), "{reason}");
}

#[rstest]
#[tokio::test]
async fn pay_beside_ioaw_is_exempt_for_six_months(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2025-10-20", kind, "ioaw exempt").await else { return };
    world.send(&world.assess("birth_date=1962-05-01 capital=100000000")).await;
    world.state("2025-10-01", IOAW).await;
    let household = r#"{ "household": { "kind": "single", "cost_sharers": 0 }, "applicant": { "birth_date": "1962-05-01",
        "residence": "dutch", "lives_in_municipality": true, "detained": false, "weeks_abroad": 0, "hour_limited": false,
        "incomes": [{ "kind": "earnings", "amount": 150000 }],
        "exemptions": { "months_of_n": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false } } }"#;
    world.state("2025-10-01", household).await;
    // Intake stated that there was no income from this day on.
    let earns = r#"{ "applicant": { "incomes": [{ "kind": "earnings", "amount": 150000 }] } }"#;
    world.state("2026-02-02", earns).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let from_october = pb::GrantSchemeRequest { from_day: "2025-10-01".into(), ..ioaw() };
    assert_eq!(world.consultant_grants(from_october).await, Ok(173_322 - 112_500));
    for month in ["2025-12", "2026-03", "2026-04"] {
        world.advance(&format!("{month}-20"));
        world.pay(month).await;
    }
    let gross = async |month: &str| world.statements(month).await.schemes[0].gross_cents;
    assert_eq!(gross("2026-03").await, 177_611 - 112_500, "the sixth month");
    assert_eq!(gross("2026-04").await, 177_611 - 150_000);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// What was received in a month before does not end pay that later months were worked out with.
#[rstest]
#[tokio::test]
async fn pay_goes_on_after_a_month_of_it_that_is_put_right(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "ioaw put right").await else { return };
    world.send(&world.assess("birth_date=1962-05-01 capital=100000000")).await;
    world.state("2026-02-02", IOAW).await;
    let works = r#"{ "applicant": { "hour_limited": false, "incomes": [{ "kind": "earnings", "amount": 150000 }],
        "exemptions": { "months_of_n": 6, "helps_reintegration": true, "with_wage_cost_subsidy": false } } }"#;
    world.state("2026-02-02", works).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    assert_eq!(world.consultant_grants(ioaw()).await, Ok(177_611 - 150_000));
    world.pay("2026-03").await;
    world.advance("2026-04-20");
    world.pay("2026-04").await;
    let march = pb::StateIncomeRequest {
        case_id: world.case.to_string(),
        month: "2026-03".into(),
        who: "applicant".into(),
        kind: "earnings".into(),
        amount_cents: 140_000,
        ..Default::default()
    };
    world.client().state_income(world.by("anna", Role::IncomeConsultant, march)).await.unwrap();
    world.advance("2026-05-20");
    world.pay("2026-05").await;
    let gross = async |month: &str| world.statements(month).await.schemes[0].gross_cents;
    assert_eq!(gross("2026-03").await, 177_611 - 140_000);
    assert_eq!((gross("2026-04").await, gross("2026-05").await), (177_611 - 150_000, 177_611 - 150_000));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn the_municipality_s_study_supplement_is_what_is_paid(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let income =
        r#"study_supplement = { amounts = [{ from_age = 21, month_cents = 45000 }], source = "besluit" }"#;
    let Some(world) = World::with_income("2026-03-20", kind, "study", income).await else { return };
    world.send(&world.assess("birth_date=2004-06-15 capital=100000000")).await;
    let study = r#"{ "study": { "finance": "student-finance", "cannot_earn_beside": true, "clear_without_advice": true,
        "wajong": false, "internship_pay": 0 } }"#;
    world.state("2026-02-02", study).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let asked = pb::GrantSchemeRequest {
        scheme: "study-supplement".into(),
        payee: "applicant".into(),
        from_day: "2026-03-01".into(),
        ..Default::default()
    };
    assert_eq!(world.consultant_grants(asked).await, Ok(45_000));
    assert_eq!(world.pay("2026-03").await.cents, 45_000);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// IOAW goes before general assistance: over its days no right is granted, by no rule and by nobody.
#[rstest]
#[tokio::test]
async fn assistance_is_not_granted_beside_ioaw(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "assistance beside ioaw").await else { return };
    world.send(&world.assess("birth_date=1962-05-01 capital=2500000")).await;
    world.state("2026-02-02", IOAW).await;
    assert_eq!(world.consultant_grants(ioaw()).await, Ok(177_611));
    world.send(&world.assess("birth_date=1962-05-01 capital=0")).await;
    let found = world.entitlement().await;
    assert_eq!(found.outcome().as_str_name(), PERSON_DECIDES);
    let decide = async |cents| world.decide(Role::IncomeConsultant, HERE, cents, None).await;
    let refused = decide(Some(100_000)).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists);
    let refused = service::Refused::from_status(&refused);
    let violation = &refused.violations[0];
    assert_eq!((violation.field.as_str(), violation.rule.as_str()), ("granted", "assistance-beside-grant"));
    assert!(violation.reason.contains("IOAW") && violation.reason.contains("art. 15 lid 1"), "{violation:?}");
    decide(None).await.unwrap();
    assert_eq!(world.entitlement().await.outcome().as_str_name(), DENIED);
}
