//! A question of law about a household that needs no case. The documents are those of the rules, with their own names,
//! and go through as they are; the income service says what is wrong in them.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;
use proto::income::v1 as pb;
use proto::income::v1::assessment_service_client::AssessmentServiceClient;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::Line;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::Answer;
use crate::App;
use crate::acting::Acting;
use crate::input::Input;
use crate::layers::JSON;
use crate::openapi::documents;
use crate::problem::Problem;

const TAG: &str = "Recht";

/// A document of the rules.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Regeldocument(pub(super) Value);

impl PartialSchema for Regeldocument {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(
                "Een document van de rekenregels, met Engelse namen. `GET /inkomensbeoordelingen/schema` geeft het \
                 JSON Schema ervan, met van elk gegeven de betekenis.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .into()
    }
}

impl ToSchema for Regeldocument {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Regeldocument")
    }
}

/// A document of the rules whose schema stands in the OpenAPI document with all its parts.
macro_rules! documents {
    ($($name:ident)+) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(pub(super) Value);

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                documents::of(stringify!($name))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.extend(documents::components());
            }
        }
    )+};
}

documents! { Rekengegevens Rekenregels Rekenantwoord }

/// Eén vraag over het recht of het inkomen van een huishouden, met alles wat daarvoor bekend is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweInkomensbeoordeling {
    /// Wat er bekend is; hoogstens 262.144 bytes. Wat niet genoemd is, is onbekend.
    gegevens: Rekengegevens,
    /// De dag die wordt beoordeeld: de wet en de bedragen van die dag gelden.
    // Days go through as they are: the service names what is wrong in them beside what is wrong in the documents.
    #[schema(value_type = String, format = Date)]
    peildatum: String,
    /// De dag van het besluit; anders de peildatum.
    #[schema(value_type = Option<String>, format = Date)]
    beslisdatum: Option<String>,
    /// Wat na deze dag bekend werd, telt niet mee; anders de beslisdatum.
    #[schema(value_type = Option<String>, format = Date)]
    bekend_op: Option<String>,
    /// Code van de vraag, zoals `norm` of `income`; anders `assistance`, het recht op bijstand. Het schema van het antwoord
    /// noemt ze alle.
    #[schema(min_length = 1, max_length = 40)]
    vraag: Option<String>,
    /// Wat de wet aan de gemeente overlaat; anders wat haar beleid op de peildatum zegt.
    eigen_regels: Option<Rekenregels>,
}

/// De JSON Schema's van wat er wordt gestuurd en geantwoord.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beoordelingsschemas {
    gegevens: Regeldocument,
    eigen_regels: Regeldocument,
    antwoord: Regeldocument,
}

fn client(app: &App) -> AssessmentServiceClient<Line> {
    AssessmentServiceClient::new(app.clients.income.clone())
}

/// Laat de rekenregels één vraag over een huishouden beantwoorden, met elke regel die is bekeken. Er wordt niets bewaard;
/// dezelfde vraag geeft altijd hetzelfde antwoord.
#[utoipa::path(post, path = "/inkomensbeoordelingen", operation_id = "inkomenBeoordelen", tag = TAG,
    request_body = NieuweInkomensbeoordeling,
    responses((status = 200, description = "Het antwoord.", body = Rekenantwoord)))]
pub(crate) async fn assess(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweInkomensbeoordeling>,
) -> Answer {
    let message = pb::AssessRequest {
        facts_json: form.gegevens.0.to_string(),
        ask: form.vraag.unwrap_or_default(),
        assessed_on: form.peildatum,
        decided_on: form.beslisdatum.unwrap_or_default(),
        known_on: form.bekend_op.unwrap_or_default(),
        local_json: form.eigen_regels.map(|local| local.0.to_string()),
    };
    let found = client(&app).assess(acting.asks(message)?).await?.into_inner();
    Ok(([(header::CONTENT_TYPE, JSON)], found.reply_json).into_response())
}

/// Lees de JSON Schema's van de documenten waarmee een inkomensbeoordeling werkt.
#[utoipa::path(get, path = "/inkomensbeoordelingen/schema", operation_id = "inkomensbeoordelingSchemaLezen", tag = TAG,
    responses((status = 200, description = "De schema's.", body = Beoordelingsschemas)))]
pub(crate) async fn schemas(State(app): State<Arc<App>>, acting: Acting) -> Answer {
    let message = pb::GetAssessmentSchemasRequest {};
    let found = client(&app).get_assessment_schemas(acting.asks(message)?).await?.into_inner();
    let body = Beoordelingsschemas {
        gegevens: document(&found.facts_json)?,
        eigen_regels: document(&found.local_json)?,
        antwoord: document(&found.reply_json)?,
    };
    Ok(Json(body).into_response())
}

fn document(text: &str) -> Result<Regeldocument, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let id = Uuid::new_v4();
        tracing::error!(fault.id = %id, error = %error, "a schema of the income service is no JSON");
        Problem::fault(id)
    })
}
