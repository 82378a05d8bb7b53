use chrono::DateTime;
use domain::PersonId;
use policy::CheckDepth;
use uuid::Uuid;

use super::*;
use crate::model::fixtures::{COMPLETE, claims, day, opening};
use crate::model::{Informant, Opening, Partner, Proof, StatementKind, Verified, lay};

const TODAY: &str = "2026-01-05";

fn stated(number: i64, said: &str, by: Option<Informant>) -> Statement {
    let mut claims = claims(said);
    if let Some(by) = by {
        claims.0.values_mut().for_each(|claim| claim.informant = by.clone());
    }
    Statement {
        case: opening().case,
        number,
        kind: StatementKind::Facts,
        day: day(TODAY),
        at: DateTime::UNIX_EPOCH,
        by: "someone".into(),
        claims,
        verified: Vec::new(),
        sealed_note: None,
    }
}

fn seen(number: i64, of: i64, key: FactKey, proof: Proof) -> Statement {
    Statement { verified: vec![Verified { number: of, key, proof }], ..stated(number, "", None) }
}

fn application(said: &str) -> Application {
    let stated = lay(&Facts::default(), &claims(said), day(TODAY));
    Application::open(Opening { stated, ..opening() }, day(TODAY))
}

fn rules(of: &Application, history: &[Statement], level: Option<&Level>) -> Vec<String> {
    let found = of.unsettled(history, level, day(TODAY));
    found.iter().map(|one| format!("{}:{}", one.field, one.rule)).collect()
}

#[test]
fn what_sources_disagree_about_waits_until_a_person_found_which_is_right() {
    let open = application(COMPLETE);
    let register = Some(Informant::Register { name: "a bank".into() });
    let mut history = vec![stated(1, COMPLETE, None), stated(2, "capital=9000000", register)];
    assert_eq!(rules(&open, &history, None), ["facts.capital:fact-contested"]);

    history.push(seen(3, 2, FactKey::Capital, Proof::Confirmed));
    assert!(rules(&open, &history, None).is_empty());
}

#[test]
fn what_the_scorecard_wants_seen_waits_until_it_was_seen_as_deeply() {
    let open = application(COMPLETE);
    let check = |fact, depth| Check { fact, depth };
    let level = Level {
        key: "deep".into(),
        label: "Volledige controle".into(),
        checks: vec![
            check(FactKey::Household, CheckDepth::Confirmed),
            check(FactKey::Capital, CheckDepth::Twofold),
        ],
        recheck_months: None,
    };
    let mut history = vec![stated(1, COMPLETE, None)];
    let both = ["facts.household:depth-of-check", "facts.capital:depth-of-check"];
    assert_eq!(rules(&open, &history, Some(&level)), both);

    history.push(seen(2, 1, FactKey::Household, Proof::Confirmed));
    history.push(seen(3, 1, FactKey::Capital, Proof::Register { name: "a bank".into() }));
    assert_eq!(rules(&open, &history, Some(&level)), ["facts.capital:depth-of-check"]);
    history.push(seen(4, 1, FactKey::Capital, Proof::Document { id: Uuid::from_u128(7) }));
    assert!(rules(&open, &history, Some(&level)).is_empty());

    let support = COMPLETE.replace("assistance_requested=yes", "assistance_requested=no");
    let history = [stated(1, &support, None)];
    assert!(rules(&application(&support), &history, Some(&level)).is_empty(), "no right is asked");
}

#[test]
fn a_couple_waits_for_the_other_one() {
    let couple = COMPLETE.replace("household=single", "household=couple, partner_birth_date=1984-01-01");
    let open = application(&couple);
    let history = [stated(1, &couple, None)];
    assert_eq!(rules(&open, &history, None), [format!("partner:{TOGETHER}")]);

    let person = PersonId::new(Uuid::from_u128(3));
    let partner = Partner { person, applies: true, consent: None, left_on: None };
    let together = open.join(partner, &open.facts).unwrap().unwrap();
    assert!(rules(&together, &history, None).is_empty());
    let left = together.part(day(TODAY), day(TODAY)).unwrap().unwrap();
    assert_eq!(rules(&left, &history, None), [format!("partner:{TOGETHER}")], "the facts still say couple");
}
