use chrono::NaiveDate;
use domain::{CaseId, Municipality, PersonId, PlaceId};
use serde::{Deserialize, Serialize};
use terms::{Entry, Kind, Register, Term};

use super::{Expiring, Rules};

/// The case an indication is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    pub case: CaseId,
    /// A pseudonym.
    pub person: PersonId,
    pub municipality: Municipality,
}

/// One case on its way to a sheltered place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indication {
    #[serde(flatten)]
    pub of: CaseRef,
    /// The day UWV was asked for the advice that holds, or is awaited.
    pub asked_on: NaiveDate,
    /// Needs care and has no own network for it: all that the fit looks at, and all that is kept of the facts.
    pub needs_support: bool,
    pub stage: Stage,
    /// How long each advice held, through time.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub terms: Register,
    /// Who waits does so by an advice that runs out, and someone was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiring: Option<Expiring>,
    /// The next day on which the clock has something to say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wakes_on: Option<NaiveDate>,
    /// Counts changes, from 1.
    pub version: u64,
}

/// The article by which UWV advises.
const ADVICE: &str = "advies van UWV, PW art. 10b lid 2";

impl Indication {
    /// Keeps for how long the advice holds by now.
    pub fn follow(&mut self, rules: Option<Rules<'_>>, day: NaiveDate) {
        let holds = self.holds(rules).map(|term| (String::new(), term));
        self.terms.follow(holds.into_iter().collect(), day);
    }

    /// How long each advice held. What an earlier version did not keep is known since the turn or the place.
    pub fn legal_terms(&self) -> Vec<Entry> {
        let mut kept = self.terms.clone();
        if kept.is_empty() {
            let holds = self.holds(None).map(|term| (term.start(), (String::new(), term)));
            holds.into_iter().for_each(|(start, holds)| kept.follow(vec![holds], start));
        }
        kept.entries().to_vec()
    }

    /// Up to the day that UWV named, or as many months as the policy lets an advice hold.
    fn holds(&self, rules: Option<Rules<'_>>) -> Option<Term> {
        let (advice, since) = match &self.stage {
            Stage::Waiting { turn, advice } => (advice, turn.since),
            Stage::Placed { on, advice, .. } => (advice, *on),
            Stage::AdviceAsked { .. } | Stage::Negative { .. } | Stage::Released { .. } => return None,
        };
        let on = advice.on.unwrap_or(since).min(advice.until);
        let shorter = rules.filter(|_| advice.until < advice.named).map(|rules| rules.sheltered);
        let months = shorter.map(|rules| rules.advice_valid_months);
        let source = shorter.map_or(ADVICE, |rules| &rules.source);
        Some(Term::planned(Kind::Indication, (on, advice.until), months, source))
    }
}

/// Someone's turn in the order of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The lowest goes first.
    pub number: u64,
    /// The first day of waiting.
    pub since: NaiveDate,
}

/// How long a positive advice holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advised {
    /// The day on which it was given; `None` where an earlier version did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The day that UWV named.
    pub named: NaiveDate,
    /// The last day on which it holds: that day, or earlier where the policy lets no advice hold so long.
    pub until: NaiveDate,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// UWV was asked.
    AdviceAsked {
        /// The turn of someone whose earlier advice ran out while waiting: nobody loses it by that.
        turn: Option<Turn>,
    },
    /// UWV advised against.
    Negative {
        on: NaiveDate,
    },
    Waiting {
        turn: Turn,
        advice: Advised,
    },
    Placed {
        on: NaiveDate,
        place: PlaceId,
        advice: Advised,
    },
    /// Place, turn or request was given back.
    Released {
        on: NaiveDate,
        reason: String,
    },
}

impl Stage {
    /// The name in the store and on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AdviceAsked { .. } => "advice-asked",
            Self::Negative { .. } => "negative",
            Self::Waiting { .. } => "waiting",
            Self::Placed { .. } => "placed",
            Self::Released { .. } => "released",
        }
    }

    /// The turn of someone in line: of who waits, and of whom UWV is asked anew because the advice ran out.
    pub const fn turn(&self) -> Option<Turn> {
        match self {
            Self::Waiting { turn, .. } => Some(*turn),
            Self::AdviceAsked { turn } => *turn,
            Self::Negative { .. } | Self::Placed { .. } | Self::Released { .. } => None,
        }
    }
}
