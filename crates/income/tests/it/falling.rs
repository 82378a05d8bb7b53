//! A set-off or a decision on another scheme that falls after an objection (WF-10): paid with the next run, or decided anew.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::grant_service_client::GrantServiceClient;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::grants::{IOAW, ioaw};
use crate::world::World;

impl World {
    /// The objections of which workflow heard that it is done.
    async fn reversed(&self) -> usize {
        self.told::<pb::DecisionReversed>().await.len()
    }

    /// A grant that ends; the number of the decision.
    async fn ends_grant(&self, grant: u32, from_day: &str) -> u32 {
        let message = pb::EndGrantRequest {
            case_id: self.case.to_string(),
            grant,
            from_day: from_day.into(),
            reasons: "Er is werk gevonden.".into(),
        };
        let request = self.by("anna", Role::IncomeConsultant, message);
        GrantServiceClient::new(self.line()).end_grant(request).await.unwrap().into_inner().decision
    }
}

/// Pay of March that came to light in April: 70.07 of what was too much is set off. It falls while the run of May is prepared,
/// which pays what it was to pay; the next one pays the rest, once.
#[rstest]
#[tokio::test]
async fn a_set_off_that_falls_is_paid_with_the_next_run(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "set off fell").await else { return };
    world.paid_run("2026-03").await;
    assert_eq!(world.reverse(9, "set-off", 0).await, "nothing-to-reverse");
    world.advance("2026-04-14");
    world.state_income("2026-03", 40_000).await.unwrap();
    assert_eq!(world.pay("2026-04").await.cents, 133_142 - 7_007);
    let set_off = world.decisions().await.money;
    assert_eq!((set_off[0].kind.as_str(), set_off[0].cents, set_off[0].number), ("set-off", 7_007, 1));
    let asks =
        async || world.signals().await.iter().filter(|one| one.starts_with("+recovery-undecided")).count();
    assert_eq!(asks().await, 1);

    world.advance("2026-05-14");
    let run = world.start_run("anna", "2026-05", false).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.cents, 133_142);
    assert_eq!(world.reverse(1, "set-off", 1).await, "");
    assert_eq!(world.reverse(1, "set-off", 1).await, "", "asked again it is answered again");
    assert_eq!(world.reverse(2, "set-off", 1).await, "nothing-to-reverse", "it fell before");
    let money = world.money().await;
    assert_eq!((money.payable_cents, money.debts.len()), (7_007, 2));
    assert_eq!(asks().await, 2, "whether it is recovered, a person decides");
    let fell = world.decisions().await.money;
    assert_eq!((fell.len(), fell[1].kind.as_str(), fell[1].replaces), (2, "set-off-fell", 1));
    assert!(fell[1].against.is_empty() && fell[1].objection_until.is_empty(), "the court judges it");
    let told = &fell[1].explanations[0].text;
    assert!(told.contains("Wij betalen € 70,07 terug"), "{told}");

    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    assert_eq!(world.run_at(&run, "released").await.cents, 133_142, "what was prepared is what is paid");
    assert_eq!(world.pay("2026-05").await.cents, 7_007);
    let may = world.statements("2026-05").await;
    assert!(may.faults.is_empty(), "{}", may.page);
    let year = world.annual().await;
    assert_eq!((year.became_debt_cents, year.faults.len()), (41_040, 0), "{}", year.page);
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.starts_with("Na bezwaar vervalt een verrekening")), "{titles:?}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// An end that falls is taken back by itself; on a grant that falls a person decides anew, and by that it is done.
#[rstest]
#[tokio::test]
async fn an_end_is_taken_back_and_a_grant_decided_anew(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "grant fell").await else { return };
    world.send(&world.assess("birth_date=1962-05-01 capital=100000000")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    world.state("2026-02-02", IOAW).await;
    world.grant(Role::IncomeConsultant, ioaw()).await.unwrap();
    let month = world.pay("2026-03").await.cents;
    assert_eq!(world.ends_grant(1, "2026-04-01").await, 2);
    assert_eq!(world.reverse(1, "grant", 1).await, "nothing-to-reverse", "the end took its place");
    assert_eq!(world.reverse(2, "grant", 2).await, "");
    let decided = world.decisions().await.money;
    assert_eq!((decided[2].kind.as_str(), decided[2].replaces), ("granted", 2));
    assert!(decided[2].against.is_empty(), "the court judges it");
    world.advance("2026-04-14");
    assert_eq!(world.pay("2026-04").await.cents, month, "it goes on");

    let more = pb::GrantSchemeRequest { corrects: 1, from_day: "2026-03-02".into(), ..ioaw() };
    let corrected = world.grant(Role::IncomeConsultant, more).await.unwrap();
    assert_eq!(world.reverse(3, "grant", corrected.decision).await, "person-decides");
    assert_eq!(world.reverse(3, "grant", corrected.decision).await, "person-decides", "asked again");
    assert_eq!(world.reverse(4, "grant", corrected.decision).await, "nothing-to-reverse", "it fell already");
    let before = world.reversed().await;
    let anew = pb::GrantSchemeRequest { corrects: 1, ..ioaw() };
    let anew = world.grant(Role::IncomeConsultant, anew).await.unwrap();
    assert_eq!(world.decisions().await.money.last().unwrap().replaces, corrected.decision);
    assert_eq!(world.reversed().await, before + 1, "workflow hears that it is done");
    assert_eq!(world.reverse(3, "grant", corrected.decision).await, "");
    let other = pb::GrantSchemeRequest { replaces_decision: anew.decision, ..ioaw() };
    let refused = world.grant(Role::IncomeConsultant, other).await.err().unwrap();
    assert_eq!(refused.code(), Code::FailedPrecondition, "{refused:?}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}
