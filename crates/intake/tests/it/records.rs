//! Efforts, vacancies, and rights and duties told.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use proto::intake::v1::record::About;
use service::Refused;
use tonic::{Code, Status};

use crate::world::{
    ASKS_EVERYONE, COMPLETE, TODAY, World, application, before_intake, facts, on_both, told, vacancy, young,
};

on_both!(
    efforts_are_recorded_one_by_one_and_judged_at_the_end,
    a_vacancy_on_record_counts_at_intake_and_regular_work_comes_first,
    what_is_done_at_the_intake_comes_with_it,
    an_application_whose_intake_is_complete_tells_what_was_done,
    rights_and_duties_told_are_kept_with_how_and_which_text,
    what_is_wrong_with_a_record_is_named_at_once,
    only_who_may_reads_and_records,
);

fn effort(what: &str) -> pb::Effort {
    pb::Effort {
        day: TODAY.into(),
        kind: "applied".into(),
        result: "waiting".into(),
        what: what.into(),
        document_id: String::new(),
    }
}

async fn tried(world: &World, case: &str, effort: pb::Effort) -> Result<u64, Refused> {
    let message = pb::RecordEffortRequest { case_id: case.into(), effort: Some(effort) };
    let answer = world.records().record_effort(world.by(Role::ClientSystem, message)).await;
    answer.map(|answer| answer.into_inner().number).map_err(|status| Refused::from_status(&status))
}

async fn offered(world: &World, case: &str, vacancy: pb::Vacancy) -> Result<u64, Refused> {
    let message = pb::OfferVacancyRequest { case_id: case.into(), vacancy: Some(vacancy) };
    let answer = world.records().offer_vacancy(world.by(Role::IntakeConsultant, message)).await;
    answer.map(|answer| answer.into_inner().number).map_err(|status| Refused::from_status(&status))
}

async fn records(world: &World, case: &str) -> Vec<pb::Record> {
    let message = pb::ListRecordsRequest { case_id: case.into() };
    world.records().list_records(world.by(Role::QualityOfficer, message)).await.unwrap().into_inner().records
}

fn rules(refused: Refused) -> Vec<String> {
    refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
}

async fn efforts_are_recorded_one_by_one_and_judged_at_the_end(world: Arc<World>) {
    let case = &world.submit(young(0)).await.unwrap().case_id;
    assert_eq!(tried(&world, case, effort("Brief aan Bakkerij Voorbeeld")).await.unwrap(), 1);
    let education = pb::Effort { kind: "education".into(), ..effort("Open dag bezocht") };
    assert_eq!(tried(&world, case, education).await.unwrap(), 2);
    world.advance("2026-03-31");
    let end = async |counted: &[u64]| {
        let message = pb::RecordSearchResultRequest {
            case_id: case.clone(),
            result: pb::SearchResult::TooLittle.into(),
            counted_efforts: counted.to_vec(),
            ..Default::default()
        };
        let answer = world.client().record_search_result(world.by(Role::IntakeConsultant, message)).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };
    assert_eq!(rules(end(&[3]).await.unwrap_err()), ["counted_efforts effort-known"]);

    end(&[2, 2]).await.unwrap();

    let all = records(&world, case).await;
    assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    let Some(About::Effort(first)) = &all[0].about else { panic!("no effort") };
    assert!(first.what == "Brief aan Bakkerij Voorbeeld" && first.day == TODAY);
    let Some(About::Judgement(judged)) = &all[2].about else { panic!("no judgement") };
    assert_eq!((judged.result.as_str(), judged.counted.as_slice()), ("too-little", &[2][..]));
    assert_eq!(all[2].recorded_on, "2026-03-31");
    assert_eq!(world.see(case).await.stage, "intake");
    let story = world.story(case).await;
    assert!(story.iter().all(|line| !line.contains("Bakkerij")), "{story:?}");
}

async fn a_vacancy_on_record_counts_at_intake_and_regular_work_comes_first(world: Arc<World>) {
    let case = &world.submit(before_intake(0)).await.unwrap().case_id;
    assert_eq!(offered(&world, case, vacancy(false)).await.unwrap_err().rule, "regular-work-first");
    let first = offered(&world, case, vacancy(true)).await.unwrap();
    offered(&world, case, vacancy(false)).await.unwrap();
    let result = async |vacancy, day: &str| {
        let told = pb::VacancyResult { vacancy, day: day.into(), result: "interview".into() };
        let message = pb::RecordVacancyResultRequest { case_id: case.clone(), vacancy_result: Some(told) };
        let answer = world.records().record_vacancy_result(world.by(Role::IntakeConsultant, message)).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };
    assert_eq!(result(9, TODAY).await.unwrap_err().rule, "not-found");
    assert_eq!(rules(result(first, "2026-03-01").await.unwrap_err()), ["day days-in-order"]);
    result(first, TODAY).await.unwrap();

    let lacking = world.complete(case, COMPLETE, false).await.unwrap_err();
    assert_eq!(rules(lacking), ["rights_told intake-complete"]);
    let message = pb::RecordRightsToldRequest { case_id: case.clone(), rights_told: Some(told()) };
    world.records().record_rights_told(world.by(Role::IncomeConsultant, message)).await.unwrap();
    world.complete(case, COMPLETE, false).await.unwrap();

    assert_eq!(world.see(case).await.vacancies_offered, 2);
    assert_eq!(records(&world, case).await.len(), 4);
    let story = world.story(case).await;
    assert_eq!(
        story[1..4],
        [
            "Vacature voorgelegd: regulier werk",
            "Vacature voorgelegd: gesubsidieerd of beschut werk",
            "Resultaat van een vacature vastgelegd"
        ]
    );
    // Whoever cannot do regular work gets other work first.
    let stated = facts(&COMPLETE.replace("needs_sheltered=no", "needs_sheltered=yes"));
    let sheltered = pb::SubmitApplicationRequest { facts: stated, ..before_intake(1) };
    let case = &world.submit(sheltered).await.unwrap().case_id;
    offered(&world, case, vacancy(false)).await.unwrap();
}

async fn rights_and_duties_told_are_kept_with_how_and_which_text(world: Arc<World>) {
    let case = &world.submit(before_intake(0)).await.unwrap().case_id;
    assert_eq!(world.see(case).await.rights_told_on, "");
    let message = pb::RecordRightsToldRequest { case_id: case.clone(), rights_told: Some(told()) };
    world.records().record_rights_told(world.by(Role::IncomeConsultant, message)).await.unwrap();

    assert_eq!(world.see(case).await.rights_told_on, TODAY);
    let all = records(&world, case).await;
    assert!(all[0].about == Some(About::RightsTold(told())) && all[0].recorded_by == "someone");
}

async fn what_is_done_at_the_intake_comes_with_it(world: Arc<World>) {
    let case = &world.submit(before_intake(0)).await.unwrap().case_id;
    let complete = async |vacancies: Vec<pb::Vacancy>, rights_told: Vec<pb::RightsTold>| {
        let message =
            pb::CompleteIntakeRequest { case_id: case.clone(), vacancies, rights_told, ..Default::default() };
        let answer = world.client().complete_intake(world.by(Role::IntakeConsultant, message)).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };
    let ahead = pb::RightsTold { day: "2026-03-03".into(), how: "shouted".into(), ..told() };
    let unnamed = pb::Vacancy { reference: " ".into(), ..vacancy(true) };
    assert_eq!(
        rules(complete(vec![vacancy(true), unnamed], vec![ahead]).await.unwrap_err()),
        [
            "vacancies[1].reference required",
            "rights_told[0].day not-in-the-future",
            "rights_told[0].how choice-required"
        ]
    );
    let other_work_alone = complete(vec![vacancy(false)], vec![told()]).await.unwrap_err();
    assert_eq!(other_work_alone.rule, "regular-work-first");
    assert!(records(&world, case).await.is_empty(), "all of it is kept, or nothing is");

    // Whatever the order in which they are named, regular work came first.
    complete(vec![vacancy(false), vacancy(true)], vec![told()]).await.unwrap();
    let all: Vec<_> = records(&world, case).await.into_iter().filter_map(|record| record.about).collect();
    let expected = [About::Vacancy(vacancy(true)), About::Vacancy(vacancy(false)), About::RightsTold(told())];
    assert!(all == expected);
    let seen = world.see(case).await;
    assert_eq!((seen.vacancies_offered, seen.rights_told_on.as_str(), seen.version), (2, TODAY, 2));
    let story = world.story(case).await;
    assert!(story.iter().any(|title| title.ends_with("; rechten en plichten verteld")), "{story:?}");
}

async fn an_application_whose_intake_is_complete_tells_what_was_done(world: Arc<World>) {
    let nothing = pb::SubmitApplicationRequest { intake_complete: true, ..before_intake(0) };
    let refused = world.submit(nothing).await.err().unwrap();
    assert_eq!(rules(refused), ["vacancies intake-complete", "rights_told intake-complete"]);
    let too_early = pb::SubmitApplicationRequest { intake_complete: false, ..application(0) };
    let refused = world.submit(too_early).await.err().unwrap();
    assert_eq!(
        rules(refused),
        ["vacancies acts-of-a-complete-intake", "rights_told acts-of-a-complete-intake"]
    );
    // Whom the law exempts is put to no vacancy.
    let exempted = facts(&format!("{COMPLETE}, exempted=yes"));
    let exempted = pb::SubmitApplicationRequest { facts: exempted, vacancies: Vec::new(), ..application(0) };
    world.submit(exempted).await.unwrap();

    let case = &world.submit(application(1)).await.unwrap().case_id;
    let all = records(&world, case).await;
    assert_eq!(all.iter().map(|record| record.number).collect::<Vec<_>>(), [1, 2]);
    // A record after it goes on where these ended.
    assert_eq!(offered(&world, case, vacancy(false)).await.unwrap(), 3);
}

async fn what_is_wrong_with_a_record_is_named_at_once(world: Arc<World>) {
    let case = &world.submit(before_intake(0)).await.unwrap().case_id;
    let wrong = pb::Effort {
        day: "2026-03-03".into(),
        kind: "applied".into(),
        result: "waiting".into(),
        what: "  ".into(),
        document_id: String::new(),
    };
    assert_eq!(
        rules(tried(&world, case, wrong).await.unwrap_err()),
        ["what text-required", "day not-in-the-future"]
    );
    let wrong = pb::Effort { what: "x".into(), document_id: "x".into(), ..pb::Effort::default() };
    assert_eq!(
        rules(tried(&world, case, wrong).await.unwrap_err()),
        [
            "what says-something",
            "day date-format",
            "kind choice-required",
            "result choice-required",
            "document_id uuid"
        ]
    );
    let wrong = pb::Vacancy { day: "2026-03-03".into(), reference: " ".into(), regular: true };
    assert_eq!(
        rules(offered(&world, case, wrong).await.unwrap_err()),
        ["reference required", "day not-in-the-future"]
    );
    assert!(records(&world, case).await.is_empty());
    let (id, wire) = world.case_ref(case).await;
    world.send(id, &pb::CloseApplication { case: Some(wire), reason: "withdrawn".into() }).await;
    assert_eq!(offered(&world, case, vacancy(true)).await.unwrap_err().rule, "application-closed");
}

async fn only_who_may_reads_and_records(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let denied = |status: Status| assert_eq!(status.code(), Code::PermissionDenied);
    let ask = pb::ListRecordsRequest { case_id: case.clone() };
    for role in [Role::Partner, Role::ClientSystem, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        denied(world.records().list_records(world.by(role, ask.clone())).await.err().unwrap());
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", ask);
    assert_eq!(world.records().list_records(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let offer = pb::OfferVacancyRequest { case_id: case.clone(), vacancy: Some(vacancy(true)) };
    denied(world.records().offer_vacancy(world.by(Role::ClientSystem, offer.clone())).await.err().unwrap());
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "k", offer);
    assert_eq!(world.records().offer_vacancy(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let effort = pb::RecordEffortRequest { case_id: case, effort: Some(effort("x")) };
    denied(world.records().record_effort(world.by(Role::Partner, effort)).await.err().unwrap());
}
