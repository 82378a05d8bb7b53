//! A gift that came once is capital: from its day on there is no right while there is too much of it.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use tonic::Code;

use crate::world::World;

impl World {
    async fn was_given(&self, change: impl FnOnce(&mut pb::StateIncomeRequest)) -> Result<(), tonic::Status> {
        let mut message = pb::StateIncomeRequest {
            case_id: self.case.to_string(),
            month: "2026-04".into(),
            who: "applicant".into(),
            kind: "gift".into(),
            amount_cents: 200_001,
            one_off: true,
            received_on: "2026-04-11".into(),
            ..Default::default()
        };
        change(&mut message);
        self.client().state_income(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }
}

/// 7,200.00 is known and 1,200.00 of a gift is free, so 2,000.01 is a cent too much from the day on which it came, until capital is
/// told anew.
#[rstest]
#[tokio::test]
async fn the_days_from_it_on_are_not_paid_until_capital_is_told_anew(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "a gift").await else { return };
    world.send(&world.assess("capital=720000")).await;
    world.with_accounts().await;
    assert_eq!(world.paid("2026-03").await, 128_388 + 133_142);
    world.advance("2026-04-20");
    world.was_given(|_| ()).await.unwrap();
    // 10 of 30 days of 1,401.50 less 5 %.
    assert_eq!(world.paid("2026-04").await, 46_717 - 2_336);
    let page = world.statements("2026-04").await.page;
    assert!(page.contains("een gift van € 2.000,01 die de aanvrager op 11 april 2026 kreeg"), "{page}");

    world.advance("2026-05-20");
    assert_eq!(world.worked_out("2026-05", true).await.cents, 0);
    world.state("2026-05-16", r#"{"capital": {"countable": 790000}}"#).await;
    // 16 of 31 days.
    assert_eq!(world.paid("2026-05").await, 72_335 - 3_617);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// What intake tells again with everything else is no capital told anew: it is what was stated before the gift came.
#[rstest]
#[tokio::test]
async fn an_assessment_anew_takes_no_gift_away(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "a gift and another assessment").await else { return };
    world.send(&world.assess("capital=720000")).await;
    world.with_accounts().await;
    assert_eq!(world.paid("2026-03").await, 128_388 + 133_142);
    world.advance("2026-04-20");
    world.was_given(|_| ()).await.unwrap();
    assert_eq!(world.paid("2026-04").await, 46_717 - 2_336);
    world.advance("2026-05-20");
    world.send(&world.assess("capital=720000 parents_cannot_support=no")).await;
    assert_eq!(world.worked_out("2026-05", true).await.cents, 0);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Where it decides, a month waits for the day on which the gift came.
#[rstest]
#[tokio::test]
async fn the_day_on_which_it_came_is_asked(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "a gift of some day").await else { return };
    world.send(&world.assess("capital=720000")).await;
    world.with_accounts().await;
    assert_eq!(world.paid("2026-03").await, 128_388 + 133_142);
    world.advance("2026-04-20");
    world.was_given(|gift| gift.received_on.clear()).await.unwrap();
    let run = world.worked_out("2026-04", false).await;
    assert_eq!((run.cents, run.open_cases), (0, 1));
    let asked = "april 2026: er ontbreekt dag waarop de gift is ontvangen";
    assert!(world.signals().await.iter().any(|signal| signal.contains(asked)), "{:?}", world.signals().await);
    world.was_given(|gift| gift.received_on = "2026-04-21".into()).await.unwrap_err();
    world.was_given(|gift| gift.received_on = "2026-04-01".into()).await.unwrap();
    let run = world.worked_out("2026-04", false).await;
    assert_eq!((run.cents, run.open_cases), (0, 0), "all of April");
}

#[rstest]
#[tokio::test]
async fn a_day_that_cannot_be_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-04-20", kind, "a gift of no day").await else { return };
    world.send(&world.assess("capital=0")).await;
    let refused = [
        world.was_given(|gift| gift.received_on = "2026-05-01".into()).await,
        world.was_given(|gift| gift.received_on = "2026-04-21".into()).await,
        world.was_given(|gift| gift.received_on = "11-04-2026".into()).await,
        world.was_given(|gift| gift.one_off = false).await,
    ];
    for (refused, rule) in refused.into_iter().zip(["other-month", "day-ahead", "date-format", "not-once"]) {
        let refused = Refused::from_status(&refused.unwrap_err());
        assert_eq!(refused.violations[0].rule, rule, "{refused:?}");
    }
    let message = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-04-01".into(),
        facts_json: r#"{"applicant": {"incomes": [{"kind": "gift", "amount": 1, "one_off": true}]}}"#.into(),
    };
    let undated = world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await;
    assert_eq!(undated.err().unwrap().code(), Code::InvalidArgument, "every month would have it anew");
}
