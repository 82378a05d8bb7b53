use domain::Role;
use proto::income::v1::EntitlementOutcome;
use proto::intake::v1::{FactsChanged, ReopenApplication, RequestAssessment};
use proto::workflow::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;

use crate::world::{HERE, TODAY, World, case, case_ref, inner};

impl World {
    async fn objects(&self, number: u128, against: &str, notified_on: &str) -> Result<String, Refused> {
        self.objects_to((number, 0), against, notified_on).await
    }

    /// Of a case, to the decision about money with this number.
    async fn objects_to(
        &self,
        (number, decision): (u128, u32),
        against: &str,
        notified_on: &str,
    ) -> Result<String, Refused> {
        let objection = pb::ReceiveObjectionRequest {
            case_id: case(number).to_string(),
            against: against.into(),
            notified_on: notified_on.into(),
            received_on: self.clock().now().day.to_string(),
            committee: false,
            decided_by: "bob".into(),
            reasons: "Het klopt niet.".into(),
            decision,
        };
        let request = self.asks("anna", Role::IncomeConsultant, HERE, objection);
        Ok(inner(self.client().receive_objection(request).await)?.objection_id)
    }

    async fn steps(
        &self,
        user: &str,
        number: u128,
        objection: &str,
        step: &str,
        outcome: &str,
    ) -> Result<(), Refused> {
        let message = pb::StepObjectionRequest {
            case_id: case(number).to_string(),
            objection_id: objection.into(),
            step: step.into(),
            on: if step == "heard" { self.clock().now().day.to_string() } else { String::new() },
            outcome: outcome.into(),
            reasons: "Zo is het.".into(),
            ..Default::default()
        };
        let request = self.asks(user, Role::QualityOfficer, HERE, message);
        inner(self.client().step_objection(request).await).map(drop)
    }

    async fn objections(&self, number: u128) -> Vec<pb::Objection> {
        let message = pb::ListObjectionsRequest { case_id: case(number).to_string() };
        let request = self.asks("anna", Role::IncomeConsultant, HERE, message);
        inner(self.client().list_objections(request).await).unwrap().objections
    }
}

#[rstest]
#[tokio::test]
async fn an_objection_goes_from_receipt_to_decision_and_shows_its_days(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "objections").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    assert_eq!(
        world.objects(1, "fine", "2026-01-06").await.unwrap_err().violations[0].rule,
        "notified-before-received"
    );
    let objection = world.objects(1, "category", TODAY).await.unwrap();
    assert_eq!(world.objects(1, "category", TODAY).await.unwrap_err().rule, "objection-already-runs");

    let listed = world.objections(1).await.remove(0);
    assert_eq!((listed.state.as_str(), listed.in_time), ("received", true));
    assert_eq!(listed.hangs_on, ["referral", "trajectory", "review"]);
    // Six weeks after Monday 5 January is a Monday; six weeks more as well.
    let (in_time, decide_by) = (listed.in_time_until.unwrap(), listed.decide_by.unwrap());
    assert_eq!((in_time.day.as_str(), decide_by.day.as_str()), ("2026-02-16", "2026-03-30"));
    assert!(in_time.lines.iter().any(|line| line.source == "Awb art. 6:7"));

    assert_eq!(world.steps("bob", 1, &objection, "heard", "").await.unwrap_err().rule, "four-eyes");
    assert_eq!(
        world.steps("carla", 1, &objection, "decided", "upheld").await.unwrap_err().rule,
        "objection-step-out-of-order"
    );
    world.steps("carla", 1, &objection, "heard", "").await.unwrap();
    world.steps("carla", 1, &objection, "decided", "dismissed").await.unwrap();
    let listed = world.objections(1).await.remove(0);
    assert_eq!((listed.state.as_str(), listed.outcome.as_str()), ("decided", "dismissed"));
    assert_eq!(world.state(1, "objection").await, "decided");
    assert!(world.tasks().await.iter().all(|task| task.subject != objection));
}

#[rstest]
#[tokio::test]
async fn two_decisions_of_one_day_are_objected_to_by_number(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "objections of one day").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    let first = world.objects_to((1, 1), "measure", TODAY).await.unwrap();
    let second = world.objects_to((1, 2), "measure", TODAY).await.unwrap();
    assert_ne!(first, second);
    for known in [0, 1, 2] {
        let again = world.objects_to((1, known), "measure", TODAY).await.unwrap_err();
        assert_eq!(again.rule, "objection-already-runs", "{known}");
    }
    let numbers: Vec<_> = world.objections(1).await.iter().map(|one| one.decision).collect();
    assert_eq!(numbers, [1, 2]);
}

#[rstest]
#[tokio::test]
async fn who_was_denied_wrongly_is_assessed_anew(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on(kind, "denied wrongly").await else { return };
    world.applies(1, "", true).await;
    world.rests().await;
    assert_eq!(world.objects(1, "entitlement", TODAY).await.unwrap_err().rule, "nothing-decided");
    world.is_decided(1, EntitlementOutcome::Denied).await;
    world.rests().await;
    // Later than six weeks: someone must excuse it first.
    world.advance("2026-02-17");
    let objection = world.objects(1, "entitlement", TODAY).await.unwrap();
    assert_eq!(world.state(1, "objection").await, "late");
    for (step, outcome) in [("excused", ""), ("heard", ""), ("decided", "upheld")] {
        world.steps("carla", 1, &objection, step, outcome).await.unwrap();
    }

    assert_eq!(world.state(1, "entitlement").await, "with-person");
    let corrected = FactsChanged { case: case_ref(1), keys: vec!["capital".into()] };
    world.told_by("intake", 1, &corrected).await;
    let reopened = world.sent::<ReopenApplication>().await;
    assert_eq!((reopened.len(), reopened[0].intake_complete), (1, true));
    assert_eq!(world.sent::<RequestAssessment>().await.len(), 2, "before and after");
    world.is_granted(1).await;
    world.rests().await;
    assert_eq!(world.state(1, "category").await, "asked");
}
