//! The test of own means of schemes for people on a low income (NC-8): one test for every scheme and every municipality
//! under the policy.

use domain::{Cents, Rounding};

use super::lines::{Right, Ruling, condition, judge};
use super::local::{MinimaScheme, Period};
use super::means;
use super::national::term;
use crate::facts::{Child, Reads};
use crate::right::ask_of_children;
use crate::{Answer, Question, Step, Stop};

/// Whether a scheme of the municipality is open to the household.
pub fn entitled(question: Question<'_>, scheme: &MinimaScheme) -> Answer<Right> {
    judge(vec![
        low_income(question, scheme),
        little_capital(question, scheme),
        with_children(question, scheme),
        not_granted_lately(question, scheme),
    ])
}

/// Not again within the period of the scheme in which it was granted.
fn not_granted_lately(question: Question<'_>, scheme: &MinimaScheme) -> Step<Ruling> {
    condition(question, "scheme-period", &scheme.source, |look| {
        let label = &scheme.label;
        let Some(period) = scheme.period() else {
            return Err(Stop::not_applicable(format!("{label}: het beleid zegt niet hoe vaak.")));
        };
        let in_use = look.facts().own_means.schemes_in_use.iter().flatten();
        let Some(last) = in_use.filter(|used| used.key == scheme.key).max_by_key(|used| used.granted_on)
        else {
            return Ok((true, format!("{label}: niet eerder toegekend.")));
        };
        let Some(granted) = last.granted_on else {
            if period == Period::Ever {
                return Ok((
                    false,
                    format!("{label}: het huishouden heeft deze regeling al. Dat kan maar één keer."),
                ));
            }
            return Err(Stop::person_decides(format!(
                "{label}: het huishouden heeft deze regeling al. Sinds wanneer is niet bekend; een consulent beslist."
            )));
        };
        look.counted("own_means.schemes_in_use".into(), granted.reads(), None);
        let on = granted.reads();
        Ok(match period.again_from(granted) {
            Some(again) => (
                again <= look.day(),
                format!("{label}: toegekend op {on}, en kan vanaf {} weer.", again.reads()),
            ),
            None => (false, format!("{label}: toegekend op {on}. Dat kan maar één keer.")),
        })
    })
}

/// Income of the month judged is at most the scheme's percentage of the norm. The bound is rounded to the nearest cent.
fn low_income(question: Question<'_>, scheme: &MinimaScheme) -> Step<Ruling> {
    condition(question, "scheme-income", &scheme.source, |look| {
        let (income, norm) = (means::income(look, &[]), means::norm(look));
        let (income, norm) = (income?, norm?);
        let percent = scheme.income_percent;
        let bound = norm.times(i64::from(percent), 100, Rounding::HalfUp)?;
        let low = income <= bound;
        let what = if low { "niet hoger dan" } else { "hoger dan" };
        Ok((
            low,
            format!(
                "{}: het inkomen van {income} is {what} {percent} % van de norm ({bound}).",
                scheme.label
            ),
        ))
    })
}

/// No capital that counts.
fn little_capital(question: Question<'_>, scheme: &MinimaScheme) -> Step<Ruling> {
    condition(question, "scheme-capital", &scheme.source, |look| {
        let (over, gifts) = means::capital(look, scheme.capital)?;
        let text = if over > Cents::ZERO {
            format!("{}: er is {over} vermogen dat meetelt.", scheme.label)
        } else {
            format!("{}: er is geen vermogen dat meetelt.", scheme.label)
        };
        Ok((over == Cents::ZERO, means::with_told(text, gifts)))
    })
}

/// Only households with a dependent child, where the scheme asks it.
fn with_children(question: Question<'_>, scheme: &MinimaScheme) -> Step<Ruling> {
    condition(question, "scheme-children", &scheme.source, |look| {
        if !scheme.with_children {
            return Err(Stop::not_applicable(format!("{}: ook zonder kinderen.", scheme.label)));
        }
        let children = look.list("household.children", &look.facts().household.children)?;
        let day = look.day();
        let age = term(look, "4.child-age")?;
        let any = Child::one_is_younger_than(children, age, day).ok_or_else(|| ask_of_children(look))?;
        look.given("household.children", children.len(), "gezin");
        let text = if any { "er is een kind ten laste" } else { "er is geen kind ten laste" };
        Ok((any, format!("{}: {text}.", scheme.label)))
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::facts::Facts;
    use crate::schemes::testing::{ask, facts, said, with};
    use crate::schemes::{CapitalTest, GrantedOnce};

    fn scheme(income_percent: u32, capital: CapitalTest, with_children: bool) -> MinimaScheme {
        let (key, label, source) =
            ("activities".into(), "Meedoenbijdrage".into(), "beleidsregels, test".into());
        let once_in_months = Some(12);
        MinimaScheme {
            key,
            label,
            income_percent,
            capital,
            with_children,
            amount: None,
            most: None,
            once_in_months,
            once: None,
            source,
        }
    }

    /// A single person with € 1.000 income beside € 401,50 assistance, and nothing else.
    fn household(json: &str) -> Facts {
        let base = facts(
            r#"{ "household": { "kind": "single", "children": [] },
                 "applicant": { "incomes": [{ "kind": "earnings", "amount": 100000 }] },
                 "own_means": { "norm": 140150, "assistance": 40150 },
                 "capital": { "assets": [], "debts": [], "owns_home": false } }"#,
        );
        with(&base, json)
    }

    #[rstest]
    #[case::at_the_norm(r#"{}"#, 100, "entitled")]
    #[case::a_cent_above(r#"{ "own_means": { "assistance": 40151 } }"#, 100, "scheme-income")]
    #[case::at_120_percent(r#"{ "own_means": { "income": 168180 } }"#, 120, "entitled")]
    #[case::above_120_percent(r#"{ "own_means": { "income": 168181 } }"#, 120, "scheme-income")]
    #[case::other_months_do_not_count(
        r#"{ "applicant": { "incomes": [{ "kind": "earnings", "amount": 100000 }, { "kind": "other", "amount": 9, "until": "2026-02" }] } }"#, 100, "entitled")]
    fn income_up_to_a_percentage_of_the_norm(
        #[case] json: &str,
        #[case] percent: u32,
        #[case] expected: &str,
    ) {
        let facts = household(json);
        let found = entitled(ask(&facts, "2026-03-01"), &scheme(percent, CapitalTest::Limit, false));
        assert_eq!(said(&found.finding), expected);
    }

    #[test]
    fn the_income_of_a_partner_counts() {
        let couple = household(r#"{ "household": { "kind": "couple" } }"#);
        let test = scheme(100, CapitalTest::None, false);
        assert_eq!(said(&entitled(ask(&couple, "2026-03-01"), &test).finding), "missing: partner.incomes");
        let couple = with(&couple, r#"{ "partner": { "incomes": [{ "kind": "gift", "amount": 1 }] } }"#);
        assert_eq!(said(&entitled(ask(&couple, "2026-03-01"), &test).finding), "scheme-income");
    }

    #[rstest]
    #[case::at_the_limit(r#"{ "kind": "savings", "value": 800000 }"#, CapitalTest::Limit, "entitled")]
    #[case::a_cent_above(r#"{ "kind": "savings", "value": 800001 }"#, CapitalTest::Limit, "scheme-capital")]
    #[case::a_car(r#"{ "kind": "vehicle", "value": 800001 }"#, CapitalTest::Limit, "scheme-capital")]
    #[case::anything_else(r#"{ "kind": "other", "value": 800001 }"#, CapitalTest::Limit, "scheme-capital")]
    #[case::received(
        r#"{ "kind": "received-during-assistance", "value": 800001 }"#,
        CapitalTest::Limit,
        "scheme-capital"
    )]
    #[case::normal_goods(r#"{ "kind": "necessary", "value": 900000 }"#, CapitalTest::Limit, "entitled")]
    #[case::saved(
        r#"{ "kind": "saved-during-assistance", "value": 900000 }"#,
        CapitalTest::Limit,
        "entitled"
    )]
    #[case::damages(r#"{ "kind": "non-material-damages", "value": 900000 }"#, CapitalTest::Limit, "entitled")]
    #[case::annuity(r#"{ "kind": "protected-annuity", "value": 900000 }"#, CapitalTest::Limit, "entitled")]
    #[case::all_of_it(r#"{ "kind": "necessary", "value": 1 }"#, CapitalTest::All, "scheme-capital")]
    #[case::does_not_matter(r#"{ "kind": "savings", "value": 900000 }"#, CapitalTest::None, "entitled")]
    fn capital_counts_as_the_scheme_says(
        #[case] asset: &str,
        #[case] test: CapitalTest,
        #[case] expected: &str,
    ) {
        let facts = household(&format!(r#"{{ "capital": {{ "assets": [{asset}] }} }}"#));
        assert_eq!(said(&entitled(ask(&facts, "2026-03-01"), &scheme(100, test, false)).finding), expected);
    }

    #[rstest]
    #[case::at_the_limit(800_000, "Meedoenbijdrage: er is geen vermogen dat meetelt.")]
    #[case::a_cent_above(800_001, "Meedoenbijdrage: er is € 0,01 vermogen dat meetelt.")]
    fn how_much_capital_counts_is_told(#[case] capital: i64, #[case] expected: &str) {
        let facts =
            household(&format!(r#"{{ "withdrawn": ["capital"], "capital": {{ "countable": {capital} }} }}"#));
        let found = entitled(ask(&facts, "2026-03-01"), &scheme(100, CapitalTest::Limit, false));
        let line = found.explanations.iter().find(|line| line.rule == "scheme-capital").unwrap();
        assert_eq!(line.text, expected);
    }

    #[rstest]
    #[case::single_parent("single-parent", 1_600_000, "entitled")]
    #[case::single_parent_above("single-parent", 1_600_001, "scheme-capital")]
    #[case::couple("couple", 1_600_000, "entitled")]
    #[case::couple_above("couple", 1_600_001, "scheme-capital")]
    fn the_limit_goes_by_household(#[case] kind: &str, #[case] capital: i64, #[case] expected: &str) {
        let facts = household(&format!(
            r#"{{ "household": {{ "kind": "{kind}", "children": [{{ "birth_date": "2020-01-01", "dependent": true }}] }}, "own_means": {{ "income": 0 }}, "withdrawn": ["capital"], "capital": {{ "countable": {capital} }} }}"#
        ));
        assert_eq!(
            said(&entitled(ask(&facts, "2026-03-01"), &scheme(100, CapitalTest::Limit, false)).finding),
            expected
        );
    }

    #[rstest]
    #[case::debts_go_off(r#""debts": [{ "amount": 100, "payable": true }]"#, 800_100, "entitled")]
    #[case::what_nobody_claims_does_not(
        r#""debts": [{ "amount": 100, "payable": false }]"#,
        800_100,
        "scheme-capital"
    )]
    #[case::home_up_to_what_is_free(
        r#""owns_home": true, "home": { "value": 20000000, "mortgage": 13250000 }"#,
        800_000,
        "entitled"
    )]
    #[case::home_above_it(
        r#""owns_home": true, "home": { "value": 20000001, "mortgage": 13250000 }"#,
        800_000,
        "scheme-capital"
    )]
    #[case::home_under_water(
        r#""owns_home": true, "home": { "value": 10000000, "mortgage": 13250000 }"#,
        800_001,
        "scheme-capital"
    )]
    fn debts_and_the_home(#[case] json: &str, #[case] savings: i64, #[case] expected: &str) {
        let facts = household(&format!(
            r#"{{ "capital": {{ "assets": [{{ "kind": "savings", "value": {savings} }}], {json} }} }}"#
        ));
        assert_eq!(
            said(&entitled(ask(&facts, "2026-03-01"), &scheme(100, CapitalTest::Limit, false)).finding),
            expected
        );
    }

    #[rstest]
    #[case::none("", "scheme-children")]
    #[case::under_eighteen(r#"{ "birth_date": "2008-03-02", "dependent": true }"#, "entitled")]
    #[case::eighteen(r#"{ "birth_date": "2008-03-01", "dependent": true }"#, "scheme-children")]
    #[case::not_dependent(r#"{ "birth_date": "2015-03-01", "dependent": false }"#, "scheme-children")]
    fn some_schemes_are_for_children(#[case] child: &str, #[case] expected: &str) {
        let facts = household(&format!(
            r#"{{ "household": {{ "kind": "couple", "children": [{child}] }}, "own_means": {{ "income": 0 }} }}"#
        ));
        assert_eq!(
            said(&entitled(ask(&facts, "2026-03-01"), &scheme(100, CapitalTest::None, true)).finding),
            expected
        );
    }

    #[rstest]
    #[case::of_another_scheme(r#"{ "key": "sport", "granted_on": "2026-02-28" }"#, "entitled")]
    #[case::within_the_months(r#"{ "key": "activities", "granted_on": "2025-03-02" }"#, "scheme-period")]
    #[case::after_them(r#"{ "key": "activities", "granted_on": "2025-03-01" }"#, "entitled")]
    #[case::the_last_time_counts(
        r#"{ "key": "activities", "granted_on": "2025-12-01" }, { "key": "activities", "granted_on": "2024-01-01" }"#,
        "scheme-period"
    )]
    #[case::nobody_knows_since_when(r#"{ "key": "activities" }"#, "person")]
    fn it_is_granted_again_after_the_months_of_the_scheme(#[case] in_use: &str, #[case] expected: &str) {
        let facts = household(&format!(r#"{{ "own_means": {{ "schemes_in_use": [{in_use}] }} }}"#));
        let test = scheme(100, CapitalTest::None, false);
        assert_eq!(said(&entitled(ask(&facts, "2026-03-01"), &test).finding), expected);
        let always = MinimaScheme { once_in_months: None, ..test };
        assert_eq!(said(&entitled(ask(&facts, "2026-03-01"), &always).finding), "entitled");
    }

    #[rstest]
    #[case::this_year(
        GrantedOnce::CalendarYear,
        r#""granted_on": "2026-01-01""#,
        "scheme-period",
        "kan vanaf 01-01-2027 weer"
    )]
    #[case::last_year(
        GrantedOnce::CalendarYear,
        r#""granted_on": "2025-12-31""#,
        "entitled",
        "kan vanaf 01-01-2026 weer"
    )]
    #[case::long_ago(
        GrantedOnce::Ever,
        r#""granted_on": "2015-01-01""#,
        "scheme-period",
        "toegekend op 01-01-2015. Dat kan maar één keer"
    )]
    #[case::some_day(
        GrantedOnce::Ever,
        r#""granted_on": null"#,
        "scheme-period",
        "heeft deze regeling al. Dat kan maar één keer"
    )]
    #[case::some_day_of_a_year(
        GrantedOnce::CalendarYear,
        r#""granted_on": null"#,
        "person",
        "een consulent beslist"
    )]
    fn it_is_granted_once_a_year_or_once(
        #[case] once: GrantedOnce,
        #[case] granted: &str,
        #[case] expected: &str,
        #[case] told: &str,
    ) {
        let in_use =
            format!(r#"{{ "own_means": {{ "schemes_in_use": [{{ "key": "activities", {granted} }}] }} }}"#);
        let test = MinimaScheme { once: Some(once), ..scheme(100, CapitalTest::None, false) };
        let found = entitled(ask(&household(&in_use), "2026-03-01"), &test);
        assert_eq!(said(&found.finding), expected);
        let line = found.explanations.iter().find(|line| line.rule == "scheme-period").unwrap();
        assert!(line.text.contains(told), "{}", line.text);
        let never = entitled(ask(&household("{}"), "2026-03-01"), &test);
        assert_eq!(said(&never.finding), "entitled");
    }

    #[test]
    fn a_norm_that_nobody_stated_is_found() {
        let base = r#"{ "household": { "kind": "single", "children": [], "housemates": [] }, "applicant": { "birth_date": "1990-01-01" },
                        "capital": { "countable": 0 }, "own_means": { "income": 140150 } }"#;
        let right = |income: i64, more: &str| {
            let facts =
                with(&with(&facts(base), more), &format!(r#"{{ "own_means": {{ "income": {income} }} }}"#));
            said(&entitled(ask(&facts, "2026-03-01"), &scheme(100, CapitalTest::Limit, false)).finding)
        };
        let allowed = r#"{ "applicant": { "residence": "dutch", "lives_in_municipality": true, "detained": false, "in_institution": false, "weeks_abroad": 0 } }"#;
        assert_eq!(right(140_150, allowed), "entitled");
        assert_eq!(right(140_151, allowed), "scheme-income");
        assert_eq!(
            right(
                0,
                r#"{ "applicant": { "birth_date": { "value": "1990-01-01", "known_on": "2026-04-01" } } }"#
            ),
            "missing: own_means.norm"
        );
    }

    #[test]
    fn what_is_missing_is_named_at_once() {
        let found = entitled(ask(&facts("{}"), "2026-03-01"), &scheme(100, CapitalTest::Limit, false));
        assert_eq!(
            said(&found.finding),
            "missing: own_means.assistance household.kind own_means.norm capital.owns_home capital.assets capital.debts"
        );
    }
}
