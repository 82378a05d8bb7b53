//! Who seems to be entitled to a scheme and does not use it (NC-8).

use domain::Explanation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lines::Right;
use super::local::SchemePolicy;
use super::{income_supplement, own_means, study_supplement};
use crate::facts::SchemeInUse;
use crate::{Answer, Finding, Question, Step, apply};

/// Key of the individual income supplement among the schemes in use.
pub const INCOME_SUPPLEMENT: &str = "income-supplement";
/// Key of the study supplement among the schemes in use.
pub const STUDY_SUPPLEMENT: &str = "study-supplement";

/// A scheme that the household does not use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Key of the scheme.
    pub scheme: String,
    /// What a resident reads.
    pub label: String,
    /// Facts that are still needed to say so; empty: the household seems to be entitled.
    pub missing: Vec<String>,
    /// Every rule of the scheme that was tried, in order; where facts are missing the last one is the rule that lacks them.
    pub explanations: Vec<Explanation>,
}

/// Which schemes the household seems to have a right to, and which it may have with more facts, in the order of the policy;
/// what it uses already and what is refused are left out. A signal is no decision: the household is told, and applies.
pub fn unused(question: Question<'_>, policy: &SchemePolicy) -> Answer<Vec<Signal>> {
    let in_use = used(question, policy);
    let Some(in_use) = in_use.value() else {
        return Answer { finding: in_use.finding.map(|_| vec![]), explanations: vec![in_use.explanation] };
    };
    let mut signals = Vec::new();
    let mut explanations = Vec::new();
    let mut look_at = |key: &str, label: &str, right: Answer<Right>| {
        let missing = match right.finding {
            Finding::Value(Right::Entitled) => vec![],
            Finding::FactMissing(paths) => paths,
            Finding::Value(Right::Refused { .. }) | Finding::NotApplicable | Finding::PersonDecides => return,
        };
        explanations.extend(right.explanations.iter().cloned());
        let (scheme, label) = (key.into(), label.into());
        signals.push(Signal { scheme, label, missing, explanations: right.explanations });
    };
    let open = |key: &str| !in_use.iter().any(|used| used == key);
    for scheme in policy.minima.iter().filter(|scheme| open(&scheme.key)) {
        look_at(&scheme.key, &scheme.label, own_means::entitled(question, scheme));
    }
    if let Some(ordinance) = policy.income_supplement.as_ref().filter(|_| open(INCOME_SUPPLEMENT)) {
        let right = income_supplement::seems_entitled(question, ordinance);
        look_at(INCOME_SUPPLEMENT, "individuele inkomenstoeslag", right);
    }
    if open(STUDY_SUPPLEMENT) && question.facts.study.finance.is_some() {
        look_at(STUDY_SUPPLEMENT, "studietoeslag", study_supplement::entitled(question));
    }
    Answer { finding: Finding::Value(signals), explanations }
}

/// Keys of the schemes that the household has; one that can be granted again is not among them.
fn used(question: Question<'_>, policy: &SchemePolicy) -> Step<Vec<String>> {
    apply(question, "schemes-in-use", "gegevens van de gemeente", |look| {
        let list = look.list("own_means.schemes_in_use", &look.facts().own_means.schemes_in_use)?;
        let day = look.day();
        let again = |used: &SchemeInUse| {
            let scheme = policy.minima.iter().find(|scheme| scheme.key == used.key)?;
            scheme.period()?.again_from(used.granted_on?)
        };
        let in_use = list.iter().filter(|used| again(used).is_none_or(|again| day < again));
        let keys: Vec<_> = in_use.map(|used| used.key.clone()).collect();
        let text = match keys.as_slice() {
            [] => "Het huishouden gebruikt nog geen regelingen.".to_owned(),
            _ => format!("Het huishouden gebruikt al: {}.", keys.join(", ")),
        };
        Ok((keys, text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::schemes::testing::{ask, residents, with};
    use crate::schemes::{
        CapitalTest, GrantedOnce, IncomeSupplementPolicy, IncomeTest, MinimaScheme, SupplementAmounts,
    };
    use domain::Cents;
    use rstest::rstest;

    fn policy() -> SchemePolicy {
        let scheme = |key: &str, income_percent, with_children| MinimaScheme {
            key: key.into(),
            label: format!("regeling {key}"),
            income_percent,
            capital: CapitalTest::None,
            with_children,
            amount: None,
            most: None,
            once_in_months: (key == "insurance").then_some(12),
            once: None,
            source: "test".into(),
        };
        let amounts =
            SupplementAmounts { single: Cents::new(1), single_parent: Cents::new(2), couple: Cents::new(3) };
        let ordinance = IncomeSupplementPolicy {
            reference_months: 1,
            income_percent: 100,
            income_test: IncomeTest::EachMonth,
            amounts,
            source: "test".into(),
        };
        SchemePolicy {
            minima: vec![
                scheme("insurance", 130, false),
                scheme("children", 120, true),
                scheme("activities", 100, false),
            ],
            income_supplement: Some(ordinance),
            ..SchemePolicy::default()
        }
    }

    fn household(json: &str) -> Facts {
        let base = residents(
            r#"{ "household": { "kind": "single", "children": [] }, "applicant": { "birth_date": "1985-01-01" },
                 "capital": { "countable": 0 },
                 "own_means": { "norm": 140150, "income": 150000, "schemes_in_use": [] },
                 "supplements": { "better_income_expected": false,
                                  "past_months": [{ "month": "2026-02", "income": 100, "norm": 140150 }] } }"#,
        );
        with(&base, json)
    }

    /// Scheme and missing facts of each signal.
    fn signals(facts: &Facts) -> Vec<String> {
        let found = unused(ask(facts, "2026-03-01"), &policy()).finding.value().unwrap();
        found.into_iter().map(|signal| [vec![signal.scheme], signal.missing].concat().join(" ")).collect()
    }

    #[test]
    fn what_seems_open_and_is_not_used_is_signalled() {
        assert_eq!(signals(&household("{}")), ["insurance", "income-supplement"]);
        assert_eq!(
            signals(&household(
                r#"{ "own_means": { "schemes_in_use": [{ "key": "insurance" }, { "key": "income-supplement" }] } }"#
            )),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_is_not_known_yet_is_named() {
        let mut facts = household(r#"{ "own_means": { "income": 100 } }"#);
        facts.household.children = None;
        facts.supplements.past_months = None;
        assert_eq!(
            signals(&facts),
            [
                "insurance",
                "children household.children",
                "activities",
                "income-supplement supplements.past_months"
            ]
        );
    }

    #[test]
    fn a_supplement_of_this_year_is_no_signal_and_one_of_a_year_ago_is() {
        let granted =
            |day: &str| signals(&household(&format!(r#"{{ "supplements": {{ "granted_on": "{day}" }} }}"#)));
        assert_eq!(granted("2025-03-02"), ["insurance"]);
        assert_eq!(granted("2025-03-01"), ["insurance", "income-supplement"]);
    }

    #[test]
    fn students_are_told_of_the_study_supplement() {
        let student = r#"{ "study": { "finance": "student-finance", "wajong": false, "cannot_earn_beside": true, "clear_without_advice": true } }"#;
        assert_eq!(signals(&household(student)), ["insurance", "income-supplement", "study-supplement"]);
        let used = r#"{ "own_means": { "schemes_in_use": [{ "key": "study-supplement" }] } }"#;
        assert_eq!(signals(&with(&household(student), used)), ["insurance", "income-supplement"]);
    }

    #[rstest]
    #[case::lately("insurance", "2025-03-02", &["activities"])]
    #[case::it_can_be_had_again("insurance", "2025-03-01", &["insurance", "activities"])]
    #[case::granted_once_where_the_policy_has_no_months("activities", "2015-03-01", &["insurance"])]
    fn what_was_granted_is_a_signal_again_when_it_can_be_granted_again(
        #[case] key: &str,
        #[case] granted_on: &str,
        #[case] expected: &[&str],
    ) {
        let facts = household(&format!(
            r#"{{ "own_means": {{ "income": 100, "schemes_in_use": [
                {{ "key": "{key}", "granted_on": "{granted_on}" }}, {{ "key": "income-supplement" }}] }} }}"#
        ));
        assert_eq!(signals(&facts), expected);
    }

    #[rstest]
    #[case::once_for_ever(GrantedOnce::Ever, "2015-03-01", false)]
    #[case::this_year(GrantedOnce::CalendarYear, "2026-01-01", false)]
    #[case::last_year(GrantedOnce::CalendarYear, "2025-12-31", true)]
    fn what_is_granted_once_a_year_or_once_is_a_signal_only_after_that(
        #[case] once: GrantedOnce,
        #[case] granted_on: &str,
        #[case] signalled: bool,
    ) {
        let mut policy = policy();
        policy.minima[0].once = Some(once);
        let facts = household(&format!(
            r#"{{ "own_means": {{ "schemes_in_use": [{{ "key": "insurance", "granted_on": "{granted_on}" }}] }} }}"#
        ));
        let found = unused(ask(&facts, "2026-03-01"), &policy).finding.value().unwrap();
        assert_eq!(found.iter().any(|signal| signal.scheme == "insurance"), signalled);
    }

    #[test]
    fn each_signal_has_the_rules_that_were_tried_for_it() {
        let mut facts = household(r#"{ "own_means": { "income": 100 } }"#);
        facts.household.children = None;
        let answer = unused(ask(&facts, "2026-03-01"), &policy());
        let all = answer.explanations;
        let found = answer.finding.value().unwrap();
        let tried = |place: usize| -> Vec<&str> {
            found[place].explanations.iter().map(|line| line.rule.as_str()).collect()
        };
        let conditions = ["scheme-income", "scheme-capital", "scheme-children", "scheme-period"];
        assert_eq!(tried(0), conditions);
        assert!(found[0].explanations[0].text.starts_with("regeling insurance: het inkomen van € 1,00"));
        assert_eq!(
            tried(1),
            [&conditions[..], &["scheme-children"][..]].concat(),
            "what is missing comes last"
        );
        let in_order: Vec<_> = found.iter().flat_map(|signal| signal.explanations.clone()).collect();
        assert_eq!(all, in_order, "and in the answer one after the other");
    }

    #[test]
    fn what_is_used_is_told() {
        let told = |list: &str| {
            let facts = household(&format!(r#"{{ "own_means": {{ "schemes_in_use": [{list}] }} }}"#));
            used(ask(&facts, "2026-03-01"), &policy()).explanation.text
        };
        assert_eq!(told(""), "Het huishouden gebruikt nog geen regelingen.");
        assert_eq!(
            told(r#"{ "key": "insurance" }, { "key": "children" }"#),
            "Het huishouden gebruikt al: insurance, children."
        );
    }

    #[test]
    fn without_the_schemes_in_use_nothing_is_said() {
        let mut facts = household("{}");
        facts.own_means.schemes_in_use = None;
        let found = unused(ask(&facts, "2026-03-01"), &policy());
        assert_eq!(found.finding, Finding::FactMissing(vec!["own_means.schemes_in_use".into()]));
    }
}
