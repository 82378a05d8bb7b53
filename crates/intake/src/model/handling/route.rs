//! Intakes of their own for people who live where others do not (IN-9).

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, Refusal, Role, TraceInput};
use policy::{IntakeRoute, Letters, Policy};
use serde::{Deserialize, Serialize};

use super::Handling;

/// What the routes of a policy made of the facts of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteResult {
    /// From 1 within the case.
    pub number: u32,
    pub day: NaiveDate,
    /// Content hash of the policy.
    pub policy_version: String,
    /// `None`: the intake that everyone has.
    pub route: Option<Route>,
    /// What was looked at.
    pub facts: Vec<TraceInput>,
    /// Unknown facts that could lead elsewhere.
    pub missing: Vec<FactKey>,
    /// The applicant has no address of their own, so no letter can go there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_home: bool,
}

/// Whoever lives where others do not: what is sent to an address of theirs does not reach them.
const NO_HOME: [FactKey; 2] = [FactKey::Homeless, FactKey::InShelter];
/// A decision is made known by sending or handing it to whom it is about.
const MADE_KNOWN: &str = "Awb art. 3:41 lid 1";

/// An intake of its own, as the policy had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    pub key: String,
    pub label: String,
    pub intake_by: Role,
    /// With whom, in plain Dutch.
    pub with: Option<String>,
    pub letters: Letters,
    /// Where the resident stays is told to nobody.
    pub hides_address: bool,
    pub source: String,
}

/// Where letters go, as agreed with the resident. The last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterAddress {
    /// Sealed.
    pub sealed: String,
    pub by: String,
    pub on: NaiveDate,
}

/// Where letters go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LettersTo<'a> {
    OwnAddress,
    Desk,
    /// Sealed.
    Agreed(&'a str),
    /// None was agreed yet: no letter goes anywhere.
    Needed,
}

impl LettersTo<'_> {
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnAddress => "own-address",
            Self::Desk => "desk",
            Self::Agreed(_) => "agreed-address",
            Self::Needed => "address-needed",
        }
    }
}

/// The intake that a policy has for these facts, derived for a day.
pub fn route(policy: &Policy, facts: &Facts, day: NaiveDate) -> RouteResult {
    let found = policy.intake_route(facts);
    let away = || NO_HOME.into_iter().filter(|key| facts.yes_no(*key) == Some(true));
    let mut inputs = found.inputs;
    if found.route.is_none() {
        let shown = away().filter_map(|key| Some(TraceInput::of_fact(key, facts.get(key)?)));
        let new: Vec<_> = shown.filter(|input| !inputs.contains(input)).collect();
        inputs.extend(new);
    }
    RouteResult {
        number: 0,
        day,
        policy_version: policy.version.clone(),
        route: found.route.map(Route::of),
        facts: inputs,
        missing: found.missing,
        no_home: away().next().is_some(),
    }
}

impl Route {
    fn of(route: &IntakeRoute) -> Self {
        Self {
            key: route.key.clone(),
            label: route.label.clone(),
            intake_by: route.intake_by,
            with: route.with.clone(),
            letters: route.letters,
            hides_address: route.hides_address,
            source: route.source.clone(),
        }
    }
}

impl RouteResult {
    /// As the story has it.
    pub fn title(&self) -> String {
        match &self.route {
            Some(route) => format!("Eigen intake: {}", route.label),
            None if self.no_home => {
                "Geen eigen adres: brieven gaan naar een adres dat wordt afgesproken".into()
            }
            None => "Geen eigen intake meer: de intake is die van iedereen".into(),
        }
    }

    /// How it came about.
    pub fn explanation(&self) -> Explanation {
        let (rule, source, text) = match &self.route {
            Some(route) => {
                let with = route.with.as_ref().map(|with| format!(", samen met {with}")).unwrap_or_default();
                let hidden = if route.hides_address {
                    " Waar de aanvrager verblijft, wordt aan niemand verteld."
                } else {
                    ""
                };
                let text = format!(
                    "De intake doet een {}{with}. Brieven gaan {}.{hidden}",
                    route.intake_by.dutch(),
                    route.letters.dutch()
                );
                (format!("intake-route/{}", route.key), route.source.clone(), text)
            }
            None if self.no_home => (
                "letters-without-home".into(),
                MADE_KNOWN.into(),
                "De aanvrager heeft geen eigen adres. Brieven gaan naar een adres dat met de aanvrager wordt afgesproken. \
                 Zolang dat er niet is, gaat er nergens een brief naartoe."
                    .into(),
            ),
            None => (
                "intake-route".into(),
                "beleid".into(),
                "Geen van de regels voor een eigen intake past.".into(),
            ),
        };
        Explanation {
            rule,
            source,
            policy_version: self.policy_version.clone(),
            inputs: self.facts.clone(),
            text,
        }
    }
}

impl Handling {
    /// With the intake that the facts lead to now; `None` when that is what it was.
    pub fn routed(&self, found: RouteResult) -> Option<Self> {
        let last = self.routes.last();
        let stood = last.map_or((None, false), |last| (last.route.as_ref(), last.no_home));
        if stood == (found.route.as_ref(), found.no_home) {
            return None;
        }
        let number = last.map_or(0, |last| last.number) + 1;
        let mut next = self.next();
        next.routes.push(RouteResult { number, ..found });
        Some(next)
    }

    /// The intake of its own that holds, when there is one.
    pub fn route(&self) -> Option<&Route> {
        self.routes.last()?.route.as_ref()
    }

    /// Where letters go now.
    pub fn letters_to(&self) -> LettersTo<'_> {
        match self.letters() {
            Letters::OwnAddress => LettersTo::OwnAddress,
            Letters::Desk => LettersTo::Desk,
            Letters::AgreedAddress => {
                self.letter_addresses.last().map_or(LettersTo::Needed, |last| LettersTo::Agreed(&last.sealed))
            }
        }
    }

    /// As the policy has it; where it has nothing for someone without a home, to an address that is agreed.
    fn letters(&self) -> Letters {
        match self.routes.last() {
            Some(RouteResult { route: Some(route), .. }) => route.letters,
            Some(RouteResult { no_home: true, .. }) => Letters::AgreedAddress,
            Some(_) | None => Letters::OwnAddress,
        }
    }

    /// Where letters go was agreed.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when letters of this case go elsewhere by the policy.
    pub fn agree_address(&self, sealed: String, by: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let reason = match self.letters() {
            Letters::AgreedAddress => None,
            Letters::Desk => Some("Volgens het beleid haalt de aanvrager brieven op bij de balie."),
            Letters::OwnAddress => Some(
                "Brieven gaan naar het eigen adres van de aanvrager. Heeft de aanvrager dat niet, leg dan eerst vast dat de \
                 aanvrager dakloos is of in de opvang verblijft.",
            ),
        };
        if let Some(reason) = reason {
            return Err(Refusal::precondition("no-agreed-address", reason));
        }
        let mut next = self.next();
        next.letter_addresses.push(LetterAddress { sealed, by: by.to_owned(), on: today });
        Ok(next)
    }
}

#[cfg(test)]
mod tests;
