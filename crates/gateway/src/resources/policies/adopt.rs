//! A version taken into use, a part of the running cases at a time: reviews are asked, nobody is moved.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use policy::Policy;
use proto::intake::v1::CaseloadEntry;
use proto::workflow::v1 as pb;
use serde::{Deserialize, Serialize};
use service::{Refused, RefusedKind};
use trial::adoption::{Counts, Finding, OVERTAKEN, Otherwise, Standing, Told, category_now, compare};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::caseload::{self, LARGEST_PAGE};
use super::super::cases::client;
use super::super::{Answer, day, some};
use super::try_out::facts;
use super::{MAY_WORK, TAG, in_force, named};
use crate::App;
use crate::acting::Acting;
use crate::input::Input;
use crate::problem::Problem;
use crate::words::{Invoeringsgevolg, Word, input_name};

/// The stage of a case that is being ended.
const ENDING: &str = "ending";
/// How many reviews are asked at the same time.
const AT_ONCE: usize = 8;

/// Het in gebruik nemen van een versie van het beleid op een deel van de lopende zaken.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NieuweInvoering {
    /// Alleen laten zien wat er zou veranderen; er wordt niets gevraagd.
    alleen_tonen: bool,
    /// Eerste dag van de versie; weggelaten is het de versie die vandaag geldt. Alleen die kan echt in gebruik.
    geldig_vanaf: Option<NaiveDate>,
    /// Kenmerk van de laatste zaak van het vorige deel; weggelaten is het vanaf het begin.
    na: Option<Uuid>,
    /// Hoeveel zaken hoogstens.
    #[schema(minimum = 1, maximum = 100, default = 100)]
    aantal: Option<u32>,
}

/// Wat er van dit deel van de zaken is geworden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invoering {
    alleen_tonen: bool,
    /// Eerste dag van de versie.
    geldig_vanaf: NaiveDate,
    /// Vingerafdruk van de versie.
    beleidsversie: String,
    /// De dag waarop de leeftijden gelden.
    peildatum: NaiveDate,
    /// Aantal lopende zaken, niet alleen in dit deel.
    totaal: u64,
    /// Zaken in dit deel waarover de versie anders beslist.
    zaken: Vec<Invoeringszaak>,
    tellingen: Invoeringstellingen,
    /// Waar het volgende deel begint: geef het als `na`. Ontbreekt als dit het laatste deel was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uuid")]
    volgende: Option<String>,
}

/// Een zaak waarover de versie anders beslist.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invoeringszaak {
    #[schema(format = "uuid")]
    zaak_id: String,
    zaaknummer: String,
    /// Sleutel van de categorie van nu.
    categorie: String,
    /// Hoe die heet.
    van: String,
    /// Sleutel van de categorie volgens de versie; ontbreekt als er gegevens ontbreken of een medewerker kiest.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorie_straks: Option<String>,
    /// Hoe de categorie volgens de versie heet, of waarom er geen is.
    naar: String,
    /// Gegevens die de versie vraagt en die nog niet bekend zijn, als eigenschappen van `gegevens`.
    ontbrekende_gegevens: Vec<String>,
    /// Waarom de versie dat zegt.
    waarom: String,
    gevolg: Invoeringsgevolg,
    /// Waarom er niets te vragen was, of waarom het mislukte.
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
}

/// Hoeveel zaken van dit deel welke kant op gingen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invoeringstellingen {
    /// Zouden anders uitvallen; er is alleen gekeken.
    anders: u64,
    gevraagd: u64,
    /// Was al gevraagd voor deze versie.
    al_gevraagd: u64,
    /// Gingen intussen verder: niets te vragen.
    ging_verder: u64,
    /// De versie zegt wat al geldt.
    hetzelfde: u64,
    /// Al ingedeeld volgens deze versie.
    al_volgens_deze_versie: u64,
    /// Wijkt af, maar niet door deze versie.
    niet_door_deze_versie: u64,
    /// Wordt nog ingedeeld, volgens de nieuwe versie.
    nog_niet_ingedeeld: u64,
    wordt_beeindigd: u64,
    /// Vraag hetzelfde deel nog eens.
    mislukt: u64,
}

impl From<Counts> for Invoeringstellingen {
    fn from(counts: Counts) -> Self {
        Self {
            anders: counts.not_asked,
            gevraagd: counts.asked,
            al_gevraagd: counts.asked_before,
            ging_verder: counts.overtaken,
            hetzelfde: counts.same,
            al_volgens_deze_versie: counts.decided_under_it,
            niet_door_deze_versie: counts.not_by_policy,
            nog_niet_ingedeeld: counts.not_categorised,
            wordt_beeindigd: counts.ending,
            mislukt: counts.failed,
        }
    }
}

/// Neem een versie van het beleid in gebruik op een deel van de lopende zaken: bij elke zaak waarover zij anders beslist
/// komt een heronderzoek op de takenlijst. Niemand verandert vanzelf van categorie. Herhalen kan altijd: per zaak en
/// versie wordt één keer gevraagd.
#[utoipa::path(post, path = "/beleid/invoeringen", operation_id = "beleidInvoeren", tag = TAG,
    request_body = NieuweInvoering,
    responses((status = 200, description = "Wat er van dit deel is geworden.", body = Invoering)))]
pub(crate) async fn adopt(
    State(app): State<Arc<App>>,
    acting: Acting,
    Input(form): Input<NieuweInvoering>,
) -> Answer {
    acting.require(&MAY_WORK)?;
    let most = form.aantal.unwrap_or(LARGEST_PAGE);
    let after = form.na.map(|case| case.to_string()).unwrap_or_default();
    let part = caseload::part(&app, &acting, after, most).await?;
    let today = day(&part.assessed_on).unwrap_or_else(|| app.clock.today());
    let version = version(&app, &acting, &form, today)?;
    let found = findings(&app, &acting, version, &part.cases, today).await?;

    let full = u32::try_from(part.cases.len()).is_ok_and(|count| count >= most);
    let volgende = part.cases.last().filter(|_| full).map(|case| case.case_id.clone());
    let asked = found.otherwise.into_iter().map(|(case, otherwise)| {
        let (app, acting) = (&app, &acting);
        async move {
            let told = if form.alleen_tonen {
                Told::NotAsked
            } else {
                ask(app, acting, version, &case.id, &otherwise).await?
            };
            Ok::<_, Problem>((case, otherwise, told))
        }
    });
    let mut asking = stream::iter(asked).buffered(AT_ONCE);
    let (mut counts, mut zaken) = (found.counts, Vec::new());
    while let Some(answer) = asking.next().await {
        let (case, otherwise, told) = answer?;
        counts.add(&told);
        zaken.push(row(case, version, otherwise, told));
    }
    let body = Invoering {
        alleen_tonen: form.alleen_tonen,
        geldig_vanaf: version.valid_from,
        beleidsversie: version.version.clone(),
        peildatum: today,
        totaal: part.total,
        zaken,
        tellingen: counts.into(),
        volgende,
    };
    Ok(Json(body).into_response())
}

/// The version that is asked. A review that is asked now is decided under the version that holds now.
fn version<'a>(
    app: &'a App,
    acting: &Acting,
    form: &NieuweInvoering,
    today: NaiveDate,
) -> Result<&'a Policy, Problem> {
    let now = in_force(&app.policies, acting, today);
    let Some(valid_from) = form.geldig_vanaf else { return now };
    let version = named(&app.policies, acting, valid_from)?;
    if form.alleen_tonen || now?.version == version.version {
        return Ok(version);
    }
    let detail =
        "Deze versie van het beleid geldt vandaag niet. U kunt wel laten tonen wat zij zou veranderen.";
    Err(Problem::new(StatusCode::CONFLICT, "policy-not-in-force", detail))
}

/// A case on which the version decides otherwise.
struct Concerned {
    id: String,
    number: String,
    category: String,
    /// What that category is called.
    label: String,
}

struct Findings {
    /// Of the cases that nobody has to look at.
    counts: Counts,
    otherwise: Vec<(Concerned, Otherwise)>,
}

/// Compares each case of the part.
async fn findings(
    app: &App,
    acting: &Acting,
    version: &Policy,
    cases: &[CaseloadEntry],
    today: NaiveDate,
) -> Result<Findings, Problem> {
    let mut summaries = caseload::summaries(app, acting, cases).await?;
    let mut found = Findings { counts: Counts::default(), otherwise: Vec::new() };
    for case in cases {
        let summary = summaries.remove(&case.case_id).unwrap_or_default();
        let (category, decided_under) = (some(summary.category), some(summary.policy_version));
        let facts = facts(case, today)?;
        let standing = Standing {
            ending: summary.stage == ENDING,
            category: category.as_deref(),
            decided_under: decided_under.as_deref(),
            facts: &facts,
        };
        let tenant = acting.municipality().tenant();
        let decided = decided_under.as_deref().and_then(|hash| app.policies.by_version(tenant, hash));
        match compare(standing, decided, version) {
            Finding::Otherwise(otherwise) => {
                let category = category.unwrap_or_default();
                let concerned = Concerned {
                    id: case.case_id.clone(),
                    number: case.case_number.clone(),
                    label: category_now(&category, decided, version),
                    category,
                };
                found.otherwise.push((concerned, otherwise));
            }
            finding => found.counts.note(&finding),
        }
    }
    Ok(found)
}

/// Asks for one review; workflow knows a case and version again.
///
/// # Errors
///
/// Only what every other case would be refused with too.
async fn ask(
    app: &App,
    acting: &Acting,
    version: &Policy,
    case: &str,
    found: &Otherwise,
) -> Result<Told, Problem> {
    let message = pb::AskReviewRequest {
        case_id: case.to_owned(),
        reason: pb::ReviewReason::NewPolicy.into(),
        policy_version: version.version.clone(),
        category: found.says.category().unwrap_or_default().to_owned(),
        missing: found.says.missing().iter().map(|key| key.code().to_owned()).collect(),
    };
    // Not under the key of this request: it would be the same for every case.
    let status = match client(app).ask_review(acting.asks(message)?).await {
        Ok(reply) if reply.get_ref().already_asked => return Ok(Told::AskedBefore),
        Ok(_) => return Ok(Told::Asked),
        Err(status) => status,
    };
    let refused = Refused::from_status(&status);
    if OVERTAKEN.contains(&refused.rule.as_str()) {
        return Ok(Told::Overtaken(refused.reason));
    }
    let of_all = matches!(refused.kind, RefusedKind::NotAllowed | RefusedKind::NotKnown)
        || refused.rule == "policy-not-in-force";
    if of_all { Err(status.into()) } else { Ok(Told::Failed(refused.reason)) }
}

fn row(case: Concerned, version: &Policy, found: Otherwise, told: Told) -> Invoeringszaak {
    let (gevolg, toelichting) = match told {
        Told::NotAsked => ("not-asked", None),
        Told::Asked => ("asked", None),
        Told::AskedBefore => ("asked-before", None),
        Told::Overtaken(why) => ("overtaken", Some(why)),
        Told::Failed(why) => ("failed", Some(why)),
    };
    Invoeringszaak {
        zaak_id: case.id,
        zaaknummer: case.number,
        categorie: case.category,
        van: case.label,
        categorie_straks: found.says.category().map(str::to_owned),
        naar: found.says.in_dutch(version).to_owned(),
        ontbrekende_gegevens: found.says.missing().iter().map(|key| input_name(key.code())).collect(),
        waarom: found.why,
        gevolg: Invoeringsgevolg::of_wire(gevolg),
        toelichting,
    }
}
