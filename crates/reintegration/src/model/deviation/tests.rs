use domain::RefusalKind;
use rstest::rstest;

use super::*;
use crate::model::examples::{FOUR_EYES, START, TWO_EYES, about, categorised, client, facts, moment, policy};
use crate::model::{Assignment, categorise};

fn chosen(client: &Client, category: &str, by: &str) -> Result<(DeviationId, Decided), Refusal> {
    let policy = policy(&client.municipality.to_string(), START);
    deviate(client, (category, "Kent de branche."), by, policy, &moment(START, 20))
}

fn decided_by(client: &Client, id: DeviationId, confirmed: bool, by: &str) -> Result<Decided, Refusal> {
    let policy = policy(&client.municipality.to_string(), START);
    confirm(client, id, (confirmed, "Zie dossier."), by, policy, &moment(START, 21))
}

fn assigned(decided: &Decided) -> Option<(&Assignment, Option<&str>)> {
    decided.events.iter().find_map(|event| match event {
        Event::CategoryAssigned { assignment, previous, .. } => Some((&**assignment, previous.as_deref())),
        _ => None,
    })
}

#[test]
fn without_four_eyes_it_takes_effect_at_once_and_both_are_kept() {
    let before = client(TWO_EYES);

    let (id, decided) = chosen(&before, "care", "anna").unwrap();

    let (assignment, previous) = assigned(&decided).unwrap();
    assert_eq!((assignment.by, previous), (AssignedBy::Deviation(id), Some("work")));
    assert_eq!(assignment.previous, before.assignment.map(|each| each.id));
    assert_eq!(decided.events.len(), 1);
    let after = decided.client.unwrap();
    assert_eq!((after.category(), after.proposal.category()), (Some("care"), Some("work")));
    assert_eq!(after.deviations[0].state, DeviationState::Confirmed { by: None, on: moment(START, 0).day });
}

#[test]
fn with_four_eyes_it_waits_for_someone_else() {
    let (id, proposed) = chosen(&client(FOUR_EYES), "care", "anna").unwrap();
    assert_eq!(proposed.events, [Event::DeviationProposed { id, by: "anna".into() }]);
    let waiting = proposed.client.unwrap();
    assert_eq!(waiting.category(), Some("work"));

    let own = decided_by(&waiting, id, true, "anna").err().unwrap();
    assert_eq!((own.kind, own.rule.as_str()), (RefusalKind::NotAllowed, "four-eyes"));

    let confirmed = decided_by(&waiting, id, true, "bert").unwrap();
    assert_eq!(confirmed.events[0], Event::DeviationSettled { id, confirmed: true });
    assert_eq!(assigned(&confirmed).unwrap().1, Some("work"));
    let after = confirmed.client.unwrap();
    assert_eq!(after.category(), Some("care"));

    let again = decided_by(&after, id, false, "bert").err().unwrap();
    assert_eq!(again.rule, "deviation-settled");
}

#[test]
fn a_rejected_deviation_changes_no_category() {
    let (id, proposed) = chosen(&client(FOUR_EYES), "care", "anna").unwrap();

    let rejected = decided_by(&proposed.client.unwrap(), id, false, "bert").unwrap();

    assert_eq!(rejected.events, [Event::DeviationSettled { id, confirmed: false }]);
    let after = rejected.client.unwrap();
    assert_eq!(after.category(), Some("work"));
    assert!(chosen(&after, "care", "anna").is_ok(), "someone may try again");
}

#[test]
fn a_second_deviation_waits_for_the_first() {
    let (_, proposed) = chosen(&client(FOUR_EYES), "care", "anna").unwrap();

    let refused = chosen(&proposed.client.unwrap(), "sheltered", "bert").err().unwrap();

    assert_eq!(refused.rule, "deviation-waits");
}

#[rstest]
#[case::unknown("no-such", "category-unknown")]
#[case::the_same("work", "category-holds-already")]
fn what_makes_no_sense_is_refused(
    #[values(TWO_EYES, FOUR_EYES)] municipality: &str,
    #[case] category: &str,
    #[case] rule: &str,
) {
    let refused = chosen(&client(municipality), category, "anna").err().unwrap();

    let named = refused.violations.first().map_or(&refused.rule, |violation| &violation.rule);
    assert_eq!(named, rule);
}

#[test]
fn where_the_policy_assigned_none_this_is_how_a_person_does() {
    let before = categorised(TWO_EYES, &facts(10)).client.unwrap();

    let (_, decided) = chosen(&before, "care", "anna").unwrap();

    assert_eq!(assigned(&decided).unwrap().1, None);
    let after = decided.client.unwrap();
    assert!(!after.awaits_person);
    assert_eq!(after.deviations[0].proposed, None);
}

#[test]
fn a_person_may_keep_what_held_when_the_policy_asks_a_person() {
    let municipality = TWO_EYES.parse().unwrap();
    let policy = policy(TWO_EYES, START);
    let review = |client: &Client| {
        categorise(about(&municipality), Some(client), &facts(10), policy, &moment(START, 30)).client.unwrap()
    };

    let (_, decided) = chosen(&review(&client(TWO_EYES)), "work", "anna").unwrap();

    let after = decided.client.unwrap();
    assert_eq!(after.category(), Some("work"));
    let refused = chosen(&after, "work", "anna").err().unwrap();
    assert_eq!(refused.rule, "category-holds-already", "once is enough");
}

#[rstest]
#[case::the_policy_says_the_same(60, true)]
#[case::the_policy_says_otherwise(30, false)]
#[case::the_policy_leaves_it_to_a_person(10, true)]
fn a_waiting_deviation_lapses_when_the_policy_comes_elsewhere(
    #[case] earning_capacity: i64,
    #[case] waits: bool,
) {
    let municipality = FOUR_EYES.parse().unwrap();
    let (id, proposed) = chosen(&client(FOUR_EYES), "sheltered", "anna").unwrap();
    let policy = policy(FOUR_EYES, START);

    let decided = categorise(
        about(&municipality),
        proposed.client.as_ref(),
        &facts(earning_capacity),
        policy,
        &moment(START, 40),
    );

    let settled = decided.events.contains(&Event::DeviationSettled { id, confirmed: false });
    assert_eq!((decided.client.unwrap().waiting_deviation().is_some(), settled), (waits, !waits));
}

#[test]
fn reasons_stay_out_of_story_and_debug() {
    let (_, decided) = chosen(&client(TWO_EYES), "care", "anna").unwrap();

    for line in &decided.story {
        assert!(!line.title.contains("branche"));
        assert!(!format!("{:?}", line.explanation).contains("branche"));
    }
    assert!(!format!("{:?}", decided.client.unwrap().deviations).contains("branche"));
}
