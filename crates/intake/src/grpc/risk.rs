//! The scorecard of an application, and what people decide instead.

use std::sync::Arc;

use domain::{Role, TraceInput};
use messaging::Engine;
use policy::Policies;
use proto::common::v1 as common;
use proto::day_text;
use proto::intake::v1 as pb;
use proto::intake::v1::risk_service_server::RiskService;
use service::sealing::CannotOpen;
use service::{Sight, caller, context, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use super::found::handled;
use super::wrong::Wrong;
use super::{MAY_SEE, cannot_open, convert, invalid, no_such_reply};
use crate::actor::{AskHandling, HandlingAsked, Input, IntakeActor, Reply};
use crate::model::{DeviationState, Handling, Level, RiskDeviation, RiskResult};
use crate::store;
use crate::vault::Vault;

/// Who may choose another level: those who verify.
const MAY_DEVIATE: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
/// Who is the second person.
const MAY_SETTLE: [Role; 1] = [Role::QualityOfficer];
const LONGEST_TEXT: usize = 2_000;

/// What is seen of an application.
const RISK: Sight = Sight { fields: &["risk_card"], purpose: "bepalen hoe diep de gegevens worden nagegaan" };

/// The gRPC RiskService.
pub struct RiskApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl RiskService for RiskApi {
    async fn get_risk_card(
        &self,
        request: Request<pb::GetRiskCardRequest>,
    ) -> Result<Response<pb::GetRiskCardResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let (past, handling) = handled(&self.engine, &caller, &request.get_ref().case_id).await?;
        let case = past.application.case;
        let deadlines = store::deadlines_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?;
        RISK.of(self.engine.views(), &caller, [case]).await?;
        let today = self.engine.now().day;
        let level = handling.level();
        let checks = level.iter().flat_map(|(level, _)| &level.checks).map(|check| pb::RiskCheck {
            fact: check.fact.code().into(),
            depth: check.depth.code().into(),
            done: check.is_done(&past.history, today),
        });
        let deviations: Result<Vec<_>, _> =
            handling.deviations.iter().map(|one| self.deviation(&handling, one)).collect();
        let recheck = deadlines.and_then(|deadlines| deadlines.recheck);
        Ok(Response::new(pb::GetRiskCardResponse {
            case_id: case.to_string(),
            outcome: outcome(&handling).into(),
            level: level.map(|(level, _)| level_to(level)),
            decided_by: match level {
                Some((_, Some(_))) => "person".into(),
                Some((_, None)) => "scorecard".into(),
                None => String::new(),
            },
            checks: checks.collect(),
            results: handling.risk.iter().map(result).collect(),
            deviations: deviations.map_err(|_| cannot_open())?,
            recheck_on: recheck.map(|recheck| day_text(recheck.on)).unwrap_or_default(),
            version: u64::try_from(handling.version).unwrap_or_default(),
        }))
    }

    async fn deviate_from_risk_card(
        &self,
        request: Request<pb::DeviateFromRiskCardRequest>,
    ) -> Result<Response<pb::DeviateFromRiskCardResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_DEVIATE)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::DeviateFromRiskCardRequest {
            reasons: self.vault.keyed_text(&message.reasons).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        let level = wrong.needed("level", &wire.level, 100);
        let reasons = wrong.wording("reasons", &wire.reasons, LONGEST_TEXT);
        let (Some(case), Some(level), Some(reasons), true) = (case, level, reasons, wrong.0.is_empty())
        else {
            return Err(invalid(wrong.0));
        };
        let asked = AskHandling { case, caller, ask: HandlingAsked::Deviate { level, reasons } };
        match self.ask(asked, context).await? {
            Reply::Deviated { number, waits } => {
                Ok(Response::new(pb::DeviateFromRiskCardResponse { number, needs_confirmation: waits }))
            }
            _ => Err(no_such_reply()),
        }
    }

    async fn settle_risk_deviation(
        &self,
        request: Request<pb::SettleRiskDeviationRequest>,
    ) -> Result<Response<pb::SettleRiskDeviationResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SETTLE)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::SettleRiskDeviationRequest {
            reasons: self.vault.keyed_text(&message.reasons).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        // Who rejects says why; who confirms agrees with the reasons that are there.
        let rejected =
            if wire.confirmed { None } else { wrong.wording("reasons", &wire.reasons, LONGEST_TEXT) };
        let (Some(case), true) = (case, wrong.0.is_empty()) else { return Err(invalid(wrong.0)) };
        let ask = HandlingAsked::Settle { number: wire.number, rejected };
        self.ask(AskHandling { case, caller, ask }, context).await?;
        Ok(Response::new(pb::SettleRiskDeviationResponse {}))
    }
}

impl RiskApi {
    /// One turn, with the case on its span.
    #[tracing::instrument(skip_all, fields(case.id = %asked.case))]
    async fn ask(&self, asked: AskHandling, context: messaging::RequestContext) -> Result<Reply, Status> {
        self.engine.request(Input::Handling(Box::new(asked)), context).await.map_err(status_of)
    }

    fn deviation(&self, of: &Handling, one: &RiskDeviation) -> Result<pb::RiskDeviation, CannotOpen> {
        let open = |sealed: &str| self.vault.open_text(of.case.uuid(), sealed);
        let (settled_by, settled_on, rejected_because) = match &one.state {
            DeviationState::Waiting => Default::default(),
            DeviationState::Confirmed { by, on } => {
                (by.clone().unwrap_or_default(), day_text(*on), String::new())
            }
            DeviationState::Rejected { by, on, sealed_reasons } => {
                (by.clone(), day_text(*on), open(sealed_reasons)?)
            }
        };
        Ok(pb::RiskDeviation {
            number: one.number,
            about_result: one.about,
            from: Some(level_to(&one.from)),
            to: Some(level_to(&one.to)),
            reasons: open(&one.sealed_reasons)?,
            by: one.by.clone(),
            on_day: day_text(one.on),
            state: one.state.code().into(),
            settled_by,
            settled_on,
            rejected_because,
            up_to_date: of.is_up_to_date(one),
        })
    }
}

fn outcome(handling: &Handling) -> &'static str {
    match handling.risk.last() {
        None => "no-scorecard",
        Some(last) if last.is_sure() => "assessed",
        Some(_) => "facts-missing",
    }
}

fn level_to(level: &Level) -> pb::RiskLevel {
    pb::RiskLevel { key: level.key.clone(), label: level.label.clone() }
}

fn result(result: &RiskResult) -> pb::RiskResult {
    let input = |input: &TraceInput| common::TraceInput {
        name: input.name.clone(),
        value: input.value.clone(),
        source: input.source.clone(),
    };
    let factors = result.factors.iter().map(|factor| pb::RiskFactor {
        points: factor.points,
        rule: factor.rule.clone(),
        source: factor.source.clone(),
        note: factor.note.clone(),
        facts: factor.facts.iter().map(input).collect(),
    });
    pb::RiskResult {
        number: result.number,
        day: day_text(result.day),
        points: result.points,
        level: Some(level_to(&result.level)),
        at_most: Some(level_to(&result.at_most)),
        factors: factors.collect(),
        missing: result.missing.iter().map(|key| key.code().into()).collect(),
        explanation: Some((&result.explanation()).into()),
    }
}
