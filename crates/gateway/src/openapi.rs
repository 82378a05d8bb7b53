//! The OpenAPI document: collected from the routes, completed with what holds for each of them.

pub(crate) mod documents;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContactBuilder, Header, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required, Response, ResponseBuilder, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::acting::MUNICIPALITY_HEADER;
use crate::input::IDEMPOTENCY_HEADER;
use crate::problem::{OngeldigGegeven, PROBLEM_JSON, Probleem};
use crate::{API_VERSION, App, BASE, resources};

const DESCRIPTION: &str = "Meedoen voert de Participatiewet uit: van aanvraag, recht en indeling tot verwijzing, \
    traject en heronderzoek.\n\n\
    Elke vraag heeft een token nodig (`Authorization: Bearer …`) en gaat over één gemeente: de enige die het token \
    noemt, of die in de header `Gemeente` (`<uitvoerder>:<gemeentecode>`). Wie een POST met dezelfde \
    `Idempotency-Key` en dezelfde inhoud herhaalt, krijgt hetzelfde antwoord en er gebeurt niets twee keer; wat over het \
    beleid gaat en een inkomensbeoordeling mogen altijd worden herhaald. \
    Bedragen zijn hele eurocenten. Persoonsgegevens staan nooit in een adres. Fouten zijn \
    `application/problem+json` en noemen alles wat er aan de invoer niet klopt tegelijk.";

/// Every problem that an operation may answer with: name of the component, status, what it means.
const PROBLEMS: &[(&str, u16, &str)] = &[
    ("OngeldigeInvoer", 400, "De invoer klopt niet; `invalidParams` noemt alles tegelijk."),
    ("NietAangemeld", 401, "Er is geen geldig token."),
    ("NietToegestaan", 403, "U mag dit niet, of niet voor deze gemeente."),
    ("NietGevonden", 404, "Wij kennen niets met dit kenmerk."),
    ("AntwoordvormNietMogelijk", 406, "In die vorm antwoorden wij hier niet."),
    ("KanNuNiet", 409, "Het is al gedaan, of kan in deze stand niet."),
    ("BerichtTeGroot", 413, "Het bericht is te groot."),
    ("BerichtvormNietBekend", 415, "Het bericht is geen application/json."),
    ("TeVeelVragen", 429, "U vraagt te vaak; `Retry-After` zegt wanneer het weer kan."),
    ("FoutBijOns", 500, "Er ging bij ons iets mis; het antwoord noemt een kenmerk."),
    ("EvenNietBereikbaar", 503, "Een dienst is druk of weg; `Retry-After` zegt wanneer het weer kan."),
];

/// What the operations are about.
const TAGS: &[(&str, &str)] = &[
    ("Aanvragen", "Melding, zoektermijn, intake en de gegevens van het huishouden."),
    ("Documenten", "Bewijsstukken: insturen, lezen, bewaren en vernietigen."),
    ("E-portfolio", "Wat mensen kunnen en willen, en wat werkgevers daarvan zien."),
    ("Beleid", "Het beleid van de gemeente: lezen, controleren, uitleggen, uitproberen en in gebruik nemen."),
    ("Zaken", "De loop van een zaak: waar ze staat, haar verhaal, heronderzoek en einde."),
    ("Recht", "Het recht op bijstand en zijn hoogte."),
    (
        "Toekenningen",
        "IOAW, IOAZ, Bbz, toeslagen, bijzondere bijstand, minimaregelingen en loonkostensubsidie: toekennen, afwijzen en beëindigen.",
    ),
    ("Verhaal", "Verhaal op wie onderhoud verschuldigd is, een schenking kreeg, of op de nalatenschap."),
    ("Betalingen", "Wat er is berekend en betaald, waar mensen betaald worden, en opgaven van inkomsten."),
    ("Betaalruns", "De maandelijkse betaling: proef, goedkeuring, vrijgave en bestand."),
    (
        "Bank",
        "Wat de bank antwoordt, wat er in haar bestanden na te kijken is, en de afschriften naast het grootboek.",
    ),
    (
        "Overzichten",
        "Wat cliënt en consulent willen zien: specificatie, jaaropgave, schulden en beschikkingen.",
    ),
    ("Grootboek", "Wat een controller wil zien: saldi, open posten, en of alles volgt uit wat eronder ligt."),
    ("Indeling", "De categorie volgens het beleid, en afwijkingen daarvan."),
    ("Bezwaar en beroep", "Bezwaar tegen een besluit: ontvangst, hoorzitting, besluit en beroep."),
    ("Trajecten", "Instrumenten: starten, verlengen, afsluiten."),
    ("Verwijzingen", "Verwijzingen naar partners en hun antwoord."),
    ("Beschut werk", "Advies, indicaties, plekken en de wachtlijst."),
    ("Taken", "Wat mensen moeten doen."),
    ("Personen", "Zoeken op persoon, voor wie dat mag."),
    ("Beheer", "Berichten die niet verwerkt konden worden, voor beheerders."),
];

/// All routes with their description.
pub(crate) fn described() -> OpenApiRouter<Arc<App>> {
    resources::routes(OpenApiRouter::with_openapi(frame()))
}

/// The document as it is published, printed for reading, with a line end.
pub fn document() -> String {
    let (_, document) = described().split_for_parts();
    print(&document)
}

pub(crate) fn print(document: &OpenApi) -> String {
    let mut document = document.clone();
    for (path, item) in &mut document.paths.paths {
        for (changes, operation) in operations(item) {
            complete(operation, path, changes);
        }
    }
    document.to_pretty_json().map(|text| text + "\n").unwrap_or_default()
}

fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Meedoen")
        .version(API_VERSION)
        .description(Some(DESCRIPTION))
        .contact(Some(
            ContactBuilder::new()
                .name(Some("Meedoen"))
                .url(Some("https://meedoen.example/contact"))
                .email(Some("api@meedoen.example"))
                .build(),
        ))
        .license(Some(LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build()))
        .build();
    let mut components = ComponentsBuilder::new()
        .schema(Probleem::name(), Probleem::schema())
        .schema(OngeldigGegeven::name(), OngeldigGegeven::schema())
        .security_scheme(
            "token",
            SecurityScheme::Http(
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build(),
            ),
        );
    for (name, status, meaning) in PROBLEMS {
        components = components.response(*name, problem(*status, meaning));
    }
    let tags =
        TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build());
    OpenApiBuilder::new()
        .info(info)
        .tags(Some(tags))
        .servers(Some([ServerBuilder::new().url(BASE).build()]))
        .components(Some(components.build()))
        .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
        .build()
}

fn problem(status: u16, meaning: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Probleem::name()))).build();
    let mut response = ResponseBuilder::new().description(meaning).content(PROBLEM_JSON, content);
    response = response.header("API-Version", version_header());
    if matches!(status, 429 | 503) {
        response =
            response.header("Retry-After", header(Type::Integer, "Over hoeveel seconden het weer kan."));
    }
    if status == 401 {
        response = response.header("WWW-Authenticate", header(Type::String, "Hoe u zich aanmeldt."));
    }
    response.build()
}

fn header(kind: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(kind)).build();
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

fn header_parameter(name: &str, needed: bool, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if needed { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).max_length(Some(100))))
        .build()
}

fn version_header() -> Header {
    header(Type::String, "Volledige versie van deze interface.")
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    [(false, item.get.as_mut()), (true, item.post.as_mut()), (true, item.put.as_mut())]
        .into_iter()
        .filter_map(|(changes, operation)| Some((changes, operation?)))
}

/// Adds what holds for every operation: the version header, and the problems it may answer with.
fn complete(operation: &mut Operation, path: &str, changes: bool) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.headers.insert("API-Version".into(), RefOr::T(version_header()));
        }
    }
    let parameters = operation.parameters.get_or_insert_default();
    parameters.push(RefOr::T(header_parameter(
        MUNICIPALITY_HEADER,
        false,
        "Gemeente waarvoor u werkt; nodig als het token er meer noemt.",
    )));
    // What is asked about the policy or of the rules keeps nothing to know a request again by.
    if changes && !path.starts_with("/beleid/") && path != "/inkomensbeoordelingen" {
        let needed = operation.operation_id.as_deref() == Some("aanvraagIndienen");
        let meaning = "Uw eigen kenmerk van deze vraag, 1 tot 100 zichtbare tekens; wie haar herhaalt, krijgt hetzelfde antwoord.";
        parameters.push(RefOr::T(header_parameter(IDEMPOTENCY_HEADER, needed, meaning)));
    }
    let has_key = path.contains('{');
    let has_body = operation.request_body.is_some();
    for (name, status, _) in PROBLEMS {
        let may_happen = match status {
            404 => has_key,
            409 => changes,
            413 | 415 => has_body,
            _ => true,
        };
        if may_happen {
            let reference = RefOr::Ref(Ref::from_response_name(*name));
            operation.responses.responses.entry(status.to_string()).or_insert(reference);
        }
    }
}
