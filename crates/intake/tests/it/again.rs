//! A client who is seen again while a case of theirs runs: on that case, and no second application.

use std::sync::Arc;

use domain::Role;
use proto::common::v1::{CaseRef, Fact};
use proto::income::v1::{EntitlementDecided, EntitlementOutcome};
use proto::intake::v1 as pb;
use service::Refused;

use crate::world::{HERE, World, application, before_intake, facts, number, on_both, young};

on_both!(
    a_reassessment_stands_on_the_case_that_runs,
    a_recall_whose_intake_is_held_leaves_nothing_to_ask,
    whoever_cannot_be_seen_again_hears_why,
    all_that_is_wrong_by_what_is_known_is_named_at_once,
    the_same_key_again_is_seen_once,
    what_sources_agree_on_by_it_is_told,
);

async fn granted(world: &World, case: &str) -> CaseRef {
    let (id, wire) = world.case_ref(case).await;
    let decided = EntitlementDecided {
        case: Some(wire.clone()),
        outcome: EntitlementOutcome::Granted.into(),
        rule: "norm-21a".into(),
        source: "PW art. 21".into(),
    };
    world.send(id, &decided).await;
    wire
}

/// Of someone of whom everything is known already.
fn again(which: u32, occasion: &str, stated: &str) -> pb::SubmitApplicationRequest {
    let situation =
        if occasion.starts_with("no-") { pb::Situation::Recall } else { pb::Situation::Reassessment };
    pb::SubmitApplicationRequest {
        situation: situation.into(),
        occasion: occasion.into(),
        facts: facts(stated),
        ..before_intake(which)
    }
}

fn rules(refused: &Refused) -> Vec<(&str, &str)> {
    refused.violations.iter().map(|each| (each.field.as_str(), each.rule.as_str())).collect()
}

async fn a_reassessment_stands_on_the_case_that_runs(world: Arc<World>) {
    let first = world.submit(application(0)).await.unwrap();
    let case = &first.case_id;
    granted(&world, case).await;
    world.advance("2026-05-04");
    let changed = pb::SubmitApplicationRequest {
        changed: vec!["capital".into(), "household".into()],
        reported_on: "2026-05-01".into(),
        ..again(0, "facts-changed", "capital=250000")
    };

    let seen = world.submit(changed).await.unwrap();

    assert_eq!((&seen.case_id, &seen.case_number), (case, &first.case_number));
    let why = seen.gate.unwrap();
    assert_eq!((why.rule.as_str(), seen.search_until.as_str()), ("seen-again-in-running-case", ""));
    assert_eq!(world.count("SELECT count(*) FROM applications").await, 1);
    let told: pb::ClientSeenAgain = world.last(case).await;
    assert_eq!((told.situation.as_str(), told.occasion.as_str()), ("reassessment", "facts-changed"));
    assert!(!told.intake_complete);
    let told: pb::FactsChanged = world.last(case).await;
    assert_eq!(told.for_right, ["capital", "household"], "what has another value, and what is said to");
    let names = world.names(case).await;
    assert_eq!(names[names.len() - 2..], ["workflow: facts-changed", "workflow: client-seen-again"]);

    let stands = world.see(case).await;
    assert_eq!((stands.stage.as_str(), stands.situation().as_str_name()), ("complete", "SITUATION_NEW"));
    let [once] = &stands.seen_again[..] else { panic!("seen {} times", stands.seen_again.len()) };
    assert_eq!((once.reported_on.as_str(), once.registered_on.as_str()), ("2026-05-01", "2026-05-04"));
    assert_eq!(once.changed, ["household", "capital"]);
    let story = world.story(case).await;
    let said = "Opnieuw gezien in deze zaak: herbeoordeling, want gegevens zijn veranderd";
    assert!(story.contains(&said.to_owned()), "{story:?}");
}

async fn a_recall_whose_intake_is_held_leaves_nothing_to_ask(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    granted(&world, case).await;
    let held = |stated: &str| pb::SubmitApplicationRequest {
        intake_complete: true,
        ..again(0, "no-contact", stated)
    };
    let lacking = world.submit(held("household=couple")).await.err().unwrap();
    let named = rules(&lacking);
    assert!(named.contains(&("facts.partner_birth_date", "intake-complete")), "{named:?}");
    assert!(named.iter().all(|(field, _)| *field != "facts.birth_date"), "known already: {named:?}");
    assert!(world.see(case).await.seen_again.is_empty());

    // What is known is not asked again, and the acts of the first intake still count.
    world.submit(held("")).await.unwrap();

    let told: pb::ClientSeenAgain = world.last(case).await;
    assert_eq!((told.situation.as_str(), told.occasion.as_str()), ("recall", "no-contact"));
    assert!(told.intake_complete);
    assert!(!world.names(case).await.contains(&"workflow: facts-changed".to_owned()));
}

async fn whoever_cannot_be_seen_again_hears_why(world: Arc<World>) {
    // Still to be decided, searching or not.
    let undecided = world.submit(application(0)).await.unwrap();
    world.submit(young(1)).await.unwrap();
    for which in [0, 1] {
        let refused = world.submit(again(which, "rules-changed", "")).await.err().unwrap();
        assert_eq!(refused.rule, "application-undecided");
        if which == 0 {
            assert!(refused.reason.contains(&undecided.case_number), "{}", refused.reason);
        }
    }
    // A second application stays one, whatever runs.
    granted(&world, &undecided.case_id).await;
    let second = world.submit(application(0)).await.err().unwrap();
    assert_eq!(second.rule, "second-open-application");
    assert!(second.reason.contains(&undecided.case_number), "{}", second.reason);
    // Who joins the household is recorded in the case.
    let partner = pb::Partner { citizen_service_number: number(7), applies: true, ..Default::default() };
    let with_partner =
        pb::SubmitApplicationRequest { partner: Some(partner), ..again(0, "rules-changed", "") };
    let refused = world.submit(with_partner).await.err().unwrap();
    assert_eq!(rules(&refused), [("partner", "known-in-the-case")]);

    // Whoever died is not seen again; whoever has no case that runs opens one.
    let (id, wire) = world.case_ref(&undecided.case_id).await;
    let close = |reason: &str| pb::CloseApplication { case: Some(wire.clone()), reason: reason.into() };
    world.send(id, &close("died")).await;
    let refused = world.submit(again(0, "rules-changed", "")).await.err().unwrap();
    assert_eq!(rules(&refused), [("situation", "case-ended-by-death")]);
    world.seen_before(3).await;
    let other = world.submit(pb::SubmitApplicationRequest {
        occasion: "no-trajectory".into(),
        situation: pb::Situation::Recall.into(),
        ..application(3)
    });
    let other = other.await.unwrap();
    assert_eq!(world.see(&other.case_id).await.situation().as_str_name(), "SITUATION_RECALL");
    let lacking = pb::SubmitApplicationRequest { intake_complete: true, ..again(4, "no-contact", "") };
    world.seen_before(4).await;
    let refused = world.submit(lacking).await.err().unwrap();
    assert!(rules(&refused).contains(&("facts.birth_date", "Participatiewet art. 41 lid 4")), "{refused:?}");
    assert!(rules(&refused).contains(&("facts.capital", "intake-complete")), "{refused:?}");
}

/// Of someone who is alone, as is known: who comes with them, and a partner who was born on a day.
async fn all_that_is_wrong_by_what_is_known_is_named_at_once(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    granted(&world, case).await;
    let partner = pb::Partner { citizen_service_number: number(7), applies: true, ..Default::default() };
    let wrong = |occasion: &str| pb::SubmitApplicationRequest {
        partner: Some(partner.clone()),
        ..again(0, occasion, "partner_birth_date=1990-01-01")
    };
    let by_what_is_known =
        [("partner", "known-in-the-case"), ("facts.partner_birth_date", "partner-needs-couple")];
    let refused = world.submit(wrong("rules-changed")).await.err().unwrap();
    assert_eq!(rules(&refused), by_what_is_known);
    // With what could not be read, in one answer.
    let refused = world.submit(wrong("storm")).await.err().unwrap();
    let mut all = vec![("occasion", "choice-required")];
    all.extend(by_what_is_known);
    assert_eq!(rules(&refused), all);
    let held = pb::SubmitApplicationRequest {
        intake_complete: true,
        ..again(0, "storm", "household=couple, partner_birth_date=2030-01-01")
    };
    let refused = world.submit(held).await.err().unwrap();
    let named = rules(&refused);
    assert_eq!(named[0], ("occasion", "choice-required"));
    assert_eq!(
        named.iter().filter(|one| **one == ("facts.partner_birth_date", "not-in-the-future")).count(),
        1
    );
    assert!(named.contains(&("partner", "Participatiewet art. 43 lid 2")), "{named:?}");
    assert!(named.iter().all(|(field, _)| *field != "facts.birth_date"), "known already: {named:?}");

    // Who was never here, and who was and has no case that runs.
    let refused = world.submit(again(5, "storm", "")).await.err().unwrap();
    assert_eq!(rules(&refused), [("occasion", "choice-required"), ("situation", "known-here")]);
    world.seen_before(6).await;
    let refused = world.submit(again(6, "storm", "")).await.err().unwrap();
    let gate = "Participatiewet art. 41 lid 4";
    let all = [("occasion", "choice-required"), ("facts.birth_date", gate), ("facts.household", gate)];
    assert_eq!(rules(&refused), all);

    // What was not decided on is refused as a whole, when it can be read.
    world.submit(young(1)).await.unwrap();
    let refused = world.submit(again(1, "storm", "partner_birth_date=1990-01-01")).await.err().unwrap();
    assert_eq!(rules(&refused), [("occasion", "choice-required")]);
    // Nothing came of all this.
    assert!(world.see(case).await.seen_again.is_empty());
}

async fn the_same_key_again_is_seen_once(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    granted(&world, case).await;
    for _ in 0..2 {
        let request = world.by_at(Role::ClientSystem, HERE, "recall-17", again(0, "no-trajectory", ""));
        let seen = world.client().submit_application(request).await.unwrap().into_inner();
        assert_eq!(&seen.case_id, case);
    }
    assert_eq!(world.see(case).await.seen_again.len(), 1);
    let told = world.names(case).await;
    assert_eq!(told.iter().filter(|name| *name == "workflow: client-seen-again").count(), 1);
}

/// The value stays what the register said: what was decided by the other one is looked at now that nobody disagrees.
async fn what_sources_agree_on_by_it_is_told(world: Arc<World>) {
    let case = &world.submit(application(0)).await.unwrap().case_id;
    granted(&world, case).await;
    let stated = facts("capital=9000000").into_iter();
    let message = pb::RecordFactsRequest {
        case_id: case.clone(),
        facts: stated.map(|fact| Fact { source: "system".into(), ..fact }).collect(),
        provenance: Some(pb::Provenance {
            informant: "register".into(),
            name: "a bank".into(),
            ..Default::default()
        }),
    };
    world.client().record_facts(world.by(Role::ClientSystem, message)).await.unwrap();
    assert_eq!(world.see(case).await.contested, ["capital"]);

    world.submit(again(0, "no-contact", "capital=9000000")).await.unwrap();

    assert!(world.see(case).await.contested.is_empty());
    let told: pb::FactsChanged = world.last(case).await;
    assert_eq!(told.for_right, ["capital"]);
}
