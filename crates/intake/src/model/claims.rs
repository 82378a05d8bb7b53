//! What was stated, by whom, on which occasion, and what was seen of it. Written once, never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, Fact, FactKey, FactSource, FactValue, Facts};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::choices::choice;

/// Who says that something is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Informant {
    Applicant,
    /// The partner in the same household.
    Partner,
    /// A consultant, by their own finding; who it was stands with the statement.
    Consultant,
    /// A public register: of persons, of wages, of vehicles.
    Register {
        name: String,
    },
    /// Another system than a register.
    System {
        name: String,
    },
}

impl Informant {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Partner => "partner",
            Self::Consultant => "consultant",
            Self::Register { .. } => "register",
            Self::System { .. } => "system",
        }
    }

    /// Which register or system; empty for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Register { name } | Self::System { name } => name,
            Self::Applicant | Self::Partner | Self::Consultant => "",
        }
    }

    /// As a decision sees it.
    pub const fn source(&self) -> FactSource {
        match self {
            Self::Applicant | Self::Partner => FactSource::Applicant,
            Self::Consultant => FactSource::Consultant,
            Self::Register { .. } | Self::System { .. } => FactSource::System,
        }
    }

    /// Someone of the household itself, who can be mistaken about it.
    pub const fn is_of_the_household(&self) -> bool {
        matches!(self, Self::Applicant | Self::Partner)
    }
}

/// What one informant says of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub value: FactValue,
    pub informant: Informant,
    /// The day on which it was said.
    pub stated_on: NaiveDate,
    /// First day on which it holds; `None`: no first day is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it holds; `None`: no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The earlier case that it was taken over from (Participation Act art. 43a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reused_from: Option<CaseId>,
}

impl Claim {
    /// Without bounds: what someone says now and until they say something else.
    pub const fn unbounded(value: FactValue, informant: Informant, stated_on: NaiveDate) -> Self {
        Self { value, informant, stated_on, valid_from: None, valid_until: None, reused_from: None }
    }

    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }

    /// The first day after `day` on which it begins or ceases to hold.
    pub fn next_turn(&self, day: NaiveDate) -> Option<NaiveDate> {
        let ceases = self.valid_until.and_then(|until| until.succ_opt());
        [self.valid_from, ceases].into_iter().flatten().filter(|turn| *turn > day).min()
    }

    /// For whoever decides; `on` is the day on which it was stated or last verified.
    pub fn as_fact(&self, on: NaiveDate) -> Fact {
        Fact { value: self.value.clone(), source: self.informant.source(), stated_on: on }
    }
}

/// What is said on one occasion, one claim a fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Claims(pub BTreeMap<FactKey, Claim>);

impl Claims {
    pub fn iter(&self) -> impl Iterator<Item = (FactKey, &Claim)> {
        self.0.iter().map(|(key, claim)| (*key, claim))
    }

    pub fn get(&self, key: FactKey) -> Option<&Claim> {
        self.0.get(&key)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that hold on a day, as facts.
    pub fn facts_on(&self, day: NaiveDate) -> Facts {
        let holding = self.iter().filter(|(_, claim)| claim.holds_on(day));
        holding.map(|(key, claim)| (key, claim.as_fact(claim.stated_on))).collect()
    }
}

impl FromIterator<(FactKey, Claim)> for Claims {
    fn from_iter<I: IntoIterator<Item = (FactKey, Claim)>>(claims: I) -> Self {
        Self(claims.into_iter().collect())
    }
}

/// What someone saw that shows a claim to be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Proof {
    /// A document of the case.
    Document { id: Uuid },
    /// The answer of a register.
    Register { name: String },
    /// Asked again and said again, before a consultant.
    Confirmed,
}

impl Proof {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Document { .. } => "document",
            Self::Register { .. } => "register",
            Self::Confirmed => "confirmed",
        }
    }

    /// The line in the story says how, never what it showed.
    pub const fn dutch(&self) -> &'static str {
        match self {
            Self::Document { .. } => "met een document",
            Self::Register { .. } => "bij een register",
            Self::Confirmed => "door het opnieuw te vragen",
        }
    }
}

/// That a claim of the same case was found to be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The statement that holds the claim.
    pub number: i64,
    pub key: FactKey,
    pub proof: Proof,
}

/// What someone stated or verified at one time. Written once, never changed: the past of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub case: CaseId,
    /// From 1 within the case, without gaps.
    pub number: i64,
    pub kind: StatementKind,
    /// Business day on which it was recorded.
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    /// The user who recorded it.
    pub by: String,
    pub claims: Claims,
    pub verified: Vec<Verified>,
    /// What the person did to find work, sealed: a free text can hold anything.
    pub sealed_note: Option<Vec<u8>>,
}

choice! {
    /// On what occasion something was stated.
    StatementKind {
        Submission => "submission",
        SearchResult => "search-result",
        Intake => "intake",
        Facts => "facts",
        /// An answer to the intake form.
        Form => "form",
        /// Nothing new was said; something said before was found to be true.
        Verification => "verification",
        /// Taken over from an earlier case.
        Reuse => "reuse",
        /// Seen at a visit to the home.
        HomeVisit => "home-visit",
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::day;

    fn claim(from: Option<&str>, until: Option<&str>) -> Claim {
        Claim {
            valid_from: from.map(day),
            valid_until: until.map(day),
            ..Claim::unbounded(FactValue::YesNo(true), Informant::Applicant, day("2026-03-02"))
        }
    }

    #[rstest]
    #[case(None, None, true, None)]
    #[case(Some("2026-03-02"), None, true, None)]
    #[case(Some("2026-03-03"), None, false, Some("2026-03-03"))]
    #[case(None, Some("2026-03-02"), true, Some("2026-03-03"))]
    #[case(None, Some("2026-03-01"), false, None)]
    #[case(Some("2026-04-01"), Some("2026-05-31"), false, Some("2026-04-01"))]
    fn a_claim_holds_from_its_first_day_through_its_last(
        #[case] from: Option<&str>,
        #[case] until: Option<&str>,
        #[case] holds: bool,
        #[case] turn: Option<&str>,
    ) {
        let (claim, today) = (claim(from, until), day("2026-03-02"));

        assert_eq!(claim.holds_on(today), holds);
        assert_eq!(claim.next_turn(today), turn.map(day));
    }

    #[test]
    fn what_was_stored_before_claims_had_a_source_of_their_own_is_not_read_as_something_else() {
        let claim = claim(None, None);
        let text = serde_json::to_string(&claim).unwrap();
        assert_eq!(
            text,
            r#"{"value":{"yes_no":true},"informant":{"kind":"applicant"},"stated_on":"2026-03-02"}"#
        );
        assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), claim);
    }
}
