use rstest::rstest;
use serde_json::json;

use super::*;
use crate::Claimant;
use crate::conduct::{Duties, ExemptionGround, duties};

fn of(other: Value, today: &str) -> Step<Duties> {
    let base = json!({
        "applicant": { "birth_date": "1995-05-05" },
        "household": { "kind": "single", "children": [] },
        "conduct": { "applicant": { "fully_disabled": false } }
    });
    let facts = facts(with(base, other));
    duties(on(&facts, today), Claimant::Applicant)
}

/// A single parent of a child born on 2022-06-15, whose care allows work.
fn parent(other: Value) -> Value {
    let base = json!({
        "household": { "kind": "single-parent", "children": [
            { "birth_date": "2012-01-01", "dependent": true }, { "birth_date": "2022-06-15", "dependent": true }
        ] },
        "conduct": { "applicant": { "care_allows_work": true } }
    });
    with(base, json!({ "conduct": { "applicant": other } }))
}

fn flags(duties: &Duties) -> (bool, bool, bool) {
    (duties.labour, duties.support, duties.activity)
}

#[test]
fn everybody_has_all_duties() {
    let all = value(of(json!({}), "2026-03-01"));
    assert_eq!((flags(&all), all.ground, all.exempt_until), ((true, true, true), None, None));
}

#[rstest]
#[case("2008-05-05", "2026-05-04", false)]
#[case("2008-05-05", "2026-05-05", true)]
#[case("1959-01-15", "2026-01-14", true)]
#[case("1959-01-15", "2026-01-15", false)]
fn from_eighteen_to_pension_age(#[case] born: &str, #[case] today: &str, #[case] hold: bool) {
    let step = of(json!({ "applicant": { "birth_date": born } }), today);
    assert_eq!(!not_applicable(&step), hold, "{}", step.explanation.text);
}

#[test]
fn they_begin_on_the_day_of_notification() {
    let from = json!({ "conduct": { "applicant": { "duties_from": "2026-03-02" } } });
    assert!(not_applicable(&of(from.clone(), "2026-03-01")));
    assert!(flags(&value(of(from, "2026-03-02"))).0);
}

#[test]
fn full_and_permanent_disability_takes_all_away() {
    let none = value(of(json!({ "conduct": { "applicant": { "fully_disabled": true } } }), "2026-03-01"));
    assert_eq!((flags(&none), none.ground), ((false, false, false), Some(ExemptionGround::FullyDisabled)));
}

#[rstest]
#[case(true, false, (false, true, true))]
#[case(false, true, (true, true, false))]
#[case(true, true, (false, true, false))]
fn an_exemption_for_a_time_leaves_the_duty_to_use_support(
    #[case] labour: bool,
    #[case] activity: bool,
    #[case] expected: (bool, bool, bool),
) {
    let exempt = json!({ "conduct": { "applicant": {
        "exempt_from_labour": labour, "exempt_from_activity": activity, "exempt_until": "2026-06-30"
    } } });
    let found = value(of(exempt.clone(), "2026-06-30"));
    assert_eq!(
        (flags(&found), found.ground, found.exempt_until),
        (expected, Some(ExemptionGround::Temporary), Some(day("2026-06-30")))
    );
    assert_eq!(flags(&value(of(exempt.clone(), "2026-07-01"))), (true, true, true));
    let endless = with(exempt, json!({ "conduct": { "applicant": { "exempt_until": null } } }));
    assert_eq!(missing(of(endless, "2026-06-30")), ["conduct.applicant.exempt_until"]);
}

fn cares(used: i64) -> Value {
    parent(
        json!({ "care_exemption_asked": "2024-03-01", "care_exemption_used": used, "care_exemption_ended": false }),
    )
}

/// Until the day before the child's fifth birthday, or until sixty months are used, whatever comes first.
#[rstest]
#[case(0, "2024-02-29", false)]
#[case(0, "2024-03-01", true)]
#[case(0, "2027-06-14", true)]
#[case(0, "2027-06-15", false)]
#[case(36, "2026-02-28", true)]
#[case(36, "2026-03-01", false)]
#[case(60, "2024-03-01", false)]
#[case(61, "2024-03-01", false)]
fn a_single_parent_of_a_small_child_is_exempt_on_request(
    #[case] used: i64,
    #[case] today: &str,
    #[case] exempt: bool,
) {
    let found = value(of(cares(used), today));
    assert_eq!(found.ground == Some(ExemptionGround::SmallChild), exempt);
    assert_eq!(flags(&found), if exempt { (false, true, false) } else { (true, true, true) });
}

#[test]
fn that_exemption_has_a_plan_a_review_and_an_end() {
    let found = value(of(cares(0), "2024-03-01"));
    assert_eq!(
        (found.exempt_until, found.plan_by, found.review_months),
        (Some(day("2027-06-14")), Some(day("2024-09-01")), Some(6))
    );
}

#[rstest]
#[case::not_asked(parent(json!({})))]
#[case::once(with(cares(0), json!({ "conduct": { "applicant": { "care_exemption_ended": true } } })))]
#[case::couple(with(cares(0), json!({ "household": { "kind": "couple" } })))]
#[case::not_proved(with(cares(0), json!({ "household": { "not_proved": true } })))]
#[case::not_dependent(with(cares(0), json!({ "household": { "children": [{ "birth_date": "2022-06-15", "dependent": false }] } })))]
#[case::too_old(with(cares(0), json!({ "household": { "children": [{ "birth_date": "2019-03-01", "dependent": true }] } })))]
fn it_is_not_for(#[case] other: Value) {
    assert_eq!(flags(&value(of(other, "2024-06-01"))), (true, true, true));
}

/// Below twelve, work waits until care, training and load were looked at.
#[rstest]
#[case("2014-06-02", false, true)]
#[case("2014-06-01", false, false)]
#[case("2014-06-02", true, false)]
fn work_waits_for_child_care(#[case] born: &str, #[case] allows: bool, #[case] waits: bool) {
    let other = with(
        parent(json!({ "care_allows_work": allows })),
        json!({ "household": { "children": [{ "birth_date": born, "dependent": true }] } }),
    );
    let found = value(of(other, "2026-06-01"));
    assert_eq!(found.ground == Some(ExemptionGround::CareNotReady), waits);
    assert_eq!(flags(&found), (!waits, true, true));
}

#[rstest]
#[case(json!({ "applicant": { "birth_date": null } }), "applicant.birth_date")]
#[case(json!({ "conduct": { "applicant": { "fully_disabled": null } } }), "conduct.applicant.fully_disabled")]
#[case(json!({ "household": { "kind": null } }), "household.kind")]
#[case(with(parent(json!({})), json!({ "household": { "children": null } })), "household.children")]
#[case(parent(json!({ "care_allows_work": null })), "conduct.applicant.care_allows_work")]
#[case(with(cares(0), json!({ "conduct": { "applicant": { "care_exemption_used": null } } })), "conduct.applicant.care_exemption_used")]
#[case(with(cares(0), json!({ "conduct": { "applicant": { "care_exemption_ended": null } } })), "conduct.applicant.care_exemption_ended")]
fn what_is_not_known_is_asked(#[case] other: Value, #[case] path: &str) {
    assert_eq!(missing(of(other, "2024-06-01")), [path]);
}

#[test]
fn each_of_a_couple_has_their_own() {
    let couple = facts(json!({
        "applicant": { "birth_date": "1990-01-01" }, "partner": { "birth_date": "1991-01-01" },
        "household": { "kind": "couple" },
        "conduct": { "applicant": { "fully_disabled": true }, "partner": { "fully_disabled": false } }
    }));
    let of = |who| value(duties(on(&couple, "2026-03-01"), who));
    assert_eq!((of(Claimant::Applicant).labour, of(Claimant::Partner).labour), (false, true));
}
