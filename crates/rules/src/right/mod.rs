//! Who has a right to assistance: the tests that come before norm and means (Participation Act §2.1–2.2).

/// Grounds that one fact of someone states, of the same name; where nothing is said they do not apply.
macro_rules! stated_grounds {
    ($($(#[$doc:meta])* $name:ident: $rule:literal, $source:literal, $failed:literal;)+) => {
        $(
            $(#[$doc])*
            pub fn $name(
                question: $crate::Question<'_>,
                _: $crate::right::Composition,
                who: $crate::Claimant,
            ) -> $crate::Step<$crate::right::Test> {
                let rare = $crate::right::Rare { rule: $rule, source: $source, failed: $failed };
                rare.test(question, who, |look| {
                    $crate::right::exclusion::said(look, who, stringify!($name), |person| &person.$name)
                })
            }
        )+
    };
}

mod abroad;
mod competence;
mod composition;
mod death;
mod exclusion;
mod general;
mod otherwise;
mod residence;
mod search;
mod start;

use serde::{Deserialize, Serialize};

use crate::{Claimant, Look, Question, Step, apply};

pub use abroad::abroad;
pub use competence::{domicile, pension_age};
pub use composition::{Composition, composition, joint_household};
pub use death::{after_death, end_by_death, ends_for_everyone};
pub use exclusion::{
    detained, evading_sentence, for_debts, foreign_fighter, military_service, on_strike, under_eighteen,
};
pub use general::{education, unpaid_leave, unwilling, young_in_institution};
pub use otherwise::{prior_provision, urgent_reasons};
pub use residence::residence;
pub use search::search_period;
pub use start::{earlier_start, first_day, late_application, report_day, start};

pub(crate) use competence::reached_pension_age;
pub(crate) use composition::{ask_of_children, household_kind, kind_if_known};
pub(crate) use death::somebody_died;

/// What a test of the right came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    Met,
    /// No right.
    Failed,
}

/// A ground that takes away the right of one person.
pub type PersonalTest = fn(Question<'_>, Composition, Claimant) -> Step<Test>;

/// The grounds that take away the right of one person, in the order of the law; the spouse may keep theirs (art. 11(4)).
pub const PERSONAL: [PersonalTest; 14] = [
    residence,
    detained,
    evading_sentence,
    military_service,
    on_strike,
    abroad,
    under_eighteen,
    for_debts,
    foreign_fighter,
    young_in_institution,
    unpaid_leave,
    education,
    unwilling,
    prior_provision,
];

/// A ground of which nobody has to say that it does not apply; where nothing is said, it does not.
struct Rare {
    rule: &'static str,
    source: &'static str,
    /// Why there is no right when it applies, in plain Dutch.
    failed: &'static str,
}

impl Rare {
    fn test<'a>(
        &self,
        question: Question<'a>,
        who: Claimant,
        applies: impl FnOnce(&mut Look<'a>) -> bool,
    ) -> Step<Test> {
        apply(question, self.rule, self.source, |look| {
            let applies = applies(look);
            Ok(verdict(applies, who, "Deze uitsluiting doet zich niet voor.", self.failed))
        })
    }
}

/// Met or failed with its sentence; of the partner it says so.
fn verdict(excluded: bool, who: Claimant, met: &str, failed: &str) -> (Test, String) {
    let (test, text) = if excluded { (Test::Failed, failed) } else { (Test::Met, met) };
    match who {
        Claimant::Applicant => (test, text.to_owned()),
        Claimant::Partner => (test, format!("{text} Dit gaat over de partner.")),
    }
}

/// The path of a fact about this person.
pub(crate) fn path(who: Claimant, field: &str) -> String {
    format!("{}.{field}", who.path())
}

#[cfg(test)]
mod tests;
