//! The duty to learn Dutch (Participation Act art. 18b) becomes a measure when someone states the first month that is lowered.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Month;
use rules::Claimant;
use rules::facts::{Breach, BreachedDuty, Facts, LanguageFacts};

use super::account::AccountState;

/// The first step of each claimant of whom the first month is stated and nobody decided on it yet, among what is stated. Later steps
/// are stated as broken duties, each with a first month of its own.
pub fn first_steps(
    (stated, household): (&Facts, &Facts),
    state: &AccountState,
    today: NaiveDate,
) -> Vec<Breach> {
    let listed = stated.conduct.breaches.iter().flatten();
    let decided = state.measures.values().map(|measure| &measure.breach);
    let known: Vec<_> = listed.chain(decided).filter(|one| one.duty == BreachedDuty::Language).collect();
    let of = |who: Claimant| {
        let first = language(stated, who).first_month.as_ref()?.value;
        let is_known =
            |one: &&Breach| one.who.unwrap_or(Claimant::Applicant) == who && one.first_month == Some(first);
        let told = language(household, who).notified_on.as_ref().map(|told| told.value);
        (!known.iter().any(is_known)).then(|| step(who, told.unwrap_or(today), first))
    };
    [Claimant::Applicant, Claimant::Partner].into_iter().filter_map(of).collect()
}

/// First steps, each with its first month, of which no decision is known: an earlier version lowered by what was stated alone.
pub fn undecided_steps(facts: &Facts, state: &AccountState) -> BTreeSet<(Claimant, Month)> {
    let of = |who: Claimant| Some((who, language(facts, who).first_month.as_ref()?.value));
    let listed =
        |who: Claimant| facts.conduct.breaches.iter().flatten().any(|breach| is_step_of(breach, who));
    let stated = [Claimant::Applicant, Claimant::Partner].into_iter().filter_map(of);
    stated.filter(|(who, _)| !listed(*who) && !state.has_language_measure(*who)).collect()
}

fn is_step_of(breach: &Breach, who: Claimant) -> bool {
    breach.duty == BreachedDuty::Language && breach.who.unwrap_or(Claimant::Applicant) == who
}

impl AccountState {
    /// Whether a step of the duty of this claimant to learn Dutch was ever decided on.
    pub fn has_language_measure(&self, who: Claimant) -> bool {
        self.measures.values().any(|measure| is_step_of(&measure.breach, who))
    }
}

/// Whether something is stated, or taken back, that a measure hangs on.
pub fn touches_measures(stated: &Facts) -> bool {
    let of_language = |who| *language(stated, who) != LanguageFacts::default();
    let taken_back = |path: &str| {
        path == "conduct" || path.starts_with("conduct.breaches") || path.starts_with("conduct.language")
    };
    stated.conduct.breaches.is_some()
        || [Claimant::Applicant, Claimant::Partner].into_iter().any(of_language)
        || stated.withdrawn.iter().any(|path| taken_back(path.as_str()))
}

const fn language(facts: &Facts, who: Claimant) -> &LanguageFacts {
    match who {
        Claimant::Applicant => &facts.conduct.language,
        Claimant::Partner => &facts.conduct.language_of_partner,
    }
}

fn step(who: Claimant, told: NaiveDate, first: Month) -> Breach {
    Breach {
        measure: None,
        duty: BreachedDuty::Language,
        who: Some(who),
        committed_on: told,
        applied_on: None,
        first_month: Some(first),
        blameless: Some(false),
        urgent_reasons: Some(false),
        tuned: None,
        spread_over: None,
        repented_on: None,
        beside_another: false,
        withdrawn: false,
        source: None,
        known_on: None,
    }
}
