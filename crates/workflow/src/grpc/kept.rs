//! The legal terms that the process keeps, for whoever asks how a day came about.

use ::terms::{Entry, Kind};
use domain::Role;
use messaging::StoreError;
use sea_orm::DatabaseConnection;
use service::{KeepsTerms, Sight, TermsOf};

use super::READERS;
use crate::actor::Flow;
use crate::model::{KEPT, Terms};
use crate::store;

impl KeepsTerms for Flow {
    const KINDS: &'static [Kind] = &KEPT;
    const READERS: &'static [Role] = &READERS;
    const SIGHT: Sight = Sight { fields: &["deadlines"], purpose: "de termijnen bewaken" };

    async fn terms_of(db: &DatabaseConnection, of: TermsOf<'_>) -> Result<Option<Vec<Entry>>, StoreError> {
        let found = store::find_case(db, of.municipality, &of.case.to_string()).await?;
        Ok(found.map(|(_, process)| {
            let of_then = process.planned_on().and_then(|day| of.policies.of(of.municipality, day).ok());
            process.legal_terms(of_then.map(Terms::of).as_ref())
        }))
    }
}
