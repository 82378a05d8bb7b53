//! A view of personal data is recorded before it is answered.

use domain::{Caller, CaseId};
use messaging::{View, Views};
use tonic::Status;

use crate::status::away;

/// What somebody is about to see, and what for.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Which data, by name.
    pub fields: &'static [&'static str],
    /// In plain Dutch.
    pub purpose: &'static str,
}

impl Sight {
    /// Records that this caller sees it of these cases, each on its own; of none, that they looked and found nothing.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` when the record cannot be kept: then nothing may be shown.
    pub async fn of(
        self,
        views: &Views,
        caller: &Caller,
        cases: impl IntoIterator<Item = CaseId>,
    ) -> Result<(), Status> {
        let view = |case| View {
            who: caller.user.clone(),
            roles: caller.roles.iter().map(|role| role.code()).collect(),
            municipality: caller.municipality.clone(),
            case,
            fields: self.fields.to_vec(),
            purpose: self.purpose,
        };
        let mut seen: Vec<View> = cases.into_iter().map(|case| view(Some(case))).collect();
        if seen.is_empty() {
            seen.push(view(None));
        }
        views.record(seen).await.map_err(|_| away("view-not-recorded"))
    }
}
