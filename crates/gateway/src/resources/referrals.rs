use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::Uri;
use proto::partner_contracts::v1 as pb;
use proto::partner_contracts::v1::partner_contracts_service_client::PartnerContractsServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, day, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::page::Page;
use crate::words::{Partnersoort, Richting, Verwijzingsstatus, Word};

const TAG: &str = "Verwijzingen";

/// Een verwijzing naar een partner.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verwijzing {
    #[schema(format = "uuid")]
    verwijzing_id: String,
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Sleutel van de partner in het beleid.
    partner: String,
    status: Verwijzingsstatus,
    richting: Richting,
    #[serde(skip_serializing_if = "Option::is_none")]
    aangeboden_op: Option<NaiveDate>,
    /// Laatste dag om te antwoorden.
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord_uiterlijk_op: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reden_van_weigering: Option<String>,
    /// Zodat de partner kan beoordelen of het past.
    doelgroepen: Vec<String>,
}

/// Een bladzijde van de verwijzingen.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verwijzingen {
    /// Aantal in de hele lijst.
    totaal: u64,
    verwijzingen: Vec<Verwijzing>,
}

impl From<pb::Referral> for Verwijzing {
    fn from(wire: pb::Referral) -> Self {
        Self {
            status: Verwijzingsstatus::of_wire(wire.state().as_str_name()),
            richting: Richting::of_wire(&wire.direction),
            verwijzing_id: wire.referral_id,
            zaak_id: wire.case_id,
            partner: wire.partner,
            aangeboden_op: day(&wire.offered_on),
            antwoord_uiterlijk_op: day(&wire.answer_by),
            reden_van_weigering: some(wire.decline_reason),
            doelgroepen: wire.target_groups,
        }
    }
}

/// Welke verwijzingen.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VerwijzingenVraag {
    /// Welke bladzijde, vanaf 1.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    page: Option<u32>,
    /// Hoeveel er op een bladzijde staan.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Alleen verwijzingen met deze status.
    #[param(inline)]
    status: Option<Verwijzingsstatus>,
    /// Alleen verwijzingen van deze zaak.
    zaak_id: Option<Uuid>,
}

/// Het antwoord van een partner.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwAntwoord {
    geaccepteerd: bool,
    /// Nodig om te weigeren, in gewone taal.
    #[schema(max_length = 2000)]
    reden: Option<String>,
}

/// De partners van de gemeente of regio.
#[derive(Serialize, ToSchema)]
pub(crate) struct Partners {
    partners: Vec<Partner>,
}

/// Een partner met zijn ruimte.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Partner {
    /// Sleutel in het beleid.
    partner: String,
    naam: String,
    soort: Partnersoort,
    /// Hoeveel mensen tegelijk.
    capaciteit: u32,
    /// Verwijzingen die nu zijn aangeboden of geaccepteerd.
    in_gebruik: u32,
    /// Verwijzingen die in de looptijd van het beleid zijn aangeboden.
    verwezen: u32,
    /// Nummer in het Handelsregister.
    kvk_nummer: String,
}

fn client(app: &App) -> PartnerContractsServiceClient<Line> {
    PartnerContractsServiceClient::new(app.clients.partner_contracts.clone())
}

/// Blader door verwijzingen; een partner ziet alleen die aan hem.
#[utoipa::path(get, path = "/verwijzingen", operation_id = "verwijzingenLijst", tag = TAG, params(VerwijzingenVraag),
    responses((status = 200, description = "Een bladzijde van de verwijzingen.", body = Verwijzingen,
        headers(("Link" = String, description = "Eerste, vorige, volgende en laatste bladzijde (RFC 8288).")))))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    uri: Uri,
    Query(asked): Query<VerwijzingenVraag>,
) -> Answer {
    let page = Page::of(asked.page, asked.page_size);
    let state = asked.status.and_then(|status| pb::ReferralState::from_str_name(status.wire()));
    let message = pb::ListReferralsRequest {
        page: page.number(),
        page_size: page.size(),
        state: state.unwrap_or_default().into(),
        case_id: asked.zaak_id.map(|case| case.to_string()).unwrap_or_default(),
    };
    let found = client(&app).list_referrals(acting.asks(message)?).await?.into_inner();
    let body = Verwijzingen {
        totaal: found.total,
        verwijzingen: found.referrals.into_iter().map(Into::into).collect(),
    };
    Ok(page.answer(&uri, found.total, body))
}

/// Lees een verwijzing.
#[utoipa::path(get, path = "/verwijzingen/{verwijzingId}", operation_id = "verwijzingLezen", tag = TAG,
    params(("verwijzingId" = Uuid, Path, description = "Kenmerk van de verwijzing.")),
    responses((status = 200, description = "De verwijzing.", body = Verwijzing,
        headers(("ETag" = String, description = "Versie van de verwijzing.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(referral): Key<Uuid>) -> Answer {
    let message = pb::GetReferralRequest { referral_id: referral.to_string() };
    let found =
        client(&app).get_referral(acting.asks(message)?).await?.into_inner().referral.unwrap_or_default();
    Ok(tagged(found.version, Verwijzing::from(found)))
}

/// Accepteer of weiger een verwijzing.
#[utoipa::path(post, path = "/verwijzingen/{verwijzingId}/antwoorden", operation_id = "verwijzingBeantwoorden",
    tag = TAG, params(("verwijzingId" = Uuid, Path, description = "Kenmerk van de verwijzing.")),
    request_body = NieuwAntwoord,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(referral): Key<Uuid>,
    Input(form): Input<NieuwAntwoord>,
) -> Answer {
    let message = pb::AnswerReferralRequest {
        referral_id: referral.to_string(),
        accepted: form.geaccepteerd,
        reason: form.reden.unwrap_or_default(),
    };
    client(&app).answer_referral(acting.does(message)?).await?;
    Ok(done())
}

/// Lees de partners met hun ruimte.
#[utoipa::path(get, path = "/partners", operation_id = "partnersLijst", tag = TAG,
    responses((status = 200, description = "De partners.", body = Partners)))]
pub(crate) async fn partners(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let found = client(&app).list_partners(acting.asks(pb::ListPartnersRequest {})?).await?.into_inner();
    let partner = |wire: pb::Partner| Partner {
        partner: wire.partner,
        naam: wire.label,
        soort: Partnersoort::of_wire(&wire.kind),
        capaciteit: wire.capacity,
        in_gebruik: wire.in_use,
        verwezen: wire.referred,
        kvk_nummer: wire.registration_number,
    };
    Ok(Json(Partners { partners: found.partners.into_iter().map(partner).collect() }).into_response())
}
