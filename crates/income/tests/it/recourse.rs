//! Recourse from decision to receipt, against both databases.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::recourse_service_client::RecourseServiceClient;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use testkit::{Kind, municipality};
use tonic::Code;

use crate::world::{THERE, World};

pub const PARENT: &str = r#"{ "recovery": { "recourse": { "debtor": "parent", "amount": 25000, "fixed_on": "2026-01-01", "costs": 140150 } } }"#;

impl World {
    fn recourse(&self) -> RecourseServiceClient<service::Line> {
        RecourseServiceClient::new(self.line())
    }

    pub async fn decide_recourse(&self, role: Role) -> Result<pb::DecideRecourseResponse, tonic::Status> {
        let message = pb::DecideRecourseRequest {
            case_id: self.case.to_string(),
            from_day: "2026-03-01".into(),
            reasons: "De ouder kan bijdragen.".into(),
            corrects: 0,
        };
        Ok(self.recourse().decide_recourse(self.by("anna", role, message)).await?.into_inner())
    }

    async fn received(&self, cents: i64) -> Result<(), tonic::Status> {
        let message = pb::ReceiveRecourseRequest {
            case_id: self.case.to_string(),
            recourse: 1,
            cents,
            reasons: "Afschrift 12.".into(),
        };
        self.recourse().receive_recourse(self.by("financien", Role::ClientSystem, message)).await.map(drop)
    }

    /// Decided anew for recourse 1, from another day.
    async fn corrected(&self, from_day: &str) -> pb::DecideRecourseResponse {
        let message = pb::DecideRecourseRequest {
            case_id: self.case.to_string(),
            from_day: from_day.into(),
            reasons: "De ouder betaalt pas later.".into(),
            corrects: 1,
        };
        let request = self.by("anna", Role::IncomeConsultant, message);
        self.recourse().decide_recourse(request).await.unwrap().into_inner()
    }

    /// The trial balance of April, which must have no fault: what stands on these accounts.
    async fn stands_on(&self, accounts: [&str; 3]) -> [i64; 3] {
        let message = pb::GetTrialBalanceRequest { month: "2026-04".into() };
        let request = self.by("dirk", Role::Manager, message);
        let balance = StatementServiceClient::new(self.line()).get_trial_balance(request).await.unwrap();
        let balance = balance.into_inner();
        assert!(balance.faults.is_empty(), "{}", balance.page);
        accounts
            .map(|account| balance.accounts.iter().find(|row| row.account == account).unwrap().after_cents)
    }

    async fn claims(&self) -> pb::ListRecourseResponse {
        let message = pb::ListRecourseRequest { case_id: self.case.to_string() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        self.recourse().list_recourse(request).await.unwrap().into_inner()
    }
}

#[rstest]
#[tokio::test]
async fn recourse_is_decided_claimed_received_and_ended(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "recourse").await else { return };
    world.paid_run("2026-03").await;
    let missing = world.decide_recourse(Role::IncomeConsultant).await.err().unwrap();
    assert_eq!(missing.code(), Code::FailedPrecondition, "{missing:?}");
    let facts = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-03-01".into(),
        facts_json: PARENT.into(),
    };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, facts)).await.unwrap();
    let refused = world.decide_recourse(Role::ClientSystem).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let decided = world.decide_recourse(Role::IncomeConsultant).await.unwrap();
    assert_eq!((decided.recourse, decided.decision, decided.cents), (1, 1, 25_000));
    assert_eq!(
        world.received(1).await.err().unwrap().code(),
        Code::InvalidArgument,
        "nothing is claimed yet"
    );

    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(
        world.run_at(&run, "ready").await.cents,
        133_142,
        "March and April are claimed, nobody pays more"
    );
    assert_eq!(world.received(0).await.err().unwrap().code(), Code::InvalidArgument);
    world.received(30_000).await.unwrap();
    let claims = world.claims().await;
    let claim = &claims.recourse[0];
    assert_eq!((claim.claimed_cents, claim.received_cents, claim.months.len()), (50_000, 30_000, 2));
    assert!(claims.page.contains("Verhaal 1: ouder") && claims.page.contains("€ 200,00"), "{}", claims.page);

    let message = pb::EndRecourseRequest {
        case_id: world.case.to_string(),
        recourse: 1,
        from_day: "2026-05-01".into(),
        reasons: "Het kind is 21.".into(),
    };
    let ended = world.recourse().end_recourse(world.by("anna", Role::IncomeConsultant, message)).await;
    assert_eq!(ended.unwrap().into_inner().decision, 2);
    let mut statements = StatementServiceClient::new(world.line());
    let message = pb::ListDecisionsRequest { case_id: world.case.to_string(), page: None };
    let found = statements.list_decisions(world.by("anna", Role::IncomeConsultant, message)).await;
    let money = found.unwrap().into_inner().money;
    let kinds: Vec<_> = money.iter().map(|one| (one.kind.as_str(), one.cents, one.replaces)).collect();
    assert_eq!(kinds, [("recourse", 25_000, 0), ("ended", 0, 1)]);
    assert!(money.iter().all(|one| one.objection_until.is_empty()), "the court decides");
    let pay_until: Vec<_> = money.iter().map(|one| one.pay_until.as_str()).collect();
    assert_eq!(pay_until, ["2026-04-19", ""], "thirty days to pay; nothing after the end");
    assert!(money[0].court_text.contains("vraagt de gemeente de rechter"), "{}", money[0].court_text);
    let accounts = ["claim-recourse", "income-recourse", "received"];
    assert_eq!(world.stands_on(accounts).await, [20_000, -50_000, 30_000]);
    assert_eq!(world.faults().await, Vec::<String>::new());
    assert!(world.titles().await.iter().any(|title| title.starts_with("Ontvangen uit verhaal 1: € 300,00")));

    let message = pb::ListRecourseRequest { case_id: world.case.to_string() };
    let token = world.token(Role::IncomeConsultant);
    let elsewhere = service::on_behalf(message, &token, &municipality(THERE), None).unwrap();
    assert_eq!(world.recourse().list_recourse(elsewhere).await.err().unwrap().code(), Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn a_correction_takes_back_what_was_claimed_and_the_rest_is_paid_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "recourse_corrected").await else { return };
    world.paid_run("2026-03").await;
    let facts = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-03-01".into(),
        facts_json: PARENT.into(),
    };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, facts)).await.unwrap();
    world.decide_recourse(Role::IncomeConsultant).await.unwrap();
    let twice = world.decide_recourse(Role::IncomeConsultant).await.err().unwrap();
    assert_eq!(twice.code(), Code::AlreadyExists, "one at a time: {twice:?}");

    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.received(50_000).await.unwrap();
    let corrected = world.corrected("2026-04-01").await;
    assert_eq!((corrected.recourse, corrected.decision), (1, 2));
    world.discard("carla", &run).await.unwrap();
    world.run_at(&run, "discarded").await;
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let claims = world.claims().await;
    let claim = &claims.recourse[0];
    assert_eq!((claim.claimed_cents, claim.received_cents, claim.decision), (25_000, 50_000, 2));
    assert_eq!(claim.months.iter().map(|month| month.gross_cents).collect::<Vec<_>>(), [25_000, 0, 25_000]);
    assert!(claims.page.contains("terug te betalen") && claims.page.contains("€ 250,00"), "{}", claims.page);

    assert_eq!(world.received(-50_001).await.err().unwrap().code(), Code::InvalidArgument);
    world.received(-25_000).await.unwrap();
    let accounts = ["claim-recourse", "income-recourse", "received"];
    assert_eq!(world.stands_on(accounts).await, [0, -25_000, 25_000]);
    assert_eq!(world.faults().await, Vec::<String>::new());
    assert!(world.titles().await.iter().any(|title| title.starts_with("Teruggeboekt uit verhaal 1")));

    let message = pb::ListRecourseRequest { case_id: world.case.to_string() };
    let request = world.by("loonsysteem", Role::ClientSystem, message);
    assert_eq!(world.recourse().list_recourse(request).await.err().unwrap().code(), Code::PermissionDenied);
    let message = pb::ReceiveRecourseRequest {
        case_id: world.case.to_string(),
        recourse: 1,
        cents: 1,
        reasons: "Afschrift 13.".into(),
    };
    let token = world.token(Role::ClientSystem);
    let elsewhere = service::on_behalf(message, &token, &municipality(THERE), None).unwrap();
    assert_eq!(world.recourse().receive_recourse(elsewhere).await.err().unwrap().code(), Code::NotFound);
}
