//! How many people it takes to pay: as the policy says, each step by another person or one of two who release.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::world::{NUMBER, World};

/// A run that Anna started and Bert approved, under a policy of so many people.
async fn approved(kind: Kind, people: u32) -> Option<(World, String)> {
    let world = World::paid_by(people, "2026-03-20", kind, "releasing").await?;
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let own = world.approve("anna", &run).await.unwrap_err();
    assert_eq!(own.code(), Code::PermissionDenied, "nobody approves what they started");
    for user in ["anna", "bert", "carla"] {
        let early = world.release(user, &run).await.unwrap_err();
        assert_eq!(early.code(), Code::FailedPrecondition, "not approved: {user}");
    }
    world.approve("bert", &run).await.unwrap();
    Some((world, run))
}

#[rstest]
#[tokio::test]
async fn of_two_people_either_releases(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("anna", "bert")] by: &str,
) {
    let Some((world, run)) = approved(kind, 2).await else { return };
    let message = pb::ReleaseRunRequest { run_id: run.clone() };
    let request = world.by(by, Role::IntakeConsultant, message);
    let refused = world.client().release_run(request).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied, "two people, but not of any role");
    world.release(by, &run).await.unwrap();
    let released = world.run_at(&run, "released").await;
    assert_eq!((released.done, released.cents), (1, 135_145 - 6_757 + 133_142));
    let file = world.download(&run).await.unwrap();
    assert_eq!(sepa::transfer::FileHash::of(file.as_bytes()).to_string(), released.hash);
    let again = world.release("carla", &run).await.unwrap_err();
    assert_eq!(again.code(), Code::FailedPrecondition, "once");
    let money = world.money().await;
    assert_eq!((money.payments.len(), money.payments[0].status.as_str()), (1, "released"));
}

#[rstest]
#[tokio::test]
async fn where_the_policy_says_three_two_do_not_release(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("anna", "bert")] by: &str,
) {
    let Some((world, run)) = approved(kind, 3).await else { return };
    let refused = world.release(by, &run).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert!(refused.message().contains("niet zelf vrij"), "{refused:?}");
    assert_eq!((world.run(&run).await.stage.as_str(), world.run(&run).await.done), ("approved", 0));
    assert!(world.download(&run).await.is_err(), "no file");
    assert_eq!(world.money().await.payments[0].status, "prepared");
    world.release("carla", &run).await.unwrap();
    assert_eq!(world.run_at(&run, "released").await.done, 1);
}

#[rstest]
#[tokio::test]
async fn who_approves_names_the_file_that_was_looked_at(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "looked at").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    let seen = world.preview("bert", &run).await.unwrap();
    assert_eq!((seen.payments, seen.cents), (ready.payments, ready.cents));
    assert_eq!((seen.transfers.len(), seen.transfers[0].iban.as_str()), (1, "NL91ABNA0417164300"));
    assert_eq!(seen.transfers[0].case_number, NUMBER);
    assert_eq!((seen.kinds[0].kind.as_str(), seen.kinds[0].cents), ("assistance", ready.cents));
    let message = pb::PreviewRunRequest { run_id: run.clone(), page: None };
    let refused = world.client().preview_run(world.by("kees", Role::IntakeConsultant, message)).await;
    assert_eq!(refused.err().unwrap().code(), Code::PermissionDenied);
    let other = world.approve_file("bert", &run, &"0".repeat(64)).await.unwrap_err();
    assert_eq!(other.code(), Code::AlreadyExists, "another file: {other:?}");
    assert!(world.approve_file("bert", &run, "abc").await.is_err());
    assert_eq!(world.run(&run).await.stage, "ready");
    assert_eq!(world.approve_file("bert", &run, &seen.hash).await.unwrap(), seen.hash);
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let file = world.download(&run).await.unwrap();
    assert_eq!(sepa::transfer::FileHash::of(file.as_bytes()).to_string(), seen.hash);
}

#[rstest]
#[tokio::test]
async fn fixed_costs_carry_a_reference_and_never_that_it_is_assistance(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "on behalf").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let rent = |reference: &str, reasons: &str, cents: i64| pb::SetPaymentDetailsRequest {
        case_id: world.case.to_string(),
        payee: "third-1".into(),
        name: "Woningcorporatie".into(),
        iban: "NL20INGB0001234567".into(),
        monthly_cents: Some(cents),
        all_to: None,
        reference: reference.into(),
        reasons: reasons.into(),
    };
    let set = async |role: Role, message| {
        world.client().set_payment_details(world.by("anna", role, message)).await.map(drop)
    };
    let by_portal = set(Role::ClientSystem, rent("Huurder 4711", "Er zijn schulden.", 60_000)).await;
    assert_eq!(by_portal.unwrap_err().code(), Code::PermissionDenied, "it is a decision");
    for lacks in [rent("", "Er zijn schulden.", 60_000), rent("Huurder 4711", "", 60_000)] {
        assert_eq!(set(Role::IncomeConsultant, lacks).await.unwrap_err().code(), Code::InvalidArgument);
    }
    set(Role::IncomeConsultant, rent("Huurder 4711", "Er zijn schulden.", 60_000)).await.unwrap();
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    world.run_at(&run, "ready").await;
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;
    let file = world.download(&run).await.unwrap();
    assert!(file.contains("<Ustrd>Huurder 4711 maart 2026</Ustrd>"), "{file}");
    assert_eq!(file.matches("<Purp>").count(), 1, "only the client's own: {file}");
    assert!(!file.contains("CtgyPurp"), "the whole goes to the bank of a third too: {file}");
    assert_eq!(file.matches("Uitkering").count(), 1, "{file}");
    let decided = world.decisions().await;
    assert_eq!((decided.money[0].kind.as_str(), decided.money[0].cents), ("on-behalf", 60_000));
    assert!(!decided.money[0].objection_until.is_empty(), "one may object");

    // Now that it is known what a month gives: something must be left, and it can end.
    let all = set(Role::IncomeConsultant, rent("Huurder 4711", "Er zijn schulden.", 133_142)).await;
    assert_eq!(all.unwrap_err().code(), Code::InvalidArgument);
    set(Role::IncomeConsultant, rent("Huurder 4711", "Het is niet meer nodig.", 0)).await.unwrap();
    assert_eq!(world.decisions().await.money.len(), 2);

    // After an objection what was decided before holds again, once.
    assert_eq!(world.reverse(1, "other-money", 1).await, "nothing-to-reverse", "another stands since");
    for _ in 0..2 {
        assert_eq!(world.reverse(2, "other-money", 2).await, "");
        let decided = world.decisions().await.money;
        assert_eq!((decided.len(), decided[2].cents, decided[2].replaces), (3, 60_000, 2));
        assert!(decided[2].against.is_empty(), "the court judges it");
    }
}
