//! Who is excluded from special assistance, the individual income supplement and the study supplement. The Participation Act
//! calls all three special assistance (art. 5(d)): art. 11 and 13(1) exclude from them too, and art. 40(1) says which
//! municipality they are asked of; art. 13(2) is about general assistance only.

use super::lines::Ruling;
use crate::facts::HouseholdKind;
use crate::right::{self, Composition, PersonalTest, Test};
use crate::{Claimant, Finding, Question, Step, Stop, apply};

/// Grounds of every one of them.
const EVERY: [PersonalTest; 7] = [
    right::residence,
    right::detained,
    right::evading_sentence,
    right::military_service,
    right::on_strike,
    right::abroad,
    right::foreign_fighter,
];

/// Which of the three is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Of debts art. 49 says what holds instead of art. 13(1)(g): the costs themselves tell.
    SpecialAssistance,
    IncomeSupplement,
    /// Of the applicant alone; the decree names amounts from fifteen years on, so that art. 13(1)(f) cannot hold.
    StudySupplement,
}

impl Asked {
    fn grounds(self) -> Vec<PersonalTest> {
        let mut grounds = EVERY.to_vec();
        match self {
            Self::SpecialAssistance => grounds.push(right::under_eighteen),
            Self::IncomeSupplement => {
                grounds.extend([right::under_eighteen as PersonalTest, right::for_debts])
            }
            Self::StudySupplement => grounds.push(right::for_debts),
        }
        grounds
    }
}

/// Domicile, and each ground for each of them, as conditions of a scheme. A couple is refused when both are excluded; when one
/// is, the law does not say what the other gets, and a person decides.
pub(super) fn not_excluded(question: Question<'_>, asked: Asked) -> Vec<Step<Ruling>> {
    let mut steps = Vec::new();
    let composition = match asked {
        Asked::StudySupplement => Composition { kind: HouseholdKind::Single, with_child: None },
        Asked::SpecialAssistance | Asked::IncomeSupplement => {
            let step = right::composition(question);
            let found = step.value().copied();
            steps.push(Step { finding: step.finding.map(|_| Ruling::Met), explanation: step.explanation });
            found.unwrap_or(Composition { kind: HouseholdKind::Single, with_child: None })
        }
    };
    steps.push(ruled(right::domicile(question)));
    let people: Vec<_> =
        composition.claimants().iter().map(|who| of_person(question, composition, *who, asked)).collect();
    let excluded = people.iter().filter(|person| person.excluded).count();
    let everyone = excluded == people.len();
    for person in people {
        let keep = everyone || !person.excluded;
        // Of who is excluded beside a spouse who is not, nothing else matters.
        steps.extend(
            person
                .steps
                .into_iter()
                .map(|step| if keep { step } else { Step { finding: Finding::NotApplicable, ..step } }),
        );
    }
    if excluded > 0 && !everyone {
        steps.push(one_of_two(question));
    }
    steps
}

/// The grounds of one claimant.
struct Person {
    steps: Vec<Step<Ruling>>,
    excluded: bool,
}

fn of_person(question: Question<'_>, composition: Composition, who: Claimant, asked: Asked) -> Person {
    let mut steps: Vec<_> =
        asked.grounds().iter().map(|ground| ruled(ground(question, composition, who))).collect();
    let excluded = steps.iter().any(|step| step.finding == Finding::Value(Ruling::NotMet));
    if excluded {
        let urgent = right::urgent_reasons(question, who);
        if urgent.finding == Finding::PersonDecides {
            // A person may grant it all the same (art. 16).
            for step in &mut steps {
                step.finding = Finding::NotApplicable;
            }
            steps.push(Step { finding: Finding::PersonDecides, explanation: urgent.explanation });
            return Person { steps, excluded: false };
        }
    }
    Person { steps, excluded }
}

fn ruled(step: Step<Test>) -> Step<Ruling> {
    let finding = step.finding.map(|test| Ruling::of(test == Test::Met));
    Step { finding, explanation: step.explanation }
}

fn one_of_two(question: Question<'_>) -> Step<Ruling> {
    apply(question, "spouse-11-4", "PW art. 11 lid 4", |_| {
        Err(Stop::person_decides(
            "Een van beide partners is uitgesloten van bijstand. De wet zegt niet wat de ander dan krijgt; een consulent beslist.",
        ))
    })
}

#[cfg(test)]
mod tests;
