//! Codes of what a policy says.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    closed Beleidsuitkomst, "Wat het beleid van de indeling zegt." {
        "assigned" => "ingedeeld",
        "person" => "mens-beslist",
        "fact-missing" => "gegeven-ontbreekt",
    }
    open Invoeringsgevolg, "Wat er met de zaak is gedaan bij het in gebruik nemen van een versie." {
        "not-asked" => "niet-gevraagd",
        "asked" => "gevraagd",
        "asked-before" => "al-gevraagd",
        "overtaken" => "ging-verder",
        "failed" => "mislukt",
    }
    open Beleidstabel, "Een beslistabel van het beleid." {
        "intake-topics" => "onderwerpen",
        "without-benefit" => "hulp-zonder-uitkering",
        "categories" => "indeling",
        "target-groups" => "doelgroepen",
        "duties" => "plichten",
        "scorecard" => "controle",
    }
    closed Regeloordeel, "Of een regel past bij de gegevens." {
        "holds" => "past",
        "fails" => "past-niet",
        "unknown" => "nog-niet-bekend",
        "not-looked-at" => "niet-bekeken",
    }
}
