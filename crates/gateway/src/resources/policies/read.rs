//! The versions of the policy, and each as a summary and as a page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use http::header;
use policy::Policy;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::Answer;
use super::super::account::Beleidspunt;
use super::{MAY_READ, TAG};
use crate::acting::Acting;
use crate::input::{Key, Query};
use crate::layers::MARKDOWN;
use crate::problem::Problem;
use crate::words::{Richting, Rol, Word};
use crate::{App, BASE};

/// De versies van het beleid van een gemeente.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsversies {
    /// `<uitvoerder>:<gemeentecode>`.
    gemeente: String,
    /// De dag waarvoor is gekeken welke versie geldt.
    peildatum: NaiveDate,
    /// Van oud naar nieuw.
    versies: Vec<Beleidsversie>,
}

/// Eén versie van het beleid.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsversie {
    /// Eerste dag waarop zij geldt; zo heet zij ook.
    geldig_vanaf: NaiveDate,
    /// Laatste dag; ontbreekt zolang er geen einde is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geldig_tot_en_met: Option<NaiveDate>,
    /// Vingerafdruk over de bestanden.
    beleidsversie: String,
    /// Titel van het beleidsstuk.
    document: String,
    /// Of zij op de peildatum geldt.
    geldt: bool,
    /// Waar zij te lezen is.
    adres: String,
    /// Waar zij als bladzijde te lezen is.
    pagina: String,
}

/// Wat er in een versie van het beleid staat, in het kort.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsinhoud {
    versie: Beleidsversie,
    /// Van wie het beleid is.
    naam: String,
    gemeenten: Vec<Beleidsgemeente>,
    categorieen: Vec<Beleidscategorie>,
    doelgroepen: Vec<Beleidspunt>,
    onderwerpen: Vec<Beleidspunt>,
    plichten: Vec<Beleidspunt>,
    instrumenten: Vec<Beleidspunt>,
    partners: Vec<Beleidspunt>,
}

/// Een gemeente waarvoor het beleid geldt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsgemeente {
    /// De vier cijfers van het CBS.
    code: String,
    naam: String,
}

/// Een categorie waarin het beleid mensen indeelt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidscategorie {
    categorie: Beleidspunt,
    doel: String,
    richting: Richting,
    /// Wie de regie heeft.
    regie: Rol,
    /// In hoeveel maanden het doel bereikt moet zijn.
    maanden_tot_doel: u32,
    /// Om de hoeveel maanden er een heronderzoek is.
    maanden_tussen_heronderzoeken: u32,
}

/// Op welke dag.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BeleidVraag {
    /// De dag waarvoor gezegd wordt welke versie geldt; zonder dag vandaag.
    dag: Option<NaiveDate>,
}

/// Lees welke versies het beleid van de gemeente heeft, en welke geldt.
#[utoipa::path(get, path = "/beleid", operation_id = "beleidLijst", tag = TAG, params(BeleidVraag),
    responses((status = 200, description = "De versies.", body = Beleidsversies)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    acting: Acting,
    Query(asked): Query<BeleidVraag>,
) -> Answer {
    acting.require(&MAY_READ)?;
    let peildatum = asked.dag.unwrap_or_else(|| app.clock.today());
    let versies = versions(&app, &acting, peildatum).into_iter().map(|(_, version)| version).collect();
    let body = Beleidsversies { gemeente: acting.municipality().to_string(), peildatum, versies };
    Ok(Json(body).into_response())
}

/// Lees wat er in een versie van het beleid staat.
#[utoipa::path(get, path = "/beleid/{geldigVanaf}", operation_id = "beleidLezen", tag = TAG,
    params(("geldigVanaf" = NaiveDate, Path, description = "Eerste dag van de versie.")),
    responses((status = 200, description = "De versie.", body = Beleidsinhoud)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(valid_from): Key<NaiveDate>,
) -> Answer {
    acting.require(&MAY_READ)?;
    let known = versions(&app, &acting, app.clock.today());
    let found = known.into_iter().find(|(policy, _)| policy.valid_from == valid_from);
    let (policy, version) = found.ok_or_else(Problem::not_found)?;
    Ok(Json(content(policy, version)).into_response())
}

/// Lees een versie van het beleid als bladzijde met tabellen, in gewone taal.
#[utoipa::path(get, path = "/beleid/{geldigVanaf}/pagina", operation_id = "beleidspaginaLezen", tag = TAG,
    params(("geldigVanaf" = NaiveDate, Path, description = "Eerste dag van de versie.")),
    responses((status = 200, description = "De bladzijde, in Markdown.", body = String,
        content_type = "text/markdown")))]
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    acting: Acting,
    Key(valid_from): Key<NaiveDate>,
) -> Answer {
    acting.require(&MAY_READ)?;
    let policy = app.policies.from_day(acting.municipality(), valid_from).ok_or_else(Problem::not_found)?;
    let kind = format!("{MARKDOWN}; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], policy.page()).into_response())
}

/// Each version of the policy of the caller's municipality, oldest first.
fn versions<'a>(app: &'a App, acting: &Acting, day: NaiveDate) -> Vec<(&'a Policy, Beleidsversie)> {
    let municipality = acting.municipality();
    let policies: Vec<_> = app.policies.of_municipality(municipality).collect();
    let holds = app.policies.of(municipality, day).ok().map(|policy| policy.valid_from);
    // One that says no last day holds until the next one does.
    let next = policies.iter().skip(1).map(|policy| policy.valid_from.pred_opt()).chain([None]);
    let version = |(policy, before_next): (&&'a Policy, Option<NaiveDate>)| {
        let adres = format!("{BASE}/beleid/{}", policy.valid_from);
        let version = Beleidsversie {
            geldig_vanaf: policy.valid_from,
            geldig_tot_en_met: policy.valid_until.or(before_next),
            beleidsversie: policy.version.clone(),
            document: policy.document.clone(),
            geldt: holds == Some(policy.valid_from),
            pagina: format!("{adres}/pagina"),
            adres,
        };
        (*policy, version)
    };
    policies.iter().zip(next).map(version).collect()
}

fn content(policy: &Policy, versie: Beleidsversie) -> Beleidsinhoud {
    macro_rules! points {
        ($list:expr) => {
            $list.iter().map(|each| Beleidspunt::new(&each.key, &each.label, &each.source)).collect()
        };
    }
    let municipalities = policy.municipalities.iter();
    let categories = policy.categories.iter().map(|each| Beleidscategorie {
        categorie: Beleidspunt::new(&each.key, &each.label, &each.source),
        doel: each.goal.clone(),
        richting: Richting::of_wire(each.direction.code()),
        regie: Rol::of_wire(each.lead_role.code()),
        maanden_tot_doel: each.term_months,
        maanden_tussen_heronderzoeken: each.review_months,
    });
    Beleidsinhoud {
        versie,
        naam: policy.label.clone(),
        gemeenten: municipalities
            .map(|each| Beleidsgemeente { code: each.code.clone(), naam: each.label.clone() })
            .collect(),
        categorieen: categories.collect(),
        doelgroepen: points!(policy.target_groups),
        onderwerpen: points!(policy.intake_topics),
        plichten: points!(policy.duties),
        instrumenten: points!(policy.instruments),
        partners: points!(policy.partners),
    }
}
