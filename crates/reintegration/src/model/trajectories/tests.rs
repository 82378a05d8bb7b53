use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::examples::{
    START, TWO_EYES, categorised, client, day, facts, moment, on_trajectory, policies, policy,
};

const PARTNER: &str = "a-partner";

fn with_partner() -> StartOf {
    StartOf { partner: Some(PARTNER.into()), preparatory: false }
}

fn preparing() -> StartOf {
    StartOf { partner: None, preparatory: true }
}

fn started_for(client: &Client, start: &StartOf) -> Decided {
    start_for_case(Some(client), start, policy(TWO_EYES, START), &moment(START, 3))
}

fn extended(client: &Client, reason: Option<&str>, on: &str) -> Result<(Trajectory, Decided), Refusal> {
    let id = client.trajectories.last().unwrap().id;
    let instruments = Instruments { policies: policies(), today: policy(TWO_EYES, on) };
    extend(client, id, reason, instruments, &moment(on, 50))
}

fn refused_by(decided: &Decided) -> Option<&str> {
    decided.events.iter().find_map(|event| match event {
        Event::TrajectoryRefused { rule } => Some(rule.as_str()),
        _ => None,
    })
}

#[rstest]
#[case::of_the_category(with_partner(), "learn-work", "2026-04-05")]
#[case::preparation_for_sheltered_work(preparing(), "sheltered-preparation", "2026-07-05")]
fn the_chain_starts_an_instrument_for_its_term(
    #[case] start: StartOf,
    #[case] instrument: &str,
    #[case] ends_on: &str,
) {
    let decided = started_for(&client(TWO_EYES), &start);

    let after = decided.client.unwrap();
    let trajectory = after.trajectories.last().unwrap();
    assert_eq!((trajectory.starts_on, trajectory.partner.as_ref()), (day(START), start.partner.as_ref()));
    let told =
        Event::TrajectoryStarted { id: trajectory.id, instrument: instrument.into(), ends_on: day(ends_on) };
    assert_eq!(decided.events, [told]);
}

#[test]
fn a_repeat_tells_the_running_one_once_more() {
    let before = on_trajectory(TWO_EYES);

    let decided = started_for(&before, &with_partner());

    assert!(decided.client.is_none() && decided.story.is_empty());
    assert_eq!(decided.events, [started(&before.trajectories[0])]);
}

#[test]
fn what_cannot_start_is_told_with_its_rule() {
    let policy = policy(TWO_EYES, START);
    let start = |client: Option<&Client>| start_for_case(client, &with_partner(), policy, &moment(START, 3));

    let unknown = start(None);
    let uncategorised = start(categorised(TWO_EYES, &facts(10)).client.as_ref());
    // `care` starts with `training`, of which nobody said that no study finance exists.
    let conditions = start(categorised(TWO_EYES, &facts(30)).client.as_ref());
    let elsewhere = started_for(&on_trajectory(TWO_EYES), &StartOf { partner: None, preparatory: false });

    let on_own_strength = start(categorised(TWO_EYES, &facts(100)).client.as_ref());

    let all = [&unknown, &uncategorised, &conditions, &elsewhere, &on_own_strength];
    let rules = all.map(refused_by);
    let expected =
        ["no-category", "no-category", "study-finance-unknown", "instrument-runs", "no-instrument"];
    assert_eq!(rules, expected.map(Some));
    assert!(unknown.client.is_none() && unknown.story[0].explanation.is_some());
}

#[rstest]
#[case::fits("work-placement", Conditions::default(), None)]
#[case::unknown("no-such", Conditions::default(), Some("instrument-unknown"))]
#[case::runs("learn-work", Conditions::default(), Some("instrument-runs"))]
#[case::contract("trial-placement", Conditions::default(), Some("intended-contract-unknown"))]
#[case::long_enough("trial-placement", Conditions { contract_months: Some(6), no_study_finance: None }, None)]
#[case::study_finance("training", Conditions::default(), Some("study-finance-unknown"))]
#[case::no_study_finance("training", Conditions { contract_months: None, no_study_finance: Some(true) }, None)]
fn a_person_starts_an_instrument_beside_what_runs(
    #[case] instrument: &str,
    #[case] conditions: Conditions,
    #[case] rule: Option<&str>,
) {
    let before = on_trajectory(TWO_EYES);

    let asked = start_by_person(&before, instrument, conditions, policy(TWO_EYES, START), &moment(START, 4));

    match (asked, rule) {
        (Ok((_, decided)), None) => assert_eq!(decided.client.unwrap().running().count(), 2),
        (Err(refusal), Some(rule)) => {
            let named = refusal.violations.first().map_or(&refusal.rule, |violation| &violation.rule);
            assert_eq!(named, rule);
        }
        (asked, rule) => panic!("{:?} instead of {rule:?}", asked.map(|(trajectory, _)| trajectory)),
    }
}

#[test]
fn a_term_is_counted_from_the_start() {
    let mut late = on_trajectory(TWO_EYES);
    late.trajectories[0].starts_on = day("2025-11-30");
    assert_eq!(late.trajectories[0].ends_on(), day("2026-02-28"));

    let (trajectory, _) = extended(&late, None, START).unwrap();

    assert_eq!(trajectory.ends_on(), day("2026-05-30"));
}

#[test]
fn a_trajectory_keeps_the_limits_it_started_under() {
    let before = on_trajectory(TWO_EYES);
    let mut after = extended(&before, None, "2026-04-01").unwrap().1.client.unwrap();
    assert_eq!(policy(TWO_EYES, "2027-01-01").instrument("learn-work").unwrap().extensions, 0);
    after.trajectories[0].starts_on = day("2026-07-05");

    let (trajectory, _) = extended(&after, None, "2027-01-02").unwrap();

    assert_eq!(trajectory.extensions.len(), 2);
}

#[test]
fn a_version_that_is_gone_leaves_the_limits_of_today() {
    let mut before = on_trajectory(TWO_EYES);
    before.trajectories[0].policy_version = "gone".into();
    before.trajectories[0].starts_on = day("2026-12-05");

    assert!(extended(&before, None, "2026-12-31").is_ok());
    assert_eq!(extended(&before, None, "2027-01-02").err().unwrap().rule, "extension-not-allowed");
}

#[test]
fn an_extension_that_is_over_before_it_begins_is_refused() {
    let before = on_trajectory(TWO_EYES);

    assert!(extended(&before, None, "2026-07-05").is_ok());
    assert_eq!(extended(&before, None, "2026-07-06").err().unwrap().rule, "term-over");
}

#[rstest]
#[case::the_municipality(None, None)]
#[case::the_partner_that_runs_it(Some(PARTNER), None)]
#[case::another_partner(Some("other"), Some("not-found"))]
fn a_result_is_recorded_by_who_runs_it(#[case] organisation: Option<&str>, #[case] rule: Option<&str>) {
    let before = on_trajectory(TWO_EYES);
    let id = before.trajectories[0].id;
    let ending = Ending::Work { contract_months: Some(12), first_day: Some(day(START)) };

    let recorded = record_result(&before, id, ending.clone(), organisation, &moment(START, 5));

    match recorded {
        Ok(decided) => {
            assert_eq!(rule, None);
            assert_eq!(decided.events, [Event::TrajectoryEnded { id, ending: ending.clone() }]);
            let after = decided.client.unwrap();
            let again = record_result(&after, id, ending, organisation, &moment(START, 6)).err().unwrap();
            assert_eq!(again.rule, "trajectory-ended");
            assert_eq!(extended(&after, None, START).err().unwrap().rule, "trajectory-ended");
        }
        Err(refusal) => assert_eq!(Some(refusal.rule.as_str()), rule),
    }
}

#[rstest]
#[case::the_day_it_began(START, None)]
#[case::half_a_year_ahead("2026-07-05", None)]
#[case::before_it_began("2026-01-04", Some("not-before-start"))]
#[case::too_far_ahead("2026-07-06", Some("not-far-ahead"))]
fn work_begins_on_a_day_that_can_be(#[case] first_day: &str, #[case] rule: Option<&str>) {
    let before = on_trajectory(TWO_EYES);
    let ending = Ending::Work { contract_months: None, first_day: Some(day(first_day)) };
    let recorded = record_result(&before, before.trajectories[0].id, ending, None, &moment(START, 5));
    let refused = recorded.as_ref().err().map(|refusal| refusal.violations[0].rule.as_str());
    assert_eq!(refused, rule);
    if let Ok(decided) = recorded {
        assert!(decided.story[0].title.starts_with("Traject afgelopen, naar werk per "), "the day is told");
    }
}

/// As it was kept before the day was asked.
#[test]
fn an_ending_without_a_first_day_is_read() {
    let kept = r#"{"work":{"contract_months":12}}"#;
    let read: Ending = serde_json::from_str(kept).unwrap();
    assert_eq!(read, Ending::Work { contract_months: Some(12), first_day: None });
    assert_eq!(serde_json::to_string(&read).unwrap(), kept);
}

#[test]
fn a_partner_does_not_see_what_the_municipality_runs() {
    let start = StartOf { partner: None, preparatory: false };
    let before = started_for(&client(TWO_EYES), &start).client.unwrap();

    let id = before.trajectories[0].id;
    let refused = record_result(&before, id, Ending::Stopped, Some(PARTNER), &moment(START, 5));

    assert_eq!(refused.err().unwrap().rule, "not-found");
}

#[test]
fn taking_back_ends_all_and_always_answers() {
    let before = started_for(&on_trajectory(TWO_EYES), &preparing()).client.unwrap();

    let decided = end_all(Some(&before), "category-changed", &moment(START, 6));

    let ended = |event: &&Event| matches!(event, Event::TrajectoryEnded { .. });
    assert_eq!(decided.events.iter().filter(ended).count(), 2);
    assert_eq!(decided.events.last(), Some(&Event::TrajectoriesClosed));
    let after = decided.client.unwrap();
    assert_eq!((after.running().count(), after.version), (0, before.version + 1));
    for client in [Some(&after), None] {
        let again = end_all(client, "withdrawn", &moment(START, 7));
        assert!(again.client.is_none());
        assert_eq!(again.events, [Event::TrajectoriesClosed]);
    }
}

/// What anyone may try, in any order.
#[derive(Debug, Clone)]
enum Try {
    Start(&'static str),
    Extend { which: usize, reason: bool, after_days: u64 },
    Record { which: usize },
    ForCase { preparatory: bool },
    EndAll,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let instrument =
        prop::sample::select(vec!["learn-work", "work-placement", "job-coach", "sheltered-preparation"]);
    let one = prop_oneof![
        2 => instrument.prop_map(Try::Start),
        6 => (0usize..6, any::<bool>(), 0u64..120)
            .prop_map(|(which, reason, after_days)| Try::Extend { which, reason, after_days }),
        1 => (0usize..6).prop_map(|which| Try::Record { which }),
        1 => any::<bool>().prop_map(|preparatory| Try::ForCase { preparatory }),
        1 => Just(Try::EndAll),
    ];
    prop::collection::vec(one, 1..40)
}

fn attempt(before: &Client, attempt: &Try, on: &mut chrono::NaiveDate, input: u128) -> Option<Client> {
    let id = |which: usize| before.trajectories.get(which).map(|trajectory| trajectory.id);
    if let Try::Extend { after_days, .. } = attempt {
        *on = on.checked_add_days(chrono::Days::new(*after_days)).unwrap();
    }
    let (moment, policy) = (moment(&on.to_string(), input), policy(TWO_EYES, &on.to_string()));
    match attempt {
        Try::Start(instrument) => {
            start_by_person(before, instrument, Conditions::default(), policy, &moment).ok()?.1.client
        }
        Try::Extend { which, reason, .. } => {
            let instruments = Instruments { policies: policies(), today: policy };
            extend(before, id(*which)?, reason.then_some("ziekte"), instruments, &moment).ok()?.1.client
        }
        Try::Record { which } => {
            record_result(before, id(*which)?, Ending::Completed, None, &moment).ok()?.client
        }
        Try::ForCase { preparatory } => {
            let start = StartOf { partner: None, preparatory: *preparatory };
            start_for_case(Some(before), &start, policy, &moment).client
        }
        Try::EndAll => end_all(Some(before), "withdrawn", &moment).client,
    }
}

proptest! {
    #[test]
    fn limits_hold_whatever_the_sequence(tries in tries()) {
        let (mut client, mut on) = (client(TWO_EYES), day(START));
        for (number, one) in tries.iter().enumerate() {
            let before = client.clone();
            client = attempt(&before, one, &mut on, 100 + number as u128).unwrap_or(client);
            for (place, trajectory) in client.trajectories.iter().enumerate() {
                let limits = policies().by_version("two-eyes", &trajectory.policy_version).unwrap();
                let instrument = limits.instrument(&trajectory.instrument).unwrap();
                let used = u32::try_from(trajectory.extensions.len()).unwrap();
                prop_assert!(used <= instrument.extensions, "more extensions than allowed");
                let longest = domain::months_after(trajectory.starts_on, instrument.longest_months());
                prop_assert!(trajectory.ends_on() <= longest, "longer than the policy's longest");
                let needs_reason = instrument.extension_needs_reason;
                prop_assert!(trajectory.extensions.iter().all(|each| !needs_reason || each.reason.is_some()));
                if let Some(earlier) = before.trajectories.get(place) {
                    prop_assert!(trajectory.ends_on() >= earlier.ends_on(), "an end moved back");
                    prop_assert!(earlier.is_running() || trajectory == earlier, "what ended changed");
                }
            }
            prop_assert!(client.trajectories.len() >= before.trajectories.len(), "nothing is forgotten");
            let mut running: Vec<_> = client.running().map(|each| &each.instrument).collect();
            let all = running.len();
            running.sort();
            running.dedup();
            prop_assert_eq!(running.len(), all, "an instrument runs twice");
        }
    }
}
