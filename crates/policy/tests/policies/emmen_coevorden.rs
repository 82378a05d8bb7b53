//! Every figure of the plan of Emmen and Coevorden 2007, and every figure that it leaves to choice.

use domain::Facts;
use policy::Policy;
use rstest::rstest;

use crate::{common, figures};

fn qwink() -> &'static Policy {
    common::of(common::policies(), "emmen-coevorden:0109")
}

#[test]
fn rules_that_stand_alone() {
    assert_eq!(
        figures::rules(qwink()),
        [
            "from 2007-01-01 until None",
            "search of everyone false, 4 weeks, [], partners from None",
            // § 6.2: at most a year
            "without benefit at most Some(12)",
            "return activity Chosen contribution, own choice first true, at None, places None, exempt 0",
            "answer in 10 days, shares [], only support []",
            "sheltered 0 after None, [], advice 12 months",
            "four eyes false, talks None",
            "exempted 12 months",
            "tasks 7 14 14 28 7 7 7 42 14",
        ]
    );
    assert_eq!(figures::work_processes(qwink()), ["Entitlement 3", "Category 3"]);
    assert!(qwink().areas.is_empty() && qwink().distribution.is_empty());
}

/// § 1: one tenant, two municipalities, one policy.
#[test]
fn two_municipalities_run_under_one_policy() {
    let codes: Vec<_> =
        qwink().municipalities.iter().map(|each| (each.code.as_str(), each.label.as_str())).collect();
    assert_eq!(codes, [("0114", "Emmen"), ("0109", "Coevorden")]);
    assert_eq!(common::of(common::policies(), "emmen-coevorden:0114").version, qwink().version);
    assert_ne!(common::of(common::policies(), "emmen:0114").version, qwink().version);
}

/// Annex 4 and § 6.2; terms and months between reviews are choices.
#[test]
fn three_groups_lead_where_the_plan_says() {
    assert_eq!(
        figures::categories(qwink()),
        [
            "small-push work 6 3 reintegration-consultant work-first",
            "growth work 24 6 reintegration-consultant growth-trajectory",
            "other-horizon care 24 12 reintegration-consultant participation-place",
        ]
    );
}

#[rstest]
#[case("small-push", "work-first mediation wage-cost-subsidy")]
#[case(
    "growth",
    "growth-trajectory mediation training work-placement own-organisation-placement subsidised-work wage-cost-subsidy"
)]
#[case("other-horizon", "participation-place work-with-benefit care-trajectory")]
fn each_group_has_its_support(#[case] key: &str, #[case] instruments: &str) {
    let category = qwink().category(key).unwrap();
    assert_eq!(category.instruments.join(" "), instruments);
    assert_eq!(category.paid_from, ["work-part"]);
}

/// All twenty-seven answers to the three questions of § 6.2, where the bounds are a choice: by demand and skills, then
/// for low, some and high motivation.
#[rstest]
#[case("none", "none", ["other-horizon", "other-horizon", "other-horizon"])]
#[case("none", "some", ["other-horizon", "growth", "growth"])]
#[case("none", "high", ["growth", "growth", "growth"])]
#[case("some", "none", ["other-horizon", "growth", "growth"])]
#[case("some", "some", ["other-horizon", "growth", "growth"])]
#[case("some", "high", ["person", "small-push", "small-push"])]
#[case("high", "none", ["growth", "growth", "growth"])]
#[case("high", "some", ["growth", "growth", "small-push"])]
#[case("high", "high", ["person", "small-push", "small-push"])]
fn demand_skills_and_motivation(#[case] demand: &str, #[case] skills: &str, #[case] expected: [&str; 3]) {
    let outcomes = ["low", "some", "high"].map(|motivation| {
        let stated = format!(
            "demand={demand}, skills={skills}, motivation={motivation}, birth_date=1985-05-01, household=couple, \
             wants_own_business=no, homeless=no, in_shelter=no, wiw=no, assistance_requested=yes"
        );
        common::outcome(qwink(), &common::facts(&stated))
    });
    assert_eq!(outcomes, expected);
}

/// § 3: two years in Emmen and one in Coevorden after WIW and ID; § 6.2: at most a year without benefit. The rest are
/// choices.
#[test]
fn instruments_have_these_limits() {
    assert_eq!(
        figures::instruments(qwink()),
        [
            "work-first 3 + 1 x 3",
            "growth-trajectory 12 + 2 x 6",
            "work-placement 3 + 1 x 3, with a reason",
            "training 12 + 0 x 0, no study finance",
            "subsidised-work 12 + 1 x 12, with a reason",
            "participation-place 12 + 2 x 12",
            "care-trajectory 6 + 2 x 6",
            "without-benefit-trajectory 12 + 0 x 0",
            "mediation 6 + 1 x 3",
            "wage-cost-subsidy 12 + 1 x 12, with a reason",
            "work-with-benefit 6 + 1 x 6",
            "own-organisation-placement 6 + 1 x 6",
            "youth-desk 6 + 1 x 6",
            "start-up-information 3 + 1 x 3",
            "bridging-credit 12 + 0 x 0",
            "own-business-trajectory 12 + 2 x 12",
            "subsidised-job-extension 24 + 0 x 0, conditions 1",
            "follow-up-job 12 + 0 x 0, conditions 1",
        ]
    );
}

#[test]
fn target_groups_bring_what_the_plan_names() {
    assert_eq!(
        figures::target_groups(qwink()),
        [
            "young: youth-desk; approach 1",
            "early-school-leavers: youth-desk training; approach 1",
            "forty-five-plus: ; approach 1",
            "singles: ; approach 1",
            "without-benefit: without-benefit-trajectory; approach 0",
            "starters: start-up-information bridging-credit own-business-trajectory; approach 2",
            "homeless: ; approach 0",
            "in-shelter: ; approach 0",
            "former-subsidised-jobs: subsidised-job-extension follow-up-job; approach 0",
        ]
    );
}

#[test]
fn partners_serve_everyone_everywhere() {
    assert_eq!(
        figures::partners(qwink()),
        [
            "cwi 99990021 Intermediary: work, 0-100, areas [], supports -, places 120",
            "reintegration-company 99990022 Intermediary: work, 0-100, areas [], supports -, places 120",
            "training-centre 99990023 Education: work, 0-100, areas [], supports -, places 60",
            "agency-work 99990024 Intermediary: work, 0-100, areas [], supports -, places 60",
            "welfare-emmen 99990025 Welfare: care, 0-100, areas [], supports -, places 90",
            "welfare-coevorden 99990026 Welfare: care, 0-100, areas [], supports -, places 50",
        ]
    );
}

#[test]
fn the_joint_intake_asks_these_facts() {
    assert_eq!(
        figures::topics(qwink()),
        [
            "work: demand skills motivation birth_date household assistance_requested wiw",
            "own-business: wants_own_business",
            "school: early_school_leaver",
            "living: homeless in_shelter",
            "income: lives_in_municipality cost_sharers monthly_earnings other_income capital former_entrepreneur exempted",
            "without-benefit: family_income_percent real_prospects",
        ]
    );
}

#[test]
fn duties_and_what_follows_when_they_are_broken() {
    assert_eq!(
        figures::duties(qwink()),
        ["labour Labour", "reintegration Reintegration", "contribution ReturnActivity"]
    );
    assert_eq!(
        figures::measures(qwink()),
        ["labour-duty Labour 100 % 1 3", "reintegration-duty Reintegration 100 % 1 3"]
    );
    assert_eq!(
        figures::exemptions(qwink()),
        [
            "parent-of-young-child Whole 60 advice false request true child Some(5) contact 12",
            "urgent-reasons WholeOrPartial 12 advice true request false child None contact 12",
        ]
    );
}

/// Someone of whom nothing asks for proof.
const PLAIN: &str = "lives_in_municipality=yes, cost_sharers=0, monthly_earnings=0, other_income=0, capital=0, \
                     former_entrepreneur=no";

/// § 7 names a scorecard and no factor: each factor and its points are a choice. Amounts in cents.
#[rstest]
#[case("", 0, "light")]
#[case("lives_in_municipality=no", 2, "normal")]
#[case("cost_sharers=1", 1, "light")]
#[case("monthly_earnings=1", 1, "light")]
#[case("other_income=1", 1, "light")]
#[case("capital=499999", 0, "light")]
#[case("capital=500000", 1, "light")]
#[case("former_entrepreneur=yes", 1, "light")]
#[case("cost_sharers=3, former_entrepreneur=yes, other_income=100", 3, "normal")]
#[case("lives_in_municipality=no, cost_sharers=1, monthly_earnings=100", 4, "deep")]
fn the_scorecard_gives_points(#[case] stated: &str, #[case] points: u32, #[case] level: &str) {
    let mut facts = common::facts(PLAIN);
    facts.lay_over(common::facts(stated));

    let risk = qwink().risk(&facts).unwrap();

    assert_eq!((risk.points, risk.level.key.as_str()), (points, level));
    assert!(risk.missing.is_empty());
}

#[test]
fn levels_of_the_scorecard_and_home_visits() {
    let scorecard = qwink().scorecard.as_ref().unwrap();
    let levels: Vec<_> = scorecard.levels.iter().map(|each| (each.key.as_str(), each.from_points)).collect();
    assert_eq!(levels, [("light", 0), ("normal", 2), ("deep", 4)]);
    assert_eq!(scorecard.recheck_months, 12);
    let visits = qwink().home_visits.as_ref().unwrap();
    assert!(visits.consent_recorded && visits.ground_recorded && visits.people == 2);
    assert_eq!(visits.grounds.iter().map(|ground| ground.key.as_str()).collect::<Vec<_>>(), ["risk-group"]);
}

#[rstest]
// What is unknown could bring so many points.
#[case("cost_sharers=3", "capital", "light", "normal")]
#[case("lives_in_municipality=no", "capital", "normal", "normal")]
#[case("", "", "light", "light")]
fn what_is_unknown_is_told_with_what_it_could_mean(
    #[case] stated: &str,
    #[case] unknown: &str,
    #[case] level: &str,
    #[case] highest: &str,
) {
    let mut facts = common::facts(PLAIN);
    facts.lay_over(common::facts(stated));
    let facts: Facts = facts
        .iter()
        .filter(|(key, _)| key.code() != unknown)
        .map(|(key, fact)| (key, fact.clone()))
        .collect();

    let risk = qwink().risk(&facts).unwrap();

    assert_eq!((risk.level.key.as_str(), risk.highest.key.as_str()), (level, highest));
    assert_eq!(risk.missing.iter().map(|key| key.code()).collect::<Vec<_>>().join(" "), unknown);
    for reason in &risk.reasons {
        assert!(!reason.inputs.is_empty() && !reason.source.is_empty(), "{reason:?}");
    }
}

/// § 7: groups to which the joint intake pays attention of its own.
#[rstest]
#[case("homeless=no, in_shelter=no", None, "")]
#[case("homeless=no", None, "in_shelter")]
#[case("homeless=yes, in_shelter=no", Some("homeless"), "")]
#[case("homeless=yes", Some("homeless"), "in_shelter")]
#[case("in_shelter=yes", Some("shelter"), "")]
#[case("homeless=yes, in_shelter=yes", Some("shelter"), "")]
#[case("", None, "in_shelter homeless")]
fn some_have_an_intake_of_their_own(
    #[case] stated: &str,
    #[case] route: Option<&str>,
    #[case] missing: &str,
) {
    let found = qwink().intake_route(&common::facts(stated));

    assert_eq!(found.route.map(|route| route.key.as_str()), route);
    assert_eq!(found.missing.iter().map(|key| key.code()).collect::<Vec<_>>().join(" "), missing);
    let known = common::facts(stated);
    assert!(found.inputs.iter().all(|input| known.iter().any(|(key, _)| key.code() == input.name)));
}
