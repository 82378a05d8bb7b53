//! What a municipality fixes about collection.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::choices;

choices! {
    /// What a scorecard of collection may look at: how someone pays, never who someone is. There is no age, origin,
    /// household, health or other ground on which nobody may be treated differently among them.
    pub enum CollectionFactor {
        MonthsInArrears = "months-in-arrears", "maanden achterstand";
        MissedInstalments = "missed-instalments", "gemiste termijnen";
        BrokenArrangements = "broken-arrangements", "niet nagekomen regelingen";
        UnansweredContacts = "unanswered-contacts", "contacten zonder reactie";
        OwedEuros = "owed-euros", "schuld in euro's";
        OtherSeizures = "other-seizures", "beslagen van anderen";
        /// 1 when something can be paid now, else 0.
        CanPay = "can-pay", "kan nu iets betalen";
        /// 1 when the claim comes from a breach of the duty to inform, else 0.
        FromBreach = "from-breach", "schuld na schending van de inlichtingenplicht";
    }
}

/// Points for one factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreRow {
    pub factor: CollectionFactor,
    /// Gives points from this number on.
    pub from: i64,
    /// Below this number; absent: without end.
    #[serde(default)]
    pub below: Option<i64>,
    /// May be negative: a good sign.
    pub points: i64,
    /// Why, in plain Dutch.
    pub label: String,
}

/// How a claim is collected from a number of points on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionBand {
    pub key: String,
    /// Plain Dutch: what is done.
    pub label: String,
    pub from_points: i64,
}

/// The scorecard of collection (S3 § 7). It proposes how to collect; it decides nothing on what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionScorecard {
    pub rows: Vec<ScoreRow>,
    /// From few points to many.
    pub bands: Vec<CollectionBand>,
    pub source: String,
}

impl CollectionScorecard {
    /// The scorecard of a policy.
    pub(crate) fn of(card: &policy::Collection) -> Self {
        let row = |points: &policy::CollectionPoints| ScoreRow {
            factor: points.factor.into(),
            from: points.from,
            below: points.below,
            points: points.points,
            label: points.label.clone(),
        };
        let band = |band: &policy::CollectionBand| CollectionBand {
            key: band.key.clone(),
            label: band.label.clone(),
            from_points: band.from_points,
        };
        Self {
            rows: card.points.iter().map(row).collect(),
            bands: card.bands.iter().map(band).collect(),
            source: card.source.clone(),
        }
    }
}

impl From<policy::CollectionFactor> for CollectionFactor {
    fn from(factor: policy::CollectionFactor) -> Self {
        use policy::CollectionFactor as Factor;
        match factor {
            Factor::MonthsInArrears => Self::MonthsInArrears,
            Factor::MissedInstalments => Self::MissedInstalments,
            Factor::BrokenArrangements => Self::BrokenArrangements,
            Factor::UnansweredContacts => Self::UnansweredContacts,
            Factor::OwedEuros => Self::OwedEuros,
            Factor::OtherSeizures => Self::OtherSeizures,
            Factor::CanPay => Self::CanPay,
            Factor::FromBreach => Self::FromBreach,
        }
    }
}
