//! What was said, by whom, and what of it was found to be true.

use std::sync::Arc;

use domain::Role;
use proto::common::v1::Fact;
use proto::common::v1::fact::Value;
use proto::intake::v1 as pb;
use service::Refused;
use testkit::eventually;
use tonic::Code;

use crate::documents::{about, parts, pdf};
use crate::world::{ASKS_EVERYONE, HERE, World, application, facts, on_both, young};

on_both!(
    every_claim_keeps_its_source_and_the_day_it_is_about,
    sources_that_differ_are_shown_until_someone_looks_into_it,
    facts_with_an_end_give_way_by_themselves,
    a_contradiction_that_is_looked_into_is_told_though_the_fact_stays,
    what_an_ended_case_knows_is_offered_and_taken_over_once_verified,
    what_is_wrong_with_a_source_is_named_at_once,
    only_who_may_reads_verifies_and_takes_over,
);

fn register(name: &str) -> pb::Provenance {
    pb::Provenance { informant: "register".into(), name: name.into(), ..Default::default() }
}

fn document(id: &str) -> pb::Proof {
    pb::Proof { kind: "document".into(), document_id: id.into(), ..Default::default() }
}

fn confirmed() -> pb::Proof {
    pb::Proof { kind: "confirmed".into(), ..Default::default() }
}

/// Facts that a system passes on, from this source.
async fn pass_on(world: &World, case: &str, stated: &str, provenance: pb::Provenance) -> Result<(), Refused> {
    let mut facts = facts(stated);
    for fact in &mut facts {
        fact.source = if provenance.informant == "partner" { "applicant" } else { "system" }.into();
    }
    let message = pb::RecordFactsRequest { case_id: case.into(), facts, provenance: Some(provenance) };
    let answer = world.client().record_facts(world.by(Role::ClientSystem, message)).await;
    answer.map(drop).map_err(|status| Refused::from_status(&status))
}

async fn list(
    world: &World,
    case: &str,
    key: &str,
    valid_on: &str,
    known_on: &str,
) -> pb::ListClaimsResponse {
    let message = pb::ListClaimsRequest {
        case_id: case.into(),
        key: key.into(),
        valid_on: valid_on.into(),
        known_on: known_on.into(),
    };
    world.claims().list_claims(world.by(Role::QualityOfficer, message)).await.unwrap().into_inner()
}

async fn verify(world: &World, case: &str, number: u64, key: &str, proof: pb::Proof) -> Result<(), Refused> {
    let proof = Some(proof);
    let message = pb::VerifyClaimRequest { case_id: case.into(), number, key: key.into(), proof };
    let answer = world.claims().verify_claim(world.by(Role::IncomeConsultant, message)).await;
    answer.map(drop).map_err(|status| Refused::from_status(&status))
}

fn money(of: &pb::ListClaimsResponse) -> Option<i64> {
    match of.facts.first()?.value {
        Some(Value::MoneyCents(cents)) => Some(cents),
        _ => None,
    }
}

const KEY: &str = "monthly_earnings";

async fn every_claim_keeps_its_source_and_the_day_it_is_about(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    world.advance("2026-03-09");
    let partner = pb::Provenance { informant: "partner".into(), ..Default::default() };
    pass_on(&world, case, "monthly_earnings=10000", partner).await.unwrap();
    let provenance = pb::Provenance {
        valid_from: "2026-02-01".into(),
        valid_until: "2026-02-28".into(),
        proof: Some(pb::Proof {
            kind: "register".into(),
            register: "polisadministratie".into(),
            ..Default::default()
        }),
        ..register("polisadministratie")
    };
    pass_on(&world, case, "monthly_earnings=25000", provenance).await.unwrap();

    let found = list(&world, case, KEY, "", "").await;

    let sources: Vec<_> = found
        .claims
        .iter()
        .map(|claim| (claim.number, claim.informant.as_str(), claim.informant_name.as_str(), claim.stands))
        .collect();
    assert_eq!(
        sources,
        [(1, "applicant", "", false), (2, "partner", "", true), (3, "register", "polisadministratie", false)]
    );
    let third = &found.claims[2];
    assert_eq!((third.valid_from.as_str(), third.valid_until.as_str()), ("2026-02-01", "2026-02-28"));
    assert_eq!((third.recorded_on.as_str(), third.recorded_by.as_str()), ("2026-03-09", "someone"));
    let seen = &third.verifications[0];
    assert_eq!((seen.verified_on.as_str(), seen.verified_by.as_str()), ("2026-03-09", "someone"));
    assert_eq!(seen.proof.as_ref().unwrap().register, "polisadministratie");
    assert!(found.claims[0].verifications.is_empty());
    // partner and applicant differ, and nobody has looked into it
    assert_eq!((money(&found), found.contested.as_slice()), (Some(10_000), &[KEY.to_owned()][..]));
    // another day, and what was known before
    assert_eq!(money(&list(&world, case, KEY, "2026-02-15", "").await), Some(25_000));
    assert_eq!(money(&list(&world, case, KEY, "2026-02-15", "2026-03-08").await), Some(0));
    let before = list(&world, case, "", "", "2026-03-01").await;
    assert!(before.claims.is_empty() && before.facts.is_empty());
}

async fn sources_that_differ_are_shown_until_someone_looks_into_it(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    pass_on(&world, case, "monthly_earnings=50000", register("polisadministratie")).await.unwrap();
    assert_eq!(world.see(case).await.contested, [KEY]);
    let told: pb::FactsChanged = world.last(case).await;
    assert!(told.keys == [KEY] && told.for_right.is_empty(), "first someone finds out what is so");

    let balance = world.bring(case, &pdf("bankafschrift")).await.unwrap().document_id;
    let other = verify(&world, case, 1, KEY, document(&balance)).await.unwrap_err();
    assert_eq!(other.violations[0].rule, "document-proves-fact");
    let about = pb::ReceivedDocument { proves: vec![KEY.into()], ..about(case) };
    let sent = world.send_document(world.line(), "", parts(about, &pdf("loonstrook"), true)).await;
    let slip = sent.unwrap().document_id;
    verify(&world, case, 1, KEY, document(&slip)).await.unwrap();

    let seen = world.see(case).await;
    let stands = seen.facts.iter().find(|fact| fact.key == KEY).unwrap();
    assert!(stands.value == Some(Value::MoneyCents(0)) && stands.source == "applicant");
    assert!(seen.contested.is_empty());
    let told: pb::FactsChanged = world.last(case).await;
    assert!(told.keys == [KEY] && told.for_right == [KEY]);
    let story = world.story(case).await;
    assert_eq!(story.last().unwrap(), "Gegeven vastgesteld met een document: netto loon per maand");
    // The same once more is no second verification.
    let before = (seen.version, world.names(case).await);
    verify(&world, case, 1, KEY, document(&slip)).await.unwrap();
    assert_eq!((world.see(case).await.version, world.names(case).await), before);
    assert_eq!(world.story(case).await, story);
    // Nothing was said about this, or in no such statement.
    assert_eq!(verify(&world, case, 1, "debts", confirmed()).await.unwrap_err().rule, "not-found");
    assert_eq!(verify(&world, case, 9, KEY, document(&slip)).await.unwrap_err().rule, "not-found");
}

async fn facts_with_an_end_give_way_by_themselves(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    let until = pb::Provenance { valid_until: "2026-03-31".into(), ..register("uitzendbureau") };
    pass_on(&world, case, "monthly_earnings=90000", until).await.unwrap();
    let earnings = async || {
        let seen = world.see(case).await;
        seen.facts.into_iter().find(|fact| fact.key == KEY).unwrap().value.unwrap()
    };
    assert!(earnings().await == Value::MoneyCents(90_000));

    world.advance("2026-04-01");

    assert!(earnings().await == Value::MoneyCents(0));
    eventually("it is told", || async {
        let told: pb::FactsChanged = world.last(case).await;
        (told.keys.as_slice(), told.for_right.as_slice())
            == ([KEY.to_owned()].as_slice(), [KEY.to_owned()].as_slice())
    })
    .await;
    assert!(world.story(case).await.iter().any(|line| line.starts_with("Er gelden andere gegevens")));
    let (id, wire) = world.case_ref(case).await;
    let assessment = pb::Assessment::Entitlement.into();
    world.send(id, &pb::RequestAssessment { case: Some(wire), assessment, ..Default::default() }).await;
    let told: proto::income::v1::AssessEntitlement = world.last(case).await;
    let shared = told.facts.iter().find(|fact| fact.key == KEY).unwrap();
    assert!(shared.value == Some(Value::MoneyCents(0)), "what leaves is what holds that day");
    let days: Vec<_> =
        told.since_report.iter().map(|held| (held.from_day.as_str(), earned(&held.facts))).collect();
    assert_eq!(days, [("2026-03-02", Some(90_000)), ("2026-04-01", Some(0))], "and what held before");
}

fn earned(facts: &[Fact]) -> Option<i64> {
    let found = facts.iter().find(|fact| fact.key == KEY)?;
    match found.value {
        Some(Value::MoneyCents(cents)) => Some(cents),
        _ => None,
    }
}

async fn a_contradiction_that_is_looked_into_is_told_though_the_fact_stays(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    pass_on(&world, case, "monthly_earnings=50000", register("polisadministratie")).await.unwrap();
    let about = pb::ReceivedDocument { proves: vec![KEY.into()], ..about(case) };
    let sent = world.send_document(world.line(), "", parts(about, &pdf("loonstrook"), true)).await;
    let slip = sent.unwrap().document_id;
    let told = |names: &[String]| names.iter().filter(|name| name.ends_with("facts-changed")).count();
    let before = told(&world.names(case).await);
    verify(&world, case, 2, KEY, document(&slip)).await.unwrap();
    assert!(world.see(case).await.contested.is_empty());
    assert_eq!(told(&world.names(case).await), before + 1);
}

async fn what_an_ended_case_knows_is_offered_and_taken_over_once_verified(world: Arc<World>) {
    let first = world.submit(young(0)).await.unwrap().case_id;
    world.record(&first, "special_education=no, debts=yes").await.unwrap();
    world.end_search(&first, pb::SearchResult::Withdrew).await.unwrap();
    world.advance("2026-09-01");
    let again = pb::SubmitApplicationRequest {
        reported_on: "2026-09-01".into(),
        facts: facts("birth_date=2004-06-01, household=single"),
        ..young(0)
    };
    let second = world.submit(again).await.unwrap().case_id;
    let offer = async || {
        let message = pb::ListKnownFactsRequest { case_id: second.clone() };
        let asked = world.by(Role::IntakeConsultant, message);
        world.claims().list_known_facts(asked).await.unwrap().into_inner()
    };
    let keys = |known: &[pb::KnownFact]| -> Vec<_> {
        known.iter().map(|known| known.fact.as_ref().unwrap().key.clone()).collect()
    };

    let offered = offer().await;
    assert_eq!(keys(&offered.known), ["birth_date", "household"]);
    assert_eq!(keys(&offered.reusable), ["special_education", "debts"]);
    assert_eq!(offered.reusable[0].case_number, "2026-000001");
    assert_eq!(
        offered.to_ask,
        [
            "residence",
            "lives_in_municipality",
            "monthly_earnings",
            "other_income",
            "capital",
            "can_follow_education",
            "basic_qualification"
        ]
    );

    let take = async |keys: &[&str], proof| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let (case_id, from_case_id) = (second.clone(), first.clone());
        let message = pb::ReuseFactsRequest { case_id, from_case_id, keys, proof };
        let answer = world.claims().reuse_facts(world.by(Role::IntakeConsultant, message)).await;
        answer.map(drop).map_err(|status| Refused::from_status(&status))
    };
    let rules =
        |refused: Refused| -> Vec<_> { refused.violations.into_iter().map(|each| each.rule).collect() };
    assert_eq!(rules(take(&["debts"], None).await.unwrap_err()), ["proof-required"]);
    assert_eq!(rules(take(&["capital"], Some(confirmed())).await.unwrap_err()), ["Participatiewet art. 43a"]);
    take(&["debts"], Some(confirmed())).await.unwrap();

    assert_eq!(keys(&offer().await.known), ["birth_date", "household", "debts"]);
    let claims = list(&world, &second, "debts", "", "").await.claims;
    assert_eq!(
        (claims[0].reused_from_case_id.as_str(), claims[0].occasion.as_str()),
        (first.as_str(), "reuse")
    );
    assert_eq!((claims[0].verifications.len(), claims[0].stands), (1, true));
    assert_eq!(
        world.story(&second).await.last().unwrap(),
        "Gegevens overgenomen uit zaak 2026-000001, vastgesteld door het opnieuw te vragen: problematische schulden"
    );
}

async fn what_is_wrong_with_a_source_is_named_at_once(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    let rules = |refused: Refused| -> Vec<_> {
        refused.violations.into_iter().map(|each| format!("{} {}", each.field, each.rule)).collect()
    };
    let wrong = pb::Provenance {
        valid_from: "2026-03-02".into(),
        valid_until: "2026-03-01".into(),
        proof: Some(pb::Proof { kind: "document".into(), document_id: "x".into(), ..Default::default() }),
        ..register("")
    };
    assert_eq!(
        rules(pass_on(&world, case, "area=1", wrong).await.unwrap_err()),
        ["informant_name informant-named", "valid_until period-in-order", "proof.document_id uuid"]
    );
    let wrong = pb::Provenance { informant: "neighbour".into(), ..Default::default() };
    assert_eq!(
        rules(pass_on(&world, case, "area=1", wrong).await.unwrap_err()),
        ["informant informant-known"]
    );
    let wrong = pb::Provenance {
        informant: "applicant".into(),
        proof: Some(document(&uuid::Uuid::nil().to_string())),
        ..register("x")
    };
    assert_eq!(
        rules(pass_on(&world, case, "area=1", wrong).await.unwrap_err()),
        [
            "informant_name informant-named",
            "facts.area informant-fits-source",
            "proof.kind proof-of-a-consultant"
        ]
    );
    assert_eq!(world.see(case).await.version, 1);
}

async fn only_who_may_reads_verifies_and_takes_over(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let ask = pb::ListClaimsRequest { case_id: case.clone(), ..Default::default() };
    for role in [Role::Partner, Role::ClientSystem, Role::PolicyOfficer, Role::Manager, Role::Operator] {
        let status = world.claims().list_claims(world.by(role, ask.clone())).await.err().unwrap();
        assert_eq!(status.code(), Code::PermissionDenied, "{role}");
    }
    let elsewhere = world.by_at(Role::QualityOfficer, ASKS_EVERYONE, "", ask);
    assert_eq!(world.claims().list_claims(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let verify = pb::VerifyClaimRequest {
        case_id: case.clone(),
        number: 1,
        key: KEY.into(),
        proof: Some(confirmed()),
    };
    let status =
        world.claims().verify_claim(world.by(Role::ClientSystem, verify.clone())).await.err().unwrap();
    assert_eq!(Refused::from_status(&status).violations[0].rule, "proof-of-a-consultant");
    let elsewhere = world.by_at(Role::IncomeConsultant, ASKS_EVERYONE, "k", verify);
    assert_eq!(world.claims().verify_claim(elsewhere).await.err().unwrap().code(), Code::NotFound);
    let reuse = pb::ReuseFactsRequest {
        case_id: case.clone(),
        from_case_id: case,
        keys: vec![KEY.into()],
        proof: Some(confirmed()),
    };
    let status = world.claims().reuse_facts(world.by(Role::ClientSystem, reuse.clone())).await.err().unwrap();
    assert_eq!(status.code(), Code::PermissionDenied);
    let own = world.by_at(Role::IntakeConsultant, HERE, "k2", reuse);
    let status = world.claims().reuse_facts(own).await.err().unwrap();
    assert_eq!(Refused::from_status(&status).rule, "reuse-within-term", "a running case is not drawn from");
}
