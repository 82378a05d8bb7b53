//! Codes of what people can do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    closed Opleidingsniveau, "Niveau van een opleiding." {
        "none" => "geen",
        "primary" => "basisonderwijs",
        "vmbo" => "vmbo",
        "mbo-1" => "mbo-1",
        "mbo-2" => "mbo-2",
        "mbo-3" => "mbo-3",
        "havo" => "havo",
        "mbo-4" => "mbo-4",
        "vwo" => "vwo",
        "hbo" => "hbo",
        "wo" => "wo",
    }
    closed Sector, "Waar iemand werkte." {
        "agriculture" => "landbouw",
        "industry" => "industrie",
        "construction" => "bouw",
        "retail" => "winkel",
        "logistics" => "logistiek",
        "hospitality" => "horeca",
        "cleaning" => "schoonmaak",
        "greenery" => "groen",
        "security" => "beveiliging",
        "office" => "kantoor",
        "care" => "zorg",
        "childcare" => "kinderopvang",
        "education" => "onderwijs",
        "technology" => "techniek",
        "other" => "anders",
    }
    closed Taalniveau, "Niveau van een taal (Europees referentiekader)." {
        "a1" => "a1",
        "a2" => "a2",
        "b1" => "b1",
        "b2" => "b2",
        "c1" => "c1",
        "c2" => "c2",
    }
    closed Bekwaamheidsbewijs, "Een rijbewijs of een ander bewijs." {
        "driving-am" => "rijbewijs-am",
        "driving-a" => "rijbewijs-a",
        "driving-b" => "rijbewijs-b",
        "driving-be" => "rijbewijs-be",
        "driving-c" => "rijbewijs-c",
        "driving-d" => "rijbewijs-d",
        "driving-t" => "rijbewijs-t",
        "forklift" => "heftruckcertificaat",
        "vca" => "vca",
        "first-aid" => "ehbo",
        "haccp" => "haccp",
        "security-pass" => "beveiligingspas",
    }
}
