//! The legal terms about the money of a case, for whoever asks how a day came about.

use domain::Role;
use messaging::StoreError;
use sea_orm::DatabaseConnection;
use service::{KeepsTerms, Sight, TermsOf};
use terms::{Entry, Kind};

use crate::actor::Income;
use crate::model::money::legal_terms;
use crate::store::money as store;

impl KeepsTerms for Income {
    const KINDS: &'static [Kind] = crate::TERMS;
    const READERS: &'static [Role] = &super::payments::READERS;
    const SIGHT: Sight = Sight { fields: &["deadlines", "debts"], purpose: "de termijnen bewaken" };

    async fn terms_of(db: &DatabaseConnection, of: TermsOf<'_>) -> Result<Option<Vec<Entry>>, StoreError> {
        let Some(sources) = store::term_sources(db, of.municipality, of.case).await? else { return Ok(None) };
        let decisions = store::money_decisions(db, of.municipality, of.case).await?.unwrap_or_default();
        let national = of.policies.national();
        Ok(Some(legal_terms(&sources.account, &decisions, &sources.settled, national)))
    }
}
