use std::slice::from_ref;
use std::sync::Arc;

use domain::Role;
use proto::partner_contracts::v1 as pb;
use testkit::eventually;

use crate::world::{World, case, case_ref, offer, on_both, withdraw};

on_both!(
    a_repeated_command_offers_once_and_tells_the_same_offer_again,
    a_case_goes_from_partner_to_partner_until_one_accepts_and_is_taken_back,
    an_overdue_answer_goes_on_and_a_late_expiry_changes_nothing,
    a_full_pool_offers_no_more_and_never_over_its_places_or_shares,
    the_same_answer_sent_twice_at_once_has_its_effect_once,
);

async fn a_repeated_command_offers_once_and_tells_the_same_offer_again(world: Arc<World>) {
    let command = world.command(1, &offer(1, "work"));
    world.deliver(from_ref(&command)).await;
    world.deliver(&[command]).await;
    assert_eq!(world.events(1).await, ["referral-offered"]);

    world.send(1, &offer(1, "work")).await;

    let told: Vec<pb::ReferralOffered> = world.all().await;
    let [first, again] = told.as_slice() else { panic!("{} offers", told.len()) };
    assert_eq!(first.referral_id, again.referral_id);
    assert_eq!((first.partner.as_str(), first.answer_by.as_str()), ("large", "2026-03-12"));
    assert_eq!(world.in_use().await, [("large".into(), 1), ("small".into(), 0), ("welfare".into(), 0)]);
}

async fn a_case_goes_from_partner_to_partner_until_one_accepts_and_is_taken_back(world: Arc<World>) {
    world.send(1, &offer(1, "work")).await;
    let offered: Vec<pb::ReferralOffered> = world.all().await;
    let to_large = &offered[0].referral_id;

    assert_eq!(world.answer("small", to_large, true).await, Err("not-found".into()));
    world.answer("large", to_large, false).await.unwrap();
    let offered: Vec<pb::ReferralOffered> = world.all().await;
    assert_eq!(offered[1].partner, "small");
    world.answer("small", &offered[1].referral_id, true).await.unwrap();
    assert_eq!(world.answer("small", &offered[1].referral_id, false).await, Err("referral-answered".into()));
    world.send(1, &offer(1, "work")).await;
    assert_eq!(world.in_use().await, [("large".into(), 0), ("small".into(), 1), ("welfare".into(), 0)]);

    world.send(1, &withdraw(1)).await;
    assert_eq!(world.answer("small", &offered[1].referral_id, true).await, Err("referral-withdrawn".into()));
    assert_eq!(
        world.events(1).await,
        [
            "referral-offered",
            "referral-declined",
            "referral-offered",
            "referral-accepted",
            "referral-accepted",
            "referral-withdrawn"
        ]
    );
    assert!(world.in_use().await.iter().all(|(_, in_use)| *in_use == 0));

    world.send(2, &withdraw(2)).await;
    assert_eq!(world.events(2).await, ["referral-withdrawn"]);

    let story = messaging::story_of(&world.db, case(1)).await.unwrap();
    assert_eq!(story.first_broken, None);
    let titles: Vec<_> = story.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Aangeboden aan De Grote Partner",
            "De Grote Partner heeft de aanmelding afgewezen",
            "Aangeboden aan De Kleine Partner",
            "De Kleine Partner heeft de aanmelding aangenomen",
            "Aanmelding bij De Kleine Partner ingetrokken"
        ]
    );
    assert_eq!(story.entries[2].explanation.as_ref().unwrap().rule, "partner-choice");
}

async fn an_overdue_answer_goes_on_and_a_late_expiry_changes_nothing(world: Arc<World>) {
    world.send(1, &offer(1, "care")).await;
    let offered: Vec<pb::ReferralOffered> = world.all().await;
    let expire = pb::ExpireOffer { case: case_ref(1), referral_id: offered[0].referral_id.clone() };
    world.send(1, &expire).await;
    assert_eq!(world.events(1).await, ["referral-offered", "referral-declined", "no-partner-left"]);
    assert!(world.all::<pb::ReferralDeclined>().await[0].expired);
    assert_eq!(world.answer("welfare", &offered[0].referral_id, true).await, Err("referral-expired".into()));

    world.send(1, &expire).await;
    assert_eq!(world.events(1).await.len(), 3);

    // The place came back: the next case gets it.
    world.send(2, &offer(2, "care")).await;
    assert_eq!(world.events(2).await, ["referral-offered"]);
}

async fn a_full_pool_offers_no_more_and_never_over_its_places_or_shares(world: Arc<World>) {
    let all: Vec<_> = (0..150).map(|number| world.command(number, &offer(number, "work"))).collect();
    world.deliver(&all).await;

    // 6 and 4 places: share and room come to ten.
    assert_eq!(world.in_use().await, [("large".into(), 6), ("small".into(), 4), ("welfare".into(), 0)]);
    assert_eq!(world.all::<pb::ReferralOffered>().await.len(), 10);
    assert_eq!(world.all::<pb::NoPartnerLeft>().await.len(), 140);

    let back: Vec<_> = (0..150).map(|number| world.command(number, &withdraw(number))).collect();
    world.deliver(&back).await;
    assert!(world.in_use().await.iter().all(|(_, in_use)| *in_use == 0));
    assert_eq!(world.all::<pb::ReferralWithdrawn>().await.len(), 150);
}

async fn the_same_answer_sent_twice_at_once_has_its_effect_once(world: Arc<World>) {
    world.send(1, &offer(1, "work")).await;
    let offered: Vec<pb::ReferralOffered> = world.all().await;
    let id = &offered[0].referral_id;

    let (one, other) = tokio::join!(world.answer("large", id, true), world.answer("large", id, true));

    assert_eq!((one, other), (Ok(()), Ok(())));
    assert_eq!(world.all::<pb::ReferralAccepted>().await.len(), 1);
    eventually("the referral is accepted", || async {
        let message = pb::GetReferralRequest { referral_id: id.clone() };
        let request = world.by(Role::ReintegrationConsultant, None, message);
        let referral = world.client().get_referral(request).await.unwrap().into_inner().referral.unwrap();
        referral.state() == pb::ReferralState::Accepted && referral.version == 2
    })
    .await;
}
