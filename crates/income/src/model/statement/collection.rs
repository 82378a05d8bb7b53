//! What the scorecard of collection says of each open debt (NC-6). It proposes; a person decides how to collect.

use domain::{Cents, Explanation, InvalidCents};
use policy::National;
use rules::debt::{CollectionScore, CollectionScorecard, collection_score};
use rules::facts::Facts;
use rules::{Days, Finding, Question, Step};

use super::books::Books;
use super::debts::{DebtRow, DebtStatement};
use crate::model::money::DebtKind;

/// Cents in a euro.
const EURO: i64 = 100;

/// What the scorecard says of a debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Nothing where a fact is missing, or a person chooses.
    pub score: Option<CollectionScore>,
    /// Facts that it asks and nobody stated, in plain Dutch.
    pub missing: Vec<String>,
    pub explanation: Explanation,
}

/// By what debts are scored.
#[derive(Clone, Copy)]
pub struct Scoring<'a> {
    pub card: &'a CollectionScorecard,
    /// What is known of the case on the day.
    pub facts: &'a Facts,
    pub national: &'a National,
    pub days: Days,
}

impl DebtStatement {
    /// With what the scorecard says of each debt that somebody collects. What the books know goes before what was stated: how
    /// much is owed in all, that a debt came of a breach of the duty to inform, and how far an agreement is behind.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn scored(mut self, books: &Books, scoring: Scoring<'_>) -> Result<Self, InvalidCents> {
        let mut owed = self.debts.iter().filter(|debt| debt.is_owed()).map(|debt| debt.remaining);
        let owed = owed.try_fold(Cents::ZERO, Cents::plus)?;
        for debt in self.debts.iter_mut().filter(|debt| debt.is_owed()) {
            let mut facts = scoring.facts.clone();
            let known = &mut facts.recovery.collection;
            known.owed_euros = Some((owed.get() / EURO).into());
            let of_breach = books.account.state.must_offset.contains(&debt.id) || debt.kind == DebtKind::Fine;
            if of_breach {
                known.from_breach = Some(true.into());
            }
            if debt.agreed.is_some() {
                known.months_in_arrears = Some(i64::from(debt.behind).into());
            }
            debt.advice = Some(advice(&facts, scoring));
        }
        Ok(self)
    }
}

impl DebtRow {
    /// Whether something of it is left that somebody decided on.
    pub const fn is_owed(&self) -> bool {
        self.remaining.get() > 0 && !self.undecided && !self.withdrawn
    }
}

fn advice(facts: &Facts, Scoring { card, national, days, .. }: Scoring<'_>) -> Advice {
    let Step { finding, explanation } = collection_score(Question { facts, national, days }, Some(card));
    let (score, missing) = match finding {
        Finding::Value(score) => (Some(score), Vec::new()),
        Finding::FactMissing(paths) => (None, paths.iter().map(|path| Facts::in_dutch(path)).collect()),
        Finding::NotApplicable | Finding::PersonDecides => (None, Vec::new()),
    };
    Advice { score, missing, explanation }
}
