//! The pure part of the turn, without a database: the same input at the same moment gives the same outcome, and what
//! one input of a batch does, the next one sees.

use chrono::DateTime;
use domain::{Bsn, Role};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::fixtures::{COMPLETE, claims, day, policies};
use crate::model::{Assessment, Channel, Situation, Stage};
use crate::vault::tests::key;

fn actor() -> IntakeActor {
    let vault = Vault::new(&key(1).into(), &format!("a:{}", key(2)).into()).unwrap();
    IntakeActor { policies: policies(), vault: Arc::new(vault) }
}

fn moment(input: u128) -> Moment {
    Moment { day: day("2026-03-02"), instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(input) }
}

fn caller() -> Caller {
    let municipality = "emmen:0114".parse().unwrap();
    Caller { user: "form".into(), organisation: None, roles: vec![Role::ClientSystem], municipality }
}

/// An application of one of a few people.
fn submit(actor: &IntakeActor, who: u8, name: &str) -> Input {
    let number =
        (0..=9).filter_map(|last| Bsn::from_first_eight([9, 9, 9, 9, 0, 0, who, last])).next().unwrap();
    let caller = caller();
    Input::Submit(Box::new(Submit {
        applicant: Applicant {
            index: actor.vault.index_of(&caller.municipality, &number),
            number,
            name: (!name.is_empty()).then(|| name.to_owned()),
        },
        partner: None,
        representatives: Vec::new(),
        caller,
        situation: Situation::New,
        reason: None,
        channel: Channel::EForm,
        reported_on: day("2026-03-02"),
        applied_on: day("2026-03-02"),
        claims: claims(COMPLETE),
        proof: None,
        intake_complete: true,
        acts: Vec::new(),
    }))
}

/// Handles one input and lays its change on the world.
fn take(actor: &IntakeActor, world: &mut World, input: &Input, id: u128) -> Result<Option<Reply>, Refusal> {
    let outcome = actor.handle(input, world, &moment(id))?;
    if let Some(change) = outcome.change {
        actor.apply(world, change);
    }
    Ok(outcome.reply)
}

#[test]
fn the_same_input_at_the_same_moment_gives_the_same_outcome() {
    let actor = actor();
    let world = World::default();
    let input = submit(&actor, 1, "Fenna Voorbeeld");
    let (one, two) = (
        actor.handle(&input, &world, &moment(7)).unwrap(),
        actor.handle(&input, &world, &moment(7)).unwrap(),
    );

    assert_eq!((&one.told, &one.story), (&two.told, &two.story));
    let (one, two) = (one.change.unwrap(), two.change.unwrap());
    assert_eq!((one.application, one.persons, one.statement), (two.application, two.persons, two.statement));
}

#[test]
fn nothing_that_is_told_or_kept_shows_number_or_name() {
    let actor = actor();
    let input = submit(&actor, 1, "Fenna Voorbeeld");
    let Input::Submit(asked) = &input else { panic!("not a submission") };
    let number = asked.applicant.number.expose();

    let outcome = actor.handle(&input, &World::default(), &moment(7)).unwrap();

    let shown = format!("{:?}{:?}", outcome.told, outcome.story);
    let told: Vec<u8> = outcome.told.iter().flat_map(|told| told.body.clone()).collect();
    for secret in [number.as_str(), "Fenna"] {
        assert!(!shown.contains(secret));
        assert!(!told.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn a_message_about_a_closed_case_is_never_refused() {
    let actor = actor();
    let mut world = World::default();
    take(&actor, &mut world, &submit(&actor, 1, ""), 1).unwrap();
    let case = *world.applications.keys().next().unwrap();
    let municipality = caller().municipality;
    let close = Input::Close { case, municipality: municipality.clone(), reason: "withdrawn".into() };
    for id in 2..4 {
        take(&actor, &mut world, &close, id).unwrap();
    }
    for assessment in [Assessment::Entitlement, Assessment::Category, Assessment::Sheltered] {
        let input = Input::Assess { case, municipality: municipality.clone(), assessment, objection: None };
        let outcome = actor.handle(&input, &world, &moment(9)).unwrap();
        assert!(outcome.told.is_empty() && outcome.change.is_none());
        assert_eq!(outcome.story.len(), 1);
    }
}

/// What income was told of an application, by an input: whether it is over.
fn noted(actor: &IntakeActor, world: &mut World, input: &Input, id: u128) -> Vec<bool> {
    use prost::Message;
    use proto::income::v1::NoteApplication;
    let outcome = actor.handle(input, world, &moment(id)).unwrap();
    let kind = proto::routes::type_of::<NoteApplication>();
    let told = outcome.told.iter().filter(|told| told.kind == kind);
    let over = told.map(|told| NoteApplication::decode(told.body.as_slice()).unwrap().over).collect();
    if let Some(change) = outcome.change {
        actor.apply(world, change);
    }
    over
}

#[test]
fn income_knows_of_an_application_as_long_as_it_asks_for_assistance() {
    let (actor, mut world) = (actor(), World::default());
    assert_eq!(noted(&actor, &mut world, &submit(&actor, 1, ""), 1), [false]);
    let (case, first) = world.applications.first_key_value().unwrap();
    let (case, person, municipality) = (*case, first.person, first.municipality.clone());
    let close = Input::Close { case, municipality: municipality.clone(), reason: "denied".into() };
    assert_eq!(noted(&actor, &mut world, &close, 2), [true]);
    assert!(noted(&actor, &mut world, &close, 3).is_empty(), "once");
    let reopen = Input::Reopen { case, person, municipality, intake_complete: true };
    assert_eq!(noted(&actor, &mut world, &reopen, 4), [false]);
}

proptest! {
    /// In one batch as in many: one open application a person, numbers without gaps, one pseudonym a person.
    #[test]
    fn a_batch_keeps_to_one_open_application_a_person(asked in prop::collection::vec((0u8..5, any::<bool>()), 1..40)) {
        let actor = actor();
        let mut world = World::default();
        let mut running = 0;
        for (id, (who, closes)) in (1u128..).zip(asked) {
            let before = open_of(&world, &actor, who);
            let taken = take(&actor, &mut world, &submit(&actor, who, ""), id);
            match (before, taken) {
                (None, Ok(Some(Reply::Submitted { number, .. }))) => {
                    running += 1;
                    prop_assert_eq!(number, CaseNumber::new(2026, running));
                }
                (Some(first), Err(refusal)) => {
                    prop_assert_eq!(refusal.rule.as_str(), "second-open-application");
                    prop_assert!(refusal.reason.contains(first.as_str()));
                }
                (before, _) => prop_assert!(false, "{before:?}"),
            }
            if closes {
                let found = world.applications.values().find(|one| one.stage.is_open());
                let case = found.map(|one| one.case);
                let municipality = caller().municipality;
                if let Some(case) = case {
                    let close = Input::Close { case, municipality, reason: "withdrawn".into() };
                    take(&actor, &mut world, &close, id + 1_000).unwrap();
                }
            }
        }
        prop_assert_eq!(i64::try_from(world.applications.len()).unwrap(), running);
        let persons: BTreeSet<_> = world.applications.values().map(|one| one.person).collect();
        prop_assert_eq!(persons.len(), world.persons.len());
    }
}

/// The number of a person's open application.
fn open_of(world: &World, actor: &IntakeActor, who: u8) -> Option<CaseNumber> {
    let Input::Submit(asked) = submit(actor, who, "") else { return None };
    let person = world.persons.get(&asked.applicant.index)?;
    open_application(world, person.id, None).map(|found| found.number.clone())
}

fn opened(actor: &IntakeActor, world: &mut World, input: &Input, id: u128) -> Application {
    let Some(Reply::Submitted { case, .. }) = take(actor, world, input, id).unwrap() else {
        panic!("not submitted")
    };
    world.applications[&case].clone()
}

#[test]
fn a_closed_application_goes_on_when_what_closed_it_did_not_hold() {
    let (actor, mut world) = (actor(), World::default());
    let first = opened(&actor, &mut world, &submit(&actor, 1, ""), 1);
    let (case, person, municipality) = (first.case, first.person, first.municipality.clone());
    let close = Input::Close { case, municipality: municipality.clone(), reason: "denied".into() };
    let reopen = Input::Reopen { case, person, municipality, intake_complete: true };
    take(&actor, &mut world, &close, 2).unwrap();
    take(&actor, &mut world, &reopen, 3).unwrap();
    let version = world.applications[&case].version;
    assert_eq!(world.applications[&case].stage, Stage::Complete { on: day("2026-03-02") });
    take(&actor, &mut world, &reopen, 4).unwrap();
    assert_eq!(world.applications[&case].version, version, "it is open");

    // Meanwhile the person applied anew.
    take(&actor, &mut world, &close, 5).unwrap();
    opened(&actor, &mut world, &submit(&actor, 1, ""), 6);
    let refused = actor.handle(&reopen, &world, &moment(7)).unwrap();
    assert!(refused.change.is_none() && !world.applications[&case].stage.is_open());
    let kinds: Vec<_> = refused.told.iter().map(|told| told.kind.clone()).collect();
    assert_eq!(
        kinds,
        [proto::routes::type_of::<proto::intake::v1::ApplicationNotReopened>()],
        "someone is told"
    );

    // Once that one is over, the same question has the other answer.
    let second = world.applications.values().find(|one| one.stage.is_open()).unwrap().case;
    let municipality = world.applications[&case].municipality.clone();
    let close = Input::Close { case: second, municipality, reason: "withdrawn".into() };
    take(&actor, &mut world, &close, 8).unwrap();
    take(&actor, &mut world, &reopen, 9).unwrap();
    assert!(world.applications[&case].stage.is_open());
}
