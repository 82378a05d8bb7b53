use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use proto::intake::v1 as pb;
use proto::intake::v1::portfolio_service_client::PortfolioServiceClient;
use serde::{Deserialize, Serialize};
use service::Line;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Answer, created, day, some, tagged};
use crate::App;
use crate::acting::Acting;
use crate::input::{Input, Key, Query};
use crate::words::{Bekwaamheidsbewijs, Opleidingsniveau, Sector, Taalniveau, Word};

const TAG: &str = "E-portfolio";

/// Wat iemand kan en wil.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Portfolio {
    /// Codes uit `GET /competenties`.
    #[serde(default)]
    #[schema(max_items = 200)]
    competenties: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    opleidingen: Vec<Opleiding>,
    #[serde(default)]
    #[schema(max_items = 20)]
    ervaring: Vec<Ervaring>,
    #[serde(default)]
    #[schema(max_items = 20)]
    talen: Vec<Taal>,
    /// Rijbewijzen en andere bewijzen.
    #[serde(default)]
    #[schema(max_items = 20)]
    bewijzen: Vec<Bekwaamheidsbewijs>,
    /// Hoeveel uren per week iemand kan werken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 60)]
    uren_per_week: Option<u32>,
    /// In eigen woorden; alleen voor consulenten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    over_mij: Option<String>,
    /// Of dit portfolio mag meetellen in wat werkgevers zien, zonder te herkennen te zijn.
    delen: bool,
}

/// Een opleiding die iemand volgde.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Opleiding {
    niveau: Opleidingsniveau,
    diploma: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1940, maximum = 2200)]
    eindjaar: Option<u32>,
}

/// Werk dat iemand deed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Ervaring {
    sector: Sector,
    #[schema(minimum = 1, maximum = 720)]
    maanden: u32,
}

/// Een taal die iemand spreekt.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Taal {
    /// Code van twee letters (ISO 639-1).
    #[schema(min_length = 2, max_length = 2)]
    taal: String,
    niveau: Taalniveau,
}

/// Een nieuwe versie van een portfolio.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuwePortfolioversie {
    portfolio: Portfolio,
    /// De versie die is aangepast; 0 voor de eerste.
    #[schema(minimum = 0)]
    na_versie: u64,
    /// Van wie het is: de aanvrager, of de partner die nu in het huishouden is. Zonder kenmerk de aanvrager.
    #[serde(default)]
    persoon_id: Option<Uuid>,
}

/// Het kenmerk van een nieuwe versie.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BewaardePortfolioversie {
    versie: u64,
}

/// Een portfolio zoals het staat of stond.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PortfolioMetVersie {
    portfolio: Portfolio,
    versie: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bijgehouden_op: Option<NaiveDate>,
    bijgehouden_door: String,
}

/// De versies van een portfolio, nieuwste eerst.
#[derive(Serialize, ToSchema)]
pub(crate) struct Portfolioversies {
    versies: Vec<Portfolioversie>,
}

/// Wie het portfolio bijhield, en wanneer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Portfolioversie {
    versie: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bijgehouden_op: Option<NaiveDate>,
    bijgehouden_door: String,
}

/// Wat mensen in de gemeente kunnen, zonder dat iemand te herkennen is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profielen {
    /// Kleiner is een groep nooit.
    kleinste_groep: u32,
    profielen: Vec<Profiel>,
}

/// Een groep mensen die dit allemaal hebben; meer zegt het van niemand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profiel {
    /// Zoveel mensen zijn het ten minste.
    ten_minste: u32,
    competenties: Vec<String>,
    /// Ten minste dit niveau, met diploma.
    #[serde(skip_serializing_if = "Option::is_none")]
    opleidingsniveau: Option<Opleidingsniveau>,
    /// Ten minste zoveel maanden.
    ervaring: Vec<Ervaring>,
    /// Ten minste dit niveau.
    talen: Vec<Taal>,
    bewijzen: Vec<Bekwaamheidsbewijs>,
    /// Ten minste zoveel uren.
    #[serde(skip_serializing_if = "Option::is_none")]
    uren_per_week: Option<u32>,
}

/// De lijst van competenties.
#[derive(Serialize, ToSchema)]
pub(crate) struct Competenties {
    competenties: Vec<Competentie>,
}

/// Eén competentie van de lijst.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Competentie {
    code: String,
    omschrijving: String,
    /// Dezelfde vaardigheid in ESCO.
    #[serde(skip_serializing_if = "Option::is_none")]
    esco: Option<String>,
}

/// Welke versie.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Welke {
    /// Zonder nummer die nu geldt.
    #[param(minimum = 1)]
    versie: Option<u64>,
    /// Van wie: de aanvrager, of de partner die nu in het huishouden is. Zonder kenmerk de aanvrager.
    persoon_id: Option<Uuid>,
}

/// Van wie.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wiens {
    /// De aanvrager, of de partner die nu in het huishouden is. Zonder kenmerk de aanvrager.
    persoon_id: Option<Uuid>,
}

fn named(person: Option<Uuid>) -> String {
    person.map(|id| id.to_string()).unwrap_or_default()
}

fn client(app: &App) -> PortfolioServiceClient<Line> {
    PortfolioServiceClient::new(app.clients.intake.clone())
}

impl From<Portfolio> for pb::Portfolio {
    fn from(form: Portfolio) -> Self {
        let education = form.opleidingen.into_iter().map(|one| pb::Education {
            level: one.niveau.wire().to_owned(),
            diploma: one.diploma,
            ended_in: one.eindjaar.unwrap_or(0),
        });
        let experience = form
            .ervaring
            .into_iter()
            .map(|one| pb::Experience { sector: one.sector.wire().to_owned(), months: one.maanden });
        let languages = form
            .talen
            .into_iter()
            .map(|one| pb::LanguageSkill { level: one.niveau.wire().to_owned(), language: one.taal });
        Self {
            competences: form.competenties,
            education: education.collect(),
            experience: experience.collect(),
            languages: languages.collect(),
            licences: form.bewijzen.iter().map(|one| one.wire().to_owned()).collect(),
            hours_per_week: form.uren_per_week.unwrap_or(0),
            about: form.over_mij.unwrap_or_default(),
            shared: form.delen,
        }
    }
}

fn experience(wire: Vec<pb::Experience>) -> Vec<Ervaring> {
    let one = |wire: pb::Experience| Ervaring { sector: Sector::of_wire(&wire.sector), maanden: wire.months };
    wire.into_iter().map(one).collect()
}

fn languages(wire: Vec<pb::LanguageSkill>) -> Vec<Taal> {
    let one =
        |wire: pb::LanguageSkill| Taal { niveau: Taalniveau::of_wire(&wire.level), taal: wire.language };
    wire.into_iter().map(one).collect()
}

fn licences(wire: &[String]) -> Vec<Bekwaamheidsbewijs> {
    wire.iter().map(|code| Bekwaamheidsbewijs::of_wire(code)).collect()
}

impl From<pb::Portfolio> for Portfolio {
    fn from(wire: pb::Portfolio) -> Self {
        let education = wire.education.into_iter().map(|one| Opleiding {
            niveau: Opleidingsniveau::of_wire(&one.level),
            diploma: one.diploma,
            eindjaar: (one.ended_in > 0).then_some(one.ended_in),
        });
        Self {
            competenties: wire.competences,
            opleidingen: education.collect(),
            ervaring: experience(wire.experience),
            talen: languages(wire.languages),
            bewijzen: licences(&wire.licences),
            uren_per_week: (wire.hours_per_week > 0).then_some(wire.hours_per_week),
            over_mij: some(wire.about),
            delen: wire.shared,
        }
    }
}

impl From<pb::Profile> for Profiel {
    fn from(wire: pb::Profile) -> Self {
        Self {
            ten_minste: wire.at_least,
            competenties: wire.competences,
            opleidingsniveau: Opleidingsniveau::known(&wire.education),
            ervaring: experience(wire.experience),
            talen: languages(wire.languages),
            bewijzen: licences(&wire.licences),
            uren_per_week: (wire.hours_per_week > 0).then_some(wire.hours_per_week),
        }
    }
}

/// Houd het e-portfolio van de aanvrager of de partner bij: elke versie blijft bewaard.
#[utoipa::path(post, path = "/zaken/{zaakId}/portfolio", operation_id = "portfolioBijhouden", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")), request_body = NieuwePortfolioversie,
    responses((status = 201, description = "Bewaard.", body = BewaardePortfolioversie,
        headers(("Location" = String, description = "Adres van het portfolio.")))))]
pub(crate) async fn keep(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Input(form): Input<NieuwePortfolioversie>,
) -> Answer {
    let message = pb::KeepPortfolioRequest {
        case_id: case.to_string(),
        portfolio: Some(form.portfolio.into()),
        after_version: form.na_versie,
        person_id: named(form.persoon_id),
    };
    let versie = client(&app).keep_portfolio(acting.does(message)?).await?.into_inner().version;
    Ok(created(&format!("/zaken/{case}/portfolio"), BewaardePortfolioversie { versie }))
}

/// Het e-portfolio van de aanvrager of de partner.
#[utoipa::path(get, path = "/zaken/{zaakId}/portfolio", operation_id = "portfolioLezen", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), Welke),
    responses((status = 200, description = "Het portfolio.", body = PortfolioMetVersie,
        headers(("ETag" = String, description = "Versie van het portfolio.")))))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(which): Query<Welke>,
) -> Answer {
    let message = pb::GetPortfolioRequest {
        case_id: case.to_string(),
        version: which.versie.unwrap_or(0),
        person_id: named(which.persoon_id),
    };
    let found = client(&app).get_portfolio(acting.asks(message)?).await?.into_inner();
    let body = PortfolioMetVersie {
        portfolio: found.portfolio.unwrap_or_default().into(),
        versie: found.version,
        bijgehouden_op: day(&found.kept_on),
        bijgehouden_door: found.kept_by,
    };
    Ok(tagged(found.version, body))
}

/// Wie het e-portfolio bijhield, en wanneer.
#[utoipa::path(get, path = "/zaken/{zaakId}/portfolio/versies", operation_id = "portfolioversies", tag = TAG,
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak."), Wiens),
    responses((status = 200, description = "De versies.", body = Portfolioversies)))]
pub(crate) async fn versions(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(case): Key<Uuid>,
    Query(whose): Query<Wiens>,
) -> Answer {
    let message =
        pb::ListPortfolioVersionsRequest { case_id: case.to_string(), person_id: named(whose.persoon_id) };
    let found = client(&app).list_portfolio_versions(acting.asks(message)?).await?.into_inner().versions;
    let one = |wire: pb::PortfolioVersion| Portfolioversie {
        versie: wire.version,
        bijgehouden_op: day(&wire.kept_on),
        bijgehouden_door: wire.kept_by,
    };
    let versies = found.into_iter().map(one).collect();
    Ok(axum::Json(Portfolioversies { versies }).into_response())
}

/// Wat mensen in de gemeente kunnen, in groepen waarin niemand te herkennen is. Ook voor wie personeel zoekt.
#[utoipa::path(get, path = "/profielen", operation_id = "profielenLijst", tag = TAG,
    responses((status = 200, description = "De groepen.", body = Profielen)))]
pub(crate) async fn profiles(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let found = client(&app).list_profiles(acting.asks(pb::ListProfilesRequest {})?).await?.into_inner();
    let profielen = found.profiles.into_iter().map(Into::into).collect();
    Ok(axum::Json(Profielen { kleinste_groep: found.crowd, profielen }).into_response())
}

/// De competenties die in een portfolio kunnen staan.
#[utoipa::path(get, path = "/competenties", operation_id = "competentiesLijst", tag = TAG,
    responses((status = 200, description = "De lijst.", body = Competenties)))]
pub(crate) async fn competences(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let message = pb::ListCompetencesRequest {};
    let found = client(&app).list_competences(acting.asks(message)?).await?.into_inner().competences;
    let one = |wire: pb::ListedCompetence| Competentie {
        code: wire.code,
        omschrijving: wire.label,
        esco: some(wire.esco_uri),
    };
    let competenties = found.into_iter().map(one).collect();
    Ok(axum::Json(Competenties { competenties }).into_response())
}
