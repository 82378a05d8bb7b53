use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Role;
use service::Refused;

use crate::world::{HERE, World, application, on_both};

on_both!(2;
    applications_of_one_person_at_once_are_one_case,
    one_request_sent_twice_at_once_is_one_case,
    many_people_at_once_each_get_a_number,
);

async fn applications_of_one_person_at_once_are_one_case(world: Arc<World>) {
    for which in 0..5 {
        let asked: Vec<_> = (0..8)
            .map(|place| {
                let world = Arc::clone(&world);
                tokio::spawn(async move {
                    let request = world.by(Role::ClientSystem, application(which));
                    world.client_of(place % 2).submit_application(request).await
                })
            })
            .collect();
        let (mut opened, mut refused) = (Vec::new(), Vec::new());
        for answer in asked {
            match answer.await.unwrap() {
                Ok(submitted) => opened.push(submitted.into_inner().case_number),
                Err(status) => refused.push(Refused::from_status(&status)),
            }
        }
        assert_eq!((opened.len(), refused.len()), (1, 7), "{refused:?}");
        for refusal in refused {
            assert_eq!(refusal.rule, "second-open-application");
            assert!(refusal.reason.contains(&opened[0]), "{}", refusal.reason);
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM applications").await, 5);
    assert_eq!(world.count("SELECT count(*) FROM persons").await, 5);
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, 10, "to workflow and to income");
}

/// Of two instances that get one request at the same instant, the later may still refuse it as a second application;
/// nothing is doubled, and asking again with the same key gives the case.
async fn one_request_sent_twice_at_once_is_one_case(world: Arc<World>) {
    for which in 0..5 {
        let ask = |instance| {
            let request = world.by_at(Role::ClientSystem, HERE, &format!("form-{which}"), application(which));
            let mut client = world.client_of(instance);
            async move { client.submit_application(request).await.map(|submitted| submitted.into_inner().case_id) }
        };
        let mut answers = <[_; 2]>::from(tokio::join!(ask(0), ask(1))).to_vec();
        for (instance, answer) in answers.iter_mut().enumerate() {
            if let Err(status) = answer {
                assert_eq!(Refused::from_status(status).rule, "second-open-application");
                *answer = ask(instance).await;
            }
        }
        assert_eq!(answers[0].as_ref().unwrap(), answers[1].as_ref().unwrap());
    }
    assert_eq!(world.count("SELECT count(*) FROM applications").await, 5);
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, 10, "to workflow and to income");
}

async fn many_people_at_once_each_get_a_number(world: Arc<World>) {
    let asked: Vec<_> = (0..60u32)
        .map(|which| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let instance = usize::try_from(which % 2).unwrap();
                let request = world.by(Role::ClientSystem, application(which));
                world.client_of(instance).submit_application(request).await.unwrap().into_inner().case_number
            })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for answer in asked {
        numbers.insert(answer.await.unwrap());
    }
    let expected: BTreeSet<_> = (1..=60).map(|running| format!("2026-{running:06}")).collect();
    assert_eq!(numbers, expected, "numbers without gaps, each once");
}
