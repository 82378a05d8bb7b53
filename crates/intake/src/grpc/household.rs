//! Who applies together, and who acts for them.

use std::sync::Arc;

use domain::{Caller, Municipality, PersonId, Role, Violation};
use messaging::Engine;
use proto::intake::v1 as pb;
use proto::intake::v1::household_service_server::HouseholdService;
use proto::{day_text, parse_day};
use service::sealing::CannotOpen;
use service::{Sight, caller, context, require, status_of, status_of_store};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::found::past_of;
use super::provenance::{day_or_empty, optional_day};
use super::wrong::Wrong;
use super::{MAY_SEE, cannot_open, convert, invalid, no_such_reply};
use crate::actor::{Applicant, Input, IntakeActor, PartnerGiven, Reply, RepresentativeGiven};
use crate::model::{Consent, Ground, RepresentativeKind, of_partner, of_representative};
use crate::store;
use crate::vault::Vault;

/// Who may change who belongs to a household.
const MAY_CHANGE: [Role; 2] = [Role::IntakeConsultant, Role::IncomeConsultant];
const LONGEST_NAME: usize = 200;

/// What is seen of who belongs to a household and who acts for it.
const HOUSEHOLD: Sight =
    Sight { fields: &["name", "household", "representatives"], purpose: "het huishouden beoordelen" };

/// The gRPC HouseholdService.
pub struct HouseholdApi {
    pub engine: Engine<IntakeActor>,
    pub vault: Arc<Vault>,
}

#[tonic::async_trait]
impl HouseholdService for HouseholdApi {
    async fn get_household(
        &self,
        request: Request<pb::GetHouseholdRequest>,
    ) -> Result<Response<pb::GetHouseholdResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let past = past_of(&self.engine, &caller, &request.get_ref().case_id).await?;
        let case = past.application.case;
        HOUSEHOLD.of(self.engine.views(), &caller, [case]).await?;
        let application = past.application;
        let applicant = Some(self.member(&caller.municipality, application.person).await?);
        let partner = match &application.partner {
            Some(partner) => Some(self.member(&caller.municipality, partner.person).await?),
            None => None,
        };
        let known = application.partner.as_ref();
        let consent = known.and_then(|partner| partner.consent.as_ref()).map(|consent| pb::Consent {
            given_on: day_text(consent.given_on),
            document_id: consent.document.map(|id| id.to_string()).unwrap_or_default(),
        });
        let named = |one: &crate::model::Representative| -> Result<_, CannotOpen> {
            let name = self.vault.open_text(application.case.uuid(), &one.sealed_name)?;
            Ok(pb::NamedRepresentative {
                representative_id: one.id.to_string(),
                representative: Some(pb::Representative {
                    kind: one.kind.code().into(),
                    name,
                    ground: one.ground.code().into(),
                    valid_from: day_text(one.valid_from),
                    valid_until: day_or_empty(one.valid_until),
                    document_id: one.document.map(|id| id.to_string()).unwrap_or_default(),
                }),
            })
        };
        let representatives: Result<Vec<_>, _> = application.representatives.iter().map(named).collect();
        Ok(Response::new(pb::GetHouseholdResponse {
            case_id: application.case.to_string(),
            case_number: application.number.to_string(),
            applicant,
            partner,
            partner_applies: known.is_some_and(|partner| partner.applies),
            partner_consent: consent,
            partner_left_on: day_or_empty(known.and_then(|partner| partner.left_on)),
            representatives: representatives.map_err(|_| cannot_open())?,
        }))
    }

    async fn add_partner(
        &self,
        request: Request<pb::AddPartnerRequest>,
    ) -> Result<Response<pb::AddPartnerResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_CHANGE)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&request.get_ref().case_id));
        let edge = PartnerEdge { vault: &self.vault, caller: &caller, today: self.engine.now().day };
        let partner = edge.required(request.get_ref().partner.as_ref(), &mut wrong);
        let (Some(case), Some(partner), true) = (case, partner, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let request = request.map(|message| pb::AddPartnerRequest {
            partner: message.partner.map(|wire| blinded_partner(&self.vault, wire, &partner)),
            ..message
        });
        let context = context(&request, &caller)?;
        let input = Input::Join { case, caller, partner: Box::new(partner) };
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::AddPartnerResponse {}))
    }

    async fn end_partnership(
        &self,
        request: Request<pb::EndPartnershipRequest>,
    ) -> Result<Response<pb::EndPartnershipResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_CHANGE)?;
        let context = context(&request, &caller)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&request.get_ref().case_id));
        let left_on = wrong.keep(parse_day("left_on", &request.get_ref().left_on));
        let (Some(case), Some(left_on)) = (case, left_on) else { return Err(invalid(wrong.0)) };
        let input = Input::Part { case, caller, left_on };
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::EndPartnershipResponse {}))
    }

    async fn add_representative(
        &self,
        request: Request<pb::AddRepresentativeRequest>,
    ) -> Result<Response<pb::AddRepresentativeResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_CHANGE)?;
        let mut wrong = Wrong::default();
        let case = wrong.keep(convert::case(&request.get_ref().case_id));
        let given = match &request.get_ref().representative {
            Some(wire) => representative("representative", wire, &mut wrong),
            None => {
                wrong.is("representative", "ontbreekt", "required");
                None
            }
        };
        let (Some(case), Some(given), true) = (case, given, wrong.0.is_empty()) else {
            return Err(invalid(wrong.0));
        };
        let request = request.map(|message| pb::AddRepresentativeRequest {
            representative: message.representative.map(|wire| blinded_representative(&self.vault, wire)),
            ..message
        });
        let context = context(&request, &caller)?;
        let input = Input::Represent { case, caller, by: given };
        match self.engine.request(input, context).await.map_err(status_of)? {
            Reply::Represented { id } => {
                Ok(Response::new(pb::AddRepresentativeResponse { representative_id: id.to_string() }))
            }
            _ => Err(no_such_reply()),
        }
    }

    async fn end_representation(
        &self,
        request: Request<pb::EndRepresentationRequest>,
    ) -> Result<Response<pb::EndRepresentationResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_CHANGE)?;
        let context = context(&request, &caller)?;
        let (wire, mut wrong) = (request.get_ref(), Wrong::default());
        let case = wrong.keep(convert::case(&wire.case_id));
        let id = wrong.keep(uuid("representative_id", &wire.representative_id));
        let until = wrong.keep(parse_day("valid_until", &wire.valid_until));
        let (Some(case), Some(id), Some(until)) = (case, id, until) else { return Err(invalid(wrong.0)) };
        let input = Input::EndRepresentation { case, caller, id, until };
        self.engine.request(input, context).await.map_err(status_of)?;
        Ok(Response::new(pb::EndRepresentationResponse {}))
    }
}

impl HouseholdApi {
    async fn member(&self, at: &Municipality, person: PersonId) -> Result<pb::HouseholdMember, Status> {
        let found =
            store::person_of(self.engine.db(), at, person).await.map_err(|error| status_of_store(&error))?;
        let identity = found.map(|person| convert::identity(&person, &self.vault)).transpose();
        let name = identity.map_err(|_| cannot_open())?.and_then(|identity| identity.name);
        Ok(pb::HouseholdMember { person_id: person.to_string(), name: name.unwrap_or_default() })
    }
}

/// What reading a partner needs to know.
pub struct PartnerEdge<'a> {
    pub vault: &'a Vault,
    pub caller: &'a Caller,
    pub today: chrono::NaiveDate,
}

impl PartnerEdge<'_> {
    fn required(&self, wire: Option<&pb::Partner>, wrong: &mut Wrong) -> Option<PartnerGiven> {
        let Some(wire) = wire else {
            wrong.is("partner", "ontbreekt", "required");
            return None;
        };
        self.partner(wire, wrong)
    }

    /// A partner as far as it can be read; what is wrong goes to `wrong`.
    pub fn partner(&self, wire: &pb::Partner, wrong: &mut Wrong) -> Option<PartnerGiven> {
        let number = wrong.keep(
            convert::citizen_service_number(&wire.citizen_service_number)
                .map_err(|wrong| Violation { field: format!("partner.{}", wrong.field), ..wrong }),
        );
        let name = wrong.keep(convert::name("partner.name", &wire.name));
        let consent = match &wire.consent {
            Some(consent) => wrong
                .keep(parse_day("partner.consent.given_on", &consent.given_on))
                .zip(wrong.keep(optional_uuid("partner.consent.document_id", &consent.document_id)))
                .map(|(given_on, document)| Consent { given_on, document }),
            None => None,
        };
        if consent.is_some() == wire.consent.is_some() {
            wrong.0.extend(of_partner(wire.applies, consent.as_ref(), self.today));
        }
        let (number, name) = (number?, name?);
        let index = self.vault.index_of(&self.caller.municipality, &number);
        Some(PartnerGiven { who: Applicant { number, index, name }, applies: wire.applies, consent })
    }
}

/// A representative as far as it can be read; what is wrong goes to `wrong`.
pub fn representative(
    field: &str,
    wire: &pb::Representative,
    wrong: &mut Wrong,
) -> Option<RepresentativeGiven> {
    let at = |name: &str| format!("{field}.{name}");
    let not_known = |name: &str| Violation::new(at(name), "is niet bekend", "choice-required");
    let kind = wrong.keep(RepresentativeKind::try_from(wire.kind.as_str()).map_err(|()| not_known("kind")));
    let ground = wrong.keep(Ground::try_from(wire.ground.as_str()).map_err(|()| not_known("ground")));
    let name = wrong.keep(convert::text(&at("name"), &wire.name, LONGEST_NAME));
    if name.as_ref().is_some_and(Option::is_none) {
        wrong.is(&at("name"), "ontbreekt: noem wie er handelt", "required");
    }
    let from = wrong.keep(parse_day(&at("valid_from"), &wire.valid_from));
    let until = wrong.keep(optional_day(&at("valid_until"), &wire.valid_until));
    let document = wrong.keep(optional_uuid(&at("document_id"), &wire.document_id));
    let (kind, ground, name) = (kind?, ground?, name??);
    let (valid_from, valid_until, document) = (from?, until?, document?);
    wrong.0.extend(of_representative(field, kind, ground, (valid_from, valid_until)));
    Some(RepresentativeGiven { kind, ground, name, valid_from, valid_until, document })
}

/// The partner with number and name behind the key, for the hash that is kept of a request.
pub fn blinded_partner(vault: &Vault, wire: pb::Partner, given: &PartnerGiven) -> pb::Partner {
    let name = vault.keyed_text(&wire.name).hex();
    pb::Partner { citizen_service_number: given.who.index.hex(), name, ..wire }
}

pub fn blinded_representative(vault: &Vault, wire: pb::Representative) -> pb::Representative {
    pb::Representative { name: vault.keyed_text(&wire.name).hex(), ..wire }
}

pub fn uuid(field: &str, wire: &str) -> Result<Uuid, Violation> {
    wire.parse().map_err(|_| Violation::new(field, "is geen geldig kenmerk", "uuid"))
}

pub fn optional_uuid(field: &str, wire: &str) -> Result<Option<Uuid>, Violation> {
    (!wire.is_empty()).then(|| uuid(field, wire)).transpose()
}
