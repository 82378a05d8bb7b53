//! The broad intake as a form, and answers to it.

mod page;
mod shown;

use std::sync::Arc;

use domain::{Role, Violation};
use messaging::Engine;
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_form_service_server::IntakeFormService;
use service::{Sight, caller, context, day_up_to, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use self::shown::{Reader, Shown};
use super::found::past_of;
use super::wrong::Wrong;
use super::{MAY_SEE, MAY_STATE, convert, explained, invalid, no_such_reply};
use crate::actor::{AnswerForm, Input, IntakeActor, Reply};
use crate::model::{ActsDone, FormRules, form, months_to_reuse, offer, school_first_under, standing};
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
        let own = past_of(&self.engine, &caller, &request.get_ref().case_id).await?;
        let case = own.application.case;
        let day = day_up_to(&request.get_ref().on_day, self.engine.now().day)
            .map_err(|violation| invalid(vec![violation]))?;
        let store = |error| status_of_store(&error);
        if own.history.first().is_none_or(|first| day < first.day) {
            let reason = "ligt voor de dag waarop de aanvraag binnenkwam";
            return Err(invalid(vec![Violation::new("on_day", reason, "after-the-application")]));
        }
        let reader = if caller.has_any(&MAY_SEE) { Reader::Person } else { Reader::System(&caller.user) };
        let earlier = match reader {
            Reader::Person => {
                store::ended_cases_of(self.engine.db(), &own.application).await.map_err(store)?
            }
            Reader::System(_) => Vec::new(),
        };
        let records = store::records_of(self.engine.db(), &caller.municipality, case).await.map_err(store)?;
        FORM.of(self.engine.views(), &caller, [case]).await?;
        let rules = FormRules::on(&self.policies, &own.application.municipality, day)
            .map_err(|error| invalid(vec![explained::no_policy(&error)]))?;
        let ended_by_then = |past: &&Past| past.application.closed_on().is_some_and(|on| on <= day);
        let past: Vec<_> = earlier.iter().filter(ended_by_then).map(Past::earlier).collect();
        let months = months_to_reuse(&self.policies, own.application.reported_on);
        let offer = offer(own.earlier(), &past, (months, school_first_under(&self.policies, day)), day);
        let then = standing(&own.history, day, day);
        let done = ActsDone::known_on(&records.unwrap_or_default(), day);
        let form = form(&rules, &then.facts).done(&done);
        let shown = Shown { own: &own, rules, then: &then, offer: &offer, reader };
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
            Reply::Answered { version, missing, missing_acts } => Ok(Response::new(pb::AnswerFormResponse {
                version: u64::try_from(version).unwrap_or_default(),
                complete: missing.is_empty() && missing_acts.is_empty(),
                missing: missing.iter().map(|key| key.code().into()).collect(),
                missing_acts: missing_acts.iter().map(|act| act.code().into()).collect(),
            })),
            _ => Err(no_such_reply()),
        }
    }
}
