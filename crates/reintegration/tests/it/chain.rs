use domain::{FactKey, FactValue, Role};
use proto::reintegration::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::{World, case_ref, fact, job_seeker, rule};

const CONSULTANT: Role = Role::ReintegrationConsultant;

/// Midden-Drenthe 2021: four eyes, and § 5.1 (three months, extended at most twice).
#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn from_facts_to_work(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "from_facts_to_work").await else { return };
    let mut client = world.client();
    let case = world.given_categorised(&job_seeker()).await;
    let case_id = case.to_string();
    let assigned: pb::CategoryAssigned = world.heard(case, 1).await;
    assert_eq!((assigned.category.as_str(), assigned.direction.as_str()), ("job-seeker", "work"));
    assert_eq!((assigned.review_months, assigned.earning_capacity), (3, Some(70)));

    // A consultant chooses otherwise; a colleague agrees.
    let wish = pb::DeviateCategoryRequest {
        case_id: case_id.clone(),
        category: "labour-disabled".into(),
        reasons: "Kan alleen met steun werken.".into(),
    };
    let deviated = client.deviate_category(world.by("anna", CONSULTANT, wish)).await.unwrap().into_inner();
    assert!(deviated.needs_confirmation);
    let proposed: pb::DeviationProposed = world.heard(case, 1).await;
    assert_eq!(
        (proposed.deviation_id.as_str(), proposed.by.as_str()),
        (deviated.deviation_id.as_str(), "anna")
    );
    let verdict = pb::ConfirmDeviationRequest {
        case_id: case_id.clone(),
        deviation_id: deviated.deviation_id.clone(),
        confirmed: true,
        reasons: String::new(),
    };
    let own = world.by("anna", Role::QualityOfficer, verdict.clone());
    assert_eq!(rule(client.confirm_deviation(own).await), "four-eyes");
    client.confirm_deviation(world.by("bert", Role::QualityOfficer, verdict)).await.unwrap();
    assert!(world.heard::<pb::DeviationSettled>(case, 1).await.confirmed);
    let assigned: pb::CategoryAssigned = world.heard(case, 2).await;
    assert_eq!(
        (assigned.category.as_str(), assigned.previous_category.as_str()),
        ("labour-disabled", "job-seeker")
    );
    assert!(assigned.by_deviation);

    // A partner accepted: the category's instrument starts there, and again is the same.
    let start = pb::StartTrajectory { case: case_ref(case), partner: "stark".into(), preparatory: false };
    world.deliver(case, &start).await;
    let started: pb::TrajectoryStarted = world.heard(case, 1).await;
    assert_eq!((started.instrument.as_str(), started.ends_on.as_str()), ("learn-work", "2026-04-05"));
    world.deliver(case, &start).await;
    assert!(world.heard::<pb::TrajectoryStarted>(case, 2).await == started);

    let more = || pb::ExtendTrajectoryRequest {
        case_id: case_id.clone(),
        trajectory_id: started.trajectory_id.clone(),
        exceptional_reason: String::new(),
    };
    for ends_on in ["2026-07-05", "2026-10-05"] {
        let extended = client.extend_trajectory(world.by("anna", CONSULTANT, more())).await.unwrap();
        assert_eq!(extended.get_ref().ends_on, ends_on);
    }
    let third = client.extend_trajectory(world.by("anna", CONSULTANT, more())).await;
    assert_eq!(rule(third), "extensions-used-up");

    let result_from = |first_day: &str| pb::RecordTrajectoryResultRequest {
        case_id: case_id.clone(),
        trajectory_id: started.trajectory_id.clone(),
        result: pb::TrajectoryResult::Work.into(),
        contract_months: Some(12),
        first_day_of_work: first_day.into(),
    };
    let result = || result_from("2026-02-01");
    let early =
        client.record_trajectory_result(world.by_partner(Some("stark"), result_from("2025-12-31"))).await;
    assert_eq!(rule(early), "not-before-start");
    for organisation in [Some("wsp-drenthe"), None] {
        let other = client.record_trajectory_result(world.by_partner(organisation, result())).await;
        assert_eq!(rule(other), if organisation.is_some() { "not-found" } else { "organisation-missing" });
    }
    client.record_trajectory_result(world.by_partner(Some("stark"), result())).await.unwrap();
    let ended = world.heard::<pb::TrajectoryEnded>(case, 1).await;
    assert_eq!((ended.result.as_str(), ended.first_day_of_work.as_str()), ("work", "2026-02-01"));
    world.deliver(case, &pb::EndTrajectory { case: case_ref(case), reason: "withdrawn".into() }).await;
    world.heard::<pb::TrajectoriesClosed>(case, 1).await;

    let seen = world.look(case).await;
    assert_eq!(
        (seen.category.as_str(), seen.category_label.as_str()),
        ("labour-disabled", "Arbeidsbeperking")
    );
    assert!(seen.explanation.is_some() && !seen.goal.is_empty());
    let deviation = &seen.deviations[0];
    assert_eq!((deviation.from_category.as_str(), deviation.state.as_str()), ("job-seeker", "confirmed"));
    assert_eq!((deviation.by.as_str(), deviation.confirmed_by.as_str()), ("anna", "bert"));
    let trajectory = &seen.trajectories[0];
    assert_eq!(
        (trajectory.extensions, trajectory.state.as_str(), trajectory.result.as_str()),
        (2, "ended", "work")
    );
    assert_eq!(trajectory.first_day_of_work, "2026-02-01");
    let story = world.story(case).await;
    assert_eq!(story.len(), 7, "{story:?}");
    assert_eq!(story[0], "Ingedeeld bij ‘Werkzoekende buiten de doelgroepen’");
    assert_eq!(world.service.operations.lag().await.unwrap().parked, 0);
}

/// Midden-Drenthe 2021 § 5.2, § 5.3 and § 5.5.
#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn instruments_start_within_their_limits(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "instruments_start_within_their_limits").await else { return };
    let mut client = world.client();
    let case = world.given_categorised(&job_seeker()).await;
    let start = |instrument: &str, months: Option<u32>, no_study_finance: Option<bool>| {
        let message = pb::StartInstrumentRequest {
            case_id: case.to_string(),
            instrument: instrument.into(),
            intended_contract_months: months,
            no_study_finance,
        };
        world.by("anna", CONSULTANT, message)
    };

    for (refused, expected) in [
        (start("no-such", None, None), "instrument-unknown"),
        (start("trial-placement", None, None), "intended-contract-unknown"),
        (start("trial-placement", Some(5), None), "intended-contract-too-short"),
        (start("training", None, Some(false)), "study-finance-possible"),
    ] {
        assert_eq!(rule(client.start_instrument(refused).await), expected);
    }
    client.start_instrument(start("trial-placement", Some(6), None)).await.unwrap();
    client.start_instrument(start("training", None, Some(true))).await.unwrap();
    let placed = client.start_instrument(start("work-placement", None, None)).await.unwrap().into_inner();
    let again = client.start_instrument(start("work-placement", None, None)).await;
    assert_eq!(rule(again), "instrument-runs");
    let extend = |reason: &str| {
        let message = pb::ExtendTrajectoryRequest {
            case_id: case.to_string(),
            trajectory_id: placed.trajectory_id.clone(),
            exceptional_reason: reason.into(),
        };
        world.by("anna", CONSULTANT, message)
    };
    assert_eq!(rule(client.extend_trajectory(extend(" ")).await), "exceptional-reason-missing");
    client.extend_trajectory(extend("De begeleider was lang ziek.")).await.unwrap();
    assert_eq!(rule(client.extend_trajectory(extend("Nog eens.")).await), "extensions-used-up");

    world.deliver(case, &pb::EndTrajectory { case: case_ref(case), reason: "denied".into() }).await;
    world.heard::<pb::TrajectoriesClosed>(case, 1).await;
    let ended = world.told::<pb::TrajectoryEnded>(case);
    assert_eq!(ended.len(), 3);
    assert!(ended.iter().all(|each| each.result == "denied"));
}

#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn a_person_assigns_where_a_fact_is_missing(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "a_person_assigns_where_a_fact_is_missing").await else { return };
    let mut client = world.client();
    let without = job_seeker()
        .iter()
        .filter(|(key, _)| *key != FactKey::NeedsSheltered)
        .map(|(key, fact)| (key, fact.clone()))
        .collect();
    let case = world.given_categorised(&without).await;
    let needed: pb::CategoryNeedsPerson = world.heard(case, 1).await;
    assert_eq!(needed.missing_facts, ["needs_sheltered"]);
    let seen = world.look(case).await;
    assert!(seen.category.is_empty() && seen.explanation.is_some());

    let wish = pb::DeviateCategoryRequest {
        case_id: case.to_string(),
        category: "job-seeker".into(),
        reasons: "Alles is besproken.".into(),
    };
    let deviated = client.deviate_category(world.by("anna", CONSULTANT, wish)).await.unwrap().into_inner();
    let verdict = pb::ConfirmDeviationRequest {
        case_id: case.to_string(),
        deviation_id: deviated.deviation_id,
        confirmed: true,
        reasons: String::new(),
    };
    client.confirm_deviation(world.by("bert", Role::QualityOfficer, verdict)).await.unwrap();

    let assigned: pb::CategoryAssigned = world.heard(case, 1).await;
    assert_eq!((assigned.category.as_str(), assigned.previous_category.as_str()), ("job-seeker", ""));
    // The fact came after all: the policy goes on from there.
    let mut facts = job_seeker();
    facts.put(FactKey::StatusHolder, fact(FactValue::YesNo(true)));
    world.deliver(case, &crate::world::categorise(case, &facts)).await;
    let assigned: pb::CategoryAssigned = world.heard(case, 2).await;
    assert_eq!(
        (assigned.category.as_str(), assigned.previous_category.as_str()),
        ("newcomers", "job-seeker")
    );
}

/// Midden-Drenthe asks a completed intake before anyone is put in a category.
#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn nobody_deviates_before_the_steps_are_shown(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "steps_before_a_deviation").await else { return };
    let case = world.given_categorised(&job_seeker()).await;
    world.shows(case, &["search-assessed"], &[]).await;
    let wish = || {
        let message = pb::DeviateCategoryRequest {
            case_id: case.to_string(),
            category: "labour-disabled".into(),
            reasons: "Kan alleen met steun werken.".into(),
        };
        world.by("anna", CONSULTANT, message)
    };
    assert_eq!(rule(world.client().deviate_category(wish()).await), "steps-missing");
    assert!(world.look(case).await.deviations.is_empty(), "a refusal changes nothing");
    world.shows(case, &["search-assessed", "intake-completed"], &[]).await;
    world.client().deviate_category(wish()).await.unwrap();
}

/// A rung is kept with the case; a fall goes to workflow as a signal, and a rise back settles it.
#[rstest]
#[case(Kind::Sqlite)]
#[case(Kind::Postgres)]
#[tokio::test]
async fn a_fall_on_the_ladder_is_told_and_settled(#[case] kind: Kind) {
    let Some(world) = World::new(kind, "a_fall_on_the_ladder").await else { return };
    let case = world.given_categorised(&job_seeker()).await;
    let step = |rung: u32| pb::RecordLadderStepRequest {
        case_id: case.to_string(),
        rung,
        notes: "Besproken.".into(),
        ..Default::default()
    };
    let mut client = world.client();
    for rung in [4, 2] {
        client.record_ladder_step(world.by("anna", CONSULTANT, step(rung))).await.unwrap();
    }
    let raised: pb::SignalRaised = world.heard(case, 1).await;
    assert_eq!((raised.kind.as_str(), raised.due_on.as_str()), ("ladder-fell", ""));
    client.record_ladder_step(world.by("anna", CONSULTANT, step(2))).await.unwrap();
    assert_eq!(world.look(case).await.ladder.len(), 2, "what is on record changes nothing");
    assert_eq!(rule(client.record_ladder_step(world.by("anna", CONSULTANT, step(7))).await), "rung-range");
    // A partner that runs nothing for this case does not know it.
    assert_eq!(rule(client.record_ladder_step(world.by_partner(Some("stark"), step(3))).await), "not-found");
    client.record_ladder_step(world.by("anna", CONSULTANT, step(5))).await.unwrap();
    assert_eq!(world.heard::<pb::SignalSettled>(case, 1).await.subject, raised.subject);
    let seen = world.look(case).await.ladder;
    let rungs: Vec<_> = seen.iter().map(|step| (step.rung, step.fell_from)).collect();
    assert_eq!(rungs, [(4, 0), (2, 4), (5, 0)]);
    assert_eq!((seen[1].by.as_str(), seen[1].label.as_str()), ("anna", "heeft contacten buiten de deur"));
    let told = world.story(case).await;
    assert!(told.iter().any(|title| title.contains("Dat is lager dan trede 4")), "{told:?}");
}
