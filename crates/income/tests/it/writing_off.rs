//! A debt that is given up: by law, by somebody else than who decided on it, and posted as a cost.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use service::Refused;
use testkit::{Kind, municipality};
use tonic::{Code, Status};

use crate::world::{THERE, World};

const ARRANGEMENT: &str = r#"{ "recovery": { "stop": { "arrangement": true, "intent_or_gross": false } } }"#;

impl World {
    fn giving_up(&self, debt: &str, ground: &str, cents: Option<i64>) -> pb::WriteOffDebtRequest {
        pb::WriteOffDebtRequest {
            case_id: self.case.to_string(),
            debt_id: debt.into(),
            ground: ground.into(),
            cents,
            reasons: "De schuldregeling is rond.".into(),
        }
    }

    pub async fn writes_off(
        &self,
        by: &str,
        debt: &str,
        ground: &str,
        cents: Option<i64>,
    ) -> Result<pb::WriteOffDebtResponse, Status> {
        let request = self.by(by, Role::IncomeConsultant, self.giving_up(debt, ground, cents));
        self.client().write_off_debt(request).await.map(tonic::Response::into_inner)
    }

    async fn refused_to(&self, by: &str, debt: &str, ground: &str, cents: Option<i64>) -> String {
        let refused = Refused::from_status(&self.writes_off(by, debt, ground, cents).await.err().unwrap());
        refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
    }

    pub async fn stated_debts(&self) -> pb::ListDebtsResponse {
        let message = pb::ListDebtsRequest { case_id: self.case.to_string() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        StatementServiceClient::new(self.line()).list_debts(request).await.unwrap().into_inner()
    }
}

#[rstest]
#[tokio::test]
async fn a_debt_is_given_up_by_law_and_by_somebody_else(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "written off").await else { return };
    world.paid_run("2026-03").await;
    let debt = world.owes("recovery", "58 lid 2", 40_000).await;

    assert_eq!(world.refused_to("anna", &debt, "arrangement", None).await, "four-eyes");
    assert_eq!(world.refused_to("bert", &debt, "fine-remission", None).await, "write-off-kind");
    assert_eq!(world.refused_to("bert", &debt, "arrangement", None).await, "write-off-ground");
    assert_eq!(world.refused_to("bert", &debt, "urgent-reasons", Some(40_001)).await, "write-off-most");
    let partly = world.writes_off("bert", &debt, "urgent-reasons", Some(10_000)).await.unwrap();
    assert_eq!((partly.decision, partly.cents), (2, 10_000));
    let message = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-03-01".into(),
        facts_json: ARRANGEMENT.into(),
    };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    let rest = world.writes_off("bert", &debt, "arrangement", None).await.unwrap();
    assert_eq!((rest.decision, rest.cents), (3, 30_000));
    assert_eq!(
        world.writes_off("bert", &debt, "arrangement", None).await.err().unwrap().code(),
        Code::NotFound
    );

    let debts = world.stated_debts().await;
    let stated = &debts.debts[0];
    assert_eq!((stated.written_off_cents, stated.paid_off_cents, stated.remaining_cents), (40_000, 0, 0));
    assert!(debts.page.contains("Hoeft u niet meer te betalen") && debts.faults.is_empty(), "{}", debts.page);
    let decided = world.decisions().await.money;
    let kinds: Vec<_> =
        decided.iter().map(|one| (one.kind.as_str(), one.cents, one.source.as_str())).collect();
    let expected = [
        ("debt", 40_000, "PW art. 58 lid 2"),
        ("written-off", 10_000, "PW art. 58 lid 8"),
        ("written-off", 30_000, "PW art. 60c"),
    ];
    assert_eq!(kinds, expected);
    assert!(decided.iter().all(|one| one.objection_until == "2026-05-01"));
    assert_eq!(decided[2].explanations[0].rule, "arrangement-60c", "the rules were asked");
    let year = world.annual().await;
    assert_eq!((year.written_off_cents, year.debts.unwrap().end_cents), (40_000, 0), "{}", year.page);
    assert_eq!(world.faults().await, Vec::<String>::new());

    // Reversed after all: it is a cost of assistance again, and nothing comes back of what was never paid.
    assert_eq!(world.reverse(1, "recovery", 1).await, "");
    assert_eq!((world.figures(&debt).await.0, world.money().await.payable_cents), (0, 0));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn only_a_consultant_of_the_municipality_gives_up_a_debt(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "written off by").await else { return };
    world.paid_run("2026-03").await;
    let debt = world.owes("recovery", "58 lid 2", 40_000).await;
    let message = || world.giving_up(&debt, "urgent-reasons", None);
    let quality = world.client().write_off_debt(world.by("bert", Role::QualityOfficer, message())).await;
    assert_eq!(quality.err().unwrap().code(), Code::PermissionDenied);
    let token = world.token(Role::IncomeConsultant);
    let elsewhere = service::on_behalf(message(), &token, &municipality(THERE), None).unwrap();
    assert_eq!(world.client().write_off_debt(elsewhere).await.err().unwrap().code(), Code::NotFound);
    assert_eq!(world.refused_to("bert", &debt, "mercy", Some(0)).await, "write-off-ground");
    assert_eq!(world.refused_to("bert", &debt, "lapsed", Some(1)).await, "facts-missing");
    assert_eq!(world.figures(&debt).await.0, 40_000, "a refusal changes nothing");
}
