use chrono::DateTime;
use domain::{CaseId, FactValue};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::model::claims::{Proof, StatementKind};
use crate::model::fixtures::{claims, day, facts};

const KEY: FactKey = FactKey::CostSharers;

/// One more statement of a case, recorded on a day.
fn record(history: &mut Vec<Statement>, on: &str, claim: Option<Claim>, verified: Option<i64>) {
    let number = i64::try_from(history.len()).unwrap() + 1;
    let verified = verified.map(|number| Verified { number, key: KEY, proof: Proof::Confirmed });
    history.push(Statement {
        case: CaseId::new(Uuid::from_u128(1)),
        number,
        kind: StatementKind::Facts,
        day: day(on),
        at: DateTime::UNIX_EPOCH,
        by: "someone".into(),
        claims: claim.into_iter().map(|claim| (KEY, claim)).collect(),
        verified: verified.into_iter().collect(),
        sealed_note: None,
    });
}

fn says(informant: Informant, number: i64, on: &str) -> Claim {
    Claim::unbounded(FactValue::Number(number), informant, day(on))
}

fn within(claim: Claim, from: &str, until: &str) -> Claim {
    Claim { valid_from: Some(day(from)), valid_until: Some(day(until)), ..claim }
}

fn register() -> Informant {
    Informant::Register { name: "polisadministratie".into() }
}

fn number(history: &[Statement], valid_on: &str, known: &str) -> Option<i64> {
    standing(history, day(valid_on), day(known)).facts.number(KEY)
}

#[test]
fn only_another_value_is_a_change() {
    let before = facts("household=single, cost_sharers=1");
    let recorded =
        lay(&before, &claims("household=single, cost_sharers=2, weeks_abroad=3"), day("2026-01-05"));

    assert_eq!(recorded.changed, [FactKey::CostSharers, FactKey::WeeksAbroad]);
    assert_eq!(recorded.facts, facts("household=single, cost_sharers=2, weeks_abroad=3"));
}

#[test]
fn a_claim_for_some_months_gives_way_to_what_was_said_before() {
    let mut history = Vec::new();
    record(&mut history, "2026-01-05", Some(says(Informant::Applicant, 1, "2026-01-05")), None);
    let summer = within(says(Informant::Applicant, 2, "2026-03-02"), "2026-03-01", "2026-05-31");
    record(&mut history, "2026-03-02", Some(summer), None);

    for (valid_on, expected) in [("2026-02-28", 1), ("2026-03-01", 2), ("2026-05-31", 2), ("2026-06-01", 1)] {
        assert_eq!(number(&history, valid_on, "2026-07-01"), Some(expected), "{valid_on}");
    }
    // What was known before it was said.
    assert_eq!(number(&history, "2026-03-01", "2026-03-01"), Some(1));
    assert_eq!(number(&history, "2026-03-01", "2026-01-04"), None);
    let now = standing(&history, day("2026-03-02"), day("2026-03-02"));
    assert_eq!((now.until, now.contested.len()), (Some(day("2026-05-31")), 0));
}

#[test]
fn a_verified_claim_stands_over_what_was_said_before_it_was_verified() {
    let mut history = Vec::new();
    record(&mut history, "2026-01-05", Some(says(Informant::Applicant, 1, "2026-01-05")), None);
    record(&mut history, "2026-02-02", Some(says(register(), 2, "2026-02-02")), None);
    let before = standing(&history, day("2026-02-03"), day("2026-02-03"));
    assert_eq!((before.facts.number(KEY), before.contested), (Some(2), vec![KEY]));

    record(&mut history, "2026-02-04", None, Some(1));
    let after = standing(&history, day("2026-02-04"), day("2026-02-04"));

    assert_eq!((after.facts.number(KEY), after.contested.len()), (Some(1), 0));
    assert_eq!(after.facts.get(KEY).unwrap().stated_on, day("2026-02-04"));
    assert_eq!(after.by, BTreeSet::from([(1, KEY)]));
    // What was known the day before has not changed.
    assert_eq!(number(&history, "2026-02-03", "2026-02-03"), Some(2));
}

#[test]
fn on_one_day_what_was_recorded_last_stands_said_or_verified() {
    let mut history = Vec::new();
    let today = "2026-02-02";
    record(&mut history, today, Some(says(Informant::Applicant, 1, today)), None);
    record(&mut history, today, Some(says(register(), 2, today)), None);
    assert_eq!(number(&history, today, today), Some(2));
    record(&mut history, today, None, Some(1));
    assert_eq!(number(&history, today, today), Some(1));
    record(&mut history, today, Some(says(register(), 3, today)), None);
    let now = standing(&history, day(today), day(today));
    assert_eq!((now.facts.number(KEY), now.contested), (Some(3), vec![KEY]));
}

#[rstest]
// the same person says something else: a change, no contradiction
#[case(Informant::Applicant, 1, Informant::Applicant, 2, false)]
#[case(Informant::Applicant, 1, register(), 2, true)]
#[case(register(), 1, Informant::Applicant, 2, true)]
#[case(Informant::Applicant, 1, Informant::Partner, 2, true)]
#[case(Informant::Applicant, 2, Informant::Partner, 2, false)]
// a consultant judges what the household says, not what a register holds
#[case(Informant::Applicant, 1, Informant::Consultant, 2, false)]
#[case(register(), 1, Informant::Consultant, 2, true)]
#[case(Informant::Consultant, 1, Informant::Applicant, 2, true)]
#[case(register(), 1, Informant::Register { name: "basisregistratie".into() }, 2, true)]
fn sources_that_differ_are_shown(
    #[case] first: Informant,
    #[case] one: i64,
    #[case] second: Informant,
    #[case] two: i64,
    #[case] contested: bool,
) {
    let mut history = Vec::new();
    record(&mut history, "2026-01-05", Some(says(first, one, "2026-01-05")), None);
    record(&mut history, "2026-02-02", Some(says(second, two, "2026-02-02")), None);

    let now = standing(&history, day("2026-02-02"), day("2026-02-02"));

    assert_eq!(!now.contested.is_empty(), contested);
    assert_eq!(now.facts.number(KEY), Some(two), "the later one stands, and is shown to be contested");
}

#[test]
fn what_was_taken_back_speaks_against_nothing() {
    let mut history = Vec::new();
    record(&mut history, "2026-01-05", Some(says(Informant::Applicant, 1, "2026-01-05")), None);
    record(&mut history, "2026-02-02", Some(says(register(), 2, "2026-02-02")), None);
    record(&mut history, "2026-02-03", Some(says(Informant::Applicant, 2, "2026-02-03")), None);

    assert!(standing(&history, day("2026-02-03"), day("2026-02-03")).contested.is_empty());
}

fn any_informant() -> impl Strategy<Value = Informant> {
    prop::sample::select(vec![Informant::Applicant, Informant::Partner, Informant::Consultant, register()])
}

proptest! {
    /// Laid one by one without reading the past, or derived from all of it: the same facts.
    #[test]
    fn claims_without_bounds_can_be_laid_one_by_one(
        said in prop::collection::vec((any_informant(), 0i64..4, 0u64..20), 1..12),
    ) {
        let (first, today) = (day("2026-01-01"), day("2026-02-01"));
        let (mut history, mut laid) = (Vec::new(), Facts::default());
        for (informant, number, offset) in said {
            let on = first + chrono::Days::new(offset);
            let claim = Claim::unbounded(FactValue::Number(number), informant, on);
            laid = lay(&laid, &[(KEY, claim.clone())].into_iter().collect(), today).facts;
            record(&mut history, "2026-02-01", Some(claim), None);
            prop_assert_eq!(&laid, &standing(&history, today, today).facts);
        }
    }

    /// The same for answers that leave no room for others: what is set aside is so whichever way it is found, and what
    /// stands never contradicts itself.
    #[test]
    fn what_is_set_aside_is_so_whichever_way_it_is_found(
        said in prop::collection::vec((0usize..5, 0u64..20), 1..14),
    ) {
        const SAID: [&str; 5] = [
            "household=single",
            "household=couple",
            "household=single-parent",
            "partner_birth_date=1990-01-01",
            "youngest_child_age=4",
        ];
        let (first, today) = (day("2026-01-01"), day("2026-02-01"));
        let (mut history, mut laid) = (Vec::new(), Facts::default());
        for (which, offset) in said {
            let stated_on = first + chrono::Days::new(offset);
            let claim = claims(SAID[which]).0.into_iter().map(|(key, claim)| (key, Claim { stated_on, ..claim }));
            let claim: Claims = claim.collect();
            let next = lay(&laid, &claim, today).facts;
            if !crate::model::rules::contradictions(&next, today).is_empty() {
                continue;
            }
            laid = next;
            record(&mut history, "2026-02-01", None, None);
            if let Some(last) = history.last_mut() {
                last.claims = claim;
            }
            prop_assert_eq!(&laid, &standing(&history, today, today).facts);
        }
    }

    /// Whatever comes later, what was known on a day stays what was known on that day; and on the days until the next
    /// turn nothing changes by itself.
    #[test]
    fn the_past_is_never_edited_and_turns_are_told(
        said in prop::collection::vec((any_informant(), 0i64..4, 0u64..20, 0u64..30, prop::option::of(0u64..30)), 1..10),
    ) {
        let first = day("2026-01-01");
        let mut history = Vec::new();
        let mut seen = Vec::new();
        for (place, (informant, number, stated, from, length)) in said.into_iter().enumerate() {
            let today = first + chrono::Days::new(20 + place as u64);
            let claim = Claim {
                valid_from: Some(first + chrono::Days::new(from)),
                valid_until: length.map(|length| first + chrono::Days::new(from + length)),
                ..Claim::unbounded(FactValue::Number(number), informant, first + chrono::Days::new(stated))
            };
            record(&mut history, &today.to_string(), Some(claim), None);
            let now = standing(&history, today, today);
            let until = now.until.unwrap_or(today + chrono::Days::new(60));
            prop_assert!(until >= today);
            prop_assert_eq!(&standing(&history, until, today).facts, &now.facts);
            seen.push((today, now));
        }
        for (today, now) in seen {
            prop_assert_eq!(standing(&history, today, today), now);
        }
    }
}
