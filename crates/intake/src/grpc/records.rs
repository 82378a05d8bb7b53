//! Efforts, vacancies, and rights and duties told.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Caller, CaseId, Refusal, Role, Violation};
use messaging::Engine;
use policy::IntakeAct;
use proto::day_text;
use proto::intake::v1 as pb;
use proto::intake::v1::record_service_server::RecordService;
use service::sealing::CannotOpen;
use service::{Sight, caller, context, refusal_status, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use super::acts::{self, choice};
use super::household::optional_uuid;
use super::wrong::Wrong;
use super::{MAY_SEE, cannot_open, convert, invalid, no_such_reply};
use crate::actor::{Input, IntakeActor, Reply};
use crate::model::{About, Record};
use crate::store;
use crate::vault::Vault;

/// Who records what an applicant did: a consultant, and the form or system that the applicant uses.
const MAY_RECORD_EFFORTS: [Role; 2] = [Role::IntakeConsultant, Role::ClientSystem];
/// Who puts vacancies to applicants.
const MAY_OFFER: &[Role] = IntakeAct::VacancyOffered.done_by();
/// Who tells rights and duties.
const MAY_TELL: &[Role] = IntakeAct::RightsTold.done_by();
const LONGEST_TEXT: usize = 2_000;

/// What is seen of efforts, vacancies and what was told.
const RECORDS: Sight =
    Sight { fields: &["evidence", "vacancies_offered"], purpose: "inspanningen beoordelen" };

/// The gRPC RecordService.
pub struct RecordApi {
    pub engine: Engine<IntakeActor>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl RecordService for RecordApi {
    async fn list_records(
        &self,
        request: Request<pb::ListRecordsRequest>,
    ) -> Result<Response<pb::ListRecordsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let found = store::records_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown)?;
        RECORDS.of(self.engine.views(), &caller, [case]).await?;
        let records: Result<Vec<_>, _> = found.iter().map(|one| self.wire(one)).collect();
        Ok(Response::new(pb::ListRecordsResponse { records: records.map_err(|_| cannot_open())? }))
    }

    async fn record_effort(
        &self,
        request: Request<pb::RecordEffortRequest>,
    ) -> Result<Response<pb::RecordEffortResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_RECORD_EFFORTS)?;
        let wire = request.get_ref();
        let (case_id, effort) = (wire.case_id.clone(), wire.effort.clone().unwrap_or_default());
        // A free text may hold a name: the hash that is kept of a request is over its keyed form.
        let request = request.map(|message| pb::RecordEffortRequest {
            effort: message
                .effort
                .map(|effort| pb::Effort { what: self.vault.keyed_text(&effort.what).hex(), ..effort }),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let note = wrong.wording("what", &effort.what, LONGEST_TEXT);
        let about = self.effort(&effort, &mut wrong);
        let number = self.record(&case_id, caller, about, note, wrong, context).await?;
        Ok(Response::new(pb::RecordEffortResponse { number }))
    }

    async fn offer_vacancy(
        &self,
        request: Request<pb::OfferVacancyRequest>,
    ) -> Result<Response<pb::OfferVacancyResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, MAY_OFFER)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.into_inner(), Wrong::default());
        let vacancy = wire.vacancy.unwrap_or_default();
        let about = acts::vacancy("", &vacancy, self.engine.now().day, &mut wrong);
        let number = self.record(&wire.case_id, caller, about, None, wrong, context).await?;
        Ok(Response::new(pb::OfferVacancyResponse { number }))
    }

    async fn record_vacancy_result(
        &self,
        request: Request<pb::RecordVacancyResultRequest>,
    ) -> Result<Response<pb::RecordVacancyResultResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, MAY_OFFER)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.into_inner(), Wrong::default());
        let told = wire.vacancy_result.unwrap_or_default();
        let day = wrong.keep(self.past_day(&told.day));
        let outcome = wrong.keep(choice("result", &told.result));
        let vacancy = i64::try_from(told.vacancy).unwrap_or_default();
        let about = day.zip(outcome).map(|(day, outcome)| About::VacancyResult { vacancy, day, outcome });
        let number = self.record(&wire.case_id, caller, about, None, wrong, context).await?;
        Ok(Response::new(pb::RecordVacancyResultResponse { number }))
    }

    async fn record_rights_told(
        &self,
        request: Request<pb::RecordRightsToldRequest>,
    ) -> Result<Response<pb::RecordRightsToldResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, MAY_TELL)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.into_inner(), Wrong::default());
        let told = wire.rights_told.unwrap_or_default();
        let about = acts::rights_told("", &told, self.engine.now().day, &mut wrong);
        let number = self.record(&wire.case_id, caller, about, None, wrong, context).await?;
        Ok(Response::new(pb::RecordRightsToldResponse { number }))
    }
}

impl RecordApi {
    /// One turn that adds a record, when nothing is wrong with it; its number.
    async fn record(
        &self,
        case: &str,
        caller: Caller,
        about: Option<About>,
        note: Option<String>,
        mut wrong: Wrong,
        context: messaging::RequestContext,
    ) -> Result<u64, Status> {
        let case = wrong.keep(convert::case(case));
        let (Some(case), Some(about), true) = (case, about, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let input = Input::Record { case, caller, about, note };
        match self.engine.request(input, context).await.map_err(status_of)? {
            Reply::Recorded { number } => Ok(u64::try_from(number).unwrap_or_default()),
            _ => Err(no_such_reply()),
        }
    }

    fn effort(&self, wire: &pb::Effort, wrong: &mut Wrong) -> Option<About> {
        let day = wrong.keep(self.past_day(&wire.day));
        let kind = wrong.keep(choice("kind", &wire.kind));
        let result = wrong.keep(choice("result", &wire.result));
        let document = wrong.keep(optional_uuid("document_id", &wire.document_id));
        Some(About::Effort { day: day?, kind: kind?, result: result?, document: document? })
    }

    /// A day that is not ahead.
    fn past_day(&self, wire: &str) -> Result<NaiveDate, Violation> {
        acts::past_day("day", wire, self.engine.now().day)
    }

    fn wire(&self, record: &Record) -> Result<pb::Record, CannotOpen> {
        use pb::record::About as Wire;
        let number = |number: i64| u64::try_from(number).unwrap_or_default();
        let about = match &record.about {
            About::Effort { day, kind, result, document } => Wire::Effort(pb::Effort {
                day: day_text(*day),
                kind: kind.code().into(),
                result: result.code().into(),
                what: self.note(record)?,
                document_id: document.map(|id| id.to_string()).unwrap_or_default(),
            }),
            About::Vacancy { day, reference, regular } => Wire::Vacancy(pb::Vacancy {
                day: day_text(*day),
                reference: reference.clone(),
                regular: *regular,
            }),
            About::VacancyResult { vacancy, day, outcome } => Wire::VacancyResult(pb::VacancyResult {
                vacancy: number(*vacancy),
                day: day_text(*day),
                result: outcome.code().into(),
            }),
            About::RightsTold { day, how, text_version } => Wire::RightsTold(pb::RightsTold {
                day: day_text(*day),
                how: how.code().into(),
                text_version: text_version.clone(),
            }),
            About::Judgement { result, counted } => Wire::Judgement(pb::Judgement {
                result: result.code().into(),
                counted: counted.iter().map(|one| number(*one)).collect(),
            }),
        };
        Ok(pb::Record {
            number: number(record.number),
            recorded_on: day_text(record.day),
            recorded_by: record.by.clone(),
            about: Some(about),
        })
    }

    fn note(&self, record: &Record) -> Result<String, CannotOpen> {
        let Some(sealed) = &record.sealed_note else { return Ok(String::new()) };
        let plain = self.vault.open(record.case.uuid(), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| CannotOpen)
    }
}

/// The numbers of efforts that count, each once.
pub fn counted(wire: &[u64]) -> Vec<i64> {
    let numbers: BTreeSet<_> = wire.iter().map(|one| i64::try_from(*one).unwrap_or_default()).collect();
    numbers.into_iter().collect()
}
