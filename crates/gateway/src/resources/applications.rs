use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::intake_service_client::IntakeServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::ToSchema;
use uuid::Uuid;

use super::claims::{Herkomstopgave, NieuweVaststelling};
use super::household::{NieuwePartner, NieuweVertegenwoordiger};
use super::records::{NieuweVoorlichting, VoorgelegdeVacature};
use super::{Answer, Uitleg, created, day, day_or_empty, done, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, KeyedInput};
use crate::words::{
    Aanleiding, Aanvraagstadium, Afsluitreden, Bron, Gegevens, HerkomstGegevens, Kanaal, Situatie, Word,
    Zoekresultaat, codes, properties,
};

const TAG: &str = "Aanvragen";

/// Een melding of aanvraag van een huishouden.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweAanvraag {
    /// Negen cijfers die de elfproef doorstaan.
    #[schema(format = "bsn", example = "999993653")]
    burgerservicenummer: String,
    situatie: Situatie,
    /// Waarom iemand opnieuw wordt gezien; bij een herbeoordeling of hernieuwd contact.
    aanleiding: Option<Aanleiding>,
    /// De gegevens die zijn veranderd, met de naam die ze in `gegevens` hebben; bij `gegevens-veranderd`.
    #[schema(max_items = 100)]
    gewijzigde_gegevens: Option<Vec<String>>,
    kanaal: Kanaal,
    /// De dag van de melding; het recht loopt vanaf deze dag.
    meldingsdatum: NaiveDate,
    /// De dag van de aanvraag; weggelaten is het de dag van de melding.
    aanvraagdatum: Option<NaiveDate>,
    gegevens: Gegevens,
    /// Wie de gegevens opgaf; weggelaten is het de aanvrager, en op het kanaal van de consulent de consulent voor wat
    /// alleen die kan beoordelen.
    bron: Option<Bron>,
    /// Welk register of systeem, als dat de bron is.
    #[schema(max_length = 100)]
    bron_naam: Option<String>,
    /// De dag waarop de gegevens zijn opgegeven; weggelaten is het de dag van de melding.
    vastgesteld_op: Option<NaiveDate>,
    /// Als is gezien dat al deze gegevens kloppen.
    vaststelling: Option<NieuweVaststelling>,
    /// Met deze gegevens is de intake compleet: er is geen intakegesprek nodig.
    #[serde(default)]
    intake_compleet: bool,
    /// Vacatures die bij die complete intake zijn voorgelegd.
    #[schema(max_items = 100)]
    vacatures: Option<Vec<VoorgelegdeVacature>>,
    /// Wat er bij die complete intake over rechten en plichten is verteld.
    #[schema(max_items = 100)]
    voorlichtingen: Option<Vec<NieuweVoorlichting>>,
    /// Naam, alleen voor de ogen van de consulent.
    #[schema(max_length = 200)]
    naam: Option<String>,
    /// De partner, als twee mensen samen aanvragen of een voor beiden.
    partner: Option<NieuwePartner>,
    /// Wie voor de aanvrager handelt.
    #[schema(max_items = 10)]
    vertegenwoordigers: Option<Vec<NieuweVertegenwoordiger>>,
}

/// De zaak die met de aanvraag is geopend; van wie opnieuw wordt gezien terwijl er een zaak loopt, die zaak.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OntvangenAanvraag {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Zoals op brieven.
    #[schema(example = "2026-000123")]
    zaaknummer: String,
    /// Laatste dag van de zoektermijn; ontbreekt als er geen is.
    #[serde(skip_serializing_if = "Option::is_none")]
    zoektermijn_tot_en_met: Option<NaiveDate>,
    /// Waarom er wel of geen zoektermijn is.
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
}

/// Een aanvraag met de gegevens zoals ze nu zijn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aanvraag {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    /// Pseudoniem van de persoon.
    #[schema(format = "uuid")]
    persoon_id: String,
    situatie: Situatie,
    /// Waarom iemand opnieuw is gezien.
    #[serde(skip_serializing_if = "Option::is_none")]
    aanleiding: Option<Aanleiding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gewijzigde_gegevens: Vec<String>,
    kanaal: Kanaal,
    meldingsdatum: Option<NaiveDate>,
    aanvraagdatum: Option<NaiveDate>,
    stadium: Aanvraagstadium,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoektermijn_tot_en_met: Option<NaiveDate>,
    /// De zoektermijn verviel voordat het zoeken was beoordeeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    zoektermijn_vervallen: Option<VervallenZoektermijn>,
    gegevens: Gegevens,
    herkomst: HerkomstGegevens,
    /// Alleen voor de ogen van de consulent.
    #[serde(skip_serializing_if = "Option::is_none")]
    naam: Option<String>,
    /// Wat iemand in de zoektermijn deed om werk te vinden.
    #[serde(skip_serializing_if = "Option::is_none")]
    inspanningen: Option<String>,
    /// Aantal vacatures dat bij de intake is voorgelegd.
    aangeboden_vacatures: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    afgesloten_wegens: Option<Afsluitreden>,
    /// De laatste dag waarop rechten en plichten zijn verteld; ontbreekt als dat nog niet is gebeurd.
    #[serde(skip_serializing_if = "Option::is_none")]
    rechten_en_plichten_verteld_op: Option<NaiveDate>,
    /// Gegevens waarvan een andere bron iets anders zegt, en waar niemand nog naar heeft gekeken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tegengesproken: Vec<String>,
    /// Elke keer dat de cliënt in de lopende zaak opnieuw is gezien, de eerste eerst.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opnieuw_gezien: Vec<OpnieuwGezien>,
}

/// Een herbeoordeling of hernieuwd contact in een zaak die liep.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpnieuwGezien {
    situatie: Situatie,
    #[serde(skip_serializing_if = "Option::is_none")]
    aanleiding: Option<Aanleiding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gewijzigde_gegevens: Vec<String>,
    kanaal: Kanaal,
    meldingsdatum: Option<NaiveDate>,
    /// De dag waarop het is vastgelegd.
    vastgelegd_op: Option<NaiveDate>,
    /// De intake is er meteen bij gehouden.
    intake_compleet: bool,
}

impl From<pb::SeenAgain> for OpnieuwGezien {
    fn from(seen: pb::SeenAgain) -> Self {
        Self {
            situatie: Situatie::of_wire(seen.situation().as_str_name()),
            aanleiding: Aanleiding::known(&seen.occasion),
            gewijzigde_gegevens: properties(&seen.changed),
            kanaal: Kanaal::of_wire(seen.channel().as_str_name()),
            meldingsdatum: day(&seen.reported_on),
            vastgelegd_op: day(&seen.registered_on),
            intake_compleet: seen.intake_complete,
        }
    }
}

/// Wanneer de zoektermijn verviel, en waarom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VervallenZoektermijn {
    op: NaiveDate,
    reden: String,
    /// Wetsartikel, of paragraaf van het beleid.
    bron: String,
}

/// Wat de zoektermijn opleverde.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwZoektermijnResultaat {
    resultaat: Zoekresultaat,
    /// Wat iemand deed om werk te vinden, in het kort.
    #[schema(max_length = 2000)]
    inspanningen: Option<String>,
    /// Nummers van de vastgelegde inspanningen die meetellen.
    #[schema(max_items = 1000)]
    meetellende_inspanningen: Option<Vec<u32>>,
}

/// De intake is gedaan.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweIntake {
    gegevens: Gegevens,
    /// Wie de gegevens opgaf of vaststelde; weggelaten is het de consulent.
    bron: Option<Bron>,
    /// Welk register of systeem, als dat de bron is.
    #[schema(max_length = 100)]
    bron_naam: Option<String>,
    vastgesteld_op: NaiveDate,
    /// Als bij de intake is gezien dat al deze gegevens kloppen.
    vaststelling: Option<NieuweVaststelling>,
    /// Vacatures die bij deze intake zijn voorgelegd en nog niet zijn vastgelegd.
    #[schema(max_items = 100)]
    vacatures: Option<Vec<VoorgelegdeVacature>>,
    /// Wat er bij deze intake over rechten en plichten is verteld en nog niet is vastgelegd.
    #[schema(max_items = 100)]
    voorlichtingen: Option<Vec<NieuweVoorlichting>>,
}

/// Nieuwe of gewijzigde gegevens; eerdere opgaven blijven bewaard.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweGegevens {
    gegevens: Gegevens,
    bron: Bron,
    /// Welk register of systeem, als dat de bron is.
    #[schema(max_length = 100)]
    bron_naam: Option<String>,
    vastgesteld_op: NaiveDate,
    /// Eerste dag waarop de gegevens gelden; weggelaten is er geen begin bekend.
    geldig_vanaf: Option<NaiveDate>,
    /// Laatste dag waarop de gegevens gelden; weggelaten is er geen einde bekend.
    geldig_tot_en_met: Option<NaiveDate>,
    /// Als bij het opgeven is gezien dat de gegevens kloppen.
    vaststelling: Option<NieuweVaststelling>,
}

fn client(app: &App) -> IntakeServiceClient<Line> {
    IntakeServiceClient::new(app.clients.intake.clone())
}

/// Dien een aanvraag in; opent een zaak. Een herbeoordeling of hernieuwd contact van wie al een lopende zaak heeft, komt in
/// die zaak.
#[utoipa::path(post, path = "/aanvragen", operation_id = "aanvraagIndienen", tag = TAG,
    request_body = NieuweAanvraag,
    responses((status = 201, description = "De zaak is geopend.", body = OntvangenAanvraag,
        headers(("Location" = String, description = "Adres van de aanvraag.")))))]
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    acting: Acting,
    KeyedInput(form): KeyedInput<NieuweAanvraag>,
) -> Answer {
    let stated_on = form.vastgesteld_op.unwrap_or(form.meldingsdatum);
    let by_consultant = form.kanaal.wire() == pb::Channel::Consultant.as_str_name();
    let facts = match &form.bron {
        Some(source) => form.gegevens.to_wire(source, stated_on),
        None => form.gegevens.to_wire_of_someone(by_consultant, stated_on),
    };
    let provenance = Herkomstopgave {
        name: form.bron_naam,
        proof: form.vaststelling.map(Into::into),
        ..Herkomstopgave::default()
    };
    let provenance = match &form.bron {
        Some(source) => provenance.of(source),
        None => provenance.of_each(),
    };
    let message = pb::SubmitApplicationRequest {
        citizen_service_number: form.burgerservicenummer,
        situation: pb::Situation::from_str_name(form.situatie.wire()).unwrap_or_default().into(),
        channel: pb::Channel::from_str_name(form.kanaal.wire()).unwrap_or_default().into(),
        reported_on: proto::day_text(form.meldingsdatum),
        applied_on: day_or_empty(form.aanvraagdatum),
        facts,
        intake_complete: form.intake_compleet,
        name: form.naam.unwrap_or_default(),
        provenance,
        partner: form.partner.map(Into::into),
        occasion: form.aanleiding.map(|each| each.wire().to_owned()).unwrap_or_default(),
        changed: codes(&form.gewijzigde_gegevens.unwrap_or_default()),
        representatives: form.vertegenwoordigers.into_iter().flatten().map(Into::into).collect(),
        vacancies: form.vacatures.into_iter().flatten().map(Into::into).collect(),
        rights_told: form.voorlichtingen.into_iter().flatten().map(Into::into).collect(),
    };
    let reply = client(&app).submit_application(acting.does(message)?).await?.into_inner();
    let location = format!("/aanvragen/{}", reply.case_id);
    let body = OntvangenAanvraag {
        zaak_id: reply.case_id,
        zaaknummer: reply.case_number,
        zoektermijn_tot_en_met: day(&reply.search_until),
        uitleg: reply.gate.map(Into::into),
    };
    Ok(created(&location, body))
}

/// Lees een aanvraag met de gegevens zoals ze nu zijn.
#[utoipa::path(get, path = "/aanvragen/{zaakId}", operation_id = "aanvraagLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "De aanvraag.", body = Aanvraag,
        headers(("ETag" = String, description = "Versie van de aanvraag.")))))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let message = pb::GetApplicationRequest { case_id: case.to_string() };
    let found = client(&app).get_application(acting.asks(message)?).await?.into_inner();
    let (situation, channel, version) = (found.situation(), found.channel(), found.version);
    let (gegevens, herkomst) = Gegevens::of_wire(&found.facts);
    let lifted = day(&found.search_lifted_on).map(|op| VervallenZoektermijn {
        op,
        reden: found.search_lifted_why,
        bron: found.search_lifted_source,
    });
    let body = Aanvraag {
        situatie: Situatie::of_wire(situation.as_str_name()),
        aanleiding: Aanleiding::known(&found.occasion),
        gewijzigde_gegevens: properties(&found.changed),
        kanaal: Kanaal::of_wire(channel.as_str_name()),
        zaak_id: found.case_id,
        zaaknummer: found.case_number,
        persoon_id: found.person_id,
        meldingsdatum: day(&found.reported_on),
        aanvraagdatum: day(&found.applied_on),
        stadium: Aanvraagstadium::of_wire(&found.stage),
        zoektermijn_tot_en_met: day(&found.search_until),
        zoektermijn_vervallen: lifted,
        gegevens,
        herkomst,
        naam: some(found.name),
        inspanningen: some(found.search_evidence),
        aangeboden_vacatures: found.vacancies_offered,
        afgesloten_wegens: Afsluitreden::known(&found.closed_because),
        rechten_en_plichten_verteld_op: day(&found.rights_told_on),
        tegengesproken: properties(&found.contested),
        opnieuw_gezien: found.seen_again.into_iter().map(Into::into).collect(),
    };
    Ok(tagged(version, body))
}

/// Leg vast wat de zoektermijn opleverde.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/zoektermijn-resultaten", operation_id = "zoektermijnResultaatVastleggen",
    tag = TAG, params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuwZoektermijnResultaat,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record_search_result(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwZoektermijnResultaat>,
) -> Answer {
    let message = pb::RecordSearchResultRequest {
        case_id: case.to_string(),
        result: pb::SearchResult::from_str_name(form.resultaat.wire()).unwrap_or_default().into(),
        evidence: form.inspanningen.unwrap_or_default(),
        counted_efforts: form.meetellende_inspanningen.into_iter().flatten().map(u64::from).collect(),
    };
    client(&app).record_search_result(acting.does(message)?).await?;
    Ok(done())
}

/// Rond de intake af met de gegevens waarop besloten kan worden.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/intakes", operation_id = "intakeAfronden", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweIntake,
    responses((status = 204, description = "De intake is afgerond.")))]
pub(crate) async fn complete_intake(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweIntake>,
) -> Answer {
    let source = form.bron.unwrap_or_else(|| Bron::of_wire("consultant"));
    let message = pb::CompleteIntakeRequest {
        case_id: case.to_string(),
        facts: form.gegevens.to_wire(&source, form.vastgesteld_op),
        vacancies: form.vacatures.into_iter().flatten().map(Into::into).collect(),
        rights_told: form.voorlichtingen.into_iter().flatten().map(Into::into).collect(),
        provenance: Herkomstopgave {
            name: form.bron_naam,
            proof: form.vaststelling.map(Into::into),
            ..Herkomstopgave::default()
        }
        .of(&source),
    };
    client(&app).complete_intake(acting.does(message)?).await?;
    Ok(done())
}

/// Leg nieuwe of gewijzigde gegevens vast.
#[utoipa::path(post, path = "/aanvragen/{zaakId}/gegevens", operation_id = "gegevensVastleggen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    request_body = NieuweGegevens,
    responses((status = 204, description = "Vastgelegd.")))]
pub(crate) async fn record_facts(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuweGegevens>,
) -> Answer {
    let message = pb::RecordFactsRequest {
        case_id: case.to_string(),
        facts: form.gegevens.to_wire(&form.bron, form.vastgesteld_op),
        provenance: Herkomstopgave {
            name: form.bron_naam,
            from: form.geldig_vanaf,
            until: form.geldig_tot_en_met,
            proof: form.vaststelling.map(Into::into),
        }
        .of(&form.bron),
    };
    client(&app).record_facts(acting.does(message)?).await?;
    Ok(done())
}
