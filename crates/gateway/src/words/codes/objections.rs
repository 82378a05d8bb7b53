//! Codes of objections against decisions.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    closed Bezwaarbesluit, "Tegen welk besluit het bezwaar is." {
        "entitlement" => "recht-op-bijstand",
        "not-processed" => "niet-in-behandeling",
        "category" => "categorie",
        "referral" => "verwijzing",
        "trajectory" => "traject",
        "measure" => "maatregel",
        "recovery" => "terugvordering",
        "fine" => "boete",
        "suspension" => "opschorting",
        "set-off" => "verrekening",
        "grant" => "andere-regeling",
        "other-money" => "ander-geldbesluit",
        "ending" => "beeindiging",
    }
    open Besluitherstel, "Hoever het verbeteren is van wat een herroepen besluit deed." {
        "asked" => "gevraagd",
        "done" => "verbeterd",
        "by-hand" => "met-de-hand",
    }
    open Bezwaarstand, "Hoe het met een bezwaar staat." {
        "late" => "te-laat-ingediend",
        "received" => "ontvangen",
        "heard" => "gehoord",
        "decided" => "beslist",
        "appealed" => "bij-de-rechter",
    }
    open Bezwaaruitkomst, "Wat er van een bezwaar werd." {
        "upheld" => "gegrond",
        "dismissed" => "ongegrond",
        "inadmissible" => "niet-ontvankelijk",
        "withdrawn" => "ingetrokken",
        "set-aside" => "vernietigd",
    }
    closed Bezwaarstap, "Wat er met het bezwaar gebeurt." {
        "excused" => "verschoonbaar",
        "inadmissible" => "niet-ontvankelijk",
        "heard" => "gehoord",
        "not-heard" => "niet-gehoord",
        "advised" => "advies",
        "extended" => "verlengd",
        "stopped" => "staat-stil",
        "resumed" => "loopt-weer",
        "default-noticed" => "in-gebreke-gesteld",
        "decided" => "besluit",
        "withdrawn" => "ingetrokken",
        "appealed" => "beroep",
        "judged" => "uitspraak",
    }
    closed Bezwaarstapuitkomst, "Wat een advies, besluit of uitspraak inhoudt." {
        "upheld" => "gegrond",
        "dismissed" => "ongegrond",
        "inadmissible" => "niet-ontvankelijk",
        "withdrawn" => "ingetrokken",
        "decide-anew" => "opnieuw-beslissen",
    }
    closed Bezwaaropschorting, "Waarom de beslistermijn op het bezwaar stilstaat (Awb artikel 7:10)." {
        "missing-evidence" => "verzuim",
        "consent" => "instemming",
        "force-majeure" => "overmacht",
    }
    closed Niethorengrond, "Waarom iemand niet wordt gehoord (Awb artikel 7:3)." {
        "manifestly-inadmissible" => "kennelijk-niet-ontvankelijk",
        "manifestly-unfounded" => "kennelijk-ongegrond",
        "waived" => "ziet-ervan-af",
        "no-answer" => "antwoordt-niet",
        "fully-upheld" => "volledig-tegemoetgekomen",
    }
}
