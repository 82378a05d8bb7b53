//! The broad intake as a form, filled in by several people and systems.

use std::sync::Arc;

use domain::Role;
use proto::common::v1::Fact;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::{Code, Request};
use uuid::Uuid;

use crate::world::{
    ASKS_EVERYONE, COMPLETE, HERE, TODAY, World, application, before_intake, facts, on_both, told, vacancy,
};

on_both!(
    a_form_is_filled_in_by_three_kinds_of_people_and_then_the_intake_can_be_completed,
    topics_come_and_go_and_answers_are_kept,
    two_who_answer_at_once_do_not_overwrite_each_other,
    wrong_answers_are_named_by_field_and_none_is_kept,
    what_is_missing_of_the_applicant_is_asked_with_a_recovery_term,
    what_an_earlier_case_knew_is_offered_to_a_person,
    a_system_sees_open_questions_and_its_own_answers_only,
    only_who_may_reads_and_answers_the_form,
);

/// An application at the form: who someone is, and no more.
fn first(which: u32, stated: &str) -> pb::SubmitApplicationRequest {
    pb::SubmitApplicationRequest { facts: facts(stated), ..before_intake(which) }
}

pub async fn opened(world: &World, stated: &str) -> String {
    world.submit(first(0, stated)).await.unwrap().case_id
}

async fn read_as(world: &World, user: &str, role: Role, case: &str) -> pb::GetFormResponse {
    let message = pb::GetFormRequest { case_id: case.into(), on_day: String::new() };
    world.form().get_form(world.by_user(user, role, message)).await.unwrap().into_inner()
}

async fn read(world: &World, case: &str) -> pb::GetFormResponse {
    read_as(world, "consulent", Role::IntakeConsultant, case).await
}

/// Answers from this informant, given by this user.
pub fn answers(case: &str, version: u64, informant: &str, stated: &str) -> pb::AnswerFormRequest {
    let source = match informant {
        "partner" => "applicant",
        "register" => "system",
        same => same,
    };
    let facts = facts(stated).into_iter().map(|fact| Fact { source: source.into(), ..fact }).collect();
    let name = if informant == "register" { "polisadministratie" } else { "" };
    let provenance = pb::Provenance { informant: informant.into(), name: name.into(), ..Default::default() };
    pb::AnswerFormRequest { case_id: case.into(), version, facts, provenance: Some(provenance) }
}

/// How the form stands after answers.
#[derive(Debug)]
pub struct Stands {
    version: u64,
    complete: bool,
    missing: Vec<String>,
    missing_acts: Vec<String>,
}

pub async fn answer(world: &World, request: Request<pb::AnswerFormRequest>) -> Result<Stands, Refused> {
    let answer = world.form().answer_form(request).await.map_err(|status| Refused::from_status(&status))?;
    let pb::AnswerFormResponse { version, complete, missing, missing_acts } = answer.into_inner();
    Ok(Stands { version, complete, missing, missing_acts })
}

pub fn named(refused: &Refused) -> Vec<String> {
    refused.violations.iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
}

pub fn question<'f>(form: &'f pb::GetFormResponse, key: &str) -> Option<&'f pb::FormQuestion> {
    form.topics.iter().flat_map(|topic| &topic.questions).find(|question| question.key == key)
}

fn act<'f>(form: &'f pb::GetFormResponse, code: &str) -> &'f pb::FormAct {
    form.topics.iter().flat_map(|topic| &topic.acts).find(|act| act.act == code).unwrap()
}

pub fn topics(form: &pb::GetFormResponse) -> Vec<&str> {
    form.topics.iter().map(|topic| topic.key.as_str()).collect()
}

pub const YOUNG: &str = "birth_date=2004-06-01, household=single";
const OLDER: &str = "birth_date=1985-06-01, household=single";

async fn a_form_is_filled_in_by_three_kinds_of_people_and_then_the_intake_can_be_completed(
    world: Arc<World>,
) {
    let case = &opened(&world, OLDER).await;
    let form = read(&world, case).await;
    assert_eq!((form.version, form.complete), (1, false));
    assert_eq!(
        form.missing,
        ["lives_in_municipality", "residence", "monthly_earnings", "other_income", "capital"]
    );
    let born = question(&form, "birth_date").unwrap();
    assert_eq!((born.state.as_str(), born.informant.as_str()), ("known", "applicant"));

    // At the counter it is refused as long as something is missing, and every question is named.
    let refused = world.complete(case, "", true).await.unwrap_err();
    assert_eq!(refused.violations.len(), 5, "{:?}", named(&refused));
    assert!(refused.violations.iter().all(|each| each.rule == "intake-complete"));

    let message =
        answers(case, form.version, "applicant", "lives_in_municipality=yes, residence=dutch, capital=0");
    let request = world.by_user("e-formulier", Role::ClientSystem, message);
    let half = answer(&world, request).await.unwrap();
    assert_eq!((half.version, half.complete), (2, false));
    assert_eq!(half.missing, ["monthly_earnings", "other_income"]);

    let message = answers(case, half.version, "register", "monthly_earnings=0");
    let passed_on = answer(&world, world.by_user("uwv", Role::ClientSystem, message)).await.unwrap();
    let message = answers(case, passed_on.version, "consultant", "other_income=0, earning_capacity=55");
    let done = answer(&world, world.by_user("consulent", Role::IntakeConsultant, message)).await.unwrap();
    // Nothing is left to ask; what is done beside asking is not on record yet.
    assert_eq!((done.version, done.complete, done.missing.len()), (4, false, 0));
    assert_eq!(done.missing_acts, ["vacancy-offered", "rights-told"]);
    let refused = world.complete(case, "", false).await.unwrap_err();
    assert_eq!(named(&refused), ["vacancies intake-complete", "rights_told intake-complete"]);
    let form = read(&world, case).await;
    assert_eq!((form.complete, &form.missing_acts), (false, &done.missing_acts));
    let to_do = act(&form, "rights-told");
    assert!(to_do.needed && !to_do.done && to_do.source.starts_with("Emmen 2015 § 1.1"));
    assert_eq!(to_do.by, ["intake-consultant", "income-consultant", "reintegration-consultant"]);
    let line = "- [ ] Vertel over rechten en plichten. Nog nodig: een intakeconsulent";
    assert!(form.page.contains(line), "{}", form.page);
    record_acts(&world, case).await;
    let form = read(&world, case).await;
    assert_eq!(act(&form, "vacancy-offered").done_on, TODAY);
    let line = "- [x] Leg ten minste één vacature voor. Gedaan op 2 maart 2026.";
    assert!(form.page.contains(line), "{}", form.page);
    let message = answers(case, done.version, "applicant", "debts=no");
    assert!(answer(&world, world.by(Role::ClientSystem, message)).await.unwrap().complete);

    let form = read(&world, case).await;
    assert!(form.complete && form.page.contains("Alles wat nodig is, is ingevuld."), "{}", form.page);
    let earned = question(&form, "monthly_earnings").unwrap();
    assert_eq!(
        (earned.informant.as_str(), earned.informant_name.as_str()),
        ("register", "polisadministratie")
    );
    let claims = pb::ListClaimsRequest { case_id: case.clone(), ..Default::default() };
    let claims =
        world.claims().list_claims(world.by(Role::QualityOfficer, claims)).await.unwrap().into_inner();
    assert_eq!(claims.claims.iter().filter(|claim| claim.occasion == "form").count(), 7);
    world.complete(case, "", false).await.unwrap();
    assert_eq!(world.see(case).await.stage, "complete");
    let story = world.story(case).await;
    assert!(story.iter().any(|title| title.starts_with("Intakeformulier ingevuld: ")), "{story:?}");
}

/// A vacancy is put to the applicant, and rights and duties are told, each by whom the policy lets do it.
pub async fn record_acts(world: &World, case: &str) {
    let put = pb::OfferVacancyRequest { case_id: case.into(), vacancy: Some(vacancy(true)) };
    world.records().offer_vacancy(world.by(Role::ReintegrationConsultant, put)).await.unwrap();
    let told = pb::RecordRightsToldRequest { case_id: case.into(), rights_told: Some(told()) };
    world.records().record_rights_told(world.by(Role::IncomeConsultant, told)).await.unwrap();
}

async fn topics_come_and_go_and_answers_are_kept(world: Arc<World>) {
    world.seen_before(0).await;
    let case = &world
        .submit(pb::SubmitApplicationRequest {
            situation: pb::Situation::Reassessment.into(),
            occasion: "rules-changed".into(),
            ..first(0, YOUNG)
        })
        .await
        .unwrap()
        .case_id;
    let form = read(&world, case).await;
    assert!(topics(&form).contains(&"education") && form.missing.contains(&"basic_qualification".into()));
    let topic = form.topics.iter().find(|topic| topic.key == "education").unwrap();
    let reason = topic.reason.as_ref().unwrap();
    assert_eq!((reason.inputs[0].name.as_str(), reason.inputs[0].value.as_str()), ("age", "21"));

    let by = |message| world.by(Role::IntakeConsultant, message);
    let given = answers(case, form.version, "applicant", "basic_qualification=no, household=couple");
    let stands = answer(&world, by(given)).await.unwrap();
    assert!(stands.missing.contains(&"partner_birth_date".into()));
    let given =
        answers(case, stands.version, "applicant", "partner_birth_date=2003-01-01, birth_date=1985-06-01");
    let stands = answer(&world, by(given)).await.unwrap();

    let form = read(&world, case).await;
    assert!(!topics(&form).contains(&"education"));
    assert_eq!(form.beside, ["basic_qualification"], "kept, and no longer asked");
    let late = answers(case, stands.version, "applicant", "basic_qualification=yes");
    assert_eq!(
        named(&answer(&world, by(late)).await.unwrap_err()),
        ["facts.basic_qualification question-not-asked"]
    );
    // The same answer once more harms nothing, asked or not.
    let again = answers(case, stands.version, "applicant", "basic_qualification=no");
    assert_eq!(answer(&world, by(again)).await.unwrap().version, stands.version);

    let parted = answers(case, stands.version, "applicant", "household=single");
    let stands = answer(&world, by(parted)).await.unwrap();
    let form = read(&world, case).await;
    assert!(question(&form, "partner_birth_date").is_none());
    let late = answers(case, stands.version, "applicant", "partner_birth_date=2002-01-01");
    let refused = answer(&world, by(late)).await.unwrap_err();
    assert_eq!(refused.violations[0].rule, "question-withdrawn");
}

async fn two_who_answer_at_once_do_not_overwrite_each_other(world: Arc<World>) {
    let case = &opened(&world, OLDER).await;
    let seen = read(&world, case).await.version;
    let at = |user: &str, informant: &str, stated: &str| {
        world.by_user(user, Role::IntakeConsultant, answers(case, seen, informant, stated))
    };
    let both = [at("een", "consultant", "debts=yes"), at("ander", "consultant", "debts=no")];
    let [one, other] = both.map(|request| answer(&world, request));
    let (one, other) = tokio::join!(one, other);
    let refused = match (one, other) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("one of them is told: {both:?}"),
    };
    assert_eq!(
        (refused.rule.as_str(), named(&refused)),
        ("answered-meanwhile", vec!["facts.debts answered-meanwhile".into()])
    );
    // Whoever answered something else loses nothing.
    answer(&world, at("derde", "consultant", "homeless=no")).await.unwrap();
    assert_eq!(read(&world, case).await.version, seen + 2);
    let message = answers(case, seen + 9, "consultant", "homeless=yes");
    let ahead = answer(&world, world.by(Role::IntakeConsultant, message)).await.unwrap_err();
    assert_eq!(named(&ahead), ["version version-known"]);
}

async fn wrong_answers_are_named_by_field_and_none_is_kept(world: Arc<World>) {
    let case = &opened(&world, OLDER).await;
    let by = |role, message| world.by(role, message);
    let wrong = answers(
        case,
        1,
        "applicant",
        "needs_sheltered=yes, wiw=no, debts=yes, partner_birth_date=1990-01-01",
    );
    let refused = answer(&world, by(Role::ClientSystem, wrong)).await.unwrap_err();
    assert_eq!(
        named(&refused),
        [
            "facts.partner_birth_date question-withdrawn",
            "facts.needs_sheltered answerer-allowed",
            "facts.wiw question-not-asked",
            "facts.partner_birth_date partner-needs-couple",
        ]
    );
    let mut early = answers(case, 1, "applicant", "household=couple");
    early.facts[0].stated_on = "2026-03-01".into();
    let refused = answer(&world, by(Role::ClientSystem, early)).await.unwrap_err();
    assert_eq!(refused.violations[0].rule, "answers-in-order");
    let mut ahead = answers(case, 1, "applicant", "debts=yes, homeless=no");
    ahead.facts[1].stated_on = "2026-03-03".into();
    let refused = answer(&world, by(Role::ClientSystem, ahead)).await.unwrap_err();
    assert_eq!(named(&refused), ["facts.homeless stated-not-in-the-future"]);
    let nothing = answers(case, 1, "applicant", "");
    assert_eq!(
        named(&answer(&world, by(Role::ClientSystem, nothing)).await.unwrap_err()),
        ["facts facts-required"]
    );
    let judging = answers(case, 1, "consultant", "debts=yes");
    let refused = answer(&world, by(Role::ClientSystem, judging)).await.unwrap_err();
    assert_eq!(named(&refused), ["facts.debts source-of-a-consultant"]);

    let form = read(&world, case).await;
    assert_eq!((form.version, question(&form, "debts").unwrap().state.as_str()), (1, "open"));
    // The same request once more under its key is answered as before.
    let message = answers(case, 1, "applicant", "debts=yes");
    let key = Uuid::new_v4().to_string();
    for _ in 0..2 {
        let request = world.by_at(Role::ClientSystem, HERE, &key, message.clone());
        assert_eq!(answer(&world, request).await.unwrap().version, 2);
    }
}

async fn what_is_missing_of_the_applicant_is_asked_with_a_recovery_term(world: Arc<World>) {
    let case =
        &opened(&world, &format!("{OLDER}, residence=dutch, lives_in_municipality=yes, capital=0")).await;
    let mut terms = proto::intake::v1::term_service_client::TermServiceClient::new(world.line());
    let message = pb::RequestEvidenceRequest {
        case_id: case.clone(),
        facts: Vec::new(),
        documents: Vec::new(),
        until: "2026-03-16".into(),
    };
    terms.request_evidence(world.by(Role::IntakeConsultant, message)).await.unwrap();
    let asked = |shown: pb::GetTermsResponse| shown.requests.into_iter().next().unwrap();
    let of_case = || pb::GetTermsRequest { case_id: case.clone(), on_day: String::new() };
    let shown = terms.get_terms(world.by(Role::QualityOfficer, of_case())).await.unwrap().into_inner();
    assert_eq!(shown.missing, read(&world, case).await.missing);
    assert_eq!(asked(shown).facts, ["monthly_earnings", "other_income"]);

    let message = answers(case, 1, "applicant", "monthly_earnings=0, other_income=0");
    answer(&world, world.by(Role::ClientSystem, message)).await.unwrap();
    let shown = terms.get_terms(world.by(Role::QualityOfficer, of_case())).await.unwrap().into_inner();
    assert!(shown.missing.is_empty());
    assert_eq!(asked(shown).state, "answered");
}

async fn what_an_earlier_case_knew_is_offered_to_a_person(world: Arc<World>) {
    let earlier = world.submit(application(0)).await.unwrap().case_id;
    let (id, of_case) = world.case_ref(&earlier).await;
    let close = pb::CloseApplication { case: Some(of_case), reason: "withdrawn".into() };
    world.send(id, &close).await;
    let case = &opened(&world, OLDER).await;

    let form = read(&world, case).await;
    let capital = question(&form, "capital").unwrap();
    assert_eq!(
        (capital.state.as_str(), capital.reusable_from_case_id.as_str()),
        ("reusable", earlier.as_str())
    );
    assert!(capital.answer.is_none() && capital.needed);
    let seen = read_as(&world, "e-formulier", Role::ClientSystem, case).await;
    assert_eq!(
        question(&seen, "capital").unwrap().state,
        "open",
        "a system hears nothing of an earlier case"
    );
}

async fn a_system_sees_open_questions_and_its_own_answers_only(world: Arc<World>) {
    let case = &opened(&world, OLDER).await;
    let message = answers(case, 1, "applicant", "debts=yes, capital=100");
    answer(&world, world.by_user("e-formulier", Role::ClientSystem, message)).await.unwrap();
    let message = answers(case, 2, "consultant", "exempted=yes");
    answer(&world, world.by_user("consulent", Role::IntakeConsultant, message)).await.unwrap();

    let own = read_as(&world, "e-formulier", Role::ClientSystem, case).await;
    assert!(question(&own, "capital").unwrap().answer.is_some(), "half-way, it goes on where it was");
    let other = question(&own, "exempted").unwrap();
    assert_eq!((other.state.as_str(), other.informant.as_str()), ("known", ""));
    assert!(other.answer.is_none());
    let foreign = read_as(&world, "uwv", Role::ClientSystem, case).await;
    let told = foreign.topics.iter().flat_map(|topic| &topic.questions).filter(|one| one.answer.is_some());
    assert_eq!(told.count(), 0);
    assert!(foreign.topics.iter().all(|topic| topic.reason.as_ref().unwrap().inputs.is_empty()));
    assert!(foreign.beside.is_empty() && !foreign.page.contains("1985"), "{}", foreign.page);
    let person = read(&world, case).await;
    assert!(question(&person, "exempted").unwrap().answer.is_some() && person.page.contains("01-06-1985"));
    let (here, id) = (testkit::municipality(HERE), case.parse().unwrap());
    let (seen, _) = messaging::views_of(&world.db, &here, id, 1, 100).await.unwrap();
    let at_the_form = seen.iter().filter(|view| view.purpose == "het intakeformulier invullen");
    assert_eq!(at_the_form.count(), 3);
}

async fn only_who_may_reads_and_answers_the_form(world: Arc<World>) {
    let case = opened(&world, COMPLETE).await;
    let ask = pb::GetFormRequest { case_id: case.clone(), on_day: String::new() };
    for role in [Role::Partner, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        let status = world.form().get_form(world.by(role, ask.clone())).await.err().unwrap();
        assert_eq!(status.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", ask);
    assert_eq!(world.form().get_form(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let message = answers(&case, 1, "applicant", "debts=yes");
    for role in [Role::QualityOfficer, Role::Partner, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        let status = world.form().answer_form(world.by(role, message.clone())).await.err().unwrap();
        assert_eq!(status.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "k", message.clone());
    assert_eq!(world.form().answer_form(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let unknown = pb::AnswerFormRequest { case_id: Uuid::from_u128(1).to_string(), ..message };
    let status = world.form().answer_form(world.by(Role::ClientSystem, unknown)).await.err().unwrap();
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(read(&world, &case).await.on_day, TODAY);
}
