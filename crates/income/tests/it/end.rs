use domain::{CaseId, PersonId, Role};
use proto::income::v1::{AssessEntitlement, BenefitEnded, EndBenefit, EntitlementDecided, SignalRaised};
use rstest::rstest;
use testkit::Kind;
use uuid::Uuid;

use crate::world::{GRANTED, HERE, UNDECIDED, World};

#[rstest]
#[tokio::test]
async fn a_benefit_ends_once_and_is_answered_each_time(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "ending twice").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.send(&world.end("2026-06-01")).await;
    world.send(&world.end("2026-05-01")).await;

    let days: Vec<_> = world.told::<BenefitEnded>().await.into_iter().map(|event| event.from_day).collect();
    assert_eq!(days, ["2026-06-01", "2026-06-01"], "the answer is that of the first time");
    let found = world.entitlement().await;
    assert_eq!((found.version, found.outcome().as_str_name()), (2, GRANTED));
    assert_eq!((found.from_day.as_str(), found.until_day.as_str()), ("2026-02-02", "2026-05-31"));
    assert_eq!(found.amount_cents, Some(140_150), "the past stays");
    assert_eq!(
        world.titles().await,
        ["Bijstand toegekend", "Uitkering beëindigd", "Uitkering was al beëindigd"]
    );
}

#[rstest]
#[tokio::test]
async fn an_assessment_after_the_end_comes_too_late(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-02", kind, "too late").await else { return };
    world.send(&world.end("2026-03-02")).await;
    world.send(&world.assess("capital=0")).await;

    assert_eq!(world.told::<BenefitEnded>().await.len(), 1);
    assert_eq!(world.told::<EntitlementDecided>().await.len(), 0);
    assert_eq!(world.entitlement().await.outcome().as_str_name(), UNDECIDED);
    let late = "Beoordeling kwam te laat: de uitkering was al beëindigd";
    assert_eq!(world.titles().await, ["Er was geen uitkering om te beëindigen", late]);
}

/// 27 of 28 days of February and all of March were paid, of which 67.57 and 70.08 were kept.
#[rstest]
#[tokio::test]
async fn the_last_payment_is_called_what_it_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "last payment").await else { return };
    world.paid_run("2026-03").await;
    world.send(&world.end("2026-04-01")).await;
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;

    let file = world.download(&run).await.unwrap();
    assert!(file.contains("<InstdAmt Ccy=\"EUR\">137.65</InstdAmt>"), "{file}");
    assert!(file.contains("Vakantietoeslag april 2026") && !file.contains("Uitkering april"), "{file}");
    let mut paid: Vec<_> =
        world.money().await.payments.into_iter().map(|one| (one.month, one.kind, one.cents)).collect();
    paid.sort();
    let last = paid.pop().unwrap();
    assert_eq!(last, ("2026-04".to_owned(), "holiday-allowance".to_owned(), 13_765));
}

/// The right ended on 10 March, which came out when March was paid: what was kept until the end comes off what was too much,
/// and nothing is paid. The client is told all the same, when the run is released.
#[rstest]
#[tokio::test]
async fn what_is_set_off_in_a_run_that_pays_nothing_is_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::on("2026-03-20", kind, "set off unpaid").await else { return };
    world.paid_run("2026-03").await;
    world.send(&world.end("2026-03-11")).await;
    // Somebody is paid, or there would be nothing to release.
    let ended = (world.case, world.person);
    (world.case, world.person) = (CaseId::new(Uuid::new_v4()), PersonId::new(Uuid::new_v4()));
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL20INGB0001234567").await.unwrap();
    (world.case, world.person) = ended;
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.payments, 1);
    assert!(world.decisions().await.money.is_empty(), "not before it is released");
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let decided = world.decisions().await.money;
    assert_eq!(decided.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["set-off"]);
    let text = &decided[0].explanations[0].text;
    assert!(text.contains("vakantietoeslag") && text.contains("consulent"), "{text}");
}

/// Nobody is paid: the run is looked at, approved by a second person and released by a third all the same, without a file for
/// the bank, and who got too much is told what was set off.
#[rstest]
#[tokio::test]
async fn a_run_that_pays_nobody_is_released_without_a_file(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "pays nobody").await else { return };
    world.paid_run("2026-03").await;
    world.send(&world.end("2026-03-11")).await;
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    assert_eq!((ready.payments, ready.cents), (0, 0));
    let seen = world.preview("bert", &run).await.unwrap();
    assert_eq!((seen.payments, seen.transfers.len(), seen.hash.len()), (0, 0, 64));
    assert!(world.approve("anna", &run).await.is_err(), "who started it does not approve it");
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let refused = service::Refused::from_status(&world.download(&run).await.unwrap_err());
    assert_eq!(refused.rule, "run-empty");
    let decided = world.decisions().await.money;
    assert_eq!(decided.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["set-off"]);
    assert_eq!(decided[0].against, "set-off");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Days abroad that come to light when they were paid are no income: April is paid whole, and somebody decides.
#[rstest]
#[tokio::test]
async fn what_was_too_much_by_another_cause_than_income_is_not_set_off(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "no income").await else { return };
    world.paid_run("2026-03").await;
    let stay = r#"{"applicant": {"stays_abroad": [{"first": "2026-02-02", "last": "2026-03-14"}]}}"#;
    world.state("2026-02-02", stay).await;
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.cents, 133_142);
    // 18 of 31 days of March: 813.77, of which 40.69 is kept.
    assert_eq!(world.money().await.debts[0].remaining_cents, 133_142 - (81_377 - 4_069));
    assert_eq!(world.told::<SignalRaised>().await.len(), 1, "somebody decides");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// An end that falls after an objection: a person grants from the day it ended, and the next run pays what was not paid since, also
/// where it ended within a month. The holiday allowance that was paid out at the end is kept again, so it comes off.
#[rstest]
#[case::from_a_month("2026-04-01", 2 * 133_142 - 13_765)]
#[case::within_a_month("2026-04-11", 2 * 133_142 - 44_381 - (13_765 + 2_336))]
#[tokio::test]
async fn a_right_whose_end_falls_goes_on_without_a_gap(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] ended: &str,
    #[case] cents: i64,
) {
    let Some(world) = World::on("2026-03-20", kind, "an end that falls").await else { return };
    world.paid_run("2026-03").await;
    let end = EndBenefit { written_reasons: "Er zou werk zijn.".into(), ..world.end(ended) };
    world.send(&end).await;
    let decided = world.decisions().await.decisions.pop().unwrap();
    let why = decided.explanations.last().unwrap();
    assert!(why.text.ends_with("Motivering: Er zou werk zijn."), "{}", why.text);
    assert!(!decided.objection_until.is_empty());
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;

    world.advance("2026-05-04");
    let objection_id = Uuid::new_v4().to_string();
    world.send(&AssessEntitlement { objection_id, ..world.assess("capital=0") }).await;
    let outcome = world.entitlement().await.outcome();
    assert_eq!(outcome.as_str_name(), "ENTITLEMENT_OUTCOME_PERSON_DECIDES");
    let chosen = world.decide_from("2026-05-01", (Role::IncomeConsultant, HERE), Some(140_150), None).await;
    assert!(chosen.is_err(), "no month is left between");
    world.decide(Role::IncomeConsultant, HERE, Some(140_150), None).await.unwrap();
    let found = world.entitlement().await;
    assert_eq!((found.outcome().as_str_name(), found.until_day.as_str()), (GRANTED, ""));
    let run = world.start_run("anna", "2026-05", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    assert_eq!(ready.cents, cents);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Withdrawn while it was being granted: it ends on its first day and costs nothing. What is asked later is paid from its own
/// report.
#[rstest]
#[tokio::test]
async fn what_was_withdrawn_while_it_was_granted_can_be_asked_again(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "asked again").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.send(&world.end("2026-01-05")).await;
    let ended = world.told::<BenefitEnded>().await.pop().unwrap();
    assert_eq!(ended.from_day, "2026-02-02", "its first day");
    let reported_on = "2026-03-02".to_owned();
    let again =
        AssessEntitlement { applied_on: reported_on.clone(), reported_on, ..world.assess("capital=0") };
    world.send(&again).await;

    let found = world.entitlement().await;
    assert_eq!((found.version, found.outcome().as_str_name()), (3, GRANTED));
    assert_eq!((found.from_day.as_str(), found.until_day.as_str()), ("2026-03-02", ""));
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    world.advance("2026-03-20");
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let months = world.money().await.months.into_iter().filter(|month| month.assistance_cents != 0);
    let months: Vec<_> = months.map(|month| month.month).collect();
    assert_eq!(months, ["2026-03"], "February was never due");
}
