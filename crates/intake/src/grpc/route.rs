//! Intakes of their own.

use std::sync::Arc;

use domain::Role;
use messaging::Engine;
use proto::day_text;
use proto::intake::v1 as pb;
use proto::intake::v1::route_service_server::RouteService;
use service::{Sight, caller, context, require, status_of};
use tonic::{Request, Response, Status};

use super::found::handled;
use super::wrong::Wrong;
use super::{MAY_SEE, cannot_open, convert, invalid};
use crate::actor::{AskHandling, HandlingAsked, Input, IntakeActor};
use crate::model::{LettersTo, Route, RouteResult};
use crate::vault::Vault;

/// Who sends letters during the intake and the decision.
const MAY_WRITE: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
const LONGEST_ADDRESS: usize = 500;

/// What is seen of a route by those who send letters.
const ADDRESS: Sight = Sight { fields: &["intake_route", "letter_address"], purpose: "brieven sturen" };
/// What the others see.
const ROUTE: Sight = Sight { fields: &["intake_route"], purpose: "nagaan wie de intake doet" };

/// The gRPC RouteService.
pub struct RouteApi {
    pub engine: Engine<IntakeActor>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl RouteService for RouteApi {
    async fn get_intake_route(
        &self,
        request: Request<pb::GetIntakeRouteRequest>,
    ) -> Result<Response<pb::GetIntakeRouteResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let (past, handling) = handled(&self.engine, &caller, &request.get_ref().case_id).await?;
        let case = past.application.case;
        let may_write = caller.has_any(&MAY_WRITE);
        let sight = if may_write { ADDRESS } else { ROUTE };
        sight.of(self.engine.views(), &caller, [case]).await?;
        let letters = handling.letters_to();
        let letter_address = match letters {
            LettersTo::Agreed(sealed) if may_write => {
                self.vault.open_text(case.uuid(), sealed).map_err(|_| cannot_open())?
            }
            _ => String::new(),
        };
        let missing = handling.routes.last().map(|last| last.missing.clone()).unwrap_or_default();
        Ok(Response::new(pb::GetIntakeRouteResponse {
            case_id: case.to_string(),
            route: handling.route().map(route),
            letters: letters.code().into(),
            letter_address,
            results: handling.routes.iter().map(result).collect(),
            missing: missing.iter().map(|key| key.code().into()).collect(),
            version: u64::try_from(handling.version).unwrap_or_default(),
        }))
    }

    async fn set_letter_address(
        &self,
        request: Request<pb::SetLetterAddressRequest>,
    ) -> Result<Response<pb::SetLetterAddressResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_WRITE)?;
        let wire = request.get_ref().clone();
        let request = request.map(|message| pb::SetLetterAddressRequest {
            address: self.vault.keyed_text(&message.address).hex(),
            ..message
        });
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&wire.case_id));
        let address = wrong.wording("address", &wire.address, LONGEST_ADDRESS);
        let (Some(case), Some(address)) = (case, address) else { return Err(invalid(wrong.0)) };
        let asked = AskHandling { case, caller, ask: HandlingAsked::AgreeAddress { address } };
        self.engine.request(Input::Handling(Box::new(asked)), context).await.map_err(status_of)?;
        Ok(Response::new(pb::SetLetterAddressResponse {}))
    }
}

fn route(route: &Route) -> pb::IntakeRoute {
    pb::IntakeRoute {
        key: route.key.clone(),
        label: route.label.clone(),
        intake_by: route.intake_by.code().into(),
        with: route.with.clone().unwrap_or_default(),
        hides_address: route.hides_address,
    }
}

fn result(result: &RouteResult) -> pb::RouteResult {
    pb::RouteResult {
        number: result.number,
        day: day_text(result.day),
        route: result.route.as_ref().map(route),
        explanation: Some((&result.explanation()).into()),
    }
}
