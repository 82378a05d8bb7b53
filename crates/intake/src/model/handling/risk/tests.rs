use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::fixtures::{claims, day, facts, opening, policies, says};
use crate::model::{Application, Verified};

/// Nothing to verify beyond the lightest level.
const PLAIN: &str = "lives_in_municipality=yes, cost_sharers=0, monthly_earnings=0, other_income=0, capital=0, \
    former_entrepreneur=no";
/// Two points.
const NORMAL: &str = "lives_in_municipality=no";
/// Four points.
const DEEP: &str = "lives_in_municipality=no, monthly_earnings=1, other_income=1";

fn policy(four_eyes: bool) -> Policy {
    let mut policy =
        policies().of(&"emmen-coevorden:0109".parse().unwrap(), day("2026-01-05")).unwrap().clone();
    policy.deviation.four_eyes = four_eyes;
    policy
}

fn found(stated: &str) -> RiskResult {
    let mut all = facts(PLAIN);
    all.lay_over(facts(stated));
    score(&policy(false), &all, day("2026-01-05")).unwrap()
}

fn handling(stated: &[&str]) -> Handling {
    let empty = Handling::of(&Application::open(opening(), day("2026-01-05")));
    stated.iter().fold(empty, |before, stated| before.weighed(Some(found(stated))).unwrap_or(before))
}

fn level(of: &Handling) -> &str {
    of.level().map_or("", |(level, _)| &level.key)
}

fn rule<T>(outcome: Result<T, Refusal>) -> String {
    outcome.err().map(|refusal| refusal.rule).unwrap_or_default()
}

fn deviated(of: &Handling, to: &str, four_eyes: bool) -> Result<(Handling, bool), Refusal> {
    let policy = policy(four_eyes);
    of.deviate(to, "sealed".into(), Deciding { by: "anna", policy: &policy, today: day("2026-01-06") })
}

#[rstest]
#[case("", 0, "light", "light", "")]
#[case(NORMAL, 2, "normal", "normal", "scorecard/1")]
#[case(DEEP, 4, "deep", "deep", "scorecard/1 scorecard/3 scorecard/4")]
fn points_give_a_level_with_every_factor_and_its_facts(
    #[case] stated: &str,
    #[case] points: u32,
    #[case] level: &str,
    #[case] at_most: &str,
    #[case] rules: &str,
) {
    let found = found(stated);

    assert_eq!(
        (found.points, found.level.key.as_str(), found.at_most.key.as_str()),
        (points, level, at_most)
    );
    assert_eq!(found.factors.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>().join(" "), rules);
    for factor in &found.factors {
        assert!(factor.points > 0 && !factor.source.is_empty() && !factor.note.is_empty());
        assert!(factor.facts.iter().all(|fact| fact.source == "applicant") && factor.facts.len() == 1);
    }
    assert_eq!(found.level.recheck_months, (level == "deep").then_some(12));
    assert!(!found.level.checks.is_empty());
    assert!(found.explanation().text.contains("niets over het recht"));
}

#[test]
fn unknown_facts_are_an_outcome_and_no_fault() {
    let found = score(&policy(false), &facts(""), day("2026-01-05")).unwrap();

    assert!(!found.is_sure() && found.points == 0);
    assert_eq!((found.level.key.as_str(), found.at_most.key.as_str()), ("light", "deep"));
    assert_eq!(found.missing.len(), 6);
    assert!(found.explanation().text.contains("Nog niet bekend"), "{}", found.explanation().text);
    // What is unknown changes nothing any more at the deepest level.
    let deep = facts("lives_in_municipality=no, cost_sharers=2, monthly_earnings=1");
    let found = score(&policy(false), &deep, day("2026-01-05")).unwrap();
    assert!(found.is_sure() && found.missing.is_empty() && found.level.key == "deep");
}

#[test]
fn no_scorecard_gives_nothing() {
    let elsewhere = policies();
    let policy = elsewhere.of(&"emmen:0114".parse().unwrap(), day("2026-01-05")).unwrap();
    assert_eq!(score(policy, &facts(DEEP), day("2026-01-05")), None);
    let handling = handling(&[]);
    assert_eq!(handling.weighed(None), None);
    assert_eq!(rule(deviated(&handling, "deep", false)), "no-scorecard");
}

#[test]
fn earlier_results_stay_and_the_same_again_is_no_new_one() {
    let once = handling(&[NORMAL]);
    assert_eq!(once.weighed(Some(found(NORMAL))), None);
    let twice = handling(&[NORMAL, "", DEEP]);

    assert_eq!(twice.risk.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(twice.risk[0], once.risk[0]);
    assert_eq!((level(&twice), twice.version), ("deep", 3));
}

#[rstest]
#[case("normal", "level-holds-already")]
#[case("deepest", "invalid-input")]
#[case("deep", "")]
#[case("light", "")]
fn a_person_may_choose_any_other_level(#[case] to: &str, #[case] refused: &str) {
    let before = handling(&[NORMAL]);
    let outcome = deviated(&before, to, false);
    assert_eq!(rule(outcome.clone()), refused);
    if let Ok((next, waits)) = outcome {
        assert!(!waits && level(&next) == to && next.risk == before.risk);
    }
}

#[test]
fn four_eyes_are_of_two_people() {
    let (proposed, waits) = deviated(&handling(&[NORMAL]), "light", true).unwrap();
    assert!(waits && level(&proposed) == "normal");
    assert_eq!(rule(deviated(&proposed, "deep", true)), "deviation-waits");
    let today = day("2026-01-07");
    assert_eq!(rule(proposed.settle(2, None, "bram", today)), "not-found");
    assert_eq!(rule(proposed.settle(1, None, "anna", today)), "four-eyes");

    let confirmed = proposed.settle(1, None, "bram", today).unwrap();
    assert_eq!(level(&confirmed), "light");
    assert_eq!(rule(confirmed.settle(1, None, "bram", today)), "deviation-settled");
    let rejected = proposed.settle(1, Some("sealed".into()), "bram", today).unwrap();
    assert_eq!(level(&rejected), "normal");
    assert!(deviated(&rejected, "deep", true).is_ok());
}

#[test]
fn a_deviation_holds_until_the_scorecard_gives_another_level() {
    let (chosen, _) = deviated(&handling(&[NORMAL]), "light", false).unwrap();
    let same = chosen.weighed(Some(found("monthly_earnings=1, other_income=1"))).unwrap();
    assert_eq!(level(&same), "light");
    let other = same.weighed(Some(found(DEEP))).unwrap();
    assert_eq!(level(&other), "deep");
    let back = other.weighed(Some(found(NORMAL))).unwrap();
    assert_eq!(level(&back), "normal");

    let (waiting, _) = deviated(&handling(&[NORMAL]), "light", true).unwrap();
    let outdated = waiting.weighed(Some(found(DEEP))).unwrap();
    assert_eq!(rule(outdated.settle(1, None, "bram", day("2026-01-07"))), "deviation-outdated");
    assert!(deviated(&outdated, "normal", true).is_ok(), "an outdated proposal holds up no other");
}

#[rstest]
#[case(CheckDepth::Confirmed, "", false)]
#[case(CheckDepth::Confirmed, "confirmed", true)]
#[case(CheckDepth::Evidence, "confirmed", false)]
#[case(CheckDepth::Evidence, "register", true)]
#[case(CheckDepth::Twofold, "register", false)]
#[case(CheckDepth::Twofold, "register document", true)]
fn a_check_is_done_when_it_was_seen_as_deeply_as_asked(
    #[case] depth: CheckDepth,
    #[case] seen: &str,
    #[case] done: bool,
) {
    let application = Application::open(opening(), day("2026-01-05"));
    let proof = |kind: &str| match kind {
        "confirmed" => Proof::Confirmed,
        "register" => Proof::Register { name: "polisadministratie".into() },
        _ => Proof::Document { id: uuid::Uuid::from_u128(9) },
    };
    let stated = says(&application, "monthly_earnings=0", "2026-01-05");
    let (number, key) = (stated.number, FactKey::MonthlyEarnings);
    let verified = seen.split_whitespace().map(|kind| Verified { number, key, proof: proof(kind) });
    let later =
        Statement { number: number + 1, claims: claims(""), verified: verified.collect(), ..stated.clone() };
    let check = Check { fact: FactKey::MonthlyEarnings, depth };

    assert_eq!(check.is_done(&[stated.clone(), later.clone()], day("2026-01-06")), done);
    let other = Check { fact: FactKey::Capital, depth };
    assert!(!other.is_done(&[stated.clone(), later.clone()], day("2026-01-06")));
    // What is said anew was not seen.
    let anew = Statement { number: number + 2, ..says(&application, "monthly_earnings=5", "2026-01-06") };
    assert!(!check.is_done(&[stated, later, anew], day("2026-01-06")));
}

proptest! {
    /// More risk never gives less depth, and what is unknown stays within what it could come to.
    #[test]
    fn what_becomes_known_stays_within_what_was_told(chosen in prop::collection::vec(0_u8..3, 6)) {
        let rows = [
            ("lives_in_municipality", "yes", "no"),
            ("cost_sharers", "0", "1"),
            ("monthly_earnings", "0", "1"),
            ("other_income", "0", "1"),
            ("capital", "0", "500000"),
            ("former_entrepreneur", "no", "yes"),
        ];
        let text = |risky: &str| {
            let all = rows.iter().zip(&chosen).filter_map(|((key, safe, risk), which)| match which {
                0 => Some(format!("{key}={safe}")),
                1 => Some(format!("{key}={risk}")),
                _ if risky.is_empty() => None,
                _ => Some(format!("{key}={}", if risky == "risk" { risk } else { safe })),
            });
            all.collect::<Vec<_>>().join(", ")
        };
        let scored = |risky: &str| score(&policy(false), &facts(&text(risky)), day("2026-01-05")).unwrap();
        let (open, least, most) = (scored(""), scored("safe"), scored("risk"));
        prop_assert_eq!(open.points, least.points);
        prop_assert_eq!(&open.level.key, &least.level.key);
        prop_assert_eq!(&open.at_most.key, &most.level.key);
        prop_assert!(least.is_sure() && most.is_sure() && most.points >= least.points);
        prop_assert_eq!(open.is_sure(), open.missing.is_empty());
    }
}
