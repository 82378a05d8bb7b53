use domain::Role;
use proto::income::v1::{EntitlementOutcome, MoneyDecided};
use proto::intake::v1::{ApplicationNotReopened, ReopenApplication, RequestAssessment};
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
            posted_on: String::new(),
        };
        let request = self.asks("anna", Role::IncomeConsultant, HERE, objection);
        Ok(inner(self.client().receive_objection(request).await)?.objection_id)
    }

    /// Income tells of a decision about money of today, by carla.
    async fn decides_on_money(&self, number: u128, matter: &str, decision: u32) {
        let decided = MoneyDecided {
            case: case_ref(number),
            matter: matter.into(),
            number: decision,
            decided_on: self.clock().now().day.to_string(),
            decided_by: "carla".into(),
        };
        self.told_by("income", number, &decided).await;
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
        let message = pb::ListObjectionsRequest { case_id: case(number).to_string(), on_day: String::new() };
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
    let ahead = world.objects(1, "category", "2026-01-06").await.unwrap_err();
    assert_eq!(ahead.violations[0].rule, "not-in-future");
    assert_eq!(
        world.objects(1, "fine", TODAY).await.unwrap_err().rule,
        "nothing-decided",
        "there was no fine"
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

    // Anna set in motion what reintegration decided; bob took part, as was told.
    for took_part in ["anna", "bob"] {
        let refused = world.steps(took_part, 1, &objection, "heard", "").await.unwrap_err();
        assert_eq!(refused.rule, "four-eyes", "{took_part}");
    }
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
    for number in [1, 2] {
        world.decides_on_money(1, "measure", number).await;
    }
    world.rests().await;
    assert_eq!(world.objects_to((1, 3), "measure", TODAY).await.unwrap_err().rule, "nothing-decided");
    assert_eq!(world.objects_to((1, 1), "recovery", TODAY).await.unwrap_err().rule, "nothing-decided");
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

    assert_eq!(world.state(1, "entitlement").await, "asked");
    let reopened = world.sent::<ReopenApplication>().await;
    assert_eq!((reopened.len(), reopened[0].intake_complete), (1, true));
    let asked: Vec<_> =
        world.sent::<RequestAssessment>().await.into_iter().map(|asked| asked.objection_id).collect();
    assert_eq!(asked, [String::new(), objection.clone()], "the rules before, a person now");
    world.is_decided(1, EntitlementOutcome::PersonDecides).await;
    world.rests().await;
    let task = world.tasks().await.into_iter().find(|task| task.kind == "decide-entitlement").unwrap();
    assert_eq!(task.subject, objection);
    assert_eq!(world.objections(1).await[0].held, "Zo is het.");
    world.is_granted(1).await;
    world.rests().await;
    assert_eq!(world.state(1, "category").await, "asked");
}

/// Another application of the same people runs: a person sees to it, and then it is asked again.
#[rstest]
#[tokio::test]
async fn beside_another_application_a_person_has_it_go_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "another application").await else { return };
    world.applies(1, "", true).await;
    world.is_decided(1, EntitlementOutcome::Denied).await;
    world.rests().await;
    let objection = world.objects(1, "entitlement", TODAY).await.unwrap();
    for (step, outcome) in [("heard", ""), ("decided", "upheld")] {
        world.steps("carla", 1, &objection, step, outcome).await.unwrap();
    }
    let not_yet = ApplicationNotReopened { case: case_ref(1), other_case_number: "2026-000002".into() };
    world.told_by("intake", 1, &not_yet).await;
    world.rests().await;
    let task = world.tasks().await.into_iter().find(|task| task.kind == "reopen-application").unwrap();
    assert_eq!((task.role.as_str(), task.subject.as_str()), ("intake-consultant", "2026-000002"));

    let done = pb::CompleteTaskRequest {
        task_id: task.task_id,
        result: "De andere aanvraag is ingetrokken.".into(),
        ..Default::default()
    };
    inner(world.client().complete_task(world.asks("ina", Role::IntakeConsultant, HERE, done)).await).unwrap();
    assert_eq!(world.sent::<ReopenApplication>().await.len(), 2);
    assert_eq!(world.sent::<RequestAssessment>().await.len(), 3, "the rules, a person, and again");
    assert!(world.tasks().await.is_empty());
}

/// Late and excused: the time to decide counts from the day after the last day to object, not from when it came
/// (Awb art. 7:10(1)), and stands still while the resident agrees to wait.
#[rstest]
#[tokio::test]
async fn the_time_to_decide_on_a_late_objection_counts_from_the_term_and_can_stand_still(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "late objection").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    world.advance("2026-02-26");
    let objection = world.objects(1, "category", TODAY).await.unwrap();
    let shown = |on: &'static str| async {
        let message = pb::ListObjectionsRequest { case_id: case(1).to_string(), on_day: on.to_owned() };
        let request = world.asks("anna", Role::IncomeConsultant, HERE, message);
        let listed = inner(world.client().list_objections(request).await).unwrap().objections.remove(0);
        (listed.in_time_until.unwrap().day, listed.decide_by.unwrap())
    };
    let (last, decide) = shown("").await;
    assert_eq!((last.as_str(), decide.day.as_str()), ("2026-02-16", "2026-03-30"));
    assert!(decide.lines.iter().any(|line| line.text.contains("16 februari 2026")));

    let clock = |step: &str, on: &str| pb::StepObjectionRequest {
        case_id: case(1).to_string(),
        objection_id: objection.clone(),
        step: step.into(),
        on: on.into(),
        ground: "consent".into(),
        reasons: "De indiener stemt in met uitstel.".into(),
        ..Default::default()
    };
    let does = |message: pb::StepObjectionRequest| async {
        inner(world.client().step_objection(world.asks("carla", Role::QualityOfficer, HERE, message)).await)
            .map(drop)
    };
    does(clock("stopped", "2026-03-02")).await.unwrap();
    assert_eq!(shown("").await.1.day, "", "nobody knows until when");
    world.advance("2026-03-09");
    let wrong = clock("resumed", "2026-03-09");
    does(pb::StepObjectionRequest { ground: "missing-evidence".into(), ..wrong.clone() }).await.unwrap_err();
    does(wrong).await.unwrap();
    assert_eq!(shown("").await.1.day, "2026-04-07", "seven days later, and then past Easter Monday");
    assert_eq!(shown("2026-02-26").await.1.day, "", "as it was known on that day");
}

/// Awb art. 4:17: the decision on an objection is late, and who objects says so. Too soon starts nothing; once is enough.
#[rstest]
#[tokio::test]
async fn a_notice_of_default_leaves_two_weeks_for_an_objection(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "noticed objection").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    let objection = world.objects(1, "category", TODAY).await.unwrap();
    let noticed = |on: &str| pb::StepObjectionRequest {
        case_id: case(1).to_string(),
        objection_id: objection.clone(),
        step: "default-noticed".into(),
        on: on.into(),
        ..Default::default()
    };
    // Whoever decided may not judge, but records what the other side does.
    let does = |message: pb::StepObjectionRequest| async {
        let request = world.asks("anna", Role::IncomeConsultant, HERE, message);
        inner(world.client().step_objection(request).await).map(drop)
    };
    world.advance("2026-03-31");
    for (on, rule) in [("2026-03-30", "decision-term-running"), ("2026-02-01", "decision-term-running")] {
        assert_eq!(does(noticed(on)).await.unwrap_err().rule, rule, "{on}");
    }
    let ahead = does(noticed("2026-04-01")).await.unwrap_err();
    assert_eq!(
        (ahead.violations[0].field.as_str(), ahead.violations[0].rule.as_str()),
        ("on", "not-in-future")
    );
    does(noticed("2026-03-31")).await.unwrap();
    assert_eq!(does(noticed("2026-03-31")).await.unwrap_err().rule, "notice-of-default-known");
    let seen = world.objections(1).await.remove(0);
    let until = seen.decide_after_notice.unwrap();
    assert_eq!((seen.noticed_on.as_str(), until.day.as_str()), ("2026-03-31", "2026-04-14"));
    assert!(until.lines.iter().any(|line| line.source.contains("4:17")), "no article");

    world.advance("2026-04-15");
    world.rests().await;
    let kinds: Vec<_> = world.tasks().await.into_iter().map(|task| task.kind).collect();
    assert!(kinds.contains(&"set-penalty".to_owned()), "{kinds:?}");
    for (step, outcome) in [("heard", ""), ("decided", "dismissed")] {
        world.steps("carla", 1, &objection, step, outcome).await.unwrap();
    }
    let kinds: Vec<_> = world.tasks().await.into_iter().map(|task| task.kind).collect();
    assert!(!kinds.contains(&"decide-noticed-objection".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"set-penalty".to_owned()), "{kinds:?}");
    let late = does(noticed("2026-04-15")).await.unwrap_err();
    assert_eq!(late.rule, "notice-of-default-known");
}

/// An objection that comes before the decision is made known counts when the decision was there (Awb art. 6:10).
#[rstest]
#[tokio::test]
async fn an_objection_before_the_decision_is_made_known_counts(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on(kind, "early objection").await else { return };
    world.goes_to_review(1).await;
    world.rests().await;
    world.advance("2026-01-12");
    let message = pb::ReceiveObjectionRequest {
        case_id: case(1).to_string(),
        against: "category".into(),
        notified_on: "2026-01-12".into(),
        received_on: "2026-01-08".into(),
        ..Default::default()
    };
    inner(world.client().receive_objection(world.asks("dora", Role::IncomeConsultant, HERE, message)).await)
        .unwrap();
    let listed = world.objections(1).await.remove(0);
    assert_eq!((listed.state.as_str(), listed.in_time), ("received", true));
    assert_eq!(listed.early.unwrap().source, "Awb art. 6:10 lid 1 a");
}
