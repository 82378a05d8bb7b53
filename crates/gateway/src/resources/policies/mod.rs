//! The policy of the municipality: read, checked, explained, tried out and taken into use.

pub(crate) mod adopt;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod read;
mod report;
pub(crate) mod try_out;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Role;
use http::StatusCode;
use policy::{Draft, NoPolicy, Policies, Policy, Problems};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::acting::Acting;
use crate::problem::{OngeldigGegeven, Problem};

const TAG: &str = "Beleid";
/// The municipality's own people. A partner or another system gets what it needs with a referral or a case, and the
/// policy, with what it says of risks and money, is not among it.
const MAY_READ: [Role; 6] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::PolicyOfficer,
    Role::Manager,
];
/// Who writes policies and takes them into use.
const MAY_WORK: [Role; 1] = [Role::PolicyOfficer];
/// A version has ten files; a few more may be there by mistake, and are named.
const MOST_FILES: usize = 20;
/// Signs of one file: several times those of the largest that there is. What it costs to name each fault with its line
/// grows with the square of a file.
const LONGEST_FILE: usize = 250_000;
/// So many faults are told; whoever has more begins with these.
const MOST_FAULTS: usize = 1_000;

/// The files of a version by their names.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Beleidsbestanden(BTreeMap<String, String>);

impl PartialSchema for Beleidsbestanden {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        let text = text.description(Some("De tekst van het bestand.")).max_length(Some(LONGEST_FILE)).build();
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(
                "Alle bestanden van één versie van het beleid: de naam (`policy.toml`, `categories.md`) met de tekst. \
                 Landelijke bedragen en gedeelde delen zijn die van de installatie.",
            ))
            .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(Schema::Object(text)))))
            .max_properties(Some(MOST_FILES))
            .into()
    }
}

impl ToSchema for Beleidsbestanden {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Beleidsbestanden")
    }
}

/// Iets dat niet klopt in een versie van het beleid.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Beleidsfout {
    /// Map en bestand: `een-gemeente/2026-01-01/policy.toml`.
    bestand: String,
    /// Regel in het bestand, vanaf 1; 1 als het om het hele bestand gaat.
    regelnummer: usize,
    /// Vaste sleutel van de eis waaraan niet is voldaan.
    code: String,
    /// Wat er niet klopt, zoals `meedoen policy check` het zegt.
    reden: String,
}

impl From<&policy::Problem> for Beleidsfout {
    fn from(problem: &policy::Problem) -> Self {
        Self {
            bestand: problem.file.clone(),
            regelnummer: problem.line,
            code: problem.rule.into(),
            reden: problem.reason.clone(),
        }
    }
}

/// Checks the files as a version of the policy of the tenant that the caller acts for.
fn drafted(policies: &Policies, acting: &Acting, files: Beleidsbestanden) -> Result<Draft, Problems> {
    policies.draft(acting.municipality().tenant(), files.0)
}

/// The files cannot be used; what is wrong with each.
fn faulty(problems: &Problems) -> Problem {
    let told = problems.iter().take(MOST_FAULTS).map(|problem| {
        let reason = format!("{}, regel {}: {}", problem.file, problem.line, problem.reason);
        OngeldigGegeven::new("bestanden", problem.rule, reason)
    });
    Problem::invalid(told.collect())
}

/// The version that holds on this day.
fn in_force<'p>(policies: &'p Policies, acting: &Acting, day: NaiveDate) -> Result<&'p Policy, Problem> {
    policies.of(acting.municipality(), day).map_err(|error| {
        let detail = match error {
            NoPolicy::UnknownMunicipality(_) => "Voor deze gemeente is er geen beleid.".to_owned(),
            NoPolicy::BeforeFirst { first, .. } => {
                format!(
                    "Het eerste beleid van deze gemeente geldt pas vanaf {}.",
                    domain::day_in_dutch(first)
                )
            }
        };
        Problem::new(StatusCode::CONFLICT, "no-policy", detail)
    })
}

/// The version that a request names by its first day.
fn named<'p>(policies: &'p Policies, acting: &Acting, valid_from: NaiveDate) -> Result<&'p Policy, Problem> {
    policies.from_day(acting.municipality(), valid_from).ok_or_else(|| {
        let reason = "is geen eerste dag van een versie van het beleid van deze gemeente";
        Problem::invalid(vec![OngeldigGegeven::new("geldigVanaf", "policy-version", reason)])
    })
}
