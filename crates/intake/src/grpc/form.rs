//! The broad intake as a form, and answers to it.

mod page;
mod shown;

use std::sync::Arc;

use domain::{CaseId, Refusal, Role};
use messaging::Engine;
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_form_service_server::IntakeFormService;
use service::{Sight, caller, context, refusal_status, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use self::shown::{Reader, Shown};
use super::wrong::Wrong;
use super::{MAY_SEE, MAY_STATE, convert, invalid, no_such_reply};
use crate::actor::{AnswerForm, Input, IntakeActor, Reply};
use crate::model::{FormRules, form, months_to_reuse, offer, school_first_under, standing};
use crate::store::{self, Past};

/// Who may read the form: whoever may see the facts, and systems that put its questions to someone.
const MAY_READ: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::ClientSystem,
];

/// What is seen of a form.
const FORM: Sight = Sight { fields: &["facts"], purpose: "het intakeformulier invullen" };

/// The gRPC IntakeFormService.
pub struct FormApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
}

#[tonic::async_trait]
impl IntakeFormService for FormApi {
    async fn get_form(
        &self,
        request: Request<pb::GetFormRequest>,
    ) -> Result<Response<pb::GetFormResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_READ)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let store = |error| status_of_store(&error);
        let found = store::past_of(self.engine.db(), &caller.municipality, case).await.map_err(store)?;
        let own = found.ok_or_else(unknown)?;
        let reader = if caller.has_any(&MAY_SEE) { Reader::Person } else { Reader::System(&caller.user) };
        let earlier = match reader {
            Reader::Person => {
                store::ended_cases_of(self.engine.db(), &own.application).await.map_err(store)?
            }
            Reader::System(_) => Vec::new(),
        };
        FORM.of(self.engine.views(), &caller, [case]).await?;
        let today = self.engine.now().day;
        let rules = FormRules::on(&self.policies, &own.application.municipality, today)
            .map_err(|error| refusal_status(&Refusal::precondition("policy-in-force", error.to_string())))?;
        let past: Vec<_> = earlier.iter().map(Past::earlier).collect();
        let months = months_to_reuse(&self.policies, own.application.reported_on);
        let offer = offer(own.earlier(), &past, (months, school_first_under(&self.policies, today)), today);
        let now = standing(&own.history, today, today);
        let form = form(&rules, &now.facts);
        let shown = Shown { own: &own, rules, now: &now, offer: &offer, reader };
        Ok(Response::new(shown.response(&form)))
    }

    async fn answer_form(
        &self,
        request: Request<pb::AnswerFormRequest>,
    ) -> Result<Response<pb::AnswerFormResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_STATE)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.get_ref(), Wrong::default());
        let case = wrong.keep(convert::case(&wire.case_id));
        if wire.facts.is_empty() {
            wrong.is("facts", "is leeg: beantwoord ten minste één vraag", "facts-required");
        }
        let (facts, provenance) = (&wire.facts, wire.provenance.as_ref());
        let today = self.engine.now().day;
        let (claims, proof) = convert::stated(facts, provenance, &caller, today, &mut wrong);
        let seen = i64::try_from(wire.version).unwrap_or(i64::MAX);
        let (Some(case), true) = (case, wrong.0.is_empty()) else { return Err(invalid(wrong.0)) };
        let answer = AnswerForm { case, caller, claims, proof, seen };
        let input = Input::Answer(Box::new(answer));
        match self.engine.request(input, context).await.map_err(status_of)? {
            Reply::Answered { version, missing } => Ok(Response::new(pb::AnswerFormResponse {
                version: u64::try_from(version).unwrap_or_default(),
                complete: missing.is_empty(),
                missing: missing.iter().map(|key| key.code().into()).collect(),
            })),
            _ => Err(no_such_reply()),
        }
    }
}
