//! The gRPC CaseTermService: the legal terms that a service keeps of a case, each with its account; the same for every
//! service that keeps some.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{CaseId, Municipality, Refusal, Role, Violation};
use messaging::{Actor, Engine, StoreError};
use policy::Policies;
use proto::terms::v1 as pb;
use proto::terms::v1::case_term_service_server::CaseTermService;
use proto::{day_text, parse_day};
use sea_orm::DatabaseConnection;
use terms::{Calendar, Entry, Kind, Line, State, Term};
use tonic::{Request, Response, Status};

use crate::caller::{caller, require};
use crate::status::{refusal_status, status_of_store};
use crate::views::Sight;

/// A service that keeps legal terms of cases.
pub trait KeepsTerms: Actor {
    /// The kinds that it keeps. Together the services keep every kind there is.
    const KINDS: &'static [Kind];
    /// Who may see them.
    const READERS: &'static [Role];
    /// What is seen of them.
    const SIGHT: Sight;

    /// Every term of the case, each from the day on which it was known; `None` when the municipality has no such case here.
    fn terms_of(
        db: &DatabaseConnection,
        of: TermsOf<'_>,
    ) -> impl Future<Output = Result<Option<Vec<Entry>>, StoreError>> + Send;
}

/// Of which case, and which day.
#[derive(Clone, Copy)]
pub struct TermsOf<'a> {
    pub municipality: &'a Municipality,
    pub case: CaseId,
    pub policies: &'a Policies,
    /// Terms that were not known on this day may be left out.
    pub day: NaiveDate,
}

/// Tells the terms that a service keeps.
pub struct CaseTerms<A: Actor> {
    pub engine: Engine<A>,
    pub policies: Arc<Policies>,
}

#[tonic::async_trait]
impl<A: KeepsTerms> CaseTermService for CaseTerms<A> {
    async fn get_case_terms(
        &self,
        request: Request<pb::GetCaseTermsRequest>,
    ) -> Result<Response<pb::GetCaseTermsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, A::READERS)?;
        // What is no case and what is another's look the same.
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let day = day_up_to(&request.get_ref().on_day, self.engine.now().day)
            .map_err(|wrong| refusal_status(&Refusal::invalid(vec![wrong])))?;
        let db = self.engine.db();
        let of = TermsOf { municipality: &caller.municipality, case, policies: &self.policies, day };
        let found = A::terms_of(db, of).await;
        let found = found.map_err(|error| status_of_store(&error))?.ok_or_else(unknown)?;
        A::SIGHT.of(self.engine.views(), &caller, [case]).await?;
        debug_assert!(
            found.iter().all(|entry| A::KINDS.contains(&entry.term.kind())),
            "a kind that is not listed"
        );
        let calendar = Calendar::of(self.policies.national());
        let mut known: Vec<_> = found.iter().filter(|entry| entry.known_on <= day).collect();
        known.sort_by_key(|entry| (entry.term.start(), entry.term.kind(), entry.known_on));
        let wire = |entry: &&Entry| pb::LegalTerm {
            about: entry.about.clone(),
            ..legal_term(&entry.term, day, &calendar)
        };
        Ok(Response::new(pb::GetCaseTermsResponse {
            case_id: case.to_string(),
            on_day: day_text(day),
            terms: known.iter().map(wire).collect(),
        }))
    }
}

/// A day that is not in the future, `on_day` in what is wrong; today when none is written.
///
/// # Errors
///
/// A [`Violation`] when it is no day, or one to come.
pub fn day_up_to(text: &str, today: NaiveDate) -> Result<NaiveDate, Violation> {
    if text.is_empty() {
        return Ok(today);
    }
    let day = parse_day("on_day", text)?;
    if day > today {
        return Err(Violation::new("on_day", "ligt in de toekomst", "not-in-the-future"));
    }
    Ok(day)
}

/// A term as it was known on a day, with its account.
pub fn legal_term(term: &Term, day: NaiveDate, calendar: &Calendar) -> pb::LegalTerm {
    let (state, due, since) = match term.state(day, calendar) {
        State::Ahead { due } => ("ahead", due, None),
        State::Running { due } => ("running", Some(due), None),
        State::Over { due } => ("over", Some(due), None),
        State::Stopped { since } => ("stopped", None, Some(since)),
        State::Ended { on, .. } => ("ended", term.known(day).due(calendar), Some(on)),
    };
    pb::LegalTerm {
        kind: term.kind().code().into(),
        started_on: day_text(term.start()),
        state: state.into(),
        due_on: due.map(day_text).unwrap_or_default(),
        since: since.map(day_text).unwrap_or_default(),
        request: 0,
        lines: term.explain(day, calendar).into_iter().map(line).collect(),
        about: String::new(),
    }
}

fn line(line: Line) -> pb::TermLine {
    pb::TermLine {
        text: line.text,
        source: line.source,
        day: line.day.map(day_text).unwrap_or_default(),
        days: line.days.and_then(|days| u32::try_from(days).ok()),
    }
}
