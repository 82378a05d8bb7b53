//! A scheme of the municipality for people on a low income, as it is asked for (NC-8): whether the policy of the day has it,
//! whether it is open to the household, and what it pays.

use domain::Cents;

use super::lines::{Assessed, Right, after, only};
use super::local::MinimaScheme;
use super::own_means::entitled;
use crate::facts::AskedScheme;
use crate::{Answer, Finding, Look, Question, Step, Stop, apply};

const POLICY: &str = "beleid van de gemeente";
/// Key of the rule that looks up what is asked for.
const ASKED: &str = "scheme-asked";

/// The one scheme that is asked for: whether the municipality has it on the day, whether it is open to the household, and
/// what is paid at once, in euro cents.
pub fn assess(question: Question<'_>, schemes: &[MinimaScheme]) -> Answer<Assessed<Cents>> {
    let Step { finding, explanation } = of_policy(question, schemes);
    let asked = vec![explanation];
    let found = match finding {
        Finding::Value(Some(scheme)) => after(entitled(question, scheme), || amount(question, scheme)),
        Finding::Value(None) => {
            let refused = Assessed { right: Right::Refused { ground: ASKED.into() }, amount: None };
            return Answer { finding: Finding::Value(refused), explanations: asked };
        }
        other => {
            let finding = other.map(|_| Assessed { right: Right::Entitled, amount: None });
            return Answer { finding, explanations: asked };
        }
    };
    Answer { explanations: asked.into_iter().chain(found.explanations).collect(), ..found }
}

/// What a scheme pays at once, in euro cents: the amount of the policy, or the costs up to its maximum.
pub fn amount(question: Question<'_>, scheme: &MinimaScheme) -> Answer<Cents> {
    only(apply(question, "scheme-amount", &scheme.source, |look| {
        let label = &scheme.label;
        match (scheme.amount, scheme.most) {
            (Some(amount), _) => Ok((amount, format!("{label}: het bedrag is {amount}."))),
            (None, Some(most)) => {
                let costs = the_one(look)?.costs;
                let costs = costs.ok_or_else(|| look.missing("own_means.asked_schemes[0].costs".into()))?;
                look.counted("own_means.asked_schemes[0].costs".into(), costs, None);
                let paid = costs.min(most);
                Ok((
                    paid,
                    format!("{label}: de kosten zijn {costs}. Betaald wordt {paid}, hoogstens {most}."),
                ))
            }
            (None, None) => Err(Stop::person_decides(format!(
                "{label}: het beleid noemt geen bedrag. Een consulent bepaalt wat er wordt betaald."
            ))),
        }
    }))
}

/// The scheme of the municipality with the key that is asked for; `None` where it has none.
fn of_policy<'a>(question: Question<'_>, schemes: &'a [MinimaScheme]) -> Step<Option<&'a MinimaScheme>> {
    apply(question, ASKED, POLICY, |look| {
        let key = &the_one(look)?.key;
        let found = schemes.iter().find(|scheme| scheme.key == *key);
        let text = match found {
            Some(scheme) => format!("Gevraagd is: {}.", scheme.label),
            None => "De gemeente heeft deze regeling op deze dag niet.".to_owned(),
        };
        Ok((found, text))
    })
}

/// What is asked for; one question is about one scheme.
fn the_one<'a>(look: &mut Look<'a>) -> Result<&'a AskedScheme, Stop> {
    let asked = look.list("own_means.asked_schemes", &look.facts().own_means.asked_schemes)?;
    match asked {
        [one] => Ok(one),
        [] => Err(look.missing("own_means.asked_schemes".into())),
        _ => Err(Stop::person_decides(
            "Er zijn meer regelingen gevraagd. Over elke regeling wordt apart beslist.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::facts::Facts;
    use crate::schemes::CapitalTest;
    use crate::schemes::testing::{ask, facts, with};

    fn schemes() -> Vec<MinimaScheme> {
        let scheme = |key: &str, amount: Option<i64>, most: Option<i64>| MinimaScheme {
            key: key.into(),
            label: format!("regeling {key}"),
            income_percent: 120,
            capital: CapitalTest::None,
            with_children: false,
            amount: amount.map(Cents::new),
            most: most.map(Cents::new),
            once_in_months: None,
            once: None,
            source: "Beleidsregel, test".into(),
        };
        vec![
            scheme("sport", Some(15_000), None),
            scheme("glasses", None, Some(20_000)),
            scheme("other", None, None),
        ]
    }

    /// With € 1.400 to live on, and this asked for.
    fn household(asked: &str) -> Facts {
        let base = facts(
            r#"{ "household": { "kind": "single" }, "own_means": { "norm": 140150, "income": 140000 } }"#,
        );
        with(&base, &format!(r#"{{ "own_means": {{ "asked_schemes": [{asked}] }} }}"#))
    }

    /// What is paid, the ground of a refusal, `missing: …`, or `person` with the line that decided.
    fn outcome(facts: &Facts) -> String {
        let answer = assess(ask(facts, "2026-03-01"), &schemes());
        match answer.finding {
            Finding::Value(Assessed { amount: Some(amount), .. }) => amount.get().to_string(),
            Finding::Value(Assessed { right: Right::Refused { ground }, .. }) => ground,
            Finding::FactMissing(paths) => format!("missing: {}", paths.join(" ")),
            _ => format!("person: {}", answer.explanations.last().unwrap().rule),
        }
    }

    #[rstest]
    #[case::a_fixed_amount(r#"{ "key": "sport" }"#, "15000")]
    #[case::whatever_the_costs(r#"{ "key": "sport", "costs": 1 }"#, "15000")]
    #[case::the_costs(r#"{ "key": "glasses", "costs": 19999 }"#, "19999")]
    #[case::the_costs_at_the_maximum(r#"{ "key": "glasses", "costs": 20000 }"#, "20000")]
    #[case::no_more_than_the_maximum(r#"{ "key": "glasses", "costs": 20001 }"#, "20000")]
    #[case::costs_that_nobody_stated(r#"{ "key": "glasses" }"#, "missing: own_means.asked_schemes[0].costs")]
    #[case::no_amount_in_the_policy(r#"{ "key": "other" }"#, "person: scheme-amount")]
    #[case::not_in_the_policy(r#"{ "key": "swimming" }"#, "scheme-asked")]
    #[case::nothing_asked("", "missing: own_means.asked_schemes")]
    #[case::more_than_one(r#"{ "key": "sport" }, { "key": "other" }"#, "person: scheme-asked")]
    fn what_a_scheme_pays(#[case] asked: &str, #[case] expected: &str) {
        assert_eq!(outcome(&household(asked)), expected);
    }

    #[test]
    fn who_has_too_much_gets_nothing() {
        let rich = with(&household(r#"{ "key": "sport" }"#), r#"{ "own_means": { "income": 168181 } }"#);
        assert_eq!(outcome(&rich), "scheme-income");
        let answer = assess(ask(&rich, "2026-03-01"), &schemes());
        let rules: Vec<_> = answer.explanations.iter().map(|line| line.rule.as_str()).collect();
        let conditions = ["scheme-income", "scheme-capital", "scheme-children", "scheme-period"];
        assert_eq!(rules, [&["scheme-asked"][..], &conditions[..], &["scheme-income"][..]].concat());
    }

    #[test]
    fn without_a_statement_of_what_is_asked_it_is_missing() {
        let nothing = facts("{}");
        assert_eq!(outcome(&nothing), "missing: own_means.asked_schemes");
    }
}
