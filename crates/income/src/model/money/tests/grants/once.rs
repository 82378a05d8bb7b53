//! What the law allows once is not granted twice, and what replaces assistance not beside it.

use super::*;

const BUSINESS: &str = r#"{ "own_business": { "ends": false, "viable": true, "started_on": "2020-01-01",
    "started_from_benefit": false, "own_capital": 1000000 } }"#;
const SUPPLEMENT: &str = r#"{ "household": { "kind": "single", "children": [] },
    "applicant": { "birth_date": "1985-06-15" },
    "capital": { "assets": [], "debts": [], "owns_home": false },
    "supplements": { "asked_on": "2026-03-02", "better_income_expected": false } }"#;

/// An income supplement of € 400, which the municipality of these tests leaves to a consultant.
fn supplement(from: &str) -> GrantTerms {
    GrantTerms { fixed: Some(Cents::new(40_000)), ..terms(Scheme::IncomeSupplement, from) }
}

#[test]
fn an_income_supplement_is_granted_once_in_twelve_months_whatever_was_stated() {
    let mut story = nobody(SUPPLEMENT, "2026-03-02");
    story.grant(supplement("2026-03-02"), None, "2026-03-02");
    let refused = story.ask(supplement("2026-03-09"), None, "2026-03-09").unwrap_err();
    assert_eq!(refused.rule, "grant-no-right");
    assert!(refused.reason.contains("toegekend op 02-03-2026"), "{}", refused.reason);
    assert_eq!(Story::paid(&story.run("2026-03", "2026-03-20")), [("applicant".to_owned(), 40_000)]);

    let corrected = story.grant(supplement("2026-03-03"), Some(1), "2026-03-21");
    assert_eq!(corrected.grant, 1, "it does not stand in its own way");
    let earlier = story.ask(supplement("2026-02-01"), None, "2026-03-21").unwrap_err();
    assert_eq!(earlier.rule, "grant-known");

    story.state("2027-03-02", "2027-03-02", json(r#"{ "supplements": { "asked_on": "2027-03-02" } }"#));
    let too_soon = story.ask(supplement("2027-03-02"), None, "2027-03-02").unwrap_err();
    assert_eq!(too_soon.rule, "grant-no-right");
    story.state("2027-03-03", "2027-03-03", json(r#"{ "supplements": { "asked_on": "2027-03-03" } }"#));
    story.grant(supplement("2027-03-03"), None, "2027-03-03");
}

#[test]
fn a_supplement_of_an_earlier_day_is_not_granted_beside_one_of_the_year_after_it() {
    let mut story = nobody(SUPPLEMENT, "2025-01-01");
    story.grant(supplement("2026-03-02"), None, "2026-03-02");
    for (from, fits) in [("2025-03-02", true), ("2025-03-03", false)] {
        story.state(from, "2026-03-05", json(&format!(r#"{{ "supplements": {{ "asked_on": "{from}" }} }}"#)));
        let asked = story.ask(supplement(from), None, "2026-03-05");
        let refused = asked.err().map(|refused| refused.rule);
        assert_eq!(refused.as_deref(), (!fits).then_some("grant-known"), "{from}");
    }
}

#[test]
fn what_was_stated_of_another_municipality_counts_where_it_is_later() {
    let mut story = nobody(SUPPLEMENT, "2026-03-02");
    story.account.state.grants.insert(1, Grant::new(1, supplement("2025-05-01")));
    story.state("2026-03-02", "2026-03-02", json(r#"{ "supplements": { "granted_on": "2025-06-01" } }"#));
    let refused = story.ask(supplement("2026-03-02"), None, "2026-03-02").unwrap_err();
    assert!(refused.reason.contains("01-06-2025"), "{}", refused.reason);
}

#[rstest]
#[case::the_same(Scheme::Ioaw, Scheme::Ioaw, true)]
#[case::either_of_two(Scheme::Ioaz, Scheme::Ioaw, true)]
#[case::another_scheme(Scheme::WageCostSubsidy, Scheme::Ioaw, false)]
fn of_a_scheme_that_runs_there_is_one_at_a_time(
    #[case] stands: Scheme,
    #[case] asked: Scheme,
    #[case] excluded: bool,
) {
    let mut story = nobody(IOAW, "2026-01-01");
    let until = Some(day("2026-03-31"));
    story.account.state.grants.insert(1, Grant::new(1, GrantTerms { until, ..terms(stands, "2026-01-01") }));
    story.account.state.money_decisions = 1;
    let refused = |from| story.ask(terms(asked, from), None, "2026-04-01").err().map(|refused| refused.rule);
    assert_eq!(refused("2026-03-31").as_deref(), excluded.then_some("grant-known"));
    assert_eq!(refused("2026-04-01"), None, "it ended by then");
    let before = GrantTerms { until: Some(day("2025-12-31")), ..terms(asked, "2025-12-01") };
    let refused = story.ask(before, None, "2026-04-01").err().map(|refused| refused.rule);
    assert_ne!(refused.as_deref(), Some("grant-known"), "it had not begun");
}

#[test]
fn a_grant_that_ended_before_it_began_stands_in_nobody_s_way() {
    let mut story = nobody(STUDY, "2026-05-01");
    story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-01");
    let again = story.ask(terms(Scheme::StudySupplement, "2026-05-15"), None, "2026-05-15").unwrap_err();
    assert_eq!((again.rule.as_str(), again.kind), ("grant-known", domain::RefusalKind::Conflict));
    story.end(1, "2026-05-01");
    story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-15");
}

#[test]
fn each_employer_has_a_subsidy_and_each_cost_its_assistance() {
    let mut story = nobody(WORK, "2026-01-01");
    story.grant(terms(Scheme::WageCostSubsidy, "2026-01-01"), None, "2026-01-05");
    let same = story.ask(terms(Scheme::WageCostSubsidy, "2026-02-01"), None, "2026-02-01").unwrap_err();
    assert_eq!(same.rule, "grant-known");
    let other = GrantTerms { payee: Payee::Employer(2), ..terms(Scheme::WageCostSubsidy, "2026-02-01") };
    story.grant(other, None, "2026-02-01");

    let mut story = nobody(COSTS, "2026-03-01");
    let once = GrantTerms { once: true, ..terms(Scheme::SpecialAssistance, "2026-03-01") };
    for _ in 0..2 {
        story.grant(GrantTerms { fixed: Some(Cents::new(40_000)), ..once.clone() }, None, "2026-03-05");
    }
}

#[rstest]
#[case::it_runs(None, false, "2026-05-01", true)]
#[case::its_last_day(Some("2026-04-30"), false, "2026-04-30", true)]
#[case::the_day_after(Some("2026-04-30"), false, "2026-05-01", false)]
#[case::lost_after_a_month_that_was_paid(None, true, "2026-03-31", true)]
#[case::lost(None, true, "2026-04-01", false)]
fn ioaw_is_not_granted_beside_general_assistance(
    #[case] until: Option<&str>,
    #[case] lost: bool,
    #[case] from: &str,
    #[case] refused: bool,
) {
    let mut story = nobody(IOAW, "2026-01-01");
    story.state("2026-01-01", "2026-01-01", json(BUSINESS));
    story.account.state.right_from = Some(day("2026-03-01"));
    story.account.state.right_until = until.map(day);
    story.account.state.without_right = lost;
    let paid = Fixed { assistance: Cents::new(100), ..Fixed::default() };
    story.account.state.months.extend([(month("2026-03"), paid), (month("2026-04"), Fixed::default())]);
    let business =
        GrantTerms { once: false, fixed: Some(Cents::new(100_000)), ..terms(Scheme::SelfEmployed, from) };
    for (terms, source) in [
        (terms(Scheme::Ioaw, from), "PW art. 5 onder e en art. 15 lid 1"),
        (business.clone(), "Bbz 2004 art. 2"),
    ] {
        let scheme = terms.scheme;
        let asked = story.ask(terms, None, "2026-05-01").err();
        let asked = asked.filter(|asked| asked.rule == "grant-beside-assistance");
        assert_eq!(asked.is_some(), refused, "{scheme:?}");
        let Some(asked) = asked else { continue };
        let violation = &asked.violations[0];
        assert_eq!(
            (violation.field.as_str(), violation.rule.as_str()),
            ("from_day", "grant-beside-assistance")
        );
        assert!(violation.reason.contains(source), "{violation:?}");
    }
    // Capital for a business is beside what somebody lives on.
    let capital = GrantTerms { once: true, ..business };
    let asked = story.ask(capital, None, "2026-05-01").err().map(|refused| refused.rule);
    assert_ne!(asked.as_deref(), Some("grant-beside-assistance"));
}
