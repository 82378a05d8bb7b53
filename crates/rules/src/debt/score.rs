use schemars::JsonSchema;
use serde::Serialize;

use super::local::{CollectionFactor, CollectionScorecard};
use crate::{Look, Question, Step, Stop, apply};

/// Points that a scorecard gave, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScoreReason {
    pub factor: CollectionFactor,
    pub points: i64,
    /// Plain Dutch.
    pub label: String,
}

/// What a scorecard comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectionScore {
    pub points: i64,
    /// Key of the band.
    pub band: String,
    /// Every row that gave points, in the order of the scorecard.
    pub reasons: Vec<ScoreReason>,
}

/// How to collect, by the municipality's scorecard, with every reason (S3 § 7). The band is a proposal; it changes
/// nothing of what is owed or protected.
///
/// Only facts that a row asks are asked. A person decides without a scorecard, and below its first band.
pub fn collection_score(
    question: Question<'_>,
    local: Option<&CollectionScorecard>,
) -> Step<CollectionScore> {
    apply(question, "collection-score", "Scorekaart invordering van de gemeente", |look| {
        let card = local.ok_or_else(|| {
            Stop::person_decides(
                "De gemeente heeft geen scorekaart. Een medewerker kiest hoe er wordt ingevorderd.",
            )
        })?;
        let mut reasons = Vec::new();
        let mut points = 0i64;
        for row in &card.rows {
            let number = number_of(look, row.factor)?;
            if row.from <= number && row.below.is_none_or(|below| number < below) {
                points = points.saturating_add(row.points);
                reasons.push(ScoreReason {
                    factor: row.factor,
                    points: row.points,
                    label: row.label.clone(),
                });
            }
        }
        look.given("collection.points", points, &card.source);
        let reached = card.bands.iter().filter(|band| band.from_points <= points);
        let band = reached.max_by_key(|band| band.from_points).ok_or_else(|| {
            Stop::person_decides("De scorekaart heeft geen stap voor zo weinig punten. Een medewerker kiest.")
        })?;
        let why: Vec<_> =
            reasons.iter().map(|reason| format!("{} ({})", reason.label, reason.points)).collect();
        let because = if why.is_empty() { "geen punten".to_owned() } else { why.join(", ") };
        let text = format!("Voorstel: {}. Waarom: {because}. Samen {points} punten.", band.label);
        Ok((CollectionScore { points, band: band.key.clone(), reasons }, text))
    })
}

fn number_of(look: &mut Look<'_>, factor: CollectionFactor) -> Result<i64, Stop> {
    let facts = &look.facts().recovery.collection;
    match factor {
        CollectionFactor::MonthsInArrears => {
            look.need("recovery.collection.months_in_arrears", &facts.months_in_arrears)
        }
        CollectionFactor::MissedInstalments => {
            look.need("recovery.collection.missed_instalments", &facts.missed_instalments)
        }
        CollectionFactor::BrokenArrangements => {
            look.need("recovery.collection.broken_arrangements", &facts.broken_arrangements)
        }
        CollectionFactor::UnansweredContacts => {
            look.need("recovery.collection.unanswered_contacts", &facts.unanswered_contacts)
        }
        CollectionFactor::OwedEuros => look.need("recovery.collection.owed_euros", &facts.owed_euros),
        CollectionFactor::OtherSeizures => {
            look.need("recovery.collection.other_seizures", &facts.other_seizures)
        }
        CollectionFactor::CanPay => look.need("recovery.collection.can_pay", &facts.can_pay).map(i64::from),
        CollectionFactor::FromBreach => {
            look.need("recovery.collection.from_breach", &facts.from_breach).map(i64::from)
        }
    }
}
