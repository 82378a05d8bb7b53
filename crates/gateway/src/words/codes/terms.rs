//! Words of legal terms.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    open Wettelijketermijn, "Welke termijn van de wet het is." {
        "search" => "zoektermijn",
        "decision" => "beslistermijn",
        "new-decision" => "beslistermijn-nieuw-besluit",
        "advance" => "voorschottermijn",
        "recovery" => "hersteltermijn",
        "not-processed" => "niet-behandelen",
        "notice-of-default" => "ingebrekestelling",
        "evidence" => "geldigheid-bewijs",
        "review" => "heronderzoek",
        "progress" => "volgend-gesprek",
        "objection" => "bezwaartermijn",
        "objection-decision" => "beslistermijn-bezwaar",
        "committee-decision" => "beslistermijn-bezwaar-met-commissie",
        "suspension" => "opschorting-uitkering",
        "measure" => "maatregel",
        "payment" => "betaaltermijn",
        "fine-decision" => "beslistermijn-boete",
        "indication" => "geldigheid-indicatie",
    }
    open Termijnstand, "Hoe het met de termijn staat." {
        "ahead" => "loopt-nog-niet",
        "running" => "loopt",
        "stopped" => "staat-stil",
        "over" => "voorbij",
        "ended" => "klaar",
    }
    open Verzoekstatus, "Hoe het met het verzoek om aan te vullen staat." {
        "running" => "loopt",
        "answered" => "compleet",
        "passed" => "verlopen",
    }
    open Aanvraagbesluitgrond, "Waarom de aanvraag niet verder gaat." {
        "evidence-missing" => "stukken-ontbreken",
        "to-education" => "naar-onderwijs",
    }
    closed Geenvoorschotgrond, "Waarom er geen voorschot hoeft te komen (Participatiewet artikel 52)." {
        "NO_ADVANCE_GROUND_DATA_WITHHELD" => "gegevens-onthouden",
        "NO_ADVANCE_GROUND_CLEARLY_NO_RIGHT" => "duidelijk-geen-recht",
    }
    closed Opschortgrond, "Waarom de beslistermijn stilstaat." {
        "SUSPENSION_GROUND_CONSENT" => "instemming",
        "SUSPENSION_GROUND_APPLICANT" => "aanvrager",
        "SUSPENSION_GROUND_FORCE_MAJEURE" => "overmacht",
        "SUSPENSION_GROUND_ABROAD" => "buitenland",
    }
}
