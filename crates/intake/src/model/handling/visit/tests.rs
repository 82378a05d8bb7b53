use policy::Policy;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::Application;
use crate::model::fixtures::{day, facts, opening, policies};
use crate::model::score;

const TODAY: &str = "2026-01-12";

fn policy(municipality: &str) -> Policy {
    policies().of(&municipality.parse().unwrap(), day(TODAY)).unwrap().clone()
}

fn empty() -> Handling {
    Handling::of(&Application::open(opening(), day("2026-01-05")))
}

/// Of an application that the scorecard, where there is one, wants verified most deeply.
fn deep(policy: &Policy) -> Handling {
    let stated = facts(
        "lives_in_municipality=no, cost_sharers=2, monthly_earnings=100, other_income=0, capital=0, \
        former_entrepreneur=no",
    );
    empty().weighed(score(policy, &stated, day(TODAY))).unwrap_or_else(empty)
}

/// Asks two people, and has a ground of its own.
const WITH_PROTOCOL: &str = "emmen-coevorden:0109";
/// Says nothing of visits.
const WITHOUT: &str = "landsmeer:0415";

fn deciding<'a>(policy: &'a Policy, today: &str) -> Deciding<'a> {
    Deciding { by: "anna", policy, today: day(today) }
}

fn reason() -> NamedGround {
    NamedGround::Reason { sealed: "sealed".into() }
}

fn of_policy(key: &str) -> NamedGround {
    NamedGround::Policy { key: key.into() }
}

fn plan(ground: NamedGround, on: &str, visitors: &[&str]) -> Plan {
    Plan {
        ground,
        facts: vec![FactKey::LivesInMunicipality],
        announced: true,
        day: day(on),
        visitors: visitors.iter().map(ToString::to_string).collect(),
    }
}

fn planned(policy: &Policy) -> Handling {
    empty().plan_visit(plan(reason(), "2026-01-14", &["anna", "bram"]), deciding(policy, TODAY)).unwrap()
}

fn asked(on: &str, answer: Answer) -> Asked {
    Asked { on: day(on), told_ground: true, told_consequence: true, answer, document: None }
}

fn held(on: &str, visitors: &[&str]) -> Held {
    Held {
        found: Vec::new(),
        on: day(on),
        visitors: visitors.iter().map(ToString::to_string).collect(),
        sealed_report: "sealed".into(),
        statement: None,
    }
}

fn rules<T>(outcome: Result<T, Refusal>) -> String {
    let Some(refusal) = outcome.err() else { return String::new() };
    if refusal.violations.is_empty() {
        return refusal.rule;
    }
    let all: Vec<_> = refusal.violations.iter().map(|one| format!("{} {}", one.field, one.rule)).collect();
    all.join(", ")
}

#[rstest]
#[case(WITH_PROTOCOL, reason(), "2026-01-12", &["anna", "bram"], "")]
#[case(WITH_PROTOCOL, of_policy("risk-group"), "2026-01-14", &["anna", "bram"], "")]
#[case(WITH_PROTOCOL, of_policy("hunch"), "2026-01-14", &["anna", "bram"], "policy_ground ground-known")]
#[case(WITH_PROTOCOL, reason(), "2026-01-11", &["anna", "bram"], "day ground-beforehand")]
#[case(WITH_PROTOCOL, reason(), "2026-01-14", &["anna", "anna"], "visitors visitors-enough")]
#[case(WITHOUT, reason(), "2026-01-14", &["anna"], "")]
#[case(WITHOUT, reason(), "2026-01-14", &[], "visitors visitors-enough")]
#[case(WITHOUT, of_policy("risk-group"), "2026-01-14", &["anna"], "policy_ground ground-known")]
fn a_visit_has_a_ground_before_it_is_held(
    #[case] municipality: &str,
    #[case] ground: NamedGround,
    #[case] on: &str,
    #[case] visitors: &[&str],
    #[case] refused: &str,
) {
    let policy = policy(municipality);
    let outcome = deep(&policy).plan_visit(plan(ground, on, visitors), deciding(&policy, TODAY));
    assert_eq!(rules(outcome.clone()), refused);
    if let Ok(next) = outcome {
        assert_eq!((next.visits[0].number, next.visits[0].state()), (1, "planned"));
    }
}

#[test]
fn a_ground_of_the_policy_holds_only_at_its_depth() {
    let policy = policy(WITH_PROTOCOL);
    let light = facts(
        "lives_in_municipality=yes, cost_sharers=0, monthly_earnings=0, other_income=0, capital=0, \
        former_entrepreneur=no",
    );
    let light = empty().weighed(score(&policy, &light, day(TODAY))).unwrap();
    let of_group = || plan(of_policy("risk-group"), "2026-01-14", &["anna", "bram"]);
    assert_eq!(rules(light.plan_visit(of_group(), deciding(&policy, TODAY))), "policy_ground ground-holds");
    let (deeper, _) = light.deviate("deep", "sealed".into(), deciding(&policy, TODAY)).unwrap();
    assert_eq!(rules(deeper.plan_visit(of_group(), deciding(&policy, TODAY))), "");
}

#[test]
fn a_visit_that_shows_nothing_is_not_planned() {
    let policy = policy(WITHOUT);
    let nothing = Plan { facts: Vec::new(), ..plan(reason(), "2026-01-14", &["anna"]) };
    assert_eq!(rules(empty().plan_visit(nothing, deciding(&policy, TODAY))), "facts facts-required");
}

#[rstest]
#[case(asked("2026-01-12", Answer::Given), "", "consented")]
#[case(asked("2026-01-12", Answer::Refused), "", "refused")]
#[case(asked("2026-01-11", Answer::Given), "asked_on ground-beforehand", "")]
#[case(asked("2026-01-15", Answer::Given), "asked_on not-in-the-future", "")]
#[case(Asked { told_ground: false, ..asked("2026-01-12", Answer::Given) }, "told_ground informed-consent", "")]
#[case(Asked { told_consequence: false, ..asked("2026-01-12", Answer::Given) }, "told_consequence informed-consent", "")]
// Who says no need not know anything.
#[case(Asked { told_ground: false, ..asked("2026-01-12", Answer::Refused) }, "", "refused")]
fn consent_is_of_someone_who_knows(#[case] asked: Asked, #[case] refused: &str, #[case] state: &str) {
    let policy = policy(WITH_PROTOCOL);
    let outcome = planned(&policy).record_consent(1, &asked, deciding(&policy, "2026-01-14"));
    assert_eq!(rules(outcome.clone()), refused);
    if let Ok(next) = outcome {
        assert_eq!(next.visits[0].state(), state);
    }
}

#[rstest]
#[case(None, held("2026-01-14", &["anna", "bram"]), "consent-required")]
#[case(Some(Answer::Given), held("2026-01-14", &["anna", "bram"]), "")]
#[case(Some(Answer::Given), held("2026-01-12", &["anna", "bram"]), "day consent-beforehand")]
#[case(Some(Answer::Given), held("2026-01-15", &["anna", "bram"]), "day not-in-the-future")]
#[case(Some(Answer::Given), held("2026-01-14", &["anna"]), "visitors visitors-enough")]
#[case(
    Some(Answer::Given),
    Held { found: vec![FactKey::Capital], ..held("2026-01-14", &["anna", "bram"]) },
    "facts.capital finding-within-purpose"
)]
#[case(Some(Answer::Refused), held("2026-01-14", &["anna", "bram"]), "visit-ended")]
fn nobody_enters_without_consent(#[case] answer: Option<Answer>, #[case] held: Held, #[case] refused: &str) {
    let policy = policy(WITH_PROTOCOL);
    let now = deciding(&policy, "2026-01-14");
    let mut handling = planned(&policy);
    if let Some(answer) = answer {
        handling = handling.record_consent(1, &asked("2026-01-13", answer), now).unwrap();
    }
    let outcome = handling.hold_visit(1, held, now);
    assert_eq!(rules(outcome.clone()), refused);
    if let Ok(next) = outcome {
        assert_eq!(next.visits[0].state(), "held");
        assert_eq!(rules(next.cancel_visit(1, "sealed".into(), now)), "visit-ended");
        assert_eq!(rules(next.record_consent(1, &asked("2026-01-14", Answer::Refused), now)), "visit-ended");
    }
}

#[test]
fn consent_can_be_taken_back() {
    let policy = policy(WITH_PROTOCOL);
    let now = deciding(&policy, "2026-01-14");
    let given = planned(&policy).record_consent(1, &asked("2026-01-13", Answer::Given), now).unwrap();
    let back = given.record_consent(1, &asked("2026-01-14", Answer::Refused), now).unwrap();

    assert_eq!((back.visits[0].state(), back.visits[0].consents.len()), ("refused", 2));
    assert_eq!(rules(back.hold_visit(1, held("2026-01-14", &["anna", "bram"]), now)), "visit-ended");
    assert_eq!(rules(back.hold_visit(2, held("2026-01-14", &["anna", "bram"]), now)), "not-found");
}

#[rstest]
#[case(of_policy("risk-group"), FactKey::Household, "visit-refused-without-reason", "geen gevolg")]
#[case(reason(), FactKey::Household, "visit-refused-household", "53a lid 3")]
#[case(reason(), FactKey::CostSharers, "visit-refused-household", "53a lid 3")]
#[case(reason(), FactKey::LivesInMunicipality, "visit-refused-with-reason", "andere manier")]
fn refusing_has_only_the_consequence_of_the_law(
    #[case] ground: NamedGround,
    #[case] fact: FactKey,
    #[case] rule: &str,
    #[case] says: &str,
) {
    let policy = policy(WITH_PROTOCOL);
    let plan = Plan { facts: vec![fact], ..plan(ground, "2026-01-14", &["anna", "bram"]) };
    let planned = deep(&policy).plan_visit(plan, deciding(&policy, TODAY)).unwrap();

    let consequence = planned.visits[0].consequence(&policy.version);

    assert_eq!(consequence.rule, rule);
    assert!(consequence.text.contains(says) && consequence.source.contains("53a"), "{consequence:?}");
    assert_eq!(consequence.inputs[0].name, fact.code());
}

proptest! {
    /// Whatever is tried in whatever order: what was held has a ground and a consent on record from before.
    #[test]
    fn what_was_held_had_a_ground_and_consent(steps in prop::collection::vec((0_u8..5, 10_u32..20), 1..30)) {
        let policy = policy(WITH_PROTOCOL);
        let (mut handling, mut today) = (empty(), 10);
        for (step, on) in steps {
            today = today.max(on.min(today + 1));
            let text = |day: u32| format!("2026-01-{day}");
            let now = deciding(&policy, "2026-01-10");
            let now = Deciding { today: day(&text(today)), ..now };
            let last = handling.visits.last().map_or(0, |visit| visit.number);
            let next = match step {
                0 => handling.plan_visit(plan(reason(), &text(on), &["anna", "bram"]), now),
                1 => handling.record_consent(last, &asked(&text(on), Answer::Given), now),
                2 => handling.record_consent(last, &asked(&text(on), Answer::Refused), now),
                3 => handling.hold_visit(last, held(&text(on), &["bram", "anna"]), now),
                _ => handling.cancel_visit(last, "sealed".into(), now),
            };
            if let Ok(next) = next {
                prop_assert_eq!(next.version, handling.version + 1);
                handling = next;
            }
        }
        for visit in &handling.visits {
            if let Some(End::Held { on, visitors, .. }) = &visit.end {
                let consent = visit.consents.last().unwrap();
                prop_assert!(consent.answer == Answer::Given && consent.asked_on <= *on);
                prop_assert!(visit.named_on <= consent.asked_on && visitors.len() == 2);
            }
        }
    }
}
