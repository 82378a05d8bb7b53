//! Codes of the way in: the report, the application and its documents.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    open Documentstand, "Of het document te lezen is." {
        "quarantined" => "in-quarantaine",
        "available" => "beschikbaar",
        "infected" => "besmet",
        "destroyed" => "vernietigd",
    }
    open Viruscontrole, "Wat de controle op virussen opleverde." {
        "clean" => "schoon",
        "infected" => "besmet",
        "not-scanned" => "niet-gecontroleerd",
    }
    closed Situatie, "Waarom iemand zich meldt." {
        "SITUATION_NEW" => "nieuw",
        "SITUATION_REASSESSMENT" => "herbeoordeling",
        "SITUATION_RECALL" => "hernieuwd-contact",
    }
    closed Kanaal, "Langs welke weg de aanvraag kwam." {
        "CHANNEL_CONSULTANT" => "consulent",
        "CHANNEL_E_FORM" => "e-formulier",
        "CHANNEL_SYSTEM" => "systeem",
    }
    closed Zoekresultaat, "Wat de zoektermijn opleverde." {
        "SEARCH_RESULT_SEARCHED" => "gezocht",
        "SEARCH_RESULT_TOO_LITTLE" => "te-weinig-gezocht",
        "SEARCH_RESULT_FOUND_WORK" => "werk-gevonden",
        "SEARCH_RESULT_WITHDREW" => "ingetrokken",
        "SEARCH_RESULT_TO_EDUCATION" => "naar-onderwijs",
    }
    closed Bron, "Wie het gegeven heeft opgegeven of vastgesteld." {
        "applicant" => "aanvrager",
        "partner" => "partner",
        "consultant" => "consulent",
        "register" => "register",
        "system" => "systeem",
    }
    open Aanvraagstadium, "Waar de aanvraag staat." {
        "searching" => "zoektermijn",
        "search-over" => "zoektermijn-voorbij",
        "intake" => "intake",
        "complete" => "compleet",
        "closed" => "afgesloten",
    }
    closed Rechtuitkomst, "Of er recht op bijstand is." {
        "ENTITLEMENT_OUTCOME_UNSPECIFIED" => "nog-niet-bepaald",
        "ENTITLEMENT_OUTCOME_GRANTED" => "toegekend",
        "ENTITLEMENT_OUTCOME_DENIED" => "afgewezen",
        "ENTITLEMENT_OUTCOME_PERSON_DECIDES" => "mens-beslist",
    }
}
