//! What a new version of a policy would do to a running case. Pure: the category that holds, the facts, and the two
//! versions go in.

use domain::{FactKey, Facts};
use policy::{Categorisation, Policy};

mod told;

pub use told::{Counts, Told, category_now};

/// Refusals of a request for a review that mean that there is nothing to ask any more: the case went on between being
/// read and being asked.
pub const OVERTAKEN: [&str; 3] = ["not-categorised-yet", "decided-under-policy", "case-already-ended"];

/// A running case as far as a policy is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// It is being ended: what runs is being taken back.
    pub ending: bool,
    /// Key of the category that holds.
    pub category: Option<&'a str>,
    /// Content hash of the version that assigned it.
    pub decided_under: Option<&'a str>,
    /// With ages derived for the day.
    pub facts: &'a Facts,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The version says what holds already.
    Same,
    /// It was categorised under this very version.
    DecidedUnderIt,
    /// The version says something else than what holds, but so does the version that decided: a professional chose
    /// otherwise, or facts changed since. A review of its own sees to that.
    NotByPolicy,
    /// It will be categorised under the version anyway.
    NotCategorised,
    Ending,
    /// The version makes something else of the same facts: someone should look.
    Otherwise(Otherwise),
}

/// What the version says, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    pub says: Says,
    /// Plain Dutch, of the row of the policy that says so.
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// Key of another category.
    Category(String),
    /// The same category, by its key, with other target groups.
    TargetGroups(String),
    /// The version asks these, and they are not known.
    FactsMissing(Vec<FactKey>),
    PersonDecides,
}

impl Says {
    /// Key of the category that the version gives; `None` when it gives none.
    pub fn category(&self) -> Option<&str> {
        match self {
            Self::Category(key) | Self::TargetGroups(key) => Some(key),
            Self::FactsMissing(_) | Self::PersonDecides => None,
        }
    }

    /// What the version asks and is not known.
    pub fn missing(&self) -> &[FactKey] {
        match self {
            Self::FactsMissing(keys) => keys,
            _ => &[],
        }
    }

    /// Where to, in plain Dutch: what the category is called, or why there is none.
    pub fn in_dutch<'a>(&'a self, version: &'a Policy) -> &'a str {
        match self {
            Self::Category(key) => version.category(key).map_or(key, |category| &category.label),
            Self::TargetGroups(_) => "dezelfde categorie, met andere doelgroepen",
            Self::FactsMissing(_) => "nog niet te bepalen",
            Self::PersonDecides => "een medewerker kiest",
        }
    }
}

/// Compares what holds with what `new` says. `decided` is the version that assigned the category, when it is known
/// here.
///
/// Facts may have changed since the category was assigned, and a professional may have deviated from the policy. So
/// both versions are asked about the facts as they are now: only where they differ is it the new version's doing.
pub fn compare(case: Standing<'_>, decided: Option<&Policy>, new: &Policy) -> Finding {
    if case.ending {
        return Finding::Ending;
    }
    let Some(category) = case.category else { return Finding::NotCategorised };
    if case.decided_under == Some(new.version.as_str()) {
        return Finding::DecidedUnderIt;
    }
    let before = decided.map(|policy| policy.categorise(case.facts));
    match (new.categorise(case.facts), before) {
        (Categorisation::Assigned { category: now, target_groups, explanation }, before) => {
            let of_before = match &before {
                Some(Categorisation::Assigned { category, target_groups, .. }) => {
                    Some((category, target_groups))
                }
                _ => None,
            };
            let says = match of_before {
                _ if now == category => match of_before {
                    Some((old, groups)) if *old == now && *groups != target_groups => Says::TargetGroups(now),
                    _ => return Finding::Same,
                },
                Some((old, _)) if *old == now => return Finding::NotByPolicy,
                _ => Says::Category(now),
            };
            Finding::Otherwise(Otherwise { says, why: explanation.text })
        }
        (Categorisation::FactMissing { .. }, Some(Categorisation::FactMissing { .. }))
        | (Categorisation::PersonDecides { .. }, Some(Categorisation::PersonDecides { .. })) => {
            Finding::NotByPolicy
        }
        (Categorisation::FactMissing { keys, explanation }, _) => {
            Finding::Otherwise(Otherwise { says: Says::FactsMissing(keys), why: explanation.text })
        }
        (Categorisation::PersonDecides { explanation }, _) => {
            Finding::Otherwise(Otherwise { says: Says::PersonDecides, why: explanation.text })
        }
    }
}

#[cfg(test)]
mod tests;
