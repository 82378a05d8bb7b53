use domain::Explanation;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Answer, Finding, Look, Question, Step, Stop, apply};

/// Whether a scheme gives a right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "right", rename_all = "snake_case")]
pub enum Right {
    Entitled,
    /// There is none; `ground` is the key of the first rule that refused.
    Refused {
        ground: String,
    },
}

/// What one condition of a scheme comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    Met,
    /// No right by this one.
    NotMet,
}

impl Ruling {
    /// Met when `condition` holds.
    pub const fn of(condition: bool) -> Self {
        if condition { Self::Met } else { Self::NotMet }
    }
}

/// A right and, where there is one, what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assessed<T> {
    #[serde(flatten)]
    pub right: Right,
    /// Absent without a right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<T>,
}

/// One condition, in a sentence for each of its two ends.
pub(super) fn condition<'a>(
    question: Question<'a>,
    rule: &'static str,
    source: &str,
    decide: impl FnOnce(&mut Look<'a>) -> Result<(bool, String), Stop>,
) -> Step<Ruling> {
    apply(question, rule, source, |look| decide(look).map(|(met, text)| (Ruling::of(met), text)))
}

/// All conditions of a scheme. One that is not met refuses, whatever is missing elsewhere; else missing facts come
/// before what is left to a person. Conditions about other households do not count. Without a right the last line says why.
pub(super) fn judge(steps: Vec<Step<Ruling>>) -> Answer<Right> {
    let mut explanations: Vec<Explanation> = Vec::with_capacity(steps.len());
    let (mut ground, mut missing) = (None, Vec::new());
    // The place of the first line of each kind.
    let (mut refused, mut unknown, mut person) = (None, None, None);
    for (place, Step { finding, explanation }) in steps.into_iter().enumerate() {
        match finding {
            Finding::Value(Ruling::NotMet) => {
                refused.get_or_insert(place);
                ground.get_or_insert_with(|| explanation.rule.clone());
            }
            Finding::Value(Ruling::Met) | Finding::NotApplicable => {}
            Finding::FactMissing(paths) => {
                unknown.get_or_insert(place);
                missing.extend(paths.into_iter().filter(|path| !missing.contains(path)).collect::<Vec<_>>());
            }
            Finding::PersonDecides => {
                person.get_or_insert(place);
            }
        }
        explanations.push(explanation);
    }
    let finding = match (ground, person) {
        (Some(ground), _) => Finding::Value(Right::Refused { ground }),
        (None, _) if !missing.is_empty() => Finding::FactMissing(missing),
        (None, Some(_)) => Finding::PersonDecides,
        (None, None) => return Answer { finding: Finding::Value(Right::Entitled), explanations },
    };
    let deciding = refused.or(unknown).or(person);
    let answer = Answer { finding, explanations };
    match deciding {
        Some(place) => answer.decided_at(place),
        None => answer,
    }
}

/// The amount after the right: only asked where there is one.
pub(super) fn after<T>(right: Answer<Right>, amount: impl FnOnce() -> Answer<T>) -> Answer<Assessed<T>> {
    let Answer { finding, mut explanations } = right;
    let finding = match finding {
        Finding::Value(right @ Right::Refused { .. }) => Finding::Value(Assessed { right, amount: None }),
        Finding::Value(Right::Entitled) => {
            let found = amount();
            explanations.extend(found.explanations);
            found.finding.map(|amount| Assessed { right: Right::Entitled, amount: Some(amount) })
        }
        Finding::NotApplicable => Finding::NotApplicable,
        Finding::FactMissing(paths) => Finding::FactMissing(paths),
        Finding::PersonDecides => Finding::PersonDecides,
    };
    Answer { finding, explanations }
}

/// One rule as the answer.
pub(super) fn only<T>(step: Step<T>) -> Answer<T> {
    Answer { finding: step.finding, explanations: vec![step.explanation] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Claimant;
    use crate::schemes::testing::{ask, facts};

    fn step(rule: &'static str, finding: Finding<Ruling>) -> Step<Ruling> {
        let facts = facts("{}");
        let mut step = condition(ask(&facts, "2026-01-01"), rule, "test", |_| Ok((true, String::new())));
        step.finding = finding;
        step
    }

    fn finding(steps: Vec<Step<Ruling>>) -> Finding<Right> {
        judge(steps).finding
    }

    #[test]
    fn a_refusal_comes_before_what_is_missing_and_that_before_a_person() {
        let (met, not) = (Finding::Value(Ruling::Met), Finding::Value(Ruling::NotMet));
        let missing = |path: &str| Finding::FactMissing(vec![path.to_owned()]);

        assert_eq!(
            finding(vec![step("a", met.clone()), step("b", Finding::NotApplicable)]),
            Finding::Value(Right::Entitled)
        );
        assert_eq!(
            finding(vec![step("a", missing("x")), step("b", not.clone()), step("c", not)]),
            Finding::Value(Right::Refused { ground: "b".into() })
        );
        assert_eq!(
            finding(vec![
                step("a", Finding::PersonDecides),
                step("b", missing("x")),
                step("c", missing("x")),
                step("d", missing("y"))
            ]),
            Finding::FactMissing(vec!["x".into(), "y".into()])
        );
        assert_eq!(finding(vec![step("a", met), step("b", Finding::PersonDecides)]), Finding::PersonDecides);
    }

    #[test]
    fn the_amount_is_only_asked_where_there_is_a_right() {
        let none = facts("{}");
        let amount = || {
            only(apply(ask(&none, "2026-01-01"), "amount", "test", |look| {
                Ok((look.age(Claimant::Applicant)?, String::new()))
            }))
        };

        let refused = after(judge(vec![step("a", Finding::Value(Ruling::NotMet))]), amount);
        assert_eq!(
            refused.finding,
            Finding::Value(Assessed { right: Right::Refused { ground: "a".into() }, amount: None })
        );
        assert_eq!(refused.explanations.len(), 1);

        let entitled = after(judge(vec![step("a", Finding::Value(Ruling::Met))]), amount);
        assert_eq!(entitled.finding, Finding::FactMissing(vec!["applicant.birth_date".into()]));
        assert_eq!(entitled.explanations.len(), 2);
    }
}
