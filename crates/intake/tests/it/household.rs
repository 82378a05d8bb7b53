//! Who applies together, and who acts for them.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;
use tonic::Code;

use crate::world::{ASKS_EVERYONE, COMPLETE, World, application, facts, number, on_both, young};

on_both!(
    two_who_apply_together_are_two_people_of_one_case,
    a_partner_has_no_second_application_while_one_runs,
    a_partner_who_left_may_apply_alone,
    who_acts_for_the_applicant_is_kept_with_ground_and_days,
    what_is_wrong_with_a_household_is_named_at_once,
    only_who_may_reads_and_changes_a_household,
);

fn partner(which: u32) -> pb::Partner {
    pb::Partner {
        citizen_service_number: number(which),
        name: "Jorn Voorbeeld".into(),
        applies: true,
        consent: None,
    }
}

/// A couple, who apply with a complete intake.
fn couple(which: u32, other: u32) -> pb::SubmitApplicationRequest {
    let stated = COMPLETE.replace("household=single", "household=couple, partner_birth_date=1984-01-01");
    pb::SubmitApplicationRequest {
        facts: facts(&stated),
        partner: Some(partner(other)),
        ..application(which)
    }
}

fn administrator() -> pb::Representative {
    pb::Representative {
        kind: "administrator".into(),
        name: "Bewind Voorbeeld BV".into(),
        ground: "court-order".into(),
        valid_from: "2025-06-01".into(),
        valid_until: String::new(),
        document_id: String::new(),
    }
}

async fn household(world: &World, case: &str) -> pb::GetHouseholdResponse {
    let message = pb::GetHouseholdRequest { case_id: case.into() };
    world.household().get_household(world.by(Role::IncomeConsultant, message)).await.unwrap().into_inner()
}

async fn join(world: &World, case: &str, partner: pb::Partner) -> Result<(), Refused> {
    let message = pb::AddPartnerRequest { case_id: case.into(), partner: Some(partner) };
    let answer = world.household().add_partner(world.by(Role::IntakeConsultant, message)).await;
    answer.map(drop).map_err(|status| Refused::from_status(&status))
}

async fn part(world: &World, case: &str, left_on: &str) -> Result<(), Refused> {
    let message = pb::EndPartnershipRequest { case_id: case.into(), left_on: left_on.into() };
    let answer = world.household().end_partnership(world.by(Role::IntakeConsultant, message)).await;
    answer.map(drop).map_err(|status| Refused::from_status(&status))
}

fn rules(refused: Refused) -> Vec<String> {
    refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
}

async fn two_who_apply_together_are_two_people_of_one_case(world: Arc<World>) {
    let submitted = world.submit(couple(0, 1)).await.unwrap();

    let seen = household(&world, &submitted.case_id).await;
    let (one, other) = (seen.applicant.unwrap(), seen.partner.unwrap());
    assert_eq!((one.name.as_str(), other.name.as_str()), ("Fenna Voorbeeld", "Jorn Voorbeeld"));
    assert_ne!(one.person_id, other.person_id);
    assert!(seen.partner_applies && seen.partner_consent.is_none() && seen.partner_left_on.is_empty());
    assert_eq!(world.count("SELECT count(*) FROM persons").await, 2);
    // Both find the case.
    for which in [0, 1] {
        let message = pb::FindCasesRequest { citizen_service_number: number(which) };
        let found = world.client().find_cases(world.by(Role::IntakeConsultant, message)).await.unwrap();
        assert_eq!(found.into_inner().cases[0].case_number, submitted.case_number);
    }
    // The same request with another partner under its key is another request.
    let ask = |message| world.by_at(Role::ClientSystem, crate::world::HERE, "form-1", message);
    let mut client = world.client();
    client.submit_application(ask(couple(2, 3))).await.unwrap();
    client.submit_application(ask(couple(2, 3))).await.unwrap();
    let status = client.submit_application(ask(couple(2, 4))).await.err().unwrap();
    assert_eq!(Refused::from_status(&status).rule, "idempotency-key-reused");
}

async fn a_partner_has_no_second_application_while_one_runs(world: Arc<World>) {
    let first = world.submit(couple(0, 1)).await.unwrap();

    for again in [application(1), couple(2, 1), couple(2, 0), couple(1, 0)] {
        let refused = world.submit(again).await.err().unwrap();
        assert_eq!(refused.rule, "second-open-application");
        assert!(refused.reason.contains(&first.case_number), "{}", refused.reason);
    }
    // Nor does someone join two.
    let other = world.submit(young(3)).await.unwrap();
    let refused = join(&world, &other.case_id, partner(1)).await.unwrap_err();
    assert_eq!(refused.rule, "second-open-application");
    assert!(refused.reason.contains(&first.case_number));
    assert_eq!(world.count("SELECT count(*) FROM applications").await, 2);
}

async fn a_partner_who_left_may_apply_alone(world: Arc<World>) {
    let case = &world.submit(couple(0, 1)).await.unwrap().case_id;
    world.advance("2026-03-09");
    assert_eq!(rules(part(&world, case, "2026-03-10").await.unwrap_err()), ["left_on not-in-the-future"]);

    part(&world, case, "2026-03-08").await.unwrap();
    let version = world.see(case).await.version;
    part(&world, case, "2026-03-08").await.unwrap();

    assert_eq!(world.see(case).await.version, version, "once more is a repeat");
    let told: pb::FactsChanged = world.last(case).await;
    assert_eq!(told.for_right, ["household"], "the facts still say that there are two");
    assert_eq!(part(&world, case, "2026-03-07").await.unwrap_err().rule, "no-partner");
    assert_eq!(household(&world, case).await.partner_left_on, "2026-03-08");
    world.submit(application(1)).await.unwrap();
    // Another one may come.
    let consent = Some(pb::Consent { given_on: "2026-03-09".into(), document_id: String::new() });
    let new = pb::Partner { applies: false, consent, ..partner(2) };
    join(&world, case, new.clone()).await.unwrap();
    join(&world, case, new).await.unwrap();
    assert_eq!(join(&world, case, partner(3)).await.unwrap_err().rule, "second-partner");
    assert_eq!(household(&world, case).await.partner_consent.unwrap().given_on, "2026-03-09");
    let story = world.story(case).await;
    assert_eq!(
        story[1..],
        [
            "Partner heeft het huishouden verlaten",
            "Partner vastgelegd, met toestemming om voor beiden aan te vragen"
        ]
    );
}

async fn who_acts_for_the_applicant_is_kept_with_ground_and_days(world: Arc<World>) {
    let with = pb::SubmitApplicationRequest { representatives: vec![administrator()], ..application(0) };
    let case = &world.submit(with).await.unwrap().case_id;
    let authorised = pb::Representative {
        kind: "authorised".into(),
        ground: "written-authorisation".into(),
        name: "Fleur Anders".into(),
        document_id: String::new(),
        ..administrator()
    };
    let message = pb::AddRepresentativeRequest { case_id: case.clone(), representative: Some(authorised) };
    let added =
        world.household().add_representative(world.by(Role::IntakeConsultant, message)).await.unwrap();
    let id = added.into_inner().representative_id;
    let end = async |id: &str, until: &str| {
        let (case_id, representative_id) = (case.clone(), id.to_owned());
        let message = pb::EndRepresentationRequest { case_id, representative_id, valid_until: until.into() };
        let answer = world.household().end_representation(world.by(Role::IntakeConsultant, message)).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };
    assert_eq!(rules(end(&id, "2025-05-31").await.unwrap_err()), ["valid_until period-in-order"]);
    let nobody = uuid::Uuid::nil().to_string();
    assert_eq!(end(&nobody, "2026-03-31").await.unwrap_err().rule, "not-found");
    end(&id, "2026-03-31").await.unwrap();
    end(&id, "2026-03-31").await.unwrap();

    let seen: Vec<_> = household(&world, case).await.representatives;
    let seen: Vec<_> = seen.iter().map(|one| one.representative.as_ref().unwrap()).collect();
    assert_eq!(
        (seen[0].name.as_str(), seen[0].kind.as_str(), seen[0].valid_until.as_str()),
        ("Bewind Voorbeeld BV", "administrator", "")
    );
    assert_eq!((seen[1].name.as_str(), seen[1].valid_until.as_str()), ("Fleur Anders", "2026-03-31"));
    let story = world.story(case).await;
    assert_eq!(story[1..], ["Vertegenwoordiger vastgelegd: gemachtigde", "Vertegenwoordiging eindigt"]);
}

async fn what_is_wrong_with_a_household_is_named_at_once(world: Arc<World>) {
    let wrong = pb::SubmitApplicationRequest {
        partner: Some(pb::Partner { applies: false, ..partner(0) }),
        representatives: vec![
            pb::Representative { ground: "law".into(), valid_until: "2025-05-31".into(), ..administrator() },
            pb::Representative { kind: "neighbour".into(), name: " ".into(), ..administrator() },
        ],
        ..application(0)
    };
    assert_eq!(
        rules(world.submit(wrong).await.err().unwrap()),
        [
            "partner.consent Participatiewet art. 43 lid 2",
            "partner.citizen_service_number household-applicant-twice",
            "partner partner-needs-couple",
            "representatives[0].ground ground-fits-kind",
            "representatives[0].valid_until period-in-order",
            "representatives[1].kind choice-required",
            "representatives[1].name required"
        ]
    );
    let consent = Some(pb::Consent { given_on: "2026-03-03".into(), document_id: "x".into() });
    let ahead = pb::SubmitApplicationRequest {
        partner: Some(pb::Partner { consent, citizen_service_number: "999990018".into(), ..partner(1) }),
        ..couple(0, 1)
    };
    assert_eq!(
        rules(world.submit(ahead).await.err().unwrap()),
        ["partner.citizen_service_number bsn-eleven-test", "partner.consent.document_id uuid"]
    );
    let case = world.submit(application(0)).await.unwrap().case_id;
    assert_eq!(
        rules(join(&world, &case, partner(0)).await.unwrap_err()),
        ["partner.citizen_service_number household-applicant-twice"]
    );
    assert_eq!(rules(join(&world, &case, partner(1)).await.unwrap_err()), ["partner partner-needs-couple"]);
    assert_eq!(world.count("SELECT count(*) FROM persons").await, 1, "nothing is half-written");
}

async fn only_who_may_reads_and_changes_a_household(world: Arc<World>) {
    let case = world.submit(couple(0, 1)).await.unwrap().case_id;
    let ask = pb::GetHouseholdRequest { case_id: case.clone() };
    for role in [Role::Partner, Role::ClientSystem, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        let status = world.household().get_household(world.by(role, ask.clone())).await.err().unwrap();
        assert_eq!(status.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", ask);
    assert_eq!(world.household().get_household(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let leave = pb::EndPartnershipRequest { case_id: case, left_on: "2026-03-02".into() };
    let status =
        world.household().end_partnership(world.by(Role::QualityOfficer, leave)).await.err().unwrap();
    assert_eq!(status.code(), Code::PermissionDenied);
}
