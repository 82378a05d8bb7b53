//! Nothing is decided before the steps that the policy names are shown (WF-4).

use domain::Role;
use proto::intake::v1::{RequestAssessment, WorkActs, WorkActsShown};
use proto::partner_contracts::v1::OfferReferral;
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;

use crate::world::{HERE, World, case, case_ref, inner};

const STEPS: &str = r#"
[[work_processes]]
decision = "entitlement"
steps = [
  { key = "intake", label = "Houd de intake.", proof = "intake-completed" },
  { key = "talk", label = "Bespreek het met een collega.", proof = "recorded" },
  { key = "advice", label = "Vraag zo nodig advies." },
]
source = "keuze bij inrichting"
"#;

async fn records(world: &World, user: &str, step: &str, note: &str) -> Result<(), Refused> {
    let (case_id, step, note) = (case(1).to_string(), step.into(), note.into());
    let message = pb::RecordStepRequest { case_id, step, note };
    let request = world.asks(user, Role::IncomeConsultant, HERE, message);
    inner(world.client().record_step(request).await).map(drop)
}

async fn steps(world: &World) -> pb::DecisionSteps {
    let message = pb::GetStepsRequest { case: "2026-000001".into() };
    let request = world.asks("anna", Role::QualityOfficer, HERE, message);
    inner(world.client().get_steps(request).await).unwrap().decisions.remove(0)
}

#[rstest]
#[tokio::test]
async fn the_right_is_not_asked_before_its_steps_are_shown(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::with_policy(kind, "steps", STEPS).await else { return };
    world.applies(1, "", true).await;
    assert!(world.sent::<RequestAssessment>().await.is_empty());
    assert_eq!(world.state(1, "entitlement").await, "asked");
    let task = world.tasks().await.remove(0);
    assert_eq!((task.kind.as_str(), task.role.as_str()), ("take-steps", "intake-consultant"));
    assert_eq!(task.subject, "Besluit over recht op bijstand: Bespreek het met een collega.");
    let seen = steps(&world).await;
    let shown: Vec<_> = seen.steps.iter().map(|step| step.shown_on.as_str()).collect();
    assert_eq!((shown, seen.waits), (vec!["2026-01-05", "", ""], true));

    assert_eq!(records(&world, "anna", "talk", "").await.unwrap_err().violations[0].rule, "text-required");
    assert_eq!(records(&world, "anna", "nap", "Kort.").await.unwrap_err().rule, "not-found");
    assert_eq!(records(&world, "anna", "intake", "Gezien.").await.unwrap_err().rule, "step-shows-itself");
    world.restart().await;
    records(&world, "anna", "talk", "Met Bert besproken.").await.unwrap();
    records(&world, "anna", "talk", "Met Bert besproken.").await.unwrap();
    let other = records(&world, "bert", "talk", "Met Anna besproken.").await.unwrap_err();
    assert_eq!(
        (other.rule.as_str(), other.reason.as_str()),
        ("step-recorded", "anna legde deze stap al vast op 5 januari 2026.")
    );

    assert_eq!(world.sent::<RequestAssessment>().await.len(), 1);
    assert!(world.tasks().await.is_empty());
    let seen = steps(&world).await;
    assert!(!seen.waits);
    assert_eq!(
        (seen.steps[1].recorded_by.as_str(), seen.steps[1].note.as_str()),
        ("anna", "Met Bert besproken.")
    );
    let (titles, intact) = world.story(1).await;
    let told =
        titles.iter().filter(|title| title.starts_with("Een stap vóór het besluit is gezet: Bespreek"));
    assert_eq!((told.count(), intact), (1, true));
}

const WORK_STEPS: &str = r#"
[[work_processes]]
decision = "referral"
steps = [{ key = "portfolio", label = "Begin samen aan het e-portfolio.", proof = "portfolio-begun" }]
source = "keuze bij inrichting"
"#;

#[rstest]
#[tokio::test]
async fn a_referral_waits_for_a_portfolio_that_intake_tells_of(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(mut world) = World::with_policy(kind, "portfolio steps", WORK_STEPS).await else { return };
    world.applies(1, "", true).await;
    world.is_granted(1).await;
    world.is_assigned(1, "work", "work").await;
    assert!(world.sent::<OfferReferral>().await.is_empty());
    let task = world.tasks().await.remove(0);
    assert_eq!(task.subject, "Besluit over verwijzing naar een partner: Begin samen aan het e-portfolio.");
    assert_eq!(
        records(&world, "anna", "portfolio", "Begonnen.").await.unwrap_err().rule,
        "step-shows-itself"
    );
    world.restart().await;

    let acts = WorkActs { portfolio_begun: true, ..WorkActs::default() };
    world.told_by("intake", 1, &WorkActsShown { case: case_ref(1), acts: Some(acts) }).await;

    assert_eq!(world.sent::<OfferReferral>().await.len(), 1);
    assert!(world.tasks().await.is_empty());
    let seen = steps(&world).await;
    assert_eq!((seen.steps[0].shown_on.as_str(), seen.waits), ("2026-01-05", false));
}
