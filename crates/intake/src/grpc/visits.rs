//! Visits to a home.

use std::sync::Arc;

use domain::{Caller, CaseId, Explanation, FactSource, Facts, Role, optional_wording};
use messaging::{Engine, RequestContext};
use policy::Policies;
use proto::intake::v1 as pb;
use proto::intake::v1::home_visit_service_server::HomeVisitService;
use proto::{day_text, parse_day};
use service::sealing::CannotOpen;
use service::{Sight, caller, context, require, status_of};
use tonic::{Request, Response, Status};

use super::found::handled;
use super::household::optional_uuid;
use super::provenance::claims;
use super::wrong::Wrong;
use super::{MAY_SEE, cannot_open, convert, invalid, no_such_reply, stating};
use crate::actor::{AskHandling, HandlingAsked, Input, IntakeActor, Reply, VisitAsked, VisitGround};
use crate::model::{Answer, Asked, End, Handling, HomeVisit, VisitedOn, of_claims};
use crate::vault::Vault;

/// Who visits: those who verify.
const MAY_VISIT: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
const LONGEST_REASON: usize = 2_000;
const LONGEST_REPORT: usize = 20_000;
const LONGEST_NAME: usize = 100;
const MOST_VISITORS: usize = 10;

/// What is seen of visits.
const VISITS: Sight = Sight { fields: &["home_visits"], purpose: "huisbezoeken voorbereiden en nalezen" };

/// The gRPC HomeVisitService.
pub struct HomeVisitApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl HomeVisitService for HomeVisitApi {
    async fn list_home_visits(
        &self,
        request: Request<pb::ListHomeVisitsRequest>,
    ) -> Result<Response<pb::ListHomeVisitsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let (past, handling) = handled(&self.engine, &caller, &request.get_ref().case_id).await?;
        let case = past.application.case;
        VISITS.of(self.engine.views(), &caller, [case]).await?;
        let visits = handling.visits.iter().map(|visit| self.wire(&handling, visit, &caller));
        let visits: Result<Vec<_>, _> = visits.collect();
        Ok(Response::new(pb::ListHomeVisitsResponse { visits: visits.map_err(|_| cannot_open())? }))
    }

    async fn plan_home_visit(
        &self,
        request: Request<pb::PlanHomeVisitRequest>,
    ) -> Result<Response<pb::PlanHomeVisitResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_VISIT)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::PlanHomeVisitRequest {
            reason: self.vault.keyed_text(&message.reason).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        let ground = ground(&wire, &mut wrong);
        let facts = if wire.facts.is_empty() { Vec::new() } else { wrong.keys(&wire.facts) };
        let day = wrong.keep(parse_day("day", &wire.day));
        let visitors = visitors(&wire.visitors, &mut wrong);
        let (Some(case), Some(ground), Some(day), true) = (case, ground, day, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let ask = VisitAsked::Plan { ground, facts, announced: wire.announced, day, visitors };
        match self.ask(case, caller, ask, context).await? {
            Reply::Visit { number, .. } => Ok(Response::new(pb::PlanHomeVisitResponse { number })),
            _ => Err(no_such_reply()),
        }
    }

    async fn record_visit_consent(
        &self,
        request: Request<pb::RecordVisitConsentRequest>,
    ) -> Result<Response<pb::RecordVisitConsentResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_VISIT)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.into_inner(), Wrong::default());
        let case = wrong.keep(convert::case(&wire.case_id));
        let on = wrong.keep(parse_day("asked_on", &wire.asked_on));
        let document = wrong.keep(optional_uuid("document_id", &wire.document_id));
        let (Some(case), Some(on), Some(document)) = (case, on, document) else {
            return Err(invalid(wrong.0));
        };
        let asked = Asked {
            on,
            told_ground: wire.told_ground,
            told_consequence: wire.told_consequence,
            answer: if wire.given { Answer::Given } else { Answer::Refused },
            document,
        };
        let ask = VisitAsked::Consent { number: wire.number, asked };
        match self.ask(case, caller, ask, context).await? {
            Reply::Visit { state, consequence, .. } => Ok(Response::new(pb::RecordVisitConsentResponse {
                state,
                consequence: Some((&*consequence).into()),
            })),
            _ => Err(no_such_reply()),
        }
    }

    async fn hold_home_visit(
        &self,
        request: Request<pb::HoldHomeVisitRequest>,
    ) -> Result<Response<pb::HoldHomeVisitResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_VISIT)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::HoldHomeVisitRequest {
            report: self.vault.keyed_text(&message.report).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        let day = wrong.keep(parse_day("day", &wire.day));
        let report = wrong.wording("report", &wire.report, LONGEST_REPORT);
        let visitors = visitors(&wire.visitors, &mut wrong);
        let findings = self.findings(&wire, &caller, &mut wrong);
        let (Some(case), Some(day), Some(report), true) = (case, day, report, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let ask = VisitAsked::Hold { number: wire.number, day, visitors, report, findings };
        self.ask(case, caller, ask, context).await?;
        Ok(Response::new(pb::HoldHomeVisitResponse {}))
    }

    async fn cancel_home_visit(
        &self,
        request: Request<pb::CancelHomeVisitRequest>,
    ) -> Result<Response<pb::CancelHomeVisitResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_VISIT)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::CancelHomeVisitRequest {
            reason: self.vault.keyed_text(&message.reason).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        let reason = wrong.wording("reason", &wire.reason, LONGEST_REASON);
        let (Some(case), Some(reason)) = (case, reason) else { return Err(invalid(wrong.0)) };
        let ask = VisitAsked::Cancel { number: wire.number, reason };
        self.ask(case, caller, ask, context).await?;
        Ok(Response::new(pb::CancelHomeVisitResponse {}))
    }
}

impl HomeVisitApi {
    /// One turn, with the case on its span.
    #[tracing::instrument(skip_all, fields(case.id = %case))]
    async fn ask(
        &self,
        case: CaseId,
        caller: Caller,
        ask: VisitAsked,
        context: RequestContext,
    ) -> Result<Reply, Status> {
        let asked = AskHandling { case, caller, ask: HandlingAsked::Visit(ask) };
        self.engine.request(Input::Handling(Box::new(asked)), context).await.map_err(status_of)
    }

    /// What was found, said by the consultant who saw it.
    fn findings(
        &self,
        wire: &pb::HoldHomeVisitRequest,
        caller: &Caller,
        wrong: &mut Wrong,
    ) -> crate::model::Claims {
        let facts: Facts = wrong.facts(&wire.facts);
        if facts.iter().any(|(_, fact)| fact.source != FactSource::Consultant) {
            wrong.is("facts", "komt van de consulent die het zag", "informant-fits-source");
        }
        wrong.0.extend(of_claims(&facts, stating(caller), self.engine.now().day));
        claims(None, &facts, caller, stating(caller), wrong).0
    }

    fn wire(&self, of: &Handling, visit: &HomeVisit, caller: &Caller) -> Result<pb::HomeVisit, CannotOpen> {
        let open = |sealed: &str| self.vault.open_text(of.case.uuid(), sealed);
        let (reason, policy_ground, policy_ground_label) = match &visit.ground {
            VisitedOn::Reason { sealed } => (open(sealed)?, String::new(), String::new()),
            VisitedOn::Policy { key, label } => (String::new(), key.clone(), label.clone()),
        };
        let consents = visit.consents.iter().map(|consent| pb::VisitConsent {
            asked_on: day_text(consent.asked_on),
            asked_by: consent.asked_by.clone(),
            given: consent.answer == Answer::Given,
            document_id: consent.document.map(|id| id.to_string()).unwrap_or_default(),
        });
        let wire = pb::HomeVisit {
            number: visit.number,
            reason,
            policy_ground,
            policy_ground_label,
            facts: visit.facts.iter().map(|key| key.code().into()).collect(),
            announced: visit.announced,
            planned_for: day_text(visit.planned_for),
            visitors: visit.visitors.clone(),
            named_by: visit.named_by.clone(),
            named_on: day_text(visit.named_on),
            consents: consents.collect(),
            state: visit.state().into(),
            consequence: Some((&self.consequence(visit, caller)).into()),
            ..pb::HomeVisit::default()
        };
        Ok(match &visit.end {
            None => wire,
            Some(End::Refused { on }) => pb::HomeVisit { ended_on: day_text(*on), ..wire },
            Some(End::Cancelled { on, by, sealed_reason }) => pb::HomeVisit {
                ended_on: day_text(*on),
                ended_by: by.clone(),
                cancelled_because: open(sealed_reason)?,
                ..wire
            },
            Some(End::Held { on, visitors, by, sealed_report, statement }) => pb::HomeVisit {
                ended_on: day_text(*on),
                ended_by: by.clone(),
                went: visitors.clone(),
                report: open(sealed_report)?,
                statement: statement.and_then(|number| u64::try_from(number).ok()).unwrap_or_default(),
                ..wire
            },
        })
    }

    fn consequence(&self, visit: &HomeVisit, caller: &Caller) -> Explanation {
        let policy = self.policies.of(&caller.municipality, visit.named_on);
        visit.consequence(policy.map_or("", |policy| &policy.version))
    }
}

/// A concrete reason, or a ground of the policy.
fn ground(wire: &pb::PlanHomeVisitRequest, wrong: &mut Wrong) -> Option<VisitGround> {
    let reason = wrong.keep(optional_wording("reason", &wire.reason, LONGEST_REASON))?;
    let key = wrong.keep(convert::text("policy_ground", &wire.policy_ground, LONGEST_NAME)).flatten();
    match (reason, key) {
        (Some(reason), None) => Some(VisitGround::Reason(reason)),
        (None, Some(key)) => Some(VisitGround::Policy(key)),
        (given, _) => {
            let reason = if given.is_some() {
                "staat naast een grond van het beleid: noem één van beide"
            } else {
                "ontbreekt: noem een concrete reden of een grond van het beleid"
            };
            wrong.is("reason", reason, "one-ground");
            None
        }
    }
}

fn visitors(wire: &[String], wrong: &mut Wrong) -> Vec<String> {
    if wire.len() > MOST_VISITORS {
        wrong.is("visitors", format!("noemt meer dan {MOST_VISITORS} mensen"), "visitors-most");
        return Vec::new();
    }
    wire.iter()
        .filter_map(|name| wrong.keep(convert::text("visitors", name, LONGEST_NAME)).flatten())
        .collect()
}
